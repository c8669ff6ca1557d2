//! What is kept around one project, read together: for the detail on the screen, its own sheet, `show`
//! and the print-ready page.

use jiff::Timestamp;

use super::App;
use super::milestone::MilestoneSchedule;
use super::permit::PermitList;
use super::records::Record;
use super::roster::Funding;
use super::watch::Watched;
use crate::domain::category::Category;
use crate::domain::finding::Failure;
use crate::domain::funding::FundingSource;
use crate::domain::issue::Issue;
use crate::domain::project::ProjectId;
use crate::domain::promotion::{StageStep, stage_history};
use crate::domain::roster::{Roster, SiteNote};
use crate::domain::supervision::Inspection;

/// The records around a project, as they stand.
#[derive(Clone, Debug, Default)]
pub struct ProjectRecords {
    /// Open ones first.
    pub issues: Vec<Record<Issue>>,
    /// Approvals with what a start waits for; `None` where the category has none.
    pub permits: Option<Permits>,
    /// 倒排工期
    pub schedule: Option<MilestoneSchedule>,
    /// By source.
    pub funding: Vec<(FundingSource, Funding)>,
    /// Who stands behind it.
    pub roster: Roster,
    /// Oldest first.
    pub site_notes: Vec<Record<SiteNote>>,
    /// Oldest first.
    pub visits: Vec<Record<Inspection>>,
    /// Its place on the watch list, while it has one.
    pub watched: Option<Watched>,
    /// 招商阶段, step by step.
    pub stages: Vec<StageStep>,
}

/// A [`PermitList`] without its project.
#[derive(Clone, Debug, PartialEq)]
pub struct Permits {
    /// What is known.
    pub known: Vec<super::permit::ShownPermit>,
    /// What is missing.
    pub waiting: Vec<crate::domain::permit::MissingPermit>,
}

impl ProjectRecords {
    /// Whether anything is kept at all.
    pub fn is_empty(&self) -> bool {
        self.issues.is_empty()
            && self.permits.as_ref().is_none_or(|p| p.known.is_empty())
            && self.schedule.is_none()
            && self.funding.is_empty()
            && self.roster == Roster::default()
            && self.site_notes.is_empty()
            && self.visits.is_empty()
            && self.watched.is_none()
            && self.stages.is_empty()
    }
}

impl App {
    /// What is kept around a project.
    pub fn around(&self, id: ProjectId, now: Timestamp) -> Result<ProjectRecords, Failure> {
        let PermitList { project, permits, waiting } = self.permits(id, now)?;
        let has_permits = project.category() != Category::Promotion;
        let funding = self.funding(id)?.into_iter().map(|(source, record)| (source, record.value));
        Ok(ProjectRecords {
            issues: self.issues_of(id)?,
            permits: has_permits.then_some(Permits { known: permits, waiting }),
            schedule: self.schedule(id)?.map(|record| record.value),
            funding: funding.collect(),
            roster: self.roster(id)?,
            site_notes: self.site_notes(id)?,
            visits: self.visits(id)?,
            watched: self.watched(id)?,
            stages: self.stage_steps(id)?,
        })
    }

    /// How a promotion project went from stage to stage, as its reports say; empty for others.
    pub fn stage_steps(&self, id: ProjectId) -> Result<Vec<StageStep>, Failure> {
        if id.category != Category::Promotion {
            return Ok(Vec::new());
        }
        let reports = self.reports_of(id)?;
        let counting = reports.iter().map(|shown| &shown.report).filter(|report| report.status.counts());
        Ok(stage_history(counting.map(|report| (report.month, report.content.stage.as_str()))))
    }
}
