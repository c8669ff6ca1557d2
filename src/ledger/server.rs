//! PostgreSQL under the ledger, or any database that speaks its protocol. Never retries by itself
//! inside a transaction: it says that the connection is lost, and the ledger decides.

use std::collections::HashMap;
use std::thread;
use std::time::{Duration, Instant};

use postgres::config::TargetSessionAttrs;
use postgres::error::SqlState;
use postgres::{Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connection::{Access, BadColumn, DbRow, DbValue};
use super::error::{LedgerError, StorageErrorKind};
use super::line::{Failed, Line, bound};
use super::location::Location;
use super::migrate;
use super::tls;
use crate::domain::lang::Bilingual;
use crate::domain::trouble;
use crate::words;

/// Any number nobody else uses: the lock that keeps two programs from making the schema at once.
pub(super) const MIGRATION_LOCK: &str = "SELECT pg_advisory_xact_lock(1684628847)";

/// Whether there is a schema. Read from the catalogue's tables: `to_regclass` remembers that there was none,
/// also behind the lock that another program made it under.
const THERE: &str = "SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relname = 'schema_version' AND n.nspname = ANY (current_schemas(false)))";

/// Of several hosts, one that does not answer holds the others up no longer than this.
const EACH_HOST: Duration = Duration::from_secs(3);

/// A host that went away without a word is noticed after so long, by either end: what the other had locked
/// is free again, and the client can look for another host. So is a database that is there and says nothing;
/// `tcp_user_timeout=` in the address, in seconds, says otherwise.
const SILENCE: Duration = Duration::from_secs(20);

/// A connection and what is needed to make it again.
pub(super) struct Server {
    line: Line,
    config: Config,
    tls: MakeRustlsConnect,
    statements: HashMap<&'static str, Statement>,
    lost: bool,
    access: Access,
    place: String,
    patience: Duration,
    limits: Limits,
    /// The schema's number as last looked at.
    pub(super) schema: u64,
}

/// How long a server may be silent.
#[derive(Clone, Copy)]
struct Limits {
    /// Until a connection stands, with encryption and login.
    share: Duration,
    /// Within an answer, or before it.
    silence: Duration,
    /// For a lock: it ends first, and is told as what it is.
    lock: Duration,
}

impl Limits {
    fn of(config: &Config, patience: Duration) -> Self {
        let share = config.get_connect_timeout().copied().unwrap_or(patience);
        let silence = config.get_tcp_user_timeout().copied().unwrap_or(SILENCE.max(patience * 2));
        Self { share, silence, lock: patience.min(silence / 2) }
    }
}

/// Connects; `None` when the database holds no ledger yet and access is [`Access::Look`].
pub(super) fn open(
    location: &Location,
    text: &str,
    access: Access,
    patience: Duration,
) -> Result<Option<Server>, LedgerError> {
    let place = location.to_string();
    let unusable = |trouble, detail| LedgerError::Storage { place: place.clone(), trouble, detail };
    let insecure = |(trouble, detail)| unusable(StorageErrorKind::Tls(trouble), Bilingual::same(detail));
    let (address, security) = tls::take(text).map_err(insecure)?;
    let mut config: Config =
        address.parse().map_err(|e: postgres::Error| unusable(StorageErrorKind::Unreachable, reason(&e)))?;
    let tls = security.connector().map_err(insecure)?;
    config.application_name("diaodu").ssl_mode(security.ssl_mode());
    if config.get_connect_timeout().is_none() {
        let several = config.get_hosts().len() > 1;
        config.connect_timeout(if several { patience.min(EACH_HOST) } else { patience });
    }
    let limits = Limits::of(&config, patience);
    notice_silence(&mut config);
    if config.get_hosts().len() > 1 && access != Access::Look {
        // Of several hosts only the primary takes a filing.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
    }
    let line = connect(&config, &tls, &place, patience, limits, false)?;
    let statements = HashMap::new();
    let mut server =
        Server { line, config, tls, statements, lost: false, access, place, patience, limits, schema: 0 };
    server.greet()?;
    let found = server.look_at_schema()?;
    Ok((access != Access::Look || found > 0).then_some(server))
}

/// Has this end notice when the other is gone.
fn notice_silence(config: &mut Config) {
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(SILENCE);
    }
    config.keepalives_idle(SILENCE / 2);
    config.keepalives_interval(SILENCE / 10).keepalives_retries(5);
}

