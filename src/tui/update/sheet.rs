//! The sheets: turning between views, walking rows, opening the project behind one, and what is done from
//! a row. A deed that needs words asks for them in one line first.

use std::sync::Arc;

use super::browse::{reveal, stride};
use super::layers;
use crate::desk::sheet::{RegisterKind, RegisterTable, RowCommand, project, watch};
use crate::domain::finding::Severity;
use crate::domain::issue::IssueKind;
use crate::domain::lang::Bilingual;
use crate::domain::milestone::Slip;
use crate::domain::roster::PartyRole;
use crate::domain::time::date_in_shanghai;
use crate::tui::action::Action;
use crate::tui::editor::Editor;
use crate::tui::effect::Effect;
use crate::tui::model::answer::effect;
use crate::tui::model::{Layer, Model, Prompt, PromptKind, SheetView};
use crate::words;

/// Opens a sheet over the main screen, in place of one that is open.
pub fn open(model: &mut Model, topic: RegisterKind) -> Vec<Effect> {
    let project = model.chosen().map(|p| p.id);
    let view = SheetView::new(topic, 0, project, model.lang);
    let ask = view.ask;
    model.layers.retain(|layer| !matches!(layer, Layer::Sheet(_)));
    model.layers.push(Layer::Sheet(view));
    vec![Effect::Sheet(ask)]
}

/// Shows what was read, unless another view has been turned to meanwhile.
pub fn read(model: &mut Model, sheet: &Arc<RegisterTable>) {
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
pub fn done(model: &mut Model, said: Bilingual) -> Vec<Effect> {
    model.say(Severity::Note, said);
    // What stands around the project is read again, and how reports stand.
    let month = model.deadline.month;
    // A deed may have changed how reports stand.
    let mut effects = super::browse::reload(model);
    for layer in &model.layers {
        match layer {
            Layer::Sheet(view) => effects.push(Effect::Sheet(view.ask)),
            Layer::Reconcile(view) => effects.push(Effect::Reconcile(month, view.path.clone())),
            _ => {}
        }
    }
    effects
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
        Action::Add => add(model),
        Action::Supervise => {
            if let Some(id) = view.row().and_then(|row| row.project) {
                ask(model, PromptKind::Supervise(id), "");
            }
        }
        Action::Page => {
            let id = view.row().and_then(|row| row.project).or(view.ask.project);
            return id.map(Effect::Page).into_iter().collect();
        }
        Action::CopyId => {
            let Some(sheet) = &view.sheet else { return Vec::new() };
            let (text, rows) = (sheet.tsv(), sheet.rows.len());
            let words = words!("已复制 {rows} 行，可粘贴到电子表格", "copied {rows} rows, for a spreadsheet");
            model.say(Severity::Note, words);
            return vec![Effect::Copy(text)];
        }
        Action::Escalate => return ask_about_row(model, PromptKind::Escalate),
        Action::Decide => return ask_about_row(model, PromptKind::Decide),
        Action::Finish => return finish(model),
        Action::Help => layers::open_help(model),
        Action::Palette => layers::open_palette(model),
        Action::Issues => return open(model, RegisterKind::Issues),
        Action::Milestones => return open(model, RegisterKind::Milestones),
        Action::Pools => return open(model, RegisterKind::Pools),
        Action::Watch => return open(model, RegisterKind::Watch),
        Action::Around => return open(model, RegisterKind::Project),
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
            let today = date_in_shanghai(model.now);
            let Some(Layer::Prompt(prompt)) = model.layers.last() else { return Vec::new() };
            if prompt.field.text().trim().is_empty() && !prompt.wish.takes_nothing() {
                model.say(
                    Severity::Note,
                    words!("先写一句，或按 Esc 作罢", "write a sentence first, or leave with Esc"),
                );
                return Vec::new();
            }
            if matches!(prompt.wish, PromptKind::ListYear | PromptKind::ListSheet) {
                let (wish, answer) = (prompt.wish.clone(), prompt.field.text().to_owned());
                if let Err(why) = super::import::would_take(&wish, &answer) {
                    model.say(Severity::Error, why);
                    return Vec::new();
                }
                model.layers.pop();
                return super::import::answered(model, &wish, &answer);
            }
            match effect(prompt.wish.clone(), prompt.field.text(), today) {
                Ok(effect) => {
                    model.layers.pop();
                    vec![effect]
                }
                // The question stays with the words in it.
                Err(why) => {
                    model.say(Severity::Error, why);
                    Vec::new()
                }
            }
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
        ask(model, PromptKind::OpenIssue(id, None), "");
    }
    Vec::new()
}

/// Asks what is stuck, with the words of the month's report where it names a problem.
pub fn issue_from_report(model: &mut Model) {
    let filed = match model.layers.last() {
        Some(Layer::Filed(filed)) => Some((&filed.shown.report, filed.shown.report.project)),
        _ => None,
    };
    let shown = || {
        let id = model.chosen()?.id;
        let detail = model.detail.as_ref().filter(|d| d.project == id && d.month == model.deadline.month)?;
        Some((&detail.report.as_ref()?.0, id))
    };
    let said = filed.or_else(shown).filter(|(report, _)| !report.content.problems.is_empty());
    let prompt = said.map(|(report, id)| {
        let text = report.content.problems.replace('\n', " ");
        let kind = IssueKind::guess(&text).title(model.lang);
        (
            PromptKind::OpenIssue(id, Some(report.month)),
            format!("{kind}{}{text}", model.lang.pick("：", ": ")),
        )
    });
    match (prompt, model.chosen().map(|p| p.id)) {
        (Some((wish, text)), _) => ask(model, wish, &text),
        (None, Some(id)) => ask(model, PromptKind::OpenIssue(id, None), ""),
        (None, None) => {}
    }
}

