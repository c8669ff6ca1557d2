//! The open board: what it is grouped by, which of its pages is shown, and how far it is scrolled.

use std::ops::Range;
use std::sync::Arc;

use crate::domain::board::{Board, Figure, Group, GroupBy};
use crate::domain::district::{self, District};
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::ratio::Ratio;
use crate::tui::cells::Ambiguous;
use crate::tui::layout::Area;
use crate::words;

/// The open board.
#[derive(Clone, Debug, Default)]
pub struct BoardView {
    /// What is read, once it is.
    pub board: Option<Arc<Board>>,
    /// What it is grouped by.
    pub by: GroupBy,
    /// Which page is shown.
    pub page: BoardPage,
    /// The chosen row.
    pub chosen: usize,
    /// The first row shown.
    pub top: usize,
    /// The chosen figure of the row: one of [`GroupFigure::ALL`], or a month of filing; 0 is the row as a
    /// whole.
    pub column: usize,
}

/// A figure of a group's row that has projects of its own behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupFigure {
    /// The number of projects.
    Projects,
    /// Red lamps
    Red,
    /// Yellow lamps
    Yellow,
    /// Green lamps
    Green,
    /// The share filed: opens what is not.
    Filed,
}

impl GroupFigure {
    /// From left to right.
    pub const ALL: [Self; 5] = [Self::Projects, Self::Red, Self::Yellow, Self::Green, Self::Filed];

    /// Whether it counts lamps.
    pub fn is_lamp(self) -> bool {
        matches!(self, Self::Red | Self::Yellow | Self::Green)
    }

    /// What narrows the group to it: the chip's words and its term; `None` for all.
    pub fn term(self) -> Option<(Bilingual, &'static str)> {
        match self {
            Self::Projects => None,
            Self::Red => Some((words!("红灯", "red"), "is:red")),
            Self::Yellow => Some((words!("黄灯", "yellow"), "is:yellow")),
            Self::Green => Some((words!("绿灯", "green"), "is:green")),
            Self::Filed => Some((words!("未报", "unfiled"), "is:unfiled")),
        }
    }
}

/// Columns of a tile of the map, with the one between.
pub const TILE: u16 = 7;

/// How high the tiles are where the map fits into an area; `None` where it does not.
pub fn tiles(area: Area, districts: &[District]) -> Option<u16> {
    let high = if area.height >= 22 { 3 } else { 2 };
    let columns = districts.iter().map(|d| d.col).max().unwrap_or(0) + 1;
    let rows = districts.iter().map(|d| d.row).max().unwrap_or(0) + 1;
    (area.width >= columns * TILE && area.height >= rows * high).then_some(high)
}

/// Columns of a month of filing.
pub const MONTH: u16 = 4;

/// The months of filing that fit beside a unit's name that can be told from others, as places in the year:
/// the latest up to the month at work.
pub fn months_shown(area: Area, month: Month) -> Range<usize> {
    const NAME: u16 = 18;
    let fit = usize::from(area.width.saturating_sub(NAME) / MONTH).clamp(1, 12);
    let end = (month.number() as usize).max(fit);
    end - fit..end
}

/// Columns of a unit's name beside so many months of filing.
pub fn unit_columns(area: Area, months: usize) -> u16 {
    area.width.saturating_sub(months as u16 * MONTH + 2).min(28)
}

/// One page of the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BoardPage {
    /// Progress against schedule by group, slowest first.
    #[default]
    Groups,
    /// 挂图: the districts as tiles.
    Map,
    /// Filing by unit and month.
    Filing,
    /// Investment by month beside an even share of the plan.
    Months,
    /// How far projects are from the schedule.
    Spread,
}

impl BoardPage {
    /// In the order they are turned.
    pub const ALL: [Self; 5] = [Self::Groups, Self::Map, Self::Filing, Self::Months, Self::Spread];

    /// What it is called.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Groups => lang.pick("进度", "progress"),
            Self::Map => lang.pick("挂图", "map"),
            Self::Filing => lang.pick("报送", "filing"),
            Self::Months => lang.pick("按月", "months"),
            Self::Spread => lang.pick("偏差", "deviation"),
        }
    }

    /// The page after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1) % Self::ALL.len()]
    }
}

/// Columns of a month's bar.
pub fn month_columns(area: Area) -> u16 {
    (area.width / 12).saturating_sub(1).clamp(3, 9)
}

