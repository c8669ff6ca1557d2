//! Importing on the screen: choosing the file, its pages, saying what it does not say, storing or leaving.

use std::fs;
use std::path::Path;

use diaodu::domain::category::Category;
use diaodu::domain::lang::Lang;
use diaodu::tui::model::import::ImportPage;

use crate::driver::{Driver, Opening};

/// A folder with a catalogue of its own and a document beside it.
fn desk_with(place: &Path, name: &str, document: &[u8]) -> Driver {
    desk_of_size(place, name, document, (140, 45), Lang::Zh)
}

fn desk_of_size(place: &Path, name: &str, document: &[u8], size: (u16, u16), lang: Lang) -> Driver {
    fs::create_dir_all(place.join("in")).unwrap();
    fs::write(place.join("in").join(name), document).unwrap();
    let data = place.join("data");
    if !data.exists() {
        copy_notice(&data);
    }
    Opening { lang, ..Opening::default() }.size(size.0, size.1).ledger(place).data(&data).open()
}

/// The shipped lists as a folder.
fn copy_notice(data: &Path) {
    fs::create_dir_all(data).unwrap();
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/2021");
    fs::create_dir_all(data.join("2021")).unwrap();
    for entry in fs::read_dir(shipped).unwrap().flatten() {
        fs::copy(entry.path(), data.join("2021").join(entry.file_name())).unwrap();
    }
}

fn path(place: &Path, name: &str) -> String {
    place.join("in").join(name).display().to_string()
}

fn page(screen: &Driver) -> ImportPage {
    let view = screen.model.layers.iter().find_map(|layer| match layer {
        diaodu::tui::model::Layer::Import(view) => Some(view.page),
        _ => None,
    });
    view.unwrap()
}

const LIST: &str = "附件1 2021年市级重大建设项目名单（共3个）,,,,\n\
    序号,项目名称,建设阶段,总投资（万元）,牵头单位\n\
    431,★九龙坡博世氢材料发动机,续建,约很多,九龙坡区政府\n\
    544,中国汽研国家氢能动力质检中心,新开工,1200,两江新区管委会\n\
    600,新来的项目,新开工,300,渝北区政府\n";

#[test]
fn a_list_is_found_by_name_previewed_and_written() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = desk_with(place.path(), "名单.csv", LIST.as_bytes());
    screen.keys("I").sees("导入哪个文件");
    screen.keys(&format!("{}/in/", place.path().display())).sees("名单.csv").keys("mingd").sees("名单.csv");
    screen.keys("<Enter>").sees("导入 名单.csv").sees("5 行 3 个项目").sees("新增 1 变更 2 移除 0");
    let row = screen.line_with("博世");
    assert!(row.contains("约很多"), "the cell shows what was printed, the problem stands beside it: {row}");
    assert!(row.contains("金额") || row.contains("数"), "{row}");
    screen.keys("<Tab>").sees("公布个数").sees("相符");
    screen.keys("<Tab>").sees("建设阶段").sees("新开工 › 续建");
    screen.keys("w").sees("写入：新增 1，变更 2，移除 0").keys("<Enter>");
    screen.sees("已导入 2021 年 3 个项目").sees("1 建设 3/894").sees("新来的项目").sees_no("导入 名单.csv");
    let stored = fs::read_to_string(place.path().join("data/2021/construction.yaml")).unwrap();
    assert!(stored.contains("新来的项目"), "{stored}");
    screen.keys("/xinlai").sees("1 项匹配");
}

#[test]
fn leaving_writes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = desk_with(place.path(), "名单.csv", LIST.as_bytes());
    let file = place.path().join("data/2021/construction.yaml");
    let before = fs::read(&file).unwrap();
    screen
        .keys("I")
        .keys(&path(place.path(), "名单.csv"))
        .keys("<Enter>w<Down><Enter>")
        .sees("导入 名单.csv");
    screen.keys("<Esc>").sees("没有写入").sees("1 建设 2/894");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn a_foreign_list_is_mapped_column_by_column() {
    let place = tempfile::tempdir().unwrap();
    let foreign = "Ref,Title,Sponsor,Value\nA-1,Hydrogen Plant,Bosch,120\nA-2,East Station,Railway,77\n";
    let mut screen = desk_with(place.path(), "foreign.csv", foreign.as_bytes());
    screen.keys("I").keys(&path(place.path(), "foreign.csv")).keys("<Enter>");
    assert_eq!(page(&screen), ImportPage::Columns);
    screen.sees("没有认出项目名称列").sees("Hydrogen Plant · East Station").keys("w").sees("没有读成");
    screen.keys("j<Enter>").sees("“Title”是哪一项").keys("j<Enter>");
    assert_eq!(page(&screen), ImportPage::Wishes);
    screen.sees("没有写明年份").keys("<Enter>").sees("名单的年份").keys("20x1<Enter>").sees("年份是四位数");
    screen.keys("<Ctrl-U>2020<Enter>").sees("没有写明是建设").keys("<Enter>j<Enter>");
    assert_eq!(
        page(&screen),
        ImportPage::Preview,
        "what was missing is said, the preview is what comes next"
    );
    screen.sees("2020 建设").sees("2 个项目").sees("East Station");
    screen.keys("w<Enter>").sees("已导入 2020 年 2 个项目");
    let stored = fs::read_to_string(place.path().join("data/2020/construction.yaml")).unwrap();
    assert!(stored.contains("Sponsor: Bosch"), "unknown columns are kept: {stored}");
}

