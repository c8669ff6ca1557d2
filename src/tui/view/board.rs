//! The board: progress against schedule by group, the districts as tiles, filing by unit and month, and
//! investment by month. Every figure stands in digits; colour only repeats what they say.

use ratatui::widgets::{Bar, BarChart, BarGroup, Widget as _};

use super::canvas::Canvas;
use super::words::{percent, points};
use crate::domain::board::{Board, FilingRow, Group};
use crate::domain::money::YI;
use crate::domain::ratio::Ratio;
use crate::tui::cells::Ambiguous;
use crate::tui::layout::Area;
use crate::tui::model::Model;
use crate::tui::model::board::{
    BoardPage, BoardView, GroupFigure, MONTH, TILE, month_columns, months_shown, tiles, unit_columns,
};
use crate::tui::theme::TextRole;
use crate::words;

/// Draws the page that is shown over the body.
pub fn draw(model: &Model, view: &BoardView, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let month = model.deadline.month;
    let title = words!("看板 {month}", "Board {month}");
    let inside = canvas.popup(model.size.body(), title.get(lang));
    let mut line = canvas.line(inside.row(0));
    for page in BoardPage::ALL {
        let role = if page == view.page { TextRole::Chosen } else { TextRole::Quiet };
        line.put(&format!(" {} ", page.title(lang)), role).gap(1);
    }
    let tabs_room = usize::from(line.room());
    let Some(board) = &view.board else {
        canvas.line(inside.row(2)).put(words!("正在读取", "reading").get(lang), TextRole::Quiet);
        return;
    };
    // Without a ledger nothing was reported: figures would be zeros that nobody stated.
    if model.deadline.rows.as_ref().is_some_and(|rows| !rows.is_known()) {
        let none = words!("尚无台账，还没有可看的进度", "no ledger yet, so there is no progress to show");
        canvas.line(inside.row(2)).put(none.get(lang), TextRole::Quiet);
        return;
    }
    let schedule = percent(Some(board.schedule.at(board.month)), "");
    let by = board.by.title(lang);
    let note = match view.page {
        BoardPage::Groups => {
            words!("按{by}（Tab 换） 时序 {schedule} ", "by {by} (Tab), schedule {schedule} ")
        }
        _ => words!("时序 {schedule} ", "schedule {schedule} "),
    };
    if model.theme.ambiguous.width(note.get(lang)) <= tabs_room {
        canvas.line(inside.row(0)).right(note.get(lang), TextRole::Quiet);
    }
    let rows = inside.below(1);
    match view.page {
        BoardPage::Groups => groups(model, view, board, rows, canvas),
        BoardPage::Map => map(model, view, board, rows.below(1), canvas),
        BoardPage::Filing => filing(model, view, board, rows, canvas),
        BoardPage::Months => months(model, view, board, rows.below(1), canvas),
        BoardPage::Spread => spread(model, view, board, rows.below(1), canvas),
    }
}

/// Columns of a lamp's figure.
const LAMP: u16 = 6;

/// How far a group is from the schedule, as a role.
fn standing(group: &Group, schedule: Ratio) -> TextRole {
    match group.now.deviation(schedule).map(|d| d.scaled(2)) {
        None => TextRole::Quiet,
        Some(points) if points >= -10 => TextRole::Good,
        Some(points) if points >= -30 => TextRole::Care,
        Some(_) => TextRole::Bad,
    }
}

