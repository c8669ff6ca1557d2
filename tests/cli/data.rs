//! Catalogue files as people leave them, and workspaces made up.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::json;

use crate::house::{House, finding, names};

/// One good record, so that "the rest is still shown" can be seen.
const GOOD: &str = "- {serial: 7, name: 好项目, stage: 续建}\n";

/// Checks a construction list: the finding is named by `check` and on the way of `list`, which still shows
/// the good record (or not). Returns what `check` says.
fn checked(list: impl AsRef<[u8]>, code: &str, good: bool) -> String {
    let house = House::new();
    let data = house.catalogue(list);
    let check = house.run(&format!("check --data {data}"));
    assert_eq!(check.exit, 3, "{code}: {}", check.err);
    assert!(check.codes().contains(&code), "{code}: {}", check.err);
    let (exit, document) = house.json(&format!("check --data {data}"));
    let found = finding(&document, code);
    assert_eq!(exit, 3);
    assert!(found["file"].as_str().unwrap().ends_with("2021/construction.yaml"), "{found:#}");
    let listed = house.run(&format!("list --data {data}"));
    assert_eq!(listed.out.contains("好项目"), good, "{code}: {}{}", listed.out, listed.err);
    assert!(listed.codes().contains(&code), "said on the way, too: {}", listed.err);
    check.err
}

#[test]
fn every_slip_in_a_list_is_named_and_the_rest_is_shown() {
    for (record, code) in [
        ("- {serial: 7, name: 又一个}\n", "E1008"),
        ("- {serial: 8, name: 倒着, start_year: 2023, finish_year: 2021}\n", "E1009"),
        ("- {serial: 8, name: 新词, stage: 魔法}\n", "E1010"),
        ("- {serial: 8}\n", "E1006"),
        ("- {serial: 八, name: 字}\n", "E1007"),
        ("- {serial: 8, name: 字段, colour: red}\n", "E1005"),
        ("- {serial: 8, name: 坏 yaml\n", "E1003"),
        ("- {serial: 8, name: \"bidi\\u202e\"}\n", "E1012"),
    ] {
        let err = checked(format!("{GOOD}{record}"), code, true);
        assert!(err.contains("construction.yaml:2"), "the line is named: {err}");
    }
}

#[test]
fn files_that_are_no_utf8_or_too_deep_are_refused() {
    let (gbk, _, _) = encoding_rs::GBK.encode(GOOD);
    let err = checked(gbk, "E1002", false);
    assert!(err.contains("GBK"), "{err}");
    let brackets = format!("{GOOD}- {{serial: 8, name: {}\n", "[".repeat(200_000));
    checked(brackets, "E1004", true);
}

#[test]
fn a_bomb_of_aliases_is_refused_and_the_rest_is_shown() {
    let house = House::new();
    let laugh = "lol".repeat(3_000);
    let bomb = format!("{GOOD}- serial: 8\n  name: &a {laugh}\n  lead_units: [{}]\n", "*a,".repeat(10_000));
    let data = house.catalogue(bomb);
    assert_eq!(house.run(&format!("check --data {data}")).exit, 3);
    assert!(house.run(&format!("list --data {data}")).out.contains("好项目"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_no_problem() {
    let house = House::new();
    let data = house.catalogue(format!("\u{feff}{}", GOOD.replace('\n', "\r\n")));
    assert_eq!(house.data(&format!("check --data {data}"))["projects"], 1);
}

#[test]
fn folders_without_a_catalogue_say_so() {
    let house = House::new();
    fs::create_dir(house.path("empty")).unwrap();
    house.put("year/2021/readme.txt", "");
    for folder in ["empty", "missing", "year"] {
        let run = house.run(&format!("list --data {folder}"));
        assert_eq!((run.exit, run.out.as_str()), (3, ""), "{folder}: {}", run.err);
        assert!(run.codes().iter().any(|c| ["E1013", "E1001"].contains(c)), "{folder}: {}", run.err);
        assert_eq!(house.json(&format!("check --data {folder}")).0, 3, "{folder}");
    }
}

#[test]
fn a_file_that_cannot_be_read_hides_no_other() {
    let house = House::new();
    let data = house.catalogue(GOOD);
    // A folder where a file should be cannot be read even by root.
    fs::create_dir(house.path("c/2021/planning.yaml")).unwrap();
    let locked = house.put("c/2021/promotion.yaml", GOOD);
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let run = house.run(&format!("list --data {data}"));
    assert!(run.codes().contains(&"E1001"), "{}", run.err);
    assert!(run.out.contains("好项目"));
}

#[test]
fn the_shipped_catalogue_has_no_problems() {
    let data = House::new().data("check");
    assert_eq!((&data["projects"], &data["problems"]), (&json!(2), &json!(0)));
}

#[test]
fn a_demo_is_full_size_marked_and_the_same_again() {
    let house = House::new();
    let made = house.data("demo one --year 2021");
    assert_eq!(
        (&made["projects"], &made["year"], &made["invented"]),
        (&json!(1252), &json!(2021), &json!(true))
    );
    assert_eq!(house.run("demo two --year 2021").exit, 0);
    for name in ["notice.yaml", "construction.yaml", "planning.yaml", "promotion.yaml"] {
        let read = |folder: &str| fs::read_to_string(house.path(&format!("{folder}/2021/{name}"))).unwrap();
        assert!(read("one").starts_with("# invented: true\n"), "{name}");
        assert_eq!(read("one"), read("two"), "{name}");
    }
    assert_eq!(house.data("check --data one")["projects"], 1252);
    let filed = house.run("report file 2021-1-1 --data one --month 2021-03 --invested 10 --text 进展");
    assert_eq!(filed.exit, 0, "{}", filed.err);
    assert_eq!(
        names(&house.home("")),
        [".cache"],
        "what is practised stays in the workspace; a cache is a copy"
    );
    let due = house.data("due --data one --at 2021-03-24");
    let counts: Vec<_> = due["categories"].as_array().unwrap().iter().map(|c| c["due"].clone()).collect();
    assert_eq!(counts, [894, 258, 100]);
    assert!(house.run("due --data one --at 2021-03-24").out.contains("虚构"));
}

#[test]
fn a_demo_spoils_nobodys_folder() {
    let house = House::new();
    house.put("mine/notes.txt", "precious");
    let run = house.run("demo mine");
    assert_eq!((run.exit, run.codes()), (3, vec!["E2013"]));
    assert_eq!(names(&house.path("mine")), ["notes.txt"]);
    for size in ["0", "1000001", "-3", "many"] {
        assert_eq!(house.run(&format!("demo fresh --projects {size}")).exit, 2, "{size}");
    }
    assert!(!house.path("fresh").exists());
    house.put("file", "");
    assert_eq!(house.run("demo file/inside").exit, 5);
}
