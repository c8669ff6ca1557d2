//! Reading the one-line answers: what a sentence typed under a question asks to be done, or what is wrong
//! with it, so that the question stays open with the words in it.

use crate::desk::roster::Funding;
use crate::desk::sheet::RowCommand;
use crate::domain::date::parse_date;
use crate::domain::funding::FundingSource;
use crate::domain::issue::IssueKind;
use crate::domain::lang::Bilingual;
use crate::domain::money::{Money, WAN};
use crate::domain::permit::{NamedPermit, NotAPermit, PermitKind};
use crate::domain::project::ProjectId;
use crate::domain::report::ReportAction;
use crate::domain::roster::SiteTopic;
use crate::domain::supervision::Inspection;
use crate::domain::text::to_half_width;
use crate::tui::effect::Effect;
use crate::tui::model::PromptKind;
use crate::words;

/// What a full answer has done.
pub fn effect(wish: PromptKind, answer: &str, today: jiff::civil::Date) -> Result<Effect, Bilingual> {
    let answer = answer.trim();
    let text = answer.to_owned();
    let deed = match wish {
        PromptKind::SaveQuery(query) => return Ok(Effect::SaveQuery(text, query)),
        // The word before a colon tells an issue's kind (`用地：地块未交付`), else its own words do.
        PromptKind::OpenIssue(id, month) => match kind_and_text(answer) {
            Some((kind, text)) => RowCommand::OpenIssue(id, kind, text, month),
            None => RowCommand::OpenIssue(id, IssueKind::guess(answer), text, month),
        },
        PromptKind::Return(ids, month) => RowCommand::Judge(ids, month, ReportAction::Return, text),
        PromptKind::Explain(id, month, figure) => RowCommand::Explain(id, month, figure, text),
        // Said of a document that is on its way in, which is read again with it: no effect of its own.
        PromptKind::ListYear | PromptKind::ListSheet => return Err(Bilingual::same("")),
        PromptKind::Escalate(item) => RowCommand::Escalate(item, None, text),
        PromptKind::Decide(item) => RowCommand::Decide(item, text),
        PromptKind::Close(item) => RowCommand::Close(item, text),
        PromptKind::Watch(id) => {
            let (reason, document) = parted(answer);
            RowCommand::Watch(id, reason, document)
        }
        PromptKind::Unwatch(id) => RowCommand::Unwatch(id, text),
        PromptKind::Supervise(id) => RowCommand::Supervise(id, visit(answer, today)?),
        PromptKind::Answer(id, item) => RowCommand::Answer(id, item, text),
        PromptKind::Permit(id) => RowCommand::SetPermit(id, permit(answer)?),
        PromptKind::Note(id) => note(id, answer)?,
        PromptKind::Settle(id, item) => RowCommand::Settle(id, item, text),
        PromptKind::Party(id, role) => RowCommand::SetParty(id, role, text),
        PromptKind::Funding(id) => funding(id, answer)?,
    };
    Ok(Effect::Perform(deed))
}

fn kind_and_text(answer: &str) -> Option<(IssueKind, String)> {
    let (kind, text) = answer.split_once(['：', ':'])?;
    Some((IssueKind::parse(kind)?, text.trim().to_owned())).filter(|(_, text)| !text.is_empty())
}

/// Two parts around the first semicolon.
fn parted(answer: &str) -> (String, String) {
    let (one, two) = answer.split_once(['；', ';']).unwrap_or((answer, ""));
    (one.trim().to_owned(), two.trim().to_owned())
}

/// `所见；要求；时限`, the last two left out where nothing is asked.
fn visit(answer: &str, today: jiff::civil::Date) -> Result<Inspection, Bilingual> {
    let (text, rest) = parted(answer);
    let (demand, due) = parted(&rest);
    let date = due.strip_suffix('前').unwrap_or(&due);
    let due = match date {
        "" => None,
        text => Some(parse_date(text).ok_or_else(|| {
            words!("时限“{text}”不是日期，应如 2021-04-30", "\"{text}\" is no date; write 2021-04-30")
        })?),
    };
    Ok(Inspection { on: today, text, demand, due, answer: String::new(), answered: None })
}

fn permit(answer: &str) -> Result<NamedPermit, Bilingual> {
    answer.parse::<NamedPermit>().map_err(|wrong| match wrong {
        NotAPermit::Kind(kind) => {
            let kinds = |lang| PermitKind::ALL.map(|k| k.title(lang)).join(" ");
            let (zh, en) = (kinds(crate::domain::lang::Lang::Zh), kinds(crate::domain::lang::Lang::En));
            words!("没有“{kind}”这种手续；有：{zh}", "no permit \"{kind}\"; there are: {en}")
        }
        NotAPermit::Part(part) => words!(
            "看不懂“{part}”；写 计划=、实际= 或 文号=",
            "\"{part}\" is not understood; write planned=, actual= or number="
        ),
        NotAPermit::Date(date) => {
            words!("“{date}”不是日期，应如 2021-04-30", "\"{date}\" is no date; write 2021-04-30")
        }
    })
}

