//! Which characters of a project a query was found in, for the rows that are on the screen. It never
//! decides whether a project is a hit: that is the index's.

use std::ops::Range;

use crate::domain::project::Project;

use super::careful::{Careful, FoldedText};
use super::query::Query;
use super::rank::{Score, SearchField};
use super::skim::Skim;

/// The characters of one field that a query was found in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldHighlights {
    /// Which text; [`Field::text`] gives it.
    pub field: SearchField,
    /// Half-open, in characters (Unicode scalar values), in order, not touching each other.
    pub ranges: Vec<Range<u32>>,
}

/// What to highlight of a project: for each term the field it counts in, and every other field where it
/// stands unbroken. Best field first; nothing where the query is only filters.
pub fn matched(query: &Query, project: &Project) -> Vec<FieldHighlights> {
    Highlighter::new(query).matched(project)
}

/// Holds one query against project after project and remembers what their characters mean to it.
pub struct Highlighter<'q> {
    terms: Vec<Careful<'q>>,
    skim: Skim,
}

impl<'q> Highlighter<'q> {
    /// A highlighter of that query.
    pub fn new(query: &'q Query) -> Self {
        let terms = query.terms.iter().filter(|term| !term.negated).map(Careful::new);
        Self { terms: terms.collect(), skim: Skim::new() }
    }

    /// As [`matched`].
    pub fn matched(&mut self, project: &Project) -> Vec<FieldHighlights> {
        if self.terms.is_empty() {
            return Vec::new();
        }
        let texts = SearchField::TEXTS.map(|field| (field, FoldedText::new(&field.text(project))));
        let mut used: Vec<(SearchField, Vec<u32>)> = Vec::new();
        for careful in &mut self.terms {
            let term = careful.term;
            if term.number == Some(project.id.serial) || term.id == Some(project.id) {
                let length = SearchField::Serial.text(project).chars().count() as u32;
                used.push((SearchField::Serial, (0..length).collect()));
            }
            let mut found = Vec::new();
            for (field, text) in &texts {
                if let Some((touch, positions)) = careful.positions(*field, text, &self.skim) {
                    found.push((
                        Score::of(*field, touch),
                        touch.contiguous && !touch.initials,
                        *field,
                        positions,
                    ));
                }
            }
            let best = found.iter().map(|(points, ..)| points.score).max();
            used.extend(
                found
                    .into_iter()
                    .filter(|(points, unbroken, ..)| *unbroken || Some(points.score) == best)
                    .map(|(_, _, field, positions)| (field, positions)),
            );
        }
        used.sort_by_key(|(field, _)| *field);
        let mut matched: Vec<FieldHighlights> = Vec::new();
        for same in used.chunk_by(|a, b| a.0 == b.0) {
            let mut positions: Vec<u32> = same.iter().flat_map(|(_, positions)| positions).copied().collect();
            positions.sort_unstable();
            positions.dedup();
            matched.push(FieldHighlights { field: same[0].0, ranges: ranges(&positions) });
        }
        matched
    }
}

fn ranges(positions: &[u32]) -> Vec<Range<u32>> {
    positions.chunk_by(|a, b| a + 1 == *b).map(|run| run[0]..run[run.len() - 1] + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::Category;
    use crate::domain::project::ProjectId;

    fn bosch() -> Project {
        let id = ProjectId { year: 2021, category: Category::Construction, serial: 431 };
        let mut project = Project::new(id, "九龙坡博世氢材料发动机");
        project.content = "建设辐射全国的氢燃料电池发动机研发、生产基地。".to_owned();
        project.lead_units = vec!["九龙坡区政府".to_owned()].into();
        project
    }

    fn name(query: &str) -> Vec<(u32, u32)> {
        let matched = matched(&Query::parse(query).0, &bosch());
        let ranges = matched.into_iter().find(|m| m.field == SearchField::Name).map(|m| m.ranges);
        ranges.unwrap_or_default().iter().map(|range| (range.start, range.end)).collect()
    }

    #[test]
    fn names_are_highlighted_in_characters() {
        assert_eq!(name("博世"), [(3, 5)]);
        assert_eq!(name("boshi 氢"), [(3, 6)]);
        assert_eq!(name("jlp发动机"), [(0, 3), (8, 11)]);
        assert_eq!(name("博氢"), [(3, 4), (5, 6)]);
        assert_eq!(name("is:starred"), []);
    }

    #[test]
    fn long_fields_are_highlighted_where_unbroken() {
        let fields = |query: &str| -> Vec<SearchField> {
            matched(&Query::parse(query).0, &bosch()).into_iter().map(|m| m.field).collect()
        };
        assert_eq!(fields("发动机"), [SearchField::Name, SearchField::Content]);
        assert_eq!(fields("ranliao"), [SearchField::Content]);
        assert_eq!(fields("431"), [SearchField::Serial]);
        assert_eq!(fields("九龙坡"), [SearchField::Name, SearchField::LeadUnit]);
    }
}
