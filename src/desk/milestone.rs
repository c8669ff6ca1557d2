//! 倒排工期 on a project: schedule backwards from its completion, tick steps off, let a slip move or
//! squeeze the rest.
//!
//! The arithmetic is [`crate::domain::milestone`]'s; the templates are files that an office can edit.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::App;
use super::records::{ChangeRequest, LedgerRecord, Record, RecordRef};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Lang;
use crate::domain::milestone::{self, Milestone, MilestoneTemplate, Slip};
use crate::domain::permission::{Action, Target};
use crate::domain::project::{Project, ProjectId};
use crate::domain::text::clean;
use crate::domain::time::date_in_shanghai;
use crate::words;

/// A project's dated steps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MilestoneSchedule {
    /// The template's name.
    pub template: String,
    /// The day everything was to be finished when it was planned.
    #[serde(with = "crate::domain::date::plain")]
    pub completion: Date,
    /// The steps, in the template's order.
    pub milestones: Vec<Milestone>,
}

impl LedgerRecord for MilestoneSchedule {
    const KIND: &'static str = "schedule";
}

impl MilestoneSchedule {
    /// Open steps whose planned finish has passed.
    pub fn overdue(&self, today: Date) -> impl Iterator<Item = &Milestone> {
        self.milestones.iter().filter(move |m| m.done.is_none() && m.finish < today)
    }

    /// The next open step by date.
    pub fn next(&self) -> Option<&Milestone> {
        self.milestones.iter().filter(|m| m.done.is_none()).min_by_key(|m| (m.finish, m.start))
    }
}

impl App {
    /// Dates a template backwards from the completion and keeps it as the project's schedule; one that
    /// stands is replaced (its revisions stay) and needs a reason.
    pub fn plan_milestones(
        &self,
        id: ProjectId,
        template: &MilestoneTemplate,
        completion: Date,
        reason: &str,
        now: Timestamp,
    ) -> Result<Record<MilestoneSchedule>, Failure> {
        let project = self.project(id)?;
        let milestones = template
            .back_schedule(completion, &self.catalogue().calendar)
            .map_err(|findings| Failure { exit: Exit::Malformed, findings })?;
        let schedule = MilestoneSchedule { template: template.name.clone(), completion, milestones };
        let reason = clean(reason);
        self.change(of(project, &id.to_string(), "plan", &reason, now), |_, standing| {
            if standing.is_some_and(|s: MilestoneSchedule| s != schedule) && reason.is_empty() {
                return Err(Failure::new(
                    Exit::No,
                    Finding::error(
                        codes::REASON_REQUIRED,
                        words!(
                            "该项目已有排期，重排须写明理由",
                            "the project has a schedule; say why it is planned anew"
                        ),
                    )
                    .on_field("reason"),
                ));
            }
            Ok(schedule.clone())
        })
    }

    /// Ticks a step off. When it was finished after its planned day, later steps move or are squeezed.
    pub fn finish_milestone(
        &self,
        id: ProjectId,
        step: &str,
        on: Option<Date>,
        how: Slip,
        now: Timestamp,
    ) -> Result<Record<MilestoneSchedule>, Failure> {
        let project = self.project(id)?;
        let today = date_in_shanghai(now);
        let on = on.unwrap_or(today);
        let calendar = &self.catalogue().calendar;
        self.change(of(project, &id.to_string(), "done", "", now), |_, standing| {
            let mut schedule: MilestoneSchedule = standing.ok_or_else(|| no_schedule(id))?;
            let at = position(&schedule, step)?;
            if on > today {
                return Err(refused(
                    Finding::error(
                        codes::DATE_AFTER_FILING,
                        words!("完成日期晚于今天", "the day is after today"),
                    )
                    .on_field("on")
                    .got(on.to_string()),
                ));
            }
            if schedule.milestones[at].done.is_some_and(|done| done != on) {
                is_open(&schedule, at)?;
            }
            if on > schedule.milestones[at].finish {
                let name = schedule.milestones[at].step.clone();
                schedule.milestones =
                    milestone::slip(&schedule.milestones, &name, on, how, calendar).map_err(refused)?;
            }
            schedule.milestones[at].done = Some(on);
            milestone::mark_critical(&mut schedule.milestones, calendar);
            Ok(schedule)
        })
    }

    /// Says that a step will be finished on another day than planned.
    pub fn slip_milestone(
        &self,
        id: ProjectId,
        step: &str,
        to: Date,
        how: Slip,
        reason: &str,
        now: Timestamp,
    ) -> Result<Record<MilestoneSchedule>, Failure> {
        let project = self.project(id)?;
        let reason = clean(reason);
        if reason.is_empty() {
            return Err(refused(
                Finding::error(codes::REASON_REQUIRED, words!("调整节点须写明理由", "a slip needs a reason"))
                    .on_field("reason"),
            ));
        }
        self.change(of(project, &id.to_string(), "slip", &reason, now), |_, standing| {
            let mut schedule: MilestoneSchedule = standing.ok_or_else(|| no_schedule(id))?;
            let at = position(&schedule, step)?;
            is_open(&schedule, at)?;
            let name = schedule.milestones[at].step.clone();
            schedule.milestones =
                milestone::slip(&schedule.milestones, &name, to, how, &self.catalogue().calendar)
                    .map_err(refused)?;
            Ok(schedule)
        })
    }

