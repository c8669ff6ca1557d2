//! Where the stories happen: a fresh SQLite file, or a fresh database on a PostgreSQL that the tests
//! start themselves and that goes when they do.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use diaodu::ledger::{Ledger, Location};
use tempfile::TempDir;

/// A place for one ledger.
pub struct Place {
    pub location: Location,
    pub folder: TempDir,
}

impl Place {
    /// A file in a folder of its own.
    pub fn file() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { location: Location::File(folder.path().join("ledger.db")), folder }
    }

    /// A database of its own on the shared server; `None` where there is no PostgreSQL.
    pub fn server() -> Option<Self> {
        Some(shared()?.place())
    }

    pub fn open(&self) -> Ledger {
        Ledger::open(&self.location).unwrap()
    }

    pub fn is_file(&self) -> bool {
        self.location.path().is_some()
    }

    pub fn path(&self) -> &Path {
        self.location.path().expect("a file")
    }

    /// The address as a person would give it.
    pub fn address(&self) -> String {
        match &self.location {
            Location::File(path) => path.to_str().unwrap().to_owned(),
            Location::Server(text) => text.clone(),
            Location::Memory => unreachable!("no story is told in memory"),
        }
    }

    /// Runs SQL behind the ledger's back.
    pub fn behind(&self, sql: &str) -> Result<(), String> {
        match &self.location {
            Location::File(path) => {
                let connection = rusqlite::Connection::open(path).unwrap();
                connection.execute_batch(sql).map_err(|e| e.to_string())
            }
            Location::Server(text) => {
                let mut client = postgres::Client::connect(text, postgres::NoTls).unwrap();
                client.batch_execute(sql).map_err(|e| format!("{e:?}"))
            }
            Location::Memory => unreachable!("no story is told in memory"),
        }
    }
}

/// Tells a story on SQLite, then on PostgreSQL.
pub fn on_both(story: impl Fn(&Place)) {
    story(&Place::file());
    if let Some(place) = Place::server() {
        story(&place);
    }
}

/// A PostgreSQL of ours in a temporary folder, reached through a socket in it.
pub struct Server {
    folder: PathBuf,
    binaries: PathBuf,
    databases: AtomicU32,
    watcher: Child,
}

/// The server that most stories share.
fn shared() -> Option<&'static Server> {
    static SHARED: OnceLock<Option<Server>> = OnceLock::new();
    SHARED.get_or_init(Server::start).as_ref()
}

impl Server {
    /// Starts a server; `None` where PostgreSQL is not installed, which fails the test instead when
    /// the machine promises to have it.
    pub fn start() -> Option<Self> {
        let Some(binaries) = binaries() else {
            assert!(
                env::var("DIAODU_TEST_SERVERS").as_deref() != Ok("required"),
                "no PostgreSQL below /usr/lib/postgresql, and DIAODU_TEST_SERVERS=required"
            );
            eprintln!("skipped: no PostgreSQL below /usr/lib/postgresql");
            return None;
        };
        let server = Self::in_folder(binaries);
        let data = server.folder.join("data");
        server.run(
            "initdb",
            &["-D", data.to_str().unwrap(), "-U", "diaodu", "-A", "trust", "-E", "UTF8", "-N"],
        );
        server.resume();
        Some(server)
    }

    fn in_folder(binaries: PathBuf) -> Self {
        let folder = tempfile::Builder::new().prefix("diaodu-pg-").tempdir().unwrap().keep();
        if is_root() {
            chown(&folder, Some(nobody()), None).unwrap();
        }
        let watcher = watch(&folder);
        Self { folder, binaries, databases: AtomicU32::new(0), watcher }
    }

