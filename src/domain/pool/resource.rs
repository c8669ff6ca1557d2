//! What the pools hold: money by source, land, energy, environment quota; and exact amounts of them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::funding::FundingSource;
use crate::domain::lang::Lang;
use crate::domain::money::{Money, MoneyError, WAN};

/// What is needed or offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// Money from a source, in 万元.
    Money(FundingSource),
    /// 用地, in 亩.
    Land,
    /// 能耗指标, in 吨标准煤.
    Energy,
    /// 环境容量, in 吨.
    Environment,
}

impl Resource {
    /// Every resource, money first.
    pub fn all() -> impl Iterator<Item = Self> {
        FundingSource::ALL.into_iter().map(Self::Money).chain([Self::Land, Self::Energy, Self::Environment])
    }

    /// The stable name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Money(source) => source.name(),
            Self::Land => "land",
            Self::Energy => "energy",
            Self::Environment => "environment",
        }
    }

    /// The trade's word.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Money(source) => source.title(lang),
            Self::Land => lang.pick("用地", "land"),
            Self::Energy => lang.pick("能耗指标", "energy quota"),
            Self::Environment => lang.pick("环境容量", "environment quota"),
        }
    }

    /// The unit that amounts are typed and shown in.
    pub fn unit(self, lang: Lang) -> &'static str {
        match self {
            Self::Money(_) => lang.pick("万元", "10k yuan"),
            Self::Land => lang.pick("亩", "mu"),
            Self::Energy => lang.pick("吨标准煤", "t coal equivalent"),
            Self::Environment => lang.pick("吨", "t"),
        }
    }

    /// The resource named by a stable name or a word of the trade.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim();
        let others = [Self::Land, Self::Energy, Self::Environment];
        let known = others
            .into_iter()
            .find(|r| word.eq_ignore_ascii_case(r.name()) || word == r.title(Lang::Zh))
            .or_else(|| FundingSource::parse(word).map(Self::Money));
        known.or(match word {
            "土地" | "用地指标" => Some(Self::Land),
            "能耗" | "用能" => Some(Self::Energy),
            "环境" | "排污指标" | "总量指标" => Some(Self::Environment),
            _ => None,
        })
    }
}

impl Serialize for Resource {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Resource {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| serde::de::Error::custom("not a resource"))
    }
}

/// An exact amount in ten-thousandths of its resource's unit: for money that is whole 元.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(pub i64);

impl Quantity {
    /// Reads a decimal number of units (万元, 亩, 吨), to four decimals.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        Money::parse(text, WAN).map(|m| Self(m.0))
    }

    /// The amount in units, with only the decimals it needs.
    pub fn in_units(self) -> String {
        Money(self.0).in_wan()
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_units())
    }
}
