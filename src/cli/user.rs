//! `user add|list|revoke`: the register of people.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::context::Context;
use super::plain::{ColumnAlign, TextCell, TextWriter};
use super::values;
use crate::desk::people::{AddUser, UserAdded, UserChange};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::person::{Person, PersonId};
use crate::domain::role::{Channel, Role};
use crate::domain::ssh_key::{BadKey, PublicKey};
use crate::domain::text::clean;
use crate::domain::time::{date_in_shanghai, rfc3339};
use crate::domain::trouble::told;
use crate::words;

/// A file of keys may be this long.
const MOST_KEY_BYTES: u64 = 64 * 1024;

/// 人员：登记、列出、撤销 // People: add, list, revoke
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: UserCommand,
}

#[derive(Subcommand, Debug)]
enum UserCommand {
    Add(UserAddArgs),
    List(UserListArgs),
    Revoke(RevokeArgs),
}

/// 登记人员，或修改其角色、单位、公钥、期限 // Add somebody, or change their roles, units, keys or last day
#[derive(clap::Args, Debug)]
struct UserAddArgs {
    /// 编号：字母、数字、汉字和 . _ - // An id: letters, digits and . _ -
    #[arg(value_name = "ID", value_parser = person)]
    id: PersonId,
    /// viewer 查看、reporter 填报、supervisor 审核、dispatcher 调度、inspector 督查、admin 管理 // viewer, reporter, supervisor, dispatcher, inspector, admin
    #[arg(long, value_name = "ROLE[,ROLE]", value_parser = roles)]
    role: Option<ValueList<Role>>,
    /// 单位，按名单中牵头单位的写法 // Units, as the list prints the lead unit
    #[arg(long, value_name = "UNIT[,UNIT]", value_parser = units)]
    unit: Option<ValueList<String>>,
    /// 调度的渠道：platform 建设、前期，investment 招商；不写则两个都管 // A dispatcher's channels: platform (construction, planning), investment (promotion); both unless said
    #[arg(long, value_name = "CHANNEL[,CHANNEL]", value_parser = channels)]
    channel: Option<ValueList<Channel>>,
    /// OpenSSH 公钥文件，- 为标准输入；可写多次 // A file with OpenSSH public keys, - for standard input; may be repeated
    #[arg(long, value_name = "FILE")]
    key: Vec<PathBuf>,
    /// 有效至这一天（含） // The last day, inclusive
    #[arg(long, value_name = "DATE", value_parser = day)]
    expires: Option<Date>,
}

/// 列出人员 // List everybody
#[derive(clap::Args, Debug)]
struct UserListArgs {}

/// 撤销一人的全部权限，或删除一个公钥 // Take everything back from somebody, or one key
#[derive(clap::Args, Debug)]
struct RevokeArgs {
    /// 编号 // The id
    #[arg(value_name = "ID", value_parser = person)]
    id: PersonId,
    /// 只删除这个指纹的公钥 // Only the key with this fingerprint
    #[arg(long, value_name = "SHA256:…")]
    fingerprint: Option<String>,
    /// 理由 // The reason
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        match &self.act {
            UserCommand::Add(args) => args.run(context),
            UserCommand::List(_) => list(context),
            UserCommand::Revoke(args) => {
                let desk = context.desk()?;
                let done = desk.revoke(&args.id, args.fingerprint.as_deref(), &args.reason, context.now)?;
                answer(&done, context)
            }
        }
    }
}

impl UserAddArgs {
    fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let mut keys: Vec<PublicKey> = Vec::new();
        for file in &self.key {
            keys.extend(read_keys(file)?);
        }
        let enrolment = AddUser {
            id: self.id.clone(),
            roles: self.role.as_ref().map(|list| list.0.iter().copied().collect()),
            units: self.unit.as_ref().map(|list| list.0.clone()),
            channels: self.channel.as_ref().map(|list| list.0.iter().copied().collect::<BTreeSet<_>>()),
            keys,
            expires: self.expires,
        };
        let done = context.desk()?.enrol(&enrolment, context.now)?;
        answer(&done, context)
    }
}

fn answer(done: &UserAdded, context: &Context) -> Result<Exit, Failure> {
    #[derive(Serialize)]
    struct Answer {
        change: &'static str,
        user: UserJson,
    }
    context.say(&done.warnings, usize::MAX);
    let answer = Answer { change: done.change.name(), user: UserJson::new(&done.person, context.now) };
    context.answer(&answer, |plain| print_one(&done.person, done.change, plain))
}

