//! Working days: weekends, public holidays and the make-up working days (调休) of the yearly
//! State Council notices. Years without a table count weekends only, and say so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};

/// The tables of all known years. The data stands in `data/calendar/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, HolidayYear>,
}

/// One year's public holidays and make-up working days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HolidayYear {
    /// Days off, weekends included where the notice names them.
    pub rest: BTreeSet<Date>,
    /// Saturdays and Sundays that are worked.
    pub work: BTreeSet<Date>,
}

impl Calendar {
    /// Adds a year's table, replacing an earlier one.
    pub fn insert(&mut self, year: i16, table: HolidayYear) {
        self.years.insert(year, table);
    }

    /// Whether the year's holidays are known; otherwise only weekends are counted.
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains_key(&year)
    }

    /// Whether people work on that day.
    pub fn is_working_day(&self, date: Date) -> bool {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        match self.years.get(&date.year()) {
            Some(table) if table.work.contains(&date) => true,
            Some(table) if table.rest.contains(&date) => false,
            _ => !weekend,
        }
    }

    /// That day, or the nearest working day before it.
    pub fn on_or_before(&self, date: Date) -> Date {
        self.walk(date, -1)
    }

    /// That day, or the nearest working day after it.
    pub fn on_or_after(&self, date: Date) -> Date {
        self.walk(date, 1)
    }

    /// The working day that lies `days` working days after `from` (before, when negative). From a rest
    /// day, the first step lands on the nearest working day in that direction; 0 is `from` itself.
    pub fn plus_working_days(&self, from: Date, days: i32) -> Date {
        let step = days.signum();
        let mut date = from;
        for _ in 0..days.unsigned_abs() {
            let Ok(next) = date.checked_add(jiff::Span::new().days(step)) else { break };
            date = self.walk(next, step);
        }
        date
    }

    /// Working days from `from` to `to`, both included; 0 when `to` is earlier.
    pub fn working_days(&self, from: Date, to: Date) -> u32 {
        let mut count = 0;
        let mut date = from;
        while date <= to {
            count += u32::from(self.is_working_day(date));
            let Ok(next) = date.tomorrow() else { break };
            date = next;
        }
        count
    }

    fn walk(&self, from: Date, step: i32) -> Date {
        let mut date = from;
        while !self.is_working_day(date) {
            let Ok(next) = date.checked_add(jiff::Span::new().days(step)) else { break };
            date = next;
        }
        date
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    /// The 2021 notice of the State Council's office: spring festival and labour day.
    fn year_2021() -> Calendar {
        let days = |from: Date, count: i32| (0..count).map(move |n| from + jiff::Span::new().days(n));
        let mut table = HolidayYear::default();
        table.rest.extend(days(date(2021, 2, 11), 7).chain(days(date(2021, 5, 1), 5)));
        table.work.extend([date(2021, 2, 7), date(2021, 2, 20), date(2021, 4, 25), date(2021, 5, 8)]);
        let mut calendar = Calendar::default();
        calendar.insert(2021, table);
        calendar
    }

    #[test]
    fn make_up_days_are_worked_and_holidays_are_not() {
        let calendar = year_2021();
        assert!(calendar.is_working_day(date(2021, 4, 25)), "a Sunday that is worked");
        assert!(!calendar.is_working_day(date(2021, 5, 3)), "a Monday off");
        assert_eq!(calendar.on_or_before(date(2021, 7, 25)), date(2021, 7, 23));
        assert_eq!(calendar.plus_working_days(date(2021, 4, 30), 1), date(2021, 5, 6));
        assert_eq!(calendar.plus_working_days(date(2021, 5, 6), -1), date(2021, 4, 30));
        assert_eq!(calendar.plus_working_days(date(2021, 5, 7), 1), date(2021, 5, 8));
        assert_eq!(calendar.working_days(date(2021, 2, 8), date(2021, 2, 20)), 6);
    }
}
