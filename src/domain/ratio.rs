//! Exact ratios for every indicator: kept as a fraction, rounded only when printed.

/// A fraction with a positive denominator. `None` stands where there is no denominator (no plan).
#[derive(Clone, Copy, Debug)]
pub struct Ratio {
    num: i128,
    den: i128,
}

impl Ratio {
    /// `num / den`, or `None` when `den` is zero.
    pub fn new(num: i128, den: i128) -> Option<Self> {
        match den.signum() {
            0 => None,
            1 => Some(Self { num, den }),
            _ => Some(Self { num: -num, den: -den }),
        }
    }

    /// Nothing.
    pub const fn zero() -> Self {
        Self { num: 0, den: 1 }
    }

    /// A ratio of two counts or amounts.
    pub fn of(num: impl Into<i128>, den: impl Into<i128>) -> Option<Self> {
        Self::new(num.into(), den.into())
    }

    /// Reads a plain decimal, exactly: `-0.6` is −3/5. `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |s: &str| s.len() <= 12 && s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !plain(whole) || !plain(fraction) {
            return None;
        }
        let num: i128 = format!("{whole}{fraction}").parse().ok()?;
        Self::new(if negative { -num } else { num }, 10i128.pow(fraction.len() as u32))
    }

    /// The exact difference.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        let (a, b) = (self.tidy(), other.tidy());
        Self { num: a.num * b.den - b.num * a.den, den: a.den * b.den }
    }

    /// Lowest terms where the numbers are long, so that products of two stay inside 128 bits. Past
    /// that (sums beyond every amount the desk accepts) the last bits are given up, never the value.
    fn tidy(self) -> Self {
        const MOST: u128 = 1 << 52;
        let small = |r: Self| r.num.unsigned_abs() < MOST && r.den.unsigned_abs() < MOST;
        if small(self) {
            return self;
        }
        let (mut a, mut b) = (self.num.unsigned_abs(), self.den.unsigned_abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = i128::try_from(a).unwrap_or(1).max(1);
        let mut least = Self { num: self.num / common, den: self.den / common };
        while !small(least) && least.den > 1 {
            least = Self { num: least.num / 2, den: least.den / 2 };
        }
        least
    }

    /// The exact quotient, `None` when `other` is zero.
    pub fn over(self, other: Self) -> Option<Self> {
        let (a, b) = (self.tidy(), other.tidy());
        Self::new(a.num * b.den, a.den * b.num)
    }

    /// Below zero.
    pub fn is_negative(self) -> bool {
        self.num < 0
    }

    /// Times a whole number.
    #[must_use]
    pub fn times(self, factor: i128) -> Self {
        Self { num: self.num.saturating_mul(factor), den: self.den }
    }

    /// The value times `10^decimals`, rounded half away from zero.
    pub fn scaled(self, decimals: u32) -> i128 {
        let num = self.num.saturating_mul(10i128.pow(decimals)).clamp(-i128::MAX / 4, i128::MAX / 4);
        let half_up = (num.abs() * 2 + self.den) / (self.den * 2);
        half_up * num.signum()
    }

    /// The value as decimal text: `0.55` at two decimals.
    pub fn decimal(self, decimals: u32) -> String {
        let scaled = self.scaled(decimals);
        let sign = if scaled < 0 { "-" } else { "" };
        let base = 10u128.pow(decimals);
        let (whole, rest) = (scaled.unsigned_abs() / base, scaled.unsigned_abs() % base);
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        format!("{sign}{whole}.{rest:0width$}", width = decimals as usize)
    }

    /// The value in percent as decimal text, without the sign: `54.8` at one decimal.
    pub fn percent(self, decimals: u32) -> String {
        self.times(100).decimal(decimals)
    }

    /// The value in percent with two decimals as a number, for JSON.
    pub fn percent_number(self) -> f64 {
        self.times(100).scaled(2) as f64 / 100.0
    }

    /// Compares exactly.
    pub fn compare(self, other: Self) -> std::cmp::Ordering {
        (self.num * other.den).cmp(&(other.num * self.den))
    }

    /// For charts and gauges only.
    pub fn approximate(self) -> f64 {
        self.num as f64 / self.den as f64
    }
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.compare(*other).is_eq()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_half_up_at_the_printed_decimals() {
        let r = |n, d| Ratio::new(n, d).unwrap();
        assert_eq!(r(1, 8).percent(1), "12.5");
        assert_eq!(r(1, 8).percent(0), "13");
        assert_eq!(r(-1, 8).percent(0), "-13");
        assert_eq!(r(29_700, 40_534).percent(2), "73.27");
        assert_eq!(r(1, 3).decimal(0), "0");
        assert_eq!(r(5, 4).percent(2), "125.00");
        assert!(Ratio::new(1, 0).is_none());
    }

    #[test]
    fn sums_beyond_every_amount_neither_panic_nor_turn_round() {
        let r = |n, d| Ratio::new(n, d).unwrap();
        let most = i128::from(i64::MAX);
        assert_eq!(r(most, most - 1).minus(r(most - 1, most)).percent(2), "0.00");
        assert!(r(most, 1).minus(r(1, most)).scaled(6) > 0);
        assert_eq!(Ratio::parse("-0.6"), Ratio::new(-3, 5));
        assert_eq!(Ratio::parse("10"), Ratio::new(10, 1));
        for bad in ["", "-", ".5", "1e3", "1.2.3", "１"] {
            assert_eq!(Ratio::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_deviation_is_taken_before_rounding() {
        let deviation = Ratio::new(2, 3).unwrap().minus(Ratio::new(1, 2).unwrap());
        assert_eq!(deviation.percent(2), "16.67");
        assert_eq!(deviation, Ratio::new(1, 6).unwrap());
    }
}
