//! Importing at the desk: what changes is said, what is said is written, and nothing else.

use std::fs;
use std::path::Path;

use diaodu::catalogue::Catalogue;
use diaodu::desk::App;
use diaodu::desk::export::{ExportFormat, write};
use diaodu::desk::import::{ChangeKind, ImportRequest, Outcome};
use diaodu::desk::settings::{DataSource, LedgerLocation, Preferences, Settings};
use diaodu::domain::exit::Exit;
use diaodu::domain::finding::Failure;
use diaodu::intake::DocumentSource;
use jiff::Timestamp;

use crate::source;

fn desk(data: &Path) -> App {
    let settings = Settings {
        data: DataSource::Folder(data.to_owned()),
        state: None,
        inbox: None,
        caches: None,
        in_session: false,
        ledger: LedgerLocation::Nowhere,
        year: None,
        person: "li".into(),
        preferences: Preferences::default(),
    };
    App::open(settings)
}

fn import(data: &Path, request: ImportRequest) -> Result<Outcome, Failure> {
    desk(data).import(request, Timestamp::UNIX_EPOCH)
}

fn csv(text: &str) -> DocumentSource {
    DocumentSource { bytes: text.as_bytes().to_vec(), name: "名单.csv".into(), ..DocumentSource::default() }
}

fn counts(outcome: &Outcome) -> [usize; 4] {
    let compared = &outcome.compared;
    [
        compared.count(ChangeKind::Added),
        compared.count(ChangeKind::Changed),
        compared.count(ChangeKind::Removed),
        compared.unchanged,
    ]
}

#[test]
fn the_notice_is_imported_once_and_the_second_time_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let request = || ImportRequest { source: source("notice-2021.txt"), ..ImportRequest::default() };
    let dry = import(dir.path(), ImportRequest { dry_run: true, ..request() }).unwrap();
    assert_eq!((counts(&dry), dry.written.len()), ([2, 0, 0, 0], 0));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "a dry run writes nothing");

    let first = import(dir.path(), request()).unwrap();
    assert_eq!(counts(&first), [2, 0, 0, 0]);
    assert_eq!(first.written, [Path::new("2021/notice.yaml"), Path::new("2021/construction.yaml")]);
    let (catalogue, findings) = Catalogue::load(dir.path());
    assert_eq!(findings, []);
    let shipped = Catalogue::built_in();
    let (imported, known) = (catalogue.year(2021).unwrap(), shipped.year(2021).unwrap());
    assert_eq!(imported.projects(), known.projects());
    assert_eq!(imported.notice, known.notice, "section counts of this very notice are known");

    let second = import(dir.path(), request()).unwrap();
    assert_eq!((counts(&second), second.written.len()), ([0, 0, 0, 2], 0));
    assert!(!second.notice_changed);
}

const LIST: &str = "2022年市级重点建设项目名单\n序号,项目名称,建设阶段,总投资(万元),责任单位\n\
    1,甲路,续建,100,市交通局\n2,乙桥,新开工,200,市交通局\n3,丙厂,新开工,300,江津区政府\n";

#[test]
fn the_next_version_says_what_changed_field_by_field() {
    let dir = tempfile::tempdir().unwrap();
    let first = import(dir.path(), ImportRequest { source: csv(LIST), ..ImportRequest::default() }).unwrap();
    assert_eq!((first.year, counts(&first)), (2022, [3, 0, 0, 0]));
    let next =
        LIST.replace("200", "250.5").replace("3,丙厂", "3,丁厂房扩建").replace("江津区政府", "永川区政府");
    let outcome =
        import(dir.path(), ImportRequest { source: csv(&next), ..ImportRequest::default() }).unwrap();
    assert_eq!(counts(&outcome), [0, 2, 0, 1]);
    let bridge = &outcome.compared.changes[0];
    let fields: Vec<_> =
        bridge.fields.iter().map(|f| (f.field.as_str(), f.before.as_str(), f.after.as_str())).collect();
    assert_eq!(fields, [("total_investment", "200万元", "250.5万元")]);
    let fewer = next.lines().take(3).collect::<Vec<_>>().join("\n");
    let outcome =
        import(dir.path(), ImportRequest { source: csv(&fewer), ..ImportRequest::default() }).unwrap();
    assert_eq!(counts(&outcome), [0, 0, 2, 1]);
}

