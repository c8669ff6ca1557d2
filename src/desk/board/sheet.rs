//! The year's figures of every project in columns, built once and brought up to date project by project:
//! a board is then one walk over plain arrays, fast enough for a keystroke.
//!
//! It knows no ledger: it is handed rows. A report counts as [`Status::counts`] says; what a month's board
//! shows is what the reports up to that month say.

use std::collections::HashMap;

use crate::catalogue::Year;
use crate::desk::states::ReportState;
use crate::domain::board::{GroupBy, Rules};
use crate::domain::category::Category;
use crate::domain::duty::ReportingPeriod;
use crate::domain::indicator::{PlannedEvent, ProjectFigures};
use crate::domain::lamp::{self, RatingInput};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::plan::{Plan, PlanHistory};
use crate::domain::project::{Project, ProjectId};
use crate::domain::report::Status;
use crate::domain::stage::Stage;
use crate::ledger::{ProjectYear, ReportedDate, earliest};

/// A list's projects over one calendar year.
#[derive(Clone, Debug)]
pub struct YearTable {
    list_year: i16,
    invented: bool,
    year: i16,
    duty: Option<ReportingPeriod>,
    ids: Vec<ProjectId>,
    keys: [GroupKeys; 5],
    lines: Vec<YearRow>,
    plans: Vec<PlanHistory>,
}

/// One way of grouping: each project's group, and the groups' names.
#[derive(Clone, Debug, Default)]
pub(super) struct GroupKeys {
    pub(super) of: Vec<u32>,
    pub(super) names: Vec<Option<String>>,
}

/// What a project's reports of the year come to. Bit *n* of a set stands for month *n*, from 1.
#[derive(Clone, Copy, Debug, Default)]
struct YearRow {
    states: [Option<(Status, bool)>; 12],
    /// What the reports that count say; 0 elsewhere.
    invested: [Money; 12],
    filed: u16,
    in_time: u16,
    /// The first month whose report, or an earlier one, tells that it has started.
    started: Option<ReportedDate>,
    /// Likewise for completion.
    completed: Option<ReportedDate>,
    /// The month whose report first told the completion: the last one owed.
    last_owed: Option<Month>,
    /// What the list's stage and years say when no plan names a month.
    listed_start: bool,
    listed_completion: bool,
}

impl YearTable {
    /// The projects of a list's categories over a calendar year, before any report or plan of the ledger.
    pub fn new(list: &Year, categories: &[Category], duty: Option<ReportingPeriod>, year: i16) -> Self {
        // In the order of ids, which `row` looks them up by.
        let wanted = Category::ALL.into_iter().filter(|c| categories.contains(c));
        let projects: Vec<&Project> = wanted.flat_map(|category| list.category(category)).collect();
        let projects = projects.as_slice();
        Self {
            list_year: list.year,
            invented: list.invented,
            year,
            duty,
            ids: projects.iter().map(|p| p.id).collect(),
            keys: GroupBy::ALL.map(|by| GroupKeys::of(projects, by)),
            lines: projects.iter().map(|p| YearRow::of_list(p, year)).collect(),
            plans: projects.iter().map(|p| PlanHistory::of_list(p)).collect(),
        }
    }

    /// How many projects.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// No project at all.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The year of the list.
    pub fn list_year(&self) -> i16 {
        self.list_year
    }

    /// The list was made up by `demo`.
    pub fn invented(&self) -> bool {
        self.invented
    }

    /// The calendar year.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// The project of a row.
    pub fn id(&self, row: usize) -> ProjectId {
        self.ids[row]
    }

    /// The row of a project.
    pub fn row(&self, id: ProjectId) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// The plan of a row, version by version.
    pub fn plan(&self, row: usize) -> &PlanHistory {
        &self.plans[row]
    }

    /// Puts a project's plan in, replacing what was there.
    pub fn set_plan(&mut self, id: ProjectId, plan: PlanHistory) {
        if let Some(row) = self.row(id) {
            self.plans[row] = plan;
        }
    }

    /// Forgets every year of one project, before its present ones are put in.
    pub fn clear(&mut self, project: &Project) {
        if let Some(row) = self.row(project.id) {
            self.lines[row] = YearRow::of_list(project, self.year);
        }
    }

