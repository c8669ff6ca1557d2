//! What surrounds a session: variables that a client sends, and programs that it might be made to start.

use std::fs;
use std::io::Write as _;
use std::process::Stdio;

use crate::host::{Host, Run, rest, until};

/// Agent and X11 forwarding leave no trace in the session's environment, nor does anything else a client
/// sends; what is there is the host's.
#[test]
fn a_session_inherits_nothing_of_the_client() {
    let Some(host) = Host::serving() else { return };
    host.add("boss", "--role admin");
    let agent = host.path("open/agent");
    let _listening = std::os::unix::net::UnixListener::bind(&agent).unwrap();
    let mut ssh = host.ssh("boss");
    ssh.env("SSH_AUTH_SOCK", &agent).env("DISPLAY", "127.0.0.1:77");
    ssh.args(["-A", "-X"]);
    ssh.args(["-o", "ForwardX11Trusted=yes"]);
    let mut variables = hostile(&host.path("open/marker").display().to_string());
    variables.dedup_by_key(|variable| variable.split('=').next().unwrap().to_owned());
    let variables: Vec<String> = variables.iter().map(|variable| format!("\"{variable}\"")).collect();
    ssh.args(["-o", &format!("SetEnv={}", variables.join(" "))]);
    ssh.arg(host.address()).arg("user add x --role viewer --key -");
    let mut ssh = ssh.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    // It waits for the key on standard input, and so can be looked at.
    until("the session", || !host.sessions().is_empty());
    let pid = host.sessions()[0];
    let environment = fs::read(format!("/proc/{pid}/environ")).unwrap();
    let names: Vec<String> = environment
        .split(|byte| *byte == 0)
        .filter(|pair| !pair.is_empty())
        .map(|pair| String::from_utf8_lossy(pair).split('=').next().unwrap().to_owned())
        .collect();
    println!("the session's variables: {}", names.join(" "));
    for forbidden in
        ["SSH_AUTH_SOCK", "DISPLAY", "LD_PRELOAD", "LESSOPEN", "VISUAL", "EDITOR", "PAGER", "IFS", "ENV"]
    {
        assert!(!names.iter().any(|name| name == forbidden), "{forbidden} reached the session: {names:?}");
    }
    ssh.stdin.take().unwrap().write_all(b"not a key\n").unwrap();
    let said = rest(ssh.stderr.take().unwrap());
    assert_eq!(ssh.wait().unwrap().code(), Some(4), "{said}");
    until("the session to end", || host.sessions().is_empty());
}

/// The program itself, given every hostile variable, starts nothing.
#[test]
fn no_variable_starts_a_pager_an_editor_or_a_shell() {
    let host = Host::new();
    host.add("li", "--role reporter --unit 九龙坡区政府");
    let marker = host.path("open/marker");
    for asked in [
        "find 博世",
        "list",
        "show 431",
        "--help",
        "find --help",
        "due",
        "report list --month 2021-03",
        "nonsense",
    ] {
        let mut command = host.command();
        for variable in hostile(&marker.display().to_string()) {
            let (name, value) = variable.split_once('=').unwrap();
            // The loader would obey these before our first line; that sshd drops them is shown above.
            if !name.starts_with("LD_") && !name.starts_with("DIAODU_") {
                command.env(name, value);
            }
        }
        command.args(["session", "--as", "li"]).env("SSH_ORIGINAL_COMMAND", asked);
        let run = Run::from(command.output().unwrap());
        assert!(run.exit == 0 || run.exit == 8, "{asked}: {} {}", run.exit, run.err);
        assert!(!marker.exists(), "{asked}");
    }
}

/// Only the host check starts another program: sshd, to print its settings.
#[test]
fn the_source_starts_no_other_program() {
    fn visit(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                visit(&path, found);
            } else if fs::read_to_string(&path).unwrap().contains("process::Command") {
                found.push(
                    path.strip_prefix(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
                        .unwrap()
                        .display()
                        .to_string(),
                );
            }
        }
    }
    let mut found = Vec::new();
    visit(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
    assert_eq!(found, ["cli/ssh.rs"]);
}

/// Variables that make other programs run something, or lie about places.
pub fn hostile(marker: &str) -> Vec<String> {
    let script = format!("|touch {marker}; cat %s");
    [
        ("LANG", format!("$(touch {marker})")),
        ("LANG", "../../../../etc/passwd".to_owned()),
        ("LC_ALL", format!("zh_CN.UTF-8;touch {marker}")),
        ("LC_MESSAGES", "%n%n%s%s".to_owned()),
        ("LESSOPEN", script),
        ("LD_PRELOAD", "/nonexistent/evil.so".to_owned()),
        ("LD_LIBRARY_PATH", "/tmp".to_owned()),
        ("VISUAL", format!("touch {marker}")),
        ("EDITOR", format!("touch {marker}")),
        ("PAGER", format!("touch {marker}")),
        ("BROWSER", format!("touch {marker}")),
        ("ENV", marker.to_owned()),
        ("BASH_ENV", marker.to_owned()),
        ("IFS", "/".to_owned()),
        ("PATH", "/tmp".to_owned()),
        ("TERMINFO", "/tmp".to_owned()),
        ("DIAODU_LEDGER", marker.to_owned()),
        ("DIAODU_DATA", marker.to_owned()),
        ("RUST_LOG", "trace".to_owned()),
    ]
    .into_iter()
    .map(|(name, value)| format!("{name}={value}"))
    .collect()
}
