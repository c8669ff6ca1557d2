//! Walks a grid from its header down and gathers its tables: headings as a tree, projects with the rows
//! they take, totals and legends. It reads no value; `build` does.

mod more;
mod reconsider;
mod stated;
mod table;

use std::rc::Rc;

use reconsider::reconsider;
pub use stated::DeclaredAmount;
pub use table::{HeadingNode, ListEntry, ListTable, Total};

use super::foreign;
use super::grid::{Grid, GridRow};
use super::header::{self, Header, Map, ProjectField};
use super::heading::{self, NumberingStyle};
use super::rows::{self, Heading, RowKind, TableProfile};
use super::watch::{ProgressToken, ReadStage};
use crate::domain::amount::unit_in;
use crate::domain::finding::Failure;

/// What a grid's rows were, for the count that the importer reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowTally {
    /// Rows with text.
    pub read: usize,
    /// Heading rows.
    pub headings: usize,
    /// Rows with facts but no name.
    pub rejected: usize,
}

/// The tables of a grid; empty where it has no header.
///
/// # Errors
/// When it was called off.
pub fn walk(
    grid: &Grid,
    map: &Map,
    year: Option<i16>,
    watch: &ProgressToken,
) -> Result<(Vec<ListTable>, RowTally), Failure> {
    match header::find(grid, 0, map, year) {
        Some(header) => walk_under(grid, header, map, year, watch),
        None => Ok((Vec::new(), tally(grid))),
    }
}

fn tally(grid: &Grid) -> RowTally {
    RowTally { read: grid.rows.iter().filter(|r| !r.is_empty()).count(), ..RowTally::default() }
}

/// The tables of a grid whose first header is known.
///
/// # Errors
/// When it was called off.
pub fn walk_under(
    grid: &Grid,
    header: Header,
    map: &Map,
    year: Option<i16>,
    watch: &ProgressToken,
) -> Result<(Vec<ListTable>, RowTally), Failure> {
    let mut tally = tally(grid);
    let mut above = grid.before.clone();
    above.extend(lines(&grid.rows[..header.top]));
    let mut walk = ListBuilder {
        grid,
        tables: Vec::new(),
        table: ListTable::default(),
        stack: Vec::new(),
        depths: Vec::new(),
        noting: false,
        broken: 0,
    };
    walk.begin(&header, above);
    let mut at = header.top + header.height;
    let mut habit = TableProfile::of(&grid.rows[at..], &header);
    let mut current = header;
    // Nothing but notes stands between the header and the row in hand.
    let mut begins = true;
    while at < grid.rows.len() {
        watch.step(ReadStage::Telling, at, at, grid.rows.len())?;
        let row = &grid.rows[at];
        let serial = current.column(ProjectField::Serial).map_or("", |c| row.cell(c));
        let may_head = !rows::is_plain_serial(serial);
        let again = may_head && more::is_header_again(grid, at, &current);
        if (again || may_head && names_columns(row, map))
            && let Some(next) = header::at(grid, at, map, year)
        {
            at += next.height;
            begins = true;
            if walk.table.entries.is_empty() || next.columns != current.columns || walk.ended() {
                habit = TableProfile::of(&grid.rows[at..], &next);
                walk.next_header(&next);
                current = next;
            }
            continue;
        }
        let name_at = current.column(ProjectField::Name).unwrap_or(0);
        if again || rows::numbers_columns(row, name_at, begins) {
            at += 1;
            continue;
        }
        let what = match walk.note_goes_on(at).or_else(|| walk.title_again(at)) {
            Some(text) => RowKind::Note(text),
            None if more::is_part(&walk, at, &current, habit) => RowKind::More,
            None => rows::judge(grid, at, &current, habit, walk.after_project(at)),
        };
        begins &= matches!(what, RowKind::Note(_) | RowKind::Nothing);
        walk.take(at, what);
        at += 1;
    }
    walk.finish();
    for table in &walk.tables {
        tally.headings += table.headings.len();
        tally.rejected += table.nameless.len();
    }
    Ok((walk.tables, tally))
}

