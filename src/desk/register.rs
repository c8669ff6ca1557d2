//! 台账 as files: issues, permits, milestones, funding, pools, the watch list, supervision and site notes,
//! each a table with Chinese headers for workbooks and stable names for JSON.

mod rows;

use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value as Json, json};

use super::App;
use crate::domain::finding::Failure;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::project::{Project, ProjectId};
use crate::domain::time::date_in_shanghai;
use crate::publish::sheet::{ExportTable, TableCell};

/// Which register.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// 问题
    Issues,
    /// 手续
    Permits,
    /// 节点
    Milestones,
    /// 资金
    Funding,
    /// 三池
    Pools,
    /// 重点关注
    Watch,
    /// 督查
    Supervision,
    /// 现场
    Site,
}

impl Register {
    /// All, in the order of the help.
    pub const ALL: [Self; 8] = [
        Self::Issues,
        Self::Permits,
        Self::Milestones,
        Self::Funding,
        Self::Pools,
        Self::Watch,
        Self::Supervision,
        Self::Site,
    ];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Issues => "issues",
            Self::Permits => "permits",
            Self::Milestones => "milestones",
            Self::Funding => "funding",
            Self::Pools => "pools",
            Self::Watch => "watch",
            Self::Supervision => "supervision",
            Self::Site => "site",
        }
    }

    /// The register of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|register| register.name() == text)
    }

    /// Its title, which names the sheet.
    fn title(self) -> &'static str {
        match self {
            Self::Issues => "问题台账",
            Self::Permits => "审批手续",
            Self::Milestones => "节点",
            Self::Funding => "资金",
            Self::Pools => "三池",
            Self::Watch => "重点关注",
            Self::Supervision => "督查记录",
            Self::Site => "现场记录",
        }
    }

    /// The headers of a printed table: the project's id, its name, the register's own columns.
    pub fn heading(self, lang: Lang) -> Vec<String> {
        let mut heading = lang.pick(["编号", "项目名称"], ["id", "project"]).map(str::to_owned).to_vec();
        heading.extend(self.columns().iter().map(|(title, name)| match lang {
            Lang::Zh => (*title).to_owned(),
            Lang::En if title.contains("万元") => format!("{name} (10k)"),
            Lang::En => name.replace('_', " "),
        }));
        heading
    }

    /// Every column: its header in a workbook and its name in JSON.
    fn columns(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Issues => &[
                ("问题号", "id"),
                ("类别", "kind"),
                ("问题", "text"),
                ("责任单位", "owner"),
                ("层级", "level"),
                ("提出日期", "opened"),
                ("办理时限", "limit"),
                ("逾期（天）", "days_over"),
                ("建议上报", "proposed_level"),
                ("决定", "decision"),
                ("销号日期", "closed"),
                ("结果", "result"),
                ("出自月报", "from_report"),
            ],
            Self::Permits => &[
                ("手续", "kind"),
                ("计划日期", "planned"),
                ("实际日期", "actual"),
                ("文号", "number"),
                ("办理人", "owner"),
                ("逾期（天）", "days_over"),
            ],
            Self::Milestones => &[
                ("步骤", "step"),
                ("工作日", "days"),
                ("开始", "start"),
                ("完成", "finish"),
                ("实际完成", "done"),
                ("关键", "critical"),
                ("逾期（天）", "days_over"),
                ("模板", "template"),
                ("原定完成", "completion"),
            ],
            Self::Funding => &[
                ("来源", "source"),
                ("计划（万元）", "planned"),
                ("到位（万元）", "available"),
                ("使用（万元）", "used"),
                ("缺口（万元）", "gap"),
            ],
            Self::Pools => &[
                ("类型", "type"),
                ("号", "id"),
                ("名称", "name"),
                ("种类", "resource"),
                ("单位", "unit"),
                ("数量", "amount"),
                ("余量", "left"),
                ("日期", "date"),
                ("需求号", "need"),
                ("供给号", "offer"),
            ],
            Self::Watch => &[
                ("列入日期", "since"),
                ("理由", "reason"),
                ("依据", "document"),
                ("经办", "by"),
                ("上次督查", "last_visit"),
                ("未办要求", "open_demands"),
                ("上次以来变化", "changes"),
            ],
            Self::Supervision => &[
                ("号", "id"),
                ("日期", "on"),
                ("所见", "text"),
                ("要求", "demand"),
                ("时限", "due"),
                ("办结日期", "answered"),
                ("办结情况", "answer"),
                ("逾期（天）", "days_over"),
                ("记录人", "by"),
            ],
            Self::Site => &[
                ("号", "id"),
                ("日期", "on"),
                ("事项", "topic"),
                ("所见", "text"),
                ("整改", "follow_up"),
                ("整改完成", "settled"),
                ("记录人", "by"),
            ],
        }
    }
}

/// A value of a register.
#[derive(Clone, Debug, PartialEq, Eq)]
enum RegisterValue {
    Nothing,
    Text(String),
    /// A word with a stable name: the name in JSON, the word in a workbook.
    Word(&'static str, &'static str),
    Count(i64),
    /// 万元 in a workbook, 元 in JSON.
    Money(Money),
    /// A decimal number of its own unit.
    Amount(String),
    Flag(bool),
}

impl From<&str> for RegisterValue {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text.to_owned()) }
    }
}

