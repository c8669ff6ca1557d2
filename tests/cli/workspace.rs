//! A folder of lists has its own ledger: made by the first entry, said once, never shared by accident, and
//! never another one in its place.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;

use crate::house::{House, Run, finding, names};

const LIST: &str = "附件1 2026年市级重大建设项目名单（共2个）,,,,\n\
    序号,项目名称,建设阶段,总投资（万元）,牵头单位\n\
    1,大渡口长江大桥,续建,120000,大渡口区政府\n2,江北环线,新开工,30000,江北区政府\n";

const OWN: &str = "- serial: 1\n  name: 大渡口长江大桥\n  stage: 续建\n";

fn house() -> House {
    House::new().with("DIAODU_TEST_NOW", "2026-03-24T12:00:00+08:00")
}

fn file(house: &House, place: &str, project: &str) -> Run {
    let run = house.run(&format!(
        "{place} report file {project} --month 2026-03 --invested 5 --text 试 --statistics-state pending --lang en"
    ));
    assert_eq!(run.exit, 0, "{}", run.err);
    run
}

fn filed(house: &House, place: &str) -> usize {
    let data = house.data(&format!("{place} report list --month 2026-03"));
    data["reports"].as_array().unwrap().len()
}

/// The notes that say where a ledger was made.
fn told(run: &Run) -> Vec<&str> {
    run.err.lines().filter(|line| line.contains("[E5011]")).collect()
}

#[test]
fn an_office_that_starts_from_its_own_list_finds_its_ledger_beside_it() {
    let house = house();
    house.put("2026.csv", LIST);
    assert_eq!(house.run("--data mine import 2026.csv").exit, 0);
    assert!(!house.path("mine/ledger.db").exists(), "a list is no entry");
    let first = file(&house, "--data mine", "2026-1-1");
    let said = told(&first);
    assert_eq!(said.len(), 1, "{}", first.err);
    assert!(said[0].contains(&house.path("mine/ledger.db").display().to_string()), "{}", first.err);
    assert_eq!(told(&file(&house, "--data mine", "2026-1-2")), [""; 0], "said once");
    assert_eq!(names(&house.path("mine")), ["2026", "ledger.db"]);
    assert!(!house.home(".local/share/diaodu").exists(), "nothing in the XDG place");
    let run = house.run("--data mine verify");
    assert!(run.out.contains("mine/ledger.db"), "{}", run.out);
}

#[test]
fn two_folders_with_the_same_ids_share_nothing_however_they_are_named() {
    let house = house();
    for folder in ["mine", "other", "data", "configured"] {
        house.put(&format!("{folder}/2026/construction.yaml"), OWN);
    }
    file(&house, "--data mine", "2026-1-1");
    assert_eq!((filed(&house, "--data mine"), filed(&house, "--data other")), (1, 0));
    file(&house, "", "2026-1-1");
    assert!(house.path("data/ledger.db").exists(), "./data");
    assert_eq!(filed(&house, "--data other"), 0);
    house.configure(&format!("data: {}\n", house.path("configured").display()));
    assert_eq!(filed(&house, ""), 0);
    file(&house, "", "2026-1-1");
    assert!(house.path("configured/ledger.db").exists(), "the configuration's data:");
    let other = house.path("other").display().to_string();
    let house = house.with("DIAODU_DATA", other);
    assert_eq!(filed(&house, ""), 0);
    file(&house, "", "2026-1-1");
    assert!(house.path("other/ledger.db").exists(), "the variable");
    assert!(!house.home(".local/share/diaodu").exists());
}

#[test]
fn a_ledger_that_is_named_goes_before_the_folders_own() {
    let house = house();
    house.put("mine/2026/construction.yaml", OWN);
    file(&house, "--data mine --ledger flag.db", "2026-1-1");
    house.configure(&format!("ledger: {}\n", house.path("configured.db").display()));
    file(&house, "--data mine", "2026-1-1");
    let variable = house.path("variable.db").display().to_string();
    let house = house.with("DIAODU_LEDGER", variable);
    file(&house, "--data mine", "2026-1-1");
    assert_eq!(names(&house.path("mine")), ["2026"]);
    for name in ["flag.db", "configured.db", "variable.db"] {
        assert!(house.path(name).exists(), "{name}");
    }
}

