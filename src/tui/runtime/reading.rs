//! Reading the rest of a list whose beginning is on the screen already, and writing start-up caches beside
//! the work.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::desk::App;
use crate::desk::opening::{PendingLoad, StagedLoad};
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::tui::event::Answer;
use crate::tui::model::CatalogueView;

/// How often it is said how far the reading is.
const LOOK: Duration = Duration::from_millis(100);

/// The whole desk and the year in view, read where only its beginning is known. Nothing where that failed
/// altogether; what is on the screen then stays as it is.
pub fn whole(
    opening: StagedLoad,
    adopt: impl FnOnce(Arc<App>),
    answer: &impl Fn(Answer),
) -> Option<(Arc<App>, i16)> {
    let Some(rest) = opening.rest else {
        let year = opening.desk.year().ok()?.year;
        return Some((opening.desk, year));
    };
    let desk = Arc::new(read(rest, answer)?);
    let year = match desk.year() {
        Ok(year) => year.year,
        Err(failure) => {
            answer(Answer::Failed(failure));
            return None;
        }
    };
    adopt(Arc::clone(&desk));
    let book = CatalogueView { catalogue: Arc::clone(desk.catalogue()), year };
    answer(Answer::Read(book, desk.findings().to_vec()));
    Some((desk, year))
}

fn read(rest: PendingLoad, answer: &impl Fn(Answer)) -> Option<App> {
    let progress = Arc::clone(&rest.progress);
    let (send, ready) = mpsc::channel();
    // Nobody waits any more only when the program is ending.
    let reader = thread::Builder::new().name("reader".into()).spawn(move || drop(send.send(rest.read())));
    reader.ok()?;
    loop {
        match ready.recv_timeout(LOOK) {
            Ok(desk) => return Some(desk),
            Err(RecvTimeoutError::Timeout) => answer(Answer::Reading(progress.percent())),
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

/// The thread that writes start-up caches.
#[derive(Debug, Default)]
pub struct Caching {
    stop: Arc<AtomicBool>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Caching {
    /// Writes what a desk has to write. That it failed is told as a note.
    pub fn start(&self, desk: &App, answer: impl Fn(Answer) + Send + 'static) {
        let Some(caches) = desk.caches() else { return };
        let stop = Arc::clone(&self.stop);
        let spawned = thread::Builder::new().name("cache".into()).spawn(move || {
            if let Some(finding) = caches.write(&stop) {
                answer(Answer::Failed(Failure::new(Exit::Done, finding)));
            }
        });
        *self.thread.lock().unwrap_or_else(PoisonError::into_inner) = spawned.ok();
    }

    /// Ends it: what is not whole by now is given up, and leaves nothing behind.
    pub fn end(&self) {
        self.stop.store(true, Ordering::SeqCst);
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        // A panic there was a bug, and has been reported.
        let _ = thread.map(JoinHandle::join);
    }
}
