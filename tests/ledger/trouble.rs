//! Full disks, read-only folders, damaged files, newer schemas, servers that are not there: the right
//! exit code, and what was there before stays as it was.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use diaodu::domain::lang::Lang;
use diaodu::ledger::{Ledger, LedgerError, Location};

use crate::child::{Task, acknowledged, filing, start, start_as_nobody};
use crate::places::{Place, on_both};
use crate::report;

fn fill(place: &Place, count: u64) {
    let ledger = place.open();
    for number in 0..count {
        ledger.append(&[filing("w", number)]).unwrap();
    }
}

/// What both ways of opening say; the file is untouched by either.
fn both_refuse(path: &Path, exit: u8) -> LedgerError {
    let (before, beside) = (fs::read(path).unwrap(), names(path));
    let location = Location::from(path);
    let verify = |opened: Result<Ledger, LedgerError>| opened.and_then(|l| l.verify(None)).unwrap_err();
    let writing = verify(Ledger::open(&location));
    let looking = verify(Ledger::look(&location).map(Option::unwrap));
    assert_eq!((writing.exit().code(), looking.exit().code()), (exit, exit), "{writing:?} {looking:?}");
    assert_eq!(fs::read(path).unwrap(), before, "the file was touched");
    if exit == 10 {
        assert_eq!(names(path), beside, "files were left beside it");
    }
    writing
}

