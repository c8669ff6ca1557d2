//! Documents that claim, unpack to or nest more than they should, and documents cut short: one clear
//! refusal each, never a crash.

use std::io::{Cursor, Write as _};

use diaodu::domain::exit::Exit;
use diaodu::intake::{DocumentSource, ReadOptions, read};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use crate::source;

fn refused(source: DocumentSource) -> (Exit, &'static str) {
    let failure = read(source, &ReadOptions::default()).unwrap_err();
    (failure.exit, failure.findings[0].code.id())
}

fn bytes(name: &str, bytes: Vec<u8>) -> DocumentSource {
    DocumentSource { bytes, name: name.into(), ..DocumentSource::default() }
}

/// An archive of one part that is `size` bytes of the same letter.
fn bomb(part: &str, size: usize) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
    archive.write_all(b"<workbook/>").unwrap();
    archive.start_file(part, SimpleFileOptions::default()).unwrap();
    let block = vec![b'x'; 1 << 20];
    for _ in 0..size >> 20 {
        archive.write_all(&block).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn sheets_that_claim_the_whole_grid() {
    assert_eq!(refused(source("claims-everything.xlsx")), (Exit::Malformed, "E3005"));
    assert_eq!(refused(source("far-cell.xlsx")), (Exit::Malformed, "E3005"));
}

#[test]
fn archives_that_unpack_without_end() {
    for (part, size) in [("xl/worksheets/sheet1.xml", 260 << 20), ("xl/sharedStrings.xml", 70 << 20)] {
        assert_eq!(refused(bytes("bomb.xlsx", bomb(part, size))), (Exit::Malformed, "E3005"), "{part}");
    }
}

#[test]
fn documents_nested_without_end() {
    assert_eq!(refused(source("deep.docx")), (Exit::Malformed, "E3005"));
}

#[test]
fn a_cell_without_end() {
    let long = format!("序号,项目名称\n1,\"{}\"\n", "长".repeat(3 << 20));
    assert_eq!(refused(bytes("long.csv", long.into_bytes())), (Exit::Malformed, "E3005"));
    let long = format!("序号\t项目名称\n1\t{}\n", "长".repeat(1 << 20));
    assert_eq!(refused(bytes("long.txt", long.into_bytes())), (Exit::Malformed, "E3005"));
    let wide = "甲,".repeat(5000);
    assert_eq!(refused(bytes("wide.csv", wide.into_bytes())), (Exit::Malformed, "E3005"));
}

#[test]
fn documents_of_other_kinds_are_named() {
    for (content, name) in
        [(&b"%PDF-1.7"[..], "a.pdf"), (b"\x89PNG\r\n", "a.xlsx"), (b"PK\x03\x04none", "a.zip")]
    {
        let (exit, code) = refused(bytes(name, content.to_vec()));
        assert_eq!(exit, Exit::Malformed, "{name}");
        assert!(["E3001", "E3002"].contains(&code), "{name}: {code}");
    }
    assert_eq!(refused(bytes("empty.csv", Vec::new())).0, Exit::Malformed);
}

/// One byte of a real workbook changed: the library that reads it panics, and the person gets a finding.
#[test]
fn a_workbook_that_breaks_its_reader_is_refused_as_damaged() {
    let mut whole = source("ningxia-2020.xls");
    let at = (whole.bytes.len() as f64 * 0.559_284_255_470_176_8) as usize;
    whole.bytes[at] = 1;
    assert_eq!(refused(whole), (Exit::Malformed, "E3002"));
}

/// What looked like a heading above a total was the title of the table whose header comes next.
#[test]
fn a_total_under_a_title_is_read() {
    for again in ["项目名称", "项目名称\n甲桥", "项目名称\n合计\n项目名称\n甲桥"] {
        let text = format!("项目名称\n一、\t一、\n6项\n{again}\n");
        let said = ReadOptions {
            year: Some(2021),
            category: Some(diaodu::domain::category::Category::Construction),
            ..ReadOptions::default()
        };
        if let Ok(read) = read(bytes("f.txt", text.clone().into_bytes()), &said) {
            assert_eq!(read.rows.projects, read.projects.len(), "{text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Real documents cut short or with a byte changed: read or refused, never a crash.
    #[test]
    fn damaged_documents_never_crash(
        name in prop::sample::select(vec!["guilin-2022.xlsx", "ningxia-2020.xls", "list.ods", "word-numbers.docx", "list-gbk.csv"]),
        cut in 0.0..1.0_f64,
        flips in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 0..6),
    ) {
        let mut whole = source(name);
        if cut < 0.5 {
            let keep = (whole.bytes.len() as f64 * cut * 2.0) as usize;
            whole.bytes.truncate(keep);
        }
        for (place, byte) in flips {
            let at = (whole.bytes.len() as f64 * place) as usize;
            if let Some(b) = whole.bytes.get_mut(at) {
                *b = byte;
            }
        }
        let _ = read(whole, &ReadOptions::default());
    }

    #[test]
    fn no_table_of_text_crashes(
        rows in prop::collection::vec(prop::collection::vec("(序号|项目名称|总投资|合计|一、|（二）|——|[0-9]{1,3}|[甲乙丙]{1,3}|(6项)|★|=|\"|单位：万元|附件2|。|)", 0..6), 0..14),
        separator in prop::sample::select(vec!["\t", ",", "  ", "|"]),
    ) {
        let text: String = rows.iter().map(|r| r.join(separator) + "\n").collect();
        for name in ["f.txt", "f.csv"] {
            let options = ReadOptions { year: Some(2021), category: Some(diaodu::domain::category::Category::Construction), ..ReadOptions::default() };
            if let Ok(read) = read(bytes(name, text.clone().into_bytes()), &options) {
                prop_assert_eq!(read.rows.projects, read.projects.len());
                let mut ids: Vec<_> = read.projects.iter().map(|p| p.id).collect();
                ids.sort_unstable();
                ids.dedup();
                prop_assert_eq!(ids.len(), read.projects.len(), "ids are unique");
            }
        }
    }
}
