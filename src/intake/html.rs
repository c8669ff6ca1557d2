//! Web pages saved as a file or named `.xls` by the systems that export them → one grid for each table, with the
//! text before it. Tags are taken as browsers take them: cells and rows end where the next begins.

use super::grid::{Grid, Kind, Merge, Row, RowBuilder};
use super::guard::{self, MOST_COLUMNS, over};
use crate::domain::finding::Failure;
use crate::words;

/// The longest reach of a cell over rows.
const MOST_ROWS_SPANNED: usize = 10_000;

/// The most tables inside each other.
const MOST_DEPTH: usize = 256;

/// The encoding that a page names of itself.
pub fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2048)]).to_ascii_lowercase();
    let at = head.find("charset=")? + "charset=".len();
    let label: String = head[at..]
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        .collect();
    encoding_rs::Encoding::for_label(label.as_bytes()).map(|_| label)
}

/// Reads a whole page.
///
/// # Errors
/// [`Exit::Malformed`](crate::domain::exit::Exit) for a table past the limits.
pub fn read(page: &str, file: &str) -> Result<Vec<Grid>, Failure> {
    let mut walk = Walk::default();
    let mut rest = page;
    while let Some(open) = rest.find('<') {
        if walk.held() + open > guard::MOST_CELL {
            return Err(too_long(file));
        }
        walk.text(&rest[..open]);
        rest = &rest[open..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.find("-->").map_or("", |end| &after[end + 3..]);
            continue;
        }
        let Some(close) = rest.find('>') else { break };
        let tag = &rest[1..close];
        rest = &rest[close + 1..];
        let name = tag_name(tag);
        if matches!(name.as_str(), "script" | "style") {
            rest = after_closing(rest, &name);
            continue;
        }
        walk.tag(&name, tag);
        if walk.too_wide {
            return Err(over(
                file,
                words!("表格超过 {MOST_COLUMNS} 列", "a table has more than {MOST_COLUMNS} columns"),
            ));
        }
        if walk.depth > MOST_DEPTH {
            return Err(over(
                file,
                words!("表格嵌套超过 {MOST_DEPTH} 层", "tables nested deeper than {MOST_DEPTH}"),
            ));
        }
    }
    if !rest.starts_with('<') {
        if walk.held() + rest.len() > guard::MOST_CELL {
            return Err(too_long(file));
        }
        walk.text(rest);
    }
    walk.end_table();
    walk.end_line();
    if !walk.before.is_empty() {
        walk.grids.push(Grid { before: std::mem::take(&mut walk.before), ..Grid::default() });
    }
    Ok(walk.grids)
}

fn too_long(file: &str) -> Failure {
    over(file, words!("一段文字过长", "a text is too long"))
}

/// A page from where an element ends; empty where it does not.
fn after_closing<'a>(page: &'a str, name: &str) -> &'a str {
    let bytes = page.as_bytes();
    let named = |at: &usize| {
        bytes.get(at + 2..at + 2 + name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
    };
    memchr::memmem::find_iter(bytes, "</").find(named).map_or("", |at| &page[at..])
}

fn tag_name(tag: &str) -> String {
    let name = |c: &char| c.is_ascii_alphanumeric() || *c == '/';
    tag.chars().take_while(name).collect::<String>().to_ascii_lowercase()
}

/// `colspan=3`, `rowspan="2"`.
fn span(tag: &str, name: &str, most: usize) -> usize {
    let lower = tag.to_ascii_lowercase();
    let after = lower.find(name).map(|at| lower[at + name.len()..].trim_start());
    let value =
        after.and_then(|a| a.strip_prefix('=')).map(|a| a.trim_start().trim_start_matches(['"', '\'']));
    let digits: String = value.unwrap_or_default().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(1).clamp(1, most)
}

#[derive(Default)]
struct Cell {
    text: String,
    columns: usize,
    rows: usize,
}

#[derive(Default)]
struct Walk {
    grids: Vec<Grid>,
    before: Vec<(u32, String)>,
    line: String,
    number: u32,
    /// How many tables are open; an inner one is text of the outer one's cell.
    depth: usize,
    rows: Vec<Row>,
    merges: Vec<Merge>,
    /// For each column, up to which row a cell above reaches.
    taken: Vec<usize>,
    row: Option<RowBuilder>,
    cell: Option<Cell>,
    too_wide: bool,
}

impl Walk {
    /// Bytes of the cell or line in hand.
    fn held(&self) -> usize {
        self.cell.as_ref().map_or(self.line.len(), |cell| cell.text.len())
    }

