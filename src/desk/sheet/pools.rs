//! The sheet of the three pools: unmet needs, unused offers, coverage, matches, proposals.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{RegisterTable, RowStatus, SheetRow, TableQuery, flexible, left, right};
use crate::desk::App;
use crate::domain::finding::Failure;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::pool::{Pools, Quantity, Resource};
use crate::domain::time::date_in_shanghai;
use crate::words;

/// The view of proposals, whose rows can be accepted.
pub const PROPOSALS: usize = 4;

pub(super) fn views() -> Vec<Bilingual> {
    vec![
        words!("需求", "needs"),
        words!("供给", "offers"),
        words!("覆盖", "coverage"),
        words!("已对接", "matches"),
        words!("建议", "proposals"),
    ]
}

pub(super) fn sheet(desk: &App, ask: TableQuery, now: Timestamp) -> Result<RegisterTable, Failure> {
    let today = date_in_shanghai(now);
    let pools = desk.pools()?;
    let lang = ask.lang;
    let (columns, rows) = match ask.view {
        0 => (
            vec![
                left("号", "id"),
                flexible("项目", "project"),
                left("种类", "resource"),
                right("需求", "need"),
                right("尚缺", "unmet"),
                left("何时", "by"),
            ],
            needs(desk, &pools, lang, today),
        ),
        1 => (
            vec![
                left("号", "id"),
                flexible("名称", "name"),
                left("种类", "resource"),
                right("供给", "offer"),
                right("余额", "left"),
                left("到期", "until"),
            ],
            offers(&pools, lang, today),
        ),
        2 => (
            vec![
                flexible("种类", "resource"),
                right("需求", "needed"),
                right("供给", "offered"),
                right("已对接", "matched"),
            ],
            coverage(&pools, lang),
        ),
        3 => (
            vec![
                left("号", "id"),
                left("需求", "need"),
                flexible("项目", "project"),
                left("供给", "offer"),
                right("数量", "amount"),
            ],
            matches(desk, &pools, lang),
        ),
        _ => (
            vec![
                left("需求", "need"),
                left("供给", "offer"),
                right("数量", "amount"),
                flexible("理由", "why"),
            ],
            proposals(desk, &pools, lang, now)?,
        ),
    };
    let foot = match (rows.is_empty(), ask.view) {
        (true, _) => words!(
            "没有内容；用 diaodu pool add 登记需求和供给",
            "nothing here; `diaodu pool add` enters needs and offers"
        ),
        (false, PROPOSALS) => words!(
            "Enter 接受一条；规则：先急后缓，专供优先，先到期先用",
            "Enter accepts one; rules: most urgent first, reserved offers first, those lapsing first"
        ),
        (false, _) => words!("", ""),
    };
    Ok(RegisterTable { ask, columns, rows, foot, span: None, today })
}

fn amount(quantity: Quantity, resource: Resource, lang: Lang) -> String {
    format!("{quantity} {}", resource.unit(lang))
}

fn day(day: Option<Date>) -> String {
    day.map_or(String::new(), |day| day.to_string())
}

fn needs(desk: &App, pools: &Pools, lang: Lang, today: Date) -> Vec<SheetRow> {
    let row = |(id, need, unmet): (&String, &crate::domain::pool::Need, Quantity)| {
        let project = need.project.parse().ok();
        SheetRow {
            cells: vec![
                id.clone(),
                desk.named(project),
                need.resource.title(lang).to_owned(),
                amount(need.amount, need.resource, lang),
                amount(unmet, need.resource, lang),
                day(need.by),
            ],
            project,
            item: id.clone(),
            weight: if need.by.is_some_and(|by| by < today) { RowStatus::Bad } else { RowStatus::Plain },
            ..SheetRow::default()
        }
    };
    pools.unmet_needs().into_iter().map(row).collect()
}

fn offers(pools: &Pools, lang: Lang, today: Date) -> Vec<SheetRow> {
    let row = |(id, offer, left): (&String, &crate::domain::pool::Offer, Quantity)| SheetRow {
        cells: vec![
            id.clone(),
            offer.name.clone(),
            offer.resource.title(lang).to_owned(),
            amount(offer.amount, offer.resource, lang),
            amount(left, offer.resource, lang),
            day(offer.until),
        ],
        item: id.clone(),
        weight: if offer.until.is_some_and(|until| until < today) {
            RowStatus::Done
        } else {
            RowStatus::Plain
        },
        ..SheetRow::default()
    };
    pools.unused_offers().into_iter().map(row).collect()
}

fn coverage(pools: &Pools, lang: Lang) -> Vec<SheetRow> {
    let row = |(resource, sums): (Resource, crate::domain::pool::Coverage)| SheetRow {
        cells: vec![
            resource.title(lang).to_owned(),
            amount(sums.needed, resource, lang),
            amount(sums.offered, resource, lang),
            amount(sums.matched, resource, lang),
        ],
        weight: if sums.matched < sums.needed { RowStatus::Care } else { RowStatus::Plain },
        ..SheetRow::default()
    };
    pools.coverage().into_iter().map(row).collect()
}

fn matches(desk: &App, pools: &Pools, lang: Lang) -> Vec<SheetRow> {
    let row = |(id, made): (&String, &crate::domain::pool::Match)| {
        let need = pools.needs.get(&made.need);
        let project = need.and_then(|need| need.project.parse().ok());
        let shown =
            need.map_or_else(|| made.amount.to_string(), |need| amount(made.amount, need.resource, lang));
        let offer = pools.offers.get(&made.offer).map_or("", |offer| offer.name.as_str());
        SheetRow {
            cells: vec![
                id.clone(),
                made.need.clone(),
                desk.named(project),
                format!("{} {offer}", made.offer),
                shown,
            ],
            project,
            item: id.clone(),
            ..SheetRow::default()
        }
    };
    pools.matches.iter().map(row).collect()
}

fn proposals(desk: &App, pools: &Pools, lang: Lang, now: Timestamp) -> Result<Vec<SheetRow>, Failure> {
    let row = |proposed: crate::domain::pool::ProposedMatch| {
        let need = pools.needs.get(&proposed.what.need);
        let project = need.and_then(|need| need.project.parse().ok());
        let shown = need.map_or_else(String::new, |need| amount(proposed.what.amount, need.resource, lang));
        SheetRow {
            cells: vec![
                format!("{} {}", proposed.what.need, desk.named(project)),
                proposed.what.offer.clone(),
                shown,
                proposed.why.get(lang).to_owned(),
            ],
            project,
            offer: Some(proposed.what),
            ..SheetRow::default()
        }
    };
    Ok(desk.propose_matches(now)?.into_iter().map(row).collect())
}
