//! For which months a project owes reports, by which rule, and which month is in hand.

use jiff::Timestamp;

use super::App;
use crate::catalogue::Year;
use crate::domain::deadline::ReportingRule;
use crate::domain::duty::ReportingPeriod;
use crate::domain::finding::Failure;
use crate::domain::month::Month;
use crate::domain::project::Project;
use crate::domain::time::date_in_shanghai;

impl App {
    /// The months a project owes as far as the lists say; its completion is the dossier's to add.
    pub(super) fn duty_of(&self, project: &Project) -> Result<ReportingPeriod, Failure> {
        let year = self.catalogue().year(project.id.year);
        let duty = year.and_then(|year| self.duty(year));
        duty.map_or_else(|| self.project(project.id).map(|p| ReportingPeriod::new(first_of(p), None)), Ok)
    }

    /// The reporting rule of a project's list.
    pub(super) fn rule_of(&self, project: &Project) -> ReportingRule {
        self.catalogue().year(project.id.year).map(Year::reporting_rule).unwrap_or_default()
    }

    /// The month that people are at work on: the one whose deadline is running, and after the 25th still
    /// the present one, since the next has not begun and cannot be filed.
    pub fn month_in_hand(&self, now: Timestamp) -> Result<Month, Failure> {
        let rule = self.year()?.reporting_rule();
        let running = rule.next(now, &self.catalogue().calendar).month;
        Ok(running.min(Month::of(date_in_shanghai(now))))
    }
}

/// January of the list's year.
fn first_of(project: &Project) -> Month {
    Month::of(jiff::civil::date(project.id.year, 1, 1))
}
