//! Looking projects up: by query, by narrowing the list, and the one project that an id or words mean.
//!
//! It answers about one year's list, the one in question; ids reach every year.

use std::collections::HashSet;
use std::sync::atomic::AtomicBool;

use jiff::Timestamp;

use super::App;
use super::month::MonthRows;
use crate::catalogue::Year;
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::lang::Bilingual;
use crate::domain::project::{Project, ProjectId};
use crate::domain::text::to_half_width;
use crate::search::{Flags, Highlighter, Index, Query, SearchOptions, possible};
use crate::words;

pub use crate::search::{FieldHighlights, SearchField};

/// What a query found.
#[derive(Debug)]
pub struct FindResult<'a> {
    /// How many match, whatever the limit.
    pub total: usize,
    /// Best first.
    pub hits: Vec<FoundProject<'a>>,
    /// What should be said about the query.
    pub findings: Vec<Finding>,
}

/// One project found.
#[derive(Debug)]
pub struct FoundProject<'a> {
    /// Which.
    pub project: &'a Project,
    /// Greater is better; only comparable within one search.
    pub score: i32,
    /// Where it matched.
    pub matched: Vec<FieldHighlights>,
}

/// What a list is narrowed to; every condition must hold. Each part is the filter of that name in the query
/// language: unbroken in the field, or its pinyin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrowed {
    /// One category.
    pub category: Option<Category>,
    /// A query as the search line takes it; empty for none.
    pub query: String,
    /// Part of a lead unit's name.
    pub unit: Option<String>,
    /// Part of the printed stage.
    pub stage: Option<String>,
    /// Part of a heading.
    pub sector: Option<String>,
    /// Part of the district's name.
    pub district: Option<String>,
}

impl Narrowed {
    /// The query and the parts as one query.
    fn typed(&self) -> String {
        let parts = [
            ("unit", &self.unit),
            ("stage", &self.stage),
            ("sector", &self.sector),
            ("district", &self.district),
        ];
        let filters = parts.iter().filter_map(|(key, part)| {
            let part = part.as_deref().map(str::trim).filter(|part| !part.is_empty())?;
            Some(format!("{key}:\"{}\"", part.replace('"', "")))
        });
        std::iter::once(self.query.clone()).chain(filters).collect::<Vec<_>>().join(" ").trim().to_owned()
    }
}

/// What a query found, before it is told where each project matched.
struct Looked<'a> {
    total: usize,
    /// Best first, with their scores.
    hits: Vec<(&'a Project, i32)>,
    findings: Vec<Finding>,
}

impl<'a> Looked<'a> {
    fn projects(&self) -> impl Iterator<Item = &'a Project> + '_ {
        self.hits.iter().map(|&(project, _)| project)
    }
}

/// Candidates named when words fit more than one project.
const MOST_CANDIDATES: usize = 10;

