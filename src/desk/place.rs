//! Where somebody was on the screen when their session was cut off, kept beside their drafts until they are
//! back. A convenience: what cannot be kept or read is forgotten without a word.

use serde::{Deserialize, Serialize};

use super::App;

/// A place on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResumeState {
    /// The year of the list.
    pub year: i16,
    /// The annex of the tab, 1 to 3.
    pub annex: u8,
    /// The chosen project.
    pub project: Option<String>,
    /// What was typed into the search line.
    pub query: String,
    /// Filters: Chinese label, English label, term of the query language.
    pub filters: Vec<[String; 3]>,
    /// The month of the form that was open.
    pub form: Option<String>,
}

impl App {
    /// Keeps a person's place.
    pub fn keep_place(&self, place: &ResumeState) {
        if let Some(drafts) = self.typed_drafts() {
            // There is nobody left to tell, and nothing typed is in it.
            let _ = drafts.keep_place(&serde_json::json!(place));
        }
    }

    /// Where this person was when they were cut off; forgotten once asked.
    pub fn take_place(&self) -> Option<ResumeState> {
        serde_json::from_value(self.typed_drafts()?.take_place()?).ok()
    }
}
