//! The list of saved searches: a name and the query behind it.

use super::canvas::Canvas;
use crate::tui::model::{Model, QueryMenu};
use crate::tui::theme::TextRole;
use crate::tui::update::queries::rows_shown;
use crate::words;

/// Draws it.
pub fn draw(model: &Model, menu: &QueryMenu, canvas: &mut Canvas<'_>) {
    let body = model.size.body();
    let count = menu.saved.as_ref().map_or(1, |saved| saved.len().max(2));
    let height = count.min(rows_shown(model)) as u16 + 2;
    let area = body.centred(body.width.min(72).saturating_sub(2), height);
    let title = words!("保存的搜索", "Saved searches");
    let inside = canvas.popup(area, title.get(model.lang));
    let saved = match &menu.saved {
        None => {
            canvas
                .line(inside.row(0))
                .gap(2)
                .put(words!("正在读取", "reading").get(model.lang), TextRole::Quiet);
            return;
        }
        Some(saved) if saved.is_empty() => {
            let words = words!("还没有；搜索之后按 V 保存", "none yet; search, then V keeps it");
            canvas.line(inside.row(0)).gap(2).put(words.get(model.lang), TextRole::Quiet);
            return;
        }
        Some(saved) => saved,
    };
    let ambiguous = model.theme.ambiguous;
    let widest = saved.iter().map(|s| ambiguous.width(&s.name) + 1).max().unwrap_or(0);
    let name = (widest as u16).min(inside.width / 2);
    for (at, one) in saved.iter().enumerate().skip(menu.top).take(rows_shown(model)) {
        let row = inside.row((at - menu.top) as u16);
        let mut line = canvas.line(row);
        line.gap(2).cell(&format!("@{}", one.name), name, TextRole::Accent).gap(2);
        line.put(&one.query, TextRole::Text);
        if at == menu.chosen {
            canvas.restyle(row, TextRole::Chosen);
            canvas.put(row.x, row.y, 1, model.theme.signs().bar, TextRole::Accent);
        }
    }
}
