//! Tiers, filters, facets and bad input on a small list.

use std::sync::atomic::AtomicBool;

use diaodu::domain::category::Category;
use diaodu::domain::project::{Project, ProjectId};
use diaodu::search::{Facet, Flags, Index, Query, SearchOptions};
use proptest::prelude::*;

use super::{found, project, search};

/// The two projects of the notice, with a few more around them.
fn desk() -> Vec<Project> {
    let mut bosch = project(431, "九龙坡博世氢材料发动机");
    bosch.mark = Some("★".into());
    bosch.headings = ["重大产业项目", "工业支柱产业", "汽车产业"].map(str::to_owned).into_iter().collect();
    (bosch.start_year, bosch.finish_year) = (Some(2021), Some(2025));
    bosch.stage = Some("新开工".into());
    bosch.content = "建设辐射全国的氢燃料电池发动机研发、生产基地。".into();
    bosch.goal = "开工建设".into();
    bosch.lead_units = vec!["九龙坡区政府".to_owned()].into();
    let mut automotive = project(544, "中国汽研国家氢能动力质检中心");
    automotive.headings =
        ["重大产业项目", "战略性新兴产业", "其他战略性新兴产业"].map(str::to_owned).into_iter().collect();
    (automotive.start_year, automotive.finish_year) = (Some(2021), Some(2022));
    automotive.stage = Some("新开工".into());
    automotive.content = "建设新能源领域的检测能力，包括燃料电池、氢能产品、三电产品等。".into();
    automotive.goal = "开工建设".into();
    automotive.lead_units = vec!["两江新区管委会".to_owned()].into();
    let mut railway = project(46, "郑万高铁");
    railway.headings = ["重大基础设施项目", "交通"].map(str::to_owned).into_iter().collect();
    railway.start_year = Some(2016);
    railway.stage = Some("续建".into());
    railway.lead_units = vec!["市交通局".to_owned()].into();
    let id = ProjectId { year: 2021, category: Category::Planning, serial: 1 };
    let mut planned = Project::new(id, "黔江至吉首高铁");
    planned.lead_units = vec!["市交通局".to_owned(), "黔江区政府".to_owned()].into();
    let mut projects = vec![bosch, automotive, railway, planned];
    projects.sort_by_key(|project| project.id);
    projects
}

fn names(typed: &str) -> Vec<String> {
    search(&desk(), typed, &[]).into_iter().map(|project| project.name.chars().take(4).collect()).collect()
}

#[test]
fn an_empty_query_is_the_list_in_its_order() {
    assert_eq!(names(""), ["郑万高铁", "九龙坡博", "中国汽研", "黔江至吉"]);
    assert_eq!(found(&desk(), "  ", &[]).totals, [3, 1, 0]);
}

#[test]
fn a_name_comes_before_a_unit_and_a_unit_before_content() {
    let mut projects =
        vec![project(1, "甲"), project(2, "乙"), project(3, "丙"), project(4, "丁"), project(5, "博大世纪")];
    projects[0].content = "博世".to_owned();
    projects[1].goal = "博世".into();
    projects[2].lead_units = vec!["博世".to_owned()].into();
    projects[3].name = "某博世项目".to_owned();
    for typed in ["博世", "boshi"] {
        let order: Vec<u32> = search(&projects, typed, &[]).iter().map(|p| p.id.serial).collect();
        assert_eq!(order, [4, 3, 2, 1, 5], "{typed}");
    }
}

#[test]
fn long_texts_are_found_unbroken_and_by_syllables() {
    assert_eq!(names("ranliaodianchi"), ["九龙坡博", "中国汽研"]);
    assert_eq!(names("rldcfdj"), ["九龙坡博"]);
    assert_eq!(names("燃料发动机"), Vec::<String>::new());
    assert_eq!(names("rl"), Vec::<String>::new());
}

#[test]
fn serials_and_ids_name_one_project_first() {
    let mut projects = desk();
    projects[0].name = "431工程".to_owned();
    let hits = search(&projects, "431", &[]);
    assert_eq!(hits.iter().map(|p| p.id.serial).collect::<Vec<_>>(), [431, 46]);
    assert_eq!(names("2021-1-431"), ["九龙坡博"]);
    assert_eq!(names("２０２１－２－１"), ["黔江至吉"]);
}

