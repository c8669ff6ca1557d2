//! Reading the fields of one YAML mapping: every field that is wrong, missing or unknown becomes its own
//! finding with file, line and name, and what is right is used all the same.

use jiff::civil::Date;

use super::yaml::Node;
use crate::domain::amount::Amount;
use crate::domain::codes::{self, Code};
use crate::domain::finding::{Finding, Severity};
use crate::domain::lang::Bilingual;
use crate::domain::ratio::Ratio;
use crate::domain::text::{clean, clean_multiline, is_forbidden};
use crate::words;

/// Where a piece of text stands, for findings.
#[derive(Clone, Copy)]
pub struct SourceSpan<'a> {
    /// The file's name as findings show it.
    pub file: &'a str,
    /// The line of the text's first line, from 1.
    pub line: u32,
    /// The text itself, to find the line of a field.
    pub text: &'a str,
}

impl SourceSpan<'_> {
    /// The line on which a field stands, or the first line.
    pub fn line_of(&self, field: &str) -> u32 {
        let found = self.text.lines().position(|line| {
            let line = line.trim_start().trim_start_matches("- ").trim_start_matches(['{', '"', '\'', ' ']);
            line.strip_prefix(field)
                .is_some_and(|rest| rest.trim_start_matches(['"', '\'', ' ']).starts_with(':'))
        });
        self.line + found.unwrap_or(0) as u32
    }

    /// A finding at this place.
    pub fn error(&self, code: Code, message: Bilingual) -> Finding {
        Finding::error(code, message).in_file(self.file).at_line(self.line)
    }
}

/// The fields of one mapping, taken one by one.
pub struct Fields<'a> {
    place: SourceSpan<'a>,
    path: String,
    entries: Vec<(String, Node)>,
    /// What was found wrong so far.
    pub findings: Vec<Finding>,
}

impl<'a> Fields<'a> {
    /// The fields of a node that must be a mapping; otherwise one finding.
    pub fn of(node: Node, place: SourceSpan<'a>) -> Result<Self, Finding> {
        match node {
            Node::Map(entries) => Ok(Self::nested(entries, place, String::new())),
            _ => Err(place.error(
                codes::BAD_YAML,
                words!("此处应为一组“字段: 值”", "a mapping of fields is expected here"),
            )),
        }
    }

    fn nested(entries: Vec<(String, Node)>, place: SourceSpan<'a>, path: String) -> Self {
        let mut fields =
            Self { place, path, entries: Vec::with_capacity(entries.len()), findings: Vec::new() };
        for (name, node) in entries {
            if fields.entries.iter().any(|(seen, _)| *seen == name) {
                fields.complain(
                    codes::BAD_VALUE,
                    &name,
                    words!("字段重复出现，取第一个", "the field stands twice; the first is used"),
                );
            } else {
                fields.entries.push((name, node));
            }
        }
        fields
    }

    /// Adds a finding on a field whose value is used all the same.
    pub fn warn(&mut self, code: Code, field: &str, message: Bilingual) -> &mut Finding {
        let finding = self.complain(code, field, message);
        finding.severity = Severity::Warning;
        finding
    }

