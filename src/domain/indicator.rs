//! 指标: every indicator of the desk, each formula once, with its source. Exact until printed.
//!
//! The formulas are published practice (docs/indicators.md shows them beside the published figures
//! that they reproduce). A missing denominator gives `None`, printed "—" and `null`, never 0 %.
//! Nothing here reads a ledger: [`Standing`] is what one project's reports and plan come to at a
//! month's end, and [`Tally`] is what a group of them comes to.

use serde::{Deserialize, Serialize};

use super::lamp::Rag;
use super::money::Money;
use super::month::Month;
use super::ratio::Ratio;

/// How far the year has run when a month is reported.
///
/// There is no default on purpose: whoever counts asks for the office's setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Schedule {
    /// m / 12
    WholeMonths,
    /// (m − ½) / 12, for offices that report in the middle of a month (1–8月上半月 → 62.5 %).
    HalfMonths,
}

impl Schedule {
    /// 时序进度 T.
    pub fn at(self, month: Month) -> Ratio {
        let halves = i128::from(month.number()) * 2
            - match self {
                Self::WholeMonths => 0,
                Self::HalfMonths => 1,
            };
        share(halves, 24)
    }
}

/// 投资进度 P = YTD / plan. `None` without a plan above zero.
pub fn progress(ytd: Money, plan: Option<Money>) -> Option<Ratio> {
    plan.filter(|p| p.0 > 0).and_then(|p| Ratio::of(ytd.0, p.0))
}

/// 偏差 = P − T. In percent it is in 百分点.
pub fn deviation(progress: Ratio, schedule: Ratio) -> Ratio {
    progress.minus(schedule)
}

/// 开工率, 完工率, 报送率, 及时率, coverage: done / planned. `None` where nothing was planned.
pub fn rate(done: u64, planned: u64) -> Option<Ratio> {
    Ratio::of(done, planned)
}

/// 一致性差 = ours − statistics. Look at it when it is not zero.
pub fn consistency_gap(ours: Money, statistics: Money) -> Money {
    ours - statistics
}

/// 资金到位率 = funds in place / contract amount (promotion).
pub fn funds_in_place(funds: Money, contract: Option<Money>) -> Option<Ratio> {
    progress(funds, contract)
}

/// 投资–形象差 = financial progress minus physical progress (in hundredths of a percent). Look at it
/// from [`PHYSICAL_GAP_POINTS`] points either way.
pub fn physical_gap(progress: Ratio, physical_hundredths: i64) -> Ratio {
    progress.minus(share(i128::from(physical_hundredths), 10_000))
}

/// From how many points an investment–physical gap is worth a look.
pub const PHYSICAL_GAP_POINTS: i64 = 20;

/// 同比增长 = (now − before) / before. `None` where there was nothing before.
pub fn growth(now: Money, before: Money) -> Option<Ratio> {
    (before.0 > 0).then(|| Ratio::of(i128::from(now.0) - i128::from(before.0), before.0)).flatten()
}

/// A fraction whose denominator is a constant above zero.
fn share(num: i128, den: i128) -> Ratio {
    Ratio::new(num, den).unwrap_or_else(Ratio::zero)
}

/// Whether something was planned for the year, was due by this month, and is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlannedEvent {
    /// Planned for this year.
    pub planned: bool,
    /// Planned for this month or an earlier one of the year.
    pub due: bool,
    /// Done by the end of this month, and planned for the year or done in it.
    pub done: bool,
}

/// What one project comes to at a month's end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProjectFigures {
    /// 年度计划投资 in force; `None` without one.
    pub plan: Option<Money>,
    /// The plan version that gave it.
    pub plan_version: Option<u32>,
    /// 年内累计完成投资
    pub ytd: Money,
    /// 当月完成投资; `None` when this month is not filed.
    pub month: Option<Money>,
    /// 开工
    pub start: PlannedEvent,
    /// 完工
    pub completion: PlannedEvent,
    /// A report was due this month.
    pub due: bool,
    /// It was filed.
    pub filed: bool,
    /// It was filed in time.
    pub on_time: bool,
    /// The worst lamp of the rules in use; `None` where no rule can tell.
    pub light: Option<Rag>,
}

