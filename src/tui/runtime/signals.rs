//! Signals, on a thread of their own. A hangup saves what is unsaved and leaves at once without touching
//! the terminal, which is gone: the library that reads keys would wait on it for ever, burning a core.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use super::keeper::Keeper;
use super::{Incoming, terminal};
use crate::domain::exit::Exit;

/// Watches for signals, and for the terminal's other end to close where no signal tells it.
pub fn watch(send: &Sender<Incoming>, keeper: &Keeper) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGCONT])?;
    let (send, typed) = (send.clone(), keeper.clone());
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGCONT => drop(send.send(Incoming::Continued)),
                SIGHUP => {
                    typed.cut_off();
                    end(Exit::Interrupted);
                }
                _ => {
                    typed.cut_off();
                    terminal::restore();
                    end(Exit::Interrupted);
                }
            }
        }
    })?;
    thread::Builder::new().name("hangup".into()).spawn({
        let keeper = keeper.clone();
        move || watch_hangup(&keeper)
    })?;
    Ok(())
}

/// Ends the process at once, without unwinding and without the exit handlers, which might wait for a
/// lock that another thread holds.
pub fn end(exit: Exit) {
    signal_hook::low_level::exit(exit.code().into());
}

/// Stops this process and whatever runs it, as Ctrl-Z does in a shell.
pub fn stop() {
    // Refused only where there is no job control; the screen then comes back by itself.
    let _ = kill_current_process_group(Signal::TSTP);
}

/// With SIGHUP ignored (nohup) or a terminal that is not ours, only the descriptor tells that the other
/// end is closed.
fn watch_hangup(keeper: &Keeper) {
    loop {
        let stdin = rustix::stdio::stdin();
        let mut fds = [PollFd::new(&stdin, PollFlags::empty())];
        match poll(&mut fds, None) {
            Ok(_) if fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) => {
                keeper.cut_off();
                end(Exit::Interrupted);
            }
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
    }
}
