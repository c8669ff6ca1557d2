//! What is due, and when, by Shanghai's clock.

use serde_json::{Value, json};

use crate::house::{House, finding};

const NOON: &str = "due --at 2021-03-24T12:00:00+08:00";

#[test]
fn the_countdown_and_what_is_due() {
    let data = House::new().data(NOON);
    for (field, expected) in [
        ("now", json!("2021-03-24T12:00:00+08:00")),
        ("month", json!("2021-03")),
        ("deadline", json!("2021-03-26T00:00:00+08:00")),
        ("reminder_date", json!("2021-03-25")),
        ("seconds_left", json!(129_600)),
        ("days_left", json!(1)),
    ] {
        assert_eq!(data[field], expected, "{field}");
    }
    assert!(data["rule"].as_str().unwrap().contains("含当日"));
    let construction = json!({"category": "construction", "declared": 894, "loaded": 2, "due": 2,
        "filed": null, "late": null, "returned": null, "outstanding": null});
    assert_eq!(data["categories"][0], construction);
    assert_eq!(
        (&data["categories"][1]["declared"], &data["categories"][1]["loaded"]),
        (&json!(258), &json!(0))
    );
    assert_eq!((&data["categories"][2]["declared"], &data["categories"][2]["due"]), (&json!(100), &json!(0)));
    let units: Vec<&Value> = data["units"].as_array().unwrap().iter().map(|u| &u["unit"]).collect();
    assert_eq!(units.len(), 2);
    assert!(units.contains(&&json!("九龙坡区政府")) && units.contains(&&json!("两江新区管委会")));
    assert_eq!((&data["units"][0]["due"], &data["units"][0]["outstanding"]), (&json!(1), &Value::Null));
}

#[test]
fn without_a_ledger_nothing_is_called_outstanding() {
    let run = House::new().run(NOON);
    assert_eq!(run.exit, 0);
    for text in ["2021-03", "距截止 1天 12:00:00", "3月25日(周四) 24:00", "含当日", "尚无台账"]
    {
        assert!(run.out.contains(text), "{text}:\n{}", run.out);
    }
    let en = House::new().run(&format!("{NOON} --lang en"));
    for text in ["1d 12:00:00 left", "Thu 2021-03-25", "No ledger yet"] {
        assert!(en.out.contains(text), "{text}:\n{}", en.out);
    }
}

#[test]
fn the_deadline_rolls_over_at_midnight_in_shanghai() {
    let house = House::new().with("TZ", "America/New_York");
    let month = |at: &str| house.data(&format!("due --at {at}"))["month"].clone();
    assert_eq!(month("2021-03-25T23:59:59+08:00"), "2021-03");
    assert_eq!(month("2021-03-25T16:00:00Z"), "2021-04");
    assert_eq!(month("2021-12-26"), "2022-01", "the list stays in force until a later one is loaded");
}

#[test]
fn a_month_may_be_named_whether_past_or_before_the_duty() {
    let house = House::new();
    let past = house.data("due --month 2021-03 --at 2021-04-01T00:00:00+08:00");
    assert_eq!((&past["seconds_left"], &past["days_left"]), (&json!(-6 * 86_400), &json!(-7)));
    assert!(house.run("due --month 2021年3月 --at 2021-04-01").out.contains("已过截止 6天"));
    let before = house.data("due --month 2021-02");
    assert_eq!((&before["categories"][0]["due"], &before["units"]), (&json!(0), &json!([])));
}

#[test]
fn each_month_is_owed_by_the_list_in_force_then() {
    let house = House::new();
    house.put("c/2021/construction.yaml", "- {serial: 1, name: 旧, stage: 续建, lead_units: [甲局]}\n");
    house.put("c/2022/construction.yaml", "- {serial: 1, name: 新, stage: 续建, lead_units: [乙局]}\n");
    let owing =
        |month: &str| house.data(&format!("due --data c --month {month}"))["units"][0]["unit"].clone();
    assert_eq!((owing("2021-12"), owing("2022-01")), (json!("甲局"), json!("乙局")));
    assert_eq!(house.data("due --data c --month 2021-12")["categories"][0]["declared"], Value::Null);
}

#[test]
fn the_reminder_is_the_last_working_day() {
    let house = House::new();
    let reminder = |month: &str| house.data(&format!("due --month {month}"))["reminder_date"].clone();
    assert_eq!(reminder("2021-04"), "2021-04-25", "a Sunday, but worked in place of a holiday");
    assert_eq!(reminder("2021-07"), "2021-07-23", "a Sunday; the Friday before");
}

#[test]
fn the_calendar_file_is_one_and_rings() {
    let house = House::new();
    let file = house.run("due --ics --month 2021-07").out;
    assert!(file.starts_with("BEGIN:VCALENDAR\r\n") && file.ends_with("END:VCALENDAR\r\n"), "{file}");
    for line in ["DTSTART;VALUE=DATE:20210725", "TRIGGER;VALUE=DATE-TIME:20210723T010000Z", "BEGIN:VALARM"] {
        assert!(file.contains(&format!("{line}\r\n")), "{line}\n{file}");
    }
    assert_eq!(file, house.run("due --ics --month 2021-07").out, "the same file every time");
    assert_eq!(house.run("due --ics").out.matches("BEGIN:VEVENT").count(), 10, "March to December");
    assert_eq!(house.data("due --ics --month 2021-07")["ics"], file.as_str());
}

#[test]
fn a_moment_or_month_that_cannot_be_read_is_named() {
    let house = House::new();
    for line in ["due --at tomorrow", "due --at 2021-13-01", "due --month 3", "due --month 2021-00"] {
        let (exit, document) = house.json(line);
        let finding = finding(&document, "E2001");
        assert_eq!(exit, 2, "{line}");
        assert_eq!(finding["got"], line.rsplit(' ').next().unwrap());
        assert!(finding["expected"].as_str().unwrap().contains("2021-03"), "{finding:#}");
    }
}

/// What stood at another moment is what had been filed by then.
#[test]
fn due_at_a_moment_counts_what_had_been_filed_by_then() {
    let house = House::new();
    house.data("report file 2021-1-431 --month 2021-03 --invested 300 --before 0 --text 场地平整 --started 2021-03-05");
    let filed = |at: &str| house.data(&format!("due --at {at}"))["categories"][0]["filed"].clone();
    assert_eq!((filed("2021-03-24T11:59"), filed("2021-03-24T12:01")), (0.into(), 1.into()));
}

#[test]
fn what_names_nothing_is_said_and_no_advice_is_given_that_does_not_fit() {
    let house = House::new();
    let unit = house.run("chase --unit 没有这个单位");
    assert_eq!((unit.exit, unit.codes()), (3, vec!["E2004"]), "{}", unit.err);
    let backup = house.run("restore nofile.db");
    assert_eq!(backup.exit, 5);
    assert!(backup.err.contains("不存在") && !backup.err.contains("首次填报"), "{}", backup.err);
    assert_eq!(house.run("verify --anchor abc").exit, 2, "no hash was ever so short");
    assert!(house.run("list --stage 没有").out.contains("没有符合条件的项目"));
}
