//! The board as people look at it, and what must hold whatever the ledger says.

use diaodu::catalogue::{Catalogue, Year};
use diaodu::desk::plan::PlanAsked;
use diaodu::domain::board::{Board, GroupBy};
use diaodu::domain::indicator::GroupTotals;
use diaodu::domain::lang::Lang;
use diaodu::domain::money::Money;
use diaodu::domain::plan::Plan;
use diaodu::ledger::{NewEntry, REPORT};
use proptest::prelude::*;

use crate::support::{at, bare_list, desk, fill, invented, ledger, month, report, reports};

fn joined(board: &Board) -> GroupTotals {
    let mut all = GroupTotals::default();
    for group in &board.groups {
        all.join(&group.now);
    }
    all
}

#[test]
fn every_grouping_adds_up_to_the_same_whole() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = invented(200);
    fill(folder.path(), &catalogue, 6);
    let desk = desk(folder.path(), catalogue);
    let sheets = desk.sheets(month("2021-06")).unwrap();
    let whole = sheets.board(month("2021-06"), GroupBy::Category).total.now;
    assert!(whole.ytd.0 > 0 && whole.filed < whole.due && whole.on_time < whole.filed);
    for by in GroupBy::ALL {
        let board = sheets.board(month("2021-06"), by);
        assert_eq!((joined(&board), board.total.now), (whole, whole), "{}", by.name());
        let mut keys: Vec<_> = board.groups.iter().map(|g| g.key.clone()).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), board.groups.len(), "no group stands twice");
        assert_eq!(board.spread.iter().map(|b| b.projects).sum::<u64>(), whole.with_plan);
        assert_eq!(board.months[5].cumulative, whole.ytd);
        assert_eq!(board.months.iter().filter(|m| m.invested.is_some()).count(), 6);
        let june = board.filing.iter().map(|row| row.months[5]);
        let (due, filed) = june.fold((0, 0), |(d, f), cell| (d + cell.due, f + cell.filed));
        assert_eq!((u64::from(due), u64::from(filed)), (whole.due, whole.filed));
    }
}

#[test]
fn the_slowest_come_first_and_any_figure_opens_its_projects() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = invented(200);
    fill(folder.path(), &catalogue, 6);
    let desk = desk(folder.path(), catalogue);
    let (sheets, june) = (desk.sheets(month("2021-06")).unwrap(), month("2021-06"));
    let board = sheets.board(june, GroupBy::Unit);
    let planned: Vec<_> = board.groups.iter().filter_map(|g| g.now.progress()).collect();
    assert!(planned.windows(2).all(|pair| pair[0].compare(pair[1]).is_le()));
    for group in &board.groups {
        let behind = desk.projects_behind(&sheets, june, Some((GroupBy::Unit, group.key.as_deref())));
        let mut again = GroupTotals::default();
        for line in &behind {
            again.add(&line.standing);
            assert_eq!(line.readings.first().map(|r| r.light), line.standing.light);
        }
        assert_eq!(again, group.now, "{:?}", group.key);
    }
    let first = &board.groups[0];
    assert_eq!(desk.group_named(&board, &first.label(GroupBy::Unit, Lang::Zh)).unwrap(), first.key);
    assert!(desk.group_named(&board, "没有这个单位").is_err());
}

#[test]
fn what_does_not_count_is_not_counted() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = bare_list(3);
    let projects = catalogue.in_force().unwrap().projects().to_vec();
    let desk = desk(folder.path(), catalogue);
    let march = month("2021-03");
    let with_status = |at_row: usize, status: &str| {
        let body = serde_json::json!({"status": status, "late": false, "completed_investment": 1_000_000});
        NewEntry::new(REPORT, &projects[at_row].id.to_string(), "2021-03", "submit", "li", at("2021-03-24"))
            .body(body)
    };
    let entries = [with_status(0, "accepted"), with_status(1, "returned"), with_status(2, "draft")];
    ledger(folder.path()).append(&entries).unwrap();
    let now = desk.board(march, GroupBy::Category).unwrap().total.now;
    assert_eq!((now.ytd, now.due, now.filed), (Money::wan(100), 3, 1));
    assert_eq!((now.progress(), now.coverage().unwrap().percent(0)), (None, "0".into()), "no plan, no 0 %");
}

