//! The words that invented projects are made of. Places are Chongqing's; brands and owners are nobody's.
//!
//! Annex 1's sections and their sizes follow the counts the press published for 2021 (45 + 367 + 233 + 125
//! + 124 = 894); everything below them is made up.
//!
//! In a pattern `{d}` is the place, `{b}` a brand, `{w}` one of the leaf's words, `{n}` a number, `{e}` an
//! edition such as 二期.

/// One first-level heading and how many of its annex's projects it takes, as a weight.
pub struct DemoSection {
    pub heading: &'static str,
    pub weight: u32,
    pub leaves: &'static [Leaf],
}

/// The headings below, and what its projects are called.
pub struct Leaf {
    /// The second and third level; an empty third is left out.
    pub headings: [&'static str; 2],
    pub words: &'static [&'static str],
    pub names: &'static [&'static str],
    pub contents: &'static [&'static str],
    /// The department that leads, where a district's government does not.
    pub department: &'static str,
}

pub const BRANDS: &[&str] = &[
    "云岭",
    "嘉澜",
    "渝启",
    "长帆",
    "海棠湾",
    "赤霞",
    "鹤鸣",
    "青禾",
    "川岳",
    "锦程",
    "星垣",
    "瑞泽",
    "凌峰",
    "东篱",
    "澄江",
    "万木",
    "启元",
    "南屿",
    "金梧",
    "浩川",
];

pub const OWNERS: &[&str] = &["投资开发", "建设发展", "产业发展", "实业", "城市运营", "科技"];

const FARMING: &[&str] = &["柑橘", "榨菜", "花椒", "脆李", "茶叶", "中药材", "生猪", "柠檬", "蔬菜", "水产"];
const TOWNS: &[&str] =
    &["白云", "龙门", "双桥", "石岭", "青山", "柳溪", "大坪", "红岩", "凤池", "新桥", "河口", "金山"];

