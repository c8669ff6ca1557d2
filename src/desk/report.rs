//! The monthly reports: file, correct, return, accept, withdraw, look up. Every change is one more
//! revision in the ledger, checked inside the transaction that stores it.
//!
//! It never overwrites a report and never decides a rule: those are [`crate::domain::report`]'s.

pub mod batch;
mod dossier;
mod prepare;
mod stored;

use std::collections::HashMap;

use jiff::Timestamp;

use super::{App, plan};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::indicator::Schedule;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::permission::{Action, Target};
use crate::domain::project::{Project, ProjectId};
use crate::domain::report::derived::{self, Derived, Sums};
use crate::domain::report::draft::Draft;
use crate::domain::report::{Report, ReportAction, Status};
use crate::ledger::{LedgerError, REPORT, Snapshot};
use crate::words;
pub use dossier::ProjectReports;
use prepare::Prepared;
pub(super) use stored::{body as stored_body, report as stored_report};

/// A report as somebody asks to file it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRequest {
    /// Which project.
    pub project: ProjectId,
    /// Which month.
    pub month: Month,
    /// The fields that were given; the rest stays as it stands, or as last month left it.
    pub given: Draft,
    /// Saved as a draft instead of filed.
    pub as_draft: bool,
    /// How asking again is recognised.
    pub request_id: Option<String>,
    /// The revision it builds on; 0 for none.
    pub expect_revision: Option<u64>,
}

/// What is done to a filed report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRequest {
    /// Which project.
    pub project: ProjectId,
    /// Which month.
    pub month: Month,
    /// Return, accept or withdraw.
    pub act: ReportAction,
    /// Why; a return needs it.
    pub reason: String,
    /// How asking again is recognised.
    pub request_id: Option<String>,
    /// The revision that was looked at.
    pub expect_revision: Option<u64>,
}

/// A report with what follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportView {
    /// The report.
    pub report: Report,
    /// Its derived figures.
    pub derived: Derived,
}

/// What became of a filing or a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct FileOutcome {
    /// The report after it.
    pub shown: ReportView,
    /// Warnings; the report was stored all the same, now or when the request was first made.
    pub warnings: Vec<Finding>,
    /// It says what already stood; only the revision is new.
    pub unchanged: bool,
}

/// A page of a month's reports.
#[derive(Clone, Debug, Default)]
pub struct ReportPage {
    /// How many there are in all.
    pub total: usize,
    /// Those of the page.
    pub reports: Vec<ReportView>,
}

/// So many reports are read each with its project's whole dossier; more of them by the month.
const ONE_BY_ONE: usize = 200;

