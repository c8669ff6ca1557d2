//! One entry of the log: what is asked for, what is stored, and the hash that chains it to the one
//! before. Knows no database.

use std::fmt::Write as _;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use super::connection::{BadColumn, DbRow};
use super::error::LedgerError;
use crate::domain::text;
use crate::domain::time;

/// The longest body, in bytes of JSON.
pub const MAX_BODY: usize = 1 << 20;

/// The longest of the other texts, in bytes.
pub const MAX_TEXT: usize = 4096;

/// The kind whose entries are also kept as plain columns, see [`super::ReportRow`].
pub const REPORT: &str = "report";

/// Something to be recorded. `kind`, `subject` and `item` name the thing (a report: kind `report`,
/// subject the project, item the month); each further entry for it is its next revision. `body` is the
/// whole state of the thing after this entry, so that a revision can be read alone.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    kind: String,
    subject: String,
    item: String,
    action: String,
    author: String,
    at: Timestamp,
    reason: String,
    body: Json,
    request: Option<RequestId>,
    expect_revision: Option<u64>,
}

/// A caller's own number for what it asks, so that asking again after a lost answer is harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId {
    pub(super) id: String,
    pub(super) digest: String,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its place in the log, from 1.
    pub seq: u64,
    /// Its revision, from 1 for each thing.
    pub revision: u64,
    /// Its hash: the published head when it is the last.
    pub hash: String,
    /// The request was answered before; nothing was stored now.
    pub replayed: bool,
}

/// An entry as it was stored; all text is safe to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its place in the log, from 1.
    pub seq: u64,
    /// What it is about: `report`, `plan`, `issue`, `user` …
    pub kind: String,
    /// Whose: a project's id, a user's id …
    pub subject: String,
    /// Which of the subject's: a month, an issue's number, or nothing.
    pub item: String,
    /// From 1 for each thing.
    pub revision: u64,
    /// What was done: `submit`, `return`, `set` …
    pub action: String,
    /// Who did it.
    pub author: String,
    /// When, to the second.
    pub at: Timestamp,
    /// Why, where a reason was given.
    pub reason: String,
    /// The request it answered, or nothing.
    pub request_id: String,
    /// The state after it.
    pub body: Json,
    /// Chains it to the entry before.
    pub hash: String,
}

impl NewEntry {
    /// An entry without reason, request, expectation or content.
    pub fn new(kind: &str, subject: &str, item: &str, action: &str, author: &str, at: Timestamp) -> Self {
        Self {
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            item: item.to_owned(),
            action: action.to_owned(),
            author: author.to_owned(),
            at,
            reason: String::new(),
            body: Json::Null,
            request: None,
            expect_revision: None,
        }
    }

    /// The state after it.
    #[must_use]
    pub fn body(mut self, body: Json) -> Self {
        self.body = body;
        self
    }

    /// Why.
    #[must_use]
    pub fn reason(mut self, reason: &str) -> Self {
        reason.clone_into(&mut self.reason);
        self
    }

    /// Makes it safe to ask again.
    #[must_use]
    pub fn request(mut self, request: RequestId) -> Self {
        self.request = Some(request);
        self
    }

