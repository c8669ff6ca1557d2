//! Headings inside a list: `三、重大产业项目`, `(一) 工业支柱产业`, `——铁路`, `【收尾】(8个)`, and the counts that
//! they declare of themselves. What a whole row is, `rows` decides.

use super::numeral;
use crate::domain::amount::Amount;
use crate::domain::money::Money;
use crate::domain::text::to_half_width;

/// How a heading is numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberingStyle {
    /// 第一部分
    Part,
    /// 一、
    Han,
    /// （一）
    HanParen,
    /// 1、
    Arabic,
    /// (1)
    ArabicParen,
    /// Ⅰ、 and （Ⅱ）, which one list mixes
    Roman,
    /// A、
    Letter,
    /// ①
    Circled,
    /// ——
    Dash,
    /// -1
    Minus,
    /// 【收尾】
    Bracket,
    /// A stage used as a heading: 续建项目.
    Stage,
    /// No number at all.
    Bare,
}

impl NumberingStyle {
    /// How high the style stands where custom is clear; 一、 always above （一）.
    pub fn rank(self) -> Option<u8> {
        match self {
            Self::Part => Some(1),
            Self::Han => Some(2),
            Self::HanParen => Some(3),
            _ => None,
        }
    }
}

/// A text's numbering: its style, its number where it has one, and the text after it.
pub fn numbering(text: &str) -> Option<(NumberingStyle, Option<u32>, &str)> {
    let text = text.trim();
    let first = text.chars().next()?;
    if let Some(rest) = text.strip_prefix('第') {
        let end = rest.find(|c| numeral::of_chinese(&String::from(c)).is_none())?;
        let number = numeral::of_chinese(&rest[..end])?;
        let after = ["部分", "类", "章", "篇"].iter().find_map(|w| rest[end..].strip_prefix(w))?;
        return Some((
            NumberingStyle::Part,
            Some(number),
            after.trim_start_matches(['、', '：', ':', ' ', '\u{3000}']),
        ));
    }
    if matches!(first, '（' | '(' | '〔' | '﹙') {
        let close = text.find(['）', ')', '〕', '﹚'])?;
        let inside = text[first.len_utf8()..close].trim();
        let after = text[close..].chars().next().map(|c| text[close + c.len_utf8()..].trim_start())?;
        let after = after.trim_start_matches(['、', '.', '．']).trim_start();
        if let Some(number) = numeral::of_chinese(inside) {
            return Some((NumberingStyle::HanParen, Some(number), after));
        }
        if let Some(number) = roman(inside) {
            return Some((NumberingStyle::Roman, Some(number), after));
        }
        let half = to_half_width(inside);
        let number = (half.len() <= 3 && !half.is_empty()).then(|| half.parse().ok())??;
        return Some((NumberingStyle::ArabicParen, Some(number), after));
    }
    if let Some((style, number)) = enclosed(first) {
        let after = text[first.len_utf8()..].trim_start_matches(['、', '.', '．', ' ', '\u{3000}']);
        return Some((style, Some(number), after));
    }
    if first == '【' {
        let close = text.find('】')?;
        let inside = &text[first.len_utf8()..close];
        return (!inside.is_empty()).then_some((NumberingStyle::Bracket, None, text));
    }
    if matches!(first, '—' | '–' | '-' | '－' | '─') {
        let after = text.trim_start_matches(['—', '–', '-', '－', '─']).trim_start();
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            return (!after.is_empty()).then_some((NumberingStyle::Dash, None, after));
        }
        let rest = after[digits..].trim_start_matches(['、', '.', '．']);
        let cut = after[digits..].starts_with([' ', '\u{3000}', '、', '.', '．']);
        return (cut && digits <= 3 && !rest.trim().is_empty())
            .then(|| (NumberingStyle::Minus, after[..digits].parse().ok(), rest.trim_start()));
    }
    let head_end = text.find(['、', '，', '．', '.', ':', '：', ')', '）'])?;
    let head = text[..head_end].trim_end();
    let separator = text[head_end..].chars().next()?;
    let after = text[head_end + separator.len_utf8()..].trim_start();
    if head.is_empty() || after.is_empty() || head.chars().count() > 5 {
        return None;
    }
    if let Some(number) = numeral::of_chinese(head) {
        return (separator != ')' && separator != '）').then_some((NumberingStyle::Han, Some(number), after));
    }
    if let Some(number) = roman(head) {
        return Some((NumberingStyle::Roman, Some(number), after));
    }
    let half = to_half_width(head);
    if let ([letter @ b'A'..=b'Z'], true) = (half.as_bytes(), matches!(separator, '、' | '．' | '.')) {
        let number = u32::from(letter - b'A') + 1;
        return (separator == '、' || !after.starts_with(|c: char| c.is_ascii())).then_some((
            NumberingStyle::Letter,
            Some(number),
            after,
        ));
    }
    let is_number = half.len() <= 4 && half.bytes().all(|b| b.is_ascii_digit());
    let decimal = matches!(separator, '.' | '．') && after.starts_with(|c: char| c.is_ascii_digit());
    let list = matches!(separator, '、' | '.' | '．' | ')' | '）');
    (is_number && list && !decimal).then(|| (NumberingStyle::Arabic, half.parse().ok(), after))
}

