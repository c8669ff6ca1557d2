//! Documents as offices publish them → rows → projects. Told by structure, never by one city's template.
//!
//! In reading order: `decode` (bytes → text), `sheet`, `delimited`, `text`, `docx`, `html` (→ [`grid::Grid`]),
//! `header`, `heading`, `rows` (what a row is), `build` (rows → projects), `prose` (what a notice declares).
//! It never writes a file and never knows what was imported before.

mod build;
mod cfb;
mod decode;
mod delimited;
mod docx;
mod figures;
mod foreign;
pub mod grid;
mod guard;
pub mod header;
mod heading;
mod html;
mod list;
mod merges;
mod numbering;
mod numeral;
mod prose;
mod read;
mod rows;
mod seen;
mod sheet;
mod text;
mod watch;

use grid::{Grid, GridRow};
pub use header::{MAP_KEYS, Map, ProjectField, is_plain as is_plain_header};
pub use read::{Declaration, ParsedDocument, ReadOptions, RowCounts, read};
pub use seen::{SeenColumn, columns};
pub use sheet::READER as WORKBOOK_READER;
pub use watch::{ProgressToken, ReadProgress, ReadStage, called_off};

use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::words;

/// A document as bytes, with what its sender says of it.
#[derive(Clone, Debug, Default)]
pub struct DocumentSource {
    /// The whole content.
    pub bytes: Vec<u8>,
    /// The file's name as findings show it; `-` for standard input.
    pub name: String,
    /// A WHATWG label for a text, where it was said (`--encoding`).
    pub encoding: Option<String>,
    /// The sheet to read, where it was said (`--sheet`).
    pub sheet: Option<String>,
    /// Who waits for it.
    pub watch: ProgressToken,
}

/// A document opened: its grids.
#[derive(Debug, Default)]
pub struct Opened {
    /// The encoding found in a text; `None` for workbooks and Word documents, which know their own.
    pub encoding: Option<String>,
    /// Sheets, tables, or the one text.
    pub grids: Vec<Grid>,
    /// Notes on the way: hidden sheets.
    pub findings: Vec<Finding>,
}

/// Opens a document of any kind that is read here, told by its content before its name.
///
/// # Errors
/// [`Exit::Malformed`] for what cannot be read or is over a limit; [`Exit::Usage`] for a wrong encoding
/// label or sheet name.
pub fn open(source: DocumentSource) -> Result<Opened, Failure> {
    let DocumentSource { bytes, name, encoding, sheet, watch } = source;
    if bytes.len() > guard::MOST_BYTES {
        let size = bytes.len() >> 20;
        return Err(guard::over(&name, words!("文件过大：{size} MB", "the file is too large: {size} MB")));
    }
    let mut opened = match kind(&bytes, &name) {
        DocumentKind::Xlsx => book(sheet::tamed(&name, || sheet::xlsx(&bytes, &name, &watch))?),
        DocumentKind::Xls => book(sheet::tamed(&name, || sheet::xls(&bytes, &name))?),
        DocumentKind::Ods => book(sheet::tamed(&name, || sheet::ods(&bytes, &name))?),
        DocumentKind::Docx => Opened { grids: docx::read(&bytes, &name)?, ..Opened::default() },
        DocumentKind::Html => {
            let label = encoding.clone().or_else(|| html::charset(&bytes));
            let decoded = decode::decode(bytes, &name, label.as_deref())?;
            let grids = html::read(&decoded.text, &name)?;
            let findings = decoded.warning.into_iter().collect();
            Opened { encoding: Some(decoded.encoding), grids, findings }
        }
        DocumentKind::Unreadable(what) => {
            let message = words!("不能读取 {what}", "{what} cannot be read");
            let finding = Finding::error(codes::UNKNOWN_FORMAT, message)
                .in_file(&name)
                .expected(words!(
                    "xlsx、xls、ods、csv、tsv、docx、html 或文本",
                    "xlsx, xls, ods, csv, tsv, docx, html or plain text"
                ))
                .hint(words!("请另存为其中一种", "save it as one of these"));
            return Err(Failure::new(Exit::Malformed, finding));
        }
        DocumentKind::Text => {
            let decoded = decode::decode(bytes, &name, encoding.as_deref())?;
            let extension = extension(&name);
            let separator = match extension.as_str() {
                "tsv" | "tab" => Some(b'\t'),
                "csv" => Some(delimited::separator(&decoded.text).unwrap_or(b',')),
                _ if delimited::looks_delimited(&decoded.text) => delimited::separator(&decoded.text),
                _ => None,
            };
            let grid = match separator {
                Some(separator) => delimited::read(&decoded.text, separator, &name, &watch)?,
                None => text::read(&decoded.text, &name)?,
            };
            let findings = decoded.warning.into_iter().collect();
            Opened { encoding: Some(decoded.encoding), grids: vec![grid], findings }
        }
    };
    if let Some(wanted) = sheet {
        let names: Vec<&str> =
            opened.grids.iter().map(|g| g.name.as_str()).filter(|n| !n.is_empty()).collect();
        let at = opened.grids.iter().position(|g| g.name == wanted).or_else(|| {
            let number: usize = wanted.parse().ok()?;
            (1..=names.len()).contains(&number).then(|| number - 1)
        });
        let Some(at) = at else {
            let names = names.join(", ");
            let finding =
                Finding::error(codes::NO_SUCH_SHEET, words!("没有这个工作表", "there is no such sheet"))
                    .in_file(&name)
                    .on_field("--sheet")
                    .got(&wanted)
                    .expected(words!("其一：{names}", "one of: {names}"));
            return Err(Failure::new(Exit::Usage, finding));
        };
        opened.grids = vec![opened.grids.swap_remove(at)];
        // Cells of sheets that nobody asked for.
        let own = format!("{}!", opened.grids[0].name);
        let elsewhere = |f: &Finding| {
            f.code == codes::FORMULA_UNSAVED && f.field.as_ref().is_some_and(|cell| !cell.starts_with(&own))
        };
        opened.findings.retain(|finding| !elsewhere(finding));
    }
    Ok(opened)
}

