//! Workbooks (xlsx, xls, ods) → grids. Their claims are measured by `guard` first; cells are taken one by
//! one, never as the rectangle that a sheet says it fills.

use std::io::{Cursor, Read, Seek};

use super::grid::{CellKind, Grid, GridRow, Merge, Merges};
use super::guard::{self, MOST_COLUMNS, damaged, too_wide};
use super::watch::{ProgressToken, ReadStage};
use crate::domain::codes;
use crate::domain::finding::{Failure, Finding};
use crate::words;
use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Ods, Reader, SheetVisible, Xls, Xlsx};

mod ods;
mod rows;
mod unsaved;

use rows::{Left, SheetRows};
use unsaved::UnsavedFormulas;

/// The name of the thread that a workbook is read in; a panic there is an answer, not a bug of ours, and
/// the program's panic hook says nothing about it.
pub const READER: &str = "workbook";

/// What one reading of a workbook gives: its grids, with notes.
type WorkbookGrids = Result<(Vec<Grid>, Vec<Finding>), Failure>;

/// Reads in a thread of its own: the workbook library panics on some damaged files.
pub fn tamed(file: &str, read: impl FnOnce() -> WorkbookGrids + Send) -> WorkbookGrids {
    let broken = || damaged(file, &"unreadable");
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().name(READER.to_owned()).spawn_scoped(scope, read);
        reader.map_err(|_| broken())?.join().unwrap_or_else(|_| Err(broken()))
    })
}

/// A workbook's sheets in order; hidden ones are passed over with a note.
pub fn xlsx(bytes: &[u8], file: &str, watch: &ProgressToken) -> Result<(Vec<Grid>, Vec<Finding>), Failure> {
    let guard::Package { mut archive, has_merges } = guard::open_zip(bytes, file)?;
    let names: Vec<String> = (0..archive.len())
        .filter_map(|at| {
            archive.by_index(at).ok().and_then(|p| p.name().ok().map(std::borrow::Cow::into_owned))
        })
        .filter(|name| name.starts_with("xl/worksheets/"))
        .collect();
    for name in names {
        check_dimension(&mut archive, &name, file)?;
    }
    drop(archive);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| damaged(file, &e))?;
    let (sheets, mut notes) = visible(book.sheets_metadata(), file);
    let mut grids = Vec::new();
    let mut left = Left::default();
    let mut unsaved = UnsavedFormulas::default();
    for name in sheets {
        unsaved.sheet.clone_from(&name);
        let rows = xlsx_rows(&mut book, &name, SheetRows::new(file, &mut left), &mut unsaved, watch)?;
        // They stand behind the cells, so that the sheet is read again for them.
        let merges = if has_merges && !rows.is_empty() {
            book.merge_cells_by_sheet_name(&name).map_err(|e| damaged(file, &e))?
        } else {
            Vec::new()
        };
        grids.push(grid(name, rows, &merges, file)?);
    }
    notes.append(&mut unsaved.finish(file));
    Ok((grids, notes))
}

fn xlsx_rows<RS: Read + Seek>(
    book: &mut Xlsx<RS>,
    name: &str,
    mut rows: SheetRows<'_>,
    unsaved: &mut UnsavedFormulas,
    watch: &ProgressToken,
) -> Result<Vec<GridRow>, Failure> {
    let file = rows.file;
    // A chart sheet has no cells.
    let Ok(mut reader) = book.worksheet_cells_reader(name) else { return Ok(Vec::new()) };
    let last = reader.dimensions().end.0 as usize;
    let mut cells = 0;
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|e| damaged(file, &e))? {
        let (row, column) = cell.pos;
        watch.step(ReadStage::Reading, cells, row as usize, last)?;
        cells += 1;
        match &cell.value {
            DataRef::Empty if cell.formula.is_some() => {
                unsaved.add(row, column);
                rows.push_unsaved(row, column)?;
            }
            DataRef::Empty => {}
            DataRef::SharedString(text) => rows.push(row, column, CellKind::Text, text)?,
            DataRef::Int(number) => rows.push(row, column, CellKind::Number, &number.to_string())?,
            DataRef::Float(number) => rows.push(row, column, CellKind::Number, &number_text(*number))?,
            DataRef::Bool(value) => rows.push(row, column, CellKind::Text, truth(*value))?,
            DataRef::DateTime(moment) => {
                let (kind, text) = moment_text(moment);
                rows.push(row, column, kind, &text)?;
            }
            DataRef::DateTimeIso(text) => rows.push(row, column, CellKind::Date, day_of(text))?,
            DataRef::Error(error) => rows.push(row, column, CellKind::Error, &error.to_string())?,
            DataRef::String(text) | DataRef::DurationIso(text) => {
                rows.push(row, column, CellKind::Text, text)?;
            }
        }
    }
    rows.finish()
}

fn truth(value: bool) -> &'static str {
    if value { "TRUE" } else { "FALSE" }
}

fn day_of(moment: &str) -> &str {
    moment.split('T').next().unwrap_or(moment)
}