pub const CONSTRUCTION: &[DemoSection] = &[
    DemoSection {
        heading: "重大乡村振兴项目",
        weight: 45,
        leaves: &[
            Leaf {
                headings: ["现代农业", ""],
                words: FARMING,
                names: &["{d}{w}现代农业产业园{e}", "{d}{w}精深加工基地{e}", "{d}{b}{w}种养循环示范园{e}"],
                contents: &["建设{w}标准化基地{n}亩、加工车间{m}平方米及冷链仓储设施。"],
                department: "市农业农村委",
            },
            Leaf {
                headings: ["农村基础设施", ""],
                words: TOWNS,
                names: &[
                    "{d}{w}片区高标准农田建设{e}",
                    "{d}{w}乡村供水提升工程{e}",
                    "{d}{w}农村人居环境整治{e}",
                ],
                contents: &["整治农田{n}亩，新建及改造管网{k}公里，配套道路与水利设施。"],
                department: "市农业农村委",
            },
        ],
    },
    DemoSection {
        heading: "重大基础设施项目",
        weight: 367,
        leaves: &[
            Leaf {
                headings: ["交通", "公路"],
                words: TOWNS,
                names: &["{d}{w}至{v}快速通道{e}", "{d}{w}至{v}公路改扩建{e}", "{d}{w}大桥及连接道{e}"],
                contents: &["路线全长{k}公里，双向四车道，设计速度60公里/小时，含桥梁{s}座。"],
                department: "市交通局",
            },
            Leaf {
                headings: ["交通", "港口航运"],
                words: TOWNS,
                names: &["{d}{w}港区作业区{e}", "{d}{w}港铁公水联运中心{e}"],
                contents: &["建设3000吨级泊位{s}个及堆场{n}平方米，年吞吐能力{n}万吨。"],
                department: "市交通局",
            },
            Leaf {
                headings: ["市政", "道路与管网"],
                words: TOWNS,
                names: &["{d}{w}路市政道路工程{e}", "{d}{w}片区雨污分流改造{e}", "{d}{w}综合管廊{e}"],
                contents: &["新建城市道路{k}公里，同步敷设给排水、电力、通信管网{k}公里。"],
                department: "市住房城乡建委",
            },
            Leaf {
                headings: ["水利", ""],
                words: TOWNS,
                names: &["{d}{w}水库{e}", "{d}{w}河综合治理{e}", "{d}{w}水厂及输水管线{e}"],
                contents: &["总库容{n}万立方米，新建大坝、泄洪设施及输水管线{k}公里。"],
                department: "市水利局",
            },
            Leaf {
                headings: ["能源", ""],
                words: &["风电场", "抽水蓄能电站", "输变电工程", "天然气储气库", "充换电网络", "页岩气开发"],
                names: &["{d}{t}{w}{e}"],
                contents: &["新建装机{n}千瓦及配套送出工程{k}公里。"],
                department: "市能源局",
            },
            Leaf {
                headings: ["新型基础设施", ""],
                words: &[
                    "数据中心",
                    "工业互联网平台",
                    "智慧城市底座",
                    "边缘计算平台",
                    "车路协同示范区",
                    "人工智能算力中心",
                ],
                names: &["{d}{b}{w}{e}"],
                contents: &["建设机柜{n}架、机房{m}平方米，配套供配电与制冷系统。"],
                department: "市大数据发展局",
            },
        ],
    },
    DemoSection {
        heading: "重大产业项目",
        weight: 233,
        leaves: &[
            Leaf {
                headings: ["工业支柱产业", "汽车产业"],
                words: &[
                    "新能源汽车零部件",
                    "氢燃料电池发动机",
                    "车用电机",
                    "动力电池",
                    "智能座舱",
                    "底盘系统",
                ],
                names: &["{d}{b}{w}生产基地{e}", "{d}{b}{w}项目{e}"],
                contents: &["建设厂房{m}平方米，{w}生产线{s}条，年产{n}套。"],
                department: "市经济信息委",
            },
            Leaf {
                headings: ["工业支柱产业", "电子产业"],
                words: &["功率半导体", "智能终端", "柔性显示模组", "传感器", "印制电路板", "存储模组"],
                names: &["{d}{b}{w}产业园{e}", "{d}{b}{w}生产线{e}"],
                contents: &["建设洁净厂房{m}平方米，{w}生产线{s}条，年产{n}万件。"],
                department: "市经济信息委",
            },
            Leaf {
                headings: ["战略性新兴产业", "生物医药"],
                words: &["疫苗", "中药饮片", "医疗器械", "体外诊断试剂", "原料药"],
                names: &["{d}{b}{w}研发生产基地{e}"],
                contents: &["建设研发中心与{w}生产车间{m}平方米，引进检测设备{n}台套。"],
                department: "市经济信息委",
            },
            Leaf {
                headings: ["战略性新兴产业", "其他战略性新兴产业"],
                words: &["氢能动力质检", "储能装备", "航空零部件", "轻合金材料", "环保装备"],
                names: &["{d}{b}{w}中心{e}", "{d}{b}{w}产业园{e}"],
                contents: &["建设{w}厂房及试验平台{m}平方米，购置设备{n}台套。"],
                department: "市发展改革委",
            },
            Leaf {
                headings: ["现代服务业", ""],
                words: &["冷链物流园", "会展中心", "文旅小镇", "商贸综合体", "跨境电商园", "温泉度假区"],
                names: &["{d}{b}{w}{e}"],
                contents: &["总建筑面积{m}平方米，建设{w}主体及配套停车、消防设施。"],
                department: "市商务委",
            },
        ],
    },
    DemoSection {
        heading: "重大民生项目",
        weight: 125,
        leaves: &[
            Leaf {
                headings: ["教育", ""],
                words: &["中学校迁建", "职业技术学院新校区", "小学", "幼儿园", "高校科研楼"],
                names: &["{d}{t}{w}{e}"],
                contents: &["总建筑面积{m}平方米，建设教学楼、宿舍、运动场，学位{n}个。"],
                department: "市教委",
            },
            Leaf {
                headings: ["医疗卫生", ""],
                words: &["人民医院新院区", "中医院迁建", "妇幼保健院", "疾控中心", "康养中心"],
                names: &["{d}{t}{w}{e}"],
                contents: &["总建筑面积{m}平方米，设置床位{n}张，配套医技与停车设施。"],
                department: "市卫生健康委",
            },
            Leaf {
                headings: ["文化体育", ""],
                words: &["体育中心", "图书馆", "博物馆", "全民健身中心", "文化艺术中心"],
                names: &["{d}{t}{w}{e}"],
                contents: &["总建筑面积{m}平方米，座席{n}个，配套广场与绿化。"],
                department: "市文化旅游委",
            },
            Leaf {
                headings: ["城市更新", ""],
                words: TOWNS,
                names: &["{d}{w}老旧小区改造{e}", "{d}{w}片区城市更新{e}", "{d}{w}保障性租赁住房{e}"],
                contents: &["改造房屋{m}平方米，惠及居民{n}户，加装电梯、改造管网。"],
                department: "市住房城乡建委",
            },
        ],
    },
    DemoSection {
        heading: "重大区域协调发展项目",
        weight: 124,
        leaves: &[
            Leaf {
                headings: ["园区开发", ""],
                words: TOWNS,
                names: &["{d}{w}工业园标准厂房{e}", "{d}{w}组团基础设施{e}"],
                contents: &["建设标准厂房{m}平方米，平整场地{n}亩，配套道路{k}公里。"],
                department: "市发展改革委",
            },
            Leaf {
                headings: ["生态保护", ""],
                words: TOWNS,
                names: &["{d}{w}岸线综合整治{e}", "{d}{w}矿山生态修复{e}", "{d}{w}湿地保护修复{e}"],
                contents: &["修复岸线{k}公里，生态修复{n}亩，新建截污管线{k}公里。"],
                department: "市生态环境局",
            },
        ],
    },
];

