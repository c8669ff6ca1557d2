//! Time as the notice counts it: Asia/Shanghai, whatever the host's zone.
//!
//! China has had no daylight saving since 1991 and reporting begins long after, so the zone is the
//! fixed offset +08:00; no zone database is needed on the host.

use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, Zoned};

use super::date::parse_date;
use super::text::to_half_width;

/// Asia/Shanghai.
pub fn shanghai() -> TimeZone {
    TimeZone::fixed(offset(8))
}

/// A moment on Shanghai's clock.
pub fn in_shanghai(moment: Timestamp) -> Zoned {
    moment.to_zoned(shanghai())
}

/// The date in Shanghai.
pub fn date_in_shanghai(moment: Timestamp) -> Date {
    in_shanghai(moment).date()
}

/// Midnight at the start of a day in Shanghai.
pub fn start_of_day(date: Date) -> Timestamp {
    shanghai().to_timestamp(date.at(0, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

/// RFC 3339 with +08:00, to the second: `2021-03-24T12:00:00+08:00`.
pub fn rfc3339(moment: Timestamp) -> String {
    in_shanghai(moment).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

/// Reads a moment: RFC 3339 with any offset, or a date or date and time on Shanghai's clock; the date as
/// [`parse_date`] takes it, the hour with one digit or two.
pub fn parse_moment(text: &str) -> Option<Timestamp> {
    let text = to_half_width(text.trim());
    let (day, clock) = text.split_once(['T', 't', ' ']).unwrap_or((&text, "00:00"));
    let clock = clock.trim_start();
    let hour = if clock.find(':') == Some(1) { "0" } else { "" };
    let text = match parse_date(day) {
        Some(date) => format!("{date}T{hour}{clock}"),
        None => text.into_owned(),
    };
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment);
    }
    if let Ok(local) = text.parse::<jiff::civil::DateTime>() {
        return shanghai().to_timestamp(local).ok();
    }
    text.parse::<Date>().ok().map(start_of_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_on_shanghais_clock() {
        let noon = parse_moment("2021-03-24T12:00:00+08:00").unwrap();
        assert_eq!(parse_moment("2021-03-24T04:00:00Z"), Some(noon));
        assert_eq!(parse_moment("2021-03-24 12:00"), Some(noon));
        assert_eq!(parse_moment("2021-03-24T12:00:00"), Some(noon));
        assert_eq!(rfc3339(noon), "2021-03-24T12:00:00+08:00");
        assert_eq!(rfc3339(parse_moment("2021-03-24").unwrap()), "2021-03-24T00:00:00+08:00");
        for text in
            ["2021-3-24 12:00", "2021/3/24 12:00", "2021年3月24日 12:00", "２０２１－０３－２４ １２：００"]
        {
            assert_eq!(parse_moment(text), Some(noon), "{text}");
        }
        assert_eq!(parse_moment("2021-03-24 9:00"), parse_moment("2021-03-24T09:00"));
        assert_eq!(parse_moment("20210324"), parse_moment("2021-03-24"));
        for text in ["the 24th", "2021-03", "2021-02-30", "2021-03-24T25:00", "2021-03-24 noon", ""] {
            assert_eq!(parse_moment(text), None, "{text}");
        }
    }
}
