//! The ledger: what happens over the year, as one append-only log of entries of any kind, on SQLite or
//! PostgreSQL. Acknowledged means durable; every entry is chained to the one before.
//!
//! It knows nothing of permissions, deadlines or the rules of a report (those are the desk's), and no
//! clock: the time of an entry is an argument. docs/ledger.md has the schema and the guarantees.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

mod backup;
mod connection;
mod draft;
mod entry;
mod error;
mod file;
mod line;
mod location;
mod migrate;
mod presence;
mod report;
mod restore;
mod server;
mod sqlite;
mod tls;
mod turn;
mod verify;
mod view;
mod writing;
mod year;

use crate::words;
use connection::{Access, Connection, PATIENCE};
pub use draft::{Drafts, StoredDraft};
pub use entry::{Entry, MAX_BODY, MAX_TEXT, NewEntry, REPORT, Receipt, RequestId};
pub use error::{ChainError, LedgerError, StorageErrorKind};
pub use location::Location;
pub use migrate::KNOWN as SCHEMA;
pub use presence::Present;
pub use report::ReportRow;
pub use restore::{PARTS as LEDGER_PARTS, Restored};
pub use tls::TlsTrouble;
pub use verify::Verified;
pub use view::Snapshot;
pub use writing::WriteTx;
pub use year::{ProjectYear, ReportedDate, earliest};

/// The version of the bundled SQLite.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// An open ledger. Threads may share it; their calls take turns.
pub struct Ledger {
    connection: Mutex<Connection>,
    seat: Mutex<Option<presence::OpenFormLock>>,
}

impl Ledger {
    /// Opens a ledger for writing; makes it, and its folder, when it is not there. Waits ten seconds
    /// for others before it says busy.
    pub fn open(location: &Location) -> Result<Self, LedgerError> {
        Self::open_patiently(location, PATIENCE)
    }

    /// As [`Ledger::open`], with another limit on waiting for others.
    pub fn open_patiently(location: &Location, patience: Duration) -> Result<Self, LedgerError> {
        let connection = Connection::open(location, Access::Write, patience)?;
        connection.map(Self::over).ok_or_else(|| LedgerError::Missing { place: location.to_string() })
    }

    /// Opens a ledger for reading only, also from a place that may not be written; `None` when there is
    /// no ledger yet.
    pub fn look(location: &Location) -> Result<Option<Self>, LedgerError> {
        Ok(Connection::open(location, Access::Look, PATIENCE)?.map(Self::over))
    }

    /// Opens the same ledger for writing. Never makes one, and refuses another that stands in its place by now.
    pub fn for_writing(&self, location: &Location) -> Result<Self, LedgerError> {
        self.lock().stands()?;
        let opened = Connection::open(location, Access::Known, PATIENCE)?;
        let opened = opened.ok_or_else(|| LedgerError::Missing { place: location.to_string() })?;
        self.lock().stands()?;
        Ok(Self::over(opened))
    }

    fn over(connection: Connection) -> Self {
        Self { connection: Mutex::new(connection), seat: Mutex::default() }
    }

    /// Appends entries, all or none, durably: when this returns, they are on the disk.
    pub fn append(&self, entries: &[NewEntry]) -> Result<Vec<Receipt>, LedgerError> {
        self.transact(|writing| writing.append(entries))
    }

    /// Does a piece of work that ends in entries, while nobody else writes: what `work` reads (rights,
    /// the revision it builds on, the next free number) still holds when its entries are stored. An
    /// error gives everything up. `work` may be called a second time after a lost connection; it must
    /// not do anything outside the ledger.
    pub fn transact<T, E: From<LedgerError>>(
        &self,
        mut work: impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = &mut *self.lock();
        let mut unsure = None;
        let mut again = false;
        loop {
            let outcome = attempt(connection, &mut work, unsure.take());
            if !connection.lost() || again {
                return outcome.map_err(|(error, _)| error);
            }
            match outcome {
                Ok(done) => return Ok(done),
                Err((_, pending)) => unsure = pending,
            }
            again = true;
            connection.reconnect()?;
        }
    }

