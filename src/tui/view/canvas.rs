//! Putting text into cells: cut at the region's edge, never half a character, never a control character,
//! and a popup never leaves half of a wide character beside its border.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

use crate::domain::text::is_forbidden;
use crate::tui::cells::{Ambiguous, graphemes};
use crate::tui::layout::Area;
use crate::tui::theme::{Colour, TextRole, Theme};

/// A buffer with the session's looks.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    theme: Theme,
}

/// Text being put into one row, from left to right.
pub struct LineWriter<'c, 'a> {
    canvas: &'c mut Canvas<'a>,
    x: u16,
    y: u16,
    end: u16,
}

impl<'a> Canvas<'a> {
    /// Draws into that buffer.
    pub fn new(buffer: &'a mut Buffer, theme: Theme) -> Self {
        Self { buffer, theme }
    }

    /// The session's looks.
    pub fn theme(&self) -> Theme {
        self.theme
    }

    /// Puts a text at a place, in at most so many columns. Returns the columns used.
    pub fn put(&mut self, x: u16, y: u16, columns: u16, text: &str, role: TextRole) -> u16 {
        self.put_styled(x, y, columns, text, self.style(role))
    }

    /// A line to put pieces into, over the first row of an area.
    pub fn line(&mut self, area: Area) -> LineWriter<'_, 'a> {
        let end = if area.height == 0 { area.x } else { area.x + area.width };
        LineWriter { canvas: self, x: area.x, y: area.y, end }
    }

    /// A horizontal rule.
    pub fn rule(&mut self, x: u16, y: u16, columns: u16) {
        let sign = self.theme.signs().horizontal;
        for at in x..x.saturating_add(columns) {
            self.put(at, y, 1, sign, TextRole::Rule);
        }
    }

    /// Changes the looks of a row that is already there: its ground and weight. Where that is reversed, words
    /// take the terminal's own two colours, which are always readable, and matched letters keep their line;
    /// only a lamp keeps its colour, as the ground of its word. A bar in such a colour stays as it is: it is
    /// a ground itself.
    pub fn restyle(&mut self, area: Area, role: TextRole) {
        let style = self.style(role);
        let reversed = style.add_modifier.contains(Modifier::REVERSED);
        for y in area.y..area.y.saturating_add(area.height) {
            for x in area.x..area.x.saturating_add(area.width) {
                let Some(cell) = self.buffer.cell_mut((x, y)) else { continue };
                let mut style = Style { fg: None, ..style };
                if reversed {
                    cell.modifier.remove(Modifier::DIM);
                    let lamp = is_lamp(cell.fg);
                    if !lamp {
                        cell.fg = Color::Reset;
                    } else if cell.symbol().chars().all(is_block) {
                        style.add_modifier.remove(Modifier::REVERSED);
                    }
                }
                cell.set_style(style);
            }
        }
    }

