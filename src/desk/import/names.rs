//! When two names are the same, and when they may be: spelling drifts between versions and years of a list.

use unicode_normalization::UnicodeNormalization as _;

/// A name without what drifts: brackets, spaces, quotes, width, marks of punctuation.
pub fn key(name: &str) -> String {
    name.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| {
            !c.is_whitespace()
                && !matches!(
                    c,
                    '(' | ')'
                        | '"'
                        | '\''
                        | '“'
                        | '”'
                        | '‘'
                        | '’'
                        | '-'
                        | '—'
                        | '–'
                        | '·'
                        | '、'
                        | ','
                        | '.'
                        | '《'
                        | '》'
                )
        })
        .collect()
}

/// The most pairs of names compared for drift.
pub const MOST_COMPARISONS: usize = 1_000_000;

/// From here on two names are proposed as one.
pub const ALIKE: f64 = 0.75;

/// A name prepared for many comparisons.
pub struct Likened {
    key: String,
    /// Pairs of neighbouring characters, in order.
    pairs: Vec<(char, char)>,
    /// Its numbers and letters: 一期 is not 二期, however alike the rest.
    numbers: Vec<char>,
}

impl Likened {
    /// Prepares a name.
    pub fn of(name: &str) -> Self {
        let key = key(name);
        let chars: Vec<char> = key.chars().collect();
        let mut pairs: Vec<(char, char)> = chars.windows(2).map(|w| (w[0], w[1])).collect();
        pairs.sort_unstable();
        let is_number = |c: &char| c.is_ascii_alphanumeric() || "一二三四五六七八九十东西南北".contains(*c);
        let numbers = chars.into_iter().filter(is_number).collect();
        Self { key, pairs, numbers }
    }

    /// How alike two names are: the share of pairs of neighbouring characters that both have (Dice); 0 where
    /// both have numbers and those differ.
    pub fn to(&self, other: &Self) -> f64 {
        if self.key == other.key {
            return 1.0;
        }
        if !self.numbers.is_empty() && !other.numbers.is_empty() && self.numbers != other.numbers {
            return 0.0;
        }
        let all = (self.pairs.len() + other.pairs.len()) as f64;
        let (mut a, mut b, mut shared) = (self.pairs.iter().peekable(), other.pairs.iter().peekable(), 0_u32);
        while let (Some(one), Some(two)) = (a.peek(), b.peek()) {
            match one.cmp(two) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    (shared, _, _) = (shared + 1, a.next(), b.next());
                }
            }
        }
        if all == 0.0 { 0.0 } else { f64::from(shared) * 2.0 / all }
    }
}

/// How alike two names are; see [`Likened::to`].
pub fn likeness(one: &str, other: &str) -> f64 {
    Likened::of(one).to(&Likened::of(other))
}
