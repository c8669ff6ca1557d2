//! What a file that a person names is before anything is written there: a backup, or what a verb hands out.
//! Links are followed; a pipe or a device is written into, never replaced; what the program itself
//! works with is refused, whatever was said.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::settings::{DataSource, Environment, LedgerLocation, Settings};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::trouble::told;
use crate::ledger::LEDGER_PARTS;
use crate::words;

/// As many links in a row as the system itself follows.
const MOST_LINKS: usize = 40;

/// What stands at a name.
#[derive(Debug)]
pub enum OutputTarget {
    /// A file, or room for one, at the end of all links.
    File {
        /// Its real name.
        path: PathBuf,
        /// The file that is there now.
        found: Option<Metadata>,
    },
    /// A pipe, a device, or a descriptor of this process: to be written into.
    Through,
}

/// Follows a name to what is to be written, unless the program works with it.
///
/// # Errors
/// [`Exit::No`] where it is the ledger, a list or a configuration file; [`Exit::Storage`] where the name
/// leads nowhere.
pub fn target(named: &Path, settings: &Settings) -> Result<OutputTarget, Failure> {
    let target = follow(named).map_err(|error| failed(named, &error))?;
    let (real, found) = match &target {
        OutputTarget::File { path, found } => (Some(path.as_path()), found.clone()),
        OutputTarget::Through => (None, fs::metadata(named).ok()),
    };
    if Kept::of(settings).holds(real, found.as_ref()) {
        let message = words!(
            "这是台账、目录、模板或配置的文件，不能覆盖",
            "this is a file of the ledger, the lists, the templates or the configuration, and is not written over"
        );
        let finding = Finding::error(codes::FILE_IN_USE, message).in_file(named.display().to_string());
        return Err(Failure::new(
            Exit::No,
            finding.hint(words!("换一个文件名；什么也没有写", "name another file; nothing was written")),
        ));
    }
    Ok(target)
}

/// That a file could not be written.
pub fn failed(named: &Path, error: &io::Error) -> Failure {
    let message = told(words!("文件写不进去", "the file cannot be written"), error);
    let finding = Finding::error(codes::CANNOT_WRITE_OUTPUT, message);
    Failure::new(Exit::Storage, finding.in_file(named.display().to_string()))
}

/// Writes into a pipe or a device. A reader that has gone away is no error.
pub fn write_through(named: &Path, bytes: &mut impl Read) -> io::Result<()> {
    // Behind what is there: a descriptor may be another program's file.
    let mut into = File::options().append(true).open(named)?;
    match io::copy(bytes, &mut into).and_then(|_| into.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome,
    }
}

/// Makes a file hold `bytes`: whole or not at all.
pub fn replace(path: &Path, found: Option<&Metadata>, bytes: &[u8]) -> io::Result<()> {
    let mut beside = tempfile::Builder::new().prefix(".diaodu-").tempfile_in(folder_of(path))?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    // A temporary file is for its owner only; what is handed out has the mode of any new file.
    let mode = found.map_or(0o644, |found| found.permissions().mode() & 0o777);
    beside.as_file().set_permissions(fs::Permissions::from_mode(mode))?;
    // Nothing was there when it was looked at, so nobody was asked about what came since.
    if found.is_some() {
        beside.persist(path)?
    } else {
        beside.persist_noclobber(path)?
    };
    Ok(())
}

/// Whether a file may be replaced without a word: it is empty, or it is what was last written there.
pub fn is_ours(path: &Path, found: &Metadata, settings: &Settings) -> bool {
    found.len() == 0
        || note_of(path, settings)
            .and_then(|note| Some(fs::read_to_string(note).ok()? == sum(&fs::read(path).ok()?)))
            .unwrap_or_default()
}

/// Notes what was written, for the next time. Without the note that time asks, which harms nobody.
pub fn remember(path: &Path, bytes: &[u8], settings: &Settings) {
    let Some(note) = note_of(path, settings) else { return };
    let folder = folder_of(&note);
    let _ = fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).and_then(|()| {
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        beside.write_all(sum(bytes).as_bytes())?;
        beside.persist(&note)?;
        Ok(())
    });
}

/// One small file for each that was written, so that two programs that write at once keep both notes.
fn note_of(path: &Path, settings: &Settings) -> Option<PathBuf> {
    Some(settings.state.as_ref()?.join("written").join(sum(path.as_os_str().as_encoded_bytes())))
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = std::fmt::Write::write_fmt(&mut text, format_args!("{byte:02x}"));
        text
    })
}

