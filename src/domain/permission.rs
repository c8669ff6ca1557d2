//! One table: which role may do what, and to whose projects. The screen asks it before it offers an
//! action, the desk asks it again inside the commit, and docs/operating.md prints it.
//!
//! It only answers; it reads no ledger and records no refusal.

use jiff::Timestamp;

use super::category::Category;
use super::codes;
use super::exit::Exit;
use super::finding::{Failure, Finding};
use super::lang::{Bilingual, Lang};
use super::person::{AccountStatus, Person};
use super::role::{Channel, Role};
use crate::words;

/// How far a role reaches with an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Not at all.
    None,
    /// Their own: projects that the person's units lead, or for a dispatcher those of the channel.
    Own,
    /// Everything.
    All,
}

use Scope::{All, None as No, Own};

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident $name:literal $zh:literal $en:literal $reaches:expr;)*) => {
        /// What a person does at the desk. Every writing use case names one of these.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[$doc])* $action,)*
        }

        /// The whole of what is permitted: a row for each action, a column for each role in the order
        /// of [`Role::ALL`].
        pub const TABLE: &[(Action, [Scope; 6])] = &[$((Action::$action, $reaches)),*];

        impl Action {
            /// The stable name in the audit.
            pub fn name(self) -> &'static str {
                match self { $(Self::$action => $name,)* }
            }

            /// The words a person reads: "no permission for …".
            pub fn title(self, lang: Lang) -> &'static str {
                match self { $(Self::$action => lang.pick($zh, $en),)* }
            }
        }
    };
}

actions! {
    //                                                      viewer reporter supervisor dispatcher inspector admin
    /// Every look-up: find, list, show, due, board, bulletin, export.
    Look "look" "查看" "looking things up"                        [All, All, All, All, All, All];
    /// 填报: save a draft in the ledger, file, correct, file late.
    File "file" "填报" "filing a report"                          [No,  Own, No,  Own, No,  All];
    /// 撤回
    Withdraw "withdraw" "撤回" "withdrawing a report"             [No,  Own, No,  Own, No,  All];
    /// 审核通过
    Accept "accept" "审核通过" "accepting a report"               [No,  No,  Own, Own, No,  All];
    /// 退回
    Return "return" "退回" "returning a report"                   [No,  No,  Own, Own, No,  All];
    /// 计划及其调整
    SetPlan "set_plan" "修改计划" "setting a plan"                [No,  No,  No,  Own, No,  All];
    /// 联系人
    SetContact "set_contact" "修改联系人" "setting a contact"     [No,  Own, Own, Own, No,  All];
    /// 法人、主管部门、区县、配合单位、专班
    SetParties "set_parties" "修改责任单位" "setting who is responsible" [No, No, Own, Own, No, All];
    /// 报告问题
    OpenIssue "open_issue" "登记问题" "opening an issue"          [No,  Own, Own, Own, All, All];
    /// 更新问题
    UpdateIssue "update_issue" "更新问题" "updating an issue"     [No,  Own, Own, Own, No,  All];
    /// 上报一级
    EscalateIssue "escalate_issue" "提级问题" "escalating an issue" [No, No, Own, Own, No,  All];
    /// 决定
    DecideIssue "decide_issue" "对问题作出决定" "deciding an issue" [No, No, Own, Own, No,  All];
    /// 销号
    CloseIssue "close_issue" "销号" "closing an issue"            [No,  No,  Own, Own, No,  All];
    /// 审批手续
    SetPermit "set_permit" "修改审批手续" "setting a permit"      [No,  Own, No,  Own, No,  All];
    /// 节点与倒排工期
    SetMilestone "set_milestone" "修改节点" "setting a milestone" [No,  Own, No,  Own, No,  All];
    /// 资金来源
    SetFunding "set_funding" "修改资金" "setting funding"         [No,  Own, No,  Own, No,  All];
    /// 现场记录
    WriteNote "write_note" "写现场记录" "writing a site note"     [No,  Own, Own, Own, All, All];
    /// 百项重点关注
    Watch "watch" "修改关注名单" "changing the watch list"        [No,  No,  No,  Own, All, All];
    /// 督查记录
    Supervise "supervise" "写督查记录" "writing a supervision entry" [No, No, No, No,  All, All];
    /// 项目需求入池
    PoolNeed "pool_need" "登记需求" "entering a need"             [No,  Own, Own, Own, No,  All];
    /// 资金、要素入池
    PoolOffer "pool_offer" "登记资金或要素" "entering an offer"   [No,  No,  No,  Own, No,  All];
    /// 对接
    PoolMatch "pool_match" "对接" "matching needs and offers"     [No,  No,  No,  Own, No,  All];
    /// 导入目录
    Import "import" "导入目录" "importing a list"                 [No,  No,  No,  Own, No,  All];
    /// 人员与权限
    ManagePeople "manage_people" "管理人员" "managing people"     [No,  No,  No,  No,  No,  All];
    /// 备份、恢复
    KeepCopies "keep_copies" "备份和恢复" "backing up and restoring" [No, No, No,  No,  No,  All];
}

