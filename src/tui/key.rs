//! Keys as the keymap names them. The runtime translates the terminal's events into these, so nothing
//! above it knows which library reads the keyboard.

use std::fmt;
use std::str::FromStr;

/// Which key, without modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyCode {
    /// A typed character, after Shift and the input method.
    Char(char),
    /// ⏎
    Enter,
    /// Esc
    Esc,
    /// ⇥
    Tab,
    /// ⇧⇥
    BackTab,
    /// ⌫
    Backspace,
    /// Del
    Delete,
    /// ↑
    Up,
    /// ↓
    Down,
    /// ←
    Left,
    /// →
    Right,
    /// Home
    Home,
    /// End
    End,
    /// PgUp
    PageUp,
    /// PgDn
    PageDown,
}

/// A key with its modifiers. Shift is already in the character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// Held with Ctrl.
    pub ctrl: bool,
    /// Held with Alt.
    pub alt: bool,
}

impl Key {
    /// A key without modifiers.
    pub const fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// A character.
    pub const fn char(c: char) -> Self {
        Self::plain(KeyCode::Char(c))
    }

    /// A character held with Ctrl, in lower case.
    pub const fn ctrl(c: char) -> Self {
        Self { code: KeyCode::Char(c), ctrl: true, alt: false }
    }

    /// The character it types, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }

    /// The key meant when an input method left full-width punctuation on: `：` for `:`, `、` for `/`.
    #[must_use]
    pub fn half_width(self) -> Self {
        let Some(c) = self.typed() else { return self };
        let meant = match c {
            '、' => '/',
            '【' | '「' => '[',
            '】' | '」' => ']',
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            _ => c,
        };
        Self::char(meant)
    }
}

const NAMED: &[(KeyCode, &str)] = &[
    (KeyCode::Enter, "Enter"),
    (KeyCode::Esc, "Esc"),
    (KeyCode::Tab, "Tab"),
    (KeyCode::BackTab, "Shift-Tab"),
    (KeyCode::Backspace, "Backspace"),
    (KeyCode::Delete, "Del"),
    (KeyCode::Up, "↑"),
    (KeyCode::Down, "↓"),
    (KeyCode::Left, "←"),
    (KeyCode::Right, "→"),
    (KeyCode::Home, "Home"),
    (KeyCode::End, "End"),
    (KeyCode::PageUp, "PgUp"),
    (KeyCode::PageDown, "PgDn"),
    (KeyCode::Char(' '), "Space"),
];

impl fmt::Display for Key {
    /// As help shows it: `Ctrl-D`, `PgDn`, `↑`, `g`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("Ctrl-")?;
        }
        if self.alt {
            f.write_str("Alt-")?;
        }
        if let Some((_, name)) = NAMED.iter().find(|(code, _)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::Char(c) if self.ctrl => write!(f, "{}", c.to_ascii_uppercase()),
            KeyCode::Char(c) => write!(f, "{c}"),
            _ => Ok(()),
        }
    }
}

/// A text names no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a key")]
pub struct NotAKey;

impl FromStr for Key {
    type Err = NotAKey;

    /// `Enter`, `Ctrl-D`, `Alt-b`, `Up`, `j`: the names of help, and `Up Down Left Right` for arrows.
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        if let Some((code, _)) = NAMED.iter().find(|(_, name)| name.eq_ignore_ascii_case(text)) {
            return Ok(Self::plain(*code));
        }
        if let Some(rest) = text.strip_prefix("Ctrl-") {
            let key: Self = rest.parse()?;
            let code = match key.code {
                KeyCode::Char(c) => KeyCode::Char(c.to_ascii_lowercase()),
                other => other,
            };
            return Ok(Self { code, ctrl: true, ..key });
        }
        if let Some(rest) = text.strip_prefix("Alt-") {
            return Ok(Self { alt: true, ..rest.parse()? });
        }
        let arrow = match text {
            "Up" => Some(KeyCode::Up),
            "Down" => Some(KeyCode::Down),
            "Left" => Some(KeyCode::Left),
            "Right" => Some(KeyCode::Right),
            _ => None,
        };
        if let Some(code) = arrow {
            return Ok(Self::plain(code));
        }
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Ok(Self::char(c)),
            _ => Err(NotAKey),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_they_are_read() {
        for text in ["Ctrl-D", "Enter", "PgDn", "g", "G", "/", "Space", "↑", "Alt-b", "氢"] {
            assert_eq!(text.parse::<Key>().unwrap().to_string(), text);
        }
        assert!("no such".parse::<Key>().is_err());
    }

    #[test]
    fn an_input_method_left_on_still_reaches_the_commands() {
        assert_eq!(Key::char('：').half_width(), Key::char(':'));
        assert_eq!(Key::char('？').half_width(), Key::char('?'));
        assert_eq!(Key::char('、').half_width(), Key::char('/'));
        assert_eq!(Key::char('氢').half_width(), Key::char('氢'));
    }
}
