//! The reconciliation: states one by one, orders, a file of statistics, explanations, the project behind.

use std::sync::Arc;

use super::{browse, layers, picker, sheet};
use crate::domain::finding::{Failure, Severity};
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::month::Month;
use crate::domain::permission::{self, Target};
use crate::domain::statistics::StatisticsState;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::reconcile::ReconcileBoard;
use crate::tui::model::sheet::PromptKind;
use crate::tui::model::{Layer, Model, Purpose, ReconcileView};
use crate::words;

/// Opens it for the month at work.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.layers.push(Layer::Reconcile(Box::default()));
    vec![Effect::Reconcile(model.deadline.month, None)]
}

/// Compares with a file.
pub fn with_file(model: &mut Model, path: String) -> Vec<Effect> {
    let month = model.deadline.month;
    let Some(view) = view(model) else { return Vec::new() };
    *view = ReconcileView { path: Some(path.clone()), order: view.order, ..ReconcileView::default() };
    vec![Effect::Reconcile(month, Some(path))]
}

/// Shows what was compared.
pub fn show(model: &mut Model, board: Arc<ReconcileBoard>) {
    let month = model.deadline.month;
    let Some(view) = view(model) else { return };
    if board.month != month || board.file != view.path {
        return;
    }
    view.refused.clear();
    let first = view.board.is_none();
    let found = board.findings.len();
    view.board = Some(board);
    view.arrange();
    // Said once, not again after every explanation.
    if found > 0 && first {
        model.say(
            Severity::Warning,
            words!(
                "文件中有 {found} 行对不上名单里的项目，未核对",
                "{found} rows of the file name no project of the list; not compared"
            ),
        );
    }
}

/// Says why nothing could be compared.
pub fn refused(model: &mut Model, month: Month, path: Option<&str>, failure: &Failure) {
    if month != model.deadline.month {
        return;
    }
    let Some(view) = view(model).filter(|view| view.path.as_deref() == path) else { return };
    let line = |finding: &crate::domain::finding::Finding| Bilingual {
        zh: finding.line(Lang::Zh),
        en: finding.line(Lang::En),
    };
    view.refused = failure.findings.iter().map(line).collect();
}

/// Whether the chosen row can be explained; why not.
pub fn may_explain(model: &Model) -> Result<(), Bilingual> {
    let Some(Layer::Reconcile(view)) = model.layers.last() else { return Ok(()) };
    let Some(row) = view.row() else { return Err(words!("这里没有项目", "there is no project here")) };
    if row.ours.is_none() {
        return Err(words!("本月还没有月报，先填报", "no report of the month yet; file it first"));
    }
    if row.state != StatisticsState::Inconsistent {
        return Err(words!("不一致的才要说明", "only what differs needs an explanation"));
    }
    match (model.book.catalogue.project(row.project), &model.rights) {
        (Some(project), Some((person, rights))) => rights
            .may(person, permission::Action::File, Target::of(project), model.now)
            .map_err(|failure| failure.findings.into_iter().next().map(|f| f.message).unwrap_or_default()),
        _ => Ok(()),
    }
}

/// An action of the reconciliation on top.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let shown = rows_shown(model);
    let Some(Layer::Reconcile(view)) = model.layers.last_mut() else { return Vec::new() };
    match action {
        Action::Back if view.path.is_some() => {
            // First back to what the reports say themselves.
            **view = ReconcileView::default();
            return vec![Effect::Reconcile(model.deadline.month, None)];
        }
        Action::Back => {
            model.layers.pop();
        }
        Action::Next => view.turn(1),
        Action::Previous => view.turn(-1),
        Action::Sort => {
            view.order = view.order.next();
            view.arrange();
        }
        Action::Statistics => return picker::open(model, Purpose::Statistics),
        Action::Explain => {
            let Some(row) = view.row() else { return Vec::new() };
            let figure = view.path.as_ref().and(row.statistics);
            let (wish, known) =
                (PromptKind::Explain(row.project, model.deadline.month, figure), row.explanation.clone());
            sheet::ask(model, wish, &known);
        }
        Action::Open => {
            let Some(id) = view.row().map(|row| row.project) else { return Vec::new() };
            model.layers.retain(|layer| !matches!(layer, Layer::Reconcile(_) | Layer::Chase(_)));
            return browse::reveal(model, id);
        }
        Action::MonthBefore | Action::MonthAfter | Action::MonthNow => {
            let path = view.path.clone();
            (view.board, view.rows, view.refused) = (None, Vec::new(), Vec::new());
            let mut effects = browse::act(model, action);
            effects.push(Effect::Reconcile(model.deadline.month, path));
            return effects;
        }
        Action::Help => layers::open_help(model),
        Action::Palette => layers::open_palette(model),
        movement => {
            view.chosen = browse::stride(movement, view.chosen, view.rows.len().saturating_sub(1), shown);
        }
    }
    if let Some(Layer::Reconcile(view)) = model.layers.last_mut() {
        view.top = view.top.clamp(view.chosen.saturating_sub(shown - 1), view.chosen);
    }
    Vec::new()
}

/// Rows that are shown at this size.
pub fn rows_shown(model: &Model) -> usize {
    usize::from(model.size.body().height.saturating_sub(6)).max(1)
}

fn view(model: &mut Model) -> Option<&mut ReconcileView> {
    model.layers.iter_mut().rev().find_map(|layer| match layer {
        Layer::Reconcile(view) => Some(&mut **view),
        _ => None,
    })
}
