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

use super::App;
use crate::domain::finding::Failure;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::pool::Match;
use crate::domain::project::ProjectId;
use crate::words;

pub use deed::{Judged, RowCommand};

/// What a sheet is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisterKind {
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

impl RegisterKind {
    /// Its title.
    pub fn title(self) -> Bilingual {
        match self {
            Self::Issues => words!("问题", "Issues"),
            Self::Milestones => words!("节点", "Milestones"),
            Self::Pools => words!("三池", "Pools"),
            Self::Watch => words!("重点关注", "Watch list"),
            Self::Project => words!("项目台账", "Around the project"),
        }
    }

    /// The names of its views, in order.
    pub fn views(self) -> Vec<Bilingual> {
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
pub struct TableQuery {
    /// About what.
    pub topic: RegisterKind,
    /// Which of its views.
    pub view: usize,
    /// The project in hand, for the views about one project.
    pub project: Option<ProjectId>,
    /// In which language the cells are.
    pub lang: Lang,
}

/// A sheet as read at one moment.
#[derive(Clone, Debug, PartialEq)]
pub struct RegisterTable {
    /// What was asked.
    pub ask: TableQuery,
    /// The columns' titles.
    pub columns: Vec<ColumnHeader>,
    /// The rows.
    pub rows: Vec<SheetRow>,
    /// A line below: sums, or why there is nothing.
    pub foot: Bilingual,
    /// The days that bars span, first and last, where the rows have bars.
    pub span: Option<(Date, Date)>,
    /// Today, marked among the bars.
    pub today: Date,
}

/// A column's title and how it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnHeader {
    /// Its title.
    pub title: Bilingual,
    /// Digits stand at the right.
    pub right: bool,
    /// It takes what room is left.
    pub flexible: bool,
}

/// How a row looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RowStatus {
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
    pub weight: RowStatus,
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

impl RegisterTable {
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

impl App {
    /// Reads a sheet.
    pub fn sheet(&self, ask: TableQuery, now: Timestamp) -> Result<RegisterTable, Failure> {
        match ask.topic {
            RegisterKind::Issues => issues::sheet(self, ask, now),
            RegisterKind::Milestones => milestones::sheet(self, ask, now),
            RegisterKind::Pools => pools::sheet(self, ask, now),
            RegisterKind::Watch => watch::sheet(self, ask, now),
            RegisterKind::Project => project::sheet(self, ask, now),
        }
    }

    /// The project's id and name for a cell.
    fn named(&self, id: Option<ProjectId>) -> String {
        let Some(id) = id else { return String::new() };
        let name = self.catalogue().project(id).map_or("", |p| p.name.as_str());
        format!("{id} {name}")
    }
}

fn left(zh: &str, en: &str) -> ColumnHeader {
    ColumnHeader { title: Bilingual { zh: zh.to_owned(), en: en.to_owned() }, right: false, flexible: false }
}

fn right(zh: &str, en: &str) -> ColumnHeader {
    ColumnHeader { right: true, ..left(zh, en) }
}

fn flexible(zh: &str, en: &str) -> ColumnHeader {
    ColumnHeader { flexible: true, ..left(zh, en) }
}
