//! One way to speak to either database: the same SQL text with `$1…$n` in first-use order, BIGINT and
//! TEXT values. Knows no table; never decides when a transaction begins or ends.

use std::path::Path;
use std::time::Duration;

use super::error::LedgerError;
use super::file;
use super::location::Location;
use super::migrate;
use super::server::{self, Server};
use super::sqlite::{self, Sqlite};
use crate::domain::lang::Bilingual;

/// What opening may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Read what is there; a place that may not be written is fine.
    Look,
    /// Write; created when absent.
    Write,
    /// Write what has been seen before; never created.
    Known,
}

/// How long to wait for others before saying busy.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// An open database.
#[allow(clippy::large_enum_variant, reason = "one of a ledger, never in a list")]
pub(super) enum Connection {
    Sqlite(Sqlite),
    Server(Box<Server>),
}

/// A value bound to a statement.
#[derive(Clone, Copy, Debug)]
pub(super) enum DbValue<'a> {
    Text(Option<&'a str>),
    Int(Option<i64>),
}

/// A row of an answer.
pub(super) enum DbRow<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Server(&'a postgres::Row),
}

/// A column did not hold what the schema says.
pub(super) struct BadColumn(pub(super) String);

impl Connection {
    /// Opens a place; `None` when nothing is there yet and access is [`Access::Look`].
    pub(super) fn open(
        location: &Location,
        access: Access,
        patience: Duration,
    ) -> Result<Option<Self>, LedgerError> {
        let opened = match location {
            Location::File(path) => file::open(path, access, patience)?.map(Self::Sqlite),
            Location::Memory if access == Access::Look => None,
            Location::Memory => Some(Self::Sqlite(sqlite::in_memory(patience)?)),
            Location::Server(text) => {
                server::open(location, text, access, patience)?.map(|server| Self::Server(Box::new(server)))
            }
        };
        let Some(mut connection) = opened else { return Ok(None) };
        if access != Access::Look {
            migrate::bring_up(&mut connection)?;
        }
        Ok(Some(connection))
    }

    /// The number of the schema as it was found, or made.
    pub(super) fn schema(&self) -> u64 {
        match self {
            Self::Sqlite(lite) => lite.schema,
            Self::Server(server) => server.schema,
        }
    }

    /// Reads the schema's number again; refuses one that is newer than this program.
    pub(super) fn look_at_schema(&mut self) -> Result<u64, LedgerError> {
        match self {
            Self::Sqlite(lite) => lite.look_at_schema(),
            Self::Server(server) => server.look_at_schema(),
        }
    }

    /// Whether it keeps [`super::year`]'s rows; a ledger that only an older program has written does not.
    pub(super) fn keeps_years(&self) -> bool {
        self.schema() >= migrate::YEARS
    }

    /// Keeps others from making the schema at the same time, inside a transaction that writes.
    pub(super) fn exclude_makers(&mut self) -> Result<(), LedgerError> {
        match self {
            // Its transaction that writes is the only one.
            Self::Sqlite(_) => Ok(()),
            Self::Server(server) => server.batch(server::MIGRATION_LOCK),
        }
    }

    /// Whether what was opened is still what stands there under its name. A server's connection says so itself.
    pub(super) fn stands(&self) -> Result<(), LedgerError> {
        match self {
            Self::Sqlite(lite) => lite.stands(),
            Self::Server(_) => Ok(()),
        }
    }

    /// Begins a transaction that will write. On SQLite it holds the one write lock from here on.
    pub(super) fn begin_write(&mut self) -> Result<(), LedgerError> {
        match self {
            Self::Sqlite(lite) => lite.begin_immediate(),
            Self::Server(server) => server.batch("BEGIN"),
        }
    }

    /// Begins a transaction that sees one moment of the ledger.
    pub(super) fn begin_read(&mut self) -> Result<(), LedgerError> {
        match self {
            Self::Sqlite(lite) => lite.begin(),
            Self::Server(server) => server.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        }
    }

    /// Ends a transaction, durably.
    pub(super) fn commit(&mut self) -> Result<(), LedgerError> {
        match self {
            Self::Sqlite(lite) => lite.commit(),
            Self::Server(server) => server.batch("COMMIT"),
        }
    }

    /// Gives a transaction up. Failing at this changes nothing: it is given up all the same.
    pub(super) fn rollback(&mut self) {
        match self {
            Self::Sqlite(lite) => lite.rollback(),
            Self::Server(server) => drop(server.batch("ROLLBACK")),
        }
    }

