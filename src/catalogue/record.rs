//! One project ⇄ one YAML record: `serial`, `mark`, `name`, `headings` and the rest, as docs/formats.md
//! lists them. It never sees a file.

use serde::{Serialize, Serializer};

use super::fields::{Fields, SourceSpan};
use super::yaml::{self, YamlError};
use crate::domain::amount::Amount;
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::extra::Extra;
use crate::domain::finding::Finding;
use crate::domain::interned::SharedStr;
use crate::domain::lang::Bilingual;
use crate::domain::money::Money;
use crate::domain::project::{Project, ProjectId};
use crate::domain::stage::Stage;
use crate::domain::text::is_forbidden;
use crate::words;

/// The largest record accepted, in bytes.
pub const MOST_BYTES: usize = 256 * 1024;

/// The year and category of the file that a record stands in. A file of the catalogue has one; an exported
/// list does not, and its records carry their whole `id`.
pub type ListKey = (i16, Category);

/// Reads one record. The project is there unless its serial or name is missing or the text is no YAML.
pub fn read(place: SourceSpan<'_>, home: Option<ListKey>) -> (Option<Project>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut safe = None;
    if place.text.len() <= MOST_BYTES && place.text.chars().any(never_in_a_file) {
        // The library refuses raw control characters and with them the record; without them it is readable.
        let line = place.text.lines().position(|l| l.chars().any(never_in_a_file)).unwrap_or(0) as u32;
        let message =
            words!("含控制符或双向控制符，已去除", "held control or bidi characters; they were removed");
        let finding = Finding::warning(codes::FORBIDDEN_CHARACTER, message)
            .in_file(place.file)
            .at_line(place.line + line);
        let stood = place.text.lines().nth(line as usize).unwrap_or_default().trim();
        let field = stood.trim_start_matches("- ").split(':').next().unwrap_or_default();
        let is_name = !field.is_empty() && field.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
        findings.push(if is_name { finding.on_field(field) } else { finding }.got(stood));
        safe = Some(place.text.replace(never_in_a_file, ""));
    }
    let place = SourceSpan { text: safe.as_deref().unwrap_or(place.text), ..place };
    let project = match parse(place) {
        Ok(mut fields) => {
            let project = project(&mut fields, home);
            findings.extend(fields.finish());
            project
        }
        Err(finding) => {
            findings.push(finding);
            None
        }
    };
    (project, findings)
}

fn never_in_a_file(c: char) -> bool {
    is_forbidden(c) && !matches!(c, '\n' | '\r' | '\t')
}

