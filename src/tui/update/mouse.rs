//! The mouse, where `--mouse` asked for it: a click chooses, a second click opens, the wheel walks.

use super::{act, board, browse};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::event::Mouse;
use crate::tui::model::{Focus, Layer, Model};

/// Takes a click or a turn of the wheel.
pub fn mouse(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    if !model.size.is_enough() {
        return Vec::new();
    }
    match mouse {
        Mouse::WheelDown => act(model, Action::Down),
        Mouse::WheelUp => act(model, Action::Up),
        Mouse::Click(x, y) if model.layers.is_empty() => click(model, x, y),
        Mouse::Click(x, y) if matches!(model.layers.last(), Some(Layer::Board(_))) => {
            board::click(model, x, y)
        }
        Mouse::Click(..) => Vec::new(),
    }
}

fn click(model: &mut Model, x: u16, y: u16) -> Vec<Effect> {
    let regions = model.size.regions();
    if regions.query.holds(x, y) {
        model.focus = Focus::Query;
    } else if regions.detail.is_some_and(|detail| detail.holds(x, y)) {
        model.focus = Focus::Detail;
    } else if regions.list.below(1).holds(x, y) {
        let row = model.list().top + usize::from(y - regions.list.y - 1);
        if row < model.list().rows.len() {
            let again = model.focus == Focus::List && row == model.list().chosen;
            model.focus = Focus::List;
            browse::choose(model, row);
            if again {
                return act(model, Action::Open);
            }
        }
    }
    Vec::new()
}
