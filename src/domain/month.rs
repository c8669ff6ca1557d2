//! A reporting month, written `2021-03`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, date};

use super::text::to_half_width;

/// 填报月份. Months from 2000 to 2199.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

/// A text is not a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a month such as 2021-03")]
pub struct NotAMonth;

impl Month {
    /// A month, when the year is 2000–2199 and the month 1–12.
    pub fn new(year: i16, month: i8) -> Option<Self> {
        ((2000..2200).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// The month a date lies in; dates outside 2000–2199 are taken to the nearest end.
    pub fn of(date: Date) -> Self {
        Self { year: date.year().clamp(2000, 2199), month: date.month() }
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 to 12.
    pub fn number(self) -> i8 {
        self.month
    }

    /// The first day.
    pub fn first_day(self) -> Date {
        date(self.year, self.month, 1)
    }

    /// The last day.
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        self.plus(1)
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.plus(-1)
    }

    /// So many months later (earlier when negative), within 2000–2199.
    #[must_use]
    pub fn plus(self, months: i32) -> Self {
        let index = (self.index() + months).clamp(2000 * 12, 2199 * 12 + 11);
        Self { year: (index / 12) as i16, month: (index % 12 + 1) as i8 }
    }

    /// Whole months from `other` to this one.
    pub fn since(self, other: Self) -> i32 {
        self.index() - other.index()
    }

    fn index(self) -> i32 {
        i32::from(self.year) * 12 + i32::from(self.month) - 1
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    /// `2021-03`, `2021-3`, full-width digits, `2021年3月`.
    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let half = to_half_width(text.trim());
        let half = half.strip_suffix('月').unwrap_or(&half);
        let (year, month) = half.split_once(['-', '年', '/']).ok_or(NotAMonth)?;
        let number = |s: &str, most: usize| {
            (!s.is_empty() && s.len() <= most && s.bytes().all(|b| b.is_ascii_digit()))
                .then(|| s.parse::<i16>().ok())?
        };
        let year = number(year, 4).ok_or(NotAMonth)?;
        let month = number(month, 2).ok_or(NotAMonth)?;
        Self::new(year, i8::try_from(month).map_err(|_| NotAMonth)?).ok_or(NotAMonth)
    }
}

impl serde::Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_written() {
        let march: Month = "2021-03".parse().unwrap();
        assert_eq!(march.to_string(), "2021-03");
        assert_eq!("2021年3月".parse(), Ok(march));
        assert_eq!("２０２１－０３".parse(), Ok(march));
        for bad in ["2021", "2021-13", "2021-00", "21-03", "2021-3-1", "+2021-3", "2021--3", ""] {
            assert!(bad.parse::<Month>().is_err(), "{bad}");
        }
        assert_eq!(march.plus(10).to_string(), "2022-01");
        assert_eq!(march.plus(-3).to_string(), "2020-12");
        assert_eq!(march.last_day(), date(2021, 3, 31));
    }
}
