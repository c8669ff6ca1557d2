//! How a grid lies: as it stands, on its side, or in several lists side by side.

use super::super::grid::{Grid, GridRow, Merges};
use super::super::header::{Header, ProjectField};
use super::super::list::{self, ListTable};
use super::super::watch::ProgressToken;
use super::ReadOptions;
use super::join::implied;
use crate::domain::finding::Failure;

/// A grid as it stands, else turned, where only then a header shows.
pub fn walk(
    grid: Grid,
    options: &ReadOptions,
    year: Option<i16>,
    others_have_headers: bool,
    watch: &ProgressToken,
) -> Result<(Grid, Vec<ListTable>, list::RowTally), Failure> {
    let (tables, tally) = list::walk(&grid, &options.map, year, watch)?;
    if tables.is_empty()
        && !others_have_headers
        && options.map.0.is_empty()
        && !options.transpose
        && let Some(header) = implied(&grid)
    {
        let (tables, tally) = list::walk_under(&grid, header, &options.map, year, watch)?;
        return Ok((grid, tables, tally));
    }
    if let Some(stacked) = tables.first().and_then(|t| t.header.as_ref()).and_then(|h| side_by_side(&grid, h))
    {
        let (tables, tally) = list::walk(&stacked, &options.map, year, watch)?;
        return Ok((stacked, tables, tally));
    }
    let small = grid.rows.len() <= 300 && grid.rows.iter().map(GridRow::len).max().unwrap_or(0) <= 1_500;
    // A column of field names beside a list explains its columns.
    if !tables.is_empty() || grid.is_prose || !small || options.transpose || others_have_headers {
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
    let named = header.column(ProjectField::Name).is_some_and(|c| c < width) && width >= 2;
    let same = starts
        .iter()
        .enumerate()
        .all(|(n, at)| *at == n * step && labels.get(*at..at + width) == labels.get(..width));
    if !named || !same || starts.len() * step < labels.len() {
        return None;
    }
    let body = header.top + 1;
    let mut rows: Vec<GridRow> = grid.rows[..header.top].to_vec();
    rows.push(top.part(0..width));
    for start in starts {
        rows.extend(grid.rows[body..].iter().map(|r| r.part(start..start + width)));
    }
    Some(Grid {
        rows,
        merges: Merges::default(),
        name: grid.name.clone(),
        before: grid.before.clone(),
        ..*grid
    })
}
