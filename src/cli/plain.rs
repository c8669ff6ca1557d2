//! Plain text: aligned tables with wide characters, safe for any terminal.
//!
//! On a terminal lines are fitted to its width; into a pipe or file nothing is ever cut. Control and bidi
//! characters never pass. Emphasis is bold, and only where a terminal will show it.

use std::io::{self, Write};
use std::ops::Range;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::domain::lang::Lang;
use crate::domain::text::escape_controls;
use crate::words;

/// Rows looked at before the first is printed, to find the columns' widths; later rows stream.
const SAMPLE: usize = 500;

/// What the place of output can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutputStyle {
    /// Columns, where lines must be fitted.
    pub width: Option<usize>,
    /// Whether bold may be used.
    pub emphasis: bool,
}

impl OutputStyle {
    /// Of standard output: fitted and emphasised only on a terminal.
    pub fn of_stdout(tty: bool, no_color: bool) -> Self {
        if !tty {
            return Self::default();
        }
        let term = std::env::var_os("TERM").unwrap_or_default();
        let refused = no_color || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
        let width = rustix::termios::tcgetwinsize(std::io::stdout())
            .ok()
            .map(|size| usize::from(size.ws_col))
            .filter(|columns| *columns >= 20);
        Self { width, emphasis: !refused && !term.is_empty() && term != "dumb" }
    }
}

/// The writer that verbs print through.
pub struct TextWriter<'a> {
    out: &'a mut dyn Write,
    look: OutputStyle,
    /// The language to print in.
    pub lang: Lang,
}

/// One cell: text and the character ranges to emphasise.
#[derive(Clone, Debug, Default)]
pub struct TextCell {
    text: String,
    bold: Vec<Range<usize>>,
}

impl<T: AsRef<str>> From<T> for TextCell {
    fn from(text: T) -> Self {
        Self { text: one_line(text.as_ref()), bold: Vec::new() }
    }
}

impl TextCell {
    /// Emphasises character ranges (half-open, in Unicode scalar values); text must be clean already, as
    /// all text of the catalogue is, or ranges would not fit what is printed.
    #[must_use]
    pub fn emphasised(mut self, ranges: impl IntoIterator<Item = Range<usize>>) -> Self {
        self.bold = ranges.into_iter().collect();
        self
    }
}

/// How a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnAlign {
    /// Text, padded on the right.
    Left,
    /// Digits, padded on the left.
    Right,
    /// Text that gives way when the terminal is narrow. At most one a table.
    Flexible,
    /// Text that a narrow terminal does without: left out, the last first, and said below the table.
    Spare,
    /// Digits that a narrow terminal does without.
    SpareRight,
}

impl ColumnAlign {
    fn is_spare(self) -> bool {
        matches!(self, Self::Spare | Self::SpareRight)
    }

    fn is_right(self) -> bool {
        matches!(self, Self::Right | Self::SpareRight)
    }
}

/// No text column is cut below so many columns to make room.
const LEAST: usize = 14;

impl<'a> TextWriter<'a> {
    /// Prints to `out` with the given look.
    pub fn new(out: &'a mut dyn Write, look: OutputStyle, lang: Lang) -> Self {
        Self { out, look, lang }
    }

    /// One line of text, escaped.
    pub fn line(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        writeln!(self.out, "{}", escape_controls(text.as_ref()))
    }

    /// One line, emphasised where the terminal shows it.
    pub fn strong(&mut self, text: impl AsRef<str>) -> io::Result<()> {
        let text = escape_controls(text.as_ref());
        if self.look.emphasis {
            writeln!(self.out, "\x1b[1m{text}\x1b[0m")
        } else {
            writeln!(self.out, "{text}")
        }
    }

    /// An empty line.
    pub fn gap(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }

    /// `label  value`, the value's further lines indented under its first; nothing for an empty value.
    pub fn field(&mut self, label: &str, value: &str) -> io::Result<()> {
        const LABEL: usize = 14;
        for (at, line) in value.lines().enumerate() {
            let label = if at == 0 { label } else { "" };
            // A longer label keeps at least one space before its value.
            let pad = " ".repeat(LABEL.saturating_sub(label.width()).max(1));
            writeln!(self.out, "{label}{pad}{}", escape_controls(line))?;
        }
        Ok(())
    }

