//! The index over one year's projects, and the search through it.
//!
//! It holds the texts in letters of its own and answers with positions into the list it was built over; it
//! never holds the projects themselves. Whatever it does to be quick (masks, signatures, threads,
//! narrowing, tables) finds the same hits in the same order as `plain`.

mod align;
mod alphabet;
mod build;
mod column;
pub(super) mod facets;
mod glance;
mod plan;
mod rows;
mod scan;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::project::{Project, ProjectId};
use crate::words;

use super::best::Ranked;
use super::query::Query;
use super::query::filter::{Filter, Flags};
use alphabet::Alphabet;
use column::{SharedColumn, TextColumn};
use plan::{NamePlan, QueryPlan};
use scan::ScanRequest;

/// A year's projects made searchable. Shared between threads freely.
#[derive(Debug)]
pub struct Index {
    number: u64,
    alphabet: Alphabet,
    names: TextColumn,
    contents: TextColumn,
    units: SharedColumn,
    headings: SharedColumn,
    goals: SharedColumn,
    /// The units of each text in `units`.
    unit_lists: Vec<Vec<String>>,
    /// The headings of each text in `headings`.
    heading_lists: Vec<Vec<String>>,
    stages: Values,
    districts: Values,
    marks: Values,
    ids: Vec<ProjectId>,
    /// The category of each project, by [`Category::index`]; beside the ids because it is asked of every hit.
    categories: Vec<u8>,
    /// 开工年份, or the list's own year.
    start_years: Vec<i16>,
    totals: [u32; 3],
}

/// Short values that many projects share.
#[derive(Debug, Default)]
struct Values {
    printed: Vec<String>,
    /// The value of each project, or [`Values::NONE`].
    of: Vec<u32>,
}

impl Values {
    const NONE: u32 = u32::MAX;
}

/// One project found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Its place in the list that the index was built over.
    pub position: u32,
    /// Greater is better; only comparable within one search.
    pub score: i32,
}

/// How to search.
#[derive(Clone, Copy, Debug)]
pub struct SearchOptions<'a> {
    /// Hits of this category only; the totals count all.
    pub category: Option<Category>,
    /// The most hits returned; the totals count all.
    pub limit: usize,
    /// The answer before the last keystroke: where the query only extends its query, only its survivors
    /// are looked at.
    pub previous: Option<&'a SearchResult>,
    /// Threads; 0 for as many as the machine has and the list is worth.
    pub threads: usize,
}

impl Default for SearchOptions<'_> {
    fn default() -> Self {
        Self { category: None, limit: 1_000, previous: None, threads: 0 }
    }
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct SearchResult {
    /// Best first, at most the limit.
    pub hits: Vec<Hit>,
    /// All that match, by [`Category::index`], whatever the limit and the category asked for.
    pub totals: [u32; 3],
    /// What should be said about the search, such as a filter on report states without a ledger.
    pub findings: Vec<Finding>,
    index: u64,
    query: Query,
    survivors: Survivors,
}

impl SearchResult {
    /// All that match, in all categories.
    pub fn total(&self) -> u32 {
        self.totals.iter().sum()
    }

    /// The positions of all that match, in catalogue order.
    pub fn positions(&self) -> impl Iterator<Item = u32> + '_ {
        self.survivors.positions()
    }
}

/// Which projects match, a bit each.
#[derive(Clone, Debug)]
struct Survivors(Arc<Vec<u64>>);

impl Survivors {
    fn none(projects: usize) -> Self {
        Self(Arc::new(vec![0; projects.div_ceil(64)]))
    }

    fn all(projects: usize) -> Self {
        let mut words = vec![u64::MAX; projects.div_ceil(64)];
        if let (Some(last), over @ 1..) = (words.last_mut(), projects % 64) {
            *last = (1 << over) - 1;
        }
        Self(Arc::new(words))
    }

    fn word(&self, at: usize) -> u64 {
        self.0.get(at).copied().unwrap_or(0)
    }

    fn put(&mut self, at: usize, words: &[u64]) {
        for (to, from) in Arc::make_mut(&mut self.0)[at..].iter_mut().zip(words) {
            *to = *from;
        }
    }

