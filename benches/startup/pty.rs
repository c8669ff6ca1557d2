//! A program in a pseudo-terminal of 80×24 whose output is timed.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// Longer than anything here takes.
const LIMIT: Duration = Duration::from_secs(120);

pub struct Pty {
    chunks: Receiver<(Instant, Vec<u8>)>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    begun: Instant,
    asked: Instant,
    seen: Vec<u8>,
    last: Instant,
}

impl Pty {
    pub fn run(words: &[&str], home: &Path) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(words[0]);
        command.args(&words[1..]);
        command.env("TERM", "xterm-256color");
        command.env("LANG", "zh_CN.UTF-8");
        command.env("HOME", home);
        command.env_remove("XDG_CACHE_HOME");
        // Whoever is cut off comes back to where they were; every start here is a first one.
        let state = home.join("state");
        let _ = fs::remove_dir_all(&state);
        command.env("XDG_STATE_HOME", state);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let (send, chunks) = channel();
        let begun = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        std::thread::spawn(move || {
            // The master stays open as long as its reader.
            let _master = pair.master;
            let mut buffer = vec![0; 65_536];
            while let Ok(read) = reader.read(&mut buffer) {
                if read == 0 || send.send((Instant::now(), buffer[..read].to_vec())).is_err() {
                    return;
                }
            }
        });
        Self { chunks, writer, child, begun, asked: begun, seen: Vec::new(), last: begun }
    }

    /// The time from its start to the text's being on the screen.
    pub fn sees(&mut self, text: &str) -> Duration {
        let until = Instant::now() + LIMIT;
        while !holds(&self.seen, text) {
            let left = until.saturating_duration_since(Instant::now());
            let (at, bytes) = self.chunks.recv_timeout(left).unwrap_or_else(|_| {
                panic!("never {text}: {}", String::from_utf8_lossy(&self.seen));
            });
            self.seen.extend(bytes);
            self.last = at;
        }
        self.last.duration_since(self.begun)
    }

    /// Waits for a text after what was seen so far.
    pub fn sees_since_start(&mut self, text: &str) {
        self.seen.clear();
        self.sees(text);
    }

    /// From its start to what was seen last.
    pub fn elapsed(&self) -> Duration {
        self.last.duration_since(self.begun)
    }

    pub fn send(&mut self, key: &str) {
        while self.chunks.try_recv().is_ok() {}
        self.asked = Instant::now();
        self.writer.write_all(key.as_bytes()).unwrap();
    }

    /// Lets it be for so long.
    pub fn idle(&mut self, time: Duration) {
        std::thread::sleep(time);
        while self.chunks.try_recv().is_ok() {}
    }

    /// The times of the first byte and of the last before a silence. A few bytes after a pause are the
    /// clock's, not the answer's.
    pub fn settled(&mut self, silence: Duration) -> (Duration, Duration) {
        const CLOCK: usize = 64;
        let (mut first, mut last) = (None, self.asked);
        let mut until = Instant::now() + Duration::from_secs(2);
        loop {
            match self.chunks.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok((_, bytes)) if first.is_some() && bytes.len() < CLOCK => {}
                Ok((at, _)) => {
                    first.get_or_insert(at);
                    last = at;
                    until = at + silence;
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    return (
                        first.unwrap_or(last).duration_since(self.asked),
                        last.duration_since(self.asked),
                    );
                }
            }
        }
    }

    fn proc(&self, file: &str) -> String {
        let id = self.child.process_id().unwrap();
        fs::read_to_string(format!("/proc/{id}/{file}")).unwrap_or_default()
    }

    /// Resident now and at its peak, in KiB.
    pub fn memory(&self) -> (u64, u64) {
        let status = self.proc("status");
        let kib = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
            line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).unwrap_or(0)
        };
        (kib("VmRSS"), kib("VmHWM"))
    }

    /// The processor time that it takes while nothing is asked of it.
    pub fn idle_cost(&mut self, time: Duration) -> Option<Duration> {
        let before = self.processor_time()?;
        self.idle(time);
        Some(self.processor_time()?.saturating_sub(before))
    }

    fn processor_time(&self) -> Option<Duration> {
        // Nanoseconds on a processor, of each thread.
        let id = self.child.process_id()?;
        let tasks = fs::read_dir(format!("/proc/{id}/task")).ok()?;
        let each = tasks.flatten().filter_map(|task| {
            let text = fs::read_to_string(task.path().join("schedstat")).ok()?;
            text.split_whitespace().next()?.parse::<u64>().ok()
        });
        Some(Duration::from_nanos(each.sum()))
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
