//! A query worked out as far as its first rows need: only where names hold all its terms unbroken.
//!
//! A term unbroken in a name has 7,000 points and those of its run, whose length decides all but [`SLACK`] of
//! them; anywhere else it has at least 1,000 fewer. So what holds all terms in its name comes before all else.

use super::consumers::{RunEdges, RunReach};
use super::filters::{self, FilterPlan, all_keep};
use super::letters::Word;
use super::sieve::{self, ShortSieve};
use crate::search::best::{PositionBound, TopK};
use crate::search::careful;
use crate::search::index::Index;
use crate::search::index::alphabet::{EDGES, Letter};
use crate::search::index::rows::{BLOCK, BlockBits, WORDS, both, holds};
use crate::search::query::filter::Flags;
use crate::search::query::{Query, Term};
use crate::search::rank::{Score, SearchField, TermMatch};
use crate::search::skim::Skim;

/// By how much the points of two runs of one term can differ, at the most.
const SLACK: i32 = careful::LITERAL + Skim::MOST_EDGE;
/// As many terms as one of them elsewhere still weighs more than.
const MOST_TERMS: usize = (999 / SLACK) as usize;

/// The terms of a query, in names.
pub(in crate::search::index) struct NamePlan<'a> {
    index: &'a Index,
    flags: &'a [Flags],
    terms: Vec<NameTerm<'a>>,
    filters: Vec<FilterPlan<'a>>,
}

/// One of them.
struct NameTerm<'a> {
    word: Word<'a>,
    of_name: ShortSieve,
    /// Where it may stand as typed; `None` where it cannot.
    typed: Option<ShortSieve>,
    edges: RunEdges,
    /// The rows of letters that a run can begin with, all but its last syllable whole; that one of whole syllables
    /// can begin with; and end with.
    edge_rows: [Vec<usize>; 3],
}

/// How far in hits may stand, by what they are worth: as typed where that is worth the most, as typed, whole
/// syllables, an unfinished last one, initials.
pub(in crate::search::index) struct ScoreBounds([PositionBound; 5]);

/// What the names of a block can hold of a term.
pub(in crate::search::index) struct BlockCandidates {
    typed: BlockBits,
    /// Whether a run can be worth more by where it begins, its beginning aside.
    edged: BlockBits,
    /// As [`InName::edge_rows`].
    edges: [BlockBits; 3],
}

impl BlockCandidates {
    /// How far in the runs may stand that a name can hold at all; as typed, and as pinyin.
    fn reach(
        &self,
        at: usize,
        [best_typed, typed, whole, unfinished, initials]: [Option<usize>; 5],
    ) -> (Option<usize>, RunReach) {
        let [unfinished_begins, begins, ends] = self.edges.each_ref().map(|rows| holds(rows, at));
        let reach = RunReach {
            whole: whole.filter(|_| begins && ends),
            unfinished: unfinished.filter(|_| unfinished_begins),
            initials,
        };
        let typed = if holds(&self.edged, at) { best_typed } else { typed.max(best_typed.map(|_| 0)) };
        (typed.filter(|_| holds(&self.typed, at)), reach)
    }
}

impl<'a> NamePlan<'a> {
    /// `None` where names do not decide what comes first: without terms, with one that must not occur, or one
    /// that may be a serial.
    pub fn new(index: &'a Index, query: &'a Query, flags: &'a [Flags]) -> Option<Self> {
        let elsewhere = |term: &Term| term.negated || term.number.is_some() || term.id.is_some();
        if query.terms.is_empty() || query.terms.len() > MOST_TERMS || query.terms.iter().any(elsewhere) {
            return None;
        }
        let terms: Vec<_> =
            query.terms.iter().map(|term| NameTerm::new(index, term)).collect::<Option<_>>()?;
        Some(Self { index, flags, terms, filters: filters::plans(index, query) })
    }

