//! The main screen: walking the list and the detail, tabs, marks, months, copies.

use std::fmt::Write as _;

use super::{board, chase, facets, form, judging, layers, picker, queries, query, reconcile, sheet};
use crate::desk::rows::Order;
use crate::desk::sheet::RegisterKind;
use crate::domain::category::Category;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Mode;
use crate::tui::model::{CatalogueView, Focus, Layer, ListColumn, Model, Purpose, TabList};
use crate::words;

/// An action of the list, the detail or the search field.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Construction => switch(model, Category::Construction),
        Action::Planning => switch(model, Category::Planning),
        Action::Promotion => switch(model, Category::Promotion),
        Action::Search => {
            model.layers.retain(|l| !matches!(l, Layer::Detail));
            model.focus = Focus::Query;
        }
        Action::Facets => return facets::open(model),
        Action::ClearFilters => return query::clear(model),
        Action::Sort => layers::open_sort(model),
        Action::Reverse => {
            model.finder.order.reverse = !model.finder.order.reverse;
            return query::search(model);
        }
        Action::Fill => return form::open(model),
        Action::NextMissing => form::next(model),
        Action::Accept => return judging::accept(model),
        Action::Return => judging::send_back(model),
        Action::Chase => return chase::open(model),
        Action::Board => return board::open(model),
        Action::Import => return picker::open(model, Purpose::List),
        Action::Reconcile => return reconcile::open(model),
        Action::Mark => mark(model),
        Action::MarkAll => mark_all(model),
        Action::CopyId => return copy(model, |p| p.id.to_string()),
        Action::CopyName => return copy(model, |p| p.name.clone()),
        Action::MonthBefore => return turn(model, -1),
        Action::MonthAfter => return turn(model, 1),
        Action::MonthNow => {
            model.deadline.follows = true;
            let month = model.book.month_in_hand(model.now);
            return show_month(model, month);
        }
        Action::Issues => return sheet::open(model, RegisterKind::Issues),
        Action::Milestones => return sheet::open(model, RegisterKind::Milestones),
        Action::Pools => return sheet::open(model, RegisterKind::Pools),
        Action::Watch => return sheet::open(model, RegisterKind::Watch),
        Action::Around => return sheet::open(model, RegisterKind::Project),
        Action::IssueFromReport => sheet::issue_from_report(model),
        Action::Queries => return queries::open(model),
        Action::SaveQuery => queries::ask_name(model),
        Action::Help => layers::open_help(model),
        Action::Palette => layers::open_palette(model),
        Action::Messages => layers::open_messages(model),
        Action::Open => open(model),
        Action::Back => return back(model),
        Action::Next => pane(model, 1),
        Action::Previous => pane(model, -1),
        _ if model.place() == Mode::Detail => scroll_detail(model, action),
        Action::Left => sideways(model, -1),
        Action::Right => sideways(model, 1),
        _ => walk(model, action),
    }
    Vec::new()
}

/// Moves the chosen row.
pub fn walk(model: &mut Model, action: Action) {
    let shown = model.size.list_rows();
    model.to_choose = None;
    let list = model.list_mut();
    let last = list.rows.len().saturating_sub(1);
    let at = list.chosen;
    let to = stride(action, at, last, shown);
    choose(model, to);
}

/// Where a movement leads among rows `0..=last` of which `shown` are on the screen.
pub fn stride(action: Action, at: usize, last: usize, shown: usize) -> usize {
    let to = match action {
        Action::Down => at + 1,
        Action::Up => at.saturating_sub(1),
        Action::PageDown => at + shown.max(1),
        Action::PageUp => at.saturating_sub(shown.max(1)),
        Action::HalfDown => at + (shown / 2).max(1),
        Action::HalfUp => at.saturating_sub((shown / 2).max(1)),
        Action::Top => 0,
        Action::Bottom => last,
        _ => at,
    };
    to.min(last)
}

/// Chooses a row; the detail begins anew.
pub fn choose(model: &mut Model, row: usize) {
    let shown = model.size.list_rows();
    let list = model.list_mut();
    let before = list.chosen;
    list.choose(row, shown);
    if list.chosen != before {
        model.detail_top = 0;
    }
}

/// Goes to a project of the list in view: its tab, its row, without a search that would hide it.
pub fn reveal(model: &mut Model, id: ProjectId) -> Vec<Effect> {
    let Ok(at) = model.book.projects().binary_search_by_key(&id, |p| p.id) else {
        model.say(Severity::Note, words!("{id} 不在当前年份的目录里", "{id} is not in the list in view"));
        return Vec::new();
    };
    switch(model, id.category);
    model.focus = Focus::List;
    let mut effects = Vec::new();
    if model.list().rows.find(at as u32).is_none() {
        effects = query::clear(model);
    }
    if let Some(row) = model.list().rows.find(at as u32) {
        choose(model, row);
    }
    effects
}

/// Goes on with the whole list; what was chosen of its beginning stays chosen.
pub fn read_on(model: &mut Model, book: CatalogueView, findings: Vec<Finding>) {
    let chosen = model.lists.each_ref().map(|list| {
        let position = list.rows.get(list.chosen)? as usize;
        Some((model.book.projects().get(position)?.id, list.chosen - list.top))
    });
    let shown = if model.size.is_enough() { model.size.list_rows() } else { 1 };
    model.reading = None;
    // Its rows are places in the list as it was.
    model.round = None;
    model.book = book;
    for category in Category::ALL {
        let whole = TabList::of(model.book.range(category));
        let list = &mut model.lists[category.index()];
        (list.rows, list.is_whole) = (whole.rows, true);
        let kept = chosen[category.index()].and_then(|(id, below)| {
            let at = model.book.projects().binary_search_by_key(&id, |p| p.id).ok()?;
            Some((list.rows.find(at as u32)?, below))
        });
        let (row, below) = kept.unwrap_or_default();
        list.top = row.saturating_sub(below);
        list.choose(row, shown);
    }
    for finding in findings {
        model.say_failure(&Failure::new(Exit::Done, finding));
    }
}

