//! The schema, as numbered steps that are only ever added to. A step has one text for both databases
//! and a small one for each, where triggers are spelt differently.

/// One step.
pub(super) struct Step {
    /// From 1, without gaps.
    pub(super) number: u64,
    /// Runs on both.
    pub(super) common: &'static str,
    /// Then on SQLite.
    pub(super) sqlite: &'static str,
    /// Then on PostgreSQL.
    pub(super) server: &'static str,
}

/// Every step, in order. Never edit one that was released; add the next.
pub(super) const STEPS: &[Step] = &[Step {
    number: 1,
    common: include_str!("migrations/0001.sql"),
    sqlite: include_str!("migrations/0001.sqlite.sql"),
    server: include_str!("migrations/0001.postgres.sql"),
}];

/// The newest schema this program knows.
pub const KNOWN: u64 = STEPS[STEPS.len() - 1].number;

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
