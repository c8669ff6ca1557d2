//! The monthly deadline: 每月25日前, read by a rule that says itself in words.
//!
//! Whether "25日前" includes the 25th, and whether a rest day shifts it, is ruled nowhere we know of;
//! day, inclusion and shift are settings of the notice file (our decision: the 25th counts, no shift).

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::calendar::Calendar;
use super::lang::Bilingual;
use super::month::Month;
use super::time::{date_in_shanghai, start_of_day};
use crate::words;

/// What a rest day does to the deadline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// 不顺延
    #[default]
    None,
    /// 提前到前一个工作日
    Earlier,
    /// 顺延到后一个工作日
    Later,
}

/// 填报期限的规则.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportingRule {
    /// Day of the month, 1–28.
    pub day: i8,
    /// Whether that day itself still counts.
    pub inclusive: bool,
    /// What a rest day does to it.
    #[serde(default)]
    pub shift: Shift,
}

impl Default for ReportingRule {
    fn default() -> Self {
        Self { day: 25, inclusive: true, shift: Shift::None }
    }
}

/// A month's deadline under a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The month reported.
    pub month: Month,
    /// The last day on which a report is in time.
    pub last_day: Date,
    /// The first moment that is too late.
    pub end: Timestamp,
    /// The last working day on or before [`Deadline::last_day`]: when to remind.
    pub reminder: Date,
}

impl ReportingRule {
    /// The deadline for one month's report.
    pub fn deadline(&self, month: Month, calendar: &Calendar) -> Deadline {
        let day = self.day.clamp(1, 28);
        let named = jiff::civil::date(month.year(), month.number(), day);
        let named = if self.inclusive { named } else { named.yesterday().unwrap_or(named) };
        let last_day = match self.shift {
            Shift::None => named,
            Shift::Earlier => calendar.on_or_before(named),
            Shift::Later => calendar.on_or_after(named),
        };
        let end = start_of_day(last_day.tomorrow().unwrap_or(last_day));
        Deadline { month, last_day, end, reminder: calendar.on_or_before(last_day) }
    }

    /// The next deadline at a moment: this month's until it passes, then next month's. Follows
    /// shifts over a month's end.
    pub fn next(&self, now: Timestamp, calendar: &Calendar) -> Deadline {
        let mut month = Month::of(date_in_shanghai(now)).previous();
        loop {
            let deadline = self.deadline(month, calendar);
            if now < deadline.end || month == month.next() {
                return deadline;
            }
            month = month.next();
        }
    }

    /// The rule in words: 含当日，不顺延.
    pub fn in_words(&self) -> Bilingual {
        let day = self.day;
        let (counted_zh, counted_en) = if self.inclusive {
            ("含当日", "that day included")
        } else {
            ("不含当日", "that day not included")
        };
        let (shift_zh, shift_en) = match self.shift {
            Shift::None => ("遇休息日不顺延", "no shift on rest days"),
            Shift::Earlier => ("遇休息日提前至前一工作日", "earlier on rest days"),
            Shift::Later => ("遇休息日顺延至后一工作日", "later on rest days"),
        };
        words!(
            "每月{day}日前，{counted_zh}，{shift_zh}",
            "by day {day} of each month, {counted_en}, {shift_en}"
        )
    }
}

impl Deadline {
    /// Whole seconds to the end; negative once it has passed.
    pub fn seconds_left(&self, now: Timestamp) -> i64 {
        let left = self.end.as_nanosecond() - now.as_nanosecond();
        (left.div_euclid(1_000_000_000) + i128::from(left.rem_euclid(1_000_000_000) > 0)) as i64
    }

    /// Calendar days from today's date in Shanghai to the last day: 0 on the day itself.
    pub fn days_left(&self, now: Timestamp) -> i64 {
        let today = date_in_shanghai(now);
        (self.last_day - today).get_days().into()
    }

