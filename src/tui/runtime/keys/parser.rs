//! Tells keys, pastes and the mouse from the answers of a terminal, byte by byte. Time is an argument.
//!
//! A terminal answers questions that another program asked and did not wait for, or that a slow line brings
//! late: OSC, DCS, APC, PM and SOS strings, and control sequences that name no key. All of it is dropped,
//! in whatever pieces it comes. Only time tells Esc from the beginning of a sequence, so Esc acts when
//! nothing has followed it for [`ESCAPE`]; and a beginning whose end never comes is given up, so that the
//! keyboard is never dead.

use std::time::Duration;

use super::answers::Reply;
use super::sequence::{self, Meaning, Params};
use crate::tui::event::Event;
use crate::tui::key::{Key, KeyCode};

/// How long Esc waits for the rest of a sequence, on a line that brings byte after byte. Whoever types on
/// sooner than that is not kept waiting: see [`TOGETHER`].
pub const ESCAPE: Duration = Duration::from_millis(100);
/// How soon after ESC a character was held with Alt: a terminal sends both at once. What comes later was typed
/// after Esc.
pub const TOGETHER: Duration = Duration::from_millis(30);
/// How long after an Esc that has acted `]` or `[` may still turn out to begin an answer, and how long
/// they wait for its second character.
pub const DOUBT: Duration = Duration::from_millis(300);
/// How long a sequence that has begun may be silent.
pub const SILENCE: Duration = Duration::from_secs(1);

const CTRL_C: u8 = 0x03;
const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";

/// What has begun and not ended.
#[derive(Debug, Default)]
enum State {
    /// Nothing.
    #[default]
    Ground,
    /// ESC, and nothing after it yet; when it came.
    Escape(Duration),
    /// An Esc that has acted as the key a moment ago.
    Escaped,
    /// What begins an answer, so soon after such an Esc that it may be one.
    Doubtful(u8),
    /// A control sequence; whether its beginning came late.
    Csi(Params, bool),
    /// The sequence of a keypad or an arrow.
    Ss3(Params),
    /// The three bytes of an old mouse report.
    Mouse(Vec<u8>),
    /// An answer that goes on to its own end.
    Reply(Reply),
    /// A character of several bytes; whether held with Alt.
    Utf8(Vec<u8>, bool),
    /// A bracketed paste.
    Paste(Vec<u8>),
}

/// The parser.
#[derive(Debug, Default)]
pub struct Parser {
    state: State,
    /// When the last byte came.
    last: Duration,
    /// Whether the byte after the last ESC came too late to be held with Alt.
    apart: bool,
}

impl Parser {
    /// Takes bytes as they came, at a moment.
    pub fn feed(&mut self, bytes: &[u8], at: Duration) -> Vec<Event> {
        let mut events = Vec::new();
        if bytes == [CTRL_C] && at.saturating_sub(self.last) >= SILENCE {
            self.cut_short(&mut events);
        }
        for byte in bytes {
            self.take(*byte, at, &mut events);
        }
        self.last = at;
        events
    }

    /// A paste whose end was lost would swallow every key: Ctrl-C alone after a pause is the person's.
    fn cut_short(&mut self, events: &mut Vec<Event>) {
        if let State::Paste(bytes) = &self.state {
            events.push(pasted(bytes));
            self.state = State::Ground;
        }
    }

    /// How long to wait for more before [`Parser::expire`]; `None` where nothing waits for time.
    pub fn wait(&self, at: Duration) -> Option<Duration> {
        Some((self.last + self.limit()?).saturating_sub(at))
    }

    /// Gives up what waited too long: nothing came before this moment.
    pub fn expire(&mut self, at: Duration) -> Vec<Event> {
        let mut events = Vec::new();
        if self.wait(at) != Some(Duration::ZERO) {
            return events;
        }
        self.last = at;
        match std::mem::take(&mut self.state) {
            State::Escape(_) => {
                events.push(key(KeyCode::Esc));
                self.state = State::Escaped;
            }
            State::Doubtful(byte) => typed(&[byte], &mut events),
            State::Csi(params, true) => {
                typed(b"[", &mut events);
                typed(params.bytes(), &mut events);
            }
            State::Csi(params, _) if params.is_empty() => self.alone(b'[', &mut events),
            State::Ss3(params) if params.is_empty() => self.alone(b'O', &mut events),
            State::Reply(reply) if reply.in_escape() => events.push(key(KeyCode::Esc)),
            State::Reply(reply) => {
                if let Some(bytes) = reply.was_typed() {
                    typed(bytes, &mut events);
                } else if reply.is_empty() {
                    self.alone(reply.introducer(), &mut events);
                }
            }
            _ => {}
        }
        events
    }

