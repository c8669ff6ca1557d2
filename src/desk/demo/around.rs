//! A demo's work around the projects: invented issues, permits, schedules, money, pools, the watch list
//! with its supervision, who stands behind a project, site notes. Every value is made by the domain's own
//! rules, so that nothing stands here that a person could not have entered; every text says 演示.

mod people;
mod words;

use std::collections::HashMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Span, Timestamp};
use serde_json::{Value as Json, json};

use super::dice::Rng;
use super::reports::AUTHOR;
use crate::catalogue::Catalogue;
use crate::desk::milestone::MilestoneSchedule;
use crate::desk::permit::{OwnedPermit, needed};
use crate::desk::records::LedgerRecord;
use crate::desk::roster::Funding;
use crate::desk::watch::WATCH;
use crate::domain::category::Category;
use crate::domain::funding::FundingSource;
use crate::domain::issue::{Issue, Level};
use crate::domain::milestone::{MilestoneTemplate, mark_critical};
use crate::domain::money::Money;
use crate::domain::permit::Permit;
use crate::domain::pool::{Match, Need, Offer, Pools, site_of};
use crate::domain::project::Project;
use crate::domain::supervision::Inspection;
use crate::domain::time::{date_in_shanghai, start_of_day};
use crate::ledger::NewEntry;
use words::{ISSUES, VISITS, WATCH_REASONS};

/// The focus list holds so many.
const MOST_WATCHED: usize = 100;
/// Work is invented for so many projects of each annex; a larger demo is about size, not about stories.
const MOST_PROJECTS: u32 = 2_000;

/// Whose number a record takes once everything stands in the order of time.
enum Item {
    /// Its own name.
    Named(&'static str),
    /// The next free number after a prefix, for the record that is this one of the story.
    Numbered(&'static str, usize),
}

struct InventedRecord {
    at: Timestamp,
    kind: &'static str,
    subject: String,
    item: Item,
    action: &'static str,
    reason: String,
    body: Json,
}

/// Everything invented for these projects from `first` up to `now`, in the order of time.
pub(super) fn entries<'a>(
    projects: impl Iterator<Item = &'a Project>,
    first: Date,
    now: Timestamp,
) -> Vec<NewEntry> {
    let shipped = Catalogue::built_in();
    let mut story = RecordGenerator {
        first,
        today: date_in_shanghai(now),
        now,
        catalogue: &shipped,
        lines: Vec::new(),
        records: 0,
        watched: 0,
        needs: Vec::new(),
        units: Vec::new(),
    };
    for project in projects.filter(|project| project.id.serial <= MOST_PROJECTS) {
        story.project(project);
    }
    story.unit_contacts();
    story.offers();
    story.told()
}

struct RecordGenerator<'a> {
    first: Date,
    today: Date,
    now: Timestamp,
    catalogue: &'a Catalogue,
    lines: Vec<InventedRecord>,
    /// Counts records that will be numbered.
    records: usize,
    watched: usize,
    /// Projects with needs, for the matches.
    needs: Vec<Project>,
    units: Vec<String>,
}

