//! Going through the list: in blocks, on as many threads as are worth it, looking at the stop flag between
//! blocks. The order of hits is total, so neither blocks nor threads can change it.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::search::best::{Ranked, TopK};
use crate::search::rank::Rank;

use super::plan::{QueryPlan, Scratch};
use super::rows::{BLOCK, BlockBits, WORDS};
use super::{Index, Survivors};

/// Asked once: the answer is read from files.
static PROCESSORS: LazyLock<usize> =
    LazyLock::new(|| std::thread::available_parallelism().map_or(1, usize::from));

/// What starting a thread takes, about.
const WORTH_A_THREAD: Duration = Duration::from_micros(200);

/// What a pass found.
pub(super) struct ScanResult {
    /// The best, in order, at most as many as asked for.
    pub best: Vec<Ranked>,
    pub totals: [u32; 3],
    pub survivors: Survivors,
}

/// What a pass is asked.
pub(super) struct ScanRequest<'a> {
    pub among: Option<&'a Survivors>,
    /// The best of this category only, by [`crate::domain::category::Category::index`].
    pub category: Option<usize>,
    pub limit: usize,
    pub threads: usize,
    pub stop: &'a AtomicBool,
}

/// What goes through the list on one thread, block by block.
pub(super) trait BlockVisitor: Send {
    fn block(&mut self, block: usize);

    /// Puts what was found in order, when no block is left, still on its thread; anyhow when stopped.
    fn settle(&mut self, stop: &AtomicBool);
}

/// Goes through the list, on `threads` threads; where that is 0, on as many as there are from when it has taken
/// long enough for a second one to bring more than it costs. `None` when stopped.
pub(super) fn in_blocks<W: BlockVisitor>(
    index: &Index,
    threads: usize,
    stop: &AtomicBool,
    begin: impl Fn() -> W + Sync,
) -> Option<Vec<W>> {
    let blocks = index.len().div_ceil(BLOCK);
    let next = AtomicUsize::new(0);
    let work = |walk: &mut W, until: &dyn Fn() -> bool| {
        while !until() {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks || stop.load(Ordering::Relaxed) {
                return;
            }
            walk.block(block);
        }
    };
    let work_to_the_end = |walk: &mut W| {
        work(walk, &|| false);
        walk.settle(stop);
    };
    let mut mine = begin();
    let begun = Instant::now();
    if threads == 0 {
        work(&mut mine, &|| begun.elapsed() > WORTH_A_THREAD);
    }
    let left = blocks.saturating_sub(next.load(Ordering::Relaxed));
    let threads = match threads {
        0 if left <= 1 => 1,
        0 => *PROCESSORS,
        asked => asked,
    };
    let mut done = Vec::new();
    if threads.min(left) > 1 {
        std::thread::scope(|scope| {
            let help = || {
                let mut walk = begin();
                work_to_the_end(&mut walk);
                walk
            };
            let helpers: Vec<_> = (1..threads.min(left)).map(|_| scope.spawn(help)).collect();
            work_to_the_end(&mut mine);
            done.extend(helpers.into_iter().map(|helper| match helper.join() {
                Ok(part) => part,
                Err(panic) => std::panic::resume_unwind(panic),
            }));
        });
    } else {
        work_to_the_end(&mut mine);
    }
    done.push(mine);
    (!stop.load(Ordering::Relaxed)).then_some(done)
}

/// The projects of a block that are asked about: all, or those among the survivors of an earlier pass.
pub(super) fn asked(index: &Index, among: Option<&Survivors>, block: usize) -> BlockBits {
    let mut asked = [0; WORDS];
    for (word, asked) in asked.iter_mut().enumerate() {
        let first = block * BLOCK + word * 64;
        if first >= index.len() {
            break;
        }
        let all = u64::MAX >> (64 - (index.len() - first).min(64));
        *asked = among.map_or(all, |among| among.word(first / 64));
    }
    asked
}

/// Ranks every project, or those among the survivors of an earlier pass. `None` when stopped.
pub(super) fn scan(index: &Index, plan: &QueryPlan<'_>, ask: &ScanRequest<'_>) -> Option<ScanResult> {
    let begin = || ScanWorker::new(index, plan, ask);
    let mut done: Vec<ScanPart> =
        in_blocks(index, ask.threads, ask.stop, begin)?.into_iter().map(|worker| worker.part).collect();
    let mut pass = ScanResult { best: Vec::new(), totals: [0; 3], survivors: Survivors::none(index.len()) };
    for part in &mut done {
        for (total, more) in pass.totals.iter_mut().zip(part.totals) {
            *total += more;
        }
        for (block, words) in part.blocks.drain(..) {
            pass.survivors.put(block * WORDS, &words);
        }
    }
    pass.best = TopK::of_all(done.into_iter().map(|part| part.best), ask.limit);
    Some(pass)
}

struct ScanWorker<'a> {
    index: &'a Index,
    plan: &'a QueryPlan<'a>,
    ask: &'a ScanRequest<'a>,
    bench: Scratch,
    part: ScanPart,
}

struct ScanPart {
    best: TopK,
    totals: [u32; 3],
    /// Block numbers with the bits of those that survived.
    blocks: Vec<(usize, BlockBits)>,
}

impl<'a> ScanWorker<'a> {
    fn new(index: &'a Index, plan: &'a QueryPlan<'a>, ask: &'a ScanRequest<'a>) -> Self {
        let part = ScanPart { best: TopK::new(ask.limit), totals: [0; 3], blocks: Vec::new() };
        Self { index, plan, ask, bench: plan.bench(), part }
    }

    fn hit(&mut self, rank: Rank, at: usize) {
        let category = self.index.category(at);
        self.part.totals[category] += 1;
        if self.ask.category.is_none_or(|only| only == category) {
            self.part.best.push(rank, at as u32);
        }
    }
}

impl BlockVisitor for ScanWorker<'_> {
    fn settle(&mut self, stop: &AtomicBool) {
        self.part.best.settle(stop);
    }

    /// Ranks the projects of one block that may be hits.
    fn block(&mut self, block: usize) {
        let mut left = asked(self.index, self.ask.among, block);
        self.plan.maybe(block, &mut left, &mut self.bench);
        for (word, left) in left.iter_mut().enumerate() {
            let mut rest = *left;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                let at = block * BLOCK + word * 64 + bit as usize;
                match self.plan.rank(at, &mut self.bench) {
                    Some(rank) => self.hit(rank, at),
                    None => *left &= !(1 << bit),
                }
            }
        }
        if left != [0; WORDS] {
            self.part.blocks.push((block, left));
        }
    }
}
