//! Money: typed in 万元, shown in 万元 or 亿元, kept exactly as whole 元.

use std::borrow::Cow;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Neg, Sub};

use serde::{Deserialize, Serialize};

use super::text::to_half_width;

/// An amount in whole 元. Negative only where a correction says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(pub i64);

/// 元 in one 万元.
pub const WAN: i64 = 10_000;
/// 元 in one 亿元.
pub const YI: i64 = 100_000_000;

/// Why a text is not an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a decimal number.
    #[error("not a number")]
    NotANumber,
    /// More decimals than a whole 元 allows.
    #[error("finer than one yuan")]
    TooFine,
    /// Beyond ±900,000 亿元, more than any list in the country adds up to.
    #[error("too large")]
    TooLarge,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The largest amount accepted from a person or a document: 900,000 亿元. A hundred thousand of them still add up.
    pub const MOST: Self = Self(900_000 * YI);

    /// Whole 万元.
    pub const fn wan(wan: i64) -> Self {
        Self(wan * WAN)
    }

    /// Reads a decimal number in a unit of `unit` 元 (`WAN`, `YI`, 1): `1,234.5`, `－１２．５`.
    /// Exact: digits finer than one 元 must be zero. Separators stand only before the point and part the digits
    /// into threes, or into fours as 万 and 亿 do; `1,5` may mean 1.5 and is no number.
    pub fn parse(text: &str, unit: i64) -> Result<Self, MoneyError> {
        let half = to_half_width(text.trim());
        let (negative, digits) = match half.strip_prefix(['-', '−', '－']) {
            Some(rest) => (true, rest),
            None => (false, half.strip_prefix('+').unwrap_or(&half)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let whole = ungrouped(whole.trim_start()).ok_or(MoneyError::NotANumber)?;
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits(&whole) || !all_digits(fraction) {
            return Err(MoneyError::NotANumber);
        }
        if whole.trim_start_matches('0').len() > 18 {
            return Err(MoneyError::TooLarge);
        }
        let whole: i128 =
            if whole.is_empty() { 0 } else { whole.parse().map_err(|_| MoneyError::TooLarge)? };
        let mut yuan = whole * i128::from(unit);
        let mut place = i128::from(unit);
        for digit in fraction.bytes().map(|b| i128::from(b - b'0')) {
            if place % 10 != 0 {
                if digit != 0 {
                    return Err(MoneyError::TooFine);
                }
                continue;
            }
            place /= 10;
            yuan += digit * place;
        }
        let yuan = if negative { -yuan } else { yuan };
        if yuan.abs() > i128::from(Self::MOST.0) {
            return Err(MoneyError::TooLarge);
        }
        i64::try_from(yuan).map(Self).map_err(|_| MoneyError::TooLarge)
    }

    /// The amount in 万元 with only the decimals it needs: `1234.5`.
    pub fn in_wan(self) -> String {
        self.exact(WAN)
    }

    /// The amount in 亿元 with only the decimals it needs: `3532`.
    pub fn in_yi(self) -> String {
        self.exact(YI)
    }

    /// The amount in `unit` 元, rounded half away from zero to `decimals` places.
    pub fn rounded(self, unit: i64, decimals: u32) -> String {
        super::ratio::Ratio::new(i128::from(self.0), i128::from(unit))
            .map(|r| r.decimal(decimals))
            .unwrap_or_default()
    }

    /// For reading: from one 亿元 up as `35.32 亿元`, below as `1234.5 万元`.
    pub fn friendly(self) -> String {
        if self.0.abs() >= YI {
            let text = self.rounded(YI, 2);
            let text =
                if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
            format!("{text}亿元")
        } else {
            format!("{}万元", self.in_wan())
        }
    }

    fn exact(self, unit: i64) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let abs = self.0.unsigned_abs();
        let unit = unit.unsigned_abs();
        let (whole, rest) = (abs / unit, abs % unit);
        if rest == 0 {
            return format!("{sign}{whole}");
        }
        let width = unit.ilog10() as usize;
        let fraction = format!("{rest:0width$}");
        format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }

    /// The sum, or `None` past the largest integer.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

/// The digits without the separators between their groups, or `None` where the groups are not of one size or
/// parted in more than one way.
fn ungrouped(whole: &str) -> Option<Cow<'_, str>> {
    let separates = |c: char| matches!(c, ',' | '，' | '_' | '\'' | '’') || c.is_whitespace();
    let Some(separator) = whole.chars().find(|c| separates(*c)) else { return Some(Cow::Borrowed(whole)) };
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let mut digits = first.to_owned();
    let mut size = 0;
    for group in groups {
        let all_digits = group.bytes().all(|b| b.is_ascii_digit());
        if !all_digits || !matches!(group.len(), 3 | 4) || (size > 0 && group.len() != size) {
            return None;
        }
        size = group.len();
        digits.push_str(group);
    }
    // 0,500 is half of one to whoever writes a comma for the point.
    let leads = (1..=size).contains(&first.len()) && !first.starts_with('0');
    leads.then_some(Cow::Owned(digits))
}

