//! 督查单: everything about one project on a page that can be printed and carried along, from the office's
//! template `project.md` or the shipped one.

use jiff::Timestamp;

use super::lists;
use crate::desk::App;
use crate::desk::around::ProjectRecords;
use crate::desk::milestone::standing;
use crate::desk::report::ReportView;
use crate::desk::sheet::project::total;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::permit::PermitKind;
use crate::domain::project::{Project, ProjectId};
use crate::domain::roster::PartyRole;
use crate::domain::time::{date_in_shanghai, in_shanghai};
use crate::publish::document::Document;
use crate::publish::template::{self, Figures, TemplateFigure};

const SHIPPED: &str = include_str!("../../../data/templates/project.md");

impl App {
    /// A project's print-ready page.
    ///
    /// # Errors
    /// [`Exit::Malformed`] when the office's template is wrong or names a figure that does not exist.
    pub fn project_page(&self, id: ProjectId, now: Timestamp) -> Result<Document, Failure> {
        let (name, text) = self.own_template("project", SHIPPED)?;
        let figures = self.page_figures(id, now)?;
        let rendered = template::render(&name, &text, &figures)
            .map_err(|findings| Failure { exit: Exit::Malformed, findings })?;
        Ok(Document::parse(&rendered))
    }

    fn page_figures(&self, id: ProjectId, now: Timestamp) -> Result<Figures, Failure> {
        let project = self.project(id)?;
        let today = date_in_shanghai(now);
        let around = self.around(id, now)?;
        let reports = self.reports_of(id)?;
        let month = self.month_in_hand(now)?;
        let mut figures = lists::project(&self.project_line(id, month)?);
        figures.extend(facts(project));
        figures.extend(self.watching(id, &around, now)?);
        let invented = self.catalogue().year(id.year).is_some_and(|year| year.invented);
        let date = format!("{}年{}月{}日", today.year(), today.month(), today.day());
        let contact = self.contact_of(id)?.map(|contact| contact.line());
        let mut parties: Vec<TemplateFigure> = Vec::new();
        for role in PartyRole::ALL {
            let who = around.roster.get(role);
            if !who.is_empty() {
                let title = role.title(Lang::Zh).to_owned();
                parties.push(fields([("责任", title.into()), ("单位或人", who.into())]));
            }
        }
        figures.extend([
            ("虚构", TemplateFigure::Flag(invented)),
            ("成文日期", date.into()),
            ("截至月份", TemplateFigure::Text(month.to_string())),
            ("联系人", contact.into()),
            ("责任", TemplateFigure::List(parties)),
            ("月报", TemplateFigure::List(reports.iter().rev().take(6).map(report).collect())),
            ("问题", TemplateFigure::List(issues(&around, today))),
            ("手续", TemplateFigure::List(permits(&around))),
            ("资金", TemplateFigure::List(funding(&around))),
            ("节点", around.schedule.as_ref().map(|s| standing(s, today, Lang::Zh)).into()),
            ("现场", TemplateFigure::List(site(&around))),
            ("招商阶段", TemplateFigure::List(stages(&around))),
        ]);
        Ok(figures)
    }

    /// Why it is watched, what was asked, what changed since.
    fn watching(&self, id: ProjectId, around: &ProjectRecords, now: Timestamp) -> Result<Figures, Failure> {
        let today = date_in_shanghai(now);
        let watched = around.watched.as_ref();
        let visits = around.visits.iter().rev().map(|visit| {
            let seen = &visit.value;
            let over = seen.days_over(today).filter(|days| *days > 0);
            let result = match (seen.answered, over) {
                (Some(day), _) => Some(format!("{day} 办结：{}", seen.answer)),
                (None, Some(days)) => Some(format!("逾期{days}天未办结")),
                (None, None) if seen.is_open() => Some("未办结".to_owned()),
                (None, None) => None,
            };
            fields([
                ("日期", seen.on.to_string().into()),
                ("所见", seen.text.clone().into()),
                ("要求", said(&seen.demand)),
                ("时限", seen.due.map(|day| day.to_string()).into()),
                ("办结", result.into()),
            ])
        });
        let since = self.last_looked(id)?;
        let changes = since.map_or(Ok(Vec::new()), |since| self.changes_since(id, since))?;
        let changes = changes.iter().map(|change| {
            fields([
                ("时间", in_shanghai(change.at).strftime("%Y-%m-%d").to_string().into()),
                ("变化", change.what.zh.clone().into()),
                ("内容", said(&change.text)),
                ("何人", change.by.clone().into()),
            ])
        });
        Ok(Figures::from([
            ("关注", TemplateFigure::Flag(watched.is_some())),
            ("列入日期", watched.map(|w| in_shanghai(w.at).date().to_string()).into()),
            ("列入理由", watched.map(|w| w.reason.clone()).into()),
            ("列入依据", watched.map(|w| w.document.clone()).filter(|d| !d.is_empty()).into()),
            ("督查记录", TemplateFigure::List(visits.collect())),
            ("变化起点", since.map(|at| in_shanghai(at).date().to_string()).into()),
            ("变化", TemplateFigure::List(changes.collect())),
        ]))
    }
}

