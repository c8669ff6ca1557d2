//! A column of texts: their letters end to end, with a mask and a pinyin signature for each, by which most
//! texts are passed over without being read.

use crate::search::pinyin::Signature;

use super::alphabet::{Alphabet, Letter};

/// Texts by number.
#[derive(Debug, Default)]
pub(super) struct Column {
    ends: Vec<u32>,
    letters: Vec<Letter>,
    masks: Vec<u128>,
    signatures: Vec<Signature>,
}

impl Column {
    /// Adds a text.
    pub fn push(&mut self, alphabet: &mut Alphabet, printed: &str) {
        alphabet.write(printed, &mut self.letters);
        self.ends.push(self.letters.len() as u32);
    }

    /// Works out masks and signatures, when the alphabet is settled.
    pub fn settle(&mut self, alphabet: &Alphabet) {
        self.letters.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.masks.reserve_exact(self.len());
        self.signatures.reserve_exact(self.len());
        for at in 0..self.len() {
            let mut mask = 0;
            let mut signature = Signature::default();
            for &letter in self.text(at) {
                mask |= alphabet.bit(letter);
                signature.add(alphabet.initials(letter));
            }
            self.masks.push(mask);
            self.signatures.push(signature);
        }
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The letters of a text.
    pub fn text(&self, at: usize) -> &[Letter] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.letters[start as usize..self.ends[at] as usize]
    }

    pub fn mask(&self, at: usize) -> u128 {
        self.masks[at]
    }

    pub fn signature(&self, at: usize) -> Signature {
        self.signatures[at]
    }

    /// Every letter of every text.
    pub fn letters(&self) -> &[Letter] {
        &self.letters
    }

    pub fn bytes(&self) -> usize {
        self.ends.len() * 4 + self.letters.len() * 2 + self.masks.len() * 16 + self.signatures.len() * 8
    }
}

/// A column in which each different text stands once.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub texts: Column,
    /// The text of each project.
    pub of: Vec<u32>,
}

impl Shared {
    pub fn bytes(&self) -> usize {
        self.texts.bytes() + self.of.len() * 4
    }
}