#[test]
fn filters_keep_and_drop() {
    for (typed, expected) in [
        ("unit:九龙坡", &["九龙坡博"][..]),
        ("牵头：jlp", &["九龙坡博"]),
        ("unit:交通局 !unit:黔江", &["郑万高铁"]),
        ("stage:新开工,续建 高铁", &["郑万高铁"]),
        ("sector:汽车", &["九龙坡博"]),
        ("sector:=汽车", &[]),
        ("sector:=汽车产业", &["九龙坡博"]),
        ("领域:zhichanye", &[]),
        ("sector:chanye", &["九龙坡博", "中国汽研"]),
        ("year:2021", &["九龙坡博", "中国汽研", "黔江至吉"]),
        ("year:-2020", &["郑万高铁"]),
        ("district:liangjiang", &["中国汽研"]),
        ("区县:黔江", &["黔江至吉"]),
        ("category:前期", &["黔江至吉"]),
        ("!类别:建设", &["黔江至吉"]),
        ("is:starred", &["九龙坡博"]),
        ("mark:★", &["九龙坡博"]),
        ("qing !is:starred", &["中国汽研"]),
    ] {
        assert_eq!(names(typed), expected, "{typed}");
    }
}

#[test]
fn report_states_come_from_the_desk() {
    let projects = desk();
    let flags = [Flags::FILED, Flags::UNFILED | Flags::RED, Flags::UNFILED, Flags::default()];
    let serials = |typed| -> Vec<u32> {
        search(&projects, typed, &flags).iter().map(|project| project.id.serial).collect()
    };
    assert_eq!(serials("is:unfiled"), [431, 544]);
    assert_eq!(serials("状态:未报 is:red"), [431]);
    assert_eq!(serials("is:unfiled,filed"), [46, 431, 544]);
    assert_eq!(serials("!is:unfiled"), [46, 1]);
    let unknown = found(&projects, "is:unfiled", &[]);
    assert_eq!((unknown.total(), unknown.findings.len()), (0, 1), "no ledger: nothing, and it says so");
}

#[test]
fn facets_count_what_was_found() {
    let projects = desk();
    let index = Index::build(&projects);
    let parse = |typed: &str| Query::parse(typed).0;
    let run = |typed: &str| {
        index
            .search(&parse(typed), &[], &SearchOptions::default(), &AtomicBool::new(false))
            .expect("not stopped")
    };
    let facets = index.facets(&run(""), None);
    for (facet, counts) in &facets.groups {
        for count in counts {
            let filtered = run(&facet.filter(&count.value));
            assert_eq!(filtered.total(), count.count, "{facet:?} {}", count.value);
        }
    }
    let values = |facet: Facet, typed: &str, category| -> Vec<(String, u32)> {
        let facets = index.facets(&run(typed), category);
        let group = facets.groups.into_iter().find(|(f, _)| *f == facet);
        group.map(|(_, counts)| counts.into_iter().map(|c| (c.value, c.count)).collect()).unwrap_or_default()
    };
    assert_eq!(values(Facet::Stage, "", None), [("新开工".to_owned(), 2), ("续建".to_owned(), 1)]);
    assert_eq!(values(Facet::Unit, "高铁", None), [("市交通局".to_owned(), 2), ("黔江区政府".to_owned(), 1)]);
    assert_eq!(values(Facet::District, "", Some(Category::Planning)), [("黔江区".to_owned(), 1)]);
    assert_eq!(values(Facet::Sector, "博世", None), [("工业支柱产业".to_owned(), 1)]);
}

#[test]
fn huge_names_and_queries_are_answered() {
    let mut projects = vec![project(1, &"九龙坡博世氢".repeat(2_000)), project(2, "博世")];
    projects[0].content = "zhuang装".repeat(3_000);
    for typed in ["博世", "jlpbsq", "博世氢九", &"zh".repeat(500), &"博世".repeat(500), &"a ".repeat(500)]
    {
        let (query, _) = Query::parse(typed);
        let found = found(&projects, typed, &[]);
        for hit in &found.hits {
            diaodu::search::matched(&query, &projects[hit.position as usize]);
        }
    }
    assert_eq!(search(&projects, "博世", &[])[0].id.serial, 2);
}

proptest! {
    #[test]
    fn anything_can_be_typed(typed in "\\PC{0,60}|[!'^$:\" a-z重庆]{0,40}") {
        let projects = desk();
        let (query, findings) = Query::parse(&typed);
        for finding in findings {
            prop_assert!(!finding.line(diaodu::domain::lang::Lang::Zh).is_empty());
        }
        for hit in found(&projects, &typed, &[]).hits {
            let project = &projects[hit.position as usize];
            for matched in diaodu::search::matched(&query, project) {
                let length = matched.field.text(project).chars().count() as u32;
                for range in matched.ranges {
                    prop_assert!(range.start < range.end && range.end <= length);
                }
            }
        }
    }
}