/// Adds to what the sheet shows: a project to the watch list, a record to the view around a project.
fn add(model: &mut Model) {
    let chosen = model.chosen().map(|p| p.id);
    let Some(Layer::Sheet(view)) = model.layers.last() else { return };
    let (topic, at) = (view.ask.topic, view.ask.view);
    let Some(id) = view.ask.project.or(chosen) else { return };
    let item = view.row().map(|row| row.item.clone()).unwrap_or_default();
    let cell = |at: usize| view.row().and_then(|row| row.cells.get(at).cloned()).unwrap_or_default();
    let colon = model.lang.pick("：", ":");
    match (topic, at) {
        (RegisterKind::Watch, _) => ask(model, PromptKind::Watch(id), ""),
        (RegisterKind::Project, project::PERMITS) if !item.is_empty() => {
            let text = format!("{}{colon}", cell(0));
            ask(model, PromptKind::Permit(id), &text);
        }
        (RegisterKind::Project, project::PERMITS) => ask(model, PromptKind::Permit(id), ""),
        (RegisterKind::Project, project::SITE) => ask(model, PromptKind::Note(id), ""),
        (RegisterKind::Project, project::PARTIES) => {
            let value = cell(1);
            if let Some(role) = PartyRole::parse(&item) {
                ask(model, PromptKind::Party(id, role), &value);
            }
        }
        (RegisterKind::Project, project::FUNDING) => {
            let text = if item.is_empty() { String::new() } else { format!("{}{colon}", cell(0)) };
            ask(model, PromptKind::Funding(id), &text);
        }
        (RegisterKind::Project, project::VISITS) => ask(model, PromptKind::Supervise(id), ""),
        (RegisterKind::Project, _) => model.say(
            Severity::Note,
            words!("招商阶段取自月报，请在月报里填", "stages come from the reports; file them there"),
        ),
        _ => {}
    }
}

/// Rows that the sheet shows at this size.
pub fn rows_shown(model: &Model) -> usize {
    let less = if has_missing_line(model) { 6 } else { 5 };
    usize::from(model.size.body().height.saturating_sub(less)).max(1)
}

/// Whether a line below the rows tells what the columns had to cut from the chosen one.
pub fn has_missing_line(model: &Model) -> bool {
    model.size.width < 120
}

/// Puts a question, with the beginning of an answer.
pub fn ask(model: &mut Model, wish: PromptKind, text: &str) {
    model.layers.push(Layer::Prompt(Prompt { question: wish.question(), field: Editor::line(text), wish }));
}

fn ask_about_row(model: &mut Model, wish: fn(String) -> PromptKind) -> Vec<Effect> {
    let Some(Layer::Sheet(view)) = model.layers.last() else { return Vec::new() };
    if view.ask.topic == RegisterKind::Issues
        && let Some(row) = view.row()
    {
        let item = row.item.clone();
        ask(model, wish(item), "");
    }
    Vec::new()
}

/// 销号 for an issue, 完成 for a step, 移出 for a watched project, 办结 for a demand, 整改完成 for a note.
fn finish(model: &mut Model) -> Vec<Effect> {
    let Some(Layer::Sheet(view)) = model.layers.last() else { return Vec::new() };
    let Some(row) = view.row() else { return Vec::new() };
    let item = row.item.clone();
    let wish = match (view.ask.topic, view.ask.view, row.project) {
        (RegisterKind::Issues, ..) => return ask_about_row(model, PromptKind::Close),
        (RegisterKind::Milestones, _, Some(project)) if !item.is_empty() => {
            return vec![Effect::Perform(RowCommand::Finish(project, item, Slip::Move))];
        }
        (RegisterKind::Watch, 0, Some(id)) => PromptKind::Unwatch(id),
        (RegisterKind::Watch, watch::VISITS, Some(id))
        | (RegisterKind::Project, project::VISITS, Some(id)) => PromptKind::Answer(id, item),
        (RegisterKind::Project, project::SITE, Some(id)) => PromptKind::Settle(id, item),
        _ => return Vec::new(),
    };
    ask(model, wish, "");
    Vec::new()
}

/// Enter: accepts a proposal, opens a schedule's steps, else goes to the project behind the row.
fn enter(model: &mut Model) -> Vec<Effect> {
    let Some(Layer::Sheet(view)) = model.layers.last_mut() else { return Vec::new() };
    let Some(row) = view.row().cloned() else { return Vec::new() };
    if let Some(offer) = row.offer {
        return vec![Effect::Perform(RowCommand::Accept(offer))];
    }
    if view.ask.topic == RegisterKind::Project && view.ask.view != project::WAITING {
        add(model);
        return Vec::new();
    }
    let Some(project) = row.project else { return Vec::new() };
    if view.ask.topic == RegisterKind::Milestones && row.item.is_empty() {
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