fn list(context: &Context) -> Result<Exit, Failure> {
    #[derive(Serialize)]
    struct Answer {
        total: usize,
        users: Vec<UserListJson>,
    }
    #[derive(Serialize)]
    struct UserListJson {
        #[serde(flatten)]
        user: UserJson,
        changed_at: String,
        changed_by: String,
    }
    let mut people = context.desk()?.people(context.now)?;
    people.sort_by(|a, b| a.person.id.cmp(&b.person.id));
    let users = people.iter().map(|found| UserListJson {
        user: UserJson::new(&found.person, context.now),
        changed_at: rfc3339(found.at),
        changed_by: found.by.clone(),
    });
    let answer = Answer { total: people.len(), users: users.collect() };
    context.answer(&answer, |plain| {
        let lang = plain.lang;
        if people.is_empty() {
            return plain.line(lang.pick("还没有登记用户。", "No users yet."));
        }
        let heading = lang.pick(
            ["编号", "角色", "单位", "公钥", "有效至", "状态", "最后变更"],
            ["id", "roles", "units", "keys", "last day", "status", "last change"],
        );
        let columns = [ColumnAlign::Left; 7];
        let rows = people.iter().map(|found| {
            let person = &found.person;
            let keys: Vec<String> = person.keys.iter().map(PublicKey::fingerprint).collect();
            vec![
                TextCell::from(person.id.to_string()),
                titles(person, lang).into(),
                person.units.join("、").into(),
                keys.join(" ").into(),
                person.expires.map(|day| day.to_string()).unwrap_or_default().into(),
                standing(person, context.now, lang).into(),
                format!("{} {}", date_in_shanghai(found.at), found.by).into(),
            ]
        });
        plain.table(&columns, &heading, rows)
    })
}

fn print_one(person: &Person, change: UserChange, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    plain.strong(format!("{}  {}", person.id, change.title(lang)))?;
    plain.field(lang.pick("角色", "roles"), &titles(person, lang))?;
    plain.field(lang.pick("单位", "units"), &person.units.join("、"))?;
    let keys: Vec<String> = person
        .keys
        .iter()
        .map(|key| format!("{} {} {}", key.fingerprint(), key.kind(), key.comment))
        .collect();
    plain.field(lang.pick("公钥", "keys"), &keys.join("\n"))?;
    plain.field(
        lang.pick("有效至", "last day"),
        &person.expires.map(|day| day.to_string()).unwrap_or_default(),
    )
}

fn titles(person: &Person, lang: Lang) -> String {
    let title = |role: &Role| {
        let limited = *role == Role::Dispatcher && person.channels.len() < Channel::ALL.len();
        let channels: Vec<&str> = person.channels.iter().map(|channel| channel.title(lang)).collect();
        let title = role.title(lang);
        if limited { format!("{title}({})", channels.join("、")) } else { title.to_owned() }
    };
    person.roles.iter().map(title).collect::<Vec<_>>().join(lang.pick("、", ", "))
}

fn standing(person: &Person, now: Timestamp, lang: Lang) -> &'static str {
    match person.standing(now).name() {
        "active" => lang.pick("有效", "active"),
        "expired" => lang.pick("已到期", "expired"),
        _ => lang.pick("已撤销", "revoked"),
    }
}

#[derive(Serialize)]
struct UserJson {
    id: String,
    roles: Vec<&'static str>,
    units: Vec<String>,
    channels: Vec<&'static str>,
    keys: Vec<KeyJson>,
    expires: Option<String>,
    status: &'static str,
}

#[derive(Serialize)]
struct KeyJson {
    r#type: &'static str,
    fingerprint: String,
    comment: String,
}

impl UserJson {
    fn new(person: &Person, now: Timestamp) -> Self {
        let key = |key: &PublicKey| KeyJson {
            r#type: key.kind(),
            fingerprint: key.fingerprint(),
            comment: key.comment.clone(),
        };
        Self {
            id: person.id.to_string(),
            roles: person.roles.iter().map(|role| role.name()).collect(),
            units: person.units.clone(),
            channels: person.channels.iter().map(|channel| channel.name()).collect(),
            keys: person.keys.iter().map(key).collect(),
            expires: person.expires.map(|day| day.to_string()),
            status: person.standing(now).name(),
        }
    }
}

