//! Looking a project up: one word is enough.

use serde_json::{Value, json};

use crate::house::{House, finding};

#[test]
fn a_lookup_answers_with_id_mark_name_stage_and_unit() {
    let run = House::new().run("find 博世");
    assert_eq!(run.exit, 0);
    assert_eq!(run.out, "2021-1-431  ★九龙坡博世氢材料发动机  新开工  九龙坡区政府\n");
    assert_eq!(run.err, "");
}

#[test]
fn chinese_pinyin_initials_and_mixtures_find_the_same_project() {
    let house = House::new();
    for query in ["博世", "boshi", "jlpbs", "jlp博世", "boshi氢", "431", "2021-1-431", "ｂｏｓｈｉ"]
    {
        let data = house.data(&format!("find {query}"));
        assert_eq!(data["hits"][0]["project"]["id"], "2021-1-431", "{query}");
        assert_eq!(data["query"], query);
    }
}

#[test]
fn a_hit_is_the_whole_project_with_what_matched() {
    let data = House::new().data("find 博世");
    assert_eq!(data["total"], 1);
    let hit = &data["hits"][0];
    assert!(hit["score"].is_i64());
    assert_eq!(hit["matched"], json!([{"field": "name", "ranges": [[3, 5]]}]));
    let project = json!({
        "id": "2021-1-431", "year": 2021, "category": "construction", "annex": 1, "serial": 431,
        "mark": "★", "name": "九龙坡博世氢材料发动机",
        "headings": ["重大产业项目", "工业支柱产业", "汽车产业"],
        "start_year": 2021, "finish_year": 2025, "stage": "新开工",
        "content": "建设辐射全国的氢燃料电池发动机研发、生产基地。", "goal": "开工建设",
        "lead_units": ["九龙坡区政府"], "district": "九龙坡区",
        "amounts": {"total_investment": null, "planned_investment": null}, "extra": {}
    });
    assert_eq!(hit["project"], project);
}

#[test]
fn flags_narrow_and_limit() {
    let house = House::new();
    let demo = house.demo(400);
    let all = house.data(&format!("find 基地 --data {demo} --limit 1000"));
    let total = all["total"].as_u64().unwrap();
    assert_eq!(all["hits"].as_array().unwrap().len() as u64, total);
    let two = house.data(&format!("find 基地 --data {demo} --limit 2"));
    assert_eq!((two["total"].as_u64(), two["hits"].as_array().unwrap().len()), (Some(total), 2));
    assert_eq!(two["hits"][0], all["hits"][0], "best first, whatever the limit");

    let promotion = house.data(&format!("find 基地 --category 招商 --data {demo}"));
    let hits = promotion["hits"].as_array().unwrap();
    assert_eq!(promotion["total"].as_u64().unwrap(), hits.len() as u64);
    assert!(hits.iter().all(|h| h["project"]["category"] == "promotion"));

    let unit = house.data(&format!("find 基地 --unit 市经济信息委 --data {demo}"));
    let hits = unit["hits"].as_array().unwrap();
    assert!(!hits.is_empty() && (hits.len() as u64) < total);
    for hit in hits {
        assert!(hit["project"]["lead_units"].as_array().unwrap().contains(&json!("市经济信息委")), "{hit}");
    }
}

#[test]
fn nothing_found_is_a_plain_no() {
    let house = House::new();
    let run = house.run("find 不存在的项目");
    assert_eq!((run.exit, run.codes(), run.out.as_str()), (3, vec!["E2004"], ""));
    let (exit, document) = house.json("find 不存在的项目");
    assert_eq!(exit, 3);
    assert_eq!(finding(&document, "E2004")["got"], "不存在的项目");
}

#[test]
fn a_query_that_asks_nothing_is_a_wrong_command_line() {
    let house = House::new();
    for query in ["", " ", "is:blue", "colour:red"] {
        let run = house.run_args(&["find", query]);
        assert_eq!((run.exit, run.codes()), (2, vec!["E2008"]), "{query:?}: {}", run.err);
        assert!(run.err.starts_with("error["), "{}", run.err);
    }
    // Whatever else is typed, it is an answer of one line and no crash.
    for query in ["\u{202e}\u{1b}[2J", "'^$!:\"", &"长".repeat(5_000), "((((", "\\", "-", "!"] {
        let run = house.run_args(&["find", "--", query]);
        assert!((2..=3).contains(&run.exit), "{query:?}: {}", run.exit);
        assert!(!run.err.contains(['\u{1b}', '\u{202e}']), "{:?}", run.err);
    }
}

