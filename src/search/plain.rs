//! The plain search: every project in turn with the careful matcher, one thread, no masks, a full sort.
//! It is what the index must agree with; tests and benches use it, the program does not.

use std::borrow::Cow;

use crate::domain::project::Project;

use super::careful::{Careful, FoldedText};
use super::index::Hit;
use super::query::Query;
use super::query::filter::{Filter, FilterKey, Flags, StateFilter, Test};
use super::rank::{Rank, Score, SearchField};
use super::skim::Skim;

/// Every hit, best first.
pub fn search(projects: &[Project], query: &Query, flags: &[Flags]) -> Vec<Hit> {
    let skim = Skim::new();
    let mut terms: Vec<Careful<'_>> = query.terms.iter().map(Careful::new).collect();
    let mut ranked = Vec::new();
    for (position, project) in projects.iter().enumerate() {
        let flags = flags.get(position).copied();
        if !query.filters.iter().all(|filter| keeps(filter, project, flags, &skim)) {
            continue;
        }
        if let Some(rank) = rank(&mut terms, project, &skim) {
            ranked.push((rank, position as u32));
        }
    }
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.into_iter().map(|(rank, position)| Hit { position, score: rank.score() }).collect()
}

fn rank(terms: &mut [Careful<'_>], project: &Project, skim: &Skim) -> Option<Rank> {
    let texts = SearchField::TEXTS.map(|field| (field, FoldedText::new(&field.text(project))));
    let mut score = 0;
    let mut at = 0;
    for term in terms.iter_mut() {
        let found = points(term, project, &texts, skim);
        if term.term.negated {
            if found.is_some() {
                return None;
            }
            continue;
        }
        let found = found?;
        score += found.score;
        at += found.at;
    }
    if score == 0 {
        return Some(Rank::CATALOGUE);
    }
    Some(Rank::new(score, at, texts[0].1.chars.len() as u32))
}

fn points(
    term: &mut Careful<'_>,
    project: &Project,
    texts: &[(SearchField, FoldedText)],
    skim: &Skim,
) -> Option<Score> {
    if term.term.number == Some(project.id.serial) || term.term.id == Some(project.id) {
        return Some(Score::SERIAL);
    }
    let mut best: Option<Score> = None;
    for (field, text) in texts {
        let found = term.touch(*field, text, skim).map(|touch| Score::of(*field, touch));
        if let Some(found) = found
            && best.is_none_or(|best| found.beat(best))
        {
            best = Some(found);
        }
    }
    best
}

/// Whether a filter keeps a project; a state that nobody knows is not kept.
pub(super) fn keeps(filter: &Filter, project: &Project, flags: Option<Flags>, skim: &Skim) -> bool {
    if filter.needs_flags() && flags.is_none() {
        return false;
    }
    filter.tests.iter().any(|test| passes(filter.key, test, project, flags, skim)) != filter.negated
}

fn passes(key: FilterKey, test: &Test, project: &Project, flags: Option<Flags>, skim: &Skim) -> bool {
    match test {
        Test::Text(term) => values(key, project).iter().any(|value| {
            Careful::new(term).touch(SearchField::Name, &FoldedText::new(value), skim).is_some()
        }),
        Test::Whole(whole) => {
            values(key, project).iter().any(|value| &FoldedText::new(value).string == whole)
        }
        Test::Years(from, to) => (*from..=*to).contains(&project.start_year.unwrap_or(project.id.year)),
        Test::Category(category) => project.category() == *category,
        Test::State(StateFilter::Starred) => project.mark.is_some(),
        Test::State(StateFilter::Flagged(wanted)) => flags.is_some_and(|flags| flags.any(*wanted)),
    }
}

fn values(key: FilterKey, project: &Project) -> Vec<Cow<'_, str>> {
    let all = |values: &'_ [String]| values.iter().map(|v| Cow::Owned(v.clone())).collect();
    match key {
        FilterKey::Unit => all(&project.lead_units),
        FilterKey::Sector => all(&project.headings),
        FilterKey::Stage => project.stage.as_deref().map(Cow::Borrowed).into_iter().collect(),
        FilterKey::Mark => project.mark.as_deref().map(Cow::Borrowed).into_iter().collect(),
        FilterKey::District => project.district().into_iter().collect(),
        FilterKey::Year | FilterKey::Category | FilterKey::Is => Vec::new(),
    }
}
