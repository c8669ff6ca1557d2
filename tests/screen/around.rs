//! The work around a project on the screen: issues go up the ladder, steps are ticked off, money is
//! matched; each through keys, each kept in the ledger.

use std::path::{Path, PathBuf};

use diaodu::domain::milestone::{Step, Template};
use diaodu::domain::pool::{Need, Offer, Quantity, Resource};
use jiff::civil::date;

use crate::driver::{Driver, NOON, Opening, moment};

fn house() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_owned();
    (folder, place)
}

/// An issue is opened, taken up, decided and closed without leaving the screen.
#[test]
fn an_issue_is_opened_taken_up_decided_and_closed_with_keys() {
    let (_folder, ledger) = house();
    let mut screen = Opening::default().ledger(&ledger).open();
    screen.keys("i").sees("没有这样的问题；a 登记一条");
    screen.keys("a").sees("2021-1-431 什么卡住了");
    screen.keys("<Enter>").sees("先写一句，或按 Esc 作罢");
    screen.keys("用地：地块未交付<Enter>").sees("已登记问题 1").sees("地块未交付").sees("项目法人");
    screen.keys("u多次协调未果<Enter>").sees("已上报区县/牵头单位");
    screen.keys("d四月底前交地<Enter>").sees("四月底前交地");
    screen.keys("x").sees("问题 1 的结果").keys("<Esc>").sees("四月底前交地");
    screen.keys("x已交地<Enter>").sees("问题 1 已销号").sees("没有这样的问题");
    screen.keys("<Tab><Tab><Tab>").sees("2021-03-24 销号");
    screen.keys("<Enter>").sees("建设辐射全国");
}

/// Text is typed where the question is, with the cursor behind it, and letters are not commands there.
#[test]
fn the_question_takes_every_letter_and_shows_the_cursor() {
    let (_folder, ledger) = house();
    let mut screen = Opening::default().ledger(&ledger).open();
    screen.keys("iaqx地块");
    screen.sees("qx地块");
    let (_, cursor) = screen.frame();
    let cursor = cursor.expect("something is typed");
    let row = screen.lines().swap_remove(usize::from(cursor.y));
    let typed = row.split_once("qx地块").expect("the cursor is on the typed line").0;
    assert_eq!(usize::from(cursor.x), screen.model.theme.ambiguous.width(typed) + 6, "{row}");
    screen.keys("<Esc><Esc>").sees("建设辐射全国");
}

fn with_schedule(ledger: &Path) -> Driver {
    let screen = Opening::default().ledger(ledger).open();
    let id = "2021-1-431".parse().unwrap();
    let step = |name: &str, days| Step { name: name.into(), days, after: None };
    let template = Template {
        name: "落地".into(),
        steps: vec![step("签约", 10), step("注册", 20), step("开工", 15)],
    };
    screen.desk.plan_milestones(id, &template, date(2021, 5, 20), "", moment(NOON)).unwrap();
    screen
}

#[test]
fn a_schedule_shows_its_steps_as_bars_and_x_ticks_one_off() {
    let (_folder, ledger) = house();
    let mut screen = with_schedule(&ledger);
    screen.keys("m").sees("九龙坡博世氢材料发动机").sees("0/3").sees("█");
    screen.keys("<Enter>").sees("关键步骤 签约").sees("注册");
    screen.keys("x").sees("签约 已完成").sees("2021-03-24 完成").sees("░");
    screen.resize(80, 24).sees("█").sees("签约");
    screen.resize(60, 15).sees("签约");
}

#[test]
fn a_proposed_match_is_accepted_with_enter_and_says_why() {
    let (_folder, ledger) = house();
    let mut screen = Opening::default().ledger(&ledger).open();
    let bonds = Resource::parse("专项债").unwrap();
    let need = Need {
        project: "2021-1-431".into(),
        resource: bonds,
        amount: Quantity(50_000_000),
        by: Some(date(2021, 6, 30)),
        note: String::new(),
    };
    let offer = Offer {
        name: "第三批专项债券".into(),
        resource: bonds,
        amount: Quantity(30_000_000),
        category: None,
        district: "九龙坡区".into(),
        until: None,
    };
    screen.desk.add_need(&need, moment(NOON)).unwrap();
    screen.desk.add_offer(&offer, moment(NOON)).unwrap();
    screen.keys("p").sees("5000 万元").keys("<Shift-Tab>").sees("专供九龙坡区");
    screen.keys("<Enter>").sees("已对接 m1").sees("没有内容");
    screen.keys("<Shift-Tab>").sees("第三批专项债券").sees("3000 万元");
}

#[test]
fn without_a_ledger_the_sheets_are_empty_and_nothing_is_made() {
    let (folder, ledger) = house();
    let mut screen = Opening::default().ledger(&ledger).open();
    screen
        .keys("i<Tab><Tab>")
        .sees("没有这样的问题")
        .keys("<Esc>m")
        .sees("还没有排期")
        .keys("p")
        .sees("没有内容");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