fn groups(model: &Model, view: &BoardView, board: &Board, area: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let signs = model.theme.signs();
    let schedule = board.schedule.at(board.month);
    let wide = area.width >= 110;
    let name = if wide { 24 } else { 16 };
    let lamps = area.width >= 70;
    let others = if wide {
        81
    } else if lamps {
        48
    } else {
        30
    };
    let bar = area.width.saturating_sub(name + others).clamp(8, 40);
    let mut line = canvas.line(area.row(0));
    line.gap(1)
        .cell("", name, TextRole::Quiet)
        .figure(words!("项目", "No.").get(lang), 5, TextRole::Quiet)
        .gap(1);
    line.cell(words!("进度", "progress").get(lang), bar, TextRole::Quiet).gap(7);
    line.figure(words!("偏差", "dev.").get(lang), 8, TextRole::Quiet);
    if lamps {
        for lamp in [words!("红", "red"), words!("黄", "yel."), words!("绿", "green")] {
            line.figure(lamp.get(lang), LAMP, TextRole::Quiet);
        }
    }
    if wide {
        line.figure(words!("年累计", "to date").get(lang), 12, TextRole::Quiet);
        line.figure(words!("年计划", "plan").get(lang), 12, TextRole::Quiet);
        line.figure(words!("开工", "starts").get(lang), 10, TextRole::Quiet);
    }
    line.figure(words!("报送", "filed").get(lang), 7, TextRole::Quiet);
    let rows = area.below(1);
    let all = board.groups.iter().chain(std::iter::once(&board.total));
    for (n, group) in all.enumerate().skip(view.top).take(usize::from(rows.height)) {
        let row = rows.row((n - view.top) as u16);
        let tally = &group.now;
        let is_total = n == board.groups.len();
        let label = if is_total {
            words!("合计", "total").get(lang).to_owned()
        } else {
            group.label(board.by, lang)
        };
        let role = standing(group, schedule);
        let mut line = canvas.line(row);
        line.gap(1).cell(&label, name, if is_total { TextRole::Strong } else { TextRole::Text });
        let mut at = vec![line.x()];
        line.figure(&tally.projects.to_string(), 5, TextRole::Text).gap(1);
        let x = line.x();
        let part = |ratio: Ratio| (ratio.approximate().clamp(0.0, 1.0) * f64::from(bar)).round() as u16;
        let full = tally.progress().map_or(0, part);
        line.put(&signs.full.repeat(usize::from(full)), role);
        line.put(&signs.empty.repeat(usize::from(bar - full)), TextRole::Rule).gap(1);
        line.figure(&percent(tally.progress(), signs.dash), 6, TextRole::Strong);
        let deviation = points(tally.deviation(schedule), lang, signs.dash);
        let short = deviation.trim_end_matches("个百分点").trim_end_matches(" points").to_owned();
        line.figure(&short, 8, role);
        let [green, yellow, red, _] = tally.lamps;
        if lamps {
            for lamp in [red, yellow, green] {
                at.push(line.x());
                line.figure(&lamp.to_string(), LAMP, TextRole::Text);
            }
        }
        if wide {
            line.figure(&tally.ytd.friendly(), 12, TextRole::Text);
            let plan = if tally.with_plan > 0 { tally.plan.friendly() } else { signs.dash.to_owned() };
            line.figure(&plan, 12, TextRole::Text);
            line.figure(&format!("{}/{}", tally.starts.done, tally.starts.planned), 10, TextRole::Text);
        }
        at.push(line.x());
        line.figure(&percent(tally.filed_rate(), signs.dash), 7, TextRole::Text);
        // Where the schedule stands on the bar.
        canvas.put(x + part(schedule).min(bar.saturating_sub(1)), row.y, 1, signs.vertical, TextRole::Strong);
        choose(model, n == view.chosen, row, canvas);
        // A narrow board leaves the lamps out, and with them their places.
        let shown = GroupFigure::ALL.iter().filter(|figure| lamps || !figure.is_lamp());
        let chosen = shown.zip(&at).find(|(figure, _)| **figure == view.figure() && n == view.chosen);
        if let Some((figure, &x)) = chosen {
            canvas
                .restyle(Area { x, width: if figure.is_lamp() { LAMP } else { 7 }, ..row }, TextRole::Match);
        }
    }
}

