//! Workbooks (xlsx, xls, ods) → grids. Their claims are measured by `guard` first; cells are taken one by
//! one, never as the rectangle that a sheet says it fills.

use std::io::{Cursor, Read, Seek};

use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetVisible, Xls, Xlsx};
use quick_xml::events::Event;

use super::grid::{Grid, Kind, Merge, Row};
use super::guard::{self, MOST_AREA, MOST_COLUMNS, damaged, over, too_wide};
use super::watch::{Stage, Watch};
use crate::domain::codes;
use crate::domain::finding::{Failure, Finding};
use crate::words;

mod rows;

use rows::{Left, Rows};

/// The name of the thread that a workbook is read in; a panic there is an answer, not a bug of ours, and
/// the program's panic hook says nothing about it.
pub const READER: &str = "workbook";

/// What one reading of a workbook gives: its grids, with notes.
type Books = Result<(Vec<Grid>, Vec<Finding>), Failure>;

/// Reads in a thread of its own: the workbook library panics on some damaged files.
pub fn tamed(file: &str, read: impl FnOnce() -> Books + Send) -> Books {
    let broken = || damaged(file, &"unreadable");
    std::thread::scope(|scope| {
        let reader = std::thread::Builder::new().name(READER.to_owned()).spawn_scoped(scope, read);
        reader.map_err(|_| broken())?.join().unwrap_or_else(|_| Err(broken()))
    })
}

/// A workbook's sheets in order; hidden ones are passed over with a note.
pub fn xlsx(bytes: &[u8], file: &str, watch: &Watch) -> Result<(Vec<Grid>, Vec<Finding>), Failure> {
    let mut archive = guard::open_zip(bytes, file)?;
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
    let (sheets, notes) = visible(book.sheets_metadata(), file);
    let mut grids = Vec::new();
    let mut left = Left::default();
    for name in sheets {
        let rows = xlsx_rows(&mut book, &name, Rows::new(file, &mut left), watch)?;
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        grids.push(grid(name, rows, merges.iter().map(|d| (d.start, d.end))));
    }
    Ok((grids, notes))
}

fn xlsx_rows<RS: Read + Seek>(
    book: &mut Xlsx<RS>,
    name: &str,
    mut rows: Rows<'_>,
    watch: &Watch,
) -> Result<Vec<Row>, Failure> {
    let file = rows.file;
    // A chart sheet has no cells.
    let Ok(mut reader) = book.worksheet_cells_reader(name) else { return Ok(Vec::new()) };
    let last = reader.dimensions().end.0 as usize;
    let mut cells = 0;
    while let Some(cell) = reader.next_cell().map_err(|e| damaged(file, &e))? {
        let (row, column) = cell.get_position();
        watch.step(Stage::Reading, cells, row as usize, last)?;
        cells += 1;
        match cell.get_value() {
            DataRef::Empty => {}
            DataRef::SharedString(text) => rows.push(row, column, Kind::Text, text)?,
            DataRef::Int(number) => rows.push(row, column, Kind::Number, &number.to_string())?,
            DataRef::Float(number) => rows.push(row, column, Kind::Number, &number_text(*number))?,
            DataRef::Bool(value) => rows.push(row, column, Kind::Text, truth(*value))?,
            DataRef::DateTime(moment) => {
                let (kind, text) = moment_text(moment);
                rows.push(row, column, kind, &text)?;
            }
            DataRef::DateTimeIso(text) => rows.push(row, column, Kind::Date, day_of(text))?,
            DataRef::Error(error) => rows.push(row, column, Kind::Error, &error.to_string())?,
            DataRef::String(text) | DataRef::DurationIso(text) => rows.push(row, column, Kind::Text, text)?,
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
        let merges = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let rows = dense(&range, Rows::new(file, &mut left))?;
        grids.push(grid(name, rows, merges.iter().map(|d| (d.start, d.end))));
    }
    Ok((grids, notes))
}

/// An OpenDocument workbook's sheets.
pub fn ods(bytes: &[u8], file: &str) -> Result<(Vec<Grid>, Vec<Finding>), Failure> {
    let mut archive = guard::open_zip(bytes, file)?;
    let content = guard::part(&mut archive, "content.xml", file)?;
    drop(archive);
    check_repeats(&content.ok_or_else(|| damaged(file, &"no content.xml"))?, file)?;
    let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|e| damaged(file, &e))?;
    let (sheets, notes) = visible(book.sheets_metadata(), file);
    let mut grids = Vec::new();
    let mut left = Left::default();
    for name in sheets {
        let range = book.worksheet_range(&name).map_err(|e| damaged(file, &e))?;
        let rows = dense(&range, Rows::new(file, &mut left))?;
        grids.push(grid(name, rows, std::iter::empty()));
    }
    Ok((grids, notes))
}

