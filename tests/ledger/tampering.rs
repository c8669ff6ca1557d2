//! What an audit finds: every way of changing what was written, done behind the ledger's back.

use diaodu::ledger::{ChainError, LedgerError, NewEntry};
use proptest::prelude::*;

use crate::places::{Place, on_both};
use crate::{at, report};

/// Six entries: five of reports (the second project's corrected twice) and an issue as the last.
fn fill(place: &Place) -> Vec<String> {
    let ledger = place.open();
    let issue = NewEntry::new("issue", "2021-1-431", "1", "open", "zhang", at("2021-03-24"));
    let entries = [
        report("2021-1-431", "2021-03", "submit", 10),
        report("2021-1-544", "2021-03", "submit", 20),
        report("2021-1-544", "2021-03", "correct", 21),
        report("2021-1-544", "2021-03", "accept", 21),
        report("2021-1-431", "2021-04", "submit", 30),
        issue,
    ];
    let hashes: Vec<_> = ledger.append(&entries).unwrap().into_iter().map(|r| r.hash).collect();
    let verified = ledger.verify(None).unwrap();
    assert_eq!((verified.length, verified.reports), (6, 3));
    assert_eq!(&verified.head, hashes.last().unwrap());
    hashes
}

/// Changes the log as somebody who owns the database can: guards off, change, guards on again.
fn tamper(place: &Place, sql: &str) {
    if place.is_file() {
        let connection = rusqlite::Connection::open(place.path()).unwrap();
        let mut statement =
            connection.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").unwrap();
        let guards: Vec<(String, String)> = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(guards.len(), 3);
        for (name, _) in &guards {
            connection.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
        }
        connection.execute_batch(sql).unwrap();
        for (_, guard) in &guards {
            connection.execute_batch(guard).unwrap();
        }
    } else {
        place
            .behind(&format!(
                "ALTER TABLE log DISABLE TRIGGER ALL; {sql}; ALTER TABLE log ENABLE TRIGGER ALL"
            ))
            .unwrap();
    }
}

