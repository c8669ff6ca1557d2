//! A query worked out for one index: what is asked of each project, as tables over letters and over
//! values that stand for many projects. Agrees with the careful matcher in every point; see `plain`.

use crate::search::careful::{self, Careful, Text};
use crate::search::pinyin::Signature;
use crate::search::pinyin::nfa::{self, Anchors, Pair};
use crate::search::query::filter::{Filter, Flags, Key, State, Test};
use crate::search::query::{Query, Term};
use crate::search::rank::{Field, Points, Rank, Touch};
use crate::search::skim::Skim;

use super::alphabet::{Alphabet, Letter, UNKNOWN};
use super::column::{Column, Shared};
use super::{Index, Values};

/// What one thread needs to itself.
pub(super) struct Scratch {
    skim: Skim,
    text: String,
}

impl Scratch {
    pub fn new() -> Self {
        Self { skim: Skim::new(), text: String::new() }
    }
}

/// A query worked out.
pub(super) struct Plan<'a> {
    index: &'a Index,
    flags: &'a [Flags],
    terms: Vec<TermPlan<'a>>,
    filters: Vec<FilterPlan<'a>>,
}

impl<'a> Plan<'a> {
    pub fn new(index: &'a Index, query: &'a Query, flags: &'a [Flags]) -> Self {
        let mut scratch = Scratch::new();
        let mut terms: Vec<_> =
            query.terms.iter().map(|term| TermPlan::new(index, term, &mut scratch)).collect();
        // Terms that fewer projects have come first: most projects then fail at once.
        terms.sort_by_key(|term| (term.term.negated, std::cmp::Reverse(term.term.letters.len())));
        let filters = query.filters.iter().map(|filter| FilterPlan::new(index, filter, &scratch.skim));
        Self { index, flags, terms, filters: filters.collect() }
    }

