//! The notice's three project categories, each with its annex.

use serde::{Deserialize, Serialize};

use super::lang::Lang;

/// 项目类别. The annex number is the category's: 1 建设, 2 前期, 3 招商.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// 重大建设项目, annex 1
    Construction,
    /// 重大前期规划研究项目, annex 2
    Planning,
    /// 重大招商项目, annex 3
    Promotion,
}

impl Category {
    /// In the notice's order.
    pub const ALL: [Self; 3] = [Self::Construction, Self::Planning, Self::Promotion];

    /// The annex that lists this category: 1, 2 or 3.
    pub fn annex(self) -> u8 {
        match self {
            Self::Construction => 1,
            Self::Planning => 2,
            Self::Promotion => 3,
        }
    }

    /// The category of an annex.
    pub fn of_annex(annex: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.annex() == annex)
    }

    /// Position in [`Category::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The stable name in JSON and file names: `construction`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Construction => "construction",
            Self::Planning => "planning",
            Self::Promotion => "promotion",
        }
    }

    /// The category named by its stable name, annex number or Chinese short name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| {
            text.eq_ignore_ascii_case(c.name())
                || text == c.short(Lang::Zh)
                || text == c.title()
                || text == c.annex().to_string()
        })
    }

    /// The tab's word: 建设, 前期, 招商.
    pub fn short(self, lang: Lang) -> &'static str {
        match self {
            Self::Construction => lang.pick("建设", "Construction"),
            Self::Planning => lang.pick("前期", "Planning"),
            Self::Promotion => lang.pick("招商", "Promotion"),
        }
    }

    /// The notice's full term.
    pub fn title(self) -> &'static str {
        match self {
            Self::Construction => "重大建设项目",
            Self::Planning => "重大前期规划研究项目",
            Self::Promotion => "重大招商项目",
        }
    }
}
