//! Merged regions of a grid, found by the row that they reach: a sheet may hold as many of them as rows, and every
//! row asks.

use std::cell::OnceCell;

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

/// Rows reached by all regions together, each region counting its own; regions past that are forgotten. Those of a
/// real sheet lie apart, so they reach less.
const MOST_REACH: usize = 1_000_000;

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
        *self = self.all.iter().map(|m| Merge { top: m.top + rows, bottom: m.bottom + rows, ..*m }).collect();
    }

    /// Adds another grid's regions, whose rows begin at `offset` here.
    pub fn append(&mut self, mut more: Self, offset: usize) {
        more.shift(offset);
        *self = self.all.iter().chain(&more.all).copied().collect();
    }
}

impl FromIterator<Merge> for Merges {
    fn from_iter<I: IntoIterator<Item = Merge>>(merges: I) -> Self {
        let mut reach = 0_usize;
        let within = |m: &Merge| {
            reach = reach.saturating_add(m.bottom.saturating_sub(m.top) + 1);
            reach <= MOST_REACH
        };
        Self { all: merges.into_iter().take_while(within).collect(), by_row: OnceCell::new() }
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
        let mut merges: Merges = [region(1, 3, 0), region(2, 2, 1)].into_iter().collect();
        let lefts = |merges: &Merges, row| merges.reaching(row).map(|m| m.left).collect::<Vec<_>>();
        assert_eq!((lefts(&merges, 0), lefts(&merges, 2), lefts(&merges, 9)), (vec![], vec![0, 1], vec![]));
        merges.shift(1);
        merges.append([region(0, 0, 7)].into_iter().collect(), 4);
        assert_eq!((lefts(&merges, 1), lefts(&merges, 4)), (vec![], vec![0, 7]));
    }

    #[test]
    fn regions_that_reach_without_end_are_forgotten() {
        let merges: Merges = (0..100).map(|left| region(0, 99_999, left)).collect();
        assert_eq!(merges.iter().count(), 10);
    }
}
