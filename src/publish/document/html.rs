//! A document as one HTML page that needs nothing else: styles inside, prints on A4.

use std::fmt::Write as _;

use super::{Block, Document, Table};

const STYLE: &str = include_str!("html.css");

/// The page.
pub fn write(document: &Document) -> String {
    let title = escape(&document.title);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n"
    );
    for (at, line) in document.masthead.iter().enumerate() {
        let class = if at == 0 { "masthead" } else { "issue" };
        let _ = writeln!(out, "<p class=\"{class}\">{}</p>", escape(line));
    }
    let _ = writeln!(out, "<h1>{title}</h1>");
    let mut listing = false;
    for block in &document.blocks {
        let item = matches!(block, Block::Item(_));
        if item != listing {
            out.push_str(if item { "<ul>\n" } else { "</ul>\n" });
            listing = item;
        }
        let _ = match block {
            Block::Heading(level, text) => {
                let level = level + 1;
                writeln!(out, "<h{level}>{}</h{level}>", escape(text))
            }
            Block::Paragraph(text) => writeln!(out, "<p>{}</p>", escape(text)),
            Block::Item(text) => writeln!(out, "<li>{}</li>", escape(text)),
            Block::Note(text) => writeln!(out, "<p class=\"note\">{}</p>", escape(text)),
            Block::Signature(text) => writeln!(out, "<p class=\"signature\">{}</p>", escape(text)),
            Block::Table(table) => write_table(&mut out, table),
        };
    }
    if listing {
        out.push_str("</ul>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn write_table(out: &mut String, table: &Table) -> std::fmt::Result {
    writeln!(out, "<div class=\"wide\"><table>")?;
    if !table.caption.is_empty() {
        writeln!(out, "<caption>{}</caption>", escape(&table.caption))?;
    }
    let row = |cells: &[String], tag: &str| {
        let cell = |(at, text): (usize, &String)| {
            let class = if table.figures.get(at) == Some(&true) { " class=\"figure\"" } else { "" };
            format!("<{tag}{class}>{}</{tag}>", escape(text))
        };
        cells.iter().enumerate().map(cell).collect::<String>()
    };
    writeln!(out, "<thead><tr>{}</tr></thead>\n<tbody>", row(&table.header, "th"))?;
    for cells in &table.rows {
        writeln!(out, "<tr>{}</tr>", row(cells, "td"))?;
    }
    writeln!(out, "</tbody></table></div>")
}

/// Text that HTML and SVG show as it is.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_report_becomes_markup() {
        let document = Document {
            masthead: vec!["<b>".into()],
            title: "a<script>".into(),
            blocks: vec![Block::Paragraph("<img src=x onerror='x'>".into()), Block::Item("&".into())],
        };
        let page = write(&document);
        assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"), "{page}");
        assert!(page.contains("<ul>\n<li>&amp;</li>\n</ul>"), "{page}");
    }
}
