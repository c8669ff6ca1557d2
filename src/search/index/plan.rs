//! A query worked out for one index: what is asked of each project, as rows of bits, as tables over letters
//! and over values that stand for many projects. Agrees with the careful matcher in every point; see `plain`.

mod consumers;
mod filters;
mod first;
mod letters;
mod sieve;

use crate::search::query::filter::Flags;
use crate::search::query::{Query, Term};
use crate::search::rank::{Field, Points, Rank};

use super::Index;
use super::align::Aligner;
use super::column::{Column, Shared};
use super::rows::{BLOCK, Block, WORDS, holds};
use filters::{FilterPlan, all_keep};
use letters::Word;
use sieve::{LongSieve, ShortSieve};

pub(super) use first::{Bounds, First, Outlook};

/// A query worked out.
pub(super) struct Plan<'a> {
    index: &'a Index,
    flags: &'a [Flags],
    terms: Vec<TermPlan<'a>>,
    filters: Vec<FilterPlan<'a>>,
}

/// Which projects of a block may hold a term.
pub(super) struct Maybe {
    names: Block,
    contents: Block,
}

/// What one thread needs beside the plan, for the block it works on.
pub(super) struct Bench {
    aligner: Aligner,
    /// By term.
    maybe: Vec<Maybe>,
}

impl<'a> Plan<'a> {
    pub fn new(index: &'a Index, query: &'a Query, flags: &'a [Flags]) -> Self {
        let mut aligner = Aligner::default();
        let mut terms: Vec<_> =
            query.terms.iter().map(|term| TermPlan::new(index, term, &mut aligner)).collect();
        // Terms that fewer projects have come first: most projects then fail at once.
        terms.sort_by_key(|term| (term.term.negated, std::cmp::Reverse(term.term.letters.len())));
        Self { index, flags, terms, filters: filters::plans(index, query) }
    }

    pub fn bench(&self) -> Bench {
        let none = || Maybe { names: [0; WORDS], contents: [0; WORDS] };
        Bench { aligner: Aligner::default(), maybe: self.terms.iter().map(|_| none()).collect() }
    }

    /// Which projects of a block may be hits, of those left. Says no only when sure.
    pub fn maybe(&self, block: usize, left: &mut Block, bench: &mut Bench) {
        for (term, maybe) in self.terms.iter().zip(&mut bench.maybe) {
            if *left == [0; WORDS] {
                return;
            }
            *maybe = term.maybe(self.index, block);
            if !term.term.negated {
                term.narrow(self.index, block, maybe, left);
            }
        }
    }

    /// The rank of a project of the block last asked about, if it is a hit.
    pub fn rank(&self, at: usize, bench: &mut Bench) -> Option<Rank> {
        if !all_keep(&self.filters, self.index, at, self.flags) {
            return None;
        }
        let mut sum = Points { score: 0, at: 0 };
        for (term, maybe) in self.terms.iter().zip(&bench.maybe) {
            let points = term.points(self.index, at, maybe, &mut bench.aligner);
            if term.term.negated {
                if points.is_some() {
                    return None;
                }
                continue;
            }
            let points = points?;
            sum.score += points.score;
            sum.at += points.at;
        }
        if sum.score == 0 {
            return Some(Rank::CATALOGUE);
        }
        Some(Rank::new(sum.score, sum.at, self.index.names.text(at).len() as u32))
    }
}

/// A term worked out.
struct TermPlan<'a> {
    term: &'a Term,
    word: Word<'a>,
    of_name: ShortSieve,
    of_content: LongSieve,
    units: Table,
    headings: Table,
    goals: Table,
}

/// A term's points for the texts of a shared column.
enum Table {
    /// No text holds it.
    Nowhere,
    /// For each text.
    Known(Vec<Option<Points>>),
    /// Too many texts to work out beforehand: which of them may hold it.
    Later(Vec<Block>),
}

impl Table {
    /// The most texts worked out beforehand.
    const MOST: usize = 1 << 13;
}

impl<'a> TermPlan<'a> {
    fn new(index: &Index, term: &'a Term, aligner: &mut Aligner) -> Self {
        let alphabet = &index.alphabet;
        let mut plan = Self {
            term,
            word: Word::new(alphabet, term),
            of_name: ShortSieve::default(),
            of_content: LongSieve::default(),
            units: Table::Nowhere,
            headings: Table::Nowhere,
            goals: Table::Nowhere,
        };
        if !plan.word.hopeless {
            plan.of_name = ShortSieve::new(alphabet, term);
            plan.of_content = LongSieve::new(alphabet, term);
            plan.units = plan.table(index, Field::LeadUnit, &index.units, aligner);
            plan.headings = plan.table(index, Field::Headings, &index.headings, aligner);
            plan.goals = plan.table(index, Field::Goal, &index.goals, aligner);
        }
        plan
    }

