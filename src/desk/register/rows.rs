//! What stands in each register, read from the desk.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{RegisterRows, RegisterValue};
use crate::desk::App;
use crate::desk::issue::IssueView;
use crate::desk::permit::OwnedPermit;
use crate::desk::roster::Funding;
use crate::domain::finding::Failure;
use crate::domain::funding::FundingSource;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::permit::PermitKind;
use crate::domain::pool::{Quantity, Resource};
use crate::domain::project::ProjectId;
use crate::domain::roster::SiteNote;
use crate::domain::time::in_shanghai;

impl App {
    pub(super) fn issue_rows(&self, now: Timestamp, today: Date) -> Result<RegisterRows, Failure> {
        let rows = self.issues(&IssueView::All, now)?.into_iter().map(|shown| {
            let issue = &shown.record.value;
            let proposed = shown.proposal.map(|p| RegisterValue::Word(p.to.name(), p.to.title(Lang::Zh)));
            let values = vec![
                (&shown.record.item).into(),
                RegisterValue::Word(issue.kind.name(), issue.kind.title(Lang::Zh)),
                (&issue.text).into(),
                (&issue.owner).into(),
                RegisterValue::Word(issue.level.name(), issue.level.title(Lang::Zh)),
                issue.opened.into(),
                issue.limit.into(),
                over(issue.days_over(today)),
                proposed.unwrap_or(RegisterValue::Nothing),
                (&issue.decision).into(),
                issue.closed.into(),
                (&issue.result).into(),
                (&issue.from_report).into(),
            ];
            (shown.record.subject.parse().ok(), values)
        });
        Ok(rows.collect())
    }

