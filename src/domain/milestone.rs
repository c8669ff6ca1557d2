//! 倒排工期: steps with durations in working days, dated backwards from the day of completion, and what a
//! slip does to the steps after it.
//!
//! A template may branch: a step names the steps it comes after. Dates backwards are the latest that
//! still hold the completion; a step without slack between them and the earliest dates is critical.

mod slip;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::codes;
use super::finding::Finding;
use crate::words;

pub use slip::{Slip, slip};

/// The most steps that a template may have.
pub const MOST_STEPS: usize = 200;

/// The longest step, in working days.
pub const LONGEST_STEP: i32 = 2_500;

/// One step of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MilestoneStep {
    /// Its name, unique in the template.
    pub name: String,
    /// How long it takes, in working days, at least 1.
    pub days: i32,
    /// The steps that must be finished before it; when absent, the step printed before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Vec<String>>,
}

/// A named list of steps, e.g. 招商项目落地.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MilestoneTemplate {
    /// Its name.
    pub name: String,
    /// Its steps.
    pub steps: Vec<MilestoneStep>,
}

/// A step with its dates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Milestone {
    /// The step.
    pub step: String,
    /// Working days.
    pub days: i32,
    /// The names of the steps before it.
    pub after: Vec<String>,
    /// The first working day.
    #[serde(with = "super::date::plain")]
    pub start: Date,
    /// The last working day.
    #[serde(with = "super::date::plain")]
    pub finish: Date,
    /// No slack: when it slips, the completion slips.
    pub critical: bool,
    /// The day it was done.
    #[serde(default, with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub done: Option<Date>,
}

impl MilestoneTemplate {
    /// Everything wrong with it: no steps, empty or repeated names, durations below one day, unknown
    /// predecessors, cycles. Empty when it can be scheduled.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.steps.is_empty() || self.steps.len() > MOST_STEPS {
            let most = MOST_STEPS;
            findings.push(
                bad(words!("模板的步骤数不对", "the template has a wrong number of steps"), &self.name)
                    .got(self.steps.len().to_string())
                    .expected(words!("1 到 {most} 步", "1 to {most} steps")),
            );
            return findings;
        }
        for (at, step) in self.steps.iter().enumerate() {
            if step.name.is_empty() || self.steps[..at].iter().any(|s| s.name == step.name) {
                findings
                    .push(bad(words!("步骤名为空或重复", "a step's name is empty or repeated"), &step.name));
            }
            if !(1..=LONGEST_STEP).contains(&step.days) {
                findings.push(
                    bad(words!("步骤工期不对", "a step's duration is wrong"), &step.name)
                        .got(step.days.to_string())
                        .expected(words!("1 到 {LONGEST_STEP} 个工作日", "1 to {LONGEST_STEP} working days")),
                );
            }
            for before in step.after.iter().flatten() {
                if !self.steps.iter().any(|s| s.name == *before) {
                    findings.push(
                        bad(words!("前置步骤不存在", "a preceding step does not exist"), &step.name)
                            .got(before),
                    );
                }
            }
        }
        if findings.is_empty()
            && let Err(stuck) = self.order()
        {
            findings.push(
                bad(words!("步骤互为前置，成环", "the steps wait for each other in a circle"), &self.name)
                    .got(stuck)
                    .hint(words!("去掉其中一个前置关系", "remove one of the predecessors")),
            );
        }
        findings
    }

    /// The dates backwards from the completion: every step as late as it may be. The completion is
    /// taken to the last working day on or before it.
    pub fn back_schedule(
        &self,
        completion: Date,
        calendar: &Calendar,
    ) -> Result<Vec<Milestone>, Vec<Finding>> {
        let findings = self.check();
        if !findings.is_empty() {
            return Err(findings);
        }
        let order = self.order().unwrap_or_default();
        let mut milestones: Vec<Milestone> = self
            .steps
            .iter()
            .enumerate()
            .map(|(at, step)| Milestone {
                step: step.name.clone(),
                days: step.days,
                after: self.before(at),
                start: completion,
                finish: calendar.on_or_before(completion),
                critical: false,
                done: None,
            })
            .collect();
        for &at in order.iter().rev() {
            let name = milestones[at].step.clone();
            let next_start = milestones.iter().filter(|m| m.after.contains(&name)).map(|m| m.start).min();
            if let Some(start) = next_start {
                milestones[at].finish = calendar.plus_working_days(start, -1);
            }
            let days = milestones[at].days;
            milestones[at].start = calendar.plus_working_days(milestones[at].finish, 1 - days);
        }
        mark_critical(&mut milestones, calendar);
        Ok(milestones)
    }

    /// Indices in an order where each step comes after those before it; the names in a circle otherwise.
    fn order(&self) -> Result<Vec<usize>, String> {
        let mut placed: Vec<usize> = Vec::new();
        while placed.len() < self.steps.len() {
            let ready = (0..self.steps.len()).find(|at| {
                !placed.contains(at)
                    && self.before(*at).iter().all(|name| placed.iter().any(|p| self.steps[*p].name == *name))
            });
            if let Some(at) = ready {
                placed.push(at);
            } else {
                let stuck = (0..self.steps.len()).filter(|at| !placed.contains(at));
                return Err(stuck.map(|at| self.steps[at].name.as_str()).collect::<Vec<_>>().join(" → "));
            }
        }
        Ok(placed)
    }

    fn before(&self, at: usize) -> Vec<String> {
        match &self.steps[at].after {
            Some(named) => named.clone(),
            None => at.checked_sub(1).map(|before| self.steps[before].name.clone()).into_iter().collect(),
        }
    }
}

