//! `version`: what this binary is.

use serde::Serialize;

use super::context::Context;
use super::json;
use crate::desk::App;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;

/// 版本、JSON 约定与 SQLite 的版本 // The versions of the program, its JSON contract and SQLite
#[derive(clap::Args, Debug)]
pub struct Args {}

#[derive(Serialize)]
struct ProgramVersionJson {
    version: &'static str,
    schema: &'static str,
    sqlite: &'static str,
}

impl Args {
    /// Prints them.
    #[allow(clippy::unused_self, reason = "every verb has the same shape")]
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let versions = ProgramVersionJson {
            version: env!("CARGO_PKG_VERSION"),
            schema: json::SCHEMA,
            sqlite: App::sqlite_version(),
        };
        context.answer(&versions, |plain| {
            plain.line(format!("diaodu {}", versions.version))?;
            plain.line(format!("json {}", versions.schema))?;
            plain.line(format!("sqlite {}", versions.sqlite))
        })
    }
}
