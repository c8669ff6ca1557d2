//! The sheet of milestones: every schedule with its next step, and one project's steps as a Gantt chart.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Bar, RegisterTable, RowStatus, SheetRow, TableQuery, flexible, left, right};
use crate::desk::App;
use crate::desk::milestone::MilestoneSchedule;
use crate::domain::finding::Failure;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::milestone::{Milestone, critical_step};
use crate::domain::project::ProjectId;
use crate::domain::time::date_in_shanghai;
use crate::words;

/// The view of one project's steps.
pub const OF_PROJECT: usize = 1;

pub(super) fn views() -> Vec<Bilingual> {
    vec![words!("全部排期", "all schedules"), words!("本项目", "this project")]
}

pub(super) fn sheet(desk: &App, ask: TableQuery, now: Timestamp) -> Result<RegisterTable, Failure> {
    let today = date_in_shanghai(now);
    match (ask.view, ask.project) {
        (OF_PROJECT, Some(id)) => one(desk, ask, id, today),
        _ => all(desk, ask, today),
    }
}

fn all(desk: &App, ask: TableQuery, today: Date) -> Result<RegisterTable, Failure> {
    let schedules = desk.schedules()?;
    let span = span(schedules.iter().flat_map(|(_, record)| &record.value.milestones));
    let count = schedules.len();
    let foot = if count == 0 {
        words!(
            "还没有排期；用 diaodu milestone plan 倒排",
            "no schedules yet; `diaodu milestone plan` makes one"
        )
    } else {
        words!("{count} 个项目有排期", "{count} projects have a schedule")
    };
    Ok(RegisterTable {
        ask,
        columns: vec![
            flexible("项目", "project"),
            right("完成", "done"),
            left("下一节点", "next"),
            left("最迟", "by"),
        ],
        rows: schedules.iter().map(|(id, record)| schedule_row(desk, *id, &record.value, today)).collect(),
        foot,
        span,
        today,
    })
}

fn schedule_row(desk: &App, id: ProjectId, schedule: &MilestoneSchedule, today: Date) -> SheetRow {
    let steps = &schedule.milestones;
    let done = steps.iter().filter(|m| m.done.is_some()).count();
    let next = schedule.next();
    let ends = span(steps.iter());
    SheetRow {
        cells: vec![
            desk.named(Some(id)),
            format!("{done}/{}", steps.len()),
            next.map_or(String::new(), |m| m.step.clone()),
            next.map_or(String::new(), |m| m.finish.to_string()),
        ],
        project: Some(id),
        weight: match next {
            None => RowStatus::Done,
            Some(step) if step.finish < today => RowStatus::Bad,
            Some(_) => RowStatus::Plain,
        },
        bar: ends.map(|(from, to)| Bar { from, to, done: next.is_none(), critical: false }),
        ..SheetRow::default()
    }
}

fn one(desk: &App, ask: TableQuery, id: ProjectId, today: Date) -> Result<RegisterTable, Failure> {
    let schedule = desk.schedule(id)?;
    let steps = schedule.as_ref().map_or(&[][..], |record| &record.value.milestones);
    let named = desk.named(Some(id));
    let foot = match (critical_step(steps), steps.is_empty()) {
        (_, true) => words!(
            "{named} 还没有排期；用 diaodu milestone plan {id} --finish 日期 倒排",
            "{named} has no schedule; `diaodu milestone plan {id} --finish DATE` makes one"
        ),
        (Some(step), _) => {
            let (name, finish) = (&step.step, step.finish);
            words!("{named} · 关键步骤 {name}，最迟 {finish}", "{named} · critical: {name}, by {finish}")
        }
        (None, false) => words!("{named} · 全部完成", "{named} · all done"),
    };
    Ok(RegisterTable {
        ask,
        columns: vec![
            right("序", "no."),
            left("步骤", "step"),
            right("日", "days"),
            left("开始", "start"),
            left("完成", "finish"),
            left("状态", "state"),
        ],
        rows: steps.iter().enumerate().map(|(at, m)| step_row(id, at, m, today, ask.lang)).collect(),
        foot,
        span: span(steps.iter()),
        today,
    })
}

fn step_row(id: ProjectId, at: usize, step: &Milestone, today: Date, lang: Lang) -> SheetRow {
    let over = (step.done.is_none() && step.finish < today).then(|| (today - step.finish).get_days());
    let state = match (step.done, over) {
        (Some(day), _) => words!("{day} 完成", "done {day}"),
        (None, Some(days)) => words!("逾期{days}天", "{days}d over"),
        (None, None) if step.critical => words!("关键", "critical"),
        (None, None) => words!("", ""),
    };
    SheetRow {
        cells: vec![
            (at + 1).to_string(),
            step.step.clone(),
            step.days.to_string(),
            step.start.to_string(),
            step.finish.to_string(),
            state.get(lang).to_owned(),
        ],
        project: Some(id),
        item: step.step.clone(),
        weight: match (step.done, over) {
            (Some(_), _) => RowStatus::Done,
            (None, Some(_)) => RowStatus::Bad,
            (None, None) if step.critical => RowStatus::Care,
            (None, None) => RowStatus::Plain,
        },
        bar: Some(Bar {
            from: step.start,
            to: step.done.unwrap_or(step.finish).max(step.start),
            done: step.done.is_some(),
            critical: step.critical,
        }),
        ..SheetRow::default()
    }
}

fn span<'a>(steps: impl Iterator<Item = &'a Milestone>) -> Option<(Date, Date)> {
    steps.fold(None, |span, m| {
        let (from, to) = (m.start, m.done.unwrap_or(m.finish).max(m.finish));
        let (first, last) = span.unwrap_or((from, to));
        Some((first.min(from), last.max(to)))
    })
}
