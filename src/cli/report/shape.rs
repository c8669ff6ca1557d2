//! How a report is printed: **report** of the JSON contract, and its plain text.

use std::collections::BTreeMap;
use std::io;

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::plain::TextWriter;
use crate::desk::report::{FileOutcome, ReportView};
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::percent::Percent;
use crate::domain::permit::{Permit, PermitKind};
use crate::domain::project::{Project, ProjectId};
use crate::domain::ratio::Ratio;
use crate::domain::report::field::{Field, FieldKind};
use crate::domain::report::{Report, ReportAction, Status};
use crate::domain::statistics::StatisticsState;
use crate::domain::time::{in_shanghai, rfc3339};
use crate::words;

/// **report** of the contract, with the fields of its category beside it.
#[derive(Debug, Serialize)]
pub struct ReportJson<'a> {
    project: ProjectId,
    month: Month,
    revision: u64,
    status: Status,
    filed_at: Option<String>,
    filed_by: Option<&'a str>,
    first_filed_at: Option<String>,
    late: bool,
    completed_investment: Option<Money>,
    ytd_investment: Money,
    since_start_investment: Money,
    invested_before: Option<Money>,
    progress_percent: Option<f64>,
    deviation_points: Option<f64>,
    statistics: Option<StatisticsJson>,
    explanation: Option<&'a str>,
    physical_percent: Option<Percent>,
    physical_text: Option<&'a str>,
    stage: Option<&'a str>,
    started_on: Option<String>,
    completed_on: Option<String>,
    funds: BTreeMap<&'static str, Money>,
    funds_in: Option<Money>,
    permits: BTreeMap<&'static str, ReportPermitJson<'a>>,
    expected_start: Option<String>,
    ready: Option<bool>,
    contract_amount: Option<Money>,
    funds_percent: Option<f64>,
    leader: Option<&'a str>,
    milestones: Option<&'a str>,
    text: &'a str,
    problems: &'a str,
    next_steps: &'a str,
    reason: Option<&'a str>,
    request_id: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct StatisticsJson {
    state: StatisticsState,
    value: Option<Money>,
    difference: Option<Money>,
}

#[derive(Debug, Serialize)]
struct ReportPermitJson<'a> {
    planned: Option<String>,
    actual: Option<String>,
    number: Option<&'a str>,
}

/// One revision in a history.
#[derive(Debug, Serialize)]
pub struct RevisionJson<'a> {
    act: ReportAction,
    author: &'a str,
    at: String,
    #[serde(flatten)]
    report: ReportJson<'a>,
}

impl<'a> RevisionJson<'a> {
    /// Takes a revision's fields.
    pub fn new(shown: &'a ReportView) -> Self {
        let report = &shown.report;
        Self {
            act: report.act,
            author: &report.author,
            at: rfc3339(report.at),
            report: ReportJson::new(shown),
        }
    }
}

impl<'a> ReportJson<'a> {
    /// Takes a report's fields.
    pub fn new(shown: &'a ReportView) -> Self {
        let ReportView { report, derived } = shown;
        let content = &report.content;
        let said = |text: &'a str| Some(text).filter(|t| !t.is_empty());
        let day = |date: Option<jiff::civil::Date>| date.map(|d| d.to_string());
        let moment = |at: Option<Timestamp>| at.map(rfc3339);
        let permit = |(kind, permit): (&PermitKind, &'a Permit)| {
            let json = ReportPermitJson {
                planned: day(permit.planned),
                actual: day(permit.actual),
                number: said(&permit.number),
            };
            (kind.name(), json)
        };
        Self {
            project: report.project,
            month: report.month,
            revision: report.revision,
            status: report.status,
            filed_at: moment(report.filed_at),
            filed_by: report.filed_by.as_deref(),
            first_filed_at: moment(report.first_filed_at),
            late: report.late,
            completed_investment: content.completed_investment,
            ytd_investment: derived.ytd,
            since_start_investment: derived.since_start,
            invested_before: derived.before.known.then_some(derived.before.amount),
            progress_percent: derived.progress.map(Ratio::percent_number),
            deviation_points: derived.deviation.map(Ratio::percent_number),
            statistics: derived.comparison.map(|c| StatisticsJson {
                state: c.state,
                value: c.value,
                difference: c.difference,
            }),
            explanation: said(&content.explanation),
            physical_percent: content.physical_percent,
            physical_text: said(&content.physical_text),
            stage: said(&content.stage),
            started_on: day(content.started_on),
            completed_on: day(content.completed_on),
            funds: content.funds.iter().map(|(source, part)| (source.name(), *part)).collect(),
            funds_in: content.funds_in,
            permits: content.permits.iter().map(permit).collect(),
            expected_start: day(content.expected_start),
            ready: content.ready,
            contract_amount: content.contract,
            funds_percent: derived.funds_rate.map(Ratio::percent_number),
            leader: said(&content.leader),
            milestones: said(&content.milestones),
            text: &content.text,
            problems: &content.problems,
            next_steps: &content.next_steps,
            reason: said(&report.reason),
            request_id: report.request_id.as_deref(),
        }
    }
}

