//! What is kept around one project: permits and what its start waits for, the site, who stands behind it,
//! its money, supervision, the stages of promotion; and every start of the year that waits for a permit.

use jiff::Timestamp;
use jiff::civil::Date;

use super::watch::visit_row;
use super::{ColumnHeader, RegisterTable, RowStatus, SheetRow, TableQuery, flexible, left, right};
use crate::desk::App;
use crate::desk::around::ProjectRecords;
use crate::desk::roster::Funding;
use crate::desk::supervision::day;
use crate::domain::finding::Failure;
use crate::domain::funding::FundingSource;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::money::Money;
use crate::domain::permit::PermitKind;
use crate::domain::project::ProjectId;
use crate::domain::roster::PartyRole;
use crate::domain::time::date_in_shanghai;
use crate::words;

/// The views by their place.
pub const PERMITS: usize = 0;
/// 现场
pub const SITE: usize = 1;
/// 责任
pub const PARTIES: usize = 2;
/// 资金
pub const FUNDING: usize = 3;
/// 督查
pub const VISITS: usize = 4;
/// 招商阶段
pub const STAGES: usize = 5;
/// Every start that waits.
pub const WAITING: usize = 6;

pub(super) fn views() -> Vec<Bilingual> {
    vec![
        words!("手续", "permits"),
        words!("现场", "site"),
        words!("责任", "parties"),
        words!("资金", "money"),
        words!("督查", "supervision"),
        words!("招商阶段", "stages"),
        words!("缺手续", "starts waiting"),
    ]
}

pub(super) fn sheet(desk: &App, ask: TableQuery, now: Timestamp) -> Result<RegisterTable, Failure> {
    let today = date_in_shanghai(now);
    let (columns, rows, foot) = match ask.project {
        _ if ask.view == WAITING => waiting(desk, ask.lang, now)?,
        None => (Vec::new(), Vec::new(), words!("没有选中项目", "no project is chosen")),
        Some(id) => {
            let around = desk.around(id, now)?;
            let (columns, rows, foot) = one(&around, id, ask, today);
            let named = desk.named(Some(id));
            let (zh, en) = (foot.zh, foot.en);
            (columns, rows, words!("{named} · {zh}", "{named} · {en}"))
        }
    };
    Ok(RegisterTable { ask, columns, rows, foot, span: None, today })
}

type ProjectView = (Vec<ColumnHeader>, Vec<SheetRow>, Bilingual);

fn one(around: &ProjectRecords, id: ProjectId, ask: TableQuery, today: Date) -> ProjectView {
    let lang = ask.lang;
    match ask.view {
        PERMITS => permits(around, id, lang, today),
        SITE => site(around, id, lang),
        PARTIES => parties(around, id, lang),
        FUNDING => funding(around, id, lang),
        VISITS => {
            let rows = around.visits.iter().rev().map(|v| visit_row(None, id, v, today, lang)).collect();
            let foot = match (&around.watched, around.visits.is_empty()) {
                (None, true) => words!("不在重点关注名单上", "not on the watch list"),
                (_, true) => words!("还没有督查记录；a 记一次", "no supervision entries yet; a writes one"),
                _ => words!("x 办结一项要求", "x answers a demand"),
            };
            let columns = vec![
                left("日期", "date"),
                flexible("所见", "seen"),
                left("要求", "demand"),
                left("时限", "due"),
                left("办结", "answered"),
            ];
            (columns, rows, foot)
        }
        _ => stages(around, id, lang),
    }
}

