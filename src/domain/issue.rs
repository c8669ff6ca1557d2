//! 卡点难点: a problem that holds a project up, who must settle it, by when, and how it went up the ladder.
//!
//! The notice asks to find such problems early and to take them up early (早发现、早协调、早报告、早研究); the
//! ladder's steps and when the desk proposes the next one are our decision, a setting ([`EscalationRule`]).

mod kind;
mod ladder;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::codes;
use super::finding::Finding;
use super::lang::{Bilingual, Lang};
use crate::words;

pub use kind::IssueKind;
pub use ladder::{Escalation, EscalationProposal, EscalationRule, Level};

/// An issue as it stands; the ledger keeps every revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// What kind of problem.
    pub kind: IssueKind,
    /// What holds the project up.
    pub text: String,
    /// Who settles it.
    pub owner: String,
    /// The day it was opened.
    #[serde(with = "super::date::plain")]
    pub opened: Date,
    /// 办理时限: the day by which it is to be settled.
    #[serde(with = "super::date::plain")]
    pub limit: Date,
    /// Where it entered the ladder.
    #[serde(default)]
    pub opened_at: Level,
    /// Where it stands on the ladder.
    #[serde(default)]
    pub level: Level,
    /// The way it came there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalations: Vec<Escalation>,
    /// What was decided about it, if it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decision: String,
    /// 销号: the day it was closed.
    #[serde(default, with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub closed: Option<Date>,
    /// What came of it; an issue closes only with a result.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub result: String,
    /// The month whose report it was opened from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from_report: String,
}

impl Issue {
    /// Whether it still holds the project up.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }

    /// Days past the limit on a day; 0 or less while in time, and `None` once closed.
    pub fn days_over(&self, today: Date) -> Option<i32> {
        self.is_open().then(|| days_between(self.limit, today))
    }

    /// An issue that lies with the leading group or the commission and has no decision yet.
    pub fn awaits_decision(&self) -> bool {
        self.is_open() && self.level >= Level::Commission && self.decision.is_empty()
    }

    /// Whether it was closed within that month.
    pub fn closed_in(&self, month: super::month::Month) -> bool {
        self.closed.is_some_and(|day| super::month::Month::of(day) == month)
    }

    /// The step up that the rule proposes, or `None` while the issue is in time or high enough. The
    /// proposed level never falls as days pass. Steps are counted from the bottom of the ladder, or
    /// from where the issue was opened.
    pub fn proposal(&self, rule: EscalationRule, today: Date) -> Option<EscalationProposal> {
        let days_over = self.days_over(today)?;
        if days_over < rule.first_after.max(1) {
            return None;
        }
        let steps = 1 + (days_over - rule.first_after.max(1)) / rule.step.max(1);
        let ladder = std::iter::successors(Some(self.opened_at), |level| level.above());
        let to = ladder.take(steps as usize + 1).last().unwrap_or(self.opened_at);
        (to > self.level).then_some(EscalationProposal { to, days_over })
    }

    /// What speaks against recording it so: no text, a limit before the opening.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.text.is_empty() {
            findings.push(
                Finding::error(
                    codes::ISSUE_FIELD_MISSING,
                    words!("没有写明问题", "the problem is not described"),
                )
                .on_field("text")
                .hint(words!("写一句：什么卡住了", "say in a sentence what is stuck")),
            );
        }
        if self.limit < self.opened {
            let opened = self.opened;
            findings.push(
                Finding::error(
                    codes::LIMIT_BEFORE_OPENING,
                    words!("办理时限早于提出日期", "the time limit is before the opening"),
                )
                .on_field("limit")
                .got(self.limit.to_string())
                .expected(words!("{opened} 或以后", "{opened} or later")),
            );
        }
        findings
    }

    /// Moves it up. Refused for a closed issue, a level that is not above, and without a reason.
    pub fn escalate(&mut self, to: Level, on: Date, reason: &str) -> Result<(), Finding> {
        self.must_be_open()?;
        if to <= self.level {
            let level = self.level;
            return Err(Finding::error(
                codes::ESCALATION_NOT_UP,
                words!("上报只能到更高一级", "an escalation goes to a higher level"),
            )
            .on_field("to")
            .got(to.name())
            .expected(above_in_words(level)));
        }
        if reason.is_empty() {
            return Err(needs("reason", words!("上报须写明理由", "an escalation needs a reason")));
        }
        self.escalations.push(Escalation { to, on, reason: reason.to_owned() });
        self.level = to;
        Ok(())
    }

    /// 销号. Refused twice, before the opening, and without a result.
    pub fn close(&mut self, on: Date, result: &str) -> Result<(), Finding> {
        self.must_be_open()?;
        if result.is_empty() {
            return Err(needs("result", words!("销号须写明结果", "closing needs a result")));
        }
        if on < self.opened {
            return Err(Finding::error(
                codes::LIMIT_BEFORE_OPENING,
                words!("销号日期早于提出日期", "the closure is before the opening"),
            )
            .on_field("on")
            .got(on.to_string()));
        }
        self.closed = Some(on);
        result.clone_into(&mut self.result);
        Ok(())
    }

    fn must_be_open(&self) -> Result<(), Finding> {
        match self.closed {
            None => Ok(()),
            Some(day) => Err(Finding::error(
                codes::ISSUE_CLOSED,
                words!("该问题已于 {day} 销号", "the issue was closed on {day}"),
            )
            .hint(words!("再次出现的，另开一条", "open a new one if it has come back"))),
        }
    }
}

