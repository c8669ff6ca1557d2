//! `milestone plan|done|slip|list`: back-scheduled steps of a project (倒排工期).

use std::io;

use clap::Subcommand;
use jiff::civil::Date;
use serde::Serialize;

use super::asked::{AnyProject, OneProject};
use super::context::Context;
use super::plain::{ColumnAlign, TextCell, TextWriter};
use super::record::{RecordJson, written};
use super::values;
use crate::desk::App;
use crate::desk::milestone::{MilestoneSchedule, standing};
use crate::desk::records::Record;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::milestone::{MilestoneStep, MilestoneTemplate, Slip, critical_step};
use crate::domain::time::date_in_shanghai;
use crate::words;

/// 节点与倒排工期 // Milestones, scheduled backwards
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: MilestoneCommand,
}

#[derive(Subcommand, Debug)]
enum MilestoneCommand {
    Plan(PlanArgs),
    Done(DoneArgs),
    Slip(SlipArgs),
    List(MilestoneListArgs),
}

/// 从完成日期倒排各步骤 // Schedule steps backwards from the completion
#[derive(clap::Args, Debug)]
struct PlanArgs {
    #[command(flatten)]
    project: OneProject,
    /// 完成日期 // The day of completion
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    finish: Date,
    /// 模板名（见 data/steps.yaml） // A template of data/steps.yaml
    #[arg(long, value_name = "NAME", default_value = "招商项目落地", conflicts_with = "steps")]
    template: String,
    /// 自定步骤，如 签约=10,注册=15,开工=5 // Own steps and their working days
    #[arg(long, value_name = "STEP=DAYS,…", value_delimiter = ',', value_parser = step)]
    steps: Vec<MilestoneStep>,
    /// 重排的理由 // Why it is planned anew
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// 某一步已完成 // A step is done
#[derive(clap::Args, Debug)]
struct DoneArgs {
    /// 编号或只对应一个项目的词 // An id, or a word that names one project
    #[arg(value_name = "PROJECT")]
    project: String,
    /// 步骤名，或从 1 起的序号 // The step's name, or its number from 1
    #[arg(value_name = "STEP")]
    step: String,
    /// 完成日期；不写则为今天 // The day; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    on: Option<Date>,
    /// 晚于计划时压缩后续步骤，守住完成日期 // When late, squeeze the later steps and hold the completion
    #[arg(long)]
    squeeze: bool,
}

/// 某一步将晚于计划 // A step will be later than planned
#[derive(clap::Args, Debug)]
struct SlipArgs {
    /// 编号或只对应一个项目的词 // An id, or a word that names one project
    #[arg(value_name = "PROJECT")]
    project: String,
    /// 步骤名，或从 1 起的序号 // The step's name, or its number from 1
    #[arg(value_name = "STEP")]
    step: String,
    /// 改到哪天完成 // Its new last day
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    to: Date,
    /// 压缩后续步骤，守住完成日期 // Squeeze the later steps and hold the completion
    #[arg(long)]
    squeeze: bool,
    /// 理由 // The reason
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// 列出节点；不写项目则列出全部排期 // List milestones; every schedule unless a project is named
#[derive(clap::Args, Debug)]
struct MilestoneListArgs {
    #[command(flatten)]
    project: AnyProject,
}

fn step(text: &str) -> Result<MilestoneStep, String> {
    let (name, days) = text.rsplit_once(['=', '＝']).ok_or("STEP=DAYS")?;
    let days = days.trim().parse().map_err(|_| "STEP=DAYS".to_owned())?;
    Ok(MilestoneStep { name: name.trim().to_owned(), days, after: None })
}

fn how(squeeze: bool) -> Slip {
    if squeeze { Slip::Squeeze } else { Slip::Move }
}

#[derive(Serialize)]
struct MilestoneListJson<'a> {
    total: usize,
    schedules: Vec<RecordJson<'a, MilestoneSchedule>>,
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let now = context.now;
        let record = match &self.act {
            MilestoneCommand::List(args) => return args.run(&desk, context),
            MilestoneCommand::Plan(args) => {
                let id = args.project.find(&desk)?.id;
                let own = MilestoneTemplate { name: "自定".to_owned(), steps: args.steps.clone() };
                let template = if args.steps.is_empty() { desk.step_template(&args.template)? } else { &own };
                desk.plan_milestones(id, template, args.finish, &args.reason, now)?
            }
            MilestoneCommand::Done(args) => {
                let id = desk.project_named(&args.project)?.id;
                desk.finish_milestone(id, &args.step, args.on, how(args.squeeze), now)?
            }
            MilestoneCommand::Slip(args) => {
                let id = desk.project_named(&args.project)?.id;
                desk.slip_milestone(id, &args.step, args.to, how(args.squeeze), &args.reason, now)?
            }
        };
        context.answer(&RecordJson::from(&record), |plain| {
            written(plain, &record, plain.lang.pick("排期", "schedule"))?;
            table(plain, &record.value, date_in_shanghai(now))
        })
    }
}

