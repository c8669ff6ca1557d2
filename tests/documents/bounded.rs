//! Documents made to take all memory or all time, given to the program itself in little memory: one clear line and
//! exit 4 each. In memory that is too small it would be killed instead.

use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::Command;

use zip::write::SimpleFileOptions;

/// Address space for the program, in kB: its own code, its threads' stacks and heaps, and some 500 MB of data.
const ROOM: u32 = 800_000;

const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const PACKAGE: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const PARTS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook of one sheet: its rows below a header, and its shared texts.
fn workbook(rows: &str, shared: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet xmlns=\"{MAIN}\"><sheetData><row r=\"1\">{}{}</row>{rows}</sheetData></worksheet>",
        cell("A1", "序号"),
        cell("B1", "项目名称")
    );
    packed(&[
        ("_rels/.rels", PACKAGE),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", PARTS),
        ("xl/worksheets/sheet1.xml", &sheet),
        ("xl/sharedStrings.xml", shared),
    ])
}

fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

fn shared(texts: &str) -> String {
    format!("<sst xmlns=\"{MAIN}\">{texts}</sst>")
}

/// The exit code and what was said.
fn given(folder: &Path, name: &str, bytes: &[u8]) -> (i32, String) {
    fs::write(folder.join(name), bytes).unwrap();
    let output = Command::new("sh")
        .args(["-c", &format!("ulimit -v {ROOM}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_diaodu")])
        .args(["--lang", "en", "--year", "2021", "import", name, "--annex", "1", "--dry-run"])
        .current_dir(folder)
        .env_clear()
        .env("HOME", folder)
        .output()
        .unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stderr).unwrap())
}

fn each_is_refused(documents: Vec<(&str, Vec<u8>)>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in documents {
        let (exit, said) = given(folder.path(), name, &bytes);
        assert_eq!(exit, 4, "{name}: {said}");
        let lines: Vec<&str> = said.lines().collect();
        let clear = lines.len() == 1 && lines[0].starts_with("error[E") && lines[0].contains(name);
        assert!(clear && lines[0].len() < 400, "{name}: {said}");
        fs::remove_file(folder.path().join(name)).unwrap();
    }
}

#[test]
fn workbooks() {
    let row = |n: usize| format!("<row r=\"{n}\"><c r=\"A{n}\"><v>{n}</v></c>{}</row>", cell("B2", "甲"));
    let good = workbook(&(2..2_000).map(row).collect::<String>(), &shared(""));
    // A million entities of entities.
    let entity = |n: u32| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10));
    let laughs: String = (1..10).map(entity).collect();
    let laughs = format!("<!DOCTYPE sst [<!ENTITY a0 \"哈哈\">{laughs}]>{}", shared("<si><t>&a9;</t></si>"));
    let one_text = shared(&format!("<si><t>{}</t></si>", "长".repeat(30_000)));
    let named = |n: usize| {
        let cell = |column: char| format!("<c r=\"{column}{n}\" t=\"s\"><v>0</v></c>");
        let cells: String = ('B'..='K').map(cell).collect();
        format!("<row r=\"{n}\">{cells}</row>")
    };
    each_is_refused(vec![
        ("bomb.xlsx", workbook(&" ".repeat(300 << 20), "")),
        (
            "far.xlsx",
            workbook(&format!("<row r=\"1048576\">{}</row>", cell("XFD1048576", "甲")), &shared("")),
        ),
        (
            "cell.xlsx",
            workbook(&format!("<row r=\"2\">{}</row>", cell("B2", &"长".repeat(33 << 20))), &shared("")),
        ),
        ("laughs.xlsx", workbook("<row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c></row>", &laughs)),
        ("named.xlsx", workbook(&(2..30_000).map(named).collect::<String>(), &one_text)),
        ("cut.xlsx", good[..good.len() / 2].to_vec()),
        ("huge.xls", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &vec![0; 70 << 20]].concat()),
        ("empty.xls", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &vec![0xff; 8 << 20]].concat()),
        ("named.xls", old_workbook(32_000, 40_000)),
        // Elements that no reader of ours ever sees.
        ("deep.xlsx", workbook(&"<x>".repeat(2_000_000), &shared(""))),
        ("deep-texts.xlsx", workbook("", &shared(&"<x>".repeat(2_000_000)))),
        ("merges.xlsx", workbook(&over_each_other(3_000), &shared(""))),
        ("repeats.ods", repeats(1_048_576, 16_384, "甲")),
        ("many.ods", repeats(200_000, 39, "长长长长长长长长")),
        ("text.ods", repeats(1_000, 1_000, &"长".repeat(10_000))),
    ]);
}

