//! Filing on the screen: the form, its figures and errors, drafts, conflicts, the next one, the chase.

use std::sync::Arc;

use diaodu::desk::demo::Demo;
use diaodu::desk::report::FileRequest;
use diaodu::desk::sheet::RowCommand;
use diaodu::domain::issue::IssueKind;
use diaodu::domain::money::Money;
use diaodu::domain::month::Month;
use diaodu::domain::project::ProjectId;
use diaodu::domain::report::draft::Draft;
use diaodu::domain::report::field::Field;
use diaodu::tui::model::Layer;

use crate::driver::{Driver, NOON, Opening, moment};

fn march() -> Month {
    "2021-03".parse().unwrap()
}

fn bosch() -> ProjectId {
    "2021-1-431".parse().unwrap()
}

/// Somebody files by another way.
fn filed_elsewhere(screen: &Driver, invested: &str, text: &str) {
    let mut given = Draft::default();
    given.set(Field::CompletedInvestment, invested);
    given.set(Field::Text, text);
    given.set(Field::StatisticsState, "待核");
    let filing = FileRequest {
        project: bosch(),
        month: march(),
        given,
        as_draft: false,
        request_id: None,
        expect_revision: None,
    };
    screen.desk.file(&filing, moment("2021-03-20T09:00:00+08:00")).unwrap();
}

#[test]
fn a_report_is_filed_in_a_few_keys_and_the_whole_screen_knows() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(140, 45).open();
    screen.keys("r").sees("填报 2021-03").sees("本月完成投资").sees("年累计");
    screen.keys("1200").sees("1200万元");
    screen.keys("<Tab>基坑开挖完成<Ctrl-S>").sees("已报送").sees("第1版");
    assert_eq!(screen.desk.report(bosch(), march()).unwrap().report.revision, 1);
    screen.keys("<Esc>").sees("1/2").sees("已报");
    let row = screen.line_with("431 ★");
    assert!(row.contains("已报"), "{row}");
}

#[test]
fn one_key_after_saving_leads_to_the_next_project_not_filed() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).open();
    screen.keys("r100<Tab>进展一<Ctrl-S>").sees("下一个：中国汽研国家氢能动力质检中心");
    screen.keys("<Enter>").sees("填报 2021-03 中国汽研国家氢能动力质检中心");
    screen.keys("200<Tab>进展二<Ctrl-S>").sees("没有未报的项目了");
    screen.keys("<Enter>").sees("没有未报的项目了");
}

#[test]
fn figures_follow_every_keystroke() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(60).ledger(place.path()).size(140, 45).open();
    let plan = screen.model.chosen().unwrap().planned_investment.unwrap();
    screen.keys("r").keys(&Money(plan.0 / 10).in_wan());
    screen.sees("10.0%").sees("25.0%").sees("-15.0个百分点").sees("黄灯");
    screen.keys("<Ctrl-U>").keys(&Money(plan.0 / 10 * 3).in_wan());
    screen.sees("30.0%").sees("+5.0个百分点").sees("绿灯");
}

#[test]
fn errors_stand_below_their_fields_and_nothing_is_filed() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(80, 24).open();
    screen.keys("r").sees_no("×");
    screen.keys("十二").sees("×").sees("本月完成投资");
    screen.keys("<Ctrl-S>").sees("还不能报送");
    let lines = screen.lines();
    let field = lines.iter().position(|l| l.contains("十二")).unwrap();
    assert!(lines[field + 1].contains('×'), "the error stands below its field: {lines:#?}");
    screen.keys("<Ctrl-U>12<Ctrl-S>").sees("缺“本月进展情况”");
    assert!(screen.desk.report(bosch(), march()).is_err(), "nothing is in the ledger");
}

#[test]
fn what_was_typed_is_offered_again_letter_by_letter_and_can_be_given_up() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).open();
    screen.keys("r12x<Tab>基坑<Esc>").sees("草稿已保留");
    drop(screen);
    let mut screen = Opening::default().ledger(place.path()).open();
    screen.keys("r").sees("已恢复").sees("12x").sees("基坑");
    screen.keys("<Ctrl-R>").sees_no("12x");
    screen.keys("<Esc>r").sees_no("12x");
}

/// He corrects 1200 to 1500: the figure is chosen whole, so he need not delete it; an arrow lets it stand.
#[test]
fn a_figure_that_stands_is_replaced_by_the_next_one_typed() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(140, 45).open();
    filed_elsewhere(&screen, "1200", "完成场平");
    screen.keys("r").sees("填报 2021-03").sees("1200").keys("1500").sees("1500").sees_no("12001500");
    screen.keys("<Tab><Shift-Tab>").keys("<Backspace>").sees_no("1500");
    screen.keys("1600<Tab><Shift-Tab><Left>5").sees("16050");
    screen.keys("<Tab><Tab><Shift-Tab>，绿化").sees("完成场平，绿化");
    drop(screen);
    let mut screen = Opening::default().ledger(place.path()).open();
    screen.keys("r").sees("已恢复").keys("0").sees("160500");
}

