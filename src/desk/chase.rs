//! 催报: who has not filed for a month, unit by unit, with whom to call and a message ready to send.
//!
//! It never sends anything, and never calls a report late that has not passed its deadline.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use super::App;
use super::states::ReportState;
use crate::domain::codes;
use crate::domain::contact::Contact;
use crate::domain::deadline::{Deadline, weekday_words};
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::month::Month;
use crate::domain::project::{Project, ProjectId};
use crate::domain::report::Status;
use crate::domain::text::cut;
use crate::words;

/// A month's chase, unit by unit: most missing first.
#[derive(Clone, Debug)]
pub struct Chase<'a> {
    /// The month.
    pub month: Month,
    /// Its deadline.
    pub deadline: Deadline,
    /// Whether that has passed.
    pub passed: bool,
    /// Whether there is a ledger; without one everything due is outstanding.
    pub ledger: bool,
    /// The units that have something missing.
    pub units: Vec<UnitChase<'a>>,
}

/// What one unit has not filed.
#[derive(Clone, Debug)]
pub struct UnitChase<'a> {
    /// 牵头单位, as printed; empty where a project names none.
    pub unit: &'a str,
    /// Whom to call there.
    pub contact: Option<Contact>,
    /// What is missing, in the order of the list.
    pub missing: Vec<Missing<'a>>,
}

/// One project whose report is missing.
#[derive(Clone, Debug)]
pub struct Missing<'a> {
    /// The project.
    pub project: &'a Project,
    /// How it is missing.
    pub how: MissingReason,
    /// Why it was returned.
    pub reason: String,
    /// Whom to call about it.
    pub contact: Option<Contact>,
}

/// How a report is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingReason {
    /// 未报: the deadline is still to come.
    Outstanding,
    /// 逾期: not filed, and the deadline has passed.
    Late,
    /// 退回: to be corrected and filed again.
    Returned,
}

impl MissingReason {
    /// The stable name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Outstanding => "outstanding",
            Self::Late => "late",
            Self::Returned => "returned",
        }
    }

    /// The trade's word.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Outstanding => lang.pick("未报", "outstanding"),
            Self::Late => lang.pick("逾期", "overdue"),
            Self::Returned => lang.pick("退回", "returned"),
        }
    }
}

impl App {
    /// Who is to be chased for a month, narrowed to units whose name holds `unit`.
    pub fn chase(&self, month: Month, unit: Option<&str>, now: Timestamp) -> Result<Chase<'_>, Failure> {
        let year = if self.settings().year.is_some() { self.year()? } else { self.year_owing(month)? };
        if let Some(part) = unit
            && !year.projects().iter().flat_map(|p| &p.lead_units).any(|lead| lead.contains(part))
        {
            let message = words!("名单里没有这个牵头单位", "no lead unit of the list has this name");
            return Err(Failure::new(Exit::No, Finding::error(codes::NOTHING_FOUND, message).got(part)));
        }
        let deadline = year.reporting_rule().deadline(month, &self.catalogue().calendar);
        let passed = deadline.is_late(now);
        let states = self.states(month)?;
        let contacts = self.contacts()?;
        let mut reasons = self.return_reasons(month)?;
        let mut units: BTreeMap<&str, Vec<Missing<'_>>> = BTreeMap::new();
        for project in year.projects() {
            let state = self.state(states.as_ref(), year, project, month);
            if !state.is_missing() {
                continue;
            }
            let how = match state {
                ReportState::Returned => MissingReason::Returned,
                _ if passed => MissingReason::Late,
                _ => MissingReason::Outstanding,
            };
            let reason =
                reasons.remove(&project.id).filter(|_| how == MissingReason::Returned).unwrap_or_default();
            let missing = Missing { project, how, reason, contact: contacts.of_project(project.id).cloned() };
            if project.lead_units.is_empty() {
                units.entry("").or_default().push(missing.clone());
            }
            for lead in &project.lead_units {
                units.entry(lead).or_default().push(missing.clone());
            }
        }
        let mut units: Vec<UnitChase<'_>> = units
            .into_iter()
            .filter(|(name, _)| unit.is_none_or(|part| name.contains(part)))
            .map(|(unit, missing)| UnitChase { unit, contact: contacts.of_unit(unit).cloned(), missing })
            .collect();
        units.sort_by_key(|unit| std::cmp::Reverse(unit.missing.len()));
        Ok(Chase { month, deadline, passed, ledger: states.is_some(), units })
    }

    /// Why the returned reports of a month were returned.
    fn return_reasons(&self, month: Month) -> Result<HashMap<ProjectId, String>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(HashMap::new()) };
        let reasons = ledger.read(|view| view.report_reasons(month, Status::Returned.name()))?;
        Ok(reasons.into_iter().collect())
    }
}

/// Characters of a return's reason that go into a message.
const MOST_REASON: usize = 40;

impl Chase<'_> {
    /// How many projects are missing over all units; one led by two units counts once.
    pub fn total(&self) -> usize {
        let mut ids: Vec<_> = self.units.iter().flat_map(|u| &u.missing).map(|m| m.project.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids.len()
    }

    /// A message that can be sent as it is.
    pub fn message(&self, unit: &UnitChase<'_>) -> Bilingual {
        let month = (self.month.year(), self.month.number());
        let (year, number) = month;
        let day = self.deadline.last_day;
        let weekday = weekday_words(day);
        let (m, d, wd_zh, wd_en) = (day.month(), day.day(), weekday.zh, weekday.en);
        let name = if unit.unit.is_empty() {
            words!("有关单位", "To the units concerned")
        } else {
            Bilingual::same(unit.unit)
        };
        let (name_zh, name_en) = (name.zh, name.en);
        let count = unit.missing.len();
        let contact = unit.contact.as_ref().map(|c| format!("（{}）", c.line())).unwrap_or_default();
        let mut message = if self.passed {
            words!(
                "【催报】{name_zh}{contact}：{year}年{number}月市级重大项目月报已于{m}月{d}日({wd_zh})24时截止，你单位尚有{count}个项目逾期未完成填报，请立即补报：",
                "{name_en}{contact}: the reports for {year}-{number:02} were due by the end of {day} ({wd_en}); {count} of your projects are overdue. Please file at once:"
            )
        } else {
            words!(
                "【催报】{name_zh}{contact}：{year}年{number}月市级重大项目月报将于{m}月{d}日({wd_zh})24时截止，你单位尚有{count}个项目未完成填报，请按时填报：",
                "{name_en}{contact}: the reports for {year}-{number:02} are due by the end of {day} ({wd_en}); {count} of your projects are still outstanding. Please file in time:"
            )
        };
        for (at, missing) in unit.missing.iter().enumerate() {
            let at = at + 1;
            let (id, project) = (missing.project.id, &missing.project.name);
            let line = match missing.how {
                MissingReason::Returned => {
                    let reason = cut(&missing.reason.replace('\n', " "), MOST_REASON);
                    words!(
                        "\n{at}. {project}（{id}）退回：{reason}",
                        "\n{at}. {project} ({id}), returned: {reason}"
                    )
                }
                _ => words!("\n{at}. {project}（{id}）", "\n{at}. {project} ({id})"),
            };
            message.zh.push_str(&line.zh);
            message.en.push_str(&line.en);
        }
        message
    }
}
