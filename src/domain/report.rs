//! 月报: one project's report for one month: what it says, where it stands, how it may move.
//!
//! A report is never overwritten: the ledger keeps every revision, and this module's [`Report`] is one
//! of them, with what its earlier ones tell (when it was first filed). It never reads the clock.

pub mod derived;
pub mod draft;
pub mod field;
pub mod rules;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::funding::FundingSource;
use super::lang::Lang;
use super::money::Money;
use super::month::Month;
use super::percent::Percent;
use super::permit::{Permit, PermitKind};
use super::project::ProjectId;
use super::statistics::Statistics;

/// Where a report stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// 草稿: begun, or withdrawn; counts as not filed.
    Draft,
    /// 已报: waiting for acceptance.
    Submitted,
    /// 退回: to be corrected and filed again; its figures do not count meanwhile.
    Returned,
    /// 已审: accepted.
    Accepted,
}

impl Status {
    /// The stable name in JSON and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Accepted => "accepted",
        }
    }

    /// The status of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Draft, Self::Submitted, Self::Returned, Self::Accepted].into_iter().find(|s| s.name() == name)
    }

    /// The trade's word.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Draft => lang.pick("草稿", "draft"),
            Self::Submitted => lang.pick("已报", "submitted"),
            Self::Returned => lang.pick("退回", "returned"),
            Self::Accepted => lang.pick("已审", "accepted"),
        }
    }

    /// Whether the report's figures count in year-to-date, boards and bulletins, and whether the
    /// duty of the month is met. Our decision: a returned report waits for its correction.
    pub fn counts(self) -> bool {
        matches!(self, Self::Submitted | Self::Accepted)
    }
}

/// What is done to a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReportAction {
    /// Saved without filing.
    Save,
    /// Filed, corrected or filed again.
    Submit,
    /// 退回, with a reason.
    Return,
    /// 审核通过.
    Accept,
    /// 撤回: back to a draft by the reporter.
    Withdraw,
    /// 丢弃: a draft is given up; its revisions stay in the history.
    Discard,
}

impl ReportAction {
    /// The stable name in history and audit.
    pub fn name(self) -> &'static str {
        match self {
            Self::Save => "save",
            Self::Submit => "submit",
            Self::Return => "return",
            Self::Accept => "accept",
            Self::Withdraw => "withdraw",
            Self::Discard => "discard",
        }
    }

    /// The act of a stable name.
    pub fn parse(name: &str) -> Option<Self> {
        use ReportAction::{Accept, Discard, Return, Save, Submit, Withdraw};
        [Save, Submit, Return, Accept, Withdraw, Discard].into_iter().find(|a| a.name() == name)
    }

    /// The trade's word.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Save => lang.pick("保存", "save"),
            Self::Submit => lang.pick("填报", "file"),
            Self::Return => lang.pick("退回", "return"),
            Self::Accept => lang.pick("审核通过", "accept"),
            Self::Withdraw => lang.pick("撤回", "withdraw"),
            Self::Discard => lang.pick("丢弃", "discard"),
        }
    }

    /// The status that follows, or `None` where the report stands otherwise. `from` is `None` when
    /// there is no report yet. A filed report cannot be turned into a draft by saving one; the
    /// reporter withdraws it first, and not once it is accepted.
    pub fn follows(self, from: Option<Status>) -> Option<Status> {
        match (self, from) {
            (Self::Submit, _) => Some(Status::Submitted),
            (Self::Return, Some(Status::Submitted | Status::Accepted)) => Some(Status::Returned),
            (Self::Accept, Some(Status::Submitted)) => Some(Status::Accepted),
            (Self::Save, None | Some(Status::Draft))
            | (Self::Discard, Some(Status::Draft))
            | (Self::Withdraw, Some(Status::Submitted | Status::Returned)) => Some(Status::Draft),
            _ => None,
        }
    }
}

