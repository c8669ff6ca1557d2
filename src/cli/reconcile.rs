//! `reconcile`: a month beside the statistics office's figures.

use std::path::PathBuf;

use serde::Serialize;

use super::asked::{DocumentArgs, MonthArg};
use super::context::{Context, MOST_FINDINGS};
use super::plain::{ColumnAlign, TextCell};
use crate::desk::reconcile::{Reconciled, Reconciliation, StatisticsFile};
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::money::{Money, WAN, YI};
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::statistics::StatisticsState;
use crate::words;

/// 与统计数核对：一致、不一致、待核、未入统 // Compare with statistics: consistent, inconsistent, pending, unregistered
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 统计数文件（编号或名称、金额）；- 为标准输入 // The statistics file: id or name, and amount; - for standard input
    #[arg(long, value_name = "FILE")]
    statistics: PathBuf,
    #[command(flatten)]
    month: MonthArg,
    /// 金额所在列的表头 // The header of the amounts' column
    #[arg(long, value_name = "HEADER")]
    column: Option<String>,
    /// 金额单位：元、万元、亿元；不写则看表头，再不然为万元 // The unit: yuan, wan, yi; the header's unless said, else wan
    #[arg(long, value_name = "UNIT", value_parser = unit)]
    unit: Option<i64>,
    /// 文件里是自年初累计数 // The file's figures are for the year so far
    #[arg(long)]
    cumulative: bool,
    #[command(flatten)]
    reading: DocumentArgs,
    /// 只列不一致的 // Only the inconsistent ones
    #[arg(long)]
    differing: bool,
}

fn unit(text: &str) -> Result<i64, String> {
    match text {
        "元" | "yuan" => Ok(1),
        "万元" | "wan" => Ok(WAN),
        "亿元" | "yi" => Ok(YI),
        _ => Err("元, 万元, 亿元; yuan, wan, yi".to_owned()),
    }
}

#[derive(Serialize)]
struct ReconcileJson<'a> {
    month: Month,
    cumulative: bool,
    rows: Vec<RowJson<'a>>,
    totals: Totals,
}

#[derive(Serialize)]
struct RowJson<'a> {
    project: ProjectId,
    name: &'a str,
    ours: Option<Money>,
    statistics: Option<Money>,
    difference: Option<Money>,
    state: StatisticsState,
    explanation: Option<&'a str>,
}

#[derive(Serialize)]
struct Totals {
    projects: usize,
    consistent: usize,
    inconsistent: usize,
    pending: usize,
    unregistered: usize,
    ours: Money,
    statistics: Money,
    difference: Money,
}

impl Totals {
    fn new(done: &Reconciliation<'_>) -> Self {
        let [consistent, inconsistent, pending, unregistered] = done.counts;
        let (ours, statistics, difference) = done.sums();
        let projects = done.rows.len();
        Self { projects, consistent, inconsistent, pending, unregistered, ours, statistics, difference }
    }
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let month = self.month.or_in_hand(&desk, context)?;
        let source = self.reading.open(&self.statistics)?;
        let wishes =
            StatisticsFile { column: self.column.clone(), unit: self.unit, cumulative: self.cumulative };
        let done = desk.reconcile(source, &wishes, month)?;
        context.say(&done.findings, MOST_FINDINGS);
        let wanted = |row: &&Reconciled<'_>| !self.differing || row.state == StatisticsState::Inconsistent;
        let rows = || done.rows.iter().filter(wanted);
        let json = ReconcileJson {
            month,
            cumulative: self.cumulative,
            rows: rows()
                .map(|row| RowJson {
                    project: row.project.id,
                    name: &row.project.name,
                    ours: row.ours,
                    statistics: row.statistics,
                    difference: row.difference,
                    state: row.state,
                    explanation: Some(row.explanation.as_str()).filter(|t| !t.is_empty()),
                })
                .collect(),
            totals: Totals::new(&done),
        };
        context.answer(&json, |plain| {
            let lang = plain.lang;
            let heading = lang.pick(
                ["编号", "项目名称", "本台账（万元）", "统计（万元）", "差额", "状态", "说明"],
                ["id", "name", "ours (万元)", "statistics", "difference", "state", "explanation"],
            );
            let columns = [
                ColumnAlign::Left,
                ColumnAlign::Flexible,
                ColumnAlign::Right,
                ColumnAlign::Right,
                ColumnAlign::Right,
                ColumnAlign::Left,
                ColumnAlign::Left,
            ];
            let money = |amount: Option<Money>| TextCell::from(amount.map_or("—".to_owned(), Money::in_wan));
            let cells = rows().map(|row| {
                vec![
                    TextCell::from(row.project.id.to_string()),
                    (&row.project.name).into(),
                    money(row.ours),
                    money(row.statistics),
                    money(row.difference),
                    row.state.title(lang).into(),
                    (&row.explanation).into(),
                ]
            });
            plain.table(&columns, &heading, cells)?;
            let Totals { consistent, inconsistent, pending, unregistered, difference, .. } = json.totals;
            let gap = difference.in_wan();
            plain.line(
                words!(
                    "一致 {consistent}，不一致 {inconsistent}，待核 {pending}，未入统 {unregistered}；差额合计 {gap} 万元",
                    "{consistent} consistent, {inconsistent} inconsistent, {pending} pending, {unregistered} unregistered; differences add up to {gap} 万元"
                )
                .get(lang),
            )
        })
    }
}