    fn limit(&self) -> Option<Duration> {
        match &self.state {
            State::Ground | State::Utf8(..) | State::Paste(_) => None,
            State::Escape(_) => Some(ESCAPE),
            State::Escaped | State::Doubtful(_) => Some(DOUBT),
            State::Csi(params, _) | State::Ss3(params) if params.is_empty() => Some(DOUBT),
            State::Reply(reply) if reply.is_empty() || reply.in_escape() => Some(DOUBT),
            State::Csi(..) | State::Ss3(_) | State::Mouse(_) | State::Reply(_) => Some(SILENCE),
        }
    }

    fn take(&mut self, byte: u8, at: Duration, events: &mut Vec<Event>) {
        match std::mem::take(&mut self.state) {
            State::Ground => self.ground(byte, false, at, events),
            State::Escape(since) => {
                self.apart = at.saturating_sub(since) >= TOGETHER;
                self.escaped(byte, at, events);
            }
            State::Escaped => match byte {
                b'[' | b']' | b'P' | b'X' | b'^' | b'_' => self.state = State::Doubtful(byte),
                _ => self.ground(byte, false, at, events),
            },
            State::Doubtful(first) => self.doubtful(first, byte, at, events),
            State::Csi(params, late) => self.csi(params, late, byte, at, events),
            State::Ss3(mut params) => match byte {
                b'0'..=b'9' | b';' => {
                    params.push(byte);
                    self.state = State::Ss3(params);
                }
                0x40..=0x7e => self.mean(&sequence::keypad(&params, byte), events),
                _ => self.ground(byte, false, at, events),
            },
            State::Mouse(mut bytes) => {
                bytes.push(byte);
                if let [button, column, row] = bytes[..] {
                    events.extend(sequence::old_mouse(button, column, row).map(Event::Mouse));
                } else {
                    self.state = State::Mouse(bytes);
                }
            }
            State::Reply(reply) => self.reply(reply, byte, at, events),
            State::Utf8(mut bytes, alt) => {
                if (0x80..=0xbf).contains(&byte) {
                    bytes.push(byte);
                    self.character(bytes, alt, at, events);
                } else {
                    self.ground(byte, false, at, events);
                }
            }
            State::Paste(mut bytes) => {
                bytes.push(byte);
                if bytes.ends_with(PASTE_END) {
                    bytes.truncate(bytes.len() - PASTE_END.len());
                    events.push(pasted(&bytes));
                } else {
                    self.state = State::Paste(bytes);
                }
            }
        }
    }

    /// A byte of its own, perhaps held with Alt.
    fn ground(&mut self, byte: u8, alt: bool, at: Duration, events: &mut Vec<Event>) {
        match byte {
            ESC => self.state = State::Escape(at),
            // Eight-bit forms of ESC and a letter; no character begins with them.
            0x80..=0x9f => self.introduced(byte - 0x40, at),
            0xc2..=0xf4 => self.state = State::Utf8(vec![byte], alt),
            0xa0..=0xff => {}
            _ => events.extend(sequence::byte(byte).map(|key| Event::Key(Key { alt, ..key }))),
        }
    }

    fn escaped(&mut self, byte: u8, at: Duration, events: &mut Vec<Event>) {
        match byte {
            ESC => {
                events.push(key(KeyCode::Esc));
                self.state = State::Escape(at);
            }
            b'O' => self.state = State::Ss3(Params::default()),
            // The end of an answer whose beginning is not known any more.
            b'\\' => {}
            b'[' | b']' | b'P' | b'X' | b'^' | b'_' => self.introduced(byte, at),
            _ if self.apart => {
                events.push(key(KeyCode::Esc));
                self.ground(byte, false, at, events);
            }
            _ => self.ground(byte, true, at, events),
        }
    }