#[test]
fn part_of_a_query_that_makes_no_sense_is_said_and_the_rest_is_searched() {
    let run = House::new().run("find 博世 colour:red");
    assert_eq!((run.exit, run.codes()), (0, vec!["E2008"]));
    assert!(run.out.contains("2021-1-431"));
}

#[test]
fn show_takes_an_id_or_words_that_name_one_project() {
    let house = House::new();
    let by_id = house.data("show 2021-1-544");
    assert_eq!(by_id["project"]["name"], "中国汽研国家氢能动力质检中心");
    for field in ["plan", "reports", "issues", "permits", "milestones", "funding"] {
        assert_eq!(by_id[field], json!([]), "{field}: nothing is known without a ledger");
    }
    for field in ["contact", "lamp"] {
        assert_eq!(by_id[field], Value::Null, "{field}");
    }
    assert_eq!(house.data("show 质检中心"), by_id);
    assert_eq!(house.data("show ２０２１－１－５４４"), by_id);

    let plain = house.run("show 博世");
    for text in ["★九龙坡博世氢材料发动机", "2021 → 2025", "工业支柱产业 › 汽车产业", "总投资        —"]
    {
        assert!(plain.out.contains(text), "{}", plain.out);
    }
}

#[test]
fn show_says_which_projects_are_meant_when_there_are_several() {
    let house = House::new();
    let run = house.run("show 氢");
    assert_eq!((run.exit, run.codes()), (3, vec!["E2003"; 3]));
    assert!(run.err.contains("2021-1-431") && run.err.contains("2021-1-544"), "{}", run.err);
    let (exit, document) = house.json("show 2021-1-9999");
    assert_eq!((exit, &finding(&document, "E2002")["got"]), (3, &json!("2021-1-9999")));
    assert_eq!(house.run("show 没有这个").codes(), ["E2002"]);
}

#[test]
fn lists_are_paged_and_narrowed() {
    let house = House::new();
    let demo = house.demo(1252);
    let listed = |line: &str| {
        let data = house.data(&format!("list --data {demo} {line}"));
        let ids: Vec<Value> =
            data["projects"].as_array().unwrap().iter().map(|project| project["id"].clone()).collect();
        (data["total"].as_u64().unwrap() as usize, ids)
    };
    let (total, all) = listed("");
    assert_eq!((total, all.len()), (1252, 1252));
    let (total, page) = listed("--limit 3 --offset 892");
    assert_eq!((total, &page[..]), (1252, &all[892..895]), "annex 2 follows annex 1");

    let count = |line: &str| listed(line).0;
    let categories = ["construction", "planning", "promotion"].map(|c| count(&format!("--category {c}")));
    assert_eq!(categories, [894, 258, 100]);
    assert_eq!(count("--sector 重大基础设施项目"), 367);
    assert_eq!(count("--category 建设 --stage 完工"), count("category:建设 stage:完工"));
    assert!(count("--district 九龙坡") > 0);
    assert_eq!(listed("--unit 没有这个单位"), (0, Vec::new()));
}

#[test]
fn show_gathers_what_the_ledger_holds() {
    let house = House::new();
    for line in [
        "plan set 431 --year-plan 20000 --total 100000 --from 2021-03-02 --reason 首次",
        "report file 431 --month 2021-03 --invested 1200.5 --text 开工 --started 2021-03-10 --statistics 1200.5",
        "issue open 431 --kind 用地 --text 征地进度慢",
        "permit set 431 土地:planned=2021-04-01",
        "milestone plan 431 --finish 2021-12-31 --steps 基础=40,主体=80",
        "funding set 431 信贷 --planned 5000",
        "contact set 431 --name 李伟 --phone 13800000000",
    ] {
        let run = house.run(line);
        assert_eq!(run.exit, 0, "{line}: {}", run.err);
    }
    let data = house.data("show 431");
    assert_eq!(data["plan"][0]["year_plan"], 200_000_000);
    assert_eq!(data["reports"][0]["completed_investment"], 12_005_000);
    assert_eq!(data["issues"][0]["text"], "征地进度慢");
    assert_eq!(data["milestones"].as_array().unwrap().len(), 2);
    assert_eq!(data["funding"][0]["planned"], 50_000_000);
    assert_eq!(data["contact"]["name"], "李伟");
    assert_eq!(data["permits"].as_array().unwrap().len(), 1);
    // 6 % of the plan against 25 % of the year.
    assert_eq!(data["lamp"]["lamp"], "yellow");
    let plain = house.run("show 431").out;
    for text in ["19.00", "李伟"] {
        assert!(plain.contains(text), "{text}\n{plain}");
    }
}
