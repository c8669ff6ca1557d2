//! Lists of projects as files: xlsx, csv, yaml is the catalogue's, json. Every field has its column, every
//! printed column of the source its own, and what is written reads back as the same projects.

use std::borrow::Cow;

use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Serialize};

use crate::domain::category::Category;
use crate::domain::interned::SharedStr;
use crate::domain::money::Money;
use crate::domain::project::{Project, ProjectId};
use crate::domain::text::{clean, clean_multiline};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnContent {
    /// Text, never a formula.
    Text,
    /// A whole number.
    Number,
    /// An amount in 万元.
    Wan,
}

/// One column of an exported list.
pub struct ExportColumn {
    /// The header, one that `import` knows.
    pub header: String,
    /// What it holds.
    pub value: ColumnContent,
    cell: CellSource,
}

enum CellSource {
    Own(fn(&Project) -> Cow<'_, str>),
    Extra(String),
}

impl ExportColumn {
    /// A project's cell.
    pub fn cell<'a>(&self, project: &'a Project) -> Cow<'a, str> {
        match &self.cell {
            CellSource::Own(read) => read(project),
            CellSource::Extra(header) => Cow::Borrowed(project.extra.get(header).map_or("", String::as_str)),
        }
    }
}

/// The mark before a source column whose printed header is also one of ours.
pub const ORIGINAL: &str = "原列：";
/// What stands between headings.
pub const BETWEEN_HEADINGS: &str = " › ";

fn or_empty<T: ToString>(value: Option<T>) -> Cow<'static, str> {
    Cow::Owned(value.map(|v| v.to_string()).unwrap_or_default())
}

fn text(value: Option<&str>) -> Cow<'_, str> {
    Cow::Borrowed(value.unwrap_or_default())
}

fn wan(value: Option<Money>) -> Cow<'static, str> {
    Cow::Owned(value.map(Money::in_wan).unwrap_or_default())
}

type Own = (&'static str, ColumnContent, fn(&Project) -> Cow<'_, str>);

/// Our own columns. The first two are always there, the others where a project fills them.
const OWN: [Own; 15] = [
    ("项目编号", ColumnContent::Text, |p| Cow::Owned(p.id.to_string())),
    ("项目名称", ColumnContent::Text, |p| Cow::Borrowed(&p.name)),
    ("标记", ColumnContent::Text, |p| text(p.mark.as_deref())),
    ("所属标题", ColumnContent::Text, |p| Cow::Owned(p.headings.join(BETWEEN_HEADINGS))),
    ("开工年份", ColumnContent::Number, |p| or_empty(p.start_year)),
    ("拟建成年份", ColumnContent::Number, |p| or_empty(p.finish_year)),
    ("当年建设阶段", ColumnContent::Text, |p| text(p.stage.as_deref())),
    ("主要建设内容及规模", ColumnContent::Text, |p| Cow::Borrowed(&p.content)),
    ("年度建设目标", ColumnContent::Text, |p| Cow::Borrowed(&p.goal)),
    ("牵头单位", ColumnContent::Text, |p| Cow::Owned(p.lead_units.join("、"))),
    ("所在区县", ColumnContent::Text, |p| text(p.printed_district.as_deref())),
    ("总投资(万元)", ColumnContent::Wan, |p| wan(p.total_investment)),
    ("年度计划投资(万元)", ColumnContent::Wan, |p| wan(p.planned_investment)),
    ("原序号", ColumnContent::Text, |p| text(p.printed_serial.as_deref())),
    ("上年编号", ColumnContent::Text, |p| or_empty(p.continues)),
];

/// Whether a source column's printed header may stand as it is: `import` reads it back as that and nothing
/// else.
pub type IsPlain<'a> = &'a dyn Fn(&str) -> bool;

/// The columns that these projects need.
pub fn columns(projects: &[&Project], is_plain: IsPlain<'_>) -> Vec<ExportColumn> {
    let mut found: Vec<ExportColumn> = OWN
        .into_iter()
        .enumerate()
        .filter(|(at, (_, _, read))| *at < 2 || projects.iter().any(|p| !read(p).is_empty()))
        .map(|(_, (header, value, read))| ExportColumn {
            header: header.into(),
            value,
            cell: CellSource::Own(read),
        })
        .collect();
    let extras: IndexSet<&String> = projects.iter().flat_map(|p| p.extra.keys()).collect();
    for header in extras {
        let plain =
            is_plain(header) && !header.starts_with(ORIGINAL) && !OWN.iter().any(|(own, ..)| own == header);
        found.push(ExportColumn {
            header: if plain { header.clone() } else { format!("{ORIGINAL}{header}") },
            value: ColumnContent::Text,
            cell: CellSource::Extra(header.clone()),
        });
    }
    found
}

