//! What lists and boards take over a list with twelve months of reports, each asked of the desk as a verb or
//! the screen asks it, on both databases.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use diaodu::desk::App;
use diaodu::desk::demo::Demo;
use diaodu::desk::settings::{CliOverrides, Environment, Settings};
use diaodu::domain::board::GroupBy;
use diaodu::domain::time::parse_moment;
use diaodu::ledger::Ledger;

use crate::measure::ms;
use crate::places::Place;
use crate::{month, report};

/// So often; the middle counts.
const TIMES: usize = 5;

/// One ledger with its desk.
struct Contender {
    ledger: Ledger,
    desk: App,
    place: Place,
}

/// Prints the table of one size.
pub fn measure(projects: u32) {
    let demo = Demo::new(2021, projects);
    let ids: Vec<String> = demo
        .catalogue()
        .in_force()
        .expect("the demo's list")
        .projects()
        .iter()
        .map(|project| project.id.to_string())
        .collect();
    let file = Place::file();
    let begun = Instant::now();
    load(&file.open(), &ids);
    let loaded = begun.elapsed();
    let places = [Some(file), Place::server()].into_iter().flatten();
    let mut moved = None;
    let mut contenders: Vec<Contender> = Vec::new();
    for place in places {
        if let Some(first) = contenders.first() {
            // The second is a copy of the first, as when a ledger moves.
            let backup = first.place.folder.path().join("move.db");
            let begun = Instant::now();
            first.ledger.backup(&backup, false).expect("a backup");
            Ledger::restore(&backup, &place.location, false, jiff::Timestamp::UNIX_EPOCH).expect("restored");
            moved = Some(begun.elapsed());
        }
        let desk = App::new(settings(&place), demo.catalogue(), Vec::new());
        contenders.push(Contender { ledger: place.open(), desk, place });
    }

    println!("\n{projects} projects × 12 months: milliseconds, the middle of {TIMES}\n");
    heading(&contenders);
    rows(&contenders, projects as usize);
    println!("\nA keystroke on the screen, which keeps the year's figures in memory:\n");
    heading(&contenders);
    keystrokes(&contenders);
    let bytes = std::fs::metadata(contenders[0].place.path()).expect("the file").len();
    println!(
        "\nFilled in {:.0} s, {:.0} bytes on disk for an entry with all its indexes{}.",
        loaded.as_secs_f64(),
        bytes as f64 / f64::from(projects) / 12.0,
        moved.map_or(String::new(), |took| format!(
            "; backed up, verified and moved to PostgreSQL in {:.0} s",
            took.as_secs_f64()
        )),
    );
}

fn heading(contenders: &[Contender]) {
    print!("| |");
    for contender in contenders {
        print!(" {} |", if contender.place.is_file() { "SQLite" } else { "PostgreSQL" });
    }
    println!("\n|---|{}", "--:|".repeat(contenders.len()));
}

fn rows(contenders: &[Contender], projects: usize) {
    let now = parse_moment("2021-06-24T12:00:00+08:00").expect("a moment");
    let june = month(6);
    let row = |name: &str, times: usize, work: &dyn Fn(&Contender)| {
        print!("| {name} |");
        for contender in contenders {
            let mut took: Vec<Duration> = (0..times)
                .map(|_| {
                    let begun = Instant::now();
                    work(contender);
                    begun.elapsed()
                })
                .collect();
            took.sort_unstable();
            print!(" {} |", ms(took[times / 2]));
        }
        println!();
    };
    row("has anybody stored anything", TIMES, &|c| {
        assert!(c.ledger.change_counter().expect("a number") > 0);
    });
    row("one project: its year, plan, lamps and history", TIMES, &|c| {
        let id = "2021-1-4".parse().expect("an id");
        assert!(!c.desk.detail(id, june, now).expect("a detail").history.is_empty());
    });
    row("`due`: filed, late, returned, outstanding by category and unit", TIMES, &|c| {
        let due = c.desk.due(now, Some(june)).expect("a month");
        assert_eq!(due.categories.iter().map(|c| c.loaded as usize).sum::<usize>(), projects);
    });
    row("`chase`: who has not filed, with reasons and contacts", TIMES, &|c| {
        assert!(c.desk.chase(june, None, now).expect("a chase").total() > 0);
    });
    for (name, offset) in [("the first 50", 0), ("50 from the middle", projects / 2)] {
        row(&format!("`report list`, {name}"), TIMES, &|c| {
            let page = c.desk.report_page(june, &|_, _, _| true, offset, Some(50)).expect("a page");
            assert_eq!((page.total, page.reports.len()), (projects, 50));
        });
    }
    row("`report list`, every report whole", 1, &|c| {
        assert_eq!(c.desk.reports(june).expect("reports").len(), projects);
    });
    row("the list's states, progress and lamps of a month, from nothing", TIMES, &|c| {
        assert!(c.desk.month_rows(2021, june, now).expect("rows").is_known());
    });
    row("`board`, from nothing", TIMES, &|c| {
        assert_eq!(c.desk.board(june, GroupBy::Unit).expect("a board").total.now.projects as usize, projects);
    });
    row("`verify`, the whole chain", 1, &|c| drop(c.ledger.verify(None).expect("sound")));
}

