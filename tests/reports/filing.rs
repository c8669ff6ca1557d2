//! File, correct, return, file again, accept; repeats and conflicts; what is refused and how.

use serde_json::{Value as Json, json};

use crate::desk::{BOSCH, CAERI, Desk, PLANNING, PROMOTION, codes_of};

const YUAN: i64 = 10_000;

#[test]
fn a_report_goes_from_filing_to_acceptance_and_every_step_is_kept() {
    let mut desk = Desk::new();
    let document = desk.document(&[
        "report",
        "file",
        BOSCH,
        "--month",
        "2021-03",
        "--invested",
        "１２００．５",
        "--started",
        "2021-03-10",
        "--text",
        "基坑开挖",
        "--statistics",
        "1200",
        "--physical",
        "5.25",
        "--funds",
        "专项债=800,信贷=200",
        "--problems",
        "用地未批",
        "--next",
        "主体施工",
        "--stage",
        "在建",
    ]);
    let filed = &document["data"];
    assert_eq!(filed["project"], BOSCH);
    assert_eq!((&filed["status"], &filed["revision"]), (&json!("submitted"), &json!(1)));
    assert_eq!(filed["completed_investment"], 12_005_000);
    assert_eq!(
        filed["statistics"],
        json!({"state": "inconsistent", "value": 1200 * YUAN, "difference": 5000})
    );
    assert_eq!(filed["physical_percent"], 5.25);
    assert_eq!(filed["funds"], json!({"special_bonds": 800 * YUAN, "bank_credit": 200 * YUAN}));
    assert_eq!(filed["filed_at"], "2021-03-20T12:00:00+08:00");
    // Inconsistent without an explanation; and the first entry of this place made the ledger.
    assert_eq!(codes_of(&document), ["E4025", "E5011"]);

    assert_eq!(desk.refused(&["report", "accept", BOSCH, "--month", "2021-03"]), (3, vec!["E4025".into()]));
    assert_eq!(desk.refused(&["report", "return", BOSCH, "--month", "2021-03"]), (3, vec!["E4035".into()]));
    desk.goes_to("2021-03-21T09:00:00+08:00");
    let returned = desk.json(&["report", "return", BOSCH, "--month", "2021-03", "--reason", "说明差异"]);
    assert_eq!((&returned["status"], &returned["revision"]), (&json!("returned"), &json!(2)));

    desk.goes_to("2021-03-27T09:00:00+08:00");
    let again = desk.json(&["report", "file", BOSCH, "--month", "2021-03", "--explain", "统计少计设备"]);
    assert_eq!((&again["status"], &again["revision"]), (&json!("submitted"), &json!(3)));
    assert_eq!(again["text"], "基坑开挖", "a correction keeps what it does not name");
    assert_eq!(again["late"], false, "it was first filed in time");
    let accepted = desk.json(&["report", "accept", BOSCH, "--month", "2021-03"]);
    assert_eq!((&accepted["status"], &accepted["revision"]), (&json!("accepted"), &json!(4)));
    assert_eq!(desk.refused(&["report", "accept", BOSCH, "--month", "2021-03"]), (3, vec!["E4034".into()]));

    let history = desk.json(&["report", "history", BOSCH]);
    let steps: Vec<(&str, &str)> = history["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| (r["act"].as_str().unwrap(), r["status"].as_str().unwrap()))
        .collect();
    assert_eq!(
        steps,
        [("submit", "submitted"), ("return", "returned"), ("submit", "submitted"), ("accept", "accepted")]
    );
    assert_eq!(history["revisions"][1]["reason"], "说明差异");
    assert_eq!(history["revisions"][1]["at"], "2021-03-21T09:00:00+08:00");
    assert!(history["revisions"][1]["author"].as_str().is_some_and(|a| !a.is_empty()));
}

/// json.md promises these names; scripts rely on them.
#[test]
fn a_report_has_every_field_of_the_contract() {
    let desk = Desk::new();
    let filed = desk.file(BOSCH, "2021-03", "1");
    let shown = desk.json(&["report", "show", BOSCH, "--month", "2021-03"]);
    for report in [&filed, &shown] {
        for field in [
            "project",
            "month",
            "revision",
            "status",
            "filed_at",
            "filed_by",
            "late",
            "completed_investment",
            "ytd_investment",
            "since_start_investment",
            "statistics",
            "physical_percent",
            "stage",
            "started_on",
            "completed_on",
            "text",
            "problems",
            "next_steps",
            "request_id",
        ] {
            assert!(report.get(field).is_some(), "{field} in {report:#}");
        }
    }
    let statistics = shown["statistics"].as_object().unwrap();
    assert_eq!(statistics.keys().collect::<Vec<_>>(), ["state", "value", "difference"]);
    assert_eq!(statistics["state"], "pending", "nothing said is 待核");
    let list = desk.json(&["report", "list", "--month", "2021-03"]);
    assert_eq!((&list["total"], &list["reports"][0]["project"]), (&json!(1), &json!(BOSCH)));
}

#[test]
fn year_to_date_and_since_start_are_derived() {
    let mut desk = Desk::new().at("2022-02-20T12:00:00+08:00");
    let file = |desk: &Desk, month: &str, wan: &str, more: &[&str]| {
        let text = format!("{month} 推进");
        let args = ["report", "file", BOSCH, "--month", month, "--invested", wan, "--text", &text];
        desk.json(&[&args, more].concat())
    };
    file(&desk, "2021-11", "100", &["--before", "50"]);
    let december = file(&desk, "2021-12", "200", &[]);
    assert_eq!(december["ytd_investment"], 300 * YUAN);
    assert_eq!(december["since_start_investment"], 350 * YUAN);
    let january = file(&desk, "2022-01", "10", &[]);
    assert_eq!(january["ytd_investment"], 10 * YUAN);
    assert_eq!(january["since_start_investment"], 360 * YUAN, "last year's total is carried over");
    desk.goes_to("2022-02-21T12:00:00+08:00");
    desk.json(&["report", "return", BOSCH, "--month", "2021-12", "--reason", "核实"]);
    let shown = desk.json(&["report", "show", BOSCH, "--month", "2021-12"]);
    assert_eq!(shown["ytd_investment"], 300 * YUAN, "a report's own figure stands in its own sum");
    let list = desk.json(&["report", "list", "--month", "2022-01"]);
    assert_eq!(list["reports"][0]["ytd_investment"], 10 * YUAN);
}

#[test]
fn asking_again_with_the_same_request_id_changes_nothing() {
    let mut desk = Desk::new();
    let args = [
        "report",
        "file",
        BOSCH,
        "--month",
        "2021-03",
        "--invested",
        "5",
        "--text",
        "x",
        "--request-id",
        "r-1",
    ];
    let first = desk.json(&args);
    assert_eq!(first["request_id"], "r-1");
    desk.json(&["report", "file", BOSCH, "--month", "2021-03", "--invested", "6", "--reason", "更正"]);
    desk.goes_to("2021-03-24T12:00:00+08:00");
    let again = desk.document(&args);
    assert_eq!(again["data"], first, "the first result, whole");
    assert_eq!(codes_of(&again), ["E7003"], "said to be a repeat");
    let total = |desk: &Desk| desk.json(&["report", "history", BOSCH])["total"].clone();
    assert_eq!(total(&desk), 2);
    let other = [
        "report",
        "file",
        BOSCH,
        "--month",
        "2021-03",
        "--invested",
        "7",
        "--text",
        "x",
        "--request-id",
        "r-1",
    ];
    assert_eq!(desk.refused(&other), (7, vec!["E7002".into()]));
    assert_eq!(
        desk.refused(&[
            "report",
            "return",
            BOSCH,
            "--month",
            "2021-03",
            "--reason",
            "y",
            "--request-id",
            "r-1"
        ])
        .0,
        7
    );
    assert_eq!(total(&desk), 2);
}

#[test]
fn a_stale_revision_is_a_conflict_and_stores_nothing() {
    let desk = Desk::new();
    let new = [
        "report",
        "file",
        BOSCH,
        "--month",
        "2021-03",
        "--invested",
        "5",
        "--text",
        "x",
        "--expect-revision",
    ];
    assert_eq!(desk.refused(&[&new[..], &["1"]].concat()), (7, vec!["E7001".into()]));
    assert!(!desk.ledger().exists(), "a refusal makes no ledger");
    assert_eq!(desk.json(&[&new[..], &["0"]].concat())["revision"], 1);
    assert_eq!(desk.refused(&[&new[..], &["0"]].concat()), (7, vec!["E7001".into()]));
    assert_eq!(
        desk.refused(&["report", "accept", BOSCH, "--month", "2021-03", "--expect-revision", "2"]),
        (7, vec!["E7001".into()])
    );
    assert_eq!(desk.json(&["report", "show", BOSCH, "--month", "2021-03"])["revision"], 1);
}

#[test]
fn what_is_refused_says_why() {
    let mut desk = Desk::new();
    let with = |more: &[&str]| {
        let args = ["report", "file", BOSCH, "--invested", "5", "--text", "x"];
        [&args[..], more].concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let refused = |desk: &Desk, more: &[&str]| {
        let args = with(more);
        desk.refused(&args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let one = |exit: i32, code: &str| (exit, vec![code.to_owned()]);
    assert_eq!(refused(&desk, &["--month", "2021-02"]), one(3, "E4001"));
    assert_eq!(refused(&desk, &["--month", "2021-04"]), one(3, "E4002"));
    assert_eq!(refused(&desk, &["--month", "2021-13"]).0, 2);
    assert_eq!(refused(&desk, &["--started", "2021-03-21"]), one(3, "E4018"));
    assert_eq!(refused(&desk, &["--started", "昨天"]), one(4, "E4007"));
    assert_eq!(refused(&desk, &["--physical", "101"]), one(3, "E4022"));
    assert_eq!(refused(&desk, &["--physical", "四成"]), one(4, "E4008"));
    assert_eq!(refused(&desk, &["--funds", "专项债=3,信贷=2", "--funds-in", "6"]), one(3, "E4016"));
    assert_eq!(refused(&desk, &["--funds", "彩票=3"]), one(4, "E4009"));
    assert_eq!(refused(&desk, &["--contract", "3"]), one(3, "E4011"));
    assert_eq!(refused(&desk, &["--statistics", "4", "--statistics-state", "pending"]), one(3, "E4012"));
    assert_eq!(desk.refused(&["report", "file", BOSCH, "--invested", "五", "--text", "x"]), one(4, "E4006"));
    assert_eq!(desk.refused(&["report", "file", BOSCH, "--invested", "-5", "--text", "x"]), one(3, "E4013"));
    let both = desk.refused(&["report", "file", BOSCH]);
    assert_eq!(both, (3, vec!["E4005".into(), "E4005".into()]), "every missing field at once");
    assert_eq!(desk.refused(&["report", "file", "2021-1-1", "--invested", "5"]), one(3, "E2002"));
    assert_eq!(desk.refused(&["report", "show", BOSCH]), one(3, "E4037"));
    assert_eq!(desk.refused(&["report", "accept", BOSCH]), one(3, "E4037"));
    assert!(!desk.ledger().exists(), "nothing was stored");

    desk.goes_to("2021-04-20T12:00:00+08:00");
    desk.json(&[
        "report",
        "file",
        BOSCH,
        "--month",
        "2021-03",
        "--invested",
        "9",
        "--before",
        "1",
        "--physical",
        "40",
        "--text",
        "y",
    ]);
    assert_eq!(refused(&desk, &["--physical", "39"]), one(3, "E4023"));
    assert_eq!(
        refused(&desk, &["--before", "0", "--invested", "0"]).1.first().map(String::as_str),
        None.or(Some("E2001"))
    );
    let fall = desk.refused(&["report", "file", BOSCH, "--invested", "0", "--before", "0", "--text", "x"]);
    assert_eq!(fall, one(3, "E4014"));
}

#[test]
fn an_error_is_one_line_for_a_person() {
    let desk = Desk::new();
    let answer = desk.run(&["report", "file", BOSCH, "--invested", "a\u{1b}[31mb", "--text", "x"]);
    assert_eq!((answer.exit, answer.out.as_str()), (4, ""));
    assert_eq!(answer.err.lines().count(), 1, "{}", answer.err);
    assert!(answer.err.starts_with("error[E4006] completed_investment: "), "{}", answer.err);
    assert!(!answer.err.contains('\u{1b}'));
}

#[test]
fn late_reports_are_marked_and_stay_so() {
    let mut desk = Desk::new().at("2021-03-25T23:59:59+08:00");
    assert_eq!(desk.file(BOSCH, "2021-03", "1")["late"], false);
    desk.goes_to("2021-03-26T00:00:00+08:00");
    assert_eq!(desk.file(CAERI, "2021-03", "1")["late"], true);
    desk.goes_to("2026-11-20T12:00:00+08:00");
    let past = desk.file(CAERI, "2023-05", "1");
    assert_eq!(
        (&past["late"], &past["status"]),
        (&json!(true), &json!("submitted")),
        "a past month of the duty"
    );
    let answer = desk.run(&["report", "show", CAERI, "--month", "2023-05"]);
    assert!(answer.out.contains("补报"), "{}", answer.out);
}

#[test]
fn a_withdrawn_report_counts_as_not_filed() {
    let mut desk = Desk::new();
    desk.file(BOSCH, "2021-03", "1");
    let withdrawn = desk.json(&["report", "withdraw", BOSCH, "--month", "2021-03", "--reason", "数据有误"]);
    assert_eq!((&withdrawn["status"], &withdrawn["filed_at"]), (&json!("draft"), &Json::Null));
    assert_eq!(desk.json(&["due", "--month", "2021-03"])["categories"][0]["filed"], 0);
    desk.goes_to("2021-03-28T12:00:00+08:00");
    let again = desk.json(&["report", "file", BOSCH, "--month", "2021-03", "--invested", "2"]);
    assert_eq!((&again["late"], &again["revision"]), (&json!(true), &json!(3)), "now is its first filing");
    desk.json(&["report", "accept", BOSCH, "--month", "2021-03"]);
    assert_eq!(desk.refused(&["report", "withdraw", BOSCH, "--month", "2021-03"]), (3, vec!["E4034".into()]));
    assert_eq!(
        desk.refused(&["report", "file", BOSCH, "--month", "2021-03", "--invested", "3"]),
        (3, vec!["E4035".into()]),
        "an accepted report is corrected with a reason"
    );
    let corrected =
        desk.json(&["report", "file", BOSCH, "--month", "2021-03", "--invested", "3", "--reason", "决算"]);
    assert_eq!(corrected["status"], "submitted");
}

#[test]
fn after_completion_nothing_more_is_due() {
    let mut desk = Desk::new().at("2021-05-20T12:00:00+08:00");
    desk.json(&[
        "report",
        "file",
        BOSCH,
        "--month",
        "2021-04",
        "--invested",
        "5",
        "--text",
        "竣工",
        "--started",
        "2021-03-01",
        "--completed",
        "2021-04-28",
        "--physical",
        "100",
    ]);
    assert_eq!(
        desk.refused(&["report", "file", BOSCH, "--month", "2021-05", "--invested", "1", "--text", "x"]),
        (3, vec!["E4003".into()])
    );
    let due =
        |desk: &Desk, month: &str| desk.json(&["due", "--month", month])["categories"][0]["due"].clone();
    assert_eq!((due(&desk, "2021-04"), due(&desk, "2021-05")), (json!(2), json!(1)));
    desk.goes_to("2021-05-21T12:00:00+08:00");
    desk.json(&["report", "return", BOSCH, "--month", "2021-04", "--reason", "未验收"]);
    assert_eq!(due(&desk, "2021-05"), json!(2), "a returned completion ends nothing");
    desk.json(&["report", "file", BOSCH, "--month", "2021-04", "--completed", ""]);
    assert_eq!(desk.file(BOSCH, "2021-05", "1")["status"], "submitted");
}

#[test]
fn each_category_has_its_own_report() {
    let mut desk = Desk::new().at("2021-04-20T12:00:00+08:00");
    let planning = desk.json(&[
        "report",
        "file",
        PLANNING,
        "--month",
        "2021-03",
        "--text",
        "可研评审",
        "--permit",
        "立项:planned=2021-03-01,actual=2021-03-05,number=渝发改〔2021〕1号",
        "--permit",
        "可研:planned=2021-06-01",
        "--expected-start",
        "2022-03-01",
        "--ready",
        "否",
    ]);
    assert_eq!(planning["statistics"], Json::Null, "nothing invested, nothing to compare");
    assert_eq!(planning["permits"]["approval"]["number"], "渝发改〔2021〕1号");
    assert_eq!((&planning["ready"], &planning["expected_start"]), (&json!(false), &json!("2022-03-01")));
    assert_eq!(planning["completed_investment"], Json::Null);

    let document = desk.document(&[
        "report",
        "file",
        PROMOTION,
        "--month",
        "2021-03",
        "--text",
        "合同谈判",
        "--stage",
        "签约",
        "--contract",
        "10000",
        "--funds-in",
        "10001",
        "--leader",
        "张三",
    ]);
    let promotion = &document["data"];
    assert_eq!(promotion["statistics"], Json::Null, "promotion has no statistics rule");
    assert_eq!(promotion["contract_amount"], 100_000_000);
    assert_eq!(promotion["funds_percent"], 100.01);
    assert_eq!(codes_of(&document), ["E4026"]);
    desk.goes_to("2021-04-21T12:00:00+08:00");
    let back = ["report", "file", PROMOTION, "--month", "2021-04", "--text", "重谈", "--stage", "洽谈"];
    assert_eq!(desk.refused(&back), (3, vec!["E4024".into()]));
    let reasoned = desk.json(&[&back[..], &["--reason", "条款变更"]].concat());
    assert_eq!(reasoned["stage"], "洽谈");
    assert_eq!(reasoned["leader"], "张三", "what stands is carried on");
}

#[test]
fn a_project_is_named_by_words_and_the_month_is_the_one_in_hand() {
    let mut desk = Desk::new();
    let filed = desk.json(&["report", "file", "博世", "--invested", "5", "--text", "x"]);
    assert_eq!((&filed["project"], &filed["month"]), (&json!(BOSCH), &json!("2021-03")));
    desk.goes_to("2021-03-26T08:00:00+08:00");
    let late = desk.json(&["report", "file", CAERI, "--invested", "5", "--text", "x"]);
    assert_eq!((&late["month"], &late["late"]), (&json!("2021-03"), &json!(true)), "April has not begun");
    let unclear = desk.refused(&["report", "file", "氢", "--invested", "5", "--text", "x"]);
    assert_eq!(unclear, (3, vec!["E2003".into()]));
}

/// A comma where the point was meant is an everyday slip of an input method; it must not make ten-fold figures.
#[test]
fn a_comma_for_the_point_is_refused_wherever_an_amount_is_typed() {
    let desk = Desk::new();
    let file = |more: &[&str]| {
        let head = ["report", "file", BOSCH, "--month", "2021-03", "--text", "推进", "--dry-run"];
        desk.refused(&[&head, more].concat())
    };
    for typed in ["1,5", "1，5", "12,34", "1.2,3", "1,2,3", "1 5", "1，５００，5"] {
        let refusal = (4, vec!["E4006".to_owned()]);
        assert_eq!(file(&["--invested", typed]), refusal, "{typed}");
        assert_eq!(file(&["--invested", "1", "--before", typed]), refusal, "{typed}");
        assert_eq!(file(&["--invested", "1", "--funds", &format!("信贷={typed}")]), refusal, "{typed}");
        let sheet = format!("项目编号,填报月份,本月完成投资\n{BOSCH},2021-03,\"{typed}\"\n");
        let answer = desk.feed(&["report", "file", "--from", "-", "--text", "推进"], sheet.as_bytes());
        assert!(answer.exit == 4 && answer.err.contains("E4006"), "{typed}: {}{}", answer.out, answer.err);
        assert_ne!(desk.run(&["plan", "set", BOSCH, "--year-plan", typed]).exit, 0, "{typed}");
    }
    let twice = file(&["--invested", "1", "--funds", "专项债=5,专项债=6"]);
    assert_eq!(twice, (4, vec!["E4009".to_owned()]));
    let sound = ["report", "file", BOSCH, "--month", "2021-03", "--text", "推进", "--invested", "1，200.5"];
    let report = desk.json(&[&sound[..], &["--funds", "专项债=1,000，信贷=12,3456", "--dry-run"]].concat());
    assert_eq!(report["completed_investment"], 12_005_000);
}
