//! What a row of a list is: a project, a heading, a total, a note, or the next line of the project above.
//!
//! A heading carries no facts of a project: beside its title it has at most a count and sums. A row with a
//! content, a goal, a unit, a stage or years is a project whatever its name begins with, so that
//! `（三）李家岩水库` stays one.

mod columns;
mod habit;
mod sentences;
mod title;

pub use columns::numbers_columns;
pub use habit::TableProfile;
use sentences::bare;
use sentences::is_date;
pub use sentences::{
    annex_of, begins_notes, is_dash, is_mark, is_note, is_page_number, is_total, legend, total_in,
    without_continued,
};

use title::bare_heading;
pub use title::{numbered_title, stage_of_title, title};

use super::figures;
use super::grid::{CellKind, Grid, GridRow};
use super::header::{Header, ProjectField};
use super::heading::{self, NumberingStyle};
use crate::domain::project::ProjectId;
use crate::domain::text::to_half_width;

/// What a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// No text, or a bare serial without a project.
    Nothing,
    /// 附件2
    Annex(u8),
    /// 合计: a label, and a count that stands in the label.
    Total { label: String, count: Option<u32> },
    /// A heading.
    Heading(Heading),
    /// A sentence, a legend, a unit line.
    Note(String),
    /// A project; its serial and name are its cells' unless they say otherwise.
    Project { serial: Option<String>, name: Option<String> },
    /// More of the project above.
    More,
    /// Facts of a project without its name.
    Nameless,
}

/// A heading row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// How it is numbered.
    pub style: NumberingStyle,
    /// The title without number and count.
    pub title: String,
    /// The title with its numbering, as it would be named were it a project after all.
    pub printed: String,
    /// A count in the title or in a cell.
    pub count: Option<u32>,
    /// A sum in the title.
    pub sum: Option<crate::domain::money::Money>,
    /// It could be a project without a serial: if no project follows under it, it is one.
    pub doubtful: bool,
}

/// A printed serial: `431`, `12.`, `(3)`, `3-1`, `★7`, `附1`. Chinese numerals are headings' numbers.
pub fn is_serial(text: &str) -> bool {
    if is_plain_serial(text) {
        return true;
    }
    let half = to_half_width(text);
    let bare = half
        .trim_matches(|c: char| c.is_whitespace() || is_mark(c) || matches!(c, '.' | '、' | '(' | ')' | '*'));
    let bare = bare.strip_prefix('附').unwrap_or(bare);
    !bare.is_empty()
        && bare.len() <= 12
        && bare.starts_with(|c: char| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '/'))
}