    /// Puts one year of a project in. Earlier years tell what had started and ended; later ones nothing.
    pub fn put(&mut self, told: &ProjectYear) {
        let Some(row) = self.row(told.project).filter(|_| told.year <= self.year) else { return };
        let line = &mut self.lines[row];
        line.started = earliest(line.started, told.started);
        line.completed = earliest(line.completed, told.completed);
        line.last_owed = earliest(line.last_owed, told.last_owed);
        if told.year < self.year {
            return;
        }
        line.states = told.states;
        (line.filed, line.in_time) = (0, 0);
        for (at, state) in told.states.iter().enumerate() {
            let late = state.and_then(|(status, late)| status.counts().then_some(late));
            line.invested[at] = late.and(told.invested[at]).unwrap_or_default();
            line.filed |= u16::from(late.is_some()) << (at + 1);
            line.in_time |= u16::from(late == Some(false)) << (at + 1);
        }
    }

    /// Whether any report of the calendar year counts, up to a month.
    pub fn has_reports(&self, up_to: Month) -> bool {
        let most = self.last(up_to);
        self.lines.iter().any(|line| line.filed & ((2 << most) - 2) != 0)
    }

    /// A project at a month's end, without its lamp. The month lies in the sheet's year.
    pub fn standing(&self, row: usize, month: Month) -> ProjectFigures {
        self.standing_with_plan(row, month).0
    }

    /// As [`Sheet::standing`], with the lamp by the rules.
    pub fn standing_with_lamp(&self, row: usize, month: Month, rules: &Rules) -> ProjectFigures {
        let (mut standing, plan) = self.standing_with_plan(row, month);
        if self.is_over(row, month) {
            return standing;
        }
        standing.light = lamp::worst(&rules.lamps, &self.signs(row, month, rules, &standing, plan));
        standing
    }

    /// The lamps of a project with their arithmetic, worst first.
    pub fn readings(&self, row: usize, month: Month, rules: &Rules) -> Vec<lamp::RatingExplanation> {
        if self.is_over(row, month) {
            return Vec::new();
        }
        let (standing, plan) = self.standing_with_plan(row, month);
        lamp::readings(&rules.lamps, &self.signs(row, month, rules, &standing, plan))
    }

    /// Whether a project was completed before a month. It reports no more, so that it can neither lag nor miss its
    /// plan: it has no lamp and no forecast. What it invested stays in every sum.
    pub fn is_over(&self, row: usize, month: Month) -> bool {
        self.lines[row].completed.is_some_and(|told| told.from < month)
    }

    /// Months owed so far in the calendar year that are not filed.
    pub fn missing(&self, row: usize, month: Month) -> Vec<Month> {
        let months = (1..=self.last(month) as i8).filter_map(|n| Month::new(self.year, n));
        months.filter(|m| self.due(row, *m) && !self.filed(row, *m)).collect()
    }

    /// How a project's report of a month of the year stands.
    pub fn state(&self, row: usize, month: Month) -> ReportState {
        ReportState::of(self.standing_report(row, month), self.due(row, month))
    }

    /// Where a report of a month of the year stands, and whether it is late.
    pub fn standing_report(&self, row: usize, month: Month) -> Option<(Status, bool)> {
        let standing = self.lines[row].states[month.number() as usize - 1];
        standing.filter(|_| month.year() == self.year)
    }

    /// The month whose report first told the completion: the last one owed.
    pub fn last_owed(&self, row: usize) -> Option<Month> {
        self.lines[row].last_owed
    }

    /// A report is due for the month.
    pub fn due(&self, row: usize, month: Month) -> bool {
        let last = self.lines[row].last_owed;
        self.duty.is_some_and(|duty| duty.completed_in(last).covers(month).is_ok())
    }

    /// A report of the month is filed and counts.
    pub fn filed(&self, row: usize, month: Month) -> bool {
        self.lines[row].filed & (1 << month.number()) != 0
    }

    /// A report of the month was filed in time.
    pub fn on_time(&self, row: usize, month: Month) -> bool {
        self.lines[row].in_time & (1 << month.number()) != 0
    }

