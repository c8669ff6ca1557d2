//! Two screens on one ledger, each in a terminal of its own.

use rustix::process::Signal;

use crate::pty::Pty;

/// A clock that goes on from the day before the deadline.
const ON: &str = "2021-03-24T12:00:00+08:00 on";

#[test]
fn whoever_has_the_same_form_open_is_shown_until_they_are_killed() {
    let place = tempfile::tempdir().unwrap();
    let ledger = place.path().join("ledger.db").display().to_string();
    let screen = |state: &str| {
        let state = place.path().join(state).display().to_string();
        let variables = [("DIAODU_TEST_NOW", ON), ("XDG_STATE_HOME", state.as_str())];
        Pty::open_with(120, 30, &["--ledger", &ledger], &variables)
    };
    let mut first = screen("one");
    first
        .sees("431")
        .send("jr")
        .sees("填报 2021-03")
        .send("5\t进展\x13")
        .sees("已报送")
        .send("\x1b")
        .sees("1/2");
    let mut second = screen("two");
    second.sees("1/2").send("r").sees("填报 2021-03");
    first.send("kr").sees("也打开着这份月报：你在另一处");
    second.sees("也打开着这份月报：你在另一处").signal(Signal::KILL);
    first.until("alone again", |s| !s.contents().contains("也打开着"));
    // What another files appears without a key.
    first.send("\x1b");
    let mut third = screen("three");
    third.sees("431").send("r").sees("填报 2021-03").send("7\t进展\x13").sees("已报送");
    first.sees("2/2");
}
