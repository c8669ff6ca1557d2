//! Which projects a query can possibly find, told in one quick pass over their characters: a command that asks
//! once then makes only those searchable, which is much less than all. Never leaves out a hit.

use std::collections::HashMap;

use crate::domain::project::Project;

use super::fold::fold;
use super::pinyin::nfa::Sounds;
use super::pinyin::{Demand, Initials, Syllables, readings};
use super::query::{Query, Term};
use super::rank::SearchField;

/// Projects below which a second thread costs more than it brings.
const WORTH_THREADS: usize = 20_000;

/// The positions of all projects that may be hits, in order.
pub fn possible(projects: &[Project], query: &Query) -> Vec<u32> {
    let threads = match projects.len() {
        few if few < WORTH_THREADS => 1,
        _ => std::thread::available_parallelism().map_or(1, usize::from),
    };
    let share = projects.len().div_ceil(threads).max(1);
    let work = |part: usize, projects: &[Project]| {
        let mut sieve = Sieve::new(query);
        let kept = projects.iter().enumerate().filter(|(_, project)| sieve.lets_through(project));
        kept.map(|(at, _)| (part * share + at) as u32).collect::<Vec<u32>>()
    };
    std::thread::scope(|scope| {
        let work = &work;
        let parts: Vec<_> = projects
            .chunks(share)
            .enumerate()
            .map(|(part, projects)| scope.spawn(move || work(part, projects)))
            .collect();
        let join = |part: std::thread::ScopedJoinHandle<'_, Vec<u32>>| match part.join() {
            Ok(kept) => kept,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        parts.into_iter().flat_map(join).collect()
    })
}

/// One thing that some character of a text must be.
enum CharClass {
    Letter(char),
    /// A character that can begin with this letter.
    Initial(Initials),
    /// One of these syllables, or a Latin letter of the term itself.
    Syllable(Syllables, Vec<char>),
}

/// What a term needs, as sets of things.
struct TermNeed<'q> {
    term: &'q Term,
    /// Of a short text, where the term may be scattered.
    short: u64,
    /// Of a long text, one of these.
    long: Vec<u64>,
}

struct Sieve<'q> {
    things: Vec<CharClass>,
    needs: Vec<TermNeed<'q>>,
    /// Which things each character can be.
    known: HashMap<char, u64>,
    /// The same of the characters that nearly all text is of; [`Sieve::UNKNOWN`] until first met.
    near: Vec<u64>,
}

impl<'q> Sieve<'q> {
    /// The last bit, which no thing has.
    const UNKNOWN: u64 = 1 << 63;

    fn new(query: &'q Query) -> Self {
        let near = vec![Self::UNKNOWN; 1 << 16];
        let mut sieve = Self { things: Vec::new(), needs: Vec::new(), known: HashMap::new(), near };
        for term in query.terms.iter().filter(|term| !term.negated) {
            let need = sieve.need(term);
            sieve.needs.push(need);
        }
        sieve
    }

    fn need(&mut self, term: &'q Term) -> TermNeed<'q> {
        let mut letters = 0;
        let mut initials = 0;
        let pinyin = |c: &char| term.latin && c.is_ascii_lowercase();
        for &c in &term.letters {
            if pinyin(&c) {
                let initial = Initials::of(c, &[]);
                if initial.places().next().is_some() {
                    initials |= self.bit(CharClass::Initial(initial));
                }
            } else {
                letters |= self.bit(CharClass::Letter(c));
            }
        }
        if !term.latin {
            return TermNeed { term, short: letters, long: vec![letters] };
        }
        let themselves: Vec<char> = term.letters.iter().copied().filter(pinyin).collect();
        let by_initials = term.may_be_initials_in(SearchField::Content).then_some(true);
        let mut long: Vec<u64> = Vec::new();
        for demand in std::iter::once(false).chain(by_initials).filter_map(|b| Demand::of(&term.letters, b)) {
            let bit = |any: &Syllables| self.bit(CharClass::Syllable(*any, themselves.clone()));
            long.push(demand.syllables.iter().map(bit).fold(letters, |all, bit| all | bit));
        }
        if long.is_empty() {
            let any = CharClass::Syllable(Syllables::default(), themselves);
            long.push(letters | self.bit(any));
        }
        TermNeed { term, short: letters | initials, long }
    }

    /// The bit of a new thing; none when there are too many, which only lets more through.
    fn bit(&mut self, thing: CharClass) -> u64 {
        if self.things.len() >= 63 {
            return 0;
        }
        self.things.push(thing);
        1 << (self.things.len() - 1)
    }

    fn lets_through(&mut self, project: &Project) -> bool {
        let short = self.held(&project.name)
            | project.lead_units.iter().chain(&project.headings).fold(0, |all, text| all | self.held(text));
        // What stands between several units or headings counts too.
        let short = short | self.held("、 › ");
        let mut long = None;
        let mut needs = std::mem::take(&mut self.needs);
        let through = needs.iter_mut().all(|need| {
            let named = need.term.number == Some(project.id.serial) || need.term.id == Some(project.id);
            named || short & need.short == need.short || {
                let held =
                    *long.get_or_insert_with(|| self.held(&project.goal) | self.held(&project.content));
                need.long.iter().any(|long| held & long == *long)
            }
        });
        self.needs = needs;
        through
    }

    /// Which things the characters of a text can be.
    fn held(&mut self, text: &str) -> u64 {
        let mut held = 0;
        for c in text.chars() {
            held |= match self.near.get(c as usize) {
                Some(&known) if known != Self::UNKNOWN => known,
                _ => self.meet(c),
            };
        }
        held
    }

    fn meet(&mut self, printed: char) -> u64 {
        if let Some(&known) = self.known.get(&printed) {
            return known;
        }
        let c = fold(printed);
        let readings = readings(c);
        let initials = Initials::of(c, &readings);
        let syllables = Syllables::of(&Sounds::of(&readings));
        let is = |thing: &CharClass| match thing {
            CharClass::Letter(letter) => *letter == c,
            CharClass::Initial(initial) => {
                initial.places().all(|place| initials.places().any(|p| p == place))
            }
            CharClass::Syllable(any, themselves) => syllables.meets(any) || themselves.contains(&c),
        };
        let held = self.things.iter().enumerate().filter(|(_, thing)| is(thing)).map(|(n, _)| 1 << n);
        let held = held.fold(0, |all, bit: u64| all | bit);
        match self.near.get_mut(printed as usize) {
            Some(near) => *near = held,
            None => drop(self.known.insert(printed, held)),
        }
        held
    }
}
