//! A ledger that is taken away or exchanged while somebody has it open: an error each time, and nothing
//! new in its place.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use diaodu::domain::lang::Lang;
use diaodu::ledger::{Ledger, LedgerError, Location};

use crate::at;
use crate::child::filing;
use crate::places::Place;

/// Everything that one can do with an open ledger; each says that it is gone.
fn all_refuse(ledger: &Ledger, replaced: bool) {
    let elsewhere = tempfile::tempdir().unwrap();
    let said = [
        ledger.append(&[filing("w", 7)]).err(),
        ledger.transact(|writing| writing.append(&[filing("w", 8)])).err(),
        ledger.head().err(),
        ledger.change_counter().err(),
        ledger.verify(None).err(),
        ledger.backup(&elsewhere.path().join("copy.db"), false).err(),
        ledger.attend("form", "li", at("2021-03-24T12:00:00+08:00")).err(),
    ];
    for (number, error) in said.into_iter().enumerate() {
        let error = error.unwrap_or_else(|| panic!("number {number} went through"));
        assert!(
            matches!(error, LedgerError::Gone { replaced: r, .. } if r == replaced),
            "{number}: {error:?}"
        );
        assert_eq!((error.exit().code(), error.finding().code.id()), (5, "E5010"));
    }
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0, "no copy either");
}

fn two_entries(place: &Place) -> Ledger {
    let ledger = place.open();
    ledger.append(&[filing("w", 0), filing("w", 1)]).unwrap();
    ledger
}

#[test]
fn a_ledger_that_was_removed_takes_nothing_and_is_not_made_again() {
    let place = Place::file();
    let ledger = two_entries(&place);
    fs::remove_file(place.path()).unwrap();
    all_refuse(&ledger, false);
    assert!(!place.path().exists() && !place.folder.path().join("ledger.db-present").exists());
}

#[test]
fn a_ledger_whose_folder_was_removed_or_renamed_is_not_made_again() {
    for renamed in [false, true] {
        let house = tempfile::tempdir().unwrap();
        let folder = house.path().join("mine");
        let ledger = Ledger::open(&Location::File(folder.join("ledger.db"))).unwrap();
        ledger.append(&[filing("w", 0)]).unwrap();
        if renamed {
            fs::rename(&folder, house.path().join("other")).unwrap();
        } else {
            fs::remove_dir_all(&folder).unwrap();
        }
        all_refuse(&ledger, false);
        assert!(!folder.exists());
    }
}

#[test]
fn a_ledger_that_came_back_goes_on() {
    let place = Place::file();
    let ledger = two_entries(&place);
    let away = place.folder.path().join("away.db");
    fs::rename(place.path(), &away).unwrap();
    all_refuse(&ledger, false);
    fs::rename(&away, place.path()).unwrap();
    assert_eq!(ledger.append(&[filing("w", 2)]).unwrap()[0].seq, 3);
}

#[test]
fn another_file_in_its_place_takes_nothing() {
    let place = Place::file();
    let ledger = two_entries(&place);
    let other = Place::file();
    two_entries(&other).backup(&place.folder.path().join("copy.db"), false).unwrap();
    fs::rename(place.folder.path().join("copy.db"), place.path()).unwrap();
    let before = fs::read(place.path()).unwrap();
    all_refuse(&ledger, true);
    assert_eq!(fs::read(place.path()).unwrap(), before, "the other one is untouched");
    // Whatever it is: an empty file, text, a folder.
    for stand_in in [&b""[..], b"text"] {
        fs::remove_file(place.path()).unwrap();
        fs::write(place.path(), stand_in).unwrap();
        all_refuse(&ledger, true);
        assert_eq!(fs::read(place.path()).unwrap(), stand_in);
    }
    fs::remove_file(place.path()).unwrap();
    fs::create_dir(place.path()).unwrap();
    all_refuse(&ledger, true);
}

#[test]
fn a_link_counts_for_what_it_leads_to() {
    let place = Place::file();
    drop(two_entries(&place));
    let link = place.folder.path().join("link.db");
    symlink(place.path(), &link).unwrap();
    let ledger = Ledger::open(&Location::from(link.as_path())).unwrap();
    ledger.append(&[filing("w", 2)]).unwrap();
    // Another link to the same file is the same ledger.
    fs::remove_file(&link).unwrap();
    fs::hard_link(place.path(), &link).unwrap();
    ledger.append(&[filing("w", 3)]).unwrap();
    fs::remove_file(&link).unwrap();
    symlink(place.folder.path().join("nowhere.db"), &link).unwrap();
    all_refuse(&ledger, false);
    assert!(!place.folder.path().join("nowhere.db").exists());
}

#[test]
fn who_looked_before_they_write_finds_the_same_ledger_or_none() {
    let place = Place::file();
    drop(two_entries(&place));
    let looked = Ledger::look(&place.location).unwrap().unwrap();
    assert_eq!(looked.for_writing(&place.location).unwrap().append(&[filing("w", 2)]).unwrap()[0].seq, 3);
    fs::remove_file(place.path()).unwrap();
    assert!(matches!(looked.for_writing(&place.location), Err(LedgerError::Gone { replaced: false, .. })));
    assert!(!place.path().exists());
    drop(looked);
    remove_companions(place.path());
    drop(two_entries(&place));
    let looked = Ledger::look(&place.location).unwrap().unwrap();
    fs::remove_file(place.path()).unwrap();
    fs::write(place.path(), "").unwrap();
    assert!(matches!(looked.for_writing(&place.location), Err(LedgerError::Gone { replaced: true, .. })));
}

fn remove_companions(path: &Path) {
    for name in ["-wal", "-shm"] {
        let mut beside = path.as_os_str().to_owned();
        beside.push(name);
        let _ = fs::remove_file(beside);
    }
}

#[test]
fn the_log_of_a_ledger_that_was_taken_away_is_not_replayed_into_a_new_one() {
    let place = Place::file();
    let ledger = two_entries(&place);
    fs::remove_file(place.path()).unwrap();
    // Another program, while this one still has the old file open.
    for opened in [Ledger::open(&place.location).err(), Ledger::look(&place.location).err()] {
        let error = opened.unwrap();
        assert!(matches!(error, LedgerError::Gone { replaced: false, .. }), "{error:?}");
        assert!(error.finding().hint.unwrap().get(Lang::En).contains("-wal"));
    }
    assert!(!place.path().exists());
    drop(ledger);
    remove_companions(place.path());
    assert!(place.open().change_counter().unwrap() == 0, "with everything of it away, a new one may be made");
}
