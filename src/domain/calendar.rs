//! Working days: weekends, public holidays and the make-up working days (调休) of the yearly
//! State Council notices. Years without a table count weekends only, and say so.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};

/// The tables of all known years. The data stands in `data/calendar/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<i16, YearTable>,
}

/// One year's public holidays and make-up working days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearTable {
    /// Days off, weekends included where the notice names them.
    pub rest: BTreeSet<Date>,
    /// Saturdays and Sundays that are worked.
    pub work: BTreeSet<Date>,
}

impl Calendar {
    /// Adds a year's table, replacing an earlier one.
    pub fn insert(&mut self, year: i16, table: YearTable) {
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

    fn walk(&self, from: Date, step: i32) -> Date {
        let mut date = from;
        while !self.is_working_day(date) {
            let Ok(next) = date.checked_add(jiff::Span::new().days(step)) else { break };
            date = next;
        }
        date
    }
}