#[test]
fn last_month_is_carried_forward_and_one_number_is_left_to_type() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(140, 45).open();
    filed_elsewhere(&screen, "300", "完成场平");
    screen.at("2021-04-20T12:00:00+08:00").keys("r").sees("填报 2021-04").sees("完成场平").sees("3月完成");
    screen.keys("500").sees("800万元");
}

#[test]
fn somebody_elses_change_is_shown_side_by_side_and_never_overwritten() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(120, 40).open();
    screen.keys("r1200<Tab>我写的进展");
    filed_elsewhere(&screen, "900", "别人写的进展");
    screen.keys("<Ctrl-S>").sees("别人先改了这份月报").sees("我写的进展").sees("别人写的进展").sees("1200");
    assert_eq!(screen.desk.report(bosch(), march()).unwrap().report.content.text, "别人写的进展");
    screen.keys("l<Enter>").sees("900").sees("我写的进展");
    screen.keys("<Ctrl-S>").sees("第2版");
    let report = screen.desk.report(bosch(), march()).unwrap().report;
    assert_eq!((report.content.text.as_str(), report.revision), ("我写的进展", 2));
    assert_eq!(report.content.completed_investment.unwrap().in_wan(), "900");
}

#[test]
fn a_correction_begins_with_what_stands_and_the_history_names_its_authors() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(140, 45).open();
    filed_elsewhere(&screen, "900", "进展");
    screen.keys("r").sees("900").sees("现为第1版 已报 li");
    screen.keys("<End><Backspace>5").sees("905").keys("<Ctrl-S>").sees("第2版");
    screen.keys("<Esc>").sees("历次变更").sees("li 填报 3月第2版").sees("li 填报 3月第1版");
}

#[test]
fn the_strip_of_twelve_months_shows_what_was_filed_and_what_is_missing() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(140, 45).open();
    filed_elsewhere(&screen, "900", "进展");
    screen.at("2021-05-26T00:00:01+08:00").sees(" 1  2  3  4  5  6  7  8  9 10 11 12");
    screen.sees("报 逾 逾");
}

#[test]
fn after_the_deadline_what_is_missing_is_overdue_beside_the_next_countdown() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(80, 24).open();
    filed_elsewhere(&screen, "900", "进展");
    screen.keys("]=").at("2021-03-25T23:59:59+08:00");
    screen.sees("3月月报 距截止 0天 00:00:01").sees("已报 1/2  未报 1");
    screen.at("2021-03-26T00:00:00+08:00").sees("4月月报 距截止 31天").sees("3月 已报 1/2  逾期 1");
    let row = screen.line_with("544");
    assert!(row.contains("逾期"), "{row}");
    screen.at("2021-04-01T00:00:00+08:00").sees("4月月报").sees("已报 0/2  未报 2");
}

#[test]
fn the_list_is_filtered_and_sorted_by_the_months_reports() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).open();
    filed_elsewhere(&screen, "900", "进展");
    screen.keys("]=/is:unfiled<Enter>").sees("544").sees_no("431 ★").keys("<Esc>");
    screen.keys("/is:filed<Enter>").sees("431 ★").sees_no("544 ").keys("<Esc>");
    screen.keys("sgjjjj<Enter>g");
    assert_eq!(screen.model.chosen().unwrap().id.serial, 544, "what is missing comes first");
}

#[test]
fn the_chase_board_names_units_and_copies_a_ready_message() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(140, 45).open();
    filed_elsewhere(&screen, "900", "进展");
    screen.keys("]=c").sees("催报 2021-03").sees("两江新区管委会").sees("【催报】").sees_no("【催报】九龙坡");
    screen.keys("y").sees("消息已复制");
    assert!(screen.copied[0].contains("中国汽研国家氢能动力质检中心"), "{:?}", screen.copied);
    screen.keys("<Esc><Enter>").sees("未报 ×").sees("牵头单位:两江新区管委会 ×").sees("1 项匹配");
}

#[test]
fn a_month_that_has_not_begun_says_so() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).open();
    screen.keys("]").sees("4月月报").keys("r").sees("2021-04 尚未开始");
}

