//! `plan import FILE`: plans from a sheet, all rows or none.

use std::path::PathBuf;

use serde::Serialize;

use super::set::SetJson;
use crate::cli::asked::DocumentArgs;
use crate::cli::context::{Context, MOST_FINDINGS};
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::words;

/// 从表格成批导入计划，全有或全无 // Import plans from a sheet, all or none
#[derive(clap::Args, Debug)]
pub struct Args {
    /// xlsx、csv 等文件；- 为标准输入 // A file such as xlsx or csv; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    reading: DocumentArgs,
    /// 只说会怎样，不写入 // Say what would change, write nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Serialize)]
struct PlanImportJson<'a> {
    dry_run: bool,
    total: usize,
    plans: Vec<SetJson<'a>>,
}

impl Args {
    /// Imports.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let source = self.reading.open(&self.file)?;
        let asked = desk.read_plans(source)?;
        let done = if self.dry_run {
            desk.try_plans(&asked, context.now)?
        } else {
            desk.set_plans(&asked, context.now)?
        };
        for set in &done {
            context.say(&set.warnings, MOST_FINDINGS);
        }
        let plans: Vec<SetJson<'_>> = done.iter().map(SetJson::new).collect();
        let answer = PlanImportJson { dry_run: self.dry_run, total: plans.len(), plans };
        let total = answer.total;
        context.answer(&answer, |plain| {
            let said = if self.dry_run {
                words!("将写入 {total} 个项目的计划", "plans of {total} projects would be written")
            } else {
                words!("已写入 {total} 个项目的计划", "plans of {total} projects written")
            };
            plain.line(said.get(plain.lang))
        })
    }
}
