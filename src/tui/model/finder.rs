//! The search line: what is typed, the filters as chips, the order, and the generation that tells a
//! fresh answer from a stale one.

use std::sync::Arc;

use super::list::Listing;
use crate::desk::rows::{Order, SortBy};
use crate::domain::board::Figure;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::month::Month;
use crate::tui::editor::Editor;

/// The search line.
#[derive(Clone, Debug, Default)]
pub struct SearchBar {
    /// What is typed.
    pub field: Editor,
    /// Filters chosen from the facets.
    pub chips: Vec<Chip>,
    /// The order of the rows.
    pub order: Order,
    /// The number of the last search asked for.
    pub generation: u64,
    /// The generation of the answer that is shown, its first rows at least.
    pub answered: u64,
    /// The search of which only the first rows are shown so far.
    pub begun: Option<u64>,
    /// The last answer, until nothing is searched any more.
    pub listing: Option<Arc<Listing>>,
}

/// A filter as it stands on the search line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// 牵头:九龙坡区政府
    pub label: Bilingual,
    /// The same in the query language: `unit:九龙坡区政府`.
    pub term: String,
    /// The figure of a month's board that it stands for, as far as no term can say it.
    pub figure: Option<(Month, Figure)>,
}

impl Chip {
    /// A chip that its term says whole.
    pub fn new(label: Bilingual, term: impl Into<String>) -> Self {
        Self { label, term: term.into(), figure: None }
    }
}

/// A search to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRequest {
    /// Counts up.
    pub generation: u64,
    /// What is typed and every chip, in the query language.
    pub query: String,
    /// The figure whose projects alone are meant.
    pub figure: Option<(Month, Figure)>,
    /// The order of the answer.
    pub order: Order,
}

/// The orders of the menu, in its order.
pub const ORDERS: [SortBy; 11] = [
    SortBy::Annex,
    SortBy::Name,
    SortBy::Stage,
    SortBy::Unit,
    SortBy::Report,
    SortBy::Lamp,
    SortBy::Progress,
    SortBy::Start,
    SortBy::Finish,
    SortBy::Total,
    SortBy::Plan,
];

/// What an order is called.
pub fn order_title(by: SortBy, lang: Lang) -> &'static str {
    let (zh, en) = match by {
        SortBy::Annex => ("附件顺序（搜索时按匹配程度）", "annex order (best match while searching)"),
        SortBy::Name => ("项目名称", "name"),
        SortBy::Stage => ("阶段（新开工在前）", "stage (new starts first)"),
        SortBy::Unit => ("牵头单位", "lead unit"),
        SortBy::Report => ("当月报送（退回、未报在前）", "this month's report (returned, outstanding first)"),
        SortBy::Lamp => ("灯（红灯在前）", "lamp (red first)"),
        SortBy::Progress => ("投资进度（慢的在前）", "investment progress (slowest first)"),
        SortBy::Start => ("开工年份", "start year"),
        SortBy::Finish => ("拟建成年份", "finish year"),
        SortBy::Total => ("总投资（大的在前）", "total investment (largest first)"),
        SortBy::Plan => ("年度计划投资（大的在前）", "year's plan (largest first)"),
    };
    lang.pick(zh, en)
}

impl SearchBar {
    /// Whether rows are narrowed or reordered.
    pub fn is_active(&self) -> bool {
        self.is_narrowed() || self.order != Order::default()
    }

    /// Whether what is shown still answers an earlier search.
    pub fn is_waiting(&self) -> bool {
        self.answered != self.generation
    }

    /// Whether rows are narrowed.
    pub fn is_narrowed(&self) -> bool {
        !self.field.text().trim().is_empty() || !self.chips.is_empty()
    }

    /// The whole query: chips first, then what is typed.
    pub fn query(&self) -> String {
        let terms = self.chips.iter().map(|c| c.term.as_str());
        let mut parts: Vec<&str> = terms.filter(|term| !term.is_empty()).collect();
        parts.push(self.field.text().trim());
        parts.join(" ").trim().to_owned()
    }

    /// The next search to be made.
    pub fn ask(&mut self) -> SearchRequest {
        self.generation += 1;
        self.current()
    }

    /// The search as it stands.
    pub fn current(&self) -> SearchRequest {
        let figure = self.chips.iter().find_map(|chip| chip.figure.clone());
        SearchRequest { generation: self.generation, query: self.query(), figure, order: self.order }
    }
}
