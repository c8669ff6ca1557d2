//! Projects by their exact name, for sheets that give no id. Marks, spaces and the width of letters do
//! not count; nothing is guessed.

use std::collections::HashMap;

use crate::catalogue::Year;
use crate::domain::project::ProjectId;
use crate::domain::text::to_half_width;

/// The names of one list.
#[derive(Clone, Debug, Default)]
pub(super) struct NameIndex {
    ids: HashMap<String, Vec<ProjectId>>,
}

impl NameIndex {
    pub(super) fn of(year: &Year) -> Self {
        let mut ids: HashMap<String, Vec<ProjectId>> = HashMap::new();
        for project in year.projects() {
            ids.entry(bare(&project.name)).or_default().push(project.id);
        }
        Self { ids }
    }

    /// Every project of that name.
    pub(super) fn find(&self, name: &str) -> &[ProjectId] {
        self.ids.get(&bare(name)).map_or(&[], Vec::as_slice)
    }
}

/// Whether two names are the same but for marks, spaces and width.
pub(super) fn same(one: &str, other: &str) -> bool {
    bare(one) == bare(other)
}

fn bare(name: &str) -> String {
    let half = to_half_width(name);
    half.chars().filter(|c| !c.is_whitespace() && !matches!(c, '★' | '▲' | '☆')).collect()
}
