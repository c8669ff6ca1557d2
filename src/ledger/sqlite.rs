//! SQLite under the ledger: one file beside its write-ahead log, every commit synced before it is
//! acknowledged. Never recreates, repairs or empties a file that is already there.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, OpenFlags, ffi};

use super::connection::{Access, BadColumn, Row, Value};
use super::error::{LedgerError, Trouble};
use super::migrate;
use super::turn::Turn;

/// Marks the file as a ledger of ours: "diao".
const APPLICATION_ID: i32 = 0x6469_616f;

/// Owner and group; a second person of the group must be able to write.
const MODE: u32 = 0o660;

/// An open file.
pub(super) struct Sqlite {
    connection: rusqlite::Connection,
    path: PathBuf,
    place: String,
    patience: Duration,
    turn: Option<Turn>,
}

/// One opens at a time: see [`inspect`].
static OPENING: Mutex<()> = Mutex::new(());

/// Opens a file; creates it whole when it is absent and access is for writing.
pub(super) fn open(path: &Path, access: Access, patience: Duration) -> Result<Option<Sqlite>, LedgerError> {
    let _alone = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
    match fs::metadata(path) {
        Ok(about) if about.is_file() => {}
        Ok(_) => return Err(storage(path, Trouble::Unreachable, "not a file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if access == Access::Look {
                return Ok(None);
            }
            create(path, patience)?;
        }
        Err(error) => return Err(from_io(path, &error)),
    }
    inspect(path, patience)?;
    let mut lite = match access {
        Access::Write => Sqlite::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, patience)?,
        Access::Look => look(path, patience)?,
    };
    lite.settle(access)?;
    Ok(Some(lite))
}

/// A ledger that lives as long as its connection.
pub(super) fn in_memory(patience: Duration) -> Result<Sqlite, LedgerError> {
    let mut lite = Sqlite::connect(Path::new(":memory:"), OpenFlags::SQLITE_OPEN_READ_WRITE, patience)?;
    for step in migrate::STEPS {
        lite.batch(step.common)?;
        lite.batch(step.sqlite)?;
    }
    Ok(lite)
}

/// Makes a new ledger under a name of its own and gives it the real name only when it is complete, so
/// that a ledger is never seen half made and an empty file is always one that lost its content.
fn create(path: &Path, patience: Duration) -> Result<(), LedgerError> {
    let made = build(path, patience)?;
    match made.persist_noclobber(path) {
        Ok(()) => sync_folder(path),
        // Somebody else was first; theirs is as good.
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(failed) => Err(from_io(path, &failed.error)),
    }
}

/// An empty ledger in a temporary file in the folder of `path`; gone when dropped.
pub(super) fn build(path: &Path, patience: Duration) -> Result<tempfile::TempPath, LedgerError> {
    let temporary = reserve(path)?;
    {
        let mut lite = Sqlite::connect(&temporary, OpenFlags::SQLITE_OPEN_READ_WRITE, patience)?;
        lite.batch(&format!("PRAGMA application_id = {APPLICATION_ID}; BEGIN IMMEDIATE;"))?;
        for step in migrate::STEPS {
            lite.batch(step.common)?;
            lite.batch(step.sqlite)?;
        }
        lite.batch("COMMIT")?;
    }
    File::open(&temporary).and_then(|f| f.sync_all()).map_err(|e| from_io(path, &e))?;
    Ok(temporary)
}

/// An empty file beside `path`, with the mode a ledger has; its folder is made when missing.
pub(super) fn reserve(path: &Path) -> Result<tempfile::TempPath, LedgerError> {
    let folder = folder_of(path);
    fs::create_dir_all(folder).map_err(|e| from_io(path, &e))?;
    let temporary = tempfile::Builder::new()
        .prefix(".ledger-")
        .make_in(folder, |name| {
            let file = OpenOptions::new().read(true).write(true).create_new(true).mode(MODE).open(name)?;
            // The mode asked for is cut by the umask; the group needs its write bit all the same.
            file.set_permissions(Permissions::from_mode(MODE))?;
            Ok(file)
        })
        .map_err(|e| from_io(path, &e))?;
    Ok(temporary.into_temp_path())
}

