//! `report return|accept|withdraw`: what is done to a filed report.

use super::file::Safety;
use super::shape::{ReportJson, print_filed};
use crate::cli::asked::{MonthArg, OneProject};
use crate::cli::context::{Context, MOST_FINDINGS};
use crate::desk::report::ReviewRequest;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::report::ReportAction;

/// Which report, and why.
#[derive(clap::Args, Debug)]
struct DecisionArgs {
    #[command(flatten)]
    project: OneProject,
    #[command(flatten)]
    month: MonthArg,
    /// 理由 // The reason
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    #[command(flatten)]
    safety: Safety,
}

/// 退回一份月报，须写明理由 // Return a report, with a reason
#[derive(clap::Args, Debug)]
pub struct ReturnArgs {
    #[command(flatten)]
    which: DecisionArgs,
}

/// 审核通过一份月报 // Accept a report
#[derive(clap::Args, Debug)]
pub struct AcceptArgs {
    #[command(flatten)]
    which: DecisionArgs,
}

/// 撤回一份已报的月报，改为草稿 // Withdraw a filed report; it becomes a draft
#[derive(clap::Args, Debug)]
pub struct WithdrawArgs {
    #[command(flatten)]
    which: DecisionArgs,
}

impl ReturnArgs {
    /// Returns it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        self.which.decide(ReportAction::Return, context)
    }
}

impl AcceptArgs {
    /// Accepts it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        self.which.decide(ReportAction::Accept, context)
    }
}

impl WithdrawArgs {
    /// Withdraws it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        self.which.decide(ReportAction::Withdraw, context)
    }
}

impl DecisionArgs {
    fn decide(&self, act: ReportAction, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let project = self.project.find(&desk)?;
        let decision = ReviewRequest {
            project: project.id,
            month: self.month.or_in_hand(&desk, context)?,
            act,
            reason: self.reason.clone(),
            request_id: self.safety.request_id.clone(),
            expect_revision: self.safety.expect_revision,
        };
        let filed = desk.decide(&decision, context.now)?;
        context.say(&filed.warnings, MOST_FINDINGS);
        let json = ReportJson::new(&filed.shown);
        context.answer(&json, |plain| print_filed(&filed, project, plain))
    }
}
