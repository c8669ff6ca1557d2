//! Files → catalogue, and the catalogue built into the program for a host without files.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use super::fields::Place;
use super::{Catalogue, Year, check, issues, lamps, list, notice, steps, tables};
use crate::domain::category::Category;
use crate::domain::codes::{self, Code};
use crate::domain::finding::Finding;
use crate::domain::lang::Words;
use crate::domain::trouble::told;
use crate::words;

/// The largest file accepted: a million projects and room.
const MOST_BYTES: u64 = 2 << 30;

/// The shipped notice and lists, as file name and text.
const SHIPPED_YEAR: i16 = 2021;
const SHIPPED_NOTICE: &str = include_str!("../../data/2021/notice.yaml");
const SHIPPED_LISTS: [&str; 3] = [
    include_str!("../../data/2021/construction.yaml"),
    include_str!("../../data/2021/planning.yaml"),
    include_str!("../../data/2021/promotion.yaml"),
];
const SHIPPED_CALENDAR: [(&str, &str); 7] = [
    ("2020.yaml", include_str!("../../data/calendar/2020.yaml")),
    ("2021.yaml", include_str!("../../data/calendar/2021.yaml")),
    ("2022.yaml", include_str!("../../data/calendar/2022.yaml")),
    ("2023.yaml", include_str!("../../data/calendar/2023.yaml")),
    ("2024.yaml", include_str!("../../data/calendar/2024.yaml")),
    ("2025.yaml", include_str!("../../data/calendar/2025.yaml")),
    ("2026.yaml", include_str!("../../data/calendar/2026.yaml")),
];
const SHIPPED_DISTRICTS: &str = include_str!("../../data/districts.yaml");

impl Catalogue {
    /// The shipped catalogue: the 2021 notice, the projects that its published copy prints, working days
    /// and districts.
    pub fn built_in() -> Self {
        Self::shipped().0
    }

    /// As [`Catalogue::built_in`], with what is wrong in the shipped files: nothing, as a test holds.
    pub fn shipped() -> (Self, Vec<Finding>) {
        let (mut catalogue, mut findings) = Self::tables();
        let text = |file: &'static str, text: &'static str| Place { file, line: 1, text };
        let (file, mut wrong) = notice::read(text("data/2021/notice.yaml", SHIPPED_NOTICE), SHIPPED_YEAR);
        findings.append(&mut wrong);
        let mut projects = Vec::new();
        for (category, text) in Category::ALL.into_iter().zip(SHIPPED_LISTS) {
            let mut list = list::read(category.name(), text, Some((SHIPPED_YEAR, category)));
            findings.append(&mut list.findings);
            projects.append(&mut list.projects);
        }
        let year = Year::new(SHIPPED_YEAR, file.map(|f| f.notice), false, projects);
        findings.append(&mut check::totals(&year, "data/2021/notice.yaml"));
        catalogue.insert(year);
        (catalogue, findings)
    }

    /// Working days and districts alone.
    fn tables() -> (Self, Vec<Finding>) {
        let mut catalogue = Self::default();
        let mut findings = Vec::new();
        for (file, text) in SHIPPED_CALENDAR {
            let (table, mut wrong) = tables::calendar(Place { file, line: 1, text });
            findings.append(&mut wrong);
            if let Some((year, table)) = table {
                catalogue.calendar.insert(year, table);
            }
        }
        let place = Place { file: "districts.yaml", line: 1, text: SHIPPED_DISTRICTS };
        let (districts, mut wrong) = tables::districts(place);
        findings.append(&mut wrong);
        catalogue.districts = districts;
        let (rules, mut wrong) = lamps::shipped();
        findings.append(&mut wrong);
        catalogue.board = rules;
        let (templates, mut wrong) = steps::shipped();
        findings.append(&mut wrong);
        catalogue.steps = templates;
        let (escalation, mut wrong) = issues::shipped();
        findings.append(&mut wrong);
        catalogue.escalation = escalation;
        (catalogue, findings)
    }

    /// Every year under a folder, and every problem in its files; what is readable is loaded whatever
    /// else is wrong. Working days and districts come from the folder where it has them, else they are
    /// the shipped ones.
    pub fn load(dir: &Path) -> (Self, Vec<Finding>) {
        let (mut catalogue, _) = Self::tables();
        let mut findings = Vec::new();
        let entries = match folder(dir) {
            Ok(entries) => entries,
            Err(finding) => return (catalogue, vec![finding]),
        };
        for name in &entries {
            if let Some(year) = year_of(name) {
                let (loaded, mut wrong) = load_year(&dir.join(name), year);
                findings.append(&mut wrong);
                if let Some(year) = loaded {
                    catalogue.insert(year);
                }
            }
        }
        if catalogue.years.is_empty() && findings.is_empty() {
            findings.push(empty(dir));
        }
        if entries.iter().any(|name| name == "calendar") {
            load_calendar(&dir.join("calendar"), &mut catalogue, &mut findings);
        }
        if entries.iter().any(|name| name == "districts.yaml") {
            let path = dir.join("districts.yaml");
            if let Some(text) = read(&path, &mut findings) {
                let file = path.display().to_string();
                let (districts, mut wrong) = tables::districts(Place { file: &file, line: 1, text: &text });
                findings.append(&mut wrong);
                if !districts.is_empty() {
                    catalogue.districts = districts;
                }
            }
        }
        catalogue.board = lamps::load(dir, &entries, &mut findings);
        if entries.iter().any(|name| name == "steps.yaml") {
            let path = dir.join("steps.yaml");
            if let Some(text) = read(&path, &mut findings) {
                let file = path.display().to_string();
                let (templates, mut wrong) = steps::read(Place { file: &file, line: 1, text: &text });
                findings.append(&mut wrong);
                catalogue.steps = templates;
            }
        }
        if entries.iter().any(|name| name == "issues.yaml") {
            let path = dir.join("issues.yaml");
            if let Some(text) = read(&path, &mut findings) {
                let file = path.display().to_string();
                let (rule, mut wrong) = issues::read(Place { file: &file, line: 1, text: &text });
                findings.append(&mut wrong);
                catalogue.escalation = rule;
            }
        }
        (catalogue, findings)
    }
}

