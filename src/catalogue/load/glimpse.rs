//! A first look at a folder: the tables, the notice and the first projects of each list of one year, so
//! that a screen can be drawn while the rest is read. It says nothing about what is wrong; the whole
//! reading does.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::file::open;
use super::{Loaded, folder, lists, year_of};
use crate::catalogue::cache::{self, WORTH_BYTES};
use crate::catalogue::list;
use crate::catalogue::record::ListKey;
use crate::catalogue::{Catalogue, Year};
use crate::domain::category::Category;
use crate::domain::project::Project;

/// Lists that are smaller together are read at once: about forty projects.
const AT_ONCE_BYTES: u64 = 24 * 1024;
/// So many projects are read from caches at once.
const AT_ONCE: usize = 5_000;
/// So much of a list's YAML is looked at.
const HEAD_BYTES: u64 = 48 * 1024;
/// So many of its projects are shown: more than a tall terminal has lines.
const HEAD: usize = 64;

/// The first projects of one year.
#[derive(Debug)]
pub struct Preview {
    /// A catalogue of that year alone.
    pub catalogue: Catalogue,
    /// How many projects each list holds, by [`Category::index`], where a cache tells.
    pub totals: [Option<u32>; 3],
}

impl Catalogue {
    /// Looks at the year asked for, or the one in force. Nothing where all is read quickly anyway, or where
    /// there is nothing to look at.
    pub fn glimpse(dir: &Path, caches: Option<&Path>, year: Option<i16>) -> Option<Preview> {
        let entries = folder(dir).ok()?;
        let mut years = entries.iter().filter_map(|name| Some((year_of(name)?, name)));
        let (year, name) = years.rfind(|(of, _)| year.is_none_or(|year| year == *of))?;
        let bytes: u64 =
            entries.iter().filter(|n| year_of(n).is_some()).map(|n| lists::bytes(&dir.join(n))).sum();
        if bytes < AT_ONCE_BYTES {
            return None;
        }
        let dir_of_year = dir.join(name);
        let names = folder(&dir_of_year).ok()?;
        let lists = Category::ALL.map(|category| {
            let name = lists::list_name(category);
            names
                .contains(&name)
                .then(|| PreviewedList::at(&dir_of_year.join(name), (year, category), caches))
                .flatten()
        });
        let known: Option<usize> = lists.iter().flatten().map(PreviewedList::known).sum();
        if known.is_some_and(|known| known <= AT_ONCE) && bytes < AT_ONCE as u64 * 4_096 {
            return None;
        }
        let totals =
            lists.each_ref().map(|look| look.as_ref().map_or(Some(0), |l| l.known().map(|n| n as u32)));
        let projects: Vec<Project> = lists.into_iter().flatten().flat_map(PreviewedList::first).collect();
        if projects.is_empty() {
            return None;
        }
        let mut loaded = Loaded::default();
        let (notice, invented) = lists::read_notice(&dir_of_year, &names, year, &mut loaded.findings);
        loaded.catalogue.insert(Year::new(year, notice, invented, projects));
        Self::tables_of(dir, &entries, &mut loaded);
        Some(Preview { catalogue: loaded.catalogue, totals })
    }
}

/// One list that can be looked at.
enum PreviewedList {
    Cached(Box<cache::Cached>),
    Yaml(File, ListKey),
}

impl PreviewedList {
    fn at(path: &Path, home: ListKey, caches: Option<&Path>) -> Option<Self> {
        let (file, stamp) = open(path).ok()?;
        let caches = caches.filter(|_| stamp.bytes >= WORTH_BYTES);
        let cached = caches.and_then(|folder| cache::find_at_once(folder, path, stamp, home));
        Some(cached.map_or(Self::Yaml(file, home), |cached| Self::Cached(Box::new(cached))))
    }

    fn known(&self) -> Option<usize> {
        match self {
            Self::Cached(cached) => Some(cached.len()),
            Self::Yaml(..) => None,
        }
    }

    fn first(self) -> Vec<Project> {
        match self {
            Self::Cached(cached) => cached.first().unwrap_or_default(),
            Self::Yaml(file, home) => head(file, home).unwrap_or_default(),
        }
    }
}

/// The first records of a list, without the last of those seen, which may be cut in two.
fn head(file: File, home: ListKey) -> Option<Vec<Project>> {
    let mut bytes = Vec::new();
    file.take(HEAD_BYTES).read_to_end(&mut bytes).ok()?;
    let whole = bytes.len() as u64 == HEAD_BYTES;
    if whole {
        bytes.truncate(memchr::memrchr(b'\n', &bytes)? + 1);
    }
    let text = String::from_utf8(bytes).ok()?;
    Some(list::read_head(text.trim_start_matches('\u{feff}'), home, HEAD, whole))
}
