//! What a row is, for every observed style.

use super::super::header::{Map, find};
use super::*;

const HEADER: [&str; 6] = ["序号", "项目名称", "建设阶段", "主要建设内容", "总投资(万元)", "备注"];

fn judged(header: &[&str], rows: &[&[&str]]) -> Vec<RowKind> {
    let all: Vec<GridRow> = std::iter::once(header)
        .chain(rows.iter().copied())
        .enumerate()
        .map(|(at, r)| GridRow::of(at as u32 + 1, r.iter()))
        .collect();
    let grid = Grid { rows: all, ..Grid::default() };
    let header = find(&grid, 0, &Map::default(), None).unwrap();
    let habit = TableProfile::of(&grid.rows[1..], &header);
    let mut after = false;
    (1..grid.rows.len())
        .map(|at| {
            let what = judge(&grid, at, &header, habit, after);
            after = matches!(what, RowKind::Project { .. } | RowKind::More);
            what
        })
        .collect()
}

fn heading(what: &RowKind) -> Option<(NumberingStyle, &str, Option<u32>)> {
    match what {
        RowKind::Heading(h) => Some((h.style, h.title.as_str(), h.count)),
        _ => None,
    }
}

#[test]
fn every_observed_heading_style_is_a_heading() {
    let filler: [&[&str]; 2] =
        [&["1", "甲项目", "续建", "建设内容", "100"], &["2", "乙项目", "续建", "建设内容", "100"]];
    let cases: [(&[&str], NumberingStyle, &str, Option<u32>); 20] = [
        (&["三、重大产业项目"], NumberingStyle::Han, "重大产业项目", None),
        (&["(一) 工业支柱产业"], NumberingStyle::HanParen, "工业支柱产业", None),
        (&["汽车产业"], NumberingStyle::Bare, "汽车产业", None),
        (&["", "一、基础设施", "64", "", "8393887.27"], NumberingStyle::Han, "基础设施", Some(64)),
        (&["", "（一）交通", "14", "", "1584946"], NumberingStyle::HanParen, "交通", Some(14)),
        (&["", "——铁路", "2", "", "402600"], NumberingStyle::Dash, "铁路", Some(2)),
        (&["一", "科技产业类67项"], NumberingStyle::Han, "科技产业类", Some(67)),
        (&["(一)", "科创中心 ( 8项)"], NumberingStyle::HanParen, "科创中心", Some(8)),
        (&["一", "科技产业类", "", "", "", "59项"], NumberingStyle::Han, "科技产业类", Some(59)),
        (&["续建项目(597个)"], NumberingStyle::Stage, "续建项目", Some(597)),
        (&["", "1、合肥市(915个)"], NumberingStyle::Arabic, "合肥市", Some(915)),
        (&["一、工业(321项)"], NumberingStyle::Han, "工业", Some(321)),
        (&["Ⅰ、机场（9项）"], NumberingStyle::Roman, "机场", Some(9)),
        (&["（Ⅱ）铁路"], NumberingStyle::Roman, "铁路", None),
        (&["", "① 交通项目7个"], NumberingStyle::Circled, "交通项目", Some(7)),
        (&["-1 信息基础设施项目"], NumberingStyle::Minus, "信息基础设施项目", None),
        (&["(1)高速公路项目"], NumberingStyle::ArabicParen, "高速公路项目", None),
        (&["【预备】(1个)"], NumberingStyle::Bracket, "预备", Some(1)),
        (&["", "南宁市人民政府", "16", "", "1528601.56"], NumberingStyle::Bare, "南宁市人民政府", Some(16)),
        (
            &["郑州市中心城区新建道路及城市功能提升打捆项目"],
            NumberingStyle::Bare,
            "郑州市中心城区新建道路及城市功能提升打捆项目",
            None,
        ),
    ];
    for (row, style, title, count) in cases {
        let found = judged(&HEADER, &[filler[0], row, filler[1]]);
        assert_eq!(heading(&found[1]), Some((style, title, count)), "{row:?}: {:?}", found[1]);
    }
}

#[test]
fn totals_notes_and_prose_are_no_projects() {
    let filler: &[&str] = &["1", "甲项目", "续建", "建设内容", "100"];
    for row in [
        &["", "合计", "241", "", "32890747.21", "#REF!"][..],
        &["正式项目合计173项"],
        &["合计：246个"],
        &["", "总 计", "", "", "100"],
    ] {
        let found = judged(&HEADER, &[filler, row]);
        assert!(matches!(&found[1], RowKind::Total { .. }), "{row:?}: {:?}", found[1]);
    }
    for row in [
        &["重大前期项目92个,总投资494亿元。其中,政府投资项目54个"][..],
        &["项目总数246个（新开工73个、续建73个、完工62个、重大前期38个）"],
        &["备注：标\"★\"的为2025年重大项目。"],
        &["单位：万元"],
        &["项目名称前带有“☆”的项目属省重点建设项目"],
    ] {
        let found = judged(&HEADER, &[filler, row]);
        assert!(matches!(&found[1], RowKind::Note(_)), "{row:?}: {:?}", found[1]);
    }
}