/// Done, planned and due, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventCount {
    /// Planned for the year.
    pub planned: u64,
    /// Done; may pass what was planned.
    pub done: u64,
    /// Of those planned, due so far.
    pub due: u64,
    /// Of those due so far, done.
    pub done_of_due: u64,
}

impl EventCount {
    fn add(&mut self, goal: PlannedEvent) {
        self.planned += u64::from(goal.planned);
        self.done += u64::from(goal.done);
        self.due += u64::from(goal.due);
        self.done_of_due += u64::from(goal.due && goal.done);
    }

    fn join(&mut self, other: &Self) {
        self.planned += other.planned;
        self.done += other.done;
        self.due += other.due;
        self.done_of_due += other.done_of_due;
    }

    /// 开工率 or 完工率 of the year.
    pub fn rate(&self) -> Option<Ratio> {
        rate(self.done, self.planned)
    }

    /// The variant: of those due so far.
    pub fn rate_of_due(&self) -> Option<Ratio> {
        rate(self.done_of_due, self.due)
    }
}

/// What a group comes to: sums, never a mean of ratios.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupTotals {
    /// How many projects.
    pub projects: u64,
    /// How many of them have a year plan in force.
    pub with_plan: u64,
    /// Σ plan.
    pub plan: Money,
    /// Σ YTD over every project.
    pub ytd: Money,
    /// Σ YTD over the projects that have a plan: the numerator of the group's progress.
    pub ytd_planned: Money,
    /// Σ of this month's investment.
    pub month: Money,
    /// 开工
    pub starts: EventCount,
    /// 完工
    pub completions: EventCount,
    /// Green, yellow, red, none.
    pub lamps: [u64; 4],
    /// Reports due this month.
    pub due: u64,
    /// Of those, filed.
    pub filed: u64,
    /// Of those, filed in time.
    pub on_time: u64,
    /// Projects whose investment has already passed the year's plan.
    pub beyond_plan: u64,
}

impl GroupTotals {
    /// Counts a project in.
    pub fn add(&mut self, one: &ProjectFigures) {
        self.projects += 1;
        if let Some(plan) = one.plan {
            self.with_plan += 1;
            self.plan = self.plan + plan;
            self.ytd_planned = self.ytd_planned + one.ytd;
            self.beyond_plan += u64::from(one.ytd > plan);
        }
        self.ytd = self.ytd + one.ytd;
        self.month = self.month + one.month.unwrap_or_default();
        self.starts.add(one.start);
        self.completions.add(one.completion);
        self.lamps[one.light.map_or(3, |light| light.lamp as usize)] += 1;
        self.due += u64::from(one.due);
        self.filed += u64::from(one.due && one.filed);
        self.on_time += u64::from(one.due && one.on_time);
    }

    /// Takes another group's sums in.
    pub fn join(&mut self, other: &Self) {
        self.projects += other.projects;
        self.with_plan += other.with_plan;
        self.plan = self.plan + other.plan;
        self.ytd = self.ytd + other.ytd;
        self.ytd_planned = self.ytd_planned + other.ytd_planned;
        self.month = self.month + other.month;
        self.starts.join(&other.starts);
        self.completions.join(&other.completions);
        for (mine, theirs) in self.lamps.iter_mut().zip(other.lamps) {
            *mine += theirs;
        }
        self.due += other.due;
        self.filed += other.filed;
        self.on_time += other.on_time;
        self.beyond_plan += other.beyond_plan;
    }

    /// ΣYTD / Σplan over the projects that have a plan.
    pub fn progress(&self) -> Option<Ratio> {
        progress(self.ytd_planned, Some(self.plan))
    }

