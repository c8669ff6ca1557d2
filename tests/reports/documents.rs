//! Batches, templates, statistics files, exports: what goes in and out as sheets.

use serde_json::{Value as Json, json};

use crate::desk::{BOSCH, CAERI, Desk, PLANNING, PROMOTION};

const HEADER: &str =
    "项目编号,项目名称,填报月份,本月完成投资（万元）,本月进展情况,实际开工日期,到位：信贷（万元）\n";

/// The exit code and `(code, line, field)` of every error of a refusal.
fn places(desk: &Desk, args: &[&str]) -> (i32, Vec<(String, Json, String)>) {
    let answer = desk.run(&[args, &["--json"]].concat());
    let document: Json = serde_json::from_str(&answer.out).unwrap();
    assert_eq!(document["ok"], false, "{document:#}");
    let place = |f: &Json| {
        let field = f["field"].as_str().unwrap_or_default().to_owned();
        (f["code"].as_str().unwrap().to_owned(), f["line"].clone(), field)
    };
    let errors = document["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "error");
    (answer.exit, errors.map(place).collect())
}

#[test]
fn a_template_is_filled_in_and_filed_whole() {
    let mut desk = Desk::new();
    desk.file(CAERI, "2021-03", "3");
    let template = desk.run(&["export", "--template", "report", "--category", "建设"]).out;
    let mut lines = template.trim_start_matches('\u{feff}').lines();
    let header = lines.next().unwrap().to_owned();
    assert!(header.starts_with("项目编号,项目名称,填报月份,本月完成投资（万元）,本月进展情况"), "{header}");
    let rows: Vec<&str> = lines.collect();
    assert_eq!(rows.len(), 1, "only what is still owed: {rows:?}");
    assert!(rows[0].starts_with("2021-1-431,九龙坡博世氢材料发动机,2021-03,,"), "{rows:?}");

    let blank = desk.put("blank.csv", &template);
    assert_eq!(places(&desk, &["report", "file", "--from", &blank]).1[0].0, "E4046", "nobody filled it in");
    let filled = template.replace("2021-03,,", "2021-03,１２０,");
    let filled = desk.put("filled.csv", filled);
    assert_eq!(
        places(&desk, &["report", "file", "--from", &filled]),
        (3, vec![("E4005".into(), json!(2), "本月进展情况".into())])
    );
    let text = ["report", "file", "--from", &filled, "--text", "三月推进"];
    let dry = desk.json(&[&text[..], &["--dry-run"]].concat());
    assert_eq!((&dry["dry_run"], &dry["rows"]["filed"]), (&json!(true), &json!(1)));
    assert_eq!(desk.json(&["report", "list", "--month", "2021-03"])["total"], 1, "a dry run stores nothing");
    let done = desk.json(&text);
    assert_eq!(done["rows"], json!({"read": 1, "blank": 0, "filed": 1, "corrected": 0, "unchanged": 0}));
    assert_eq!(done["reports"][0]["completed_investment"], 1_200_000);
    desk.goes_to("2021-03-22T12:00:00+08:00");
    assert_eq!(desk.json(&text)["rows"]["unchanged"], 1, "the same sheet again changes nothing");
    assert_eq!(desk.json(&["report", "history", BOSCH])["total"], 1);
}

#[test]
fn every_bad_cell_is_named_and_nothing_is_stored() {
    let desk = Desk::new();
    let sheet = desk.put(
        "bad.csv",
        format!(
            "{HEADER}2021-1-431,,2021-03,一百,进场,昨天,3\n2021-1-999,,2021-03,5,x,,\n\
             2021-1-544,中国汽研国家氢能动力质检中心,2021-03,5,x,,三\n2021-1-544,,2021年3月,6,y,,\n"
        ),
    );
    let (exit, found) = places(&desk, &["report", "file", "--from", &sheet]);
    assert_eq!(exit, 4);
    let row = |code: &str, line: u32, field: &str| (code.to_owned(), json!(line), field.to_owned());
    assert_eq!(found, [row("E2002", 3, "项目编号"), row("E4045", 5, "")], "first the rows themselves");
    let sheet = desk.put(
        "bad2.csv",
        format!("{HEADER}2021-1-431,,2021-03,一百,进场,昨天,3\n2021-1-544,,2021-03,5,x,,三\n"),
    );
    let (exit, found) = places(&desk, &["report", "file", "--from", &sheet]);
    assert_eq!(exit, 4);
    assert_eq!(
        found,
        [
            row("E4006", 2, "本月完成投资（万元）"),
            row("E4007", 2, "实际开工日期"),
            row("E4006", 3, "到位：信贷（万元）"),
        ],
        "then every cell"
    );
    assert!(!desk.ledger().exists(), "all or nothing");
    let plain = desk.run(&["report", "file", "--from", &sheet]);
    assert_eq!(plain.err.lines().filter(|line| line.starts_with("error")).count(), 3, "{}", plain.err);
    assert!(plain.err.contains("bad2.csv:2:4: 本月完成投资（万元）"), "{}", plain.err);
}

#[test]
fn headers_are_never_dropped_unseen_and_names_must_agree() {
    let desk = Desk::new();
    let file = |text: &str| places(&desk, &["report", "file", "--from", &desk.put("x.csv", text)]);
    let (exit, found) = file("项目编号,填报月份,天气\n2021-1-431,2021-03,晴\n");
    assert_eq!((exit, found[0].0.as_str(), found[0].2.as_str()), (4, "E4043", "天气"));
    let (_, found) = file("填报月份,本月完成投资\n2021-03,5\n");
    assert_eq!((found[0].0.as_str(), found[0].2.as_str()), ("E4044", "项目编号"));
    let (_, found) = file("项目编号,本月完成投资\n2021-1-431,5\n");
    assert_eq!((found[0].0.as_str(), found[0].2.as_str()), ("E4044", "填报月份"));
    let (_, found) = file("项目编号,项目名称,填报月份,本月完成投资\n2021-1-431,中国汽研,2021-03,5\n");
    assert_eq!(found[0].0, "E4048", "a sheet sorted in one column would file for the wrong project");
}

#[test]
fn a_periodic_series_is_filed_by_a_map() {
    let mut desk = Desk::new().at("2021-06-01T12:00:00+08:00");
    let series = "Project,As of,Spent（元）,Borough\n★九龙坡博世氢材料发动机,2021-04-30,20000,x\n\
                  九龙坡博世氢材料发动机,2021-03-31,10000,x\n";
    let args = [
        "report",
        "file",
        "--from",
        "-",
        "--map",
        "name=Project,month=As of,invested=Spent",
        "--text",
        "按期推进",
        "--request-id",
        "series-1",
    ];
    let answer = desk.feed(&[&args[..], &["--json"]].concat(), series.as_bytes());
    assert_eq!(answer.exit, 0, "{}{}", answer.out, answer.err);
    let april = desk.json(&["report", "show", BOSCH, "--month", "2021-04"]);
    assert_eq!([&april["completed_investment"], &april["ytd_investment"]], [20_000, 30_000]);
    assert_eq!(april["late"], true);
    desk.goes_to("2021-06-02T12:00:00+08:00");
    let again = desk.feed(&[&args[..], &["--json"]].concat(), series.as_bytes());
    let again: Json = serde_json::from_str(&again.out).unwrap();
    assert_eq!(again["data"]["rows"]["unchanged"], 2, "a retry of a batch is harmless");
    let other = desk.feed(&[&args[..], &["--json"]].concat(), series.replace("10000", "11111").as_bytes());
    assert_eq!(other.exit, 7, "the same request id with other content: {}", other.out);
}

#[test]
fn a_month_leaves_as_a_workbook_and_reads_back_unchanged() {
    let desk = Desk::new();
    desk.json(&[
        "report",
        "file",
        BOSCH,
        "--invested",
        "12.3456",
        "--text",
        "一\n二",
        "--physical",
        "5.25",
        "--funds",
        "信贷=3",
        "--statistics",
        "12",
        "--explain",
        "=差额",
        "--started",
        "2021-03-02",
    ]);
    desk.json(&[
        "report",
        "file",
        PLANNING,
        "--text",
        "可研",
        "--permit",
        "立项:actual=2021-03-01,number=1号",
    ]);
    desk.json(&["report", "file", PROMOTION, "--text", "洽谈", "--stage", "签约", "--contract", "100"]);
    for name in ["month.xlsx", "month.csv"] {
        let file = desk.path(name);
        let file = file.to_str().unwrap();
        desk.json(&["export", "--reports", "--month", "2021-03", "--output", file]);
        let back = desk.json(&["report", "file", "--from", file]);
        assert_eq!(
            back["rows"],
            json!({"read": 3, "blank": 0, "filed": 0, "corrected": 0, "unchanged": 3}),
            "{name}"
        );
    }
}

#[test]
fn contacts_come_from_a_sheet() {
    let desk = Desk::new();
    let template = desk.run(&["export", "--template", "contact"]).out;
    assert!(
        template.starts_with("\u{feff}项目编号,项目名称,牵头单位,联系人姓名,联系人单位,职务,电话,邮箱\r\n")
    );
    let sheet = desk.put(
        "contacts.csv",
        "项目编号,项目名称,牵头单位,联系人姓名,联系人单位,职务,电话,邮箱\n\
         2021-1-431,,,张三,,,13800000000,\n,,市交通局,李四,,,,li@example.cn\n2021-1-544,,,,,,,\n",
    );
    let import = |more: &[&str]| desk.json(&[&["contact", "import", sheet.as_str()], more].concat());
    assert_eq!(import(&["--dry-run"])["changed"], 2);
    assert_eq!(import(&[])["changed"], 2);
    assert_eq!(import(&[])["unchanged"], 2);
    let list = desk.json(&["contact", "list"]);
    assert_eq!((&list["total"], &list["missing"]), (&json!(4), &json!(3)));
    let bad =
        desk.put("bad.csv", "项目编号,联系人姓名,电话\n2021-1-431,张三,\n2021-1-777,李四,023-63895000\n");
    assert_eq!(
        places(&desk, &["contact", "import", &bad]),
        (4, vec![("E2002".into(), json!(3), "项目编号".into())])
    );
    let unreachable = desk.put("bad.csv", "项目编号,联系人姓名,电话\n2021-1-431,张三,\n");
    assert_eq!(places(&desk, &["contact", "import", &unreachable]).1[0].0, "E4039");
}

#[test]
fn a_month_is_reconciled_with_statistics() {
    let desk = Desk::new();
    desk.json(&["report", "file", BOSCH, "--invested", "120", "--text", "x"]);
    desk.json(&[
        "report",
        "file",
        PLANNING,
        "--invested",
        "7",
        "--text",
        "x",
        "--statistics-state",
        "unregistered",
    ]);
    let sheet = "项目名称,统计数（元）\n九龙坡 博世氢材料发动机,1000000\n中国汽研国家氢能动力质检中心,30000\n不在名单的项目,1\n";
    let file = desk.put("statistics.csv", sheet);
    let document = desk.document(&["reconcile", "--statistics", &file, "--month", "2021-03"]);
    let done = &document["data"];
    assert_eq!(done["month"], "2021-03");
    let rows: Vec<_> = done["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            (
                row["project"].as_str().unwrap(),
                row["ours"].as_i64(),
                row["statistics"].as_i64(),
                row["difference"].as_i64(),
                row["state"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            (BOSCH, Some(1_200_000), Some(1_000_000), Some(200_000), "inconsistent"),
            (CAERI, None, Some(30_000), None, "inconsistent"),
            (PLANNING, Some(70_000), None, None, "unregistered"),
        ]
    );
    assert_eq!(done["totals"]["inconsistent"], 2);
    assert_eq!(done["totals"]["difference"], 200_000);
    assert_eq!(document["findings"][0]["code"], "E4047");
    assert_eq!(document["findings"][0]["line"], 4);

    let bare = desk.put("bare.csv", "2021-1-431,120\n2021-1-544,待核\n");
    let done = desk.json(&["reconcile", "--statistics", &bare, "--month", "2021-03"]);
    assert_eq!(done["rows"][0]["state"], "consistent", "a file without a header, in 万元");
    assert_eq!(done["rows"][1]["state"], "pending");
    let bad = desk.put("bad.csv", "项目编号,统计数\n2021-1-431,一百\n");
    assert_eq!(
        places(&desk, &["reconcile", "--statistics", &bad, "--month", "2021-03"]),
        (4, vec![("E4006".into(), json!(2), "统计数".into())])
    );
}

/// A list of 2021 goes on with one of 2020: what was reported then is in the history of the project of now.
#[test]
fn the_history_goes_on_across_years() {
    let mut desk = Desk::new().at("2020-03-20T12:00:00+08:00");
    std::fs::remove_dir_all(desk.path("data/2021")).unwrap();
    let list = |desk: &Desk, year: &str, names: &str| {
        desk.put(
            &format!("{year}.csv"),
            format!("{year}年市级重大建设项目名单\n序号,项目名称,牵头单位\n{names}"),
        )
    };
    let before = list(&desk, "2020", "1,渝西水资源配置工程,市水利局\n2,东环路一期,市交通局\n");
    let after = list(&desk, "2021", "1,东环路二期,市交通局\n2,渝西水资源（配置工程）,市水利局\n");
    desk.json(&["import", &before, "--annex", "1"]);
    desk.file("2020-1-1", "2020-02", "30");
    desk.goes_to("2021-03-20T12:00:00+08:00");
    let imported = desk.json(&["import", &after, "--annex", "1"]);
    let proposal = &imported["proposals"][0];
    assert_eq!([&proposal["from"], &proposal["to"]], ["2020-1-1", "2021-1-2"], "{imported:#}");
    assert_eq!(proposal["exact"], true, "brackets aside the names are the same");
    desk.file("2021-1-2", "2021-02", "40");
    let history = desk.json(&["report", "history", "2021-1-2"]);
    let months: Vec<&str> =
        history["revisions"].as_array().unwrap().iter().map(|r| r["month"].as_str().unwrap()).collect();
    assert_eq!(months, ["2020-02", "2021-02"]);
    let none = desk.json(&["report", "history", "2021-1-2", "--month", "2021-02"]);
    assert_eq!(none["total"], 1, "a month is that month's alone");
    // The next version of the list keeps what was found.
    let again = list(&desk, "2021", "1,东环路二期,市交通委\n2,渝西水资源（配置工程）,市水利局\n");
    assert_eq!(desk.json(&["import", &again, "--annex", "1"])["changes"]["unchanged"], 1);
    assert_eq!(desk.json(&["show", "2021-1-2"])["project"]["continues"], "2020-1-1");
}
