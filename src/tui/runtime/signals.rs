//! Signals, on a thread of their own. One that ends the program first saves what is unsaved, then gives the
//! terminal back and leaves at once. After a hangup the terminal may be gone or may live on (`kill -HUP`):
//! giving it back is tried, never waited for.

use std::io;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::{
    SIGABRT, SIGALRM, SIGCONT, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGVTALRM,
    SIGWINCH, SIGXCPU,
};
use signal_hook::iterator::Signals;

use super::keeper::DraftAutosave;
use super::{Incoming, terminal};
use crate::domain::exit::Exit;
use crate::tui::event::Event;

/// Signals that end a program which does not know them, and that can be heard.
const ENDING: [i32; 11] =
    [SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGABRT, SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU];
/// How long a terminal that takes no more bytes is waited for.
const GIVING_BACK: Duration = Duration::from_millis(500);

/// Watches for signals, and for the terminal's other end to close where no signal tells it.
pub fn watch(send: &Sender<Incoming>, keeper: &DraftAutosave) -> io::Result<()> {
    let mut signals = Signals::new(ENDING.into_iter().chain([SIGCONT, SIGWINCH]))?;
    let (send, typed) = (send.clone(), keeper.clone());
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            match signal {
                SIGCONT => drop(send.send(Incoming::Continued)),
                SIGWINCH => {
                    if let Ok(size) = terminal::size() {
                        drop(send.send(Incoming::Event(Event::Resize(size))));
                    }
                }
                _ => {
                    typed.cut_off();
                    give_back();
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

/// Gives the terminal back on a thread that may be left behind: a terminal whose output is stopped, or whose
/// other end is cut off and not closed, takes nothing, and what is typed is saved already.
fn give_back() {
    let (done, is_done) = mpsc::channel();
    let spawned = thread::Builder::new().name("give-back".into()).spawn(move || {
        terminal::restore();
        let _ = done.send(());
    });
    if spawned.is_ok() {
        let _ = is_done.recv_timeout(GIVING_BACK);
    }
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
fn watch_hangup(keeper: &DraftAutosave) {
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
