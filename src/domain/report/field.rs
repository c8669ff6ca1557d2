//! The fields of a report, in one table that feeds the form, the flags, the batch headers, the
//! drafts and the findings, so that they can never drift apart.

use crate::domain::category::Category;
use crate::domain::lang::Lang;

/// One field of a report, as a person fills it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 本月完成投资
    CompletedInvestment,
    /// 本月进展情况
    Text,
    /// 当前阶段
    Stage,
    /// 是否开工
    Started,
    /// 实际开工日期
    StartedOn,
    /// 今年以前累计完成投资
    InvestedBefore,
    /// 统计数
    Statistics,
    /// 统计状态
    StatisticsState,
    /// 不一致说明
    Explanation,
    /// 形象进度
    PhysicalPercent,
    /// 形象进度说明
    PhysicalText,
    /// 到位资金合计
    FundsIn,
    /// 到位资金分来源
    Funds,
    /// 审批手续
    Permits,
    /// 预计开工日期
    ExpectedStart,
    /// 具备转入建设条件
    Ready,
    /// 合同金额
    Contract,
    /// 专班负责人
    Leader,
    /// 节点安排
    Milestones,
    /// 存在问题
    Problems,
    /// 下步安排
    NextSteps,
    /// 实际完工日期
    CompletedOn,
    /// 更正或说明的理由
    Reason,
}

/// How a field's text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// An amount in 万元.
    Money,
    /// A date.
    Date,
    /// 0–100 with at most two decimals.
    Percent,
    /// One line.
    Line,
    /// Several lines.
    Lines,
    /// 是 or 否.
    YesNo,
    /// A word of a list.
    Choice,
    /// `来源=金额`, separated by commas or lines.
    Funds,
    /// `手续:计划=…,实际=…,文号=…`, one a line.
    Permits,
}

const C: &[Category] = &[Category::Construction];
const P: &[Category] = &[Category::Planning];
const R: &[Category] = &[Category::Promotion];
const CP: &[Category] = &[Category::Construction, Category::Planning];
const CR: &[Category] = &[Category::Construction, Category::Promotion];
const CPR: &[Category] = &Category::ALL;

