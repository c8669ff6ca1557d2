//! Files → catalogue, and the catalogue built into the program for a host without files.

mod file;
mod glimpse;
mod lists;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::cache::PendingCache;
use super::fields::SourceSpan;
use super::{Catalogue, LoadProgress, Year, check, issues, lamps, list, notice, steps, tables};
use crate::domain::calendar::Calendar;
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::district::District;
use crate::domain::finding::Finding;
use crate::words;
pub(super) use file::read;
use file::unreadable;
pub use glimpse::Preview;

/// How a folder is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct LoadOptions<'a> {
    /// Where start-up caches stand; where `None`, every list is read from its YAML.
    pub caches: Option<&'a Path>,
    /// Is told how far it is.
    pub progress: Option<&'a LoadProgress>,
}

/// What was read.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The catalogue.
    pub catalogue: Catalogue,
    /// Every problem in its files.
    pub findings: Vec<Finding>,
    /// How many lists came from their caches.
    pub from_cache: u32,
    /// Lists whose caches are to be written.
    pub unwritten: Vec<PendingCache>,
}

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
        let text = |file: &'static str, text: &'static str| SourceSpan { file, line: 1, text };
        let (file, mut wrong) = notice::read(text("data/2021/notice.yaml", SHIPPED_NOTICE), SHIPPED_YEAR);
        findings.append(&mut wrong);
        let mut projects = Vec::new();
        for (category, text) in Category::ALL.into_iter().zip(SHIPPED_LISTS) {
            let mut list = list::read(category.name(), text, Some((SHIPPED_YEAR, category)), None);
            findings.append(&mut list.findings);
            projects.append(&mut list.projects);
        }
        let year = Year::new(SHIPPED_YEAR, file.map(|f| f.notice), false, projects);
        findings.append(&mut check::totals(&year, "data/2021/notice.yaml"));
        catalogue.insert(year);
        (catalogue, findings)
    }

    /// Whether a folder is the one that the built-in lists come from, as it stands in a checkout of the
    /// program: it is called `data`, and its lists are the binary's letter for letter. A copy under another
    /// name, or one in which a list was changed, is somebody's own.
    pub fn is_shipped(dir: &Path) -> bool {
        let called = dir.canonicalize().is_ok_and(|real| real.file_name().is_some_and(|name| name == "data"));
        if !called {
            return false;
        }
        let years: Vec<String> = folder(dir).unwrap_or_default();
        let years: Vec<&String> = years.iter().filter(|name| year_of(name).is_some()).collect();
        let lists = Category::ALL.map(Category::name).into_iter().zip(SHIPPED_LISTS);
        let holds = |(name, text): (&str, &str)| {
            let file = dir.join(SHIPPED_YEAR.to_string()).join(format!("{name}.yaml"));
            // Long lists of somebody's own are told by their size.
            fs::metadata(&file).is_ok_and(|about| about.len() == text.len() as u64)
                && fs::read(&file).is_ok_and(|bytes| bytes == text.as_bytes())
        };
        years == [&SHIPPED_YEAR.to_string()] && lists.chain([("notice", SHIPPED_NOTICE)]).all(holds)
    }

    /// The shipped tables alone.
    fn tables() -> (Self, Vec<Finding>) {
        let (calendar, mut findings) = shipped_calendar();
        let (districts, mut wrong) = shipped_districts();
        findings.append(&mut wrong);
        let (board, mut wrong) = lamps::shipped();
        findings.append(&mut wrong);
        let (steps, mut wrong) = steps::shipped();
        findings.append(&mut wrong);
        let (escalation, mut wrong) = issues::shipped();
        findings.append(&mut wrong);
        (Self { years: BTreeMap::new(), calendar, districts, board, steps, escalation }, findings)
    }

    /// Every year under a folder, and every problem in its files; what is readable is loaded whatever
    /// else is wrong. Working days and districts come from the folder where it has them, else they are
    /// the shipped ones. Every list is read from its YAML.
    pub fn load(dir: &Path) -> (Self, Vec<Finding>) {
        let loaded = Self::read(dir, LoadOptions::default());
        (loaded.catalogue, loaded.findings)
    }

    /// As [`Catalogue::load`], by way of start-up caches and telling how far it is.
    pub fn read(dir: &Path, reading: LoadOptions<'_>) -> Loaded {
        let mut loaded = Loaded { catalogue: Self::default(), ..Loaded::default() };
        let entries = match folder(dir) {
            Ok(entries) => entries,
            Err(finding) => {
                loaded.catalogue = Self::tables().0;
                loaded.findings.push(finding);
                return loaded;
            }
        };
        let years: Vec<(i16, &String)> = entries.iter().filter_map(|n| Some((year_of(n)?, n))).collect();
        if let Some(progress) = reading.progress {
            progress.expect(years.iter().map(|(_, name)| lists::bytes(&dir.join(name))).sum());
        }
        for (year, name) in years {
            if let Some(year) = lists::load_year(&dir.join(name), year, reading, &mut loaded) {
                loaded.catalogue.insert(year);
            }
        }
        if loaded.catalogue.years.is_empty() && loaded.findings.is_empty() {
            loaded.findings.push(empty(dir));
        }
        Self::tables_of(dir, &entries, &mut loaded);
        loaded
    }

    /// The small tables of a folder, the shipped ones where it has none.
    fn tables_of(dir: &Path, entries: &[String], loaded: &mut Loaded) {
        let has = |name: &str| entries.iter().any(|entry| entry == name);
        let Loaded { catalogue, findings, .. } = loaded;
        catalogue.calendar = shipped_calendar().0;
        if has("calendar") {
            load_calendar(&dir.join("calendar"), catalogue, findings);
        }
        if has("districts.yaml") {
            let path = dir.join("districts.yaml");
            if let Some(text) = read(&path, findings) {
                let file = path.display().to_string();
                let (districts, mut wrong) =
                    tables::districts(SourceSpan { file: &file, line: 1, text: &text });
                findings.append(&mut wrong);
                catalogue.districts = districts;
            }
        }
        if catalogue.districts.is_empty() {
            catalogue.districts = shipped_districts().0;
        }
        catalogue.board = lamps::load(dir, entries, findings);
        if has("steps.yaml") {
            let path = dir.join("steps.yaml");
            if let Some(text) = read(&path, findings) {
                let file = path.display().to_string();
                let (templates, mut wrong) = steps::read(SourceSpan { file: &file, line: 1, text: &text });
                findings.append(&mut wrong);
                catalogue.steps = templates;
            }
        } else {
            catalogue.steps = steps::shipped().0;
        }
        if has("issues.yaml") {
            let path = dir.join("issues.yaml");
            if let Some(text) = read(&path, findings) {
                let file = path.display().to_string();
                let (rule, mut wrong) = issues::read(SourceSpan { file: &file, line: 1, text: &text });
                findings.append(&mut wrong);
                catalogue.escalation = rule;
            }
        }
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

fn shipped_calendar() -> (Calendar, Vec<Finding>) {
    let (mut calendar, mut findings) = (Calendar::default(), Vec::new());
    for (file, text) in SHIPPED_CALENDAR {
        let (table, mut wrong) = tables::calendar(SourceSpan { file, line: 1, text });
        findings.append(&mut wrong);
        if let Some((year, table)) = table {
            calendar.insert(year, table);
        }
    }
    (calendar, findings)
}

fn shipped_districts() -> (Vec<District>, Vec<Finding>) {
    tables::districts(SourceSpan { file: "districts.yaml", line: 1, text: SHIPPED_DISTRICTS })
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

fn load_calendar(dir: &Path, catalogue: &mut Catalogue, findings: &mut Vec<Finding>) {
    let names = match folder(dir) {
        Ok(names) => names,
        Err(finding) => return findings.push(finding),
    };
    for path in names.iter().map(|n| dir.join(n)).filter(|p| p.extension().is_some_and(|e| e == "yaml")) {
        let Some(text) = read(&path, findings) else { continue };
        let file = path.display().to_string();
        let (table, mut wrong) = tables::calendar(SourceSpan { file: &file, line: 1, text: &text });
        findings.append(&mut wrong);
        if let Some((year, table)) = table {
            catalogue.calendar.insert(year, table);
        }
    }
}
