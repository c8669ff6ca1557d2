//! What each letter of a list can consume of a pinyin term, and how the term is found in a text by it.

use crate::search::careful;
use crate::search::index::alphabet::{Alphabet, Letter, UNKNOWN};
use crate::search::pinyin::nfa::{self, Pair};
use crate::search::query::Term;
use crate::search::rank::{SearchField, TermMatch};

/// As many words as the term needs.
pub(super) enum NameAutomaton {
    None,
    One(Consumers<1>),
    Four(Consumers<4>),
    Sixteen(Consumers<16>),
}

impl NameAutomaton {
    pub fn new(alphabet: &Alphabet, term: &Term) -> Self {
        match term.letters.len() {
            _ if !term.latin => Self::None,
            n if n <= nfa::most_letters(1) => Self::One(Consumers::new(alphabet, term)),
            n if n <= nfa::most_letters(4) => Self::Four(Consumers::new(alphabet, term)),
            _ => Self::Sixteen(Consumers::new(alphabet, term)),
        }
    }

    /// How a pinyin term stands unbroken in a name, if it is in reach.
    pub fn unbroken(
        &self,
        term: &Term,
        name: &[Letter],
        edges: &RunEdges,
        reach: RunReach,
    ) -> Option<TermMatch> {
        match self {
            Self::None => None,
            _ if !edges.may_reach(name, reach) => None,
            Self::One(consumers) => consumers.unbroken(term, name),
            Self::Four(consumers) => consumers.unbroken(term, name),
            Self::Sixteen(consumers) => consumers.unbroken(term, name),
        }
    }

    /// Whether a run of the term ends within the first letters of a name, with initials or without.
    pub fn ends_within(&self, term: &Term, head: &[Letter], by_initials: bool) -> bool {
        match self {
            Self::None => false,
            Self::One(consumers) => consumers.ends_within(term, head, by_initials),
            Self::Four(consumers) => consumers.ends_within(term, head, by_initials),
            Self::Sixteen(consumers) => consumers.ends_within(term, head, by_initials),
        }
    }

    /// Where runs of the term can begin and end in a name.
    pub fn edges(&self, term: &Term) -> RunEdges {
        match self {
            Self::None => RunEdges::default(),
            Self::One(consumers) => consumers.edges(term),
            Self::Four(consumers) => consumers.edges(term),
            Self::Sixteen(consumers) => consumers.edges(term),
        }
    }

    /// How a pinyin term is found in a text.
    pub fn touch(&self, term: &Term, field: SearchField, text: &[Letter]) -> Option<TermMatch> {
        match self {
            Self::None => None,
            Self::One(consumers) => consumers.touch(term, field, text),
            Self::Four(consumers) => consumers.touch(term, field, text),
            Self::Sixteen(consumers) => consumers.touch(term, field, text),
        }
    }
}

/// Which letters a run of a term can begin with in a name, by what it is worth, and which one of whole syllables
/// can end with.
#[derive(Default)]
pub(super) struct RunEdges {
    /// Of initials, or anything better.
    pub begins: Vec<bool>,
    /// Of whole syllables but the last, or better.
    pub begins_unfinished: Vec<bool>,
    pub begins_whole: Vec<bool>,
    pub ends_whole: Vec<bool>,
}

/// How far in a name runs may stand to be worth anything: of whole syllables, of whole ones but the last,
/// of initials.
#[derive(Clone, Copy)]
pub(super) struct RunReach {
    pub whole: Option<usize>,
    pub unfinished: Option<usize>,
    pub initials: Option<usize>,
}

impl RunReach {
    /// The furthest; `None` for nowhere.
    pub fn most(self) -> Option<usize> {
        self.whole.max(self.unfinished).max(self.initials)
    }
}

impl RunEdges {
    /// Whether a run within reach can begin with one of these letters.
    pub fn may_begin(&self, letters: &[Letter], reach: RunReach) -> bool {
        let begins = match reach {
            RunReach { initials: Some(_), .. } => &self.begins,
            RunReach { unfinished: Some(_), .. } => &self.begins_unfinished,
            _ => &self.begins_whole,
        };
        letters.iter().any(|&letter| begins[usize::from(letter)])
    }

    /// Whether a name can hold a run that is worth anything. A run ends no earlier than it begins.
    fn may_reach(&self, name: &[Letter], reach: RunReach) -> bool {
        let any = |of: &[bool], name: &[Letter]| name.iter().any(|&letter| of[usize::from(letter)]);
        let within = |of: &[bool], to: Option<usize>| {
            to.is_some_and(|to| any(of, &name[..name.len().min(to.saturating_add(1))]))
        };
        within(&self.begins, reach.initials)
            || within(&self.begins_unfinished, reach.unfinished)
            || (within(&self.begins_whole, reach.whole) && any(&self.ends_whole, name))
    }
}

/// What each letter can consume of a term. Most consume nothing and share the first place.
pub(super) struct Consumers<const N: usize> {
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
        let by_initials = term.may_be_initials_in(SearchField::Content);
        let begin = |pair: &Pair<N>| if by_initials { pair.loose.begins() } else { pair.strict.begins() };
        let begins = place.iter().map(|&place| begin(&pairs[usize::from(place)])).collect();
        Self { place, pairs, begins }
    }

    fn edges(&self, term: &Term) -> RunEdges {
        let letters = term.letters.len();
        let each = |holds: &dyn Fn(&Pair<N>) -> bool| -> Vec<bool> {
            let of_pair: Vec<bool> = self.pairs.iter().map(holds).collect();
            self.place.iter().map(|&place| of_pair[usize::from(place)]).collect()
        };
        RunEdges {
            begins: each(&|pair| pair.loose.begins()),
            begins_unfinished: each(&|pair| pair.strict.begins()),
            begins_whole: each(&|pair| pair.strict.begins_whole()),
            ends_whole: each(&|pair| pair.strict.ends(letters)),
        }
    }

    fn pair(&self, letter: Letter) -> &Pair<N> {
        &self.pairs[usize::from(self.place[usize::from(letter)])]
    }

    /// How the term is found in a long text, where neither place nor length of a run counts. Few characters
    /// can begin one, and few of those go on.
    fn touch_long(&self, term: &Term, field: SearchField, text: &[Letter]) -> Option<TermMatch> {
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
        Some(TermMatch { inner: 0, contiguous: true, initials, at: 0 })
    }

    fn ends_within(&self, term: &Term, head: &[Letter], by_initials: bool) -> bool {
        let pair = |&letter: &Letter| self.pair(letter);
        let steps = head.iter().map(pair).map(|pair| if by_initials { &pair.loose } else { &pair.strict });
        nfa::contiguous(term.letters.len(), term.anchors, steps).end.is_some()
    }

    fn unbroken(&self, term: &Term, name: &[Letter]) -> Option<TermMatch> {
        let loose = name.iter().map(|&letter| &self.pair(letter).loose);
        let strict = name.iter().map(|&letter| &self.pair(letter).strict);
        careful::unbroken_pinyin(term, SearchField::Name, loose, strict)
    }

    fn touch(&self, term: &Term, field: SearchField, text: &[Letter]) -> Option<TermMatch> {
        if matches!(field, SearchField::Goal | SearchField::Content) {
            return self.touch_long(term, field, text);
        }
        let loose = text.iter().map(|&letter| &self.pair(letter).loose);
        let strict = text.iter().map(|&letter| &self.pair(letter).strict);
        careful::pinyin_touch(term, field, loose, strict)
    }
}
