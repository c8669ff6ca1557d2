//! Looks at what others do, on a thread of its own: a database that does not answer holds up neither
//! searches nor the form. It sleeps until it is asked, and only the last question counts.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use crate::desk::App;
use crate::desk::presence::{OpenForm, PresenceSnapshot};
use crate::tui::event::Answer;

/// The loop's end of it.
pub struct Watcher {
    asked: Arc<(Mutex<PollRequest>, Condvar)>,
}

/// The last question.
#[derive(Default)]
struct PollRequest {
    waits: bool,
    seat: Option<OpenForm>,
}

impl Watcher {
    /// Starts the thread.
    pub fn start(desk: Arc<App>, answer: impl Fn(Answer) + Send + 'static) -> Self {
        let asked: Arc<(Mutex<PollRequest>, Condvar)> = Arc::default();
        let theirs = Arc::clone(&asked);
        let spawned = thread::Builder::new().name("watcher".into()).spawn(move || {
            let mut watch = SeenPresence::default();
            let (question, arrived) = &*theirs;
            loop {
                let mut waiting = question.lock().unwrap_or_else(PoisonError::into_inner);
                while !std::mem::take(&mut waiting.waits) {
                    waiting = arrived.wait(waiting).unwrap_or_else(PoisonError::into_inner);
                }
                let seat = waiting.seat;
                drop(waiting);
                watch.look(&desk, seat).into_iter().for_each(&answer);
            }
        });
        // Without it nobody hears of others before they press a key, which does no harm.
        drop(spawned);
        Self { asked }
    }

    /// Has it look, while this form is open.
    pub fn ask(&self, seat: Option<OpenForm>) {
        let (question, arrived) = &*self.asked;
        *question.lock().unwrap_or_else(PoisonError::into_inner) = PollRequest { waits: true, seat };
        arrived.notify_one();
    }
}

/// What was seen last.
#[derive(Debug, Default)]
pub struct SeenPresence {
    last: Option<PresenceSnapshot>,
    failing: bool,
}

impl SeenPresence {
    /// Looks; answers when something is other than it was. A ledger that cannot be reached is said once.
    pub fn look(&mut self, desk: &App, seat: Option<OpenForm>) -> Option<Answer> {
        match desk.pulse(seat) {
            Ok(pulse) => {
                self.failing = false;
                if self.last.as_ref() == Some(&pulse) {
                    return None;
                }
                self.last = Some(pulse.clone());
                Some(Answer::Pulse(pulse))
            }
            Err(failure) => {
                let known = std::mem::replace(&mut self.failing, true);
                (!known).then_some(Answer::Failed(failure))
            }
        }
    }
}
