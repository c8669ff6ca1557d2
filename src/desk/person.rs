//! Who sits at this machine: the name of the process's uid, never a variable such as `$USER`, which anyone
//! may set.

use std::fs;

/// The login name of the real uid from the passwd file, or `uid1000` where it names none (a directory
/// service's user).
pub fn login() -> String {
    let uid = rustix::process::getuid().as_raw();
    let passwd = fs::read("/etc/passwd").unwrap_or_default();
    name_of(uid, &String::from_utf8_lossy(&passwd)).unwrap_or_else(|| format!("uid{uid}"))
}

fn name_of(uid: u32, passwd: &str) -> Option<String> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let found: u32 = fields.nth(1)?.parse().ok()?;
        (found == uid && !name.is_empty()).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn the_uid_tells_the_name() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\n# note\nli:x:1001:1001::/home/li:/bin/sh\n";
        assert_eq!(name_of(1001, passwd).as_deref(), Some("li"));
        assert_eq!(name_of(0, passwd).as_deref(), Some("root"));
        assert_eq!(name_of(7, passwd), None);
    }
}
