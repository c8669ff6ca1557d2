//! Rows → projects: every cell goes to its field, or as text to `extra` under its printed header. Nothing
//! of a row is dropped, nothing is guessed: what a field cannot hold stays text.

mod cells;
mod number;
mod remarks;

use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

pub use cells::unmarked;
use cells::{Span, is_error, is_place, one_line, units_of};
pub use number::{Serial, number};
pub use remarks::Remarks;

use super::figures;
use super::foreign;
use super::grid::{CellKind, Grid, Merge};
use super::header::{Header, HeaderColumn, ProjectField};
use super::list::{ListEntry, ListTable};
use super::rows;
use super::watch::{ProgressToken, ReadStage as Step};
use crate::domain::amount::{Amount, unit_in};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::finding::Failure;
use crate::domain::interned::{Interner, SharedStr, SharedStrs};
use crate::domain::money::WAN;
use crate::domain::project::{Project, ProjectId};
use crate::domain::stage::Stage;
use crate::words;

/// A project read, with where it stood. Its id is given once all are known.
#[derive(Clone, Debug)]
pub struct Built {
    /// The project; the serial of its id is not yet meant.
    pub project: Project,
    /// The serial as printed.
    pub serial: Serial,
    /// Our own export's id.
    pub id: Option<ProjectId>,
    /// Its first line in the document.
    pub line: u32,
}

/// Builds every project of a table. The rows and names it is made of are let go one by one, so that a long list
/// never stands in memory twice; each row keeps its line.
///
/// # Errors
/// When it was called off.
pub fn projects(
    grid: &mut Grid,
    table: &mut ListTable,
    year: i16,
    category: Category,
    keep_legends: bool,
    remarks: &mut Remarks,
    watch: &ProgressToken,
) -> Result<Vec<Built>, Failure> {
    let Some(header) = &table.header else { return Ok(Vec::new()) };
    let row_units = column_of_units(grid, table, header);
    let units = units(table, header, grid, row_units, remarks);
    let decimal_commas = decimal_commas(grid, header);
    let remark_stage = stage_in_remarks(grid, table, header);
    let mut entries = std::mem::take(&mut table.entries);
    let mut builder =
        Builder { grid, table, header, units, row_units, decimal_commas, remark_stage, keep_legends };
    let mut built = Vec::with_capacity(entries.len());
    let mut common = Common::default();
    let all = entries.len();
    for (at, entry) in entries.iter_mut().enumerate() {
        watch.step(Step::Building, at, at, all)?;
        built.push(builder.build(entry, year, category, &mut common, remarks));
        builder.release(entry);
    }
    table.entries = entries;
    Ok(built)
}

/// What projects of a table hold in common; what was met before is not put together again.
#[derive(Default)]
struct Common {
    interner: Interner,
    /// Printed units, parted.
    units: HashMap<Box<str>, SharedStrs>,
    /// The headings of the project before.
    headings: Option<(Rc<[usize]>, SharedStrs)>,
}

impl Common {
    fn units(&mut self, printed: &str) -> SharedStrs {
        if let Some(known) = self.units.get(printed) {
            return known.clone();
        }
        let units = self.interner.texts(units_of(printed).into());
        self.units.insert(printed.into(), units.clone());
        units
    }

    fn headings(&mut self, path: &Rc<[usize]>, table: &ListTable) -> SharedStrs {
        if let Some((known, headings)) = &self.headings
            && Rc::ptr_eq(known, path)
        {
            return headings.clone();
        }
        let titles: SharedStrs = path.iter().map(|p| table.headings[*p].heading.title.clone()).collect();
        let headings = self.interner.texts(titles);
        self.headings = Some((Rc::clone(path), headings.clone()));
        headings
    }
}

/// The unit of each amount column: its own, else the table's; 万元 with a warning where neither is printed
/// and the cells do not say it themselves.
fn units(
    table: &ListTable,
    header: &Header,
    grid: &Grid,
    row_units: Option<usize>,
    remarks: &mut Remarks,
) -> Vec<i64> {
    let mut found = Vec::with_capacity(header.columns.len());
    for (at, column) in header.columns.iter().enumerate() {
        let is_amount =
            matches!(column.field, Some(ProjectField::TotalInvestment | ProjectField::PlannedInvestment));
        let unit = column.unit.or(table.unit);
        if is_amount && unit.is_none() && row_units.is_none() {
            let chinese = column.label.chars().any(|c| c > '\u{2e80}');
            let bare = table
                .entries
                .iter()
                .find(|e| Amount::parse(grid.rows[e.row].cell(at), Some(WAN)).is_ok_and(|a| !a.has_unit));
            if let Some(entry) = bare.filter(|_| chinese) {
                let line = grid.rows[entry.row].line;
                let message = words!("没有写明单位，按万元读取", "no unit is printed; 万元 is assumed");
                remarks.warn(codes::NO_UNIT, line, &column.label, grid.rows[entry.row].cell(at), message);
            }
            found.push(if chinese { WAN } else { 1 });
        } else {
            found.push(unit.unwrap_or(WAN));
        }
    }
    found
}

