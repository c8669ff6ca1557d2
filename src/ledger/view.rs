//! Reading: one moment of the ledger. Never writes; the report columns are read in [`super::report`].

use super::connection::Connection;
use super::entry::{Entry, RawEntry, Receipt, RequestId};
use super::error::LedgerError;
use crate::words;

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT l.seq, l.kind, l.subject, l.item, l.revision, l.action, l.author, l.at, l.reason, ",
            "l.request_id, l.digest, l.body, l.hash FROM log l ",
            $rest
        )
    };
}
pub(super) use select;

/// `+` keeps SQLite from going through all entries of the kind in their order to spare itself the sorting of a few.
const LIST_OF: &str = select!(
    "WHERE l.subject = $1 AND l.kind = $2 AND NOT EXISTS (SELECT 1 FROM log n WHERE n.subject = l.subject \
     AND n.kind = l.kind AND n.item = l.item AND n.revision = l.revision + 1) ORDER BY +l.seq"
);

/// The ledger at one moment, inside a transaction.
pub struct Snapshot<'a> {
    pub(super) connection: &'a mut Connection,
}

impl Snapshot<'_> {
    /// The latest revision of a thing.
    pub fn current(&mut self, kind: &str, subject: &str, item: &str) -> Result<Option<Entry>, LedgerError> {
        self.connection.first(
            select!("WHERE l.subject = $1 AND l.kind = $2 AND l.item = $3 ORDER BY l.revision DESC LIMIT 1"),
            &[subject.into(), kind.into(), item.into()],
            |row| RawEntry::read(row)?.open(),
        )
    }

    /// The latest revision's number; 0 when there is none.
    pub fn revision(&mut self, kind: &str, subject: &str, item: &str) -> Result<u64, LedgerError> {
        let found = self.connection.first(
            "SELECT COALESCE(MAX(revision), 0) FROM log WHERE subject = $1 AND kind = $2 AND item = $3",
            &[subject.into(), kind.into(), item.into()],
            |row| row.count(0),
        )?;
        Ok(found.unwrap_or(0))
    }

    /// Every revision of a thing, oldest first.
    pub fn history(&mut self, kind: &str, subject: &str, item: &str) -> Result<Vec<Entry>, LedgerError> {
        self.connection.all(
            select!("WHERE l.subject = $1 AND l.kind = $2 AND l.item = $3 ORDER BY l.revision"),
            &[subject.into(), kind.into(), item.into()],
            |row| RawEntry::read(row)?.open(),
        )
    }

    /// The latest revision of every thing of a kind, in the order they were last touched.
    pub fn list(&mut self, kind: &str) -> Result<Vec<Entry>, LedgerError> {
        self.connection.all(
            select!(
                "WHERE l.kind = $1 AND NOT EXISTS (SELECT 1 FROM log n WHERE n.subject = l.subject \
                 AND n.kind = l.kind AND n.item = l.item AND n.revision = l.revision + 1) ORDER BY l.seq"
            ),
            &[kind.into()],
            |row| RawEntry::read(row)?.open(),
        )
    }

    /// The latest revision of every thing of a kind that one subject has, in the order they were last
    /// touched.
    pub fn list_of(&mut self, kind: &str, subject: &str) -> Result<Vec<Entry>, LedgerError> {
        self.connection.all(LIST_OF, &[subject.into(), kind.into()], |row| RawEntry::read(row)?.open())
    }

    /// Every revision of every thing of a kind, oldest first: all versions of all plans, say.
    pub fn revisions(&mut self, kind: &str) -> Result<Vec<Entry>, LedgerError> {
        self.connection.all(select!("WHERE l.kind = $1 ORDER BY l.seq"), &[kind.into()], |row| {
            RawEntry::read(row)?.open()
        })
    }

    /// Everything that was ever recorded about a subject, oldest first.
    pub fn trail(&mut self, subject: &str) -> Result<Vec<Entry>, LedgerError> {
        self.connection.all(select!("WHERE l.subject = $1 ORDER BY l.seq"), &[subject.into()], |row| {
            RawEntry::read(row)?.open()
        })
    }

    /// At most `limit` entries after entry `seq`, oldest first.
    pub fn since(&mut self, seq: u64, limit: u64) -> Result<Vec<Entry>, LedgerError> {
        self.connection.all(
            select!("WHERE l.seq > $1 ORDER BY l.seq LIMIT $2"),
            &[seq.into(), limit.into()],
            |row| RawEntry::read(row)?.open(),
        )
    }

    /// The kind and subject of every entry after entry `seq`, oldest first: what a screen that has seen
    /// that entry must look at again.
    pub fn touched_since(&mut self, seq: u64) -> Result<Vec<(String, String)>, LedgerError> {
        self.connection.all(
            "SELECT kind, subject FROM log WHERE seq > $1 ORDER BY seq",
            &[seq.into()],
            |row| Ok((row.text(0)?, row.text(1)?)),
        )
    }

    /// One entry.
    pub fn entry(&mut self, seq: u64) -> Result<Option<Entry>, LedgerError> {
        self.connection.first(select!("WHERE l.seq = $1"), &[seq.into()], |row| RawEntry::read(row)?.open())
    }

    /// The receipt that a request got when it was first asked; `None` for a new one. The same id with
    /// other content is refused.
    pub fn answered(&mut self, request: &RequestId) -> Result<Option<Receipt>, LedgerError> {
        let first = self.connection.first(
            "SELECT seq, revision, hash, digest FROM log WHERE request_id = $1 AND request_id <> ''",
            &[(&request.id).into()],
            |row| {
                let (seq, revision, hash) = (row.count(0)?, row.count(1)?, row.text(2)?);
                Ok((Receipt { seq, revision, hash, replayed: true }, row.text(3)?))
            },
        )?;
        match first {
            Some((receipt, digest)) if digest != request.digest => {
                Err(LedgerError::RequestReused { request_id: request.id.clone(), seq: receipt.seq })
            }
            found => Ok(found.map(|(receipt, _)| receipt)),
        }
    }

    /// The last entry's number and hash; 0 and nothing for an empty ledger. The hash, written down
    /// elsewhere, is what `verify --anchor` checks against.
    pub fn head(&mut self) -> Result<(u64, String), LedgerError> {
        let found = self.connection.first("SELECT seq, hash FROM head WHERE one = 1", &[], |row| {
            Ok((row.count(0)?, row.text(1)?))
        })?;
        found.ok_or_else(|| self.connection.damaged(words!("链尾不见了", "the head is missing")))
    }
}

#[cfg(test)]
mod tests {
    use super::LIST_OF;
    use crate::ledger::{Ledger, Location};

    #[test]
    fn what_one_subject_has_is_found_by_the_subject() {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::open(&Location::File(folder.path().join("ledger.db"))).unwrap();
        let plan = ledger.read(|view| {
            let explain: &str = format!("EXPLAIN QUERY PLAN {LIST_OF}").leak();
            view.connection.all(explain, &["2021-1-4".into(), "report".into()], |row| row.text(3))
        });
        let plan = plan.unwrap();
        assert!(plan[0].contains("subject=? AND kind=?"), "{plan:?}");
    }
}
