//! Saved searches as names on the command line, and the registers as files.

use serde_json::Value;

use crate::house::House;
use crate::{codes, house};

#[test]
fn a_search_is_kept_under_a_name_and_used_wherever_a_query_is_typed() {
    let house = house();
    assert_eq!(house.data("query list")["total"], 0);
    house.data("query save 九龙坡新开 unit:九龙坡 stage:新开工");
    let ids = |line: &str| {
        let listed = house.data(line);
        let projects = listed["projects"].as_array().unwrap().clone();
        projects.iter().map(|p| p["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("list @九龙坡新开"), ["2021-1-431"]);
    assert_eq!(house.data("find @九龙坡新开 氢")["total"], 1);
    let exported = house.run("export @九龙坡新开 --format csv").out;
    assert_eq!(exported.lines().count(), 2, "{exported}");
    // Names are resolved when one is kept in another, so that each stands alone.
    house.data("query save 氢 @九龙坡新开 氢");
    house.data("query remove @九龙坡新开");
    assert_eq!(ids("list @氢"), ["2021-1-431"]);
    assert_eq!(house.data("query list")["queries"][0]["query"], "unit:九龙坡 stage:新开工 氢");
}

#[test]
fn a_name_that_nobody_saved_says_which_there_are() {
    let house = house();
    house.data("query save 红 is:red");
    let (exit, refused) = house.json("list @蓝");
    assert_eq!((exit, codes(&refused)), (3, vec!["E2004"]));
    assert!(refused["findings"][0]["expected"].as_str().unwrap().contains("@红"), "{refused:#}");
    for bad in ["query save a:b is:red", "query save 红@ is:red"] {
        let run = house.run(bad);
        assert_eq!((run.exit, run.codes()), (2, vec!["E2008"]), "{bad}: {}", run.err);
    }
    let run = house.run_args(&["query", "save", "空", " "]);
    assert_eq!((run.exit, run.codes()), (2, vec!["E2008"]), "{}", run.err);
    assert_eq!(house.run("query remove 蓝").exit, 3);
}

/// Each person has their own: what one keeps the other neither sees nor loses.
#[test]
fn everybody_has_their_own_searches() {
    let house = house();
    house.data("user add wang --role viewer");
    house.data("user add zhao --role reporter --unit 九龙坡区政府");
    let session = |person: &str, line: &str| {
        let mut command = house.command();
        let run = command.args(["session", "--as", person]).env("SSH_ORIGINAL_COMMAND", line);
        crate::house::Run::from(run.output().unwrap())
    };
    assert_eq!(session("wang", "query save 我的 is:watched").exit, 0, "a viewer may keep searches");
    assert_eq!(session("zhao", "query save 我的 is:mine").exit, 0);
    let queries = |person: &str| session(person, "query list --json").document()["data"]["queries"].clone();
    assert_eq!(queries("wang")[0]["query"], "is:watched");
    assert_eq!(queries("zhao")[0]["query"], "is:mine");
    let mine = session("zhao", "list @我的 --json").document();
    assert_eq!(mine["data"]["projects"][0]["id"], "2021-1-431", "{mine:#}");
    assert_eq!(mine["data"]["total"], 1, "only their unit's");
}

#[test]
fn every_register_leaves_as_a_workbook_csv_and_json() {
    let house = House::new();
    let data = house.demo(400);
    for kind in ["issues", "permits", "milestones", "funding", "pools", "watch", "supervision", "site"] {
        let run = house.run(&format!("export --register {kind} --format json --data {data}"));
        assert_eq!(run.exit, 0, "{kind}: {}", run.err);
        let rows: Value = serde_json::from_str(&run.out).unwrap();
        let rows = rows.as_array().unwrap();
        assert!(!rows.is_empty(), "the demo has nothing for {kind}");
        let csv = house.run(&format!("export --register {kind} --data {data}")).out;
        assert!(csv.lines().count() > rows.len(), "{kind}: {csv}");
        let file = house.path(&format!("{kind}.xlsx")).display().to_string();
        let xlsx = house.run(&format!("export --register {kind} --output {file} --data {data}"));
        assert_eq!(xlsx.exit, 0, "{kind}: {}", xlsx.err);
        let yaml = house.run(&format!("export --register {kind} --format yaml --data {data}"));
        assert_eq!((yaml.exit, yaml.codes()), (2, vec!["E2001"]));
    }
    let one = house.run(&format!("export district:开州 --register issues --format json --data {data}"));
    let rows: Value = serde_json::from_str(&one.out).unwrap();
    let all = house.run(&format!("export --register issues --format json --data {data}"));
    let all: Value = serde_json::from_str(&all.out).unwrap();
    assert!(rows.as_array().unwrap().len() < all.as_array().unwrap().len(), "filters hold");
    let funding = house.run(&format!("export --register funding --format json --data {data}"));
    let funding: Value = serde_json::from_str(&funding.out).unwrap();
    assert!(funding[0]["planned"].as_i64().unwrap() >= 10_000, "money is integer yuan");
}