    /// The rank of a project, if it is a hit.
    pub fn rank(&self, at: usize, scratch: &mut Scratch) -> Option<Rank> {
        if !self.filters.iter().all(|filter| filter.keeps(self.index, at, self.flags)) {
            return None;
        }
        let mut sum = Points { score: 0, at: 0 };
        for term in &self.terms {
            let points = term.points(self.index, at, scratch);
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
    /// The term's letters; empty when the list lacks one of them, so that it stands nowhere as typed.
    letters: Vec<Letter>,
    /// The bits of those letters.
    mask: u128,
    /// The bits of those that pinyin cannot stand for.
    fixed: u128,
    signature: Signature,
    automaton: Automaton,
    units: Table,
    headings: Table,
    goals: Table,
}

enum Automaton {
    None,
    One(Consumers<1>),
    Four(Consumers<4>),
    Sixteen(Consumers<16>),
}

/// What each letter can consume of a term. Most consume nothing and share the first place.
struct Consumers<const N: usize> {
    place: Vec<u16>,
    pairs: Vec<Pair<N>>,
}

impl<const N: usize> Consumers<N> {
    fn new(alphabet: &Alphabet, term: &Term) -> Self {
        let bits = nfa::letter_bits(&term.letters);
        let mut pairs = vec![Pair::NONE];
        let of_class: Vec<u16> = alphabet
            .sounds()
            .iter()
            .map(|sounds| {
                let serves = sounds.could_serve(bits);
                let pair = if serves { nfa::of_sounds(&term.letters, sounds) } else { Pair::NONE };
                if pair.loose.is_none() {
                    return 0;
                }
                pairs.push(pair);
                pairs.len() as u16 - 1
            })
            .collect();
        let mut place: Vec<u16> =
            (0..alphabet.len()).map(|letter| of_class[alphabet.class(letter)]).collect();
        for &c in &term.letters {
            let letter = usize::from(alphabet.of(c));
            if letter != usize::from(UNKNOWN) {
                let mut pair = pairs[usize::from(of_class[alphabet.class(letter)])];
                nfa::add_itself(&mut pair, &term.letters, c);
                pairs.push(pair);
                place[letter] = pairs.len() as u16 - 1;
            }
        }
        Self { place, pairs }
    }

    fn touch(&self, term: &Term, field: Field, text: &[Letter]) -> Option<Touch> {
        let pair = |&letter: &Letter| &self.pairs[usize::from(self.place[usize::from(letter)])];
        let loose = text.iter().map(|letter| &pair(letter).loose);
        let strict = text.iter().map(|letter| &pair(letter).strict);
        careful::pinyin_touch(term, field, loose, strict)
    }
}

/// A term's points for every text of a shared column, or nothing where the texts are too many to be worked
/// out beforehand.
struct Table(Option<Vec<Option<Points>>>);

impl Table {
    /// The most texts worked out beforehand.
    const MOST: usize = 1 << 13;
}

impl<'a> TermPlan<'a> {
    fn new(index: &Index, term: &'a Term, scratch: &mut Scratch) -> Self {
        let alphabet = &index.alphabet;
        let mut letters: Vec<Letter> = term.letters.iter().map(|&c| alphabet.of(c)).collect();
        let bits = |letters: &mut dyn Iterator<Item = Letter>| letters.fold(0, |m, l| m | alphabet.bit(l));
        let mask = bits(&mut letters.iter().copied());
        let typed_only = term.letters.iter().filter(|c| !c.is_ascii_lowercase());
        let fixed = bits(&mut typed_only.map(|&c| alphabet.of(c)));
        let automaton = match letters.len() {
            _ if !term.latin => Automaton::None,
            n if n <= nfa::most_letters(1) => Automaton::One(Consumers::new(alphabet, term)),
            n if n <= nfa::most_letters(4) => Automaton::Four(Consumers::new(alphabet, term)),
            _ => Automaton::Sixteen(Consumers::new(alphabet, term)),
        };
        if letters.contains(&UNKNOWN) {
            letters.clear();
        }
        let signature = Signature::needed(&term.letters);
        let none = || Table(None);
        let mut plan = Self {
            term,
            letters,
            mask,
            fixed,
            signature,
            automaton,
            units: none(),
            headings: none(),
            goals: none(),
        };
        plan.units = plan.table(index, Field::LeadUnit, &index.units, scratch);
        plan.headings = plan.table(index, Field::Headings, &index.headings, scratch);
        plan.goals = plan.table(index, Field::Goal, &index.goals, scratch);
        plan
    }

    fn table(&self, index: &Index, field: Field, shared: &Shared, scratch: &mut Scratch) -> Table {
        let worth_it = shared.texts.len() <= Table::MOST;
        Table(worth_it.then(|| {
            (0..shared.texts.len())
                .map(|at| self.points_in(index, field, &shared.texts, at, scratch))
                .collect()
        }))
    }

    /// The term's points for a project: those of the best field.
    fn points(&self, index: &Index, at: usize, scratch: &mut Scratch) -> Option<Points> {
        if self.term.number == Some(index.ids[at].serial) || self.term.id == Some(index.ids[at]) {
            return Some(Points::SERIAL);
        }
        let mut best = self.points_in(index, Field::Name, &index.names, at, scratch);
        for field in &Field::TEXTS[1..] {
            if best.is_some_and(|best| best.score >= field.most_points()) {
                return best;
            }
            let found = match field {
                Field::LeadUnit => self.shared(index, *field, &index.units, &self.units, at, scratch),
                Field::Headings => self.shared(index, *field, &index.headings, &self.headings, at, scratch),
                Field::Goal => self.shared(index, *field, &index.goals, &self.goals, at, scratch),
                _ => self.points_in(index, *field, &index.contents, at, scratch),
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
        scratch: &mut Scratch,
    ) -> Option<Points> {
        let text = shared.of[at] as usize;
        match &table.0 {
            Some(points) => points[text],
            None => self.points_in(index, field, &shared.texts, text, scratch),
        }
    }

    fn points_in(
        &self,
        index: &Index,
        field: Field,
        column: &Column,
        at: usize,
        scratch: &mut Scratch,
    ) -> Option<Points> {
        self.touch(&index.alphabet, field, column, at, scratch).map(|touch| Points::of(field, touch))
    }

    /// How the term is found in one text: [`Careful::touch`] over letters.
    fn touch(
        &self,
        alphabet: &Alphabet,
        field: Field,
        column: &Column,
        at: usize,
        scratch: &mut Scratch,
    ) -> Option<Touch> {
        let mask = column.mask(at);
        if mask & self.fixed != self.fixed || !self.term.may_stand_in(field) {
            return None;
        }
        if mask & self.mask == self.mask && !self.letters.is_empty() {
            let text = column.text(at);
            if let Some(touch) = self.unbroken(alphabet, field, text) {
                return Some(touch);
            }
            if !self.term.latin {
                return self.scattered(alphabet, field, text, scratch);
            }
        }
        if !column.signature(at).covers(self.signature) {
            return None;
        }
        match &self.automaton {
            Automaton::None => None,
            Automaton::One(consumers) => consumers.touch(self.term, field, column.text(at)),
            Automaton::Four(consumers) => consumers.touch(self.term, field, column.text(at)),
            Automaton::Sixteen(consumers) => consumers.touch(self.term, field, column.text(at)),
        }
    }

    /// The term in a row, as typed. Worth what the fuzzy matcher gives for it: the run, and the best edge
    /// that one of its places stands at.
    fn unbroken(&self, alphabet: &Alphabet, field: Field, text: &[Letter]) -> Option<Touch> {
        let anchors = self.term.anchors;
        let last = text.len().checked_sub(self.letters.len())?;
        let from = if anchors.end { last } else { 0 };
        let to = if anchors.start { 0 } else { last };
        let first = self.letters[0];
        let mut places =
            (from..=to).filter(|&place| text[place] == first && text[place..].starts_with(&self.letters));
        let at = places.next()?;
        let mut inner =
            careful::run_points(self.letters.len()) + i32::from(self.term.latin) * careful::LITERAL;
        if anchors == Anchors::default() && field.is_short() {
            let edge = |place: usize| Skim::edge(place.checked_sub(1).map(|p| alphabet.char(text[p])));
            inner += places.map(edge).fold(edge(at), i32::max);
        }
        Some(Touch { inner, contiguous: true, initials: false, at: at as u32 })
    }

    fn scattered(
        &self,
        alphabet: &Alphabet,
        field: Field,
        text: &[Letter],
        scratch: &mut Scratch,
    ) -> Option<Touch> {
        if !self.term.may_scatter() || !field.is_short() {
            return None;
        }
        let mut wanted = self.letters.iter();
        let first = *wanted.next()?;
        let at = text.iter().position(|&letter| letter == first)?;
        let mut rest = text[at + 1..].iter();
        if !wanted.all(|letter| rest.any(|other| other == letter)) {
            return None;
        }
        alphabet.read(text, &mut scratch.text);
        let score = scratch.skim.score(&scratch.text, &self.term.text)?;
        let inner = careful::scattered_points(score);
        Some(Touch { inner, contiguous: false, initials: false, at: at as u32 })
    }
}

/// A filter worked out: for values, whether each passes.
struct FilterPlan<'a> {
    filter: &'a Filter,
    passes: Vec<bool>,
}

impl<'a> FilterPlan<'a> {
    fn new(index: &Index, filter: &'a Filter, skim: &Skim) -> Self {
        let mut terms: Vec<Careful<'_>> = Vec::new();
        let mut wholes: Vec<&String> = Vec::new();
        for test in &filter.tests {
            match test {
                Test::Text(term) => terms.push(Careful::new(term)),
                Test::Whole(whole) => wholes.push(whole),
                Test::Years(..) | Test::Category(_) | Test::State(_) => {}
            }
        }
        let mut passes = |value: &String| {
            let text = Text::new(value);
            wholes.contains(&&text.string)
                || terms.iter_mut().any(|term| term.touch(Field::Name, &text, skim).is_some())
        };
        let passes = match filter.key {
            Key::Unit => index.unit_lists.iter().map(|all| all.iter().any(&mut passes)).collect(),
            Key::Sector => index.heading_lists.iter().map(|all| all.iter().any(&mut passes)).collect(),
            Key::Stage => index.stages.printed.iter().map(passes).collect(),
            Key::District => index.districts.printed.iter().map(passes).collect(),
            Key::Mark => index.marks.printed.iter().map(passes).collect(),
            Key::Year | Key::Category | Key::Is => Vec::new(),
        };
        Self { filter, passes }
    }

    fn keeps(&self, index: &Index, at: usize, flags: &[Flags]) -> bool {
        let value = |values: &Values| self.passes.get(values.of[at] as usize) == Some(&true);
        let passes = match self.filter.key {
            Key::Unit => self.passes[index.units.of[at] as usize],
            Key::Sector => self.passes[index.headings.of[at] as usize],
            Key::Stage => value(&index.stages),
            Key::District => value(&index.districts),
            Key::Mark => value(&index.marks),
            Key::Year | Key::Category | Key::Is => {
                if self.filter.needs_flags() && flags.get(at).is_none() {
                    return false;
                }
                self.filter.tests.iter().any(|test| match test {
                    Test::Years(from, to) => (*from..=*to).contains(&index.start_years[at]),
                    Test::Category(category) => index.ids[at].category == *category,
                    Test::State(State::Starred) => index.marks.of[at] != Values::NONE,
                    Test::State(State::Flagged(wanted)) => flags[at].any(*wanted),
                    Test::Text(_) | Test::Whole(_) => false,
                })
            }
        };
        passes != self.filter.negated
    }
}
