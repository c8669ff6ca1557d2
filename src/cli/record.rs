//! How a record kept around a project is printed: the same frame for issues, permits, notes and pools.

use std::io;

use serde::Serialize;

use super::plain::TextWriter;
use crate::desk::records::Record;
use crate::domain::time::rfc3339;
use crate::words;

/// A record in JSON: its own fields inside the frame that every record has.
#[derive(Serialize)]
pub struct RecordJson<'a, T> {
    project: &'a str,
    id: &'a str,
    revision: u64,
    action: &'a str,
    by: &'a str,
    at: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'a str,
    #[serde(flatten)]
    value: &'a T,
}

impl<'a, T> From<&'a Record<T>> for RecordJson<'a, T> {
    fn from(record: &'a Record<T>) -> Self {
        Self {
            project: &record.subject,
            id: &record.item,
            revision: record.revision,
            action: &record.action,
            by: &record.by,
            at: rfc3339(record.at),
            reason: &record.reason,
            value: &record.value,
        }
    }
}

/// The line after a write: what was stored, as which revision.
pub fn written<T>(plain: &mut TextWriter<'_>, record: &Record<T>, what: &str) -> io::Result<()> {
    let (item, revision) = (&record.item, record.revision);
    plain.line(
        words!(
            "已记录：{what} {item}（第{revision}次修订）",
            "recorded: {what} {item} (revision {revision})"
        )
        .get(plain.lang),
    )
}
