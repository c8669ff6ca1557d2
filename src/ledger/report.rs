//! Reports as plain columns: the latest revision of each, derived from the log in the same transaction.
//! Holds no rule about reports; it only copies fields out of an entry's body.

use serde_json::Value as Json;

use super::connection::{BadColumn, Connection, DbRow};
use super::entry::{Entry, RawEntry};
use super::error::LedgerError;
use super::view::{Snapshot, select as entries};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::text;

/// The latest revision of one report. Every field but the first four is copied from the entry's body,
/// where it stands under the name given in brackets; what the body lacks is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRow {
    /// The project: the entry's subject.
    pub project: ProjectId,
    /// The month: the entry's item.
    pub month: Month,
    /// The revision.
    pub revision: u64,
    /// The entry.
    pub seq: u64,
    /// `[status]`, required.
    pub status: String,
    /// `[filed_at]`, RFC 3339.
    pub filed_at: Option<String>,
    /// `[filed_by]`
    pub filed_by: Option<String>,
    /// `[late]`; false when absent.
    pub late: bool,
    /// `[completed_investment]` in the month.
    pub invested: Option<Money>,
    /// `[statistics.state]`
    pub statistics_state: Option<String>,
    /// `[statistics.value]`
    pub statistics: Option<Money>,
    /// `[physical_percent]`, in hundredths of a percent.
    pub physical: Option<i64>,
    /// `[stage]`
    pub stage: Option<String>,
    /// `[started_on]`, `2021-03-10`.
    pub started_on: Option<String>,
    /// `[completed_on]`, `2021-03-10`.
    pub completed_on: Option<String>,
    /// `[contract_amount]`
    pub contract: Option<Money>,
    /// `[funds_in]`
    pub funds_in: Option<Money>,
}

macro_rules! select {
    ($rest:literal) => {
        select!("", $rest)
    };
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT r.project, r.month, r.revision, r.seq, r.status, r.filed_at, r.filed_by, r.late, ",
            "r.invested, r.statistics_state, r.statistics, r.physical, r.stage, r.started_on, ",
            "r.completed_on, r.contract, r.funds_in ",
            $more,
            "FROM report r ",
            $rest
        )
    };
}

/// The column that tells which entry a report's columns came from.
pub(super) const SEQ: usize = 3;

/// How many columns a report has.
pub(super) const WIDTH: usize = 17;

/// Every report, how many newer revisions the log has, and the entry its columns came from.
pub(super) const BESIDE_LOG: &str = select!(
    ", (SELECT COUNT(*) FROM log n WHERE n.subject = l.subject AND n.kind = l.kind AND n.item = l.item \
       AND n.revision > l.revision), l.seq, l.kind, l.subject, l.item, l.revision, l.action, l.author, l.at, \
       l.reason, l.request_id, l.digest, l.body, l.hash ",
    "LEFT JOIN log l ON l.seq = r.seq ORDER BY r.seq"
);

impl ReportRow {
    /// The columns of a report's entry.
    pub(super) fn of(stored: &RawEntry) -> Result<Self, LedgerError> {
        let malformed = |what: &str| LedgerError::Malformed { detail: format!("a report's {what}") };
        let body: Json = serde_json::from_str(&stored.body).map_err(|_| malformed("body is not JSON"))?;
        let text = |value: &Json| value.as_str().map(str::to_owned);
        Ok(Self {
            project: stored.subject.parse().map_err(|_| malformed("subject is not a project's id"))?,
            month: stored.item.parse().map_err(|_| malformed("item is not a month"))?,
            revision: stored.revision,
            seq: stored.seq,
            status: text(&body["status"]).ok_or_else(|| malformed("status is missing"))?,
            filed_at: text(&body["filed_at"]),
            filed_by: text(&body["filed_by"]),
            late: body["late"].as_bool().unwrap_or(false),
            invested: body["completed_investment"].as_i64().map(Money),
            statistics_state: text(&body["statistics"]["state"]),
            statistics: body["statistics"]["value"].as_i64().map(Money),
            physical: body["physical_percent"].as_f64().map(|percent| (percent * 100.0).round() as i64),
            stage: text(&body["stage"]),
            started_on: text(&body["started_on"]),
            completed_on: text(&body["completed_on"]),
            contract: body["contract_amount"].as_i64().map(Money),
            funds_in: body["funds_in"].as_i64().map(Money),
        })
    }

