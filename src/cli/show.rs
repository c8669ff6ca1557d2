//! `show PROJECT`: everything known of one project.

use std::io;

use jiff::civil::Date;
use serde::Serialize;

use super::asked::OneProject;
use super::context::Context;
use super::funding::FundingJson;
use super::issue::IssueJson;
use super::json::ProjectJson;
use super::permit::PermitJson;
use super::plain::TextWriter;
use super::plan::shape::VersionJson;
use super::record::RecordJson;
use super::report::shape::{ReportJson, state_words};
use super::watch::WatchedJson;
use crate::desk::around::ProjectRecords;
use crate::desk::issue::IssueView;
use crate::desk::milestone::standing;
use crate::domain::contact::Contact;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::milestone::Milestone;
use crate::domain::month::Month;
use crate::domain::permit::MissingPermit;
use crate::domain::project::Project;
use crate::domain::promotion::StageStep;
use crate::domain::roster::{PartyRole, Roster, SiteNote};
use crate::domain::supervision::Inspection;
use crate::domain::text::cut;
use crate::domain::time::{date_in_shanghai, in_shanghai};
use crate::words;

/// 一个项目的全部信息 // Everything known of one project
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    project: OneProject,
}

/// The contract's fields; without a ledger the lists are empty.
#[derive(Serialize)]
struct ProjectDetailJson<'a> {
    project: ProjectJson<'a>,
    plan: Vec<VersionJson<'a>>,
    contact: Option<&'a Contact>,
    reports: Vec<ReportJson<'a>>,
    issues: Vec<IssueJson<'a>>,
    permits: Vec<PermitJson<'a>>,
    milestones: &'a [Milestone],
    funding: Vec<FundingJson>,
    roster: &'a Roster,
    waiting_for: Vec<&'static str>,
    stages: Vec<StageJson>,
    site_notes: Vec<RecordJson<'a, SiteNote>>,
    supervision: Vec<RecordJson<'a, Inspection>>,
    watched: Option<WatchedJson<'a>>,
    lamp: Option<WorstLampJson<'a>>,
}

/// One step of a promotion project.
#[derive(Serialize)]
struct StageJson {
    month: Month,
    stage: &'static str,
    back: bool,
}

