//! What is computed from a report and never typed: year-to-date, since start, progress, deviation.

use super::rules::Context;
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
    /// 时序进度 T = m / 12.
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

/// What the reports of other months come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// This calendar year's counting reports before the month.
    pub ytd_of_others: Money,
    /// Before this calendar year.
    pub before: Before,
}

/// Computes what follows from `content` filed for the context's month.
pub fn compute(content: &Content, context: &Context<'_>) -> Derived {
    let sums = Sums {
        ytd_of_others: ytd_of_others(context.others, context.month),
        before: before_this_year(context.others, context.month),
    };
    from_sums(content, context.project.category(), context.month, context.plan, sums)
}

/// As [`compute`], with the other months already summed.
pub fn from_sums(
    content: &Content,
    category: Category,
    month: Month,
    plan: Option<Money>,
    sums: Sums,
) -> Derived {
    let ytd = sums.ytd_of_others + content.completed_investment.unwrap_or_default();
    let before = content.invested_before.map_or(sums.before, |amount| Before { amount, known: true });
    let progress = indicator::progress(ytd, plan);
    let schedule = Schedule::default().at(month);
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

/// Counting reports of the same calendar year before `month`, summed.
pub fn ytd_of_others(others: &[MonthReport], month: Month) -> Money {
    others
        .iter()
        .filter(|r| r.status.counts() && r.month.year() == month.year() && r.month < month)
        .filter_map(|r| r.content.completed_investment)
        .sum()
}

/// What was invested before `month`'s calendar year, from the latest report that states it and the
/// years that followed.
pub fn before_this_year(others: &[MonthReport], month: Month) -> Before {
    let counting = || others.iter().filter(|r| r.status.counts() && r.month < month);
    let stated = counting()
        .filter_map(|r| r.content.invested_before.map(|amount| (r.month, amount)))
        .max_by_key(|(month, _)| *month);
    let from_year = stated.map_or(i16::MIN, |(at, _)| at.year());
    let since: Money = counting()
        .filter(|r| r.month.year() >= from_year && r.month.year() < month.year())
        .filter_map(|r| r.content.completed_investment)
        .sum();
    Before { amount: stated.map_or(Money::ZERO, |(_, amount)| amount) + since, known: stated.is_some() }
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
        assert_eq!(ytd_of_others(&others, march), Money::wan(10), "returned and later ones do not count");
        assert_eq!(before_this_year(&others, march), Before { amount: Money::wan(600), known: true });
        let unstated = [filed("2021-12", 500, None, Status::Accepted)];
        assert_eq!(before_this_year(&unstated, march), Before { amount: Money::wan(500), known: false });
    }
}
