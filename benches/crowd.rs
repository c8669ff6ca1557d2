//! The evening of the 24th: many people over one real sshd, filing, looking up, and sitting idle.
//!
//! `cargo bench --bench crowd` prints tables; `-- --people N` (50), `-- --rounds N` (6) and
//! `-- --seconds N` (20) for other sizes, `-- --only crowd` or `-- --only line` for one half. Needs an sshd;
//! run by root it makes its account in a namespace.

#[path = "../tests/ssh/host.rs"]
#[allow(dead_code)]
mod host;
#[path = "../tests/terminal/pty.rs"]
#[allow(dead_code)]
mod pty;
#[path = "shared/slow_line.rs"]
mod slow_line;

use std::env;
use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use host::Host;
use pty::Pty;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let number = |name: &str, otherwise: usize| {
        let at = arguments.iter().position(|a| a == name);
        at.map_or(otherwise, |at| arguments[at + 1].parse().expect("a number"))
    };
    let only = arguments.iter().position(|a| a == "--only").map(|at| arguments[at + 1].as_str());
    if only != Some("crowd") {
        println!("A line of 9600 baud\n\n| size | what | bytes | ms |\n|---|---|---:|---:|");
        for (columns, rows) in [(80, 24), (140, 45)] {
            slow_line::measure(env!("CARGO_BIN_EXE_diaodu"), columns, rows);
        }
        println!();
    }
    if only == Some("line") {
        return;
    }
    let (people, rounds) = (number("--people", 50), number("--rounds", 6));
    let Some(host) = Host::new().with_demo().and_sshd() else { return };
    let listed = host.must(&format!("list --limit {}", people.max(60)));
    let projects: Vec<String> = listed["projects"]
        .as_array()
        .expect("projects")
        .iter()
        .filter(|project| project["category"] == "construction")
        .map(|project| project["id"].as_str().expect("an id").to_owned())
        .collect();
    for at in 0..people {
        host.add(&person(at), "--role dispatcher");
    }
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    println!("{} processors, load {}\n", thread::available_parallelism().map_or(0, usize::from), load.trim());
    commands(&host, people, rounds, &projects);
    screens(&host, people, Duration::from_secs(number("--seconds", 20) as u64));
}

fn person(at: usize) -> String {
    format!("p{at}")
}

/// Everybody at once, each command a login of its own.
fn commands(host: &Host, people: usize, rounds: usize, projects: &[String]) {
    let before = host.ledger().expect("a ledger").change_counter().expect("a number");
    // The invented list is this year's, and a program built for use knows no other clock than the machine's.
    let month = jiff::Zoned::now().strftime("%Y-%m").to_string();
    let month = month.as_str();
    let work = |at: usize| {
        let (who, project) = (person(at), &projects[at % projects.len()]);
        let (mut lookups, mut filings) = (Vec::new(), Vec::new());
        for round in 0..rounds {
            let begun = Instant::now();
            let found = host.asks(&who, &format!("find {project} --json"));
            lookups.push(begun.elapsed());
            assert_eq!(found.exit, 0, "{}", found.err);
            let begun = Instant::now();
            let filed = host.asks(&who, &format!(
                "report file {project} --month {month} --invested {at}.{round} --started {month}-01 --text 进展 \
                 --reason 更正 --request-id {who}-{round} --json"
            ));
            filings.push(begun.elapsed());
            assert_eq!(filed.exit, 0, "{} {}", filed.out, filed.err);
        }
        (lookups, filings)
    };
    let begun = Instant::now();
    let measured: Vec<_> = thread::scope(|scope| {
        let crowd: Vec<_> = (0..people).map(|at| scope.spawn(move || work(at))).collect();
        crowd.into_iter().map(|one| one.join().expect("one of the crowd")).collect()
    });
    let took = begun.elapsed();
    let (lookups, filings): (Vec<_>, Vec<_>) = measured.into_iter().unzip();
    let sorted = |all: Vec<Vec<Duration>>| {
        let mut all = all.concat();
        all.sort_unstable();
        all
    };
    let (lookups, filings) = (sorted(lookups), sorted(filings));
    let ledger = host.ledger().expect("a ledger");
    let stored = ledger.change_counter().expect("a number") - before;
    ledger.verify(None).expect("the chain holds");
    println!(
        "{people} people at once, each command a login of its own ({:.1} s in all)\n",
        took.as_secs_f64()
    );
    println!("| | commands | p50 ms | p99 ms | slowest ms |\n|---|---:|---:|---:|---:|");
    for (what, times) in [("a lookup", lookups), ("a filing, durable", filings)] {
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
        println!("| {what} | {} | {:.0} | {:.0} | {:.0} |", times.len(), at(0.5), at(0.99), at(1.0));
    }
    println!("\n{} filings acknowledged, {stored} entries stored, the chain holds\n", people * rounds);
    assert!(stored >= (people * rounds) as u64, "a filing was lost");
}

