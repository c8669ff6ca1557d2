//! The reconciliation on the screen: states, orders, a statistics file, explanations, the project behind.

use std::fs;

use diaodu::desk::report::FileRequest;
use diaodu::domain::lang::Lang;
use diaodu::domain::month::Month;
use diaodu::domain::report::draft::Draft;
use diaodu::domain::report::field::Field;

use crate::driver::{Driver, Opening, moment};

fn march() -> Month {
    "2021-03".parse().unwrap()
}

/// Files a report for the project at a place of the list, with what statistics are said to hold.
fn filed(screen: &Driver, at: usize, invested: &str, statistics: &str) -> String {
    let project = &screen.model.book.projects()[at];
    let mut given = Draft::default();
    given.set(Field::CompletedInvestment, invested);
    given.set(Field::Text, "进展");
    let field = if statistics.starts_with(|c: char| c.is_ascii_digit()) {
        Field::Statistics
    } else {
        Field::StatisticsState
    };
    given.set(field, statistics);
    let (project, name) = (project.id, project.name.clone());
    let filing = FileRequest {
        project,
        month: march(),
        given,
        as_draft: false,
        request_id: None,
        expect_revision: None,
    };
    screen.desk.file(&filing, moment("2021-03-20T09:00:00+08:00")).unwrap();
    name
}

fn four(place: &std::path::Path, size: (u16, u16), lang: Lang) -> (Driver, Vec<String>) {
    let opening = Opening { lang, ..Opening::demo(60) }.ledger(place).size(size.0, size.1);
    let screen = opening.open();
    let said = [("100", "100"), ("200", "150"), ("300", "待核"), ("400", "未入统"), ("500", "900")];
    let names =
        said.iter().enumerate().map(|(at, (ours, theirs))| filed(&screen, at, ours, theirs)).collect();
    // They were filed elsewhere; that screen has said where the ledger was made.
    drop(screen.desk.books().news());
    (screen, names)
}

#[test]
fn every_state_has_its_count_and_the_largest_difference_stands_first() {
    let place = tempfile::tempdir().unwrap();
    let (mut screen, names) = four(place.path(), (140, 45), Lang::Zh);
    screen
        .keys("d")
        .sees("核对 2021-03")
        .sees("全部 5")
        .sees("不一致 2")
        .sees("待核 1")
        .sees("未入统 1")
        .sees("一致 1");
    let lines = screen.lines();
    let place_of = |name: &str| lines.iter().position(|l| l.contains("不一致") && l.contains(name)).unwrap();
    assert!(place_of(&names[4]) < place_of(&names[1]), "400 is more than 50: {lines:#?}");
    screen.keys("<Tab>").sees(&names[1]).sees_no(&names[0]);
    screen.keys("<Tab>").sees(&names[2]).sees_no(&names[1]);
    screen.keys("<BackTab><BackTab>s").sees("按本台账大小").keys("s").sees("按名单顺序");
}

#[test]
fn what_differs_is_explained_from_there_and_nothing_else() {
    let place = tempfile::tempdir().unwrap();
    let (mut screen, names) = four(place.path(), (140, 45), Lang::Zh);
    screen.keys("de").sees("为何与统计数不一致").keys("预付款跨月入统<Enter>").sees("的不一致已说明");
    let row = screen.line_with(&names[4]);
    assert!(row.contains("预付款跨月入统"), "{row}");
    let id = screen.model.book.projects()[4].id;
    let report = screen.desk.report(id, march()).unwrap().report;
    assert_eq!((report.content.explanation.as_str(), report.revision), ("预付款跨月入统", 2));
    screen.keys("Ge").sees("不一致的才要说明");
    screen.keys("g<Enter>").sees_no("核对 2021-03");
    assert_eq!(screen.model.chosen().unwrap().id, id);
}

#[test]
fn a_file_of_statistics_goes_before_what_the_reports_say() {
    let place = tempfile::tempdir().unwrap();
    let (mut screen, names) = four(place.path(), (140, 45), Lang::Zh);
    let file = place.path().join("统计.csv");
    let rows = format!("项目名称,统计数（万元）\n{},100\n{},170\n没有的项目,5\n", names[0], names[2]);
    fs::write(&file, rows).unwrap();
    screen.keys("do").sees("统计数文件").keys(&file.display().to_string()).keys("<Enter>");
    screen.sees("核对 2021-03 与 统计.csv").sees("不一致 1").sees("1 行对不上");
    let row = screen.line_with(&names[2]);
    assert!(row.contains("130"), "300 against 170: {row}");
    screen.keys("e").keys("统计漏报<Enter>").sees("的不一致已说明");
    let id = screen.model.book.projects()[2].id;
    let said = screen.desk.report(id, march()).unwrap().report.content;
    assert_eq!(
        said.statistics,
        Some(diaodu::domain::statistics::Statistics::Value(diaodu::domain::money::Money(1_700_000))),
        "the figure of the file is stored with its explanation"
    );
    screen.keys("<Esc>").sees("与 月报所填统计数").keys("<Esc>").sees_no("核对 2021-03");
    fs::write(&file, "a,b\n1,2\n").unwrap();
    screen.keys("do").keys(&file.display().to_string()).keys("<Enter>").sees("这一列");
}

#[test]
fn it_opens_from_the_palette_and_the_chase_board_and_says_when_there_is_nothing() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(60).ledger(place.path()).size(80, 24).open();
    screen.keys(":hedui").sees("与统计数核对").keys("<Esc>cd").sees("本月还没有可核对的月报");
    screen.keys("e").sees("这里没有项目").keys("<Esc>").sees("催报 2021-03");
}

#[test]
fn it_is_whole_at_every_size() {
    for size in [(60, 15), (80, 24), (140, 45)] {
        for lang in [Lang::Zh, Lang::En] {
            let place = tempfile::tempdir().unwrap();
            let (mut screen, _) = four(place.path(), size, lang);
            screen.keys("d");
            let suffix = format!("{}x{}_{}", size.0, size.1, lang.pick("zh", "en"));
            insta::assert_snapshot!(format!("reconcile_{suffix}"), screen.text());
        }
    }
}