    /// A table with a heading line. Rows stream: widths come from the first rows, a longer cell later
    /// pushes its own line only.
    pub fn table(
        &mut self,
        columns: &[ColumnAlign],
        heading: &[&str],
        rows: impl IntoIterator<Item = Vec<TextCell>>,
    ) -> io::Result<()> {
        let mut rows = rows.into_iter();
        let sample: Vec<Vec<TextCell>> = rows.by_ref().take(SAMPLE).collect();
        let heading: Vec<TextCell> = heading.iter().map(TextCell::from).collect();
        let mut widths = vec![0; columns.len()];
        for row in sample.iter().chain([&heading]) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.text.width());
            }
        }
        let kept = self.fit(columns, &mut widths);
        if heading.iter().any(|cell| !cell.text.is_empty()) {
            self.row(columns, &widths, &kept, &heading)?;
        }
        for row in sample.into_iter().chain(rows) {
            self.row(columns, &widths, &kept, &row)?;
        }
        if kept.contains(&false) {
            let left_out: Vec<&str> = heading
                .iter()
                .zip(&kept)
                .filter(|(_, kept)| !**kept)
                .map(|(cell, _)| cell.text.as_str())
                .collect();
            let names = left_out.join(self.lang.pick("、", ", "));
            let line = words!("（终端较窄，略去：{names}）", "(left out on a narrow terminal: {names})");
            self.line(line.get(self.lang))?;
        }
        Ok(())
    }

    /// Makes the widths fit the terminal, and says which columns stay: the flexible one gives way first, then
    /// spare columns go, then the widest texts are cut.
    fn fit(&self, columns: &[ColumnAlign], widths: &mut [usize]) -> Vec<bool> {
        let mut kept = vec![true; columns.len()];
        let Some(most) = self.look.width else { return kept };
        let too_wide = |widths: &[usize], kept: &[bool]| {
            let shown = widths.iter().zip(kept).filter(|(_, kept)| **kept).map(|(width, _)| width + 2);
            shown.sum::<usize>().saturating_sub(2).saturating_sub(most)
        };
        let flexible = columns.iter().position(|c| *c == ColumnAlign::Flexible);
        let wanted = flexible.map_or(0, |at| widths[at]);
        let least = wanted.min(LEAST + 6);
        if let Some(at) = flexible {
            widths[at] = wanted.saturating_sub(too_wide(widths, &kept)).max(least);
        }
        while too_wide(widths, &kept) > 0
            && let Some(last) = (0..columns.len()).rev().find(|&at| kept[at] && columns[at].is_spare())
        {
            kept[last] = false;
        }
        while too_wide(widths, &kept) > 0 {
            let texts =
                (0..columns.len()).filter(|&at| kept[at] && !columns[at].is_right() && widths[at] > LEAST);
            let Some(widest) = texts.max_by_key(|&at| widths[at]) else { break };
            widths[widest] -= 1;
        }
        // What a column that was left out had taken is the flexible one's again.
        if let Some(at) = flexible.filter(|_| too_wide(widths, &kept) == 0) {
            let taken = widths.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(width, _)| width + 2);
            widths[at] = wanted.min(widths[at] + (most + 2).saturating_sub(taken.sum::<usize>()));
        }
        kept
    }

    fn row(
        &mut self,
        columns: &[ColumnAlign],
        widths: &[usize],
        kept: &[bool],
        cells: &[TextCell],
    ) -> io::Result<()> {
        let mut line = String::new();
        let mut spaces = 0;
        for (((column, width), cell), _) in
            columns.iter().zip(widths).zip(cells).zip(kept).filter(|(_, kept)| **kept)
        {
            let cut = !column.is_right() && self.look.width.is_some();
            let (text, used) = shown(cell, if cut { *width } else { usize::MAX }, self.look.emphasis);
            let pad = width.saturating_sub(used);
            if column.is_right() {
                spaces += pad;
            }
            if text.is_empty() {
                spaces += used;
            } else {
                line.extend(std::iter::repeat_n(' ', spaces));
                line.push_str(&text);
                spaces = 0;
            }
            spaces += 2 + if column.is_right() { 0 } else { pad };
        }
        writeln!(self.out, "{line}")
    }
}