#[test]
fn a_start_counts_in_its_month_and_a_missed_one_lights_up() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = bare_list(2);
    let projects = catalogue.in_force().unwrap().projects().to_vec();
    let desk = desk(folder.path(), catalogue);
    let plan = Plan { start: Some(month("2021-03")), ..Plan::default() };
    let asked = projects.iter().map(|p| PlanAsked {
        project: p.id,
        plan,
        from: None,
        reason: String::new(),
        line: None,
    });
    desk.set_plans(&asked.collect::<Vec<_>>(), at("2021-02-01")).unwrap();
    // The first starts in March as planned; the other never says so.
    ledger(folder.path()).append(&[report(&projects[0], month("2021-03"), 0, false)]).unwrap();
    let starts = |m| desk.board(month(m), GroupBy::Category).unwrap().total.now.starts;
    let (february, march) = (starts("2021-02"), starts("2021-03"));
    assert_eq!((february.planned, february.due, february.done), (2, 0, 0));
    assert_eq!((march.planned, march.due, march.done, march.done_of_due), (2, 2, 1, 1));
    let lamps = |m| desk.board(month(m), GroupBy::Category).unwrap().total.now.lamps;
    assert_eq!(lamps("2021-04"), [0, 1, 0, 1], "yellow for the one that is late");
    assert_eq!(lamps("2021-05"), [0, 0, 1, 1], "red in the third month");
}

#[test]
fn a_completed_project_neither_lags_nor_misses_its_plan() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = bare_list(2);
    let projects = catalogue.in_force().unwrap().projects().to_vec();
    let desk = desk(folder.path(), catalogue);
    let plan = Plan { year_plan: Some(Money::wan(1_200)), ..Plan::default() };
    let asked = projects.iter().map(|p| PlanAsked {
        project: p.id,
        plan,
        from: None,
        reason: String::new(),
        line: None,
    });
    desk.set_plans(&asked.collect::<Vec<_>>(), at("2021-02-01")).unwrap();
    // Both spend a twelfth in March. The first is completed with that and owes no more; the other goes on.
    let last = report(&projects[0], month("2021-03"), 1_000_000, false).body(serde_json::json!({
        "status": "submitted", "filed_at": "2021-03-24T10:00:00+08:00", "filed_by": "li", "late": false,
        "first_filed_at": "2021-03-24T10:00:00+08:00", "completed_investment": 1_000_000, "text": "完工",
        "statistics": {"state": "pending", "value": null}, "completed_on": "2021-03-20",
    }));
    ledger(folder.path()).append(&[last, report(&projects[1], month("2021-03"), 1_000_000, false)]).unwrap();
    let lamps = |m| desk.board(month(m), GroupBy::Category).unwrap().total.now.lamps;
    let march: u64 = lamps("2021-03").iter().take(3).sum();
    assert_eq!(march, 2, "both have a lamp in the month of the completion");
    for m in ["2021-04", "2021-08", "2021-12"] {
        let [_, yellow, red, none] = lamps(m);
        assert_eq!((yellow + red, none), (1, 1), "{m}: only the one that goes on");
    }
    let now = desk.board(month("2021-12"), GroupBy::Category).unwrap().total.now;
    assert_eq!((now.ytd, now.plan), (Money::wan(200), Money::wan(2_400)), "the sums keep it");
}

#[test]
fn a_year_ago_is_compared_only_where_the_ledger_holds_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut catalogue = bare_list(1);
    let old = diaodu::desk::demo::Demo::new(2020, 1).catalogue();
    catalogue.insert(old.year(2020).unwrap().clone());
    let of = |year| catalogue.year(year).unwrap().projects()[0].clone();
    let (then, now) = (of(2020), of(2021));
    let desk = desk(folder.path(), catalogue);
    let june = month("2021-06");
    ledger(folder.path()).append(&[report(&now, june, 12_000_000, false)]).unwrap();
    assert_eq!(desk.board(june, GroupBy::Category).unwrap().total.year_on_year(), None);
    ledger(folder.path()).append(&[report(&then, month("2020-06"), 10_000_000, false)]).unwrap();
    let total = desk.board(june, GroupBy::Category).unwrap().total;
    assert_eq!(total.year_on_year().unwrap().percent(0), "20");
}

