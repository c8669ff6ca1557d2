//! Merged regions of a grid, found by the row that they reach: a sheet may hold as many of them as rows, and every
//! row asks.

use std::cell::OnceCell;

use super::guard::over;
use crate::domain::finding::Failure;
use crate::words;

/// A merged region, rows and columns from 0, both ends included. Rows count within the grid's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: usize,
    /// Last row.
    pub bottom: usize,
    /// First column.
    pub left: usize,
    /// Last column.
    pub right: usize,
}

/// The most rows that all regions of a grid may reach together, each region counting its own. Regions of a sound sheet
/// lie apart, so they reach no more than it has cells.
const MOST_REACH: usize = 8_000_000;

/// All merged regions of one grid, in the order of the document.
#[derive(Clone, Debug, Default)]
pub struct Merges {
    all: Vec<Merge>,
    by_row: OnceCell<ByRow>,
}

/// For each row the places of the regions that reach it.
#[derive(Clone, Debug, Default)]
struct ByRow {
    /// Where each row's begin in `places`; one more than there are rows.
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Merges {
    /// The regions of a grid of so many rows. A region may be said to reach further (whole columns are often merged);
    /// it is cut to the rows that are there, and one below them or of a single cell is none.
    ///
    /// # Errors
    /// [`Exit::Malformed`](crate::domain::exit::Exit) for regions that lie over each other without end: none is
    /// forgotten.
    pub fn within(
        rows: usize,
        regions: impl IntoIterator<Item = Merge>,
        file: &str,
    ) -> Result<Self, Failure> {
        let mut reach = 0;
        let mut all = Vec::new();
        for region in regions {
            let region = Merge { bottom: region.bottom.min(rows.saturating_sub(1)), ..region };
            let single = region.top == region.bottom && region.left == region.right;
            if region.top >= rows || region.bottom < region.top || region.right < region.left || single {
                continue;
            }
            reach += region.bottom - region.top + 1;
            if reach > MOST_REACH {
                return Err(over(
                    file,
                    words!(
                        "合并单元格合计跨 {MOST_REACH} 行以上，相互重叠",
                        "merged cells lie over each other: together they reach more than {MOST_REACH} rows"
                    ),
                ));
            }
            all.push(region);
        }
        Ok(Self { all, by_row: OnceCell::new() })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Every region.
    pub fn iter(&self) -> impl Iterator<Item = &Merge> {
        self.all.iter()
    }

    /// The regions that a row is part of.
    pub fn reaching(&self, row: usize) -> impl Iterator<Item = &Merge> {
        let by_row = self.by_row.get_or_init(|| ByRow::of(&self.all));
        let span = by_row.starts.get(row).zip(by_row.starts.get(row + 1));
        let places = span.map_or(&[][..], |(from, to)| &by_row.places[*from as usize..*to as usize]);
        places.iter().map(|place| &self.all[*place as usize])
    }

    /// Moves every region down by so many rows.
    pub fn shift(&mut self, rows: usize) {
        self.all.iter_mut().for_each(|m| (m.top, m.bottom) = (m.top + rows, m.bottom + rows));
        self.by_row = OnceCell::new();
    }

    /// Adds another grid's regions, whose rows begin at `offset` here.
    pub fn append(&mut self, mut more: Self, offset: usize) {
        more.shift(offset);
        self.all.append(&mut more.all);
        self.by_row = OnceCell::new();
    }
}

impl ByRow {
    fn of(merges: &[Merge]) -> Self {
        let rows = merges.iter().map(|m| m.bottom + 1).max().unwrap_or(0);
        let mut starts = vec![0_u32; rows + 1];
        for merge in merges {
            (merge.top..=merge.bottom).for_each(|row| starts[row + 1] += 1);
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut places = vec![0; starts.last().map_or(0, |end| *end as usize)];
        for (place, merge) in merges.iter().enumerate() {
            for row in merge.top..=merge.bottom {
                places[next[row] as usize] = place as u32;
                next[row] += 1;
            }
        }
        Self { starts, places }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(top: usize, bottom: usize, left: usize) -> Merge {
        Merge { top, bottom, left, right: left }
    }

    #[test]
    fn a_row_knows_the_regions_that_reach_it() {
        let mut merges = Merges::within(5, [region(1, 3, 0), region(2, 4, 1)], "f").unwrap();
        let lefts = |merges: &Merges, row| merges.reaching(row).map(|m| m.left).collect::<Vec<_>>();
        assert_eq!((lefts(&merges, 0), lefts(&merges, 2), lefts(&merges, 9)), (vec![], vec![0, 1], vec![]));
        merges.shift(1);
        merges.append(Merges::within(2, [region(0, 1, 7)], "f").unwrap(), 6);
        assert_eq!((lefts(&merges, 1), lefts(&merges, 4), lefts(&merges, 7)), (vec![], vec![0, 1], vec![7]));
    }

    #[test]
    fn whole_columns_reach_the_rows_that_are_there() {
        let columns = (0..300).map(|left| region(0, 1_048_575, left));
        let merges = Merges::within(300, columns, "f").unwrap();
        assert_eq!((merges.iter().count(), merges.reaching(299).count()), (300, 300));
        assert!(Merges::within(300, [region(300, 400, 0), region(7, 7, 0)], "f").unwrap().is_empty());
    }

    #[test]
    fn regions_over_each_other_without_end_are_refused_and_none_forgotten() {
        let over_each_other = (0..100).map(|_| region(0, 99_999, 0));
        let failure = Merges::within(100_000, over_each_other, "f.xlsx").unwrap_err();
        assert_eq!(failure.findings[0].file.as_deref(), Some("f.xlsx"));
    }
}