/// A field's stable name, Chinese label, English label, flag, kind and categories.
type FieldRow =
    (Field, &'static str, &'static str, &'static str, &'static str, FieldKind, &'static [Category]);

/// In the order of the form and of the template's columns.
const TABLE: &[FieldRow] = &[
    (
        Field::CompletedInvestment,
        "completed_investment",
        "本月完成投资",
        "Invested this month",
        "--invested",
        FieldKind::Money,
        CPR,
    ),
    (Field::Text, "text", "本月进展情况", "Progress this month", "--text", FieldKind::Lines, CPR),
    (Field::Stage, "stage", "当前阶段", "Stage", "--stage", FieldKind::Choice, CPR),
    (Field::Started, "started", "是否开工", "Started", "--started", FieldKind::YesNo, CR),
    (Field::StartedOn, "started_on", "实际开工日期", "Started on", "--started", FieldKind::Date, CR),
    (
        Field::InvestedBefore,
        "invested_before",
        "今年以前累计完成投资",
        "Invested before this year",
        "--before",
        FieldKind::Money,
        CPR,
    ),
    (Field::Statistics, "statistics", "统计数", "Statistics figure", "--statistics", FieldKind::Money, CP),
    (
        Field::StatisticsState,
        "statistics_state",
        "统计状态",
        "Statistics state",
        "--statistics-state",
        FieldKind::Choice,
        CP,
    ),
    (Field::Explanation, "explanation", "不一致说明", "Explanation", "--explain", FieldKind::Lines, CP),
    (
        Field::PhysicalPercent,
        "physical_percent",
        "形象进度",
        "Physical progress",
        "--physical",
        FieldKind::Percent,
        C,
    ),
    (
        Field::PhysicalText,
        "physical_text",
        "形象进度说明",
        "Physical progress in words",
        "--physical-text",
        FieldKind::Lines,
        C,
    ),
    (Field::FundsIn, "funds_in", "到位资金合计", "Funds in place", "--funds-in", FieldKind::Money, CPR),
    (Field::Funds, "funds", "到位资金分来源", "Funds by source", "--funds", FieldKind::Funds, CPR),
    (Field::Permits, "permits", "审批手续", "Permits", "--permit", FieldKind::Permits, CP),
    (
        Field::ExpectedStart,
        "expected_start",
        "预计开工日期",
        "Expected start",
        "--expected-start",
        FieldKind::Date,
        P,
    ),
    (
        Field::Ready,
        "ready",
        "具备转入建设条件",
        "Ready to move to construction",
        "--ready",
        FieldKind::YesNo,
        P,
    ),
    (Field::Contract, "contract", "合同金额", "Contract amount", "--contract", FieldKind::Money, R),
    (Field::Leader, "leader", "专班负责人", "Task-force leader", "--leader", FieldKind::Line, R),
    (Field::Milestones, "milestones", "节点安排", "Milestones", "--milestones", FieldKind::Lines, R),
    (Field::Problems, "problems", "存在问题", "Problems", "--problems", FieldKind::Lines, CPR),
    (Field::NextSteps, "next_steps", "下步安排", "Next steps", "--next", FieldKind::Lines, CPR),
    (Field::CompletedOn, "completed_on", "实际完工日期", "Completed on", "--completed", FieldKind::Date, CPR),
    (Field::Reason, "reason", "更正理由", "Reason", "--reason", FieldKind::Line, CPR),
];

impl Field {
    /// Every field, in the order of the form.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|row| row.0)
    }

    /// The fields of a category, in the order of the form.
    pub fn of(category: Category) -> impl Iterator<Item = Self> {
        TABLE.iter().filter(move |row| row.6.contains(&category)).map(|row| row.0)
    }

    fn row(self) -> &'static FieldRow {
        // The table holds every field, in whatever order; the test below says so.
        TABLE.iter().find(|row| row.0 == self).unwrap_or(&TABLE[0])
    }

    /// The stable name in findings, drafts and JSON.
    pub fn key(self) -> &'static str {
        self.row().1
    }

    /// The field of a stable name.
    pub fn of_key(key: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.1 == key).map(|row| row.0)
    }

    /// The label on the form.
    pub fn label(self, lang: Lang) -> &'static str {
        lang.pick(self.row().2, self.row().3)
    }

    /// The template's column header, with its unit.
    pub fn header(self) -> String {
        match self.kind() {
            FieldKind::Money => format!("{}（万元）", self.row().2),
            FieldKind::Percent => format!("{}（%）", self.row().2),
            _ => self.row().2.to_owned(),
        }
    }

    /// The command line's flag.
    pub fn flag(self) -> &'static str {
        self.row().4
    }

    /// How its text is read.
    pub fn kind(self) -> FieldKind {
        self.row().5
    }

    /// Whether a category's reports have it.
    pub fn belongs_to(self, category: Category) -> bool {
        self.row().6.contains(&category)
    }

    /// Whether a report of that category cannot be filed without it.
    pub fn required(self, category: Category) -> bool {
        match self {
            Self::Text => true,
            Self::CompletedInvestment => category == Category::Construction,
            _ => false,
        }
    }

    /// Whether it holds from month to month until somebody says otherwise (开工日期, 阶段, 合同…),
    /// rather than being told anew each month.
    pub fn stands(self) -> bool {
        matches!(
            self,
            Self::Stage
                | Self::Started
                | Self::StartedOn
                | Self::Permits
                | Self::ExpectedStart
                | Self::Contract
                | Self::Leader
                | Self::Milestones
        )
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_names_every_field_once() {
        let keys: BTreeSet<_> = Field::all().map(Field::key).collect();
        assert_eq!(keys.len(), Field::all().count());
        let headers: BTreeSet<_> = Field::all().map(Field::header).collect();
        assert_eq!(headers.len(), keys.len());
        assert_eq!(Field::all().count(), Field::Reason as usize + 1, "the enum and the table");
        for field in Field::all() {
            assert_eq!(Field::of_key(field.key()), Some(field));
        }
    }

    #[test]
    fn categories_have_their_own_fields() {
        let has = |category, field: Field| field.belongs_to(category);
        assert!(!has(Category::Promotion, Field::Statistics), "promotion has no statistics rule");
        assert!(has(Category::Planning, Field::Permits));
        assert!(!has(Category::Planning, Field::Contract));
        assert!(Field::CompletedInvestment.required(Category::Construction));
        assert!(!Field::CompletedInvestment.required(Category::Planning));
    }
}
