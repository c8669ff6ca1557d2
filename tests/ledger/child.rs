//! Other processes: this test binary, started again with a task in its environment. They talk in lines,
//! `ack …` only after the ledger has acknowledged.

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use diaodu::ledger::{Drafts, Ledger, LedgerError, Location, NewEntry, RequestId};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::places::{is_root, nobody};
use crate::{at, month, project, report};

const TASK: &str = "DIAODU_LEDGER_TASK";

/// What a child does.
#[derive(Clone, Serialize, Deserialize)]
pub enum Task {
    /// Files `count` reports from number `from` on, with request ids `WRITER-NUMBER`; prints
    /// `ack NUMBER SEQ new|replayed`. What is busy or broken is asked again for a while, then `no CODE`.
    File { writer: String, from: u64, count: u64, patience: u64 },
    /// Adds one to a common number, `count` times, each time on the revision it has just read; prints
    /// `ack NUMBER` and `conflict`.
    Count { count: u64 },
    /// Files until something refuses, with files limited to so many bytes; prints `ack …`, then
    /// `no CODE`, then `read LENGTH`.
    Fill { writer: String, limit: u64 },
    /// Reads, verifies, then tries to write; prints `read LENGTH` and `no CODE`.
    Visit,
    /// Saves one draft again and again in the folder that is its address; prints `ack NUMBER`.
    Draft,
    /// Sits down and stays; prints `ack 0` when seated.
    Sit { person: String },
    /// Tries to lock the whole file; prints `held` when somebody else has a lock on it, else `free`.
    Lock,
}

/// Not a story: the children's side. As an ordinary test it has no task and is done at once.
#[test]
fn a_child_at_work() {
    let Ok(task) = env::var(TASK) else { return };
    let (address, task): (String, Task) = serde_json::from_str(&task).unwrap();
    let location = Location::parse(&address);
    match task {
        Task::File { writer, from, count, patience } => {
            file(&location, &writer, from, count, Duration::from_secs(patience));
        }
        Task::Count { count } => count_up(&location, count),
        Task::Fill { writer, limit } => fill(&location, &writer, limit),
        Task::Visit => visit(&location),
        Task::Draft => draft(Path::new(&address)),
        Task::Sit { person } => {
            let ledger = Ledger::open(&location).unwrap();
            ledger.attend("2021-1-431_2021-03", &person, at("2021-03-24")).unwrap();
            say("ack 0");
            // Until it is killed.
            std::thread::park();
        }
        Task::Lock => lock(location.path().unwrap()),
    }
    say("done");
}

fn say(line: &str) {
    // Past the test harness, which would keep it back.
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).unwrap();
}

/// A filing under its request id.
pub fn filing(writer: &str, number: u64) -> NewEntry {
    let project = format!("2021-1-{}", number % 40 + 1);
    let content = format!("{writer} {number}");
    report(&project, "2021-03", "submit", number as i64)
        .reason(&content)
        .request(RequestId::new(&format!("{writer}-{number}"), &content))
}

fn file(location: &Location, writer: &str, from: u64, count: u64, patience: Duration) {
    let mut ledger = None;
    for number in from..from + count {
        let begun = Instant::now();
        loop {
            let outcome = match &ledger {
                Some(ledger) => Ledger::append(ledger, &[filing(writer, number)]),
                None => {
                    Ledger::open(location).and_then(|l| ledger.insert(l).append(&[filing(writer, number)]))
                }
            };
            match outcome {
                Ok(receipts) => {
                    let how = if receipts[0].replayed { "replayed" } else { "new" };
                    say(&format!("ack {number} {} {how}", receipts[0].seq));
                    break;
                }
                Err(error) if matches!(error.exit().code(), 5 | 6) && begun.elapsed() < patience => {}
                Err(error) => {
                    say(&format!("no {} {error}", error.exit().code()));
                    return;
                }
            }
        }
    }
}

fn count_up(location: &Location, count: u64) {
    let ledger = Ledger::open(location).unwrap();
    let mut done = 0;
    while done < count {
        let (revision, value) = match ledger.current("counter", "all", "").unwrap() {
            Some(entry) => (entry.revision, entry.body["value"].as_u64().unwrap()),
            None => (0, 0),
        };
        let next = NewEntry::new("counter", "all", "", "set", "child", at("2021-03-24"))
            .body(json!({"value": value + 1}))
            .expect_revision(revision);
        match ledger.append(&[next]) {
            Ok(_) => {
                done += 1;
                say(&format!("ack {}", value + 1));
            }
            Err(LedgerError::Stale { .. }) => say("conflict"),
            Err(LedgerError::Busy { .. }) => say("busy"),
            Err(other) => panic!("{other:?}"),
        }
    }
}

