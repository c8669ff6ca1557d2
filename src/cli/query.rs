//! `query save|list|remove`: a person's own names for searches; `@name` stands for one wherever a query
//! is typed.

use clap::Subcommand;
use serde::Serialize;

use super::context::Context;
use super::plain::ColumnAlign;
use crate::desk::saved::SavedQuery;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;

/// 保存的搜索：之后用 @名字 代替 // Saved searches, used as @NAME from then on
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: QueryCommand,
}

#[derive(Subcommand, Debug)]
enum QueryCommand {
    /// 保存一个搜索；同名的被替换 // Keep a search; one of the same name is replaced
    Save {
        /// 名字，如 我的红灯 // The name, e.g. mine-red
        #[arg(value_name = "NAME")]
        name: String,
        /// 查询式，如 is:mine is:red is:unfiled // The query, e.g. is:mine is:red is:unfiled
        #[arg(required = true, value_name = "QUERY")]
        query: Vec<String>,
    },
    /// 我保存的搜索 // The searches that I keep
    List,
    /// 不再保存 // Forget one
    Remove {
        /// 名字 // The name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Serialize)]
struct SavedJson<'a> {
    name: &'a str,
    query: &'a str,
}

#[derive(Serialize)]
struct SavedQueriesJson<'a> {
    total: usize,
    queries: Vec<SavedJson<'a>>,
}

impl<'a> From<&'a SavedQuery> for SavedJson<'a> {
    fn from(saved: &'a SavedQuery) -> Self {
        Self { name: &saved.name, query: &saved.query }
    }
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let (done, zh, en) = match &self.act {
            QueryCommand::List => {
                let saved = desk.saved_queries()?;
                let answer = SavedQueriesJson {
                    total: saved.len(),
                    queries: saved.iter().map(SavedJson::from).collect(),
                };
                return context.answer(&answer, |plain| {
                    if saved.is_empty() {
                        return plain.line(plain.lang.pick("还没有保存的搜索", "no saved searches"));
                    }
                    let rows =
                        saved.iter().map(|one| vec![format!("@{}", one.name).into(), (&one.query).into()]);
                    let heading = plain.lang.pick(["名字", "查询"], ["name", "query"]);
                    plain.table(&[ColumnAlign::Left, ColumnAlign::Flexible], &heading, rows)
                });
            }
            QueryCommand::Save { name, query } => {
                (desk.save_query(name, &query.join(" "), context.now)?, "已保存：", "kept: ")
            }
            QueryCommand::Remove { name } => {
                (desk.forget_query(name, context.now)?, "已删除：", "forgotten: ")
            }
        };
        context.answer(&SavedJson::from(&done), |plain| {
            let said = plain.lang.pick(zh, en);
            plain.line(format!("{said}@{} {}", done.name, done.query))
        })
    }
}
