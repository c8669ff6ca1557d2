//! The board as plain text: a table slowest first, then the months and the outlook.

use std::io;

use crate::cli::plain::{ColumnAlign, TextCell, TextWriter};
use crate::desk::board::ProjectLine;
use crate::domain::board::{Board, Group};
use crate::domain::indicator::{EventCount, progress};
use crate::domain::lang::Lang;
use crate::domain::money::{Money, YI};
use crate::domain::ratio::Ratio;
use crate::words;

/// Prints it; with projects behind a figure, those instead of the groups.
pub fn print(
    board: &Board,
    behind: Option<&[ProjectLine<'_>]>,
    plain: &mut TextWriter<'_>,
) -> io::Result<()> {
    let lang = plain.lang;
    let schedule = board.schedule.at(board.month);
    let (year, month, t) = (board.list_year, board.month, schedule.percent(1));
    let title = words!(
        "{year} 年名单 {month} 看板 · 时序进度 {t}%",
        "Board of {month}, list of {year} · schedule {t} %"
    );
    let invented = if board.invented {
        lang.pick(" · 演示数据（虚构）", " · demo data, invented")
    } else {
        ""
    };
    plain.strong(format!("{}{invented}", title.get(lang)))?;
    plain.gap()?;
    if let Some(lines) = behind {
        return projects(board, lines, plain);
    }
    groups(board, schedule, plain)?;
    plain.gap()?;
    months(board, plain)?;
    outlook(board, plain)
}

const RIGHT: ColumnAlign = ColumnAlign::Right;
const SPARE: ColumnAlign = ColumnAlign::SpareRight;

fn groups(board: &Board, schedule: Ratio, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    let by = board.by.title(lang);
    let heading = match lang {
        Lang::Zh => [
            by,
            "项目",
            "有计划",
            "计划(亿)",
            "累计(亿)",
            "有计划者(亿)",
            "当月(亿)",
            "进度%",
            "偏差",
            "开工",
            "完工",
            "绿/黄/红/无",
            "报送%",
            "及时%",
        ],
        Lang::En => [
            by,
            "projects",
            "plans",
            "plan",
            "done",
            "of plans",
            "month",
            "P%",
            "dev.",
            "starts",
            "compl.",
            "g/y/r/none",
            "filed%",
            "in time%",
        ],
    };
    let columns = [
        ColumnAlign::Flexible,
        RIGHT,
        SPARE,
        RIGHT,
        RIGHT,
        SPARE,
        SPARE,
        RIGHT,
        RIGHT,
        RIGHT,
        SPARE,
        RIGHT,
        SPARE,
        SPARE,
    ];
    let rows = board.groups.iter().map(|g| row(&g.label(board.by, lang), g, schedule));
    let total = std::iter::once(row(lang.pick("合计", "total"), &board.total, schedule));
    plain.table(&columns, &heading, rows.chain(total))
}

fn dash() -> String {
    "—".to_owned()
}

fn percent(ratio: Option<Ratio>) -> String {
    ratio.map_or_else(dash, |r| r.percent(1))
}

fn signed(points: Ratio) -> String {
    let text = points.percent(1);
    if text.starts_with('-') { text } else { format!("+{text}") }
}

fn row(label: &str, group: &Group, schedule: Ratio) -> Vec<TextCell> {
    let now = &group.now;
    let yi = |money: Money| money.rounded(YI, 2);
    let count =
        |c: &EventCount| if c.planned + c.done == 0 { dash() } else { format!("{}/{}", c.done, c.planned) };
    let [green, yellow, red, none] = now.lamps;
    [
        label.to_owned(),
        now.projects.to_string(),
        now.with_plan.to_string(),
        if now.with_plan == 0 { dash() } else { yi(now.plan) },
        yi(now.ytd),
        if now.with_plan == 0 { dash() } else { yi(now.ytd_planned) },
        yi(now.month),
        percent(now.progress()),
        now.deviation(schedule).map_or_else(dash, signed),
        count(&now.starts),
        count(&now.completions),
        format!("{green}/{yellow}/{red}/{none}"),
        percent(now.filed_rate()),
        percent(now.on_time_rate()),
    ]
    .map(TextCell::from)
    .into()
}

fn months(board: &Board, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    let planned = board.total.now.with_plan > 0;
    let heading = lang.pick(["月份", "完成(亿)", "均衡(亿)", ""], ["month", "done", "even", ""]);
    let most = board.months.iter().filter_map(|m| m.invested).max().filter(|m| m.0 > 0);
    let rows = board.months.iter().filter(|m| m.month <= board.month).map(|m| {
        // Forty columns for the largest month.
        let bar = m.invested.zip(most).map(|(now, most)| (now.0.max(0) * 40 / most.0) as usize);
        [
            m.month.to_string(),
            m.invested.map_or_else(dash, |i| i.rounded(YI, 2)),
            if planned { m.even.rounded(YI, 2) } else { dash() },
            "#".repeat(bar.unwrap_or(0)),
        ]
        .map(TextCell::from)
        .into()
    });
    plain.table(&[ColumnAlign::Left, RIGHT, RIGHT, ColumnAlign::Left], &heading, rows)
}

fn outlook(board: &Board, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    if let Some(forecast) = board.total.forecast(board.month, board.schedule) {
        plain.gap()?;
        plain.line(forecast.explain(board.month, board.schedule).get(lang))?;
    }
    let now = &board.total.now;
    let (with, all) = (now.with_plan, now.projects);
    if with < all {
        let coverage = percent(now.coverage());
        let words = words!(
            "有年度计划的项目 {with}/{all}（{coverage}%）；进度只计有计划的项目。",
            "{with} of {all} projects have a year plan ({coverage} %); progress counts only those."
        );
        plain.line(words.get(lang))?;
    }
    Ok(())
}

fn projects(board: &Board, lines: &[ProjectLine<'_>], plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    let schedule = board.schedule.at(board.month);
    let heading = lang.pick(
        ["编号", "项目名称", "计划(亿)", "累计(亿)", "进度%", "偏差", "灯", "缺报"],
        ["id", "name", "plan", "done", "P%", "dev.", "lamp", "missing"],
    );
    let columns = [
        ColumnAlign::Left,
        ColumnAlign::Flexible,
        RIGHT,
        RIGHT,
        RIGHT,
        RIGHT,
        ColumnAlign::Left,
        ColumnAlign::Left,
    ];
    let rows = lines.iter().map(|line| {
        let standing = &line.standing;
        let ratio = progress(standing.ytd, standing.plan);
        let missing: Vec<String> = line.missing.iter().map(|m| m.number().to_string()).collect();
        [
            line.project.id.to_string(),
            line.project.name.clone(),
            standing.plan.map_or_else(dash, |p| p.rounded(YI, 2)),
            standing.ytd.rounded(YI, 2),
            percent(ratio),
            ratio.map_or_else(dash, |p| signed(p.minus(schedule))),
            standing.light.map_or_else(dash, |l| {
                let mark = if l.marked { "*" } else { "" };
                format!("{}{mark}", l.lamp.words().get(lang))
            }),
            missing.join(","),
        ]
        .map(TextCell::from)
        .into()
    });
    plain.table(&columns, &heading, rows)?;
    for reading in lines.iter().filter(|_| lines.len() == 1).flat_map(|line| &line.readings) {
        plain.line(reading.sentence.get(lang))?;
    }
    Ok(())
}
