//! `plan history PROJECT`: every version of a project's plan.

use serde::Serialize;

use super::shape::{VersionJson, print};
use crate::cli::asked::OneProject;
use crate::cli::context::Context;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::project::ProjectId;

/// 一个项目的全部计划版本 // Every version of a project's plan
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    project: OneProject,
}

#[derive(Serialize)]
struct PlanHistoryJson<'a> {
    project: ProjectId,
    total: usize,
    versions: Vec<VersionJson<'a>>,
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let project = self.project.find(&desk)?;
        let plan = desk.plan_of(project.id)?;
        let versions: Vec<VersionJson<'_>> = plan.versions().iter().map(VersionJson::from).collect();
        let history = PlanHistoryJson { project: project.id, total: versions.len(), versions };
        context.answer(&history, |plain| {
            plain.line(format!("{} {}", project.id, project.name))?;
            if plan.versions().is_empty() {
                return plain.line(plain.lang.pick("尚无计划", "no plan yet"));
            }
            print(plan.versions(), plain)
        })
    }
}
