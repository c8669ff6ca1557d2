//! The catalogue as people keep it: files edited by hand, files written by the program, and what goes
//! wrong in them.

use std::fs;
use std::path::Path;

use diaodu::catalogue::{Catalogue, Year, YearFile, write_year};
use diaodu::domain::category::Category;
use diaodu::domain::codes;
use diaodu::domain::finding::Finding;
use diaodu::domain::interned::SharedStr;
use diaodu::domain::money::{Money, YI};
use diaodu::domain::project::{Project, ProjectId};
use jiff::civil::date;
use proptest::prelude::*;

fn put(dir: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn copy_shipped(dir: &Path) {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/2021");
    for part in YearFile::ALL {
        put(dir, &format!("2021/{}", part.file_name()), fs::read(shipped.join(part.file_name())).unwrap());
    }
}

/// `code file:line field` of each finding, the file by its last part.
fn brief(findings: &[Finding]) -> Vec<String> {
    findings
        .iter()
        .map(|f| {
            let file = f.file.as_deref().unwrap_or("-").rsplit('/').next().unwrap().to_owned();
            let line = f.line.map(|l| format!(":{l}")).unwrap_or_default();
            let field = f.field.as_deref().map(|f| format!(" {f}")).unwrap_or_default();
            format!("{} {file}{line}{field}", f.code.id())
        })
        .collect()
}

#[test]
fn the_shipped_catalogue_is_the_notice() {
    let (catalogue, findings) = Catalogue::shipped();
    assert_eq!(findings, []);
    let year = catalogue.in_force().unwrap();
    let notice = year.notice.as_ref().unwrap();
    assert_eq!((notice.number.as_str(), notice.date), ("渝府办发〔2021〕25号", Some(date(2021, 3, 2))));
    let counts: Vec<_> = Category::ALL.iter().map(|c| notice.declared(*c).unwrap().count).collect();
    assert_eq!(counts, [894, 258, 100]);
    let construction = notice.declared(Category::Construction).unwrap();
    assert_eq!(construction.total_investment, Some(Money(28_000 * YI)));
    assert!(construction.total_is_about && construction.statistics_must_agree);
    assert_eq!(construction.planned_investment, Some(Money(3532 * YI)));
    let promotion = notice.declared(Category::Promotion).unwrap();
    assert_eq!((promotion.planned_investment, promotion.statistics_must_agree), (None, false));
    assert_eq!(notice.sections.iter().map(|s| s.count).sum::<u32>(), 894);

    let bosch = catalogue.project("2021-1-431".parse().unwrap()).unwrap();
    assert_eq!((bosch.mark.as_deref(), bosch.name.as_str()), (Some("★"), "九龙坡博世氢材料发动机"));
    assert_eq!(bosch.headings, ["重大产业项目", "工业支柱产业", "汽车产业"]);
    assert_eq!((bosch.start_year, bosch.finish_year), (Some(2021), Some(2025)));
    assert_eq!(bosch.district().as_deref(), Some("九龙坡区"));
    assert_eq!((bosch.total_investment, bosch.planned_investment), (None, None));
    assert_eq!(year.projects().len(), 2);
}

#[test]
fn working_days_know_make_up_days() {
    let calendar = Catalogue::built_in().calendar;
    assert!(calendar.is_working_day(date(2021, 4, 25)), "a Sunday that is worked");
    for rest in
        [date(2021, 7, 25), date(2021, 9, 25), date(2021, 12, 25), date(2020, 2, 1), date(2026, 9, 25)]
    {
        assert!(!calendar.is_working_day(rest), "{rest}");
    }
    assert!((2020..=2026).all(|year| calendar.knows(year)));
    assert!(!calendar.knows(2027));
}

#[test]
fn every_district_has_its_own_tile() {
    let districts = Catalogue::built_in().districts;
    assert_eq!(districts.len(), 41);
    let mut tiles: Vec<_> = districts.iter().map(|d| (d.row, d.col)).collect();
    tiles.sort_unstable();
    tiles.dedup();
    assert_eq!(tiles.len(), 41);
}

#[test]
fn every_fault_is_one_finding_and_the_rest_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    copy_shipped(dir.path());
    let records = "\
- serial: 431
  name: 甲
- serial: 431
  name: 乙
- serial: 2
  name: 丙
  start_year: 2025
  finish_year: 2021
- serial: 3
  name: 丁
  stage: 大干快上
- serial: 4
  name: \"戊\\u202E己\\e[31m\"
- serial: 5
  name: 庚\u{202e}辛
- serial: 六
  name: 壬
  colour: red
- serial: 7
  name: [
- serial: 8
- serial: 9
  name: 癸
  total_investment: 12
  start_year: soon
";
    put(dir.path(), "2021/construction.yaml", format!("\u{feff}{records}"));
    let (catalogue, findings) = Catalogue::load(dir.path());
    assert_eq!(
        brief(&findings),
        [
            "E1008 construction.yaml:3 serial",
            "E1009 construction.yaml:8 finish_year",
            "E1010 construction.yaml:11 stage",
            "E1012 construction.yaml:13 name",
            "E1012 construction.yaml:15 name",
            "E1007 construction.yaml:16 serial",
            "E1005 construction.yaml:18 colour",
            "E1003 construction.yaml:20",
            "E1006 construction.yaml:21 name",
            "E1007 construction.yaml:25 start_year",
            "E1007 construction.yaml:24 total_investment",
        ]
    );
    let names: Vec<_> = catalogue.year(2021).unwrap().projects().iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["丙", "丁", "戊己[31m", "庚辛", "癸", "甲"]);
}