    fn positions(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().zip(0..).flat_map(|(&word, at)| {
            (0..64_u32).filter(move |bit| word >> bit & 1 == 1).map(move |bit| at * 64 + bit)
        })
    }
}

impl Index {
    /// Makes a list searchable.
    pub fn build<'p>(projects: impl IntoIterator<Item = &'p Project>) -> Self {
        build::build(&projects.into_iter().collect::<Vec<_>>())
    }

    /// How many projects it was built over.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether it was built over none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The memory it holds, in bytes, but for small change.
    pub fn bytes(&self) -> usize {
        self.names.bytes()
            + self.contents.bytes()
            + self.units.bytes()
            + self.headings.bytes()
            + self.goals.bytes()
            + self.alphabet.bytes()
            + self.len() * (3 * size_of::<u32>() + size_of::<ProjectId>() + size_of::<i16>() + 1)
    }

    /// Finds what the query asks for. `flags` holds what the ledger knows, a set for each project; empty
    /// when there is no ledger. `None` when `stop` was set before the end.
    pub fn search(
        &self,
        query: &Query,
        flags: &[Flags],
        options: &SearchOptions<'_>,
        stop: &AtomicBool,
    ) -> Option<SearchResult> {
        let found = |hits, totals, survivors| SearchResult {
            hits,
            totals,
            findings: without_ledger(query, flags),
            index: self.number,
            query: query.clone(),
            survivors,
        };
        if query.is_empty() {
            let wanted = |&at: &usize| options.category.is_none_or(|c| c == self.ids[at].category);
            let all = (0..self.len()).filter(wanted).take(options.limit);
            let hits = all.map(|at| Hit { position: at as u32, score: 0 }).collect();
            return Some(found(hits, self.totals, Survivors::all(self.len())));
        }
        let ask = ScanRequest {
            among: self.among(query, options),
            category: options.category.map(Category::index),
            limit: options.limit,
            threads: options.threads,
            stop,
        };
        let pass = scan::scan(self, &QueryPlan::new(self, query, flags), &ask)?;
        let hits = pass.best.iter().map(|(rank, position)| Hit { position: *position, score: rank.score() });
        Some(found(hits.collect(), pass.totals, pass.survivors))
    }

    /// The first hits of each category, by [`Category::index`], at most so many of each, found by a look at names
    /// alone: what holds all terms unbroken in its name comes before all else. They are the first
    /// hits that [`Self::search`] has in that category, though there may be fewer than it has. `None` where
    /// names do not decide, or when `stop` was set before the end.
    pub fn glance(
        &self,
        query: &Query,
        flags: &[Flags],
        options: &SearchOptions<'_>,
        stop: &AtomicBool,
    ) -> Option<[Vec<Hit>; 3]> {
        let first = NamePlan::new(self, query, flags)?;
        let found = glance::glance(self, &first, self.among(query, options), options.limit, stop)?;
        let hit = |(rank, position): Ranked| Hit { position, score: rank.score() };
        Some(found.map(|hits| hits.into_iter().map(hit).collect()))
    }

    /// The survivors of an earlier answer that the query only narrows.
    fn among<'o>(&self, query: &Query, options: &SearchOptions<'o>) -> Option<&'o Survivors> {
        options
            .previous
            .filter(|earlier| earlier.index == self.number && query.narrows(&earlier.query))
            .map(|earlier| &earlier.survivors)
    }

    /// The category of a position, by [`Category::index`].
    pub fn category(&self, at: usize) -> usize {
        usize::from(self.categories[at])
    }
}

/// Says so when a filter asks what only the ledger knows and there is none.
fn without_ledger(query: &Query, flags: &[Flags]) -> Vec<Finding> {
    if !flags.is_empty() || !query.filters.iter().any(Filter::needs_flags) {
        return Vec::new();
    }
    vec![Finding::warning(
        codes::NO_LEDGER,
        words!(
            "还没有台账，按填报状态筛选没有结果",
            "there is no ledger yet, so no report state to filter by"
        ),
    )]
}
