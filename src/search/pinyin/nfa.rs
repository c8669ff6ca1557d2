//! Pinyin matching as a bit-parallel automaton: bit *p* of a state means that the first *p* letters of the
//! term are used up. A character consumes letters as itself, as its initial (`b`, `zh`), as a whole
//! syllable, or, at the end of the term, as the beginning of one. All alternatives of all readings advance
//! in the same few operations, so polyphones and mixed terms (`jlp博世`) cost nothing extra.
//!
//! zh/z, ch/c and sh/s stand for each other in syllables, and ü may be typed v or u.

use super::{begins_with, readings};

/// The longest toneless syllable: zhuang, chuang, shuang.
pub(super) const LONGEST: usize = 6;

/// A set of positions in a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) struct Bits<const N: usize>([u64; N]);

impl<const N: usize> Bits<N> {
    const NONE: Self = Self([0; N]);

    fn one(at: usize) -> Self {
        let mut bits = Self::NONE;
        bits.set(at);
        bits
    }

    fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn has(self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    fn is_none(self) -> bool {
        self.0 == [0; N]
    }

    fn or(mut self, other: Self) -> Self {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a |= b;
        }
        self
    }

    fn and(mut self, other: Self) -> Self {
        for (a, b) in self.0.iter_mut().zip(other.0) {
            *a &= b;
        }
        self
    }

    /// Every position `by` letters on; `by` is 1 to 6.
    fn on(mut self, by: usize) -> Self {
        let mut carry = 0;
        for word in &mut self.0 {
            let next = *word >> (64 - by);
            *word = *word << by | carry;
            carry = next;
        }
        self
    }

    /// Every position `by` letters back.
    fn back(mut self, by: usize) -> Self {
        let mut carry = 0;
        for word in self.0.iter_mut().rev() {
            let next = *word << (64 - by);
            *word = *word >> by | carry;
            carry = next;
        }
        self
    }
}

/// What one character can consume of the term: where, and how many letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) struct Steps<const N: usize> {
    by: [Bits<N>; LONGEST],
    /// Where the rest of the term is the beginning of one of its syllables.
    unfinished: Bits<N>,
    /// Bit *n* is set when `by[n]` holds something.
    used: u8,
}

impl<const N: usize> Steps<N> {
    /// A character that cannot consume anything.
    pub const NONE: Self = Self { by: [Bits::NONE; LONGEST], unfinished: Bits::NONE, used: 0 };

    /// Whether it can consume nothing.
    pub fn is_none(&self) -> bool {
        self.used == 0 && self.unfinished.is_none()
    }

    /// Whether a run can begin with it.
    pub fn begins(&self) -> bool {
        self.unfinished.has(0) || self.begins_whole()
    }

    /// Whether a run can begin with it that does not end within it before its syllable does.
    pub fn begins_whole(&self) -> bool {
        self.by.iter().any(|places| places.has(0))
    }

    /// Whether a run that uses up so many letters can end with it, and not within a syllable.
    pub fn ends(&self, letters: usize) -> bool {
        self.by.iter().zip(1..).any(|(places, by)| letters >= by && places.has(letters - by))
    }

    fn add(&mut self, at: usize, letters: usize) {
        self.by[letters - 1].set(at);
        self.used |= 1 << (letters - 1);
    }

    fn forward(&self, from: Bits<N>) -> Bits<N> {
        let mut to = Bits::NONE;
        let mut used = self.used;
        while used != 0 {
            let by = used.trailing_zeros() as usize;
            to = to.or(from.and(self.by[by]).on(by + 1));
            used &= used - 1;
        }
        to
    }

    fn backward(&self, to: Bits<N>) -> Bits<N> {
        let mut from = Bits::NONE;
        for (by, places) in self.by.iter().enumerate() {
            from = from.or(to.back(by + 1).and(*places));
        }
        from
    }
}

