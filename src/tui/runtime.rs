//! The loop around the screen: reads keys, performs effects on worker threads, draws when something
//! changed and writes each frame as one piece. It decides nothing that a person sees.

mod keeper;
mod keys;
mod lectern;
pub mod painter;
mod reading;
mod signals;
mod terminal;
mod watcher;
pub mod worker;

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use jiff::Timestamp;

use super::effect::Effect;
use super::event::{Answer, Event};
use super::layout::Size;
use super::model::{CatalogueView, Model};
use super::theme::Theme;
use super::{update, view};
use crate::desk::App;
use crate::desk::opening::StagedLoad;
use crate::desk::place::ResumeState;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::lang::Lang;
use crate::words;
use keeper::DraftAutosave;
use painter::Painter;
use terminal::Terminal;
use watcher::Watcher;
use worker::Worker;

/// How the screen is to be opened.
#[derive(Clone, Copy, Debug)]
pub struct ScreenOptions {
    /// The language.
    pub lang: Lang,
    /// Looks.
    pub theme: Theme,
    /// Take mouse events, which costs the terminal's own selection.
    pub mouse: bool,
    /// Close after so long without a key; a draft is kept.
    pub idle: Option<Duration>,
    /// The clock.
    pub clock: fn() -> Timestamp,
}

/// What reaches the loop.
enum Incoming {
    /// A key, a size or a worker's answer.
    Event(Event),
    /// The process was continued after a stop; the terminal may hold anything.
    Continued,
    /// Nothing will be typed any more: the terminal is gone.
    Gone,
}

/// A search that is answered this quickly is drawn in the same frame as the key that asked for it.
const ONE_FRAME: Duration = Duration::from_millis(16);
/// How much longer the rest of an answer is waited for when its first rows are there.
const REST: Duration = Duration::from_millis(2);
/// How long before the idle limit a warning stands in the last line.
const WARNING: Duration = Duration::from_secs(60);

/// Opens the screen and stays until the person leaves. The caller has made sure that both ends are a
/// terminal that obeys.
pub fn run(opening: StagedLoad, options: ScreenOptions) -> Result<Exit, Failure> {
    let StagedLoad { desk, rest } = opening;
    let year = desk.year()?.year;
    let book = CatalogueView { catalogue: Arc::clone(desk.catalogue()), year };
    let (send, incoming) = mpsc::channel();
    let failures = send.clone();
    let failed = move |failure| drop(failures.send(Incoming::Event(Event::Answer(Answer::Failed(failure)))));
    let keeper = DraftAutosave::start(Arc::clone(&desk), options.clock, failed);
    signals::watch(&send, &keeper).map_err(|error| no_terminal(&error))?;
    let terminal = Terminal::enter(options.mouse, &keeper).map_err(|error| no_terminal(&error))?;
    let size = terminal::size().map_err(|error| no_terminal(&error))?;
    let mut model = Model::new(book, options.lang, options.theme, size, (options.clock)());
    if let Some(rest) = &rest {
        model = model.reading_on(rest.totals);
    }
    model.awaits_ledger = desk.is_unfilled();
    for finding in desk.findings() {
        model.say_failure(&Failure::new(Exit::Done, finding.clone()));
    }
    keys::read(send.clone());
    let place = desk.take_place();
    let watcher = Watcher::start(Arc::clone(&desk), answers(send.clone()));
    let invent = Some(inventing(Arc::clone(&desk), answers(send.clone())));
    let adopting = keeper.clone();
    let worker = Worker::start(
        StagedLoad { desk, rest },
        options.clock,
        move |desk| adopting.adopt(desk),
        answers(send),
    );
    let painter = Painter::new(options.theme.ambiguous);
    let mut screen = Screen { terminal, painter, worker, watcher, keeper, options, invent };
    let end = screen.stay(&mut model, place, &incoming);
    match end {
        Exit::Done => screen.keeper.flush(),
        _ => screen.keeper.cut_off(),
    }
    drop(screen);
    // Nothing is opened after this: the process gives its memory back at once, project by project it would take a while.
    std::mem::forget(model);
    Ok(end)
}

fn no_terminal(error: &io::Error) -> Failure {
    Failure::new(
        Exit::Terminal,
        Finding::error(
            codes::NO_TERMINAL,
            words!("终端打不开：{error}", "the terminal cannot be opened: {error}"),
        )
        .hint(words!("用 --plain 出文本", "use --plain for text")),
    )
}