/// Refuses a sheet that claims the whole grid. Smaller claims may be wrong too (whole columns are often
/// formatted), so only the cells themselves count for them.
fn check_dimension(
    archive: &mut zip::ZipArchive<Cursor<&[u8]>>,
    name: &str,
    file: &str,
) -> Result<(), Failure> {
    let Ok(part) = archive.by_name(name) else { return Ok(()) };
    let mut head = Vec::new();
    part.take(4096).read_to_end(&mut head).map_err(|e| damaged(file, &e))?;
    let head = String::from_utf8_lossy(&head);
    let claim = head.split("<dimension").nth(1).and_then(|rest| rest.split('>').next()).unwrap_or_default();
    if claim.contains("XFD1048576") {
        return Err(too_wide(file, 1_048_576, 16_384));
    }
    Ok(())
}

/// An old workbook's sheets.
pub fn xls(bytes: &[u8], file: &str) -> Result<(Vec<Grid>, Vec<Finding>), Failure> {
    guard::check_xls(bytes, file)?;
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| damaged(file, &e))?;
    let (sheets, notes) = visible(book.sheets_metadata(), file);
    let mut grids = Vec::new();
    let mut left = Left::default();
    for name in sheets {
        let range = book.worksheet_range(&name).map_err(|e| damaged(file, &e))?;
        let merges = book.merge_cells_by_sheet_name(&name).map_err(|e| damaged(file, &e))?;
        let rows = dense(&range, SheetRows::new(file, &mut left))?;
        grids.push(grid(name, rows, &merges, file)?);
    }
    Ok((grids, notes))
}

/// An OpenDocument workbook's sheets.
pub fn ods(bytes: &[u8], file: &str) -> Result<(Vec<Grid>, Vec<Finding>), Failure> {
    let mut archive = guard::open_zip(bytes, file)?.archive;
    let content = guard::part(&mut archive, "content.xml", file)?;
    drop(archive);
    let mut merges = ods::merges(&content.ok_or_else(|| damaged(file, &"no content.xml"))?, file)?;
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|e| damaged(file, &e))?;
    let (sheets, notes) = visible(book.sheets_metadata(), file);
    let mut grids = Vec::new();
    let mut left = Left::default();
    for name in sheets {
        let range = book.worksheet_range(&name).map_err(|e| damaged(file, &e))?;
        let rows = dense(&range, SheetRows::new(file, &mut left))?;
        let merges = merges.remove(&name).unwrap_or_default();
        grids.push(grid(name, rows, &merges, file)?);
    }
    Ok((grids, notes))
}

fn visible(sheets: &[calamine::Sheet], file: &str) -> (Vec<String>, Vec<Finding>) {
    let mut notes = Vec::new();
    let mut names = Vec::new();
    for sheet in sheets {
        if sheet.visible == SheetVisible::Visible {
            names.push(sheet.name.clone());
        } else {
            let message = words!("隐藏的工作表未读取", "a hidden sheet was passed over");
            notes.push(Finding::note(codes::SHEET_PASSED_OVER, message).in_file(file).on_field(&sheet.name));
        }
    }
    (names, notes)
}

fn dense(range: &calamine::Range<Data>, mut rows: SheetRows<'_>) -> Result<Vec<GridRow>, Failure> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let (row, column) = (row as u32 + top, column as u32 + left);
        match value {
            Data::Empty => {}
            Data::String(text) | Data::DurationIso(text) => rows.push(row, column, CellKind::Text, text)?,
            Data::Int(number) => rows.push(row, column, CellKind::Number, &number.to_string())?,
            Data::Float(number) => rows.push(row, column, CellKind::Number, &number_text(*number))?,
            Data::Bool(value) => rows.push(row, column, CellKind::Text, truth(*value))?,
            Data::DateTime(moment) => {
                let (kind, text) = moment_text(moment);
                rows.push(row, column, kind, &text)?;
            }
            Data::DateTimeIso(text) => rows.push(row, column, CellKind::Date, day_of(text))?,
            Data::Error(error) => rows.push(row, column, CellKind::Error, &error.to_string())?,
        }
    }
    rows.finish()
}

/// A number as Excel shows it: at most fifteen digits, so that 0.1 + 0.2 is 0.3.
fn number_text(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return (number as i64).to_string();
    }
    let fifteen = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    let text = fifteen.to_string();
    if text == "-0" { "0".into() } else { text }
}

fn moment_text(moment: &ExcelDateTime) -> (CellKind, String) {
    if !moment.is_datetime() {
        return (CellKind::Number, number_text(moment.as_f64()));
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let text = if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    };
    (CellKind::Date, text)
}

fn grid(name: String, rows: Vec<GridRow>, merges: &[Dimensions], file: &str) -> Result<Grid, Failure> {
    let merge = |d: &Dimensions| Merge {
        top: d.start.0 as usize,
        bottom: d.end.0 as usize,
        left: d.start.1 as usize,
        right: (d.end.1 as usize).min(MOST_COLUMNS),
    };
    let merges = Merges::within(rows.len(), merges.iter().map(merge), file)?;
    Ok(Grid { name, rows, merges, ..Grid::default() })
}