#[test]
fn totals_that_do_not_add_up_are_said() {
    let dir = tempfile::tempdir().unwrap();
    copy_shipped(dir.path());
    let notice = fs::read_to_string(dir.path().join("2021/notice.yaml")).unwrap();
    put(
        dir.path(),
        "2021/notice.yaml",
        notice.replace("count: 894", "count: 1").replace("count: 233", "count: 1"),
    );
    let (_, findings) = Catalogue::load(dir.path());
    assert_eq!(
        brief(&findings),
        [
            "E1011 notice.yaml declared.construction.count",
            "E1011 notice.yaml sections.construction",
            "E1011 notice.yaml sections.construction"
        ]
    );
}

#[test]
fn bombs_encodings_and_missing_files() {
    let cases: [(&str, Vec<u8>, &str); 6] = [
        ("2021/construction.yaml", b"[".repeat(200_000), "E1003"),
        ("2021/construction.yaml", [b"- ".to_vec(), b"[".repeat(200_000)].concat(), "E1004"),
        (
            "2021/construction.yaml",
            encoding_rs::GBK.encode("- serial: 1\n  name: 重庆\n").0.into_owned(),
            "E1002",
        ),
        (
            "2021/construction.yaml",
            format!("- serial: 1\n  name: {}\n", "长".repeat(100_000)).into_bytes(),
            "E1004",
        ),
        ("2021/notice.yaml", format!("year: 2021\ntitle: {}x", "{a: ".repeat(300)).into_bytes(), "E1004"),
        ("2021/notice.yaml", b"year: 2022\ntitle: x\n".to_vec(), "E1014"),
    ];
    for (name, bytes, code) in cases {
        let dir = tempfile::tempdir().unwrap();
        copy_shipped(dir.path());
        put(dir.path(), name, bytes);
        let (catalogue, findings) = Catalogue::load(dir.path());
        assert_eq!(findings.iter().map(|f| f.code.id()).collect::<Vec<_>>(), [code], "{name}: {findings:?}");
        assert!(catalogue.year(2021).is_some(), "the other files are loaded");
    }
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(Catalogue::load(empty.path()).1[0].code, codes::EMPTY_CATALOGUE);
    assert_eq!(Catalogue::load(&empty.path().join("none")).1[0].code, codes::UNREADABLE);
    fs::create_dir_all(empty.path().join("2021/construction.yaml")).unwrap();
    assert_eq!(Catalogue::load(empty.path()).1[0].code, codes::UNREADABLE, "a folder where a file should be");
}

#[test]
fn a_folder_brings_its_own_working_days_and_districts() {
    let dir = tempfile::tempdir().unwrap();
    copy_shipped(dir.path());
    put(
        dir.path(),
        "calendar/2027.yaml",
        "year: 2027\nrest:\n- {name: 元旦, from: 2027-01-01, to: 2027-01-03}\nwork: [2027-01-09]\n",
    );
    put(dir.path(), "districts.yaml", "- {name: 甲县, short: 甲, kind: county, row: 0, col: 0}\n");
    let (catalogue, findings) = Catalogue::load(dir.path());
    assert_eq!(findings, []);
    assert!(catalogue.calendar.is_working_day(date(2027, 1, 9)) && catalogue.calendar.knows(2021));
    assert_eq!(catalogue.districts.len(), 1);
}

#[test]
fn writing_keeps_comments_and_touches_only_what_changes() {
    let dir = tempfile::tempdir().unwrap();
    copy_shipped(dir.path());
    let (catalogue, _) = Catalogue::load(dir.path());
    let year = catalogue.year(2021).unwrap();
    let before = fs::read_to_string(dir.path().join("2021/construction.yaml")).unwrap();
    let written = write_year(
        dir.path(),
        year,
        &[YearFile::List(Category::Construction), YearFile::List(Category::Planning)],
    );
    assert_eq!(written, Ok(vec![]), "the shipped files are in the written form");

    let mut projects = year.projects().to_vec();
    projects[0].goal = "部分投产".into();
    let year = Year::new(2021, year.notice.clone(), false, projects);
    let written = write_year(dir.path(), &year, &[YearFile::List(Category::Construction)]).unwrap();
    assert_eq!(written, [Path::new("2021/construction.yaml")]);
    let after = fs::read_to_string(dir.path().join("2021/construction.yaml")).unwrap();
    assert_eq!(after, before.replacen("开工建设", "部分投产", 1));
}