/// A numbering that is a whole cell: `一`, `(一)`, `二、`, `Ⅲ`, `①`. Plain Arabic numbers are serials.
pub fn numbering_alone(text: &str) -> Option<(NumberingStyle, u32)> {
    let text = text.trim().trim_end_matches(['、', '.', '．', '：', ':', ' ']);
    if let Some(number) = numeral::of_chinese(text) {
        return Some((NumberingStyle::Han, number));
    }
    if let Some(number) = roman(text) {
        return Some((NumberingStyle::Roman, number));
    }
    let mut chars = text.chars();
    if let (Some(only), None) = (chars.next(), chars.next())
        && let Some((style, number)) = enclosed(only)
    {
        return Some((style, number));
    }
    let inside = text.strip_prefix(['（', '('])?.strip_suffix(['）', ')'])?.trim();
    if let Some(number) = numeral::of_chinese(inside) {
        return Some((NumberingStyle::HanParen, number));
    }
    roman(inside).map(|number| (NumberingStyle::Roman, number))
}

fn enclosed(c: char) -> Option<(NumberingStyle, u32)> {
    let code = u32::from(c);
    match code {
        0x2460..=0x2473 => Some((NumberingStyle::Circled, code - 0x245f)),
        0x2474..=0x2487 => Some((NumberingStyle::ArabicParen, code - 0x2473)),
        0x3220..=0x3229 => Some((NumberingStyle::HanParen, code - 0x321f)),
        _ => None,
    }
}

/// Ⅰ to Ⅻ, or the same in letters.
fn roman(text: &str) -> Option<u32> {
    let mut letters = String::new();
    for c in text.chars() {
        match u32::from(c) {
            code @ 0x2160..=0x216b => letters.push_str(&numeral::roman(code - 0x215f)),
            code @ 0x2170..=0x217b => letters.push_str(&numeral::roman(code - 0x216f)),
            _ if matches!(c, 'I' | 'V' | 'X') => letters.push(c),
            _ => return None,
        }
    }
    (1..40).find(|number| numeral::roman(*number) == letters)
}

/// A heading's title and what it declares of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The title without the count.
    pub title: String,
    /// 个数
    pub count: Option<u32>,
    /// 总投资, where the text says it.
    pub sum: Option<Money>,
}

