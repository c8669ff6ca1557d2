//! The register of people: who was added, changed and revoked, each as one more revision in the ledger.
//!
//! It never opens a session and never looks at a signature; sshd does, with the keys printed from here.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::App;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Lang;
use crate::domain::permission::{Action, Rights, Target};
use crate::domain::person::{AccountStatus, Person, PersonId};
use crate::domain::role::{Channel, Role};
use crate::domain::ssh_key::PublicKey;
use crate::domain::text::clean;
use crate::ledger::{Entry, NewEntry, Snapshot};
use crate::words;

/// The kind of entry that holds a person; the subject is their id.
pub const USER: &str = "user";

/// Somebody to be added, or what is to be changed about them. What is `None` or empty stays as it is.
#[derive(Clone, Debug)]
pub struct AddUser {
    /// Who.
    pub id: PersonId,
    /// Their roles from now on.
    pub roles: Option<BTreeSet<Role>>,
    /// Their units from now on.
    pub units: Option<Vec<String>>,
    /// Which channels a dispatcher has from now on; both unless ever said.
    pub channels: Option<BTreeSet<Channel>>,
    /// Keys to be added to those they have.
    pub keys: Vec<PublicKey>,
    /// Their last day from now on.
    pub expires: Option<Date>,
}

/// What became of an enrolment or revocation.
#[derive(Clone, Debug)]
pub struct UserAdded {
    /// The person as they stand now.
    pub person: Person,
    /// What was done.
    pub change: UserChange,
    /// Things to look at.
    pub warnings: Vec<Finding>,
}

/// What was done to a person's record; also the action in the audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserChange {
    /// New.
    Added,
    /// Something about them is other than before.
    Changed,
    /// Nothing was stored: they stand as asked already.
    Unchanged,
    /// A revoked person is back, without the keys they had.
    Reinstated,
    /// Everything was taken back.
    Revoked,
    /// One key was taken back.
    KeyRemoved,
}

impl UserChange {
    /// The stable name in JSON and in the audit.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Reinstated => "reinstated",
            Self::Revoked => "revoked",
            Self::KeyRemoved => "key_removed",
        }
    }

    /// The word a person reads.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Added => lang.pick("已登记", "added"),
            Self::Changed => lang.pick("已修改", "changed"),
            Self::Unchanged => lang.pick("无变化", "unchanged"),
            Self::Reinstated => lang.pick("已恢复", "reinstated"),
            Self::Revoked => lang.pick("已撤销", "revoked"),
            Self::KeyRemoved => lang.pick("已删除公钥", "key removed"),
        }
    }
}

/// Whom the desk takes the person asking to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentUser {
    /// Under which they sign.
    pub id: String,
    /// What they may do; see [`crate::domain::permission`].
    pub roles: Vec<Role>,
    /// For which units.
    pub units: Vec<String>,
}

/// A person with the entry that last changed them.
#[derive(Clone, Debug)]
pub struct Registered {
    /// The person.
    pub person: Person,
    /// When they were last changed.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

impl App {
    /// The person asking, as the desk takes them to be: id, roles, units. The keeper of the ledger has the
    /// admin's rights.
    pub fn whoami(&self, now: Timestamp) -> Result<CurrentUser, Failure> {
        let rights = self.rights()?;
        rights.may(self.person(), Action::Look, Target::Desk, now)?;
        let local = |role| CurrentUser { id: self.person().to_owned(), roles: vec![role], units: Vec::new() };
        match rights {
            Rights::Person(person) => Ok(CurrentUser {
                id: person.id.to_string(),
                roles: person.roles.into_iter().collect(),
                units: person.units,
            }),
            Rights::Keeper => Ok(local(Role::Admin)),
            Rights::Guest | Rights::Unknown => Ok(local(Role::Viewer)),
        }
    }

    /// Everybody, in the order they were last changed.
    pub fn people(&self, now: Timestamp) -> Result<Vec<Registered>, Failure> {
        self.demand(Action::ManagePeople, Target::Desk, now)?;
        let Some(ledger) = self.look()? else { return Ok(Vec::new()) };
        let entries = ledger.list(USER)?;
        Ok(entries.into_iter().filter_map(registered).collect())
    }

    /// The keys that open a session at this moment, with whose they are: for sshd. Revoked and expired
    /// people have none.
    pub fn keys(&self, now: Timestamp) -> Result<Vec<(PersonId, PublicKey)>, Failure> {
        let Some(ledger) = self.look()? else { return Ok(Vec::new()) };
        let people = ledger.list(USER)?.into_iter().filter_map(|entry| stored(&entry));
        let active = people.filter(|person| person.standing(now) == AccountStatus::Active);
        Ok(active
            .flat_map(|person| person.keys.into_iter().map(move |key| (person.id.clone(), key)))
            .collect())
    }