#[test]
fn the_cursor_is_in_the_right_cell_of_a_folded_chinese_text() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(80, 24).open();
    screen.keys("r<Tab>").keys(&"建设进展".repeat(20));
    let (buffer, cursor) = screen.frame();
    let cursor = cursor.unwrap();
    assert_eq!(
        buffer[(cursor.x - 2, cursor.y)].symbol(),
        "展",
        "the cursor stands behind the last character"
    );
    screen.keys("<Left><Left>");
    let (buffer, cursor) = screen.frame();
    let cursor = cursor.unwrap();
    assert_eq!(buffer[(cursor.x, cursor.y)].symbol(), "进");
}

#[test]
fn the_board_turns_through_its_pages_and_opens_the_projects_behind_a_figure() {
    let place = tempfile::tempdir().unwrap();
    let mut early = Opening::demo(300).ledger(place.path()).size(140, 45).open();
    early.keys("b").sees("尚无台账，还没有可看的进度").sees_no("0.0%");
    let first = early.model.book.projects()[0].id;
    let opened = RowCommand::OpenIssue(first, IssueKind::Land, "地块未交付".into(), None);
    early.desk.perform(&opened, moment(NOON)).unwrap();
    let mut screen = Opening::demo(300).ledger(place.path()).size(140, 45).open();
    screen.keys("b").sees("看板 2021-03").sees("按类别").sees("合计").sees("时序 25.0%");
    screen.keys("<Tab>").sees("按").keys("<Tab>").sees("续建").sees("新开工");
    screen.keys("v").sees("城口").sees("巫山").keys("v").sees("报送率").keys("v").sees("各月完成投资");
    screen.keys("y");
    assert!(screen.copied.last().unwrap().starts_with("月份\t完成（万元）"), "{:?}", screen.copied);
    screen
        .keys("v")
        .sees("个有计划的项目")
        .keys("v")
        .sees("合计")
        .keys("<Enter>")
        .sees("项匹配")
        .sees_no("看板 2021-03");
    let stage = screen.model.finder.chips[0].term.clone();
    assert!(stage.starts_with("stage:"), "{stage}");
}

/// A demo's ledger stands as the desk at the end of May sees it.
fn filled(place: &std::path::Path) -> Driver {
    Demo::new(2021, 300).fill(&place.join("ledger.db"), moment("2021-05-31T12:00:00+08:00")).unwrap();
    Opening::demo(300).ledger(place).size(140, 45).open()
}

/// How many projects the list shows, over its three tabs.
fn listed(screen: &Driver) -> u64 {
    screen.model.lists.iter().map(|list| list.rows.len() as u64).sum()
}

fn board(screen: &Driver) -> Arc<diaodu::domain::board::Board> {
    match screen.model.layers.last() {
        Some(Layer::Board(view)) => view.board.clone().unwrap(),
        other => panic!("no board but {other:?}"),
    }
}

#[test]
fn every_figure_of_the_board_opens_as_many_projects_as_it_counts() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = filled(place.path());
    let at_work = screen.model.deadline.month;
    for (at, bin) in board(screen.keys("b")).spread.iter().enumerate().filter(|(_, bin)| bin.projects > 0) {
        screen.keys("<Esc>Fbvvvv").keys(&"j".repeat(at)).keys("<Enter>").sees(&bin.label());
        assert_eq!(listed(&screen), bin.projects, "{}", bin.label());
        screen.keys("b");
    }
    // By lead unit, also the one whose name is part of another's and the figures within its row.
    let units = board(screen.keys("<Esc>Fb<Shift-Tab>"));
    for (at, unit) in units.groups.iter().enumerate().take(12) {
        screen.keys("<Esc>Fb<Shift-Tab>").keys(&"j".repeat(at)).keys("<Enter>");
        assert_eq!(listed(&screen), unit.now.projects, "{:?}", unit.key);
        screen.keys("b");
    }
    let [green, yellow, red, _] = units.groups[0].now.lamps;
    for (steps, figure) in [("l", red), ("ll", yellow), ("lll", green)] {
        screen.keys("<Esc>Fb<Shift-Tab>").keys(steps).keys("<Enter>");
        assert_eq!(listed(&screen), figure, "{steps}");
        screen.keys("b");
    }
    // Projects without a district are a group too.
    let nobody = board(screen.keys("<Esc>Fbv")).districts.iter().position(|group| group.key.is_none());
    if let Some(at) = nobody {
        let counted = board(&screen).districts[at].now.projects;
        screen.keys("<Esc>b<Tab><Tab><Tab>").keys(&"j".repeat(at)).keys("<Enter>").sees("市级部门牵头");
        assert_eq!(listed(&screen), counted);
        screen.keys("b");
    }
    // A month of a unit's filing: its projects in that month, what is missing first.
    let rows = board(screen.keys("<Esc>Fbvv")).filing.clone();
    screen.keys("ll<Enter>").sees(rows[0].unit.as_deref().unwrap());
    assert_eq!(screen.model.deadline.month, at_work.previous());
    assert_eq!(screen.model.finder.order.by, diaodu::desk::rows::SortBy::Report);
}

