//! A query worked out for one index: what is asked of each project, as rows of bits, as tables over letters
//! and over values that stand for many projects. Agrees with the careful matcher in every point; see `plain`.

mod consumers;
mod filters;
mod first;
mod letters;
mod sieve;

use crate::search::query::filter::Flags;
use crate::search::query::{Query, Term};
use crate::search::rank::{Rank, Score, SearchField};

use super::Index;
use super::align::Aligner;
use super::column::{SharedColumn, TextColumn};
use super::rows::{BLOCK, BlockBits, WORDS, holds};
use filters::{FilterPlan, all_keep};
use letters::Word;
use sieve::{LongSieve, ShortSieve};

pub(super) use first::{BlockCandidates, NamePlan, ScoreBounds};

/// A query worked out.
pub(super) struct QueryPlan<'a> {
    index: &'a Index,
    flags: &'a [Flags],
    terms: Vec<TermPlan<'a>>,
    filters: Vec<FilterPlan<'a>>,
}

/// Which projects of a block may hold a term.
pub(super) struct Candidates {
    names: BlockBits,
    contents: BlockBits,
}

/// What one thread needs beside the plan, for the block it works on.
pub(super) struct Scratch {
    aligner: Aligner,
    /// By term.
    maybe: Vec<Candidates>,
}

impl<'a> QueryPlan<'a> {
    pub fn new(index: &'a Index, query: &'a Query, flags: &'a [Flags]) -> Self {
        let mut aligner = Aligner::default();
        let mut terms: Vec<_> =
            query.terms.iter().map(|term| TermPlan::new(index, term, &mut aligner)).collect();
        // Terms that fewer projects have come first: most projects then fail at once.
        terms.sort_by_key(|term| (term.term.negated, std::cmp::Reverse(term.term.letters.len())));
        Self { index, flags, terms, filters: filters::plans(index, query) }
    }

    pub fn bench(&self) -> Scratch {
        let none = || Candidates { names: [0; WORDS], contents: [0; WORDS] };
        Scratch { aligner: Aligner::default(), maybe: self.terms.iter().map(|_| none()).collect() }
    }

    /// Which projects of a block may be hits, of those left. Says no only when sure.
    pub fn maybe(&self, block: usize, left: &mut BlockBits, bench: &mut Scratch) {
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
    pub fn rank(&self, at: usize, bench: &mut Scratch) -> Option<Rank> {
        if !all_keep(&self.filters, self.index, at, self.flags) {
            return None;
        }
        let mut sum = Score { score: 0, at: 0 };
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
    units: ScoreTable,
    headings: ScoreTable,
    goals: ScoreTable,
}

/// A term's points for the texts of a shared column.
enum ScoreTable {
    /// No text holds it.
    Nowhere,
    /// For each text.
    Known(Vec<Option<Score>>),
    /// Too many texts to work out beforehand: which of them may hold it.
    Later(Vec<BlockBits>),
}

impl ScoreTable {
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
            units: ScoreTable::Nowhere,
            headings: ScoreTable::Nowhere,
            goals: ScoreTable::Nowhere,
        };
        if !plan.word.hopeless {
            plan.of_name = ShortSieve::new(alphabet, term);
            plan.of_content = LongSieve::new(alphabet, term);
            plan.units = plan.table(index, SearchField::LeadUnit, &index.units, aligner);
            plan.headings = plan.table(index, SearchField::Headings, &index.headings, aligner);
            plan.goals = plan.table(index, SearchField::Goal, &index.goals, aligner);
        }
        plan
    }