impl MilestoneListArgs {
    fn run(&self, desk: &App, context: &Context) -> Result<Exit, Failure> {
        let today = date_in_shanghai(context.now);
        let Some(project) = self.project.find(desk)? else {
            let all: Vec<Record<MilestoneSchedule>> =
                desk.schedules()?.into_iter().map(|(_, record)| record).collect();
            let json =
                MilestoneListJson { total: all.len(), schedules: all.iter().map(RecordJson::from).collect() };
            return context.answer(&json, |plain| {
                let lang = plain.lang;
                if all.is_empty() {
                    return plain.line(lang.pick("还没有排期。", "No schedules yet."));
                }
                let rows = all.iter().map(|record| -> Vec<TextCell> {
                    let id = record.subject.parse().ok();
                    let name = id.and_then(|id| desk.catalogue().project(id)).map_or("", |p| &p.name);
                    vec![
                        record.subject.as_str().into(),
                        name.into(),
                        standing(&record.value, today, lang).into(),
                    ]
                });
                let heading = lang.pick(["编号", "项目名称", "进展"], ["id", "project", "standing"]);
                plain.table(&[ColumnAlign::Left, ColumnAlign::Flexible, ColumnAlign::Left], &heading, rows)
            });
        };
        let found = desk.schedule(project.id)?;
        let json = MilestoneListJson {
            total: usize::from(found.is_some()),
            schedules: found.iter().map(RecordJson::from).collect(),
        };
        context.answer(&json, |plain| match &found {
            None => plain.line(plain.lang.pick("该项目还没有排期。", "The project has no schedule.")),
            Some(record) => {
                plain.strong(format!("{} {}", project.id, project.name))?;
                table(plain, &record.value, today)
            }
        })
    }
}

fn table(plain: &mut TextWriter<'_>, schedule: &MilestoneSchedule, today: Date) -> io::Result<()> {
    let lang = plain.lang;
    let rows = schedule.milestones.iter().enumerate().map(|(at, m)| -> Vec<TextCell> {
        let state = match m.done {
            Some(day) => words!("{day} 完成", "done {day}"),
            None if m.finish < today => {
                let days = (today - m.finish).get_days();
                words!("逾期{days}天", "{days} days over")
            }
            None => words!("", ""),
        };
        vec![
            (at + 1).to_string().into(),
            m.step.as_str().into(),
            m.start.to_string().into(),
            m.finish.to_string().into(),
            m.days.to_string().into(),
            (if m.critical { lang.pick("关键", "critical") } else { "" }).into(),
            state.get(lang).into(),
        ]
    });
    let heading = lang.pick(
        ["序", "步骤", "开始", "完成", "工作日", "", "状态"],
        ["no.", "step", "start", "finish", "days", "", "state"],
    );
    let columns = [
        ColumnAlign::Right,
        ColumnAlign::Flexible,
        ColumnAlign::Left,
        ColumnAlign::Left,
        ColumnAlign::Right,
        ColumnAlign::Left,
        ColumnAlign::Left,
    ];
    plain.table(&columns, &heading, rows)?;
    if let Some(step) = critical_step(&schedule.milestones) {
        let (name, finish) = (&step.step, step.finish);
        plain.line(
            words!("关键步骤：{name}，最迟 {finish}", "critical: {name}, by {finish} at the latest")
                .get(lang),
        )?;
    }
    Ok(())
}
