//! A project's calendar year in one row: how each month's report stands, what was invested in it, when the
//! project started and ended. Kept in the same transaction as the entry it follows from, so that lists and
//! boards of a hundred thousand projects read one row a project.
//!
//! It says nothing that the reports do not say: it can be made anew from them at any time, and `verify`
//! does so and compares. Which reports count is the domain's word, [`Status::counts`].

mod text;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::connection::{BadColumn, Connection, Row, Value};
use super::error::LedgerError;
use super::report::{month_number, month_of};
use super::view::View;
use crate::domain::category::Category;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::report::{Act, Status};
use text::{invested_of, invested_text, place_of, project_at, states_of, states_text};

/// One project over one calendar year. A draft that was given up is as good as none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectYear {
    /// The project.
    pub project: ProjectId,
    /// The calendar year.
    pub year: i16,
    /// How each month's report stands, January first, and whether it is late.
    pub states: [Option<(Status, bool)>; 12],
    /// What each month's report says was invested, whether or not it counts.
    pub invested: [Option<Money>; 12],
    /// The start, as far as the counting reports of this year tell it.
    pub started: Option<Told>,
    /// The completion likewise.
    pub completed: Option<Told>,
    /// The first month of this year whose counting report tells the completion: the last one owed.
    pub last_owed: Option<Month>,
}

/// Something that reports tell. The earliest telling comes first in the order of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    /// The month from which it holds: that of the report, or of the date where that is later.
    pub from: Month,
    /// The calendar year of the date that was told.
    pub year: i16,
}

impl ProjectYear {
    fn empty(project: ProjectId, year: i16) -> Self {
        Self {
            project,
            year,
            states: [None; 12],
            invested: [None; 12],
            started: None,
            completed: None,
            last_owed: None,
        }
    }

    /// The investment of the reports that count, from January to the month before `until` (1–13).
    pub fn invested_before(&self, until: i8) -> Money {
        let months = self.states.iter().zip(&self.invested).take((until - 1).clamp(0, 12) as usize);
        let counting = months.filter(|(state, _)| state.is_some_and(|(status, _)| status.counts()));
        counting.filter_map(|(_, invested)| *invested).sum()
    }

    fn put(&mut self, report: &Standing) {
        let (Some(status), false) = (report.status, report.discarded) else { return };
        let at = report.month.number() as usize - 1;
        self.states[at] = Some((status, report.late));
        self.invested[at] = report.invested;
        if !status.counts() {
            return;
        }
        let told = |date: &Option<String>| {
            let date: Date = date.as_deref()?.parse().ok()?;
            Some(Told { from: report.month.max(Month::of(date)), year: date.year() })
        };
        self.started = earliest(self.started, told(&report.started_on));
        self.completed = earliest(self.completed, told(&report.completed_on));
        if report.completed_on.is_some() {
            self.last_owed = earliest(self.last_owed, Some(report.month));
        }
    }

    fn read(row: &Row<'_>, year: i16) -> Result<Self, BadColumn> {
        let place = row.int(0)?;
        let bad = |what: &str| BadColumn(format!("{what} of {place} in {year}"));
        let month = |number: Option<i64>, what: &str| {
            number.map(|n| month_of(n).ok_or_else(|| bad(what))).transpose()
        };
        let told = |from: Option<i64>, of: Option<i64>, what: &str| {
            let year = of.and_then(|year| i16::try_from(year).ok());
            Ok(month(from, what)?.zip(year).map(|(from, year)| Told { from, year }))
        };
        Ok(Self {
            project: project_at(place).ok_or_else(|| bad("the project"))?,
            year,
            states: states_of(row.text_at(1)?).ok_or_else(|| bad("the states"))?,
            invested: invested_of(row.text_at(2)?).ok_or_else(|| bad("the investment"))?,
            started: told(row.maybe_int(3)?, row.maybe_int(4)?, "the start")?,
            completed: told(row.maybe_int(5)?, row.maybe_int(6)?, "the completion")?,
            last_owed: month(row.maybe_int(7)?, "the last month owed")?,
        })
    }

    fn is_empty(&self) -> bool {
        self.states.iter().all(Option::is_none)
    }
}

/// The earlier of two that may be absent.
pub fn earliest<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// What the year takes from a report.
struct Standing {
    month: Month,
    status: Option<Status>,
    discarded: bool,
    late: bool,
    invested: Option<Money>,
    started_on: Option<String>,
    completed_on: Option<String>,
}

