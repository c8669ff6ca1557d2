//! A sheet over the main screen: its views as tabs, rows in columns, bars among the days where it has
//! them, a line below. And the one-line question.

use jiff::civil::Date;
use ratatui::layout::Position;

use super::canvas::Canvas;
use super::popups::one_line;
use crate::desk::sheet::{Bar, RegisterTable, RowStatus, SheetRow};
use crate::tui::layout::Area;
use crate::tui::model::{Model, Prompt, SheetView};
use crate::tui::theme::TextRole;
use crate::tui::update::sheet::{has_missing_line, rows_shown};
use crate::words;

/// The narrowest chart that is still of use.
const LEAST_CHART: u16 = 16;

/// Draws it over the list and the detail.
pub fn draw(model: &Model, view: &SheetView, canvas: &mut Canvas<'_>) {
    let body = model.size.body();
    let inside = canvas.popup(body, view.ask.topic.title().get(model.lang));
    let views = view.ask.topic.views();
    let wide = |at: &usize| model.theme.ambiguous.width(views[*at].get(model.lang)) + 2;
    // Where not all tabs fit, the first ones give way to the one that is shown.
    let fits =
        |from: usize| (from..=view.ask.view).map(|at| wide(&at)).sum::<usize>() <= usize::from(inside.width);
    let first = (0..view.ask.view).find(|from| fits(*from)).unwrap_or(view.ask.view);
    let mut line = canvas.line(inside.row(0));
    for (at, name) in views.iter().enumerate().skip(first) {
        let role = if at == view.ask.view { TextRole::Chosen } else { TextRole::Quiet };
        line.put(&format!(" {} ", name.get(model.lang)), role);
    }
    let Some(sheet) = &view.sheet else {
        canvas.line(inside.row(2)).put(words!("正在读取", "reading").get(model.lang), TextRole::Quiet);
        return;
    };
    let widths = widths(model, sheet, inside.width);
    let chart = chart_area(inside, &widths, sheet);
    heads(model, sheet, inside.row(1), &widths, chart, canvas);
    let rows = inside.below(2);
    for (at, row) in sheet.rows.iter().enumerate().skip(view.top).take(rows_shown(model)) {
        let area = rows.row((at - view.top) as u16);
        cells(sheet, row, area, &widths, canvas);
        if let (Some(chart), Some(span), Some(bar)) = (chart, sheet.span, row.bar) {
            draw_bar(model, area, chart, span, bar, sheet.today, canvas);
        }
        if at == view.chosen {
            canvas.restyle(area, TextRole::Chosen);
            canvas.put(area.x, area.y, 1, model.theme.signs().bar, TextRole::Accent);
        }
    }
    let foot = Area { y: inside.y + inside.height.saturating_sub(1), height: 1, ..inside };
    if has_missing_line(model)
        && let Some(row) = sheet.rows.get(view.chosen)
    {
        let above = Area { y: foot.y.saturating_sub(1), ..foot };
        let text = missing(model, sheet, row, &widths);
        let text = model.theme.ambiguous.fit(&text, usize::from(above.width)).into_owned();
        canvas.line(above).put(&text, TextRole::Text);
    }
    canvas.line(foot).put(sheet.foot.get(model.lang), TextRole::Quiet);
}

/// The question, on two lines in the middle. Returns the cursor's cell.
pub fn prompt(model: &Model, prompt: &Prompt, canvas: &mut Canvas<'_>) -> Position {
    let body = model.size.body();
    let area = body.centred(body.width.min(70).saturating_sub(2), 4);
    let inside = canvas.popup(area, prompt.question.get(model.lang));
    let keys = words!("Enter 提交  Esc 作罢", "Enter submits, Esc leaves it");
    canvas.line(inside.row(1)).put(keys.get(model.lang), TextRole::Quiet);
    one_line(&prompt.field, inside.row(0), canvas)
}

fn role(weight: RowStatus) -> TextRole {
    match weight {
        RowStatus::Plain => TextRole::Text,
        RowStatus::Care => TextRole::Care,
        RowStatus::Bad => TextRole::Bad,
        RowStatus::Done => TextRole::Quiet,
    }
}

/// The flexible column keeps so much before others give way.
const LEAST_FLEXIBLE: u16 = 24;
/// Other columns of text are cut down to so much before one is left out.
const LEAST_TEXT: u16 = 18;

