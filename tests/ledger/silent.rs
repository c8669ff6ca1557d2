//! A database that accepts and stays silent: every wait ends, and says so.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use diaodu::domain::lang::Lang;
use diaodu::ledger::{Ledger, LedgerError, Location, StorageErrorKind};

use crate::child::filing;
use crate::places::Place;

/// A peer that says `words` to whoever connects, and then nothing; it keeps the connection. Its port.
fn mute(words: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // It hears the first message, so that what it says is an answer.
            let _ = stream.read(&mut [0; 8]);
            let _ = stream.write_all(words);
            kept.push(stream);
        }
    });
    port
}

fn is_silence(error: &LedgerError) {
    assert!(
        matches!(error, LedgerError::Storage { trouble: StorageErrorKind::Unreachable, .. }),
        "{error:?}"
    );
    assert_eq!(error.exit().code(), 5);
    let said = error.finding().message;
    assert!(said.get(Lang::En).contains("did not answer"), "{}", said.get(Lang::En));
    assert!(said.get(Lang::Zh).contains("没有应答"), "{}", said.get(Lang::Zh));
}

#[test]
fn whoever_falls_silent_while_a_connection_is_made_is_given_up() {
    // Nothing at all; encryption refused, or promised; half a message; a login accepted, and no more.
    let words: [&[u8]; 5] = [b"", b"N", b"S", b"NR\0\0\0", b"R\0\0\0\x08\0\0\0\0"];
    for said in words {
        let port = mute(said);
        for mode in ["disable", "prefer", "require"] {
            let address = format!("postgres://d@127.0.0.1:{port}/d?sslmode={mode}&connect_timeout=1");
            let location = Location::parse(&address);
            for error in [Ledger::look(&location).err(), Ledger::open(&location).err()] {
                let error = error.unwrap();
                // A peer that answers nonsense is refused for that; it ends all the same.
                if said.is_empty() || (said == b"S" && mode != "disable") {
                    is_silence(&error);
                }
                assert_eq!(error.exit().code(), 5, "{said:?} {mode}: {error:?}");
            }
        }
    }
}

#[test]
fn of_several_hosts_a_silent_one_does_not_keep_the_others_from_being_asked() {
    let Some(place) = Place::server() else { return };
    let (first, second) = (mute(b""), proxy(&place, &Arc::default()));
    let (_, database) = place.address().rsplit_once('/').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let address =
        format!("postgres://diaodu@127.0.0.1:{first},127.0.0.1:{second}/{database}?connect_timeout=1");
    let ledger = Ledger::open(&Location::parse(&address)).unwrap();
    assert_eq!(ledger.append(&[filing("w", 0)]).unwrap()[0].seq, 1);
}

/// Hands everything on between a port and a place's database until it is told to be silent: from then on it
/// takes what comes and hands nothing on, and keeps every connection.
fn proxy(place: &Place, silent: &Arc<AtomicBool>) -> u16 {
    let address = place.address();
    let host = address.split(['@', '/']).nth(3).unwrap().replace("%2F", "/");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let silent = Arc::clone(silent);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let client = stream.unwrap();
            let server = UnixStream::connect(format!("{host}/.s.PGSQL.5432")).unwrap();
            hand_on(client.try_clone().unwrap(), server.try_clone().unwrap(), &silent);
            hand_on(server, client, &silent);
        }
    });
    port
}

fn hand_on(
    mut from: impl Read + Send + 'static,
    mut to: impl Write + Send + 'static,
    silent: &Arc<AtomicBool>,
) {
    let silent = Arc::clone(silent);
    thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            if !silent.load(Ordering::SeqCst) && to.write_all(&buffer[..read]).is_err() {
                return;
            }
        }
        // What was silent stays so; only who never was says goodbye.
        if silent.load(Ordering::SeqCst) {
            loop {
                thread::park();
            }
        }
    });
}

#[test]
fn a_database_that_falls_silent_in_the_middle_ends_whatever_is_asked() {
    let Some(place) = Place::server() else { return };
    place.open().append(&[filing("w", 0)]).unwrap();
    let database = place.address().rsplit_once('/').unwrap().1.to_owned();
    let asked: [fn(&Ledger) -> Option<LedgerError>; 4] = [
        |ledger| ledger.head().err(),
        |ledger| ledger.change_counter().err(),
        |ledger| ledger.verify(None).err(),
        |ledger| ledger.append(&[filing("w", 1)]).err(),
    ];
    for ask in asked {
        let silent = Arc::default();
        let port = proxy(&place, &silent);
        let address =
            format!("postgres://diaodu@127.0.0.1:{port}/{database}?connect_timeout=1&tcp_user_timeout=2");
        let ledger = Ledger::open(&Location::parse(&address)).unwrap();
        ledger.head().unwrap();
        silent.store(true, Ordering::SeqCst);
        is_silence(&ask(&ledger).expect("an answer came"));
        // Speaking again, it is asked over a new connection.
        silent.store(false, Ordering::SeqCst);
        assert_eq!(ledger.head().unwrap().0, 1);
    }
    assert_eq!(place.open().append(&[filing("w", 1)]).unwrap()[0].seq, 2, "given up, and not stored");
}

#[test]
fn a_wait_for_a_lock_is_told_as_what_it_is() {
    let Some(place) = Place::server() else { return };
    place.open();
    let mut holder = postgres::Client::connect(&place.address(), postgres::NoTls).unwrap();
    holder.batch_execute("BEGIN; UPDATE head SET seq = seq").unwrap();
    let separator = if place.address().contains('?') { '&' } else { '?' };
    let patient = format!("{}{separator}tcp_user_timeout=4", place.address());
    let error = Ledger::open(&Location::parse(&patient)).unwrap().append(&[filing("w", 0)]).unwrap_err();
    assert_eq!(error.exit().code(), 6, "{error:?}");
}

/// More rows than are handed over at once.
#[test]
fn an_answer_of_many_rows_arrives_whole() {
    let Some(place) = Place::server() else { return };
    let ledger = place.open();
    let entries: Vec<_> = (0..600).map(|number| filing("w", number)).collect();
    ledger.append(&entries).unwrap();
    assert_eq!(ledger.read(|view| view.since(0, 1_000_000)).unwrap().len(), 600);
    assert_eq!(ledger.verify(None).unwrap().length, 600);
}