/// A column that says for each project which unit its amounts are in.
fn column_of_units(grid: &Grid, table: &ListTable, header: &Header) -> Option<usize> {
    let named = |c: &HeaderColumn| ["单位", "金额单位", "计量单位", "货币单位"].contains(&c.label.as_str());
    let column = header.columns.iter().position(|c| c.field.is_none() && named(c))?;
    let mut cells = table.entries.iter().map(|e| grid.rows[e.row].cell(column)).filter(|t| !t.is_empty());
    let is_unit = |text: &str| text.chars().count() <= 3 && unit_in(text).is_some();
    let first = cells.next()?;
    (is_unit(first) && cells.all(is_unit)).then_some(column)
}

fn decimal_commas(grid: &Grid, header: &Header) -> Vec<bool> {
    let is_amount = |c: &HeaderColumn| {
        matches!(c.field, Some(ProjectField::TotalInvestment | ProjectField::PlannedInvestment))
    };
    let columns = header.columns.iter().enumerate();
    columns.map(|(at, c)| is_amount(c) && foreign::has_decimal_commas(grid, header, at)).collect()
}

/// Shanghai prints the stage in the remarks: there the remarks column is the stage's.
fn stage_in_remarks(grid: &Grid, table: &ListTable, header: &Header) -> Option<usize> {
    if header.column(ProjectField::Stage).is_some() {
        return None;
    }
    let column = header.columns.iter().position(|c| c.is_remark)?;
    let texts = table.entries.iter().map(|e| grid.rows[e.row].cell(column)).filter(|t| !t.is_empty());
    let (mut all, mut stages) = (0_usize, 0_usize);
    for text in texts {
        all += 1;
        stages += usize::from(Stage::of(text).is_some());
    }
    (all > 0 && stages * 10 >= all * 9).then_some(column)
}

/// A project in its place, with what is printed of it.
#[derive(Clone, Copy)]
struct PrintedEntry<'a> {
    entry: &'a ListEntry,
    name: &'a str,
    serial: &'a str,
    line: u32,
}

/// A cell of a project's first row, and those below it in the further rows.
#[derive(Clone, Copy)]
struct StackedCell<'a> {
    text: &'a str,
    kind: CellKind,
    further: &'a [&'a str],
}

struct Builder<'a> {
    grid: &'a mut Grid,
    table: &'a ListTable,
    header: &'a Header,
    units: Vec<i64>,
    row_units: Option<usize>,
    decimal_commas: Vec<bool>,
    remark_stage: Option<usize>,
    keep_legends: bool,
}

