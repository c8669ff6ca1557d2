//! Formulas without a saved result. Programs that write workbooks often store the formula alone; Excel reckons it when it
//! opens the file, whoever only reads the file has nothing. An empty cell would look as if nothing stood there.

use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::words;

/// Cells that are listed one by one; the rest is counted.
const MOST_LISTED: usize = 20;

/// The formulas of one workbook that have no saved result.
#[derive(Default)]
pub struct UnsavedFormulas {
    /// The sheet in hand.
    pub sheet: String,
    listed: Vec<(String, u32)>,
    all: usize,
}

impl UnsavedFormulas {
    /// Takes a cell, from 0.
    pub fn add(&mut self, row: u32, column: u32) {
        self.all += 1;
        if self.listed.len() < MOST_LISTED {
            self.listed.push((format!("{}!{}{}", self.sheet, letters(column), row + 1), row + 1));
        }
    }

    /// What is to be said of them.
    pub fn finish(self, file: &str) -> Vec<Finding> {
        let mut findings: Vec<Finding> = Vec::new();
        let more = self.all - self.listed.len();
        for (cell, line) in self.listed {
            let message = words!(
                "公式没有保存计算结果，单元格按空白读取",
                "a formula without a saved result; the cell is read as empty"
            );
            let finding = Finding::warning(codes::FORMULA_UNSAVED, message).in_file(file).at_line(line);
            findings.push(finding.on_field(&cell));
        }
        if let Some(first) = findings.first_mut() {
            *first = first.clone().hint(words!(
                "用 Excel 或 WPS 打开该文件并保存一次，再导入",
                "open the file in Excel or LibreOffice and save it once, then import it"
            ));
        }
        if more > 0 {
            let message = words!(
                "另有 {more} 个单元格的公式没有保存计算结果",
                "{more} more cells with a formula without a saved result"
            );
            findings.push(Finding::warning(codes::FORMULA_UNSAVED, message).in_file(file));
        }
        findings
    }
}

/// A column's letters: A, Z, AA.
fn letters(column: u32) -> String {
    let mut left = column + 1;
    let mut letters = Vec::new();
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_that_a_workbook_shows() {
        let shown: Vec<String> = [0, 25, 26, 51, 52, 701, 702, 16_383].map(letters).into();
        assert_eq!(shown, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }

    #[test]
    fn thousands_of_them_are_twenty_and_a_count() {
        let mut unsaved = UnsavedFormulas { sheet: "表".into(), ..UnsavedFormulas::default() };
        (0..5_000).for_each(|row| unsaved.add(row, 3));
        let findings = unsaved.finish("f.xlsx");
        assert_eq!(findings.len(), 21);
        assert_eq!(findings[1].field.as_deref(), Some("表!D2"));
        assert!(findings[20].message.en.contains("4980 more"));
    }
}