pub const PLANNING: &[DemoSection] = &[
    DemoSection {
        heading: "交通前期",
        weight: 120,
        leaves: &[Leaf {
            headings: ["铁路与轨道", ""],
            words: TOWNS,
            names: &[
                "{d}{w}至{v}城际通道前期研究{e}",
                "{d}{w}轨道延伸线规划研究{e}",
                "{d}{w}过江通道前期{e}",
            ],
            contents: &["研究线路走向、站位与工程方案，线路长约{k}公里。"],
            department: "市交通局",
        }],
    },
    DemoSection {
        heading: "水利能源前期",
        weight: 70,
        leaves: &[Leaf {
            headings: ["水资源配置", ""],
            words: TOWNS,
            names: &["{d}{w}水资源配置工程前期{e}", "{d}{w}水库前期论证{e}", "{d}{w}抽水蓄能规划研究{e}"],
            contents: &["开展规划选址、用地预审、环评与可行性研究，估算库容{n}万立方米。"],
            department: "市水利局",
        }],
    },
    DemoSection {
        heading: "城市与产业前期",
        weight: 68,
        leaves: &[Leaf {
            headings: ["片区规划", ""],
            words: TOWNS,
            names: &["{d}{w}科创走廊规划研究{e}", "{d}{w}枢纽综合体前期{e}", "{d}{w}片区TOD规划研究{e}"],
            contents: &["编制片区规划与工程方案，研究范围{n}亩，提出投融资模式。"],
            department: "市规划自然资源局",
        }],
    },
];

pub const PROMOTION: &[DemoSection] = &[
    DemoSection {
        heading: "先进制造业招商",
        weight: 60,
        leaves: &[Leaf {
            headings: ["整车与零部件", ""],
            words: &["智能网联汽车", "动力电池", "第三代半导体", "智能装备", "新型显示"],
            names: &["{d}{b}{w}总部基地{e}", "{d}{b}{w}西部制造中心{e}"],
            contents: &["引进{w}生产线{s}条及研发中心，计划用地{n}亩。"],
            department: "市招商投资局",
        }],
    },
    DemoSection {
        heading: "现代服务业招商",
        weight: 40,
        leaves: &[Leaf {
            headings: ["物流与文旅", ""],
            words: &["供应链枢纽", "文旅度假综合体", "数字经济产业园", "生命健康城", "金融科技中心"],
            names: &["{d}{b}{w}{e}"],
            contents: &["建设{w}及配套设施{m}平方米，导入企业{s}家。"],
            department: "市招商投资局",
        }],
    },
];

pub const PLACES: &[&str] = TOWNS;

pub const EDITIONS: &[&str] = &["", "", "", "", "(一期)", "(二期)", "(三期)"];

pub const GOALS_STARTING: &[&str] = &["开工建设", "完成前期手续，开工建设", "完成场平，启动基础施工"];
pub const GOALS_RUNNING: &[&str] =
    &["完成主体结构施工", "完成路基工程80%", "主体封顶，启动设备安装", "完成年度投资计划"];
pub const GOALS_COMPLETING: &[&str] = &["建成投用", "竣工验收并投产", "全面完工"];
pub const GOALS_PLANNING: &[&str] =
    &["完成可行性研究报告", "完成规划选址与用地预审", "完成方案比选", "力争立项"];
pub const GOALS_PROMOTION: &[&str] = &["签订正式合同", "完成项目公司注册", "力争开工", "开展实质性洽谈"];
