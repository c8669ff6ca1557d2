//! Performs effects through the desk, away from the loop. At most one search waits: a newer one takes
//! its place and stops the one that runs. Everything else is done in the order it was asked.

mod bench;

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::thread;

use jiff::Timestamp;

use super::lectern::ImportSession;
use super::reading::{self, Caching};
use crate::desk::App;
use crate::desk::import::Accept;
use crate::desk::opening::StagedLoad;
use crate::domain::category::Category;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::tui::effect::Effect;
use crate::tui::event::Answer;
use crate::tui::model::SearchRequest;
use crate::tui::model::import::ImportSettings;

pub use bench::EffectHandler;

/// The loop's end of the worker. Dropped, it ends what would leave something unfinished behind.
pub struct Worker {
    shared: Arc<WorkerState>,
    caching: Arc<Caching>,
    lectern: Arc<OnceLock<Arc<ImportSession>>>,
    read: Box<StartRead>,
}

/// Starts reading a list on a thread of its own.
type StartRead = dyn Fn(&Arc<ImportSession>, u64, ImportSettings, Accept);

#[derive(Default)]
struct WorkerState {
    waiting: Mutex<PendingWork>,
    arrived: Condvar,
    /// Stops the search that runs.
    stop: AtomicBool,
    /// Whether a search or a detail runs or waits.
    searching: AtomicBool,
    /// Whether the whole list is read, so that an answer may be worth waiting for.
    ready: AtomicBool,
}

#[derive(Default)]
struct PendingWork {
    search: Option<SearchRequest>,
    /// Which project's detail is wanted; only the last one asked for.
    detail: Option<(ProjectId, Month)>,
    /// Which facets are to be counted; only the last asked for.
    facets: Option<(SearchRequest, Category)>,
    others: VecDeque<Effect>,
}

enum Job {
    Search(SearchRequest),
    Detail(ProjectId, Month),
    Facets(SearchRequest, Category),
    Other(Effect),
}

impl Worker {
    /// Starts the thread. What is asked while only the beginning of the list is known waits for the rest;
    /// `adopt` is handed the desk then.
    pub fn start(
        opening: StagedLoad,
        clock: fn() -> Timestamp,
        adopt: impl FnOnce(Arc<App>) + Send + 'static,
        answer: impl Fn(Answer) + Clone + Send + Sync + 'static,
    ) -> Self {
        let shared = Arc::new(WorkerState::default());
        let caching = Arc::new(Caching::default());
        let (theirs, caches) = (Arc::clone(&shared), Arc::clone(&caching));
        let lectern: Arc<OnceLock<Arc<ImportSession>>> = Arc::default();
        let (place, reads) = (Arc::clone(&lectern), answer.clone());
        let read = move |lectern: &Arc<ImportSession>, generation, wishes, accept| {
            lectern.start(generation, wishes, accept, reads.clone());
        };
        let spawned = thread::Builder::new().name("worker".into()).spawn(move || {
            let Some((desk, year)) = reading::whole(opening, adopt, &answer) else { return };
            caches.start(&desk, answer.clone());
            let mut bench = EffectHandler::new(desk, year, clock);
            bench.prepare();
            // Nobody else sets it.
            let _ = place.set(Arc::clone(&bench.lectern));
            theirs.ready.store(true, Ordering::SeqCst);
            loop {
                match theirs.next() {
                    Job::Search(ask) => {
                        bench.search_first(&ask, &theirs.stop).into_iter().for_each(&answer);
                        let found = bench.search(&ask, &theirs.stop);
                        theirs.done();
                        found.into_iter().for_each(&answer);
                    }
                    Job::Detail(id, month) => {
                        let looked = bench.perform(Effect::Detail(id, month));
                        theirs.done();
                        looked.into_iter().for_each(&answer);
                    }
                    Job::Facets(ask, category) => match bench.facets(&ask, category, &theirs.stop) {
                        Some(counted) => answer(counted),
                        None => theirs.again(ask, category),
                    },
                    Job::Other(effect) => bench.perform(effect).into_iter().for_each(&answer),
                }
            }
        });
        // Without a worker nothing is ever answered, which the screen survives.
        drop(spawned);
        Self { shared, caching, lectern, read: Box::new(read) }
    }

    /// Has an effect performed.
    pub fn ask(&self, effect: Effect) {
        match (effect, self.lectern.get()) {
            // A long read must keep nobody waiting, least of all the key that calls it off.
            (Effect::ReadList(generation, wishes, accept), Some(lectern)) => {
                (self.read)(lectern, generation, wishes, accept);
            }
            (Effect::CallOff, Some(lectern)) => lectern.call_off(),
            (other, _) => self.queue(other),
        }
    }

    fn queue(&self, effect: Effect) {
        let mut waiting = self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match effect {
            Effect::Search(ask) => {
                waiting.search = Some(ask);
                self.shared.searching.store(true, Ordering::SeqCst);
                self.shared.stop.store(true, Ordering::SeqCst);
            }
            Effect::Detail(id, month) => {
                waiting.detail = Some((id, month));
                self.shared.searching.store(true, Ordering::SeqCst);
            }
            Effect::Facets(ask, category) => waiting.facets = Some((ask, category)),
            other => waiting.others.push_back(other),
        }
        self.shared.arrived.notify_one();
    }

    /// Whether something runs or waits that belongs into the same frame as the key that asked for it: a
    /// search, a detail.
    pub fn is_searching(&self) -> bool {
        self.shared.ready.load(Ordering::SeqCst) && self.shared.searching.load(Ordering::SeqCst)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.caching.end();
    }
}

impl WorkerState {
    fn next(&self) -> Job {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(ask) = waiting.search.take() {
                self.stop.store(false, Ordering::SeqCst);
                return Job::Search(ask);
            }
            if let Some((id, month)) = waiting.detail.take() {
                return Job::Detail(id, month);
            }
            if let Some(effect) = waiting.others.pop_front() {
                return Job::Other(effect);
            }
            if let Some((ask, category)) = waiting.facets.take() {
                return Job::Facets(ask, category);
            }
            waiting = self.arrived.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Counting was stopped by a search; it is done after it, unless others are asked for by now.
    fn again(&self, ask: SearchRequest, category: Category) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.facets.get_or_insert((ask, category));
    }

    fn done(&self) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        self.searching.store(waiting.search.is_some() || waiting.detail.is_some(), Ordering::SeqCst);
    }
}
