//! The screen over a line of 9600 baud: the pseudo-terminal is read no faster than such a line carries.

use std::io::{Read, Write};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// Eight bits, a start and a stop bit.
const BYTES_A_SECOND: u32 = 960;
/// What the line carries at once.
const PIECE: usize = 16;

struct Shown {
    parser: vt100::Parser,
    bytes: usize,
    last: Instant,
}

/// Opens the program at a size, does a few things and prints what each took.
pub fn measure(program: &str, columns: u16, rows: u16) {
    let home = tempfile::tempdir().expect("a folder");
    let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
    let mut command = CommandBuilder::new(program);
    command.env_clear();
    command.cwd(home.path());
    for (name, value) in [("TERM", "xterm-256color"), ("LANG", "zh_CN.UTF-8"), ("PATH", "/usr/bin:/bin")] {
        command.env(name, value);
    }
    command.env("HOME", home.path());
    let parser = vt100::Parser::new(rows.try_into().expect("rows"), columns.try_into().expect("columns"), 0);
    let shown = Arc::new(Mutex::new(Shown { parser, bytes: 0, last: Instant::now() }));
    let mut begun = Instant::now();
    let mut child = pair.slave.spawn_command(command).expect("the program");
    drop(pair.slave);
    let mut line = pair.master.try_clone_reader().expect("its output");
    let mut keys = pair.master.take_writer().expect("its input");
    let theirs = Arc::clone(&shown);
    let reading = thread::spawn(move || {
        let mut piece = [0; PIECE];
        while let Ok(read @ 1..) = line.read(&mut piece) {
            thread::sleep(Duration::from_secs(1) * read as u32 / BYTES_A_SECOND);
            let mut shown = theirs.lock().expect("the reader");
            shown.parser.process(&piece[..read]);
            shown.bytes += read;
            shown.last = Instant::now();
        }
    });
    let mut before = 0;
    for (what, typed, seen) in [
        ("first frame", "", "退出"),
        ("one row down", "j", ""),
        ("a typed character of a search", "/b", ""),
        ("a form", "\x1br", "填报"),
    ] {
        if !typed.is_empty() {
            begun = Instant::now();
            keys.write_all(typed.as_bytes()).expect("keys");
        }
        // The countdown goes on: a frame is over when nothing came for a while that is shorter than its second.
        let (bytes, last) = loop {
            thread::sleep(Duration::from_millis(20));
            let shown = shown.lock().expect("the reader");
            let over = shown.bytes > before && shown.last.elapsed() > Duration::from_millis(250);
            if over && shown.parser.screen().contents().contains(seen) {
                break (shown.bytes - before, shown.last);
            }
        };
        before += bytes;
        println!("| {columns}×{rows} | {what} | {bytes} | {:.0} |", (last - begun).as_secs_f64() * 1000.0);
    }
    thread::sleep(Duration::from_secs(10));
    let ten = shown.lock().expect("the reader").bytes - before;
    println!(
        "| {columns}×{rows} | a minute of the countdown, of what the line carries | {} | {:.1} % |",
        ten * 6,
        ten as f64 * 100.0 / f64::from(BYTES_A_SECOND * 10)
    );
    child.kill().expect("the program");
    child.wait().expect("its end");
    reading.join().expect("the reader");
}
