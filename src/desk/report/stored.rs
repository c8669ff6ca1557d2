//! A report's revision as an entry of the ledger, and back.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::domain::report::{Content, Report, ReportAction, Status};
use crate::domain::statistics::Comparison;
use crate::domain::time::rfc3339;
use crate::ledger::{Entry, LedgerError};

/// The body of an entry: the whole report after the change. The ledger copies some of these fields
/// into columns; their names are its contract.
#[derive(Serialize, Deserialize)]
struct ReportBody {
    status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    filed_at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    filed_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first_filed_at: Option<String>,
    #[serde(default)]
    late: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    discarded: bool,
    #[serde(flatten)]
    content: Content,
}

/// The body for a report. The statistics state is written out, so that the ledger can be counted by it.
pub(in crate::desk) fn body(report: &Report, comparison: Option<Comparison>) -> Json {
    let moment = |at: Option<Timestamp>| at.map(rfc3339);
    let body = ReportBody {
        status: report.status,
        filed_at: moment(report.filed_at),
        filed_by: report.filed_by.clone(),
        first_filed_at: moment(report.first_filed_at),
        late: report.late,
        discarded: report.discarded,
        content: report.content.clone(),
    };
    let mut json = serde_json::json!(body);
    if let (Some(comparison), Some(object)) = (comparison, json.as_object_mut()) {
        object.insert(
            "statistics".to_owned(),
            serde_json::json!({ "state": comparison.state, "value": comparison.value }),
        );
    }
    json
}

/// The revision that an entry holds.
pub(in crate::desk) fn report(entry: &Entry) -> Result<Report, LedgerError> {
    let malformed = |what: &str| LedgerError::Malformed {
        detail: format!("entry {} ({} {}): {what}", entry.seq, entry.subject, entry.item),
    };
    let body: ReportBody = entry.state()?;
    let moment = |text: Option<String>| text.map(|t| t.parse::<Timestamp>()).transpose();
    Ok(Report {
        project: entry.subject.parse().map_err(|_| malformed("not a project"))?,
        month: entry.item.parse().map_err(|_| malformed("not a month"))?,
        revision: entry.revision,
        status: body.status,
        act: ReportAction::parse(&entry.action).ok_or_else(|| malformed("unknown action"))?,
        author: entry.author.clone(),
        at: entry.at,
        reason: entry.reason.clone(),
        content: body.content,
        filed_at: moment(body.filed_at).map_err(|_| malformed("not a time"))?,
        filed_by: body.filed_by,
        first_filed_at: moment(body.first_filed_at).map_err(|_| malformed("not a time"))?,
        late: body.late,
        discarded: body.discarded,
        request_id: Some(entry.request_id.clone()).filter(|id| !id.is_empty()),
    })
}
