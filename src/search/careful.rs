//! The careful matcher: one term against one text, character by character, with positions. It defines what
//! is a match and what it is worth; the index only finds the same sooner. Used for highlights, for filter
//! values, and as the plain reference that the index is tested against.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::pinyin::nfa::{self, Anchors, Pair, Steps};
use super::query::Term;
use super::rank::{SearchField, TermMatch};
use super::skim::Skim;

/// A folded text.
#[derive(Clone, Debug, Default)]
pub(super) struct FoldedText {
    pub chars: Vec<char>,
    pub string: String,
}

impl FoldedText {
    pub fn new(printed: &str) -> Self {
        let chars: Vec<char> = super::fold::folded(printed).collect();
        Self { string: chars.iter().collect(), chars }
    }
}

/// What an unbroken run of so many letters is worth to the tuned fuzzy matcher.
pub(super) fn run_points(letters: usize) -> i32 {
    15 + 30 * (letters.min(100) as i32 - 1)
}

/// What letters that stand there as they are typed are worth above pinyin.
pub(super) const LITERAL: i32 = 20;

/// A term ready to be held against texts.
pub(super) struct Careful<'q> {
    pub term: &'q Term,
    automaton: TermAutomaton,
}

/// As many words as the term needs.
enum TermAutomaton {
    None,
    One(KnownChars<1>),
    Four(KnownChars<4>),
    Sixteen(KnownChars<16>),
}

/// What each character met so far can consume.
#[derive(Default)]
struct KnownChars<const N: usize> {
    numbers: HashMap<char, u32, RandomState>,
    pairs: Vec<Pair<N>>,
}

impl<const N: usize> KnownChars<N> {
    /// The numbers of a text's characters among the pairs.
    fn of(&mut self, term: &Term, text: &FoldedText) -> Vec<u32> {
        let Self { numbers, pairs } = self;
        let number = |c: &char| {
            *numbers.entry(*c).or_insert_with(|| {
                pairs.push(nfa::steps(&term.letters, *c));
                pairs.len() as u32 - 1
            })
        };
        text.chars.iter().map(number).collect()
    }
}

impl<'q> Careful<'q> {
    pub fn new(term: &'q Term) -> Self {
        let automaton = match term.letters.len() {
            _ if !term.latin => TermAutomaton::None,
            n if n <= nfa::most_letters(1) => TermAutomaton::One(KnownChars::default()),
            n if n <= nfa::most_letters(4) => TermAutomaton::Four(KnownChars::default()),
            _ => TermAutomaton::Sixteen(KnownChars::default()),
        };
        Self { term, automaton }
    }

    /// How the term is found in a field's text, if it is.
    pub fn touch(&mut self, field: SearchField, text: &FoldedText, skim: &Skim) -> Option<TermMatch> {
        self.find(field, text, skim).map(|found| found.touch)
    }

    /// The characters of a field's text that the term is found in.
    pub fn positions(
        &mut self,
        field: SearchField,
        text: &FoldedText,
        skim: &Skim,
    ) -> Option<(TermMatch, Vec<u32>)> {
        let found = self.find(field, text, skim)?;
        let letters = self.term.letters.len();
        let positions = match found.by {
            MatchMethod::Letters => (found.touch.at..found.touch.at + letters as u32).collect(),
            MatchMethod::Skim => skim.positions(&text.string, &self.term.text)?,
            MatchMethod::Pinyin => match &mut self.automaton {
                TermAutomaton::None => return None,
                TermAutomaton::One(known) => pinyin_positions(self.term, known, text, found.touch)?,
                TermAutomaton::Four(known) => pinyin_positions(self.term, known, text, found.touch)?,
                TermAutomaton::Sixteen(known) => pinyin_positions(self.term, known, text, found.touch)?,
            },
        };
        Some((found.touch, positions))
    }

    fn find(&mut self, field: SearchField, text: &FoldedText, skim: &Skim) -> Option<FieldMatch> {
        let term = self.term;
        if !term.may_stand_in(field) {
            return None;
        }
        if let Some(at) = first(&text.chars, &term.letters, term.anchors) {
            let free = term.anchors == Anchors::default() && field.is_short();
            let skimmed = if free { skim.score(&text.string, &term.text) } else { None };
            let inner = skimmed.unwrap_or(run_points(term.letters.len())) + i32::from(term.latin) * LITERAL;
            let touch = TermMatch { inner, contiguous: true, initials: false, at };
            return Some(FieldMatch { touch, by: MatchMethod::Letters });
        }
        if term.exact {
            return None;
        }
        if !term.latin {
            let scattered = term.may_scatter() && field.is_short();
            let score = if scattered { skim.score(&text.string, &term.text)? } else { return None };
            let at = text.chars.iter().position(|c| c == &term.letters[0])? as u32;
            let touch = TermMatch { inner: scattered_points(score), contiguous: false, initials: false, at };
            return Some(FieldMatch { touch, by: MatchMethod::Skim });
        }
        let touch = match &mut self.automaton {
            TermAutomaton::None => None,
            TermAutomaton::One(known) => pinyin(term, known, field, text),
            TermAutomaton::Four(known) => pinyin(term, known, field, text),
            TermAutomaton::Sixteen(known) => pinyin(term, known, field, text),
        };
        touch.map(|touch| FieldMatch { touch, by: MatchMethod::Pinyin })
    }
}

