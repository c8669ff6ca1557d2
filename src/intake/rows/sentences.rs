//! Sentences and signs inside a list: notes, legends of marks, counts of the whole list, annex lines, and
//! cells that say nothing.

use super::super::{heading, numeral};
use crate::domain::text::to_half_width;

/// Marks that lists put before or after a name.
pub fn is_mark(c: char) -> bool {
    matches!(
        c,
        '★' | '☆'
            | '▲'
            | '△'
            | '●'
            | '○'
            | '◆'
            | '◇'
            | '■'
            | '□'
            | '◎'
            | '※'
            | '✦'
            | '▼'
            | '▽'
            | '⊙'
            | '✩'
            | '✪'
    )
}

/// Cells that say "nothing": dashes and strokes.
pub fn is_dash(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| matches!(c, '-' | '—' | '–' | '－' | '/' | '／' | '\\' | '─' | ' '))
}

/// Half width, without spaces.
pub fn bare(text: &str) -> String {
    to_half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// `附件2`, alone on its line or before the list's title.
pub fn annex_of(text: &str) -> Option<u8> {
    let bare = bare(text);
    let rest = bare.strip_prefix("附件").or_else(|| bare.strip_prefix("附表"))?;
    let first = rest.chars().next()?;
    let number = first.to_digit(10).or_else(|| numeral::of_chinese(&first.to_string()))?;
    let after = rest[first.len_utf8()..].chars().next();
    (after.is_none_or(|c| !c.is_ascii_digit()) && (1..=9).contains(&number)).then_some(number as u8)
}

/// A cell that only says that notes follow beside or below it: 注, 说明, 备注：
pub fn begins_notes(text: &str) -> bool {
    if text.len() > 40 || !text.starts_with(['注', '备', '说', '附', '填', '编']) {
        return false;
    }
    let bare = bare(text);
    matches!(
        bare.trim_end_matches([':', '：']),
        "注" | "备注" | "说明" | "附注" | "注释" | "填表说明" | "编制说明"
    )
}

/// A row's label that announces a sum.
pub fn is_total(text: &str) -> bool {
    if text.len() > 24 {
        return false;
    }
    matches!(bare(text).trim_end_matches([':', '：']), "合计" | "总计" | "共计" | "小计" | "总合计")
}

/// A title without what says that it is printed again, and without spaces: `……名单（续）`; empty for 续表.
pub fn without_continued(text: &str) -> String {
    let mut bare = bare(text);
    for word in ["(续表)", "(续)", "续上表", "(接上表)", "接上表", "续表", "(续前)"] {
        if let Some(before) = bare.strip_suffix(word) {
            bare.truncate(before.len());
            break;
        }
    }
    bare
}

/// `2021年3月2日` and nothing else.
pub fn is_date(text: &str) -> bool {
    let bare = bare(text);
    bare.ends_with('日') && bare.chars().count() <= 12 && bare.contains('年') && bare.contains('月')
}

/// A sentence rather than a title.
pub fn is_note(text: &str) -> bool {
    let bare = bare(text);
    let begins = [
        "注:",
        "注：",
        "备注",
        "说明:",
        "说明：",
        "单位:",
        "单位：",
        "填报",
        "填表",
        "制表",
        "审核",
        "联系人",
        "资料来源",
        "来源",
        "原文",
        "附注",
        "金额单位",
        "标“",
        "标\"",
        "带“",
        "带★",
        "标注",
        "项目总数",
        "(此件",
        "抄送",
        "主送",
        "编制单位",
        "截止",
        "截至",
        "统计时间",
    ];
    begins.iter().any(|w| bare.starts_with(w))
        || is_date(text)
        || bare.contains('。')
        || legend(text).is_some()
        || bare.chars().count() > 60
        || (bare.chars().filter(|c| *c == ',' || *c == '，').count() >= 2 && bare.contains("投资"))
}

/// `第 1 页，共 3 页`, `— 2 —`, `Page 1 of 3`, a number alone.
pub fn is_page_number(text: &str) -> bool {
    let bare = bare(text).to_lowercase();
    let plain = bare.trim_matches(['-', '—', '–', '－', '─', '·']);
    let digits = |t: &str| !t.is_empty() && t.len() <= 4 && t.bytes().all(|b| b.is_ascii_digit());
    let chinese = bare.starts_with('第') && bare.ends_with('页')
        || bare.starts_with('共') && bare.ends_with('页')
        || bare.strip_prefix('第').and_then(|t| t.split_once('页')).is_some_and(|(n, _)| digits(n));
    let english = plain.strip_prefix("page").is_some_and(|t| {
        let (page, of) = t.split_once("of").or_else(|| t.split_once('/')).unwrap_or((t, "1"));
        digits(page) && digits(of)
    });
    chinese || english || digits(plain)
}

/// A count of the whole list in a sentence: `项目总数246个（新开工73个…）`, `…名单（共173项）`.
pub fn total_in(text: &str) -> Option<u32> {
    let bare = bare(text);
    if let Some(rest) =
        ["项目总数", "项目共", "共有项目", "共计", "总计"].iter().find_map(|w| bare.strip_prefix(w))
    {
        let rest = rest.trim_start_matches([':', '：', '为']);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let unit = rest[digits..].starts_with(['个', '项']);
        return (unit && digits <= 6).then(|| rest[..digits].parse().ok())?;
    }
    let counted = heading::counted(&bare);
    let names_a_list = ["名单", "清单", "计划", "项目表", "计划表", "一览表", "项目"]
        .iter()
        .any(|w| counted.title.ends_with(w));
    counted.count.filter(|_| names_a_list && counted.title.contains('年'))
}

/// The legend that a note gives for a mark: `标"★"的为2025年重大项目`.
pub fn legend(text: &str) -> Option<(String, String)> {
    let at = text.find(is_mark)?;
    let mark: String = text[at..].chars().take_while(|c| is_mark(*c)).collect();
    let says = ["标", "带", "注", "表示", "属", "为", "系", "代表"].iter().any(|w| text.contains(w));
    // A name with a mark is short and says nothing about itself.
    let about = text.contains('“')
        || text.contains('"')
        || text.contains('”')
        || text.contains("标注")
        || text.contains("表示")
        || text.contains("带")
        || text.trim_start().starts_with('注')
        || text.contains("标★")
        || text.contains("项目名称")
        || text[at + mark.len()..].trim_start().starts_with(['为', '：', ':']);
    let sentence =
        text.trim().trim_start_matches("备注").trim_start_matches('注').trim_start_matches(['：', ':', ' ']);
    (says && about && sentence.chars().count() <= 200).then(|| (mark, sentence.to_owned()))
}