#[test]
fn hierarchical_serials_make_headings_and_foreign_lists_have_none() {
    let found = judged(
        &HEADER,
        &[&["1", "交通"], &["1.1", "甲路", "续建", "六车道"], &["1.2", "乙桥", "续建", "斜拉桥"]],
    );
    assert_eq!(heading(&found[0]), Some((NumberingStyle::Arabic, "交通", None)));
    assert!(matches!(&found[1], RowKind::Project { .. }));
    let units = judged(&HEADER, &[&["一", "交通类", "", "市交通局"], &["1", "甲路", "续建", "六车道"]]);
    assert_eq!(heading(&units[0]), Some((NumberingStyle::Han, "交通类", None)));

    let rows: [&[&str]; 5] = [
        &["7", "Bridge"],
        &["", "V. Road"],
        &["8", "", "East"],
        &["", "Total", "", "3"],
        &["Source: the ministry"],
    ];
    let grid = Grid {
        rows: std::iter::once(&["Id", "Name", "Region", "Cost"][..])
            .chain(rows)
            .map(|r| GridRow::of(1, r.iter()))
            .collect(),
        ..Grid::default()
    };
    let header = find(&grid, 0, &Map::parse("name=Name").unwrap(), None).unwrap();
    let habit = TableProfile::of(&grid.rows[1..], &header);
    let found: Vec<RowKind> = (1..6).map(|at| judge(&grid, at, &header, habit, true)).collect();
    assert!(
        matches!(found[0], RowKind::Project { .. }) && matches!(found[1], RowKind::Project { .. }),
        "{found:?}"
    );
    assert_eq!(found[2], RowKind::Nameless, "never added to the record above");
    assert!(matches!(found[3], RowKind::Total { .. }) && matches!(found[4], RowKind::Note(_)), "{found:?}");
}

#[test]
fn projects_that_look_like_headings_stay_projects() {
    let project = |what: &RowKind| matches!(what, RowKind::Project { .. });
    for row in [
        &["3", "（三）李家岩水库", "续建", "坝高100米", "2000"][..],
        &["（三）", "李家岩水库", "续建", "坝高100米", "2000"],
        &["", "（三）李家岩水库", "续建", "坝高100米", "2000"],
        &["4", "充电桩建设项目100个", "新开工", "", ""],
        &["5", "一、二期合并工程", "", "", "300"],
    ] {
        let found = judged(&HEADER, &[&["1", "甲项目", "续建", "建设内容", "100"], row]);
        assert!(project(&found[1]), "{row:?}: {:?}", found[1]);
    }
    let names = judged(&["项目名称"], &[&["甲"], &["1、乙"], &["一、工业(2项)"]]);
    assert!(project(&names[0]) && project(&names[1]), "{names:?}");
    assert_eq!(names[1], RowKind::Project { serial: Some("1".into()), name: Some("乙".into()) });
    assert_eq!(heading(&names[2]), Some((NumberingStyle::Han, "工业", Some(2))));
}

#[test]
fn a_project_over_several_rows_goes_on() {
    let found =
        judged(&HEADER, &[&["1", "甲项目", "续建", "一期", "100"], &["", "", "", "二期", "200"], &["2"]]);
    assert_eq!((&found[1], &found[2]), (&RowKind::More, &RowKind::Nothing));
}

#[test]
fn legends_are_read() {
    assert_eq!(
        legend("备注：标\"★\"的为2025年重大项目。"),
        Some(("★".into(), "标\"★\"的为2025年重大项目。".into()))
    );
    assert!(legend("项目名称前带有“☆”的项目属省重点建设项目").is_some());
    assert_eq!(legend("★九龙坡博世氢材料发动机"), None);
    assert_eq!(annex_of("附件 2"), Some(2));
    assert_eq!(total_in("项目总数246个（新开工73个、续建73个）"), Some(246));
    assert_eq!(total_in("2022年重大建设项目清单（共173项）"), Some(173));
    assert_eq!(total_in("2022年重大建设项目清单"), None);
    assert_eq!(annex_of("附件：1.2021年市级重大建设项目"), None);
}
