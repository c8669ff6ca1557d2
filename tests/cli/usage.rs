//! A command line is understood, or answered with one line that says what is wrong.

use std::fs;

use crate::house::{House, finding, names};

#[test]
fn a_wrong_command_line_is_one_finding_and_exit_2() {
    let house = House::new();
    for line in [
        "finb 博世",
        "find",
        "list --colour",
        "list --limit many",
        "show",
        "--year 21 list",
        "completions tcl",
    ] {
        let run = house.run(line);
        assert_eq!((run.exit, run.codes()), (2, vec!["E2001"]), "{line}: {}", run.err);
        assert_eq!((run.out.as_str(), run.err.lines().count()), ("", 1), "{line}");
        let (exit, document) = house.json(line);
        assert_eq!(exit, 2);
        finding(&document, "E2001");
    }
    assert!(house.run("shwo --lang en").err.contains("did you mean show?"));
    assert!(house.run("versoin --lang en").err.contains("did you mean version?"));
    assert!(house.run("find --limti 3 x --lang en").err.contains("did you mean --limit?"));
}

#[test]
fn global_flags_stand_before_or_after_the_verb() {
    let house = House::new();
    let after = house.run("list --json --lang en");
    assert_eq!(house.run("--json --lang en list").out, after.out);
    assert_eq!(house.run("--json list --lang en").out, after.out);
    assert_eq!(after.document()["data"]["total"], 2);
}

#[test]
fn everything_after_two_dashes_is_a_word() {
    let run = House::new().run("find -- --json");
    assert_eq!((run.exit, run.out.as_str()), (3, ""), "that --json is what to look for");
}

#[test]
fn the_language_is_the_flags_then_the_locales_then_chinese() {
    let chinese = |house: House, line: &str| house.run(line).err.contains("没有找到");
    assert!(chinese(House::new(), "find zzzz"));
    assert!(chinese(House::new().with("LANG", "C"), "find zzzz"));
    assert!(chinese(House::new().with("LC_ALL", "zh_CN.GB18030").with("LANG", "en_US"), "find zzzz"));
    assert!(!chinese(House::new().with("LANG", "en_US.UTF-8"), "find zzzz"));
    assert!(!chinese(House::new().with("LC_MESSAGES", "de_DE").with("LANG", "zh_CN"), "find zzzz"));
    assert!(chinese(House::new().with("LANG", "en_US.UTF-8"), "find zzzz --lang zh"));
    // A hostile value is just another language.
    let hostile = House::new().with("LANG", "../../etc/passwd\u{1b}[2J").run("find zzzz");
    assert_eq!((hostile.exit, hostile.err.contains('\u{1b}')), (3, false));
}

#[test]
fn a_configuration_may_choose_the_language() {
    let house = House::new();
    house.configure("lang: en\n");
    assert!(house.run("find zzzz").err.contains("nothing found"));
    assert!(house.run("find zzzz --lang zh").err.contains("没有找到"));
    house.configure("lang: klingon\n");
    let run = house.run("list");
    assert_eq!((run.exit, run.codes()), (0, vec!["E2011"]));
}

#[test]
fn help_is_in_the_chosen_language_and_names_every_verb() {
    let house = House::new();
    let (zh, en) = (house.run("--help"), house.run("--help --lang en"));
    assert_eq!((zh.exit, en.exit, zh.err.as_str()), (0, 0, ""));
    for verb in ["find", "list", "show", "due", "check", "demo", "completions", "man", "version", "whoami"] {
        for help in [&zh.out, &en.out] {
            assert!(help.lines().any(|line| line.trim_start().starts_with(verb)), "{verb}\n{help}");
        }
        let help = house.run(&format!("{verb} --help --lang en"));
        assert_eq!((help.exit, help.out.contains(" // ")), (0, false), "{}", help.out);
    }
    assert!(zh.out.contains("查找项目") && !zh.out.contains("Find projects"));
    assert!(en.out.contains("Find projects") && !en.out.contains("查找项目"));
    assert_eq!(house.data("--help")["text"], zh.out.as_str());
}