/// Connects, waiting for a server that is starting, or (when `again`) for one that is gone.
fn connect(
    config: &Config,
    tls: &MakeRustlsConnect,
    place: &str,
    patience: Duration,
    limits: Limits,
    again: bool,
) -> Result<Line, LedgerError> {
    let begun = Instant::now();
    loop {
        let failed = match Line::connect(config, tls, limits.share, limits.silence) {
            Ok(line) => return Ok(line),
            Err(failed) => failed,
        };
        let passing = code(&failed).map_or(again, |code| {
            matches!(
                *code,
                SqlState::CANNOT_CONNECT_NOW | SqlState::TOO_MANY_CONNECTIONS | SqlState::ADMIN_SHUTDOWN
            )
        });
        if !passing || begun.elapsed() >= patience {
            return Err(translate(&failed, place));
        }
        thread::sleep(Duration::from_millis(50));
    }
}

impl Server {
    /// Settings of a fresh connection.
    fn greet(&mut self) -> Result<(), LedgerError> {
        let wait = self.limits.lock.as_millis().max(1);
        let reading = if self.access == Access::Look { "on" } else { "off" };
        // The server's end of [`notice_silence`]. A database that knows no such settings does without.
        let (idle, each) = (SILENCE.as_secs() / 2, SILENCE.as_secs() / 10);
        let _ = self.line.batch(&format!(
            "SET tcp_keepalives_idle = {idle}; SET tcp_keepalives_interval = {each}; SET tcp_keepalives_count = 5"
        ));
        self.batch(&format!(
            "SET lock_timeout = {wait}; SET idle_in_transaction_session_timeout = 60000; \
             SET synchronous_commit = on; SET default_transaction_read_only = {reading}; SET client_min_messages = warning; SET TimeZone = 'UTC'"
        ))
    }

    pub(super) fn look_at_schema(&mut self) -> Result<u64, LedgerError> {
        let found = self.version()?;
        if found > migrate::KNOWN {
            return Err(LedgerError::TooNew { place: self.place.clone(), found, known: migrate::KNOWN });
        }
        self.schema = found;
        Ok(found)
    }

    /// The schema's number; 0 when there is none.
    fn version(&mut self) -> Result<u64, LedgerError> {
        let found = self.line.query_one(THERE).and_then(|row| Ok(row.try_get(0)?));
        if !self.checked(found)? {
            return Ok(0);
        }
        let found = self
            .line
            .query_one("SELECT COALESCE(MAX(version), 0) FROM schema_version")
            .and_then(|row| Ok(row.try_get::<_, i64>(0)?));
        Ok(self.checked(found)?.unsigned_abs())
    }

    pub(super) fn lost(&self) -> bool {
        self.lost || self.line.is_closed()
    }

    pub(super) fn reconnect(&mut self) -> Result<(), LedgerError> {
        self.statements.clear();
        self.line = connect(&self.config, &self.tls, &self.place, self.patience, self.limits, true)?;
        self.lost = false;
        self.greet()
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), LedgerError> {
        let done = self.line.batch(sql);
        self.checked(done)
    }

