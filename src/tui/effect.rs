//! What the screen asks the runtime to do: data, never a call. The runtime performs an effect through
//! the desk and answers with an event.

use crate::domain::category::Category;
use crate::domain::month::Month;

use super::model::Ask;

/// One thing to do outside the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Search, filter and sort; answered by `Found` with the same generation.
    Search(Ask),
    /// Count the facets of a search in one tab.
    Facets(Ask, Category),
    /// Read a month's deadline panel.
    Due(Month),
    /// Put a text on the person's own clipboard, through the terminal (OSC 52).
    Copy(String),
    /// Paint everything anew.
    Redraw,
    /// Stop until the shell continues us.
    Suspend,
}