fn empty(dir: &Path) -> Finding {
    let message = words!("文件夹中没有项目目录", "there is no catalogue in the folder");
    Finding::error(codes::EMPTY_CATALOGUE, message)
        .in_file(dir.display().to_string())
        .expected(words!("如 2021/construction.yaml", "e.g. 2021/construction.yaml"))
        .hint(words!(
            "用 diaodu import 导入，或用 --data 指定其他文件夹",
            "import a list with diaodu import, or name another folder with --data"
        ))
}

fn year_of(name: &str) -> Option<i16> {
    (name.len() == 4).then(|| name.parse::<i16>().ok()).flatten().filter(|y| (1900..2200).contains(y))
}

/// The names in a folder, sorted.
pub(super) fn folder(dir: &Path) -> Result<Vec<String>, Finding> {
    let names = fs::read_dir(dir).and_then(|entries| {
        entries.map(|entry| entry.map(|e| e.file_name().to_string_lossy().into_owned())).collect()
    });
    let mut names: Vec<String> = names.map_err(|error| unreadable(dir, &error))?;
    names.sort();
    Ok(names)
}

fn load_year(dir: &Path, year: i16) -> (Option<Year>, Vec<Finding>) {
    let mut findings = Vec::new();
    let names = match folder(dir) {
        Ok(names) => names,
        Err(finding) => return (None, vec![finding]),
    };
    let mut any = false;
    let mut invented = false;
    let mut declared = None;
    let notice_path = dir.join("notice.yaml");
    let notice_name = notice_path.display().to_string();
    if names.iter().any(|n| n == "notice.yaml") {
        any = true;
        if let Some(text) = read(&notice_path, &mut findings) {
            let (file, mut wrong) = notice::read(Place { file: &notice_name, line: 1, text: &text }, year);
            findings.append(&mut wrong);
            if let Some(file) = file {
                invented |= file.invented;
                declared = Some(file.notice);
            }
        }
    }
    let mut projects = Vec::new();
    for category in Category::ALL {
        let path = dir.join(format!("{}.yaml", category.name()));
        if !names.iter().any(|n| path.ends_with(n)) {
            continue;
        }
        any = true;
        let Some(text) = read(&path, &mut findings) else { continue };
        let mut list = list::read(&path.display().to_string(), &text, Some((year, category)));
        invented |= list.invented;
        findings.append(&mut list.findings);
        projects.append(&mut list.projects);
    }
    if !any {
        return (None, vec![empty(dir)]);
    }
    let year = Year::new(year, declared, invented, projects);
    findings.append(&mut check::totals(&year, &notice_name));
    (Some(year), findings)
}

fn load_calendar(dir: &Path, catalogue: &mut Catalogue, findings: &mut Vec<Finding>) {
    let names = match folder(dir) {
        Ok(names) => names,
        Err(finding) => return findings.push(finding),
    };
    for path in names.iter().map(|n| dir.join(n)).filter(|p| p.extension().is_some_and(|e| e == "yaml")) {
        let Some(text) = read(&path, findings) else { continue };
        let file = path.display().to_string();
        let (table, mut wrong) = tables::calendar(Place { file: &file, line: 1, text: &text });
        findings.append(&mut wrong);
        if let Some((year, table)) = table {
            catalogue.calendar.insert(year, table);
        }
    }
}

/// A file's text without its BOM; a finding where there is none.
pub(super) fn read(path: &Path, findings: &mut Vec<Finding>) -> Option<String> {
    match read_bytes(path) {
        Ok(bytes) => decode(bytes, path).map_err(|finding| findings.push(finding)).ok(),
        Err(finding) => {
            findings.push(finding);
            None
        }
    }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Finding> {
    let meta = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !meta.is_file() {
        // A pipe or device would make the program wait for ever.
        return Err(finding(path, codes::UNREADABLE, words!("不是普通文件", "not a plain file")));
    }
    if meta.len() > MOST_BYTES {
        let size = meta.len();
        return Err(finding(
            path,
            codes::OVER_LIMIT,
            words!("文件过大：{size} 字节", "the file is too large: {size} bytes"),
        ));
    }
    let mut bytes = Vec::with_capacity(meta.len() as usize);
    fs::File::open(path)
        .and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    Ok(bytes)
}

fn decode(bytes: Vec<u8>, path: &Path) -> Result<String, Finding> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let bytes = error.as_bytes();
            let line = memchr::memchr_iter(b'\n', &bytes[..at]).count() as u32 + 1;
            let (_, gbk_fails) = encoding_rs::GB18030.decode_without_bom_handling(bytes);
            let message = words!("不是 UTF-8 编码", "not UTF-8");
            let mut wrong = finding(path, codes::NOT_UTF8, message).at_line(line);
            if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
                wrong = wrong.got("UTF-16");
            } else if !gbk_fails {
                wrong = wrong
                    .got("GBK")
                    .hint(words!("像是 GBK，请另存为 UTF-8", "it looks like GBK; save it as UTF-8"));
            }
            Err(wrong)
        }
    }
}

fn finding(path: &Path, code: Code, message: Words) -> Finding {
    Finding::error(code, message).in_file(path.display().to_string())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Finding {
    finding(path, codes::UNREADABLE, told(words!("无法读取", "cannot be read"), error))
}
