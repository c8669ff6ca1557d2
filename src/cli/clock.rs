//! The clock. Nothing else in the program reads it: every rule below takes `now` as an argument.
//!
//! A release build has no flag and no variable that could lie about the time.

use jiff::Timestamp;

/// This moment. Debug builds, for tests that run the binary, take `DIAODU_TEST_NOW` (RFC 3339).
pub fn now() -> Timestamp {
    #[cfg(debug_assertions)]
    if let Some(moment) =
        std::env::var("DIAODU_TEST_NOW").ok().and_then(|text| crate::domain::time::parse_moment(&text))
    {
        return moment;
    }
    Timestamp::now()
}
