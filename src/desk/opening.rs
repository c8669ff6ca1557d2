//! Opening a desk: at once, or in two steps, so that a screen shows the beginning of a long list while the
//! rest is read. Start-up caches are written afterwards, beside the work.

use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use super::settings::{DataSource, Settings};
use super::{App, LazyLedger};
use crate::catalogue::{Catalogue, LoadOptions, PendingCache};
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::words;

pub use crate::catalogue::LoadProgress;

/// A desk that is open, perhaps with only the beginning of its list.
pub struct StagedLoad {
    /// The desk as far as it is known.
    pub desk: Arc<App>,
    /// What is still to be read; nothing where the desk is whole.
    pub rest: Option<PendingLoad>,
}

/// The whole desk, still to be read.
#[derive(Debug)]
pub struct PendingLoad {
    settings: Settings,
    books: Arc<LazyLedger>,
    earlier: Vec<Finding>,
    /// How many projects each list holds, where that is known already.
    pub totals: [Option<u32>; 3],
    /// How far the reading is.
    pub progress: Arc<LoadProgress>,
}

impl PendingLoad {
    /// Reads it.
    pub fn read(self) -> App {
        let desk = App::open_with(self.settings, Some(&self.progress));
        desk.with_books(self.books).with_earlier_findings(self.earlier)
    }
}

impl StagedLoad {
    /// A desk that is whole.
    pub fn whole(desk: App) -> Self {
        Self { desk: Arc::new(desk), rest: None }
    }

    /// Opens the desk with the beginning of its list, where reading all of it would keep a person waiting.
    pub fn begin(settings: Settings, earlier: Vec<Finding>) -> Self {
        let glimpse = match &settings.data {
            DataSource::Folder(folder) => {
                Catalogue::glimpse(folder, settings.caches.as_deref(), settings.year)
            }
            DataSource::BuiltIn => None,
        };
        match glimpse {
            Some(glimpse) => {
                let desk = Arc::new(App::new(settings.clone(), glimpse.catalogue, Vec::new()));
                let books = desk.books();
                let rest = PendingLoad {
                    settings,
                    books,
                    earlier,
                    totals: glimpse.totals,
                    progress: Arc::default(),
                };
                Self { desk, rest: Some(rest) }
            }
            None => Self::whole(App::open(settings).with_earlier_findings(earlier)),
        }
    }
}

impl App {
    /// Opens the desk: loads the catalogue from where the settings say. What is wrong in its files is kept
    /// as findings and never stops the rest; the ledger is opened when it is first needed.
    pub fn open(settings: Settings) -> Self {
        Self::open_with(settings, None)
    }

    /// As [`Desk::open`], telling how far it is.
    pub fn open_with(settings: Settings, progress: Option<&LoadProgress>) -> Self {
        match &settings.data {
            DataSource::Folder(folder) => {
                let reading = LoadOptions { caches: settings.caches.as_deref(), progress };
                let loaded = Catalogue::read(folder, reading);
                let mut desk = Self::new(settings, loaded.catalogue, loaded.findings);
                desk.unwritten = Mutex::new(loaded.unwritten);
                desk
            }
            DataSource::BuiltIn => {
                let (catalogue, findings) = Catalogue::shipped();
                Self::new(settings, catalogue, findings)
            }
        }
    }

    /// Start-up caches that are to be written, for a thread beside the work; nothing a second time.
    pub fn caches(&self) -> Option<Caches> {
        let unwritten = std::mem::take(&mut *self.unwritten.lock().unwrap_or_else(PoisonError::into_inner));
        (!unwritten.is_empty()).then(|| Caches { catalogue: Arc::clone(&self.catalogue), unwritten })
    }
}

/// Start-up caches that are to be written.
#[derive(Debug)]
pub struct Caches {
    catalogue: Arc<Catalogue>,
    unwritten: Vec<PendingCache>,
}

impl Caches {
    /// Writes them; a set `stop` ends that and leaves nothing unfinished. The finding says why a start will
    /// not be quicker next time; nothing else is lost.
    pub fn write(self, stop: &AtomicBool) -> Option<Finding> {
        let mut failed = None;
        for unwritten in self.unwritten {
            let Some((year, category)) = unwritten.home() else { continue };
            let projects = self.catalogue.year(year).map_or(&[][..], |list| list.category(category));
            failed = unwritten.write(projects, stop).err().or(failed);
        }
        failed.map(|error| unwritable(&error))
    }
}

fn unwritable(error: &io::Error) -> Finding {
    let message = words!(
        "启动缓存没有写成（{error}）；不影响使用，只是下次启动同样慢",
        "the start-up cache was not written ({error}); nothing is lost, but the next start is as slow"
    );
    Finding::note(codes::NO_CACHE, message)
}
