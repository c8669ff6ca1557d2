//! The figures of a bulletin under the Chinese names that templates use (docs/indicators.md lists them).

use super::{BulletinContext, around, gaps, lists};
use crate::domain::board::{Group, GroupBy};
use crate::domain::finding::Failure;
use crate::domain::forecast::Forecast;
use crate::domain::indicator;
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::time::date_in_shanghai;
use crate::publish::template::{Figures, TemplateFigure};

/// Every figure.
pub(super) fn all(ground: &BulletinContext<'_>) -> Result<Figures, Failure> {
    let mut figures = occasion(ground);
    figures.extend(totals(ground));
    figures.extend(outlook(ground));
    for (name, by) in [
        ("分类别", GroupBy::Category),
        ("分领域", GroupBy::Sector),
        ("分阶段", GroupBy::Stage),
        ("分区县", GroupBy::District),
        ("分单位", GroupBy::Unit),
    ] {
        let board = ground.sheets.board(ground.month, by);
        let (ranked, first) = lists::ranked(&board);
        figures.insert(name, ranked);
        if by == GroupBy::District {
            figures.insert("区县第一", first);
        } else if by == GroupBy::Unit {
            figures.insert("单位第一", first);
            figures.insert("最慢单位", lists::slowest(&board, 10));
        } else if by == GroupBy::Sector {
            let (faster, of) = lists::faster_than_the_whole(&board);
            figures.insert("快于平均领域数", faster);
            figures.insert("领域数", of);
        }
    }
    figures.insert("逐月", lists::months(&ground.board));
    figures.insert("红灯项目", lists::red(ground));
    figures.insert("未报单位", lists::outstanding(ground));
    figures.insert("不一致项目", lists::inconsistent(ground)?);
    figures.extend(around::all(ground)?);
    figures.extend(lists::watched(ground)?);
    figures.extend(lists::promotion(ground)?);
    figures.insert("缺口", gaps::all(ground));
    Ok(figures)
}

/// The month, the list, the notice.
fn occasion(ground: &BulletinContext<'_>) -> Figures {
    let (year, number) = (ground.month.year(), ground.month.number());
    let today = date_in_shanghai(ground.now);
    let notice = ground.desk.catalogue().year(ground.board.list_year).and_then(|y| y.notice.as_ref());
    let declared = |pick: fn(&crate::domain::notice::Declared) -> TemplateFigure| {
        let first = ground.audience.categories()[0];
        notice.and_then(|n| n.declared(first)).map_or(TemplateFigure::Unknown, pick)
    };
    let text = |text: String| TemplateFigure::Text(text);
    let period = if number == 1 { "1月".to_owned() } else { format!("1—{number}月") };
    Figures::from([
        ("年", text(year.to_string())),
        ("月", text(number.to_string())),
        ("期间", text(period)),
        ("名单年份", text(ground.board.list_year.to_string())),
        ("虚构", TemplateFigure::Flag(ground.board.invented)),
        ("通知文号", notice.map(|n| n.number.clone()).filter(|n| !n.is_empty()).into()),
        ("公布项目数", declared(|d| TemplateFigure::Count(u64::from(d.count)))),
        ("公布年度计划", declared(|d| d.planned_investment.into())),
        ("成文日期", text(format!("{}年{}月{}日", today.year(), today.month(), today.day()))),
    ])
}

/// The whole, this month.
fn totals(ground: &BulletinContext<'_>) -> Figures {
    let total = &ground.board.total;
    let now = &total.now;
    let schedule = ground.board.schedule.at(ground.month);
    let mut figures = group(total);
    let [green, yellow, red, none] = now.lamps;
    figures.extend([
        ("时序进度", schedule.into()),
        ("偏差", now.deviation(schedule).into()),
        ("计划覆盖率", now.coverage().into()),
        ("进度变化", total.progress_since_last_month().into()),
        ("同比增长", total.year_on_year().into()),
        ("进度同比", total.progress_year_on_year().into()),
        ("应开工", now.starts.due.into()),
        ("应开工已开工", now.starts.done_of_due.into()),
        ("当期开工率", now.starts.rate_of_due().into()),
        ("超计划项目数", now.beyond_plan.into()),
        ("绿灯", green.into()),
        ("黄灯", yellow.into()),
        ("红灯", red.into()),
        ("无灯", none.into()),
        ("应报", now.due.into()),
        ("已报", now.filed.into()),
        ("未报", (now.due - now.filed).into()),
        ("报送率", now.filed_rate().into()),
        ("及时率", now.on_time_rate().into()),
    ]);
    let has_reports = ground.sheets.now.has_reports(ground.month);
    figures.insert("有月报", TemplateFigure::Flag(has_reports));
    figures
}

/// One group's figures, as a row of a table and as the whole.
pub(super) fn group(group: &Group) -> Figures {
    let now = &group.now;
    Figures::from([
        ("项目数", now.projects.into()),
        ("有计划项目数", now.with_plan.into()),
        ("年度计划", (now.with_plan > 0).then_some(now.plan).into()),
        ("累计完成投资", now.ytd.into()),
        ("有计划累计", (now.with_plan > 0).then_some(now.ytd_planned).into()),
        ("当月完成投资", now.month.into()),
        ("投资进度", now.progress().into()),
        ("计划开工", now.starts.planned.into()),
        ("已开工", now.starts.done.into()),
        ("开工率", now.starts.rate().into()),
        ("计划完工", now.completions.planned.into()),
        ("已完工", now.completions.done.into()),
        ("完工率", now.completions.rate().into()),
    ])
}

/// Estimates: where the present pace ends, what the rest of the year needs, who will miss.
fn outlook(ground: &BulletinContext<'_>) -> Figures {
    let schedule = ground.board.schedule;
    let forecast = ground.board.total.forecast(ground.month, schedule);
    let mut missing: Vec<_> = ground
        .lines
        .iter()
        .filter_map(|line| Some((line, line.forecast.filter(Forecast::will_miss)?)))
        .collect();
    missing.sort_by_key(|(line, forecast)| (std::cmp::Reverse(forecast.shortfall()), line.project.id));
    let rows = missing.iter().map(|(line, forecast)| {
        let mut row = lists::project(line);
        row.extend([
            ("预计全年", forecast.year_end.into()),
            ("预计缺口", forecast.shortfall().into()),
            ("所需月均", forecast.required_monthly.into()),
        ]);
        TemplateFigure::Fields(row)
    });
    let rows: Vec<TemplateFigure> = rows.collect();
    Figures::from([
        ("剩余月数", u64::from((12 - ground.month.number()) as u8).into()),
        ("所需月均", forecast.and_then(|f| f.required_monthly).into()),
        ("预计全年", forecast.map(|f| f.year_end).into()),
        ("预计缺口", forecast.map(|f| f.shortfall()).into()),
        ("预测算式", forecast.map(|f| f.explain(ground.month, schedule).get(Lang::Zh).to_owned()).into()),
        ("预计完不成项目数", (rows.len() as u64).into()),
        ("预计完不成项目", TemplateFigure::List(rows)),
    ])
}

/// The progress of one project, `None` without a plan.
pub(super) fn progress(line: &super::ProjectLine<'_>) -> Option<crate::domain::ratio::Ratio> {
    indicator::progress(line.standing.ytd, line.standing.plan)
}

/// `3、5月`, for a sentence.
pub(super) fn month_numbers(months: &[Month]) -> String {
    let numbers: Vec<String> = months.iter().map(|m| m.number().to_string()).collect();
    format!("{}月", numbers.join("、"))
}
