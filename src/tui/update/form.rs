//! The form: fields, filing, what comes back, and two versions side by side. Nothing typed is lost:
//! every change is kept, and a refusal leaves the form as it is.

use std::sync::Arc;

use super::browse;
use crate::desk::form::FormContext;
use crate::desk::report::FileOutcome;
use crate::domain::finding::{Failure, Severity};
use crate::domain::lang::Bilingual;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{Conflict, Form, Layer, Model, RoundScope, Side};
use crate::words;

/// Asks for the form of the chosen project and the month at work; where projects are marked and the chosen
/// one is not among them, of the next marked one that is missing. A round begins with it.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let round = model.round_here();
    let among = model.chosen().is_some_and(|p| model.list().marked.contains(&p.id));
    if round.scope == RoundScope::Marked && !among {
        let known = model.deadline.rows.as_ref().is_some_and(|rows| rows.is_known());
        let first = if known { model.next_here() } else { round.rows.get(0).map(|at| at as usize) };
        let Some(at) = first else {
            model.say(Severity::Note, model.end_of_round(&round));
            return Vec::new();
        };
        go_to(model, at);
    }
    model.round = Some(round);
    ask(model)
}

fn ask(model: &Model) -> Vec<Effect> {
    let Some(id) = model.chosen().map(|p| p.id) else { return Vec::new() };
    vec![Effect::Form(id, model.deadline.month)]
}

/// Shows the form that was asked for.
pub fn show(model: &mut Model, basis: Arc<FormContext>) {
    // The person may have walked on while it was read.
    let busy = model.layers.iter().any(|l| !matches!(l, Layer::Detail));
    if busy || model.chosen().map(|p| p.id) != Some(basis.project.id) {
        return;
    }
    let form = Form::new(basis, model.now);
    if let Some(kept) = form.recovered {
        let at = crate::domain::time::in_shanghai(kept).strftime("%m-%d %H:%M").to_string();
        model.say(
            Severity::Note,
            words!(
                "已恢复 {at} 留下的草稿；Ctrl-R 放弃草稿",
                "what was typed on {at} is restored; Ctrl-R gives it up"
            ),
        );
    }
    model.layers.push(Layer::Form(Box::new(form)));
}

/// Something was typed: check, and keep it.
pub fn edited(model: &mut Model) -> Vec<Effect> {
    let now = model.now;
    let Some(form) = form(model) else { return Vec::new() };
    let at = form.at;
    form.fields[at].touched = true;
    form.check(now);
    vec![Effect::Keep(form.basis.project.id, form.basis.month, form.draft())]
}

/// An action of the form.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let now = model.now;
    let Some(form) = form(model) else { return Vec::new() };
    let last = form.fields.len() - 1;
    match action {
        Action::Next => form.go((form.at + 1) % (last + 1)),
        Action::Previous => form.go((form.at + last) % (last + 1)),
        Action::PageDown => form.go(form.at + 5),
        Action::PageUp => form.go(form.at.saturating_sub(5)),
        Action::File | Action::FileOn => {
            form.then_next = action == Action::FileOn;
            return file(model);
        }
        Action::StartOver => {
            let (id, month) = (form.basis.project.id, form.basis.month);
            let begin = form.basis.begin.clone();
            *form = Form::with(Arc::clone(&form.basis), &begin, now);
            return vec![Effect::Forget(id, month)];
        }
        Action::Back => {
            let changed = form.is_changed();
            model.layers.pop();
            if changed {
                model.say(
                    Severity::Note,
                    words!("草稿已保留，按 r 继续填报", "the draft is kept; r goes on with it"),
                );
            }
        }
        _ => {}
    }
    Vec::new()
}

fn file(model: &mut Model) -> Vec<Effect> {
    let Some(form) = form(model) else { return Vec::new() };
    if form.filing {
        return Vec::new();
    }
    form.tried = true;
    if !form.checked.may_be_filed() {
        if let Some(at) = form.first_error() {
            form.go(at);
        }
        let errors = form.checked.findings.iter().filter(|f| f.severity == Severity::Error).count();
        model.say(
            Severity::Error,
            words!(
                "还不能报送：有 {errors} 处要改，见各项下面",
                "not filed yet: {errors} to put right, see below the fields"
            ),
        );
        return Vec::new();
    }
    form.filing = true;
    vec![Effect::File(form.filing())]
}

