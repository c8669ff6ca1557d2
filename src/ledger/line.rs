//! A connection to PostgreSQL on which every wait ends. The client's own limit covers no more than the TCP
//! connection: a peer that accepts and stays silent would hold it for ever. So a thread talks to the server,
//! and whoever waits for that thread gives it up when nothing at all has come for long enough.
//!
//! It opens connections and hands out rows; what an error means is for [`super::server`] to say.

use std::net::{IpAddr, ToSocketAddrs};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use postgres::config::{Host, LoadBalanceHosts};
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, Config, Row, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connection::DbValue;

/// Why a server gave no answer.
pub(super) enum Failed {
    /// It said so, or the connection broke.
    Said(postgres::Error),
    /// Nothing came for so long.
    Silent(Duration),
}

impl From<postgres::Error> for Failed {
    fn from(error: postgres::Error) -> Self {
        Self::Said(error)
    }
}

type ServerJob = Box<dyn FnOnce(&mut Client) + Send>;

/// A value that a thread of its own may keep.
pub(super) type Bound = Box<dyn ToSql + Sync + Send>;

/// The values of a statement, to be sent from another thread.
pub(super) fn bound(values: &[DbValue<'_>]) -> Vec<Bound> {
    let owned = |value: &DbValue<'_>| match *value {
        DbValue::Text(text) => Box::new(text.map(ToOwned::to_owned)) as Bound,
        DbValue::Int(number) => Box::new(number) as Bound,
    };
    values.iter().map(owned).collect()
}

/// As many rows are handed over at once.
const ROWS: usize = 256;

/// A connection, and the thread that talks through it.
pub(super) struct Line {
    /// `None` once the thread was given up: nothing more is asked of it.
    jobs: Option<Sender<ServerJob>>,
    /// Never sent on: it closes when the thread has said goodbye to the server.
    ended: Receiver<()>,
    silence: Duration,
    closed: bool,
}

impl Line {
    /// Connects to the first of the hosts that will do. Each address has `share` for everything from the
    /// first packet to the end of the login; later a wait ends after `silence`.
    pub(super) fn connect(
        config: &Config,
        tls: &MakeRustlsConnect,
        share: Duration,
        silence: Duration,
    ) -> Result<Self, Failed> {
        let mut failed = Failed::Silent(share);
        for host in hosts(config) {
            let resolving = host.clone();
            let addresses = match within(share, move || addresses(&resolving)) {
                Ok(addresses) => addresses,
                Err(silent) => {
                    failed = silent;
                    continue;
                }
            };
            for address in addresses {
                let (config, tls) = (address, tls.clone());
                match within(share, move || config.connect(tls)) {
                    Ok(Ok(client)) => return Ok(Self::over(client, silence)),
                    Ok(Err(error)) => failed = Failed::Said(error),
                    Err(silent) => failed = silent,
                }
            }
        }
        Err(failed)
    }

    fn over(mut client: Client, silence: Duration) -> Self {
        let (jobs, asked) = channel::<ServerJob>();
        let (end, ended) = channel::<()>();
        thread::spawn(move || {
            for job in asked {
                job(&mut client);
            }
            drop(client);
            drop(end);
        });
        Self { jobs: Some(jobs), ended, silence, closed: false }
    }

    /// Whether nothing more can be asked.
    pub(super) fn is_closed(&self) -> bool {
        self.closed || self.jobs.is_none()
    }

    pub(super) fn batch(&mut self, sql: &str) -> Result<(), Failed> {
        let sql = sql.to_owned();
        self.ask(move |client| client.batch_execute(&sql))
    }

    pub(super) fn query_one(&mut self, sql: &'static str) -> Result<Row, Failed> {
        self.ask(move |client| client.query_one(sql, &[]))
    }

    pub(super) fn prepare(&mut self, sql: &'static str) -> Result<Statement, Failed> {
        self.ask(move |client| client.prepare(sql))
    }

    pub(super) fn execute(&mut self, statement: Statement, values: Vec<Bound>) -> Result<u64, Failed> {
        self.ask(move |client| {
            let values: Vec<_> = values.iter().map(|value| &**value as &(dyn ToSql + Sync)).collect();
            client.execute(&statement, &values)
        })
    }

    /// Hands every row out as it comes, until one is refused.
    pub(super) fn each(
        &mut self,
        statement: Statement,
        values: Vec<Bound>,
        each: &mut dyn FnMut(&Row) -> bool,
    ) -> Result<(), Failed> {
        let rows = self.send(move |client, rows: &SyncSender<_>| {
            let done = stream(client, &statement, values, rows);
            Said { closed: client.is_closed(), said: done.map(|()| Vec::new()) }
        })?;
        loop {
            let batch = self.hear(&rows)?;
            // An answer without rows is the last one.
            if batch.is_empty() || !batch.iter().all(&mut *each) {
                return Ok(());
            }
        }
    }

