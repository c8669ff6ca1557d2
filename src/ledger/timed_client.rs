//! A PostgreSQL client whose every wait ends. The library's own time-outs cover a connection that is not
//! accepted and a peer that is gone, but not one that accepts and then stays silent: in the handshake, at
//! the login, or before the answer to a statement. So the library works on a thread of its own, and this
//! end waits for it no longer than it is told. A thread that nobody waits for any more ends with the program.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::Duration;

use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::ToSql;
use postgres::{Client, Config, Row, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::connection::Value;

/// Rows that wait to be looked at; a long answer is not held in memory whole.
const AHEAD: usize = 256;

/// How long a connection that is given up may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);

/// What goes wrong with a server.
#[derive(Debug)]
pub(super) enum ClientError {
    /// Nothing came for as long as one waits.
    Silent,
    /// As the library tells it.
    Server(postgres::Error),
}

impl ClientError {
    /// The server's own code, where it answered.
    pub(super) fn code(&self) -> Option<&SqlState> {
        match self {
            Self::Silent => None,
            Self::Server(error) => error.code(),
        }
    }

    /// Whether the connection is gone.
    pub(super) fn is_closed(&self) -> bool {
        match self {
            Self::Silent => true,
            Self::Server(error) => error.is_closed(),
        }
    }
}

/// A connection that was made.
pub(super) struct TimedClient {
    jobs: Option<Sender<Job>>,
    answers: Receiver<Answer>,
    silence: Duration,
    closed: bool,
}

enum Job {
    Batch(String),
    Execute(&'static str, Vec<Bound>),
    Query(&'static str, Vec<Bound>),
}

enum Answer {
    Row(Row),
    Done { count: Result<u64, postgres::Error>, closed: bool },
}

enum Bound {
    Text(Option<String>),
    Int(Option<i64>),
}

impl From<&Value<'_>> for Bound {
    fn from(value: &Value<'_>) -> Self {
        match value {
            Value::Text(text) => Self::Text(text.map(str::to_owned)),
            Value::Int(number) => Self::Int(*number),
        }
    }
}

impl TimedClient {
    /// Connects `within` a time, handshake and login included. From then on an answer, or its next row, may
    /// take as long as `silence`.
    pub(super) fn connect(
        config: &Config,
        tls: &MakeRustlsConnect,
        within: Duration,
        silence: Duration,
    ) -> Result<Self, ClientError> {
        let (config, tls) = (config.clone(), tls.clone());
        let (ready, made) = channel();
        let (jobs, to_do) = channel();
        let (answer, answers) = sync_channel(AHEAD);
        thread::spawn(move || match config.connect(tls) {
            Ok(client) => {
                if ready.send(None).is_ok() {
                    serve(client, &to_do, &answer);
                }
            }
            // Whoever waited may have given up.
            Err(error) => drop(ready.send(Some(error))),
        });
        match made.recv_timeout(within) {
            Ok(None) => Ok(Self { jobs: Some(jobs), answers, silence, closed: false }),
            Ok(Some(error)) => Err(ClientError::Server(error)),
            Err(_) => Err(ClientError::Silent),
        }
    }

    /// Whether it can be used no more.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Runs statements that answer nothing.
    pub(super) fn batch(&mut self, sql: &str) -> Result<(), ClientError> {
        self.run(Job::Batch(sql.to_owned()), &mut |_| {}).map(drop)
    }

    /// Runs a statement; how many rows it changed.
    pub(super) fn execute(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, ClientError> {
        self.run(Job::Execute(sql, values.iter().map(Bound::from).collect()), &mut |_| {})
    }

    /// Runs a query and hands its rows over one by one.
    pub(super) fn query(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: &mut dyn FnMut(&Row),
    ) -> Result<(), ClientError> {
        self.run(Job::Query(sql, values.iter().map(Bound::from).collect()), each).map(drop)
    }

    fn run(&mut self, job: Job, each: &mut dyn FnMut(&Row)) -> Result<u64, ClientError> {
        let asked = !self.closed && self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        while let Some(answer) = asked.then(|| self.answers.recv_timeout(self.silence).ok()).flatten() {
            match answer {
                Answer::Row(row) => each(&row),
                Answer::Done { count, closed } => {
                    self.closed |= closed;
                    return count.map_err(ClientError::Server);
                }
            }
        }
        self.closed = true;
        Err(ClientError::Silent)
    }
}

impl Drop for TimedClient {
    fn drop(&mut self) {
        self.jobs = None;
        // Let it end the session; one that is silent is left alone.
        while !self.closed && self.answers.recv_timeout(GOODBYE).is_ok() {}
    }
}

/// Does one job after the other until nobody asks any more.
fn serve(mut client: Client, jobs: &Receiver<Job>, answers: &SyncSender<Answer>) {
    let mut statements = HashMap::new();
    for job in jobs {
        let count = match &job {
            Job::Batch(sql) => client.batch_execute(sql).map(|()| 0),
            Job::Execute(sql, values) => prepared(&mut client, &mut statements, sql)
                .and_then(|statement| client.execute(&statement, &bound(values))),
            Job::Query(sql, values) => prepared(&mut client, &mut statements, sql).and_then(|statement| {
                let mut rows = client.query_raw(&statement, bound(values))?;
                while let Some(row) = rows.next()? {
                    if answers.send(Answer::Row(row)).is_err() {
                        break;
                    }
                }
                Ok(0)
            }),
        };
        let closed = client.is_closed();
        if answers.send(Answer::Done { count, closed }).is_err() {
            return;
        }
    }
}

fn prepared(
    client: &mut Client,
    statements: &mut HashMap<&'static str, Statement>,
    sql: &'static str,
) -> Result<Statement, postgres::Error> {
    if let Some(statement) = statements.get(sql) {
        return Ok(statement.clone());
    }
    let statement = client.prepare(sql)?;
    statements.insert(sql, statement.clone());
    Ok(statement)
}

fn bound(values: &[Bound]) -> Vec<&(dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| match value {
            Bound::Text(text) => text as &(dyn ToSql + Sync),
            Bound::Int(number) => number as &(dyn ToSql + Sync),
        })
        .collect()
}