/// Reads a count off the end of a title: `工业(321项)`, `科技产业类67项`, `创新能力提升项目26个`,
/// `交通（14个，总投资158.5亿元）`.
pub fn counted(text: &str) -> Counted {
    let text = text.trim();
    let whole = Counted { title: text.to_owned(), ..Counted::default() };
    let bracketed = text.ends_with([')', '）', '】', ']']).then(|| {
        let open = text.rfind(['(', '（', '【', '['])?;
        let close = text.char_indices().next_back().map(|(at, _)| at)?;
        let inside_start = open + text[open..].chars().next().map_or(0, char::len_utf8);
        Some((text[..open].trim_end(), &text[inside_start..close]))
    });
    if let Some(Some((title, inside))) = bracketed
        && let Some((count, rest)) = leading_count(inside)
        && !title.is_empty()
    {
        return Counted { title: title.to_owned(), count: Some(count), sum: sum_in(rest) };
    }
    // Without brackets the count must end the text, or be followed by the sum alone.
    let (head, tail) = match text.find(['，', ',', '；']) {
        Some(at) if text[at..].contains("投资") && !text[at..].contains('。') => text.split_at(at),
        _ => (text, ""),
    };
    if let Some((title, count)) = trailing_count(head) {
        return Counted { title, count: Some(count), sum: sum_in(tail) };
    }
    whole
}

/// A title that goes on in a sentence about how many there are: `市本级 项目59个。其中……`,
/// `市住建委 项目14个，2025年计划完成4.36亿元`.
pub fn counted_in_sentence(text: &str) -> Option<Counted> {
    let at = text.find("项目")?;
    let title = text[..at].trim_end().trim_end_matches(['共', '有', '，', '：']).trim_end();
    let rest = text[at + "项目".len()..].trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest[digits..].strip_prefix(['个', '项'])?;
    let sentence = after.starts_with(['，', '。', '；', ',', ';']) && (1..=5).contains(&digits);
    let short = !title.is_empty() && title.chars().count() <= 20 && !title.contains(['，', '。']);
    (sentence && short).then(|| Counted {
        title: title.to_owned(),
        count: rest[..digits].parse().ok(),
        sum: after.split(['。', '；']).next().filter(|t| t.contains("总投资")).and_then(sum_in),
    })
}

/// `59项`, `共 59 个`, `59个项目`: a count and nothing else.
pub fn count_alone(text: &str) -> Option<u32> {
    if !text.trim_end_matches(['。', ' ', '）', ')']).ends_with(['个', '项', '目']) {
        return None;
    }
    leading_count(text)
        .filter(|(_, rest)| rest.trim_matches(['。', ' ', '）', ')']).is_empty())
        .map(|(count, _)| count)
}

/// `项目数 426 个`: a cell that names nothing but how many there are.
pub fn says_only_a_count(text: &str) -> bool {
    count_alone(text).is_some()
}

fn leading_count(text: &str) -> Option<(u32, &str)> {
    let mut rest = text.trim();
    for word in ["项目总数", "项目个数", "项目数", "项目", "共计", "合计", "总计", "共有", "共", "计", "："]
    {
        rest = rest.strip_prefix(word).unwrap_or(rest).trim_start();
    }
    let end = rest.find(|c: char| !c.is_ascii_digit() && !('０'..='９').contains(&c))?;
    let digits = to_half_width(&rest[..end]);
    let count = (digits.len() <= 6).then(|| digits.parse().ok())??;
    let after = rest[end..].trim_start();
    let after = ["个项目", "项目", "个", "项"].iter().find_map(|w| after.strip_prefix(w))?;
    Some((count, after.trim_start()))
}

fn trailing_count(text: &str) -> Option<(String, u32)> {
    let head = ["个项目", "个", "项"].iter().find_map(|w| text.trim_end().strip_suffix(w))?.trim_end();
    let digits: String =
        head.chars().rev().take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c)).collect();
    if digits.is_empty() || digits.chars().count() > 6 {
        return None;
    }
    let title = &head[..head.len() - digits.len()];
    let number: String = to_half_width(&digits).chars().rev().collect();
    let title = title.trim_end().trim_end_matches(['共', '计', '：', ':']).trim_end_matches("合").trim_end();
    (!title.is_empty()).then(|| number.parse().ok().map(|count| (title.to_owned(), count)))?
}

