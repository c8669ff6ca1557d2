//! The desk's ledger: opened where the settings say, when it is first needed, and made on the first
//! write. Reading never makes one.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;

use super::App;
use super::demo::Demo;
use super::draft::FoundDraft;
use super::settings::LedgerLocation;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::ledger::{Ledger, LedgerError, Location};
use crate::words;

/// The ledger as far as it has been opened. Desks over the same ledger, one after the other, share it.
#[derive(Default)]
pub struct LazyLedger {
    reading: OnceLock<Ledger>,
    writing: OnceLock<Ledger>,
    /// What a demonstration's ledger is to be filled with when it is opened, and up to which moment.
    invented: Mutex<Option<(Demo, Timestamp)>>,
    /// What is typed in a demonstration and not filed: it leaves no file behind.
    typed: Mutex<Typed>,
    /// The file that was made by a first entry, until that is said.
    made: Mutex<Option<PathBuf>>,
}

impl std::fmt::Debug for LazyLedger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (reading, writing) = (self.reading.get().is_some(), self.writing.get().is_some());
        f.debug_struct("Books").field("reading", &reading).field("writing", &writing).finish_non_exhaustive()
    }
}

/// Drafts by project and month.
pub(super) type Typed = BTreeMap<(ProjectId, Month), FoundDraft>;

impl LazyLedger {
    /// The books of a demonstration.
    pub(super) fn invented(demo: Demo, now: Timestamp) -> Self {
        Self { invented: Mutex::new(Some((demo, now))), ..Self::default() }
    }

    /// What is to be said, once, when a first entry has made the ledger: where.
    pub fn news(&self) -> Option<Finding> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        // What was refused is no entry, though the file is there.
        let entered = |ledger: &Ledger| ledger.change_counter().is_ok_and(|entries| entries > 0);
        let file = made.take_if(|_| self.writing.get().is_some_and(entered))?;
        let file = std::path::absolute(&file).unwrap_or(file);
        let message = words!("首次写入，台账建立在这里", "the first entry made the ledger, here");
        Some(Finding::note(codes::LEDGER_MADE, message).in_file(file.display().to_string()))
    }
}

impl App {
    /// The books, for another desk over the same ledger, and to hear of a ledger that was made.
    pub fn books(&self) -> Arc<LazyLedger> {
        Arc::clone(&self.books)
    }

    /// With the books of a desk over the same ledger.
    #[must_use]
    pub(super) fn with_books(self, books: Arc<LazyLedger>) -> Self {
        Self { books, ..self }
    }

    /// The ledger for reading; `None` when there is none yet.
    pub(super) fn look(&self) -> Result<Option<&Ledger>, Failure> {
        if let Some(open) = self.books.writing.get().or_else(|| self.books.reading.get()) {
            return Ok(Some(open));
        }
        let Some(location) = self.location() else {
            return match &self.settings().ledger {
                LedgerLocation::Unknown(address) => Err(unknown(address)),
                _ => Ok(None),
            };
        };
        let Some(opened) = Ledger::look(&location)? else { return Ok(None) };
        Ok(Some(self.books.reading.get_or_init(|| opened)))
    }

    /// The ledger for writing; made, with its folder, when there is none yet.
    pub(super) fn ledger(&self) -> Result<&Ledger, Failure> {
        if let Some(open) = self.books.writing.get() {
            return Ok(open);
        }
        // One at a time: a ledger in memory is another one each time it is opened.
        let mut invented = self.books.invented.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = self.books.writing.get() {
            return Ok(open);
        }
        let place = self.place()?;
        let opened = match self.books.reading.get() {
            // It was there: if it is not any more, another one in its place would hide that.
            Some(seen) => seen.for_writing(&place)?,
            None => Ledger::open(&place)?,
        };
        if place.path().is_some() && opened.change_counter()? == 0 {
            let file = place.path().map(PathBuf::from);
            *self.books.made.lock().unwrap_or_else(PoisonError::into_inner) = file;
        }
        if let Some((demo, now)) = invented.take() {
            demo.fill_ledger(&opened, now)?;
        }
        Ok(self.books.writing.get_or_init(|| opened))
    }

    /// The ledger for writing, if anybody has needed it so far.
    pub(super) fn writing(&self) -> Option<&Ledger> {
        self.books.writing.get()
    }

    /// Fills a demonstration's ledger, which takes a moment, if it is one and was not filled before; whether
    /// it was. Until then the desk answers as one without a ledger, and a filing waits.
    pub fn fill_demonstration(&self) -> Result<bool, Failure> {
        let to_do = self.is_unfilled();
        if to_do {
            self.ledger()?;
        }
        Ok(to_do)
    }

    /// Whether this is a demonstration whose ledger is still to be filled.
    pub fn is_unfilled(&self) -> bool {
        self.books.invented.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The drafts of a demonstration; `None` where drafts are files.
    pub(super) fn drafts_in_memory(&self) -> Option<MutexGuard<'_, Typed>> {
        let lasts = self.settings().ledger != LedgerLocation::Memory;
        (!lasts).then(|| self.books.typed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What people call the place where the ledger is or would be; empty when nothing names one.
    pub fn ledger_place(&self) -> String {
        self.location().map(|location| location.to_string()).unwrap_or_default()
    }

    /// Where the ledger is or would be; `None` when nothing names a place.
    fn location(&self) -> Option<Location> {
        match &self.settings().ledger {
            LedgerLocation::File(file) => Some(Location::File(file.clone())),
            LedgerLocation::Url(url) => Some(Location::Server(url.clone())),
            LedgerLocation::Memory => Some(Location::Memory),
            LedgerLocation::Unknown(_) | LedgerLocation::Nowhere => None,
        }
    }

    /// Where the ledger is or is to be made.
    pub(super) fn place(&self) -> Result<Location, Failure> {
        self.location().ok_or_else(|| match &self.settings().ledger {
            LedgerLocation::Unknown(address) => unknown(address),
            _ => nowhere(),
        })
    }

    /// The ledger that must be there already: to verify, to back up.
    pub(super) fn existing_ledger(&self) -> Result<&Ledger, Failure> {
        self.look()?.ok_or_else(|| LedgerError::Missing { place: self.ledger_place() }.into())
    }
}

fn unknown(address: &str) -> Failure {
    let message = words!("台账不能放在这种地址", "a ledger cannot be at an address of this kind");
    let finding = Finding::error(codes::USAGE, message).on_field("--ledger").got(address);
    Failure::new(Exit::Usage, finding.expected(words!("文件，或 postgres://…", "a file, or postgres://…")))
}

fn nowhere() -> Failure {
    let finding = Finding::error(
        codes::NO_LEDGER,
        words!("没有说台账放在哪里", "nothing says where the ledger is to be"),
    )
    .hint(words!("用 --ledger 或 DIAODU_LEDGER 指明", "name a place with --ledger or DIAODU_LEDGER"));
    Failure::new(Exit::Storage, finding)
}
