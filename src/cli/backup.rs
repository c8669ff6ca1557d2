//! `backup FILE`: a verified copy of the ledger, while others write.

use std::path::PathBuf;

use super::context::Context;
use super::verify::VerifiedJson;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::words;

/// 备份台账到文件；他人可照常写入 // Back the ledger up into a file while others write
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 备份文件；已存在则须加 --yes // The file; if it exists, only with --yes
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Args {
    /// Does it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let verified = desk.backup(&self.file, context.global.yes, context.now)?;
        let file = self.file.display().to_string();
        context.answer(&VerifiedJson::new(file.clone(), &verified), |plain| {
            let (length, reports) = (verified.length, verified.reports);
            let line = words!(
                "已备份到 {file}：{length} 条记录，{reports} 份月报",
                "backed up into {file}: {length} entries, {reports} reports"
            );
            plain.line(line.get(plain.lang))
        })
    }
}
