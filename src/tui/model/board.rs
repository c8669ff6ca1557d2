//! The open board: what it is grouped by, which of its pages is shown, and how far it is scrolled.

use std::sync::Arc;

use crate::domain::board::{Board, By, Group};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::ratio::Ratio;

/// The open board.
#[derive(Clone, Debug, Default)]
pub struct BoardView {
    /// What is read, once it is.
    pub board: Option<Arc<Board>>,
    /// What it is grouped by.
    pub by: By,
    /// Which page is shown.
    pub page: Page,
    /// The chosen row.
    pub chosen: usize,
    /// The first row shown.
    pub top: usize,
}

/// One page of the board.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Page {
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

impl Page {
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

impl BoardView {
    /// How many rows the page has to choose from.
    pub fn rows(&self) -> usize {
        let Some(board) = &self.board else { return 0 };
        match self.page {
            Page::Groups => board.groups.len() + 1,
            Page::Map => board.districts.len(),
            Page::Filing => board.filing.len(),
            Page::Months => board.months.len(),
            Page::Spread => board.spread.len(),
        }
    }

    /// The filter behind the chosen figure: what it is grouped by, and the key; `None` for everything.
    pub fn behind(&self) -> Option<(By, Option<String>)> {
        let board = self.board.as_ref()?;
        let key = |group: &Group| group.key.clone();
        match self.page {
            Page::Groups => board.groups.get(self.chosen).map(|g| (board.by, key(g))),
            Page::Map => board.districts.get(self.chosen).map(|g| (By::District, key(g))),
            Page::Filing => board.filing.get(self.chosen).map(|row| (By::Unit, row.unit.clone())),
            Page::Months | Page::Spread => None,
        }
    }

    /// The month of the chosen bar.
    pub fn month(&self) -> Option<Month> {
        let months = &self.board.as_ref()?.months;
        months.get(self.chosen).filter(|_| self.page == Page::Months).map(|bar| bar.month)
    }

    /// The page as tab-separated lines, which any spreadsheet takes from the clipboard; amounts in 万元,
    /// rates in percent.
    pub fn tsv(&self, lang: Lang) -> String {
        let Some(board) = &self.board else { return String::new() };
        let line = |cells: &[String]| cells.join("\t") + "\n";
        let percent = |ratio: Option<Ratio>| ratio.map_or(String::new(), |ratio| ratio.percent(1));
        let group = |group: &Group, by: By| {
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
            Page::Groups => {
                let rows = board.groups.iter().chain(std::iter::once(&board.total));
                rows.fold(groups.to_owned(), |out, one| out + &group(one, board.by))
            }
            Page::Map => {
                board.districts.iter().fold(groups.to_owned(), |out, one| out + &group(one, By::District))
            }
            Page::Filing => {
                let mut head = vec![lang.pick("单位", "unit").to_owned()];
                head.extend((1..=12).map(|month: i8| month.to_string()));
                board.filing.iter().fold(line(&head), |out, row| {
                    let mut cells = vec![row.unit.clone().unwrap_or_default()];
                    cells.extend(row.months.iter().map(|m| format!("{}/{}", m.filed, m.due)));
                    out + &line(&cells)
                })
            }
            Page::Months => {
                let head = lang.pick(
                    "月份\t完成（万元）\t均衡计划（万元）\t累计（万元）\n",
                    "month\tdone (10k)\teven plan (10k)\tto date (10k)\n",
                );
                board.months.iter().fold(head.to_owned(), |out, bar| {
                    let done = bar.invested.map(Money::in_wan).unwrap_or_default();
                    out + &line(&[bar.month.to_string(), done, bar.even.in_wan(), bar.cumulative.in_wan()])
                })
            }
            Page::Spread => {
                let head = lang.pick("偏差（百分点）\t项目\n", "deviation (points)\tprojects\n");
                board
                    .spread
                    .iter()
                    .fold(head.to_owned(), |out, bin| out + &line(&[bin.label(), bin.projects.to_string()]))
            }
        }
    }
}
