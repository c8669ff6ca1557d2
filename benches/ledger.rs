//! How fast the ledger files and lists, with plain SQLite and PostgreSQL beside it.
//!
//! `cargo bench --bench ledger` prints tables; `-- --projects N` for another size (100,000 by default),
//! `-- --only filing` or `-- --only lists` for one half. Writers are processes, as people are.

#[path = "../tests/ledger/places.rs"]
#[allow(dead_code)]
mod places;

use std::env;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use diaodu::domain::month::Month;
use diaodu::domain::time;
use diaodu::ledger::{Ledger, Location, NewEntry, Request};
use places::Place;
use serde_json::json;

const WRITER: &str = "DIAODU_BENCH_WRITER";

fn main() {
    if let Ok(task) = env::var(WRITER) {
        return write(&task);
    }
    let arguments: Vec<String> = env::args().collect();
    let value = |name: &str| arguments.iter().position(|a| a == name).map(|at| arguments[at + 1].as_str());
    if value("--only") != Some("lists") {
        filing();
    }
    if value("--only") != Some("filing") {
        lists(value("--projects").map_or(100_000, |n| n.parse().expect("a number")));
    }
}

/// One report of about the size that people write.
fn report(serial: u32, month: Month, number: u64) -> NewEntry {
    let at = time::parse_moment("2021-03-24T12:00:00+08:00").expect("a moment");
    let invested = 12_000_000 + number as i64 % 1000 * 10_000;
    NewEntry::new("report", &format!("2021-1-{serial}"), &month.to_string(), "submit", "zhang", at).body(
        json!({
            "status": if number.is_multiple_of(3) { "accepted" } else { "submitted" },
            "filed_at": "2021-03-24T12:00:00+08:00",
            "filed_by": "zhang",
            "late": number.is_multiple_of(17),
            "completed_investment": invested,
            "statistics": {"state": "consistent", "value": invested},
            "physical_percent": 35.25,
            "stage": "续建",
            "started_on": "2021-03-10",
            "text": "主体结构施工至三层，设备采购合同已签订，完成道路管网工程量的百分之四十。",
            "problems": "",
            "next_steps": "继续主体施工，启动设备安装。",
        }),
    )
}

fn march() -> Month {
    Month::new(2021, 3).expect("a month")
}

// Filing: processes that each file one report after another, every one acknowledged durably.

fn filing() {
    println!("Filing: acknowledged entries per second, and milliseconds for one, by writer processes");
    println!(
        "{:<26} {:>7} {:>10} {:>8} {:>8} {:>8} {:>7}",
        "", "writers", "filings/s", "p50", "p99", "worst", "failed"
    );
    for writers in [1, 10, 50] {
        let place = Place::file();
        place.open();
        measure("ledger on SQLite", "ledger", &place.address(), writers);
        let place = Place::file();
        plain(&place.address())
            .execute_batch("CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT)")
            .expect("a table");
        measure("plain SQLite, one insert", "plain", &place.address(), writers);
        if let Some(place) = Place::server() {
            place.open();
            measure("ledger on PostgreSQL", "ledger", &place.address(), writers);
        }
    }
    println!();
}

fn measure(name: &str, kind: &str, address: &str, writers: u32) {
    let each = (1200 / writers).max(40);
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
        "{name:<26} {writers:>7} {:>10.0} {:>8.2} {:>8.2} {:>8.2} {failed:>7}",
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
            ledger.append(&[report(serial, march(), number).request(Request::new(&id, &id))]).is_ok()
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

// Lists: what the screens and reports ask of a year.

fn lists(projects: u32) {
    println!("Lists: {projects} projects x 12 months, milliseconds, the best of three");
    println!("{:<52} {:>12} {:>12}", "", "SQLite", "PostgreSQL");
    let places: Vec<Place> = [Some(Place::file()), Place::server()].into_iter().flatten().collect();
    let ledgers: Vec<Ledger> = places.iter().map(Place::open).collect();
    let begun = Instant::now();
    for ledger in &ledgers {
        load(ledger, projects);
    }
    let row = |name: &str, work: &dyn Fn(&Ledger)| time_each(name, 3, &ledgers, work);
    let (january, december) = (march().plus(-2), march().plus(9));
    row("change counter", &|l| assert!(l.change_counter().expect("a number") > 0));
    row("one report, its history", &|l| drop(l.history("report", "2021-1-431", "2021-03").expect("entries")));
    row("twelve months of one project", &|l| {
        let project = "2021-1-431".parse().expect("a project");
        assert_eq!(l.read(|v| v.reports_of(project)).expect("rows").len(), 12);
    });
    row("counts of a month by state (due)", &|l| {
        let counts = l.read(|v| v.report_counts(march())).expect("counts");
        assert_eq!(counts.iter().map(|c| c.2).sum::<u64>(), u64::from(projects));
    });
    row("who filed in a month, every project (due by unit)", &|l| {
        assert_eq!(l.read(|v| v.report_states(march())).expect("states").len(), projects as usize);
    });
    row("the month's list, every column", &|l| {
        assert_eq!(l.read(|v| v.reports(march(), march())).expect("rows").len(), projects as usize);
    });
    row("year to date of every project (board)", &|l| {
        let sums = l.read(|v| v.invested(january, december, &["submitted", "accepted"])).expect("sums");
        assert_eq!(sums.len(), projects as usize);
    });
    row("what came after the last look (20 entries)", &|l| {
        let seq = l.change_counter().expect("a number");
        assert_eq!(l.read(|v| v.reports_since(seq - 20)).expect("rows").len(), 20);
    });
    time_each("verify, the whole chain (once)", 1, &ledgers, &|l| drop(l.verify(None).expect("sound")));
    time_each("backup, verified (once)", 1, &ledgers, &|l| {
        let folder = tempfile::tempdir().expect("a folder");
        l.backup(&folder.path().join("backup.db"), false).expect("a copy");
    });
    let entries = f64::from(projects) * 12.0;
    let bytes = std::fs::metadata(places[0].path()).expect("the file").len();
    println!("{:<52} {:>12.0}", "bytes on disk per entry, all indexes", bytes as f64 / entries);
    println!("loaded and measured in {:.0} s", begun.elapsed().as_secs_f64());
}

fn time_each(name: &str, times: u32, ledgers: &[Ledger], work: &dyn Fn(&Ledger)) {
    print!("{name:<52}");
    for ledger in ledgers {
        let once = |_| {
            let begun = Instant::now();
            work(ledger);
            begun.elapsed()
        };
        let best = (0..times).map(once).min().expect("at least once");
        print!(" {:>12.2}", best.as_secs_f64() * 1000.0);
    }
    println!();
}

fn load(ledger: &Ledger, projects: u32) {
    for number in 1..=12 {
        let month = Month::new(2021, number).expect("a month");
        for first in (1..=projects).step_by(5000) {
            let batch: Vec<_> = (first..(first + 5000).min(projects + 1))
                .map(|serial| report(serial, month, u64::from(serial)))
                .collect();
            ledger.append(&batch).expect("stored");
        }
    }
}
