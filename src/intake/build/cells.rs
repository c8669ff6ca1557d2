//! Single cells: years and spans of years, marks around names, wrapped names, units, places.

use std::borrow::Cow;

use super::super::grid::CellKind;
use super::super::rows;
use crate::domain::text::to_half_width;

/// A spreadsheet's calculation error, as text.
pub fn is_error(text: &str) -> bool {
    text.starts_with('#')
        && ["#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"].contains(&text)
}

/// A year or a span of years, read from `2021`, `2021年3月`, `2021-2025`, `2021.03—2023.12`, `44256`, a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: i16,
    pub to: Option<i16>,
    /// It goes on without an end that is a year: `2021-`, `2021年至今`.
    pub is_open: bool,
    /// The text said nothing but years, so nothing is lost.
    pub only_years: bool,
}

impl Span {
    pub fn read(text: &str, kind: CellKind) -> Option<Self> {
        if let Some(plain) = Self::plain(text) {
            return Some(plain);
        }
        let half = to_half_width(text);
        let bare = without_spaces(&half);
        if kind == CellKind::Date {
            let from = year(bare.get(..4)?)?;
            return Some(Self { from, to: None, is_open: false, only_years: false });
        }
        // A date that lost its format is a count of days.
        let days: Option<f64> = bare.parse().ok().filter(|d| (20_000.0..80_000.0).contains(d));
        if let Some(days) = days {
            let date =
                jiff::civil::date(1899, 12, 30).checked_add(jiff::Span::new().days(days as i64)).ok()?;
            return Some(Self { from: date.year(), to: None, is_open: false, only_years: false });
        }
        let mut years = Vec::new();
        let chars: Vec<char> = bare.chars().collect();
        let mut at = 0;
        let mut others = false;
        while at < chars.len() {
            let digits = chars[at..].iter().take_while(|c| c.is_ascii_digit()).count();
            let run: String = chars[at..at + digits].iter().collect();
            match digits {
                0 => {
                    others |= !matches!(
                        chars[at],
                        ' ' | '年' | '-' | '—' | '–' | '~' | '～' | '至' | '―' | '到' | '一' | '度'
                    );
                    at += 1;
                }
                4 if year(&run).is_some() => {
                    years.extend(year(&run));
                    at += 4;
                }
                6 | 8 if year(&run[..4]).is_some() => {
                    years.extend(year(&run[..4]));
                    others = true;
                    at += digits;
                }
                _ => {
                    others = true;
                    at += digits;
                }
            }
        }
        match years[..] {
            [from] => {
                let is_open = goes_on(&bare);
                Some(Self { from, to: None, is_open, only_years: !others && !is_open })
            }
            [from, to] if from <= to => {
                Some(Self { from, to: Some(to), is_open: false, only_years: !others })
            }
            _ => None,
        }
    }
}

impl Span {
    /// `2021` and `2021-2025`, as most lists write them.
    fn plain(text: &str) -> Option<Self> {
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit()).then(|| year(t))?;
        let (from, to) = match text.len() {
            4 => (digits(text)?, None),
            9 => (digits(text.get(..4)?)?, Some(digits(text.get(4..)?.strip_prefix('-')?)?)),
            _ => return None,
        };
        (to.is_none_or(|to| from <= to)).then_some(Self { from, to, is_open: false, only_years: true })
    }
}

/// Whether after the first year a stroke stands that no month or year ends: `2021-`, `2021年—长期`.
fn goes_on(text: &str) -> bool {
    let after = text.find(|c: char| c.is_ascii_digit()).map_or("", |at| &text[at + 4..]);
    let after = after.trim_start_matches(['年', '度']);
    let Some(stroke) = after.chars().next().filter(|c| "-—–~～至―到".contains(*c)) else {
        return false;
    };
    let rest = after.trim_start_matches(stroke);
    rest.is_empty() || !rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Without its spaces, but for those between digits: `Q3 2027` is no `32027`.
fn without_spaces(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.trim().chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_whitespace() {
            out.push(c);
        } else if out.ends_with(|c: char| c.is_ascii_digit())
            && chars.peek().is_some_and(char::is_ascii_digit)
        {
            out.push(' ');
        }
    }
    out
}

fn year(text: &str) -> Option<i16> {
    text.parse().ok().filter(|y| (1949..2100).contains(y))
}

