//! The screen's behaviour: `update` changes the model for one event and returns what is to be done
//! outside as data. It does no I/O and knows no clock; time arrives as [`Event::Tick`].

mod available;
mod board;
mod browse;
mod chase;
mod choice;
mod facets;
mod form;
pub mod import;
mod judging;
mod layers;
mod mouse;
mod others;
pub mod picker;
pub mod queries;
mod query;
pub mod reconcile;
pub mod returning;
pub mod sheet;

use super::action::Action;
use super::effect::Effect;
use super::event::{Answer, Event};
use super::key::{Key, KeyCode};
use super::keymap::{self, Mode};
use super::model::{Focus, Layer, Model};
use crate::domain::codes;
use crate::domain::finding::Severity;
use crate::tui::editor::{Edit, Editor};
use crate::words;

pub use available::{available, permitted};

/// Lets one thing happen.
pub fn update(model: &mut Model, event: Event) -> Vec<Effect> {
    let mut effects = happen(model, event);
    effects.extend(look(model));
    effects.extend(others::settle(model));
    effects
}

/// Asks for what the desk knows of the chosen project, where its detail is on the screen and another's
/// or another month's is known.
fn look(model: &mut Model) -> Option<Effect> {
    if !model.has_detail_beside() && !model.layers.iter().any(|l| matches!(l, Layer::Detail)) {
        return None;
    }
    let wanted = (model.chosen()?.id, model.deadline.month);
    if model.looked_at == Some(wanted) {
        return None;
    }
    model.looked_at = Some(wanted);
    model.detail = model.detail.take().filter(|d| (d.project, d.month) == wanted);
    Some(Effect::Detail(wanted.0, wanted.1))
}

fn happen(model: &mut Model, event: Event) -> Vec<Effect> {
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

/// What to do first: the month's figures, and what the desk knows of the chosen project.
pub fn opening(model: &mut Model) -> Vec<Effect> {
    let mut effects = vec![Effect::Rights];
    effects.extend(browse::reload(model));
    effects.extend(look(model));
    effects
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
        Mode::List | Mode::Detail | Mode::Query => browse::act(model, action),
        Mode::Facets => facets::act(model, action),
        Mode::Sheet | Mode::Watch | Mode::Around => sheet::act(model, action),
        Mode::Queries => queries::act(model, action),
        Mode::Prompt => sheet::answer(model, action),
        Mode::Sort | Mode::Help | Mode::Palette | Mode::Reading => layers::act(model, action),
        Mode::Form => form::act(model, action),
        Mode::Filed => form::act_filed(model, action),
        Mode::Conflict => form::act_conflict(model, action),
        Mode::Chase => chase::act(model, action),
        Mode::Board => board::act(model, action),
        Mode::Picker => picker::act(model, action),
        Mode::Import => import::act(model, action),
        Mode::Choice => choice::act(model, action),
        Mode::Reconcile => reconcile::act(model, action),
    }
}

