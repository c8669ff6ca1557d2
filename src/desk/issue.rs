//! 卡点难点: open an issue, change it, take it up a level, decide, close; and the views people ask for.
//!
//! The ladder and its rule are [`crate::domain::issue`]'s.

use jiff::Timestamp;
use jiff::civil::Date;

use super::App;
use super::records::{ChangeRequest, LedgerRecord, Record, RecordRef};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::issue::{EscalationProposal, EscalationRule, Issue, IssueKind, Level};
use crate::domain::month::Month;
use crate::domain::permission::{Action, Target};
use crate::domain::project::{Project, ProjectId};
use crate::domain::text::{clean, clean_multiline};
use crate::domain::time::date_in_shanghai;
use crate::words;

impl LedgerRecord for Issue {
    const KIND: &'static str = "issue";
}

/// A new issue as somebody asks for it.
#[derive(Clone, Debug)]
pub struct NewIssue {
    /// The project it holds up.
    pub project: ProjectId,
    /// What kind of problem.
    pub kind: IssueKind,
    /// What is stuck.
    pub text: String,
    /// Who settles it; the project's first lead unit unless said.
    pub owner: Option<String>,
    /// When it is to be settled; thirty days on unless said (our decision).
    pub limit: Option<Date>,
    /// Where it enters the ladder.
    pub level: Level,
    /// The month whose report it comes from.
    pub from_report: Option<Month>,
}

/// What is changed in an open issue; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct IssueChange {
    /// What kind of problem.
    pub kind: Option<IssueKind>,
    /// What is stuck.
    pub text: Option<String>,
    /// Who settles it.
    pub owner: Option<String>,
    /// When it is to be settled.
    pub limit: Option<Date>,
    /// What was decided.
    pub decision: Option<String>,
}

/// Which issues somebody wants to see.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum IssueView {
    /// Every open one.
    #[default]
    Open,
    /// Open ones of these units' projects, or owned by them.
    Units(Vec<String>),
    /// Open and past their limit.
    Overdue,
    /// With the commission or the leading group and not yet decided.
    AwaitingDecision,
    /// Closed within a month.
    ClosedIn(Month),
    /// Of one project, closed ones too.
    Of(ProjectId),
    /// All.
    All,
}

/// An issue as a list shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownIssue<'a> {
    /// The record.
    pub record: Record<Issue>,
    /// Its project, when the catalogue has it.
    pub project: Option<&'a Project>,
    /// The step up that the rule proposes today.
    pub proposal: Option<EscalationProposal>,
}

impl App {
    /// When the desk proposes a step up: the office's `issues.yaml`, else the shipped one.
    pub fn escalation_rule(&self) -> EscalationRule {
        self.catalogue().escalation
    }

    /// One project's issues, open ones first, by limit; reads nobody else's.
    pub fn issues_of(&self, id: ProjectId) -> Result<Vec<Record<Issue>>, Failure> {
        let mut issues: Vec<Record<Issue>> = self.records_of(&id.to_string())?;
        issues.sort_by_key(|record| (!record.value.is_open(), record.value.limit));
        Ok(issues)
    }

    /// An opening made of a report's 问题 as it stands: its words, the kind they most likely mean, the
    /// month.
    pub fn opening_from_report(&self, id: ProjectId, month: Month) -> Result<NewIssue, Failure> {
        let dossier = self.dossier(id)?;
        let problems = dossier.standing(month).map(|report| report.content.problems.clone());
        let Some(text) = problems.filter(|text| !text.is_empty()) else {
            let message = words!("{month} 的月报没有写问题", "the report of {month} names no problem");
            let finding = Finding::error(codes::ISSUE_FIELD_MISSING, message).on_field("text");
            let hint = words!("用 --text 写明什么卡住了", "say with --text what is stuck");
            return Err(Failure::new(Exit::No, finding.hint(hint)));
        };
        Ok(NewIssue {
            project: id,
            kind: IssueKind::guess(&text),
            text,
            owner: None,
            limit: None,
            level: Level::default(),
            from_report: Some(month),
        })
    }

