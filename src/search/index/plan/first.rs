//! A query worked out as far as its first rows need: only where names hold all its terms unbroken.
//!
//! A term unbroken in a name has 7,000 points and those of its run, whose length decides all but [`SLACK`] of
//! them; anywhere else it has at least 1,000 fewer. So what holds all terms in its name comes before all else.

use super::consumers::Chances;
use super::filters::{FilterPlan, all_keep};
use super::letters::Word;
use super::sieve::{self, ShortSieve};
use crate::search::careful;
use crate::search::index::Index;
use crate::search::index::alphabet::Letter;
use crate::search::index::rows::{Block, WORDS, both, holds};
use crate::search::query::filter::Flags;
use crate::search::query::{Query, Term};
use crate::search::rank::{Field, Points, Touch};
use crate::search::skim::Skim;

/// By how much the points of two runs of one term can differ, at the most.
const SLACK: i32 = careful::LITERAL + Skim::MOST_EDGE;
/// As many terms as one of them elsewhere still weighs more than.
const MOST_TERMS: usize = (999 / SLACK) as usize;

/// The terms of a query, in names.
pub(in crate::search::index) struct First<'a> {
    index: &'a Index,
    flags: &'a [Flags],
    terms: Vec<InName<'a>>,
    filters: Vec<FilterPlan<'a>>,
}

/// One of them.
struct InName<'a> {
    word: Word<'a>,
    of_name: ShortSieve,
    /// Where it may stand as typed; `None` where it cannot.
    typed: Option<ShortSieve>,
    /// The rows of letters that a run of whole syllables can begin with, and end with.
    edges: [Vec<usize>; 2],
}

/// What the names of a block can hold of a term.
pub(in crate::search::index) struct Outlook {
    typed: Block,
    edges: [Block; 2],
}

impl<'a> First<'a> {
    /// `None` where names do not decide what comes first: without terms, with one that must not occur, or one
    /// that may be a serial.
    pub fn new(index: &'a Index, query: &'a Query, flags: &'a [Flags]) -> Option<Self> {
        let elsewhere = |term: &Term| term.negated || term.number.is_some() || term.id.is_some();
        if query.terms.is_empty() || query.terms.len() > MOST_TERMS || query.terms.iter().any(elsewhere) {
            return None;
        }
        let terms: Vec<_> = query.terms.iter().map(|term| InName::new(index, term)).collect::<Option<_>>()?;
        let skim = Skim::new();
        let filters = query.filters.iter().map(|filter| FilterPlan::new(index, filter, &skim)).collect();
        Some(Self { index, flags, terms, filters })
    }

    /// Leaves those of a block whose names may hold all terms, and tells what they can hold of each.
    pub fn narrow(&self, block: usize, left: &mut Block) -> Vec<Outlook> {
        let names = &self.index.names;
        self.terms.iter().for_each(|term| both(left, &term.of_name.block(names, block)));
        if *left == [0; WORDS] {
            return Vec::new();
        }
        let outlook = |term: &InName<'_>| Outlook {
            typed: term.typed.as_ref().map_or([0; WORDS], |typed| typed.block(names, block)),
            edges: [&term.edges[0], &term.edges[1]].map(|rows| sieve::any_of(names, block, rows)),
        };
        self.terms.iter().map(outlook).collect()
    }

    /// The points of a project whose name holds the terms unbroken, if that is worth anything: `latest` says
    /// how far in a hit of so many points may stand.
    pub fn points(
        &self,
        at: usize,
        outlook: &[Outlook],
        latest: impl Fn(i32) -> Option<usize>,
    ) -> Option<Points> {
        let name = self.index.names.text(at);
        let mut sum = Points { score: 0, at: 0 };
        for (term, outlook) in self.terms.iter().zip(outlook) {
            // Of several terms each may stand anywhere.
            let alone = self.terms.len() == 1;
            let latest = |inner| if alone { latest(points(inner, 0).score) } else { Some(usize::MAX) };
            let found = term.points(self.index, at, name, outlook, latest)?;
            sum.score += found.score;
            sum.at += found.at;
        }
        Some(sum)
    }

    /// Whether the query's filters keep a project.
    pub fn keeps(&self, at: usize) -> bool {
        all_keep(&self.filters, self.index, at, self.flags)
    }
}

impl<'a> InName<'a> {
    fn new(index: &Index, term: &'a Term) -> Option<Self> {
        let alphabet = &index.alphabet;
        let word = Word::new(alphabet, term);
        (!word.hopeless).then(|| Self {
            of_name: ShortSieve::new(alphabet, term),
            typed: (!word.letters.is_empty()).then(|| ShortSieve::as_typed(alphabet, &word.letters)),
            edges: word.automaton.edges().map(|letters| sieve::rows_of(alphabet, letters)),
            word,
        })
    }

    fn points(
        &self,
        index: &Index,
        at: usize,
        name: &[Letter],
        outlook: &Outlook,
        latest: impl Fn(i32) -> Option<usize>,
    ) -> Option<Points> {
        let Word { term, automaton, .. } = &self.word;
        let touch = if holds(&outlook.typed, at) && latest(careful::most_as_typed(term)).is_some() {
            self.word.unbroken(&index.alphabet, Field::Name, name)
        } else {
            None
        };
        let chances =
            Chances { begins_whole: holds(&outlook.edges[0], at), ends_whole: holds(&outlook.edges[1], at) };
        let touch = touch.or_else(|| automaton.unbroken(term, name, chances, latest))?;
        Some(Points::of(Field::Name, touch))
    }
}

fn points(inner: i32, at: u32) -> Points {
    Points::of(Field::Name, Touch { inner, contiguous: true, initials: false, at })
}