fn press(model: &mut Model, key: Key) -> Vec<Effect> {
    model.saying = false;
    if !model.size.is_enough() {
        return match keymap::action_of(Mode::List, key) {
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
        // Where one types, an Alt key that the field does not know ends here: read as Esc and a letter it would
        // leave the field and do something to a project.
        None if key.alt && model.place().types() => Vec::new(),
        // On a slow link Esc and the next key may arrive together, which reads as Alt.
        None if key.alt => {
            let mut effects = press(model, Key::plain(KeyCode::Esc));
            if !model.over {
                effects.extend(press(model, Key { alt: false, ..key }));
            }
            effects
        }
        None if model.place() == Mode::Query && key.code == KeyCode::Backspace => query::drop_chip(model),
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
        Some(Layer::Form(form)) if !form.filing => form.fields.get_mut(form.at).map(|f| &mut f.editor),
        Some(Layer::Prompt(prompt)) => Some(&mut prompt.field),
        Some(Layer::Picker(picker)) => Some(&mut picker.field),
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
        Some(Layer::Form(_)) => form::edited(model),
        Some(Layer::Picker(_)) => picker::edited(model),
        Some(_) => Vec::new(),
    }
}

fn tick(model: &mut Model, now: jiff::Timestamp) -> Vec<Effect> {
    let before = std::mem::replace(&mut model.now, now);
    let mut effects: Vec<Effect> = others::tick(model).into_iter().collect();
    effects.extend(roll_over(model, before));
    effects
}

/// A month that follows the calendar goes on with it.
fn roll_over(model: &mut Model, before: jiff::Timestamp) -> Vec<Effect> {
    let now = model.now;
    if !model.deadline.follows {
        return Vec::new();
    }
    let month = model.book.month_in_hand(now);
    // The hour of the deadline turns what is missing into what is overdue.
    let end = model.book.rule().deadline(month, &model.book.catalogue.calendar).end;
    if month == model.deadline.month && (before < end) == (now < end) {
        return Vec::new();
    }
    browse::show_month(model, month)
}

fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Reading(percent) => {
            if let Some(reading) = &mut model.reading {
                reading.percent = percent;
            }
        }
        Answer::Read(book, findings) => browse::read_on(model, book, findings),
        Answer::Found { generation, listing } => {
            if generation == model.finder.generation {
                let is_whole = listing.is_whole;
                query::show(model, listing);
                if is_whole {
                    return go_on(model);
                }
            }
        }
        Answer::Month(rows) => {
            if rows.month == model.deadline.month {
                model.deadline.rows = Some(rows);
                // Filters and orders may go by it; what comes next is looked for among what they leave.
                if model.finder.is_active() {
                    model.to_choose = model.chosen().map(|project| project.id);
                    return query::search(model);
                }
                return go_on(model);
            }
        }
        Answer::Detail(detail) => model.detail = Some(detail),
        Answer::Rights(person, rights, closed) => {
            model.rights = Some((person, rights));
            model.closed = *closed;
        }
        Answer::Form(basis) => form::show(model, basis),
        Answer::Renewed(basis) => others::renew(model, &basis),
        Answer::Pulse(pulse) => return others::seen(model, pulse),
        Answer::Filed(filed) => return form::filed(model, filed),
        Answer::Refused(failure) => form::refused(model, &failure),
        Answer::Conflict(failure, basis) => form::conflicted(model, &failure, basis),
        Answer::Chase(board) => chase::show(model, board),
        Answer::Board(board) => board::show(model, board),
        Answer::Facets(groups) => facets::counted(model, groups),
        Answer::Due(due, overdue) => {
            if due.deadline.month == model.deadline.month {
                (model.deadline.due, model.deadline.overdue) = (Some(due), overdue);
            }
        }
        Answer::Sheet(sheet) => sheet::read(model, &sheet),
        Answer::Done(said) => return sheet::done(model, said),
        Answer::Judged(ids, said) => return judging::done(model, &ids, said),
        Answer::Queries(saved, said) => queries::show(model, saved, said),
        Answer::Page(title, lines) => layers::open_page(model, title, lines),
        Answer::Shelf(shelf) => return picker::show(model, shelf),
        Answer::NoShelf(typed, failure) => picker::refused(model, &typed, &failure),
        Answer::ReadSoFar(generation, progress) => import::so_far(model, generation, progress),
        Answer::ListRead(generation, review) => import::read(model, generation, review),
        Answer::ListRefused(generation, failure, columns) => {
            import::refused(model, generation, failure, columns);
        }
        Answer::Stored(said, book) => return import::stored(model, said, book),
        Answer::NotStored(generation, failure) => import::not_stored(model, generation, &failure),
        Answer::Reconciled(board) => reconcile::show(model, board),
        Answer::NotReconciled(month, path, failure) => {
            reconcile::refused(model, month, path.as_deref(), &failure);
        }
        // A demonstration's ledger is on its way, and the search is made again when it is there.
        Answer::Failed(failure)
            if model.awaits_ledger && failure.findings.iter().all(|f| f.code == codes::NO_LEDGER) =>
        {
            let said =
                words!("正在编演示台账，编好后自动列出", "the demo's ledger is being made; the list follows");
            model.say(Severity::Note, said);
        }
        Answer::Failed(failure) => {
            // What was to come next may never be known.
            model.going_on = None;
            model.say_failure(&failure);
        }
        Answer::Noted(finding) => model.say_beside(&finding),
    }
    Vec::new()
}

/// Goes on to the next form, where a report was filed that wanted it.
fn go_on(model: &mut Model) -> Vec<Effect> {
    model.going_on.take().map_or_else(Vec::new, |done| form::go_on(model, done))
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
