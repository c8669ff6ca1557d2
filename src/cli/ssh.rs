//! `ssh authorized-keys|setup|check`: for the administrator of a host that serves sessions.
//!
//! It prints and judges; it never changes the host. `check` runs sshd once, to print its settings, and no
//! other program.

use std::path::PathBuf;
use std::process::Command;

use clap::Subcommand;
use serde::Serialize;

use super::context::Context;
use super::json::FindingJson;
use crate::desk::App;
use crate::desk::host::{Host, check};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::person::PersonId;
use crate::domain::ssh_key::{PublicKey, is_plain_program};
use crate::words;

/// 供 sshd 使用：公钥行、主机配置、核对 // For sshd: lines of keys, how to set up a host, what is wrong with one
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: SshCommand,
}

#[derive(Subcommand, Debug)]
enum SshCommand {
    AuthorizedKeys(KeysArgs),
    Setup(HostArgs),
    Check(CheckArgs),
}

/// 打印 authorized_keys 的各行，每行只能打开本人的会话 // Print the lines of authorized_keys, each of which opens its owner's session only
#[derive(clap::Args, Debug)]
struct KeysArgs {
    /// 只要这个人的 // Only this person's
    #[arg(long, value_name = "ID")]
    user: Option<String>,
    /// 只要这个指纹的（sshd 的 %f） // Only the key of this fingerprint (sshd's %f)
    #[arg(long, value_name = "SHA256:…")]
    fingerprint: Option<String>,
    /// 强制命令中的程序 // The program in the forced command
    #[arg(long, value_name = "PROGRAM", default_value = "diaodu", value_parser = program)]
    program: String,
}

/// 打印一台主机的配置步骤，不作任何改动 // Print how to set up a host; changes nothing
#[derive(clap::Args, Debug)]
struct HostArgs {
    /// 服务帐号 // The service account
    #[arg(long, value_name = "NAME", default_value = "desk", value_parser = account)]
    account: String,
    /// 它的家目录 // Its home
    #[arg(long, value_name = "DIR", default_value = "/var/lib/diaodu", value_parser = program)]
    home: String,
    /// 程序的位置 // Where the program is
    #[arg(long, value_name = "PATH", default_value = "/usr/local/bin/diaodu", value_parser = program)]
    program: String,
    /// 把公钥印成文件；不写则由 sshd 每次登录时询问本程序 // Print keys to a file; unless said sshd asks the program at every login
    #[arg(long, value_name = "FILE", value_parser = program)]
    keys_file: Option<String>,
}

/// 核对一台主机：帐号、文件权限、sshd、公钥文件 // Look over a host: account, modes of files, sshd, the file of keys
#[derive(clap::Args, Debug)]
struct CheckArgs {
    #[command(flatten)]
    host: HostArgs,
    /// sshd 程序 // The sshd program
    #[arg(long, value_name = "PATH", default_value = "/usr/sbin/sshd")]
    sshd: PathBuf,
    /// sshd 的配置文件，不写则用它的默认 // sshd's configuration, its own default unless said
    #[arg(long, value_name = "FILE")]
    sshd_config: Option<PathBuf>,
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        match &self.act {
            SshCommand::AuthorizedKeys(args) => args.run(context),
            SshCommand::Setup(args) => setup(&args.host(), context),
            SshCommand::Check(args) => args.run(context),
        }
    }
}

impl KeysArgs {
    fn run(&self, context: &Context) -> Result<Exit, Failure> {
        #[derive(Serialize)]
        struct KeyJson {
            id: String,
            fingerprint: String,
            line: String,
        }
        let wanted = |(id, key): &(PersonId, PublicKey)| {
            self.user.as_deref().is_none_or(|user| user == id.as_str())
                && self.fingerprint.as_deref().is_none_or(|print| print == key.fingerprint())
        };
        let keys: Vec<_> = App::without_catalogue(context.settings.clone())
            .keys(context.now)?
            .into_iter()
            .filter(wanted)
            .collect();
        if let Some(user) = self.user.as_ref().filter(|_| keys.is_empty()) {
            let message = words!("此人没有可用的公钥", "this person has no key that opens a session");
            return Err(Failure::new(Exit::No, Finding::error(codes::NO_KEY, message).got(user)));
        }
        let lines = keys.iter().map(|(id, key)| KeyJson {
            id: id.to_string(),
            fingerprint: key.fingerprint(),
            line: key.authorized_line(&self.program, id),
        });
        let lines: Vec<KeyJson> = lines.collect();
        context.answer(&serde_json::json!({ "keys": lines }), |plain| {
            lines.iter().try_for_each(|line| plain.line(&line.line))
        })
    }
}