/// The districts where neighbours are neighbours: name and progress on each tile.
fn map(model: &Model, view: &BoardView, board: &Board, area: Area, canvas: &mut Canvas<'_>) {
    let schedule = board.schedule.at(board.month);
    let districts = &model.book.catalogue.districts;
    let Some(high) = tiles(area, districts) else {
        // The tiles do not fit; the same figures as a list.
        for (n, group) in board.districts.iter().enumerate().skip(view.top).take(usize::from(area.height)) {
            let row = area.row((n - view.top) as u16);
            let label = group.label(crate::domain::board::GroupBy::District, model.lang);
            let mut line = canvas.line(row);
            line.gap(1).cell(&label, 20, TextRole::Text);
            line.figure(
                &percent(group.now.progress(), model.theme.signs().dash),
                8,
                standing(group, schedule),
            );
            line.figure(&group.now.projects.to_string(), 6, TextRole::Quiet);
            choose(model, n == view.chosen, row, canvas);
        }
        return;
    };
    for (n, group) in board.districts.iter().enumerate() {
        let Some(place) = group.key.as_deref().and_then(|key| crate::domain::district::find(districts, key))
        else {
            continue;
        };
        let cell =
            Area { x: area.x + place.col * TILE, y: area.y + place.row * high, width: TILE - 1, height: 2 };
        let chosen = n == view.chosen;
        canvas.line(cell.row(0)).cell(
            &place.short,
            TILE - 1,
            if chosen { TextRole::Strong } else { TextRole::Text },
        );
        let figure = percent(group.now.progress(), model.theme.signs().dash);
        canvas.line(cell.row(1)).cell(&figure, TILE - 1, standing(group, schedule));
        if chosen {
            canvas.restyle(cell, TextRole::Chosen);
        }
    }
    let note = board.districts.get(view.chosen).map(|group| {
        let label = group.label(crate::domain::board::GroupBy::District, model.lang);
        let (projects, ytd, plan) = (group.now.projects, group.now.ytd.friendly(), group.now.plan.friendly());
        words!(
            "{label}：{projects} 项，年累计 {ytd} / 计划 {plan}",
            "{label}: {projects} projects, {ytd} of {plan}"
        )
    });
    if let Some(note) = note {
        canvas.line(area.row(area.height - 1)).put(note.get(model.lang), TextRole::Text);
    }
}

/// Units × months: the share filed in digits.
fn filing(model: &Model, view: &BoardView, board: &Board, area: Area, canvas: &mut Canvas<'_>) {
    let shown = months_shown(area, board.month);
    let name = unit_columns(area, shown.len());
    let mut line = canvas.line(area.row(0));
    line.gap(1).cell(words!("单位（报送率 %）", "unit (% filed)").get(model.lang), name, TextRole::Quiet);
    for month in shown.start + 1..=shown.end {
        line.figure(&month.to_string(), MONTH, TextRole::Quiet);
    }
    let rows = area.below(1);
    for (n, row) in board.filing.iter().enumerate().skip(view.top).take(usize::from(rows.height)) {
        let at = rows.row((n - view.top) as u16);
        let FilingRow { unit, months } = row;
        let nobody = words!("（未写单位）", "(no unit)");
        let mut line = canvas.line(at);
        line.gap(1).cell(unit.as_deref().unwrap_or(nobody.get(model.lang)), name, TextRole::Text);
        for month in &months[shown.clone()] {
            let (text, role) = match (month.due, month.filed * 100 / month.due.max(1)) {
                (0, _) => (model.theme.signs().dot.to_owned(), TextRole::Quiet),
                (_, share @ 100) => (share.to_string(), TextRole::Good),
                (_, share @ 80..) => (share.to_string(), TextRole::Care),
                (_, share) => (share.to_string(), TextRole::Bad),
            };
            line.figure(&text, MONTH, role);
        }
        let x = at.x + 1 + name;
        let cell = view.column.checked_sub(1 + shown.start).map(|month| x + month as u16 * MONTH);
        choose(model, n == view.chosen, at, canvas);
        if let Some(x) = cell.filter(|_| n == view.chosen) {
            canvas.restyle(Area { x, width: MONTH, ..at }, TextRole::Match);
        }
    }
}

