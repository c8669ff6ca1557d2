//! Nothing acknowledged is lost, nothing is stored twice: processes killed, writers crowding, the
//! server crashing under them.

use std::collections::BTreeSet;
use std::env;
use std::time::Duration;

use diaodu::ledger::{Drafts, Location};

use crate::child::{Process, Task, acknowledged, start};
use crate::places::{Place, Server, on_both};

/// A few random numbers without a library; the seed is printed so that a run can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

fn setting(name: &str, otherwise: u64) -> u64 {
    env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The request ids in the ledger, each exactly once; the chain holds.
fn stored(place: &Place) -> BTreeSet<String> {
    let ledger = place.open();
    let entries = ledger.read(|view| view.since(0, 1_000_000)).unwrap();
    let ids: BTreeSet<_> = entries.iter().map(|entry| entry.request_id.clone()).collect();
    assert_eq!(ids.len(), entries.len(), "an entry stored twice");
    assert_eq!(ledger.verify(None).unwrap().length, entries.len() as u64);
    ids
}

/// `DIAODU_TEST_KILLS=1000` for the long run; `DIAODU_TEST_SEED` to repeat one.
#[test]
fn killed_at_random_while_filing_nothing_acknowledged_is_lost_or_doubled() {
    let kills = setting("DIAODU_TEST_KILLS", 40);
    let seed = setting("DIAODU_TEST_SEED", u64::from(std::process::id()) + 1);
    on_both(|place| {
        let mut dice = Dice(seed);
        place.open();
        let (mut acked, mut next, mut silent) = (BTreeSet::new(), 0, 0);
        for _ in 0..kills {
            let task = Task::File { writer: "w".to_owned(), from: next, count: 100_000, patience: 30 };
            let mut child = start(&place.address(), &task);
            let mut said = Vec::new();
            for _ in 0..=dice.roll(4) {
                said.push(child.hear().expect("a child that files"));
            }
            // Anywhere within the next filing or two; not a wait for anything.
            std::thread::sleep(Duration::from_micros(dice.roll(4000)));
            said.extend(child.kill());
            for line in said {
                let number = acknowledged(&line).expect(&line);
                // The first answer to a request asked again after a kill tells whether it had been stored.
                silent += u64::from(line.ends_with("replayed") && !acked.contains(&number));
                acked.insert(number);
            }
            // The person asks again for what was not acknowledged, under the same request id.
            next = acked.last().map_or(0, |last| last + 1);
        }
        let stored = stored(place);
        let lost = acked.iter().filter(|number| !stored.contains(&format!("w-{number}"))).count();
        let kind = if place.is_file() { "SQLite" } else { "PostgreSQL" };
        println!(
            "{kind}: {kills} kills (seed {seed}), {} acknowledged, {lost} lost, {silent} stored but \
             unacknowledged and found again, {} stored",
            acked.len(),
            stored.len()
        );
        assert_eq!(lost, 0);
        // Only what the very last kill cut off can be stored without an acknowledgement.
        assert!(stored.len() - acked.len() <= 1, "{} stored, {} acknowledged", stored.len(), acked.len());
    });
}

#[test]
fn a_draft_survives_whoever_is_killed_while_saving_it() {
    let state = tempfile::tempdir().unwrap();
    let drafts = Drafts::of(state.path(), "zhang");
    let mut dice = Dice(u64::from(std::process::id()) + 1);
    for _ in 0..20 {
        let mut child = start(state.path().to_str().unwrap(), &Task::Draft);
        let mut said = vec![child.hear().expect("a saved draft")];
        std::thread::sleep(Duration::from_micros(dice.roll(4000)));
        said.extend(child.kill());
        let last = said.iter().filter_map(|line| acknowledged(line)).max().unwrap();
        let (found, problems) = drafts.list().unwrap();
        assert_eq!((found.len(), problems), (1, Vec::new()), "whole, and nothing beside it");
        let number = found[0].form["number"].as_u64().unwrap();
        // One more may have been saved without having been said.
        assert!(number == last || number == last + 1, "{last} acknowledged, {number} found");
    }
}

#[test]
fn crowding_writers_all_commit_and_each_report_stands_once() {
    for writers in [2, 10, 50] {
        on_both(|place| {
            place.open();
            let each = 200 / writers;
            let mut children: Vec<Process> = (0..writers)
                .map(|n| {
                    let task = Task::File { writer: format!("w{n}"), from: 0, count: each, patience: 0 };
                    start(&place.address(), &task)
                })
                .collect();
            let said: Vec<String> = children.iter_mut().flat_map(Process::hear_out).collect();
            let acks = said.iter().filter(|line| acknowledged(line).is_some()).count();
            let busy = said.iter().filter(|line| line.starts_with("no 6")).count();
            let kind = if place.is_file() { "SQLite" } else { "PostgreSQL" };
            println!("{kind}, {writers} writers: {acks} committed, {busy} busy");
            let done = said.iter().filter(|line| *line == "done").count();
            assert_eq!((done, acks + busy), (writers as usize, (writers * each) as usize), "{said:?}");
            assert_eq!(stored(place).len(), acks);
        });
    }
}

#[test]
fn of_two_who_edit_the_same_thing_one_hears_conflict_and_no_update_is_lost() {
    for writers in [2, 10, 50] {
        on_both(|place| {
            place.open();
            let each = 100 / writers;
            let mut children: Vec<Process> =
                (0..writers).map(|_| start(&place.address(), &Task::Count { count: each })).collect();
            let said: Vec<String> = children.iter_mut().flat_map(Process::hear_out).collect();
            let values: BTreeSet<_> = said.iter().filter_map(|line| acknowledged(line)).collect();
            let conflicts = said.iter().filter(|line| *line == "conflict").count();
            let kind = if place.is_file() { "SQLite" } else { "PostgreSQL" };
            println!("{kind}, {writers} editors: {} updates, {conflicts} conflicts", values.len());
            assert_eq!(values, (1..=writers * each).collect());
            let last = place.open().current("counter", "all", "").unwrap().unwrap();
            assert_eq!(last.revision, writers * each);
            assert_eq!(last.body["value"], writers * each);
        });
    }
}

#[test]
fn a_server_that_crashes_under_its_writers_loses_nothing_acknowledged() {
    let Some(server) = Server::start() else { return };
    let place = server.place();
    place.open();
    let (writers, each) = (6, 60);
    let mut children: Vec<Process> = (0..writers)
        .map(|n| {
            start(
                &place.address(),
                &Task::File { writer: format!("w{n}"), from: 0, count: each, patience: 60 },
            )
        })
        .collect();
    let mut acked = BTreeSet::new();
    let mut hear = |n: usize, child: &mut Process, lines: usize| {
        for _ in 0..lines {
            let Some(line) = child.hear() else { break };
            if let Some(number) = acknowledged(&line) {
                acked.insert(format!("w{n}-{number}"));
            } else {
                assert_eq!(line, "done");
            }
        }
    };
    for _ in 0..3 {
        for (n, child) in children.iter_mut().enumerate() {
            hear(n, child, 10);
        }
        server.crash();
        server.resume();
    }
    for (n, child) in children.iter_mut().enumerate() {
        hear(n, child, usize::MAX);
    }
    let stored = stored(&place);
    println!(
        "PostgreSQL: 3 crashes under {writers} writers, {} acknowledged, {} stored",
        acked.len(),
        stored.len()
    );
    assert_eq!(acked.len(), writers * each as usize, "everybody got through");
    assert_eq!(acked, stored);
}

#[test]
fn a_primary_lost_under_its_writers_hands_over_to_its_standby_and_nothing_acknowledged_is_lost() {
    let Some(primary) = Server::start() else { return };
    let place = primary.place();
    place.open();
    let standby = primary.synchronous_standby();
    let both = primary.address_with(&standby, &place);
    let (writers, each) = (50, 8);
    let mut children: Vec<Process> = (0..writers)
        .map(|n| start(&both, &Task::File { writer: format!("w{n}"), from: 0, count: each, patience: 120 }))
        .collect();
    let mut acked = BTreeSet::new();
    for (n, child) in children.iter_mut().enumerate().take(10) {
        let line = child.hear().unwrap();
        acked.insert(format!("w{n}-{}", acknowledged(&line).expect(&line)));
    }
    primary.crash();
    standby.promote();
    for (n, child) in children.iter_mut().enumerate() {
        for line in child.hear_out() {
            match acknowledged(&line) {
                Some(number) => assert!(acked.insert(format!("w{n}-{number}")), "acknowledged twice"),
                None => assert_eq!(line, "done"),
            }
        }
    }
    let stored = stored(&Place { location: Location::parse(&both), ..Place::file() });
    println!(
        "PostgreSQL: primary lost under {writers} writers, standby promoted: {} acknowledged, {} stored",
        acked.len(),
        stored.len()
    );
    assert_eq!(acked.len(), writers * each as usize, "everybody got through");
    assert_eq!(acked, stored);
}
