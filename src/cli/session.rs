//! `session --as ID`: what sshd runs for a key, in place of whatever the client asked for. Without a
//! client command the screen opens; with one it is read by [`crate::desk::session`] and done as if it had
//! been typed here.
//!
//! It starts no other program. Who asks is told by the forced command alone; of the variables that a client
//! can send, only the language is looked at.

use std::ffi::OsString;

use super::args::{self, Command};
use super::context::Context;
use super::usage;
use crate::desk::{App, session};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::permission::{Action, Target};
use crate::words;

/// What sshd says the client asked for; absent when it asked for a shell.
const ASKED: &str = "SSH_ORIGINAL_COMMAND";

/// 打开某人的会话（写在公钥的强制命令里） // Open a person's session; stands in the forced command of their key
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 谁的会话 // Whose
    #[arg(long = "as", value_name = "ID")]
    person: String,
    /// 多少分钟无人操作即退出，草稿保留 // Close after so many idle minutes; drafts are kept
    #[arg(long = "idle-limit", value_name = "MINUTES", default_value_t = 30,
          value_parser = clap::value_parser!(u16).range(2..=1440))]
    idle: u16,
}

impl Args {
    /// Does what the client asked for, if it may.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        // Until the words are read, an answer takes the form that they seem to ask for.
        let line = std::env::var_os(ASKED).unwrap_or_default();
        let mut global = context.global.clone();
        global.json |= line.to_string_lossy().split(' ').any(|word| word == "--json");
        let context = Context::in_session(global, &self.person);
        let desk = App::without_catalogue(context.settings.clone());
        if !desk.keeps_the_ledger() {
            let message = words!(
                "只有持有台账的帐号可以为人打开会话",
                "only the account that owns the ledger opens sessions for people"
            );
            return Err(Failure::new(Exit::Denied, Finding::error(codes::NOT_THE_KEEPER, message)));
        }
        let asked = line.into_string().map_err(|_| {
            let message = words!("命令行不是 UTF-8", "the command line is not UTF-8");
            Failure::new(Exit::Denied, Finding::error(codes::NOT_IN_A_SESSION, message))
        });
        let refused = |failure: Failure| Ok(context.refuse(&desk.refused("session", failure, context.now)));

        if let Err(failure) = desk.may(Action::Look, Target::Desk, context.now) {
            return refused(failure);
        }
        let words = match asked.and_then(|line| session::admit(&line)) {
            Ok(words) => words,
            Err(failure) => return refused(failure),
        };
        let words: Vec<OsString> =
            std::iter::once("diaodu".to_owned()).chain(words).map(OsString::from).collect();
        let command = match args::parse(&words) {
            Ok(command) => command,
            Err(stopped) => return Ok(usage::report(&stopped, &words)),
        };
        Ok(self.act(command, &context))
    }

    /// Places and person are the forced command's; everything else is the client's.
    fn act(&self, mut command: Command, outer: &Context) -> Exit {
        command.global.data.clone_from(&outer.global.data);
        command.global.ledger.clone_from(&outer.global.ledger);
        command.global.year = command.global.year.or(outer.global.year);
        command.screen.idle = command.screen.idle.or(Some(self.idle));
        if command.global.lang.is_none() {
            command.global.lang = outer.global.lang;
        }
        let context = Context::in_session(command.global.clone(), &self.person);
        match super::act(&command, &context) {
            Ok(exit) => exit,
            Err(failure) => context.refuse(&failure),
        }
    }
}
