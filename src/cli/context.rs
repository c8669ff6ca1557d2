//! What every verb is handed: the flags, the language, the moment, the way to answer.
//!
//! Data goes to stdout, as plain text or as one JSON document; findings go to stderr, or into the document.
//! A reader that has gone away (a broken pipe) is no error and nothing is said about it.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use super::args::Global;
use super::plain::TextWriter;
use super::{clock, json, plain};
use crate::desk::demo::{Demo, FULL_SIZE};
use crate::desk::opening::{LoadProgress, StagedLoad};
use crate::desk::settings::{CliOverrides, Environment, Settings};
use crate::desk::{App, LazyLedger};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::lang::Lang;
use crate::domain::time::date_in_shanghai;
use crate::domain::trouble::told;
use crate::words;

/// At most so many findings are printed or put into a document; a last line says how many more there are.
pub const MOST_FINDINGS: usize = 1_000;

/// Findings about the catalogue's files that a verb mentions on its way; `check` says all of them.
pub const MOST_ON_THE_WAY: usize = 20;

/// One invocation.
pub struct Context {
    /// The flags that every verb takes.
    pub global: Global,
    /// The language of everything said.
    pub lang: Lang,
    /// The moment of the invocation.
    pub now: Timestamp,
    /// What flags, environment and configuration decide.
    pub settings: Settings,
    /// Lines of the configuration that were passed over.
    passed_over: Vec<Finding>,
    /// What was said so far: under `--json` it goes into the document, and nothing is said twice.
    said: RefCell<Vec<Finding>>,
    /// The books of every desk that was opened: one may have made a ledger, which is to be said.
    books: RefCell<Vec<Arc<LazyLedger>>>,
    /// Threads that write start-up caches beside the work.
    caching: RefCell<Vec<JoinHandle<()>>>,
}

impl Context {
    /// Reads configuration, language and clock.
    pub fn new(global: Global) -> Self {
        Self::of(global, None)
    }

    /// An invocation in the session of a person whom a forced command names.
    pub fn in_session(global: Global, person: &str) -> Self {
        Self::of(global, Some(person.to_owned()))
    }

    fn of(global: Global, person: Option<String>) -> Self {
        let wanted = CliOverrides {
            data: global.data.clone(),
            ledger: global.ledger.clone(),
            year: global.year,
            person,
        };
        let (settings, passed_over) = Settings::decide(wanted, &Environment::of_process());
        let configured = match settings.preferences.lang.as_deref() {
            Some("zh") => Some(Lang::Zh),
            Some("en") => Some(Lang::En),
            _ => None,
        };
        let lang = global.lang.map(Lang::from).or(configured).unwrap_or_else(language_of_locale);
        let (said, books, caching) = (RefCell::default(), RefCell::default(), RefCell::default());
        Self { global, lang, now: clock::now(), settings, passed_over, said, books, caching }
    }

    /// Opens the desk that the flags, environment and configuration name, and says on stderr what is wrong
    /// with its files, shortly; `check` says all.
    pub fn desk(&self) -> Result<App, Failure> {
        let desk = self.quiet_desk();
        self.say(desk.findings(), MOST_ON_THE_WAY);
        Ok(desk)
    }

    /// As [`Context::desk`], for verbs that report the findings themselves.
    pub fn quiet_desk(&self) -> App {
        let desk = self.open(self.settings.clone());
        if let Some(caches) = desk.caches() {
            // That one cannot be written is no news for somebody who asked for something else.
            let caching = thread::spawn(move || drop(caches.write(&AtomicBool::new(false))));
            self.caching.borrow_mut().push(caching);
        }
        desk
    }

    /// As [`Context::quiet_desk`], with every file read anew.
    pub fn fresh_desk(&self) -> App {
        self.open(Settings { caches: None, ..self.settings.clone() })
    }

