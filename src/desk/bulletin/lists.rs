//! The tables and lists of a bulletin: rankings, months, red lamps, who has not filed, what needs a
//! decision, the focus list, promotion by stage.

use std::collections::{BTreeMap, HashMap};

use super::BulletinContext;
use super::figures::{group, month_numbers, progress};
use crate::desk::board::ProjectLine;
use crate::domain::board::{Board, Group};
use crate::domain::finding::Failure;
use crate::domain::indicator::{consistency_gap, funds_in_place};
use crate::domain::lamp::Lamp;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::promotion::PromotionStage;
use crate::domain::report::Status;
use crate::ledger::ReportRow;
use crate::publish::template::{Figures, TemplateFigure};

/// A board's groups as rows, fastest first, and the first of them; both only as far as plans allow.
pub(super) fn ranked(board: &Board) -> (TemplateFigure, TemplateFigure) {
    let schedule = board.schedule.at(board.month);
    let mut order: Vec<&Group> = board.groups.iter().collect();
    // Groups come slowest first with those without a plan last; a bulletin names the fastest first.
    let planned = order.iter().position(|g| g.now.progress().is_none()).unwrap_or(order.len());
    order[..planned].reverse();
    let rows: Vec<Figures> = order
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let mut row = group(one);
            let [green, yellow, red, none] = one.now.lamps;
            row.extend([
                ("名次", if at < planned { (at as u64 + 1).into() } else { TemplateFigure::Unknown }),
                ("名称", one.label(board.by, Lang::Zh).into()),
                ("偏差", one.now.deviation(schedule).into()),
                ("同比增长", one.year_on_year().into()),
                ("进度变化", one.progress_since_last_month().into()),
                ("绿灯", green.into()),
                ("黄灯", yellow.into()),
                ("红灯", red.into()),
                ("无灯", none.into()),
                ("应报", one.now.due.into()),
                ("已报", one.now.filed.into()),
                ("报送率", one.now.filed_rate().into()),
                ("及时率", one.now.on_time_rate().into()),
            ]);
            row
        })
        .collect();
    // 名列第一 is said only of a named group that has completed something.
    let named = order[..planned].iter().position(|g| g.key.is_some() && g.now.ytd_planned.0 > 0);
    let first = named
        .filter(|at| *at == 0)
        .map_or(TemplateFigure::Unknown, |at| TemplateFigure::Fields(rows[at].clone()));
    (TemplateFigure::List(rows.into_iter().map(TemplateFigure::Fields).collect()), first)
}

/// The slowest groups that have a plan, slowest first.
pub(super) fn slowest(board: &Board, most: usize) -> TemplateFigure {
    let schedule = board.schedule.at(board.month);
    let planned = board.groups.iter().filter(|g| g.now.progress().is_some()).take(most);
    let rows = planned.map(|one| {
        let mut row = group(one);
        row.insert("名称", one.label(board.by, Lang::Zh).into());
        row.insert("偏差", one.now.deviation(schedule).into());
        TemplateFigure::Fields(row)
    });
    TemplateFigure::List(rows.collect())
}

/// How many groups are faster than the whole, of how many that have a plan.
pub(super) fn faster_than_the_whole(board: &Board) -> (TemplateFigure, TemplateFigure) {
    let Some(whole) = board.total.now.progress() else {
        return (TemplateFigure::Unknown, TemplateFigure::Unknown);
    };
    let planned = board.groups.iter().filter_map(|g| g.now.progress());
    let (faster, of) = planned.fold((0_u64, 0_u64), |(faster, of), progress| {
        (faster + u64::from(progress.compare(whole).is_gt()), of + 1)
    });
    (faster.into(), of.into())
}

/// January to the month: what was completed beside an even plan.
pub(super) fn months(board: &Board) -> TemplateFigure {
    let planned = board.total.now.with_plan > 0;
    let rows = board.months.iter().filter(|m| m.month <= board.month).map(|m| {
        TemplateFigure::Fields(Figures::from([
            ("月份", TemplateFigure::Text(format!("{}月", m.month.number()))),
            ("完成投资", m.invested.into()),
            ("均衡计划", planned.then_some(m.even).into()),
            ("累计完成投资", m.cumulative.into()),
        ]))
    });
    TemplateFigure::List(rows.collect())
}

