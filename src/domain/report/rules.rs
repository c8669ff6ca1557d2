//! The rules of a monthly report, each with its own finding code. Errors refuse the filing; warnings
//! are printed and the report is filed all the same. docs/reports.md lists them with their source.

mod money;
mod progress;

use jiff::civil::Date;

use super::derived::{self, Derived};
use super::draft::Draft;
use super::field::Field;
use super::{Content, MonthReport, Status};
use crate::domain::codes::{self, Code};
use crate::domain::duty::{NotDue, ReportingPeriod};
use crate::domain::exit::Exit;
use crate::domain::finding::{Finding, Severity};
use crate::domain::indicator::Schedule;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::project::Project;
use crate::domain::statistics::StatisticsState;
use crate::words;

/// What the rules must know besides the report itself.
#[derive(Clone, Debug)]
pub struct RuleContext<'a> {
    /// The project.
    pub project: &'a Project,
    /// 填报月份
    pub month: Month,
    /// The day of filing, in Shanghai.
    pub today: Date,
    /// For which months the project owes reports.
    pub duty: ReportingPeriod,
    /// The project's reports for other months, in any order.
    pub others: &'a [MonthReport],
    /// Where this month's report stands, if there is one.
    pub standing: Option<Status>,
    /// The year plan in force for the month.
    pub plan: Option<Money>,
    /// 总投资 in force.
    pub total_investment: Option<Money>,
    /// How the office counts 时序进度.
    pub schedule: Schedule,
}

/// A draft as far as it can be read, what follows from it, and everything wrong with it.
#[derive(Clone, Debug)]
pub struct CheckedDraft {
    /// What could be read.
    pub content: Content,
    /// The reason that was given.
    pub reason: String,
    /// What follows.
    pub derived: Derived,
    /// Errors and warnings, in the order of the fields.
    pub findings: Vec<Finding>,
}

impl CheckedDraft {
    /// Whether nothing refuses the filing.
    pub fn may_be_filed(&self) -> bool {
        exit_of(&self.findings).is_none()
    }
}

/// Reads and checks a draft for filing; for a form at every keystroke.
pub fn check_draft(draft: &Draft, context: &RuleContext<'_>) -> CheckedDraft {
    let (content, mut findings) = draft.read(context.project.category());
    let reason = crate::domain::text::clean(draft.get(Field::Reason)).into_owned();
    let derived = derived::compute(&content, context);
    let unread: Vec<String> = findings.iter().filter_map(|f| f.field.clone()).collect();
    // A field that could not be read has said so once; "missing" beside it would be noise.
    let ruled = check(&content, &reason, &derived, context);
    findings.extend(ruled.into_iter().filter(|f| f.field.as_ref().is_none_or(|f| !unread.contains(f))));
    findings.sort_by_key(|f| f.field.as_deref().and_then(Field::of_key));
    CheckedDraft { content, reason, derived, findings }
}

/// Every rule for filing `content`.
pub fn check(content: &Content, reason: &str, derived: &Derived, context: &RuleContext<'_>) -> Vec<Finding> {
    let mut found = month_is_due(context);
    required(content, context, &mut found);
    money::check(content, reason, derived, context, &mut found);
    progress::check(content, reason, context, &mut found);
    correction(reason, context, &mut found);
    found
}

/// Whether the month is owed and has begun.
pub fn month_is_due(context: &RuleContext<'_>) -> Vec<Finding> {
    let month = context.month;
    let current = Month::of(context.today);
    if month > current {
        let finding =
            Finding::error(codes::FUTURE_MONTH, words!("{month} 尚未开始", "{month} has not begun"));
        return vec![on_month(finding, month).expected(words!("至多 {current}", "at most {current}"))];
    }
    let finding = match context.duty.covers(month) {
        Ok(()) => return Vec::new(),
        Err(NotDue::BeforeFirst) => {
            let first = context.duty.first;
            Finding::error(
                codes::BEFORE_DUTY,
                words!("{month} 早于填报责任期", "{month} is before the duty begins"),
            )
            .expected(words!("{first} 起", "from {first}"))
        }
        Err(NotDue::Superseded) => Finding::error(
            codes::DUTY_SUPERSEDED,
            words!("{month} 已由以后年度的名单接替", "in {month} a later year's list is in force"),
        ),
        Err(NotDue::Completed) => {
            let done = words_of(context.duty.completed_in);
            let (zh, en) = (done.zh, done.en);
            Finding::error(
                codes::DUTY_COMPLETED,
                words!(
                    "项目已于 {zh} 报完工，其后月份不再填报",
                    "the {en} report tells the completion; later months are not due"
                ),
            )
            .hint(words!(
                "若完工有误，先更正 {zh} 的月报",
                "if that is wrong, correct the report of {en} first"
            ))
        }
    };
    vec![on_month(finding, month)]
}

