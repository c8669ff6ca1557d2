//! What a script counts on from every verb: warnings beside the data, nothing said twice, messages in one
//! language, help with a slip of the finger.

use serde_json::json;

use crate::house::{House, finding};

#[test]
fn warnings_stand_beside_the_data_and_a_clean_answer_has_none() {
    let house = House::new();
    let (exit, clean) = house.json("list");
    assert_eq!((exit, clean.get("findings")), (0, None));
    let data = house.catalogue("- {serial: 7, name: 好项目}\n- {serial: 8, name: 新词, stage: 魔法}\n");
    let (exit, document) = house.json(&format!("list --data {data}"));
    assert_eq!((exit, &document["ok"], &document["data"]["total"]), (0, &json!(true), &json!(2)));
    let warning = finding(&document, "E1010");
    assert_eq!(
        (&warning["severity"], &warning["line"], &warning["got"]),
        (&json!("warning"), &json!(2), &json!("魔法"))
    );
    let (exit, document) = house.json(&format!("find 没有的 --data {data}"));
    assert_eq!(exit, 3);
    finding(&document, "E2004");
    finding(&document, "E1010");
}

#[test]
fn nothing_is_said_twice() {
    let house = House::new();
    std::fs::create_dir(house.path("empty")).unwrap();
    for line in [
        "list --data empty",
        "due --data empty",
        "list --data missing",
        "find 博世 --data missing",
        "check --data empty",
    ] {
        let run = house.run(line);
        assert_eq!((run.exit, run.err.lines().count()), (3, 1), "{line}: {}", run.err);
    }
}

#[test]
fn a_message_is_in_one_language() {
    let house = House::new();
    house.put("file", "");
    for line in [
        "check --data missing",
        "check --data file",
        "import nowhere.xlsx --annex 1",
        "reconcile --statistics nowhere.csv --month 2021-03",
        "export --output no/such/folder/x.csv",
        "find 博世 --limit 许多",
        "demo d --projects 0",
        "verify --ledger file",
        "report file 2021-1-431 --month 2021-03 --invested 1 --text x --ledger /proc/none/ledger.db",
        "report list --ledger postgres://nobody@127.0.0.1:1/none",
    ] {
        let zh = house.run(line);
        assert_ne!(zh.exit, 0);
        assert!(!zh.err.contains("os error") && !zh.err.contains("not in"), "{line}: {}", zh.err);
        let en = house.run(&format!("{line} --lang EN"));
        assert_eq!(en.exit, zh.exit);
        let said = en.err.replace(['–', '…'], "").replace("博世", "").replace("许多", "");
        assert!(said.is_ascii(), "{line}: {}", en.err);
    }
}

#[test]
fn a_ledger_is_a_file_or_a_postgres_address() {
    for place in ["mysql://db/diaodu", "https://db", "sqlite:///x"] {
        let house = House::new();
        for verb in
            ["verify", "report list", "report file 2021-1-431 --month 2021-03 --invested 1 --text 开工"]
        {
            let run = house.run(&format!("{verb} --ledger {place}"));
            assert_eq!((run.exit, run.codes()), (2, vec!["E2001"]), "{verb} {place}: {}", run.err);
        }
        assert!(std::fs::read_dir(house.path("")).unwrap().next().is_none(), "{place}: nothing is made");
    }
    let run = House::new().run("verify");
    assert_eq!((run.exit, run.codes()), (5, vec!["E5002"]));
    assert!(run.err.contains("--ledger"), "what to do next: {}", run.err);
}

#[test]
fn after_the_deadline_due_says_what_is_still_owed() {
    let house = House::new();
    let demo = house.demo(60);
    let before = house.data(&format!("due --data {demo} --at 2021-03-25T23:59"));
    let [march, april] = ["2021-03", "2021-04"];
    assert_eq!(before["month"], march);
    let after = house.data(&format!("due --data {demo} --at 2021-03-26T00:00"));
    assert_eq!(after["month"], april);
    let march_alone = house.data(&format!("due --data {demo} --month 2021-03"));
    let owed: u64 = march_alone["categories"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["outstanding"].as_u64().unwrap())
        .sum();
    assert!(owed > 0, "the demo leaves some unfiled");
    assert_eq!(after["overdue"], json!({"month": march, "outstanding": owed}));
    assert_eq!(march_alone["overdue"], json!(null), "a month that is named is the whole question");
    let said = house.run(&format!("due --data {demo} --at 2021-03-26T00:00")).out;
    assert!(said.contains("2021-03 已过截止") && said.contains("chase --month 2021-03"), "{said}");
    assert_eq!(
        house.data("due --at 2021-05-01")["overdue"],
        json!(null),
        "nothing is known without a ledger"
    );
}

#[test]
fn a_slip_in_a_name_is_helped() {
    let house = House::new();
    for line in ["show 九龙坡博势", "find 九龙波博世氢", "report show 九龙坡柏世 --month 2021-03"]
    {
        let run = house.run(line);
        assert_eq!(run.exit, 3);
        assert!(run.err.contains("是不是 2021-1-431 九龙坡博世氢材料发动机？"), "{line}: {}", run.err);
    }
    let run = house.run("show 完全无关");
    assert!(run.err.contains("diaodu find") && !run.err.contains("是不是"), "{}", run.err);
    let run = house.run("show 2021-1-4311");
    assert!(run.err.contains("至多 2021-1-544"), "{}", run.err);
}

#[test]
fn a_flag_is_the_filter_of_its_name() {
    let house = House::new();
    let demo = house.demo(200);
    let ids = |line: &str| {
        let data = house.data(&format!("{line} --data {demo}"));
        data["projects"].as_array().unwrap().iter().map(|p| p["id"].clone()).collect::<Vec<_>>()
    };
    let by_flag = ids("list --unit 市水利局 --stage 续建");
    assert!(!by_flag.is_empty());
    assert_eq!(by_flag, ids("list unit:市水利局 stage:续建"));
    assert_eq!(by_flag, ids("list --unit shuiliju --stage xujian"), "pinyin, too");
    let hits = house.data(&format!("find 水 --unit 市水利局 --stage 续建 --limit 1000 --data {demo}"));
    assert!(hits["hits"].as_array().unwrap().iter().all(|hit| by_flag.contains(&hit["project"]["id"])));
    let reports = house.data(&format!("report list --month 2021-02 --unit 市水利局 --data {demo}"));
    let of_unit = ids("list --unit 市水利局");
    assert!(reports["total"].as_u64().unwrap() > 0);
    assert!(reports["reports"].as_array().unwrap().iter().all(|r| of_unit.contains(&r["project"])));
    assert_eq!(house.data(&format!("list --stage 没有的 --data {demo}"))["total"], 0);
}
