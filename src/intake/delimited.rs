//! csv and tsv → one grid. The separator is told by which one cuts a sample into rows of one width.

mod records;

use records::DelimitedRecords;

use super::grid::{CellKind, Grid, GridRow, RowBuilder};
use super::guard::{self, MOST_COLUMNS, over};
use super::watch::{ProgressToken, ReadStage};
use crate::domain::finding::Failure;
use crate::words;

/// The most rows read from one file.
pub const MOST_ROWS: usize = 2_000_000;

const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The separator that cuts a sample best: most rows of one width, wider is better; `None` where no
/// separator makes two columns.
pub fn separator(text: &str) -> Option<u8> {
    let mut end = text.len().min(64 << 10);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    SEPARATORS
        .into_iter()
        .filter_map(|separator| {
            let (rows, width, _) = usual_width(&text[..end], separator);
            (width > 1).then(|| (rows * (width - 1), separator))
        })
        .max_by_key(|(score, _)| *score)
        .map(|(_, separator)| separator)
}

/// Whether a text looks like a csv file as a whole: nearly all its lines have one width of three or more.
pub fn looks_delimited(text: &str) -> bool {
    let Some(separator @ (b',' | b';' | b'|')) = separator(text) else { return false };
    // A table in Markdown has its bars around it too.
    if separator == b'|' && text.lines().take(400).filter(|l| l.trim_start().starts_with('|')).count() > 1 {
        return false;
    }
    let mut end = text.len().min(64 << 10);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (usual, width, all) = usual_width(&text[..end], separator);
    width >= 3 && usual * 10 >= all * 8
}

/// How many rows of a sample have its most usual width, that width, and how many rows there are.
fn usual_width(sample: &str, separator: u8) -> (usize, usize, usize) {
    let mut widths = std::collections::BTreeMap::<usize, usize>::new();
    let mut all = 0;
    let mut records = DelimitedRecords::new(sample, separator);
    while all < 400 && records.begin().is_some() {
        let mut width = 0;
        records.cells(|_| width += 1);
        all += 1;
        *widths.entry(width).or_default() += 1;
    }
    let best =
        widths.into_iter().filter(|(width, _)| *width > 1).max_by_key(|(width, rows)| rows * (width - 1));
    best.map_or((0, 0, all), |(width, rows)| (rows, width, all))
}

/// Reads a whole text. A leading `'` that guards a formula sign comes off again.
///
/// # Errors
/// [`Exit::Malformed`](crate::domain::exit::Exit) for a row, column or cell past the limits.
pub fn read(text: &str, separator: u8, file: &str, watch: &ProgressToken) -> Result<Grid, Failure> {
    let mut records = DelimitedRecords::new(text, separator);
    let mut builder = RowBuilder::new(1);
    let mut rows: Vec<GridRow> = Vec::new();
    while let Some(line) = records.begin() {
        if rows.len() >= MOST_ROWS {
            return Err(over(file, words!("超过 {MOST_ROWS} 行", "more than {MOST_ROWS} rows")));
        }
        watch.step(ReadStage::Reading, rows.len(), records.read(), text.len())?;
        builder.line = line;
        let (mut longest, mut columns) = (0, 0);
        records.cells(|cell| {
            (longest, columns) = (longest.max(cell.len()), columns + 1);
            if cell.len() <= guard::MOST_CELL && columns <= MOST_COLUMNS {
                builder.push(unguarded(cell), CellKind::Text);
            }
        });
        // A cell past the limit is most often one unclosed quote, which makes the rest of the file one cell.
        if longest > guard::MOST_CELL {
            return Err(too_long(file, line, longest));
        }
        if columns > MOST_COLUMNS {
            return Err(over(
                file,
                words!("第 {line} 行有 {columns} 列", "line {line} has {columns} columns"),
            ));
        }
        rows.push(builder.take());
    }
    Ok(Grid { rows, ..Grid::default() })
}

fn too_long(file: &str, line: u32, size: usize) -> Failure {
    over(
        file,
        words!(
            "第 {line} 行有 {size} 字节的单元格（引号未闭合？）",
            "line {line} has a cell of {size} bytes (an unclosed quote?)"
        ),
    )
}

/// Takes off the `'` that keeps a spreadsheet from reading text as a formula.
fn unguarded(cell: &str) -> &str {
    let inner = cell.trim_start_matches('\'');
    let guards = inner.len() < cell.len() && inner.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if guards { &cell[1..] } else { cell }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let grid = read(text, separator(text).unwrap_or(b','), "f.csv", &ProgressToken::default()).unwrap();
        grid.rows.iter().map(|r| r.cells().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn separators_are_told_and_quotes_kept_whole() {
        assert_eq!(cells("a,b\n1,\"x,\ny\"\n"), [["a", "b"], ["1", "x,\ny"]]);
        assert_eq!(cells("a\tb\tc\n1,5\t2\t3\n"), [["a", "b", "c"], ["1,5", "2", "3"]]);
        assert_eq!(cells("a;b\n1,5;2\n"), [["a", "b"], ["1,5", "2"]]);
        assert_eq!(cells("'=1+1,'甲\n"), [["=1+1", "'甲"]]);
        assert!(looks_delimited("a,b,c\n1,2,3\n") && !looks_delimited("一，二\n三\n"));
    }

    #[test]
    fn lines_are_counted_through_line_breaks() {
        let grid = read("a,b\n\"1\n2\",x\ny,z\n", b',', "f", &ProgressToken::default()).unwrap();
        assert_eq!(grid.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [1, 2, 4]);
        let windows =
            read("a,b\r\n\"1\r\n2\",x\r\n\r\ny,z\r\n", b',', "f", &ProgressToken::default()).unwrap();
        assert_eq!(windows.rows.iter().map(|r| r.line).collect::<Vec<_>>(), [1, 2, 5]);
    }

    #[test]
    fn an_endless_cell_is_refused() {
        let text = format!("a,b\n1,\"{}", "x".repeat(6 << 20));
        assert!(read(&text, b',', "f", &ProgressToken::default()).is_err());
        let text = format!("a,b\n1,\"{}", "x\n".repeat(1 << 20));
        assert!(read(&text, b',', "f", &ProgressToken::default()).is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a,;\t|\"'\n\r=项]{0,60}") {
            let _ = cells(&text);
        }
    }
}
