//! Layers with text to read and lists to choose from: help, the palette, messages.

use crate::domain::lang::Bilingual;
use crate::tui::editor::Editor;

/// A text to be read.
#[derive(Clone, Debug)]
pub struct TextPopup {
    /// Its title.
    pub title: Bilingual,
    /// Its paragraphs.
    pub paragraphs: Vec<Bilingual>,
    /// The first line shown.
    pub top: usize,
}

/// A searchable list of the keymap's rows: help and the palette.
#[derive(Clone, Debug, Default)]
pub struct OptionList {
    /// What is typed.
    pub field: Editor,
    /// Everything there is to choose from, as positions in the keymap's table.
    pub all: Vec<usize>,
    /// Positions in the keymap's table, the best match first.
    pub rows: Vec<usize>,
    /// The chosen one.
    pub chosen: usize,
    /// The first one shown.
    pub top: usize,
}
