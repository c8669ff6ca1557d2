//! The sheets: turning between views, walking rows, opening the project behind one, and what is done from
//! a row. A deed that needs words asks for them in one line first.

use std::sync::Arc;

use super::browse::{reveal, stride};
use super::layers;
use crate::desk::sheet::{Deed, Sheet, Topic};
use crate::domain::finding::Severity;
use crate::domain::lang::Words;
use crate::domain::milestone::Slip;
use crate::tui::action::Action;
use crate::tui::editor::Editor;
use crate::tui::effect::Effect;
use crate::tui::model::{Layer, Model, Prompt, SheetView, Wish};
use crate::words;

/// Opens a sheet over the main screen, in place of one that is open.
pub fn open(model: &mut Model, topic: Topic) -> Vec<Effect> {
    let project = model.chosen().map(|p| p.id);
    let view = SheetView::new(topic, 0, project, model.lang);
    let ask = view.ask;
    model.layers.retain(|layer| !matches!(layer, Layer::Sheet(_)));
    model.layers.push(Layer::Sheet(view));
    vec![Effect::Sheet(ask)]
}

/// Shows what was read, unless another view has been turned to meanwhile.
pub fn read(model: &mut Model, sheet: &Arc<Sheet>) {
    for layer in &mut model.layers {
        if let Layer::Sheet(view) = layer
            && view.ask == sheet.ask
        {
            view.chosen = view.chosen.min(sheet.rows.len().saturating_sub(1));
            view.sheet = Some(Arc::clone(sheet));
        }
    }
}

/// After a deed: says it, and reads the open sheet again.
pub fn done(model: &mut Model, said: Words) -> Vec<Effect> {
    model.say(Severity::Note, said);
    let open = model.layers.iter().find_map(|layer| match layer {
        Layer::Sheet(view) => Some(view.ask),
        _ => None,
    });
    open.map(Effect::Sheet).into_iter().collect()
}

/// An action of the sheet on top.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let shown = rows_shown(model);
    let Some(Layer::Sheet(view)) = model.layers.last_mut() else { return Vec::new() };
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::Next => return turn(view, 1),
        Action::Previous => return turn(view, -1),
        Action::Open => return enter(model),
        Action::AddIssue => return ask_about_project(model),
        Action::Escalate => return ask_about_row(model, Wish::Escalate),
        Action::Decide => return ask_about_row(model, Wish::Decide),
        Action::Finish => return finish(model),
        Action::Help => layers::open_help(model),
        Action::Palette => layers::open_palette(model),
        Action::Issues => return open(model, Topic::Issues),
        Action::Milestones => return open(model, Topic::Milestones),
        Action::Pools => return open(model, Topic::Pools),
        movement => {
            let last = view.sheet.as_ref().map_or(0, |sheet| sheet.rows.len().saturating_sub(1));
            view.chosen = stride(movement, view.chosen, last, shown);
            view.top = view.top.clamp(view.chosen.saturating_sub(shown - 1), view.chosen);
        }
    }
    Vec::new()
}

/// An action of the question on top.
pub fn answer(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Back => {
            model.layers.pop();
            Vec::new()
        }
        Action::Open => {
            let Some(Layer::Prompt(prompt)) = model.layers.last() else { return Vec::new() };
            if prompt.field.text().trim().is_empty() {
                model.say(
                    Severity::Note,
                    words!("先写一句，或按 Esc 作罢", "write a sentence first, or leave with Esc"),
                );
                return Vec::new();
            }
            let deed = prompt.wish.clone().with(prompt.field.text());
            model.layers.pop();
            vec![Effect::Perform(deed)]
        }
        _ => Vec::new(),
    }
}

/// Asks what is stuck on the project of the row, or the one chosen below.
pub fn ask_about_project(model: &mut Model) -> Vec<Effect> {
    let row = match model.layers.last() {
        Some(Layer::Sheet(view)) => view.row().and_then(|row| row.project),
        _ => None,
    };
    if let Some(id) = row.or_else(|| model.chosen().map(|p| p.id)) {
        ask(model, Wish::OpenIssue(id));
    }
    Vec::new()
}

/// Rows that the sheet shows at this size.
pub fn rows_shown(model: &Model) -> usize {
    usize::from(model.size.body().height.saturating_sub(5)).max(1)
}

fn ask(model: &mut Model, wish: Wish) {
    model.layers.push(Layer::Prompt(Prompt { question: wish.question(), field: Editor::line(""), wish }));
}

fn ask_about_row(model: &mut Model, wish: fn(String) -> Wish) -> Vec<Effect> {
    let Some(Layer::Sheet(view)) = model.layers.last() else { return Vec::new() };
    if view.ask.topic == Topic::Issues
        && let Some(row) = view.row()
    {
        let item = row.item.clone();
        ask(model, wish(item));
    }
    Vec::new()
}

/// 销号 for an issue, 完成 for a step of a project's schedule.
fn finish(model: &mut Model) -> Vec<Effect> {
    let Some(Layer::Sheet(view)) = model.layers.last() else { return Vec::new() };
    let Some(row) = view.row() else { return Vec::new() };
    match (view.ask.topic, row.project) {
        (Topic::Issues, _) => ask_about_row(model, Wish::Close),
        (Topic::Milestones, Some(project)) if !row.item.is_empty() => {
            vec![Effect::Perform(Deed::Finish(project, row.item.clone(), Slip::Move))]
        }
        _ => Vec::new(),
    }
}

/// Enter: accepts a proposal, opens a schedule's steps, else goes to the project behind the row.
fn enter(model: &mut Model) -> Vec<Effect> {
    let Some(Layer::Sheet(view)) = model.layers.last_mut() else { return Vec::new() };
    let Some(row) = view.row().cloned() else { return Vec::new() };
    if let Some(offer) = row.offer {
        return vec![Effect::Perform(Deed::Accept(offer))];
    }
    let Some(project) = row.project else { return Vec::new() };
    if view.ask.topic == Topic::Milestones && row.item.is_empty() {
        view.ask.project = Some(project);
        return turn(view, 1);
    }
    model.layers.pop();
    reveal(model, project)
}

fn turn(view: &mut SheetView, by: isize) -> Vec<Effect> {
    let count = view.ask.topic.views().len() as isize;
    view.ask.view = (view.ask.view as isize + by).rem_euclid(count) as usize;
    (view.sheet, view.chosen, view.top) = (None, 0, 0);
    vec![Effect::Sheet(view.ask)]
}