#[test]
fn version_names_the_program_the_contract_and_sqlite() {
    let house = House::new();
    let data = house.data("version");
    assert_eq!((&data["version"], &data["schema"]), (&env!("CARGO_PKG_VERSION").into(), &"diaodu/1".into()));
    assert!(data["sqlite"].as_str().unwrap().starts_with("3."), "{data}");
    assert!(house.run("version").out.contains(env!("CARGO_PKG_VERSION")));
    assert_eq!(house.run("--version").out.trim(), concat!("diaodu ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn completions_and_the_manual_are_handed_out() {
    let house = House::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = house.run(&format!("completions {shell}"));
        assert_eq!(script.exit, 0);
        assert!(script.out.contains("diaodu") && script.out.contains("whoami"), "{shell}");
    }
}

/// A maintainer of a package puts all pages on the system, and each page leads only to pages that are there.
#[test]
fn every_verb_has_its_page_and_no_page_names_one_that_is_missing() {
    let house = House::new();
    assert!(house.run("man").out.contains(".TH diaodu 1"));
    assert!(house.data("man")["page"].as_str().unwrap().contains(".TH"));
    assert!(house.run("man find").out.contains(".TH diaodu-find 1"));
    let run = house.run("man report nothing");
    assert_eq!((run.exit, run.codes()), (2, vec!["E2001"]), "{}", run.err);

    let dir = house.path("man1");
    let data = house.data(&format!("man --dir {} --lang en", dir.display()));
    let pages = names(&dir);
    assert_eq!(data["written"].as_array().unwrap().len(), pages.len());
    let reference = diaodu::cli::reference::page();
    for line in reference.lines().filter_map(|line| line.strip_prefix("## diaodu ")) {
        let name = format!("diaodu-{}.1", line.replace(' ', "-"));
        assert!(pages.contains(&name), "{name} of docs/cli.md");
    }
    for name in &pages {
        let page = fs::read_to_string(dir.join(name)).unwrap();
        for section in ["NAME", "SYNOPSIS", "\"EXIT STATUS\"", "ENVIRONMENT", "FILES", "EXAMPLES"] {
            assert!(page.contains(&format!("\n.SH {section}\n")), "{name}: {section}\n{page}");
        }
        assert!(!page.contains(" // "), "{name}: one language only");
        let plain = page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "");
        for (at, _) in plain.match_indices("(1)") {
            let start = plain[..at].rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap() + 1;
            let other = format!("{}.1", &plain[start..at]);
            assert!(pages.contains(&other), "{name} leads to {other}");
        }
    }
    let page = fs::read_to_string(dir.join("diaodu-report-file.1")).unwrap();
    assert!(page.contains("the draft is saved") && page.contains("\\-\\-invested"), "{page}");
}

/// `--quiet` leaves the answer, and no file is named twice.
#[test]
fn a_demo_names_each_of_its_files_once() {
    let house = House::new();
    let data = house.data("demo one --projects 20 --year 2021");
    let mut files: Vec<_> = data["written"].as_array().unwrap().iter().map(ToString::to_string).collect();
    let all = files.len();
    files.sort();
    files.dedup();
    assert_eq!(files.len(), all, "{files:?}");
    assert!(files.contains(&"\"ledger.db\"".to_owned()), "{files:?}");
    assert_eq!(house.run("demo two --projects 20 --year 2021 --quiet").out.lines().count(), 1);
}

#[test]
fn who_one_is_comes_from_the_system_and_not_from_a_variable() {
    let plain = House::new().data("whoami");
    let pretending = House::new().with("USER", "mayor").with("LOGNAME", "mayor").data("whoami");
    assert_eq!(plain, pretending);
    assert_ne!(plain["id"], "mayor");
    assert!(plain["roles"].is_array() && plain["units"].is_array());
}