#[test]
fn a_list_alone_has_no_notice_and_leaves_other_annexes_alone() {
    let dir = tempfile::tempdir().unwrap();
    import(dir.path(), ImportRequest { source: csv(LIST), ..ImportRequest::default() }).unwrap();
    let planning =
        ImportRequest { source: csv(LIST), annex: Some(2), year: Some(2022), ..ImportRequest::default() };
    let outcome = import(dir.path(), planning).unwrap();
    assert_eq!(counts(&outcome), [3, 0, 0, 0]);
    let (catalogue, findings) = Catalogue::load(dir.path());
    assert_eq!((findings, catalogue.year(2022).unwrap().projects().len()), (vec![], 6));
    assert!(catalogue.year(2022).unwrap().notice.is_none());
}

#[test]
fn what_must_be_said_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let bare = "序号,项目名称,建设阶段\n1,甲,续建\n";
    let asked = |request: ImportRequest| {
        let failure = import(dir.path(), request).unwrap_err();
        (failure.exit, failure.findings[0].code.id(), failure.findings[0].field.clone())
    };
    let request = |text: &str| ImportRequest { source: csv(text), ..ImportRequest::default() };
    assert_eq!(asked(request(bare)), (Exit::Usage, "E3009", Some("--year".into())));
    let year = ImportRequest { year: Some(2022), ..request(bare) };
    assert_eq!(asked(year), (Exit::Usage, "E3010", Some("--annex".into())));
    let wrong = ImportRequest { annex: Some(4), ..request(bare) };
    assert_eq!(asked(wrong), (Exit::Usage, "E3010", Some("--annex".into())));
    let (exit, code, _) = asked(request("Id,Project,Cost\n1,Bridge,3\n"));
    assert_eq!((exit, code), (Exit::Usage, "E3006"));
    let map = ImportRequest { map: Some("nome=Project".into()), ..request("Id,Project\n1,Bridge\n") };
    assert_eq!(asked(map).1, "E3008");
}

#[test]
fn strict_refuses_a_list_that_contradicts_itself() {
    let dir = tempfile::tempdir().unwrap();
    let text = LIST.replace("1,甲路", "一,工业(4项),,,\n1,甲路");
    let request = |strict| ImportRequest { source: csv(&text), strict, ..ImportRequest::default() };
    let failure = import(dir.path(), request(true)).unwrap_err();
    assert_eq!((failure.exit, failure.findings[0].field.as_deref()), (Exit::No, Some("工业")));
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    let outcome = import(dir.path(), request(false)).unwrap();
    let declared = &outcome.declared[0];
    assert_eq!((declared.count, declared.found, declared.agrees), (Some(4), 3, false));
    assert_eq!(outcome.findings.iter().filter(|f| f.code.id() == "E3015").count(), 1);
}

#[test]
fn a_foreign_list_is_imported_by_a_map_and_keeps_every_column() {
    let dir = tempfile::tempdir().unwrap();
    let text = "Project ID,Project Name,Region,Status,Cost (USD m),Remarks\nP001,\"Bridge, North\",East,Active,12.5,x\nP002,Port,West,Closed,7,\n";
    let request = ImportRequest {
        source: csv(text),
        year: Some(2020),
        annex: Some(1),
        map: Some("name=Project Name,district=Region,stage=Status".into()),
        ..ImportRequest::default()
    };
    let outcome = import(dir.path(), request).unwrap();
    let bridge = &outcome.projects[0];
    assert_eq!((bridge.name.as_str(), bridge.printed_district.as_deref()), ("Bridge, North", Some("East")));
    assert_eq!(bridge.stage.as_deref(), Some("Active"));
    let extra: Vec<_> = bridge.extra.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(extra, [("Project ID", "P001"), ("Cost (USD m)", "12.5"), ("Remarks", "x")]);
}

#[test]
fn our_own_yaml_and_json_come_back_through_the_desk() {
    let dir = tempfile::tempdir().unwrap();
    import(dir.path(), ImportRequest { source: source("chongqing-2025.xlsx"), ..ImportRequest::default() })
        .unwrap();
    let (catalogue, _) = Catalogue::load(dir.path());
    let stored: Vec<_> = catalogue.year(2025).unwrap().projects().iter().collect();
    for (format, name) in [
        (ExportFormat::Yaml, "f.yaml"),
        (ExportFormat::Json, "f.json"),
        (ExportFormat::Csv, "f.csv"),
        (ExportFormat::Xlsx, "f.xlsx"),
    ] {
        let bytes = write(&stored, format, None, false).unwrap();
        for name in [name, "-"] {
            let source =
                DocumentSource { bytes: bytes.clone(), name: name.into(), ..DocumentSource::default() };
            let outcome = import(dir.path(), ImportRequest { source, ..ImportRequest::default() }).unwrap();
            assert_eq!((counts(&outcome), outcome.written.len()), ([0, 0, 0, 4], 0), "{format:?} as {name}");
        }
    }
}
