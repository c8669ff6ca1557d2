//! An OpenDocument workbook's content looked through before the library unfolds it: cells and rows that say how often they
//! are repeated, and the merged regions, which the library leaves out.

use std::collections::HashMap;

use calamine::Dimensions;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::guard::{MOST_AREA, MOST_COLUMNS, MemoryEstimate, damaged, over, too_wide};
use crate::domain::finding::Failure;
use crate::words;

/// The most merged regions that are kept of a workbook.
const MOST_MERGES: usize = 2_000_000;

/// The merged regions of every sheet, by its name.
///
/// # Errors
/// [`Exit::Malformed`](crate::domain::exit::Exit) for a sheet whose repeated cells and rows would fill more than
/// [`MOST_AREA`] or take too much memory. Empty rows and cells at an end are often repeated a million times and cost
/// nothing.
pub fn merges(content: &str, file: &str) -> Result<HashMap<String, Vec<Dimensions>>, Failure> {
    let mut reader = Reader::from_str(content);
    let mut walk = OdsReader { file, ..OdsReader::default() };
    let mut depth = 0_u32;
    loop {
        match reader.read_event().map_err(|e| damaged(file, &e))? {
            Event::Start(start) => {
                depth += 1;
                if depth > 256 {
                    return Err(over(file, words!("嵌套超过 256 层", "nested deeper than 256")));
                }
                walk.start(&start, true)?;
            }
            Event::Empty(start) => walk.start(&start, false)?,
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if end.local_name().as_ref() == "table-row" {
                    walk.end_row()?;
                }
            }
            Event::Text(written) => {
                walk.row_text =
                    walk.row_text.saturating_add((written.len() as u64).saturating_mul(walk.repeat));
            }
            Event::Eof => return Ok(walk.found),
            _ => {}
        }
    }
}

#[derive(Default)]
struct OdsReader<'a> {
    file: &'a str,
    found: HashMap<String, Vec<Dimensions>>,
    merges: usize,
    sheet: String,
    load: MemoryEstimate,
    /// Rows of the sheet that are done, and of these the ones up to the last with content.
    row: u64,
    filled_rows: u64,
    widest: u64,
    row_repeat: u64,
    /// Columns of the row that are done, and of these the ones up to the last cell with content.
    column: u64,
    filled: u64,
    /// How often the cell in hand stands there.
    repeat: u64,
    /// Bytes of text in the row.
    row_text: u64,
}

impl OdsReader<'_> {
    fn start(&mut self, start: &BytesStart<'_>, has_content: bool) -> Result<(), Failure> {
        match start.local_name().as_ref() {
            "table" => {
                self.sheet = text(start, "table:name").unwrap_or_default();
                (self.row, self.filled_rows, self.widest) = (0, 0, 0);
            }
            "table-row" => {
                self.row_repeat = number(start, "table:number-rows-repeated");
                (self.column, self.filled, self.row_text) = (0, 0, 0);
                if !has_content {
                    self.row = self.row.saturating_add(self.row_repeat);
                }
            }
            "table-cell" | "covered-table-cell" => {
                self.repeat = number(start, "table:number-columns-repeated");
                self.merge(start)?;
                self.column = self.column.saturating_add(self.repeat);
                if has_content {
                    // A cell with content makes the empty ones before it count.
                    self.filled = self.column;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn merge(&mut self, start: &BytesStart<'_>) -> Result<(), Failure> {
        let rows = number(start, "table:number-rows-spanned");
        let columns = number(start, "table:number-columns-spanned");
        let place = u32::try_from(self.row).ok().zip(u32::try_from(self.column).ok());
        if rows <= 1 && columns <= 1 {
            return Ok(());
        }
        let Some((row, column)) = place else { return Ok(()) };
        self.merges += 1;
        if self.merges > MOST_MERGES {
            return Err(over(
                self.file,
                words!("合并单元格超过 {MOST_MERGES} 处", "more than {MOST_MERGES} merged regions"),
            ));
        }
        let last =
            |from: u32, span: u64| from.saturating_add(u32::try_from(span.max(1) - 1).unwrap_or(u32::MAX));
        let region = Dimensions::new((row, column), (last(row, rows), last(column, columns)));
        self.found.entry(self.sheet.clone()).or_default().push(region);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Failure> {
        let row_repeat = std::mem::replace(&mut self.row_repeat, 0);
        self.row = self.row.saturating_add(row_repeat);
        if self.filled > MOST_COLUMNS as u64 {
            return Err(self.too_wide(row_repeat, self.filled));
        }
        if self.filled > 0 {
            let before = self.filled_rows.saturating_mul(self.widest);
            (self.filled_rows, self.widest) = (self.row, self.widest.max(self.filled));
            let area = self.filled_rows.saturating_mul(self.widest);
            if area > MOST_AREA {
                return Err(self.too_wide(self.filled_rows, self.widest));
            }
            self.load.add(area - before, self.row_text.saturating_mul(row_repeat), self.file)?;
        }
        Ok(())
    }

    fn too_wide(&self, rows: u64, columns: u64) -> Failure {
        let number = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        too_wide(self.file, number(rows), number(columns))
    }
}

fn text(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = start.try_get_attribute(name).ok().flatten()?;
    Some(quick_xml::escape::unescape(attribute.value.as_ref()).ok()?.into_owned())
}

/// A count that an attribute gives; 1 where it does not.
fn number(start: &BytesStart<'_>, name: &str) -> u64 {
    text(start, name).and_then(|t| t.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merged_regions_are_found_where_they_stand() {
        let content = "<table:table table:name=\"名&amp;单\"><table:table-row table:number-rows-repeated=\"2\"/>\
            <table:table-row><table:table-cell table:number-columns-repeated=\"3\"/>\
            <table:table-cell table:number-rows-spanned=\"2\"><text:p>市交通局</text:p></table:table-cell></table:table-row>\
            <table:table-row><table:table-cell table:number-columns-spanned=\"2\"><text:p>甲</text:p></table:table-cell>\
            <table:covered-table-cell/></table:table-row></table:table>";
        let found = merges(content, "f.ods").unwrap();
        let places: Vec<_> = found["名&单"].iter().map(|d| (d.start, d.end)).collect();
        assert_eq!(places, [((2, 3), (3, 3)), ((3, 0), (3, 1))]);
    }
}
