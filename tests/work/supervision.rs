//! 百项重点关注 on the command line: put on with reason and document, visited, asked, answered, printed;
//! and an issue that comes straight from a report.

use serde_json::Value;

use crate::house::{House, finding};
use crate::{codes, house, on};

const FILE: &str = "report file 2021-1-431 --month 2021-03 --invested 0 --text 办理手续 --stage 未开工 \
                    --statistics-state unregistered --physical 0";

#[test]
fn a_watched_project_is_visited_asked_and_answered_and_its_changes_are_told() {
    let house = house();
    let early = house.run("watch visit 2021-1-431 --text 现场查看");
    assert_eq!((early.exit, early.codes()), (3, vec!["E2004"]), "only watched projects: {}", early.err);
    assert_eq!(house.run("watch add 2021-1-431").codes(), ["E4035"], "a reason is asked for");
    house.data("watch add 2021-1-431 --reason 百项重点 --document 渝府督〔2021〕3号");
    house.data("watch visit 2021-1-431 --text 桩基滞后 --demand 增加机械 --due 2021-04-10");

    let house = on(house, "2021-03-25T09:00:00+08:00");
    house.data(FILE);
    house.data("issue open 2021-1-431 --text 地块未交付 --kind 用地");
    let changes = house.data("watch changes 2021-1-431");
    let told: Vec<&str> =
        changes["changes"].as_array().unwrap().iter().map(|c| c["what"].as_str().unwrap()).collect();
    assert_eq!(told, ["月报 2021-03 报送", "问题 1 登记"], "{changes:#}");

    let house = on(house, "2021-04-20T09:00:00+08:00");
    let visits = house.data("watch visits");
    assert_eq!((&visits["visits"][0]["days_over"], &visits["visits"][0]["open"]), (&10.into(), &true.into()));
    let (exit, refused) = house.json("watch answer 2021-1-431 1");
    assert_eq!(exit, 3);
    finding(&refused, "E4701");
    house.data("watch answer 2021-1-431 1 --how 已增加两台旋挖钻机");
    let (exit, refused) = house.json("watch answer 2021-1-431 1 --how 再答");
    assert_eq!((exit, codes(&refused)), (3, vec!["E4704"]));

    // What the audit holds: every step of it, chained.
    assert_eq!(house.data("verify")["integrity"], "ok");
    let shown = house.data("show 2021-1-431");
    assert_eq!(shown["supervision"][0]["action"], "answer");
    assert_eq!(shown["watched"]["document"], "渝府督〔2021〕3号");
    let text = house.run("show 2021-1-431").out;
    assert!(text.contains("桩基滞后") && text.contains("2021-04-20 办结"), "{text}");
}

#[test]
fn bad_supervision_entries_are_refused_and_nothing_is_stored() {
    let house = house();
    house.data("watch add 2021-1-431 --reason 百项重点");
    for (flags, code) in [
        ("--text 查看 --demand 整改 --due 2021-03-01", "E4702"),
        ("--text 查看 --due 2021-04-01", "E4701"),
        ("--text 查看 --on 2021-05-01", "E4018"),
    ] {
        let run = house.run(&format!("watch visit 2021-1-431 {flags}"));
        assert_eq!(run.exit, 3, "{flags}: {}", run.err);
        assert!(run.codes().contains(&code), "{flags}: {}", run.err);
    }
    let run = house.run_args(&["watch", "visit", "2021-1-431", "--text", " "]);
    assert_eq!((run.exit, run.codes()), (3, vec!["E4701"]), "{}", run.err);
    assert_eq!(house.data("watch visits")["total"], 0);
    let run = house.run("watch answer 2021-1-431 7 --how 好");
    assert_eq!((run.exit, run.codes()), (3, vec!["E4712"]));
    assert_eq!(house.run("watch changes 2021-1-544").exit, 3, "never looked at");
    assert_eq!(house.run("watch visit 2021-1-431 --text 查看 --due 月底").exit, 2);
}

