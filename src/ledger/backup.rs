//! Copies of the ledger: a backup while others write, and the way back, also from one database to the
//! other. A copy carries the log letter by letter, so the chain and a published head stay good.
//! Never overwrites unless told, and never leaves a half-made file under the name asked for.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempPath;

use super::connection::{Access, Connection, PATIENCE};
use super::entry::Stored;
use super::error::{LedgerError, Trouble};
use super::location::Location;
use super::verify::Verified;
use super::view::select;
use super::{Ledger, file, migrate, writing, year};
use crate::words;

impl Ledger {
    /// Writes a consistent copy into a SQLite file, whatever the ledger itself is on, while others read
    /// and write. The copy is verified before it gets its name.
    pub fn backup(&self, to: &Path, overwrite: bool) -> Result<Verified, LedgerError> {
        refuse_existing(to, overwrite)?;
        let made = self.copy_beside(to)?;
        let verified = check(&made)?;
        place(made, to, overwrite)?;
        Ok(verified)
    }

    fn copy_beside(&self, to: &Path) -> Result<TempPath, LedgerError> {
        let connection = &mut *self.lock();
        if connection.lost() {
            connection.reconnect()?;
        }
        connection.stands()?;
        if let Connection::Sqlite(lite) = connection {
            let made = file::reserve(to)?;
            lite.copy_into(&made)?;
            return Ok(made);
        }
        let made = file::build(to, PATIENCE)?;
        let mut copy = open(&Location::File(made.to_path_buf()))?;
        connection.begin_read()?;
        let outcome = copy.begin_write().and_then(|()| {
            pour(connection, &mut copy)?;
            copy.commit()
        });
        connection.rollback();
        outcome.map(|()| made)
    }

    /// Makes the ledger at `to` what the backup file says. A ledger with entries is replaced only when
    /// `overwrite` is said; then its content is exchanged in one transaction, so that programs that have
    /// it open neither see half of it nor write beside it. A damaged file is kept, under another name.
    pub fn restore(from: &Path, to: &Location, overwrite: bool) -> Result<Verified, LedgerError> {
        let source = Ledger::look(&Location::from(from))?
            // No ledger is to be made there: it is a file that somebody meant.
            .ok_or_else(|| LedgerError::Storage {
                place: from.display().to_string(),
                trouble: Trouble::Unreachable,
                detail: words!("不存在", "it does not exist"),
            })?;
        let verified = source.verify(None)?;
        let target = match Ledger::open(to) {
            Err(LedgerError::Damaged { .. }) if overwrite => {
                set_aside(to)?;
                Ledger::open(to)?
            }
            other => other?,
        };
        if target.change_counter()? > 0 && !overwrite {
            return Err(LedgerError::Exists { place: to.to_string() });
        }
        let source = &mut *source.lock();
        let target = &mut *target.lock();
        source.begin_read()?;
        let outcome = replace(source, target, overwrite);
        source.rollback();
        outcome.map(|()| verified)
    }
}

fn replace(source: &mut Connection, target: &mut Connection, overwrite: bool) -> Result<(), LedgerError> {
    target.begin_write()?;
    let outcome = exchange(source, target, overwrite).and_then(|()| target.commit());
    if outcome.is_err() {
        target.rollback();
    }
    outcome
}

fn exchange(source: &mut Connection, target: &mut Connection, overwrite: bool) -> Result<(), LedgerError> {
    // Takes the writers' lock, then looks again: somebody may have written since.
    let head =
        target.first("UPDATE head SET seq = seq WHERE one = 1 RETURNING seq", &[], |row| row.count(0))?;
    if head != Some(0) {
        if !overwrite {
            return Err(LedgerError::Exists { place: target.place().to_owned() });
        }
        // The log refuses deletion, as it should; the tables go as a whole, guards included.
        target.batch("DROP TABLE project_year; DROP TABLE report; DROP TABLE head; DROP TABLE log; DROP TABLE schema_version;")?;
        for text in migrate::steps_from(0, target.kind()) {
            target.batch(text)?;
        }
    }
    pour(source, target)
}

/// Copies every entry, in order, and the columns that follow from it.
fn pour(source: &mut Connection, target: &mut Connection) -> Result<(), LedgerError> {
    let mut last = (0, String::new());
    let mut failed = None;
    source.each(select!("ORDER BY l.seq"), &[], &mut |row| {
        if failed.is_none() {
            let stored = Stored::read(row)?;
            match writing::insert(target, &stored) {
                Ok(_) => last = (stored.seq, stored.hash),
                Err(error) => failed = Some(error),
            }
        }
        Ok(())
    })?;
    if let Some(error) = failed {
        return Err(error);
    }
    year::rebuild(target)?;
    writing::set_head(target, last.0, &last.1)
}

fn open(location: &Location) -> Result<Connection, LedgerError> {
    Connection::open(location, Access::Write, PATIENCE)?
        .ok_or_else(|| LedgerError::Missing { place: location.to_string() })
}

fn check(file: &Path) -> Result<Verified, LedgerError> {
    Ledger::look(&Location::from(file))?
        .ok_or_else(|| LedgerError::Missing { place: file.display().to_string() })?
        .verify(None)
}

fn refuse_existing(to: &Path, overwrite: bool) -> Result<(), LedgerError> {
    match fs::symlink_metadata(to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(file::from_io(to, &error)),
        Ok(_) if overwrite => Ok(()),
        Ok(_) => Err(LedgerError::Exists { place: to.display().to_string() }),
    }
}

/// Gives a finished file its name, durably.
fn place(made: TempPath, to: &Path, overwrite: bool) -> Result<(), LedgerError> {
    fs::File::open(&made).and_then(|file| file.sync_all()).map_err(|e| file::from_io(to, &e))?;
    let named = if overwrite { made.persist(to) } else { made.persist_noclobber(to) };
    named.map_err(|failed| match failed.error.kind() {
        io::ErrorKind::AlreadyExists => LedgerError::Exists { place: to.display().to_string() },
        _ => file::from_io(to, &failed.error),
    })?;
    file::sync_folder(to)
}

/// Keeps a damaged ledger as evidence: `ledger.db` becomes `ledger.db.damaged-1`, with its companions.
fn set_aside(location: &Location) -> Result<(), LedgerError> {
    let Some(path) = location.path() else {
        return Ok(());
    };
    let part_named = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        std::path::PathBuf::from(name)
    };
    let free = (1..=u16::MAX).map(|n| format!(".damaged-{n}")).find(|suffix| !part_named(suffix).exists());
    let suffix = free.unwrap_or_default();
    for part in ["", "-wal", "-shm"] {
        match fs::rename(part_named(part), part_named(&format!("{suffix}{part}"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(file::from_io(path, &error));
            }
            _ => {}
        }
    }
    file::sync_folder(path)
}
