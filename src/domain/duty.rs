//! 填报责任期: for which months a project's report is due.
//!
//! It begins with the notice's month (January of the year where an imported list has no notice) and
//! ends after the month whose report tells the completion, or when a later year's list takes over.
//! Nobody says what happens when no new list comes; our decision: the old one stays in force.

use super::month::Month;

/// The months for which one project owes a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportingPeriod {
    /// The first month owed.
    pub first: Month,
    /// The first month of the later list that takes over, if one is loaded.
    pub superseded_from: Option<Month>,
    /// The month whose report told the completion, the last one owed.
    pub completed_in: Option<Month>,
}

/// Why no report is owed for a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotDue {
    /// Before the list came into force.
    BeforeFirst,
    /// A later list is in force.
    Superseded,
    /// The project was completed earlier.
    Completed,
}

impl ReportingPeriod {
    /// The duty of a project in a list, before anything is known of its completion.
    pub fn new(first: Month, superseded_from: Option<Month>) -> Self {
        Self { first, superseded_from, completed_in: None }
    }

    /// The first month of a list's duty: the notice's month, or January of its year.
    pub fn first_month_of_list(year: i16, notice_month: Option<Month>) -> Option<Month> {
        notice_month.or_else(|| Month::new(year, 1))
    }

    /// With the month whose standing report tells the completion.
    #[must_use]
    pub fn completed_in(mut self, month: Option<Month>) -> Self {
        self.completed_in = month;
        self
    }

    /// Whether a month is owed, and why not. Whether it has begun is another question.
    pub fn covers(&self, month: Month) -> Result<(), NotDue> {
        if month < self.first {
            Err(NotDue::BeforeFirst)
        } else if self.superseded_from.is_some_and(|from| month >= from) {
            Err(NotDue::Superseded)
        } else if self.completed_in.is_some_and(|done| month > done) {
            Err(NotDue::Completed)
        } else {
            Ok(())
        }
    }

    /// The last month owed so far, at most `current`; `None` when none is owed yet.
    pub fn last(&self, current: Month) -> Option<Month> {
        let ends = [Some(current), self.superseded_from.map(Month::previous), self.completed_in];
        ends.into_iter().flatten().min().filter(|last| *last >= self.first)
    }

    /// Every month owed so far, oldest first.
    pub fn months(&self, current: Month) -> impl Iterator<Item = Month> + use<> {
        let (first, last) = (self.first, self.last(current));
        (0..).map(move |n| first.plus(n)).take_while(move |m| last.is_some_and(|last| *m <= last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn a_list_holds_from_its_notice_until_a_later_one() {
        let duty = ReportingPeriod::new(month("2021-03"), Some(month("2022-02")));
        assert_eq!(duty.covers(month("2021-02")), Err(NotDue::BeforeFirst));
        assert_eq!(duty.covers(month("2021-03")), Ok(()));
        assert_eq!(duty.covers(month("2022-01")), Ok(()));
        assert_eq!(duty.covers(month("2022-02")), Err(NotDue::Superseded));
        let alone = ReportingPeriod::new(month("2021-03"), None);
        assert_eq!(alone.covers(month("2026-11")), Ok(()));
        assert_eq!(alone.months(month("2021-05")).count(), 3);
        assert_eq!(alone.months(month("2021-02")).count(), 0);
        assert_eq!(ReportingPeriod::first_month_of_list(2023, None), Some(month("2023-01")));
    }

    #[test]
    fn completion_ends_it_from_the_next_month() {
        let duty = ReportingPeriod::new(month("2021-03"), None).completed_in(Some(month("2021-09")));
        assert_eq!(duty.covers(month("2021-09")), Ok(()));
        assert_eq!(duty.covers(month("2021-10")), Err(NotDue::Completed));
        assert_eq!(duty.last(month("2026-11")), Some(month("2021-09")));
    }
}
