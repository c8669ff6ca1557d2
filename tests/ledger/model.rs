//! The ledger against a plain model in memory: whatever is filed, corrected, returned, accepted,
//! completed or asked twice, in whatever order and grouping, both say the same.

use std::collections::BTreeMap;

use diaodu::domain::money::Money;
use diaodu::domain::report::Status;
use diaodu::ledger::{Ledger, LedgerError, NewEntry, ProjectYear, ReportedDate, RequestId};
use proptest::prelude::*;

use crate::places::Place;
use crate::{month, project, report, years};

const PROJECTS: [&str; 3] = ["2021-1-431", "2021-1-544", "2021-3-1"];
const MONTHS: [&str; 2] = ["2021-03", "2021-04"];
const ACTIONS: [&str; 7] = ["submit", "correct", "return", "accept", "complete", "save", "discard"];

/// One entry asked for.
#[derive(Clone, Debug)]
struct Ask {
    project: usize,
    month: usize,
    action: usize,
    invested: i64,
    /// How far the caller's knowledge is behind; `None` when it does not say.
    behind: Option<u64>,
    request: Option<u8>,
}

/// What the model keeps of an entry.
#[derive(Clone, Debug, PartialEq)]
struct Kept {
    action: String,
    invested: i64,
}

#[derive(Default)]
struct Model {
    things: BTreeMap<(usize, usize), Vec<(u64, Kept)>>,
    requests: BTreeMap<u8, (String, u64, u64)>,
    length: u64,
}

#[derive(Debug, PartialEq)]
enum Answer {
    Stored(Vec<(u64, u64, bool)>),
    Stale,
    Reused,
}

impl Ask {
    fn content(&self) -> String {
        format!("{} {} {} {}", self.project, self.month, self.action, self.invested)
    }

    fn entry(&self, model: &Model) -> NewEntry {
        let mut entry =
            report(PROJECTS[self.project], MONTHS[self.month], ACTIONS[self.action], self.invested);
        if let Some(behind) = self.behind {
            let revision = model.things.get(&(self.project, self.month)).map_or(0, Vec::len) as u64;
            entry = entry.expect_revision(revision.saturating_sub(behind));
        }
        if let Some(request) = self.request {
            entry = entry.request(RequestId::new(&format!("r{request}"), &self.content()));
        }
        entry
    }
}

impl Model {
    fn append(&mut self, batch: &[Ask]) -> Answer {
        let known: Vec<_> = batch
            .iter()
            .filter_map(|ask| ask.request.and_then(|id| self.requests.get(&id)).map(|first| (ask, first)))
            .collect();
        if known.iter().any(|(ask, first)| first.0 != ask.content()) {
            return Answer::Reused;
        }
        if !known.is_empty() {
            if known.len() != batch.len() {
                return Answer::Reused;
            }
            return Answer::Stored(known.iter().map(|(_, first)| (first.1, first.2, true)).collect());
        }
        // Expectations were written down before the batch; each is compared as its turn comes.
        let mut expected = Vec::new();
        for ask in batch {
            let revision = self.things.get(&(ask.project, ask.month)).map_or(0, Vec::len) as u64;
            expected.push(ask.behind.map(|behind| revision.saturating_sub(behind)));
        }
        let (things, requests, length) = (self.things.clone(), self.requests.clone(), self.length);
        let mut stored = Vec::new();
        for (ask, expected) in batch.iter().zip(expected) {
            let thing = self.things.entry((ask.project, ask.month)).or_default();
            if expected.is_some_and(|e| e != thing.len() as u64) {
                (self.things, self.requests, self.length) = (things, requests, length);
                return Answer::Stale;
            }
            self.length += 1;
            thing
                .push((self.length, Kept { action: ACTIONS[ask.action].to_owned(), invested: ask.invested }));
            let revision = thing.len() as u64;
            if let Some(id) = ask.request {
                self.requests.insert(id, (ask.content(), self.length, revision));
            }
            stored.push((self.length, revision, false));
        }
        Answer::Stored(stored)
    }
}