#[test]
fn names_that_drifted_are_confirmed_one_by_one() {
    let place = tempfile::tempdir().unwrap();
    let first = "附件1 2021年市级重大建设项目名单\n序号,项目名称\n\
        1,甲项目\n2,重庆东站铁路综合交通枢纽工程\n3,渝西水资源配置主体工程\n";
    let mut screen = desk_with(place.path(), "一.csv", first.as_bytes());
    screen.keys("I").keys(&path(place.path(), "一.csv")).keys("<Enter>w<Up><Enter>").sees("已导入");
    let next = "附件1 2021年市级重大建设项目名单\n序号,项目名称\n\
        1,甲项目\n2,另一个新项目\n3,重庆东站铁路综合交通枢纽项目\n4,渝西水资源配置主体项目\n";
    fs::write(place.path().join("in/二.csv"), next).unwrap();
    screen.keys("I").keys(&path(place.path(), "二.csv")).keys("<Enter>").sees("疑同 2").sees("移除 2");
    screen
        .keys("<Tab><Tab><Tab>")
        .sees("待定")
        .keys("<Space>")
        .sees("认作同一")
        .sees("疑同 1")
        .sees("移除 1");
    screen.keys("j<Enter>").sees("移除 0").keys("<Enter>").sees("移除 1").keys("w").sees("移除 1");
    screen.keys("<Up><Enter>").sees("已导入");
    let year = screen.model.book.shown().unwrap();
    let names: Vec<(u32, &str)> =
        year.category(Category::Construction).iter().map(|p| (p.id.serial, p.name.as_str())).collect();
    assert!(names.contains(&(2, "重庆东站铁路综合交通枢纽项目")), "it kept its id: {names:?}");
    assert!(
        !names.iter().any(|(id, _)| *id == 3),
        "the other left, and its id is not given again: {names:?}"
    );
}

#[test]
fn an_encoding_in_doubt_a_missing_file_and_a_picture_each_say_so() {
    let place = tempfile::tempdir().unwrap();
    let mut screen = desk_with(place.path(), "picture.csv", b"\x89PNG\r\n\x1a\n0000");
    screen.keys("I").keys(&path(place.path(), "picture.csv")).keys("<Enter>").sees("不能读取 picture");
    screen.keys("<Esc>").sees("没有写入");
    screen.keys("I").keys(&path(place.path(), "none.csv")).keys("<Enter>").sees("不存在").keys("<Esc>");
    screen.keys("I").keys(&format!("{}/nowhere/x", place.path().display())).sees("不存在");
}

#[test]
fn the_quiet_line_of_a_short_list_names_the_key() {
    Opening::default().open().sees("按 I 导入附件");
}

#[test]
fn every_page_is_whole_at_every_size() {
    for (width, height) in [(60, 15), (80, 24), (140, 45)] {
        for lang in [Lang::Zh, Lang::En] {
            let place = tempfile::tempdir().unwrap();
            let name = "list.csv";
            let mut screen = desk_of_size(place.path(), name, LIST.as_bytes(), (width, height), lang);
            let suffix = format!("{width}x{height}_{}", lang.pick("zh", "en"));
            let title = lang.pick("导入", "Import");
            screen.keys("I").keys(&path(place.path(), name)).keys("<Enter>").sees(title);
            for page in ["preview", "totals", "changes", "alike", "columns", "settings", "problems"] {
                if page == "settings" {
                    // The path is another on every machine.
                    assert!(screen.text().contains("list.csv"));
                } else {
                    insta::assert_snapshot!(format!("import_{page}_{suffix}"), screen.text());
                }
                screen.keys("<Tab>");
            }
        }
    }
}