/// It is filed. One more key leads to the next one that is missing.
pub fn filed(model: &mut Model, filed: Box<FileOutcome>) -> Vec<Effect> {
    let on = form(model).is_some_and(|form| form.then_next);
    if matches!(model.layers.last(), Some(Layer::Form(_))) {
        model.layers.pop();
    }
    let (id, month) = (filed.shown.report.project, filed.shown.report.month);
    model.just_filed = Some((id, month));
    for list in &mut model.lists {
        list.marked.remove(&id);
    }
    let mut effects = vec![Effect::Forget(id, month)];
    effects.extend(browse::reload(model));
    if !on {
        model.layers.push(Layer::Filed(filed));
        return effects;
    }
    for warning in &filed.warnings {
        model.say(Severity::Warning, warning.message.clone());
    }
    let (revision, ytd) = (filed.shown.report.revision, filed.shown.derived.ytd.friendly());
    let done = words!(
        "已报送 {id} 第{revision}版，年累计 {ytd}",
        "{id} is filed, revision {revision}, year to date {ytd}"
    );
    // Which one is next is known when the month's rows are read again.
    model.going_on = Some(done);
    effects
}

/// The month's rows are read after a filing that wanted the next one at once.
pub fn go_on(model: &mut Model, done: Bilingual) -> Vec<Effect> {
    let (zh, en) = (done.zh, done.en);
    let busy = model.layers.iter().any(|layer| !matches!(layer, Layer::Detail));
    match model.round.clone() {
        // The person has walked on meanwhile.
        Some(round) if !busy && round.tab == model.tab => {
            if let Some(next) = model.left_of_round().first().copied() {
                model.say(Severity::Note, words!("{zh}；这是下一个", "{en}; here is the next one"));
                go_to(model, next);
                return ask(model);
            }
            let Bilingual { zh: end_zh, en: end_en } = model.end_of_round(&round);
            // The end comes first: a narrow screen cuts the rest.
            model.say(Severity::Note, words!("{end_zh}；{zh}", "{end_en}; {en}"));
        }
        _ => model.say(Severity::Note, words!("{zh}", "{en}")),
    }
    Vec::new()
}

/// It is not filed; the form stays as it is.
pub fn refused(model: &mut Model, failure: &Failure) {
    if let Some(form) = form(model) {
        form.filing = false;
        form.then_next = false;
    }
    model.say_failure(failure);
}

/// Somebody else changed it meanwhile: both versions side by side.
pub fn conflicted(model: &mut Model, failure: &Failure, basis: Arc<FormContext>) {
    let now = model.now;
    let Some(form) = form(model) else { return };
    form.filing = false;
    let conflict = form.conflict(basis);
    if conflict.rows.is_empty() {
        // They filed the same; only the revision is newer.
        *form = conflict.settle(form, now);
        model.say_failure(failure);
        return;
    }
    // Both versions side by side say it; a message would stand over the keys that choose between them.
    model.layers.push(Layer::Conflict(conflict));
}

/// An action on a filed report's note.
pub fn act_filed(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::NextMissing => {
            model.layers.pop();
            if let Some(at) = model.left_of_round().first().copied() {
                go_to(model, at);
                return ask(model);
            }
        }
        Action::Help => super::layers::open_help(model),
        Action::Palette => super::layers::open_palette(model),
        _ => {}
    }
    Vec::new()
}

/// Chooses the next project that is missing, among the marked ones or else in the list.
pub fn next(model: &mut Model) {
    if let Some(at) = model.next_here() {
        go_to(model, at);
    }
}

/// Chooses a project of the list; a search that is still being answered keeps it chosen.
fn go_to(model: &mut Model, at: usize) {
    if let Some(row) = model.list().rows.find(at as u32) {
        browse::choose(model, row);
    }
    if model.finder.is_waiting() {
        model.to_choose = model.book.projects().get(at).map(|project| project.id);
    }
}

/// An action on two versions side by side.
pub fn act_conflict(model: &mut Model, action: Action) -> Vec<Effect> {
    let now = model.now;
    let Some(Layer::Conflict(conflict)) = model.layers.last_mut() else { return Vec::new() };
    let last = conflict.rows.len().saturating_sub(1);
    match action {
        Action::Mine | Action::Theirs => {
            let side = if action == Action::Mine { Side::Mine } else { Side::Theirs };
            if let Some(row) = conflict.rows.get_mut(conflict.chosen) {
                row.3 = side;
            }
        }
        Action::Open => {
            let conflict: Conflict = conflict.clone();
            model.layers.pop();
            if let Some(form) = form(model) {
                *form = conflict.settle(form, now);
                return vec![Effect::Keep(form.basis.project.id, form.basis.month, form.draft())];
            }
        }
        Action::Back => {
            model.layers.pop();
        }
        Action::Help => super::layers::open_help(model),
        Action::Palette => super::layers::open_palette(model),
        movement => conflict.chosen = browse::stride(movement, conflict.chosen, last, 5),
    }
    Vec::new()
}

fn form(model: &mut Model) -> Option<&mut Form> {
    match model.layers.last_mut() {
        Some(Layer::Form(form)) => Some(form),
        _ => None,
    }
}
