//! Sheets that people fill in or take away: templates for reports, plans and contacts, and a month's
//! reports. What is written here reads back through the batch verbs.

use jiff::Timestamp;

use super::App;
use super::contact::sheet as contact_sheet;
use super::plan::batch as plan_batch;
use super::report::ReportView;
use super::report::batch;
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::domain::project::Project;
use crate::domain::report::field::{Field, FieldKind};
use crate::domain::time::in_shanghai;
use crate::publish::sheet::{ExportTable, TableCell};
use crate::words;

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetTemplate {
    /// `report file --from`
    Report,
    /// `plan import`
    Plan,
    /// `contact import`
    Contact,
}

/// What kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetFormat {
    /// A workbook.
    Xlsx,
    /// Csv in UTF-8 with a byte order mark.
    Csv,
}

impl SheetTemplate {
    /// The template of a name: `report`, `plan`, `contact`.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "report" => Some(Self::Report),
            "plan" => Some(Self::Plan),
            "contact" => Some(Self::Contact),
            _ => None,
        }
    }
}

impl App {
    /// A template with a row for every project given; for reports, those that still owe the month. The
    /// columns of a report are those of the categories that the projects are of.
    pub fn blank_sheet(
        &self,
        template: SheetTemplate,
        projects: &[&Project],
        month: Option<Month>,
        now: Timestamp,
    ) -> Result<ExportTable, Failure> {
        match template {
            SheetTemplate::Report => self.report_template(projects, month, now),
            SheetTemplate::Plan => {
                let header = plan_batch::headers().into_iter().map(str::to_owned).collect();
                Ok(blank("计划", header, projects, None))
            }
            SheetTemplate::Contact => Ok(blank("联系人", contact_sheet::headers(), projects, None)),
        }
    }

    fn report_template(
        &self,
        projects: &[&Project],
        month: Option<Month>,
        now: Timestamp,
    ) -> Result<ExportTable, Failure> {
        let month = month.map_or_else(|| self.month_in_hand(now), Ok)?;
        let states = self.states(month)?;
        let owing: Vec<&Project> = projects
            .iter()
            .copied()
            .filter(|project| {
                let year = self.catalogue().year(project.id.year);
                year.is_some_and(|year| self.state(states.as_ref(), year, project, month).is_missing())
            })
            .collect();
        let mut header: Vec<String> = Vec::new();
        for category in Category::ALL {
            if projects.is_empty() || projects.iter().any(|p| p.category() == category) {
                let new = batch::headers(category).into_iter().filter(|h| !header.contains(h));
                header.extend(new.collect::<Vec<_>>());
            }
        }
        Ok(blank(&format!("{month}月报"), header, &owing, Some(month)))
    }

    /// A month's reports as a sheet, in the columns of the template, with where each stands.
    pub fn month_sheet(&self, month: Month, keep: impl Fn(&Project) -> bool) -> Result<ExportTable, Failure> {
        let mut header: Vec<String> =
            ["项目编号", "项目名称", "填报月份", "状态", "版本", "填报人", "填报时间"]
                .map(str::to_owned)
                .into();
        let fields: Vec<Field> = Field::all().filter(|f| *f != Field::Reason).collect();
        header.extend(fields.iter().map(|f| f.header()));
        header.extend(
            ["年度累计完成投资（万元）", "开工以来累计完成投资（万元）", "一致性"].map(str::to_owned),
        );
        let mut rows = Vec::new();
        for shown in self.reports(month)? {
            let Some(project) = self.catalogue().project(shown.report.project).filter(|p| keep(p)) else {
                continue;
            };
            rows.push(row(&shown, project));
        }
        Ok(ExportTable { name: format!("{month}月报"), header, frozen: 2, rows })
    }
}

fn row(ReportView { report, derived }: &ReportView, project: &Project) -> Vec<TableCell> {
    let filed_at = report.filed_at.map(|at| in_shanghai(at).strftime("%Y-%m-%d %H:%M").to_string());
    let late = if report.late { "（补报）" } else { "" };
    let mut cells: Vec<TableCell> = vec![
        project.id.to_string().into(),
        project.name.as_str().into(),
        report.month.to_string().into(),
        format!("{}{late}", report.status.title(Lang::Zh)).into(),
        TableCell::Number(report.revision.to_string()),
        report.filed_by.as_deref().unwrap_or_default().into(),
        filed_at.unwrap_or_default().into(),
    ];
    for (field, text) in report.content.texts().into_iter().filter(|(f, _)| *f != Field::Reason) {
        cells.push(match field.kind() {
            FieldKind::Money | FieldKind::Percent => TableCell::Number(text),
            _ => text.into(),
        });
    }
    cells.push(TableCell::Number(derived.ytd.in_wan()));
    cells.push(TableCell::Number(derived.since_start.in_wan()));
    cells.push(derived.comparison.map_or("", |c| c.state.title(Lang::Zh)).into());
    cells
}

/// Rows that only name their project.
fn blank(name: &str, header: Vec<String>, projects: &[&Project], month: Option<Month>) -> ExportTable {
    let rows = projects.iter().map(|project| {
        let mut cells: Vec<TableCell> = vec![project.id.to_string().into(), project.name.as_str().into()];
        cells.extend(month.map(|month| month.to_string().into()));
        cells.resize_with(header.len(), TableCell::empty);
        cells
    });
    let rows = rows.collect();
    ExportTable { name: name.to_owned(), header, frozen: 2, rows }
}

impl SheetFormat {
    /// The format of a file's name, csv unless it ends in `.xlsx`.
    pub fn of_name(name: &str) -> Self {
        if name.to_ascii_lowercase().ends_with(".xlsx") { Self::Xlsx } else { Self::Csv }
    }

    /// The sheet's bytes.
    pub fn write(self, sheet: &ExportTable) -> Result<Vec<u8>, Failure> {
        let written = match self {
            Self::Xlsx => sheet.xlsx().map_err(|e| e.to_string()),
            Self::Csv => sheet.csv().map_err(|e| e.to_string()),
        };
        written.map_err(|error| {
            let message = words!("表格写不成：{error}", "the sheet cannot be written: {error}");
            Failure::new(Exit::Malformed, Finding::error(codes::DOCUMENT_OVER_LIMIT, message))
        })
    }
}
