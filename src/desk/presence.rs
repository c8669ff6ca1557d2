//! What others are doing meanwhile: whether anything was stored since one last looked, and who else has the
//! same form open. It only tells; what keeps two people from overwriting each other is the revision.

use jiff::Timestamp;

use super::App;
use crate::domain::finding::Failure;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::ledger::Ledger;
pub use crate::ledger::Present;

/// A form that is open, since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenForm {
    /// Whose report.
    pub project: ProjectId,
    /// Of which month.
    pub month: Month,
    /// When it was opened.
    pub since: Timestamp,
}

/// One look at what others do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PresenceSnapshot {
    /// Other than before when anybody stored anything; `None` without a ledger.
    pub counter: Option<u64>,
    /// The seat that was asked about.
    pub seat: Option<OpenForm>,
    /// Who else sits there, in the order they came.
    pub others: Vec<Present>,
}

impl App {
    /// Looks at what others do, while this person has a form open, or none. Presence never brings a ledger
    /// into being, and where it cannot be told it is not.
    pub fn pulse(&self, seat: Option<OpenForm>) -> Result<PresenceSnapshot, Failure> {
        let Some(ledger) = self.look()? else {
            return Ok(PresenceSnapshot { seat, ..PresenceSnapshot::default() });
        };
        let counter = Some(ledger.change_counter()?);
        let others = if let Some(at) = seat {
            let here = format!("{}_{}", at.project, at.month);
            let seen = self.ledger().and_then(|ledger| Ok(ledger.attend(&here, self.person(), at.since)?));
            seen.unwrap_or_default()
        } else {
            self.writing().map_or(Ok(()), Ledger::leave)?;
            Vec::new()
        };
        Ok(PresenceSnapshot { counter, seat, others })
    }
}
