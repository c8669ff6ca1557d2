//! Layers with lists to choose from and texts to read: order, help, palette, messages.

use super::browse::stride;
use super::{act as do_action, query};
use crate::desk::rows::{self, Order, SortBy};
use crate::domain::finding::Severity;
use crate::domain::lang::{Bilingual, Lang};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap;
use crate::tui::model::finder::ORDERS;
use crate::tui::model::{Layer, Model, OptionList, TextPopup};
use crate::words;

/// Opens the choice of order.
pub fn open_sort(model: &mut Model) {
    let at = ORDERS.iter().position(|by| *by == model.finder.order.by).unwrap_or_default();
    model.layers.push(Layer::Sort(at));
}

/// Opens help.
pub fn open_help(model: &mut Model) {
    let mut chooser = OptionList { all: (0..keymap::TABLE.len()).collect(), ..OptionList::default() };
    refresh(&mut chooser);
    model.layers.push(Layer::Help(chooser));
}

/// Opens the palette over the place that has the keys.
pub fn open_palette(model: &mut Model) {
    let all = keymap::commands(model.place()).collect();
    let mut chooser = OptionList { all, ..OptionList::default() };
    refresh(&mut chooser);
    model.layers.push(Layer::Palette(chooser));
}

/// Shows everything said so far, the newest first.
pub fn open_messages(model: &mut Model) {
    let paragraphs = model
        .said
        .iter()
        .rev()
        .map(|said| {
            let at = crate::domain::time::in_shanghai(said.at).strftime("%H:%M:%S").to_string();
            let (zh, en) = (&said.words.zh, &said.words.en);
            words!("{at} {zh}", "{at} {en}")
        })
        .collect();
    model.layers.push(Layer::Reading(TextPopup { title: words!("消息", "Messages"), paragraphs, top: 0 }));
}

/// Shows a document's lines.
pub fn open_page(model: &mut Model, title: Bilingual, lines: Vec<String>) {
    let paragraphs = lines.into_iter().map(Bilingual::same).collect();
    model.layers.push(Layer::Reading(TextPopup { title, paragraphs, top: 0 }));
}

/// Lists the keymap's rows that match what is typed in a chooser: in Chinese, English or pinyin.
pub fn refresh(chooser: &mut OptionList) {
    let titles: Vec<Bilingual> = chooser
        .all
        .iter()
        .map(|at| &keymap::TABLE[*at])
        .map(|b| Bilingual { zh: b.zh.to_owned(), en: b.en.to_owned() })
        .collect();
    chooser.rows =
        rows::titles(chooser.field.text(), &titles).into_iter().map(|at| chooser.all[at]).collect();
    chooser.chosen = 0;
    chooser.top = 0;
}

/// An action of the uppermost layer.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let shown = usize::from(model.size.body().height.saturating_sub(4)).max(1);
    match (action, model.layers.last_mut()) {
        (Action::Back, _) => {
            model.layers.pop();
        }
        (Action::Open, Some(Layer::Sort(at))) => {
            let by = ORDERS[*at];
            let same = model.finder.order.by == by;
            let reverse = same && by != SortBy::Annex && !model.finder.order.reverse;
            model.finder.order = Order { by, reverse };
            model.layers.pop();
            return query::search(model);
        }
        (Action::Open, Some(Layer::Palette(chooser))) => {
            let Some(binding) = chooser.rows.get(chooser.chosen).map(|at| &keymap::TABLE[*at]) else {
                return Vec::new();
            };
            model.layers.pop();
            return do_action(model, binding.action);
        }
        (Action::CopyId, Some(Layer::Reading(reading))) => {
            let lines: Vec<&str> = reading.paragraphs.iter().map(|p| p.get(model.lang)).collect();
            let text = lines.join("\n");
            model.say(Severity::Note, words!("全文已复制", "the text is copied"));
            return vec![Effect::Copy(text)];
        }
        (Action::Help, Some(Layer::Sort(_) | Layer::Reading(_))) => open_help(model),
        (Action::Palette, Some(Layer::Sort(_) | Layer::Reading(_))) => open_palette(model),
        (movement, Some(Layer::Sort(at))) => *at = stride(movement, *at, ORDERS.len() - 1, shown),
        (movement, Some(Layer::Help(chooser) | Layer::Palette(chooser))) => {
            let last = chooser.rows.len().saturating_sub(1);
            chooser.chosen = stride(movement, chooser.chosen, last, shown);
            chooser.top = chooser.top.clamp(chooser.chosen.saturating_sub(shown - 1), chooser.chosen);
        }
        (movement, Some(Layer::Reading(reading))) => {
            let last =
                reading.paragraphs.iter().map(|p| p.get(Lang::Zh).lines().count().max(1)).sum::<usize>();
            reading.top = stride(movement, reading.top, last.saturating_sub(1), shown);
        }
        _ => {}
    }
    Vec::new()
}
