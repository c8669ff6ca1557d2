//! Dates as people and sheets write them, and their stored form `2021-03-10`.
//!
//! It never guesses a day: `2021-03` is a month, not a date.

use jiff::civil::Date;

use super::text::to_half_width;

/// Reads `2021-03-10`, `2021/3/10`, `2021.3.10`, `2021年3月10日`, `20210310`, full-width digits.
/// Only the years 1950 to 2199: anything else is a slip of the finger.
pub fn parse_date(text: &str) -> Option<Date> {
    let half = to_half_width(text.trim());
    let half = half.strip_suffix('日').unwrap_or(&half);
    if half.len() == 8 && half.bytes().all(|b| b.is_ascii_digit()) {
        return civil(&half[..4], &half[4..6], &half[6..]);
    }
    let (year, rest) = half.split_once(['-', '/', '.', '年'])?;
    let (month, day) = rest.split_once(['-', '/', '.', '月'])?;
    civil(year.trim(), month.trim(), day.trim())
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let number = |text: &str, most: usize| -> Option<i16> {
        (!text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok())?
    };
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    if !(1950..2200).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A `Date` as `"2021-03-10"`, for stored and printed JSON.
pub mod plain {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de};

    /// Writes the date.
    pub fn serialize<S: Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(date)
    }

    /// Reads a date; anything else is an error.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        super::parse_date(&text).ok_or_else(|| de::Error::custom("not a date"))
    }
}

/// `Option<Date>` as `"2021-03-10"` or nothing, for stored and printed JSON.
pub mod optional {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de};

    /// Writes the date, or null.
    pub fn serialize<S: Serializer>(date: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => serializer.collect_str(date),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a date; anything else is an error.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        text.map(|t| super::parse_date(&t).ok_or_else(|| de::Error::custom("not a date"))).transpose()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        for text in
            ["2021-03-10", "2021/3/10", "2021.3.10", "2021年3月10日", "20210310", "２０２１－３－１０"]
        {
            assert_eq!(parse_date(text), Some(date(2021, 3, 10)), "{text}");
        }
        for bad in ["2021-03", "2021-02-30", "3月10日", "", "21-3-10", "2021-3-10-1", "0021-03-10", "昨天"]
        {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[0-9年月日/.\\-０-９]{0,14}|\\PC*") {
            if let Some(read) = parse_date(&text) {
                prop_assert_eq!(parse_date(&read.to_string()), Some(read));
            }
        }
    }
}