    /// Runs several statements without values.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), LedgerError> {
        match self {
            Self::Sqlite(lite) => lite.batch(sql),
            Self::Server(server) => server.batch(sql),
        }
    }

    /// Runs one statement; how many rows it touched.
    pub(super) fn execute(&mut self, sql: &'static str, values: &[DbValue<'_>]) -> Result<u64, LedgerError> {
        match self {
            Self::Sqlite(lite) => lite.execute(sql, values),
            Self::Server(server) => server.execute(sql, values),
        }
    }

    /// Hands every row of an answer to `each`, one at a time.
    pub(super) fn each(
        &mut self,
        sql: &'static str,
        values: &[DbValue<'_>],
        each: &mut dyn FnMut(&DbRow<'_>) -> Result<(), BadColumn>,
    ) -> Result<(), LedgerError> {
        match self {
            Self::Sqlite(lite) => lite.each(sql, values, each),
            Self::Server(server) => server.each(sql, values, each),
        }
    }

    /// Every row of an answer.
    pub(super) fn all<T>(
        &mut self,
        sql: &'static str,
        values: &[DbValue<'_>],
        read: impl Fn(&DbRow<'_>) -> Result<T, BadColumn>,
    ) -> Result<Vec<T>, LedgerError> {
        let mut found = Vec::new();
        self.each(sql, values, &mut |row| {
            found.push(read(row)?);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row of an answer.
    pub(super) fn first<T>(
        &mut self,
        sql: &'static str,
        values: &[DbValue<'_>],
        read: impl Fn(&DbRow<'_>) -> Result<T, BadColumn>,
    ) -> Result<Option<T>, LedgerError> {
        let mut found = None;
        self.each(sql, values, &mut |row| {
            if found.is_none() {
                found = Some(read(row)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Whether the connection is gone and a new one may help.
    pub(super) fn lost(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Server(server) => server.lost(),
        }
    }

    /// Makes a lost connection anew, waiting for a server that restarts.
    pub(super) fn reconnect(&mut self) -> Result<(), LedgerError> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Server(server) => server.reconnect(),
        }
    }

    /// Whether the database itself still refuses changes to the log.
    pub(super) fn guarded(&mut self) -> Result<bool, LedgerError> {
        let sql = match self {
            Self::Sqlite(_) => {
                "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'log' \
                 AND name IN ('log_no_update', 'log_no_delete', 'log_no_replace')"
            }
            Self::Server(_) => {
                "SELECT COUNT(*) + 1 FROM pg_trigger WHERE tgrelid = 'log'::regclass AND tgenabled <> 'D' \
                 AND tgname IN ('log_no_change', 'log_no_truncate')"
            }
        };
        Ok(self.first(sql, &[], |row| row.int(0))? == Some(3))
    }

    pub(super) fn kind(&self) -> migrate::Backend {
        match self {
            Self::Sqlite(_) => migrate::Backend::Sqlite,
            Self::Server(_) => migrate::Backend::Server,
        }
    }

    /// The ledger's name for messages.
    pub(super) fn place(&self) -> &str {
        match self {
            Self::Sqlite(lite) => lite.place(),
            Self::Server(server) => server.place(),
        }
    }

    /// The SQLite file under it, if it is one.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Self::Sqlite(lite) => Some(lite.path()),
            Self::Server(_) => None,
        }
    }

    pub(super) fn damaged(&self, detail: Bilingual) -> LedgerError {
        LedgerError::Damaged { place: self.place().to_owned(), detail }
    }
}

impl DbRow<'_> {
    pub(super) fn text(&self, column: usize) -> Result<String, BadColumn> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(|e| BadColumn(e.to_string())),
            Self::Server(row) => row.try_get(column).map_err(|e| BadColumn(e.to_string())),
        }
    }

    /// As [`Row::text`], without a copy.
    pub(super) fn text_at(&self, column: usize) -> Result<&str, BadColumn> {
        match self {
            Self::Sqlite(row) => {
                let value = row.get_ref(column).map_err(|e| BadColumn(e.to_string()))?;
                value.as_str().map_err(|e| BadColumn(e.to_string()))
            }
            Self::Server(row) => row.try_get(column).map_err(|e| BadColumn(e.to_string())),
        }
    }

    pub(super) fn int(&self, column: usize) -> Result<i64, BadColumn> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(|e| BadColumn(e.to_string())),
            Self::Server(row) => row.try_get(column).map_err(|e| BadColumn(e.to_string())),
        }
    }

    pub(super) fn count(&self, column: usize) -> Result<u64, BadColumn> {
        u64::try_from(self.int(column)?).map_err(|_| BadColumn(format!("column {column} is negative")))
    }

    pub(super) fn maybe_text(&self, column: usize) -> Result<Option<String>, BadColumn> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(|e| BadColumn(e.to_string())),
            Self::Server(row) => row.try_get(column).map_err(|e| BadColumn(e.to_string())),
        }
    }

    pub(super) fn maybe_int(&self, column: usize) -> Result<Option<i64>, BadColumn> {
        match self {
            Self::Sqlite(row) => row.get(column).map_err(|e| BadColumn(e.to_string())),
            Self::Server(row) => row.try_get(column).map_err(|e| BadColumn(e.to_string())),
        }
    }
}

impl<'a> From<&'a str> for DbValue<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<&'a String> for DbValue<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<Option<&'a str>> for DbValue<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for DbValue<'_> {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<Option<i64>> for DbValue<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl From<u64> for DbValue<'_> {
    /// Sequence numbers and revisions; a ledger never comes near the limit.
    fn from(number: u64) -> Self {
        Self::Int(Some(i64::try_from(number).unwrap_or(i64::MAX)))
    }
}
