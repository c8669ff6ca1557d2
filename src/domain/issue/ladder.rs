//! The ladder that an issue climbs (分级调度), and the rule by which the desk proposes the next step: our
//! decision, a setting.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::lang::Lang;

/// Whose hands an issue is in, from the bottom of the ladder up (分级调度).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 项目法人
    #[default]
    LegalEntity,
    /// 区县或牵头单位
    LeadUnit,
    /// 行业主管部门
    Department,
    /// 发展改革委
    Commission,
    /// 领导小组会议
    LeadingGroup,
}

impl Level {
    /// From the bottom up.
    pub const ALL: [Self; 5] =
        [Self::LegalEntity, Self::LeadUnit, Self::Department, Self::Commission, Self::LeadingGroup];

    /// The stable name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::LegalEntity => "legal_entity",
            Self::LeadUnit => "lead_unit",
            Self::Department => "department",
            Self::Commission => "commission",
            Self::LeadingGroup => "leading_group",
        }
    }

    /// The trade's word.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::LegalEntity => lang.pick("项目法人", "legal entity"),
            Self::LeadUnit => lang.pick("区县/牵头单位", "district or lead unit"),
            Self::Department => lang.pick("行业主管部门", "supervising department"),
            Self::Commission => lang.pick("发展改革委", "development and reform commission"),
            Self::LeadingGroup => lang.pick("领导小组会议", "leading group"),
        }
    }

    /// The level named by its stable name, its Chinese word, or 1 to 5 from the bottom.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim();
        let known = Self::ALL.into_iter().enumerate().find(|(at, level)| {
            word.eq_ignore_ascii_case(level.name())
                || word == level.title(Lang::Zh)
                || word == (at + 1).to_string()
        });
        known.map(|(_, level)| level).or(match word {
            "区县" | "牵头单位" => Some(Self::LeadUnit),
            "主管部门" => Some(Self::Department),
            "市发展改革委" | "发改委" => Some(Self::Commission),
            "领导小组" => Some(Self::LeadingGroup),
            _ => None,
        })
    }

    /// The next step up, `None` at the top.
    pub fn above(self) -> Option<Self> {
        Self::ALL.into_iter().find(|level| *level > self)
    }
}

/// One step up the ladder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// The level reached.
    pub to: Level,
    /// The day.
    #[serde(with = "crate::domain::date::plain")]
    pub on: Date,
    /// Why.
    pub reason: String,
}

/// When the desk proposes the next step up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationRule {
    /// Days past the limit after which the first step is proposed; 1 means the day after.
    pub first_after: i32,
    /// Days between further steps.
    pub step: i32,
}

impl Default for EscalationRule {
    /// Our decision: the day after the limit, then every ten days.
    fn default() -> Self {
        Self { first_after: 1, step: 10 }
    }
}

/// What the rule says of an issue on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EscalationProposal {
    /// The level it should be at by now.
    pub to: Level,
    /// Days past the limit.
    pub days_over: i32,
}