impl App {
    /// Everything the form of a project's report needs; works without a ledger too.
    pub fn dossier(&self, id: ProjectId) -> Result<ProjectReports<'_>, Failure> {
        let project = self.project(id)?;
        match self.look()? {
            None => self.empty_dossier(project),
            Some(ledger) => ledger.read(|view| self.read_dossier(view, project)),
        }
    }

    /// Files, corrects or saves one report. Durable when it returns.
    pub fn file(&self, filing: &FileRequest, now: Timestamp) -> Result<FileOutcome, Failure> {
        let project = self.project(filing.project)?;
        self.demand(Action::File, Target::of(project), now)?;
        // First without writing, so that a refused report does not even make a ledger.
        let replay = |view: &mut Snapshot<'_>| self.replayed(view, self.request_of(filing).as_ref());
        let looked = match self.look()? {
            None => prepare::filing(self, &self.empty_dossier(project)?, filing, now).map(|_| None),
            Some(ledger) => ledger.read(|view| match replay(view)? {
                Some(done) => Ok(Some(done)),
                None => prepare::filing(self, &self.read_dossier(view, project)?, filing, now).map(|_| None),
            }),
        }?;
        if let Some(done) = looked {
            return Ok(done);
        }
        self.commit(Action::File, Target::of(project), now, |writing| {
            if let Some(done) = replay(writing.view())? {
                return Ok(done);
            }
            let dossier = self.read_dossier(writing.view(), project)?;
            let prepared = prepare::filing(self, &dossier, filing, now)?;
            writing.append(std::slice::from_ref(&prepared.entry))?;
            Ok(prepared.done())
        })
        .inspect(|_| {
            // What was typed is filed now. A draft that cannot be removed is offered again, no more.
            let _ = self.forget_typed(filing.project, filing.month);
        })
    }

    /// Returns, accepts or withdraws one report. Durable when it returns.
    pub fn decide(&self, decision: &ReviewRequest, now: Timestamp) -> Result<FileOutcome, Failure> {
        let project = self.project(decision.project)?;
        let action = match decision.act {
            ReportAction::Accept => Action::Accept,
            ReportAction::Return => Action::Return,
            ReportAction::Withdraw => Action::Withdraw,
            ReportAction::Save | ReportAction::Submit | ReportAction::Discard => Action::File,
        };
        self.demand(action, Target::of(project), now)?;
        let Some(_) = self.look()? else { return Err(no_such_report(decision.project, decision.month)) };
        self.commit(action, Target::of(project), now, |writing| {
            if let Some(done) = self.replayed(writing.view(), self.request_of_decision(decision).as_ref())? {
                return Ok(done);
            }
            let dossier = self.read_dossier(writing.view(), project)?;
            let prepared = prepare::decision(self, &dossier, decision, now)?;
            writing.append(std::slice::from_ref(&prepared.entry))?;
            Ok(prepared.done())
        })
    }

    /// One month's report as it stands.
    pub fn report(&self, id: ProjectId, month: Month) -> Result<ReportView, Failure> {
        let dossier = self.dossier(id)?;
        dossier.shown(month).ok_or_else(|| no_such_report(id, month))
    }

    /// Every month's report of a project as it stands, oldest first.
    pub fn reports_of(&self, id: ProjectId) -> Result<Vec<ReportView>, Failure> {
        let dossier = self.dossier(id)?;
        Ok(dossier.months().filter_map(|month| dossier.shown(month)).collect())
    }

    /// A project and those of earlier years that it goes on with, the latest first.
    fn lineage(&self, id: ProjectId) -> Result<Vec<ProjectId>, Failure> {
        let mut lineage = vec![id];
        let mut earlier = self.project(id)?.continues;
        while let Some(id) = earlier.filter(|id| !lineage.contains(id)) {
            lineage.push(id);
            earlier = self.catalogue().project(id).and_then(|p| p.continues);
        }
        Ok(lineage)
    }

    /// Every revision of a project's reports, or of one month's, oldest first within each month. Without a month
    /// the reports of the earlier years that the project goes on with are among them.
    pub fn report_history(&self, id: ProjectId, month: Option<Month>) -> Result<Vec<Report>, Failure> {
        let lineage = self.lineage(id)?;
        let Some(ledger) = self.look()? else { return Ok(Vec::new()) };
        let mut revisions: Vec<Report> = ledger.read(|view| {
            let mut entries = Vec::new();
            match month {
                Some(month) => entries = view.history(REPORT, &id.to_string(), &month.to_string())?,
                None => {
                    for id in &lineage {
                        entries.extend(view.trail(&id.to_string())?);
                    }
                }
            }
            entries
                .iter()
                .filter(|e| e.kind == REPORT)
                .map(stored::report)
                .collect::<Result<_, LedgerError>>()
        })?;
        revisions.sort_by_key(|r| (r.month, r.revision));
        Ok(revisions)
    }

    /// Every report of a month as it stands, in the order of projects. A project that no loaded list
    /// knows is left out.
    pub fn reports(&self, month: Month) -> Result<Vec<ReportView>, Failure> {
        Ok(self.report_page(month, &|_, _, _| true, 0, None)?.reports)
    }

    /// A page of a month's reports, in the order of projects: those that `wanted` picks by project, status
    /// and lateness. Only the page itself is read whole.
    pub fn report_page(
        &self,
        month: Month,
        wanted: &dyn Fn(&Project, Status, bool) -> bool,
        offset: usize,
        limit: Option<usize>,
    ) -> Result<ReportPage, Failure> {
        let Some(ledger) = self.look()? else { return Ok(ReportPage::default()) };
        ledger.read(|view| {
            let mut found = Vec::new();
            view.each_year(month.year(), |told| {
                let state = told.states[month.number() as usize - 1];
                let project = state.and_then(|_| self.catalogue().project(told.project));
                if let (Some((status, late)), Some(project)) = (state, project)
                    && wanted(project, status, late)
                {
                    found.push(project);
                }
            })?;
            found.sort_unstable_by_key(|project| project.id);
            let total = found.len();
            let page: Vec<&Project> =
                found.into_iter().skip(offset).take(limit.unwrap_or(usize::MAX)).collect();
            let reports = if page.len() <= ONE_BY_ONE {
                let mut reports = Vec::with_capacity(page.len());
                for project in page {
                    reports.extend(self.read_dossier(view, project)?.shown(month));
                }
                reports
            } else {
                many_reports(view, month, &page, self.catalogue().board.schedule)?
            };
            Ok(ReportPage { total, reports })
        })
    }

    fn replayed(
        &self,
        view: &mut Snapshot<'_>,
        request: Option<&crate::ledger::RequestId>,
    ) -> Result<Option<FileOutcome>, Failure> {
        let Some(report) = answered_before(view, request)? else { return Ok(None) };
        let dossier = self.read_dossier(view, self.project(report.project)?)?;
        let derived = dossier.derived(&report);
        let note = Finding::note(
            codes::ANSWERED_BEFORE,
            words!("此前已办，返回首次结果", "answered before; this is the first result"),
        )
        .on_field("request_id");
        Ok(Some(FileOutcome {
            shown: ReportView { report, derived },
            warnings: vec![note],
            unchanged: false,
        }))
    }
}

