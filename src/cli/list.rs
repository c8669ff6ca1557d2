//! `list`: the projects of a list, in its own order, streamed.

use std::io;

use serde::Serialize;

use super::context::{Context, MOST_FINDINGS};
use super::json::{ProjectJson, Streamed};
use super::plain::{Cell, Column, Plain};
use super::values;
use crate::desk::find::Narrowed;
use crate::domain::category::Category;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::project::Project;
use crate::words;

/// 列出项目 // List projects
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 查询式，如 unit:九龙坡 stage:新开工 // A query such as unit:九龙坡 stage:新开工
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// 按类别：建设、前期、招商 // Only one category: construction, planning, promotion
    #[arg(long, value_name = "CATEGORY", value_parser = values::category)]
    category: Option<Category>,
    /// 按牵头单位（名称的一部分即可） // Only a lead unit's, by any part of its name
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// 按建设阶段 // Only of a stage
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// 按标题（行业） // Only below a heading
    #[arg(long, value_name = "HEADING")]
    sector: Option<String>,
    /// 按区县 // Only of a district
    #[arg(long, value_name = "DISTRICT")]
    district: Option<String>,
    /// 最多几个 // At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// 跳过前几个 // Skip so many
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
}

#[derive(Serialize)]
struct Listed<S> {
    total: usize,
    projects: S,
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let narrowed = Narrowed {
            category: self.category,
            query: self.query.join(" "),
            unit: self.unit.clone(),
            stage: self.stage.clone(),
            sector: self.sector.clone(),
            district: self.district.clone(),
        };
        let (all, findings) = desk.list(&narrowed, context.now)?;
        context.say(&findings, MOST_FINDINGS);
        let page = || all.iter().skip(self.offset).take(self.limit.unwrap_or(usize::MAX)).copied();
        let listed = Listed { total: all.len(), projects: Streamed(|| page().map(ProjectJson::from)) };
        context.answer(&listed, |plain| {
            table(plain, page())?;
            if !context.global.quiet {
                let (total, shown) = (all.len(), page().count());
                if shown < total {
                    plain.line(words!("{total} 个中的 {shown} 个", "{shown} of {total}").get(plain.lang))?;
                }
            }
            Ok(())
        })
    }
}

/// Projects as a table: id, mark and name, stage, lead units.
pub fn table<'a>(plain: &mut Plain<'_>, projects: impl Iterator<Item = &'a Project>) -> io::Result<()> {
    let heading =
        plain.lang.pick(["编号", "项目名称", "阶段", "牵头单位"], ["id", "name", "stage", "lead unit"]);
    plain.table(&[Column::Left, Column::Flexible, Column::Left, Column::Left], &heading, projects.map(row))
}

fn row(project: &Project) -> Vec<Cell> {
    vec![
        project.id.to_string().into(),
        format!("{}{}", project.mark.as_deref().unwrap_or_default(), project.name).into(),
        project.stage.as_deref().unwrap_or("—").into(),
        project.lead_units.join("、").into(),
    ]
}
