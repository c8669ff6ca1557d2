//! 人员: who works at the desk: id, roles, units, keys, until when. A record of facts; what follows from
//! a role stands in [`super::permission`].

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use super::role::{Channel, Role};
use super::ssh_key::PublicKey;
use super::text::{clean, to_half_width};
use super::time::start_of_day;

/// The longest id.
pub const MOST_ID_CHARACTERS: usize = 32;

/// An id that is safe wherever it is written: in a forced command, in a message, in the audit. Letters
/// (Latin or Han), digits, `.`, `_` and `-`; begins with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PersonId(String);

/// A text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id such as li.wei")]
pub struct NotAnId;

impl FromStr for PersonId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let letter = |c: char| c.is_ascii_alphanumeric() || ('\u{4e00}'..='\u{9fff}').contains(&c);
        let begins = text.chars().next().is_some_and(letter);
        let holds = text.chars().all(|c| letter(c) || matches!(c, '.' | '_' | '-'));
        if begins && holds && text.chars().count() <= MOST_ID_CHARACTERS {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnId)
        }
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PersonId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A registered person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Under which they sign.
    pub id: PersonId,
    /// At least one.
    pub roles: BTreeSet<Role>,
    /// 单位, as lists print it; several where one person reports for several.
    pub units: Vec<String>,
    /// Which channels a dispatcher has.
    pub channels: BTreeSet<Channel>,
    /// The keys that open a session for them.
    pub keys: Vec<PublicKey>,
    /// The last day, Asia/Shanghai, inclusive; for ever where `None`.
    pub expires: Option<Date>,
    /// Whether everything was taken back.
    pub revoked: bool,
}

/// Whether a person counts at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountStatus {
    /// Counts.
    Active,
    /// Their last day is over.
    Expired,
    /// 已撤销
    Revoked,
}

impl AccountStatus {
    /// The stable name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

impl Person {
    /// Somebody without role, unit or key.
    pub fn new(id: PersonId) -> Self {
        Self {
            id,
            roles: BTreeSet::new(),
            units: Vec::new(),
            channels: BTreeSet::new(),
            keys: Vec::new(),
            expires: None,
            revoked: false,
        }
    }

    /// How they stand at a moment.
    pub fn standing(&self, now: Timestamp) -> AccountStatus {
        let over = |day: Date| day.tomorrow().is_ok_and(|next| start_of_day(next) <= now);
        if self.revoked {
            AccountStatus::Revoked
        } else if self.expires.is_some_and(over) {
            AccountStatus::Expired
        } else {
            AccountStatus::Active
        }
    }

    /// Whether one of their units is this one, however the two were typed.
    pub fn belongs_to(&self, unit: &str) -> bool {
        let folded = fold(unit);
        !folded.is_empty() && self.units.iter().any(|mine| fold(mine) == folded)
    }

    /// Whether they dispatch a channel.
    pub fn dispatches(&self, channel: Channel) -> bool {
        self.roles.contains(&Role::Dispatcher) && self.channels.contains(&channel)
    }
}

/// Unit names are compared without spaces and with full-width letters and brackets folded; nothing looser,
/// for a name that is nearly the same may be another office.
fn fold(unit: &str) -> String {
    to_half_width(&clean(unit)).chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::time::parse_moment;

    #[test]
    fn ids_that_could_mean_something_to_a_shell_are_refused() {
        for good in ["li", "li.wei", "9lp-01", "张三", "a_b", "A"] {
            assert!(good.parse::<PersonId>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "-li",
            ".li",
            "li wei",
            "li;id",
            "li\"",
            "$(id)",
            "li\n",
            "../li",
            "li\u{202e}",
            "ｌｉ",
            "a/b",
        ] {
            assert!(bad.parse::<PersonId>().is_err(), "{bad:?}");
        }
        assert!("x".repeat(33).parse::<PersonId>().is_err());
    }

    #[test]
    fn the_last_day_is_inclusive_in_shanghai() {
        let mut person = Person::new("li".parse().unwrap());
        person.expires = Some(jiff::civil::date(2021, 3, 24));
        let at = |text| person.standing(parse_moment(text).unwrap());
        assert_eq!(at("2021-03-24T23:59:59+08:00"), AccountStatus::Active);
        assert_eq!(at("2021-03-24T16:00:00Z"), AccountStatus::Expired);
    }

    #[test]
    fn units_match_however_they_were_typed() {
        let mut person = Person::new("li".parse().unwrap());
        person.units = vec!["石柱县政府（办公室）".into()];
        assert!(person.belongs_to(" 石柱县政府 (办公室)"));
        assert!(!person.belongs_to("石柱县政府"));
        person.units.push(" ".into());
        assert!(!person.belongs_to(""));
    }

    proptest! {
        #[test]
        fn an_id_never_holds_what_a_shell_or_terminal_obeys(text in "\\PC*|.{0,40}") {
            if let Ok(id) = text.parse::<PersonId>() {
                let safe = |c: char| c.is_alphanumeric() || "._-".contains(c);
                prop_assert!(id.as_str().chars().all(safe) && !id.as_str().starts_with(['-', '.']));
            }
        }
    }
}
