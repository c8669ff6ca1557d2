//! What `export` writes, `import` reads back as the same projects, in every format and encoding.

use diaodu::desk::export::{ExportFormat, write};
use diaodu::domain::category::Category;
use diaodu::domain::interned::SharedStr;
use diaodu::domain::money::Money;
use diaodu::domain::project::{Project, ProjectId};
use diaodu::domain::text::{clean, clean_multiline};
use diaodu::intake::{DocumentSource, ReadOptions, read};
use proptest::prelude::*;

/// Text with everything that a format could trip over: signs of formulas, quotes, separators, breaks.
fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[一-龥]{1,8}(（[一-龥]{1,4}）)?",
        1 => "[=+@'\"][一-龥a-z0-9]{1,6}",
        1 => "[一-龥]{1,3}[,;|\t\"=★][一-龥]{1,3}",
        1 => Just("=SUM(A1:A9)".to_owned()),
        1 => Just("007".to_owned()),
        1 => Just("'='".to_owned()),
    ]
    .prop_map(|t| clean(&t).into_owned())
}

fn lines() -> impl Strategy<Value = String> {
    prop::collection::vec(line(), 0..3).prop_map(|l| clean_multiline(&l.join("\n")).into_owned())
}

fn han() -> impl Strategy<Value = String> {
    "[一-龥]{2,6}"
}

/// Names that in a list without ids would be headings, sums, notes or parts of the project above.
const DOUBTFUL: [&str; 16] = [
    "合计",
    "小计（2项）",
    "共计3个项目",
    "说明",
    "注：甲路",
    "一、工业(2项)",
    "（一）丙渠",
    "A、乙类",
    "1、2号楼改造",
    "其中：甲路",
    "（二期）",
    "续建项目",
    "第一部分",
    "2021年名单（续）",
    "单位：万元",
    "附件2",
];

fn name() -> impl Strategy<Value = String> {
    prop_oneof![2 => han(), 1 => prop::sample::select(DOUBTFUL.to_vec()).prop_map(str::to_owned)]
}

prop_compose! {
    fn project()(
        (serial, category) in (1..9_999_u32, prop::sample::select(Category::ALL.to_vec())),
        name in name(),
        (mark, printed) in (prop::option::of(prop::sample::select(vec!["★", "▲", "☆"])), prop::option::of("[1-9]")),
        headings in prop::collection::vec(han(), 0..3),
        years in prop::option::of((2000..2030_i16, 0..9_i16)),
        (stage, content, goal) in (prop::option::of(Just("续建".to_owned())), lines(), lines()),
        units in prop::collection::vec(han(), 0..3),
        district in prop::option::of("[一-龥]{2,4}区"),
        money in prop::option::of((0..9_000_000_000_000_i64, -5_000..5_000_000_i64)),
        extra in prop::collection::vec((prop_oneof![han(), line(), Just("备注".to_owned()), Just("总投资(万元)".to_owned())], line()), 0..=20),
    ) -> Project {
        let mut project = Project::new(ProjectId { year: 2021, category, serial }, name);
        project.mark = mark.map(SharedStr::from);
        project.printed_serial = printed.map(SharedStr::from);
        project.headings = headings.into();
        project.start_year = years.map(|(from, _)| from);
        project.finish_year = years.map(|(from, length)| from + length);
        project.stage = stage.map(SharedStr::from);
        project.content = content;
        project.goal = goal.into();
        project.lead_units = units.into();
        project.printed_district = district.map(SharedStr::from);
        project.total_investment = money.map(|(total, _)| Money(total));
        project.planned_investment = money.map(|(_, plan)| Money(plan));
        project.extra = extra.into_iter().filter(|(k, v)| !k.is_empty() && !v.is_empty()).collect();
        project
    }
}

fn list() -> impl Strategy<Value = Vec<Project>> {
    prop::collection::vec(project(), 1..6).prop_map(|mut projects| {
        projects.sort_by_key(|p| p.id);
        projects.dedup_by_key(|p| p.id);
        projects
    })
}

/// By the reader of documents; yaml and json go by the desk, see the stories of `import`.
fn back(bytes: Vec<u8>, name: &str, encoding: Option<&str>) -> Vec<Project> {
    let source = DocumentSource {
        bytes,
        name: name.into(),
        encoding: encoding.map(str::to_owned),
        ..DocumentSource::default()
    };
    let read = read(source, &ReadOptions::default()).unwrap_or_else(|f| panic!("{f}"));
    let mut projects = read.projects;
    projects.sort_by_key(|p| p.id);
    projects
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn csv_comes_back_in_every_encoding(projects in list()) {
        let all: Vec<&Project> = projects.iter().collect();
        for encoding in [None, Some("utf-8"), Some("gb18030"), Some("utf-16le"), Some("utf-16be")] {
            let bytes = write(&all, ExportFormat::Csv, encoding, false).unwrap();
            prop_assert_eq!(&back(bytes, "f.csv", encoding), &projects, "{:?}", encoding);
        }
    }

    #[test]
    fn a_workbook_comes_back(projects in list()) {
        let all: Vec<&Project> = projects.iter().collect();
        let bytes = write(&all, ExportFormat::Xlsx, None, false).unwrap();
        prop_assert_eq!(back(bytes, "f.xlsx", None), projects);
    }
}

#[test]
fn formula_signs_are_guarded_in_csv_and_never_formulas_in_a_workbook() {
    let mut project = Project::new("2021-1-1".parse().unwrap(), "甲");
    project.content = "=HYPERLINK(\"http://x\")".into();
    let csv = String::from_utf8(write(&[&project], ExportFormat::Csv, None, false).unwrap()).unwrap();
    assert!(csv.starts_with('\u{feff}') && csv.contains("\"'=HYPERLINK("), "{csv}");
    let xlsx = write(&[&project], ExportFormat::Xlsx, None, false).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(xlsx)).unwrap();
    let mut sheet = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("xl/worksheets/sheet1.xml").unwrap(), &mut sheet)
        .unwrap();
    assert!(!sheet.contains("<f>"), "{sheet}");
    assert!(sheet.contains("state=\"frozen\""));
}

#[test]
fn what_an_encoding_cannot_write_is_named() {
    let mut project = Project::new("2021-1-1".parse().unwrap(), "𠮷野家");
    project.content = "甲".into();
    let failure = write(&[&project], ExportFormat::Csv, Some("gbk"), false).unwrap_err();
    assert!(failure.findings[0].got.as_deref().unwrap().contains("2021-1-1"), "{failure}");
    assert!(write(&[&project], ExportFormat::Csv, Some("gb18030"), false).is_ok());
    assert!(write(&[&project], ExportFormat::Csv, Some("klingon"), false).is_err());
}