fn note(id: ProjectId, answer: &str) -> Result<RowCommand, Bilingual> {
    let (topic, rest) = answer.split_once(['：', ':']).unwrap_or((answer, ""));
    let Some(topic) = SiteTopic::parse(topic) else {
        return Err(words!(
            "先写 质量、安全 或 文明施工，再写冒号",
            "begin with quality, safety or civilised, then a colon"
        ));
    };
    let (text, follow_up) = parted(rest);
    Ok(RowCommand::Note(id, topic, text, follow_up))
}

fn funding(id: ProjectId, answer: &str) -> Result<RowCommand, Bilingual> {
    let half = to_half_width(answer);
    let (source, rest) = half.split_once(':').unwrap_or((&half, ""));
    let Some(source) = FundingSource::parse(source) else {
        let titles = |lang| FundingSource::ALL.map(|s| s.title(lang)).join(" ");
        let (zh, en) = (titles(crate::domain::lang::Lang::Zh), titles(crate::domain::lang::Lang::En));
        return Err(words!("先写来源：{zh}", "begin with a source: {en}"));
    };
    let mut given = Funding::default();
    for part in rest.split([',', '、', ' ']).filter(|part| !part.trim().is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let amount = Money::parse(value.trim(), WAN)
            .map_err(|_| words!("“{value}”不是万元数", "\"{value}\" is not a number of 10k yuan"))?;
        match key.trim() {
            "计划" | "planned" => given.planned = Some(amount),
            "到位" | "arrived" | "available" => given.available = Some(amount),
            "使用" | "used" => given.used = Some(amount),
            other => {
                return Err(words!(
                    "看不懂“{other}”；写 计划=、到位= 或 使用=",
                    "\"{other}\" is not understood; write planned=, arrived= or used="
                ));
            }
        }
    }
    if given == Funding::default() {
        return Err(words!(
            "没有金额；写 计划=、到位= 或 使用=",
            "no amount; write planned=, arrived= or used="
        ));
    }
    Ok(RowCommand::SetFunding(id, source, given))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const ID: &str = "2021-1-431";

    fn read(wish: PromptKind, answer: &str) -> Result<RowCommand, Bilingual> {
        match effect(wish, answer, date(2021, 4, 1))? {
            Effect::Perform(deed) => Ok(deed),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_visit_says_what_was_seen_and_may_ask_for_something() {
        let id: ProjectId = ID.parse().unwrap();
        let Ok(RowCommand::Supervise(_, seen)) =
            read(PromptKind::Supervise(id), "桩基滞后；增加机械；2021年4月30日前")
        else {
            panic!("not read")
        };
        assert_eq!((seen.demand.as_str(), seen.due), ("增加机械", Some(date(2021, 4, 30))));
        assert!(read(PromptKind::Supervise(id), "滞后；赶工；月底").unwrap_err().zh.contains("月底"));
        let Ok(RowCommand::Supervise(_, seen)) = read(PromptKind::Supervise(id), "进展正常") else {
            panic!("not read")
        };
        assert_eq!((seen.text.as_str(), seen.due), ("进展正常", None));
    }

    #[test]
    fn what_cannot_be_read_says_what_is_expected() {
        let id: ProjectId = ID.parse().unwrap();
        for (wish, answer, said) in [
            (PromptKind::Permit(id), "彩票:实际=2021-03-01", "施工许可"),
            (PromptKind::Permit(id), "用地:实际=明天", "2021-04-30"),
            (PromptKind::Note(id), "防护缺失", "安全"),
            (PromptKind::Funding(id), "彩票:计划=1", "信贷"),
            (PromptKind::Funding(id), "信贷:计划=很多", "万元"),
            (PromptKind::Funding(id), "信贷", "到位="),
        ] {
            let why = read(wish, answer).unwrap_err();
            assert!(why.zh.contains(said), "{answer}: {}", why.zh);
        }
        let Ok(RowCommand::SetFunding(_, _, given)) =
            read(PromptKind::Funding(id), "信贷：计划=5000，到位=1200.5")
        else {
            panic!("not read")
        };
        assert_eq!(given.available, Some(Money(12_005_000)));
    }

    #[test]
    fn an_issue_takes_its_kind_from_the_colon_or_from_its_words() {
        let id: ProjectId = ID.parse().unwrap();
        let kind = |answer| match read(PromptKind::OpenIssue(id, None), answer) {
            Ok(RowCommand::OpenIssue(_, kind, text, _)) => (kind, text),
            other => panic!("{other:?}"),
        };
        assert_eq!(kind("资金：贷款未放款"), (IssueKind::Money, "贷款未放款".into()));
        assert_eq!(kind("地块未交付").0, IssueKind::Land);
        assert_eq!(kind("天气：连日大雨"), (IssueKind::Other, "天气：连日大雨".into()));
    }
}
