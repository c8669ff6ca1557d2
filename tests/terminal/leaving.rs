//! Leaving, wanted or not: q, Ctrl-Z, signals, a cut connection, a bug.

use std::time::Duration;

use rustix::process::Signal;

use crate::pty::Pty;

#[test]
fn q_gives_the_terminal_back() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431").send("q");
    assert_eq!(pty.exit(), 0);
    pty.is_given_back();
}

#[test]
fn ctrl_z_goes_back_to_the_shell_and_fg_returns_to_the_same_place() {
    let mut pty = Pty::run(80, 24, &["bash", "--norc", "--noprofile", "-i"], &[("PS1", "shell> ")]);
    pty.sees("shell>").send(&format!("{}\r", env!("CARGO_BIN_EXE_diaodu")));
    pty.sees("431").send("/博世").sees("1 项匹配").send("\x1a");
    pty.until("back in the shell", |s| !s.alternate_screen() && s.contents().contains("Stopped"));
    pty.send("echo al''ive\r").sees("alive").send("fg\r");
    pty.until("on the screen again", |s| s.alternate_screen() && s.contents().contains("1 项匹配"));
    pty.send("\x1b").sees("质检中心").send("q").until("over", |s| !s.alternate_screen());
}

#[test]
fn sigterm_gives_the_terminal_back_and_says_so_by_its_code() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431").signal(Signal::TERM);
    assert_eq!(pty.exit(), 11);
    pty.is_given_back();
}

#[test]
fn a_cut_connection_leaves_no_process_behind() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431").send("/jl").sees("jl").hang_up();
    pty.exit_within(Duration::from_secs(5));
}

#[test]
fn a_cut_connection_leaves_no_process_behind_even_where_hangups_are_ignored() {
    let program = env!("CARGO_BIN_EXE_diaodu");
    let mut pty = Pty::run(80, 24, &["sh", "-c", &format!("trap '' HUP; exec {program}")], &[]);
    pty.sees("431").hang_up();
    pty.exit_within(Duration::from_secs(5));
}

/// A minute is half a second here.
#[test]
fn an_idle_screen_warns_then_leaves_keeps_the_draft_and_opens_there_again() {
    let place = tempfile::tempdir().unwrap();
    let (ledger, state) = (place.path().join("ledger.db"), place.path().join("state"));
    let (ledger, state) = (ledger.display().to_string(), state.display().to_string());
    let args = ["--ledger", &ledger, "--idle", "4"];
    let mut pty =
        Pty::open_with(100, 30, &args, &[("DIAODU_TEST_MINUTE", "500"), ("XDG_STATE_HOME", &state)]);
    pty.sees("431").send("j").send("r").sees("填报 2021-03").send("73315").sees("73315").sees("久未操作");
    assert_eq!(pty.exit(), 11);
    pty.is_given_back();
    let mut pty = Pty::open_with(100, 30, &args[..2], &[("XDG_STATE_HOME", &state)]);
    pty.sees("上次断开时正在填“中国汽研国家氢能动力质检中心”").send("r").sees("已恢复").sees("73315");
}

/// The terminal outlives such a program: `kill -HUP` from another window, a supervisor's QUIT.
#[test]
fn a_signal_that_ends_it_gives_a_living_terminal_back() {
    for signal in [Signal::HUP, Signal::QUIT, Signal::ABORT, Signal::ALARM, Signal::USR1, Signal::USR2] {
        let mut pty = Pty::open_with(80, 24, &["--mouse"], &[]);
        pty.sees("431").send("/博世").sees("1 项匹配").signal(signal);
        assert_eq!(pty.exit(), 11, "{signal:?}");
        pty.is_given_back();
        let bytes = pty.bytes();
        let said = String::from_utf8_lossy(&bytes);
        let end = "\x1b[?1006l\x1b[?1000l\x1b[?2004l\x1b[0m\x1b[?25h\x1b[?1049l";
        assert!(said.ends_with(end), "{signal:?}: {:?}", &bytes[bytes.len().saturating_sub(80)..]);
    }
}

#[test]
fn a_bug_gives_the_terminal_back_and_says_one_line() {
    let mut pty = Pty::open_with(80, 24, &[], &[("DIAODU_TEST_PANIC", "1")]);
    pty.sees("431").send("!");
    assert_eq!(pty.exit(), 1);
    pty.is_given_back().sees("diaodu: bug at src/tui/");
    let said = pty.look(|s| s.contents().lines().filter(|l| !l.trim().is_empty()).count());
    assert!(said <= 2, "one line, perhaps folded");
}
