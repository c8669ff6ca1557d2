//! 审批手续 of a project: set one, list them, and what a planned start still waits for.
//!
//! A project's permits are those recorded here and, where nothing is recorded, those of its latest
//! counting report; the order hints are [`crate::domain::permit`]'s.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::App;
use super::records::{ChangeRequest, LedgerRecord, Record, RecordRef};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::permission::{Action, Target};
use crate::domain::permit::{MissingPermit, NamedPermit, Permit, PermitKind, waiting_for};
use crate::domain::project::{Project, ProjectId};
use crate::domain::text::clean;
use crate::domain::time::date_in_shanghai;
use crate::words;

/// A permit with its owner, as recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnedPermit {
    /// Dates and number.
    #[serde(flatten)]
    pub permit: Permit,
    /// Who sees to it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub owner: String,
}

impl LedgerRecord for OwnedPermit {
    const KIND: &'static str = "permit";
}

/// One permit of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPermit {
    /// Which.
    pub kind: PermitKind,
    /// Dates, number, owner.
    pub owned: OwnedPermit,
    /// The report it was taken from; `None` when it was recorded itself.
    pub from_report: Option<Month>,
}

/// A project's permits with what its start waits for.
#[derive(Clone, Debug, PartialEq)]
pub struct PermitList<'a> {
    /// The project.
    pub project: &'a Project,
    /// What is known.
    pub permits: Vec<ShownPermit>,
    /// What is missing.
    pub waiting: Vec<MissingPermit>,
}

/// The approvals that a start of this category needs, by the notice: for construction 规划、用地、设计、
/// 环评、施工许可; planning adds 立项 and 可研 before them. Promotion has no list.
pub fn needed(category: Category) -> &'static [PermitKind] {
    match category {
        Category::Construction => &[
            PermitKind::PreliminaryDesign,
            PermitKind::Planning,
            PermitKind::Land,
            PermitKind::Environment,
            PermitKind::Construction,
        ],
        Category::Planning => &PermitKind::ALL,
        Category::Promotion => &[],
    }
}

/// A start of the year that lacks permits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartWaiting {
    /// The project.
    pub project: ProjectId,
    /// When it is to start; `None` where nobody said a month.
    pub start: Option<Date>,
    /// What is missing.
    pub waiting: Vec<MissingPermit>,
}

impl StartWaiting {
    /// The most days that a missing permit is past its planned date; `None` while all are in time.
    pub fn days_over(&self) -> Option<i32> {
        self.waiting.iter().filter_map(|waiting| waiting.days_over).max().filter(|days| *days > 0)
    }
}

