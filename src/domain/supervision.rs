//! 督查记录: what the supervision office saw of a watched project, what it asked for and by when, and what
//! was answered.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::codes;
use super::finding::Finding;
use crate::words;

/// One visit, or one look at the papers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspection {
    /// The day.
    #[serde(with = "super::date::plain")]
    pub on: Date,
    /// What was seen.
    pub text: String,
    /// 督办要求: what is to be done.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub demand: String,
    /// By when.
    #[serde(default, with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer: String,
    /// The day it was answered.
    #[serde(default, with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub answered: Option<Date>,
}

impl Inspection {
    /// A demand that nobody has answered yet.
    pub fn is_open(&self) -> bool {
        !self.demand.is_empty() && self.answered.is_none()
    }

    /// Days past the date of an open demand; 0 or less while in time.
    pub fn days_over(&self, today: Date) -> Option<i32> {
        self.due.filter(|_| self.is_open()).map(|due| (today - due).get_days())
    }

    /// What speaks against recording it so: no text, a day after today, a date before the visit or
    /// without a demand.
    pub fn check(&self, today: Date) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.text.is_empty() {
            let message = words!("没有写明所见", "what was seen is not said");
            findings.push(Finding::error(codes::ISSUE_FIELD_MISSING, message).on_field("text"));
        }
        if self.on > today {
            let message = words!("日期晚于今天", "the day is after today");
            let finding = Finding::error(codes::DATE_AFTER_FILING, message).on_field("on");
            findings.push(
                finding.got(self.on.to_string()).expected(words!("{today} 或以前", "{today} or earlier")),
            );
        }
        if let Some(due) = self.due {
            let on = self.on;
            if due < on {
                let message = words!("办理时限早于督查日期", "the time limit is before the visit");
                let finding = Finding::error(codes::LIMIT_BEFORE_OPENING, message).on_field("due");
                findings.push(finding.got(due.to_string()).expected(words!("{on} 或以后", "{on} or later")));
            }
            if self.demand.is_empty() {
                let message = words!("有时限而没有要求", "there is a time limit but no demand");
                findings.push(Finding::error(codes::ISSUE_FIELD_MISSING, message).on_field("demand"));
            }
        }
        findings
    }

    /// Records what came of the demand. Refused without one, and without words.
    pub fn answer(&mut self, text: &str, on: Date) -> Result<(), Finding> {
        if let Some(day) = self.answered {
            let message = words!("该要求已于 {day} 办结", "the demand was answered on {day}");
            return Err(Finding::error(codes::ISSUE_CLOSED, message));
        }
        if self.demand.is_empty() {
            let message = words!("这次督查没有提出要求", "this visit asked for nothing");
            return Err(Finding::error(codes::ISSUE_FIELD_MISSING, message).on_field("demand"));
        }
        if text.is_empty() {
            let message = words!("办结须写明结果", "an answer says what was done");
            return Err(Finding::error(codes::ISSUE_FIELD_MISSING, message).on_field("how"));
        }
        text.clone_into(&mut self.answer);
        self.answered = Some(on);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn visit() -> Inspection {
        Inspection {
            on: date(2021, 4, 10),
            text: "桩基施工滞后".into(),
            demand: "增加机械".into(),
            due: Some(date(2021, 4, 30)),
            answer: String::new(),
            answered: None,
        }
    }

    #[test]
    fn a_demand_is_open_until_it_is_answered_in_words() {
        let mut seen = visit();
        assert_eq!(seen.days_over(date(2021, 5, 3)), Some(3));
        assert_eq!(seen.answer("", date(2021, 5, 3)).unwrap_err().code, codes::ISSUE_FIELD_MISSING);
        seen.answer("已增加两台旋挖钻机", date(2021, 5, 3)).unwrap();
        assert_eq!(seen.days_over(date(2021, 6, 1)), None);
        assert_eq!(seen.answer("再答", date(2021, 5, 4)).unwrap_err().code, codes::ISSUE_CLOSED);
    }

    #[test]
    fn bad_entries_name_their_field() {
        let today = date(2021, 4, 10);
        assert_eq!(visit().check(today), []);
        let field = |visit: Inspection| visit.check(today)[0].field.clone().unwrap();
        assert_eq!(field(Inspection { text: String::new(), ..visit() }), "text");
        assert_eq!(field(Inspection { on: date(2021, 4, 11), ..visit() }), "on");
        assert_eq!(field(Inspection { due: Some(date(2021, 4, 1)), ..visit() }), "due");
        assert_eq!(field(Inspection { demand: String::new(), ..visit() }), "demand");
    }
}
