//! 看板: the answers of a board as plain data, for the terminal, the page and the bulletin alike.
//!
//! Built by `desk::board` from the ledger; here are only the shapes and what can be read off them.

use std::cmp::Ordering;

use super::category::Category;
use super::forecast::Forecast;
use super::indicator::{GroupTotals, Schedule, growth};
use super::lamp::Profile;
use super::lang::Lang;
use super::money::Money;
use super::month::Month;
use super::ratio::Ratio;

/// By what the board is drawn: settings of a data file, not facts.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// How T is counted.
    pub schedule: Schedule,
    /// The lamp profiles in use; a project shows the worst of their lamps.
    pub lamps: Vec<Profile>,
}

impl Default for Rules {
    /// What holds where no setting could be read: whole months, no lamps.
    fn default() -> Self {
        Self { schedule: Schedule::WholeMonths, lamps: Vec::new() }
    }
}

/// What projects are grouped by. Every project is in exactly one group of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupBy {
    /// 项目类别
    #[default]
    Category,
    /// The outermost heading.
    Sector,
    /// 当年建设阶段 as printed.
    Stage,
    /// 区县
    District,
    /// 牵头单位: the first named, which answers for the project.
    Unit,
}

impl GroupBy {
    /// In the order the board turns through them.
    pub const ALL: [Self; 5] = [Self::Category, Self::Sector, Self::Stage, Self::District, Self::Unit];

    /// The stable name: `category`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Sector => "sector",
            Self::Stage => "stage",
            Self::District => "district",
            Self::Unit => "unit",
        }
    }

    /// The key of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.name() == text)
    }

    /// The column's title.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Category => lang.pick("类别", "Category"),
            Self::Sector => lang.pick("领域", "Sector"),
            Self::Stage => lang.pick("阶段", "Stage"),
            Self::District => lang.pick("区县", "District"),
            Self::Unit => lang.pick("牵头单位", "Lead unit"),
        }
    }

    /// What a group without a key is called.
    pub fn nobody(self, lang: Lang) -> &'static str {
        match self {
            Self::District => lang.pick("市级部门牵头", "led by departments"),
            _ => lang.pick("名单未列", "not in the list"),
        }
    }
}

/// What a figure counts, for the projects behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Figure {
    /// A group's: by what, and its key; `None` where the list says nothing.
    Group(GroupBy, Option<String>),
    /// Those in a stretch of deviation, by its place.
    Stretch(usize),
}

/// One row of the board.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// The group's key as printed in the list, or a category's stable name; `None` where the list
    /// says nothing.
    pub key: Option<String>,
    /// The month's figures.
    pub now: GroupTotals,
    /// The month before, within the same year.
    pub before: Option<GroupTotals>,
    /// The same month a year ago, where the ledger holds reports of it.
    pub year_ago: Option<GroupTotals>,
}

impl Group {
    /// What to call it.
    pub fn label(&self, by: GroupBy, lang: Lang) -> String {
        match (&self.key, by) {
            (None, _) => by.nobody(lang).to_owned(),
            (Some(key), GroupBy::Category) => {
                Category::parse(key).map_or_else(|| key.clone(), |c| c.short(lang).to_owned())
            }
            (Some(key), _) => key.clone(),
        }
    }

    /// Progress now minus progress a month ago.
    pub fn progress_since_last_month(&self) -> Option<Ratio> {
        Some(self.now.progress()?.minus(self.before.as_ref()?.progress()?))
    }

    /// 同比增长 of the year-to-date investment.
    pub fn year_on_year(&self) -> Option<Ratio> {
        growth(self.now.ytd, self.year_ago.as_ref()?.ytd)
    }

    /// Progress now minus progress a year ago.
    pub fn progress_year_on_year(&self) -> Option<Ratio> {
        Some(self.now.progress()?.minus(self.year_ago.as_ref()?.progress()?))
    }

    /// The outlook of the projects that have a plan.
    pub fn forecast(&self, month: Month, schedule: Schedule) -> Option<Forecast> {
        Forecast::new(Some(self.now.plan), self.now.ytd_planned, month, schedule)
    }
}

