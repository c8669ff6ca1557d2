//! `issue …`: open, list, change, escalate and close what holds projects up (卡点难点).

use std::io;

use clap::Subcommand;
use jiff::civil::Date;
use serde::Serialize;

use super::asked::OneProject;
use super::context::Context;
use super::plain::{ColumnAlign, TextCell, TextWriter};
use super::record::{RecordJson, written};
use super::values;
use crate::desk::App;
use crate::desk::issue::{IssueChange, IssueView, NewIssue, ShownIssue};
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::issue::{Issue, IssueKind, Level};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::time::date_in_shanghai;
use crate::words;

/// 问题台账：卡点难点的登记、上报、销号 // What holds projects up: open, escalate, close
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: IssueCommand,
}

#[derive(Subcommand, Debug)]
enum IssueCommand {
    Open(OpenArgs),
    List(IssueListArgs),
    Show(IssueShowArgs),
    Update(UpdateArgs),
    Escalate(EscalateArgs),
    Close(CloseArgs),
}

/// 登记一个问题 // Open an issue
#[derive(clap::Args, Debug)]
struct OpenArgs {
    #[command(flatten)]
    project: OneProject,
    /// 什么卡住了；写了 --month 可省，取自月报所写的问题 // What is stuck; with --month it may be left out and is the report's own words
    #[arg(long, value_name = "TEXT", required_unless_present = "month")]
    text: Option<String>,
    /// 类别：用地、资金、审批、征拆、设计、施工、管线迁改、其他 // land, money, approval, relocation, design, construction, utilities, other
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<IssueKind>,
    /// 办理时限；不写则为三十天后 // To be settled by; thirty days on unless said
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    limit: Option<Date>,
    /// 办理单位；不写则为牵头单位 // Who settles it; the lead unit unless said
    #[arg(long, value_name = "UNIT")]
    owner: Option<String>,
    /// 所在层级 // Where it enters the ladder
    #[arg(long, value_name = "LEVEL", value_parser = level, default_value = "legal_entity")]
    level: Level,
    /// 出自哪个月的月报 // The month whose report it comes from
    #[arg(long, value_name = "MONTH", value_parser = values::month)]
    month: Option<Month>,
}

/// 列出问题 // List issues
#[derive(clap::Args, Debug)]
struct IssueListArgs {
    /// 只看一个项目，含已销号的 // Only of one project, closed ones too
    #[arg(value_name = "PROJECT")]
    project: Vec<String>,
    /// 只看这个单位的 // Only of this unit
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// 只看逾期的 // Only those past their limit
    #[arg(long)]
    overdue: bool,
    /// 只看等待决定的 // Only those awaiting a decision
    #[arg(long)]
    awaiting: bool,
    /// 只看某月销号的 // Only those closed in a month
    #[arg(long, value_name = "MONTH", value_parser = values::month)]
    closed: Option<Month>,
    /// 全部，含已销号的 // All, closed ones too
    #[arg(long)]
    all: bool,
}

/// 一个问题的全部修订 // Every revision of one issue
#[derive(clap::Args, Debug)]
struct IssueShowArgs {
    /// 问题号 // The issue's number
    #[arg(value_name = "ISSUE")]
    issue: String,
}

