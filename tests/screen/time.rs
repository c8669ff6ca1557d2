//! The countdown, the rule in words, months, and midnight on the 25th.

use crate::driver::Opening;

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
