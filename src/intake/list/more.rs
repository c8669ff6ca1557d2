//! Rows that are none of their own although they name something: parts of the project above below 其中, cells whose text a
//! page broke over two rows, and the header printed again.

use super::super::grid::{CellKind, Grid};
use super::super::header::{Header, ProjectField};
use super::super::rows::{self, TableProfile};
use super::ListBuilder;
use crate::domain::amount::Amount;

/// Whether a row repeats a storey of the header, one cell of it aside: on every page, below every group.
pub fn is_header_again(grid: &Grid, at: usize, header: &Header) -> bool {
    let row = &grid.rows[at];
    let name_at = header.column(ProjectField::Name).unwrap_or(0);
    let storeys = &grid.rows[header.top..header.top + header.height];
    storeys.iter().any(|storey| {
        let name = storey.cell(name_at);
        // Nearly every row is told by its name.
        if name.is_empty() || !is_same(name, row.cell(name_at)) {
            return false;
        }
        let filled = row.filled().count();
        let same = row.filled().filter(|(column, text)| is_same(storey.cell(*column), text)).count();
        same + 1 >= filled && (same > 1 || filled == 1 && storey.filled().count() == 1)
    })
}

/// Whether two headers are the same but for spaces, line breaks and case.
fn is_same(one: &str, other: &str) -> bool {
    let bare = |text| str::chars(text).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
    bare(one).eq(bare(other))
}

/// Whether a row without a serial, among projects that have them, belongs to the project above.
pub fn is_part(walk: &ListBuilder<'_>, at: usize, header: &Header, habit: TableProfile) -> bool {
    let row = &walk.grid.rows[at];
    let (Some(serial_at), Some(name_at)) =
        (header.column(ProjectField::Serial), header.column(ProjectField::Name))
    else {
        return false;
    };
    let name = row.cell(name_at).trim_start();
    if !habit.serials || habit.foreign || name.is_empty() || !row.cell(serial_at).is_empty() {
        return false;
    }
    let Some(above) = walk.table.entries.last().filter(|_| walk.after_project(at)) else { return false };
    if rows::title(name).is_some() || rows::is_total(name) {
        return false;
    }
    let begins = |row: usize| walk.grid.rows[row].cell(name_at).trim_start().starts_with("其中");
    let among = above.more().first().is_some_and(|first| begins(*first));
    if name.starts_with("其中") || among && row.filled().count() > 1 {
        return true;
    }
    if row.filled().count() == 1 {
        return is_rest(walk.table.name(above, walk.grid), name);
    }
    // The rest of a wrapped row is words alone, where the row that it ends holds figures, and the serials run on.
    let says_words = row.filled().all(|(column, _)| is_words(walk, at, column, header));
    let full = &walk.grid.rows[above.row];
    let held_more = full.filled().count() > row.filled().count()
        && full.filled().any(|(c, _)| c != serial_at && !is_words(walk, above.row, c, header));
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let next = walk.grid.rows[at + 1..].iter().map(|r| r.cell(serial_at)).find(|t| !t.is_empty());
    let runs_on = match (number(walk.table.serial(above, walk.grid)), next.map(number)) {
        (Some(own), Some(Some(next))) => next == own + 1,
        (Some(_), None) => true,
        _ => false,
    };
    says_words && held_more && runs_on
}

/// Whether a cell is part of a text rather than a figure, a year or a stage.
fn is_words(walk: &ListBuilder<'_>, at: usize, column: usize, header: &Header) -> bool {
    let row = &walk.grid.rows[at];
    let field = header.columns.get(column).and_then(|c| c.field);
    let is_text = matches!(
        field,
        None | Some(ProjectField::Name | ProjectField::Content | ProjectField::Goal | ProjectField::LeadUnit)
    );
    is_text && row.kind(column) == CellKind::Text && Amount::parse(row.cell(column), Some(1)).is_err()
}

/// Whether a text is the rest of a name that was broken over two rows.
pub fn continues(name: &str, text: &str) -> bool {
    let ends = |text: &str| ["项目", "工程"].iter().any(|w| text.trim_end().ends_with(w));
    !text.is_empty()
        && !text.trim_start().starts_with("其中")
        && (is_rest(name, text) || !ends(name) && ends(text) && text.chars().count() <= 12)
}

/// As [`continues`], told by the text alone.
fn is_rest(name: &str, text: &str) -> bool {
    let count = |any: [char; 2]| name.chars().filter(|c| any.contains(c)).count();
    let is_open = count(['（', '(']) > count(['）', ')']);
    is_open || text.starts_with(['（', '(', '）', ')', '、', '—']) && rows::title(text).is_none()
}
