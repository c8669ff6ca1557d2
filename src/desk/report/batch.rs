//! Reports from a sheet: one row a project and month, under the headers that `export --template report`
//! prints. All rows or none; every cell that is wrong is said with its row and header.

mod columns;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::prepare::{self, Prepared};
use super::{FileOutcome, FileRequest, ProjectReports, ReportView};
use crate::desk::App;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::month::Month;
use crate::domain::permission::{Action, Target};
use crate::domain::project::ProjectId;
use crate::domain::report::draft::Draft;
use crate::domain::report::field::Field;
use crate::intake::grid::GridRow;
use crate::intake::{self, DocumentSource};
use crate::ledger::{NewEntry, RequestId, Snapshot};
use crate::words;
use columns::BatchColumns;
pub use columns::{Mapping, headers};

/// How a batch is to be read.
#[derive(Clone, Debug, Default)]
pub struct BatchOptions {
    /// The month of every row that does not say its own.
    pub month: Option<Month>,
    /// What every row says that does not say it itself.
    pub defaults: Draft,
    /// Columns under other headers than ours.
    pub mapping: Mapping,
    /// Saved as drafts instead of filed.
    pub as_draft: bool,
    /// How asking again is recognised; each row's request is made from it.
    pub request_id: Option<String>,
}

/// A batch, read.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The encoding found in a text.
    pub encoding: Option<String>,
    /// Rows with something filled in.
    pub read: usize,
    /// Rows that only name their project: a template nobody has filled in.
    pub blank: usize,
    rows: Vec<BatchRow>,
    file: String,
}

#[derive(Clone, Debug)]
struct BatchRow {
    line: u32,
    filing: FileRequest,
    /// Where each field stands, for findings: its header and column.
    places: BTreeMap<Field, (String, u32)>,
}

/// What became of a batch.
#[derive(Clone, Debug, Default)]
pub struct BatchDone {
    /// The reports as they stand now, in the order of projects and months.
    pub done: Vec<FileOutcome>,
    /// Filed for the first time.
    pub filed: usize,
    /// Corrected or filed again.
    pub corrected: usize,
    /// Said what already stood; not stored again.
    pub unchanged: usize,
}

impl App {
    /// Reads a sheet of reports.
    ///
    /// # Errors
    /// [`Exit::Malformed`] with a finding for every header or cell that names no project or month.
    pub fn read_batch(&self, source: DocumentSource, wishes: &BatchOptions) -> Result<Batch, Failure> {
        let file = source.name.clone();
        let records = intake::records(source)?;
        let mut columns = BatchColumns::find(&records.header, &wishes.mapping)
            .map_err(|findings| malformed(findings, &file))?;
        columns.check_month(wishes.month).map_err(|finding| malformed(vec![finding], &file))?;
        let mut batch = Batch { encoding: records.encoding, file: file.clone(), ..Batch::default() };
        let (mut wrong, mut seen) = (Vec::new(), BTreeMap::new());
        for row in &records.rows {
            let given = columns.draft(row);
            if given.is_empty() {
                batch.blank += 1;
                continue;
            }
            batch.read += 1;
            match self.read_report_row(row, &mut columns, given, wishes) {
                Ok(read) => {
                    let key = (read.filing.project, read.filing.month);
                    if let Some(first) = seen.insert(key, row.line) {
                        wrong.push(twice(key, first, row.line));
                    }
                    batch.rows.push(read);
                }
                Err(findings) => wrong.extend(findings),
            }
        }
        if batch.rows.is_empty() && wrong.is_empty() {
            wrong.push(Finding::error(
                codes::SHEET_EMPTY,
                words!("表中没有填写任何一行", "no row of the sheet is filled in"),
            ));
        }
        if !wrong.is_empty() {
            return Err(malformed(wrong, &file));
        }
        batch.rows.sort_by_key(|row| (row.filing.project, row.filing.month));
        Ok(batch)
    }

    fn read_report_row(
        &self,
        row: &GridRow,
        columns: &mut BatchColumns,
        given: Draft,
        wishes: &BatchOptions,
    ) -> Result<BatchRow, Vec<Finding>> {
        let project = columns.project(self, row);
        let month = columns.month(row, wishes.month);
        let (project, month) = match (project, month) {
            (Ok(project), Ok(month)) => (project, month),
            (project, month) => return Err(project.err().into_iter().chain(month.err()).collect()),
        };
        let (given, slips) = columns.scaled(row, given);
        if !slips.is_empty() {
            return Err(slips);
        }
        let request_id = wishes.request_id.as_ref().map(|id| format!("{id}#{project}#{month}"));
        let filing = FileRequest {
            project,
            month,
            given: wishes.defaults.clone().with(&given),
            as_draft: wishes.as_draft,
            request_id,
            expect_revision: None,
        };
        Ok(BatchRow { line: row.line, filing, places: columns.places() })
    }

    /// What filing a batch would do, without doing it.
    pub fn try_batch(&self, batch: &Batch, now: Timestamp) -> Result<BatchDone, Failure> {
        match self.look()? {
            None => self.prepare_batch(None, batch, now),
            Some(ledger) => ledger.read(|view| self.prepare_batch(Some(view), batch, now)),
        }
        .map(|(done, _)| done)
    }

