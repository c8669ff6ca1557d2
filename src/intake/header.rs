//! The header row: where it stands, which columns it names, in what unit. Synonyms are those observed in
//! published lists of many provinces and cities; a header may run over lines, hold spaces, be merged or
//! have two storeys.

mod map;
mod storeys;
mod words;

pub use map::{MAP_KEYS, Map};
use storeys::{is_storey_of_units, joined, may_be_storey, parent};
use words::{bare, meaning, tidy};

use super::grid::{Grid, GridRow};
use crate::domain::amount::unit_in;
use crate::domain::money::{WAN, YI};
use crate::domain::text::to_half_width;

/// A field of a project that a column can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProjectField {
    /// 项目名称
    Name,
    /// 序号
    Serial,
    /// 主要建设内容及规模
    Content,
    /// 年度建设目标
    Goal,
    /// 牵头单位
    LeadUnit,
    /// 当年建设阶段
    Stage,
    /// 开工年份
    StartYear,
    /// 拟建成年份
    FinishYear,
    /// 建设起止年限
    Years,
    /// 总投资
    TotalInvestment,
    /// 年度计划投资
    PlannedInvestment,
    /// 所在区县
    District,
    /// A column of marks.
    Mark,
    /// Our own export's heading path.
    Headings,
    /// Our own export's printed serial.
    PrintedSerial,
    /// Our own export's id of an earlier year.
    Continues,
}

/// What our own export puts before a source column whose header is also one of ours.
const ORIGINAL: &str = "原列：";

/// Whether a header is read back as it is written and as no field of its own.
pub fn is_plain(header: &str) -> bool {
    let lines = !header.contains('\n') && header.chars().count() <= 30;
    lines && tidy(header) == header && meaning(header).is_none_or(|(field, _)| field.is_none())
}

/// Whether a text is the header of serials.
pub fn names_serials(text: &str) -> bool {
    matches!(meaning(text), Some((Some(ProjectField::Serial), 2)))
}

/// Whether a text is a header that is known, of a field or none.
pub fn is_known(text: &str) -> bool {
    meaning(text).is_some()
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderColumn {
    /// The printed header, storeys joined with `-`; unique within the table.
    pub label: String,
    /// The field it fills; others go to `extra` under their label.
    pub field: Option<ProjectField>,
    /// The unit printed in the header, in 元.
    pub unit: Option<i64>,
    /// A remarks column, where some lists put counts and stages.
    pub is_remark: bool,
}

/// A header found in a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its first row in the grid.
    pub top: usize,
    /// How many rows it takes.
    pub height: usize,
    /// Its columns.
    pub columns: Vec<HeaderColumn>,
}

impl Header {
    /// The column that fills a field.
    pub fn column(&self, field: ProjectField) -> Option<usize> {
        self.columns.iter().position(|c| c.field == Some(field))
    }
}

/// Finds the first header at or below a row. `year` tells which of several plan columns is this year's.
pub fn find(grid: &Grid, from: usize, map: &Map, year: Option<i16>) -> Option<Header> {
    (from..grid.rows.len()).find_map(|top| at(grid, top, map, year))
}

/// The header that begins at a row, if one does.
pub fn at(grid: &Grid, top: usize, map: &Map, year: Option<i16>) -> Option<Header> {
    let row = grid.rows.get(top)?;
    if row.is_empty() || !could_begin(row, map) {
        return None;
    }
    if map.0.iter().any(|(field, _)| *field == ProjectField::Name) {
        return mapped(grid, top, map, year);
    }
    let mut best: Option<(usize, Header)> = None;
    for height in 1..=3.min(grid.rows.len() - top) {
        if height > 1 && !may_be_storey(grid, top, height) {
            break;
        }
        let columns = columns(grid, top, height, map, year);
        let score = worth(grid, top + height, &columns);
        // A storey of units alone names no further column, and belongs to the header all the same.
        let better = |most: &usize| {
            score > *most || score == *most && is_storey_of_units(&grid.rows[top + height - 1])
        };
        if score > 0 && best.as_ref().is_none_or(|(most, _)| better(most)) {
            best = Some((score, Header { top, height, columns }));
        }
    }
    let (most, mut header) = best?;
    part_serial(grid, &mut header);
    // A title or a unit line above a header is no storey of it: without it the header is as good.
    let below = columns(grid, top + 1, header.height - 1, map, year);
    (header.height == 1 || worth(grid, top + header.height, &below) < most).then_some(header)
}

