//! A declared amount beside what was found.

use crate::domain::amount::Amount;
use crate::domain::money::Money;

/// A declared amount, and how far the true one may lie from it by rounding alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeclaredAmount {
    /// As declared.
    pub money: Money,
    /// Half of its last printed place, in 元.
    pub slack: i64,
}

impl DeclaredAmount {
    /// Reads a printed amount; a bare number is in `unit` 元.
    pub fn parse(printed: &str, unit: Option<i64>) -> Option<Self> {
        Amount::parse(printed, unit).ok().map(|amount| Self::of(amount.money, printed))
    }

    /// An amount with the rounding that its printed decimals leave.
    pub fn of(money: Money, printed: &str) -> Self {
        let half = crate::domain::text::to_half_width(printed);
        let number: String = half.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let value: f64 = number.parse().unwrap_or_default();
        let unit = if value == 0.0 { 1.0 } else { (money.0 as f64 / value).abs() };
        let decimals = number.split_once('.').map_or(0, |(_, d)| d.len()) as i32;
        Self { money, slack: (unit / 10_f64.powi(decimals) / 2.0).round() as i64 }
    }

    /// Whether a sum of so many amounts, each rounded to a whole 元, is what was declared.
    pub fn agrees(self, found: Money, addends: usize) -> bool {
        (self.money.0 - found.0).abs() <= self.slack + addends as i64 / 2 + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::money::{WAN, YI};

    #[test]
    fn a_declared_sum_allows_for_its_own_rounding() {
        let sum = DeclaredAmount::parse("8393887.27", Some(WAN)).unwrap();
        assert_eq!((sum.money, sum.slack), (Money(83_938_872_700), 50));
        assert!(sum.agrees(Money(83_938_872_749), 3) && !sum.agrees(Money(83_938_882_700), 3));
        let about = DeclaredAmount::parse("约2.8万亿元", None).unwrap();
        assert_eq!(about.slack, 500 * YI);
        assert_eq!(DeclaredAmount::parse("#REF!", Some(WAN)), None);
    }
}