/// Everybody has the screen open: a search in each, then nothing for a while.
fn screens(host: &Host, people: usize, quiet: Duration) {
    let mut open: Vec<Pty> = (0..people)
        .map(|at| {
            let mut words = vec!["ssh".to_owned()];
            words.extend(host.client_options(&person(at)));
            words.extend(["-p".to_owned(), host.port().to_string(), "-tt".to_owned(), host.address()]);
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            Pty::run(100, 30, &words, &[])
        })
        .collect();
    for screen in &mut open {
        screen.sees("退出");
    }
    let mut took: Vec<Duration> = thread::scope(|scope| {
        let searches: Vec<_> = open
            .iter_mut()
            .map(|screen| {
                scope.spawn(move || {
                    let begun = Instant::now();
                    screen.send("/xm").sees("项匹配");
                    begun.elapsed()
                })
            })
            .collect();
        searches.into_iter().map(|one| one.join().expect("a search")).collect()
    });
    took.sort_unstable();
    let sessions = host.sessions();
    assert_eq!(sessions.len(), people, "a session is missing");
    let resident = |pid: u32, key: &str| field(&format!("/proc/{pid}/smaps_rollup"), key);
    let sum = |key| sessions.iter().map(|pid| resident(*pid, key)).sum::<u64>();
    let (pss, private) = (sum("Pss:"), sum("Private_Dirty:") + sum("Private_Clean:"));
    let most = sessions.iter().map(|pid| resident(*pid, "Rss:")).max().unwrap_or(0);
    let ms = |share: f64| took[((took.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0;
    println!("{people} screens open\n\n| | |\n|---|---:|");
    println!(
        "| a search in every one at once, two letters, to its frame: p50, p99 | {:.0}, {:.0} ms |",
        ms(0.5),
        ms(0.99)
    );
    println!(
        "| memory of a session: resident, of its own | {:.1}, {:.1} MB |",
        mb(most),
        mb(private / people as u64)
    );
    println!("| memory of all, shared pages counted once | {:.1} MB |", mb(pss));
    let before = idle_state(&sessions);
    thread::sleep(quiet);
    let after = idle_state(&sessions);
    let each =
        |of: fn(&(u64, u64)) -> u64| (of(&after) - of(&before)) as f64 / people as f64 / quiet.as_secs_f64();
    // A tick of the kernel's clock is 10 ms.
    println!("| idle, of one processor, a session | {:.3} % |", each(|s| s.0));
    println!("| idle, wake-ups a second, a session | {:.1} |", each(|s| s.1));
    for screen in &mut open {
        screen.send("\x1bq");
    }
}

fn mb(kilobytes: u64) -> f64 {
    kilobytes as f64 / 1024.0
}

/// A number behind a key of one of the kernel's files.
fn field(file: &str, key: &str) -> u64 {
    let text = fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(key));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// Processor ticks and wake-ups so far, of all threads of all sessions.
fn idle_state(sessions: &[u32]) -> (u64, u64) {
    let mut sum = (0, 0);
    for pid in sessions {
        for thread in fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten() {
            let path = thread.path();
            sum.1 += field(&path.join("status").display().to_string(), "voluntary_ctxt_switches:");
            let stat = fs::read_to_string(path.join("stat")).unwrap_or_default();
            let numbers = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
            sum.0 += numbers.skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum::<u64>();
        }
    }
    sum
}
