//! SQLite under the ledger: one write lock, a write-ahead log, every commit synced before it is
//! acknowledged. Files are [`super::file`]'s business.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, OpenFlags, ffi};

use super::connection::{Access, BadColumn, DbRow, DbValue};
use super::error::{LedgerError, StorageErrorKind};
use super::file::{Identity, check_schema, damaged, folder_of, storage};
use super::migrate;
use super::turn::WriteTicket;
use crate::domain::lang::Bilingual;
use crate::words;

/// An open file.
pub(super) struct Sqlite {
    connection: rusqlite::Connection,
    path: PathBuf,
    place: String,
    patience: Duration,
    /// The schema's number as last looked at.
    pub(super) schema: u64,
    /// Which file was opened; none for one that has no name to keep.
    identity: Option<Identity>,
    /// Other processes may write it as well.
    shared: bool,
    turn: Option<WriteTicket>,
}

/// A ledger that lives as long as its connection.
pub(super) fn in_memory(patience: Duration) -> Result<Sqlite, LedgerError> {
    let mut lite = Sqlite::connect(Path::new(":memory:"), OpenFlags::SQLITE_OPEN_READ_WRITE, patience)?;
    lite.shared = false;
    lite.fill(0)?;
    Ok(lite)
}

impl Sqlite {
    pub(super) fn connect(path: &Path, flags: OpenFlags, patience: Duration) -> Result<Self, LedgerError> {
        Self::connect_to(path, path, flags, patience)
    }

