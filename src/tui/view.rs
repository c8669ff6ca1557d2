//! Draws the model into a buffer and says where the cursor belongs. It decides nothing and changes
//! nothing; only visible rows are formatted.

mod board;
mod canvas;
mod chase;
#[cfg(test)]
mod contrast;
mod deadline;
mod detail;
mod facets;
mod form;
mod header;
mod hints;
mod import;
mod list;
mod picker;
mod popups;
mod queries;
mod reconcile;
mod sheet;
mod words;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::layout::SMALLEST;
use super::model::{Layer, Model};
use super::theme::TextRole;
use crate::words;
use canvas::Canvas;

/// One frame, and the cursor's place where something is typed.
pub fn draw(model: &Model) -> (Buffer, Option<Position>) {
    let size = model.size;
    let mut buffer = Buffer::empty(Rect::new(0, 0, size.width, size.height));
    let mut canvas = Canvas::new(&mut buffer, model.theme);
    if !size.is_enough() {
        too_small(model, &mut canvas);
        return (buffer, None);
    }
    let mut cursor = header::draw(model, &mut canvas);
    list::draw(model, &mut canvas);
    let regions = size.regions();
    if let Some(area) = regions.detail {
        detail::draw(model, area.inset(1), &mut canvas);
    }
    deadline::draw(model, &mut canvas);
    frame_lines(model, &mut canvas);
    for (at, layer) in model.layers.iter().enumerate() {
        let uppermost = at + 1 == model.layers.len();
        let placed = layer_over(model, layer, &mut canvas);
        cursor = if uppermost { placed } else { None };
    }
    hints::draw(model, &mut canvas);
    (buffer, cursor)
}

fn layer_over(model: &Model, layer: &Layer, canvas: &mut Canvas<'_>) -> Option<Position> {
    match layer {
        Layer::Detail => {
            let area = model.size.regions().list;
            canvas.clear(area);
            detail::draw(model, area.inset(1), canvas);
            None
        }
        Layer::Facets(menu) => {
            facets::draw(model, menu, canvas);
            None
        }
        Layer::Sort(at) => {
            popups::sort(model, *at, canvas);
            None
        }
        Layer::Help(chooser) => Some(popups::help(model, chooser, canvas)),
        Layer::Palette(chooser) => Some(popups::palette(model, chooser, canvas)),
        Layer::Form(open) => form::form(model, open, canvas),
        Layer::Filed(filed) => {
            form::filed(model, filed, canvas);
            None
        }
        Layer::Conflict(conflict) => {
            form::conflict(model, conflict, canvas);
            None
        }
        Layer::Chase(open) => {
            chase::draw(model, open, canvas);
            None
        }
        Layer::Sheet(view) => {
            sheet::draw(model, view, canvas);
            None
        }
        Layer::Prompt(asked) => Some(sheet::prompt(model, asked, canvas)),
        Layer::Queries(menu) => {
            queries::draw(model, menu, canvas);
            None
        }
        Layer::Board(open) => {
            board::draw(model, open, canvas);
            None
        }
        Layer::Reading(reading) => {
            popups::reading(model, reading, canvas);
            None
        }
        Layer::Picker(open) => Some(picker::draw(model, open, canvas)),
        Layer::Import(open) => {
            import::draw(model, open, canvas);
            None
        }
        Layer::Choice(open) => {
            popups::choice(model, open, canvas);
            None
        }
        Layer::Reconcile(open) => {
            reconcile::draw(model, open, canvas);
            None
        }
    }
}

/// The rules between the regions, with the banner of invented data in the upper one.
fn frame_lines(model: &Model, canvas: &mut Canvas<'_>) {
    let regions = model.size.regions();
    let signs = model.theme.signs();
    canvas.rule(0, regions.upper_rule, model.size.width);
    canvas.rule(0, regions.lower_rule, model.size.width);
    if let Some(x) = regions.divider {
        for y in regions.list.y..regions.lower_rule {
            canvas.put(x, y, 1, signs.vertical, TextRole::Rule);
        }
        // Where a layer covers the divider the rules run through.
        if model.layers.is_empty() {
            canvas.put(x, regions.upper_rule, 1, signs.tee_down, TextRole::Rule);
            canvas.put(x, regions.lower_rule, 1, signs.tee_up, TextRole::Rule);
        }
    }
    if model.book.shown().is_some_and(|y| y.invented) {
        let words = words!(" 演示数据，全部内容均为虚构 ", " DEMO: everything shown is invented ");
        let words = words.get(model.lang);
        canvas.put(2, regions.upper_rule, model.size.width.saturating_sub(4), words, TextRole::Invented);
    }
}

fn too_small(model: &Model, canvas: &mut Canvas<'_>) {
    let (width, height) = (SMALLEST.width, SMALLEST.height);
    let (have, high) = (model.size.width, model.size.height);
    let words = words!(
        "终端太小（{have}×{high}），至少要 {width}×{height}。按 q 退出。",
        "The terminal is too small ({have}x{high}); {width}x{height} at least. q quits."
    );
    let text = words.get(model.lang);
    let lines = model.theme.ambiguous.wrap(text, usize::from(model.size.width.max(2)));
    for (y, line) in lines.into_iter().enumerate() {
        canvas.put(0, y as u16, model.size.width, &text[line], TextRole::Text);
    }
}
