//! 百项重点关注: which projects are watched, why, and by which document. Every change is one more revision
//! in the ledger; taking a project off keeps its history.

use std::collections::HashSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::App;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::permission::{Action, Target};
use crate::domain::project::ProjectId;
use crate::domain::text::clean;
use crate::ledger::{Entry, NewEntry};
use crate::words;

/// The kind of entry that holds a project's place on the watch list; the subject is the project.
pub const WATCH: &str = "watch";

/// A project's place on the watch list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// The project.
    pub project: ProjectId,
    /// On the list, or taken off.
    pub on: bool,
    /// Why it was put on, or taken off.
    pub reason: String,
    /// The document that says so.
    pub document: String,
    /// Who entered it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct WatchBody {
    on: bool,
    #[serde(default)]
    document: String,
}

/// Whether an entry of this kind leaves the project on the list.
pub(super) fn is_on(entry: &Entry) -> bool {
    entry.state::<WatchBody>().is_ok_and(|body| body.on)
}

impl App {
    /// Every change of the list, the latest first: put on, taken off, reasons changed.
    pub fn watch_history(&self) -> Result<Vec<Watched>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(Vec::new()) };
        let entries = ledger.read(|view| view.revisions(WATCH))?;
        Ok(entries.iter().rev().filter_map(watched).collect())
    }

    /// The watch list as it stands, in the order of projects.
    pub fn watch_list(&self) -> Result<Vec<Watched>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(Vec::new()) };
        let mut list: Vec<Watched> =
            ledger.list(WATCH)?.iter().filter_map(watched).filter(|w| w.on).collect();
        list.sort_by_key(|w| w.project);
        Ok(list)
    }

    /// One project's place on it, while it has one.
    pub fn watched(&self, id: ProjectId) -> Result<Option<Watched>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(None) };
        let entry = ledger.read(|view| view.current(WATCH, &id.to_string(), ""))?;
        Ok(entry.as_ref().and_then(watched).filter(|w| w.on))
    }

    /// The projects on it.
    pub fn watched_ids(&self) -> Result<HashSet<ProjectId>, Failure> {
        Ok(self.watch_list()?.into_iter().map(|w| w.project).collect())
    }

    /// Puts a project on the list, or changes why it is there.
    pub fn watch(
        &self,
        id: ProjectId,
        reason: &str,
        document: &str,
        now: Timestamp,
    ) -> Result<Watched, Failure> {
        if clean(reason).is_empty() {
            let words = words!("列入关注须写明理由", "a project is watched for a reason");
            let finding = Finding::error(codes::REASON_REQUIRED, words).on_field("--reason");
            return Err(Failure::new(Exit::No, finding));
        }
        self.put_watch(id, true, reason, document, now)
    }

    /// Takes a project off the list.
    pub fn unwatch(&self, id: ProjectId, reason: &str, now: Timestamp) -> Result<Watched, Failure> {
        let Some(there) = self.watch_list()?.into_iter().find(|w| w.project == id) else {
            let words = words!("该项目不在关注名单上", "the project is not on the watch list");
            let finding = Finding::error(codes::NOTHING_FOUND, words).got(id.to_string());
            return Err(Failure::new(Exit::No, finding));
        };
        self.put_watch(id, false, reason, &there.document, now)
    }

    fn put_watch(
        &self,
        id: ProjectId,
        on: bool,
        reason: &str,
        document: &str,
        now: Timestamp,
    ) -> Result<Watched, Failure> {
        let project = self.project(id)?;
        let (reason, document) = (clean(reason).into_owned(), clean(document).into_owned());
        let target = Target::of(project);
        self.demand(Action::Watch, target, now)?;
        let act = if on { "add" } else { "remove" };
        let body = serde_json::json!(WatchBody { on, document: document.clone() });
        let entry =
            NewEntry::new(WATCH, &id.to_string(), "", act, self.person(), now).reason(&reason).body(body);
        self.commit(Action::Watch, target, now, |writing| Ok(writing.append(std::slice::from_ref(&entry))?))?;
        Ok(Watched { project: id, on, reason, document, by: self.person().to_owned(), at: now })
    }
}

/// What an entry says; `None` for one that cannot be read, which `verify` reports.
fn watched(entry: &Entry) -> Option<Watched> {
    let body: WatchBody = entry.state().ok()?;
    Some(Watched {
        project: entry.subject.parse().ok()?,
        on: body.on,
        reason: entry.reason.clone(),
        document: body.document,
        by: entry.author.clone(),
        at: entry.at,
    })
}
