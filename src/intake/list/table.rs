//! What a walk gathers: a table with its headings as a tree, its projects in their places, its totals and legends.

use std::rc::Rc;

use super::DeclaredAmount;
use crate::intake::grid::Grid;
use crate::intake::header::{Header, ProjectField};
use crate::intake::rows::Heading;

/// One list: what stands under one header, until another annex begins.
#[derive(Clone, Debug, Default)]
pub struct ListTable {
    /// Its columns.
    pub header: Option<Header>,
    /// 附件, where the document says.
    pub annex: Option<u8>,
    /// What stands above the header: title, unit line, prose; with lines.
    pub above: Vec<(u32, String)>,
    /// The unit that the lines above name, in 元.
    pub unit: Option<i64>,
    /// Every heading in order.
    pub headings: Vec<HeadingNode>,
    /// Every project in order.
    pub entries: Vec<ListEntry>,
    /// 合计 rows.
    pub totals: Vec<Total>,
    /// Legends of marks.
    pub legends: Vec<(String, String)>,
    /// Counts of the whole list in a sentence: line, text, count.
    pub counts: Vec<(u32, String, u32)>,
    /// Rows that have facts but no name: line and text.
    pub nameless: Vec<(u32, String)>,
}

impl ListTable {
    /// A project's serial as printed; may be empty.
    pub fn serial<'a>(&self, entry: &'a ListEntry, grid: &'a Grid) -> &'a str {
        entry.beyond.as_ref().and_then(|b| b.serial.as_deref()).unwrap_or_else(|| {
            let column = self.header.as_ref().and_then(|h| h.column(ProjectField::Serial));
            column.map_or("", |c| grid.rows[entry.row].cell(c))
        })
    }

    /// A project's name as printed.
    pub fn name<'a>(&self, entry: &'a ListEntry, grid: &'a Grid) -> &'a str {
        entry.beyond.as_ref().and_then(|b| b.name.as_deref()).unwrap_or_else(|| {
            let column = self.header.as_ref().and_then(|h| h.column(ProjectField::Name));
            grid.rows[entry.row].cell(column.unwrap_or(0))
        })
    }
}

/// A heading in its place.
#[derive(Clone, Debug)]
pub struct HeadingNode {
    /// Its row in the grid.
    pub row: usize,
    /// Title, style, declared count.
    pub heading: Heading,
    /// The headings above it, outermost first.
    pub path: Vec<usize>,
    /// Declared 总投资.
    pub sum: Option<DeclaredAmount>,
    /// Declared 年度计划投资.
    pub planned: Option<DeclaredAmount>,
}

/// A project in its place.
#[derive(Clone, Debug)]
pub struct ListEntry {
    /// Its first row in the grid.
    pub row: usize,
    /// The headings above it, outermost first, as places in [`Table::headings`]; shared with its neighbours.
    pub path: Rc<[usize]>,
    /// What few projects have: most of a million take no more room than the row and the path.
    beyond: Option<Box<EntryExtra>>,
}

/// What a project has beyond the cells of its first row.
#[derive(Clone, Debug, Default)]
struct EntryExtra {
    /// Further rows of the same project.
    more: Vec<usize>,
    /// The serial, where it is not that of its cell.
    serial: Option<String>,
    /// The name, where it is not that of its cell.
    name: Option<String>,
}

impl ListEntry {
    /// A project that begins in that row; serial and name where they are not those of its cells.
    pub fn new(row: usize, path: Rc<[usize]>, serial: Option<String>, name: Option<String>) -> Self {
        let own = serial.is_some() || name.is_some();
        let beyond = own.then(|| Box::new(EntryExtra { more: Vec::new(), serial, name }));
        Self { row, path, beyond }
    }

    /// Further rows of the same project.
    pub fn more(&self) -> &[usize] {
        self.beyond.as_ref().map_or(&[], |b| &b.more)
    }

    /// Takes a further row; its name is another now where one is given.
    pub fn goes_on(&mut self, row: usize, name: Option<String>) {
        let beyond = self.beyond.get_or_insert_default();
        beyond.name = name.or(beyond.name.take());
        beyond.more.push(row);
    }

    /// Lets go of what only this project has.
    pub fn release(&mut self) {
        self.beyond = None;
    }
}

/// A total row in its place.
#[derive(Clone, Debug)]
pub struct Total {
    /// Its row in the grid.
    pub row: usize,
    /// As printed.
    pub label: String,
    /// 个数
    pub count: Option<u32>,
    /// 总投资
    pub sum: Option<DeclaredAmount>,
    /// 年度计划投资
    pub planned: Option<DeclaredAmount>,
    /// How many projects stand before it in the table.
    pub after: usize,
    /// The headings it stands under.
    pub path: Vec<usize>,
}