    pub(super) fn execute(&mut self, sql: &'static str, values: &[DbValue<'_>]) -> Result<u64, LedgerError> {
        let statement = self.prepared(sql)?;
        let done = self.line.execute(statement, bound(values));
        self.checked(done)
    }

    pub(super) fn each(
        &mut self,
        sql: &'static str,
        values: &[DbValue<'_>],
        each: &mut dyn FnMut(&DbRow<'_>) -> Result<(), BadColumn>,
    ) -> Result<(), LedgerError> {
        let statement = self.prepared(sql)?;
        let mut bad = None;
        let done = self.line.each(statement, bound(values), &mut |row| {
            bad = each(&DbRow::Server(row)).err();
            bad.is_none()
        });
        self.checked(done)?;
        bad.map_or(Ok(()), |column| {
            Err(LedgerError::Damaged { place: self.place.clone(), detail: Bilingual::same(column.0) })
        })
    }

    pub(super) fn place(&self) -> &str {
        &self.place
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement, LedgerError> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let made = self.line.prepare(sql);
        let statement = self.checked(made)?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }

    /// Translates an error, and remembers when it means that the connection is gone.
    fn checked<T>(&mut self, outcome: Result<T, Failed>) -> Result<T, LedgerError> {
        outcome.map_err(|failed| {
            // An error without a code is none of the server's: the connection broke.
            self.lost |= code(&failed).is_none_or(ends_connection);
            translate(&failed, &self.place)
        })
    }
}

/// What the server called its error; `None` where it said nothing.
fn code(failed: &Failed) -> Option<&SqlState> {
    match failed {
        Failed::Said(error) => error.code(),
        Failed::Silent(_) => None,
    }
}

/// Codes after which the server has closed the connection, or can no longer be written through it.
fn ends_connection(code: &SqlState) -> bool {
    matches!(
        *code,
        SqlState::ADMIN_SHUTDOWN
            | SqlState::CRASH_SHUTDOWN
            | SqlState::CANNOT_CONNECT_NOW
            | SqlState::READ_ONLY_SQL_TRANSACTION
            | SqlState::IDLE_IN_TRANSACTION_SESSION_TIMEOUT
    ) || code.code().starts_with("08")
}

fn translate(failed: &Failed, place: &str) -> LedgerError {
    let place = place.to_owned();
    let error = match failed {
        Failed::Said(error) => error,
        Failed::Silent(after) => {
            let seconds = after.as_secs().max(1);
            let detail = words!("数据库 {seconds} 秒没有应答", "the database did not answer for {seconds} s");
            return LedgerError::Storage { place, trouble: StorageErrorKind::Unreachable, detail };
        }
    };
    let detail = reason(error);
    let Some(code) = error.code() else {
        let trouble = tls::trouble(error).map_or(StorageErrorKind::Unreachable, StorageErrorKind::Tls);
        return LedgerError::Storage { place, trouble, detail };
    };
    let storage = |trouble| LedgerError::Storage { place: place.clone(), trouble, detail: detail.clone() };
    match *code {
        SqlState::LOCK_NOT_AVAILABLE
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::TOO_MANY_CONNECTIONS
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN => LedgerError::Busy { place },
        SqlState::DATA_CORRUPTED | SqlState::INDEX_CORRUPTED => LedgerError::Damaged { place, detail },
        SqlState::DISK_FULL => storage(StorageErrorKind::Full),
        SqlState::READ_ONLY_SQL_TRANSACTION | SqlState::INSUFFICIENT_PRIVILEGE => {
            storage(StorageErrorKind::ReadOnly)
        }
        _ if code.code().starts_with("28") => storage(StorageErrorKind::Login),
        _ if code.code().starts_with("08") || code.code().starts_with("3D") => {
            storage(StorageErrorKind::Unreachable)
        }
        _ => storage(StorageErrorKind::Other),
    }
}

/// The innermost cause, in the server's words unless it is the system's; the crate's own text stops at "db
/// error".
fn reason(error: &postgres::Error) -> Bilingual {
    let mut said = Bilingual::same(error.to_string());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        said = cause.downcast_ref().map_or_else(|| Bilingual::same(cause.to_string()), trouble::reason);
        source = cause.source();
    }
    said
}
