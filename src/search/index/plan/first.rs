//! A query worked out as far as its first rows need: one term, and only where it stands unbroken in a name.

use super::filters::{FilterPlan, all_keep};
use super::letters::Word;
use super::sieve::ShortSieve;
use crate::search::index::Index;
use crate::search::index::rows::{Block, WORDS};
use crate::search::query::Query;
use crate::search::query::filter::Flags;
use crate::search::rank::{Field, Points, Touch};
use crate::search::skim::Skim;

/// The term of a query that has one, in names.
pub(in crate::search::index) struct First<'a> {
    index: &'a Index,
    flags: &'a [Flags],
    word: Word<'a>,
    of_name: ShortSieve,
    /// Where it may stand as typed; `None` where it cannot.
    typed: Option<ShortSieve>,
    filters: Vec<FilterPlan<'a>>,
}

impl<'a> First<'a> {
    /// `None` where names do not decide what comes first: several terms, none, one that must not occur, or
    /// one that may be a serial.
    pub fn new(index: &'a Index, query: &'a Query, flags: &'a [Flags]) -> Option<Self> {
        let [term] = query.terms.as_slice() else { return None };
        if term.negated || term.number.is_some() || term.id.is_some() {
            return None;
        }
        let word = Word::new(&index.alphabet, term);
        if word.hopeless {
            return None;
        }
        let skim = Skim::new();
        Some(Self {
            index,
            flags,
            of_name: ShortSieve::new(&index.alphabet, term),
            typed: (!word.letters.is_empty()).then(|| ShortSieve::as_typed(&index.alphabet, &word.letters)),
            word,
            filters: query.filters.iter().map(|filter| FilterPlan::new(index, filter, &skim)).collect(),
        })
    }

    /// Leaves those of a block whose names may hold the term; which of them may hold it as typed.
    pub fn narrow(&self, block: usize, left: &mut Block) -> Block {
        let may = self.of_name.block(&self.index.names, block);
        left.iter_mut().zip(may).for_each(|(left, may)| *left &= may);
        match &self.typed {
            Some(typed) if *left != [0; WORDS] => typed.block(&self.index.names, block),
            _ => [0; WORDS],
        }
    }

    /// The points of a project whose name holds the term unbroken. `worth` says whether a hit that has no more
    /// than some points need be worked out.
    pub fn points(&self, at: usize, may_be_typed: bool, worth: impl Fn(Points) -> bool) -> Option<Points> {
        let name = self.index.names.text(at);
        let points = |touch| Points::of(Field::Name, touch);
        if may_be_typed && let Some(touch) = self.word.unbroken(&self.index.alphabet, Field::Name, name) {
            return Some(points(touch));
        }
        let most = |inner, at| points(Touch { inner, contiguous: true, initials: false, at: at as u32 });
        self.word.automaton.unbroken(self.word.term, name, |inner, at| worth(most(inner, at))).map(points)
    }

    /// Whether the query's filters keep a project.
    pub fn keeps(&self, at: usize) -> bool {
        all_keep(&self.filters, self.index, at, self.flags)
    }
}