fn found(place: &Place, anchor: Option<&str>) -> Option<(u64, ChainError)> {
    match place.open().verify(anchor) {
        Ok(_) => None,
        Err(error @ LedgerError::Broken { seq, broken, .. }) => {
            assert_eq!(error.exit().code(), 9);
            Some((seq, broken))
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn the_database_itself_refuses_to_change_the_log() {
    on_both(|place| {
        fill(place);
        let mut attempts = vec![
            "UPDATE log SET author = 'li' WHERE seq = 1",
            "DELETE FROM log WHERE seq = 6",
            "DELETE FROM log",
        ];
        let copied = "SELECT 7, kind, subject, item, revision, action, 'li', at, reason, request_id, digest, body, hash FROM log WHERE seq = 1";
        let replaced = format!("INSERT OR REPLACE INTO log {copied}");
        if place.is_file() {
            attempts.push(&replaced);
            attempts.push("UPDATE OR REPLACE log SET seq = 1 WHERE seq = 2");
        } else {
            attempts.push("TRUNCATE log");
        }
        for attempt in attempts {
            let refused = place.behind(attempt).expect_err(attempt);
            assert!(refused.contains("append-only"), "{attempt}: {refused}");
        }
        assert_eq!(found(place, None), None);
    });
}

#[test]
fn an_audit_names_the_first_entry_that_is_wrong() {
    let swap = "UPDATE log SET seq = 99 WHERE seq = 2; UPDATE log SET seq = 2 WHERE seq = 3; \
                UPDATE log SET seq = 3 WHERE seq = 99";
    let cases = [
        ("UPDATE log SET body = REPLACE(body, '20', '90') WHERE seq = 2", (2, ChainError::Altered)),
        ("UPDATE log SET author = 'li' WHERE seq = 1", (1, ChainError::Altered)),
        ("UPDATE log SET at = '2021-03-24T12:00:01+08:00' WHERE seq = 4", (4, ChainError::Altered)),
        ("UPDATE log SET hash = '00' WHERE seq = 3", (3, ChainError::Altered)),
        ("UPDATE log SET reason = 'x' WHERE seq >= 3", (3, ChainError::Altered)),
        (swap, (2, ChainError::Altered)),
        ("DELETE FROM log WHERE seq = 1", (1, ChainError::Missing)),
        ("DELETE FROM log WHERE seq = 4", (4, ChainError::Missing)),
        ("DELETE FROM log WHERE seq >= 5", (5, ChainError::Missing)),
        ("DELETE FROM log", (1, ChainError::Missing)),
        ("UPDATE head SET hash = 'ff'", (6, ChainError::Head)),
        ("UPDATE head SET seq = 5", (6, ChainError::Head)),
        ("UPDATE report SET invested = 999 WHERE seq = 4", (4, ChainError::Report)),
        ("UPDATE report SET status = 'returned' WHERE seq = 1", (1, ChainError::Report)),
        ("DELETE FROM report WHERE seq = 5", (5, ChainError::Report)),
        ("UPDATE report SET seq = 3, revision = 2 WHERE seq = 4", (3, ChainError::Report)),
        (
            "INSERT INTO report (project, month, revision, seq, status, late) VALUES ('2021-1-9', 202103, 1, 7, 'accepted', 0)",
            (7, ChainError::Report),
        ),
        // The same report under another spelling of its project's id.
        (
            "INSERT INTO report (project, month, revision, seq, status, filed_at, filed_by, late, invested, started_on) \
             SELECT '2021-1-0431', month, revision, seq, status, filed_at, filed_by, late, invested, started_on FROM report WHERE seq = 1",
            (1, ChainError::Report),
        ),
        ("UPDATE report SET project = ' 2021-1-431' WHERE seq = 5", (5, ChainError::Report)),
        ("UPDATE report SET project = '2021-1-４３１' WHERE seq = 5", (5, ChainError::Report)),
        ("UPDATE report SET late = 2 WHERE seq = 5", (5, ChainError::Report)),
        ("UPDATE report SET month = 0 WHERE seq = 5", (5, ChainError::Report)),
        ("UPDATE report SET status = 'submitted\u{7}' WHERE seq = 5", (5, ChainError::Report)),
    ];
    let places = || [Some(Place::file()), Place::server()].into_iter().flatten();
    let mut told = 0;
    for (sql, expected) in cases {
        for place in places() {
            fill(&place);
            tamper(&place, sql);
            assert_eq!(found(&place, None), Some(expected), "{sql}");
            told += 1;
        }
    }
    println!("tampering: {told} of {told} found");
}

#[test]
fn an_audit_names_the_project_whose_year_is_wrong() {
    let cases = [
        (
            "UPDATE project_year SET invested = REPLACE(invested, '21', '99') WHERE place = 20211000000544",
            544,
        ),
        ("UPDATE project_year SET states = 'aaaaaaaaaaaa' WHERE place = 20211000000431", 431),
        ("UPDATE project_year SET states = 'nonsense' WHERE place = 20211000000431", 431),
        ("UPDATE project_year SET started = NULL WHERE place = 20211000000544", 544),
        ("UPDATE project_year SET last_owed = 202101 WHERE place = 20211000000544", 544),
        ("DELETE FROM project_year WHERE place = 20211000000544", 544),
        ("DELETE FROM project_year", 431),
        ("UPDATE project_year SET year = 2020 WHERE place = 20211000000544", 544),
        (
            "INSERT INTO project_year (year, place, states, invested) VALUES (2021, 20211000000009, 'a-----------', '5,,,,,,,,,,,')",
            9,
        ),
        (
            "UPDATE project_year SET invested = REPLACE(invested, '21', '+21') WHERE place = 20211000000544",
            544,
        ),
    ];
    let places = || [Some(Place::file()), Place::server()].into_iter().flatten();
    for (sql, serial) in cases {
        for place in places() {
            fill(&place);
            place.behind(sql).unwrap();
            match place.open().verify(None) {
                Err(error @ LedgerError::BrokenYear { .. }) => {
                    assert_eq!(error.exit().code(), 9);
                    assert!(error.to_string().contains(&format!("2021-1-{serial} ")), "{sql}: {error}");
                }
                other => panic!("{sql}: {other:?}"),
            }
        }
    }
}

/// Rows too many: of a year without reports, between two that have some, beyond any calendar; rows that say
/// nothing but an end; rows of a project that is none. Each would change what is due or what a board says.
#[test]
fn an_audit_finds_every_row_of_a_year_that_nobody_wrote() {
    let empty = "'------------', ',,,,,,,,,,,'";
    let filed = "'aaaaaaaaaaaa', '500000000,,,,,,,,,,,'";
    let cases = [
        (2022, 20_211_000_000_431_i64, empty, "NULL, NULL, NULL, NULL, 202101", "2021-1-431"),
        (2022, 20_211_000_000_431, empty, "202101, 2022, 202101, 2022, NULL", "2021-1-431"),
        (2021, 20_211_000_000_009, empty, "NULL, NULL, NULL, NULL, 202101", "2021-1-9"),
        (2021, 20_211_000_000_009, empty, "NULL, NULL, NULL, NULL, NULL", "2021-1-9"),
        (2023, 20_211_000_000_431, filed, "NULL, NULL, NULL, NULL, NULL", "2021-1-431"),
        (0, 20_211_000_000_544, empty, "NULL, NULL, NULL, NULL, 202101", "2021-1-544"),
        (-5, 20_211_000_000_544, empty, "NULL, NULL, NULL, NULL, 202101", "2021-1-544"),
        (2020, 20_211_000_000_544, filed, "NULL, NULL, NULL, NULL, 202101", "2021-1-544"),
        (99_999, 20_211_000_000_544, empty, "NULL, NULL, NULL, NULL, 202101", "2021-1-544"),
        (2021, -7, empty, "NULL, NULL, NULL, NULL, NULL", "-7"),
        (2021, 20_219_000_000_001, filed, "NULL, NULL, NULL, NULL, NULL", "20219000000001"),
    ];
    let places = || [Some(Place::file()), Place::server()].into_iter().flatten();
    for (year, of, row, rest, named) in cases {
        for place in places() {
            fill(&place);
            // Years with reports on both sides of 2022 and 2023.
            place.open().append(&[report("2021-1-431", "2024-03", "submit", 40)]).unwrap();
            // A draft that was given up leaves a row that says nothing, and is sound.
            let given_up =
                [report("2021-1-7", "2021-03", "save", 1), report("2021-1-7", "2021-03", "discard", 1)];
            place.open().append(&given_up).unwrap();
            assert_eq!(found(&place, None), None);
            let sql = format!("INSERT INTO project_year VALUES ({year}, {of}, {row}, {rest})");
            place.behind(&sql).unwrap();
            match place.open().verify(None) {
                Err(error @ LedgerError::BrokenYear { .. }) => {
                    assert_eq!(error.exit().code(), 9);
                    assert!(error.to_string().contains(&format!("{year} of {named} ")), "{sql}: {error}");
                }
                other => panic!("{sql}: {other:?}"),
            }
        }
    }
}

#[test]
fn only_a_published_head_shows_a_chain_cut_short_or_written_anew() {
    on_both(|place| {
        let hashes = fill(place);
        assert_eq!(found(place, Some(&hashes[5])), None);
        assert_eq!(
            found(place, Some(&hashes[2].to_uppercase())),
            None,
            "an older head is in the chain as well"
        );
        assert_eq!(found(place, Some("00")), Some((6, ChainError::Anchor)));

        tamper(
            place,
            &format!("DELETE FROM log WHERE seq = 6; UPDATE head SET seq = 5, hash = '{}'", hashes[4]),
        );
        assert_eq!(found(place, None), None, "a chain cut short is sound in itself");
        assert_eq!(found(place, Some(&hashes[5])), Some((5, ChainError::Anchor)));

        let other = NewEntry::new("issue", "2021-1-431", "1", "open", "li", at("2021-03-24"));
        place.open().append(&[other]).unwrap();
        assert_eq!(found(place, None), None);
        assert_eq!(found(place, Some(&hashes[5])), Some((6, ChainError::Anchor)));
    });
}

#[test]
fn guards_that_are_gone_are_missed() {
    on_both(|place| {
        fill(place);
        let sql = if place.is_file() {
            "DROP TRIGGER log_no_delete"
        } else {
            "ALTER TABLE log DISABLE TRIGGER log_no_change"
        };
        place.behind(sql).unwrap();
        assert_eq!(found(place, None), Some((6, ChainError::Guard)));
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// Whatever column of whatever entry gets whatever other text.
    #[test]
    fn no_altered_column_goes_unseen(
        seq in 1_u64..=6,
        column in prop::sample::select(vec!["kind", "subject", "item", "action", "author", "at", "reason", "request_id", "digest", "body", "hash"]),
        text in "[a-z0-9\u{4e00}-\u{4e10}]{0,3}",
    ) {
        let place = Place::file();
        fill(&place);
        tamper(&place, &format!("UPDATE log SET {column} = '{text}' || {column} || '{text}' WHERE seq = {seq}"));
        let expected = (!text.is_empty()).then_some((seq, ChainError::Altered));
        prop_assert_eq!(found(&place, None), expected);
    }
}
