//! An old workbook (.xls) measured before the library reserves room for it: a sheet may claim or use an area of any size,
//! and a long shared text may stand in any number of cells for ten bytes each.

use super::super::cfb;
use super::{MOST_AREA, MemoryEstimate, damaged, over, too_wide};
use crate::domain::finding::Failure;
use crate::words;

/// The largest old workbook accepted.
const MOST_BYTES: usize = 64 << 20;

/// Records of the format, by number.
const BEGINNING: u16 = 0x0809;
const DIMENSIONS: u16 = 0x0200;
const SHARED_TEXTS: u16 = 0x00fc;
const CONTINUED: u16 = 0x003c;
const CELL_OF_SHARED_TEXT: u16 = 0x00fd;

/// Checks claimed and used areas, and how much text all cells hold together.
///
/// # Errors
/// [`Exit::Malformed`](crate::domain::exit::Exit) for a damaged container and for what is over a limit.
pub fn check(bytes: &[u8], file: &str) -> Result<(), Failure> {
    if bytes.len() > MOST_BYTES {
        let size = bytes.len() >> 20;
        return Err(over(file, words!("xls 文件过大：{size} MB", "the xls file is too large: {size} MB")));
    }
    let stream = cfb::stream(bytes, &["Workbook", "Book"])
        .map_err(|error| damaged(file, &error))?
        .ok_or_else(|| damaged(file, &"no workbook in it"))?;
    let (mut area, mut load) = (UsedRange::default(), MemoryEstimate::default());
    let mut texts: Vec<u32> = Vec::new();
    let mut at = 0;
    while let Some((kind, data)) = record(&stream, at) {
        at += 4 + data.len();
        match kind {
            BEGINNING => {
                load.add(area.cells(), 0, file)?;
                area = UsedRange::default();
            }
            DIMENSIONS if data.len() >= 12 => {
                let (rows, columns) = (long(data, 4).unwrap_or(0), short(data, 10).unwrap_or(0));
                if u64::from(rows) * u64::from(columns) > MOST_AREA * 2 {
                    return Err(too_wide(file, rows, columns));
                }
            }
            SHARED_TEXTS => {
                let mut pieces = vec![data];
                while let Some((CONTINUED, more)) = record(&stream, at) {
                    at += 4 + more.len();
                    pieces.push(more);
                }
                texts = shared_texts(&pieces);
            }
            0x0006 | 0x0201 | 0x0203..=0x0205 | 0x00d6 | CELL_OF_SHARED_TEXT | 0x027e | 0x00bd | 0x00be => {
                let (Some(row), Some(column)) = (short(data, 0), short(data, 2)) else { continue };
                area.add(row, column);
                if area.cells() > MOST_AREA {
                    return Err(too_wide(file, row + 1, column + 1));
                }
                if kind == CELL_OF_SHARED_TEXT {
                    let length = long(data, 6).and_then(|text| texts.get(text as usize)).copied();
                    // A Chinese character takes three bytes as UTF-8.
                    load.add(0, u64::from(length.unwrap_or(0)) * 3, file)?;
                }
            }
            _ => {}
        }
    }
    load.add(area.cells(), 0, file)
}

/// The record that begins there: its number and its bytes.
fn record(stream: &[u8], at: usize) -> Option<(u16, &[u8])> {
    let head = stream.get(at..at + 4)?;
    let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
    Some((u16::from_le_bytes([head[0], head[1]]), stream.get(at + 4..at + 4 + length)?))
}

/// The length of every shared text, in characters. Where the records make no sense the rest counts as the longest, so
/// that nothing is let through for being unreadable here.
fn shared_texts(pieces: &[&[u8]]) -> Vec<u32> {
    let mut reader = Pieces { pieces, at: 8 };
    let mut lengths = Vec::new();
    while reader.more() {
        let Some(length) = reader.text() else {
            lengths.resize(lengths.len() + 65_536, 65_535);
            break;
        };
        lengths.push(length);
    }
    lengths
}

/// A record and those that continue it, read as one.
struct Pieces<'a> {
    pieces: &'a [&'a [u8]],
    /// Within the first of `pieces`.
    at: usize,
}

impl Pieces<'_> {
    /// Whether anything is left; moves to the next piece where one has ended.
    fn more(&mut self) -> bool {
        while self.pieces.first().is_some_and(|p| self.at >= p.len()) {
            self.pieces = &self.pieces[1..];
            self.at = 0;
        }
        !self.pieces.is_empty()
    }

    fn byte(&mut self) -> Option<u32> {
        let byte = self.more().then(|| self.pieces[0][self.at])?;
        self.at += 1;
        Some(u32::from(byte))
    }

    fn number(&mut self, bytes: u32) -> Option<u32> {
        (0..bytes).try_fold(0, |number, at| Some(number | self.byte()? << (8 * at)))
    }

    fn skip(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let here = self.more().then(|| (self.pieces[0].len() - self.at).min(bytes))?;
            self.at += here;
            bytes -= here;
        }
        Some(())
    }

    /// Passes over one text and gives its length. A continued one says anew, at the begin of each piece, whether its
    /// characters take one byte or two.
    fn text(&mut self) -> Option<u32> {
        let length = self.number(2)?;
        let mut flags = self.byte()?;
        let runs = if flags & 8 == 0 { 0 } else { self.number(2)? };
        let phonetic = if flags & 4 == 0 { 0 } else { self.number(4)? };
        let mut left = length as usize;
        while left > 0 {
            if self.at >= self.pieces.first()?.len() {
                flags = self.byte()?;
            }
            let width = if flags & 1 == 0 { 1 } else { 2 };
            let here = self.pieces.first()?.len().saturating_sub(self.at) / width;
            if here == 0 {
                return None;
            }
            let taken = here.min(left);
            self.at += taken * width;
            left -= taken;
        }
        self.skip(runs as usize * 4 + phonetic as usize)?;
        Some(length)
    }
}

fn short(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 2).map(|b| u32::from(u16::from_le_bytes([b[0], b[1]])))
}

fn long(data: &[u8], at: usize) -> Option<u32> {
    data.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

/// The used area of a sheet.
#[derive(Default)]
struct UsedRange {
    rows: Option<(u32, u32)>,
    columns: Option<(u32, u32)>,
}

impl UsedRange {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_texts_are_measured_across_the_records_that_continue_them() {
        // 甲乙丙 in two bytes a character, cut after the first; then abcd in one byte, cut after two.
        let first = [&[0; 8][..], &[3, 0, 1, 0x32, 0x75]].concat();
        let second = [&[1, 0x59, 0x4e, 0x19, 0x4e][..], &[4, 0, 0, b'a', b'b']].concat();
        let third = [&[0, b'c', b'd'][..], &[1, 0, 8, 1, 0, b'x', 0, 0, 0, 0]].concat();
        assert_eq!(shared_texts(&[&first, &second, &third]), [3, 4, 1]);
        assert_eq!(shared_texts(&[&[0; 8], &[9, 0, 1]])[0], 65_535);
    }
}
