//! 计划版本: a project's year plan, total investment, planned start and completion, version by version.
//!
//! A version is never overwritten; each has the date it holds from and a reason, and a month's figure
//! uses the version in force at the month's end and names it. What the list itself prints is version 0
//! (名单所列). That a year plan speaks for the calendar year it is dated in (never one before its list)
//! and that the version in force on the month's last day counts are our decisions: nothing is published.

pub mod form;

use jiff::Timestamp;
use jiff::civil::{Date, date};

use super::codes;
use super::finding::Finding;
use super::lang::Bilingual;
use super::money::Money;
use super::month::Month;
use super::project::Project;
use crate::words;

/// What a version says. `None` is "not known", never zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// 年度计划投资
    pub year_plan: Option<Money>,
    /// 总投资
    pub total: Option<Money>,
    /// 计划开工月份
    pub start: Option<Month>,
    /// 计划完工月份
    pub finish: Option<Month>,
}

/// One version of a project's plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanVersion {
    /// 0 is what the list prints; the desk's own begin at 1.
    pub number: u32,
    /// What it says, whole: what a change left out was carried over.
    pub plan: Plan,
    /// The first day it holds.
    pub from: Date,
    /// Why it was made.
    pub reason: String,
    /// Who entered it; empty for version 0.
    pub by: String,
    /// When it was entered; `None` for version 0.
    pub at: Option<Timestamp>,
}

impl PlanVersion {
    /// 名单所列, or 第2版.
    pub fn title(&self) -> Bilingual {
        version_title(self.number)
    }
}

/// The name of a version in a sentence.
pub fn version_title(number: u32) -> Bilingual {
    if number == 0 {
        words!("名单所列", "as the list prints it")
    } else {
        words!("计划第{number}版", "plan version {number}")
    }
}

/// A project's versions, in the order they were entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanHistory {
    list_year: i16,
    versions: Vec<PlanVersion>,
}

/// What someone asks for; a figure left out keeps its last value, a year plan only within its year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanChange {
    /// The figures to set.
    pub plan: Plan,
    /// The first day it is to hold; see [`PlanHistory::default_from`].
    pub from: Date,
    /// Why.
    pub reason: String,
}

impl PlanHistory {
    /// The history of a project before anything was entered: version 0 when its list prints an amount.
    pub fn of_list(project: &Project) -> Self {
        let plan = Plan {
            year_plan: project.planned_investment.filter(|m| m.0 > 0),
            total: project.total_investment.filter(|m| m.0 > 0),
            ..Plan::default()
        };
        let printed = plan != Plan::default();
        let versions = printed.then(|| PlanVersion {
            number: 0,
            plan,
            from: date(project.id.year, 1, 1),
            reason: words!("名单所列", "as the list prints it").zh,
            by: String::new(),
            at: None,
        });
        Self { list_year: project.id.year, versions: versions.into_iter().collect() }
    }

    /// Adds a version as the ledger holds it.
    pub fn push(&mut self, version: PlanVersion) {
        self.versions.push(version);
    }

    /// Every version, in the order entered.
    pub fn versions(&self) -> &[PlanVersion] {
        &self.versions
    }

    /// The version in force at the end of a month: the latest dated on or before it; of two dated
    /// alike, the one entered later.
    pub fn in_force(&self, month: Month) -> Option<&PlanVersion> {
        self.on(month.last_day())
    }

    /// The plan in force at the end of a month, with its version. The year plan is there only when it
    /// speaks for the month's own year.
    pub fn for_month(&self, month: Month) -> Option<(u32, Plan)> {
        let version = self.in_force(month)?;
        let year_plan = version.plan.year_plan.filter(|_| self.speaks_for(version.from) == month.year());
        Some((version.number, Plan { year_plan, ..version.plan }))
    }

    /// The calendar year that the year plan of a version dated so is for.
    fn speaks_for(&self, from: Date) -> i16 {
        from.year().max(self.list_year)
    }

    /// From when a change holds if nobody says: the first plan from the list year's first day, so that
    /// it covers the year it is the plan of; a revision from the day it is entered.
    pub fn default_from(&self, today: Date) -> Date {
        if self.versions.iter().any(|v| v.number > 0) { today } else { date(self.list_year, 1, 1) }
    }

