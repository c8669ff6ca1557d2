//! Who asks, and may they? Rights are read from the ledger: when an action is offered, and again inside
//! the transaction that stores it, so that a revocation holds from the next commit of a running session.
//! An attempt that is refused is recorded.
//!
//! What is permitted stands in [`crate::domain::permission`]; nothing is decided here.

use std::os::unix::fs::MetadataExt as _;

use jiff::Timestamp;

use super::App;
use super::people::{self, USER};
use super::settings::LedgerLocation;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Lang;
use crate::domain::permission::{Action, Rights, Target};
use crate::domain::text::{clean, cut};
use crate::ledger::{LedgerError, NewEntry, Snapshot, WriteTx};

/// The kind of entry that records a refusal.
pub const REFUSAL: &str = "refusal";

impl App {
    /// Who asks, as the ledger knows them now. The screen keeps the answer to grey out what is not
    /// permitted; it may be out of date, and the commit asks again.
    pub fn rights(&self) -> Result<Rights, Failure> {
        match self.look()? {
            Some(ledger) => Ok(ledger.read(|view| self.rights_in(view))?),
            None if self.settings.in_session => Ok(Rights::Unknown),
            None => Ok(Rights::Keeper),
        }
    }

    /// Whether an action may be offered. Says why not; records nothing.
    pub fn may(&self, action: Action, target: Target<'_>, now: Timestamp) -> Result<(), Failure> {
        self.rights()?.may(self.person(), action, target, now)
    }

    /// As [`Desk::may`], for something about to be done: a refusal is recorded.
    pub fn demand(&self, action: Action, target: Target<'_>, now: Timestamp) -> Result<(), Failure> {
        self.may(action, target, now).map_err(|failure| self.refused(action.name(), failure, now))
    }

    /// The check inside a commit: `work` calls it first, with the view of its own transaction.
    pub(super) fn check(
        &self,
        view: &mut Snapshot<'_>,
        action: Action,
        target: Target<'_>,
        now: Timestamp,
    ) -> Result<(), Failure> {
        self.rights_in(view)?.may(self.person(), action, target, now)
    }

    /// Does a piece of work that ends in entries, if the person may at that very moment: asked inside the
    /// transaction, before `work` reads anything. A refusal is recorded (exit 8).
    pub(super) fn commit<T>(
        &self,
        action: Action,
        target: Target<'_>,
        now: Timestamp,
        mut work: impl FnMut(&mut WriteTx<'_>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let outcome = self.ledger()?.transact(|writing| {
            self.check(writing.view(), action, target, now)?;
            work(writing)
        });
        outcome.map_err(|failure| match failure.exit {
            Exit::Denied => self.refused(action.name(), failure, now),
            _ => failure,
        })
    }

    /// Records that somebody was refused, and hands the failure back. A ledger that cannot be written
    /// makes no difference to the answer: no is no, and the second finding says what could not be kept.
    pub fn refused(&self, what: &str, mut failure: Failure, now: Timestamp) -> Failure {
        let why = failure.findings.first();
        let entry =
            NewEntry::new(REFUSAL, &shown(self.person()), &shown(what), "refuse", &shown(self.person()), now)
                .reason(&clean(
                    &why.map(|finding| finding.message.get(Lang::Zh).to_owned()).unwrap_or_default(),
                ))
                .body(serde_json::json!({
                    "code": why.map(|finding| finding.code.id()),
                    "got": why.and_then(|finding| finding.got.as_deref()).map(clean),
                }));
        let recorded = match self.look() {
            // A stranger does not bring a ledger into being.
            Ok(None) => return failure,
            Ok(Some(_)) => self.ledger().and_then(|ledger| Ok(ledger.append(&[entry])?)).map(drop),
            Err(trouble) => Err(trouble),
        };
        if let Err(trouble) = recorded {
            // Where the ledger's place is the reason of the refusal itself, once is enough.
            let said = failure.findings.clone();
            let lost =
                trouble.findings.into_iter().filter(|finding| !said.contains(finding)).map(|finding| {
                    Finding { severity: crate::domain::finding::Severity::Warning, ..finding }
                });
            failure.findings.extend(lost);
        }
        failure
    }

    fn rights_in(&self, view: &mut Snapshot<'_>) -> Result<Rights, LedgerError> {
        let person = self.person();
        if !self.settings.in_session && self.keeps_the_ledger() {
            return Ok(Rights::Keeper);
        }
        if let Some(entry) = view.current(USER, person, "")?
            && let Some(found) = people::stored(&entry)
        {
            return Ok(Rights::Person(found));
        }
        if self.settings.in_session {
            return Ok(Rights::Unknown);
        }
        Ok(if view.list(USER)?.is_empty() { Rights::Keeper } else { Rights::Guest })
    }

    /// Whether this process's account owns the ledger. Whoever may replace the file could write into it
    /// whatever they like, so a rule against them would only look like one. It is also why nobody is
    /// locked out by the last admin's leaving. A server's address is a secret that only the keeper has.
    pub fn keeps_the_ledger(&self) -> bool {
        let uid = rustix::process::geteuid().as_raw();
        match &self.settings.ledger {
            LedgerLocation::File(file) => {
                uid == 0
                    || match std::fs::metadata(file) {
                        Ok(found) => found.uid() == uid,
                        // Whoever makes the ledger keeps it.
                        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
                    }
            }
            LedgerLocation::Url(_)
            | LedgerLocation::Memory
            | LedgerLocation::Unknown(_)
            | LedgerLocation::Nowhere => true,
        }
    }
}

/// Text that came from outside, fit for the audit.
fn shown(text: &str) -> String {
    let text = cut(&clean(text), 200);
    if text.is_empty() { "—".to_owned() } else { text }
}
