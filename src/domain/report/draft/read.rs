//! From a draft's texts to a report's content, field by field.

use jiff::civil::Date;

use super::{Draft, LONGEST_LINE, LONGEST_TEXT};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::date::parse_date;
use crate::domain::finding::Finding;
use crate::domain::funding::FundingSource;
use crate::domain::lang::Lang;
use crate::domain::money::{Money, MoneyError, WAN};
use crate::domain::percent::Percent;
use crate::domain::permit::{NamedPermit, NotAPermit, PermitKind};
use crate::domain::promotion::PromotionStage;
use crate::domain::report::Content;
use crate::domain::report::field::{Field, FieldKind};
use crate::domain::statistics::{Statistics, StatisticsState};
use crate::domain::text::{clean, clean_multiline, to_half_width};
use crate::words;

pub(super) fn read(draft: &Draft, category: Category) -> (Content, Vec<Finding>) {
    let mut reader = DraftReader { draft, findings: Vec::new() };
    let mut content = Content::default();
    for field in Field::all() {
        let text = draft.get(field).trim();
        if text.is_empty() || field == Field::Reason {
            continue;
        }
        if !field.belongs_to(category) {
            reader.findings.push(not_of_category(field, category).got(text));
            continue;
        }
        reader.field(&mut content, field, text, category);
    }
    reader.statistics(&mut content);
    let reason = draft.get(Field::Reason);
    reader.line(Field::Reason, reason);
    (content, reader.findings)
}

fn not_of_category(field: Field, category: Category) -> Finding {
    let (label_zh, label_en) = (field.label(Lang::Zh), field.label(Lang::En));
    let (short_zh, short_en) = (category.title(), category.name());
    Finding::error(
        codes::NOT_OF_CATEGORY,
        words!("{short_zh}的月报没有“{label_zh}”", "a {short_en} report has no \"{label_en}\""),
    )
    .on_field(field.key())
}

struct DraftReader<'a> {
    draft: &'a Draft,
    findings: Vec<Finding>,
}