impl App {
    /// The first `limit` of the narrowed projects, best first.
    pub fn find_narrowed(
        &self,
        narrowed: &Narrowed,
        limit: usize,
        now: Timestamp,
    ) -> Result<FindResult<'_>, Failure> {
        self.find(&narrowed.typed(), narrowed.category, limit, Some(now))
    }

    /// The projects that a query finds, best first. `is:` filters go by the month in hand at `now`; without
    /// a moment they find nothing. `@name` stands for a saved search.
    pub fn find(
        &self,
        typed: &str,
        category: Option<Category>,
        limit: usize,
        now: Option<Timestamp>,
    ) -> Result<FindResult<'_>, Failure> {
        let (query, looked) = self.look_for(typed, category, limit, now)?;
        let mut highlighter = Highlighter::new(&query);
        let hits = looked.hits.iter().map(|&(project, score)| {
            let matched = highlighter.matched(project);
            FoundProject { project, score, matched }
        });
        Ok(FindResult { total: looked.total, hits: hits.collect(), findings: looked.findings })
    }

    fn look_for(
        &self,
        typed: &str,
        category: Option<Category>,
        limit: usize,
        now: Option<Timestamp>,
    ) -> Result<(Query, Looked<'_>), Failure> {
        let typed = &self.expand(typed)?;
        let (query, mut findings) = Query::parse(typed);
        if query.is_empty() {
            if findings.is_empty() {
                let message = words!("没有给出要找的词", "nothing to look for");
                findings.push(Finding::error(codes::BAD_QUERY, message).got(typed));
            }
            // With nothing left to look for, what was passed over is what is wrong.
            for finding in &mut findings {
                finding.severity = Severity::Error;
            }
            return Err(Failure { exit: Exit::Usage, findings });
        }
        let looked = self.look_in(self.year()?, &query, findings, category, limit, now)?;
        Ok((query, looked))
    }

    fn look_in<'d>(
        &self,
        year: &'d Year,
        query: &Query,
        mut findings: Vec<Finding>,
        category: Option<Category>,
        limit: usize,
        now: Option<Timestamp>,
    ) -> Result<Looked<'d>, Failure> {
        let projects = year.projects();
        let month = match now.filter(|_| query.asks_state()) {
            Some(now) => Some(self.month_rows(year.year, self.month_in_hand(now)?, now)?),
            None => None,
        };
        let flags = month.as_ref().map_or(&[][..], MonthRows::flags);
        let options = SearchOptions { category, limit, ..SearchOptions::default() };
        // A command asks once: only what the query can find is made searchable.
        let kept = possible(projects, query);
        let of_kept: Vec<Flags> = kept.iter().filter_map(|&at| flags.get(at as usize).copied()).collect();
        // Flags of nobody would mean that there is no ledger.
        let flags = if kept.is_empty() { flags } else { &of_kept };
        let index = Index::build(kept.iter().map(|&at| &projects[at as usize]));
        // Nobody stops this search, so there is always an answer.
        let found = index.search(query, flags, &options, &AtomicBool::new(false));
        let Some(mut found) = found else { return Ok(Looked { total: 0, hits: Vec::new(), findings }) };
        findings.append(&mut found.findings);
        let total = category.map_or(found.total(), |category| found.totals[category.index()]);
        let project = |at: u32| &projects[kept[at as usize] as usize];
        let hits = found.hits.iter().map(|hit| (project(hit.position), hit.score));
        Ok(Looked { total: total as usize, hits: hits.collect(), findings })
    }

    /// The year's projects in their own order, narrowed; with what should be said about the query.
    pub fn list(
        &self,
        narrowed: &Narrowed,
        now: Timestamp,
    ) -> Result<(Vec<&Project>, Vec<Finding>), Failure> {
        let typed = narrowed.typed();
        let (mut projects, findings): (Vec<&Project>, _) = if typed.is_empty() {
            let holds = |project: &&Project| narrowed.category.is_none_or(|c| project.category() == c);
            (self.year()?.projects().iter().filter(holds).collect(), Vec::new())
        } else {
            let (_, looked) = self.look_for(&typed, narrowed.category, usize::MAX, Some(now))?;
            (looked.projects().collect(), looked.findings)
        };
        projects.sort_by_key(|project| project.id);
        Ok((projects, findings))
    }

    /// The projects of every year that a narrowing keeps; `None` when it keeps all. For what spans years, as
    /// a month's reports do.
    pub fn within(&self, narrowed: &Narrowed, now: Timestamp) -> Result<Option<HashSet<ProjectId>>, Failure> {
        if *narrowed == Narrowed::default() {
            return Ok(None);
        }
        let (query, _) = Query::parse(&self.expand(&narrowed.typed())?);
        let mut kept = HashSet::new();
        for year in self.catalogue().years() {
            let looked = self.look_in(year, &query, Vec::new(), narrowed.category, usize::MAX, Some(now))?;
            kept.extend(looked.projects().map(|project| project.id));
        }
        Ok(Some(kept))
    }

    /// The project that an id or words name. Words name a project when they find it alone, or when they
    /// stand unbroken in its name and in no other's.
    pub fn project_named(&self, named: &str) -> Result<&Project, Failure> {
        if let Ok(id) = named.parse::<ProjectId>() {
            return self.project(id);
        }
        let (_, found) = self.look_for(named, None, usize::MAX, None)?;
        let named = named.trim();
        let all = || found.projects();
        let unambiguous = alone(all())
            .or_else(|| alone(all().filter(|p| p.name == named)))
            .or_else(|| alone(all().filter(|p| p.name.contains(named))));
        match unambiguous {
            Some(project) => Ok(project),
            None if found.total == 0 => {
                let message = words!("没有这个项目", "there is no such project");
                let hint = self
                    .nearest(named)
                    .unwrap_or_else(|| words!("用 diaodu find 查找", "look for it with diaodu find"));
                let finding = Finding::error(codes::NO_SUCH_PROJECT, message).got(named).hint(hint);
                Err(Failure::new(Exit::No, finding))
            }
            None => Err(ambiguous(named, found.total, all())),
        }
    }
}

impl App {
    /// The project whose name is nearest to words that found nothing, as a question; `None` when none is near.
    pub fn nearest(&self, typed: &str) -> Option<Bilingual> {
        let typed: Vec<char> = to_half_width(typed).chars().filter(|c| !c.is_whitespace()).collect();
        if !(3..=MOST_LETTERS).contains(&typed.len()) || typed.iter().any(char::is_ascii) {
            return None;
        }
        let projects = self.year().ok()?.projects();
        let near = |project: &Project| common(&typed, &project.name);
        let (best, project) = projects.iter().map(|p| (near(p), p)).rev().max_by_key(|(near, _)| *near)?;
        // Two of three characters, in their order.
        let (id, name) = (project.id, &project.name);
        (best * 3 >= typed.len() * 2).then(|| words!("是不是 {id} {name}？", "did you mean {id} {name}?"))
    }
}

/// Longer words than this are no slip of the finger.
const MOST_LETTERS: usize = 40;

/// How many characters of `typed` stand in `name` in the same order, at most: their longest common
/// subsequence.
fn common(typed: &[char], name: &str) -> usize {
    let mut row = [0; MOST_LETTERS + 1];
    for letter in name.chars() {
        let mut corner = 0;
        for (at, &wanted) in typed.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if letter == wanted { corner + 1 } else { above.max(row[at]) };
            corner = above;
        }
    }
    row[typed.len()]
}

/// The only one, if there is only one.
fn alone<'a>(mut projects: impl Iterator<Item = &'a Project>) -> Option<&'a Project> {
    let first = projects.next();
    if projects.next().is_none() { first } else { None }
}

fn ambiguous<'a>(named: &str, total: usize, candidates: impl Iterator<Item = &'a Project>) -> Failure {
    let message = words!("对应 {total} 个项目", "{total} projects fit");
    let hint = words!("写编号，或多写几个字", "give the id, or more of the name");
    let mut failure =
        Failure::new(Exit::No, Finding::error(codes::AMBIGUOUS_PROJECT, message).got(named).hint(hint));
    failure.findings.extend(candidates.take(MOST_CANDIDATES).map(|project| {
        let line = format!("{} {}", project.id, project.name);
        Finding::note(codes::AMBIGUOUS_PROJECT, Bilingual::same(line))
    }));
    failure
}
