//! The rules about investment, statistics and funds.

use super::{RuleContext, last_before, unexplained, unexplained_finding};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::finding::{Finding, Severity};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::report::Content;
use crate::domain::report::derived::{Derived, Sums};
use crate::domain::report::field::Field;
use crate::words;

pub(super) fn check(
    content: &Content,
    reason: &str,
    derived: &Derived,
    context: &RuleContext<'_>,
    found: &mut Vec<Finding>,
) {
    corrections(content, reason, derived, context, found);
    never_negative(content, found);
    above_total(derived, context, found);
    before_not_stated(content, derived, context, found);
    if let Some(words) = unexplained(content, derived) {
        found.push(unexplained_finding(words, Severity::Warning));
    }
    funds(content, context, found);
}

/// Negative only as a correction with a reason; so is every other fall of the cumulative figure.
fn corrections(
    content: &Content,
    reason: &str,
    derived: &Derived,
    context: &RuleContext<'_>,
    found: &mut Vec<Finding>,
) {
    let give_reason = words!("冲减请用 --reason 写明理由", "if it is a correction, say why with --reason");
    let invested = content.completed_investment.unwrap_or_default();
    if invested < Money::ZERO && reason.is_empty() {
        found.push(
            Finding::error(
                codes::NEGATIVE_WITHOUT_REASON,
                words!("本月完成投资为负而无理由", "the month's investment is negative without a reason"),
            )
            .on_field(Field::CompletedInvestment.key())
            .got(format!("{} 万元", invested.in_wan()))
            .hint(give_reason),
        );
        return;
    }
    if last_before(context).is_none() || !reason.is_empty() {
        return;
    }
    let sums = Sums::of(context.others, context.month);
    let last = sums.before.amount + sums.ytd_of_others;
    if sums.before.known && derived.since_start < last {
        let (now, then) = (derived.since_start.in_wan(), last.in_wan());
        found.push(
            Finding::error(
                codes::CUMULATIVE_FALL,
                words!(
                    "开工以来累计由 {then} 万元降为 {now} 万元而无理由",
                    "the investment since the start falls from {then} to {now} (万元) without a reason"
                ),
            )
            .on_field(Field::InvestedBefore.key())
            .hint(give_reason),
        );
    }
}

fn never_negative(content: &Content, found: &mut Vec<Finding>) {
    let mut amounts = vec![
        (Field::InvestedBefore, content.invested_before),
        (Field::FundsIn, content.funds_in),
        (Field::Contract, content.contract),
    ];
    amounts.extend(content.funds.values().map(|part| (Field::Funds, Some(*part))));
    for (field, amount) in amounts {
        if let Some(amount) = amount.filter(|m| *m < Money::ZERO) {
            let (zh, en) = (field.label(Lang::Zh), field.label(Lang::En));
            found.push(
                Finding::error(
                    codes::NEGATIVE_AMOUNT,
                    words!("“{zh}”不能为负", "\"{en}\" cannot be negative"),
                )
                .on_field(field.key())
                .got(format!("{} 万元", amount.in_wan())),
            );
        }
    }
}

fn above_total(derived: &Derived, context: &RuleContext<'_>, found: &mut Vec<Finding>) {
    let Some(total) = context.total_investment.filter(|t| derived.since_start > *t) else { return };
    let (since, total) = (derived.since_start.in_wan(), total.in_wan());
    found.push(
        Finding::warning(
            codes::ABOVE_TOTAL,
            words!(
                "开工以来累计 {since} 万元，超过总投资 {total} 万元",
                "the investment since the start, {since}, is above the total investment {total} (万元)"
            ),
        )
        .on_field(Field::CompletedInvestment.key()),
    );
}

/// A project that started in an earlier year has a past that the ledger was never told.
fn before_not_stated(
    content: &Content,
    derived: &Derived,
    context: &RuleContext<'_>,
    found: &mut Vec<Finding>,
) {
    let started_earlier = context.project.start_year.is_some_and(|y| y < context.month.year());
    let invests = content.completed_investment.is_some_and(|m| m != Money::ZERO);
    if context.project.category() != Category::Construction
        || derived.before.known
        || !started_earlier
        || !invests
    {
        return;
    }
    let held = derived.before.amount.in_wan();
    found.push(
        Finding::warning(
            codes::BEFORE_NOT_STATED,
            words!(
                "今年以前累计完成投资从未填报，开工以来累计按台账所记 {held} 万元起算",
                "investment before this year was never stated; the ledger's {held} 万元 is taken"
            ),
        )
        .on_field(Field::InvestedBefore.key())
        .hint(words!("用 --before 填一次即可，以后自动结转", "give it once with --before; it is carried on")),
    );
}

fn funds(content: &Content, context: &RuleContext<'_>, found: &mut Vec<Finding>) {
    let parts: Money = content.funds.values().copied().sum();
    if let Some(total) = content.funds_in.filter(|t| !content.funds.is_empty() && *t != parts) {
        let (sum, stated) = (parts.in_wan(), total.in_wan());
        found.push(
            Finding::error(
                codes::FUNDS_DO_NOT_SUM,
                words!(
                    "分来源合计 {sum} 万元，与到位资金 {stated} 万元不等",
                    "the sources add up to {sum}, not to the stated {stated} (万元)"
                ),
            )
            .on_field(Field::Funds.key()),
        );
    }
    if context.project.category() != Category::Promotion {
        return;
    }
    if let (Some(funds), Some(contract)) = (content.funds_total(), content.contract)
        && funds > contract
    {
        let (funds, contract) = (funds.in_wan(), contract.in_wan());
        found.push(
            Finding::warning(
                codes::FUNDS_ABOVE_CONTRACT,
                words!(
                    "到位资金 {funds} 万元超过合同金额 {contract} 万元",
                    "funds in place, {funds}, are above the contract amount {contract} (万元)"
                ),
            )
            .on_field(Field::FundsIn.key()),
        );
    }
}
