//! The rules about dates, stages, physical progress, permits and text.

use jiff::civil::Date;

use super::{RuleContext, last_before};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::percent::Percent;
use crate::domain::permit::{Permit, PermitKind};
use crate::domain::report::Content;
use crate::domain::report::field::Field;
use crate::words;

pub(super) fn check(content: &Content, reason: &str, context: &RuleContext<'_>, found: &mut Vec<Finding>) {
    start(content, context, found);
    completion(content, context, found);
    physical(content, reason, context, found);
    promotion_stage(content, reason, context, found);
    for (kind, permit) in &content.permits {
        one_permit(*kind, permit, content, context, found);
    }
    let same_text =
        last_before(context).filter(|last| !content.text.is_empty() && last.content.text == content.text);
    if let Some(last) = same_text {
        let month = last.month;
        found.push(
            Finding::warning(
                codes::TEXT_UNCHANGED,
                words!("进展情况与 {month} 完全相同", "the text is the same as {month}'s"),
            )
            .on_field(Field::Text.key()),
        );
    }
}

fn not_after_filing(field: Field, date: Option<Date>, today: Date, found: &mut Vec<Finding>) {
    if let Some(date) = date.filter(|d| *d > today) {
        let (zh, en) = (field.label(Lang::Zh), field.label(Lang::En));
        found.push(
            Finding::error(
                codes::DATE_AFTER_FILING,
                words!("“{zh}”晚于填报当日 {today}", "\"{en}\" lies after the day of filing, {today}"),
            )
            .on_field(field.key())
            .got(date.to_string()),
        );
    }
}

fn start(content: &Content, context: &RuleContext<'_>, found: &mut Vec<Finding>) {
    not_after_filing(Field::StartedOn, content.started_on, context.today, found);
    if content.started == Some(true) && content.started_on.is_none() {
        found.push(
            Finding::error(
                codes::START_WITHOUT_DATE,
                words!("已开工而没有实际开工日期", "started, but the date is missing"),
            )
            .on_field(Field::StartedOn.key())
            .hint(words!("用 --started 填日期", "give the date with --started")),
        );
    }
    if content.started == Some(false) && content.started_on.is_some() {
        let message = words!("填了“未开工”又填了开工日期", "not started, and yet a start date");
        found.push(Finding::error(codes::CONTRADICTION, message).on_field(Field::Started.key()));
    }
    let last = last_before(context).map(|r| &r.content);
    let earlier_date = last.and_then(|c| c.started_on);
    if let (Some(then), Some(now)) = (earlier_date, content.started_on)
        && then != now
    {
        found.push(
            Finding::warning(
                codes::START_DATE_CHANGED,
                words!("开工日期由 {then} 改为 {now}", "the start date changes from {then} to {now}"),
            )
            .on_field(Field::StartedOn.key()),
        );
    }
    let new_start = context.project.start_year.is_some_and(|y| y >= context.month.year());
    let invests = content.completed_investment.is_some_and(|m| m > Money::ZERO);
    if context.project.category() == Category::Construction && new_start && invests && !content.has_started()
    {
        found.push(
            Finding::warning(
                codes::INVESTED_BEFORE_START,
                words!("本月有完成投资，但未填开工", "investment this month, but no start is told"),
            )
            .on_field(Field::StartedOn.key())
            .hint(words!("已开工请用 --started 填日期", "if it has started, give the date with --started")),
        );
    }
}

fn completion(content: &Content, context: &RuleContext<'_>, found: &mut Vec<Finding>) {
    let Some(done) = content.completed_on else { return };
    not_after_filing(Field::CompletedOn, content.completed_on, context.today, found);
    let month = context.month;
    if done > month.last_day() {
        let theirs = crate::domain::month::Month::of(done);
        found.push(
            Finding::error(
                codes::COMPLETED_AFTER_MONTH,
                words!("完工日期晚于所报月份 {month}", "the completion lies after {month}"),
            )
            .on_field(Field::CompletedOn.key())
            .got(done.to_string())
            .hint(words!("填在 {theirs} 的月报里", "tell it in the report of {theirs}")),
        );
    }
    if let Some(started) = content.started_on.filter(|s| *s > done) {
        found.push(
            Finding::error(
                codes::COMPLETED_BEFORE_START,
                words!("完工 {done} 早于开工 {started}", "completed {done}, before the start {started}"),
            )
            .on_field(Field::CompletedOn.key()),
        );
    }
    if let Some(physical) = content.physical_percent.filter(|p| *p < Percent::FULL) {
        found.push(
            Finding::warning(
                codes::COMPLETED_BELOW_FULL,
                words!("已完工而形象进度为 {physical}%", "completed, with physical progress at {physical} %"),
            )
            .on_field(Field::PhysicalPercent.key()),
        );
    }
}