fn fill(location: &Location, writer: &str, limit: u64) {
    // As the program does: without this the kernel ends the process at the first write too many.
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::new(AtomicBool::new(false))).unwrap();
    let ledger = Ledger::open(location).unwrap();
    setrlimit(Resource::Fsize, Rlimit { current: Some(limit), maximum: Some(limit) }).unwrap();
    for number in 0.. {
        match ledger.append(&[filing(writer, number)]) {
            Ok(receipts) => say(&format!("ack {number} {} new", receipts[0].seq)),
            Err(error) => {
                say(&format!("no {} {error}", error.exit().code()));
                break;
            }
        }
    }
    say(&format!("read {}", ledger.verify(None).unwrap().length));
}

fn visit(location: &Location) {
    match Ledger::look(location) {
        Ok(Some(ledger)) => match ledger.verify(None) {
            Ok(verified) => say(&format!("read {}", verified.length)),
            Err(error) => say(&format!("unread {} {error}", error.exit().code())),
        },
        Ok(None) => say("nothing"),
        Err(error) => say(&format!("unread {} {error}", error.exit().code())),
    }
    match Ledger::open(location).and_then(|ledger| ledger.append(&[filing("visitor", 1)])) {
        Ok(_) => say("written"),
        Err(error) => say(&format!("no {} {error}", error.exit().code())),
    }
}

fn draft(folder: &Path) {
    let drafts = Drafts::of(folder, "zhang");
    for number in 0_u64.. {
        // Long enough that a file written in place would be seen half written.
        let form = json!({"number": number, "text": "进".repeat(20_000)});
        drafts.save(project("2021-1-431"), month("2021-03"), &form, at("2021-03-24")).unwrap();
        say(&format!("ack {number}"));
    }
}

fn lock(path: &Path) {
    let file = fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
    let free = rustix::fs::fcntl_lock(&file, rustix::fs::FlockOperation::NonBlockingLockExclusive).is_ok();
    say(if free { "free" } else { "held" });
}

/// A running child.
pub struct Process {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

/// Starts a child on a ledger.
pub fn start(address: &str, task: &Task) -> Process {
    spawn(&mut Command::new(env::current_exe().unwrap()), address, task)
}

/// Starts a child that is nobody in particular; `folder` is a place it may run the program from.
pub fn start_as_nobody(folder: &Path, address: &str, task: &Task) -> Process {
    let program = env::current_exe().unwrap();
    if !is_root() {
        return spawn(&mut Command::new(program), address, task);
    }
    let copy: PathBuf = folder.join("program");
    if !copy.exists() {
        fs::copy(program, &copy).unwrap();
    }
    let id = nobody();
    let mut command = Command::new("setpriv");
    command.args([&format!("--reuid={id}"), &format!("--regid={id}"), "--clear-groups"]).arg(copy);
    spawn(&mut command, address, task)
}

fn spawn(command: &mut Command, address: &str, task: &Task) -> Process {
    let mut child = command
        .args(["--exact", "child::a_child_at_work", "--nocapture"])
        .env(TASK, serde_json::to_string(&(address, task)).unwrap())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    Process { child, lines }
}

impl Process {
    /// The next line the child says, without the harness's own; `None` when it has ended.
    pub fn hear(&mut self) -> Option<String> {
        const WORDS: &str = "ack no read unread nothing written conflict busy held free done";
        loop {
            // A line cut short by a kill was never acknowledged: the newline is part of the word.
            let line = self.lines.next()?.ok()?;
            let word = line.split(' ').next();
            if WORDS.split(' ').any(|known| Some(known) == word) {
                return Some(line);
            }
        }
    }

    /// Everything it still says.
    pub fn hear_out(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.hear()).collect()
    }

    /// `kill -9`, and everything it had said.
    pub fn kill(&mut self) -> Vec<String> {
        self.child.kill().unwrap();
        let said = self.hear_out();
        self.child.wait().unwrap();
        said
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The number of an `ack NUMBER …` line.
pub fn acknowledged(line: &str) -> Option<u64> {
    line.strip_prefix("ack ")?.split(' ').next()?.parse().ok()
}