/// One project as a row.
pub(super) fn project(line: &ProjectLine<'_>) -> Figures {
    let standing = &line.standing;
    let project = line.project;
    Figures::from([
        ("编号", project.id.to_string().into()),
        ("名称", project.name.clone().into()),
        ("牵头单位", project.lead_units.join("、").into()),
        ("区县", project.district().map(std::borrow::Cow::into_owned).into()),
        ("阶段", project.stage.clone().map(String::from).into()),
        ("年度计划", standing.plan.into()),
        ("计划版本", standing.plan_version.map(|v| crate::domain::plan::version_title(v).zh).into()),
        ("累计完成投资", standing.ytd.into()),
        ("当月完成投资", standing.month.into()),
        ("投资进度", progress(line).into()),
        ("说明", line.readings.first().map(|r| r.sentence.zh.clone()).into()),
    ])
}

/// Projects with a red lamp, the furthest behind first.
pub(super) fn red(ground: &BulletinContext<'_>) -> TemplateFigure {
    let lit = |line: &&ProjectLine<'_>| line.standing.light.is_some_and(|l| l.lamp == Lamp::Red);
    let mut lines: Vec<&ProjectLine<'_>> = ground.lines.iter().filter(lit).collect();
    lines.sort_by(|a, b| match (progress(a), progress(b)) {
        (Some(a), Some(b)) => a.compare(b),
        (a, b) => b.is_some().cmp(&a.is_some()),
    });
    TemplateFigure::List(lines.into_iter().map(|line| TemplateFigure::Fields(project(line))).collect())
}

/// Who has not filed the month, by lead unit, most first.
pub(super) fn outstanding(ground: &BulletinContext<'_>) -> TemplateFigure {
    let mut units: BTreeMap<&str, Vec<&ProjectLine<'_>>> = BTreeMap::new();
    for line in ground.lines.iter().filter(|l| l.standing.due && !l.standing.filed) {
        units.entry(line.project.lead_units.first().map_or("", String::as_str)).or_default().push(line);
    }
    let mut units: Vec<_> = units.into_iter().collect();
    units.sort_by_key(|(_, lines)| std::cmp::Reverse(lines.len()));
    let rows = units.into_iter().map(|(unit, lines)| {
        let projects = lines.iter().map(|line| TemplateFigure::Fields(project(line))).collect();
        let names: Vec<&str> = lines.iter().map(|l| l.project.name.as_str()).collect();
        let unit =
            if unit.is_empty() { TemplateFigure::Unknown } else { TemplateFigure::Text(unit.to_owned()) };
        TemplateFigure::Fields(Figures::from([
            ("牵头单位", unit),
            ("未报", (lines.len() as u64).into()),
            ("项目名称", names.join("、").into()),
            ("项目", TemplateFigure::List(projects)),
        ]))
    });
    TemplateFigure::List(rows.collect())
}

fn counts(row: &ReportRow) -> bool {
    Status::parse(&row.status).is_some_and(Status::counts)
}

fn rows_of(ground: &BulletinContext<'_>, from: Month) -> Result<Vec<ReportRow>, Failure> {
    let Some(ledger) = ground.desk.look()? else { return Ok(Vec::new()) };
    let rows = ledger.read(|view| view.reports(from, ground.month))?;
    Ok(rows.into_iter().filter(counts).filter(|row| ground.sheets.now.row(row.project).is_some()).collect())
}

/// Projects whose figure of the month differs from statistics.
pub(super) fn inconsistent(ground: &BulletinContext<'_>) -> Result<TemplateFigure, Failure> {
    let rows = rows_of(ground, ground.month)?;
    let differing = rows.iter().filter_map(|row| {
        let gap = consistency_gap(row.invested?, row.statistics?);
        let project = ground.desk.project(row.project).ok()?;
        (gap != Money::ZERO).then(|| {
            TemplateFigure::Fields(Figures::from([
                ("编号", row.project.to_string().into()),
                ("名称", project.name.clone().into()),
                ("牵头单位", project.lead_units.join("、").into()),
                ("填报数", row.invested.into()),
                ("统计数", row.statistics.into()),
                ("一致性差", gap.into()),
            ]))
        })
    });
    Ok(TemplateFigure::List(differing.collect()))
}