#[test]
fn the_map_is_walked_as_it_lies_and_a_click_chooses_and_opens() {
    use diaodu::tui::event::{Event, Mouse};
    let place = tempfile::tempdir().unwrap();
    let mut screen = filled(place.path());
    screen.keys("bv");
    let chosen = |screen: &Driver| match screen.model.layers.last() {
        Some(Layer::Board(view)) => view.board.as_ref().unwrap().districts[view.chosen].key.clone(),
        _ => None,
    };
    let districts = screen.model.book.catalogue.districts.clone();
    let lies = |key: Option<String>| {
        let place = diaodu::domain::district::find(&districts, &key.unwrap()).unwrap();
        (place.col, place.row)
    };
    let (col, row) = lies(chosen(&screen));
    let there = lies(chosen(screen.keys("l")));
    assert!(there.0 > col || there == (col, row), "to the east of {col} {row}: {there:?}");
    let below = lies(chosen(screen.keys("j")));
    assert!(below.1 > there.1 || below == there, "to the south of {there:?}: {below:?}");
    // The page's title, then a bar, then the bar again.
    screen.event(Event::Mouse(Mouse::Click(31, 4))).sees("个有计划的项目");
    let click = Event::Mouse(Mouse::Click(20, 8));
    screen.event(click.clone()).sees("看板 2021-03").event(click).sees_no("看板 2021-03").sees("偏差:");
}

#[test]
fn one_key_files_and_opens_the_next_one_until_nothing_is_missing() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).open();
    screen.keys("r100<Tab>进展一<Ctrl-N>");
    screen
        .sees("填报 2021-03 中国汽研国家氢能动力质检中心")
        .sees("已报送 2021-1-431 第1版")
        .sees("这是下一个");
    assert_eq!(screen.desk.report(bosch(), march()).unwrap().report.revision, 1);
    screen.keys("x<Ctrl-N>").sees("还不能报送").keys("<Ctrl-U>200<Tab>进展二<Ctrl-N>");
    screen.sees("没有未报的项目了").sees_no("填报 2021-03");
}

#[test]
fn marked_projects_are_filed_one_after_the_other_and_judged_together() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::demo(60).ledger(place.path()).size(140, 45).open();
    let ids: Vec<ProjectId> = screen.model.book.projects().iter().map(|p| p.id).collect();
    screen.keys("jj<Space>j<Space>gr").sees(&ids[2].to_string());
    screen.keys("100<Tab>进展一<Ctrl-N>").sees("填报 2021-03").sees(&ids[4].to_string());
    screen.keys("200<Tab>进展二<Ctrl-S><Esc>");
    for id in [ids[2], ids[4]] {
        assert!(screen.desk.report(id, march()).is_ok(), "{id}");
    }
    // Several are accepted only after a question, which Enter alone answers with no.
    screen.keys("<Esc>gjj<Space>j<Space>a").sees("审核通过 2 份").keys("<Enter>").sees_no("已审核通过");
    screen.keys("ak<Enter>").sees("已审核通过 2 份月报").sees_no("已勾选");
    let row = screen.line_with(&format!("{} ", screen.model.book.projects()[2].name));
    assert!(row.contains("已审"), "{row}");
    screen.keys("<Esc>gjj<Space>j<Space>x").sees("退回 2 份").keys("数字不实<Enter>").sees("已退回 2 份月报");
    screen.keys("<Esc>gx").sees("这里没有已报的月报");
}

#[test]
fn what_was_typed_to_practise_is_never_offered_for_the_real_project_of_that_number() {
    let place = tempfile::tempdir().unwrap();
    let practice = || Opening::demo(1_252).ledger(place.path()).open();
    let mut typed = Draft::default();
    typed.set(Field::CompletedInvestment, "999");
    practice().desk.keep_typed(bosch(), march(), &typed, moment(NOON)).unwrap();
    let real = Opening::default().ledger(place.path()).open();
    assert!(real.desk.typed(bosch(), march()).unwrap().is_none());
    assert!(practice().desk.typed(bosch(), march()).unwrap().is_some());
}

#[test]
fn the_first_filing_says_where_it_made_the_ledger_and_no_later_one_does() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(place.path()).size(200, 45).open();
    let file = place.path().join("ledger.db").display().to_string();
    screen
        .keys("r100<Tab>进展一<Ctrl-S>")
        .sees("第1版，已入台账")
        .sees("首次写入，台账建立在这里")
        .sees(&file);
    screen.keys("<Enter>").sees("填报 2021-03 中国汽研").keys("200<Tab>进展二<Ctrl-S>");
    screen.sees("第1版，已入台账").sees_no("首次写入");
}
