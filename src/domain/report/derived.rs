//! What is computed from a report and never typed: year-to-date, since start, progress, deviation.

use super::rules::RuleContext;
use super::{Content, MonthReport};
use crate::domain::category::Category;
use crate::domain::indicator::{self, Schedule};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::ratio::Ratio;
use crate::domain::statistics::{Comparison, compare};

/// The figures that follow from a report and the reports of earlier months.
#[derive(Clone, Debug, PartialEq)]
pub struct Derived {
    /// 年度累计完成投资: this calendar year's counting reports up to this month, this one included.
    pub ytd: Money,
    /// 今年以前累计
    pub before: Before,
    /// 开工以来累计: before this year + year-to-date.
    pub since_start: Money,
    /// 投资进度 P = YTD / plan; `None` without a plan.
    pub progress: Option<Ratio>,
    /// 时序进度 T, by the office's schedule.
    pub schedule: Ratio,
    /// 偏差 = P − T; `None` without a plan.
    pub deviation: Option<Ratio>,
    /// Against statistics; `None` where the rule does not apply.
    pub comparison: Option<Comparison>,
    /// 资金到位率 = funds in place / contract amount (promotion).
    pub funds_rate: Option<Ratio>,
}

/// Investment before this calendar year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// The amount; the sum of what the ledger holds where nobody stated it.
    pub amount: Money,
    /// Somebody stated it, for this year or an earlier one that the ledger continues.
    pub known: bool,
}

/// What the reports of other months come to, seen from one month. The one derivation of year-to-date and
/// since-start: the latest statement of what came before its year, and everything counted from that year on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// This calendar year's counting reports before the month.
    pub ytd_of_others: Money,
    /// Before this calendar year.
    pub before: Before,
    month: Month,
    /// The year of the statement; what was invested in earlier ones is in it.
    since: Option<i16>,
}

impl Sums {
    /// Seen from `month`. `stated` is the latest counting report before it that states an amount, and
    /// the amount.
    pub fn new(month: Month, stated: Option<(Month, Money)>) -> Self {
        Self {
            ytd_of_others: Money::ZERO,
            before: Before {
                amount: stated.map_or(Money::ZERO, |(_, amount)| amount),
                known: stated.is_some(),
            },
            month,
            since: stated.map(|(at, _)| at.year()),
        }
    }

    /// Adds what the counting report of a month invested; of the month itself and later ones, nothing.
    pub fn add(&mut self, at: Month, invested: Money) {
        if at >= self.month {
            return;
        }
        if at.year() == self.month.year() {
            self.ytd_of_others = self.ytd_of_others + invested;
        } else if self.since.is_none_or(|year| at.year() >= year) {
            self.before.amount = self.before.amount + invested;
        }
    }

    /// From the project's reports for other months, in any order.
    pub fn of(others: &[MonthReport], month: Month) -> Self {
        let counting = || others.iter().filter(|r| r.status.counts() && r.month < month);
        let stated = counting()
            .filter_map(|r| r.content.invested_before.map(|amount| (r.month, amount)))
            .max_by_key(|(month, _)| *month);
        let mut sums = Self::new(month, stated);
        for report in counting() {
            sums.add(report.month, report.content.completed_investment.unwrap_or_default());
        }
        sums
    }
}

/// Computes what follows from `content` filed for the context's month.
pub fn compute(content: &Content, context: &RuleContext<'_>) -> Derived {
    let sums = Sums::of(context.others, context.month);
    from_sums(content, context.project.category(), context.plan, context.schedule, sums)
}

/// As [`compute`], with the other months already summed.
pub fn from_sums(
    content: &Content,
    category: Category,
    plan: Option<Money>,
    schedule: Schedule,
    sums: Sums,
) -> Derived {
    let ytd = sums.ytd_of_others + content.completed_investment.unwrap_or_default();
    let before = content.invested_before.map_or(sums.before, |amount| Before { amount, known: true });
    let progress = indicator::progress(ytd, plan);
    let schedule = schedule.at(sums.month);
    Derived {
        ytd,
        before,
        since_start: before.amount + ytd,
        progress,
        schedule,
        deviation: progress.map(|p| indicator::deviation(p, schedule)),
        comparison: compare(category, content.completed_investment, content.statistics),
        funds_rate: content
            .funds_total()
            .and_then(|funds| indicator::funds_in_place(funds, content.contract)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::report::Status;

    fn filed(month: &str, wan: i64, before: Option<i64>, status: Status) -> MonthReport {
        MonthReport {
            month: month.parse().unwrap(),
            status,
            content: Content {
                completed_investment: Some(Money::wan(wan)),
                invested_before: before.map(Money::wan),
                ..Content::default()
            },
        }
    }

    #[test]
    fn year_to_date_counts_the_calendar_year_of_the_month() {
        let others = [
            filed("2021-12", 500, Some(100), Status::Accepted),
            filed("2022-01", 10, None, Status::Submitted),
            filed("2022-02", 20, None, Status::Returned),
            filed("2022-04", 40, None, Status::Submitted),
        ];
        let march = "2022-03".parse().unwrap();
        let sums = Sums::of(&others, march);
        assert_eq!(sums.ytd_of_others, Money::wan(10), "returned and later ones do not count");
        assert_eq!(sums.before, Before { amount: Money::wan(600), known: true });
        let unstated = [filed("2021-12", 500, None, Status::Accepted)];
        assert_eq!(Sums::of(&unstated, march).before, Before { amount: Money::wan(500), known: false });
    }
}