/// The focus list (百项重点关注): how many, what they completed, their share of the whole.
pub(super) fn watched(ground: &BulletinContext<'_>) -> Result<Figures, Failure> {
    let watched = ground.desk.watched_ids()?;
    let lines: Vec<_> = ground.lines.iter().filter(|l| watched.contains(&l.project.id)).collect();
    let ytd: Money = lines.iter().map(|l| l.standing.ytd).sum();
    let share = crate::domain::indicator::progress(ytd, Some(ground.board.total.now.ytd));
    let share = share.filter(|_| !lines.is_empty());
    Ok(Figures::from([
        ("关注项目数", (lines.len() as u64).into()),
        ("关注累计", (!lines.is_empty()).then_some(ytd).into()),
        ("关注占比", share.into()),
        (
            "关注项目",
            TemplateFigure::List(
                lines.into_iter().map(|line| TemplateFigure::Fields(project(line))).collect(),
            ),
        ),
    ]))
}

/// Promotion: projects by stage, contracts, funds in place, as the latest report of each says.
pub(super) fn promotion(ground: &BulletinContext<'_>) -> Result<Figures, Failure> {
    let january = ground.month.plus(1 - i32::from(ground.month.number()));
    let mut latest: HashMap<ProjectId, ReportRow> = HashMap::new();
    for row in rows_of(ground, january)? {
        latest.insert(row.project, row);
    }
    let stage_of = |line: &ProjectLine<'_>| {
        latest.get(&line.project.id).and_then(|row| row.stage.as_deref()).and_then(PromotionStage::parse)
    };
    let stages = PromotionStage::ALL.into_iter().map(|stage| {
        let at = ground.lines.iter().filter(|line| stage_of(line) == Some(stage)).count();
        TemplateFigure::Fields(Figures::from([
            ("名称", stage.title(Lang::Zh).to_owned().into()),
            ("项目数", (at as u64).into()),
        ]))
    });
    let stages: Vec<TemplateFigure> = stages.collect();
    let told = ground.lines.iter().filter(|line| stage_of(line).is_some()).count() as u64;
    let of_ours = |row: &&ReportRow| ground.sheets.now.row(row.project).is_some();
    // Only those that state a contract enter the rate, so that numerator and denominator are the same projects.
    let (mut contract, mut funds) = (Money::ZERO, Money::ZERO);
    let mut with_contract = 0_u64;
    for row in latest.values().filter(of_ours) {
        if let Some(amount) = row.contract {
            with_contract += 1;
            contract = contract + amount;
            funds = funds + row.funds_in.unwrap_or_default();
        }
    }
    let known = (with_contract > 0).then_some(contract);
    let projects = ground.lines.iter().map(|line| {
        let row = latest.get(&line.project.id);
        let mut fields = project(line);
        let contract = row.and_then(|r| r.contract);
        let funds = row.and_then(|r| r.funds_in);
        fields.extend([
            ("招商阶段", stage_of(line).map(|s| s.title(Lang::Zh).to_owned()).into()),
            ("合同金额", contract.into()),
            ("到位资金", funds.into()),
            ("资金到位率", funds.and_then(|f| funds_in_place(f, contract)).into()),
            ("缺报", (!line.missing.is_empty()).then(|| month_numbers(&line.missing)).into()),
        ]);
        TemplateFigure::Fields(fields)
    });
    let projects: Vec<TemplateFigure> = projects.collect();
    Ok(Figures::from([
        ("分招商阶段", TemplateFigure::List(stages)),
        ("已报招商阶段项目数", told.into()),
        ("有合同项目数", with_contract.into()),
        ("合同金额", known.into()),
        ("到位资金", known.map(|_| funds).into()),
        ("资金到位率", funds_in_place(funds, known).into()),
        ("项目", TemplateFigure::List(projects)),
    ]))
}
