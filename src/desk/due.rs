//! What is due: the month's deadline under the rule in force, and how many reports it asks for, by
//! category and by lead unit.
//!
//! It never invents a filing: without a ledger the counts of reports are absent, not zero.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::App;
use super::board::BoardData;
use super::states::{MonthReportStates, ReportState};
use crate::catalogue::Year;
use crate::domain::category::Category;
use crate::domain::deadline::{Deadline, ReportingRule};
use crate::domain::duty::ReportingPeriod;
use crate::domain::finding::Failure;
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::notice::Notice;
use crate::publish::ics;

/// One month's deadline and duties.
#[derive(Clone, Debug)]
pub struct Due {
    /// The moment asked about.
    pub now: Timestamp,
    /// The year of the list that owes.
    pub year: i16,
    /// Whether that list is invented.
    pub invented: bool,
    /// The month and its deadline.
    pub deadline: Deadline,
    /// The rule that set it.
    pub rule: ReportingRule,
    /// Whether the holidays of the deadline's year are known; else the reminder counts weekends only.
    pub calendar_known: bool,
    /// By category, in the notice's order.
    pub categories: Vec<CategoryDue>,
    /// By lead unit: most outstanding first, then most due, then name. A project led by two units counts
    /// for both.
    pub units: Vec<UnitDue>,
}

/// One category's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CategoryDue {
    /// Which.
    pub category: Category,
    /// How many projects the notice declares.
    pub declared: Option<u32>,
    /// How many are loaded.
    pub loaded: u32,
    /// How many of those owe a report for the month.
    pub due: u32,
    /// What the ledger holds; `None` without a ledger.
    pub filed: Option<FilingCounts>,
}

/// What is outstanding of a month whose deadline has passed (逾期).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overdue {
    /// The month.
    pub month: Month,
    /// How many reports are not filed.
    pub outstanding: u32,
}

/// How a month's reports stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FilingCounts {
    /// Submitted or accepted, late ones included.
    pub filed: u32,
    /// Of those, filed after the deadline (补报).
    pub late: u32,
    /// Returned and not yet filed again.
    pub returned: u32,
    /// Due and not filed, the returned ones included: due = filed + outstanding.
    pub outstanding: u32,
}

/// One lead unit's month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitDue {
    /// Its name as printed.
    pub unit: String,
    /// How many of its projects owe a report.
    pub due: u32,
    /// What the ledger holds; `None` without a ledger.
    pub filed: Option<FilingCounts>,
}

impl App {
    /// The deadline in question at a moment: the month's, or the next one, with what it asks for.
    pub fn due(&self, now: Timestamp, month: Option<Month>) -> Result<Due, Failure> {
        let next = || Ok(self.year()?.reporting_rule().next(now, &self.catalogue().calendar).month);
        let month = month.map_or_else(next, Ok::<_, Failure>)?;
        self.due_by(self.states_at(month, now)?.as_ref(), now, month)
    }

    /// As [`Desk::due`] for a month, from sheets that serve it.
    pub fn due_of(&self, sheets: &BoardData, now: Timestamp, month: Month) -> Result<Due, Failure> {
        if self.list_due(month)?.year != sheets.now.list_year() {
            return self.due(now, Some(month));
        }
        let states = sheets.head.as_ref().map(|_| MonthReportStates::of(&sheets.now, month));
        self.due_by(states.as_ref(), now, month)
    }

    /// The list that `due` is about: the year asked for, else the one that owes the month.
    fn list_due(&self, month: Month) -> Result<&Year, Failure> {
        if self.settings().year.is_some() { self.year() } else { self.year_owing(month) }
    }

    fn due_by(
        &self,
        states: Option<&MonthReportStates>,
        now: Timestamp,
        month: Month,
    ) -> Result<Due, Failure> {
        let year = self.list_due(month)?;
        let rule = year.reporting_rule();
        let deadline = rule.deadline(month, &self.catalogue().calendar);
        let tally = self.tally(year, month, states);
        let categories = Category::ALL
            .into_iter()
            .map(|category| {
                let loaded = year.category(category).len() as u32;
                let declared = year.notice.as_ref().and_then(|n| n.declared(category)).map(|d| d.count);
                let DueCount { due, filed } = tally.categories[category.index()];
                CategoryDue { category, declared, loaded, due, filed: states.map(|_| filed) }
            })
            .collect();
        Ok(Due {
            now,
            year: year.year,
            invented: year.invented,
            deadline,
            rule,
            calendar_known: self.catalogue().calendar.knows(deadline.last_day.year()),
            categories,
            units: tally.units(states.is_some()),
        })
    }