impl BoardView {
    /// How many rows the page has to choose from.
    pub fn rows(&self) -> usize {
        let Some(board) = &self.board else { return 0 };
        match self.page {
            BoardPage::Groups => board.groups.len() + 1,
            BoardPage::Map => board.districts.len(),
            BoardPage::Filing => board.filing.len(),
            BoardPage::Months => board.months.len(),
            BoardPage::Spread => board.spread.len(),
        }
    }

    /// What the chosen row counts; `None` for everything.
    pub fn behind(&self) -> Option<Figure> {
        let board = self.board.as_ref()?;
        let group = |by, group: &Group| Figure::Group(by, group.key.clone());
        match self.page {
            BoardPage::Groups => board.groups.get(self.chosen).map(|g| group(board.by, g)),
            BoardPage::Map => board.districts.get(self.chosen).map(|g| group(GroupBy::District, g)),
            BoardPage::Filing => {
                board.filing.get(self.chosen).map(|row| Figure::Group(GroupBy::Unit, row.unit.clone()))
            }
            BoardPage::Spread => Some(Figure::Stretch(self.chosen)),
            BoardPage::Months => None,
        }
    }

    /// The month of the chosen bar or cell.
    pub fn month(&self) -> Option<Month> {
        let at = match self.page {
            BoardPage::Months => self.chosen,
            BoardPage::Filing => self.column.checked_sub(1)?,
            _ => return None,
        };
        Some(self.board.as_ref()?.months.get(at)?.month)
    }

    /// The figure of a group's row that is chosen.
    pub fn figure(&self) -> GroupFigure {
        match self.page {
            BoardPage::Groups => GroupFigure::ALL[self.column.min(GroupFigure::ALL.len() - 1)],
            _ => GroupFigure::Projects,
        }
    }

    /// Goes on to the next figure of the row, among those that are shown.
    pub fn next_figure(&mut self, step: isize, rows: Area) {
        let on = self.column.saturating_add_signed(step);
        self.column = match (self.page, &self.board) {
            (BoardPage::Groups, _) => on.min(GroupFigure::ALL.len() - 1),
            (BoardPage::Filing, Some(board)) => match months_shown(rows, board.month) {
                shown if on > shown.start => on.min(shown.end),
                shown if step > 0 => shown.start + 1,
                _ => 0,
            },
            _ => 0,
        };
    }

    /// Shows another page from its beginning.
    pub fn turn_to(&mut self, page: BoardPage) {
        // The bar of the month at work is what one looks for.
        let month = self.board.as_ref().map_or(0, |board| board.month.number() as usize - 1);
        let chosen = if page == BoardPage::Months { month } else { 0 };
        (self.page, self.chosen, self.top, self.column) = (page, chosen, 0, 0);
    }

    /// The page whose title lies there, in the first line of the area inside.
    pub fn title_at(&self, x: u16, ambiguous: Ambiguous, lang: Lang) -> Option<BoardPage> {
        let mut from = 0;
        BoardPage::ALL.into_iter().find(|page| {
            let end = from + ambiguous.width(page.title(lang)) as u16 + 2;
            let here = (from..end).contains(&x);
            from = end + 1;
            here
        })
    }

    /// The row and the figure that lie at a place of the area inside.
    pub fn at(&self, inside: Area, x: u16, y: u16, districts: &[District]) -> Option<(usize, usize)> {
        let rows = inside.below(2);
        if !rows.holds(x, y) {
            return None;
        }
        let (right, down) = (x - rows.x, y - rows.y);
        let row = usize::from(down) + self.top;
        let (row, column) = match self.page {
            BoardPage::Groups => (row, self.column),
            BoardPage::Filing => {
                let shown = months_shown(rows, self.board.as_ref()?.month);
                let name = 1 + unit_columns(rows, shown.len());
                let month = right.checked_sub(name).map(|x| usize::from(x / MONTH) + shown.start + 1);
                (row, month.unwrap_or(0).min(shown.end))
            }
            BoardPage::Map => match tiles(rows, districts) {
                Some(high) => {
                    let place = districts.iter().find(|d| (d.col, d.row) == (right / TILE, down / high))?;
                    (self.district(place, districts)?, 0)
                }
                None => (row, 0),
            },
            BoardPage::Months => (usize::from(right / (month_columns(rows) + 1)), 0),
            BoardPage::Spread => (row, 0),
        };
        (row < self.rows()).then_some((row, column))
    }

