//! 督查督办 of watched projects: write down a visit, answer its demand, and tell what changed at a project
//! since somebody last looked.

use jiff::Timestamp;
use jiff::civil::Date;

use super::App;
use super::records::{ChangeRequest, LedgerRecord, Record, RecordRef};
use super::watch::WATCH;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Bilingual;
use crate::domain::permission::{Action, Target};
use crate::domain::project::ProjectId;
use crate::domain::supervision::Inspection;
use crate::domain::text::{clean_multiline, cut};
use crate::domain::time::{date_in_shanghai, start_of_day};
use crate::ledger::Entry;
use crate::words;

impl LedgerRecord for Inspection {
    const KIND: &'static str = "supervision";
}

/// One thing that was recorded at a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedChange {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// What was done to what: 月报 2021-05 报送.
    pub what: Bilingual,
    /// What it says, in short.
    pub text: String,
}

impl App {
    /// A project's supervision entries, oldest first.
    pub fn visits(&self, id: ProjectId) -> Result<Vec<Record<Inspection>>, Failure> {
        let mut visits: Vec<Record<Inspection>> = self.records_of(&id.to_string())?;
        visits.sort_by_key(|visit| (visit.value.on, visit.item.parse().unwrap_or(u64::MAX)));
        Ok(visits)
    }

    /// Every supervision entry, the latest first.
    pub fn all_visits(&self) -> Result<Vec<(ProjectId, Record<Inspection>)>, Failure> {
        let mut visits: Vec<(ProjectId, Record<Inspection>)> = self
            .records::<Inspection>()?
            .into_iter()
            .filter_map(|record| Some((record.subject.parse().ok()?, record)))
            .collect();
        visits.sort_by_key(|(id, record)| (std::cmp::Reverse(record.value.on), *id, record.item.clone()));
        Ok(visits)
    }

    /// Writes a visit down. Only watched projects are supervised.
    pub fn add_visit(
        &self,
        id: ProjectId,
        visit: &Inspection,
        now: Timestamp,
    ) -> Result<Record<Inspection>, Failure> {
        let project = self.project(id)?;
        let today = date_in_shanghai(now);
        let visit = Inspection {
            text: clean_multiline(&visit.text).into_owned(),
            demand: clean_multiline(&visit.demand).into_owned(),
            ..visit.clone()
        };
        let subject = id.to_string();
        let wish = ChangeRequest {
            action: Action::Supervise,
            target: Target::of(project),
            subject: &subject,
            which: RecordRef::New(""),
            verb: "add",
            reason: "",
            now,
        };
        self.change(wish, |view, _| {
            let watched = view.current(WATCH, &subject, "")?.is_some_and(|entry| super::watch::is_on(&entry));
            let mut findings = visit.check(today);
            if !watched {
                findings.insert(0, not_watched(id));
            }
            if findings.is_empty() { Ok(visit.clone()) } else { Err(Failure { exit: Exit::No, findings }) }
        })
    }

    /// Records what came of a visit's demand.
    pub fn answer_visit(
        &self,
        id: ProjectId,
        item: &str,
        how: &str,
        now: Timestamp,
    ) -> Result<Record<Inspection>, Failure> {
        let project = self.project(id)?;
        let how = clean_multiline(how);
        let wish = ChangeRequest {
            action: Action::Supervise,
            target: Target::of(project),
            subject: &id.to_string(),
            which: RecordRef::Item(item),
            verb: "answer",
            reason: "",
            now,
        };
        self.change(wish, |_, standing: Option<Inspection>| {
            let mut visit = standing.ok_or_else(|| {
                let message = words!("没有这条督查记录", "there is no such supervision entry");
                Failure::new(Exit::No, Finding::error(codes::NO_SUCH_ISSUE, message).got(item))
            })?;
            visit.answer(&how, date_in_shanghai(now)).map_err(|finding| Failure::new(Exit::No, finding))?;
            Ok(visit)
        })
    }

    /// The moment from which a project is new to whoever supervises it: the last visit, else the day it
    /// was put on the list. `None` when it was never watched or visited.
    pub fn last_looked(&self, id: ProjectId) -> Result<Option<Timestamp>, Failure> {
        let visits = self.visits(id)?;
        if let Some(last) = visits.last() {
            return Ok(Some(looked_at(last)));
        }
        Ok(self.watched(id)?.map(|watched| watched.at))
    }