/// The list as csv. Text that a spreadsheet would read as a formula gets a leading `'`.
pub fn csv(projects: &[&Project], is_plain: IsPlain<'_>) -> Result<String, csv::Error> {
    let columns = columns(projects, is_plain);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(columns.iter().map(|c| guarded(&c.header).into_owned()))?;
    for project in projects {
        writer.write_record(columns.iter().map(|c| {
            let cell = c.cell(project);
            match c.value {
                ColumnContent::Text => guarded(&cell).into_owned(),
                ColumnContent::Number | ColumnContent::Wan => cell.into_owned(),
            }
        }))?;
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(std::io::Error::other(e.to_string())))?;
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// Text that begins with `= + - @`, or with `'` before one of them, behind a `'`.
fn guarded(text: &str) -> Cow<'_, str> {
    let inner = text.trim_start_matches('\'');
    if inner.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// A project as JSON: the contract's **project** with what only the list knows beside it.
#[derive(Serialize, Deserialize)]
struct ListedProjectJson<'a> {
    id: Cow<'a, str>,
    year: i16,
    category: Category,
    annex: u8,
    serial: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    printed_serial: Option<Cow<'a, str>>,
    mark: Option<Cow<'a, str>>,
    name: Cow<'a, str>,
    #[serde(default)]
    headings: Vec<Cow<'a, str>>,
    start_year: Option<i16>,
    finish_year: Option<i16>,
    stage: Option<Cow<'a, str>>,
    #[serde(default)]
    content: Cow<'a, str>,
    #[serde(default)]
    goal: Cow<'a, str>,
    #[serde(default)]
    lead_units: Vec<Cow<'a, str>>,
    district: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    printed_district: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    continues: Option<Cow<'a, str>>,
    #[serde(default)]
    amounts: ProjectAmounts,
    #[serde(default)]
    extra: IndexMap<Cow<'a, str>, Cow<'a, str>>,
}

#[derive(Default, Serialize, Deserialize)]
struct ProjectAmounts {
    total_investment: Option<Money>,
    planned_investment: Option<Money>,
}

/// The list as a JSON array, one project a line.
pub fn json(projects: &[&Project]) -> Result<String, serde_json::Error> {
    let mut out = String::from("[");
    for (at, project) in projects.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&serde_json::to_string(&shape(project))?);
    }
    out.push_str("\n]\n");
    Ok(out)
}

fn shape(project: &Project) -> ListedProjectJson<'_> {
    let owned = |text: &Option<SharedStr>| text.as_deref().map(|t| Cow::Owned(t.to_owned()));
    ListedProjectJson {
        id: Cow::Owned(project.id.to_string()),
        year: project.id.year,
        category: project.id.category,
        annex: project.id.category.annex(),
        serial: project.id.serial,
        printed_serial: owned(&project.printed_serial),
        mark: owned(&project.mark),
        name: Cow::Borrowed(&project.name),
        headings: project.headings.iter().map(|h| Cow::Borrowed(h.as_str())).collect(),
        start_year: project.start_year,
        finish_year: project.finish_year,
        stage: owned(&project.stage),
        content: Cow::Borrowed(&project.content),
        goal: Cow::Borrowed(&project.goal),
        lead_units: project.lead_units.iter().map(|u| Cow::Borrowed(u.as_str())).collect(),
        district: project.district(),
        printed_district: owned(&project.printed_district),
        continues: project.continues.map(|id| Cow::Owned(id.to_string())),
        amounts: ProjectAmounts {
            total_investment: project.total_investment,
            planned_investment: project.planned_investment,
        },
        extra: project
            .extra
            .iter()
            .map(|(k, v)| (Cow::Borrowed(k.as_str()), Cow::Borrowed(v.as_str())))
            .collect(),
    }
}

/// Reads what [`json`] writes, and the answer of `list --json`.
///
/// # Errors
/// The library's words for what is wrong, with line and column.
pub fn read_json(text: &str) -> Result<Vec<Project>, String> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(borrow)]
        data: Data<'a>,
    }
    #[derive(Deserialize)]
    struct Data<'a> {
        #[serde(borrow)]
        projects: Vec<ListedProjectJson<'a>>,
    }
    let text = text.trim_start();
    let list: Vec<ListedProjectJson<'_>> = if text.starts_with('{') {
        serde_json::from_str::<Answer<'_>>(text).map(|a| a.data.projects)
    } else {
        serde_json::from_str(text)
    }
    .map_err(|e| e.to_string())?;
    list.into_iter().map(project).collect()
}

fn project(json: ListedProjectJson<'_>) -> Result<Project, String> {
    let id: ProjectId = json.id.parse().map_err(|e| format!("{}: {e}", json.id))?;
    let line = |text: Cow<'_, str>| clean(&text).into_owned();
    let lines = |text: Cow<'_, str>| clean_multiline(&text).into_owned();
    let option = |text: Option<Cow<'_, str>>| text.map(line).filter(|t| !t.is_empty());
    let shared = |text: Option<Cow<'_, str>>| option(text).map(SharedStr::from);
    let mut project = Project::new(id, line(json.name));
    if project.name.is_empty() {
        return Err(format!("{id}: name"));
    }
    project.printed_serial = shared(json.printed_serial);
    project.mark = shared(json.mark);
    project.headings = json.headings.into_iter().map(line).collect();
    project.start_year = json.start_year;
    project.finish_year = json.finish_year;
    project.stage = shared(json.stage);
    project.content = lines(json.content);
    project.goal = lines(json.goal).into();
    project.lead_units = json.lead_units.into_iter().map(line).collect();
    // The shown district may be the lead unit's, which is no printed one.
    let shown = shared(json.district);
    project.printed_district =
        shared(json.printed_district).or_else(|| shown.filter(|d| project.district().as_deref() != Some(d)));
    project.continues = json.continues.map(|c| c.parse().map_err(|e| format!("{c}: {e}"))).transpose()?;
    project.total_investment = json.amounts.total_investment;
    project.planned_investment = json.amounts.planned_investment;
    project.extra =
        json.extra.into_iter().map(|(k, v)| (lines(k), lines(v))).filter(|(_, v)| !v.is_empty()).collect();
    Ok(project)
}