    /// The row of a district on the map.
    fn district(&self, place: &District, districts: &[District]) -> Option<usize> {
        let place_of = |group: &Group| district::find(districts, group.key.as_deref()?);
        self.board.as_ref()?.districts.iter().position(|group| place_of(group) == Some(place))
    }

    /// The tile that lies next in a direction; the chosen one where none does.
    pub fn next_tile(&self, right: i32, down: i32, districts: &[District]) -> usize {
        let place = |group: &Group| district::find(districts, group.key.as_deref()?);
        let Some(groups) = self.board.as_ref().map(|board| &board.districts) else { return self.chosen };
        let Some(from) = groups.get(self.chosen).and_then(place) else {
            // What has no place on the map is left for the first that has one.
            return groups.iter().position(|group| place(group).is_some()).unwrap_or(self.chosen);
        };
        let far = |to: &District| {
            let (x, y) = (i32::from(to.col) - i32::from(from.col), i32::from(to.row) - i32::from(from.row));
            let (ahead, aside) = if right == 0 { (y * down, x.abs()) } else { (x * right, y.abs()) };
            (ahead > 0).then_some(ahead + aside * 2)
        };
        let next = groups.iter().enumerate().filter_map(|(at, group)| Some((far(place(group)?)?, at))).min();
        next.map_or(self.chosen, |(_, at)| at)
    }

    /// The page as tab-separated lines, which any spreadsheet takes from the clipboard; amounts in 万元,
    /// rates in percent.
    pub fn tsv(&self, lang: Lang) -> String {
        let Some(board) = &self.board else { return String::new() };
        let line = |cells: &[String]| cells.join("\t") + "\n";
        let percent = |ratio: Option<Ratio>| ratio.map_or(String::new(), |ratio| ratio.percent(1));
        let group = |group: &Group, by: GroupBy| {
            let now = &group.now;
            let plan = if now.with_plan > 0 { now.plan.in_wan() } else { String::new() };
            let [green, yellow, red, _] = now.lamps;
            line(&[
                group.label(by, lang),
                now.projects.to_string(),
                plan,
                now.ytd.in_wan(),
                percent(now.progress()),
                percent(now.deviation(board.schedule.at(board.month))),
                red.to_string(),
                yellow.to_string(),
                green.to_string(),
                percent(now.filed_rate()),
            ])
        };
        let groups = lang.pick(
            "名称\t项目\t年计划（万元）\t年累计（万元）\t进度%\t偏差\t红\t黄\t绿\t报送率%\n",
            "name\tprojects\tplan (10k)\tto date (10k)\tprogress %\tdeviation\tred\tyellow\tgreen\tfiled %\n",
        );
        match self.page {
            BoardPage::Groups => {
                let rows = board.groups.iter().chain(std::iter::once(&board.total));
                rows.fold(groups.to_owned(), |out, one| out + &group(one, board.by))
            }
            BoardPage::Map => board
                .districts
                .iter()
                .fold(groups.to_owned(), |out, one| out + &group(one, GroupBy::District)),
            BoardPage::Filing => {
                let mut head = vec![lang.pick("单位", "unit").to_owned()];
                head.extend((1..=12).map(|month: i8| month.to_string()));
                board.filing.iter().fold(line(&head), |out, row| {
                    let mut cells = vec![row.unit.clone().unwrap_or_default()];
                    cells.extend(row.months.iter().map(|m| format!("{}/{}", m.filed, m.due)));
                    out + &line(&cells)
                })
            }
            BoardPage::Months => {
                let head = lang.pick(
                    "月份\t完成（万元）\t均衡计划（万元）\t累计（万元）\n",
                    "month\tdone (10k)\teven plan (10k)\tto date (10k)\n",
                );
                board.months.iter().fold(head.to_owned(), |out, bar| {
                    let done = bar.invested.map(Money::in_wan).unwrap_or_default();
                    out + &line(&[bar.month.to_string(), done, bar.even.in_wan(), bar.cumulative.in_wan()])
                })
            }
            BoardPage::Spread => {
                let head = lang.pick("偏差（百分点）\t项目\n", "deviation (points)\tprojects\n");
                board
                    .spread
                    .iter()
                    .fold(head.to_owned(), |out, bin| out + &line(&[bin.label(), bin.projects.to_string()]))
            }
        }
    }
}
