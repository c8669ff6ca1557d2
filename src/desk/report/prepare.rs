//! From what somebody asks to the entry that the ledger stores: rules checked, status moved, revision
//! fixed. Pure but for the dossier it is handed.

use jiff::Timestamp;

use super::dossier::ProjectReports;
use super::{FileRequest, ReportView, ReviewRequest, no_such_report, refuse_errors, stored};
use crate::desk::App;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::report::draft::Draft;
use crate::domain::report::rules::{self, CheckedDraft};
use crate::domain::report::{Content, Report, ReportAction, Status};
use crate::domain::text::clean;
use crate::ledger::{LedgerError, NewEntry, REPORT, RequestId};
use crate::words;

/// A change that may be stored.
pub(super) struct Prepared {
    pub(super) entry: NewEntry,
    pub(super) shown: ReportView,
    pub(super) warnings: Vec<Finding>,
    /// It would change nothing but the revision.
    pub(super) unchanged: bool,
}

impl App {
    pub(super) fn request_of(&self, filing: &FileRequest) -> Option<RequestId> {
        let FileRequest { project, month, given, as_draft, expect_revision, .. } = filing;
        let asked = serde_json::json!([self.person(), project, month, given, as_draft, expect_revision]);
        filing.request_id.as_ref().map(|id| RequestId::new(id, &asked.to_string()))
    }

    pub(super) fn request_of_decision(&self, decision: &ReviewRequest) -> Option<RequestId> {
        let ReviewRequest { project, month, act, reason, expect_revision, .. } = decision;
        let asked = serde_json::json!([self.person(), project, month, act, reason, expect_revision]);
        decision.request_id.as_ref().map(|id| RequestId::new(id, &asked.to_string()))
    }
}

/// Checks a filing against the dossier and makes its entry.
pub(super) fn filing(
    desk: &App,
    dossier: &ProjectReports<'_>,
    filing: &FileRequest,
    now: Timestamp,
) -> Result<Prepared, Failure> {
    let month = filing.month;
    let act = if filing.as_draft { ReportAction::Save } else { ReportAction::Submit };
    let before = dossier.standing(month);
    let status = step(dossier, filing.project, month, act, filing.expect_revision)?;
    let checked = dossier.check(&whole(dossier, filing), month, now);
    let warnings = if filing.as_draft { draft_findings(&checked) } else { filing_findings(&checked) }?;
    let mut content = checked.content;
    // The total is kept beside its parts, so that boards need not know of them.
    content.funds_in = content.funds_total();
    let unchanged = before.is_some_and(|b| b.status.counts() && b.content == stated(&content, dossier));
    let report = match act {
        ReportAction::Save => drafted(desk, dossier, filing, status, content, checked.reason, now),
        _ => filed(desk, dossier, filing, status, content, checked.reason, now),
    };
    let request = desk.request_of(filing);
    Ok(Prepared { unchanged, ..entry(dossier, report, warnings, request) })
}

/// What was given over what stands: the standing report for a correction, else what last month left.
fn whole(dossier: &ProjectReports<'_>, filing: &FileRequest) -> Draft {
    let base = match dossier.standing(filing.month) {
        Some(report) => Draft::of(&report.content),
        None => Draft::standing(&dossier.others(filing.month), filing.month),
    };
    base.with(&filing.given)
}

/// The content as it will be read back: silence about statistics is stored as 待核.
fn stated(content: &Content, dossier: &ProjectReports<'_>) -> Content {
    use crate::domain::statistics::{Statistics, StatisticsState, compare};
    let comparison = compare(dossier.project.category(), content.completed_investment, content.statistics);
    let pending = comparison.is_some_and(|c| c.state == StatisticsState::Pending);
    Content {
        statistics: if pending { Some(Statistics::Pending) } else { content.statistics },
        ..content.clone()
    }
}

fn filing_findings(checked: &CheckedDraft) -> Result<Vec<Finding>, Failure> {
    refuse_errors(checked.findings.clone(), rules::exit_of(&checked.findings))
}

/// A draft may be incomplete, but what cannot be read cannot be stored, and the month must be owed.
fn draft_findings(checked: &CheckedDraft) -> Result<Vec<Finding>, Failure> {
    let stops: Vec<Finding> = checked
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Error)
        .filter(|f| rules::is_malformed(f.code) || f.field.as_deref() == Some("month"))
        .cloned()
        .collect();
    let exit = rules::exit_of(&stops);
    refuse_errors(stops, exit)
}

fn drafted(
    desk: &App,
    dossier: &ProjectReports<'_>,
    filing: &FileRequest,
    status: Status,
    content: Content,
    reason: String,
    now: Timestamp,
) -> Report {
    Report {
        project: filing.project,
        month: filing.month,
        revision: dossier.revision(filing.month) + 1,
        status,
        act: ReportAction::Save,
        author: desk.person().to_owned(),
        at: now,
        reason,
        content,
        filed_at: None,
        filed_by: None,
        first_filed_at: None,
        late: false,
        discarded: false,
        request_id: filing.request_id.clone(),
    }
}

