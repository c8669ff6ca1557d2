//! Our own YAML and JSON as documents: what `export` writes, `import` reads again.

use crate::catalogue;
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::project::Project;
use crate::intake::{DocumentSource, ParsedDocument, ReadOptions, RowCounts};
use crate::publish::table;
use crate::words;

/// Reads a document of our own; `None` for any other.
pub fn read(source: &DocumentSource, options: &ReadOptions) -> Option<Result<ParsedDocument, Failure>> {
    let extension = source.name.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default();
    let text = std::str::from_utf8(&source.bytes).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text.lines().find(|l| !l.trim().is_empty() && !l.trim_start().starts_with('#'))?.trim_start();
    let is_yaml = matches!(extension.as_str(), "yaml" | "yml")
        || start.starts_with("- id:")
        || start.starts_with("- serial:");
    let is_json = extension == "json"
        || start.starts_with("[{")
        || start.starts_with("{\"schema\"")
        || start == "["
        || start == "[]";
    let (projects, findings) = if is_yaml {
        // Records of a catalogue's file have serials alone: then year and annex must be said.
        let home = options
            .year
            .zip(options.category)
            .filter(|_| !text.contains("\n- id:") && !start.starts_with("- id:"));
        catalogue::from_yaml(&source.name, text, home)
    } else if is_json {
        match table::read_json(text) {
            Ok(projects) => (projects, Vec::new()),
            Err(why) => {
                let message = words!("不是项目的 JSON：{why}", "not the JSON of projects: {why}");
                let finding = Finding::error(codes::DOCUMENT_DAMAGED, message).in_file(&source.name);
                return Some(Err(Failure::new(Exit::Malformed, finding)));
            }
        }
    } else {
        return None;
    };
    Some(document(projects, findings, options, source))
}

fn document(
    projects: Vec<Project>,
    findings: Vec<Finding>,
    options: &ReadOptions,
    source: &DocumentSource,
) -> Result<ParsedDocument, Failure> {
    let refused: Vec<Finding> = findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect();
    if !refused.is_empty() {
        return Err(Failure { exit: Exit::Malformed, findings: refused });
    }
    let mut projects: Vec<Project> = projects;
    for project in &mut projects {
        project.id.year = options.year.unwrap_or(project.id.year);
        project.id.category = options.category.unwrap_or(project.id.category);
    }
    let mut categories: Vec<Category> = projects.iter().map(|p| p.id.category).collect();
    categories.sort_unstable();
    categories.dedup();
    let years: std::collections::BTreeSet<i16> = projects.iter().map(|p| p.id.year).collect();
    let (Some(year), true) = (years.first().copied().filter(|y| *y > 0), years.len() == 1) else {
        let message = words!("没有写明年份，或有不止一年", "no year is written, or more than one");
        let finding = Finding::error(codes::YEAR_NOT_TOLD, message).in_file(&source.name).on_field("--year");
        return Err(Failure::new(Exit::Usage, finding));
    };
    let count = projects.len();
    Ok(ParsedDocument {
        year,
        categories,
        encoding: Some("utf-8".into()),
        rows: RowCounts { read: count, projects: count, ..RowCounts::default() },
        projects,
        findings,
        ..ParsedDocument::default()
    })
}