    /// Empties an area. A wide character that reaches into it from the left is taken away whole, else
    /// the border drawn over its second half would be lost.
    pub fn clear(&mut self, area: Area) {
        for y in area.y..area.y.saturating_add(area.height) {
            if area.x > 0
                && let Some(cell) = self.buffer.cell_mut((area.x - 1, y))
                && self.theme.ambiguous.of(cell.symbol()) > 1
            {
                cell.set_symbol(" ");
            }
            for x in area.x..area.x.saturating_add(area.width) {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
    }

    /// Lets one of the library's own widgets draw into an area.
    pub fn draw(&mut self, area: Area, widget: impl FnOnce(Rect, &mut Buffer)) {
        widget(
            Rect::new(area.x, area.y, area.width, area.height).intersection(self.buffer.area),
            self.buffer,
        );
    }

    /// A cleared box with a title in its border; returns the area inside, with a column of air.
    pub fn popup(&mut self, area: Area, title: &str) -> Area {
        self.clear(area);
        let signs = self.theme.signs();
        let (right, bottom) = (area.x + area.width.saturating_sub(1), area.y + area.height.saturating_sub(1));
        self.rule(area.x, area.y, area.width);
        self.rule(area.x, bottom, area.width);
        for y in area.y..=bottom {
            self.put(area.x, y, 1, signs.vertical, TextRole::Rule);
            self.put(right, y, 1, signs.vertical, TextRole::Rule);
        }
        let corners = [(area.x, area.y), (right, area.y), (area.x, bottom), (right, bottom)];
        for ((x, y), sign) in corners.into_iter().zip(signs.corners) {
            self.put(x, y, 1, sign, TextRole::Rule);
        }
        let title = format!(" {title} ");
        self.put(area.x + 2, area.y, area.width.saturating_sub(4), &title, TextRole::Strong);
        Area {
            x: area.x + 2,
            y: area.y + 1,
            width: area.width.saturating_sub(4),
            height: area.height.saturating_sub(2),
        }
    }

    fn put_styled(&mut self, x: u16, y: u16, columns: u16, text: &str, style: Style) -> u16 {
        let end = x.saturating_add(columns).min(self.buffer.area.width);
        if y >= self.buffer.area.height {
            return 0;
        }
        let mut at = x;
        for (_, grapheme) in graphemes(text) {
            if grapheme.chars().any(is_forbidden) {
                continue;
            }
            let width = self.theme.ambiguous.of(grapheme) as u16;
            if width == 0 {
                continue;
            }
            if at.saturating_add(width) > end {
                break;
            }
            self.cell(at, y, grapheme, style);
            if width == 2 {
                self.cell(at + 1, y, " ", style);
            }
            at += width;
        }
        at - x
    }

    /// Nothing of what stood there shines through.
    fn cell(&mut self, x: u16, y: u16, symbol: &str, style: Style) {
        let cell = &mut self.buffer[(x, y)];
        cell.reset();
        cell.set_symbol(symbol).set_style(style);
    }

    fn style(&self, role: TextRole) -> Style {
        let look = self.theme.look(role);
        let mut style = Style::new();
        if let Some(colour) = look.colour {
            style = style.fg(ansi(colour));
        }
        let weights = [
            (look.bold, Modifier::BOLD),
            (look.dim, Modifier::DIM),
            (look.reverse, Modifier::REVERSED),
            (look.underline, Modifier::UNDERLINED),
        ];
        for (_, modifier) in weights.into_iter().filter(|(on, _)| *on) {
            style = style.add_modifier(modifier);
        }
        style
    }
}

fn ansi(colour: Colour) -> Color {
    match colour {
        Colour::Red => Color::Red,
        Colour::BrightRed => Color::LightRed,
        Colour::Green => Color::Green,
        Colour::Yellow => Color::Yellow,
        Colour::Blue => Color::Blue,
        Colour::Cyan => Color::Cyan,
    }
}

/// Whether a colour says how something stands; the others only lead the eye.
fn is_lamp(colour: Color) -> bool {
    matches!(colour, Color::Red | Color::LightRed | Color::Green | Color::Yellow)
}

/// The signs of bars.
fn is_block(c: char) -> bool {
    ('\u{2580}'..='\u{259f}').contains(&c)
}

impl LineWriter<'_, '_> {
    /// Puts a text; what does not fit is cut.
    pub fn put(&mut self, text: &str, role: TextRole) -> &mut Self {
        self.x += self.canvas.put(self.x, self.y, self.room(), text, role);
        self
    }

    /// Puts a text into so many columns: cut with an ellipsis, or followed by space.
    pub fn cell(&mut self, text: &str, columns: u16, role: TextRole) -> &mut Self {
        let columns = columns.min(self.room());
        let fitted = self.width().fit(text, usize::from(columns));
        self.canvas.put(self.x, self.y, columns, &fitted, role);
        self.x += columns;
        self
    }

    /// As [`Line::cell`], aligned to the right.
    pub fn figure(&mut self, text: &str, columns: u16, role: TextRole) -> &mut Self {
        let columns = columns.min(self.room());
        let fitted = self.width().fit(text, usize::from(columns));
        let used = self.width().width(&fitted) as u16;
        self.canvas.put(self.x + columns - used, self.y, used, &fitted, role);
        self.x += columns;
        self
    }

    /// Puts a text into so many columns with some of its characters (counted in Unicode scalar values)
    /// in another role.
    pub fn marked(&mut self, text: &str, columns: u16, role: TextRole, ranges: &[Range<u32>]) -> &mut Self {
        if ranges.is_empty() {
            return self.cell(text, columns, role);
        }
        let columns = columns.min(self.room());
        let fitted = self.width().fit(text, usize::from(columns)).into_owned();
        let kept = common_prefix(&fitted, text);
        let (mut x, mut at) = (self.x, 0);
        let end = self.x + columns;
        for (_, grapheme) in graphemes(&fitted) {
            let inside = at < kept && ranges.iter().any(|range| range.contains(&(at as u32)));
            let role = if inside { TextRole::Match } else { role };
            x += self.canvas.put(x, self.y, end - x, grapheme, role);
            at += grapheme.chars().count();
        }
        self.x = end;
        self
    }

    /// Leaves columns empty.
    pub fn gap(&mut self, columns: u16) -> &mut Self {
        self.x = (self.x + columns).min(self.end);
        self
    }

    /// Goes to a column.
    pub fn to(&mut self, x: u16) -> &mut Self {
        self.x = x.min(self.end);
        self
    }

    /// Puts a text at the right end, where there is room for all of it after what stands there.
    pub fn right(&mut self, text: &str, role: TextRole) -> &mut Self {
        let width = self.width().width(text) as u16;
        if width <= self.room() {
            self.end -= width;
            self.canvas.put(self.end, self.y, width, text, role);
        }
        self
    }

    /// The column where the next text goes.
    pub fn x(&self) -> u16 {
        self.x
    }

    /// Columns left.
    pub fn room(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    fn width(&self) -> Ambiguous {
        self.canvas.theme.ambiguous
    }
}

/// How many characters two texts share from their beginning.
fn common_prefix(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_popup_over_half_a_wide_character_keeps_its_border() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 12, 3));
        let mut canvas = Canvas::new(&mut buffer, Theme::default());
        for y in 0..3 {
            canvas.put(0, y, 12, "九龙坡博世氢", TextRole::Text);
        }
        canvas.popup(Area { x: 3, y: 0, width: 6, height: 3 }, "");
        assert_eq!(buffer[(2, 1)].symbol(), " ", "the half that is left of the popup is blanked");
        assert_eq!(buffer[(3, 1)].symbol(), "│");
        assert_eq!(buffer[(8, 1)].symbol(), "│");
    }

    #[test]
    fn control_and_bidi_characters_never_reach_a_cell() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 20, 1));
        Canvas::new(&mut buffer, Theme::default()).put(
            0,
            0,
            20,
            "a\u{1b}[31m\u{202e}b\u{e0041}c",
            TextRole::Text,
        );
        assert!(buffer.content.iter().flat_map(|c| c.symbol().chars()).all(|c| !is_forbidden(c)));
    }

    #[test]
    fn a_cut_name_is_highlighted_only_where_it_is_still_itself() {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 9, 1));
        let mut canvas = Canvas::new(&mut buffer, Theme::default());
        let area = Area { x: 0, y: 0, width: 9, height: 1 };
        canvas.line(area).marked("九龙坡博世氢", 9, TextRole::Text, std::slice::from_ref(&(3..5)));
        let lit: Vec<&str> = buffer
            .content
            .iter()
            .filter(|c| c.modifier.contains(Modifier::UNDERLINED) && c.symbol() != " ")
            .map(ratatui::buffer::Cell::symbol)
            .collect();
        assert_eq!(lit, ["博"]);
    }
}
