//! A short list to choose one line of.

use super::browse::stride;
use super::{import, judging, layers};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{ChoiceKind, Layer, Model};

/// An action of the list on top.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Layer::Choice(choice)) = model.layers.last_mut() else { return Vec::new() };
    let last = choice.options.len().saturating_sub(1);
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::Open => {
            let (about, chosen) = (choice.about.clone(), choice.chosen);
            model.layers.pop();
            return match about {
                ChoiceKind::Accept(..) => judging::answered(about, chosen),
                about => import::chosen(model, &about, chosen),
            };
        }
        Action::Help => layers::open_help(model),
        Action::Palette => layers::open_palette(model),
        movement => choice.chosen = stride(movement, choice.chosen, last, last + 1),
    }
    Vec::new()
}