fn physical(content: &Content, reason: &str, context: &RuleContext<'_>, found: &mut Vec<Finding>) {
    let Some(now) = content.physical_percent else { return };
    if !now.is_a_share() {
        found.push(
            Finding::error(
                codes::PERCENT_OUT_OF_RANGE,
                words!("形象进度不在 0–100% 之内", "physical progress lies outside 0–100 %"),
            )
            .on_field(Field::PhysicalPercent.key())
            .got(format!("{now}%")),
        );
        return;
    }
    let last = context
        .others
        .iter()
        .filter(|r| r.status.counts() && r.month < context.month)
        .filter_map(|r| r.content.physical_percent.map(|p| (r.month, p)))
        .max_by_key(|(month, _)| *month);
    if let Some((month, then)) = last.filter(|(_, then)| *then > now && reason.is_empty()) {
        found.push(
            Finding::error(
                codes::PHYSICAL_FALL,
                words!(
                    "形象进度由 {month} 的 {then}% 降为 {now}% 而无理由",
                    "physical progress falls from {then} % in {month} to {now} % without a reason"
                ),
            )
            .on_field(Field::PhysicalPercent.key())
            .hint(words!("用 --reason 写明理由", "say why with --reason")),
        );
    }
}

fn promotion_stage(content: &Content, reason: &str, context: &RuleContext<'_>, found: &mut Vec<Finding>) {
    if context.project.category() != Category::Promotion {
        return;
    }
    let Some(now) = content.promotion_stage() else { return };
    let last = context
        .others
        .iter()
        .filter(|r| r.status.counts() && r.month < context.month)
        .filter_map(|r| r.content.promotion_stage().map(|stage| (r.month, stage)))
        .max_by_key(|(month, _)| *month);
    if let Some((_, then)) = last.filter(|(_, then)| *then > now && reason.is_empty()) {
        let (then_zh, now_zh) = (then.title(Lang::Zh), now.title(Lang::Zh));
        let (then_en, now_en) = (then.title(Lang::En), now.title(Lang::En));
        found.push(
            Finding::error(
                codes::STAGE_WENT_BACK,
                words!(
                    "招商阶段由“{then_zh}”退回“{now_zh}”而无理由",
                    "the stage goes back from \"{then_en}\" to \"{now_en}\" without a reason"
                ),
            )
            .on_field(Field::Stage.key())
            .hint(words!("用 --reason 写明理由", "say why with --reason")),
        );
    }
}

fn one_permit(
    kind: PermitKind,
    permit: &Permit,
    content: &Content,
    context: &RuleContext<'_>,
    found: &mut Vec<Finding>,
) {
    let (zh, en) = (kind.title(Lang::Zh), kind.title(Lang::En));
    not_after_filing(Field::Permits, permit.actual, context.today, found);
    let Some(actual) = permit.actual else { return };
    if permit.number.is_empty() {
        found.push(
            Finding::warning(
                codes::PERMIT_WITHOUT_NUMBER,
                words!("{zh}已办结而没有文号", "{en} was obtained but has no number"),
            )
            .on_field(Field::Permits.key()),
        );
    }
    for first in kind.usually_after() {
        let earlier = content.permits.get(first);
        let in_order = earlier.is_some_and(|p| p.actual.is_some_and(|date| date <= actual));
        // Only what the report itself lists is compared: a form that never mentions land says nothing.
        if earlier.is_some() && !in_order {
            let (first_zh, first_en) = (first.title(Lang::Zh), first.title(Lang::En));
            found.push(
                Finding::warning(
                    codes::PERMIT_ORDER,
                    words!("{zh}先于{first_zh}办结，请核对", "{en} came before {first_en}; please check"),
                )
                .on_field(Field::Permits.key()),
            );
        }
    }
}
