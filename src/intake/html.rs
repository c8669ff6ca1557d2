//! Web pages saved as a file or named `.xls` by the systems that export them → one grid for each table, with the
//! text before it. Tags are told as browsers tell them, and as theirs cells and rows end where the next begins.

use html5gum::{StartTag, State, Token, Tokenizer};

use super::grid::{CellKind, Grid, GridRow, Merge, Merges, RowBuilder};
use super::guard::{self, MOST_COLUMNS, over};
use crate::domain::finding::Failure;
use crate::words;

/// The longest reach of a cell over rows.
const MOST_ROWS_SPANNED: usize = 10_000;

/// The most tables inside each other.
const MOST_TABLES: usize = 256;

/// The most other elements inside each other. Real pages forget to close some; a cell's end closes what it holds.
const MOST_OPEN: usize = 20_000;

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
    let mut walk = HtmlReader::default();
    let mut tokens = Tokenizer::new(page);
    // A text may come in pieces, between which a comment stood.
    let mut text = Vec::new();
    // The element whose text is no text of the page.
    let mut passing = None;
    while let Some(Ok(token)) = tokens.next() {
        match token {
            Token::String(piece) if passing.is_none() => text.extend_from_slice(&piece),
            Token::StartTag(tag) => {
                walk.flush(&mut text, file)?;
                walk.start(&tag);
                match tag.name.as_slice() {
                    b"script" => {
                        tokens.set_state(State::ScriptData);
                        passing = Some("script");
                    }
                    b"style" => {
                        tokens.set_state(State::RawText);
                        passing = Some("style");
                    }
                    b"title" | b"textarea" => tokens.set_state(State::RcData),
                    _ => {}
                }
            }
            Token::EndTag(tag) => {
                walk.flush(&mut text, file)?;
                let name = String::from_utf8_lossy(&tag.name);
                passing = passing.filter(|open| *open != name);
                walk.end(&name, file)?;
            }
            _ => {}
        }
        if walk.too_wide {
            return Err(over(
                file,
                words!("表格超过 {MOST_COLUMNS} 列", "a table has more than {MOST_COLUMNS} columns"),
            ));
        }
        let deep = [(walk.tables.len(), MOST_TABLES), (walk.open, MOST_OPEN)];
        if let Some((_, most)) = deep.into_iter().find(|(depth, most)| depth > most) {
            return Err(over(file, words!("嵌套超过 {most} 层", "nested deeper than {most}")));
        }
    }
    walk.flush(&mut text, file)?;
    while !walk.tables.is_empty() {
        walk.end_table(file)?;
    }
    walk.end_line();
    if !walk.before.is_empty() {
        walk.grids.push(Grid { before: std::mem::take(&mut walk.before), ..Grid::default() });
    }
    Ok(walk.grids)
}

fn too_long(file: &str) -> Failure {
    over(file, words!("一段文字过长", "a text is too long"))
}

/// `colspan=3`, `rowspan="2"`.
fn span(tag: &StartTag<()>, name: &str, most: usize) -> usize {
    let value = tag.attributes.get(name.as_bytes()).map(|v| String::from_utf8_lossy(&v.value));
    let digits: String =
        value.unwrap_or_default().trim_start().chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(1).clamp(1, most)
}

#[derive(Default)]
struct HtmlCell {
    text: String,
    columns: usize,
    rows: usize,
}

/// A table that is open.
#[derive(Default)]
struct HtmlTable {
    rows: Vec<GridRow>,
    merges: Vec<Merge>,
    /// For each column, up to which row a cell above reaches.
    taken: Vec<usize>,
    row: Option<RowBuilder>,
    cell: Option<HtmlCell>,
    /// The most cells with text in one of its rows.
    widest: usize,
    /// It held a list, so that it is there for the layout.
    is_layout: bool,
}

#[derive(Default)]
struct HtmlReader {
    grids: Vec<Grid>,
    before: Vec<(u32, String)>,
    line: String,
    number: u32,
    /// Tables that are open, each inside a cell of the one before.
    tables: Vec<HtmlTable>,
    /// Elements that are open beside tables, rows and cells.
    open: usize,
    too_wide: bool,
}

