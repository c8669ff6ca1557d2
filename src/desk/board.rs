//! The board: from the list, the plans and the reports to figures by category, sector, stage, district and
//! lead unit, with everything a page, a chart or a bulletin shows.
//!
//! It computes no indicator of its own (those are [`crate::domain::indicator`]'s) and writes nothing.

mod rollup;
mod sheet;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

pub use sheet::{Sheet, key_of};

use super::{Desk, plan};
use crate::catalogue::Year;
use crate::domain::board::{Board, By, Rules};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::forecast::Forecast;
use crate::domain::indicator::Standing;
use crate::domain::lamp::Reading;
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::project::{Project, ProjectId};
use crate::ledger::{LedgerError, ReportRow, View};
use crate::publish::page;
use crate::words;

/// The sheets behind a board: the list that owes the month, and a year ago where the ledger holds it.
#[derive(Clone, Debug)]
pub struct Sheets {
    /// This year's.
    pub now: Sheet,
    /// Of the list and the year that were in force a year before.
    pub year_ago: Option<Sheet>,
    /// By what schedule and lamps are told.
    pub rules: Rules,
    /// The ledger's last entry when they were drawn, for bringing them up to date.
    pub seq: u64,
}

/// One project behind a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectLine<'a> {
    /// The project.
    pub project: &'a Project,
    /// Where it stands.
    pub standing: Standing,
    /// Its lamps, worst first.
    pub readings: Vec<Reading>,
    /// Its outlook; `None` without a plan.
    pub forecast: Option<Forecast>,
    /// Months owed so far that are not filed.
    pub missing: Vec<Month>,
}

impl Desk {
    /// The board of a month.
    pub fn board(&self, month: Month, by: By) -> Result<Board, Failure> {
        Ok(self.sheets(month)?.board(month, by))
    }

    /// Everything that boards of a month's year are drawn from.
    pub fn sheets(&self, month: Month) -> Result<Sheets, Failure> {
        self.sheets_of(month, &Category::ALL)
    }

    /// As [`Desk::sheets`], over the projects of some categories only.
    pub fn sheets_of(&self, month: Month, categories: &[Category]) -> Result<Sheets, Failure> {
        let list = self.list_owing(month)?;
        let before = month.plus(-12);
        // The list of a year ago is known only when its own duty had begun by then.
        let list_before = self
            .list_owing(before)
            .ok()
            .filter(|list| self.duty(list).is_some_and(|duty| duty.first <= before));
        let mut now = Sheet::new(list, categories, self.duty(list), month.year());
        let mut year_ago =
            list_before.map(|list| Sheet::new(list, categories, self.duty(list), before.year()));
        let mut seq = 0;
        if let Some(ledger) = self.look()? {
            ledger.read(|view| {
                seq = view.head()?.0;
                fill(&mut now, list, view)?;
                match (&mut year_ago, list_before) {
                    (Some(sheet), Some(list)) => fill(sheet, list, view),
                    _ => Ok(()),
                }
            })?;
        }
        let year_ago = year_ago.filter(|sheet| sheet.has_reports(before));
        Ok(Sheets { now, year_ago, rules: self.catalogue().board.clone(), seq })
    }

    /// Brings sheets up to date with what has been stored since; cheap when little has.
    pub fn refresh(&self, sheets: &mut Sheets) -> Result<(), Failure> {
        let Some(ledger) = self.look()? else { return Ok(()) };
        let changed: (u64, HashMap<ProjectId, Vec<ReportRow>>, Vec<ProjectId>) = ledger.read(|view| {
            let head = view.head()?.0;
            let mut reports = HashMap::new();
            for row in view.reports_since(sheets.seq)? {
                if let Entry::Vacant(place) = reports.entry(row.project) {
                    place.insert(view.reports_of(row.project)?);
                }
            }
            let mut plans = Vec::new();
            for entry in view.since(sheets.seq, u64::from(u32::MAX))? {
                if entry.kind == plan::PLAN {
                    plans.extend(entry.subject.parse::<ProjectId>().ok());
                }
            }
            Ok::<_, LedgerError>((head, reports, plans))
        })?;
        let (head, reports, plans) = changed;
        for (id, rows) in reports {
            let Ok(project) = self.project(id) else { continue };
            for sheet in std::iter::once(&mut sheets.now).chain(&mut sheets.year_ago) {
                sheet.clear(project);
                for row in &rows {
                    sheet.put(row);
                }
            }
        }
        for id in plans {
            let plan = self.plan_of(id)?;
            for sheet in std::iter::once(&mut sheets.now).chain(&mut sheets.year_ago) {
                sheet.set_plan(id, plan.clone());
            }
        }
        sheets.seq = head;
        Ok(())
    }

    /// The projects behind a figure of a board: one group's, or all.
    pub fn projects_behind<'a>(
        &'a self,
        sheets: &Sheets,
        month: Month,
        group: Option<(By, Option<&str>)>,
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
        let mut now = Sheet::new(&alone, &Category::ALL, self.duty(list), month.year());
        if let Some(ledger) = self.look()? {
            ledger.read(|view| {
                now.set_plan(id, plan::read_plan(view, project)?);
                view.reports_of(id)?.iter().for_each(|row| now.put(row));
                Ok::<_, LedgerError>(())
            })?;
        }
        let sheets = Sheets { now, year_ago: None, rules: self.catalogue().board.clone(), seq: 0 };
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

impl Sheets {
    fn line<'a>(&self, row: usize, month: Month, project: &'a Project) -> ProjectLine<'a> {
        let standing = self.now.standing_with_lamp(row, month, &self.rules);
        ProjectLine {
            project,
            standing,
            readings: self.now.readings(row, month, &self.rules),
            forecast: Forecast::new(standing.plan, standing.ytd, month, self.rules.schedule),
            missing: self.now.missing(row, month),
        }
    }
}

/// Puts everything the ledger holds for a sheet's year into it.
fn fill(sheet: &mut Sheet, list: &Year, view: &mut View<'_>) -> Result<(), LedgerError> {
    let mut versions = plan::read_versions(view)?;
    for project in list.projects() {
        if sheet.row(project.id).is_some() && versions.contains_key(&project.id) {
            sheet.set_plan(project.id, plan::history(project, &mut versions));
        }
    }
    let first = Month::new(list.year.min(sheet.year()), 1);
    let last = Month::new(sheet.year(), 12);
    if let (Some(first), Some(last)) = (first, last) {
        view.reports(first, last)?.iter().for_each(|row| sheet.put(row));
    }
    Ok(())
}
