//! Filters: `unit:九龙坡`, `is:unfiled`, `year:2021-2023`. A filter keeps or drops whole projects and never
//! scores. Commas within a value mean or, unless it is in quotation marks; text is compared unbroken, by
//! pinyin too; `=` before a value asks for the whole of it.

use std::fmt;
use std::ops::BitOr;

use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::lang::Bilingual;
use crate::words;

use super::Term;
use crate::search::fold;

/// What the ledger knows of a project, supplied by the desk, for `is:` filters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(pub u16);

impl Flags {
    /// 未报: this month's report is due and not filed.
    pub const UNFILED: Self = Self(1);
    /// 已报
    pub const FILED: Self = Self(1 << 1);
    /// 逾期未报, or filed late (补报)
    pub const LATE: Self = Self(1 << 2);
    /// 退回
    pub const RETURNED: Self = Self(1 << 3);
    /// 红灯
    pub const RED: Self = Self(1 << 4);
    /// 黄灯
    pub const YELLOW: Self = Self(1 << 5);
    /// 绿灯
    pub const GREEN: Self = Self(1 << 6);
    /// On the watch list.
    pub const WATCHED: Self = Self(1 << 7);
    /// 本单位: of the person's own units or channel.
    pub const MINE: Self = Self(1 << 8);
    /// Behind the figure of a board that was opened.
    pub const FIGURE: Self = Self(1 << 9);

    /// Whether any of these is set.
    pub fn any(self, of: Self) -> bool {
        self.0 & of.0 != 0
    }
}

impl BitOr for Flags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What a filter asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FilterKey {
    /// 牵头单位
    Unit,
    /// 当年建设阶段
    Stage,
    /// Any heading above the project.
    Sector,
    /// 区县
    District,
    /// 开工年份; the list's own year where none is printed.
    Year,
    /// 建设, 前期, 招商
    Category,
    /// ★ and its like
    Mark,
    /// A state: starred, unfiled, red …
    Is,
}

impl FilterKey {
    /// Every key with the names it goes by, the first two for chips in English and Chinese.
    pub const ALL: &'static [(Self, &'static [&'static str])] = &[
        (Self::Unit, &["unit", "牵头", "单位", "牵头单位"]),
        (Self::Stage, &["stage", "阶段", "建设阶段"]),
        (Self::Sector, &["sector", "领域", "行业", "产业", "heading"]),
        (Self::District, &["district", "区县", "区", "县"]),
        (Self::Year, &["year", "年份", "开工年份", "年"]),
        (Self::Category, &["category", "类别", "分类"]),
        (Self::Mark, &["mark", "标记"]),
        (Self::Is, &["is", "状态", "是"]),
    ];

    /// The key of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, names)| names.contains(&name)).map(|&(key, _)| key)
    }

    /// Whether its values are compared as text.
    fn is_text(self) -> bool {
        !matches!(self, Self::Year | Self::Category | Self::Is)
    }

    /// The names for chips.
    pub fn words(self) -> Bilingual {
        let names = Self::ALL.iter().find(|(key, _)| *key == self).map_or(&["", ""][..], |(_, names)| names);
        Bilingual { en: names[0].to_owned(), zh: names[1].to_owned() }
    }
}

/// The words for each state, the first for chips in English, the second in Chinese.
const STATES: &[(StateFilter, &[&str])] = &[
    (StateFilter::Starred, &["starred", "带星", "标星", "有标记", "marked"]),
    (StateFilter::Flagged(Flags::UNFILED), &["unfiled", "未报", "未填报", "outstanding"]),
    (StateFilter::Flagged(Flags::FILED), &["filed", "已报", "已填报"]),
    (StateFilter::Flagged(Flags::LATE), &["late", "逾期", "补报", "迟报"]),
    (StateFilter::Flagged(Flags::RETURNED), &["returned", "退回", "被退回"]),
    (StateFilter::Flagged(Flags::RED), &["red", "红灯", "红"]),
    (StateFilter::Flagged(Flags::YELLOW), &["yellow", "黄灯", "黄"]),
    (StateFilter::Flagged(Flags::GREEN), &["green", "绿灯", "绿"]),
    (StateFilter::Flagged(Flags::WATCHED), &["watched", "关注", "督办"]),
    (StateFilter::Flagged(Flags::MINE), &["mine", "本单位", "我的"]),
    (StateFilter::Flagged(Flags::FIGURE), &["figure", "看板数"]),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::search) enum StateFilter {
    Starred,
    Flagged(Flags),
}

/// One filter of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// What it asks about.
    pub key: FilterKey,
    /// `!key:value`: drops instead of keeping.
    pub negated: bool,
    /// As typed, for the chip.
    pub value: String,
    pub(in crate::search) tests: Vec<Test>,
}

