//! The list of projects: column titles and the rows that are visible, nothing else.

use std::borrow::Cow;

use super::canvas::Canvas;
use crate::desk::rows::{FieldHighlights, Highlighter, SearchField};
use crate::domain::project::Project;
use crate::tui::layout::Area;
use crate::tui::model::columns::{self, Fitting, ListColumn};
use crate::tui::model::{Focus, Model};
use crate::tui::theme::TextRole;
use crate::words;

/// Draws it.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    let area = model.size.regions().list;
    let list = model.list();
    let serial = serial_width(model);
    let fitting = columns::fit(area.width - 1, serial, list.first_column, model.lang);
    titles(model, &fitting, area.row(0), canvas);
    let rows = area.below(1);
    if list.rows.is_empty() {
        nothing(model, rows, canvas);
        return;
    }
    let shown = usize::from(rows.height);
    let mut highlighter = model.finder.listing.as_ref().map(|listing| Highlighter::new(&listing.query));
    for (line, row) in (list.top..list.rows.len()).take(shown).enumerate() {
        let Some(at) = list.rows.get(row) else { continue };
        let Some(project) = model.book.projects().get(at as usize) else { continue };
        let matched = highlighter.as_mut().map(|of| of.matched(project)).unwrap_or_default();
        let area = rows.row(line as u16);
        row_of(model, (at, project), &matched, &fitting, area, canvas);
        if row == list.chosen {
            let focused = model.focus == Focus::List || model.focus == Focus::Query;
            canvas.restyle(area, if focused { TextRole::Chosen } else { TextRole::ChosenAside });
            canvas.put(area.x, area.y, 1, model.theme.signs().bar, TextRole::Accent);
        }
    }
    let used = list.rows.len() - list.top;
    if used < shown {
        quiet_line(model, used, rows, canvas);
    }
}

/// Columns for the largest serial of the tab.
fn serial_width(model: &Model) -> u16 {
    let last = model.book.range(model.tab).end.checked_sub(1);
    let project = last.and_then(|at| model.book.projects().get(at as usize));
    let digits = project.map_or(1, |p| p.serial().chars().count() as u16);
    digits.max(4)
}

fn titles(model: &Model, fitting: &Fitting, area: Area, canvas: &mut Canvas<'_>) {
    let (number, name) = model.lang.pick(("序号", "项目名称"), ("No.", "Project"));
    let step = model.theme.signs().step;
    let mut line = canvas.line(area);
    line.gap(columns::LEAD).figure(number, fitting.serial, TextRole::Quiet).gap(1 + columns::MARK);
    line.cell(name, fitting.name, TextRole::Quiet);
    for (column, width) in &fitting.columns {
        line.gap(1);
        let title = column.title(model.lang);
        if column.is_figure() {
            line.figure(title, *width, TextRole::Quiet);
        } else {
            line.cell(title, *width, TextRole::Quiet);
        }
    }
    if fitting.more {
        line.to(area.x + area.width - 1).put(step, TextRole::Accent);
    }
}

fn row_of(
    model: &Model,
    (at, project): (u32, &Project),
    matched: &[FieldHighlights],
    fitting: &Fitting,
    area: Area,
    canvas: &mut Canvas<'_>,
) {
    let signs = model.theme.signs();
    let of = |field: SearchField| matched.iter().find(|m| m.field == field).map_or(&[][..], |m| &m.ranges);
    let marked = model.list().marked.contains(&project.id);
    let mut line = canvas.line(area);
    line.gap(1);
    line.put(if marked { signs.tick } else { " " }, TextRole::Accent);
    let serial = project.serial();
    let pad = fitting.serial.saturating_sub(serial.chars().count() as u16);
    line.gap(pad).marked(&serial, fitting.serial - pad, TextRole::Text, of(SearchField::Serial)).gap(1);
    line.cell(project.mark.as_deref().unwrap_or_default(), columns::MARK, TextRole::Accent);
    line.marked(&project.name, fitting.name, TextRole::Text, of(SearchField::Name));
    for (column, width) in &fitting.columns {
        line.gap(1);
        let (text, role) = cell(model, at, project, *column);
        if *column == ListColumn::Unit {
            line.marked(&text, *width, role, of(SearchField::LeadUnit));
        } else if column.is_figure() {
            line.figure(&text, *width, role);
        } else {
            line.cell(&text, *width, role);
        }
    }
}