/// Makes a name durable.
pub(super) fn sync_folder(path: &Path) -> Result<(), LedgerError> {
    File::open(folder_of(path)).and_then(|f| f.sync_all()).map_err(|e| from_io(path, &e))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Looks whether a file is a ledger, and not a newer one, before it is opened for good.
///
/// Where nobody has it open (there is no write-ahead log) the first hundred bytes tell, and nothing is
/// left beside the file. Otherwise SQLite reads them: a file must not be opened and closed by other
/// means while this process has it open, since closing any descriptor drops the process's locks.
fn inspect(path: &Path, patience: Duration) -> Result<(), LedgerError> {
    let (application, schema) = if log_of(path).exists() {
        match marks(path, patience) {
            // No room for SQLite's own files: then nobody is writing here either.
            Err(LedgerError::Storage { .. }) if log_is_empty(path) => header(path)?,
            other => other?,
        }
    } else {
        header(path)?
    };
    if application != i64::from(APPLICATION_ID) {
        return Err(damaged(path, "a SQLite file of another program"));
    }
    check_schema(path, schema).map(|_| ())
}

/// The application's mark and the schema's number, as SQLite sees them.
fn marks(path: &Path, patience: Duration) -> Result<(i64, i64), LedgerError> {
    let lite = Sqlite::connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY, patience)?;
    Ok((lite.number("PRAGMA application_id")?, lite.number("PRAGMA user_version")?))
}

/// The same from a file's header.
fn header(path: &Path) -> Result<(i64, i64), LedgerError> {
    let mut header = [0; 100];
    let mut file = File::open(path).map_err(|e| from_io(path, &e))?;
    match file.read_exact(&mut header) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return Err(damaged(path, "the file is empty or cut short"));
        }
        Err(error) => return Err(from_io(path, &error)),
    }
    if &header[..16] != b"SQLite format 3\0" {
        return Err(damaged(path, "not a SQLite file"));
    }
    Ok((word(&header, 68), word(&header, 60)))
}

fn check_schema(path: &Path, found: i64) -> Result<u64, LedgerError> {
    let found = u64::try_from(found).map_err(|_| damaged(path, "the schema number is negative"))?;
    if found > migrate::KNOWN {
        let place = path.display().to_string();
        return Err(LedgerError::TooNew { place, found, known: migrate::KNOWN });
    }
    Ok(found)
}

fn log_is_empty(path: &Path) -> bool {
    fs::metadata(log_of(path)).map_or(true, |about| about.len() == 0)
}

fn log_of(path: &Path) -> PathBuf {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    PathBuf::from(log)
}

fn word(header: &[u8; 100], at: usize) -> i64 {
    header[at..at + 4].iter().fold(0, |word, byte| word << 8 | i64::from(*byte))
}

/// Opens for reading. A folder that may not be written has no room for the shared-memory file beside
/// the ledger; when nobody can be writing there, the file is read as it stands.
fn look(path: &Path, patience: Duration) -> Result<Sqlite, LedgerError> {
    let plain = Sqlite::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, patience)
        .and_then(|lite| lite.number("PRAGMA user_version").map(|_| lite));
    let error = match plain {
        Ok(lite) => return Ok(lite),
        Err(error @ LedgerError::Storage { .. }) => error,
        Err(error) => return Err(error),
    };
    if !log_is_empty(path) {
        return Err(error);
    }
    let address = format!("file:{}?immutable=1", percent(path));
    Sqlite::connect_to(
        Path::new(&address),
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
        patience,
    )
}

fn percent(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut out = String::new();
    for byte in absolute.as_os_str().as_encoded_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                out.push(char::from(*byte));
            }
            other => {
                let _ = write!(out, "%{other:02X}");
            }
        }
    }
    out
}

impl Sqlite {
    fn connect(path: &Path, flags: OpenFlags, patience: Duration) -> Result<Self, LedgerError> {
        Self::connect_to(path, path, flags, patience)
    }