    /// Reads any number of things as of one moment.
    pub fn read<T, E: From<LedgerError>>(
        &self,
        mut work: impl FnMut(&mut Snapshot<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = &mut *self.lock();
        if connection.lost() {
            connection.reconnect()?;
        }
        let outcome = read_once(connection, &mut work);
        if outcome.is_err() && connection.lost() {
            connection.reconnect()?;
            return read_once(connection, &mut work);
        }
        outcome
    }

    /// Changes whenever anybody has stored anything; one question without a transaction, cheap enough to ask
    /// every second. (It is the last entry's number, and smaller than before only after a restore.)
    pub fn change_counter(&self) -> Result<u64, LedgerError> {
        let connection = &mut *self.lock();
        if connection.lost() {
            connection.reconnect()?;
        }
        let found = last_seq(connection);
        // That it is lost may come out only now.
        if found.is_err() && connection.lost() {
            connection.reconnect()?;
            return last_seq(connection);
        }
        found
    }

    /// See [`View::head`].
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general over the view")]
    pub fn head(&self) -> Result<(u64, String), LedgerError> {
        self.read(|view| view.head())
    }

    /// See [`View::current`].
    pub fn current(&self, kind: &str, subject: &str, item: &str) -> Result<Option<Entry>, LedgerError> {
        self.read(|view| view.current(kind, subject, item))
    }

    /// See [`View::history`].
    pub fn history(&self, kind: &str, subject: &str, item: &str) -> Result<Vec<Entry>, LedgerError> {
        self.read(|view| view.history(kind, subject, item))
    }

    /// See [`View::list`].
    pub fn list(&self, kind: &str) -> Result<Vec<Entry>, LedgerError> {
        self.read(|view| view.list(kind))
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(|poisoned| {
            // Somebody's work panicked half way: its transaction is given up, the ledger is as before.
            let mut connection = poisoned.into_inner();
            connection.rollback();
            self.connection.clear_poison();
            connection
        })
    }
}

/// What was sent to be committed when the connection went: its answer, and the head it would have made.
type Unsure<T> = Option<(T, u64, String)>;

/// One try. `unsure` is a commit whose answer was lost: if its entry is there, the work is done. The
/// head's lock waits for a commit that is still going on, so the look cannot come too early.
fn attempt<T, E: From<LedgerError>>(
    connection: &mut Connection,
    work: &mut impl FnMut(&mut WriteTx<'_>) -> Result<T, E>,
    unsure: Unsure<T>,
) -> Result<T, (E, Unsure<T>)> {
    connection.begin_write().map_err(|e| (e.into(), None))?;
    let fail = |connection: &mut Connection, error: E| {
        connection.rollback();
        Err((error, None))
    };
    let mut writing = match WriteTx::begin(connection) {
        Ok(writing) => writing,
        Err(error) => return fail(connection, error.into()),
    };
    if let Some((done, seq, hash)) = unsure {
        match writing.view().entry(seq) {
            Ok(Some(entry)) if entry.hash == hash => {
                connection.rollback();
                return Ok(done);
            }
            Ok(_) => {}
            Err(error) => return fail(connection, error.into()),
        }
    }
    let done = match work(&mut writing) {
        Ok(done) => done,
        Err(error) => return fail(connection, error),
    };
    match writing.close() {
        Ok(None) => {
            connection.rollback();
            Ok(done)
        }
        Ok(Some((seq, hash))) => match connection.commit() {
            Ok(()) => Ok(done),
            Err(error) => {
                connection.rollback();
                Err((error.into(), Some((done, seq, hash))))
            }
        },
        Err(error) => fail(connection, error.into()),
    }
}

fn last_seq(connection: &mut Connection) -> Result<u64, LedgerError> {
    connection.stands()?;
    let found = connection.first("SELECT seq FROM head WHERE one = 1", &[], |row| row.count(0))?;
    found.ok_or_else(|| connection.damaged(words!("链尾不见了", "the head is missing")))
}

fn read_once<T, E: From<LedgerError>>(
    connection: &mut Connection,
    work: &mut impl FnMut(&mut Snapshot<'_>) -> Result<T, E>,
) -> Result<T, E> {
    connection.begin_read()?;
    let outcome = work(&mut Snapshot { connection });
    // Nothing was written: both ends are the same, and this one cannot fail.
    connection.rollback();
    outcome
}
