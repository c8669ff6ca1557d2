//! The facets menu: the group's values with their counts, chosen ones ticked.

use super::canvas::Canvas;
use crate::tui::model::{FacetMenu, Model};
use crate::tui::theme::TextRole;
use crate::words;

/// Draws it over the list.
pub fn draw(model: &Model, menu: &FacetMenu, canvas: &mut Canvas<'_>) {
    let body = model.size.body();
    let area = body.centred(body.width.min(64).saturating_sub(2), body.height);
    let title = words!("筛选", "Filter");
    let inside = canvas.popup(area, title.get(model.lang));
    let mut line = canvas.line(inside.row(0));
    for (n, group) in menu.groups.iter().enumerate() {
        let role = if n == menu.group { TextRole::Chosen } else { TextRole::Quiet };
        line.put(&format!(" {} ", group.title.get(model.lang)), role);
    }
    let Some(group) = menu.groups.get(menu.group) else {
        let words = if menu.counted {
            words!("没有可筛选的内容", "nothing to filter by")
        } else {
            words!("正在统计", "counting")
        };
        canvas.line(inside.row(1)).put(words.get(model.lang), TextRole::Quiet);
        return;
    };
    let signs = model.theme.signs();
    let rows = inside.below(2);
    let most = group.values.iter().map(|v| v.count).max().unwrap_or(1).max(1);
    for (n, value) in group.values.iter().enumerate().skip(menu.top).take(usize::from(rows.height)) {
        let row = rows.row((n - menu.top) as u16);
        let used = model.finder.chips.contains(&value.chip);
        let bar = (value.count * 10).div_ceil(most).min(10);
        let mut line = canvas.line(row);
        line.gap(1).cell(if used { signs.tick } else { "" }, 2, TextRole::Accent);
        line.cell(value.label.get(model.lang), row.width.saturating_sub(22), TextRole::Text);
        line.figure(&value.count.to_string(), 7, TextRole::Text).gap(1);
        line.put(&signs.full.repeat(bar), TextRole::Quiet);
        if n == menu.value {
            canvas.restyle(row, TextRole::Chosen);
            canvas.put(row.x, row.y, 1, signs.bar, TextRole::Accent);
        }
    }
}
