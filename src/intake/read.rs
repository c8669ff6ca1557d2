//! A whole document → its projects, with everything that it declares checked against what was read.

mod declare;
mod join;
mod shape;
mod sheets;
mod told;

pub use declare::Declaration;
use declare::{declare, declare_categories, mismatch};
use shape::walk;
use sheets::{pass_over_explanations, pass_over_others, pass_over_views, tells_something};
use told::{ask, category_of, guess_year, own_id, year_in};

use super::build::{self, Built, Remarks};
use super::grid::{Grid, GridRow};
use super::header::{self, Map, ProjectField};
use super::list::ListTable;
use super::seen::{self, SeenColumn};
use super::{DocumentSource, Opened, open, prose};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::notice::Notice;
use crate::domain::project::Project;
use crate::words;

/// What a person says of a document beside its content.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
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
pub struct ParsedDocument {
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
pub fn read(source: DocumentSource, options: &ReadOptions) -> Result<ParsedDocument, Failure> {
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
    let mut grids = join::join(grids, &options.map, &file, &mut remarks);
    lines_as_rows(&mut grids);
    grids.iter_mut().flat_map(|g| &mut g.rows).for_each(unfilled);
    let facts = prose::read(&prose_of(&grids));
    let guess = options
        .year
        .or_else(|| facts.number.as_deref().and_then(year_in))
        .or_else(|| guess_year(&grids, &file));
    let (mut walked, mut unread) = (Vec::new(), Vec::new());
    let mut rows = RowCounts::default();
    let has_header = grids.iter().any(|g| header::find(g, 0, &options.map, guess).is_some());
    let list = grids.iter().find_map(|g| join::TableShape::of(g, &options.map)).filter(|_| grids.len() > 1);
    for grid in grids {
        let (grid, tables, tally) = walk(grid, options, guess, has_header, &watch)?;
        rows.read += tally.read;
        if !tables.is_empty() {
            rows.headings += tally.headings;
            rows.rejected += tally.rejected;
        } else if !grid.rows.is_empty() {
            unread.push(not_read(&grid, list.as_ref(), &file));
        }
        walked.push((grid, tables));
    }
    if walked.iter().all(|(_, tables)| tables.is_empty()) {
        return Err(no_name_column(&walked, options, &file));
    }
    unread.into_iter().flatten().for_each(|finding| remarks.push(finding));
    pass_over_explanations(&mut walked, &file, &mut remarks);
    if let Some(category) = options.category {
        pass_over_others(&mut walked, category, &file, &mut remarks);
    }
    pass_over_views(&mut walked, &file, &mut remarks);
    let own = walked.iter().find_map(|(grid, tables)| tables.iter().find_map(|t| own_id(t, grid)));
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
    let mut document = ParsedDocument { year, encoding, notice, ..ParsedDocument::default() };
    let keep_legends = !options.has_notice && document.notice.is_none();
    let several = walked.iter().filter(|(_, t)| t.iter().any(|t| !t.entries.is_empty())).count() > 1;
    let mut built = Vec::new();
    // By value: what was read of a grid goes once its projects are made.
    for (mut grid, tables) in walked {
        if tables.is_empty() {
            continue;
        }
        if !grid.name.is_empty() {
            document.sheets.push(grid.name.clone());
        }
        for mut table in tables {
            if document.columns.is_empty() {
                document.columns = seen::of_table(&grid, &table);
            }
            let category = category_of(&table, &grid, options, &file)?;
            if !document.categories.contains(&category) {
                document.categories.push(category);
            }
            let (rows, words) = (&mut grid, &mut table);
            let mut projects =
                build::projects(rows, words, year, category, keep_legends, &mut remarks, &watch)?;
            declare(&grid, &table, &projects, &mut document.declared);
            as_said(&mut projects, options);
            if several && tells_something(&grid.name) {
                for one in &mut projects {
                    let path = &mut one.project.headings;
                    *path = std::iter::once(&grid.name).chain(path.iter()).cloned().collect();
                }
            }
            for (line, text) in &table.nameless {
                let message =
                    words!("有内容而没有项目名称，没有导入", "facts without a project name; not imported");
                remarks.warn(codes::ROW_REJECTED, *line, "", text, message);
            }
            for legend in table.legends {
                if !document.legends.contains(&legend) {
                    document.legends.push(legend);
                }
            }
            if built.is_empty() {
                built = projects;
            } else {
                built.append(&mut projects);
            }
        }
    }
    if let Some(notice) = &mut document.notice {
        notice.legends.clone_from(&document.legends);
    }
    declare_categories(&facts, &built, &mut document.declared);
    rows.projects = built.len();
    rows.notes = rows.read.saturating_sub(rows.projects + rows.headings + rows.rejected);
    document.rows = rows;
    build::number(&mut built, &mut remarks);
    for one in &built {
        if !document.categories.contains(&one.project.id.category) {
            document.categories.push(one.project.id.category);
        }
    }
    document.lines = built.iter().map(|one| one.line).collect();
    // Collected in place: the list stands in memory once.
    document.projects = built.into_iter().map(|one| one.project).collect();
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

/// Ids that our own export wrote give their projects their categories, of which one sheet may hold several; what a
/// person said of the year and the annex goes before.
fn as_said(projects: &mut [Built], options: &ReadOptions) {
    for one in projects {
        if let Some(id) = &mut one.id {
            id.year = options.year.unwrap_or(id.year);
            id.category = options.category.unwrap_or(id.category);
            one.project.id.category = id.category;
        }
    }
}

/// A document of nothing but paragraphs: they are its rows.
fn lines_as_rows(grids: &mut [Grid]) {
    if grids.iter().all(|g| g.rows.is_empty()) {
        for grid in grids.iter_mut() {
            grid.rows = std::mem::take(&mut grid.before)
                .into_iter()
                .map(|(line, t)| GridRow::of(line, [t]))
                .collect();
            grid.is_prose = true;
        }
    }
}

/// A title or heading that was merged over a row and stands in every cell of it since: once is enough.
fn unfilled(row: &mut GridRow) {
    let text = row.cell(0);
    let repeated = row.len() >= 3
        && text == row.cell(1)
        && row.cells().all(|cell| cell == text)
        && text.chars().any(|c| c > '\u{2e80}');
    if repeated {
        *row = GridRow::of(row.line, [text]);
    }
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

/// What is said of a grid that was not read: silence would mean that nothing of the list is missing.
fn not_read(grid: &Grid, list: Option<&join::TableShape>, file: &str) -> Option<Finding> {
    let finding = if join::looks_like_projects(grid, list) {
        let message = words!(
            "没有项目名称列，未读取；其中各行像是项目",
            "no column of project names; passed over, although its rows look like projects"
        );
        let finding = Finding::warning(codes::SHEET_PASSED_OVER, message).hint(words!(
            "核对其中项目；需要导入的，补上表头",
            "look at its rows; to import them, give them the list's header"
        ));
        grid.rows.iter().find(|r| !r.is_empty()).map(|r| r.line).into_iter().fold(finding, Finding::at_line)
    } else if grid.name.is_empty() {
        return None;
    } else {
        let message = words!("没有项目名称列，未读取", "no column of project names; passed over");
        Finding::note(codes::SHEET_PASSED_OVER, message)
    };
    let finding = finding.in_file(file);
    Some(if grid.name.is_empty() { finding } else { finding.on_field(&grid.name) })
}

/// Nothing names the projects: say which headers were seen and how to say which one does.
fn no_name_column(walked: &[(Grid, Vec<ListTable>)], options: &ReadOptions, file: &str) -> Failure {
    let widest = seen::widest(walked.iter().map(|(grid, _)| grid)).map(|(grid, at)| &grid.rows[at]);
    let seen: Vec<String> =
        widest.map(|row| row.filled().map(|(_, t)| t.replace('\n', " ")).collect()).unwrap_or_default();
    let line = widest.map(|row| row.line);
    let seen = seen.join(" | ");
    if options.map.0.iter().any(|(field, _)| *field == ProjectField::Name) {
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
