//! A column of texts: their letters end to end, with rows that tell which texts hold a letter, an initial or
//! two initials side by side, by which most texts are passed over without being read.

use super::alphabet::{Alphabet, BITS, EDGES, Letter};
use super::rows::BitRows;
use crate::search::pinyin::Beginnings;

/// The first letters of a text, [`UNKNOWN`] past its end.
pub(super) type FirstLetters = [Letter; 8];

/// Texts by number.
#[derive(Debug, Default)]
pub(super) struct TextColumn {
    ends: Vec<u32>,
    letters: Vec<Letter>,
    /// The heads of names, side by side: many a name is judged by its own alone.
    pub heads: Vec<FirstLetters>,
    /// By [`Alphabet::row`] in long texts, by [`Alphabet::bit`] in short ones.
    pub letter_rows: BitRows,
    /// By the bits of a signature, then by [`Beginnings`]; of short texts only.
    pub initial_rows: BitRows,
    /// By pairs of initials; of long texts only.
    pub pair_rows: BitRows,
}

impl TextColumn {
    /// Adds a text.
    pub fn push(&mut self, alphabet: &mut Alphabet, printed: &str) {
        alphabet.write(printed, &mut self.letters);
        self.ends.push(self.letters.len() as u32);
    }

    /// Works out the rows of short texts, when the alphabet is settled.
    pub fn settle_short(&mut self, alphabet: &Alphabet) {
        self.shrink();
        self.letter_rows = BitRows::of(self.len(), BITS, |at, put| {
            for &letter in self.text(at) {
                put(alphabet.bit(letter));
                if alphabet.is_edge(letter) {
                    put(EDGES);
                }
            }
        });
        self.initial_rows = BitRows::of(self.len(), Beginnings::ROWS, |at, put| {
            alphabet.signature(self.text(at)).places().for_each(&mut *put);
            Beginnings::of(alphabet.firsts(self.text(at))).for_each(put);
        });
    }

    /// Works out the rows of long texts, when the alphabet is settled.
    pub fn settle_long(&mut self, alphabet: &Alphabet) {
        self.shrink();
        if self.is_blank() {
            return;
        }
        self.letter_rows = BitRows::of(self.len(), alphabet.rows(), |at, put| {
            self.text(at).iter().for_each(|&letter| put(alphabet.row(letter)));
        });
        self.pair_rows = BitRows::of(self.len(), 256, |at, put| {
            for two in self.text(at).windows(2) {
                for first in alphabet.initials(two[0]).places() {
                    let seconds = alphabet.initials(two[1]).places();
                    seconds.for_each(|second| put(usize::from(first) * 16 + usize::from(second)));
                }
            }
        });
    }

    /// Puts down the heads.
    pub fn settle_heads(&mut self) {
        let head = |at: usize| {
            let mut head = FirstLetters::default();
            head.iter_mut().zip(self.text(at)).for_each(|(to, letter)| *to = *letter);
            head
        };
        self.heads = (0..self.len()).map(head).collect();
    }

    fn shrink(&mut self) {
        self.letters.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether no text holds anything.
    pub fn is_blank(&self) -> bool {
        self.letters.is_empty()
    }

    /// The letters of a text.
    pub fn text(&self, at: usize) -> &[Letter] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.letters[start as usize..self.ends[at] as usize]
    }

    /// How many letters a text has.
    pub fn length(&self, at: usize) -> usize {
        self.text(at).len()
    }

    /// Every letter of every text.
    pub fn letters(&self) -> &[Letter] {
        &self.letters
    }

    pub fn bytes(&self) -> usize {
        self.ends.len() * 4
            + self.letters.len() * 2
            + self.heads.len() * size_of::<FirstLetters>()
            + self.letter_rows.bytes()
            + self.initial_rows.bytes()
            + self.pair_rows.bytes()
    }
}

/// A column in which each different text stands once.
#[derive(Debug, Default)]
pub(super) struct SharedColumn {
    pub texts: TextColumn,
    /// The text of each project.
    pub of: Vec<u32>,
}

impl SharedColumn {
    pub fn bytes(&self) -> usize {
        self.texts.bytes() + self.of.len() * 4
    }
}
