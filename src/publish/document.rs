//! A document between template and file: headings, paragraphs, lists and tables, read from the plain
//! Markdown that a template yields and written as Markdown, HTML, Word or a workbook.
//!
//! Only the small Markdown that our templates use is understood; anything else stays text.

pub mod html;
pub mod markdown;
pub mod sheets;
pub mod text;
pub mod word;

/// A document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// 红头: the name over the red line, then the line of its issue; none in a plain document.
    pub masthead: Vec<String>,
    /// The title line.
    pub title: String,
    /// Everything below it.
    pub blocks: Vec<Block>,
}

/// A piece of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading: 1 is a chapter (一、), 2 a section (（一）).
    Heading(u8, String),
    /// A paragraph.
    Paragraph(String),
    /// An item of a list.
    Item(String),
    /// A remark set apart: a gap in the data, a note on method.
    Note(String),
    /// A line to the right: the issuer, the date.
    Signature(String),
    /// A table.
    Table(Table),
}

/// A table with its caption.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// Above the table.
    pub caption: String,
    /// Column headers.
    pub header: Vec<String>,
    /// Whether a column holds figures, which stand to the right.
    pub figures: Vec<bool>,
    /// Rows, each as wide as the header.
    pub rows: Vec<Vec<String>>,
}

impl Document {
    /// Reads the Markdown of a rendered template.
    ///
    /// `=== ` the masthead (红头), one or two lines; `# ` the title, `## ` and `### ` headings, `- ` items, `> ` notes, `>> ` a line to the right,
    /// `| … |` tables with a `|---|---:|` line, `表：` or `Table:` a caption before a table, blank lines
    /// between paragraphs. `\` takes the meaning from the character after it.
    pub fn parse(text: &str) -> Self {
        let mut document = Self::default();
        let mut paragraph = String::new();
        let mut lines = text.lines().map(str::trim_end).peekable();
        while let Some(line) = lines.next() {
            let block = if let Some(rest) = line.strip_prefix("# ") {
                document.title = unescape(rest.trim());
                None
            } else if let Some(rest) = line.strip_prefix("=== ") {
                document.masthead.push(unescape(rest.trim()));
                None
            } else if let Some(rest) = line.strip_prefix("### ") {
                Some(Block::Heading(2, unescape(rest.trim())))
            } else if let Some(rest) = line.strip_prefix("## ") {
                Some(Block::Heading(1, unescape(rest.trim())))
            } else if let Some(rest) = line.strip_prefix("- ") {
                Some(Block::Item(unescape(rest.trim())))
            } else if let Some(rest) = line.strip_prefix(">> ") {
                Some(Block::Signature(unescape(rest.trim())))
            } else if let Some(rest) = line.strip_prefix("> ") {
                Some(Block::Note(unescape(rest.trim())))
            } else if line.starts_with('|') {
                let mut rows = vec![cells(line)];
                while let Some(row) = lines.next_if(|l| l.starts_with('|')) {
                    rows.push(cells(row));
                }
                let caption = std::mem::take(&mut paragraph);
                let (caption, before) = split_caption(&caption);
                document.push_paragraph(&before);
                Some(Block::Table(table(caption, rows)))
            } else {
                // A caption waits for its table over blank lines; it never joins the text before it.
                if (line.is_empty() && !is_caption(&paragraph)) || is_caption(line) {
                    document.push_paragraph(&std::mem::take(&mut paragraph));
                }
                paragraph.push_str(line.trim_start());
                continue;
            };
            document.push_paragraph(&std::mem::take(&mut paragraph));
            document.blocks.extend(block);
        }
        document.push_paragraph(&paragraph);
        document
    }

    fn push_paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(unescape(text)));
        }
    }
}

const CAPTIONS: [&str; 2] = ["表：", "Table:"];

fn is_caption(paragraph: &str) -> bool {
    CAPTIONS.iter().any(|c| paragraph.starts_with(c))
}

/// The caption standing right before a table, and what text stood before it.
fn split_caption(paragraph: &str) -> (String, String) {
    match CAPTIONS.iter().find_map(|c| paragraph.strip_prefix(c)) {
        Some(caption) => (unescape(caption.trim()), String::new()),
        None => (String::new(), paragraph.to_owned()),
    }
}

fn table(caption: String, mut rows: Vec<Vec<String>>) -> Table {
    let header = rows.remove(0);
    let mut figures = vec![false; header.len()];
    let is_rule =
        |row: &Vec<String>| row.iter().all(|c| !c.is_empty() && c.chars().all(|c| matches!(c, '-' | ':')));
    if rows.first().is_some_and(is_rule) {
        let rule = rows.remove(0);
        for (figure, cell) in figures.iter_mut().zip(rule) {
            *figure = cell.ends_with(':') && !cell.starts_with(':');
        }
    }
    for row in &mut rows {
        row.resize(header.len(), String::new());
    }
    Table { caption, header, figures, rows }
}

/// Splits `| a | b\| |` into its cells.
fn cells(line: &str) -> Vec<String> {
    let inner = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        match (c, cells.last_mut()) {
            ('|', _) => cells.push(String::new()),
            ('\\', Some(cell)) => cell.extend(chars.next()),
            (c, Some(cell)) => cell.push(c),
            (_, None) => {}
        }
    }
    if cells.last().is_some_and(|c| c.trim().is_empty()) {
        cells.pop();
    }
    cells.into_iter().map(|c| c.trim().to_owned()).collect()
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' { out.extend(chars.next()) } else { out.push(c) }
    }
    out
}

/// Takes the Markdown meaning from text that a template puts in: names and reports may hold anything.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(' '),
            '\\' | '|' | '#' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '~' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_rendered_template_becomes_blocks() {
        let text = "# 通报\n\n## 一、总体\n第一句。\n第二句。\n表：分类\n\n| 类别 | 计划 |\n|---|---:|\n| 建设\\|产业 | 12.5 |\n\n> 缺口\n- 一项\n>> 发展改革委\n";
        let document = Document::parse(text);
        assert_eq!(document.title, "通报");
        let table = Table {
            caption: "分类".into(),
            header: vec!["类别".into(), "计划".into()],
            figures: vec![false, true],
            rows: vec![vec!["建设|产业".into(), "12.5".into()]],
        };
        assert_eq!(
            document.blocks,
            [
                Block::Heading(1, "一、总体".into()),
                Block::Paragraph("第一句。第二句。".into()),
                Block::Table(table),
                Block::Note("缺口".into()),
                Block::Item("一项".into()),
                Block::Signature("发展改革委".into()),
            ]
        );
    }

    proptest! {
        #[test]
        fn what_a_project_is_called_stays_text(name in "\\PC{1,30}") {
            let name = crate::domain::text::clean(&name).into_owned();
            let text = format!("x{}\n\n| a |\n|---|\n| {} |\n", escape(&name), escape(&name));
            let document = Document::parse(&text);
            let collapsed = name.trim();
            match &document.blocks[..] {
                [Block::Paragraph(p), Block::Table(t)] => {
                    prop_assert_eq!(p.trim(), format!("x{collapsed}"));
                    prop_assert_eq!(&t.rows[0][0], collapsed);
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }

        #[test]
        fn no_text_panics(text in "(\\PC|\n|\\|){0,80}") {
            let _ = Document::parse(&text);
        }
    }
}
