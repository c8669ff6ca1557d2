//! The use cases: what a person may do and what it does. The command line and the screen reach
//! catalogue, ledger and search only through here, so both obey the same rules.
//!
//! It never prints, never asks, and never reads the clock: `now` is always an argument.

pub mod around;
pub mod board;
mod books;
pub mod bulletin;
pub mod chase;
pub mod contact;
pub mod copies;
pub mod demo;
pub mod detail;
pub mod documents;
pub mod draft;
pub mod due;
pub mod duty;
mod exchange;
pub mod export;
pub mod find;
pub mod form;
pub mod host;
pub mod import;
pub mod issue;
pub mod milestone;
pub mod month;
mod naming;
pub mod opening;
pub mod outgoing;
pub mod people;
pub mod permission;
pub mod permit;
pub mod person;
pub mod place;
pub mod plan;
pub mod pool;
pub mod presence;
pub mod reconcile;
pub mod records;
pub mod register;
pub mod report;
pub mod roster;
pub mod rows;
pub mod saved;
pub mod session;
pub mod settings;
pub mod sheet;
pub mod spreadsheet;
pub mod states;
pub mod supervision;
pub mod watch;

use std::sync::{Arc, Mutex};

use crate::catalogue::PendingCache;
pub use crate::catalogue::{Catalogue, Year};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::project::{Project, ProjectId};
pub use crate::intake::DocumentSource;
pub use crate::intake::WORKBOOK_READER;
use crate::words;
pub use books::LazyLedger;
use settings::Settings;

/// One open desk.
pub struct App {
    settings: Settings,
    catalogue: Arc<Catalogue>,
    findings: Vec<Finding>,
    books: Arc<books::LazyLedger>,
    /// Start-up caches that are still to be written.
    unwritten: Mutex<Vec<PendingCache>>,
}

impl App {
    /// The same desk over what lies on disk now, read from `folder` where one is named.
    #[must_use]
    pub fn reopened(&self, folder: Option<std::path::PathBuf>) -> Self {
        let settings = folder.map_or_else(|| self.settings.clone(), |folder| self.settings.over(folder));
        // The same ledger stays open: one that was seen before is not forgotten when it vanishes.
        let books = if settings.ledger == self.settings.ledger { Some(self.books()) } else { None };
        let desk = Self::open(settings);
        match books {
            Some(books) => desk.with_books(books),
            None => desk,
        }
    }

    /// Opens the desk without its catalogue, for what concerns people and host only.
    pub fn without_catalogue(settings: Settings) -> Self {
        Self::new(settings, Catalogue::default(), Vec::new())
    }

    /// A desk over a catalogue that is already loaded, with what was found while loading it.
    pub fn new(settings: Settings, catalogue: Catalogue, findings: Vec<Finding>) -> Self {
        let unwritten = Mutex::default();
        Self { settings, catalogue: Arc::new(catalogue), findings, books: Arc::default(), unwritten }
    }

    /// The version of the SQLite inside the binary.
    pub fn sqlite_version() -> &'static str {
        crate::ledger::sqlite_version()
    }

    /// What was decided before it opened.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Every loaded year. The screen's workers keep a clone of the `Arc`.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// What was found while loading.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Adds what was found before it opened.
    #[must_use]
    pub fn with_earlier_findings(mut self, mut earlier: Vec<Finding>) -> Self {
        earlier.append(&mut self.findings);
        self.findings = earlier;
        self
    }

    /// The id of the person asking.
    pub fn person(&self) -> &str {
        &self.settings.person
    }

    /// The list in question: the year asked for, else the one in force.
    pub fn year(&self) -> Result<&Year, Failure> {
        let found = match self.settings.year {
            Some(year) => self.catalogue.year(year),
            None => self.catalogue.in_force(),
        };
        found.ok_or_else(|| self.no_year())
    }

    /// The project of that id, in whatever year.
    pub fn project(&self, id: ProjectId) -> Result<&Project, Failure> {
        self.catalogue.project(id).ok_or_else(|| {
            let message = words!("没有这个编号的项目", "no project has this id");
            let finding = Finding::error(codes::NO_SUCH_PROJECT, message).got(id.to_string());
            let last = self.catalogue.year(id.year).and_then(|year| year.category(id.category).last());
            let finding = match last.map(|project| project.id) {
                Some(last) => finding.expected(words!("至多 {last}", "at most {last}")),
                None => finding,
            };
            Failure::new(
                Exit::No,
                finding.hint(words!("用 diaodu find 查找", "look for it with diaodu find")),
            )
        })
    }

    fn no_year(&self) -> Failure {
        // Where files say themselves why nothing is loaded, there is no more to say.
        if self.catalogue.years().next().is_none()
            && self.findings.iter().any(|f| f.severity == Severity::Error)
        {
            return Failure { exit: Exit::No, findings: self.findings.clone() };
        }
        let loaded: Vec<String> = self.catalogue.years().map(|y| y.year.to_string()).collect();
        let finding = match (self.settings.year, loaded.join(", ")) {
            (Some(year), loaded) if !loaded.is_empty() => Finding::error(
                codes::NO_SUCH_YEAR,
                words!("没有载入这一年的目录", "no list of this year is loaded"),
            )
            .got(year.to_string())
            .expected(words!("{loaded}", "{loaded}")),
            _ => Finding::error(codes::EMPTY_CATALOGUE, words!("没有载入任何目录", "no list is loaded"))
                .hint(words!(
                    "用 diaodu import 导入附件，或用 --data 指明文件夹",
                    "import an annex with `diaodu import`, or name a folder with --data"
                )),
        };
        Failure::new(Exit::No, finding)
    }
}
