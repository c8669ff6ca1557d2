//! What texts must hold for a term to stand in them, as rows of bits, asked of a block of texts at a time.
//! What passes may still not hold the term; what does not pass never does.

use crate::search::index::alphabet::{Alphabet, Letter, UNKNOWN};
use crate::search::index::column::TextColumn;
use crate::search::index::rows::{BlockBits, WORDS, both, either};
use crate::search::pinyin::{Beginnings, Demand, Signature};
use crate::search::query::Term;
use crate::search::rank::SearchField;

/// What short texts must hold.
#[derive(Default)]
pub(super) struct ShortSieve {
    letters: Vec<usize>,
    initials: Vec<usize>,
}

impl ShortSieve {
    pub fn new(alphabet: &Alphabet, term: &Term) -> Self {
        let typed_only = term.letters.iter().filter(|c| !may_be_pinyin(term, **c));
        let letters = distinct(typed_only.map(|&c| alphabet.bit(alphabet.of(c))).collect());
        if !term.latin {
            return Self { letters, initials: Vec::new() };
        }
        let initials = Signature::needed(&term.letters).places().chain(Beginnings::needed(&term.letters));
        Self { letters, initials: initials.collect() }
    }

    /// What they must hold to hold these letters themselves.
    pub fn as_typed(alphabet: &Alphabet, letters: &[Letter]) -> Self {
        let letters = distinct(letters.iter().map(|&letter| alphabet.bit(letter)).collect());
        Self { letters, initials: Vec::new() }
    }

    pub fn block(&self, column: &TextColumn, block: usize) -> BlockBits {
        let mut may = [u64::MAX; WORDS];
        self.letters.iter().for_each(|&row| column.letter_rows.keep(block, row, &mut may));
        self.initials.iter().for_each(|&row| column.initial_rows.keep(block, row, &mut may));
        may
    }
}

/// What long texts must hold, where a term stands unbroken only.
#[derive(Default)]
pub(super) struct LongSieve {
    /// All of these letters.
    letters: Vec<usize>,
    /// One of these, or what a way of reading it needs; not asked when the term is not pinyin.
    pinyin: Option<(Vec<usize>, Vec<Way>)>,
    /// What passes holds the term: nothing need be read.
    pub is_sure: bool,
}

/// What a way of reading a term needs.
struct Way {
    /// One letter of each.
    any_of: Vec<Vec<usize>>,
    pairs: Vec<usize>,
}

impl LongSieve {
    pub fn new(alphabet: &Alphabet, term: &Term) -> Self {
        let typed_only = term.letters.iter().filter(|c| !may_be_pinyin(term, **c));
        let row = |c: &char| alphabet.row(alphabet.of(*c));
        let letters = distinct(typed_only.map(row).collect());
        if !term.latin {
            let is_sure = term.letters.len() == 1 && alphabet.is_alone(alphabet.of(term.letters[0]));
            return Self { letters, pinyin: None, is_sure };
        }
        let themselves = term.letters.iter().filter(|c| may_be_pinyin(term, **c));
        let themselves = themselves.filter(|c| alphabet.of(**c) != UNKNOWN).map(row).collect();
        let by_initials = term.may_be_initials_in(SearchField::Content).then_some(true);
        let way = |by_initials| {
            let demand = Demand::of(&term.letters, by_initials)?;
            let any_of = demand.syllables.iter().map(|syllables| alphabet.rows_of(syllables)).collect();
            let pairs = demand.pairs.iter().map(|&(a, b)| usize::from(a) * 16 + usize::from(b)).collect();
            Some(Way { any_of, pairs })
        };
        let ways = std::iter::once(false).chain(by_initials).filter_map(way).collect();
        Self { letters, pinyin: Some((distinct(themselves), ways)), is_sure: false }
    }

    pub fn block(&self, column: &TextColumn, block: usize) -> BlockBits {
        let mut may = [u64::MAX; WORDS];
        self.letters.iter().for_each(|&row| column.letter_rows.keep(block, row, &mut may));
        if let Some((themselves, ways)) = &self.pinyin {
            // A Latin letter may stand for itself at any place of the term.
            let mut one = any_of(column, block, themselves);
            for way in ways {
                let mut all = [u64::MAX; WORDS];
                way.pairs.iter().for_each(|&row| column.pair_rows.keep(block, row, &mut all));
                way.any_of.iter().for_each(|rows| both(&mut all, &any_of(column, block, rows)));
                either(&mut one, &all);
            }
            both(&mut may, &one);
        }
        may
    }
}

/// The rows of marked letters where texts are short.
pub(super) fn rows_of(alphabet: &Alphabet, marked: &[bool]) -> Vec<usize> {
    let letters = (1..marked.len()).filter(|&letter| marked[letter]);
    distinct(letters.map(|letter| alphabet.bit(letter as Letter)).collect())
}

pub(super) fn any_of(column: &TextColumn, block: usize, rows: &[usize]) -> BlockBits {
    let mut any = [0; WORDS];
    for &row in rows {
        column.letter_rows.add(block, row, &mut any);
    }
    any
}

/// Whether a letter of a term may stand for a syllable or a part of one.
fn may_be_pinyin(term: &Term, c: char) -> bool {
    term.latin && c.is_ascii_lowercase()
}

fn distinct(mut rows: Vec<usize>) -> Vec<usize> {
    rows.sort_unstable();
    rows.dedup();
    rows
}
