//! Filing, correcting, reading back: the same stories on both databases.

use diaodu::domain::money::Money;
use diaodu::domain::report::Status;
use diaodu::ledger::{Ledger, LedgerError, NewEntry, ReportedDate, RequestId};
use serde_json::json;

use crate::places::on_both;
use crate::{at, month, project, report, years};

#[test]
fn a_filed_report_is_there_for_the_next_who_opens() {
    on_both(|place| {
        assert!(Ledger::look(&place.location).unwrap().is_none(), "looking makes nothing");
        let filed = report("2021-1-431", "2021-03", "submit", 120_000).reason("首报");
        let receipt = place.open().append(&[filed]).unwrap().remove(0);
        assert_eq!((receipt.seq, receipt.revision, receipt.replayed), (1, 1, false));

        let ledger = Ledger::look(&place.location).unwrap().unwrap();
        let entry = ledger.current("report", "2021-1-431", "2021-03").unwrap().unwrap();
        assert_eq!((entry.seq, entry.revision, entry.action.as_str()), (1, 1, "submit"));
        assert_eq!((entry.author.as_str(), entry.reason.as_str()), ("zhang", "首报"));
        assert_eq!(entry.at, at("2021-03-24T12:00:00+08:00"));
        assert_eq!(entry.body["completed_investment"], 120_000);
        assert_eq!(entry.hash, receipt.hash);
        assert_eq!(ledger.head().unwrap(), (1, receipt.hash));
        assert!(ledger.append(&[report("2021-1-431", "2021-03", "correct", 1)]).is_err(), "only looking");
    });
}

#[test]
fn every_change_is_a_revision_and_the_columns_follow_the_latest() {
    on_both(|place| {
        let ledger = place.open();
        for (action, invested) in [("submit", 10), ("correct", 20), ("accept", 20)] {
            ledger.append(&[report("2021-1-431", "2021-03", action, invested)]).unwrap();
        }
        ledger.append(&[report("2021-1-431", "2021-04", "submit", 5)]).unwrap();
        ledger.append(&[report("2021-1-544", "2021-03", "submit", 7)]).unwrap();
        let history = ledger.history("report", "2021-1-431", "2021-03").unwrap();
        let told: Vec<_> = history.iter().map(|e| (e.revision, e.action.as_str())).collect();
        assert_eq!(told, [(1, "submit"), (2, "correct"), (3, "accept")]);

        let rows = ledger.read(|view| view.reports(month("2021-03"), month("2021-03"))).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].project, project("2021-1-431"));
        assert_eq!((rows[0].revision, rows[0].seq, rows[0].status.as_str()), (3, 3, "accepted"));
        assert_eq!(rows[0].invested, Some(Money(20)));
        assert_eq!(rows[0].statistics, Some(Money(20)));
        assert_eq!(rows[0].physical, Some(3525));
        assert_eq!(rows[0].started_on.as_deref(), Some("2021-03-10"));
        assert_eq!((rows[0].completed_on.clone(), rows[0].contract), (None, None));

        let years = years(&ledger, 2021);
        let of = |id: &str| years.iter().find(|year| year.project == project(id)).unwrap();
        let first = of("2021-1-431");
        assert_eq!(first.states[2], Some((Status::Accepted, false)));
        assert_eq!(first.states[3], Some((Status::Submitted, false)));
        assert_eq!((first.invested_before(4), first.invested_before(13)), (Money(20), Money(25)));
        assert_eq!(first.started, Some(ReportedDate { from: month("2021-03"), year: 2021 }));
        assert_eq!(of("2021-1-544").invested_before(13), Money(7));
        let strip = ledger.read(|view| view.reports_of(project("2021-1-431"))).unwrap();
        assert_eq!(strip.iter().map(|r| r.month.number()).collect::<Vec<_>>(), [3, 4]);
        let news = ledger.read(|view| view.touched_since(3)).unwrap();
        assert_eq!(news, ["2021-1-431", "2021-1-544"].map(|id| ("report".to_owned(), id.to_owned())));
    });
}

#[test]
fn a_stale_edit_is_refused_and_nothing_of_its_batch_is_stored() {
    on_both(|place| {
        let (mine, theirs) = (place.open(), place.open());
        mine.append(&[report("2021-1-431", "2021-03", "submit", 10).expect_revision(0)]).unwrap();
        theirs.append(&[report("2021-1-431", "2021-03", "correct", 11).expect_revision(1)]).unwrap();
        let batch = [
            report("2021-1-544", "2021-03", "submit", 7),
            report("2021-1-431", "2021-03", "correct", 12).expect_revision(1),
        ];
        let refused = mine.append(&batch).unwrap_err();
        assert!(matches!(refused, LedgerError::Stale { expected: 1, current: 2, .. }), "{refused:?}");
        assert_eq!(refused.exit().code(), 7);
        assert_eq!(mine.current("report", "2021-1-544", "2021-03").unwrap(), None);
        assert_eq!(mine.change_counter().unwrap(), 2);
        assert_eq!(mine.verify(None).unwrap().length, 2);
    });
}