    fn text(&mut self, raw: &str) {
        let text = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        let spaced = raw.starts_with(char::is_whitespace) && !text.is_empty();
        let out = match &mut self.cell {
            Some(cell) => &mut cell.text,
            None if self.depth == 0 => &mut self.line,
            None => return,
        };
        if spaced && out.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            out.push(' ');
        }
        unescape(&text, out);
    }

    fn tag(&mut self, name: &str, tag: &str) {
        match name {
            "table" => {
                self.depth += 1;
                if self.depth == 1 {
                    self.end_line();
                } else {
                    self.break_line();
                }
            }
            "/table" => {
                if self.depth == 1 {
                    self.end_table();
                }
                self.depth = self.depth.saturating_sub(1);
            }
            "tr" | "/tr" if self.depth == 1 => {
                self.end_row();
                if name == "tr" {
                    self.number += 1;
                    self.row = Some(RowBuilder::new(self.number));
                }
            }
            "td" | "th" if self.depth == 1 => {
                self.end_cell();
                let (columns, rows) =
                    (span(tag, "colspan", MOST_COLUMNS), span(tag, "rowspan", MOST_ROWS_SPANNED));
                self.cell = Some(Cell { text: String::new(), columns, rows });
            }
            "/td" | "/th" if self.depth == 1 => self.end_cell(),
            "br" | "br/" | "p" | "/p" | "div" | "/div" | "li" | "tr" | "td" | "h1" | "h2" | "h3" | "h4"
            | "/h1" | "/h2" | "/h3" | "/h4" | "title" | "/title" | "/head" => self.break_line(),
            _ => {}
        }
    }

    fn break_line(&mut self) {
        match &mut self.cell {
            Some(cell) if !cell.text.is_empty() && !cell.text.ends_with('\n') => cell.text.push('\n'),
            Some(_) => {}
            None => self.end_line(),
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.trim().is_empty() {
            self.number += 1;
            self.before.push((self.number, line.trim().to_owned()));
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let row = self.rows.len();
        let builder = self.row.get_or_insert_with(|| RowBuilder::new(self.number));
        let is_taken = |taken: &[usize], at: usize| taken.get(at).is_some_and(|until| *until > row);
        while is_taken(&self.taken, builder.width()) {
            builder.pad(builder.width() + 1);
        }
        let left = builder.width();
        let right = left + cell.columns - 1;
        if right >= MOST_COLUMNS {
            self.too_wide = true;
            return;
        }
        builder.push(cell.text.trim(), Kind::Text);
        builder.pad(right + 1);
        if cell.columns > 1 || cell.rows > 1 {
            self.merges.push(Merge { top: row, bottom: row + cell.rows - 1, left, right });
        }
        if self.taken.len() <= right {
            self.taken.resize(right + 1, 0);
        }
        self.taken[left..=right].fill(row + cell.rows);
    }

    fn end_row(&mut self) {
        self.end_cell();
        if let Some(builder) = self.row.take() {
            self.rows.push(builder.finish());
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        let (rows, mut merges) = (std::mem::take(&mut self.rows), std::mem::take(&mut self.merges));
        self.taken.clear();
        if rows.is_empty() {
            return;
        }
        for merge in &mut merges {
            merge.bottom = merge.bottom.min(rows.len() - 1);
        }
        merges.retain(|m| m.top != m.bottom || m.left != m.right);
        let before = std::mem::take(&mut self.before);
        let merges = merges.into_iter().collect();
        self.grids.push(Grid { rows, merges, before, ..Grid::default() });
    }
}

/// Appends a text with its entities resolved; an unknown one stays as it is.
fn unescape(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(at, _)| at);
        let known = end.and_then(|end| {
            let name = &rest[1..end];
            let code = match name.strip_prefix('#') {
                Some(hex) if hex.starts_with(['x', 'X']) => u32::from_str_radix(&hex[1..], 16).ok()?,
                Some(decimal) => decimal.parse().ok()?,
                None => u32::from(match name {
                    "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
                    "lt" => '<',
                    "gt" => '>',
                    "amp" => '&',
                    "quot" => '"',
                    "apos" => '\'',
                    "mdash" => '—',
                    "ndash" => '–',
                    "middot" => '·',
                    "ldquo" => '“',
                    "rdquo" => '”',
                    "times" => '×',
                    _ => return None,
                }),
            };
            char::from_u32(code).map(|c| (c, end))
        });
        if let Some((c, end)) = known {
            out.push(c);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cells(page: &str) -> Vec<Vec<String>> {
        let grids = read(page, "f").unwrap();
        grids.iter().flat_map(|g| &g.rows).map(|r| r.cells().map(str::to_owned).collect()).collect()
    }

    #[test]
    fn cells_end_where_the_next_begins_and_spans_keep_their_columns() {
        let page = "<p>题</p><table><tr><td rowspan=2>甲<td colspan=\"2\">乙&amp;丙<tr><td>丁<br>戊<td>1&nbsp;2</table>尾";
        assert_eq!(cells(page), [vec!["甲", "乙&丙"], vec!["", "丁\n戊", "1 2"]]);
        let grids = read(page, "f").unwrap();
        assert_eq!(grids[0].before, [(1, "题".to_owned())]);
        assert_eq!(grids[0].merges.iter().count(), 2);
        assert_eq!(grids[1].before[0].1, "尾");
        assert_eq!(charset(b"<meta charset=\"GB2312\">").as_deref(), Some("gb2312"));
    }

    proptest! {
        #[test]
        fn no_page_panics(page in "(<(/?(table|tr|td|th|p|br|script)( (col|row)span=[0-9]{0,9})?|!--)>?|[a甲&;#x0-9 -]{0,4}){0,30}") {
            let _ = (read(&page, "f"), charset(page.as_bytes()));
        }
    }
}
