//! Invented project lists for benches, the same on every run: real words put together at random.

use diaodu::domain::category::Category;
use diaodu::domain::project::{Project, ProjectId};

const BRANDS: &[&str] = &[
    "博世",
    "京东方",
    "长安",
    "巴斯夫",
    "华润微电子",
    "海尔",
    "三一重工",
    "东方希望",
    "中国移动",
    "海辰储能",
    "安意法",
    "赛力斯",
    "中国汽研",
    "国药太极",
    "西南铝业",
    "吉利",
    "中科院",
    "隆鑫通用",
    "美的",
    "格力",
    "联合微电子",
    "紫光",
    "惠普",
    "广达",
    "宗申",
    "望江工业",
    "建设工业",
    "川仪自动化",
    "重庆水泵",
    "凯盛君恒",
];
const THINGS: &[&str] = &[
    "氢材料发动机",
    "氢燃料电池",
    "绿氢制备",
    "氢能检测",
    "新能源汽车零部件",
    "碳化硅模组",
    "柔性显示",
    "功率半导体晶圆",
    "动力电池回收",
    "轻量化车身",
    "智能装备",
    "工业机器人",
    "生物医药",
    "中药饮片",
    "页岩气勘探",
    "抽水蓄能电站",
    "光伏发电",
    "数据中心",
    "标准厂房",
    "物流园区",
    "粮油仓储",
    "生猪养殖",
    "柑橘种植",
    "污水处理",
    "供水管网",
    "河道整治",
    "快速通道",
    "高速公路",
    "轨道交通15号线",
    "铁路枢纽",
    "航电枢纽",
    "国际机场T3B航站楼",
    "区人民医院",
    "职业教育中心",
    "博物馆",
    "考古遗址公园",
    "旅游度假区",
    "老旧小区改造",
    "5G网络覆盖",
    "人工智能平台",
    "AMOLED生产线",
    "MDI装置",
    "铝箔",
    "洗碗机",
    "玻璃纤维",
];
const KINDS: &[&str] =
    &["项目", "工程", "生产基地", "产业园", "研发中心", "扩建工程", "技术改造", "基础设施建设"];
const PHASES: &[&str] = &["", "", "", "", "一期", "二期", "(一期)", "（二期）", "三期", "重庆段"];
const HEADINGS: &[(&str, &str)] = &[
    ("重大产业项目", "工业支柱产业"),
    ("重大产业项目", "战略性新兴产业"),
    ("重大基础设施项目", "交通"),
    ("重大基础设施项目", "能源"),
    ("重大民生项目", "医疗卫生"),
    ("重大民生项目", "教育"),
    ("重大乡村振兴项目", "现代农业"),
];
const STAGES: &[&str] = &["续建", "新开工", "完工"];

/// Chongqing's places, from the tests' table.
fn places() -> Vec<(&'static str, &'static str)> {
    include_str!("../../tests/fixtures/search/places.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut columns = line.split('\t');
            Some((columns.next()?.trim_end_matches(['区', '县']), columns.next()?))
        })
        .collect()
}

/// A small generator of numbers, seeded, so that every run has the same lists.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }
}

/// Names alone, the lines that every finder gets.
pub fn names(count: usize) -> Vec<String> {
    let places = places();
    let mut dice = Dice(0x2021_0302);
    (0..count).map(|_| name(&mut dice, &places)).collect()
}

fn name(dice: &mut Dice, places: &[(&str, &str)]) -> String {
    let place = dice.pick(places).0;
    let mut name = String::from(place);
    match dice.roll(4) {
        0 => {}
        1 => name.extend(["年产", &(dice.roll(90) + 1).to_string(), "万吨"]),
        _ => name.push_str(dice.pick(BRANDS)),
    }
    name.push_str(dice.pick(THINGS));
    if dice.roll(5) == 0 {
        name.push('及');
        name.push_str(dice.pick(THINGS));
    }
    name.push_str(dice.pick(KINDS));
    name.push_str(dice.pick(PHASES));
    name
}

/// The same names as whole projects, with units, headings, goals and contents.
pub fn projects(count: usize) -> Vec<Project> {
    let places = places();
    let mut dice = Dice(0x0026_0324);
    let per_category = [count * 894 / 1252, count * 258 / 1252];
    let mut projects = Vec::with_capacity(count);
    for (n, name) in names(count).into_iter().enumerate() {
        let category = match n {
            n if n < per_category[0] => Category::Construction,
            n if n < per_category[0] + per_category[1] => Category::Planning,
            _ => Category::Promotion,
        };
        let mut project = Project::new(ProjectId { year: 2021, category, serial: n as u32 + 1 }, name);
        let (area, buildings, money) = (dice.roll(900) + 10, dice.roll(30) + 1, dice.roll(500) + 1);
        let (first, second) = (dice.pick(THINGS), dice.pick(THINGS));
        project.content = format!(
            "占地{area}亩，总建筑面积约{}万平方米，建设{first}及{second}厂房{buildings}栋，购置主要设备{}台（套），\
             配套建设道路、管网、绿化等附属设施，建成后形成年产{}万件的生产能力，年产值约{money}亿元，由{}组织实施。",
            dice.roll(200) + 1,
            dice.roll(3_000) + 10,
            dice.roll(100) + 1,
            dice.pick(BRANDS),
        );
        project.goal =
            dice.pick(&["开工建设", "完成主体工程", "建成投用", "完成投资计划", "完成前期工作"]).into();
        project.lead_units = vec![dice.pick(&places).1.to_owned()].into();
        let (section, sector) = dice.pick(HEADINGS);
        project.headings = vec![section.to_owned(), sector.to_owned()].into();
        project.stage = Some(dice.pick(STAGES).into());
        project.start_year = Some(2019 + dice.roll(4) as i16);
        projects.push(project);
    }
    projects
}
