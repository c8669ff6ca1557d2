//! The lists kept around the projects as the screen shows them: a title, views to turn between, columns
//! and rows. One shape for issues, milestones, pools, the watch list and what is kept around one
//! project, so that every such screen works alike.
//!
//! It only reads; what is done from a row is a [`Deed`].

mod deed;
mod issues;
mod milestones;
mod pools;
pub mod project;
pub mod watch;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Desk;
use crate::domain::finding::Failure;
use crate::domain::lang::{Lang, Words};
use crate::domain::pool::Match;
use crate::domain::project::ProjectId;
use crate::words;

pub use deed::{Deed, Judged};

/// What a sheet is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// 卡点难点
    Issues,
    /// 倒排工期
    Milestones,
    /// 三池对接
    Pools,
    /// 百项重点关注
    Watch,
    /// What is kept around one project.
    Project,
}

impl Topic {
    /// Its title.
    pub fn title(self) -> Words {
        match self {
            Self::Issues => words!("问题", "Issues"),
            Self::Milestones => words!("节点", "Milestones"),
            Self::Pools => words!("三池", "Pools"),
            Self::Watch => words!("重点关注", "Watch list"),
            Self::Project => words!("项目台账", "Around the project"),
        }
    }

    /// The names of its views, in order.
    pub fn views(self) -> Vec<Words> {
        match self {
            Self::Issues => issues::views(),
            Self::Milestones => milestones::views(),
            Self::Pools => pools::views(),
            Self::Watch => watch::views(),
            Self::Project => project::views(),
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

impl Sheet {
    /// The whole of it as tab-separated lines, which any spreadsheet takes from the clipboard.
    pub fn tsv(&self) -> String {
        let plain = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        let line = |cells: Vec<String>| cells.join("\t") + "\n";
        let lang = self.ask.lang;
        let mut out = line(self.columns.iter().map(|head| plain(head.title.get(lang))).collect());
        for row in &self.rows {
            out += &line(row.cells.iter().map(|cell| plain(cell)).collect());
        }
        out
    }
}

impl Desk {
    /// Reads a sheet.
    pub fn sheet(&self, ask: SheetAsk, now: Timestamp) -> Result<Sheet, Failure> {
        match ask.topic {
            Topic::Issues => issues::sheet(self, ask, now),
            Topic::Milestones => milestones::sheet(self, ask, now),
            Topic::Pools => pools::sheet(self, ask, now),
            Topic::Watch => watch::sheet(self, ask, now),
            Topic::Project => project::sheet(self, ask, now),
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