/// Whether a row may be a header again: only then is it looked at as one.
fn names_columns(row: &GridRow, map: &Map) -> bool {
    row.filled().any(|(_, t)| {
        t.len() <= 60 && (t.contains('名') || t.is_ascii() && t.contains("ame") || map.names_projects(t))
    })
}

fn lines(rows: &[GridRow]) -> Vec<(u32, String)> {
    rows.iter()
        .filter(|r| !r.is_empty())
        .map(|r| (r.line, r.filled().map(|(_, t)| t).collect::<Vec<_>>().join(" ")))
        .collect()
}

struct ListBuilder<'a> {
    grid: &'a Grid,
    tables: Vec<ListTable>,
    table: ListTable,
    /// The headings in force, outermost first.
    stack: Vec<usize>,
    /// The depth at which each style was first seen.
    depths: Vec<(NumberingStyle, usize)>,
    /// A note began on the rows right above.
    noting: bool,
    /// The last row that was a note.
    broken: usize,
}

impl ListBuilder<'_> {
    fn begin(&mut self, header: &Header, above: Vec<(u32, String)>) {
        self.stack.clear();
        self.depths.clear();
        let annex = above.iter().rev().find_map(|(_, text)| rows::annex_of(text));
        let unit = above.iter().rev().find_map(|(_, text)| unit_line(text));
        let legends = above.iter().filter_map(|(_, text)| rows::legend(text)).collect();
        let count = |(line, text): &(u32, String)| Some((*line, text.clone(), rows::total_in(text)?));
        let counts = above.iter().filter_map(count).collect();
        let table = ListTable {
            header: Some(header.clone()),
            annex,
            above,
            unit,
            legends,
            counts,
            ..ListTable::default()
        };
        self.close(table);
        self.headings_above(header.top);
    }

    /// Numbered titles right above a header head what stands under it: `二、续建项目` between two tables.
    fn headings_above(&mut self, top: usize) {
        let mut from = top;
        while let Some(above) = from.checked_sub(1) {
            let row = &self.grid.rows[above];
            let texts: Vec<&str> = row.filled().map(|(_, t)| t).collect();
            let [text] = texts[..] else { break };
            if rows::is_note(text) || rows::numbered_title(text).is_none() {
                break;
            }
            from = above;
        }
        for at in from..top {
            let heading = self.grid.rows[at].filled().next().and_then(|(_, text)| rows::numbered_title(text));
            if let Some(heading) = heading {
                self.heading(at, Heading { doubtful: false, ..heading });
            }
        }
    }

    /// Puts the table so far away and goes on with another.
    fn close(&mut self, next: ListTable) {
        let done = std::mem::replace(&mut self.table, next);
        if done.header.is_some()
            && (!done.entries.is_empty() || !done.headings.is_empty() || !done.totals.is_empty())
        {
            self.tables.push(done);
        }
    }

    /// A header where none was expected: what looked like headings since the last project is its title.
    fn next_header(&mut self, header: &Header) {
        let last = self.table.entries.last().map_or(0, |e| e.row);
        let cut = self
            .table
            .headings
            .iter()
            .position(|h| h.row > last && !has_entries(&self.table, h))
            .unwrap_or(self.table.headings.len());
        let mut above = std::mem::take(&mut self.table.above);
        let same_table = !self.table.entries.is_empty() || !self.table.totals.is_empty();
        if same_table {
            let kept = above.clone();
            self.table.above = kept;
            above.clear();
        }
        for branch in self.table.headings.split_off(cut) {
            above.push((self.grid.rows[branch.row].line, branch.heading.printed));
        }
        // A total may stand under what turned out to be a title.
        for total in &mut self.table.totals {
            total.path.retain(|place| *place < cut);
        }
        let annex = self.table.annex.filter(|_| !same_table);
        let unit = self.table.unit;
        self.begin(header, above);
        self.table.annex = self.table.annex.or(annex);
        self.table.unit = self.table.unit.or(unit);
    }

    /// Whether a new title or annex stands since the last project, so that even the same header begins
    /// another table.
    fn ended(&self) -> bool {
        let last = self.table.entries.last().map_or(0, |e| e.row);
        self.table.headings.iter().any(|h| {
            h.row > last && h.heading.style == NumberingStyle::Bare && heading_is_title(&h.heading.title)
        })
    }

    /// `2.……` on a line of its own under `注：1.……` is the same note, whatever it looks like; so is what stands beside
    /// 说明 in a cell of its own.
    fn note_goes_on(&mut self, at: usize) -> Option<String> {
        let row = &self.grid.rows[at];
        let texts: Vec<&str> = row.filled().map(|(_, t)| t).collect();
        // An empty row ends no note.
        let first = texts.first()?;
        if rows::begins_notes(first) {
            self.noting = true;
            return Some(texts.join(" "));
        }
        let [text] = texts[..] else {
            self.noting = false;
            return None;
        };
        let begins = ["注", "备注", "说明", "附注", "备 注", "说 明", "注释"];
        if begins.iter().any(|w| text.trim_start().starts_with(w)) {
            self.noting = rows::is_note(text);
            return None;
        }
        let numbered = matches!(
            heading::numbering(text),
            Some((NumberingStyle::Arabic | NumberingStyle::ArabicParen | NumberingStyle::Circled, ..))
        );
        (self.noting && numbered).then(|| text.to_owned())
    }

    /// The list's title, printed again on a further page: `……名单（续）`, `续表`.
    fn title_again(&self, at: usize) -> Option<String> {
        let mut filled = self.grid.rows[at].filled();
        let (Some((_, text)), None) = (filled.next(), filled.next()) else { return None };
        let title = rows::without_continued(text);
        let is_title = |(_, above): &(u32, String)| rows::without_continued(above) == title;
        let again = title.is_empty() || title.chars().count() >= 6 && self.table.above.iter().any(is_title);
        again.then(|| text.to_owned())
    }

    fn after_project(&self, at: usize) -> bool {
        let last = self.table.entries.last().map(|e| e.more().last().copied().unwrap_or(e.row));
        let Some(last) = last else { return false };
        self.broken <= last
            && self.table.headings.last().is_none_or(|h| h.row < last)
            && self.table.totals.last().is_none_or(|t| t.row < last)
            && self.grid.rows[last + 1..at].iter().all(GridRow::is_empty)
    }

    fn amounts(&self, row: usize) -> (Option<DeclaredAmount>, Option<DeclaredAmount>) {
        let Some(header) = &self.table.header else { return (None, None) };
        let read = |field| {
            let at = header.column(field)?;
            let unit = header.columns[at].unit.or(self.table.unit).unwrap_or(crate::domain::money::WAN);
            let text = self.grid.rows[row].cell(at);
            if foreign::is_foreign(&header.columns[at].label) {
                let comma = foreign::has_decimal_commas(self.grid, header, at);
                return foreign::amount(text, unit, comma).map(|a| DeclaredAmount::of(a.money, text));
            }
            DeclaredAmount::parse(text, Some(unit))
        };
        (read(ProjectField::TotalInvestment), read(ProjectField::PlannedInvestment))
    }

    fn take(&mut self, at: usize, what: RowKind) {
        let row = &self.grid.rows[at];
        match what {
            RowKind::Nothing => {}
            RowKind::Annex(annex) => {
                let header = self.table.header.clone();
                let unit = self.table.unit;
                self.stack.clear();
                self.depths.clear();
                let line = lines(std::slice::from_ref(row));
                self.close(ListTable {
                    header,
                    annex: Some(annex),
                    above: line,
                    unit,
                    ..ListTable::default()
                });
            }
            RowKind::Total { label, count } => {
                let (sum, planned) = self.amounts(at);
                let after = self.table.entries.len();
                self.table.unit = self.table.unit.or_else(|| row.cells().find_map(unit_line));
                self.table.totals.push(Total {
                    row: at,
                    label,
                    count,
                    sum,
                    planned,
                    after,
                    path: self.stack.clone(),
                });
            }
            RowKind::Heading(heading) => self.heading(at, heading),
            RowKind::Note(text) => {
                self.broken = at;
                self.table.legends.extend(rows::legend(&text));
                self.table.unit = self.table.unit.or_else(|| unit_line(&text));
                self.table.counts.extend(rows::total_in(&text).map(|count| (row.line, text.clone(), count)));
                self.table.above.push((row.line, text));
            }
            RowKind::Project { serial, name } => {
                let path = match self.table.entries.last() {
                    Some(above) if *above.path == self.stack[..] => Rc::clone(&above.path),
                    _ => self.stack.as_slice().into(),
                };
                self.table.entries.push(ListEntry::new(at, path, serial, name));
            }
            RowKind::More => match self.table.entries.pop() {
                Some(mut entry) => {
                    let name = self.table.header.as_ref().and_then(|h| h.column(ProjectField::Name));
                    let text = name.map_or("", |c| row.cell(c));
                    let above = self.table.name(&entry, self.grid);
                    let whole = more::continues(above, text).then(|| format!("{above}\n{text}"));
                    entry.goes_on(at, whole);
                    self.table.entries.push(entry);
                }
                None => self.table.nameless.extend(lines(std::slice::from_ref(row))),
            },
            RowKind::Nameless => self.table.nameless.extend(lines(std::slice::from_ref(row))),
        }
    }

    /// Finds a heading's level: its style's, where the style is in force or was; else below what stands,
    /// except where custom puts it higher.
    fn heading(&mut self, at: usize, heading: Heading) {
        let style = heading.style;
        let in_force = self.stack.iter().position(|h| self.table.headings[*h].heading.style == style);
        let depth = in_force.unwrap_or_else(|| {
            let rank = |s: NumberingStyle| s.rank();
            let floor = self
                .stack
                .iter()
                .rposition(|h| matches!((rank(self.table.headings[*h].heading.style), rank(style)), (Some(a), Some(b)) if a < b))
                .map_or(0, |p| p + 1);
            let ceiling = self
                .stack
                .iter()
                .position(|h| matches!((rank(self.table.headings[*h].heading.style), rank(style)), (Some(a), Some(b)) if a > b))
                .unwrap_or(self.stack.len());
            match self.depths.iter().find(|(s, _)| *s == style) {
                Some((_, depth)) => (*depth).clamp(floor.min(ceiling), ceiling.max(floor)).min(self.stack.len()),
                None => ceiling,
            }
        });
        self.stack.truncate(depth);
        if !self.depths.iter().any(|(s, _)| *s == style) {
            self.depths.push((style, depth));
        }
        let (sum, planned) = self.amounts(at);
        let sum = sum.or(heading.sum.map(|money| DeclaredAmount { money, slack: 0 }));
        self.table.headings.push(HeadingNode { row: at, heading, path: self.stack.clone(), sum, planned });
        self.stack.push(self.table.headings.len() - 1);
    }

    fn finish(&mut self) {
        self.close(ListTable::default());
        for table in &mut self.tables {
            reconsider(table, self.grid);
        }
    }
}

/// A bare line that names a list rather than a group in it: 2021年市级重大前期规划研究项目.
fn heading_is_title(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 4 && text.contains('年')
}

fn has_entries(table: &ListTable, branch: &HeadingNode) -> bool {
    let place = table.headings.iter().position(|h| h.row == branch.row);
    table.entries.iter().any(|e| place.is_some_and(|p| e.path.contains(&p)))
}

/// The unit of a line such as `单位：万元`; a sentence that mentions amounts names none.
fn unit_line(text: &str) -> Option<i64> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let at = bare.find("单位")?;
    let rest = &bare[at..];
    (rest.chars().count() <= 16).then(|| unit_in(rest))?
}
