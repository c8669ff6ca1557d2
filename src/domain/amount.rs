//! Amounts as documents print them: `约2.8万亿元`, `3,532 亿元`, `￥1,234.5`, `１２３４．５万`.
//!
//! Exact where the document is exact: what is finer than one 元 is rounded half away from zero and
//! said so ([`Amount::rounded`]). It never guesses a unit: a bare number takes the caller's.

use super::money::{Money, MoneyError, WAN, YI};
use super::text::to_half_width;

/// An amount read from a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The amount in 元.
    pub money: Money,
    /// The document says 约, 近, 逾, 左右 …
    pub about: bool,
    /// Printed finer than one 元, so it was rounded.
    pub rounded: bool,
    /// The text carried its own unit.
    pub has_unit: bool,
}

const ABOUT_BEFORE: &[&str] =
    &["大约", "约为", "约", "近", "超过", "超", "逾", "≈", "~", "～", "不少于", "不低于"];
const ABOUT_AFTER: &[&str] = &["左右", "以上", "余", "多"];
const CURRENCY: &[&str] = &["人民币", "RMB", "CNY", "¥", "￥"];
/// Longest first, so that 万亿元 is not read as 亿元.
const UNITS: &[(&str, i64)] = &[
    ("万亿元", YI * WAN),
    ("万亿", YI * WAN),
    ("千亿元", YI * 1000),
    ("百亿元", YI * 100),
    ("亿元", YI),
    ("億元", YI),
    ("亿", YI),
    ("億", YI),
    ("千万元", WAN * 1000),
    ("百万元", WAN * 100),
    ("万元", WAN),
    ("萬元", WAN),
    ("万", WAN),
    ("萬", WAN),
    ("千元", 1000),
    ("元", 1),
];

/// The unit that a phrase such as `单位：万元`, `总投资（亿元）` or `(10,000 yuan)` names, in 元.
pub fn unit_in(text: &str) -> Option<i64> {
    let compact: String = to_half_width(text).chars().filter(|c| !c.is_whitespace()).collect();
    UNITS
        .iter()
        .filter(|(word, _)| word.ends_with('元'))
        .filter_map(|(word, unit)| compact.find(word).map(|at| (at, *unit)))
        .min_by_key(|(at, _)| *at)
        .map(|(_, unit)| unit)
}

impl Amount {
    /// Reads an amount; a bare number is in `unit` 元, and without one is refused.
    ///
    /// # Errors
    /// [`MoneyError::NotANumber`] for anything else than one amount (or a bare number without a
    /// unit), [`MoneyError::TooLarge`] beyond [`Money::MOST`].
    pub fn parse(text: &str, unit: Option<i64>) -> Result<Self, MoneyError> {
        let half = to_half_width(text);
        let compact = without_blanks(&half);
        let (mut rest, mut about) = (compact.as_str(), false);
        loop {
            if let Some(after) = ABOUT_BEFORE.iter().find_map(|w| rest.strip_prefix(w)) {
                (rest, about) = (after, true);
            } else if let Some(after) = CURRENCY.iter().find_map(|w| rest.strip_prefix(w)) {
                rest = after;
            } else {
                break;
            }
        }
        if let Some(before) = ABOUT_AFTER.iter().find_map(|w| rest.strip_suffix(w)) {
            (rest, about) = (before, true);
        }
        let printed = UNITS.iter().find_map(|(w, unit)| rest.strip_suffix(w).map(|r| (r, *unit)));
        let (digits, unit, has_unit) = match (printed, unit) {
            (Some((digits, unit)), _) => (digits, unit, true),
            (None, Some(unit)) => (rest, unit, false),
            (None, None) => return Err(MoneyError::NotANumber),
        };
        let digits = match ABOUT_AFTER.iter().find_map(|w| digits.strip_suffix(w)) {
            Some(before) => {
                about = true;
                before
            }
            None => digits,
        };
        let (money, rounded) = match Money::parse(digits, unit) {
            Ok(money) => (money, false),
            Err(MoneyError::TooFine) => (round(digits, unit)?, true),
            Err(other) => return Err(other),
        };
        Ok(Self { money, about, rounded, has_unit })
    }

