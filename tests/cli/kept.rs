//! What a person names for a backup or an output, and what must not come to harm by it.

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use crate::house::House;

/// A workspace with a ledger, and every file in it as it was.
fn workspace(house: &House) -> (String, Vec<(PathBuf, Vec<u8>)>) {
    let demo = house.demo(40);
    for (file, text) in [
        ("board.yaml", include_str!("../../data/board.yaml")),
        ("calendar/2021.yaml", include_str!("../../data/calendar/2021.yaml")),
        ("templates/own.md", "our own words\n"),
    ] {
        house.put(&format!("demo/{file}"), text);
    }
    let files = everything(Path::new(&demo));
    (demo, files)
}

fn everything(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(everything(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

/// Every way in which Li names a file for something to be written into.
fn ways(file: &str) -> Vec<String> {
    vec![
        format!("backup {file} --yes"),
        format!("export --output {file} --format yaml --yes"),
        format!("export --template report --output {file} --format csv --yes"),
        format!("bulletin --month 2021-03 --output {file} --yes"),
        format!("bulletin --show-template --output {file} --yes"),
        format!("board --month 2021-03 --output {file} --yes"),
        format!("board --month 2021-03 --format html --output {file} --yes"),
        format!("export --register issues --format json --output {file} --yes"),
    ]
}

#[test]
fn nothing_is_written_onto_the_ledger_the_lists_or_the_configuration_whatever_is_said() {
    let house = House::new();
    let (demo, before) = workspace(&house);
    house.configure("lang: en\n");
    symlink(house.path("demo/ledger.db"), house.path("link.db")).unwrap();
    symlink("link.db", house.path("second.db")).unwrap();
    fs::hard_link(house.path("demo/ledger.db"), house.path("hard.db")).unwrap();
    symlink(house.path("demo/2021"), house.path("lists")).unwrap();
    fs::hard_link(house.path("demo/2021/construction.yaml"), house.path("hard.yaml")).unwrap();
    let config = house.home(".config/diaodu/config.yaml").display().to_string();
    let named = [
        "demo/ledger.db",
        "./demo/../demo/ledger.db",
        "link.db",
        "second.db",
        "hard.db",
        "demo/ledger.db-wal",
        "demo/ledger.db-shm",
        "demo/ledger.db-journal",
        "demo/2021/construction.yaml",
        "demo/2021/notice.yaml",
        "demo/2022/construction.yaml",
        "lists/planning.yaml",
        "hard.yaml",
        "demo/board.yaml",
        "demo/steps.yaml",
        "demo/calendar/2021.yaml",
        "demo/templates/own.md",
        &config,
    ];
    for file in named {
        for way in ways(file) {
            let run = house.run(&format!("{way} --data {demo}"));
            assert_eq!((run.exit, run.codes()), (3, vec!["E2019"]), "{way}: {}{}", run.out, run.err);
        }
    }
    let watched = house.run(&format!("watch sheet 2021-1-1 --output link.db --yes --data {demo}"));
    assert_eq!((watched.exit, watched.codes()), (3, vec!["E2019"]), "{}", watched.err);
    assert!(everything(Path::new(&demo)) == before, "something in the workspace changed");
    assert_eq!(fs::read_to_string(&config).unwrap(), "lang: en\n");
    assert!(house.path("link.db").is_symlink() && house.path("second.db").is_symlink());
}

#[test]
fn the_ledger_of_an_open_program_is_no_place_for_a_backup() {
    let house = House::new();
    let demo = house.demo(40);
    let ledger = house.path("elsewhere.db");
    fs::copy(house.path("demo/ledger.db"), &ledger).unwrap();
    let open = diaodu::ledger::Ledger::open(&diaodu::ledger::Location::File(ledger.clone())).unwrap();
    let before = open.verify(None).unwrap();
    for part in ["", "-wal", "-shm", "-journal"] {
        let line = format!("backup elsewhere.db{part} --yes --data {demo} --ledger elsewhere.db");
        let run = house.run(&line);
        assert_eq!((run.exit, run.codes()), (3, vec!["E2019"]), "{line}: {}", run.err);
    }
    assert_eq!(open.verify(None).unwrap(), before);
}

#[test]
fn a_link_stays_and_what_it_leads_to_is_written() {
    let house = House::new();
    let demo = house.demo(40);
    fs::create_dir(house.path("share")).unwrap();
    symlink("share/list.csv", house.path("list.csv")).unwrap();
    symlink("share/copy.db", house.path("copy.db")).unwrap();
    for (line, link) in [("export --output list.csv", "list.csv"), ("backup copy.db", "copy.db")] {
        let run = house.run(&format!("{line} --data {demo}"));
        assert_eq!(run.exit, 0, "{line}: {}", run.err);
        assert!(house.path(link).is_symlink(), "{link}");
        assert!(fs::metadata(house.path(&format!("share/{link}"))).unwrap().len() > 0);
    }
    symlink("around", house.path("around")).unwrap();
    let run = house.run(&format!("export --output around --data {demo}"));
    assert_eq!((run.exit, run.codes()), (5, vec!["E2009"]), "{}", run.err);
}

#[test]
fn a_pipe_is_written_into_and_stays_a_pipe() {
    let house = House::new();
    let demo = house.demo(40);
    let pipe = house.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let expected = house.run(&format!("export --data {demo}")).out.into_bytes();
    for line in ["export --output pipe", "backup pipe", "backup pipe --yes"] {
        let read = thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).unwrap()
        });
        let run = house.run(&format!("{line} --data {demo}"));
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo(), "{line}");
        let read = read.join().unwrap();
        assert_eq!(run.exit, 0, "{line}: {}", run.err);
        if line.starts_with("export") {
            assert!(read == expected, "{line}");
        } else {
            assert!(read.starts_with(b"SQLite format 3\0"), "{line}");
        }
    }
}