/// 项目名称 merged over two columns of which the first holds the serials.
fn part_serial(grid: &Grid, header: &mut Header) {
    let Some(at) = header.column(ProjectField::Name) else { return };
    let has_serial = header.column(ProjectField::Serial).is_some();
    let next_is_free = header.columns.get(at + 1).is_some_and(|c| {
        c.field.is_none() && (c.label.is_empty() || c.label.starts_with(&header.columns[at].label))
    });
    if has_serial || !next_is_free {
        return;
    }
    let body = grid.rows.iter().skip(header.top + header.height).take(200);
    let rows: Vec<_> = body.filter(|r| !r.cell(at).is_empty() && !r.cell(at + 1).is_empty()).collect();
    let serials =
        rows.iter().filter(|r| super::rows::is_serial(r.cell(at)) && !super::rows::is_serial(r.cell(at + 1)));
    if !rows.is_empty() && serials.count() * 10 >= rows.len() * 6 {
        let label = std::mem::replace(&mut header.columns[at].label, "序号".to_owned());
        header.columns[at].field = Some(ProjectField::Serial);
        header.columns[at + 1].field = Some(ProjectField::Name);
        header.columns[at + 1].label = label;
    }
}

/// A quick look that spares most rows the full one.
fn could_begin(row: &GridRow, map: &Map) -> bool {
    !map.0.is_empty()
        || row
            .filled()
            .any(|(_, text)| text.len() < 90 && ["项", "名", "工", "序"].iter().any(|w| text.contains(w)))
}

/// The header named by a person: the row that holds every mapped header, or the storeys that do together.
fn mapped(grid: &Grid, top: usize, map: &Map, year: Option<i16>) -> Option<Header> {
    let try_at = |top: usize, height: usize| {
        let columns = (top + height <= grid.rows.len()).then(|| columns(grid, top, height, map, year))?;
        let all = map.0.iter().all(|(field, _)| columns.iter().any(|c| c.field == Some(*field)));
        all.then_some(Header { top, height, columns })
    };
    // A title above the header would else become its first storey.
    try_at(top, 1).or_else(|| if try_at(top + 1, 1).is_some() { None } else { try_at(top, 2) })
}

/// The columns of a header of that height.
fn columns(grid: &Grid, top: usize, height: usize, map: &Map, year: Option<i16>) -> Vec<HeaderColumn> {
    let rows = grid.rows.get(top..top + height).unwrap_or_default();
    let width = rows.iter().map(GridRow::len).max().unwrap_or(0);
    let has_merges = (top..top + height).any(|row| grid.merges.reaching(row).any(|m| m.top == row));
    let mut found: Vec<(HeaderColumn, u8)> = Vec::with_capacity(width);
    let mut labels: Vec<String> = Vec::with_capacity(width);
    for column in 0..width {
        if let Some(original) = rows[0].cell(column).strip_prefix(ORIGINAL) {
            labels.push(String::new());
            let column =
                HeaderColumn { label: original.to_owned(), field: None, unit: None, is_remark: false };
            found.push((column, 0));
            continue;
        }
        let mut parts: Vec<String> = Vec::new();
        for storey in 0..height {
            let own = rows[storey].cell(column);
            let text = if own.is_empty() && storey + 1 < height {
                parent(grid, top + storey, column, &rows[storey], &rows[storey + 1], has_merges)
            } else {
                own
            };
            let text = tidy(text);
            if !text.is_empty() && parts.last() != Some(&text) {
                parts.push(text);
            }
        }
        let own = |at: usize| rows.first().is_some_and(|r| !r.cell(at).is_empty());
        let is_phrase = height == 2
            && own(column)
            && (own(column + 1) || rows[1].cell(column + 1).is_empty())
            && !grid
                .merges
                .reaching(top)
                .any(|m| m.top == top && m.left < m.right && (m.left..=m.right).contains(&column));
        let (label, meaning) = joined(&parts, is_phrase);
        let mapped = map.field(&label).or_else(|| parts.iter().find_map(|p| map.field(p)));
        let other_year = mapped.is_none()
            && year.is_some_and(|year| {
                let stated = leading_year(&parts);
                meaning.is_some_and(|(f, _)| f == Some(ProjectField::PlannedInvestment))
                    && stated.is_some_and(|s| s != year)
            });
        let (field, sureness) = match (mapped, meaning) {
            (Some(field), _) => (Some(field), 9),
            (None, Some((field, sureness))) if !other_year => (field, sureness + u8::from(field.is_some())),
            (None, Some(_)) => (None, 1),
            (None, None) => (None, 0),
        };
        let is_amount =
            matches!(field, Some(ProjectField::TotalInvestment | ProjectField::PlannedInvestment));
        let unit = parts
            .iter()
            .rev()
            .find_map(|p| unit_in(p).or_else(|| unit_without_yuan(p)))
            .or_else(|| super::foreign::scale_of(&parts.join(" ")).filter(|_| is_amount));
        let is_remark = bare(&label).starts_with("备注");
        labels.push(label);
        found.push((HeaderColumn { label: String::new(), field, unit, is_remark }, sureness));
    }
    for (label, (column, _)) in super::apart(labels.into_iter()).into_iter().zip(&mut found) {
        // A column behind the mark has its label already, whatever the others are called.
        if column.label.is_empty() {
            column.label = label;
        }
    }
    settle(&mut found);
    found
        .into_iter()
        .map(
            |(column, _)| {
                if column.label.is_empty() { HeaderColumn { field: None, ..column } } else { column }
            },
        )
        .collect()
}