    /// The issues of a view: those with a proposal first, then by limit.
    pub fn issues(&self, view: &IssueView, now: Timestamp) -> Result<Vec<ShownIssue<'_>>, Failure> {
        let today = date_in_shanghai(now);
        let rule = self.escalation_rule();
        let mut shown: Vec<ShownIssue<'_>> = self
            .issues_in(view)?
            .into_iter()
            .map(|record| ShownIssue {
                project: record.subject.parse().ok().and_then(|id| self.catalogue().project(id)),
                proposal: record.value.proposal(rule, today),
                record,
            })
            .filter(|issue| belongs(issue, view, today))
            .collect();
        shown.sort_by_key(|issue| {
            let over = issue.proposal.as_ref().map_or(0, |p| -p.days_over);
            (
                !issue.record.value.is_open(),
                over,
                issue.record.value.limit,
                issue.record.item.parse().unwrap_or(u64::MAX),
            )
        });
        Ok(shown)
    }

    /// At least the issues of a view; of one project's view nobody else's.
    fn issues_in(&self, view: &IssueView) -> Result<Vec<Record<Issue>>, Failure> {
        match view {
            IssueView::Of(id) => self.records_of(&id.to_string()),
            _ => self.records(),
        }
    }

    /// Every revision of one issue, oldest first.
    pub fn issue_history(&self, item: &str) -> Result<Vec<Record<Issue>>, Failure> {
        let record = self.issue(item)?;
        self.record_history(&record.subject, item)
    }

    /// One issue.
    pub fn issue(&self, item: &str) -> Result<Record<Issue>, Failure> {
        self.record(item)?.ok_or_else(|| no_such(item))
    }

    /// Opens an issue.
    pub fn open_issue(&self, opening: &NewIssue, now: Timestamp) -> Result<Record<Issue>, Failure> {
        let project = self.project(opening.project)?;
        let today = date_in_shanghai(now);
        let in_thirty_days = today.checked_add(jiff::Span::new().days(30)).unwrap_or(today);
        let owner = opening.owner.clone().or_else(|| project.lead_units.first().cloned());
        let issue = Issue {
            kind: opening.kind,
            text: clean_multiline(&opening.text).into_owned(),
            owner: clean(&owner.unwrap_or_default()).into_owned(),
            opened: today,
            limit: opening.limit.unwrap_or(in_thirty_days),
            opened_at: opening.level,
            level: opening.level,
            escalations: Vec::new(),
            decision: String::new(),
            closed: None,
            result: String::new(),
            from_report: opening.from_report.map(|m| m.to_string()).unwrap_or_default(),
        };
        let wish = ChangeRequest {
            action: Action::OpenIssue,
            target: Target::of(project),
            subject: &opening.project.to_string(),
            which: RecordRef::New(""),
            verb: "open",
            reason: "",
            now,
        };
        self.change(wish, |_, _| sound(issue.clone()))
    }

    /// Changes an open issue; a decision takes the right to decide.
    pub fn update_issue(
        &self,
        item: &str,
        change: &IssueChange,
        reason: &str,
        now: Timestamp,
    ) -> Result<Record<Issue>, Failure> {
        let (action, verb) = match change.decision {
            Some(_) => (Action::DecideIssue, "decide"),
            None => (Action::UpdateIssue, "update"),
        };
        self.touch(item, action, verb, reason, now, |issue| {
            if let Some(day) = issue.closed {
                return Err(Finding::error(
                    codes::ISSUE_CLOSED,
                    words!("该问题已于 {day} 销号", "the issue was closed on {day}"),
                ));
            }
            issue.kind = change.kind.unwrap_or(issue.kind);
            issue.limit = change.limit.unwrap_or(issue.limit);
            for (field, new) in [
                (&mut issue.text, &change.text),
                (&mut issue.owner, &change.owner),
                (&mut issue.decision, &change.decision),
            ] {
                if let Some(new) = new {
                    *field = clean_multiline(new).into_owned();
                }
            }
            Ok(())
        })
    }

    /// Takes an issue up the ladder: to `to`, or to the next step.
    pub fn escalate_issue(
        &self,
        item: &str,
        to: Option<Level>,
        reason: &str,
        now: Timestamp,
    ) -> Result<Record<Issue>, Failure> {
        let today = date_in_shanghai(now);
        let reason = clean(reason);
        self.touch(item, Action::EscalateIssue, "escalate", &reason, now, |issue| {
            let to = to.or_else(|| issue.level.above()).unwrap_or(issue.level);
            issue.escalate(to, today, &reason)
        })
    }

    /// 销号, with what came of it.
    pub fn close_issue(
        &self,
        item: &str,
        result: &str,
        on: Option<Date>,
        now: Timestamp,
    ) -> Result<Record<Issue>, Failure> {
        let on = on.unwrap_or_else(|| date_in_shanghai(now));
        let result = clean_multiline(result);
        self.touch(item, Action::CloseIssue, "close", "", now, |issue| issue.close(on, &result))
    }

    fn touch(
        &self,
        item: &str,
        action: Action,
        verb: &str,
        reason: &str,
        now: Timestamp,
        edit: impl Fn(&mut Issue) -> Result<(), Finding>,
    ) -> Result<Record<Issue>, Failure> {
        let record = self.issue(item)?;
        let project = record.subject.parse().map_err(|_| no_such(item)).and_then(|id| self.project(id))?;
        let wish = ChangeRequest {
            action,
            target: Target::of(project),
            subject: &record.subject,
            which: RecordRef::Item(item),
            verb,
            reason,
            now,
        };
        self.change(wish, |_, standing: Option<Issue>| {
            let mut issue = standing.ok_or_else(|| no_such(item))?;
            edit(&mut issue).map_err(|finding| Failure::new(Exit::No, finding))?;
            sound(issue)
        })
    }
}

fn belongs(issue: &ShownIssue<'_>, view: &IssueView, today: Date) -> bool {
    let value = &issue.record.value;
    match view {
        IssueView::All => true,
        IssueView::Open => value.is_open(),
        IssueView::Overdue => value.days_over(today).is_some_and(|days| days > 0),
        IssueView::AwaitingDecision => value.awaits_decision(),
        IssueView::ClosedIn(month) => value.closed_in(*month),
        IssueView::Of(id) => issue.record.subject == id.to_string(),
        IssueView::Units(units) => {
            let led = |unit| issue.project.is_some_and(|p| p.lead_units.contains(unit));
            value.is_open() && units.iter().any(|unit| value.owner == *unit || led(unit))
        }
    }
}

fn sound(issue: Issue) -> Result<Issue, Failure> {
    let findings = issue.check();
    if findings.is_empty() { Ok(issue) } else { Err(Failure { exit: Exit::No, findings }) }
}

fn no_such(item: &str) -> Failure {
    Failure::new(
        Exit::No,
        Finding::error(codes::NO_SUCH_ISSUE, words!("没有这条问题", "there is no such issue"))
            .got(item)
            .hint(words!("用 diaodu issue list 查看", "see `diaodu issue list`")),
    )
}