/// Slowest first; groups without a plan last; then by name, so that the order never wavers.
pub fn slowest_first(a: &Group, b: &Group) -> Ordering {
    match (a.now.progress(), b.now.progress()) {
        (Some(a), Some(b)) => a.compare(b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
    .then_with(|| (a.key.is_none(), &a.key).cmp(&(b.key.is_none(), &b.key)))
}

/// One month of the year beside an even share of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthBar {
    /// The month.
    pub month: Month,
    /// Investment completed in it; `None` where no report of the month counts.
    pub invested: Option<Money>,
    /// Year-to-date at its end, over the same projects.
    pub cumulative: Money,
    /// An even twelfth of the plan in force.
    pub even: Money,
}

/// How many projects lie in a stretch of deviation, in percentage points: `low ≤ deviation < high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bin {
    /// `None` is open below.
    pub low: Option<i16>,
    /// `None` is open above.
    pub high: Option<i16>,
    /// Projects in it.
    pub projects: u64,
}

impl Bin {
    /// `−20～−10`, `<−30`, `≥30`.
    pub fn label(&self) -> String {
        let sign = |n: i16| n.to_string().replace('-', "−");
        match (self.low, self.high) {
            (None, Some(high)) => format!("<{}", sign(high)),
            (Some(low), None) => format!("≥{}", sign(low)),
            (Some(low), Some(high)) => format!("{}～{}", sign(low), sign(high)),
            (None, None) => "—".to_owned(),
        }
    }
}

/// Where the stretches of the deviation chart meet.
pub const BIN_EDGES: [i16; 7] = [-30, -20, -10, 0, 10, 20, 30];

/// Reports of one unit in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitFilings {
    /// Due.
    pub due: u32,
    /// Of those, filed.
    pub filed: u32,
    /// Of those, filed in time.
    pub on_time: u32,
}

/// One unit's year of reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilingRow {
    /// The lead unit, `None` where the list names none.
    pub unit: Option<String>,
    /// January to December.
    pub months: [UnitFilings; 12],
}

/// A whole board.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// The year of the list.
    pub list_year: i16,
    /// The list was made up by `demo`.
    pub invented: bool,
    /// The month it stands at.
    pub month: Month,
    /// How T is counted.
    pub schedule: Schedule,
    /// What the groups are.
    pub by: GroupBy,
    /// Slowest first.
    pub groups: Vec<Group>,
    /// Everything together.
    pub total: Group,
    /// January to December of the month's year.
    pub months: Vec<MonthBar>,
    /// Projects by deviation.
    pub spread: Vec<Bin>,
    /// Units with the most outstanding first.
    pub filing: Vec<FilingRow>,
    /// Groups by district, for the tile map.
    pub districts: Vec<Group>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicator::ProjectFigures;

    fn group(key: Option<&str>, plan: i64, ytd: i64) -> Group {
        let mut group = Group { key: key.map(str::to_owned), ..Group::default() };
        group.now.add(&ProjectFigures {
            plan: (plan > 0).then_some(Money::wan(plan)),
            ytd: Money::wan(ytd),
            ..ProjectFigures::default()
        });
        group
    }

    #[test]
    fn the_slowest_come_first_and_those_without_a_plan_last() {
        let mut groups = [
            group(Some("无计划"), 0, 900),
            group(None, 100, 50),
            group(Some("乙"), 100, 50),
            group(Some("甲"), 100, 20),
        ];
        groups.sort_by(slowest_first);
        let keys: Vec<_> = groups.iter().map(|g| g.key.as_deref()).collect();
        assert_eq!(keys, [Some("甲"), Some("乙"), None, Some("无计划")]);
    }

    #[test]
    fn changes_are_there_only_where_the_ledger_holds_both_sides() {
        let mut now = group(Some("建设"), 100, 30);
        assert_eq!((now.year_on_year(), now.progress_since_last_month()), (None, None));
        now.before = Some(group(None, 100, 20).now);
        now.year_ago = Some(group(None, 0, 25).now);
        assert_eq!(now.progress_since_last_month().unwrap().percent(0), "10");
        assert_eq!(now.year_on_year().unwrap().percent(0), "20");
        assert_eq!(now.progress_year_on_year(), None, "no plan a year ago");
    }
}
