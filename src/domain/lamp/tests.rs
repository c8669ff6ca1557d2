//! The three shipped rules as stories, and what a badly written profile is told.

use super::*;

/// An end of a band; open where the text is no number.
fn edge(text: &str, inclusive: bool) -> Option<BandEnd> {
    Ratio::parse(text).map(|at| BandEnd { at, inclusive })
}

fn band(lamp: Lamp, low: Option<BandEnd>, high: Option<BandEnd>) -> Band {
    Band { lamp, low, high, marked: false }
}

fn profile(measure: Measure, bands: Vec<Band>) -> Profile {
    Profile { name: "t".into(), title: words!("测试", "test"), source: String::new(), measure, bands }
}

fn yinchuan() -> Profile {
    let ours = Band { marked: true, ..band(Lamp::Green, edge("0", false), edge("10", false)) };
    let bands = vec![
        band(Lamp::Green, None, edge("0", true)),
        ours,
        band(Lamp::Yellow, edge("10", true), edge("30", true)),
        band(Lamp::Red, edge("30", false), None),
    ];
    profile(Measure::PointsBehind, bands)
}

fn wuhan() -> Profile {
    let bands = vec![
        band(Lamp::Red, None, edge("60", false)),
        band(Lamp::Yellow, edge("60", true), edge("80", false)),
        band(Lamp::Green, edge("80", true), None),
    ];
    profile(Measure::PercentOfSchedule, bands)
}

fn start() -> Profile {
    let bands =
        vec![band(Lamp::Yellow, edge("1", true), edge("2", true)), band(Lamp::Red, edge("3", true), None)];
    profile(Measure::MonthsPastStart, bands)
}

/// A project at `ytd` of a plan of 1,000 at the end of June (T = 50 %).
fn june(ytd: i64) -> RatingInput {
    let month: Month = "2021-06".parse().unwrap();
    RatingInput {
        month,
        schedule: Ratio::of(month.number(), 12).unwrap(),
        ytd: Money::wan(ytd),
        plan: Some((Money::wan(1_000), 2)),
        planned_start: None,
        started: true,
    }
}

fn codes_of(profile: &Profile) -> Vec<&'static str> {
    profile.check().iter().map(|f| f.code.id()).collect()
}

#[test]
fn yinchuan_holds_at_its_edges() {
    let lamp = |ytd| yinchuan().light(&june(ytd)).map(|l| (l.lamp.name(), l.marked));
    assert_eq!(lamp(1_200), Some(("green", false)), "past the plan");
    assert_eq!(lamp(500), Some(("green", false)), "on schedule");
    assert_eq!(lamp(499), Some(("green", true)), "the gap is green with a mark");
    assert_eq!(lamp(400), Some(("yellow", false)), "10 points, inclusive");
    assert_eq!(lamp(200), Some(("yellow", false)), "30 points, inclusive");
    assert_eq!(lamp(199), Some(("red", false)));
}

#[test]
fn wuhan_takes_the_quotient() {
    let lamp = |ytd| wuhan().light(&june(ytd)).map(|l| l.lamp);
    assert_eq!(lamp(400), Some(Lamp::Green), "0.8 is not below 0.8");
    assert_eq!(lamp(399), Some(Lamp::Yellow));
    assert_eq!(lamp(300), Some(Lamp::Yellow));
    assert_eq!(lamp(299), Some(Lamp::Red));
}

#[test]
fn a_missed_start_turns_red_in_its_third_month() {
    let lamp = |planned: &str, started| {
        let signs = RatingInput { planned_start: Some(planned.parse().unwrap()), started, ..june(0) };
        start().light(&signs).map(|l| l.lamp)
    };
    assert_eq!(lamp("2021-07", false), None, "not due yet");
    assert_eq!(lamp("2021-06", false), Some(Lamp::Yellow));
    assert_eq!(lamp("2021-05", false), Some(Lamp::Yellow));
    assert_eq!(lamp("2021-04", false), Some(Lamp::Red));
    assert_eq!(lamp("2021-04", true), None, "started: nothing missed");
}

#[test]
fn without_a_plan_no_lamp_and_the_worst_rule_wins() {
    let bare = RatingInput { plan: None, ..june(0) };
    assert_eq!(worst(&[yinchuan(), wuhan()], &bare), None);
    let late = RatingInput { planned_start: Some("2021-02".parse().unwrap()), started: false, ..june(600) };
    assert_eq!(worst(&[yinchuan(), start()], &late).map(|l| l.lamp), Some(Lamp::Red));
    let all = readings(&[yinchuan(), start()], &late);
    assert_eq!(all.iter().map(|r| r.light.lamp).collect::<Vec<_>>(), [Lamp::Red, Lamp::Green]);
}

#[test]
fn a_lamp_says_its_arithmetic() {
    let reading = yinchuan().read(&june(350)).unwrap();
    assert_eq!(
        reading.sentence.zh,
        "投资进度 35.00%（350万元 ÷ 1000万元，计划第2版），时序进度 50.00%，落后 15.00 个百分点；落后 10 至 30 个百分点为黄灯（测试）"
    );
    assert_eq!(
        reading.sentence.en,
        "progress 35.00 % (350万元 ÷ 1000万元, plan version 2) against 50.00 % of the year, \
         15.00 points behind; 10 to 30 points behind is yellow (test)"
    );
}

#[test]
fn good_profiles_have_no_findings() {
    for good in [yinchuan(), wuhan(), start()] {
        assert_eq!(codes_of(&good), [""; 0], "{:?}", good.measure);
    }
}

#[test]
fn overlaps_gaps_and_empty_bands_are_found() {
    let mut overlapping = wuhan();
    overlapping.bands[0].high = edge("60", true);
    assert_eq!(codes_of(&overlapping), ["E1501"]);
    let mut gap = wuhan();
    gap.bands[1].low = edge("60", false);
    assert_eq!(codes_of(&gap), ["E1502"]);
    let mut closed = wuhan();
    closed.bands[2].high = edge("100", true);
    assert_eq!(codes_of(&closed), ["E1502"]);
    let mut late = start();
    late.bands[1].low = edge("4", true);
    assert_eq!(codes_of(&late), ["E1502"], "the third month has no lamp");
    let mut empty = yinchuan();
    empty.bands[2].low = edge("31", true);
    assert!(codes_of(&empty).contains(&"E1503"));
    let mut two_open = wuhan();
    two_open.bands[1].low = None;
    assert!(codes_of(&two_open).contains(&"E1501"));
}
