//! Documents made from the program: they are what it would make now.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::house::House;

/// Compares a document with what it should be; `UPDATE_DOCS=1 cargo test --test cli generated` rewrites it.
fn holds(path: &str, should: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, should).unwrap();
    }
    let is = fs::read_to_string(&file).unwrap_or_default();
    assert!(is == should, "{path} is stale: UPDATE_DOCS=1 cargo test --test cli generated");
}

#[test]
fn the_list_of_findings_is_the_table_of_codes() {
    let mut page = String::from(
        "# Findings\n\nEvery message carries a code that does not change. Made from src/domain/codes.rs by\n\
         `UPDATE_DOCS=1 cargo test --test cli generated`.\n\n| code | meaning | 含义 |\n|---|---|---|\n",
    );
    for (code, en, zh) in diaodu::domain::codes::ALL {
        writeln!(page, "| {} | {en} | {zh} |", code.id()).unwrap();
    }
    holds("docs/findings.md", &page);
}

#[test]
fn the_command_reference_is_the_programs_own_help() {
    holds("docs/cli.md", &diaodu::cli::reference::page());
}

#[test]
fn the_reference_names_every_verb() {
    let page = diaodu::cli::reference::page();
    let help = House::new().run("--help --lang en").out;
    let verbs = help.split_once("Commands:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let verbs: Vec<&str> = verbs.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(verbs.contains(&"find") && verbs.contains(&"version"), "{verbs:?}");
    for verb in verbs {
        assert!(page.contains(&format!("## diaodu {verb}")), "{verb}");
    }
}
