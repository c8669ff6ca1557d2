//! `report …`: file, correct, look up, return, accept and withdraw monthly reports.

mod batch;
mod decide;
mod file;
pub mod shape;
mod show;

use clap::Subcommand;

use super::context::Context;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;

/// 月报：填报、查看、退回、审核、撤回 // Monthly reports: file, look up, return, accept, withdraw
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(subcommand)]
    act: ReportCommand,
}

#[derive(Subcommand, Debug)]
enum ReportCommand {
    File(Box<file::Args>),
    Show(show::Args),
    List(show::ReportListArgs),
    History(show::HistoryArgs),
    Return(decide::ReturnArgs),
    Accept(decide::AcceptArgs),
    Withdraw(decide::WithdrawArgs),
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        match &self.act {
            ReportCommand::File(args) => args.run(context),
            ReportCommand::Show(args) => args.run(context),
            ReportCommand::List(args) => args.run(context),
            ReportCommand::History(args) => args.run(context),
            ReportCommand::Return(args) => args.run(context),
            ReportCommand::Accept(args) => args.run(context),
            ReportCommand::Withdraw(args) => args.run(context),
        }
    }
}
