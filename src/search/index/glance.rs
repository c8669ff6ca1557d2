//! The beginning of an answer. What holds all terms unbroken in its name comes before everything else, so the
//! best of those are the first rows, whatever a look at all other fields finds later. Of those names most
//! cannot be among the best, which is told without working them out: by what they can hold at all, their
//! length, and how far in the term can begin at the earliest.

use std::sync::atomic::AtomicBool;

use crate::search::best::{Ranked, TopK};
use crate::search::rank::Rank;

use super::plan::{BlockCandidates, NamePlan, ScoreBounds};
use super::rows::BLOCK;
use super::scan::{self, BlockVisitor};
use super::{Index, Survivors};

/// The best of each category, at most so many; `None` when stopped.
pub(super) fn glance(
    index: &Index,
    first: &NamePlan<'_>,
    among: Option<&Survivors>,
    limit: usize,
    stop: &AtomicBool,
) -> Option<[Vec<Ranked>; 3]> {
    let begin = || Glance { index, first, among, best: [(); 3].map(|()| TopK::new(limit)) };
    let mut of_category: [Vec<TopK>; 3] = Default::default();
    for glance in scan::in_blocks(index, 0, stop, begin)? {
        of_category.iter_mut().zip(glance.best).for_each(|(all, best)| all.push(best));
    }
    Some(of_category.map(|parts| TopK::of_all(parts.into_iter(), limit)))
}

struct Glance<'a> {
    index: &'a Index,
    first: &'a NamePlan<'a>,
    among: Option<&'a Survivors>,
    best: [TopK; 3],
}

impl BlockVisitor for Glance<'_> {
    fn settle(&mut self, stop: &AtomicBool) {
        self.best.iter_mut().for_each(|best| best.settle(stop));
    }

    fn block(&mut self, block: usize) {
        let mut left = scan::asked(self.index, self.among, block);
        let outlook = self.first.narrow(block, &mut left);
        // They hardly change within a block.
        let bounds = self.best.each_ref().map(|best| self.first.bounds(best));
        let category = self.category(block);
        for (word, left) in left.into_iter().enumerate() {
            let first = block * BLOCK + word * 64;
            let mut rest = match category {
                Some(category) if left != 0 => {
                    left & self.first.beginning_in_time(first, &outlook, &bounds[category])
                }
                _ => left,
            };
            while rest != 0 {
                let at = first + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                self.look(at, &outlook, &bounds);
            }
        }
    }
}

impl Glance<'_> {
    /// The category of all projects of a block; `None` where they differ.
    fn category(&self, block: usize) -> Option<usize> {
        let of_block = self.index.categories.chunks(BLOCK).nth(block)?;
        let (first, rest) = of_block.split_first()?;
        rest.iter().all(|category| category == first).then_some(usize::from(*first))
    }

    fn look(&mut self, at: usize, outlook: &[BlockCandidates], bounds: &[ScoreBounds; 3]) {
        let category = self.index.category(at);
        if !self.first.may_reach(at, outlook, &bounds[category]) {
            return;
        }
        let Some(points) = self.first.points(at, outlook, &bounds[category]) else { return };
        let rank = Rank::new(points.score, points.at, self.index.names.text(at).len() as u32);
        let best = &mut self.best[category];
        if best.may_take(rank, at as u32) && self.first.keeps(at) {
            best.push(rank, at as u32);
        }
    }
}
