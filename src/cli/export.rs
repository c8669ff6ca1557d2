//! `export`: lists, a month's reports, registers and templates as files.

use super::asked::{FilterArgs, MonthArg};
use super::context::{Context, MOST_FINDINGS};
use super::output::{Output, OutputKind};
use crate::desk::export::{self, ExportFormat};
use crate::desk::register::Register;
use crate::desk::spreadsheet::{SheetFormat, SheetTemplate};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::words;

/// 导出：项目名单、月报、台账、填报模板 // Export a list of projects, a month's reports, a register or a template
#[derive(clap::Args, Debug)]
pub struct Args {
    #[command(flatten)]
    narrow: FilterArgs,
    /// 空白模板：report 月报、plan 计划、contact 联系人 // An empty template: report, plan, contact
    #[arg(long, value_name = "KIND", value_parser = template, conflicts_with = "reports")]
    template: Option<SheetTemplate>,
    /// 一个月的月报 // A month's reports
    #[arg(long)]
    reports: bool,
    /// 一份台账：issues 问题、permits 手续、milestones 节点、funding 资金、pools 三池、watch 重点关注、supervision 督查、site 现场 // A register: issues, permits, milestones, funding, pools, watch, supervision, site
    #[arg(long, value_name = "KIND", value_parser = register, conflicts_with_all = ["reports", "template"])]
    register: Option<Register>,
    #[command(flatten)]
    month: MonthArg,
    /// 文件格式：xlsx、csv，名单还可用 yaml、json；不写则看文件名 // xlsx, csv, for lists yaml and json too; by the file's name unless said
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Option<ExportFormat>,
    /// csv 的编码，如 gbk；不写则为带 BOM 的 UTF-8 // A csv's encoding, e.g. gbk; UTF-8 with a byte order mark unless said
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    #[command(flatten)]
    output: Output,
}

fn template(text: &str) -> Result<SheetTemplate, String> {
    SheetTemplate::parse(text).ok_or_else(|| "report, plan, contact".to_owned())
}

fn register(text: &str) -> Result<Register, String> {
    Register::parse(text).ok_or_else(|| Register::ALL.map(Register::name).join(", "))
}

fn format(text: &str) -> Result<ExportFormat, String> {
    text.parse().map_err(|()| "xlsx, csv, yaml, json".to_owned())
}

impl Args {
    /// Writes the file.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let format = self.format.or_else(|| self.named()).unwrap_or(ExportFormat::Csv);
        self.output.check(if format.is_text() { OutputKind::Text } else { OutputKind::Binary })?;
        let desk = context.desk()?;
        let (projects, findings) = desk.list(&self.narrow.narrowed(), context.now)?;
        context.say(&findings, MOST_FINDINGS);
        if let Some(register) = self.register {
            let kept = desk.within(&self.narrow.narrowed(), context.now)?;
            let keep = |id| kept.as_ref().is_none_or(|kept| kept.contains(&id));
            let read = desk.register(register, keep, context.now)?;
            let bytes = match format {
                ExportFormat::Json => read.json().into_bytes(),
                other => sheet_format(other)?.write(&read.sheet())?,
            };
            return self.output.deliver(&bytes, context);
        }
        if self.template.is_none() && !self.reports {
            let invented = desk.year()?.invented;
            let bytes = export::write(&projects, format, self.encoding.as_deref(), invented)?;
            return self.output.deliver(&bytes, context);
        }
        let sheet = if let Some(template) = self.template {
            desk.blank_sheet(template, &projects, self.month.month, context.now)?
        } else {
            let month = self.month.or_in_hand(&desk, context)?;
            let kept = desk.within(&self.narrow.narrowed(), context.now)?;
            desk.month_sheet(month, |project| kept.as_ref().is_none_or(|kept| kept.contains(&project.id)))?
        };
        self.output.deliver(&sheet_format(format)?.write(&sheet)?, context)
    }

    /// The format that the output file's name tells.
    fn named(&self) -> Option<ExportFormat> {
        self.output.output.as_ref()?.extension()?.to_str()?.to_ascii_lowercase().parse().ok()
    }
}

/// Templates and reports are sheets.
fn sheet_format(format: ExportFormat) -> Result<SheetFormat, Failure> {
    match format {
        ExportFormat::Xlsx => Ok(SheetFormat::Xlsx),
        ExportFormat::Csv => Ok(SheetFormat::Csv),
        ExportFormat::Yaml | ExportFormat::Json => {
            let message = words!(
                "模板、月报和台账不能是这种格式",
                "templates, reports and registers are not of this kind"
            );
            let finding = Finding::error(codes::USAGE, message).on_field("--format");
            Err(Failure::new(
                Exit::Usage,
                finding.expected(words!("xlsx、csv（台账还可用 json）", "xlsx, csv (registers json too)")),
            ))
        }
    }
}
