//! The notice that sets a year's list in motion: what it declares and asks for.

use jiff::civil::Date;

use super::category::Category;
use super::deadline::ReportingRule;
use super::money::Money;
use super::month::Month;

/// 通知. Only what the published document says; our own settings are marked in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The year of the list.
    pub year: i16,
    /// The document's title.
    pub title: String,
    /// 文号, e.g. 渝府办发〔2021〕25号.
    pub number: String,
    /// 发文机关
    pub issuer: String,
    /// 成文日期
    pub date: Option<Date>,
    /// Where the copy was read.
    pub source: String,
    /// What it declares for each category it lists.
    pub declared: Vec<Declared>,
    /// Section counts published beside the document, by the press or in the annex.
    pub sections: Vec<Section>,
    /// Legends for marks, e.g. ★ → meaning; a mark without a legend is shown as it is.
    pub legends: Vec<(String, String)>,
    /// The monthly reporting rule.
    pub reporting: ReportingRule,
}

/// What the notice declares for one category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// Which category.
    pub category: Category,
    /// 项目个数
    pub count: u32,
    /// 估算总投资, and whether the notice says 约 (about).
    pub total_investment: Option<Money>,
    /// The notice says 约 before the total.
    pub total_is_about: bool,
    /// 年度计划完成投资
    pub planned_investment: Option<Money>,
    /// The platform that reports go through.
    pub channel: String,
    /// Whether reported investment must agree with the statistics figures.
    pub statistics_must_agree: bool,
}

/// A section's declared number of projects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Which category's annex.
    pub category: Category,
    /// The heading without numbering.
    pub heading: String,
    /// 项目个数
    pub count: u32,
    /// Where it was published.
    pub source: String,
}

impl Notice {
    /// What is declared for a category.
    pub fn declared(&self, category: Category) -> Option<&Declared> {
        self.declared.iter().find(|d| d.category == category)
    }

    /// The first month that reports are due for: the notice's own.
    pub fn first_month(&self) -> Option<Month> {
        self.date.map(Month::of)
    }
}
