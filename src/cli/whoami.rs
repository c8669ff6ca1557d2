//! `whoami`: who the desk takes the person to be.

use serde::Serialize;

use super::context::Context;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;

/// 我是谁、有哪些角色和单位 // Who I am here, with roles and units
#[derive(clap::Args, Debug)]
pub struct Args {}

#[derive(Serialize)]
struct Who<'a> {
    id: &'a str,
    roles: &'a [&'a str],
    units: &'a [&'a str],
}

impl Args {
    /// Answers. Without a users file the one local user may do all.
    #[allow(clippy::unused_self, reason = "every verb has the same shape")]
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let who = Who { id: &context.settings.person, roles: &["admin"], units: &[] };
        context.answer(&who, |plain| plain.line(format!("{}  {}", who.id, who.roles.join(" "))))
    }
}