fn answers(send: Sender<Incoming>) -> impl Fn(Answer) + Clone + Send + Sync + 'static {
    // When the loop is over nobody listens, and nothing is to be said.
    move |answer| drop(send.send(Incoming::Event(Event::Answer(answer))))
}

/// Fills a demonstration's ledger, after the first frame and away from every other work. That there is one
/// then is said as others' filings are.
fn inventing(desk: Arc<App>, answer: impl Fn(Answer) + Send + 'static) -> Box<dyn FnOnce() + Send> {
    Box::new(move || {
        match desk
            .fill_demonstration()
            .and_then(|filled| if filled { desk.pulse(None).map(Some) } else { Ok(None) })
        {
            Ok(pulse) => pulse.into_iter().map(Answer::Pulse).for_each(answer),
            Err(failure) => answer(Answer::Failed(failure)),
        }
    })
}

struct Screen {
    terminal: Terminal,
    painter: Painter,
    worker: Worker,
    watcher: Watcher,
    keeper: DraftAutosave,
    options: ScreenOptions,
    /// Work that waits until something stands on the screen.
    invent: Option<Box<dyn FnOnce() + Send>>,
}

impl Screen {
    fn stay(&mut self, model: &mut Model, place: Option<ResumeState>, incoming: &Receiver<Incoming>) -> Exit {
        let first = update::opening(model);
        self.perform(first, model, incoming);
        let mut place = place;
        self.go_back(&mut place, model, incoming);
        let mut last_key = Instant::now();
        loop {
            if model.over {
                return Exit::Done;
            }
            if self.draw(model).is_err() {
                return Exit::Interrupted;
            }
            if let Some(invent) = self.invent.take() {
                // Without a thread for it the demonstration has no reports, and goes on.
                drop(thread::Builder::new().name("inventing".into()).spawn(invent));
            }
            let wait = self.until_next(model, last_key.elapsed());
            match incoming.recv_timeout(wait) {
                Ok(first) => {
                    if !self.burst(first, model, incoming, &mut last_key) {
                        return Exit::Interrupted;
                    }
                    self.go_back(&mut place, model, incoming);
                    self.keeper.at(update::returning::place(model));
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Exit::Interrupted,
            }
            self.tick(model, incoming);
            match self.options.idle.map(|limit| limit.saturating_sub(last_key.elapsed())) {
                Some(Duration::ZERO) => return Exit::Interrupted,
                Some(left) if left <= self.warning() && !model.saying => {
                    let words = words!(
                        "久未操作，一分钟内将退出，草稿会保留；按任意键继续",
                        "idle: closing within a minute, drafts are kept; any key stays"
                    );
                    model.say(Severity::Warning, words);
                }
                _ => {}
            }
        }
    }

    /// Goes where the person was when they were cut off, once the list is there.
    fn go_back(&mut self, place: &mut Option<ResumeState>, model: &mut Model, incoming: &Receiver<Incoming>) {
        if model.reading.is_none()
            && let Some(place) = place.take()
        {
            let effects = update::returning::go(model, &place);
            self.perform(effects, model, incoming);
        }
    }

    /// Takes everything that has arrived, then waits a moment for the answer to a search, so that one
    /// frame shows both. False when the terminal is gone.
    fn burst(
        &mut self,
        first: Incoming,
        model: &mut Model,
        incoming: &Receiver<Incoming>,
        last_key: &mut Instant,
    ) -> bool {
        let mut next = Some(first);
        let mut until = Instant::now() + ONE_FRAME;
        while let Some(arrived) = next {
            if is_begun(&arrived) {
                until = until.min(Instant::now() + REST);
            }
            match arrived {
                Incoming::Gone => return false,
                Incoming::Continued => self.come_back(model),
                Incoming::Event(event) => {
                    if matches!(event, Event::Key(_) | Event::Paste(_) | Event::Mouse(_)) {
                        *last_key = Instant::now();
                        model.now = (self.options.clock)();
                        bug_on_demand(&event);
                    }
                    let effects = update::update(model, event);
                    self.perform(effects, model, incoming);
                }
            }
            next = incoming.try_recv().ok();
            if next.is_none() && self.worker.is_searching() {
                next = incoming.recv_timeout(until.saturating_duration_since(Instant::now())).ok();
            }
            if model.over {
                return true;
            }
        }
        true
    }

    fn perform(&mut self, effects: Vec<Effect>, model: &mut Model, incoming: &Receiver<Incoming>) {
        for effect in effects {
            match effect {
                Effect::Redraw => self.painter.forget(),
                Effect::Copy(text) => copy(&text),
                Effect::Suspend => self.suspend(model, incoming),
                Effect::Pulse(seat) => self.watcher.ask(seat),
                Effect::Keep(id, month, draft) => told(model, self.keeper.keep(id, month, draft)),
                Effect::Forget(id, month) => told(model, self.keeper.forget(id, month)),
                other => {
                    // A form that is opened again finds what was typed a moment ago.
                    if matches!(other, Effect::Form(..)) {
                        told(model, self.keeper.save());
                    }
                    self.worker.ask(other);
                }
            }
        }
    }

    fn draw(&mut self, model: &Model) -> io::Result<()> {
        let (buffer, cursor) = view::draw(model);
        let bytes = self.painter.paint(buffer, cursor);
        terminal::write(&bytes)
    }

    /// How long to sleep: to the next second while a countdown shows, else until something happens.
    fn until_next(&self, model: &Model, idle: Duration) -> Duration {
        const LONG: Duration = Duration::from_secs(3_600);
        let clock = if model.shows_countdown() {
            let into_second = (self.options.clock)().subsec_nanosecond().rem_euclid(1_000_000_000);
            Duration::from_nanos(1_000_000_000 - u64::from(into_second.unsigned_abs()))
                + Duration::from_millis(1)
        } else {
            LONG
        };
        let limit = self.options.idle.map_or(LONG, |limit| {
            let left = limit.saturating_sub(idle);
            let warning = self.warning();
            if left > warning { left.saturating_sub(warning) } else { left }
        });
        clock.min(limit.max(Duration::from_millis(1)))
    }

    /// How long before the idle limit the warning comes.
    fn warning(&self) -> Duration {
        self.options.idle.map_or(WARNING, |limit| WARNING.min(limit / 2))
    }

    fn tick(&mut self, model: &mut Model, incoming: &Receiver<Incoming>) {
        let now = (self.options.clock)();
        if now.as_second() != model.now.as_second() {
            let effects = update::update(model, Event::Tick(now));
            self.perform(effects, model, incoming);
        }
    }

    fn suspend(&mut self, model: &mut Model, incoming: &Receiver<Incoming>) {
        terminal::restore();
        signals::stop();
        // The stop may reach another thread a moment later; without job control it never comes.
        let deadline = Instant::now() + Duration::from_millis(300);
        while let Ok(arrived) = incoming.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            match arrived {
                Incoming::Continued => break,
                Incoming::Gone => model.over = true,
                Incoming::Event(event) => {
                    let mut effects = update::update(model, event);
                    // One is on its way already.
                    effects.retain(|effect| !matches!(effect, Effect::Suspend));
                    self.perform(effects, model, incoming);
                }
            }
        }
        self.come_back(model);
    }

