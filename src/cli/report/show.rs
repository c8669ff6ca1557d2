//! `report show|list|history`: one report, a month's reports, every revision.

use serde::Serialize;

use super::shape::{ReportJson, RevisionJson, print_report, state_words};
use crate::cli::asked::{FilterParts, MonthArg, OneProject, PageArgs};
use crate::cli::context::Context;
use crate::cli::json::Streamed;
use crate::cli::plain::{ColumnAlign, TextCell};
use crate::cli::values;
use crate::desk::report::ReportView;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::project::Project;
use crate::domain::report::Status;
use crate::domain::time::in_shanghai;
use crate::words;

/// 一份月报的全部内容 // One report, whole
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    project: OneProject,
    #[command(flatten)]
    month: MonthArg,
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let project = self.project.find(&desk)?;
        let month = self.month.or_in_hand(&desk, context)?;
        let shown = desk.report(project.id, month)?;
        context.answer(&ReportJson::new(&shown), |plain| print_report(&shown, project, plain))
    }
}

/// 一个月的全部月报 // A month's reports
#[derive(clap::Args, Debug)]
pub struct ReportListArgs {
    #[command(flatten)]
    month: MonthArg,
    #[command(flatten)]
    parts: FilterParts,
    /// 按状态：draft、submitted、returned、accepted // Only of a status: draft, submitted, returned, accepted
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Option<Status>,
    /// 只列补报 // Only late ones
    #[arg(long)]
    late: bool,
    #[command(flatten)]
    page: PageArgs,
}

fn status(text: &str) -> Result<Status, String> {
    Status::parse(text).ok_or_else(|| "draft, submitted, returned, accepted".to_owned())
}

#[derive(Serialize)]
struct ReportListJson<S> {
    month: Month,
    total: usize,
    reports: S,
}

impl ReportListArgs {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let month = self.month.or_in_hand(&desk, context)?;
        let kept = desk.within(&self.parts.narrowed(), context.now)?;
        let wanted = |project: &Project, status: Status, late: bool| {
            self.status.is_none_or(|asked| status == asked)
                && (late || !self.late)
                && kept.as_ref().is_none_or(|kept| kept.contains(&project.id))
        };
        let page = desk.report_page(month, &wanted, self.page.offset, self.page.limit)?;
        let reports = Streamed(|| page.reports.iter().map(ReportJson::new));
        context.answer(&ReportListJson { month, total: page.total, reports }, |plain| {
            let lang = plain.lang;
            let heading = lang.pick(
                ["编号", "项目名称", "状态", "本月（万元）", "年累计（万元）", "统计", "填报人", "填报时间"],
                ["id", "name", "state", "month (万元)", "year to date", "statistics", "by", "filed at"],
            );
            let columns = [
                ColumnAlign::Left,
                ColumnAlign::Flexible,
                ColumnAlign::Left,
                ColumnAlign::Right,
                ColumnAlign::SpareRight,
                ColumnAlign::Left,
                ColumnAlign::Spare,
                ColumnAlign::Spare,
            ];
            if page.total == 0 {
                return plain.line(words!("{month} 没有月报", "no reports for {month}").get(lang));
            }
            plain.table(
                &columns,
                &heading,
                page.reports.iter().map(|shown| {
                    let name = desk.catalogue().project(shown.report.project).map_or("", |p| p.name.as_str());
                    row(shown, name, lang)
                }),
            )
        })
    }
}

fn row(shown: &ReportView, name: &str, lang: Lang) -> Vec<TextCell> {
    let ReportView { report, derived } = shown;
    let invested = report.content.completed_investment.map_or("—".to_owned(), Money::in_wan);
    let statistics = derived.comparison.map_or("—", |c| c.state.title(lang));
    let filed_at = report.filed_at.map(|at| in_shanghai(at).strftime("%m-%d %H:%M").to_string());
    vec![
        report.project.to_string().into(),
        name.into(),
        state_words(report).get(lang).into(),
        invested.into(),
        derived.ytd.in_wan().into(),
        statistics.into(),
        report.filed_by.as_deref().unwrap_or("—").into(),
        filed_at.unwrap_or_else(|| "—".to_owned()).into(),
    ]
}

/// 一个项目月报的每一次改动 // Every change of a project's reports
#[derive(clap::Args, Debug)]
pub struct HistoryArgs {
    #[command(flatten)]
    project: OneProject,
    /// 只看一个月 // Only one month's
    #[arg(long, value_name = "MONTH", value_parser = values::month)]
    month: Option<Month>,
}

#[derive(Serialize)]
struct ReportHistoryJson<'a> {
    project: crate::domain::project::ProjectId,
    total: usize,
    revisions: Vec<RevisionJson<'a>>,
}

impl HistoryArgs {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let project = self.project.find(&desk)?;
        let dossier = desk.dossier(project.id)?;
        let shown: Vec<ReportView> = desk
            .report_history(project.id, self.month)?
            .into_iter()
            .map(|report| ReportView { derived: dossier.derived(&report), report })
            .collect();
        let revisions: Vec<_> = shown.iter().map(RevisionJson::new).collect();
        let json = ReportHistoryJson { project: project.id, total: shown.len(), revisions };
        context.answer(&json, |plain| {
            let lang = plain.lang;
            let heading = lang.pick(
                ["月份", "版", "时间", "谁", "做了什么", "状态", "本月（万元）", "理由"],
                ["month", "rev", "when", "who", "what", "state", "month (万元)", "reason"],
            );
            let columns = [
                ColumnAlign::Left,
                ColumnAlign::Right,
                ColumnAlign::Left,
                ColumnAlign::Left,
                ColumnAlign::Left,
                ColumnAlign::Left,
                ColumnAlign::Right,
                ColumnAlign::Flexible,
            ];
            let rows = shown.iter().map(|ReportView { report, .. }| {
                let invested = report.content.completed_investment.map_or("—".to_owned(), Money::in_wan);
                vec![
                    TextCell::from(report.month.to_string()),
                    report.revision.to_string().into(),
                    in_shanghai(report.at).strftime("%Y-%m-%d %H:%M").to_string().into(),
                    (&report.author).into(),
                    report.act.title(lang).into(),
                    state_words(report).get(lang).into(),
                    invested.into(),
                    (&report.reason).into(),
                ]
            });
            plain.table(&columns, &heading, rows)
        })
    }
}
