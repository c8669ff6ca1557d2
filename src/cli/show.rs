//! `show PROJECT`: everything known of one project.

use std::io;

use serde::Serialize;

use super::asked::OneProject;
use super::context::Context;
use super::funding::FundingJson;
use super::issue::IssueJson;
use super::json::ProjectJson;
use super::permit::PermitJson;
use super::plain::Plain;
use super::plan::shape::VersionJson;
use super::report::shape::{ReportJson, state_words};
use crate::desk::issue::IssueView;
use crate::desk::milestone::standing;
use crate::domain::contact::Contact;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::milestone::Milestone;
use crate::domain::month::Month;
use crate::domain::project::Project;
use crate::domain::roster::Roster;
use crate::domain::text::cut;
use crate::domain::time::date_in_shanghai;

/// 一个项目的全部信息 // Everything known of one project
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    project: OneProject,
}

/// The contract's fields; without a ledger the lists are empty.
#[derive(Serialize)]
struct Shown<'a> {
    project: ProjectJson<'a>,
    plan: Vec<VersionJson<'a>>,
    contact: Option<&'a Contact>,
    reports: Vec<ReportJson<'a>>,
    issues: Vec<IssueJson<'a>>,
    permits: Vec<PermitJson<'a>>,
    milestones: &'a [Milestone],
    funding: Vec<FundingJson>,
    roster: &'a Roster,
    lamp: Option<LampJson<'a>>,
}

/// The worst lamp with its arithmetic.
#[derive(Serialize)]
struct LampJson<'a> {
    lamp: &'static str,
    /// The band is our own addition to a published rule.
    marked: bool,
    profile: &'a str,
    sentence: &'a str,
    month: Month,
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let now = context.now;
        let lang = context.lang;
        let project = self.project.find(&desk)?;
        let month = desk.month_in_hand(now)?;
        let plans = desk.plan_of(project.id)?;
        let contacts = desk.contacts()?;
        let reports = desk.reports_of(project.id)?;
        let issues = desk.issues(&IssueView::Of(project.id), now)?;
        let permits = desk.permits(project.id, now)?;
        let schedule = desk.schedule(project.id)?;
        let funding = desk.funding(project.id)?;
        let roster = desk.roster(project.id)?;
        let readings = desk.project_line(project.id, month)?.readings;
        let today = date_in_shanghai(now);
        let shown = Shown {
            project: project.into(),
            plan: plans.versions().iter().map(VersionJson::from).collect(),
            contact: contacts.of_project(project.id),
            reports: reports.iter().map(ReportJson::new).collect(),
            issues: issues.iter().map(|issue| IssueJson::new(issue, today)).collect(),
            permits: permits.permits.iter().map(PermitJson::from).collect(),
            milestones: schedule.as_ref().map_or(&[][..], |record| &record.value.milestones),
            funding: funding
                .iter()
                .map(|(source, record)| FundingJson::new(*source, &record.value))
                .collect(),
            roster: &roster,
            lamp: readings.first().map(|reading| LampJson {
                lamp: reading.light.lamp.name(),
                marked: reading.light.marked,
                profile: &reading.profile,
                sentence: reading.sentence.get(lang),
                month,
            }),
        };
        context.answer(&shown, |plain| {
            print(project, plain)?;
            if let Some(contact) = shown.contact {
                plain
                    .field(lang.pick("联系人", "contact"), &format!("{} {}", contact.name, contact.phone))?;
            }
            if let Some(lamp) = &shown.lamp {
                plain.field(lang.pick("灯", "lamp"), lamp.sentence)?;
            }
            if let Some(record) = &schedule {
                plain.field(lang.pick("节点", "milestones"), &standing(&record.value, today, lang))?;
            }
            for issue in issues.iter().filter(|issue| issue.record.value.is_open()) {
                let (value, item) = (&issue.record.value, &issue.record.item);
                let line = format!("{item}. {}（{}，{}）", value.text, value.level.title(lang), value.limit);
                plain.field(lang.pick("问题", "issue"), &line)?;
            }
            for shown in &reports {
                let report = &shown.report;
                let state = state_words(report);
                let line = format!("{} {} {}", report.month, state.get(lang), cut(&report.content.text, 60));
                plain.field(lang.pick("月报", "report"), &line)?;
            }
            Ok(())
        })
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
