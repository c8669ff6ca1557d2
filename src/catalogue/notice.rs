//! `notice.yaml`: what the notice declares, and the settings that are our own decision. It never holds
//! a project.

use serde::Serialize;

use super::fields::{Fields, SourceSpan};
use super::record::refused;
use super::yaml::{self, YamlError};
use crate::domain::amount::Amount;
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::deadline::{ReportingRule, Shift};
use crate::domain::finding::Finding;
use crate::domain::notice::{Declared, Notice, Section};
use crate::words;

/// The largest notice file accepted, in bytes.
pub const MOST_BYTES: usize = 1 << 20;

/// What a notice file holds.
pub struct NoticeFile {
    /// The notice.
    pub notice: Notice,
    /// Its year's list is made up.
    pub invented: bool,
}

/// Reads a notice file; the folder's name tells the year it must have.
pub fn read(place: SourceSpan<'_>, year: i16) -> (Option<NoticeFile>, Vec<Finding>) {
    let node = match yaml::parse(place.text, MOST_BYTES) {
        Ok(node) => node,
        Err(error) => return (None, vec![refused(error, place)]),
    };
    let mut fields = match Fields::of(node, place) {
        Ok(fields) => fields,
        Err(finding) => return (None, vec![finding]),
    };
    let file = notice(&mut fields, year);
    (Some(file), fields.finish())
}

fn notice(fields: &mut Fields<'_>, year: i16) -> NoticeFile {
    match fields.year("year") {
        None => fields.missing("year"),
        Some(stated) if stated != year => {
            fields.complain(
                codes::WRONG_YEAR,
                "year",
                words!("年份为 {stated}，所在文件夹为 {year}", "says {stated}, stands in the folder {year}"),
            );
        }
        Some(_) => {}
    }
    let invented = fields.flag("invented").unwrap_or(false);
    let title = fields.required_text("title").unwrap_or_default();
    let number = fields.text("number").unwrap_or_default();
    let issuer = fields.text("issuer").unwrap_or_default();
    let date = fields.date("date");
    let source = fields.text("source").unwrap_or_default();
    let declared = fields.within("declared", |inner| {
        Category::ALL
            .into_iter()
            .filter_map(|category| inner.within(category.name(), |f| declared(f, category)))
            .collect::<Vec<_>>()
    });
    let sections = fields.within("sections", |inner| {
        Category::ALL
            .into_iter()
            .flat_map(|category| inner.each(category.name(), |f| section(f, category)))
            .collect::<Vec<_>>()
    });
    let legends = fields.any("legends");
    let reporting = fields.within("reporting", reporting);
    let notice = Notice {
        year,
        title,
        number,
        issuer,
        date,
        source,
        declared: declared.unwrap_or_default(),
        sections: sections.unwrap_or_default(),
        legends,
        reporting: reporting.unwrap_or_default(),
    };
    NoticeFile { notice, invented }
}

fn declared(fields: &mut Fields<'_>, category: Category) -> Declared {
    let before = fields.findings.len();
    let count = fields.whole("count", 0..=9_999_999);
    if count.is_none() && fields.findings.len() == before {
        fields.missing("count");
    }
    let total = fields.amount("total_investment");
    Declared {
        category,
        count: count.unwrap_or_default() as u32,
        total_investment: total.map(|a| a.money),
        total_is_about: total.is_some_and(|a| a.about),
        planned_investment: fields.amount("planned_investment").map(|a| a.money),
        channel: fields.text("channel").unwrap_or_default(),
        statistics_must_agree: fields.flag("statistics_must_agree").unwrap_or(false),
    }
}

fn section(fields: &mut Fields<'_>, category: Category) -> Option<Section> {
    let heading = fields.required_text("heading");
    let count = fields.whole("count", 0..=9_999_999);
    let source = fields.text("source").unwrap_or_default();
    Some(Section { category, heading: heading?, count: count? as u32, source })
}

fn reporting(fields: &mut Fields<'_>) -> ReportingRule {
    let default = ReportingRule::default();
    let day = fields.whole("day", 1..=28).map_or(default.day, |d| d as i8);
    let inclusive = fields.flag("inclusive").unwrap_or(default.inclusive);
    let shift = match fields.text("shift").as_deref() {
        None | Some("none") => Shift::None,
        Some("earlier") => Shift::Earlier,
        Some("later") => Shift::Later,
        Some(other) => {
            let message = words!("应为 none、earlier 或 later", "must be none, earlier or later");
            let finding = fields.complain(codes::BAD_VALUE, "shift", message);
            *finding = finding.clone().got(other);
            Shift::None
        }
    };
    ReportingRule { day, inclusive, shift }
}

#[derive(Serialize)]
struct FileOut<'a> {
    year: i16,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    invented: bool,
    title: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    number: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    issuer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    source: &'a str,
    #[serde(skip_serializing_if = "indexmap::IndexMap::is_empty")]
    declared: indexmap::IndexMap<&'static str, DeclaredOut<'a>>,
    #[serde(skip_serializing_if = "indexmap::IndexMap::is_empty")]
    sections: indexmap::IndexMap<&'static str, Vec<SectionOut<'a>>>,
    #[serde(skip_serializing_if = "indexmap::IndexMap::is_empty")]
    legends: indexmap::IndexMap<&'a str, &'a str>,
    reporting: ReportingRule,
}

#[derive(Serialize)]
struct DeclaredOut<'a> {
    count: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    total_investment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    planned_investment: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    channel: &'a str,
    statistics_must_agree: bool,
}

#[derive(Serialize)]
struct SectionOut<'a> {
    heading: &'a str,
    count: u32,
    #[serde(skip_serializing_if = "str::is_empty")]
    source: &'a str,
}

/// Writes a notice file without a comment header.
pub fn write(notice: &Notice, invented: bool) -> Result<String, YamlError> {
    let declared = notice.declared.iter().map(|d| {
        let total = d
            .total_investment
            .map(|money| Amount { about: d.total_is_about, ..Amount::from(money) }.written());
        let out = DeclaredOut {
            count: d.count,
            total_investment: total,
            planned_investment: d.planned_investment.map(|money| Amount::from(money).written()),
            channel: &d.channel,
            statistics_must_agree: d.statistics_must_agree,
        };
        (d.category.name(), out)
    });
    let mut sections = indexmap::IndexMap::<_, Vec<_>>::new();
    for section in &notice.sections {
        let out = SectionOut { heading: &section.heading, count: section.count, source: &section.source };
        sections.entry(section.category.name()).or_default().push(out);
    }
    yaml::write(&FileOut {
        year: notice.year,
        invented,
        title: &notice.title,
        number: &notice.number,
        issuer: &notice.issuer,
        date: notice.date.map(|d| d.to_string()),
        source: &notice.source,
        declared: declared.collect(),
        sections,
        legends: notice.legends.iter().map(|(mark, text)| (mark.as_str(), text.as_str())).collect(),
        reporting: notice.reporting,
    })
}
