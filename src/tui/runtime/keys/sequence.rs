//! What single bytes and finished control sequences mean: keys, the mouse, a paste. Whatever is none of
//! these is nothing.

use crate::tui::event::Mouse;
use crate::tui::key::{Key, KeyCode};

/// No sequence that means anything here has more.
const LONGEST: usize = 64;

/// What stands between a sequence's introducer and its last byte.
#[derive(Debug, Default)]
pub struct Params(Vec<u8>);

impl Params {
    /// Takes a byte; past a sensible length none is kept.
    pub fn push(&mut self, byte: u8) {
        if self.0.len() <= LONGEST {
            self.0.push(byte);
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As they came.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The numbers between semicolons, each with what stands after its colon. `None` where there is
    /// anything else: then it is an answer.
    fn numbers(&self) -> Option<Vec<(Option<u32>, Option<u32>)>> {
        if self.0.len() > LONGEST || !self.0.iter().all(|b| matches!(b, b'0'..=b'9' | b';' | b':')) {
            return None;
        }
        let number = |text: Option<&[u8]>| std::str::from_utf8(text?).ok()?.parse().ok();
        let pair = |field: &[u8]| {
            let mut parts = field.split(|b| *b == b':');
            (number(parts.next()), number(parts.next()))
        };
        Some(self.0.split(|b| *b == b';').map(pair).collect())
    }
}

/// What a finished sequence means.
#[derive(Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A key.
    Key(Key),
    /// The mouse.
    Mouse(Mouse),
    /// Three more bytes say what the mouse did.
    OldMouse,
    /// A bracketed paste begins.
    Paste,
    /// An answer, a change of focus, a key that the screen does not know.
    Nothing,
}

/// A byte that is a key of its own; ESC is not.
pub fn byte(byte: u8) -> Option<Key> {
    let ctrl = |first: u8, from: u8| Some(Key::ctrl(char::from(first + (byte - from))));
    match byte {
        b'\r' => Some(Key::plain(KeyCode::Enter)),
        b'\t' => Some(Key::plain(KeyCode::Tab)),
        0x7f => Some(Key::plain(KeyCode::Backspace)),
        0 => Some(Key::ctrl(' ')),
        0x01..=0x1a => ctrl(b'a', 0x01),
        0x1c..=0x1f => ctrl(b'4', 0x1c),
        b' '..=b'~' => Some(Key::char(char::from(byte))),
        _ => None,
    }
}

/// `CSI … byte`
pub fn control(params: &Params, last: u8) -> Meaning {
    if let Some(report) = params.bytes().strip_prefix(b"<") {
        return if last == b'M' { mouse(report) } else { Meaning::Nothing };
    }
    if last == b'M' && params.is_empty() {
        return Meaning::OldMouse;
    }
    let Some(numbers) = params.numbers() else { return Meaning::Nothing };
    let first = numbers.first().and_then(|n| n.0);
    let code = match (last, first) {
        (b'~', Some(200)) => return Meaning::Paste,
        (b'~', Some(1 | 7)) => KeyCode::Home,
        (b'~', Some(3)) => KeyCode::Delete,
        (b'~', Some(4 | 8)) => KeyCode::End,
        (b'~', Some(5)) => KeyCode::PageUp,
        (b'~', Some(6)) => KeyCode::PageDown,
        (b'u', Some(code)) => match code {
            9 => KeyCode::Tab,
            13 => KeyCode::Enter,
            27 => KeyCode::Esc,
            127 => KeyCode::Backspace,
            // Private characters stand for keys that type nothing.
            _ => match char::from_u32(code)
                .filter(|c| !c.is_control() && !('\u{e000}'..='\u{f8ff}').contains(c))
            {
                Some(c) => KeyCode::Char(c),
                None => return Meaning::Nothing,
            },
        },
        (b'Z', _) => KeyCode::BackTab,
        _ => match arrow(last) {
            Some(code) => code,
            None => return Meaning::Nothing,
        },
    };
    let (held, kind) = numbers.get(1).copied().unwrap_or_default();
    // The third kind is a key let go.
    if kind == Some(3) { Meaning::Nothing } else { Meaning::Key(with(code, held)) }
}

/// `SS3 … byte`
pub fn keypad(params: &Params, last: u8) -> Meaning {
    let held = params.numbers().and_then(|numbers| numbers.last().and_then(|n| n.0));
    arrow(last).map_or(Meaning::Nothing, |code| Meaning::Key(with(code, held)))
}

fn arrow(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        _ => return None,
    })
}

/// Terminals count what is held from one: Shift 1, Alt 2, Ctrl 4.
fn with(code: KeyCode, held: Option<u32>) -> Key {
    let bits = held.unwrap_or(1).saturating_sub(1);
    Key { code, ctrl: bits & 4 != 0, alt: bits & 2 != 0 }
}

/// `button;column;row`, counted from one.
fn mouse(report: &[u8]) -> Meaning {
    let numbers: Option<Vec<u16>> = report
        .split(|b| *b == b';')
        .map(|field| std::str::from_utf8(field).ok().and_then(|text| text.parse().ok()))
        .collect();
    match numbers.as_deref() {
        Some([button, column, row]) => {
            button_at(*button, *column, *row).map_or(Meaning::Nothing, Meaning::Mouse)
        }
        _ => Meaning::Nothing,
    }
}

/// The older report: three bytes, each 32 more than it says.
pub fn old_mouse(button: u8, column: u8, row: u8) -> Option<Mouse> {
    let number = |byte: u8| u16::from(byte.saturating_sub(32));
    button_at(number(button), number(column), number(row))
}

fn button_at(button: u16, column: u16, row: u16) -> Option<Mouse> {
    // Shift, Alt and Ctrl held with it change nothing.
    match button & !0b1_1100 {
        0 => Some(Mouse::Click(column.saturating_sub(1), row.saturating_sub(1))),
        64 => Some(Mouse::WheelUp),
        65 => Some(Mouse::WheelDown),
        _ => None,
    }
}