impl HtmlReader {
    /// Bytes of the cell or line in hand.
    fn held(&self) -> usize {
        match self.tables.last() {
            Some(table) => table.cell.as_ref().map_or(0, |cell| cell.text.len()),
            None => self.line.len(),
        }
    }

    /// Takes the text that stands before a tag.
    fn flush(&mut self, text: &mut Vec<u8>, file: &str) -> Result<(), Failure> {
        if self.held() + text.len() > guard::MOST_CELL {
            return Err(too_long(file));
        }
        self.text(&String::from_utf8_lossy(text));
        text.clear();
        Ok(())
    }

    fn text(&mut self, raw: &str) {
        let text = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        let spaced = raw.starts_with(char::is_whitespace) && !text.is_empty();
        let out = match self.tables.last_mut() {
            Some(HtmlTable { cell: Some(cell), .. }) => &mut cell.text,
            Some(_) => return,
            None => &mut self.line,
        };
        if spaced && out.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            out.push(' ');
        }
        out.push_str(&text);
    }

    fn start(&mut self, tag: &StartTag<()>) {
        let name = String::from_utf8_lossy(&tag.name);
        match name.as_ref() {
            "table" => {
                if self.tables.is_empty() {
                    self.end_line();
                }
                self.tables.push(HtmlTable::default());
            }
            "tr" => {
                self.end_row();
                if let Some(table) = self.tables.last_mut() {
                    self.number += 1;
                    table.row = Some(RowBuilder::new(self.number));
                }
            }
            "td" | "th" => {
                self.end_cell();
                let (columns, rows) =
                    (span(tag, "colspan", MOST_COLUMNS), span(tag, "rowspan", MOST_ROWS_SPANNED));
                if let Some(table) = self.tables.last_mut() {
                    table.cell = Some(HtmlCell { text: String::new(), columns, rows });
                }
            }
            other => self.break_at(other),
        }
        match name.as_ref() {
            "table" | "tr" | "td" | "th" => self.open = 0,
            // Elements without an end, or whose end is often left out.
            "p" | "br" | "hr" | "li" | "img" | "meta" | "link" | "input" | "col" | "option" | "dd" | "dt"
            | "wbr" | "area" | "base" | "source" | "tbody" | "thead" | "tfoot" | "colgroup" | "embed"
            | "param" => {}
            _ => self.open += usize::from(!tag.self_closing),
        }
    }

    fn end(&mut self, name: &str, file: &str) -> Result<(), Failure> {
        match name {
            "table" => self.end_table(file)?,
            "tr" => self.end_row(),
            "td" | "th" => self.end_cell(),
            other => self.break_at(other),
        }
        match name {
            "table" | "tr" | "td" | "th" => self.open = 0,
            _ => self.open = self.open.saturating_sub(1),
        }
        Ok(())
    }

    /// Elements that begin or end a line.
    fn break_at(&mut self, name: &str) {
        let breaks = ["br", "p", "div", "li", "h1", "h2", "h3", "h4", "title", "head"];
        if breaks.contains(&name) {
            self.break_line();
        }
    }

    fn break_line(&mut self) {
        match self.tables.last_mut() {
            Some(HtmlTable { cell: Some(cell), .. }) => {
                if !cell.text.is_empty() && !cell.text.ends_with('\n') {
                    cell.text.push('\n');
                }
            }
            Some(_) => {}
            None => self.end_line(),
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.keep(&line);
    }

    /// Keeps a line that stands before the next table.
    fn keep(&mut self, line: &str) {
        if !line.trim().is_empty() {
            self.number += 1;
            self.before.push((self.number, line.trim().to_owned()));
        }
    }

    fn end_cell(&mut self) {
        let number = self.number;
        let Some(table) = self.tables.last_mut() else { return };
        let Some(cell) = table.cell.take() else { return };
        let row = table.rows.len();
        let builder = table.row.get_or_insert_with(|| RowBuilder::new(number));
        let is_taken = |taken: &[usize], at: usize| taken.get(at).is_some_and(|until| *until > row);
        while is_taken(&table.taken, builder.width()) {
            builder.pad(builder.width() + 1);
        }
        let left = builder.width();
        let right = left + cell.columns - 1;
        if right >= MOST_COLUMNS {
            self.too_wide = true;
            return;
        }
        builder.push(cell.text.trim(), CellKind::Text);
        builder.pad(right + 1);
        if cell.columns > 1 || cell.rows > 1 {
            table.merges.push(Merge { top: row, bottom: row + cell.rows - 1, left, right });
        }
        if table.taken.len() <= right {
            table.taken.resize(right + 1, 0);
        }
        table.taken[left..=right].fill(row + cell.rows);
    }

    fn end_row(&mut self) {
        self.end_cell();
        let Some(table) = self.tables.last_mut() else { return };
        if let Some(builder) = table.row.take() {
            let row = builder.finish();
            table.widest = table.widest.max(row.filled().count());
            table.rows.push(row);
        }
    }

    /// Ends the innermost table. Pages are often laid out by tables: an inner one that is wider than what the outer one
    /// has shown so far is a list of its own, and the outer one's texts stand before it. A small one is part of its cell.
    fn end_table(&mut self, file: &str) -> Result<(), Failure> {
        self.end_row();
        let Some(table) = self.tables.pop() else { return Ok(()) };
        if table.rows.is_empty() {
            return Ok(());
        }
        if let Some(outer) = self.tables.last_mut() {
            let so_far = outer.row.as_ref().map_or(0, RowBuilder::filled) + 1;
            if table.rows.len() < 2 || table.widest <= so_far.max(outer.widest).max(2) {
                return outer.take_in(&table, file);
            }
        }
        for open in 0..self.tables.len() {
            self.lay_open(open);
        }
        if table.is_layout && table.widest <= 1 {
            table.rows.iter().flat_map(GridRow::cells).for_each(|text| self.keep(text));
            return Ok(());
        }
        let before = std::mem::take(&mut self.before);
        let merges = Merges::within(table.rows.len(), table.merges, file)?;
        self.grids.push(Grid { rows: table.rows, merges, before, ..Grid::default() });
        Ok(())
    }

    /// A table that an inner list shows to be there for the layout: what it held so far are lines before that list.
    fn lay_open(&mut self, open: usize) {
        let table = &mut self.tables[open];
        let mut rows = std::mem::take(&mut table.rows);
        rows.extend(table.row.take().map(RowBuilder::finish));
        let text = table.cell.as_mut().map(|cell| std::mem::take(&mut cell.text));
        (table.widest, table.is_layout) = (0, true);
        table.merges.clear();
        table.taken.clear();
        rows.iter().flat_map(GridRow::cells).for_each(|text| self.keep(text));
        text.iter().flat_map(|text| text.lines()).for_each(|line| self.keep(line));
    }
}

