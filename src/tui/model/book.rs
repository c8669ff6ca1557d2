//! The catalogue in view: which projects it has, and the month that people are at work on.

use std::sync::Arc;

use jiff::Timestamp;

use crate::desk::{Catalogue, Year};
use crate::domain::category::Category;
use crate::domain::deadline::ReportingRule;
use crate::domain::month::Month;
use crate::domain::project::Project;
use crate::domain::time::date_in_shanghai;

/// The catalogue in view.
#[derive(Clone, Debug)]
pub struct CatalogueView {
    /// Every loaded year.
    pub catalogue: Arc<Catalogue>,
    /// The year that is shown.
    pub year: i16,
}

impl CatalogueView {
    /// The list in view. An empty one where nothing is loaded.
    pub fn shown(&self) -> Option<&Year> {
        self.catalogue.year(self.year)
    }

    /// Every project of the list in view.
    pub fn projects(&self) -> &[Project] {
        self.shown().map_or(&[], Year::projects)
    }

    /// The range of a category within [`Book::projects`].
    pub fn range(&self, category: Category) -> std::ops::Range<u32> {
        let Some(year) = self.shown() else { return 0..0 };
        let start = year.projects().partition_point(|p| p.id.category < category) as u32;
        start..start + year.category(category).len() as u32
    }

    /// Loaded and declared projects of a category; declared is `None` without a notice.
    pub fn counts(&self, category: Category) -> (usize, Option<u32>) {
        let Some(year) = self.shown() else { return (0, None) };
        let declared = year.notice.as_ref().and_then(|n| n.declared(category)).map(|d| d.count);
        (year.category(category).len(), declared)
    }

    /// Whether far fewer projects are loaded than the notice declares: under half of any category.
    pub fn is_far_short(&self) -> bool {
        Category::ALL.into_iter().any(|c| {
            let (loaded, declared) = self.counts(c);
            declared.is_some_and(|d| loaded * 2 < d as usize)
        })
    }

    /// The month that people are at work on: the one whose deadline is running, and after the 25th still
    /// the present one, since the next has not begun.
    pub fn month_in_hand(&self, now: Timestamp) -> Month {
        let running = self.rule().next(now, &self.catalogue.calendar).month;
        running.min(Month::of(date_in_shanghai(now)))
    }

    /// The reporting rule of the list in view.
    pub fn rule(&self) -> ReportingRule {
        self.shown().and_then(|y| y.notice.as_ref()).map(|n| n.reporting).unwrap_or_default()
    }
}
