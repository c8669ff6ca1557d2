//! Filters worked out for one index: values that many projects share are asked once each.

use crate::search::careful::{Careful, FoldedText};
use crate::search::index::{Index, Values};
use crate::search::query::Query;
use crate::search::query::filter::{Filter, FilterKey, Flags, StateFilter, Test};
use crate::search::rank::SearchField;
use crate::search::skim::Skim;

/// The filters of a query, worked out.
pub(super) fn plans<'a>(index: &Index, query: &'a Query) -> Vec<FilterPlan<'a>> {
    if query.filters.is_empty() {
        return Vec::new();
    }
    let skim = Skim::new();
    query.filters.iter().map(|filter| FilterPlan::new(index, filter, &skim)).collect()
}

/// Whether every filter keeps a project.
pub(super) fn all_keep(filters: &[FilterPlan<'_>], index: &Index, at: usize, flags: &[Flags]) -> bool {
    filters.iter().all(|filter| filter.keeps(index, at, flags))
}

/// A filter worked out: for values, whether each passes.
pub(super) struct FilterPlan<'a> {
    filter: &'a Filter,
    passes: Vec<bool>,
}

impl<'a> FilterPlan<'a> {
    fn new(index: &Index, filter: &'a Filter, skim: &Skim) -> Self {
        let mut terms: Vec<Careful<'_>> = Vec::new();
        let mut wholes: Vec<&String> = Vec::new();
        for test in &filter.tests {
            match test {
                Test::Text(term) => terms.push(Careful::new(term)),
                Test::Whole(whole) => wholes.push(whole),
                Test::Years(..) | Test::Category(_) | Test::State(_) => {}
            }
        }
        let mut passes = |value: &String| {
            let text = FoldedText::new(value);
            wholes.contains(&&text.string)
                || terms.iter_mut().any(|term| term.touch(SearchField::Name, &text, skim).is_some())
        };
        let passes = match filter.key {
            FilterKey::Unit => index.unit_lists.iter().map(|all| all.iter().any(&mut passes)).collect(),
            FilterKey::Sector => index.heading_lists.iter().map(|all| all.iter().any(&mut passes)).collect(),
            FilterKey::Stage => index.stages.printed.iter().map(passes).collect(),
            FilterKey::District => index.districts.printed.iter().map(passes).collect(),
            FilterKey::Mark => index.marks.printed.iter().map(passes).collect(),
            FilterKey::Year | FilterKey::Category | FilterKey::Is => Vec::new(),
        };
        Self { filter, passes }
    }

    pub fn keeps(&self, index: &Index, at: usize, flags: &[Flags]) -> bool {
        let value = |values: &Values| self.passes.get(values.of[at] as usize) == Some(&true);
        let passes = match self.filter.key {
            FilterKey::Unit => self.passes[index.units.of[at] as usize],
            FilterKey::Sector => self.passes[index.headings.of[at] as usize],
            FilterKey::Stage => value(&index.stages),
            FilterKey::District => value(&index.districts),
            FilterKey::Mark => value(&index.marks),
            FilterKey::Year | FilterKey::Category | FilterKey::Is => {
                if self.filter.needs_flags() && flags.get(at).is_none() {
                    return false;
                }
                self.filter.tests.iter().any(|test| match test {
                    Test::Years(from, to) => (*from..=*to).contains(&index.start_years[at]),
                    Test::Category(category) => index.ids[at].category == *category,
                    Test::State(StateFilter::Starred) => index.marks.of[at] != Values::NONE,
                    Test::State(StateFilter::Flagged(wanted)) => flags[at].any(*wanted),
                    Test::Text(_) | Test::Whole(_) => false,
                })
            }
        };
        passes != self.filter.negated
    }
}
