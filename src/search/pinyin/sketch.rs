//! Sketches: which syllables a long text holds and which initials stand next to each other in it, in 72
//! bytes. A term stands unbroken in a long text only if the text has what every way of reading the term
//! demands, so most texts are turned away without being read. Never turns away a match.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::nfa::Sounds;
use super::signature::{Initials, beginner};
use super::{SYLLABLES, nfa};

/// A set of 256 things.
type Set = [u64; 4];

/// Every way that a syllable is typed.
static SPELLINGS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let sounds = Sounds::of(&SYLLABLES);
    sounds.spellings().map(str::to_owned).collect()
});

/// What one character adds to a sketch.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::search) struct Stroke {
    initials: Initials,
    syllables: Set,
    /// A Latin letter, which stands for itself at any place of a term.
    latin: u32,
}

impl Stroke {
    /// Of a folded character with these initials and sounds.
    pub fn of(c: char, initials: Initials, sounds: &Sounds) -> Self {
        let mut syllables = [0; 4];
        for spelling in sounds.spellings() {
            add(&mut syllables, place(spelling));
        }
        Self { initials, syllables, latin: nfa::letter_bits(&[c]) }
    }
}

/// What a text offers.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::search) struct Sketch {
    pairs: Set,
    syllables: Set,
    /// Which Latin letters it holds, a bit each.
    latin: u32,
}

impl Sketch {
    /// Of a text's characters in order.
    pub fn of<'a>(strokes: impl Iterator<Item = &'a Stroke>) -> Self {
        let mut sketch = Self::default();
        let mut before = Initials::default();
        for stroke in strokes {
            sketch.latin |= stroke.latin;
            for first in before.places() {
                for second in stroke.initials.places() {
                    add(&mut sketch.pairs, first * 16 + second);
                }
            }
            for (all, more) in sketch.syllables.iter_mut().zip(stroke.syllables) {
                *all |= more;
            }
            before = stroke.initials;
        }
        sketch
    }
}

/// What a term demands of a text that holds it unbroken.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Demand {
    /// All of these initials next to each other.
    pairs: Set,
    /// One of each of these sets of syllables.
    syllables: Vec<Set>,
    /// The term's Latin letters. A text that holds one of them can be turned away by nothing else: the letter
    /// may stand for itself.
    latin: u32,
    /// It can be read in no way but as Latin letters.
    only_latin: bool,
}

impl Demand {
    /// Of a term's folded letters, with initials standing for characters or without.
    pub fn of(term: &[char], by_initials: bool) -> Self {
        let edges = Edges::of(term, by_initials);
        let mut demand = Self { latin: nfa::letter_bits(term), ..Self::default() };
        if edges.from.iter().all(Vec::is_empty) {
            demand.only_latin = true;
            return demand;
        }
        let mut cut = 0;
        while cut < term.len() {
            let next = edges.next_cut(cut);
            let from = &edges.from[cut];
            let sets: Option<Vec<Set>> = from.iter().map(|edge| edge.syllables).collect();
            if let Some(sets) = sets {
                let any = sets.iter().fold([0; 4], |mut any: Set, set| {
                    any.iter_mut().zip(set).for_each(|(any, set)| *any |= set);
                    any
                });
                demand.syllables.push(any);
            }
            if from.iter().all(|edge| edge.to == next)
                && let (Some(first), Some(&letter)) = (beginner(term[cut]), term.get(next))
                && let Some(second) = beginner(letter)
            {
                add(&mut demand.pairs, first * 16 + second);
            }
            cut = next;
        }
        demand
    }

    /// Whether a text may hold the term.
    pub fn met_by(&self, sketch: &Sketch) -> bool {
        self.latin & sketch.latin != 0
            || !self.only_latin && self.pairs_met_by(sketch) && self.syllables_met_by(sketch)
    }

    fn pairs_met_by(&self, sketch: &Sketch) -> bool {
        self.pairs.iter().zip(sketch.pairs).all(|(needed, held)| needed & held == *needed)
    }

    fn syllables_met_by(&self, sketch: &Sketch) -> bool {
        self.syllables.iter().all(|any| any.iter().zip(sketch.syllables).any(|(a, b)| a & b != 0))
    }
}

/// What one character can be to a term: from one place in it to another.
#[derive(Clone, Copy, Debug)]
struct Edge {
    to: usize,
    /// The syllables that it must then be one of; `None` if it is itself or an initial.
    syllables: Option<Set>,
}

/// The edges that lie on a way from the term's beginning to its end.
struct Edges {
    from: Vec<Vec<Edge>>,
}

