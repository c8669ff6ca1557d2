//! Where a project's money comes from: the sources that the notice names in its fourth section.

use serde::{Deserialize, Serialize};

use super::lang::Lang;

/// 资金来源.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FundingSource {
    /// 中央预算内投资
    CentralBudget,
    /// 地方政府专项债券
    SpecialBonds,
    /// 市区县财政性资金
    LocalBudget,
    /// 债权
    Debt,
    /// 股权
    Equity,
    /// 股债结合
    Mezzanine,
    /// 基金
    Fund,
    /// 银行信贷
    BankCredit,
    /// 社会资金
    Private,
}

impl FundingSource {
    /// In the notice's order.
    pub const ALL: [Self; 9] = [
        Self::CentralBudget,
        Self::SpecialBonds,
        Self::LocalBudget,
        Self::Debt,
        Self::Equity,
        Self::Mezzanine,
        Self::Fund,
        Self::BankCredit,
        Self::Private,
    ];

    /// The stable name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::CentralBudget => "central_budget",
            Self::SpecialBonds => "special_bonds",
            Self::LocalBudget => "local_budget",
            Self::Debt => "debt",
            Self::Equity => "equity",
            Self::Mezzanine => "mezzanine",
            Self::Fund => "fund",
            Self::BankCredit => "bank_credit",
            Self::Private => "private",
        }
    }

    /// The field's word.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::CentralBudget => lang.pick("中央预算内投资", "Central budget"),
            Self::SpecialBonds => lang.pick("地方政府专项债券", "Special bonds"),
            Self::LocalBudget => lang.pick("市区县财政", "Local budget"),
            Self::Debt => lang.pick("债权", "Debt"),
            Self::Equity => lang.pick("股权", "Equity"),
            Self::Mezzanine => lang.pick("股债结合", "Mezzanine"),
            Self::Fund => lang.pick("基金", "Funds"),
            Self::BankCredit => lang.pick("信贷", "Bank credit"),
            Self::Private => lang.pick("社会资金", "Private capital"),
        }
    }

    /// The source named by its stable name, its title or a word that offices use for it.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim();
        let known = Self::ALL.into_iter().find(|s| {
            word.eq_ignore_ascii_case(s.name())
                || word == s.title(Lang::Zh)
                || word.eq_ignore_ascii_case(s.title(Lang::En))
        });
        known.or(match word {
            "中央资金" | "中央预算内" | "中央预算内资金" => Some(Self::CentralBudget),
            "专项债" | "专项债券" | "地方专项债" => Some(Self::SpecialBonds),
            "财政" | "财政资金" | "市级财政" | "区县财政" | "财政性资金" => {
                Some(Self::LocalBudget)
            }
            "贷款" | "银行贷款" | "银行信贷" => Some(Self::BankCredit),
            "自筹" | "自筹资金" | "社会资本" | "企业自筹" => Some(Self::Private),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_is_found_by_its_own_names() {
        for source in FundingSource::ALL {
            assert_eq!(FundingSource::parse(source.name()), Some(source));
            assert_eq!(FundingSource::parse(source.title(Lang::Zh)), Some(source));
            assert_eq!(FundingSource::parse(source.title(Lang::En)), Some(source));
        }
        assert_eq!(FundingSource::parse("专项债"), Some(FundingSource::SpecialBonds));
        assert_eq!(FundingSource::parse("彩票"), None);
    }
}
