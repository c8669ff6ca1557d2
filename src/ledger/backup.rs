//! Copies of the ledger: a backup while others write, also from one database to the other.
//! A copy carries the log letter by letter, so the chain and a published head stay good.
//! Never overwrites unless told, and never leaves a half-made file under the name asked for.

use std::fs;
use std::io;
use std::path::Path;

use tempfile::TempPath;

use super::connection::{Access, Connection, PATIENCE};
use super::entry::RawEntry;
use super::error::LedgerError;
use super::location::Location;
use super::restore::beside;
use super::verify::Verified;
use super::view::select;
use super::{Ledger, file, writing, year};
use crate::words;

impl Ledger {
    /// Writes a consistent copy into a SQLite file, whatever the ledger itself is on, while others read
    /// and write. The copy is verified before it gets its name.
    pub fn backup(&self, to: &Path, overwrite: bool) -> Result<Verified, LedgerError> {
        refuse_existing(to, overwrite)?;
        refuse_in_use(to)?;
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
}

/// Copies every entry, in order, and the columns that follow from it.
pub(super) fn pour(source: &mut Connection, target: &mut Connection) -> Result<(), LedgerError> {
    let mut last = (0, String::new());
    let mut failed = None;
    source.each(select!("ORDER BY l.seq"), &[], &mut |row| {
        if failed.is_none() {
            let stored = RawEntry::read(row)?;
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

pub(super) fn open(location: &Location) -> Result<Connection, LedgerError> {
    Connection::open(location, Access::Write, PATIENCE)?
        .ok_or_else(|| LedgerError::Missing { place: location.to_string() })
}

pub(super) fn check(file: &Path) -> Result<Verified, LedgerError> {
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

/// A log beside the name belongs to another database there, and would be played into the backup.
fn refuse_in_use(to: &Path) -> Result<(), LedgerError> {
    let full = |part: &&str| fs::metadata(beside(to, part)).is_ok_and(|found| found.len() > 0);
    if ["-wal", "-journal"].iter().any(full) {
        let why = words!(
            "旁边有另一个数据库的日志，该文件可能正在使用",
            "another database's log lies beside it: the file may be in use"
        );
        return Err(LedgerError::Refused { place: to.display().to_string(), why });
    }
    Ok(())
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

/// Whether two names lead to one file, by a link of either kind.
pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (fs::metadata(one), fs::metadata(other)) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        _ => false,
    }
}
