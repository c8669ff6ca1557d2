//! Which syllables a character may be read as: every reading, toneless, as typed on a keyboard.
//!
//! The readings are ib-matcher's set, which holds every reading in use (重庆 chongqing, 长寿 changshou) and
//! not the thousand rare ones that only add false hits. This module never matches; see [`nfa`].

mod demand;
pub(super) mod nfa;
mod signature;

use std::sync::LazyLock;

use ib_matcher::pinyin::{PinyinData, PinyinNotation};

pub(super) use demand::{Demand, Syllables};
pub(super) use signature::{Beginnings, Initials, Signature};

static DATA: LazyLock<PinyinData> = LazyLock::new(|| PinyinData::new(PinyinNotation::Ascii));

/// The toneless readings of a character, each once; none for what is not Chinese. ü is written v.
pub(super) fn readings(c: char) -> Vec<&'static str> {
    if c.is_ascii() {
        return Vec::new();
    }
    let data: &'static PinyinData = &DATA;
    let mut all: Vec<_> =
        data.get_pinyins(c).filter_map(|pinyin| pinyin.notation(PinyinNotation::Ascii)).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whether a reading of the character begins with one of the letters, a bit each from `a` on. Most characters of
/// a text are told by this alone to be of no use to a term.
fn begins_with(c: char, letters: u32) -> bool {
    let data: &'static PinyinData = &DATA;
    let first = |reading: &str| reading.chars().next();
    !c.is_ascii()
        && data
            .get_pinyins(c)
            .filter_map(|pinyin| pinyin.notation(PinyinNotation::Ascii))
            .any(|reading| nfa::letter_bit(first(reading)) & letters != 0)
}

/// Every toneless syllable, in order.
static SYLLABLES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let data: &'static PinyinData = &DATA;
    let mut all: Vec<_> = data.iter().filter_map(|pinyin| pinyin.notation(PinyinNotation::Ascii)).collect();
    all.sort_unstable();
    all.dedup();
    all
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_is_known() {
        for (c, expected) in
            [('重', "chong"), ('重', "zhong"), ('长', "chang"), ('长', "zhang"), ('绿', "lv")]
        {
            assert!(readings(c).contains(&expected), "{c} {:?}", readings(c));
        }
        assert!(readings('x').is_empty() && readings('，').is_empty());
        assert!(!readings('平').contains(&"beng") && !readings('台').contains(&"si"));
    }
}
