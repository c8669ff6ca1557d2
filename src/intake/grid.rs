//! What every kind of document becomes: rows of text cells with their line numbers, and the prose around
//! them. It never knows what a cell means.

pub use super::merges::{Merge, Merges};
use crate::domain::text::{clean_multiline, is_forbidden};

/// What a cell was in its document. Text files know only text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Text, also of numbers written as text.
    Text = 0,
    /// A number of a workbook.
    Number = 1,
    /// A date of a workbook, written `2021-03-01`.
    Date = 2,
    /// `#REF!` and its like.
    Error = 3,
}

/// One row: its cells' texts one after the other in one piece of memory, as a million of them must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GridRow {
    /// The row or line in the document, from 1.
    pub line: u32,
    text: Box<str>,
    /// Where each cell ends, shifted left by two, with its kind in the low bits.
    ends: Box<[u32]>,
}

impl GridRow {
    /// The number of cells, empty ones within the row included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no cell with text.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// A cell's clean text; empty past the end.
    pub fn cell(&self, at: usize) -> &str {
        let Some(end) = self.ends.get(at) else { return "" };
        let start = if at == 0 { 0 } else { self.ends[at - 1] >> 2 };
        &self.text[start as usize..(end >> 2) as usize]
    }

    /// What a cell was in its document.
    pub fn kind(&self, at: usize) -> CellKind {
        match self.ends.get(at).map(|end| end & 3) {
            Some(1) => CellKind::Number,
            Some(2) => CellKind::Date,
            Some(3) => CellKind::Error,
            _ => CellKind::Text,
        }
    }

    /// Every cell's text.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len()).map(|at| self.cell(at))
    }

    /// The cells that hold text, with their places.
    pub fn filled(&self) -> impl Iterator<Item = (usize, &str)> {
        self.cells().enumerate().filter(|(_, text)| !text.is_empty())
    }

    /// Lets go of the cells; the line stays. A long list is not held twice while its projects are made.
    pub fn release(&mut self) {
        *self = Self { line: self.line, ..Self::default() };
    }

    /// The cells of some columns as a row of their own.
    #[must_use]
    pub fn part(&self, columns: std::ops::Range<usize>) -> Self {
        let mut builder = RowBuilder::new(self.line);
        for column in columns {
            builder.push(self.cell(column), self.kind(column));
        }
        builder.finish()
    }

    /// A row of texts, cleaned.
    pub fn of<S: AsRef<str>>(line: u32, cells: impl IntoIterator<Item = S>) -> Self {
        let mut builder = RowBuilder::new(line);
        for cell in cells {
            builder.push(cell.as_ref(), CellKind::Text);
        }
        builder.finish()
    }
}

/// Builds a [`Row`] cell by cell.
pub struct RowBuilder {
    /// The row or line in the document, from 1.
    pub line: u32,
    text: String,
    ends: Vec<u32>,
    /// Forbidden characters that were removed.
    pub removed: usize,
}

impl RowBuilder {
    /// An empty row.
    pub fn new(line: u32) -> Self {
        Self { line, text: String::new(), ends: Vec::new(), removed: 0 }
    }

    /// Appends a cell; its text is cleaned, its line breaks stay.
    pub fn push(&mut self, text: &str, kind: CellKind) {
        let text = text.trim();
        if text.chars().all(is_harmless) {
            self.text.push_str(text);
            self.ends.push((self.text.len() as u32) << 2 | kind as u32);
            return;
        }
        let safe = clean_multiline(text);
        if matches!(safe, std::borrow::Cow::Owned(_)) {
            self.removed += text
                .chars()
                .filter(|c| is_forbidden(*c) && !matches!(c, '\n' | '\r' | '\t' | '\u{feff}'))
                .count();
        }
        // A zero-width space is what web pages leave in pasted cells; it hides equal names from each other.
        if safe.contains('\u{200b}') {
            self.text.push_str(safe.replace('\u{200b}', "").trim());
        } else {
            self.text.push_str(&safe);
        }
        self.ends.push((self.text.len() as u32) << 2 | kind as u32);
    }

    /// Appends empty cells until the row has so many.
    pub fn pad(&mut self, cells: usize) {
        while self.ends.len() < cells {
            self.ends.push((self.text.len() as u32) << 2);
        }
    }

    /// The number of cells with text so far.
    pub fn filled(&self) -> usize {
        let ends = std::iter::once(0).chain(self.ends.iter().map(|end| end >> 2));
        ends.clone().zip(ends.skip(1)).filter(|(start, end)| start < end).count()
    }

    /// The number of cells so far.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// The row, without the empty cells at its end.
    pub fn finish(mut self) -> GridRow {
        self.take()
    }

    /// As [`RowBuilder::finish`]; what room it has serves the next row.
    pub fn take(&mut self) -> GridRow {
        let last = self.text.len() as u32;
        while self.ends.len() > 1 && self.ends[self.ends.len() - 2] >> 2 == last {
            self.ends.pop();
        }
        if last == 0 {
            self.ends.clear();
        }
        let row =
            GridRow { line: self.line, text: self.text.as_str().into(), ends: self.ends.as_slice().into() };
        self.text.clear();
        self.ends.clear();
        row
    }
}

/// Characters of which most lists are made, and that no cleaning touches; others are looked at one by one.
fn is_harmless(c: char) -> bool {
    matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}' | '\u{3001}'..='\u{3029}' | '\u{ff01}'..='\u{ff5e}')
}

/// One sheet, or one table of a document, or a whole text.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    /// The sheet's name; empty for a table or a text.
    pub name: String,
    /// The rows, empty ones included where the document has them.
    pub rows: Vec<GridRow>,
    /// Merged regions, where the document knows them.
    pub merges: Merges,
    /// Paragraphs that stand before the table, with their lines.
    pub before: Vec<(u32, String)>,
    /// Whether lines that are not table rows stand among the rows, as in pasted text.
    pub is_prose: bool,
}

impl Grid {
    /// Rows as columns and columns as rows. Merged regions are forgotten.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let width = self.rows.iter().map(GridRow::len).max().unwrap_or(0);
        let rows = (0..width)
            .map(|column| {
                let mut row = RowBuilder::new(column as u32 + 1);
                for source in &self.rows {
                    row.push(source.cell(column), source.kind(column));
                }
                row.finish()
            })
            .collect();
        Self { name: self.name.clone(), rows, before: self.before.clone(), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_row_keeps_its_cells_apart() {
        let mut builder = RowBuilder::new(7);
        builder.push("", CellKind::Text);
        builder.push(" 甲\r\n乙 ", CellKind::Text);
        builder.push("12", CellKind::Number);
        builder.push("", CellKind::Text);
        let row = builder.finish();
        assert_eq!((row.line, row.len()), (7, 3));
        assert_eq!((row.cell(0), row.cell(1), row.cell(2), row.cell(9)), ("", "甲\n乙", "12", ""));
        assert_eq!(
            (row.kind(1), row.kind(2), row.kind(9)),
            (CellKind::Text, CellKind::Number, CellKind::Text)
        );
        assert!(GridRow::of(1, ["", ""]).is_empty());
    }

    proptest! {
        #[test]
        fn cells_come_back_as_they_went_in(cells in prop::collection::vec("[一-龥a-z ]{0,6}", 0..8)) {
            let row = GridRow::of(1, &cells);
            for (at, cell) in cells.iter().enumerate() {
                prop_assert_eq!(row.cell(at), cell.trim());
            }
        }
    }
}
