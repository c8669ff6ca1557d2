//! Drafts: what was typed and not filed (small files of each person's own), and what lies in the
//! ledger as a draft because it was saved or withdrawn there.
//!
//! It never files anything. A typed draft may be unreadable as a report; it is kept letter by letter.

use jiff::Timestamp;

use super::App;
use super::report::ReviewRequest;
use super::report::stored_report;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::report::draft::Draft;
use crate::domain::report::{ReportAction, Status};
use crate::ledger::{Drafts, LedgerError};
use crate::words;

/// One draft, wherever it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundDraft {
    /// Which project's report.
    pub project: ProjectId,
    /// Which month's.
    pub month: Month,
    /// When it was saved last.
    pub saved_at: Timestamp,
    /// Whose it is.
    pub author: String,
    /// In the ledger, for everybody to see; else a file of one's own.
    pub in_ledger: bool,
    /// The fields as typed.
    pub draft: Draft,
}

impl App {
    /// Keeps what is being typed, replacing what was kept before; durable when it returns, except in a
    /// demonstration, which leaves nothing behind.
    pub fn keep_typed(
        &self,
        project: ProjectId,
        month: Month,
        draft: &Draft,
        now: Timestamp,
    ) -> Result<(), Failure> {
        if let Some(mut typed) = self.drafts_in_memory() {
            let (author, draft) = (self.person().to_owned(), draft.clone());
            let kept = FoundDraft { project, month, saved_at: now, author, in_ledger: false, draft };
            typed.insert((project, month), kept);
            return Ok(());
        }
        let drafts = self.typed_drafts().ok_or_else(no_place)?;
        Ok(drafts.save(project, month, &serde_json::json!(draft), now)?)
    }

    /// What was being typed for a report, if it was kept.
    pub fn typed(&self, project: ProjectId, month: Month) -> Result<Option<FoundDraft>, Failure> {
        if let Some(typed) = self.drafts_in_memory() {
            return Ok(typed.get(&(project, month)).cloned());
        }
        let Some(drafts) = self.typed_drafts() else { return Ok(None) };
        Ok(drafts.load(project, month)?.map(|kept| self.kept(kept)).transpose()?)
    }

    /// Forgets what was being typed: it was filed, or given up. Whether there was any.
    pub fn forget_typed(&self, project: ProjectId, month: Month) -> Result<bool, Failure> {
        if let Some(mut typed) = self.drafts_in_memory() {
            return Ok(typed.remove(&(project, month)).is_some());
        }
        match self.typed_drafts() {
            Some(drafts) => Ok(drafts.discard(project, month)?),
            None => Ok(false),
        }
    }

    /// Every draft: one's own typed ones and those in the ledger, newest first, and what could not be
    /// read, as warnings.
    pub fn drafts(&self) -> Result<(Vec<FoundDraft>, Vec<Finding>), Failure> {
        let mut findings = Vec::new();
        let mut all: Vec<FoundDraft> =
            self.drafts_in_memory().map(|typed| typed.values().cloned().collect()).unwrap_or_default();
        if let Some(drafts) = self.typed_drafts() {
            let (typed, problems) = drafts.list()?;
            for kept in typed {
                match self.kept(kept) {
                    Ok(kept) => all.push(kept),
                    Err(problem) => findings.push(warning(&problem)),
                }
            }
            findings.extend(problems.iter().map(warning));
        }
        if let Some(ledger) = self.look()? {
            for entry in ledger.read(|view| view.report_entries_in(Status::Draft.name()))? {
                let report = stored_report(&entry)?;
                if report.discarded {
                    continue;
                }
                all.push(FoundDraft {
                    project: report.project,
                    month: report.month,
                    saved_at: report.at,
                    author: report.author,
                    in_ledger: true,
                    draft: Draft::of(&report.content),
                });
            }
        }
        all.sort_by_key(|kept| (std::cmp::Reverse(kept.saved_at), kept.project, kept.month, kept.in_ledger));
        Ok((all, findings))
    }

    /// The drafts of one report, the typed one first.
    pub fn drafts_of(&self, project: ProjectId, month: Month) -> Result<Vec<FoundDraft>, Failure> {
        let (all, _) = self.drafts()?;
        let mut mine: Vec<FoundDraft> =
            all.into_iter().filter(|kept| kept.project == project && kept.month == month).collect();
        mine.sort_by_key(|kept| kept.in_ledger);
        if mine.is_empty() { Err(no_such_draft(project, month)) } else { Ok(mine) }
    }

    /// Gives a report's drafts up, typed and in the ledger; the ledger keeps their history.
    pub fn discard_drafts(&self, project: ProjectId, month: Month, now: Timestamp) -> Result<usize, Failure> {
        let drafts = self.drafts_of(project, month)?;
        for kept in &drafts {
            if kept.in_ledger {
                let decision = ReviewRequest {
                    project,
                    month,
                    act: ReportAction::Discard,
                    reason: String::new(),
                    request_id: None,
                    expect_revision: None,
                };
                self.decide(&decision, now)?;
            } else {
                self.forget_typed(project, month)?;
            }
        }
        Ok(drafts.len())
    }

    pub(super) fn typed_drafts(&self) -> Option<Drafts> {
        let state = self.settings().state.as_ref()?;
        // Invented projects have the ids of real ones: what was typed to practise is never offered for those.
        let invented = self.year().is_ok_and(|year| year.invented);
        let state = if invented { &state.join("practice") } else { state };
        Some(Drafts::of(state, self.person()))
    }

    fn kept(&self, kept: crate::ledger::StoredDraft) -> Result<FoundDraft, LedgerError> {
        let draft = serde_json::from_value(kept.form).map_err(|error| LedgerError::DraftDamaged {
            place: format!("{} {}", kept.project, kept.month),
            detail: error.to_string(),
        })?;
        let author = self.person().to_owned();
        let (project, month, saved_at) = (kept.project, kept.month, kept.saved_at);
        Ok(FoundDraft { project, month, saved_at, author, in_ledger: false, draft })
    }
}

fn warning(problem: &LedgerError) -> Finding {
    Finding { severity: Severity::Warning, ..problem.finding() }
}

fn no_place() -> Failure {
    let message = words!("没有存放草稿的地方", "there is no place to keep drafts");
    let finding = Finding::error(codes::STORAGE, message)
        .hint(words!("设置 HOME 或 XDG_STATE_HOME", "set HOME or XDG_STATE_HOME"));
    Failure::new(Exit::Storage, finding)
}

fn no_such_draft(project: ProjectId, month: Month) -> Failure {
    let message = words!("{project} 没有 {month} 的草稿", "{project} has no draft for {month}");
    Failure::new(Exit::No, Finding::error(codes::NO_SUCH_DRAFT, message))
}