/// Refuses a sheet whose repeated cells and rows would fill more than [`MOST_AREA`]. Empty rows and cells at
/// an end are often repeated a million times and cost nothing.
fn check_repeats(content: &str, file: &str) -> Result<(), Failure> {
    let mut reader = quick_xml::Reader::from_str(content);
    let (mut depth, mut area) = (0_u32, 0_u64);
    let (mut row_repeat, mut filled, mut cell_repeat, mut pending) = (1_u64, 0_u64, 1_u64, 0_u64);
    // Bytes of text in the row, and in all rows, as often as they are repeated.
    let (mut row_text, mut text) = (0_u64, 0_u64);
    let repeat = |start: &quick_xml::events::BytesStart<'_>, name: &str| {
        start
            .try_get_attribute(name)
            .ok()
            .flatten()
            .and_then(|a| std::str::from_utf8(a.value.as_ref().as_ref()).ok().and_then(|t| t.parse().ok()))
            .unwrap_or(1_u64)
    };
    loop {
        match reader.read_event().map_err(|e| damaged(file, &e))? {
            Event::Start(start) => {
                depth += 1;
                if depth > 256 {
                    return Err(over(file, words!("嵌套超过 256 层", "nested deeper than 256")));
                }
                match local(start.local_name().as_ref()) {
                    b"table-row" => {
                        row_repeat = repeat(&start, "table:number-rows-repeated");
                        (filled, pending, row_text) = (0, 0, 0);
                    }
                    b"table-cell" => {
                        cell_repeat = repeat(&start, "table:number-columns-repeated");
                        // A cell with content makes the empty ones before it count.
                        filled = filled.saturating_add(pending).saturating_add(cell_repeat);
                        pending = 0;
                    }
                    _ => {}
                }
            }
            Event::Empty(start) if local(start.local_name().as_ref()) == b"table-cell" => {
                pending = pending.saturating_add(repeat(&start, "table:number-columns-repeated"));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                if local(end.local_name().as_ref()) == b"table-row" {
                    area = area.saturating_add(filled.saturating_mul(row_repeat));
                    text = text.saturating_add(row_text.saturating_mul(row_repeat));
                    if text > rows::MOST_TEXT as u64 {
                        return Err(rows::too_much_text(file));
                    }
                    if area > MOST_AREA || filled > MOST_COLUMNS as u64 {
                        let columns = u32::try_from(filled).unwrap_or(u32::MAX);
                        return Err(too_wide(file, u32::try_from(row_repeat).unwrap_or(u32::MAX), columns));
                    }
                }
            }
            Event::Text(written) => {
                row_text = row_text.saturating_add((written.len() as u64).saturating_mul(cell_repeat));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

fn local(name: &(impl AsRef<[u8]> + ?Sized)) -> &[u8] {
    name.as_ref()
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

fn dense(range: &calamine::Range<Data>, mut rows: Rows<'_>) -> Result<Vec<Row>, Failure> {
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let (row, column) = (row as u32 + top, column as u32 + left);
        match value {
            Data::Empty => {}
            Data::String(text) | Data::DurationIso(text) => rows.push(row, column, Kind::Text, text)?,
            Data::Int(number) => rows.push(row, column, Kind::Number, &number.to_string())?,
            Data::Float(number) => rows.push(row, column, Kind::Number, &number_text(*number))?,
            Data::Bool(value) => rows.push(row, column, Kind::Text, truth(*value))?,
            Data::DateTime(moment) => {
                let (kind, text) = moment_text(moment);
                rows.push(row, column, kind, &text)?;
            }
            Data::DateTimeIso(text) => rows.push(row, column, Kind::Date, day_of(text))?,
            Data::Error(error) => rows.push(row, column, Kind::Error, &error.to_string())?,
        }
    }
    rows.finish()
}

/// A number as Excel shows it: at most fifteen digits, so that 0.1 + 0.2 is 0.3.
fn number_text(number: f64) -> String {
    let fifteen = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    let text = fifteen.to_string();
    if text == "-0" { "0".into() } else { text }
}

fn moment_text(moment: &ExcelDateTime) -> (Kind, String) {
    if !moment.is_datetime() {
        return (Kind::Number, number_text(moment.as_f64()));
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let text = if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    };
    (Kind::Date, text)
}

fn grid(name: String, rows: Vec<Row>, merges: impl Iterator<Item = ((u32, u32), (u32, u32))>) -> Grid {
    let last = rows.len();
    let merges = merges
        .map(|(start, end)| Merge {
            top: start.0 as usize,
            bottom: end.0 as usize,
            left: start.1 as usize,
            right: (end.1 as usize).min(MOST_COLUMNS),
        })
        .filter(|m| m.top < last && (m.top != m.bottom || m.left != m.right))
        .map(|m| Merge { bottom: m.bottom.min(last.saturating_sub(1)), ..m })
        .take(200_000)
        .collect();
    Grid { name, rows, merges, ..Grid::default() }
}