#[test]
fn a_reader_that_leaves_a_pipe_is_no_error() {
    let house = House::new();
    let demo = house.demo(1252);
    let pipe = house.path("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let read = thread::spawn(move || {
        fs::File::open(pipe).unwrap().read_exact(&mut [0; 1]).unwrap();
    });
    let run = house.run(&format!("export --output pipe --data {demo}"));
    read.join().unwrap();
    assert_eq!((run.exit, run.err.as_str()), (0, ""));
}

#[test]
fn a_device_is_written_into_and_a_full_one_is_said() {
    let house = House::new();
    let demo = house.demo(40);
    symlink("/dev/full", house.path("full")).unwrap();
    symlink("/dev/null", house.path("null")).unwrap();
    for (line, exit) in [
        ("export --output full", 5),
        ("bulletin --month 2021-03 --output full --yes", 5),
        ("backup full", 5),
        ("export --output null", 0),
        ("backup null --yes", 0),
    ] {
        let run = house.run(&format!("{line} --data {demo}"));
        assert_eq!(run.exit, exit, "{line}: {}{}", run.out, run.err);
        assert_eq!(run.err.contains("E2009"), exit == 5, "{line}: {}", run.err);
    }
    for device in ["/dev/null", "/dev/full"] {
        assert!(fs::metadata(device).unwrap().file_type().is_char_device(), "{device}");
    }
    assert!(house.path("full").is_symlink() && house.path("null").is_symlink());
}

