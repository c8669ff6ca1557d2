//! What a packed document claims and what it unpacks to, measured before a library believes it: a 1.4 kB
//! sheet can claim 17 billion cells, a 511 kB archive can unpack to gigabytes.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Words;
use crate::words;

/// The largest document accepted, packed.
pub const MOST_BYTES: usize = 512 << 20;
/// The most that the readable parts of a packed document may unpack to.
const MOST_UNPACKED: u64 = 256 << 20;
/// The most that one of its parts may unpack to, unless it is a sheet.
const MOST_PART: u64 = 64 << 20;
/// The largest old workbook (.xls) accepted.
const MOST_XLS: usize = 64 << 20;
/// The most cells that a sheet's used area may span.
pub const MOST_AREA: u64 = 8_000_000;
/// The most columns that a list may have.
pub const MOST_COLUMNS: usize = 2_000;
/// The longest cell, in bytes.
pub const MOST_CELL: usize = 1 << 20;

/// A failure for an over-large document.
pub fn over(file: &str, message: Words) -> Failure {
    Failure::new(Exit::Malformed, Finding::error(codes::DOCUMENT_OVER_LIMIT, message).in_file(file))
}

/// A failure for a document that a library cannot read.
pub fn damaged(file: &str, error: &dyn std::fmt::Display) -> Failure {
    let message =
        words!("文件已损坏或不是所称的格式：{error}", "the file is damaged or not what it claims: {error}");
    Failure::new(Exit::Malformed, Finding::error(codes::DOCUMENT_DAMAGED, message).in_file(file))
}

/// Opens a packed document after unpacking every part of it once into nothing, counting. What the archive
/// says of its own sizes is not believed.
pub fn open_zip<'a>(bytes: &'a [u8], file: &str) -> Result<ZipArchive<Cursor<&'a [u8]>>, Failure> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(file, &e))?;
    if archive.len() > 20_000 {
        let parts = archive.len();
        return Err(over(file, words!("压缩包内有 {parts} 个部分", "the archive has {parts} parts")));
    }
    let mut total = 0;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|e| damaged(file, &e))?;
        let name = part.name().map(|n| n.to_lowercase()).unwrap_or_default();
        if name.contains("media/") || name.starts_with("pictures/") || name.contains("embeddings/") {
            continue; // never read
        }
        let is_sheet =
            name.contains("worksheets/") || name.ends_with("content.xml") || name.ends_with("document.xml");
        let most = if is_sheet { MOST_UNPACKED } else { MOST_PART };
        let unpacked = io::copy(&mut part.take(most + 1), &mut io::sink()).map_err(|e| damaged(file, &e))?;
        total += unpacked;
        if unpacked > most || total > MOST_UNPACKED {
            let limit = most.min(MOST_UNPACKED) >> 20;
            return Err(over(file, words!("解压后超过 {limit} MB", "it unpacks to more than {limit} MB")));
        }
    }
    Ok(archive)
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

/// Checks an old workbook: its sheets' claimed and used areas, before a library reserves room for them.
pub fn check_xls(bytes: &[u8], file: &str) -> Result<(), Failure> {
    if bytes.len() > MOST_XLS {
        let size = bytes.len() >> 20;
        return Err(over(file, words!("xls 文件过大：{size} MB", "the xls file is too large: {size} MB")));
    }
    let stream = super::cfb::stream(bytes, &["Workbook", "Book"])
        .map_err(|error| damaged(file, &error))?
        .ok_or_else(|| damaged(file, &"no workbook in it"))?;
    let mut area = Area::default();
    let mut at = 0;
    while let Some(head) = stream.get(at..at + 4) {
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
        let Some(data) = stream.get(at + 4..at + 4 + length) else { break };
        at += 4 + length;
        let short =
            |offset: usize| data.get(offset..offset + 2).map(|b| u32::from(u16::from_le_bytes([b[0], b[1]])));
        let long = |offset: usize| {
            data.get(offset..offset + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        };
        match kind {
            0x0809 => area = Area::default(),
            // Dimensions: first and last row, first and last column.
            0x0200 if length >= 12 => {
                let (rows, columns) = (long(4).unwrap_or(0), short(10).unwrap_or(0));
                if u64::from(rows) * u64::from(columns) > MOST_AREA * 2 {
                    return Err(too_wide(file, rows, columns));
                }
            }
            0x0006 | 0x0201 | 0x0203..=0x0205 | 0x00d6 | 0x00fd | 0x027e | 0x00bd | 0x00be => {
                if let (Some(row), Some(column)) = (short(0), short(2)) {
                    area.add(row, column);
                    if area.cells() > MOST_AREA {
                        return Err(too_wide(file, row + 1, column + 1));
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// A failure for a sheet whose area is too large.
pub fn too_wide(file: &str, rows: u32, columns: u32) -> Failure {
    over(file, words!("工作表占 {rows} 行 × {columns} 列", "a sheet spans {rows} rows × {columns} columns"))
}

/// The used area of a sheet.
#[derive(Default)]
struct Area {
    rows: Option<(u32, u32)>,
    columns: Option<(u32, u32)>,
}

impl Area {
    fn add(&mut self, row: u32, column: u32) {
        let widen = |span: Option<(u32, u32)>, at: u32| {
            Some(span.map_or((at, at), |(low, high)| (low.min(at), high.max(at))))
        };
        self.rows = widen(self.rows, row);
        self.columns = widen(self.columns, column);
    }

    fn cells(&self) -> u64 {
        let size = |span: Option<(u32, u32)>| span.map_or(0, |(low, high)| u64::from(high - low) + 1);
        size(self.rows) * size(self.columns)
    }
}
