//! Whose turn it is to write a SQLite ledger: a queue of processes, in the order they came.
//!
//! SQLite itself has no queue: whoever happens to ask when the lock falls free gets it, and in a crowd
//! some wait many times longer than others. The queue is a lock on the ledger's folder, so that it needs
//! no file of its own. It only decides who asks first; what keeps writers apart is still SQLite's lock,
//! and where the queue does not work (a file system without locks) writing goes on without it.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use rustix::fs::{FlockOperation, flock};

/// A place in front of the queue, given up when dropped or when the process ends.
pub(super) struct WriteTicket {
    folder: Arc<File>,
}

impl WriteTicket {
    /// Waits for the turn; `None` when there is no queue to wait in, or patience ran out.
    pub(super) fn take(folder: &Path, patience: Duration) -> Option<Self> {
        let folder = Arc::new(File::open(folder).ok()?);
        match flock(&folder, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Some(Self { folder }),
            Err(error) if error == rustix::io::Errno::WOULDBLOCK => {}
            Err(_) => return None,
        }
        // The kernel keeps the queue's order only for those who wait inside it, without a limit of
        // time; so a thread waits there, and gives the turn back when nobody wants it any more.
        let (answer, turn) = mpsc::channel();
        let waiting = Arc::clone(&folder);
        thread::spawn(move || {
            if flock(&waiting, FlockOperation::LockExclusive).is_ok() {
                let _ = answer.send(Self { folder: waiting });
            }
        });
        turn.recv_timeout(patience).ok()
    }
}

impl Drop for WriteTicket {
    fn drop(&mut self) {
        // The lock belongs to the open folder, which a waiting thread may share.
        let _ = flock(&self.folder, FlockOperation::Unlock);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_has_the_turn_and_the_next_gets_it_when_it_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let first = WriteTicket::take(folder.path(), Duration::ZERO).unwrap();
        assert!(WriteTicket::take(folder.path(), Duration::from_millis(20)).is_none());
        let path = folder.path().to_owned();
        let next = thread::spawn(move || WriteTicket::take(&path, Duration::from_secs(60)).is_some());
        drop(first);
        assert!(next.join().unwrap());
        assert!(WriteTicket::take(folder.path(), Duration::from_secs(60)).is_some(), "nobody left it locked");
    }

    #[test]
    fn without_a_folder_there_is_no_queue() {
        assert!(WriteTicket::take(Path::new("/nowhere/at/all"), Duration::from_secs(60)).is_none());
    }
}
