//! `export`: lists, a month's reports and templates as files.

use std::collections::HashSet;

use super::context::{Context, MOST_FINDINGS};
use super::output::{Kind, Output};
use super::values;
use crate::desk::export::{self, Format};
use crate::desk::find::Narrowed;
use crate::desk::sheets::{SheetFormat, Template};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::words;

/// 导出：项目名单、月报、填报模板 // Export a list of projects, a month's reports or a template
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 查询式，如 unit:九龙坡 stage:新开工 // A query such as unit:九龙坡 stage:新开工
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// 空白模板：report 月报、plan 计划、contact 联系人 // An empty template: report, plan, contact
    #[arg(long, value_name = "KIND", value_parser = template, conflicts_with = "reports")]
    template: Option<Template>,
    /// 一个月的月报 // A month's reports
    #[arg(long)]
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
    /// 按建设阶段 // Only of a stage
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// 按标题（行业） // Only below a heading
    #[arg(long, value_name = "HEADING")]
    sector: Option<String>,
    /// 按区县 // Only of a district
    #[arg(long, value_name = "DISTRICT")]
    district: Option<String>,
    /// 文件格式：xlsx、csv，名单还可用 yaml、json；不写则看文件名 // xlsx, csv, for lists yaml and json too; by the file's name unless said
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    format: Option<Format>,
    /// csv 的编码，如 gbk；不写则为带 BOM 的 UTF-8 // A csv's encoding, e.g. gbk; UTF-8 with a byte order mark unless said
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    #[command(flatten)]
    output: Output,
}

fn template(text: &str) -> Result<Template, String> {
    Template::parse(text).ok_or_else(|| "report, plan, contact".to_owned())
}

fn format(text: &str) -> Result<Format, String> {
    text.parse().map_err(|()| "xlsx, csv, yaml, json".to_owned())
}

impl Args {
    /// Writes the file.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let format = self.format.or_else(|| self.named()).unwrap_or(Format::Csv);
        self.output.check(if format.is_text() { Kind::Text } else { Kind::Binary })?;
        let desk = context.desk()?;
        let (projects, findings) = desk.list(&self.narrowed(), context.now)?;
        context.say(&findings, MOST_FINDINGS);
        if self.template.is_none() && !self.reports {
            let invented = desk.year()?.invented;
            let bytes = export::write(&projects, format, self.encoding.as_deref(), invented)?;
            return self.output.deliver(&bytes, context);
        }
        let sheet = if let Some(template) = self.template {
            desk.blank_sheet(template, &projects, self.month, context.now)?
        } else {
            let month = self.month.map_or_else(|| desk.month_in_hand(context.now), Ok)?;
            let wanted: HashSet<ProjectId> = projects.iter().map(|project| project.id).collect();
            desk.month_sheet(month, |project| wanted.contains(&project.id))?
        };
        self.output.deliver(&sheet_format(format)?.write(&sheet)?, context)
    }

    /// The format that the output file's name tells.
    fn named(&self) -> Option<Format> {
        self.output.output.as_ref()?.extension()?.to_str()?.to_ascii_lowercase().parse().ok()
    }

    fn narrowed(&self) -> Narrowed {
        Narrowed {
            category: self.category,
            query: self.query.join(" "),
            unit: self.unit.clone(),
            stage: self.stage.clone(),
            sector: self.sector.clone(),
            district: self.district.clone(),
        }
    }
}

/// Templates and reports are sheets.
fn sheet_format(format: Format) -> Result<SheetFormat, Failure> {
    match format {
        Format::Xlsx => Ok(SheetFormat::Xlsx),
        Format::Csv => Ok(SheetFormat::Csv),
        Format::Yaml | Format::Json => {
            let message = words!("模板和月报只能是表格", "templates and reports are sheets");
            let finding = Finding::error(codes::USAGE, message).on_field("--format");
            Err(Failure::new(Exit::Usage, finding.expected(words!("xlsx、csv", "xlsx, csv"))))
        }
    }
}
