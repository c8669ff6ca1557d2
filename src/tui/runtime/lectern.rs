//! A list on its way in. It is read on a thread of its own, so that the screen stays alive, can show how
//! far it is and can call it off; then it lies here until it is stored or another one is read.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::desk::App;
use crate::desk::import::{Accept, ImportRequest, ProgressToken, ReadList, SeenColumn};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::lang::Bilingual;
use crate::tui::event::Answer;
use crate::tui::model::import::{ImportSettings, Review};
use crate::words;

/// How often progress is told.
const EVERY: Duration = Duration::from_millis(80);

/// What lies on it.
struct LoadedList {
    generation: u64,
    /// The desk as it was when the list was read: what it is compared with.
    desk: App,
    list: ReadList,
}

/// The place where a list is read. Clones of the `Arc` share it.
pub struct ImportSession {
    /// The desk of the session; another one after something was stored.
    desk: Mutex<Arc<App>>,
    lying: Mutex<Option<LoadedList>>,
    /// Calls the running read off.
    stop: Mutex<Arc<AtomicBool>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ImportSession {
    /// An empty one.
    pub fn new(desk: Arc<App>) -> Self {
        Self { desk: Mutex::new(desk), lying: Mutex::new(None), stop: Mutex::default() }
    }

    /// Reads on a thread of its own and answers how far it is and what came of it. A read that still runs
    /// is called off.
    pub fn start(
        self: &Arc<Self>,
        generation: u64,
        wishes: ImportSettings,
        accept: Accept,
        answer: impl Fn(Answer) + Clone + Send + Sync + 'static,
    ) {
        self.call_off();
        let stop = Arc::new(AtomicBool::new(false));
        *held(&self.stop) = Arc::clone(&stop);
        let lectern = Arc::clone(self);
        let told = Mutex::new(Instant::now());
        let tell = answer.clone();
        let called_off = Arc::clone(&stop);
        let watch = ProgressToken::new(move |progress| {
            let mut last = held(&told);
            if last.elapsed() >= EVERY {
                *last = Instant::now();
                tell(Answer::ReadSoFar(generation, progress));
            }
            !called_off.load(Ordering::SeqCst)
        });
        let spawned = thread::Builder::new().name("lectern".into()).spawn(move || {
            let read = lectern.read(generation, &wishes, &accept, &watch);
            // Who called it off has gone on already.
            if !stop.load(Ordering::SeqCst) {
                answer(read);
            }
        });
        // Without a thread nothing is ever answered, and Esc leads back.
        drop(spawned);
    }

    /// Calls off the read that runs, if one does, and forgets what lies here.
    pub fn call_off(&self) {
        held(&self.stop).store(true, Ordering::SeqCst);
        *held(&self.lying) = None;
    }

    /// Reads a document and compares it with what is on disk now.
    pub fn read(
        &self,
        generation: u64,
        wishes: &ImportSettings,
        accept: &Accept,
        watch: &ProgressToken,
    ) -> Answer {
        let desk = held(&self.desk).reopened(None);
        let request = || -> Result<ImportRequest, Failure> {
            let mut source = desk.document(&wishes.path)?;
            source.encoding.clone_from(&wishes.encoding);
            source.sheet.clone_from(&wishes.sheet);
            source.watch.clone_from(watch);
            Ok(ImportRequest {
                source,
                year: wishes.year,
                annex: wishes.annex,
                columns: wishes.columns.clone(),
                transpose: wishes.transpose,
                strict: wishes.strict,
                ..ImportRequest::default()
            })
        };
        let read = request().and_then(|request| desk.read_list(request)).and_then(|list| {
            let outcome = desk.compare_list(&list, accept)?;
            Ok((list, outcome))
        });
        match read {
            Ok((list, outcome)) => {
                *held(&self.lying) = Some(LoadedList { generation, desk, list });
                Answer::ListRead(generation, Arc::new(Review::of(outcome)))
            }
            Err(failure) => {
                // What a person must say shows beside the columns that the document has.
                let shown = matches!(failure.exit, Exit::Usage | Exit::No | Exit::Malformed);
                let columns: Vec<SeenColumn> = if shown {
                    request().and_then(|request| desk.list_columns(request)).unwrap_or_default()
                } else {
                    Vec::new()
                };
                Answer::ListRefused(generation, failure, Arc::new(columns))
            }
        }
    }

    /// Compares what lies here once more, with other proposals taken.
    pub fn compare(&self, generation: u64, accept: &Accept) -> Option<Answer> {
        let lying = held(&self.lying);
        let lying = lying.as_ref().filter(|lying| lying.generation == generation)?;
        Some(match lying.desk.compare_list(&lying.list, accept) {
            Ok(outcome) => Answer::ListRead(generation, Arc::new(Review::of(outcome))),
            Err(failure) => Answer::Failed(failure),
        })
    }

    /// Stores what lies here, all of it or nothing. The desk over what is loaded now, and what is to be said.
    pub fn store(
        &self,
        generation: u64,
        accept: &Accept,
        now: Timestamp,
    ) -> Result<Option<(Arc<App>, Bilingual)>, Failure> {
        let mut place = held(&self.lying);
        let Some(lying) = place.as_ref().filter(|lying| lying.generation == generation) else {
            return Ok(None);
        };
        let outcome = lying.desk.store_list(&lying.list, accept, now)?;
        let desk = Arc::new(lying.desk.reopened(outcome.folder.clone()));
        *place = None;
        *held(&self.desk) = Arc::clone(&desk);
        let (year, count) = (outcome.year, outcome.projects.len());
        let folder = outcome.folder.as_deref().map(|f| f.display().to_string()).unwrap_or_default();
        let mut words = if outcome.written.is_empty() {
            words!("与现有名单相同，没有改动", "the same as the list that is loaded; nothing was changed")
        } else {
            words!(
                "已导入 {year} 年 {count} 个项目，写入 {folder}",
                "{count} projects of {year} imported, written to {folder}"
            )
        };
        if let Some(parted) = outcome.findings.iter().find(|f| f.code == codes::LEDGER_ELSEWHERE) {
            words.zh.extend(["；", &parted.message.zh]);
            words.en.extend(["; ", &parted.message.en]);
        }
        Ok(Some((desk, words)))
    }
}
