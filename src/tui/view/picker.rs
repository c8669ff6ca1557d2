//! Choosing a document: the path, and what lies where it leads with size and day.

use ratatui::layout::Position;

use super::canvas::Canvas;
use super::popups::one_line;
use crate::domain::time::in_shanghai;
use crate::tui::layout::Area;
use crate::tui::model::{Model, Picker, Purpose};
use crate::tui::theme::TextRole;
use crate::tui::update::picker::rows_shown;
use crate::words;

/// Draws it; returns the cursor's cell.
pub fn draw(model: &Model, picker: &Picker, canvas: &mut Canvas<'_>) -> Position {
    let lang = model.lang;
    let body = model.size.body();
    let area = body.centred(body.width.min(92).saturating_sub(2), body.height);
    let month = model.deadline.month;
    let title = match picker.purpose {
        Purpose::List => words!("导入哪个文件", "Which file to import"),
        Purpose::Statistics => words!("{month} 的统计数文件", "The statistics of {month}: which file"),
    };
    let inside = canvas.popup(area, title.get(lang));
    canvas.put(inside.x, inside.y, 1, "/", TextRole::Accent);
    let field = Area { x: inside.x + 2, width: inside.width.saturating_sub(2), ..inside.row(0) };
    if picker.field.is_empty() {
        let words =
            words!("路径，或文件名的一部分（中文、拼音都行）", "a path, or some of a name (pinyin will do)");
        canvas.put(field.x + 1, field.y, field.width.saturating_sub(1), words.get(lang), TextRole::Quiet);
    }
    let cursor = one_line(&picker.field, field, canvas);
    let rows = inside.below(2);
    if let Some(why) = &picker.refused {
        let text = why.get(lang);
        for (n, range) in model.theme.ambiguous.wrap(text, usize::from(rows.width)).into_iter().enumerate() {
            canvas.line(rows.row(n as u16)).put(&text[range], TextRole::Bad);
        }
        return cursor;
    }
    let Some(shelf) = &picker.shelf else { return cursor };
    if shelf.entries.is_empty() {
        let words = words!(
            "这里没有能读的文件（xlsx、xls、ods、csv、tsv、docx、txt）",
            "nothing here that can be read (xlsx, xls, ods, csv, tsv, docx, txt)"
        );
        canvas.line(rows.row(0)).put(words.get(lang), TextRole::Quiet);
    }
    for (n, entry) in shelf.entries.iter().enumerate().skip(picker.top).take(rows_shown(model)) {
        let row = rows.row((n - picker.top) as u16);
        let mut line = canvas.line(row);
        line.gap(1);
        let changed = entry.changed.map(|at| in_shanghai(at).strftime("%Y-%m-%d %H:%M").to_string());
        let name = row.width.saturating_sub(1 + 10 + 2 + 16 + 1);
        line.cell(&entry.name, name, if entry.is_folder { TextRole::Accent } else { TextRole::Text });
        line.figure(&if entry.is_folder { String::new() } else { size(entry.size) }, 10, TextRole::Quiet);
        line.gap(2).put(&changed.unwrap_or_default(), TextRole::Quiet);
        if n == picker.chosen {
            canvas.restyle(row, TextRole::Chosen);
            canvas.put(row.x, row.y, 1, model.theme.signs().bar, TextRole::Accent);
        }
    }
    cursor
}

/// `12 kB`, `3.4 MB`.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes.div_ceil(1_000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_short() {
        assert_eq!(
            [size(12), size(1_200), size(3_450_000)],
            ["12 B".to_owned(), "2 kB".into(), "3.4 MB".into()]
        );
    }
}
