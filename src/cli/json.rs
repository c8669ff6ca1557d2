//! The JSON contract (docs/json.md): one document on stdout, field names that do not change.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;

use super::context::MOST_FINDINGS;
use crate::domain::category::Category;
use crate::domain::extra::Extra;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::project::{Project, ProjectId};

/// The contract's name and version, in every document.
pub const SCHEMA: &str = "diaodu/1";

/// Writes `{"schema":…,"ok":true,"data":…}`, with `findings` after the data where something should be said
/// about it. Data that serialises from an iterator is streamed.
pub fn write_data<T: Serialize + ?Sized>(
    out: &mut impl Write,
    data: &T,
    findings: &[Finding],
    lang: Lang,
) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a, T: ?Sized> {
        schema: &'static str,
        ok: bool,
        data: &'a T,
        #[serde(flatten)]
        findings: Option<FindingsJson<'a>>,
    }
    let findings = (!findings.is_empty()).then(|| FindingsJson::new(findings, lang));
    serde_json::to_writer(&mut *out, &Document { schema: SCHEMA, ok: true, data, findings })?;
    out.write_all(b"\n")
}

/// Writes `{"schema":…,"ok":false,"exit":N,"findings":[…]}`.
pub fn write_failure(out: &mut impl Write, failure: &Failure, lang: Lang) -> io::Result<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        schema: &'static str,
        ok: bool,
        exit: u8,
        #[serde(flatten)]
        findings: FindingsJson<'a>,
    }
    let findings = FindingsJson::new(&failure.findings, lang);
    let document = Document { schema: SCHEMA, ok: false, exit: failure.exit.code(), findings };
    serde_json::to_writer(&mut *out, &document)?;
    out.write_all(b"\n")
}

/// Findings up to the cap, and how many more there were.
#[derive(Serialize)]
struct FindingsJson<'a> {
    findings: Vec<FindingJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    more_findings: Option<usize>,
}

impl<'a> FindingsJson<'a> {
    fn new(findings: &'a [Finding], lang: Lang) -> Self {
        Self {
            findings: findings.iter().take(MOST_FINDINGS).map(|f| FindingJson::new(f, lang)).collect(),
            more_findings: findings.len().checked_sub(MOST_FINDINGS).filter(|more| *more > 0),
        }
    }
}

/// A finding's fields; text in the chosen language.
#[derive(Debug, Serialize)]
pub struct FindingJson<'a> {
    code: &'static str,
    severity: &'static str,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    field: Option<&'a str>,
    got: Option<&'a str>,
    expected: Option<&'a str>,
    message: &'a str,
    hint: Option<&'a str>,
}

impl<'a> FindingJson<'a> {
    /// Takes the fields of a finding.
    pub fn new(finding: &'a Finding, lang: Lang) -> Self {
        Self {
            code: finding.code.id(),
            severity: finding.severity.name(),
            file: finding.file.as_deref(),
            line: finding.line,
            column: finding.column,
            field: finding.field.as_deref(),
            got: finding.got.as_deref(),
            expected: finding.expected.as_ref().map(|words| words.get(lang)),
            message: finding.message.get(lang),
            hint: finding.hint.as_ref().map(|words| words.get(lang)),
        }
    }
}

/// **project** of the contract.
#[derive(Debug, Serialize)]
pub struct ProjectJson<'a> {
    id: ProjectId,
    year: i16,
    category: Category,
    annex: u8,
    serial: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    printed_serial: Option<&'a str>,
    mark: Option<&'a str>,
    name: &'a str,
    headings: &'a [String],
    start_year: Option<i16>,
    finish_year: Option<i16>,
    stage: Option<&'a str>,
    content: &'a str,
    goal: &'a str,
    lead_units: &'a [String],
    district: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    continues: Option<ProjectId>,
    amounts: AmountsJson,
    extra: &'a Extra,
}

#[derive(Debug, Serialize)]
struct AmountsJson {
    total_investment: Option<Money>,
    planned_investment: Option<Money>,
}

impl<'a> From<&'a Project> for ProjectJson<'a> {
    fn from(project: &'a Project) -> Self {
        Self {
            id: project.id,
            year: project.id.year,
            category: project.category(),
            annex: project.category().annex(),
            serial: project.id.serial,
            printed_serial: project.printed_serial.as_deref(),
            mark: project.mark.as_deref(),
            name: &project.name,
            headings: &project.headings,
            start_year: project.start_year,
            finish_year: project.finish_year,
            stage: project.stage.as_deref(),
            content: &project.content,
            goal: &project.goal,
            lead_units: &project.lead_units,
            district: project.district(),
            continues: project.continues,
            amounts: AmountsJson {
                total_investment: project.total_investment,
                planned_investment: project.planned_investment,
            },
            extra: &project.extra,
        }
    }
}

/// A list that is serialised as it is walked, so that a million rows need no second copy.
pub struct Streamed<F>(pub F);

impl<F, I> Serialize for Streamed<F>
where
    F: Fn() -> I,
    I: IntoIterator,
    I::Item: Serialize,
{
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}
