//! The chase board: units with what is missing and whom to call; on a wide screen the chosen unit's
//! message beside them.

use super::canvas::Canvas;
use crate::desk::chase::MissingReason;
use crate::tui::layout::Area;
use crate::tui::model::{ChaseBoard, ChaseState, Model};
use crate::tui::theme::TextRole;
use crate::words;

const BESIDE: u16 = 100;

/// Draws it over the body.
pub fn draw(model: &Model, chase: &ChaseState, canvas: &mut Canvas<'_>) {
    let body = model.size.body();
    let month = model.deadline.month;
    let total = chase.board.as_ref().map_or(0, |board| board.total);
    let title = match total {
        0 => words!("催报 {month}", "Chase {month}"),
        _ => words!("催报 {month} · 共缺 {total} 项", "Chase {month} · {total} missing"),
    };
    let inside = canvas.popup(body, title.get(model.lang));
    let Some(board) = &chase.board else {
        canvas.line(inside.row(0)).put(words!("正在读取", "reading").get(model.lang), TextRole::Quiet);
        return;
    };
    if board.units.is_empty() {
        let words = words!("没有未报的项目", "nothing is missing");
        canvas.line(inside.row(0)).put(words.get(model.lang), TextRole::Good);
        return;
    }
    let beside = inside.width >= BESIDE;
    let left = Area { width: if beside { inside.width / 2 } else { inside.width }, ..inside };
    units(model, chase, board, left, canvas);
    if beside {
        let x = left.x + left.width;
        for y in inside.y..inside.y + inside.height {
            canvas.put(x, y, 1, model.theme.signs().vertical, TextRole::Rule);
        }
        let right = Area { x: x + 2, width: inside.width - left.width - 2, ..inside };
        message(model, chase, board, right, canvas);
    }
}

fn units(model: &Model, chase: &ChaseState, board: &ChaseBoard, area: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let figure = lang.pick(5, 11);
    let unit = (area.width.saturating_sub(3 * figure + 4) / 2).clamp(14, 28);
    let mut line = canvas.line(area.row(0));
    line.gap(1).cell(words!("单位", "Unit").get(lang), unit, TextRole::Quiet);
    let ways = [MissingReason::Outstanding, MissingReason::Late, MissingReason::Returned];
    for how in ways {
        line.figure(how.title(lang), figure, TextRole::Quiet);
    }
    line.gap(2).put(words!("联系人", "Contact").get(lang), TextRole::Quiet);
    let rows = area.below(1);
    for (n, of) in board.units.iter().enumerate().skip(chase.top).take(usize::from(rows.height)) {
        let row = rows.row((n - chase.top) as u16);
        let mut line = canvas.line(row);
        let nobody = words!("（未写单位）", "(no unit)");
        let name = if of.unit.is_empty() { nobody.get(lang) } else { &of.unit };
        line.gap(1).cell(name, unit, TextRole::Text);
        for (how, role) in ways.into_iter().zip([TextRole::Strong, TextRole::Bad, TextRole::Bad]) {
            let count = of.count(how);
            let role = if count > 0 { role } else { TextRole::Quiet };
            line.figure(&count.to_string(), figure, role);
        }
        let unnamed = words!("无联系人", "no contact");
        let (contact, role) = if of.contact.is_empty() {
            (unnamed.get(lang), TextRole::Quiet)
        } else {
            (of.contact.as_str(), TextRole::Text)
        };
        let room = line.gap(2).room();
        line.cell(contact, room, role);
        if n == chase.chosen {
            canvas.restyle(row, TextRole::Chosen);
            canvas.put(row.x, row.y, 1, model.theme.signs().bar, TextRole::Accent);
        }
    }
}

fn message(model: &Model, chase: &ChaseState, board: &ChaseBoard, area: Area, canvas: &mut Canvas<'_>) {
    let Some(unit) = board.units.get(chase.chosen) else { return };
    let text = unit.message.get(model.lang);
    let lines = model.theme.ambiguous.wrap(text, usize::from(area.width));
    let more = lines.len() > usize::from(area.height);
    for (n, range) in lines.into_iter().take(usize::from(area.height)).enumerate() {
        canvas.line(area.row(n as u16)).put(&text[range], TextRole::Text);
    }
    if more {
        let arrow = model.theme.signs().arrows[1];
        canvas.put(area.x + area.width - 1, area.y + area.height - 1, 1, arrow, TextRole::Quiet);
    }
}