    fn table(&self, index: &Index, field: Field, shared: &Shared, aligner: &mut Aligner) -> Table {
        if !self.term.may_stand_in(field) {
            return Table::Nowhere;
        }
        let texts = &shared.texts;
        let may: Vec<Block> =
            (0..texts.len().div_ceil(BLOCK)).map(|block| self.of_name.block(texts, block)).collect();
        if texts.len() > Table::MOST {
            return Table::Later(may);
        }
        let points: Vec<_> = (0..texts.len())
            .map(|at| may_hold(&may, at).then(|| self.points_in(index, field, texts, at, aligner)).flatten())
            .collect();
        if points.iter().all(Option::is_none) { Table::Nowhere } else { Table::Known(points) }
    }

    /// Which projects of a block may hold the term in their names and contents.
    fn maybe(&self, index: &Index, block: usize) -> Maybe {
        let mut maybe = Maybe { names: [0; WORDS], contents: [0; WORDS] };
        if !self.word.hopeless {
            maybe.names = self.of_name.block(&index.names, block);
            if self.term.may_stand_in(Field::Content) && !index.contents.is_blank() {
                maybe.contents = self.of_content.block(&index.contents, block);
            }
        }
        maybe
    }

    /// Leaves those projects of a block that may hold the term anywhere.
    fn narrow(&self, index: &Index, block: usize, maybe: &Maybe, left: &mut Block) {
        let named = self.term.number.is_some() || self.term.id.is_some();
        let tables =
            [(&index.units, &self.units), (&index.headings, &self.headings), (&index.goals, &self.goals)];
        for (word, left) in left.iter_mut().enumerate() {
            let first = block * BLOCK + word * 64;
            let mut may = maybe.names[word] | maybe.contents[word];
            for (shared, table) in tables {
                let rest = *left & !may;
                may |= match table {
                    Table::Nowhere => 0,
                    Table::Known(points) => {
                        each(rest, |bit| points[shared.of[first + bit] as usize].is_some())
                    }
                    Table::Later(texts) => each(rest, |bit| may_hold(texts, shared.of[first + bit] as usize)),
                };
            }
            if named {
                may |= each(*left & !may, |bit| self.is_named(index, first + bit));
            }
            *left &= may;
        }
    }

    /// Whether the term is the project's serial or id.
    fn is_named(&self, index: &Index, at: usize) -> bool {
        self.term.number == Some(index.ids[at].serial) || self.term.id == Some(index.ids[at])
    }

    /// The term's points for a project: those of the best field.
    fn points(&self, index: &Index, at: usize, maybe: &Maybe, aligner: &mut Aligner) -> Option<Points> {
        if self.is_named(index, at) {
            return Some(Points::SERIAL);
        }
        let mut best = None;
        if holds(&maybe.names, at) {
            best = self.points_in(index, Field::Name, &index.names, at, aligner);
        }
        for field in &Field::TEXTS[1..] {
            if best.is_some_and(|best: Points| best.score >= field.most_points()) {
                return best;
            }
            let found = match field {
                Field::LeadUnit => self.shared(index, *field, &index.units, &self.units, at, aligner),
                Field::Headings => self.shared(index, *field, &index.headings, &self.headings, at, aligner),
                Field::Goal => self.shared(index, *field, &index.goals, &self.goals, at, aligner),
                _ if !holds(&maybe.contents, at) => None,
                _ if self.of_content.is_sure => Some(Points::CONTENT),
                _ => self.points_in(index, *field, &index.contents, at, aligner),
            };
            if let Some(found) = found
                && best.is_none_or(|best| found.beat(best))
            {
                best = Some(found);
            }
        }
        best
    }

    fn shared(
        &self,
        index: &Index,
        field: Field,
        shared: &Shared,
        table: &Table,
        at: usize,
        aligner: &mut Aligner,
    ) -> Option<Points> {
        let text = shared.of[at] as usize;
        match table {
            Table::Known(points) => points[text],
            Table::Later(texts) if may_hold(texts, text) => {
                self.points_in(index, field, &shared.texts, text, aligner)
            }
            Table::Nowhere | Table::Later(_) => None,
        }
    }

    fn points_in(
        &self,
        index: &Index,
        field: Field,
        column: &Column,
        at: usize,
        aligner: &mut Aligner,
    ) -> Option<Points> {
        let touch = self.word.touch(&index.alphabet, field, column.text(at), aligner);
        touch.map(|touch| Points::of(field, touch))
    }
}

/// Whether a text is among those of a whole column.
fn may_hold(column: &[Block], at: usize) -> bool {
    column.get(at / BLOCK).is_some_and(|block| holds(block, at))
}

/// Those bits of a word that something holds for.
fn each(mut left: u64, holds: impl Fn(usize) -> bool) -> u64 {
    let mut held = 0;
    while left != 0 {
        let bit = left.trailing_zeros();
        left &= left - 1;
        held |= u64::from(holds(bit as usize)) << bit;
    }
    held
}
