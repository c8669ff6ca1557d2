//! The file: blocks of projects, then what the cache is about with the place and checksum of each block,
//! then a trailer of fixed size that says where that begins. A reader starts at the end; a file that is cut
//! short has no trailer and is none.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::record::{DecodedTexts, Written, put, put_finding, take, take_finding};
use super::wire::{Damaged, Decoder, Encoder};
use super::{FORMAT, Fingerprint, Stamp};
use crate::catalogue::LoadProgress;
use crate::domain::category::Category;
use crate::domain::finding::Finding;
use crate::domain::interned::Interner;
use crate::domain::project::Project;

/// Projects in a block: few enough for a first look, many enough that a block is worth its checksum.
const BLOCK: usize = 512;

/// Ends every cache.
const MAGIC: [u8; 8] = *b"diaodu\x1a\n";

/// Offset, length and checksum of what the cache is about; format; magic.
const TRAILER: usize = 8 + 8 + 4 + 4 + 8;

/// No block and no description is this long; a length beyond it is damage.
const MOST_PART: u64 = 1 << 30;

/// One block's place.
#[derive(Clone, Copy, Debug)]
struct BlockLocation {
    at: u64,
    length: u64,
    checksum: u32,
    projects: usize,
}

/// A cache that is open for reading. Its description is sound; each block is checked when it is read.
#[derive(Debug)]
pub struct Cached {
    file: File,
    about: Fingerprint,
    blocks: Vec<BlockLocation>,
    projects: usize,
    settled: bool,
    doubted: bool,
}

/// Writes a whole cache; false when it was stopped.
pub fn write(
    file: &mut File,
    about: &Fingerprint,
    settled: bool,
    projects: &[Project],
    stop: &AtomicBool,
) -> io::Result<bool> {
    let mut out = BufWriter::with_capacity(1 << 20, file);
    let mut blocks = Vec::with_capacity(projects.len().div_ceil(BLOCK));
    let mut at = 0;
    for chunk in projects.chunks(BLOCK) {
        if stop.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let mut part = Encoder::default();
        let mut written = Written::default();
        for project in chunk {
            put(&mut part, &mut written, project);
        }
        let part = part.finish();
        out.write_all(&part)?;
        let length = part.len() as u64;
        blocks.push(BlockLocation { at, length, checksum: crc32fast::hash(&part), projects: chunk.len() });
        at += length;
    }
    let part = description(about, settled, &blocks);
    out.write_all(&part)?;
    out.write_all(&at.to_le_bytes())?;
    out.write_all(&(part.len() as u64).to_le_bytes())?;
    out.write_all(&crc32fast::hash(&part).to_le_bytes())?;
    out.write_all(&FORMAT.to_le_bytes())?;
    out.write_all(&MAGIC)?;
    out.flush()?;
    Ok(true)
}

fn description(about: &Fingerprint, settled: bool, blocks: &[BlockLocation]) -> Vec<u8> {
    let mut part = Encoder::default();
    part.text(env!("CARGO_PKG_VERSION"));
    part.text(&about.source.to_string_lossy());
    part.number(about.stamp.bytes);
    part.number(about.stamp.inode);
    for (seconds, nanoseconds) in [about.stamp.modified, about.stamp.changed] {
        part.signed(seconds);
        part.signed(nanoseconds);
    }
    part.bytes(&about.hash);
    part.number(u64::from(settled));
    part.signed(i64::from(about.home.0));
    part.number(u64::from(about.home.1.annex()));
    part.number(u64::from(about.invented));
    part.number(about.findings.len() as u64);
    for finding in &about.findings {
        put_finding(&mut part, finding);
    }
    part.number(blocks.len() as u64);
    for block in blocks {
        part.number(block.at);
        part.number(block.length);
        part.number(u64::from(block.checksum));
        part.number(block.projects as u64);
    }
    part.finish()
}

impl Cached {
    /// Opens a cache and reads what it is about; `None` where there is none that can be believed.
    pub fn open(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        let meta = file.metadata().ok()?;
        // Somebody else's file, or one that others may change, is nobody's word for anything.
        let own = meta.uid() == rustix::process::geteuid().as_raw() && meta.mode() & 0o022 == 0;
        if !own || !meta.is_file() {
            return None;
        }
        let end = meta.len().checked_sub(TRAILER as u64)?;
        let mut trailer = [0; TRAILER];
        file.read_exact_at(&mut trailer, end).ok()?;
        let (at, rest) = trailer.split_first_chunk::<8>()?;
        let (length, rest) = rest.split_first_chunk::<8>()?;
        let (checksum, rest) = rest.split_first_chunk::<4>()?;
        let (format, magic) = rest.split_first_chunk::<4>()?;
        if magic != MAGIC || u32::from_le_bytes(*format) != FORMAT {
            return None;
        }
        let (at, length) = (u64::from_le_bytes(*at), u64::from_le_bytes(*length));
        if at.checked_add(length)? != end {
            return None;
        }
        let part = read_part(&file, at, length, u32::from_le_bytes(*checksum))?;
        let (about, blocks, settled) = describe(&part).ok()?;
        let projects = blocks.iter().map(|block| block.projects).sum();
        Some(Self { file, about, blocks, projects, settled, doubted: false })
    }