    pub(super) fn permit_rows(&self, today: Date) -> Result<RegisterRows, Failure> {
        let mut rows = Vec::new();
        for record in self.records::<OwnedPermit>()? {
            let Some(kind) = PermitKind::parse(&record.item) else { continue };
            let OwnedPermit { permit, owner } = &record.value;
            let late = permit.planned.filter(|_| permit.actual.is_none()).map(|day| (today - day).get_days());
            let values = vec![
                RegisterValue::Word(kind.name(), kind.title(Lang::Zh)),
                permit.planned.into(),
                permit.actual.into(),
                (&permit.number).into(),
                owner.into(),
                over(late),
            ];
            rows.push((kind, (record.subject.parse().ok(), values)));
        }
        rows.sort_by_key(|(kind, (id, _))| (*id, *kind));
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    pub(super) fn milestone_rows(&self, today: Date) -> Result<RegisterRows, Failure> {
        let mut rows = Vec::new();
        let mut schedules = self.schedules()?;
        schedules.sort_by_key(|(id, _)| *id);
        for (id, record) in schedules {
            for step in &record.value.milestones {
                let late = step.done.is_none().then(|| (today - step.finish).get_days());
                let values = vec![
                    (&step.step).into(),
                    RegisterValue::Count(step.days.into()),
                    step.start.into(),
                    step.finish.into(),
                    step.done.into(),
                    RegisterValue::Flag(step.critical),
                    over(late),
                    (&record.value.template).into(),
                    record.value.completion.into(),
                ];
                rows.push((Some(id), values));
            }
        }
        Ok(rows)
    }

    pub(super) fn funding_rows(&self) -> Result<RegisterRows, Failure> {
        let mut rows = Vec::new();
        for record in self.records::<Funding>()? {
            let Some(source) = FundingSource::parse(&record.item) else { continue };
            let funding = record.value;
            let values = vec![
                RegisterValue::Word(source.name(), source.title(Lang::Zh)),
                funding.planned.into(),
                funding.available.into(),
                funding.used.into(),
                funding.gap().into(),
            ];
            rows.push((source, (record.subject.parse().ok(), values)));
        }
        rows.sort_by_key(|(source, (id, _))| (*id, *source));
        Ok(rows.into_iter().map(|(_, row)| row).collect())
    }

    pub(super) fn pool_rows(&self) -> Result<RegisterRows, Failure> {
        let pools = self.pools()?;
        let of = |resource: Resource| {
            let unit = resource.unit(Lang::Zh);
            [RegisterValue::Word(resource.name(), resource.title(Lang::Zh)), unit.into()]
        };
        // What is asked for and what is there stand in the same columns.
        let side = |head: [RegisterValue; 3],
                    resource: Resource,
                    amount: Quantity,
                    left: Quantity,
                    day: Option<Date>| {
            let mut values = Vec::from(head);
            values.extend(of(resource));
            values.extend([quantity(resource, amount), quantity(resource, left), day.into()]);
            values.extend([RegisterValue::Nothing, RegisterValue::Nothing]);
            values
        };
        let mut rows = Vec::new();
        for (id, need) in &pools.needs {
            let head = [RegisterValue::Word("need", "需求"), id.into(), (&need.note).into()];
            let values = side(head, need.resource, need.amount, pools.unmet(id), need.by);
            rows.push((need.project.parse().ok(), values));
        }
        for (id, offer) in &pools.offers {
            let head = [RegisterValue::Word("offer", "供给"), id.into(), (&offer.name).into()];
            let values = side(head, offer.resource, offer.amount, pools.unused(id), offer.until);
            rows.push((None, values));
        }
        for (id, made) in &pools.matches {
            let need = pools.needs.get(&made.need);
            let offer = pools.offers.get(&made.offer).map_or("", |offer| offer.name.as_str());
            let mut values = vec![RegisterValue::Word("match", "对接"), id.into(), offer.into()];
            match need {
                Some(need) => values.extend(of(need.resource)),
                None => values.extend([RegisterValue::Nothing, RegisterValue::Nothing]),
            }
            values.extend([
                need.map_or(RegisterValue::Nothing, |need| quantity(need.resource, made.amount)),
                RegisterValue::Nothing,
                RegisterValue::Nothing,
                (&made.need).into(),
                (&made.offer).into(),
            ]);
            rows.push((need.and_then(|need| need.project.parse().ok()), values));
        }
        Ok(rows)
    }

    pub(super) fn watch_rows(&self) -> Result<RegisterRows, Failure> {
        let mut rows = Vec::new();
        for watched in self.watch_list()? {
            let visits = self.visits(watched.project)?;
            let since = self.last_looked(watched.project)?.unwrap_or(watched.at);
            let changes = self.changes_since(watched.project, since)?.len();
            let open = visits.iter().filter(|visit| visit.value.is_open()).count();
            let values = vec![
                in_shanghai(watched.at).date().into(),
                (&watched.reason).into(),
                (&watched.document).into(),
                (&watched.by).into(),
                visits.last().map(|visit| visit.value.on).into(),
                RegisterValue::Count(open as i64),
                RegisterValue::Count(changes as i64),
            ];
            rows.push((Some(watched.project), values));
        }
        Ok(rows)
    }

    pub(super) fn visit_rows(&self, today: Date) -> Result<RegisterRows, Failure> {
        let rows = self.all_visits()?.into_iter().map(|(id, visit)| {
            let seen = &visit.value;
            let values = vec![
                (&visit.item).into(),
                seen.on.into(),
                (&seen.text).into(),
                (&seen.demand).into(),
                seen.due.into(),
                seen.answered.into(),
                (&seen.answer).into(),
                over(seen.days_over(today)),
                (&visit.by).into(),
            ];
            (Some(id), values)
        });
        Ok(rows.collect())
    }

    pub(super) fn site_rows(&self) -> Result<RegisterRows, Failure> {
        let mut records = self.records::<SiteNote>()?;
        records.sort_by_key(|record| (record.subject.parse::<ProjectId>().ok(), record.value.on));
        let rows = records.into_iter().map(|record| {
            let note = &record.value;
            let values = vec![
                (&record.item).into(),
                note.on.into(),
                RegisterValue::Word(note.topic.name(), note.topic.title(Lang::Zh)),
                (&note.text).into(),
                (&note.follow_up).into(),
                note.settled.into(),
                (&record.by).into(),
            ];
            (record.subject.parse().ok(), values)
        });
        Ok(rows.collect())
    }
}

/// Money as money, everything else in its own unit.
fn quantity(resource: Resource, amount: Quantity) -> RegisterValue {
    match resource {
        Resource::Money(_) => RegisterValue::Money(Money(amount.0)),
        _ => RegisterValue::Amount(amount.in_units()),
    }
}

/// Days past a date; nothing while in time.
fn over(days: Option<i32>) -> RegisterValue {
    days.filter(|days| *days > 0).map_or(RegisterValue::Nothing, |days| RegisterValue::Count(days.into()))
}
