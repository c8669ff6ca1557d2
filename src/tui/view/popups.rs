//! Popups with lists and texts: order, help, palette, messages; and the one-line text field they share
//! with the search line.

use ratatui::layout::Position;

use super::canvas::Canvas;
use crate::tui::editor::Editor;
use crate::tui::keymap::{self, Mode};
use crate::tui::layout::Area;
use crate::tui::model::finder::{ORDERS, order_title};
use crate::tui::model::{Choice, Model, OptionList, TextPopup};
use crate::tui::theme::TextRole;
use crate::tui::update::available;
use crate::words;

/// The choice of order.
pub fn sort(model: &Model, chosen: usize, canvas: &mut Canvas<'_>) {
    let body = model.size.body();
    let area = body.centred(52, ORDERS.len() as u16 + 2);
    let title = words!("排序", "Order");
    let inside = canvas.popup(area, title.get(model.lang));
    let signs = model.theme.signs();
    for (n, by) in ORDERS.into_iter().enumerate() {
        let row = inside.row(n as u16);
        let current = by == model.finder.order.by;
        let mut line = canvas.line(row);
        line.gap(1);
        line.cell(
            if current { signs.arrows[usize::from(model.finder.order.reverse)] } else { "" },
            2,
            TextRole::Accent,
        );
        line.put(order_title(by, model.lang), TextRole::Text);
        if n == chosen {
            canvas.restyle(row, TextRole::Chosen);
            canvas.put(row.x, row.y, 1, signs.bar, TextRole::Accent);
        }
    }
}

/// One of a few lines.
pub fn choice(model: &Model, choice: &Choice, canvas: &mut Canvas<'_>) {
    let body = model.size.body();
    let ambiguous = model.theme.ambiguous;
    let titles = choice.options.iter().chain([&choice.title]).map(|w| ambiguous.width(w.get(model.lang)));
    let width = titles.max().unwrap_or(0) as u16 + 9;
    let area = body.centred(width.max(30), choice.options.len() as u16 + 2);
    let inside = canvas.popup(area, choice.title.get(model.lang));
    let shown = usize::from(inside.height).max(1);
    let top = choice.chosen.saturating_sub(shown - 1);
    for (n, option) in choice.options.iter().enumerate().skip(top).take(shown) {
        let row = inside.row((n - top) as u16);
        canvas.line(row).gap(1).put(option.get(model.lang), TextRole::Text);
        if n == choice.chosen {
            canvas.restyle(row, TextRole::Chosen);
            canvas.put(row.x, row.y, 1, model.theme.signs().bar, TextRole::Accent);
        }
    }
}

/// Help: every key with what it does, searchable, by place.
pub fn help(model: &Model, chooser: &OptionList, canvas: &mut Canvas<'_>) -> Position {
    let title = words!("帮助", "Help");
    chooser_box(model, chooser, title.get(model.lang), true, canvas)
}

/// The palette: every action that the place below offers.
pub fn palette(model: &Model, chooser: &OptionList, canvas: &mut Canvas<'_>) -> Position {
    let title = words!("命令", "Commands");
    chooser_box(model, chooser, title.get(model.lang), false, canvas)
}

fn chooser_box(
    model: &Model,
    chooser: &OptionList,
    title: &str,
    places: bool,
    canvas: &mut Canvas<'_>,
) -> Position {
    let body = model.size.body();
    let area = body.centred(body.width.min(82).saturating_sub(2), body.height);
    let inside = canvas.popup(area, title);
    let signs = model.theme.signs();
    let field = Area { x: inside.x + 2, width: inside.width.saturating_sub(2), ..inside.row(0) };
    canvas.put(inside.x, inside.y, 1, ":", TextRole::Accent);
    if chooser.field.is_empty() {
        let words = words!("中文、English 或拼音", "in Chinese, English or pinyin");
        canvas.put(
            field.x + 1,
            field.y,
            field.width.saturating_sub(1),
            words.get(model.lang),
            TextRole::Quiet,
        );
    }
    let cursor = one_line(&chooser.field, field, canvas);
    let rows = inside.below(2);
    if chooser.rows.is_empty() {
        let words = words!("没有匹配的命令", "no action matches");
        canvas.line(rows.row(0)).put(words.get(model.lang), TextRole::Quiet);
    }
    for (n, at) in chooser.rows.iter().enumerate().skip(chooser.top).take(usize::from(rows.height)) {
        let binding = &keymap::TABLE[*at];
        let row = rows.row((n - chooser.top) as u16);
        let why = if places { None } else { reason(model, *at) };
        let keys = binding.keys_shown();
        let mut line = canvas.line(row);
        line.gap(1);
        line.cell(&keys, if places { 16 } else { 12 }, TextRole::Accent).gap(1);
        let role = if why.is_some() { TextRole::Quiet } else { TextRole::Text };
        line.put(binding.title(model.lang), role);
        if let Some(why) = why {
            line.gap(2).put(&format!("{} {why}", signs.dash), TextRole::Quiet);
        }
        if places {
            line.gap(1).right(&format!("{} ", place_names(model, binding.places)), TextRole::Quiet);
        }
        if n == chooser.chosen {
            canvas.restyle(row, TextRole::Chosen);
            canvas.put(row.x, row.y, 1, signs.bar, TextRole::Accent);
        }
    }
    cursor
}

/// Why the palette's action cannot be done below it.
fn reason(model: &Model, at: usize) -> Option<String> {
    available(model, keymap::TABLE[at].action).err().map(|w| w.get(model.lang).to_owned())
}

fn place_names(model: &Model, places: &[Mode]) -> String {
    if places.len() == Mode::ALL.len() {
        return words!("处处", "everywhere").get(model.lang).to_owned();
    }
    let names: Vec<_> = places.iter().take(3).map(|p| p.name(model.lang)).collect();
    let more = if places.len() > 3 { model.lang.pick("等", " …") } else { "" };
    names.join(model.lang.pick("、", ", ")) + more
}

/// A text to be read.
pub fn reading(model: &Model, reading: &TextPopup, canvas: &mut Canvas<'_>) {
    let body = model.size.body();
    let area = body.centred(body.width.min(92).saturating_sub(2), body.height);
    let inside = canvas.popup(area, reading.title.get(model.lang));
    let ambiguous = model.theme.ambiguous;
    let mut lines = Vec::new();
    for paragraph in &reading.paragraphs {
        let text = paragraph.get(model.lang);
        lines.extend(ambiguous.wrap(text, usize::from(inside.width)).into_iter().map(|r| &text[r]));
    }
    let shown = usize::from(inside.height);
    let top = reading.top.min(lines.len().saturating_sub(shown));
    for (n, line) in lines.iter().skip(top).take(shown).enumerate() {
        canvas.line(inside.row(n as u16)).put(line, TextRole::Text);
    }
}

/// A one-line text field scrolled so that its cursor is inside; returns the cursor's cell.
pub fn one_line(field: &Editor, area: Area, canvas: &mut Canvas<'_>) -> Position {
    let ambiguous = canvas.theme().ambiguous;
    let before = &field.text()[..field.cursor()];
    let room = usize::from(area.width.saturating_sub(1));
    // Characters are dropped from the left until the cursor fits.
    let mut from = 0;
    while ambiguous.width(&before[from..]) > room {
        from += before[from..].chars().next().map_or(1, char::len_utf8);
    }
    canvas.put(area.x, area.y, area.width, &field.text()[from..], TextRole::Text);
    Position::new(area.x + ambiguous.width(&before[from..]) as u16, area.y)
}
