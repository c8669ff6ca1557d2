//! Who sits at this machine: the name of the process's uid, never a variable such as `$USER`, which anyone
//! may set.

use std::fs;

/// An account of this host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its login name.
    pub name: String,
    /// Its number.
    pub uid: u32,
    /// The program that runs its commands.
    pub shell: String,
}

/// The login name of the real uid from the passwd file, or `uid1000` where it names none (a directory
/// service's user).
pub fn login() -> String {
    name_of_uid(rustix::process::getuid().as_raw())
}

/// The login name of a uid, or `uid1000`.
pub fn name_of_uid(uid: u32) -> String {
    accounts()
        .into_iter()
        .find(|account| account.uid == uid)
        .map_or_else(|| format!("uid{uid}"), |account| account.name)
}

/// The accounts of the passwd file.
pub fn accounts() -> Vec<Account> {
    read(&String::from_utf8_lossy(&fs::read("/etc/passwd").unwrap_or_default()))
}

fn read(passwd: &str) -> Vec<Account> {
    let account = |line: &str| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?.to_owned();
        let uid = fields.nth(1)?.parse().ok()?;
        let shell = fields.nth(3).unwrap_or_default().to_owned();
        Some(Account { name, uid, shell })
    };
    passwd.lines().filter_map(account).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_uid_tells_the_name() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\n# note\nli:x:1001:1001::/home/li:/bin/bash\n:x:7:7:::\n";
        let found = read(passwd);
        let names: Vec<_> = found.iter().map(|a| (a.name.as_str(), a.uid, a.shell.as_str())).collect();
        assert_eq!(names, [("root", 0, "/bin/sh"), ("li", 1001, "/bin/bash")]);
    }
}
