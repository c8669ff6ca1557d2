//! Word documents (.docx) → one grid for each table, with the paragraphs before it. Deleted text and
//! fallback copies are left out; automatic numbering is counted as Word shows it.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::grid::{CellKind, Grid, GridRow, Merge, Merges, RowBuilder};
use super::guard::{self, MOST_COLUMNS, damaged, over};
use super::numbering::Numbering;
use crate::domain::finding::Failure;
use crate::words;

/// The deepest nesting of elements accepted.
const MOST_DEPTH: usize = 256;

/// A document's tables in order, and after them one grid without rows for the text that follows the last.
pub fn read(bytes: &[u8], file: &str) -> Result<Vec<Grid>, Failure> {
    let mut archive = guard::open_zip(bytes, file)?.archive;
    let Some(document) = guard::part(&mut archive, "word/document.xml", file)? else {
        return Err(damaged(file, &"no word/document.xml"));
    };
    let numbering = guard::part(&mut archive, "word/numbering.xml", file)?;
    let mut walk = DocxReader {
        numbering: numbering.map(|xml| Numbering::read(&xml)).unwrap_or_default(),
        ..DocxReader::default()
    };
    let mut reader = Reader::from_str(&document);
    loop {
        match reader.read_event().map_err(|e| damaged(file, &e))? {
            Event::Start(start) => {
                if walk.path.len() >= MOST_DEPTH {
                    return Err(over(
                        file,
                        words!("嵌套超过 {MOST_DEPTH} 层", "nested deeper than {MOST_DEPTH}"),
                    ));
                }
                let name = local(&start);
                walk.start(&name, &start);
                walk.path.push(name);
            }
            Event::Empty(start) => {
                let name = local(&start);
                walk.start(&name, &start);
                walk.end(&name, file)?;
            }
            Event::End(_) => {
                if let Some(name) = walk.path.pop() {
                    walk.end(&name, file)?;
                }
            }
            Event::Text(text) => walk.text(&text.xml10_content()),
            Event::CData(text) => walk.text(&text.xml10_content()),
            Event::GeneralRef(entity) => {
                if let Ok(Some(c)) = entity.resolve_char_ref() {
                    walk.text(c.encode_utf8(&mut [0; 4]));
                } else {
                    let known = quick_xml::escape::resolve_xml_entity(&entity);
                    walk.text(known.unwrap_or_default());
                }
            }
            Event::Eof => break,
            _ => {}
        }
        if walk.too_wide {
            return Err(over(
                file,
                words!("表格超过 {MOST_COLUMNS} 列", "a table has more than {MOST_COLUMNS} columns"),
            ));
        }
        if walk.text.len() > guard::MOST_CELL {
            return Err(over(file, words!("一段文字过长", "a paragraph is too long")));
        }
    }
    Ok(walk.finish())
}

fn local(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .map(|a| a.value.as_ref().to_owned())
}

/// A vertical merge that may go on in the next row.
#[derive(Clone, Copy)]
struct OpenMerge {
    left: usize,
    right: usize,
    top: usize,
}

#[derive(Default)]
struct DocxTable {
    rows: Vec<GridRow>,
    merges: Vec<Merge>,
    open: Vec<OpenMerge>,
    row: Option<RowBuilder>,
    before: Vec<(u32, String)>,
}

#[derive(Default)]
struct DocxCell {
    paragraphs: Vec<String>,
    span: usize,
    /// `Some(true)` where a vertical merge begins, `Some(false)` where it goes on.
    merge: Option<bool>,
}

#[derive(Default)]
struct DocxReader {
    path: Vec<String>,
    numbering: Numbering,
    grids: Vec<Grid>,
    before: Vec<(u32, String)>,
    /// Tables that are open, a nested one inside a cell of the one before.
    tables: Vec<(DocxTable, Vec<DocxCell>)>,
    text: String,
    number: Option<(String, usize)>,
    hidden: usize,
    line: u32,
    too_wide: bool,
}