/// The cell's text within so many columns, emphasis included, and the columns it takes.
fn shown(cell: &TextCell, most: usize, emphasis: bool) -> (String, usize) {
    let full = cell.text.width();
    let most = if full > most { most.saturating_sub(1) } else { most };
    let mut out = String::with_capacity(cell.text.len());
    let (mut used, mut bold) = (0, false);
    for (at, c) in cell.text.chars().enumerate() {
        let wide = c.width().unwrap_or(0);
        if used + wide > most {
            break;
        }
        let wanted = emphasis && cell.bold.iter().any(|range| range.contains(&at));
        if wanted != bold {
            out.push_str(if wanted { "\x1b[1m" } else { "\x1b[0m" });
            bold = wanted;
        }
        out.push(c);
        used += wide;
    }
    if bold {
        out.push_str("\x1b[0m");
    }
    if full > used && full > most {
        out.push('…');
        used += 1;
    }
    (out, used)
}

fn one_line(text: &str) -> String {
    escape_controls(&text.replace(['\r', '\n', '\t'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(look: OutputStyle, rows: &[(&str, &str, &str)]) -> String {
        let mut out = Vec::new();
        let cells = rows.iter().map(|(a, b, c)| vec![a.into(), b.into(), c.into()]);
        TextWriter::new(&mut out, look, Lang::Zh)
            .table(
                &[ColumnAlign::Right, ColumnAlign::Flexible, ColumnAlign::Left],
                &["序号", "名称", "单位"],
                cells,
            )
            .unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn columns_hold_with_wide_characters() {
        let text = printed(OutputStyle::default(), &[("431", "九龙坡博世", "九龙坡区政府"), ("5", "A", "B")]);
        assert_eq!(text, "序号  名称        单位\n 431  九龙坡博世  九龙坡区政府\n   5  A           B\n");
    }

    #[test]
    fn a_narrow_terminal_cuts_the_name_and_a_pipe_cuts_nothing() {
        let rows = [("431", "九龙坡博世氢材料发动机九龙坡博世氢材料发动机", "九龙坡区政府")];
        let narrow = printed(OutputStyle { width: Some(40), emphasis: false }, &rows);
        assert!(narrow.lines().all(|line| line.width() <= 40), "{narrow}");
        assert!(narrow.contains('…') && narrow.contains("九龙坡区政府"), "{narrow}");
        assert!(printed(OutputStyle::default(), &rows).contains(rows[0].1));
    }

    #[test]
    fn a_narrow_terminal_does_without_spare_columns_and_says_so() {
        let print = |width| {
            let mut out = Vec::new();
            let rows = [vec![
                TextCell::from("2021-1-431"),
                "九龙坡博世氢材料发动机".into(),
                "1200.5".into(),
                "97.5".into(),
            ]];
            let columns =
                [ColumnAlign::Left, ColumnAlign::Flexible, ColumnAlign::SpareRight, ColumnAlign::SpareRight];
            TextWriter::new(&mut out, OutputStyle { width, emphasis: false }, Lang::Zh)
                .table(&columns, &["编号", "项目名称", "当月", "报送%"], rows)
                .unwrap();
            String::from_utf8(out).unwrap()
        };
        assert!(print(None).contains("97.5"));
        let narrow = print(Some(42));
        assert!(narrow.contains("1200.5") && !narrow.contains("97.5"), "{narrow}");
        assert!(narrow.contains("略去：报送%"), "{narrow}");
        assert!(narrow.lines().all(|line| line.width() <= 42), "{narrow}");
        let cut = print(Some(30));
        assert!(cut.contains('…') && cut.contains("略去：当月、报送%"), "{cut}");
    }

    #[test]
    fn nothing_a_terminal_obeys_is_printed() {
        let text = printed(OutputStyle::default(), &[("1", "a\u{1b}[2Jb\u{202e}c\nd", "e")]);
        assert!(!text.contains(['\u{1b}', '\u{202e}']), "{text:?}");
        assert_eq!(text.lines().count(), 2);
    }

    #[test]
    fn a_match_is_bold_only_where_asked() {
        let cell = || TextCell::from("九龙坡博世").emphasised(std::iter::once(3..5));
        assert_eq!(shown(&cell(), usize::MAX, true).0, "九龙坡\x1b[1m博世\x1b[0m");
        assert_eq!(shown(&cell(), usize::MAX, false).0, "九龙坡博世");
    }
}
