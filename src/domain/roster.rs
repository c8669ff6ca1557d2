//! Who stands behind a project: the notice's four responsibilities, the named contact, the task force.

use serde::{Deserialize, Serialize};

use super::codes;
use super::finding::Finding;
use super::text::clean;
use crate::words;

/// The people and units of one project. The lead units are the list's own and are not repeated here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Roster {
    /// 项目法人
    pub legal_entity: String,
    /// 行业主管部门
    pub supervising_department: String,
    /// 属地区县
    pub district: String,
    /// 配合部门
    pub cooperating: Vec<String>,
    /// 专班组长
    pub task_force_leader: String,
    /// 专班成员
    pub task_force: Vec<String>,
}

/// One line of a roster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartyRole {
    /// 项目法人
    LegalEntity,
    /// 行业主管部门
    Department,
    /// 属地区县
    District,
    /// 配合部门
    Cooperating,
    /// 专班组长
    Leader,
    /// 专班成员
    Members,
}

impl PartyRole {
    /// In the notice's order.
    pub const ALL: [Self; 6] =
        [Self::LegalEntity, Self::Department, Self::District, Self::Cooperating, Self::Leader, Self::Members];

    /// The trade's word.
    pub fn title(self, lang: super::lang::Lang) -> &'static str {
        match self {
            Self::LegalEntity => lang.pick("项目法人", "legal entity"),
            Self::Department => lang.pick("行业主管部门", "supervising department"),
            Self::District => lang.pick("属地区县", "district"),
            Self::Cooperating => lang.pick("配合部门", "co-operating units"),
            Self::Leader => lang.pick("专班组长", "task force leader"),
            Self::Members => lang.pick("专班成员", "task force members"),
        }
    }

    /// The role of that Chinese word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.title(super::lang::Lang::Zh) == text.trim())
    }
}

impl Roster {
    /// Who stands in a role; several are parted by 、.
    pub fn get(&self, role: PartyRole) -> String {
        match role {
            PartyRole::LegalEntity => self.legal_entity.clone(),
            PartyRole::Department => self.supervising_department.clone(),
            PartyRole::District => self.district.clone(),
            PartyRole::Cooperating => self.cooperating.join("、"),
            PartyRole::Leader => self.task_force_leader.clone(),
            PartyRole::Members => self.task_force.join("、"),
        }
    }

    /// Puts somebody into a role; nothing takes them out.
    pub fn set(&mut self, role: PartyRole, value: &str) {
        let value = clean(value).into_owned();
        let several = || {
            let names = value.split(['、', ',', '，', ';', '；']).map(str::trim);
            names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
        };
        match role {
            PartyRole::LegalEntity => self.legal_entity = value,
            PartyRole::Department => self.supervising_department = value,
            PartyRole::District => self.district = value,
            PartyRole::Cooperating => self.cooperating = several(),
            PartyRole::Leader => self.task_force_leader = value,
            PartyRole::Members => self.task_force = several(),
        }
    }

    /// A task force has a leader before it has members.
    pub fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        if self.task_force_leader.is_empty() && !self.task_force.is_empty() {
            findings.push(
                Finding::error(
                    codes::TASK_FORCE_WITHOUT_LEADER,
                    words!("专班没有组长", "the task force has no leader"),
                )
                .on_field("task_force_leader")
                .hint(words!("先写明组长", "name the leader first")),
            );
        }
        findings
    }
}

/// 现场记录: what was seen of quality, safety and civilised construction (质量、安全、文明施工).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteTopic {
    /// 质量
    Quality,
    /// 安全
    Safety,
    /// 文明施工
    Civilised,
}

impl SiteTopic {
    /// In the notice's order.
    pub const ALL: [Self; 3] = [Self::Quality, Self::Safety, Self::Civilised];

    /// The stable name in JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quality => "quality",
            Self::Safety => "safety",
            Self::Civilised => "civilised",
        }
    }

    /// The notice's word.
    pub fn title(self, lang: super::lang::Lang) -> &'static str {
        match self {
            Self::Quality => lang.pick("质量", "quality"),
            Self::Safety => lang.pick("安全", "safety"),
            Self::Civilised => lang.pick("文明施工", "civilised construction"),
        }
    }

    /// The topic named by its stable name or its Chinese word.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim();
        Self::ALL
            .into_iter()
            .find(|t| word.eq_ignore_ascii_case(t.name()) || word == t.title(super::lang::Lang::Zh))
    }
}

/// One dated note from the site, with what followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteNote {
    /// About what.
    pub topic: SiteTopic,
    /// The day of the visit.
    #[serde(with = "super::date::plain")]
    pub on: jiff::civil::Date,
    /// What was seen.
    pub text: String,
    /// What is to be done by when, and once done, what was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub follow_up: String,
    /// The day the follow-up was done.
    #[serde(default, with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub settled: Option<jiff::civil::Date>,
}