    /// Opens the desk for the screen, which need not wait for the end of a long list. What is wrong with the
    /// files of a short one is said on stderr, as for every verb.
    pub fn opening(&self) -> StagedLoad {
        let opening = StagedLoad::begin(self.settings.clone(), self.passed_over.clone());
        self.say(opening.desk.findings(), MOST_ON_THE_WAY);
        opening
    }

    /// Says where a ledger was made, before the answer to what made it.
    fn say_news(&self) {
        let news: Vec<Finding> = self.books.borrow().iter().filter_map(|books| books.news()).collect();
        self.say(&news, MOST_FINDINGS);
    }

    /// Waits for what is done beside the work.
    pub fn finish(&self) {
        for thread in self.caching.take() {
            // A panic there was a bug, and has been reported; the answer was given all the same.
            let _ = thread.join();
        }
    }

    fn open(&self, settings: Settings) -> App {
        let desk = if self.watched() {
            let progress = LoadProgress::default();
            thread::scope(|scope| {
                let (done, over) = mpsc::channel::<()>();
                let progress = &progress;
                scope.spawn(move || show(progress, &over));
                let desk = App::open_with(settings, Some(progress));
                drop(done);
                desk
            })
        } else {
            App::open(settings)
        };
        // It is needed to the end, and a process that ends gives its memory back at once; freeing a million
        // projects one by one would take longer than finding one.
        std::mem::forget(Arc::clone(desk.catalogue()));
        self.books.borrow_mut().push(desk.books());
        desk.with_earlier_findings(self.passed_over.clone())
    }

    /// Whether somebody watches stderr for progress.
    pub fn watched(&self) -> bool {
        io::stderr().is_terminal() && !self.global.quiet && !self.global.json
    }

    /// A desk over invented data of the notice's size, in this process only.
    pub fn demonstration(&self) -> App {
        let year = self.global.year.unwrap_or_else(|| date_in_shanghai(self.now).year());
        App::demonstration(&self.settings, Demo::new(year, FULL_SIZE), self.now)
    }

    /// Whether questions may be asked and progress drawn: both ends are a terminal that obeys.
    pub fn interactive(&self) -> bool {
        !self.global.json && !self.global.plain && on_terminal()
    }

