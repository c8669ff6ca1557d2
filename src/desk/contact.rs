//! Contacts: whom to call about a project, or at a unit. One more revision with every change.

pub mod sheet;

use std::collections::HashMap;

use jiff::Timestamp;

use super::App;
use crate::domain::contact::Contact;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::permission::{Action, Target};
use crate::domain::project::ProjectId;
use crate::ledger::{Entry, LedgerError, NewEntry, Snapshot};

/// The kind of a contact's entries; the subject is a project's id, or a unit's name after `unit:`.
pub const CONTACT: &str = "contact";

/// Whose contact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// A project's.
    Project(ProjectId),
    /// A unit's.
    Unit(String),
}

/// Every contact there is.
#[derive(Clone, Debug, Default)]
pub struct Contacts {
    projects: HashMap<ProjectId, Contact>,
    units: HashMap<String, Contact>,
}

/// One contact to set, with the row it stands in when it comes from a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactSet {
    /// Whose.
    pub whose: Whose,
    /// Who.
    pub contact: Contact,
    /// The row, from 1.
    pub line: Option<u32>,
}

impl Whose {
    fn subject(&self) -> String {
        match self {
            Self::Project(id) => id.to_string(),
            Self::Unit(unit) => format!("unit:{unit}"),
        }
    }

    fn of_subject(subject: &str) -> Option<Self> {
        match subject.strip_prefix("unit:") {
            Some(unit) => Some(Self::Unit(unit.to_owned())),
            None => subject.parse().ok().map(Self::Project),
        }
    }
}

impl Contacts {
    /// A project's contact.
    pub fn of_project(&self, id: ProjectId) -> Option<&Contact> {
        self.projects.get(&id)
    }

    /// A unit's contact.
    pub fn of_unit(&self, unit: &str) -> Option<&Contact> {
        self.units.get(unit)
    }

    pub(super) fn read(view: &mut Snapshot<'_>) -> Result<Self, LedgerError> {
        let mut contacts = Self::default();
        for entry in view.list(CONTACT)? {
            contacts.put(&entry)?;
        }
        Ok(contacts)
    }

    fn put(&mut self, entry: &Entry) -> Result<(), LedgerError> {
        let contact: Contact = entry.state()?;
        match Whose::of_subject(&entry.subject) {
            Some(Whose::Project(id)) => {
                self.projects.insert(id, contact);
            }
            Some(Whose::Unit(unit)) => {
                self.units.insert(unit, contact);
            }
            None => {}
        }
        Ok(())
    }
}

impl App {
    /// Every contact; none without a ledger.
    pub fn contacts(&self) -> Result<Contacts, Failure> {
        match self.look()? {
            None => Ok(Contacts::default()),
            Some(ledger) => Ok(ledger.read(Contacts::read)?),
        }
    }

    /// One project's contact.
    pub fn contact_of(&self, id: ProjectId) -> Result<Option<Contact>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(None) };
        let entry = ledger.current(CONTACT, &Whose::Project(id).subject(), "")?;
        Ok(entry.map(|entry| entry.state()).transpose()?)
    }

    /// Sets contacts, all or none; answers how many changed. `line`s name the rows of a sheet.
    pub fn set_contacts(&self, sets: &[ContactSet], dry_run: bool, now: Timestamp) -> Result<usize, Failure> {
        let mut findings = Vec::new();
        for set in sets {
            self.demand(Action::SetContact, self.target(&set.whose)?, now)?;
            let found = set.contact.cleaned().check();
            findings.extend(found.into_iter().map(|f| at(f, set.line)));
        }
        if !findings.is_empty() {
            return Err(Failure { exit: Exit::No, findings });
        }
        if dry_run {
            let standing = self.contacts()?;
            return Ok(sets.iter().filter(|set| standing.changed_by(set)).count());
        }
        let stored = self.ledger()?.transact(|writing| {
            for set in sets {
                self.check(writing.view(), Action::SetContact, self.target(&set.whose)?, now)?;
            }
            let standing = Contacts::read(writing.view())?;
            let entries: Vec<NewEntry> = sets
                .iter()
                .filter(|set| standing.changed_by(set))
                .map(|set| {
                    NewEntry::new(CONTACT, &set.whose.subject(), "", "set", self.person(), now)
                        .body(serde_json::json!(set.contact.cleaned()))
                })
                .collect();
            writing.append(&entries)?;
            Ok(entries.len())
        });
        stored.map_err(|failure: Failure| match failure.exit {
            Exit::Denied => self.refused(Action::SetContact.name(), failure, now),
            _ => failure,
        })
    }

    /// A unit's contact is no project's: only who may act for the whole desk sets it.
    fn target(&self, whose: &Whose) -> Result<Target<'_>, Failure> {
        match whose {
            Whose::Project(id) => self.project(*id).map(Target::of),
            Whose::Unit(_) => Ok(Target::Desk),
        }
    }
}

impl Contacts {
    fn changed_by(&self, set: &ContactSet) -> bool {
        let standing = match &set.whose {
            Whose::Project(id) => self.of_project(*id),
            Whose::Unit(unit) => self.of_unit(unit),
        };
        standing != Some(&set.contact.cleaned())
    }
}

fn at(finding: Finding, line: Option<u32>) -> Finding {
    match line {
        Some(line) => finding.at_line(line),
        None => finding,
    }
}
