//! The screens shown in docs/guide.md and docs/guide.zh.md are made here by the program itself:
//! `UPDATE_DOCS=1 cargo test --test screen guide` writes them anew, and without it a stale one fails.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use diaodu::desk::report::FileRequest;
use diaodu::domain::lang::Lang;
use diaodu::domain::report::draft::Draft;
use diaodu::domain::report::field::Field;

use crate::driver::{Driver, Opening, moment};

const SIZE: (u16, u16) = (80, 24);

/// A demo list in which the first three construction projects have filed.
fn filed(place: &Path, lang: Lang) -> Driver {
    let screen = Opening { lang, ..Opening::demo(1252) }.ledger(place).size(SIZE.0, SIZE.1).open();
    for (at, (ours, theirs)) in [("300", "300"), ("520", "480"), ("240", "待核")].into_iter().enumerate() {
        let mut given = Draft::default();
        given.set(Field::CompletedInvestment, ours);
        given.set(Field::Text, "主体结构施工");
        let field = if theirs == "待核" { Field::StatisticsState } else { Field::Statistics };
        given.set(field, theirs);
        let filing = FileRequest {
            project: screen.model.book.projects()[at].id,
            month: "2021-03".parse().unwrap(),
            given,
            as_draft: false,
            request_id: None,
            expect_revision: None,
        };
        screen.desk.file(&filing, moment("2021-03-20T09:00:00+08:00")).unwrap();
    }
    drop(screen);
    Opening { lang, ..Opening::demo(1252) }.ledger(place).size(SIZE.0, SIZE.1).open()
}

/// The screen of a name.
fn screen(name: &str, lang: Lang) -> String {
    let place = tempfile::tempdir().unwrap();
    let keys = match name {
        "list" => "",
        "search" => "/jlp",
        "form" => "jjjr350<Tab>",
        "chase" => "c",
        "board" => "b",
        "reconcile" => "d",
        "import" => {
            let file = place.path().join("list.csv");
            let list = "附件1 2021年市级重大建设项目名单（共3个）\n\
                序号,项目名称,建设阶段,总投资（万元）,牵头单位\n\
                431,★九龙坡博世氢材料发动机,续建,约很多,九龙坡区政府\n\
                544,中国汽研国家氢能动力质检中心,新开工,1200,两江新区管委会\n\
                600,新来的项目,新开工,300,渝北区政府\n";
            fs::write(&file, list).unwrap();
            let mut screen = Opening { lang, ..Opening::default() }.size(SIZE.0, SIZE.1).open();
            screen.keys("I").keys(&file.display().to_string()).keys("<Enter>");
            return screen.text();
        }
        other => panic!("the guide shows no screen called {other}"),
    };
    let mut driver = filed(place.path(), lang);
    driver.keys(keys);
    driver.text()
}

#[test]
fn the_screens_of_the_guides_are_the_programs_own() {
    for (file, lang) in [("guide.md", Lang::En), ("guide.zh.md", Lang::Zh)] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(file);
        let text = fs::read_to_string(&path).unwrap();
        let mut parts = text.split("<!-- screen: ");
        let mut made = parts.next().unwrap().to_owned();
        for part in parts {
            let (name, rest) = part.split_once(" -->\n").expect("a name ends its line");
            let after = rest.strip_prefix("```text\n").and_then(|block| block.split_once("\n```\n"));
            let after = after.map_or(rest, |(_, after)| after);
            let shown = screen(name, lang);
            assert!(
                !shown.contains(lang.pick("没有匹配的项目", "Nothing matches")),
                "{file}: {name} shows nothing"
            );
            let _ = write!(made, "<!-- screen: {name} -->\n```text\n{shown}\n```\n{after}");
        }
        if std::env::var_os("UPDATE_DOCS").is_some() {
            fs::write(&path, &made).unwrap();
        }
        assert!(
            made == fs::read_to_string(&path).unwrap(),
            "docs/{file} is stale: UPDATE_DOCS=1 cargo test --test screen guide"
        );
    }
}
