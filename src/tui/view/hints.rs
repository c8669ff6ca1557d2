//! The last line: what was just said, else the keys that do something here, read from the keymap.

use super::canvas::Canvas;
use crate::domain::finding::Severity;
use crate::tui::action::Action;
use crate::tui::keymap;
use crate::tui::model::Model;
use crate::tui::theme::TextRole;
use crate::tui::update::{available, permitted};

/// Draws it.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    let area = model.size.regions().hints;
    if model.saying
        && let Some(said) = model.said.last()
    {
        let role = match said.severity {
            Severity::Note => TextRole::Text,
            Severity::Warning => TextRole::Care,
            Severity::Error => TextRole::Bad,
        };
        let text = canvas
            .theme()
            .ambiguous
            .fit(said.words.get(model.lang), usize::from(area.width - 2))
            .into_owned();
        canvas.line(area).gap(1).put(&text, role);
        return;
    }
    let ambiguous = canvas.theme().ambiguous;
    let place = model.place();
    let mut line = canvas.line(area);
    line.gap(1);
    let hints = keymap::at(place).filter_map(|b| Some((b, b.hint(model.lang)?)));
    let (last, others): (Vec<_>, Vec<_>) = hints
        .filter(|(b, _)| available(model, b.action).is_ok() || permitted(model, b.action).is_err())
        .partition(|(b, _)| b.action == Action::Quit);
    for (binding, word) in last {
        let key = binding.keys[0].to_string();
        line.right(&format!("{key} {word} "), TextRole::Quiet);
    }
    for (binding, word) in others {
        let key = binding.keys[0].to_string();
        if ambiguous.width(&key) + 1 + ambiguous.width(word) + 1 > usize::from(line.room()) {
            break;
        }
        // What is not permitted stays in its place, grey; its key says why.
        let may = permitted(model, binding.action).is_ok();
        line.put(&key, if may { TextRole::Accent } else { TextRole::Quiet }).gap(1);
        line.put(word, if may { TextRole::Text } else { TextRole::Quiet }).gap(3);
    }
}
