//! The columns that a document shows, with a few of their cells: what a person looks at to say which
//! printed header fills which field. It reads no value.

use super::grid::Grid;
use super::header::{self, HeaderColumn, Map, ProjectField};
use super::list::ListTable;
use super::{DocumentSource, open};
use crate::domain::finding::Failure;

/// Cells shown of a column.
const SAMPLES: usize = 3;

/// One printed column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenColumn {
    /// Its printed header.
    pub label: String,
    /// The field it fills, as far as that was told.
    pub field: Option<ProjectField>,
    /// The first filled cells below it.
    pub samples: Vec<String>,
}

/// The columns of a document's first table; where none was recognised, of the row among its first that
/// looks most like a header.
///
/// # Errors
/// As [`open`].
pub fn columns(source: DocumentSource, map: &Map) -> Result<Vec<SeenColumn>, Failure> {
    let opened = open(source)?;
    let header = opened.grids.iter().find_map(|grid| Some((grid, header::find(grid, 0, map, None)?)));
    if let Some((grid, header)) = header {
        return Ok(seen(grid, &header.columns, header.top + header.height));
    }
    let Some((grid, at)) = widest(opened.grids.iter()) else { return Ok(Vec::new()) };
    let labels = super::apart(grid.rows[at].cells().map(|text| text.replace('\n', " ")));
    let columns: Vec<HeaderColumn> = labels
        .into_iter()
        .map(|label| HeaderColumn { label, field: None, unit: None, is_remark: false })
        .collect();
    Ok(seen(grid, &columns, at + 1))
}

/// The columns of a table that was read.
pub fn of_table(grid: &Grid, table: &ListTable) -> Vec<SeenColumn> {
    let Some(header) = &table.header else { return Vec::new() };
    seen(grid, &header.columns, header.top + header.height)
}

/// The row that looks most like a header where none was recognised: most words among the first rows.
pub fn widest<'a>(grids: impl Iterator<Item = &'a Grid>) -> Option<(&'a Grid, usize)> {
    grids.flat_map(|grid| (0..grid.rows.len().min(30)).map(move |at| (grid, at))).max_by_key(|(grid, at)| {
        let words = grid.rows[*at].filled().filter(|(_, text)| text.parse::<f64>().is_err());
        // Of rows that are as wide the first is the header.
        (words.count(), usize::MAX - at)
    })
}

fn seen(grid: &Grid, columns: &[HeaderColumn], body: usize) -> Vec<SeenColumn> {
    let sample = |at: usize| {
        // A row of one cell is a heading.
        let rows = grid.rows.iter().skip(body).take(200).filter(|row| row.filled().count() > 1);
        let cells = rows.map(|row| row.cell(at));
        cells.filter(|text| !text.is_empty()).take(SAMPLES).map(|text| text.replace('\n', " ")).collect()
    };
    columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !column.label.is_empty())
        .map(|(at, column)| SeenColumn {
            label: column.label.clone(),
            field: column.field,
            samples: sample(at),
        })
        .collect()
}
