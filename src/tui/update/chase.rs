//! The chase board: who has not filed, unit by unit; the message is copied and shown.

use std::sync::Arc;

use super::{board, browse, layers, query};
use crate::domain::board::GroupBy;
use crate::domain::finding::Severity;
use crate::domain::lang::Bilingual;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{ChaseBoard, ChaseState, Chip, Layer, Model, TextPopup};
use crate::words;

/// Opens the board for the month at work.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.layers.push(Layer::Chase(ChaseState::default()));
    vec![Effect::Chase(model.deadline.month)]
}

/// Shows what was read.
pub fn show(model: &mut Model, board: Arc<ChaseBoard>) {
    let month = model.deadline.month;
    if let Some(Layer::Chase(chase)) = model.layers.iter_mut().find(|l| matches!(l, Layer::Chase(_)))
        && board.month == month
    {
        chase.chosen = chase.chosen.min(board.units.len().saturating_sub(1));
        chase.board = Some(board);
    }
}

/// An action of the board.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let shown = rows(model);
    let Some(Layer::Chase(chase)) = model.layers.last_mut() else { return Vec::new() };
    let unit = chase.board.as_ref().and_then(|board| board.units.get(chase.chosen)).cloned();
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::CopyId => {
            let Some(unit) = unit else { return Vec::new() };
            let text = unit.message.get(model.lang).to_owned();
            let paragraphs = text.lines().map(Bilingual::same).collect();
            model.layers.push(Layer::Reading(TextPopup {
                title: words!("已复制的催报消息", "The message, copied"),
                paragraphs,
                top: 0,
            }));
            model.say(Severity::Note, words!("消息已复制", "the message is copied"));
            return vec![Effect::Copy(text)];
        }
        Action::Open => {
            let Some(unit) = unit else { return Vec::new() };
            model.layers.pop();
            let name = &unit.unit;
            model.finder.field.clear();
            model.finder.chips = vec![Chip::new(words!("未报", "unfiled"), "is:unfiled")];
            if !name.is_empty() {
                let label = words!("牵头单位:{name}", "Lead unit:{name}");
                model.finder.chips.push(Chip::new(label, board::term_of(GroupBy::Unit, name)));
            }
            if let Some((id, _, _)) = unit.missing.first() {
                browse::switch(model, id.category);
            }
            return query::search(model);
        }
        Action::MonthBefore | Action::MonthAfter | Action::MonthNow => {
            chase.board = None;
            let mut effects = browse::act(model, action);
            effects.push(Effect::Chase(model.deadline.month));
            return effects;
        }
        Action::Reconcile => return super::reconcile::open(model),
        Action::Help => layers::open_help(model),
        Action::Palette => layers::open_palette(model),
        movement => {
            let last = chase.board.as_ref().map_or(0, |b| b.units.len()).saturating_sub(1);
            chase.chosen = browse::stride(movement, chase.chosen, last, shown);
            chase.top = chase.top.clamp(chase.chosen.saturating_sub(shown - 1), chase.chosen);
        }
    }
    Vec::new()
}

/// Units that the board shows at once.
fn rows(model: &Model) -> usize {
    usize::from(model.size.body().height.saturating_sub(3)).max(1)
}
