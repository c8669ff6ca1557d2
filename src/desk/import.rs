//! `import`: a published list becomes a year's catalogue, all or nothing, with everything that changes said
//! field by field.
//!
//! A verb makes a [`Request`] and calls [`Desk::import`]; with `dry_run` the same [`Outcome`] comes back and
//! nothing is written. The screen takes the same three steps one by one: [`Desk::read_list`],
//! [`Desk::compare_list`] as often as a person changes their mind, [`Desk::store_list`]. The ledger is never
//! touched: a project that leaves the list keeps its reports under its id, and a project that only moved in
//! the list keeps its id.

pub mod compare;
mod names;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::App;
use super::settings::DataSource;
use crate::catalogue::{Catalogue, Year, YearFile, write_year};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::notice::Notice;
use crate::domain::permission::{Action, Target};
use crate::domain::project::{Project, ProjectId};
use crate::intake;
use crate::words;
pub use compare::{Accept, ChangeKind, Compared, FieldChange, MatchProposal, ProjectChange};
pub use intake::{
    Declaration, DocumentSource, MAP_KEYS, ProgressToken, ProjectField as ListField, ReadProgress, ReadStage,
    RowCounts, SeenColumn, called_off,
};

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// The document, its name, and `--encoding` and `--sheet` where they were said.
    pub source: DocumentSource,
    /// `--year`
    pub year: Option<i16>,
    /// `--annex`
    pub annex: Option<u8>,
    /// `--map`, as typed.
    pub map: Option<String>,
    /// Which printed header fills which field, as chosen on the screen.
    pub columns: Vec<(ListField, String)>,
    /// `--transpose`
    pub transpose: bool,
    /// `--dry-run`: say everything, write nothing.
    pub dry_run: bool,
    /// `--strict`: a declared count or sum that does not agree refuses the import.
    pub strict: bool,
    /// `--accept`: whether a project that seems to be an earlier one under another name is taken for it.
    pub accept: Accept,
}

/// A document that was read, before it is compared with what is loaded.
#[derive(Clone, Debug)]
pub struct ReadList {
    document: intake::ParsedDocument,
    strict: bool,
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
    /// The line of the document that each of them begins at; empty for our own YAML and JSON.
    pub lines: Vec<u32>,
    /// The columns of the document's first table.
    pub columns: Vec<SeenColumn>,
    /// Legends of marks.
    pub legends: Vec<(String, String)>,
    /// Warnings and notes.
    pub findings: Vec<Finding>,
}

impl App {
    /// Imports a document.
    ///
    /// # Errors
    /// [`Exit::Malformed`] and [`Exit::Usage`] from reading it (see [`intake::read`]), [`Exit::No`] under
    /// `strict`, [`Exit::Denied`] without the right, [`Exit::Storage`] where nothing could be written.
    pub fn import(&self, request: ImportRequest, now: Timestamp) -> Result<Outcome, Failure> {
        let (dry_run, accept) = (request.dry_run, request.accept.clone());
        let list = self.read_list(request)?;
        if dry_run { Ok(self.compared(list, &accept)?.0) } else { self.store_owned(list, &accept, now) }
    }

    /// Reads a document; writes nothing.
    ///
    /// # Errors
    /// As [`Desk::import`]; [`Exit::Interrupted`] when it was called off.
    pub fn read_list(&self, request: ImportRequest) -> Result<ReadList, Failure> {
        let options = options(&request, self.catalogue())?;
        let strict = request.strict;
        let document = match exchange(&request, &options) {
            Some(read) => read?,
            None => intake::read(request.source, &options)?,
        };
        Ok(ReadList { document, strict })
    }

    /// The columns of a document that could not be read as a list, for a person to say which is which.
    ///
    /// # Errors
    /// Where it cannot be opened at all.
    pub fn list_columns(&self, request: ImportRequest) -> Result<Vec<SeenColumn>, Failure> {
        let map = options(&request, self.catalogue())?.map;
        intake::columns(request.source, &map)
    }

    /// What a list that was read would change; writes nothing.
    ///
    /// # Errors
    /// [`Exit::No`] under `strict`, or where a category would be emptied.
    pub fn compare_list(&self, list: &ReadList, accept: &Accept) -> Result<Outcome, Failure> {
        Ok(self.compared(list.clone(), accept)?.0)
    }

    /// Stores a list that was read, all of it or nothing.
    ///
    /// # Errors
    /// As [`Desk::compare_list`]; [`Exit::Denied`] without the right, [`Exit::Storage`] where nothing could
    /// be written.
    pub fn store_list(&self, list: &ReadList, accept: &Accept, now: Timestamp) -> Result<Outcome, Failure> {
        self.store_owned(list.clone(), accept, now)
    }

    fn store_owned(&self, list: ReadList, accept: &Accept, now: Timestamp) -> Result<Outcome, Failure> {
        let (mut outcome, notice) = self.compared(list, accept)?;
        for category in &outcome.categories {
            self.demand(Action::Import, Target::Category(*category), now)?;
        }
        let folder = self.data_folder();
        let mut parts: Vec<YearFile> = outcome.categories.iter().map(|c| YearFile::List(*c)).collect();
        if notice.is_some() {
            parts.insert(0, YearFile::Notice);
        }
        let invented = self.catalogue().year(outcome.year).is_some_and(|y| y.invented);
        // Moved there and back: a long list is not copied to be written.
        let year = Year::new(outcome.year, notice, invented, std::mem::take(&mut outcome.projects));
        outcome.written = write_year(&folder, &year, &parts)?;
        outcome.projects = year.into_projects();
        outcome.findings.extend(self.parted(&folder));
        outcome.folder = Some(folder);
        Ok(outcome)
    }