/// Rows that are all merged with each other, as often as there are rows.
fn over_each_other(rows: usize) -> String {
    let row = |n: usize| format!("<row r=\"{n}\">{}</row>", cell(&format!("B{n}"), "甲路"));
    let cells: String = (2..rows + 2).map(row).collect();
    let merges = format!("<mergeCell ref=\"A2:A{}\"/>", rows + 1).repeat(rows);
    format!("{cells}</sheetData><mergeCells>{merges}</mergeCells><sheetData>")
}

/// An old workbook of one shared text, of so many characters, that as many cells name.
fn old_workbook(length: u16, cells: u16) -> Vec<u8> {
    let record =
        |kind: u16, data: &[u8]| [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat();
    let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let mut stream = begin.clone();
    let half = vec![b'x'; usize::from(length / 4)];
    let head = [&[1, 0, 0, 0, 1, 0, 0, 0][..], &length.to_le_bytes(), &[0], &half].concat();
    stream.extend(record(0x00fc, &head));
    for _ in 0..3 {
        stream.extend(record(0x003c, &[&[0][..], &half].concat()));
    }
    stream.extend(record(0x000a, &[]));
    stream.extend(begin);
    for row in 0..cells {
        let [low, high] = row.to_le_bytes();
        stream.extend(record(0x00fd, &[low, high, 1, 0, 0, 0, 0, 0, 0, 0]));
    }
    stream.extend(record(0x000a, &[]));
    compound("Workbook", &stream)
}

/// A compound file of one stream: a header, the stream's sectors, the directory's, the table's.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let sectors = stream.len().div_ceil(512);
    let table = (sectors + 20).div_ceil(127);
    let (directory, first_of_table) = (sectors, sectors + 1);
    let mut header = vec![0_u8; 512];
    let mut put = |at: usize, value: u32| header[at..at + 4].copy_from_slice(&value.to_le_bytes());
    put(24, 0x0003_003e);
    put(28, 0x0009_fffe);
    put(32, 6);
    put(44, table as u32);
    put(48, directory as u32);
    put(56, 4096);
    put(60, u32::MAX - 1);
    put(68, u32::MAX - 1);
    (0..109).for_each(|at| put(76 + at * 4, u32::MAX));
    (0..table).for_each(|at| put(76 + at * 4, (first_of_table + at) as u32));
    header[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let entry = |name: &str, kind: u8, child: u32, start: u32, size: usize| {
        let mut raw = vec![0_u8; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        raw[..units.len()].copy_from_slice(&units);
        raw[64..66].copy_from_slice(&(units.len() as u16 + 2).to_le_bytes());
        raw[66] = kind;
        raw[67] = 1;
        for (at, value) in [(68, u32::MAX), (72, u32::MAX), (76, child), (116, start), (120, size as u32)] {
            raw[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        raw
    };
    let mut links: Vec<u32> = (1..=sectors as u32).collect();
    links[sectors - 1] = u32::MAX - 1;
    links.push(u32::MAX - 1);
    links.extend(vec![u32::MAX - 2; table]);
    links.resize(table * 128, u32::MAX);
    let mut file = header;
    file.extend_from_slice(stream);
    file.resize(512 + sectors * 512, 0);
    file.extend(entry("Root Entry", 5, 1, u32::MAX - 1, 0));
    file.extend(entry(name, 2, u32::MAX, 0, stream.len()));
    file.resize(512 + (sectors + 1) * 512, 0);
    file.extend(links.iter().flat_map(|link| link.to_le_bytes()));
    file
}

/// An OpenDocument sheet of one cell that stands in so many rows and columns.
fn repeats(rows: u32, columns: u32, text: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"{rows}\">\
         <table:table-cell table:number-columns-repeated=\"{columns}\" office:value-type=\"string\">\
         <text:p>{text}</text:p></table:table-cell></table:table-row></table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    packed(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

#[test]
fn texts_pages_and_word_documents() {
    let longest = "长".repeat(33 << 20);
    let long = "长".repeat(4 << 20);
    let word = |body: &str| {
        let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
        let document = format!("<w:document xmlns:w=\"{main}\"><w:body>{body}</w:body></w:document>");
        packed(&[("word/document.xml", &document)])
    };
    let anchor = |(own, above)| format!("    {own}: &{own} [{}*{above}]\n", format!("*{above},").repeat(8));
    let anchors: String = ('b'..'i').zip('a'..'h').map(anchor).collect();
    each_is_refused(vec![
        ("cell.csv", format!("序号,项目名称\n1,\"{longest}\"\n").into_bytes()),
        ("quote.csv", format!("序号,项目名称\n1,\"{}", "a\n".repeat(8 << 20)).into_bytes()),
        ("wide.csv", format!("序号,项目名称\n{}\n", ",".repeat(8 << 20)).into_bytes()),
        ("line.txt", format!("序号\t项目名称\n1\t{long}\n").into_bytes()),
        ("cell.html", format!("<table><tr><td>序号<td>项目名称<tr><td>1<td>{long}</table>").into_bytes()),
        (
            "deep.html",
            format!("<table><tr><td>项目名称<tr>{}", "<td><table><tr>".repeat(300_000)).into_bytes(),
        ),
        ("divs.html", format!("<html>{}", "<div>".repeat(3_000_000)).into_bytes()),
        (
            "spans.html",
            format!("<table><tr><td>项目名称{}", "<tr><td rowspan=1000000 colspan=100000>甲".repeat(400))
                .into_bytes(),
        ),
        ("deep.docx", word(&"<w:tbl><w:tr><w:tc>".repeat(200_000))),
        ("cell.docx", word(&format!("<w:p><w:r><w:t>{long}</w:t></w:r></w:p>"))),
        ("deep.yaml", format!("- id: 2021-1-1\n  name: {}\n", "[".repeat(100_000)).into_bytes()),
        (
            "laughs.yaml",
            format!("- id: 2021-1-1\n  name: x\n  extra:\n    a: &a [x, x, x]\n{anchors}").into_bytes(),
        ),
        ("value.yaml", format!("- id: 2021-1-1\n  name: {long}\n").into_bytes()),
        ("deep.json", format!("[{{\"id\":\"2021-1-1\",\"extra\":{}", "[".repeat(2_000_000)).into_bytes()),
        ("value.json", format!("[{{\"id\":\"2021-1-1\",\"name\":\"{long}\"}}]").into_bytes()),
    ]);
}

/// Scripts and comments are passed over in one go, merged cells are found by their row: neither takes the square of
/// its length. The list itself is read.
#[test]
fn what_is_many_but_harmless_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let scripts = format!(
        "<html>{}<table><tr><td>序号<td>项目名称<td>牵头单位<tr><td>1<td>甲路<td>甲局</table>",
        "<script></script>".repeat(200_000)
    );
    let (exit, said) = given(folder.path(), "scripts.html", scripts.as_bytes());
    assert_eq!(exit, 0, "{said}");
    let row = |n: usize| format!("<row r=\"{n}\">{}</row>", cell(&format!("B{n}"), &format!("甲{n}路")));
    let rows: String = (2..20_000).map(row).collect();
    let merge = |n: usize| format!("<mergeCell ref=\"C{n}:D{}\"/>", n + 1);
    let merges: String = (2..20_000).map(merge).collect();
    let rows = format!("{rows}</sheetData><mergeCells>{merges}</mergeCells><sheetData>");
    let (exit, said) = given(folder.path(), "merges.xlsx", &workbook(&rows, &shared("")));
    assert_eq!(exit, 0, "{said}");
}
