//! Where the output goes: pipes that close, disks that are full, terminals that are none.

use std::fs::File;
use std::io::Read as _;
use std::process::{Command, Stdio};

use crate::house::{House, Run};

#[test]
fn a_reader_that_leaves_is_no_error() {
    let house = House::new();
    let demo = house.demo(1252);
    for line in [&["list"][..], &["list", "--json"], &["find", "项目", "--limit", "5000"]] {
        let mut command = house.command();
        command.args(line).args(["--data", &demo]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut first = [0; 1];
        child.stdout.as_mut().unwrap().read_exact(&mut first).unwrap();
        drop(child.stdout.take());
        let run = Run::from(child.wait_with_output().unwrap());
        assert_eq!((run.exit, run.err.as_str()), (0, ""), "{line:?}");
    }
}

#[test]
fn a_full_disk_under_stdout_is_said() {
    let house = House::new();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let run = Run::from(house.command().arg("list").stdout(full).output().unwrap());
    assert_eq!((run.exit, run.codes()), (5, vec!["E2009"]));
}

#[test]
fn a_file_size_limit_is_an_error_and_not_a_silent_death() {
    let house = House::new();
    // A shell lowers the limit to less than a demo's list, then becomes the program.
    let output = Command::new("sh")
        .args(["-c", "ulimit -f 16; exec \"$0\" demo out", env!("CARGO_BIN_EXE_diaodu")])
        .env("HOME", house.home(""))
        .current_dir(house.path(""))
        .output()
        .unwrap();
    let run = Run::from(output);
    assert_eq!((run.exit, run.codes()), (5, vec!["E1015"]), "{}", run.err);
}

#[test]
fn no_verb_without_a_terminal_is_the_summary_of_what_is_due() {
    let house = House::new();
    let bare = house.run("");
    assert_eq!(bare.exit, 0);
    assert_eq!(bare.out, house.run("due").out);
    assert_eq!(house.run("--json").document()["data"]["month"], "2021-03");
}

#[test]
fn plain_output_holds_nothing_that_a_terminal_obeys() {
    let house = House::new();
    let data =
        house.catalogue("- serial: 1\n  name: \"恶意\\e[2J\\u202e名称\"\n  lead_units: [\"单位\\u0007\"]\n");
    for line in ["list", "find 恶意", "show 2021-1-1", "due", "check"] {
        let run = house.run(&format!("{line} --data {data}"));
        let forbidden = |c: char| c.is_control() && c != '\n' || c == '\u{202e}';
        assert!(!run.out.contains(forbidden) && !run.err.contains(forbidden), "{line}: {:?}", run.out);
        assert!(run.codes().contains(&"E1012"), "{line}: {}", run.err);
    }
    let name = house.data(&format!("list --data {data}"))["projects"][0]["name"].clone();
    assert_eq!(name, "恶意[2J名称");
}

#[test]
fn quiet_keeps_errors_and_drops_the_rest() {
    let house = House::new();
    let data = house.catalogue("- serial: 1\n  name: \"名\\u202e称\"\n");
    assert_eq!(house.run(&format!("list --quiet --data {data}")).err, "");
    assert_eq!(house.run("find zzzz --quiet").codes(), ["E2004"]);
}
