//! `watch …`: the projects under special watch (百项重点关注), what supervision saw and asked for, what
//! changed since, and the print-ready page.

use clap::Subcommand;
use jiff::civil::Date;
use serde::Serialize;

use super::asked::OneProject;
use super::context::Context;
use super::output::{Output, OutputKind};
use super::plain::ColumnAlign;
use super::record::{RecordJson, written};
use super::values;
use crate::desk::App;
use crate::desk::bulletin::{self, BulletinFormat};
use crate::desk::records::Record;
use crate::desk::watch::Watched;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::project::ProjectId;
use crate::domain::supervision::Inspection;
use crate::domain::time::{date_in_shanghai, in_shanghai, rfc3339, start_of_day};
use crate::words;

/// 重点关注和督查：列入、移出、督查记录、变化、督查单 // The watch list: add, remove, supervise, what changed, the page
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: WatchCommand,
}

#[derive(Subcommand, Debug)]
enum WatchCommand {
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
    /// 记一次督查 // Write a supervision entry
    Visit {
        #[command(flatten)]
        project: OneProject,
        /// 所见 // What was seen
        #[arg(long, value_name = "TEXT")]
        text: String,
        /// 督办要求 // What is to be done
        #[arg(long, value_name = "TEXT", default_value = "")]
        demand: String,
        /// 要求的时限 // By when
        #[arg(long, value_name = "DATE", value_parser = values::date)]
        due: Option<Date>,
        /// 督查日期；不写则为今天 // The day; today unless said
        #[arg(long, value_name = "DATE", value_parser = values::date)]
        on: Option<Date>,
    },
    /// 一项督办要求已办结 // A demand is answered
    Answer {
        /// 编号或只对应一个项目的词 // An id, or a word that names one project
        #[arg(value_name = "PROJECT")]
        project: String,
        /// 督查记录号 // The entry's number
        #[arg(value_name = "ENTRY")]
        entry: String,
        /// 办结情况 // What was done
        #[arg(long, value_name = "TEXT", default_value = "")]
        how: String,
    },
    /// 督查记录；不写项目则为全部 // Supervision entries; all unless a project is named
    Visits {
        /// 编号（2021-1-431）或只对应一个项目的词 // An id such as 2021-1-431, or words that name one project
        #[arg(value_name = "PROJECT")]
        project: Vec<String>,
    },
    /// 上次督查（或列入）以来的变化 // What changed since the last visit, or since it was put on
    Changes {
        #[command(flatten)]
        project: OneProject,
        /// 从这一天起 // Since this day instead
        #[arg(long, value_name = "DATE", value_parser = values::date)]
        since: Option<Date>,
    },
    /// 一个项目的督查单，可打印 // The print-ready page of one project
    Sheet {
        #[command(flatten)]
        project: OneProject,
        /// 形式：text、md、html、docx、xlsx // The form: text, md, html, docx, xlsx
        #[arg(long, value_name = "FORMAT", value_parser = ["text", "md", "html", "docx", "xlsx"], default_value = "text")]
        format: String,
        #[command(flatten)]
        output: Output,
    },
}

/// A project's place on the watch list.
#[derive(Serialize)]
pub struct WatchedJson<'a> {
    project: ProjectId,
    name: &'a str,
    watched: bool,
    reason: &'a str,
    document: Option<&'a str>,
    by: &'a str,
    at: String,
}

#[derive(Serialize)]
struct WatchListJson<'a> {
    total: usize,
    projects: Vec<WatchedJson<'a>>,
}