    /// What to say when a list that was written has another ledger than the one in use so far.
    fn parted(&self, folder: &Path) -> Option<Finding> {
        let after = self.settings().over(folder.to_owned()).ledger;
        let before = &self.settings().ledger;
        if after == *before || !before.exists() {
            return None;
        }
        let own = folder.join("ledger.db").display().to_string();
        let message = words!(
            "此前的填报在另一个台账里；这个文件夹用自己的台账 {own}",
            "what was filed so far is in another ledger; this folder has its own, {own}"
        );
        let place = self.ledger_place();
        let hint = words!("要接着用原来的：--ledger {place}", "to go on with that one: --ledger {place}");
        Some(Finding::note(codes::LEDGER_ELSEWHERE, message).in_file(place.clone()).hint(hint))
    }

    /// What would change, and the notice as it would be stored.
    fn compared(&self, list: ReadList, accept: &Accept) -> Result<(Outcome, Option<Notice>), Failure> {
        let intake::ParsedDocument { mut projects, mut lines, mut findings, notice, legends, .. } =
            list.document;
        let (year, categories) = (list.document.year, list.document.categories);
        let base = self.catalogue().year(year);
        if list.strict {
            refuse_mismatches(&mut findings)?;
        }
        for category in &categories {
            let read = projects.iter().any(|p| p.id.category == *category);
            if !read && base.is_some_and(|y| !y.category(*category).is_empty()) {
                let message =
                    words!("文件中没有项目，原有名单不动", "no projects were read; the list stays as it is");
                let finding = Finding::error(codes::NO_PROJECTS, message);
                return Err(Failure::new(Exit::No, finding));
            }
        }
        let mut compared = Compared::default();
        if let Some(earlier) = earlier_year(self.catalogue(), year) {
            // What an earlier version of the list was confirmed to go on with needs no second proposal.
            let known: HashMap<String, ProjectId> = base
                .map_or(&[][..], Year::projects)
                .iter()
                .filter_map(|p| Some((names::key(&p.name), p.continues?)))
                .collect();
            for project in projects.iter_mut().filter(|p| p.continues.is_none() && !known.is_empty()) {
                project.continues = known.get(&names::key(&project.name)).copied();
            }
            compare::across(earlier, &mut projects, accept, &mut compared);
        }
        lines.resize(projects.len(), 0);
        sort_together(&mut projects, &mut lines, |p| p.id.category);
        for category in &categories {
            let start = projects.partition_point(|p| p.id.category < *category);
            let end = projects.partition_point(|p| p.id.category <= *category);
            let old = base.map_or(&[][..], |y| y.category(*category));
            compare::merge(old, &mut projects[start..end], accept, &mut compared);
        }
        sort_together(&mut projects, &mut lines, |p| p.id);
        findings.extend(compared.findings());
        let base_notice = base.and_then(|y| y.notice.as_ref());
        let notice = merged_notice(base_notice, notice, &legends);
        let outcome = Outcome {
            year,
            category: categories.first().copied(),
            categories,
            encoding: list.document.encoding,
            sheets: list.document.sheets,
            rows: list.document.rows,
            declared: list.document.declared,
            compared,
            notice_changed: notice.as_ref() != base_notice,
            legends,
            columns: list.document.columns,
            projects,
            lines,
            findings,
            ..Outcome::default()
        };
        Ok((outcome, notice))
    }

    /// Where lists are written: the folder that the catalogue was read from, or `./data`, which every later
    /// run from here finds before the built-in catalogue.
    fn data_folder(&self) -> PathBuf {
        match &self.settings().data {
            DataSource::Folder(folder) => folder.clone(),
            DataSource::BuiltIn => Path::new("data").to_owned(),
        }
    }
}

/// Sorts projects with their lines beside them; a list that is in order already, as most are, is not copied.
fn sort_together<K: Ord>(projects: &mut Vec<Project>, lines: &mut Vec<u32>, key: impl Fn(&Project) -> K) {
    if projects.is_sorted_by_key(&key) {
        return;
    }
    let both = std::mem::take(projects).into_iter().zip(std::mem::take(lines));
    let mut both: Vec<(Project, u32)> = both.collect();
    both.sort_by_key(|(project, _)| key(project));
    (*projects, *lines) = both.into_iter().unzip();
}

fn options(request: &ImportRequest, catalogue: &Catalogue) -> Result<intake::ReadOptions, Failure> {
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
    let mut map =
        request.map.as_deref().map(intake::Map::parse).transpose().map_err(usage)?.unwrap_or_default();
    map.0.extend(request.columns.iter().cloned());
    let has_notice = request.year.and_then(|y| catalogue.year(y)).is_some_and(|y| y.notice.is_some());
    Ok(intake::ReadOptions { year: request.year, category, map, transpose: request.transpose, has_notice })
}

/// Our own YAML and JSON, told by their first characters.
fn exchange(
    request: &ImportRequest,
    options: &intake::ReadOptions,
) -> Option<Result<intake::ParsedDocument, Failure>> {
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