    /// Stores it only when the thing stands at this revision; 0 for "not there yet".
    #[must_use]
    pub fn expect_revision(mut self, revision: u64) -> Self {
        self.expect_revision = Some(revision);
        self
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    pub(super) fn asked(&self) -> Option<&RequestId> {
        self.request.as_ref()
    }

    pub(super) fn expected(&self) -> Option<u64> {
        self.expect_revision
    }

    pub(super) fn names(&self) -> (&str, &str, &str) {
        (&self.kind, &self.subject, &self.item)
    }

    /// Checks what the ledger can hold.
    pub(super) fn check(&self) -> Result<(), LedgerError> {
        let refuse = |detail: String| Err(LedgerError::Malformed { detail });
        for (name, text) in [
            ("kind", &self.kind),
            ("subject", &self.subject),
            ("action", &self.action),
            ("author", &self.author),
        ] {
            if text.is_empty() {
                return refuse(format!("{name} is empty"));
            }
        }
        let request = self.request.as_ref().map_or("", |r| &r.id);
        for (name, text, lines) in [
            ("kind", self.kind.as_str(), false),
            ("subject", &self.subject, false),
            ("item", &self.item, false),
            ("action", &self.action, false),
            ("author", &self.author, false),
            ("reason", &self.reason, true),
            ("request_id", request, false),
        ] {
            if text.len() > MAX_TEXT {
                return refuse(format!("{name} is longer than {MAX_TEXT} bytes"));
            }
            if text.chars().any(|c| text::is_forbidden(c) && !(lines && c == '\n')) {
                return refuse(format!("{name} holds control characters"));
            }
        }
        Ok(())
    }

    /// Its stored form, in its place of the chain.
    pub(super) fn sealed(&self, seq: u64, revision: u64, previous: &str) -> Result<RawEntry, LedgerError> {
        let body = self.body.to_string();
        if body.len() > MAX_BODY {
            return Err(LedgerError::Malformed { detail: format!("body is longer than {MAX_BODY} bytes") });
        }
        let mut stored = RawEntry {
            seq,
            kind: self.kind.clone(),
            subject: self.subject.clone(),
            item: self.item.clone(),
            revision,
            action: self.action.clone(),
            author: self.author.clone(),
            at: time::rfc3339(self.at),
            reason: self.reason.clone(),
            request_id: self.request.as_ref().map(|r| r.id.clone()).unwrap_or_default(),
            digest: self.request.as_ref().map(|r| r.digest.clone()).unwrap_or_default(),
            body,
            hash: String::new(),
        };
        stored.hash = stored.chained(previous);
        Ok(stored)
    }
}

impl RequestId {
    /// A request: its id, and the content asked for as the caller sees it. Leave out of the content
    /// whatever differs when the same is asked again, such as the time.
    pub fn new(id: &str, content: &str) -> Self {
        Self { id: id.to_owned(), digest: hex(&Sha256::digest(content)) }
    }
}

/// A row of the log, letter by letter.
pub(super) struct RawEntry {
    pub(super) seq: u64,
    pub(super) kind: String,
    pub(super) subject: String,
    pub(super) item: String,
    pub(super) revision: u64,
    pub(super) action: String,
    pub(super) author: String,
    pub(super) at: String,
    pub(super) reason: String,
    pub(super) request_id: String,
    pub(super) digest: String,
    pub(super) body: String,
    pub(super) hash: String,
}

impl RawEntry {
    /// Reads the columns in the order of the schema.
    pub(super) fn read(row: &DbRow<'_>) -> Result<Self, BadColumn> {
        Self::read_from(row, 0)
    }

    /// As [`Stored::read`], where other columns come first.
    pub(super) fn read_from(row: &DbRow<'_>, first: usize) -> Result<Self, BadColumn> {
        Ok(Self {
            seq: row.count(first)?,
            kind: row.text(first + 1)?,
            subject: row.text(first + 2)?,
            item: row.text(first + 3)?,
            revision: row.count(first + 4)?,
            action: row.text(first + 5)?,
            author: row.text(first + 6)?,
            at: row.text(first + 7)?,
            reason: row.text(first + 8)?,
            request_id: row.text(first + 9)?,
            digest: row.text(first + 10)?,
            body: row.text(first + 11)?,
            hash: row.text(first + 12)?,
        })
    }

    /// SHA-256 over the previous hash and every field. Each is preceded by its length, so that moving
    /// a letter from one field to the next gives another hash.
    pub(super) fn chained(&self, previous: &str) -> String {
        let mut digest = Sha256::new();
        let (seq, revision) = (self.seq.to_string(), self.revision.to_string());
        for field in [
            "diaodu log 1",
            previous,
            &seq,
            &self.kind,
            &self.subject,
            &self.item,
            &revision,
            &self.action,
            &self.author,
            &self.at,
            &self.reason,
            &self.request_id,
            &self.digest,
            &self.body,
        ] {
            digest.update((field.len() as u64).to_be_bytes());
            digest.update(field);
        }
        hex(&digest.finalize())
    }

