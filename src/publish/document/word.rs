//! A document as .docx in the layout of official documents (党政机关公文格式, GB/T 9704—2012): A4, its
//! margins, a centred title, 仿宋 at size 三号 with 28-point lines, page numbers — 1 —.
//!
//! Fonts are named, not embedded; a machine without them substitutes its own.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, Docx, FieldCharType, Footer, InstrPAGE, InstrText, LineSpacing, LineSpacingType,
    PageMargin, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run, RunFonts,
    Shading, SpecialIndentType, TableAlignmentType, TableCell, TableCellMargins, TableRow, VAlignType,
    WidthType,
};

use super::{Block, Document, Table};

/// Twentieths of a point in a millimetre, as a fraction.
const fn millimetres(mm: i32) -> i32 {
    mm * 1440 * 10 / 254
}

// Sizes in half points, as Word counts them.
const MASTHEAD: usize = 72; // 小初
const TITLE: usize = 44; // 二号
const BODY: usize = 32; // 三号
const NOTE: usize = 24; // 小四
const CELL: usize = 21; // 五号
const PAGE_NUMBER: usize = 28; // 四号
/// The red of a red head.
const RED: &str = "C8102E";
/// 28 points a line.
const LINE: i32 = 560;
/// The width between the margins of an A4 page, in twentieths of a point.
const WIDTH: i32 = millimetres(210 - 28 - 26);

/// The bytes of the file.
pub fn write(document: &Document) -> std::io::Result<Vec<u8>> {
    let margin = PageMargin::new()
        .top(millimetres(37))
        .bottom(millimetres(35))
        .left(millimetres(28))
        .right(millimetres(26))
        .header(millimetres(15))
        .footer(millimetres(28));
    let mut docx = Docx::new()
        .page_size(millimetres(210) as u32, millimetres(297) as u32)
        .page_margin(margin)
        .default_size(BODY)
        .default_fonts(song_with("仿宋"))
        .footer(page_number());
    for (at, line) in document.masthead.iter().enumerate() {
        let last = at + 1 == document.masthead.len();
        docx = docx.add_paragraph(masthead(line, at == 0, last));
    }
    docx = docx.add_paragraph(title(&document.title));
    for block in &document.blocks {
        docx = match block {
            Block::Heading(1, text) => docx.add_paragraph(body(text, "黑体").outline_lvl(0).keep_next(true)),
            Block::Heading(_, text) => docx.add_paragraph(body(text, "楷体").outline_lvl(1).keep_next(true)),
            Block::Paragraph(text) => docx.add_paragraph(body(text, "仿宋")),
            Block::Item(text) => docx.add_paragraph(body(&format!("· {text}"), "仿宋")),
            Block::Note(text) => docx.add_paragraph(note(text)),
            Block::Signature(text) => docx.add_paragraph(signature(text)),
            Block::Table(table) => {
                let docx =
                    if table.caption.is_empty() { docx } else { docx.add_paragraph(caption(&table.caption)) };
                docx.add_table(grid(table)).add_paragraph(Paragraph::new().line_spacing(exactly(200)))
            }
        };
    }
    let mut bytes = Cursor::new(Vec::new());
    let mut parts = docx.build();
    parts.document = with_repeated_headers(&parts.document)?;
    parts.pack(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes.into_inner())
}

/// The first row of every table marked as its header, which is repeated on every page the table reaches. The
/// library has no word for it; within a text `<` is escaped, so that only real tables are met.
fn with_repeated_headers(document: &[u8]) -> std::io::Result<Vec<u8>> {
    const KEPT: &str = "<w:cantSplit />";
    let document = std::str::from_utf8(document).map_err(std::io::Error::other)?;
    let mut tables = document.split("<w:tbl>");
    let mut marked = tables.next().unwrap_or_default().to_owned();
    for table in tables {
        marked.push_str("<w:tbl>");
        marked.push_str(&table.replacen(KEPT, "<w:cantSplit /><w:tblHeader />", 1));
    }
    Ok(marked.into_bytes())
}

/// A Chinese face; Latin letters and digits in Times New Roman, as offices set them.
fn song_with(chinese: &str) -> RunFonts {
    RunFonts::new().east_asia(chinese).ascii("Times New Roman").hi_ansi("Times New Roman")
}

fn exactly(twentieths: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(twentieths)
}

fn run(text: &str, font: &str, size: usize) -> Run {
    Run::new().add_text(text).fonts(song_with(font)).size(size)
}

fn title(text: &str) -> Paragraph {
    Paragraph::new()
        .add_run(run(text, "方正小标宋简体", TITLE))
        .align(AlignmentType::Center)
        .line_spacing(LineSpacing::new().line_rule(LineSpacingType::AtLeast).line(700).after(560))
}

