//! Lists in every observed layout: no project is lost, none is invented, and the totals agree.

use diaodu::domain::category::Category;
use diaodu::domain::project::Project;
use diaodu::intake::{ParsedDocument, ReadOptions};

use crate::document;

fn read(name: &str) -> ParsedDocument {
    document(name, &ReadOptions::default())
}

/// One line a project: serial, mark and name, headings, stage, years, amounts in 万元, units.
fn brief(project: &Project) -> String {
    let wan = |m: Option<diaodu::domain::money::Money>| {
        m.map(diaodu::domain::money::Money::in_wan).unwrap_or_default()
    };
    let year = |y: Option<i16>| y.map(|y| y.to_string()).unwrap_or_default();
    let printed = project.printed_serial.as_ref().map(|s| format!("({s})")).unwrap_or_default();
    format!(
        "{}{printed} {}{} | {} | {} | {}–{} | {} {} | {}",
        project.id.serial,
        project.mark.as_deref().unwrap_or_default(),
        project.name,
        project.headings.join("/"),
        project.stage.as_deref().unwrap_or_default(),
        year(project.start_year),
        year(project.finish_year),
        wan(project.total_investment),
        wan(project.planned_investment),
        project.lead_units.join("+"),
    )
}

/// Reads a fixture and compares it line by line; every declared count and sum must agree.
fn check(name: &str, expected: &[&str]) -> ParsedDocument {
    let read = read(name);
    assert_eq!(read.projects.iter().map(brief).collect::<Vec<_>>(), expected, "{name}");
    let wrong: Vec<_> = read.declared.iter().filter(|d| !d.agrees).collect();
    assert!(wrong.is_empty(), "{name}: {wrong:?}");
    let rows = read.rows;
    assert_eq!(rows.projects, read.projects.len());
    assert_eq!(rows.read, rows.projects + rows.headings + rows.notes + rows.rejected, "{name}");
    assert_eq!(rows.rejected, 0, "{name}: {:?}", read.findings);
    read
}

fn declared(read: &ParsedDocument) -> Vec<String> {
    read.declared
        .iter()
        .map(|d| {
            let count = d.count.map(|c| c.to_string()).unwrap_or_default();
            let sum = d.sum.map(|m| format!(" {}", m.in_wan())).unwrap_or_default();
            format!("{} {count}{sum}", d.heading)
        })
        .collect()
}

fn codes(read: &ParsedDocument) -> Vec<&'static str> {
    read.findings.iter().map(|f| f.code.id()).collect()
}

#[test]
fn guilin_two_storeys_restarting_serials_counts_and_sums_in_cells() {
    let read = check(
        "guilin-2022.xlsx",
        &[
            "1 渝昆高铁 | 基础设施/交通/铁路 | 续建 | 2019–2025 | 202600 60000 | 市交通局",
            "2 渝西高铁 | 基础设施/交通/铁路 | 新建 | 2022–2027 | 200000 40000 | 市交通局",
            "3(1) 垫江至丰都至武隆高速公路 | 基础设施/交通/公路 | 续建 | 2020–2024 | 200000 50000 | 市交通局+垫江县政府",
            "4(1) 涪江干流梯级渠化双江航电枢纽 | 基础设施/水利 | 续建 | 2018–2023 | 100000.27 50000 | 潼南区政府",
            "5(1) 川渝高竹新区科技创新基地项目 | 产业发展 | 新建 | 2022–2023 | 97400 30000 | 渝北区政府",
            "6(2) 长寿高性能锂离子电池微孔隔膜项目 | 产业发展 | 续建 | 2021–2023 | 100000 30000 | 长寿区政府",
            "7(3) 梁平东方希望生猪养殖场 | 产业发展 | 竣工投产 | 2020–2022 | 100000 40000 | 梁平区政府",
        ],
    );
    assert_eq!(
        declared(&read),
        [
            "基础设施 4 702600.27",
            "交通 3 602600",
            "铁路 2 402600",
            "公路 1 200000",
            "水利 1 100000.27",
            "产业发展 3 297400",
            "合计 7 1000000.27"
        ]
    );
    assert_eq!(
        read.projects[4].extra["建设起止年限"], "2022.03-2023.12",
        "months have no field of their own"
    );
    assert_eq!((read.year, read.sheets.as_slice()), (2022, ["Sheet1".to_owned()].as_slice()));
}