    /// Has the thread do something, and waits for it.
    fn ask<T: Send + 'static>(
        &mut self,
        job: impl FnOnce(&mut Client) -> Result<T, postgres::Error> + Send + 'static,
    ) -> Result<T, Failed> {
        let answer = self.send(move |client, _| {
            let said = job(client);
            Said { closed: client.is_closed(), said }
        })?;
        self.hear(&answer)
    }

    fn send<T: Send + 'static>(
        &mut self,
        job: impl FnOnce(&mut Client, &SyncSender<Said<T>>) -> Said<T> + Send + 'static,
    ) -> Result<Receiver<Said<T>>, Failed> {
        let (answer, answers) = sync_channel(1);
        let job = move |client: &mut Client| {
            let last = job(client, &answer);
            // Whoever gave up does not listen any more.
            let _ = answer.send(last);
        };
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(Box::new(job)).is_ok());
        if sent { Ok(answers) } else { Err(Failed::Silent(self.silence)) }
    }

    fn hear<T>(&mut self, answers: &Receiver<Said<T>>) -> Result<T, Failed> {
        match answers.recv_timeout(self.silence) {
            Ok(answer) => {
                self.closed |= answer.closed;
                answer.said.map_err(Failed::Said)
            }
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                self.jobs = None;
                Err(Failed::Silent(self.silence))
            }
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // A server that still answers is told goodbye before the process ends.
        if self.jobs.take().is_some() {
            let _ = self.ended.recv_timeout(GOODBYE);
        }
    }
}

/// A goodbye is not worth more waiting than this.
const GOODBYE: Duration = Duration::from_secs(1);

/// What came of a job, or a part of it.
struct Said<T> {
    said: Result<T, postgres::Error>,
    closed: bool,
}

/// Sends the rows on as they come, in batches.
fn stream(
    client: &mut Client,
    statement: &Statement,
    values: Vec<Bound>,
    to: &SyncSender<Said<Vec<Row>>>,
) -> Result<(), postgres::Error> {
    let mut rows = client.query_raw(statement, values)?;
    let mut batch = Vec::new();
    while let Some(row) = rows.next()? {
        batch.push(row);
        if batch.len() == ROWS {
            let full = Said { said: Ok(std::mem::take(&mut batch)), closed: false };
            if to.send(full).is_err() {
                return Ok(());
            }
        }
    }
    if !batch.is_empty() {
        let _ = to.send(Said { said: Ok(batch), closed: false });
    }
    Ok(())
}

/// Waits for something that may never end; it goes on unheard when it does not.
fn within<T: Send + 'static>(
    share: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failed> {
    let (done, answer) = channel();
    thread::spawn(move || done.send(work()));
    answer.recv_timeout(share).map_err(|_| Failed::Silent(share))
}

/// The hosts of an address one by one, in the order in which they are to be tried.
fn hosts(all: &Config) -> Vec<Config> {
    let (names, ports, numbers) = (all.get_hosts(), all.get_ports(), all.get_hostaddrs());
    let count = names.len().max(numbers.len());
    // What does not fit together is for the client to refuse.
    if count < 2 || ports.len() > 1 && ports.len() != count || !numbers.is_empty() && numbers.len() != count {
        return vec![all.clone()];
    }
    let mut hosts: Vec<Config> = (0..count)
        .map(|at| {
            let mut one = without_hosts(all);
            match names.get(at) {
                Some(Host::Tcp(name)) => one.host(name),
                Some(Host::Unix(path)) => one.host_path(path),
                None => &mut one,
            };
            if let Some(number) = numbers.get(at) {
                one.hostaddr(*number);
            }
            if let Some(port) = ports.get(at).or_else(|| ports.first()) {
                one.port(*port);
            }
            one
        })
        .collect();
    if all.get_load_balance_hosts() == LoadBalanceHosts::Random {
        let chance = jiff::Timestamp::now().subsec_nanosecond().unsigned_abs() as usize;
        hosts.rotate_left(chance / 1000 % count);
    }
    hosts
}

/// One host under each of its addresses. A name that leads nowhere stays: connecting says why.
fn addresses(host: &Config) -> Vec<Config> {
    let ([Host::Tcp(name)], []) = (host.get_hosts(), host.get_hostaddrs()) else { return vec![host.clone()] };
    let port = host.get_ports().first().copied().unwrap_or(5432);
    let found: Vec<IpAddr> =
        (name.as_str(), port).to_socket_addrs().into_iter().flatten().map(|address| address.ip()).collect();
    if found.is_empty() {
        return vec![host.clone()];
    }
    let under = |number| {
        let mut one = host.clone();
        one.hostaddr(number);
        one
    };
    found.into_iter().map(under).collect()
}

/// Everything that an address says but its hosts.
fn without_hosts(all: &Config) -> Config {
    let mut one = Config::new();
    if let Some(user) = all.get_user() {
        one.user(user);
    }
    if let Some(password) = all.get_password() {
        one.password(password);
    }
    if let Some(name) = all.get_dbname() {
        one.dbname(name);
    }
    if let Some(options) = all.get_options() {
        one.options(options);
    }
    if let Some(name) = all.get_application_name() {
        one.application_name(name);
    }
    if let Some(limit) = all.get_connect_timeout() {
        one.connect_timeout(*limit);
    }
    if let Some(limit) = all.get_tcp_user_timeout() {
        one.tcp_user_timeout(*limit);
    }
    if let Some(each) = all.get_keepalives_interval() {
        one.keepalives_interval(each);
    }
    if let Some(count) = all.get_keepalives_retries() {
        one.keepalives_retries(count);
    }
    one.keepalives(all.get_keepalives()).keepalives_idle(all.get_keepalives_idle());
    one.ssl_mode(all.get_ssl_mode()).ssl_negotiation(all.get_ssl_negotiation());
    one.target_session_attrs(all.get_target_session_attrs()).channel_binding(all.get_channel_binding());
    one
}
