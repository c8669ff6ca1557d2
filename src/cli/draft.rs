//! `draft list|show|discard`: what was begun and not filed.

use std::collections::BTreeMap;

use clap::Subcommand;
use serde::Serialize;

use super::asked::{MonthArg, OneProject};
use super::context::Context;
use super::plain::{ColumnAlign, TextCell};
use crate::desk::App;
use crate::desk::draft::FoundDraft;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::report::field::Field;
use crate::domain::time::{in_shanghai, rfc3339};
use crate::words;

/// 草稿：列出、查看、丢弃 // Drafts: list, show, discard
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: DraftCommand,
}

#[derive(Subcommand, Debug)]
enum DraftCommand {
    /// 列出草稿 // List drafts
    List,
    /// 查看一份草稿 // Show a draft
    Show(DraftArgs),
    /// 丢弃一份草稿 // Discard a draft
    Discard(DraftArgs),
}

#[derive(clap::Args, Debug)]
struct DraftArgs {
    #[command(flatten)]
    project: OneProject,
    #[command(flatten)]
    month: MonthArg,
}

#[derive(Serialize)]
struct DraftJson<'a> {
    project: ProjectId,
    name: &'a str,
    month: Month,
    saved_at: String,
    author: &'a str,
    kept: &'static str,
    fields: BTreeMap<&'static str, &'a str>,
}

impl<'a> DraftJson<'a> {
    fn new(kept: &'a FoundDraft, desk: &'a App) -> Self {
        Self {
            project: kept.project,
            name: name(desk, kept.project),
            month: kept.month,
            saved_at: rfc3339(kept.saved_at),
            author: &kept.author,
            kept: if kept.in_ledger { "ledger" } else { "typed" },
            fields: kept.draft.given().map(|(field, text)| (field.key(), text)).collect(),
        }
    }
}

fn name(desk: &App, id: ProjectId) -> &str {
    desk.catalogue().project(id).map_or("", |p| p.name.as_str())
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        match &self.act {
            DraftCommand::List => list(&desk, context),
            DraftCommand::Show(which) => {
                let (id, month) = which.named(&desk, context)?;
                show(&desk, &desk.drafts_of(id, month)?, context)
            }
            DraftCommand::Discard(which) => {
                let (id, month) = which.named(&desk, context)?;
                let count = desk.discard_drafts(id, month, context.now)?;
                let json = serde_json::json!({ "project": id, "month": month, "discarded": count });
                context.answer(&json, |plain| {
                    plain.line(
                        words!("已丢弃 {id} {month} 的草稿", "discarded the draft of {id} {month}")
                            .get(plain.lang),
                    )
                })
            }
        }
    }
}

impl DraftArgs {
    fn named(&self, desk: &App, context: &Context) -> Result<(ProjectId, Month), Failure> {
        let project = self.project.find(desk)?;
        Ok((project.id, self.month.or_in_hand(desk, context)?))
    }
}

fn list(desk: &App, context: &Context) -> Result<Exit, Failure> {
    #[derive(Serialize)]
    struct DraftListJson<'a> {
        total: usize,
        drafts: Vec<DraftJson<'a>>,
    }
    let (drafts, findings) = desk.drafts()?;
    context.say(&findings, usize::MAX);
    let json = DraftListJson {
        total: drafts.len(),
        drafts: drafts.iter().map(|kept| DraftJson::new(kept, desk)).collect(),
    };
    context.answer(&json, |plain| {
        let lang = plain.lang;
        if drafts.is_empty() {
            return plain.line(lang.pick("没有草稿", "no drafts"));
        }
        let heading = lang.pick(
            ["编号", "项目名称", "月份", "保存时间", "谁", "存于"],
            ["id", "name", "month", "saved", "who", "kept"],
        );
        let columns = [
            ColumnAlign::Left,
            ColumnAlign::Flexible,
            ColumnAlign::Left,
            ColumnAlign::Left,
            ColumnAlign::Left,
            ColumnAlign::Left,
        ];
        let rows = drafts.iter().map(|kept| {
            vec![
                TextCell::from(kept.project.to_string()),
                name(desk, kept.project).into(),
                kept.month.to_string().into(),
                in_shanghai(kept.saved_at).strftime("%Y-%m-%d %H:%M").to_string().into(),
                (&kept.author).into(),
                lang.pick(["本人草稿", "台账"], ["typed", "ledger"])[usize::from(kept.in_ledger)].into(),
            ]
        });
        plain.table(&columns, &heading, rows)
    })
}

fn show(desk: &App, drafts: &[FoundDraft], context: &Context) -> Result<Exit, Failure> {
    let Some(kept) = drafts.first() else { return Ok(Exit::No) };
    context.answer(&DraftJson::new(kept, desk), |plain| {
        plain.strong(format!("{} {} · {}", kept.project, name(desk, kept.project), kept.month))?;
        for (field, text) in kept.draft.given().filter(|(_, text)| !text.is_empty()) {
            let label = if field == Field::Reason {
                plain.lang.pick("理由", "reason")
            } else {
                field.label(plain.lang)
            };
            plain.field(label, text)?;
        }
        Ok(())
    })
}
