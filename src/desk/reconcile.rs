//! 与统计数核对: a month's reported investment beside the statistics office's figures (联网直报), project
//! by project. Construction and planning; promotion has no such rule. It only compares and stores nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::naming::NameIndex;
use super::report::{FileOutcome, FileRequest, ReportView};
use super::{App, Year};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::money::{Money, WAN, YI};
use crate::domain::month::Month;
use crate::domain::project::{Project, ProjectId};
use crate::domain::report::draft::Draft;
use crate::domain::report::field::Field;
use crate::domain::statistics::{Statistics, StatisticsState, compare};
use crate::domain::text::to_half_width;
use crate::intake::grid::GridRow;
use crate::intake::{self, DocumentSource};
use crate::words;

/// How a statistics file is to be read.
#[derive(Clone, Debug, Default)]
pub struct StatisticsFile {
    /// The header of the figures' column, where it cannot be told.
    pub column: Option<String>,
    /// 元 in one of its units; 万元 unless its header or the caller says otherwise.
    pub unit: Option<i64>,
    /// Its figures are for the year so far (自年初累计) rather than for the month.
    pub cumulative: bool,
}

/// A month's reconciliation.
#[derive(Clone, Debug, Default)]
pub struct Reconciliation<'a> {
    /// The projects that either side speaks of, in the order of the list.
    pub rows: Vec<Reconciled<'a>>,
    /// How many stand in each state, in the order of [`StatisticsState::ALL`].
    pub counts: [usize; 4],
    /// Rows of the file that name no project of the list, and other things to look at.
    pub findings: Vec<Finding>,
}

/// One project on both sides.
#[derive(Clone, Debug)]
pub struct Reconciled<'a> {
    /// The project.
    pub project: &'a Project,
    /// What was reported; `None` without a counting report.
    pub ours: Option<Money>,
    /// What the file says.
    pub statistics: Option<Money>,
    /// Ours − statistics, where both exist.
    pub difference: Option<Money>,
    /// How they stand.
    pub state: StatisticsState,
    /// The report's explanation.
    pub explanation: String,
}

impl Reconciliation<'_> {
    /// The sums over rows that both sides speak of: ours, statistics, difference.
    pub fn sums(&self) -> (Money, Money, Money) {
        let both = || self.rows.iter().filter(|row| row.difference.is_some());
        let ours: Money = both().filter_map(|row| row.ours).sum();
        let statistics: Money = both().filter_map(|row| row.statistics).sum();
        (ours, statistics, ours - statistics)
    }
}

impl App {
    /// Compares a month with a statistics file.
    ///
    /// # Errors
    /// [`Exit::Malformed`] for a file whose columns cannot be told or with a cell that is no amount.
    pub fn reconcile(
        &self,
        source: DocumentSource,
        wishes: &StatisticsFile,
        month: Month,
    ) -> Result<Reconciliation<'_>, Failure> {
        let file = source.name.clone();
        let records = intake::records(source)?;
        let mut reader = StatisticsReader {
            names: NameIndex::of(self.year_of_month(month)?),
            desk: self,
            figures: BTreeMap::new(),
            wrong: Vec::new(),
            loose: Vec::new(),
        };
        reader.read(&records, wishes);
        let StatisticsReader { figures, wrong, loose, .. } = reader;
        let in_file = |finding: Finding| finding.in_file(&file);
        if !wrong.is_empty() {
            return Err(Failure {
                exit: Exit::Malformed,
                findings: wrong.into_iter().map(in_file).collect(),
            });
        }
        let findings = loose.into_iter().map(in_file).collect();
        self.compare_month(Some(&figures), wishes.cumulative, month, findings)
    }

    /// Compares a month with what its own reports say of statistics.
    ///
    /// # Errors
    /// Those of reading the ledger.
    pub fn reconcile_reports(&self, month: Month) -> Result<Reconciliation<'_>, Failure> {
        self.compare_month(None, false, month, Vec::new())
    }

    /// Corrects a filed report by the reason why its figure is not that of statistics; `figure` is what
    /// statistics say, where a file said it.
    ///
    /// # Errors
    /// [`Exit::No`] without a filed report, and those of [`Desk::file`].
    pub fn explain_difference(
        &self,
        project: ProjectId,
        month: Month,
        figure: Option<Money>,
        text: &str,
        now: Timestamp,
    ) -> Result<FileOutcome, Failure> {
        let revision = self.report(project, month)?.report.revision;
        let mut given = Draft::default();
        given.set(Field::Explanation, text);
        given.set(Field::Reason, "与统计数核对");
        if let Some(figure) = figure {
            given.set(Field::Statistics, figure.in_wan());
        }
        let expect_revision = Some(revision);
        self.file(
            &FileRequest { project, month, given, as_draft: false, request_id: None, expect_revision },
            now,
        )
    }

    fn year_of_month(&self, month: Month) -> Result<&Year, Failure> {
        if self.settings().year.is_some() { self.year() } else { self.year_owing(month) }
    }

    fn compare_month(
        &self,
        figures: Option<&BTreeMap<ProjectId, Statistics>>,
        cumulative: bool,
        month: Month,
        findings: Vec<Finding>,
    ) -> Result<Reconciliation<'_>, Failure> {
        let reports: BTreeMap<ProjectId, ReportView> = self
            .reports(month)?
            .into_iter()
            .filter(|shown| shown.report.status.counts())
            .map(|shown| (shown.report.project, shown))
            .collect();
        let mut done = Reconciliation { findings, ..Reconciliation::default() };
        let projects = self.year_of_month(month)?.projects().iter();
        for project in projects.filter(|p| p.category() != Category::Promotion) {
            let shown = reports.get(&project.id);
            let said = match figures {
                Some(figures) => figures.get(&project.id).copied(),
                None => shown.and_then(|s| s.report.content.statistics),
            };
            let Some(row) = reconciled(project, shown, said, cumulative) else {
                continue;
            };
            done.counts[row.state as usize] += 1;
            done.rows.push(row);
        }
        Ok(done)
    }
}

