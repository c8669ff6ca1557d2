//! A host with a service account and an sshd of its own on loopback, set up with what `ssh setup` prints.
//!
//! Run by root, the account lives in a private mount namespace: the machine's own accounts and files stay
//! as they are. Run by anybody else, that person is the service account.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use diaodu::ledger::{Entry, Ledger, Location};
use serde_json::Value;

/// Noon on the day before the notice's first deadline.
pub const NOON: &str = "2021-03-24T12:00:00+08:00";

/// The uid of the service account inside its namespace; no account of this machine has it.
const UID: u32 = 64_242;

/// Whoever runs as the service account.
pub struct Host {
    root: tempfile::TempDir,
    account: String,
    /// Set where the account exists in a namespace only.
    uid: Option<u32>,
    data: Option<PathBuf>,
    keys: Keys,
    /// Seconds of silence after which sshd asks for a sign of life, and gives up after two.
    alive: Option<u32>,
    sshd: Option<(Child, u16)>,
}

/// Where sshd takes keys from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// A file that was printed.
    File,
    /// The program, at every login.
    Program,
}

/// The program inside the namespace: sshd runs nothing for keys that stands below a folder which others may
/// write, such as /tmp.
const ASKED: &str = "/run/desk/diaodu";

/// How one run ended.
#[derive(Debug)]
pub struct Run {
    pub exit: i32,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Standard output as exactly one document.
    pub fn document(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}\n{}", self.out, self.err))
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let run = Self {
            exit: output.status.code().unwrap_or(-1),
            out: text(output.stdout),
            err: text(output.stderr),
        };
        assert!(!run.err.contains("panicked"), "{}", run.err);
        run
    }
}

impl Host {
    /// A host without sshd: the service account's home, ledger and program.
    pub fn new() -> Self {
        Self::of("desk-under-test", rustix::process::geteuid().is_root() && may_unshare())
    }

