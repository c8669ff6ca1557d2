//! The chase board: unit by unit what is missing, whom to call, and the message ready to send.

use crate::desk::chase::MissingReason;
use crate::domain::lang::Bilingual;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;

/// A month's board.
#[derive(Clone, Debug)]
pub struct ChaseBoard {
    /// The month.
    pub month: Month,
    /// Whether there is a ledger; without one everything due is outstanding.
    pub ledger: bool,
    /// Projects missing over all units; one led by two units counts once.
    pub total: usize,
    /// The units, most missing first.
    pub units: Vec<ChaseUnit>,
}

/// One unit.
#[derive(Clone, Debug)]
pub struct ChaseUnit {
    /// 牵头单位; empty where a project names none.
    pub unit: String,
    /// Whom to call, in one line; empty where nobody is named.
    pub contact: String,
    /// What is missing.
    pub missing: Vec<(ProjectId, String, MissingReason)>,
    /// The message.
    pub message: Bilingual,
}

impl ChaseUnit {
    /// How many are missing in a way.
    pub fn count(&self, how: MissingReason) -> usize {
        self.missing.iter().filter(|(_, _, h)| *h == how).count()
    }
}
