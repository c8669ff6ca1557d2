//! `restore FILE`: the ledger becomes what a backup says.

use std::path::PathBuf;

use super::context::Context;
use super::verify::VerifiedJson;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::words;

/// 从备份恢复台账；台账已有内容则须加 --yes // Restore the ledger from a backup; over existing content only with --yes
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 备份文件 // The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let restored = desk.restore(&self.file, context.global.yes, context.now)?;
        if let Some(aside) = &restored.aside {
            let message = words!("原台账文件已损坏，另存备查", "the damaged ledger was set aside");
            let finding = Finding::warning(codes::DAMAGED, message).in_file(aside.display().to_string());
            context.say(&[finding], 1);
        }
        let verified = restored.verified;
        let place = desk.ledger_place();
        context.answer(&VerifiedJson::new(place.clone(), &verified), |plain| {
            let (length, reports) = (verified.length, verified.reports);
            let line = words!(
                "已恢复 {place}：{length} 条记录，{reports} 份月报",
                "restored {place}: {length} entries, {reports} reports"
            );
            plain.line(line.get(plain.lang))
        })
    }
}