impl Edges {
    fn of(term: &[char], by_initials: bool) -> Self {
        let mut from: Vec<Vec<Edge>> = (0..term.len()).map(|at| all_edges(term, at, by_initials)).collect();
        let mut ends = vec![false; term.len() + 1];
        ends[term.len()] = true;
        for at in (0..term.len()).rev() {
            from[at].retain(|edge| ends[edge.to]);
            ends[at] = !from[at].is_empty();
        }
        let mut reached = vec![false; term.len() + 1];
        reached[0] = true;
        for at in 0..term.len() {
            if reached[at] {
                from[at].iter().for_each(|edge| reached[edge.to] = true);
            } else {
                from[at].clear();
            }
        }
        Self { from }
    }

    /// The next place after a cut that every way goes through.
    fn next_cut(&self, cut: usize) -> usize {
        let mut furthest = self.from[cut].iter().map(|edge| edge.to).max().unwrap_or(self.from.len());
        let mut at = cut + 1;
        while at < furthest {
            furthest = self.from[at].iter().map(|edge| edge.to).fold(furthest, usize::max);
            at += 1;
        }
        furthest
    }
}

fn all_edges(term: &[char], at: usize, by_initials: bool) -> Vec<Edge> {
    let c = term[at];
    if !c.is_ascii_lowercase() {
        return vec![Edge { to: at + 1, syllables: None }];
    }
    let mut edges = Vec::new();
    let rest: String =
        term[at..].iter().take(nfa::LONGEST + 1).take_while(|c| c.is_ascii_lowercase()).collect();
    for spelling in SPELLINGS.range(c.to_string()..).take_while(|spelling| spelling.starts_with(c)) {
        let mut syllable = [0; 4];
        add(&mut syllable, place(spelling));
        let unfinished =
            at + rest.len() == term.len() && spelling.starts_with(&rest) && spelling.len() > rest.len();
        if rest.starts_with(spelling.as_str()) {
            edges.push(Edge { to: at + spelling.len(), syllables: Some(syllable) });
        } else if unfinished {
            edges.push(Edge { to: term.len(), syllables: Some(syllable) });
        }
        if by_initials {
            edges.push(Edge { to: at + 1, syllables: None });
            if spelling.as_bytes().get(1) == Some(&b'h') && rest.as_bytes().get(1) == Some(&b'h') {
                edges.push(Edge { to: at + 2, syllables: None });
            }
        }
    }
    edges
}

fn add(set: &mut Set, place: u8) {
    set[usize::from(place / 64)] |= 1 << (place % 64);
}

/// Where a syllable stands in a set; some share a place.
fn place(spelling: &str) -> u8 {
    let hash =
        spelling.bytes().fold(0x811c_9dc5_u32, |hash, b| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193));
    (hash >> 12) as u8
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::readings;
    use super::*;

    fn sketch(text: &str) -> Sketch {
        let strokes: Vec<Stroke> = text
            .chars()
            .map(|c| Stroke::of(c, Initials::of(c, &readings(c)), &Sounds::of(&readings(c))))
            .collect();
        Sketch::of(strokes.iter())
    }

    fn demand(term: &str, by_initials: bool) -> Demand {
        Demand::of(&term.chars().collect::<Vec<_>>(), by_initials)
    }

    #[test]
    fn turns_away_what_cannot_be() {
        let text = sketch("建设辐射全国的燃料电池发动机研发、生产基地。");
        for term in ["ranliao", "ranliaodianc", "fadongji", "jianshe"] {
            assert!(demand(term, false).met_by(&text), "{term}");
        }
        for term in ["qingranliao", "boshi", "changshou"] {
            assert!(!demand(term, false).met_by(&text), "{term}");
        }
        assert!(demand("rldcfdj", true).met_by(&text) && !demand("dcldfdj", true).met_by(&text));
    }

    proptest! {
        #[test]
        fn never_turns_away_a_match(
            text in "[九龙坡博世氢重庆长寿万盛石柱女绿安二儿西先方案料燃电b3]{0,12}",
            term in "(bo|shi|s|sh|qing|chong|cang|zhu|lv|nu|an|fang|xi|xian|er|ran|liao|l|d|b|3|龙|世){1,5}",
        ) {
            let letters: Vec<char> = term.chars().collect();
            prop_assume!(letters.len() < 60);
            let pairs: Vec<_> = text.chars().map(|c| nfa::steps::<1>(&letters, c)).collect();
            let run = |steps: Vec<&nfa::Steps<1>>| {
                nfa::contiguous(letters.len(), nfa::Anchors::default(), steps.into_iter()).end.is_some()
            };
            if run(pairs.iter().map(|pair| &pair.strict).collect()) {
                prop_assert!(demand(&term, false).met_by(&sketch(&text)));
            }
            if run(pairs.iter().map(|pair| &pair.loose).collect()) {
                prop_assert!(demand(&term, true).met_by(&sketch(&text)));
            }
        }
    }
}
