//! Walking about: tabs, rows, columns, detail, marks, copies, help and the palette.

use diaodu::tui::effect::Effect;
use diaodu::tui::event::Event;
use diaodu::tui::key::{Key, KeyCode};
use diaodu::tui::keymap::Mode;
use diaodu::tui::update::update;

use crate::driver::Opening;

#[test]
fn the_two_printed_projects_are_there_with_declared_counts_beside_them() {
    let mut screen = Opening::default().open();
    screen.sees("1 建设 2/894").sees("2 前期 0/258").sees("3 招商 0/100");
    screen.sees("431 ★ 九龙坡博世氢材料发动机").sees("中国汽研国家氢能动力质检中心");
    screen.sees("按 I 导入附件").sees("尚无台账");
}

#[test]
fn the_detail_shows_every_field_and_follows_the_chosen_row() {
    let mut screen = Opening::default().size(140, 45).open();
    screen.sees("重大产业项目 › 工业支柱产业 › 汽车产业").sees("2021–2025").sees("牵头 九龙坡区政府");
    screen.sees("建设辐射全国的氢燃料电池发动机研发、生产基地。").sees("目标 开工建设");
    screen.keys("j").sees("2021-1-544").sees("2021–2022").sees_no("目标 开工建设 九龙坡");
}

#[test]
fn every_extra_column_of_the_source_stands_in_the_detail() {
    let mut screen = Opening::demo(50).size(140, 45).open();
    screen.keys("jj<Enter>");
    let project = screen.model.chosen().unwrap().clone();
    assert!(!project.extra.is_empty(), "the demo fills extra columns");
    for (header, value) in &project.extra {
        let first: String = value.chars().take(6).collect();
        screen.keys("g").sees(header).sees(&first);
    }
}

#[test]
fn on_a_small_screen_the_detail_opens_over_the_list_and_esc_goes_back() {
    let mut screen = Opening::default().size(80, 24).open();
    screen.sees_no("建设辐射全国");
    screen.keys("<Enter>").sees("建设辐射全国的氢燃料电池发动机研发、生产基地。").sees_no("质检中心");
    screen.keys("<Esc>").sees_no("建设辐射全国").sees("质检中心");
}

#[test]
fn a_wider_terminal_moves_the_open_detail_beside_the_list() {
    let mut screen = Opening::default().size(80, 24).open();
    screen.keys("<Enter>").resize(120, 40).sees("质检中心").sees("建设辐射全国");
    screen.resize(80, 24).sees_no("质检中心").sees("建设辐射全国");
    screen.keys("<Esc>").sees("质检中心");
}

#[test]
fn rows_are_walked_by_letters_arrows_pages_and_ends() {
    let mut screen = Opening::demo(1252).size(80, 24).open();
    let chosen = |screen: &crate::driver::Driver| screen.model.list().chosen;
    screen.keys("jj<Down>k");
    assert_eq!(chosen(&screen), 2);
    screen.keys("<PgDn>");
    assert_eq!(chosen(&screen), 2 + screen.model.size.list_rows());
    screen.keys("<Ctrl-D><Ctrl-U><PgUp>");
    assert_eq!(chosen(&screen), 2);
    screen.keys("G").sees("894");
    assert_eq!(chosen(&screen), 893);
    screen.keys("jj<PgDn>");
    assert_eq!(chosen(&screen), 893, "the end is the end");
    screen.keys("g");
    assert_eq!((chosen(&screen), screen.model.list().top), (0, 0));
}

#[test]
fn the_name_stays_while_the_other_columns_scroll() {
    let mut screen = Opening::demo(20).size(80, 24).open();
    let name = screen.model.chosen().unwrap().name.chars().take(6).collect::<String>();
    screen.sees("阶段").sees(&name);
    screen.keys("llllll").sees_no(" 阶段 ").sees("总投资").sees(&name);
    screen.keys("hhhhhhhhh").sees("阶段").sees_no("总投资");
}

#[test]
fn tabs_keep_their_own_place() {
    let mut screen = Opening::demo(1252).open();
    screen.keys("jjj2j").keys("1");
    assert_eq!(screen.model.list().chosen, 3);
    screen.keys("2");
    assert_eq!(screen.model.list().chosen, 1);
    screen.keys("3").sees("招商 100");
}

#[test]
fn several_are_marked_and_copied_together() {
    let mut screen = Opening::default().open();
    screen.keys("<Space><Space>").sees("已勾选 2");
    screen.keys("y").sees("已复制 2 行");
    assert_eq!(screen.copied, ["2021-1-431\n2021-1-544"]);
    screen.keys("<Esc>").sees_no("已勾选");
    screen.keys("gY").sees("已复制：九龙坡博世氢材料发动机");
}

#[test]
fn an_action_that_cannot_be_done_says_why() {
    let mut screen = Opening::default().open();
    screen.keys("2y").sees("列表里没有项目");
    screen.keys("<Esc>").sees("已在最外层，按 q 退出");
    screen.keys("=").sees("已是当期月份");
}

#[test]
fn help_is_made_from_the_keymap_and_searched_in_chinese_english_and_pinyin() {
    let mut screen = Opening::default().size(80, 24).open();
    screen.keys("?").sees("帮助").sees("搜索项目");
    for typed in ["复制项目编号", "fzxmbh", "copy the project id", "fuzhi"] {
        screen.keys(typed).sees("复制项目编号").keys("<Ctrl-U>");
    }
    screen.keys("no such thing").sees("没有匹配的命令");
    screen.keys("<Esc>").sees_no("没有匹配的命令").sees("431");
}

