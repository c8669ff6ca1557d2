//! Where things live: flag, environment, configuration, ./data, built in.

use crate::house::{House, names};

fn list(year: i16) -> String {
    format!("- serial: {}\n  name: 第{year}年项目\n  stage: 续建\n", year % 100)
}

fn ids(house: &House, line: &str) -> Vec<String> {
    let data = house.data(&format!("list {line}"));
    data["projects"].as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_place_is_asked_in_turn() {
    let house = House::new();
    assert_eq!(ids(&house, ""), ["2021-1-431", "2021-1-544"], "built in");
    house.put("data/2022/construction.yaml", list(2022));
    assert_eq!(ids(&house, ""), ["2022-1-22"], "./data");
    house.put("configured/2023/construction.yaml", list(2023));
    house.configure(&format!("data: {}\n", house.path("configured").display()));
    assert_eq!(ids(&house, ""), ["2023-1-23"], "the configuration");
    house.put("variable/2024/construction.yaml", list(2024));
    let variable = house.path("variable").display().to_string();
    let house = house.with("DIAODU_DATA", variable);
    assert_eq!(ids(&house, ""), ["2024-1-24"], "the variable");
    house.put("flag/2025/construction.yaml", list(2025));
    assert_eq!(ids(&house, "--data flag"), ["2025-1-25"], "the flag");
}

#[test]
fn the_latest_year_is_in_force_and_any_may_be_asked_for() {
    let house = House::new();
    house.put("data/2021/construction.yaml", list(2021));
    house.put("data/2022/construction.yaml", list(2022));
    assert_eq!(ids(&house, ""), ["2022-1-22"]);
    assert_eq!(ids(&house, "--year 2021"), ["2021-1-21"]);
    assert_eq!(house.data("show 2021-1-21")["project"]["year"], 2021, "an id reaches every year");
    let run = house.run("list --year 2019");
    assert_eq!((run.exit, run.codes()), (3, vec!["E2010"]));
    assert!(run.err.contains("2021, 2022"), "{}", run.err);
}

#[test]
fn somebody_elses_data_folder_is_not_a_catalogue() {
    let house = House::new();
    house.put("data/readme.txt", "mine");
    assert_eq!(ids(&house, ""), ["2021-1-431", "2021-1-544"]);
}

#[test]
fn looking_leaves_no_trace() {
    let house = House::new();
    for line in ["", "find 博世", "list", "show 2021-1-431", "due", "check", "whoami", "version"] {
        assert_eq!(house.run(line).exit, 0, "{line}");
    }
    assert_eq!(names(&house.path("")), [""; 0]);
    assert_eq!(names(&house.home("")), [""; 0]);
}
