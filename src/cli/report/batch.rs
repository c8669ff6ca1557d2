//! `report file --from FILE`: a sheet of reports, all rows or none.

use std::path::{Path, PathBuf};

use serde::Serialize;

use super::file::Args;
use super::shape::ReportJson;
use crate::cli::context::{Context, MOST_FINDINGS};
use crate::cli::input;
use crate::desk::report::batch::{Batch, BatchDone, BatchOptions, Mapping};
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::report::draft::Draft;
use crate::words;

/// The flags of a batch.
#[derive(clap::Args, Debug)]
pub struct Many {
    /// 成批填报：xlsx、csv 等文件；- 为标准输入 // Many at once: a file such as xlsx or csv; - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["expect_revision"])]
    pub from: Option<PathBuf>,
    /// 只说会怎样，不写入 // Say what would change, write nothing
    #[arg(long, requires = "from")]
    pub dry_run: bool,
    /// 其他表头，如 'id=编码,month=日期,invested=金额' // Other headers, e.g. 'id=Code,month=Date,invested=Amount'
    #[arg(long, value_name = "KEY=HEADER,…", requires = "from", value_parser = mapping)]
    pub map: Option<Mapping>,
    /// 文本编码，如 gbk // The text's encoding, e.g. gbk
    #[arg(long, value_name = "LABEL", requires = "from")]
    pub encoding: Option<String>,
    /// 工作表 // The sheet
    #[arg(long, value_name = "NAME", requires = "from")]
    pub sheet: Option<String>,
}

fn mapping(text: &str) -> Result<Mapping, String> {
    Mapping::parse(text).map_err(|wrong| format!("id name month invested text …: {wrong}"))
}

#[derive(Serialize)]
struct BatchJson<'a> {
    dry_run: bool,
    encoding: Option<&'a str>,
    rows: BatchCountsJson,
    total: usize,
    reports: Vec<ReportJson<'a>>,
}

#[derive(Serialize)]
struct BatchCountsJson {
    read: usize,
    blank: usize,
    filed: usize,
    corrected: usize,
    unchanged: usize,
}

/// Files the sheet; fields given by flags hold for every row that does not say them itself.
pub(super) fn run(args: &Args, from: &Path, defaults: &Draft, context: &Context) -> Result<Exit, Failure> {
    let desk = context.desk()?;
    let Many { encoding, sheet, map, dry_run, .. } = &args.many;
    let source = input::source(from, encoding.clone(), sheet.clone())?;
    let wishes = BatchOptions {
        month: args.month.month,
        defaults: defaults.clone(),
        mapping: map.clone().unwrap_or_default(),
        as_draft: args.draft,
        request_id: args.safety.request_id.clone(),
    };
    let batch = desk.read_batch(source, &wishes)?;
    let done =
        if *dry_run { desk.try_batch(&batch, context.now) } else { desk.file_batch(&batch, context.now) }?;
    let warnings: Vec<Finding> = done.done.iter().flat_map(|filed| filed.warnings.clone()).collect();
    context.say(&warnings, MOST_FINDINGS);
    let json = shape(&batch, &done, *dry_run);
    context.answer(&json, |plain| {
        let BatchDone { filed, corrected, unchanged, .. } = done;
        let (read, blank) = (batch.read, batch.blank);
        let line = if *dry_run {
            words!(
                "{read} 行：将填报 {filed}、更正 {corrected}、不变 {unchanged}；空行 {blank}；未写入",
                "{read} rows: {filed} would be filed, {corrected} corrected, {unchanged} unchanged; {blank} blank; nothing written"
            )
        } else {
            words!(
                "{read} 行：已填报 {filed}、更正 {corrected}、不变 {unchanged}；空行 {blank}",
                "{read} rows: {filed} filed, {corrected} corrected, {unchanged} unchanged; {blank} blank"
            )
        };
        plain.line(line.get(plain.lang))
    })
}

fn shape<'a>(batch: &'a Batch, done: &'a BatchDone, dry_run: bool) -> BatchJson<'a> {
    let BatchDone { filed, corrected, unchanged, .. } = *done;
    BatchJson {
        dry_run,
        encoding: batch.encoding.as_deref(),
        rows: BatchCountsJson { read: batch.read, blank: batch.blank, filed, corrected, unchanged },
        total: done.done.len(),
        reports: done.done.iter().map(|filed| ReportJson::new(&filed.shown)).collect(),
    }
}
