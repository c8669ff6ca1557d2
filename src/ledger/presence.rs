//! Who sits at something just now: beside the ledger, never in its log, and gone with the process however
//! that ends. It locks nobody out; it only tells.
//!
//! Beside a file, a seat is a small file that its process holds locked: the kernel lets go of the lock when
//! the process is killed, so there is no heartbeat and nobody wakes up for it. On a server, a seat is a row
//! of an unlogged table and counts while the connection that made it lives.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use jiff::Timestamp;
use rustix::fs::{FlockOperation, flock};

use super::Ledger;
use super::connection::Connection;
use super::error::LedgerError;
use super::file::from_io;
use crate::domain::text::{clean, cut};
use crate::domain::time::rfc3339;

/// Somebody else who sits at the same thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Who.
    pub person: String,
    /// Since when.
    pub since: Timestamp,
}

/// A seat beside a file; given up when dropped.
pub(super) struct OpenFormLock {
    subject: String,
    path: PathBuf,
    /// Holds the lock.
    _held: File,
}

impl Drop for OpenFormLock {
    fn drop(&mut self) {
        // Whoever finds it unlocked removes it.
        let _ = fs::remove_file(&self.path);
    }
}

/// The largest seat that is read back.
const MOST_BYTES: u64 = 1_024;

/// Made on the first need, and no part of the ledger's schema. The lock, any number nobody else uses, keeps
/// two from making it at once, which PostgreSQL would refuse the slower of them.
const SERVER_TABLE: &str = "SELECT pg_advisory_xact_lock(1684628848); \
    CREATE UNLOGGED TABLE IF NOT EXISTS presence (subject TEXT NOT NULL, \
    person TEXT NOT NULL, since TEXT NOT NULL, backend BIGINT NOT NULL, started TEXT NOT NULL)";

impl Ledger {
    /// Takes a seat at `subject` (letters, digits, `-` and `_`), giving up another that this ledger holds,
    /// and says who else sits there, in the order they came. Cheap enough to ask every second or two.
    pub fn attend(&self, subject: &str, person: &str, since: Timestamp) -> Result<Vec<Present>, LedgerError> {
        let connection = &mut *self.lock();
        if connection.lost() {
            connection.reconnect()?;
        }
        connection.stands()?;
        let mut others = match connection.file().map(folder_of) {
            Some(folder) => self.attend_in(&folder, connection, subject, person, since)?,
            None => attend_on_server(connection, subject, person, since)?,
        };
        others.sort_by(|a, b| (a.since, &a.person).cmp(&(b.since, &b.person)));
        Ok(others)
    }

    /// Gives up the seat, if there is one.
    pub fn leave(&self) -> Result<(), LedgerError> {
        self.seat.lock().unwrap_or_else(PoisonError::into_inner).take();
        let connection = &mut *self.lock();
        if connection.file().is_none() && !connection.lost() {
            connection.execute("DELETE FROM presence WHERE backend = pg_backend_pid()", &[])?;
        }
        Ok(())
    }

    fn attend_in(
        &self,
        folder: &Path,
        connection: &Connection,
        subject: &str,
        person: &str,
        since: Timestamp,
    ) -> Result<Vec<Present>, LedgerError> {
        let mut seat = self.seat.lock().unwrap_or_else(PoisonError::into_inner);
        if seat.as_ref().is_none_or(|seat| seat.subject != subject) {
            *seat = None;
            let ledger = connection.file().unwrap_or(folder);
            *seat = Some(sit(ledger, folder, subject, person, since).map_err(|e| from_io(folder, &e))?);
        }
        let mine = seat.as_ref().map(|seat| seat.path.as_path());
        others_in(folder, subject, mine).map_err(|e| from_io(folder, &e))
    }
}

/// Where the seats beside a ledger's file are.
fn folder_of(ledger: &Path) -> PathBuf {
    let mut name = ledger.as_os_str().to_owned();
    name.push("-present");
    PathBuf::from(name)
}

