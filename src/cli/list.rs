//! `list`: the projects of a list, in its own order, streamed.

use std::io;

use serde::Serialize;

use super::asked::{FilterArgs, PageArgs};
use super::context::{Context, MOST_FINDINGS};
use super::json::{ProjectJson, Streamed};
use super::plain::{ColumnAlign, TextCell, TextWriter};
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::project::Project;
use crate::words;

/// 列出项目 // List projects
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    narrow: FilterArgs,
    #[command(flatten)]
    page: PageArgs,
}

#[derive(Serialize)]
struct ProjectListJson<S> {
    total: usize,
    projects: S,
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let (all, findings) = desk.list(&self.narrow.narrowed(), context.now)?;
        context.say(&findings, MOST_FINDINGS);
        let page = || self.page.of(all.iter()).copied();
        let listed =
            ProjectListJson { total: all.len(), projects: Streamed(|| page().map(ProjectJson::from)) };
        context.answer(&listed, |plain| {
            if all.is_empty() {
                return plain.line(plain.lang.pick("没有符合条件的项目。", "No project is of this kind."));
            }
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
pub fn table<'a>(plain: &mut TextWriter<'_>, projects: impl Iterator<Item = &'a Project>) -> io::Result<()> {
    let heading =
        plain.lang.pick(["编号", "项目名称", "阶段", "牵头单位"], ["id", "name", "stage", "lead unit"]);
    plain.table(
        &[ColumnAlign::Left, ColumnAlign::Flexible, ColumnAlign::Left, ColumnAlign::Left],
        &heading,
        projects.map(row),
    )
}

fn row(project: &Project) -> Vec<TextCell> {
    vec![
        project.id.to_string().into(),
        format!("{}{}", project.mark.as_deref().unwrap_or_default(), project.name).into(),
        project.stage.as_deref().unwrap_or("—").into(),
        project.lead_units.join("、").into(),
    ]
}