/// What one character can consume, with initials and without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) struct Pair<const N: usize> {
    /// Itself, initials, syllables, an unfinished last syllable.
    pub loose: Steps<N>,
    /// Itself, syllables, an unfinished last syllable.
    pub strict: Steps<N>,
}

impl<const N: usize> Pair<N> {
    /// A character that cannot consume anything.
    pub const NONE: Self = Self { loose: Steps::NONE, strict: Steps::NONE };
}

/// The longest term that an automaton of `N` words holds, in letters.
pub(in crate::search) const fn most_letters(words: usize) -> usize {
    words * 64 - 1
}

/// What a folded character can consume of the term's folded letters.
pub(in crate::search) fn steps<const N: usize>(term: &[char], c: char) -> Pair<N> {
    let mut pair = if begins_with(c, letter_bits(term)) {
        of_sounds(term, &Sounds::of(&readings(c)))
    } else {
        Pair::NONE
    };
    add_itself(&mut pair, term, c);
    pair
}

/// Lets a character consume itself.
pub(in crate::search) fn add_itself<const N: usize>(pair: &mut Pair<N>, term: &[char], c: char) {
    for at in (0..term.len()).filter(|&at| term[at] == c) {
        pair.loose.add(at, 1);
        pair.strict.add(at, 1);
    }
}

/// How a character may be typed in Latin letters.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Sounds {
    /// Each way to type a syllable, and how many letters its initial has.
    spellings: Vec<(String, usize)>,
    /// The letters that the spellings begin with, a bit each.
    firsts: u32,
}

impl Sounds {
    /// Of a character with these readings: each as it is, with zh/z ch/c sh/s exchanged, and v as u.
    pub fn of(readings: &[&str]) -> Self {
        let mut sounds = Self::default();
        for reading in readings {
            let initial = if reading.as_bytes().get(1) == Some(&b'h') { 2 } else { 1 };
            sounds.add((*reading).to_owned(), initial);
            if let Some(first @ ('z' | 'c' | 's')) = reading.chars().next() {
                match reading[1..].strip_prefix('h') {
                    Some(rest) => sounds.add(format!("{first}{rest}"), 1),
                    None => sounds.add(format!("{first}h{}", &reading[1..]), 1),
                }
            }
            if reading.contains('v') {
                sounds.add(reading.replace('v', "u"), initial);
            }
        }
        sounds
    }

    fn add(&mut self, spelling: String, initial: usize) {
        if spelling.len() <= LONGEST {
            self.firsts |= letter_bit(spelling.chars().next());
            self.spellings.push((spelling, initial));
        }
    }

    /// Each way to type a syllable of it.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        self.spellings.iter().map(|(spelling, _)| spelling.as_str())
    }

    /// The letters that it can be typed from, a bit each, see [`letter_bits`].
    pub fn firsts(&self) -> u32 {
        self.firsts
    }

    /// Whether a term with these letters (see [`letter_bits`]) could use it.
    pub fn could_serve(&self, letters: u32) -> bool {
        self.firsts & letters != 0
    }
}

/// The Latin letters of a term, a bit each.
pub(in crate::search) fn letter_bits(term: &[char]) -> u32 {
    term.iter().fold(0, |bits, &c| bits | letter_bit(Some(c)))
}

/// A Latin letter as a bit, from `a` on; none for anything else.
pub(super) fn letter_bit(letter: Option<char>) -> u32 {
    letter.filter(char::is_ascii_lowercase).map_or(0, |letter| 1 << (letter as u32 - 'a' as u32))
}

/// What a character with these sounds can consume, apart from itself.
pub(in crate::search) fn of_sounds<const N: usize>(term: &[char], sounds: &Sounds) -> Pair<N> {
    let mut pair = Pair::NONE;
    for (spelling, initial) in &sounds.spellings {
        let spelling = spelling.as_bytes();
        for at in 0..term.len() {
            let same = spelling.iter().zip(&term[at..]).take_while(|&(&s, &c)| char::from(s) == c).count();
            for letters in 1..=same.min(*initial) {
                pair.loose.add(at, letters);
            }
            if same == spelling.len() {
                pair.loose.add(at, same);
                pair.strict.add(at, same);
            } else if same > 0 && at + same == term.len() {
                pair.loose.unfinished.set(at);
                // A lone letter is an initial, not the beginning of a syllable.
                if term.len() > 1 {
                    pair.strict.unfinished.set(at);
                }
            }
        }
    }
    pair
}

