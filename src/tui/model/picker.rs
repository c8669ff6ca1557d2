//! Choosing a document by its path: what is typed, and what lies where it leads.

use std::sync::Arc;

use crate::desk::documents::{DirEntry, Directory};
use crate::domain::lang::Bilingual;
use crate::tui::editor::Editor;

/// What the document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A list to import.
    List,
    /// The statistics office's figures of the month at work.
    Statistics,
}

/// A path being typed.
#[derive(Clone, Debug)]
pub struct Picker {
    /// What for.
    pub purpose: Purpose,
    /// The path so far.
    pub field: Editor,
    /// What may be meant, once read; never of another path than the typed one.
    pub shelf: Option<Arc<Directory>>,
    /// Why nothing can be shown there.
    pub refused: Option<Bilingual>,
    /// Enter was pressed before it was read what lies there: it counts then.
    pub entered: bool,
    /// The chosen entry.
    pub chosen: usize,
    /// The first entry shown.
    pub top: usize,
}

impl Picker {
    /// An empty path.
    pub fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            field: Editor::line(""),
            shelf: None,
            refused: None,
            entered: false,
            chosen: 0,
            top: 0,
        }
    }

    /// The chosen entry.
    pub fn entry(&self) -> Option<&DirEntry> {
        self.shelf.as_ref()?.entries.get(self.chosen)
    }
}
