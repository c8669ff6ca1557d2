//! Looks at what others do, on a thread of its own: a database that does not answer holds up neither
//! searches nor the form. It sleeps until it is asked, and only the last question counts.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;

use crate::desk::Desk;
use crate::desk::presence::{Pulse, Seat};
use crate::tui::event::Answer;

/// The loop's end of it.
pub struct Watcher {
    asked: Arc<(Mutex<Asked>, Condvar)>,
}

/// The last question.
#[derive(Default)]
struct Asked {
    waits: bool,
    seat: Option<Seat>,
}

impl Watcher {
    /// Starts the thread.
    pub fn start(desk: Arc<Desk>, answer: impl Fn(Answer) + Send + 'static) -> Self {
        let asked: Arc<(Mutex<Asked>, Condvar)> = Arc::default();
        let theirs = Arc::clone(&asked);
        let spawned = thread::Builder::new().name("watcher".into()).spawn(move || {
            let mut watch = Watch::default();
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
    pub fn ask(&self, seat: Option<Seat>) {
        let (question, arrived) = &*self.asked;
        *question.lock().unwrap_or_else(PoisonError::into_inner) = Asked { waits: true, seat };
        arrived.notify_one();
    }
}

/// What was seen last.
#[derive(Debug, Default)]
pub struct Watch {
    last: Option<Pulse>,
    failing: bool,
}

impl Watch {
    /// Looks; answers when something is other than it was. A ledger that cannot be reached is said once.
    pub fn look(&mut self, desk: &Desk, seat: Option<Seat>) -> Option<Answer> {
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
