//! Documents in the layouts of many places, made by `tests/fixtures/layouts/make.py` with what must be read from
//! each: no project lost, none invented, every named field in its place, every declared count and sum agreeing.

use std::path::PathBuf;

use diaodu::domain::category::Category;
use diaodu::domain::project::Project;
use diaodu::intake::{DocumentSource, Map, ReadOptions, read};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/layouts")
}

/// A project's field by the name that expected.json gives it.
fn field(project: &Project, name: &str) -> Value {
    match name {
        "name" => json!(project.name),
        "id" => json!(project.id.to_string()),
        "serial" => json!(project.id.serial),
        "mark" => json!(project.mark),
        "headings" => json!(project.headings),
        "stage" => json!(project.stage),
        "content" => json!(project.content),
        "goal" => json!(project.goal),
        "lead_units" => json!(project.lead_units),
        "district" => json!(project.printed_district),
        "start_year" => json!(project.start_year),
        "finish_year" => json!(project.finish_year),
        "total" => json!(project.total_investment.map(|m| m.0)),
        "plan" => json!(project.planned_investment.map(|m| m.0)),
        other => panic!("expected.json names an unknown field: {other}"),
    }
}

fn options(said: &Value) -> ReadOptions {
    let text = |key: &str| said[key].as_str();
    ReadOptions {
        year: text("year").map(|y| y.parse().unwrap()),
        category: text("annex").and_then(|a| Category::of_annex(a.parse().unwrap())),
        map: text("map").map(|m| Map::parse(m).unwrap()).unwrap_or_default(),
        transpose: said["transpose"] == true,
        has_notice: false,
    }
}

/// What differs in one document.
fn differences(case: &Value) -> Vec<String> {
    let file = case["file"].as_str().unwrap();
    let said = &case["said"];
    let source = DocumentSource {
        bytes: std::fs::read(folder().join(file)).unwrap(),
        name: file.to_owned(),
        encoding: said["encoding"].as_str().map(str::to_owned),
        ..DocumentSource::default()
    };
    let document = match read(source, &options(said)) {
        Ok(document) => document,
        Err(failure) => return vec![format!("refused: {:?}", failure.findings)],
    };
    let expected = case["projects"].as_array().unwrap();
    let names: Vec<&str> = document.projects.iter().map(|p| p.name.as_str()).collect();
    let wanted: Vec<&str> = expected.iter().map(|p| p["name"].as_str().unwrap()).collect();
    if names != wanted {
        return vec![format!("read {names:?}\n  expected {wanted:?}")];
    }
    let mut wrong = Vec::new();
    for (project, expected) in document.projects.iter().zip(expected) {
        for (key, value) in expected.as_object().unwrap() {
            if key == "extra_has" {
                for (header, text) in value.as_object().unwrap() {
                    let found = project.extra.get(header);
                    if found.map(String::as_str) != text.as_str() {
                        wrong.push(format!("{} extra.{header}: {found:?}, expected {text}", project.name));
                    }
                }
            } else if field(project, key) != *value {
                wrong.push(format!("{} {key}: {}, expected {value}", project.name, field(project, key)));
            }
        }
    }
    if let Some(least) = case["declared"].as_u64() {
        let count = document.declared.len();
        if (count as u64) < least {
            wrong.push(format!("{count} counts and sums declared, expected {least}"));
        }
        wrong.extend(document.declared.iter().filter(|d| !d.agrees).map(|d| format!("{d:?}")));
    }
    let rows = document.rows;
    if rows.read != rows.projects + rows.headings + rows.notes + rows.rejected {
        wrong.push(format!("{rows:?} do not add up"));
    }
    wrong
}

#[test]
fn every_layout_is_read_field_by_field() {
    let cases = std::fs::read_to_string(folder().join("expected.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&cases).unwrap();
    assert!(cases.len() >= 70, "{}", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .flat_map(|case| differences(case).into_iter().map(|d| format!("{}: {d}", case["file"])))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
