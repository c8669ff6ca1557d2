//! The start-up cache: what a list's YAML said when it was last read, one flat file a list, so that the
//! next start need not read YAML again.
//!
//! A cache is only ever a copy. It is believed when the list's file is the very file that was read (size,
//! times, inode), or, where only that differs, when its content has the same hash; when program version and
//! format are its own; when it belongs to the person asking; and when every part that is read has the
//! checksum it was written with. Anything else is passed over without a word, and the YAML is read. Writing
//! one happens beside the work, into a temporary file that takes its name at the end; a folder that cannot
//! be written or is full changes nothing but the next start.

mod layout;
mod record;
mod stamp;
mod wire;

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};

use super::record::ListKey;
use crate::domain::finding::Finding;
use crate::domain::project::Project;
pub use layout::Cached;
pub use stamp::Stamp;

/// Goes up whenever the bytes of a cache, or what is read from a list, mean something else than before.
pub const FORMAT: u32 = 2;

/// Lists smaller than this are read as quickly from YAML. About fifteen projects.
pub const WORTH_BYTES: u64 = 8 * 1024;

/// A file that was changed so shortly before it was read may have been changed again within the same tick
/// of its clock, so its times alone are not believed.
const TICK: Duration = Duration::from_secs(2);

/// A temporary file of this age was left behind by a process that was killed.
const ABANDONED: Duration = Duration::from_secs(3_600);

/// The hash of a list's bytes.
pub type Hash = [u8; 32];

/// What a cache is told about the list it is made from.
#[derive(Clone, Debug)]
pub struct Fingerprint {
    /// The list's file, absolute.
    pub source: PathBuf,
    /// What that file looked like.
    pub stamp: Stamp,
    /// The hash of its bytes.
    pub hash: Hash,
    /// Its year and category.
    pub home: ListKey,
    /// Whether its header marks it as invented.
    pub invented: bool,
    /// What was found wrong in it.
    pub findings: Vec<Finding>,
}

/// A cache that is still to be written. Its temporary file was made before the list was read, so that the
/// file system's own clock tells whether the list was touched since.
#[derive(Debug)]
pub struct PendingCache {
    temporary: tempfile::NamedTempFile,
    target: PathBuf,
    began: SystemTime,
    about: Option<Fingerprint>,
}

impl PendingCache {
    /// Makes room for a list's cache; `None` where the folder cannot be written.
    pub fn begin(folder: &Path, source: &Path) -> Option<Self> {
        make_private(folder).ok()?;
        sweep(folder);
        let target = place(folder, source)?;
        let temporary = tempfile::Builder::new().prefix(TEMPORARY).tempfile_in(folder).ok()?;
        let began = temporary.as_file().metadata().and_then(|meta| meta.modified()).ok()?;
        Some(Self { temporary, target, began, about: None })
    }

    /// Takes what is known once the list is read.
    pub fn about(&mut self, about: Fingerprint) {
        self.about = Some(about);
    }

    /// The year and category of its list.
    pub fn home(&self) -> Option<ListKey> {
        self.about.as_ref().map(|about| about.home)
    }

    /// Writes the projects of the list and gives the file its name. Stopped on the way, or out of room, it
    /// leaves nothing behind.
    pub fn write(mut self, projects: &[Project], stop: &AtomicBool) -> io::Result<()> {
        let Some(about) = self.about else { return Ok(()) };
        let settled = about.stamp.newest().is_some_and(|newest| newest + TICK < self.began);
        if layout::write(self.temporary.as_file_mut(), &about, settled, projects, stop)? {
            self.temporary.persist(&self.target)?;
        }
        Ok(())
    }
}

/// The cache of a list, if there is one to be believed: the list's file is open and looked at by the caller.
pub fn find(folder: &Path, source: &Path, file: &fs::File, stamp: Stamp, home: ListKey) -> Option<Cached> {
    let cached = Cached::open(&place(folder, source)?)?;
    let about = cached.about();
    let fits = about.source == fs::canonicalize(source).ok()?
        && about.home == home
        && about.stamp.bytes == stamp.bytes;
    if !fits {
        return None;
    }
    if about.stamp == stamp && cached.is_settled() {
        return Some(cached);
    }
    let same = hash_of(file).ok()? == about.hash;
    same.then(|| cached.doubted())
}

/// As [`find`], for a first look that has no time to read the list's file: nothing where its times differ.
pub fn find_at_once(folder: &Path, source: &Path, stamp: Stamp, home: ListKey) -> Option<Cached> {
    let cached = Cached::open(&place(folder, source)?)?;
    let about = cached.about();
    let fits = about.stamp == stamp && about.home == home && cached.is_settled();
    fits.then_some(cached)
}

/// Hashes bytes already read.
pub fn hash(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

fn hash_of(mut file: &fs::File) -> io::Result<Hash> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            read => hasher.update(&buffer[..read]),
        }
    }
    io::Seek::rewind(&mut file)?;
    Ok(hasher.finalize().into())
}

const TEMPORARY: &str = ".unfinished-";

/// Where a list's cache stands: named after the list's whole path.
fn place(folder: &Path, source: &Path) -> Option<PathBuf> {
    let source = fs::canonicalize(source).ok()?;
    let digest = Sha256::digest(source.as_os_str().as_encoded_bytes());
    let (number, _) = digest.split_first_chunk::<16>()?;
    Some(folder.join(format!("{:032x}.list", u128::from_be_bytes(*number))))
}

fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Takes away what killed processes left behind. What cannot be taken away stays.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let old = || {
            let age = entry.metadata().and_then(|meta| meta.modified()).ok()?.elapsed().ok()?;
            Some(age > ABANDONED)
        };
        if name.to_string_lossy().starts_with(TEMPORARY) && old() == Some(true) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
