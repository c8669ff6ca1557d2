//! Looking projects up: by query, by narrowing the list, and the one project that an id or words mean.
//!
//! It answers about one year's list, the one in question; ids reach every year.

use std::sync::atomic::AtomicBool;

use jiff::Timestamp;

use super::Desk;
use super::month::MonthRows;
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::lang::Words;
use crate::domain::project::{Project, ProjectId};
use crate::search::{Index, Options, Query};
use crate::words;

pub use crate::search::{Field, Matched};

/// What a query found.
#[derive(Debug)]
pub struct Found<'a> {
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
    pub matched: Vec<Matched>,
}

/// What a list is narrowed to; every condition must hold. Words are found anywhere in the field.
#[derive(Clone, Debug, Default)]
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
    /// Whether a project is among them.
    pub fn holds(&self, project: &Project) -> bool {
        self.category.is_none_or(|category| project.category() == category)
            && any_holds(self.unit.as_deref(), project.lead_units.iter())
            && any_holds(self.stage.as_deref(), project.stage.iter())
            && any_holds(self.sector.as_deref(), project.headings.iter())
            && any_holds(self.district.as_deref(), project.district().iter())
    }
}

fn any_holds(part: Option<&str>, mut texts: impl Iterator<Item: AsRef<str>>) -> bool {
    part.is_none_or(|part| texts.any(|text| text.as_ref().contains(part)))
}

/// Candidates named when words fit more than one project.
const MOST_CANDIDATES: usize = 10;

impl Desk {
    /// The projects that a query finds, best first. `is:` filters go by the month in hand at `now`; without
    /// a moment they find nothing.
    pub fn find(
        &self,
        typed: &str,
        category: Option<Category>,
        limit: usize,
        now: Option<Timestamp>,
    ) -> Result<Found<'_>, Failure> {
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
        let year = self.year()?;
        let projects = year.projects();
        let month = match now.filter(|_| query.asks_state()) {
            Some(now) => Some(self.month_rows(year.year, self.month_in_hand(now)?, now)?),
            None => None,
        };
        let flags = month.as_ref().map_or(&[][..], MonthRows::flags);
        let options = Options { category, limit, ..Options::default() };
        // Nobody stops this search, so there is always an answer.
        let found = Index::build(projects).search(&query, flags, &options, &AtomicBool::new(false));
        let Some(mut found) = found else { return Ok(Found { total: 0, hits: Vec::new(), findings }) };
        findings.append(&mut found.findings);
        let total = category.map_or(found.total(), |category| found.totals[category.index()]);
        let hits = found.hits.iter().map(|hit| {
            let project = &projects[hit.position as usize];
            FoundProject { project, score: hit.score, matched: crate::search::matched(&query, project) }
        });
        Ok(Found { total: total as usize, hits: hits.collect(), findings })
    }

    /// The year's projects in their own order, narrowed; with what should be said about the query.
    pub fn list(
        &self,
        narrowed: &Narrowed,
        now: Timestamp,
    ) -> Result<(Vec<&Project>, Vec<Finding>), Failure> {
        let mut findings = Vec::new();
        let mut projects: Vec<&Project> = if narrowed.query.trim().is_empty() {
            self.year()?.projects().iter().collect()
        } else {
            let found = self.find(&narrowed.query, narrowed.category, usize::MAX, Some(now))?;
            findings = found.findings;
            found.hits.iter().map(|hit| hit.project).collect()
        };
        projects.retain(|project| narrowed.holds(project));
        projects.sort_by_key(|project| project.id);
        Ok((projects, findings))
    }

    /// The project that an id or words name. Words name a project when they find it alone, or when they
    /// stand unbroken in its name and in no other's.
    pub fn project_named(&self, named: &str) -> Result<&Project, Failure> {
        if let Ok(id) = named.parse::<ProjectId>() {
            return self.project(id);
        }
        let found = self.find(named, None, usize::MAX, None)?;
        let named = named.trim();
        let all = || found.hits.iter().map(|hit| hit.project);
        let unambiguous = alone(all())
            .or_else(|| alone(all().filter(|p| p.name == named)))
            .or_else(|| alone(all().filter(|p| p.name.contains(named))));
        match unambiguous {
            Some(project) => Ok(project),
            None if found.total == 0 => {
                let message = words!("没有这个项目", "there is no such project");
                let finding = Finding::error(codes::NO_SUCH_PROJECT, message)
                    .got(named)
                    .hint(words!("用 diaodu find 查找", "look for it with diaodu find"));
                Err(Failure::new(Exit::No, finding))
            }
            None => Err(ambiguous(named, found.total, all())),
        }
    }
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
        Finding::note(codes::AMBIGUOUS_PROJECT, Words::same(line))
    }));
    failure
}