    fn of(account: &str, apart: bool) -> Self {
        let root = tempfile::tempdir().unwrap();
        let host = Self {
            account: if apart { account.to_owned() } else { login() },
            uid: apart.then_some(UID),
            root,
            data: None,
            keys: Keys::File,
            alive: None,
            sshd: None,
        };
        fs::set_permissions(host.root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for (folder, mode) in
            [("home", 0o700), ("home/ledger", 0o700), ("bin", 0o755), ("keys", 0o755), ("open", 0o777)]
        {
            fs::create_dir(host.path(folder)).unwrap();
            fs::set_permissions(host.path(folder), fs::Permissions::from_mode(mode)).unwrap();
        }
        for folder in ["home", "home/ledger"] {
            chown(host.path(folder), host.uid, host.uid).unwrap();
        }
        let built = env!("CARGO_BIN_EXE_diaodu");
        fs::hard_link(built, host.program()).or_else(|_| fs::copy(built, host.program()).map(drop)).unwrap();
        host
    }

    /// With an invented list of a few dozen projects of every category instead of the shipped one.
    pub fn with_demo(mut self) -> Self {
        let folder = self.path("open/demo");
        let run = self.keeper(&format!("demo {} --projects 60 --quiet", folder.display()));
        assert_eq!(run.exit, 0, "{}", run.err);
        self.data = Some(folder);
        self
    }

    /// With sshd; `None`, loudly, where this machine has none.
    pub fn serving() -> Option<Self> {
        Self::new().and_sshd()
    }

    /// With an sshd that asks the program for keys at every login; `None`, loudly, where that cannot be set
    /// up: it takes root, and an account of its own.
    pub fn asking() -> Option<Self> {
        let mut host = Self::new();
        if !host.has_its_own_account() {
            eprintln!("\n*** skipped: sshd runs the program for keys only where root set it up ***\n");
            return None;
        }
        host.keys = Keys::Program;
        // A file of its own, whose mode a story may change.
        fs::remove_file(host.program()).unwrap();
        fs::copy(env!("CARGO_BIN_EXE_diaodu"), host.program()).unwrap();
        // sshd gives the program nothing but the account's home.
        let config = host.path("home/.config/diaodu");
        fs::create_dir_all(&config).unwrap();
        fs::write(config.join("config.yaml"), format!("ledger: {}\n", host.ledger_file().display())).unwrap();
        host.and_sshd()
    }

    /// With an sshd that soon notices when a client is silent.
    pub fn impatient(mut self) -> Self {
        self.alive = Some(1);
        self
    }

    /// Starts sshd on this host.
    pub fn and_sshd(mut self) -> Option<Self> {
        let Some(sshd) = ["/usr/sbin/sshd", "/usr/local/sbin/sshd", "/usr/bin/sshd"]
            .into_iter()
            .find(|p| Path::new(p).exists())
        else {
            assert!(
                std::env::var("DIAODU_TEST_SERVERS").as_deref() != Ok("required"),
                "no sshd on this machine, and DIAODU_TEST_SERVERS=required"
            );
            eprintln!("\n*** skipped: there is no sshd on this machine ***\n");
            return None;
        };
        Self::generate_key(&self.path("keys/host"));
        self.print_keys();
        self.sshd = Some(self.start(sshd));
        Some(self)
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub fn account(&self) -> &str {
        &self.account
    }

    pub fn program(&self) -> PathBuf {
        self.path("bin/diaodu")
    }

    pub fn ledger_file(&self) -> PathBuf {
        self.path("home/ledger/ledger.db")
    }

    /// Whether the account exists in a namespace only, so that its home is ours to fill.
    pub fn has_its_own_account(&self) -> bool {
        self.uid.is_some()
    }

    /// The program as the service account runs it, at noon on the day before the first deadline.
    pub fn command(&self) -> Command {
        let mut command = Command::new(self.program());
        command
            .env_clear()
            .env("HOME", self.path("home"))
            .env("DIAODU_LEDGER", self.ledger_file())
            .env("DIAODU_TEST_NOW", NOON)
            .env("LANG", "zh_CN.UTF-8")
            .current_dir(self.path("open"))
            .stdin(Stdio::null());
        if let Some(data) = &self.data {
            command.env("DIAODU_DATA", data);
        }
        if let Some(uid) = self.uid {
            command.uid(uid).gid(uid);
        }
        command
    }

    /// The keeper's own command line, words separated by spaces.
    pub fn keeper(&self, line: &str) -> Run {
        Run::from(self.command().args(line.split_whitespace()).output().unwrap())
    }

    /// As [`Host::keeper`]; must succeed. With `--json`, the answer's `data`.
    pub fn must(&self, line: &str) -> Value {
        let run = self.keeper(&format!("{line} --json"));
        assert_eq!(run.exit, 0, "{line}: {} {}", run.out, run.err);
        run.document()["data"].clone()
    }

    /// What sshd would run for a person's key, without sshd between.
    pub fn session(&self, person: &str, asked: &str) -> Run {
        let mut command = self.command();
        command.args(["session", "--as", person]).env("SSH_ORIGINAL_COMMAND", asked);
        Run::from(command.output().unwrap())
    }

    /// As [`Host::session`], with a file on standard input.
    pub fn session_with(&self, person: &str, asked: &str, input: &[u8]) -> Run {
        let mut command = self.command();
        command.args(["session", "--as", person]).env("SSH_ORIGINAL_COMMAND", asked);
        feed(command, input)
    }

    /// Registers somebody with a key of their own and lets sshd know.
    pub fn add(&self, person: &str, flags: &str) {
        let key = self.key(person);
        if !key.exists() {
            Self::generate_key(&key);
        }
        let public = key.with_extension("pub");
        let run = self.keeper(&format!("user add {person} {flags} --key {}", public.display()));
        assert_eq!(run.exit, 0, "{}", run.err);
        self.print_keys();
    }

    /// A person's private key.
    pub fn key(&self, person: &str) -> PathBuf {
        self.path(&format!("keys/{person}"))
    }

    pub fn generate_key(file: &Path) {
        let made = Command::new("ssh-keygen")
            .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
            .arg(file)
            .status();
        assert!(made.unwrap().success());
    }

    /// The file that sshd reads keys from.
    pub fn keys_file(&self) -> PathBuf {
        self.path("keys/authorized_keys")
    }

    /// Prints the keys for sshd, as an administrator would after every change.
    pub fn print_keys(&self) {
        let run = self.keeper(&format!("ssh authorized-keys --program {}", self.program().display()));
        assert_eq!(run.exit, 0, "{}", run.err);
        fs::write(self.keys_file(), run.out).unwrap();
    }

    /// `ssh` to this host with a person's key, before the command; every option is ours.
    pub fn ssh(&self, person: &str) -> Command {
        let mut ssh = Command::new("ssh");
        ssh.args(self.client_options(person)).arg("-p").arg(self.port().to_string());
        ssh.stdin(Stdio::null());
        ssh
    }

    /// Options that `ssh`, `sftp` and `scp` share.
    pub fn client_options(&self, person: &str) -> Vec<String> {
        let mut options =
            vec!["-F".to_owned(), "none".to_owned(), "-i".to_owned(), self.key(person).display().to_string()];
        for option in [
            "BatchMode=yes",
            "IdentitiesOnly=yes",
            "IdentityAgent=none",
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "LogLevel=ERROR",
        ] {
            options.extend(["-o".to_owned(), option.to_owned()]);
        }
        options
    }

    pub fn port(&self) -> u16 {
        self.sshd.as_ref().expect("sshd is running").1
    }

    pub fn address(&self) -> String {
        format!("{}@127.0.0.1", self.account)
    }

    /// A command over the real sshd, with no terminal.
    pub fn asks(&self, person: &str, asked: &str) -> Run {
        Run::from(self.ssh(person).arg(self.address()).arg("--").arg(asked).output().unwrap())
    }

    /// As [`Host::asks`], with a file on standard input.
    pub fn asks_with(&self, person: &str, asked: &str, input: &[u8]) -> Run {
        let mut ssh = self.ssh(person);
        ssh.arg(self.address()).arg("--").arg(asked);
        feed(ssh, input)
    }

    /// The ledger, looked at from outside; `None` before anything was written.
    pub fn ledger(&self) -> Option<Ledger> {
        Ledger::look(&Location::File(self.ledger_file())).unwrap()
    }

    /// Every entry of a kind, oldest first.
    pub fn entries(&self, kind: &str) -> Vec<Entry> {
        self.ledger().map(|ledger| ledger.read(|view| view.revisions(kind)).unwrap()).unwrap_or_default()
    }

    /// sshd's configuration: lax everywhere, so that only the printed block stands between a client and the
    /// host.
    fn configuration(&self, port: u16) -> String {
        let keys = match self.keys {
            Keys::File => {
                format!("--program {} --keys-file {}", self.program().display(), self.keys_file().display())
            }
            Keys::Program => format!("--program {ASKED}"),
        };
        let block = self.keeper(&format!("ssh setup --json --account {} {keys}", self.account));
        let steps = block.document()["data"]["steps"].clone();
        let block = steps
            .as_array()
            .unwrap()
            .iter()
            .find(|step| step["file"].as_str().is_some_and(|file| file.contains("sshd")))
            .and_then(|step| step["text"].as_str())
            .expect("the block for sshd")
            .to_owned();
        let block = match self.alive {
            None => block,
            Some(seconds) => block
                .replace("ClientAliveInterval 30", &format!("ClientAliveInterval {seconds}"))
                .replace("ClientAliveCountMax 4", "ClientAliveCountMax 2"),
        };
        let root = self.root.path().display();
        let data =
            self.data.as_ref().map(|data| format!(" DIAODU_DATA={}", data.display())).unwrap_or_default();
        format!(
            "Port {port}\nListenAddress 127.0.0.1\nHostKey {root}/keys/host\nPidFile none\nUsePAM no\n\
             StrictModes no\nLogLevel VERBOSE\nMaxStartups 400\nPermitRootLogin forced-commands-only\n\
             Subsystem sftp internal-sftp\nAllowTcpForwarding yes\nAllowStreamLocalForwarding yes\n\
             AllowAgentForwarding yes\nX11Forwarding yes\nPermitTunnel yes\nPermitUserRC yes\n\
             AcceptEnv *\n\
             SetEnv DIAODU_LEDGER={root}/home/ledger/ledger.db DIAODU_TEST_NOW={NOON}{data}\n\n{block}"
        )
    }

    fn start(&self, sshd: &str) -> (Child, u16) {
        let config = self.path("keys/sshd_config");
        // Another process may take the port between our asking and sshd's binding it.
        for _ in 0..20 {
            let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            fs::write(&config, self.configuration(port)).unwrap();
            let mut child = self.sshd_command(sshd, &config);
            let mut log = BufReader::new(child.stderr.take().unwrap());
            let mut said = String::new();
            let mut line = String::new();
            while log.read_line(&mut line).unwrap() > 0 {
                if line.contains("Server listening") {
                    // sshd goes on talking; somebody has to listen.
                    std::thread::spawn(move || std::io::copy(&mut log, &mut std::io::sink()));
                    return (child, port);
                }
                said.push_str(&line);
                line.clear();
            }
            child.wait().unwrap();
            assert!(said.contains("Address already in use"), "sshd did not start: {said}");
        }
        panic!("no free port");
    }

    fn sshd_command(&self, sshd: &str, config: &Path) -> Child {
        let mut command = self.apart(Path::new(sshd));
        command.args(["-D", "-e", "-f"]).arg(config);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// A command of the administrator, where the service account exists.
    pub fn apart(&self, program: &Path) -> Command {
        let Some(uid) = self.uid else { return Command::new(program) };
        let passwd = self.path("keys/passwd");
        let mut text = fs::read_to_string("/etc/passwd").unwrap();
        writeln!(text, "{}:*:{uid}:{uid}::{}:/bin/sh", self.account, self.path("home").display()).unwrap();
        fs::write(&passwd, text).unwrap();
        let mut command = Command::new("unshare");
        command.args(["--mount", "/bin/sh", "-c"]).arg(
            "mount --bind \"$1\" /etc/passwd && mount -t tmpfs -o mode=0755 none /run && \
             mkdir -m 0755 /run/sshd /run/desk && touch /run/desk/diaodu && \
             mount --bind \"$2\" /run/desk/diaodu && shift 2 && exec \"$@\"",
        );
        command.arg("sh").arg(passwd).arg(self.program()).arg(program);
        command
    }

    /// Processes that run a person's session.
    pub fn sessions_of(&self, person: &str) -> Vec<u32> {
        let theirs = |pid: &u32| {
            let line = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).any(|word| word == person.as_bytes())
        };
        self.sessions().into_iter().filter(theirs).collect()
    }

    /// Processes of this host's program that run somebody's session.
    pub fn sessions(&self) -> Vec<u32> {
        let program = self.program().display().to_string();
        let pids = fs::read_dir("/proc").unwrap().flatten().filter_map(|entry| {
            let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
            let line = fs::read(entry.path().join("cmdline")).ok()?;
            let words: Vec<&[u8]> = line.split(|byte| *byte == 0).collect();
            (words.first() == Some(&program.as_bytes()) && words.get(1) == Some(&b"session".as_slice()))
                .then_some(pid)
        });
        pids.collect()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let Some((mut sshd, _)) = self.sshd.take() {
            // A listener that is gone already needs no ending.
            let _ = sshd.kill();
            let _ = sshd.wait();
        }
    }
}

/// Runs a command with a file on standard input.
pub fn feed(mut command: Command, input: &[u8]) -> Run {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Whoever refuses at once does not read it.
    let _ = child.stdin.take().unwrap().write_all(input);
    Run::from(child.wait_with_output().unwrap())
}

/// Waits for something to become true; fails after a minute.
pub fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !done() {
        assert!(begun.elapsed().as_secs() < 60, "still waiting: {what}");
        std::thread::yield_now();
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

fn may_unshare() -> bool {
    let tried =
        Command::new("unshare").args(["--mount", "/bin/sh", "-c", "mount -t tmpfs none /run"]).output();
    tried.is_ok_and(|output| output.status.success())
}

fn login() -> String {
    let uid = rustix::process::getuid().as_raw().to_string();
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let found =
        passwd.lines().find(|line| line.split(':').nth(2) == Some(&uid)).expect("this uid has a name");
    found.split(':').next().unwrap().to_owned()
}

/// Reads what is left of a stream.
pub fn rest(mut stream: impl std::io::Read) -> String {
    let mut text = Vec::new();
    stream.read_to_end(&mut text).unwrap();
    String::from_utf8_lossy(&text).into_owned()
}
