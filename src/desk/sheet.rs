//! The lists kept around the projects as the screen shows them: a title, views to turn between, columns
//! and rows. One shape for issues, milestones and pools, so that every such screen works alike.
//!
//! It only reads; what is done from a row is a [`Deed`].

mod issues;
mod milestones;
mod pools;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Desk;
use crate::domain::finding::Failure;
use crate::domain::issue::IssueKind;
use crate::domain::issue::Level;
use crate::domain::lang::{Lang, Words};
use crate::domain::milestone::Slip;
use crate::domain::pool::Match;
use crate::domain::project::ProjectId;
use crate::words;

/// What a sheet is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// 卡点难点
    Issues,
    /// 倒排工期
    Milestones,
    /// 三池对接
    Pools,
}

impl Topic {
    /// Its title.
    pub fn title(self) -> Words {
        match self {
            Self::Issues => words!("问题", "Issues"),
            Self::Milestones => words!("节点", "Milestones"),
            Self::Pools => words!("三池", "Pools"),
        }
    }

    /// The names of its views, in order.
    pub fn views(self) -> Vec<Words> {
        match self {
            Self::Issues => issues::views(),
            Self::Milestones => milestones::views(),
            Self::Pools => pools::views(),
        }
    }
}

/// What the screen asks to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetAsk {
    /// About what.
    pub topic: Topic,
    /// Which of its views.
    pub view: usize,
    /// The project in hand, for the views about one project.
    pub project: Option<ProjectId>,
    /// In which language the cells are.
    pub lang: Lang,
}

/// A sheet as read at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// What was asked.
    pub ask: SheetAsk,
    /// The columns' titles.
    pub columns: Vec<Head>,
    /// The rows.
    pub rows: Vec<SheetRow>,
    /// A line below: sums, or why there is nothing.
    pub foot: Words,
    /// The days that bars span, first and last, where the rows have bars.
    pub span: Option<(Date, Date)>,
    /// Today, marked among the bars.
    pub today: Date,
}

/// A column's title and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its title.
    pub title: Words,
    /// Digits stand at the right.
    pub right: bool,
    /// It takes what room is left.
    pub flexible: bool,
}

/// How a row looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// As it is.
    #[default]
    Plain,
    /// To look at.
    Care,
    /// Past its day.
    Bad,
    /// Settled.
    Done,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetRow {
    /// A cell per column.
    pub cells: Vec<String>,
    /// The project behind it.
    pub project: Option<ProjectId>,
    /// The record behind it.
    pub item: String,
    /// How it looks.
    pub weight: Weight,
    /// Its bar among the days.
    pub bar: Option<Bar>,
    /// What accepting it would do.
    pub offer: Option<Match>,
}

/// A bar from one day to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// It is done.
    pub done: bool,
    /// Nothing may slip.
    pub critical: bool,
}

/// Something done from a sheet or from a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Open an issue on a project.
    OpenIssue(ProjectId, IssueKind, String),
    /// Take an issue up a level, with the reason.
    Escalate(String, Option<Level>, String),
    /// Record what was decided about an issue.
    Decide(String, String),
    /// Close an issue with its result.
    Close(String, String),
    /// Tick a step of a project off today.
    Finish(ProjectId, String, Slip),
    /// Accept a proposed match.
    Accept(Match),
}

impl Desk {
    /// Reads a sheet.
    pub fn sheet(&self, ask: SheetAsk, now: Timestamp) -> Result<Sheet, Failure> {
        match ask.topic {
            Topic::Issues => issues::sheet(self, ask, now),
            Topic::Milestones => milestones::sheet(self, ask, now),
            Topic::Pools => pools::sheet(self, ask, now),
        }
    }

    /// Does a deed; says what was done.
    pub fn perform(&self, deed: &Deed, now: Timestamp) -> Result<Words, Failure> {
        match deed {
            Deed::OpenIssue(project, kind, text) => {
                let opening = super::issue::Opening {
                    project: *project,
                    kind: *kind,
                    text: text.clone(),
                    owner: None,
                    limit: None,
                    level: Level::default(),
                    from_report: None,
                };
                let item = self.open_issue(&opening, now)?.item;
                Ok(words!("已登记问题 {item}", "issue {item} opened"))
            }
            Deed::Escalate(item, to, reason) => {
                let level = self.escalate_issue(item, *to, reason, now)?.value.level;
                let (zh, en) = (level.title(Lang::Zh), level.title(Lang::En));
                Ok(words!("问题 {item} 已上报{zh}", "issue {item} went up to the {en}"))
            }
            Deed::Decide(item, text) => {
                let change = super::issue::IssueChange { decision: Some(text.clone()), ..Default::default() };
                self.update_issue(item, &change, "", now)?;
                Ok(words!("问题 {item} 的决定已记录", "the decision on issue {item} is recorded"))
            }
            Deed::Close(item, result) => {
                self.close_issue(item, result, None, now)?;
                Ok(words!("问题 {item} 已销号", "issue {item} is closed"))
            }
            Deed::Finish(project, step, how) => {
                self.finish_milestone(*project, step, None, *how, now)?;
                Ok(words!("{step} 已完成", "{step} is done"))
            }
            Deed::Accept(wanted) => {
                let item = self.add_match(wanted, now)?.item;
                let (need, offer, amount) = (&wanted.need, &wanted.offer, wanted.amount);
                Ok(words!(
                    "已对接 {item}：{need} ← {offer} {amount}",
                    "match {item}: {need} ← {offer} {amount}"
                ))
            }
        }
    }

    /// The project's id and name for a cell.
    fn named(&self, id: Option<ProjectId>) -> String {
        let Some(id) = id else { return String::new() };
        let name = self.catalogue().project(id).map_or("", |p| p.name.as_str());
        format!("{id} {name}")
    }
}

fn left(zh: &str, en: &str) -> Head {
    Head { title: Words { zh: zh.to_owned(), en: en.to_owned() }, right: false, flexible: false }
}

fn right(zh: &str, en: &str) -> Head {
    Head { right: true, ..left(zh, en) }
}

fn flexible(zh: &str, en: &str) -> Head {
    Head { flexible: true, ..left(zh, en) }
}