/// 修改一个问题，或写明决定 // Change an issue, or record a decision
#[derive(clap::Args, Debug)]
struct UpdateArgs {
    /// 问题号 // The issue's number
    #[arg(value_name = "ISSUE")]
    issue: String,
    /// 什么卡住了 // What is stuck
    #[arg(long, value_name = "TEXT")]
    text: Option<String>,
    /// 类别 // Its kind
    #[arg(long, value_name = "KIND", value_parser = kind)]
    kind: Option<IssueKind>,
    /// 办理时限 // To be settled by
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    limit: Option<Date>,
    /// 办理单位 // Who settles it
    #[arg(long, value_name = "UNIT")]
    owner: Option<String>,
    /// 决定事项 // What was decided
    #[arg(long, value_name = "TEXT")]
    decision: Option<String>,
    /// 理由 // The reason
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// 上报一级 // Take an issue up a level
#[derive(clap::Args, Debug)]
struct EscalateArgs {
    /// 问题号 // The issue's number
    #[arg(value_name = "ISSUE")]
    issue: String,
    /// 上报到哪一级；不写则为上一级 // To which level; the next one up unless said
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    to: Option<Level>,
    /// 理由 // The reason
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// 销号，须写明结果 // Close an issue, with its result
#[derive(clap::Args, Debug)]
struct CloseArgs {
    /// 问题号 // The issue's number
    #[arg(value_name = "ISSUE")]
    issue: String,
    /// 结果 // What came of it
    #[arg(long, value_name = "TEXT", default_value = "")]
    result: String,
    /// 销号日期；不写则为今天 // The day; today unless said
    #[arg(long, value_name = "DATE", value_parser = values::date)]
    on: Option<Date>,
}

fn kind(text: &str) -> Result<IssueKind, String> {
    IssueKind::parse(text).ok_or_else(|| IssueKind::ALL.map(IssueKind::name).join(", "))
}

fn level(text: &str) -> Result<Level, String> {
    Level::parse(text).ok_or_else(|| Level::ALL.map(Level::name).join(", "))
}

#[derive(Serialize)]
struct IssueListJson<'a> {
    total: usize,
    issues: Vec<IssueJson<'a>>,
}

/// **issue** of the JSON contract.
#[derive(Serialize)]
pub struct IssueJson<'a> {
    #[serde(flatten)]
    record: RecordJson<'a, Issue>,
    project_name: Option<&'a str>,
    open: bool,
    days_over: Option<i32>,
    proposed_level: Option<Level>,
}

impl<'a> IssueJson<'a> {
    /// As it stands on a day.
    pub fn new(shown: &'a ShownIssue<'_>, today: Date) -> Self {
        let issue = &shown.record.value;
        Self {
            record: (&shown.record).into(),
            project_name: shown.project.map(|p| p.name.as_str()),
            open: issue.is_open(),
            days_over: issue.days_over(today),
            proposed_level: shown.proposal.as_ref().map(|p| p.to),
        }
    }
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let now = context.now;
        let record = match &self.act {
            IssueCommand::List(args) => return args.run(&desk, context),
            IssueCommand::Show(args) => return args.run(&desk, context),
            IssueCommand::Open(args) => {
                let id = args.project.find(&desk)?.id;
                let opening = match (&args.text, args.month) {
                    (None, Some(month)) => desk.opening_from_report(id, month)?,
                    (text, from_report) => NewIssue {
                        project: id,
                        kind: IssueKind::Other,
                        text: text.clone().unwrap_or_default(),
                        owner: None,
                        limit: None,
                        level: args.level,
                        from_report,
                    },
                };
                let opening = NewIssue {
                    kind: args.kind.unwrap_or(opening.kind),
                    owner: args.owner.clone(),
                    limit: args.limit,
                    level: args.level,
                    ..opening
                };
                desk.open_issue(&opening, now)?
            }
            IssueCommand::Update(args) => {
                let change = IssueChange {
                    kind: args.kind,
                    text: args.text.clone(),
                    owner: args.owner.clone(),
                    limit: args.limit,
                    decision: args.decision.clone(),
                };
                desk.update_issue(&args.issue, &change, &args.reason, now)?
            }
            IssueCommand::Escalate(args) => desk.escalate_issue(&args.issue, args.to, &args.reason, now)?,
            IssueCommand::Close(args) => desk.close_issue(&args.issue, &args.result, args.on, now)?,
        };
        let level = record.value.level.title(context.lang);
        context.answer(&RecordJson::from(&record), |plain| {
            written(plain, &record, plain.lang.pick("问题", "issue"))?;
            plain.line(format!("{} · {level} · {}", record.value.kind.title(plain.lang), record.value.text))
        })
    }
}