    /// A project's schedule.
    pub fn schedule(&self, id: ProjectId) -> Result<Option<Record<MilestoneSchedule>>, Failure> {
        Ok(self.records_of(&id.to_string())?.pop())
    }

    /// Every schedule, the one whose next step is due first before the others.
    pub fn schedules(&self) -> Result<Vec<(ProjectId, Record<MilestoneSchedule>)>, Failure> {
        let mut all: Vec<(ProjectId, Record<MilestoneSchedule>)> = self
            .records::<MilestoneSchedule>()?
            .into_iter()
            .filter_map(|record| Some((record.subject.parse().ok()?, record)))
            .collect();
        all.sort_by_key(|(id, record)| (record.value.next().map_or(Date::MAX, |m| m.finish), *id));
        Ok(all)
    }

    /// The template of that name, or of the only one that the word begins.
    pub fn step_template(&self, name: &str) -> Result<&MilestoneTemplate, Failure> {
        let templates = &self.catalogue().steps;
        let exact = templates.iter().find(|t| t.name == name);
        let mut begun = templates.iter().filter(|t| t.name.contains(name));
        exact.or_else(|| begun.next().filter(|_| begun.next().is_none())).ok_or_else(|| {
            let names = templates.iter().map(|t| t.name.as_str()).collect::<Vec<_>>().join("、");
            refused(
                Finding::error(codes::NO_SUCH_MILESTONE, words!("没有这个模板", "there is no such template"))
                    .got(name)
                    .expected(words!("{names}", "{names}")),
            )
        })
    }
}

fn of<'a>(
    project: &'a Project,
    subject: &'a str,
    verb: &'a str,
    reason: &'a str,
    now: Timestamp,
) -> ChangeRequest<'a> {
    ChangeRequest {
        action: Action::SetMilestone,
        target: Target::of(project),
        subject,
        which: RecordRef::Item("schedule"),
        verb,
        reason,
        now,
    }
}

/// A step by its name, a part of it that only one has, or its number from 1.
/// A step that was ticked off keeps its days: they say what happened.
fn is_open(schedule: &MilestoneSchedule, at: usize) -> Result<(), Failure> {
    let step = &schedule.milestones[at];
    match step.done {
        None => Ok(()),
        Some(done) => Err(refused(
            Finding::error(
                codes::BAD_STEPS,
                words!("该节点已完成，日期不再改动", "the milestone is done and keeps its day"),
            )
            .on_field("step")
            .got(format!("{} {done}", step.step))
            .hint(words!("确需更正的，重排并写明理由", "to correct it, plan anew and say why")),
        )),
    }
}

fn position(schedule: &MilestoneSchedule, step: &str) -> Result<usize, Failure> {
    let steps = &schedule.milestones;
    let exact = steps.iter().position(|m| m.step == step);
    let number = step.parse::<usize>().ok().filter(|n| (1..=steps.len()).contains(n)).map(|n| n - 1);
    let mut parts = (0..steps.len()).filter(|at| steps[*at].step.contains(step));
    let part = parts.next().filter(|_| parts.next().is_none());
    exact.or(number).or(part).ok_or_else(|| {
        let names = steps.iter().map(|m| m.step.as_str()).collect::<Vec<_>>().join("、");
        refused(
            Finding::error(codes::NO_SUCH_MILESTONE, words!("没有这个节点", "there is no such milestone"))
                .got(step)
                .expected(words!("{names}", "{names}")),
        )
    })
}

fn no_schedule(id: ProjectId) -> Failure {
    refused(
        Finding::error(codes::NO_SUCH_MILESTONE, words!("该项目还没有排期", "the project has no schedule"))
            .got(id.to_string())
            .hint(words!("先用 diaodu milestone plan 倒排", "make one with `diaodu milestone plan`")),
    )
}

fn refused(finding: Finding) -> Failure {
    Failure::new(Exit::No, finding)
}

/// One line on where a schedule stands, for lists and the detail.
pub fn standing(schedule: &MilestoneSchedule, today: Date, lang: Lang) -> String {
    let done = schedule.milestones.iter().filter(|m| m.done.is_some()).count();
    let all = schedule.milestones.len();
    let mut parts = vec![words!("{done}/{all} 已完成", "{done}/{all} done")];
    match schedule.overdue(today).count() {
        0 => {}
        overdue => parts.push(words!("逾期 {overdue}", "{overdue} overdue")),
    }
    if let Some(next) = schedule.next() {
        let (step, finish) = (&next.step, next.finish);
        parts.push(words!("下一节点 {step} {finish}", "next {step} {finish}"));
    }
    parts.iter().map(|part| part.get(lang)).collect::<Vec<_>>().join(lang.pick("，", ", "))
}
