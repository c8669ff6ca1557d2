//! What was being typed when the program ended, however it ended, is there again.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::pty::Pty;

const FIGURE: &str = "73315";

/// The screen over a ledger and drafts in a folder, with a form in which a figure was typed.
fn typing(place: &Path, variables: &[(&str, &str)]) -> Pty {
    let mut pty = open(place, variables);
    pty.sees("431").send("r").sees("填报 2021-03").send(FIGURE).sees(FIGURE);
    pty
}

fn open(place: &Path, variables: &[(&str, &str)]) -> Pty {
    let ledger = place.join("ledger.db").display().to_string();
    let state = place.join("state").display().to_string();
    let mut all = vec![("XDG_STATE_HOME", state.as_str())];
    all.extend(variables);
    Pty::open_with(100, 30, &["--ledger", &ledger], &all)
}

#[track_caller]
fn is_recovered(place: &Path) {
    let mut pty = open(place, &[]);
    pty.sees("431").send("r").sees("已恢复").sees(FIGURE);
}

#[test]
fn after_a_cut_connection() {
    let place = tempfile::tempdir().unwrap();
    let mut pty = typing(place.path(), &[]);
    pty.hang_up();
    pty.exit_within(Duration::from_secs(5));
    is_recovered(place.path());
}

#[test]
fn after_sighup() {
    let place = tempfile::tempdir().unwrap();
    let mut pty = typing(place.path(), &[]);
    pty.signal(Signal::HUP);
    assert_eq!(pty.exit(), 11);
    is_recovered(place.path());
}

#[test]
fn after_sigquit() {
    let place = tempfile::tempdir().unwrap();
    let mut pty = typing(place.path(), &[]);
    pty.signal(Signal::QUIT);
    assert_eq!(pty.exit(), 11);
    is_recovered(place.path());
}

#[test]
fn after_sigterm() {
    let place = tempfile::tempdir().unwrap();
    let mut pty = typing(place.path(), &[]);
    pty.signal(Signal::TERM);
    assert_eq!(pty.exit(), 11);
    is_recovered(place.path());
}

#[test]
fn after_a_bug() {
    let place = tempfile::tempdir().unwrap();
    let mut pty = typing(place.path(), &[("DIAODU_TEST_PANIC", "1")]);
    pty.send("!");
    assert_eq!(pty.exit(), 1);
    is_recovered(place.path());
}

#[test]
fn after_a_kill_once_the_change_has_had_its_two_seconds() {
    let place = tempfile::tempdir().unwrap();
    let mut pty = typing(place.path(), &[]);
    let begun = Instant::now();
    while !kept(&place.path().join("state"), FIGURE) {
        assert!(begun.elapsed() < Duration::from_secs(30), "the draft is never written by itself");
        std::thread::yield_now();
    }
    pty.signal(Signal::KILL);
    pty.exit();
    is_recovered(place.path());
}

/// Whether a draft below the folder holds the figure.
pub fn kept(folder: &Path, figure: &str) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        // Under another name the file is not yet whole.
        let whole = path.extension().is_some_and(|extension| extension == "json");
        (path.is_dir() && kept(&path, figure))
            || (whole && fs::read_to_string(&path).is_ok_and(|text| text.contains(figure)))
    })
}

/// Who practises leaves a form and comes back to it as in earnest, though no file is left behind.
#[test]
fn in_a_demonstration_a_draft_lasts_as_long_as_the_screen() {
    let mut pty = Pty::open_with(100, 30, &["--demo"], &[]);
    pty.sees("序号").send("r").sees("本月完成投资").send("\x15abc").sees("不是数字").send("\x1b");
    pty.sees("草稿已保留").send("r").sees("已恢复").sees("abc");
    let all = String::from_utf8_lossy(&pty.bytes()).into_owned();
    assert!(!all.contains("E5001"), "nothing was refused");
    pty.send("\x1b").sees("草稿已保留").send("q");
    assert_eq!(pty.exit(), 0);
}

/// Forty reports in an evening: out of one form, into the next and back again, quicker than any disk.
#[test]
fn forms_left_and_opened_again_at_once_hold_what_was_typed() {
    let place = tempfile::tempdir().unwrap();
    let mut pty = typing(place.path(), &[]);
    pty.send("\x1b").sees("草稿已保留").send("j");
    pty.send("r").sees("质检中心 2021-1-544 ─").send("8642").sees("8642").send("\x1b").sees("草稿已保留");
    pty.send("k").send("r").sees("已恢复").sees(FIGURE).send("\x1b").sees("草稿已保留").send("j");
    pty.send("r").sees("质检中心 2021-1-544 ─").sees("8642");
}
