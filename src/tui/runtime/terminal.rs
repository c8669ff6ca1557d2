//! The terminal's own state: raw mode and the alternate screen, entered, left, and left again by whoever
//! comes first when the program ends badly. It never asks the terminal anything.

use std::io::{self, Write as _};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

use super::keeper::DraftAutosave;
use super::{signals, write_past_locks};
use crate::domain::exit::Exit;
use crate::domain::text::escape_controls;
use crate::tui::layout::Size;

/// Alternate screen, bracketed paste, cursor hidden.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l";
/// Everything undone, mouse included.
const LEAVE: &[u8] = b"\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l";
const MOUSE: &[u8] = b"\x1b[?1000h\x1b[?1006h";

/// Whether the screen is in the terminal now.
static INSIDE: AtomicBool = AtomicBool::new(false);

/// The terminal while the screen has it; dropped, it is given back.
pub struct Terminal {
    mouse: bool,
}

impl Terminal {
    /// Takes the terminal.
    pub fn enter(mouse: bool, keeper: &DraftAutosave) -> io::Result<Self> {
        restore_on_panic(keeper.clone());
        let terminal = Self { mouse };
        terminal.re_enter()?;
        Ok(terminal)
    }

    /// Takes it again after a suspension.
    pub fn re_enter(&self) -> io::Result<()> {
        enable_raw_mode()?;
        INSIDE.store(true, Ordering::SeqCst);
        write(ENTER)?;
        if self.mouse { write(MOUSE) } else { Ok(()) }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

/// Writes one piece; none once the terminal is given back, which another thread may have done.
pub fn write(bytes: &[u8]) -> io::Result<()> {
    if bytes.is_empty() || !INSIDE.load(Ordering::SeqCst) {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}

/// Gives the terminal back, once, from whatever thread.
pub fn restore() {
    if INSIDE.swap(false, Ordering::SeqCst) {
        write_past_locks(LEAVE);
        let _ = disable_raw_mode();
    }
}

/// The size; 80×24 where the terminal does not know its own.
pub fn size() -> io::Result<Size> {
    let (width, height) = crossterm::terminal::size()?;
    Ok(if width == 0 || height == 0 { Size { width: 80, height: 24 } } else { Size { width, height } })
}

/// A bug in any thread gives the terminal back and keeps what was typed before it says its one line, and ends the program: a
/// screen without its worker would only look alive.
fn restore_on_panic(keeper: DraftAutosave) {
    panic::set_hook(Box::new(move |info| {
        restore();
        keeper.flush_if_free();
        let payload = info.payload();
        let text = payload.downcast_ref::<&str>().copied();
        let message =
            text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or_default();
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let line = escape_controls(&format!("diaodu: bug at {place}: {message}"));
        let _ = writeln!(io::stderr(), "{line}");
        signals::end(Exit::Bug);
    }));
}