#[test]
fn shanghai_numerals_in_the_serial_cell_and_counts_in_names_or_remarks() {
    let read = check(
        "shanghai-2022.xlsx",
        &[
            "1 国家科学中心 | 科技产业类/科创中心 | 在建 | – |   | ",
            "2 脑科学设施 | 科技产业类/科创中心 | 计划新开工 | – |   | ",
            "3 集成电路生产线 | 科技产业类/先进制造业 | 基本建成 | – |   | ",
            "4 医院迁建 | 社会民生类 | 在建 | – |   | ",
            "5 轨道交通15号线 | 社会民生类 | 在建 | – |   | ",
            "6 博物馆东馆 | 社会民生类 | 计划建成 | – |   | ",
        ],
    );
    assert_eq!(
        declared(&read),
        ["科技产业类 3", "科创中心 2", "先进制造业 1", "社会民生类 3", "正式项目合计6项 6"]
    );
    let read = check(
        "shanghai-2021.docx",
        &[
            "1 国家科学中心 | 科技产业类 |  | – |   | ",
            "2 集成电路生产线 | 科技产业类 |  | – |   | ",
            "3 轨道交通市域线 | 城市基础设施类 |  | – |   | ",
        ],
    );
    assert_eq!(declared(&read), ["科技产业类 2", "城市基础设施类 1"]);
}

#[test]
fn stages_cities_and_sheets_as_headings() {
    let read = check(
        "anhui-2021.xlsx",
        &[
            "1 新桥机场改扩建 | 续建项目/合肥市 | 续建 | – | 1200000  | 合肥市政府",
            "2 合肥轨道交通 | 续建项目/合肥市 | 续建 | – | 805000  | 合肥市政府",
            "3 芜湖长江隧道 | 续建项目/芜湖市 | 续建 | – | 500000  | 芜湖市政府",
            "4 滨湖科学城 | 计划开工项目/合肥市 | 计划开工 | – | 300000  | 合肥市政府",
            "5 安庆港 | 计划开工项目/安庆市 | 计划开工 | – | 120000  | 安庆市政府",
        ],
    );
    assert_eq!(read.projects[4].extra["总投资"], "约12", "what 约 says is kept");
    let read = check(
        "ningxia-2020.xls",
        &[
            "1 ▲宁夏电网主网架升级工程 | 装备制造/工业 |  | – | 300000 100000 | 国网宁夏电力",
            "2 大唐宁夏红寺堡光伏项目 | 装备制造/工业 |  | – | 90000 45000 | 大唐宁夏公司",
            "3 ★固原市城市垃圾无害化利用及环卫一体化项目 | 装备制造/农业 |  | – | 40000 12000 | 固原市政府",
            "1 三峡新能源利通区五里坡风电项目 | 2020年重点前期 |  | – | 75000  | ",
            "2 中核汇能同心兴隆风电项目 | 2020年重点前期 |  | – | 60000  | ",
        ],
    );
    assert_eq!(read.categories, [Category::Construction, Category::Planning]);
    assert_eq!(read.projects[0].content, "750千伏线路\n330千伏变电站", "a project of several rows");
    assert_eq!(read.projects[0].extra["▲"], "标注▲的为自治区本级项目", "a legend goes with its mark");
    assert!(read.projects[2].extra.is_empty(), "no legend is printed for ★");
}

#[test]
fn every_third_level_and_bundles() {
    let read = check(
        "sichuan-2021.xlsx",
        &[
            "1 阆中机场 | 基础设施/机场 | 续建 | – | 100  | ",
            "2 乐山机场 | 基础设施/机场 | 续建 | – | 100  | ",
            "3 成达万高铁 | 基础设施/铁路 | 续建 | – | 100  | ",
            "4 渝昆高铁四川段 | 基础设施/铁路 | 续建 | – | 100  | ",
            "5 （三）李家岩水库 | 水利/水库项目 | 续建 | – | 100  | ",
            "6 引大济岷工程 | 水利/水库项目 | 续建 | – | 100  | ",
        ],
    );
    assert_eq!(declared(&read).last().unwrap(), "2021年四川省重点项目名单（共6项） 6");
    check(
        "guangdong-2021.xlsx",
        &[
            "1 5G网络覆盖 | 新基建/信息基础设施项目 | 续建 | – | 100  | ",
            "2 智慧港口 | 新基建/融合基础设施项目 | 续建 | – | 100  | ",
            "3 惠肇高速 | 交通/高速公路项目 | 续建 | – | 100  | ",
            "4 深中通道 | 交通/高速公路项目 | 续建 | – | 100  | ",
        ],
    );
    check(
        "guiyang-2026.xlsx",
        &[
            "1 贵阳轨道3号线 | 续建 | 续建 | – | 100  | ",
            "2 花溪河治理 | 续建 | 续建 | – | 50  | ",
            "3 会展中心 | 收尾 | 收尾 | – | 70  | ",
            "4 南部水厂 | 预备 | 预备 | – | 20  | ",
        ],
    );
    let bundle = "基础设施/郑州市中心城区新建道路及城市功能提升打捆项目";
    check(
        "zhengzhou-2022.xlsx",
        &[
            "1 机场三期 | 基础设施 | 续建 | – | 100  | ",
            &format!("2 西四环道路 | {bundle} | 续建 | – | 100  | "),
            &format!("3 东三环高架 | {bundle} | 续建 | – | 100  | "),
            "4 比亚迪产业园 | 产业 | 续建 | – | 100  | ",
        ],
    );
}