    /// Whether a report filed at that moment is late (补报).
    pub fn is_late(&self, filed_at: Timestamp) -> bool {
        filed_at >= self.end
    }
}

/// 周一 … 周日, Mon … Sun.
pub fn weekday_words(date: Date) -> Bilingual {
    let (zh, en) = match date.weekday() {
        Weekday::Monday => ("周一", "Mon"),
        Weekday::Tuesday => ("周二", "Tue"),
        Weekday::Wednesday => ("周三", "Wed"),
        Weekday::Thursday => ("周四", "Thu"),
        Weekday::Friday => ("周五", "Fri"),
        Weekday::Saturday => ("周六", "Sat"),
        Weekday::Sunday => ("周日", "Sun"),
    };
    Bilingual { zh: zh.into(), en: en.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{parse_moment, rfc3339};

    fn at(text: &str) -> Timestamp {
        parse_moment(text).unwrap()
    }

    #[test]
    fn the_25th_counts_until_midnight_in_shanghai() {
        let rule = ReportingRule::default();
        let calendar = Calendar::default();
        let deadline = rule.next(at("2021-03-24T12:00:00+08:00"), &calendar);
        assert_eq!(rfc3339(deadline.end), "2021-03-26T00:00:00+08:00");
        assert_eq!(deadline.days_left(at("2021-03-24T12:00:00+08:00")), 1);
        assert_eq!(deadline.seconds_left(at("2021-03-24T12:00:00+08:00")), 129_600);
        assert_eq!(rule.next(at("2021-03-25T23:59:59+08:00"), &calendar), deadline);
        assert_eq!(rule.next(at("2021-03-26T00:00:00+08:00"), &calendar).month, "2021-04".parse().unwrap());
        assert_eq!(rule.next(at("2021-12-31T20:00:00+08:00"), &calendar).month, "2022-01".parse().unwrap());
    }

    #[test]
    fn shifts_follow_the_working_days() {
        let calendar = Calendar::default();
        let saturday = "2021-09".parse().unwrap();
        let earlier = ReportingRule { shift: Shift::Earlier, ..ReportingRule::default() };
        let later = ReportingRule { shift: Shift::Later, ..ReportingRule::default() };
        assert_eq!(earlier.deadline(saturday, &calendar).last_day, jiff::civil::date(2021, 9, 24));
        assert_eq!(later.deadline(saturday, &calendar).last_day, jiff::civil::date(2021, 9, 27));
        let exclusive = ReportingRule { inclusive: false, ..ReportingRule::default() };
        assert_eq!(exclusive.deadline(saturday, &calendar).last_day, jiff::civil::date(2021, 9, 24));
    }

    /// Every day of 2020–2035 against month lengths counted here by hand: on the 1st to the 25th this
    /// month's deadline runs, afterwards next month's; each ends when the 26th begins in Shanghai.
    #[test]
    fn every_day_of_sixteen_years_has_the_deadline_of_the_table() {
        let rule = ReportingRule::default();
        let calendar = Calendar::default();
        let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let mut first = 18_262; // days from 1970-01-01 to 2020-01-01
        for year in 2020..=2035_i64 {
            let february = if leap(year) { 29 } else { 28 };
            let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
            for (at, length) in lengths.into_iter().enumerate() {
                for day in 1..=length {
                    let midnight = (first + day - 1) * 86_400 - 8 * 3_600;
                    let named = if day <= 25 { first } else { first + length };
                    let end = (named + 25) * 86_400 - 8 * 3_600;
                    for second in [0, 43_200, 86_399] {
                        let now = Timestamp::from_second(midnight + second).unwrap();
                        let deadline = rule.next(now, &calendar);
                        assert_eq!(deadline.end.as_second(), end, "{year}-{}-{day} +{second}", at + 1);
                        assert_eq!(deadline.seconds_left(now), end - midnight - second);
                        assert_eq!(deadline.days_left(now), named + 24 - (first + day - 1));
                    }
                }
                first += length;
            }
        }
    }
}