    /// Adds somebody, or changes what is said about them.
    pub fn enrol(&self, enrolment: &AddUser, now: Timestamp) -> Result<UserAdded, Failure> {
        self.commit(Action::ManagePeople, Target::Desk, now, |writing| {
            let before = writing.view().current(USER, enrolment.id.as_str(), "")?.and_then(|e| stored(&e));
            let (person, change) = enrolled(enrolment, before.as_ref())?;
            check_keys(writing.view(), &person)?;
            if change != UserChange::Unchanged {
                writing.append(&[self.entry(&person, change, "", now)])?;
            }
            let warnings = self.doubts(&person, now);
            Ok(UserAdded { person, change, warnings })
        })
    }

    /// Takes everything back from somebody, or one key only, named by its fingerprint.
    pub fn revoke(
        &self,
        id: &PersonId,
        key: Option<&str>,
        reason: &str,
        now: Timestamp,
    ) -> Result<UserAdded, Failure> {
        self.commit(Action::ManagePeople, Target::Desk, now, |writing| {
            let before = writing.view().current(USER, id.as_str(), "")?.and_then(|e| stored(&e));
            let mut person = before.ok_or_else(no_such_person)?;
            let change = match key {
                Some(fingerprint) => {
                    let count = person.keys.len();
                    person.keys.retain(|key| key.fingerprint() != fingerprint);
                    if person.keys.len() == count {
                        return Err(no_such_key(fingerprint));
                    }
                    UserChange::KeyRemoved
                }
                None if person.revoked => UserChange::Unchanged,
                None => {
                    person.revoked = true;
                    UserChange::Revoked
                }
            };
            if change != UserChange::Unchanged {
                writing.append(&[self.entry(&person, change, &clean(reason), now)])?;
            }
            let warnings = if key.is_some() { self.doubts(&person, now) } else { Vec::new() };
            Ok(UserAdded { person, change, warnings })
        })
    }

    fn entry(&self, person: &Person, change: UserChange, reason: &str, now: Timestamp) -> NewEntry {
        NewEntry::new(USER, person.id.as_str(), "", change.name(), self.person(), now)
            .reason(reason)
            .body(StoredUser::of(person).json())
    }

