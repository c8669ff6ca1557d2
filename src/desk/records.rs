//! The small things that are kept around a project (issues, permits, milestones, needs …): each is a
//! record in the ledger with its own revisions. One way to read them, one way to change them.
//!
//! It knows no rule of any of them: the caller's change does.

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::App;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::permission::{Action, Target};
use crate::domain::text::clean;
use crate::ledger::{Entry, LedgerError, NewEntry, Snapshot, WriteTx};
use crate::words;

/// A value that is kept as a record of its own kind.
pub(super) trait LedgerRecord: Serialize + DeserializeOwned {
    /// The entry kind in the ledger.
    const KIND: &'static str;
}

/// A record as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Record<T> {
    /// The project's id, or the desk for what belongs to no project.
    pub subject: String,
    /// Its own id, unique within the kind.
    pub item: String,
    /// How often it was written.
    pub revision: u64,
    /// What was done last.
    pub action: String,
    /// Who did it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
    /// What it says.
    pub value: T,
}

/// The subject of records that belong to no project.
pub(super) const OF_THE_DESK: &str = "desk";

/// Which record a change is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum RecordRef<'a> {
    /// A new one; its id is the next free number after this prefix.
    New(&'a str),
    /// The one of that id, there already or not.
    Item(&'a str),
}

/// Who wants to do what to which record, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct ChangeRequest<'a> {
    /// The permission it takes.
    pub action: Action,
    /// What the permission is about.
    pub target: Target<'a>,
    /// The project's id, or [`OF_THE_DESK`].
    pub subject: &'a str,
    /// Which record.
    pub which: RecordRef<'a>,
    /// The word for it in the history: `open`, `escalate`, `set` …
    pub verb: &'a str,
    /// Why.
    pub reason: &'a str,
    /// When.
    pub now: Timestamp,
}

impl App {
    /// Every record of a kind, in the order they were last touched; none without a ledger.
    pub(super) fn records<T: LedgerRecord>(&self) -> Result<Vec<Record<T>>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(Vec::new()) };
        ledger.read(|view| all(view))
    }

    /// One subject's records of a kind.
    pub(super) fn records_of<T: LedgerRecord>(&self, subject: &str) -> Result<Vec<Record<T>>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(Vec::new()) };
        ledger.read(|view| opened(view.list_of(T::KIND, subject)?))
    }

    /// The record of that id, whosever it is.
    pub(super) fn record<T: LedgerRecord>(&self, item: &str) -> Result<Option<Record<T>>, Failure> {
        Ok(self.records()?.into_iter().find(|record| record.item == item))
    }

    /// Every revision of one record, oldest first.
    pub(super) fn record_history<T: LedgerRecord>(
        &self,
        subject: &str,
        item: &str,
    ) -> Result<Vec<Record<T>>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(Vec::new()) };
        ledger.read(|view| opened(view.history(T::KIND, subject, item)?))
    }

    /// Changes one record: `change` gets what stands (`None` for a new one) and says what shall stand.
    /// Nothing is stored when it refuses. Durable when it returns.
    pub(super) fn change<T: LedgerRecord>(
        &self,
        wish: ChangeRequest<'_>,
        mut change: impl FnMut(&mut Snapshot<'_>, Option<T>) -> Result<T, Failure>,
    ) -> Result<Record<T>, Failure> {
        self.commit(wish.action, wish.target, wish.now, |writing| {
            let item = match wish.which {
                RecordRef::Item(item) => item.to_owned(),
                RecordRef::New(prefix) => next_free::<T>(writing.view(), prefix)?,
            };
            let standing = writing.view().current(T::KIND, wish.subject, &item)?;
            let standing = standing.map(open::<T>).transpose()?.map(|record| record.value);
            let value = change(writing.view(), standing)?;
            self.store(writing, wish, &item, value)
        })
    }

    fn store<T: LedgerRecord>(
        &self,
        writing: &mut WriteTx<'_>,
        wish: ChangeRequest<'_>,
        item: &str,
        value: T,
    ) -> Result<Record<T>, Failure> {
        let body = serde_json::to_value(&value).map_err(|error| unreadable(T::KIND, &error.to_string()))?;
        let entry = NewEntry::new(T::KIND, wish.subject, item, wish.verb, self.person(), wish.now)
            .reason(&clean(wish.reason))
            .body(body);
        let receipt = writing.append(&[entry])?;
        Ok(Record {
            subject: wish.subject.to_owned(),
            item: item.to_owned(),
            revision: receipt.first().map_or(0, |r| r.revision),
            action: wish.verb.to_owned(),
            by: self.person().to_owned(),
            at: wish.now,
            reason: clean(wish.reason).into_owned(),
            value,
        })
    }
}

/// Every record of a kind as one transaction sees it.
pub(super) fn all<T: LedgerRecord>(view: &mut Snapshot<'_>) -> Result<Vec<Record<T>>, Failure> {
    opened(view.list(T::KIND)?)
}

fn next_free<T: LedgerRecord>(view: &mut Snapshot<'_>, prefix: &str) -> Result<String, LedgerError> {
    let taken = view.list(T::KIND)?;
    let numbers = taken.iter().filter_map(|entry| entry.item.strip_prefix(prefix)?.parse::<u64>().ok());
    Ok(format!("{prefix}{}", numbers.max().unwrap_or(0) + 1))
}

fn opened<T: LedgerRecord>(entries: Vec<Entry>) -> Result<Vec<Record<T>>, Failure> {
    entries.into_iter().map(open).collect()
}

fn open<T: LedgerRecord>(entry: Entry) -> Result<Record<T>, Failure> {
    let value = serde_json::from_value(entry.body).map_err(|error| {
        unreadable(&format!("{} {} {}", entry.kind, entry.subject, entry.item), &error.to_string())
    })?;
    Ok(Record {
        subject: entry.subject,
        item: entry.item,
        revision: entry.revision,
        action: entry.action,
        by: entry.author,
        at: entry.at,
        reason: entry.reason,
        value,
    })
}

fn unreadable(what: &str, why: &str) -> Failure {
    Failure::new(
        Exit::Integrity,
        Finding::error(
            codes::BAD_ENTRY,
            words!("台账里的这一条无法识别：{why}", "an entry of the ledger cannot be read: {why}"),
        )
        .on_field(what)
        .hint(words!("用 diaodu verify 检查台账", "check the ledger with `diaodu verify`")),
    )
}