fn permits(around: &ProjectRecords, id: ProjectId, lang: Lang, today: Date) -> ProjectView {
    let columns = vec![
        left("手续", "permit"),
        left("计划", "planned"),
        left("实际", "actual"),
        flexible("文号", "number"),
        left("办理人", "owner"),
        left("状态", "state"),
    ];
    let Some(permits) = &around.permits else {
        return (
            columns,
            Vec::new(),
            words!("招商项目不设手续清单", "promotion projects have no list of permits"),
        );
    };
    let row = |kind: PermitKind| {
        let known = permits.known.iter().find(|p| p.kind == kind).map(|p| &p.owned);
        let waits = permits.waiting.iter().find(|w| w.kind == kind);
        if known.is_none() && waits.is_none() {
            return None;
        }
        let permit = known.map(|owned| owned.permit.clone()).unwrap_or_default();
        let over = waits.and_then(|w| w.days_over).filter(|days| *days > 0);
        let state = match (waits, over) {
            (None, _) if permit.number.is_empty() => words!("已办结，缺文号", "obtained, no number"),
            (None, _) => words!("已办结", "obtained"),
            (Some(_), Some(days)) => words!("缺，逾期{days}天", "missing, {days}d over"),
            (Some(w), None) if w.after_start => {
                words!("缺，晚于计划开工", "missing, after the planned start")
            }
            (Some(w), None) => match w.days_over {
                Some(days) => {
                    let left = -days;
                    words!("缺，还有{left}天", "missing, {left}d left")
                }
                None => words!("缺，无计划日期", "missing, no date planned"),
            },
        };
        Some(SheetRow {
            cells: vec![
                kind.title(lang).to_owned(),
                day(permit.planned),
                day(permit.actual),
                permit.number.clone(),
                known.map(|owned| owned.owner.clone()).unwrap_or_default(),
                state.get(lang).to_owned(),
            ],
            project: Some(id),
            item: kind.title(Lang::Zh).to_owned(),
            weight: match (waits, over) {
                (None, _) if permit.number.is_empty() => RowStatus::Care,
                (None, _) => RowStatus::Done,
                (_, Some(_)) => RowStatus::Bad,
                (Some(w), None) if w.after_start => RowStatus::Bad,
                (Some(_), None) => RowStatus::Plain,
            },
            ..SheetRow::default()
        })
    };
    let rows: Vec<SheetRow> = PermitKind::ALL.into_iter().filter_map(row).collect();
    let missing = permits.waiting.len();
    let worst = permits.waiting.iter().filter_map(|w| w.days_over).max().filter(|days| *days > 0);
    let foot = match (missing, worst) {
        (0, _) => words!("手续齐全", "nothing is missing"),
        (_, Some(days)) => {
            words!(
                "缺 {missing} 项，最长逾期 {days} 天；a 登记",
                "{missing} missing, {days} days over at most; a records one"
            )
        }
        (_, None) => words!("缺 {missing} 项；a 登记", "{missing} missing; a records one"),
    };
    let _ = today;
    (columns, rows, foot)
}

fn site(around: &ProjectRecords, id: ProjectId, lang: Lang) -> ProjectView {
    let columns = vec![
        left("日期", "date"),
        left("事项", "topic"),
        flexible("所见", "seen"),
        left("整改", "follow-up"),
        left("完成", "settled"),
    ];
    let rows: Vec<SheetRow> = around
        .site_notes
        .iter()
        .rev()
        .map(|note| {
            let value = &note.value;
            let open = !value.follow_up.is_empty() && value.settled.is_none();
            SheetRow {
                cells: vec![
                    value.on.to_string(),
                    value.topic.title(lang).to_owned(),
                    value.text.clone(),
                    value.follow_up.clone(),
                    day(value.settled),
                ],
                project: Some(id),
                item: note.item.clone(),
                weight: match (open, value.settled) {
                    (true, _) => RowStatus::Care,
                    (false, Some(_)) => RowStatus::Done,
                    (false, None) => RowStatus::Plain,
                },
                ..SheetRow::default()
            }
        })
        .collect();
    let foot = if rows.is_empty() {
        words!("没有现场记录；a 记一条", "no site notes; a writes one")
    } else {
        words!("x 整改完成", "x settles a follow-up")
    };
    (columns, rows, foot)
}

fn parties(around: &ProjectRecords, id: ProjectId, lang: Lang) -> ProjectView {
    let row = |role: PartyRole| SheetRow {
        cells: vec![role.title(lang).to_owned(), around.roster.get(role)],
        project: Some(id),
        item: role.title(Lang::Zh).to_owned(),
        ..SheetRow::default()
    };
    let columns = vec![left("责任", "role"), flexible("单位或人", "who")];
    (
        columns,
        PartyRole::ALL.into_iter().map(row).collect(),
        words!("a 填写选中的一行", "a fills the chosen line"),
    )
}