    /// Adds a finding on a field whose value is refused.
    pub fn complain(&mut self, code: Code, field: &str, message: Bilingual) -> &mut Finding {
        let finding = Finding::error(code, message)
            .in_file(self.place.file)
            .at_line(self.place.line_of(field))
            .on_field(format!("{}{field}", self.path));
        self.findings.push(finding);
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    fn wrong(&mut self, field: &str, node: &Node, expected: Bilingual) {
        let finding = self.complain(codes::BAD_VALUE, field, words!("值的类型不对", "wrong kind of value"));
        *finding = finding.clone().got(shown(node)).expected(expected);
    }

    fn take(&mut self, field: &str) -> Option<Node> {
        let at = self.entries.iter().position(|(name, _)| name == field)?;
        match self.entries.remove(at).1 {
            Node::Null => None,
            node => Some(node),
        }
    }

    /// One line of text.
    pub fn text(&mut self, field: &str) -> Option<String> {
        self.take(field).and_then(|node| self.as_text(field, node, false))
    }

    /// Text that may hold line breaks.
    pub fn lines(&mut self, field: &str) -> Option<String> {
        self.take(field).and_then(|node| self.as_text(field, node, true))
    }

    /// One line of text that must be there.
    pub fn required_text(&mut self, field: &str) -> Option<String> {
        let had = self.findings.len();
        let text = self.text(field);
        if text.is_none() && self.findings.len() == had {
            self.missing(field);
        }
        text
    }

    /// Says that a required field is missing.
    pub fn missing(&mut self, field: &str) {
        self.complain(codes::MISSING_FIELD, field, words!("缺少必填字段", "a required field is missing"));
    }

    fn as_text(&mut self, field: &str, node: Node, multiline: bool) -> Option<String> {
        let text = match node {
            Node::Text(text) => text,
            Node::Int(number) => number.to_string(),
            other => {
                self.wrong(
                    field,
                    &other,
                    words!("文字（数字、是否请加引号）", "text, in quotes if it looks like something else"),
                );
                return None;
            }
        };
        if text.chars().any(|c| is_forbidden(c) && !matches!(c, '\n' | '\r' | '\t')) {
            let finding = self.warn(
                codes::FORBIDDEN_CHARACTER,
                field,
                words!("含控制符或双向控制符，已去除", "held control or bidi characters; they were removed"),
            );
            *finding = finding.clone().got(&text);
        }
        let clean = if multiline { clean_multiline(&text) } else { clean(&text) };
        (!clean.is_empty()).then(|| clean.into_owned())
    }

    /// A list of one-line texts; a single text is a list of one.
    pub fn texts(&mut self, field: &str) -> Vec<String> {
        match self.take(field) {
            None => Vec::new(),
            Some(Node::List(items)) => {
                items.into_iter().filter_map(|item| self.as_text(field, item, false)).collect()
            }
            Some(single) => self.as_text(field, single, false).into_iter().collect(),
        }
    }

    /// A whole number within bounds.
    pub fn whole(&mut self, field: &str, bounds: std::ops::RangeInclusive<i64>) -> Option<i64> {
        match self.take(field)? {
            Node::Int(number) if bounds.contains(&number) => Some(number),
            other => {
                let (low, high) = bounds.into_inner();
                self.wrong(
                    field,
                    &other,
                    words!("{low} 至 {high} 的整数", "a whole number from {low} to {high}"),
                );
                None
            }
        }
    }

    /// A plain decimal number, exactly as written.
    pub fn decimal(&mut self, field: &str) -> Option<Ratio> {
        let node = self.take(field)?;
        let number = match &node {
            Node::Int(number) => Ratio::parse(&number.to_string()),
            Node::Float(number) => Ratio::parse(&number.to_string()),
            _ => None,
        };
        if number.is_none() {
            self.wrong(field, &node, words!("数，如 7.5", "a number such as 7.5"));
        }
        number
    }

    /// A year.
    pub fn year(&mut self, field: &str) -> Option<i16> {
        self.whole(field, 1900..=2199).map(|year| year as i16)
    }

    /// `true` or `false`.
    pub fn flag(&mut self, field: &str) -> Option<bool> {
        match self.take(field)? {
            Node::Bool(value) => Some(value),
            other => {
                self.wrong(field, &other, words!("true 或 false", "true or false"));
                None
            }
        }
    }

    /// An amount with its unit: `1234.5万元`.
    pub fn amount(&mut self, field: &str) -> Option<Amount> {
        let node = self.take(field)?;
        let amount = match &node {
            Node::Text(text) => Amount::parse(text, None).ok().filter(|a| !a.rounded),
            _ => None,
        };
        if amount.is_none() {
            self.wrong(
                field,
                &node,
                words!("带单位的金额，如 1234.5万元", "an amount with its unit, e.g. 1234.5万元"),
            );
        }
        amount
    }

    /// A date: `2021-03-02`.
    pub fn date(&mut self, field: &str) -> Option<Date> {
        let node = self.take(field)?;
        let date = match &node {
            Node::Text(text) => text.parse().ok(),
            _ => None,
        };
        if date.is_none() {
            self.wrong(field, &node, words!("日期，如 2021-03-02", "a date such as 2021-03-02"));
        }
        date
    }

    /// Fields of any name, each with text that may hold line breaks; empty ones are left out.
    pub fn any(&mut self, field: &str) -> Vec<(String, String)> {
        let entries = self.map(field).unwrap_or_default();
        let mut found = Vec::with_capacity(entries.len());
        for (name, node) in entries.into_iter().filter(|(_, node)| *node != Node::Null) {
            let name = clean_multiline(&name).into_owned();
            found.extend(self.as_text(field, node, true).map(|text| (name, text)));
        }
        found
    }

    /// A nested mapping with any field names.
    pub fn map(&mut self, field: &str) -> Option<Vec<(String, Node)>> {
        match self.take(field)? {
            Node::Map(entries) => Some(entries),
            other => {
                self.wrong(field, &other, words!("一组“字段: 值”", "a mapping of fields"));
                None
            }
        }
    }

    /// A nested mapping with known field names, read by `read`.
    pub fn within<T>(&mut self, field: &str, read: impl FnOnce(&mut Fields<'a>) -> T) -> Option<T> {
        let entries = self.map(field)?;
        let mut inner = Fields::nested(entries, self.place, format!("{}{field}.", self.path));
        let value = read(&mut inner);
        self.findings.append(&mut inner.finish());
        Some(value)
    }

    /// A list of mappings, each read by `read`; what is not a mapping becomes a finding.
    pub fn each<T>(&mut self, field: &str, mut read: impl FnMut(&mut Fields<'a>) -> Option<T>) -> Vec<T> {
        let items = match self.take(field) {
            None => return Vec::new(),
            Some(Node::List(items)) => items,
            Some(other) => {
                self.wrong(field, &other, words!("列表", "a list"));
                return Vec::new();
            }
        };
        let mut found = Vec::new();
        for (at, item) in items.into_iter().enumerate() {
            let Node::Map(entries) = item else {
                self.wrong(field, &item, words!("一组“字段: 值”", "a mapping of fields"));
                continue;
            };
            let mut inner = Fields::nested(entries, self.place, format!("{}{field}[{}].", self.path, at + 1));
            found.extend(read(&mut inner));
            self.findings.append(&mut inner.finish());
        }
        found
    }

    /// The findings, with one for every field that nobody took.
    pub fn finish(mut self) -> Vec<Finding> {
        for (name, _) in std::mem::take(&mut self.entries) {
            self.complain(codes::UNKNOWN_FIELD, &name, words!("未知字段", "unknown field"));
        }
        self.findings
    }
}

fn shown(node: &Node) -> String {
    match node {
        Node::Null => "null".into(),
        Node::Bool(value) => value.to_string(),
        Node::Int(value) => value.to_string(),
        Node::Float(value) => value.to_string(),
        Node::Text(text) => text.clone(),
        Node::List(items) => format!("[… {}]", items.len()),
        Node::Map(entries) => format!("{{… {}}}", entries.len()),
    }
}