impl From<&String> for RegisterValue {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<Option<Date>> for RegisterValue {
    fn from(day: Option<Date>) -> Self {
        day.map_or(Self::Nothing, |day| Self::Text(day.to_string()))
    }
}

impl From<Date> for RegisterValue {
    fn from(day: Date) -> Self {
        Some(day).into()
    }
}

impl From<Option<Money>> for RegisterValue {
    fn from(money: Option<Money>) -> Self {
        money.map_or(Self::Nothing, Self::Money)
    }
}

/// A row: the project's id and name, where it is a project's, and the register's own columns.
type RegisterRow = (Option<ProjectId>, String, Vec<RegisterValue>);

/// A register as read: which, and its rows, each of a project or of the desk.
#[derive(Clone, Debug)]
pub struct Read {
    register: Register,
    rows: Vec<RegisterRow>,
}

impl Read {
    /// As a table under Chinese headers.
    pub fn sheet(&self) -> ExportTable {
        let mut header = vec!["项目编号".to_owned(), "项目名称".to_owned()];
        header.extend(self.register.columns().iter().map(|(title, _)| (*title).to_owned()));
        let rows = self.rows.iter().map(|(id, name, values)| {
            let mut cells: Vec<TableCell> =
                vec![id.map(|id| id.to_string()).unwrap_or_default().into(), name.as_str().into()];
            cells.extend(values.iter().map(|value| match value {
                RegisterValue::Nothing => TableCell::empty(),
                RegisterValue::Text(text) => text.as_str().into(),
                RegisterValue::Word(_, word) => (*word).into(),
                RegisterValue::Count(count) => TableCell::Number(count.to_string()),
                RegisterValue::Money(money) => TableCell::Number(money.in_wan()),
                RegisterValue::Amount(number) => TableCell::Number(number.clone()),
                RegisterValue::Flag(flag) => if *flag { "是" } else { "否" }.into(),
            }));
            cells
        });
        ExportTable { name: self.register.title().to_owned(), header, frozen: 2, rows: rows.collect() }
    }

    /// Nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Leaves what is past its date.
    pub fn keep_overdue(&mut self) {
        let at = self.register.columns().iter().position(|(_, name)| *name == "days_over");
        self.rows.retain(|(_, _, values)| at.is_some_and(|at| values[at] != RegisterValue::Nothing));
    }

    /// The rows as they are printed, amounts in 万元.
    pub fn texts(&self, lang: Lang) -> impl Iterator<Item = Vec<String>> + '_ {
        self.rows.iter().map(move |(id, name, values)| {
            let mut row = vec![id.map(|id| id.to_string()).unwrap_or_default(), name.clone()];
            row.extend(values.iter().map(|value| match value {
                RegisterValue::Nothing => String::new(),
                RegisterValue::Text(text) => text.clone(),
                RegisterValue::Word(name, word) => (*lang.pick(word, name)).to_owned(),
                RegisterValue::Count(count) => count.to_string(),
                RegisterValue::Money(money) => money.in_wan(),
                RegisterValue::Amount(number) => number.clone(),
                RegisterValue::Flag(flag) => if *flag { lang.pick("是", "yes") } else { "" }.to_owned(),
            }));
            row
        })
    }

    /// The rows as objects under the stable names.
    pub fn objects(&self) -> Vec<serde_json::Map<String, Json>> {
        let object = |(id, name, values): &RegisterRow| {
            let mut object = serde_json::Map::new();
            object.insert("project".into(), id.map_or(Json::Null, |id| json!(id.to_string())));
            let name = if name.is_empty() { Json::Null } else { json!(name) };
            object.insert("project_name".into(), name);
            for ((_, key), value) in self.register.columns().iter().zip(values) {
                let value = match value {
                    RegisterValue::Nothing => Json::Null,
                    RegisterValue::Text(text) => json!(text),
                    RegisterValue::Word(name, _) => json!(name),
                    RegisterValue::Count(count) => json!(count),
                    RegisterValue::Money(money) => json!(money.0),
                    RegisterValue::Amount(number) => {
                        number.parse::<serde_json::Number>().map_or_else(|_| json!(number), Json::Number)
                    }
                    RegisterValue::Flag(flag) => json!(flag),
                };
                object.insert((*key).to_owned(), value);
            }
            object
        };
        self.rows.iter().map(object).collect()
    }

    /// As an array of objects, one to a line.
    pub fn json(&self) -> String {
        let mut out = String::from("[");
        for (at, object) in self.objects().into_iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(out, "{comma}\n{}", Json::Object(object));
        }
        out + "\n]\n"
    }
}

impl App {
    /// A register over the projects that `keep` keeps. What belongs to no project (an offer of money)
    /// stays in any case.
    pub fn register(
        &self,
        register: Register,
        keep: impl Fn(ProjectId) -> bool,
        now: Timestamp,
    ) -> Result<Read, Failure> {
        let today = date_in_shanghai(now);
        let rows = match register {
            Register::Issues => self.issue_rows(now, today)?,
            Register::Permits => self.permit_rows(today)?,
            Register::Milestones => self.milestone_rows(today)?,
            Register::Funding => self.funding_rows()?,
            Register::Pools => self.pool_rows()?,
            Register::Watch => self.watch_rows()?,
            Register::Supervision => self.visit_rows(today)?,
            Register::Site => self.site_rows()?,
        };
        let rows = rows.into_iter().filter(|(id, _)| id.is_none_or(&keep)).map(|(id, values)| {
            let name = id.and_then(|id| self.catalogue().project(id)).map(|p: &Project| p.name.clone());
            (id, name.unwrap_or_default(), values)
        });
        Ok(Read { register, rows: rows.collect() })
    }
}

/// Rows of a register, each of a project or of the desk.
type RegisterRows = Vec<(Option<ProjectId>, Vec<RegisterValue>)>;
