//! The reconciliation of a month: our figures beside those of statistics.

use std::sync::Arc;

use crate::domain::finding::Finding;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::statistics::StatisticsState;

/// What was compared.
#[derive(Clone, Debug)]
pub struct ReconcileBoard {
    /// The month.
    pub month: Month,
    /// The file that the figures are from; the reports' own where `None`.
    pub file: Option<String>,
    /// The projects that either side speaks of.
    pub rows: Vec<ReconcileRow>,
    /// How many stand in each state, in the order of [`StatisticsState::ALL`].
    pub counts: [usize; 4],
    /// Ours, statistics, difference, over what both sides speak of.
    pub sums: (Money, Money, Money),
    /// What was found in the file.
    pub findings: Vec<Finding>,
}

/// One project.
#[derive(Clone, Debug)]
pub struct ReconcileRow {
    /// Its id.
    pub project: ProjectId,
    /// Its name.
    pub name: String,
    /// What was reported; `None` without a counting report.
    pub ours: Option<Money>,
    /// What statistics say.
    pub statistics: Option<Money>,
    /// Ours − statistics.
    pub difference: Option<Money>,
    /// How they stand.
    pub state: StatisticsState,
    /// The report's explanation.
    pub explanation: String,
}

/// In which order the rows stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReconcileOrder {
    /// The largest difference first, either way.
    #[default]
    Size,
    /// As in the list.
    List,
    /// The largest figure of ours first.
    Ours,
}

impl ReconcileOrder {
    /// What it is called.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Size => lang.pick("差额大小", "difference"),
            Self::List => lang.pick("名单顺序", "list order"),
            Self::Ours => lang.pick("本台账大小", "our figure"),
        }
    }

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Size => Self::Ours,
            Self::Ours => Self::List,
            Self::List => Self::Size,
        }
    }
}

/// The open reconciliation.
#[derive(Clone, Debug, Default)]
pub struct ReconcileView {
    /// What is read, once it is.
    pub board: Option<Arc<ReconcileBoard>>,
    /// The statistics file asked for.
    pub path: Option<String>,
    /// Only the rows in this state.
    pub only: Option<StatisticsState>,
    /// Their order.
    pub order: ReconcileOrder,
    /// The rows shown, as places on the board.
    pub rows: Vec<usize>,
    /// The chosen one of them.
    pub chosen: usize,
    /// The first one shown.
    pub top: usize,
    /// Why nothing could be compared.
    pub refused: Vec<Bilingual>,
}

impl ReconcileView {
    /// The chosen row.
    pub fn row(&self) -> Option<&ReconcileRow> {
        self.board.as_ref()?.rows.get(*self.rows.get(self.chosen)?)
    }

    /// Filters and sorts anew; the chosen project stays chosen where it is still shown.
    pub fn arrange(&mut self) {
        let before = self.row().map(|row| row.project);
        let Some(board) = &self.board else {
            self.rows.clear();
            return;
        };
        let wanted = |at: &usize| self.only.is_none_or(|only| board.rows[*at].state == only);
        let mut rows: Vec<usize> = (0..board.rows.len()).filter(wanted).collect();
        // A figure that nobody reported is as far off as it is large.
        let gap = |row: &ReconcileRow| row.difference.or(row.statistics.filter(|_| row.ours.is_none()));
        match self.order {
            ReconcileOrder::List => {}
            ReconcileOrder::Size => {
                rows.sort_by_key(|at| std::cmp::Reverse(gap(&board.rows[*at]).map(|m| m.0.abs())));
            }
            ReconcileOrder::Ours => rows.sort_by_key(|at| std::cmp::Reverse(board.rows[*at].ours)),
        }
        let again = before.and_then(|id| rows.iter().position(|at| board.rows[*at].project == id));
        self.chosen = again.unwrap_or(0);
        self.rows = rows;
    }

    /// The next state to show alone, and after the last one all again.
    pub fn turn(&mut self, by: isize) {
        let all = StatisticsState::ALL;
        // The order of a person's interest: what differs first.
        let order = [None, Some(all[1]), Some(all[2]), Some(all[3]), Some(all[0])];
        let at = order.iter().position(|only| *only == self.only).unwrap_or(0) as isize;
        self.only = order[(at + by).rem_euclid(order.len() as isize) as usize];
        self.top = 0;
        self.arrange();
    }
}