    /// A standby that every commit of this server waits for from here on.
    pub fn synchronous_standby(&self) -> Self {
        let standby = Self::in_folder(self.binaries.clone());
        let data = standby.folder.join("data");
        let from = format!("host={} user=diaodu application_name=standby", self.folder.display());
        standby.run("pg_basebackup", &["-D", data.to_str().unwrap(), "-d", &from, "-R", "-c", "fast"]);
        standby.resume();
        let mut client = postgres::Client::connect(&self.address("postgres"), postgres::NoTls).unwrap();
        client.batch_execute("ALTER SYSTEM SET synchronous_standby_names = 'standby'").unwrap();
        client.batch_execute("SELECT pg_reload_conf()").unwrap();
        let waited_for = "SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state = 'sync'";
        while client.query_one(waited_for, &[]).unwrap().get::<_, i64>(0) == 0 {
            thread::yield_now();
        }
        standby
    }

    /// Makes a standby the primary.
    pub fn promote(&self) {
        let data = self.folder.join("data");
        self.run("pg_ctl", &["-D", data.to_str().unwrap(), "-w", "promote"]);
    }

    /// One address that names this place and the same database on another server.
    pub fn address_with(&self, other: &Self, place: &Place) -> String {
        let host = |server: &Self| server.folder.to_str().unwrap().replace('/', "%2F");
        place.address().replace(&host(self), &format!("{},{}", host(self), host(other)))
    }

    /// Starts it on the data it has, and waits until it answers.
    pub fn resume(&self) {
        self.resume_with("-c listen_addresses=''");
    }

    /// Starts it anew on loopback with a certificate and its key, PEM; answers the port.
    pub fn encrypt(&self, certificate: &str, key: &str) -> u16 {
        self.crash();
        for (name, text) in [("server.crt", certificate), ("server.key", key)] {
            let path = self.folder.join("data").join(name);
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            if is_root() {
                chown(&path, Some(nobody()), None).unwrap();
            }
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        self.resume_with(&format!("-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on"));
        port
    }

    fn resume_with(&self, options: &str) {
        let folder = self.folder.to_str().unwrap();
        let options = format!("-k {folder} -c max_connections=120 {options}");
        let (data, log) = (format!("{folder}/data"), format!("{folder}/log"));
        self.run("pg_ctl", &["-D", &data, "-l", &log, "-o", &options, "-w", "start"]);
    }

    /// Stops it as a crash would: nothing is written out, connections break.
    pub fn crash(&self) {
        let data = self.folder.join("data");
        self.run("pg_ctl", &["-D", data.to_str().unwrap(), "-m", "immediate", "-w", "stop"]);
    }

    /// A new, empty database.
    pub fn place(&self) -> Place {
        Place { location: Location::Server(self.database()), folder: tempfile::tempdir().unwrap() }
    }

    fn database(&self) -> String {
        let name = format!("d{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut client = postgres::Client::connect(&self.address("postgres"), postgres::NoTls).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        self.address(&name)
    }

    fn address(&self, database: &str) -> String {
        let host = self.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://diaodu@{host}/{database}")
    }

    /// Runs one of PostgreSQL's programs; they refuse to be root.
    fn run(&self, program: &str, arguments: &[&str]) {
        let program = self.binaries.join(program);
        let mut command = if is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // The server must not hold the test's own output open after the tests are over.
        let status = command
            .args(arguments)
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        assert!(status.success(), "{arguments:?}: {status}\n{log}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        let _ = self.watcher.wait();
    }
}

/// Removes the server when this process is gone, however it went: its end of the pipe closes.
fn watch(folder: &Path) -> Child {
    let script = "read _; kill -QUIT $(head -n 1 \"$0\"/data/postmaster.pid); \
                  while [ -e \"$0\"/data/postmaster.pid ] && kill -0 $(head -n 1 \"$0\"/data/postmaster.pid); \
                  do sleep 0.1; done; rm -rf \"$0\"";
    Command::new("sh")
        .args(["-c", script])
        .arg(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .map(|entry| entry.unwrap().path().join("bin"))
        .filter(|folder| folder.join("initdb").exists())
        .collect();
    versions.sort();
    versions.pop()
}

pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The number of the account that owns nothing.
pub fn nobody() -> u32 {
    let accounts = fs::read_to_string("/etc/passwd").unwrap();
    let line = accounts.lines().find(|line| line.starts_with("nobody:")).expect("an account nobody");
    line.split(':').nth(2).unwrap().parse().unwrap()
}