    /// What was completed in a month; `None` when it is not filed.
    pub fn invested(&self, row: usize, month: Month) -> Option<Money> {
        self.filed(row, month).then(|| self.lines[row].invested[month.number() as usize - 1])
    }

    pub(super) fn keys(&self, by: GroupBy) -> &GroupKeys {
        &self.keys[by as usize]
    }

    fn last(&self, month: Month) -> u8 {
        match month.year().cmp(&self.year) {
            std::cmp::Ordering::Less => 0,
            std::cmp::Ordering::Equal => month.number() as u8,
            std::cmp::Ordering::Greater => 12,
        }
    }

    fn signs(
        &self,
        row: usize,
        month: Month,
        rules: &Rules,
        standing: &ProjectFigures,
        plan: Option<Plan>,
    ) -> RatingInput {
        RatingInput {
            month,
            schedule: rules.schedule.at(month),
            ytd: standing.ytd,
            plan: standing.plan.zip(standing.plan_version),
            planned_start: plan.and_then(|p| p.start),
            started: self.lines[row].started.is_some_and(|told| told.from <= month),
        }
    }

    fn standing_with_plan(&self, row: usize, month: Month) -> (ProjectFigures, Option<Plan>) {
        let line = &self.lines[row];
        let plan = self.plans[row].for_month(month);
        let figures = plan.map(|(_, plan)| plan);
        let year_plan = figures.and_then(|p| p.year_plan).filter(|p| p.0 > 0);
        let until = usize::from(self.last(month));
        let goal = |planned: Option<Month>, listed: bool, told: Option<ReportedDate>| {
            let this_year = planned.map_or(listed, |m| m.year() == month.year());
            let happened = told.is_some_and(|told| told.from <= month);
            let in_year = told.is_some_and(|told| told.year == self.year);
            PlannedEvent {
                planned: this_year,
                due: this_year && planned.map_or(month.number() == 12, |m| m <= month),
                done: happened && (this_year || in_year),
            }
        };
        let standing = ProjectFigures {
            plan: year_plan,
            plan_version: plan.map(|(version, _)| version).filter(|_| year_plan.is_some()),
            ytd: line.invested[..until].iter().copied().sum(),
            month: self.invested(row, month),
            start: goal(figures.and_then(|p| p.start), line.listed_start, line.started),
            completion: goal(figures.and_then(|p| p.finish), line.listed_completion, line.completed),
            due: self.due(row, month),
            filed: self.filed(row, month),
            on_time: self.on_time(row, month),
            light: None,
        };
        (standing, figures)
    }
}

impl YearRow {
    /// What the list says when no plan names a month: a 新开工 starts this year, a 完工 or one whose
    /// 拟建成年份 is this year ends this year (our decision; docs/indicators.md).
    fn of_list(project: &Project, year: i16) -> Self {
        let stage = project.stage.as_deref().and_then(Stage::of);
        let of_this_list = project.id.year == year;
        let construction = project.category() == Category::Construction;
        Self {
            listed_start: of_this_list && stage == Some(Stage::NewStart),
            listed_completion: stage == Some(Stage::Completing) && of_this_list
                || construction && project.finish_year == Some(year),
            ..Self::default()
        }
    }
}

impl GroupKeys {
    fn of(projects: &[&Project], by: GroupBy) -> Self {
        let mut keys = Self { of: Vec::with_capacity(projects.len()), names: Vec::new() };
        let mut seen: HashMap<Option<String>, u32> = HashMap::new();
        for project in projects {
            let name = key_of(project, by);
            let next = keys.names.len() as u32;
            let at = *seen.entry(name.clone()).or_insert(next);
            if at == next {
                keys.names.push(name);
            }
            keys.of.push(at);
        }
        keys
    }
}

/// The group a project belongs to; exactly one of each kind.
pub fn key_of(project: &Project, by: GroupBy) -> Option<String> {
    match by {
        GroupBy::Category => Some(project.category().name().to_owned()),
        GroupBy::Sector => project.headings.first().cloned(),
        GroupBy::Stage => project.stage.clone().map(String::from),
        GroupBy::District => project.district().map(std::borrow::Cow::into_owned),
        GroupBy::Unit => project.lead_units.first().cloned(),
    }
}
