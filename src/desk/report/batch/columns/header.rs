//! The headers of a sheet of reports: those a template prints, and what each of them, or another by a
//! map, stands for.

use crate::domain::category::Category;
use crate::domain::funding::FundingSource;
use crate::domain::lang::Lang;
use crate::domain::money::{WAN, YI};
use crate::domain::permit::PermitKind;
use crate::domain::report::field::{Field, FieldKind};
use crate::domain::text::to_half_width;

/// The header of the project's id.
pub(super) const ID: &str = "项目编号";
/// The header of its name, for people; checked against the id where both stand.
pub(super) const NAME: &str = "项目名称";
/// The header of the month.
pub(super) const MONTH: &str = "填报月份";
/// Columns that people like to keep beside the others, and those that an exported month has more than a
/// template; they say nothing here.
const ASIDE: [&str; 11] = [
    "序号",
    "牵头单位",
    "备注",
    "类别",
    "状态",
    "版本",
    "填报人",
    "填报时间",
    "年度累计完成投资",
    "开工以来累计完成投资",
    "一致性",
];

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Id,
    Name,
    Month,
    Field(Field),
    Part(FundingSource),
    Permit(PermitKind, PermitPart),
    Aside,
}

/// A permit's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PermitPart {
    Planned,
    Actual,
    Number,
}

impl PermitPart {
    const ALL: [Self; 3] = [Self::Planned, Self::Actual, Self::Number];

    fn title(self) -> &'static str {
        match self {
            Self::Planned => "计划日期",
            Self::Actual => "实际日期",
            Self::Number => "批准文号",
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Planned => "计划",
            Self::Actual => "实际",
            Self::Number => "文号",
        }
    }
}

/// Other headers for our columns: `--map 'invested=Amount,month=Date,id=Project'`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    pub(super) pairs: Vec<(String, String)>,
}

impl Mapping {
    /// Reads `key=header` pairs separated by commas. Keys are `id`, `name`, `month`, a flag of
    /// `report file` without its dashes, a field's name in JSON, or our own header.
    ///
    /// # Errors
    /// The pair that cannot be read.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut pairs = Vec::new();
        for pair in text.split([',', '，']).filter(|p| !p.trim().is_empty()) {
            let (key, header) = pair.split_once('=').ok_or_else(|| pair.to_owned())?;
            if of_key(key.trim()).is_none() {
                return Err(key.trim().to_owned());
            }
            pairs.push((key.trim().to_owned(), header.trim().to_owned()));
        }
        Ok(Self { pairs })
    }
}

pub(super) fn of_key(key: &str) -> Option<Holds> {
    match key {
        "id" | "project" => return Some(Holds::Id),
        "name" => return Some(Holds::Name),
        "month" | "date" => return Some(Holds::Month),
        _ => {}
    }
    let flag = format!("--{key}");
    Field::of_key(key)
        .or_else(|| Field::all().find(|f| f.flag() == flag && f.kind() != FieldKind::YesNo))
        .map(Holds::Field)
        .or_else(|| of_header(key).map(|(holds, _)| holds))
}

/// The headers of a template for a category, in order. Permits are asked of planning projects; a
/// construction project's stand in `permit set`.
pub fn headers(category: Category) -> Vec<String> {
    let mut all = vec![ID.to_owned(), NAME.to_owned(), MONTH.to_owned()];
    for field in Field::of(category) {
        match field {
            // The date says it.
            Field::Started => {}
            Field::Permits if category == Category::Construction => {}
            Field::Permits => {
                all.extend(PermitKind::ALL.into_iter().flat_map(|kind| {
                    PermitPart::ALL.map(|part| format!("{}{}", kind.title(Lang::Zh), part.title()))
                }));
            }
            Field::Funds => {
                all.extend(FundingSource::ALL.map(|s| format!("到位：{}（万元）", s.title(Lang::Zh))));
            }
            field => all.push(field.header()),
        }
    }
    all
}

/// A header without spaces, half-width, its unit apart: 本月完成投资（亿元） → (本月完成投资, 亿).
pub(super) fn bare(header: &str) -> (String, Option<i64>) {
    let half = to_half_width(header);
    let compact: String = half.chars().filter(|c| !c.is_whitespace()).collect();
    let units = [("(万元)", WAN), ("(亿元)", YI), ("(元)", 1), ("(%)", 0)];
    match units.iter().find_map(|(suffix, unit)| Some((compact.strip_suffix(suffix)?, *unit))) {
        Some((name, unit)) => (name.to_owned(), Some(unit).filter(|u| *u > 0)),
        None => (compact, None),
    }
}

pub(super) fn of_header(header: &str) -> Option<(Holds, i64)> {
    let (name, unit) = bare(header);
    let unit = unit.unwrap_or(WAN);
    let named = |holds| Some((holds, unit));
    if name == ID {
        return named(Holds::Id);
    }
    if name == NAME {
        return named(Holds::Name);
    }
    if name == MONTH || name == "月份" {
        return named(Holds::Month);
    }
    if ASIDE.contains(&name.as_str()) {
        return named(Holds::Aside);
    }
    if let Some(field) = Field::all().find(|f| f.label(Lang::Zh) == name) {
        return named(Holds::Field(field));
    }
    if let Some(source) = name.strip_prefix("到位:").and_then(FundingSource::parse) {
        return named(Holds::Part(source));
    }
    let permit = PermitKind::ALL.into_iter().find_map(|kind| {
        let rest = name.strip_prefix(kind.title(Lang::Zh))?;
        PermitPart::ALL.into_iter().find(|part| part.title() == rest).map(|part| Holds::Permit(kind, part))
    });
    permit.and_then(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_however_they_are_spaced() {
        let held = |header| of_header(header);
        assert_eq!(held("本月完成投资(万元)"), Some((Holds::Field(Field::CompletedInvestment), WAN)));
        assert_eq!(held("本月 完成投资（亿元）"), Some((Holds::Field(Field::CompletedInvestment), YI)));
        assert_eq!(held("形象进度（%）"), Some((Holds::Field(Field::PhysicalPercent), WAN)));
        assert_eq!(held("天气"), None);
    }
}
