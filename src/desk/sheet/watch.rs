//! The sheet of the watch list (百项重点关注): the list with its reasons, supervision entries, what changed
//! since somebody last looked, and how the list itself changed.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{RegisterTable, RowStatus, SheetRow, TableQuery, flexible, left, right};
use crate::desk::App;
use crate::desk::records::Record;
use crate::desk::supervision::day;
use crate::domain::finding::Failure;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::project::ProjectId;
use crate::domain::supervision::Inspection;
use crate::domain::time::{date_in_shanghai, in_shanghai};
use crate::words;

/// The view of supervision entries, whose demands can be answered.
pub const VISITS: usize = 1;

pub(super) fn views() -> Vec<Bilingual> {
    vec![
        words!("名单", "list"),
        words!("督查记录", "supervision"),
        words!("上次以来的变化", "changes since"),
        words!("进出名单", "on and off"),
    ]
}

pub(super) fn sheet(desk: &App, ask: TableQuery, now: Timestamp) -> Result<RegisterTable, Failure> {
    let today = date_in_shanghai(now);
    match ask.view {
        0 => list(desk, ask, today),
        VISITS => visits(desk, ask, today),
        2 => changes(desk, ask, today),
        _ => history(desk, ask, today),
    }
}

fn done(
    ask: TableQuery,
    today: Date,
    columns: Vec<super::ColumnHeader>,
    rows: Vec<SheetRow>,
    foot: Bilingual,
) -> RegisterTable {
    RegisterTable { ask, columns, rows, foot, span: None, today }
}

fn list(desk: &App, ask: TableQuery, today: Date) -> Result<RegisterTable, Failure> {
    let mut rows = Vec::new();
    let mut overdue = 0;
    for watched in desk.watch_list()? {
        let id = watched.project;
        let visits = desk.visits(id)?;
        let since = desk.last_looked(id)?.unwrap_or(watched.at);
        let changes = desk.changes_since(id, since)?.len();
        let over = visits.iter().filter_map(|v| v.value.days_over(today)).max().filter(|days| *days > 0);
        overdue += usize::from(over.is_some());
        let open = visits.iter().filter(|v| v.value.is_open()).count();
        let demands = match over {
            Some(days) => words!("{open} 逾期{days}天", "{open} {days}d over").get(ask.lang).to_owned(),
            None if open > 0 => open.to_string(),
            None => String::new(),
        };
        rows.push(SheetRow {
            cells: vec![
                desk.named(Some(id)),
                in_shanghai(watched.at).date().to_string(),
                day(visits.last().map(|v| v.value.on)),
                changes.to_string(),
                demands,
                watched.reason.clone(),
                watched.document.clone(),
            ],
            project: Some(id),
            item: id.to_string(),
            weight: match (over, open) {
                (Some(_), _) => RowStatus::Bad,
                (None, 1..) => RowStatus::Care,
                (None, _) => RowStatus::Plain,
            },
            ..SheetRow::default()
        });
    }
    let count = rows.len();
    let foot = if count == 0 {
        words!("名单为空；a 把选中的项目列入", "the list is empty; a puts the chosen project on it")
    } else {
        words!("{count} 项，{overdue} 项督查要求逾期", "{count} projects, {overdue} with a demand overdue")
    };
    let columns = vec![
        flexible("项目", "project"),
        left("列入", "since"),
        left("上次督查", "last visit"),
        right("变化", "changes"),
        left("未办要求", "open demands"),
        left("理由", "reason"),
        left("依据", "document"),
    ];
    Ok(done(ask, today, columns, rows, foot))
}

fn visits(desk: &App, ask: TableQuery, today: Date) -> Result<RegisterTable, Failure> {
    let all = desk.all_visits()?;
    let open = all.iter().filter(|(_, v)| v.value.is_open()).count();
    let rows: Vec<SheetRow> = all
        .iter()
        .map(|(id, visit)| visit_row(Some(desk.named(Some(*id))), *id, visit, today, ask.lang))
        .collect();
    let count = rows.len();
    let foot = if count == 0 {
        words!("还没有督查记录；d 记一次督查", "no supervision entries yet; d writes one")
    } else {
        words!("{count} 次督查，{open} 项要求未办结", "{count} entries, {open} demands open")
    };
    let columns = vec![
        left("日期", "date"),
        left("项目", "project"),
        flexible("所见", "seen"),
        left("要求", "demand"),
        left("时限", "due"),
        left("办结", "answered"),
    ];
    Ok(done(ask, today, columns, rows, foot))
}

