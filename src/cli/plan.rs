//! `plan …`: set, import and look up plans, version by version.

mod history;
mod import;
mod set;
pub mod shape;

use clap::Subcommand;

use super::context::Context;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;

/// 计划：年度计划、总投资、计划开工与完工月份 // Plans: year plan, total investment, planned start and completion
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: PlanCommand,
}

#[derive(Subcommand, Debug)]
enum PlanCommand {
    Set(set::Args),
    Import(import::Args),
    History(history::Args),
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        match &self.act {
            PlanCommand::Set(args) => args.run(context),
            PlanCommand::Import(args) => args.run(context),
            PlanCommand::History(args) => args.run(context),
        }
    }
}
