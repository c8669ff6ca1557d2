//! Going through the list: in blocks, on as many threads as are worth it, looking at the stop flag between
//! blocks. The order of hits is total, so neither blocks nor threads can change it.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::search::rank::Rank;

use super::align::Aligner;
use super::plan::Plan;
use super::{Index, Survivors};

/// Projects in a block; a whole number of words of a bit set.
const BLOCK: usize = 4_096;
const WORDS: usize = BLOCK / 64;
/// Projects below which a second thread costs more than it brings.
const WORTH_THREADS: usize = 20_000;

/// What a pass found.
pub(super) struct Pass {
    /// The best, in order, at most as many as asked for.
    pub best: Vec<(Rank, u32)>,
    pub totals: [u32; 3],
    pub survivors: Survivors,
}

/// What a pass is asked.
pub(super) struct Ask<'a> {
    pub among: Option<&'a Survivors>,
    /// The best of this category only, by [`crate::domain::category::Category::index`].
    pub category: Option<usize>,
    pub limit: usize,
    pub threads: usize,
    pub stop: &'a AtomicBool,
}

/// Ranks every project, or those among the survivors of an earlier pass. `None` when stopped.
pub(super) fn scan(index: &Index, plan: &Plan<'_>, ask: &Ask<'_>) -> Option<Pass> {
    let blocks = index.len().div_ceil(BLOCK);
    let next = AtomicUsize::new(0);
    let threads = match ask.threads {
        0 if index.len() < WORTH_THREADS => 1,
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        asked => asked,
    };
    let work = || Worker::new(index, plan, ask).run(&next, blocks);
    let mut done = if threads.min(blocks) <= 1 {
        vec![work()]
    } else {
        std::thread::scope(|scope| {
            let helpers: Vec<_> = (1..threads.min(blocks)).map(|_| scope.spawn(work)).collect();
            let mine = work();
            let theirs = helpers.into_iter().map(|helper| match helper.join() {
                Ok(part) => part,
                Err(panic) => std::panic::resume_unwind(panic),
            });
            std::iter::once(mine).chain(theirs).collect()
        })
    };
    if ask.stop.load(Ordering::Relaxed) {
        return None;
    }
    let mut pass = Pass { best: Vec::new(), totals: [0; 3], survivors: Survivors::none(index.len()) };
    for part in &mut done {
        pass.best.append(&mut part.best);
        for (total, more) in pass.totals.iter_mut().zip(part.totals) {
            *total += more;
        }
        for (block, words) in part.blocks.drain(..) {
            pass.survivors.put(block * WORDS, &words);
        }
    }
    keep_best(&mut pass.best, ask.limit);
    pass.best.sort_unstable_by(better);
    Some(pass)
}

struct Worker<'a> {
    index: &'a Index,
    plan: &'a Plan<'a>,
    ask: &'a Ask<'a>,
    aligner: Aligner,
    part: Part,
    /// The worst of a full set of best: what is worse need not be kept.
    floor: Option<(Rank, u32)>,
}

#[derive(Default)]
struct Part {
    best: Vec<(Rank, u32)>,
    totals: [u32; 3],
    /// Block numbers with the bits of those that survived.
    blocks: Vec<(usize, [u64; WORDS])>,
}

impl<'a> Worker<'a> {
    fn new(index: &'a Index, plan: &'a Plan<'a>, ask: &'a Ask<'a>) -> Self {
        Self { index, plan, ask, aligner: Aligner::default(), part: Part::default(), floor: None }
    }

    fn run(mut self, next: &AtomicUsize, blocks: usize) -> Part {
        loop {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks || self.ask.stop.load(Ordering::Relaxed) {
                return self.part;
            }
            let mut survived = [0; WORDS];
            for (word, survived) in survived.iter_mut().enumerate() {
                *survived = self.word(block * WORDS + word);
            }
            if survived != [0; WORDS] {
                self.part.blocks.push((block, survived));
            }
        }
    }

    /// Ranks the sixty-four projects of one word of the bit set.
    fn word(&mut self, word: usize) -> u64 {
        let first = word * 64;
        if first >= self.index.len() {
            return 0;
        }
        let all = u64::MAX >> (64 - (self.index.len() - first).min(64));
        let mut left = self.plan.maybe(first, self.ask.among.map_or(all, |among| among.word(word)));
        let mut survived = 0;
        while left != 0 {
            let bit = left.trailing_zeros();
            left &= left - 1;
            let at = first + bit as usize;
            if let Some(rank) = self.plan.rank(at, &mut self.aligner) {
                survived |= 1 << bit;
                self.hit(rank, at);
            }
        }
        survived
    }

    fn hit(&mut self, rank: Rank, at: usize) {
        let category = self.index.category(at);
        self.part.totals[category] += 1;
        let hit = (rank, at as u32);
        let wanted = self.ask.category.is_none_or(|only| only == category)
            && self.floor.is_none_or(|floor| better(&hit, &floor).is_lt());
        if !wanted {
            return;
        }
        self.part.best.push(hit);
        if self.part.best.len() >= self.ask.limit.saturating_mul(2).saturating_add(1_024) {
            self.floor = keep_best(&mut self.part.best, self.ask.limit);
        }
    }
}

/// Greater ranks first, then the catalogue's order.
fn better(a: &(Rank, u32), b: &(Rank, u32)) -> std::cmp::Ordering {
    b.0.cmp(&a.0).then(a.1.cmp(&b.1))
}

/// Drops all but the best; the worst of a full set, if it is full.
fn keep_best(hits: &mut Vec<(Rank, u32)>, limit: usize) -> Option<(Rank, u32)> {
    if limit == 0 {
        hits.clear();
    }
    if hits.len() <= limit || limit == 0 {
        return None;
    }
    let (_, &mut worst, _) = hits.select_nth_unstable_by(limit - 1, better);
    hits.truncate(limit);
    Some(worst)
}