/// One supervision entry as a row, with its project where more than one is listed.
pub(super) fn visit_row(
    named: Option<String>,
    id: ProjectId,
    visit: &Record<Inspection>,
    today: Date,
    lang: Lang,
) -> SheetRow {
    let value = &visit.value;
    let over = value.days_over(today).filter(|days| *days > 0);
    let state = match (value.answered, over) {
        (Some(day), _) => format!("{day} {}", value.answer),
        (None, Some(days)) => words!("逾期{days}天", "{days}d over").get(lang).to_owned(),
        (None, None) => String::new(),
    };
    let mut cells = vec![value.on.to_string()];
    cells.extend(named);
    cells.extend([value.text.clone(), value.demand.clone(), day(value.due), state]);
    SheetRow {
        cells,
        project: Some(id),
        item: visit.item.clone(),
        weight: match (value.is_open(), over) {
            (_, Some(_)) => RowStatus::Bad,
            (true, None) => RowStatus::Care,
            (false, None) if value.answered.is_some() => RowStatus::Done,
            (false, None) => RowStatus::Plain,
        },
        ..SheetRow::default()
    }
}

fn changes(desk: &App, ask: TableQuery, today: Date) -> Result<RegisterTable, Failure> {
    let mut found = Vec::new();
    for watched in desk.watch_list()? {
        let since = desk.last_looked(watched.project)?.unwrap_or(watched.at);
        let of = desk.changes_since(watched.project, since)?;
        found.extend(of.into_iter().map(|change| (watched.project, change)));
    }
    found.sort_by_key(|(id, change)| (std::cmp::Reverse(change.at), *id));
    let rows: Vec<SheetRow> = found
        .into_iter()
        .map(|(id, change)| SheetRow {
            cells: vec![
                in_shanghai(change.at).strftime("%m-%d %H:%M").to_string(),
                desk.named(Some(id)),
                change.what.get(ask.lang).to_owned(),
                change.by,
                change.text,
            ],
            project: Some(id),
            item: id.to_string(),
            ..SheetRow::default()
        })
        .collect();
    let count = rows.len();
    let foot = if count == 0 {
        words!("上次督查以来没有变化", "nothing changed since the last visits")
    } else {
        words!(
            "{count} 处变化，自各项目上次督查或列入之日起",
            "{count} changes since each last visit or the listing"
        )
    };
    let columns = vec![
        left("时间", "when"),
        left("项目", "project"),
        left("变化", "change"),
        left("何人", "by"),
        flexible("内容", "text"),
    ];
    Ok(done(ask, today, columns, rows, foot))
}

fn history(desk: &App, ask: TableQuery, today: Date) -> Result<RegisterTable, Failure> {
    let rows: Vec<SheetRow> = desk
        .watch_history()?
        .into_iter()
        .map(|watched| {
            let what = if watched.on { words!("列入", "on") } else { words!("移出", "off") };
            SheetRow {
                cells: vec![
                    in_shanghai(watched.at).date().to_string(),
                    what.get(ask.lang).to_owned(),
                    desk.named(Some(watched.project)),
                    watched.by,
                    watched.reason,
                    watched.document,
                ],
                project: Some(watched.project),
                item: watched.project.to_string(),
                weight: if watched.on { RowStatus::Plain } else { RowStatus::Done },
                ..SheetRow::default()
            }
        })
        .collect();
    let foot = if rows.is_empty() {
        words!("名单从未变动", "the list never changed")
    } else {
        Bilingual::default()
    };
    let columns = vec![
        left("日期", "date"),
        left("进出", "on/off"),
        flexible("项目", "project"),
        left("何人", "by"),
        left("理由", "reason"),
        left("依据", "document"),
    ];
    Ok(done(ask, today, columns, rows, foot))
}