    /// Whether a row has exactly the columns that would be written. An id spelt otherwise is another row, and
    /// would be counted as another report.
    pub(super) fn stands_in(&self, row: &DbRow<'_>) -> bool {
        let texts = [
            (0, Some(self.project.to_string())),
            (4, Some(self.status.clone())),
            (5, self.filed_at.clone()),
            (6, self.filed_by.clone()),
            (9, self.statistics_state.clone()),
            (12, self.stage.clone()),
            (13, self.started_on.clone()),
            (14, self.completed_on.clone()),
        ];
        let numbers = [
            (1, Some(month_number(self.month))),
            (2, i64::try_from(self.revision).ok()),
            (SEQ, i64::try_from(self.seq).ok()),
            (7, Some(i64::from(self.late))),
            (8, self.invested.map(|m| m.0)),
            (10, self.statistics.map(|m| m.0)),
            (11, self.physical),
            (15, self.contract.map(|m| m.0)),
            (16, self.funds_in.map(|m| m.0)),
        ];
        texts.iter().all(|(column, text)| row.maybe_text(*column).is_ok_and(|kept| kept == *text))
            && numbers.iter().all(|(column, number)| row.maybe_int(*column).is_ok_and(|kept| kept == *number))
    }

    pub(super) fn read(row: &DbRow<'_>) -> Result<Self, BadColumn> {
        let text =
            |column| row.maybe_text(column).map(|text| text.map(|text| text::clean(&text).into_owned()));
        let project = row.text(0)?;
        let month = row.int(1)?;
        Ok(Self {
            project: project.parse().map_err(|_| BadColumn(format!("report of {project:?}")))?,
            month: month_of(month).ok_or_else(|| BadColumn(format!("report of month {month}")))?,
            revision: row.count(2)?,
            seq: row.count(3)?,
            status: text(4)?.unwrap_or_default(),
            filed_at: text(5)?,
            filed_by: text(6)?,
            late: row.int(7)? != 0,
            invested: row.maybe_int(8)?.map(Money),
            statistics_state: text(9)?,
            statistics: row.maybe_int(10)?.map(Money),
            physical: row.maybe_int(11)?,
            stage: text(12)?,
            started_on: text(13)?,
            completed_on: text(14)?,
            contract: row.maybe_int(15)?.map(Money),
            funds_in: row.maybe_int(16)?.map(Money),
        })
    }
}

/// Keeps the columns of the entry's report as the entry says; whose and of which month.
pub(super) fn project(
    connection: &mut Connection,
    stored: &RawEntry,
) -> Result<(ProjectId, Month), LedgerError> {
    let row = ReportRow::of(stored)?;
    let project = row.project.to_string();
    connection.execute(
        "INSERT INTO report (project, month, revision, seq, status, filed_at, filed_by, late, invested, \
             statistics_state, statistics, physical, stage, started_on, completed_on, contract, funds_in) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) \
         ON CONFLICT (project, month) DO UPDATE SET revision = excluded.revision, seq = excluded.seq, \
             status = excluded.status, filed_at = excluded.filed_at, filed_by = excluded.filed_by, \
             late = excluded.late, invested = excluded.invested, \
             statistics_state = excluded.statistics_state, statistics = excluded.statistics, \
             physical = excluded.physical, stage = excluded.stage, started_on = excluded.started_on, \
             completed_on = excluded.completed_on, contract = excluded.contract, \
             funds_in = excluded.funds_in",
        &[
            (&project).into(),
            month_number(row.month).into(),
            row.revision.into(),
            row.seq.into(),
            (&row.status).into(),
            row.filed_at.as_deref().into(),
            row.filed_by.as_deref().into(),
            i64::from(row.late).into(),
            row.invested.map(|m| m.0).into(),
            row.statistics_state.as_deref().into(),
            row.statistics.map(|m| m.0).into(),
            row.physical.into(),
            row.stage.as_deref().into(),
            row.started_on.as_deref().into(),
            row.completed_on.as_deref().into(),
            row.contract.map(|m| m.0).into(),
            row.funds_in.map(|m| m.0).into(),
        ],
    )?;
    Ok((row.project, row.month))
}

