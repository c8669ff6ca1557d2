//! Drafts kept and given up, copies made and brought back, alteration found out.

use serde_json::json;

use crate::desk::{BOSCH, CAERI, Desk};

#[test]
fn a_draft_may_be_incomplete_and_is_offered_until_it_is_filed() {
    let desk = Desk::new();
    let draft = desk.json(&["report", "file", BOSCH, "--month", "2021-03", "--invested", "5", "--draft"]);
    assert_eq!((&draft["status"], &draft["filed_at"]), (&json!("draft"), &json!(null)));
    assert_eq!(desk.json(&["due", "--month", "2021-03"])["categories"][0]["filed"], 0);
    let list = desk.json(&["draft", "list"]);
    assert_eq!((&list["total"], &list["drafts"][0]["project"]), (&json!(1), &json!(BOSCH)));
    let shown = desk.json(&["draft", "show", BOSCH, "--month", "2021-03"]);
    assert_eq!(shown["fields"]["completed_investment"], "5");
    let filed = desk.json(&["report", "file", BOSCH, "--month", "2021-03", "--text", "基坑"]);
    assert_eq!((&filed["completed_investment"], &filed["revision"]), (&json!(50_000), &json!(2)));
    assert_eq!(desk.json(&["draft", "list"])["total"], 0);
    assert_eq!(
        desk.refused(&["report", "file", BOSCH, "--month", "2021-03", "--text", "x", "--draft"]),
        (3, vec!["E4034".into()]),
        "a filed report is not turned back into a draft by saving one"
    );
}

#[test]
fn a_discarded_draft_is_gone_but_not_its_history() {
    let desk = Desk::new();
    desk.json(&["report", "file", BOSCH, "--month", "2021-03", "--invested", "5", "--draft"]);
    assert_eq!(desk.json(&["draft", "discard", BOSCH, "--month", "2021-03"])["discarded"], 1);
    assert_eq!(desk.refused(&["draft", "show", BOSCH, "--month", "2021-03"]), (3, vec!["E4042".into()]));
    assert_eq!(desk.refused(&["report", "show", BOSCH, "--month", "2021-03"]), (3, vec!["E4037".into()]));
    let revisions = desk.json(&["report", "history", BOSCH]);
    assert_eq!(revisions["revisions"][1]["act"], "discard");
    assert_eq!(desk.file(BOSCH, "2021-03", "7")["revision"], 3);
}

#[test]
fn a_backup_brings_back_what_was_filed() {
    let desk = Desk::new();
    assert_eq!(desk.refused(&["verify"]).0, 5, "there is no ledger yet");
    desk.file(BOSCH, "2021-03", "1");
    let copy = desk.path("copy.db");
    let copy = copy.to_str().unwrap();
    let made = desk.json(&["backup", copy]);
    assert_eq!(
        (&made["integrity"], &made["chain"]["length"], &made["reports"]),
        (&json!("ok"), &json!(1), &json!(1))
    );
    desk.file(CAERI, "2021-03", "1");
    assert_eq!(desk.refused(&["backup", copy]).0, 3, "an existing file is not overwritten");
    assert_eq!(desk.refused(&["restore", copy]).0, 3, "nor is a ledger that holds something");
    assert_eq!(desk.json(&["report", "list", "--month", "2021-03"])["total"], 2);
    desk.json(&["restore", copy, "--yes"]);
    assert_eq!(desk.json(&["report", "list", "--month", "2021-03"])["total"], 1);
    let sound = desk.json(&["verify", "--anchor", made["chain"]["head"].as_str().unwrap()]);
    for field in ["ledger", "integrity", "chain", "reports"] {
        assert!(sound.get(field).is_some(), "{field}");
    }
}

#[test]
fn a_head_that_was_published_must_be_in_the_chain() {
    let desk = Desk::new();
    desk.file(BOSCH, "2021-03", "1");
    let published = desk.json(&["verify"])["chain"]["head"].as_str().unwrap().to_owned();
    std::fs::remove_file(desk.ledger()).unwrap();
    desk.file(BOSCH, "2021-03", "100");
    assert_eq!(desk.json(&["verify"])["integrity"], "ok", "the new chain is sound in itself");
    assert_eq!(desk.refused(&["verify", "--anchor", &published]).0, 9);
}