fn names(path: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_full_disk_is_said_and_everything_acknowledged_is_kept() {
    let place = Place::file();
    fill(&place, 20);
    let mut child = start(&place.address(), &Task::Fill { writer: "full".to_owned(), limit: 1_500_000 });
    let said = child.hear_out();
    let acks = said.iter().filter(|line| acknowledged(line).is_some()).count() as u64;
    assert!(acks > 10, "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("no 5 ")), "{said:?}");
    // The writer that was refused still reads all it was told is there, and so does everyone else.
    assert!(said.contains(&format!("read {}", 20 + acks)), "{said:?}");
    let ledger = place.open();
    assert_eq!(ledger.verify(None).unwrap().length, 20 + acks);
    // With room again, filing goes on where it stopped.
    let next = ledger.append(&[filing("full", acks)]).unwrap();
    assert_eq!((next[0].seq, next[0].replayed), (21 + acks, false));
}

#[test]
fn a_read_only_folder_serves_lookups_and_refuses_filings() {
    let place = Place::file();
    fill(&place, 5);
    let folder = place.folder.path();
    assert_eq!(names(place.path()), ["ledger.db"], "the last to close leaves one file");
    let programs = tempfile::tempdir().unwrap();
    fs::set_permissions(programs.path(), Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(place.path(), Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(folder, Permissions::from_mode(0o555)).unwrap();
    let mut visitor = start_as_nobody(programs.path(), &place.address(), &Task::Visit);
    let said = visitor.hear_out();
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
    assert_eq!(said[0], "read 5", "{said:?}");
    assert!(said[1].starts_with("no 5 "), "{said:?}");
}

#[test]
fn a_lookup_without_the_right_to_write_reads_while_somebody_files() {
    let place = Place::file();
    let ledger = place.open();
    ledger.append(&[filing("w", 0)]).unwrap();
    let programs = tempfile::tempdir().unwrap();
    fs::set_permissions(programs.path(), Permissions::from_mode(0o755)).unwrap();
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
        fs::set_permissions(place.folder.path().join(name), Permissions::from_mode(0o644)).unwrap();
    }
    fs::set_permissions(place.folder.path(), Permissions::from_mode(0o755)).unwrap();
    ledger.append(&[filing("w", 1)]).unwrap();
    let said = start_as_nobody(programs.path(), &place.address(), &Task::Visit).hear_out();
    if crate::places::is_root() {
        assert_eq!(said[0], "read 2", "the latest, from the write-ahead log: {said:?}");
        assert!(said[1].starts_with("no 5 "), "{said:?}");
    }
    assert_eq!(ledger.verify(None).unwrap().length, if crate::places::is_root() { 2 } else { 3 });
}

#[test]
fn a_folder_that_cannot_be_made_and_a_path_that_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    for path in [folder.path().to_owned(), folder.path().join("file/ledger.db")] {
        let refused = Ledger::open(&Location::File(path)).err().unwrap();
        assert_eq!(refused.exit().code(), 5, "{refused:?}");
    }
    let nested = folder.path().join("new/deeper/ledger.db");
    Ledger::open(&Location::File(nested)).unwrap().append(&[filing("w", 1)]).unwrap();
}

#[test]
fn an_emptied_a_foreign_and_a_scribbled_file_are_never_taken_over() {
    let place = Place::file();
    for content in [&b""[..], b"SQLite format 3\0", b"name,unit\n", &[0; 5000]] {
        fs::write(place.path(), content).unwrap();
        both_refuse(place.path(), 9);
    }
    fs::remove_file(place.path()).unwrap();
    place.behind("CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)").unwrap();
    let refused = both_refuse(place.path(), 9);
    assert!(refused.to_string().contains("another program"), "{refused}");
}

#[test]
fn a_truncated_file_is_exit_9_at_every_length() {
    let place = Place::file();
    fill(&place, 60);
    let whole = fs::read(place.path()).unwrap();
    let mut told = 0;
    for part in 0..8 {
        fs::write(place.path(), &whole[..whole.len() * part / 8]).unwrap();
        both_refuse(place.path(), 9);
        told += 1;
    }
    println!("truncation: {told} of {told} lengths refused with exit 9");
    fs::write(place.path(), &whole).unwrap();
    assert_eq!(place.open().verify(None).unwrap().length, 60);
}

#[test]
fn a_corrupt_page_is_exit_9_or_harmless_and_never_a_wrong_answer() {
    let place = Place::file();
    fill(&place, 60);
    let whole = fs::read(place.path()).unwrap();
    let truth = place.open().verify(None).unwrap();
    let (mut found, mut harmless) = (0, 0);
    for at in (100..whole.len()).step_by(whole.len() / 60) {
        let mut bytes = whole.clone();
        for byte in &mut bytes[at..(at + 64).min(whole.len())] {
            *byte = !*byte;
        }
        fs::write(place.path(), &bytes).unwrap();
        match Ledger::look(&place.location).map(Option::unwrap).and_then(|l| l.verify(None)) {
            Err(error) => {
                assert_eq!(error.exit().code(), 9, "{error:?}");
                found += 1;
            }
            // Free space inside a page holds nothing.
            Ok(verified) => {
                assert_eq!(verified, truth);
                harmless += 1;
            }
        }
    }
    println!("corruption: {found} spots found, {harmless} in free space");
    assert!(found >= 20, "{found} found, {harmless} harmless");
}

#[test]
fn a_newer_schema_is_exit_10_and_untouched() {
    on_both(|place| {
        fill(place, 3);
        if place.is_file() {
            place.behind("PRAGMA user_version = 99").unwrap();
            let refused = both_refuse(place.path(), 10);
            assert!(refused.finding().line(Lang::En).contains("schema 99"), "{refused:?}");
        } else {
            place.behind("INSERT INTO schema_version VALUES (99)").unwrap();
            for refused in [Ledger::open(&place.location).err(), Ledger::look(&place.location).err()] {
                assert_eq!(refused.unwrap().exit().code(), 10);
            }
        }
    });
}

#[test]
fn a_newer_schema_still_in_the_write_ahead_log_is_seen_too() {
    let place = Place::file();
    fill(&place, 3);
    // Somebody newer has it open; the file's header is still the old one.
    let other = rusqlite::Connection::open(place.path()).unwrap();
    other.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99").unwrap();
    for refused in [Ledger::open(&place.location).err(), Ledger::look(&place.location).err()] {
        assert_eq!(refused.unwrap().exit().code(), 10);
    }
}

#[test]
fn a_ledger_held_by_others_is_busy_for_writers_and_open_for_readers() {
    on_both(|place| {
        fill(place, 2);
        let impatient = Ledger::open_patiently(&place.location, Duration::from_millis(50)).unwrap();
        let holder = place.open();
        holder
            .transact(|_| {
                let refused = impatient.append(&[report("2021-1-9", "2021-03", "submit", 1)]).unwrap_err();
                assert!(matches!(refused, LedgerError::Busy { .. }), "{refused:?}");
                assert_eq!(refused.exit().code(), 6);
                assert_eq!(impatient.verify(None).unwrap().length, 2, "readers do not wait");
                Ok::<_, LedgerError>(())
            })
            .unwrap();
        impatient.append(&[report("2021-1-9", "2021-03", "submit", 1)]).unwrap();
    });
}

/// Closing any descriptor of a file drops all locks that the process holds on it; then another process
/// can take itself for the last one and clear the write-ahead log away. SQLite guards against the worst
/// of it by now; the lock is kept all the same.
#[test]
fn opening_a_ledger_twice_in_one_process_keeps_the_locks_of_the_first() {
    let place = Place::file();
    let first = place.open();
    first.append(&[filing("w", 0)]).unwrap();
    drop(Ledger::look(&place.location).unwrap());
    drop(place.open());
    assert_eq!(start(&place.address(), &Task::Lock).hear_out(), ["held", "done"]);
    drop(first);
    assert_eq!(start(&place.address(), &Task::Lock).hear_out(), ["free", "done"]);
}

#[test]
fn the_files_of_a_new_ledger_are_for_owner_and_group() {
    let place = Place::file();
    let ledger = place.open();
    ledger.append(&[filing("w", 1)]).unwrap();
    for name in names(place.path()) {
        let mode = fs::metadata(place.folder.path().join(&name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o660, "{name}");
    }
}

#[test]
fn a_server_that_is_not_there_is_exit_5_and_its_password_is_not_shown() {
    for address in [
        "postgres://desk:secret@127.0.0.1:1/diaodu?connect_timeout=2",
        "postgres://desk:secret@127.0.0.1:1/diaodu?connect_timeout=2&nonsense=1",
        "postgres://desk:secret@%2Fnowhere/diaodu",
    ] {
        let refused = Ledger::open(&Location::parse(address)).err().unwrap();
        assert_eq!(refused.exit().code(), 5);
        let line = refused.finding().line(Lang::En);
        assert!(line.contains("desk@") && !line.contains("secret"), "{line}");
    }
}

#[test]
fn a_lost_connection_is_made_again_and_the_work_done_once() {
    let Some(place) = Place::server() else { return };
    let ledger = place.open();
    ledger.append(&[filing("w", 1)]).unwrap();
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    place.behind(cut).unwrap();
    ledger.append(&[filing("w", 2)]).unwrap();
    place.behind(cut).unwrap();
    assert_eq!(ledger.change_counter().unwrap(), 2);
    // In the middle of a piece of work: it is done again from its beginning.
    let mut tries = 0;
    let receipts = ledger.transact(|writing| {
        tries += 1;
        let receipts = writing.append(&[filing("w", 3)])?;
        if tries == 1 {
            place.behind(cut).unwrap();
        }
        Ok::<_, LedgerError>(receipts)
    });
    assert_eq!((receipts.unwrap()[0].seq, tries), (3, 2));
    assert_eq!(ledger.verify(None).unwrap().length, 3);
}

/// Two hosts that are set up on the same day: whoever comes second finds the schema that the first made.
#[test]
fn many_who_open_an_empty_database_at_once_find_one_ledger() {
    for _ in 0..5 {
        on_both(|place| {
            let opened: Vec<_> = std::thread::scope(|scope| {
                let openers: Vec<_> = (0..8).map(|_| scope.spawn(|| place.open())).collect();
                openers.into_iter().map(|opener| opener.join().unwrap()).collect()
            });
            for ledger in &opened {
                ledger.append(&[report("2021-1-1", "2021-03", "submit", 1)]).unwrap();
            }
            assert_eq!(opened[0].verify(None).unwrap().length, 8);
        });
    }
}
