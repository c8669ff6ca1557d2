//! What is due: the month's deadline under the rule in force, and how many reports it asks for, by
//! category and by lead unit.
//!
//! It never invents a filing: without a ledger the counts of reports are absent, not zero.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::Desk;
use crate::catalogue::Year;
use crate::domain::category::Category;
use crate::domain::deadline::{Deadline, ReportingRule};
use crate::domain::duty::Duty;
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
    pub filed: Option<Filed>,
}

/// How a month's reports stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filed {
    /// Submitted or accepted, late ones included.
    pub filed: u32,
    /// Of those, filed after the deadline (补报).
    pub late: u32,
    /// Returned and not yet filed again.
    pub returned: u32,
    /// Due and not filed.
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
    pub filed: Option<Filed>,
}

impl Desk {
    /// The deadline in question at a moment: the month's, or the next one, with what it asks for.
    pub fn due(&self, now: Timestamp, month: Option<Month>) -> Result<Due, Failure> {
        let in_force = self.year()?;
        let month =
            month.unwrap_or_else(|| in_force.reporting_rule().next(now, &self.catalogue().calendar).month);
        let year = if self.settings().year.is_some() { in_force } else { self.year_owing(month)? };
        let rule = year.reporting_rule();
        let deadline = rule.deadline(month, &self.catalogue().calendar);
        let owed = self.duty(year).is_some_and(|duty| duty.covers(month).is_ok());
        let categories = Category::ALL
            .into_iter()
            .map(|category| {
                let loaded = year.category(category).len() as u32;
                let declared = year.notice.as_ref().and_then(|n| n.declared(category)).map(|d| d.count);
                CategoryDue { category, declared, loaded, due: if owed { loaded } else { 0 }, filed: None }
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
            units: if owed { units(year) } else { Vec::new() },
        })
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
    pub fn duty(&self, year: &Year) -> Option<Duty> {
        let first = |year: &Year| {
            Duty::first_month_of_list(year.year, year.notice.as_ref().and_then(Notice::first_month))
        };
        let later = self.catalogue().years().find(|later| later.year > year.year);
        Some(Duty::new(first(year)?, later.and_then(first)))
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

fn units(year: &Year) -> Vec<UnitDue> {
    let mut due: BTreeMap<&str, u32> = BTreeMap::new();
    for unit in year.projects().iter().flat_map(|project| &project.lead_units) {
        *due.entry(unit).or_default() += 1;
    }
    let mut units: Vec<UnitDue> =
        due.into_iter().map(|(unit, due)| UnitDue { unit: unit.to_owned(), due, filed: None }).collect();
    units.sort_by_key(|unit| std::cmp::Reverse((unit.filed.map(|f| f.outstanding), unit.due)));
    units
}
