//! One project, and one finding, as they stand in a cache.

use super::wire::{In, Out};
use crate::domain::codes;
use crate::domain::finding::{Finding, Severity};
use crate::domain::lang::Words;
use crate::domain::money::Money;
use crate::domain::project::{Project, ProjectId};

use super::Home;

/// Writes a project of a list; its year and category are the list's.
pub fn put(out: &mut Out, project: &Project) {
    let Project {
        id,
        printed_serial,
        mark,
        name,
        headings,
        start_year,
        finish_year,
        stage,
        content,
        goal,
        lead_units,
        printed_district,
        total_investment,
        planned_investment,
        extra,
    } = project;
    out.number(u64::from(id.serial));
    for text in [printed_serial, mark, stage, printed_district] {
        out.maybe(text.as_deref());
    }
    for text in [name, content, goal] {
        out.text(text);
    }
    out.texts(headings);
    out.texts(lead_units);
    for number in [start_year, finish_year] {
        maybe_number(out, number.map(i64::from));
    }
    for money in [total_investment, planned_investment] {
        maybe_number(out, money.map(|money| money.0));
    }
    out.number(extra.len() as u64);
    for (header, text) in extra {
        out.text(header);
        out.text(text);
    }
}

/// Reads it again.
pub fn take(part: &mut In<'_>, (year, category): Home) -> Option<Project> {
    let id = ProjectId { year, category, serial: part.narrow()? };
    let mut project = Project::new(id, String::new());
    project.printed_serial = part.maybe()?.map(str::to_owned);
    project.mark = part.maybe()?.map(str::to_owned);
    project.stage = part.maybe()?.map(str::to_owned);
    project.printed_district = part.maybe()?.map(str::to_owned);
    part.text()?.clone_into(&mut project.name);
    part.text()?.clone_into(&mut project.content);
    part.text()?.clone_into(&mut project.goal);
    project.headings = part.texts()?;
    project.lead_units = part.texts()?;
    project.start_year = whole_year(part)?;
    project.finish_year = whole_year(part)?;
    project.total_investment = take_number(part)?.map(Money);
    project.planned_investment = take_number(part)?.map(Money);
    let extra = part.count()?;
    if extra > 0 {
        project.extra.reserve_exact(extra);
    }
    for _ in 0..extra {
        project.extra.insert(part.text()?.to_owned(), part.text()?.to_owned());
    }
    Some(project)
}

fn maybe_number(out: &mut Out, number: Option<i64>) {
    out.number(u64::from(number.is_some()));
    if let Some(number) = number {
        out.signed(number);
    }
}

fn take_number(part: &mut In<'_>) -> Option<Option<i64>> {
    match part.number()? {
        0 => Some(None),
        _ => part.signed().map(Some),
    }
}

fn whole_year(part: &mut In<'_>) -> Option<Option<i16>> {
    take_number(part)?.map(|year| i16::try_from(year).ok()).map_or(Some(None), |year| year.map(Some))
}

/// Writes a finding about the list; its file is the list's own.
pub fn put_finding(out: &mut Out, finding: &Finding) {
    let Finding { code, severity, file: _, line, column, field, got, expected, message, hint } = finding;
    out.text(code.id());
    out.number(*severity as u64);
    for number in [line, column] {
        maybe_number(out, number.map(i64::from));
    }
    out.maybe(field.as_deref());
    out.maybe(got.as_deref());
    for words in [expected.as_ref(), Some(message), hint.as_ref()] {
        out.maybe(words.map(|words| words.zh.as_str()));
        out.maybe(words.map(|words| words.en.as_str()));
    }
}

/// Reads it again, as found in that file.
pub fn take_finding(part: &mut In<'_>, file: &str) -> Option<Finding> {
    let id = part.text()?;
    let (code, _, _) = codes::ALL.iter().find(|(code, _, _)| code.id() == id)?;
    let severity = [Severity::Note, Severity::Warning, Severity::Error];
    let severity = *severity.get(part.narrow::<usize>()?)?;
    let line = take_number(part)?.map(u32::try_from).transpose().ok()?;
    let column = take_number(part)?.map(u32::try_from).transpose().ok()?;
    let field = part.maybe()?.map(str::to_owned);
    let got = part.maybe()?.map(str::to_owned);
    let mut words = || {
        let (zh, en) = (part.maybe()?, part.maybe()?);
        Some(zh.zip(en).map(|(zh, en)| Words { zh: zh.to_owned(), en: en.to_owned() }))
    };
    let (expected, message, hint) = (words()?, words()??, words()?);
    let file = Some(file.to_owned());
    Some(Finding { code: *code, severity, file, line, column, field, got, expected, message, hint })
}
