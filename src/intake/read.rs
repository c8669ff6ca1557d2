//! A whole document → its projects, with everything that it declares checked against what was read.

mod declare;

pub use declare::Declaration;
use declare::{declare, declare_categories, mismatch};

use super::build::{self, Remarks};
use super::grid::{Grid, Row};
use super::header::{Field, Header, Map};
use super::list::{self, Table};
use super::seen::{self, SeenColumn};
use super::watch::Watch;
use super::{Opened, Source, open, prose};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::notice::Notice;
use crate::domain::project::{Project, ProjectId};
use crate::domain::text::to_half_width;
use crate::words;

/// What a person says of a document beside its content.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// `--year`
    pub year: Option<i16>,
    /// `--annex`, by category
    pub category: Option<Category>,
    /// `--map`
    pub map: Map,
    /// `--transpose`
    pub transpose: bool,
    /// Whether the year has a notice of its own, where legends of marks belong; without one they go with
    /// the marked projects.
    pub has_notice: bool,
}

/// A document read.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The list's year.
    pub year: i16,
    /// The categories of its lists, in the order they stand.
    pub categories: Vec<Category>,
    /// The encoding found in a text.
    pub encoding: Option<String>,
    /// The sheets that were read.
    pub sheets: Vec<String>,
    /// Its notice, where it holds one.
    pub notice: Option<Notice>,
    /// Its projects, with ids.
    pub projects: Vec<Project>,
    /// What became of its rows.
    pub rows: RowCounts,
    /// Every declared count and sum beside what was found.
    pub declared: Vec<Declaration>,
    /// The line that each project begins at, beside `projects`; empty for our own YAML and JSON.
    pub lines: Vec<u32>,
    /// The columns of its first table.
    pub columns: Vec<SeenColumn>,
    /// Legends of marks.
    pub legends: Vec<(String, String)>,
    /// What a person should know.
    pub findings: Vec<Finding>,
}

/// What became of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows with text.
    pub read: usize,
    /// Projects.
    pub projects: usize,
    /// Heading rows.
    pub headings: usize,
    /// Titles, headers, totals, notes, and further rows of a project.
    pub notes: usize,
    /// Rows with facts that belong to no project.
    pub rejected: usize,
}

