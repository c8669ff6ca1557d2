//! What kind of problem holds a project up, and which kind a sentence most likely means.

use serde::{Deserialize, Serialize};

use crate::domain::lang::Lang;

/// What kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssueKind {
    /// 用地
    Land,
    /// 资金
    Money,
    /// 审批
    Approval,
    /// 征拆
    Relocation,
    /// 设计
    Design,
    /// 施工
    Construction,
    /// 管线迁改
    Utilities,
    /// 其他
    Other,
}

impl IssueKind {
    /// In the order offered to a person.
    pub const ALL: [Self; 8] = [
        Self::Land,
        Self::Money,
        Self::Approval,
        Self::Relocation,
        Self::Design,
        Self::Construction,
        Self::Utilities,
        Self::Other,
    ];

    /// The stable name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Land => "land",
            Self::Money => "money",
            Self::Approval => "approval",
            Self::Relocation => "relocation",
            Self::Design => "design",
            Self::Construction => "construction",
            Self::Utilities => "utilities",
            Self::Other => "other",
        }
    }

    /// The trade's word.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Land => lang.pick("用地", "land"),
            Self::Money => lang.pick("资金", "money"),
            Self::Approval => lang.pick("审批", "approval"),
            Self::Relocation => lang.pick("征拆", "relocation"),
            Self::Design => lang.pick("设计", "design"),
            Self::Construction => lang.pick("施工", "construction"),
            Self::Utilities => lang.pick("管线迁改", "utilities"),
            Self::Other => lang.pick("其他", "other"),
        }
    }

    /// The kind named by its stable name or its Chinese word.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim();
        let known =
            Self::ALL.into_iter().find(|k| word.eq_ignore_ascii_case(k.name()) || word == k.title(Lang::Zh));
        known.or(match word {
            "土地" => Some(Self::Land),
            "融资" => Some(Self::Money),
            "手续" => Some(Self::Approval),
            "拆迁" | "征地拆迁" | "征迁" => Some(Self::Relocation),
            "管线" | "水电气" => Some(Self::Utilities),
            _ => None,
        })
    }

    /// The kind that a sentence of a report most likely means, by the first of these words in it: our
    /// decision, offered to a person who may change it.
    pub fn guess(text: &str) -> Self {
        const WORDS: [(&str, IssueKind); 20] = [
            ("管线", IssueKind::Utilities),
            ("迁改", IssueKind::Utilities),
            ("水电", IssueKind::Utilities),
            ("征地", IssueKind::Relocation),
            ("拆迁", IssueKind::Relocation),
            ("征拆", IssueKind::Relocation),
            ("安置", IssueKind::Relocation),
            ("用地", IssueKind::Land),
            ("土地", IssueKind::Land),
            ("地块", IssueKind::Land),
            ("资金", IssueKind::Money),
            ("融资", IssueKind::Money),
            ("贷款", IssueKind::Money),
            ("审批", IssueKind::Approval),
            ("手续", IssueKind::Approval),
            ("许可", IssueKind::Approval),
            ("环评", IssueKind::Approval),
            ("设计", IssueKind::Design),
            ("图纸", IssueKind::Design),
            ("施工", IssueKind::Construction),
        ];
        let found = WORDS.iter().filter_map(|(word, kind)| Some((text.find(word)?, *kind)));
        found.min_by_key(|(at, _)| *at).map_or(Self::Other, |(_, kind)| kind)
    }
}