fn book((grids, findings): (Vec<Grid>, Vec<Finding>)) -> Opened {
    Opened { encoding: None, grids, findings }
}

/// What a document is.
enum DocumentKind {
    Xlsx,
    Xls,
    Ods,
    Docx,
    Html,
    Text,
    Unreadable(&'static str),
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default()
}

/// Told by the first bytes; the name only decides between what looks alike.
fn kind(bytes: &[u8], name: &str) -> DocumentKind {
    let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return match extension(name).as_str() {
            _ if has(b"xl/workbook.xml") => DocumentKind::Xlsx,
            _ if has(b"word/document.xml") => DocumentKind::Docx,
            _ if has(b"opendocument.spreadsheet") => DocumentKind::Ods,
            "xlsx" | "xlsm" => DocumentKind::Xlsx,
            "docx" => DocumentKind::Docx,
            "ods" => DocumentKind::Ods,
            _ => DocumentKind::Unreadable("zip"),
        };
    }
    if bytes.starts_with(cfb::MAGIC) {
        return if cfb::has(bytes, "WordDocument") {
            DocumentKind::Unreadable("doc")
        } else {
            DocumentKind::Xls
        };
    }
    if bytes.starts_with(b"%PDF") {
        return DocumentKind::Unreadable("PDF");
    }
    let head = bytes[..bytes.len().min(512)].trim_ascii_start().to_ascii_lowercase();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    let page = ["<!doctype html", "<html", "<table", "<head", "<meta", "<body", "<div"];
    if page.iter().any(|tag| head.starts_with(tag.as_bytes()))
        || head.starts_with(b"<?xml") && memchr::memmem::find(head, b"<html").is_some()
    {
        return DocumentKind::Html;
    }
    if head.starts_with(b"<?xml") {
        return DocumentKind::Unreadable("XML");
    }
    if bytes.starts_with(b"\x89PNG") || bytes.starts_with(b"\xff\xd8\xff") || bytes.starts_with(b"GIF8") {
        return DocumentKind::Unreadable("picture");
    }
    DocumentKind::Text
}

/// A plain table with one header row: templates and statistics, where nothing has to be guessed.
#[derive(Debug, Default)]
pub struct PlainTable {
    /// The encoding found in a text.
    pub encoding: Option<String>,
    /// The header's texts without line breaks; a name that stands twice is kept apart as `name (2)`.
    pub header: Vec<String>,
    /// The rows below it, as many cells as they have; a cell past the end reads as empty.
    pub rows: Vec<GridRow>,
}

impl PlainTable {
    /// The column under that header, spaces and line breaks aside.
    pub fn column(&self, header: &str) -> Option<usize> {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let wanted = bare(header);
        self.header.iter().position(|h| bare(h) == wanted)
    }
}

/// Opens a document and takes its first sheet as a plain table: the header is the first row with two filled
/// cells or more (or any, where no row has two), every filled row below it is a record.
///
/// # Errors
/// As [`open`]; [`Exit::Malformed`] where there is no row at all.
pub fn records(source: DocumentSource) -> Result<PlainTable, Failure> {
    let file = source.name.clone();
    let opened = open(source)?;
    let mut rows = opened
        .grids
        .into_iter()
        .map(|g| g.rows)
        .find(|rows| rows.iter().any(|r| !r.is_empty()))
        .unwrap_or_default();
    let at =
        rows.iter().position(|r| r.filled().count() >= 2).or_else(|| rows.iter().position(|r| !r.is_empty()));
    let Some(at) = at else {
        let finding =
            Finding::error(codes::NO_PROJECTS, words!("文件是空的", "the file is empty")).in_file(file);
        return Err(Failure::new(Exit::Malformed, finding));
    };
    let mut body = rows.split_off(at);
    let header = apart(body[0].cells().map(|c| c.replace('\n', "")));
    body.remove(0);
    body.retain(|r| !r.is_empty());
    Ok(PlainTable { encoding: opened.encoding, header, rows: body })
}

/// Names kept apart: the second `备注` is `备注 (2)`.
fn apart(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen: Vec<String> = Vec::new();
    for name in names {
        let mut unique = name.clone();
        let mut number = 2;
        while !unique.is_empty() && seen.contains(&unique) {
            unique = format!("{name} ({number})");
            number += 1;
        }
        seen.push(unique);
    }
    seen
}
