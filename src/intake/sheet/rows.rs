//! Cells → rows as they come, within what one workbook may hold. A small file can hold much: a shared text of a
//! page that ten thousand cells name, a stray cell in the last row of a hundred sheets.

use super::super::grid::{CellKind, GridRow, RowBuilder};
use super::super::guard::{MOST_CELL, MOST_COLUMNS, over, too_wide};
use crate::domain::finding::Failure;
use crate::words;

/// The most cells with text that are read from one workbook.
const MOST_CELLS: usize = 6_000_000;
/// The most rows of one workbook, empty ones included.
const MOST_ROWS: usize = 4_000_000;
/// The most text of one workbook's cells, in bytes.
pub const MOST_TEXT: usize = 256 << 20;

/// What a workbook may still hold.
pub struct Left {
    cells: usize,
    rows: usize,
    text: usize,
}

impl Default for Left {
    fn default() -> Self {
        Self { cells: MOST_CELLS, rows: MOST_ROWS, text: MOST_TEXT }
    }
}

/// The rows of one sheet, made cell by cell.
pub struct SheetRows<'a> {
    pub file: &'a str,
    left: &'a mut Left,
    done: Vec<GridRow>,
    /// The row in hand and its number, from 0.
    builder: Option<(u32, RowBuilder)>,
    /// Cells that came out of order: row, column, kind, text.
    stray: Vec<(u32, u32, CellKind, String)>,
}

impl<'a> SheetRows<'a> {
    /// An empty sheet.
    pub fn new(file: &'a str, left: &'a mut Left) -> Self {
        Self { file, left, done: Vec::new(), builder: None, stray: Vec::new() }
    }

    /// Adds a cell; an empty text is no cell.
    ///
    /// # Errors
    /// [`Exit::Malformed`](crate::domain::exit::Exit) for a cell, a row or a workbook past the limits.
    pub fn push(&mut self, row: u32, column: u32, kind: CellKind, text: &str) -> Result<(), Failure> {
        if text.is_empty() {
            return Ok(());
        }
        let file = self.file;
        if column as usize >= MOST_COLUMNS {
            return Err(too_wide(file, row + 1, column + 1));
        }
        if text.len() > MOST_CELL {
            let (line, size) = (row + 1, text.len());
            let message =
                words!("第 {line} 行有 {size} 字节的单元格", "row {line} has a cell of {size} bytes");
            return Err(over(file, message));
        }
        let cells =
            || over(file, words!("单元格超过 {MOST_CELLS} 个", "it has more than {MOST_CELLS} cells"));
        self.left.cells = self.left.cells.checked_sub(1).ok_or_else(cells)?;
        self.left.text = self.left.text.checked_sub(text.len()).ok_or_else(|| too_much_text(file))?;
        self.place(row, column, kind, text)
    }

    /// Adds a cell whose value was not saved: it has no text, and the row knows that it is not just empty.
    ///
    /// # Errors
    /// As [`Rows::push`].
    pub fn push_unsaved(&mut self, row: u32, column: u32) -> Result<(), Failure> {
        let file = self.file;
        if column as usize >= MOST_COLUMNS {
            return Err(too_wide(file, row + 1, column + 1));
        }
        let cells =
            || over(file, words!("单元格超过 {MOST_CELLS} 个", "it has more than {MOST_CELLS} cells"));
        self.left.cells = self.left.cells.checked_sub(1).ok_or_else(cells)?;
        self.place(row, column, CellKind::Error, "")
    }

    fn place(&mut self, row: u32, column: u32, kind: CellKind, text: &str) -> Result<(), Failure> {
        let (current, width) =
            self.builder.as_ref().map_or((None, 0), |(current, b)| (Some(*current), b.width()));
        let begun = current.map_or(0, |current| current + 1).max(self.done.len() as u32);
        if current == Some(row) && column as usize >= width || row >= begun {
            if current != Some(row) {
                self.end_row();
                self.fill_up_to(row)?;
                self.builder = Some((row, RowBuilder::new(row + 1)));
            }
            if let Some((_, builder)) = &mut self.builder {
                builder.pad(column as usize);
                builder.push(text, kind);
            }
        } else {
            self.stray.push((row, column, kind, text.to_owned()));
        }
        Ok(())
    }

    /// Puts empty rows before a row.
    fn fill_up_to(&mut self, row: u32) -> Result<(), Failure> {
        let file = self.file;
        let more = (row as usize + 1).saturating_sub(self.done.len());
        let rows = || over(file, words!("超过 {MOST_ROWS} 行", "more than {MOST_ROWS} rows"));
        self.left.rows = self.left.rows.checked_sub(more).ok_or_else(rows)?;
        for empty in self.done.len() as u32..row {
            self.done.push(RowBuilder::new(empty + 1).finish());
        }
        Ok(())
    }

    fn end_row(&mut self) {
        if let Some((_, builder)) = self.builder.take() {
            self.done.push(builder.finish());
        }
    }

    /// The rows, from the sheet's first. Of two cells in one place the first counts.
    ///
    /// # Errors
    /// As [`Rows::push`].
    pub fn finish(mut self) -> Result<Vec<GridRow>, Failure> {
        self.end_row();
        if self.stray.is_empty() {
            return Ok(self.done);
        }
        let made = self.done.len();
        let mut cells = Vec::new();
        for (row, at) in std::mem::take(&mut self.done).iter().zip(0_u32..) {
            cells.extend(
                row.filled().map(|(column, text)| (at, column as u32, row.kind(column), text.to_owned())),
            );
        }
        cells.append(&mut self.stray);
        cells.sort_by_key(|(row, column, ..)| (*row, *column));
        cells.dedup_by_key(|(row, column, ..)| (*row, *column));
        self.left.rows += made;
        for (row, column, kind, text) in cells {
            self.place(row, column, kind, &text)?;
        }
        self.end_row();
        Ok(self.done)
    }
}

/// A failure for a workbook of too much text.
pub fn too_much_text(file: &str) -> Failure {
    let most = MOST_TEXT >> 20;
    over(file, words!("单元格的文字超过 {most} MB", "its cells hold more than {most} MB of text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_out_of_order_find_their_places() {
        let mut left = Left::default();
        let mut rows = SheetRows::new("f", &mut left);
        for (row, column, text) in [(1, 1, "b"), (1, 0, "a"), (3, 0, "d"), (2, 0, "c"), (1, 1, "again")] {
            rows.push(row, column, CellKind::Text, text).unwrap();
        }
        let rows = rows.finish().unwrap();
        let texts: Vec<Vec<&str>> = rows.iter().map(|r| r.cells().collect()).collect();
        assert_eq!(texts, [vec![], vec!["a", "b"], vec!["c"], vec!["d"]]);
        assert_eq!(rows.iter().map(|r| r.line).collect::<Vec<_>>(), [1, 2, 3, 4]);
    }
}