    /// What was recorded at a project since a moment, oldest first; supervision itself is left out.
    pub fn changes_since(&self, id: ProjectId, since: Timestamp) -> Result<Vec<RecordedChange>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(Vec::new()) };
        let trail = ledger.read(|view| view.trail(&id.to_string()))?;
        Ok(trail.iter().filter(|entry| entry.at > since).filter_map(change).collect())
    }
}

/// A visit covers its whole day, unless it was written down on that day: then what came later is new.
pub(super) fn looked_at(record: &Record<Inspection>) -> Timestamp {
    let on = record.value.on;
    if record.action == "add" && date_in_shanghai(record.at) == on {
        return record.at;
    }
    on.tomorrow().map_or(record.at, start_of_day)
}

/// An entry of the trail in words; `None` for what is not the project's own story.
fn change(entry: &Entry) -> Option<RecordedChange> {
    let (zh, en) = match entry.kind.as_str() {
        "report" => ("月报", "report"),
        "plan" => ("计划", "plan"),
        "contact" => ("联系人", "contact"),
        "issue" => ("问题", "issue"),
        "permit" => ("手续", "permit"),
        "schedule" => ("排期", "schedule"),
        "funding" => ("资金", "funding"),
        "site_note" => ("现场记录", "site note"),
        "roster" => ("责任单位", "roster"),
        "need" => ("需求", "need"),
        "match" => ("对接", "match"),
        _ => return None,
    };
    let (zh_act, en_act) = act(&entry.action);
    let item = match entry.kind.as_str() {
        "permit" => crate::domain::permit::PermitKind::parse(&entry.item).map_or_else(
            || Bilingual::same(entry.item.clone()),
            |kind| Bilingual {
                zh: kind.title(crate::domain::lang::Lang::Zh).to_owned(),
                en: kind.title(crate::domain::lang::Lang::En).to_owned(),
            },
        ),
        "funding" => crate::domain::funding::FundingSource::parse(&entry.item).map_or_else(
            || Bilingual::same(entry.item.clone()),
            |source| Bilingual {
                zh: source.title(crate::domain::lang::Lang::Zh).to_owned(),
                en: source.title(crate::domain::lang::Lang::En).to_owned(),
            },
        ),
        "schedule" | "roster" | "contact" | "plan" => Bilingual::default(),
        _ => Bilingual::same(entry.item.clone()),
    };
    let gap = if item.is_empty() { "" } else { " " };
    let (zh_item, en_item) = (&item.zh, &item.en);
    let body = &entry.body;
    let text = ["decision", "result", "text"]
        .iter()
        .filter_map(|field| body.get(field).or_else(|| body.get("content")?.get(field))?.as_str())
        .find(|text| !text.is_empty());
    let text = if entry.reason.is_empty() { text.unwrap_or_default() } else { &entry.reason };
    Some(RecordedChange {
        at: entry.at,
        by: entry.author.clone(),
        what: words!("{zh}{gap}{zh_item} {zh_act}", "{en}{gap}{en_item} {en_act}"),
        text: cut(&text.replace('\n', " "), 60),
    })
}

fn act(action: &str) -> (&str, &str) {
    match action {
        "submit" => ("报送", "filed"),
        "return" => ("退回", "returned"),
        "accept" => ("审核通过", "accepted"),
        "withdraw" => ("撤回", "withdrawn"),
        "save" => ("存稿", "kept as a draft"),
        "open" => ("登记", "opened"),
        "update" => ("修改", "changed"),
        "decide" => ("作出决定", "decided"),
        "escalate" => ("上报", "taken up"),
        "close" => ("销号", "closed"),
        "plan" => ("倒排", "planned"),
        "done" => ("完成一步", "a step done"),
        "slip" => ("顺延", "slipped"),
        "settle" => ("整改完成", "settled"),
        "add" => ("新增", "added"),
        "match" => ("对接", "matched"),
        "set" | "import" => ("更新", "set"),
        other => (other, other),
    }
}

fn not_watched(id: ProjectId) -> Finding {
    let message = words!("该项目不在关注名单上", "the project is not on the watch list");
    Finding::error(codes::NOTHING_FOUND, message).got(id.to_string()).hint(words!(
        "先用 diaodu watch add 列入，写明理由",
        "put it on the list first: `diaodu watch add`, with a reason"
    ))
}

/// The day of a date, for rows; nothing for none.
pub(super) fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}