/// A project that either side speaks of.
fn reconciled<'a>(
    project: &'a Project,
    shown: Option<&ReportView>,
    said: Option<Statistics>,
    cumulative: bool,
) -> Option<Reconciled<'a>> {
    let ours = shown.and_then(|shown| {
        let month = shown.report.content.completed_investment;
        if cumulative { month.map(|_| shown.derived.ytd) } else { month }
    });
    let registered = shown.and_then(|s| s.report.content.statistics) != Some(Statistics::Unregistered);
    let said = said.or_else(|| (!registered).then_some(Statistics::Unregistered));
    let explanation = shown.map(|s| s.report.content.explanation.clone()).unwrap_or_default();
    let row = |statistics, difference, state| Reconciled {
        project,
        ours,
        statistics,
        difference,
        state,
        explanation,
    };
    match (ours, said) {
        (None, None) => None,
        // Statistics has a figure that nobody reported: to be looked at.
        (None, Some(Statistics::Value(value))) => Some(row(Some(value), None, StatisticsState::Inconsistent)),
        (ours, said) => {
            let comparison = compare(Category::Construction, ours, said)?;
            Some(row(comparison.value, comparison.difference, comparison.state))
        }
    }
}

/// Headers of a project's id, of its name, and of the figure, bare and in lower case.
const IDS: [&str; 5] = ["项目编号", "编号", "项目编码", "id", "project"];
const NAMES: [&str; 4] = ["项目名称", "名称", "项目", "name"];
const FIGURES: [&str; 12] = [
    "统计数",
    "统计完成投资",
    "统计投资",
    "统计",
    "本月完成投资",
    "完成投资",
    "自年初累计完成投资",
    "投资额",
    "金额",
    "statistics",
    "amount",
    "invested",
];

struct StatisticsReader<'a> {
    desk: &'a App,
    names: NameIndex,
    figures: BTreeMap<ProjectId, Statistics>,
    wrong: Vec<Finding>,
    loose: Vec<Finding>,
}

/// Where a file keeps what.
struct StatisticsColumns {
    id: Option<usize>,
    name: Option<usize>,
    figure: usize,
    unit: i64,
    header: String,
}

