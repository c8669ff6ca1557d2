//! Performs effects through the desk, away from the loop. At most one search waits: a newer one takes
//! its place and stops the one that runs. Everything else is done in the order it was asked.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use jiff::Timestamp;

use crate::desk::Desk;
use crate::desk::rows::{Facets, Shelf};
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::lang::Words;
use crate::tui::effect::Effect;
use crate::tui::event::Answer;
use crate::tui::model::facets::FacetValue;
use crate::tui::model::{Ask, Chip, FacetGroup, Listing, Rows};

/// The loop's end of the worker.
pub struct Worker {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    arrived: Condvar,
    /// Stops the search that runs.
    stop: AtomicBool,
    /// Whether a search runs or waits.
    searching: AtomicBool,
}

#[derive(Default)]
struct Waiting {
    search: Option<Ask>,
    others: VecDeque<Effect>,
}

enum Job {
    Search(Ask),
    Other(Effect),
}

impl Worker {
    /// Starts the thread.
    pub fn start(
        desk: Arc<Desk>,
        year: i16,
        clock: fn() -> Timestamp,
        answer: impl Fn(Answer) + Send + 'static,
    ) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let spawned = thread::Builder::new().name("worker".into()).spawn(move || {
            let mut bench = Bench::new(desk, year, clock);
            loop {
                match theirs.next() {
                    Job::Search(ask) => {
                        let found = bench.search(&ask, &theirs.stop);
                        theirs.done();
                        for found in found {
                            answer(found);
                        }
                    }
                    Job::Other(effect) => {
                        if let Some(done) = bench.perform(effect) {
                            answer(done);
                        }
                    }
                }
            }
        });
        // Without a worker nothing is ever answered, which the screen survives.
        drop(spawned);
        Self { shared }
    }

    /// Has an effect performed.
    pub fn ask(&self, effect: Effect) {
        let mut waiting = self.shared.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        match effect {
            Effect::Search(ask) => {
                waiting.search = Some(ask);
                self.shared.searching.store(true, Ordering::SeqCst);
                self.shared.stop.store(true, Ordering::SeqCst);
            }
            other => waiting.others.push_back(other),
        }
        self.shared.arrived.notify_one();
    }

    /// Whether a search runs or waits.
    pub fn is_searching(&self) -> bool {
        self.shared.searching.load(Ordering::SeqCst)
    }
}

impl Shared {
    fn next(&self) -> Job {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(ask) = waiting.search.take() {
                self.stop.store(false, Ordering::SeqCst);
                return Job::Search(ask);
            }
            if let Some(effect) = waiting.others.pop_front() {
                return Job::Other(effect);
            }
            waiting = self.arrived.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn done(&self) {
        let waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        self.searching.store(waiting.search.is_some(), Ordering::SeqCst);
    }
}

/// What performs effects: the desk and its searchable list. Tests drive it without threads.
pub struct Bench {
    desk: Arc<Desk>,
    year: i16,
    clock: fn() -> Timestamp,
    shelf: Option<Shelf>,
}

impl Bench {
    /// Over an open desk; the list is made searchable when first searched.
    pub fn new(desk: Arc<Desk>, year: i16, clock: fn() -> Timestamp) -> Self {
        Self { desk, year, clock, shelf: None }
    }

    /// Searches; nothing when it was stopped on the way.
    pub fn search(&mut self, ask: &Ask, stop: &AtomicBool) -> Vec<Answer> {
        let Some(found) = self.shelf().rows(&ask.query, ask.order, &[], stop) else { return Vec::new() };
        let totals = [0, 1, 2].map(|at: usize| found.rows[at].len());
        let listing = Arc::new(Listing { query: found.query, rows: found.rows.map(Rows::Picked), totals });
        let mut answers = vec![Answer::Found { generation: ask.generation, listing }];
        if !found.findings.is_empty() {
            answers.push(Answer::Failed(Failure { exit: Exit::No, findings: found.findings }));
        }
        answers
    }

    /// Performs anything else.
    pub fn perform(&mut self, effect: Effect) -> Option<Answer> {
        match effect {
            Effect::Search(ask) => self.search(&ask, &AtomicBool::new(false)).into_iter().next(),
            Effect::Facets(ask, category) => {
                let facets = self.shelf().facets(&ask.query, category, &[], &AtomicBool::new(false));
                Some(Answer::Facets(groups(&facets)))
            }
            Effect::Due(month) => Some(match self.desk.due((self.clock)(), Some(month)) {
                Ok(due) => Answer::Due(Arc::new(due)),
                Err(failure) => Answer::Failed(failure),
            }),
            Effect::Copy(_) | Effect::Redraw | Effect::Suspend => None,
        }
    }

    fn shelf(&mut self) -> &mut Shelf {
        let (desk, year) = (&self.desk, self.year);
        self.shelf.get_or_insert_with(|| Shelf::new(Arc::clone(desk.catalogue()), year))
    }
}

fn groups(facets: &Facets) -> Vec<FacetGroup> {
    let group = |(facet, counts): &(crate::desk::rows::Facet, Vec<crate::desk::rows::FacetCount>)| {
        let title = facet.words();
        let values = counts
            .iter()
            .map(|counted| {
                let value = &counted.value;
                let label =
                    Words { zh: format!("{}:{value}", title.zh), en: format!("{}:{value}", title.en) };
                FacetValue {
                    label: Words::same(value.clone()),
                    chip: Chip { label, term: facet.filter(value) },
                    count: counted.count as usize,
                }
            })
            .collect();
        FacetGroup { title, values }
    };
    facets.groups.iter().map(group).collect()
}
