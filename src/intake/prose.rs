//! What a published notice says in its sentences: title, number, issuer, date, the declared totals, the
//! channel and day of the monthly report, and whether figures must agree with statistics. Only what is
//! written is read; nothing here decides a rule.

use jiff::civil::Date;

use super::list::DeclaredAmount;
use crate::domain::amount::Amount;
use crate::domain::category::Category;
use crate::domain::deadline::ReportingRule;
use crate::domain::notice::{Declared, Notice};
use crate::domain::text::to_half_width;

/// What was read.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// 关于…的通知
    pub title: Option<String>,
    /// 文号
    pub number: Option<String>,
    /// 发文机关
    pub issuer: Option<String>,
    /// 成文日期
    pub date: Option<Date>,
    /// Where the copy was read, where it says so.
    pub source: Option<String>,
    /// Declared totals, in the order of categories.
    pub declared: Vec<(Declared, Option<DeclaredAmount>)>,
    /// 每月25日前
    pub day: Option<i8>,
}

impl Facts {
    /// A notice from what was read; `None` unless it has a number or declares a total.
    pub fn notice(&self, year: i16, file: &str) -> Option<Notice> {
        if self.number.is_none() && self.declared.is_empty() {
            return None;
        }
        let reporting = ReportingRule { day: self.day.unwrap_or(25), ..ReportingRule::default() };
        Some(Notice {
            year,
            title: self.title.clone().unwrap_or_default(),
            number: self.number.clone().unwrap_or_default(),
            issuer: self.issuer.clone().unwrap_or_default(),
            date: self.date,
            source: self.source.clone().unwrap_or_else(|| file.to_owned()),
            declared: self.declared.iter().map(|(d, _)| d.clone()).collect(),
            sections: Vec::new(),
            legends: Vec::new(),
            reporting,
        })
    }
}

/// Reads the lines of a document that are not rows of its tables.
pub fn read(lines: &[(u32, String)]) -> Facts {
    let mut facts = Facts::default();
    let texts: Vec<&str> = lines.iter().map(|(_, t)| t.trim()).filter(|t| !t.is_empty()).collect();
    for (at, text) in texts.iter().enumerate() {
        if facts.number.is_none() && is_number(text) {
            facts.number = Some((*text).to_owned());
            facts.title = texts[..at].iter().rev().take(4).find(|t| is_title(t)).map(|t| (*t).to_owned());
        }
        if let Some(url) =
            text.split_once("原文地址").or_else(|| text.split_once("来源")).map(|(_, rest)| rest)
            && let Some(start) = url.find("http")
        {
            let end = url[start..].find(['>', ' ', '"', '）', ')']).unwrap_or(url.len() - start);
            facts.source = Some(url[start..start + end].to_owned());
        }
        if let Some(date) = date_line(text)
            && at > 0
        {
            facts.date = Some(date);
            let signer = texts[at - 1];
            if signer.chars().count() <= 30 && !signer.contains(['。', '，', '：', ':', '、']) {
                facts.issuer = Some(signer.to_owned());
            }
        }
    }
    if facts.issuer.is_none() {
        facts.issuer = facts
            .title
            .as_deref()
            .and_then(|t| t.split_once("关于"))
            .map(|(who, _)| who.to_owned())
            .filter(|w| !w.is_empty());
    }
    // A paragraph may be broken by an empty line, so sentences are read from the whole.
    let whole = texts.concat();
    totals(&whole, &mut facts);
    rules(&whole, &mut facts);
    facts
}

/// `渝府办发〔2021〕25号`, alone on its line.
fn is_number(text: &str) -> bool {
    let Some((before, rest)) = text.split_once(['〔', '[', '﹝', '（', '(']) else { return false };
    let Some((year, after)) = rest.split_once(['〕', ']', '﹞', '）', ')']) else { return false };
    let serial = after.trim_start_matches('第').strip_suffix('号').unwrap_or_default();
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    (2..=12).contains(&before.chars().count()) && year.len() == 4 && digits(year) && digits(serial)
}

fn is_title(text: &str) -> bool {
    let kind = ["通知", "意见", "方案", "函", "批复", "公告"].iter().any(|w| text.ends_with(w));
    kind && text.contains("关于") && text.chars().count() <= 120
}

