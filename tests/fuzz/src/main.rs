//! What is fuzzed, chosen by the variable `TARGET`: one document reader after the other, the catalogue's YAML, search
//! queries, `--map`, and the command lines that arrive over SSH.

#![no_main]

use std::sync::LazyLock;

use diaodu::catalogue::{Catalogue, from_yaml};
use diaodu::domain::category::Category;
use diaodu::domain::project::{Project, ProjectId};
use diaodu::intake::{Map, Options, Source, WORKBOOK_READER, read};
use diaodu::search::{Index, Options as Search, Query};
use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<String> = LazyLock::new(|| {
    // The workbook library panics on damaged files, which is caught and said: only a panic of our own is a finding.
    let abort = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let is_theirs = std::thread::current().name() == Some(WORKBOOK_READER)
            && panic.location().is_some_and(|place| !place.file().contains("src/intake"));
        if !is_theirs {
            abort(panic);
        }
    }));
    std::env::var("TARGET").expect("TARGET=csv, text, …")
});

fuzz_target!(|data: &[u8]| match TARGET.as_str() {
    "csv" => document("f.csv", data),
    "text" => document("f.txt", data),
    "html" => document("f.html", &[b"<html>", data].concat()),
    // The fuzzer writes the XML; the package around it is made here, or it would only ever break zips.
    "docx" => document("f.docx", &packed(&[("word/document.xml", data)])),
    "xlsx" => document("f.xlsx", &workbook(data)),
    "xls" => document("f.xls", data),
    "yaml" => drop(from_yaml("f.yaml", &String::from_utf8_lossy(data), Some((2021, Category::Construction)))),
    "query" => query(&String::from_utf8_lossy(data)),
    "pinyin" => pinyin(&String::from_utf8_lossy(data)),
    "ssh" => drop(diaodu::desk::session::admit(&String::from_utf8_lossy(data))),
    "map" => drop(Map::parse(&String::from_utf8_lossy(data))),
    other => panic!("no such target: {other}"),
});

/// Reads a document and holds what was read to what every document must obey.
fn document(name: &str, bytes: &[u8]) {
    let options = Options { year: Some(2021), category: Some(Category::Construction), ..Options::default() };
    let source = Source { bytes: bytes.to_vec(), name: name.into(), ..Source::default() };
    let Ok(document) = read(source, &options) else { return };
    let mut ids: Vec<ProjectId> = document.projects.iter().map(|p| p.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), document.projects.len(), "two projects of one id");
    assert!(document.projects.iter().all(|p| !p.name.trim().is_empty()), "a project without a name");
    assert_eq!(document.rows.projects, document.projects.len());
}

fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::{Cursor, Write as _};
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        archive.start_file(*name, stored).expect("a part");
        archive.write_all(bytes).expect("memory");
    }
    archive.finish().expect("memory").into_inner()
}

fn workbook(sheet: &[u8]) -> Vec<u8> {
    let book = br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
    let relations = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
    let package = br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
    packed(&[
        // Without it the reader refuses every workbook before it looks at the sheet.
        ("_rels/.rels", package),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relations),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn search(projects: &[Project], typed: &str) {
    let (query, _) = Query::parse(typed);
    let never = std::sync::atomic::AtomicBool::new(false);
    let index = Index::build(projects);
    if let Some(found) = index.search(&query, &[], &Search::default(), &never) {
        assert!(found.hits.iter().all(|h| (h.position as usize) < projects.len()));
    }
}

fn query(typed: &str) {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);
    if let Some(year) = CATALOGUE.in_force() {
        search(year.projects(), typed);
    }
}

/// The first line is a project's name, the second is typed.
fn pinyin(text: &str) {
    let (name, typed) = text.split_once('\n').unwrap_or((text, text));
    let id = ProjectId { year: 2021, category: Category::Construction, serial: 1 };
    search(&[Project::new(id, name)], typed);
}