    /// The version that a change would make.
    pub fn next(&self, change: &PlanChange, by: &str, at: Timestamp) -> PlanVersion {
        let standing = self.on(change.from);
        let before = standing.map(|v| v.plan).unwrap_or_default();
        // A year plan speaks for its year alone; a change of something else does not bring it into the next.
        let same_year = standing.is_some_and(|v| self.speaks_for(v.from) == self.speaks_for(change.from));
        PlanVersion {
            number: self.versions.iter().map(|v| v.number).max().unwrap_or(0) + 1,
            plan: Plan {
                year_plan: change.plan.year_plan.or(before.year_plan.filter(|_| same_year)),
                total: change.plan.total.or(before.total),
                start: change.plan.start.or(before.start),
                finish: change.plan.finish.or(before.finish),
            },
            from: change.from,
            reason: change.reason.clone(),
            by: by.to_owned(),
            at: Some(at),
        }
    }

    /// What is wrong with a change. An error refuses it; a warning is used all the same. `done` is the
    /// investment completed in the year of `change.from` so far.
    pub fn check(&self, change: &PlanChange, done: Money) -> Vec<Finding> {
        let mut found = Vec::new();
        let amounts = [
            ("年度计划投资", "--year-plan", change.plan.year_plan),
            ("总投资", "--total", change.plan.total),
        ];
        for (field, flag, amount) in amounts {
            if let Some(amount) = amount.filter(|m| m.0 <= 0) {
                let words = words!(
                    "计划须大于零；没有计划就不要填，看板显示“—”",
                    "a plan must be above zero; without a plan leave it out and the board shows —"
                );
                found.push(
                    Finding::error(codes::PLAN_NOT_POSITIVE, words)
                        .on_field(format!("{field} {flag}"))
                        .got(format!("{}万元", amount.in_wan())),
                );
            }
        }
        if change.plan == Plan::default() {
            let words = words!("没有给出任何计划数", "no figure of the plan was given");
            found.push(Finding::error(codes::PLAN_EMPTY, words).expected(words!(
                "--year-plan、--total、--start-month、--finish-month 至少一项",
                "at least one of --year-plan, --total, --start-month, --finish-month"
            )));
        }
        let next = self.next(change, "", Timestamp::UNIX_EPOCH).plan;
        if let (Some(start), Some(finish)) = (next.start, next.finish)
            && finish < start
        {
            let words = words!(
                "计划完工 {finish} 早于计划开工 {start}",
                "planned completion {finish} is before planned start {start}"
            );
            found.push(Finding::error(codes::PLAN_FINISH_BEFORE_START, words));
        }
        if self.versions.iter().any(|v| v.number > 0) && change.reason.is_empty() {
            let words = words!("调整计划须写明原因", "a revised plan needs a reason");
            found.push(Finding::error(codes::PLAN_NO_REASON, words).on_field("调整原因 --reason"));
        }
        found.extend(Self::doubts(next, done));
        if let Some(later) = self.versions.iter().find(|v| v.from > change.from) {
            let (title, from) = (later.title(), later.from);
            let (zh, en) = (title.zh, title.en);
            let words = words!(
                "{zh}自 {from} 起已生效，本次调整只影响此前的月份",
                "{en} holds from {from}; this change affects only the months before"
            );
            found.push(Finding::warning(codes::PLAN_BACKDATED, words));
        }
        found
    }

    fn doubts(next: Plan, done: Money) -> Vec<Finding> {
        let mut found = Vec::new();
        if let (Some(year), Some(total)) = (next.year_plan, next.total)
            && year > total
        {
            let (year, total) = (year.friendly(), total.friendly());
            let words = words!(
                "年度计划 {year} 超过总投资 {total}",
                "the year plan {year} is above the total investment {total}"
            );
            found.push(Finding::warning(codes::PLAN_ABOVE_TOTAL, words));
        }
        if let Some(year) = next.year_plan.filter(|year| year.0 > 0 && *year < done) {
            let (year, done) = (year.friendly(), done.friendly());
            let words = words!(
                "年度计划 {year} 低于已完成的 {done}，投资进度将超过 100%",
                "the year plan {year} is below the {done} already completed; progress will pass 100 %"
            );
            found.push(Finding::warning(codes::PLAN_BELOW_DONE, words));
        }
        found
    }

