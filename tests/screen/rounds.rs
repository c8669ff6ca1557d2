//! Rounds of filing: the next one is among what is searched, filtered or marked, and the end is said.

use diaodu::domain::project::ProjectId;
use diaodu::tui::model::Layer;

use crate::driver::{Driver, Opening};

/// The projects of the list in view.
fn shown(screen: &Driver) -> Vec<ProjectId> {
    let projects = screen.model.book.projects();
    screen.model.list().rows.iter().map(|at| projects[at as usize].id).collect()
}

/// The project of the form on top.
#[track_caller]
fn form(screen: &Driver) -> ProjectId {
    match screen.model.layers.last() {
        Some(Layer::Form(form)) => form.basis.project.id,
        other => panic!("no form but {other:?}"),
    }
}

#[test]
fn the_next_one_stays_inside_the_search_and_its_end_is_said() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(80, 24).open();
    let before = shown(screen.keys("/九龙坡<Enter>"));
    screen.keys("r120<Tab>进展<Ctrl-N>").sees("本搜索内已全部报完").sees_no("填报 2021-03");
    assert_eq!((shown(&screen), screen.model.finder.field.text()), (before.clone(), "九龙坡"));
    screen.keys("n").sees("本搜索内已全部报完");
    assert_eq!(screen.model.chosen().map(|p| p.id), Some(before[0]));
    // Without the search the other one is still to be filed.
    screen.keys("<Esc>n").sees_no("已全部报完");
    assert_ne!(screen.model.chosen().map(|p| p.id), Some(before[0]));
}

/// He files from the list of what is missing: every filed row leaves it, and the rest keep their order.
#[test]
fn a_round_goes_on_through_the_rows_it_began_with() {
    // In the annex's order, and turned round.
    for (search, turned) in [("is:unfiled", ""), ("is:unfiled", "S")] {
        let place = tempfile::tempdir().unwrap();
        let mut screen = Opening::demo(12).ledger(place.path()).size(80, 24).open();
        // The ledger begins with the first report.
        screen.keys("r100<Tab>进展<Ctrl-S><Esc>]=");
        let before = shown(screen.keys("/").keys(search).keys("<Enter>").keys(turned).keys("gjr"));
        assert!(before.len() > 3, "{before:?}");
        assert_eq!(form(&screen), before[1]);
        let order = before.iter().skip(2).chain([&before[0]]);
        for next in order {
            screen.keys("100<Tab>进展<Ctrl-N>").sees("这是下一个");
            assert_eq!(form(&screen), *next, "{search}: {before:?}");
            assert_eq!(screen.model.finder.field.text(), search);
        }
        screen.keys("100<Tab>进展<Ctrl-N>").sees("本搜索内已全部报完").sees_no("填报 2021-03");
        assert_eq!(screen.model.finder.field.text(), search);
    }
}

#[test]
fn enter_on_the_filed_note_goes_on_as_the_list_was() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(60).ledger(place.path()).size(80, 24).open();
    screen.keys("r100<Tab>进展<Ctrl-S><Esc>]=");
    let before = shown(screen.keys("/is:unfiled<Enter>jjr"));
    let left = before.len() - 1;
    screen.keys("100<Tab>进展<Ctrl-S>").sees(&format!("本搜索内还有 {left} 项未报")).keys("<Enter>");
    assert_eq!(form(&screen), before[3]);
    screen.keys("<Esc>");
    assert_eq!(screen.model.chosen().map(|p| p.id), Some(before[3]));
}

#[test]
fn the_next_missing_one_is_never_in_another_tab() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(60).ledger(place.path()).size(80, 24).open();
    screen.keys("r100<Tab>进展<Ctrl-S><Esc>");
    for tab in ["1", "2", "3"] {
        let here = shown(screen.keys(tab).keys("G"));
        let category = screen.model.tab;
        screen.keys("n");
        assert_eq!(screen.model.tab, category);
        assert!(here.contains(&screen.model.chosen().unwrap().id));
        screen.keys("Gr100<Tab>进展<Ctrl-N>");
        assert!(here.contains(&form(&screen)), "{category:?}");
        screen.keys("<Esc>");
    }
}

#[test]
fn after_the_last_marked_one_no_other_is_opened() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(60).ledger(place.path()).size(80, 24).open();
    let before = shown(&screen);
    screen.keys("jj<Space><Space>gr100<Tab>进展<Ctrl-N>").sees("这是下一个");
    assert_eq!(form(&screen), before[3]);
    screen.keys("100<Tab>进展<Ctrl-N>").sees("勾选的已全部报完").sees_no("填报 2021-03");
    assert_eq!(screen.model.chosen().map(|p| p.id), Some(before[3]), "the cursor stays");
    // The note after filing says the same, and Enter opens nothing.
    screen.keys("<Space>kj<Space>gr");
    let only = form(&screen);
    screen.keys("100<Tab>进展<Ctrl-S>");
    while screen.text().contains("勾选的还有") {
        screen.keys("<Enter>100<Tab>进展<Ctrl-S>");
    }
    screen.sees("勾选的已全部报完").keys("<Enter>").sees("勾选的已全部报完").sees_no("填报 2021-03");
    assert!(before.contains(&only));
}

/// Two are marked, one of which the search hides: the round takes the one in sight, and tells of the other.
#[test]
fn a_marked_project_out_of_sight_is_told_and_not_opened() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(80, 24).open();
    screen.keys("*").sees("已勾选 2");
    screen.keys("/九龙坡<Enter>r120<Tab>进展<Ctrl-N>").sees("勾选的已全部报完；另勾选 1 项不在当前列表");
    screen.sees_no("填报 2021-03");
}
