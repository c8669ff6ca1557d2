//! `import`: a published list becomes a year's catalogue, all or nothing, with everything that changes said
//! field by field.
//!
//! A verb or the screen makes a [`Request`] and calls [`Desk::import`]; with `dry_run` the same
//! [`Outcome`] comes back and nothing is written. The ledger is never touched: a project that leaves the
//! list keeps its reports under its id, and a project that only moved in the list keeps its id.

pub mod compare;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::Desk;
use super::settings::DataPlace;
use crate::catalogue::{Catalogue, Part, Year, write_year};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::notice::Notice;
use crate::domain::permission::{Action, Target};
use crate::domain::project::Project;
use crate::intake;
use crate::words;
pub use compare::{Change, Compared, FieldChange, Kind, Proposal};
pub use intake::{Declaration, RowCounts, Source};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The document, its name, and `--encoding` and `--sheet` where they were said.
    pub source: Source,
    /// `--year`
    pub year: Option<i16>,
    /// `--annex`
    pub annex: Option<u8>,
    /// `--map`, as typed.
    pub map: Option<String>,
    /// `--transpose`
    pub transpose: bool,
    /// `--dry-run`: say everything, write nothing.
    pub dry_run: bool,
    /// `--strict`: a declared count or sum that does not agree refuses the import.
    pub strict: bool,
    /// `--accept`: a project that seems to be an earlier one under another name is taken for it.
    pub accept: bool,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The list's year.
    pub year: i16,
    /// Its first category; a document with several annexes names all in `categories`.
    pub category: Option<Category>,
    /// Every category read.
    pub categories: Vec<Category>,
    /// The encoding found in a text.
    pub encoding: Option<String>,
    /// The sheets that were read.
    pub sheets: Vec<String>,
    /// What became of the rows.
    pub rows: RowCounts,
    /// Declared counts and sums beside what was found.
    pub declared: Vec<Declaration>,
    /// The files that changed, below the data folder; empty in a dry run.
    pub written: Vec<PathBuf>,
    /// The data folder written to.
    pub folder: Option<PathBuf>,
    /// Added, changed, removed and unchanged projects.
    pub compared: Compared,
    /// Whether the notice's own facts are new or changed.
    pub notice_changed: bool,
    /// The projects as they are (or would be) stored, in the order of ids.
    pub projects: Vec<Project>,
    /// Legends of marks.
    pub legends: Vec<(String, String)>,
    /// Warnings and notes.
    pub findings: Vec<Finding>,
}

impl Desk {
    /// Imports a document.
    ///
    /// # Errors
    /// [`Exit::Malformed`] and [`Exit::Usage`] from reading it (see [`intake::read`]), [`Exit::No`] under
    /// `strict`, [`Exit::Denied`] without the right, [`Exit::Storage`] where nothing could be written.
    pub fn import(&self, request: Request, now: Timestamp) -> Result<Outcome, Failure> {
        let options = options(&request, self.catalogue())?;
        let document = match exchange(&request, &options) {
            Some(read) => read?,
            None => intake::read(request.source, &options)?,
        };
        let base = self.catalogue().year(document.year);
        let mut findings = document.findings;
        if request.strict {
            refuse_mismatches(&mut findings)?;
        }
        for category in &document.categories {
            let read: Vec<&Project> =
                document.projects.iter().filter(|p| p.id.category == *category).collect();
            if read.is_empty() && base.is_some_and(|y| !y.category(*category).is_empty()) {
                let message =
                    words!("文件中没有项目，原有名单不动", "no projects were read; the list stays as it is");
                let finding = Finding::error(codes::NO_PROJECTS, message);
                return Err(Failure::new(Exit::No, finding));
            }
        }
        let mut compared = Compared::default();
        let mut projects: Vec<Project> = Vec::with_capacity(document.projects.len());
        for category in &document.categories {
            let new = document.projects.iter().filter(|p| p.id.category == *category).cloned().collect();
            let old = base.map_or(&[][..], |y| y.category(*category));
            projects.extend(compare::merge(old, new, request.accept, &mut compared));
        }
        if let Some(earlier) = earlier_year(self.catalogue(), document.year) {
            compare::across(earlier, &projects, &mut compared);
        }
        findings.extend(compared.findings());
        let notice = merged_notice(base.and_then(|y| y.notice.as_ref()), document.notice, &document.legends);
        let notice_changed = notice.as_ref() != base.and_then(|y| y.notice.as_ref());
        let others = base.map_or(&[][..], Year::projects).iter();
        let all = others
            .filter(|p| !document.categories.contains(&p.id.category))
            .chain(&projects)
            .cloned()
            .collect();
        let year = Year::new(document.year, notice, base.is_some_and(|y| y.invented), all);
        let mut outcome = Outcome {
            year: document.year,
            category: document.categories.first().copied(),
            categories: document.categories,
            encoding: document.encoding,
            sheets: document.sheets,
            rows: document.rows,
            declared: document.declared,
            compared,
            notice_changed,
            legends: document.legends,
            findings,
            ..Outcome::default()
        };
        if !request.dry_run {
            for category in &outcome.categories {
                self.demand(Action::Import, Target::Category(*category), now)?;
            }
            let folder = self.data_folder();
            let mut parts: Vec<Part> = outcome.categories.iter().map(|c| Part::List(*c)).collect();
            if year.notice.is_some() {
                parts.insert(0, Part::Notice);
            }
            outcome.written = write_year(&folder, &year, &parts)?;
            outcome.folder = Some(folder);
        }
        projects.sort_by_key(|p| p.id);
        outcome.projects = projects;
        Ok(outcome)
    }