/// What the screen does when a key asks for another month or when somebody has filed.
fn keystrokes(contenders: &[Contender]) {
    let now = parse_moment("2021-06-24T12:00:00+08:00").expect("a moment");
    let mut kept: Vec<_> = contenders.iter().map(|c| c.desk.sheets(month(6)).expect("sheets")).collect();
    let mut row =
        |name: &str, work: &mut dyn FnMut(usize, &Contender, &mut diaodu::desk::board::BoardData)| {
            print!("| {name} |");
            for (contender, sheets) in contenders.iter().zip(&mut kept) {
                let mut took: Vec<Duration> = (0..TIMES)
                    .map(|round| {
                        let begun = Instant::now();
                        work(round, contender, sheets);
                        begun.elapsed()
                    })
                    .collect();
                took.sort_unstable();
                print!(" {} |", ms(took[TIMES / 2]));
            }
            println!();
        };
    row("another month's board", &mut |round, c, sheets| {
        let asked = month(round as i8 + 5);
        c.desk.refresh(sheets, asked).expect("refreshed");
        black_box(sheets.board(asked, GroupBy::ALL[round % GroupBy::ALL.len()]));
    });
    row("another month's deadline panel", &mut |round, c, sheets| {
        let asked = month(round as i8 + 5);
        c.desk.refresh(sheets, asked).expect("refreshed");
        black_box(c.desk.due_of(sheets, now, asked).expect("due"));
    });
    row("another month's states, progress and lamps in the list", &mut |round, c, sheets| {
        let asked = month(round as i8 + 5);
        c.desk.refresh(sheets, asked).expect("refreshed");
        black_box(c.desk.month_rows_of(sheets, 2021, asked, now).expect("rows"));
    });
    row(
        "the board after 20 reports were filed meanwhile (their filing included)",
        &mut |round, c, sheets| {
            let filed: Vec<_> = (1..=20)
                .map(|serial| report(&format!("2021-1-{serial}"), month(6), round as u64 + 1))
                .collect();
            c.ledger.append(&filed).expect("stored");
            c.desk.refresh(sheets, month(6)).expect("refreshed");
            black_box(sheets.board(month(6), GroupBy::Unit));
        },
    );
}

fn settings(place: &Place) -> Settings {
    let wanted = CliOverrides { ledger: Some(place.address()), year: Some(2021), ..CliOverrides::default() };
    let around = Environment { here: Path::new("/").to_owned(), ..Environment::default() };
    Settings::decide(wanted, &around).0
}

fn load(ledger: &Ledger, ids: &[String]) {
    for number in 1..=12 {
        for (at, some) in ids.chunks(5_000).enumerate() {
            let first = at as u64 * 5_000;
            let batch: Vec<_> =
                (first..).zip(some).map(|(row, id)| report(id, month(number), row + number as u64)).collect();
            ledger.append(&batch).expect("stored");
        }
    }
}
