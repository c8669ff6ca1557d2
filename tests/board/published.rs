//! Figures that offices published, recomputed with the desk's own formulas to the printed digit.
//! The rows are facts of published bulletins with their addresses (tests/fixtures/board/); those that
//! do not come out are listed there with what they should have been, and the test holds that too.

use diaodu::domain::indicator::{GroupTotals, ProjectFigures, Schedule, deviation, growth, rate};
use diaodu::domain::money::{Money, YI};
use diaodu::domain::month::Month;
use diaodu::domain::ratio::Ratio;

struct Row<'a> {
    kind: &'a str,
    a: &'a str,
    b: &'a str,
    month: Month,
    decimals: u32,
    printed: &'a str,
    agrees: bool,
    what: &'a str,
}

fn rows(text: &str) -> Vec<Row<'_>> {
    let row = |line| {
        let cells: Vec<&str> = str::split(line, '\t').collect();
        Row {
            kind: cells[0],
            a: cells[1],
            b: cells[2],
            month: cells[3].parse().unwrap(),
            decimals: cells[4].parse().unwrap(),
            printed: cells[5],
            agrees: cells[6] == "yes",
            what: cells[7],
        }
    };
    text.lines().skip(1).map(row).collect()
}

fn group(ytd: &str, plan: &str) -> GroupTotals {
    let mut tally = GroupTotals::default();
    tally.add(&ProjectFigures {
        plan: Some(Money::parse(plan, YI).unwrap()),
        ytd: Money::parse(ytd, YI).unwrap(),
        ..ProjectFigures::default()
    });
    tally
}

fn percent(text: &str) -> Ratio {
    Ratio::parse(text).unwrap().over(Ratio::new(100, 1).unwrap()).unwrap()
}

/// What the desk would print for a row.
fn recomputed(row: &Row<'_>) -> String {
    let whole = |text: &str| text.parse::<u64>().ok();
    let ratio = match row.kind {
        "rate" => match (whole(row.a), whole(row.b)) {
            (Some(done), Some(planned)) => rate(done, planned),
            _ => group(row.a, row.b).progress(),
        },
        "over" => group(row.a, row.b).deviation(Schedule::WholeMonths.at(row.month)),
        "ahead" => Some(deviation(percent(row.a), Schedule::WholeMonths.at(row.month))),
        "ahead-half" => Some(deviation(percent(row.a), Schedule::HalfMonths.at(row.month))),
        "points" => Some(deviation(percent(row.a), percent(row.b))),
        "growth" => growth(Money::parse(row.a, YI).unwrap(), Money::parse(row.b, YI).unwrap()),
        "monthly" => percent(row.a).over(Ratio::parse(row.b).unwrap()),
        other => panic!("{other}"),
    };
    ratio.unwrap().percent(row.decimals)
}

#[test]
fn published_rates_come_out_to_the_printed_digit() {
    let rows = rows(include_str!("../fixtures/board/published.tsv"));
    let (good, misprinted): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.agrees);
    assert!(good.len() >= 20, "{}", good.len());
    for row in good {
        assert_eq!(recomputed(row), row.printed, "{}", row.what);
    }
    for row in misprinted {
        assert_ne!(recomputed(row), row.printed, "listed as a misprint, but it comes out: {}", row.what);
    }
}

#[test]
fn tongliangs_table_comes_out_whole() {
    let text = include_str!("../fixtures/board/tongliang_2024_09.tsv");
    let mut parts = GroupTotals::default();
    let mut total = None;
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let row = group(cells[3], cells[2]);
        assert_eq!(format!("{}%", row.progress().unwrap().percent(2)), cells[4], "{}", cells[0]);
        if cells[0] == "合计" { total = Some(row) } else { parts.join(&row) }
    }
    let total = total.unwrap();
    assert_eq!((parts.plan, parts.ytd), (total.plan, total.ytd));
    assert!(total.deviation(Schedule::WholeMonths.at("2024-09".parse().unwrap())).unwrap().is_negative());
}

#[test]
fn stages_add_up_to_the_published_whole() {
    // 2024年1—3月：新开工187.4、续建632.5、完工175.8，合计印996亿元。
    let mut total = GroupTotals::default();
    for stage in ["187.4", "632.5", "175.8"] {
        total.join(&group(stage, "1"));
    }
    assert_eq!(total.ytd.rounded(YI, 0), "996");
}