impl DocxReader {
    fn start(&mut self, name: &str, start: &BytesStart<'_>) {
        match name {
            "Fallback" | "del" | "moveFrom" => self.hidden += 1,
            "tbl" => {
                let before =
                    if self.tables.is_empty() { std::mem::take(&mut self.before) } else { Vec::new() };
                self.tables.push((DocxTable { before, ..DocxTable::default() }, Vec::new()));
            }
            "tr" => {
                self.line += 1;
                let line = self.line;
                if let Some((table, cells)) = self.tables.last_mut() {
                    table.row = Some(RowBuilder::new(line));
                    cells.clear();
                }
            }
            "tc" => {
                if let Some((_, cells)) = self.tables.last_mut() {
                    cells.push(DocxCell { span: 1, ..DocxCell::default() });
                }
            }
            "gridSpan" => {
                let span = attribute(start, "val").and_then(|v| v.parse().ok()).unwrap_or(1);
                self.too_wide |= span > MOST_COLUMNS;
                if let Some(cell) = self.cell() {
                    cell.span = span.clamp(1, MOST_COLUMNS);
                }
            }
            "vMerge" => {
                let begins = attribute(start, "val").as_deref() == Some("restart");
                if let Some(cell) = self.cell() {
                    cell.merge = Some(begins);
                }
            }
            "ilvl" => {
                let level = attribute(start, "val").and_then(|v| v.parse().ok()).unwrap_or(0);
                let id = self.number.take().map(|(id, _)| id).unwrap_or_default();
                self.number = Some((id, level));
            }
            "numId" => {
                let id = attribute(start, "val").unwrap_or_default();
                let level = self.number.take().map_or(0, |(_, level)| level);
                self.number = Some((id, level));
            }
            "tab" if self.path.last().is_some_and(|p| p == "r") => self.text.push('\t'),
            "br" | "cr" if self.path.last().is_some_and(|p| p == "r") => self.text.push('\n'),
            _ => {}
        }
    }

    fn cell(&mut self) -> Option<&mut DocxCell> {
        self.tables.last_mut().and_then(|(_, cells)| cells.last_mut())
    }

    fn text(&mut self, text: &str) {
        if self.hidden == 0 && self.path.last().is_some_and(|p| p == "t") {
            self.text.push_str(text);
        }
    }

    fn end(&mut self, name: &str, file: &str) -> Result<(), Failure> {
        match name {
            "Fallback" | "del" | "moveFrom" => self.hidden = self.hidden.saturating_sub(1),
            "p" => self.paragraph(),
            "tr" => self.row(),
            "tbl" => self.table(file)?,
            _ => {}
        }
        Ok(())
    }

    fn paragraph(&mut self) {
        let mut text = std::mem::take(&mut self.text);
        if let Some((id, level)) = self.number.take()
            && let Some(number) = self.numbering.next(&id, level)
        {
            text.insert_str(0, &number);
        }
        if self.tables.is_empty() {
            self.line += 1;
            for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
                self.before.push((self.line, line.to_owned()));
            }
        } else if let Some(cell) = self.cell() {
            cell.paragraphs.push(text);
        }
    }

    fn row(&mut self) {
        let Some((table, cells)) = self.tables.last_mut() else { return };
        let Some(mut builder) = table.row.take() else { return };
        let row = table.rows.len();
        let mut still_open = Vec::new();
        for cell in cells.drain(..) {
            let left = builder.width();
            let right = left + cell.span - 1;
            if right >= MOST_COLUMNS {
                self.too_wide = true;
                return;
            }
            let text = cell
                .paragraphs
                .iter()
                .map(|p| p.trim())
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
                .join("\n");
            match cell.merge {
                Some(false) => {
                    still_open.extend(table.open.iter().copied().find(|o| o.left == left));
                    builder.push("", CellKind::Text);
                }
                merge => {
                    if merge == Some(true) {
                        still_open.push(OpenMerge { left, right, top: row });
                    } else if right > left {
                        table.merges.push(Merge { top: row, bottom: row, left, right });
                    }
                    builder.push(&text, CellKind::Text);
                }
            }
            builder.pad(right + 1);
        }
        for ended in
            table.open.iter().filter(|o| !still_open.iter().any(|s| s.left == o.left && s.top == o.top))
        {
            table.merges.push(Merge {
                top: ended.top,
                bottom: row - 1,
                left: ended.left,
                right: ended.right,
            });
        }
        table.open = still_open;
        table.rows.push(builder.finish());
    }

    fn table(&mut self, file: &str) -> Result<(), Failure> {
        let Some((mut table, _)) = self.tables.pop() else { return Ok(()) };
        let last = table.rows.len().saturating_sub(1);
        for open in std::mem::take(&mut table.open) {
            table.merges.push(Merge { top: open.top, bottom: last, left: open.left, right: open.right });
        }
        // A table inside a cell is part of that cell's text.
        if let Some(cell) = self.cell() {
            let lines = table.rows.iter().map(|r| r.filled().map(|(_, t)| t).collect::<Vec<_>>().join(" "));
            cell.paragraphs.push(lines.collect::<Vec<_>>().join("\n"));
            return Ok(());
        }
        let merges = Merges::within(table.rows.len(), table.merges, file)?;
        self.grids.push(Grid { rows: table.rows, merges, before: table.before, ..Grid::default() });
        Ok(())
    }

    fn finish(mut self) -> Vec<Grid> {
        if !self.before.is_empty() {
            self.grids.push(Grid { before: self.before, ..Grid::default() });
        }
        self.grids
    }
}

/// Attribute values by local name, for the numbering reader.
pub(super) fn attributes(start: &BytesStart<'_>) -> HashMap<String, String> {
    start
        .attributes()
        .flatten()
        .map(|a| (a.key.local_name().as_ref().to_owned(), a.value.as_ref().to_owned()))
        .collect()
}
