//! A query worked out for one index: what is asked of each project, as tables over letters and over
//! values that stand for many projects. Agrees with the careful matcher in every point; see `plain`.

use crate::search::careful::{self, Careful, Text};
use crate::search::pinyin::nfa::{self, Anchors, Pair};
use crate::search::pinyin::{Demand, Signature};
use crate::search::query::filter::{Filter, Flags, Key, State, Test};
use crate::search::query::{Query, Term};
use crate::search::rank::{Field, Points, Rank, Touch};
use crate::search::skim::Skim;

use super::align::Aligner;
use super::alphabet::{Alphabet, Letter, UNKNOWN};
use super::column::{Column, Need, Shared};
use super::{Index, Values};

/// A query worked out.
pub(super) struct Plan<'a> {
    index: &'a Index,
    flags: &'a [Flags],
    terms: Vec<TermPlan<'a>>,
    filters: Vec<FilterPlan<'a>>,
}

impl<'a> Plan<'a> {
    pub fn new(index: &'a Index, query: &'a Query, flags: &'a [Flags]) -> Self {
        let mut aligner = Aligner::default();
        let skim = Skim::new();
        let mut terms: Vec<_> =
            query.terms.iter().map(|term| TermPlan::new(index, term, &mut aligner)).collect();
        // Terms that fewer projects have come first: most projects then fail at once.
        terms.sort_by_key(|term| (term.term.negated, std::cmp::Reverse(term.term.letters.len())));
        let filters = query.filters.iter().map(|filter| FilterPlan::new(index, filter, &skim));
        Self { index, flags, terms, filters: filters.collect() }
    }

    /// Which of the sixty-four projects from `first` may be hits, of those left. Says no only when sure.
    pub fn maybe(&self, first: usize, mut left: u64) -> u64 {
        for term in self.terms.iter().filter(|term| !term.term.negated) {
            if left == 0 {
                break;
            }
            left &= term.maybe(self.index, first, left);
        }
        left
    }

