//! Facets: what the found projects have in common, counted exactly.

use std::collections::HashMap;

use crate::domain::category::Category;
use crate::domain::lang::Words;
use crate::words;

use super::{Found, Index};
use crate::search::query::filter::Key;

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
    pub fn words(self) -> Words {
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
            Self::Stage => Key::Stage,
            Self::Sector => Key::Sector,
            Self::District => Key::District,
            Self::Unit => Key::Unit,
            Self::Year => Key::Year,
            Self::Mark => Key::Mark,
        };
        let quote = if value.contains(char::is_whitespace) { "\"" } else { "" };
        format!("{}:{quote}{value}{quote}", key.words().en)
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
    pub fn facets(&self, found: &Found, category: Option<Category>) -> Facets {
        let mut groups = Vec::new();
        for facet in Facet::ALL {
            let mut counts: HashMap<String, u32> = HashMap::new();
            for &position in &found.survivors {
                let project = &self.projects[position as usize];
                if category.is_some_and(|c| c != project.category()) {
                    continue;
                }
                let values: Vec<String> = match facet {
                    Facet::Stage => project.stage.clone().into_iter().collect(),
                    Facet::Sector => {
                        project.headings.get(1).or(project.headings.first()).cloned().into_iter().collect()
                    }
                    Facet::District => {
                        project.district().map(std::borrow::Cow::into_owned).into_iter().collect()
                    }
                    Facet::Unit => project.lead_units.clone(),
                    Facet::Year => vec![project.start_year.unwrap_or(project.id.year).to_string()],
                    Facet::Mark => project.mark.clone().into_iter().collect(),
                };
                for value in values {
                    *counts.entry(value).or_default() += 1;
                }
            }
            let mut counts: Vec<_> =
                counts.into_iter().map(|(value, count)| FacetCount { value, count }).collect();
            counts.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            if !counts.is_empty() {
                groups.push((facet, counts));
            }
        }
        Facets { groups }
    }
}
