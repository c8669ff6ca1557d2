//! A term held against one text, letter by letter: unbroken as typed, scattered, or by pinyin. What it finds
//! is what the careful matcher finds.

use super::consumers::NameAutomaton;
use crate::search::careful;
use crate::search::index::align::Aligner;
use crate::search::index::alphabet::{Alphabet, Letter, UNKNOWN};
use crate::search::pinyin::nfa::Anchors;
use crate::search::query::Term;
use crate::search::rank::{SearchField, TermMatch};

/// A term in a list's letters.
pub(super) struct Word<'a> {
    pub term: &'a Term,
    /// The term's letters; empty when the list lacks one of them, so that it stands nowhere as typed.
    pub letters: Vec<Letter>,
    /// Which of them is used least, to be looked for first.
    rarest: usize,
    pub automaton: NameAutomaton,
    /// A letter that pinyin cannot stand for is nowhere in the list.
    pub hopeless: bool,
}

impl<'a> Word<'a> {
    pub fn new(alphabet: &Alphabet, term: &'a Term) -> Self {
        let mut letters: Vec<Letter> = term.letters.iter().map(|&c| alphabet.of(c)).collect();
        let unheard = |c: &char| !(term.latin && c.is_ascii_lowercase()) && alphabet.of(*c) == UNKNOWN;
        if letters.contains(&UNKNOWN) {
            letters.clear();
        }
        Self {
            term,
            rarest: (0..letters.len()).min_by_key(|&at| alphabet.uses(letters[at])).unwrap_or(0),
            letters,
            automaton: NameAutomaton::new(alphabet, term),
            hopeless: term.letters.iter().any(unheard),
        }
    }

    /// How the term is found in one text that it may stand in.
    pub fn touch(
        &self,
        alphabet: &Alphabet,
        field: SearchField,
        text: &[Letter],
        aligner: &mut Aligner,
    ) -> Option<TermMatch> {
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

    /// Whether the term can begin, as typed, at one of the first places of a text, as far as the letters of its
    /// head tell.
    pub fn may_begin_within(&self, head: &[Letter], reach: usize) -> bool {
        let begins = |at: usize| head[at..].iter().zip(&self.letters).all(|(a, b)| a == b);
        (0..=reach).any(begins)
    }

    /// The term in a row, as typed. Worth what the fuzzy matcher gives for it: the run, and the best edge
    /// that one of its places stands at.
    pub fn unbroken(&self, alphabet: &Alphabet, field: SearchField, text: &[Letter]) -> Option<TermMatch> {
        let anchors = self.term.anchors;
        let last = text.len().checked_sub(self.letters.len())?;
        let from = if anchors.end { last } else { 0 };
        let to = if anchors.start { 0 } else { last };
        let rarest = self.letters[self.rarest];
        let mut places = LetterPositions { text, letter: rarest, next: from + self.rarest }
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
        Some(TermMatch { inner, contiguous: true, initials: false, at: at as u32 })
    }

    fn scattered(
        &self,
        alphabet: &Alphabet,
        field: SearchField,
        text: &[Letter],
        aligner: &mut Aligner,
    ) -> Option<TermMatch> {
        if !self.term.may_scatter() || !field.is_short() {
            return None;
        }
        let score = aligner.score(alphabet, text, &self.letters)?;
        let at = text.iter().position(|letter| *letter == self.letters[0])?;
        let inner = careful::scattered_points(score);
        Some(TermMatch { inner, contiguous: false, initials: false, at: at as u32 })
    }
}

/// Where a letter stands in a text, from a place on.
struct LetterPositions<'t> {
    text: &'t [Letter],
    letter: Letter,
    next: usize,
}

impl Iterator for LetterPositions<'_> {
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
