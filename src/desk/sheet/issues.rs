//! The sheet of issues: open, overdue, awaiting a decision, closed this month, of one project, all.

use jiff::Timestamp;

use super::{RegisterTable, RowStatus, SheetRow, TableQuery, flexible, left, right};
use crate::desk::App;
use crate::desk::issue::{IssueView, ShownIssue};
use crate::domain::finding::Failure;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::month::Month;
use crate::domain::time::date_in_shanghai;
use crate::words;

pub(super) fn views() -> Vec<Bilingual> {
    vec![
        words!("在办", "open"),
        words!("逾期", "overdue"),
        words!("待决定", "awaiting decision"),
        words!("本月销号", "closed this month"),
        words!("本项目", "this project"),
        words!("全部", "all"),
    ]
}

pub(super) fn sheet(desk: &App, ask: TableQuery, now: Timestamp) -> Result<RegisterTable, Failure> {
    let today = date_in_shanghai(now);
    let view = match (ask.view, ask.project) {
        (0, _) => IssueView::Open,
        (1, _) => IssueView::Overdue,
        (2, _) => IssueView::AwaitingDecision,
        (3, _) => IssueView::ClosedIn(Month::of(today)),
        (4, Some(project)) => IssueView::Of(project),
        _ => IssueView::All,
    };
    let issues = desk.issues(&view, now)?;
    let shown = issues.len();
    let foot = if shown == 0 {
        words!("没有这样的问题；a 登记一条", "no such issues; a opens one")
    } else {
        let over = issues.iter().filter(|i| i.record.value.days_over(today).is_some_and(|d| d > 0)).count();
        words!("{shown} 条，逾期 {over} 条", "{shown}, {over} past their limit")
    };
    Ok(RegisterTable {
        ask,
        columns: vec![
            right("号", "no."),
            flexible("问题", "issue"),
            left("项目", "project"),
            left("时限", "limit"),
            left("层级", "level"),
            left("类别", "kind"),
            left("建议或结果", "proposal or result"),
        ],
        rows: issues.iter().map(|issue| row(desk, issue, today, ask.lang)).collect(),
        foot,
        span: None,
        today,
    })
}

fn row(desk: &App, shown: &ShownIssue<'_>, today: jiff::civil::Date, lang: Lang) -> SheetRow {
    let issue = &shown.record.value;
    let over = issue.days_over(today).filter(|days| *days > 0);
    let said = if let Some(day) = issue.closed {
        words!("{day} 销号", "closed {day}")
    } else if let Some(proposal) = &shown.proposal {
        let (zh, en) = (proposal.to.title(Lang::Zh), proposal.to.title(Lang::En));
        words!("上报{zh}", "up to the {en}")
    } else if issue.awaits_decision() {
        words!("待决定", "awaits a decision")
    } else {
        Bilingual::same(issue.decision.clone())
    };
    let limit = match over {
        Some(days) => {
            let limit = issue.limit;
            // What matters first: a narrow column cuts the rest.
            words!("逾期{days}天 {limit}", "{days}d over {limit}").get(lang).to_owned()
        }
        None => issue.limit.to_string(),
    };
    SheetRow {
        cells: vec![
            shown.record.item.clone(),
            issue.text.lines().next().unwrap_or_default().to_owned(),
            desk.named(shown.record.subject.parse().ok()),
            limit,
            issue.level.title(lang).to_owned(),
            issue.kind.title(lang).to_owned(),
            said.get(lang).to_owned(),
        ],
        project: shown.record.subject.parse().ok(),
        item: shown.record.item.clone(),
        weight: match (issue.is_open(), over) {
            (false, _) => RowStatus::Done,
            (true, Some(_)) => RowStatus::Bad,
            (true, None) if issue.awaits_decision() => RowStatus::Care,
            (true, None) => RowStatus::Plain,
        },
        ..SheetRow::default()
    }
}
