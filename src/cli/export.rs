//! `export`: lists, a month's reports and templates as files.

use super::context::Context;
use super::output::{Kind, Output};
use super::values;
use crate::desk::find::Narrowed;
use crate::desk::sheets::{SheetFormat, Template};
use crate::domain::category::Category;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::month::Month;

/// 导出：月报、填报模板 // Export a month's reports or a template
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 空白模板：report 月报、plan 计划、contact 联系人 // An empty template: report, plan, contact
    #[arg(long, value_name = "KIND", value_parser = template, conflicts_with = "reports")]
    template: Option<Template>,
    /// 一个月的月报 // A month's reports
    #[arg(long, required_unless_present = "template")]
    reports: bool,
    /// 填报月份；不写则为当前应报的月份 // The month; the one in hand unless said
    #[arg(long, value_name = "MONTH", value_parser = values::month)]
    month: Option<Month>,
    /// 按类别：建设、前期、招商 // Only one category: construction, planning, promotion
    #[arg(long, value_name = "CATEGORY", value_parser = values::category)]
    category: Option<Category>,
    /// 按牵头单位（名称的一部分即可） // Only a lead unit's, by any part of its name
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// 文件格式：xlsx、csv；不写则看文件名 // The format: xlsx, csv; by the file's name unless said
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Option<SheetFormat>,
    #[command(flatten)]
    output: Output,
}

fn template(text: &str) -> Result<Template, String> {
    Template::parse(text).ok_or_else(|| "report, plan, contact".to_owned())
}

fn format(text: &str) -> Result<SheetFormat, String> {
    match text {
        "xlsx" => Ok(SheetFormat::Xlsx),
        "csv" => Ok(SheetFormat::Csv),
        _ => Err("xlsx, csv".to_owned()),
    }
}

impl Args {
    /// Writes the file.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let named = self.output.output.as_ref().map(|path| SheetFormat::of_name(&path.to_string_lossy()));
        let format = self.format.or(named).unwrap_or(SheetFormat::Csv);
        self.output.check(if format == SheetFormat::Xlsx { Kind::Binary } else { Kind::Text })?;
        let desk = context.desk()?;
        let narrowed = Narrowed { category: self.category, unit: self.unit.clone(), ..Narrowed::default() };
        let sheet = if let Some(template) = self.template {
            let (projects, _) = desk.list(&narrowed)?;
            desk.blank_sheet(template, &projects, self.month, context.now)?
        } else {
            let month = self.month.map_or_else(|| desk.month_in_hand(context.now), Ok)?;
            desk.month_sheet(month, |project| narrowed.holds(project))?
        };
        self.output.deliver(&format.write(&sheet)?, context)
    }
}
