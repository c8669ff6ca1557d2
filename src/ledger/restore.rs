//! The way back from a backup. A sound ledger exchanges its content in one transaction; a damaged file is
//! set aside whole, and a new one that was checked first takes its place, or everything stays as it was.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::backup::{check, open, pour, same_file};
use super::connection::{Connection, PATIENCE};
use super::error::{ChainError, LedgerError, StorageErrorKind};
use super::location::Location;
use super::verify::Verified;
use super::{Ledger, file, migrate, verify};
use crate::domain::time::in_shanghai;
use crate::words;

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The ledger as it is now.
    pub verified: Verified,
    /// Where the damaged file was set aside.
    pub aside: Option<PathBuf>,
}

/// A ledger's file and those that SQLite keeps beside it.
pub const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

impl Ledger {
    /// Makes the ledger at `to` what the backup file says. A ledger with entries is replaced only when
    /// `overwrite` is said; then its content is exchanged in one transaction, so that programs that have
    /// it open neither see half of it nor write beside it. A damaged file is kept, under another name that
    /// says when. The result is verified before it is called done.
    pub fn restore(
        from: &Path,
        to: &Location,
        overwrite: bool,
        now: Timestamp,
    ) -> Result<Restored, LedgerError> {
        if to.path().is_some_and(|path| same_file(from, path)) {
            return Err(LedgerError::Refused {
                place: from.display().to_string(),
                why: words!(
                    "这就是正在使用的台账，不是它的备份",
                    "this is the ledger in use, not a backup of it"
                ),
            });
        }
        let source = Ledger::look(&Location::from(from))?
            // No ledger is to be made there: it is a file that somebody meant.
            .ok_or_else(|| LedgerError::Storage {
                place: from.display().to_string(),
                trouble: StorageErrorKind::Unreachable,
                detail: words!("不存在", "it does not exist"),
            })?;
        let verified = source.verify(None)?;
        let target_file = to.path().filter(|_| overwrite);
        if let Some(path) = target_file
            && look_over(path).is_err_and(|error| is_damage(&error))
        {
            return rescue(&source, &verified, path, now);
        }
        match exchange(&source, &verified, to, overwrite) {
            Err(error) if is_damage(&error) => match target_file {
                Some(path) => rescue(&source, &verified, path, now),
                None => Err(error),
            },
            outcome => outcome.map(|()| Restored { verified, aside: None }),
        }
    }
}

/// Whether the file at `path` is a sound ledger; nothing is one too, unless parts of one were left behind.
fn look_over(path: &Path) -> Result<(), LedgerError> {
    match Ledger::look(&Location::from(path))? {
        Some(ledger) => ledger.verify(None).map(drop),
        None if PARTS.iter().any(|part| beside(path, part).exists()) => {
            Err(file::damaged(path, words!("文件不在了", "the file is gone")))
        }
        None => Ok(()),
    }
}

/// Whether a failure can come from what the file holds. A page of the schema that is gone shows as a table
/// that is not there, which SQLite does not call damage.
fn is_damage(error: &LedgerError) -> bool {
    matches!(
        error,
        LedgerError::Damaged { .. }
            | LedgerError::Broken { .. }
            | LedgerError::BrokenYear { .. }
            | LedgerError::Storage { trouble: StorageErrorKind::Other, .. }
    )
}

fn exchange(source: &Ledger, verified: &Verified, to: &Location, overwrite: bool) -> Result<(), LedgerError> {
    let target = Ledger::open(to)?;
    if target.change_counter()? > 0 && !overwrite {
        return Err(LedgerError::Exists { place: to.to_string() });
    }
    let source = &mut *source.lock();
    let target = &mut *target.lock();
    source.begin_read()?;
    let outcome = replace(source, verified, target, overwrite);
    source.rollback();
    outcome
}