impl StatisticsReader<'_> {
    fn read(&mut self, records: &intake::PlainTable, wishes: &StatisticsFile) {
        let headless = records.header.iter().any(|cell| cell.trim().parse::<ProjectId>().is_ok());
        let first = headless.then(|| GridRow::of(1, &records.header));
        let Some(places) = self.places(records, headless, wishes) else { return };
        for row in first.iter().chain(&records.rows) {
            self.row(row, &places);
        }
    }

    fn places(
        &mut self,
        records: &intake::PlainTable,
        headless: bool,
        wishes: &StatisticsFile,
    ) -> Option<StatisticsColumns> {
        let bare: Vec<String> = records.header.iter().map(|h| bare(h)).collect();
        let find = |known: &[&str]| bare.iter().position(|h| known.contains(&h.as_str()));
        let (id, name, figure) = if headless {
            let id = records.header.iter().position(|h| h.trim().parse::<ProjectId>().is_ok());
            let amount = |(at, cell): (usize, &String)| {
                (Some(at) != id && Money::parse(cell, WAN).is_ok()).then_some(at)
            };
            (id, None, records.header.iter().enumerate().find_map(amount))
        } else {
            let figure = match &wishes.column {
                Some(column) => records.column(column),
                // Two columns leave no choice.
                None => find(&FIGURES)
                    .or_else(|| (bare.len() == 2 && (find(&IDS).or(find(&NAMES)) == Some(0))).then_some(1)),
            };
            (find(&IDS), find(&NAMES), figure)
        };
        if id.is_none() && name.is_none() {
            self.wrong.push(lacking("项目编号", "project id or name"));
        }
        let Some(figure) = figure else {
            self.wrong.push(
                lacking("统计数", "figure").hint(words!("用 --column 指明是哪一列", "name it with --column")),
            );
            return None;
        };
        let header = if headless { String::new() } else { records.header[figure].clone() };
        let unit = wishes.unit.or_else(|| unit_of(&header)).unwrap_or(WAN);
        self.wrong.is_empty().then_some(StatisticsColumns { id, name, figure, unit, header })
    }

    fn row(&mut self, row: &GridRow, places: &StatisticsColumns) {
        let figure = row.cell(places.figure).trim();
        if figure.is_empty() {
            return;
        }
        let cell = |at: Option<usize>| at.map(|at| row.cell(at).trim()).filter(|text| !text.is_empty());
        let (id, name) = (cell(places.id), cell(places.name));
        let found = id
            .and_then(|id| self.desk.catalogue().project(id.parse().ok()?))
            .map(|project| project.id)
            .or_else(|| match self.names.find(name?) {
                [only] => Some(*only),
                _ => None,
            });
        let Some(project) = found else {
            let finding = Finding::warning(
                codes::STATISTICS_WITHOUT_PROJECT,
                words!("对不上名单里的项目，未核对", "names no project of the list; not compared"),
            );
            self.loose.push(finding.at_line(row.line).got(id.or(name).unwrap_or_default()));
            return;
        };
        let said = match StatisticsState::parse(figure) {
            Some(StatisticsState::Pending) => Statistics::Pending,
            Some(StatisticsState::Unregistered) => Statistics::Unregistered,
            _ => {
                let Ok(money) = Money::parse(figure, places.unit) else {
                    let finding = Finding::error(codes::NOT_AN_AMOUNT, words!("不是金额", "not an amount"));
                    self.wrong.push(finding.at_line(row.line).on_field(&places.header).got(figure));
                    return;
                };
                Statistics::Value(money)
            }
        };
        if self.figures.insert(project, said).is_some() {
            let message = words!("{project} 不止一行", "{project} stands in more than one row");
            self.wrong.push(Finding::error(codes::SHEET_DUPLICATE_ROW, message).at_line(row.line));
        }
    }
}

fn lacking(zh: &str, en: &str) -> Finding {
    Finding::error(
        codes::SHEET_MISSING_HEADER,
        words!("找不到“{zh}”这一列", "the column of the {en} cannot be told"),
    )
    .on_field(zh)
}

/// A header without spaces and unit, in lower case.
fn bare(header: &str) -> String {
    let half = to_half_width(header).to_lowercase();
    let compact: String = half.chars().filter(|c| !c.is_whitespace()).collect();
    compact.split('(').next().unwrap_or_default().to_owned()
}

fn unit_of(header: &str) -> Option<i64> {
    let half = to_half_width(header);
    let inside = half.split_once('(')?.1;
    match inside.trim_end_matches(')').trim() {
        "万元" => Some(WAN),
        "亿元" => Some(YI),
        "元" => Some(1),
        _ => None,
    }
}