/// What a report says. Every category shares the type; [`field::Field::of`] tells which fields a
/// category has. Absent is `None` or empty, never zero. Stored as JSON in the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// 本月完成投资
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed_investment: Option<Money>,
    /// 今年以前累计完成投资
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invested_before: Option<Money>,
    /// 当前阶段
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stage: String,
    /// 是否开工, where it is said; a date says it too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<bool>,
    /// 实际开工日期
    #[serde(with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub started_on: Option<Date>,
    /// 实际完工日期; ends the duty from the next month.
    #[serde(with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub completed_on: Option<Date>,
    /// 到位资金分来源
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub funds: BTreeMap<FundingSource, Money>,
    /// 到位资金合计
    #[serde(skip_serializing_if = "Option::is_none")]
    pub funds_in: Option<Money>,
    /// 统计数
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statistics: Option<Statistics>,
    /// 不一致的说明
    #[serde(skip_serializing_if = "String::is_empty")]
    pub explanation: String,
    /// 形象进度
    #[serde(skip_serializing_if = "Option::is_none")]
    pub physical_percent: Option<Percent>,
    /// 形象进度说明
    #[serde(skip_serializing_if = "String::is_empty")]
    pub physical_text: String,
    /// 审批手续
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub permits: BTreeMap<PermitKind, Permit>,
    /// 预计开工日期
    #[serde(with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub expected_start: Option<Date>,
    /// 具备转入建设条件
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready: Option<bool>,
    /// 合同金额
    #[serde(rename = "contract_amount", skip_serializing_if = "Option::is_none")]
    pub contract: Option<Money>,
    /// 专班负责人
    #[serde(skip_serializing_if = "String::is_empty")]
    pub leader: String,
    /// 节点安排
    #[serde(skip_serializing_if = "String::is_empty")]
    pub milestones: String,
    /// 本月进展情况
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// 存在问题
    #[serde(skip_serializing_if = "String::is_empty")]
    pub problems: String,
    /// 下步安排
    #[serde(skip_serializing_if = "String::is_empty")]
    pub next_steps: String,
}

impl Content {
    /// 到位资金: the stated total, else the sum of the parts; `None` when neither is said.
    pub fn funds_total(&self) -> Option<Money> {
        self.funds_in.or_else(|| (!self.funds.is_empty()).then(|| self.funds.values().copied().sum()))
    }

    /// Whether the project has started, as far as this report says.
    pub fn has_started(&self) -> bool {
        self.started_on.is_some() || self.started == Some(true)
    }
}

/// One revision of a report, as shown and printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Which project.
    pub project: ProjectId,
    /// 填报月份
    pub month: Month,
    /// From 1, one more with every change.
    pub revision: u64,
    /// Where it stands after this revision.
    pub status: Status,
    /// What was done.
    pub act: ReportAction,
    /// Who did it.
    pub author: String,
    /// When.
    pub at: Timestamp,
    /// Why, where it was said.
    pub reason: String,
    /// What it says.
    pub content: Content,
    /// When it was last filed, as of this revision.
    pub filed_at: Option<Timestamp>,
    /// By whom.
    pub filed_by: Option<String>,
    /// When it was first filed: before or after the deadline decides whether it is 补报.
    pub first_filed_at: Option<Timestamp>,
    /// 补报: first filed after the deadline.
    pub late: bool,
    /// A draft that was given up; as good as none.
    pub discarded: bool,
    /// The request id it came with.
    pub request_id: Option<String>,
}

/// One month's standing report, as the rules for another month need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthReport {
    /// 填报月份
    pub month: Month,
    /// Where it stands.
    pub status: Status,
    /// What it says.
    pub content: Content,
}

/// The month whose counting report tells a completion, the earliest if several do.
pub fn completed_in(reports: &[MonthReport]) -> Option<Month> {
    reports.iter().filter(|r| r.status.counts() && r.content.completed_on.is_some()).map(|r| r.month).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_moves_only_as_the_trade_allows() {
        use Status::{Accepted, Draft, Returned, Submitted};
        let states = [None, Some(Draft), Some(Submitted), Some(Returned), Some(Accepted)];
        let table = [
            (ReportAction::Save, [Some(Draft), Some(Draft), None, None, None]),
            (ReportAction::Submit, [Some(Submitted); 5]),
            (ReportAction::Return, [None, None, Some(Returned), None, Some(Returned)]),
            (ReportAction::Accept, [None, None, Some(Accepted), None, None]),
            (ReportAction::Withdraw, [None, None, Some(Draft), Some(Draft), None]),
            (ReportAction::Discard, [None, Some(Draft), None, None, None]),
        ];
        for (act, expected) in table {
            for (from, to) in states.into_iter().zip(expected) {
                assert_eq!(act.follows(from), to, "{} from {from:?}", act.name());
            }
        }
    }

    #[test]
    fn content_stays_the_same_through_its_stored_form() {
        let content = Content {
            completed_investment: Some(Money::wan(120)),
            started_on: Some(jiff::civil::date(2021, 3, 10)),
            funds: BTreeMap::from([(FundingSource::SpecialBonds, Money::wan(5))]),
            statistics: Some(Statistics::Value(Money::wan(120))),
            physical_percent: Percent::parse("12.5"),
            permits: BTreeMap::from([(PermitKind::Land, Permit::default())]),
            text: "基坑开挖\n完成".into(),
            ..Content::default()
        };
        let stored = serde_json::to_string(&content).unwrap();
        assert_eq!(serde_json::from_str::<Content>(&stored).unwrap(), content);
        assert_eq!(serde_json::from_str::<Content>("{}").unwrap(), Content::default());
        assert_eq!(serde_json::to_string(&Content::default()).unwrap(), "{}");
    }
}
