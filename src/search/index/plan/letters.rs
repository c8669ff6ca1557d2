//! A term held against one text, letter by letter: unbroken as typed, scattered, or by pinyin. What it finds
//! is what the careful matcher finds.

use super::TermPlan;
use crate::search::careful;
use crate::search::index::align::Aligner;
use crate::search::index::alphabet::{Alphabet, Letter};
use crate::search::pinyin::nfa::Anchors;
use crate::search::rank::{Field, Touch};

impl TermPlan<'_> {
    /// How the term is found in one text that it may stand in.
    pub(super) fn touch(
        &self,
        alphabet: &Alphabet,
        field: Field,
        text: &[Letter],
        aligner: &mut Aligner,
    ) -> Option<Touch> {
        if !self.letters.is_empty() {
            if let Some(touch) = self.unbroken(alphabet, field, text) {
                return Some(touch);
            }
            if !self.term.latin {
                return self.scattered(alphabet, field, text, aligner);
            }
        }
        self.automaton.touch(self.term, field, text)
    }

    /// The term in a row, as typed. Worth what the fuzzy matcher gives for it: the run, and the best edge
    /// that one of its places stands at.
    fn unbroken(&self, alphabet: &Alphabet, field: Field, text: &[Letter]) -> Option<Touch> {
        let anchors = self.term.anchors;
        let last = text.len().checked_sub(self.letters.len())?;
        let from = if anchors.end { last } else { 0 };
        let to = if anchors.start { 0 } else { last };
        let rarest = self.letters[self.rarest];
        let mut places = Places { text, letter: rarest, next: from + self.rarest }
            .map(|place| place - self.rarest)
            .take_while(|place| *place <= to)
            .filter(|place| text[*place..].starts_with(&self.letters));
        let at = places.next()?;
        let mut inner =
            careful::run_points(self.letters.len()) + i32::from(self.term.latin) * careful::LITERAL;
        if anchors == Anchors::default() && field.is_short() {
            let edge = |place: usize| alphabet.edge(place.checked_sub(1).map(|before| text[before]));
            inner += places.map(edge).fold(edge(at), i32::max);
        }
        Some(Touch { inner, contiguous: true, initials: false, at: at as u32 })
    }

    fn scattered(
        &self,
        alphabet: &Alphabet,
        field: Field,
        text: &[Letter],
        aligner: &mut Aligner,
    ) -> Option<Touch> {
        if !self.term.may_scatter() || !field.is_short() {
            return None;
        }
        let score = aligner.score(alphabet, text, &self.letters)?;
        let at = text.iter().position(|letter| *letter == self.letters[0])?;
        let inner = careful::scattered_points(score);
        Some(Touch { inner, contiguous: false, initials: false, at: at as u32 })
    }
}

/// Where a letter stands in a text, from a place on.
struct Places<'t> {
    text: &'t [Letter],
    letter: Letter,
    next: usize,
}

impl Iterator for Places<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let mut rest = self.text.get(self.next..)?;
        // Chunks of a fixed size are compared all at once.
        while let Some((chunk, after)) = rest.split_first_chunk::<16>() {
            if chunk.iter().filter(|letter| **letter == self.letter).count() > 0 {
                break;
            }
            rest = after;
        }
        let at = self.text.len() - rest.len() + rest.iter().position(|letter| *letter == self.letter)?;
        self.next = at + 1;
        Some(at)
    }
}
