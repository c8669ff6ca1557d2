//! Saved searches: choose one, and it stands on the search line as a chip; keep the present one.

use super::{layers, query, sheet};
use crate::desk::saved::SavedQuery;
use crate::domain::finding::Severity;
use crate::domain::lang::Bilingual;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{Chip, Layer, Model, PromptKind, QueryMenu};

use super::browse::stride;

/// Opens the list.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.layers.push(Layer::Queries(QueryMenu::default()));
    vec![Effect::Queries]
}

/// Asks for the name under which the search on the screen is kept.
pub fn ask_name(model: &mut Model) {
    let query = model.finder.query();
    sheet::ask(model, PromptKind::SaveQuery(query), "");
}

/// Shows what was read, and says what was done.
pub fn show(model: &mut Model, saved: Vec<SavedQuery>, said: Option<Bilingual>) {
    if let Some(Layer::Queries(menu)) = model.layers.last_mut() {
        menu.chosen = menu.chosen.min(saved.len().saturating_sub(1));
        menu.saved = Some(saved);
    }
    if let Some(said) = said {
        model.say(Severity::Note, said);
    }
}

/// An action of the list.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let shown = rows_shown(model);
    let Some(Layer::Queries(menu)) = model.layers.last_mut() else { return Vec::new() };
    let chosen = menu.saved.as_ref().and_then(|saved| saved.get(menu.chosen)).cloned();
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::Open => {
            let Some(saved) = chosen else { return Vec::new() };
            model.layers.pop();
            let chip = Chip::new(Bilingual::same(format!("@{}", saved.name)), saved.query);
            if !model.finder.chips.contains(&chip) {
                model.finder.chips.push(chip);
            }
            return query::search(model);
        }
        Action::Finish => return chosen.map(|saved| Effect::ForgetQuery(saved.name)).into_iter().collect(),
        Action::Help => layers::open_help(model),
        Action::Palette => layers::open_palette(model),
        movement => {
            let last = menu.saved.as_ref().map_or(0, Vec::len).saturating_sub(1);
            menu.chosen = stride(movement, menu.chosen, last, shown);
            menu.top = menu.top.clamp(menu.chosen.saturating_sub(shown - 1), menu.chosen);
        }
    }
    Vec::new()
}

/// Lines that the list shows at this size.
pub fn rows_shown(model: &Model) -> usize {
    usize::from(model.size.body().height.saturating_sub(4)).clamp(1, 12)
}
