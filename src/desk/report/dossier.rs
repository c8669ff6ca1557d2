//! One project's reports as the ledger holds them, with all that its rules need: what the form, the
//! flags and the batch start from.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{ReportView, stored};
use crate::desk::{App, plan};
use crate::domain::deadline::Deadline;
use crate::domain::duty::ReportingPeriod;
use crate::domain::finding::Failure;
use crate::domain::indicator::Schedule;
use crate::domain::month::Month;
use crate::domain::plan::PlanHistory;
use crate::domain::project::Project;
use crate::domain::report::derived::{self, Derived};
use crate::domain::report::draft::Draft;
use crate::domain::report::rules::{self, CheckedDraft, RuleContext};
use crate::domain::report::{MonthReport, Report, completed_in};
use crate::domain::time::date_in_shanghai;
use crate::ledger::{REPORT, Snapshot};

/// A project with its reports, plan and duty.
#[derive(Clone, Debug)]
pub struct ProjectReports<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its plan's versions.
    pub plans: PlanHistory,
    duty: ReportingPeriod,
    schedule: Schedule,
    rule: crate::domain::deadline::ReportingRule,
    calendar: &'a crate::domain::calendar::Calendar,
    reports: BTreeMap<Month, Report>,
}

impl App {
    pub(super) fn read_dossier<'a>(
        &'a self,
        view: &mut Snapshot<'_>,
        project: &'a Project,
    ) -> Result<ProjectReports<'a>, Failure> {
        let mut dossier = self.empty_dossier(project)?;
        dossier.plans = plan::read_plan(view, project)?;
        for entry in view.list_of(REPORT, &project.id.to_string())? {
            dossier.put(stored::report(&entry)?);
        }
        Ok(dossier)
    }

    pub(super) fn empty_dossier<'a>(&'a self, project: &'a Project) -> Result<ProjectReports<'a>, Failure> {
        Ok(ProjectReports {
            project,
            plans: PlanHistory::of_list(project),
            duty: self.duty_of(project)?,
            schedule: self.catalogue().board.schedule,
            rule: self.rule_of(project),
            calendar: &self.catalogue().calendar,
            reports: BTreeMap::new(),
        })
    }
}

impl ProjectReports<'_> {
    /// Takes in a newer revision.
    pub(super) fn put(&mut self, report: Report) {
        self.reports.insert(report.month, report);
    }

    /// The months that have a report or draft, oldest first.
    pub fn months(&self) -> impl Iterator<Item = Month> + '_ {
        self.reports.values().filter(|r| !r.discarded).map(|r| r.month)
    }

    /// The report of a month as it stands.
    pub fn standing(&self, month: Month) -> Option<&Report> {
        self.reports.get(&month).filter(|r| !r.discarded)
    }

    /// The revision a change must build on; 0 for none.
    pub fn revision(&self, month: Month) -> u64 {
        self.reports.get(&month).map_or(0, |r| r.revision)
    }

    /// When the first filing of the month came, if it stands.
    pub fn deadline(&self, month: Month) -> Deadline {
        self.rule.deadline(month, self.calendar)
    }

    /// The months owed, its completion taken into account.
    pub fn duty(&self) -> ReportingPeriod {
        self.duty.completed_in(completed_in(&self.all()))
    }

    /// What the form begins with: the standing report, else last month carried forward.
    pub fn begin(&self, month: Month) -> Draft {
        match self.standing(month) {
            Some(report) => Draft::of(&report.content),
            None => Draft::carry_forward(&self.others(month), month),
        }
    }

    /// Checks a draft as it is being typed: content, derived figures and findings.
    pub fn check(&self, draft: &Draft, month: Month, now: Timestamp) -> CheckedDraft {
        let others = self.others(month);
        rules::check_draft(draft, &self.context(&others, month, now))
    }

    /// The rules' context for a month. `others` are the reports of the other months.
    pub fn context<'a>(&'a self, others: &'a [MonthReport], month: Month, now: Timestamp) -> RuleContext<'a> {
        let plan = self.plans.for_month(month).map(|(_, plan)| plan);
        RuleContext {
            project: self.project,
            month,
            today: date_in_shanghai(now),
            duty: self.duty.completed_in(completed_in(others)),
            others,
            standing: self.standing(month).map(|r| r.status),
            plan: plan.and_then(|p| p.year_plan),
            total_investment: plan.and_then(|p| p.total),
            schedule: self.schedule,
        }
    }

    /// The reports of the other months, as the rules see them.
    pub fn others(&self, month: Month) -> Vec<MonthReport> {
        self.all().into_iter().filter(|r| r.month != month).collect()
    }

    fn all(&self) -> Vec<MonthReport> {
        let standing = self.reports.values().filter(|r| !r.discarded);
        standing
            .map(|r| MonthReport { month: r.month, status: r.status, content: r.content.clone() })
            .collect()
    }

    /// What follows from a report of this project.
    pub fn derived(&self, report: &Report) -> Derived {
        let others = self.others(report.month);
        derived::compute(&report.content, &self.context(&others, report.month, report.at))
    }

    /// A month's report with what follows from it.
    pub fn shown(&self, month: Month) -> Option<ReportView> {
        let report = self.standing(month)?;
        Some(ReportView { report: report.clone(), derived: self.derived(report) })
    }
}
