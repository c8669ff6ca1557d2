//! Search as one types, chips, facets, order.

use std::sync::Arc;

use diaodu::tui::event::{Answer, Event};
use diaodu::tui::model::ListRows;

use crate::driver::Opening;

#[test]
fn initials_pinyin_chinese_and_mixtures_find_the_project() {
    for typed in ["jlp", "博世", "jlp博世", "boshi氢", "jiulongpo", "431", "ｂｏｓｈｉ"] {
        let mut screen = Opening::default().open();
        screen.keys("/").keys(typed).sees("九龙坡博世氢材料发动机").sees("1 项匹配");
    }
}

#[test]
fn every_keystroke_searches_and_hits_are_told_per_tab() {
    let mut screen = Opening::demo(1252).open();
    screen.keys("/地铁");
    let counts: Vec<usize> = (0..3).map(|at| screen.model.lists[at].rows.len()).collect();
    screen.sees(&format!("1 建设 {}项", counts[0])).sees(&format!("2 前期 {}项", counts[1]));
    screen.keys("<Esc>").sees("1 建设 894/894").sees("2 前期 258/258");
}

#[test]
fn nothing_found_here_says_where_something_is() {
    let mut screen = Opening::default().open();
    screen.keys("2/博世").sees("没有匹配的项目").sees("其他页有：1 建设 1");
    screen.keys("<Enter>1").sees("431");
}

#[test]
fn enter_keeps_the_search_and_esc_takes_it_back_step_by_step() {
    let mut screen = Opening::default().open();
    screen.keys("/博世<Enter>").sees("1 项匹配");
    screen.keys("<Esc>").sees("质检中心").sees_no("项匹配");
    screen.keys("/博世<Esc>").sees("质检中心");
}

#[test]
fn after_a_search_the_chosen_project_stays_chosen() {
    let mut screen = Opening::demo(1252).open();
    screen.keys("/500<Enter>");
    let id = screen.model.chosen().unwrap().id;
    screen.keys("<Esc>");
    assert_eq!(screen.model.chosen().unwrap().id, id);
}

#[test]
fn an_answer_to_an_older_keystroke_is_dropped() {
    let mut screen = Opening::default().open();
    screen.keys("/博世");
    let stale = screen.model.finder.listing.clone().unwrap();
    screen.keys("<Ctrl-U>").keys("质检").sees("544");
    screen.event(Event::Answer(Answer::Found { generation: 1, listing: stale })).sees("544").sees_no("431 ★");
}

#[test]
fn facets_count_and_become_chips_that_backspace_takes_away() {
    let mut screen = Opening::default().open();
    screen.keys("f").sees("新开工").sees("2");
    screen.keys("<Tab><Tab><Tab>").sees("九龙坡区政府");
    let unit = screen.line_with("九龙坡区政府  ");
    assert!(unit.contains('1'), "{unit}");
    screen.keys("j<Enter><Esc>").sees("牵头单位:九龙坡区政府 ×").sees("1 项匹配");
    screen.keys("/<Backspace>").sees_no("×").sees("质检中心");
}

#[test]
fn while_a_demonstrations_ledger_is_made_a_filter_says_that_it_is_on_its_way() {
    let mut screen = Opening::demo(60).open();
    screen.model.awaits_ledger = true;
    screen.keys("/is:unfiled").sees("正在编演示台账，编好后自动列出").sees_no("没有匹配的项目");
    screen.keys("<Esc><Esc>/没有这样的项目").sees("没有匹配的项目");
}

#[test]
fn a_filter_that_needs_the_ledger_says_that_there_is_none() {
    let mut screen = Opening::default().open();
    screen.keys("/is:unfiled").sees("还没有台账");
}

#[test]
fn the_order_is_chosen_and_turned_round() {
    let mut screen = Opening::demo(1252).size(140, 45).open();
    screen.keys("sG<Enter>");
    let amounts = |screen: &crate::driver::Driver| -> Vec<_> {
        let projects = screen.model.book.projects();
        screen.model.list().rows.iter().map(|at| projects[at as usize].planned_investment).collect()
    };
    let sorted = amounts(&screen);
    assert!(sorted.is_sorted_by(|a, b| a >= b || b.is_none()), "largest first, unknown last");
    screen.sees("年度计划投资").keys("S");
    let known: Vec<_> = amounts(&screen).into_iter().flatten().collect();
    assert!(known.is_sorted(), "smallest first");
    screen.keys("<Esc>").sees_no("年度计划投资");
}

#[test]
fn a_paste_is_a_search_never_a_row_of_commands() {
    let mut screen = Opening::default().open();
    screen.event(Event::Paste("九龙坡博世\u{1b}[31m\r\n".into()));
    screen.sees("九龙坡博世[31m");
    assert!(!screen.model.over);
    let mut screen = Opening::default().open();
    screen.event(Event::Paste("博世\r\n".into())).sees("1 项匹配");
    screen.keys("qq").sees("博世qq");
}

/// Over a long list the first rows stand before all are found; whoever moves on in them meanwhile stays where
/// they are.
#[test]
fn first_rows_come_before_the_rest_and_the_chosen_one_stays() {
    let mut screen = Opening::demo(1252).open();
    screen.keys("/工程");
    let whole = screen.model.finder.listing.clone().expect("found");
    assert!(whole.rows[0].len() > 4);
    let count = whole.rows[0].len();
    let mut first = (*whole).clone();
    first.is_whole = false;
    for rows in &mut first.rows {
        *rows = ListRows::Picked(rows.iter().take(3).collect());
    }
    screen.keys("<Esc>/工程");
    // As if the worker had answered in two parts.
    let generation = screen.model.finder.generation + 1;
    screen.model.finder.generation = generation;
    // Until an answer is there no number is said to be its own.
    screen.sees("正在搜索").sees_no("项匹配");
    screen.event(Event::Answer(Answer::Found { generation, listing: Arc::new(first) })).sees("3+ 项匹配");
    screen.keys("<Enter><Down>*").sees("还在查找其余各项");
    let chosen = screen.model.chosen().map(|project| project.id);
    screen
        .event(Event::Answer(Answer::Found { generation, listing: whole }))
        .sees(&format!("{count} 项匹配"));
    assert_eq!(screen.model.chosen().map(|project| project.id), chosen);
    assert_eq!(screen.model.list().chosen, 1);
}
