//! 挂图: Chongqing's districts as tiles, one each, with name, progress and a sign; the colour repeats
//! what the sign says.

use super::{Svg, pace, points};
use crate::domain::board::Group;
use crate::domain::district::{District, find};
use crate::domain::indicator::GroupTotals;
use crate::domain::lang::Lang;
use crate::domain::ratio::Ratio;

/// The tile map, and the groups that stand nowhere on it.
pub fn map<'a>(
    districts: &[District],
    groups: &'a [Group],
    schedule: Ratio,
    lang: Lang,
) -> (String, Vec<&'a Group>) {
    const SIDE: f64 = 68.0;
    let rows = districts.iter().map(|d| d.row).max().map_or(0, |r| r + 1);
    let cols = districts.iter().map(|d| d.col).max().map_or(0, |c| c + 1);
    let title = lang.pick("各区县投资进度挂图", "Progress by district");
    let mut svg = Svg::new(SIDE * f64::from(cols), SIDE * f64::from(rows), title);
    let placed: Vec<(Option<&District>, &Group)> =
        groups.iter().map(|g| (g.key.as_deref().and_then(|key| find(districts, key)), g)).collect();
    for district in districts {
        let (x, y) = (SIDE * f64::from(district.col), SIDE * f64::from(district.row));
        let here = placed.iter().filter(|(at, _)| at.is_some_and(|d| d.name == district.name));
        let mut tally = GroupTotals::default();
        here.for_each(|(_, group)| tally.join(&group.now));
        let progress = tally.progress();
        let deviation = progress.map(|p| p.minus(schedule));
        let (class, sign) = pace(deviation);
        let percent = progress.map_or_else(|| "—".to_owned(), |p| format!("{}%", p.percent(1)));
        let below = match deviation {
            _ if tally.projects == 0 => lang.pick("无项目", "no project").to_owned(),
            None => lang.pick("无计划", "no plan").to_owned(),
            Some(deviation) => format!("{sign}{}", points(deviation)),
        };
        let class = if tally.projects == 0 { "empty" } else { class };
        let tip = format!("{} {percent} {below}", district.name);
        svg.rect(class, (x + 2.0, y + 2.0), (SIDE - 4.0, SIDE - 4.0), &tip);
        let on = format!("middle on{class}");
        svg.text(&format!("name {on}"), (x + SIDE / 2.0, y + 24.0), &district.short);
        svg.text(&format!("figure {on}"), (x + SIDE / 2.0, y + 42.0), &percent);
        svg.text(&format!("small {on}"), (x + SIDE / 2.0, y + 57.0), &below);
    }
    let elsewhere = placed.iter().filter(|(at, _)| at.is_none()).map(|(_, g)| *g).collect();
    (svg.end(), elsewhere)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::district::DistrictKind;
    use crate::domain::indicator::ProjectFigures;
    use crate::domain::money::Money;

    #[test]
    fn one_place_under_two_printed_names_is_one_tile() {
        let places = [District {
            name: "石柱土家族自治县".into(),
            short: "石柱".into(),
            kind: DistrictKind::County,
            row: 0,
            col: 0,
        }];
        let group = |key: Option<&str>, ytd| {
            let mut group = Group { key: key.map(str::to_owned), ..Group::default() };
            let plan = Some(Money::wan(100));
            group.now.add(&ProjectFigures { plan, ytd: Money::wan(ytd), ..ProjectFigures::default() });
            group
        };
        let groups = [group(Some("石柱县"), 10), group(Some("石柱自治县"), 90), group(None, 5)];
        let half = Ratio::new(1, 2).unwrap();
        let (map, elsewhere) = map(&places, &groups, half, Lang::Zh);
        assert!(map.contains(">石柱<") && map.contains(">50.0%<") && map.contains("▲+0.0"), "{map}");
        assert_eq!(elsewhere.len(), 1, "led by a department: on no tile");
    }
}
