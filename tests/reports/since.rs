//! 开工以来累计: whatever is filed, late or corrected in whatever order, every command says the same figure,
//! and a plain sum says it too.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::desk::{BOSCH, Desk};

/// More than the number up to which a list reads whole dossiers.
const MANY: usize = 205;

#[test]
fn a_late_or_corrected_year_reaches_the_next_one() {
    let mut desk = Desk::new().at("2022-03-01T12:00:00+08:00");
    let file = |desk: &Desk, month: &str, more: &[&str]| {
        let head = ["report", "file", BOSCH, "--month", month, "--text", "推进", "--reason", "更正"];
        desk.json(&[&head, more].concat());
    };
    let since = |desk: &Desk, month: &str| {
        desk.json(&["report", "show", BOSCH, "--month", month])["since_start_investment"].clone()
    };
    file(&desk, "2021-11", &["--invested", "100", "--before", "5000"]);
    file(&desk, "2022-01", &["--invested", "10"]);
    assert_eq!(since(&desk, "2022-01"), 51_100_000);
    // December comes late.
    file(&desk, "2021-12", &["--invested", "700"]);
    assert_eq!(since(&desk, "2021-12"), 58_000_000);
    assert_eq!(since(&desk, "2022-01"), 58_100_000);
    file(&desk, "2022-02", &["--invested", "1"]);
    assert_eq!(since(&desk, "2022-02"), 58_110_000);
    // November is corrected, in both its figures.
    desk.goes_to("2022-03-02T12:00:00+08:00");
    file(&desk, "2021-11", &["--invested", "300"]);
    assert_eq!(since(&desk, "2022-02"), 60_110_000);
    file(&desk, "2021-11", &["--before", "9000"]);
    assert_eq!(since(&desk, "2022-02"), 100_110_000);
    // Who corrects a month of the new year does not make the sum a statement either.
    file(&desk, "2022-01", &["--invested", "11"]);
    file(&desk, "2021-12", &["--invested", "701"]);
    assert_eq!(since(&desk, "2022-02"), 100_130_000);
    // Only what somebody states ends the sum.
    file(&desk, "2022-01", &["--before", "20000"]);
    assert_eq!(since(&desk, "2022-02"), 200_120_000);
    assert_eq!(since(&desk, "2021-12"), 100_010_000);
}

/// What one project's reports say, by month (2021-03 is 3, 2022-01 is 13): invested and stated before, in 万元.
type Filed = BTreeMap<u32, (i64, Option<i64>)>;

/// The figure as a clerk with paper would add it up.
fn by_hand(filed: &Filed, month: u32) -> i64 {
    let year = |m: u32| (m - 1) / 12;
    let stated = filed.range(..=month).filter_map(|(m, (_, before))| before.map(|b| (*m, b))).next_back();
    let invested = |from: u32| filed.range(from..=month).map(|(_, (invested, _))| invested).sum::<i64>();
    match stated {
        Some((at, before)) => before + invested(year(at) * 12 + 1),
        None => invested(1),
    }
}

fn name(month: u32) -> String {
    format!("{}-{:02}", 2021 + (month - 1) / 12, (month - 1) % 12 + 1)
}

#[test]
fn lists_short_and_long_agree_with_a_plain_sum() {
    for seed in [1_u64, 2, 3] {
        let desk = Desk::new().at("2023-02-01T12:00:00+08:00");
        let mut list = String::new();
        for serial in 1..=MANY {
            let _ = writeln!(
                list,
                "- serial: {serial}\n  name: 演示工程{serial}\n  start_year: 2021\n  finish_year: 2025\n  lead_units:\n  - 市交通局"
            );
        }
        desk.put("data/2021/construction.yaml", &list);
        let mut random = seed;
        let mut any = |below: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % below
        };
        let mut books: Vec<Filed> = vec![Filed::new(); MANY + 1];
        // Everyone files the last month; around it months are filed, late and corrected in any order.
        for round in 0..10 {
            let stating = round % 3 == 1;
            let mut sheet = String::from("项目编号,填报月份,本月完成投资");
            sheet.push_str(if stating { ",今年以前累计完成投资\n" } else { "\n" });
            for (serial, book) in books.iter_mut().enumerate().skip(1) {
                if round != 4 && any(4) > 0 && serial > 12 {
                    continue;
                }
                let month = if round == 4 { 24 } else { 3 + u32::try_from(any(21)).unwrap() };
                let invested = i64::try_from(any(900)).unwrap();
                let before = i64::try_from(any(9_000)).unwrap();
                let stated = if stating { format!(",{before}") } else { String::new() };
                let _ = writeln!(sheet, "2021-1-{serial},{},{invested}{stated}", name(month));
                let entry = book.entry(month).or_default();
                entry.0 = invested;
                entry.1 = if stating { Some(before) } else { entry.1 };
            }
            let args = ["report", "file", "--from", "-", "--text", "推进", "--reason", "更正", "--json"];
            let answer = desk.feed(&args, sheet.as_bytes());
            assert_eq!(answer.exit, 0, "{}{}", answer.out, answer.err);
        }
        let said = |args: &[&str]| -> BTreeMap<usize, i64> {
            let reports =
                desk.json(&[&["report", "list", "--month", "2022-12"], args].concat())["reports"].clone();
            let serial = |id: &str| id.rsplit('-').next().unwrap().parse().unwrap();
            let reports = reports.as_array().unwrap();
            reports
                .iter()
                .map(|r| {
                    (serial(r["project"].as_str().unwrap()), r["since_start_investment"].as_i64().unwrap())
                })
                .collect()
        };
        let expected: BTreeMap<usize, i64> =
            (1..=MANY).map(|serial| (serial, by_hand(&books[serial], 24) * 10_000)).collect();
        assert_eq!(said(&["--limit", "1000"]), expected, "seed {seed}");
        let few: BTreeMap<usize, i64> = expected.iter().take(12).map(|(k, v)| (*k, *v)).collect();
        assert_eq!(said(&["--limit", "12"]), few, "seed {seed}");
        for month in books[1].keys() {
            let shown = desk.json(&["report", "show", "2021-1-1", "--month", &name(*month)]);
            assert_eq!(
                shown["since_start_investment"],
                by_hand(&books[1], *month) * 10_000,
                "seed {seed}, {}",
                name(*month)
            );
        }
    }
}

/// An office that reports in the middle of the month reads one 时序进度 everywhere.
#[test]
fn the_half_month_is_counted_in_reports_as_on_the_board() {
    let mut desk = Desk::new().at("2021-04-20T12:00:00+08:00");
    desk.put("data/board.yaml", "schedule: half_months\n");
    desk.json(&["plan", "set", BOSCH, "--year-plan", "1200", "--from", "2021-01-01"]);
    let april = (4.0 - 0.5) / 12.0 * 100.0;
    let filed = desk.file(BOSCH, "2021-04", "0");
    desk.goes_to("2021-04-21T12:00:00+08:00");
    let shown = desk.json(&["report", "show", BOSCH, "--month", "2021-04"]);
    let listed = desk.json(&["report", "list", "--month", "2021-04"])["reports"][0].clone();
    for (from, report) in [("file", &filed), ("show", &shown), ("list", &listed)] {
        let deviation = report["deviation_points"].as_f64().unwrap_or_else(|| panic!("{from}: {report:#}"));
        assert!((deviation + april).abs() < 0.01, "{from}: {deviation}");
    }
}