    /// The rank of a project, if it is a hit.
    pub fn rank(&self, at: usize, aligner: &mut Aligner) -> Option<Rank> {
        if !self.filters.iter().all(|filter| filter.keeps(self.index, at, self.flags)) {
            return None;
        }
        let mut sum = Points { score: 0, at: 0 };
        for term in &self.terms {
            let points = term.points(self.index, at, aligner);
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
    /// Which of them is used least, to be looked for first.
    rarest: usize,
    /// The bits of those letters.
    mask: u128,
    /// The bits of those that pinyin cannot stand for.
    fixed: u128,
    signature: Signature,
    automaton: Automaton,
    /// What a name must have.
    of_name: Need,
    /// What a content must have.
    of_content: Need,
    /// A letter that pinyin cannot stand for is nowhere in the list.
    hopeless: bool,
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
    /// Which letters a run in a long text can begin with.
    begins: Vec<bool>,
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
        let by_initials = term.may_be_initials_in(Field::Content);
        let begin = |pair: &Pair<N>| if by_initials { pair.loose.begins() } else { pair.strict.begins() };
        let begins = place.iter().map(|&place| begin(&pairs[usize::from(place)])).collect();
        Self { place, pairs, begins }
    }

    fn pair(&self, letter: Letter) -> &Pair<N> {
        &self.pairs[usize::from(self.place[usize::from(letter)])]
    }

    /// How the term is found in a long text, where neither place nor length of a run counts. Few characters
    /// can begin one, and few of those go on.
    fn touch_long(&self, term: &Term, field: Field, text: &[Letter]) -> Option<Touch> {
        let letters = term.letters.len();
        let starts = || (0..text.len()).filter(|&at| self.begins[usize::from(text[at])]);
        let runs =
            |at: usize| nfa::runs_from_start(letters, text[at..].iter().map(|&l| &self.pair(l).strict));
        let loosely =
            |at: usize| nfa::runs_from_start(letters, text[at..].iter().map(|&l| &self.pair(l).loose));
        let initials = !starts().any(runs);
        if initials && !(term.may_be_initials_in(field) && starts().any(loosely)) {
            return None;
        }
        Some(Touch { inner: 0, contiguous: true, initials, at: 0 })
    }

    fn touch(&self, term: &Term, field: Field, text: &[Letter]) -> Option<Touch> {
        if matches!(field, Field::Goal | Field::Content) {
            return self.touch_long(term, field, text);
        }
        let loose = text.iter().map(|&letter| &self.pair(letter).loose);
        let strict = text.iter().map(|&letter| &self.pair(letter).strict);
        careful::pinyin_touch(term, field, loose, strict)
    }
}

/// A term's points for the texts of a shared column.
enum Table {
    /// No text holds it.
    Nowhere,
    /// For each text.
    Known(Vec<Option<Points>>),
    /// Too many texts to work out beforehand.
    Later,
}

impl Table {
    /// The most texts worked out beforehand.
    const MOST: usize = 1 << 13;
}

impl<'a> TermPlan<'a> {
    fn new(index: &Index, term: &'a Term, aligner: &mut Aligner) -> Self {
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
        let signature = if term.latin { Signature::needed(&term.letters) } else { Signature::default() };
        let need = |demand| Need { mask: fixed, signature, demand };
        let demand = (term.latin && term.may_stand_in(Field::Content))
            .then(|| Demand::of(&term.letters, term.may_be_initials_in(Field::Content)));
        let unheard = |c: &char| !(term.latin && c.is_ascii_lowercase()) && alphabet.of(*c) == UNKNOWN;
        let mut plan = Self {
            term,
            rarest: (0..letters.len()).min_by_key(|&at| alphabet.uses(letters[at])).unwrap_or(0),
            letters,
            mask,
            fixed,
            signature,
            automaton,
            of_name: need(None),
            of_content: need(demand),
            hopeless: term.letters.iter().any(unheard),
            units: Table::Later,
            headings: Table::Later,
            goals: Table::Later,
        };
        plan.units = plan.table(index, Field::LeadUnit, &index.units, aligner);
        plan.headings = plan.table(index, Field::Headings, &index.headings, aligner);
        plan.goals = plan.table(index, Field::Goal, &index.goals, aligner);
        plan
    }

    fn table(&self, index: &Index, field: Field, shared: &Shared, aligner: &mut Aligner) -> Table {
        if shared.texts.len() > Table::MOST {
            return Table::Later;
        }
        let points: Vec<_> = (0..shared.texts.len())
            .map(|at| self.points_in(index, field, &shared.texts, at, aligner))
            .collect();
        if points.iter().all(Option::is_none) { Table::Nowhere } else { Table::Known(points) }
    }

    /// Which of the sixty-four projects from `first` may hold the term, of those left.
    fn maybe(&self, index: &Index, first: usize, left: u64) -> u64 {
        let each = |left: u64, holds: &dyn Fn(usize) -> bool| {
            let mut held = 0;
            let mut rest = left;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                held |= u64::from(holds(first + bit as usize)) << bit;
            }
            held
        };
        let mut maybe = 0;
        if self.term.number.is_some() || self.term.id.is_some() {
            maybe |= each(left, &|at| self.is_named(index, at));
        }
        if self.hopeless {
            return maybe;
        }
        maybe |= index.names.maybe(first, &self.of_name);
        for (shared, table) in
            [(&index.units, &self.units), (&index.headings, &self.headings), (&index.goals, &self.goals)]
        {
            let rest = left & !maybe;
            maybe |= match table {
                Table::Nowhere => 0,
                Table::Known(points) => each(rest, &|at| points[shared.of[at] as usize].is_some()),
                Table::Later => rest,
            };
        }
        if left & !maybe != 0 && self.term.may_stand_in(Field::Content) && !index.contents.is_blank() {
            maybe |= index.contents.maybe(first, &self.of_content);
        }
        maybe & left
    }

