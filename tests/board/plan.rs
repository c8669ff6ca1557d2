//! Plans version by version: what was in force when, what is refused, a batch that is whole or nothing.

use diaodu::desk::DocumentSource;
use diaodu::desk::plan::PlanAsked;
use diaodu::domain::board::GroupBy;
use diaodu::domain::exit::Exit;
use diaodu::domain::finding::Failure;
use diaodu::domain::money::Money;
use diaodu::domain::plan::Plan;
use diaodu::domain::project::ProjectId;
use jiff::civil::date;

use crate::support::{at, bare_list, desk, ledger, month, report};

fn asked(project: ProjectId, wan: i64, from: Option<jiff::civil::Date>, reason: &str) -> PlanAsked {
    let plan = Plan { year_plan: Some(Money::wan(wan)), ..Plan::default() };
    PlanAsked { project, plan, from, reason: reason.into(), line: None }
}

fn codes(failure: &Failure) -> Vec<&'static str> {
    failure.findings.iter().map(|f| f.code.id()).collect()
}

#[test]
fn a_months_figure_uses_the_version_in_force_and_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = bare_list(1);
    let project = catalogue.in_force().unwrap().projects()[0].clone();
    let desk = desk(folder.path(), catalogue);
    let now = at("2021-07-01");
    desk.set_plans(&[asked(project.id, 1_000, None, "")], now).unwrap();
    desk.set_plans(&[asked(project.id, 2_000, Some(date(2021, 6, 10)), "中期调整")], now).unwrap();
    let entries = ["2021-03", "2021-05", "2021-06"].map(|m| report(&project, month(m), 2_500_000, false));
    ledger(folder.path()).append(&entries).unwrap();

    let line = |m| desk.project_line(project.id, month(m)).unwrap().standing;
    assert_eq!((line("2021-05").plan_version, line("2021-06").plan_version), (Some(1), Some(2)));
    let progress = |m| {
        let board = desk.board(month(m), GroupBy::Category).unwrap();
        board.total.now.progress().unwrap().percent(2)
    };
    assert_eq!(progress("2021-05"), "50.00", "500 of 1,000");
    assert_eq!(progress("2021-06"), "37.50", "750 of 2,000");
    let said = &desk.project_line(project.id, month("2021-06")).unwrap().readings[0].sentence.zh;
    assert!(said.contains("计划第2版") && said.contains("37.50%"), "{said}");
    assert_eq!(desk.plan_of(project.id).unwrap().versions().len(), 2);
}

#[test]
fn a_refused_plan_makes_no_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = bare_list(1);
    let id = catalogue.in_force().unwrap().projects()[0].id;
    let desk = desk(folder.path(), catalogue);
    let refused = desk.set_plans(&[asked(id, 0, None, "")], at("2021-07-01")).unwrap_err();
    assert_eq!((refused.exit, codes(&refused)), (Exit::No, vec!["E4501"]));
    assert!(!folder.path().join("ledger.db").exists());
}

#[test]
fn a_plan_below_what_is_done_is_stored_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = bare_list(1);
    let project = catalogue.in_force().unwrap().projects()[0].clone();
    let desk = desk(folder.path(), catalogue);
    ledger(folder.path()).append(&[report(&project, month("2021-03"), 5_000_000, false)]).unwrap();
    let done = desk.set_plans(&[asked(project.id, 400, None, "")], at("2021-07-01")).unwrap();
    assert_eq!(done[0].warnings.iter().map(|f| f.code.id()).collect::<Vec<_>>(), ["E4506"]);
    let board = desk.board(month("2021-03"), GroupBy::Category).unwrap();
    assert_eq!(board.total.now.progress().unwrap().percent(1), "125.0", "over 100 % is allowed");
    assert_eq!(board.total.now.beyond_plan, 1);
}

#[test]
fn a_batch_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let catalogue = bare_list(3);
    let desk = desk(folder.path(), catalogue);
    let sheet = |rows: &str| DocumentSource {
        bytes: format!("项目编号,项目名称,年度计划投资（万元）,计划开工月份,调整原因\n{rows}").into_bytes(),
        name: "计划.csv".into(),
        ..DocumentSource::default()
    };
    let now = at("2021-02-01");

    let unreadable = desk.read_plans(sheet("2021-1-1,甲,一千,3,\n2021-9-9,乙,5,,\n")).unwrap_err();
    assert_eq!((unreadable.exit, codes(&unreadable)), (Exit::Malformed, vec!["E4006", "E1007"]));
    assert_eq!(unreadable.findings.iter().map(|f| f.line).collect::<Vec<_>>(), [Some(2), Some(3)]);

    let rows = desk.read_plans(sheet("2021-1-1,甲,1200,3,\n2021-1-2,乙,0,,\n2021-1-3,丙,,,\n")).unwrap();
    assert_eq!(rows.len(), 2, "a row that only names its project is left alone");
    let refused = desk.set_plans(&rows, now).unwrap_err();
    assert_eq!((codes(&refused), refused.findings[0].line), (vec!["E4501"], Some(3)));
    assert!(desk.plan_of(rows[0].project).unwrap().versions().is_empty(), "nothing was written");

    let twice = desk.read_plans(sheet("2021-1-1,甲,1200,3,\n2021-1-1,甲,1300,3,\n")).unwrap();
    assert_eq!(codes(&desk.set_plans(&twice, now).unwrap_err()), ["E1008"]);

    let good = desk.read_plans(sheet("2021-1-1,甲,1200,3,\n2021-1-2,乙,800,4月,\n")).unwrap();
    assert_eq!(desk.set_plans(&good, now).unwrap().len(), 2);
    let plan = desk.plan_of(good[1].project).unwrap().for_month(month("2021-04")).unwrap().1;
    assert_eq!((plan.year_plan, plan.start), (Some(Money::wan(800)), Some(month("2021-04"))));

    let strange =
        DocumentSource { bytes: b"a,b\n1,2\n".to_vec(), name: "x.csv".into(), ..DocumentSource::default() };
    assert_eq!(codes(&desk.read_plans(strange).unwrap_err()), ["E3101"]);
}
