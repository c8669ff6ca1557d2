//! How fast the ledger files and lists, with plain SQLite and PostgreSQL beside it.
//!
//! `cargo bench --bench ledger` prints tables in Markdown: filings by 1, 10 and 50 writers, then what lists
//! and boards take at 1,252 and 100,000 projects with twelve months each. `-- --quick` takes a minute,
//! `-- --only filing` or `-- --only lists` does one half, `-- --projects N` lists at one size of your own.
//! Writers are processes, as people are. PostgreSQL is started where its programs are installed.

#[path = "ledger/lists.rs"]
mod lists;
#[path = "shared/measure.rs"]
#[allow(dead_code)]
mod measure;
#[path = "../tests/ledger/places.rs"]
#[allow(dead_code)]
mod places;

use std::env;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use diaodu::domain::month::Month;
use diaodu::domain::time;
use diaodu::ledger::{Ledger, Location, NewEntry, RequestId};
use places::Place;
use serde_json::json;

const WRITER: &str = "DIAODU_BENCH_WRITER";

fn main() {
    if let Ok(task) = env::var(WRITER) {
        return write(&task);
    }
    let arguments: Vec<String> = env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        Some(arguments.get(at + 1).unwrap_or_else(|| panic!("{name} takes a value")).as_str())
    };
    let quick = arguments.iter().any(|a| a == "--quick");
    println!("{}\n", measure::machine());
    if value("--only") != Some("lists") {
        filing(if quick { 300 } else { 1_200 });
    }
    if value("--only") != Some("filing") {
        let sizes = match value("--projects") {
            Some(size) => vec![size.parse().expect("a number")],
            None if quick => vec![1_252, 10_000],
            None => vec![1_252, 100_000],
        };
        sizes.into_iter().for_each(lists::measure);
    }
}

/// One report of about the size that people write.
fn report(project: &str, month: Month, number: u64) -> NewEntry {
    let at = time::parse_moment("2021-03-24T12:00:00+08:00").expect("a moment");
    let invested = 12_000_000 + number as i64 % 1000 * 10_000;
    let status = match number % 12 {
        0 => "returned",
        1..5 => "accepted",
        _ => "submitted",
    };
    NewEntry::new("report", project, &month.to_string(), "submit", "zhang", at).body(json!({
        "status": status,
        "filed_at": "2021-03-24T12:00:00+08:00",
        "filed_by": "zhang",
        "late": number.is_multiple_of(17),
        "completed_investment": invested,
        "invested_before": 250_000_000,
        "statistics": {"state": "consistent", "value": invested},
        "physical_percent": 35.25,
        "stage": "续建",
        "started_on": "2021-03-10",
        "text": "主体结构施工至三层，设备采购合同已签订，完成道路管网工程量的百分之四十。",
        "next_steps": "继续主体施工，启动设备安装。",
    }))
}

fn month(number: i8) -> Month {
    Month::new(2021, number).expect("a month")
}

// Filing: processes that each file one report after another, every one acknowledged durably.

fn filing(filings: u32) {
    println!("Acknowledged filings, each on the disk before the next: milliseconds for one\n");
    println!("| | writers | filings/s | p50 | p99 | worst | failed |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for writers in [1, 10, 50] {
        let place = Place::file();
        place.open();
        measure("ledger on SQLite", "ledger", &place.address(), writers, filings);
        let place = Place::file();
        plain(&place.address())
            .execute_batch("CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT)")
            .expect("a table");
        measure("plain SQLite, one insert", "plain", &place.address(), writers, filings);
        if let Some(place) = Place::server() {
            place.open();
            measure("ledger on PostgreSQL", "ledger", &place.address(), writers, filings);
        }
    }
    println!();
}

fn measure(name: &str, kind: &str, address: &str, writers: u32, filings: u32) {
    let each = (filings / writers).max(10);
    let children: Vec<_> = (0..writers)
        .map(|n| {
            Command::new(env::current_exe().expect("this program"))
                .env(WRITER, format!("{kind}\n{address}\n{n}\n{each}"))
                .stdout(Stdio::piped())
                .spawn()
                .expect("a writer")
        })
        .collect();
    let (mut took, mut failed, mut first, mut last) = (Vec::new(), 0, u64::MAX, 0);
    for mut child in children {
        for line in BufReader::new(child.stdout.take().expect("its output")).lines() {
            let line = line.expect("a line");
            let numbers: Vec<u64> = line.split(' ').filter_map(|n| n.parse().ok()).collect();
            if let [began, ended] = numbers[..] {
                took.push(ended - began);
                (first, last) = (first.min(began), last.max(ended));
            } else {
                failed += 1;
            }
        }
        child.wait().expect("a writer's end");
    }
    took.sort_unstable();
    let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize] as f64 / 1000.0;
    println!(
        "| {name} | {writers} | {:.0} | {:.2} | {:.2} | {:.2} | {failed} |",
        took.len() as f64 / ((last - first) as f64 / 1e6),
        at(0.5),
        at(0.99),
        at(1.0),
    );
}

/// A writer: prints when each filing began and ended, in microseconds of the machine's clock.
fn write(task: &str) {
    let parts: Vec<&str> = task.split('\n').collect();
    let writer: u32 = parts[2].parse().expect("a number");
    let count: u64 = parts[3].parse().expect("a number");
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_micros();
    let mut lines = String::new();
    let mut time = |work: &mut dyn FnMut(u64) -> bool| {
        for number in 0..count {
            let began = now();
            let done = work(number);
            let ended = if done { now().to_string() } else { "failed".to_owned() };
            writeln!(lines, "{began} {ended}").expect("a line");
        }
    };
    if parts[0] == "ledger" {
        let ledger = Ledger::open(&Location::parse(parts[1])).expect("a ledger");
        time(&mut |number| {
            let serial = writer * 10_000 + number as u32 + 1;
            let id = format!("{writer}-{number}");
            let report = report(&format!("2021-1-{serial}"), month(3), number);
            ledger.append(&[report.request(RequestId::new(&id, &id))]).is_ok()
        });
    } else {
        let connection = plain(parts[1]);
        let body = "x".repeat(600);
        time(&mut |_| {
            connection
                .execute_batch("BEGIN IMMEDIATE")
                .and_then(|()| connection.execute("INSERT INTO log (body) VALUES (?1)", [&body]))
                .and_then(|_| connection.execute_batch("COMMIT"))
                .is_ok()
        });
    }
    print!("{lines}");
}

/// The peer: the same durability and patience, SQLite's own waiting, one table and nothing else.
fn plain(path: &str) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).expect("a file");
    connection.busy_timeout(Duration::from_secs(10)).expect("a timeout");
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL").expect("settings");
    connection
}
