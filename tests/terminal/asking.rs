//! Questions that a verb asks a person at a terminal.

use std::fs;

use crate::pty::Pty;

#[test]
fn another_s_file_is_replaced_when_the_person_says_so() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("list.csv");
    fs::write(&file, "Li's own work").unwrap();
    let (name, state) = (file.display().to_string(), place.path().join("state").display().to_string());
    let words = [env!("CARGO_BIN_EXE_diaodu"), "export", "--output", &name];
    for (answer, exit) in [("\r", 3), ("n\r", 3), ("\x04", 3), ("y\r", 0)] {
        assert_eq!(fs::read_to_string(&file).unwrap(), "Li's own work", "before {answer:?}");
        let mut pty = Pty::run(80, 24, &words, &[("XDG_STATE_HOME", &state)]);
        pty.sees("[y/N]").send(answer);
        assert_eq!(pty.exit(), exit, "{answer:?}");
    }
    assert_ne!(fs::read_to_string(&file).unwrap(), "Li's own work");
    // What was written a moment ago is the program's own: no question, which nobody here would answer.
    assert_eq!(Pty::run(80, 24, &words, &[("XDG_STATE_HOME", &state)]).exit(), 0);
}