/// A few plain digits, as most serials are.
pub fn is_plain_serial(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_number(row: &GridRow, at: usize) -> bool {
    let text = row.cell(at);
    row.kind(at) == CellKind::Number || figures::amount(text.trim_end_matches('%'), 1).is_ok()
}

/// A row's cells as the judge sees them.
struct RowView<'a> {
    row: &'a GridRow,
    header: &'a Header,
    serial: &'a str,
    name: &'a str,
    name_at: usize,
    filled: Vec<(usize, &'a str)>,
    /// The serial cells of the rows with text before and after.
    previous_serial: &'a str,
    next_serial: &'a str,
    habit: TableProfile,
}

/// Judges one row. `after_project` tells whether a project stands right above.
pub fn judge(grid: &Grid, at: usize, header: &Header, habit: TableProfile, after_project: bool) -> RowKind {
    let row = &grid.rows[at];
    let name_at = header.column(ProjectField::Name).unwrap_or(0);
    let serial_at = header.column(ProjectField::Serial);
    let filled: Vec<_> =
        row.filled().filter(|(c, t)| row.kind(*c) != CellKind::Error && !t.starts_with("#REF!")).collect();
    if filled.is_empty() {
        return RowKind::Nothing;
    }
    let view = RowView {
        row,
        header,
        serial: serial_at.map_or("", |c| row.cell(c)),
        name: if row.kind(name_at) == CellKind::Error { "" } else { row.cell(name_at) },
        name_at,
        filled,
        previous_serial: serial_at
            .and_then(|c| grid.rows[..at].iter().rev().take(20).find(|r| !r.is_empty()).map(|r| r.cell(c)))
            .unwrap_or_default(),
        next_serial: serial_at
            .and_then(|c| grid.rows[at + 1..].iter().take(20).find(|r| !r.is_empty()).map(|r| r.cell(c)))
            .unwrap_or_default(),
        habit,
    };
    let first_body = header.top + header.height;
    if let Some(name) = beside_group(grid, at, header, name_at) {
        return RowKind::Project { serial: None, name: Some(name.to_owned()) };
    }
    let covered = |column: usize| {
        grid.merges
            .reaching(at)
            .any(|m| m.top < at && m.top >= first_body && (m.left..=m.right).contains(&column))
    };
    if !grid.merges.is_empty()
        && (covered(name_at) || (serial_at.is_some_and(covered) && !view.is_heading_like()))
    {
        return if after_project { RowKind::More } else { RowKind::Note(view.joined()) };
    }
    if let Some(annex) = annex_line(&view) {
        return RowKind::Annex(annex);
    }
    if let Some(total) = view.total() {
        return total;
    }
    // A name that is a formula without its result is missing; the row is no more of the project above.
    if row.kind(name_at) == CellKind::Error && view.facts() > 0 {
        return RowKind::Nameless;
    }
    if habit.foreign {
        let follows = |r: &GridRow| r.filled().count() > 1 && !r.cell(name_at).is_empty();
        return view.record(grid.rows[at + 1..].iter().take(20).any(follows));
    }
    if let [(column, text)] = view.filled[..] {
        let next = grid.rows[at + 1..].iter().take(3).find(|r| !r.is_empty());
        // Who signs stands above the date.
        if next.is_some_and(|r| r.filled().count() == 1 && r.cells().any(is_date)) && column > name_at {
            return RowKind::Note(text.to_owned());
        }
        return view.single(column, text, habit, after_project);
    }
    view.several(habit, after_project)
}

/// 项目名称 over two columns: a group merged down in the first, the names in the second.
fn beside_group<'a>(grid: &'a Grid, at: usize, header: &Header, name_at: usize) -> Option<&'a str> {
    let beside = header.columns.get(name_at + 1)?;
    let name = grid.rows[at].cell(name_at + 1);
    let body = header.top + header.height;
    let grouped =
        |m: &super::grid::Merge| m.top >= body && m.top < m.bottom && m.left <= name_at && m.right == name_at;
    let free =
        beside.label.is_empty() || beside.field.is_none() && beside.label == header.columns[name_at].label;
    (free && !name.is_empty() && grid.merges.reaching(at).any(grouped)).then_some(name)
}

fn annex_line(view: &RowView<'_>) -> Option<u8> {
    let [(_, text)] = view.filled[..] else { return None };
    (text.chars().count() < 40).then(|| annex_of(text))?
}

