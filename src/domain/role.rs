//! 角色: what a person is at the desk. What each role may do stands in [`super::permission`].

use super::category::Category;
use super::lang::Lang;

/// One role. A person may have several; what any of them permits is permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 查看: reads.
    Viewer,
    /// 填报: files for the projects that their units lead.
    Reporter,
    /// 审核: accepts, returns and escalates for the units they answer for.
    Supervisor,
    /// 调度: everything about the projects of a channel.
    Dispatcher,
    /// 督查: the watch list and supervision entries, whoever leads the project.
    Inspector,
    /// 管理: people, catalogue and copies of the ledger, and everything else.
    Admin,
}

impl Role {
    /// Every role, in the order of the table of permissions.
    pub const ALL: [Self; 6] =
        [Self::Viewer, Self::Reporter, Self::Supervisor, Self::Dispatcher, Self::Inspector, Self::Admin];

    /// The stable name on the command line, in JSON and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Reporter => "reporter",
            Self::Supervisor => "supervisor",
            Self::Dispatcher => "dispatcher",
            Self::Inspector => "inspector",
            Self::Admin => "admin",
        }
    }

    /// The role of a stable name or a Chinese title.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|role| text.eq_ignore_ascii_case(role.name()) || text == role.title(Lang::Zh))
    }

    /// The word a person reads.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Viewer => lang.pick("查看", "viewer"),
            Self::Reporter => lang.pick("填报", "reporter"),
            Self::Supervisor => lang.pick("审核", "supervisor"),
            Self::Dispatcher => lang.pick("调度", "dispatcher"),
            Self::Inspector => lang.pick("督查", "inspector"),
            Self::Admin => lang.pick("管理", "admin"),
        }
    }

    /// Whether the role means nothing until it is said for which units.
    pub fn needs_units(self) -> bool {
        matches!(self, Self::Reporter | Self::Supervisor)
    }
}

/// 报送渠道: the two ways by which the notice has reports come in, and so the two desks that dispatch.
/// Construction and planning share the project platform; promotion has the investment bureau's database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// 投资项目在线服务监管平台（重大项目库）
    Platform,
    /// 招商投资促进基础数据库
    Investment,
}

impl Channel {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Platform, Self::Investment];

    /// The channel that a category's reports come through.
    pub fn of(category: Category) -> Self {
        match category {
            Category::Construction | Category::Planning => Self::Platform,
            Category::Promotion => Self::Investment,
        }
    }

    /// The stable name on the command line, in JSON and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Platform => "platform",
            Self::Investment => "investment",
        }
    }

    /// The channel of a stable name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| text.eq_ignore_ascii_case(channel.name()))
    }

    /// The word a person reads.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Platform => lang.pick("建设、前期", "construction and planning"),
            Self::Investment => lang.pick("招商", "promotion"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_channels_are_known_by_their_names() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.name()), Some(role));
            assert_eq!(Role::parse(role.title(Lang::Zh)), Some(role));
        }
        assert_eq!(Role::parse("Reporter"), Some(Role::Reporter));
        assert_eq!(Role::parse("root"), None);
        for channel in Channel::ALL {
            assert_eq!(Channel::parse(channel.name()), Some(channel));
        }
        assert_eq!(Channel::of(Category::Planning), Channel::Platform);
        assert_eq!(Channel::of(Category::Promotion), Channel::Investment);
    }
}