/// A width for each column: what its longest cell takes, the flexible one also what is to spare. Where
/// there is too little room the flexible one gives first, then the other texts, and then columns are left
/// out from the right, as width 0; the line of the chosen row says what is missing.
fn widths(model: &Model, sheet: &RegisterTable, total: u16) -> Vec<u16> {
    let ambiguous = model.theme.ambiguous;
    let wide = |text: &str| ambiguous.width(text) as u16;
    let mut widths: Vec<u16> = sheet.columns.iter().map(|head| wide(head.title.get(model.lang))).collect();
    for row in &sheet.rows {
        for (width, cell) in widths.iter_mut().zip(&row.cells) {
            *width = (*width).max(wide(cell)).min(60);
        }
    }
    let chart = if sheet.span.is_some() { LEAST_CHART + 2 } else { 0 };
    let room = total.saturating_sub(2 + chart);
    let over = |widths: &[u16]| {
        let shown = widths.iter().filter(|width| **width > 0);
        shown.map(|width| width + 2).sum::<u16>().saturating_sub(2).saturating_sub(room)
    };
    let flexible = sheet.columns.iter().position(|head| head.flexible);
    let give = |widths: &mut [u16], at: usize, least: u16| {
        let least = least.min(widths[at]);
        widths[at] = widths[at].saturating_sub(over(widths)).max(least);
    };
    if let Some(at) = flexible {
        give(&mut widths, at, LEAST_FLEXIBLE);
    }
    for at in (0..widths.len()).rev().filter(|at| Some(*at) != flexible && !sheet.columns[*at].right) {
        give(&mut widths, at, LEAST_TEXT);
    }
    for at in (2..widths.len()).rev().filter(|at| Some(*at) != flexible) {
        if over(&widths) > 0 {
            widths[at] = 0;
        }
    }
    if let Some(at) = flexible {
        give(&mut widths, at, 10);
        let used: u16 = widths.iter().filter(|width| **width > 0).map(|width| width + 2).sum();
        if sheet.span.is_none() {
            widths[at] += (room + 2).saturating_sub(used);
        }
    }
    widths
}

/// What the columns could not show of the chosen row: the texts that are cut or left out.
fn missing(model: &Model, sheet: &RegisterTable, row: &SheetRow, widths: &[u16]) -> String {
    let ambiguous = model.theme.ambiguous;
    let cut = row.cells.iter().zip(widths).zip(&sheet.columns);
    let cut = cut.filter(|((cell, width), _)| ambiguous.width(cell) > usize::from(**width));
    let parts = cut.map(|((cell, _), head)| format!("{} {cell}", head.title.get(model.lang)));
    parts.collect::<Vec<_>>().join(" · ")
}

fn chart_area(inside: Area, widths: &[u16], sheet: &RegisterTable) -> Option<(u16, u16)> {
    sheet.span?;
    let left = 2 + widths.iter().filter(|width| **width > 0).map(|width| width + 2).sum::<u16>();
    let room = inside.width.checked_sub(left)?;
    (room >= LEAST_CHART / 2).then_some((inside.x + left, room))
}

fn heads(
    model: &Model,
    sheet: &RegisterTable,
    area: Area,
    widths: &[u16],
    chart: Option<(u16, u16)>,
    canvas: &mut Canvas<'_>,
) {
    let mut line = canvas.line(area);
    line.gap(2);
    for (head, width) in sheet.columns.iter().zip(widths).filter(|(_, width)| **width > 0) {
        let title = head.title.get(model.lang);
        if head.right {
            line.figure(title, *width, TextRole::Quiet);
        } else {
            line.cell(title, *width, TextRole::Quiet);
        }
        line.gap(2);
    }
    if let (Some((x, width)), Some((from, to))) = (chart, sheet.span) {
        canvas.put(x, area.y, width, &from.strftime("%Y-%m").to_string(), TextRole::Quiet);
        let end = to.strftime("%Y-%m").to_string();
        if width > 16 {
            canvas.put(x + width - end.len() as u16, area.y, end.len() as u16, &end, TextRole::Quiet);
        }
    }
}

fn cells(sheet: &RegisterTable, row: &SheetRow, area: Area, widths: &[u16], canvas: &mut Canvas<'_>) {
    let mut line = canvas.line(area);
    line.gap(2);
    let shown = row.cells.iter().zip(widths).zip(&sheet.columns).filter(|((_, width), _)| **width > 0);
    for ((cell, width), head) in shown {
        if head.right {
            line.figure(cell, *width, role(row.weight));
        } else {
            line.cell(cell, *width, role(row.weight));
        }
        line.gap(2);
    }
}

/// A bar in as many columns as there are, one column at least; today is a line through them.
fn draw_bar(
    model: &Model,
    area: Area,
    (x, width): (u16, u16),
    (first, last): (Date, Date),
    bar: Bar,
    today: Date,
    canvas: &mut Canvas<'_>,
) {
    let days = |from: Date, to: Date| i64::from((to - from).get_days());
    let all = days(first, last).max(1);
    let column =
        |date: Date| (days(first, date) * i64::from(width - 1) / all).clamp(0, i64::from(width - 1)) as u16;
    let signs = model.theme.signs();
    let (from, to) = (column(bar.from), column(bar.to));
    let (sign, role) = match (bar.done, bar.critical) {
        (true, _) => (signs.empty, TextRole::Rule),
        (false, true) => (signs.full, TextRole::Care),
        (false, false) => (signs.full, TextRole::Accent),
    };
    canvas.put(x + from, area.y, to - from + 1, &sign.repeat(usize::from(to - from + 1)), role);
    if (first..=last).contains(&today) {
        let now = column(today);
        if !(from..=to).contains(&now) {
            canvas.put(x + now, area.y, 1, signs.vertical, TextRole::Rule);
        }
    }
}
