//! The schema, as numbered steps that are only ever added to. A step has one text for both databases
//! and a small one for each, where triggers are spelt differently.

use super::connection::Connection;
use super::error::LedgerError;
use super::year;

/// One step.
pub(super) struct Migration {
    /// From 1, without gaps.
    number: u64,
    /// Runs on both.
    common: &'static str,
    /// Then on SQLite.
    sqlite: &'static str,
    /// Then on PostgreSQL.
    server: &'static str,
}

/// Every step, in order. Never edit one that was released; add the next.
const STEPS: &[Migration] = &[
    Migration {
        number: 1,
        common: include_str!("migrations/0001.sql"),
        sqlite: include_str!("migrations/0001.sqlite.sql"),
        server: include_str!("migrations/0001.postgres.sql"),
    },
    Migration {
        number: YEARS,
        common: include_str!("migrations/0002.sql"),
        sqlite: include_str!("migrations/0002.sqlite.sql"),
        server: include_str!("migrations/0002.postgres.sql"),
    },
];

/// The step that brought a row for every project's year.
pub(super) const YEARS: u64 = 2;

/// The newest schema this program knows.
pub const KNOWN: u64 = STEPS[STEPS.len() - 1].number;

/// Which database a step runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Backend {
    Sqlite,
    Server,
}

/// The texts that lead from a schema to the newest.
pub(super) fn steps_from(found: u64, kind: Backend) -> impl Iterator<Item = &'static str> {
    let later = STEPS.iter().filter(move |step| step.number > found);
    later.flat_map(move |step| [step.common, if kind == Backend::Sqlite { step.sqlite } else { step.server }])
}

/// Brings an open ledger to the newest schema, all or nothing, if it is not there yet.
pub(super) fn bring_up(connection: &mut Connection) -> Result<(), LedgerError> {
    if connection.schema() >= KNOWN {
        return Ok(());
    }
    connection.begin_write()?;
    let done = make(connection).and_then(|()| connection.commit());
    match done {
        Ok(()) => connection.look_at_schema().map(|_| ()),
        Err(error) => {
            connection.rollback();
            Err(error)
        }
    }
}

fn make(connection: &mut Connection) -> Result<(), LedgerError> {
    connection.exclude_makers()?;
    // Again, now that nobody else can: another program may have been quicker.
    let found = connection.look_at_schema()?;
    for text in steps_from(found, connection.kind()) {
        connection.batch(text)?;
    }
    if (1..YEARS).contains(&found) {
        year::rebuild(connection)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_numbered_and_say_their_number() {
        for (at, step) in STEPS.iter().enumerate() {
            assert_eq!(step.number, at as u64 + 1);
            assert!(step.common.contains("schema_version"), "step {}", step.number);
            assert!(step.sqlite.contains(&format!("PRAGMA user_version = {};", step.number)));
        }
    }
}