    /// Answers: `data` as the JSON document, or whatever `plain` prints.
    pub fn answer<T: Serialize + ?Sized>(
        &self,
        data: &T,
        plain: impl FnOnce(&mut TextWriter<'_>) -> io::Result<()>,
    ) -> Result<Exit, Failure> {
        self.answer_with(Exit::Done, data, plain)
    }

    /// As [`Context::answer`], ending with another exit code though the answer was given.
    pub fn answer_with<T: Serialize + ?Sized>(
        &self,
        exit: Exit,
        data: &T,
        plain: impl FnOnce(&mut TextWriter<'_>) -> io::Result<()>,
    ) -> Result<Exit, Failure> {
        self.say_news();
        let stdout = io::stdout();
        let tty = stdout.is_terminal();
        let mut out = BufWriter::with_capacity(1 << 16, stdout.lock());
        let written = if self.global.json {
            json::write_data(&mut out, data, &self.said.borrow(), self.lang)
        } else {
            plain(&mut TextWriter::new(
                &mut out,
                plain::OutputStyle::of_stdout(tty, self.global.no_color),
                self.lang,
            ))
        };
        finish(written.and_then(|()| out.flush()), exit)
    }

    /// Writes bytes as they are: a file that was asked for on standard output.
    pub fn hand_out(&self, bytes: &[u8]) -> Result<Exit, Failure> {
        self.say_news();
        let mut out = io::stdout().lock();
        finish(out.write_all(bytes).and_then(|()| out.flush()), Exit::Done)
    }

    /// Says findings on stderr, one line each, up to `most`, and only errors under `--quiet`; under `--json`
    /// they stand in the document, beside the data.
    pub fn say(&self, findings: &[Finding], most: usize) {
        self.say_aside(findings, most);
        self.said.borrow_mut().extend_from_slice(findings);
    }

    /// As [`Context::say`], for findings that the data holds itself.
    pub fn say_aside(&self, findings: &[Finding], most: usize) {
        if !self.global.json {
            let spoken: Vec<&Finding> =
                findings.iter().filter(|f| !self.global.quiet || f.severity == Severity::Error).collect();
            print_findings(&spoken, self.lang, most);
        }
    }

    /// Reports a failure where it will be read, and gives its exit code. What was said on the way is not
    /// said again on stderr; the document holds all of it.
    pub fn refuse(&self, failure: &Failure) -> Exit {
        self.say_news();
        let said = self.said.borrow();
        let mut findings = failure.findings.clone();
        if self.global.json {
            findings.extend(said.iter().filter(|f| !failure.findings.contains(f)).cloned());
        } else {
            findings.retain(|f| !said.contains(f));
        }
        refuse(&Failure { exit: failure.exit, findings }, self.global.json, self.lang)
    }
}

/// Reports a failure: findings on stderr, or as the document under `--json`.
pub fn refuse(failure: &Failure, as_json: bool, lang: Lang) -> Exit {
    if as_json {
        let mut out = io::stdout().lock();
        // A reader that is gone, or a full disk under stdout, leaves nowhere to say so.
        let _ = json::write_failure(&mut out, failure, lang).and_then(|()| out.flush());
    } else {
        print_findings(&failure.findings.iter().collect::<Vec<_>>(), lang, MOST_FINDINGS);
    }
    failure.exit
}

/// A bar for a reading that takes its time, until it is over.
fn show(progress: &LoadProgress, over: &Receiver<()>) {
    const PATIENCE: Duration = Duration::from_millis(200);
    let bar = indicatif::ProgressBar::new(100);
    while over.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
        bar.set_position(progress.percent().into());
    }
    bar.finish_and_clear();
}

fn print_findings(findings: &[&Finding], lang: Lang, most: usize) {
    let mut err = BufWriter::new(io::stderr().lock());
    for finding in findings.iter().take(most) {
        let _ = writeln!(err, "{}", finding.line(lang));
    }
    if let Some(more) = findings.len().checked_sub(most).filter(|more| *more > 0) {
        let _ = match lang {
            Lang::Zh => writeln!(err, "……另有 {more} 条"),
            Lang::En => writeln!(err, "… and {more} more"),
        };
    }
    let _ = err.flush();
}

fn finish(written: io::Result<()>, exit: Exit) -> Result<Exit, Failure> {
    match written {
        Ok(()) => Ok(exit),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(exit),
        Err(error) => Err(Failure::new(
            Exit::Storage,
            Finding::error(
                codes::CANNOT_WRITE_OUTPUT,
                told(words!("标准输出写不进去", "standard output cannot be written"), &error),
            ),
        )),
    }
}

/// Both ends are a terminal that obeys escape sequences.
pub fn on_terminal() -> bool {
    let term = std::env::var_os("TERM").unwrap_or_default();
    !term.is_empty() && term != "dumb" && io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// The language before the command line is understood, for its own errors and help.
pub fn language_hint(args: &[OsString]) -> Lang {
    let mut words = args.iter().filter_map(|arg| arg.to_str()).take_while(|arg| *arg != "--");
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next().unwrap_or_default(),
            Some(rest) => rest.trim_start_matches('='),
            None => continue,
        };
        match value.to_ascii_lowercase().as_str() {
            "zh" => return Lang::Zh,
            "en" => return Lang::En,
            _ => {}
        }
    }
    language_of_locale()
}

/// The language of LC_ALL, LC_MESSAGES or LANG, the first that is set; Chinese where none says.
fn language_of_locale() -> Lang {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .and_then(|locale| Lang::of_locale(&locale))
        .unwrap_or_default()
}