/// Reads a document.
///
/// # Errors
/// [`Exit::Malformed`] for what cannot be read; [`Exit::Usage`] where the name column, the year or the annex
/// must be said.
pub fn read(source: Source, options: &Options) -> Result<Document, Failure> {
    let file = source.name.clone();
    let watch = source.watch.clone();
    let Opened { encoding, mut grids, findings } = open(source)?;
    let mut remarks = Remarks::new(&file);
    for finding in findings {
        remarks.push(finding);
    }
    if options.transpose {
        grids = grids.iter().map(Grid::transposed).collect();
    }
    let facts = prose::read(&prose_of(&grids));
    let guess = options
        .year
        .or_else(|| facts.number.as_deref().and_then(year_in))
        .or_else(|| guess_year(&grids, &file));
    let mut walked = Vec::new();
    let mut rows = RowCounts::default();
    for grid in grids {
        let (grid, tables, tally) = walk(grid, options, guess, &watch)?;
        rows.read += tally.read;
        if !tables.is_empty() {
            rows.headings += tally.headings;
            rows.rejected += tally.rejected;
            walked.push((grid, tables));
        } else if !grid.rows.is_empty() && !grid.name.is_empty() {
            let message = words!("没有项目名称列，未读取", "no column of project names; passed over");
            remarks
                .push(Finding::note(codes::SHEET_PASSED_OVER, message).in_file(&file).on_field(&grid.name));
            walked.push((grid, tables));
        } else {
            walked.push((grid, tables));
        }
    }
    if walked.iter().all(|(_, tables)| tables.is_empty()) {
        return Err(no_name_column(&walked, options, &file));
    }
    pass_over_views(&mut walked, &file, &mut remarks);
    let own = walked.iter().flat_map(|(_, tables)| tables).find_map(own_id);
    let guess = options.year.or(own.map(|id| id.year)).or(guess);
    let year = guess.ok_or_else(|| {
        ask(
            &file,
            codes::YEAR_NOT_TOLD,
            "--year",
            words!("文件没有写明年份", "the document does not say the year"),
        )
    })?;
    let notice = facts.notice(year, &file);
    let mut document = Document { year, encoding, notice, ..Document::default() };
    let keep_legends = !options.has_notice && document.notice.is_none();
    let several = walked.iter().filter(|(_, t)| t.iter().any(|t| !t.entries.is_empty())).count() > 1;
    let mut built = Vec::new();
    for (grid, tables) in &walked {
        if tables.is_empty() {
            continue;
        }
        if !grid.name.is_empty() {
            document.sheets.push(grid.name.clone());
        }
        for table in tables {
            if document.columns.is_empty() {
                document.columns = seen::of_table(grid, table);
            }
            let category = category_of(table, grid, options, &file)?;
            if !document.categories.contains(&category) {
                document.categories.push(category);
            }
            let mut projects =
                build::projects(grid, table, year, category, keep_legends, &mut remarks, &watch)?;
            declare(grid, table, &projects, &mut document.declared);
            if several && tells_something(&grid.name) {
                for one in &mut projects {
                    one.project.headings.insert(0, grid.name.clone());
                }
            }
            for (line, text) in &table.nameless {
                let message =
                    words!("有内容而没有项目名称，没有导入", "facts without a project name; not imported");
                remarks.warn(codes::ROW_REJECTED, *line, "", text, message);
            }
            for legend in &table.legends {
                if !document.legends.contains(legend) {
                    document.legends.push(legend.clone());
                }
            }
            built.append(&mut projects);
        }
    }
    if let Some(notice) = &mut document.notice {
        notice.legends.clone_from(&document.legends);
    }
    declare_categories(&facts, &built, &mut document.declared);
    rows.projects = built.len();
    rows.notes = rows.read.saturating_sub(rows.projects + rows.headings + rows.rejected);
    document.rows = rows;
    (document.lines, document.projects) = build::number(built, &mut remarks).into_iter().unzip();
    if document.projects.is_empty() {
        let message = words!("文件中没有项目", "the document holds no projects");
        remarks.push(Finding::warning(codes::NO_PROJECTS, message).in_file(&file));
    }
    for declaration in document.declared.iter().filter(|d| !d.agrees) {
        remarks.push(mismatch(declaration, &file));
    }
    document.findings = remarks.finish();
    Ok(document)
}

/// A grid as it stands, else turned, where only then a header shows.
fn walk(
    grid: Grid,
    options: &Options,
    year: Option<i16>,
    watch: &Watch,
) -> Result<(Grid, Vec<Table>, list::Tally), Failure> {
    let (tables, tally) = list::walk(&grid, &options.map, year, watch)?;
    if let Some(stacked) = tables.first().and_then(|t| t.header.as_ref()).and_then(|h| side_by_side(&grid, h))
    {
        let (tables, tally) = list::walk(&stacked, &options.map, year, watch)?;
        return Ok((stacked, tables, tally));
    }
    let small = grid.rows.len() <= 300 && grid.rows.iter().map(Row::len).max().unwrap_or(0) <= 1_500;
    if !tables.is_empty() || grid.is_prose || !small || options.transpose {
        return Ok((grid, tables, tally));
    }
    let turned = grid.transposed();
    let (tables, turned_tally) = list::walk(&turned, &options.map, year, watch)?;
    let fields = tables
        .first()
        .and_then(|t| t.header.as_ref())
        .map_or(0, |h| h.columns.iter().filter(|c| c.field.is_some()).count());
    if fields >= 2 && tables.iter().any(|t| !t.entries.is_empty()) {
        Ok((turned, tables, turned_tally))
    } else {
        Ok((grid, Vec::new(), tally))
    }
}