impl Action {
    /// How far a role reaches with this action.
    pub fn reach(self, role: Role) -> Scope {
        // The table is written in the order of the enum, so the row is found without a search; a test
        // holds it there.
        TABLE[self as usize].1[role as usize]
    }
}

/// What an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A project of a category, led by these units.
    Project {
        /// Tells the channel.
        category: Category,
        /// 牵头单位
        units: &'a [String],
    },
    /// A whole category: an imported list.
    Category(Category),
    /// Nothing in particular: people, copies, an offer of money for whatever project.
    Desk,
}

impl<'a> Target<'a> {
    /// A project of the catalogue.
    pub fn of(project: &'a super::project::Project) -> Self {
        Self::Project { category: project.category(), units: &project.lead_units }
    }
}

/// Who asks, as the ledger knows them at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rights {
    /// Whoever keeps the ledger: no person is registered yet, or the account owns the ledger itself.
    Keeper,
    /// A registered person; may be revoked or expired.
    Person(Person),
    /// Nobody of that id is registered.
    Unknown,
    /// A local account that is not registered, beside a ledger that others keep: reads.
    Guest,
}

impl Rights {
    /// Whether a project is this person's own: led by one of their units, or for a dispatcher reported
    /// through their channel. A keeper's are all, whoever is not registered has none.
    pub fn own(&self, target: Target<'_>) -> bool {
        match self {
            Self::Keeper => true,
            Self::Person(person) => {
                matches!(target, Target::Project { units, .. } if units.iter().any(|u| person.belongs_to(u)))
                    || person
                        .roles
                        .iter()
                        .any(|role| *role == Role::Dispatcher && owns(person, *role, target))
            }
            Self::Guest | Self::Unknown => false,
        }
    }

    /// Whether `action` on `target` is permitted at this moment. The finding says why not, in words
    /// that stand as they are in the screen's hint line.
    pub fn may(&self, id: &str, action: Action, target: Target<'_>, now: Timestamp) -> Result<(), Failure> {
        let person = match self {
            Self::Keeper => return Ok(()),
            Self::Guest if action == Action::Look => return Ok(()),
            Self::Guest | Self::Unknown => return Err(unknown(id)),
            Self::Person(person) => person,
        };
        match person.standing(now) {
            AccountStatus::Active => {}
            AccountStatus::Revoked => return Err(revoked(id)),
            AccountStatus::Expired => return Err(expired(person)),
        }
        let widest = |role: &Role| (action.reach(*role), *role);
        let reaches: Vec<(Scope, Role)> = person.roles.iter().map(widest).collect();
        let permitted = reaches.iter().any(|(reach, role)| match reach {
            All => true,
            Own => owns(person, *role, target),
            No => false,
        });
        if permitted {
            return Ok(());
        }
        Err(if reaches.iter().any(|(reach, _)| *reach == Own) {
            not_theirs(person, action, target)
        } else {
            not_their_role(person, action)
        })
    }
}

