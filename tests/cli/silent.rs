//! A database that accepts a connection and stays silent: every verb ends and says so.

use std::io::Write;
use std::net::TcpListener;
use std::thread;

use crate::house::House;

/// Says so much to whoever connects, and keeps the connection.
fn mute(words: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let mut kept = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.write_all(words);
            kept.push(stream);
        }
    });
    port
}

#[test]
fn every_verb_ends_before_a_silent_database_and_says_so() {
    let house = House::new().with("DIAODU_TEST_NOW", "2021-03-24T12:00:00+08:00");
    let (silent, promising) = (mute(b""), mute(b"S"));
    for (port, mode) in [(silent, "disable"), (silent, "require"), (promising, "require")] {
        let place = format!("--ledger postgres://d@127.0.0.1:{port}/d?sslmode={mode}&connect_timeout=1");
        for line in [
            "due",
            "report file 2021-1-431 --month 2021-03 --invested 5 --text 试 --statistics-state pending",
            "verify",
            "backup copy.db",
        ] {
            let run = house.run(&format!("{place} {line} --lang en"));
            assert_eq!(run.exit, 5, "{mode} {line}: {}", run.err);
            assert!(run.err.contains("did not answer"), "{mode} {line}: {}", run.err);
        }
        assert!(!house.path("copy.db").exists(), "half a copy");
    }
}