/// The character at which the term is first used up, as a subsequence of the text.
pub(in crate::search) fn scattered<'a, const N: usize>(
    letters: usize,
    text: impl Iterator<Item = &'a Steps<N>>,
) -> Option<usize> {
    let mut state = Bits::one(0);
    for (i, steps) in text.enumerate() {
        if steps.is_none() {
            continue;
        }
        if !state.and(steps.unfinished).is_none() {
            return Some(i);
        }
        state = state.or(steps.forward(state));
        if state.has(letters) {
            return Some(i);
        }
    }
    None
}

/// The latest character at which a subsequence that ends at the text's last character can begin.
pub(in crate::search) fn latest_start<'a, const N: usize>(
    letters: usize,
    text: impl DoubleEndedIterator<Item = &'a Steps<N>> + ExactSizeIterator,
) -> usize {
    let whole = Bits::one(letters);
    let mut state = whole;
    for (i, steps) in text.enumerate().rev() {
        if steps.is_none() {
            continue;
        }
        state = state.or(steps.backward(state)).or(steps.unfinished);
        if state.has(0) {
            return i;
        }
    }
    0
}

/// Where the term stands unbroken in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Run {
    /// The last character of the earliest run.
    pub end: Option<usize>,
    /// The same, of the earliest run that does not end in an unfinished syllable.
    pub finished: Option<usize>,
}

/// Whether a run that begins with the text's first character uses up the term.
pub(in crate::search) fn runs_from_start<'a, const N: usize>(
    letters: usize,
    text: impl Iterator<Item = &'a Steps<N>>,
) -> bool {
    let mut state = Bits::one(0);
    for steps in text {
        if !state.and(steps.unfinished).is_none() {
            return true;
        }
        state = steps.forward(state);
        if state.is_none() {
            return false;
        }
        if state.has(letters) {
            return true;
        }
    }
    false
}

/// The edges a run must touch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Anchors {
    /// It begins at the first character.
    pub start: bool,
    /// It ends at the last character.
    pub end: bool,
}

/// The earliest unbroken runs of the text that use up the term.
pub(in crate::search) fn contiguous<'a, const N: usize>(
    letters: usize,
    anchors: Anchors,
    text: impl ExactSizeIterator<Item = &'a Steps<N>>,
) -> Run {
    let length = text.len();
    let fresh = Bits::one(0);
    let mut state = Bits::NONE;
    let mut run = Run::default();
    for (i, steps) in text.enumerate() {
        if steps.is_none() {
            if anchors.start {
                return run;
            }
            state = Bits::NONE;
            continue;
        }
        if i == 0 || !anchors.start {
            state = state.or(fresh);
        } else if state.is_none() {
            return run;
        }
        let wanted = !anchors.end || i + 1 == length;
        let unfinished = wanted && !state.and(steps.unfinished).is_none();
        state = steps.forward(state);
        let finished = wanted && state.has(letters);
        if run.end.is_none() && (finished || unfinished) {
            run.end = Some(i);
        }
        if finished {
            run.finished = Some(i);
            return run;
        }
    }
    run
}