impl<'a> WatchedJson<'a> {
    /// As the ledger holds it.
    pub fn new(watched: &'a Watched, name: &'a str) -> Self {
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
            WatchCommand::List => return list(&desk, context),
            WatchCommand::Visit { .. } | WatchCommand::Answer { .. } | WatchCommand::Visits { .. } => {
                return supervise(&self.act, &desk, context);
            }
            WatchCommand::Changes { project, since } => {
                let id = project.find(&desk)?.id;
                return changes(&desk, context, id, *since);
            }
            WatchCommand::Sheet { project, format, output } => {
                let id = project.find(&desk)?.id;
                return sheet(&desk, context, id, format, output);
            }
            WatchCommand::Add { project, reason, document } => {
                let project = project.find(&desk)?;
                desk.watch(project.id, reason, document, context.now)?
            }
            WatchCommand::Remove { project, reason } => {
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

fn list(desk: &App, context: &Context) -> Result<Exit, Failure> {
    let list = desk.watch_list()?;
    let named: Vec<(&Watched, &str)> = list
        .iter()
        .map(|w| (w, desk.project(w.project).map_or("", |project| project.name.as_str())))
        .collect();
    let projects: Vec<WatchedJson<'_>> = named.iter().map(|(w, name)| WatchedJson::new(w, name)).collect();
    let answer = WatchListJson { total: projects.len(), projects };
    context.answer(&answer, |plain| {
        if named.is_empty() {
            return plain.line(plain.lang.pick("关注名单为空", "the watch list is empty"));
        }
        let heading = plain.lang.pick(
            ["编号", "项目名称", "列入", "依据", "理由"],
            ["id", "name", "since", "document", "reason"],
        );
        let columns = [
            ColumnAlign::Left,
            ColumnAlign::Left,
            ColumnAlign::Left,
            ColumnAlign::Left,
            ColumnAlign::Flexible,
        ];
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

fn supervise(act: &WatchCommand, desk: &App, context: &Context) -> Result<Exit, Failure> {
    let (today, now) = (date_in_shanghai(context.now), context.now);
    let record = match act {
        WatchCommand::Visit { project, text, demand, due, on } => {
            let id = project.find(desk)?.id;
            let visit = Inspection {
                on: on.unwrap_or(today),
                text: text.clone(),
                demand: demand.clone(),
                due: *due,
                answer: String::new(),
                answered: None,
            };
            desk.add_visit(id, &visit, now)?
        }
        WatchCommand::Answer { project, entry, how } => {
            desk.answer_visit(desk.project_named(project)?.id, entry, how, now)?
        }
        WatchCommand::Visits { project } if !project.is_empty() => {
            let id = desk.project_named(&project.join(" "))?.id;
            let visits: Vec<_> = desk.visits(id)?.into_iter().map(|visit| (id, visit)).collect();
            return list_visits(desk, context, &visits);
        }
        _ => return list_visits(desk, context, &desk.all_visits()?),
    };
    context.answer(&RecordJson::from(&record), |plain| {
        written(plain, &record, plain.lang.pick("督查记录", "supervision entry"))
    })
}

#[derive(Serialize)]
struct VisitJson<'a> {
    #[serde(flatten)]
    record: RecordJson<'a, Inspection>,
    project_name: Option<&'a str>,
    open: bool,
    days_over: Option<i32>,
}

fn list_visits(
    desk: &App,
    context: &Context,
    visits: &[(ProjectId, Record<Inspection>)],
) -> Result<Exit, Failure> {
    let today = date_in_shanghai(context.now);
    let name = |id: ProjectId| desk.catalogue().project(id).map(|project| project.name.as_str());
    let json = visits.iter().map(|(id, record)| VisitJson {
        record: record.into(),
        project_name: name(*id),
        open: record.value.is_open(),
        days_over: record.value.days_over(today),
    });
    let answer = serde_json::json!({ "total": visits.len(), "visits": json.collect::<Vec<_>>() });
    context.answer(&answer, |plain| {
        let lang = plain.lang;
        if visits.is_empty() {
            return plain.line(lang.pick("没有督查记录", "no supervision entries"));
        }
        let heading = lang.pick(
            ["号", "日期", "编号", "项目名称", "所见", "要求", "时限", "办结"],
            ["no.", "date", "id", "name", "seen", "demand", "due", "answered"],
        );
        let columns = [
            ColumnAlign::Right,
            ColumnAlign::Left,
            ColumnAlign::Left,
            ColumnAlign::Left,
            ColumnAlign::Flexible,
            ColumnAlign::Left,
            ColumnAlign::Left,
            ColumnAlign::Left,
        ];
        let rows = visits.iter().map(|(id, record)| {
            let seen = &record.value;
            let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
            vec![
                (&record.item).into(),
                seen.on.to_string().into(),
                id.to_string().into(),
                name(*id).unwrap_or_default().into(),
                (&seen.text).into(),
                (&seen.demand).into(),
                day(seen.due).into(),
                day(seen.answered).into(),
            ]
        });
        plain.table(&columns, &heading, rows)
    })
}

fn changes(desk: &App, context: &Context, id: ProjectId, since: Option<Date>) -> Result<Exit, Failure> {
    let lang = context.lang;
    let since = match since {
        Some(day) => Some(start_of_day(day)),
        None => desk.last_looked(id)?,
    };
    let Some(since) = since else {
        let message = words!("该项目不在关注名单上", "the project is not on the watch list");
        let hint = words!("用 --since 指明从哪一天起", "say since when with --since");
        return Err(Failure::new(
            Exit::No,
            Finding::error(codes::NOTHING_FOUND, message).got(id.to_string()).hint(hint),
        ));
    };
    let changes = desk.changes_since(id, since)?;
    let json = changes.iter().map(|change| {
        serde_json::json!({
            "at": rfc3339(change.at), "by": change.by, "what": change.what.get(lang), "text": change.text,
        })
    });
    let answer = serde_json::json!({
        "project": id, "since": rfc3339(since), "total": changes.len(), "changes": json.collect::<Vec<_>>(),
    });
    context.answer(&answer, |plain| {
        let day = in_shanghai(since).strftime("%Y-%m-%d %H:%M").to_string();
        plain.strong(words!("{id} 自 {day} 以来", "{id} since {day}").get(lang))?;
        if changes.is_empty() {
            return plain.line(lang.pick("没有变化", "nothing changed"));
        }
        let heading = lang.pick(["时间", "变化", "何人", "内容"], ["when", "change", "by", "text"]);
        let columns = [ColumnAlign::Left, ColumnAlign::Left, ColumnAlign::Left, ColumnAlign::Flexible];
        let rows = changes.iter().map(|change| {
            vec![
                in_shanghai(change.at).strftime("%m-%d %H:%M").to_string().into(),
                change.what.get(lang).into(),
                (&change.by).into(),
                (&change.text).into(),
            ]
        });
        plain.table(&columns, &heading, rows)
    })
}

fn sheet(
    desk: &App,
    context: &Context,
    id: ProjectId,
    format: &str,
    output: &Output,
) -> Result<Exit, Failure> {
    let (format, kind) = match format {
        "md" => (BulletinFormat::Markdown, OutputKind::Text),
        "html" => (BulletinFormat::Html, OutputKind::Text),
        "docx" => (BulletinFormat::Docx, OutputKind::Binary),
        "xlsx" => (BulletinFormat::Xlsx, OutputKind::Binary),
        _ => (BulletinFormat::Text, OutputKind::Text),
    };
    output.check(kind)?;
    let bytes = bulletin::write(&desk.project_page(id, context.now)?, format)?;
    output.deliver(&bytes, context)
}