#[test]
fn asking_again_with_the_same_request_id_is_harmless() {
    on_both(|place| {
        let ledger = place.open();
        let filing = |content: &str| {
            report("2021-1-431", "2021-03", "submit", 10).request(RequestId::new("r-1", content))
        };
        let first = ledger.append(&[filing("invested=10")]).unwrap().remove(0);
        ledger.append(&[report("2021-1-431", "2021-03", "accept", 10)]).unwrap();
        let again = ledger.append(&[filing("invested=10")]).unwrap().remove(0);
        assert!(again.replayed);
        assert_eq!((again.seq, again.revision, &again.hash), (first.seq, first.revision, &first.hash));
        let other = ledger.append(&[filing("invested=11")]).unwrap_err();
        assert!(matches!(other, LedgerError::RequestReused { seq: 1, .. }), "{other:?}");
        assert_eq!(other.exit().code(), 7);
        let mixed = [filing("invested=10"), report("2021-1-544", "2021-03", "submit", 1)];
        assert_eq!(ledger.append(&mixed).unwrap_err().exit().code(), 7);
        assert_eq!(ledger.change_counter().unwrap(), 2);
    });
}

#[test]
fn what_a_transaction_checked_still_holds_when_it_commits() {
    on_both(|place| {
        let ledger = place.open();
        let grant = |action: &str| NewEntry::new("user", "li", "", action, "admin", at("2021-03-01"));
        ledger.append(&[grant("add").body(json!({"active": true}))]).unwrap();
        let file = || {
            ledger.transact(|writing| {
                let rights = writing.view().current("user", "li", "")?.unwrap();
                if rights.body["active"] != true {
                    writing.append(&[NewEntry::new(
                        "refusal",
                        "li",
                        "",
                        "refuse",
                        "li",
                        at("2021-03-24"),
                    )])?;
                    return Ok(None);
                }
                let receipts = writing.append(&[report("2021-1-431", "2021-03", "submit", 10)])?;
                assert!(writing.view().current("report", "2021-1-431", "2021-03")?.is_some());
                Ok::<_, LedgerError>(Some(receipts))
            })
        };
        assert!(file().unwrap().is_some());
        ledger.append(&[grant("revoke").body(json!({"active": false}))]).unwrap();
        assert!(file().unwrap().is_none(), "revoked, and the refusal is on record");
        assert_eq!(ledger.list("refusal").unwrap().len(), 1);

        let given_up = ledger.transact(|writing| {
            writing.append(&[report("2021-1-544", "2021-03", "submit", 10)])?;
            Err::<(), _>(LedgerError::Malformed { detail: "a rule refuses".to_owned() })
        });
        assert!(given_up.is_err());
        assert_eq!(ledger.current("report", "2021-1-544", "2021-03").unwrap(), None);
        assert_eq!(ledger.verify(None).unwrap().length, 4);
    });
}

#[test]
fn things_of_any_kind_are_listed_and_trailed() {
    on_both(|place| {
        let ledger = place.open();
        let issue = |number: &str, action: &str| {
            NewEntry::new("issue", "2021-1-431", number, action, "zhang", at("2021-03-24"))
        };
        ledger.append(&[issue("1", "open"), issue("2", "open")]).unwrap();
        ledger
            .append(&[
                issue("1", "close"),
                NewEntry::new("plan", "2021-1-431", "", "set", "li", at("2021-03-25")),
            ])
            .unwrap();
        ledger.append(&[NewEntry::new("issue", "2021-1-544", "1", "open", "li", at("2021-03-26"))]).unwrap();
        let told = |entries: Vec<diaodu::ledger::Entry>| {
            entries.into_iter().map(|e| format!("{} {} {}", e.subject, e.item, e.action)).collect::<Vec<_>>()
        };
        assert_eq!(
            told(ledger.list("issue").unwrap()),
            ["2021-1-431 2 open", "2021-1-431 1 close", "2021-1-544 1 open"]
        );
        let mine = ledger.read(|view| view.list_of("issue", "2021-1-431")).unwrap();
        assert_eq!(told(mine), ["2021-1-431 2 open", "2021-1-431 1 close"]);
        assert_eq!(ledger.read(|view| view.trail("2021-1-431")).unwrap().len(), 4);
        assert_eq!(ledger.read(|view| view.revisions("issue")).unwrap().len(), 4);
        assert_eq!(ledger.read(|view| view.since(3, 10)).unwrap().len(), 2);
        assert_eq!(ledger.read(|view| view.since(0, 2)).unwrap().len(), 2);
    });
}

#[test]
fn a_screen_notices_that_somebody_else_has_filed() {
    on_both(|place| {
        let (screen, other) = (Ledger::open(&place.location).unwrap(), place.open());
        let seen = screen.change_counter().unwrap();
        assert_eq!(screen.change_counter().unwrap(), seen);
        other.append(&[report("2021-1-431", "2021-03", "submit", 10)]).unwrap();
        assert_ne!(screen.change_counter().unwrap(), seen);
    });
}

#[test]
fn what_the_ledger_cannot_hold_is_refused_whole() {
    on_both(|place| {
        let ledger = place.open();
        let fine = report("2021-1-431", "2021-03", "submit", 10);
        let no_status = NewEntry::new("report", "2021-1-431", "2021-03", "submit", "li", at("2021-03-24"));
        let no_month = NewEntry::new("report", "2021-1-431", "", "submit", "li", at("2021-03-24"))
            .body(json!({"status": "draft"}));
        let control = report("2021-1-431", "2021-03", "submit", 10).reason("\u{1b}]0;");
        let twice = || report("2021-1-9", "2021-03", "submit", 1).request(RequestId::new("r-1", "one"));
        assert_eq!(ledger.append(&[twice(), twice()]).unwrap_err().exit().code(), 4);
        for bad in [no_status, no_month, control] {
            let refused = ledger.append(&[fine.clone(), bad]).unwrap_err();
            assert_eq!(refused.exit().code(), 4, "{refused:?}");
        }
        assert_eq!(ledger.change_counter().unwrap(), 0);
    });
}