    /// What the month before still owes although its deadline has passed; `None` without a ledger, or when
    /// nothing is.
    pub fn overdue(&self, due: &Due) -> Result<Option<Overdue>, Failure> {
        self.overdue_by(due, |month| self.states_at(month, due.now))
    }

    /// As [`Desk::overdue`], from sheets that serve the month.
    pub fn overdue_of(&self, sheets: &BoardData, due: &Due) -> Result<Option<Overdue>, Failure> {
        self.overdue_by(due, |month| {
            if self.year_owing(month)?.year != sheets.now.list_year() {
                return self.states_at(month, due.now);
            }
            Ok(sheets.head.as_ref().map(|_| MonthReportStates::of(&sheets.now, month)))
        })
    }

    fn overdue_by(
        &self,
        due: &Due,
        states: impl FnOnce(Month) -> Result<Option<MonthReportStates>, Failure>,
    ) -> Result<Option<Overdue>, Failure> {
        let month = due.deadline.month.previous();
        let year = self.year_owing(month)?;
        let begun = self.duty(year).is_some_and(|duty| duty.first <= month);
        let passed = year.reporting_rule().deadline(month, &self.catalogue().calendar).is_late(due.now);
        if !begun || !passed {
            return Ok(None);
        }
        let Some(states) = states(month)? else { return Ok(None) };
        let tally = self.tally(year, month, Some(&states));
        let outstanding = tally.categories.iter().map(|count| count.filed.outstanding).sum();
        Ok((outstanding > 0).then_some(Overdue { month, outstanding }))
    }

    /// The deadlines as an iCalendar file: one month's, or all from the next one to the year's end.
    pub fn deadline_calendar(
        &self,
        now: Timestamp,
        month: Option<Month>,
        lang: Lang,
    ) -> Result<String, Failure> {
        let due = self.due(now, month)?;
        let calendar = &self.catalogue().calendar;
        let first = due.deadline.month;
        let last = if month.is_some() { 0 } else { 12 - i32::from(first.number()) };
        let deadlines: Vec<Deadline> =
            (0..=last).map(|n| due.rule.deadline(first.plus(n), calendar)).collect();
        Ok(ics::deadlines(&deadlines, due.rule, now, lang))
    }

    /// The months for which a list's projects owe reports: from its notice until a later list's.
    pub fn duty(&self, year: &Year) -> Option<ReportingPeriod> {
        let first = |year: &Year| {
            ReportingPeriod::first_month_of_list(
                year.year,
                year.notice.as_ref().and_then(Notice::first_month),
            )
        };
        let later = self.catalogue().years().find(|later| later.year > year.year);
        Some(ReportingPeriod::new(first(year)?, later.and_then(first)))
    }

    /// The list that owes reports for a month: the latest whose duty has begun, else the oldest loaded.
    pub(super) fn year_owing(&self, month: Month) -> Result<&Year, Failure> {
        let begun = |year: &&Year| self.duty(year).is_some_and(|duty| duty.first <= month);
        match self.catalogue().years().rev().find(begun).or_else(|| self.catalogue().years().next()) {
            Some(year) => Ok(year),
            None => self.year(),
        }
    }
}

/// Counts on their way.
#[derive(Clone, Copy, Default)]
struct DueCount {
    due: u32,
    filed: FilingCounts,
}

impl DueCount {
    fn add(&mut self, state: ReportState) {
        if state == ReportState::NotDue {
            return;
        }
        self.due += 1;
        self.filed.filed += u32::from(state.is_filed());
        self.filed.late += u32::from(state.is_late());
        self.filed.returned += u32::from(state == ReportState::Returned);
        self.filed.outstanding += u32::from(state.is_missing());
    }
}

#[derive(Default)]
struct DueTally<'a> {
    categories: [DueCount; 3],
    units: BTreeMap<&'a str, DueCount>,
}

impl DueTally<'_> {
    fn units(&self, ledger: bool) -> Vec<UnitDue> {
        let with_due = self.units.iter().filter(|(_, count)| count.due > 0);
        let mut units: Vec<UnitDue> = with_due
            .map(|(unit, count)| UnitDue {
                unit: (*unit).to_owned(),
                due: count.due,
                filed: ledger.then_some(count.filed),
            })
            .collect();
        units.sort_by_key(|unit| std::cmp::Reverse((unit.filed.map(|f| f.outstanding), unit.due)));
        units
    }
}

impl App {
    fn tally<'a>(&self, year: &'a Year, month: Month, states: Option<&MonthReportStates>) -> DueTally<'a> {
        let mut tally = DueTally::default();
        for project in year.projects() {
            let state = self.state(states, year, project, month);
            tally.categories[project.category().index()].add(state);
            for unit in &project.lead_units {
                tally.units.entry(unit).or_default().add(state);
            }
        }
        tally
    }
}
