//! What others do meanwhile: their filings appear without a keystroke, and a form says who else has it
//! open and what they filed. Nothing that is typed here is touched by it.

use std::sync::Arc;

use super::browse;
use crate::desk::form::FormContext;
use crate::desk::presence::{OpenForm, PresenceSnapshot};
use crate::domain::finding::Severity;
use crate::domain::time::in_shanghai;
use crate::tui::effect::Effect;
use crate::tui::model::{Form, Layer, Model, OthersActivity};
use crate::words;

/// Looks are this many seconds apart.
const APART: i64 = 2;

/// Where this person sits: the form that is open, if one is.
fn seat(model: &Model) -> Option<OpenForm> {
    model.layers.iter().find_map(|layer| match layer {
        Layer::Form(form) => Some(form.seat()),
        _ => None,
    })
}

/// Tells others at once when a form is opened or closed.
pub fn settle(model: &mut Model) -> Option<Effect> {
    let seat = seat(model);
    if model.around.seat == seat {
        return None;
    }
    model.around.seat = seat;
    Some(Effect::Pulse(seat))
}

/// Looks from time to time.
pub fn tick(model: &Model) -> Option<Effect> {
    (model.now.as_second() % APART == 0).then_some(Effect::Pulse(model.around.seat))
}

/// Takes in what others do. What the screen shows is read again when anybody has stored anything since.
pub fn seen(model: &mut Model, pulse: PresenceSnapshot) -> Vec<Effect> {
    let before = model.around;
    model.awaits_ledger &= pulse.counter.is_none();
    model.around = OthersActivity { looked: true, counter: pulse.counter, ..before };
    let changed = match &model.deadline.rows {
        _ if before.looked => before.counter != pulse.counter,
        Some(rows) => rows.as_of != pulse.counter,
        None => false,
    };
    if let Some(form) = open_form(model)
        && pulse.seat == Some(form.seat())
    {
        form.others = pulse.others;
    }
    if changed { read_again(model) } else { Vec::new() }
}

fn read_again(model: &mut Model) -> Vec<Effect> {
    let month = model.deadline.month;
    let mut effects = vec![Effect::Rights];
    effects.extend(browse::reload(model));
    effects.extend(model.layers.iter().filter_map(|layer| match layer {
        Layer::Form(form) => Some(Effect::Renew(form.basis.project.id, form.basis.month)),
        Layer::Chase(_) => Some(Effect::Chase(month)),
        Layer::Board(view) => Some(Effect::Board(month, view.by)),
        Layer::Sheet(view) => Some(Effect::Sheet(view.ask)),
        _ => None,
    }));
    effects
}

/// The ground of a form that is open, read again. An untouched form follows it; where something is typed it
/// only says who was quicker, and filing shows both versions.
pub fn renew(model: &mut Model, basis: &Arc<FormContext>) {
    let now = model.now;
    let Some(form) = open_form(model) else { return };
    let of = |basis: &FormContext| (basis.project.id, basis.month);
    let seen = form.newer.as_ref().map_or(form.basis.revision, |newer| newer.revision);
    if of(&form.basis) != of(basis) || form.filing || basis.revision <= seen {
        return;
    }
    let Some(theirs) = basis.standing.clone() else { return };
    if form.is_changed() {
        form.newer = Some(theirs.clone());
    } else {
        let fresh = Form::with(Arc::clone(basis), &basis.begin, now);
        *form = Form { at: form.at, since: form.since, others: form.others.clone(), ..fresh };
    }
    let (author, revision) = (&theirs.author, theirs.revision);
    let at = in_shanghai(theirs.at).strftime("%H:%M").to_string();
    let said = words!(
        "{author} {at} 改了这份月报（第{revision}版）",
        "{author} changed this report at {at} (rev. {revision})"
    );
    model.say(Severity::Warning, said);
}

fn open_form(model: &mut Model) -> Option<&mut Form> {
    model.layers.iter_mut().find_map(|layer| match layer {
        Layer::Form(form) => Some(&mut **form),
        _ => None,
    })
}