/// Investment by month, with an even twelfth of the plan in digits below.
fn months(model: &Model, view: &BoardView, board: &Board, area: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    if model.theme.ambiguous == Ambiguous::Narrow && area.height >= 8 {
        let width = month_columns(area);
        let bars: Vec<Bar<'_>> = board
            .months
            .iter()
            .map(|bar| {
                let label = bar.month.number().to_string();
                let text = bar.invested.map_or_else(|| "-".to_owned(), |m| m.rounded(YI, 1));
                let value = bar.invested.map_or(0, |m| m.0.max(0).cast_unsigned());
                Bar::default().value(value).text_value(text).label(label)
            })
            .collect();
        let chart = BarChart::default().data(BarGroup::default().bars(&bars)).bar_width(width).bar_gap(1);
        canvas.draw(Area { height: area.height - 2, ..area }, |rect, buffer| chart.render(rect, buffer));
        let label = area.row(area.height - 3);
        let x = area.x + view.chosen as u16 * (width + 1);
        canvas.restyle(Area { x, width, ..label }, TextRole::Chosen);
    } else {
        for (n, bar) in board.months.iter().enumerate().take(usize::from(area.height.saturating_sub(2))) {
            let text = bar.invested.map_or_else(|| "-".to_owned(), crate::domain::money::Money::friendly);
            let mut line = canvas.line(area.row(n as u16));
            line.figure(&bar.month.number().to_string(), 3, TextRole::Quiet).figure(
                &text,
                16,
                TextRole::Text,
            );
            choose(model, n == view.chosen, area.row(n as u16), canvas);
        }
    }
    if let Some(bar) = board.months.get(view.chosen) {
        let month = bar.month;
        let done = bar.invested.map_or_else(|| "—".to_owned(), crate::domain::money::Money::friendly);
        let (even, sum) = (bar.even.friendly(), bar.cumulative.friendly());
        let words = words!(
            "{month}：完成 {done}，均衡计划 {even}，累计 {sum}",
            "{month}: {done} done, {even} in an even plan, {sum} to date"
        );
        canvas.line(area.row(area.height.saturating_sub(2))).put(words.get(lang), TextRole::Text);
    }
    let even = board.months.first().map(|m| m.even.friendly()).unwrap_or_default();
    let done = board.months.iter().filter_map(|m| m.invested).sum::<crate::domain::money::Money>().friendly();
    let words = words!(
        "各月完成投资（亿元）；全年累计 {done}，按计划平均每月 {even}",
        "investment by month (100 million yuan); {done} so far, an even month of the plan is {even}"
    );
    canvas.line(area.row(area.height - 1)).put(words.get(lang), TextRole::Quiet);
}

/// How many projects lie how far from the schedule: a bar and a number for each stretch.
fn spread(model: &Model, view: &BoardView, board: &Board, area: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let signs = model.theme.signs();
    let schedule = percent(Some(board.schedule.at(board.month)), signs.dash);
    let most = board.spread.iter().map(|bin| bin.projects).max().unwrap_or(0).max(1);
    let all: u64 = board.spread.iter().map(|bin| bin.projects).sum();
    let room = area.width.saturating_sub(32);
    for (n, bin) in board.spread.iter().enumerate().take(usize::from(area.height.saturating_sub(2))) {
        let row = area.row(n as u16);
        let role = match (bin.low, bin.high) {
            (Some(0..), _) => TextRole::Good,
            (_, Some(..=-10)) => TextRole::Bad,
            _ => TextRole::Care,
        };
        let mut line = canvas.line(row);
        line.gap(1).figure(&bin.label(), 10, TextRole::Text).gap(1);
        line.figure(&bin.projects.to_string(), 7, TextRole::Strong).gap(1);
        let share = (bin.projects * 100).checked_div(all).unwrap_or(0);
        line.figure(&format!("{share}%"), 5, TextRole::Quiet).gap(1);
        let long = (bin.projects * u64::from(room)).div_ceil(most) as usize;
        line.put(&signs.full.repeat(long), role);
        choose(model, n == view.chosen, row, canvas);
    }
    let words = words!(
        "偏差＝投资进度−时序进度 {schedule}，百分点；共 {all} 个有计划的项目",
        "deviation is progress less the schedule of {schedule}, in points; {all} projects with a plan"
    );
    canvas.line(area.row(area.height.saturating_sub(1))).put(words.get(lang), TextRole::Quiet);
}

fn choose(model: &Model, chosen: bool, row: Area, canvas: &mut Canvas<'_>) {
    if chosen {
        canvas.restyle(row, TextRole::Chosen);
        canvas.put(row.x, row.y, 1, model.theme.signs().bar, TextRole::Accent);
    }
}