    fn come_back(&mut self, model: &mut Model) {
        // Where this fails the next write fails too, and the loop ends.
        let _ = self.terminal.re_enter();
        self.painter.forget();
        if let Ok(size) = terminal::size() {
            update::update(model, Event::Resize(size));
        }
    }
}

/// Whether it is the beginning of an answer.
fn is_begun(arrived: &Incoming) -> bool {
    matches!(arrived, Incoming::Event(Event::Answer(Answer::Found { listing, .. })) if !listing.is_whole)
}

fn told(model: &mut Model, done: Result<(), Failure>) {
    if let Err(failure) = done {
        model.say_failure(&failure);
    }
}

/// A bug to order, so that a test can see the terminal given back after one. Not in a release build.
fn bug_on_demand(event: &Event) {
    #[cfg(debug_assertions)]
    if matches!(event, Event::Key(key) if key.typed() == Some('!')) {
        assert!(std::env::var_os("DIAODU_TEST_PANIC").is_none(), "asked for by a test");
    }
    let _ = event;
}

/// OSC 52: the terminal puts the text on the person's own clipboard, over SSH too.
fn copy(text: &str) {
    let coded = base64::engine::general_purpose::STANDARD.encode(text);
    // A terminal that is gone is noticed by the next frame.
    let _ = terminal::write(format!("\x1b]52;c;{coded}\x07").as_bytes());
}

/// The size of the terminal, for callers that print instead of drawing.
pub fn size() -> Option<Size> {
    terminal::size().ok()
}

/// Writes to standard output past every lock, for the moments when another thread may hold it.
fn write_past_locks(bytes: &[u8]) {
    let mut rest = bytes;
    while !rest.is_empty() {
        match rustix::io::write(rustix::stdio::stdout(), rest) {
            Ok(0) | Err(_) => return,
            Ok(n) => rest = &rest[n..],
        }
    }
}
