//! `permit set|list`: a project's approvals, and what its start still waits for.

use clap::Subcommand;
use serde::Serialize;

use super::asked::AnyProject;
use super::context::{Context, MOST_FINDINGS};
use super::plain::{ColumnAlign, TextCell};
use super::record::{RecordJson, written};
use super::register;
use crate::desk::permit::{OwnedPermit, ShownPermit};
use crate::desk::register::Register;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::permit::{NamedPermit, PermitKind};
use crate::words;

/// 审批手续：登记、列出 // Approvals: set one, list them
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: PermitCommand,
}

#[derive(Subcommand, Debug)]
enum PermitCommand {
    Set(PermitSetArgs),
    List(PermitListArgs),
}

/// 登记一项手续 // Set one approval
#[derive(clap::Args, Debug)]
struct PermitSetArgs {
    /// 编号（2021-1-431）或只对应一个项目的词 // An id such as 2021-1-431, or words that name one project
    #[arg(value_name = "PROJECT")]
    project: String,
    /// 如 用地:planned=2021-05-01,actual=2021-05-20,number=渝规资〔2021〕1号 // e.g. land:planned=2021-05-01,actual=2021-05-20,number=X
    #[arg(value_name = "KIND:planned=D,actual=D,number=X", value_parser = permit)]
    permit: NamedPermit,
    /// 经办单位或人 // Who sees to it
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
}

/// 列出手续和仍缺的；不写项目则列出全部已登记的 // List approvals and what is still missing; all recorded ones unless a project is named
#[derive(clap::Args, Debug)]
struct PermitListArgs {
    #[command(flatten)]
    project: AnyProject,
    /// 只列逾期未办的 // Only those past their planned date
    #[arg(long, conflicts_with = "project")]
    overdue: bool,
}

fn permit(text: &str) -> Result<NamedPermit, String> {
    let kinds = PermitKind::ALL.map(PermitKind::name).join(", ");
    text.parse().map_err(|_| format!("KIND:planned=2021-05-01,actual=2021-05-20,number=X; KIND: {kinds}"))
}

#[derive(Serialize)]
struct PermitListJson<'a> {
    project: String,
    permits: Vec<PermitJson<'a>>,
    waiting: Vec<WaitingJson>,
}

/// **permit** of the JSON contract.
#[derive(Serialize)]
pub struct PermitJson<'a> {
    kind: PermitKind,
    #[serde(flatten)]
    owned: &'a OwnedPermit,
    from_report: Option<String>,
}

impl<'a> From<&'a ShownPermit> for PermitJson<'a> {
    fn from(shown: &'a ShownPermit) -> Self {
        let from_report = shown.from_report.map(|month| month.to_string());
        Self { kind: shown.kind, owned: &shown.owned, from_report }
    }
}

#[derive(Serialize)]
struct WaitingJson {
    kind: PermitKind,
    planned: Option<String>,
    days_over: Option<i32>,
    after_start: bool,
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        match &self.act {
            PermitCommand::Set(args) => args.run(context),
            PermitCommand::List(args) => args.run(context),
        }
    }
}

impl PermitSetArgs {
    fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let id = desk.project_named(&self.project)?.id;
        let (record, warnings) = desk.set_permit(id, &self.permit, self.owner.as_deref(), context.now)?;
        context.say(&warnings, MOST_FINDINGS);
        context.answer(&RecordJson::from(&record), |plain| {
            written(plain, &record, self.permit.0.title(plain.lang))
        })
    }
}

impl PermitListArgs {
    fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let Some(project) = self.project.find(&desk)? else {
            let (left, spare) = (ColumnAlign::Left, ColumnAlign::Spare);
            let columns = [left, ColumnAlign::Flexible, left, left, left, spare, spare, ColumnAlign::Right];
            return register::whole(context, &desk, Register::Permits, self.overdue, &columns);
        };
        let id = project.id;
        let list = desk.permits(id, context.now)?;
        let json = PermitListJson {
            project: id.to_string(),
            permits: list.permits.iter().map(PermitJson::from).collect(),
            waiting: list
                .waiting
                .iter()
                .map(|w| WaitingJson {
                    kind: w.kind,
                    planned: w.planned.map(|day| day.to_string()),
                    days_over: w.days_over,
                    after_start: w.after_start,
                })
                .collect(),
        };
        context.answer(&json, |plain| {
            let lang = plain.lang;
            plain.strong(format!("{id} {}", list.project.name))?;
            let day = |day: Option<jiff::civil::Date>| day.map_or("—".to_owned(), |day| day.to_string());
            let rows = list.permits.iter().map(|p| -> Vec<TextCell> {
                let permit = &p.owned.permit;
                vec![
                    p.kind.title(lang).into(),
                    day(permit.planned).into(),
                    day(permit.actual).into(),
                    permit.number.as_str().into(),
                    p.owned.owner.as_str().into(),
                ]
            });
            let heading = lang.pick(
                ["手续", "计划", "实际", "文号", "经办"],
                ["approval", "planned", "actual", "number", "owner"],
            );
            let columns = [
                ColumnAlign::Left,
                ColumnAlign::Left,
                ColumnAlign::Left,
                ColumnAlign::Flexible,
                ColumnAlign::Left,
            ];
            plain.table(&columns, &heading, rows)?;
            for waiting in &list.waiting {
                let kind = waiting.kind.title(lang);
                let said = match (waiting.planned, waiting.days_over) {
                    (Some(planned), Some(days)) if days > 0 => {
                        words!(
                            "仍缺 {kind}：计划 {planned}，逾期 {days} 天",
                            "waiting for {kind}: planned {planned}, {days} days over"
                        )
                    }
                    (Some(planned), _) => {
                        words!("仍缺 {kind}：计划 {planned}", "waiting for {kind}: planned {planned}")
                    }
                    _ => words!("仍缺 {kind}：未定计划", "waiting for {kind}: no date planned"),
                };
                plain.line(said.get(lang))?;
            }
            Ok(())
        })
    }
}
