//! One invented project from its place in its annex: the same place always gives the same project, so that
//! a million of them need no memory.

use crate::domain::category::Category;
use crate::domain::district::{District, DistrictKind};
use crate::domain::money::{Money, WAN};
use crate::domain::project::{Project, ProjectId};

use super::dice::Rng;
use super::words::{self, DemoSection, Leaf};

/// The project at `serial` (from 1) of an annex of `count`.
pub fn project(id: ProjectId, count: u32, districts: &[District]) -> Project {
    let mut dice = Rng::of(&[i64::from(id.year), id.category.index() as i64, i64::from(id.serial)]);
    let (section, leaf) = place(id, count, &mut dice);
    let district = dice.one(districts);
    let word = dice.word(leaf.words);
    let name = filled(dice.word(leaf.names), word, district, &mut dice);
    let mut project = Project::new(id, name);
    // A hundred in 1,252, the size of the focus list.
    project.mark = dice.chance(100, 1252).then(|| "★".into());
    project.headings = std::iter::once(section.heading)
        .chain(leaf.headings)
        .filter(|heading| !heading.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    years_and_stage(&mut project, &mut dice);
    project.content = filled(dice.word(leaf.contents), word, district, &mut dice);
    project.lead_units = lead_units(leaf, district, &mut dice).into();
    project.printed_district = Some(district.name.clone().into());
    amounts(&mut project, &mut dice);
    let owner =
        format!("{}{}{}有限公司（虚构）", district.short, dice.word(words::BRANDS), dice.word(words::OWNERS));
    project.extra.insert("项目业主".to_owned(), owner);
    project.extra.insert("备注".to_owned(), "演示数据".to_owned());
    project
}

/// Sections follow one another in the annex, each as large as its weight says; leaves of a section too.
fn place(id: ProjectId, count: u32, dice: &mut Rng) -> (&'static DemoSection, &'static Leaf) {
    let sections = sections(id.category);
    let total: u64 = sections.iter().map(|s| u64::from(s.weight)).sum();
    let mut at = u64::from(id.serial - 1) * total / u64::from(count.max(1));
    for section in sections {
        let weight = u64::from(section.weight);
        if at < weight {
            let leaf = at * section.leaves.len() as u64 / weight;
            return (section, &section.leaves[leaf as usize]);
        }
        at -= weight;
    }
    // Only where a serial lies beyond its annex.
    let section = dice.one(sections);
    (section, &section.leaves[0])
}

/// The first-level headings of a category, with their weights.
pub fn sections(category: Category) -> &'static [DemoSection] {
    match category {
        Category::Construction => words::CONSTRUCTION,
        Category::Planning => words::PLANNING,
        Category::Promotion => words::PROMOTION,
    }
}

/// Fills a pattern's places; see [`words`].
fn filled(pattern: &str, word: &str, district: &District, dice: &mut Rng) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((key, after)) = after.split_once('}') else { break };
        match key {
            "d" => out.push_str(&district.short),
            "w" => out.push_str(word),
            "v" | "t" => out.push_str(dice.word(words::PLACES)),
            "b" => out.push_str(dice.word(words::BRANDS)),
            "e" => out.push_str(dice.word(words::EDITIONS)),
            "n" => out.push_str(&(dice.between(2, 90) * 50).to_string()),
            "m" => out.push_str(&(dice.between(5, 300) * 1_000).to_string()),
            "k" => {
                out.push_str(&dice.between(1, 60).to_string());
                out.push('.');
                out.push_str(&dice.below(10).to_string());
            }
            "s" => out.push_str(&dice.between(2, 12).to_string()),
            _ => {}
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn years_and_stage(project: &mut Project, dice: &mut Rng) {
    let year = project.id.year;
    let (start, finish, stage, goals) = match project.category() {
        Category::Construction => match dice.below(10) {
            0..3 => (year, year + dice.between(1, 4) as i16, "新开工", words::GOALS_STARTING),
            3..8 => (
                year - dice.between(1, 3) as i16,
                year + dice.between(1, 3) as i16,
                "续建",
                words::GOALS_RUNNING,
            ),
            _ => (year - dice.between(1, 4) as i16, year, "完工", words::GOALS_COMPLETING),
        },
        Category::Planning => {
            let start = year + dice.between(0, 2) as i16;
            (start, start + dice.between(2, 5) as i16, "前期", words::GOALS_PLANNING)
        }
        Category::Promotion => {
            let start = year + dice.between(0, 1) as i16;
            (start, start + dice.between(1, 4) as i16, "前期", words::GOALS_PROMOTION)
        }
    };
    project.start_year = Some(start);
    project.finish_year = Some(finish);
    project.stage = Some(stage.into());
    project.goal = dice.word(goals).into();
}

/// Most projects are led by their district's government, some by a department, a few by both.
fn lead_units(leaf: &Leaf, district: &District, dice: &mut Rng) -> Vec<String> {
    let local = match district.kind {
        DistrictKind::Zone => format!("{}管委会", district.name),
        DistrictKind::County if district.name.contains("自治县") => format!("{}县政府", district.short),
        DistrictKind::District | DistrictKind::County => format!("{}政府", district.name),
    };
    match dice.below(20) {
        0..13 => vec![local],
        13..18 => vec![leaf.department.to_owned()],
        _ => vec![leaf.department.to_owned(), local],
    }
}

/// Total investment spreads over three decades, most projects small, as in published lists; the year's plan
/// is about half an even share, as the notice's own totals are. Planning and promotion projects have no plan for the year.
fn amounts(project: &mut Project, dice: &mut Rng) {
    let decades = dice.below(2_500) as f64 / 1_000.0;
    // 0.55 亿 to about 170 亿, in whole 万元: at full size near the notice's 2.8 万亿 for annex 1.
    let total = (5_500.0 * 10f64.powf(decades)) as i64;
    project.total_investment = Some(Money(round_wan(total) * WAN));
    if project.category() == Category::Construction {
        let years =
            i64::from(project.finish_year.unwrap_or_default() - project.start_year.unwrap_or_default()) + 1;
        let share = total * dice.between(25, 75) / 100 / years.max(1);
        project.planned_investment = Some(Money(round_wan(share.min(total)) * WAN));
    }
}

/// Whole tens of 万元, as plans are written.
fn round_wan(wan: i64) -> i64 {
    (wan / 10).max(1) * 10
}
