//! The index over one year's projects, and the search through it.
//!
//! It answers with positions into the list it was built over and never holds the projects themselves.

pub(super) mod facets;

use std::sync::atomic::AtomicBool;

use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::project::Project;
use crate::words;

use super::plain;
use super::query::Query;
use super::query::filter::{Filter, Flags};

/// A year's projects made searchable. Shared between threads freely.
#[derive(Debug)]
pub struct Index {
    projects: Vec<Project>,
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
pub struct Options<'a> {
    /// Hits of this category only; the totals count all.
    pub category: Option<Category>,
    /// The most hits returned; the totals count all.
    pub limit: usize,
    /// The answer before the last keystroke: where the query only extends its query, only its survivors
    /// are looked at.
    pub previous: Option<&'a Found>,
    /// Threads; 0 for as many as the machine has and the list is worth.
    pub threads: usize,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self { category: None, limit: 1_000, previous: None, threads: 0 }
    }
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Best first, at most the limit.
    pub hits: Vec<Hit>,
    /// All that match, by [`Category::index`], whatever the limit and the category asked for.
    pub totals: [u32; 3],
    /// What should be said about the search, such as a filter on report states without a ledger.
    pub findings: Vec<Finding>,
    query: Query,
    survivors: Vec<u32>,
}

impl Found {
    /// All that match, in all categories.
    pub fn total(&self) -> u32 {
        self.totals.iter().sum()
    }
}

impl Index {
    /// Makes a list searchable.
    pub fn build(projects: &[Project]) -> Self {
        Self { projects: projects.to_vec() }
    }

    /// Finds what the query asks for. `flags` holds what the ledger knows, a set for each project; empty
    /// when there is no ledger. `None` when `stop` was set before the end.
    pub fn search(
        &self,
        query: &Query,
        flags: &[Flags],
        options: &Options<'_>,
        _stop: &AtomicBool,
    ) -> Option<Found> {
        let earlier = options.previous.filter(|earlier| query.narrows(&earlier.query));
        let mut all = plain::search(&self.projects, query, flags);
        all.retain(|hit| earlier.is_none_or(|e| e.survivors.binary_search(&hit.position).is_ok()));
        let mut totals = [0; 3];
        let category = |position: u32| self.projects[position as usize].category();
        for hit in &all {
            totals[category(hit.position).index()] += 1;
        }
        let mut survivors: Vec<u32> = all.iter().map(|hit| hit.position).collect();
        survivors.sort_unstable();
        let wanted = |hit: &Hit| options.category.is_none_or(|c| c == category(hit.position));
        let hits = all.into_iter().filter(wanted).take(options.limit).collect();
        Some(Found { hits, totals, findings: without_ledger(query, flags), query: query.clone(), survivors })
    }
}

/// Says so when a filter asks what only the ledger knows and there is none.
fn without_ledger(query: &Query, flags: &[Flags]) -> Vec<Finding> {
    if !flags.is_empty() || !query.filters.iter().any(Filter::needs_flags) {
        return Vec::new();
    }
    vec![Finding::warning(
        codes::BAD_QUERY,
        words!(
            "还没有台账，按填报状态筛选没有结果",
            "there is no ledger yet, so no report state to filter by"
        ),
    )]
}
