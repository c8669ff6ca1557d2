//! Search as its users type: a query, and the project that must come first.

mod agreement;
mod expected_first;
mod filters;

use std::sync::atomic::AtomicBool;

use diaodu::domain::category::Category;
use diaodu::domain::project::{Project, ProjectId};
use diaodu::search::{Flags, Index, Query, SearchOptions, SearchResult};

/// A fixture's lines without its comments.
fn lines(fixture: &str) -> impl Iterator<Item = &str> {
    fixture.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// A project of the year 2021 in annex 1.
fn project(serial: u32, name: &str) -> Project {
    Project::new(ProjectId { year: 2021, category: Category::Construction, serial }, name)
}

/// The projects of a query's hits, best first.
fn search<'a>(projects: &'a [Project], typed: &str, flags: &[Flags]) -> Vec<&'a Project> {
    let found = found(projects, typed, flags);
    found.hits.iter().map(|hit| &projects[hit.position as usize]).collect()
}

fn found(projects: &[Project], typed: &str, flags: &[Flags]) -> SearchResult {
    let (query, _) = Query::parse(typed);
    Index::build(projects)
        .search(&query, flags, &SearchOptions::default(), &AtomicBool::new(false))
        .expect("nobody stops it")
}