fn words_of(month: Option<Month>) -> Bilingual {
    Bilingual::same(month.map(|m| m.to_string()).unwrap_or_default())
}

fn on_month(finding: Finding, month: Month) -> Finding {
    finding.on_field("month").got(month.to_string())
}

fn required(content: &Content, context: &RuleContext<'_>, found: &mut Vec<Finding>) {
    let category = context.project.category();
    for field in Field::of(category).filter(|f| f.required(category)) {
        let missing = match field {
            Field::Text => content.text.is_empty(),
            Field::CompletedInvestment => content.completed_investment.is_none(),
            _ => false,
        };
        if missing {
            let (zh, en, flag) = (field.label(Lang::Zh), field.label(Lang::En), field.flag());
            found.push(
                Finding::error(codes::REPORT_FIELD_MISSING, words!("缺“{zh}”", "\"{en}\" is missing"))
                    .on_field(field.key())
                    .hint(words!("用 {flag} 填写", "give it with {flag}")),
            );
        }
    }
}

fn correction(reason: &str, context: &RuleContext<'_>, found: &mut Vec<Finding>) {
    if !reason.is_empty() {
        return;
    }
    match context.standing {
        Some(Status::Accepted) => found.push(
            Finding::error(
                codes::REASON_REQUIRED,
                words!(
                    "月报已审核通过，更正须写明理由",
                    "the report is accepted; a correction needs a reason"
                ),
            )
            .on_field(Field::Reason.key())
            .hint(words!("加 --reason", "add --reason")),
        ),
        Some(Status::Submitted) => found.push(
            Finding::warning(
                codes::CORRECTION_WITHOUT_REASON,
                words!("更正已报月报，未写明理由", "a filed report is corrected without a reason"),
            )
            .on_field(Field::Reason.key()),
        ),
        _ => {}
    }
}

/// Whether a report may be accepted: an inconsistency must be explained first.
pub fn acceptable(content: &Content, derived: &Derived) -> Vec<Finding> {
    match unexplained(content, derived) {
        Some(words) => vec![unexplained_finding(words, Severity::Error)],
        None => Vec::new(),
    }
}

fn unexplained(content: &Content, derived: &Derived) -> Option<Bilingual> {
    let comparison = derived.comparison?;
    if comparison.state != StatisticsState::Inconsistent || !content.explanation.is_empty() {
        return None;
    }
    let ours = content.completed_investment.unwrap_or_default().in_wan();
    let theirs = comparison.value.unwrap_or_default().in_wan();
    let gap = comparison.difference.unwrap_or_default().in_wan();
    Some(words!(
        "与统计数不一致：本月 {ours} 万元，统计 {theirs} 万元，差 {gap} 万元，没有说明",
        "differs from statistics: {ours} against {theirs}, difference {gap} (万元), not explained"
    ))
}

fn unexplained_finding(message: Bilingual, severity: Severity) -> Finding {
    let make = if severity == Severity::Error { Finding::error } else { Finding::warning };
    make(codes::STATISTICS_UNEXPLAINED, message).on_field(Field::Explanation.key()).hint(words!(
        "用 --explain 说明；没有说明不能审核通过",
        "explain with --explain; it cannot be accepted without"
    ))
}

/// A value that cannot be read, rather than a rule that refuses.
const MALFORMED: &[Code] = &[
    codes::NOT_AN_AMOUNT,
    codes::NOT_A_DATE,
    codes::NOT_A_PERCENT,
    codes::UNKNOWN_WORD,
    codes::TEXT_TOO_LONG,
];

/// Whether a code says that a value cannot be read.
pub fn is_malformed(code: Code) -> bool {
    MALFORMED.contains(&code)
}

/// How a filing with these findings ends: `None` when nothing refuses it, 4 when something cannot be
/// read, else 3.
pub fn exit_of(findings: &[Finding]) -> Option<Exit> {
    let mut errors = findings.iter().filter(|f| f.severity == Severity::Error).peekable();
    errors.peek()?;
    Some(if errors.any(|f| is_malformed(f.code)) { Exit::Malformed } else { Exit::No })
}

/// The latest counting report of an earlier month.
fn last_before<'a>(context: &RuleContext<'a>) -> Option<&'a MonthReport> {
    context.others.iter().filter(|r| r.status.counts() && r.month < context.month).max_by_key(|r| r.month)
}

#[cfg(test)]
mod tests;
