//! `restore FILE`: the ledger becomes what a backup says.

use std::path::PathBuf;

use super::context::Context;
use super::verify::VerifiedJson;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
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
        let verified = desk.restore(&self.file, context.global.yes, context.now)?;
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
