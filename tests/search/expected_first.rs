//! Over real names and real places: what must come first.

use diaodu::domain::project::Project;
use diaodu::search::{Index, Query, SearchOptions};
use std::sync::atomic::AtomicBool;

use super::{lines, project, search};

fn named() -> Vec<Project> {
    let names = lines(include_str!("../fixtures/search/names.txt"));
    names.zip(1..).map(|(name, serial)| project(serial, name)).collect()
}

struct Place {
    name: &'static str,
    pinyin: &'static str,
    initials: &'static str,
    project: Project,
}

fn places() -> Vec<Place> {
    let lines = lines(include_str!("../fixtures/search/places.tsv"));
    lines
        .zip(1..)
        .map(|(line, serial)| {
            let [name, unit, pinyin, initials] =
                line.split('\t').collect::<Vec<_>>().try_into().expect("four columns");
            let mut project = project(serial, name);
            project.lead_units = vec![unit.to_owned()].into();
            Place { name, pinyin, initials, project }
        })
        .collect()
}

#[test]
fn real_names_come_first() {
    let projects = named();
    let index = Index::build(&projects);
    let mut wrong = Vec::new();
    let mut cases = 0;
    for case in lines(include_str!("../fixtures/search/cases.tsv")) {
        let (typed, expected) = case.split_once('\t').expect("two columns");
        let (query, findings) = Query::parse(typed);
        assert!(findings.is_empty(), "{typed}: {findings:?}");
        let found = index
            .search(&query, &[], &SearchOptions::default(), &AtomicBool::new(false))
            .expect("not stopped");
        let first = found.hits.first().map_or("nothing", |hit| &projects[hit.position as usize].name);
        cases += 1;
        if first != expected {
            wrong.push(format!("{typed}: {first}, not {expected}"));
        }
    }
    assert!(cases >= 80, "{cases}");
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_place_by_chinese_and_full_pinyin() {
    let places = places();
    assert_eq!(places.len(), 41);
    let projects: Vec<Project> = places.iter().map(|place| place.project.clone()).collect();
    for place in &places {
        let short: String = place.name.chars().take(2).collect();
        // 重庆高新区 is known as 高新.
        let short = if place.pinyin == "gaoxin" { "高新".to_owned() } else { short };
        for typed in [place.name, &short, place.pinyin, &place.pinyin[..place.pinyin.len() - 1]] {
            let first = search(&projects, typed, &[]).first().map_or("nothing", |p| &p.name);
            assert_eq!(first, place.name, "{typed}");
        }
    }
}

#[test]
fn every_place_by_initials() {
    let places = places();
    let projects: Vec<Project> = places.iter().map(|place| place.project.clone()).collect();
    for place in &places {
        // Places that share initials (云阳 and 酉阳) may come in either order, but before all others.
        let sharing = places.iter().filter(|other| other.initials == place.initials).count();
        let hits = search(&projects, place.initials, &[]);
        let first: Vec<&str> = hits.iter().take(sharing).map(|p| p.name.as_str()).collect();
        assert!(first.contains(&place.name), "{}: {first:?}", place.initials);
    }
}

#[test]
fn every_place_by_its_unit_in_a_filter() {
    let places = places();
    let projects: Vec<Project> = places.iter().map(|place| place.project.clone()).collect();
    for place in &places {
        let hits = search(&projects, &format!("unit:{}", place.pinyin), &[]);
        assert!(hits.iter().any(|p| p.name == place.name), "unit:{}", place.pinyin);
        assert!(hits.len() <= 3, "unit:{} finds {}", place.pinyin, hits.len());
    }
}
