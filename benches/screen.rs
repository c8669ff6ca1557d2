//! The screen on the wire and on the clock, with a plain ratatui program and fzf beside it.
//!
//! ```text
//! cargo bench --bench screen              # bytes, then times at 1,252 projects
//! cargo bench --bench screen -- 100000    # and at another size
//! ```
//!
//! Bytes: the same cells painted by our painter and by ratatui's own backend. Times: the release program
//! in a pseudo-terminal of 80×24; a frame is over when nothing more came for 30 ms, and the time is that of
//! its last byte; the same for fzf over the same names. Medians, and the 99th part of keystrokes.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use diaodu::desk::demo::Demo;
use diaodu::domain::lang::Lang;
use diaodu::domain::time::parse_moment;
use diaodu::tui::cells::Ambiguous;
use diaodu::tui::event::Event;
use diaodu::tui::layout::Size;
use diaodu::tui::model::{Book, Model};
use diaodu::tui::runtime::painter::Painter;
use diaodu::tui::theme::Theme;
use diaodu::tui::update::update;
use diaodu::tui::view;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::{TerminalOptions, Viewport};

const SILENCE: Duration = Duration::from_millis(30);

fn main() {
    let sizes: Vec<u32> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    bytes();
    for size in if sizes.is_empty() { vec![1_252] } else { sizes } {
        times(size);
    }
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
    let book = Book { catalogue: std::sync::Arc::new(catalogue), year: 2021 };
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

/// First frame and keystrokes in a pseudo-terminal.
fn times(projects: u32) {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("demo");
    let program = env!("CARGO_BIN_EXE_diaodu");
    let made = Command::new(program)
        .args(["demo", folder.to_str().unwrap(), "--projects", &projects.to_string()])
        .stdout(std::process::Stdio::null())
        .status()
        .unwrap();
    assert!(made.success());
    println!("\nin a pseudo-terminal, 80×24, {projects} projects\n");
    println!("| program | first frame ms | key p50 ms | key p99 ms | bytes first | bytes a key |");
    println!("|---|---:|---:|---:|---:|---:|");
    let data = folder.to_str().unwrap();
    let typed =
        ["/", "c", "h", "o", "n", "\x7f", "\x7f", "\x7f", "\x7f", "桥", "\x7f", "x", "q", "\x7f", "\x7f"];
    row("diaodu", &[program, "--data", data], &typed, place.path());
    if Command::new("fzf").arg("--version").output().is_ok() {
        let names = names(projects);
        let lines = place.path().join("lines");
        std::fs::write(&lines, names).unwrap();
        let command = format!("fzf < {}", lines.display());
        row("fzf", &["sh", "-c", &command], &typed[1..], place.path());
    } else {
        println!("| fzf | not installed | | | | |");
    }
}

fn names(projects: u32) -> String {
    let demo = Demo::new(2021, projects);
    let mut out = String::new();
    for category in diaodu::domain::category::Category::ALL {
        for project in demo.projects(category) {
            let _ = writeln!(out, "{}", project.name);
        }
    }
    out
}

fn row(name: &str, words: &[&str], typed: &[&str], home: &Path) {
    let (mut first, mut keys, mut first_bytes, mut key_bytes) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..7 {
        let mut pty = Pty::run(words, home);
        let (time, bytes) = pty.settled(Duration::from_secs(20));
        first.push(time);
        first_bytes.push(bytes);
        for key in typed {
            pty.send(key);
            let (time, bytes) = pty.settled(Duration::from_secs(5));
            keys.push(time);
            key_bytes.push(bytes);
        }
    }
    keys.sort_unstable();
    let p99 = keys[(keys.len() * 99 / 100).min(keys.len() - 1)];
    println!(
        "| {name} | {} | {} | {} | {} | {} |",
        ms(median(&mut first)),
        ms(keys[keys.len() / 2]),
        ms(p99),
        median(&mut first_bytes),
        median(&mut key_bytes)
    );
}

fn median<T: Ord + Copy>(values: &mut [T]) -> T {
    values.sort_unstable();
    values[values.len() / 2]
}

fn ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1_000.0)
}

/// A program whose output is timed.
struct Pty {
    chunks: Receiver<(Instant, usize)>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    asked: Instant,
}

impl Pty {
    fn run(words: &[&str], home: &Path) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(words[0]);
        command.args(&words[1..]);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "zh_CN.UTF-8");
        command.env("HOME", home);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let (send, chunks) = channel();
        let asked = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        std::thread::spawn(move || {
            // The master stays open as long as its reader.
            let _master = pair.master;
            let mut buffer = vec![0; 65_536];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || send.send((Instant::now(), read)).is_err() {
                    return;
                }
            }
        });
        Self { chunks, writer, child, asked }
    }

    fn send(&mut self, key: &str) {
        while self.chunks.try_recv().is_ok() {}
        self.asked = Instant::now();
        self.writer.write_all(key.as_bytes()).unwrap();
    }

    /// The time of the last byte before a silence, and how many came.
    fn settled(&mut self, limit: Duration) -> (Duration, usize) {
        let (mut last, mut bytes) = (self.asked, 0);
        let mut wait = limit;
        loop {
            match self.chunks.recv_timeout(wait) {
                Ok((at, read)) => {
                    last = at;
                    bytes += read;
                    wait = SILENCE;
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    return (last.duration_since(self.asked), bytes);
                }
            }
        }
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