/// Whether a target is a person's own in a role: for a dispatcher by channel, for others by unit.
fn owns(person: &Person, role: Role, target: Target<'_>) -> bool {
    match (role, target) {
        (Role::Dispatcher, Target::Project { category, .. } | Target::Category(category)) => {
            person.dispatches(Channel::of(category))
        }
        (Role::Dispatcher, Target::Desk) => true,
        (_, Target::Project { units, .. }) => units.iter().any(|unit| person.belongs_to(unit)),
        (_, Target::Category(_) | Target::Desk) => false,
    }
}

fn denied(message: Bilingual) -> Finding {
    Finding::error(codes::DENIED, message)
}

fn refusal(finding: Finding) -> Failure {
    Failure::new(Exit::Denied, finding)
}

fn unknown(id: &str) -> Failure {
    let words = words!("人员名单里没有 {id}", "{id} is not registered");
    refusal(
        Finding::error(codes::UNKNOWN_PERSON, words).hint(words!("请管理员登记", "ask an admin to add you")),
    )
}

fn revoked(id: &str) -> Failure {
    refusal(Finding::error(codes::REVOKED, words!("{id} 的权限已撤销", "{id}'s permission was revoked")))
}

fn expired(person: &Person) -> Failure {
    let (id, day) = (&person.id, person.expires.map(|day| day.to_string()).unwrap_or_default());
    let words = words!("{id} 的权限已于 {day} 到期", "{id}'s permission expired on {day}");
    refusal(Finding::error(codes::EXPIRED, words).hint(words!("请管理员延期", "ask an admin to extend it")))
}