#[test]
fn whatever_is_entered_first_makes_the_ledger_and_says_where_also_in_json() {
    for entry in [
        "user add li --role admin",
        "issue open 2026-1-1 --kind 用地 --text 拆迁 --owner 区政府 --limit 2026-04-30",
        "watch add 2026-1-1 --reason 重点",
        "plan set 2026-1-1 --year-plan 100",
    ] {
        let house = house();
        house.put("mine/2026/construction.yaml", OWN);
        let (exit, document) = house.json(&format!("--data mine {entry}"));
        assert_eq!(exit, 0, "{document:#}");
        let note = finding(&document, "E5011");
        assert_eq!(note["severity"], "note");
        assert!(note["file"].as_str().unwrap().ends_with("mine/ledger.db"), "{note:#}");
        assert!(house.path("mine/ledger.db").exists(), "{entry}");
    }
}

#[test]
fn what_is_refused_is_no_first_entry() {
    let house = house();
    house.put("mine/2026/construction.yaml", OWN);
    let refused = house.run("--data mine issue open 2026-1-1 --text 未交地 --limit 2026-03-01");
    assert_eq!((refused.exit, told(&refused).len()), (3, 0), "{}", refused.err);
    let entered = house.run("--data mine issue open 2026-1-1 --text 未交地 --limit 2026-04-30");
    assert_eq!((entered.exit, told(&entered).len()), (0, 1), "{}", entered.err);
}

#[test]
fn looking_at_a_workspace_makes_no_ledger() {
    let house = house();
    house.put("mine/2026/construction.yaml", OWN);
    for line in ["list", "due", "report list --month 2026-03", "board --month 2026-03", "whoami", "check"] {
        assert_eq!(house.run(&format!("--data mine {line}")).exit, 0, "{line}");
    }
    assert_eq!(house.run("--data mine verify").exit, 5);
    assert_eq!(names(&house.path("mine")), ["2026"]);
}

/// The shipped lists, as they lie in a checkout.
fn copy_shipped(to: &Path) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for folder in ["2021", "calendar"] {
        fs::create_dir_all(to.join(folder)).unwrap();
        for entry in fs::read_dir(shipped.join(folder)).unwrap().flatten() {
            fs::copy(entry.path(), to.join(folder).join(entry.file_name())).unwrap();
        }
    }
}

const MARCH: &str =
    "report file 2021-1-431 --month 2021-03 --invested 5 --text 试 --statistics-state pending";

#[test]
fn no_ledger_appears_in_the_shipped_data_of_a_checkout() {
    let house = House::new();
    copy_shipped(&house.path("data"));
    for place in ["", "--data data", "--data ./data/", "--data ../here/data"] {
        let run = house.run(&format!("{place} {MARCH} --reason 更正"));
        assert_eq!(run.exit, 0, "{}", run.err);
        assert_eq!(names(&house.path("data")), ["2021", "calendar"], "{place}");
    }
    assert!(house.home(".local/share/diaodu/ledger.db").exists());
    // A copy under another name is somebody's own, and shares nothing.
    copy_shipped(&house.path("mine"));
    let run = house.run(&format!("--data mine {MARCH}"));
    assert_eq!((run.exit, told(&run).len()), (0, 1), "{}", run.err);
    assert!(house.path("mine/ledger.db").exists());
}

