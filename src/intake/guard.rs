//! What a packed document claims and what it unpacks to, measured before a library believes it: a 1.4 kB
//! sheet can claim 17 billion cells, a 511 kB archive can unpack to gigabytes.

mod xls;

use std::io::{self, Cursor, Read, Write};

pub use xls::check as check_xls;
use zip::ZipArchive;

use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Bilingual;
use crate::words;

/// The largest document accepted, packed.
pub const MOST_BYTES: usize = 512 << 20;
/// The most that the readable parts of a packed document may unpack to.
const MOST_UNPACKED: u64 = 256 << 20;
/// The most that one of its parts may unpack to, unless it is a sheet.
const MOST_PART: u64 = 64 << 20;
/// The most cells that a sheet's used area may span.
pub const MOST_AREA: u64 = 8_000_000;
/// The most columns that a list may have.
pub const MOST_COLUMNS: usize = 2_000;
/// The longest cell, in bytes.
pub const MOST_CELL: usize = 1 << 20;
/// The deepest nesting of elements in a part of an archive. Our readers stop far earlier; this is for those parts that a
/// library reads.
const MOST_DEPTH: u32 = 1_000;
/// The most memory, in bytes, that a library may take for the cells of an xls or ods.
const MOST_LOADED: u64 = 256 << 20;

/// A failure for an over-large document.
pub fn over(file: &str, message: Bilingual) -> Failure {
    Failure::new(Exit::Malformed, Finding::error(codes::DOCUMENT_OVER_LIMIT, message).in_file(file))
}

/// A failure for a document that a library cannot read.
pub fn damaged(file: &str, error: &dyn std::fmt::Display) -> Failure {
    let message =
        words!("文件已损坏或不是所称的格式：{error}", "the file is damaged or not what it claims: {error}");
    Failure::new(Exit::Malformed, Finding::error(codes::DOCUMENT_DAMAGED, message).in_file(file))
}

/// A packed document whose parts were measured.
pub struct Package<'a> {
    /// Its parts.
    pub archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Whether any of them speaks of merged cells.
    pub has_merges: bool,
}

/// Opens a packed document after unpacking every part of it once into nothing, counting bytes and the depth of
/// elements. What the archive says of its own sizes is not believed.
pub fn open_zip<'a>(bytes: &'a [u8], file: &str) -> Result<Package<'a>, Failure> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(file, &e))?;
    if archive.len() > 20_000 {
        let parts = archive.len();
        return Err(over(file, words!("压缩包内有 {parts} 个部分", "the archive has {parts} parts")));
    }
    let mut total = 0;
    let mut has_merges = false;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| damaged(file, &e))?;
        let name = part.name().map(|n| n.to_lowercase()).unwrap_or_default();
        if name.contains("media/") || name.starts_with("pictures/") || name.contains("embeddings/") {
            continue; // never read
        }
        let is_sheet =
            name.contains("worksheets/") || name.ends_with("content.xml") || name.ends_with("document.xml");
        let most = if is_sheet { MOST_UNPACKED } else { MOST_PART };
        let mut gauge = DepthCounter::default();
        let unpacked = io::copy(&mut part.take(most + 1), &mut gauge).map_err(|e| damaged(file, &e))?;
        total += unpacked;
        if unpacked > most || total > MOST_UNPACKED {
            let limit = most.min(MOST_UNPACKED) >> 20;
            return Err(over(file, words!("解压后超过 {limit} MB", "it unpacks to more than {limit} MB")));
        }
        if gauge.deepest > MOST_DEPTH && std::path::Path::new(&name).extension().is_some_and(|e| e == "xml") {
            return Err(over(file, words!("嵌套超过 {MOST_DEPTH} 层", "nested deeper than {MOST_DEPTH}")));
        }
        has_merges |= gauge.has_merges;
    }
    Ok(Package { archive, has_merges })
}

/// Reads XML that flows past, no further than its brackets.
#[derive(Default)]
struct DepthCounter {
    depth: u32,
    deepest: u32,
    /// The last byte of what came before.
    last: u8,
    has_merges: bool,
}

impl Write for DepthCounter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for at in memchr::memchr2_iter(b'<', b'>', bytes) {
            if bytes[at] == b'>' {
                // <empty/> opened and closes.
                let before = if at == 0 { self.last } else { bytes[at - 1] };
                self.depth = self.depth.saturating_sub(u32::from(before == b'/'));
            } else {
                self.bracket(bytes.get(at + 1).copied().unwrap_or(b'x'));
            }
        }
        // An end tag whose slash comes with the next piece was counted as a start.
        if self.last == b'<' && matches!(bytes.first(), Some(b'/' | b'!' | b'?')) {
            self.depth = self.depth.saturating_sub(if bytes[0] == b'/' { 2 } else { 1 });
        }
        self.has_merges |= memchr::memmem::find(bytes, b"mergeCell").is_some();
        self.last = bytes.last().copied().unwrap_or(self.last);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl DepthCounter {
    fn bracket(&mut self, next: u8) {
        match next {
            b'/' => self.depth = self.depth.saturating_sub(1),
            b'!' | b'?' => {}
            _ => self.depth += 1,
        }
        self.deepest = self.deepest.max(self.depth);
    }
}

/// One part of an archive that [`open_zip`] has measured; `None` where it has no such part.
pub fn part(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    file: &str,
) -> Result<Option<String>, Failure> {
    let Ok(part) = archive.by_name(name) else { return Ok(None) };
    let mut text = String::new();
    part.take(MOST_UNPACKED).read_to_string(&mut text).map_err(|e| damaged(file, &e))?;
    Ok(Some(text))
}

/// A failure for a sheet whose area is too large.
pub fn too_wide(file: &str, rows: u32, columns: u32) -> Failure {
    over(file, words!("工作表占 {rows} 行 × {columns} 列", "a sheet spans {rows} rows × {columns} columns"))
}

/// What a library will hold of the cells of a workbook that it loads as a whole.
#[derive(Default)]
pub struct MemoryEstimate {
    bytes: u64,
}

impl MemoryEstimate {
    /// Adds so many places of a sheet's rectangle, empty or not, and so many bytes of text in its cells, counted as often
    /// as cells hold them. A text is held twice: by the library, and in our rows.
    ///
    /// # Errors
    /// [`Exit::Malformed`] when that is too much.
    pub fn add(&mut self, places: u64, text: u64, file: &str) -> Result<(), Failure> {
        let place = size_of::<calamine::Data>() as u64;
        let more = places.saturating_mul(place).saturating_add(text.saturating_mul(2));
        self.bytes = self.bytes.saturating_add(more);
        if self.bytes > MOST_LOADED {
            let most = MOST_LOADED >> 20;
            return Err(over(
                file,
                words!("展开后的单元格超过 {most} MB", "its cells unfold to more than {most} MB"),
            ));
        }
        Ok(())
    }
}
