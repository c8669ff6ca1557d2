//! One project, and one finding, as they stand in a cache. What a block's projects have in common (units, headings,
//! goals) stands in it once, and comes again as a number.

use std::collections::HashMap;

use super::wire::{Damaged, Decoder, Encoder};
use crate::domain::codes;
use crate::domain::extra::Extra;
use crate::domain::finding::{Finding, Severity};
use crate::domain::interned::{Interner, SharedStr, SharedStrs};
use crate::domain::lang::Bilingual;
use crate::domain::money::Money;
use crate::domain::project::{Project, ProjectId};

use super::ListKey;

/// What has been written into a block, by the number that stands for it when it comes again.
#[derive(Default)]
pub struct Written<'p> {
    texts: HashMap<&'p str, u64>,
    lists: HashMap<Vec<&'p str>, u64>,
    extras: HashMap<Vec<&'p str>, u64>,
}

/// What has been read from a block, in the same order.
pub struct DecodedTexts<'i> {
    interner: &'i mut Interner,
    texts: Vec<SharedStr>,
    lists: Vec<SharedStrs>,
    extras: Vec<Extra>,
}

/// Says that something is not there, or that it comes for the first time; greater numbers count what has come.
const MISSING: u64 = 0;
const NEW: u64 = 1;

impl<'p> Written<'p> {
    fn text(&mut self, out: &mut Encoder, text: Option<&'p str>) {
        let Some(text) = text else { return out.number(MISSING) };
        let next = self.texts.len() as u64 + NEW + 1;
        let number = *self.texts.entry(text).or_insert(next);
        out.number(if number == next { NEW } else { number });
        if number == next {
            out.text(text);
        }
    }

    fn list(out: &mut Encoder, known: &mut HashMap<Vec<&'p str>, u64>, list: Vec<&'p str>) {
        if list.is_empty() {
            return out.number(MISSING);
        }
        let next = known.len() as u64 + NEW + 1;
        if let Some(number) = known.get(&list) {
            return out.number(*number);
        }
        out.number(NEW);
        out.texts(&list);
        known.insert(list, next);
    }
}

impl<'i> DecodedTexts<'i> {
    /// Nothing yet. The interner may know of other blocks.
    pub fn new(interner: &'i mut Interner) -> Self {
        Self { interner, texts: Vec::new(), lists: Vec::new(), extras: Vec::new() }
    }

    fn text(&mut self, part: &mut Decoder<'_>) -> Result<Option<SharedStr>, Damaged> {
        take_new(part, &mut self.texts, |part| Ok(self.interner.text(part.text()?)))
    }

    fn list(&mut self, part: &mut Decoder<'_>) -> Result<SharedStrs, Damaged> {
        let list = take_new(part, &mut self.lists, |part| Ok(self.interner.texts(part.texts()?.into())))?;
        Ok(list.unwrap_or_default())
    }

    fn extra(&mut self, part: &mut Decoder<'_>) -> Result<Extra, Damaged> {
        let extra = take_new(part, &mut self.extras, |part| {
            let mut texts = part.texts()?.into_iter();
            let columns = std::iter::from_fn(|| texts.next().zip(texts.next()));
            Ok(self.interner.extra(columns.collect()))
        })?;
        Ok(extra.unwrap_or_default())
    }
}

fn take_new<T: Clone>(
    part: &mut Decoder<'_>,
    known: &mut Vec<T>,
    new: impl FnOnce(&mut Decoder<'_>) -> Result<T, Damaged>,
) -> Result<Option<T>, Damaged> {
    match part.number()? {
        MISSING => Ok(None),
        NEW => {
            let new = new(part)?;
            known.push(new.clone());
            Ok(Some(new))
        }
        number => {
            let at = usize::try_from(number - NEW - 1).map_err(|_| Damaged)?;
            known.get(at).cloned().map(Some).ok_or(Damaged)
        }
    }
}

/// Writes a project of a list; its year and category are the list's.
pub fn put<'p>(out: &mut Encoder, written: &mut Written<'p>, project: &'p Project) {
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
    out.maybe(printed_serial.as_deref());
    for text in [mark.as_deref(), stage.as_deref(), printed_district.as_deref(), Some(&**goal)] {
        written.text(out, text);
    }
    for text in [name, content] {
        out.text(text);
    }
    for list in [headings, lead_units] {
        Written::list(out, &mut written.lists, list.iter().map(String::as_str).collect());
    }
    for number in [start_year, finish_year] {
        out.maybe_signed(number.map(i64::from));
    }
    for money in [total_investment, planned_investment] {
        out.maybe_signed(money.map(|money| money.0));
    }
    out.maybe(continues.map(|id| id.to_string()).as_deref());
    let columns = extra.iter().flat_map(|(header, text)| [header.as_str(), text.as_str()]);
    Written::list(out, &mut written.extras, columns.collect());
}

/// Reads it again.
pub fn take(
    part: &mut Decoder<'_>,
    known: &mut DecodedTexts<'_>,
    (year, category): ListKey,
) -> Result<Project, Damaged> {
    let id = ProjectId { year, category, serial: part.narrow()? };
    let mut project = Project::new(id, String::new());
    project.printed_serial = part.maybe()?.map(SharedStr::from);
    project.mark = known.text(part)?;
    project.stage = known.text(part)?;
    project.printed_district = known.text(part)?;
    project.goal = known.text(part)?.ok_or(Damaged)?;
    part.text()?.clone_into(&mut project.name);
    part.text()?.clone_into(&mut project.content);
    project.headings = known.list(part)?;
    project.lead_units = known.list(part)?;
    project.start_year = part.maybe_signed()?;
    project.finish_year = part.maybe_signed()?;
    project.total_investment = part.maybe_signed()?.map(Money);
    project.planned_investment = part.maybe_signed()?.map(Money);
    project.continues = part.maybe()?.map(str::parse).transpose().map_err(|_| Damaged)?;
    project.extra = known.extra(part)?;
    Ok(project)
}

/// Writes a finding about the list; its file is the list's own.
pub fn put_finding(out: &mut Encoder, finding: &Finding) {
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
pub fn take_finding(part: &mut Decoder<'_>, file: &str) -> Result<Finding, Damaged> {
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
        Ok(zh.zip(en).map(|(zh, en)| Bilingual { zh: zh.to_owned(), en: en.to_owned() }))
    };
    let (expected, message, hint) = (words()?, words()?.ok_or(Damaged)?, words()?);
    let file = Some(file.to_owned());
    Ok(Finding { code: *code, severity, file, line, column, field, got, expected, message, hint })
}
