//! The command line: a file per verb, each answering as plain text and as one JSON document.
//!
//! It never decides a rule of the trade and never opens a file of the catalogue or the ledger itself:
//! everything is asked of the desk. Adding a verb is a file with an `Args` and its `run`, and one line in
//! [`args`].

pub mod args;
pub mod asked;
pub mod clock;
pub mod context;
pub mod input;
pub mod json;
pub mod output;
pub mod plain;
pub mod reference;
pub mod screen;
mod usage;
pub mod values;

mod backup;
mod board;
mod bulletin;
mod chase;
mod check;
mod completions;
mod contact;
mod demo;
mod draft;
mod due;
mod examples;
mod export;
mod find;
mod funding;
mod import;
mod issue;
mod list;
mod man;
mod milestone;
mod permit;
mod plan;
mod pool;
mod query;
mod reconcile;
mod record;
mod register;
mod report;
mod restore;
mod roster;
mod session;
mod show;
mod site;
mod ssh;
mod user;
mod verify;
mod version;
mod watch;
mod whoami;

use std::ffi::OsString;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use args::Command;
use context::Context;

/// Runs the program: arguments in, exit code out. Nothing panics through it; a bug ends in exit 1.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    ignore_file_size_signal();
    quiet_about_documents();
    let exit = catch_unwind(AssertUnwindSafe(|| answer(&args))).unwrap_or_else(|_| usage::report_bug(&args));
    ExitCode::from(exit.code())
}

/// A damaged workbook may panic in the thread that reads it, which is refused with a finding; the default
/// hook's message would only look like a bug.
fn quiet_about_documents() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some(crate::desk::WORKBOOK_READER) {
            default(info);
        }
    }));
}

fn answer(args: &[OsString]) -> Exit {
    let command = match args::parse(args) {
        Ok(command) => command,
        Err(stopped) => return usage::report(&stopped, args),
    };
    let context = Context::new(command.global.clone());
    let exit = match act(&command, &context) {
        Ok(exit) => exit,
        Err(failure) => context.refuse(&failure),
    };
    context.finish();
    exit
}

fn act(command: &Command, context: &Context) -> Result<Exit, Failure> {
    match &command.verb {
        Some(verb) => verb.run(context),
        None if context.interactive() => command.screen.run(context),
        None if command.screen.demo => {
            let desk = context.demonstration();
            desk.fill_demonstration()?;
            due::answer(context, &desk)
        }
        None => due::Args::default().run(context),
    }
}

/// Writing past `ulimit -f` raises SIGXFSZ, which kills silently. With a handler the write fails
/// instead, and the failure is reported like any other.
fn ignore_file_size_signal() {
    let seen = std::sync::Arc::default();
    if signal_hook::flag::register(signal_hook::consts::SIGXFSZ, seen).is_err() {
        // Without the handler only that one message is lost.
        let _ = std::io::stderr().flush();
    }
}
