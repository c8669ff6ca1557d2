//! 招商阶段: how far a promotion project has come.

use super::lang::Lang;
use super::month::Month;

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

/// The month in which a project's reports first named a stage, and which way that led.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageStep {
    /// Named so for the first time in a row.
    pub month: Month,
    /// The stage.
    pub stage: PromotionStage,
    /// It is behind the stage before it.
    pub back: bool,
}

/// 阶段历史: the steps among a project's reports, which come in the order of their months. Months that
/// name the same stage again, or none, add nothing.
pub fn stage_history<'a>(reports: impl IntoIterator<Item = (Month, &'a str)>) -> Vec<StageStep> {
    let mut steps: Vec<StageStep> = Vec::new();
    for (month, named) in reports {
        let Some(stage) = PromotionStage::parse(named) else { continue };
        match steps.last() {
            Some(last) if last.stage == stage => {}
            last => {
                let back = last.is_some_and(|last| stage < last.stage);
                steps.push(StageStep { month, stage, back });
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::PromotionStage::{Registered, Signed, Talks};
    use super::*;

    #[test]
    fn a_history_holds_each_step_once_and_says_which_went_back() {
        let month = |n: i8| Month::new(2021, n).unwrap();
        let told = [(1, "洽谈"), (2, "在谈"), (3, "签约"), (4, ""), (5, "签约"), (6, "洽谈"), (7, "注册")];
        let history = stage_history(told.map(|(n, stage)| (month(n), stage)));
        let steps: Vec<_> = history.iter().map(|s| (s.month.number(), s.stage, s.back)).collect();
        assert_eq!(steps, [(1, Talks, false), (3, Signed, false), (6, Talks, true), (7, Registered, false)]);
    }
}