#[test]
fn a_list_of_ones_own_in_data_parts_from_the_built_in_ledger_and_says_so() {
    let house = House::new();
    house.put("2022.csv", LIST.replace("2026", "2022"));
    assert_eq!(house.run(MARCH).exit, 0);
    let (exit, document) = house.json("import 2022.csv");
    assert_eq!(exit, 0, "{document:#}");
    let note = finding(&document["data"], "E5012");
    assert!(note["file"].as_str().unwrap().ends_with(".local/share/diaodu/ledger.db"), "{note:#}");
    assert!(note["message"].as_str().unwrap().contains("data/ledger.db"), "{note:#}");
    let run = house.run("user add li --role admin");
    assert_eq!(run.exit, 0, "{}", run.err);
    assert!(house.path("data/ledger.db").exists());
    // Again, and in a folder that never used the built-in ledger: nothing to say.
    assert!(house.run("import 2022.csv").codes().iter().all(|code| *code != "E5012"));
    assert!(house.run("--data mine import 2022.csv").codes().iter().all(|code| *code != "E5012"));
}

#[test]
fn a_folder_that_cannot_be_written_is_named_with_a_way_out() {
    if rustix::process::geteuid().is_root() {
        // Root may write everywhere: a file where the folder should be stands for it.
        let house = house();
        house.put("mine", "");
        let run = house.run("--data mine user add li --role admin --lang en");
        assert_eq!(run.exit, 5, "{}", run.err);
        assert!(run.err.contains("mine/ledger.db"), "{}", run.err);
        return;
    }
    let house = house();
    house.put("mine/2026/construction.yaml", OWN);
    let folder = house.path("mine");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    let run = house.run("--data mine user add li --role admin --lang en");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(run.exit, 5, "{}", run.err);
    assert!(run.err.contains("mine/ledger.db") && run.err.contains("--ledger"), "{}", run.err);
}

#[test]
fn a_command_finds_no_ledger_where_one_was_taken_from_under_its_log_and_makes_none() {
    let house = house();
    house.put("mine/2026/construction.yaml", OWN);
    file(&house, "--data mine", "2026-1-1");
    // A program that has it open keeps its log beside it.
    let open = diaodu::ledger::Ledger::open(&house.path("mine/ledger.db").as_path().into()).unwrap();
    open.change_counter().unwrap();
    fs::remove_file(house.path("mine/ledger.db")).unwrap();
    for line in ["due", "report list --month 2026-03", "verify", "user add li --role admin"] {
        let run = house.run(&format!("--data mine {line}"));
        assert_eq!((run.exit, run.codes()), (5, vec!["E5010"]), "{line}: {}", run.err);
        assert!(!house.path("mine/ledger.db").exists(), "{line}");
    }
}

#[test]
fn a_batch_whose_ledger_is_exchanged_while_it_waits_stores_nothing() {
    let house = house();
    house.put("mine/2026/construction.yaml", OWN);
    file(&house, "--data mine", "2026-1-1");
    let ledger = house.path("mine/ledger.db");
    let copy = house.path("mine/copy.db");
    assert_eq!(house.run("--data mine backup mine/copy.db").exit, 0);
    // It has looked at the ledger when it begins to wait for the one who writes.
    let writer = rusqlite::Connection::open(&ledger).unwrap();
    writer.execute_batch("BEGIN IMMEDIATE").unwrap();
    house.put(
        "batch.csv",
        "项目编号,本月完成投资（万元）,本月进展情况,统计状态,更正理由\n2026-1-1,900,试,pending,改\n",
    );
    let mut command = house.command();
    command.args(["--data", "mine", "report", "file", "--from", "batch.csv", "--month", "2026-03"]);
    let mut batch = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It waits in the queue on the folder, or for the lock: either way it holds the ledger's file open.
    let real = ledger.canonicalize().unwrap();
    let descriptors = format!("/proc/{}/fd", batch.id());
    let holds = || {
        let files = fs::read_dir(&descriptors).into_iter().flatten().flatten();
        files.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|to| to == real)
    };
    while !holds() {
        assert!(batch.try_wait().unwrap().is_none(), "it ended before it waited");
        std::thread::yield_now();
    }
    fs::rename(&copy, &ledger).unwrap();
    writer.execute_batch("ROLLBACK").unwrap();
    drop(writer);
    let run = Run::from(batch.wait_with_output().unwrap());
    assert_eq!((run.exit, run.codes()), (5, vec!["E5010"]), "{}", run.err);
}