impl DraftReader<'_> {
    fn field(&mut self, content: &mut Content, field: Field, text: &str, category: Category) {
        match field {
            Field::CompletedInvestment => content.completed_investment = self.money(field, text),
            Field::InvestedBefore => content.invested_before = self.money(field, text),
            Field::FundsIn => content.funds_in = self.money(field, text),
            Field::Contract => content.contract = self.money(field, text),
            Field::StartedOn => content.started_on = self.date(field, text),
            Field::CompletedOn => content.completed_on = self.date(field, text),
            Field::ExpectedStart => content.expected_start = self.date(field, text),
            Field::PhysicalPercent => content.physical_percent = self.percent(field, text),
            Field::Started => content.started = self.yes_no(field, text),
            Field::Ready => content.ready = self.yes_no(field, text),
            Field::Stage if category == Category::Promotion => {
                content.stage = self.promotion_stage(text).unwrap_or_default();
            }
            Field::Stage => content.stage = self.line(field, text),
            Field::Leader => content.leader = self.line(field, text),
            Field::Text => content.text = self.lines(field, text),
            Field::Explanation => content.explanation = self.lines(field, text),
            Field::PhysicalText => content.physical_text = self.lines(field, text),
            Field::Milestones => content.milestones = self.lines(field, text),
            Field::Problems => content.problems = self.lines(field, text),
            Field::NextSteps => content.next_steps = self.lines(field, text),
            Field::Funds => self.funds(content, text),
            Field::Permits => self.permits(content, text),
            // Read together, below; the reason belongs to the change, not to the content.
            Field::Statistics | Field::StatisticsState | Field::Reason => {}
        }
    }

    fn refuse(&mut self, field: Field, finding: Finding, got: &str) {
        self.findings.push(finding.on_field(field.key()).got(got));
    }

    fn money(&mut self, field: Field, text: &str) -> Option<Money> {
        match Money::parse(text, WAN) {
            Ok(money) => Some(money),
            Err(error) => {
                self.refuse(field, not_an_amount(field, error), text);
                None
            }
        }
    }

    fn date(&mut self, field: Field, text: &str) -> Option<Date> {
        let date = parse_date(text);
        if date.is_none() {
            let label = (field.label(Lang::Zh), field.label(Lang::En));
            self.refuse(field, not_a_date(label), text);
        }
        date
    }

    fn percent(&mut self, field: Field, text: &str) -> Option<Percent> {
        let percent = Percent::parse(text);
        if percent.is_none() {
            let finding = Finding::error(
                codes::NOT_A_PERCENT,
                words!("形象进度不是百分数", "physical progress is not a percentage"),
            )
            .expected(words!("0–100，最多两位小数", "0–100 with at most two decimals"));
            self.refuse(field, finding, text);
        }
        percent
    }

    fn yes_no(&mut self, field: Field, text: &str) -> Option<bool> {
        match to_half_width(text).to_ascii_lowercase().as_str() {
            "是" | "已" | "已开工" | "具备" | "y" | "yes" | "true" | "1" | "√" => Some(true),
            "否" | "未" | "未开工" | "不具备" | "n" | "no" | "false" | "0" | "×" => Some(false),
            _ => {
                self.refuse(field, unknown_word(words!("是 或 否", "yes or no")), text);
                None
            }
        }
    }

    fn promotion_stage(&mut self, text: &str) -> Option<String> {
        let stage = PromotionStage::parse(text);
        if stage.is_none() {
            let names = |lang| PromotionStage::ALL.map(|s| s.title(lang)).join(" → ");
            let (zh, en) = (names(Lang::Zh), names(Lang::En));
            self.refuse(Field::Stage, unknown_word(words!("{zh}", "{en}")), text);
        }
        stage.map(|s| s.title(Lang::Zh).to_owned())
    }

    fn line(&mut self, field: Field, text: &str) -> String {
        self.short_enough(field, &clean(text), LONGEST_LINE)
    }

    fn lines(&mut self, field: Field, text: &str) -> String {
        self.short_enough(field, &clean_multiline(text), LONGEST_TEXT)
    }

    fn short_enough(&mut self, field: Field, text: &str, most: usize) -> String {
        let length = text.chars().count();
        if length > most {
            let finding = Finding::error(
                codes::TEXT_TOO_LONG,
                words!("文字过长，共 {length} 字", "the text has {length} characters"),
            )
            .expected(words!("不超过 {most} 字", "at most {most}"));
            self.findings.push(finding.on_field(field.key()));
        }
        text.to_owned()
    }

    /// `专项债=1,000，信贷=500`: a piece without `=` is the rest of an amount with separators.
    fn funds(&mut self, content: &mut Content, text: &str) {
        let half = to_half_width(text);
        let mut parts: Vec<(String, String)> = Vec::new();
        for piece in half.split([',', ';', '、', '\n']).filter(|p| !p.trim().is_empty()) {
            match (piece.split_once(['=', ':']), parts.last_mut()) {
                (Some((source, amount)), _) => parts.push((source.trim().to_owned(), amount.to_owned())),
                (None, Some((_, amount))) => {
                    amount.push(',');
                    amount.push_str(piece);
                }
                (None, None) => parts.push((String::new(), piece.to_owned())),
            }
        }
        for (name, amount) in parts {
            let Some(source) = FundingSource::parse(&name) else {
                let names = |lang| FundingSource::ALL.map(|s| s.title(lang)).join(" ");
                let (zh, en) = (names(Lang::Zh), names(Lang::En));
                self.refuse(
                    Field::Funds,
                    unknown_word(words!("来源=金额；来源有 {zh}", "SOURCE=AMOUNT; sources are {en}")),
                    &name,
                );
                continue;
            };
            if content.funds.contains_key(&source) {
                let finding = Finding::error(
                    codes::UNKNOWN_WORD,
                    words!("同一来源写了两次", "a source is named twice"),
                )
                .expected(words!("每个来源一个金额", "one amount for each source"));
                self.refuse(Field::Funds, finding, &name);
                continue;
            }
            if let Some(amount) = self.money(Field::Funds, &amount) {
                content.funds.insert(source, amount);
            }
        }
    }

    fn permits(&mut self, content: &mut Content, text: &str) {
        for line in text.lines().filter(|l| !l.trim().is_empty()) {
            match line.parse::<NamedPermit>() {
                Ok(NamedPermit(kind, permit)) => {
                    content.permits.insert(kind, permit);
                }
                Err(NotAPermit::Date(got)) => {
                    self.refuse(Field::Permits, not_a_date(("手续日期", "permit date")), &got);
                }
                Err(NotAPermit::Kind(got) | NotAPermit::Part(got)) => {
                    let kinds = PermitKind::ALL.map(PermitKind::name).join(" ");
                    let zh = PermitKind::ALL.map(|k| k.title(Lang::Zh)).join(" ");
                    let expected = words!(
                        "手续:计划=日期,实际=日期,文号=文号；手续有 {zh}",
                        "KIND:planned=D,actual=D,number=X; kinds are {kinds}"
                    );
                    self.refuse(Field::Permits, unknown_word(expected), &got);
                }
            }
        }
    }

    /// A figure and a state that contradict each other are refused; 一致 without a figure means ours.
    fn statistics(&mut self, content: &mut Content) {
        let figure = self.draft.get(Field::Statistics).trim().to_owned();
        let word = self.draft.get(Field::StatisticsState).trim().to_owned();
        let state = StatisticsState::parse(&word);
        if !word.is_empty() && state.is_none() {
            let names = |lang| StatisticsState::ALL.map(|s| s.title(lang)).join(" ");
            let (zh, en) = (names(Lang::Zh), names(Lang::En));
            let at = self.findings.iter().position(|f| {
                f.field.as_deref().and_then(Field::of_key).is_some_and(|f| f > Field::StatisticsState)
            });
            let finding = unknown_word(words!("{zh}", "{en}")).on_field(Field::StatisticsState.key());
            self.findings.insert(at.unwrap_or(self.findings.len()), finding.got(&word));
            return;
        }
        let value = if figure.is_empty() { None } else { self.money(Field::Statistics, &figure) };
        content.statistics = match (value, state) {
            (Some(_), Some(state @ (StatisticsState::Pending | StatisticsState::Unregistered))) => {
                let (zh, en) = (state.title(Lang::Zh), state.title(Lang::En));
                let finding = Finding::error(
                    codes::CONTRADICTION,
                    words!("填了统计数又填“{zh}”", "a statistics figure is given and so is \"{en}\""),
                )
                .hint(words!("两者只留其一", "keep one of the two"));
                self.refuse(Field::StatisticsState, finding, &word);
                None
            }
            (Some(value), _) => Some(Statistics::Value(value)),
            (None, Some(StatisticsState::Pending)) => Some(Statistics::Pending),
            (None, Some(StatisticsState::Unregistered)) => Some(Statistics::Unregistered),
            (None, Some(StatisticsState::Consistent)) => content.completed_investment.map(Statistics::Value),
            (None, Some(StatisticsState::Inconsistent)) if figure.is_empty() => {
                let finding = Finding::error(
                    codes::CONTRADICTION,
                    words!("填了“不一致”而没有统计数", "\"inconsistent\" without the statistics figure"),
                );
                self.refuse(Field::Statistics, finding, "");
                None
            }
            (None, _) => None,
        };
    }
}

fn not_an_amount(field: Field, error: MoneyError) -> Finding {
    let (zh, en) = (field.label(Lang::Zh), field.label(Lang::En));
    let message = match error {
        MoneyError::NotANumber => words!("“{zh}”不是数字", "\"{en}\" is not a number"),
        MoneyError::TooFine => words!("“{zh}”精确到元以下", "\"{en}\" is finer than one yuan"),
        MoneyError::TooLarge => words!("“{zh}”过大", "\"{en}\" is too large"),
    };
    debug_assert!(matches!(field.kind(), FieldKind::Money | FieldKind::Funds));
    Finding::error(codes::NOT_AN_AMOUNT, message)
        .expected(words!("万元数，如 1234.5", "an amount in 万元 such as 1234.5"))
}

fn not_a_date((zh, en): (&str, &str)) -> Finding {
    Finding::error(codes::NOT_A_DATE, words!("“{zh}”不是日期", "\"{en}\" is not a date"))
        .expected(words!("如 2021-03-10", "such as 2021-03-10"))
}

fn unknown_word(expected: crate::domain::lang::Bilingual) -> Finding {
    Finding::error(codes::UNKNOWN_WORD, words!("没有这个说法", "not one of the known words"))
        .expected(expected)
}
