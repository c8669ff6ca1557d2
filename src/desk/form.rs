//! What the form of one month's report stands on: everything its rules need, owned, so that a form can
//! check itself at every keystroke without asking the ledger again.

use jiff::Timestamp;

use super::App;
use super::draft::FoundDraft;
use crate::domain::board::Rules;
use crate::domain::deadline::Deadline;
use crate::domain::duty::ReportingPeriod;
use crate::domain::finding::Failure;
use crate::domain::lamp::{self, Rag, RatingInput};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::permission::{Action, Target};
use crate::domain::project::{Project, ProjectId};
use crate::domain::report::draft::Draft;
use crate::domain::report::rules::{self, CheckedDraft, RuleContext};
use crate::domain::report::{MonthReport, Report};
use crate::domain::time::date_in_shanghai;

/// The ground of a form.
#[derive(Clone, Debug)]
pub struct FormContext {
    /// The project.
    pub project: Project,
    /// 填报月份
    pub month: Month,
    /// When it is due.
    pub deadline: Deadline,
    /// The report as it stands, if there is one.
    pub standing: Option<Report>,
    /// The revision that a change must build on; 0 for none.
    pub revision: u64,
    /// The plan in force for the month and its version.
    pub plan: Option<(Option<Money>, u32)>,
    /// What the form begins with: the standing report, else last month carried forward.
    pub begin: Draft,
    /// What was being typed when the screen was left, if it was kept.
    pub typed: Option<FoundDraft>,
    /// The last month before this one whose report counts.
    pub last: Option<MonthReport>,
    duty: ReportingPeriod,
    others: Vec<MonthReport>,
    total_investment: Option<Money>,
    planned_start: Option<Month>,
    rules: Rules,
}

impl App {
    /// The ground of a form, or why this person may not fill it in.
    pub fn form(&self, id: ProjectId, month: Month, now: Timestamp) -> Result<FormContext, Failure> {
        let dossier = self.dossier(id)?;
        self.may(Action::File, Target::of(dossier.project), now)?;
        let others = dossier.others(month);
        let context = dossier.context(&others, month, now);
        let version = dossier.plans.for_month(month);
        Ok(FormContext {
            project: dossier.project.clone(),
            month,
            deadline: dossier.deadline(month),
            standing: dossier.standing(month).cloned(),
            revision: dossier.revision(month),
            plan: version.map(|(number, plan)| (plan.year_plan, number)),
            begin: dossier.begin(month),
            typed: self.typed(id, month)?,
            last: others
                .iter()
                .filter(|r| r.month < month && r.status.counts())
                .max_by_key(|r| r.month)
                .cloned(),
            duty: context.duty,
            total_investment: context.total_investment,
            planned_start: version.and_then(|(_, plan)| plan.start),
            rules: self.catalogue().board.clone(),
            others,
        })
    }
}

impl FormContext {
    /// Reads and checks a draft: figures that follow, and findings with their fields.
    pub fn check(&self, draft: &Draft, now: Timestamp) -> CheckedDraft {
        rules::check_draft(
            draft,
            &RuleContext {
                project: &self.project,
                month: self.month,
                today: date_in_shanghai(now),
                duty: self.duty,
                others: &self.others,
                standing: self.standing.as_ref().map(|r| r.status),
                plan: self.plan.and_then(|(plan, _)| plan),
                total_investment: self.total_investment,
                schedule: self.rules.schedule,
            },
        )
    }

    /// The lamp that the project would show with these figures.
    pub fn light(&self, checked: &CheckedDraft) -> Option<Rag> {
        let started = checked.content.has_started()
            || self.others.iter().any(|r| r.status.counts() && r.content.has_started());
        let plan = self.plan.and_then(|(plan, version)| Some((plan?, version)));
        let signs = RatingInput {
            month: self.month,
            schedule: self.rules.schedule.at(self.month),
            ytd: checked.derived.ytd,
            plan,
            planned_start: self.planned_start,
            started,
        };
        lamp::worst(&self.rules.lamps, &signs)
    }
}