    fn connect_to(
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
            turn: None,
        };
        lite.connection.busy_timeout(patience).map_err(|e| lite.error(&e))?;
        Ok(lite)
    }

    /// Brings an opened file to the settings and schema the ledger works with, checking first.
    fn settle(&mut self, access: Access) -> Result<(), LedgerError> {
        // Again, now that it is open: somebody may have brought it to a newer schema in between.
        let found = self.schema()?;
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
        if found < migrate::KNOWN {
            self.migrate()?;
        }
        Ok(())
    }

    fn migrate(&mut self) -> Result<(), LedgerError> {
        self.begin_immediate()?;
        let done = self.migrate_within().and_then(|()| self.commit());
        if done.is_err() {
            self.rollback();
        }
        done
    }

    fn migrate_within(&mut self) -> Result<(), LedgerError> {
        let found = self.schema()?;
        for step in migrate::STEPS.iter().filter(|step| step.number > found) {
            self.batch(step.common)?;
            self.batch(step.sqlite)?;
        }
        Ok(())
    }

    fn schema(&self) -> Result<u64, LedgerError> {
        check_schema(&self.path, self.number("PRAGMA user_version")?)
    }

    fn number(&self, sql: &str) -> Result<i64, LedgerError> {
        self.connection.query_row(sql, [], |row| row.get(0)).map_err(|e| self.error(&e))
    }

    fn text(&self, sql: &str) -> Result<String, LedgerError> {
        self.connection.query_row(sql, [], |row| row.get(0)).map_err(|e| self.error(&e))
    }

    /// Takes the write lock, or says busy when patience runs out. Deferred transactions that read and
    /// then write fail at once whatever the timeout, so this is the only way the ledger writes.
    /// The queue brings writers here one by one, so that SQLite's lock is usually free; whoever is
    /// not in the queue (another program, a reader that recovers) is waited for with short pauses.
    pub(super) fn begin_immediate(&mut self) -> Result<(), LedgerError> {
        let begun = Instant::now();
        self.turn = Turn::take(folder_of(&self.path), self.patience);
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
        if outcome.is_err() {
            self.turn = None;
        }
        outcome
    }

    /// Ends a transaction, durably, and the turn with it.
    pub(super) fn commit(&mut self) -> Result<(), LedgerError> {
        self.batch("COMMIT")?;
        self.turn = None;
        Ok(())
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

    pub(super) fn execute(&mut self, sql: &str, values: &[Value<'_>]) -> Result<u64, LedgerError> {
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
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), BadColumn>,
    ) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| self.error(&e))?;
        let mut rows = statement.query(rusqlite::params_from_iter(values)).map_err(|e| self.error(&e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(&e))? {
            each(&Row::Sqlite(row)).map_err(|bad| damaged(&self.path, &bad.0))?;
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
        let name = to.to_str().ok_or_else(|| storage(to, Trouble::Unreachable, "the path is not UTF-8"))?;
        self.connection.execute("VACUUM INTO ?1", [name]).map_err(|e| match self.error(&e) {
            LedgerError::Storage { trouble, detail, .. } => storage(to, trouble, &detail),
            other => other,
        })?;
        Ok(())
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

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Self::Int(Some(number)) => ValueRef::Integer(*number),
            Self::Text(None) | Self::Int(None) => ValueRef::Null,
        }))
    }
}

fn from_sqlite(path: &Path, error: &rusqlite::Error) -> LedgerError {
    let detail = error.to_string();
    let Some(failure) = error.sqlite_error() else {
        return storage(path, Trouble::Other, &detail);
    };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            LedgerError::Busy { place: path.display().to_string() }
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => damaged(path, &detail),
        _ if failure.extended_code == ffi::SQLITE_IOERR_SHORT_READ => damaged(path, &detail),
        ErrorCode::DiskFull => storage(path, Trouble::Full, &detail),
        // A write past a file-size limit arrives as a plain write error.
        _ if failure.extended_code == ffi::SQLITE_IOERR_WRITE => storage(path, Trouble::Full, &detail),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => storage(path, Trouble::ReadOnly, &detail),
        ErrorCode::CannotOpen => storage(path, Trouble::Unreachable, &detail),
        _ => storage(path, Trouble::Other, &detail),
    }
}

pub(super) fn from_io(path: &Path, error: &io::Error) -> LedgerError {
    let trouble = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Trouble::ReadOnly,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            Trouble::Full
        }
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Trouble::Unreachable,
        _ => Trouble::Other,
    };
    storage(path, trouble, &error.to_string())
}

fn storage(path: &Path, trouble: Trouble, detail: &str) -> LedgerError {
    LedgerError::Storage { place: path.display().to_string(), trouble, detail: detail.to_owned() }
}

fn damaged(path: &Path, detail: &str) -> LedgerError {
    LedgerError::Damaged { place: path.display().to_string(), detail: detail.to_owned() }
}
