//! The ledger's stories, on SQLite and on a real PostgreSQL. Without PostgreSQL's programs the second
//! half says `skipped`, or fails when `DIAODU_TEST_SERVERS=required`.

mod child;
mod copies;
mod encrypted;
mod filing;
mod gone;
mod losing;
mod model;
mod places;
mod presence;
mod silent;
mod tampering;
mod trouble;

use diaodu::domain::month::Month;
use diaodu::domain::project::ProjectId;
use diaodu::domain::time;
use diaodu::ledger::{Ledger, NewEntry, ProjectYear};
use jiff::Timestamp;
use serde_json::json;

/// A moment, as a person writes it.
fn at(text: &str) -> Timestamp {
    time::parse_moment(text).unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Every row of a calendar year, in the order of projects.
fn years(ledger: &Ledger, year: i16) -> Vec<ProjectYear> {
    let mut rows = Vec::new();
    ledger.read(|view| view.each_year(year, |row| rows.push(row))).unwrap();
    rows.sort_by_key(|row| row.project);
    rows
}

fn project(text: &str) -> ProjectId {
    text.parse().unwrap()
}

/// A report as the desk stores it, as far as the ledger looks at it.
fn report(project: &str, month: &str, action: &str, invested: i64) -> NewEntry {
    let status = match action {
        "accept" => "accepted",
        "return" => "returned",
        "save" | "discard" => "draft",
        _ => "submitted",
    };
    let completed = (action == "complete").then_some("2021-04-20");
    NewEntry::new("report", project, month, action, "zhang", at("2021-03-24T12:00:00+08:00")).body(json!({
        "status": status,
        "filed_at": "2021-03-24T12:00:00+08:00",
        "filed_by": "zhang",
        "late": false,
        "completed_investment": invested,
        "statistics": {"state": "consistent", "value": invested},
        "physical_percent": 35.25,
        "stage": "续建",
        "started_on": "2021-03-10",
        "completed_on": completed,
        "text": "主体施工",
    }))
}