#[test]
fn guangxi_units_as_groups_and_plans_of_two_years() {
    let read = check(
        "guangxi-2021.xlsx",
        &[
            "1 五象新区医院 | 南宁市人民政府 | 续建 | – | 300 50 | ",
            "2 邕江治理 | 南宁市人民政府 | 续建 | – | 200 50 | ",
            "3 吴圩机场T3 | 南宁市人民政府 | 新建 | – | 200 50 | ",
            "4(1) 柳州汽车城 | 柳州市人民政府 | 续建 | – | 300 100 | ",
        ],
    );
    assert_eq!(declared(&read), ["南宁市人民政府 3 700", "柳州市人民政府 1 300", "总计 4 1000"]);
    let extra = &read.projects[0].extra;
    assert_eq!(extra["2022年计划投资"], "150");
    assert_eq!(extra["截至2020年底累计完成投资"], "100");
    assert_eq!(extra["项目业主"], "南宁市卫健委");
}

#[test]
fn chongqing_marks_legends_prose_in_the_table_and_views_of_the_same_list() {
    let read = check(
        "chongqing-2025.xlsx",
        &[
            "1 ★九龙坡博世氢材料发动机 | 重大产业项目/先进制造/汽车产业 | 续建 | – | 120000  | 九龙坡区政府",
            "2 渝北智能工厂 | 重大产业项目/先进制造/汽车产业 | 新开工 | – | 15000  | 渝北区政府",
            "3 ☆江苏省中医院重庆医院 | 重大民生项目 | 续建 | – | 250000  | 市卫生健康委+渝北区政府",
            "4 ****** | 重大民生项目 | 完工 | – |   | 市经济信息委",
        ],
    );
    assert_eq!(read.legends, [("★".to_owned(), "标\"★\"的为2025年重大项目。".to_owned())]);
    assert_eq!(read.projects[0].content, "研发、\n生产基地");
    assert_eq!(read.projects[3].extra["总投资（万元）"], "—");
    // A hidden sheet, a summary, and the same projects by district.
    assert_eq!(codes(&read), ["E3017", "E3017", "E3017"]);
    assert_eq!(declared(&read), ["项目总数4个（新开工1个、续建2个、完工1个） 4"]);
}

#[test]
fn a_progress_table_keeps_every_month_apart() {
    let read = check(
        "fengxi-2021.xlsx",
        &[
            "1 西部云谷二期 |  |  | 2019–2021 | 150000 40000 | ",
            "2 中国西部科技创新港 |  |  | 2021–2021 | 800000 50000 | ",
        ],
    );
    let extra = &read.projects[0].extra;
    assert_eq!((extra["1月-形象进度"].as_str(), extra["2月-实际完成投资"].as_str()), ("主体封顶", "2000"));
    assert_eq!(extra["开工/计划开工时间"], "2019-03-01");
    assert_eq!(read.projects[1].extra["开工/计划开工时间"], "44256");
    assert_eq!(codes(&read), ["E3011"], "only #REF! is worth a warning: the footer says the unit");
}

#[test]
fn other_shapes_one_project_a_column_lists_side_by_side_automatic_numbers() {
    check(
        "transposed.xlsx",
        &[
            "1 新重庆站建设工程 |  | 续建 | – | 4000000  | 市交通局",
            "2 渝湘高铁重庆至黔江段 |  | 续建 | – | 5350000  | 市交通局",
            "3 主城港区洛碛作业区一期 |  | 新开工 | – | 300000  | 渝北区政府",
        ],
    );
    check(
        "side-by-side.xlsx",
        &[
            "1 甲项目 |  |  | – |   | 市交通局",
            "2 乙项目 |  |  | – |   | 市交通局",
            "3 丙项目 |  |  | – |   | 市水利局",
            "4 丁项目 |  |  | – |   | 市教委",
            "5 戊项目 |  |  | – |   | 市教委",
        ],
    );
    let read = check(
        "word-numbers.docx",
        &[
            "1 渝邻快速通道 | 交通项目 |  | – |   | 市交通局",
            "2 遂潼快捷通道 | 交通项目 |  | – |   | 市交通局",
            "3 渠江重庆段航道整治工程 | 水利项目 |  | – |   | 市水利局",
        ],
    );
    assert_eq!(read.categories, [Category::Planning], "the annex line says so");
    assert_eq!(read.projects[2].goal, "完成立项\n开展环评");
}

#[test]
fn one_list_in_every_encoding_and_as_ods() {
    for (name, encoding) in [
        ("list-gbk.csv", Some("gbk")),
        ("list-utf16.csv", Some("utf-16le")),
        ("list-bom.csv", Some("utf-8")),
        ("list.tsv", Some("gbk")),
        ("list.ods", None),
    ] {
        let read = check(
            name,
            &[
                "1 “智慧长江”物流工程 |  |  | – | 125000  | 市招商投资局",
                "2 重庆西部电子电路产业园 |  |  | – | 800000  | 荣昌区政府",
            ],
        );
        assert_eq!(read.encoding.as_deref(), encoding, "{name}");
        assert_eq!(read.categories, [Category::Promotion], "{name}");
    }
}
