//! How fast the whole board is drawn again after a keystroke, and how that grows with the list.
//!
//! `cargo bench --bench board` prints a table in Markdown for 1,252, 10,000 and 100,000 projects with twelve
//! months of reports each; `-- --projects N` for one other size. A keystroke is another month or another grouping:
//! every group, lamp, month, deviation, district and filing cell is counted anew.

#[path = "shared/measure.rs"]
#[allow(dead_code)]
mod measuring;

use std::env;
use std::time::{Duration, Instant};

use diaodu::catalogue::Catalogue;
use diaodu::desk::board::{BoardData, YearTable};
use diaodu::desk::demo::Demo;
use diaodu::domain::board::GroupBy;
use diaodu::domain::category::Category;
use diaodu::domain::duty::ReportingPeriod;
use diaodu::domain::money::Money;
use diaodu::domain::month::Month;
use diaodu::domain::project::Project;
use diaodu::domain::report::Status;
use diaodu::ledger::{ProjectYear, ReportedDate};
use measuring::ms;

const ROUNDS: u32 = 40;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let asked = arguments.iter().position(|a| a == "--projects").map(|at| &arguments[at + 1]);
    let sizes = match asked {
        Some(size) => vec![size.parse().expect("a number")],
        None => vec![1_252, 10_000, 100_000],
    };
    println!("{}\n", measuring::machine());
    println!(
        "| projects | reports | built, ms | keystroke, ms | worst of {ROUNDS}, ms | one report taken in, ms | peak MiB |"
    );
    println!("|--:|--:|--:|--:|--:|--:|--:|");
    for size in sizes {
        measure(size);
    }
}

fn measure(size: u32) {
    let catalogue = Demo::new(2021, size).catalogue();
    let list = catalogue.in_force().expect("the demo's list");
    let duty = ReportingPeriod::new(month(1), None);
    let rows: Vec<ProjectYear> = list.projects().iter().map(reports).collect();

    let begun = Instant::now();
    let mut now = YearTable::new(list, &Category::ALL, Some(duty), 2021);
    let mut year_ago = YearTable::new(list, &Category::ALL, Some(duty), 2021);
    for row in &rows {
        now.put(row);
        year_ago.put(row);
    }
    let built = begun.elapsed();
    let rules = Catalogue::built_in().board;
    // The sheet of a year ago has the same work to do; its figures do not matter here.
    let mut sheets = BoardData::alone(now, rules);
    sheets.year_ago = Some(year_ago);

    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|round| {
            let begun = Instant::now();
            let board = sheets.board(month((round % 12 + 1) as i8), GroupBy::ALL[round as usize % 5]);
            assert_eq!(board.total.now.projects, u64::from(size));
            begun.elapsed()
        })
        .collect();
    times.sort();

    let project = &list.projects()[list.projects().len() / 2];
    let begun = Instant::now();
    sheets.now.clear(project);
    sheets.now.put(&reports(project));
    let one = begun.elapsed();

    println!(
        "| {size} | {} | {} | {} | {} | {} | {} |",
        rows.len() * 12,
        ms(built),
        ms(times[times.len() / 2]),
        ms(times[times.len() - 1]),
        ms(one),
        measuring::peak_mib(),
    );
}

fn month(number: i8) -> Month {
    Month::new(2021, number).expect("a month")
}

/// Twelve months of one project's reports.
fn reports(project: &Project) -> ProjectYear {
    let plan = project.planned_investment.map_or(240_000_000, |p| p.0);
    let serial = i64::from(project.id.serial);
    ProjectYear {
        project: project.id,
        year: 2021,
        states: [Some((Status::Submitted, serial % 13 == 0)); 12],
        invested: std::array::from_fn(|at| {
            (serial % 11 != at as i64).then_some(Money(plan / 1_200 * (30 + serial * 7 % 90)))
        }),
        started: Some(ReportedDate { from: month(3), year: 2021 }),
        completed: None,
        last_owed: None,
    }
}
