//! Tables that are one list: a Word table that a page break parted, a sheet that goes on where the one before
//! ended; and lists without a header at all.

use super::super::build::Remarks;
use super::super::grid::{Grid, GridRow};
use super::super::header::{self, Header, HeaderColumn, Map, ProjectField};
use super::super::rows::{is_serial, numbered_title, stage_of_title};
use super::super::{heading, prose};
use super::told::year_in;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::words;

/// Puts together what is one list. Only grids that a document gives in reading order are looked at.
pub fn join(grids: Vec<Grid>, map: &Map, file: &str, remarks: &mut Remarks) -> Vec<Grid> {
    let mut joined: Vec<Grid> = Vec::with_capacity(grids.len());
    // The latest that has a header, with the columns of its serials and names.
    let mut list: Option<(usize, Places)> = None;
    for mut grid in grids {
        titles_as_rows(&mut grid);
        let header = header::find(&grid, 0, map, None);
        let places = header.as_ref().and_then(Places::of);
        let Some(last) = joined.len().checked_sub(1).filter(|_| !grid.rows.is_empty()) else {
            list = places.map(|p| (joined.len(), p)).or(list);
            joined.push(grid);
            continue;
        };
        let is_page = |at: usize, joined: &[Grid]| joined[at].name.is_empty() && grid.name.is_empty();
        let goes_on_at = |at: usize, joined: &[Grid]| {
            header.is_none()
                && joined[at].name.is_empty() == grid.name.is_empty()
                && continues(&joined[at], &grid, list.filter(|(list, _)| *list == at).map(|(_, p)| p))
        };
        // A note or a table of something else may stand between two pages of a list.
        let before = [list.map(|(at, _)| at), Some(last)];
        if let Some(at) = before.into_iter().flatten().find(|at| goes_on_at(*at, &joined)) {
            if !is_page(at, &joined) {
                let message =
                    words!("没有表头，接上一工作表读取", "without a header; read on from the sheet before");
                remarks.push(
                    Finding::note(codes::SHEET_PASSED_OVER, message).in_file(file).on_field(&grid.name),
                );
            }
            append(&mut joined[at], grid);
        } else if header.is_some() && !joined[last].rows.is_empty() && is_page(last, &joined) {
            list = places.map(|p| (last, p)).or(list);
            append(&mut joined[last], grid);
        } else {
            list = places.map(|p| (joined.len(), p)).or(list);
            joined.push(grid);
        }
    }
    joined
}

/// Where a list has its serials and names.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Places {
    serial: usize,
    name: usize,
}

impl Places {
    fn of(header: &Header) -> Option<Self> {
        Some(Self { serial: header.column(ProjectField::Serial)?, name: header.column(ProjectField::Name)? })
    }

    /// The serial of a row that has one and a name.
    fn serial(self, row: &GridRow) -> Option<&str> {
        let (serial, name) = (row.cell(self.serial), row.cell(self.name));
        (is_serial(serial) && names_something(name)).then_some(serial)
    }
}

/// Whether a grid without a header is more of the one before. Of the same width, its rows are serials and names. Where
/// the last cells of every row are empty it is narrower: then its serials must run on from those before, or begin
/// anew below a heading, as a table of something else begins with 1 too.
fn continues(before: &Grid, grid: &Grid, places: Option<Places>) -> bool {
    let (wide, own) = (width(before), width(grid));
    if before.rows.is_empty() || own > wide {
        return false;
    }
    if own == wide && goes_on(grid) {
        return true;
    }
    let Some(places) = places else { return false };
    let rows = || grid.rows.iter().filter(|r| r.filled().count() > 1);
    let serials = rows().filter(|r| places.serial(r).is_some()).count();
    if serials == 0 || serials * 10 < rows().count() * 6 {
        return false;
    }
    let number = |text: &str| text.trim_end_matches(['.', '、']).parse::<u32>().ok();
    let first = grid.rows.iter().position(|r| places.serial(r).is_some());
    let first_number = first.and_then(|at| number(places.serial(&grid.rows[at])?));
    let last = before.rows.iter().rev().take(200).find_map(|r| number(places.serial(r)?));
    let headed = first.is_some_and(|at| grid.rows[..at].iter().any(begins_headings));
    match (last, first_number) {
        (Some(last), Some(first)) => first == last + 1 || headed && first == 1,
        _ => headed,
    }
}