#[test]
fn what_was_stored_since_is_taken_in_without_drawing_anew() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = invented(60);
    fill(folder.path(), &catalogue, 3);
    let project = catalogue.in_force().unwrap().projects()[7].clone();
    let desk = desk(folder.path(), catalogue);
    let june = month("2021-06");
    let mut sheets = desk.sheets(june).unwrap();
    let before = sheets.board(june, GroupBy::District);
    let entries = ["2021-02", "2021-04"].map(|m| report(&project, month(m), 77_000_000, true));
    ledger(folder.path()).append(&entries).unwrap();
    let plan = Plan { year_plan: Some(Money::wan(123_456)), ..Plan::default() };
    let asked = PlanAsked { project: project.id, plan, from: None, reason: "调整".into(), line: None };
    desk.set_plans(&[asked], at("2021-06-01")).unwrap();
    desk.refresh(&mut sheets, june).unwrap();
    let after = sheets.board(june, GroupBy::District);
    assert_ne!(before, after);
    assert_eq!(after, desk.board(june, GroupBy::District).unwrap());
}

#[test]
fn the_page_stands_alone_and_reads_without_colour() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = invented(120);
    fill(folder.path(), &catalogue, 6);
    let desk = desk(folder.path(), catalogue);
    for lang in [Lang::Zh, Lang::En] {
        let page = desk.board_page(&desk.board(month("2021-06"), GroupBy::Sector).unwrap(), lang);
        for never in ["<script", "http://", "https://", "url(", "<link", "None", "NaN"] {
            assert!(!page.contains(never), "{never}");
        }
        assert_eq!(page.matches("<svg").count(), 5);
        assert_eq!((page.matches("<svg").count(), page.matches("</svg>").count()), (5, 5));
        for district in &desk.catalogue().districts {
            assert!(page.contains(&format!(">{}</text>", district.short)), "{}", district.name);
        }
        assert!(page.contains("▼−"), "behind is told by a sign");
        let text = if lang == Lang::Zh { "演示数据" } else { "Demonstration data" };
        assert!(page.contains(text), "invented data says so");
    }
}

/// A board over reports filed in an order of their own.
fn board_of(catalogue: Catalogue, entries: &[NewEntry]) -> Board {
    let folder = tempfile::tempdir().unwrap();
    ledger(folder.path()).append(entries).unwrap();
    desk(folder.path(), catalogue).board(month("2021-06"), GroupBy::Unit).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn the_order_of_reports_changes_nothing(order in Just((0..200_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let entries = reports(&invented(40), 6);
        prop_assert!(entries.len() >= 200);
        let mut shuffled: Vec<NewEntry> = order.iter().map(|at| entries[*at].clone()).collect();
        shuffled.extend(entries[200..].iter().rev().cloned());
        prop_assert_eq!(board_of(invented(40), &shuffled), board_of(invented(40), &entries));
    }

    #[test]
    fn a_project_without_a_plan_changes_no_ratio(invested in -1_000_000_000..1_000_000_000_i64) {
        let folder = tempfile::tempdir().unwrap();
        let (june, mut catalogue) = (month("2021-06"), invented(40));
        fill(folder.path(), &catalogue, 6);
        let before = desk(folder.path(), catalogue.clone()).board(june, GroupBy::Category).unwrap();
        let list = catalogue.in_force().unwrap().clone();
        let mut projects = list.projects().to_vec();
        let mut other = projects[0].clone();
        (other.id.serial, other.planned_investment) = (9_999, None);
        projects.push(other.clone());
        catalogue.insert(Year::new(2021, list.notice, true, projects));
        ledger(folder.path()).append(&[report(&other, june, invested, false)]).unwrap();
        let after = desk(folder.path(), catalogue).board(june, GroupBy::Category).unwrap();
        prop_assert_eq!(after.total.now.projects, before.total.now.projects + 1);
        prop_assert_eq!(after.total.now.ytd, before.total.now.ytd + Money(invested));
        prop_assert_eq!(after.total.now.progress(), before.total.now.progress());
        for (now, then) in after.groups.iter().zip(&before.groups) {
            prop_assert_eq!(now.now.progress(), then.now.progress());
        }
    }
}
