//! How the rows of one table usually look, told before any is judged.

use super::super::grid::GridRow;
use super::super::header::{Header, ProjectField};
use super::super::heading::{self, NumberingStyle};
use super::{is_number, is_serial};

/// How the rows of one table usually look, told before any is judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct TableProfile {
    /// Projects carry serials.
    pub serials: bool,
    /// Names begin with a number of their own, `1、某路`, where a single one may be part of the name: `1、2号楼改造`.
    pub numbered: bool,
    /// Projects fill two cells at most.
    pub narrow: bool,
    /// The header is not Chinese: rows are records of their own.
    pub foreign: bool,
    /// How many cells a row usually fills, nine at most.
    pub usual: u8,
    /// The columns, of the first 128, that hold figures in most projects: what a heading has there is a sum.
    figures: u128,
}

impl TableProfile {
    /// Looks at every row below a header.
    pub fn of(rows: &[GridRow], header: &Header) -> Self {
        let (name, serial) = (header.column(ProjectField::Name), header.column(ProjectField::Serial));
        let (mut named, mut numbered, mut inside, mut filled) = (0_usize, 0_usize, 0_usize, Vec::new());
        let mut figures = vec![(0_u32, 0_u32); header.columns.len().min(128)];
        for row in rows {
            if name.is_none_or(|c| row.cell(c).is_empty()) {
                continue;
            }
            named += 1;
            let has_serial = serial.is_some_and(|c| is_serial(row.cell(c)));
            numbered += usize::from(has_serial);
            let digit = |text: &str| text.starts_with(|c: char| matches!(c, '0'..='9' | '０'..='９'));
            let own = name.map(|c| row.cell(c)).filter(|t| digit(t)).and_then(heading::numbering);
            inside += usize::from(matches!(own, Some((NumberingStyle::Arabic, ..))));
            filled.push(row.filled().count().min(9) as u8);
            if has_serial || serial.is_none() {
                for (at, (all, numbers)) in figures.iter_mut().enumerate() {
                    let text = row.cell(at);
                    *all += u32::from(!text.is_empty());
                    *numbers += u32::from(!text.is_empty() && is_number(row, at) && !is_year(text));
                }
            }
        }
        filled.sort_unstable();
        let usual = filled.get(filled.len() / 2).copied().unwrap_or_default();
        let mostly = |(at, (all, numbers)): (usize, (u32, u32))| (numbers * 2 > all).then_some(1_u128 << at);
        Self {
            serials: numbered * 10 >= named * 3 && numbered > 0,
            numbered: inside * 3 >= named && inside > 0,
            narrow: usual <= 2,
            foreign: name.is_some_and(|c| !header.columns[c].label.chars().any(is_east_asian)),
            usual,
            figures: figures.into_iter().enumerate().filter_map(mostly).sum(),
        }
    }

    /// Whether a column holds figures in most projects.
    pub fn is_figures(self, column: usize) -> bool {
        column < 128 && self.figures >> column & 1 == 1
    }
}

fn is_year(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(|n| (1900.0..2200.0).contains(&n))
}

fn is_east_asian(c: char) -> bool {
    ('\u{3040}'..='\u{30ff}').contains(&c) || ('\u{3400}'..='\u{9fff}').contains(&c)
}