impl IssueListArgs {
    fn run(&self, desk: &App, context: &Context) -> Result<Exit, Failure> {
        let view = if !self.project.is_empty() {
            IssueView::Of(desk.project_named(&self.project.join(" "))?.id)
        } else if let Some(unit) = &self.unit {
            IssueView::Units(vec![unit.clone()])
        } else if self.overdue {
            IssueView::Overdue
        } else if self.awaiting {
            IssueView::AwaitingDecision
        } else if let Some(month) = self.closed {
            IssueView::ClosedIn(month)
        } else if self.all {
            IssueView::All
        } else {
            IssueView::Open
        };
        let issues = desk.issues(&view, context.now)?;
        let today = date_in_shanghai(context.now);
        let listed = IssueListJson {
            total: issues.len(),
            issues: issues.iter().map(|issue| IssueJson::new(issue, today)).collect(),
        };
        context.answer(&listed, |plain| table(plain, &issues, today))
    }
}

fn table(plain: &mut TextWriter<'_>, issues: &[ShownIssue<'_>], today: Date) -> io::Result<()> {
    let lang = plain.lang;
    if issues.is_empty() {
        return plain.line(lang.pick("没有这样的问题。", "No such issues."));
    }
    let columns = [
        ColumnAlign::Right,
        ColumnAlign::Left,
        ColumnAlign::Flexible,
        ColumnAlign::Left,
        ColumnAlign::Left,
        ColumnAlign::Left,
        ColumnAlign::Left,
    ];
    let heading = lang.pick(
        ["号", "项目", "问题", "类别", "层级", "时限", "建议"],
        ["no.", "project", "issue", "kind", "level", "limit", "proposal"],
    );
    plain.table(&columns, &heading, issues.iter().map(|issue| row(issue, today, lang)))
}

fn row(shown: &ShownIssue<'_>, today: Date, lang: Lang) -> Vec<TextCell> {
    let issue = &shown.record.value;
    let standing = match (issue.closed, issue.days_over(today)) {
        (Some(day), _) => words!("{day} 销号", "closed {day}"),
        (None, Some(days)) if days > 0 => {
            let limit = issue.limit;
            words!("{limit} 逾期{days}天", "{limit}, {days} days over")
        }
        _ => words!("", ""),
    };
    let standing = if standing.is_empty() { issue.limit.to_string() } else { standing.get(lang).to_owned() };
    let proposal = shown
        .proposal
        .as_ref()
        .map_or(String::new(), |p| format!("{}{}", lang.pick("上报", "up to "), p.to.title(lang)));
    vec![
        shown.record.item.as_str().into(),
        shown.record.subject.as_str().into(),
        issue.text.as_str().into(),
        issue.kind.title(lang).into(),
        issue.level.title(lang).into(),
        standing.into(),
        proposal.into(),
    ]
}

#[derive(Serialize)]
struct IssueHistoryJson<'a> {
    revisions: Vec<RecordJson<'a, Issue>>,
}

impl IssueShowArgs {
    fn run(&self, desk: &App, context: &Context) -> Result<Exit, Failure> {
        let history = desk.issue_history(&self.issue)?;
        let json = IssueHistoryJson { revisions: history.iter().map(RecordJson::from).collect() };
        context.answer(&json, |plain| {
            let lang = plain.lang;
            if let Some(last) = history.last() {
                plain.strong(format!("{} {}", last.subject, last.value.text))?;
            }
            let rows = history.iter().map(|r| -> Vec<TextCell> {
                let said = [r.reason.as_str(), &r.value.decision, &r.value.result];
                vec![
                    r.revision.to_string().into(),
                    date_in_shanghai(r.at).to_string().into(),
                    r.by.as_str().into(),
                    r.action.as_str().into(),
                    r.value.level.title(lang).into(),
                    said.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join("；").into(),
                ]
            });
            let heading = lang.pick(
                ["修订", "日期", "何人", "事项", "层级", "说明"],
                ["revision", "date", "by", "action", "level", "said"],
            );
            let columns = [
                ColumnAlign::Right,
                ColumnAlign::Left,
                ColumnAlign::Left,
                ColumnAlign::Left,
                ColumnAlign::Left,
                ColumnAlign::Flexible,
            ];
            plain.table(&columns, &heading, rows)
        })
    }
}
