//! One walk over a sheet's columns gives a whole board.

use super::BoardData;
use super::sheet::YearTable;
use crate::domain::board::{
    BIN_EDGES, Bin, Board, Figure, FilingRow, Group, GroupBy, MonthBar, Rules, UnitFilings, slowest_first,
};
use crate::domain::indicator::{self, GroupTotals};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::ratio::Ratio;

impl BoardData {
    /// The board of a month of the sheets' year.
    pub fn board(&self, month: Month, by: GroupBy) -> Board {
        let before = (month.number() > 1).then(|| sums(&self.now, month.previous(), by));
        // A year ago is compared only where the ledger holds it.
        let then = month.plus(-12);
        let held = self.year_ago.as_ref().filter(|sheet| sheet.has_reports(then));
        let year_ago = held.map(|sheet| (sheet, sums(sheet, then, by)));
        let walk = Aggregator::over(&self.now, month, by, &self.rules);
        let names = &self.now.keys(by).names;
        let mut groups: Vec<Group> = walk
            .groups
            .iter()
            .enumerate()
            .map(|(at, now)| Group {
                key: names[at].clone(),
                now: *now,
                before: before.as_ref().map(|b| b[at]),
                year_ago: year_ago.as_ref().map(|(sheet, tallies)| {
                    let there = sheet.keys(by).names.iter().position(|name| *name == names[at]);
                    there.map(|there| tallies[there]).unwrap_or_default()
                }),
            })
            .collect();
        let total = Group {
            key: None,
            now: joined(groups.iter().map(|g| &g.now)),
            before: before.as_ref().map(joined),
            year_ago: year_ago.as_ref().map(|(_, tallies)| joined(tallies)),
        };
        groups.sort_by(slowest_first);
        let mut districts: Vec<Group> = walk
            .districts
            .iter()
            .zip(&self.now.keys(GroupBy::District).names)
            .map(|(now, key)| Group { key: key.clone(), now: *now, ..Group::default() })
            .collect();
        districts.sort_by(slowest_first);
        Board {
            list_year: self.now.list_year(),
            invented: self.now.invented(),
            month,
            schedule: self.rules.schedule,
            by,
            months: months(&walk, total.now.plan, month),
            spread: spread(walk.spread),
            filing: filing(&self.now, walk.filing),
            groups,
            total,
            districts,
        }
    }
}

impl BoardData {
    /// Whether a figure of a month's board counts the project of a row.
    pub fn counts(&self, row: usize, month: Month, figure: &Figure) -> bool {
        match figure {
            Figure::Group(by, key) => {
                let keys = self.now.keys(*by);
                keys.names[keys.of[row] as usize] == *key
            }
            Figure::Stretch(at) => {
                let standing = self.now.standing(row, month);
                indicator::progress(standing.ytd, standing.plan)
                    .is_some_and(|progress| bin(progress.minus(self.rules.schedule.at(month))) == *at)
            }
        }
    }
}

/// Group sums without lamps, of another month.
fn sums(sheet: &YearTable, month: Month, by: GroupBy) -> Vec<GroupTotals> {
    let keys = sheet.keys(by);
    let mut groups = vec![GroupTotals::default(); keys.names.len()];
    for row in 0..sheet.len() {
        groups[keys.of[row] as usize].add(&sheet.standing(row, month));
    }
    groups
}

/// What one walk gathers.
struct Aggregator {
    groups: Vec<GroupTotals>,
    districts: Vec<GroupTotals>,
    spread: [u64; BIN_EDGES.len() + 1],
    invested: [Money; 12],
    filed: [u64; 12],
    filing: Vec<[UnitFilings; 12]>,
}

impl Aggregator {
    fn over(sheet: &YearTable, month: Month, by: GroupBy, rules: &Rules) -> Self {
        let (keys, districts, units) =
            (sheet.keys(by), sheet.keys(GroupBy::District), sheet.keys(GroupBy::Unit));
        let mut walk = Self {
            groups: vec![GroupTotals::default(); keys.names.len()],
            districts: vec![GroupTotals::default(); districts.names.len()],
            spread: [0; BIN_EDGES.len() + 1],
            invested: [Money::ZERO; 12],
            filed: [0; 12],
            filing: vec![[UnitFilings::default(); 12]; units.names.len()],
        };
        let months: Vec<Month> = (1..=month.number()).filter_map(|n| Month::new(month.year(), n)).collect();
        let schedule = rules.schedule.at(month);
        for row in 0..sheet.len() {
            let standing = sheet.standing_with_lamp(row, month, rules);
            walk.groups[keys.of[row] as usize].add(&standing);
            walk.districts[districts.of[row] as usize].add(&standing);
            if let Some(progress) = indicator::progress(standing.ytd, standing.plan) {
                walk.spread[bin(progress.minus(schedule))] += 1;
            }
            let unit = &mut walk.filing[units.of[row] as usize];
            for (at, month) in months.iter().enumerate() {
                let filed = sheet.filed(row, *month);
                if filed {
                    walk.filed[at] += 1;
                    walk.invested[at] = walk.invested[at] + sheet.invested(row, *month).unwrap_or_default();
                }
                if sheet.due(row, *month) {
                    unit[at].due += 1;
                    unit[at].filed += u32::from(filed);
                    unit[at].on_time += u32::from(sheet.on_time(row, *month));
                }
            }
        }
        walk
    }
}

fn joined<'a>(tallies: impl IntoIterator<Item = &'a GroupTotals>) -> GroupTotals {
    let mut all = GroupTotals::default();
    for tally in tallies {
        all.join(tally);
    }
    all
}

/// Which stretch a deviation lies in.
fn bin(deviation: Ratio) -> usize {
    let points = deviation.times(100);
    BIN_EDGES
        .iter()
        .take_while(|edge| Ratio::of(**edge, 1).is_some_and(|edge| points.compare(edge).is_ge()))
        .count()
}

fn spread(counts: [u64; BIN_EDGES.len() + 1]) -> Vec<Bin> {
    counts
        .into_iter()
        .enumerate()
        .map(|(at, projects)| Bin {
            low: at.checked_sub(1).map(|at| BIN_EDGES[at]),
            high: BIN_EDGES.get(at).copied(),
            projects,
        })
        .collect()
}

fn months(walk: &Aggregator, plan: Money, month: Month) -> Vec<MonthBar> {
    let mut cumulative = Money::ZERO;
    (1..=12_i8)
        .filter_map(|number| Month::new(month.year(), number))
        .enumerate()
        .map(|(at, month)| {
            cumulative = cumulative + walk.invested[at];
            let invested = (walk.filed[at] > 0).then_some(walk.invested[at]);
            MonthBar { month, invested, cumulative, even: Money(plan.0 / 12) }
        })
        .collect()
}

/// Units with the most outstanding first, then by name.
fn filing(sheet: &YearTable, counts: Vec<[UnitFilings; 12]>) -> Vec<FilingRow> {
    let names = &sheet.keys(GroupBy::Unit).names;
    let mut rows: Vec<FilingRow> =
        names.iter().zip(counts).map(|(unit, months)| FilingRow { unit: unit.clone(), months }).collect();
    let outstanding = |row: &FilingRow| row.months.iter().map(|f| f.due - f.filed).sum::<u32>();
    rows.sort_by(|a, b| outstanding(b).cmp(&outstanding(a)).then_with(|| a.unit.cmp(&b.unit)));
    rows
}
