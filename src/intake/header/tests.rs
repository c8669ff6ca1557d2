//! Headers as they are printed.

use super::*;

fn grid(rows: &[&[&str]]) -> Grid {
    let rows = rows.iter().enumerate().map(|(at, r)| GridRow::of(at as u32 + 1, r.iter())).collect();
    Grid { rows, ..Grid::default() }
}

fn fields(rows: &[&[&str]]) -> Vec<(String, Option<ProjectField>)> {
    let header = find(&grid(rows), 0, &Map::default(), Some(2021)).expect("a header");
    header.columns.into_iter().map(|c| (c.label, c.field)).collect()
}

fn field_of(label: &str) -> Option<ProjectField> {
    meaning(label).and_then(|(f, _)| f)
}

#[test]
fn every_observed_synonym_is_known() {
    let observed: [(ProjectField, &str); 12] = [
        (ProjectField::Name, "项目名称；项 目 名 称；项目名；工程名称；工程名；名称；项目单位及名称"),
        (ProjectField::Serial, "序号；编号；序次；总序号；分序号"),
        (
            ProjectField::Content,
            "主要建设内容及规模；建设规模及内容；建设内容；主要建设内容；建设规模；建设规模和内容；建设规模及主要内容；拟建设规模；项目内容；项目简介",
        ),
        (
            ProjectField::Goal,
            "年度建设目标；年度工作目标；年度目标；当年工作目标；进度目标或新增效益；年工作目标；年主要建设任务；年工作计划；年目标任务；工程形象进度；计划形象进度；2022年前期工作或工程\n形象进度目标",
        ),
        (ProjectField::StartYear, "开工年份；开工时间；开工年度；计划开工；开工"),
        (ProjectField::FinishYear, "拟建成年份；竣工年份；竣工时间；完工年份；计划竣工；竣工"),
        (
            ProjectField::Years,
            "建设起止年限；建设起止时间；建设年限；建设周期；起止年限；计划工期；计划建设期限",
        ),
        (
            ProjectField::TotalInvestment,
            "总投资；项目总投资；总投资额；投资额；总投资(亿元)；总投资\n（万元）",
        ),
        (
            ProjectField::PlannedInvestment,
            "年度计划投资；年度投资；本年度计划投资；年计划投资；计划投资；预计投资；投资计划；计划完成投资；2021年投资计划-小计",
        ),
        (ProjectField::LeadUnit, "牵头单位；责任单位；项目主管单位；监管单位；主管部门；主管单位；主责单位"),
        (
            ProjectField::District,
            "建设地点；项目地点；建设地址；所在市县；所在地；所在盟市；项目位置；隶属区县；所在省辖市、县区；所在区县",
        ),
        (ProjectField::Stage, "当年建设阶段；建设性质；建设阶段；建设批次；项目性质"),
    ];
    for (field, labels) in observed {
        for label in labels.split('；') {
            assert_eq!(field_of(label), Some(field), "{label}");
        }
    }
    let extras = "项目业主；业主单位；业主；建设单位；实施单位；项目单位；项目法人；建设主体；法人单位；项目实施主体；项目（法人）单位；投资主体；\
        项目类别；产业类别；项目分类；项目大类；行业分类；项目类型；项目领域；领域分类；所属行业；行业类别；九大领域；领域；用途分类；备注；\
        3月形象进度；3月实际完成投资；自开始累积完成投资；存在问题；资金来源；形象进度照片；用地总面积；是否通过预审；难点卡点问题";
    for label in extras.split('；') {
        assert_eq!(field_of(label), None, "{label}");
    }
}

#[test]
fn two_storeys_with_and_without_merges() {
    let rows: &[&[&str]] = &[
        &["序号", "项目名称", "投资（亿元）", "", "", "备注"],
        &["", "", "总投资", "2021年计划投资", "累计完成", ""],
        &["1", "甲", "3", "1", "2", ""],
    ];
    let expected = [
        ("序号", Some(ProjectField::Serial)),
        ("项目名称", Some(ProjectField::Name)),
        ("投资（亿元）-总投资", Some(ProjectField::TotalInvestment)),
        ("投资（亿元）-2021年计划投资", Some(ProjectField::PlannedInvestment)),
        ("投资（亿元）-累计完成", None),
        ("备注", None),
    ];
    let found = fields(rows);
    assert_eq!(found.iter().map(|(l, f)| (l.as_str(), *f)).collect::<Vec<_>>(), expected);
}

#[test]
fn a_header_split_over_rows_and_one_with_spaces() {
    let split =
        fields(&[&["序", "项目", "建设", "牵头"], &["号", "名称", "内容", "单位"], &["1", "甲", "乙", "丙"]]);
    assert_eq!(
        split.iter().map(|(l, f)| (l.as_str(), *f)).collect::<Vec<_>>(),
        [
            ("序号", Some(ProjectField::Serial)),
            ("项目名称", Some(ProjectField::Name)),
            ("建设内容", Some(ProjectField::Content)),
            ("牵头单位", Some(ProjectField::LeadUnit))
        ]
    );
    let spaced = fields(&[&["序 号", "项 目 名 称", "建设\n性质"], &["1", "甲", "续建"]]);
    assert_eq!(spaced[1], ("项目名称".into(), Some(ProjectField::Name)));
    assert_eq!(spaced[2].1, Some(ProjectField::Stage));
}

#[test]
fn titles_and_rows_are_no_headers() {
    let none = grid(&[&["2021年市级重大建设项目名单"], &["1", "某项目", "续建"], &["合计", "894", "3532"]]);
    assert_eq!(find(&none, 0, &Map::default(), None), None);
    let one = grid(&[&["项目名称"], &["甲"]]);
    assert!(find(&one, 0, &Map::default(), None).is_some());
}

#[test]
fn this_years_plan_column_wins_and_duplicates_stay_apart() {
    let found = fields(&[
        &["项目名称", "2020年计划投资", "2021年计划投资", "备注", "备注"],
        &["甲", "1", "2", "", ""],
    ]);
    assert_eq!(found[1].1, None);
    assert_eq!(found[2].1, Some(ProjectField::PlannedInvestment));
    assert_eq!(found[4].0, "备注 (2)");
}

#[test]
fn a_map_is_read_and_used() {
    let map = Map::parse("name=Project Name, total_investment=Cost, USD").unwrap();
    assert_eq!(
        map.0,
        [(ProjectField::Name, "Project Name".into()), (ProjectField::TotalInvestment, "Cost, USD".into())]
    );
    for bad in ["nmae=x", "name", "name=", "name=a,name=b", ""] {
        assert!(Map::parse(bad).is_err(), "{bad}");
    }
    let grid = grid(&[&["Inventory"], &["Id", "project  name", "Cost, USD"], &["7", "Bridge", "12"]]);
    let header = find(&grid, 0, &map, None).unwrap();
    assert_eq!((header.top, header.column(ProjectField::Name)), (1, Some(1)));
    assert_eq!(header.column(ProjectField::TotalInvestment), Some(2));
}
