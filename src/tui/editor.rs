//! A text field: one line or several, edited by whole characters as people see them. What is typed or
//! pasted is sanitised here; the field draws nothing and knows no column widths.

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::domain::text::{MAX_COMBINING, is_forbidden};
use crate::tui::key::{Key, KeyCode};

/// What a key did to the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The text is another.
    Changed,
    /// Only the cursor moved, or nothing could be removed.
    Moved,
    /// The key is not the field's; the keymap may have it.
    NotMine,
}

/// A text field's text and cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Editor {
    text: String,
    cursor: usize,
    multiline: bool,
    /// The whole text is chosen: what is typed takes its place.
    chosen: bool,
}

/// Longest text in a field, in characters; what is pasted beyond it is dropped.
pub const LONGEST: usize = 10_000;

impl Editor {
    /// A field of one line, the cursor at the end of its text.
    pub fn line(text: &str) -> Self {
        let mut editor = Self::default();
        editor.insert(text);
        editor
    }

    /// A field of several lines.
    pub fn lines(text: &str) -> Self {
        let mut editor = Self { multiline: true, ..Self::default() };
        editor.insert(text);
        editor
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The cursor, in bytes of the text, always between two graphemes.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether Enter makes a new line here.
    pub fn is_multiline(&self) -> bool {
        self.multiline
    }

    /// Empties the field.
    pub fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
        self.chosen = false;
    }

    /// Replaces the text; the cursor goes to its end.
    pub fn set(&mut self, text: &str) {
        self.clear();
        self.insert(text);
    }

    /// Chooses the whole text, so that what is typed next takes its place; any other key lets it stand.
    pub fn choose_all(&mut self) {
        self.chosen = !self.text.is_empty();
    }

    /// Whether what is typed would take the place of the text.
    pub fn is_chosen(&self) -> bool {
        self.chosen
    }

    /// Types or pastes a text at the cursor, without control, bidi and private characters. In a field
    /// of one line a line break or tab becomes a space.
    pub fn insert(&mut self, typed: &str) -> Edit {
        let mut room = LONGEST.saturating_sub(self.text.chars().count());
        let mut safe = String::with_capacity(typed.len());
        let mut marks = self.text[..self.cursor].chars().rev().take_while(|c| is_combining_mark(*c)).count();
        let mut previous = None;
        for c in typed.chars() {
            let shown = match c {
                '\n' if previous == Some('\r') => None,
                '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(if self.multiline { '\n' } else { ' ' }),
                '\t' => Some(' '),
                c if is_forbidden(c) => None,
                c => Some(c),
            };
            previous = Some(c);
            let Some(shown) = shown else { continue };
            marks = if is_combining_mark(shown) { marks + 1 } else { 0 };
            if marks > MAX_COMBINING || room == 0 {
                continue;
            }
            room -= 1;
            safe.push(shown);
        }
        if safe.is_empty() {
            return Edit::Moved;
        }
        if self.chosen {
            self.clear();
        }
        self.text.insert_str(self.cursor, &safe);
        self.cursor += safe.len();
        self.settle();
        Edit::Changed
    }

    /// Gives the field a key.
    pub fn key(&mut self, key: Key) -> Edit {
        if let Some(c) = key.typed() {
            return self.insert(c.encode_utf8(&mut [0; 4]));
        }
        let chosen = std::mem::take(&mut self.chosen);
        if chosen
            && matches!((key.code, key.ctrl, key.alt), (KeyCode::Backspace | KeyCode::Delete, false, false))
        {
            self.clear();
            return Edit::Changed;
        }
        match (key.code, key.ctrl, key.alt) {
            (KeyCode::Backspace, false, false) if self.text.is_empty() => Edit::NotMine,
            (KeyCode::Enter, false, false) if self.multiline => self.insert("\n"),
            (KeyCode::Backspace, false, false) | (KeyCode::Char('h'), true, false) => {
                self.remove_to(self.before())
            }
            (KeyCode::Delete, false, false) | (KeyCode::Char('d'), true, false)
                if self.cursor < self.text.len() =>
            {
                self.remove_to(self.after())
            }
            (KeyCode::Delete, false, false) => Edit::Moved,
            (KeyCode::Char('w'), true, false) | (KeyCode::Backspace, false, true) => {
                self.remove_to(self.word_before())
            }
            (KeyCode::Char('u'), true, false) => self.remove_to(self.line_start()),
            (KeyCode::Char('k'), true, false) => self.remove_to(self.line_end()),
            (KeyCode::Left, false, false) | (KeyCode::Char('b'), true, false) => self.go(self.before()),
            (KeyCode::Right, false, false) | (KeyCode::Char('f'), true, false) => self.go(self.after()),
            (KeyCode::Left, true, false) | (KeyCode::Char('b') | KeyCode::Left, false, true) => {
                self.go(self.word_before())
            }
            (KeyCode::Right, true, false) | (KeyCode::Char('f') | KeyCode::Right, false, true) => {
                self.go(self.word_after())
            }
            (KeyCode::Home, false, false) | (KeyCode::Char('a'), true, false) => self.go(self.line_start()),
            (KeyCode::End, false, false) | (KeyCode::Char('e'), true, false) => self.go(self.line_end()),
            (KeyCode::Up, false, false) if self.multiline && self.line_start() > 0 => {
                self.go(self.line_above())
            }
            (KeyCode::Down, false, false) if self.multiline && self.line_end() < self.text.len() => {
                self.go(self.line_below())
            }
            // An Alt key that is nobody's leaves everything as it was.
            _ => {
                self.chosen = chosen && key.alt;
                Edit::NotMine
            }
        }
    }

