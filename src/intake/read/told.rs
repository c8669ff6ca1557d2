//! What a document says of its year and its annex.

use super::super::grid::{Grid, GridRow};
use super::super::list::ListTable;
use super::super::prose;
use super::super::rows::annex_of;
use super::ReadOptions;
use super::sheets::tells_something;
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::project::ProjectId;
use crate::domain::text::to_half_width;
use crate::words;

/// The first year that stands in a text as four digits.
pub fn year_in(text: &str) -> Option<i16> {
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
pub fn guess_year(grids: &[Grid], file: &str) -> Option<i16> {
    let title = grids.iter().find_map(|grid| {
        let above = grid.before.iter().map(|(_, t)| t.as_str());
        let first = grid.rows.iter().take(8).filter(|r| r.filled().count() <= 3).flat_map(GridRow::cells);
        above.chain(first).filter(|t| t.contains('年')).find_map(year_in)
    });
    title
        .or_else(|| grids.iter().find_map(|g| year_in(&g.name)))
        .or_else(|| year_in(file.rsplit(['/', '\\']).next().unwrap_or(file)))
}

/// A refusal that asks for a flag.
pub fn ask(file: &str, code: codes::Code, flag: &str, message: crate::domain::lang::Bilingual) -> Failure {
    let finding = Finding::error(code, message)
        .in_file(file)
        .on_field(flag)
        .hint(words!("用 {flag} 指明", "say it with {flag}"));
    Failure::new(Exit::Usage, finding)
}

/// The category of a table: as said, as its ids or titles tell, else asked for.
pub fn category_of(
    table: &ListTable,
    grid: &Grid,
    options: &ReadOptions,
    file: &str,
) -> Result<Category, Failure> {
    options.category.or_else(|| category_told(table, grid, file)).ok_or_else(|| {
        let message = words!(
            "文件没有写明是建设（1）、前期（2）还是招商（3）项目",
            "the document does not say whether it lists construction (1), planning (2) or promotion (3)"
        );
        ask(file, codes::ANNEX_NOT_TOLD, "--annex", message)
    })
}

/// The category that a table's ids or titles tell, or the names of its sheet and file.
pub fn category_told(table: &ListTable, grid: &Grid, file: &str) -> Option<Category> {
    if let Some(id) = own_id(table, grid) {
        return Some(id.category);
    }
    let by_annex = table.annex.and_then(Category::of_annex);
    let titles = table.above.iter().map(|(_, t)| t.as_str()).filter(|t| !t.contains('。')).rev();
    let by_title = titles.take(6).find_map(title_category);
    let by_sheet =
        || annex_of(&grid.name).and_then(Category::of_annex).or_else(|| sheet_category(&grid.name));
    by_annex.or(by_title).or_else(by_sheet).or_else(|| title_category(file))
}

/// The category that a sheet's name tells; one that says nothing else may leave out the word 项目.
fn sheet_category(name: &str) -> Option<Category> {
    title_category(name).or_else(|| prose::category_of(name).filter(|_| !tells_something(name)))
}

/// The id of a row that our own export wrote.
pub fn own_id(table: &ListTable, grid: &Grid) -> Option<ProjectId> {
    table.serial(table.entries.first()?, grid).parse().ok()
}

/// The category that a title names: a list of key projects is one of construction unless it says otherwise.
fn title_category(title: &str) -> Option<Category> {
    let works = ["重点工程", "重大工程", "重点建设"].iter().any(|w| title.contains(w));
    if !title.contains("项目") && !works {
        return None;
    }
    prose::category_of(title).or_else(|| {
        (works || ["重点项目", "重大项目", "城建", "工程项目"].iter().any(|w| title.contains(w)))
            .then_some(Category::Construction)
    })
}
