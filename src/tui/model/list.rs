//! A tab's list: which rows, which is chosen, which are marked, and how far it is scrolled.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::desk::rows::Query;
use crate::domain::project::ProjectId;

/// Which projects a list shows, as positions in the year's list.
#[derive(Clone, Debug)]
pub enum ListRows {
    /// All of a category, in the order of the annex.
    All(Range<u32>),
    /// A search's or sort's answer.
    Picked(Arc<[u32]>),
}

impl ListRows {
    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::All(range) => range.len(),
            Self::Picked(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The position of a row's project in the year's list.
    pub fn get(&self, row: usize) -> Option<u32> {
        match self {
            Self::All(range) => range.clone().nth(row),
            Self::Picked(rows) => rows.get(row).copied(),
        }
    }

    /// The row that shows a project.
    pub fn find(&self, position: u32) -> Option<usize> {
        match self {
            Self::All(range) => range.contains(&position).then(|| (position - range.start) as usize),
            Self::Picked(rows) => rows.iter().position(|at| *at == position),
        }
    }

    /// All positions.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).filter_map(|row| self.get(row))
    }
}

/// What a search found: rows per tab, with the query for the highlights of visible rows.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The parsed query.
    pub query: Arc<Query>,
    /// The rows of each tab, best or first first.
    pub rows: [ListRows; 3],
    /// Whether these are all; otherwise the first, until the same search's next answer.
    pub is_whole: bool,
}

/// One tab's list.
#[derive(Clone, Debug)]
pub struct TabList {
    /// Its rows.
    pub rows: ListRows,
    /// Whether these are all there are, not only the first.
    pub is_whole: bool,
    /// The chosen row.
    pub chosen: usize,
    /// The first row shown.
    pub top: usize,
    /// Columns scrolled away to the left.
    pub first_column: usize,
    /// Marked projects; they stay marked while the rows change.
    pub marked: BTreeSet<ProjectId>,
}

impl TabList {
    /// A list of a whole category.
    pub fn of(range: Range<u32>) -> Self {
        Self {
            rows: ListRows::All(range),
            is_whole: true,
            chosen: 0,
            top: 0,
            first_column: 0,
            marked: BTreeSet::new(),
        }
    }

    /// How many there are, `256+` while only the first are known.
    pub fn total(&self) -> String {
        format!("{}{}", self.rows.len(), if self.is_whole { "" } else { "+" })
    }

    /// Chooses a row and scrolls so that it is among the `shown` rows.
    pub fn choose(&mut self, row: usize, shown: usize) {
        self.chosen = row.min(self.rows.len().saturating_sub(1));
        let last = self.chosen.saturating_sub(shown.saturating_sub(1));
        self.top = self.top.clamp(last, self.chosen);
        self.top = self.top.min(self.rows.len().saturating_sub(shown));
    }
}