fn follow(named: &Path) -> io::Result<OutputTarget> {
    if named.as_os_str().as_encoded_bytes().ends_with(b"/") {
        return Err(ErrorKind::IsADirectory.into());
    }
    let mut at = std::path::absolute(named)?;
    for _ in 0..MOST_LINKS {
        at = real(&at)?;
        // What the system says of open descriptors are links, but not to anything that can be replaced.
        if at.starts_with("/proc") {
            return Ok(OutputTarget::Through);
        }
        let about = match fs::symlink_metadata(&at) {
            Ok(about) => about,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(OutputTarget::File { path: at, found: None });
            }
            Err(error) => return Err(error),
        };
        if about.is_symlink() {
            at = folder_of(&at).join(fs::read_link(&at)?);
        } else if about.is_dir() {
            return Err(ErrorKind::IsADirectory.into());
        } else if about.is_file() {
            return Ok(OutputTarget::File { path: at, found: Some(about) });
        } else {
            return Ok(OutputTarget::Through);
        }
    }
    Err(io::Error::other("too many links"))
}

/// A name whose folders are real ones; folders that are not there yet are taken as written.
fn real(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(ErrorKind::IsADirectory)?;
    let folder = folder_of(path);
    match fs::canonicalize(folder) {
        Ok(folder) => Ok(folder.join(name)),
        Err(error) if error.kind() == ErrorKind::NotFound && folder.parent().is_some() => {
            Ok(real(folder)?.join(name))
        }
        Err(error) => Err(error),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What the program works with.
struct Kept {
    /// Whether or not they exist yet.
    names: Vec<PathBuf>,
    /// The folder of the lists.
    data: Option<PathBuf>,
    /// Where drafts are.
    state: Option<PathBuf>,
}

impl Kept {
    fn of(settings: &Settings) -> Self {
        let around = Environment::of_process();
        let mut names = vec![around.system_config.join("config.yaml")];
        names.extend(around.user_config.map(|folder| folder.join("diaodu/config.yaml")));
        let data = match &settings.data {
            DataSource::Folder(folder) => Some(fs::canonicalize(folder).unwrap_or_else(|_| folder.clone())),
            DataSource::BuiltIn => None,
        };
        // A workspace brings its own ledger, also where another one is asked for just now.
        let mut ledgers: Vec<PathBuf> = data.iter().map(|folder| folder.join("ledger.db")).collect();
        ledgers.extend(match &settings.ledger {
            LedgerLocation::File(file) => Some(file.clone()),
            LedgerLocation::Url(_)
            | LedgerLocation::Memory
            | LedgerLocation::Unknown(_)
            | LedgerLocation::Nowhere => None,
        });
        for ledger in ledgers {
            // SQLite keeps the side files beside the file at the end of the links.
            let end = match follow(&ledger) {
                Ok(OutputTarget::File { path, .. }) => path,
                _ => ledger.clone(),
            };
            for ledger in [ledger, end] {
                names.extend(LEDGER_PARTS.map(|part| {
                    let mut name = ledger.as_os_str().to_owned();
                    name.push(part);
                    PathBuf::from(name)
                }));
            }
        }
        let state = settings.state.as_ref().and_then(|folder| fs::canonicalize(folder).ok());
        Self { names, data, state }
    }

    fn holds(&self, target: Option<&Path>, found: Option<&Metadata>) -> bool {
        let same = |path: &Path| {
            let by_name = target.is_some_and(|target| real(path).is_ok_and(|path| path == target));
            by_name
                || found.is_some_and(|found| {
                    fs::metadata(path)
                        .is_ok_and(|other| (other.dev(), other.ino()) == (found.dev(), found.ino()))
                })
        };
        self.names.iter().any(|name| same(name))
            || target.is_some_and(|target| self.would_be_read(target))
            || self.read_now().iter().any(|file| same(file))
    }

    /// Whether a file of this name is, or would be, one of the lists, or lies among the drafts.
    fn would_be_read(&self, target: &Path) -> bool {
        let folder = folder_of(target);
        let list = is_yaml(target)
            && !folder.ends_with("templates")
            && self.data.as_ref().is_some_and(|data| {
                folder == data
                    || folder.parent() == Some(data)
                    // A year's folder may be a link to elsewhere.
                    || files(data).iter().any(|one| fs::canonicalize(one).is_ok_and(|one| one == folder))
            });
        list || self.state.as_ref().is_some_and(|state| target.starts_with(state))
    }

    /// The files of the data folder that are read: every list, and every template.
    fn read_now(&self) -> Vec<PathBuf> {
        let Some(data) = &self.data else { return Vec::new() };
        let mut read = files(data);
        for folder in files(data).iter().filter(|path| path.is_dir()) {
            let templates = folder.file_name().is_some_and(|name| name == "templates");
            read.extend(files(folder).into_iter().filter(|file| templates || is_yaml(file)));
        }
        read.retain(|file| is_yaml(file) || file.parent() != Some(data));
        read
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

fn is_yaml(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("yaml") || end.eq_ignore_ascii_case("yml"))
}
