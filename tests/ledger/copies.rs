//! Backups taken while others write, the way back, and moving from one database to the other.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use diaodu::domain::month::Month;
use diaodu::domain::project::ProjectId;
use diaodu::ledger::{Ledger, LedgerError, Location};

use crate::places::{Place, on_both};
use crate::{project, report, years};

fn file_reports(ledger: &Ledger, from: u32, to: u32) {
    for serial in from..to {
        ledger
            .append(&[report(&format!("2021-1-{serial}"), "2021-03", "submit", i64::from(serial))])
            .unwrap();
    }
}

#[test]
fn a_backup_taken_while_others_write_is_one_moment_of_the_ledger() {
    on_both(|place| {
        let ledger = place.open();
        file_reports(&ledger, 1, 20);
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            let writer = scope.spawn(|| {
                let other = place.open();
                let mut serial = 100;
                while !done.load(Ordering::Relaxed) {
                    file_reports(&other, serial, serial + 1);
                    serial += 1;
                }
                serial - 100
            });
            let mut lengths = Vec::new();
            for n in 0..5 {
                let to = place.folder.path().join(format!("backup-{n}.db"));
                let taken = ledger.backup(&to, false).unwrap();
                // What the backup says of itself is what it holds, and what it holds is sound.
                let copy = Ledger::look(&Location::File(to)).unwrap().unwrap();
                assert_eq!(copy.verify(None).unwrap(), taken);
                assert!(ledger.verify(Some(&taken.head)).is_ok(), "its head is in the ledger's chain");
                lengths.push(taken.length);
            }
            done.store(true, Ordering::Relaxed);
            assert!(writer.join().unwrap() > 0);
            assert!(lengths.is_sorted() && lengths[0] >= 19, "{lengths:?}");
        });
    });
}

#[test]
fn a_backup_never_overwrites_unless_told() {
    let place = Place::file();
    let ledger = place.open();
    file_reports(&ledger, 1, 3);
    let to = place.folder.path().join("backup.db");
    fs::write(&to, "something of mine").unwrap();
    let refused = ledger.backup(&to, false).unwrap_err();
    assert!(matches!(refused, LedgerError::Exists { .. }), "{refused:?}");
    assert_eq!(fs::read_to_string(&to).unwrap(), "something of mine");
    assert_eq!(ledger.backup(&to, true).unwrap().length, 2);
    let names: Vec<_> = fs::read_dir(place.folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(
        !names.iter().any(|n| n.to_string_lossy().starts_with(".ledger-")),
        "nothing left over: {names:?}"
    );
}

#[test]
fn a_backup_put_in_place_by_hand_works_as_a_ledger() {
    let place = Place::file();
    file_reports(&place.open(), 1, 3);
    let to = place.folder.path().join("copy.db");
    // Who only reads may copy, and still may not write.
    let reader = Ledger::look(&place.location).unwrap().unwrap();
    reader.backup(&to, false).unwrap();
    assert_eq!(reader.append(&[report("2021-1-9", "2021-03", "submit", 1)]).unwrap_err().exit().code(), 5);
    assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o660);
    let copy = Ledger::open(&Location::File(to)).unwrap();
    file_reports(&copy, 3, 5);
    assert_eq!(copy.verify(None).unwrap().length, 4);
}

#[test]
fn a_restore_replaces_a_ledger_only_when_told_and_open_programs_see_it() {
    on_both(|place| {
        let ledger = place.open();
        file_reports(&ledger, 1, 4);
        let backup = place.folder.path().join("backup.db");
        let taken = ledger.backup(&backup, false).unwrap();
        file_reports(&ledger, 4, 8);

        let refused = Ledger::restore(&backup, &place.location, false).unwrap_err();
        assert!(matches!(refused, LedgerError::Exists { .. }), "{refused:?}");
        assert_eq!(refused.exit().code(), 3);
        assert_eq!(ledger.change_counter().unwrap(), 7);

        assert_eq!(Ledger::restore(&backup, &place.location, true).unwrap(), taken);
        assert_eq!(ledger.change_counter().unwrap(), 3, "a program that had it open");
        assert_eq!(ledger.verify(Some(&taken.head)).unwrap(), taken);
        file_reports(&ledger, 4, 5);
        assert_eq!(place.open().verify(None).unwrap().length, 4);
    });
}

