//! The work around a project, as people do it on the command line: problems, permits, milestones, money,
//! needs and offers; and what the ledger holds afterwards.

#[path = "../cli/house.rs"]
#[allow(dead_code, reason = "the house is shared; each suite lives in some of its rooms")]
mod house;

mod saved;
mod supervision;

use house::{House, finding};
use serde_json::{Value, json};

fn house() -> House {
    House::new()
}

/// The same house on another day.
fn on(house: House, moment: &str) -> House {
    house.with("DIAODU_TEST_NOW", moment)
}

fn codes(document: &Value) -> Vec<&str> {
    document["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect()
}

/// 早发现、早协调、早报告: a plot is not handed over; it goes up the ladder, is decided and closed.
#[test]
fn an_issue_goes_up_the_ladder_and_is_closed_with_a_result() {
    let house = house();
    let opened = house.data("issue open 2021-1-431 --text 地块未交付 --kind 用地 --limit 2021-03-31");
    assert_eq!(opened["id"], "1");
    assert_eq!(opened["project"], "2021-1-431");
    assert_eq!(opened["owner"], "九龙坡区政府");
    assert_eq!(opened["level"], "legal_entity");

    let before = house.data("issue list");
    assert_eq!(before["issues"][0]["proposed_level"], Value::Null);

    let house = on(house, "2021-04-11T09:00:00+08:00");
    let late = house.data("issue list --overdue");
    assert_eq!(late["total"], 1);
    assert_eq!(late["issues"][0]["days_over"], 11);
    assert_eq!(late["issues"][0]["proposed_level"], "department");
    let seen = house.run("issue list");
    assert!(seen.out.contains("逾期11天") && seen.out.contains("上报行业主管部门"), "{}", seen.out);

    let (exit, refused) = house.json("issue escalate 1 --to commission");
    assert_eq!(exit, 3, "{refused:#}");
    finding(&refused, "E4701");
    house.data("issue escalate 1 --to commission --reason 多次协调未果");
    assert_eq!(house.data("issue list --awaiting")["total"], 1);
    let (exit, refused) = house.json("issue escalate 1 --to 区县 --reason 再议");
    assert_eq!((exit, codes(&refused)), (3, vec!["E4703"]));

    house.data("issue update 1 --decision 四月底前交地");
    assert_eq!(house.data("issue list --awaiting")["total"], 0);
    let (exit, refused) = house.json("issue close 1");
    assert_eq!(exit, 3);
    finding(&refused, "E4701");
    house.data("issue close 1 --result 已交地");
    assert_eq!(house.data("issue list")["total"], 0);
    assert_eq!(house.data("issue list --closed 2021-04")["total"], 1);
    let (exit, refused) = house.json("issue close 1 --result 再销");
    assert_eq!((exit, codes(&refused)), (3, vec!["E4704"]));

    let history = house.data("issue show 1");
    let acts: Vec<&str> =
        history["revisions"].as_array().unwrap().iter().map(|r| r["action"].as_str().unwrap()).collect();
    assert_eq!(acts, ["open", "escalate", "decide", "close"]);
}

#[test]
fn an_issue_with_a_limit_before_its_opening_is_refused_and_nothing_is_stored() {
    let house = house();
    let run = house.run("issue open 2021-1-431 --text 地块未交付 --limit 2021-03-01");
    assert_eq!(run.exit, 3, "{}", run.err);
    assert_eq!(run.codes(), ["E4702"]);
    assert_eq!(house.data("issue list --all")["total"], 0);
    let unknown = house.run("issue close 99 --result 好");
    assert_eq!((unknown.exit, unknown.codes()), (3, vec!["E4712"]));
    assert_eq!(house.run("issue open 2021-1-431 --text x --kind 天气").exit, 2);
}

#[test]
fn permits_say_what_a_start_still_waits_for() {
    let house = house();
    house.data("permit set 2021-1-431 用地:planned=2021-03-01 --owner 李工");
    let list = house.data("permit list 2021-1-431");
    let waiting = list["waiting"].as_array().unwrap();
    let land = waiting.iter().find(|w| w["kind"] == "land").unwrap();
    assert_eq!(land["days_over"], 23);
    assert_eq!(waiting.len(), 5, "{list:#}");

    let early = house.run("permit set 2021-1-431 施工许可:actual=2021-03-20");
    assert_eq!(early.exit, 0, "{}", early.err);
    assert_eq!(
        early.codes(),
        ["E4027", "E4028", "E4028"],
        "no number; before planning and land: {}",
        early.err
    );
    let future = house.run("permit set 2021-1-431 环评:actual=2021-05-01");
    assert_eq!((future.exit, future.codes()), (3, vec!["E4018"]));
    assert_eq!(house.run("permit set 2021-1-431 彩票:actual=2021-03-01").exit, 2);

    house.data("permit set 2021-1-544 环评:planned=2021-06-01");
    let all = house.data("permit list");
    assert_eq!(all["total"], 3, "{all:#}");
    assert_eq!(
        (&all["permits"][0]["project"], &all["permits"][0]["days_over"]),
        (&json!("2021-1-431"), &json!(23))
    );
    let over = house.data("permit list --overdue");
    assert_eq!((&over["total"], &over["permits"][0]["kind"]), (&json!(1), &json!("land")), "{over:#}");
    let seen = house.run("permit list --overdue").out;
    assert!(seen.contains("2021-1-431") && seen.contains("李工") && !seen.contains("2021-1-544"), "{seen}");
    assert_eq!(house.run("permit list 2021-1-431 --overdue").exit, 2);
}

/// 倒排工期: dates run backwards from 投产, a late step moves the rest or is squeezed.
#[test]
fn a_schedule_runs_backwards_and_a_slip_moves_or_squeezes_it() {
    let house = house();
    let planned = house.data("milestone plan 2021-1-431 --finish 2021-06-30 --steps 签约=2,注册=10,开工=1");
    let steps = planned["milestones"].as_array().unwrap();
    assert_eq!(steps[2]["finish"], "2021-06-30");
    // 端午: 12–14 June 2021 are rest days, so the ten working days of 注册 end on the 29th and begin on the 16th.
    assert_eq!((&steps[1]["start"], &steps[1]["finish"]), (&json!("2021-06-16"), &json!("2021-06-29")));
    assert_eq!(steps[0]["critical"], true);

    let house = on(house, "2021-06-21T10:00:00+08:00");
    let done = house.data("milestone done 2021-1-431 签约 --on 2021-06-21 --squeeze");
    assert_eq!(done["milestones"][2]["finish"], "2021-06-30", "{done:#}");
    assert_eq!(done["milestones"][1]["days"], 6);
    let refused = house.run("milestone slip 2021-1-431 注册 --to 2021-07-05 --squeeze --reason 材料不全");
    assert_eq!((refused.exit, refused.codes()), (3, vec!["E4706"]), "{}", refused.err);
    let moved = house.data("milestone slip 2021-1-431 注册 --to 2021-07-05 --reason 材料不全");
    assert_eq!(moved["milestones"][2]["finish"], "2021-07-06");
    let list = house.run("milestone list 2021-1-431");
    assert!(list.out.contains("关键步骤：注册"), "{}", list.out);
    assert_eq!(house.run("milestone slip 2021-1-431 注册 --to 2021-07-08").codes(), ["E4035"]);
    assert_eq!(house.run("milestone done 2021-1-431 验收").codes(), ["E4713"]);
    // What was ticked off says what happened: neither a slip nor another tick moves it.
    for again in [
        "milestone slip 2021-1-431 签约 --to 2021-06-28 --reason 误",
        "milestone slip 2021-1-431 签约 --to 2021-06-28 --squeeze --reason 误",
        "milestone done 2021-1-431 签约 --on 2021-06-20",
    ] {
        assert_eq!(house.run(again).codes(), ["E4705"], "{again}");
    }
    let kept = house.data("milestone done 2021-1-431 签约 --on 2021-06-21");
    assert_eq!(
        (&kept["milestones"][0]["done"], &kept["milestones"][2]["finish"]),
        (&"2021-06-21".into(), &"2021-07-06".into())
    );
    assert_eq!(
        house.run("milestone plan 2021-1-431 --finish 2021-12-31").codes(),
        ["E4035"],
        "anew needs a reason"
    );
}

#[test]
fn steps_that_cannot_be_scheduled_are_refused() {
    let house = house();
    let negative = house.run("milestone plan 2021-1-431 --finish 2021-06-30 --steps 签约=-2");
    assert_eq!((negative.exit, negative.codes()), (4, vec!["E4705"]), "{}", negative.err);
    let circle = "templates:\n- name: 环\n  steps:\n  - {name: 甲, days: 1, after: [乙]}\n  - {name: 乙, days: 1, after: [甲]}\n";
    let data = house.catalogue("- serial: 1\n  name: 试\n");
    house.put("c/steps.yaml", circle);
    let run = house.run(&format!("check --data {data}"));
    assert!(run.codes().contains(&"E4705"), "{}", run.err);
}

/// 三池对接: matches never exceed either side, and a proposal says why.
#[test]
fn money_is_matched_and_never_given_away_twice() {
    let house = house();
    house.data("pool add 2021-1-431 --resource 专项债 --amount 5000 --by 2021-06-30");
    house.data("pool add --offer 第三批专项债券 --resource special_bonds --amount 3000 --until 2021-12-31");
    house.data("pool add --offer 渝北土地 --resource 用地 --amount 120.5 --district 渝北区");
    let run = house.run("pool match n1 o1 --amount 4000");
    assert_eq!((run.exit, run.codes()), (3, vec!["E4709"]));
    assert!(run.err.contains("至多 3000 万元"), "{}", run.err);
    let listed = house.data("pool list --propose");
    assert_eq!(listed["proposals"][0]["amount"], 30_000_000, "money is integer yuan");
    assert!(listed["proposals"][0]["why"].as_str().unwrap().contains("2021-06-30"));
    house.data("pool match n1 o1");
    let again = house.run("pool match n1 o1 --amount 1");
    assert_eq!((again.exit, again.codes()), (3, vec!["E4709"]));
    let wrong = house.run("pool match n1 o2 --amount 1");
    assert_eq!((wrong.exit, wrong.codes()), (3, vec!["E4708"]));
    let after = house.data("pool list");
    assert_eq!(after["needs"][0]["left"], 20_000_000);
    assert_eq!(after["offers"][0]["left"], 0);
    assert_eq!(house.run("pool add 2021-1-431 --resource 用地 --amount 0").codes(), ["E4710"]);
    assert_eq!(house.run("pool add 2021-1-431 --resource 用地 --amount 三亩").exit, 2);
}

#[test]
fn funding_by_source_shows_its_gap() {
    let house = house();
    house.data("funding set 2021-1-431 信贷 --planned 8000 --available 3000");
    let used = house.run("funding set 2021-1-431 信贷 --used 3000.5");
    assert_eq!((used.exit, used.codes()), (3, vec!["E4709"]), "{}", used.err);
    house.data("funding set 2021-1-431 信贷 --used 1200");
    let list = house.data("funding list 2021-1-431");
    assert_eq!(
        list["funding"],
        json!([{"source": "bank_credit", "planned": 80_000_000, "available": 30_000_000, "used": 12_000_000, "gap": 50_000_000}])
    );
    let all = house.data("funding list");
    assert_eq!((&all["total"], &all["funding"][0]["gap"]), (&json!(1), &json!(50_000_000)), "{all:#}");
    let seen = house.run("funding list").out;
    assert!(seen.contains("九龙坡博世氢材料发动机") && seen.contains("5000"), "{seen}");
}

#[test]
fn who_stands_behind_a_project_and_what_was_seen_on_its_site() {
    let house = house();
    let headless = house.run("roster set 2021-1-431 --members 王五,赵六");
    assert_eq!((headless.exit, headless.codes()), (3, vec!["E4711"]));
    house.data("roster set 2021-1-431 --legal-entity 某公司 --leader 张三 --members 王五,赵六");
    house.data("roster set 2021-1-431 --department 市经济信息委");
    let roster = house.data("roster show 2021-1-431");
    assert_eq!(roster["legal_entity"], "某公司");
    assert_eq!(roster["supervising_department"], "市经济信息委");
    assert_eq!(roster["task_force"], json!(["王五", "赵六"]));

    let note = house.data("site add 2021-1-431 安全 --text 临边防护缺失 --follow-up 三日内整改");
    assert_eq!(note["on"], "2021-03-24");
    house.data("site settle 2021-1-431 1 --how 已加装护栏");
    let notes = house.data("site list 2021-1-431");
    assert_eq!(notes["notes"][0]["settled"], "2021-03-24");
    assert_eq!(house.run("site add 2021-1-431 安全 --text 明天的事 --on 2021-03-25").exit, 3);
}

/// `show` has everything in one document, under the names of the contract.
#[test]
fn show_gathers_what_is_kept_around_a_project() {
    let house = house();
    house.data("plan set 2021-1-431 --year-plan 12000 --total 50000 --from 2021-03-10 --reason 年度计划");
    house.data("report file 2021-1-431 --month 2021-03 --invested 300 --before 0 --text 场地平整 --started 2021-03-05");
    house.data("issue open 2021-1-431 --text 地块未交付");
    house.data("permit set 2021-1-431 规划:actual=2021-02-01,number=渝规〔2021〕1号");
    house.data("milestone plan 2021-1-431 --finish 2021-12-31");
    house.data("funding set 2021-1-431 信贷 --planned 8000");
    let shown = house.data("show 2021-1-431");
    assert_eq!(shown["project"]["id"], "2021-1-431");
    assert_eq!(shown["plan"][0]["year_plan"], 120_000_000);
    assert_eq!(shown["reports"][0]["ytd_investment"], 3_000_000);
    assert_eq!(shown["issues"][0]["text"], "地块未交付");
    assert_eq!(shown["permits"][0]["kind"], "planning");
    assert_eq!(shown["milestones"].as_array().unwrap().len(), 10);
    assert_eq!(shown["funding"][0]["gap"], 80_000_000);
    assert!(shown["lamp"]["sentence"].as_str().unwrap().contains('%'), "{}", shown["lamp"]);
    let seen = house.run("show 2021-1-431").out;
    for words in ["2021-03", "场地平整", "地块未交付", "下一节点"] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert_eq!(house.run("verify").exit, 0);
}

/// `is:` filters on the command line go by the month in hand, as they do on the screen.
#[test]
fn lists_can_be_narrowed_to_what_is_not_filed() {
    let house = house();
    assert_eq!(house.run("list is:unfiled").codes(), ["E5002"], "without a ledger that is said");
    house.data("report file 2021-1-431 --month 2021-03 --invested 300 --before 0 --text 场地平整 --started 2021-03-05");
    let missing = house.data("list is:unfiled");
    assert_eq!((&missing["total"], &missing["projects"][0]["id"]), (&json!(1), &json!("2021-1-544")));
    assert_eq!(house.data("find is:filed")["hits"][0]["project"]["id"], "2021-1-431");
}
