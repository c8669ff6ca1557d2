//! What is done from a row of a sheet or from a report: each a use case of the desk, told in one line.

use jiff::Timestamp;

use crate::desk::App;
use crate::desk::issue::{IssueChange, NewIssue};
use crate::desk::report::ReviewRequest;
use crate::desk::roster::Funding;
use crate::domain::finding::Failure;
use crate::domain::funding::FundingSource;
use crate::domain::issue::{IssueKind, Level};
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::milestone::Slip;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::permit::NamedPermit;
use crate::domain::pool::Match;
use crate::domain::project::ProjectId;
use crate::domain::report::ReportAction;
use crate::domain::roster::{PartyRole, SiteTopic};
use crate::domain::supervision::Inspection;
use crate::words;

/// Something done from a sheet or from a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowCommand {
    /// Open an issue on a project, from a month's report where it comes from one.
    OpenIssue(ProjectId, IssueKind, String, Option<Month>),
    /// Take an issue up a level, with the reason.
    Escalate(String, Option<Level>, String),
    /// Record what was decided about an issue.
    Decide(String, String),
    /// Close an issue with its result.
    Close(String, String),
    /// Tick a step of a project off today.
    Finish(ProjectId, String, Slip),
    /// Accept a proposed match.
    Accept(Match),
    /// Put a project on the watch list: reason and document.
    Watch(ProjectId, String, String),
    /// Take a project off it, with the reason.
    Unwatch(ProjectId, String),
    /// Write a supervision entry down.
    Supervise(ProjectId, Inspection),
    /// Say what came of a supervision entry's demand.
    Answer(ProjectId, String, String),
    /// Set one permit.
    SetPermit(ProjectId, NamedPermit),
    /// Write a site note down: what was seen, what is to follow.
    Note(ProjectId, SiteTopic, String, String),
    /// A site note's follow-up is done.
    Settle(ProjectId, String, String),
    /// Set one of the parties behind a project.
    SetParty(ProjectId, PartyRole, String),
    /// Set what is known of one source of money.
    SetFunding(ProjectId, FundingSource, Funding),
    /// Accept the reports of a month, or return them with a reason.
    Judge(Vec<ProjectId>, Month, ReportAction, String),
    /// Explain why a month's figure is not that of statistics, which is stored with it where a file said it.
    Explain(ProjectId, Month, Option<Money>, String),
}

impl App {
    /// Does a deed; says what was done.
    pub fn perform(&self, deed: &RowCommand, now: Timestamp) -> Result<Bilingual, Failure> {
        match deed {
            RowCommand::OpenIssue(project, kind, text, from_report) => {
                let opening = NewIssue {
                    project: *project,
                    kind: *kind,
                    text: text.clone(),
                    owner: None,
                    limit: None,
                    level: Level::default(),
                    from_report: *from_report,
                };
                let item = self.open_issue(&opening, now)?.item;
                Ok(words!("已登记问题 {item}", "issue {item} opened"))
            }
            RowCommand::Escalate(item, to, reason) => {
                let level = self.escalate_issue(item, *to, reason, now)?.value.level;
                let (zh, en) = (level.title(Lang::Zh), level.title(Lang::En));
                Ok(words!("问题 {item} 已上报{zh}", "issue {item} went up to the {en}"))
            }
            RowCommand::Decide(item, text) => {
                let change = IssueChange { decision: Some(text.clone()), ..Default::default() };
                self.update_issue(item, &change, "", now)?;
                Ok(words!("问题 {item} 的决定已记录", "the decision on issue {item} is recorded"))
            }
            RowCommand::Close(item, result) => {
                self.close_issue(item, result, None, now)?;
                Ok(words!("问题 {item} 已销号", "issue {item} is closed"))
            }
            RowCommand::Finish(project, step, how) => {
                self.finish_milestone(*project, step, None, *how, now)?;
                Ok(words!("{step} 已完成", "{step} is done"))
            }
            RowCommand::Judge(ids, month, act, reason) => {
                self.judge(ids, *month, *act, reason, now).map(|judged| judged.said)
            }
            RowCommand::Explain(project, month, figure, text) => {
                self.explain_difference(*project, *month, *figure, text, now)?;
                Ok(words!("{project} 的不一致已说明", "the difference of {project} is explained"))
            }
            RowCommand::Accept(wanted) => {
                let item = self.add_match(wanted, now)?.item;
                let (need, offer, amount) = (&wanted.need, &wanted.offer, wanted.amount);
                Ok(words!(
                    "已对接 {item}：{need} ← {offer} {amount}",
                    "match {item}: {need} ← {offer} {amount}"
                ))
            }
            RowCommand::Watch(id, reason, document) => {
                self.watch(*id, reason, document, now)?;
                Ok(words!("{id} 已列入重点关注", "{id} is on the watch list"))
            }
            RowCommand::Unwatch(id, reason) => {
                self.unwatch(*id, reason, now)?;
                Ok(words!("{id} 已移出重点关注", "{id} is no longer watched"))
            }
            RowCommand::Supervise(id, visit) => {
                let item = self.add_visit(*id, visit, now)?.item;
                Ok(words!("{id} 督查记录 {item} 已记", "{id}: supervision entry {item} is recorded"))
            }
            RowCommand::Answer(id, item, how) => {
                self.answer_visit(*id, item, how, now)?;
                Ok(words!("督查要求 {item} 已办结", "demand {item} is answered"))
            }
            RowCommand::SetPermit(id, named) => {
                let (_, warnings) = self.set_permit(*id, named, None, now)?;
                let (zh, en) = (named.0.title(Lang::Zh), named.0.title(Lang::En));
                Ok(match warnings.first() {
                    None => words!("{zh} 已记", "{en} is recorded"),
                    Some(warning) => {
                        let (zh_but, en_but) = (&warning.message.zh, &warning.message.en);
                        words!("{zh} 已记；{zh_but}", "{en} is recorded; {en_but}")
                    }
                })
            }
            RowCommand::Note(id, topic, text, follow_up) => {
                let item = self.add_site_note(*id, *topic, None, text, follow_up, now)?.item;
                Ok(words!("现场记录 {item} 已记", "site note {item} is recorded"))
            }
            RowCommand::Settle(id, item, how) => {
                self.settle_site_note(*id, item, how, now)?;
                Ok(words!("现场记录 {item} 整改完成", "the follow-up of note {item} is done"))
            }
            RowCommand::SetParty(id, role, value) => {
                self.set_roster(*id, now, |roster| roster.set(*role, value))?;
                let (zh, en) = (role.title(Lang::Zh), role.title(Lang::En));
                Ok(words!("{zh} 已记", "the {en} is recorded"))
            }
            RowCommand::SetFunding(id, source, given) => {
                self.set_funding(*id, *source, *given, "", now)?;
                let (zh, en) = (source.title(Lang::Zh), source.title(Lang::En));
                Ok(words!("{zh} 已记", "{en}: recorded"))
            }
        }
    }

