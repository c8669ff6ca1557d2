//! A document as a workbook: its text on the first sheet, every table on a sheet of its own, figures as
//! numbers that can be added up.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

use super::{Block, Document, Table};

/// The bytes of the file.
pub fn write(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    write_text(book.add_worksheet(), document)?;
    let tables = document.blocks.iter().filter_map(|b| match b {
        Block::Table(table) => Some(table),
        _ => None,
    });
    for (number, table) in tables.enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(sheet_name(number + 1, &table.caption))?;
        write_table(sheet, table)?;
    }
    book.save_to_buffer()
}

fn write_text(sheet: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
    sheet.set_name("正文")?.set_column_width(0, 96)?;
    let title = Format::new().set_bold().set_font_size(16).set_align(FormatAlign::Center).set_text_wrap();
    let heading = Format::new().set_bold().set_font_size(12);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let right = Format::new().set_align(FormatAlign::Right);
    let mut row = 0;
    for line in document.masthead.iter().chain(std::iter::once(&document.title)) {
        sheet.write_string_with_format(row, 0, line, &title)?;
        row += 1;
    }
    row += 1;
    for block in &document.blocks {
        match block {
            Block::Heading(_, text) => sheet.write_string_with_format(row, 0, text, &heading)?,
            Block::Paragraph(text) | Block::Note(text) => {
                sheet.write_string_with_format(row, 0, text, &wrapped)?
            }
            Block::Item(text) => sheet.write_string_with_format(row, 0, format!("· {text}"), &wrapped)?,
            Block::Signature(text) => sheet.write_string_with_format(row, 0, text, &right)?,
            Block::Table(_) => continue,
        };
        row += 1;
    }
    Ok(())
}

fn write_table(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color(0x00ED_F0F3);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
    for (at, header) in (0_u16..).zip(&table.header) {
        sheet.write_string_with_format(0, at, header, &head)?;
        sheet.set_column_width(at, width(table, usize::from(at)))?;
    }
    for (row, cells) in (1_u32..).zip(&table.rows) {
        for (at, cell) in (0_u16..).zip(cells) {
            match figure(cell).filter(|_| table.figures.get(usize::from(at)) == Some(&true)) {
                Some((value, format)) => {
                    let format = Format::new().set_num_format(format).set_border(FormatBorder::Thin);
                    sheet.write_number_with_format(row, at, value, &format)?
                }
                None => sheet.write_string_with_format(row, at, cell, &text)?,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// A printed figure as a number with the format that prints it again: `54.8%` is 0.548 as `0.0%`.
fn figure(cell: &str) -> Option<(f64, String)> {
    let (digits, percent) = match cell.strip_suffix('%') {
        Some(rest) => (rest, true),
        None => (cell, false),
    };
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-');
    if digits.is_empty() || !digits.chars().all(plain) {
        return None;
    }
    // The quotient of two whole numbers is the nearest number to what is printed.
    let decimals = digits.split_once('.').map_or(0, |(_, rest)| rest.len());
    let whole: f64 = digits.replacen('.', "", 1).parse().ok()?;
    let places = i32::try_from(decimals).ok()? + if percent { 2 } else { 0 };
    let value = whole / 10f64.powi(places);
    let mut format = String::from("0");
    if decimals > 0 {
        format.push('.');
        format.push_str(&"0".repeat(decimals));
    }
    if percent {
        format.push('%');
    }
    Some((value, format))
}

fn width(table: &Table, column: usize) -> f64 {
    let cells = table.rows.iter().filter_map(|row| row.get(column)).chain(table.header.get(column));
    let widest = cells.map(|text| unicode_width::UnicodeWidthStr::width(text.as_str())).max().unwrap_or(8);
    (widest.clamp(6, 48) + 2) as f64
}

/// At most 31 characters, none of those that a sheet's name must not hold, and unique by its number.
fn sheet_name(number: usize, caption: &str) -> String {
    let kept: String = caption.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(24).collect();
    format!("{number} {kept}").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_become_numbers_and_the_rest_stays_text() {
        assert_eq!(figure("54.8%"), Some((0.548, "0.0%".into())));
        assert_eq!(figure("-1.36"), Some((-1.36, "0.00".into())));
        assert_eq!(figure("—"), None);
        assert_eq!(figure("1-2"), None);
        assert_eq!(figure(""), None);
    }

    #[test]
    fn sheet_names_are_what_a_workbook_accepts() {
        assert_eq!(sheet_name(2, "分类/进度[1]"), "2 分类进度1");
        assert!(sheet_name(12, &"长".repeat(60)).chars().count() <= 31);
    }
}
