//! A round of filing: the projects that the list showed, or that were marked in it, when its first form was
//! opened. Filing changes the list and the marks; the round goes on through what it began with.

use super::{ListRows, Model, TabList};
use crate::domain::category::Category;
use crate::domain::lang::Bilingual;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::words;

/// What a round goes through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundScope {
    /// The marked projects that the list shows.
    Marked,
    /// What is searched or filtered.
    Searched,
    /// The whole list of the tab.
    Listed,
}

/// A round of filing.
#[derive(Clone, Debug)]
pub struct Round {
    /// The month it files for.
    pub month: Month,
    /// The tab it began in.
    pub tab: Category,
    /// What it goes through.
    pub scope: RoundScope,
    /// Its rows, in the order they were shown.
    pub rows: ListRows,
}

impl Model {
    /// The marked projects that the list in view shows, in its order.
    pub fn marked_here(&self) -> Vec<ProjectId> {
        let list = self.list();
        if list.marked.is_empty() {
            return Vec::new();
        }
        let projects = self.book.projects();
        let ids = list.rows.iter().filter_map(|at| projects.get(at as usize)).map(|project| project.id);
        ids.filter(|id| list.marked.contains(id)).collect()
    }

    /// How many marked projects the list in view does not show.
    pub fn marked_elsewhere(&self) -> usize {
        self.marked().count() - self.marked_here().len()
    }

    /// The round that begins here.
    pub fn round_here(&self) -> Round {
        let list = self.list();
        let marked = |at: &u32| {
            self.book.projects().get(*at as usize).is_some_and(|project| list.marked.contains(&project.id))
        };
        let marks: Vec<u32> =
            if list.marked.is_empty() { Vec::new() } else { list.rows.iter().filter(marked).collect() };
        let (scope, rows) = match (marks.is_empty(), self.finder.is_narrowed()) {
            (false, _) => (RoundScope::Marked, ListRows::Picked(marks.into())),
            (true, true) => (RoundScope::Searched, list.rows.clone()),
            (true, false) => (RoundScope::Listed, list.rows.clone()),
        };
        Round { month: self.deadline.month, tab: self.tab, scope, rows }
    }

    /// The next project to be filed for after the chosen row, among the marked ones or else in the list.
    pub fn next_here(&self) -> Option<usize> {
        let round = self.round_here();
        let list = self.list();
        let start = match round.scope {
            RoundScope::Marked => {
                let projects = self.book.projects();
                let above = list.rows.iter().take(list.chosen + 1);
                let ids = above.filter_map(|at| projects.get(at as usize)).map(|project| project.id);
                ids.filter(|id| list.marked.contains(id)).count()
            }
            RoundScope::Searched | RoundScope::Listed => list.chosen + 1,
        };
        self.rest(&round, start).next()
    }

    /// What is left to be filed of the round, after the report filed last and round to its beginning.
    pub fn left_of_round(&self) -> Vec<usize> {
        let Some(round) = self.round.as_ref().filter(|round| self.goes_on(round)) else { return Vec::new() };
        let filed = self.just_filed.and_then(|(id, _)| self.position(id));
        let start = filed.and_then(|at| round.rows.find(at)).map_or(0, |row| row + 1);
        // What a search still found after the round had begun comes last.
        let found: Vec<u32> = match round.scope {
            RoundScope::Marked => Vec::new(),
            RoundScope::Searched | RoundScope::Listed if self.list().rows.len() <= round.rows.len() => {
                Vec::new()
            }
            RoundScope::Searched | RoundScope::Listed => {
                let begun: std::collections::HashSet<u32> = round.rows.iter().collect();
                self.list().rows.iter().filter(|at| !begun.contains(at)).collect()
            }
        };
        let shown: std::collections::HashSet<u32> = self.list().rows.iter().collect();
        let later = found.into_iter().filter(|at| self.is_to_file(*at)).map(|at| at as usize);
        self.rest(round, start).filter(|at| shown.contains(&(*at as u32))).chain(later).collect()
    }

    /// Whether a round is still that of the month and the tab in view.
    pub fn goes_on(&self, round: &Round) -> bool {
        (round.month, round.tab) == (self.deadline.month, self.tab)
    }

    /// That nothing is left to be filed: of what.
    pub fn end_of_round(&self, round: &Round) -> Bilingual {
        let month = self.deadline.month;
        if round.month != month {
            return words!("月份已换成 {month}，按 r 另开始", "the month is {month} now; r begins anew");
        }
        if !self.list().is_whole {
            return words!("还在查找其余各项", "the rest is still being found");
        }
        let refused = round.rows.iter().filter(|at| self.is_missing(*at) && !self.is_to_file(*at)).count();
        let end = match round.scope {
            RoundScope::Marked => words!("勾选的已全部报完", "all marked ones are filed"),
            RoundScope::Searched => words!("本搜索内已全部报完", "all filed within this search"),
            RoundScope::Listed => {
                words!("本列表没有未报的项目了", "nothing is missing in this list any more")
            }
        };
        let Bilingual { zh, en } = end;
        let hidden = self.marked_elsewhere();
        match (refused, hidden) {
            (0, 0) => words!("{zh}", "{en}"),
            (0, _) => {
                words!("{zh}；另勾选 {hidden} 项不在当前列表", "{en}; {hidden} more marked out of this list")
            }
            _ => words!("{zh}，余 {refused} 项你无权填报", "{en} but {refused} that are not yours to file"),
        }
    }

    fn position(&self, id: ProjectId) -> Option<u32> {
        self.book.projects().binary_search_by_key(&id, |p| p.id).ok().map(|at| at as u32)
    }

    fn rest<'a>(&'a self, round: &'a Round, start: usize) -> impl Iterator<Item = usize> + 'a {
        let count = round.rows.len();
        let order = (start..count).chain(0..start.min(count));
        order.filter_map(|row| round.rows.get(row)).filter(|at| self.is_to_file(*at)).map(|at| at as usize)
    }

    /// Whether the month's report of a project is missing; of one filed just now it may not be known yet.
    fn is_missing(&self, at: u32) -> bool {
        let Some(project) = self.book.projects().get(at as usize) else { return false };
        let just_filed = self.just_filed == Some((project.id, self.deadline.month));
        !just_filed && self.month_row(at).is_some_and(|row| row.state.is_missing())
    }

    fn is_to_file(&self, at: u32) -> bool {
        self.is_missing(at)
            && self.book.projects().get(at as usize).is_some_and(|project| self.may_file(project).is_ok())
    }
}

impl TabList {
    /// The row of `self` to choose in place of one of `before` that it no longer has: the next that remained,
    /// else the last one above it.
    pub fn in_place_of(&self, before: &ListRows, row: usize) -> Option<usize> {
        let shown: std::collections::HashSet<u32> = self.rows.iter().collect();
        let below = (row..before.len()).filter_map(|row| before.get(row));
        let above = (0..row.min(before.len())).rev().filter_map(|row| before.get(row));
        below.chain(above).find(|at| shown.contains(at)).and_then(|at| self.rows.find(at))
    }
}