fn not_their_role(person: &Person, action: Action) -> Failure {
    let (zh, en) = (action.title(Lang::Zh), action.title(Lang::En));
    let roles = |lang| {
        let titles: Vec<&str> = person.roles.iter().map(|role| role.title(lang)).collect();
        titles.join(lang.pick("、", ", "))
    };
    let permitted = |lang| {
        let titles = Role::ALL.into_iter().filter(|role| action.reach(*role) != No);
        titles.map(|role| role.title(lang)).collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    let finding = denied(words!("无权{zh}", "no permission for {en}"));
    refusal(
        finding.got(roles(Lang::En)).expected(Bilingual { zh: permitted(Lang::Zh), en: permitted(Lang::En) }),
    )
}

fn not_theirs(person: &Person, action: Action, target: Target<'_>) -> Failure {
    let (zh, en) = (action.title(Lang::Zh), action.title(Lang::En));
    let finding = match target {
        Target::Project { units, .. } if !person.roles.contains(&Role::Dispatcher) => {
            let (lead, mine) = (units.join("、"), person.units.join("、"));
            let lead = if lead.is_empty() { "—".to_owned() } else { lead };
            denied(words!(
                "不是本单位的项目，无权{zh}（牵头 {lead}）",
                "not a project of your unit (led by {lead}): no permission for {en}"
            ))
            .got(mine)
            .expected(Bilingual::same(lead))
        }
        Target::Project { category, .. } | Target::Category(category) => {
            let (zh_name, en_name) = (category.short(Lang::Zh), category.short(Lang::En));
            denied(words!(
                "{zh_name}项目不在你的渠道或单位，无权{zh}",
                "{en_name} is not in your channel or units: no permission for {en}"
            ))
        }
        Target::Desk => denied(words!("无权{zh}", "no permission for {en}")),
    };
    refusal(finding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::parse_moment;

    fn now() -> Timestamp {
        parse_moment("2021-03-24T12:00:00+08:00").unwrap()
    }

    fn person(roles: &[Role]) -> Person {
        let mut person = Person::new("li".parse().unwrap());
        person.roles = roles.iter().copied().collect();
        person.units = vec!["九龙坡区政府".into(), "市交通局".into()];
        person.channels = std::iter::once(Channel::Platform).collect();
        person
    }

    fn project(category: Category, units: &[String]) -> Target<'_> {
        Target::Project { category, units }
    }

    #[test]
    fn the_table_stands_in_the_order_of_the_actions() {
        for (at, (action, _)) in TABLE.iter().enumerate() {
            assert_eq!(*action as usize, at);
        }
        for (at, role) in Role::ALL.into_iter().enumerate() {
            assert_eq!(role as usize, at);
        }
    }

    /// Every role, every action, own and other: the answer is the table's and nothing else's.
    #[test]
    fn every_cell_of_the_table_is_obeyed() {
        let (own, other) = (["九龙坡区政府".to_owned()], ["两江新区管委会".to_owned()]);
        for (action, reaches) in TABLE {
            for (role, reach) in Role::ALL.into_iter().zip(reaches) {
                let rights = Rights::Person(person(&[role]));
                let may = |target| rights.may("li", *action, target, now()).is_ok();
                let (mine, theirs) = if role == Role::Dispatcher {
                    (project(Category::Planning, &other), project(Category::Promotion, &own))
                } else {
                    (project(Category::Promotion, &own), project(Category::Construction, &other))
                };
                assert_eq!(may(mine), *reach != No, "{role:?} {action:?} own");
                assert_eq!(may(theirs), *reach == All, "{role:?} {action:?} other");
            }
        }
    }

    #[test]
    fn nobody_may_less_by_having_one_role_more() {
        let units = ["九龙坡区政府".to_owned()];
        for (action, _) in TABLE {
            for one in Role::ALL {
                for two in Role::ALL {
                    let may = |roles: &[Role]| {
                        let rights = Rights::Person(person(roles));
                        rights.may("li", *action, project(Category::Promotion, &units), now()).is_ok()
                    };
                    assert_eq!(may(&[one, two]), may(&[one]) || may(&[two]), "{one:?} {two:?} {action:?}");
                }
            }
        }
    }

    #[test]
    fn revoked_expired_and_unknown_people_may_not_even_look() {
        let mut gone = person(&[Role::Admin]);
        gone.revoked = true;
        let mut late = person(&[Role::Admin]);
        late.expires = Some(jiff::civil::date(2021, 3, 23));
        for (rights, code) in [
            (Rights::Person(gone), codes::REVOKED),
            (Rights::Person(late), codes::EXPIRED),
            (Rights::Unknown, codes::UNKNOWN_PERSON),
        ] {
            let failure = rights.may("li", Action::Look, Target::Desk, now()).unwrap_err();
            assert_eq!((failure.exit, failure.findings[0].code), (Exit::Denied, code));
        }
        assert!(Rights::Guest.may("li", Action::Look, Target::Desk, now()).is_ok());
        assert!(Rights::Guest.may("li", Action::File, Target::Desk, now()).is_err());
    }

    #[test]
    fn a_refusal_says_whose_project_it_is() {
        let units = ["两江新区管委会".to_owned()];
        let rights = Rights::Person(person(&[Role::Reporter]));
        let failure =
            rights.may("li", Action::File, project(Category::Construction, &units), now()).unwrap_err();
        let line = failure.findings[0].line(Lang::Zh);
        assert!(line.contains("不是本单位的项目") && line.contains("两江新区管委会"), "{line}");
        let failure = Rights::Person(person(&[Role::Viewer]))
            .may("li", Action::File, project(Category::Construction, &units), now())
            .unwrap_err();
        assert!(failure.findings[0].line(Lang::En).contains("no permission for filing"));
    }

    #[test]
    fn a_project_without_a_lead_unit_is_nobodys_own() {
        let rights = Rights::Person(person(&[Role::Reporter, Role::Supervisor]));
        assert!(rights.may("li", Action::File, project(Category::Construction, &[]), now()).is_err());
    }
}
