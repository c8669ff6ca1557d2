//! Where a person is, as it is kept for the case that the line is cut, and the way back there.

use super::{browse, query};
use crate::desk::place::ResumeState;
use crate::domain::category::Category;
use crate::domain::finding::Severity;
use crate::domain::lang::Bilingual;
use crate::domain::text::clean;
use crate::tui::editor::Editor;
use crate::tui::effect::Effect;
use crate::tui::model::{Chip, Layer, Model};
use crate::words;

/// The place to come back to.
pub fn place(model: &Model) -> ResumeState {
    let form = model.layers.iter().find_map(|layer| match layer {
        Layer::Form(form) => Some(form.basis.month.to_string()),
        _ => None,
    });
    let chip = |chip: &Chip| [chip.label.zh.clone(), chip.label.en.clone(), chip.term.clone()];
    ResumeState {
        year: model.book.year,
        annex: model.tab.index() as u8 + 1,
        project: model.chosen().map(|project| project.id.to_string()),
        query: model.finder.field.text().to_owned(),
        // What no term says is a figure of a board that is not open any more.
        filters: model.finder.chips.iter().filter(|chip| !chip.term.is_empty()).map(chip).collect(),
        form,
    }
}

/// Goes back to where the person was cut off, and says what is left to finish there.
pub fn go(model: &mut Model, place: &ResumeState) -> Vec<Effect> {
    if place.year != model.book.year {
        return Vec::new();
    }
    let words = |text: &str| clean(text).into_owned();
    let chip =
        |[zh, en, term]: &[String; 3]| Chip::new(Bilingual { zh: words(zh), en: words(en) }, words(term));
    model.finder.field = Editor::line(&words(&place.query));
    model.finder.chips = place.filters.iter().map(chip).collect();
    if let Some(tab) = Category::ALL.get(usize::from(place.annex).wrapping_sub(1)) {
        browse::switch(model, *tab);
    }
    let project = place.project.as_ref().and_then(|id| id.parse().ok());
    if let Some(row) = project.and_then(|id| model.row_of(id)) {
        browse::choose(model, row);
    }
    model.to_choose = project;
    let said = match (&place.form, model.chosen()) {
        (Some(month), Some(project)) => {
            let (month, name) = (words(month), &project.name);
            words!(
                "上次断开时正在填“{name}”的 {month} 月报：按 r 继续",
                "you were filling in the report of {month} for {name} when the line was cut: r goes on"
            )
        }
        _ => words!("已回到上次断开的地方", "back where the line was cut"),
    };
    model.say(Severity::Note, said);
    if model.finder.is_active() { query::search(model) } else { Vec::new() }
}
