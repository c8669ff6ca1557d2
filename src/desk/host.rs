//! A host that serves sessions over SSH: what an administrator has to put where, and what is wrong with a
//! host that has been set up. docs/operating.md tells the whole story.
//!
//! It prints and judges; it never changes a host.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::Desk;
use super::person::{Account, accounts};
use super::settings::LedgerPlace;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::lang::{Lang, Words};
use crate::words;

/// A host as it is to be.
#[derive(Clone, Debug)]
pub struct Host {
    /// The service account that owns the ledger.
    pub account: String,
    /// Its home, where ledger and drafts live.
    pub home: PathBuf,
    /// The program, where the account finds it.
    pub program: PathBuf,
    /// Where keys are printed to; asked of the program on every login where `None`.
    pub keys_file: Option<PathBuf>,
}

/// One thing for the administrator to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Why, in a sentence.
    pub why: Words,
    /// The file that the text belongs into; a script for root's shell where `None`.
    pub file: Option<String>,
    /// The commands, or the file's text.
    pub text: String,
}

/// What sshd must be told about the account, as `sshd -T` prints it, and what an other value would allow.
const SSHD: &[(&str, &str, &str, &str)] = &[
    ("AuthenticationMethods", "publickey", "不用密钥也能登录", "a login without a key"),
    ("PasswordAuthentication", "no", "用密码登录", "a login by password"),
    ("KbdInteractiveAuthentication", "no", "用密码登录", "a login by password"),
    ("DisableForwarding", "yes", "转发端口、代理和 X11", "forwarding of ports, agents and X11"),
    ("AllowTcpForwarding", "no", "转发端口", "forwarding of ports"),
    ("AllowStreamLocalForwarding", "no", "转发套接字", "forwarding of sockets"),
    ("AllowAgentForwarding", "no", "转发密钥代理", "forwarding of agents"),
    ("X11Forwarding", "no", "转发 X11", "forwarding of X11"),
    ("PermitTunnel", "no", "网络隧道", "a network tunnel"),
    ("GatewayPorts", "no", "对外开放转发的端口", "ports open to others"),
    ("PermitUserRC", "no", "登录时执行 ~/.ssh/rc", "running ~/.ssh/rc at login"),
    ("PermitTTY", "yes", "没有终端，打不开全屏界面", "no terminal, so no screen"),
];