fn fields<const N: usize>(parts: [(&'static str, TemplateFigure); N]) -> TemplateFigure {
    TemplateFigure::Fields(Figures::from(parts))
}

/// A text that is there.
fn said(text: &str) -> TemplateFigure {
    Some(text.to_owned()).filter(|text| !text.is_empty()).into()
}

fn facts(project: &Project) -> Figures {
    let year = |year: Option<i16>| year.map(|year| year.to_string());
    Figures::from([
        ("类别", project.category().title().to_owned().into()),
        ("所属", said(&project.headings.join(" › "))),
        ("开工年份", year(project.start_year).into()),
        ("建成年份", year(project.finish_year).into()),
        ("总投资", project.total_investment.into()),
        ("内容", said(&project.content)),
        ("目标", said(&project.goal)),
    ])
}

fn report(shown: &ReportView) -> TemplateFigure {
    let (report, derived) = (&shown.report, &shown.derived);
    fields([
        ("月份", report.month.to_string().into()),
        ("状态", report.status.title(Lang::Zh).to_owned().into()),
        ("当月完成投资", report.content.completed_investment.into()),
        ("年累计", derived.ytd.into()),
        ("形象进度", report.content.physical_percent.map(|p| p.to_string()).into()),
        ("进展", said(&report.content.text.replace('\n', " "))),
        ("问题", said(&report.content.problems.replace('\n', " "))),
    ])
}

fn issues(around: &ProjectRecords, today: jiff::civil::Date) -> Vec<TemplateFigure> {
    let row = |record: &crate::desk::records::Record<crate::domain::issue::Issue>| {
        let issue = &record.value;
        let state = match (issue.closed, issue.days_over(today).filter(|days| *days > 0)) {
            (Some(day), _) => format!("{day} 销号：{}", issue.result),
            (None, Some(days)) => format!("逾期{days}天"),
            (None, None) => "在办".to_owned(),
        };
        fields([
            ("类型", issue.kind.title(Lang::Zh).to_owned().into()),
            ("问题", issue.text.replace('\n', " ").into()),
            ("层级", issue.level.title(Lang::Zh).to_owned().into()),
            ("时限", issue.limit.to_string().into()),
            ("状态", state.into()),
            ("决定", said(&issue.decision)),
        ])
    };
    around.issues.iter().map(row).collect()
}

fn permits(around: &ProjectRecords) -> Vec<TemplateFigure> {
    let Some(permits) = &around.permits else { return Vec::new() };
    let row = |kind: PermitKind| {
        let known = permits.known.iter().find(|p| p.kind == kind).map(|p| &p.owned.permit);
        let waits = permits.waiting.iter().find(|w| w.kind == kind);
        known.or(waits.map(|_| &EMPTY)).map(|permit| {
            let over = waits.and_then(|w| w.days_over).filter(|days| *days > 0);
            let state = match (waits, over) {
                (None, _) => "已办结".to_owned(),
                (Some(_), Some(days)) => format!("缺，逾期{days}天"),
                (Some(_), None) => "缺".to_owned(),
            };
            fields([
                ("手续", kind.title(Lang::Zh).to_owned().into()),
                ("计划", permit.planned.map(|day| day.to_string()).into()),
                ("实际", permit.actual.map(|day| day.to_string()).into()),
                ("文号", said(&permit.number)),
                ("状态", state.into()),
            ])
        })
    };
    PermitKind::ALL.into_iter().filter_map(row).collect()
}

static EMPTY: crate::domain::permit::Permit =
    crate::domain::permit::Permit { planned: None, actual: None, number: String::new() };

fn funding(around: &ProjectRecords) -> Vec<TemplateFigure> {
    let row = |title: &str, funding: &crate::desk::roster::Funding| {
        let amount = |money: Option<Money>| TemplateFigure::from(money);
        fields([
            ("来源", title.to_owned().into()),
            ("计划", amount(funding.planned)),
            ("到位", amount(funding.available)),
            ("使用", amount(funding.used)),
            ("缺口", amount(funding.gap())),
        ])
    };
    let mut rows: Vec<TemplateFigure> =
        around.funding.iter().map(|(source, funding)| row(source.title(Lang::Zh), funding)).collect();
    if !rows.is_empty() {
        rows.push(row("合计", &total(&around.funding)));
    }
    rows
}

fn site(around: &ProjectRecords) -> Vec<TemplateFigure> {
    let notes = around.site_notes.iter().rev().map(|note| {
        let seen = &note.value;
        fields([
            ("日期", seen.on.to_string().into()),
            ("事项", seen.topic.title(Lang::Zh).to_owned().into()),
            ("所见", seen.text.clone().into()),
            ("整改", said(&seen.follow_up)),
            ("完成", seen.settled.map(|day| day.to_string()).into()),
        ])
    });
    notes.collect()
}

fn stages(around: &ProjectRecords) -> Vec<TemplateFigure> {
    let steps = around.stages.iter().map(|step| {
        let stage = step.stage.title(Lang::Zh).to_owned();
        fields([("月份", step.month.to_string().into()), ("名称", stage.into())])
    });
    steps.collect()
}
