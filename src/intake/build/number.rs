//! The ids of what was read.

use std::collections::HashSet;

use super::{Built, Remarks};
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::interned::SharedStr;
use crate::domain::project::ProjectId;
use crate::domain::text::to_half_width;
use crate::words;

/// A serial as printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Serial {
    /// None is printed.
    None,
    /// A number without anything about it, as most are.
    Number(u32),
    /// Any other text.
    Text(Box<str>),
}

impl Serial {
    /// Of a text, which may be empty.
    pub fn of(text: &str) -> Self {
        let number = !text.is_empty() && !text.starts_with('0') && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse() {
            Ok(value) if number => Self::Number(value),
            _ if text.is_empty() => Self::None,
            _ => Self::Text(text.into()),
        }
    }

    /// The number that can serve as an id.
    fn plain(&self) -> Option<u32> {
        match self {
            Self::None => None,
            Self::Number(number) => Some(*number).filter(|n| *n < 10_000_000),
            Self::Text(text) => plain_serial(text),
        }
    }

    /// Its text, where that is not the id's.
    fn beside(self, id: u32) -> Option<SharedStr> {
        match self {
            Self::None => None,
            Self::Number(number) => (number != id).then(|| number.to_string().into()),
            Self::Text(text) => Some((*text).into()),
        }
    }
}

/// Gives ids. Printed serials are the ids where all are there, unique and plain numbers; a few missing ones
/// take the number after the row above. Otherwise ids run on by position and the printed serials are kept.
/// Projects are put in the order of their categories.
pub fn number(built: &mut [Built], remarks: &mut Remarks) {
    let category = |one: &Built| one.project.id.category;
    if !built.is_sorted_by_key(category) {
        built.sort_by_key(category);
    }
    for group in built.chunk_by_mut(|a, b| category(a) == category(b)) {
        let mut own: Vec<ProjectId> = group.iter().filter_map(|b| b.id).collect();
        own.sort_unstable();
        own.dedup();
        if own.len() == group.len() {
            for one in group {
                one.project.id = one.id.unwrap_or(one.project.id);
            }
            continue;
        }
        let serials: Vec<Option<u32>> = group.iter().map(|b| b.serial.plain()).collect();
        let given: Vec<u32> = serials.iter().copied().flatten().collect();
        let mut unique = given.clone();
        unique.sort_unstable();
        unique.dedup();
        let usable = unique.len() == given.len() && given.len() * 10 >= group.len() * 9 && !given.is_empty();
        let repeats = unique.len() < given.len();
        if repeats {
            let category = group[0].project.id.category.title();
            let message = words!(
                "{category}的序号有重复，编号按先后顺序排定，原序号保留",
                "serials repeat; ids run on by position, printed serials are kept"
            );
            remarks.push(Finding::note(codes::SERIALS_RESTART, message).in_file(remarks.file.clone()));
        }
        let missing = given.len() < group.len();
        let mut taken: HashSet<u32> =
            if usable && missing { given.iter().copied().collect() } else { HashSet::default() };
        let mut last = 0;
        for (position, (one, serial)) in group.iter_mut().zip(serials).enumerate() {
            let id = match (usable, serial) {
                (true, Some(serial)) => serial,
                (true, None) => {
                    let mut free = last + 1;
                    while taken.contains(&free) {
                        free += 1;
                    }
                    taken.insert(free);
                    free
                }
                (false, _) => position as u32 + 1,
            };
            last = id;
            one.project.id.serial = id;
            one.project.printed_serial = std::mem::replace(&mut one.serial, Serial::None).beside(id);
        }
    }
}

fn plain_serial(text: &str) -> Option<u32> {
    let half = to_half_width(text);
    let bare = half.trim().trim_end_matches(['.', '、']);
    let bare = bare.strip_suffix(".0").unwrap_or(bare);
    (!bare.is_empty() && bare.len() <= 7 && bare.bytes().all(|b| b.is_ascii_digit()))
        .then(|| bare.parse().ok().filter(|n| *n > 0))?
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::Category;
    use crate::domain::project::Project;

    #[test]
    fn serials_that_restart_become_positions() {
        let built = |serials: &[&str]| -> Vec<Built> {
            let id = ProjectId { year: 2021, category: Category::Construction, serial: 1 };
            serials
                .iter()
                .map(|s| Built { project: Project::new(id, "x"), serial: Serial::of(s), id: None, line: 1 })
                .collect()
        };
        let ids = |serials: &[&str]| -> Vec<(u32, Option<String>)> {
            let mut built = built(serials);
            number(&mut built, &mut Remarks::new("f"));
            built
                .into_iter()
                .map(|b| (b.project.id.serial, b.project.printed_serial.map(String::from)))
                .collect()
        };
        assert_eq!(ids(&["431", "544"]), [(431, None), (544, None)]);
        assert_eq!(ids(&["1", "2", "1"]), [(1, None), (2, None), (3, Some("1".into()))]);
        assert_eq!(ids(&["", ""]), [(1, None), (2, None)]);
        let mut many: Vec<String> = (1..=20).map(|n| n.to_string()).collect();
        many[9] = String::new();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(ids(&many)[9], (10, None));
    }
}
