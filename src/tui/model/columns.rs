//! The columns of the project list: which there are, how wide, and which of them fit beside the name.

use crate::domain::lang::Lang;

/// A column to the right of the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListColumn {
    /// 当年建设阶段
    Stage,
    /// 牵头单位
    Unit,
    /// This month's report.
    Report,
    /// The lamp.
    Lamp,
    /// 投资进度
    Progress,
    /// 起止年份
    Years,
    /// 区县
    District,
    /// The innermost heading.
    Sector,
    /// 总投资
    Total,
    /// 年度计划投资
    Plan,
}

impl ListColumn {
    /// From left to right.
    pub const ALL: [Self; 10] = [
        Self::Stage,
        Self::Unit,
        Self::Report,
        Self::Lamp,
        Self::Progress,
        Self::Years,
        Self::District,
        Self::Sector,
        Self::Total,
        Self::Plan,
    ];

    /// Its title.
    pub fn title(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::Stage => ("阶段", "Stage"),
            Self::Unit => ("牵头单位", "Lead unit"),
            Self::Report => ("月报", "Report"),
            Self::Lamp => ("灯", "Lamp"),
            Self::Progress => ("进度", "Prog."),
            Self::Years => ("起止年份", "Years"),
            Self::District => ("区县", "District"),
            Self::Sector => ("类别", "Heading"),
            Self::Total => ("总投资", "Total"),
            Self::Plan => ("年计划", "Year plan"),
        };
        lang.pick(zh, en)
    }

    /// Columns of the terminal it takes.
    pub fn width(self, lang: Lang) -> u16 {
        match self {
            Self::Unit => 14,
            Self::Report => lang.pick(4, 8),
            Self::Lamp => lang.pick(2, 6),
            Self::Stage => 6,
            Self::Progress => 5,
            Self::Years => 9,
            Self::District => 10,
            Self::Sector => 16,
            Self::Total | Self::Plan => 11,
        }
    }

    /// Whether it holds figures, aligned to the right.
    pub fn is_figure(self) -> bool {
        matches!(self, Self::Progress | Self::Total | Self::Plan)
    }
}

/// How a row of the list is laid out at a width.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitting {
    /// Columns for the serial.
    pub serial: u16,
    /// Columns for the name.
    pub name: u16,
    /// The columns that fit, with their widths.
    pub columns: Vec<(ListColumn, u16)>,
    /// Whether some are hidden to the right.
    pub more: bool,
}

/// The marker of the chosen row, the tick and the gap before the name.
pub const LEAD: u16 = 2;
/// The project's own mark (★) with its gap.
pub const MARK: u16 = 2;
/// What the name gets before any column, on a list this narrow and on a wider one.
const NARROW: u16 = 66;
const LEAST_NAME: [u16; 2] = [22, 30];
const FULL_NAME: u16 = 44;
const WIDE_UNIT: u16 = 20;

/// Lays a row out. `first` columns are scrolled away; the name always stays.
pub fn fit(width: u16, serial: u16, first: usize, lang: Lang) -> Fitting {
    let fixed = LEAD + serial + 1 + MARK;
    let least = LEAST_NAME[usize::from(width >= NARROW)];
    let mut room = width.saturating_sub(fixed + least);
    let mut columns = Vec::new();
    let mut more = false;
    for column in in_order(room, first, lang) {
        let wanted = column.width(lang) + 1;
        if wanted > room {
            more = true;
            break;
        }
        room -= wanted;
        columns.push((column, column.width(lang)));
    }
    let mut name = least + room;
    if name > FULL_NAME
        && let Some(unit) = columns.iter_mut().find(|(c, _)| *c == ListColumn::Unit)
    {
        let grown = (name - FULL_NAME).min(WIDE_UNIT - unit.1);
        unit.1 += grown;
        name -= grown;
    }
    Fitting { serial, name: name.min(width.saturating_sub(fixed)), columns, more }
}

/// The columns from the first one shown. Where the month's report, lamp and progress would not fit beside
/// the lead unit, the unit stands after them: the detail says it too.
fn in_order(room: u16, first: usize, lang: Lang) -> Vec<ListColumn> {
    let mut columns = ListColumn::ALL.to_vec();
    let unscrolled: u16 = columns.iter().take(5).map(|c| c.width(lang) + 1).sum();
    if unscrolled > room {
        columns[1..5].rotate_left(1);
    }
    columns.split_off(first.min(columns.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_never_overflows_and_the_name_always_has_room() {
        for lang in [Lang::Zh, Lang::En] {
            for width in 34..250 {
                for first in 0..=ListColumn::ALL.len() {
                    let fitting = fit(width, 4, first, lang);
                    let used = LEAD
                        + 4
                        + 1
                        + MARK
                        + fitting.name
                        + fitting.columns.iter().map(|(_, w)| w + 1).sum::<u16>();
                    assert!(used <= width, "{width}: {fitting:?}");
                    assert!(fitting.name >= LEAST_NAME[0]);
                }
            }
        }
    }

    #[test]
    fn on_a_narrow_list_the_unit_gives_way_to_the_month() {
        let shown: Vec<_> = fit(60, 4, 0, Lang::Zh).columns.iter().map(|(c, _)| *c).collect();
        assert_eq!(shown, [ListColumn::Stage, ListColumn::Report, ListColumn::Lamp, ListColumn::Progress]);
    }

    #[test]
    fn at_eighty_columns_the_month_lamp_and_progress_are_all_there() {
        let shown: Vec<_> = fit(80, 4, 0, Lang::Zh).columns.iter().map(|(c, _)| *c).collect();
        let wanted =
            [ListColumn::Stage, ListColumn::Unit, ListColumn::Report, ListColumn::Lamp, ListColumn::Progress];
        assert_eq!(shown[..5], wanted);
    }
}