    /// What begins a sequence, and nothing came after it: held with Alt, or typed after Esc.
    fn alone(&self, byte: u8, events: &mut Vec<Event>) {
        if self.apart {
            events.push(key(KeyCode::Esc));
        }
        events.push(Event::Key(Key { alt: !self.apart, ..Key::char(char::from(byte)) }));
    }

    fn introduced(&mut self, byte: u8, at: Duration) {
        match byte {
            b'[' => self.state = State::Csi(Params::default(), false),
            b']' | b'P' | b'X' | b'^' | b'_' => self.state = State::Reply(Reply::new(byte, at)),
            _ => {}
        }
    }

    /// The second byte after an Esc that has acted: an answer's goes on as answers do, a person's does not.
    fn doubtful(&mut self, first: u8, byte: u8, at: Duration, events: &mut Vec<Event>) {
        match (first, byte) {
            (b'[', b'0'..=b'9' | b'?' | b'>' | b'=') => {
                let mut params = Params::default();
                params.push(byte);
                self.state = State::Csi(params, true);
            }
            (b']', b'0'..=b'9' | b'l' | b'L')
            | (b'P', b'0'..=b'9' | b'>' | b'!' | b'$' | b'+')
            | (b'_', b'G')
            | (b'X' | b'^', b' '..=b'~') => {
                let mut reply = Reply::late(first, at);
                reply.take(byte);
                self.state = State::Reply(reply);
            }
            _ => {
                typed(&[first], events);
                self.ground(byte, false, at, events);
            }
        }
    }

    fn csi(&mut self, mut params: Params, late: bool, byte: u8, at: Duration, events: &mut Vec<Event>) {
        match byte {
            // The function keys of the Linux console: `ESC [ [ A`.
            b'[' if params.is_empty() => {
                params.push(byte);
                self.state = State::Csi(params, late);
            }
            0x20..=0x3f => {
                params.push(byte);
                self.state = State::Csi(params, late);
            }
            0x40..=0x7e => self.mean(&sequence::control(&params, byte), events),
            // Broken off: what breaks it off counts.
            _ => self.ground(byte, false, at, events),
        }
    }

    fn reply(&mut self, mut reply: Reply, byte: u8, at: Duration, events: &mut Vec<Event>) {
        if reply.in_escape() && !matches!(byte, b'\\' | ESC) {
            // Not its end: another sequence begins.
            self.escaped(byte, at, events);
        } else if reply.breaks_off(byte, at) {
            self.ground(byte, false, at, events);
        } else if !reply.take(byte) {
            self.state = State::Reply(reply);
        }
    }

    fn character(&mut self, bytes: Vec<u8>, alt: bool, at: Duration, events: &mut Vec<Event>) {
        match std::str::from_utf8(&bytes).map(|text| text.chars().next()) {
            Ok(Some(c @ '\u{80}'..='\u{9f}')) => self.introduced(c as u8 - 0x40, at),
            Ok(Some(c)) => events.push(Event::Key(Key { code: KeyCode::Char(c), ctrl: false, alt })),
            // Cut short; else it is no character.
            Err(error) if error.error_len().is_none() => self.state = State::Utf8(bytes, alt),
            Ok(None) | Err(_) => {}
        }
    }

    fn mean(&mut self, meaning: &Meaning, events: &mut Vec<Event>) {
        match *meaning {
            Meaning::Key(key) => events.push(Event::Key(key)),
            Meaning::Mouse(mouse) => events.push(Event::Mouse(mouse)),
            Meaning::OldMouse => self.state = State::Mouse(Vec::new()),
            Meaning::Paste => self.state = State::Paste(Vec::new()),
            Meaning::Nothing => {}
        }
    }
}

fn key(code: KeyCode) -> Event {
    Event::Key(Key::plain(code))
}

fn pasted(bytes: &[u8]) -> Event {
    Event::Paste(String::from_utf8_lossy(bytes).into_owned())
}

/// What was held back and was typed after all.
fn typed(bytes: &[u8], events: &mut Vec<Event>) {
    events.extend(bytes.iter().filter_map(|byte| sequence::byte(*byte)).map(Event::Key));
}

#[cfg(test)]
mod tests;
