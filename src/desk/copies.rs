//! Copies of the ledger, and whether it is what was written.

use std::path::Path;

use jiff::Timestamp;

use super::{App, outgoing};
use crate::domain::finding::Failure;
use crate::domain::permission::{Action, Target};
use crate::ledger::Ledger;
pub use crate::ledger::{Restored, Verified};

impl App {
    /// Verifies the ledger: chain, columns, guards, and a head that was published earlier.
    pub fn verify(&self, anchor: Option<&str>) -> Result<Verified, Failure> {
        Ok(self.existing_ledger()?.verify(anchor)?)
    }

    /// Writes a verified copy of the ledger into a file, while others write.
    pub fn backup(&self, to: &Path, overwrite: bool, now: Timestamp) -> Result<Verified, Failure> {
        self.demand(Action::KeepCopies, Target::Desk, now)?;
        let ledger = self.existing_ledger()?;
        match outgoing::target(to, self.settings())? {
            outgoing::OutputTarget::File { path, .. } => Ok(ledger.backup(&path, overwrite)?),
            outgoing::OutputTarget::Through => {
                // A database is made by going to and fro, which a pipe does not allow.
                let folder = tempfile::tempdir().map_err(|error| outgoing::failed(to, &error))?;
                let made = folder.path().join("backup.db");
                let verified = ledger.backup(&made, false)?;
                let bytes = std::fs::File::open(&made);
                bytes
                    .and_then(|mut bytes| outgoing::write_through(to, &mut bytes))
                    .map_err(|error| outgoing::failed(to, &error))?;
                Ok(verified)
            }
        }
    }

    /// Makes the ledger what a backup says; one that holds anything is replaced only when told.
    pub fn restore(&self, from: &Path, overwrite: bool, now: Timestamp) -> Result<Restored, Failure> {
        // The keeper's right does not stand in the ledger, which may be too damaged to be asked.
        if self.settings().in_session || !self.keeps_the_ledger() {
            self.demand(Action::KeepCopies, Target::Desk, now)?;
        }
        Ok(Ledger::restore(from, &self.place()?, overwrite, now)?)
    }
}