/// Whether a grid that was not read looks as if projects stood in it: serials with names, or rows as those of the list.
pub fn looks_like_projects(grid: &Grid, list: Option<&TableShape>) -> bool {
    !grid.is_prose && (goes_on(grid) || list.is_some_and(|list| list.fits(grid)))
}

/// What the columns of a list hold, by which rows of it are known without serials.
pub struct TableShape {
    name: usize,
    /// For each column, whether figures stand in it.
    figures: Vec<bool>,
}

impl TableShape {
    /// Of a grid that has a header with more than the names.
    pub fn of(grid: &Grid, map: &Map) -> Option<Self> {
        let header = header::find(grid, 0, map, None).filter(|h| h.columns.len() >= 2)?;
        let name = header.column(ProjectField::Name)?;
        let body = &grid.rows[header.top + header.height..];
        Some(Self { name, figures: (0..header.columns.len()).map(|at| holds_figures(body, at)).collect() })
    }

    /// Whether two rows or more have names where the list has them, and figures and words where it has those.
    fn fits(&self, grid: &Grid) -> bool {
        let rows = || grid.rows.iter().filter(|r| r.filled().count() > 1);
        let named = |row: &&GridRow| {
            let name = row.cell(self.name);
            names_something(name) && !name.contains(['：', ':', '。']) && !header::is_known(name)
        };
        let named = rows().filter(named).count();
        let wide = width(grid);
        let alike = |at: usize| {
            rows().all(|r| r.cell(at).is_empty()) || holds_figures(&grid.rows, at) == self.figures[at]
        };
        named >= 2 && named * 10 >= rows().count() * 8 && wide <= self.figures.len() && (0..wide).all(alike)
    }
}

/// Whether most of the first rows that have something in a column have a figure there.
fn holds_figures(rows: &[GridRow], at: usize) -> bool {
    let cells = || rows.iter().take(200).map(|r| r.cell(at)).filter(|text| !text.is_empty());
    let figures = cells().filter(|text| text.replace(',', "").parse::<f64>().is_ok()).count();
    figures * 2 > cells().count()
}

/// Numbered titles right above a Word table head what stands in it, as if they were its first rows.
fn titles_as_rows(grid: &mut Grid) {
    let titles = grid.before.iter().rev().take_while(|(_, text)| numbered_title(text).is_some()).count();
    if grid.rows.is_empty() || titles == 0 {
        return;
    }
    let titles = grid.before.split_off(grid.before.len() - titles);
    let count = titles.len();
    grid.rows.splice(0..0, titles.into_iter().map(|(line, text)| GridRow::of(line, [text])));
    grid.merges.shift(count);
}

fn width(grid: &Grid) -> usize {
    grid.rows.iter().map(GridRow::len).max().unwrap_or(0)
}

/// Whether most rows begin with a serial and have a name beside it. What is numbered may be the columns of the list
/// too, in a sheet that explains them.
fn goes_on(grid: &Grid) -> bool {
    let rows = grid.rows.iter().filter(|r| r.filled().count() > 1);
    let (mut all, mut serials, mut labels) = (0_usize, 0_usize, 0_usize);
    for row in rows {
        all += 1;
        let named = named_beside(row);
        serials += usize::from(named.is_some());
        labels += usize::from(named.is_some_and(|(_, name)| header::is_known(row.cell(name))));
    }
    all > 0 && serials * 10 >= all * 6 && labels * 2 < serials
}

/// The columns of a serial and the name right of it, in a row that has both.
fn named_beside(row: &GridRow) -> Option<(usize, usize)> {
    let mut filled = row.filled();
    let (serial, text) = filled.next()?;
    let (name, title) = filled.next()?;
    (is_serial(text) && names_something(title)).then_some((serial, name))
}

/// Text that can be a name: some Chinese characters, or a word.
fn names_something(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= 2 && text.chars().count() <= 100
}