/// Several values in one argument, separated by a comma of either width or `、`.
#[derive(Clone, Debug)]
struct ValueList<T>(Vec<T>);

fn several<T>(text: &str, read: impl Fn(&str) -> Option<T>, expected: &str) -> Result<ValueList<T>, String> {
    let parts = text.split([',', '，', '、']).map(str::trim).filter(|part| !part.is_empty());
    let read =
        parts.map(|part| read(part).ok_or_else(|| expected.to_owned())).collect::<Result<Vec<_>, _>>()?;
    if read.is_empty() { Err(expected.to_owned()) } else { Ok(ValueList(read)) }
}

fn roles(text: &str) -> Result<ValueList<Role>, String> {
    several(text, Role::parse, &Role::ALL.map(Role::name).join(", "))
}

fn channels(text: &str) -> Result<ValueList<Channel>, String> {
    several(text, Channel::parse, &Channel::ALL.map(Channel::name).join(", "))
}

fn units(text: &str) -> Result<ValueList<String>, String> {
    several(text, |unit| Some(clean(unit).into_owned()).filter(|unit| !unit.is_empty()), "九龙坡区政府")
}

fn person(text: &str) -> Result<PersonId, String> {
    text.parse().map_err(|_| "li.wei, zhang-san, 张三".to_owned())
}

fn day(text: &str) -> Result<Date, String> {
    values::moment(text).map(date_in_shanghai).map_err(|_| "2021-12-31".to_owned())
}

fn read_keys(file: &Path) -> Result<Vec<PublicKey>, Failure> {
    let shown = if file == Path::new("-") { "stdin".to_owned() } else { file.display().to_string() };
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().take(MOST_KEY_BYTES + 1).read_to_end(&mut bytes)
    } else {
        File::open(file).and_then(|file| file.take(MOST_KEY_BYTES + 1).read_to_end(&mut bytes))
    };
    let malformed = |finding: Finding| Failure::new(Exit::Malformed, finding.in_file(shown.clone()));
    if let Err(error) = read {
        let message = told(words!("文件无法读取", "the file cannot be read"), &error);
        return Err(Failure::new(Exit::Storage, Finding::error(codes::UNREADABLE, message).in_file(shown)));
    }
    if bytes.len() as u64 > MOST_KEY_BYTES {
        let message = words!("文件太大，不像公钥", "the file is too large to be a public key");
        return Err(malformed(Finding::error(codes::OVER_LIMIT, message)));
    }
    let text = String::from_utf8_lossy(&bytes);
    PublicKey::parse_file(&text).map_err(|(line, bad)| {
        let (message, hint) = bad_key(bad);
        let finding = Finding::error(codes::BAD_KEY, message).at_line(line);
        malformed(if hint.is_empty() { finding } else { finding.hint(hint) })
    })
}

fn bad_key(bad: BadKey) -> (Bilingual, Bilingual) {
    match bad {
        BadKey::Empty => (words!("没有公钥", "there is no key"), Bilingual::default()),
        BadKey::Options => (
            words!(
                "公钥前面带有选项；选项由本程序写",
                "options stand before the key; they are ours to write"
            ),
            words!("只留 ssh-ed25519 AAAA… 这一部分", "leave only the part ssh-ed25519 AAAA…"),
        ),
        BadKey::Private => (
            words!(
                "这是私钥，不应离开本人的机器",
                "this is a private key; it should never leave its owner's machine"
            ),
            words!("请换一对新密钥，只交 .pub 文件", "make a new pair and hand over only the .pub file"),
        ),
        BadKey::Kind => (
            words!("不接受这种公钥", "this kind of key is not accepted"),
            words!("ssh-keygen -t ed25519", "ssh-keygen -t ed25519"),
        ),
        BadKey::Damaged => {
            (words!("公钥不完整或已损坏", "the key is incomplete or damaged"), Bilingual::default())
        }
        BadKey::Short => (
            words!("RSA 密钥短于 2048 位", "the RSA key is shorter than 2048 bits"),
            words!("ssh-keygen -t ed25519", "ssh-keygen -t ed25519"),
        ),
    }
}
