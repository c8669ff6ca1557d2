//! Reading the values of flags: months, moments, numbers. The error's text is what was expected, so that
//! the finding can say `got "…", expected …`.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::category::Category;
use crate::domain::date::parse_date;
use crate::domain::money::{Money, WAN};
use crate::domain::month::Month;
use crate::domain::text::to_half_width;
use crate::domain::time::parse_moment;

/// A month: `2021-03`, `2021年3月`, full-width digits.
pub fn month(text: &str) -> Result<Month, String> {
    text.parse().map_err(|_| "2021-03".to_owned())
}

/// A moment: RFC 3339, or a date or date and time on Shanghai's clock.
pub fn moment(text: &str) -> Result<Timestamp, String> {
    let text = to_half_width(text);
    let sane =
        |moment: &Timestamp| (2000..2200).contains(&crate::domain::time::date_in_shanghai(*moment).year());
    parse_moment(&text)
        .filter(sane)
        .ok_or_else(|| "2021-03-24T12:00:00+08:00, 2021-03-24 12:00, 2021-03-24".to_owned())
}

/// A day: `2021-03-10`, `2021年3月10日`, full-width digits.
pub fn date(text: &str) -> Result<Date, String> {
    parse_date(text).ok_or_else(|| "2021-03-10".to_owned())
}

/// An amount in 万元, exact to the 元.
pub fn wan(text: &str) -> Result<Money, String> {
    Money::parse(text, WAN).map_err(|_| "1234.5 (万元)".to_owned())
}

/// A category by its name, annex number or Chinese word.
pub fn category(text: &str) -> Result<Category, String> {
    Category::parse(&to_half_width(text.trim()))
        .ok_or_else(|| "construction, planning, promotion; 建设, 前期, 招商; 1, 2, 3".to_owned())
}

/// A year of a list.
pub fn year(text: &str) -> Result<i16, String> {
    match to_half_width(text.trim()).parse() {
        Ok(year) if (2000..2200).contains(&year) => Ok(year),
        _ => Err("2000–2199".to_owned()),
    }
}

/// How many: a whole number in digits of any width.
pub fn count(text: &str) -> Result<usize, String> {
    to_half_width(text.trim()).parse().map_err(|_| "0, 1, 2 …".to_owned())
}

/// An annex by its number.
pub fn annex(text: &str) -> Result<Category, String> {
    let number = to_half_width(text.trim()).parse().ok();
    number.and_then(Category::of_annex).ok_or_else(|| "1, 2, 3".to_owned())
}