/// Takes marks off both ends of a name. A text of nothing but marks or `***` is a name itself.
pub fn unmarked(text: &str) -> (Option<String>, &str) {
    let is_mark = |c: char| rows::is_mark(c) || matches!(c, '*' | '＊');
    let bare = text.trim();
    let inner = bare.trim_matches(|c: char| is_mark(c) || c.is_whitespace());
    if inner.is_empty() || inner.len() == bare.len() {
        return (None, bare);
    }
    let start = bare.len() - bare.trim_start_matches(|c: char| is_mark(c) || c.is_whitespace()).len();
    let outside = bare[..start].chars().chain(bare[start + inner.len()..].chars());
    (Some(outside.filter(|c| is_mark(*c)).collect()), inner)
}

/// Lines of a wrapped cell as one: without a space between Chinese characters.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if !text.contains(['\n', '\r']) {
        return Cow::Borrowed(text.trim());
    }
    let mut out = String::with_capacity(text.len());
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(out.chars().next_back()) && latin(line.chars().next()) {
            out.push(' ');
        }
        out.push_str(line);
    }
    Cow::Owned(out)
}

/// Several units in one cell: parted by 、；，; or line breaks, not inside brackets.
pub fn units_of(text: &str) -> Vec<String> {
    let mut depth = 0_usize;
    // A comma inside a foreign name parts nothing.
    let foreign = text.is_ascii();
    let parts = text.split(|c: char| {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, '、' | '；' | ';' | '，' | ',' | '\n') && !(foreign && c == ',')
    });
    let mut units: Vec<String> = parts.map(str::trim).filter(|u| !u.is_empty()).map(str::to_owned).collect();
    units.shrink_to_fit(); // a million projects have one each
    units
}

/// A place's name rather than an address.
pub fn is_place(text: &str, label: &str) -> bool {
    let short = text.chars().count();
    // 建设地点 may hold addresses; 所在区县, 县市区 and the like hold places.
    let column_of_places =
        !["地点", "地址", "位置"].iter().any(|w| label.contains(w)) && label.chars().any(|c| c > '\u{2e80}');
    let named = text.ends_with(['区', '县', '市', '州', '旗', '盟']);
    let latin = !text.is_empty() && !text.chars().any(|c| c > '\u{2e80}');
    short >= 2 && (column_of_places && short <= 15 || named && short <= 10 || latin && short <= 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn years_are_read_from_every_observed_form() {
        let read = |text: &str| Span::read(text, CellKind::Text).map(|s| (s.from, s.to, s.only_years));
        assert_eq!(read("2021"), Some((2021, None, true)));
        assert_eq!(read("２０２１年"), Some((2021, None, true)));
        assert_eq!(read("2021年3月"), Some((2021, None, false)));
        assert_eq!(read("2021-2025"), Some((2021, Some(2025), true)));
        assert_eq!(read("2021—2025年"), Some((2021, Some(2025), true)));
        assert_eq!(read("2021.03-2023.12"), Some((2021, Some(2023), false)));
        assert_eq!(read("44256"), Some((2021, None, false)));
        assert_eq!(read("202103"), Some((2021, None, false)));
        for none in ["", "待定", "3年", "2025-2021", "2021、2022、2023"] {
            assert_eq!(read(none), None, "{none}");
        }
    }

    #[test]
    fn marks_come_off_either_end() {
        assert_eq!(unmarked("★九龙坡"), (Some("★".into()), "九龙坡"));
        assert_eq!(unmarked("宁夏电网▲"), (Some("▲".into()), "宁夏电网"));
        assert_eq!(unmarked("☆ ★甲"), (Some("☆★".into()), "甲"));
        assert_eq!(unmarked("******"), (None, "******"));
        assert_eq!(unmarked("甲★乙"), (None, "甲★乙"));
    }

    #[test]
    fn units_are_parted_but_not_inside_brackets() {
        assert_eq!(
            units_of("市交通局、九龙坡区政府\n两江新区管委会"),
            ["市交通局", "九龙坡区政府", "两江新区管委会"]
        );
        assert_eq!(units_of("某集团（甲、乙）"), ["某集团（甲、乙）"]);
        assert_eq!(
            units_of("Ministry of Roads, Bridges and Water; City"),
            ["Ministry of Roads, Bridges and Water", "City"]
        );
        assert_eq!(one_line("某某高速\n公路（一期）"), "某某高速公路（一期）");
        assert_eq!(one_line("New\nBridge"), "New Bridge");
    }

    proptest! {
        #[test]
        fn no_cell_panics(text in "[0-9年月.\\-—~★*、（）\n甲]{0,16}|\\PC{0,12}") {
            let _ = (Span::read(&text, CellKind::Text), Span::read(&text, CellKind::Date), unmarked(&text), units_of(&text), one_line(&text));
        }
    }
}
