//! What is wrong with a host that serves sessions: its account, the owners and modes of its files, sshd's
//! settings, a file of keys.
//!
//! It judges; it never changes a host, and starts no program: what sshd says of itself is handed in.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::{Host, SSHD};
use crate::desk::App;
use crate::desk::person::{self, Account, accounts};
use crate::desk::settings::{DataSource, LedgerLocation};
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::lang::Bilingual;
use crate::domain::trouble::told;
use crate::words;

/// Variables that a client may send: they choose the language and nothing else.
const HARMLESS: &[&str] =
    &["LANG", "LC_*", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANGUAGE", "NO_COLOR", "COLORFGBG"];

/// Judges what `sshd -T -C user=ACCOUNT,…` printed.
pub fn judge_sshd(printed: &str) -> Vec<Finding> {
    let values = |key: &str| {
        let key = key.to_ascii_lowercase();
        printed
            .lines()
            .filter_map(move |line| {
                line.split_once(' ').filter(|(found, _)| *found == key).map(|(_, v)| v.trim())
            })
            .collect::<Vec<_>>()
    };
    let mut findings = Vec::new();
    for (key, wanted, zh, en) in SSHD {
        // A setting that this sshd does not know cannot allow anything.
        let Some(found) = values(key).first().copied() else { continue };
        if found != *wanted {
            findings.push(host_sshd(key, found, words!("sshd 允许{zh}", "sshd allows {en}"), wanted));
        }
    }
    for variable in values("AcceptEnv") {
        if !HARMLESS.contains(&variable) {
            let message = words!("sshd 接受客户端的变量", "sshd takes a variable from the client");
            findings.push(host_sshd("AcceptEnv", variable, message, "LANG LC_*"));
        }
    }
    if let Some(found) = values("PermitUserEnvironment").first().filter(|found| **found != "no") {
        let message = words!("sshd 允许公钥文件和用户设定变量", "sshd lets keys and users set variables");
        findings.push(host_sshd("PermitUserEnvironment", found, message, "no"));
    }
    if let Some(found) = values("ForceCommand").first().filter(|found| **found != "none") {
        let message =
            words!("强制命令取代了每人的会话", "a forced command takes the place of everybody's session");
        findings.push(host_sshd("ForceCommand", found, message, "none"));
    }
    findings
}

fn host_sshd(key: &str, found: &str, message: Bilingual, wanted: &str) -> Finding {
    Finding::error(codes::HOST_SSHD, message)
        .on_field(key)
        .got(found)
        .expected(Bilingual::same(wanted))
        .hint(words!("diaodu ssh setup 给出整段配置", "`diaodu ssh setup` prints the whole block"))
}

impl App {
    /// Looks over the account, the files and the printed keys of a host. The printed keys are those of a
    /// file, if the host uses one.
    pub fn judge_host(&self, host: &Host, keys: &str) -> Vec<Finding> {
        let mut findings = Vec::new();
        let account = accounts().into_iter().find(|found| found.name == host.account);
        match &account {
            None => {
                let message = words!("没有这个帐号", "there is no such account");
                findings.push(Finding::error(codes::HOST_ACCOUNT, message).got(&host.account));
            }
            Some(account) => findings.extend(judge_account(account)),
        }
        let owner = account.as_ref().map_or(0, |found| found.uid);
        let guard = |path: &Path, owners: &[u32], forbidden: u32| judge_path(path, owners, forbidden);
        if let LedgerLocation::File(file) = &self.settings().ledger {
            // The folder keeps others out; the file itself may be open to the account's own group.
            findings.extend(guard(file.parent().unwrap_or(Path::new("/")), &[owner], 0o077));
            findings.extend(guard(file, &[owner], 0o007));
        }
        if let DataSource::Folder(folder) = &self.settings().data {
            findings.extend(guard(folder, &[0, owner], 0o022));
        }
        if host.keys_file.is_none() {
            // sshd runs nothing for keys that stands below a folder which others may write.
            for folder in host.program.ancestors().skip(1).filter(|folder| folder.is_absolute()) {
                findings.extend(guard(folder, &[0], 0o022));
            }
        }
        for path in [&host.program, &PathBuf::from("/etc/diaodu"), &PathBuf::from("/etc/diaodu/config.yaml")]
        {
            findings.extend(guard(path, &[0], 0o022));
        }
        if let Some(file) = &host.keys_file {
            findings.extend(guard(file, &[0, owner], 0o022));
            findings.extend(judge_keys(file, keys));
        }
        findings
    }
}

fn judge_account(account: &Account) -> Vec<Finding> {
    let name = &account.name;
    let mut findings = Vec::new();
    if account.uid == 0 {
        let message = words!("服务帐号不能是 root", "the service account must not be root");
        findings.push(Finding::error(codes::HOST_ACCOUNT, message).got(name));
    }
    if account.shell.ends_with("nologin") || account.shell.ends_with("/false") {
        let message = words!("它的 shell 执行不了强制命令", "its shell cannot run the forced command");
        let finding = Finding::error(codes::HOST_ACCOUNT, message).got(&account.shell);
        findings.push(
            finding
                .expected(Bilingual::same("/bin/sh"))
                .hint(Bilingual::same(format!("usermod --shell /bin/sh {name}"))),
        );
    }
    findings
}

/// What is wrong with a file or folder: its owner, or a permission among those that nobody else may have. A
/// path that does not exist is not judged: nothing is wrong with it yet.
fn judge_path(path: &Path, owners: &[u32], forbidden: u32) -> Option<Finding> {
    let found = fs::metadata(path).ok()?;
    let mode = found.mode() & 0o7777;
    let shown = path.display().to_string();
    if !owners.contains(&found.uid()) {
        let message = words!("属主不对：别人能改动", "owned by somebody who could change it");
        let owners = owners.iter().map(|uid| person::name_of_uid(*uid)).collect::<Vec<_>>().join(", ");
        return Some(
            Finding::error(codes::HOST_CHANGEABLE, message)
                .in_file(shown)
                .got(person::name_of_uid(found.uid()))
                .expected(Bilingual::same(owners)),
        );
    }
    let message = if forbidden & 0o004 == 0 {
        words!("他人能改", "others can change it")
    } else {
        words!("他人能读或能改", "others can read or change it")
    };
    (mode & forbidden != 0).then(|| {
        let wanted = mode & !forbidden;
        Finding::error(codes::HOST_CHANGEABLE, message)
            .in_file(shown.clone())
            .got(format!("{mode:04o}"))
            .expected(Bilingual::same(format!("{wanted:04o}")))
            .hint(Bilingual::same(format!("chmod {wanted:04o} {shown}")))
    })
}

/// A file of keys must say exactly what the ledger says: a line too many is a way in.
fn judge_keys(file: &Path, keys: &str) -> Vec<Finding> {
    let shown = file.display().to_string();
    let there = match fs::read_to_string(file) {
        Ok(there) => there,
        Err(error) => {
            let message = told(words!("公钥文件无法读取", "the file of keys cannot be read"), &error);
            return vec![Finding::error(codes::HOST_KEYS, message).in_file(shown)];
        }
    };
    let real = |text: &str| -> Vec<String> {
        let lines = text.lines().map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned).collect()
    };
    let (there, wanted) = (real(&there), real(keys));
    let mut findings = Vec::new();
    for (line, text) in (1..).zip(&there) {
        if !wanted.contains(text) {
            let message = words!("台账里没有这一行", "the ledger does not have this line");
            let finding = Finding::error(codes::HOST_KEYS, message).in_file(&shown).at_line(line).got(text);
            findings.push(finding.hint(words!("重新生成公钥文件", "print the file anew")));
        }
    }
    let missing = wanted.iter().filter(|line| !there.contains(line)).count();
    if missing > 0 {
        let message = words!(
            "缺少 {missing} 行，这些人登录不了",
            "{missing} lines are missing; those people cannot log in"
        );
        findings.push(Finding::error(codes::HOST_KEYS, message).in_file(&shown));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(keys_file: Option<&str>) -> Host {
        Host {
            account: "desk".into(),
            home: "/var/lib/diaodu".into(),
            program: "/usr/local/bin/diaodu".into(),
            keys_file: keys_file.map(PathBuf::from),
        }
    }

    #[test]
    fn the_block_that_is_printed_is_judged_sound() {
        let printed: String = host(None)
            .sshd_block()
            .lines()
            .skip(1)
            .map(|line| line.trim().to_owned())
            .map(|line| {
                line.split_once(' ').map_or(line.clone(), |(k, v)| format!("{} {v}\n", k.to_lowercase()))
            })
            .collect::<String>()
            .replace("acceptenv LANG LC_*", "acceptenv LANG\nacceptenv LC_*");
        assert_eq!(judge_sshd(&printed), []);
    }

    #[test]
    fn every_setting_that_allows_more_is_named() {
        let loose = "passwordauthentication yes\nx11forwarding yes\ndisableforwarding no\nallowtcpforwarding local\n\
                     acceptenv LANG\nacceptenv LD_*\npermituserenvironment yes\nforcecommand /bin/sh\npermituserrc yes\n";
        let fields: Vec<_> = judge_sshd(loose).into_iter().filter_map(|f| f.field).collect();
        assert_eq!(
            fields,
            [
                "PasswordAuthentication",
                "DisableForwarding",
                "AllowTcpForwarding",
                "X11Forwarding",
                "PermitUserRC",
                "AcceptEnv",
                "PermitUserEnvironment",
                "ForceCommand"
            ]
        );
    }

    #[test]
    fn a_line_too_many_in_the_file_of_keys_is_a_way_in() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        fs::write(&file, "restrict ssh-ed25519 A li\nssh-ed25519 B intruder\n").unwrap();
        let findings = judge_keys(&file, "restrict ssh-ed25519 A li\nrestrict ssh-ed25519 C wang\n");
        assert_eq!(findings.len(), 2);
        assert_eq!((findings[0].line, findings[0].got.as_deref()), (Some(2), Some("ssh-ed25519 B intruder")));
    }

    #[test]
    fn a_ledger_that_others_can_read_is_named() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.db");
        fs::write(&file, "").unwrap();
        let me = rustix::process::geteuid().as_raw();
        let set = |mode| fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
        set(0o644);
        let finding = judge_path(&file, &[me], 0o007).unwrap();
        assert_eq!((finding.got.as_deref(), finding.code), (Some("0644"), codes::HOST_CHANGEABLE));
        set(0o660);
        assert_eq!(judge_path(&file, &[me], 0o007), None);
        assert!(judge_path(&file, &[me + 1], 0o007).is_some());
    }
}
