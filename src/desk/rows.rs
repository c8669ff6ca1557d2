//! The rows of a list: searched, filtered, ordered and counted, for the screen's three tabs at once.
//!
//! It holds the index over one year's list and answers with positions into that list.

use std::cmp::{Ordering, Reverse};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::month::MonthRows;
use super::states::ReportState;
use crate::catalogue::{Catalogue, Year};
use crate::domain::category::Category;
use crate::domain::finding::Finding;
use crate::domain::lang::Bilingual;
use crate::domain::project::{Project, ProjectId};
use crate::domain::ratio::Ratio;
use crate::domain::stage::Stage;
use crate::search::{Index, SearchOptions, SearchResult};

pub use crate::search::{
    Facet, FacetCount, Facets, FieldHighlights, FilterKey, Flags, Highlighter, Query, SearchField, matched,
};

/// One year's list made searchable, with the last answer to narrow down from.
#[derive(Debug)]
pub struct ListSearcher {
    catalogue: Arc<Catalogue>,
    year: i16,
    index: Index,
    previous: Option<SearchResult>,
}

/// Projects from which the first rows are shown before all are found.
const LONG: usize = 20_000;
/// How many rows of each category: more than any screen shows.
const FIRST: usize = 256;

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// The annex's order; the best match first where words are searched.
    #[default]
    Annex,
    /// 项目名称
    Name,
    /// 阶段: new starts first.
    Stage,
    /// 牵头单位
    Unit,
    /// 开工年份
    Start,
    /// 拟建成年份
    Finish,
    /// 总投资, the largest first.
    Total,
    /// 年度计划投资, the largest first.
    Plan,
    /// The month's report: returned, then outstanding, then filed.
    Report,
    /// The lamp, red first.
    Lamp,
    /// 投资进度, the slowest first.
    Progress,
}

/// The order of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// By what. What a project lacks puts it last either way round.
    pub by: SortBy,
    /// The other way round.
    pub reverse: bool,
}

/// Rows for each tab.
#[derive(Clone, Debug)]
pub struct TabResults {
    /// Positions in the year's list, by [`Category::index`].
    pub rows: [Arc<[u32]>; 3],
    /// Whether these are all rows, not only the first.
    pub is_whole: bool,
    /// What should be said about the query.
    pub findings: Vec<Finding>,
    /// The query as it was read, for highlights.
    pub query: Arc<Query>,
}

impl ListSearcher {
    /// Makes a year's list searchable.
    pub fn new(catalogue: Arc<Catalogue>, year: i16) -> Self {
        let index = Index::build(catalogue.year(year).map_or(&[][..], Year::projects));
        Self { catalogue, year, index, previous: None }
    }

    fn projects(&self) -> &[Project] {
        self.catalogue.year(self.year).map_or(&[], Year::projects)
    }

    /// The first rows of a query over a long list, before all are found; `None` where there are none to be
    /// had sooner, or when `stop` was set before the end.
    pub fn first_rows(
        &self,
        typed: &str,
        order: Order,
        month: Option<&MonthRows>,
        stop: &AtomicBool,
    ) -> Option<TabResults> {
        if order != Order::default() || self.index.len() < LONG {
            return None;
        }
        let flags = month.map_or(&[][..], MonthRows::flags);
        let (query, findings) = Query::parse(typed);
        let options =
            SearchOptions { limit: FIRST, previous: self.previous.as_ref(), ..SearchOptions::default() };
        let found = self.index.glance(&query, flags, &options, stop)?;
        let rows = found.map(|hits| hits.iter().map(|hit| hit.position).collect::<Arc<[u32]>>());
        let any = rows.iter().any(|rows| !rows.is_empty());
        any.then(|| TabResults { rows, is_whole: false, findings, query: Arc::new(query) })
    }

    /// The rows of a query in an order; `None` when `stop` was set before the end.
    pub fn rows(
        &mut self,
        typed: &str,
        order: Order,
        month: Option<&MonthRows>,
        stop: &AtomicBool,
    ) -> Option<TabResults> {
        let flags = month.map_or(&[][..], MonthRows::flags);
        let (query, mut findings) = Query::parse(typed);
        let options =
            SearchOptions { limit: usize::MAX, previous: self.previous.as_ref(), ..SearchOptions::default() };
        let found = self.index.search(&query, flags, &options, stop)?;
        findings.extend(found.findings.iter().cloned());
        let mut rows: [Vec<u32>; 3] = Default::default();
        for hit in &found.hits {
            rows[self.index.category(hit.position as usize)].push(hit.position);
        }
        for rows in &mut rows {
            // Without words to match there is no best match; the annex's order is its own.
            if query.terms().is_empty() {
                rows.sort_unstable();
            }
            self.sort(rows, order, month);
        }
        self.previous = Some(found);
        Some(TabResults { rows: rows.map(Arc::from), is_whole: true, findings, query: Arc::new(query) })
    }

