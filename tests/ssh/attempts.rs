//! Attempts to get more than a session, against a real sshd. Each is listed with what became of it; none
//! gets through: no marker file appears, nothing of the host is printed.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use crate::host::{Host, Run};
use crate::surroundings::hostile;

/// One attempt and how it ended.
struct Tried {
    what: String,
    run: Run,
    /// Whether it was asked for something that a session answers, so that exit 0 is right.
    harmless: bool,
}

#[test]
fn nothing_but_a_session_gets_through() {
    let Some(host) = Host::serving() else { return };
    host.add("li", "--role reporter --unit 九龙坡区政府");
    host.add("boss", "--role admin");
    let marker = host.path("open/marker");
    let m = marker.display().to_string();
    prepare_home(&host, &m);
    let secret = TcpListener::bind("127.0.0.1:0").unwrap();
    secret.set_nonblocking(true).unwrap();
    let target = secret.local_addr().unwrap();

    let mut tried = Vec::new();
    let mut note = |what: &str, harmless: bool, run: Run| {
        tried.push(Tried { what: what.replace(&m, "MARKER"), run, harmless });
    };
    // Commands that are not ours.
    for asked in [
        "sh",
        "/bin/sh -i",
        "bash -c id",
        &format!("touch {m}"),
        "id",
        "env",
        "cat /etc/passwd",
        "scp -t /tmp",
        "rsync --server . /",
        "internal-sftp",
        "git-upload-pack /",
        "vi",
        "less /etc/passwd",
        "diaodu session --as boss",
        "session --as boss",
        "session --as boss find 博世",
        "ssh authorized-keys",
        "ssh setup",
        &format!("demo {m}"),
        "completions bash",
        "man",
    ] {
        note(asked, false, host.asks("li", asked));
    }
    // Shell words inside a lookup are letters; inside anything else they are refused.
    for asked in [
        format!("find 博世; touch {m}"),
        format!("find 博世 && touch {m}"),
        format!("find 博世 | tee {m}"),
        format!("find $(touch {m})"),
        format!("find `touch {m}`"),
        format!("find 博世 > {m}"),
        format!("find 博世 & touch {m}"),
        format!("find '博世' \"$(touch {m})\""),
        "find $HOME ~ *".to_owned(),
    ] {
        note(&asked, true, host.asks("li", &asked));
    }
    for asked in [
        format!("find 博世\ntouch {m}"),
        format!("find 博世\r\ntouch {m}"),
        format!("find '博世\n' ; touch {m}"),
        format!("\ntouch {m}"),
        "find \u{1b}[2J".to_owned(),
        "find 'a".to_owned(),
        "find a\\".to_owned(),
        "find x\u{202e}y".to_owned(),
        format!("find {}", "x".repeat(100_000)),
    ] {
        note(&asked, false, host.asks("li", &asked));
    }
    // Options that name places or people.
    for asked in [
        format!("find 博世 --ledger {m}"),
        format!("find 博世 --ledger={m}"),
        format!("--ledger={m} find 博世"),
        format!("find 博世 --data {m}"),
        "find 博世 --as boss".to_owned(),
        "whoami --as boss".to_owned(),
        format!("find 博世 --output {m}"),
        "user add x --role admin --key /etc/passwd".to_owned(),
        "find --lang --ledger=/x".to_owned(),
        "find -oProxyCommand=id 博世".to_owned(),
    ] {
        note(&asked, false, host.asks("li", &asked));
    }
    note("find -- --ledger=/x", true, host.asks("li", "find -- --ledger=/x"));
    // A terminal does not make a shell of it.
    let with_terminal = |asked: &str| {
        Run::from(host.ssh("li").arg("-tt").arg(host.address()).arg("--").arg(asked).output().unwrap())
    };
    note("-tt sh", false, with_terminal("sh"));
    note("-tt /bin/sh -i", false, with_terminal("/bin/sh -i"));
    let mut shell = host.ssh("li");
    shell.arg("-T").arg(host.address());
    note(
        "a shell, with commands on standard input",
        true,
        crate::host::feed(shell, format!("touch {m}\nid\n").as_bytes()),
    );

    // Other services of SSH.
    let sftp = |person: &str| {
        let mut sftp = Command::new("sftp");
        sftp.args(host.client_options(person)).arg("-P").arg(host.port().to_string()).args(["-b", "-"]);
        sftp.arg(host.address());
        crate::host::feed(sftp, b"ls /\nget /etc/passwd\n")
    };
    note("sftp", false, sftp("li"));
    note("sftp as an admin", false, sftp("boss"));
    let scp = |flag: &str, from: &str, to: &str| {
        let mut scp = Command::new("scp");
        scp.arg(flag).args(host.client_options("li")).arg("-P").arg(host.port().to_string()).args([from, to]);
        Run::from(scp.stdin(Stdio::null()).output().unwrap())
    };
    let passwd = format!("{}:/etc/passwd", host.address());
    note("scp from the host", false, scp("-s", &passwd, &m));
    note("scp -O from the host", false, scp("-O", &passwd, &m));
    note("scp -O to the host", false, scp("-O", "/etc/hostname", &format!("{}:{m}", host.address())));
    let with = |flags: &[&str], asked: &str| {
        Run::from(host.ssh("li").args(flags).arg(host.address()).arg(asked).output().unwrap())
    };
    note("a subsystem: -s netconf", false, with(&["-s"], "netconf"));
    let at = target.to_string();
    let forward = format!("0:{at}");
    let socket = format!("{m}.sock:{at}");
    note(
        "a tunnel to a port: -W",
        false,
        Run::from(host.ssh("li").args(["-W", &at]).arg(host.address()).output().unwrap()),
    );
    note(
        "a port opened on the host: -R",
        false,
        with(&["-o", "ExitOnForwardFailure=yes", "-R", &forward], "whoami"),
    );
    note(
        "a socket opened on the host: -R",
        false,
        with(&["-o", "ExitOnForwardFailure=yes", "-R", &socket], "whoami"),
    );

    // Other ways to log in.
    note(
        "a password",
        false,
        with(
            &[
                "-o",
                "PubkeyAuthentication=no",
                "-o",
                "PreferredAuthentications=password,keyboard-interactive",
            ],
            "id",
        ),
    );
    note(
        "another account with this key",
        false,
        Run::from(host.ssh("li").arg("nobody@127.0.0.1").arg("id").output().unwrap()),
    );

    // Variables: sshd's own configuration would take them all, the printed block does not.
    for variable in hostile(&m) {
        let run = with(&["-o", &format!("SetEnv=\"{variable}\"")], "find 博世 --json");
        assert!(run.out.contains("2021-1-431"), "{variable}: {} {}", run.out, run.err);
        note(&format!("find 博世, with {variable}"), true, run);
    }
    let ghost = with(
        &["-o", "SetEnv=SSH_ORIGINAL_COMMAND=sh USER=boss LOGNAME=boss DIAODU_PERSON=boss"],
        "whoami --json",
    );
    assert_eq!(ghost.document()["data"]["id"], "li");
    note("whoami, as a person named by variables", true, ghost);

    let mut through = Vec::new();
    println!("\n{:>4}  {:<8} attempt", "exit", "result");
    for Tried { what, run, harmless } in &tried {
        let leaked = run.out.contains("root:") || run.out.contains("uid=");
        let answered = run.exit == 0 && !harmless;
        let result = if leaked || answered {
            "THROUGH"
        } else if run.exit == 0 {
            "answered"
        } else {
            "refused"
        };
        println!(
            "{:>4}  {result:<8} {}",
            run.exit,
            what.escape_debug().to_string().chars().take(100).collect::<String>()
        );
        if leaked || answered {
            through.push(format!("{what}: {run:?}"));
        }
    }
    println!("{} attempts", tried.len());
    assert!(through.is_empty(), "{through:#?}");
    assert!(!marker.exists(), "something on the host ran what a client sent");
    assert!(!host.path("open/marker.sock").exists());
    assert!(secret.accept().is_err(), "somebody reached the port behind the host");

    // The marker would have been seen: a key without the printed line in front makes one at once.
    Host::generate_key(&host.key("control"));
    let control = fs::read_to_string(host.key("control").with_extension("pub")).unwrap();
    fs::write(host.keys_file(), fs::read_to_string(host.keys_file()).unwrap() + &control).unwrap();
    if host.has_its_own_account() {
        host.asks("control", &format!("touch {m}"));
        assert!(marker.exists(), "the control reaches a shell");
    }

    // Refusals that reached the program are in the audit, under the person's own name.
    let refusals = host.entries("refusal");
    let by_li = refusals.iter().filter(|entry| entry.author == "li").count();
    let of_session = tried.iter().filter(|tried| tried.run.exit == 8).count();
    assert!(of_session > 30, "{of_session}");
    assert!(by_li >= of_session, "{by_li} recorded, {of_session} refused");
}

/// Files that a shell or sshd might run at a login, in the service account's home.
fn prepare_home(host: &Host, marker: &str) {
    if !host.has_its_own_account() {
        println!("skipped: ~/.ssh/rc and the like need an account of their own, and so root");
        return;
    }
    let home = host.path("home");
    fs::create_dir_all(home.join(".ssh")).unwrap();
    for file in [".ssh/rc", ".profile", ".bashrc", ".bash_profile", ".shrc", ".hushlogin"] {
        fs::write(home.join(file), format!("touch {marker}\n")).unwrap();
        fs::set_permissions(home.join(file), fs::Permissions::from_mode(0o755)).unwrap();
    }
    fs::write(home.join(".ssh/environment"), format!("LESSOPEN=|touch {marker}\nDIAODU_LEDGER={marker}\n"))
        .unwrap();
    for entry in [home.join(".ssh"), home.join(".ssh/rc"), home.join(".ssh/environment")] {
        fs::set_permissions(&entry, fs::Permissions::from_mode(0o755)).unwrap();
    }
}
