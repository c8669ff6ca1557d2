//! Search over names, units and text in Chinese, pinyin and ASCII: one keystroke to the project meant.
//!
//! [`Query::parse`] reads what was typed, [`Index::search`] answers with positions into the list that
//! the index was built over, [`matched`] tells which characters to highlight, for visible rows only.
//! It never touches a file, a clock, a terminal or the ledger: report states and lamps arrive as
//! [`Flags`], one per project.

mod best;
mod careful;
mod fold;
mod highlight;
mod index;
mod pinyin;
#[doc(hidden)]
pub mod plain;
mod possible;
mod query;
mod rank;
mod skim;

pub use highlight::{FieldHighlights, Highlighter, matched};
pub use index::facets::{Facet, FacetCount, Facets};
pub use index::{Hit, Index, SearchOptions, SearchResult};
pub use possible::possible;
pub use query::filter::{Filter, FilterKey, Flags};
pub use query::{Query, Term};
pub use rank::SearchField;
