//! Who stands behind a project, what was seen on its site, where its money comes from: records that a
//! person sets and a list shows.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::App;
use super::records::{ChangeRequest, LedgerRecord, Record, RecordRef};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::funding::FundingSource;
use crate::domain::money::Money;
use crate::domain::permission::{Action, Target};
use crate::domain::project::ProjectId;
use crate::domain::roster::{Roster, SiteNote, SiteTopic};
use crate::domain::text::{clean, clean_multiline};
use crate::domain::time::date_in_shanghai;
use crate::words;

impl LedgerRecord for Roster {
    const KIND: &'static str = "roster";
}

impl LedgerRecord for SiteNote {
    const KIND: &'static str = "site_note";
}

/// One source of a project's money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Funding {
    /// 计划
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<Money>,
    /// 到位
    #[serde(skip_serializing_if = "Option::is_none")]
    pub available: Option<Money>,
    /// 使用
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<Money>,
}

impl Funding {
    /// 缺口: planned less available; `None` without a plan.
    pub fn gap(&self) -> Option<Money> {
        self.planned.map(|planned| planned - self.available.unwrap_or_default())
    }
}

impl LedgerRecord for Funding {
    const KIND: &'static str = "funding";
}

impl App {
    /// Who stands behind a project; empty until somebody said so.
    pub fn roster(&self, id: ProjectId) -> Result<Roster, Failure> {
        Ok(self.records_of(&id.to_string())?.pop().map(|record| record.value).unwrap_or_default())
    }

    /// Sets who stands behind a project. `edit` changes what stands.
    pub fn set_roster(
        &self,
        id: ProjectId,
        now: Timestamp,
        edit: impl Fn(&mut Roster),
    ) -> Result<Record<Roster>, Failure> {
        let project = self.project(id)?;
        let wish = ChangeRequest {
            action: Action::SetParties,
            target: Target::of(project),
            subject: &id.to_string(),
            which: RecordRef::Item("roster"),
            verb: "set",
            reason: "",
            now,
        };
        self.change(wish, |_, standing| {
            let mut roster: Roster = standing.unwrap_or_default();
            edit(&mut roster);
            let findings = roster.check();
            if findings.is_empty() { Ok(roster) } else { Err(Failure { exit: Exit::No, findings }) }
        })
    }

    /// A project's site notes, oldest first.
    pub fn site_notes(&self, id: ProjectId) -> Result<Vec<Record<SiteNote>>, Failure> {
        let mut notes: Vec<Record<SiteNote>> = self.records_of(&id.to_string())?;
        notes.sort_by_key(|note| (note.value.on, note.item.parse().unwrap_or(u64::MAX)));
        Ok(notes)
    }

    /// Writes down what was seen on the site.
    pub fn add_site_note(
        &self,
        id: ProjectId,
        topic: SiteTopic,
        on: Option<Date>,
        text: &str,
        follow_up: &str,
        now: Timestamp,
    ) -> Result<Record<SiteNote>, Failure> {
        let project = self.project(id)?;
        let today = date_in_shanghai(now);
        let note = SiteNote {
            topic,
            on: on.unwrap_or(today),
            text: clean_multiline(text).into_owned(),
            follow_up: clean_multiline(follow_up).into_owned(),
            settled: None,
        };
        let wish = ChangeRequest {
            action: Action::WriteNote,
            target: Target::of(project),
            subject: &id.to_string(),
            which: RecordRef::New(""),
            verb: "add",
            reason: "",
            now,
        };
        self.change(wish, |_, _| {
            if note.text.is_empty() || note.on > today {
                let finding = if note.text.is_empty() {
                    let message = words!("记录没有内容", "the note is empty");
                    Finding::error(codes::ISSUE_FIELD_MISSING, message).on_field("text")
                } else {
                    let message = words!("日期晚于今天", "the day is after today");
                    Finding::error(codes::DATE_AFTER_FILING, message).on_field("on").got(note.on.to_string())
                };
                return Err(Failure::new(Exit::No, finding));
            }
            Ok(note.clone())
        })
    }

    /// Says that a note's follow-up is done.
    pub fn settle_site_note(
        &self,
        id: ProjectId,
        item: &str,
        how: &str,
        now: Timestamp,
    ) -> Result<Record<SiteNote>, Failure> {
        let project = self.project(id)?;
        let wish = ChangeRequest {
            action: Action::WriteNote,
            target: Target::of(project),
            subject: &id.to_string(),
            which: RecordRef::Item(item),
            verb: "settle",
            reason: "",
            now,
        };
        self.change(wish, |_, standing: Option<SiteNote>| {
            let mut note = standing.ok_or_else(|| {
                let message = words!("没有这条记录", "there is no such note");
                Failure::new(Exit::No, Finding::error(codes::NO_SUCH_ISSUE, message).got(item))
            })?;
            if !how.is_empty() {
                note.follow_up = clean_multiline(how).into_owned();
            }
            note.settled = Some(date_in_shanghai(now));
            Ok(note)
        })
    }

    /// A project's money by source, in the notice's order.
    pub fn funding(&self, id: ProjectId) -> Result<Vec<(FundingSource, Record<Funding>)>, Failure> {
        let mut sources: Vec<(FundingSource, Record<Funding>)> = self
            .records_of::<Funding>(&id.to_string())?
            .into_iter()
            .filter_map(|record| Some((FundingSource::parse(&record.item)?, record)))
            .collect();
        sources.sort_by_key(|(source, _)| *source);
        Ok(sources)
    }

    /// Sets what is known of one source; what is not given stays.
    pub fn set_funding(
        &self,
        id: ProjectId,
        source: FundingSource,
        given: Funding,
        reason: &str,
        now: Timestamp,
    ) -> Result<Record<Funding>, Failure> {
        let project = self.project(id)?;
        let reason = clean(reason);
        let wish = ChangeRequest {
            action: Action::SetFunding,
            target: Target::of(project),
            subject: &id.to_string(),
            which: RecordRef::Item(source.name()),
            verb: "set",
            reason: &reason,
            now,
        };
        self.change(wish, |_, standing: Option<Funding>| {
            let before = standing.unwrap_or_default();
            let funding = Funding {
                planned: given.planned.or(before.planned),
                available: given.available.or(before.available),
                used: given.used.or(before.used),
            };
            sound(funding)
        })
    }
}

fn sound(funding: Funding) -> Result<Funding, Failure> {
    for (field, amount) in
        [("planned", funding.planned), ("available", funding.available), ("used", funding.used)]
    {
        if let Some(amount) = amount.filter(|amount| amount.0 < 0) {
            return Err(Failure::new(
                Exit::No,
                Finding::error(
                    codes::NEGATIVE_AMOUNT,
                    words!("金额不能为负", "an amount cannot be negative"),
                )
                .on_field(field)
                .got(amount.in_wan()),
            ));
        }
    }
    let available = funding.available.unwrap_or_default();
    if let Some(used) = funding.used.filter(|used| *used > available) {
        let most = available.in_wan();
        return Err(Failure::new(
            Exit::No,
            Finding::error(
                codes::OVER_ALLOCATED,
                words!("使用数超过到位数", "more is used than has arrived"),
            )
            .on_field("used")
            .got(used.in_wan())
            .expected(words!("至多 {most} 万元", "at most {most} (10k yuan)")),
        ));
    }
    Ok(funding)
}