fn replace(
    source: &mut Connection,
    verified: &Verified,
    target: &mut Connection,
    overwrite: bool,
) -> Result<(), LedgerError> {
    target.begin_write()?;
    let outcome = refill(source, target, overwrite)
        .and_then(|()| same(verified, &verify::whole(target)?, target.place()))
        .and_then(|()| target.commit());
    if outcome.is_err() {
        target.rollback();
    }
    outcome
}

fn refill(source: &mut Connection, target: &mut Connection, overwrite: bool) -> Result<(), LedgerError> {
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

fn same(expected: &Verified, found: &Verified, place: &str) -> Result<(), LedgerError> {
    if expected == found {
        return Ok(());
    }
    Err(LedgerError::Broken { place: place.to_owned(), seq: found.length, broken: ChainError::Head })
}

/// Puts a new file in a damaged one's place. The new one is made and checked before anything is moved.
fn rescue(
    source: &Ledger,
    verified: &Verified,
    path: &Path,
    now: Timestamp,
) -> Result<Restored, LedgerError> {
    // A ledger behind a link: the link stays.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let made = file::build(path, PATIENCE)?;
    {
        let mut copy = open(&Location::File(made.to_path_buf()))?;
        let source = &mut *source.lock();
        source.begin_read()?;
        let outcome = copy.begin_write().and_then(|()| pour(source, &mut copy)).and_then(|()| copy.commit());
        source.rollback();
        outcome?;
        // Everything in the one file, which is about to be renamed.
        copy.batch("PRAGMA journal_mode = DELETE")?;
    }
    same(verified, &check(&made)?, &path.display().to_string())?;
    fs::File::open(&made).and_then(|file| file.sync_all()).map_err(|e| file::from_io(path, &e))?;

    let aside = Aside::move_whole(path, now)?;
    let placed = made
        .persist_noclobber(path)
        .map_err(|failed| file::from_io(path, &failed.error))
        .and_then(|()| file::sync_folder(path))
        .and_then(|()| same(verified, &check(path)?, &path.display().to_string()));
    match placed {
        Ok(()) => Ok(Restored { verified: verified.clone(), aside: Some(aside.name) }),
        Err(error) => {
            aside.undo();
            Err(error)
        }
    }
}

/// A damaged ledger that was moved out of the way: `ledger.db.damaged-20210324-120000`, with its companions
/// under the same name, so that they still belong to it.
struct Aside {
    path: PathBuf,
    name: PathBuf,
    moved: Vec<&'static str>,
}

impl Aside {
    fn move_whole(path: &Path, now: Timestamp) -> Result<Self, LedgerError> {
        let stamp = in_shanghai(now).strftime("%Y%m%d-%H%M%S").to_string();
        let suffixes = (1..).map(|n| if n == 1 { String::new() } else { format!("-{n}") });
        let name = suffixes
            .map(|more| beside(path, &format!(".damaged-{stamp}{more}")))
            .find(|name| PARTS.iter().all(|part| beside(name, part).symlink_metadata().is_err()))
            .unwrap_or_else(|| beside(path, ".damaged"));
        let mut aside = Self { path: path.to_owned(), name, moved: Vec::new() };
        for part in PARTS {
            match fs::rename(beside(path, part), beside(&aside.name, part)) {
                Ok(()) => aside.moved.push(part),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    for part in &aside.moved {
                        let _ = fs::rename(beside(&aside.name, part), beside(path, part));
                    }
                    return Err(file::from_io(path, &error));
                }
            }
        }
        Ok(aside)
    }

    /// Everything back where it was, in the place of what was put there since.
    fn undo(&self) {
        for part in PARTS {
            let place = beside(&self.path, part);
            // What cannot be moved back is kept all the same, under its new name.
            let _ = if self.moved.contains(&part) {
                fs::rename(beside(&self.name, part), place)
            } else {
                fs::remove_file(place)
            };
        }
        let _ = file::sync_folder(&self.path);
    }
}

pub(super) fn beside(path: &Path, part: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(part);
    PathBuf::from(name)
}