fn append(grid: &mut Grid, more: Grid) {
    for (line, text) in more.before {
        grid.rows.push(GridRow::of(line, [text]));
        grid.is_prose = true;
    }
    let offset = grid.rows.len();
    grid.merges.append(more.merges, offset);
    grid.rows.extend(more.rows);
}

/// The header of a grid without one, where its rows leave no doubt: serials with names beside them, or a titled
/// list of one project a line.
pub fn implied(grid: &Grid) -> Option<Header> {
    beside_serials(grid).or_else(|| one_a_line(grid))
}

fn beside_serials(grid: &Grid) -> Option<Header> {
    let found: Vec<(usize, (usize, usize))> =
        grid.rows.iter().enumerate().filter_map(|(at, r)| Some((at, named_beside(r)?))).collect();
    let (_, places) = *found.first()?;
    let same = found.iter().filter(|(_, other)| *other == places).count();
    let several = grid.rows.iter().filter(|r| r.filled().count() > 1).count();
    let titled = above(grid, found[0].0).any(is_list_title) || is_list_title(&grid.name);
    if same < 3 || same * 10 < several * 8 || !titled && same < 5 {
        return None;
    }
    let first = found[0].0;
    let headings = grid.rows[..first].iter().rev().take_while(|r| begins_headings(r)).count();
    let mut columns: Vec<HeaderColumn> = (0..width(grid)).map(|_| plain("", None)).collect();
    columns[places.0] = plain("序号", Some(ProjectField::Serial));
    columns[places.1] = plain("项目名称", Some(ProjectField::Name));
    Some(Header { top: first - headings, height: 0, columns })
}

fn plain(label: &str, field: Option<ProjectField>) -> HeaderColumn {
    HeaderColumn { label: label.to_owned(), field, unit: None, is_remark: false }
}

fn begins_headings(row: &GridRow) -> bool {
    let texts: Vec<&str> = row.filled().map(|(_, t)| t).collect();
    let [text] = texts[..] else { return false };
    heading::numbering(text).is_some() || is_stage(text)
}

fn is_stage(text: &str) -> bool {
    stage_of_title(text.trim_end_matches(['：', ':'])).is_some()
}

fn above(grid: &Grid, row: usize) -> impl Iterator<Item = &str> {
    let rows = grid.rows[..row].iter().filter(|r| r.filled().count() == 1).flat_map(GridRow::cells);
    grid.before.iter().map(|(_, t)| t.as_str()).chain(rows)
}

/// `2023年某省重点项目名单`.
fn is_list_title(text: &str) -> bool {
    let kind = ["名单", "清单", "目录", "一览表", "项目表", "计划"].iter().any(|w| text.contains(w));
    text.chars().count() <= 50
        && !text.contains('。')
        && (text.contains("项目") || text.contains("工程"))
        && (kind || year_in(text).is_some())
}

/// Lines of one project each under a title, with headings or numbers that show that they are a list.
fn one_a_line(grid: &Grid) -> Option<Header> {
    let lines: Vec<(usize, &str)> = grid
        .rows
        .iter()
        .enumerate()
        .filter_map(|(at, r)| Some((at, r.filled().next().filter(|_| r.filled().count() == 1)?.1)))
        .collect();
    let rows = grid.rows.iter().filter(|r| !r.is_empty()).count();
    let first = lines.iter().position(|(_, t)| heading::numbering(t).is_some() || is_stage(t))?;
    let titled = lines[..first].iter().any(|(_, t)| is_list_title(t))
        || grid.before.iter().any(|(_, t)| is_list_title(t));
    let body = &lines[first..];
    let short = |t: &str| t.chars().count() <= 60 && !t.contains(['。', '；']);
    let all_short = body.iter().filter(|(_, t)| short(t)).count() * 20 >= body.len() * 19;
    let is_notice =
        prose::read(&lines.iter().map(|(_, t)| (1, (*t).to_owned())).collect::<Vec<_>>()).number.is_some();
    (titled && all_short && body.len() >= 3 && lines.len() * 10 >= rows * 9 && !is_notice).then(|| Header {
        top: lines[first].0,
        height: 0,
        columns: vec![plain("项目名称", Some(ProjectField::Name))],
    })
}
