//! Paints the difference between two frames in as few bytes as it can: it knows how wide every character
//! is, so the cursor need not be moved after each Chinese one, and it writes one synchronized update.
//!
//! It never asks the terminal anything (an answer may take seconds on a slow link) and never clears what
//! it can overwrite.

use std::io::Write as _;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Color, Modifier};

use crate::tui::cells::Ambiguous;

/// The terminal as it was painted last.
#[derive(Debug)]
pub struct Painter {
    shown: Buffer,
    /// Nothing is known of the terminal; the next frame repaints all of it.
    stale: bool,
    cursor: Option<Position>,
    ambiguous: Ambiguous,
}

/// Where the terminal's cursor stands and how it would write.
struct Pen<'a> {
    out: &'a mut Vec<u8>,
    at: Option<(u16, u16)>,
    style: CellStyle,
    width: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct CellStyle {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

const PLAIN: CellStyle = CellStyle { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

impl CellStyle {
    fn of(cell: &Cell) -> Self {
        Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }
}

impl Painter {
    /// A painter for a terminal about which nothing is known yet.
    pub fn new(ambiguous: Ambiguous) -> Self {
        Self { shown: Buffer::empty(Rect::ZERO), stale: true, cursor: None, ambiguous }
    }

    /// Repaints everything with the next frame: after Ctrl-L, a suspension or a resize.
    pub fn forget(&mut self) {
        self.stale = true;
    }

    /// The bytes that turn what the terminal shows into `next`, with the cursor at its place. Empty when
    /// nothing changed.
    pub fn paint(&mut self, next: Buffer, cursor: Option<Position>) -> Vec<u8> {
        let all = self.stale || self.shown.area != next.area;
        let mut body = Vec::new();
        if all {
            self.shown = Buffer::empty(next.area);
            // Line breaks must go to the next row whatever scrolling region was left behind.
            body.extend_from_slice(b"\x1b[0m\x1b[r\x1b[2J");
        }
        let mut pen = Pen { out: &mut body, at: None, style: PLAIN, width: next.area.width };
        for y in 0..next.area.height {
            self.paint_row(&next, y, &mut pen);
        }
        pen.dress(PLAIN);
        let moved = pen.at.is_some();
        if let Some(place) = cursor
            && (moved || all || self.cursor != cursor)
        {
            let _ = write!(body, "\x1b[{};{}H", place.y + 1, place.x + 1);
        }
        match (self.cursor.is_some() && !self.stale, cursor.is_some()) {
            (false, true) => body.extend_from_slice(b"\x1b[?25h"),
            (true, false) => body.extend_from_slice(b"\x1b[?25l"),
            (false, false) if self.stale => body.extend_from_slice(b"\x1b[?25l"),
            _ => {}
        }
        self.shown = next;
        self.cursor = cursor;
        self.stale = false;
        if body.is_empty() {
            return body;
        }
        let mut bytes = b"\x1b[?2026h".to_vec();
        bytes.append(&mut body);
        bytes.extend_from_slice(b"\x1b[?2026l");
        bytes
    }

    fn paint_row(&self, next: &Buffer, y: u16, pen: &mut Pen<'_>) {
        let width = next.area.width;
        let row = |buffer: &Buffer| -> std::ops::Range<usize> {
            let start = usize::from(y) * usize::from(width);
            let end = start + usize::from(width);
            debug_assert!(end <= buffer.content.len());
            start..end
        };
        let new = &next.content[row(next)];
        let old = &self.shown.content[row(&self.shown)];
        let new_width = |x: usize| self.ambiguous.of(new[x].symbol()).max(1);
        let blank_from = blank_tail(new);
        let mut x = 0;
        // A wide character that stood here before covers the next column too; once its first half is
        // overwritten the terminal blanks the second, whatever the old frame says about it.
        let mut disturbed = 0;
        while x < new.len() {
            let cells = new_width(x);
            let span = x..(x + cells).min(new.len());
            let same = span.clone().all(|at| at >= disturbed && new[at] == old[at]);
            if same {
                x = span.end;
                continue;
            }
            if x >= blank_from && blank_tail(old) > x + 3 {
                pen.move_to(x as u16, y, new);
                pen.dress(PLAIN);
                pen.out.extend_from_slice(b"\x1b[K");
                return;
            }
            for at in span.clone() {
                disturbed = disturbed.max(at + self.ambiguous.of(old[at].symbol()).max(1));
            }
            pen.move_to(x as u16, y, new);
            if cells == 2 && span.end - x < 2 {
                pen.write(" ", CellStyle::of(&new[x]), 1, y, true);
            } else {
                let symbol = new[x].symbol();
                pen.write(symbol, CellStyle::of(&new[x]), cells as u16, y, is_certain(symbol));
            }
            x = span.end;
        }
    }
}

/// The column from which a row is blank in the plain style.
fn blank_tail(row: &[Cell]) -> usize {
    row.iter().rposition(|c| c.symbol() != " " || CellStyle::of(c) != PLAIN).map_or(0, |at| at + 1)
}

/// Whether terminals agree how wide a character is. After another the cursor is placed anew.
fn is_certain(symbol: &str) -> bool {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return false };
    matches!(c,
        ' '..='~'
        | '\u{b7}' | '×' | '–' | '—' | '…' | '›' | '★' | '●' | '✓' | '“' | '”'
        | '\u{2500}'..='\u{259f}'
        | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ff01}'..='\u{ff60}')
}

impl Pen<'_> {
    fn write(&mut self, symbol: &str, style: CellStyle, cells: u16, y: u16, certain: bool) {
        self.dress(style);
        self.out.extend_from_slice(symbol.as_bytes());
        let Some((x, _)) = self.at else { return };
        // In the last column the terminal may or may not have wrapped.
        self.at = (certain && x + cells < self.width).then_some((x + cells, y)).or(Some((u16::MAX, y)));
    }

    /// Goes there by the shortest way: over unchanged plain text by writing it again, on the row by a
    /// relative step, to the next row by a line break, else by an address.
    fn move_to(&mut self, x: u16, y: u16, row: &[Cell]) {
        if self.at == Some((x, y)) {
            return;
        }
        let address = if x == 0 { format!("\x1b[{}H", y + 1) } else { format!("\x1b[{};{}H", y + 1, x + 1) };
        let mut best = address.into_bytes();
        if let Some((from_x, from_y)) = self.at {
            if from_y == y && from_x < x {
                let gap = x - from_x;
                let step = if gap == 1 { b"\x1b[C".to_vec() } else { format!("\x1b[{gap}C").into_bytes() };
                if step.len() < best.len() {
                    best = step;
                }
                let between = &row[usize::from(from_x)..usize::from(x)];
                let plain = between.iter().all(|c| c.symbol().len() == 1 && CellStyle::of(c) == self.style);
                if plain && between.len() <= best.len() {
                    best = between.iter().flat_map(|c| c.symbol().bytes()).collect();
                }
            }
            if from_y + 1 == y {
                let mut lead = b"\r\n".to_vec();
                match x {
                    0 => {}
                    1 => lead.extend_from_slice(b"\x1b[C"),
                    _ => lead.extend_from_slice(format!("\x1b[{x}C").as_bytes()),
                }
                if lead.len() < best.len() {
                    best = lead;
                }
            }
        }
        self.out.extend_from_slice(&best);
        self.at = Some((x, y));
    }

    fn dress(&mut self, style: CellStyle) {
        if style == self.style {
            return;
        }
        let mut codes: Vec<String> = Vec::new();
        let lost = self.style.modifier.difference(style.modifier);
        if style == PLAIN {
            self.out.extend_from_slice(b"\x1b[m");
            self.style = style;
            return;
        }
        let mut have = self.style;
        if !lost.is_empty() {
            codes.push(String::from("0"));
            have = PLAIN;
        }
        for (modifier, code) in [
            (Modifier::BOLD, "1"),
            (Modifier::DIM, "2"),
            (Modifier::ITALIC, "3"),
            (Modifier::UNDERLINED, "4"),
            (Modifier::REVERSED, "7"),
        ] {
            if style.modifier.difference(have.modifier).contains(modifier) {
                codes.push(code.to_owned());
            }
        }
        if style.fg != have.fg {
            codes.push(colour_code(style.fg, 30));
        }
        if style.bg != have.bg {
            codes.push(colour_code(style.bg, 40));
        }
        let _ = write!(self.out, "\x1b[{}m", codes.join(";"));
        self.style = style;
    }
}