impl RowView<'_> {
    fn joined(&self) -> String {
        self.filled.iter().map(|(_, t)| *t).collect::<Vec<_>>().join(" ")
    }

    fn is_heading_like(&self) -> bool {
        self.filled
            .first()
            .is_some_and(|(_, t)| heading::numbering(t).is_some() || heading::counted(t).count.is_some())
    }

    /// The facts of a project beside serial and name: what no heading carries.
    fn facts(&self) -> usize {
        self.filled.iter().filter(|(at, text)| self.is_fact(*at, text)).count()
    }

    fn is_fact(&self, at: usize, text: &str) -> bool {
        let Some(column) = self.header.columns.get(at) else { return false };
        if matches!(column.field, Some(ProjectField::Serial | ProjectField::Name)) || is_dash(text) {
            return false;
        }
        if column.is_remark || heading::count_alone(text).is_some() {
            return false;
        }
        match column.field {
            Some(ProjectField::StartYear | ProjectField::FinishYear | ProjectField::Years) => {
                !is_small_count(text)
            }
            _ => !is_number(self.row, at),
        }
    }

    /// A count that stands in a cell of its own: `64` under a text column, `59项` anywhere.
    fn count_in_cells(&self) -> Option<u32> {
        self.filled.iter().find_map(|(at, text)| {
            let column = self.header.columns.get(*at)?;
            let amount =
                matches!(column.field, Some(ProjectField::TotalInvestment | ProjectField::PlannedInvestment));
            if matches!(column.field, Some(ProjectField::Serial | ProjectField::Name)) {
                return None;
            }
            if let Some(count) = heading::count_alone(text) {
                return Some(count);
            }
            let half = to_half_width(text);
            let whole = half.len() <= 6 && half.bytes().all(|b| b.is_ascii_digit());
            (whole && !amount && column.unit.is_none() && !self.habit.is_figures(*at))
                .then(|| half.parse().ok())?
        })
    }

    fn total(&self) -> Option<RowKind> {
        let serial_counts = is_serial(self.serial);
        // Our own export's ids leave no doubt.
        if self.serial.parse::<ProjectId>().is_ok() {
            return None;
        }
        self.filled.iter().take(2).find_map(|(at, text)| {
            let column = self.header.columns.get(*at).and_then(|c| c.field);
            let labels =
                matches!(column, Some(ProjectField::Serial | ProjectField::Name)) || *at <= self.name_at;
            if !labels || serial_counts && !is_total(text) || text.chars().count() > 30 {
                return None;
            }
            if *at == self.filled[0].0 && heading::says_only_a_count(text) && self.facts() == 0 {
                return Some(RowKind::Total { label: text.to_string(), count: heading::count_alone(text) });
            }
            let counted = heading::counted(text);
            let plain = bare(&counted.title);
            let words = ["合计", "总计", "共计", "小计", "总合计", "total", "grandtotal", "subtotal"];
            let lower = plain.to_lowercase();
            let label = lower.trim_end_matches([':', '：', '、']);
            let is_total = words.contains(&label)
                || (counted.count.is_some() && (plain.ends_with("合计") || bare(text).contains("合计")))
                || (label.chars().count() <= 12
                    && words.iter().any(|w| label.ends_with(w))
                    && self.facts() == 0);
            let count = counted.count.or_else(|| {
                let rest = bare(text);
                let rest = rest
                    .trim_start_matches("合计")
                    .trim_start_matches("总计")
                    .trim_start_matches([':', '：']);
                heading::count_alone(rest)
            });
            let by_colon = words.iter().any(|w| bare(text).starts_with(&format!("{w}:"))) && count.is_some();
            (is_total || by_colon).then(|| RowKind::Total {
                label: if counted.count.is_some() { text.to_string() } else { label.to_owned() },
                count: count.or_else(|| self.count_in_cells()),
            })
        })
    }

    /// A row of a list that is not Chinese. A text alone in a list of many columns is no project: it heads the
    /// records that follow, or it is a note.
    fn record(&self, records_follow: bool) -> RowKind {
        let sentence =
            |text: &str| ["note", "source", "total:"].iter().any(|w| text.to_lowercase().starts_with(w));
        if let [(column, text)] = self.filled[..] {
            let long = text.chars().count() > 80 || text.ends_with('.') || text.contains(". ");
            if self.habit.usual >= 3 && column <= self.name_at && records_follow && !long && !sentence(text) {
                return RowKind::Heading(bare_heading(text));
            }
            if self.name.is_empty() || self.habit.usual >= 3 || sentence(text) {
                return RowKind::Note(text.to_owned());
            }
        }
        if self.name.is_empty() {
            return RowKind::Nameless;
        }
        RowKind::Project { serial: None, name: None }
    }

    /// A row with one filled cell.
    fn single(&self, column: usize, text: &str, habit: TableProfile, after_project: bool) -> RowKind {
        let serial_at = self.header.column(ProjectField::Serial);
        if serial_at == Some(column) && is_serial(text) {
            return RowKind::Nothing;
        }
        if (is_note(text) || is_page_number(text)) && numbered_title(text).is_none_or(|h| h.count.is_none()) {
            return RowKind::Note(text.to_owned());
        }
        let may_name = column == self.name_at || serial_at == Some(column) || column < self.name_at;
        if let Some(heading) = title(text) {
            let counted = heading.count.is_some();
            let names_only = !habit.serials && habit.narrow && column == self.name_at;
            let listed = matches!(
                heading.style,
                NumberingStyle::Arabic
                    | NumberingStyle::ArabicParen
                    | NumberingStyle::Letter
                    | NumberingStyle::Bare
            );
            let placed = may_name || counted || heading.style != NumberingStyle::Bare;
            if placed && (counted || !names_only || !listed) {
                return RowKind::Heading(heading);
            }
        }
        let stage = text.trim_end_matches(['：', ':']);
        if may_name && text.contains("项目") && stage_of_title(stage).is_some() {
            return RowKind::Heading(bare_heading(stage));
        }
        if !may_name {
            return if after_project { RowKind::More } else { RowKind::Note(text.to_owned()) };
        }
        if habit.serials || !habit.narrow {
            return RowKind::Heading(bare_heading(text));
        }
        let (serial, name) =
            if habit.numbered { split_serial(text) } else { (String::new(), text.to_owned()) };
        RowKind::Project { serial: Some(serial), name: Some(name) }
    }

    /// A row with several filled cells.
    fn several(&self, habit: TableProfile, after_project: bool) -> RowKind {
        // Most rows: a serial, a name and something about it.
        if is_plain_serial(self.serial)
            && !self.name.is_empty()
            && !is_total(self.name)
            && self.filled.iter().any(|(at, text)| self.is_fact(*at, text))
        {
            return RowKind::Project { serial: None, name: None };
        }
        let facts = self.facts();
        if let Some((style, _)) = heading::numbering_alone(self.serial) {
            let says_count = heading::says_only_a_count(self.name);
            let label = if self.name.is_empty() || says_count { self.first_other() } else { self.name };
            // Beside Arabic serials a plain 一 is a heading even where a unit stands behind it.
            let allowed = usize::from(style == NumberingStyle::Han && habit.serials);
            if facts > allowed + usize::from(says_count) && !self.name.is_empty() {
                return RowKind::Project { serial: None, name: None };
            }
            let counted = heading::counted(label);
            let own = counted
                .count
                .or_else(|| heading::count_alone(self.name).filter(|_| says_count))
                .or_else(|| self.count_in_cells());
            return RowKind::Heading(Heading {
                style,
                title: counted.title,
                printed: label.to_owned(),
                count: own,
                sum: counted.sum,
                doubtful: own.is_none() && style != NumberingStyle::Han,
            });
        }
        if is_serial(self.serial) {
            if self.name.is_empty() {
                return if facts > 0 || self.filled.len() > 2 { RowKind::Nameless } else { RowKind::Nothing };
            }
            let counted = heading::counted(self.name);
            let children = self.has_children();
            // Our own export's ids leave no doubt.
            let ours = self.serial.parse::<ProjectId>().is_ok();
            let counts = counted.count.is_some() && counted.title != self.name;
            let heads = children || counts && !self.runs_on();
            if !ours && facts == 0 && heads {
                return RowKind::Heading(Heading {
                    style: NumberingStyle::Arabic,
                    title: counted.title,
                    printed: self.name.to_owned(),
                    count: counted.count,
                    sum: counted.sum,
                    doubtful: true,
                });
            }
            return RowKind::Project { serial: None, name: None };
        }
        // A group's name in the serial cell, its count in the name's.
        let count = to_half_width(self.name).parse::<u32>().ok().or_else(|| heading::count_alone(self.name));
        if !self.serial.is_empty() && facts == 0 && count.is_some() {
            let heading = title(self.serial).unwrap_or_else(|| bare_heading(self.serial));
            return RowKind::Heading(Heading { count: heading.count.or(count), doubtful: false, ..heading });
        }
        // The serial cell may hold a heading's whole text, or a group's name.
        let label = if self.name.is_empty() { self.serial } else { self.name };
        if label.is_empty() {
            let (at, text) = self.filled[0];
            if at < self.name_at
                && facts == 0
                && let Some(heading) = title(text)
            {
                return RowKind::Heading(Heading {
                    count: heading.count.or_else(|| self.count_in_cells()),
                    ..heading
                });
            }
            return if after_project { RowKind::More } else { RowKind::Note(self.joined()) };
        }
        if !self.serial.is_empty() && !self.name.is_empty() {
            return RowKind::Project { serial: None, name: None };
        }
        if facts == 0 {
            let in_cells = self.count_in_cells();
            if let Some(heading) = title(label) {
                let count = heading.count.or(in_cells);
                let doubtful = count.is_none() && heading.style != NumberingStyle::Han;
                if habit.serials || heading.style != NumberingStyle::Arabic || count.is_some() {
                    return RowKind::Heading(Heading { count, doubtful, ..heading });
                }
            } else if habit.serials || in_cells.is_some() {
                let heading = bare_heading(label);
                return RowKind::Heading(Heading {
                    count: in_cells,
                    doubtful: in_cells.is_none(),
                    ..heading
                });
            }
        }
        if self.name.is_empty() {
            return match self.filled.first() {
                Some((_, text)) if is_note(text) => RowKind::Note(self.joined()),
                _ if after_project => RowKind::More,
                _ => RowKind::Nameless,
            };
        }
        if bare(self.name).starts_with("其中") && after_project {
            return RowKind::More;
        }
        if self.header.column(ProjectField::Serial).is_none() && habit.numbered {
            let (serial, name) = split_serial(self.name);
            return RowKind::Project { serial: Some(serial), name: Some(name) };
        }
        RowKind::Project { serial: None, name: None }
    }

    /// 1 above 1.1 is a heading.
    fn has_children(&self) -> bool {
        let parent = self.serial.trim_end_matches(['.', '、']);
        self.next_serial.strip_prefix(parent).is_some_and(|rest| rest.starts_with(['.', '-']))
    }

    /// Whether the serial is one of a run: a heading with a number of its own breaks it.
    fn runs_on(&self) -> bool {
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let Some(own) = number(self.serial) else { return false };
        match (number(self.previous_serial), number(self.next_serial)) {
            (_, Some(next)) => next == own + 1,
            (Some(previous), None) => previous + 1 == own,
            (None, None) => self.next_serial.is_empty(),
        }
    }

    /// The text of the first cell that is neither the serial nor the name.
    fn first_other(&self) -> &str {
        let others = self.filled.iter().filter(|(at, t)| *at != self.name_at && *t != self.serial);
        others.map(|(_, t)| *t).next().unwrap_or(self.serial)
    }
}

fn is_small_count(text: &str) -> bool {
    let half = to_half_width(text);
    half.len() <= 6 && half.parse::<u32>().is_ok_and(|n| !(1900..2200).contains(&n))
}

/// `1、某项目` in a list without a serial column: the number is the printed serial.
fn split_serial(text: &str) -> (String, String) {
    match heading::numbering(text) {
        Some((NumberingStyle::Arabic, Some(number), rest)) if !rest.is_empty() => {
            (number.to_string(), rest.to_owned())
        }
        _ => (String::new(), text.to_owned()),
    }
}

#[cfg(test)]
mod tests;
