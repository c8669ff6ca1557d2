//! 招商阶段: how far a promotion project has come.

use super::lang::Lang;

/// 洽谈 → 签约 → 注册 → 开工 → 投产. A project goes forward, or back with a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PromotionStage {
    /// 洽谈
    Talks,
    /// 签约
    Signed,
    /// 注册
    Registered,
    /// 开工
    Started,
    /// 投产
    InProduction,
}

impl PromotionStage {
    /// In order.
    pub const ALL: [Self; 5] =
        [Self::Talks, Self::Signed, Self::Registered, Self::Started, Self::InProduction];

    /// The field's word.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Talks => lang.pick("洽谈", "talks"),
            Self::Signed => lang.pick("签约", "signed"),
            Self::Registered => lang.pick("注册", "registered"),
            Self::Started => lang.pick("开工", "started"),
            Self::InProduction => lang.pick("投产", "in production"),
        }
    }

    /// The stage named by its word in either language, or as offices also write it (已签约, 在谈).
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim();
        let word = word.strip_prefix('已').unwrap_or(word);
        let known = Self::ALL
            .into_iter()
            .find(|s| word == s.title(Lang::Zh) || word.eq_ignore_ascii_case(s.title(Lang::En)));
        known.or(match word {
            "在谈" | "在谈项目" => Some(Self::Talks),
            "正式签约" => Some(Self::Signed),
            "落地" | "落地注册" | "工商注册" => Some(Self::Registered),
            "开工建设" | "新开工" | "在建" => Some(Self::Started),
            "投产达效" | "投用" | "建成投产" => Some(Self::InProduction),
            _ => None,
        })
    }
}