#[test]
fn the_palette_does_what_it_is_told_where_it_was_opened() {
    let mut screen = Opening::default().open();
    screen.keys(":fzxmmc<Enter>").sees("已复制：九龙坡博世氢材料发动机");
    screen.keys("：").sees("命令");
    screen.keys("<Esc>:qxlb").keys("<Ctrl-U>").keys("dqyf").sees("回到当期月份").sees("已是当期月份");
}

#[test]
fn the_palette_and_help_never_offer_what_no_key_does() {
    for (at, binding) in diaodu::tui::keymap::TABLE.iter().enumerate() {
        assert!(!binding.keys.is_empty(), "row {at} has no key");
        assert!(!binding.places.is_empty(), "row {at} holds nowhere");
    }
}

#[test]
fn ctrl_l_and_ctrl_z_and_q_reach_the_runtime_from_everywhere() {
    let mut screen = Opening::default().open();
    screen.keys("<Ctrl-L>/<Ctrl-L>x<Ctrl-Z>");
    assert_eq!(screen.asked, [Effect::Redraw, Effect::Redraw, Effect::Suspend]);
    screen.keys("q").sees("xq");
    assert!(!screen.model.over, "q is a letter where one types");
    screen.keys("<Esc>q");
    assert!(screen.model.over);
}

#[test]
fn esc_and_a_key_that_arrive_together_are_both_heard() {
    let mut screen = Opening::default().open();
    screen.keys("/博世<Enter><Alt-j>").sees("质检中心").sees_no("项匹配");
    assert_eq!(screen.model.list().chosen, 1);
}

/// Somebody whose fingers know another editor: Alt with any key, wherever one types.
#[test]
fn an_alt_key_in_a_text_field_never_leaves_it_and_does_nothing() {
    let places: [(&str, Mode); 8] = [
        ("/博", Mode::Query),
        ("?博", Mode::Help),
        (":博", Mode::Palette),
        ("r12", Mode::Form),
        ("r12<Tab>博", Mode::Form),
        ("wa博", Mode::Prompt),
        ("ia博", Mode::Prompt),
        ("I博", Mode::Picker),
    ];
    let named = [
        KeyCode::Enter,
        KeyCode::Esc,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Home,
        KeyCode::End,
    ]
    .into_iter()
    .chain([KeyCode::Delete, KeyCode::PageUp, KeyCode::PageDown]);
    // `Alt-b` and `Alt-f` walk by words, which every field knows.
    let letters = ('!'..='~').chain(['九', '：', ' ']).filter(|c| !matches!(c, 'b' | 'f')).map(KeyCode::Char);
    let codes: Vec<KeyCode> = named.chain(letters).collect();
    for (open, place) in places {
        let folder = tempfile::tempdir().unwrap();
        let mut screen = Opening::default().ledger(folder.path()).size(80, 24).open();
        screen.keys(open);
        assert_eq!(screen.model.place(), place, "{open}");
        let (before, layers) = (screen.lines(), screen.model.layers.len());
        for code in &codes {
            for ctrl in [false, true] {
                let key = Key { code: *code, ctrl, alt: true };
                let effects = update(&mut screen.model, Event::Key(key));
                assert!(effects.is_empty(), "{key} after {open}: {effects:?}");
                assert_eq!(
                    (screen.model.place(), screen.model.layers.len()),
                    (place, layers),
                    "{key} {open}"
                );
                assert!(!screen.model.over, "{key} after {open}");
                assert_eq!(screen.lines(), before, "{key} after {open}");
            }
        }
    }
}

/// What an Alt key that a field knows does is still done, and a figure to be replaced stays so.
#[test]
fn alt_keys_that_a_field_knows_work_and_others_keep_a_figure_chosen() {
    let folder = tempfile::tempdir().unwrap();
    let mut screen = Opening::default().ledger(folder.path()).size(80, 24).open();
    screen
        .keys("/博世 氢<Alt-Backspace>")
        .sees("/ 博世")
        .sees_no("博世 氢")
        .keys("<Alt-Backspace><Alt-Backspace>");
    assert!(screen.model.finder.field.is_empty());
    screen.keys("<Alt-Backspace>");
    assert_eq!(screen.model.place(), Mode::Query);
    screen.keys("<Esc>r12<Tab><Shift-Tab><Alt-j>34").sees("34").sees_no("1234");
}

#[test]
fn an_input_method_left_on_reaches_the_commands() {
    let mut screen = Opening::default().open();
    screen.keys("？").sees("帮助").keys("<Esc>");
    screen.keys("、博世").sees("1 项匹配");
}

#[test]
fn a_click_chooses_and_a_second_click_opens() {
    use diaodu::tui::event::{Event, Mouse};
    let mut screen = Opening::default().size(80, 24).open();
    screen.event(Event::Mouse(Mouse::Click(10, 5)));
    assert_eq!(screen.model.list().chosen, 1);
    screen.event(Event::Mouse(Mouse::Click(10, 5)));
    screen.sees("建设新能源领域的检测能力");
    screen.keys("<Esc>").event(Event::Mouse(Mouse::WheelUp));
    assert_eq!(screen.model.list().chosen, 0);
}