/// SGR for one of the sixteen colours; `base` is 30 for text, 40 for ground.
fn colour_code(colour: Color, base: u16) -> String {
    let plain = |n: u16| (base + n).to_string();
    let bright = |n: u16| (base + 60 + n).to_string();
    match colour {
        Color::Black => plain(0),
        Color::Red => plain(1),
        Color::Green => plain(2),
        Color::Yellow => plain(3),
        Color::Blue => plain(4),
        Color::Magenta => plain(5),
        Color::Cyan => plain(6),
        Color::Gray => plain(7),
        Color::DarkGray => bright(0),
        Color::LightRed => bright(1),
        Color::LightGreen => bright(2),
        Color::LightYellow => bright(3),
        Color::LightBlue => bright(4),
        Color::LightMagenta => bright(5),
        Color::LightCyan => bright(6),
        Color::White => bright(7),
        Color::Indexed(n) => format!("{};5;{n}", base + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", base + 8),
        Color::Reset => plain(9),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui::style::Style as Dress;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;

    fn frame(width: u16, lines: &[&str]) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, lines.len() as u16));
        for (y, line) in lines.iter().enumerate() {
            buffer.set_string(0, y as u16, line, Dress::new());
        }
        buffer
    }

    fn terminal(rows: u16, columns: u16) -> vt100::Parser {
        vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0)
    }

    fn shown(parser: &vt100::Parser) -> Vec<String> {
        let (rows, cols) = parser.screen().size();
        parser.screen().rows(0, cols.get()).take(usize::from(rows.get())).collect()
    }

    #[test]
    fn nothing_is_written_when_nothing_changed() {
        let mut painter = Painter::new(Ambiguous::Narrow);
        assert!(!painter.paint(frame(20, &["九龙坡博世"]), None).is_empty());
        assert!(painter.paint(frame(20, &["九龙坡博世"]), None).is_empty());
        painter.forget();
        assert!(!painter.paint(frame(20, &["九龙坡博世"]), None).is_empty());
    }

    #[test]
    fn wide_characters_need_no_cursor_moves_and_rows_follow_by_a_line_break() {
        let mut painter = Painter::new(Ambiguous::Narrow);
        let bytes = painter.paint(frame(20, &["九龙坡博世", "氢材料发动机"]), None);
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.contains("\x1b[1H九龙坡博世\r\n氢材料发动机"), "{text:?}");
    }

    #[test]
    fn the_cursor_returns_to_the_field_when_only_the_clock_changed() {
        let mut painter = Painter::new(Ambiguous::Narrow);
        let mut parser = terminal(2, 20);
        parser.process(&painter.paint(frame(20, &["/ jlp", "12:00:01"]), Some(Position::new(5, 0))));
        let bytes = painter.paint(frame(20, &["/ jlp", "12:00:02"]), Some(Position::new(5, 0)));
        assert!(bytes.len() < 40, "{} bytes for one digit", bytes.len());
        parser.process(&bytes);
        assert_eq!(parser.screen().cursor_position(), (0, 5));
        assert!(!parser.screen().hide_cursor());
    }

    fn any_frame() -> impl Strategy<Value = Buffer> {
        let line = prop::collection::vec((0usize..4, "[a-z 九龙坡博世★│]{0,5}"), 0..5);
        prop::collection::vec(line, 4).prop_map(|lines| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, 16, 4));
            for (y, pieces) in lines.iter().enumerate() {
                let mut x = 0;
                for (style, piece) in pieces {
                    let dress = [
                        Dress::new(),
                        Dress::new().bold(),
                        Dress::new().reversed(),
                        Dress::new().fg(Color::Red).underlined(),
                    ][*style];
                    x = buffer.set_stringn(x, y as u16, piece, usize::from(16 - x), dress).0.min(16);
                    if x >= 16 {
                        break;
                    }
                }
            }
            buffer
        })
    }

    fn expected(buffer: &Buffer, y: u16) -> String {
        let mut line = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += symbol.graphemes(true).map(|g| Ambiguous::Narrow.of(g)).sum::<usize>().max(1) as u16;
        }
        line.trim_end().to_owned()
    }

    proptest! {
        #[test]
        fn whatever_is_painted_over_whatever_the_terminal_ends_right(frames in prop::collection::vec(any_frame(), 1..5)) {
            let mut painter = Painter::new(Ambiguous::Narrow);
            let mut parser = terminal(4, 16);
            for next in frames {
                parser.process(&painter.paint(next.clone(), None));
                for (y, line) in shown(&parser).iter().enumerate() {
                    prop_assert_eq!(line.trim_end(), expected(&next, y as u16));
                }
                for y in 0..4u16 {
                    for x in 0..16u16 {
                        let cell = parser.screen().cell(y, x).unwrap();
                        if cell.is_wide_continuation() { continue; }
                        let want = &next[(x, y)];
                        prop_assert_eq!(cell.inverse(), want.modifier.contains(Modifier::REVERSED), "{},{}", x, y);
                        prop_assert_eq!(cell.bold(), want.modifier.contains(Modifier::BOLD));
                        prop_assert_eq!(cell.fgcolor() == vt100::Color::Idx(1), want.fg == Color::Red);
                    }
                }
            }
        }
    }
}