impl Snapshot<'_> {
    /// The latest revision of every report of the months from `from` to `to`, in the order of projects
    /// and months.
    pub fn reports(&mut self, from: Month, to: Month) -> Result<Vec<ReportRow>, LedgerError> {
        let mut rows = self.connection.all(
            select!("WHERE r.month >= $1 AND r.month <= $2"),
            &[month_number(from).into(), month_number(to).into()],
            ReportRow::read,
        )?;
        rows.sort_unstable_by_key(|row| (row.project, row.month));
        Ok(rows)
    }

    /// The latest revision of every report of one project, in the order of months.
    pub fn reports_of(&mut self, project: ProjectId) -> Result<Vec<ReportRow>, LedgerError> {
        self.connection.all(
            select!("WHERE r.project = $1 ORDER BY r.month"),
            &[(&project.to_string()).into()],
            ReportRow::read,
        )
    }

    /// The latest revision of every report of a month, whole, in no order.
    pub fn report_entries(&mut self, month: Month) -> Result<Vec<Entry>, LedgerError> {
        self.connection.all(
            entries!("JOIN report r ON r.seq = l.seq WHERE r.month = $1"),
            &[month_number(month).into()],
            |row| RawEntry::read(row)?.open(),
        )
    }

    /// The latest revision of every report before a month that may state what was invested before its
    /// year, whole, in no order. They are few, and handed on one at a time.
    pub fn each_statement_before(
        &mut self,
        month: Month,
        mut each: impl FnMut(&Entry) -> Result<(), LedgerError>,
    ) -> Result<(), LedgerError> {
        let mut failed: Option<LedgerError> = None;
        self.connection.each(
            entries!(
                "JOIN report r ON r.seq = l.seq WHERE r.month < $1 AND l.body LIKE '%\"invested_before\":%'"
            ),
            &[month_number(month).into()],
            &mut |row| {
                if failed.is_none() {
                    failed = each(&RawEntry::read(row)?.open()?).err();
                }
                Ok(())
            },
        )?;
        failed.map_or(Ok(()), Err)
    }

    /// Why the reports of a month that stand in a status were put there, in no order.
    pub fn report_reasons(
        &mut self,
        month: Month,
        status: &str,
    ) -> Result<Vec<(ProjectId, String)>, LedgerError> {
        self.connection.all(
            "SELECT r.project, l.reason FROM report r JOIN log l ON l.seq = r.seq \
             WHERE r.month = $1 AND r.status = $2",
            &[month_number(month).into(), status.into()],
            |row| Ok((project_of(row, 0)?, text::clean_multiline(row.text_at(1)?).into_owned())),
        )
    }

    /// The latest revision of every report that stands in a status, whole, in no order.
    pub fn report_entries_in(&mut self, status: &str) -> Result<Vec<Entry>, LedgerError> {
        self.connection.all(
            entries!("JOIN report r ON r.seq = l.seq WHERE r.status = $1"),
            &[status.into()],
            |row| RawEntry::read(row)?.open(),
        )
    }
}

fn project_of(row: &DbRow<'_>, column: usize) -> Result<ProjectId, BadColumn> {
    let text = row.text_at(column)?;
    text.parse().map_err(|_| BadColumn(format!("report of {text:?}")))
}

/// 202103 for March 2021: sorts the same everywhere, whatever a server's collation.
pub(super) fn month_number(month: Month) -> i64 {
    i64::from(month.year()) * 100 + i64::from(month.number())
}

pub(super) fn month_of(number: i64) -> Option<Month> {
    Month::new(i16::try_from(number / 100).ok()?, i8::try_from(number % 100).ok()?)
}
