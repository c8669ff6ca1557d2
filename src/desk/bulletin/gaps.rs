//! What a bulletin cannot say because the ledger does not hold it, each gap as a sentence.

use super::BulletinContext;
use super::figures::month_numbers;
use crate::domain::board::GroupBy;
use crate::domain::month::Month;
use crate::publish::template::TemplateFigure;

/// Every gap, the weightiest first.
pub(super) fn all(ground: &BulletinContext<'_>) -> TemplateFigure {
    let sentences = [
        not_loaded(ground),
        without_plan(ground),
        missing_months(ground),
        no_year_ago(ground),
        without_unit(ground),
    ];
    TemplateFigure::List(sentences.into_iter().flatten().map(TemplateFigure::Text).collect())
}

/// The notice declares more projects than are loaded.
fn not_loaded(ground: &BulletinContext<'_>) -> Option<String> {
    let year = ground.desk.catalogue().year(ground.board.list_year)?;
    let notice = year.notice.as_ref()?;
    let short: Vec<String> = ground
        .audience
        .categories()
        .iter()
        .filter_map(|category| {
            let declared = notice.declared(*category)?.count as usize;
            let loaded = year.category(*category).len();
            (loaded < declared).then(|| format!("{}公布{declared}个、载入{loaded}个", category.title()))
        })
        .collect();
    (!short.is_empty()).then(|| format!("名单未载入齐全：{}；以上各数只含已载入的项目。", short.join("，")))
}

fn without_plan(ground: &BulletinContext<'_>) -> Option<String> {
    let now = &ground.board.total.now;
    let without = now.projects - now.with_plan;
    (without > 0).then(|| format!("{without}个项目没有年度计划，不计入投资进度。"))
}

/// Reports owed so far this year that nobody filed: year-to-date figures are too low by them.
fn missing_months(ground: &BulletinContext<'_>) -> Option<String> {
    let missing: Vec<&[Month]> =
        ground.lines.iter().map(|l| l.missing.as_slice()).filter(|months| !months.is_empty()).collect();
    let reports: usize = missing.iter().map(|months| months.len()).sum();
    let mut months: Vec<Month> = missing.iter().flat_map(|m| m.iter().copied()).collect();
    months.sort_unstable();
    months.dedup();
    let projects = missing.len();
    (projects > 0).then(|| {
        format!("{projects}个项目共缺{reports}份月报（{}），其投资未计入累计。", month_numbers(&months))
    })
}

fn no_year_ago(ground: &BulletinContext<'_>) -> Option<String> {
    ground.board.total.year_ago.is_none().then(|| "台账没有上年同期月报，不作同比。".to_owned())
}

fn without_unit(ground: &BulletinContext<'_>) -> Option<String> {
    let board = ground.sheets.board(ground.month, GroupBy::Unit);
    let nobody = board.groups.iter().find(|group| group.key.is_none())?;
    Some(format!("{}个项目名单未列牵头单位。", nobody.now.projects))
}
