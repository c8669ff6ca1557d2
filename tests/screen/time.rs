//! The countdown, the rule in words, months, and midnight on the 25th.

use diaodu::desk::due::Overdue;
use diaodu::desk::report::FileRequest;
use diaodu::domain::lang::Lang;
use diaodu::domain::report::draft::Draft;
use diaodu::domain::report::field::Field;
use ratatui::style::Color;

use crate::driver::{Driver, Opening, moment};

#[test]
fn the_countdown_runs_to_the_end_of_the_25th_in_shanghai() {
    let mut screen = Opening::default().open();
    screen.sees("3月月报").sees("距截止 1天 12:00:00").sees("截止 3月25日(周四) 24:00");
    screen.sees("每月25日前，含当日，遇休息日不顺延").sees("周三 3月24日 12:00");
    screen.at("2021-03-25T15:59:59Z").sees("0天 00:00:01");
}

#[test]
fn nearness_is_said_in_a_word_not_only_a_colour() {
    let mut screen = Opening::default().open();
    screen.at("2021-03-10T12:00:00+08:00").sees_no("临近").sees_no("紧急");
    screen.at("2021-03-18T12:00:00+08:00").sees("临近");
    screen.at("2021-03-22T12:00:00+08:00").sees("紧急");
}

#[test]
fn it_rolls_over_by_itself_at_midnight() {
    let mut screen = Opening::default().open();
    screen.at("2021-03-25T23:59:59+08:00").sees("3月月报").sees("0天 00:00:01");
    screen.at("2021-03-26T00:00:00+08:00").sees("4月月报").sees("距截止 31天 00:00:00");
}

#[test]
fn months_are_turned_and_the_way_back_is_one_key() {
    let mut screen = Opening::default().open();
    screen.keys("[").sees("2月月报").sees("已截止 27 天").sees("本月无填报任务");
    screen.at("2021-03-26T00:00:01+08:00").sees("2月月报");
    screen.keys("=").sees("4月月报");
    screen.keys("]]").sees("5月月报");
}

#[test]
fn english_says_the_same() {
    let mut screen = Opening::default().english().open();
    screen
        .sees("Report 2021-03")
        .sees("due in 1d 12:00:00")
        .sees("until Thu 25 Mar 24:00")
        .sees("no ledger yet");
    screen.at("2021-03-22T12:00:00+08:00").sees("urgent");
}

/// Whoever sits before a small screen is told the day, not only how long it is to it.
#[test]
fn the_line_names_the_deadlines_date_at_every_size() {
    for (width, height) in [(60, 15), (80, 24), (99, 40), (100, 28), (140, 45)] {
        for near in ["2021-03-02T12:00:00+08:00", "2021-03-18T12:00:00+08:00", "2021-03-25T21:00:00+08:00"] {
            let mut screen = Opening::demo(1252).size(width, height).open();
            screen.at(near).sees("3月月报").sees("截止 3月25日(周四)");
            let mut screen = Opening::demo(1252).english().size(width, height).open();
            screen.at(near).sees("2021-03").sees("until Thu 25 Mar");
        }
    }
}

fn file(screen: &Driver, project: usize, month: &str) {
    let mut given = Draft::default();
    given.set(Field::CompletedInvestment, "100");
    given.set(Field::Text, "进展");
    given.set(Field::StatisticsState, "待核");
    let filing = FileRequest {
        project: screen.model.book.projects()[project].id,
        month: month.parse().unwrap(),
        given,
        as_draft: false,
        request_id: None,
        expect_revision: None,
    };
    screen.desk.file(&filing, moment("2021-03-20T09:00:00+08:00")).unwrap();
}

/// February ended with reports missing. In March that is said, in red, until the last of them is there.
#[test]
fn what_the_month_before_still_owes_is_said_until_nothing_is() {
    for (lang, size, words, red) in [
        (Lang::Zh, (80, 24), "2月逾期", "2月逾期 2"),
        (Lang::Zh, (60, 15), "2月逾期", "2月逾期 2"),
        (Lang::Zh, (140, 45), "2月逾期", "2月逾期 2"),
        (Lang::En, (80, 24), "Feb overdue", "Feb overdue 2"),
        (Lang::En, (60, 15), "Feb overdue", "Feb overdue 2"),
        (Lang::En, (140, 45), "Feb overdue", "Feb overdue 2"),
    ] {
        let place = tempfile::tempdir().unwrap();
        let mut screen =
            Opening { lang, ..Opening::demo(3) }.ledger(place.path()).size(size.0, size.1).open();
        screen.sees_no(words);
        file(&screen, 0, "2021-02");
        screen.keys("]=").sees(red).sees(lang.pick("截止 3月25日(周四)", "Thu 25 Mar"));
        assert!(screen.cells_of(red).iter().all(|cell| cell.fg == Color::LightRed), "{size:?}");
        file(&screen, 1, "2021-02");
        file(&screen, 2, "2021-02");
        screen.keys("]=").sees_no(words);
    }
}

/// Between the 25th and the end of the month the figures are still those of the month that has passed.
#[test]
fn at_sixty_columns_what_is_overdue_is_the_last_figure_to_go() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(3).ledger(place.path()).size(60, 15).open();
    file(&screen, 0, "2021-02");
    screen.keys("]=").at("2021-03-26T00:00:00+08:00");
    screen.sees("4月").sees("截止 4月25日(周日)").sees("逾期 3");
}

/// At the turn of the year month and figures are at their longest, and nobody has filed.
#[test]
fn at_the_turn_of_the_year_sixty_columns_hold_date_and_overdue() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(1252).ledger(place.path()).size(60, 15).open();
    file(&screen, 0, "2021-03");
    screen.keys("=").at("2021-12-26T00:30:00+08:00");
    screen.sees("1月").sees("截止 1月25日(周二)").sees("12月逾期 1252");
    for now in ["2022-01-10T12:00:00+08:00", "2022-01-25T23:30:00+08:00"] {
        screen.at(now);
        let month = "2021-12".parse().unwrap();
        screen.model.deadline.overdue = Some(Overdue { month, outstanding: 1252 });
        screen.sees("1月").sees("截止 1月25日(周二)").sees("12月逾期 1252");
    }
}

/// Before a list's duty begins nobody owes anything, and no figure pretends that somebody does.
#[test]
fn a_month_that_owes_nothing_says_so_in_words() {
    for (lang, words, figures) in
        [(Lang::Zh, "本月无填报任务", "已报 0/0"), (Lang::En, "nothing is due this month", "filed 0/0")]
    {
        let place = tempfile::tempdir().unwrap();
        let mut screen = Opening { lang, ..Opening::demo(3) }.ledger(place.path()).size(80, 24).open();
        file(&screen, 0, "2021-02");
        screen.keys("]=[[[").sees("2020").sees(words).sees_no(figures);
    }
}
