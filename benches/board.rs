//! How fast the whole board is drawn again after a keystroke, and how that grows with the list.
//!
//! `cargo bench --bench board` prints a table for 1,252, 10,000 and 100,000 projects with twelve months of
//! reports each; `-- --projects N` for one other size. A keystroke is another month or another grouping:
//! every group, lamp, month, deviation, district and filing cell is counted anew.

use std::env;
use std::time::{Duration, Instant};

use diaodu::catalogue::Catalogue;
use diaodu::desk::board::{Sheet, Sheets};
use diaodu::desk::demo::Demo;
use diaodu::domain::board::By;
use diaodu::domain::category::Category;
use diaodu::domain::duty::Duty;
use diaodu::domain::money::Money;
use diaodu::domain::month::Month;
use diaodu::domain::project::Project;
use diaodu::ledger::ReportRow;

const ROUNDS: u32 = 40;

fn main() {
    let arguments: Vec<String> = env::args().collect();
    let asked = arguments.iter().position(|a| a == "--projects").map(|at| &arguments[at + 1]);
    let sizes = match asked {
        Some(size) => vec![size.parse().expect("a number")],
        None => vec![1_252, 10_000, 100_000],
    };
    println!("projects    reports   build ms   keystroke ms: median, worst   one report ms");
    for size in sizes {
        measure(size);
    }
}

fn measure(size: u32) {
    let catalogue = Demo::new(2021, size).catalogue();
    let list = catalogue.in_force().expect("the demo's list");
    let duty = Duty::new(month(1), None);
    let rows: Vec<ReportRow> = list.projects().iter().flat_map(reports).collect();

    let begun = Instant::now();
    let mut now = Sheet::new(list, &Category::ALL, Some(duty), 2021);
    let mut year_ago = Sheet::new(list, &Category::ALL, Some(duty), 2021);
    for row in &rows {
        now.put(row);
        year_ago.put(row);
    }
    let built = begun.elapsed();
    let rules = Catalogue::built_in().board;
    // The sheet of a year ago has the same work to do; its figures do not matter here.
    let mut sheets = Sheets { now, year_ago: Some(year_ago), rules, seq: 0 };

    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|round| {
            let begun = Instant::now();
            let board = sheets.board(month((round % 12 + 1) as i8), By::ALL[round as usize % 5]);
            assert_eq!(board.total.now.projects, u64::from(size));
            begun.elapsed()
        })
        .collect();
    times.sort();

    let project = &list.projects()[list.projects().len() / 2];
    let begun = Instant::now();
    sheets.now.clear(project);
    for row in reports(project) {
        sheets.now.put(&row);
    }
    let one = begun.elapsed();

    let ms = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!(
        "{size:>8} {:>10} {:>10.1} {:>21.2}, {:.2} {:>15.4}",
        rows.len(),
        ms(built),
        ms(times[times.len() / 2]),
        ms(times[times.len() - 1]),
        ms(one)
    );
}

fn month(number: i8) -> Month {
    Month::new(2021, number).expect("a month")
}

/// Twelve months of one project's reports.
fn reports(project: &Project) -> Vec<ReportRow> {
    let plan = project.planned_investment.map_or(240_000_000, |p| p.0);
    (1..=12)
        .map(|number| ReportRow {
            project: project.id,
            month: month(number),
            revision: 1,
            seq: 1,
            status: "submitted".into(),
            filed_at: None,
            filed_by: None,
            late: project.id.serial.is_multiple_of(13),
            invested: Some(Money(plan / 1_200 * (30 + i64::from(project.id.serial * 7 % 90)))),
            statistics_state: None,
            statistics: None,
            physical: None,
            stage: None,
            started_on: Some("2021-03-10".into()),
            completed_on: None,
            contract: None,
            funds_in: None,
        })
        .collect()
}
