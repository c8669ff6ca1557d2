//! The board: from the list, the plans and the reports to figures by category, sector, stage, district and
//! lead unit, with everything a page, a chart or a bulletin shows.
//!
//! It computes no indicator of its own (those are [`crate::domain::indicator`]'s) and writes nothing.

mod rollup;
mod sheet;

use std::collections::BTreeSet;

pub use sheet::{YearTable, key_of};

use super::{App, plan};
use crate::catalogue::Year;
use crate::domain::board::{Board, GroupBy, Rules};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::forecast::Forecast;
use crate::domain::indicator::ProjectFigures;
use crate::domain::lamp::RatingExplanation;
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::project::{Project, ProjectId};
use crate::ledger::{LedgerError, REPORT, Snapshot};
use crate::publish::page;
use crate::words;

/// The sheets behind a board: the list that owes the month, and a year ago where the ledger holds it.
#[derive(Clone, Debug)]
pub struct BoardData {
    /// This year's.
    pub now: YearTable,
    /// Of the list and the year that were in force a year before.
    pub year_ago: Option<YearTable>,
    /// By what schedule and lamps are told.
    pub rules: Rules,
    /// The ledger's last entry when they were drawn, and its hash, for bringing them up to date; `None`
    /// without a ledger.
    pub head: Option<(u64, String)>,
    categories: Vec<Category>,
}

/// More entries than this are not taken in one by one.
const MOST_TAKEN_IN: u64 = 5_000;

/// One project behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectLine<'a> {
    /// The project.
    pub project: &'a Project,
    /// Where it stands.
    pub standing: ProjectFigures,
    /// Its lamps, worst first.
    pub readings: Vec<RatingExplanation>,
    /// Its outlook; `None` without a plan.
    pub forecast: Option<Forecast>,
    /// Months owed so far that are not filed.
    pub missing: Vec<Month>,
}

impl App {
    /// The board of a month.
    pub fn board(&self, month: Month, by: GroupBy) -> Result<Board, Failure> {
        Ok(self.sheets(month)?.board(month, by))
    }

    /// Everything that boards of a month's year are drawn from.
    pub fn sheets(&self, month: Month) -> Result<BoardData, Failure> {
        self.sheets_of(month, &Category::ALL)
    }

    /// As [`Desk::sheets`], over the projects of some categories only.
    pub fn sheets_of(&self, month: Month, categories: &[Category]) -> Result<BoardData, Failure> {
        let (list, list_before) = self.lists_of(month)?;
        let mut sheets = BoardData::new(self, list, list_before, month, categories);
        if let Some(ledger) = self.look()? {
            ledger.read(|view| {
                sheets.head = Some(view.head()?);
                let versions = plan::read_versions(view)?;
                fill(&mut sheets.now, list, &versions, view)?;
                match (&mut sheets.year_ago, list_before) {
                    (Some(sheet), Some(list)) => fill(sheet, list, &versions, view),
                    _ => Ok(()),
                }
            })?;
        }
        Ok(sheets)
    }

    /// Makes sheets serve a month: brings them up to date with what has been stored since, which is cheap
    /// when little has, or draws them anew where they are of another year or another ledger.
    pub fn refresh(&self, sheets: &mut BoardData, month: Month) -> Result<(), Failure> {
        let (list, list_before) = self.lists_of(month)?;
        let year_ago = sheets.year_ago.as_ref().map(YearTable::list_year);
        let same = sheets.now.year() == month.year()
            && sheets.now.list_year() == list.year
            && year_ago == list_before.map(|list| list.year);
        if !same || !self.take_in(sheets)? {
            *sheets = self.sheets_of(month, &sheets.categories.clone())?;
        }
        Ok(())
    }

    /// Takes in what has been stored since sheets were drawn; `false` where that cannot be done.
    fn take_in(&self, sheets: &mut BoardData) -> Result<bool, Failure> {
        let (ledger, seq) = match (self.look()?, &sheets.head) {
            (Some(ledger), Some((seq, _))) => (ledger, *seq),
            (ledger, _) => return Ok(ledger.is_none()),
        };
        ledger.read(|view| {
            let head = view.head()?;
            if Some(&head) == sheets.head.as_ref() {
                return Ok(true);
            }
            // After a restore the log may be another one.
            let known = seq == 0 || view.entry(seq)?.map(|entry| entry.hash) == hash_of(sheets);
            if !known || head.0 < seq || head.0 - seq > MOST_TAKEN_IN {
                return Ok(false);
            }
            let (mut reported, mut planned) = (BTreeSet::new(), BTreeSet::new());
            for (kind, subject) in view.touched_since(seq)? {
                match (kind.as_str(), subject.parse::<ProjectId>()) {
                    (REPORT, Ok(id)) => _ = reported.insert(id),
                    (plan::PLAN, Ok(id)) => _ = planned.insert(id),
                    _ => {}
                }
            }
            for id in reported {
                let Ok(project) = self.project(id) else { continue };
                let years = view.years_of(id, id.year, sheets.now.year())?;
                for sheet in sheets.each_mut() {
                    sheet.clear(project);
                    for year in &years {
                        sheet.put(year);
                    }
                }
            }
            for id in planned {
                let Ok(project) = self.project(id) else { continue };
                let plan = plan::read_plan(view, project)?;
                for sheet in sheets.each_mut() {
                    sheet.set_plan(id, plan.clone());
                }
            }
            sheets.head = Some(head);
            Ok(true)
        })
    }