    /// Files a batch, all rows or none. Durable when it returns.
    pub fn file_batch(&self, batch: &Batch, now: Timestamp) -> Result<BatchDone, Failure> {
        let mut projects: Vec<ProjectId> = batch.rows.iter().map(|row| row.filing.project).collect();
        projects.dedup();
        for id in &projects {
            self.demand(Action::File, Target::of(self.project(*id)?), now)?;
        }
        // First without writing, so that a refused batch does not even make a ledger.
        self.try_batch(batch, now)?;
        let stored = self.ledger()?.transact(|writing| {
            for id in &projects {
                self.check(writing.view(), Action::File, Target::of(self.project(*id)?), now)?;
            }
            let (done, entries) = self.prepare_batch(Some(writing.view()), batch, now)?;
            writing.append(&entries)?;
            Ok(done)
        });
        stored.map_err(|failure: Failure| match failure.exit {
            Exit::Denied => self.refused(Action::File.name(), failure, now),
            _ => failure,
        })
    }

    /// Rows of one project come in the order of their months, so that each sees those before it.
    fn prepare_batch(
        &self,
        mut view: Option<&mut Snapshot<'_>>,
        batch: &Batch,
        now: Timestamp,
    ) -> Result<(BatchDone, Vec<NewEntry>), Failure> {
        let (mut done, mut entries) = (BatchDone::default(), Vec::new());
        let (mut wrong, mut exit) = (Vec::new(), Exit::No);
        let mut dossier: Option<ProjectReports<'_>> = None;
        for row in &batch.rows {
            let project = self.project(row.filing.project)?;
            let mut open = match dossier.take().filter(|open| open.project.id == project.id) {
                Some(open) => open,
                None => match &mut view {
                    Some(view) => self.read_dossier(view, project)?,
                    None => self.empty_dossier(project)?,
                },
            };
            let request = self.request_of(&row.filing);
            if let Some(before) = answered(&mut view, request.as_ref(), &open)? {
                done.unchanged += 1;
                done.done.push(before);
                dossier = Some(open);
                continue;
            }
            match prepare::filing(self, &open, &row.filing, now) {
                Ok(prepared) => {
                    open.put(prepared.shown.report.clone());
                    row.take(prepared, batch, &mut done, &mut entries);
                }
                Err(failure) => {
                    exit = worse(exit, failure.exit);
                    wrong.extend(failure.findings.into_iter().map(|f| row.place(f, &batch.file)));
                }
            }
            dossier = Some(open);
        }
        if wrong.is_empty() { Ok((done, entries)) } else { Err(Failure { exit, findings: wrong }) }
    }
}

/// What was answered when the same row was asked before.
fn answered(
    view: &mut Option<&mut Snapshot<'_>>,
    request: Option<&RequestId>,
    dossier: &ProjectReports<'_>,
) -> Result<Option<FileOutcome>, Failure> {
    let Some(view) = view else { return Ok(None) };
    let Some(report) = super::answered_before(view, request)? else { return Ok(None) };
    let shown = ReportView { derived: dossier.derived(&report), report };
    Ok(Some(FileOutcome { shown, warnings: Vec::new(), unchanged: true }))
}

impl BatchRow {
    fn take(&self, prepared: Prepared, batch: &Batch, done: &mut BatchDone, entries: &mut Vec<NewEntry>) {
        let unchanged = prepared.unchanged;
        match (unchanged, prepared.shown.report.revision) {
            (true, _) => done.unchanged += 1,
            (false, 1) => done.filed += 1,
            (false, _) => done.corrected += 1,
        }
        let Prepared { entry, shown, warnings, .. } = prepared;
        if !unchanged {
            entries.push(entry);
        }
        let warnings = warnings.into_iter().map(|f| self.place(f, &batch.file)).collect();
        done.done.push(FileOutcome { shown, warnings, unchanged });
    }

    /// Says where in the sheet a finding stands: the row, and the header of the field's column.
    fn place(&self, finding: Finding, file: &str) -> Finding {
        let field = finding.field.as_deref().and_then(Field::of_key);
        let finding = finding.in_file(file).at_line(self.line);
        match field.and_then(|field| self.places.get(&field)) {
            Some((header, column)) => finding.on_field(header).at_column(*column),
            None => match field {
                Some(field) => finding.on_field(field.header()),
                None => finding,
            },
        }
    }
}

/// Malformed beats a rule's refusal, as one report by flags would end.
fn worse(one: Exit, other: Exit) -> Exit {
    if one == Exit::Malformed || other == Exit::Malformed { Exit::Malformed } else { other }
}

fn malformed(findings: Vec<Finding>, file: &str) -> Failure {
    debug_assert!(findings.iter().any(|f| f.severity == Severity::Error));
    Failure { exit: Exit::Malformed, findings: findings.into_iter().map(|f| f.in_file(file)).collect() }
}

fn twice((project, month): (ProjectId, Month), first: u32, line: u32) -> Finding {
    Finding::error(
        codes::SHEET_DUPLICATE_ROW,
        words!(
            "{project} {month} 在第 {first} 行已经出现",
            "{project} {month} stands in row {first} already"
        ),
    )
    .at_line(line)
}
