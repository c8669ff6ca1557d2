//! What the desk adds to a project's facts: its year of reports month by month, plan, lamps with their
//! arithmetic, whom to call, and who changed what.

use jiff::Timestamp;

use super::App;
use super::around::ProjectRecords;
use super::states::ReportState;
use crate::domain::contact::Contact;
use crate::domain::finding::Failure;
use crate::domain::lamp::RatingExplanation;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::plan::PlanVersion;
use crate::domain::project::ProjectId;
use crate::domain::report::Report;
use crate::domain::report::derived::Derived;

/// A project's year at the desk.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The project.
    pub project: ProjectId,
    /// The month that was asked about.
    pub month: Month,
    /// The twelve months of that month's year; `None` without a ledger.
    pub months: Option<[MonthMark; 12]>,
    /// That month's report with what follows from it.
    pub report: Option<(Report, Derived)>,
    /// Every version of its plan, oldest first.
    pub plans: Vec<PlanVersion>,
    /// Its lamps with their arithmetic, worst first; empty before anything is reported.
    pub readings: Vec<RatingExplanation>,
    /// Whom to call.
    pub contact: Option<Contact>,
    /// What else is kept around it.
    pub around: ProjectRecords,
    /// Every revision of its reports, newest first.
    pub history: Vec<Report>,
}

/// One month of the strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthMark {
    /// How its report stands.
    pub state: ReportState,
    /// 本月完成投资, where a counting report says it.
    pub invested: Option<Money>,
}

impl App {
    /// A project's year as seen from a month.
    pub fn detail(&self, id: ProjectId, month: Month, now: Timestamp) -> Result<Detail, Failure> {
        let dossier = self.dossier(id)?;
        let duty = dossier.duty();
        let mark = |month: Month| {
            let standing = dossier.standing(month);
            let state = ReportState::of(standing.map(|r| (r.status, r.late)), duty.covers(month).is_ok());
            let counts = standing.filter(|r| r.status.counts());
            MonthMark { state, invested: counts.and_then(|r| r.content.completed_investment) }
        };
        let january = month.plus(1 - i32::from(month.number()));
        let known = self.look()?.is_some();
        let months = known.then(|| std::array::from_fn(|n| mark(january.plus(n as i32))));
        let reported = dossier.months().any(|m| m.year() == month.year() && m <= month);
        let mut history = self.report_history(id, None)?;
        history.sort_by_key(|r| std::cmp::Reverse((r.at, r.month, r.revision)));
        Ok(Detail {
            project: id,
            month,
            months,
            report: dossier.shown(month).map(|shown| (shown.report, shown.derived)),
            plans: dossier.plans.versions().to_vec(),
            readings: if reported { self.project_line(id, month)?.readings } else { Vec::new() },
            contact: self.contact_of(id)?,
            around: self.around(id, now)?,
            history,
        })
    }
}
