//! Rounds of filing: the next one is among what is searched, filtered or marked, and the end is said.

use std::sync::Arc;

use diaodu::desk::sheet::RowCommand;
use diaodu::domain::project::ProjectId;
use diaodu::domain::report::ReportAction;
use diaodu::tui::effect::Effect;
use diaodu::tui::event::{Answer, Event};
use diaodu::tui::model::{Layer, ListRows, Listing};
use diaodu::tui::update::update;

use crate::driver::{Driver, NOON, Opening, moment};

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

/// Four are marked: two filed, one accepted before, one missing. The question counts them, and Enter and Esc
/// leave everything as it is.
#[test]
fn several_are_accepted_only_after_a_question_with_numbers() {
    for (width, height) in [(80, 24), (140, 45)] {
        let place = tempfile::tempdir().unwrap();
        let mut screen = Opening::demo(60).ledger(place.path()).size(width, height).open();
        let ids = shown(&screen);
        let month = screen.model.deadline.month;
        screen.keys("r100<Tab>进展<Ctrl-N>100<Tab>进展<Ctrl-N>100<Tab>进展<Ctrl-S><Esc>g");
        screen.keys("a").sees("已审核通过 1 份月报");
        screen.keys("g<Space><Space><Space><Space>");
        for leave in ["<Esc>", "<Enter>"] {
            screen.keys("a").sees("审核通过 2 份；2 份不可（").sees("未报 1").sees("已审 1").keys(leave);
            screen.sees_no("已审核通过").sees("已勾选 4");
        }
        screen.keys("ak<Enter>").sees("已审核通过 2 份月报").sees("已勾选 2");
        for id in &ids[1..3] {
            let report = screen.desk.report(*id, month).unwrap().report;
            assert_eq!(report.status.name(), "accepted", "{id}");
        }
        screen.keys("a").sees("没有待审的月报（");
        screen.keys("x").sees("为何退回 1 份；1 份不可（未报 1）").keys("<Esc>");
        assert_eq!(screen.desk.report(ids[0], month).unwrap().report.status.name(), "accepted");
    }
}

#[test]
fn marked_projects_out_of_sight_are_told_and_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(80, 24).open();
    let month = screen.model.deadline.month;
    let ids = shown(&screen);
    screen.keys("r100<Tab>进展<Ctrl-N>100<Tab>进展<Ctrl-S><Esc>*/九龙坡<Enter>");
    screen.keys("a").sees("另勾选 1 项不在列表").keys("k<Enter>").sees("已审核通过 1 份月报");
    let stands =
        |screen: &Driver| [0, 1].map(|at: usize| screen.desk.report(ids[at], month).unwrap().report.status);
    assert_eq!(stands(&screen).map(diaodu::domain::report::Status::name), ["accepted", "submitted"]);
    // The other one is still marked, and still out of sight.
    screen
        .keys("x")
        .sees("为何退回 1 份；另勾选 1 项不在列表")
        .keys("数字不实<Enter>")
        .sees("已退回 1 份月报");
    assert_eq!(stands(&screen).map(diaodu::domain::report::Status::name), ["returned", "submitted"]);
    screen.keys("y").sees("已复制 1 行；另勾选 1 项不在当前列表");
}

#[test]
fn what_could_not_be_accepted_is_counted_by_its_reason() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(60).ledger(place.path()).open();
    let (ids, month) = (shown(&screen), screen.model.deadline.month);
    screen.keys("r100<Tab>进展<Ctrl-S>");
    let now = moment(NOON);
    let judged = screen.desk.judge(&ids[..4], month, ReportAction::Accept, "", now).unwrap();
    assert_eq!(judged.done, [ids[0]]);
    assert!(judged.said.zh.starts_with("已审核通过 1 份，3 份不成：3 份"), "{}", judged.said.zh);
    assert!(ids.iter().all(|id| !judged.said.zh.contains(&id.to_string())), "{}", judged.said.zh);
    let deed = RowCommand::Judge(ids[1..3].to_vec(), month, ReportAction::Accept, String::new());
    let failure = screen.desk.perform(&deed, now).unwrap_err();
    assert!(failure.findings[0].message.zh.starts_with("2 份都没有审核通过：2 份"), "{failure:?}");
}

/// Marks of another tab are out of sight too: they are counted above the list, left alone, and Esc takes them
/// away with the others.
#[test]
fn marks_of_another_tab_are_counted_left_alone_and_taken_away() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(60).ledger(place.path()).size(80, 24).open();
    let (first, month) = (shown(&screen)[0], screen.model.deadline.month);
    screen.keys("r100<Tab>进展<Ctrl-S><Esc>").keys("2<Space><Space>1g").sees("已勾选 2");
    screen.keys("a").sees("另勾选 2 项不在列表").keys("<Enter>").sees_no("已审核通过");
    assert_eq!(screen.desk.report(first, month).unwrap().report.status.name(), "submitted");
    screen.keys("<Esc>").sees_no("已勾选").keys("a").sees("已审核通过 1 份月报");
}

/// The search that goes by the reports is answered in two parts: the next form opens when all is known, and it
/// is that of the row that came next.
#[test]
fn a_search_answered_in_parts_still_leads_to_the_next_one() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(12).ledger(place.path()).size(80, 24).open();
    screen.keys("r100<Tab>进展<Ctrl-S><Esc>");
    let before = shown(screen.keys("/is:unfiled<Enter>gjr"));
    let filed = form(&screen);
    screen.keys("100<Tab>进展");
    let mut answers = Vec::new();
    for effect in update(&mut screen.model, Event::Key("Ctrl-N".parse().unwrap())) {
        answers.extend(screen.answers(effect));
    }
    let mut parts = 0;
    while !answers.is_empty() {
        let answer = answers.remove(0);
        if let Answer::Found { generation, listing } = &answer {
            // First the first row alone, then everything.
            let rows = listing.rows.clone().map(|rows| ListRows::Picked(rows.iter().take(1).collect()));
            let part = Arc::new(Listing { query: Arc::clone(&listing.query), rows, is_whole: false });
            let part = Answer::Found { generation: *generation, listing: part };
            let effects = update(&mut screen.model, Event::Answer(part));
            assert!(!effects.iter().any(|effect| matches!(effect, Effect::Form(..))), "{effects:?}");
            parts += 1;
        }
        for effect in update(&mut screen.model, Event::Answer(answer)) {
            answers.extend(screen.answers(effect));
        }
    }
    assert!(parts > 0);
    assert_eq!((filed, form(&screen)), (before[1], before[2]));
}
