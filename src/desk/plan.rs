//! Setting plans: one more version in the ledger for each change, checked inside the transaction that
//! stores it. A batch is stored whole or not at all.
//!
//! It never changes a version and never decides what a plan may say: that is [`crate::domain::plan`]'s.

pub mod batch;

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::App;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::permission::{Action, Target};
use crate::domain::plan::{Plan, PlanChange, PlanHistory, PlanVersion};
use crate::domain::project::{Project, ProjectId};
use crate::domain::text::clean;
use crate::domain::time::date_in_shanghai;
use crate::ledger::{Entry, LedgerError, NewEntry, Snapshot};
use crate::words;

/// The kind of entry that holds a plan's version; the subject is the project, the revision the version.
pub const PLAN: &str = "plan";

/// What somebody asks for one project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanAsked {
    /// Which project.
    pub project: ProjectId,
    /// The figures to set; the rest keeps its last value.
    pub plan: Plan,
    /// The first day it is to hold; see [`PlanHistory::default_from`] for when nobody says.
    pub from: Option<Date>,
    /// Why.
    pub reason: String,
    /// The row of a batch that asks, for findings.
    pub line: Option<u32>,
}

/// What became of one project's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanSet {
    /// Which project.
    pub project: ProjectId,
    /// The new version.
    pub version: PlanVersion,
    /// Things to look at; the version was stored all the same.
    pub warnings: Vec<Finding>,
}

/// The body of an entry: the whole version.
#[derive(Serialize, Deserialize)]
struct PlanBody {
    year_plan: Option<Money>,
    total: Option<Money>,
    start: Option<String>,
    finish: Option<String>,
    from: String,
}

impl App {
    /// A project's plan, version by version.
    pub fn plan_of(&self, id: ProjectId) -> Result<PlanHistory, Failure> {
        let project = self.project(id)?;
        match self.look()? {
            None => Ok(PlanHistory::of_list(project)),
            Some(ledger) => Ok(ledger.read(|view| read_plan(view, project))?),
        }
    }

    /// Sets plans, all or none. Durable when it returns.
    pub fn set_plans(&self, asked: &[PlanAsked], now: Timestamp) -> Result<Vec<PlanSet>, Failure> {
        for ask in asked {
            self.demand(Action::SetPlan, Target::of(self.project(ask.project)?), now)?;
        }
        // First without writing, so that a refused plan does not even make a ledger.
        self.try_plans(asked, now)?;
        let stored = self.ledger()?.transact(|writing| {
            for ask in asked {
                let target = Target::of(self.project(ask.project)?);
                self.check(writing.view(), Action::SetPlan, target, now)?;
            }
            let done = self.prepare_plans(Some(writing.view()), asked, now)?;
            let entries: Vec<NewEntry> = done.iter().map(|set| self.version_entry(set, now)).collect();
            writing.append(&entries)?;
            Ok(done)
        });
        stored.map_err(|failure: Failure| match failure.exit {
            Exit::Denied => self.refused(Action::SetPlan.name(), failure, now),
            _ => failure,
        })
    }

    /// What setting plans would do, without doing it.
    pub fn try_plans(&self, asked: &[PlanAsked], now: Timestamp) -> Result<Vec<PlanSet>, Failure> {
        match self.look()? {
            None => self.prepare_plans(None, asked, now),
            Some(ledger) => ledger.read(|view| self.prepare_plans(Some(view), asked, now)),
        }
    }

