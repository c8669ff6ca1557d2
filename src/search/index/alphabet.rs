//! The characters of a list as dense numbers, so that texts take two bytes a character and every table over
//! characters stays within the nearest cache.

use std::collections::HashMap;

use crate::search::fold::fold;
use crate::search::pinyin::nfa::{self, Sounds};
use crate::search::pinyin::{self, Initials, Signature, Syllables};
use crate::search::skim::Skim;

/// A character of the list.
pub(super) type Letter = u16;

/// The number of no character: it equals nothing that can be typed.
pub(super) const UNKNOWN: Letter = 0;

/// Which characters a list uses, and what is known of each.
#[derive(Debug)]
pub(super) struct Alphabet {
    /// By Unicode number, for the plane that nearly all text is in.
    near: Vec<Letter>,
    /// The same of characters as they are printed, so that each is folded once; while texts are written down.
    printed: Vec<Letter>,
    far: HashMap<char, Letter>,
    /// The folded character of each letter.
    chars: Vec<char>,
    /// Which set of readings each letter has; 0 is none.
    class: Vec<u16>,
    /// How each set of readings is typed.
    sounds: Vec<Sounds>,
    initials: Vec<Initials>,
    /// The Latin letters that each letter can be typed from, a bit each.
    firsts: Vec<u32>,
    /// By set of readings.
    syllables: Vec<Syllables>,
    /// What a run gains by beginning after each letter.
    edges: Vec<u8>,
    /// How often each letter is used.
    uses: Vec<u32>,
    /// Which of [`BITS`] rows stands for each letter where texts are short.
    bit: Vec<u8>,
    /// Which row stands for each letter where texts are long: one of its own, as far as they go.
    row: Vec<u16>,
}

/// Rows for letters of short texts. Latin letters and digits have one each: nearly every query of them is pinyin,
/// and what holds them as typed is looked at first. The others share. The last row is of all letters after which a
/// run is worth more.
pub(super) const BITS: usize = EDGES + 1;
pub(super) const EDGES: usize = SHARED_BITS + LATIN.len();
const SHARED_BITS: usize = 128;
const LATIN: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Rows for letters of long texts. The letters used most have one each, the rest share the last.
const ROWS: usize = 512;
const SHARED_ROWS: usize = 64;

impl Alphabet {
    pub fn new() -> Self {
        Self {
            near: vec![UNKNOWN; 1 << 16],
            printed: vec![UNKNOWN; 1 << 16],
            far: HashMap::new(),
            chars: vec!['\0'],
            class: Vec::new(),
            sounds: Vec::new(),
            initials: Vec::new(),
            firsts: Vec::new(),
            syllables: Vec::new(),
            edges: Vec::new(),
            uses: Vec::new(),
            bit: Vec::new(),
            row: Vec::new(),
        }
    }

    /// The letter of a folded character, which becomes one if it was none. A list of more than 65,535
    /// different characters cannot be written down; those that come last are not found.
    pub fn add(&mut self, c: char) -> Letter {
        let known = self.of(c);
        if known != UNKNOWN || self.chars.len() > usize::from(Letter::MAX) {
            return known;
        }
        let letter = self.chars.len() as Letter;
        self.chars.push(c);
        match self.near.get_mut(c as usize) {
            Some(place) => *place = letter,
            None => {
                self.far.insert(c, letter);
            }
        }
        letter
    }

    /// Works out what is to be known of each letter. `counts` says how often each is used, so
    /// that the bits of a mask are shared out evenly.
    pub fn settle(&mut self, counts: Vec<u32>) {
        let mut classes: HashMap<Vec<&'static str>, u16> = HashMap::from([(Vec::new(), 0)]);
        self.sounds = vec![Sounds::default()];
        self.syllables = vec![Syllables::default()];
        for &c in &self.chars {
            let readings = pinyin::readings(c);
            self.initials.push(Initials::of(c, &readings));
            self.edges.push(Skim::edge(Some(c)) as u8);
            let next = classes.len() as u16;
            let class = *classes.entry(readings).or_insert_with_key(|readings| {
                let sounds = Sounds::of(readings);
                self.syllables.push(Syllables::of(&sounds));
                self.sounds.push(sounds);
                next
            });
            self.class.push(class);
            self.firsts.push(self.sounds[usize::from(class)].firsts() | nfa::letter_bits(&[c]));
        }
        self.uses = counts;
        self.printed = Vec::new();
        self.share_bits();
    }