/// One of a filter's alternatives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::search) enum Test {
    Text(Term),
    /// Folded.
    Whole(String),
    Years(i16, i16),
    Category(Category),
    State(StateFilter),
}

impl fmt::Display for Filter {
    /// As it can be typed again.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = if self.negated { "!" } else { "" };
        write!(f, "{not}{}:{}", self.key.words().en, self.value)
    }
}

impl Filter {
    /// Reads a value; `None` while none is typed yet.
    pub(super) fn read(key: FilterKey, value: &str, negated: bool) -> Result<Option<Self>, Finding> {
        let mut tests = Vec::new();
        let mut quoted = false;
        let comma = |c: char| {
            quoted ^= c == '"';
            !quoted && matches!(c, ',' | '，' | '、')
        };
        for one in value.split(comma) {
            let one = one.replace('"', "");
            match (one.trim(), one.trim().strip_prefix('=')) {
                ("" | "=", _) => {}
                (_, Some(whole)) if key.is_text() => tests.push(Test::Whole(fold::folded(whole).collect())),
                (value, _) => tests.push(Test::read(key, value)?),
            }
        }
        let some = !tests.is_empty();
        Ok(some.then(|| Self { key, negated, value: value.trim().to_owned(), tests }))
    }

    /// Whether it asks what only the ledger knows.
    pub(in crate::search) fn needs_flags(&self) -> bool {
        self.tests.iter().any(|test| matches!(test, Test::State(StateFilter::Flagged(_))))
    }
}

impl Test {
    fn read(key: FilterKey, value: &str) -> Result<Self, Finding> {
        let folded: String = fold::folded(value).collect();
        let wrong = |expected: Bilingual| {
            Finding::warning(codes::BAD_QUERY, words!("筛选值无法识别", "the filter's value cannot be read"))
                .expected(expected)
        };
        match key {
            FilterKey::Unit
            | FilterKey::Stage
            | FilterKey::Sector
            | FilterKey::District
            | FilterKey::Mark => Ok(Self::Text(Term::of_value(value))),
            FilterKey::Year => years(&folded)
                .map(|(from, to)| Self::Years(from, to))
                .ok_or_else(|| wrong(words!("2021 或 2021-2023", "2021 or 2021-2023"))),
            FilterKey::Category => Category::parse(&folded)
                .map(Self::Category)
                .ok_or_else(|| wrong(words!("建设、前期、招商", "construction, planning, promotion"))),
            FilterKey::Is => STATES
                .iter()
                .find(|(_, names)| names.contains(&folded.as_str()))
                .map(|&(state, _)| Self::State(state))
                .ok_or_else(|| {
                    let list = |n: usize| STATES.iter().map(|(_, w)| w[n]).collect::<Vec<_>>().join(" ");
                    wrong(Bilingual { zh: list(1), en: list(0) })
                }),
        }
    }
}

/// `2021`, `2021-2023`, `2021-`, `-2023`.
fn years(text: &str) -> Option<(i16, i16)> {
    let year = |part: &str, open: i16| match part {
        "" => Some(open),
        four if four.len() == 4 => four.parse().ok(),
        _ => None,
    };
    match text.split_once('-') {
        None => year(text, 0).filter(|&y| y > 0).map(|y| (y, y)),
        Some(("", "")) => None,
        Some((from, to)) => Some((year(from, i16::MIN)?, year(to, i16::MAX)?)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Query;
    use super::*;

    #[test]
    fn keys_and_states_go_by_chinese_names() {
        for typed in ["牵头:九龙坡", "unit：九龙坡", "ＵＮＩＴ：九龙坡"] {
            assert_eq!(Query::parse(typed).0.filters[0].key, FilterKey::Unit, "{typed}");
        }
        assert_eq!(Query::parse("状态:未报").0.filters, Query::parse("状态:未报").0.filters);
        assert_eq!(
            Query::parse("is:late").0.filters[0].tests,
            [Test::State(StateFilter::Flagged(Flags::LATE))]
        );
        assert_eq!(
            Query::parse("类别:招商").0.filters[0].tests,
            Query::parse("category:promotion").0.filters[0].tests
        );
    }

    #[test]
    fn a_filter_prints_as_it_can_be_typed() {
        for typed in ["unit:九龙坡", "!stage:续建,新开工", "unit:\"市 交通局\"", "unit:=市交通局"]
        {
            assert_eq!(Query::parse(typed).0.filters[0].to_string(), typed);
        }
    }

    #[test]
    fn years_and_spans() {
        assert_eq!(years("2021"), Some((2021, 2021)));
        assert_eq!(years("2021-2023"), Some((2021, 2023)));
        assert_eq!(years("-2023"), Some((i16::MIN, 2023)));
        for bad in ["", "-", "21", "2021-2", "二〇二一"] {
            assert_eq!(years(bad), None, "{bad}");
        }
    }
}
