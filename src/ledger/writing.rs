//! Writing: entries go to the end of the log, inside a transaction that holds the ledger's one write
//! lock, so what was read in it still stands when it commits. Never changes or removes an entry.

use std::collections::HashSet;

use super::connection::Connection;
use super::entry::{NewEntry, REPORT, RawEntry, Receipt};
use super::error::LedgerError;
use super::view::Snapshot;
use super::{report, year};
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::words;

/// The ledger while it is being written: nobody else writes until this is over.
pub struct WriteTx<'a> {
    view: Snapshot<'a>,
    seq: u64,
    hash: String,
    appended: u64,
}

impl<'a> WriteTx<'a> {
    /// Takes the lock on the head row, which the transaction then holds to its end.
    pub(super) fn begin(connection: &'a mut Connection) -> Result<Self, LedgerError> {
        let head =
            connection.first("UPDATE head SET seq = seq WHERE one = 1 RETURNING seq, hash", &[], |row| {
                Ok((row.count(0)?, row.text(1)?))
            })?;
        let Some((seq, hash)) = head else {
            return Err(connection.damaged(words!("链尾不见了", "the head is missing")));
        };
        Ok(Self { view: Snapshot { connection }, seq, hash, appended: 0 })
    }

    /// The ledger as this transaction sees it, its own entries included.
    pub fn view(&mut self) -> &mut Snapshot<'a> {
        &mut self.view
    }

    /// Appends entries, all or none. When they carry requests that were answered before, nothing is
    /// stored and the first receipts come back; then every entry of the call must be such a repeat.
    pub fn append(&mut self, entries: &[NewEntry]) -> Result<Vec<Receipt>, LedgerError> {
        let mut ids = HashSet::new();
        for entry in entries {
            entry.check()?;
            if let Some(twice) = entry.asked().filter(|request| !ids.insert(&request.id)) {
                let detail = format!("request id {} stands twice in one call", twice.id);
                return Err(LedgerError::Malformed { detail });
            }
        }
        if let Some(receipts) = self.replay(entries)? {
            return Ok(receipts);
        }
        entries.iter().map(|entry| self.append_one(entry)).collect()
    }

    fn append_one(&mut self, entry: &NewEntry) -> Result<Receipt, LedgerError> {
        let (kind, subject, item) = entry.names();
        let current = self.view.revision(kind, subject, item)?;
        if let Some(expected) = entry.expected().filter(|expected| *expected != current) {
            return Err(LedgerError::Stale {
                kind: kind.to_owned(),
                subject: subject.to_owned(),
                item: item.to_owned(),
                expected,
                current,
            });
        }
        let stored = entry.sealed(self.seq + 1, current + 1, &self.hash)?;
        if let Some((project, month)) = insert(self.view.connection, &stored)? {
            year::keep(self.view.connection, project, month.year())?;
        }
        self.seq = stored.seq;
        self.hash.clone_from(&stored.hash);
        self.appended += 1;
        Ok(Receipt { seq: stored.seq, revision: stored.revision, hash: stored.hash, replayed: false })
    }

    fn replay(&mut self, entries: &[NewEntry]) -> Result<Option<Vec<Receipt>>, LedgerError> {
        let mut receipts = Vec::new();
        for request in entries.iter().filter_map(NewEntry::asked) {
            if let Some(receipt) = self.view.answered(request)? {
                receipts.push((receipt, request));
            }
        }
        match receipts.first() {
            None => Ok(None),
            Some((receipt, request)) if receipts.len() != entries.len() => {
                Err(reused(request.id.clone(), receipt.seq))
            }
            Some(_) => Ok(Some(receipts.into_iter().map(|(receipt, _)| receipt).collect())),
        }
    }

    /// What the head becomes when this commits; `None` when nothing was appended.
    pub(super) fn close(self) -> Result<Option<(u64, String)>, LedgerError> {
        if self.appended == 0 {
            return Ok(None);
        }
        set_head(self.view.connection, self.seq, &self.hash)?;
        Ok(Some((self.seq, self.hash)))
    }
}

fn reused(request_id: String, seq: u64) -> LedgerError {
    LedgerError::RequestReused { request_id, seq }
}

/// Puts a sealed row at the end of the log, and its columns beside it when it is a report; then says
/// whose, so that the caller brings that project's year up to date.
pub(super) fn insert(
    connection: &mut Connection,
    stored: &RawEntry,
) -> Result<Option<(ProjectId, Month)>, LedgerError> {
    connection.execute(
        "INSERT INTO log (seq, kind, subject, item, revision, action, author, at, reason, request_id, \
             digest, body, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        &[
            stored.seq.into(),
            (&stored.kind).into(),
            (&stored.subject).into(),
            (&stored.item).into(),
            stored.revision.into(),
            (&stored.action).into(),
            (&stored.author).into(),
            (&stored.at).into(),
            (&stored.reason).into(),
            (&stored.request_id).into(),
            (&stored.digest).into(),
            (&stored.body).into(),
            (&stored.hash).into(),
        ],
    )?;
    if stored.kind == REPORT { report::project(connection, stored).map(Some) } else { Ok(None) }
}

/// Says which entry is the last.
pub(super) fn set_head(connection: &mut Connection, seq: u64, hash: &str) -> Result<(), LedgerError> {
    connection.execute("UPDATE head SET seq = $1, hash = $2 WHERE one = 1", &[seq.into(), hash.into()])?;
    Ok(())
}
