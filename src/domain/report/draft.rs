//! A report as it is being typed: one text a field, from a form, flags or a sheet's cells. Reading it
//! gives the [`Content`] and every slip with its field, so that a form can say so while typing.

mod read;

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::field::Field;
use super::{Content, MonthReport};
use crate::domain::category::Category;
use crate::domain::finding::Finding;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::permit::NamedPermit;
use crate::domain::promotion::PromotionStage;
use crate::domain::statistics::{Statistics, StatisticsState};

/// Characters in the longest text field; more is a document, not a report.
pub const LONGEST_TEXT: usize = 4_000;
/// Characters in the longest one-line field.
pub const LONGEST_LINE: usize = 200;

/// Texts by field. A field that is absent was not given; an empty one was cleared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    texts: BTreeMap<Field, String>,
}

impl Draft {
    /// A field's text; empty when it was not given.
    pub fn get(&self, field: Field) -> &str {
        self.texts.get(&field).map_or("", String::as_str)
    }

    /// Whether the field was given, even empty.
    pub fn has(&self, field: Field) -> bool {
        self.texts.contains_key(&field)
    }

    /// Puts a field's text, as typed.
    pub fn set(&mut self, field: Field, text: impl Into<String>) {
        self.texts.insert(field, text.into());
    }

    /// The fields that were given, with their texts.
    pub fn given(&self) -> impl Iterator<Item = (Field, &str)> {
        self.texts.iter().map(|(f, t)| (*f, t.as_str()))
    }

    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        self.texts.values().all(|t| t.trim().is_empty())
    }

    /// This draft with everything that `newer` gives put over it. New parts of the funds bring their
    /// own total.
    #[must_use]
    pub fn with(mut self, newer: &Self) -> Self {
        if newer.has(Field::Funds) {
            self.texts.remove(&Field::FundsIn);
        }
        if newer.has(Field::Statistics) || newer.has(Field::StatisticsState) {
            self.texts.remove(&Field::Statistics);
            self.texts.remove(&Field::StatisticsState);
        }
        self.texts.extend(newer.texts.iter().map(|(f, t)| (*f, t.clone())));
        self
    }

    /// The texts that read back as `content`, for correcting a report. The reason is not among them:
    /// each change gives its own.
    pub fn of(content: &Content) -> Self {
        let mut draft = Self::default();
        for (field, text) in content.texts() {
            if !text.is_empty() {
                draft.set(field, text);
            }
        }
        draft
    }

    /// Last month carried forward for the form: everything but the month's own figures and dates, so
    /// that one number is left to type. Of reports for other months, the latest before `month` counts.
    pub fn carry_forward(others: &[MonthReport], month: Month) -> Self {
        Self::carried(others, month, |f| {
            !matches!(
                f,
                Field::CompletedInvestment
                    | Field::Statistics
                    | Field::StatisticsState
                    | Field::Explanation
                    | Field::CompletedOn
            )
        })
    }

    /// Only what holds until somebody says otherwise (see [`Field::stands`]): what a filing by flags or
    /// sheet need not repeat every month.
    pub fn standing(others: &[MonthReport], month: Month) -> Self {
        Self::carried(others, month, Field::stands)
    }

    fn carried(others: &[MonthReport], month: Month, keep: impl Fn(Field) -> bool) -> Self {
        let latest = others.iter().filter(|r| r.month < month && r.status.counts()).max_by_key(|r| r.month);
        let Some(latest) = latest else { return Self::default() };
        let mut draft = Self::of(&latest.content);
        // What was stated once is found again at each reading, with everything filed or corrected since. A
        // copy of the sum would be believed as if somebody had typed it.
        draft.texts.retain(|field, _| *field != Field::InvestedBefore && keep(*field));
        draft
    }

    /// Reads every field that was given. Findings name the field by its stable name; a field that
    /// cannot be read is left out of the content.
    pub fn read(&self, category: Category) -> (Content, Vec<Finding>) {
        read::read(self, category)
    }
}

impl Content {
    /// Each field's text as a person would type it; empty where nothing is said.
    pub fn texts(&self) -> Vec<(Field, String)> {
        let money = |m: Option<Money>| m.map(Money::in_wan).unwrap_or_default();
        let date = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
        let yes = |b: Option<bool>| b.map_or("", |b| if b { "是" } else { "否" }).to_owned();
        Field::all()
            .map(|field| {
                let text = match field {
                    Field::CompletedInvestment => money(self.completed_investment),
                    Field::Text => self.text.clone(),
                    Field::Stage => self.stage.clone(),
                    Field::Started => yes(self.started),
                    Field::StartedOn => date(self.started_on),
                    Field::InvestedBefore => money(self.invested_before),
                    Field::Statistics => match self.statistics {
                        Some(Statistics::Value(value)) => value.in_wan(),
                        _ => String::new(),
                    },
                    Field::StatisticsState => match self.statistics {
                        Some(Statistics::Pending) => StatisticsState::Pending.title(Lang::Zh).to_owned(),
                        Some(Statistics::Unregistered) => {
                            StatisticsState::Unregistered.title(Lang::Zh).to_owned()
                        }
                        _ => String::new(),
                    },
                    Field::Explanation => self.explanation.clone(),
                    Field::PhysicalPercent => {
                        self.physical_percent.map(|p| p.to_string()).unwrap_or_default()
                    }
                    Field::PhysicalText => self.physical_text.clone(),
                    Field::FundsIn => money(self.funds_in),
                    Field::Funds => self.funds_text(),
                    Field::Permits => self.permits_text(),
                    Field::ExpectedStart => date(self.expected_start),
                    Field::Ready => yes(self.ready),
                    Field::Contract => money(self.contract),
                    Field::Leader => self.leader.clone(),
                    Field::Milestones => self.milestones.clone(),
                    Field::Problems => self.problems.clone(),
                    Field::NextSteps => self.next_steps.clone(),
                    Field::CompletedOn => date(self.completed_on),
                    Field::Reason => String::new(),
                };
                (field, text)
            })
            .collect()
    }