impl HostArgs {
    fn host(&self) -> Host {
        Host {
            account: self.account.clone(),
            home: PathBuf::from(&self.home),
            program: PathBuf::from(&self.program),
            keys_file: self.keys_file.as_ref().map(PathBuf::from),
        }
    }
}

fn setup(host: &Host, context: &Context) -> Result<Exit, Failure> {
    #[derive(Serialize)]
    struct StepJson<'a> {
        why: &'a str,
        file: Option<&'a str>,
        text: &'a str,
    }
    let steps = host.steps();
    let json: Vec<StepJson<'_>> = steps
        .iter()
        .map(|step| StepJson {
            why: step.why.get(context.lang),
            file: step.file.as_deref(),
            text: &step.text,
        })
        .collect();
    context.answer(&serde_json::json!({ "account": host.account, "steps": json }), |plain| {
        for (at, step) in steps.iter().enumerate() {
            if at > 0 {
                plain.gap()?;
            }
            for line in step.shown(context.lang).lines() {
                plain.line(line)?;
            }
        }
        Ok(())
    })
}

impl CheckArgs {
    fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let host = self.host.host();
        let desk = App::without_catalogue(context.settings.clone());
        let keys = desk.keys(context.now)?;
        let lines: Vec<String> =
            keys.iter().map(|(id, key)| key.authorized_line(&self.host.program, id)).collect();
        let mut findings = desk.judge_host(&host, &lines.join("\n"));
        match self.settings_of_sshd(&host.account) {
            Ok(printed) => findings.extend(check::judge_sshd(&printed)),
            Err(finding) => findings.push(*finding),
        }
        if findings.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(Failure { exit: Exit::No, findings });
        }
        context.say(&findings, usize::MAX);
        let json: Vec<FindingJson<'_>> =
            findings.iter().map(|finding| FindingJson::new(finding, context.lang)).collect();
        context.answer(&serde_json::json!({ "problems": 0, "keys": keys.len(), "notes": json }), |plain| {
            let (lang, keys) = (plain.lang, keys.len());
            plain.line(lang.pick(
                format!("没有发现问题；{keys} 个公钥可以打开会话"),
                format!("nothing wrong was found; {keys} keys open sessions"),
            ))
        })
    }

    fn settings_of_sshd(&self, account: &str) -> Result<String, Box<Finding>> {
        let mut sshd = Command::new(&self.sshd);
        sshd.arg("-T").arg("-C").arg(format!("user={account},host=localhost,addr=127.0.0.1"));
        if let Some(config) = &self.sshd_config {
            sshd.arg("-f").arg(config);
        }
        let failed = |why: String| {
            let why = why.lines().next().unwrap_or_default().to_owned();
            let message = words!("sshd 没有给出它的设置：{why}", "sshd did not print its settings: {why}");
            let hint = words!(
                "以 root 运行，或用 --sshd 指明程序",
                "run it as root, or name the program with --sshd"
            );
            Box::new(
                Finding::error(codes::HOST_SSHD, message).in_file(self.sshd.display().to_string()).hint(hint),
            )
        };
        let output = sshd.output().map_err(|error| failed(error.to_string()))?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            Err(failed(String::from_utf8_lossy(&output.stderr).into_owned()))
        }
    }
}

/// Text that will stand in a command or configuration which a shell or sshd reads.
fn program(text: &str) -> Result<String, String> {
    if is_plain_program(text) { Ok(text.to_owned()) } else { Err("/usr/local/bin/diaodu".to_owned()) }
}

fn account(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    if text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && text.chars().all(plain) {
        Ok(text.to_owned())
    } else {
        Err("desk".to_owned())
    }
}
