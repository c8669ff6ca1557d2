//! The shape of the house, held by a test: arrows between modules, who may know which library,
//! file names and sizes. docs/architecture.md draws what is checked here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What each folder of src/ may use besides itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("catalogue", &["domain"]),
    ("intake", &["domain"]),
    ("ledger", &["domain"]),
    ("search", &["domain"]),
    ("publish", &["domain"]),
    ("desk", &["domain", "catalogue", "intake", "ledger", "search", "publish"]),
    ("cli", &["domain", "desk", "tui"]),
    ("tui", &["domain", "desk"]),
];

/// Which files may name a library, as path prefixes below src/.
const KNOWS: &[(&str, &[&str])] = &[
    ("ratatui", &["tui/view", "tui/runtime"]),
    ("crossterm", &["tui/runtime"]),
    ("serde_yaml", &["catalogue/yaml.rs"]),
    ("fuzzy_matcher", &["search/skim.rs"]),
    ("ib_matcher", &["search/"]),
    ("rusqlite", &["ledger"]),
    ("postgres", &["ledger/"]),
    ("rustls", &["ledger/tls.rs"]),
    ("calamine", &["intake/"]),
    ("html5gum", &["intake/html.rs"]),
    ("rust_xlsxwriter", &["publish/"]),
    ("docx_rs", &["publish/"]),
    ("minijinja", &["publish/"]),
    ("icalendar", &["publish/"]),
    ("clap", &["cli"]),
    ("signal_hook", &["tui/runtime", "cli"]),
];

fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, root: &Path, found: &mut Vec<(String, String)>) {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, root, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found
}

/// The code of a file without comments, and without its tests, which may reach further.
fn code(text: &str) -> String {
    let production = text.split("\n#[cfg(test)]\nmod tests").next().unwrap();
    production.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn layer(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

#[test]
fn no_arrow_points_back() {
    let allowed: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let from = layer(&file);
        let Some(may) = allowed.get(from) else { continue };
        for (number, line) in code(&text).lines().enumerate() {
            for (at, _) in line.match_indices("crate::") {
                let to: String =
                    line[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if allowed.contains_key(to.as_str()) && to != from && !may.contains(&to.as_str()) {
                    wrong.push(format!("src/{file}:{}: {from} must not use {to}", number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_library_stays_behind_its_module() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        for (library, places) in KNOWS {
            let named = code(&text).lines().any(|l| {
                l.match_indices(library).any(|(at, _)| {
                    let before = l[..at].chars().next_back();
                    let after = &l[at + library.len()..];
                    !before.is_some_and(|c| c.is_alphanumeric() || c == '_') && after.starts_with("::")
                })
            });
            if named && !places.iter().any(|place| file.starts_with(place)) {
                wrong.push(format!("src/{file} names {library}; only {places:?} may"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn modules_begin_by_saying_what_they_are_for() {
    let silent: Vec<_> =
        sources().into_iter().filter(|(_, text)| !text.starts_with("//!")).map(|(file, _)| file).collect();
    assert!(silent.is_empty(), "no module paragraph: {silent:?}");
    let old_style: Vec<_> =
        sources().into_iter().map(|(f, _)| f).filter(|f| f.ends_with("/mod.rs")).collect();
    assert!(old_style.is_empty(), "foo.rs + foo/, not mod.rs: {old_style:?}");
}

#[test]
fn every_layer_has_its_arrows_drawn() {
    let unknown: Vec<_> = sources()
        .into_iter()
        .map(|(file, _)| layer(&file).to_owned())
        .filter(|l| !["lib", "main"].contains(&l.as_str()) && !ARROWS.iter().any(|(name, _)| name == l))
        .collect();
    assert!(unknown.is_empty(), "add to ARROWS and docs/architecture.md: {unknown:?}");
}

/// One word, one thing: whoever searches for a type finds one definition. `Args` is each verb's own.
#[test]
fn a_type_name_means_one_thing() {
    let mut homes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (file, text) in sources() {
        if file.ends_with("tests.rs") {
            continue;
        }
        // Not a trait's own types, nor those within a function.
        for line in code(&text).lines().filter(|line| !line.starts_with(' ')) {
            let line = match line.strip_prefix("pub(").and_then(|rest| rest.split_once(") ")) {
                Some((_, rest)) => rest,
                None => line.strip_prefix("pub ").unwrap_or(line),
            };
            let mut words = line.split([' ', '<', '(', '{', ';', ':']).filter(|word| !word.is_empty());
            let word = words.next();
            if matches!(word, Some("struct" | "enum" | "trait" | "type" | "union"))
                && let Some(name) = words.next()
                && name != "Args"
            {
                homes.entry(name.to_owned()).or_default().push(file.clone());
            }
        }
    }
    assert!(homes.len() > 500, "{}", homes.len());
    homes.retain(|_, files| files.len() > 1);
    assert!(homes.is_empty(), "defined more than once: {homes:#?}");
}

/// The glossary names types as they are called today.
#[test]
fn the_glossary_names_what_there_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/glossary.md");
    let glossary = fs::read_to_string(path).unwrap();
    let all: String = sources().iter().map(|(_, text)| code(text)).collect();
    let mut named = 0;
    for row in glossary.lines().filter(|line| line.starts_with('|')) {
        for name in row.split('`').skip(1).step_by(2) {
            let defined = ["struct", "enum", "trait", "type"].iter().any(|kind| {
                all.match_indices(&format!("{kind} {name}")).any(|(at, found)| {
                    !all[at + found.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_')
                })
            });
            assert!(defined, "docs/glossary.md: {name} is no type");
            named += 1;
        }
    }
    assert!(named > 40, "{named}");
}