macro_rules! standings {
    ($rest:literal) => {
        concat!(
            "SELECT project, month, status, late, invested, started_on, completed_on, ",
            // Whether a draft was given up stands in the log only.
            "CASE WHEN status = 'draft' THEN (SELECT l.action FROM log l WHERE l.seq = report.seq) ",
            "ELSE '' END FROM report ",
            $rest
        )
    };
}

impl Standing {
    fn read(row: &Row<'_>) -> Result<Self, BadColumn> {
        let month = row.int(1)?;
        Ok(Self {
            month: month_of(month).ok_or_else(|| BadColumn(format!("report of month {month}")))?,
            status: Status::parse(row.text_at(2)?),
            late: row.int(3)? != 0,
            invested: row.maybe_int(4)?.map(Money),
            started_on: row.maybe_text(5)?,
            completed_on: row.maybe_text(6)?,
            discarded: row.maybe_text(7)?.as_deref() == Some(Act::Discard.name()),
        })
    }
}

/// Keeps the row of a project's year as its reports say.
pub(super) fn keep(connection: &mut Connection, project: ProjectId, year: i16) -> Result<(), LedgerError> {
    let mut kept = ProjectYear::empty(project, year);
    let reports = connection.all(
        standings!("WHERE project = $1 AND month >= $2 AND month <= $3"),
        &[(&project.to_string()).into(), first(year).into(), last(year).into()],
        Standing::read,
    )?;
    for report in &reports {
        kept.put(report);
    }
    store(connection, &kept)
}

fn store(connection: &mut Connection, kept: &ProjectYear) -> Result<(), LedgerError> {
    let number = |month: Option<Month>| month.map(month_number);
    let of = |told: Option<Told>| told.map(|told| i64::from(told.year));
    connection.execute(
        "INSERT INTO project_year (year, place, states, invested, started, started_in, completed, \
             completed_in, last_owed) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
         ON CONFLICT (year, place) DO UPDATE SET states = excluded.states, invested = excluded.invested, \
             started = excluded.started, started_in = excluded.started_in, \
             completed = excluded.completed, completed_in = excluded.completed_in, \
             last_owed = excluded.last_owed",
        &[
            i64::from(kept.year).into(),
            place_of(kept.project).into(),
            (&states_text(&kept.states)).into(),
            (&invested_text(&kept.invested)).into(),
            Value::Int(number(kept.started.map(|told| told.from))),
            Value::Int(of(kept.started)),
            Value::Int(number(kept.completed.map(|told| told.from))),
            Value::Int(of(kept.completed)),
            Value::Int(number(kept.last_owed)),
        ],
    )?;
    Ok(())
}

/// Makes every row anew from the reports: after many entries were put in at once, or for a ledger of a
/// time that had no such rows.
pub(super) fn rebuild(connection: &mut Connection) -> Result<(), LedgerError> {
    connection.execute("DELETE FROM project_year", &[])?;
    for year in years(connection)? {
        for kept in derived(connection, year)?.values() {
            store(connection, kept)?;
        }
    }
    Ok(())
}

/// The first project and year whose row does not say what the reports say, if any.
pub(super) fn differing(connection: &mut Connection) -> Result<Option<(ProjectId, i16)>, LedgerError> {
    let kept_years = connection.first(
        "SELECT COALESCE(MIN(year), 0), COALESCE(MAX(year), 0) FROM project_year",
        &[],
        |row| Ok((row.int(0)?, row.int(1)?)),
    )?;
    let mut all = years(connection)?;
    // A row of a year without reports has no report to be missed by.
    let (low, high) = kept_years.unwrap_or_default();
    all.extend([low, high].into_iter().filter(|year| *year != 0).filter_map(|year| i16::try_from(year).ok()));
    all.sort_unstable();
    all.dedup();
    for year in all {
        let mut expected = derived(connection, year)?;
        let mut wrong = None;
        connection.each(
            "SELECT place, states, invested, started, started_in, completed, completed_in, last_owed \
             FROM project_year WHERE year = $1 ORDER BY place",
            &[i64::from(year).into()],
            &mut |row| {
                // What cannot be read does not agree either.
                let place = row.int(0)?;
                let said = ProjectYear::read(row, year).ok();
                let project = said.as_ref().map(|said| said.project).or_else(|| project_at(place));
                let agrees = said.as_ref().is_some_and(|said| {
                    expected.remove(&said.project).map_or(said.is_empty(), |expected| expected == *said)
                });
                if !agrees && wrong.is_none() {
                    wrong = Some(project.unwrap_or(FIRST));
                }
                Ok(())
            },
        )?;
        let lacking = expected.into_iter().find(|(_, row)| !row.is_empty()).map(|(project, _)| project);
        if let Some(project) = earliest(wrong, lacking) {
            return Ok(Some((project, year)));
        }
    }
    Ok(None)
}

