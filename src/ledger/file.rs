//! A SQLite ledger as a file: made whole or not at all, looked at before it is opened, read where it may
//! not be written. Never recreates, repairs or empties a file that is already there.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, Read};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::OpenFlags;
use tempfile::TempPath;

use super::connection::Access;
use super::error::{LedgerError, StorageErrorKind};
use super::migrate;
use super::sqlite::Sqlite;
use crate::domain::lang::Bilingual;
use crate::domain::trouble::reason;
use crate::words;

/// Marks the file as a ledger of ours: "diao".
const APPLICATION_ID: i32 = 0x6469_616f;

/// Owner and group; a second person of the group must be able to write.
const MODE: u32 = 0o660;

/// One opens at a time: see [`inspect`].
static OPENING: Mutex<()> = Mutex::new(());

/// Which file it is, whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    device: u64,
    inode: u64,
}

impl Identity {
    /// That of the file which stands there now.
    pub(super) fn of(path: &Path) -> Result<Self, LedgerError> {
        match fs::metadata(path) {
            Ok(about) => Ok(Self { device: about.dev(), inode: about.ino() }),
            Err(error) if is_absent(&error) => Err(vanished(path)),
            Err(error) => Err(from_io(path, &error)),
        }
    }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn vanished(path: &Path) -> LedgerError {
    LedgerError::Gone { place: path.display().to_string(), replaced: false }
}

/// Opens a file; creates it whole when it is absent and access is for writing what may be new.
pub(super) fn open(path: &Path, access: Access, patience: Duration) -> Result<Option<Sqlite>, LedgerError> {
    let _alone = OPENING.lock().unwrap_or_else(PoisonError::into_inner);
    match fs::metadata(path) {
        Ok(about) if about.is_file() => {}
        Ok(_) => return Err(storage(path, StorageErrorKind::Unreachable, words!("不是文件", "not a file"))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // What stands beside it belongs to a ledger that somebody took away, perhaps from under a program
            // that has it open; SQLite would replay its log into a new file.
            if access == Access::Known || COMPANIONS.iter().any(|name| beside(path, name).exists()) {
                return Err(vanished(path));
            }
            if access == Access::Look {
                return Ok(None);
            }
            create(path, patience)?;
        }
        Err(error) => return Err(from_io(path, &error)),
    }
    // Before it is opened: whatever takes its place from here on is another one.
    let identity = Identity::of(path)?;
    inspect(path, patience)?;
    let mut lite = match access {
        Access::Write | Access::Known => Sqlite::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, patience)?,
        Access::Look => look(path, patience)?,
    };
    lite.know(identity)?;
    lite.settle(access)?;
    Ok(Some(lite))
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
pub(super) fn build(path: &Path, patience: Duration) -> Result<TempPath, LedgerError> {
    let temporary = reserve(path)?;
    Sqlite::connect(&temporary, OpenFlags::SQLITE_OPEN_READ_WRITE, patience)?.fill(APPLICATION_ID)?;
    File::open(&temporary).and_then(|f| f.sync_all()).map_err(|e| from_io(path, &e))?;
    Ok(temporary)
}

/// An empty file beside `path`, with the mode a ledger has; its folder is made when missing.
pub(super) fn reserve(path: &Path) -> Result<TempPath, LedgerError> {
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

pub(super) fn folder_of(path: &Path) -> &Path {
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
        return Err(damaged(path, words!("是别的程序的 SQLite 文件", "a SQLite file of another program")));
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
            return Err(damaged(path, words!("文件是空的，或被截断", "the file is empty or cut short")));
        }
        Err(error) => return Err(from_io(path, &error)),
    }
    if &header[..16] != b"SQLite format 3\0" {
        return Err(damaged(path, words!("不是 SQLite 文件", "not a SQLite file")));
    }
    Ok((word(&header, 68), word(&header, 60)))
}

pub(super) fn check_schema(path: &Path, found: i64) -> Result<u64, LedgerError> {
    let found = u64::try_from(found)
        .map_err(|_| damaged(path, words!("结构编号为负", "the schema number is negative")))?;
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
    beside(path, "-wal")
}

/// What SQLite keeps beside a file while it is open.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

fn beside(path: &Path, name: &str) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(name);
    PathBuf::from(beside)
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

pub(super) fn from_io(path: &Path, error: &io::Error) -> LedgerError {
    let trouble = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => StorageErrorKind::ReadOnly,
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            StorageErrorKind::Full
        }
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => StorageErrorKind::Unreachable,
        _ => StorageErrorKind::Other,
    };
    storage(path, trouble, reason(error))
}

pub(super) fn storage(path: &Path, trouble: StorageErrorKind, detail: Bilingual) -> LedgerError {
    LedgerError::Storage { place: path.display().to_string(), trouble, detail }
}

pub(super) fn damaged(path: &Path, detail: Bilingual) -> LedgerError {
    LedgerError::Damaged { place: path.display().to_string(), detail }
}
