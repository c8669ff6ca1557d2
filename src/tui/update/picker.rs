//! Choosing a document: the path being typed, and going into folders.

use std::sync::Arc;

use super::browse::stride;
use super::{import, reconcile};
use crate::desk::documents::Directory;
use crate::domain::finding::{Failure, Severity};
use crate::domain::lang::{Bilingual, Lang};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{Layer, Model, Picker, Purpose};
use crate::words;

/// Asks for a document.
pub fn open(model: &mut Model, purpose: Purpose) -> Vec<Effect> {
    model.layers.push(Layer::Picker(Picker::new(purpose)));
    vec![Effect::Shelf(String::new())]
}

/// Something was typed.
pub fn edited(model: &mut Model) -> Vec<Effect> {
    let Some(Layer::Picker(picker)) = model.layers.last_mut() else { return Vec::new() };
    picker.chosen = 0;
    picker.top = 0;
    picker.entered = false;
    vec![Effect::Shelf(picker.field.text().to_owned())]
}

/// Shows what lies there, unless more was typed meanwhile.
pub fn show(model: &mut Model, shelf: Arc<Directory>) -> Vec<Effect> {
    if let Some(Layer::Picker(picker)) = model.layers.last_mut()
        && picker.field.text() == shelf.typed
    {
        picker.shelf = Some(shelf);
        picker.refused = None;
        if std::mem::take(&mut picker.entered) {
            return act(model, Action::Open);
        }
    }
    Vec::new()
}

/// Says why nothing can be shown there.
pub fn refused(model: &mut Model, typed: &str, failure: &Failure) {
    if let Some(Layer::Picker(picker)) = model.layers.last_mut()
        && picker.field.text() == typed
    {
        picker.shelf = None;
        picker.entered = false;
        picker.refused = failure
            .findings
            .first()
            .map(|finding| Bilingual { zh: finding.line(Lang::Zh), en: finding.line(Lang::En) });
    }
}

/// An action of the path.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let shown = rows_shown(model);
    let Some(Layer::Picker(picker)) = model.layers.last_mut() else { return Vec::new() };
    // What lies under the path as it was before the last key is not what is meant now.
    let current = picker.shelf.as_ref().is_some_and(|shelf| shelf.typed == picker.field.text());
    let entry = picker.entry().filter(|_| current).cloned();
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::Next => {
            if let Some(entry) = entry {
                picker.field.set(&entry.path);
                return edited(model);
            }
        }
        Action::Open => {
            let typed = picker.field.text().trim().to_owned();
            return match entry {
                Some(entry) if entry.is_folder => {
                    picker.field.set(&entry.path);
                    edited(model)
                }
                Some(entry) => chosen(model, entry.path),
                None if !current && picker.refused.is_none() => {
                    picker.entered = true;
                    Vec::new()
                }
                None if typed.is_empty() => {
                    model.say(
                        Severity::Note,
                        words!("先写文件的路径，或按 Esc 作罢", "type a path first, or leave with Esc"),
                    );
                    Vec::new()
                }
                None => chosen(model, typed),
            };
        }
        movement => {
            let last = picker.shelf.as_ref().map_or(0, |shelf| shelf.entries.len()).saturating_sub(1);
            picker.chosen = stride(movement, picker.chosen, last, shown);
            picker.top = picker.top.clamp(picker.chosen.saturating_sub(shown - 1), picker.chosen);
        }
    }
    Vec::new()
}

/// Entries shown at this size.
pub fn rows_shown(model: &Model) -> usize {
    usize::from(model.size.body().height.saturating_sub(4)).max(1)
}

fn chosen(model: &mut Model, path: String) -> Vec<Effect> {
    let Some(Layer::Picker(picker)) = model.layers.pop() else { return Vec::new() };
    match picker.purpose {
        Purpose::List => import::start(model, path),
        Purpose::Statistics => reconcile::with_file(model, path),
    }
}