    /// The group's progress minus T.
    pub fn deviation(&self, schedule: Ratio) -> Option<Ratio> {
        self.progress().map(|p| deviation(p, schedule))
    }

    /// The share of projects that have a plan.
    pub fn coverage(&self) -> Option<Ratio> {
        rate(self.with_plan, self.projects)
    }

    /// 报送率
    pub fn filed_rate(&self) -> Option<Ratio> {
        rate(self.filed, self.due)
    }

    /// 及时率
    pub fn on_time_rate(&self) -> Option<Ratio> {
        rate(self.on_time, self.due)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn standing() -> impl Strategy<Value = ProjectFigures> {
        (proptest::option::of(1i64..1_000_000), -1000i64..2_000_000, any::<[bool; 6]>()).prop_map(
            |(plan, ytd, flags)| ProjectFigures {
                plan: plan.map(Money::wan),
                ytd: Money::wan(ytd),
                month: flags[0].then_some(Money::wan(ytd / 2)),
                start: PlannedEvent { planned: flags[1], due: flags[1] && flags[2], done: flags[3] },
                due: flags[4],
                filed: flags[5],
                ..ProjectFigures::default()
            },
        )
    }

    fn tally(of: &[ProjectFigures]) -> GroupTotals {
        let mut tally = GroupTotals::default();
        for one in of {
            tally.add(one);
        }
        tally
    }

    proptest! {
        #[test]
        fn groups_partition_the_total(all in proptest::collection::vec((standing(), 0usize..4), 0..40)) {
            let mut joined = GroupTotals::default();
            for group in 0..4 {
                let members: Vec<_> = all.iter().filter(|(_, g)| *g == group).map(|(s, _)| *s).collect();
                joined.join(&tally(&members));
            }
            let everything: Vec<_> = all.iter().map(|(s, _)| *s).collect();
            prop_assert_eq!(joined, tally(&everything));
        }

        #[test]
        fn a_project_without_a_plan_changes_no_ratio(
            mut all in proptest::collection::vec(standing(), 0..20), ytd in 0i64..1_000_000,
        ) {
            let before = tally(&all).progress();
            all.push(ProjectFigures { plan: None, ytd: Money::wan(ytd), ..ProjectFigures::default() });
            prop_assert_eq!(tally(&all).progress(), before);
        }

        #[test]
        fn order_changes_nothing(mut all in proptest::collection::vec(standing(), 0..20), turn in 0usize..20) {
            let before = tally(&all);
            all.reverse();
            let turn = turn.min(all.len());
            all.rotate_left(turn);
            prop_assert_eq!(tally(&all), before);
        }
    }

    #[test]
    fn a_group_is_not_a_mean_of_ratios() {
        let one = |plan, ytd| ProjectFigures {
            plan: Some(Money::wan(plan)),
            ytd: Money::wan(ytd),
            ..ProjectFigures::default()
        };
        let group = tally(&[one(100, 100), one(900, 0)]);
        assert_eq!(group.progress().unwrap().percent(2), "10.00");
        assert_eq!(tally(&[]).progress(), None);
        assert_eq!(tally(&[one(1, 3)]).progress().unwrap().percent(0), "300");
    }

    #[test]
    fn half_months_are_the_middle_of_the_month() {
        let august = "2017-08".parse().unwrap();
        assert_eq!(Schedule::HalfMonths.at(august).percent(1), "62.5");
        assert_eq!(Schedule::WholeMonths.at(august).percent(1), "66.7");
    }

    #[test]
    fn gaps_are_ours_minus_theirs() {
        assert_eq!(consistency_gap(Money::wan(10), Money::wan(12)), Money::wan(-2));
        let half = Ratio::new(1, 2).unwrap();
        assert_eq!(physical_gap(half, 2_950).percent(1), "20.5");
        assert_eq!(growth(Money::wan(117), Money::wan(100)).unwrap().percent(0), "17");
        assert_eq!(growth(Money::wan(117), Money::ZERO), None);
    }
}
