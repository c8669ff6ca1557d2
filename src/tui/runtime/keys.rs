//! Reads what comes from the terminal and hands it on as the screen's own keys. The bytes are told apart
//! here and not by a library: one that knows only keys takes the answers of a terminal for typed commands.

mod answers;
mod parser;
mod sequence;

use std::sync::mpsc::Sender;
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::Incoming;
use parser::Parser;

/// Reads until the terminal is gone.
pub fn read(send: Sender<Incoming>) {
    let reading = thread::Builder::new().name("keys".into()).spawn(move || {
        let begun = Instant::now();
        let mut parser = Parser::default();
        let mut buffer = [0; 4_096];
        loop {
            let arrived = match arrives_within(parser.wait(begun.elapsed())) {
                Ok(true) => match rustix::io::read(rustix::stdio::stdin(), &mut buffer) {
                    Ok(0) => break,
                    Ok(read) => parser.feed(&buffer[..read], begun.elapsed()),
                    Err(Errno::INTR | Errno::AGAIN) => continue,
                    Err(_) => break,
                },
                Ok(false) => parser.expire(begun.elapsed()),
                Err(Errno::INTR) => continue,
                Err(_) => break,
            };
            for event in arrived {
                if send.send(Incoming::Event(event)).is_err() {
                    return;
                }
            }
        }
        drop(send.send(Incoming::Gone));
    });
    // Without a thread for keys there is no screen; the loop ends as when the terminal is gone.
    drop(reading);
}

/// Whether something can be read before the time is over. What came meanwhile counts as in time, however
/// late this thread had its turn: only a line that stayed silent lets a beginning lapse.
fn arrives_within(limit: Option<Duration>) -> Result<bool, Errno> {
    let stdin = rustix::stdio::stdin();
    let mut fds = [PollFd::new(&stdin, PollFlags::IN)];
    let limit = limit.and_then(|limit| Timespec::try_from(limit).ok());
    poll(&mut fds, limit.as_ref()).map(|ready| ready > 0)
}
