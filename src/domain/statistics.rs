//! Whether our figure agrees with the statistics office's (联网直报). Construction and planning only;
//! promotion has no such rule.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::category::Category;
use super::lang::Lang;
use super::money::Money;

/// What a report says of the statistics figure of its month; in JSON `{"state":…,"value":…}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statistics {
    /// The figure, in 元.
    Value(Money),
    /// 待核: not yet out.
    Pending,
    /// 未入统: the project is not registered with statistics.
    Unregistered,
}

/// How the two figures stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatisticsState {
    /// 一致
    Consistent,
    /// 不一致
    Inconsistent,
    /// 待核
    Pending,
    /// 未入统
    Unregistered,
}

/// A report's statistics: state, the figure and ours minus it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// How they stand.
    pub state: StatisticsState,
    /// The statistics figure, where there is one.
    pub value: Option<Money>,
    /// Ours − statistics (一致性差), where both exist.
    pub difference: Option<Money>,
}

impl StatisticsState {
    /// In the order of a summary.
    pub const ALL: [Self; 4] = [Self::Consistent, Self::Inconsistent, Self::Pending, Self::Unregistered];

    /// The stable name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Consistent => "consistent",
            Self::Inconsistent => "inconsistent",
            Self::Pending => "pending",
            Self::Unregistered => "unregistered",
        }
    }

    /// The trade's word.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Consistent => lang.pick("一致", "consistent"),
            Self::Inconsistent => lang.pick("不一致", "inconsistent"),
            Self::Pending => lang.pick("待核", "pending"),
            Self::Unregistered => lang.pick("未入统", "unregistered"),
        }
    }

    /// The state named in either language.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim();
        Self::ALL.into_iter().find(|s| word.eq_ignore_ascii_case(s.name()) || word == s.title(Lang::Zh))
    }
}

#[derive(Serialize, Deserialize)]
struct StoredStatistics {
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<StatisticsState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Money>,
}

impl Serialize for Statistics {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stored = match *self {
            Self::Value(value) => StoredStatistics { state: None, value: Some(value) },
            Self::Pending => StoredStatistics { state: Some(StatisticsState::Pending), value: None },
            Self::Unregistered => {
                StoredStatistics { state: Some(StatisticsState::Unregistered), value: None }
            }
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Statistics {
    /// A value says it all: whether it agrees follows from our figure.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let stored = StoredStatistics::deserialize(deserializer)?;
        match (stored.value, stored.state) {
            (Some(value), _) => Ok(Self::Value(value)),
            (None, Some(StatisticsState::Pending)) => Ok(Self::Pending),
            (None, Some(StatisticsState::Unregistered)) => Ok(Self::Unregistered),
            (None, _) => Err(de::Error::custom("neither a figure nor a state")),
        }
    }
}

/// Compares our month's figure with what is said of statistics. `None` where the rule does not
/// apply: promotion, and a planning report that says nothing and invested nothing. A construction
/// report that says nothing is 待核.
pub fn compare(category: Category, ours: Option<Money>, said: Option<Statistics>) -> Option<Comparison> {
    let said = match (category, said) {
        (Category::Promotion, _) => return None,
        (Category::Planning, None) if ours.is_none_or(|m| m == Money::ZERO) => return None,
        (_, said) => said.unwrap_or(Statistics::Pending),
    };
    Some(match said {
        Statistics::Pending => Comparison { state: StatisticsState::Pending, value: None, difference: None },
        Statistics::Unregistered => {
            Comparison { state: StatisticsState::Unregistered, value: None, difference: None }
        }
        Statistics::Value(value) => {
            let difference = ours.unwrap_or_default() - value;
            let state = if difference == Money::ZERO {
                StatisticsState::Consistent
            } else {
                StatisticsState::Inconsistent
            };
            Comparison { state, value: Some(value), difference: Some(difference) }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_is_to_the_yuan() {
        let with = |value| {
            compare(Category::Construction, Some(Money::wan(100)), Some(Statistics::Value(value))).unwrap()
        };
        assert_eq!(with(Money::wan(100)).state, StatisticsState::Consistent);
        let off = with(Money(1_000_001));
        assert_eq!((off.state, off.difference), (StatisticsState::Inconsistent, Some(Money(-1))));
    }

    #[test]
    fn silence_is_pending_for_construction_and_nothing_for_promotion() {
        let ours = Some(Money::wan(1));
        let state = |category, ours| compare(category, ours, None).map(|c| c.state);
        assert_eq!(state(Category::Construction, ours), Some(StatisticsState::Pending));
        assert_eq!(state(Category::Planning, ours), Some(StatisticsState::Pending));
        assert_eq!(state(Category::Planning, Some(Money::ZERO)), None);
        assert_eq!(state(Category::Promotion, ours), None);
    }
}