#[test]
fn a_descriptor_of_the_process_is_written_into() {
    let house = House::new();
    let demo = house.demo(40);
    let expected = house.run(&format!("export --data {demo}")).out;
    let command = format!(
        "\"$0\" export --quiet --output /dev/fd/3 --data {demo} 3>&1 >/dev/null | cat > piped; \
         echo before > file; \"$0\" export --quiet --output /dev/fd/3 --data {demo} 3>>file >/dev/null"
    );
    let mut shell = house.command();
    let vars: Vec<_> = shell.get_envs().map(|(k, v)| (k.to_owned(), v.map(ToOwned::to_owned))).collect();
    shell = Command::new("sh");
    for (name, value) in vars {
        shell.env(name, value.unwrap_or_default());
    }
    let run = shell
        .args(["-c", &command, env!("CARGO_BIN_EXE_diaodu")])
        .current_dir(house.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(fs::read_to_string(house.path("piped")).unwrap() == expected);
    assert!(fs::read_to_string(house.path("file")).unwrap() == format!("before\n{expected}"));
}

#[test]
fn anothers_file_is_replaced_only_when_told_and_ones_own_without_a_word() {
    let house = House::new();
    let demo = house.demo(40);
    for line in [
        "export --output out",
        "export --format xlsx --output out",
        "export --template report --output out",
        "export --reports --month 2021-03 --output out",
        "bulletin --month 2021-03 --output out",
        "bulletin --show-template --output out",
        "board --month 2021-03 --output out",
        "watch sheet 2021-1-1 --output out",
    ] {
        let file = house.put("out", "Li's own work");
        let run = house.run(&format!("{line} --data {demo}"));
        assert_eq!((run.exit, run.codes()), (3, vec!["E5003"]), "{line}: {}", run.err);
        assert_eq!(fs::read_to_string(&file).unwrap(), "Li's own work", "{line}");
        let (exit, document) = house.json(&format!("{line} --data {demo}"));
        assert_eq!((exit, &document["ok"]), (3, &serde_json::Value::Bool(false)), "{line}");
        assert_eq!(house.run(&format!("{line} --data {demo} --yes")).exit, 0, "{line}");
        // Every night the same, without anybody there.
        for _ in 0..2 {
            let run = house.run(&format!("{line} --data {demo}"));
            assert_eq!(run.exit, 0, "{line}: {}", run.err);
        }
        // A form that was filled in since is another's work again, also through a link.
        let written = [fs::read(&file).unwrap(), b"filled in".to_vec()].concat();
        fs::write(&file, &written).unwrap();
        let _ = fs::remove_file(house.path("link"));
        symlink("out", house.path("link")).unwrap();
        for line in [line.to_owned(), line.replace("--output out", "--output link")] {
            let run = house.run(&format!("{line} --data {demo}"));
            assert_eq!((run.exit, run.codes()), (3, vec!["E5003"]), "{line}: {}", run.err);
            assert!(fs::read(&file).unwrap() == written, "{line}");
        }
    }
    house.put("empty", "");
    assert_eq!(house.run(&format!("export --output empty --data {demo}")).exit, 0, "made by mktemp");
}

#[test]
fn without_a_place_for_notes_ones_own_file_is_asked_about_too() {
    let house = House::new();
    let demo = house.demo(40);
    house.put("../home/.local/state", "no folder");
    for exit in [0, 3] {
        assert_eq!(house.run(&format!("export --output list.csv --data {demo}")).exit, exit);
    }
    assert_eq!(house.run(&format!("export --output list.csv --yes --data {demo}")).exit, 0);
}

#[test]
fn a_ledger_damaged_anywhere_is_restored_from_the_command_line() {
    let house = House::new();
    let demo = house.demo(40);
    assert_eq!(house.run(&format!("backup good.db --data {demo}")).exit, 0);
    let ledger = house.path("demo/ledger.db");
    let sound = fs::read(&ledger).unwrap();
    for page in [0, 1, sound.len() / 8192, sound.len() / 4096 - 1] {
        let mut bytes = sound.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0xA5);
        fs::write(&ledger, &bytes).unwrap();
        let run = house.run(&format!("restore good.db --yes --data {demo} --lang en"));
        assert_eq!(run.exit, 0, "page {page}: {}{}", run.out, run.err);
        assert!(run.err.contains("set aside") && run.err.contains("ledger.db.damaged-"), "{}", run.err);
        assert_eq!(house.run(&format!("verify --data {demo}")).exit, 0, "page {page}");
    }
    let run = house.run(&format!("restore demo/ledger.db --yes --data {demo}"));
    assert_eq!((run.exit, run.codes()), (3, vec!["E2019"]), "{}", run.err);
}
