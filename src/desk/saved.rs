//! Saved searches: a person's own names for queries they ask again and again (我的红灯 for
//! `is:mine is:red is:unfiled`). Each person has their own, wherever they sit, since the ledger keeps them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::App;
use super::records::{ChangeRequest, LedgerRecord, Record, RecordRef};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::permission::{Action, Target};
use crate::domain::text::clean;
use crate::search::Query;
use crate::words;

/// The longest name, in characters.
const LONGEST_NAME: usize = 30;

/// The most that one person keeps.
const MOST: usize = 200;

/// What is kept of one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedQueryBody {
    /// The query; empty once it is forgotten.
    query: String,
}

impl LedgerRecord for SavedQueryBody {
    const KIND: &'static str = "saved_query";
}

/// A name and the query it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedQuery {
    /// Without the @.
    pub name: String,
    /// In the query language.
    pub query: String,
}

impl App {
    /// This person's saved searches, by name.
    pub fn saved_queries(&self) -> Result<Vec<SavedQuery>, Failure> {
        let records: Vec<Record<SavedQueryBody>> = self.records_of(self.person())?;
        let mut saved: Vec<SavedQuery> = records
            .into_iter()
            .filter(|record| !record.value.query.is_empty())
            .map(|record| SavedQuery { name: record.item, query: record.value.query })
            .collect();
        saved.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(saved)
    }

    /// Keeps a query under a name; one of that name is replaced. Names in the query are resolved first, so
    /// that what is kept stands alone.
    pub fn save_query(&self, name: &str, query: &str, now: Timestamp) -> Result<SavedQuery, Failure> {
        let name = sound_name(name)?;
        let query = clean(self.expand(query)?.trim()).into_owned();
        let (parsed, mut findings) = Query::parse(&query);
        if parsed.is_empty() {
            let message = words!("没有可保存的查询", "there is no query to keep");
            findings.push(Finding::error(codes::BAD_QUERY, message).got(&query));
        }
        if !findings.is_empty() {
            for finding in &mut findings {
                finding.severity = Severity::Error;
            }
            return Err(Failure { exit: Exit::Usage, findings });
        }
        let most = MOST;
        if self.saved_queries()?.iter().filter(|saved| saved.name != name).count() >= MOST {
            let message = words!("保存的查询太多", "too many saved searches");
            let finding = Finding::error(codes::BAD_QUERY, message)
                .expected(words!("至多 {most} 个", "{most} at most"));
            return Err(Failure::new(Exit::No, finding));
        }
        self.put_query(&name, "save", &query, now)?;
        Ok(SavedQuery { name, query })
    }

    /// Forgets a name.
    pub fn forget_query(&self, name: &str, now: Timestamp) -> Result<SavedQuery, Failure> {
        let name = name.trim().trim_start_matches(['@', '＠']);
        let saved = self.saved_queries()?;
        let found = saved.iter().find(|saved| saved.name == name).cloned();
        let found = found.ok_or_else(|| no_such(name, &saved))?;
        self.put_query(&found.name, "remove", "", now)?;
        Ok(found)
    }

    /// A typed query with every `@name` replaced by what it stands for. A name that nobody saved is
    /// refused.
    pub fn expand(&self, typed: &str) -> Result<String, Failure> {
        if !names_any(typed) {
            return Ok(typed.to_owned());
        }
        let saved = self.saved_queries()?;
        let mut unknown = None;
        let expanded = replaced(typed, &saved, |name| unknown = Some(name.to_owned()));
        match unknown {
            Some(name) => Err(no_such(&name, &saved)),
            None => Ok(expanded),
        }
    }

    /// As [`Desk::expand`], for a query that is still being typed: what is not a name yet stays.
    pub fn expand_typed(&self, typed: &str) -> String {
        if !names_any(typed) {
            return typed.to_owned();
        }
        self.saved_queries().map_or_else(|_| typed.to_owned(), |saved| replaced(typed, &saved, |_| {}))
    }

    fn put_query(&self, name: &str, verb: &str, query: &str, now: Timestamp) -> Result<(), Failure> {
        let wish = ChangeRequest {
            action: Action::Look,
            target: Target::Desk,
            subject: self.person(),
            which: RecordRef::Item(name),
            verb,
            reason: "",
            now,
        };
        self.change(wish, |_, _| Ok(SavedQueryBody { query: query.to_owned() })).map(drop)
    }
}

fn names_any(typed: &str) -> bool {
    typed.split_whitespace().any(|word| word.starts_with(['@', '＠']))
}

/// Replaces the words that begin with @; quotation marks hold words together as in the query language.
fn replaced(typed: &str, saved: &[SavedQuery], mut unknown: impl FnMut(&str)) -> String {
    let mut quoted = false;
    let words = typed.split(|c: char| {
        quoted ^= c == '"';
        !quoted && c.is_whitespace()
    });
    let words = words.map(|word| match word.strip_prefix(['@', '＠']).filter(|name| !name.is_empty()) {
        None => word,
        Some(name) => saved.iter().find(|saved| saved.name == name).map_or_else(
            || {
                unknown(name);
                word
            },
            |saved| saved.query.as_str(),
        ),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn sound_name(name: &str) -> Result<String, Failure> {
    let name = clean(name.trim().trim_start_matches(['@', '＠'])).into_owned();
    let plain = !name.is_empty()
        && name.chars().count() <= LONGEST_NAME
        && !name.contains(|c: char| c.is_whitespace() || "@＠\"':：!^$".contains(c));
    if plain {
        return Ok(name);
    }
    let most = LONGEST_NAME;
    let message = words!("名字不能用", "the name cannot be used");
    let finding = Finding::error(codes::BAD_QUERY, message).on_field("name").got(name).expected(words!(
        "1 到 {most} 个字，不含空格和 @ : ! ' \"",
        "1 to {most} characters without spaces and @ : ! ' \""
    ));
    Err(Failure::new(Exit::Usage, finding))
}

fn no_such(name: &str, saved: &[SavedQuery]) -> Failure {
    let names = saved.iter().map(|saved| format!("@{}", saved.name)).collect::<Vec<_>>().join(" ");
    let message = words!("没有保存过这个查询", "no search is saved under this name");
    let finding = Finding::error(codes::NOTHING_FOUND, message).got(format!("@{name}"));
    let finding = if names.is_empty() { finding } else { finding.expected(words!("{names}", "{names}")) };
    Failure::new(
        Exit::No,
        finding.hint(words!(
            "用 diaodu query save 名字 查询 保存",
            "keep one with `diaodu query save NAME QUERY`"
        )),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_outside_quotation_marks_only() {
        let saved = [SavedQuery { name: "红".into(), query: "is:red is:unfiled".into() }];
        let mut unknown = Vec::new();
        let mut expand = |typed: &str| replaced(typed, &saved, |name| unknown.push(name.to_owned()));
        assert_eq!(expand("@红 桥"), "is:red is:unfiled 桥");
        assert_eq!(expand("＠红"), "is:red is:unfiled");
        assert_eq!(expand("unit:\"a @红\" @"), "unit:\"a @红\" @");
        assert_eq!(expand("@蓝 '@红"), "@蓝 '@红");
        assert_eq!(unknown, ["蓝"]);
    }

    #[test]
    fn a_name_is_one_plain_word() {
        assert_eq!(sound_name(" @我的红灯 ").unwrap(), "我的红灯");
        for bad in ["", "@", "a b", "a:b", "a@b", &"长".repeat(31)] {
            assert_eq!(sound_name(bad).unwrap_err().exit, Exit::Usage, "{bad}");
        }
    }
}