/// The file gets its name when it is locked and whole, so nobody takes it for one that was left behind.
fn sit(
    ledger: &Path,
    folder: &Path,
    subject: &str,
    person: &str,
    since: Timestamp,
) -> io::Result<OpenFormLock> {
    // Whoever may open the ledger may sit beside it.
    let mode = fs::metadata(ledger)?.mode() & 0o770;
    let made = DirBuilder::new().mode(mode | (mode & 0o440) >> 2).create(folder);
    if let Err(error) = made
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        return Err(error);
    }
    let mut held = tempfile::Builder::new()
        .prefix(".")
        .permissions(fs::Permissions::from_mode(mode & 0o660))
        .tempfile_in(folder)?;
    flock(held.as_file(), FlockOperation::NonBlockingLockExclusive)?;
    write!(held, "{}\n{}\n", rfc3339(since), cut(&clean(person), 64))?;
    let unique = held.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
    let path = folder.join(format!("{subject}{unique}"));
    let held = held.persist(&path).map_err(|failed| failed.error)?;
    Ok(OpenFormLock { subject: subject.to_owned(), path, _held: held })
}

fn others_in(folder: &Path, subject: &str, mine: Option<&Path>) -> io::Result<Vec<Present>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let here = name.strip_prefix(subject).is_some_and(|rest| rest.starts_with('.'));
        if !here || Some(path.as_path()) == mine {
            continue;
        }
        // Given up in between.
        let Ok(file) = File::open(&path) else { continue };
        if flock(&file, FlockOperation::NonBlockingLockShared).is_ok() {
            // Its process is gone.
            let _ = fs::remove_file(&path);
            continue;
        }
        let mut text = String::new();
        if file.take(MOST_BYTES).read_to_string(&mut text).is_ok()
            && let Some((since, person)) = text.trim_end().split_once('\n')
            && let Ok(since) = since.parse()
        {
            found.push(Present { person: clean(person).into_owned(), since });
        }
    }
    Ok(found)
}

/// One question while the seat stands; it is taken anew after a reconnection, or a crash of the server,
/// which empties the table.
fn attend_on_server(
    connection: &mut Connection,
    subject: &str,
    person: &str,
    since: Timestamp,
) -> Result<Vec<Present>, LedgerError> {
    let seated = |connection: &mut Connection| {
        connection.all(
            "SELECT p.person, p.since, CASE WHEN p.backend = pg_backend_pid() THEN 1 ELSE 0 END::BIGINT \
             FROM presence p JOIN pg_stat_activity a ON a.pid = p.backend AND a.backend_start::TEXT = p.started \
             WHERE p.subject = $1",
            &[subject.into()],
            |row| Ok((row.text(0)?, row.text(1)?, row.int(2)? == 1)),
        )
    };
    let mut found = seated(connection).unwrap_or_default();
    if !found.iter().any(|(.., mine)| *mine) {
        connection.batch(SERVER_TABLE)?;
        // Mine elsewhere, and those of connections that are gone.
        connection.execute(
            "DELETE FROM presence p WHERE p.backend = pg_backend_pid() OR NOT EXISTS (SELECT 1 \
             FROM pg_stat_activity a WHERE a.pid = p.backend AND a.backend_start::TEXT = p.started)",
            &[],
        )?;
        let since = rfc3339(since);
        connection.execute(
            "INSERT INTO presence (subject, person, since, backend, started) \
             SELECT $1, $2, $3, pid, backend_start::TEXT FROM pg_stat_activity WHERE pid = pg_backend_pid()",
            &[subject.into(), person.into(), (&since).into()],
        )?;
        found = seated(connection)?;
    }
    let others = found.into_iter().filter(|(.., mine)| !mine);
    Ok(others
        .filter_map(|(person, since, _)| {
            Some(Present { person: clean(&person).into_owned(), since: since.parse().ok()? })
        })
        .collect())
}