    /// What it was made from.
    pub fn about(&self) -> &Fingerprint {
        &self.about
    }

    /// Whether the list had been left alone for a while when it was read, so that its times tell any change
    /// since.
    pub fn is_settled(&self) -> bool {
        self.settled
    }

    /// Marks it as one that only the hash could confirm, and that is better written anew.
    pub fn doubted(mut self) -> Self {
        self.doubted = true;
        self
    }

    /// Whether only the hash confirmed it.
    pub fn is_doubted(&self) -> bool {
        self.doubted
    }

    /// How many projects it holds.
    pub fn len(&self) -> usize {
        self.projects
    }

    /// What was found wrong in the list, as found in a file of that name.
    pub fn findings(&self, file: &str) -> Vec<Finding> {
        let named = |finding: &Finding| Finding { file: Some(file.to_owned()), ..finding.clone() };
        self.about.findings.iter().map(named).collect()
    }

    /// The first projects: those of the first block.
    pub fn first(&self) -> Option<Vec<Project>> {
        let mut first = Vec::new();
        for block in self.blocks.iter().take(1) {
            self.read(block, &mut Interner::default(), &mut first)?;
        }
        Some(first)
    }

    /// Adds all projects to `to`; `None` when a block is damaged, and then `to` is as it was.
    pub fn read_all(&self, to: &mut Vec<Project>, progress: Option<&LoadProgress>) -> Option<()> {
        let before = to.len();
        to.reserve_exact(self.len());
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let share = self.blocks.len().div_ceil(threads).max(WORTH_A_THREAD);
        let read = |blocks: &[BlockLocation], to: &mut Vec<Project>| {
            let mut interner = Interner::default();
            blocks.iter().try_for_each(|block| {
                self.read(block, &mut interner, to)?;
                progress.inspect(|progress| progress.advance(self.share(block)));
                Some(())
            })
        };
        let mut shares = self.blocks.chunks(share);
        let own = shares.next().unwrap_or_default();
        let whole = std::thread::scope(|scope| {
            let others: Vec<_> = shares
                .map(|blocks| {
                    scope.spawn(move || {
                        let mut part = Vec::with_capacity(blocks.iter().map(|b| b.projects).sum());
                        read(blocks, &mut part).map(|()| part)
                    })
                })
                .collect();
            let mut whole = read(own, to);
            for other in others {
                // A panic there is a bug of ours; it goes on here, as it would on one thread.
                let part = other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                whole = whole.and(part).map(|mut part| to.append(&mut part));
            }
            whole
        });
        if whole.is_none() {
            to.truncate(before);
        }
        whole
    }

    /// The bytes of the list that a block stands for.
    fn share(&self, block: &BlockLocation) -> u64 {
        let (bytes, all) = (self.about.stamp.bytes, self.len() as u64);
        (bytes * block.projects as u64).checked_div(all).unwrap_or(0)
    }

    fn read(&self, block: &BlockLocation, interner: &mut Interner, to: &mut Vec<Project>) -> Option<()> {
        let bytes = read_part(&self.file, block.at, block.length, block.checksum)?;
        let mut part = Decoder::open(&bytes).ok()?;
        let mut known = DecodedTexts::new(interner);
        for _ in 0..block.projects {
            to.push(take(&mut part, &mut known, self.about.home).ok()?);
        }
        part.end().ok()
    }
}

/// So many blocks are read at least by a thread of their own.
const WORTH_A_THREAD: usize = 8;

fn read_part(file: &File, at: u64, length: u64, checksum: u32) -> Option<Vec<u8>> {
    if length > MOST_PART || at.checked_add(length)? > file.metadata().ok()?.len() {
        return None;
    }
    let mut part = vec![0; usize::try_from(length).ok()?];
    file.read_exact_at(&mut part, at).ok()?;
    (crc32fast::hash(&part) == checksum).then_some(part)
}

fn describe(part: &[u8]) -> Result<(Fingerprint, Vec<BlockLocation>, bool), Damaged> {
    let mut part = Decoder::open(part)?;
    if part.text()? != env!("CARGO_PKG_VERSION") {
        return Err(Damaged);
    }
    let source = PathBuf::from(part.text()?);
    let (bytes, inode) = (part.number()?, part.number()?);
    let mut moment = || Ok((part.signed()?, part.signed()?));
    let (modified, changed) = (moment()?, moment()?);
    let stamp = Stamp { bytes, modified, changed, inode };
    let hash = part.bytes()?;
    let settled = part.number()? == 1;
    let year = i16::try_from(part.signed()?).map_err(|_| Damaged)?;
    let home = (year, Category::of_annex(part.narrow()?).ok_or(Damaged)?);
    let invented = part.number()? == 1;
    let mut findings = Vec::new();
    for _ in 0..part.count()? {
        findings.push(take_finding(&mut part, "")?);
    }
    let mut blocks = Vec::new();
    for _ in 0..part.count()? {
        let (at, length, checksum, projects) =
            (part.number()?, part.number()?, part.narrow()?, part.narrow()?);
        if projects > BLOCK {
            return Err(Damaged);
        }
        blocks.push(BlockLocation { at, length, checksum, projects });
    }
    part.end()?;
    Ok((Fingerprint { source, stamp, hash, home, invented, findings }, blocks, settled))
}