#[test]
fn a_ledger_moves_to_postgresql_and_back_with_its_chain() {
    let Some(server) = Place::server() else { return };
    let (from, back) = (Place::file(), Place::file());
    file_reports(&from.open(), 1, 30);
    from.open().append(&[report("2021-1-5", "2021-03", "return", 5).reason("数字不符")]).unwrap();
    let backup = from.folder.path().join("backup.db");
    let taken = from.open().backup(&backup, false).unwrap();

    assert_eq!(Ledger::restore(&backup, &server.location, false).unwrap(), taken);
    assert_eq!(server.open().verify(Some(&taken.head)).unwrap(), taken);
    file_reports(&server.open(), 30, 33);

    let second = from.folder.path().join("from-server.db");
    let moved = server.open().backup(&second, false).unwrap();
    assert_eq!(moved.length, taken.length + 3);
    Ledger::restore(&second, &back.location, false).unwrap();
    assert_eq!(back.open().verify(Some(&taken.head)).unwrap(), moved);
    let all = |ledger: Ledger| ledger.read(|view| view.since(0, 1000)).unwrap();
    assert_eq!(all(server.open()), all(back.open()));
}

#[test]
fn a_damaged_ledger_is_set_aside_by_a_restore_and_a_damaged_backup_is_refused() {
    let place = Place::file();
    file_reports(&place.open(), 1, 4);
    let backup = place.folder.path().join("backup.db");
    let taken = place.open().backup(&backup, false).unwrap();
    fs::write(place.path(), "disk trouble").unwrap();

    assert_eq!(Ledger::restore(&backup, &place.location, false).unwrap_err().exit().code(), 9);
    assert_eq!(fs::read_to_string(place.path()).unwrap(), "disk trouble");
    assert_eq!(Ledger::restore(&backup, &place.location, true).unwrap(), taken);
    assert_eq!(place.open().verify(None).unwrap(), taken);
    let aside = place.folder.path().join("ledger.db.damaged-1");
    assert_eq!(fs::read_to_string(aside).unwrap(), "disk trouble");

    let bytes = fs::read(&backup).unwrap();
    fs::write(&backup, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(Ledger::restore(&backup, &place.location, true).unwrap_err().exit().code(), 9);
    assert_eq!(place.open().verify(None).unwrap(), taken);
}

#[test]
fn a_ledger_of_an_older_program_is_read_as_it_is_and_brought_up_to_date_by_the_first_who_writes() {
    on_both(|place| {
        file_reports(&place.open(), 1, 20);
        let completed = report("2021-1-3", "2021-04", "complete", 9);
        place.open().append(&[completed, report("2021-1-4", "2021-04", "discard", 9)]).unwrap();
        let expected = years(&place.open(), 2021);
        let told = completions(&place.open());
        assert_eq!((expected.len(), told.len()), (19, 1));
        let taken = place.open().verify(None).unwrap();
        let back = if place.is_file() { "PRAGMA user_version = 1;" } else { "" };
        place
            .behind(&format!("DROP TABLE project_year; UPDATE schema_version SET version = 1; {back}"))
            .unwrap();

        let old = Ledger::look(&place.location).unwrap().unwrap();
        assert_eq!(years(&old, 2021), expected);
        assert_eq!(completions(&old), told);
        let of = old.read(|view| view.years_of(project("2021-1-3"), 2021, 2022)).unwrap();
        assert_eq!(of, expected[2..3]);
        assert_eq!(old.verify(None).unwrap(), taken, "reading changes nothing");
        let backup = place.folder.path().join("old.db");
        assert_eq!(old.backup(&backup, false).unwrap(), taken);

        let new = place.open();
        assert_eq!((years(&new, 2021), new.verify(None).unwrap()), (expected.clone(), taken.clone()));
        assert_eq!(years(&old, 2021), expected, "who had it open goes on");
        let restored = Place::file();
        assert_eq!(Ledger::restore(&backup, &restored.location, false).unwrap(), taken);
        assert_eq!((years(&restored.open(), 2021), restored.open().verify(None).unwrap()), (expected, taken));
    });
}

/// Which projects are completed, told in which month.
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general over the view")]
fn completions(ledger: &Ledger) -> Vec<(ProjectId, Month)> {
    ledger.read(|view| view.completions()).unwrap()
}
