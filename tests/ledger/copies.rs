//! Backups taken while others write, the way back, and moving from one database to the other.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use diaodu::domain::month::Month;
use diaodu::domain::project::ProjectId;
use diaodu::ledger::{Ledger, LedgerError, Location, Restored, Verified};

use crate::places::{Place, on_both};
use crate::{project, report, years};

/// As the ledger is restored at noon of a certain day; what it says afterwards.
fn restore(from: &Path, to: &Location, overwrite: bool) -> Result<Verified, LedgerError> {
    restore_at_noon(from, to, overwrite).map(|restored| restored.verified)
}

fn restore_at_noon(from: &Path, to: &Location, overwrite: bool) -> Result<Restored, LedgerError> {
    Ledger::restore(from, to, overwrite, "2021-03-24T12:00:00+08:00".parse().unwrap())
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

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

        let refused = restore(&backup, &place.location, false).unwrap_err();
        assert!(matches!(refused, LedgerError::Exists { .. }), "{refused:?}");
        assert_eq!(refused.exit().code(), 3);
        assert_eq!(ledger.change_counter().unwrap(), 7);

        assert_eq!(restore(&backup, &place.location, true).unwrap(), taken);
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

    assert_eq!(restore(&backup, &server.location, false).unwrap(), taken);
    assert_eq!(server.open().verify(Some(&taken.head)).unwrap(), taken);
    file_reports(&server.open(), 30, 33);

    let second = from.folder.path().join("from-server.db");
    let moved = server.open().backup(&second, false).unwrap();
    assert_eq!(moved.length, taken.length + 3);
    restore(&second, &back.location, false).unwrap();
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

    assert_eq!(restore(&backup, &place.location, false).unwrap_err().exit().code(), 9);
    assert_eq!(fs::read_to_string(place.path()).unwrap(), "disk trouble");
    assert_eq!(restore(&backup, &place.location, true).unwrap(), taken);
    assert_eq!(place.open().verify(None).unwrap(), taken);
    let aside = place.folder.path().join("ledger.db.damaged-20210324-120000");
    assert_eq!(fs::read_to_string(aside).unwrap(), "disk trouble");

    let bytes = fs::read(&backup).unwrap();
    fs::write(&backup, &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(restore(&backup, &place.location, true).unwrap_err().exit().code(), 9);
    assert_eq!(place.open().verify(None).unwrap(), taken);
}

/// Where the damage lies is chance, and the same chance every time.
#[test]
fn a_ledger_damaged_at_any_page_is_rescued_and_kept_as_it_was_found() {
    let place = Place::file();
    file_reports(&place.open(), 1, 120);
    let backup = place.folder.path().join("backup.db");
    let taken = place.open().backup(&backup, false).unwrap();
    file_reports(&place.open(), 120, 160);
    let sound = fs::read(place.path()).unwrap();
    let pages = sound.len() / 4096;
    assert!(pages > 20, "{pages}");
    assert!(!place.folder.path().join("ledger.db-wal").exists(), "everything is in the one file");
    let mut chance = 0x2021_u64;
    let mut next = || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        chance >> 33
    };
    let noise = |page: usize, next: &mut dyn FnMut() -> u64| {
        let mut bytes = sound.clone();
        bytes[page * 4096..(page + 1) * 4096].fill_with(|| (next() & 0xff) as u8);
        bytes
    };
    let mut harmed: Vec<(String, Vec<u8>)> =
        (0..pages).map(|page| (format!("page {page}"), noise(page, &mut next))).collect();
    for page in 0..pages {
        let mut bytes = sound.clone();
        bytes[page * 4096..(page + 1) * 4096].fill(0);
        harmed.push((format!("page {page} of zeros"), bytes));
    }
    for cut in [0, 50, 100, 4096, 4097, sound.len() / 2, sound.len() - 4096] {
        harmed.push((format!("cut to {cut}"), sound[..cut].to_vec()));
    }
    harmed.push(("another file".into(), "not a database at all".repeat(400).into_bytes()));

    let mut set_aside = 0;
    for (harm, bytes) in harmed {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        fs::write(&path, &bytes).unwrap();
        let location = Location::File(path.clone());
        let restored = restore_at_noon(&backup, &location, true).unwrap_or_else(|e| panic!("{harm}: {e}"));
        assert_eq!(restored.verified, taken, "{harm}");
        let ledger = Ledger::open(&location).unwrap();
        assert_eq!(ledger.verify(None).unwrap(), taken, "{harm}");
        file_reports(&ledger, 200, 202);
        drop(ledger);
        if let Some(aside) = restored.aside {
            set_aside += 1;
            assert_eq!(aside, folder.path().join("ledger.db.damaged-20210324-120000"));
            assert!(fs::read(&aside).unwrap() == bytes, "{harm}: it is not what was found");
        }
        let left = names(folder.path());
        assert!(!left.iter().any(|name| name.starts_with(".ledger-")), "{harm}: {left:?}");
    }
    // A page that holds nothing may be harmed without harm.
    assert!(set_aside >= 2 * pages - 4, "{set_aside} of {pages}");
}