    /// The projects behind a figure of a board: one group's, or all.
    pub fn projects_behind<'a>(
        &'a self,
        sheets: &BoardData,
        month: Month,
        group: Option<(GroupBy, Option<&str>)>,
    ) -> Vec<ProjectLine<'a>> {
        let chosen = |project: &&Project| group.is_none_or(|(by, key)| key_of(project, by).as_deref() == key);
        let rows =
            (0..sheets.now.len()).filter_map(|row| Some((row, self.project(sheets.now.id(row)).ok()?)));
        rows.filter(|(_, project)| chosen(project))
            .map(|(row, project)| sheets.line(row, month, project))
            .collect()
    }

    /// One project at a month's end, with its lamps and outlook.
    pub fn project_line(&self, id: ProjectId, month: Month) -> Result<ProjectLine<'_>, Failure> {
        let project = self.project(id)?;
        let list = self.catalogue().year(id.year).map_or_else(|| self.year(), Ok)?;
        let alone = Year::new(list.year, list.notice.clone(), list.invented, vec![project.clone()]);
        let mut now = YearTable::new(&alone, &Category::ALL, self.duty(list), month.year());
        if let Some(ledger) = self.look()? {
            ledger.read(|view| {
                now.set_plan(id, plan::read_plan(view, project)?);
                for year in view.years_of(id, id.year, month.year())? {
                    now.put(&year);
                }
                Ok::<_, LedgerError>(())
            })?;
        }
        let sheets = BoardData::alone(now, self.catalogue().board.clone());
        Ok(sheets.line(0, month, project))
    }

    /// The list whose projects a month is about: the year asked for, else the list that owes the month.
    fn list_owing(&self, month: Month) -> Result<&Year, Failure> {
        if self.settings().year.is_some() {
            let asked = self.year()?;
            // A year ago means the list before the one that was asked for.
            return match self.catalogue().year(asked.year - 1) {
                Some(earlier) if month.year() < asked.year => Ok(earlier),
                _ => Ok(asked),
            };
        }
        self.year_owing(month)
    }

    /// The list that owes a month, and that of a year before where its own duty had begun by then.
    fn lists_of(&self, month: Month) -> Result<(&Year, Option<&Year>), Failure> {
        let before = month.plus(-12);
        let begun = |list: &&Year| self.duty(list).is_some_and(|duty| duty.first <= before);
        Ok((self.list_owing(month)?, self.list_owing(before).ok().filter(begun)))
    }

    /// A board as one self-contained HTML page.
    pub fn board_page(&self, board: &Board, lang: Lang) -> String {
        let rules: Vec<String> = self
            .catalogue()
            .board
            .lamps
            .iter()
            .map(|profile| format!("{}：{}", profile.title.get(lang), profile.source))
            .collect();
        page::write(board, &self.catalogue().districts, &rules, lang)
    }

    /// The group of that name on a board, as people type it: a key, a category's word, or `-` for none.
    pub fn group_named(&self, board: &Board, name: &str) -> Result<Option<String>, Failure> {
        if name == "-" || name == "—" {
            return Ok(None);
        }
        let langs = [Lang::Zh, Lang::En];
        let found = board.groups.iter().find(|group| {
            group.key.as_deref() == Some(name)
                || langs.into_iter().any(|lang| group.label(board.by, lang) == name)
        });
        found.map(|group| group.key.clone()).ok_or_else(|| {
            let known: Vec<String> = board.groups.iter().filter_map(|g| g.key.clone()).take(8).collect();
            let known = known.join("、");
            let words = words!("看板上没有这一组", "the board has no such group");
            Failure::new(
                Exit::No,
                Finding::error(codes::NOTHING_FOUND, words).got(name).expected(words!("{known}", "{known}")),
            )
        })
    }
}

fn hash_of(sheets: &BoardData) -> Option<String> {
    sheets.head.as_ref().map(|(_, hash)| hash.clone())
}

impl BoardData {
    fn new(
        desk: &App,
        list: &Year,
        list_before: Option<&Year>,
        month: Month,
        categories: &[Category],
    ) -> Self {
        let sheet = |list: &Year, year| YearTable::new(list, categories, desk.duty(list), year);
        Self {
            now: sheet(list, month.year()),
            year_ago: list_before.map(|list| sheet(list, month.year() - 1)),
            rules: desk.catalogue().board.clone(),
            head: None,
            categories: categories.to_vec(),
        }
    }

    /// Over one sheet, as a bench or a test fills it.
    pub fn alone(now: YearTable, rules: Rules) -> Self {
        Self { now, year_ago: None, rules, head: None, categories: Category::ALL.to_vec() }
    }

    fn each_mut(&mut self) -> impl Iterator<Item = &mut YearTable> {
        std::iter::once(&mut self.now).chain(&mut self.year_ago)
    }

    fn line<'a>(&self, row: usize, month: Month, project: &'a Project) -> ProjectLine<'a> {
        let standing = self.now.standing_with_lamp(row, month, &self.rules);
        ProjectLine {
            project,
            standing,
            readings: self.now.readings(row, month, &self.rules),
            forecast: Forecast::new(standing.plan, standing.ytd, month, self.rules.schedule)
                .filter(|_| !self.now.is_over(row, month)),
            missing: self.now.missing(row, month),
        }
    }
}

/// Puts everything the ledger holds for a sheet's year into it.
fn fill(
    sheet: &mut YearTable,
    list: &Year,
    versions: &plan::PlanVersions,
    view: &mut Snapshot<'_>,
) -> Result<(), LedgerError> {
    for project in list.projects() {
        if sheet.row(project.id).is_some() && versions.contains_key(&project.id) {
            sheet.set_plan(project.id, plan::history(project, versions));
        }
    }
    for year in list.year.min(sheet.year())..=sheet.year() {
        view.each_year(year, |told| sheet.put(&told))?;
    }
    Ok(())
}
