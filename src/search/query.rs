//! What was typed, read: terms and filters. Reading never fails; what cannot be understood becomes a
//! warning and is left out.
//!
//! Space means and; `!x` not, `'x` exact, `^x` at the start, `x$` at the end, `"a b"` a phrase;
//! `unit:` `stage:` `sector:` `district:` `year:` `category:` `mark:` `is:` filter, in Chinese too (`牵头:`).

pub(super) mod filter;

use std::collections::BTreeSet;

use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::project::ProjectId;
use crate::words;

use super::fold;
use super::pinyin::nfa::Anchors;
use super::rank::SearchField;
use filter::{Filter, FilterKey};

/// The longest query read, in characters; the rest is cut off with a warning.
const MOST_CHARS: usize = 1_000;
/// The most terms and filters read.
const MOST_PARTS: usize = 64;

/// A query, read once and used for every keystroke's search, highlight and facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub(super) terms: Vec<Term>,
    pub(super) filters: Vec<Filter>,
}

/// One word of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Folded.
    pub(super) letters: Vec<char>,
    /// The same as text, for the fuzzy matcher.
    pub(super) text: String,
    /// Must not occur.
    pub(super) negated: bool,
    /// As it stands: neither scattered nor pinyin.
    pub(super) exact: bool,
    pub(super) anchors: Anchors,
    /// Holds Latin letters, so it may be pinyin.
    pub(super) latin: bool,
    /// A bare number, which may be a serial.
    pub(super) number: Option<u32>,
    pub(super) id: Option<ProjectId>,
}

impl Query {
    /// Reads what was typed.
    pub fn parse(typed: &str) -> (Self, Vec<Finding>) {
        let mut query = Self::default();
        let mut findings = Vec::new();
        let mut seen = BTreeSet::new();
        if typed.chars().nth(MOST_CHARS).is_some() {
            findings.push(Finding::warning(
                codes::BAD_QUERY,
                words!(
                    "查询过长，只读前 {MOST_CHARS} 个字",
                    "only the first {MOST_CHARS} characters are read"
                ),
            ));
        }
        for part in parts(typed) {
            if query.terms.len() + query.filters.len() == MOST_PARTS {
                findings.push(Finding::warning(
                    codes::BAD_QUERY,
                    words!("条件过多，只读前 {MOST_PARTS} 个", "only the first {MOST_PARTS} parts are read"),
                ));
                break;
            }
            if !seen.insert(part.clone()) {
                continue;
            }
            match read(&part) {
                Ok(Some(QueryPart::Term(term))) => query.terms.push(term),
                Ok(Some(QueryPart::Filter(filter))) => query.filters.push(filter),
                Ok(None) => {}
                Err(finding) => findings.push(*finding),
            }
        }
        (query, findings)
    }

    /// Whether it asks for nothing, so that everything is found in catalogue order.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.filters.is_empty()
    }

    /// The filters, for chips.
    pub fn filters(&self) -> &[Filter] {
        &self.filters
    }

    /// Whether a filter asks for what only the ledger knows, so that flags must be supplied.
    pub fn asks_state(&self) -> bool {
        self.filters.iter().any(|filter| filter.key == FilterKey::Is)
    }

    /// The words besides the filters.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Whether whatever this finds, `earlier` finds too, so that only its survivors need a look. Says no
    /// when in doubt.
    pub(super) fn narrows(&self, earlier: &Self) -> bool {
        let depends_on_flags = earlier.filters.iter().any(Filter::needs_flags);
        !depends_on_flags
            && earlier.filters.iter().all(|f| self.filters.contains(f))
            && earlier.terms.iter().all(|old| self.terms.iter().any(|new| new.narrows(old)))
    }
}

impl Term {
    /// How many letters a term needs before initials alone may find it in a long text.
    pub(super) const INITIALS_IN_LONG: usize = 4;

    /// A word found as a whole or by pinyin, unbroken: what filters compare with.
    pub(super) fn of_value(value: &str) -> Self {
        let letters: Vec<char> = fold::folded(value).collect();
        Self {
            text: letters.iter().collect(),
            latin: letters.iter().any(char::is_ascii_alphabetic),
            letters,
            negated: true,
            exact: false,
            anchors: Anchors::default(),
            number: None,
            id: None,
        }
    }

    /// Whether it may stand in a field at all: an edge is that of a name or unit.
    pub(super) fn may_stand_in(&self, field: SearchField) -> bool {
        self.anchors == Anchors::default() || field.is_short()
    }

    /// Whether initials alone may find it in a field.
    pub(super) fn may_be_initials_in(&self, field: SearchField) -> bool {
        field.is_short() || field == SearchField::Headings || self.letters.len() >= Self::INITIALS_IN_LONG
    }

    /// Whether it may be found scattered over a short text.
    pub(super) fn may_scatter(&self) -> bool {
        !self.negated && !self.exact && self.anchors == Anchors::default()
    }

    /// The word as it is compared: folded.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it must not occur.
    pub fn is_negated(&self) -> bool {
        self.negated
    }

    fn narrows(&self, old: &Self) -> bool {
        if self == old {
            return true;
        }
        // A serial is named exactly: 431 is no part of what 43 found.
        let by_serial = self.number.is_some() || self.id.is_some();
        // The fourth letter opens long texts to initials, the second to syllables.
        let (now, then) = (self.letters.len(), old.letters.len());
        let reach =
            !self.latin || then >= Self::INITIALS_IN_LONG || (then >= 2 && now < Self::INITIALS_IN_LONG);
        !by_serial
            && reach
            && !self.negated
            && !old.negated
            && !old.anchors.end
            && self.exact == old.exact
            && (self.anchors.start == old.anchors.start)
            && self.text.starts_with(&old.text)
    }
}

