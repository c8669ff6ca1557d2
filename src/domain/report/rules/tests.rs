//! Each rule, with the report that meets it and the one that breaks it.

use jiff::civil::date;

use super::*;
use crate::domain::project::ProjectId;

/// A desk on 20 May 2021 with one project of each category and what it reported before.
struct Story {
    project: Project,
    others: Vec<MonthReport>,
    month: Month,
    standing: Option<Status>,
    total: Option<Money>,
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

impl Story {
    fn of(category: crate::domain::category::Category) -> Self {
        let id = ProjectId { year: 2021, category, serial: 431 };
        let mut project = Project::new(id, "九龙坡博世氢材料发动机");
        project.start_year = Some(2021);
        Self { project, others: Vec::new(), month: month("2021-05"), standing: None, total: None }
    }

    fn construction() -> Self {
        Self::of(crate::domain::category::Category::Construction)
    }

    fn promotion() -> Self {
        Self::of(crate::domain::category::Category::Promotion)
    }

    fn planning() -> Self {
        Self::of(crate::domain::category::Category::Planning)
    }

    /// An accepted report of an earlier month.
    fn after(mut self, at: &str, given: &[(Field, &str)]) -> Self {
        let (content, findings) = draft(given).read(self.project.category());
        assert_eq!(findings, []);
        self.others.push(MonthReport { month: month(at), status: Status::Accepted, content });
        self
    }

    fn check(&self, given: &[(Field, &str)]) -> CheckedDraft {
        let duty = ReportingPeriod::new(month("2021-03"), None)
            .completed_in(super::super::completed_in(&self.others));
        let context = RuleContext {
            project: &self.project,
            month: self.month,
            today: date(2021, 5, 20),
            duty,
            others: &self.others,
            standing: self.standing,
            plan: Some(Money::wan(1_200)),
            total_investment: self.total,
            schedule: Schedule::WholeMonths,
        };
        check_draft(&draft(given), &context)
    }