fn bad(message: crate::domain::lang::Bilingual, step: &str) -> Finding {
    Finding::error(codes::BAD_STEPS, message).on_field(step)
}

/// Walks forward: each open step starts on the first working day after the steps before it, and not
/// before `from`. A step that is done keeps its dates. The result is as early as can be.
pub fn walk_forward(milestones: &[Milestone], from: Date, calendar: &Calendar) -> Vec<Milestone> {
    let mut walked = milestones.to_vec();
    let mut settled = vec![false; walked.len()];
    for _ in 0..walked.len() {
        for at in 0..walked.len() {
            let ready = !settled[at]
                && walked[at].after.iter().all(|name| {
                    walked.iter().zip(&settled).all(|(other, done)| other.step != *name || *done)
                });
            if !ready {
                continue;
            }
            settled[at] = true;
            if walked[at].done.is_some() {
                continue;
            }
            let earliest = walked
                .iter()
                .filter(|other| walked[at].after.contains(&other.step))
                .map(|other| calendar.plus_working_days(other.done.unwrap_or(other.finish), 1))
                .max()
                .map_or(from, |after| after.max(from));
            walked[at].start = calendar.on_or_after(earliest);
            walked[at].finish = calendar.plus_working_days(walked[at].start, walked[at].days - 1);
        }
    }
    walked
}

/// The day on which everything is finished.
pub fn completion(milestones: &[Milestone]) -> Option<Date> {
    milestones.iter().map(|m| m.done.unwrap_or(m.finish)).max()
}

/// Marks the open steps without slack: as early as they can be, they are as late as they may be.
pub fn mark_critical(milestones: &mut [Milestone], calendar: &Calendar) {
    let Some(from) = milestones.iter().map(|m| m.start).min() else { return };
    let earliest = walk_forward(milestones, from, calendar);
    let latest = latest_finishes(milestones, calendar);
    for ((milestone, early), late) in milestones.iter_mut().zip(&earliest).zip(latest) {
        milestone.critical = milestone.done.is_none() && early.finish >= late;
    }
}

/// The last day on which each step may finish without moving the completion.
fn latest_finishes(milestones: &[Milestone], calendar: &Calendar) -> Vec<Date> {
    let end = completion(milestones).unwrap_or(Date::MAX);
    let mut latest = vec![end; milestones.len()];
    // A step's followers are settled before it, whatever the order they are printed in.
    for _ in 0..milestones.len() {
        for at in 0..milestones.len() {
            let name = &milestones[at].step;
            let before = |later: usize| calendar.plus_working_days(latest[later], -milestones[later].days);
            let followers = (0..milestones.len()).filter(|later| milestones[*later].after.contains(name));
            latest[at] = followers.map(before).min().unwrap_or(end);
        }
    }
    latest
}