    fn doubts(&self, person: &Person, now: Timestamp) -> Vec<Finding> {
        let id = &person.id;
        let mut doubts = Vec::new();
        if person.keys.is_empty() {
            let message = words!("{id} 没有公钥，无法登录", "{id} has no key and cannot open a session");
            doubts.push(
                Finding::warning(codes::NO_KEY, message)
                    .hint(words!("diaodu user add {id} --key 公钥文件", "diaodu user add {id} --key FILE")),
            );
        }
        if person.standing(now) == AccountStatus::Expired {
            let message = words!("{id} 的权限已经到期", "{id}'s permission has already expired");
            doubts.push(Finding::warning(codes::EXPIRED, message));
        }
        for unit in &person.units {
            let mut alone = Person::new(person.id.clone());
            alone.units.push(unit.clone());
            let leads = self.catalogue().years().any(|year| {
                year.projects()
                    .iter()
                    .any(|project| project.lead_units.iter().any(|lead| alone.belongs_to(lead)))
            });
            if !leads {
                let message =
                    words!("载入的项目中没有由这个单位牵头的", "no loaded project is led by this unit");
                let hint =
                    words!("单位名称须与名单中的牵头单位一致", "write it as the list prints the lead unit");
                doubts.push(Finding::warning(codes::UNIT_LEADS_NOTHING, message).got(unit).hint(hint));
            }
        }
        doubts
    }
}

/// One key opens one person's sessions: sshd takes the first line that fits.
fn check_keys(view: &mut Snapshot<'_>, person: &Person) -> Result<(), Failure> {
    let others: Vec<Person> = view.list(USER)?.iter().filter_map(stored).collect();
    let taken = person.keys.iter().find_map(|key| {
        let owner = others.iter().find(|other| other.id != person.id && other.keys.contains(key))?;
        Some((key.fingerprint(), owner.id.clone()))
    });
    let Some((fingerprint, owner)) = taken else { return Ok(()) };
    let message = words!("公钥已登记在 {owner} 名下", "the key belongs to {owner}");
    let hint = words!("每人用自己的密钥", "everybody has a key of their own");
    Err(Failure::new(Exit::No, Finding::error(codes::KEY_TAKEN, message).got(fingerprint).hint(hint)))
}

/// The person after an enrolment.
fn enrolled(enrolment: &AddUser, before: Option<&Person>) -> Result<(Person, UserChange), Failure> {
    let id = &enrolment.id;
    let mut person = before.cloned().unwrap_or_else(|| Person::new(id.clone()));
    if person.revoked {
        person.revoked = false;
        // What was taken back stays taken back: they bring a key again.
        person.keys.clear();
        person.expires = None;
    }
    if let Some(roles) = &enrolment.roles {
        person.roles.clone_from(roles);
    }
    if let Some(units) = &enrolment.units {
        person.units.clone_from(units);
    }
    if let Some(channels) = &enrolment.channels {
        person.channels.clone_from(channels);
    }
    if person.roles.contains(&Role::Dispatcher) && person.channels.is_empty() {
        person.channels = Channel::ALL.into_iter().collect();
    }
    for key in &enrolment.keys {
        if !person.keys.contains(key) {
            person.keys.push(key.clone());
        }
    }
    if enrolment.expires.is_some() {
        person.expires = enrolment.expires;
    }
    if person.roles.is_empty() {
        let message = words!("没有说明 {id} 的角色", "{id}'s role is missing");
        return Err(incomplete(message).map_hint(words!("加上 --role", "add --role")));
    }
    if let Some(role) = person.roles.iter().find(|role| role.needs_units() && person.units.is_empty()) {
        let (zh, en) = (role.title(Lang::Zh), role.title(Lang::En));
        let message = words!("{zh}要说明是哪个单位", "a {en} needs a unit");
        return Err(incomplete(message).map_hint(words!("加上 --unit", "add --unit")));
    }
    let change = match before {
        None => UserChange::Added,
        Some(before) if before.revoked => UserChange::Reinstated,
        Some(before) if *before == person => UserChange::Unchanged,
        Some(_) => UserChange::Changed,
    };
    Ok((person, change))
}

fn incomplete(message: crate::domain::lang::Bilingual) -> Incomplete {
    Incomplete(Finding::error(codes::BAD_ROLE, message))
}

struct Incomplete(Finding);

impl Incomplete {
    fn map_hint(self, hint: crate::domain::lang::Bilingual) -> Failure {
        Failure::new(Exit::Usage, self.0.hint(hint))
    }
}

fn no_such_person() -> Failure {
    let message = words!("人员名单里没有这个人", "nobody of that id is registered");
    Failure::new(Exit::No, Finding::error(codes::UNKNOWN_PERSON, message))
}

fn no_such_key(fingerprint: &str) -> Failure {
    let message = words!("此人没有这个公钥", "the person has no such key");
    let hint = words!("diaodu user list 列出指纹", "`diaodu user list` prints the fingerprints");
    Failure::new(Exit::No, Finding::error(codes::NO_KEY, message).got(fingerprint).hint(hint))
}

/// A person as the ledger holds them.
#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct StoredUser {
    roles: Vec<String>,
    units: Vec<String>,
    channels: Vec<String>,
    keys: Vec<String>,
    fingerprints: Vec<String>,
    expires: Option<String>,
    revoked: bool,
}

impl StoredUser {
    fn of(person: &Person) -> Self {
        let line = |key: &PublicKey| format!("{} {}", key.line(), key.comment).trim_end().to_owned();
        Self {
            roles: person.roles.iter().map(|role| role.name().to_owned()).collect(),
            units: person.units.clone(),
            channels: person.channels.iter().map(|channel| channel.name().to_owned()).collect(),
            keys: person.keys.iter().map(line).collect(),
            // For whoever reads the audit beside sshd's log; never read back.
            fingerprints: person.keys.iter().map(PublicKey::fingerprint).collect(),
            expires: person.expires.map(|day| day.to_string()),
            revoked: person.revoked,
        }
    }

    fn json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// The person that an entry holds. Anything in it that this version does not understand gives less, never
/// more: an unknown role is none, an unreadable last day is over.
pub(super) fn stored(entry: &Entry) -> Option<Person> {
    let id: PersonId = entry.subject.parse().ok()?;
    let found: StoredUser = serde_json::from_value(entry.body.clone()).ok()?;
    let mut person = Person::new(id);
    person.roles = found.roles.iter().filter_map(|name| Role::parse(name)).collect();
    person.units = found.units.iter().map(|unit| clean(unit).into_owned()).collect();
    person.channels = found.channels.iter().filter_map(|name| Channel::parse(name)).collect();
    person.keys = found.keys.iter().filter_map(|line| PublicKey::parse(line).ok()).collect();
    person.expires = found.expires.map(|day| day.parse().unwrap_or(Date::MIN));
    person.revoked = found.revoked;
    Some(person)
}

fn registered(entry: Entry) -> Option<Registered> {
    Some(Registered { person: stored(&entry)?, at: entry.at, by: entry.author })
}
