//! The clock. Nothing else in the program reads it: every rule below takes `now` as an argument.
//!
//! A release build has no flag and no variable that could lie about the time.

use std::time::Duration;

use jiff::Timestamp;

/// This moment. Debug builds, for tests that run the binary, take `DIAODU_TEST_NOW` (RFC 3339): the clock
/// stands there, or with ` on` behind the moment goes on from there.
pub fn now() -> Timestamp {
    #[cfg(debug_assertions)]
    if let Ok(text) = std::env::var("DIAODU_TEST_NOW") {
        use std::sync::OnceLock;
        use std::time::Instant;
        static BEGUN: OnceLock<Instant> = OnceLock::new();
        let (text, goes_on) = text.strip_suffix(" on").map_or((text.as_str(), false), |text| (text, true));
        if let Some(moment) = crate::domain::time::parse_moment(text) {
            let passed = BEGUN.get_or_init(Instant::now).elapsed();
            return if goes_on { moment + passed } else { moment };
        }
    }
    Timestamp::now()
}

/// So many minutes. Debug builds take `DIAODU_TEST_MINUTE`, how many milliseconds one has.
pub fn minutes(count: u16) -> Duration {
    #[cfg(debug_assertions)]
    if let Some(short) = std::env::var("DIAODU_TEST_MINUTE").ok().and_then(|text| text.parse().ok()) {
        return Duration::from_millis(short) * u32::from(count);
    }
    Duration::from_secs(60) * u32::from(count)
}