impl App {
    /// Projects of the list that have not started, of which somebody recorded permits, and that still lack
    /// one; the longest overdue first, then the earliest start.
    pub fn starts_waiting(&self, now: Timestamp) -> Result<Vec<StartWaiting>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(Vec::new()) };
        let list_year = self.year()?.year;
        let mut recorded: BTreeMap<ProjectId, BTreeMap<PermitKind, Permit>> = BTreeMap::new();
        for record in self.records::<OwnedPermit>()? {
            let (id, kind) = (record.subject.parse::<ProjectId>(), PermitKind::parse(&record.item));
            if let (Ok(id), Some(kind)) = (id, kind)
                && id.year == list_year
            {
                recorded.entry(id).or_default().insert(kind, record.value.permit);
            }
        }
        let today = date_in_shanghai(now);
        let mut starts = Vec::new();
        for (id, permits) in recorded {
            let Ok(project) = self.project(id) else { continue };
            let running = project.start_year.is_some_and(|year| year < list_year);
            let begun = |row: &crate::ledger::ReportRow| row.started_on.is_some();
            if running || ledger.read(|view| view.reports_of(id))?.iter().any(begun) {
                continue;
            }
            let start = self.planned_start(id)?;
            let waiting = waiting_for(&permits, needed(project.category()), start, today);
            if !waiting.is_empty() {
                starts.push(StartWaiting { project: id, start, waiting });
            }
        }
        starts.sort_by_key(|s| (std::cmp::Reverse(s.days_over()), s.start.unwrap_or(Date::MAX), s.project));
        Ok(starts)
    }

    /// The last day on which a project is to start: of the month its plan names; `None` without one.
    fn planned_start(&self, id: ProjectId) -> Result<Option<Date>, Failure> {
        let plans = self.plan_of(id)?;
        Ok(plans.versions().last().and_then(|version| version.plan.start).map(Month::last_day))
    }

    /// A project's permits and what its planned start still waits for today.
    pub fn permits(&self, id: ProjectId, now: Timestamp) -> Result<PermitList<'_>, Failure> {
        let project = self.project(id)?;
        let mut known: BTreeMap<PermitKind, ShownPermit> = BTreeMap::new();
        let reports = self.reports_of(id)?;
        for shown in reports.iter().filter(|shown| shown.report.status.counts()) {
            for (kind, permit) in &shown.report.content.permits {
                let owned = OwnedPermit { permit: permit.clone(), owner: String::new() };
                known
                    .insert(*kind, ShownPermit { kind: *kind, owned, from_report: Some(shown.report.month) });
            }
        }
        for record in self.records_of::<OwnedPermit>(&id.to_string())? {
            if let Some(kind) = PermitKind::parse(&record.item) {
                known.insert(kind, ShownPermit { kind, owned: record.value, from_report: None });
            }
        }
        let plain = known.iter().map(|(kind, shown)| (*kind, shown.owned.permit.clone())).collect();
        let expected = reports.last().and_then(|shown| shown.report.content.expected_start);
        let start = expected.map_or_else(|| self.planned_start(id), |day| Ok(Some(day)))?;
        let waiting = waiting_for(&plain, needed(project.category()), start, date_in_shanghai(now));
        Ok(PermitList { project, permits: known.into_values().collect(), waiting })
    }

    /// Sets one permit. What is not given stays as it stands. Warnings come back with the record.
    pub fn set_permit(
        &self,
        id: ProjectId,
        given: &NamedPermit,
        owner: Option<&str>,
        now: Timestamp,
    ) -> Result<(Record<OwnedPermit>, Vec<Finding>), Failure> {
        let project = self.project(id)?;
        let today = date_in_shanghai(now);
        let NamedPermit(kind, new) = given;
        let wish = ChangeRequest {
            action: Action::SetPermit,
            target: Target::of(project),
            subject: &id.to_string(),
            which: RecordRef::Item(kind.name()),
            verb: "set",
            reason: "",
            now,
        };
        let record = self.change(wish, |_, standing: Option<OwnedPermit>| {
            let mut owned = standing.unwrap_or_default();
            owned.permit.planned = new.planned.or(owned.permit.planned);
            owned.permit.actual = new.actual.or(owned.permit.actual);
            if !new.number.is_empty() {
                owned.permit.number.clone_from(&new.number);
            }
            if let Some(owner) = owner {
                owned.owner = clean(owner).into_owned();
            }
            match owned.permit.actual.filter(|day| *day > today) {
                Some(day) => Err(Failure::new(Exit::No, not_yet(day, today))),
                None => Ok(owned),
            }
        })?;
        let warnings = self.permit_warnings(id, *kind, now)?;
        Ok((record, warnings))
    }

    fn permit_warnings(
        &self,
        id: ProjectId,
        kind: PermitKind,
        now: Timestamp,
    ) -> Result<Vec<Finding>, Failure> {
        let list = self.permits(id, now)?;
        let find = |kind| list.permits.iter().find(|p| p.kind == kind).map(|p| &p.owned.permit);
        let mut warnings = Vec::new();
        let Some(permit) = find(kind) else { return Ok(warnings) };
        let Some(actual) = permit.actual else { return Ok(warnings) };
        let (zh, en) = (kind.title(Lang::Zh), kind.title(Lang::En));
        if permit.number.is_empty() {
            warnings.push(Finding::warning(
                codes::PERMIT_WITHOUT_NUMBER,
                words!("{zh}已办结而没有文号", "{en} was obtained but has no number"),
            ));
        }
        for first in kind.usually_after() {
            let obtained = find(*first).and_then(|p| p.actual);
            if obtained.is_none_or(|day| day > actual) {
                let (first_zh, first_en) = (first.title(Lang::Zh), first.title(Lang::En));
                warnings.push(
                    Finding::warning(
                        codes::PERMIT_ORDER,
                        words!("{zh}先于{first_zh}办结，请核对", "{en} came before {first_en}; please check"),
                    )
                    .hint(words!(
                        "依据《建筑法》第八条；并联审批的可不理会",
                        "Construction Law, article 8; ignore it where approvals run in parallel"
                    )),
                );
            }
        }
        Ok(warnings)
    }
}

fn not_yet(day: Date, today: Date) -> Finding {
    Finding::error(codes::DATE_AFTER_FILING, words!("实际日期晚于今天", "the actual date is after today"))
        .on_field("actual")
        .got(day.to_string())
        .expected(words!("{today} 或以前", "{today} or earlier"))
}
