//! Keeps what is being typed into a form: on disk within two seconds of a change, and at once when the
//! program must leave. A thread of its own, so that neither the ledger nor a slow line delays it.

use std::sync::{Arc, Condvar, Mutex, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use jiff::Timestamp;

use crate::desk::App;
use crate::desk::place::ResumeState;
use crate::domain::finding::Failure;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::report::draft::Draft;

/// How long a change may wait, so that a burst of typing is written once.
const PATIENCE: Duration = Duration::from_secs(1);

/// A handle on the keeper; clones share it.
#[derive(Clone)]
pub struct DraftAutosave {
    shared: Arc<AutosaveState>,
}

struct AutosaveState {
    /// The desk; replaced once, when a list of which only the beginning was known is read.
    desk: Mutex<Arc<App>>,
    clock: fn() -> Timestamp,
    unsaved: Mutex<Option<Unsaved>>,
    changed: Condvar,
    /// Where the person is, for the case that the line is cut.
    place: Mutex<Option<ResumeState>>,
}

struct Unsaved {
    project: ProjectId,
    month: Month,
    draft: Draft,
}

impl DraftAutosave {
    /// Starts the thread; `failed` hears when a draft cannot be written.
    pub fn start(
        desk: Arc<App>,
        clock: fn() -> Timestamp,
        failed: impl Fn(Failure) + Send + 'static,
    ) -> Self {
        let shared = Arc::new(AutosaveState {
            desk: Mutex::new(desk),
            clock,
            unsaved: Mutex::new(None),
            changed: Condvar::new(),
            place: Mutex::new(None),
        });
        let theirs = Arc::clone(&shared);
        let spawned = thread::Builder::new().name("keeper".into()).spawn(move || {
            loop {
                theirs.wait();
                if let Err(failure) = theirs.save(&mut theirs.lock()) {
                    failed(failure);
                }
            }
        });
        // Without the thread drafts are still saved when the program leaves.
        drop(spawned);
        Self { shared }
    }

    /// Works with another desk from now on.
    pub fn adopt(&self, desk: Arc<App>) {
        *self.shared.desk.lock().unwrap_or_else(PoisonError::into_inner) = desk;
    }

    /// Takes what is typed now. What another report still has unsaved is saved first.
    pub fn keep(&self, project: ProjectId, month: Month, draft: Draft) -> Result<(), Failure> {
        let mut unsaved = self.shared.lock();
        let other = unsaved.as_ref().is_some_and(|u| (u.project, u.month) != (project, month));
        let saved = if other { self.shared.save(&mut unsaved) } else { Ok(()) };
        *unsaved = Some(Unsaved { project, month, draft });
        self.shared.changed.notify_one();
        saved
    }

    /// Saves at once what is not saved yet, for a form that is about to be opened on it.
    pub fn save(&self) -> Result<(), Failure> {
        self.shared.save(&mut self.shared.lock())
    }

    /// Forgets a draft: it was filed, or given up.
    pub fn forget(&self, project: ProjectId, month: Month) -> Result<(), Failure> {
        let mut unsaved = self.shared.lock();
        unsaved.take_if(|u| u.project == project && u.month == month);
        self.shared.desk().forget_typed(project, month).map(drop)
    }

    /// Takes where the person is.
    pub fn at(&self, place: ResumeState) {
        *self.shared.place.lock().unwrap_or_else(PoisonError::into_inner) = Some(place);
    }

    /// Saves at once what is not saved yet.
    pub fn flush(&self) {
        // There is nobody left to tell.
        let _ = self.save();
    }

    /// As [`Keeper::flush`], where the person did not mean to leave: their place is kept too.
    pub fn cut_off(&self) {
        self.flush();
        if let Some(place) = self.shared.place.lock().unwrap_or_else(PoisonError::into_inner).take() {
            self.shared.desk().keep_place(&place);
        }
    }

    /// As [`Keeper::flush`], for a thread that may itself hold the lock: it has panicked.
    pub fn flush_if_free(&self) {
        let mut unsaved = match self.shared.unsaved.try_lock() {
            Ok(unsaved) => unsaved,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return,
        };
        let _ = self.shared.save(&mut unsaved);
    }
}

impl AutosaveState {
    fn desk(&self) -> Arc<App> {
        Arc::clone(&self.desk.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Unsaved>> {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps until something is unsaved, then lets more typing come.
    fn wait(&self) {
        let mut unsaved = self.lock();
        while unsaved.is_none() {
            unsaved = self.changed.wait(unsaved).unwrap_or_else(PoisonError::into_inner);
        }
        drop(unsaved);
        thread::sleep(PATIENCE);
    }

    /// The lock is held while writing, so that a draft that is forgotten cannot come back.
    fn save(&self, unsaved: &mut Option<Unsaved>) -> Result<(), Failure> {
        let Some(typed) = unsaved.take() else { return Ok(()) };
        let saved = self.desk().keep_typed(typed.project, typed.month, &typed.draft, (self.clock)());
        if saved.is_err() {
            *unsaved = Some(typed);
        }
        saved
    }
}
