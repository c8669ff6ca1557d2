//! Lists in and out: import says everything before it writes, export reads back.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::house::{House, Run, finding, names};

const NOTICE: &[u8] = include_bytes!("../fixtures/documents/notice-2021.txt");

/// A small list as Chinese Excel would write it: GBK, counts in the headings, one count wrong.
fn list() -> Vec<u8> {
    let text = "2023年市级重大建设项目\r\n序号,项目名称,建设阶段,总投资（万元）,牵头单位,项目业主\r\n\
                一、交通（2个）,,,,,\r\n1,甲大桥,新开工,12000,甲局,甲公司\r\n2,\"乙,隧道\",续建,\"3,400.5\",乙局,乙公司\r\n\
                二、水利（3个）,,,,,\r\n3,丙水库,完工,500,丙局,丙公司\r\n";
    encoding_rs::GBK.encode(text).0.into_owned()
}

fn with_input(house: &House, args: &[&str], input: &[u8]) -> Run {
    let mut command = house.command();
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    Run::from(child.wait_with_output().unwrap())
}

#[test]
fn the_notice_itself_becomes_the_shipped_catalogue() {
    let house = House::new();
    house.put("notice.txt", NOTICE);
    let shipped = house.data("list")["projects"].clone();
    let dry = house.data("import notice.txt --dry-run");
    assert_eq!((&dry["projects"], &dry["written"]), (&shipped, &json!([])));
    assert_eq!(names(&house.path("")), ["notice.txt"], "a dry run writes nothing");

    let done = house.data("import notice.txt");
    assert_eq!(
        (&done["year"], &done["category"], &done["encoding"]),
        (&json!(2021), &json!("construction"), &json!("utf-8"))
    );
    assert_eq!(done["written"], json!(["2021/notice.yaml", "2021/construction.yaml"]));
    assert_eq!(done["declared"][0]["count"], 894);
    let again = house.data("import notice.txt");
    assert_eq!((&again["written"], &again["changes"]["unchanged"]), (&json!([]), &json!(2)));
    let due = house.data("due --data data --at 2021-03-24T12:00");
    assert_eq!(due["categories"][1]["declared"], 258, "the declared counts came with it");
    assert_eq!(house.data("list --data data")["projects"], shipped);
}

#[test]
fn a_spreadsheet_in_gbk_is_read_checked_and_compared() {
    let house = House::new();
    house.put("list.csv", list());
    let data = house.data("import list.csv --data d --annex 1");
    assert_eq!(
        (&data["encoding"], &data["rows"]["projects"], &data["rows"]["rejected"]),
        (&json!("gbk"), &json!(3), &json!(0))
    );
    assert_eq!(data["changes"], json!({"added": 3, "changed": 0, "removed": 0, "unchanged": 0}));
    let bridge = &data["projects"][0];
    assert_eq!(
        (&bridge["name"], &bridge["amounts"]["total_investment"]),
        (&json!("甲大桥"), &json!(120_000_000))
    );
    assert_eq!(bridge["extra"]["项目业主"], "甲公司");
    assert_eq!(data["projects"][1]["amounts"]["total_investment"], 34_005_000);
    let agrees: Vec<&Value> = data["declared"].as_array().unwrap().iter().map(|d| &d["agrees"]).collect();
    assert_eq!(agrees, [true, false], "two in the first section, one of three in the second");
    assert!(house.run("import list.csv --data d --annex 1").out.contains("不符"));

    let strict = house.run("import list.csv --data other --annex 1 --strict");
    assert_eq!(strict.exit, 3);
    assert!(
        strict.err.contains("E3015") && strict.err.contains("水利"),
        "the heading is named: {}",
        strict.err
    );
    assert!(!house.path("other").exists());

    let changed = String::from_utf8_lossy(&encoding_rs::GBK.decode(&list()).0.into_owned().into_bytes())
        .replace("续建", "完工")
        .replace("3,丙水库", "4,丁水库");
    house.put("list.csv", changed);
    let changes = house.data("import list.csv --data d --annex 1 --dry-run");
    assert_eq!(changes["changes"]["changed"], 1);
    let field = &changes["details"].as_array().unwrap().iter().find(|c| c["change"] == "changed").unwrap()["fields"]
        [0];
    assert_eq!(field, &json!({"field": "stage", "before": "续建", "after": "完工"}));
}

#[test]
fn a_list_arrives_on_standard_input_and_its_annex_is_asked_for() {
    let house = House::new();
    let asked =
        with_input(&house, &["import", "-", "--data", "d", "--year", "2023", "--json"], b"x,y\n1,2\n");
    assert!([2, 4].contains(&asked.exit), "{}", asked.out);
    asked.document();
    let read = with_input(&house, &["import", "-", "--data", "d", "--annex", "3", "--json"], &list());
    assert_eq!(read.exit, 0, "{}", read.out);
    assert_eq!(read.document()["data"]["projects"][0]["id"], "2023-3-1");
    let missing = house.json("import nowhere.xlsx");
    assert_eq!(missing.0, 5);
    finding(&missing.1, "E1001");
    assert_eq!(house.run("import list.csv --annex 4").exit, 2);
}

#[test]
fn what_export_writes_import_reads_back() {
    let house = House::new();
    let demo = house.demo(60);
    let all = house.data(&format!("list --data {demo} --category 1"))["projects"].clone();
    for format in ["xlsx", "csv", "yaml", "json"] {
        let file = format!("out.{format}");
        let run = house.run(&format!("export --category 1 --data {demo} --output {file}"));
        assert_eq!(run.exit, 0, "{}", run.err);
        let back = house.data(&format!("import {file} --data back-{format} --annex 1 --year 2021"));
        assert_eq!(back["projects"], all, "{format}");
    }
    let to_pipe = house.run(&format!("export unit:市水利局 --data {demo} --format json"));
    let written: Value = serde_json::from_str(&to_pipe.out).unwrap();
    let listed = house.data(&format!("list unit:市水利局 --data {demo}"))["projects"].clone();
    assert_eq!((&written[0]["id"], &written[0]["amounts"]), (&listed[0]["id"], &listed[0]["amounts"]));
    let inside = house.data(&format!("export unit:市水利局 --data {demo} --format json"));
    assert_eq!(inside["content"], to_pipe.out.as_str());
    assert_eq!(house.run(&format!("export --data {demo} --format xlsx --json")).exit, 2);
    assert_eq!(house.run("export --format pdf").exit, 2);
}