    fn share_bits(&mut self) {
        let count = |letter: usize| self.uses.get(letter).copied().unwrap_or(0);
        let mut letters: Vec<usize> = (1..self.chars.len()).collect();
        letters.sort_by_key(|&letter| std::cmp::Reverse(count(letter)));
        self.row = rows_by_use(self.chars.len(), &letters);
        let mut loads = [0_u64; SHARED_BITS];
        self.bit = vec![0; self.chars.len()];
        for letter in letters {
            let latin = LATIN.iter().position(|latin| char::from(*latin) == self.chars[letter]);
            if let Some(own) = latin {
                self.bit[letter] = (SHARED_BITS + own) as u8;
                continue;
            }
            let lightest = (0..SHARED_BITS).min_by_key(|&bit| loads[bit]).unwrap_or(0);
            self.bit[letter] = lightest as u8;
            loads[lightest] += u64::from(count(letter)) + 1;
        }
    }

    /// The letter of a folded character.
    pub fn of(&self, c: char) -> Letter {
        match self.near.get(c as usize) {
            Some(&letter) => letter,
            None => self.far.get(&c).copied().unwrap_or(UNKNOWN),
        }
    }

    /// The letters of a printed text, added where new.
    pub fn write(&mut self, printed: &str, into: &mut Vec<Letter>) {
        for c in printed.chars() {
            let mut letter = self.printed.get(c as usize).copied().unwrap_or(UNKNOWN);
            if letter == UNKNOWN {
                letter = self.add(fold(c));
                self.printed.get_mut(c as usize).into_iter().for_each(|place| *place = letter);
            }
            into.push(letter);
        }
    }

    /// How many letters there are, the unknown one included.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// What a run gains by beginning after this letter, or at the head of a text.
    pub fn edge(&self, before: Option<Letter>) -> i32 {
        before.map_or(Skim::edge(None), |letter| i32::from(self.edges[usize::from(letter)]))
    }

    /// Whether a run is worth more after this letter.
    pub fn is_edge(&self, letter: Letter) -> bool {
        self.edges[usize::from(letter)] > 0
    }

    /// Which set of readings a letter has, as a place in [`Alphabet::sounds`].
    pub fn class(&self, letter: usize) -> usize {
        usize::from(self.class[letter])
    }

    pub fn sounds(&self) -> &[Sounds] {
        &self.sounds
    }

    pub fn initials(&self, letter: Letter) -> Initials {
        self.initials[usize::from(letter)]
    }

    /// How often a letter is used.
    pub fn uses(&self, letter: Letter) -> u32 {
        self.uses.get(usize::from(letter)).copied().unwrap_or(0)
    }

    /// The row of a letter where texts are short.
    pub fn bit(&self, letter: Letter) -> usize {
        usize::from(self.bit[usize::from(letter)])
    }

    /// The row of a letter where texts are long.
    pub fn row(&self, letter: Letter) -> usize {
        usize::from(self.row[usize::from(letter)])
    }

    /// How many rows letters have where texts are long.
    pub fn rows(&self) -> usize {
        self.chars.len().saturating_sub(1).min(ROWS)
    }

    /// Whether no other letter shares a letter's row.
    pub fn is_alone(&self, letter: Letter) -> bool {
        self.chars.len() - 1 <= ROWS || self.row(letter) < ROWS - SHARED_ROWS
    }

    /// The rows of all letters that can be read as one of these syllables.
    pub fn rows_of(&self, syllables: &Syllables) -> Vec<usize> {
        let meets: Vec<bool> = self.syllables.iter().map(|of| of.meets(syllables)).collect();
        let letters = (1..self.chars.len()).filter(|&letter| meets[self.class(letter)]);
        let mut rows: Vec<usize> = letters.map(|letter| usize::from(self.row[letter])).collect();
        rows.sort_unstable();
        rows.dedup();
        rows
    }

    /// The Latin letters that a character of a text can be typed from, a bit each.
    pub fn firsts(&self, text: &[Letter]) -> u32 {
        text.iter().fold(0, |bits, &letter| bits | self.firsts[usize::from(letter)])
    }

    /// The initials that a text can supply.
    pub fn signature(&self, text: &[Letter]) -> Signature {
        let mut signature = Signature::default();
        for &letter in text {
            signature.add(self.initials(letter));
        }
        signature
    }

    pub fn bytes(&self) -> usize {
        self.near.len() * 2 + self.chars.len() * 64 + self.sounds.len() * 128
    }
}

/// The letters used most get a row each; the others share the last rows.
fn rows_by_use(letters: usize, by_use: &[usize]) -> Vec<u16> {
    let mut row = vec![0; letters];
    let own = if by_use.len() <= ROWS { ROWS } else { ROWS - SHARED_ROWS };
    for (n, &letter) in by_use.iter().enumerate() {
        row[letter] = if n < own { n } else { own + n % SHARED_ROWS } as u16;
    }
    row
}