    /// Where lists are written: the folder that the catalogue was read from, or `./data`, which every later
    /// run from here finds before the built-in catalogue.
    fn data_folder(&self) -> PathBuf {
        match &self.settings().data {
            DataPlace::Folder(folder) => folder.clone(),
            DataPlace::BuiltIn => Path::new("data").to_owned(),
        }
    }
}

fn options(request: &Request, catalogue: &Catalogue) -> Result<intake::Options, Failure> {
    let usage = |finding| Failure::new(Exit::Usage, finding);
    let category = match request.annex {
        None => None,
        Some(annex) => Some(Category::of_annex(annex).ok_or_else(|| {
            usage(
                Finding::error(codes::ANNEX_NOT_TOLD, words!("没有这个附件", "there is no such annex"))
                    .on_field("--annex")
                    .got(annex.to_string())
                    .expected(words!("1 建设、2 前期、3 招商", "1 construction, 2 planning, 3 promotion")),
            )
        })?),
    };
    let map = request.map.as_deref().map(intake::Map::parse).transpose().map_err(usage)?.unwrap_or_default();
    let has_notice = request.year.and_then(|y| catalogue.year(y)).is_some_and(|y| y.notice.is_some());
    Ok(intake::Options { year: request.year, category, map, transpose: request.transpose, has_notice })
}

/// Our own YAML and JSON, told by their first characters.
fn exchange(request: &Request, options: &intake::Options) -> Option<Result<intake::Document, Failure>> {
    super::exchange::read(&request.source, options)
}

/// Under `--strict` a declared count or sum that does not agree is an error.
fn refuse_mismatches(findings: &mut [Finding]) -> Result<(), Failure> {
    let mut refused = Vec::new();
    for finding in findings.iter_mut().filter(|f| f.code == codes::DECLARED_MISMATCH) {
        finding.severity = Severity::Error;
        refused.push(finding.clone());
    }
    if refused.is_empty() { Ok(()) } else { Err(Failure { exit: Exit::No, findings: refused }) }
}

fn earlier_year(catalogue: &Catalogue, year: i16) -> Option<&Year> {
    catalogue.years().rev().find(|y| y.year < year)
}

/// The notice to store: what the document says goes before what stood there; what it does not say (section
/// counts of the press, our settings) stays.
fn merged_notice(
    base: Option<&Notice>,
    read: Option<Notice>,
    legends: &[(String, String)],
) -> Option<Notice> {
    let Some(mut notice) = read else {
        let mut kept = base.cloned()?;
        for legend in legends {
            if !kept.legends.iter().any(|(mark, _)| *mark == legend.0) {
                kept.legends.push(legend.clone());
            }
        }
        return Some(kept);
    };
    let shipped = Catalogue::built_in();
    let same = |other: &&Notice| !notice.number.is_empty() && other.number == notice.number;
    let known = base.or_else(|| shipped.year(notice.year).and_then(|y| y.notice.as_ref()).filter(same));
    if let Some(known) = known {
        notice.sections.clone_from(&known.sections);
        if notice.legends.is_empty() {
            notice.legends.clone_from(&known.legends);
        }
        notice.reporting.inclusive = known.reporting.inclusive;
        notice.reporting.shift = known.reporting.shift;
        if !notice.source.contains("://") && !known.source.is_empty() {
            notice.source.clone_from(&known.source);
        }
    }
    Some(notice)
}