/// The step that decides the completion now: the first open critical one.
pub fn critical_step(milestones: &[Milestone]) -> Option<&Milestone> {
    milestones.iter().filter(|m| m.critical).min_by_key(|m| (m.start, m.finish))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn step(name: &str, days: i32, after: Option<&[&str]>) -> MilestoneStep {
        MilestoneStep {
            name: name.into(),
            days,
            after: after.map(|names| names.iter().map(|n| (*n).to_owned()).collect()),
        }
    }

    fn template(steps: Vec<MilestoneStep>) -> MilestoneTemplate {
        MilestoneTemplate { name: "落地".into(), steps }
    }

    #[test]
    fn dates_run_backwards_over_the_weekend() {
        let plan = template(vec![step("签约", 2, None), step("注册", 3, None), step("开工", 1, None)]);
        let dated = plan.back_schedule(date(2021, 6, 30), &Calendar::default()).unwrap();
        let spans: Vec<_> = dated.iter().map(|m| (m.start, m.finish)).collect();
        assert_eq!(
            spans,
            [
                (date(2021, 6, 23), date(2021, 6, 24)),
                (date(2021, 6, 25), date(2021, 6, 29)),
                (date(2021, 6, 30), date(2021, 6, 30))
            ]
        );
        assert!(dated.iter().all(|m| m.critical));
    }

    #[test]
    fn a_branch_with_slack_is_not_critical() {
        let plan = template(vec![
            step("立项", 5, Some(&[])),
            step("用地", 30, Some(&["立项"])),
            step("环评", 10, Some(&["立项"])),
            step("开工", 1, Some(&["用地", "环评"])),
        ]);
        let dated = plan.back_schedule(date(2021, 12, 31), &Calendar::default()).unwrap();
        let critical: Vec<_> = dated.iter().filter(|m| m.critical).map(|m| m.step.as_str()).collect();
        assert_eq!(critical, ["立项", "用地", "开工"]);
        assert_eq!(critical_step(&dated).unwrap().step, "立项");
    }

    #[test]
    fn a_slip_moves_or_squeezes_as_chosen() {
        let calendar = Calendar::default();
        let plan = template(vec![step("签约", 2, None), step("注册", 10, None), step("开工", 1, None)]);
        let dated = plan.back_schedule(date(2021, 6, 30), &calendar).unwrap();
        let late = calendar.plus_working_days(dated[0].finish, 4);
        let moved = slip(&dated, "签约", late, Slip::Move, &calendar).unwrap();
        assert_eq!(completion(&moved), Some(calendar.plus_working_days(date(2021, 6, 30), 4)));
        let squeezed = slip(&dated, "签约", late, Slip::Squeeze, &calendar).unwrap();
        assert_eq!(completion(&squeezed), Some(date(2021, 6, 30)));
        assert_eq!(squeezed[1].days, 6);
        let refused = slip(&dated, "签约", date(2021, 6, 30), Slip::Squeeze, &calendar).unwrap_err();
        assert_eq!(refused.code, codes::CANNOT_SQUEEZE);
    }

    #[test]
    fn a_squeeze_leaves_alone_what_is_finished_and_what_waits_for_nothing() {
        let calendar = Calendar::default();
        let plan = template(vec![step("甲", 10, None), step("乙", 10, None), step("丙", 10, None)]);
        let mut dated = plan.back_schedule(date(2027, 3, 31), &calendar).unwrap();
        dated[1].done = Some(date(2026, 11, 20));
        let late = calendar.plus_working_days(dated[0].finish, 15);
        for how in [Slip::Squeeze, Slip::Move] {
            let slipped = slip(&dated, "甲", late, how, &calendar).unwrap();
            assert_eq!(slipped[0].finish, late);
            for at in [1, 2] {
                let (is, was) = (&slipped[at], &dated[at]);
                assert_eq!(
                    (is.start, is.finish, is.days, is.done),
                    (was.start, was.finish, was.days, was.done)
                );
            }
        }
        // An earlier day has nothing to make up for: the completion stays.
        dated[1].done = None;
        let early = dated[0].start;
        let squeezed = slip(&dated, "甲", early, Slip::Squeeze, &calendar).unwrap();
        assert_eq!(completion(&squeezed), Some(date(2027, 3, 31)));
        assert_eq!((squeezed[1].days, squeezed[2].days), (10, 10));
    }

    #[test]
    fn circles_and_negative_durations_are_refused() {
        let circle = template(vec![step("甲", 1, Some(&["乙"])), step("乙", 1, Some(&["甲"]))]);
        assert!(circle.check()[0].message.en.contains("circle"));
        assert_eq!(template(vec![step("甲", -3, None)]).check()[0].code, codes::BAD_STEPS);
        assert_eq!(template(vec![step("甲", 1, Some(&["丙"]))]).check()[0].code, codes::BAD_STEPS);
        assert_eq!(template(Vec::new()).check().len(), 1);
    }

    proptest! {
        #[test]
        fn backwards_and_forwards_agree_on_a_chain(
            days in proptest::collection::vec(1i32..40, 1..12),
            offset in 0i32..2000,
        ) {
            let calendar = Calendar::default();
            let steps = days.iter().enumerate().map(|(n, d)| step(&format!("步{n}"), *d, None)).collect();
            let end = date(2021, 1, 1).checked_add(jiff::Span::new().days(offset)).unwrap();
            let dated = template(steps).back_schedule(end, &calendar).unwrap();
            let walked = walk_forward(&dated, dated[0].start, &calendar);
            prop_assert_eq!(&walked, &dated);
            for m in &dated {
                prop_assert_eq!(calendar.working_days(m.start, m.finish), m.days as u32);
            }
        }

        #[test]
        fn forward_is_never_later_than_backward(
            days in proptest::collection::vec(1i32..20, 2..10),
            links in proptest::collection::vec(any::<u16>(), 10),
        ) {
            let calendar = Calendar::default();
            let names: Vec<String> = (0..days.len()).map(|n| format!("步{n}")).collect();
            let steps = days.iter().enumerate().map(|(n, d)| MilestoneStep {
                name: names[n].clone(),
                days: *d,
                after: Some((0..n).filter(|b| links[n] >> b & 1 == 1).map(|b| names[b].clone()).collect()),
            }).collect();
            let dated = template(steps).back_schedule(date(2021, 12, 31), &calendar).unwrap();
            let from = dated.iter().map(|m| m.start).min().unwrap();
            for (early, late) in walk_forward(&dated, from, &calendar).iter().zip(&dated) {
                prop_assert!(early.finish <= late.finish);
            }
            prop_assert!(critical_step(&dated).is_some());
        }
    }
}
