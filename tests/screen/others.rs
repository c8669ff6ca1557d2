//! What others do meanwhile is on the screen without a keystroke.

use std::path::Path;

use diaodu::desk::report::FileRequest;
use diaodu::domain::report::draft::Draft;
use diaodu::domain::report::field::Field;

use crate::driver::{Driver, Opening, moment};

fn open(place: &Path, login: &'static str) -> Driver {
    Opening::default().ledger(place).login(login).size(120, 36).open()
}

/// Files a report by another way.
fn file(screen: &Driver, project: &str, invested: &str) {
    let mut given = Draft::default();
    for (field, text) in
        [(Field::CompletedInvestment, invested), (Field::Text, "进展"), (Field::StatisticsState, "待核")]
    {
        given.set(field, text);
    }
    let filing = FileRequest {
        project: project.parse().unwrap(),
        month: "2021-03".parse().unwrap(),
        given,
        as_draft: false,
        request_id: None,
        expect_revision: None,
    };
    screen.desk.file(&filing, moment("2021-03-20T09:00:00+08:00")).unwrap();
}

#[test]
fn a_filing_elsewhere_appears_at_the_next_look_without_a_key() {
    let place = tempfile::tempdir().unwrap();
    let wang = open(place.path(), "wang");
    file(&wang, "2021-1-544", "5");
    let mut li = open(place.path(), "li");
    li.sees("1/2").at("2021-03-24T12:00:02+08:00").sees("1/2");
    file(&wang, "2021-1-431", "900");
    li.at("2021-03-24T12:00:03+08:00").sees("1/2");
    li.at("2021-03-24T12:00:04+08:00").sees("2/2").sees("wang 填报 3月第1版");
}

#[test]
fn the_first_filing_of_all_appears_too() {
    let place = tempfile::tempdir().unwrap();
    let mut li = open(place.path(), "li");
    li.at("2021-03-24T12:00:02+08:00").sees_no("1/2");
    file(&open(place.path(), "wang"), "2021-1-431", "900");
    li.at("2021-03-24T12:00:04+08:00").sees("1/2");
}

#[test]
fn a_form_says_who_else_has_it_open_and_since_when() {
    let place = tempfile::tempdir().unwrap();
    let mut wang = open(place.path(), "wang");
    file(&wang, "2021-1-544", "5");
    let entries = wang.desk.pulse(None).unwrap().counter;
    let mut li = open(place.path(), "li");
    li.keys("r").sees_no("也打开着");
    wang.at("2021-03-24T12:07:01+08:00").keys("r").sees("也打开着这份月报：li 12:00 起");
    li.at("2021-03-24T12:07:02+08:00").sees("也打开着这份月报：wang 12:07 起");
    // Another project's form is another matter.
    let mut sun = open(place.path(), "sun");
    sun.keys("jr").sees_no("也打开着");
    wang.keys("<Esc>");
    li.at("2021-03-24T12:07:04+08:00").sees_no("也打开着");
    wang.keys("r").sees("li 12:00");
    drop(wang);
    li.at("2021-03-24T12:07:06+08:00").sees_no("也打开着");
    assert_eq!(li.desk.pulse(None).unwrap().counter, entries, "nothing of it is in the log");
}

#[test]
fn without_a_ledger_an_open_form_makes_none() {
    let place = tempfile::tempdir().unwrap();
    let mut li = open(place.path(), "li");
    li.keys("r").at("2021-03-24T12:00:02+08:00");
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn a_form_with_typing_in_it_only_says_who_was_quicker_and_an_untouched_one_follows() {
    let place = tempfile::tempdir().unwrap();
    let wang = open(place.path(), "wang");
    file(&wang, "2021-1-544", "5");
    let (mut li, mut sun) = (open(place.path(), "li"), open(place.path(), "sun"));
    li.keys("r1200");
    sun.keys("r");
    file(&wang, "2021-1-431", "900");
    li.at("2021-03-24T12:00:02+08:00").sees("1200").sees("wang 09:00 已改为第1版").sees("并排");
    sun.at("2021-03-24T12:00:02+08:00").sees("900").sees("wang 09:00 改了这份月报").sees("现为第1版");
    li.keys("<Tab>我写的<Ctrl-S>").sees("别人先改了这份月报").sees("1200").sees("900");
}
