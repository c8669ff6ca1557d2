//! The screen's behaviour: `update` changes the model for one event and returns what is to be done
//! outside as data. It does no I/O and knows no clock; time arrives as [`Event::Tick`].

mod available;
mod browse;
mod facets;
mod layers;
mod mouse;
mod query;

use super::action::Action;
use super::effect::Effect;
use super::event::{Answer, Event};
use super::key::{Code, Key};
use super::keymap::{self, Place};
use super::model::{Focus, Layer, Model};
use crate::tui::editor::{Edit, Editor};

pub use available::available;

/// Lets one thing happen.
pub fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    match event {
        Event::Key(key) => press(model, key),
        Event::Paste(text) => paste(model, &text),
        Event::Resize(size) => {
            model.size = size;
            settle_size(model);
            Vec::new()
        }
        Event::Tick(now) => tick(model, now),
        Event::Mouse(mouse) => mouse::mouse(model, mouse),
        Event::Answer(answer) => answered(model, answer),
    }
}

/// What to do first: the deadline panel's figures.
pub fn opening(model: &mut Model) -> Vec<Effect> {
    vec![Effect::Due(model.deadline.month)]
}

/// Does an action, or says why it cannot be done.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Err(why) = available(model, action) {
        if !why.is_empty() {
            model.say(crate::domain::finding::Severity::Note, why);
        }
        return Vec::new();
    }
    match action {
        Action::Quit => {
            model.over = true;
            return Vec::new();
        }
        Action::Redraw => return vec![Effect::Redraw],
        Action::Suspend => return vec![Effect::Suspend],
        _ => {}
    }
    match model.place() {
        Place::List | Place::Detail | Place::Query => browse::act(model, action),
        Place::Facets => facets::act(model, action),
        Place::Sort | Place::Help | Place::Palette | Place::Reading => layers::act(model, action),
    }
}

fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    model.saying = false;
    if !model.size.is_enough() {
        return match keymap::action_of(Place::List, key) {
            Some(action @ (Action::Quit | Action::Redraw | Action::Suspend)) => act(model, action),
            _ => Vec::new(),
        };
    }
    if let Some(field) = field(model) {
        match field.key(key) {
            Edit::Changed => return edited(model),
            Edit::Moved => return Vec::new(),
            Edit::NotMine => {}
        }
    }
    match keymap::action_of(model.place(), key) {
        Some(action) => act(model, action),
        // On a slow link Esc and the next key may arrive together, which reads as Alt.
        None if key.alt => {
            let mut effects = press(model, Key::plain(Code::Esc));
            if !model.over {
                effects.extend(press(model, Key { alt: false, ..key }));
            }
            effects
        }
        None if model.place() == Place::Query && key.code == Code::Backspace => query::drop_chip(model),
        None => Vec::new(),
    }
}

fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    model.saying = false;
    if !model.size.is_enough() {
        return Vec::new();
    }
    // A paste where nothing is typed into means a search, never a row of commands.
    if field(model).is_none() && model.layers.is_empty() {
        model.focus = Focus::Query;
    }
    match field(model).map(|field| field.insert(text.trim_end_matches(['\r', '\n']))) {
        Some(Edit::Changed) => edited(model),
        _ => Vec::new(),
    }
}

/// The text field that has the keys.
fn field(model: &mut Model) -> Option<&mut Editor> {
    match model.layers.last_mut() {
        None if model.focus == Focus::Query => Some(&mut model.finder.field),
        Some(Layer::Help(chooser) | Layer::Palette(chooser)) => Some(&mut chooser.field),
        _ => None,
    }
}

fn edited(model: &mut Model) -> Vec<Effect> {
    match model.layers.last_mut() {
        None => query::search(model),
        Some(Layer::Help(chooser) | Layer::Palette(chooser)) => {
            layers::refresh(chooser);
            Vec::new()
        }
        Some(_) => Vec::new(),
    }
}

fn tick(model: &mut Model, now: jiff::Timestamp) -> Vec<Effect> {
    model.now = now;
    if !model.deadline.follows {
        return Vec::new();
    }
    let month = model.book.rule().next(now, &model.book.catalogue.calendar).month;
    if month == model.deadline.month {
        return Vec::new();
    }
    browse::show_month(model, month)
}

fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Found { generation, listing } => {
            if generation == model.finder.generation {
                query::show(model, listing);
            }
        }
        Answer::Facets(groups) => facets::counted(model, groups),
        Answer::Due(due) => {
            if due.deadline.month == model.deadline.month {
                model.deadline.due = Some(due);
            }
        }
        Answer::Failed(failure) => model.say_failure(&failure),
    }
    Vec::new()
}

/// After a resize the chosen row stays in sight, and a detail that now stands beside the list needs no
/// layer of its own.
fn settle_size(model: &mut Model) {
    if !model.size.is_enough() {
        return;
    }
    let shown = model.size.list_rows();
    for list in &mut model.lists {
        list.choose(list.chosen, shown);
    }
    if model.has_detail_beside() {
        if model.layers.iter().any(|l| matches!(l, Layer::Detail)) {
            model.layers.retain(|l| !matches!(l, Layer::Detail));
            model.focus = Focus::Detail;
        }
    } else if model.focus == Focus::Detail {
        model.focus = Focus::List;
        model.layers.insert(0, Layer::Detail);
    }
}