impl RecordGenerator<'_> {
    fn project(&mut self, project: &Project) {
        for unit in &project.lead_units {
            if !self.units.contains(unit) {
                self.units.push(unit.clone());
            }
        }
        // Each part has dice of its own, so that a change to one leaves the others as they were.
        let id = project.id;
        let number = i64::from(id.serial) * 4 + id.category.index() as i64;
        let dice = |part: i64| Rng::of(&[i64::from(id.year), number * 1_000 + part]);
        self.watch(project, &mut dice(101));
        self.issue(project, &mut dice(102));
        self.permits(project, &mut dice(103));
        self.schedule(project, &mut dice(104));
        self.funding(project, &mut dice(105));
        self.need(project, &mut dice(106));
        self.roster(project, &mut dice(107));
        self.site(project, &mut dice(108));
    }

    /// So many days after the first day, in office hours; `None` for what lies in the future.
    fn on(&self, days: i64, dice: &mut Rng) -> Option<(Date, Timestamp)> {
        let day = self.first.checked_add(Span::new().days(days)).ok()?;
        let at = start_of_day(day) + SignedDuration::from_mins(8 * 60 + 30 + dice.between(0, 540));
        (at < self.now).then_some((day, at))
    }

    /// The days gone by since the first one.
    fn span(&self) -> i64 {
        i64::from((self.today - self.first).get_days()).max(1)
    }

    fn put<T: LedgerRecord>(
        &mut self,
        at: Timestamp,
        subject: &str,
        item: Item,
        action: &'static str,
        value: &T,
    ) {
        self.put_with(at, subject, item, action, value, "");
    }

    fn put_with<T: LedgerRecord>(
        &mut self,
        at: Timestamp,
        subject: &str,
        item: Item,
        action: &'static str,
        value: &T,
        reason: &str,
    ) {
        let (subject, reason) = (subject.to_owned(), reason.to_owned());
        self.lines.push(InventedRecord {
            at,
            kind: T::KIND,
            subject,
            item,
            action,
            reason,
            body: json!(value),
        });
    }

    fn numbered(&mut self) -> usize {
        self.records += 1;
        self.records
    }

    fn watch(&mut self, project: &Project, dice: &mut Rng) {
        if project.mark.is_none() || self.watched >= MOST_WATCHED {
            return;
        }
        let Some((_, at)) = self.on(dice.between(15, 25), dice) else { return };
        self.watched += 1;
        let subject = project.id.to_string();
        let year = project.id.year;
        let document = format!("演示督〔{year}〕1号（虚构）");
        let mut list = |at, on: bool, reason: &str| {
            self.lines.push(InventedRecord {
                at,
                kind: WATCH,
                subject: subject.clone(),
                item: Item::Named(""),
                action: if on { "add" } else { "remove" },
                reason: format!("{reason}（演示）"),
                body: json!({ "on": on, "document": document }),
            });
        };
        list(at, true, dice.word(WATCH_REASONS));
        let mut day = dice.between(30, 60);
        for _ in 0..dice.below(4) {
            let Some((on, at)) = self.on(day, dice) else { break };
            let (seen, demand) = *dice.one(VISITS);
            let due =
                on.checked_add(Span::new().days(dice.between(15, 40))).ok().filter(|_| !demand.is_empty());
            let mut visit = Inspection {
                on,
                text: format!("{seen}（演示）"),
                demand: demand.to_owned(),
                due,
                answer: String::new(),
                answered: None,
            };
            let number = self.numbered();
            self.put(at, &project.id.to_string(), Item::Numbered("", number), "add", &visit);
            let answered = dice.between(5, 45);
            if dice.chance(3, 4)
                && let Some((day, at)) = self.on(day + answered, dice)
                && visit.answer("已按要求整改（演示）", day).is_ok()
            {
                self.put(at, &project.id.to_string(), Item::Numbered("", number), "answer", &visit);
            }
            day += dice.between(40, 80);
        }
        if dice.chance(1, 25)
            && let Some((_, at)) = self.on(dice.between(100, 200), dice)
        {
            let body = json!({ "on": false, "document": "" });
            let (subject, reason) = (project.id.to_string(), "已建成投用，移出名单（演示）".to_owned());
            self.lines.push(InventedRecord {
                at,
                kind: WATCH,
                subject,
                item: Item::Named(""),
                action: "remove",
                reason,
                body,
            });
        }
    }

    fn issue(&mut self, project: &Project, dice: &mut Rng) {
        if !dice.chance(1, 6) {
            return;
        }
        let day = dice.between(10, self.span());
        let Some((opened, at)) = self.on(day, dice) else { return };
        let (kind, text) = *dice.one(ISSUES);
        let long = dice.between(15, 60);
        let Ok(limit) = opened.checked_add(Span::new().days(long)) else { return };
        let mut issue = Issue {
            kind,
            text: format!("{text}（演示）"),
            owner: project.lead_units.first().cloned().unwrap_or_default(),
            opened,
            limit,
            opened_at: Level::LegalEntity,
            level: Level::LegalEntity,
            escalations: Vec::new(),
            decision: String::new(),
            closed: None,
            result: String::new(),
            from_report: String::new(),
        };
        let subject = project.id.to_string();
        let number = self.numbered();
        self.put(at, &subject, Item::Numbered("", number), "open", &issue);
        // Most are settled within their time; the rest climbs, and some are decided above.
        let mut later = day + long + dice.between(-10, 6);
        if dice.chance(2, 5) {
            if let Some((on, at)) = self.on(later, dice)
                && issue.close(on, "已协调解决（演示）").is_ok()
            {
                self.put(at, &subject, Item::Numbered("", number), "close", &issue);
            }
            return;
        }
        for _ in 0..dice.between(1, 4) {
            later += dice.between(3, 18);
            let Some((on, at)) = self.on(later, dice) else { return };
            let Some(above) = issue.level.above() else { break };
            if issue.escalate(above, on, "本级协调未果（演示）").is_ok() {
                self.put_with(
                    at,
                    &subject,
                    Item::Numbered("", number),
                    "escalate",
                    &issue,
                    "本级协调未果（演示）",
                );
            }
        }
        if issue.level >= Level::Commission && dice.chance(1, 2) {
            later += dice.between(3, 12);
            let Some((_, at)) = self.on(later, dice) else { return };
            "由牵头单位会同有关部门月底前落实（演示）".clone_into(&mut issue.decision);
            self.put(at, &subject, Item::Numbered("", number), "decide", &issue);
        }
        later += dice.between(10, 50);
        if dice.chance(1, 3)
            && let Some((on, at)) = self.on(later, dice)
            && issue.close(on, "已按会议决定落实（演示）").is_ok()
        {
            self.put(at, &subject, Item::Numbered("", number), "close", &issue);
        }
    }

    fn permits(&mut self, project: &Project, dice: &mut Rng) {
        let starts = project.start_year.is_some_and(|year| year >= project.id.year);
        if !starts || project.category() == Category::Promotion || !dice.chance(2, 3) {
            return;
        }
        let mut day = dice.between(-20, 60);
        let stuck = dice.chance(1, 4);
        for kind in needed(project.category()) {
            day += dice.between(10, 40);
            let Some((_, at)) = self.on(dice.between(3, 12), dice) else { return };
            let Ok(planned) = self.first.checked_add(Span::new().days(day)) else { return };
            let mut owned = OwnedPermit {
                permit: Permit { planned: Some(planned), ..Permit::default() },
                owner: format!("演示经办人{}", dice.between(1, 60)),
            };
            let subject = project.id.to_string();
            self.put(at, &subject, Item::Named(kind.name()), "set", &owned);
            let obtained = day + dice.between(-6, 9);
            if (stuck && dice.chance(1, 2)) || obtained < 12 {
                continue;
            }
            let Some((actual, at)) = self.on(obtained, dice) else { continue };
            owned.permit.actual = Some(actual);
            // Now and then the number is forgotten.
            if !dice.chance(1, 15) {
                let (year, number) = (actual.year(), dice.between(1, 400));
                owned.permit.number = format!("演示〔{year}〕{number}号");
            }
            self.put(at, &subject, Item::Named(kind.name()), "set", &owned);
        }
    }

    fn schedule(&mut self, project: &Project, dice: &mut Rng) {
        let steps = &self.catalogue.steps;
        let fitting = |template: &&MilestoneTemplate| {
            template.name.contains(project.category().short(crate::domain::lang::Lang::Zh))
        };
        let starts = project.start_year == Some(project.id.year);
        let wanted = match project.category() {
            Category::Promotion => dice.chance(3, 4),
            Category::Construction => starts && dice.chance(1, 6),
            Category::Planning => false,
        };
        let Some(template) = steps.iter().find(fitting).filter(|_| wanted) else { return };
        let Some((_, at)) = self.on(dice.between(5, 20), dice) else { return };
        let days = if project.category() == Category::Promotion { 600 } else { 210 };
        let Ok(completion) = self.first.checked_add(Span::new().days(days + dice.between(-60, 150))) else {
            return;
        };
        let Ok(milestones) = template.back_schedule(completion, &self.catalogue.calendar) else { return };
        let mut schedule = MilestoneSchedule { template: template.name.clone(), completion, milestones };
        let subject = project.id.to_string();
        self.put(at, &subject, Item::Named("schedule"), "plan", &schedule);
        let lags = dice.chance(1, 4);
        for at in 0..schedule.milestones.len() {
            let step = &schedule.milestones[at];
            let after = step.after.iter().all(|name| {
                schedule.milestones.iter().any(|other| other.step == *name && other.done.is_some())
            });
            let days = i64::from((step.finish - self.first).get_days()) - dice.between(0, 3);
            let Some((on, moment)) = self.on(days.max(25), dice) else { break };
            if !after || (lags && at >= 2) {
                break;
            }
            schedule.milestones[at].done = Some(on.min(schedule.milestones[at].finish));
            mark_critical(&mut schedule.milestones, &self.catalogue.calendar);
            self.put(moment, &subject, Item::Named("schedule"), "done", &schedule);
        }
    }

    fn funding(&mut self, project: &Project, dice: &mut Rng) {
        let plan = project.planned_investment.unwrap_or_default().0;
        if plan <= 0 || !dice.chance(1, 4) {
            return;
        }
        let mut sources = FundingSource::ALL.to_vec();
        for _ in 0..dice.between(1, 3) {
            let source = sources.remove(dice.below(sources.len() as u64) as usize);
            let Some((_, at)) = self.on(dice.between(8, 40), dice) else { return };
            let planned = Money(plan / 100 * dice.between(10, 40) / 10_000 * 10_000);
            let part = |whole: Money, percent: i64| Money(whole.0 / 100 * percent / 10_000 * 10_000);
            let mut funding = Funding { planned: Some(planned), available: None, used: None };
            let subject = project.id.to_string();
            self.put(at, &subject, Item::Named(source.name()), "set", &funding);
            let Some((_, at)) = self.on(dice.between(60, 150), dice) else { continue };
            let available = part(planned, dice.between(30, 100));
            funding.available = Some(available);
            funding.used = Some(part(available, dice.between(20, 90)));
            self.put(at, &subject, Item::Named(source.name()), "set", &funding);
        }
    }

    /// The lines in the order of time, numbered, with the matches that somebody has accepted by now.
    fn told(mut self) -> Vec<NewEntry> {
        self.lines.sort_by_key(|line| line.at);
        let mut numbers: HashMap<usize, String> = HashMap::new();
        let mut used: HashMap<(&str, &str), usize> = HashMap::new();
        let mut entries = Vec::with_capacity(self.lines.len());
        let mut pools = Pools::default();
        for line in self.lines {
            let item = match line.item {
                Item::Named(name) => name.to_owned(),
                Item::Numbered(prefix, number) => {
                    let next = used.entry((line.kind, prefix)).or_default();
                    let item = numbers.entry(number).or_insert_with(|| {
                        *next += 1;
                        format!("{prefix}{next}")
                    });
                    item.clone()
                }
            };
            if let (Need::KIND, Ok(need)) = (line.kind, serde_json::from_value(line.body.clone())) {
                pools.needs.insert(item.clone(), need);
            }
            if let (Offer::KIND, Ok(offer)) = (line.kind, serde_json::from_value(line.body.clone())) {
                pools.offers.insert(item.clone(), offer);
            }
            let entry = NewEntry::new(line.kind, &line.subject, &item, line.action, AUTHOR, line.at);
            entries.push(entry.reason(&line.reason).body(line.body));
        }
        entries.extend(matches(&pools, &self.needs, self.today, self.now));
        entries
    }
}

