//! What a long text must hold for a term to stand unbroken in it: from every way of reading the term, the
//! syllables and the pairs of initials that all of them need. Never turns away a match.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::nfa::Sounds;
use super::signature::beginner;
use super::{SYLLABLES, nfa};

/// Every way that a syllable is typed.
static SPELLINGS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let sounds = Sounds::of(&SYLLABLES);
    sounds.spellings().map(str::to_owned).collect()
});

/// A set of syllables, as they are typed. Some share a place, so that it may hold more than was put into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::search) struct Syllables([u64; 8]);

impl Syllables {
    /// Those of a character with these sounds.
    pub fn of(sounds: &Sounds) -> Self {
        let mut syllables = Self::default();
        sounds.spellings().for_each(|spelling| syllables.add(spelling));
        syllables
    }

    /// Whether they have one in common.
    pub fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(other.0).any(|(a, b)| a & b != 0)
    }

    fn add(&mut self, spelling: &str) {
        let hash = |hash: u32, b: u8| (hash ^ u32::from(b)).wrapping_mul(0x0100_0193);
        let place = spelling.bytes().fold(0x811c_9dc5, hash) >> 12;
        self.0[place as usize / 64 % 8] |= 1 << (place % 64);
    }

    fn join(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(all, more)| *all |= more);
    }
}

/// What every way of reading a term needs, Latin letters that stand for themselves aside.
#[derive(Clone, Debug, Default)]
pub(in crate::search) struct Demand {
    /// A character of each of these sets.
    pub syllables: Vec<Syllables>,
    /// These initials side by side, as places of [`super::Initials`].
    pub pairs: Vec<(u8, u8)>,
}

impl Demand {
    /// Of a term's folded letters, with initials standing for characters or without; `None` if it cannot be
    /// read at all.
    pub fn of(term: &[char], by_initials: bool) -> Option<Self> {
        let edges = SyllableEdges::of(term, by_initials);
        if edges.from.iter().all(Vec::is_empty) {
            return None;
        }
        let mut demand = Self::default();
        let mut cut = 0;
        while cut < term.len() {
            let next = edges.next_cut(cut);
            let from = &edges.from[cut];
            // What begins at a cut is one of these, whichever way it goes on.
            let mut any = Syllables::default();
            let sets: Option<()> = from.iter().map(|edge| edge.syllables.map(|set| any.join(&set))).collect();
            if sets.is_some() && !demand.syllables.contains(&any) {
                demand.syllables.push(any);
            }
            if from.iter().all(|edge| edge.to == next)
                && let (Some(first), Some(&letter)) = (beginner(term[cut]), term.get(next))
                && let Some(second) = beginner(letter)
            {
                demand.pairs.push((first, second));
            }
            cut = next;
        }
        demand.pairs.sort_unstable();
        demand.pairs.dedup();
        Some(demand)
    }
}

/// What one character can be to a term: from one place in it to another.
#[derive(Clone, Copy, Debug)]
struct SyllableEdge {
    to: usize,
    /// The syllables that it must then be one of; `None` if it is itself.
    syllables: Option<Syllables>,
}

/// The edges that lie on a way from the term's beginning to its end.
struct SyllableEdges {
    from: Vec<Vec<SyllableEdge>>,
}

impl SyllableEdges {
    fn of(term: &[char], by_initials: bool) -> Self {
        let mut from: Vec<Vec<SyllableEdge>> =
            (0..term.len()).map(|at| all_edges(term, at, by_initials)).collect();
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

fn all_edges(term: &[char], at: usize, by_initials: bool) -> Vec<SyllableEdge> {
    let c = term[at];
    if !c.is_ascii_lowercase() {
        return vec![SyllableEdge { to: at + 1, syllables: None }];
    }
    let mut edges = Vec::new();
    let rest: String =
        term[at..].iter().take(nfa::LONGEST + 1).take_while(|c| c.is_ascii_lowercase()).collect();
    for spelling in SPELLINGS.range(c.to_string()..).take_while(|spelling| spelling.starts_with(c)) {
        let mut syllable = Syllables::default();
        syllable.add(spelling);
        // A lone letter is an initial, not the beginning of a syllable.
        let unfinished = term.len() > 1
            && at + rest.len() == term.len()
            && spelling.starts_with(&rest)
            && spelling.len() > rest.len();
        if rest.starts_with(spelling.as_str()) {
            edges.push(SyllableEdge { to: at + spelling.len(), syllables: Some(syllable) });
        } else if unfinished {
            edges.push(SyllableEdge { to: term.len(), syllables: Some(syllable) });
        }
        if by_initials {
            edges.push(SyllableEdge { to: at + 1, syllables: Some(syllable) });
            if spelling.as_bytes().get(1) == Some(&b'h') && rest.as_bytes().get(1) == Some(&b'h') {
                edges.push(SyllableEdge { to: at + 2, syllables: Some(syllable) });
            }
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Initials, readings};
    use super::*;

    fn may(term: &str, by_initials: bool, text: &str) -> bool {
        let term: Vec<char> = term.chars().collect();
        let chars: Vec<char> = text.chars().collect();
        if chars.iter().any(|c| c.is_ascii_lowercase() && term.contains(c)) {
            return true;
        }
        let Some(demand) = Demand::of(&term, by_initials) else { return false };
        let held: Vec<Syllables> = chars.iter().map(|&c| Syllables::of(&Sounds::of(&readings(c)))).collect();
        let initials = |c: char| Initials::of(c, &readings(c));
        demand.syllables.iter().all(|any| held.iter().any(|one| one.meets(any)))
            && demand.pairs.iter().all(|&(first, second)| {
                chars.windows(2).any(|two| {
                    initials(two[0]).places().any(|place| place == first)
                        && initials(two[1]).places().any(|place| place == second)
                })
            })
    }

    #[test]
    fn turns_away_what_cannot_be() {
        let text = "建设辐射全国的燃料电池发动机研发、生产基地。";
        for term in ["ranliao", "ranliaodianc", "fadongji", "jianshe"] {
            assert!(may(term, false, text), "{term}");
        }
        for term in ["qingranliao", "boshi", "changshou"] {
            assert!(!may(term, false, text), "{term}");
        }
        assert!(may("rldcfdj", true, text) && !may("dcldfdj", true, text));
        assert!(may("a", false, "啊") && !may("j", false, text));
    }

    proptest! {
        #[test]
        fn never_turns_away_a_match(
            text in "[九龙坡博世氢重庆长寿万盛石柱女绿安二儿啊西先方案料燃电b3]{0,12}",
            term in "(a|bo|shi|s|sh|qing|chong|cang|zhu|lv|nu|an|fang|xi|xian|er|ran|liao|l|d|b|3|龙|世){1,5}",
        ) {
            let letters: Vec<char> = term.chars().collect();
            prop_assume!(letters.len() < 60);
            let pairs: Vec<_> = text.chars().map(|c| nfa::steps::<1>(&letters, c)).collect();
            let run = |steps: Vec<&nfa::Steps<1>>| {
                nfa::contiguous(letters.len(), nfa::Anchors::default(), steps.into_iter()).end.is_some()
            };
            if run(pairs.iter().map(|pair| &pair.strict).collect()) {
                prop_assert!(may(&term, false, &text));
            }
            if run(pairs.iter().map(|pair| &pair.loose).collect()) {
                prop_assert!(may(&term, true, &text));
            }
        }
    }
}
