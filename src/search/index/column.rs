//! A column of texts: their letters end to end, with a mask and a pinyin signature for each, by which most
//! texts are passed over without being read.

use crate::search::pinyin::{Demand, Signature, Sketch};

use super::alphabet::{Alphabet, Letter};

/// Texts by number.
#[derive(Debug, Default)]
pub(super) struct Column {
    ends: Vec<u32>,
    letters: Vec<Letter>,
    masks: Vec<u128>,
    signatures: Vec<Signature>,
    /// For long texts only.
    sketches: Vec<Sketch>,
}

/// What a text must have for a term to stand in it; what has it may still not hold the term.
#[derive(Debug, Default)]
pub(super) struct Need {
    pub mask: u128,
    pub signature: Signature,
    /// Of a long text.
    pub demand: Option<Demand>,
}

impl Column {
    /// Adds a text.
    pub fn push(&mut self, alphabet: &mut Alphabet, printed: &str) {
        alphabet.write(printed, &mut self.letters);
        self.ends.push(self.letters.len() as u32);
    }

    /// Works out sketches, which are worth their memory for long texts.
    pub fn sketch(&mut self, alphabet: &Alphabet) {
        self.sketches.reserve_exact(self.len());
        for at in 0..self.len() {
            let strokes = self.text(at).iter().map(|&letter| alphabet.stroke(letter));
            let sketch = Sketch::of(strokes);
            self.sketches.push(sketch);
        }
    }

    /// Which of the sixty-four texts from `first` have what is needed.
    pub fn maybe(&self, first: usize, need: &Need) -> u64 {
        let end = (first + 64).min(self.len());
        let mut maybe = u64::MAX >> (64 - (end - first));
        if need.mask != 0 {
            let bits = self.masks[first..end].iter().map(|mask| mask & need.mask == need.mask);
            maybe &= bits.zip(0..).fold(0, |all, (has, at)| all | u64::from(has) << at);
        }
        if maybe != 0 && !need.signature.is_empty() {
            let bits = self.signatures[first..end].iter().map(|held| held.covers(need.signature));
            maybe &= bits.zip(0..).fold(0, |all, (has, at)| all | u64::from(has) << at);
        }
        let mut left = if need.demand.is_some() { maybe } else { 0 };
        while left != 0 {
            let at = left.trailing_zeros() as usize;
            left &= left - 1;
            maybe &= !(u64::from(!self.meets(first + at, need)) << at);
        }
        maybe
    }

    /// Whether one text's sketch has what is needed.
    pub fn meets(&self, at: usize, need: &Need) -> bool {
        match (&need.demand, self.sketches.get(at)) {
            (Some(demand), Some(sketch)) => demand.met_by(sketch),
            _ => true,
        }
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

    /// Whether no text holds anything.
    pub fn is_blank(&self) -> bool {
        self.letters.is_empty()
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
        self.ends.len() * 4
            + self.letters.len() * 2
            + self.masks.len() * 16
            + self.signatures.len() * 8
            + self.sketches.len() * size_of::<Sketch>()
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
