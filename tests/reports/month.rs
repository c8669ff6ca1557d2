//! The month as a whole: what `due` counts, whom `chase` names, which contacts there are.

use serde_json::{Value as Json, json};

use crate::desk::{BOSCH, CAERI, Desk, PROMOTION};

fn counts(due: &Json, at: usize) -> [Json; 5] {
    let category = &due["categories"][at];
    ["due", "filed", "late", "returned", "outstanding"].map(|field| category[field].clone())
}

#[test]
fn due_counts_what_the_ledger_holds() {
    let mut desk = Desk::new();
    let due = |desk: &Desk| desk.json(&["due", "--month", "2021-03"]);
    assert_eq!(counts(&due(&desk), 0), [json!(2), Json::Null, Json::Null, Json::Null, Json::Null]);
    desk.file(BOSCH, "2021-03", "1");
    assert_eq!(counts(&due(&desk), 0), [2, 1, 0, 0, 1].map(Json::from));
    desk.goes_to("2021-03-26T12:00:00+08:00");
    desk.file(CAERI, "2021-03", "1");
    assert_eq!(counts(&due(&desk), 0), [2, 2, 1, 0, 0].map(Json::from));
    desk.json(&["report", "return", BOSCH, "--month", "2021-03", "--reason", "核实"]);
    let after = due(&desk);
    assert_eq!(counts(&after, 0), [2, 1, 1, 1, 1].map(Json::from), "due = filed + outstanding");
    assert_eq!(counts(&after, 2), [1, 0, 0, 0, 1].map(Json::from));
    let unit = after["units"].as_array().unwrap().iter().find(|u| u["unit"] == "两江新区管委会").unwrap();
    assert_eq!([&unit["due"], &unit["filed"], &unit["outstanding"]], [2, 1, 1]);
    assert_eq!(counts(&desk.json(&["due", "--month", "2021-02"]), 0)[0], 0, "before the notice");
}

#[test]
fn a_later_list_takes_over() {
    let desk = Desk::new().at("2022-03-20T12:00:00+08:00");
    let year = desk.path("data/2022");
    std::fs::create_dir_all(&year).unwrap();
    std::fs::write(year.join("construction.yaml"), "- serial: 7\n  name: 演示道路\n").unwrap();
    let refused =
        desk.refused(&["report", "file", BOSCH, "--month", "2022-01", "--invested", "1", "--text", "x"]);
    assert_eq!(refused, (3, vec!["E4004".into()]), "a list without a notice begins in January");
    assert_eq!(desk.file(BOSCH, "2021-12", "1")["late"], true);
    assert_eq!(desk.file("2022-1-7", "2022-01", "1")["status"], "submitted");
    assert_eq!(counts(&desk.json(&["due", "--month", "2022-02"]), 0)[0], 1);
}

#[test]
fn chase_names_who_is_missing_with_a_message_to_send() {
    let mut desk = Desk::new();
    desk.file(BOSCH, "2021-03", "1");
    desk.json(&["contact", "set", "--unit", "两江新区管委会", "--name", "李四", "--phone", "023-63895000"]);
    desk.json(&[
        "contact",
        "set",
        CAERI,
        "--name",
        "王五",
        "--phone",
        "１３８００００００００",
        "--post",
        "项目经理",
    ]);
    desk.json(&["report", "return", BOSCH, "--month", "2021-03", "--reason", "进度与照片不符"]);
    let chase = desk.json(&["chase", "--month", "2021-03"]);
    assert_eq!(chase["month"], "2021-03");
    let units = chase["units"].as_array().unwrap();
    assert_eq!(units[0]["unit"], "两江新区管委会", "most missing first");
    assert_eq!(units[0]["contact"]["name"], "李四");
    let missing: Vec<_> =
        units[0]["outstanding"].as_array().unwrap().iter().map(|m| (&m["id"], &m["state"])).collect();
    let outstanding = json!("outstanding");
    assert_eq!(missing, [(&json!(CAERI), &outstanding), (&json!(PROMOTION), &outstanding)]);
    assert_eq!(units[0]["outstanding"][0]["contact"]["phone"], "13800000000");
    let bosch = units.iter().find(|u| u["unit"] == "九龙坡区政府").unwrap();
    assert_eq!(bosch["outstanding"][0]["state"], "returned");
    insta::assert_snapshot!(bosch["message"].as_str().unwrap(), @r"
    【催报】九龙坡区政府：2021年3月市级重大项目月报将于3月25日(周四)24时截止，你单位尚有1个项目未完成填报，请按时填报：
    1. 九龙坡博世氢材料发动机（2021-1-431）退回：进度与照片不符
    ");
    desk.goes_to("2021-03-26T12:00:00+08:00");
    let late = desk.json(&["chase", "--month", "2021-03", "--unit", "两江"]);
    assert_eq!(late["units"][0]["outstanding"][0]["state"], "late", "the deadline has passed");
    insta::assert_snapshot!(late["units"][0]["message"].as_str().unwrap(), @r"
    【催报】两江新区管委会（李四 023-63895000）：2021年3月市级重大项目月报已于3月25日(周四)24时截止，你单位尚有2个项目逾期未完成填报，请立即补报：
    1. 中国汽研国家氢能动力质检中心（2021-1-544）
    2. 演示招商工厂（2021-3-1）
    ");
    let plain = desk.run(&["chase", "--month", "2021-03", "--unit", "九龙坡"]);
    assert!(plain.out.contains("退回：进度与照片不符"), "{}", plain.out);
}

#[test]
fn a_contact_must_be_reachable() {
    let desk = Desk::new();
    assert_eq!(desk.refused(&["contact", "set", BOSCH, "--name", "张三"]), (3, vec!["E4039".into()]));
    assert_eq!(
        desk.refused(&["contact", "set", BOSCH, "--name", "张三", "--phone", "见通讯录"]),
        (3, vec!["E4040".into()])
    );
    assert!(!desk.ledger().exists());
}
