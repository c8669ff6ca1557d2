//! Plain text → one grid: lines cut at tabs, at `|`, or where columns of spaces line up. Lines that are
//! not cut stay rows of one cell, so headings, notes and the prose of a notice keep their places.

use unicode_width::UnicodeWidthStr as _;

use super::grid::{CellKind, Grid, GridRow, RowBuilder};
use super::guard::{self, over};
use super::header;
use crate::domain::finding::Failure;
use crate::words;

/// The most lines that one quoted cell may run over.
const MOST_QUOTED_LINES: usize = 60;

/// Reads a whole text.
pub fn read(text: &str, file: &str) -> Result<Grid, Failure> {
    let lines: Vec<&str> = text.lines().collect();
    if let Some(long) = lines.iter().position(|l| l.len() > guard::MOST_CELL) {
        let (line, size) = (long + 1, lines[long].len());
        return Err(over(file, words!("第 {line} 行有 {size} 字节", "line {line} has {size} bytes")));
    }
    if lines.len() > super::delimited::MOST_ROWS {
        let count = lines.len();
        return Err(over(file, words!("共 {count} 行", "{count} lines")));
    }
    let rows = if lines.iter().filter(|l| l.trim().contains('\t')).count() >= 2 {
        tabbed(&lines)
    } else if lines.iter().filter(|l| is_piped(l)).count() >= 2 {
        lines.iter().enumerate().filter_map(|(at, line)| piped(at as u32 + 1, line)).collect()
    } else {
        aligned(&lines)
    };
    let rows = folded(&rows).unwrap_or(rows);
    Ok(Grid { rows, is_prose: true, ..Grid::default() })
}

/// A table whose cells stand each on a line of its own, as some pages paste: its headers one below the other, then as
/// many lines for each project, the first of them its serial. `None` where it does not come out even.
fn folded(rows: &[GridRow]) -> Option<Vec<GridRow>> {
    let lines: Vec<(u32, &str)> =
        rows.iter().filter(|r| !r.is_empty()).map(|r| (r.line, r.cell(0))).collect();
    let single = rows.iter().all(|r| r.len() <= 1);
    let top = lines.iter().position(|(_, t)| header::names_serials(t)).filter(|_| single)?;
    let width = lines[top..].iter().take_while(|(_, t)| header::is_known(t)).count();
    let body = &lines[top + width..];
    let serial = |text: &str| text.parse::<u32>().ok();
    let even = width >= 2 && body.len() >= 2 * width && body.len().is_multiple_of(width);
    let runs = body.chunks(width.max(1)).zip(1..).all(|(project, n)| serial(project[0].1) == Some(n));
    (even && runs).then(|| {
        let above = lines[..top].iter().map(|(line, text)| GridRow::of(*line, [text]));
        let table = lines[top..].chunks(width).map(|c| GridRow::of(c[0].0, c.iter().map(|(_, text)| text)));
        above.chain(table).collect()
    })
}

/// Lines cut at tabs. A cell that begins with a quote may run over several lines, as Excel writes them;
/// a quote that nothing closes is a character like any other.
fn tabbed(lines: &[&str]) -> Vec<GridRow> {
    let mut rows = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let first = at as u32 + 1;
        let mut cells: Vec<String> = Vec::new();
        let mut rest = lines[at];
        loop {
            if let Some((cell, used, after)) = quoted(rest, &lines[at + 1..]) {
                cells.push(cell);
                at += used;
                let Some(next) = after.strip_prefix('\t') else { break };
                rest = next;
            } else if let Some((cell, next)) = rest.split_once('\t') {
                cells.push(cell.to_owned());
                rest = next;
            } else {
                cells.push(rest.to_owned());
                break;
            }
        }
        rows.push(GridRow::of(first, cells));
        at += 1;
    }
    rows
}

/// A quoted cell at the start of `rest`, with the number of further lines it takes and what follows it.
fn quoted<'a>(rest: &'a str, further: &[&'a str]) -> Option<(String, usize, &'a str)> {
    let mut body = rest.strip_prefix('"')?;
    let mut cell = String::new();
    for used in 0..=MOST_QUOTED_LINES {
        let mut from = 0;
        while let Some(found) = body[from..].find('"') {
            let quote = from + found;
            let after = &body[quote + 1..];
            if after.starts_with('"') {
                from = quote + 2;
            } else if after.is_empty() || after.starts_with('\t') {
                cell.push_str(&body[..quote].replace("\"\"", "\""));
                return Some((cell, used, after));
            } else {
                return None;
            }
        }
        cell.push_str(&body.replace("\"\"", "\""));
        cell.push('\n');
        body = further.get(used)?;
    }
    None
}

