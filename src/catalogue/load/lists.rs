//! One year's folder: its notice, and each list from its start-up cache or from its YAML.

use std::fs;
use std::path::Path;

use super::file::{decode, open, read, read_open};
use super::{LoadOptions, Loaded, empty, folder};
use crate::catalogue::cache::{self, Fingerprint, PendingCache, WORTH_BYTES};
use crate::catalogue::fields::SourceSpan;
use crate::catalogue::list::{self, ListFile};
use crate::catalogue::record::ListKey;
use crate::catalogue::{Year, check, notice};
use crate::domain::category::Category;
use crate::domain::finding::Finding;
use crate::domain::notice::Notice;
use crate::domain::project::Project;

/// Reads a year's folder; what is wrong in it goes to `loaded`.
pub fn load_year(dir: &Path, year: i16, reading: LoadOptions<'_>, loaded: &mut Loaded) -> Option<Year> {
    let names = match folder(dir) {
        Ok(names) => names,
        Err(finding) => {
            loaded.findings.push(finding);
            return None;
        }
    };
    let notice_name = dir.join("notice.yaml").display().to_string();
    let (declared, mut invented) = read_notice(dir, &names, year, &mut loaded.findings);
    let mut any = names.iter().any(|n| n == "notice.yaml");
    let mut projects = Vec::new();
    for category in Category::ALL {
        let file = list_name(category);
        if names.contains(&file) {
            any = true;
            invented |= loaded.read_list(&dir.join(file), (year, category), reading, &mut projects);
        }
    }
    if !any {
        loaded.findings.push(empty(dir));
        return None;
    }
    let year = Year::new(year, declared, invented, projects);
    loaded.findings.append(&mut check::totals(&year, &notice_name));
    Some(year)
}

/// The notice of a year, and whether it marks the year as invented.
pub fn read_notice(
    dir: &Path,
    names: &[String],
    year: i16,
    findings: &mut Vec<Finding>,
) -> (Option<Notice>, bool) {
    if !names.iter().any(|n| n == "notice.yaml") {
        return (None, false);
    }
    let path = dir.join("notice.yaml");
    let Some(text) = read(&path, findings) else { return (None, false) };
    let name = path.display().to_string();
    let (file, mut wrong) = notice::read(SourceSpan { file: &name, line: 1, text: &text }, year);
    findings.append(&mut wrong);
    file.map_or((None, false), |file| (Some(file.notice), file.invented))
}

/// The name of a category's list.
pub fn list_name(category: Category) -> String {
    format!("{}.yaml", category.name())
}

/// The bytes of a year's lists, as far as they can be seen.
pub fn bytes(dir: &Path) -> u64 {
    let size = |category| fs::metadata(dir.join(list_name(category))).map_or(0, |meta| meta.len());
    Category::ALL.into_iter().map(size).sum()
}

impl Loaded {
    /// Adds one list's projects to `to`; whether it is marked as invented.
    fn read_list(
        &mut self,
        path: &Path,
        home: ListKey,
        reading: LoadOptions<'_>,
        to: &mut Vec<Project>,
    ) -> bool {
        let (file, stamp) = match open(path) {
            Ok(opened) => opened,
            Err(finding) => {
                self.findings.push(finding);
                return false;
            }
        };
        let name = path.display().to_string();
        let caches = reading.caches.filter(|_| stamp.bytes >= WORTH_BYTES);
        let cached = caches.and_then(|folder| cache::find(folder, path, &file, stamp, home));
        if let Some(cached) = cached
            && cached.read_all(to, reading.progress).is_some()
        {
            self.from_cache += 1;
            let about = cached.about();
            let invented = about.invented;
            if cached.is_doubted() {
                let about = Fingerprint { stamp, ..about.clone() };
                self.keep(caches.and_then(|folder| PendingCache::begin(folder, path)), about);
            }
            self.findings.append(&mut cached.findings(&name));
            return invented;
        }
        let room = caches.and_then(|folder| PendingCache::begin(folder, path));
        let text = read_open(path, file, stamp).and_then(|(bytes, stamp, changing)| {
            self.findings.extend(changing);
            let hash = room.is_some().then(|| cache::hash(&bytes));
            Ok((decode(bytes, path)?, stamp.zip(hash)))
        });
        let (text, seen) = match text {
            Ok(text) => text,
            Err(finding) => {
                self.findings.push(finding);
                return false;
            }
        };
        let ListFile { mut projects, invented, mut findings } =
            list::read(&name, &text, Some(home), reading.progress);
        if let (Some((stamp, hash)), Ok(source)) = (seen, fs::canonicalize(path)) {
            let about = Fingerprint { source, stamp, hash, home, invented, findings: findings.clone() };
            self.keep(room, about);
        }
        to.append(&mut projects);
        self.findings.append(&mut findings);
        invented
    }

    fn keep(&mut self, room: Option<PendingCache>, about: Fingerprint) {
        self.unwritten.extend(room.map(|mut unwritten| {
            unwritten.about(about);
            unwritten
        }));
    }
}
