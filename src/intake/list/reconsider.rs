//! A second look when the whole table is known: what stood there as a heading may be a project.

use super::super::grid::Grid;
use super::super::header::ProjectField;
use super::super::heading;
use super::{ListEntry, ListTable};

/// A doubtful heading under which no project stands was a project after all.
pub fn reconsider(table: &mut ListTable, grid: &Grid) {
    let mut used = vec![false; table.headings.len()];
    for entry in &table.entries {
        for place in entry.path.iter() {
            used[*place] = true;
        }
    }
    let mut moved = Vec::new();
    for (place, branch) in table.headings.iter().enumerate() {
        let filled = grid.rows[branch.row].filled().count();
        let names_a_kind = heading_like(&branch.heading.title);
        if branch.heading.doubtful && !used[place] && (filled > 1 || !names_a_kind) {
            moved.push(place);
        }
    }
    if moved.is_empty() {
        return;
    }
    let goes = |place: usize| moved.binary_search(&place).is_ok();
    for place in &moved {
        let branch = &table.headings[*place];
        let serial = table.header.as_ref().and_then(|h| h.column(ProjectField::Serial));
        let printed = serial.map_or("", |c| grid.rows[branch.row].cell(c));
        let serial = if printed == branch.heading.printed { "" } else { printed };
        let path = branch.path.as_slice().into();
        let name = branch.heading.printed.clone();
        table.entries.push(ListEntry::new(branch.row, path, Some(serial.to_owned()), Some(name)));
    }
    table.entries.sort_by_key(|e| e.row);
    // Their places go; those after them move up.
    let settle = |path: &mut Vec<usize>| {
        path.retain(|p| !goes(*p));
        for place in path {
            *place -= moved.partition_point(|m| m < place);
        }
    };
    for entry in &mut table.entries {
        let mut path = entry.path.to_vec();
        settle(&mut path);
        entry.path = path.into();
    }
    for total in &mut table.totals {
        settle(&mut total.path);
        total.after = table.entries.partition_point(|e| e.row < total.row);
    }
    let mut place = 0;
    table.headings.retain(|_| {
        place += 1;
        !goes(place - 1)
    });
    table.headings.iter_mut().for_each(|h| settle(&mut h.path));
}

/// Titles end in a word for a kind of thing.
fn heading_like(title: &str) -> bool {
    let kinds = [
        "项目", "类", "产业", "领域", "设施", "建设", "行业", "业", "区", "县", "市", "州", "方面", "板块",
        "园区", "体系", "保障", "发展", "政府", "局", "委", "厅", "集团", "公司", "民生", "交通", "水利",
        "能源", "教育", "文化", "旅游", "环保",
    ];
    kinds.iter().any(|k| title.ends_with(k)) || heading::counted(title).count.is_some()
}
