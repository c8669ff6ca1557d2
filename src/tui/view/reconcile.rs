//! Our figures beside those of statistics: states with their counts, the rows, the sums below.

use super::canvas::Canvas;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::statistics::StatisticsState;
use crate::tui::layout::Area;
use crate::tui::model::reconcile::{ReconcileBoard, ReconcileRow};
use crate::tui::model::{Model, ReconcileView};
use crate::tui::theme::TextRole;
use crate::tui::update::reconcile::rows_shown;
use crate::words;

/// Draws it over the body.
pub fn draw(model: &Model, view: &ReconcileView, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let body = model.size.body();
    let month = model.deadline.month;
    let against = match &view.path {
        Some(path) => path.rsplit('/').next().unwrap_or_default().to_owned(),
        None => lang.pick("月报所填统计数", "what the reports say").to_owned(),
    };
    let title = words!("核对 {month} 与 {against}", "Reconcile {month} with {against}");
    let title = canvas.theme().ambiguous.fit(title.get(lang), usize::from(body.width - 8)).into_owned();
    let inside = canvas.popup(body, &title);
    if !view.refused.is_empty() {
        let mut at = 0;
        for words in &view.refused {
            let text = words.get(lang);
            for range in model.theme.ambiguous.wrap(text, usize::from(inside.width)) {
                canvas.line(inside.row(at)).put(&text[range], TextRole::Bad);
                at += 1;
            }
        }
        return;
    }
    let Some(board) = &view.board else {
        canvas.line(inside.row(0)).put(words!("正在读取", "reading").get(lang), TextRole::Quiet);
        return;
    };
    states(model, view, board, inside.row(0), canvas);
    if view.rows.is_empty() {
        let words = if board.rows.is_empty() {
            words!("本月还没有可核对的月报", "no report of the month to compare yet")
        } else {
            words!("没有这种状态的项目", "no project is in this state")
        };
        canvas.line(inside.row(2)).gap(1).put(words.get(lang), TextRole::Quiet);
    } else {
        rows(model, view, board, inside, canvas);
    }
    let foot = inside.row(inside.height.saturating_sub(1));
    sums(board, foot, lang, canvas);
}

fn states(model: &Model, view: &ReconcileView, board: &ReconcileBoard, area: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let mut line = canvas.line(area);
    let all = board.rows.len();
    let role = |on: bool| if on { TextRole::Chosen } else { TextRole::Quiet };
    line.put(words!(" 全部 {all} ", " all {all} ").get(lang), role(view.only.is_none()));
    let by_interest = [1, 2, 3, 0].map(|at| StatisticsState::ALL[at]);
    for state in by_interest {
        let count = board.counts[state as usize];
        line.put(&format!(" {} {count} ", state.title(lang)), role(view.only == Some(state)));
    }
    let order = view.order.title(lang);
    line.gap(1).right(words!("按{order} ", "by {order} ").get(lang), TextRole::Quiet);
}

fn state_role(row: &ReconcileRow) -> TextRole {
    match row.state {
        StatisticsState::Consistent => TextRole::Good,
        StatisticsState::Inconsistent if row.explanation.is_empty() => TextRole::Bad,
        StatisticsState::Inconsistent => TextRole::Care,
        StatisticsState::Pending | StatisticsState::Unregistered => TextRole::Quiet,
    }
}

fn rows(model: &Model, view: &ReconcileView, board: &ReconcileBoard, inside: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let dash = model.theme.signs().dash;
    let state = lang.pick(8, 14);
    let id = if inside.width >= 96 { 12 } else { 0 };
    let figure = 12;
    let left = |figures: u16| inside.width.saturating_sub(1 + id + figures * (figure + 1) + 1 + state);
    // Where names would be cut to a stump the difference alone stands beside them.
    let whole = left(3) >= 16;
    let rest = left(if whole { 3 } else { 1 });
    let explained = inside.width >= 110;
    let name = if explained { rest / 2 } else { rest };
    let mut line = canvas.line(inside.row(1));
    line.gap(1).cell(lang.pick("编号", "id"), id, TextRole::Quiet);
    line.cell(lang.pick("项目名称", "project"), name, TextRole::Quiet);
    let titles = lang.pick(["本台账", "统计", "差额"], ["ours", "statistics", "difference"]);
    for title in titles.into_iter().skip(if whole { 0 } else { 2 }) {
        line.gap(1).figure(title, figure, TextRole::Quiet);
    }
    line.gap(1).cell(lang.pick("状态", "state"), state, TextRole::Quiet);
    if explained {
        line.put(lang.pick("说明", "explanation"), TextRole::Quiet);
    }
    let area = inside.below(2);
    let money = |amount: Option<Money>| amount.map_or(dash.to_owned(), Money::in_wan);
    for (n, at) in view.rows.iter().enumerate().skip(view.top).take(rows_shown(model)) {
        let of = &board.rows[*at];
        let row = area.row((n - view.top) as u16);
        let mut line = canvas.line(row);
        line.gap(1).cell(&of.project.to_string(), id, TextRole::Quiet).cell(&of.name, name, TextRole::Text);
        let gap = if of.difference == Some(Money::ZERO) { TextRole::Quiet } else { TextRole::Strong };
        let cells = [(of.ours, TextRole::Text), (of.statistics, TextRole::Text), (of.difference, gap)];
        for (amount, role) in cells.into_iter().skip(if whole { 0 } else { 2 }) {
            line.gap(1).figure(&money(amount), figure, role);
        }
        line.gap(1);
        let word = match (of.state, of.explanation.is_empty(), explained) {
            (StatisticsState::Inconsistent, false, false) => lang.pick("已说明", "explained"),
            _ => of.state.title(lang),
        };
        line.cell(word, state, state_role(of));
        if explained {
            let missing = of.state == StatisticsState::Inconsistent && of.explanation.is_empty();
            let text = if missing {
                lang.pick("未说明，不能审核通过", "not explained, cannot be accepted").to_owned()
            } else {
                of.explanation.replace('\n', " ")
            };
            let room = line.room();
            line.cell(&text, room, if missing { TextRole::Care } else { TextRole::Text });
        }
        if n == view.chosen {
            canvas.restyle(row, TextRole::Chosen);
            canvas.put(row.x, row.y, 1, model.theme.signs().bar, TextRole::Accent);
        }
    }
    // What has no column stands in a line of its own, for the chosen row.
    let Some(row) = view.row().filter(|_| !explained) else { return };
    let mut text = String::new();
    if !whole {
        let (ours, theirs) = (money(row.ours), money(row.statistics));
        let figures = words!("本台账 {ours}，统计 {theirs}。", "ours {ours}, statistics {theirs}. ");
        text.push_str(figures.get(lang));
    }
    if !row.explanation.is_empty() {
        text.push_str(lang.pick("说明：", "explained: "));
        text.push_str(&row.explanation.replace('\n', " "));
    }
    canvas.line(inside.row(inside.height.saturating_sub(2))).gap(1).put(&text, TextRole::Text);
}

fn sums(board: &ReconcileBoard, area: Area, lang: Lang, canvas: &mut Canvas<'_>) {
    let (ours, statistics, difference) = board.sums;
    let (ours, statistics, difference) = (ours.in_wan(), statistics.in_wan(), difference.in_wan());
    let words = words!(
        "万元；两边都有数的合计：{ours} - {statistics} = {difference}",
        "万元; where both have figures: {ours} - {statistics} = {difference}"
    );
    canvas.line(area).put(words.get(lang), TextRole::Quiet);
}