struct FieldMatch {
    touch: TermMatch,
    by: MatchMethod,
}

enum MatchMethod {
    Letters,
    Skim,
    Pinyin,
}

/// A broken alignment's points on a scale that stays above zero for gaps of ordinary names.
pub(super) fn scattered_points(skimmed: i32) -> i32 {
    skimmed + 300
}

/// Where the letters first stand in a row.
fn first(text: &[char], letters: &[char], anchors: Anchors) -> Option<u32> {
    let last = text.len().checked_sub(letters.len())?;
    let from = if anchors.end { last } else { 0 };
    let to = if anchors.start { 0 } else { last };
    (from..=to).find(|&at| text[at..].starts_with(letters)).map(|at| at as u32)
}

fn pinyin<const N: usize>(
    term: &Term,
    known: &mut KnownChars<N>,
    field: SearchField,
    text: &FoldedText,
) -> Option<TermMatch> {
    let numbers = known.of(term, text);
    let pair = |number: &u32| &known.pairs[*number as usize];
    let loose = numbers.iter().map(|number| &pair(number).loose);
    let strict = numbers.iter().map(|number| &pair(number).strict);
    pinyin_touch(term, field, loose, strict)
}

/// What a term is worth at the most where it stands as typed.
pub(super) fn most_as_typed(term: &Term) -> i32 {
    run_points(term.letters.len()) + Skim::MOST_EDGE + i32::from(term.latin) * LITERAL
}

/// What a run of whole syllables is worth above one of initials, and what one that ends within a syllable is.
pub(super) const FINISHED: i32 = 12;
pub(super) const UNFINISHED: i32 = 8;

/// How a pinyin term stands unbroken in a text told as what each of its characters can consume.
pub(super) fn unbroken_pinyin<'a, const N: usize>(
    term: &Term,
    field: SearchField,
    loose: impl ExactSizeIterator<Item = &'a Steps<N>>,
    strict: impl ExactSizeIterator<Item = &'a Steps<N>>,
) -> Option<TermMatch> {
    let letters = term.letters.len();
    let points = run_points(letters);
    // Most texts do not hold it even by initials; one pass tells.
    let end = nfa::contiguous(letters, term.anchors, loose).end?;
    let run = nfa::contiguous(letters, term.anchors, strict);
    if let Some(end) = run.end {
        let inner = points + if run.finished == run.end { FINISHED } else { UNFINISHED };
        return Some(TermMatch { inner, contiguous: true, initials: false, at: end as u32 });
    }
    term.may_be_initials_in(field).then_some(TermMatch {
        inner: points,
        contiguous: true,
        initials: true,
        at: end as u32,
    })
}

/// How a pinyin term is found in a text told as what each of its characters can consume.
pub(super) fn pinyin_touch<'a, const N: usize>(
    term: &Term,
    field: SearchField,
    loose: impl DoubleEndedIterator<Item = &'a Steps<N>> + ExactSizeIterator + Clone,
    strict: impl ExactSizeIterator<Item = &'a Steps<N>>,
) -> Option<TermMatch> {
    let letters = term.letters.len();
    let scatters = term.may_scatter() && field.is_short();
    // What is not even scattered over the text does not stand in it unbroken.
    let spread = if scatters { Some(nfa::scattered(letters, loose.clone())?) } else { None };
    if let Some(touch) = unbroken_pinyin(term, field, loose.clone(), strict) {
        return Some(touch);
    }
    let end = spread?;
    let start = nfa::latest_start(letters, loose.take(end + 1));
    Some(TermMatch { inner: 600 - (end - start) as i32, contiguous: false, initials: false, at: end as u32 })
}

fn pinyin_positions<const N: usize>(
    term: &Term,
    known: &mut KnownChars<N>,
    text: &FoldedText,
    touch: TermMatch,
) -> Option<Vec<u32>> {
    let loose = touch.initials || !touch.contiguous;
    let numbers = known.of(term, text);
    let pairs = numbers.iter().map(|&number| &known.pairs[number as usize]);
    let steps: Vec<&Steps<N>> = pairs.map(|pair| if loose { &pair.loose } else { &pair.strict }).collect();
    nfa::positions(term.letters.len(), touch.contiguous, &steps, touch.at as usize)
}