    /// Whether the term is the project's serial or id.
    fn is_named(&self, index: &Index, at: usize) -> bool {
        self.term.number == Some(index.ids[at].serial) || self.term.id == Some(index.ids[at])
    }

    /// The term's points for a project: those of the best field.
    fn points(&self, index: &Index, at: usize, aligner: &mut Aligner) -> Option<Points> {
        if self.is_named(index, at) {
            return Some(Points::SERIAL);
        }
        let mut best = self.points_in(index, Field::Name, &index.names, at, aligner);
        for field in &Field::TEXTS[1..] {
            if best.is_some_and(|best| best.score >= field.most_points()) {
                return best;
            }
            let found = match field {
                Field::LeadUnit => self.shared(index, *field, &index.units, &self.units, at, aligner),
                Field::Headings => self.shared(index, *field, &index.headings, &self.headings, at, aligner),
                Field::Goal => self.shared(index, *field, &index.goals, &self.goals, at, aligner),
                _ if index.contents.is_blank() => None,
                _ => self.points_in_content(index, at, aligner),
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
            Table::Nowhere => None,
            Table::Known(points) => points[text],
            Table::Later => self.points_in(index, field, &shared.texts, text, aligner),
        }
    }

    fn points_in_content(&self, index: &Index, at: usize, aligner: &mut Aligner) -> Option<Points> {
        // Its sketch turns most contents away that a better field made a candidate.
        let may = index.contents.meets(at, &self.of_content);
        if may { self.points_in(index, Field::Content, &index.contents, at, aligner) } else { None }
    }

    fn points_in(
        &self,
        index: &Index,
        field: Field,
        column: &Column,
        at: usize,
        aligner: &mut Aligner,
    ) -> Option<Points> {
        self.touch(&index.alphabet, field, column, at, aligner).map(|touch| Points::of(field, touch))
    }

    /// How the term is found in one text: [`Careful::touch`] over letters.
    fn touch(
        &self,
        alphabet: &Alphabet,
        field: Field,
        column: &Column,
        at: usize,
        aligner: &mut Aligner,
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
                return self.scattered(alphabet, field, text, aligner);
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
        let rarest = self.letters[self.rarest];
        let mut places = Places { text, letter: rarest, next: from + self.rarest }
            .map(|place| place - self.rarest)
            .take_while(|place| *place <= to)
            .filter(|place| text[*place..].starts_with(&self.letters));
        let at = places.next()?;
        let mut inner =
            careful::run_points(self.letters.len()) + i32::from(self.term.latin) * careful::LITERAL;
        if anchors == Anchors::default() && field.is_short() {
            let edge = |place: usize| alphabet.edge(place.checked_sub(1).map(|before| text[before]));
            inner += places.map(edge).fold(edge(at), i32::max);
        }
        Some(Touch { inner, contiguous: true, initials: false, at: at as u32 })
    }

    fn scattered(
        &self,
        alphabet: &Alphabet,
        field: Field,
        text: &[Letter],
        aligner: &mut Aligner,
    ) -> Option<Touch> {
        if !self.term.may_scatter() || !field.is_short() {
            return None;
        }
        let score = aligner.score(alphabet, text, &self.letters)?;
        let at = text.iter().position(|letter| *letter == self.letters[0])?;
        let inner = careful::scattered_points(score);
        Some(Touch { inner, contiguous: false, initials: false, at: at as u32 })
    }
}

/// Where a letter stands in a text, from a place on.
struct Places<'t> {
    text: &'t [Letter],
    letter: Letter,
    next: usize,
}

impl Iterator for Places<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let mut rest = self.text.get(self.next..)?;
        // Chunks of a fixed size are compared all at once.
        while let Some((chunk, after)) = rest.split_first_chunk::<16>() {
            if chunk.iter().filter(|letter| **letter == self.letter).count() > 0 {
                break;
            }
            rest = after;
        }
        let at = self.text.len() - rest.len() + rest.iter().position(|letter| *letter == self.letter)?;
        self.next = at + 1;
        Some(at)
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