/// Shows another month in the deadline panel.
pub fn show_month(model: &mut Model, month: Month) -> Vec<Effect> {
    model.deadline.month = month;
    // The next form would be another month's.
    if let Some(done) = model.going_on.take() {
        model.say(Severity::Note, done);
    }
    (model.deadline.due, model.deadline.overdue) = (None, None);
    model.deadline.rows = None;
    reload(model)
}

/// Reads the month's figures again.
pub fn reload(model: &mut Model) -> Vec<Effect> {
    let month = model.deadline.month;
    model.looked_at = None;
    vec![Effect::Due(month), Effect::Month(month)]
}

fn turn(model: &mut Model, months: i32) -> Vec<Effect> {
    let month = model.deadline.month.plus(months);
    model.deadline.follows = month == model.book.month_in_hand(model.now);
    show_month(model, month)
}

/// Shows another tab.
pub fn switch(model: &mut Model, category: Category) {
    if model.tab != category {
        model.tab = category;
        model.detail_top = 0;
        choose(model, model.list().chosen);
    }
}

fn open(model: &mut Model) {
    match model.focus {
        Focus::Query => model.focus = Focus::List,
        _ if model.has_detail_beside() => model.focus = Focus::Detail,
        _ if !model.layers.iter().any(|l| matches!(l, Layer::Detail)) => {
            model.detail_top = 0;
            model.layers.push(Layer::Detail);
        }
        _ => {}
    }
}

/// One step back: the layer, the field, the search, the marks, in this order.
fn back(model: &mut Model) -> Vec<Effect> {
    if model.layers.pop().is_some() {
        return Vec::new();
    }
    match model.focus {
        Focus::Detail => model.focus = Focus::List,
        Focus::Query => {
            model.focus = Focus::List;
            if !model.finder.field.is_empty() {
                model.finder.field.clear();
                return query::search(model);
            }
        }
        Focus::List if model.finder.is_narrowed() => {
            if model.finder.field.is_empty() {
                model.finder.chips.pop();
            } else {
                model.finder.field.clear();
            }
            return query::search(model);
        }
        Focus::List if model.finder.order != Order::default() => {
            model.finder.order = Order::default();
            return query::search(model);
        }
        // Also those of other tabs: what nobody sees is not left behind.
        Focus::List => {
            for list in &mut model.lists {
                list.marked.clear();
            }
        }
    }
    Vec::new()
}

fn pane(model: &mut Model, step: i32) {
    if !model.has_detail_beside() {
        model.layers.retain(|l| !matches!(l, Layer::Detail));
        model.focus = if model.focus == Focus::List { Focus::Query } else { Focus::List };
        return;
    }
    let panes = [Focus::List, Focus::Detail, Focus::Query];
    let at = panes.iter().position(|p| *p == model.focus).unwrap_or_default();
    model.focus = panes[(at as i32 + step).rem_euclid(3) as usize];
}

fn scroll_detail(model: &mut Model, action: Action) {
    // The view stops at the text's end; here it is enough that the number stays small.
    const MOST: usize = 10_000;
    let shown = usize::from(model.size.regions().list.height);
    let before = model.detail_top;
    model.detail_top = match action {
        Action::Bottom => MOST,
        other => stride(other, before, MOST, shown),
    };
}

fn sideways(model: &mut Model, step: i32) {
    let list = model.list_mut();
    let most = ListColumn::ALL.len() as i32 - 1;
    list.first_column = (list.first_column as i32 + step).clamp(0, most) as usize;
}

fn mark(model: &mut Model) {
    let Some(id) = model.chosen().map(|p| p.id) else { return };
    let marked = &mut model.list_mut().marked;
    if !marked.remove(&id) {
        marked.insert(id);
    }
    walk(model, Action::Down);
}

fn mark_all(model: &mut Model) {
    let projects = model.book.projects();
    let ids: Vec<_> =
        model.list().rows.iter().filter_map(|at| projects.get(at as usize)).map(|p| p.id).collect();
    let marked = &mut model.list_mut().marked;
    if ids.iter().all(|id| marked.contains(id)) {
        for id in &ids {
            marked.remove(id);
        }
    } else {
        marked.extend(ids);
    }
}

fn copy(model: &mut Model, what: impl Fn(&crate::domain::project::Project) -> String) -> Vec<Effect> {
    let mut text = String::new();
    for id in model.at_hand() {
        if let Some(project) = model.book.catalogue.project(id) {
            let _ = writeln!(text, "{}", what(project));
        }
    }
    let text = text.trim_end().to_owned();
    let (count, hidden) = (text.lines().count(), model.marked_elsewhere());
    let words = match (count, hidden) {
        (1, 0) => words!("已复制：{text}", "copied: {text}"),
        (_, 0) => words!("已复制 {count} 行", "copied {count} lines"),
        _ => words!(
            "已复制 {count} 行；另勾选 {hidden} 项不在当前列表",
            "copied {count} lines; {hidden} more marked out of this list"
        ),
    };
    model.say(Severity::Note, words);
    vec![Effect::Copy(text)]
}