/// What a cell says. What is not known is a dash, never a zero.
fn cell<'p>(model: &Model, at: u32, project: &'p Project, column: ListColumn) -> (Cow<'p, str>, TextRole) {
    let row = model.month_row(at);
    let dash = || (Cow::Borrowed(model.theme.signs().dash), TextRole::Quiet);
    let text = |text: Option<Cow<'p, str>>| match text {
        Some(text) if !text.is_empty() => (text, TextRole::Text),
        _ => dash(),
    };
    match column {
        ListColumn::Stage => text(project.stage.as_deref().map(Cow::Borrowed)),
        ListColumn::Unit => text(Some(match &project.lead_units[..] {
            [one] => Cow::Borrowed(one.as_str()),
            many => Cow::Owned(many.join("、")),
        })),
        ListColumn::Report => match row {
            Some(row) => {
                let (text, role) = super::words::state(row.state, model.has_passed(), model.lang);
                (Cow::Borrowed(text), role)
            }
            None => dash(),
        },
        ListColumn::Lamp => {
            let (text, role) = super::words::short_lamp(row.and_then(|r| r.light), model.lang, model.theme);
            (Cow::Borrowed(text), role)
        }
        ListColumn::Progress => match row.and_then(|r| r.progress) {
            Some(progress) => (Cow::Owned(super::words::percent(Some(progress), "")), TextRole::Text),
            None => dash(),
        },
        ListColumn::Years => text(match (project.start_year, project.finish_year) {
            (Some(start), Some(finish)) => Some(Cow::Owned(format!("{start}-{finish}"))),
            (Some(start), None) => Some(Cow::Owned(format!("{start}-"))),
            (None, Some(finish)) => Some(Cow::Owned(format!("-{finish}"))),
            (None, None) => None,
        }),
        ListColumn::District => text(project.district()),
        ListColumn::Sector => text(project.headings.last().map(|h| Cow::Borrowed(h.as_str()))),
        ListColumn::Total => text(project.total_investment.map(|m| Cow::Owned(m.friendly()))),
        ListColumn::Plan => text(project.planned_investment.map(|m| Cow::Owned(m.friendly()))),
    }
}

/// An empty list says why it is empty and what to do.
fn nothing(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let elsewhere: Vec<String> = crate::domain::category::Category::ALL
        .into_iter()
        .filter(|c| *c != model.tab && !model.lists[c.index()].rows.is_empty())
        .map(|c| format!("{} {} {}", c.annex(), c.short(model.lang), model.lists[c.index()].total()))
        .collect();
    let asks = model.finder.listing.as_ref().is_some_and(|listing| listing.query.asks_state());
    let first = if model.awaits_ledger && asks {
        words!(
            "正在编演示台账，编好后自动列出。",
            "The demo's ledger is being made; its projects will be listed here."
        )
    } else if model.finder.is_narrowed() {
        words!("没有匹配的项目。Esc 清除搜索。", "Nothing matches. Esc clears the search.")
    } else {
        words!("这一类还没有载入项目。", "No project of this category is loaded.")
    };
    let mut at = 1;
    canvas.line(area.row(at)).gap(2).put(first.get(model.lang), TextRole::Text);
    if model.finder.is_narrowed() && !elsewhere.is_empty() {
        let others = elsewhere.join(" · ");
        let words = words!("其他页有：{others}", "Found elsewhere: {others}");
        at += 1;
        canvas.line(area.row(at)).gap(2).put(words.get(model.lang), TextRole::Text);
    }
    quiet_line(model, usize::from(at) + 1, area, canvas);
}

/// Where far fewer projects are loaded than the notice declares, says how to get the rest.
fn quiet_line(model: &Model, used: usize, area: Area, canvas: &mut Canvas<'_>) {
    if !model.is_far_short() || used + 2 > usize::from(area.height) || model.finder.is_narrowed() {
        return;
    }
    let words = words!(
        "只载入了通知正文所附的项目：按 I 导入附件（或 diaodu import 文件），diaodu --demo 看虚构的全量样例",
        "Only the projects printed with the notice are loaded: I (or `diaodu import FILE`) reads the annex, `diaodu --demo` shows invented data in full size"
    );
    let text = words.get(model.lang);
    let area = area.below(used as u16 + 1).inset(2);
    let lines = model.theme.ambiguous.wrap(text, usize::from(area.width));
    for (n, range) in lines.into_iter().enumerate() {
        canvas.line(area.row(n as u16)).put(&text[range], TextRole::Quiet);
    }
}
