//! Looking projects up.

use super::Desk;
use crate::domain::category::Category;
use crate::domain::finding::Failure;
use crate::domain::project::Project;

/// What a list is narrowed to; every condition must hold. Words are found anywhere in the field.
#[derive(Clone, Debug, Default)]
pub struct Narrowed {
    /// One category.
    pub category: Option<Category>,
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

impl Desk {
    /// The year's projects in their own order, narrowed.
    pub fn list(&self, narrowed: &Narrowed) -> Result<Vec<&Project>, Failure> {
        Ok(self.year()?.projects().iter().filter(|project| narrowed.holds(project)).collect())
    }
}