    fn funds_text(&self) -> String {
        let parts = self.funds.iter().map(|(s, m)| format!("{}={}", s.title(Lang::Zh), m.in_wan()));
        parts.collect::<Vec<_>>().join(",")
    }

    fn permits_text(&self) -> String {
        let lines = self.permits.iter().map(|(k, p)| NamedPermit(*k, p.clone()).to_string());
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The promotion stage that the stage's word means.
    pub fn promotion_stage(&self) -> Option<PromotionStage> {
        PromotionStage::parse(&self.stage)
    }
}

impl Serialize for Draft {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.texts.iter().map(|(f, t)| (f.key(), t)))
    }
}

impl<'de> Deserialize<'de> for Draft {
    /// Fields of other versions that we do not know are passed over.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = BTreeMap::<String, String>::deserialize(deserializer)?;
        let known = texts.into_iter().filter_map(|(k, t)| Some((Field::of_key(&k)?, t)));
        Ok(Self { texts: known.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::codes;
    use crate::domain::report::Status;

    fn draft(given: &[(Field, &str)]) -> Draft {
        let mut draft = Draft::default();
        for (field, text) in given {
            draft.set(*field, *text);
        }
        draft
    }

    #[test]
    fn what_is_typed_full_width_is_read() {
        let typed = draft(&[
            (Field::CompletedInvestment, "１，２３４．５"),
            (Field::StartedOn, "２０２１年３月１０日"),
            (Field::PhysicalPercent, "４５．５％"),
            (Field::Funds, "专项债＝1,000，信贷＝500.5；社会资金=1"),
            (Field::Text, "　基坑开挖\r\n完成\u{202e} "),
        ]);
        let (content, findings) = typed.read(Category::Construction);
        assert_eq!(findings, []);
        assert_eq!(content.completed_investment, Some(Money(12_345_000)));
        assert_eq!(content.funds_total(), Some(Money(15_015_000)));
        assert_eq!(content.text, "基坑开挖\n完成");
        assert_eq!(Draft::of(&content).read(Category::Construction).0, content);
    }

    #[test]
    fn each_slip_names_its_field() {
        let typed = draft(&[
            (Field::CompletedInvestment, "一百"),
            (Field::StartedOn, "昨天"),
            (Field::PhysicalPercent, "四成"),
            (Field::Funds, "彩票=5"),
            (Field::Contract, "5"),
            (Field::StatisticsState, "也许"),
        ]);
        let (_, findings) = typed.read(Category::Construction);
        let seen: Vec<_> = findings.iter().map(|f| (f.code, f.field.as_deref().unwrap())).collect();
        assert_eq!(
            seen,
            [
                (codes::NOT_AN_AMOUNT, "completed_investment"),
                (codes::NOT_A_DATE, "started_on"),
                (codes::UNKNOWN_WORD, "statistics_state"),
                (codes::NOT_A_PERCENT, "physical_percent"),
                (codes::UNKNOWN_WORD, "funds"),
                (codes::NOT_OF_CATEGORY, "contract"),
            ]
        );
    }

    #[test]
    fn last_month_is_carried_forward_without_its_own_figures() {
        let (content, _) = draft(&[
            (Field::CompletedInvestment, "100"),
            (Field::InvestedBefore, "50"),
            (Field::StartedOn, "2021-03-10"),
            (Field::Text, "主体施工"),
            (Field::Statistics, "100"),
        ])
        .read(Category::Construction);
        let december =
            [MonthReport { month: "2021-12".parse().unwrap(), status: Status::Submitted, content }];
        let next = Draft::carry_forward(&december, "2022-01".parse().unwrap());
        assert_eq!(next.get(Field::CompletedInvestment), "");
        assert_eq!(next.get(Field::Statistics), "");
        assert_eq!(next.get(Field::Text), "主体施工");
        assert!(!next.has(Field::InvestedBefore), "the year's beginning is derived, never typed");
        let flags = Draft::standing(&december, "2022-01".parse().unwrap());
        assert_eq!((flags.get(Field::Text), flags.get(Field::StartedOn)), ("", "2021-03-10"));
        assert!(!flags.has(Field::InvestedBefore));
    }

    #[test]
    fn a_stored_draft_is_read_back_even_from_another_version() {
        let typed = draft(&[(Field::Text, "半句"), (Field::CompletedInvestment, "12x")]);
        let stored = serde_json::to_string(&typed).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&stored).unwrap(), typed);
        let other: Draft = serde_json::from_str(r#"{"text":"半句","new_field":"1"}"#).unwrap();
        assert_eq!(other.get(Field::Text), "半句");
    }
}