fn funding(around: &ProjectRecords, id: ProjectId, lang: Lang) -> ProjectView {
    let columns = vec![
        flexible("来源（万元）", "source (10k yuan)"),
        right("计划", "planned"),
        right("到位", "arrived"),
        right("使用", "used"),
        right("缺口", "gap"),
    ];
    let amount = |money: Option<Money>| money.map_or_else(String::new, Money::in_wan);
    let row = |title: &str, item: String, funding: &Funding| SheetRow {
        cells: vec![
            title.to_owned(),
            amount(funding.planned),
            amount(funding.available),
            amount(funding.used),
            amount(funding.gap()),
        ],
        project: Some(id),
        item,
        weight: match funding.gap() {
            Some(gap) if gap.0 > 0 => RowStatus::Care,
            _ => RowStatus::Plain,
        },
        ..SheetRow::default()
    };
    let mut rows: Vec<SheetRow> = around
        .funding
        .iter()
        .map(|(source, funding)| row(source.title(lang), source.title(Lang::Zh).to_owned(), funding))
        .collect();
    let foot = if rows.is_empty() {
        words!("没有资金记录；a 登记一个来源", "no money recorded; a records a source")
    } else {
        rows.push(row(lang.pick("合计", "total"), String::new(), &total(&around.funding)));
        words!("a 登记一个来源", "a records a source")
    };
    (columns, rows, foot)
}

/// The sums of what is known.
pub fn total(funding: &[(FundingSource, Funding)]) -> Funding {
    let sum = |pick: fn(&Funding) -> Option<Money>| {
        let known: Vec<Money> = funding.iter().filter_map(|(_, f)| pick(f)).collect();
        (!known.is_empty()).then(|| known.into_iter().sum())
    };
    Funding { planned: sum(|f| f.planned), available: sum(|f| f.available), used: sum(|f| f.used) }
}

fn stages(around: &ProjectRecords, id: ProjectId, lang: Lang) -> ProjectView {
    let rows: Vec<SheetRow> = around
        .stages
        .iter()
        .map(|step| {
            let back = if step.back { lang.pick("后退", "back") } else { "" };
            SheetRow {
                cells: vec![step.month.to_string(), step.stage.title(lang).to_owned(), back.to_owned()],
                project: Some(id),
                weight: if step.back { RowStatus::Bad } else { RowStatus::Plain },
                ..SheetRow::default()
            }
        })
        .collect();
    let foot = match (id.category, rows.is_empty()) {
        (crate::domain::category::Category::Promotion, true) => {
            words!("月报还没有说明阶段", "no report names a stage yet")
        }
        (crate::domain::category::Category::Promotion, false) => {
            words!(
                "洽谈 → 签约 → 注册 → 开工 → 投产，取自月报",
                "talks → signed → registered → started → in production, from the reports"
            )
        }
        _ => words!("只有招商项目分招商阶段", "only promotion projects have these stages"),
    };
    (vec![left("月份", "month"), flexible("阶段", "stage"), left("", "")], rows, foot)
}

/// Every project that starts this year and still lacks a permit, the longest overdue first.
fn waiting(desk: &App, lang: Lang, now: Timestamp) -> Result<ProjectView, Failure> {
    let starts = desk.starts_waiting(now)?;
    let count = starts.len();
    let rows = starts
        .iter()
        .map(|start| {
            let missing: Vec<&str> = start.waiting.iter().map(|w| w.kind.title(lang)).collect();
            let over = start.days_over();
            SheetRow {
                cells: vec![
                    desk.named(Some(start.project)),
                    start.start.map(|day| day.to_string()).unwrap_or_default(),
                    missing.join(lang.pick("、", ", ")),
                    over.map(|days| days.to_string()).unwrap_or_default(),
                ],
                project: Some(start.project),
                item: start.project.to_string(),
                weight: if over.is_some() { RowStatus::Bad } else { RowStatus::Plain },
                ..SheetRow::default()
            }
        })
        .collect();
    let foot = if count == 0 {
        words!(
            "没有登记了手续而未办全的新开工项目",
            "no start of the year has recorded permits and lacks one"
        )
    } else {
        words!(
            "{count} 个新开工项目手续未办全（只列已登记手续的）",
            "{count} starts lack a permit (those with permits recorded)"
        )
    };
    let columns = vec![
        flexible("项目", "project"),
        left("计划开工", "planned start"),
        left("缺", "missing"),
        right("最长逾期（天）", "days over"),
    ];
    Ok((columns, rows, foot))
}
