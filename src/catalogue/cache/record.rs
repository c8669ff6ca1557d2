//! One project, and one finding, as they stand in a cache.

use super::wire::{Damaged, In, Out};
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
        continues,
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
        out.maybe_signed(number.map(i64::from));
    }
    for money in [total_investment, planned_investment] {
        out.maybe_signed(money.map(|money| money.0));
    }
    out.maybe(continues.map(|id| id.to_string()).as_deref());
    out.number(extra.len() as u64);
    for (header, text) in extra {
        out.text(header);
        out.text(text);
    }
}

/// Reads it again.
pub fn take(part: &mut In<'_>, (year, category): Home) -> Result<Project, Damaged> {
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
    project.start_year = part.maybe_signed()?;
    project.finish_year = part.maybe_signed()?;
    project.total_investment = part.maybe_signed()?.map(Money);
    project.planned_investment = part.maybe_signed()?.map(Money);
    project.continues = part.maybe()?.map(str::parse).transpose().map_err(|_| Damaged)?;
    let extra = part.count()?;
    if extra > 0 {
        project.extra.reserve_exact(extra);
    }
    for _ in 0..extra {
        project.extra.insert(part.text()?.to_owned(), part.text()?.to_owned());
    }
    Ok(project)
}

/// Writes a finding about the list; its file is the list's own.
pub fn put_finding(out: &mut Out, finding: &Finding) {
    let Finding { code, severity, file: _, line, column, field, got, expected, message, hint } = finding;
    out.text(code.id());
    out.number(*severity as u64);
    for number in [line, column] {
        out.maybe_signed(number.map(i64::from));
    }
    out.maybe(field.as_deref());
    out.maybe(got.as_deref());
    for words in [expected.as_ref(), Some(message), hint.as_ref()] {
        out.maybe(words.map(|words| words.zh.as_str()));
        out.maybe(words.map(|words| words.en.as_str()));
    }
}

/// Reads it again, as found in that file.
pub fn take_finding(part: &mut In<'_>, file: &str) -> Result<Finding, Damaged> {
    let id = part.text()?;
    let (code, _, _) = codes::ALL.iter().find(|(code, _, _)| code.id() == id).ok_or(Damaged)?;
    let severity = [Severity::Note, Severity::Warning, Severity::Error];
    let severity = *severity.get(part.narrow::<usize>()?).ok_or(Damaged)?;
    let line = part.maybe_signed()?;
    let column = part.maybe_signed()?;
    let field = part.maybe()?.map(str::to_owned);
    let got = part.maybe()?.map(str::to_owned);
    let mut words = || {
        let (zh, en) = (part.maybe()?, part.maybe()?);
        Ok(zh.zip(en).map(|(zh, en)| Words { zh: zh.to_owned(), en: en.to_owned() }))
    };
    let (expected, message, hint) = (words()?, words()?.ok_or(Damaged)?, words()?);
    let file = Some(file.to_owned());
    Ok(Finding { code: *code, severity, file, line, column, field, got, expected, message, hint })
}