impl Builder<'_> {
    /// Lets go of what a project was built from, unless a merged cell of it may reach down to others.
    fn release(&mut self, entry: &mut ListEntry) {
        if self.grid.merges.is_empty() {
            for row in std::iter::once(entry.row).chain(entry.more().iter().copied()) {
                self.grid.rows[row].release();
            }
        }
        entry.release();
    }

    /// A cell, or the cell that is merged down over it.
    fn cell(&self, row: usize, column: usize) -> (&str, CellKind) {
        let own = self.grid.rows[row].cell(column);
        let body = self.header.top + self.header.height;
        let over = |m: &&Merge| m.left == column && m.top < row && m.top >= body;
        let from = match own {
            "" => self.grid.merges.reaching(row).find(over).map_or(row, |m| m.top),
            _ => row,
        };
        (self.grid.rows[from].cell(column), self.grid.rows[from].kind(column))
    }

    fn build(
        &self,
        entry: &ListEntry,
        year: i16,
        category: Category,
        common: &mut Common,
        remarks: &mut Remarks,
    ) -> Built {
        let said = PrintedEntry {
            entry,
            name: self.table.name(entry, self.grid),
            serial: self.table.serial(entry, self.grid),
            line: self.grid.rows[entry.row].line,
        };
        let (mark, name) = unmarked(said.name);
        let (serial_mark, serial) = unmarked(said.serial);
        let id = ProjectId { year, category, serial: 1 };
        let mut project = Project::new(id, one_line(name));
        project.mark =
            mark.or(serial_mark.filter(|_| serial.chars().any(|c| c.is_ascii_digit()))).map(SharedStr::from);
        project.headings = common.headings(&entry.path, self.table);
        let width = self.header.columns.len().max(self.grid.rows[entry.row].len());
        for column in 0..width {
            let (text, kind) = self.cell(entry.row, column);
            let further =
                entry.more().iter().map(|row| self.grid.rows[*row].cell(column)).filter(|t| !t.is_empty());
            let further: Vec<&str> = further.collect();
            if text.is_empty() && further.is_empty() {
                continue;
            }
            self.fill(
                &mut project,
                column,
                StackedCell { text, kind, further: &further },
                said,
                common,
                remarks,
            );
        }
        if project.stage.is_none() {
            project.stage =
                project.headings.iter().rev().find_map(|h| rows::stage_of_title(h)).map(SharedStr::from);
        }
        if self.keep_legends
            && let Some(mark) = &project.mark
            && let Some((mark, legend)) = self.table.legends.iter().find(|(m, _)| mark == m)
        {
            project.extra.insert(mark.clone(), legend.clone());
        }
        if !project.extra.is_empty() {
            project.extra.shrink_to_fit();
            project.extra = common.interner.extra(std::mem::take(&mut project.extra));
        }
        let id = if serial.contains(['-', '－']) { serial.parse().ok() } else { None };
        Built { project, serial: Serial::of(serial), id, line: said.line }
    }

    /// Whether a project's name stands in the column after the names', beside a group that is merged down.
    fn stands_beside(&self, said: PrintedEntry<'_>, column: usize) -> bool {
        let row = &self.grid.rows[said.entry.row];
        self.header.columns.get(column).is_some_and(|c| c.field == Some(ProjectField::Name))
            && row.cell(column + 1) == said.name
            && row.cell(column) != said.name
    }

    fn fill(
        &self,
        project: &mut Project,
        column: usize,
        cell: StackedCell<'_>,
        said: PrintedEntry<'_>,
        common: &mut Common,
        remarks: &mut Remarks,
    ) {
        let StackedCell { text, kind, further } = cell;
        let line = said.line;
        let unnamed;
        let (field, label) = match self.header.columns.get(column) {
            Some(HeaderColumn { field, label, .. }) if !label.is_empty() => (*field, label.as_str()),
            _ => {
                unnamed = format!("({})", column + 1);
                (None, unnamed.as_str())
            }
        };
        let field = if self.remark_stage == Some(column) { Some(ProjectField::Stage) } else { field };
        if kind == CellKind::Error || is_error(text) {
            let message = words!("单元格为计算错误，未采用", "a calculation error; not used");
            remarks.warn(codes::CELL_ERROR, line, label, text, message);
            return;
        }
        let whole = || {
            if further.is_empty() {
                return Cow::Borrowed(text);
            }
            let all = std::iter::once(text).chain(further.iter().copied());
            Cow::Owned(all.filter(|t| !t.is_empty()).collect::<Vec<_>>().join("\n"))
        };
        let keep = |project: &mut Project, text: String| {
            project
                .extra
                .entry(label.to_owned())
                .and_modify(|t| {
                    t.push('\n');
                    t.push_str(&text);
                })
                .or_insert(text);
        };
        // Only the first row of a project fills its single values; the rest is kept beside them.
        let rest = |project: &mut Project| {
            if !further.is_empty() {
                keep(project, further.join("\n"));
            }
        };
        match field {
            // Where the name stands beside a group's, the group's is kept.
            Some(ProjectField::Name) => {
                if !text.is_empty()
                    && text != said.name
                    && self.header.columns[column].label != "序号"
                    && self.stands_beside(said, column)
                {
                    keep(project, one_line(text).into_owned());
                }
                // What was put to the name is not kept beside it.
                for more in further.iter().filter(|more| !said.name.contains(**more)) {
                    keep(project, (*more).to_owned());
                }
            }
            None if text == said.name
                && further.is_empty()
                && column > 0
                && self.stands_beside(said, column - 1) => {}
            Some(ProjectField::Serial) => {
                if !said.serial.is_empty() || text.is_empty() {
                    rest(project);
                } else {
                    keep(project, whole().into_owned());
                }
            }
            Some(ProjectField::Content) => project.content = whole().into_owned(),
            Some(ProjectField::Goal) => project.goal = common.interner.text(&whole()),
            Some(ProjectField::LeadUnit) => project.lead_units = common.units(&whole()),
            Some(ProjectField::Stage) => {
                if !text.is_empty() {
                    project.stage = Some(common.interner.text(&one_line(text)));
                }
                rest(project);
            }
            Some(ProjectField::Mark) => {
                project.mark = project.mark.take().or_else(|| {
                    Some(one_line(text)).filter(|t| !t.is_empty()).map(|t| common.interner.text(&t))
                });
                rest(project);
            }
            Some(ProjectField::StartYear | ProjectField::FinishYear | ProjectField::Years) => {
                let read = years(project, field, text, kind);
                if read != Some(true) && !text.is_empty() {
                    keep(project, text.to_owned());
                    if read.is_none() && field != Some(ProjectField::Years) && !rows::is_dash(text) {
                        let message = words!("不是年份，已按文字保留", "not a year; kept as text");
                        remarks.warn(codes::NOT_A_YEAR_CELL, line, label, text, message);
                    }
                }
                rest(project);
            }
            Some(field @ (ProjectField::TotalInvestment | ProjectField::PlannedInvestment)) => {
                self.amount(project, field, column, label, text, said, remarks);
                rest(project);
            }
            Some(ProjectField::District) => {
                let place = one_line(text);
                if is_place(&place, label) {
                    project.printed_district = Some(common.interner.text(&place));
                } else if !text.is_empty() {
                    keep(project, text.to_owned());
                }
                rest(project);
            }
            Some(ProjectField::Headings) => {
                let headings = text.split(" › ").map(str::trim).filter(|h| !h.is_empty());
                project.headings = headings.map(str::to_owned).collect();
            }
            Some(ProjectField::Continues) => match text.parse() {
                Ok(id) => project.continues = Some(id),
                Err(_) => keep(project, whole().into_owned()),
            },
            Some(ProjectField::PrintedSerial) => {
                project.printed_serial = Some(SharedStr::from(&*one_line(text)));
            }
            None => keep(project, whole().into_owned()),
        }
    }

    #[allow(clippy::too_many_arguments)] // as above
    fn amount(
        &self,
        project: &mut Project,
        field: ProjectField,
        column: usize,
        label: &str,
        text: &str,
        said: PrintedEntry<'_>,
        remarks: &mut Remarks,
    ) {
        if text.is_empty() {
            return;
        }
        let (row, line) = (said.entry.row, said.line);
        let keep = |project: &mut Project| {
            project.extra.insert(label.to_owned(), text.to_owned());
        };
        let own = self.row_units.filter(|_| self.header.columns[column].unit.is_none());
        let unit = own.and_then(|c| unit_in(self.cell(row, c).0)).unwrap_or(self.units[column]);
        let read = if foreign::is_foreign(label) {
            foreign::amount(text, unit, self.decimal_commas[column])
        } else {
            figures::amount(text, unit).ok()
        };
        let Some(amount) = read else {
            keep(project);
            if !rows::is_dash(text) {
                let message = words!("不是金额，已按文字保留", "not an amount; kept as text");
                remarks.warn(codes::NOT_AN_AMOUNT_CELL, line, label, text, message);
            }
            return;
        };
        if amount.rounded {
            let message = words!("细于一元，已四舍五入", "finer than one yuan; rounded");
            remarks.warn(codes::AMOUNT_ROUNDED, line, label, text, message);
        }
        // 约 has no field of its own, and what is finer than one yuan neither.
        if amount.about || amount.rounded {
            keep(project);
        }
        match field {
            ProjectField::TotalInvestment => project.total_investment = Some(amount.money),
            _ => project.planned_investment = Some(amount.money),
        }
    }
}

/// Fills years; `None` where the text holds none, `Some(false)` where it says more than years.
fn years(project: &mut Project, field: Option<ProjectField>, text: &str, kind: CellKind) -> Option<bool> {
    let span = Span::read(text, kind)?;
    match field {
        Some(ProjectField::StartYear) => {
            project.start_year = Some(span.from);
            project.finish_year = project.finish_year.or(span.to);
        }
        Some(ProjectField::FinishYear) => {
            project.finish_year = Some(span.to.unwrap_or(span.from));
            if span.to.is_some() {
                project.start_year = project.start_year.or(Some(span.from));
            }
        }
        _ => {
            project.start_year = project.start_year.or(Some(span.from));
            let finish = span.to.or_else(|| (!span.is_open).then_some(span.from));
            project.finish_year = project.finish_year.or(finish);
        }
    }
    Some(span.only_years)
}
