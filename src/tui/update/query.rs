//! The search line: asking, showing the answer, dropping filters.

use std::sync::Arc;

use super::browse;
use crate::desk::rows::Order;
use crate::domain::category::Category;
use crate::tui::effect::Effect;
use crate::tui::model::{Listing, Model, TabList};

/// Asks for the rows of what is typed. With nothing typed, chosen or ordered no worker is needed.
pub fn search(model: &mut Model) -> Vec<Effect> {
    let ask = model.finder.ask();
    if model.finder.is_active() {
        return vec![Effect::Search(ask)];
    }
    (model.finder.listing, model.to_tab) = (None, false);
    model.finder.answered = model.finder.generation;
    for category in Category::ALL {
        let whole = TabList::of(model.book.range(category));
        replace(model, category, whole, true);
    }
    Vec::new()
}

/// Shows an answer. The best match is chosen while something is searched; otherwise the chosen project
/// stays chosen. Where an answer's first rows are shown already, the rest comes below them.
pub fn show(model: &mut Model, listing: Arc<Listing>) {
    let searched = !model.finder.field.text().trim().is_empty();
    let before = (model.list().rows.clone(), model.list().chosen);
    let goes_on = model.finder.begun == Some(model.finder.generation);
    model.finder.answered = model.finder.generation;
    model.finder.begun = (!listing.is_whole).then_some(model.finder.generation);
    for category in Category::ALL {
        let at = category.index();
        let (rows, is_whole) = (listing.rows[at].clone(), listing.is_whole);
        if goes_on && !model.lists[at].rows.is_empty() {
            let list = &mut model.lists[at];
            (list.rows, list.is_whole) = (rows, is_whole);
        } else {
            replace(model, category, TabList { rows, is_whole, ..TabList::of(0..0) }, !searched);
        }
    }
    let whole = listing.is_whole;
    model.finder.listing = Some(listing);
    if whole && std::mem::take(&mut model.to_tab) && model.list().rows.is_empty() {
        let full = Category::ALL.into_iter().find(|c| !model.lists[c.index()].rows.is_empty());
        browse::switch(model, full.unwrap_or(model.tab));
    }
    let Some(id) = model.to_choose else { return };
    let found = model.row_of(id);
    if whole || found.is_some() {
        model.to_choose = None;
    }
    // What left the list gives way to the next one, not to the first.
    let row = match found {
        None if !goes_on => model.list().in_place_of(&before.0, before.1),
        found => found,
    };
    if let Some(row) = row {
        let shown = if model.size.is_enough() { model.size.list_rows() } else { 1 };
        model.list_mut().choose(row, shown);
    }
}

fn replace(model: &mut Model, category: Category, with: TabList, keep_chosen: bool) {
    let shown = if model.size.is_enough() { model.size.list_rows() } else { 1 };
    let list = &mut model.lists[category.index()];
    let position = list.rows.get(list.chosen);
    list.rows = with.rows;
    list.is_whole = with.is_whole;
    let kept = position.filter(|_| keep_chosen).and_then(|p| list.rows.find(p));
    list.top = 0;
    list.choose(kept.unwrap_or(0), shown);
    if category == model.tab {
        model.detail_top = 0;
    }
}

/// No search, no filters, the annex's order.
pub fn clear(model: &mut Model) -> Vec<Effect> {
    model.finder.field.clear();
    model.finder.chips.clear();
    model.finder.order = Order::default();
    search(model)
}

/// Backspace before the first character takes the last filter away.
pub fn drop_chip(model: &mut Model) -> Vec<Effect> {
    if model.finder.chips.pop().is_some() { search(model) } else { Vec::new() }
}
