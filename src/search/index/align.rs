//! Scoring a scattered term by the best alignment, over letters: what the tuned fuzzy matcher gives, without
//! its copies of text and term. A property test holds the two together.

use super::alphabet::{Alphabet, Letter};

/// Worth of a matched character.
const MATCH: i32 = 16;
/// Worth of following right upon another; no edge is worth more.
const CONSECUTIVE: i32 = 14;
/// Cost of leaving out one character, the first of a gap and each further one.
const GAP: i32 = 4;
const GAP_ON: i32 = 1;
/// No alignment; low, but far from overflow.
const NEVER: i32 = i16::MIN as i32;

/// One thread's rows of the alignment.
#[derive(Default)]
pub(super) struct Aligner {
    /// By column, the best that ends with a match there.
    matched: Vec<i32>,
    /// By column, the best that ends before it.
    skipped: Vec<i32>,
    /// Where each letter of the term can stand at the earliest.
    earliest: Vec<usize>,
}

impl Aligner {
    /// The best alignment's score, if the text holds the term in order.
    pub fn score(&mut self, alphabet: &Alphabet, text: &[Letter], term: &[Letter]) -> Option<i32> {
        self.earliest.clear();
        let mut rest = text.iter().enumerate();
        for wanted in term {
            let (at, _) = rest.find(|(_, letter)| *letter == wanted)?;
            self.earliest.push(at);
        }
        let columns = text.len() + 1;
        self.matched.clear();
        self.matched.resize(columns, NEVER);
        self.skipped.clear();
        self.skipped.resize(columns, -GAP_ON);
        for (wanted, &from) in term.iter().zip(&self.earliest) {
            // What stood before this column in the row above, which this row overwrites.
            let (mut above_matched, mut above_skipped) = (self.matched[from], self.skipped[from]);
            let (mut left_matched, mut left_skipped) = (NEVER, NEVER);
            (self.matched[from], self.skipped[from]) = (NEVER, NEVER);
            for at in from..text.len() {
                let matched = if text[at] == *wanted {
                    let edge = alphabet.edge(at.checked_sub(1).map(|before| text[before]));
                    MATCH + (above_matched + CONSECUTIVE).max(above_skipped + edge)
                } else {
                    NEVER
                };
                let skipped = (left_matched - GAP).max(left_skipped - GAP_ON);
                (above_matched, above_skipped) = (self.matched[at + 1], self.skipped[at + 1]);
                (self.matched[at + 1], self.skipped[at + 1]) = (matched, skipped);
                (left_matched, left_skipped) = (matched, skipped);
            }
        }
        let last = self.earliest.last().map_or(0, |&at| at);
        self.matched[last..].iter().copied().max()
    }
}
