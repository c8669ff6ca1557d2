//! The board: turning its pages and groupings, and opening the projects behind a figure.

use std::sync::Arc;

use super::{browse, layers, query};
use crate::desk::rows::{self, Order};
use crate::domain::board::{Bin, Board, Figure, GroupBy};
use crate::domain::category::Category;
use crate::domain::finding::Severity;
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::layout::Area;
use crate::tui::model::board::{BoardPage, BoardView, tiles};
use crate::tui::model::{Chip, Layer, Model};
use crate::words;

/// Opens the board of the month at work.
pub fn open(model: &mut Model) -> Vec<Effect> {
    model.layers.push(Layer::Board(BoardView::default()));
    vec![Effect::Board(model.deadline.month, GroupBy::default())]
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
    let (rows, catalogue) = (inside(model).below(2), Arc::clone(&model.book.catalogue));
    let districts = &catalogue.districts;
    let Some(Layer::Board(view)) = model.layers.last_mut() else { return Vec::new() };
    match action {
        Action::Back => {
            model.layers.pop();
        }
        Action::View => {
            view.turn_to(view.page.next());
        }
        Action::Next | Action::Previous => {
            let step = if action == Action::Next { 1 } else { GroupBy::ALL.len() - 1 };
            view.by = GroupBy::ALL[(view.by as usize + step) % GroupBy::ALL.len()];
            view.turn_to(BoardPage::Groups);
            return vec![Effect::Board(month, view.by)];
        }
        Action::CopyId => {
            let (text, rows) = (view.tsv(model.lang), view.rows());
            let words = words!("已复制 {rows} 行，可粘贴到电子表格", "copied {rows} rows, for a spreadsheet");
            model.say(Severity::Note, words);
            return vec![Effect::Copy(text)];
        }
        Action::Open => return open_figure(model),
        Action::Left | Action::Right => walk(model, if action == Action::Right { 1 } else { -1 }),
        Action::Up | Action::Down if view.page == BoardPage::Map && tiles(rows, districts).is_some() => {
            view.chosen = view.next_tile(0, if action == Action::Down { 1 } else { -1 }, districts);
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

/// The next figure of the row, the next tile, the next month.
fn walk(model: &mut Model, step: i32) {
    let (rows, catalogue) = (inside(model).below(2), Arc::clone(&model.book.catalogue));
    let Some(Layer::Board(view)) = model.layers.last_mut() else { return };
    match view.page {
        BoardPage::Months => {
            let on = view.chosen.saturating_add_signed(step as isize);
            view.chosen = on.min(view.rows().saturating_sub(1));
        }
        BoardPage::Map if tiles(rows, &catalogue.districts).is_some() => {
            view.chosen = view.next_tile(step, 0, &catalogue.districts);
        }
        _ => view.next_figure(step as isize, rows),
    }
}

/// A click: on a page's title it turns to the page, on a figure it chooses it, and opens it the second time.
pub fn click(model: &mut Model, x: u16, y: u16) -> Vec<Effect> {
    let (area, catalogue) = (inside(model), Arc::clone(&model.book.catalogue));
    let (ambiguous, lang) = (model.theme.ambiguous, model.lang);
    let Some(Layer::Board(view)) = model.layers.last_mut() else { return Vec::new() };
    if area.row(0).holds(x, y) {
        if let Some(page) = view.title_at(x - area.x, ambiguous, lang) {
            view.turn_to(page);
        }
        return Vec::new();
    }
    let Some(at) = view.at(area, x, y, &catalogue.districts) else { return Vec::new() };
    let again = at == (view.chosen, view.column);
    (view.chosen, view.column) = at;
    if again { open_figure(model) } else { Vec::new() }
}

/// Where the board's lines stand: the title, then its page.
fn inside(model: &Model) -> Area {
    let body = model.size.body();
    Area {
        x: body.x + 2,
        y: body.y + 1,
        width: body.width.saturating_sub(4),
        height: body.height.saturating_sub(2),
    }
}

/// Closes the board and lists the projects that the chosen figure counts, in its month.
fn open_figure(model: &mut Model) -> Vec<Effect> {
    let at_work = model.deadline.month;
    let lang = model.lang;
    let Some(Layer::Board(view)) = model.layers.last() else { return Vec::new() };
    let Some(board) = view.board.as_ref() else { return Vec::new() };
    let (page, behind, narrowed) = (view.page, view.behind(), view.figure().term());
    let month = view.month().unwrap_or(at_work);
    if month > model.book.month_in_hand(model.now) {
        model.say(Severity::Note, words!("{month} 还没有月报", "{month} has no reports yet"));
        return Vec::new();
    }
    let stretch = match behind {
        Some(Figure::Stretch(at)) => board.spread.get(at).map(Bin::label),
        _ => None,
    };
    model.layers.pop();
    model.finder.field.clear();
    model.finder.order = Order::default();
    model.finder.chips.clear();
    model.to_tab = true;
    match behind {
        Some(Figure::Group(GroupBy::Category, Some(key))) => {
            browse::switch(model, Category::parse(&key).unwrap_or(model.tab));
            model.to_tab = false;
        }
        Some(figure) => model.finder.chips.push(chip(figure, month, stretch.as_deref(), lang)),
        None => {}
    }
    model.finder.chips.extend(narrowed.map(|(label, term)| Chip::new(label, term)));
    match page {
        BoardPage::Months => model.finder.chips.push(Chip::new(words!("已报", "filed"), "is:filed")),
        BoardPage::Filing => model.finder.order.by = rows::SortBy::Report,
        BoardPage::Spread => model.finder.order.by = rows::SortBy::Progress,
        BoardPage::Groups | BoardPage::Map => {}
    }
    let mut effects = Vec::new();
    if month != at_work {
        model.deadline.follows = month == model.book.month_in_hand(model.now);
        effects.extend(browse::show_month(model, month));
    }
    effects.extend(query::search(model));
    effects
}

/// What a figure counts as a chip: in the query language as far as that can say it.
fn chip(figure: Figure, month: Month, stretch: Option<&str>, lang: Lang) -> Chip {
    let (label, term) = match &figure {
        Figure::Group(by, key) => {
            let (zh, en) = (by.title(Lang::Zh), by.title(Lang::En));
            let name = key.as_deref().unwrap_or(by.nobody(lang));
            let term = key.as_deref().map(|key| term_of(*by, key)).unwrap_or_default();
            (words!("{zh}:{name}", "{en}:{name}"), term)
        }
        Figure::Stretch(_) => {
            let stretch = stretch.unwrap_or_default();
            (words!("{month} 偏差:{stretch}", "{month} deviation:{stretch}"), String::new())
        }
    };
    Chip { label, term, figure: Some((month, figure)) }
}

/// A group in the query language, by the whole of its key.
pub fn term_of(by: GroupBy, key: &str) -> String {
    let name = by.name();
    let quote = if key.contains(|c: char| c.is_whitespace() || ",，、".contains(c)) { "\"" } else { "" };
    format!("{name}:{quote}={key}{quote}")
}
