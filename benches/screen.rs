//! The screen on the wire, with a plain ratatui program beside it: the same cells painted by our painter
//! and by ratatui's own backend. Its times are measured by the bench `startup`.
//!
//! ```text
//! cargo bench --bench screen
//! ```

use std::io::Write;

use diaodu::desk::demo::Demo;
use diaodu::domain::lang::Lang;
use diaodu::domain::time::parse_moment;
use diaodu::tui::cells::Ambiguous;
use diaodu::tui::event::Event;
use diaodu::tui::layout::Size;
use diaodu::tui::model::{CatalogueView, Model};
use diaodu::tui::runtime::painter::Painter;
use diaodu::tui::theme::Theme;
use diaodu::tui::update::update;
use diaodu::tui::view;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::{TerminalOptions, Viewport};

fn main() {
    bytes();
}

/// What one frame after another costs on the wire.
fn bytes() {
    println!("bytes on the wire (1,252 invented projects)\n");
    println!("| size | what | diaodu | plain ratatui | share |\n|---|---|---:|---:|---:|");
    for (width, height) in [(80, 24), (140, 45)] {
        let mut ours = Painter::new(Ambiguous::Narrow);
        let counted = Counted::default();
        let area = ratatui::layout::Rect::new(0, 0, width, height);
        let options = TerminalOptions { viewport: Viewport::Fixed(area) };
        let mut theirs = Terminal::with_options(CrosstermBackend::new(counted.clone()), options).unwrap();
        let mut model = model(width, height);
        let script: [(&str, &[&str]); 5] = [
            ("first frame", &[]),
            ("one row down", &["j"]),
            ("a page down", &["PgDn"]),
            ("a second of the countdown", &["tick"]),
            ("a typed character", &["/", "a"]),
        ];
        for (what, keys) in script {
            let (mut mine, mut plain) = (0, 0);
            for key in if keys.is_empty() { &[""] } else { keys } {
                match *key {
                    "" => {}
                    "tick" => drop(update(
                        &mut model,
                        Event::Tick(parse_moment("2021-03-24T12:00:01+08:00").unwrap()),
                    )),
                    key => drop(update(&mut model, Event::Key(key.parse().unwrap()))),
                }
                let (buffer, cursor) = view::draw(&model);
                mine = ours.paint(buffer.clone(), cursor).len();
                plain = counted.of(|| drop(theirs.draw(|frame| copy(&buffer, frame.buffer_mut()))));
            }
            let share = mine * 100 / plain.max(1);
            println!("| {width}×{height} | {what} | {mine} | {plain} | {share} % |");
        }
    }
}

fn copy(from: &Buffer, to: &mut Buffer) {
    to.content.clone_from(&from.content);
}

fn model(width: u16, height: u16) -> Model {
    let catalogue = Demo::new(2021, 1_252).catalogue();
    let book = CatalogueView { catalogue: std::sync::Arc::new(catalogue), year: 2021 };
    let now = parse_moment("2021-03-24T12:00:00+08:00").unwrap();
    Model::new(book, Lang::Zh, Theme::default(), Size { width, height }, now)
}

/// Counts what is written.
#[derive(Clone, Default)]
struct Counted(std::rc::Rc<std::cell::Cell<usize>>);

impl Counted {
    fn of(&self, work: impl FnOnce()) -> usize {
        self.0.set(0);
        work();
        self.0.get()
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