impl HtmlTable {
    /// Takes in a small inner table as text of the cell in hand.
    fn take_in(&mut self, inner: &Self, file: &str) -> Result<(), Failure> {
        let cell = self.cell.get_or_insert(HtmlCell { text: String::new(), columns: 1, rows: 1 });
        for row in &inner.rows {
            if !cell.text.is_empty() && !cell.text.ends_with('\n') {
                cell.text.push('\n');
            }
            cell.text.push_str(&row.filled().map(|(_, t)| t).collect::<Vec<_>>().join(" "));
        }
        cell.text.push('\n');
        if cell.text.len() > guard::MOST_CELL { Err(too_long(file)) } else { Ok(()) }
    }
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

    #[test]
    fn attributes_are_told_by_their_names_and_end_with_their_quotes() {
        for cell in [
            "<td title=\"投资>10亿\">甲",
            "<td title='投资>10亿' class=a>甲",
            "<TD DATA-COLSPAN=\"3\" COLSPAN='1'>甲",
            "<td data-colspan=3>甲",
            "<td title=\"colspan=4\">甲",
            "<td x-rowspan='2' colspan = \" 1 \">甲",
            "<td onclick='if (a > b) { c(\"<td>\") }'>甲",
            "<td title=a/b colspan=0>甲",
            "<td><!-- > <td>乙 -->甲",
        ] {
            assert_eq!(
                cells(&format!("<table><tr>{cell}</td><td>丙</td></tr></table>")),
                [["甲", "丙"]],
                "{cell}"
            );
        }
        let spans = "<table><tr><td colspan=2 title='>'>甲<td>乙<tr><td>1<td>2<td>3</table>";
        assert_eq!(cells(spans), [vec!["甲", "", "乙"], vec!["1", "2", "3"]]);
        // Of two attributes of one name the first counts.
        assert_eq!(cells("<table><tr><td colspan=2 colspan=3>甲<td>乙</table>"), [["甲", "", "乙"]]);
    }

