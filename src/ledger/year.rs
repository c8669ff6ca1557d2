//! A project's calendar year in one row: how each month's report stands, what was invested in it, when the
//! project started and ended. Kept in the same transaction as the entry it follows from, so that lists and
//! boards of a hundred thousand projects read one row a project.
//!
//! It says nothing that the reports do not say: it can be made anew from them at any time, and `verify`
//! does so and compares. Which reports count is the domain's word, [`Status::counts`].

mod text;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::connection::{BadColumn, Connection, DbRow, DbValue};
use super::error::LedgerError;
use super::report::{month_number, month_of};
use super::view::Snapshot;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::report::{ReportAction, Status};
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
    pub started: Option<ReportedDate>,
    /// The completion likewise.
    pub completed: Option<ReportedDate>,
    /// The first month of this year whose counting report tells the completion: the last one owed.
    pub last_owed: Option<Month>,
}

/// Something that reports tell. The earliest telling comes first in the order of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReportedDate {
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

    /// What each month's counting report says was invested.
    pub fn counting(&self) -> impl Iterator<Item = (Month, Money)> + '_ {
        (1..).zip(self.states.iter().zip(&self.invested)).filter_map(|(number, (state, invested))| {
            let counts = state.is_some_and(|(status, _)| status.counts());
            Month::new(self.year, number).zip(invested.filter(|_| counts))
        })
    }

    fn put(&mut self, report: &YearReport) {
        let (Some(status), false) = (report.status, report.discarded) else { return };
        let at = report.month.number() as usize - 1;
        self.states[at] = Some((status, report.late));
        self.invested[at] = report.invested;
        if !status.counts() {
            return;
        }
        let told = |date: &Option<String>| {
            let date: Date = date.as_deref()?.parse().ok()?;
            Some(ReportedDate { from: report.month.max(Month::of(date)), year: date.year() })
        };
        self.started = earliest(self.started, told(&report.started_on));
        self.completed = earliest(self.completed, told(&report.completed_on));
        if report.completed_on.is_some() {
            self.last_owed = earliest(self.last_owed, Some(report.month));
        }
    }

    fn read(row: &DbRow<'_>, year: i16) -> Result<Self, BadColumn> {
        let place = row.int(0)?;
        let bad = |what: &str| BadColumn(format!("{what} of {place} in {year}"));
        let month = |number: Option<i64>, what: &str| {
            number.map(|n| month_of(n).ok_or_else(|| bad(what))).transpose()
        };
        let told = |from: Option<i64>, of: Option<i64>, what: &str| {
            let year = of.and_then(|year| i16::try_from(year).ok());
            Ok(month(from, what)?.zip(year).map(|(from, year)| ReportedDate { from, year }))
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

    /// What the row's columns hold after its project, as numbers.
    fn numbers(&self) -> [Option<i64>; 5] {
        let number = |month: Option<Month>| month.map(month_number);
        let of = |told: Option<ReportedDate>| told.map(|told| i64::from(told.year));
        [
            number(self.started.map(|told| told.from)),
            of(self.started),
            number(self.completed.map(|told| told.from)),
            of(self.completed),
            number(self.last_owed),
        ]
    }

    /// Whether a row has exactly the columns that would be written. Texts that read alike are not alike.
    fn stands_in(&self, row: &DbRow<'_>) -> bool {
        let same = |column, text: &str| row.text_at(column).is_ok_and(|kept| kept == text);
        same(1, &states_text(&self.states))
            && same(2, &invested_text(&self.invested))
            && (3..)
                .zip(self.numbers())
                .all(|(column, number)| row.maybe_int(column).is_ok_and(|kept| kept == number))
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
struct YearReport {
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

impl YearReport {
    fn read(row: &DbRow<'_>) -> Result<Self, BadColumn> {
        let month = row.int(1)?;
        Ok(Self {
            month: month_of(month).ok_or_else(|| BadColumn(format!("report of month {month}")))?,
            status: Status::parse(row.text_at(2)?),
            late: row.int(3)? != 0,
            invested: row.maybe_int(4)?.map(Money),
            started_on: row.maybe_text(5)?,
            completed_on: row.maybe_text(6)?,
            discarded: row.maybe_text(7)?.as_deref() == Some(ReportAction::Discard.name()),
        })
    }
}

/// Keeps the row of a project's year as its reports say.
pub(super) fn keep(connection: &mut Connection, project: ProjectId, year: i16) -> Result<(), LedgerError> {
    let mut kept = ProjectYear::empty(project, year);
    let reports = connection.all(
        standings!("WHERE project = $1 AND month >= $2 AND month <= $3"),
        &[(&project.to_string()).into(), first(year).into(), last(year).into()],
        YearReport::read,
    )?;
    for report in &reports {
        kept.put(report);
    }
    store(connection, &kept)
}

fn store(connection: &mut Connection, kept: &ProjectYear) -> Result<(), LedgerError> {
    let [started, started_in, completed, completed_in, last_owed] = kept.numbers();
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
            DbValue::Int(started),
            DbValue::Int(started_in),
            DbValue::Int(completed),
            DbValue::Int(completed_in),
            DbValue::Int(last_owed),
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

/// A row that does not say what the reports say: whose, as far as its number tells, and of which year.
pub(super) struct Differing {
    pub(super) project: String,
    pub(super) year: i64,
}

/// The first row that is not, column by column, the one that would be made anew; or the first that is
/// lacking. The rows are compared as sets, both ways: nobody but the program writes them, so that one too many,
/// of whatever year and even one that says nothing, was put there behind its back.
pub(super) fn differing(connection: &mut Connection) -> Result<Option<Differing>, LedgerError> {
    let years = years(connection)?;
    let named = |place: i64, year: i64| {
        // A number that is no project's is named as it stands.
        let project = project_at(place).map_or_else(|| place.to_string(), |project| project.to_string());
        Differing { project, year }
    };
    let (from, to) = years.first().zip(years.last()).map_or((1, 0), |(from, to)| (*from, *to));
    let stray = connection.first(
        "SELECT year, place FROM project_year WHERE year < $1 OR year > $2 ORDER BY year, place LIMIT 1",
        &[i64::from(from).into(), i64::from(to).into()],
        // SQLite keeps any value in any column.
        |row| Ok(named(row.int(1).unwrap_or(0), row.int(0).unwrap_or(0))),
    )?;
    if stray.is_some() {
        return Ok(stray);
    }
    let mut compared = 0;
    for year in years {
        let mut expected: BTreeMap<i64, ProjectYear> =
            derived(connection, year)?.into_values().map(|row| (place_of(row.project), row)).collect();
        let mut wrong: Option<i64> = None;
        connection.each(
            "SELECT place, states, invested, started, started_in, completed, completed_in, last_owed \
             FROM project_year WHERE year = $1 ORDER BY place",
            &[i64::from(year).into()],
            &mut |row| {
                compared += 1;
                // What cannot be read does not agree either.
                let place = row.int(0).unwrap_or(0);
                let agrees = expected.remove(&place).is_some_and(|expected| expected.stands_in(row));
                if !agrees && wrong.is_none() {
                    wrong = Some(place);
                }
                Ok(())
            },
        )?;
        if let Some(place) = earliest(wrong, expected.into_keys().next()) {
            return Ok(Some(named(place, i64::from(year))));
        }
    }
    let all = connection.first("SELECT COUNT(*) FROM project_year", &[], |row| row.int(0))?;
    // A year that is no whole number lies between two that were compared.
    Ok((all != Some(compared)).then(|| named(0, i64::from(from))))
}

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
            kept.put(&YearReport::read(row)?);
            Ok(())
        },
    )?;
    Ok(rows)
}

impl Snapshot<'_> {
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

    /// The calendar years from the first report's to the last one's.
    pub fn report_years(&mut self) -> Result<Vec<i16>, LedgerError> {
        years(self.connection)
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