/// A line of the red head: its name large and red, the issue below it in black, the red rule under the last.
fn masthead(text: &str, is_name: bool, last: bool) -> Paragraph {
    let run = if is_name {
        run(text, "方正小标宋简体", MASTHEAD).color(RED)
    } else {
        run(text, "仿宋", BODY)
    };
    let spacing = LineSpacing::new().line_rule(LineSpacingType::AtLeast).line(700);
    let paragraph = Paragraph::new().add_run(run).align(AlignmentType::Center);
    if !last {
        return paragraph.line_spacing(spacing);
    }
    let rule = ParagraphBorder::new(ParagraphBorderPosition::Bottom).size(18).space(6).color(RED);
    paragraph.line_spacing(spacing.after(560)).set_borders(ParagraphBorders::with_empty().set(rule))
}

/// A paragraph of text: two characters in, both edges straight.
fn body(text: &str, font: &str) -> Paragraph {
    Paragraph::new()
        .add_run(run(text, font, BODY))
        .align(AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(BODY as i32 * 20)), None, None)
        .line_spacing(exactly(LINE))
}

fn note(text: &str) -> Paragraph {
    Paragraph::new()
        .add_run(run(text, "楷体", NOTE).color("505050"))
        .align(AlignmentType::Both)
        .indent(None, Some(SpecialIndentType::FirstLine(NOTE as i32 * 20)), None, None)
        .line_spacing(exactly(440))
}

fn signature(text: &str) -> Paragraph {
    Paragraph::new().add_run(run(text, "仿宋", BODY)).align(AlignmentType::Right).line_spacing(exactly(LINE))
}

fn caption(text: &str) -> Paragraph {
    Paragraph::new()
        .add_run(run(text, "黑体", NOTE))
        .align(AlignmentType::Center)
        .keep_next(true)
        .line_spacing(LineSpacing::new().before(200).after(80))
}

fn page_number() -> Footer {
    let digit = |run: Run| run.fonts(song_with("宋体")).size(PAGE_NUMBER);
    let number = digit(Run::new())
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(InstrText::PAGE(InstrPAGE::new()))
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false);
    let line = Paragraph::new()
        .add_run(digit(Run::new().add_text("— ")))
        .add_run(number)
        .add_run(digit(Run::new().add_text(" —")))
        .align(AlignmentType::Center);
    Footer::new().add_paragraph(line)
}

fn grid(table: &Table) -> docx_rs::Table {
    let widths = widths(table);
    let row = |cells: &[String], header: bool| {
        let cells = cells.iter().zip(&widths).enumerate().map(|(at, (text, width))| {
            let figure = table.figures.get(at) == Some(&true);
            let align = match (header, figure) {
                (true, _) => AlignmentType::Center,
                (false, true) => AlignmentType::Right,
                (false, false) => AlignmentType::Left,
            };
            let font = if header { "黑体" } else { "宋体" };
            let paragraph = Paragraph::new()
                .add_run(run(text, font, CELL))
                .align(align)
                // A header alone at the foot of a page heads nothing.
                .keep_next(header)
                .line_spacing(LineSpacing::new().line_rule(LineSpacingType::AtLeast).line(300));
            let cell = TableCell::new()
                .add_paragraph(paragraph)
                .width(*width, WidthType::Dxa)
                .vertical_align(VAlignType::Center);
            if header { cell.shading(Shading::new().fill("EDF0F3")) } else { cell }
        });
        TableRow::new(cells.collect()).cant_split()
    };
    let mut rows = vec![row(&table.header, true)];
    rows.extend(table.rows.iter().map(|cells| row(cells, false)));
    docx_rs::Table::new(rows)
        .set_grid(widths.clone())
        .width(WIDTH as usize, WidthType::Dxa)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(30, 70, 30, 70))
}

/// Short columns (figures, ids) get what their texts need, so that no number breaks; the long ones share
/// the rest. Counted in half-width characters at the size of a cell.
fn widths(table: &Table) -> Vec<usize> {
    const SHORT: usize = 14;
    // A little more than half a character: faces that stand in for the named ones run wider.
    const CHARACTER: usize = CELL * 10 / 2 + 18;
    const MARGINS: usize = 210;
    // A percent sign is as wide as two digits.
    let wide = |text: &str| unicode_width::UnicodeWidthStr::width(text) + text.matches('%').count();
    // A header may break into three lines, a cell's text into any number.
    let mut wanted: Vec<usize> = table.header.iter().map(|h| wide(h).div_ceil(3).max(4)).collect();
    for row in &table.rows {
        for (column, text) in wanted.iter_mut().zip(row) {
            *column = (*column).max(wide(text).min(60));
        }
    }
    let natural = |units: usize| units * CHARACTER + MARGINS;
    let short: usize = wanted.iter().filter(|w| **w <= SHORT).map(|w| natural(*w)).sum();
    let long: usize = wanted.iter().filter(|w| **w > SHORT).sum();
    let room = (WIDTH as usize).saturating_sub(short);
    if long == 0 || room < long {
        let total: usize = wanted.iter().map(|w| natural(*w)).sum::<usize>().max(1);
        return wanted.into_iter().map(|w| natural(w) * WIDTH as usize / total).collect();
    }
    wanted.into_iter().map(|w| if w <= SHORT { natural(w) } else { w * room / long }).collect()
}
