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
    pty.send("\x1bq").until("over", |s| !s.alternate_screen());
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

#[test]
fn a_hangup_ends_it_at_once_without_a_word_to_the_terminal() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431").signal(Signal::HUP);
    assert_eq!(pty.exit(), 11);
    assert!(pty.look(vt100::Screen::alternate_screen), "the terminal is not touched");
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