#[test]
fn the_print_ready_page_holds_what_the_ledger_holds() {
    let house = house();
    house.data("watch add 2021-1-431 --reason 百项重点 --document 渝府督〔2021〕3号");
    house.data("watch visit 2021-1-431 --text 桩基滞后 --demand 增加机械");
    house.data("permit set 2021-1-431 用地:planned=2021-03-01");
    house.data("site add 2021-1-431 安全 --text 临边防护缺失 --follow-up 当日补齐");
    house.data("funding set 2021-1-431 信贷 --planned 8000 --available 3000");
    house.data("roster set 2021-1-431 --legal-entity 某某公司");
    let page = house.run("watch sheet 2021-1-431").out;
    for said in ["督查单", "百项重点", "桩基滞后", "逾期23天", "临边防护缺失", "8000", "某某公司"]
    {
        assert!(page.contains(said), "no {said} in\n{page}");
    }
    let file = house.path("单.docx").display().to_string();
    let written = house.run(&format!("watch sheet 2021-1-431 --format docx --output {file}"));
    assert_eq!(written.exit, 0, "{}", written.err);
    assert!(std::fs::read(&file).unwrap().starts_with(b"PK"));
    let html = house.run("watch sheet 2021-1-431 --format html").out;
    assert!(html.contains("<table>") && !html.contains("<script"), "{html}");
}

#[test]
fn an_office_edits_the_page_and_a_wrong_name_is_told_with_its_line() {
    let house = house();
    let data = house.demo(12);
    let template = "# 单\n\n{{ 名称 }}的{{ 没有的数 }}\n";
    house.put("demo/templates/project.md", template);
    let run = house.run(&format!("watch sheet 2021-1-1 --data {data}"));
    assert_eq!((run.exit, run.codes()), (4, vec!["E1505"]), "{}", run.err);
    house.put("demo/templates/project.md", "# 单\n\n只要名称：{{ 名称 }}\n");
    assert!(house.run(&format!("watch sheet 2021-1-1 --data {data}")).out.contains("只要名称："));
}

#[test]
fn an_issue_is_opened_from_the_words_of_a_report() {
    let house = house();
    house.data(&format!("{FILE} --problems 高压线迁改未完成"));
    let opened = house.data("issue open 2021-1-431 --month 2021-03");
    assert_eq!((&opened["kind"], &opened["text"]), (&"utilities".into(), &"高压线迁改未完成".into()));
    assert_eq!(opened["from_report"], "2021-03");
    let none = house.run("issue open 2021-1-544 --month 2021-03");
    assert_eq!((none.exit, none.codes()), (3, vec!["E4701"]), "{}", none.err);
    assert_eq!(house.run("issue open 2021-1-431").exit, 2);
}

/// The rule is a setting: an office that waits a week and then five days a step.
#[test]
fn an_office_sets_when_an_issue_goes_up() {
    let house = House::new();
    let data = house.catalogue("- serial: 1\n  name: 试\n  lead_units: [甲区政府]\n");
    house.put("c/issues.yaml", "escalation:\n  first_after: 7\n  step: 5\n");
    house.data(&format!("issue open 2021-1-1 --text 卡住 --limit 2021-03-31 --data {data}"));
    let house = on(house, "2021-04-06T09:00:00+08:00");
    let list = |house: &House| house.data(&format!("issue list --data {data}"))["issues"][0].clone();
    assert_eq!(list(&house)["proposed_level"], Value::Null, "six days over");
    let house = on(house, "2021-04-12T09:00:00+08:00");
    assert_eq!(list(&house)["proposed_level"], "department", "twelve days over: two steps");
    house.put("c/issues.yaml", "escalation:\n  first_after: 0\n");
    let run = house.run(&format!("check --data {data}"));
    assert!(run.err.contains("escalation.first_after"), "{}", run.err);
}

#[test]
fn a_promotion_project_shows_how_it_went_from_stage_to_stage() {
    let house = House::new();
    house.put("c/2021/promotion.yaml", "- serial: 1\n  name: 试\n  lead_units: [甲区政府]\n");
    let data = house.path("c").display().to_string();
    let file = |house: &House, month: &str, stage: &str| {
        house.data(&format!(
            "report file 2021-3-1 --month {month} --text 推进 --stage {stage} --reason 更正 --data {data}"
        ))
    };
    file(&house, "2021-01", "洽谈");
    file(&house, "2021-02", "签约");
    file(&house, "2021-03", "签约");
    let shown = house.data(&format!("show 2021-3-1 --data {data}"));
    let steps: Vec<(&str, &str)> = shown["stages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["month"].as_str().unwrap(), s["stage"].as_str().unwrap()))
        .collect();
    assert_eq!(steps, [("2021-01", "洽谈"), ("2021-02", "签约")]);
    assert!(house.run(&format!("show 2021-3-1 --data {data}")).out.contains("洽谈 2021-01 → 签约 2021-02"));
}
