//! How a project's year is written into its columns. Letters and numbers only; knows no database.

use std::fmt::Write as _;

use crate::domain::category::Category;
use crate::domain::money::Money;
use crate::domain::project::ProjectId;
use crate::domain::report::Status;

/// A project's id as a number that sorts as ids do: 2021-1-431 is 20211000000431.
pub(super) fn place_of(id: ProjectId) -> i64 {
    (i64::from(id.year) * 10 + i64::from(id.category.annex())) * 1_000_000_000 + i64::from(id.serial)
}

pub(super) fn project_at(place: i64) -> Option<ProjectId> {
    let (list, serial) = (place / 1_000_000_000, place % 1_000_000_000);
    let category = Category::of_annex(u8::try_from(list % 10).ok()?)?;
    Some(ProjectId { year: i16::try_from(list / 10).ok()?, category, serial: u32::try_from(serial).ok()? })
}

/// One letter a month: `-` nothing, else the status' first letter, a capital where it is late.
pub(super) fn states_text(states: &[Option<(Status, bool)>; 12]) -> String {
    let letter = |state: &Option<(Status, bool)>| match state {
        None => '-',
        Some((status, late)) => {
            let letter = status.name().chars().next().unwrap_or('-');
            if *late { letter.to_ascii_uppercase() } else { letter }
        }
    };
    states.iter().map(letter).collect()
}

pub(super) fn states_of(text: &str) -> Option<[Option<(Status, bool)>; 12]> {
    let letters: &[u8; 12] = text.as_bytes().try_into().ok()?;
    let mut states = [None; 12];
    for (state, letter) in states.iter_mut().zip(letters) {
        let status = match letter.to_ascii_lowercase() {
            b'-' => continue,
            b'd' => Status::Draft,
            b's' => Status::Submitted,
            b'r' => Status::Returned,
            b'a' => Status::Accepted,
            _ => return None,
        };
        *state = Some((status, letter.is_ascii_uppercase()));
    }
    Some(states)
}

/// Whole 元 by month between commas; nothing where a month's report says nothing.
pub(super) fn invested_text(invested: &[Option<Money>; 12]) -> String {
    let mut text = String::with_capacity(96);
    for (at, amount) in invested.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        if let Some(amount) = amount {
            let _ = write!(text, "{}", amount.0);
        }
    }
    text
}

pub(super) fn invested_of(text: &str) -> Option<[Option<Money>; 12]> {
    let mut invested = [None; 12];
    let mut parts = text.split(',');
    for amount in &mut invested {
        let part = parts.next()?;
        if !part.is_empty() {
            *amount = Some(Money(part.parse().ok()?));
        }
    }
    parts.next().is_none().then_some(invested)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_sort_as_ids_do_and_lead_back() {
        let ids = ["2021-1-9", "2021-1-10", "2021-2-1", "2021-3-999999999", "2022-1-1"];
        let ids = ids.map(|id| id.parse::<ProjectId>().unwrap());
        let places = ids.map(place_of);
        assert!(places.is_sorted());
        assert_eq!(places.map(project_at), ids.map(Some));
        assert_eq!(place_of(ids[0]), 20_211_000_000_009);
        assert_eq!(project_at(20_215_000_000_001), None, "there is no annex 5");
    }

    #[test]
    fn texts_read_back() {
        let mut states = [None; 12];
        for (at, status) in
            [Status::Draft, Status::Submitted, Status::Returned, Status::Accepted].into_iter().enumerate()
        {
            states[at] = Some((status, false));
            states[at + 6] = Some((status, true));
        }
        assert_eq!(states_text(&states), "dsra--DSRA--");
        assert_eq!(states_of("dsra--DSRA--"), Some(states));
        assert_eq!((states_of("dsra"), states_of("dsra--DSRx--")), (None, None));
        let mut invested = [None; 12];
        (invested[0], invested[1], invested[11]) = (Some(Money(0)), Some(Money(-5)), Some(Money(i64::MAX)));
        let text = invested_text(&invested);
        assert_eq!(text, "0,-5,,,,,,,,,,9223372036854775807");
        assert_eq!(invested_of(&text), Some(invested));
        assert_eq!((invested_of(""), invested_of(&format!("{text},"))), (None, None));
    }
}
