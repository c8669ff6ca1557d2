//! How far a long read has come, told to whoever waits for it, who may call it off. It measures nothing
//! and knows no clock: the listener decides how often to look.

use std::fmt;
use std::sync::Arc;

use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::words;

/// What is being done to a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Its bytes become rows.
    #[default]
    Reading,
    /// Its rows are told apart: headings, projects, notes.
    Telling,
    /// Its projects are put together.
    Building,
}

/// How far one stage has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Which stage.
    pub stage: Stage,
    /// Done so far, in bytes, cells, rows or projects.
    pub done: u64,
    /// Of how many; 0 where that is not known before the end.
    pub total: u64,
}

type Listener = dyn Fn(Progress) -> bool + Send + Sync;

/// Somebody who waits for a read, or nobody.
#[derive(Clone, Default)]
pub struct Watch(Option<Arc<Listener>>);

impl Watch {
    /// Tells every step; the read goes on while the answer is yes.
    pub fn new(listener: impl Fn(Progress) -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(listener)))
    }

    /// Says how far it is, now and then: at every 2,048th piece.
    ///
    /// # Errors
    /// [`Exit::Interrupted`] when it was called off.
    pub fn step(&self, stage: Stage, piece: usize, done: usize, total: usize) -> Result<(), Failure> {
        match &self.0 {
            Some(listener) if piece.is_multiple_of(2_048) => {
                let progress = Progress { stage, done: done as u64, total: total as u64 };
                if listener(progress) { Ok(()) } else { Err(called_off()) }
            }
            _ => Ok(()),
        }
    }
}

/// The failure of a read that was called off.
pub fn called_off() -> Failure {
    let message = words!("已取消，什么也没有写入", "called off; nothing was written");
    Failure::new(Exit::Interrupted, Finding::error(codes::READ_CALLED_OFF, message))
}

impl fmt::Debug for Watch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0.is_some() { "Watch(listened to)" } else { "Watch(nobody)" })
    }
}
