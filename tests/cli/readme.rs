//! The two READMEs: every command of the tour works as it stands, and every link leads somewhere.

use std::path::Path;

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
