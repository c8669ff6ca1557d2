//! The facets menu: choosing a value adds it as a filter, choosing it again takes it away.

use super::browse::stride;
use super::query;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{FacetGroup, FacetMenu, Layer, Model};

/// Opens the menu and has it counted.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.layers.push(Layer::Facets(FacetMenu::default()));
    vec![Effect::Facets(model.finder.current(), model.tab)]
}

/// Takes the counts in, keeping the chosen value where it still is.
pub fn counted(model: &mut Model, groups: Vec<FacetGroup>) {
    let rows = rows(model);
    let Some(menu) = menu(model) else { return };
    let before = menu.chosen().map(|v| v.chip.clone());
    menu.groups = groups;
    menu.counted = true;
    menu.group = menu.group.min(menu.groups.len().saturating_sub(1));
    let values = menu.groups.get(menu.group).map_or(&[][..], |g| &g.values);
    menu.value = values.iter().position(|v| Some(&v.chip) == before.as_ref()).unwrap_or(0);
    menu.top = menu.top.clamp(menu.value.saturating_sub(rows.saturating_sub(1)), menu.value);
}

/// An action of the menu.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let rows = rows(model);
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::Open => return toggle(model),
        Action::Next | Action::Previous => {
            let Some(menu) = menu(model) else { return Vec::new() };
            let groups = menu.groups.len().max(1);
            let step = if action == Action::Next { 1 } else { groups - 1 };
            menu.group = (menu.group + step) % groups;
            menu.value = 0;
            menu.top = 0;
        }
        Action::Palette => super::layers::open_palette(model),
        Action::Help => super::layers::open_help(model),
        movement => {
            let Some(menu) = menu(model) else { return Vec::new() };
            let last = menu.groups.get(menu.group).map_or(0, |g| g.values.len()).saturating_sub(1);
            menu.value = stride(movement, menu.value, last, rows);
            menu.top = menu.top.clamp(menu.value.saturating_sub(rows.saturating_sub(1)), menu.value);
        }
    }
    Vec::new()
}

fn toggle(model: &mut Model) -> Vec<Effect> {
    let Some(chip) = menu(model).and_then(|m| m.chosen()).map(|v| v.chip.clone()) else { return Vec::new() };
    let chips = &mut model.finder.chips;
    match chips.iter().position(|c| *c == chip) {
        Some(at) => drop(chips.remove(at)),
        None => chips.push(chip),
    }
    let mut effects = query::search(model);
    effects.push(Effect::Facets(model.finder.current(), model.tab));
    effects
}

fn menu(model: &mut Model) -> Option<&mut FacetMenu> {
    match model.layers.last_mut() {
        Some(Layer::Facets(menu)) => Some(menu),
        _ => None,
    }
}

/// Values that the menu shows at once.
fn rows(model: &Model) -> usize {
    usize::from(model.size.body().height.saturating_sub(4)).max(1)
}