/// Two or more lists side by side under one repeated header, put below each other.
fn side_by_side(grid: &Grid, header: &Header) -> Option<Grid> {
    let top = grid.rows.get(header.top).filter(|_| header.height == 1)?;
    let labels: Vec<&str> = top.cells().collect();
    let first = *labels.first().filter(|l| !l.is_empty())?;
    let starts: Vec<usize> = (0..labels.len()).filter(|at| labels[*at] == first).collect();
    let step = *starts.get(1)?;
    let width = labels[..step].iter().rposition(|l| !l.is_empty())? + 1;
    let named = header.column(Field::Name).is_some_and(|c| c < width) && width >= 2;
    let same = starts
        .iter()
        .enumerate()
        .all(|(n, at)| *at == n * step && labels.get(*at..at + width) == labels.get(..width));
    if !named || !same || starts.len() * step < labels.len() {
        return None;
    }
    let body = header.top + 1;
    let mut rows: Vec<Row> = grid.rows[..header.top].to_vec();
    rows.push(top.part(0..width));
    for start in starts {
        rows.extend(grid.rows[body..].iter().map(|r| r.part(start..start + width)));
    }
    Some(Grid { rows, merges: Vec::new(), ..grid.clone() })
}

/// Every line that is no row of a table.
fn prose_of(grids: &[Grid]) -> Vec<(u32, String)> {
    let mut lines = Vec::new();
    for grid in grids {
        lines.extend(grid.before.iter().cloned());
        if grid.is_prose {
            let single = grid.rows.iter().filter(|r| r.filled().count() == 1);
            lines.extend(single.take(20_000).map(|r| (r.line, r.filled().map(|(_, t)| t).collect())));
        }
    }
    lines
}

fn year_in(text: &str) -> Option<i16> {
    let half = to_half_width(text);
    let digits: Vec<(usize, char)> = half.char_indices().collect();
    digits.windows(4).find_map(|window| {
        let (start, end) = (window[0].0, window[3].0 + 1);
        let run = half.get(start..end)?;
        let before = half[..start].chars().next_back().is_some_and(|c| c.is_ascii_digit());
        let after = half[end..].chars().next().is_some_and(|c| c.is_ascii_digit());
        if before || after || !run.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        run.parse().ok().filter(|y| (2000..2100).contains(y))
    })
}

/// The year in a title above the header, else in a sheet's name, else in the file's.
fn guess_year(grids: &[Grid], file: &str) -> Option<i16> {
    let title = grids.iter().find_map(|grid| {
        let above = grid.before.iter().map(|(_, t)| t.as_str());
        let first = grid.rows.iter().take(8).filter(|r| r.filled().count() <= 3).flat_map(Row::cells);
        above.chain(first).filter(|t| t.contains('年')).find_map(year_in)
    });
    title
        .or_else(|| grids.iter().find_map(|g| year_in(&g.name)))
        .or_else(|| year_in(file.rsplit(['/', '\\']).next().unwrap_or(file)))
}

fn ask(file: &str, code: codes::Code, flag: &str, message: crate::domain::lang::Words) -> Failure {
    let finding = Finding::error(code, message)
        .in_file(file)
        .on_field(flag)
        .hint(words!("用 {flag} 指明", "say it with {flag}"));
    Failure::new(Exit::Usage, finding)
}

fn category_of(table: &Table, grid: &Grid, options: &Options, file: &str) -> Result<Category, Failure> {
    let told = || {
        if let Some(id) = own_id(table) {
            return Some(id.category);
        }
        let by_annex = table.annex.and_then(Category::of_annex);
        let titles = table.above.iter().map(|(_, t)| t.as_str()).filter(|t| !t.contains('。')).rev();
        let by_title = titles.take(6).find_map(title_category);
        by_annex.or(by_title).or_else(|| title_category(&grid.name)).or_else(|| title_category(file))
    };
    options.category.or_else(told).ok_or_else(|| {
        let message = words!(
            "文件没有写明是建设（1）、前期（2）还是招商（3）项目",
            "the document does not say whether it lists construction (1), planning (2) or promotion (3)"
        );
        ask(file, codes::ANNEX_NOT_TOLD, "--annex", message)
    })
}

/// The id of a row that our own export wrote.
fn own_id(table: &Table) -> Option<ProjectId> {
    table.entries.first()?.serial.parse().ok()
}

