//! The preview: every project as it was understood, in the document's order; a cell with a problem stands
//! out, and the problem stands beside it.

use super::{kind_words, mark_chosen, of_line, problem, severity};
use crate::desk::import::{ChangeKind, ListField};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::project::Project;
use crate::tui::layout::Area;
use crate::tui::model::import::{PreviewRow, Review};
use crate::tui::model::{ImportView, Model};
use crate::tui::theme::TextRole;
use crate::tui::view::canvas::Canvas;
use crate::words;

/// A column behind the name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PreviewColumn {
    Stage,
    Unit,
    Years,
    Total,
    Plan,
    District,
    Heading,
    Problem,
}

const COLUMNS: [PreviewColumn; 8] = [
    PreviewColumn::Stage,
    PreviewColumn::Unit,
    PreviewColumn::Years,
    PreviewColumn::Total,
    PreviewColumn::Plan,
    PreviewColumn::District,
    PreviewColumn::Heading,
    PreviewColumn::Problem,
];

impl PreviewColumn {
    fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Stage => lang.pick("阶段", "stage"),
            Self::Unit => lang.pick("牵头单位", "lead unit"),
            Self::Years => lang.pick("起止年份", "years"),
            Self::Total => lang.pick("总投资", "total"),
            Self::Plan => lang.pick("年计划", "year plan"),
            Self::District => lang.pick("区县", "district"),
            Self::Heading => lang.pick("所属标题", "heading"),
            Self::Problem => lang.pick("问题", "problem"),
        }
    }

    fn width(self) -> u16 {
        match self {
            Self::Stage | Self::Years | Self::District => 10,
            Self::Unit | Self::Heading => 18,
            Self::Total | Self::Plan => 12,
            Self::Problem => 24,
        }
    }

    fn is_figure(self) -> bool {
        matches!(self, Self::Total | Self::Plan)
    }

    /// Whether a field of the list stands in this column.
    fn holds(self, field: ListField) -> bool {
        matches!(
            (self, field),
            (Self::Stage, ListField::Stage)
                | (Self::Unit, ListField::LeadUnit)
                | (Self::Years, ListField::StartYear | ListField::FinishYear | ListField::Years)
                | (Self::Total, ListField::TotalInvestment)
                | (Self::Plan, ListField::PlannedInvestment)
                | (Self::District, ListField::District)
                | (Self::Heading, ListField::Headings)
        )
    }

    fn text(self, project: &Project) -> String {
        let money = |money: Option<Money>| money.map(Money::friendly).unwrap_or_default();
        let year = |year: Option<i16>| year.map(|y| y.to_string()).unwrap_or_default();
        match self {
            Self::Stage => project.stage.as_deref().unwrap_or_default().to_owned(),
            Self::Unit => project.lead_units.join("、"),
            Self::Years => match (project.start_year, project.finish_year) {
                (None, None) => String::new(),
                (start, finish) => format!("{}-{}", year(start), year(finish)),
            },
            Self::Total => money(project.total_investment),
            Self::Plan => money(project.planned_investment),
            Self::District => project.printed_district.as_deref().unwrap_or_default().to_owned(),
            Self::Heading => project.headings.last().cloned().unwrap_or_default(),
            Self::Problem => String::new(),
        }
    }
}

/// Columns of the line number, the kind of change, the serial and the mark, with a gap behind each.
const LINE: u16 = 6;
const SERIAL: u16 = 6;