#[test]
fn made_up_years_say_so_in_every_file() {
    let dir = tempfile::tempdir().unwrap();
    let shipped = Catalogue::built_in();
    let real = shipped.year(2021).unwrap();
    let invented = Year::new(2021, real.notice.clone(), true, real.projects().to_vec());
    write_year(dir.path(), &invented, &YearFile::ALL).unwrap();
    for part in YearFile::ALL {
        let text = fs::read_to_string(dir.path().join("2021").join(part.file_name())).unwrap();
        assert!(text.contains("invented: true"), "{part:?}");
    }
    fs::remove_file(dir.path().join("2021/notice.yaml")).unwrap();
    let (catalogue, findings) = Catalogue::load(dir.path());
    assert_eq!(findings, []);
    assert!(catalogue.year(2021).unwrap().invented);
}

#[test]
fn a_large_list_is_read_whole_and_in_order() {
    let dir = tempfile::tempdir().unwrap();
    let projects: Vec<_> = (1..=3000)
        .map(|serial| {
            Project::new(
                ProjectId { year: 2021, category: Category::Construction, serial },
                format!("项目{serial}"),
            )
        })
        .collect();
    let year = Year::new(2021, None, false, projects);
    write_year(dir.path(), &year, &[YearFile::List(Category::Construction)]).unwrap();
    let (catalogue, findings) = Catalogue::load(dir.path());
    assert_eq!(findings, []);
    assert_eq!(catalogue.year(2021).unwrap().projects(), year.projects());
}

/// Text as lists hold it, with everything that YAML reads as something else.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[\\u{4e00}-\\u{4e40}（）〔〕、。a-z0-9 \\-:#'\"\\[\\]{},&*!|>%@`?~=+]{1,16}",
        Just("true".to_owned()),
        Just("null".to_owned()),
        Just("~".to_owned()),
        Just("0x1f".to_owned()),
        Just("1_000".to_owned()),
        Just("2021-03-02".to_owned()),
        Just("007".to_owned()),
        Just("1e3".to_owned()),
        Just("- 乙".to_owned()),
        Just("# 丙".to_owned()),
    ]
    .prop_map(|s| diaodu::domain::text::clean(&s).into_owned())
}

fn lines() -> impl Strategy<Value = String> {
    prop::collection::vec(words(), 0..4)
        .prop_map(|l| diaodu::domain::text::clean_multiline(&l.join("\n")).into_owned())
}

prop_compose! {
    fn project()(
        serial in 1..50_u32,
        name in words().prop_filter("a name", |s| !s.is_empty()),
        texts in prop::collection::vec(words().prop_filter("text", |s| !s.is_empty()), 0..3),
        stage in prop::option::of(Just("续建".to_owned())),
        content in lines(),
        years in prop::option::of(1990..2100_i16),
        money in prop::option::of(-1_000_000_000_000..1_000_000_000_000_i64),
        extra in prop::collection::vec((words().prop_filter("a header", |s| !s.is_empty()), words().prop_filter("text", |s| !s.is_empty())), 0..3),
    ) -> Project {
        let mut project = Project::new(ProjectId { year: 2021, category: Category::Planning, serial }, name);
        project.printed_district = texts.first().map(|text| text.as_str().into());
        project.mark = texts.last().map(|text| text.as_str().into());
        project.headings = texts.clone().into();
        project.lead_units = texts.into();
        project.stage = stage.map(SharedStr::from);
        project.content = content;
        project.start_year = years;
        project.finish_year = years;
        project.total_investment = money.map(Money);
        project.extra = extra.into_iter().collect();
        project
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_written_is_read_back(projects in prop::collection::vec(project(), 0..6)) {
        let mut projects = projects;
        projects.sort_by_key(|p| p.id);
        projects.dedup_by_key(|p| p.id);
        let year = Year::new(2021, None, false, projects);
        let dir = tempfile::tempdir().unwrap();
        write_year(dir.path(), &year, &[YearFile::List(Category::Planning)]).unwrap();
        let (catalogue, findings) = Catalogue::load(dir.path());
        prop_assert_eq!(findings, vec![]);
        prop_assert_eq!(catalogue.year(2021).unwrap().projects(), year.projects());
        let again = write_year(dir.path(), catalogue.year(2021).unwrap(), &[YearFile::List(Category::Planning)]);
        prop_assert_eq!(again, Ok(vec![]));
    }

    #[test]
    fn no_file_panics(text in "\\PC{0,80}|(- |serial: 1\n|name: x\n|  |\\[|\\{|&a|\\*a|: |\"|\n|#|\\|){0,40}") {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), "2021/construction.yaml", &text);
        put(dir.path(), "2021/notice.yaml", &text);
        put(dir.path(), "calendar/2021.yaml", &text);
        let _ = Catalogue::load(dir.path());
    }
}