/// `总投资（亿）`: a unit in brackets that leaves out its 元.
fn unit_without_yuan(label: &str) -> Option<i64> {
    let bare = bare(label);
    let inside = bare.split_once('(').and_then(|(_, rest)| rest.split_once(')'))?.0;
    match inside {
        "亿" => Some(YI),
        "万" => Some(WAN),
        _ => None,
    }
}

/// The year that a header begins with.
fn leading_year(parts: &[String]) -> Option<i16> {
    parts.iter().find_map(|p| {
        let half = to_half_width(p);
        let digits: String = half.chars().take_while(char::is_ascii_digit).collect();
        (digits.len() == 4 && half[4..].starts_with('年')).then(|| digits.parse().ok())?
    })
}

/// Each field is filled by one column: the surest, and of equals the first. The rest keep their text in
/// `extra`.
fn settle(found: &mut [(HeaderColumn, u8)]) {
    for (_, field) in MAP_KEYS.iter().copied().chain([
        ("", ProjectField::Years),
        ("", ProjectField::Headings),
        ("", ProjectField::PrintedSerial),
        ("", ProjectField::Continues),
    ]) {
        let best = found
            .iter()
            .enumerate()
            .filter(|(_, (c, _))| c.field == Some(field))
            .max_by_key(|(at, (_, sureness))| (*sureness, usize::MAX - at))
            .map(|(at, _)| at);
        for (at, (column, _)) in found.iter_mut().enumerate() {
            if column.field == Some(field) && Some(at) != best {
                column.field = None;
            }
        }
    }
}

/// How much a row looks like a header: 0 unless it names the projects and at least one thing more (or
/// nothing but the names). `body` is the row below it.
fn worth(grid: &Grid, body: usize, columns: &[HeaderColumn]) -> usize {
    let Some(name_at) = columns.iter().position(|c| c.field == Some(ProjectField::Name)) else { return 0 };
    let name = &columns[name_at];
    let filled = columns.iter().filter(|c| !c.label.is_empty()).count();
    let known = columns.iter().filter(|c| c.field.is_some() || meaning(&c.label).is_some()).count();
    let fields = columns.iter().filter(|c| c.field.is_some()).count();
    let sure = meaning(&name.label).is_some_and(|(_, sureness)| sureness == 2);
    let counts = |c: &HeaderColumn| {
        matches!(
            bare(&c.label).as_str(),
            "个数"
                | "项目数"
                | "项目个数"
                | "项目数量"
                | "数量"
                | "项目总数"
                | "个数(个)"
                | "项目数(个)"
                | "项目个数(个)"
                | "数量(个)"
        )
    };
    // 项目 beside 个数 is a table of sums by kind.
    if !sure && columns.iter().any(counts) {
        return 0;
    }
    let usual = (known >= 2 || filled == 1 && sure) && known * 3 >= filled;
    if usual || sure && heads_many(grid, body, name_at, columns) { fields * 4 + known } else { 0 }
}

/// Whether a row that names the projects is a header although hardly anything else in it is known: a list may have any
/// number of columns of its own. It consists of labels, and below it stand names, not the further labels of a list on
/// its side or of a sheet that explains the columns.
fn heads_many(grid: &Grid, body: usize, name_at: usize, columns: &[HeaderColumn]) -> bool {
    let labels = || columns.iter().map(|c| c.label.as_str()).filter(|label| !label.is_empty());
    // Years head columns, other figures fill them.
    let fills = |label: &&str| label.parse::<f64>().is_ok_and(|n| !(1990.0..2100.0).contains(&n));
    let figures = labels().filter(fills).count();
    let sentences = labels().filter(|label| label.chars().count() > 60 || label.contains('。')).count();
    let mut below =
        grid.rows[body.min(grid.rows.len())..].iter().filter(|r| !r.is_empty()).take(5).peekable();
    let is_label = |text: &str| matches!(meaning(text), Some((Some(_), 1..)));
    labels().count() >= 2
        && bare(&columns[name_at].label).chars().count() <= 12
        && figures * 2 < labels().count()
        && sentences * 4 <= labels().count()
        && below.peek().is_some()
        && below.all(|row| !is_label(row.cell(name_at)))
}

#[cfg(test)]
mod tests;
