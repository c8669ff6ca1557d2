//! The board: turning its pages and groupings, and opening the projects behind a figure.

use std::sync::Arc;

use super::{browse, layers, query};
use crate::desk::rows::Order;
use crate::domain::board::{Board, By};
use crate::domain::category::Category;
use crate::domain::finding::Severity;
use crate::domain::month::Month;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::board::{BoardView, Page};
use crate::tui::model::{Chip, Layer, Model};
use crate::words;

/// Opens the board of the month at work.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.layers.push(Layer::Board(BoardView::default()));
    vec![Effect::Board(model.deadline.month, By::default())]
}

/// Shows what was read.
pub fn show(model: &mut Model, board: Arc<Board>) {
    let month = model.deadline.month;
    if let Some(Layer::Board(view)) = model.layers.iter_mut().find(|l| matches!(l, Layer::Board(_)))
        && board.month == month
        && board.by == view.by
    {
        view.board = Some(board);
        view.chosen = view.chosen.min(view.rows().saturating_sub(1));
    }
}

/// An action of the board.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let shown = usize::from(model.size.body().height.saturating_sub(4)).max(1);
    let month = model.deadline.month;
    let Some(Layer::Board(view)) = model.layers.last_mut() else { return Vec::new() };
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::View => {
            view.page = view.page.next();
            view.chosen = 0;
            view.top = 0;
        }
        Action::Next | Action::Previous => {
            let step = if action == Action::Next { 1 } else { By::ALL.len() - 1 };
            view.by = By::ALL[(view.by as usize + step) % By::ALL.len()];
            view.page = Page::Groups;
            view.chosen = 0;
            view.top = 0;
            return vec![Effect::Board(month, view.by)];
        }
        Action::CopyId => {
            let (text, rows) = (view.tsv(model.lang), view.rows());
            let words = words!("已复制 {rows} 行，可粘贴到电子表格", "copied {rows} rows, for a spreadsheet");
            model.say(Severity::Note, words);
            return vec![Effect::Copy(text)];
        }
        Action::Open if view.month().is_some() => {
            let month = view.month().unwrap_or(month);
            return reports_of(model, month);
        }
        // A stretch of deviation has no filter; its projects stand in the list by progress, slowest first.
        Action::Open if view.page == Page::Spread => {
            model.layers.pop();
            model.finder.order = Order { by: crate::desk::rows::By::Progress, reverse: false };
            return query::search(model);
        }
        Action::Open => {
            let behind = view.behind();
            return projects_behind(model, behind);
        }
        Action::MonthBefore | Action::MonthAfter | Action::MonthNow => {
            let by = view.by;
            view.board = None;
            let effects = browse::act(model, action);
            // The board first: it is what is looked at.
            let board = Effect::Board(model.deadline.month, by);
            return std::iter::once(board).chain(effects).collect();
        }
        Action::Help => layers::open_help(model),
        Action::Palette => layers::open_palette(model),
        movement => {
            view.chosen = browse::stride(movement, view.chosen, view.rows().saturating_sub(1), shown);
            view.top = view.top.clamp(view.chosen.saturating_sub(shown - 1), view.chosen);
        }
    }
    Vec::new()
}

/// Closes the board and lists what was filed for a month.
fn reports_of(model: &mut Model, month: Month) -> Vec<Effect> {
    model.layers.pop();
    model.finder.field.clear();
    model.finder.chips = vec![Chip { label: words!("已报", "filed"), term: "is:filed".into() }];
    model.deadline.follows = month == model.book.month_in_hand(model.now);
    let mut effects = browse::show_month(model, month);
    effects.extend(query::search(model));
    effects
}

/// Closes the board and lists the projects that a figure counts.
fn projects_behind(model: &mut Model, behind: Option<(By, Option<String>)>) -> Vec<Effect> {
    model.layers.pop();
    model.finder.field.clear();
    model.finder.chips.clear();
    if let Some((by, Some(key))) = behind {
        if by == By::Category {
            browse::switch(model, Category::parse(&key).unwrap_or(model.tab));
        } else {
            let quote = if key.contains(char::is_whitespace) { "\"" } else { "" };
            let name = by.name();
            let title = (by.title(crate::domain::lang::Lang::Zh), by.title(crate::domain::lang::Lang::En));
            let (zh, en) = title;
            model.finder.chips.push(Chip {
                label: words!("{zh}:{key}", "{en}:{key}"),
                term: format!("{name}:{quote}{key}{quote}"),
            });
        }
    }
    query::search(model)
}
