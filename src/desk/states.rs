//! How every project's report of one month stands: filed, late, returned, outstanding. The list, the
//! deadline panel, `due` and the chase board all count from here.

use std::collections::HashMap;

use jiff::Timestamp;

use super::App;
use super::board::YearTable;
use super::report::stored_report;
use crate::catalogue::Year;
use crate::domain::duty::ReportingPeriod;
use crate::domain::finding::Failure;
use crate::domain::month::Month;
use crate::domain::project::{Project, ProjectId};
use crate::domain::report::Status;
use crate::ledger::{LedgerError, REPORT, Snapshot};

/// How one project's month stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReportState {
    /// Nothing is owed for the month.
    NotDue,
    /// 未报: owed, and nothing filed; a draft or a withdrawn report counts as nothing.
    Outstanding,
    /// 退回: to be corrected and filed again.
    Returned,
    /// 已报
    Filed {
        /// 补报
        late: bool,
    },
    /// 已审
    Accepted {
        /// 补报
        late: bool,
    },
}

impl ReportState {
    /// What a report's status, and whether it is late, come to for a month that is owed or not.
    pub fn of(standing: Option<(Status, bool)>, due: bool) -> Self {
        match standing {
            _ if !due => Self::NotDue,
            None | Some((Status::Draft, _)) => Self::Outstanding,
            Some((Status::Returned, _)) => Self::Returned,
            Some((Status::Submitted, late)) => Self::Filed { late },
            Some((Status::Accepted, late)) => Self::Accepted { late },
        }
    }

    /// Whether the duty is met.
    pub fn is_filed(self) -> bool {
        matches!(self, Self::Filed { .. } | Self::Accepted { .. })
    }

    /// Whether somebody must be chased for it.
    pub fn is_missing(self) -> bool {
        matches!(self, Self::Outstanding | Self::Returned)
    }

    /// Whether it is 补报.
    pub fn is_late(self) -> bool {
        matches!(self, Self::Filed { late: true } | Self::Accepted { late: true })
    }
}

/// A month's reports by project, and which projects are completed.
#[derive(Clone, Debug, Default)]
pub struct MonthReportStates {
    month: Option<Month>,
    standing: HashMap<ProjectId, (Status, bool)>,
    completed: HashMap<ProjectId, Month>,
}

impl App {
    /// The month's states; `None` without a ledger.
    pub fn states(&self, month: Month) -> Result<Option<MonthReportStates>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(None) };
        Ok(Some(ledger.read(|view| MonthReportStates::read(view, month))?))
    }

    /// The month's states as they were at a moment; what was filed or decided after it counts for nothing.
    pub fn states_at(&self, month: Month, at: Timestamp) -> Result<Option<MonthReportStates>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(None) };
        let states = ledger.read(|view| {
            let mut states = MonthReportStates::read(view, month)?;
            let (last, _) = view.head()?;
            if view.entry(last)?.is_none_or(|entry| entry.at <= at) {
                return Ok(states);
            }
            for row in view.reports(month, month)? {
                let entries = view.history(REPORT, &row.project.to_string(), &month.to_string())?;
                let then =
                    entries.iter().rev().find(|entry| entry.at <= at).map(stored_report).transpose()?;
                match then.filter(|report| !report.discarded) {
                    Some(report) => states.standing.insert(row.project, (report.status, report.late)),
                    None => states.standing.remove(&row.project),
                };
            }
            Ok::<_, LedgerError>(states)
        })?;
        Ok(Some(states))
    }

    /// How a project's report stands in a month, given the month's states.
    pub fn state(
        &self,
        states: Option<&MonthReportStates>,
        year: &Year,
        project: &Project,
        month: Month,
    ) -> ReportState {
        let Some(duty) = self.duty(year) else { return ReportState::NotDue };
        match states {
            Some(states) => states.state(project.id, duty),
            None if duty.covers(month).is_ok() => ReportState::Outstanding,
            None => ReportState::NotDue,
        }
    }
}

impl MonthReportStates {
    pub(super) fn read(view: &mut Snapshot<'_>, month: Month) -> Result<Self, LedgerError> {
        let mut standing = HashMap::new();
        view.each_year(month.year(), |told| {
            if let Some(state) = told.states[month.number() as usize - 1] {
                standing.insert(told.project, state);
            }
        })?;
        let completed = view.completions()?.into_iter().collect();
        Ok(Self { month: Some(month), standing, completed })
    }

    /// The states of a sheet's projects in a month of its year.
    pub(super) fn of(sheet: &YearTable, month: Month) -> Self {
        let rows = || (0..sheet.len()).map(|row| (row, sheet.id(row)));
        let standing = rows().filter_map(|(row, id)| Some((id, sheet.standing_report(row, month)?)));
        let completed = rows().filter_map(|(row, id)| Some((id, sheet.last_owed(row)?)));
        Self { month: Some(month), standing: standing.collect(), completed: completed.collect() }
    }

    /// How a project stands whose list owes by `duty`.
    pub fn state(&self, project: ProjectId, duty: ReportingPeriod) -> ReportState {
        let duty = duty.completed_in(self.completed.get(&project).copied());
        let due = self.month.is_some_and(|month| duty.covers(month).is_ok());
        ReportState::of(self.standing.get(&project).copied(), due)
    }
}
