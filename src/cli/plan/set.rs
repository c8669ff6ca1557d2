//! `plan set PROJECT …`: one more version of a project's plan.

use serde::Serialize;

use super::shape::{VersionJson, print};
use crate::cli::asked::OneProject;
use crate::cli::context::{Context, MOST_FINDINGS};
use crate::desk::plan::{PlanAsked, PlanSet};
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::plan::form::{PlanField, PlanForm};
use crate::domain::project::ProjectId;

/// 设置或调整一个项目的计划；没写的项沿用上一版 // Set or revise a project's plan; what is left out stays as it was
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    project: OneProject,
    /// 年度计划投资，万元 // The year's planned investment, in 万元
    #[arg(long, value_name = "WAN", allow_hyphen_values = true)]
    year_plan: Option<String>,
    /// 总投资，万元 // The total investment, in 万元
    #[arg(long, value_name = "WAN", allow_hyphen_values = true)]
    total: Option<String>,
    /// 计划开工月份，如 2021-03 或 3 // The planned start month, 2021-03 or 3
    #[arg(long, value_name = "MONTH")]
    start_month: Option<String>,
    /// 计划完工月份 // The planned completion month
    #[arg(long, value_name = "MONTH")]
    finish_month: Option<String>,
    /// 生效日期；首版默认为名单年度的1月1日，调整默认为今天 // The first day it holds; the list year's first day for a first plan, today for a revision
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// 原因；调整计划必填 // The reason; a revision needs one
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

/// What was set, for `plan set` and `plan import`.
#[derive(Serialize)]
pub(super) struct SetJson<'a> {
    project: ProjectId,
    #[serde(flatten)]
    version: VersionJson<'a>,
}

impl<'a> SetJson<'a> {
    pub(super) fn new(set: &'a PlanSet) -> Self {
        Self { project: set.project, version: (&set.version).into() }
    }
}

impl Args {
    /// Sets it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let project = self.project.find(&desk)?;
        let read = self.form().read(project.id.year);
        let read = read.map_err(|findings| Failure { exit: Exit::Malformed, findings })?;
        let asked = PlanAsked {
            project: project.id,
            plan: read.plan,
            from: read.from,
            reason: read.reason,
            line: None,
        };
        let done = desk.set_plans(&[asked], context.now)?;
        for set in &done {
            context.say(&set.warnings, MOST_FINDINGS);
        }
        let set: Vec<SetJson<'_>> = done.iter().map(SetJson::new).collect();
        context.answer(&set[0], |plain| {
            plain.line(format!("{} {}", project.id, project.name))?;
            print(&[done[0].version.clone()], plain)
        })
    }

    fn form(&self) -> PlanForm {
        let mut form = PlanForm::default();
        let given = [
            (PlanField::YearPlan, &self.year_plan),
            (PlanField::Total, &self.total),
            (PlanField::Start, &self.start_month),
            (PlanField::Finish, &self.finish_month),
            (PlanField::From, &self.from),
            (PlanField::Reason, &self.reason),
        ];
        for (field, text) in given {
            form.set(field, text.as_deref().unwrap_or_default());
        }
        form
    }
}