/// The fields of a text that holds one mapping, or a list of one.
fn parse(place: SourceSpan<'_>) -> Result<Fields<'_>, Finding> {
    let node = yaml::parse(place.text, MOST_BYTES).map_err(|error| refused(error, place))?;
    let node = match node {
        yaml::Node::List(mut items) if items.len() == 1 => items.remove(0),
        other => other,
    };
    Fields::of(node, place)
}

/// The finding for a text that the YAML layer refused.
pub fn refused(error: YamlError, place: SourceSpan<'_>) -> Finding {
    match error {
        YamlError::OverLimit(over) => {
            let Bilingual { zh, en } = over.words();
            place.error(codes::OVER_LIMIT, words!("超出上限：{zh}", "over the limit: {en}"))
        }
        YamlError::Syntax { message, line } => {
            let message = in_the_file(&message, place.line);
            // The library may point past the end, where it still waited for a bracket.
            let last = place.text.lines().count().max(1) as u32;
            let line = place.line + line.unwrap_or(1).clamp(1, last) - 1;
            place
                .error(codes::BAD_YAML, words!("不是合法的 YAML：{message}", "not valid YAML: {message}"))
                .at_line(line)
        }
    }
}

/// The library counts lines from the record's first; a person counts the file's.
fn in_the_file(message: &str, first: u32) -> String {
    let mut parts = message.split(" at line ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.len() - part.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let line: u32 = part[..digits].parse().unwrap_or(1);
        let line = (line + first - 1).to_string();
        out.extend([" at line ", &line, &part[digits..]]);
    }
    out
}

fn project(fields: &mut Fields<'_>, home: Option<ListKey>) -> Option<Project> {
    let id = id(fields, home);
    let name = fields.required_text("name");
    // Without an id the rest is still read, for what is wrong in it.
    let placeholder = ProjectId { year: 0, category: Category::Construction, serial: 0 };
    let mut project = Project::new(id.unwrap_or(placeholder), name.clone().unwrap_or_default());
    project.printed_serial = fields.text("printed_serial").map(SharedStr::from);
    project.mark = fields.text("mark").map(SharedStr::from);
    project.headings = fields.texts("headings").into();
    project.start_year = fields.year("start_year");
    project.finish_year = fields.year("finish_year");
    project.stage = fields.text("stage").map(SharedStr::from);
    project.content = fields.lines("content").unwrap_or_default();
    project.goal = fields.lines("goal").unwrap_or_default().into();
    project.lead_units = fields.texts("lead_units").into();
    project.printed_district = fields.text("district").map(SharedStr::from);
    project.total_investment = fields.amount("total_investment").map(|a| a.money);
    project.planned_investment = fields.amount("planned_investment").map(|a| a.money);
    project.continues = continues(fields, project.id);
    project.extra = fields.any("extra").into_iter().collect();
    judge(fields, &project);
    (id.is_some() && name.is_some()).then_some(project)
}

/// The id of an earlier year that a record goes on with.
fn continues(fields: &mut Fields<'_>, own: ProjectId) -> Option<ProjectId> {
    let written = fields.text("continues")?;
    let earlier = written.parse().ok().filter(|id: &ProjectId| own.year == 0 || id.year < own.year);
    if earlier.is_none() {
        let message = words!("不是更早年份的项目编号", "not an id of an earlier year");
        let finding = fields.complain(codes::BAD_VALUE, "continues", message);
        *finding = finding.clone().got(written).expected(words!("如 2020-1-17", "e.g. 2020-1-17"));
    }
    earlier
}

/// The `serial` of a file's record, or the `id` of an exported one.
fn id(fields: &mut Fields<'_>, home: Option<ListKey>) -> Option<ProjectId> {
    let before = fields.findings.len();
    let written = fields.text("id");
    let serial = fields.whole("serial", 1..=999_999_999).map(|s| s as u32);
    if let Some(written) = written {
        let id = written.parse::<ProjectId>().ok();
        let fits = |id: &ProjectId| {
            home.is_none_or(|home| home == (id.year, id.category)) && serial.is_none_or(|s| s == id.serial)
        };
        let id = id.filter(fits);
        if id.is_none() {
            let message = words!("编号不对，或与所在文件不符", "not an id, or not one of this file");
            let finding = fields.complain(codes::BAD_VALUE, "id", message);
            *finding = finding.clone().got(written).expected(words!("如 2021-1-431", "e.g. 2021-1-431"));
        }
        return id;
    }
    let id = home.zip(serial).map(|((year, category), serial)| ProjectId { year, category, serial });
    if id.is_none() && fields.findings.len() == before {
        fields.missing(if home.is_some() { "serial" } else { "id" });
    }
    id
}

/// What is readable and still odd: the project is kept as printed.
fn judge(fields: &mut Fields<'_>, project: &Project) {
    if let (Some(start), Some(finish)) = (project.start_year, project.finish_year)
        && finish < start
    {
        fields.warn(
            codes::FINISH_BEFORE_START,
            "finish_year",
            words!(
                "拟建成年份 {finish} 早于开工年份 {start}",
                "finishes in {finish}, before it starts in {start}"
            ),
        );
    }
    if let Some(stage) = &project.stage
        && Stage::of(stage).is_none()
    {
        let finding = fields.warn(
            codes::UNKNOWN_STAGE,
            "stage",
            words!("未知的建设阶段", "not a stage that the desk knows"),
        );
        *finding = finding
            .clone()
            .got(&**stage)
            .expected(words!("如 新开工、续建、完工", "e.g. 新开工, 续建, 完工"));
    }
}

/// The record as it is written, in the order that people read it.
#[derive(Serialize)]
struct WrittenProject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    printed_serial: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<&'a str>,
    name: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    headings: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    start_year: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finish_year: Option<i16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    content: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    goal: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    lead_units: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    district: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "amount")]
    total_investment: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "amount")]
    planned_investment: Option<Money>,
    #[serde(skip_serializing_if = "Option::is_none")]
    continues: Option<ProjectId>,
    #[serde(skip_serializing_if = "no_extra")]
    extra: &'a Extra,
}

fn no_extra(extra: &Extra) -> bool {
    extra.is_empty()
}

// serde asks for a reference.
#[allow(clippy::ref_option)]
fn amount<S: Serializer>(money: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
    match money {
        Some(money) => serializer.serialize_str(&Amount::from(*money).written()),
        None => serializer.serialize_none(),
    }
}

/// Writes projects as a YAML list, one after the other, without a header: with their serials, as a file of
/// the catalogue has them, or with whole ids.
pub fn write<'a>(
    projects: impl IntoIterator<Item = &'a Project>,
    whole_ids: bool,
    out: &mut String,
) -> Result<(), YamlError> {
    for project in projects {
        let record = WrittenProject {
            id: whole_ids.then(|| project.id.to_string()),
            serial: (!whole_ids).then_some(project.id.serial),
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
            district: project.printed_district.as_deref(),
            total_investment: project.total_investment,
            planned_investment: project.planned_investment,
            continues: project.continues,
            extra: &project.extra,
        };
        out.push_str(&yaml::write(&[record])?);
    }
    Ok(())
}
