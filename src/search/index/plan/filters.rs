//! Filters worked out for one index: values that many projects share are asked once each.

use crate::search::careful::{Careful, Text};
use crate::search::index::{Index, Values};
use crate::search::query::Query;
use crate::search::query::filter::{Filter, Flags, Key, State, Test};
use crate::search::rank::Field;
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
            let text = Text::new(value);
            wholes.contains(&&text.string)
                || terms.iter_mut().any(|term| term.touch(Field::Name, &text, skim).is_some())
        };
        let passes = match filter.key {
            Key::Unit => index.unit_lists.iter().map(|all| all.iter().any(&mut passes)).collect(),
            Key::Sector => index.heading_lists.iter().map(|all| all.iter().any(&mut passes)).collect(),
            Key::Stage => index.stages.printed.iter().map(passes).collect(),
            Key::District => index.districts.printed.iter().map(passes).collect(),
            Key::Mark => index.marks.printed.iter().map(passes).collect(),
            Key::Year | Key::Category | Key::Is => Vec::new(),
        };
        Self { filter, passes }
    }

    pub fn keeps(&self, index: &Index, at: usize, flags: &[Flags]) -> bool {
        let value = |values: &Values| self.passes.get(values.of[at] as usize) == Some(&true);
        let passes = match self.filter.key {
            Key::Unit => self.passes[index.units.of[at] as usize],
            Key::Sector => self.passes[index.headings.of[at] as usize],
            Key::Stage => value(&index.stages),
            Key::District => value(&index.districts),
            Key::Mark => value(&index.marks),
            Key::Year | Key::Category | Key::Is => {
                if self.filter.needs_flags() && flags.get(at).is_none() {
                    return false;
                }
                self.filter.tests.iter().any(|test| match test {
                    Test::Years(from, to) => (*from..=*to).contains(&index.start_years[at]),
                    Test::Category(category) => index.ids[at].category == *category,
                    Test::State(State::Starred) => index.marks.of[at] != Values::NONE,
                    Test::State(State::Flagged(wanted)) => flags[at].any(*wanted),
                    Test::Text(_) | Test::Whole(_) => false,
                })
            }
        };
        passes != self.filter.negated
    }
}