    fn on(&self, day: Date) -> Option<&PlanVersion> {
        self.versions.iter().filter(|v| v.from <= day).max_by_key(|v| (v.from, v.number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn change(year_plan: i64, from: Date) -> PlanChange {
        let plan = Plan { year_plan: Some(Money::wan(year_plan)), ..Plan::default() };
        PlanChange { plan, from, reason: "中期调整".into() }
    }

    fn listed(planned: Option<Money>) -> PlanHistory {
        let mut project = Project::new("2021-1-431".parse().unwrap(), "九龙坡博世氢材料发动机");
        project.planned_investment = planned;
        PlanHistory::of_list(&project)
    }

    fn codes_of(findings: &[Finding]) -> Vec<&'static str> {
        findings.iter().map(|f| f.code.id()).collect()
    }

    #[test]
    fn a_month_uses_the_version_then_in_force() {
        let mut history = listed(Some(Money::wan(1_000)));
        let revised = history.next(&change(1_500, date(2021, 6, 10)), "li", Timestamp::UNIX_EPOCH);
        history.push(revised);
        let plan = |m: &str| history.for_month(month(m)).map(|(v, p)| (v, p.year_plan));
        assert_eq!(plan("2021-05"), Some((0, Some(Money::wan(1_000)))));
        assert_eq!(plan("2021-06"), Some((1, Some(Money::wan(1_500)))));
        assert_eq!(plan("2020-12"), None);
        assert_eq!(plan("2022-01"), Some((1, None)), "last year's plan is not this year's");
    }

    #[test]
    fn without_a_printed_amount_there_is_no_plan_and_no_zero() {
        assert!(listed(None).versions().is_empty());
        assert!(listed(Some(Money::ZERO)).versions().is_empty());
    }

    #[test]
    fn a_change_keeps_what_it_leaves_out() {
        let mut history = listed(None);
        let first = PlanChange {
            plan: Plan { total: Some(Money::wan(9_000)), start: Some(month("2021-03")), ..Plan::default() },
            ..change(500, date(2021, 1, 1))
        };
        let version = history.next(&first, "li", Timestamp::UNIX_EPOCH);
        assert_eq!(version.number, 1);
        history.push(version);
        let second = history.next(&change(600, date(2021, 5, 1)), "li", Timestamp::UNIX_EPOCH);
        assert_eq!((second.plan.total, second.plan.start), (Some(Money::wan(9_000)), Some(month("2021-03"))));
    }

    #[test]
    fn a_year_plan_does_not_rise_again_when_something_else_is_revised() {
        let other = [
            Plan { total: Some(Money::wan(6_000)), ..Plan::default() },
            Plan { start: Some(month("2021-03")), ..Plan::default() },
            Plan { finish: Some(month("2024-06")), ..Plan::default() },
        ];
        let revise = |history: &PlanHistory, plan, from| {
            history.next(&PlanChange { plan, from, reason: "调整".into() }, "li", Timestamp::UNIX_EPOCH)
        };
        let mut entered = listed(None);
        entered.push(entered.next(&change(1_000, date(2021, 1, 1)), "li", Timestamp::UNIX_EPOCH));
        for before in [listed(Some(Money::wan(1_000))), entered] {
            for plan in other {
                let mut history = before.clone();
                let next = revise(&history, plan, date(2022, 2, 1));
                assert_eq!(next.plan.year_plan, None);
                history.push(next);
                for m in ["2022-01", "2022-03", "2023-03"] {
                    assert_eq!(history.for_month(month(m)).unwrap().1.year_plan, None, "{m}");
                }
                assert_eq!(history.for_month(month("2021-12")).unwrap().1.year_plan, Some(Money::wan(1_000)));
                // The new year's own plan stays through a revision within that year.
                history.push(revise(&history, change(700, date(2022, 3, 1)).plan, date(2022, 3, 1)));
                history.push(revise(&history, plan, date(2022, 5, 1)));
                assert_eq!(history.for_month(month("2022-06")).unwrap().1.year_plan, Some(Money::wan(700)));
            }
            let within = revise(&before, other[0], date(2021, 5, 1));
            assert_eq!(within.plan.year_plan, Some(Money::wan(1_000)));
        }
    }

    #[test]
    fn bad_plans_are_refused_and_doubtful_ones_said() {
        let mut history = listed(None);
        let january = date(2021, 1, 1);
        assert_eq!(codes_of(&history.check(&change(0, january), Money::ZERO)), ["E4501"]);
        assert_eq!(codes_of(&history.check(&change(-5, january), Money::ZERO)), ["E4501"]);
        let empty = PlanChange { plan: Plan::default(), ..change(1, january) };
        assert_eq!(codes_of(&history.check(&empty, Money::ZERO)), ["E4502"]);
        let mut backwards = change(5, january);
        backwards.plan.start = Some(month("2021-09"));
        backwards.plan.finish = Some(month("2021-03"));
        assert_eq!(codes_of(&history.check(&backwards, Money::ZERO)), ["E4503"]);
        assert_eq!(codes_of(&history.check(&change(5, january), Money::wan(6))), ["E4506"]);

        let first = history.next(&change(100, date(2021, 4, 1)), "li", Timestamp::UNIX_EPOCH);
        history.push(first);
        let silent = PlanChange { reason: String::new(), ..change(90, date(2021, 3, 1)) };
        assert_eq!(codes_of(&history.check(&silent, Money::ZERO)), ["E4504", "E4507"]);
    }
}