/// The first half of what the desk proposes, accepted the day before.
fn matches(pools: &Pools, projects: &[Project], today: Date, now: Timestamp) -> Vec<NewEntry> {
    let site = |id: &str| projects.iter().find(|p| p.id.to_string() == id).map(|project| site_of(project).1);
    let proposed = pools.propose(&site, today);
    let accepted = &proposed[..proposed.len() / 2];
    let at = now - SignedDuration::from_hours(24);
    let entry = |(at_number, what): (usize, &Match)| {
        let subject = &pools.needs.get(&what.need)?.project;
        let item = format!("m{}", at_number + 1);
        Some(NewEntry::new(Match::KIND, subject, &item, "match", AUTHOR, at).body(json!(what)))
    };
    accepted.iter().map(|proposal| &proposal.what).enumerate().filter_map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::demo::Demo;
    use crate::domain::time::parse_moment;

    fn told(projects: u32) -> Vec<NewEntry> {
        let now = parse_moment("2021-06-27T12:00:00+08:00").unwrap();
        let demo = Demo::new(2021, projects);
        let all: Vec<Project> = Category::ALL.into_iter().flat_map(|c| demo.projects(c)).collect();
        entries(all.iter(), jiff::civil::date(2021, 1, 1), now)
    }

    #[test]
    fn the_same_work_comes_again() {
        assert_eq!(told(400), told(400));
    }
}
