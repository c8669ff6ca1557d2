//! The search line: what is typed, the filters as chips, the order, and the generation that tells a
//! fresh answer from a stale one.

use std::sync::Arc;

use super::list::Listing;
use crate::domain::lang::{Lang, Words};
use crate::tui::editor::Editor;

/// The search line.
#[derive(Clone, Debug, Default)]
pub struct Finder {
    /// What is typed.
    pub field: Editor,
    /// Filters chosen from the facets.
    pub chips: Vec<Chip>,
    /// The order of the rows.
    pub order: Order,
    /// The number of the last search asked for.
    pub generation: u64,
    /// The last answer, until nothing is searched any more.
    pub listing: Option<Arc<Listing>>,
}

/// A filter as it stands on the search line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// 牵头:九龙坡区政府
    pub label: Words,
    /// The same in the query language: `unit:九龙坡区政府`.
    pub term: String,
}

/// What rows are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The annex's order; the best match first while something is searched.
    #[default]
    Annex,
    /// 项目名称
    Name,
    /// 阶段
    Stage,
    /// 牵头单位
    Unit,
    /// This month's report: what is outstanding first.
    Report,
    /// The lamp: red first.
    Lamp,
    /// 投资进度
    Progress,
    /// 开工年份
    Start,
    /// 拟建成年份
    Finish,
    /// 总投资
    Total,
    /// 年度计划投资
    Plan,
}

/// The order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: By,
    /// The other way round.
    pub reverse: bool,
}

/// A search to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Counts up.
    pub generation: u64,
    /// What is typed and every chip, in the query language.
    pub query: String,
    /// The order of the answer.
    pub order: Order,
}

impl By {
    /// In the order of the menu.
    pub const ALL: [Self; 11] = [
        Self::Annex,
        Self::Name,
        Self::Stage,
        Self::Unit,
        Self::Report,
        Self::Lamp,
        Self::Progress,
        Self::Start,
        Self::Finish,
        Self::Total,
        Self::Plan,
    ];

    /// Its name.
    pub fn title(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Annex => ("附件顺序（搜索时按匹配程度）", "annex order (best match while searching)"),
            Self::Name => ("项目名称", "name"),
            Self::Stage => ("阶段", "stage"),
            Self::Unit => ("牵头单位", "lead unit"),
            Self::Report => ("当月报送（未报在前）", "this month's report (outstanding first)"),
            Self::Lamp => ("灯（红灯在前）", "lamp (red first)"),
            Self::Progress => ("投资进度（慢的在前）", "investment progress (slowest first)"),
            Self::Start => ("开工年份", "start year"),
            Self::Finish => ("拟建成年份", "finish year"),
            Self::Total => ("总投资（大的在前）", "total investment (largest first)"),
            Self::Plan => ("年度计划投资（大的在前）", "year's plan (largest first)"),
        };
        lang.pick(zh, en)
    }
}

impl Finder {
    /// Whether rows are narrowed or reordered.
    pub fn is_active(&self) -> bool {
        self.is_narrowed() || self.order != Order::default()
    }

    /// Whether rows are narrowed.
    pub fn is_narrowed(&self) -> bool {
        !self.field.text().trim().is_empty() || !self.chips.is_empty()
    }

    /// The whole query: chips first, then what is typed.
    pub fn query(&self) -> String {
        let mut parts: Vec<&str> = self.chips.iter().map(|c| c.term.as_str()).collect();
        parts.push(self.field.text().trim());
        parts.join(" ").trim().to_owned()
    }

    /// The next search to be made.
    pub fn ask(&mut self) -> Ask {
        self.generation += 1;
        self.current()
    }

    /// The search as it stands.
    pub fn current(&self) -> Ask {
        Ask { generation: self.generation, query: self.query(), order: self.order }
    }
}
