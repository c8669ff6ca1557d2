//! Plans from a sheet: one row a project, under the headers that `export --template plan` prints. All rows
//! or none; every row that is wrong is said.

use super::PlanAsked;
use crate::desk::App;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::plan::form::{PlanField, PlanForm};
use crate::domain::project::ProjectId;
use crate::intake::grid::{Grid, GridRow};
use crate::intake::{self, DocumentSource};
use crate::words;

/// The header of the column that says which project; its name stands beside it for people.
pub const PROJECT_HEADER: &str = "项目编号";
/// The header of the name's column.
pub const NAME_HEADER: &str = "项目名称";

/// The headers of a batch file, in order.
pub fn headers() -> Vec<&'static str> {
    let fields = PlanField::ALL.into_iter().map(PlanField::header);
    [PROJECT_HEADER, NAME_HEADER].into_iter().chain(fields).collect()
}

impl App {
    /// Reads a batch file.
    ///
    /// # Errors
    /// [`Exit::Malformed`] with a finding for every cell that cannot be read.
    pub fn read_plans(&self, source: DocumentSource) -> Result<Vec<PlanAsked>, Failure> {
        let name = source.name.clone();
        let opened = intake::open(source)?;
        let found = opened.grids.iter().find_map(|grid| Some((grid, PlanColumns::find(grid)?)));
        let Some((grid, columns)) = found else { return Err(no_header(&name)) };
        let (mut asked, mut wrong) = (Vec::new(), Vec::new());
        for row in grid.rows.iter().skip(columns.below).filter(|row| !row.is_empty()) {
            match self.read_row(row, &columns) {
                Ok(plan) => asked.extend(plan),
                Err(mut findings) => wrong.append(&mut findings),
            }
        }
        if asked.is_empty() && wrong.is_empty() {
            wrong.push(Finding::error(
                codes::NOTHING_FOUND,
                words!("表中没有计划", "the sheet holds no plan"),
            ));
        }
        if wrong.is_empty() {
            return Ok(asked);
        }
        let findings = wrong.into_iter().map(|finding| finding.in_file(&name)).collect();
        Err(Failure { exit: Exit::Malformed, findings })
    }

    fn read_row(&self, row: &GridRow, columns: &PlanColumns) -> Result<Option<PlanAsked>, Vec<Finding>> {
        let at_row = |finding: Finding| finding.at_line(row.line);
        let named = row.cell(columns.project);
        let mut form = PlanForm::default();
        for (field, column) in &columns.fields {
            form.set(*field, row.cell(*column));
        }
        // A row that only names its project is a template nobody has filled in.
        if form == PlanForm::default() {
            return Ok(None);
        }
        let id: ProjectId = named.parse().map_err(|_| {
            let words = words!("项目编号无法识别", "the project's id cannot be read");
            let finding = Finding::error(codes::BAD_VALUE, words).on_field(PROJECT_HEADER).got(named);
            vec![at_row(finding.expected(words!("如 2021-1-431", "e.g. 2021-1-431")))]
        })?;
        self.project(id).map_err(|failure| failure.findings.into_iter().map(at_row).collect::<Vec<_>>())?;
        let read = form.read(id.year).map_err(|f| f.into_iter().map(at_row).collect::<Vec<_>>())?;
        let line = Some(row.line);
        Ok(Some(PlanAsked { project: id, plan: read.plan, from: read.from, reason: read.reason, line }))
    }
}

/// Which column holds what, and the first row below the headers.
struct PlanColumns {
    project: usize,
    fields: Vec<(PlanField, usize)>,
    below: usize,
}

impl PlanColumns {
    /// The first row that has the project's header and at least one of a plan's.
    fn find(grid: &Grid) -> Option<Self> {
        grid.rows.iter().enumerate().take(20).find_map(|(at, row)| {
            let (project, _) = row.filled().find(|(_, text)| *text == PROJECT_HEADER)?;
            let fields: Vec<_> = row
                .filled()
                .filter_map(|(column, text)| Some((PlanField::of_header(text)?, column)))
                .collect();
            (!fields.is_empty()).then_some(Self { project, fields, below: at + 1 })
        })
    }
}

fn no_header(name: &str) -> Failure {
    let known = headers().join("、");
    let words = words!("找不到计划表的表头", "the headers of a plan sheet are not there");
    let finding = Finding::error(codes::BATCH_HEADERS, words)
        .in_file(name)
        .expected(words!("{known}", "{known}"))
        .hint(words!(
            "用 export --template plan 取一份空表",
            "take an empty sheet from `export --template plan`"
        ));
    Failure::new(Exit::Malformed, finding)
}
