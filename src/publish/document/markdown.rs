//! A document as Markdown: what the template yields, put in order.

use std::fmt::Write as _;

use super::{Block, Document, Table, escape};

/// The text, ending in a line break.
pub fn write(document: &Document) -> String {
    let mut out = String::new();
    for line in &document.masthead {
        let _ = writeln!(out, "=== {}", escape(line));
    }
    let _ = writeln!(out, "# {}", escape(&document.title));
    let mut listing = false;
    for block in &document.blocks {
        if !(listing && matches!(block, Block::Item(_))) {
            out.push('\n');
        }
        listing = matches!(block, Block::Item(_));
        let _ = match block {
            Block::Heading(level, text) => {
                writeln!(out, "{} {}", "#".repeat(usize::from(*level) + 1), escape(text))
            }
            Block::Paragraph(text) | Block::Signature(text) => writeln!(out, "{}", escape(text)),
            Block::Item(text) => writeln!(out, "- {}", escape(text)),
            Block::Note(text) => writeln!(out, "> {}", escape(text)),
            Block::Table(table) => write_table(&mut out, table),
        };
    }
    out
}

fn write_table(out: &mut String, table: &Table) -> std::fmt::Result {
    if !table.caption.is_empty() {
        writeln!(out, "表：{}\n", escape(&table.caption))?;
    }
    let line = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|c| escape(c)).collect();
        format!("| {} |", cells.join(" | "))
    };
    writeln!(out, "{}", line(&table.header))?;
    let rule: Vec<&str> = table.figures.iter().map(|figure| if *figure { "---:" } else { "---" }).collect();
    writeln!(out, "|{}|", rule.join("|"))?;
    table.rows.iter().try_for_each(|row| writeln!(out, "{}", line(row)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        let text = "=== 调度通报\n=== 第6期\n# 通报\n\n## 一、总体\n\n句*子*。\n\n表：分类\n\n| 类别 | 计划 |\n|---|---:|\n| a | 1 |\n\n- 一\n- 二\n\n> 注\n";
        let document = Document::parse(text);
        assert_eq!(Document::parse(&write(&document)), document);
        assert!(write(&document).contains("- 一\n- 二\n"));
    }
}