/// 已报, 已报（补报）, 退回, 草稿, 已丢弃.
pub fn state_words(report: &Report) -> Bilingual {
    let (zh, en) = (report.status.title(Lang::Zh), report.status.title(Lang::En));
    if report.discarded {
        words!("已丢弃", "discarded")
    } else if report.late {
        words!("{zh}（补报）", "{en} (late)")
    } else {
        words!("{zh}", "{en}")
    }
}

/// What became of a filing or a decision, in a line or two.
pub fn print_filed(filed: &FileOutcome, project: &Project, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let ReportView { report, derived } = &filed.shown;
    let (id, name, month, revision) = (project.id, &project.name, report.month, report.revision);
    let state = state_words(report);
    let (zh, en) = (state.zh, state.en);
    let line = words!(
        "{id} {name} · {month} · {zh} · 第 {revision} 版",
        "{id} {name} · {month} · {en} · revision {revision}"
    );
    plain.strong(line.get(plain.lang))?;
    let Some(invested) = report.content.completed_investment else { return Ok(()) };
    let (invested, ytd, since) =
        (invested.friendly(), derived.ytd.friendly(), derived.since_start.friendly());
    let mut line = words!(
        "本月 {invested} · 年累计 {ytd} · 开工以来 {since}",
        "month {invested} · year to date {ytd} · since start {since}"
    );
    if let (Some(progress), Some(deviation)) = (derived.progress, derived.deviation) {
        let (progress, deviation) = (progress.percent(1), deviation.percent(1));
        let more = words!(
            " · 进度 {progress}% · 偏差 {deviation} 个百分点",
            " · progress {progress} % · deviation {deviation} points"
        );
        line.zh.push_str(&more.zh);
        line.en.push_str(&more.en);
    }
    plain.line(line.get(plain.lang))
}

/// A report with every field that says something.
pub fn print_report(shown: &ReportView, project: &Project, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let ReportView { report, derived } = shown;
    let lang = plain.lang;
    plain.strong(format!("{} {} · {}", project.id, project.name, report.month))?;
    let at = |moment: Option<Timestamp>| {
        moment.map_or("—".to_owned(), |m| in_shanghai(m).strftime("%Y-%m-%d %H:%M").to_string())
    };
    plain.field(lang.pick("状态", "state"), state_words(report).get(lang))?;
    plain.field(lang.pick("版本", "revision"), &report.revision.to_string())?;
    let by = report.filed_by.as_deref().unwrap_or("—");
    plain.field(lang.pick("填报", "filed"), &format!("{by} {}", at(report.filed_at)))?;
    let money = |m: Money| m.friendly();
    for (field, text) in report.content.texts().into_iter().filter(|(_, text)| !text.is_empty()) {
        let text = match field.kind() {
            FieldKind::Money => format!("{text}万元"),
            FieldKind::Percent => format!("{text}%"),
            _ => text,
        };
        plain.field(field.label(lang), &text)?;
        if field == Field::CompletedInvestment {
            plain.field(lang.pick("年度累计", "year to date"), &money(derived.ytd))?;
            plain.field(lang.pick("开工以来累计", "since start"), &money(derived.since_start))?;
        }
    }
    if let Some(comparison) = derived.comparison {
        let gap = comparison.difference.map(|d| format!("（{} 万元）", d.in_wan())).unwrap_or_default();
        plain.field(lang.pick("一致性", "statistics"), &format!("{}{gap}", comparison.state.title(lang)))?;
    }
    if let (Some(progress), Some(deviation)) = (derived.progress, derived.deviation) {
        plain.field(
            lang.pick("投资进度", "progress"),
            &format!(
                "{}%  {}{}{}",
                progress.percent(1),
                lang.pick("偏差 ", "deviation "),
                deviation.percent(1),
                lang.pick(" 个百分点", " points")
            ),
        )?;
    }
    Ok(())
}