impl Add for Money {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sub for Money {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for Money {
    type Output = Self;
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.friendly())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wan_is_exact_to_the_yuan() {
        assert_eq!(Money::parse("1,234.5", WAN), Ok(Money(12_345_000)));
        assert_eq!(Money::parse("－１２．０００１", WAN), Ok(Money(-120_001)));
        assert_eq!(Money::parse("0.00010", WAN), Ok(Money(1)));
        assert_eq!(Money::parse("0.00001", WAN), Err(MoneyError::TooFine));
        assert_eq!(Money::parse("3532", YI), Ok(Money(353_200_000_000)));
        for bad in ["", "-", ".", "1.2.3", "1e5", "abc", "NaN", "0x10"] {
            assert_eq!(Money::parse(bad, WAN), Err(MoneyError::NotANumber), "{bad}");
        }
        assert_eq!(Money::parse("99999999999999999999", WAN), Err(MoneyError::TooLarge));
    }

    #[test]
    fn separators_part_threes_or_fours_and_nothing_else() {
        for (text, wan) in [
            ("1,200", 1_200),
            ("1，200", 1_200),
            ("１，２００", 1_200),
            ("1 200", 1_200),
            ("- 1 200", -1_200),
            ("1_234_567", 1_234_567),
            ("1'234'567", 1_234_567),
            ("12,345.0", 12_345),
            ("1,2345", 12_345),
            ("12,3456,7890", 1_234_567_890),
            ("1\u{a0}200\u{a0}000", 1_200_000),
        ] {
            assert_eq!(Money::parse(text, WAN), Ok(Money::wan(wan)), "{text}");
        }
        for text in [
            "1,5",
            "1，5",
            "１，５",
            "12,34",
            "1,2,3",
            "1.2,3",
            "1.234,5",
            "1,234.567,8",
            "1 5",
            "1_5",
            "1'5",
            ",200",
            "1,",
            "1,200,",
            "1,,200",
            "1,200 000",
            "1,2345,678",
            "1234,567",
            "12345,6789",
            "0,500",
            "1. 5",
            "1 .5",
            "1,-200",
            "专项债",
            "1,20a",
        ] {
            assert_eq!(Money::parse(text, WAN), Err(MoneyError::NotANumber), "{text}");
        }
    }

    #[test]
    fn amounts_read_well() {
        assert_eq!(Money::wan(12_345).friendly(), "1.23亿元");
        assert_eq!(Money::wan(10_000).friendly(), "1亿元");
        assert_eq!(Money(12_345_000).friendly(), "1234.5万元");
        assert_eq!(Money(-5_000).in_wan(), "-0.5");
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(yuan in -Money::MOST.0..Money::MOST.0) {
            prop_assert_eq!(Money::parse(&Money(yuan).in_wan(), WAN), Ok(Money(yuan)));
            prop_assert_eq!(Money::parse(&Money(yuan).in_yi(), YI), Ok(Money(yuan)));
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = Money::parse(&text, WAN);
        }
    }
}