    fn go(&mut self, to: usize) -> Edit {
        self.cursor = to;
        Edit::Moved
    }

    fn remove_to(&mut self, other: usize) -> Edit {
        let (from, to) = (self.cursor.min(other), self.cursor.max(other));
        if from == to {
            return Edit::Moved;
        }
        self.text.replace_range(from..to, "");
        self.cursor = from;
        self.settle();
        Edit::Changed
    }

    /// Joined pieces may have merged into one grapheme around the cursor; it steps behind it.
    fn settle(&mut self) {
        let boundary = self.text.grapheme_indices(true).map(|(at, _)| at).find(|at| *at >= self.cursor);
        self.cursor = boundary.unwrap_or(self.text.len());
    }

    fn before(&self) -> usize {
        self.text[..self.cursor].grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        let grapheme = self.text[self.cursor..].graphemes(true).next().unwrap_or_default();
        self.cursor + grapheme.len()
    }

    fn word_before(&self) -> usize {
        let words = self.text[..self.cursor].split_word_bound_indices();
        words.rev().find(|(_, w)| !w.trim().is_empty()).map_or(0, |(at, _)| at)
    }

    fn word_after(&self) -> usize {
        let mut words = self.text[self.cursor..].split_word_bound_indices();
        words
            .find(|(_, w)| !w.trim().is_empty())
            .map_or(self.text.len(), |(at, w)| self.cursor + at + w.len())
    }

    fn line_start(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.text[self.cursor..].find('\n').map_or(self.text.len(), |at| self.cursor + at)
    }

    fn line_above(&self) -> usize {
        let column = self.text[self.line_start()..self.cursor].graphemes(true).count();
        let end = self.line_start() - 1;
        let start = self.text[..end].rfind('\n').map_or(0, |at| at + 1);
        start + nth_boundary(&self.text[start..end], column)
    }

    fn line_below(&self) -> usize {
        let column = self.text[self.line_start()..self.cursor].graphemes(true).count();
        let start = self.line_end() + 1;
        let end = self.text[start..].find('\n').map_or(self.text.len(), |at| start + at);
        start + nth_boundary(&self.text[start..end], column)
    }
}

fn nth_boundary(line: &str, column: usize) -> usize {
    line.grapheme_indices(true).nth(column).map_or(line.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn press(editor: &mut Editor, keys: &[&str]) {
        for key in keys {
            editor.key(key.parse().unwrap());
        }
    }

    #[test]
    fn chinese_is_edited_by_characters() {
        let mut editor = Editor::line("九龙坡博世");
        press(&mut editor, &["Left", "Left", "Backspace", "江"]);
        assert_eq!(editor.text(), "九龙江博世");
        press(&mut editor, &["Ctrl-U"]);
        assert_eq!((editor.text(), editor.cursor()), ("博世", 0));
        press(&mut editor, &["Ctrl-K"]);
        assert!(editor.is_empty());
    }

    #[test]
    fn pasted_control_and_bidi_characters_never_arrive() {
        let mut editor = Editor::line("");
        editor.insert("a\u{1b}[31m\u{202e}b\r\nc\td");
        assert_eq!(editor.text(), "a[31mb c d");
        let mut editor = Editor::lines("");
        editor.insert("一\r\n二\r三");
        assert_eq!(editor.text(), "一\n二\n三");
        editor.insert(&format!("e{}", "\u{301}".repeat(50)));
        assert_eq!(editor.text().chars().filter(|c| *c == '\u{301}').count(), MAX_COMBINING);
    }

    #[test]
    fn several_lines_are_walked_up_and_down() {
        let mut editor = Editor::lines("建设目标\n完成\n主体结构");
        press(&mut editor, &["Up"]);
        assert_eq!(&editor.text()[..editor.cursor()], "建设目标\n完成");
        press(&mut editor, &["Up", "Home"]);
        assert_eq!(editor.cursor(), 0);
        assert_eq!(editor.key("Up".parse().unwrap()), Edit::NotMine, "the form may move on");
        assert_eq!(editor.key("Enter".parse().unwrap()), Edit::Changed);
        assert_eq!(Editor::line("x").key("Enter".parse().unwrap()), Edit::NotMine);
    }

    proptest! {
        #[test]
        fn the_cursor_always_stands_between_characters(
            script in prop::collection::vec(prop_oneof![
                Just("Left"), Just("Right"), Just("Backspace"), Just("Del"), Just("Ctrl-W"), Just("Up"),
                Just("Down"), Just("Home"), Just("End"), Just("Enter"), Just("氢"), Just("e"), Just("\u{301}"),
                Just("👨"), Just("\u{200d}"), Just("🏽"),
            ], 0..60)
        ) {
            let mut editor = Editor::lines("");
            for key in script {
                if key.chars().count() == 1 { editor.insert(key); } else { press(&mut editor, &[key]); }
                let boundary = editor.cursor() == editor.text().len()
                    || editor.text().grapheme_indices(true).any(|(at, _)| at == editor.cursor());
                prop_assert!(boundary, "{:?} at {}", editor.text(), editor.cursor());
            }
        }
    }
}
