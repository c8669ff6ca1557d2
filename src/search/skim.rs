//! The fuzzy matcher for Chinese and ASCII terms: SkimMatcherV2, tuned. The only module that knows the
//! fuzzy-matcher library; it sees folded text and never pinyin.
//!
//! Its defaults rank 博大世纪 above 九龙坡博世 for 博世, because only ASCII separators earn a boundary. Here
//! an unbroken run is worth more than any boundary: `k` characters in a row score `15 + 30·(k-1)`, at
//! least four more than the best broken alignment.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::{SkimMatcherV2, SkimScoreConfig};

/// A matcher of one thread; sharing one between threads is slower than one thread alone.
pub(super) struct Skim {
    matcher: SkimMatcherV2,
}

impl Skim {
    /// Cells above which the whole matrix is not made: for a name of 10,000 characters and a query of 1,000 it
    /// would take 240 MB. Positions are then found greedily.
    const CELLS: usize = 1 << 20;

    pub fn new() -> Self {
        let config = SkimScoreConfig {
            bonus_consecutive: 14,
            bonus_first_char_multiplier: 1,
            bonus_head: 6,
            // Below the head's, or 4K+5G would come before 5G for 5g.
            bonus_break: 5,
            ..SkimScoreConfig::default()
        };
        // Text and term are folded already.
        Self { matcher: SkimMatcherV2::default().score_config(config).respect_case() }
    }

    /// The most that a run gains by where it begins.
    pub const MOST_EDGE: i32 = 6;

    /// What the matcher adds for a run that begins after this character, or at the head of the text:
    /// 6 there and after a bracket, slash or space, 5 after other ASCII punctuation. The index scores unbroken
    /// runs by itself; a property test holds it to the library.
    pub fn edge(before: Option<char>) -> i32 {
        match before {
            None | Some(' ' | '/' | '\\' | '|' | '(' | ')' | '[' | ']' | '{' | '}') => Self::MOST_EDGE,
            Some('!'..='\'' | '*'..='.' | ':'..='@' | '^'..='`' | '~') => 5,
            Some(_) => 0,
        }
    }

    /// The score of the term as a subsequence of the text. By the library's whole matrix: with two rows, as
    /// in `fuzzy_match`, a cell left over from an earlier row can leak into a later one's score.
    pub fn score(&self, text: &str, term: &str) -> Option<i32> {
        if text.len() * term.len() > Self::CELLS {
            return self.matcher.fuzzy_match(text, term).map(|score| score as i32);
        }
        self.matcher.fuzzy_indices(text, term).map(|(score, _)| score as i32)
    }

    /// The characters of the text that the best alignment uses.
    pub fn positions(&self, text: &str, term: &str) -> Option<Vec<u32>> {
        if text.len() * term.len() > Self::CELLS {
            return greedy(text, term);
        }
        let (_, at) = self.matcher.fuzzy_indices(text, term)?;
        Some(at.into_iter().map(|i| i as u32).collect())
    }
}

/// The earliest characters that hold the term in order.
fn greedy(text: &str, term: &str) -> Option<Vec<u32>> {
    let mut at = Vec::new();
    let mut rest = text.chars().enumerate();
    for wanted in term.chars() {
        let (i, _) = rest.find(|&(_, c)| c == wanted)?;
        at.push(i as u32);
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contiguous_beats_scattered() {
        let skim = Skim::new();
        let score = |text| skim.score(text, "博世").unwrap();
        assert!(score("九龙坡博世氢材料发动机") > score("博大世纪"));
        assert!(score("九龙坡博世氢材料发动机") > score("(博)(世)"));
        assert_eq!(skim.positions("九龙坡博世氢", "博氢"), Some(vec![3, 5]));
        assert_eq!(skim.score("博大", "博世"), None);
    }
}