/// The characters that the alignment found by [`scattered`] or [`contiguous`] uses, for highlighting. It
/// ends at `end` and prefers characters near it and whole syllables.
pub(in crate::search) fn positions<const N: usize>(
    letters: usize,
    unbroken: bool,
    text: &[&Steps<N>],
    end: usize,
) -> Option<Vec<u32>> {
    let mut before = Vec::with_capacity(end + 1);
    let mut state = Bits::one(0);
    for steps in &text[..=end] {
        before.push(state);
        let next = steps.forward(state);
        state = next.or(if unbroken { Bits::one(0) } else { state });
    }
    let mut used = Vec::new();
    let mut at = letters;
    for i in (0..=end).rev() {
        let (steps, state) = (text[i], before[i]);
        let from = (1..=LONGEST.min(at))
            .rev()
            .map(|by| (by, at - by))
            .find(|&(by, from)| state.has(from) && steps.by[by - 1].has(from))
            .map(|(_, from)| from)
            .or_else(|| {
                let ends = i == end && at == letters;
                (0..letters).find(|&from| ends && state.has(from) && steps.unfinished.has(from))
            });
        match from {
            Some(from) => {
                used.push(i as u32);
                at = from;
                if at == 0 {
                    used.reverse();
                    return Some(used);
                }
            }
            None if unbroken => return None,
            None => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(term: &str, text: &str) -> Option<usize> {
        let letters: Vec<char> = term.chars().collect();
        let steps: Vec<_> = text.chars().map(|c| steps::<1>(&letters, c).loose).collect();
        scattered(letters.len(), steps.iter())
    }

    fn used(term: &str, text: &str) -> String {
        let letters: Vec<char> = term.chars().collect();
        let steps: Vec<_> = text.chars().map(|c| steps::<1>(&letters, c).loose).collect();
        let steps: Vec<_> = steps.iter().collect();
        let run = contiguous(letters.len(), Anchors::default(), steps.iter().copied());
        let (unbroken, end) = match run.end {
            Some(end) => (true, end),
            None => (false, scattered(letters.len(), steps.iter().copied()).unwrap()),
        };
        let at = positions(letters.len(), unbroken, &steps, end).unwrap();
        at.iter().map(|&i| text.chars().nth(i as usize).unwrap()).collect()
    }

    #[test]
    fn full_initials_mixed_and_unfinished() {
        let name = "九龙坡博世氢材料发动机";
        for term in
            ["jiulongpo", "jlp", "jlp博世", "boshi氢", "boshiq", "bsfdj", "jlpfdj", "jiulp", "boshiqi"]
        {
            assert!(found(term, name).is_some(), "{term}");
        }
        for term in ["jlpx", "boshix", "shibo"] {
            assert!(found(term, name).is_none(), "{term}");
        }
    }

    #[test]
    fn every_reading_and_southern_spelling() {
        for (term, text) in [
            ("chongqing", "重庆"),
            ("zhongqing", "重庆"),
            ("cq", "重庆"),
            ("changshou", "长寿"),
            ("cangsou", "长寿"),
            ("cs", "长寿"),
            ("zhongxian", "忠县"),
            ("zongxian", "忠县"),
            ("zhx", "忠县"),
            ("lvse", "绿色"),
            ("luse", "绿色"),
            ("xian", "西安"),
        ] {
            assert!(found(term, text).is_some(), "{term} {text}");
        }
    }

    #[test]
    fn highlights_are_the_characters_used() {
        assert_eq!(used("boshi", "九龙坡博世氢材料发动机"), "博世");
        assert_eq!(used("jlpfdj", "九龙坡博世氢材料发动机"), "九龙坡发动机");
        assert_eq!(used("boshiq", "九龙坡博世氢材料发动机"), "博世氢");
        assert_eq!(used("qin", "九龙坡博世氢材料发动机"), "氢");
    }

    #[test]
    fn many_words_behave_as_one() {
        let text: String = "忠县新生作业区一期工程".repeat(20);
        let term: String = "zxxszyqyqgc".repeat(20);
        let letters: Vec<char> = term.chars().collect();
        assert!(letters.len() > 64);
        let steps: Vec<_> = text.chars().map(|c| steps::<4>(&letters, c).loose).collect();
        assert_eq!(scattered(letters.len(), steps.iter()), Some(text.chars().count() - 1));
        let run = contiguous(letters.len(), Anchors { start: true, end: true }, steps.iter());
        assert_eq!(run.finished, Some(text.chars().count() - 1));
    }
}
