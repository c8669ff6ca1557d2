//! The whole screen at three sizes in both languages. Styles and cursor are asserted elsewhere.

use std::sync::OnceLock;

use diaodu::desk::demo::Demo;
use diaodu::domain::lang::Lang;

use crate::driver::{Driver, NOON, Opening, moment};

const SIZES: [(u16, u16); 3] = [(60, 15), (80, 24), (140, 45)];

fn each(name: &str, opening: fn() -> Opening, script: &str) {
    for (width, height) in SIZES {
        for lang in [Lang::Zh, Lang::En] {
            let mut screen: Driver = Opening { lang, ..opening().size(width, height) }.open();
            screen.keys(script);
            let suffix = lang.pick("zh", "en");
            insta::assert_snapshot!(format!("{name}_{width}x{height}_{suffix}"), screen.text());
        }
    }
}

#[test]
fn the_notice_as_it_opens() {
    each("opening", Opening::default, "");
}

#[test]
fn a_search() {
    each("search", Opening::default, "/jlp");
}

#[test]
fn the_demo_in_full_size() {
    each("demo", || Opening::demo(1252), "jjj");
}

#[test]
fn facets() {
    each("facets", || Opening::demo(1252), "f<Tab>");
}

#[test]
fn help() {
    each("help", Opening::default, "?");
}

#[test]
fn palette() {
    each("palette", Opening::default, ":fz");
}

/// A demo whose ledger is filled, shared by the views of what is kept around projects.
fn filled() -> Opening {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    let folder = FOLDER.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        Demo::new(2021, 120).fill(&folder.path().join("ledger.db"), moment(NOON)).unwrap();
        folder
    });
    Opening::demo(120).ledger(folder.path())
}

#[test]
fn the_watch_list() {
    each("watch", filled, "w");
    each("supervision", filled, "w<Tab>");
}

#[test]
fn issues_milestones_and_pools() {
    each("issues", filled, "i");
    each("milestones", filled, "m");
    each("pools", filled, "p");
}

#[test]
fn around_one_project() {
    each("permits", filled, "t");
    each("waiting", filled, "t<Shift-Tab>");
}

#[test]
fn pages_of_the_board() {
    each("board", filled, "b");
    each("board_deviation", filled, "bvvvv");
}

#[test]
fn order() {
    each("order", Opening::default, "s");
}

/// A demo list with a ledger, some reports of which the month's boards can tell.
fn kept(name: &str, script: &str) {
    use diaodu::desk::report::FileRequest;
    use diaodu::domain::report::draft::Draft;
    use diaodu::domain::report::field::Field;
    let place = tempfile::tempdir().unwrap();
    let screen = Opening::demo(300).ledger(place.path()).open();
    for at in 0..3 {
        let mut given = Draft::default();
        given.set(Field::CompletedInvestment, "300");
        given.set(Field::Text, "主体结构施工");
        let filing = FileRequest {
            project: screen.model.book.projects()[at].id,
            month: "2021-03".parse().unwrap(),
            given,
            as_draft: false,
            request_id: None,
            expect_revision: None,
        };
        screen.desk.file(&filing, crate::driver::moment("2021-03-20T09:00:00+08:00")).unwrap();
    }
    let first = screen.model.book.projects()[0].id;
    let kind = diaodu::domain::issue::IssueKind::Land;
    let opened = diaodu::desk::sheet::RowCommand::OpenIssue(first, kind, "地块未交付".into(), None);
    screen.desk.perform(&opened, crate::driver::moment("2021-03-20T10:00:00+08:00")).unwrap();
    drop(screen);
    for (width, height) in SIZES {
        for lang in [Lang::Zh, Lang::En] {
            let opening = Opening { lang, ..Opening::demo(300) };
            let mut screen = opening.ledger(place.path()).size(width, height).open();
            screen.keys(script);
            let suffix = lang.pick("zh", "en");
            insta::assert_snapshot!(format!("{name}_{width}x{height}_{suffix}"), screen.text());
        }
    }
}

#[test]
fn the_form() {
    kept("form", "jjjr");
}

#[test]
fn the_chase_board() {
    kept("chase", "c");
}

#[test]
fn the_pages_of_the_board() {
    kept("board_groups", "b");
    kept("board_map", "bv");
    kept("board_filing", "bvv");
    kept("board_months", "bvvv");
}
