//! `roster set|show`: who stands behind a project; `site add|list|settle`: what was seen on its site.

use clap::Subcommand;
use jiff::civil::Date;
use serde::Serialize;

use super::asked::OneProject;
use super::context::Context;
use super::plain::{ColumnAlign, TextCell};
use super::record::{RecordJson, written};
use super::values;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::roster::{PartyRole, Roster, SiteNote, SiteTopic};

/// 责任单位和专班：项目法人、主管部门、区县、配合单位 // Who stands behind a project, and its task force
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: RosterCommand,
}

#[derive(Subcommand, Debug)]
enum RosterCommand {
    Set(RosterSetArgs),
    Show(RosterShowArgs),
}

/// 登记责任单位 // Set who stands behind a project
#[derive(clap::Args, Debug)]
struct RosterSetArgs {
    #[command(flatten)]
    project: OneProject,
    /// 项目法人 // The legal entity
    #[arg(long, value_name = "NAME")]
    legal_entity: Option<String>,
    /// 行业主管部门 // The supervising department
    #[arg(long, value_name = "NAME")]
    department: Option<String>,
    /// 属地区县 // The district
    #[arg(long, value_name = "NAME")]
    district: Option<String>,
    /// 配合部门，可多个 // Co-operating units
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    cooperating: Option<Vec<String>>,
    /// 专班组长 // The task force's leader
    #[arg(long, value_name = "NAME")]
    leader: Option<String>,
    /// 专班成员，可多个 // The task force's members
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    members: Option<Vec<String>>,
}

/// 查看责任单位 // Show who stands behind a project
#[derive(clap::Args, Debug)]
struct RosterShowArgs {
    #[command(flatten)]
    project: OneProject,
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        match &self.act {
            RosterCommand::Set(args) => {
                let id = args.project.find(&desk)?.id;
                let record = desk.set_roster(id, context.now, |roster| args.edit(roster))?;
                context.answer(&RecordJson::from(&record), |plain| {
                    written(plain, &record, plain.lang.pick("责任单位", "roster"))
                })
            }
            RosterCommand::Show(args) => {
                let project = args.project.find(&desk)?;
                let roster = desk.roster(project.id)?;
                context.answer(&roster, |plain| {
                    let lang = plain.lang;
                    plain.strong(format!("{} {}", project.id, project.name))?;
                    plain.field(lang.pick("牵头单位", "lead unit"), &project.lead_units.join("、"))?;
                    for role in PartyRole::ALL {
                        plain.field(role.title(lang), &roster.get(role))?;
                    }
                    Ok(())
                })
            }
        }
    }
}

impl RosterSetArgs {
    fn edit(&self, roster: &mut Roster) {
        let several = |given: &Option<Vec<String>>| given.as_ref().map(|names| names.join("、"));
        for (role, given) in [
            (PartyRole::LegalEntity, self.legal_entity.clone()),
            (PartyRole::Department, self.department.clone()),
            (PartyRole::District, self.district.clone()),
            (PartyRole::Cooperating, several(&self.cooperating)),
            (PartyRole::Leader, self.leader.clone()),
            (PartyRole::Members, several(&self.members)),
        ] {
            if let Some(given) = given {
                roster.set(role, &given);
            }
        }
    }
}

/// 现场记录：质量、安全、文明施工 // Site notes: quality, safety, civilised construction
#[derive(clap::Args, Debug)]
pub struct SiteArgs {
    #[command(subcommand)]
    act: SiteAct,
}

#[derive(Subcommand, Debug)]
enum SiteAct {
    Add(SiteAddArgs),
    List(SiteListArgs),
    Settle(SettleArgs),
}

/// 写一条现场记录 // Write a site note
#[derive(clap::Args, Debug)]
struct SiteAddArgs {
    /// 编号或只对应一个项目的词 // An id, or a word that names one project
    #[arg(value_name = "PROJECT")]
    project: String,
    /// 质量、安全、文明施工 // quality, safety, civilised
    #[arg(value_name = "TOPIC", value_parser = topic)]
    topic: SiteTopic,
    /// 所见 // What was seen
    #[arg(long, value_name = "TEXT")]
    text: String,
    /// 整改要求 // What is to follow
    #[arg(long, value_name = "TEXT", default_value = "")]
    follow_up: String,
    /// 日期；不写则为今天 // The day; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    on: Option<Date>,
}

/// 列出现场记录 // List site notes
#[derive(clap::Args, Debug)]
struct SiteListArgs {
    #[command(flatten)]
    project: OneProject,
}

/// 一条记录的整改已完成 // A note's follow-up is done
#[derive(clap::Args, Debug)]
struct SettleArgs {
    /// 编号或只对应一个项目的词 // An id, or a word that names one project
    #[arg(value_name = "PROJECT")]
    project: String,
    /// 记录号 // The note's number
    #[arg(value_name = "NOTE")]
    note: String,
    /// 怎样整改的 // What was done
    #[arg(long, value_name = "TEXT", default_value = "")]
    how: String,
}

fn topic(text: &str) -> Result<SiteTopic, String> {
    SiteTopic::parse(text).ok_or_else(|| SiteTopic::ALL.map(SiteTopic::name).join(", "))
}

#[derive(Serialize)]
struct SiteNotesJson<'a> {
    total: usize,
    notes: Vec<RecordJson<'a, SiteNote>>,
}

impl SiteArgs {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let now = context.now;
        let record = match &self.act {
            SiteAct::Add(args) => {
                let id = desk.project_named(&args.project)?.id;
                desk.add_site_note(id, args.topic, args.on, &args.text, &args.follow_up, now)?
            }
            SiteAct::Settle(args) => {
                let id = desk.project_named(&args.project)?.id;
                desk.settle_site_note(id, &args.note, &args.how, now)?
            }
            SiteAct::List(args) => {
                let id = args.project.find(&desk)?.id;
                let notes = desk.site_notes(id)?;
                let json =
                    SiteNotesJson { total: notes.len(), notes: notes.iter().map(RecordJson::from).collect() };
                return context.answer(&json, |plain| {
                    let lang = plain.lang;
                    if notes.is_empty() {
                        return plain.line(lang.pick("没有现场记录。", "No site notes."));
                    }
                    let rows = notes.iter().map(|note| -> Vec<TextCell> {
                        let settled = note.value.settled.map_or(String::new(), |day| day.to_string());
                        vec![
                            note.item.as_str().into(),
                            note.value.on.to_string().into(),
                            note.value.topic.title(lang).into(),
                            note.value.text.as_str().into(),
                            note.value.follow_up.as_str().into(),
                            settled.into(),
                        ]
                    });
                    let heading = lang.pick(
                        ["号", "日期", "事项", "所见", "整改", "完成"],
                        ["no.", "date", "topic", "seen", "follow-up", "settled"],
                    );
                    let columns = [
                        ColumnAlign::Right,
                        ColumnAlign::Left,
                        ColumnAlign::Left,
                        ColumnAlign::Flexible,
                        ColumnAlign::Left,
                        ColumnAlign::Left,
                    ];
                    plain.table(&columns, &heading, rows)
                });
            }
        };
        context.answer(&RecordJson::from(&record), |plain| {
            written(plain, &record, plain.lang.pick("现场记录", "site note"))
        })
    }
}
