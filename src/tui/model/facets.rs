//! The facets menu: groups of values with how many projects each has under the current search.

use super::finder::Chip;
use crate::domain::lang::Bilingual;

/// One group of facets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetGroup {
    /// 阶段, 牵头单位 …
    pub title: Bilingual,
    /// Its values, the most frequent first.
    pub values: Vec<FacetValue>,
}

/// One value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// What it is called.
    pub label: Bilingual,
    /// The filter it adds.
    pub chip: Chip,
    /// Projects that have it.
    pub count: usize,
}

/// The open menu.
#[derive(Clone, Debug, Default)]
pub struct FacetMenu {
    /// Its groups; empty until they are counted.
    pub groups: Vec<FacetGroup>,
    /// Whether they are counted.
    pub counted: bool,
    /// The chosen group.
    pub group: usize,
    /// The chosen value.
    pub value: usize,
    /// The first value shown.
    pub top: usize,
}

impl FacetMenu {
    /// The chosen value.
    pub fn chosen(&self) -> Option<&FacetValue> {
        self.groups.get(self.group)?.values.get(self.value)
    }
}
