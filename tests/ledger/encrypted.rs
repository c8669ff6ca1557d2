//! A PostgreSQL with a certificate of our own making: what each `sslmode` believes, and what is said when it
//! does not.

use std::fs;

use diaodu::domain::exit::Exit;
use diaodu::domain::lang::Lang;
use diaodu::ledger::{Ledger, LedgerError, Location, NewEntry, StorageErrorKind, TlsTrouble};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::places::Server;

/// An authority nobody else knows.
fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for a host with its key, both PEM.
fn issue(by: &CertifiedIssuer<'_, KeyPair>, change: impl FnOnce(&mut CertificateParams)) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    change(&mut params);
    (params.signed_by(&key, by).unwrap().pem(), key.serialize_pem())
}

#[test]
fn an_encrypted_connection_is_believed_as_far_as_the_address_says() {
    let Some(server) = Server::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (ours, other) = (authority(), authority());
    let root = folder.path().join("root.crt").display().to_string();
    let stranger = folder.path().join("stranger.crt").display().to_string();
    fs::write(&root, ours.pem()).unwrap();
    fs::write(&stranger, other.pem()).unwrap();
    let (certificate, key) = issue(&ours, |_| {});
    let port = server.encrypt(&certificate, &key);
    let open = |host: &str, parameters: &str| {
        let address = format!("postgres://diaodu@{host}:{port}/postgres?hostaddr=127.0.0.1&{parameters}");
        Ledger::open(&Location::parse(&address))
    };
    for believed in [
        "sslmode=require".to_owned(),
        format!("sslmode=require&sslrootcert={root}"),
        format!("sslmode=verify-ca&sslrootcert={root}"),
        format!("sslmode=verify-full&sslrootcert={}", root.replace('/', "%2F")),
        "sslmode=disable".to_owned(),
        String::new(),
    ] {
        open("localhost", &believed).unwrap_or_else(|error| panic!("{believed}: {error}"));
    }
    // Another name for the same host: the authority is believed, the name is not.
    assert!(open("db.example", &format!("sslmode=verify-ca&sslrootcert={root}")).is_ok());
    for (host, parameters, expected) in [
        ("db.example", format!("sslmode=verify-full&sslrootcert={root}"), TlsTrouble::OtherHost),
        ("localhost", format!("sslmode=verify-full&sslrootcert={stranger}"), TlsTrouble::Untrusted),
        ("localhost", format!("sslmode=verify-ca&sslrootcert={stranger}"), TlsTrouble::Untrusted),
        ("localhost", "sslmode=verify-full&sslrootcert=/nowhere".to_owned(), TlsTrouble::Roots),
        ("localhost", "sslmode=verify-full".to_owned(), TlsTrouble::Address),
    ] {
        is_refused(open(host, &parameters), expected);
    }

    // What is filed through it is encrypted on the server's own word.
    let ledger = open("localhost", &format!("sslmode=verify-full&sslrootcert={root}")).unwrap();
    let now = diaodu::domain::time::parse_moment("2021-03-24").unwrap();
    ledger.append(&[NewEntry::new("note", "2021-1-431", "", "write", "li", now)]).unwrap();
    let mut behind = postgres::Client::connect(
        &format!("host=127.0.0.1 port={port} user=diaodu dbname=postgres"),
        postgres::NoTls,
    )
    .unwrap();
    let count = "SELECT COUNT(*) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) \
                 WHERE s.ssl AND a.application_name = 'diaodu'";
    assert_eq!(behind.query_one(count, &[]).unwrap().get::<_, i64>(0), 1);
    drop(behind);

    // The certificate runs out.
    let (certificate, key) = issue(&ours, |params| params.not_after = rcgen::date_time_ymd(2020, 1, 1));
    let port = server.encrypt(&certificate, &key);
    let address =
        format!("postgres://diaodu@localhost:{port}/postgres?sslmode=verify-full&sslrootcert={root}");
    is_refused(Ledger::open(&Location::parse(&address)), TlsTrouble::Date);
}

#[test]
fn a_server_that_does_not_encrypt_is_not_spoken_to_where_encryption_is_required() {
    let Some(server) = Server::start() else { return };
    let address = server.place().address();
    is_refused(Ledger::open(&Location::parse(&format!("{address}?sslmode=require"))), TlsTrouble::NotOffered);
    assert!(Ledger::open(&Location::parse(&format!("{address}?sslmode=prefer"))).is_ok());
}

#[track_caller]
fn is_refused(outcome: Result<Ledger, LedgerError>, expected: TlsTrouble) {
    let error = outcome.map(drop).unwrap_err();
    let LedgerError::Storage { trouble, .. } = &error else { panic!("{error}") };
    assert_eq!(*trouble, StorageErrorKind::Tls(expected), "{error}");
    assert_eq!(error.exit(), Exit::Storage);
    println!("{}", error.finding().line(Lang::En));
}