    /// The entry for a reader.
    pub(super) fn open(self) -> Result<Entry, BadColumn> {
        let bad = |what: &str| BadColumn(format!("entry {}: {what}", self.seq));
        let at = self.at.parse().map_err(|_| bad("not a time"))?;
        let body = serde_json::from_str(&self.body).map_err(|_| bad("not JSON"))?;
        Ok(Entry {
            seq: self.seq,
            kind: line(self.kind),
            subject: line(self.subject),
            item: line(self.item),
            revision: self.revision,
            action: line(self.action),
            author: line(self.author),
            at,
            reason: lines(self.reason),
            request_id: line(self.request_id),
            body: safe(body),
            hash: self.hash,
        })
    }
}

impl Entry {
    /// The state after it, as the type the caller stores.
    pub fn state<T: DeserializeOwned>(&self) -> Result<T, LedgerError> {
        T::deserialize(&self.body).map_err(|error| LedgerError::Malformed {
            detail: format!("entry {} ({} {}): {error}", self.seq, self.kind, self.subject),
        })
    }
}

/// What a database hands out may have been put there by others than us.
fn line(text: String) -> String {
    match text::clean(&text) {
        clean if clean == text.as_str() => text,
        clean => clean.into_owned(),
    }
}

fn lines(text: String) -> String {
    match text::clean_multiline(&text) {
        clean if clean == text.as_str() => text,
        clean => clean.into_owned(),
    }
}

fn safe(value: Json) -> Json {
    match value {
        Json::String(text) => Json::String(lines(text)),
        Json::Array(values) => Json::Array(values.into_iter().map(safe).collect()),
        Json::Object(fields) => Json::Object(fields.into_iter().map(|(k, v)| (line(k), safe(v))).collect()),
        other => other,
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry() -> NewEntry {
        NewEntry::new("report", "2021-1-431", "2021-03", "submit", "zhang", Timestamp::UNIX_EPOCH)
            .body(json!({"text": "进场"}))
    }

    /// The encoding is a promise to whoever published a head; it may never change.
    #[test]
    fn the_chain_is_the_same_for_ever() {
        let first = entry().sealed(1, 1, "").unwrap();
        let second = entry().reason("更正").sealed(2, 2, &first.hash).unwrap();
        // Computed once with another program from the description in docs/ledger.md.
        assert_eq!(first.hash, "f74807c3eb6afec8569b88e78b57649ce43c2f847633f027a9621e7c617f3b7f");
        assert_eq!(second.hash, "789118bd5030432f3b9839052aeb68d58da045cec32d2ed78ac6e5a04b3055c3");
    }

    #[test]
    fn a_letter_moved_between_fields_changes_the_hash() {
        let one = NewEntry::new("issue", "ab", "c", "open", "x", Timestamp::UNIX_EPOCH);
        let two = NewEntry::new("issue", "a", "bc", "open", "x", Timestamp::UNIX_EPOCH);
        assert_ne!(one.sealed(1, 1, "").unwrap().hash, two.sealed(1, 1, "").unwrap().hash);
    }

    #[test]
    fn what_cannot_be_held_is_refused() {
        assert!(entry().check().is_ok());
        assert!(entry().reason("一\n二").check().is_ok());
        assert!(entry().reason("\u{1b}[31m").check().is_err());
        assert!(NewEntry::new("", "a", "", "set", "x", Timestamp::UNIX_EPOCH).check().is_err());
        assert!(entry().request(RequestId::new(&"x".repeat(MAX_TEXT + 1), "")).check().is_err());
        assert!(entry().body(Json::String("x".repeat(MAX_BODY))).sealed(1, 1, "").is_err());
    }

    #[test]
    fn text_from_a_database_is_made_safe() {
        let mut stored = entry().sealed(1, 1, "").unwrap();
        stored.author = "zh\u{202e}ang".to_owned();
        stored.body = r#"{"te\u001bxt": ["a\u001b[31m\nb"]}"#.to_owned();
        let entry = stored.open().ok().unwrap();
        assert_eq!(entry.author, "zhang");
        assert_eq!(entry.body, json!({"text": ["a[31m\nb"]}));
    }
}
