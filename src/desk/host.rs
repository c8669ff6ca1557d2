//! A host that serves sessions over SSH: what an administrator has to put where. What is wrong with one that
//! has been set up is [`check`]'s business. docs/operating.md tells the whole story.
//!
//! It prints; it never changes a host.

pub mod check;

use std::path::PathBuf;

use crate::domain::lang::{Bilingual, Lang};
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
pub struct SetupStep {
    /// Why, in a sentence.
    pub why: Bilingual,
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
    pub fn steps(&self) -> Vec<SetupStep> {
        let (account, home, program) = (&self.account, self.home.display(), self.program.display());
        let script = |why, text: String| SetupStep { why, file: None, text };
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
            SetupStep {
                why: words!(
                    "程序在哪里找台账；台账在 PostgreSQL 时写 postgres://…，文件权限改为 0640 root:{account}。没有 data: 一行时用程序内带的名单",
                    "Where the program finds the ledger; with postgres://… here, make the file 0640 root:{account}. Without data: the lists inside the program serve"
                ),
                file: Some("/etc/diaodu/config.yaml".to_owned()),
                text: format!("ledger: {home}/ledger/ledger.db\n"),
            },
            SetupStep {
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
        steps.push(script(
            words!(
                "本市自己的名单：逐个附件导入，再让程序用它",
                "The city's own lists, annex by annex; then have the program use them"
            ),
            format!(
                "{program} --data {home}/data import 附件1.xlsx --year 2022 --annex 1\n\
                 echo 'data: {home}/data' >>/etc/diaodu/config.yaml\n"
            ),
        ));
        steps
    }
}

impl SetupStep {
    /// The step as a person reads it: the reason as a comment, then the text.
    pub fn shown(&self, lang: Lang) -> String {
        let file = self.file.as_ref().map(|file| format!("# → {file}\n")).unwrap_or_default();
        format!("# {}\n{file}{}", self.why.get(lang), self.text)
    }
}