/// The amount after 投资 in a phrase.
fn sum_in(text: &str) -> Option<Money> {
    let at = text.find("投资")? + "投资".len();
    let rest = text[at..].trim_start_matches(['额', '为', '：', ':', ' ']);
    let end = rest.find("元").map(|e| e + "元".len())?;
    Amount::parse(&rest[..end], None).ok().map(|a| a.money)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_observed_numbering_is_known() {
        for (text, style, title) in [
            ("三、重大产业项目", NumberingStyle::Han, "重大产业项目"),
            ("十二 、其他", NumberingStyle::Han, "其他"),
            ("(一) 工业支柱产业", NumberingStyle::HanParen, "工业支柱产业"),
            ("（一）交通", NumberingStyle::HanParen, "交通"),
            ("——铁路", NumberingStyle::Dash, "铁路"),
            ("1、合肥市(915个)", NumberingStyle::Arabic, "合肥市(915个)"),
            ("Ⅰ、机场（9项）", NumberingStyle::Roman, "机场（9项）"),
            ("（Ⅱ）铁路", NumberingStyle::Roman, "铁路"),
            ("① 交通项目7个", NumberingStyle::Circled, "交通项目7个"),
            ("-1 信息基础设施项目", NumberingStyle::Minus, "信息基础设施项目"),
            ("(1)高速公路项目", NumberingStyle::ArabicParen, "高速公路项目"),
            ("【预备】(1个)", NumberingStyle::Bracket, "【预备】(1个)"),
            ("第一部分 续建项目", NumberingStyle::Part, "续建项目"),
            ("㈡ 水利", NumberingStyle::HanParen, "水利"),
            ("A、交通类", NumberingStyle::Letter, "交通类"),
        ] {
            let found = numbering(text).map(|(style, _, rest)| (style, rest));
            assert_eq!(found, Some((style, title)), "{text}");
        }
        for none in [
            "汽车产业",
            "1.5万吨丙烯",
            "2021年项目",
            "一期工程、二期工程",
            "5G基站",
            "",
            "第一人民医院",
            "G5、G75连接线",
        ] {
            assert_eq!(numbering(none), None, "{none}");
        }
        assert_eq!(numbering_alone("（十二）"), Some((NumberingStyle::HanParen, 12)));
        assert_eq!(numbering_alone("二、"), Some((NumberingStyle::Han, 2)));
        assert_eq!(numbering_alone("12"), None);
    }

    #[test]
    fn every_observed_count_is_read() {
        for (text, title, count) in [
            ("工业(321项)", "工业", Some(321)),
            ("续建项目(597个)", "续建项目", Some(597)),
            ("科技产业类67项", "科技产业类", Some(67)),
            ("科创中心 ( 8项)", "科创中心", Some(8)),
            ("创新能力提升项目26个", "创新能力提升项目", Some(26)),
            ("交通项目7个", "交通项目", Some(7)),
            ("【收尾】(8个)", "【收尾】", Some(8)),
            ("正式项目合计173项", "正式项目", Some(173)),
            ("机场（９项）", "机场", Some(9)),
            ("重大产业项目", "重大产业项目", None),
            ("三峡库区(一期)", "三峡库区(一期)", None),
        ] {
            let found = counted(text);
            assert_eq!((found.title.as_str(), found.count), (title, count), "{text}");
        }
        assert_eq!(counted("交通（14个，总投资158.5亿元）").sum, Some(Money::wan(1_585_000)));
        assert_eq!(count_alone("59项"), Some(59));
        assert_eq!(count_alone("共 12 个项目"), Some(12));
        assert_eq!(count_alone("59项任务"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[一二（(）)、.\\-—①Ⅰ第部分0-9个项共计，投资元亿 】【甲]{0,20}|\\PC{0,20}") {
            let _ = (numbering(&text), numbering_alone(&text), counted(&text), count_alone(&text));
        }
    }
}
