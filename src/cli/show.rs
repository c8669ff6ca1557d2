//! `show PROJECT`: everything known of one project.

use std::io;

use serde::Serialize;

use super::context::Context;
use super::json::ProjectJson;
use super::plain::Plain;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::project::Project;

/// 一个项目的全部信息 // Everything known of one project
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 编号（2021-1-431）或只对应一个项目的词 // An id such as 2021-1-431, or words that name one project
    #[arg(required = true, value_name = "PROJECT")]
    project: Vec<String>,
}

/// The contract's fields. What the ledger holds stays empty until there is one.
#[derive(Serialize)]
struct Shown<'a> {
    project: ProjectJson<'a>,
    plan: [(); 0],
    contact: Option<()>,
    reports: [(); 0],
    issues: [(); 0],
    permits: [(); 0],
    milestones: [(); 0],
    funding: [(); 0],
    lamp: Option<()>,
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let project = desk.project_named(&self.project.join(" "))?;
        let shown = Shown {
            project: project.into(),
            plan: [],
            contact: None,
            reports: [],
            issues: [],
            permits: [],
            milestones: [],
            funding: [],
            lamp: None,
        };
        context.answer(&shown, |plain| print(project, plain))
    }
}

fn print(project: &Project, plain: &mut Plain<'_>) -> io::Result<()> {
    let lang = plain.lang;
    plain.strong(format!("{}{}", project.mark.as_deref().unwrap_or_default(), project.name))?;
    let year = |year: Option<i16>| year.map_or("—".to_owned(), |year| year.to_string());
    let amount =
        |money: Option<crate::domain::money::Money>| money.map_or("—".to_owned(), |m| m.to_string());
    let category = project.category();
    let annex = category.annex();
    let serial = project.printed_serial.clone().unwrap_or_else(|| project.id.serial.to_string());
    let fields = [
        (lang.pick("编号", "id"), project.id.to_string()),
        (
            lang.pick("类别", "category"),
            format!("{}（{}{annex} · {serial}）", category.title(), lang.pick("附件", "annex ")),
        ),
        (lang.pick("所属", "headings"), project.headings.join(" › ")),
        (lang.pick("起止", "years"), format!("{} → {}", year(project.start_year), year(project.finish_year))),
        (lang.pick("阶段", "stage"), project.stage.clone().unwrap_or_else(|| "—".to_owned())),
        (lang.pick("牵头单位", "lead unit"), project.lead_units.join("、")),
        (lang.pick("区县", "district"), project.district().unwrap_or_default().into_owned()),
        (lang.pick("总投资", "total"), amount(project.total_investment)),
        (lang.pick("年度计划", "year plan"), amount(project.planned_investment)),
        (lang.pick("内容规模", "content"), project.content.clone()),
        (lang.pick("年度目标", "goal"), project.goal.clone()),
    ];
    for (label, value) in &fields {
        plain.field(label, value)?;
    }
    for (header, value) in &project.extra {
        plain.field(header, value)?;
    }
    Ok(())
}
