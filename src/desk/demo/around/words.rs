//! The words that a demo's work around the projects is made of.

use crate::domain::funding::FundingSource;
use crate::domain::issue::IssueKind;
use crate::domain::pool::Resource;
use crate::domain::roster::SiteTopic;

pub(super) const WATCH_REASONS: &[&str] =
    &["百项重点关注项目", "投资大、工期紧", "群众关注", "跨区县协调事项多"];

pub(super) const VISITS: &[(&str, &str)] = &[
    ("现场推进正常，作业面充足", ""),
    ("桩基施工滞后，机械不足", "增加机械和班组，月底前补齐进度"),
    ("征地尚余两户未签约", "区县专班限期完成签约"),
    ("设备到货晚于合同约定", "督促供货单位分批到货"),
    ("管线迁改未完成，影响主体施工", "有关单位限期完成迁改"),
    ("资料查阅：手续齐全，月报与现场相符", ""),
];

pub(super) const ISSUES: &[(IssueKind, &str)] = &[
    (IssueKind::Land, "用地指标尚未落实"),
    (IssueKind::Land, "地块未按期交付"),
    (IssueKind::Money, "专项债资金未到位"),
    (IssueKind::Money, "银行授信未放款"),
    (IssueKind::Approval, "环评批复滞后"),
    (IssueKind::Approval, "施工许可办理受阻"),
    (IssueKind::Relocation, "尚有三户未完成征拆"),
    (IssueKind::Design, "施工图审查意见未落实"),
    (IssueKind::Construction, "砂石料供应不足"),
    (IssueKind::Utilities, "高压线迁改未完成"),
    (IssueKind::Utilities, "燃气管道迁改方案未定"),
];

pub(super) const NOTES: &[(SiteTopic, &str, &str)] = &[
    (SiteTopic::Quality, "混凝土养护不到位", "三日内补做养护记录"),
    (SiteTopic::Quality, "钢筋加工抽检合格", ""),
    (SiteTopic::Safety, "临边防护缺失两处", "当日补齐并复查"),
    (SiteTopic::Safety, "塔吊限位检查合格", ""),
    (SiteTopic::Civilised, "裸土未覆盖，扬尘超标", "全覆盖并加密洒水"),
];

pub(super) const DEPARTMENTS: &[&str] = &[
    "市发展改革委",
    "市住房城乡建委",
    "市交通局",
    "市水利局",
    "市经济信息委",
    "市规划自然资源局",
    "市生态环境局",
];

pub(super) const OFFERS: &[(&str, Resource, i64, i64)] = &[
    ("第一批专项债券", Resource::Money(FundingSource::SpecialBonds), 180_000, 40),
    ("第二批专项债券", Resource::Money(FundingSource::SpecialBonds), 260_000, 120),
    ("中央预算内投资切块", Resource::Money(FundingSource::CentralBudget), 42_000, 75),
    ("政银合作授信", Resource::Money(FundingSource::BankCredit), 500_000, 55),
    ("产业引导基金", Resource::Money(FundingSource::Fund), 80_000, 90),
    ("市级统筹用地指标", Resource::Land, 3_500, 30),
    ("能耗统筹指标", Resource::Energy, 40_000, 65),
];
