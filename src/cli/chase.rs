//! `chase`: who has not filed, unit by unit, with a message ready to send.

use std::io;

use serde::Serialize;

use super::asked::MonthArg;
use super::context::Context;
use super::plain::TextWriter;
use crate::desk::chase::{Chase, UnitChase};
use crate::domain::contact::Contact;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::words;

/// 催报：未报、逾期、退回，按单位列出，附可直接发送的话 // Who has not filed, by unit, with a message ready to send
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    month: MonthArg,
    /// 按牵头单位（名称的一部分即可） // Only a lead unit, by any part of its name
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
}

#[derive(Serialize)]
struct ChaseJson<'a> {
    month: Month,
    deadline: String,
    passed: bool,
    total: usize,
    units: Vec<ChaseUnitJson<'a>>,
}

#[derive(Serialize)]
struct ChaseUnitJson<'a> {
    unit: &'a str,
    contact: Option<&'a Contact>,
    outstanding: Vec<MissingJson<'a>>,
    message: String,
}

#[derive(Serialize)]
struct MissingJson<'a> {
    id: ProjectId,
    name: &'a str,
    state: &'static str,
    reason: Option<&'a str>,
    contact: Option<&'a Contact>,
}

impl<'a> ChaseUnitJson<'a> {
    fn new(chase: &Chase<'_>, unit: &'a UnitChase<'a>, lang: Lang) -> Self {
        let missing = unit.missing.iter().map(|m| MissingJson {
            id: m.project.id,
            name: &m.project.name,
            state: m.how.name(),
            reason: Some(m.reason.as_str()).filter(|r| !r.is_empty()),
            contact: m.contact.as_ref(),
        });
        Self {
            unit: unit.unit,
            contact: unit.contact.as_ref(),
            outstanding: missing.collect(),
            message: chase.message(unit).get(lang).to_owned(),
        }
    }
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let month = self.month.or_in_hand(&desk, context)?;
        let chase = desk.chase(month, self.unit.as_deref(), context.now)?;
        let json = ChaseJson {
            month,
            deadline: crate::domain::time::rfc3339(chase.deadline.end),
            passed: chase.passed,
            total: chase.total(),
            units: chase.units.iter().map(|unit| ChaseUnitJson::new(&chase, unit, context.lang)).collect(),
        };
        context.answer(&json, |plain| print(&chase, plain))
    }
}

fn print(chase: &Chase<'_>, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    let (month, units, total) = (chase.month, chase.units.len(), chase.total());
    if units == 0 {
        return plain.line(words!("{month}：没有未报的项目", "{month}: nothing is outstanding").get(lang));
    }
    let title = words!(
        "{month}：{units} 个单位、{total} 个项目未报",
        "{month}: {total} projects of {units} units outstanding"
    );
    plain.strong(title.get(lang))?;
    for unit in &chase.units {
        plain.gap()?;
        let contact = unit.contact.as_ref().map(Contact::line);
        let contact = contact.unwrap_or_else(|| lang.pick("没有联系人", "no contact").to_owned());
        let name =
            if unit.unit.is_empty() { lang.pick("未列牵头单位", "no lead unit") } else { unit.unit };
        let count = unit.missing.len();
        plain.strong(words!("{name} · {count} · {contact}", "{name} · {count} · {contact}").get(lang))?;
        for missing in &unit.missing {
            let (id, project, how) = (missing.project.id, &missing.project.name, missing.how.title(lang));
            let contact = missing.contact.as_ref().map(|c| format!("  {}", c.line())).unwrap_or_default();
            let reason =
                if missing.reason.is_empty() { String::new() } else { format!("：{}", missing.reason) };
            plain.line(format!("  {id}  {project}  {how}{reason}{contact}"))?;
        }
        for line in chase.message(unit).get(lang).lines() {
            plain.line(format!("  > {line}"))?;
        }
    }
    Ok(())
}
