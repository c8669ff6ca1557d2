//! The open board: what it is grouped by, which of its pages is shown, and how far it is scrolled.

use std::sync::Arc;

use crate::domain::board::{Board, By, Group};
use crate::domain::lang::Lang;

/// The open board.
#[derive(Clone, Debug, Default)]
pub struct BoardView {
    /// What is read, once it is.
    pub board: Option<Arc<Board>>,
    /// What it is grouped by.
    pub by: By,
    /// Which page is shown.
    pub page: Page,
    /// The chosen row.
    pub chosen: usize,
    /// The first row shown.
    pub top: usize,
}

/// One page of the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
    /// Progress against schedule by group, slowest first.
    #[default]
    Groups,
    /// 挂图: the districts as tiles.
    Map,
    /// Filing by unit and month.
    Filing,
    /// Investment by month beside an even share of the plan.
    Months,
}

impl Page {
    /// In the order they are turned.
    pub const ALL: [Self; 4] = [Self::Groups, Self::Map, Self::Filing, Self::Months];

    /// What it is called.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Groups => lang.pick("进度", "progress"),
            Self::Map => lang.pick("挂图", "map"),
            Self::Filing => lang.pick("报送", "filing"),
            Self::Months => lang.pick("按月", "months"),
        }
    }

    /// The page after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }
}

impl BoardView {
    /// How many rows the page has to choose from.
    pub fn rows(&self) -> usize {
        let Some(board) = &self.board else { return 0 };
        match self.page {
            Page::Groups => board.groups.len() + 1,
            Page::Map => board.districts.len(),
            Page::Filing => board.filing.len(),
            Page::Months => 0,
        }
    }

    /// The filter behind the chosen figure: what it is grouped by, and the key; `None` for everything.
    pub fn behind(&self) -> Option<(By, Option<String>)> {
        let board = self.board.as_ref()?;
        let key = |group: &Group| group.key.clone();
        match self.page {
            Page::Groups => board.groups.get(self.chosen).map(|g| (board.by, key(g))),
            Page::Map => board.districts.get(self.chosen).map(|g| (By::District, key(g))),
            Page::Filing => board.filing.get(self.chosen).map(|row| (By::Unit, row.unit.clone())),
            Page::Months => None,
        }
    }
}
