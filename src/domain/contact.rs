//! 联系人: the named person the notice asks each project to have (督促项目法人指定专人).

use serde::{Deserialize, Serialize};

use super::codes;
use super::finding::Finding;
use super::text::{clean, to_half_width};
use crate::words;

/// A person who can be reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Contact {
    /// 姓名
    pub name: String,
    /// 单位
    pub unit: String,
    /// 职务
    pub post: String,
    /// 电话, as typed but for full-width digits.
    pub phone: String,
    /// 电子邮箱
    pub email: String,
}

impl Contact {
    /// Cleaned of what terminals obey, digits made half-width.
    #[must_use]
    pub fn cleaned(&self) -> Self {
        let line = |text: &str| clean(text).into_owned();
        let half = |text: &str| clean(&to_half_width(text)).into_owned();
        Self {
            name: line(&self.name),
            unit: line(&self.unit),
            post: line(&self.post),
            phone: half(&self.phone),
            email: half(&self.email),
        }
    }

    /// A contact has a name and a way to be reached; what is wrong names its field.
    pub fn check(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        if self.name.is_empty() {
            found.push(
                Finding::error(
                    codes::CONTACT_WITHOUT_NAME,
                    words!("联系人没有姓名", "the contact has no name"),
                )
                .on_field("name")
                .hint(words!("用 --name 填写", "give it with --name")),
            );
        }
        if self.phone.is_empty() && self.email.is_empty() {
            found.push(
                Finding::error(
                    codes::CONTACT_UNREACHABLE,
                    words!(
                        "没有电话也没有邮箱，联系不上",
                        "neither a telephone number nor an e-mail address"
                    ),
                )
                .on_field("phone")
                .hint(words!("用 --phone 或 --email 填写", "give one with --phone or --email")),
            );
        }
        let dialled =
            |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '/' | ';' | ',');
        let digits = self.phone.chars().filter(char::is_ascii_digit).count();
        if !self.phone.is_empty() && (digits < 5 || !self.phone.chars().all(dialled)) {
            found.push(
                Finding::error(codes::NOT_A_PHONE, words!("不是电话号码", "not a telephone number"))
                    .on_field("phone")
                    .got(&self.phone)
                    .expected(words!("如 023-63895000、13800000000", "such as 023-63895000")),
            );
        }
        if !self.email.is_empty()
            && !self.email.split_once('@').is_some_and(|(a, b)| !a.is_empty() && b.contains('.'))
        {
            found.push(
                Finding::error(codes::NOT_AN_EMAIL, words!("不是邮箱地址", "not an e-mail address"))
                    .on_field("email")
                    .got(&self.email),
            );
        }
        found
    }

    /// Name and number in one line: 张三 13800000000.
    pub fn line(&self) -> String {
        let reach = if self.phone.is_empty() { &self.email } else { &self.phone };
        [&self.name, reach].into_iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes_of(contact: &Contact) -> Vec<&'static str> {
        contact.cleaned().check().iter().map(|f| f.code.id()).collect()
    }

    #[test]
    fn a_contact_can_be_reached() {
        let zhang =
            Contact {
                name: "张三".into(), phone: "１３８００００００００".into(), ..Contact::default()
            };
        assert_eq!(codes_of(&zhang), [] as [&str; 0]);
        assert_eq!(zhang.cleaned().line(), "张三 13800000000");
        let silent = Contact { phone: String::new(), ..zhang.clone() };
        assert_eq!(codes_of(&silent), [codes::CONTACT_UNREACHABLE.id()]);
        let nameless = Contact { name: " ".into(), ..zhang.clone() };
        assert_eq!(codes_of(&nameless), [codes::CONTACT_WITHOUT_NAME.id()]);
        let slip = Contact { phone: "见通讯录".into(), email: "zhang".into(), ..zhang };
        assert_eq!(codes_of(&slip), [codes::NOT_A_PHONE.id(), codes::NOT_AN_EMAIL.id()]);
    }
}