    /// Leaves those of a block whose names may hold all terms, and tells what they can hold of each.
    pub fn narrow(&self, block: usize, left: &mut BlockBits) -> Vec<BlockCandidates> {
        let names = &self.index.names;
        self.terms.iter().for_each(|term| both(left, &term.of_name.block(names, block)));
        if *left == [0; WORDS] {
            return Vec::new();
        }
        let outlook = |term: &NameTerm<'_>| BlockCandidates {
            typed: term.typed.as_ref().map_or([0; WORDS], |typed| typed.block(names, block)),
            edged: sieve::any_of(names, block, &[EDGES]),
            edges: term.edge_rows.each_ref().map(|rows| sieve::any_of(names, block, rows)),
        };
        self.terms.iter().map(outlook).collect()
    }

    /// How far in each kind of hit may stand to be among the best so far.
    pub fn bounds(&self, best: &TopK) -> ScoreBounds {
        let [only] = self.terms.as_slice() else { return ScoreBounds([PositionBound::ANYWHERE; 5]) };
        let points = careful::run_points(only.word.term.letters.len());
        let most = careful::most_as_typed(only.word.term);
        let typed = most - Skim::MOST_EDGE;
        let inner = [most, typed, points + careful::FINISHED, points + careful::UNFINISHED, points];
        let mut bounds =
            inner.map(|inner| best.latest(Score::of(SearchField::Name, TermMatch::at_head(inner)).score));
        if !only.word.term.latin {
            bounds[2..].fill(PositionBound::NOWHERE);
        }
        ScoreBounds(bounds)
    }

    /// Of sixty-four names from one on, those in which a run may begin soon enough to be within the bounds, a bit
    /// each. A first, quick look.
    pub fn beginning_in_time(&self, first: usize, outlook: &[BlockCandidates], bounds: &ScoreBounds) -> u64 {
        let ([term], [outlook]) = (self.terms.as_slice(), outlook) else { return u64::MAX };
        let word = first % BLOCK / 64;
        let [best_typed, typed, whole, unfinished, initials] = bounds.0.map(PositionBound::at_all);
        let [unfinished_begins, begins, ends] = outlook.edges.each_ref().map(|rows| rows[word]);
        let mut may = if typed.or(best_typed).is_some() { outlook.typed[word] } else { 0 };
        let kinds = [
            (whole, begins & ends, &term.edges.begins_whole),
            (unfinished, unfinished_begins, &term.edges.begins_unfinished),
            (initials, u64::MAX, &term.edges.begins),
        ];
        for (reach, names, begins) in kinds {
            let reach = reach.filter(|_| names & !may != 0);
            may |= reach.map_or(0, |reach| names & self.begun_by(first, reach, begins));
        }
        may
    }

    /// Of sixty-four names from one on, those that hold a letter of a kind so far in, as far as their heads tell.
    fn begun_by(&self, first: usize, reach: usize, begins: &[bool]) -> u64 {
        let mut held = 0;
        for (bit, head) in self.index.names.heads[first..].iter().take(64).enumerate() {
            let Some(letters) = head.get(..=reach) else { return u64::MAX };
            let any = letters.iter().fold(false, |any, &letter| any | begins[usize::from(letter)]);
            held |= u64::from(any) << bit;
        }
        held
    }

    /// Whether a name can hold a hit within the bounds, told by its length and its first letters where those
    /// decide.
    pub fn may_reach(&self, at: usize, outlook: &[BlockCandidates], bounds: &ScoreBounds) -> bool {
        let ([term], [outlook]) = (self.terms.as_slice(), outlook) else { return true };
        let head = &self.index.names.heads[at];
        let (typed, reach) = outlook.reach(at, bounds.0.map(PositionBound::at_all));
        // Most names are told apart by whether a run can begin in time; the rest is looked at more closely.
        let begins = |most| most >= head.len() || term.edges.may_begin(&head[..=most], reach);
        if typed.is_none() && !reach.most().is_some_and(begins) {
            return false;
        }
        let length = self.index.names.length(at);
        let (typed, reach) = outlook.reach(at, bounds.0.map(|latest| latest.of(length)));
        if typed.is_some_and(|typed| typed >= head.len() || term.word.may_begin_within(head, typed)) {
            return true;
        }
        let Some(most) = reach.most() else { return false };
        // Where a run must end with the name, its beginning decides nothing.
        most >= head.len()
            || term.word.term.anchors.end
            || term.word.automaton.ends_within(term.word.term, &head[..=most], reach.initials.is_some())
    }

    /// The points of a project whose name holds the terms unbroken, if they can be within the bounds.
    pub fn points(&self, at: usize, outlook: &[BlockCandidates], bounds: &ScoreBounds) -> Option<Score> {
        let name = self.index.names.text(at);
        let reach = bounds.0.map(|latest| latest.of(name.len()));
        let mut sum = Score { score: 0, at: 0 };
        for (term, outlook) in self.terms.iter().zip(outlook) {
            let found = term.points(self.index, at, name, outlook, reach)?;
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

impl<'a> NameTerm<'a> {
    fn new(index: &Index, term: &'a Term) -> Option<Self> {
        let alphabet = &index.alphabet;
        let word = Word::new(alphabet, term);
        let edges = word.automaton.edges(term);
        (!word.hopeless).then(|| Self {
            edge_rows: [&edges.begins_unfinished, &edges.begins_whole, &edges.ends_whole]
                .map(|of| sieve::rows_of(alphabet, of)),
            edges,
            of_name: ShortSieve::new(alphabet, term),
            typed: (!word.letters.is_empty()).then(|| ShortSieve::as_typed(alphabet, &word.letters)),
            word,
        })
    }

    fn points(
        &self,
        index: &Index,
        at: usize,
        name: &[Letter],
        outlook: &BlockCandidates,
        reach: [Option<usize>; 5],
    ) -> Option<Score> {
        let Word { term, automaton, .. } = &self.word;
        let (typed, reach) = outlook.reach(at, reach);
        let touch = typed.and_then(|_| self.word.unbroken(&index.alphabet, SearchField::Name, name));
        let touch = touch.or_else(|| automaton.unbroken(term, name, &self.edges, reach));
        touch.map(|touch| Score::of(SearchField::Name, touch))
    }
}