    /// How the amount is written in our own files: `约2.8万亿元`, `3532亿元`, `1234.5万元`.
    pub fn written(self) -> String {
        let about = if self.about { "约" } else { "" };
        let (yuan, unit) = (self.money.0, YI * WAN);
        if yuan != 0 && yuan % (unit / 10) == 0 && yuan.abs() >= unit {
            let whole = Money(yuan / WAN).in_yi();
            return format!("{about}{whole}万亿元");
        }
        if yuan != 0 && yuan % YI == 0 {
            return format!("{about}{}亿元", self.money.in_yi());
        }
        format!("{about}{}万元", self.money.in_wan())
    }
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self { money, about: false, rounded: false, has_unit: true }
    }
}

/// The text without its blanks, except those between two digits, which part groups or are wrong.
fn without_blanks(text: &str) -> String {
    let mut compact = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        if blank && c.is_ascii_digit() && compact.ends_with(|before: char| before.is_ascii_digit()) {
            compact.push(' ');
        }
        blank = false;
        compact.push(c);
    }
    compact
}

/// Rounds half away from zero to whole 元. `digits` is known to be a decimal number.
fn round(digits: &str, unit: i64) -> Result<Money, MoneyError> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let places = unit.ilog10() as usize;
    let (kept, lost) = fraction.split_at(places.min(fraction.len()));
    let down = Money::parse(&format!("{whole}.{kept}"), unit)?;
    let up = lost.starts_with(['5', '6', '7', '8', '9']);
    let away = if digits.starts_with(['-', '−']) { -1 } else { 1 };
    Ok(if up { down + Money(away) } else { down })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> (i64, bool) {
        let amount = Amount::parse(text, Some(WAN)).unwrap();
        (amount.money.0, amount.about)
    }

    #[test]
    fn amounts_are_read_as_documents_print_them() {
        assert_eq!(read("约2.8万亿元"), (2_800_000_000_000, true));
        assert_eq!(read("3532亿元"), (353_200_000_000, false));
        assert_eq!(read("￥1,234.5"), (12_345_000, false));
        assert_eq!(read("人民币 １２３４．５万"), (12_345_000, false));
        assert_eq!(read("30亿元左右"), (3_000_000_000, true));
        assert_eq!(read("500余万元"), (5_000_000, true));
        assert_eq!(read("-3"), (-30_000, false));
        assert_eq!(read("3 532 亿元"), (353_200_000_000, false));
        for bad in ["1,5", "1，5亿元", "约1 5万元", "1.234,5", "12,34.5678901"] {
            assert_eq!(Amount::parse(bad, Some(WAN)), Err(MoneyError::NotANumber), "{bad}");
        }
        for bad in ["", "约", "万元", "12-15亿", "3个", "#REF!", "1e5", "12.3.4亿元"] {
            assert_eq!(Amount::parse(bad, Some(WAN)), Err(MoneyError::NotANumber), "{bad}");
        }
        assert_eq!(Amount::parse("12", None), Err(MoneyError::NotANumber));
    }

    #[test]
    fn finer_than_a_yuan_is_rounded_and_said() {
        let amount = Amount::parse("402600.123456", Some(WAN)).unwrap();
        assert_eq!((amount.money.0, amount.rounded), (4_026_001_235, true));
        assert_eq!(Amount::parse("-0.00005", Some(WAN)).unwrap().money, Money(-1));
        assert!(!Amount::parse("0.30", Some(WAN)).unwrap().rounded);
    }

    #[test]
    fn the_unit_is_found_in_a_phrase() {
        assert_eq!(unit_in("单位：万元"), Some(WAN));
        assert_eq!(unit_in("总投资\n（亿 元）"), Some(YI));
        assert_eq!(unit_in("单位：个、万元"), Some(WAN));
        assert_eq!(unit_in("年份"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(yuan in -Money::MOST.0..Money::MOST.0, about: bool) {
            let amount = Amount { money: Money(yuan), about, rounded: false, has_unit: true };
            prop_assert_eq!(Amount::parse(&amount.written(), None), Ok(amount));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,24}|[约近￥0-9.,-]{0,12}[万亿元]{0,3}") {
            let _ = Amount::parse(&text, Some(WAN));
            let _ = unit_in(&text);
        }
    }
}