#[test]
fn a_ledger_whose_entries_were_altered_is_kept_as_evidence() {
    let place = Place::file();
    file_reports(&place.open(), 1, 4);
    let backup = place.folder.path().join("backup.db");
    let taken = place.open().backup(&backup, false).unwrap();
    place.behind("DROP TRIGGER log_no_update; UPDATE log SET author = 'wang' WHERE seq = 2").unwrap();
    let restored = restore_at_noon(&backup, &place.location, true).unwrap();
    assert_eq!(restored.verified, taken);
    let aside = Ledger::look(&Location::File(restored.aside.unwrap())).unwrap().unwrap();
    assert_eq!(aside.verify(None).unwrap_err().exit().code(), 9);
}

#[test]
fn what_lies_beside_a_damaged_ledger_goes_with_it_and_a_link_stays_a_link() {
    let place = Place::file();
    file_reports(&place.open(), 1, 4);
    let backup = place.folder.path().join("backup.db");
    let taken = place.open().backup(&backup, false).unwrap();
    let real = place.folder.path().join("disk");
    fs::create_dir(&real).unwrap();
    fs::write(real.join("books.db"), "disk trouble").unwrap();
    for part in ["-wal", "-journal"] {
        fs::write(real.join(format!("books.db{part}")), part).unwrap();
    }
    fs::remove_file(place.path()).unwrap();
    symlink("disk/books.db", place.path()).unwrap();

    let restored = restore_at_noon(&backup, &place.location, true).unwrap();
    assert_eq!(restored.verified, taken);
    assert!(place.path().is_symlink());
    assert_eq!(place.open().verify(None).unwrap(), taken);
    let aside = restored.aside.unwrap();
    assert_eq!(aside.parent().unwrap(), real.canonicalize().unwrap());
    assert_eq!(fs::read_to_string(&aside).unwrap(), "disk trouble");
    for part in ["-wal", "-journal"] {
        assert_eq!(fs::read_to_string(format!("{}{part}", aside.display())).unwrap(), part);
    }
}

#[test]
fn a_second_rescue_at_the_same_moment_keeps_the_first() {
    let place = Place::file();
    file_reports(&place.open(), 1, 4);
    let backup = place.folder.path().join("backup.db");
    place.open().backup(&backup, false).unwrap();
    let mut kept = Vec::new();
    for trouble in ["first", "second"] {
        fs::write(place.path(), trouble).unwrap();
        kept.push(restore_at_noon(&backup, &place.location, true).unwrap().aside.unwrap());
    }
    assert_eq!(fs::read_to_string(&kept[0]).unwrap(), "first");
    assert_eq!(fs::read_to_string(&kept[1]).unwrap(), "second");
}

#[test]
fn a_backup_is_not_put_under_the_log_of_another_ledger_that_is_open() {
    let (place, other) = (Place::file(), Place::file());
    file_reports(&place.open(), 1, 4);
    let open = other.open();
    file_reports(&open, 1, 30);
    let refused = place.open().backup(other.path(), true).unwrap_err();
    assert!(matches!(refused, LedgerError::Refused { .. }), "{refused:?}");
    assert_eq!(open.verify(None).unwrap().length, 29);
}

#[test]
fn a_ledger_is_not_restored_from_itself() {
    let place = Place::file();
    file_reports(&place.open(), 1, 4);
    let before = place.open().verify(None).unwrap();
    let (link, hard) = (place.folder.path().join("link.db"), place.folder.path().join("hard.db"));
    symlink(place.path(), &link).unwrap();
    fs::hard_link(place.path(), &hard).unwrap();
    for from in [place.path(), &link, &hard] {
        let refused = restore(from, &place.location, true).unwrap_err();
        assert!(matches!(refused, LedgerError::Refused { .. }), "{refused:?}");
    }
    assert_eq!(place.open().verify(None).unwrap(), before);
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
        assert_eq!(restore(&backup, &restored.location, false).unwrap(), taken);
        assert_eq!((years(&restored.open(), 2021), restored.open().verify(None).unwrap()), (expected, taken));
    });
}

/// Which projects are completed, told in which month.
#[expect(clippy::redundant_closure_for_method_calls, reason = "the method is not general over the view")]
fn completions(ledger: &Ledger) -> Vec<(ProjectId, Month)> {
    ledger.read(|view| view.completions()).unwrap()
}