    fn table(
        &self,
        index: &Index,
        field: SearchField,
        shared: &SharedColumn,
        aligner: &mut Aligner,
    ) -> ScoreTable {
        if !self.term.may_stand_in(field) {
            return ScoreTable::Nowhere;
        }
        let texts = &shared.texts;
        let may: Vec<BlockBits> =
            (0..texts.len().div_ceil(BLOCK)).map(|block| self.of_name.block(texts, block)).collect();
        if texts.len() > ScoreTable::MOST {
            return ScoreTable::Later(may);
        }
        let points: Vec<_> = (0..texts.len())
            .map(|at| may_hold(&may, at).then(|| self.points_in(index, field, texts, at, aligner)).flatten())
            .collect();
        if points.iter().all(Option::is_none) { ScoreTable::Nowhere } else { ScoreTable::Known(points) }
    }

    /// Which projects of a block may hold the term in their names and contents.
    fn maybe(&self, index: &Index, block: usize) -> Candidates {
        let mut maybe = Candidates { names: [0; WORDS], contents: [0; WORDS] };
        if !self.word.hopeless {
            maybe.names = self.of_name.block(&index.names, block);
            if self.term.may_stand_in(SearchField::Content) && !index.contents.is_blank() {
                maybe.contents = self.of_content.block(&index.contents, block);
            }
        }
        maybe
    }

    /// Leaves those projects of a block that may hold the term anywhere.
    fn narrow(&self, index: &Index, block: usize, maybe: &Candidates, left: &mut BlockBits) {
        let named = self.term.number.is_some() || self.term.id.is_some();
        let tables =
            [(&index.units, &self.units), (&index.headings, &self.headings), (&index.goals, &self.goals)];
        for (word, left) in left.iter_mut().enumerate() {
            let first = block * BLOCK + word * 64;
            let mut may = maybe.names[word] | maybe.contents[word];
            for (shared, table) in tables {
                let rest = *left & !may;
                may |= match table {
                    ScoreTable::Nowhere => 0,
                    ScoreTable::Known(points) => {
                        each(rest, |bit| points[shared.of[first + bit] as usize].is_some())
                    }
                    ScoreTable::Later(texts) => {
                        each(rest, |bit| may_hold(texts, shared.of[first + bit] as usize))
                    }
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
    fn points(&self, index: &Index, at: usize, maybe: &Candidates, aligner: &mut Aligner) -> Option<Score> {
        if self.is_named(index, at) {
            return Some(Score::SERIAL);
        }
        let mut best = None;
        if holds(&maybe.names, at) {
            best = self.points_in(index, SearchField::Name, &index.names, at, aligner);
        }
        for field in &SearchField::TEXTS[1..] {
            if best.is_some_and(|best: Score| best.score >= field.most_points()) {
                return best;
            }
            let found = match field {
                SearchField::LeadUnit => self.shared(index, *field, &index.units, &self.units, at, aligner),
                SearchField::Headings => {
                    self.shared(index, *field, &index.headings, &self.headings, at, aligner)
                }
                SearchField::Goal => self.shared(index, *field, &index.goals, &self.goals, at, aligner),
                _ if !holds(&maybe.contents, at) => None,
                _ if self.of_content.is_sure => Some(Score::CONTENT),
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
        field: SearchField,
        shared: &SharedColumn,
        table: &ScoreTable,
        at: usize,
        aligner: &mut Aligner,
    ) -> Option<Score> {
        let text = shared.of[at] as usize;
        match table {
            ScoreTable::Known(points) => points[text],
            ScoreTable::Later(texts) if may_hold(texts, text) => {
                self.points_in(index, field, &shared.texts, text, aligner)
            }
            ScoreTable::Nowhere | ScoreTable::Later(_) => None,
        }
    }

    fn points_in(
        &self,
        index: &Index,
        field: SearchField,
        column: &TextColumn,
        at: usize,
        aligner: &mut Aligner,
    ) -> Option<Score> {
        let touch = self.word.touch(&index.alphabet, field, column.text(at), aligner);
        touch.map(|touch| Score::of(field, touch))
    }
}

/// Whether a text is among those of a whole column.
fn may_hold(column: &[BlockBits], at: usize) -> bool {
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
