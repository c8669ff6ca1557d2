//! A list of projects as an xlsx workbook: typed numbers, a frozen header, columns wide enough for Chinese,
//! and text that is never a formula.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use unicode_width::UnicodeWidthStr as _;

use super::table::{ColumnContent, IsPlain, columns};
use crate::domain::project::Project;

/// Rows looked at for the width of a column.
const SAMPLE: usize = 200;

/// The bytes of a workbook with one sheet.
pub fn write(projects: &[&Project], sheet_name: &str, is_plain: IsPlain<'_>) -> Result<Vec<u8>, XlsxError> {
    let columns = columns(projects, is_plain);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name)?;
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter);
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let year = Format::new().set_num_format("0").set_align(FormatAlign::Top);
    let money = Format::new().set_num_format("#,##0.####").set_align(FormatAlign::Top);
    for (at, column) in (0_u16..).zip(&columns) {
        let widest = projects
            .iter()
            .take(SAMPLE)
            .flat_map(|p| {
                column.cell(p).lines().map(unicode_width::UnicodeWidthStr::width).collect::<Vec<_>>()
            })
            .chain([column.header.width()])
            .max()
            .unwrap_or(8);
        sheet.set_column_width(at, (widest as f64 + 2.0).clamp(8.0, 46.0))?;
    }
    sheet.set_freeze_panes(1, 2)?;
    for (at, column) in (0_u16..).zip(&columns) {
        sheet.write_string_with_format(0, at, &column.header, &head)?;
    }
    for (row, project) in (1_u32..).zip(projects) {
        for (at, column) in (0_u16..).zip(&columns) {
            let cell = column.cell(project);
            if cell.is_empty() {
                continue;
            }
            let number = (column.value != ColumnContent::Text).then(|| cell.parse::<f64>().ok()).flatten();
            match (number, column.value) {
                // A number of more digits than a cell holds exactly stays text.
                (Some(number), ColumnContent::Wan) if exact(number, &cell) => {
                    sheet.write_number_with_format(row, at, number, &money)?
                }
                (Some(number), ColumnContent::Number) => {
                    sheet.write_number_with_format(row, at, number, &year)?
                }
                _ => sheet.write_string_with_format(row, at, cell.as_ref(), &wrapped)?,
            };
        }
    }
    if !projects.is_empty() {
        sheet.autofilter(0, 0, projects.len() as u32, columns.len().saturating_sub(1) as u16)?;
    }
    book.save_to_buffer()
}

fn exact(number: f64, text: &str) -> bool {
    format!("{number:.14e}").parse::<f64>().is_ok_and(|n| n.to_string() == text)
}