    fn prepare_plans(
        &self,
        mut view: Option<&mut Snapshot<'_>>,
        asked: &[PlanAsked],
        now: Timestamp,
    ) -> Result<Vec<PlanSet>, Failure> {
        let (mut done, mut refused) = (Vec::with_capacity(asked.len()), Vec::new());
        let mut seen: HashMap<ProjectId, u32> = HashMap::new();
        for ask in asked {
            let project = self.project(ask.project)?;
            let history = match &mut view {
                Some(view) => read_plan(view, project)?,
                None => PlanHistory::of_list(project),
            };
            let from = ask.from.unwrap_or_else(|| history.default_from(date_in_shanghai(now)));
            let change = PlanChange { plan: ask.plan, from, reason: clean(&ask.reason).into_owned() };
            let year = from.year().max(project.id.year);
            let completed: Money = match &mut view {
                Some(view) => {
                    view.years_of(ask.project, year, year)?.iter().map(|y| y.invested_before(13)).sum()
                }
                None => Money::ZERO,
            };
            let mut findings = history.check(&change, completed);
            if let Some(first) = seen.insert(ask.project, ask.line.unwrap_or_default()) {
                let words =
                    words!("同一项目在第 {first} 行已出现", "the same project already stands in row {first}");
                findings.push(
                    Finding::error(codes::DUPLICATE_ID, words)
                        .on_field("项目编号")
                        .got(ask.project.to_string()),
                );
            }
            for finding in &mut findings {
                finding.line = ask.line;
            }
            let (errors, warnings): (Vec<_>, Vec<_>) =
                findings.into_iter().partition(|f| f.severity == Severity::Error);
            refused.extend(errors);
            let version = history.next(&change, self.person(), now);
            done.push(PlanSet { project: ask.project, version, warnings });
        }
        if refused.is_empty() { Ok(done) } else { Err(Failure { exit: Exit::No, findings: refused }) }
    }

    fn version_entry(&self, set: &PlanSet, now: Timestamp) -> NewEntry {
        let PlanVersion { plan, from, reason, number, .. } = &set.version;
        let body = PlanBody {
            year_plan: plan.year_plan,
            total: plan.total,
            start: plan.start.map(|m| m.to_string()),
            finish: plan.finish.map(|m| m.to_string()),
            from: from.to_string(),
        };
        NewEntry::new(PLAN, &set.project.to_string(), "", "set", self.person(), now)
            .reason(reason)
            .body(serde_json::json!(body))
            .expect_revision(u64::from(number - 1))
    }
}

/// One project's plan as the ledger holds it.
pub(super) fn read_plan(view: &mut Snapshot<'_>, project: &Project) -> Result<PlanHistory, LedgerError> {
    let mut history = PlanHistory::of_list(project);
    for entry in view.history(PLAN, &project.id.to_string(), "")? {
        history.push(version(&entry)?);
    }
    Ok(history)
}

/// Every version that anybody entered, by project, oldest first.
pub(super) type PlanVersions = HashMap<ProjectId, Vec<PlanVersion>>;

/// Reads them all.
pub(super) fn read_versions(view: &mut Snapshot<'_>) -> Result<PlanVersions, LedgerError> {
    let mut versions = PlanVersions::new();
    for entry in view.revisions(PLAN)? {
        versions.entry(subject(&entry)?).or_default().push(version(&entry)?);
    }
    Ok(versions)
}

/// A project's plan out of [`read_versions`].
pub(super) fn history(project: &Project, versions: &PlanVersions) -> PlanHistory {
    let mut history = PlanHistory::of_list(project);
    for version in versions.get(&project.id).into_iter().flatten() {
        history.push(version.clone());
    }
    history
}

fn subject(entry: &Entry) -> Result<ProjectId, LedgerError> {
    entry.subject.parse().map_err(|_| malformed(entry, "its subject is not a project's id"))
}

fn version(entry: &Entry) -> Result<PlanVersion, LedgerError> {
    let body: PlanBody = entry.state()?;
    let month = |text: Option<String>| text.map(|t| t.parse::<Month>()).transpose();
    let bad = |_| malformed(entry, "its month cannot be read");
    Ok(PlanVersion {
        number: u32::try_from(entry.revision).unwrap_or(u32::MAX),
        plan: Plan {
            year_plan: body.year_plan,
            total: body.total,
            start: month(body.start).map_err(bad)?,
            finish: month(body.finish).map_err(bad)?,
        },
        from: body.from.parse().map_err(|_| malformed(entry, "its date cannot be read"))?,
        reason: entry.reason.clone(),
        by: entry.author.clone(),
        at: Some(entry.at),
    })
}

fn malformed(entry: &Entry, what: &str) -> LedgerError {
    LedgerError::Malformed {
        detail: format!("entry {} ({} {}): {what}", entry.seq, entry.kind, entry.subject),
    }
}
