//! A document as plain lines for a terminal: tables in columns that hold with wide characters.

use unicode_width::UnicodeWidthStr as _;

use super::{Block, Document, Table};

/// The lines, ending in a line break.
pub fn write(document: &Document) -> String {
    let mut out = String::new();
    for line in document.masthead.iter().chain(std::iter::once(&document.title)) {
        push(&mut out, "", line);
    }
    let mut before = None;
    for block in &document.blocks {
        let item = matches!(block, Block::Item(_));
        // Items stand close together; everything else has air before it.
        if !(item && before == Some(true)) {
            out.push('\n');
        }
        before = Some(item);
        match block {
            Block::Heading(_, text) | Block::Paragraph(text) => push(&mut out, "", text),
            Block::Item(text) => push(&mut out, "- ", text),
            Block::Note(text) => push(&mut out, "  ", text),
            Block::Signature(text) => push(&mut out, "    ", text),
            Block::Table(table) => lay_out(&mut out, table),
        }
    }
    out
}

fn push(out: &mut String, before: &str, text: &str) {
    out.push_str(before);
    out.push_str(text);
    out.push('\n');
}

fn lay_out(out: &mut String, table: &Table) {
    if !table.caption.is_empty() {
        push(out, "", &table.caption);
    }
    let mut widths: Vec<usize> = table.header.iter().map(|cell| cell.width()).collect();
    for row in &table.rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    for row in std::iter::once(&table.header).chain(&table.rows) {
        let mut line = String::new();
        for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let pad = " ".repeat(width.saturating_sub(cell.width()));
            let gap = if at == 0 { "" } else { "  " };
            if table.figures.get(at) == Some(&true) {
                line.extend([gap, &pad, cell]);
            } else {
                line.extend([gap, cell, &pad]);
            }
        }
        push(out, "", line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_hold_with_wide_characters() {
        let document = Document::parse(
            "# 单\n\n- 一\n- 二\n\n表：手续\n\n| 手续 | 天 |\n|---|---:|\n| 用地 | 12 |\n| 环评报告 | 3 |\n",
        );
        assert_eq!(write(&document), "单\n\n- 一\n- 二\n\n手续\n手续      天\n用地      12\n环评报告   3\n");
    }
}
