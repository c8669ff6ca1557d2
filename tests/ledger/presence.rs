//! Who sits at a report: seen by others, gone with the process, never in the log.

use diaodu::ledger::{Ledger, Present};
use serde_json::json;

use crate::child::{Task, start};
use crate::places::on_both;
use crate::{at, report};

const HERE: &str = "2021-1-431_2021-03";

fn names(others: &[Present]) -> Vec<&str> {
    others.iter().map(|other| other.person.as_str()).collect()
}

/// Asks until the answer is as it should be: a server notices a little later than the kernel.
#[track_caller]
fn sees(ledger: &Ledger, expected: &[&str]) {
    let begun = std::time::Instant::now();
    loop {
        let others = ledger.attend(HERE, "li", at("2021-03-24T12:00:00+08:00")).unwrap();
        if names(&others) == expected {
            return;
        }
        assert!(begun.elapsed().as_secs() < 30, "{others:?}, not {expected:?}");
        std::thread::yield_now();
    }
}

#[test]
fn whoever_sits_at_the_same_report_is_seen_and_whoever_leaves_is_not() {
    on_both(|place| {
        let (li, wang) = (place.open(), place.open());
        li.append(&[report("2021-1-431", "2021-03", "submit", 1)]).unwrap();
        sees(&li, &[]);
        let since = at("2021-03-24T12:07:00+08:00");
        let others = wang.attend(HERE, "wang", since).unwrap();
        assert_eq!(others, [Present { person: "li".into(), since: at("2021-03-24T12:00:00+08:00") }]);
        assert_eq!(
            li.attend(HERE, "li", since).unwrap(),
            [Present { person: "wang".into(), since }],
            "since when, too"
        );
        // At another report he is not here any more; nor is somebody at one whose number begins alike.
        assert!(wang.attend("2021-1-43_2021-03", "wang", since).unwrap().is_empty());
        sees(&li, &[]);
        wang.attend(HERE, "wang", since).unwrap();
        sees(&li, &["wang"]);
        wang.leave().unwrap();
        sees(&li, &[]);
        wang.attend(HERE, "\u{1b}[2Jwang\u{202e}", since).unwrap();
        sees(&li, &["[2Jwang"]);
        drop(wang);
        sees(&li, &[]);
        assert_eq!(li.change_counter().unwrap(), 1, "the log does not grow by it");
        li.verify(None).unwrap();
    });
}

#[test]
fn whoever_is_killed_is_gone_at_once() {
    on_both(|place| {
        let li = place.open();
        let mut crowd: Vec<_> =
            (0..5).map(|n| start(&place.address(), &Task::Sit { person: format!("p{n}") })).collect();
        for one in &mut crowd {
            assert_eq!(one.hear().unwrap(), "ack 0");
        }
        sees(&li, &["p0", "p1", "p2", "p3", "p4"]);
        crowd[1].kill();
        crowd[3].kill();
        sees(&li, &["p0", "p2", "p4"]);
        for mut one in crowd {
            one.kill();
        }
        sees(&li, &[]);
        if place.is_file() {
            let mut folder = place.path().as_os_str().to_owned();
            folder.push("-present");
            assert_eq!(std::fs::read_dir(folder).unwrap().count(), 1, "only one's own seat is left");
        }
    });
}

#[test]
fn the_counter_of_changes_moves_with_every_entry_and_with_nothing_else() {
    on_both(|place| {
        let (li, wang) = (place.open(), place.open());
        let before = li.change_counter().unwrap();
        wang.attend(HERE, "wang", at("2021-03-24")).unwrap();
        assert_eq!(li.change_counter().unwrap(), before);
        wang.append(&[report("2021-1-431", "2021-03", "submit", 1).body(json!({"status": "submitted"}))])
            .unwrap();
        assert_eq!(li.change_counter().unwrap(), before + 1);
    });
}
