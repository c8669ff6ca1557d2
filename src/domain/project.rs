//! A project as its annex prints it: facts of the published list, never what happened since.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use super::category::Category;
use super::extra::Extra;
use super::interned::{SharedStr, SharedStrs};
use super::money::Money;
use super::text::to_half_width;

/// `YEAR-ANNEX-SERIAL`, e.g. `2021-1-431`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectId {
    /// The year of the list.
    pub year: i16,
    /// The annex, by category.
    pub category: Category,
    /// The printed serial, or the running position where serials restart.
    pub serial: u32,
}

impl fmt::Display for ProjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.year, self.category.annex(), self.serial)
    }
}

/// A text is not a project id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a project id such as 2021-1-431")]
pub struct NotAProjectId;

impl FromStr for ProjectId {
    type Err = NotAProjectId;

    fn from_str(text: &str) -> Result<Self, NotAProjectId> {
        let half = to_half_width(text.trim());
        let mut parts = half.split('-');
        let mut digits = |most: usize| {
            let part = parts.next()?;
            (!part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit()))
                .then_some(part)?;
            part.parse::<u32>().ok()
        };
        let (year, annex, serial) = (digits(4), digits(1), digits(9));
        match (year, annex.and_then(|a| Category::of_annex(a as u8)), serial, parts.next()) {
            (Some(year), Some(category), Some(serial), None)
                if (2000..2200).contains(&year) && serial > 0 =>
            {
                Ok(Self { year: year as i16, category, serial })
            }
            _ => Err(NotAProjectId),
        }
    }
}

impl serde::Serialize for ProjectId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One row of an annex. Text is clean (see [`crate::domain::text`]) and may be empty where the list prints
/// nothing; an amount that is not printed is `None`, never zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Project {
    /// Unique over all years.
    pub id: ProjectId,
    /// The serial as printed, where it differs from the id's (restarting serials).
    pub printed_serial: Option<SharedStr>,
    /// ★ ▲ ☆ as printed before or after the name; its legend, if any, is its notice's.
    pub mark: Option<SharedStr>,
    /// 项目名称 without the mark.
    pub name: String,
    /// The heading path without numbering, outermost first.
    pub headings: SharedStrs,
    /// 开工年份
    pub start_year: Option<i16>,
    /// 拟建成年份
    pub finish_year: Option<i16>,
    /// 当年建设阶段 as printed; [`super::stage::Stage::of`] is its meaning.
    pub stage: Option<SharedStr>,
    /// 主要建设内容及规模; may hold line breaks.
    pub content: String,
    /// 年度建设目标; may hold line breaks.
    pub goal: SharedStr,
    /// 牵头单位, one or several.
    pub lead_units: SharedStrs,
    /// The printed place, where the list has a column for it; see [`Project::district`].
    pub printed_district: Option<SharedStr>,
    /// 总投资
    pub total_investment: Option<Money>,
    /// 年度计划投资
    pub planned_investment: Option<Money>,
    /// The project of an earlier year's list that this one goes on with: by its name, or as a person confirmed. The
    /// ledger's history follows it.
    pub continues: Option<ProjectId>,
    /// Every source column that has no field of its own, under its printed header.
    pub extra: Extra,
}

impl Project {
    /// An empty project of that id and name.
    pub fn new(id: ProjectId, name: impl Into<String>) -> Self {
        Self {
            id,
            printed_serial: None,
            mark: None,
            name: name.into(),
            headings: SharedStrs::default(),
            start_year: None,
            finish_year: None,
            stage: None,
            content: String::new(),
            goal: SharedStr::default(),
            lead_units: SharedStrs::default(),
            printed_district: None,
            total_investment: None,
            planned_investment: None,
            continues: None,
            extra: Extra::default(),
        }
    }

    /// The serial as the list prints it.
    pub fn serial(&self) -> Cow<'_, str> {
        match &self.printed_serial {
            Some(printed) => Cow::Borrowed(printed),
            None => Cow::Owned(self.id.serial.to_string()),
        }
    }

    /// The category, told by the annex.
    pub fn category(&self) -> Category {
        self.id.category
    }

    /// The district: printed, else the district whose government leads the project (九龙坡区政府 →
    /// 九龙坡区). Our decision; a project led by a department has none.
    pub fn district(&self) -> Option<Cow<'_, str>> {
        if let Some(printed) = &self.printed_district {
            return Some(Cow::Borrowed(printed));
        }
        self.lead_units.iter().find_map(|unit| district_of_unit(unit)).map(Cow::Borrowed)
    }
}

/// The district or county whose government or committee a unit is: 九龙坡区政府, 两江新区管委会,
/// 石柱县政府, 彭水自治县人民政府. `None` for departments and companies.
pub fn district_of_unit(unit: &str) -> Option<&str> {
    let place =
        ["人民政府", "政府", "管理委员会", "管委会"].iter().find_map(|suffix| unit.strip_suffix(suffix))?;
    let long_enough = place.chars().count() >= 2;
    (long_enough && place.ends_with(['区', '县', '州', '盟', '旗', '市'])).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_and_written() {
        let id: ProjectId = "2021-1-431".parse().unwrap();
        assert_eq!(id.to_string(), "2021-1-431");
        assert_eq!("２０２１－１－４３１".parse(), Ok(id));
        for bad in ["2021-4-1", "2021-1", "2021-1-0", "2021-1-x", "2021-1-4-3", "-1-1", ""] {
            assert!(bad.parse::<ProjectId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_districts_government_tells_the_district() {
        assert_eq!(district_of_unit("九龙坡区政府"), Some("九龙坡区"));
        assert_eq!(district_of_unit("两江新区管委会"), Some("两江新区"));
        assert_eq!(district_of_unit("石柱自治县人民政府"), Some("石柱自治县"));
        assert_eq!(district_of_unit("市交通局"), None);
        assert_eq!(district_of_unit("市政府"), None);
    }
}
