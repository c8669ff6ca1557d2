//! A database that takes the connection and then says nothing: nobody waits for it for ever.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use diaodu::ledger::{Ledger, LedgerError, Location};

use crate::places::Place;

/// Takes every connection, answers the first bytes with `first` and then nothing; how many came.
fn silent(first: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut held = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = [0; 8];
            if !first.is_empty() && stream.read(&mut asked).is_ok() {
                let _ = stream.write_all(first);
            }
            held.push(stream);
        }
    });
    port
}

fn says_that_nobody_answers(error: &LedgerError) {
    let finding = error.finding();
    assert_eq!(error.exit() as u8, 5, "{finding:?}");
    assert!(finding.message.en.contains("does not answer"), "{finding:?}");
}

#[test]
fn silence_at_any_step_of_the_greeting_ends() {
    // Nothing at all; no encryption, encryption, half a message, a login that is not gone on with.
    const FIRST: [&[u8]; 5] = [b"", b"N", b"S", b"R\0\0", b"R\0\0\0\x08\0\0\0\x03"];
    let ends = |first: &'static [u8], mode: &str| {
        let port = silent(first);
        let address = format!("postgres://li:secret@127.0.0.1:{port}/desk?connect_timeout=1&sslmode={mode}");
        let location = Location::Server(address);
        for opened in [Ledger::look(&location).map(drop), Ledger::open(&location).map(drop)] {
            let error = opened.unwrap_err();
            assert_eq!(error.exit() as u8, 5, "{first:?} {mode}: {error:?}");
            // What is no answer to the question at all is another error, but it ends as well.
            if first.is_empty() {
                says_that_nobody_answers(&error);
            }
        }
    };
    thread::scope(|scope| {
        for first in FIRST {
            for mode in ["disable", "prefer", "require"] {
                scope.spawn(move || ends(first, mode));
            }
        }
    });
}

#[test]
fn the_next_host_is_asked_when_one_is_silent() {
    let Some(place) = Place::server() else { return };
    place.open();
    let port = silent(b"");
    let address = place.address().replacen("diaodu@", &format!("diaodu@127.0.0.1:{port},"), 1);
    let joint = if address.contains('?') { '&' } else { '?' };
    let address = format!("{address}{joint}connect_timeout=1");
    Ledger::open(&Location::Server(address.clone())).unwrap();
    assert!(Ledger::look(&Location::Server(address.clone())).unwrap().is_some());
}

/// The real server's socket, from an address that names its folder.
fn socket(address: &str) -> String {
    let host = address.split_once('@').unwrap().1.split('/').next().unwrap();
    format!("{}/.s.PGSQL.5432", host.replace("%2F", "/").replace("%2f", "/"))
}

/// Carries bytes between a client and the real server until it is told to be silent; then it swallows all.
fn carrier(socket: String) -> (u16, Arc<AtomicBool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let mute = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&mute);
    thread::spawn(move || {
        for client in listener.incoming() {
            let mut client: TcpStream = client.unwrap();
            let mut server = UnixStream::connect(&socket).unwrap();
            let (mut back, mut from) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let told = Arc::clone(&told);
            let quiet = Arc::clone(&told);
            thread::spawn(move || carry(&mut from, &mut back, &told));
            thread::spawn(move || {
                carry(&mut client, &mut server, &quiet);
                let _ = server.shutdown(Shutdown::Both);
            });
        }
    });
    (port, mute)
}

fn carry(from: &mut impl Read, to: &mut impl Write, mute: &AtomicBool) {
    let mut bytes = [0; 4096];
    while let Ok(length @ 1..) = from.read(&mut bytes) {
        if !mute.load(Ordering::SeqCst) && to.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
}

#[test]
fn silence_in_the_middle_of_the_work_ends_too() {
    let Some(place) = Place::server() else { return };
    place.open();
    let (port, mute) = carrier(socket(&place.address()));
    let database = place.address();
    let database = database.rsplit_once('/').unwrap().1.split('?').next().unwrap().to_owned();
    let address = format!(
        "postgres://diaodu@127.0.0.1:{port}/{database}?connect_timeout=1&tcp_user_timeout=1&sslmode=disable"
    );
    let ledger = Ledger::open(&Location::Server(address.clone())).unwrap();
    ledger.verify(None).unwrap();
    mute.store(true, Ordering::SeqCst);
    let error = ledger.verify(None).unwrap_err();
    says_that_nobody_answers(&error);
}
