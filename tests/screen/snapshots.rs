//! The whole screen at three sizes in both languages. Styles and cursor are asserted elsewhere.

use diaodu::domain::lang::Lang;

use crate::driver::{Driver, Opening};

const SIZES: [(u16, u16); 3] = [(60, 15), (80, 24), (140, 45)];

fn each(name: &str, opening: fn() -> Opening, script: &str) {
    for (width, height) in SIZES {
        for lang in [Lang::Zh, Lang::En] {
            let mut screen: Driver = Opening { lang, ..opening().size(width, height) }.open();
            screen.keys(script);
            let suffix = lang.pick("zh", "en");
            insta::assert_snapshot!(format!("{name}_{width}x{height}_{suffix}"), screen.text());
        }
    }
}

#[test]
fn the_notice_as_it_opens() {
    each("opening", Opening::default, "");
}

#[test]
fn a_search() {
    each("search", Opening::default, "/jlp");
}

#[test]
fn the_demo_in_full_size() {
    each("demo", || Opening::demo(1252), "jjj");
}

#[test]
fn facets() {
    each("facets", || Opening::demo(1252), "f<Tab>");
}

#[test]
fn help() {
    each("help", Opening::default, "?");
}

#[test]
fn palette() {
    each("palette", Opening::default, ":fz");
}

#[test]
fn order() {
    each("order", Opening::default, "s");
}