    #[test]
    fn names_and_numbers_of_characters_are_resolved_and_what_is_none_stays() {
        for (written, read) in [
            ("&bigstar;甲", "★甲"),
            ("Montr&eacute;al &#8212; 1&nbsp;000&#x20AC;", "Montréal — 1 000€"),
            ("R&D A&foo;", "R&D A&foo;"),
            ("投资&lt;10亿 &amp;&amp; &NotEqualTilde;", "投资<10亿 && ≂̸"),
            ("投资<10亿", "投资<10亿"),
            ("&starf;&bigtriangleup;&#9733;", "★△★"),
        ] {
            assert_eq!(cells(&format!("<table><tr><td>{written}<td>乙</table>")), [[read, "乙"]]);
        }
    }

    #[test]
    fn scripts_and_styles_are_no_text() {
        let page = "<script>if (a<b) document.write('<table><tr><td>假</td></tr></table>')</script>\
                    <style>td > p { }</style><title>甲 & 乙</title><table><tr><td>丙<td>丁</table><script>未完";
        assert_eq!(cells(page), [["丙", "丁"]]);
        assert_eq!(read(page, "f").unwrap()[0].before, [(1, "甲 & 乙".to_owned())]);
    }

    #[test]
    fn a_list_laid_out_by_tables_is_a_list_of_its_own() {
        let list = "<table><tr><td>序号<td>名称<td>单位<td>额<tr><td>1<td>甲<td>乙<td>3</table>";
        let page = format!("<table><tr><td>栏目<td>首页<tr><td><p>名单</p>{list}注：无</td></tr></table>");
        let grids = read(&page, "f").unwrap();
        assert_eq!(cells(&page), [["序号", "名称", "单位", "额"], ["1", "甲", "乙", "3"]]);
        let before: Vec<&str> = grids[0].before.iter().map(|(_, t)| t.as_str()).collect();
        assert_eq!(before, ["栏目", "首页", "名单"]);
        assert_eq!(grids[1].before[0].1, "注：无");
    }

    #[test]
    fn a_small_table_in_a_cell_is_part_of_its_text() {
        let inner = "<table><tr><td>路<td>3公里<tr><td>桥<td>2座</table>";
        let page = format!("<table><tr><td>1<td>甲<td>{inner}<td>乙</table>");
        assert_eq!(cells(&page), [["1", "甲", "路 3公里\n桥 2座", "乙"]]);
    }

    #[test]
    fn elements_inside_each_other_without_end_are_refused_but_a_cells_end_closes_its_own() {
        assert!(read(&"<div>".repeat(30_000), "f").is_err());
        assert!(read(&format!("<table>{}</table>", "<tr><td><font>甲".repeat(30_000)), "f").is_ok());
    }

    proptest! {
        #[test]
        fn no_page_panics(page in "(<(/?(table|tr|td|th|p|br|script)( (col|row)span=[0-9]{0,9})?|!--)>?|[a甲&;#x0-9 -]{0,4}){0,30}") {
            let _ = (read(&page, "f"), charset(page.as_bytes()));
        }
    }
}
