//! 预测: what the year still needs and where the present pace ends. Estimates, each with its formula;
//! never a fact of the ledger, and said as such wherever shown.

use super::indicator::Schedule;
use super::lang::Bilingual;
use super::money::Money;
use super::month::Month;
use crate::words;

/// A project's or a group's outlook at a month's end, from its plan and its investment so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// 年度计划
    pub plan: Money,
    /// 年内累计
    pub ytd: Money,
    /// Months left in the year after this one.
    pub months_left: u8,
    /// 所需月均 = (plan − YTD) / months left, zero when the plan is already met; `None` in December.
    pub required_monthly: Option<Money>,
    /// 按当前进度推算的全年 = YTD / T.
    pub year_end: Money,
}

impl Forecast {
    /// The outlook; `None` without a plan above zero. Estimates are rounded to whole 元.
    pub fn new(plan: Option<Money>, ytd: Money, month: Month, schedule: Schedule) -> Option<Self> {
        let plan = plan.filter(|p| p.0 > 0)?;
        let months_left = (12 - month.number()) as u8;
        let left = (plan - ytd).max(Money::ZERO);
        let whole = |r: super::ratio::Ratio| Money(i64::try_from(r.scaled(0)).unwrap_or(i64::MAX));
        let required_monthly = super::ratio::Ratio::of(left.0, months_left).map(whole);
        let year_end = super::ratio::Ratio::of(ytd.0, 1)?.over(schedule.at(month)).map(whole)?;
        Some(Self { plan, ytd, months_left, required_monthly, year_end })
    }

    /// At the present pace the year ends below the plan.
    pub fn will_miss(&self) -> bool {
        self.year_end < self.plan
    }

    /// How far below; zero when the plan is met.
    pub fn shortfall(&self) -> Money {
        (self.plan - self.year_end).max(Money::ZERO)
    }

    /// The arithmetic in one sentence, with the word "estimate" in it.
    pub fn explain(&self, month: Month, schedule: Schedule) -> Bilingual {
        let (plan, ytd) = (self.plan.friendly(), self.ytd.friendly());
        let (year_end, t) = (self.year_end.friendly(), schedule.at(month).percent(2));
        let pace = words!(
            "估算：全年 = 累计 {ytd} ÷ 时序 {t}% ≈ {year_end}",
            "estimate: year end = {ytd} so far ÷ {t} % of the year ≈ {year_end}"
        );
        let need = match self.required_monthly {
            Some(monthly) => {
                let (monthly, left) = (monthly.friendly(), self.months_left);
                words!(
                    "；所需月均 = (计划 {plan} − 累计 {ytd}) ÷ 剩余 {left} 个月 ≈ {monthly}",
                    "; needed a month = (plan {plan} − {ytd}) ÷ {left} months left ≈ {monthly}"
                )
            }
            None => words!("；年内已无剩余月份", "; no month of the year is left"),
        };
        Bilingual { zh: pace.zh + &need.zh, en: pace.en + &need.en }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(plan: i64, ytd: i64, month: &str) -> Forecast {
        let (plan, month) = (Some(Money::wan(plan)), month.parse().unwrap());
        Forecast::new(plan, Money::wan(ytd), month, Schedule::WholeMonths).unwrap()
    }

    #[test]
    fn the_pace_is_carried_to_the_years_end() {
        let slow = at(1_200, 200, "2021-03");
        assert_eq!(slow.year_end, Money::wan(800));
        assert_eq!(slow.required_monthly, Some(Money(1_111_111)));
        assert!(slow.will_miss());
        assert_eq!(slow.shortfall(), Money::wan(400));
        let even = at(1_200, 300, "2021-03");
        assert!(!even.will_miss());
        assert_eq!(even.required_monthly, Some(Money::wan(100)));
    }

    #[test]
    fn a_plan_already_met_needs_nothing_and_december_has_no_month_left() {
        assert_eq!(at(100, 130, "2021-06").required_monthly, Some(Money::ZERO));
        assert_eq!(at(100, 30, "2021-12").required_monthly, None);
        assert!(
            Forecast::new(None, Money::ZERO, "2021-03".parse().unwrap(), Schedule::WholeMonths).is_none()
        );
    }

    #[test]
    fn the_estimate_says_its_formula() {
        let month = "2021-03".parse().unwrap();
        let said = at(1_200, 200, "2021-03").explain(month, Schedule::WholeMonths);
        assert_eq!(
            said.zh,
            "估算：全年 = 累计 200万元 ÷ 时序 25.00% ≈ 800万元；所需月均 = (计划 1200万元 − 累计 200万元) ÷ 剩余 9 个月 ≈ 111.1111万元"
        );
    }
}
