//! A desk over an invented list with a ledger full of reports, for the stories of the board.

use std::path::Path;

use diaodu::catalogue::{Catalogue, Year};
use diaodu::desk::App;
use diaodu::desk::demo::Demo;
use diaodu::desk::settings::{CliOverrides, Environment, Settings};
use diaodu::domain::month::Month;
use diaodu::domain::project::Project;
use diaodu::domain::time::parse_moment;
use diaodu::ledger::{Ledger, Location, NewEntry, REPORT};
use jiff::Timestamp;

/// A moment on Shanghai's clock.
pub fn at(text: &str) -> Timestamp {
    parse_moment(text).unwrap()
}

/// A month.
pub fn month(text: &str) -> Month {
    text.parse().unwrap()
}

/// Settings of somebody called li, with the ledger a file in `folder`.
pub fn settings(folder: &Path) -> Settings {
    let wanted = CliOverrides {
        data: Some(folder.to_owned()),
        ledger: Some(folder.join("ledger.db").display().to_string()),
        ..CliOverrides::default()
    };
    let around = Environment { login: "li".into(), here: folder.to_owned(), ..Environment::default() };
    Settings::decide(wanted, &around).0
}

/// A desk over a catalogue, its ledger in `folder`.
pub fn desk(folder: &Path, catalogue: Catalogue) -> App {
    App::new(settings(folder), catalogue, Vec::new())
}

/// An invented list of so many projects.
pub fn invented(projects: u32) -> Catalogue {
    Demo::new(2021, projects).catalogue()
}

/// A report as the desk stores it, written straight into the log: the stories are about what follows.
pub fn report(project: &Project, month: Month, invested: i64, late: bool) -> NewEntry {
    let filed_at = format!("{month}-{}T10:00:00+08:00", if late { 27 } else { 24 });
    let mut body = serde_json::json!({
        "status": "submitted", "filed_at": filed_at, "filed_by": "li", "first_filed_at": filed_at,
        "late": late, "completed_investment": invested, "text": "推进",
        "statistics": {"state": "pending", "value": null},
    });
    if project.stage.as_deref() == Some("新开工") && month.number() >= 3 {
        body["started_on"] = format!("{}-03-10", month.year()).into();
    }
    NewEntry::new(REPORT, &project.id.to_string(), &month.to_string(), "submit", "li", at(&filed_at))
        .body(body)
}

/// The ledger of a desk in a folder.
pub fn ledger(folder: &Path) -> Ledger {
    Ledger::open(&Location::File(folder.join("ledger.db"))).unwrap()
}

/// Files most projects for the months 1 to `last`.
pub fn fill(folder: &Path, catalogue: &Catalogue, last: i8) {
    let ledger = ledger(folder);
    for some in reports(catalogue, last).chunks(2_000) {
        ledger.append(some).unwrap();
    }
}

/// Reports of the months 1 to `last`, by a rule that leaves some projects slow, some silent, some late.
pub fn reports(catalogue: &Catalogue, last: i8) -> Vec<NewEntry> {
    let list = catalogue.in_force().unwrap();
    let mut entries = Vec::new();
    for (row, project) in (0_i64..).zip(list.projects()) {
        let plan = project.planned_investment.map_or(240_000_000, |p| p.0);
        for number in 1..=last {
            let turn = row * 7 + i64::from(number) * 3;
            if turn % 11 == 0 {
                continue;
            }
            let invested = plan / 1_200 * (30 + turn % 90);
            let month = Month::new(list.year, number).unwrap();
            entries.push(report(project, month, invested, turn % 13 == 0));
        }
    }
    entries
}

/// An invented list whose projects have no plan printed.
pub fn bare_list(projects: u32) -> Catalogue {
    let mut catalogue = Catalogue::built_in();
    let list = Demo::new(2021, projects).catalogue();
    let list = list.in_force().unwrap();
    let bare = list.projects().iter().cloned().map(|mut project| {
        (project.total_investment, project.planned_investment) = (None, None);
        project.stage = Some("新开工".into());
        project
    });
    catalogue.insert(Year::new(2021, list.notice.clone(), true, bare.collect()));
    catalogue
}
