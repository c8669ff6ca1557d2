//! A pseudo-terminal with an emulator behind it.

use std::io::{Read, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};

/// Longer than anything here takes on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);
/// The moment that debug builds take for now.
pub const NOON: &str = "2021-03-24T12:00:00+08:00";

struct Shown {
    parser: vt100::Parser,
    bytes: Vec<u8>,
    /// Nothing more will come.
    closed: bool,
    /// The reader is to let go of the terminal with the next thing it reads.
    letting_go: bool,
}

/// A program in a terminal.
pub struct Pty {
    shown: Arc<(Mutex<Shown>, Condvar)>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    reading: Option<thread::JoinHandle<()>>,
    _home: tempfile::TempDir,
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn parser(columns: u16, rows: u16) -> vt100::Parser {
    vt100::Parser::new(rows.try_into().unwrap(), columns.try_into().unwrap(), 0)
}

impl Pty {
    /// The program with its shipped catalogue, on the day before a deadline.
    pub fn open(columns: u16, rows: u16) -> Self {
        Self::open_with(columns, rows, &[], &[])
    }

    /// With arguments and variables of its own.
    pub fn open_with(columns: u16, rows: u16, args: &[&str], variables: &[(&str, &str)]) -> Self {
        let mut words = vec![env!("CARGO_BIN_EXE_diaodu")];
        words.extend(args);
        Self::run(columns, rows, &words, variables)
    }

    /// Any program.
    pub fn run(columns: u16, rows: u16, words: &[&str], variables: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut command = CommandBuilder::new(words[0]);
        command.args(&words[1..]);
        command.env_clear();
        command.cwd(home.path());
        command.env("PATH", "/usr/bin:/bin");
        command.env("HOME", home.path());
        command.env("TERM", "xterm-256color");
        command.env("LANG", "zh_CN.UTF-8");
        command.env("DIAODU_TEST_NOW", NOON);
        for (name, value) in variables {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let shown =
            Shown { parser: parser(columns, rows), bytes: Vec::new(), closed: false, letting_go: false };
        let shown = Arc::new((Mutex::new(shown), Condvar::new()));
        let theirs = Arc::clone(&shown);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let reading = thread::spawn(move || {
            let mut buffer = vec![0; 65_536];
            loop {
                let read = reader.read(&mut buffer).unwrap_or(0);
                let (lock, arrived) = &*theirs;
                let mut shown = lock.lock().unwrap();
                shown.parser.process(&buffer[..read]);
                shown.bytes.extend_from_slice(&buffer[..read]);
                shown.closed = read == 0 || shown.letting_go;
                arrived.notify_all();
                if shown.closed {
                    return;
                }
            }
        });
        let writer = pair.master.take_writer().unwrap();
        Self {
            shown,
            reading: Some(reading),
            master: Some(pair.master),
            writer: Some(writer),
            child,
            _home: home,
        }
    }

    /// Types.
    pub fn send(&mut self, keys: &str) -> &mut Self {
        self.writer.as_mut().unwrap().write_all(keys.as_bytes()).unwrap();
        self
    }

    /// Waits until the screen is as it should be.
    #[track_caller]
    pub fn until(&mut self, what: &str, mut is: impl FnMut(&vt100::Screen) -> bool) -> &mut Self {
        let (lock, arrived) = &*self.shown;
        let mut shown = lock.lock().unwrap();
        let begun = Instant::now();
        while !is(shown.parser.screen()) {
            let left = LIMIT.saturating_sub(begun.elapsed());
            if left.is_zero() || shown.closed {
                let (closed, text) = (shown.closed, shown.parser.screen().contents());
                let last = String::from_utf8_lossy(&shown.bytes[shown.bytes.len().saturating_sub(300)..])
                    .into_owned();
                drop(shown);
                panic!("never {what} (closed: {closed}):\n{text}\nlast: {last:?}");
            }
            shown = arrived.wait_timeout(shown, left.min(Duration::from_millis(500))).unwrap().0;
        }
        drop(shown);
        self
    }

    /// Waits until a text stands on the screen.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        self.until(text, |screen| screen.contents().contains(text))
    }

    /// Looks at the screen as it is.
    pub fn look<T>(&self, at: impl FnOnce(&vt100::Screen) -> T) -> T {
        at(self.shown.0.lock().unwrap().parser.screen())
    }

    /// Every byte so far.
    pub fn bytes(&self) -> Vec<u8> {
        self.shown.0.lock().unwrap().bytes.clone()
    }

    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.shown
            .0
            .lock()
            .unwrap()
            .parser
            .screen_mut()
            .set_size(rows.try_into().unwrap(), columns.try_into().unwrap());
        self.master.as_ref().unwrap().resize(size(columns, rows)).unwrap();
        self
    }

    pub fn signal(&mut self, signal: Signal) -> &mut Self {
        kill_process(self.pid(), signal).unwrap();
        self
    }

    pub fn pid(&self) -> Pid {
        Pid::from_raw(self.child.process_id().unwrap().cast_signed()).unwrap()
    }

    /// The terminal's end is closed, as when a connection is cut. The reader holds it too: another size
    /// makes the program draw, which wakes the reader so that it lets go.
    pub fn hang_up(&mut self) -> &mut Self {
        self.shown.0.lock().unwrap().letting_go = true;
        self.master.as_ref().unwrap().resize(size(70, 20)).unwrap();
        self.reading.take().unwrap().join().unwrap();
        self.writer = None;
        self.master = None;
        self
    }

    /// Waits for the end and gives the exit code. Looks at the process itself, since a program that
    /// hangs writes nothing to wait for.
    #[track_caller]
    pub fn exit_within(&mut self, limit: Duration) -> u32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(begun.elapsed() < limit, "still running after {limit:?}");
            let (lock, arrived) = &*self.shown;
            drop(arrived.wait_timeout(lock.lock().unwrap(), Duration::from_millis(20)).unwrap());
        }
    }

    #[track_caller]
    pub fn exit(&mut self) -> u32 {
        let code = self.exit_within(LIMIT);
        // Its last words may still be on their way.
        let (lock, arrived) = &*self.shown;
        let shown = lock.lock().unwrap();
        drop(arrived.wait_timeout_while(shown, LIMIT, |shown| !shown.closed).unwrap());
        code
    }

    /// Whether the terminal is in its ordinary state: the main screen, the cursor visible, line editing
    /// and echo on.
    #[track_caller]
    pub fn is_given_back(&mut self) -> &mut Self {
        self.until("given back", |screen| !screen.alternate_screen() && !screen.hide_cursor());
        let modes = self.master.as_ref().unwrap().get_termios().unwrap();
        let local = format!("{:?}", modes.local_flags);
        assert!(local.contains("ICANON") && local.contains("ECHO"), "{local}");
        self
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