    /// Accepts or returns several reports, each by itself: one that cannot be does not hold the others up.
    /// Those that cannot be are counted by reason.
    pub fn judge(
        &self,
        ids: &[ProjectId],
        month: Month,
        act: ReportAction,
        reason: &str,
        now: Timestamp,
    ) -> Result<Judged, Failure> {
        let mut done = Vec::new();
        let mut refused: Option<Failure> = None;
        let mut reasons: Vec<(Bilingual, usize)> = Vec::new();
        for project in ids {
            let decision = ReviewRequest {
                project: *project,
                month,
                act,
                reason: reason.to_owned(),
                request_id: None,
                expect_revision: None,
            };
            match self.decide(&decision, now) {
                Ok(_) => done.push(*project),
                Err(failure) if ids.len() == 1 => return Err(failure),
                Err(failure) => {
                    let why = failure.findings.first().map(|f| without(&f.message, *project));
                    let why = why.unwrap_or_default();
                    match reasons.iter_mut().find(|(said, _)| *said == why) {
                        Some((_, count)) => *count += 1,
                        None => reasons.push((why, 1)),
                    }
                    refused.get_or_insert(failure);
                }
            }
        }
        let (zh, en) =
            if act == ReportAction::Accept { ("审核通过", "accepted") } else { ("退回", "returned") };
        let (count, left) = (done.len(), ids.len() - done.len());
        let why_zh: Vec<_> = reasons.iter().map(|(why, n)| format!("{n} 份{}", why.zh)).collect();
        let why_en: Vec<_> = reasons.iter().map(|(why, n)| format!("{n}: {}", why.en)).collect();
        let (why_zh, why_en) = (why_zh.join("，"), why_en.join("; "));
        match refused {
            None => Ok(Judged { done, said: words!("已{zh} {count} 份月报", "{count} reports {en}") }),
            Some(mut failure) if done.is_empty() => {
                failure.findings.truncate(1);
                for finding in &mut failure.findings {
                    finding.message =
                        words!("{left} 份都没有{zh}：{why_zh}", "none of {left} {en}: {why_en}");
                }
                Err(failure)
            }
            Some(_) => {
                let said = words!(
                    "已{zh} {count} 份，{left} 份不成：{why_zh}",
                    "{count} reports {en}, {left} not: {why_en}"
                );
                Ok(Judged { done, said })
            }
        }
    }
}

/// What became of several reports that were to be accepted or returned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// The projects it was done to.
    pub done: Vec<ProjectId>,
    /// What to say of all of them.
    pub said: Bilingual,
}

/// A message without the project it names, so that many say the same.
fn without(message: &Bilingual, project: ProjectId) -> Bilingual {
    let id = project.to_string();
    let strip = |text: &str| {
        let text = text.replacen(&id, "", 1);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    Bilingual { zh: strip(&message.zh), en: strip(&message.en) }
}
