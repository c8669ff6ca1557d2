//! The two READMEs: every command of the tour works as it stands, and every link leads somewhere.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::house::House;

fn readme(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The words of a command line, as a shell would split it; the tour quotes with `'` only.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn the_tour_works_line_by_line() {
    for name in ["README.md", "README.zh.md"] {
        let house = House::new();
        let text = readme(name);
        let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("$ diaodu ")).collect();
        assert!(lines.len() >= 10, "{name}");
        for line in lines {
            let args = words(line);
            let run = house.run_args(&args.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!((run.exit, run.err.as_str()), (0, ""), "{name}: {line}");
            assert!(!run.out.is_empty(), "{name}: {line}");
        }
    }
}

#[test]
fn links_lead_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages =
        ["README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(String::from).to_vec();
    let docs = crate::house::names(&root.join("docs"));
    pages.extend(docs.iter().filter(|name| name.ends_with("md")).map(|name| format!("docs/{name}")));
    for page in pages {
        let folder = root.join(&page);
        let folder = folder.parent().unwrap();
        for (at, _) in readme(&page).match_indices("](") {
            let text = readme(&page);
            let target = text[at + 2..].split([')', '#']).next().unwrap();
            let outside = target.is_empty() || target.contains("://");
            assert!(outside || folder.join(target).exists(), "{page}: {target}");
        }
    }
}

/// A newcomer reads which Rust to have; one below what a dependency needs stops the build at once.
#[test]
fn the_rust_that_is_asked_for_is_the_one_that_the_lock_needs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stated = env!("CARGO_PKG_RUST_VERSION");
    for name in ["README.md", "README.zh.md"] {
        assert!(readme(name).contains(&format!("Rust {stated}")), "{name} names Rust {stated}");
        let installs = readme(name).matches("cargo install").count();
        assert_eq!(readme(name).matches("cargo install --locked --path .").count(), installs, "{name}");
    }
    let cargo = |args: &[&str]| {
        let run = Command::new(env!("CARGO")).args(args).current_dir(root).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    };
    let told = cargo(&["version", "-v"]);
    let host = told.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let told =
        cargo(&["metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform", host]);
    let told: Value = serde_json::from_str(&told).unwrap();
    let version = |text: &str| -> Vec<u32> { text.split('.').map(|part| part.parse().unwrap()).collect() };
    let list = |value: &Value| value.as_array().unwrap().clone();

    // What the program and its build need, without what only tests and benches do.
    let nodes: HashMap<String, Value> = list(&told["resolve"]["nodes"])
        .into_iter()
        .map(|node| (node["id"].as_str().unwrap().into(), node))
        .collect();
    let mut needed = HashSet::new();
    let mut next = vec![told["resolve"]["root"].as_str().unwrap().to_owned()];
    while let Some(id) = next.pop() {
        if needed.insert(id.clone()) {
            for dependency in list(&nodes[&id]["deps"]) {
                if list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"] != "dev") {
                    next.push(dependency["pkg"].as_str().unwrap().to_owned());
                }
            }
        }
    }
    let asked = list(&told["packages"])
        .into_iter()
        .filter(|package| needed.contains(package["id"].as_str().unwrap()));
    let asked = asked.filter_map(|package| {
        let version = version(package["rust_version"].as_str()?);
        Some((version[0], version[1], package["name"].as_str()?.to_owned()))
    });
    let most = asked.max().unwrap();
    let stated = version(stated);
    assert_eq!((most.0, most.1), (stated[0], stated[1]), "{} needs it", most.2);
}