    /// The codes and fields found for a report that is otherwise in order.
    fn found(&self, given: &[(Field, &str)]) -> Vec<(&'static str, String)> {
        let whole = draft(&[(Field::Text, "主体施工"), (Field::CompletedInvestment, "100")]);
        let whole = whole.with(&draft(&[(Field::StartedOn, "2021-03-10")]));
        let base = match self.project.category() {
            crate::domain::category::Category::Construction => whole,
            _ => draft(&[(Field::Text, "推进")]),
        };
        let all = base.with(&draft(given));
        let given: Vec<_> = all.given().collect();
        let found = self.check(&given).findings;
        found.into_iter().map(|f| (f.code.id(), f.field.unwrap_or_default())).collect()
    }
}

fn draft(given: &[(Field, &str)]) -> Draft {
    let mut draft = Draft::default();
    for (field, text) in given {
        draft.set(*field, *text);
    }
    draft
}

fn one(code: Code, field: &str) -> Vec<(&'static str, String)> {
    vec![(code.id(), field.to_owned())]
}

#[test]
fn a_sound_report_has_nothing_to_say() {
    assert_eq!(Story::construction().found(&[]), []);
    assert_eq!(Story::planning().found(&[]), []);
    assert_eq!(Story::promotion().found(&[]), []);
}

#[test]
fn what_is_required_is_named_with_its_flag() {
    let checked = Story::construction().check(&[]);
    let codes: Vec<_> = checked.findings.iter().map(|f| f.field.clone().unwrap()).collect();
    assert_eq!(codes, ["completed_investment", "text"]);
    assert_eq!(exit_of(&checked.findings), Some(Exit::No));
    let slip = Story::construction().check(&[(Field::CompletedInvestment, "一百"), (Field::Text, "x")]);
    assert_eq!(slip.findings.len(), 1, "unreadable is not also missing: {:?}", slip.findings);
    assert_eq!(exit_of(&slip.findings), Some(Exit::Malformed));
}

#[test]
fn only_owed_months_that_have_begun_are_filed() {
    let at = |text: &str| Story { month: month(text), ..Story::construction() }.found(&[]);
    assert_eq!(at("2021-02"), one(codes::BEFORE_DUTY, "month"));
    assert_eq!(at("2021-06"), one(codes::FUTURE_MONTH, "month"));
    assert_eq!(at("2021-03"), []);
}

#[test]
fn completion_ends_the_duty_from_the_next_month() {
    let story = Story::construction()
        .after("2021-04", &[(Field::StartedOn, "2021-03-10"), (Field::CompletedOn, "2021-04-02")]);
    assert_eq!(story.found(&[]), one(codes::DUTY_COMPLETED, "month"));
    let returned = Story {
        others: vec![MonthReport { status: Status::Returned, ..story.others[0].clone() }],
        ..Story::construction()
    };
    assert_eq!(returned.found(&[]), [], "a returned completion does not count");
}

#[test]
fn a_negative_month_needs_a_reason() {
    let story = Story::construction();
    let wrong = [(Field::CompletedInvestment, "-5")];
    assert_eq!(story.found(&wrong), one(codes::NEGATIVE_WITHOUT_REASON, "completed_investment"));
    assert_eq!(story.found(&[wrong[0], (Field::Reason, "三月多报")]), []);
}

#[test]
fn a_cumulative_fall_needs_a_reason() {
    let story = Story::construction().after(
        "2021-04",
        &[
            (Field::StartedOn, "2021-03-10"),
            (Field::CompletedInvestment, "10"),
            (Field::InvestedBefore, "5000"),
        ],
    );
    assert_eq!(
        story.found(&[(Field::InvestedBefore, "4899.9999")]),
        one(codes::CUMULATIVE_FALL, "invested_before")
    );
    assert_eq!(story.found(&[(Field::InvestedBefore, "4900")]), []);
    assert_eq!(story.found(&[(Field::InvestedBefore, "1"), (Field::Reason, "决算核减")]), []);
}

#[test]
fn amounts_that_cannot_be_negative() {
    assert_eq!(
        Story::construction().found(&[(Field::Funds, "信贷=-1")]),
        one(codes::NEGATIVE_AMOUNT, "funds")
    );
    assert_eq!(
        Story::construction().found(&[(Field::InvestedBefore, "-1")]),
        one(codes::NEGATIVE_AMOUNT, "invested_before")
    );
}

#[test]
fn above_the_total_is_a_warning() {
    let story = Story { total: Some(Money::wan(99)), ..Story::construction() };
    let checked = story.check(&[
        (Field::Text, "x"),
        (Field::CompletedInvestment, "100"),
        (Field::StartedOn, "2021-03-10"),
    ]);
    assert_eq!(checked.findings.len(), 1);
    assert_eq!(checked.findings[0].code, codes::ABOVE_TOTAL);
    assert!(checked.may_be_filed());
}

#[test]
fn the_past_of_a_running_project_is_asked_for_once() {
    let mut story = Story::construction();
    story.project.start_year = Some(2018);
    assert_eq!(story.found(&[]), one(codes::BEFORE_NOT_STATED, "invested_before"));
    assert_eq!(story.found(&[(Field::InvestedBefore, "0")]), []);
}

#[test]
fn funds_by_source_add_up_to_the_total() {
    let parts = (Field::Funds, "专项债=60,信贷=40");
    assert_eq!(Story::construction().found(&[parts, (Field::FundsIn, "100")]), []);
    assert_eq!(
        Story::construction().found(&[parts, (Field::FundsIn, "100.0001")]),
        one(codes::FUNDS_DO_NOT_SUM, "funds")
    );
}

#[test]
fn statistics_are_compared_and_a_gap_explained_before_acceptance() {
    let story = Story::construction();
    let gap = (Field::Statistics, "90");
    assert_eq!(story.found(&[(Field::Statistics, "100")]), []);
    assert_eq!(story.found(&[gap]), one(codes::STATISTICS_UNEXPLAINED, "explanation"));
    let filed = story.check(&[gap, (Field::CompletedInvestment, "100"), (Field::Text, "x")]);
    assert!(filed.may_be_filed(), "filing warns; acceptance refuses");
    let refused = acceptable(&filed.content, &filed.derived);
    assert_eq!((refused[0].code, refused[0].severity), (codes::STATISTICS_UNEXPLAINED, Severity::Error));
    let explained = (Field::Explanation, "统计按形象进度计");
    assert_eq!(story.found(&[gap, explained]), []);
    assert_eq!(
        story.found(&[gap, (Field::StatisticsState, "待核")]),
        one(codes::CONTRADICTION, "statistics_state")
    );
    assert_eq!(
        Story::promotion().found(&[gap]),
        one(codes::NOT_OF_CATEGORY, "statistics"),
        "promotion has no statistics rule"
    );
}

#[test]
fn a_start_has_its_date_and_not_after_filing() {
    let story = Story::construction();
    assert_eq!(story.found(&[(Field::StartedOn, "2021-05-20")]), []);
    assert_eq!(story.found(&[(Field::StartedOn, "2021-05-21")]), one(codes::DATE_AFTER_FILING, "started_on"));
    let undated = [(Field::Started, "是"), (Field::StartedOn, "")];
    assert_eq!(story.found(&undated), one(codes::START_WITHOUT_DATE, "started_on"));
    assert_eq!(story.found(&[(Field::Started, "否")]), one(codes::CONTRADICTION, "started"));
    assert_eq!(story.found(&[(Field::StartedOn, "")]), one(codes::INVESTED_BEFORE_START, "started_on"));
    let told = story.after("2021-04", &[(Field::StartedOn, "2021-03-01")]);
    assert_eq!(told.found(&[]), one(codes::START_DATE_CHANGED, "started_on"));
}

#[test]
fn a_completion_lies_in_its_month_after_the_start() {
    let story = Story { month: month("2021-04"), ..Story::construction() };
    assert_eq!(story.found(&[(Field::CompletedOn, "2021-04-30")]), []);
    assert_eq!(
        story.found(&[(Field::CompletedOn, "2021-05-01")]),
        one(codes::COMPLETED_AFTER_MONTH, "completed_on")
    );
    assert_eq!(
        story.found(&[(Field::CompletedOn, "2021-03-09")]),
        one(codes::COMPLETED_BEFORE_START, "completed_on")
    );
    assert_eq!(
        story.found(&[(Field::CompletedOn, "2021-04-30"), (Field::PhysicalPercent, "99.9")]),
        one(codes::COMPLETED_BELOW_FULL, "physical_percent")
    );
}

#[test]
fn physical_progress_stays_in_range_and_falls_only_with_a_reason() {
    let story = Story::construction()
        .after("2021-04", &[(Field::StartedOn, "2021-03-10"), (Field::PhysicalPercent, "40")]);
    let at = |percent| story.found(&[(Field::PhysicalPercent, percent)]);
    assert_eq!(at("40"), []);
    assert_eq!(at("39.99"), one(codes::PHYSICAL_FALL, "physical_percent"));
    assert_eq!(at("100.01"), one(codes::PERCENT_OUT_OF_RANGE, "physical_percent"));
    assert_eq!(at("-1"), one(codes::PERCENT_OUT_OF_RANGE, "physical_percent"));
    assert_eq!(story.found(&[(Field::PhysicalPercent, "30"), (Field::Reason, "返工")]), []);
}

#[test]
fn a_promotion_stage_goes_back_only_with_a_reason() {
    let story = Story::promotion().after("2021-04", &[(Field::Stage, "已签约")]);
    let at = |stage| story.found(&[(Field::Stage, stage)]);
    assert_eq!(at("注册"), []);
    assert_eq!(at("洽谈"), one(codes::STAGE_WENT_BACK, "stage"));
    assert_eq!(at("观望"), one(codes::UNKNOWN_WORD, "stage"));
    assert_eq!(story.found(&[(Field::Stage, "洽谈"), (Field::Reason, "重新谈判")]), []);
}

#[test]
fn funds_above_the_contract_are_a_warning() {
    let found = Story::promotion().found(&[(Field::Contract, "100"), (Field::FundsIn, "101")]);
    assert_eq!(found, one(codes::FUNDS_ABOVE_CONTRACT, "funds_in"));
}

#[test]
fn permits_have_numbers_and_an_order() {
    let at = |text| Story::planning().found(&[(Field::Permits, text)]);
    assert_eq!(at("立项:实际=2021-03-01,文号=1号\n可研:实际=2021-04-01,文号=2号"), []);
    assert_eq!(at("立项:实际=2021-03-01"), one(codes::PERMIT_WITHOUT_NUMBER, "permits"));
    assert_eq!(
        at("立项:计划=2021-06-01\n可研:实际=2021-04-01,文号=2号"),
        one(codes::PERMIT_ORDER, "permits")
    );
    assert_eq!(at("立项:实际=2021-05-21,文号=1号"), one(codes::DATE_AFTER_FILING, "permits"));
}

#[test]
fn an_accepted_report_is_corrected_only_with_a_reason() {
    let accepted = Story { standing: Some(Status::Accepted), ..Story::construction() };
    assert_eq!(accepted.found(&[]), one(codes::REASON_REQUIRED, "reason"));
    assert_eq!(accepted.found(&[(Field::Reason, "笔误")]), []);
    let submitted = Story { standing: Some(Status::Submitted), ..Story::construction() };
    assert_eq!(submitted.found(&[]), one(codes::CORRECTION_WITHOUT_REASON, "reason"));
    let returned = Story { standing: Some(Status::Returned), ..Story::construction() };
    assert_eq!(returned.found(&[]), []);
}

#[test]
fn the_same_words_two_months_running_are_noticed() {
    let story = Story::construction()
        .after("2021-04", &[(Field::StartedOn, "2021-03-10"), (Field::Text, "主体施工")]);
    assert_eq!(story.found(&[]), one(codes::TEXT_UNCHANGED, "text"));
}

#[test]
fn a_form_sees_its_figures_while_typing() {
    let story = Story::construction().after("2021-04", &[(Field::CompletedInvestment, "300")]);
    let derived = story.check(&[(Field::CompletedInvestment, "200"), (Field::Statistics, "150")]).derived;
    assert_eq!(derived.ytd, Money::wan(500));
    assert_eq!(derived.progress.unwrap().percent(2), "41.67");
    assert_eq!(derived.deviation.unwrap().percent(2), "0.00");
    assert_eq!(derived.comparison.unwrap().difference, Some(Money::wan(50)));
}
