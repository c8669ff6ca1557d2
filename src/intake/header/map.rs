//! `--map`: which field each printed header fills, as said by a person.

use super::ProjectField;
use super::words::bare;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::words;

/// The keys of `--map`, in the order that help prints them.
pub const MAP_KEYS: [(&str, ProjectField); 12] = [
    ("name", ProjectField::Name),
    ("serial", ProjectField::Serial),
    ("content", ProjectField::Content),
    ("goal", ProjectField::Goal),
    ("lead_unit", ProjectField::LeadUnit),
    ("stage", ProjectField::Stage),
    ("start_year", ProjectField::StartYear),
    ("finish_year", ProjectField::FinishYear),
    ("total_investment", ProjectField::TotalInvestment),
    ("planned_investment", ProjectField::PlannedInvestment),
    ("district", ProjectField::District),
    ("mark", ProjectField::Mark),
];

/// Which field each printed header fills, as said by a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map(pub Vec<(ProjectField, String)>);

impl Map {
    /// Reads `name=Project Name,total_investment=Cost`. A comma inside a header is no end unless a key and
    /// `=` follow it.
    ///
    /// # Errors
    /// A finding that names what is not a key.
    pub fn parse(text: &str) -> Result<Self, Finding> {
        let bad = |message| {
            let keys = MAP_KEYS.map(|(key, _)| key).join(" ");
            Finding::error(codes::BAD_MAP, message).on_field("--map").got(text).expected(words!(
                "键为 {keys} 之一，如 name=项目名称",
                "keys among {keys}, e.g. name=Project Name"
            ))
        };
        let mut found: Vec<(ProjectField, String)> = Vec::new();
        for piece in text.split([',', '，']) {
            let key = piece.split_once('=').and_then(|(key, header)| {
                let (_, field) = MAP_KEYS.iter().find(|(name, _)| *name == key.trim())?;
                Some((*field, header.trim().to_owned()))
            });
            if let Some(pair) = key {
                if found.iter().any(|(field, _)| *field == pair.0) {
                    return Err(bad(words!("同一字段对应了两次", "a field is mapped twice")));
                }
                found.push(pair);
            } else if let Some((_, header)) = found.last_mut().filter(|_| !piece.contains('=')) {
                header.push(',');
                header.push_str(piece.trim_end());
            } else {
                return Err(bad(words!("不是“字段=表头”", "not field=header")));
            }
        }
        if found.iter().any(|(_, header)| header.is_empty()) {
            return Err(bad(words!("表头为空", "a header is empty")));
        }
        Ok(Self(found))
    }

    /// Whether a text is the header said to name the projects.
    pub fn names_projects(&self, text: &str) -> bool {
        let name = self.0.iter().find(|(field, _)| *field == ProjectField::Name);
        let quick = |header: &str| {
            text.chars().find(|c| !c.is_whitespace()).is_some() && text.len() <= header.len() * 2
        };
        name.is_some_and(|(_, header)| quick(header) && same(header, text))
    }

    pub(super) fn field(&self, label: &str) -> Option<ProjectField> {
        self.0.iter().find(|(_, header)| same(header, label)).map(|(field, _)| *field)
    }
}

/// Whether two headers are the same but for case, spaces, width and line breaks.
fn same(one: &str, other: &str) -> bool {
    bare(one).eq_ignore_ascii_case(&bare(other))
}