enum QueryPart {
    Term(Term),
    Filter(Filter),
}

/// Splits at spaces of any width outside quotation marks; the marks stay, as `"`.
fn parts(typed: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in typed.chars().take(MOST_CHARS) {
        let mark = fold::fold(c) == '"';
        quoted ^= mark;
        match parts.last_mut() {
            Some(_) if c.is_whitespace() && !quoted => parts.push(String::new()),
            Some(part) => part.push(if mark { '"' } else { c }),
            None => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn read(part: &str) -> Result<Option<QueryPart>, Box<Finding>> {
    let mut rest = part;
    let negated = strip(&mut rest, '!');
    if let Some((key, value)) = key_and_value(rest)? {
        return match Filter::read(key, value, negated) {
            Ok(filter) => Ok(filter.map(QueryPart::Filter)),
            Err(finding) => Err(Box::new(finding.got(part))),
        };
    }
    let mut exact = strip(&mut rest, '\'');
    let start = strip(&mut rest, '^');
    exact |= strip(&mut rest, '\'');
    exact |= rest.starts_with('"');
    let mut letters: Vec<char> = fold::folded(rest).filter(|&c| c != '"').collect();
    let end = letters.len() > 1 && letters.last() == Some(&'$');
    if end {
        letters.pop();
    }
    if letters.is_empty() {
        return Ok(None);
    }
    let text: String = letters.iter().collect();
    let bare = !negated && !exact && !start && !end;
    let number = (bare && text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten();
    let id = if bare { text.parse().ok() } else { None };
    let latin = !exact && letters.iter().any(char::is_ascii_alphabetic);
    let anchors = Anchors { start, end };
    Ok(Some(QueryPart::Term(Term { letters, text, negated, exact, anchors, latin, number, id })))
}

/// Takes an operator off the front, in either width.
fn strip(rest: &mut &str, operator: char) -> bool {
    match rest.chars().next() {
        Some(c) if fold::fold(c) == operator && rest.len() > c.len_utf8() => {
            *rest = &rest[c.len_utf8()..];
            true
        }
        _ => false,
    }
}

/// Splits a filter. A word of letters before a colon must be a key; `1:500` and 重庆：are words.
fn key_and_value(part: &str) -> Result<Option<(FilterKey, &str)>, Box<Finding>> {
    let Some((at, colon)) = part.char_indices().find(|&(_, c)| fold::fold(c) == ':') else {
        return Ok(None);
    };
    let name: String = fold::folded(&part[..at]).collect();
    let value = &part[at + colon.len_utf8()..];
    match FilterKey::of(&name) {
        Some(key) => Ok(Some((key, value))),
        None if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphabetic()) => Err(Box::new(
            Finding::warning(codes::BAD_QUERY, words!("没有这个筛选项", "there is no such filter"))
                .got(part)
                .expected(words!(
                    "unit: stage: sector: district: year: category: mark: is:",
                    "unit: stage: sector: district: year: category: mark: is:"
                )),
        )),
        None => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(typed: &str) -> Term {
        let (query, findings) = Query::parse(typed);
        assert_eq!((query.terms.len(), findings.len()), (1, 0), "{typed}");
        query.terms.into_iter().next().unwrap()
    }

    #[test]
    fn operators_in_either_width() {
        assert!(term("!氢").negated && term("！氢").negated);
        assert!(term("'氢").exact && term("\"氢 能\"").exact);
        assert_eq!(term("\"氢 能\"").text, "氢 能");
        assert_eq!(term("^忠县$").anchors, Anchors { start: true, end: true });
        assert_eq!(term("＾忠县＄").text, "忠县");
        assert_eq!(term("４３１").number, Some(431));
        assert!(term("２０２１－１－４３１").id.is_some());
        assert!(term("1:500").number.is_none());
        assert!(Query::parse(" 　 ").0.is_empty());
    }

    #[test]
    fn lone_operators_are_words() {
        for typed in ["!", "'", "^", "$", "\"\"", "！"] {
            assert!(Query::parse(typed).1.is_empty(), "{typed}");
        }
    }

    #[test]
    fn unreadable_filters_warn_and_are_ignored() {
        for typed in ["colour:red 氢", "year:soon 氢", "is:blue 氢", "category:4 氢"] {
            let (query, findings) = Query::parse(typed);
            assert_eq!(findings.len(), 1, "{typed}");
            assert_eq!((query.terms.len(), query.filters.len()), (1, 0), "{typed}");
        }
    }

    #[test]
    fn a_longer_query_is_cut_with_a_warning() {
        let (query, findings) = Query::parse(&"氢".repeat(1_500));
        assert_eq!((query.terms[0].letters.len(), findings.len()), (1_000, 1));
    }

    #[test]
    fn only_true_extensions_narrow() {
        let narrows = |now: &str, then: &str| Query::parse(now).0.narrows(&Query::parse(then).0);
        assert!(narrows("博世", "博") && narrows("博世 氢", "博世") && narrows("boshiq", "boshi"));
        assert!(narrows("博 stage:续建", "博"));
        for (now, then) in
            [("431", "43"), ("!博世", "!博"), ("博", "博世"), ("qi", "q"), ("jlpf", "jlp"), ("博世$", "博$")]
        {
            assert!(!narrows(now, then), "{now} after {then}");
        }
    }
}
