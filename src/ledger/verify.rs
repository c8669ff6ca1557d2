//! Whether the ledger is what was written: the chain from the first entry to the head, the report
//! columns and the rows of projects' years, and the database's own guards. Only reads; never mends.

use super::Ledger;
use super::connection::Connection;
use super::entry::{REPORT, RawEntry};
use super::error::{ChainError, LedgerError};
use super::report::{self, ReportRow, SEQ};
use super::view::{Snapshot, select};
use super::year;
use crate::domain::lang::Bilingual;

/// A ledger that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many entries.
    pub length: u64,
    /// The hash of the last one: publish it, and truncation will show.
    pub head: String,
    /// How many reports, each counted once whatever its revisions.
    pub reports: u64,
}

impl Ledger {
    /// Recomputes the whole chain. With an `anchor`, a head published earlier must be in it, which is
    /// the one thing that shows a chain cut short or written anew from some entry on.
    pub fn verify(&self, anchor: Option<&str>) -> Result<Verified, LedgerError> {
        self.read(|view| view.verify_whole(anchor))
    }
}

/// As [`Ledger::verify`], inside a transaction that has not ended yet.
pub(super) fn whole(connection: &mut Connection) -> Result<Verified, LedgerError> {
    Snapshot { connection }.verify_whole(None)
}

impl Snapshot<'_> {
    fn verify_whole(&mut self, anchor: Option<&str>) -> Result<Verified, LedgerError> {
        if let Connection::Sqlite(lite) = &mut *self.connection
            && let Some(complaint) = lite.complaint()?
        {
            return Err(self.connection.damaged(Bilingual::same(complaint)));
        }
        self.verify(anchor)
    }

    fn verify(&mut self, anchor: Option<&str>) -> Result<Verified, LedgerError> {
        let (seq, head) = self.head()?;
        let chain = self.walk(anchor)?;
        // The first thing wrong is named: an entry, before the head that no longer fits it.
        if let Some((seq, broken)) = chain.broken {
            return Err(self.broken(seq, broken));
        }
        if chain.length < seq {
            return Err(self.broken(chain.length + 1, ChainError::Missing));
        }
        if chain.length > seq || chain.last != head {
            return Err(self.broken(chain.length, ChainError::Head));
        }
        if anchor.is_some() && !chain.anchored {
            return Err(self.broken(chain.length, ChainError::Anchor));
        }
        let reports = self.check_reports()?;
        self.check_years()?;
        self.check_guards(chain.length)?;
        Ok(Verified { length: chain.length, head, reports })
    }

    fn walk(&mut self, anchor: Option<&str>) -> Result<Chain, LedgerError> {
        let mut chain = Chain::default();
        self.connection.each(select!("ORDER BY l.seq"), &[], &mut |row| {
            // After the first break nothing later can be trusted to say more.
            if chain.broken.is_none() {
                chain.take(&RawEntry::read(row)?, anchor);
            }
            Ok(())
        })?;
        Ok(chain)
    }

    /// The report columns against the entries they come from, in both directions.
    fn check_reports(&mut self) -> Result<u64, LedgerError> {
        let (mut reports, mut wrong) = (0, None);
        self.connection.each(report::BESIDE_LOG, &[], &mut |row| {
            reports += 1;
            let newer = row.count(report::WIDTH)?;
            let agrees = newer == 0
                && row.maybe_int(report::WIDTH + 1)?.is_some()
                && ReportRow::of(&RawEntry::read_from(row, report::WIDTH + 1)?)
                    .is_ok_and(|said| said.stands_in(row));
            if !agrees && wrong.is_none() {
                wrong = Some(row.count(SEQ).unwrap_or(0));
            }
            Ok(())
        })?;
        // A report whose columns are gone has no row above.
        let lacking = self.connection.first(
            "SELECT COALESCE(MIN(l.seq), 0) FROM log l WHERE l.kind = $1 AND l.revision = 1 AND NOT EXISTS \
             (SELECT 1 FROM report r WHERE r.project = l.subject \
              AND r.month = CAST(REPLACE(l.item, '-', '') AS BIGINT))",
            &[REPORT.into()],
            |row| row.count(0),
        )?;
        match wrong.or(lacking.filter(|seq| *seq > 0)) {
            Some(seq) => Err(self.broken(seq, ChainError::Report)),
            None => Ok(reports),
        }
    }

    /// The rows of projects' years against the reports, which were compared with the log before.
    fn check_years(&mut self) -> Result<(), LedgerError> {
        if !self.connection.keeps_years() {
            return Ok(());
        }
        match year::differing(self.connection)? {
            None => Ok(()),
            Some(year::Differing { project, year }) => {
                Err(LedgerError::BrokenYear { place: self.connection.place().to_owned(), project, year })
            }
        }
    }

    fn check_guards(&mut self, length: u64) -> Result<(), LedgerError> {
        if self.connection.guarded()? { Ok(()) } else { Err(self.broken(length, ChainError::Guard)) }
    }

    fn broken(&self, seq: u64, broken: ChainError) -> LedgerError {
        LedgerError::Broken { place: self.connection.place().to_owned(), seq, broken }
    }
}

/// The chain as far as it was walked.
#[derive(Default)]
struct Chain {
    length: u64,
    last: String,
    anchored: bool,
    broken: Option<(u64, ChainError)>,
}

impl Chain {
    fn take(&mut self, stored: &RawEntry, anchor: Option<&str>) {
        let seq = self.length + 1;
        if stored.seq != seq {
            self.broken = Some((seq, ChainError::Missing));
        } else if stored.chained(&self.last) != stored.hash {
            self.broken = Some((seq, ChainError::Altered));
        } else {
            self.length = seq;
            self.last.clone_from(&stored.hash);
            self.anchored |= anchor.is_some_and(|a| a.eq_ignore_ascii_case(&stored.hash));
        }
    }
}
