//! A ledger that is taken away or exchanged under an open form: nothing is filed, nothing is made, and what
//! was typed is still there.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::drafts::kept;
use crate::pty::{NOON, Pty};

/// A ledger with one report in it.
fn made(ledger: &Path) {
    let told = Command::new(env!("CARGO_BIN_EXE_diaodu"))
        .args(["--ledger", ledger.to_str().unwrap(), "report", "file", "2021-1-431", "--month", "2021-03"])
        .args(["--invested", "5", "--text", "试", "--statistics-state", "pending"])
        .env_clear()
        .env("HOME", ledger.parent().unwrap())
        .env("DIAODU_TEST_NOW", NOON)
        .output()
        .unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
}

/// A form with a figure and a text in it, over a ledger that was there when the screen opened.
fn typing(folder: &Path) -> Pty {
    let ledger = folder.join("ledger.db");
    made(&ledger);
    let (ledger, state) = (ledger.display().to_string(), folder.join("state").display().to_string());
    let mut pty = Pty::open_with(120, 30, &["--ledger", &ledger], &[("XDG_STATE_HOME", &state)]);
    pty.sees("431").send("jr").sees("填报 2021-03").send("73315\t进展").sees("进展");
    pty
}

/// The form closes, which it does once everything typed before was dealt with, and its figure is on the disk.
#[track_caller]
fn leaves_a_draft(pty: &mut Pty, folder: &Path) {
    pty.send("\x1b").until("without a form", |screen| !screen.contents().contains("73315"));
    pty.until("with a draft", |_| kept(&folder.join("state"), "73315"));
}

#[test]
fn a_form_over_a_ledger_that_was_removed_stays_open_and_files_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut pty = typing(folder.path());
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
        let _ = fs::remove_file(folder.path().join(name));
    }
    pty.send("\x13").sees("台账不见了").sees("73315");
    leaves_a_draft(&mut pty, folder.path());
    assert!(!folder.path().join("ledger.db").exists(), "another ledger was made");
}

#[test]
fn a_form_over_a_ledger_that_was_exchanged_stays_open_and_files_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut pty = typing(folder.path());
    let other = folder.path().join("other.db");
    made(&other);
    for name in ["ledger.db-wal", "ledger.db-shm"] {
        let _ = fs::remove_file(folder.path().join(name));
    }
    fs::rename(&other, folder.path().join("ledger.db")).unwrap();
    let before = fs::read(folder.path().join("ledger.db")).unwrap();
    pty.send("\x13").sees("台账已被换成另一个文件").sees("73315");
    leaves_a_draft(&mut pty, folder.path());
    assert_eq!(fs::read(folder.path().join("ledger.db")).unwrap(), before);
}

#[test]
fn a_screen_that_nobody_touches_says_so_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger.db");
    made(&ledger);
    let clock = format!("{NOON} on");
    let place = ledger.display().to_string();
    let mut pty = Pty::open_with(120, 30, &["--ledger", &place], &[("DIAODU_TEST_NOW", &clock)]);
    pty.sees("431").sees("1/2");
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
        let _ = fs::remove_file(folder.path().join(name));
    }
    pty.sees("台账不见了");
    assert!(!ledger.exists());
}