    pub(super) fn connect_to(
        address: &Path,
        path: &Path,
        flags: OpenFlags,
        patience: Duration,
    ) -> Result<Self, LedgerError> {
        let connection =
            rusqlite::Connection::open_with_flags(address, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
                .map_err(|e| from_sqlite(path, &e))?;
        connection.set_prepared_statement_cache_capacity(64);
        let lite = Self {
            connection,
            path: path.to_owned(),
            place: path.display().to_string(),
            patience,
            schema: 0,
            identity: None,
            shared: true,
            turn: None,
        };
        lite.connection.busy_timeout(patience).map_err(|e| lite.error(&e))?;
        Ok(lite)
    }

    /// Makes the schema in an empty database, and marks it as ours.
    pub(super) fn fill(&mut self, application: i32) -> Result<(), LedgerError> {
        self.batch(&format!("PRAGMA application_id = {application}; BEGIN IMMEDIATE"))?;
        for text in migrate::steps_from(0, migrate::Backend::Sqlite) {
            self.batch(text)?;
        }
        self.batch("COMMIT")?;
        self.look_at_schema().map(|_| ())
    }

    /// Brings an opened file to the settings the ledger works with, checking first.
    pub(super) fn settle(&mut self, access: Access) -> Result<(), LedgerError> {
        // Again, now that it is open: somebody may have brought it to a newer schema in between.
        self.look_at_schema()?;
        // An acknowledged filing is on the disk: FULL syncs the write-ahead log at every commit.
        self.batch("PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")?;
        if access == Access::Look {
            return self.batch("PRAGMA query_only = ON");
        }
        if self.text("PRAGMA journal_mode")? != "wal" {
            // A backup that was put in place by hand. Others may hold it just now; then the older
            // journal serves, as durable as this one.
            let _ = self.batch("PRAGMA journal_mode = WAL");
        }
        Ok(())
    }

    pub(super) fn look_at_schema(&mut self) -> Result<u64, LedgerError> {
        self.schema = check_schema(&self.path, self.number("PRAGMA user_version")?)?;
        Ok(self.schema)
    }

    pub(super) fn number(&self, sql: &str) -> Result<i64, LedgerError> {
        self.connection.query_row(sql, [], |row| row.get(0)).map_err(|e| self.error(&e))
    }

    fn text(&self, sql: &str) -> Result<String, LedgerError> {
        self.connection.query_row(sql, [], |row| row.get(0)).map_err(|e| self.error(&e))
    }

    /// Remembers which file this is, from here on.
    pub(super) fn know(&mut self, identity: Identity) -> Result<(), LedgerError> {
        self.identity = Some(identity);
        self.stands()
    }

    /// Whether the file that was opened still stands under its name. What is written into one that was
    /// removed or renamed away is lost, and acknowledged all the same.
    pub(super) fn stands(&self) -> Result<(), LedgerError> {
        let Some(known) = self.identity else { return Ok(()) };
        if Identity::of(&self.path)? == known {
            return Ok(());
        }
        Err(LedgerError::Gone { place: self.place.clone(), replaced: true })
    }

    /// Begins a transaction that only reads.
    pub(super) fn begin(&mut self) -> Result<(), LedgerError> {
        self.stands()?;
        self.batch("BEGIN")
    }

    /// Takes the write lock, or says busy when patience runs out. Deferred transactions that read and
    /// then write fail at once whatever the timeout, so this is the only way the ledger writes.
    /// The queue brings writers here one by one, so that SQLite's lock is usually free; whoever is
    /// not in the queue (another program, a reader that recovers) is waited for with short pauses.
    pub(super) fn begin_immediate(&mut self) -> Result<(), LedgerError> {
        let begun = Instant::now();
        self.stands()?;
        if self.shared {
            self.turn = WriteTicket::take(folder_of(&self.path), self.patience);
        }
        let mut pause = 1;
        self.connection.busy_timeout(Duration::ZERO).map_err(|e| self.error(&e))?;
        let outcome = loop {
            match self.batch("BEGIN IMMEDIATE") {
                Err(LedgerError::Busy { .. }) if begun.elapsed() < self.patience => {
                    thread::sleep(Duration::from_millis(pause));
                    pause = (pause + 1).min(8);
                }
                other => break other,
            }
        };
        self.connection.busy_timeout(self.patience).map_err(|e| self.error(&e))?;
        // Others were waited for; meanwhile the file may have gone.
        let outcome = outcome.and_then(|()| self.stands());
        if outcome.is_err() {
            self.rollback();
        }
        outcome
    }

    /// Ends a transaction, durably, and the turn with it.
    pub(super) fn commit(&mut self) -> Result<(), LedgerError> {
        self.batch("COMMIT")?;
        self.turn = None;
        // Committed into a file that has no name any more is not stored.
        self.stands()
    }

    /// Gives a transaction up, and the turn with it.
    pub(super) fn rollback(&mut self) {
        // There may be none any more: SQLite itself gives up after some failures.
        let _ = self.batch("ROLLBACK");
        self.turn = None;
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), LedgerError> {
        self.connection.execute_batch(sql).map_err(|e| self.error(&e))
    }

    pub(super) fn execute(&mut self, sql: &str, values: &[DbValue<'_>]) -> Result<u64, LedgerError> {
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            // A statement that returns rows is stepped to its end all the same.
            let mut rows = statement.query(rusqlite::params_from_iter(values))?;
            while rows.next()?.is_some() {}
            drop(rows);
            Ok(self.connection.changes())
        };
        run().map_err(|e: rusqlite::Error| self.error(&e))
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        values: &[DbValue<'_>],
        each: &mut dyn FnMut(&DbRow<'_>) -> Result<(), BadColumn>,
    ) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| self.error(&e))?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(|e| self.error(&e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(&e))? {
            each(&DbRow::Sqlite(row)).map_err(|bad| damaged(&self.path, Bilingual::same(bad.0)))?;
        }
        Ok(())
    }

    /// The first complaint of SQLite's own check of the file, if any.
    pub(super) fn complaint(&mut self) -> Result<Option<String>, LedgerError> {
        let said = self.text("PRAGMA integrity_check(1)")?;
        Ok((said != "ok").then_some(said))
    }

    /// A consistent copy into a file that is empty or absent, while others write.
    pub(super) fn copy_into(&mut self, to: &Path) -> Result<(), LedgerError> {
        let name = to.to_str().ok_or_else(|| {
            storage(to, StorageErrorKind::Unreachable, words!("路径不是 UTF-8", "the path is not UTF-8"))
        })?;
        // A ledger opened for reading can be copied as well: this writes, but not here.
        let reading = self.number("PRAGMA query_only")? != 0;
        self.batch("PRAGMA query_only = OFF")?;
        let copied = self.connection.execute("VACUUM INTO ?1", [name]).map(|_| ());
        if reading {
            self.batch("PRAGMA query_only = ON")?;
        }
        copied.map_err(|e| match self.error(&e) {
            LedgerError::Storage { trouble, detail, .. } => storage(to, trouble, detail),
            other => other,
        })
    }

    pub(super) fn place(&self) -> &str {
        &self.place
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    fn error(&self, error: &rusqlite::Error) -> LedgerError {
        from_sqlite(&self.path, error)
    }
}

impl rusqlite::ToSql for DbValue<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Int(Some(number)) => ValueRef::Integer(*number),
            Self::Text(None) | Self::Int(None) => ValueRef::Null,
        }))
    }
}

fn from_sqlite(path: &Path, error: &rusqlite::Error) -> LedgerError {
    let detail = Bilingual::same(error.to_string());
    let Some(failure) = error.sqlite_error() else {
        return storage(path, StorageErrorKind::Other, detail);
    };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            LedgerError::Busy { place: path.display().to_string() }
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => damaged(path, detail),
        _ if failure.extended_code == ffi::SQLITE_IOERR_SHORT_READ => damaged(path, detail),
        ErrorCode::DiskFull => storage(path, StorageErrorKind::Full, detail),
        // A write past a file-size limit arrives as a plain write error.
        _ if failure.extended_code == ffi::SQLITE_IOERR_WRITE => {
            storage(path, StorageErrorKind::Full, detail)
        }
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => {
            storage(path, StorageErrorKind::ReadOnly, detail)
        }
        ErrorCode::CannotOpen => storage(path, StorageErrorKind::Unreachable, detail),
        _ => storage(path, StorageErrorKind::Other, detail),
    }
}
