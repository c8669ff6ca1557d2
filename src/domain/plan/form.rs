//! A plan as people write it, in flags or in the columns of a sheet: texts to figures, every slip a
//! finding. Amounts are in 万元, as the trade types them.

use jiff::civil::Date;

use super::Plan;
use crate::domain::codes;
use crate::domain::date::parse_date;
use crate::domain::finding::Finding;
use crate::domain::lang::Bilingual;
use crate::domain::money::{Money, MoneyError, WAN};
use crate::domain::month::Month;
use crate::domain::text::{clean, to_half_width};
use crate::words;

/// A field of a plan that somebody fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanField {
    /// 年度计划投资
    YearPlan,
    /// 总投资
    Total,
    /// 计划开工月份
    Start,
    /// 计划完工月份
    Finish,
    /// 生效日期
    From,
    /// 调整原因
    Reason,
}

impl PlanField {
    /// In the order of the batch file's columns.
    pub const ALL: [Self; 6] =
        [Self::YearPlan, Self::Total, Self::Start, Self::Finish, Self::From, Self::Reason];

    /// The column's header in a batch file.
    pub fn header(self) -> &'static str {
        match self {
            Self::YearPlan => "年度计划投资（万元）",
            Self::Total => "总投资（万元）",
            Self::Start => "计划开工月份",
            Self::Finish => "计划完工月份",
            Self::From => "生效日期",
            Self::Reason => "调整原因",
        }
    }

    /// The flag of `plan set`.
    pub fn flag(self) -> &'static str {
        match self {
            Self::YearPlan => "--year-plan",
            Self::Total => "--total",
            Self::Start => "--start-month",
            Self::Finish => "--finish-month",
            Self::From => "--from",
            Self::Reason => "--reason",
        }
    }

    /// The field whose header a sheet prints; the unit may be left out, and brackets may be of any width.
    pub fn of_header(printed: &str) -> Option<Self> {
        let plain = |text: &str| {
            let text = to_half_width(text);
            let kept: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            kept.strip_suffix("(万元)").map_or(kept.clone(), str::to_owned)
        };
        let wanted = plain(printed);
        Self::ALL.into_iter().find(|field| plain(field.header()) == wanted)
    }
}

/// The texts of a plan, empty where nothing was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanForm {
    texts: [String; 6],
}

/// What a form says once read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanRead {
    /// The figures.
    pub plan: Plan,
    /// The first day it is to hold.
    pub from: Option<Date>,
    /// Why.
    pub reason: String,
}

impl PlanForm {
    /// Writes a field.
    pub fn set(&mut self, field: PlanField, text: &str) {
        clean(text).as_ref().clone_into(&mut self.texts[field as usize]);
    }

    /// Reads every field. A bare month number is a month of the list's year.
    pub fn read(&self, list_year: i16) -> Result<PlanRead, Vec<Finding>> {
        let mut wrong = Vec::new();
        let mut amount = |field| {
            self.text(field).and_then(|text| match Money::parse(text, WAN) {
                Ok(money) => Some(money),
                Err(error) => {
                    wrong.push(bad_amount(field, text, error));
                    None
                }
            })
        };
        let (year_plan, total) = (amount(PlanField::YearPlan), amount(PlanField::Total));
        let mut month = |field| {
            self.text(field).and_then(|text| {
                let month = read_month(text, list_year);
                if month.is_none() {
                    let expected =
                        words!("如 {list_year}-03，或只写月份 3", "e.g. {list_year}-03, or 3 alone");
                    wrong.push(slip(codes::BAD_MONTH, field, text, expected));
                }
                month
            })
        };
        let (start, finish) = (month(PlanField::Start), month(PlanField::Finish));
        let from = self.text(PlanField::From).and_then(|text| {
            let date = parse_date(text);
            if date.is_none() {
                let expected = words!("如 {list_year}-06-10", "e.g. {list_year}-06-10");
                wrong.push(slip(codes::NOT_A_DATE, PlanField::From, text, expected));
            }
            date
        });
        let plan = Plan { year_plan, total, start, finish };
        let reason = self.texts[PlanField::Reason as usize].clone();
        if wrong.is_empty() { Ok(PlanRead { plan, from, reason }) } else { Err(wrong) }
    }

    fn text(&self, field: PlanField) -> Option<&str> {
        let text = self.texts[field as usize].as_str();
        (!text.is_empty()).then_some(text)
    }
}

fn read_month(text: &str, list_year: i16) -> Option<Month> {
    let half = to_half_width(text);
    let bare = half.strip_suffix('月').unwrap_or(&half);
    match bare.parse::<i8>() {
        Ok(number) if bare.len() <= 2 && bare.bytes().all(|b| b.is_ascii_digit()) => {
            Month::new(list_year, number)
        }
        _ => text.parse().ok().or_else(|| parse_date(text).map(Month::of)),
    }
}

fn bad_amount(field: PlanField, text: &str, error: MoneyError) -> Finding {
    let expected = match error {
        MoneyError::NotANumber => words!("以万元计的数字，如 1234.5", "a number of 万元 such as 1234.5"),
        MoneyError::TooFine => words!("不细于一元", "nothing finer than one 元"),
        MoneyError::TooLarge => words!("不超过 90 万亿元", "at most 90 万亿元"),
    };
    slip(codes::NOT_AN_AMOUNT, field, text, expected)
}

fn slip(code: codes::Code, field: PlanField, text: &str, expected: Bilingual) -> Finding {
    let (header, flag) = (field.header(), field.flag());
    Finding::error(code, words!("无法识别", "cannot be read"))
        .on_field(format!("{header} {flag}"))
        .got(text)
        .expected(expected)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form(fields: &[(PlanField, &str)]) -> PlanForm {
        let mut form = PlanForm::default();
        for (field, text) in fields {
            form.set(*field, text);
        }
        form
    }

    #[test]
    fn a_plan_is_read_as_people_write_it() {
        let read = form(&[
            (PlanField::YearPlan, "１２，０００"),
            (PlanField::Start, "3月"),
            (PlanField::Finish, "2022年6月"),
            (PlanField::From, "2021.6.10"),
            (PlanField::Reason, " 中期调整 "),
        ])
        .read(2021)
        .unwrap();
        assert_eq!((read.plan.year_plan, read.plan.total), (Some(Money::wan(12_000)), None));
        assert_eq!(read.plan.start, Month::new(2021, 3));
        assert_eq!(read.plan.finish, Month::new(2022, 6));
        assert_eq!((read.from, read.reason.as_str()), (Some(jiff::civil::date(2021, 6, 10)), "中期调整"));
    }

    #[test]
    fn every_slip_is_its_own_finding() {
        let wrong = form(&[
            (PlanField::YearPlan, "一亿"),
            (PlanField::Total, "0.00001"),
            (PlanField::Start, "13"),
            (PlanField::From, "昨天"),
        ])
        .read(2021)
        .unwrap_err();
        let codes: Vec<_> = wrong.iter().map(|f| f.code.id()).collect();
        assert_eq!(codes, ["E4006", "E4006", "E2006", "E4007"]);
    }

    #[test]
    fn headers_are_known_with_and_without_their_unit() {
        assert_eq!(PlanField::of_header("年度计划投资(万元)"), Some(PlanField::YearPlan));
        assert_eq!(PlanField::of_header(" 总投资 "), Some(PlanField::Total));
        assert_eq!(PlanField::of_header("投资"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,20}") {
            let all: Vec<_> = PlanField::ALL.into_iter().map(|field| (field, text.as_str())).collect();
            let _ = form(&all).read(2021);
        }
    }
}
