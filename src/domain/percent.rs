//! A percentage that somebody reports (形象进度), exact to two decimals. Computed shares are
//! [`Ratio`](super::ratio::Ratio)s instead.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::text::to_half_width;

/// Hundredths of a percent; in JSON the number of percents, `45.5`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent(pub i32);

impl Percent {
    /// 100 %.
    pub const FULL: Self = Self(10_000);

    /// Whole percents.
    pub const fn whole(percent: i32) -> Self {
        Self(percent * 100)
    }

    /// Reads `45`, `45.5`, `45.25%`, `４５．５％`, `-3`. More than two decimals is not a percentage.
    pub fn parse(text: &str) -> Option<Self> {
        let half = to_half_width(text.trim());
        let half = half.strip_suffix('%').unwrap_or(&half).trim();
        let (negative, digits) = match half.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest),
            None => (false, half.strip_prefix('+').unwrap_or(half)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let ascii = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 6 || !ascii(whole) || !ascii(fraction) {
            return None;
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > 2 {
            return None;
        }
        let hundredths = whole.parse::<i32>().ok()? * 100 + format!("{fraction:0<2}").parse::<i32>().ok()?;
        Some(Self(if negative { -hundredths } else { hundredths }))
    }

    /// Whether it lies from 0 to 100.
    pub fn is_a_share(self) -> bool {
        (0..=10_000).contains(&self.0)
    }

    /// The number for JSON, with two decimals.
    pub fn number(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl Serialize for Percent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.number())
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hundredths = (f64::deserialize(deserializer)? * 100.0).round();
        if hundredths.abs() < 1e9 {
            Ok(Self(hundredths as i32))
        } else {
            Err(de::Error::custom("not a percentage"))
        }
    }
}

impl fmt::Display for Percent {
    /// Without the sign and with only the decimals it needs: `45.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match rest {
            0 => write!(f, "{sign}{whole}"),
            rest if rest % 10 == 0 => write!(f, "{sign}{whole}.{}", rest / 10),
            rest => write!(f, "{sign}{whole}.{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn percentages_are_exact() {
        assert_eq!(Percent::parse("45"), Some(Percent(4_500)));
        assert_eq!(Percent::parse("４５．５％"), Some(Percent(4_550)));
        assert_eq!(Percent::parse("0.050"), Some(Percent(5)));
        for bad in ["", "%", "四成", "1e3", "1.234", ".5", "9999999"] {
            assert_eq!(Percent::parse(bad), None, "{bad}");
        }
        assert!(!Percent::whole(101).is_a_share());
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back(hundredths in -9_999_999..9_999_999) {
            let percent = Percent(hundredths);
            prop_assert_eq!(Percent::parse(&percent.to_string()), Some(percent));
            let stored = serde_json::to_string(&percent).unwrap();
            prop_assert_eq!(serde_json::from_str::<Percent>(&stored).unwrap(), percent);
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,20}") {
            let _ = Percent::parse(&text);
        }
    }
}
