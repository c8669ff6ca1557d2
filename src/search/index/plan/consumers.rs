//! What each letter of a list can consume of a pinyin term, and how the term is found in a text by it.

use crate::search::careful;
use crate::search::index::alphabet::{Alphabet, Letter, UNKNOWN};
use crate::search::pinyin::nfa::{self, Pair};
use crate::search::query::Term;
use crate::search::rank::{Field, Touch};

/// As many words as the term needs.
pub(super) enum Automaton {
    None,
    One(Consumers<1>),
    Four(Consumers<4>),
    Sixteen(Consumers<16>),
}

impl Automaton {
    pub fn new(alphabet: &Alphabet, term: &Term) -> Self {
        match term.letters.len() {
            _ if !term.latin => Self::None,
            n if n <= nfa::most_letters(1) => Self::One(Consumers::new(alphabet, term)),
            n if n <= nfa::most_letters(4) => Self::Four(Consumers::new(alphabet, term)),
            _ => Self::Sixteen(Consumers::new(alphabet, term)),
        }
    }

    /// How a pinyin term stands unbroken in a name, if that is worth anything: `latest` says how far in a run
    /// of so many points may end. `chances` say what the name can hold.
    pub fn unbroken(
        &self,
        term: &Term,
        name: &[Letter],
        chances: Chances,
        latest: impl Fn(i32) -> Option<usize>,
    ) -> Option<Touch> {
        match self {
            Self::None => None,
            Self::One(consumers) => consumers.unbroken(term, name, chances, latest),
            Self::Four(consumers) => consumers.unbroken(term, name, chances, latest),
            Self::Sixteen(consumers) => consumers.unbroken(term, name, chances, latest),
        }
    }

    /// The letters that a run of whole syllables can begin with, and those it can end with.
    pub fn edges(&self) -> [&[bool]; 2] {
        match self {
            Self::None => [&[], &[]],
            Self::One(consumers) => [&consumers.begins_whole, &consumers.ends_whole],
            Self::Four(consumers) => [&consumers.begins_whole, &consumers.ends_whole],
            Self::Sixteen(consumers) => [&consumers.begins_whole, &consumers.ends_whole],
        }
    }

    /// How a pinyin term is found in a text.
    pub fn touch(&self, term: &Term, field: Field, text: &[Letter]) -> Option<Touch> {
        match self {
            Self::None => None,
            Self::One(consumers) => consumers.touch(term, field, text),
            Self::Four(consumers) => consumers.touch(term, field, text),
            Self::Sixteen(consumers) => consumers.touch(term, field, text),
        }
    }
}

/// What rows of bits say that a name can hold.
#[derive(Clone, Copy)]
pub(in crate::search::index) struct Chances {
    /// A letter that a run of whole syllables can begin with.
    pub begins_whole: bool,
    /// A letter that one can end with.
    pub ends_whole: bool,
}

/// What each letter can consume of a term. Most consume nothing and share the first place.
pub(super) struct Consumers<const N: usize> {
    place: Vec<u16>,
    pairs: Vec<Pair<N>>,
    /// Which letters a run in a long text can begin with.
    begins: Vec<bool>,
    /// Which letters a run in a short text can begin with.
    begins_short: Vec<bool>,
    /// Which letters a run of whole syllables can begin with, and which it can end with.
    begins_whole: Vec<bool>,
    ends_whole: Vec<bool>,
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
        let letters = term.letters.len();
        let each = |holds: &dyn Fn(&Pair<N>) -> bool| -> Vec<bool> {
            let of_pair: Vec<bool> = pairs.iter().map(holds).collect();
            place.iter().map(|&place| of_pair[usize::from(place)]).collect()
        };
        Self {
            begins: each(&begin),
            begins_short: each(&|pair| pair.loose.begins()),
            begins_whole: each(&|pair| pair.strict.begins()),
            ends_whole: each(&|pair| pair.strict.ends(letters)),
            place,
            pairs,
        }
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

    fn unbroken(
        &self,
        term: &Term,
        name: &[Letter],
        chances: Chances,
        latest: impl Fn(i32) -> Option<usize>,
    ) -> Option<Touch> {
        let points = careful::run_points(term.letters.len());
        let is_one = |of: &[bool], name: &[Letter]| name.iter().any(|&letter| of[usize::from(letter)]);
        // A run ends no earlier than it begins.
        let begins = |points: i32, with: &[bool]| {
            latest(points).is_some_and(|at| is_one(with, &name[..name.len().min(at.saturating_add(1))]))
        };
        let worth = chances.ends_whole
            && begins(points + careful::FINISHED, &self.begins_whole)
            && is_one(&self.ends_whole, name)
            || chances.begins_whole && begins(points + careful::UNFINISHED, &self.begins_whole)
            || begins(points, &self.begins_short);
        if !worth {
            return None;
        }
        let loose = name.iter().map(|&letter| &self.pair(letter).loose);
        let strict = name.iter().map(|&letter| &self.pair(letter).strict);
        careful::unbroken_pinyin(term, Field::Name, loose, strict)
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
