//! `watch add|remove|list`: the projects under special watch (百项重点关注).

use clap::Subcommand;
use serde::Serialize;

use super::asked::OneProject;
use super::context::Context;
use super::plain::Column;
use crate::desk::watch::Watched;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::project::ProjectId;
use crate::domain::time::{in_shanghai, rfc3339};

/// 重点关注名单：列入、移出、查看 // The watch list: add, remove, list
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// 列入一个项目，写明理由 // Put a project on the list, with a reason
    Add {
        #[command(flatten)]
        project: OneProject,
        /// 理由 // The reason
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
        /// 依据的文件 // The document it rests on
        #[arg(long, value_name = "TEXT", default_value = "")]
        document: String,
    },
    /// 移出一个项目；历史保留 // Take a project off the list; its history stays
    Remove {
        #[command(flatten)]
        project: OneProject,
        /// 理由 // The reason
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
    /// 现在的名单 // The list as it stands
    List,
}

#[derive(Serialize)]
struct WatchedJson<'a> {
    project: ProjectId,
    name: &'a str,
    watched: bool,
    reason: &'a str,
    document: Option<&'a str>,
    by: &'a str,
    at: String,
}

#[derive(Serialize)]
struct ListJson<'a> {
    total: usize,
    projects: Vec<WatchedJson<'a>>,
}

impl<'a> WatchedJson<'a> {
    fn new(watched: &'a Watched, name: &'a str) -> Self {
        Self {
            project: watched.project,
            name,
            watched: watched.on,
            reason: &watched.reason,
            document: (!watched.document.is_empty()).then_some(&watched.document),
            by: &watched.by,
            at: rfc3339(watched.at),
        }
    }
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let done = match &self.act {
            Act::List => return list(&desk, context),
            Act::Add { project, reason, document } => {
                let project = project.find(&desk)?;
                desk.watch(project.id, reason, document, context.now)?
            }
            Act::Remove { project, reason } => {
                let project = project.find(&desk)?;
                desk.unwatch(project.id, reason, context.now)?
            }
        };
        let name = &desk.project(done.project)?.name;
        context.answer(&WatchedJson::new(&done, name), |plain| {
            let said = if done.on {
                plain.lang.pick("已列入关注：", "watched: ")
            } else {
                plain.lang.pick("已移出关注：", "no longer watched: ")
            };
            plain.line(format!("{said}{} {name}", done.project))
        })
    }
}

fn list(desk: &crate::desk::Desk, context: &Context) -> Result<Exit, Failure> {
    let list = desk.watch_list()?;
    let named: Vec<(&Watched, &str)> = list
        .iter()
        .map(|w| (w, desk.project(w.project).map_or("", |project| project.name.as_str())))
        .collect();
    let projects: Vec<WatchedJson<'_>> = named.iter().map(|(w, name)| WatchedJson::new(w, name)).collect();
    let answer = ListJson { total: projects.len(), projects };
    context.answer(&answer, |plain| {
        if named.is_empty() {
            return plain.line(plain.lang.pick("关注名单为空", "the watch list is empty"));
        }
        let heading = plain.lang.pick(
            ["编号", "项目名称", "列入", "依据", "理由"],
            ["id", "name", "since", "document", "reason"],
        );
        let columns = [Column::Left, Column::Left, Column::Left, Column::Left, Column::Flexible];
        let rows = named.iter().map(|(w, name)| {
            let day = in_shanghai(w.at).date().to_string();
            vec![
                w.project.to_string().into(),
                name.into(),
                day.into(),
                (&w.document).into(),
                (&w.reason).into(),
            ]
        });
        plain.table(&columns, &heading, rows)
    })
}