/// Stands for a place that is no project's.
const FIRST: ProjectId = ProjectId { year: 0, category: Category::Construction, serial: 0 };

/// The calendar years that have reports.
fn years(connection: &mut Connection) -> Result<Vec<i16>, LedgerError> {
    let found = connection.first(
        "SELECT COALESCE(MIN(month), 0), COALESCE(MAX(month), 0) FROM report",
        &[],
        |row| Ok((row.int(0)? / 100, row.int(1)? / 100)),
    )?;
    let (from, to) = found.unwrap_or_default();
    Ok((from..=to).filter(|year| *year > 0).filter_map(|year| i16::try_from(year).ok()).collect())
}

/// The rows of a calendar year as the reports say.
fn derived(connection: &mut Connection, year: i16) -> Result<BTreeMap<ProjectId, ProjectYear>, LedgerError> {
    let mut rows: BTreeMap<ProjectId, ProjectYear> = BTreeMap::new();
    connection.each(
        standings!("WHERE month >= $1 AND month <= $2"),
        &[first(year).into(), last(year).into()],
        &mut |row| {
            let project = row.text_at(0)?;
            let project = project.parse().map_err(|_| BadColumn(format!("report of {project:?}")))?;
            let kept = rows.entry(project).or_insert_with(|| ProjectYear::empty(project, year));
            kept.put(&Standing::read(row)?);
            Ok(())
        },
    )?;
    Ok(rows)
}

impl View<'_> {
    /// Every project's row of a calendar year, in no order.
    pub fn each_year(&mut self, year: i16, mut each: impl FnMut(ProjectYear)) -> Result<(), LedgerError> {
        if !self.connection.keeps_years() {
            derived(self.connection, year)?.into_values().for_each(each);
            return Ok(());
        }
        self.connection.each(
            "SELECT place, states, invested, started, started_in, completed, completed_in, last_owed \
             FROM project_year WHERE year = $1",
            &[i64::from(year).into()],
            &mut |row| {
                each(ProjectYear::read(row, year)?);
                Ok(())
            },
        )
    }

    /// One project's rows of the calendar years from `from` to `to`, oldest first.
    pub fn years_of(
        &mut self,
        project: ProjectId,
        from: i16,
        to: i16,
    ) -> Result<Vec<ProjectYear>, LedgerError> {
        let mut found = Vec::new();
        for year in from..=to {
            if self.connection.keeps_years() {
                found.extend(self.connection.first(
                    "SELECT place, states, invested, started, started_in, completed, completed_in, last_owed \
                     FROM project_year WHERE year = $1 AND place = $2",
                    &[i64::from(year).into(), place_of(project).into()],
                    |row| ProjectYear::read(row, year),
                )?);
            } else {
                found.extend(derived(self.connection, year)?.remove(&project));
            }
        }
        Ok(found)
    }

    /// In which month each completed project's completion was told first, over the reports that count.
    pub fn completions(&mut self) -> Result<Vec<(ProjectId, Month)>, LedgerError> {
        if !self.connection.keeps_years() {
            let mut first: BTreeMap<ProjectId, Month> = BTreeMap::new();
            for year in years(self.connection)? {
                for (project, row) in derived(self.connection, year)? {
                    if let Some(month) = row.last_owed {
                        first.entry(project).or_insert(month);
                    }
                }
            }
            return Ok(first.into_iter().collect());
        }
        self.connection.all(
            "SELECT place, MIN(last_owed) FROM project_year WHERE last_owed IS NOT NULL GROUP BY place",
            &[],
            |row| {
                let (place, month) = (row.int(0)?, row.int(1)?);
                let both = project_at(place).zip(month_of(month));
                both.ok_or_else(|| BadColumn(format!("completion of {place} in {month}")))
            },
        )
    }
}

fn first(year: i16) -> i64 {
    i64::from(year) * 100 + 1
}

fn last(year: i16) -> i64 {
    i64::from(year) * 100 + 12
}