fn filed(
    desk: &App,
    dossier: &ProjectReports<'_>,
    filing: &FileRequest,
    status: Status,
    content: Content,
    reason: String,
    now: Timestamp,
) -> Report {
    let first = dossier.standing(filing.month).and_then(|b| b.first_filed_at).unwrap_or(now);
    Report {
        act: ReportAction::Submit,
        filed_at: Some(now),
        filed_by: Some(desk.person().to_owned()),
        first_filed_at: Some(first),
        late: dossier.deadline(filing.month).is_late(first),
        ..drafted(desk, dossier, filing, status, content, reason, now)
    }
}

/// Checks a decision against the dossier and makes its entry.
pub(super) fn decision(
    desk: &App,
    dossier: &ProjectReports<'_>,
    decision: &ReviewRequest,
    now: Timestamp,
) -> Result<Prepared, Failure> {
    let month = decision.month;
    let before = dossier.standing(month).ok_or_else(|| no_such_report(decision.project, month))?;
    let status = step(dossier, decision.project, month, decision.act, decision.expect_revision)?;
    let reason = clean(&decision.reason).into_owned();
    if decision.act == ReportAction::Return && reason.is_empty() {
        let finding = Finding::error(
            codes::REASON_REQUIRED,
            words!("退回须写明理由", "a report is returned with a reason"),
        )
        .on_field("reason")
        .hint(words!("加 --reason", "add --reason"));
        return Err(Failure::new(Exit::No, finding));
    }
    if decision.act == ReportAction::Accept {
        let refused = rules::acceptable(&before.content, &dossier.derived(before));
        let exit = rules::exit_of(&refused);
        refuse_errors(refused, exit)?;
    }
    let withdrawn = matches!(decision.act, ReportAction::Withdraw | ReportAction::Discard);
    let report = Report {
        revision: before.revision + 1,
        status,
        act: decision.act,
        author: desk.person().to_owned(),
        at: now,
        reason,
        // A withdrawn report was not filed: when it is filed again, that is its first time.
        filed_at: before.filed_at.filter(|_| !withdrawn),
        filed_by: before.filed_by.clone().filter(|_| !withdrawn),
        first_filed_at: before.first_filed_at.filter(|_| !withdrawn),
        late: before.late && !withdrawn,
        discarded: decision.act == ReportAction::Discard,
        request_id: decision.request_id.clone(),
        ..before.clone()
    };
    Ok(entry(dossier, report, Vec::new(), desk.request_of_decision(decision)))
}

fn entry(
    dossier: &ProjectReports<'_>,
    report: Report,
    warnings: Vec<Finding>,
    request: Option<RequestId>,
) -> Prepared {
    let derived = dossier.derived(&report);
    let (project, month) = (report.project.to_string(), report.month.to_string());
    let entry = NewEntry::new(REPORT, &project, &month, report.act.name(), &report.author, report.at)
        .reason(&report.reason)
        .body(stored::body(&report, derived.comparison))
        .expect_revision(dossier.revision(report.month));
    let entry = match request {
        Some(request) => entry.request(request),
        None => entry,
    };
    Prepared { entry, shown: ReportView { report, derived }, warnings, unchanged: false }
}

/// Where an act leads from what stands. Somebody who looked at another revision is told so before any rule
/// speaks.
fn step(
    dossier: &ProjectReports<'_>,
    project: ProjectId,
    month: Month,
    act: ReportAction,
    seen: Option<u64>,
) -> Result<Status, Failure> {
    let current = dossier.revision(month);
    match seen.filter(|seen| *seen != current) {
        None => moved(act, dossier.standing(month)),
        Some(expected) => Err(LedgerError::Stale {
            kind: REPORT.to_owned(),
            subject: project.to_string(),
            item: month.to_string(),
            expected,
            current,
        }
        .into()),
    }
}

fn moved(act: ReportAction, before: Option<&Report>) -> Result<Status, Failure> {
    let from = before.map(|b| b.status);
    act.follows(from).ok_or_else(|| {
        let (act_zh, act_en) = (act.title(Lang::Zh), act.title(Lang::En));
        let (zh, en) = match from {
            None => ("未填报", "not filed"),
            Some(status) => (status.title(Lang::Zh), status.title(Lang::En)),
        };
        let finding = Finding::error(
            codes::NOT_IN_STATE,
            words!("月报现为“{zh}”，不能{act_zh}", "the report is {en}; it cannot be: {act_en}"),
        );
        let finding = match (act, from) {
            (ReportAction::Save, Some(_)) => finding.hint(words!(
                "先撤回再存草稿，或直接更正：report file",
                "withdraw it first, or correct it at once with report file"
            )),
            (ReportAction::Withdraw, Some(Status::Accepted)) => {
                finding.hint(words!("请审核单位退回", "ask the reviewing unit to return it"))
            }
            _ => finding,
        };
        Failure::new(Exit::No, finding.on_field("status"))
    })
}
