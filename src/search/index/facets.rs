//! Facets: what the found projects have in common, counted exactly.

use std::collections::{BTreeMap, HashMap};

use crate::domain::category::Category;
use crate::domain::lang::Bilingual;
use crate::words;

use super::{Index, SearchResult};
use crate::search::query::filter::FilterKey;

/// What projects are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// 当年建设阶段, as printed
    Stage,
    /// The second heading, or the first where there is no second.
    Sector,
    /// 区县
    District,
    /// 牵头单位; a project with several counts for each.
    Unit,
    /// 开工年份; the list's own year where none is printed.
    Year,
    /// ★ and its like
    Mark,
}

impl Facet {
    /// In the order of the panel.
    pub const ALL: [Self; 6] =
        [Self::Stage, Self::Sector, Self::District, Self::Unit, Self::Year, Self::Mark];

    /// The heading of the panel's section.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Stage => words!("阶段", "Stage"),
            Self::Sector => words!("领域", "Sector"),
            Self::District => words!("区县", "District"),
            Self::Unit => words!("牵头单位", "Lead unit"),
            Self::Year => words!("开工年份", "Start year"),
            Self::Mark => words!("标记", "Mark"),
        }
    }

    /// The filter that keeps what was counted under a value, as it can be typed.
    pub fn filter(self, value: &str) -> String {
        let key = match self {
            Self::Stage => FilterKey::Stage,
            Self::Sector => FilterKey::Sector,
            Self::District => FilterKey::District,
            Self::Unit => FilterKey::Unit,
            Self::Year => FilterKey::Year,
            Self::Mark => FilterKey::Mark,
        };
        let plain = !value.contains(|c: char| c.is_whitespace() || matches!(c, ',' | '，' | '、' | '"'));
        match (self, plain) {
            (Self::Year, _) => format!("{}:{value}", key.words().en),
            (_, true) => format!("{}:={value}", key.words().en),
            (_, false) => format!("{}:=\"{}\"", key.words().en, value.replace('"', "")),
        }
    }
}

/// One value and how many of the found projects have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCount {
    /// As printed.
    pub value: String,
    /// Projects.
    pub count: u32,
}

/// Every facet's values, most frequent first; a facet without values is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    /// In the order of [`Facet::ALL`].
    pub groups: Vec<(Facet, Vec<FacetCount>)>,
}

impl Index {
    /// Counts what was found, in one category or all.
    pub fn facets(&self, found: &SearchResult, category: Option<Category>) -> Facets {
        let mut stages = FacetCounts::of(&self.stages.printed);
        let mut districts = FacetCounts::of(&self.districts.printed);
        let mut marks = FacetCounts::of(&self.marks.printed);
        let mut units = vec![0; self.unit_lists.len()];
        let mut headings = vec![0; self.heading_lists.len()];
        let mut years: BTreeMap<i16, u32> = BTreeMap::new();
        for at in found.positions().map(|position| position as usize) {
            if category.is_some_and(|only| only != self.ids[at].category) {
                continue;
            }
            stages.count(self.stages.of[at]);
            districts.count(self.districts.of[at]);
            marks.count(self.marks.of[at]);
            units[self.units.of[at] as usize] += 1;
            headings[self.headings.of[at] as usize] += 1;
            *years.entry(self.start_years[at]).or_default() += 1;
        }
        let sector = |path: &Vec<String>| path.get(1).or(path.first()).cloned();
        let groups = Facet::ALL.map(|facet| {
            let counts = match facet {
                Facet::Stage => stages.sorted(),
                Facet::District => districts.sorted(),
                Facet::Mark => marks.sorted(),
                Facet::Unit => together(&self.unit_lists, &units, Clone::clone),
                Facet::Sector => {
                    together(&self.heading_lists, &headings, |path| sector(path).into_iter().collect())
                }
                Facet::Year => sorted(years.iter().map(|(year, &count)| (year.to_string(), count))),
            };
            (facet, counts)
        });
        Facets { groups: groups.into_iter().filter(|(_, counts)| !counts.is_empty()).collect() }
    }
}

/// Counts by number of value; a project without a value counts nowhere.
struct FacetCounts<'a> {
    printed: &'a [String],
    counts: Vec<u32>,
}

impl<'a> FacetCounts<'a> {
    fn of(printed: &'a [String]) -> Self {
        Self { printed, counts: vec![0; printed.len()] }
    }

    fn count(&mut self, value: u32) {
        if let Some(count) = self.counts.get_mut(value as usize) {
            *count += 1;
        }
    }

    fn sorted(&self) -> Vec<FacetCount> {
        sorted(self.printed.iter().cloned().zip(self.counts.iter().copied()))
    }
}

/// Counts of lists as counts of the values in them.
fn together(
    lists: &[Vec<String>],
    counts: &[u32],
    values: impl Fn(&Vec<String>) -> Vec<String>,
) -> Vec<FacetCount> {
    let mut sums: HashMap<String, u32> = HashMap::new();
    for (list, &count) in lists.iter().zip(counts).filter(|(_, count)| **count > 0) {
        for value in values(list) {
            *sums.entry(value).or_default() += count;
        }
    }
    sorted(sums.into_iter())
}

/// Most frequent first, then by value; what nothing has is left out.
fn sorted(counts: impl Iterator<Item = (String, u32)>) -> Vec<FacetCount> {
    let mut counts: Vec<_> =
        counts.filter(|&(_, count)| count > 0).map(|(value, count)| FacetCount { value, count }).collect();
    counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    counts
}