/// The worst lamp with its arithmetic.
#[derive(Serialize)]
struct WorstLampJson<'a> {
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
        let contact = desk.contact_of(project.id)?;
        let reports = desk.reports_of(project.id)?;
        let issues = desk.issues(&IssueView::Of(project.id), now)?;
        let permits = desk.permits(project.id, now)?;
        let around = desk.around(project.id, now)?;
        let (schedule, roster) = (&around.schedule, &around.roster);
        let readings = desk.project_line(project.id, month)?.readings;
        let today = date_in_shanghai(now);
        let shown = ProjectDetailJson {
            project: project.into(),
            plan: plans.versions().iter().map(VersionJson::from).collect(),
            contact: contact.as_ref(),
            reports: reports.iter().map(ReportJson::new).collect(),
            issues: issues.iter().map(|issue| IssueJson::new(issue, today)).collect(),
            permits: permits.permits.iter().map(PermitJson::from).collect(),
            milestones: schedule.as_ref().map_or(&[][..], |schedule| &schedule.milestones),
            funding: around.funding.iter().map(|(source, f)| FundingJson::new(*source, f)).collect(),
            roster,
            waiting_for: permits.waiting.iter().map(|waiting| waiting.kind.name()).collect(),
            stages: around.stages.iter().map(StageJson::from).collect(),
            site_notes: around.site_notes.iter().map(RecordJson::from).collect(),
            supervision: around.visits.iter().map(RecordJson::from).collect(),
            watched: around.watched.as_ref().map(|watched| WatchedJson::new(watched, &project.name)),
            lamp: readings.first().map(|reading| WorstLampJson {
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
            for role in PartyRole::ALL {
                let who = roster.get(role);
                if !who.is_empty() {
                    plain.field(role.title(lang), &who)?;
                }
            }
            stages(&around.stages, plain)?;
            if let Some(schedule) = schedule {
                plain.field(lang.pick("节点", "milestones"), &standing(schedule, today, lang))?;
            }
            watching(&around, today, plain)?;
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

impl From<&StageStep> for StageJson {
    fn from(step: &StageStep) -> Self {
        Self { month: step.month, stage: step.stage.title(Lang::Zh), back: step.back }
    }
}

/// 洽谈 2021-01 → 签约 2021-03
fn stages(steps: &[StageStep], plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    let steps: Vec<String> =
        steps.iter().map(|step| format!("{} {}", step.stage.title(lang), step.month)).collect();
    if steps.is_empty() {
        return Ok(());
    }
    plain.field(lang.pick("招商阶段", "stages"), &steps.join(" → "))
}

/// Permits that are missing, the site, the watch list and its supervision.
fn watching(around: &ProjectRecords, today: Date, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    if let Some(permits) = around.permits.as_ref().filter(|p| !p.known.is_empty() && !p.waiting.is_empty()) {
        let missing: Vec<String> =
            permits.waiting.iter().map(|waiting| waiting_words(waiting, lang)).collect();
        plain.field(lang.pick("缺手续", "waits for"), &missing.join(lang.pick("、", ", ")))?;
    }
    for note in around.site_notes.iter().filter(|note| note.value.settled.is_none()) {
        let seen = &note.value;
        let line = format!("{} {} {} {}", seen.on, seen.topic.title(lang), seen.text, seen.follow_up);
        plain.field(lang.pick("现场", "site"), line.trim_end())?;
    }
    if let Some(watched) = &around.watched {
        let day = in_shanghai(watched.at).date();
        plain.field(
            lang.pick("关注", "watched"),
            format!("{day} {} {}", watched.reason, watched.document).trim_end(),
        )?;
    }
    for visit in around.visits.iter().rev().take(3) {
        let seen = &visit.value;
        let state = match (seen.answered, seen.days_over(today).filter(|days| *days > 0)) {
            (Some(day), _) => words!("{day} 办结", "answered {day}"),
            (None, Some(days)) => words!("逾期{days}天", "{days}d over"),
            (None, None) => Bilingual::default(),
        };
        let line = format!("{} {} {} {}", seen.on, seen.text, seen.demand, state.get(lang));
        plain.field(lang.pick("督查", "supervision"), line.trim_end())?;
    }
    Ok(())
}

/// 用地（逾期23天）
fn waiting_words(waiting: &MissingPermit, lang: Lang) -> String {
    let kind = waiting.kind.title(lang);
    match waiting.days_over.filter(|days| *days > 0) {
        Some(days) => words!("{kind}（逾期{days}天）", "{kind} ({days}d over)").get(lang).to_owned(),
        None => kind.to_owned(),
    }
}

fn print(project: &Project, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    plain.strong(format!("{}{}", project.mark.as_deref().unwrap_or_default(), project.name))?;
    let year = |year: Option<i16>| year.map_or("—".to_owned(), |year| year.to_string());
    let amount =
        |money: Option<crate::domain::money::Money>| money.map_or("—".to_owned(), |m| m.to_string());
    let category = project.category();
    let annex = category.annex();
    let serial = project.serial();
    let fields = [
        (lang.pick("编号", "id"), project.id.to_string()),
        (
            lang.pick("类别", "category"),
            format!("{}（{}{annex} · {serial}）", category.title(), lang.pick("附件", "annex ")),
        ),
        (lang.pick("所属", "headings"), project.headings.join(" › ")),
        (lang.pick("起止", "years"), format!("{} → {}", year(project.start_year), year(project.finish_year))),
        (lang.pick("阶段", "stage"), project.stage.as_deref().unwrap_or("—").to_owned()),
        (lang.pick("牵头单位", "lead unit"), project.lead_units.join("、")),
        (lang.pick("区县", "district"), project.district().unwrap_or_default().into_owned()),
        (lang.pick("总投资", "total"), amount(project.total_investment)),
        (lang.pick("年度计划", "year plan"), amount(project.planned_investment)),
        (lang.pick("内容规模", "content"), project.content.clone()),
        (lang.pick("年度目标", "goal"), project.goal.to_string()),
    ];
    for (label, value) in &fields {
        plain.field(label, value)?;
    }
    for (header, value) in &project.extra {
        plain.field(header, value)?;
    }
    Ok(())
}
