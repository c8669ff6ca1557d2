//! What a bulletin says of the work around the projects: issues that wait or are overdue, starts without
//! permits, steps that slip, the watch list's changes, needs that nobody met. Each is of the audience's
//! own projects.

use super::BulletinContext;
use crate::desk::issue::{IssueView, ShownIssue};
use crate::domain::finding::Failure;
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::project::{Project, ProjectId};
use crate::domain::time::{date_in_shanghai, in_shanghai};
use crate::publish::template::{Figures, TemplateFigure};

/// Every such figure.
pub(super) fn all(ground: &BulletinContext<'_>) -> Result<Figures, Failure> {
    Ok(Figures::from([
        ("待决问题", issues(ground, &IssueView::AwaitingDecision)?),
        ("逾期问题", issues(ground, &IssueView::Overdue)?),
        ("当月销号", issues(ground, &IssueView::ClosedIn(ground.month))?),
        ("缺手续项目", starts(ground)?),
        ("滞后节点", slipping(ground)?),
        ("名单变化", watch_changes(ground)?),
        ("当月督查", visits(ground)?),
        ("未满足需求", needs(ground)?),
    ]))
}

/// The project, where the bulletin is about it.
fn ours<'a>(ground: &'a BulletinContext<'_>, id: ProjectId) -> Option<&'a Project> {
    ground.sheets.now.row(id)?;
    ground.desk.project(id).ok()
}

fn of(project: &Project) -> Figures {
    Figures::from([
        ("编号", project.id.to_string().into()),
        ("名称", project.name.clone().into()),
        ("牵头单位", project.lead_units.join("、").into()),
    ])
}

fn issues(ground: &BulletinContext<'_>, view: &IssueView) -> Result<TemplateFigure, Failure> {
    let today = date_in_shanghai(ground.now);
    let row = |shown: ShownIssue<'_>| {
        let mut row = of(ours(ground, shown.project?.id)?);
        let issue = &shown.record.value;
        let over = issue.days_over(today).filter(|days| *days > 0);
        row.extend([
            ("类型", issue.kind.title(Lang::Zh).to_owned().into()),
            ("问题", issue.text.clone().into()),
            ("层级", issue.level.title(Lang::Zh).to_owned().into()),
            ("责任单位", issue.owner.clone().into()),
            ("时限", issue.limit.to_string().into()),
            ("逾期天数", over.map(|days| days as u64).into()),
            ("建议上报", shown.proposal.map(|p| p.to.title(Lang::Zh).to_owned()).into()),
            ("决定", Some(issue.decision.clone()).filter(|text| !text.is_empty()).into()),
            ("结果", Some(issue.result.clone()).filter(|text| !text.is_empty()).into()),
        ]);
        Some(TemplateFigure::Fields(row))
    };
    Ok(TemplateFigure::List(ground.desk.issues(view, ground.now)?.into_iter().filter_map(row).collect()))
}

fn starts(ground: &BulletinContext<'_>) -> Result<TemplateFigure, Failure> {
    let rows = ground.desk.starts_waiting(ground.now)?.into_iter().filter_map(|start| {
        let mut row = of(ours(ground, start.project)?);
        let missing: Vec<&str> = start.waiting.iter().map(|w| w.kind.title(Lang::Zh)).collect();
        row.extend([
            ("计划开工", start.start.map(|day| format!("{}月", Month::of(day).number())).into()),
            ("缺", missing.join("、").into()),
            ("逾期天数", start.days_over().map(|days| days as u64).into()),
        ]);
        Some(TemplateFigure::Fields(row))
    });
    Ok(TemplateFigure::List(rows.collect()))
}

fn slipping(ground: &BulletinContext<'_>) -> Result<TemplateFigure, Failure> {
    let today = date_in_shanghai(ground.now);
    let mut rows = Vec::new();
    for (id, record) in ground.desk.schedules()? {
        let Some(project) = ours(ground, id) else { continue };
        let schedule = &record.value;
        let ends = schedule.milestones.iter().map(|m| m.done.unwrap_or(m.finish)).max();
        if let Some(step) = schedule.overdue(today).min_by_key(|step| step.finish) {
            let mut row = of(project);
            row.extend([
                ("节点", step.step.clone().into()),
                ("应完成", step.finish.to_string().into()),
                ("逾期天数", TemplateFigure::Count((today - step.finish).get_days() as u64)),
                ("关键", TemplateFigure::Flag(step.critical)),
                ("预计完成", ends.map(|day| day.to_string()).into()),
                ("原定完成", schedule.completion.to_string().into()),
            ]);
            rows.push((step.finish, TemplateFigure::Fields(row)));
        }
    }
    rows.sort_by_key(|(finish, _)| *finish);
    Ok(TemplateFigure::List(rows.into_iter().map(|(_, row)| row).collect()))
}

fn watch_changes(ground: &BulletinContext<'_>) -> Result<TemplateFigure, Failure> {
    let history = ground.desk.watch_history()?;
    let in_month = history.iter().filter(|w| Month::of(date_in_shanghai(w.at)) == ground.month);
    let rows = in_month.filter_map(|watched| {
        let mut row = of(ours(ground, watched.project)?);
        row.extend([
            ("进出", if watched.on { "列入" } else { "移出" }.to_owned().into()),
            ("日期", in_shanghai(watched.at).date().to_string().into()),
            ("理由", watched.reason.clone().into()),
            ("依据", Some(watched.document.clone()).filter(|text| !text.is_empty()).into()),
        ]);
        Some(TemplateFigure::Fields(row))
    });
    Ok(TemplateFigure::List(rows.collect()))
}

fn visits(ground: &BulletinContext<'_>) -> Result<TemplateFigure, Failure> {
    let today = date_in_shanghai(ground.now);
    let all = ground.desk.all_visits()?;
    let in_month = all.iter().filter(|(_, visit)| Month::of(visit.value.on) == ground.month);
    let rows = in_month.filter_map(|(id, visit)| {
        let mut row = of(ours(ground, *id)?);
        let seen = &visit.value;
        let over = seen.days_over(today).filter(|days| *days > 0);
        row.extend([
            ("日期", seen.on.to_string().into()),
            ("所见", seen.text.clone().into()),
            ("要求", Some(seen.demand.clone()).filter(|text| !text.is_empty()).into()),
            ("时限", seen.due.map(|day| day.to_string()).into()),
            ("办结", seen.answered.map(|day| day.to_string()).into()),
            ("逾期天数", over.map(|days| days as u64).into()),
        ]);
        Some(TemplateFigure::Fields(row))
    });
    Ok(TemplateFigure::List(rows.collect()))
}

fn needs(ground: &BulletinContext<'_>) -> Result<TemplateFigure, Failure> {
    let pools = ground.desk.pools()?;
    let rows = pools.unmet_needs().into_iter().filter_map(|(id, need, unmet)| {
        let mut row = of(ours(ground, need.project.parse().ok()?)?);
        let unit = need.resource.unit(Lang::Zh);
        row.extend([
            ("需求号", id.clone().into()),
            ("种类", need.resource.title(Lang::Zh).to_owned().into()),
            ("需求", format!("{}{unit}", need.amount).into()),
            ("尚缺", format!("{unmet}{unit}").into()),
            ("何时需要", need.by.map(|day| day.to_string()).into()),
        ]);
        Some(TemplateFigure::Fields(row))
    });
    Ok(TemplateFigure::List(rows.collect()))
}
