//! One month over a whole list: how every project's report stands, how far its investment has come and
//! which lamp it shows. For the list's columns, its order and the `is:` filters.

use jiff::Timestamp;

use super::App;
use super::board::BoardData;
use super::states::ReportState;
use crate::catalogue::Year;
use crate::domain::board::Figure;
use crate::domain::finding::Failure;
use crate::domain::indicator;
use crate::domain::lamp::{Lamp, Rag};
use crate::domain::month::Month;
use crate::domain::permission::Target;
use crate::domain::ratio::Ratio;
use crate::search::Flags;

/// A month's rows, one for each project of a year's list, in its order.
#[derive(Clone, Debug)]
pub struct MonthRows {
    /// The month.
    pub month: Month,
    /// The year of the list.
    pub year: i16,
    /// The ledger's change counter when they were read; `None` without a ledger.
    pub as_of: Option<u64>,
    /// Empty without a ledger: nothing is known, and nothing is made up.
    rows: Vec<MonthRow>,
    flags: Vec<Flags>,
}

/// One project's month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonthRow {
    /// How its report stands.
    pub state: ReportState,
    /// 投资进度; `None` without a plan or without any report of the year.
    pub progress: Option<Ratio>,
    /// The worst lamp; `None` where no rule can tell.
    pub light: Option<Rag>,
}

impl MonthRows {
    /// Whether there is a ledger to know from.
    pub fn is_known(&self) -> bool {
        !self.rows.is_empty()
    }

    /// A project's month, by its position in the list.
    pub fn get(&self, position: usize) -> Option<&MonthRow> {
        self.rows.get(position)
    }

    /// The same with those projects flagged that a figure of a month's board counts.
    #[must_use]
    pub fn behind(&self, list: &Year, sheets: &BoardData, month: Month, figure: &Figure) -> Self {
        let mut rows = self.clone();
        for (flags, project) in rows.flags.iter_mut().zip(list.projects()) {
            if sheets.now.row(project.id).is_some_and(|row| sheets.counts(row, month, figure)) {
                *flags = *flags | Flags::FIGURE;
            }
        }
        rows
    }

    /// What the `is:` filters go by; empty without a ledger.
    pub fn flags(&self) -> &[Flags] {
        &self.flags
    }
}

impl App {
    /// A month's rows over the list of a year.
    pub fn month_rows(&self, year: i16, month: Month, now: Timestamp) -> Result<MonthRows, Failure> {
        self.month_rows_of(&self.sheets(month)?, year, month, now)
    }

    /// As [`Desk::month_rows`], from sheets that serve the month.
    pub fn month_rows_of(
        &self,
        sheets: &BoardData,
        year: i16,
        month: Month,
        now: Timestamp,
    ) -> Result<MonthRows, Failure> {
        let as_of = sheets.head.as_ref().map(|(seq, _)| *seq);
        let empty = MonthRows { month, year, as_of, rows: Vec::new(), flags: Vec::new() };
        let (Some(list), Some(_)) = (self.catalogue().year(year), &sheets.head) else { return Ok(empty) };
        let passed = list.reporting_rule().deadline(month, &self.catalogue().calendar).is_late(now);
        // Another list's sheets know the month's investment of its own projects only.
        let of_this_list = sheets.now.list_year() == year;
        let states = if of_this_list { None } else { self.states(month)? };
        let begun = of_this_list && sheets.now.has_reports(month);
        let watched = self.watched_ids()?;
        let rights = self.rights()?;
        let mut rows = Vec::with_capacity(list.projects().len());
        let mut flags = Vec::with_capacity(list.projects().len());
        for project in list.projects() {
            let row = sheets.now.row(project.id).filter(|_| of_this_list);
            let state = match row {
                Some(row) => sheets.now.state(row, month),
                None => self.state(states.as_ref(), list, project, month),
            };
            let standing =
                row.filter(|_| begun).map(|row| sheets.now.standing_with_lamp(row, month, &sheets.rules));
            let progress = standing.and_then(|s| indicator::progress(s.ytd, s.plan));
            let light = standing.and_then(|s| s.light);
            let mine = rights.own(Target::of(project));
            flags.push(flags_of(state, light, passed, watched.contains(&project.id), mine));
            rows.push(MonthRow { state, progress, light });
        }
        Ok(MonthRows { rows, flags, ..empty })
    }
}

fn flags_of(state: ReportState, light: Option<Rag>, passed: bool, watched: bool, mine: bool) -> Flags {
    let lamp = match light.map(|l| l.lamp) {
        Some(Lamp::Red) => Flags::RED,
        Some(Lamp::Yellow) => Flags::YELLOW,
        Some(Lamp::Green) => Flags::GREEN,
        None => Flags::default(),
    };
    let set = |on: bool, flag: Flags| if on { flag } else { Flags::default() };
    lamp | set(state.is_missing(), Flags::UNFILED)
        | set(state.is_filed(), Flags::FILED)
        | set(state.is_late() || (passed && state.is_missing()), Flags::LATE)
        | set(state == ReportState::Returned, Flags::RETURNED)
        | set(watched, Flags::WATCHED)
        | set(mine, Flags::MINE)
}