/// A line that is nothing but a date: `2021年3月2日`.
fn date_line(text: &str) -> Option<Date> {
    let half = to_half_width(text);
    let bare: String = half.chars().filter(|c| !c.is_whitespace()).collect();
    let (year, rest) = bare.strip_suffix('日')?.split_once('年')?;
    let (month, day) = rest.split_once('月')?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The category that a phrase names.
pub fn category_of(text: &str) -> Option<Category> {
    if text.contains("招商") {
        Some(Category::Promotion)
    } else if ["前期", "规划研究", "储备", "谋划"].iter().any(|w| text.contains(w)) {
        Some(Category::Planning)
    } else if text.contains("建设项目") || text.contains("建设") {
        Some(Category::Construction)
    } else {
        None
    }
}

/// `重大建设项目894个，估算总投资约2.8万亿元，年度计划完成投资3532亿元`.
fn totals(whole: &str, facts: &mut Facts) {
    for (end, _) in whole.match_indices("项目") {
        let after = &whole[end + "项目".len()..];
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        if digits == 0 || digits > 5 || !after[digits..].starts_with('个') {
            continue;
        }
        // The phrase begins after the last mark before it.
        let before = &whole[..end];
        let begin = before
            .rfind(['。', '；', '：', '，', '、', '(', '（'])
            .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        let Some(category) = category_of(&whole[begin..end + "项目".len()]) else { continue };
        if facts.declared.iter().any(|(d, _)| d.category == category) {
            continue;
        }
        let clause_end = after.find(['；', '。']).unwrap_or(after.len());
        let clause = &after[..clause_end];
        let total = amount_after(clause, &["总投资"]);
        let planned = amount_after(clause, &["计划完成投资", "计划投资", "年度投资"]);
        let Ok(count) = after[..digits].parse() else { continue };
        let stated = total.and_then(|(printed, _)| DeclaredAmount::parse(printed, None));
        facts.declared.push((
            Declared {
                category,
                count,
                total_investment: total.map(|(_, a)| a.money),
                total_is_about: total.is_some_and(|(_, a)| a.about),
                planned_investment: planned.map(|(_, a)| a.money),
                channel: String::new(),
                statistics_must_agree: false,
            },
            stated,
        ));
    }
    facts.declared.sort_by_key(|(d, _)| d.category);
}

fn amount_after<'a>(clause: &'a str, words: &[&str]) -> Option<(&'a str, Amount)> {
    words.iter().find_map(|word| {
        let rest = &clause[clause.find(word)? + word.len()..];
        let end = rest.find('元')? + '元'.len_utf8();
        let printed = rest[..end].trim_start_matches(['额', '为', '达']);
        Amount::parse(printed, None).ok().map(|amount| (printed, amount))
    })
}

/// The channel and the day, for the categories that the text speaks of where it says them.
fn rules(whole: &str, facts: &mut Facts) {
    let mut subject: Vec<Category> = Vec::new();
    for sentence in whole.split('。') {
        let opening = sentence.split('，').next().unwrap_or(sentence);
        let named: Vec<Category> = Category::ALL
            .into_iter()
            .filter(|c| opening.contains("市级重大") && opening.contains(c.title()))
            .collect();
        if !named.is_empty() {
            subject = named;
        }
        let Some(at) = sentence.find("每月") else { continue };
        let rest = &sentence[at + "每月".len()..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let Some(after) = rest[digits..].strip_prefix("日前") else { continue };
        let day: Option<i8> = rest[..digits].parse().ok().filter(|d| (1..=28).contains(d));
        facts.day = facts.day.or(day);
        let channel =
            after.strip_prefix("通过").and_then(|t| t.split_once("填报")).map(|(channel, _)| channel);
        let agree = sentence.contains("统计") && sentence.contains("一致");
        for (declared, _) in facts.declared.iter_mut().filter(|(d, _)| subject.contains(&d.category)) {
            if let Some(channel) = channel {
                channel.clone_into(&mut declared.channel);
            }
            declared.statistics_must_agree |= agree;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_and_dates_stand_alone() {
        assert!(is_number("渝府办发〔2021〕25号"));
        for no in [
            "(渝府办发〔2020〕8号)有关要求",
            "渝府办发〔2021〕25",
            "〔2021〕25号",
            "见渝府办发〔2021〕25号文",
        ] {
            assert!(!is_number(no), "{no}");
        }
        assert_eq!(date_line("2021年3月2日"), Some(jiff::civil::date(2021, 3, 2)));
        assert_eq!(date_line("2021年2月30日"), None);
    }

    #[test]
    fn categories_are_told_by_their_words() {
        assert_eq!(category_of("其中：重大建设项目"), Some(Category::Construction));
        assert_eq!(category_of("2021年市级重大前期规划研究项目"), Some(Category::Planning));
        assert_eq!(category_of("市级重大招商项目"), Some(Category::Promotion));
        assert_eq!(category_of("2个氢能项目"), None);
    }

    proptest! {
        #[test]
        fn no_prose_panics(text in "[重大建设招商前期项目个总投资约元亿每月日前通过填报0-9〔〕号。，；：年]{0,60}|\\PC{0,40}") {
            let _ = read(&[(1, text.clone()), (2, text)]).notice(2021, "f");
        }
    }
}