fn needs(field: &str, message: Bilingual) -> Finding {
    Finding::error(codes::ISSUE_FIELD_MISSING, message).on_field(field)
}

fn above_in_words(level: Level) -> Bilingual {
    let above: Vec<Level> = Level::ALL.into_iter().filter(|l| *l > level).collect();
    let list = |lang| above.iter().map(|l| l.title(lang)).collect::<Vec<_>>().join(lang.pick("、", ", "));
    if above.is_empty() {
        return words!("已在最高一级", "it is at the top already");
    }
    Bilingual { zh: list(Lang::Zh), en: list(Lang::En) }
}

/// Whole days from one date to another; negative backwards.
pub fn days_between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn issue() -> Issue {
        Issue {
            kind: IssueKind::Land,
            text: "地块未交付".into(),
            owner: "九龙坡区政府".into(),
            opened: date(2021, 3, 10),
            limit: date(2021, 3, 31),
            opened_at: Level::LegalEntity,
            level: Level::LegalEntity,
            escalations: Vec::new(),
            decision: String::new(),
            closed: None,
            result: String::new(),
            from_report: String::new(),
        }
    }

    #[test]
    fn past_its_limit_an_issue_proposes_the_next_step_and_says_by_how_much() {
        let mut stuck = issue();
        let rule = EscalationRule::default();
        assert_eq!(stuck.proposal(rule, date(2021, 3, 31)), None);
        let first = EscalationProposal { to: Level::LeadUnit, days_over: 1 };
        assert_eq!(stuck.proposal(rule, date(2021, 4, 1)), Some(first));
        let second = EscalationProposal { to: Level::Department, days_over: 11 };
        assert_eq!(stuck.proposal(rule, date(2021, 4, 11)), Some(second));
        stuck.escalate(Level::Department, date(2021, 4, 11), "多次协调未果").unwrap();
        assert_eq!(stuck.proposal(rule, date(2021, 4, 12)), None);
        stuck.close(date(2021, 4, 20), "地块已交付").unwrap();
        assert_eq!(stuck.proposal(rule, date(2021, 12, 31)), None);
        assert!(stuck.closed_in("2021-04".parse().unwrap()));
    }

    #[test]
    fn bad_moves_are_refused_with_a_reason() {
        let mut stuck = issue();
        stuck.limit = date(2021, 3, 1);
        assert_eq!(stuck.check()[0].code, codes::LIMIT_BEFORE_OPENING);
        let day = date(2021, 4, 1);
        assert_eq!(stuck.close(day, "").unwrap_err().code, codes::ISSUE_FIELD_MISSING);
        assert_eq!(stuck.escalate(Level::LegalEntity, day, "x").unwrap_err().code, codes::ESCALATION_NOT_UP);
        stuck.close(day, "解决").unwrap();
        assert_eq!(stuck.close(day, "再销").unwrap_err().code, codes::ISSUE_CLOSED);
    }

    proptest! {
        #[test]
        fn escalation_is_monotone(first in 0i32..40, step in 0i32..40, days in 0i32..400, later in 0i32..400) {
            let rule = EscalationRule { first_after: first, step };
            let day = |n: i32| date(2021, 3, 31).checked_add(jiff::Span::new().days(n)).unwrap();
            let now = issue().proposal(rule, day(days)).map_or(Level::LegalEntity, |p| p.to);
            let then = issue().proposal(rule, day(days + later)).map_or(Level::LegalEntity, |p| p.to);
            prop_assert!(then >= now);
        }
    }
}