/// The category that a title names: a list of key projects is one of construction unless it says otherwise.
fn title_category(title: &str) -> Option<Category> {
    if !title.contains("项目") {
        return None;
    }
    prose::category_of(title).or_else(|| {
        ["重点项目", "重大项目", "重点工程"]
            .iter()
            .any(|w| title.contains(w))
            .then_some(Category::Construction)
    })
}

/// A sheet's name that says more than `Sheet1`.
fn tells_something(name: &str) -> bool {
    let lower = name.to_lowercase();
    !name.is_empty()
        && !lower.starts_with("sheet")
        && !lower.starts_with("工作表")
        && !lower.starts_with("table")
}

/// Workbooks often show the same projects again, sorted another way. A sheet whose names all stand in the
/// others is such a view.
fn pass_over_views(walked: &mut Vec<(Grid, Vec<Table>)>, file: &str, remarks: &mut Remarks) {
    let names = |tables: &[Table]| -> Vec<String> {
        let name = |e: &list::Entry| build::unmarked(&e.name).1.split_whitespace().collect();
        tables.iter().flat_map(|t| &t.entries).map(name).collect()
    };
    if walked.len() < 2 {
        return;
    }
    let mut order: Vec<(usize, usize)> =
        walked.iter().enumerate().map(|(at, (_, t))| (t.iter().map(|t| t.entries.len()).sum(), at)).collect();
    order.sort_by_key(|(size, at)| (*size, usize::MAX - at));
    let mut dropped: Vec<usize> = Vec::new();
    for (size, at) in order {
        if size < 3 || walked[at].0.name.is_empty() {
            continue;
        }
        let others: std::collections::HashSet<String> = walked
            .iter()
            .enumerate()
            .filter(|(other, _)| *other != at && !dropped.contains(other))
            .flat_map(|(_, (_, tables))| names(tables))
            .collect();
        let own = names(&walked[at].1);
        let known = own.iter().filter(|n| others.contains(*n)).count();
        if known * 20 >= own.len() * 19 {
            dropped.push(at);
        }
    }
    for at in &dropped {
        let message = words!(
            "其中项目在其他工作表中都有，未重复读取",
            "all its projects stand in other sheets; not read twice"
        );
        let finding =
            Finding::warning(codes::SHEET_PASSED_OVER, message).in_file(file).on_field(&walked[*at].0.name);
        remarks
            .push(finding.hint(words!("用 --sheet 只读某一个工作表", "read one sheet alone with --sheet")));
    }
    let mut at = 0;
    walked.retain(|_| {
        at += 1;
        !dropped.contains(&(at - 1))
    });
}

/// Nothing names the projects: say which headers were seen and how to say which one does.
fn no_name_column(walked: &[(Grid, Vec<Table>)], options: &Options, file: &str) -> Failure {
    let widest = seen::widest(walked.iter().map(|(grid, _)| grid)).map(|(grid, at)| &grid.rows[at]);
    let seen: Vec<String> =
        widest.map(|row| row.filled().map(|(_, t)| t.replace('\n', " ")).collect()).unwrap_or_default();
    let line = widest.map(|row| row.line);
    let seen = seen.join(" | ");
    if options.map.0.iter().any(|(field, _)| *field == Field::Name) {
        let finding = Finding::error(
            codes::BAD_MAP,
            words!("没有找到 --map 所指的表头", "the headers named by --map were not found"),
        )
        .in_file(file)
        .on_field("--map")
        .expected(words!("所见：{seen}", "seen: {seen}"));
        return Failure::new(Exit::Usage, Finding { line, ..finding });
    }
    if seen.is_empty() {
        let message = words!("文件中没有表格", "the document holds no table");
        return Failure::new(Exit::Malformed, Finding::error(codes::NO_PROJECTS, message).in_file(file));
    }
    let finding = Finding::error(
        codes::NO_NAME_COLUMN,
        words!("没有认出项目名称列", "no column of project names was recognised"),
    )
    .in_file(file)
    .expected(words!("表头中有“项目名称”；所见：{seen}", "a header such as 项目名称; seen: {seen}"))
    .hint(words!("用 --map 'name=表头' 指明", "say which column it is: --map 'name=HEADER'"));
    Failure::new(Exit::Usage, Finding { line, ..finding })
}