/// Draws heads, rows and foot.
pub fn draw(
    model: &Model,
    view: &ImportView,
    review: &Review,
    (heads, rows, foot): (Area, Area, Area),
    canvas: &mut Canvas<'_>,
) {
    let lang = model.lang;
    let kind = lang.pick(5, 8);
    let lead = 1 + LINE + 1 + kind + SERIAL + 1 + 2;
    // What no project of the list has needs no column.
    let used = |column: &PreviewColumn| {
        *column == PreviewColumn::Problem
            || review.outcome.projects.iter().take(2_000).any(|p| !column.text(p).is_empty())
    };
    let all: Vec<PreviewColumn> = COLUMNS.into_iter().filter(used).collect();
    let first = view.first_column.min(all.len() - 1);
    let name = (heads.width.saturating_sub(lead) / 3).clamp(14, 36);
    let mut room = heads.width.saturating_sub(lead + name);
    let mut columns: Vec<(PreviewColumn, u16)> = Vec::new();
    // The problem always has a place; the others come before it as long as there is room.
    let problem_at_least = 14.min(room);
    for column in all.iter().copied().skip(first).filter(|c| *c != PreviewColumn::Problem) {
        if room < column.width() + 1 + problem_at_least {
            break;
        }
        room -= column.width() + 1;
        columns.push((column, column.width()));
    }
    columns.push((PreviewColumn::Problem, room.saturating_sub(1)));
    let mut line = canvas.line(heads);
    line.gap(1).figure(lang.pick("行", "line"), LINE, TextRole::Quiet).gap(1).cell("", kind, TextRole::Quiet);
    line.figure(lang.pick("序号", "No."), SERIAL, TextRole::Quiet).gap(3);
    line.cell(lang.pick("项目名称", "project"), name, TextRole::Quiet);
    for (column, width) in &columns {
        line.gap(1);
        let title = column.title(lang);
        if column.is_figure() {
            line.figure(title, *width, TextRole::Quiet);
        } else {
            line.cell(title, *width, TextRole::Quiet);
        }
    }
    for (n, row) in review.rows.iter().enumerate().skip(view.top).take(usize::from(rows.height)) {
        let area = rows.row((n - view.top) as u16);
        one(model, review, *row, (kind, name, &columns), area, canvas);
        mark_chosen(model, view, n, area, canvas);
    }
    if let Some(found) = review.rows.get(view.chosen).and_then(|row| of_line(review, review.line(*row))) {
        let field = found.field.as_deref().map(|f| format!("{f}: ")).unwrap_or_default();
        let text = format!("{field}{}", problem(found, lang));
        canvas.line(foot).put(&text, severity(found.severity));
    } else if review.rows.is_empty() {
        canvas.line(rows.row(0)).gap(1).put(words!("没有项目", "no projects").get(lang), TextRole::Quiet);
    }
}

fn one(
    model: &Model,
    review: &Review,
    row: PreviewRow,
    (kind, name, columns): (u16, u16, &[(PreviewColumn, u16)]),
    area: Area,
    canvas: &mut Canvas<'_>,
) {
    let lang = model.lang;
    let at = review.line(row);
    let found = of_line(review, at);
    let mut line = canvas.line(area);
    line.gap(1).figure(&if at == 0 { String::new() } else { at.to_string() }, LINE, TextRole::Quiet).gap(1);
    let project = match row {
        PreviewRow::Project(place) => review.project(place),
        PreviewRow::Rejected(place) => {
            let finding = &review.outcome.findings[place];
            line.cell(lang.pick("未识别", "left out"), kind + SERIAL + 3, TextRole::Bad);
            line.put(&finding.got.clone().unwrap_or_default().replace('\n', " "), TextRole::Bad);
            return;
        }
    };
    let (word, role) = match review.kinds.get(&project.id) {
        Some(ChangeKind::Removed) | None => ("", TextRole::Quiet),
        Some(other) => kind_words(*other, lang),
    };
    line.cell(word, kind, role);
    let serial = project.serial();
    line.figure(&serial, SERIAL, TextRole::Text).gap(1);
    line.cell(project.mark.as_deref().unwrap_or_default(), 2, TextRole::Accent);
    let wrong = found.and_then(|f| review.field_of(f.field.as_deref()?));
    let name_role = if wrong == Some(ListField::Name) { TextRole::Bad } else { TextRole::Text };
    line.cell(&project.name, name, name_role);
    for (column, width) in columns {
        line.gap(1);
        if *column == PreviewColumn::Problem {
            if let Some(found) = found {
                line.cell(&problem(found, lang), *width, severity(found.severity));
            }
            continue;
        }
        let mut text = column.text(project);
        let is_wrong = wrong.is_some_and(|field| column.holds(field));
        // A cell that could not be understood shows what was printed there.
        if is_wrong && text.is_empty() {
            text = found.and_then(|f| f.got.clone()).unwrap_or_default();
        }
        let role = if is_wrong { TextRole::Bad } else { TextRole::Text };
        if column.is_figure() {
            line.figure(&text, *width, role);
        } else {
            line.cell(&text, *width, role);
        }
    }
}
