//! `whoami`: who the desk takes the person to be.

use serde::Serialize;

use super::context::Context;
use crate::desk::App;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;

/// 我是谁、有哪些角色和单位 // Who I am here, with roles and units
#[derive(clap::Args, Debug)]
pub struct Args {}

#[derive(Serialize)]
struct WhoJson<'a> {
    id: &'a str,
    roles: Vec<&'static str>,
    units: &'a [String],
}

impl Args {
    /// Answers. While nobody is registered the one local user may do all.
    #[allow(clippy::unused_self, reason = "every verb has the same shape")]
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let who = App::without_catalogue(context.settings.clone()).whoami(context.now)?;
        let roles = who.roles.iter().map(|role| role.name()).collect();
        context.answer(&WhoJson { id: &who.id, roles, units: &who.units }, |plain| {
            let lang = plain.lang;
            let titles: Vec<&str> = who.roles.iter().map(|role| role.title(lang)).collect();
            let line =
                format!("{}  {}  {}", who.id, titles.join(lang.pick("、", ", ")), who.units.join("、"));
            plain.line(line.trim_end())
        })
    }
}
