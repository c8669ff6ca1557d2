//! What a terminal answers late, perhaps to a question of another program, is nobody's typing.

use crate::pty::Pty;

/// Colours, a clipboard, device attributes, a capability, graphics, a window's title: each holds letters that
/// are commands in a list.
const ANSWERS: [&str; 9] = [
    "\x1b]11;rgb:ffff/ffff/ffff\x07",
    "\x1b]4;1;rgb:cdcd/0000/0000\x1b\\",
    "\x1b]52;c;YWJj\x07",
    "\x1b[>41;330;0c",
    "\x1b[?62;22c",
    "\x1bP1+r524742=38\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b]lqcj r\x1b\\",
    "\x1b[8;24;80t",
];

fn answer(pty: &mut Pty) {
    for answer in ANSWERS {
        pty.send(answer);
        for byte in answer.chars() {
            pty.send(byte.encode_utf8(&mut [0; 4]));
        }
    }
}

#[test]
fn in_the_list_they_do_nothing() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431").sees("3月月报");
    let before = pty.look(|s| s.contents_between(0, 0, 3, 80));
    answer(&mut pty);
    pty.send("j").until("one row down", |s| s.contents_between(5, 0, 5, 80).starts_with('▌'));
    let after = pty.look(|s| s.contents_between(0, 0, 3, 80));
    assert_eq!(before, after);
    pty.sees("3月月报").send("q");
    assert_eq!(pty.exit(), 0);
}

#[test]
fn in_the_search_field_they_type_nothing() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431").send("/博").sees("博");
    answer(&mut pty);
    pty.send("世").sees("1 项匹配").sees("/ 博世 ");
}

#[test]
fn in_a_form_they_neither_type_nor_leave_it() {
    let place = tempfile::tempdir().unwrap();
    let ledger = place.path().join("ledger.db").display().to_string();
    let state = place.path().join("state").display().to_string();
    let mut pty = Pty::open_with(100, 30, &["--ledger", &ledger], &[("XDG_STATE_HOME", &state)]);
    pty.sees("431").send("r").sees("填报 2021-03").send("733").sees("733");
    answer(&mut pty);
    pty.send("15").sees("73315").sees("填报 2021-03");
    pty.look(|s| assert!(!s.contents().contains("草稿已保留"), "the form was never left"));
}

#[test]
fn one_that_never_ends_leaves_the_keyboard_alive() {
    let mut pty = Pty::open(80, 24);
    pty.sees("431").send("\x1b]11;rgb:ff");
    pty.send("\x1b").send("[B").until("one row down", |s| s.contents_between(5, 0, 5, 80).starts_with('▌'));
    pty.send("\x1bP1+r").send("\x03");
    assert_eq!(pty.exit(), 0);
}
