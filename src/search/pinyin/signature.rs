//! Signatures: which initials a text can supply, and how often, in 64 bits. A term whose letters need more
//! than a text can supply is turned away without reading the text. Never turns away a match.

use std::sync::LazyLock;

use super::SYLLABLES;

/// The letters that only begin a syllable (`b`, `j`, `z` …, sixteen at most): each of them in a term takes a
/// character of its own.
static BEGINNERS: LazyLock<[Option<u8>; 26]> = LazyLock::new(|| {
    let mut next = 0;
    let mut places = [None; 26];
    for letter in b'a'..=b'z' {
        let begins = SYLLABLES.iter().any(|syllable| syllable.as_bytes()[0] == letter);
        let inside = SYLLABLES.iter().any(|syllable| syllable.as_bytes()[1..].contains(&letter));
        if begins && !inside && next < 16 {
            places[usize::from(letter - b'a')] = Some(next);
            next += 1;
        }
    }
    places
});

/// The place of a letter that only begins a syllable.
pub(super) fn beginner(c: char) -> Option<u8> {
    let letter = u8::try_from(c).ok().filter(u8::is_ascii_lowercase)?;
    BEGINNERS[usize::from(letter - b'a')]
}

/// The letters that begin syllables and stand inside others too (`g`, `h`, `r` …). Where they stand in a term tells
/// little, but whatever its first letter is, a character of the text is typed from it.
static OTHERS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let begins = |letter: &u8| SYLLABLES.iter().any(|syllable| syllable.as_bytes()[0] == *letter);
    (b'a'..=b'z').filter(|&letter| beginner(char::from(letter)).is_none()).filter(begins).collect()
});

/// Rows behind those of a signature, for letters that characters are typed from.
pub(in crate::search) struct Beginnings;

impl Beginnings {
    /// Rows of a signature and these.
    pub const ROWS: usize = 64 + 10;

    /// The rows of a text, by the letters that its characters are typed from, a bit each from `a` on.
    pub fn of(firsts: u32) -> impl Iterator<Item = usize> {
        let holds = move |&(_, &letter): &(usize, &u8)| firsts >> (letter - b'a') & 1 == 1;
        OTHERS.iter().enumerate().filter(holds).map(|(place, _)| 64 + place)
    }

    /// The row that a term needs, if its first letter has one.
    pub fn needed(term: &[char]) -> Option<usize> {
        let first = u8::try_from(*term.first()?).ok()?;
        OTHERS.iter().position(|letter| *letter == first).map(|place| 64 + place)
    }
}

/// The initials that one character can supply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Initials(u16);

impl Initials {
    /// Those of a folded character with these readings.
    pub fn of(c: char, readings: &[&str]) -> Self {
        let firsts = readings.iter().filter_map(|reading| reading.chars().next());
        Self(firsts.chain([c]).filter_map(beginner).fold(0, |all, place| all | 1 << place))
    }
}

impl Initials {
    /// The places of the letters in it, below 16.
    pub fn places(self) -> impl Iterator<Item = u8> {
        set_bits(u64::from(self.0)).map(|place| place as u8)
    }
}

/// How often a text can supply each initial, up to four times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Signature(u64);

impl Signature {
    /// What a term takes.
    pub fn needed(term: &[char]) -> Self {
        let mut needed = Self::default();
        for &c in term {
            needed.add(Initials::of(c, &[]));
        }
        needed
    }

    /// Its bits, below 64: an initial, and how often.
    pub fn places(self) -> impl Iterator<Item = usize> {
        set_bits(self.0).map(|place| place as usize)
    }

    /// Adds what one more character supplies.
    pub fn add(&mut self, initials: Initials) {
        let new = u64::from(initials.0);
        let again = self.0 & (new | new << 16 | new << 32);
        self.0 |= new | (again << 16);
    }

    /// Whether it supplies what is needed.
    #[cfg(test)]
    pub fn covers(self, needed: Self) -> bool {
        self.0 & needed.0 == needed.0
    }
}

fn set_bits(mut left: u64) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let place = (left != 0).then(|| left.trailing_zeros());
        left &= left.wrapping_sub(1);
        place
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{nfa, readings};
    use super::*;

    fn supply(text: &str) -> Signature {
        let mut signature = Signature::default();
        for c in text.chars() {
            signature.add(Initials::of(c, &readings(c)));
        }
        signature
    }

    fn needed(term: &str) -> Signature {
        Signature::needed(&term.chars().collect::<Vec<_>>())
    }

    #[test]
    fn counts_up_to_four() {
        let text = supply("北碚博世");
        assert!(text.covers(needed("bbb")) && text.covers(needed("beibeiboshi")));
        assert!(!text.covers(needed("bbbb")) && !text.covers(needed("beik")));
        assert!(supply("北北北北北").covers(needed("bbbbb")));
    }

    #[test]
    fn the_beginners_are_those_expected() {
        let letters: String = ('a'..='z').filter(|&c| beginner(c).is_some()).collect();
        assert!("bpfdtlkjqxzcsyw".chars().all(|c| letters.contains(c)), "{letters}");
        assert!(!letters.contains(['a', 'e', 'g', 'h', 'n', 'r', 'u', 'v']), "{letters}");
        let others: String = OTHERS.iter().map(|&letter| char::from(letter)).collect();
        assert!("aeghnor".chars().all(|c| others.contains(c)), "{others}");
        assert!(64 + others.len() <= Beginnings::ROWS, "{others}");
    }

    proptest! {
        #[test]
        fn never_turns_away_a_match(text in "[九龙坡博世氢重庆长寿万盛石柱女绿安二儿T3b]{0,10}", term in "[a-z3博世]{1,8}") {
            let letters: Vec<char> = term.chars().collect();
            let folded: String = text.to_lowercase();
            let steps: Vec<_> = folded.chars().map(|c| nfa::steps::<1>(&letters, c).loose).collect();
            if nfa::scattered(letters.len(), steps.iter()).is_some() {
                prop_assert!(supply(&folded).covers(needed(&term)));
                let firsts = folded.chars().fold(0, |all, c| {
                    all | nfa::Sounds::of(&readings(c)).firsts() | nfa::letter_bits(&[c])
                });
                let needs = Beginnings::needed(&letters);
                prop_assert!(needs.is_none_or(|row| Beginnings::of(firsts).any(|held| held == row)));
            }
        }
    }
}