impl Model {
    /// The year of every project that anything was reported of, told from the last of each month.
    fn years(&self) -> Vec<ProjectYear> {
        let mut years = Vec::new();
        for (at, id) in PROJECTS.iter().enumerate() {
            let last = |at_month: usize| Some(&self.things.get(&(at, at_month))?.last()?.1);
            if (0..MONTHS.len()).all(|at_month| last(at_month).is_none()) {
                continue;
            }
            let mut year = ProjectYear {
                project: project(id),
                year: 2021,
                states: [None; 12],
                invested: [None; 12],
                started: None,
                completed: None,
                last_owed: None,
            };
            for (at_month, text) in MONTHS.iter().enumerate() {
                let Some(kept) = last(at_month).filter(|kept| kept.action != "discard") else { continue };
                let (month, place) = (month(text), at_month + 2);
                let status = match kept.action.as_str() {
                    "return" => Status::Returned,
                    "accept" => Status::Accepted,
                    "save" => Status::Draft,
                    _ => Status::Submitted,
                };
                year.states[place] = Some((status, false));
                year.invested[place] = Some(Money(kept.invested));
                if matches!(status, Status::Submitted | Status::Accepted) {
                    year.started = year.started.or(Some(ReportedDate { from: month, year: 2021 }));
                }
                if kept.action == "complete" {
                    // Told in March or April to be completed in April.
                    year.completed = Some(ReportedDate { from: crate::month("2021-04"), year: 2021 });
                    year.last_owed = year.last_owed.or(Some(month));
                }
            }
            years.push(year);
        }
        years
    }
}

fn ask() -> impl Strategy<Value = Ask> {
    (
        0..PROJECTS.len(),
        0..MONTHS.len(),
        0..ACTIONS.len(),
        -3_i64..3,
        prop_oneof![2 => Just(None), 3 => Just(Some(0)), 1 => Just(Some(1))],
        prop_oneof![2 => Just(None), 1 => (0_u8..6).prop_map(Some)],
    )
        .prop_map(|(project, month, action, invested, behind, request)| Ask {
            project,
            month,
            action,
            invested,
            behind,
            request,
        })
}

/// Batches in which a request id stands at most once; twice in one batch is the caller's mistake.
fn batches() -> impl Strategy<Value = Vec<Vec<Ask>>> {
    let batch = prop::collection::vec(ask(), 1..4).prop_map(|mut batch| {
        let mut seen = Vec::new();
        for ask in &mut batch {
            if ask.request.is_some_and(|id| seen.contains(&id)) {
                ask.request = None;
            }
            seen.extend(ask.request);
        }
        batch
    });
    prop::collection::vec(batch, 1..25)
}

fn answer(ledger: &Ledger, entries: &[NewEntry]) -> Answer {
    match ledger.append(entries) {
        Ok(receipts) => {
            Answer::Stored(receipts.into_iter().map(|r| (r.seq, r.revision, r.replayed)).collect())
        }
        Err(LedgerError::Stale { .. }) => Answer::Stale,
        Err(LedgerError::RequestReused { .. }) => Answer::Reused,
        Err(other) => panic!("{other:?}"),
    }
}

fn agree(place: &Place, batches: &[Vec<Ask>]) -> Result<(), TestCaseError> {
    let (ledger, mut model) = (place.open(), Model::default());
    for batch in batches {
        let entries: Vec<_> = batch.iter().map(|ask| ask.entry(&model)).collect();
        let expected = model.append(batch);
        prop_assert_eq!(answer(&ledger, &entries), expected, "{:?}", batch);
    }
    let ledger = place.open();
    for ((project, month), kept) in &model.things {
        let history = ledger.history("report", PROJECTS[*project], MONTHS[*month]).unwrap();
        let told: Vec<_> = history
            .into_iter()
            .map(|e| {
                let invested = e.body["completed_investment"].as_i64().unwrap();
                (e.seq, Kept { action: e.action, invested })
            })
            .collect();
        prop_assert_eq!(&told, kept);
    }
    let rows = ledger.read(|view| view.reports(month(MONTHS[0]), month(MONTHS[1]))).unwrap();
    let told: Vec<_> =
        rows.iter().map(|r| (r.project.to_string(), r.month.to_string(), r.seq, r.invested)).collect();
    let expected: Vec<_> = model
        .things
        .iter()
        .filter_map(|((project, month), kept)| {
            let (seq, last) = kept.last()?;
            Some((PROJECTS[*project].to_owned(), MONTHS[*month].to_owned(), *seq, Some(Money(last.invested))))
        })
        .collect();
    prop_assert_eq!(told, expected);
    prop_assert_eq!(years(&ledger, 2021), model.years());
    let verified = ledger.verify(None).unwrap();
    prop_assert_eq!((verified.length, verified.reports), (model.length, rows.len() as u64));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn sqlite_says_what_the_model_says(batches in batches()) {
        agree(&Place::file(), &batches)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn postgresql_says_what_the_model_says(batches in batches()) {
        if let Some(place) = Place::server() {
            agree(&place, &batches)?;
        }
    }
}
