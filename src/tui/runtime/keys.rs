//! Reads the terminal's input and translates it into the screen's own keys. Nothing else knows the
//! library that reads it.

use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crossterm::event::{self, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};

use super::{Incoming, terminal};
use crate::tui::event::{Event, Mouse};
use crate::tui::key::{Code, Key};
use crate::tui::layout::Size;

/// Reads until the terminal is gone.
pub fn read(send: Sender<Incoming>) {
    let reading = thread::Builder::new().name("keys".into()).spawn(move || {
        // The library hears of sizes from its first poll on; one that changed before is asked for here.
        let _ = event::poll(Duration::ZERO);
        if let Ok(size) = terminal::size() {
            drop(send.send(Incoming::Event(Event::Resize(size))));
        }
        while let Ok(read) = event::read() {
            let Some(event) = translate(read) else { continue };
            if send.send(Incoming::Event(event)).is_err() {
                return;
            }
        }
        drop(send.send(Incoming::Gone));
    });
    // Without a thread for keys there is no screen; the loop ends as when the terminal is gone.
    drop(reading);
}

fn translate(event: event::Event) -> Option<Event> {
    match event {
        event::Event::Key(key) => translate_key(key).map(Event::Key),
        event::Event::Paste(text) => Some(Event::Paste(text)),
        event::Event::Resize(width, height) => Some(Event::Resize(Size { width, height })),
        event::Event::Mouse(mouse) => match mouse.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                Some(Event::Mouse(Mouse::Click(mouse.column, mouse.row)))
            }
            MouseEventKind::ScrollUp => Some(Event::Mouse(Mouse::WheelUp)),
            MouseEventKind::ScrollDown => Some(Event::Mouse(Mouse::WheelDown)),
            _ => None,
        },
        event::Event::FocusGained | event::Event::FocusLost => None,
    }
}

fn translate_key(key: KeyEvent) -> Option<Key> {
    if key.kind == KeyEventKind::Release {
        return None;
    }
    let code = match key.code {
        KeyCode::Char(c) => Code::Char(c),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Backspace => Code::Backspace,
        KeyCode::Delete => Code::Delete,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        _ => return None,
    };
    let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
    let alt = key.modifiers.contains(KeyModifiers::ALT);
    Some(Key { code, ctrl, alt })
}
