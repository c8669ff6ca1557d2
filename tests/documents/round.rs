//! In, out and in again, through the program: what a list of any layout became is the same after it left in every
//! format and came back.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;

fn run(folder: &Path, args: &[&str]) -> Json {
    let output = Command::new(env!("CARGO_BIN_EXE_diaodu"))
        .args(args)
        .arg("--json")
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .output()
        .unwrap();
    let document: Json = serde_json::from_slice(&output.stdout).unwrap_or_default();
    assert_eq!(output.status.code(), Some(0), "{args:?}: {document:#}");
    document["data"].clone()
}

/// Imports a document, then each export of it into a folder of its own, and compares the projects. Answers them.
fn goes_round(document: &Path, flags: &[&str]) -> Json {
    let house = tempfile::tempdir().unwrap();
    let folder = house.path();
    let name = document.display().to_string();
    run(folder, &[&["import", &name, "--data", "first"], flags].concat());
    let first = run(folder, &["list", "--data", "first"])["projects"].clone();
    assert!(!first.as_array().unwrap().is_empty(), "{name}");
    for (file, more) in [
        ("out.xlsx", &[][..]),
        ("out.csv", &[]),
        ("gbk.csv", &["--encoding", "gb18030"]),
        ("out.yaml", &[]),
        ("out.json", &[]),
    ] {
        let format = if file == "gbk.csv" { "csv" } else { file.split('.').next_back().unwrap() };
        let out = ["export", "--data", "first", "--format", format, "--output", file];
        let output = Command::new(env!("CARGO_BIN_EXE_diaodu"))
            .args([&out, more].concat())
            .current_dir(folder)
            .env_clear()
            .env("HOME", folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "{name} → {file}: {}", String::from_utf8_lossy(&output.stderr));
        let data = format!("from-{file}");
        run(folder, &["import", file, "--data", &data]);
        let again = run(folder, &["list", "--data", &data])["projects"].clone();
        for (one, other) in first.as_array().unwrap().iter().zip(again.as_array().unwrap()) {
            assert_eq!(one, other, "{name} → {file}");
        }
        assert_eq!(first.as_array().unwrap().len(), again.as_array().unwrap().len(), "{name} → {file}");
    }
    first
}

fn layout(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layouts").join(name)
}

#[test]
fn lists_of_varied_layouts() {
    let said = ["--year", "2024", "--annex", "1"];
    let german = "name=Bezeichnung,serial=Nr.,total_investment=Gesamtkosten (Mio. €),district=Straße/Ort,finish_year=Fertigstellung";
    for (file, map) in [
        ("03-three-storeys.xlsx", None),
        ("12-stage-headings.xlsx", None),
        ("26-serials2.xlsx", None),
        ("42-docx-merged.docx", None),
        ("51-gbk.csv", None),
        ("55-html.xls", None),
        ("66-sub-rows.xlsx", None),
        ("72-german.csv", Some(german)),
        ("77-dup.csv", Some("name=Name,total_investment=Cost")),
    ] {
        let map: Vec<&str> = map.into_iter().flat_map(|map| ["--map", map]).collect();
        goes_round(&layout(file), &[&said[..], &map].concat());
    }
    // Three annexes in one workbook.
    let all = goes_round(&layout("60-three-annexes.xlsx"), &["--year", "2024"]);
    assert!(all.as_array().unwrap().iter().any(|p| p["annex"] == 3));
}

#[test]
fn names_that_spreadsheets_would_run_lines_and_marks() {
    let house = tempfile::tempdir().unwrap();
    let list = house.path().join("list.csv");
    let rows = "2024年市级重大建设项目\n序号,项目名称,主要建设内容,牵头单位,业 主\n\
                1,'=1+1工程,\"一、道路\n二、桥梁\",'@甲局,'-5\n2,★甲路,'+新建,\"乙局、丙局\",'=HYPERLINK(1)\n3,乙桥▲,\"引号\"\"内\"\"\",丁局,’\n";
    std::fs::write(&list, rows).unwrap();
    let projects = goes_round(&list, &[]);
    let first = &projects[0];
    assert_eq!([&first["name"], &first["content"]], ["=1+1工程", "一、道路\n二、桥梁"]);
    assert_eq!([&first["lead_units"][0], &first["extra"]["业主"]], ["@甲局", "-5"]);
    assert_eq!([&projects[1]["name"], &projects[1]["mark"]], ["甲路", "★"]);
    assert_eq!([&projects[2]["mark"], &projects[2]["content"]], ["▲", "引号\"内\""]);
}
