//! A folder with one list, and a folder for its cache.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use diaodu::catalogue::{Catalogue, LoadOptions, Loaded, write_list};
use diaodu::domain::category::Category;
use diaodu::domain::finding::Finding;
use diaodu::domain::project::{Project, ProjectId};

pub const YEAR: i16 = 2021;

pub struct Folder {
    root: tempfile::TempDir,
}

impl Folder {
    /// With a list of so many projects, long enough for a cache from about 100 on.
    pub fn of(projects: u32) -> Self {
        let folder = Self { root: tempfile::tempdir().unwrap() };
        folder.put(&(1..=projects).map(|serial| project(serial, "建设")).collect::<Vec<_>>());
        folder
    }

    pub fn data(&self) -> PathBuf {
        self.root.path().join("data")
    }

    pub fn caches(&self) -> PathBuf {
        self.root.path().join("caches")
    }

    pub fn list(&self) -> PathBuf {
        self.data().join("2021/construction.yaml")
    }

    /// Writes the list.
    pub fn put(&self, projects: &[Project]) {
        write_list(&self.data(), YEAR, Category::Construction, false, projects.iter().cloned()).unwrap();
    }

    /// Writes the list's text.
    pub fn put_text(&self, text: &str) {
        fs::create_dir_all(self.data().join("2021")).unwrap();
        fs::write(self.list(), text).unwrap();
    }

    /// The list's text.
    pub fn text(&self) -> String {
        fs::read_to_string(self.list()).unwrap()
    }

    /// Reads by way of the cache, without writing one.
    pub fn read(&self) -> Loaded {
        Catalogue::read(&self.data(), LoadOptions { caches: Some(&self.caches()), progress: None })
    }

    /// Reads, and writes what caches are to be written.
    pub fn keep(&self) -> Loaded {
        let mut loaded = self.read();
        for unwritten in std::mem::take(&mut loaded.unwritten) {
            let year = loaded.catalogue.year(YEAR).unwrap();
            unwritten.write(year.category(Category::Construction), &AtomicBool::new(false)).unwrap();
        }
        loaded
    }

    /// The cache's file.
    pub fn cache(&self) -> PathBuf {
        let entries = fs::read_dir(self.caches()).unwrap().map(|entry| entry.unwrap().path());
        let caches: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|e| e == "list")).collect();
        assert_eq!(caches.len(), 1, "{caches:?}");
        caches[0].clone()
    }

    /// Reads as it is now and holds it to what the YAML says; how many lists came from their caches.
    #[track_caller]
    pub fn agrees(&self) -> u32 {
        let loaded = self.read();
        let (plain, findings) = Catalogue::load(&self.data());
        same(&loaded, &plain, &findings);
        loaded.from_cache
    }
}

/// Holds what was read to what the YAML says.
#[track_caller]
pub fn same(loaded: &Loaded, plain: &Catalogue, findings: &[Finding]) {
    let years = |catalogue: &Catalogue| -> Vec<(i16, bool, Vec<Project>)> {
        catalogue.years().map(|y| (y.year, y.invented, y.projects().to_vec())).collect()
    };
    assert!(years(&loaded.catalogue) == years(plain), "other projects");
    assert_eq!(loaded.findings, findings);
}

/// A project with a long content.
pub fn project(serial: u32, word: &str) -> Project {
    let id = ProjectId { year: YEAR, category: Category::Construction, serial };
    let mut project = Project::new(id, format!("第{serial}号{word}项目"));
    project.content = format!("{word}内容").repeat(60);
    project.lead_units = vec!["九龙坡区政府".to_owned()].into();
    project
}
