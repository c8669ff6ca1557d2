//! A plain table as a workbook or csv: one header row, typed numbers, text that is never a formula. For
//! templates, months of reports, reconciliations.

use std::borrow::Cow;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use unicode_width::UnicodeWidthStr as _;

/// Rows looked at for the width of a column.
const SAMPLE: usize = 200;

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TableCell {
    /// Text.
    Text(String),
    /// A decimal number, as text so that it stays exact.
    Number(String),
}

impl TableCell {
    /// Nothing.
    pub fn empty() -> Self {
        Self::Text(String::new())
    }

    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
        }
    }
}

impl<T: Into<String>> From<T> for TableCell {
    fn from(text: T) -> Self {
        Self::Text(text.into())
    }
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct ExportTable {
    /// The sheet's name in a workbook, at most 31 characters.
    pub name: String,
    /// The header row.
    pub header: Vec<String>,
    /// How many columns stay in sight when scrolling sideways.
    pub frozen: u16,
    /// The rows.
    pub rows: Vec<Vec<TableCell>>,
}

impl ExportTable {
    /// A workbook with this one sheet.
    ///
    /// # Errors
    /// The writer's own, for a table past a sheet's limits.
    pub fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name(&self.name)?;
        let centred = Format::new().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter);
        let head = centred.set_bold().set_text_wrap();
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let number = Format::new().set_num_format("General").set_align(FormatAlign::Top);
        for (at, header) in (0_u16..).zip(&self.header) {
            let cells = self.rows.iter().take(SAMPLE).filter_map(|row| row.get(usize::from(at)));
            let widest = cells.flat_map(|cell| cell.text().lines().map(str::width)).max().unwrap_or(0);
            let width = widest.max(header.width()) as f64 + 2.0;
            sheet.set_column_width(at, width.clamp(8.0, 46.0))?;
            sheet.write_string_with_format(0, at, header, &head)?;
        }
        sheet.set_freeze_panes(1, self.frozen)?;
        for (row, cells) in (1_u32..).zip(&self.rows) {
            for (at, cell) in (0_u16..).zip(cells) {
                match (cell, exact(cell.text())) {
                    (_, _) if cell.text().is_empty() => {}
                    (TableCell::Number(_), Some(value)) => {
                        sheet.write_number_with_format(row, at, value, &number)?;
                    }
                    _ => {
                        sheet.write_string_with_format(row, at, cell.text(), &wrapped)?;
                    }
                }
            }
        }
        book.save_to_buffer()
    }

    /// Csv in UTF-8 with a byte order mark, as Chinese Excel expects it.
    ///
    /// # Errors
    /// The writer's own; none is known for a table in memory.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .flexible(true)
            .from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(&self.header)?;
        for cells in &self.rows {
            writer.write_record(
                cells
                    .iter()
                    .map(|cell| match cell {
                        TableCell::Text(text) => guarded(text),
                        TableCell::Number(text) => Cow::Borrowed(text.as_str()),
                    })
                    .map(Cow::into_owned),
            )?;
        }
        writer.into_inner().map_err(|e| csv::Error::from(std::io::Error::other(e.to_string())))
    }
}

/// A number that a workbook's cell holds without losing a digit.
fn exact(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|value| value.to_string() == text)
}

/// Text that a spreadsheet would take for a formula stands behind a `'`, which comes off when it is read.
fn guarded(text: &str) -> Cow<'_, str> {
    if text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> ExportTable {
        ExportTable {
            name: "月报".into(),
            header: vec!["项目名称".into(), "金额".into()],
            frozen: 1,
            rows: vec![
                vec!["=1+1".into(), TableCell::Number("12.5".into())],
                vec!["一\n二".into(), TableCell::empty()],
            ],
        }
    }

    #[test]
    fn csv_is_what_excel_opens_and_no_formula() {
        let text = String::from_utf8(sheet().csv().unwrap()).unwrap();
        assert_eq!(text, "\u{feff}项目名称,金额\r\n'=1+1,12.5\r\n\"一\n二\",\r\n");
    }

    #[test]
    fn a_workbook_is_written() {
        assert!(sheet().xlsx().unwrap().starts_with(b"PK"));
        assert_eq!(exact("12.5"), Some(12.5));
        assert_eq!(exact("12345678901234567.89"), None, "more digits than a cell holds");
    }
}
