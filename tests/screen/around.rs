//! The work around a project on the screen: issues go up the ladder, steps are ticked off, money is
//! matched; each through keys, each kept in the ledger.

use std::path::{Path, PathBuf};

use diaodu::desk::report::FileRequest;
use diaodu::domain::milestone::{MilestoneStep, MilestoneTemplate};
use diaodu::domain::pool::{Need, Offer, Quantity, Resource};
use diaodu::domain::report::draft::Draft;
use diaodu::domain::report::field::Field;
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
    let step = |name: &str, days| MilestoneStep { name: name.into(), days, after: None };
    let template = MilestoneTemplate {
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

/// 百项重点关注: a project is put on the list, visited, asked and answered; what changed since is told, and
/// the page can be carried along. All with keys.
#[test]
fn a_project_is_watched_visited_and_its_demand_answered_with_keys() {
    let (_folder, ledger) = house();
    let mut screen = Opening::default().ledger(&ledger).open();
    screen.keys("w").sees("名单为空；a 把选中的项目列入");
    screen
        .keys("a百项重点；渝府督〔2021〕3号<Enter>")
        .sees("2021-1-431 已列入重点关注")
        .sees("渝府督〔2021〕3号");
    screen.keys("d桩基滞后；增加机械；月底<Enter>").sees("“月底”不是日期").sees("桩基滞后；增加机械；月底");
    screen.keys("<Backspace><Backspace>2021-04-10<Enter>").sees("督查记录 1 已记");
    screen.keys("<Tab>").sees("桩基滞后").sees("增加机械").sees("2021-04-10");
    screen.keys("x已增加两台钻机<Enter>").sees("督查要求 1 已办结").sees("2021-03-24 已增加两台钻机");
    screen.keys("x再答<Enter>").sees("E4704");
    screen.keys("o").sees("市级重大项目督查单").keys("<PgDn>").sees("渝府督〔2021〕3号").keys("<Esc>");
    screen.keys("<Tab>").sees("上次督查以来没有变化");
    screen.keys("<Tab>").sees("列入");
    screen.keys("<Esc>/is:watched<Enter>").sees("1 项匹配");
    screen.keys("<Esc><Esc>wx已建成<Enter>").sees("已移出重点关注").sees("名单为空");
    // What the audit holds.
    let history: Vec<bool> = screen.desk.watch_history().unwrap().iter().map(|w| w.on).collect();
    assert_eq!(history, [false, true], "off and before that on");
    let (_, visit) = screen.desk.all_visits().unwrap().remove(0);
    assert_eq!((visit.revision, visit.action.as_str()), (2, "answer"));
}

/// What is kept around one project: each view adds with `a`, and a wrong answer stays under the question.
#[test]
fn permits_notes_parties_and_money_are_entered_around_a_project() {
    let (_folder, ledger) = house();
    let mut screen = Opening::default().ledger(&ledger).open();
    screen.keys("t").sees("项目台账").sees("缺 5 项").sees("缺，无计划日期");
    screen.keys("a").sees("初设：").keys("<Ctrl-U>彩票:实际=2021-03-01<Enter>").sees("没有“彩票”这种手续");
    screen.keys("<Ctrl-U>用地:计划=2021-03-01<Enter>").sees("用地 已记").sees("缺，逾期23天");
    screen
        .keys("<Tab>")
        .sees("没有现场记录")
        .keys("a安全：临边防护缺失；当日补齐<Enter>")
        .sees("临边防护缺失");
    screen.keys("x已补齐<Enter>").sees("2021-03-24");
    screen.keys("<Tab>a某某公司<Enter>").sees("项目法人 已记").sees("某某公司");
    screen.keys("<Tab>a信贷：计划=8000,到位=3000<Enter>").sees("信贷 已记").sees("5000");
    screen.keys("<Tab>").sees("不在重点关注名单上");
    screen.keys("<Tab>").sees("只有招商项目分招商阶段");
    screen.keys("<Tab>").sees("九龙坡博世氢材料发动机").sees("23");
    screen.keys("y");
    assert!(screen.copied.last().unwrap().starts_with("项目\t计划开工\t缺\t"), "{:?}", screen.copied);
    screen.resize(140, 45).keys("<Esc>").sees("缺手续").sees("用地（逾期23天）").sees("某某公司");
}

/// The words of a report's problems become an issue, with the month it came from.
#[test]
fn an_issue_is_opened_straight_from_a_reports_problems() {
    let (_folder, ledger) = house();
    let mut screen = Opening::default().ledger(&ledger).size(140, 45).open();
    screen.desk.file(&filing("高压线迁改未完成"), moment(NOON)).unwrap();
    screen.keys("][").sees("高压线迁改未完成");
    screen.keys("o").sees("管线迁改：高压线迁改未完成").keys("<Enter>").sees("已登记问题 1");
    let issue = screen.desk.issue("1").unwrap().value;
    assert_eq!((issue.from_report.as_str(), issue.kind.name()), ("2021-03", "utilities"));
}

fn filing(problems: &str) -> FileRequest {
    let mut given = Draft::default();
    given.set(Field::CompletedInvestment, "0");
    given.set(Field::Text, "办理手续");
    given.set(Field::Problems, problems);
    given.set(Field::StatisticsState, "待核");
    FileRequest {
        project: "2021-1-431".parse().unwrap(),
        month: "2021-03".parse().unwrap(),
        given,
        as_draft: false,
        request_id: None,
        expect_revision: None,
    }
}

/// A search is kept under a name and stands on the search line as a chip afterwards.
#[test]
fn a_search_is_kept_and_chosen_again_as_a_chip() {
    let (_folder, ledger) = house();
    let mut screen = Opening::default().ledger(&ledger).open();
    screen.keys("V").sees("没有搜索可保存");
    screen.keys("/unit:九龙坡<Enter>V").sees("存为").keys("九龙坡的<Enter>").sees("已存为 @九龙坡的");
    screen.keys("<Esc>v").sees("@九龙坡的").sees("unit:九龙坡").keys("<Enter>");
    screen.sees("@九龙坡的 ×").sees("1 项匹配");
    screen.keys("<Esc>/@九龙坡的").sees("1 项匹配").keys("<Esc>");
    screen.keys("vx").sees("@九龙坡的 已删除").sees("还没有；搜索之后按 V 保存");
}
