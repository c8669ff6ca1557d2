//! The catalogue: what the published lists say, year by year, from YAML that people edit and review.
//!
//! It never holds what happened since (that is the ledger's) and never knows a terminal or SQL.
//! Loading returns the catalogue *and* every problem found; one bad record never hides the rest.

mod cache;
mod check;
mod fields;
mod issues;
mod lamps;
mod list;
mod load;
mod notice;
mod record;
mod steps;
mod tables;
mod write;
mod yaml;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

pub use cache::PendingCache;
pub use load::{LoadOptions, Loaded, Preview};
pub use write::{YearFile, from_yaml, to_yaml, write_list, write_year};

use crate::domain::board::Rules;
use crate::domain::calendar::Calendar;
use crate::domain::category::Category;
use crate::domain::deadline::ReportingRule;
use crate::domain::district::District;
use crate::domain::issue::EscalationRule;
use crate::domain::milestone::MilestoneTemplate;
use crate::domain::notice::Notice;
use crate::domain::project::{Project, ProjectId};

/// Every loaded year's list.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    years: BTreeMap<i16, Year>,
    /// Working days, for reminders and shifted deadlines.
    pub calendar: Calendar,
    /// The districts and counties, with their places on the tile map.
    pub districts: Vec<District>,
    /// How the board counts schedule and lights lamps.
    pub board: Rules,
    /// The templates for back-scheduling.
    pub steps: Vec<MilestoneTemplate>,
    /// When the next level is proposed for an overdue issue.
    pub escalation: EscalationRule,
}

/// One year's list.
#[derive(Clone, Debug, Default)]
pub struct Year {
    /// The year of the list.
    pub year: i16,
    /// Its notice, unless the list was imported alone.
    pub notice: Option<Notice>,
    /// Made up by `demo`, and marked so wherever it is shown.
    pub invented: bool,
    projects: Vec<Project>,
}

/// How far a reading is, in bytes of lists; told by its threads, looked at by whoever waits.
#[derive(Debug, Default)]
pub struct LoadProgress {
    done: AtomicU64,
    of: AtomicU64,
}

impl LoadProgress {
    fn expect(&self, bytes: u64) {
        self.of.store(bytes, Ordering::Relaxed);
    }

    fn advance(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }

    /// In percent; 0 while it is not known how much there is.
    pub fn percent(&self) -> u8 {
        let (done, of) = (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed));
        (done * 100).checked_div(of).unwrap_or(0).min(100) as u8
    }
}

impl Catalogue {
    /// Adds a year, replacing an earlier one.
    pub fn insert(&mut self, year: Year) {
        self.years.insert(year.year, year);
    }

    /// All years, oldest first.
    pub fn years(&self) -> impl DoubleEndedIterator<Item = &Year> {
        self.years.values()
    }

    /// One year's list.
    pub fn year(&self, year: i16) -> Option<&Year> {
        self.years.get(&year)
    }

    /// The list in force: the latest loaded; a list holds until a later one is loaded.
    pub fn in_force(&self) -> Option<&Year> {
        self.years.values().next_back()
    }

    /// The project of that id, in whatever year.
    pub fn project(&self, id: ProjectId) -> Option<&Project> {
        self.years.get(&id.year)?.project(id)
    }
}

impl Year {
    /// A year's list; projects are put in the order of their ids.
    pub fn new(year: i16, notice: Option<Notice>, invented: bool, mut projects: Vec<Project>) -> Self {
        projects.sort_by_key(|p| p.id);
        Self { year, notice, invented, projects }
    }

    /// The monthly reporting rule: its notice's, or our default where the list came alone.
    pub fn reporting_rule(&self) -> ReportingRule {
        self.notice.as_ref().map(|notice| notice.reporting).unwrap_or_default()
    }

    /// Every project, in the order of ids: annex by annex, serial by serial.
    pub fn projects(&self) -> &[Project] {
        &self.projects
    }

    /// The projects alone, as they stand.
    pub fn into_projects(self) -> Vec<Project> {
        self.projects
    }

    /// The projects of one category, in serial order.
    pub fn category(&self, category: Category) -> &[Project] {
        let start = self.projects.partition_point(|p| p.id.category < category);
        let end = self.projects.partition_point(|p| p.id.category <= category);
        &self.projects[start..end]
    }

    /// The project of that id.
    pub fn project(&self, id: ProjectId) -> Option<&Project> {
        self.projects.binary_search_by_key(&id, |p| p.id).ok().map(|at| &self.projects[at])
    }
}