fn is_piped(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// A line of a Markdown table, or any other line as one cell; a rule (`|---|---|`) is no row.
fn piped(number: u32, line: &str) -> Option<GridRow> {
    if !is_piped(line) {
        return Some(GridRow::of(number, [line]));
    }
    if line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+')) {
        return None;
    }
    let line = line.trim();
    let bold = |cell: &'_ str| -> String {
        let cell = cell.trim();
        let inner = cell.strip_prefix("**").and_then(|c| c.strip_suffix("**")).filter(|c| !c.contains('*'));
        inner.unwrap_or(cell).replace("<br>", "\n").replace("<br/>", "\n")
    };
    // A bar that belongs to a cell is written `\|`.
    let inside = line[1..line.len() - 1].replace("\\|", "\u{1}");
    Some(GridRow::of(number, inside.split('|').map(|cell| bold(cell).replace('\u{1}', "|"))))
}

/// A piece of an aligned line and the display column where it begins.
type AlignedPiece<'a> = (usize, &'a str);

/// Lines cut where two spaces or a wide one stand. The first of the widest lines is the ruler: on lines
/// with fewer pieces each goes to the column that begins nearest.
fn aligned(lines: &[&str]) -> Vec<GridRow> {
    let cut: Vec<Vec<AlignedPiece<'_>>> = lines.iter().map(|line| pieces(line)).collect();
    let widest = cut.iter().map(Vec::len).max().unwrap_or(0);
    let ruler: Vec<usize> = match cut.iter().find(|p| p.len() == widest) {
        Some(pieces) if widest > 2 => pieces.iter().map(|(column, _)| *column).collect(),
        _ => return lines.iter().enumerate().map(|(at, line)| GridRow::of(at as u32 + 1, [line])).collect(),
    };
    let mut rows = Vec::with_capacity(lines.len());
    for (at, pieces) in cut.into_iter().enumerate() {
        let mut builder = RowBuilder::new(at as u32 + 1);
        let direct = pieces.len() == ruler.len();
        for (index, (start, text)) in pieces.into_iter().enumerate() {
            let nearest = (builder.width()..ruler.len()).min_by_key(|c| ruler[*c].abs_diff(start));
            let column = if direct { index } else { nearest.unwrap_or(builder.width()) };
            builder.pad(column);
            builder.push(text, CellKind::Text);
        }
        rows.push(builder.finish());
    }
    rows
}

fn pieces(line: &str) -> Vec<AlignedPiece<'_>> {
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    let mut spaces = 0;
    let mut end = 0;
    let mut push = |from: usize, to: usize| {
        found.push((line[..from].width(), &line[from..to]));
    };
    for (at, c) in line.char_indices() {
        if c == ' ' || c == '\u{3000}' || c == '\t' {
            spaces += if c == ' ' { 1 } else { 2 };
            continue;
        }
        if let Some(from) = start.filter(|_| spaces >= 2) {
            push(from, end);
            start = None;
        }
        start = start.or(Some(at));
        spaces = 0;
        end = at + c.len_utf8();
    }
    if let Some(from) = start {
        push(from, end);
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let grid = read(text, "f.txt").unwrap();
        grid.rows.iter().map(|r| r.cells().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn tabs_cut_and_quotes_hold_lines_together() {
        assert_eq!(
            cells("标题\n序号\t名称\n1\t\"甲\n\"\"乙\"\"\"\n2\t\"丙\" 丁\n"),
            [vec!["标题"], vec!["序号", "名称"], vec!["1", "甲\n\"乙\""], vec!["2", "\"丙\" 丁"]]
        );
    }

    #[test]
    fn aligned_columns_and_markdown() {
        let text = "\
名单
序号  项目名称        建设阶段  牵头单位
1     两江新区一期    续建      两江新区管委会
2     长寿经开区                长寿区政府
";
        assert_eq!(cells(text)[3], ["2", "长寿经开区", "", "长寿区政府"]);
        assert_eq!(
            cells("x\n| a | b |\n|---|:--|\n| 1 |  |\n| | 2 |\n"),
            [vec!["x"], vec!["a", "b"], vec!["1"], vec!["", "2"]]
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[甲乙 \t\"|　\n-]{0,60}") {
            let _ = cells(&text);
        }
    }
}