    /// Counts the facets of a query in one category; `None` when `stop` was set before the end.
    pub fn facets(
        &mut self,
        typed: &str,
        category: Category,
        flags: &[Flags],
        stop: &AtomicBool,
    ) -> Option<Facets> {
        let (query, _) = Query::parse(typed);
        // The rows of the same query were mostly found a moment ago.
        let options =
            SearchOptions { limit: 0, previous: self.previous.as_ref(), ..SearchOptions::default() };
        let found = self.index.search(&query, flags, &options, stop)?;
        Some(self.index.facets(&found, Some(category)))
    }

    fn sort(&self, rows: &mut [u32], order: Order, month: Option<&MonthRows>) {
        let row = |at: &u32| month.and_then(|m| m.get(*at as usize));
        let projects = self.projects();
        let of = |at: &u32| &projects[*at as usize];
        let reverse = order.reverse;
        match order.by {
            SortBy::Annex if reverse => rows.reverse(),
            SortBy::Annex => {}
            SortBy::Name => sort_by(rows, reverse, |at| Some(of(at).name.as_str())),
            SortBy::Stage => sort_by(rows, reverse, |at| {
                let printed = of(at).stage.as_deref()?;
                Some((Stage::of(printed), printed))
            }),
            SortBy::Unit => sort_by(rows, reverse, |at| of(at).lead_units.first().map(String::as_str)),
            SortBy::Start => sort_by(rows, reverse, |at| of(at).start_year),
            SortBy::Finish => sort_by(rows, reverse, |at| of(at).finish_year),
            SortBy::Total => sort_by(rows, reverse, |at| of(at).total_investment.map(Reverse)),
            SortBy::Plan => sort_by(rows, reverse, |at| of(at).planned_investment.map(Reverse)),
            SortBy::Report => sort_by(rows, reverse, |at| row(at).and_then(|r| urgency(r.state))),
            SortBy::Lamp => sort_by(rows, reverse, |at| row(at)?.light.map(|l| Reverse((l.lamp, l.marked)))),
            SortBy::Progress => sort_by(rows, reverse, |at| row(at)?.progress.map(ExactRatio)),
        }
    }
}

/// The order in which a month's reports ask for attention; `None` where nothing is owed.
fn urgency(state: ReportState) -> Option<u8> {
    match state {
        ReportState::NotDue => None,
        ReportState::Returned => Some(0),
        ReportState::Outstanding => Some(1),
        ReportState::Filed { .. } => Some(2),
        ReportState::Accepted { .. } => Some(3),
    }
}

/// A ratio in its exact order.
struct ExactRatio(Ratio);

impl PartialEq for ExactRatio {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for ExactRatio {}

impl PartialOrd for ExactRatio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ExactRatio {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.compare(other.0)
    }
}

/// Sorts stably by a key; rows without one come last in either direction.
fn sort_by<K: Ord>(rows: &mut [u32], reverse: bool, key: impl Fn(&u32) -> Option<K>) {
    rows.sort_by(|a, b| match (key(a), key(b)) {
        (Some(a), Some(b)) if reverse => b.cmp(&a),
        (Some(a), Some(b)) => a.cmp(&b),
        (a, b) => match (a.is_some(), b.is_some()) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            _ => Ordering::Equal,
        },
    });
}

/// The titles that match what is typed, by Chinese, English or pinyin, as positions; the best first, all
/// in their order when nothing is typed. A palette is searched by the same rules as projects are.
pub fn titles(typed: &str, titles: &[Bilingual]) -> Vec<usize> {
    if typed.trim().is_empty() {
        return (0..titles.len()).collect();
    }
    let named = |at: usize, words: &Bilingual| {
        let id = ProjectId { year: 2000, category: Category::Construction, serial: at as u32 + 1 };
        let mut project = Project::new(id, words.zh.clone());
        project.content = words.en.to_lowercase();
        project
    };
    let entries: Vec<Project> = titles.iter().enumerate().map(|(at, words)| named(at, words)).collect();
    let (query, _) = Query::parse(typed);
    let options = SearchOptions { limit: usize::MAX, threads: 1, ..SearchOptions::default() };
    let found = Index::build(&entries).search(&query, &[], &options, &AtomicBool::new(false));
    found.map(|f| f.hits.iter().map(|h| h.position as usize).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    #[test]
    fn titles_are_found_in_chinese_english_and_pinyin() {
        let all = [words!("复制项目编号", "Copy the project id"), words!("排序", "Sort")];
        assert_eq!(titles("", &all), [0, 1]);
        for typed in ["排序", "px", "paixu", "sort"] {
            assert_eq!(titles(typed, &all), [1], "{typed}");
        }
        assert_eq!(titles("copy", &all), [0]);
    }

    #[test]
    fn what_a_project_lacks_puts_it_last_either_way_round() {
        let mut rows = [0, 1, 2];
        let keys = [None, Some(2), Some(1)];
        sort_by(&mut rows, false, |at| keys[*at as usize]);
        assert_eq!(rows, [2, 1, 0]);
        sort_by(&mut rows, true, |at| keys[*at as usize]);
        assert_eq!(rows, [1, 2, 0]);
    }
}