/// Variables that a client may send: they choose the language and nothing else.
const HARMLESS: &[&str] =
    &["LANG", "LC_*", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANGUAGE", "NO_COLOR", "COLORFGBG"];

/// After so many seconds of silence sshd asks whether the client is still there; after [`ALIVE_COUNT`]
/// silences it ends the session, and the draft is kept.
const ALIVE_SECONDS: u32 = 30;
const ALIVE_COUNT: u32 = 4;

impl Host {
    /// The lines for sshd. They hold for the account only and belong at the end of the configuration, for a
    /// `Match` reaches to the next one.
    pub fn sshd_block(&self) -> String {
        let mut lines = vec![format!("Match User {}", self.account)];
        let mut say = |key: &str, value: &str| lines.push(format!("    {key} {value}"));
        if let Some(file) = &self.keys_file {
            say("AuthorizedKeysFile", &file.display().to_string());
        } else {
            let program = self.program.display();
            let command = format!("{program} ssh authorized-keys --program {program} --fingerprint %f");
            say("AuthorizedKeysFile", "none");
            say("AuthorizedKeysCommand", &command);
            say("AuthorizedKeysCommandUser", &self.account);
        }
        for (key, value, ..) in SSHD {
            say(key, value);
        }
        say("AcceptEnv", "LANG LC_*");
        say("ClientAliveInterval", &ALIVE_SECONDS.to_string());
        say("ClientAliveCountMax", &ALIVE_COUNT.to_string());
        lines.push("Match all\n".to_owned());
        lines.join("\n")
    }

    /// Everything to do, in order.
    pub fn steps(&self) -> Vec<Step> {
        let (account, home, program) = (&self.account, self.home.display(), self.program.display());
        let script = |why, text: String| Step { why, file: None, text };
        let mut steps = vec![
            script(
                words!(
                    "服务帐号：不能用密码登录；强制命令由它的 shell 执行，所以 shell 要是 /bin/sh",
                    "The service account: no password fits it; its shell runs the forced command, so it must be /bin/sh"
                ),
                format!(
                    "useradd --system --create-home --home-dir {home} --shell /bin/sh {account}\n\
                     usermod --password '*' {account}\n"
                ),
            ),
            script(
                words!(
                    "台账和草稿只有服务帐号能读；程序和配置只有 root 能改",
                    "Only the account reads ledger and drafts; only root changes program and configuration"
                ),
                format!(
                    "install -d -o {account} -g {account} -m 0700 {home} {home}/ledger\n\
                     install -o root -g root -m 0755 diaodu {program}\n\
                     install -d -o root -g root -m 0755 /etc/diaodu {home}/data\n"
                ),
            ),
            Step {
                why: words!(
                    "程序在哪里找目录和台账；台账在 PostgreSQL 时写 postgres://…，文件权限改为 0640 root:{account}",
                    "Where the program finds catalogue and ledger; with postgres://… here, make the file 0640 root:{account}"
                ),
                file: Some("/etc/diaodu/config.yaml".to_owned()),
                text: format!("data: {home}/data\nledger: {home}/ledger/ledger.db\n"),
            },
            Step {
                why: words!(
                    "sshd：这个帐号只能打开会话",
                    "sshd: this account opens sessions and nothing else"
                ),
                file: Some("/etc/ssh/sshd_config.d/diaodu.conf".to_owned()),
                text: self.sshd_block(),
            },
        ];
        if let Some(file) = &self.keys_file {
            let file = file.display();
            steps.push(script(
                words!(
                    "每次登记或撤销人员之后重新生成公钥文件",
                    "Print the keys anew after everybody added or revoked"
                ),
                format!(
                    "runuser -u {account} -- {program} ssh authorized-keys --program {program} >{file}.new\n\
                     install -o root -g root -m 0644 {file}.new {file}\n"
                ),
            ));
        }
        steps.push(script(
            words!(
                "登记第一位管理员，核对，让 sshd 生效",
                "Add the first admin, look over the host, let sshd know"
            ),
            format!(
                "runuser -u {account} -- {program} user add li --role admin --key - <li.pub\n\
                 {program} ssh check --account {account}\n\
                 sshd -t && systemctl reload ssh\n"
            ),
        ));
        steps
    }
}

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

fn host_sshd(key: &str, found: &str, message: Words, wanted: &str) -> Finding {
    Finding::error(codes::HOST_SSHD, message)
        .on_field(key)
        .got(found)
        .expected(Words::same(wanted))
        .hint(words!("diaodu ssh setup 给出整段配置", "`diaodu ssh setup` prints the whole block"))
}

impl Desk {
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
        if let LedgerPlace::File(file) = &self.settings().ledger {
            // The folder keeps others out; the file itself may be open to the account's own group.
            findings.extend(guard(file.parent().unwrap_or(Path::new("/")), &[owner], 0o077));
            findings.extend(guard(file, &[owner], 0o007));
        }
        if let super::settings::DataPlace::Folder(folder) = &self.settings().data {
            findings.extend(guard(folder, &[0, owner], 0o022));
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
                .expected(Words::same("/bin/sh"))
                .hint(Words::same(format!("usermod --shell /bin/sh {name}"))),
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
        let owners = owners.iter().map(|uid| super::person::name_of_uid(*uid)).collect::<Vec<_>>().join(", ");
        return Some(
            Finding::error(codes::HOST_CHANGEABLE, message)
                .in_file(shown)
                .got(super::person::name_of_uid(found.uid()))
                .expected(Words::same(owners)),
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
            .expected(Words::same(format!("{wanted:04o}")))
            .hint(Words::same(format!("chmod {wanted:04o} {shown}")))
    })
}

/// A file of keys must say exactly what the ledger says: a line too many is a way in.
fn judge_keys(file: &Path, keys: &str) -> Vec<Finding> {
    let shown = file.display().to_string();
    let there = match fs::read_to_string(file) {
        Ok(there) => there,
        Err(error) => {
            let message = words!("公钥文件无法读取：{error}", "the file of keys cannot be read: {error}");
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

impl Step {
    /// The step as a person reads it: the reason as a comment, then the text.
    pub fn shown(&self, lang: Lang) -> String {
        let file = self.file.as_ref().map(|file| format!("# → {file}\n")).unwrap_or_default();
        format!("# {}\n{file}{}", self.why.get(lang), self.text)
    }
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