/// The report that an earlier answer to the same request stored.
fn answered_before(
    view: &mut Snapshot<'_>,
    request: Option<&crate::ledger::RequestId>,
) -> Result<Option<Report>, Failure> {
    let Some(request) = request else { return Ok(None) };
    let Some(receipt) = view.answered(request)? else { return Ok(None) };
    let Some(entry) = view.entry(receipt.seq)? else { return Ok(None) };
    Ok(Some(stored::report(&entry)?))
}

/// The month's reports of many projects, which are in order, without each one's whole dossier.
fn many_reports(
    view: &mut Snapshot<'_>,
    month: Month,
    page: &[&Project],
    schedule: Schedule,
) -> Result<Vec<ReportView>, Failure> {
    let mut stated: HashMap<ProjectId, (Month, Money)> = HashMap::new();
    view.each_statement_before(month, |entry| {
        let report = stored::report(entry)?;
        let counts = report.status.counts() && !report.discarded;
        if let Some(amount) = report.content.invested_before.filter(|_| counts) {
            let latest = stated.entry(report.project).or_insert((report.month, amount));
            if report.month > latest.0 {
                *latest = (report.month, amount);
            }
        }
        Ok(())
    })?;
    let begun = |id: ProjectId| Sums::new(month, stated.get(&id).copied());
    let mut sums: HashMap<ProjectId, Sums> = HashMap::with_capacity(page.len());
    for year in view.report_years()?.into_iter().filter(|year| *year <= month.year()) {
        view.each_year(year, |told| {
            if page.binary_search_by_key(&told.project, |project| project.id).is_ok() {
                let sums = sums.entry(told.project).or_insert_with(|| begun(told.project));
                told.counting().for_each(|(at, invested)| sums.add(at, invested));
            }
        })?;
    }
    let versions = plan::read_versions(view)?;
    let mut shown = Vec::with_capacity(page.len());
    for entry in view.report_entries(month)? {
        let report = stored::report(&entry)?;
        let Ok(at) = page.binary_search_by_key(&report.project, |project| project.id) else { continue };
        let project = page[at];
        let sums = sums.get(&report.project).copied().unwrap_or_else(|| begun(report.project));
        let plan = plan::history(project, &versions).for_month(month).and_then(|(_, plan)| plan.year_plan);
        let derived = derived::from_sums(&report.content, project.category(), plan, schedule, sums);
        shown.push(ReportView { report, derived });
    }
    shown.sort_unstable_by_key(|shown| shown.report.project);
    Ok(shown)
}

impl Prepared {
    fn done(self) -> FileOutcome {
        let Self { shown, warnings, unchanged, .. } = self;
        FileOutcome { shown, warnings, unchanged }
    }
}

/// Splits findings: a failure when any of them is an error, else the warnings.
fn refuse_errors(findings: Vec<Finding>, exit: Option<Exit>) -> Result<Vec<Finding>, Failure> {
    match exit {
        None => Ok(findings),
        Some(exit) => {
            let (errors, rest): (Vec<_>, Vec<_>) =
                findings.into_iter().partition(|f| f.severity == Severity::Error);
            Err(Failure { exit, findings: errors.into_iter().chain(rest).collect() })
        }
    }
}

fn no_such_report(project: ProjectId, month: Month) -> Failure {
    Failure::new(
        Exit::No,
        Finding::error(
            codes::NO_SUCH_REPORT,
            words!("{project} 没有 {month} 的月报", "{project} has no report for {month}"),
        ),
    )
}
