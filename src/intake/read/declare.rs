//! The self-check: every count and sum that a document declares of itself, beside what was read.

use super::super::build::Built;
use super::super::grid::Grid;
use super::super::header::ProjectField;
use super::super::list::{DeclaredAmount, ListTable};
use super::super::prose;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::money::Money;
use crate::words;

/// A declared count or sum beside what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// The heading, 合计, or the category that the notice's text names.
    pub heading: String,
    /// The headings above it.
    pub path: Vec<String>,
    /// The row it stands on; `None` for a sentence.
    pub line: Option<u32>,
    /// The declared count.
    pub count: Option<u32>,
    /// The projects read.
    pub found: usize,
    /// The declared total investment (planned investment where the list has no total).
    pub sum: Option<Money>,
    /// The sum of what was read; `None` where no project has an amount.
    pub found_sum: Option<Money>,
    /// Whether both agree, roundings aside.
    pub agrees: bool,
}

/// What a table declares, beside what was read.
pub fn declare(grid: &Grid, table: &ListTable, projects: &[Built], declared: &mut Vec<Declaration>) {
    let amounts = EntryAmounts::of(table, projects);
    for (place, branch) in table.headings.iter().enumerate() {
        let stated = amounts.stated(branch.sum, branch.planned);
        if branch.heading.count.is_none() && stated.is_none() {
            continue;
        }
        let path = branch.path.iter().map(|p| table.headings[*p].heading.title.clone()).collect();
        let line = Some(grid.rows[branch.row].line);
        let title = branch.heading.title.clone();
        declared.push(amounts.under[place].beside(title, path, line, branch.heading.count, stated));
    }
    let last = table.totals.len();
    for (number, total) in table.totals.iter().enumerate() {
        let stated = amounts.stated(total.sum, total.planned);
        if total.count.is_none() && stated.is_none() {
            continue;
        }
        // A total may be the table's, a heading's, or that of the rows since the one before or up to the next: the
        // widest that agrees is meant, else the table's for the first and the last, else the heading's.
        let since = if number == 0 { 0 } else { table.totals[number - 1].after };
        let until = table.totals.get(number + 1).map_or(amounts.values.len(), |next| next.after);
        let mut scopes = vec![amounts.whole];
        scopes.extend(total.path.iter().map(|place| amounts.under[*place]));
        scopes.push(amounts.values[since..total.after].iter().copied().collect());
        scopes.push(amounts.values[total.after..until].iter().copied().collect());
        let line = Some(grid.rows[total.row].line);
        let made: Vec<Declaration> = scopes
            .iter()
            .map(|scope| scope.beside(total.label.clone(), Vec::new(), line, total.count, stated))
            .collect();
        let first = number == 0 && total.after == 0;
        let end = number + 1 == last && total.after == table.entries.len() && !total.label.contains("小计");
        let default = if first || end { 0 } else { total.path.len() };
        let chosen = made.iter().position(|d| d.agrees).unwrap_or(default);
        declared.extend(made.into_iter().nth(chosen));
    }
    for (line, text, count) in &table.counts {
        declared.push(amounts.whole.beside(text.clone(), Vec::new(), Some(*line), Some(*count), None));
    }
}

/// The amounts that declared sums are compared with.
struct EntryAmounts {
    uses_total: bool,
    values: Vec<Option<Money>>,
    whole: GroupSum,
    /// For each heading, what stands under it.
    under: Vec<GroupSum>,
}

/// Some projects: how many, and the sum of their amounts.
#[derive(Clone, Copy, Default)]
struct GroupSum {
    found: usize,
    amounts: usize,
    sum: Money,
}

impl FromIterator<Option<Money>> for GroupSum {
    fn from_iter<I: IntoIterator<Item = Option<Money>>>(values: I) -> Self {
        let mut group = Self::default();
        values.into_iter().for_each(|value| group.add(value));
        group
    }
}

impl EntryAmounts {
    fn of(table: &ListTable, projects: &[Built]) -> Self {
        let uses_total =
            table.header.as_ref().is_some_and(|h| h.column(ProjectField::TotalInvestment).is_some());
        let value =
            |b: &Built| if uses_total { b.project.total_investment } else { b.project.planned_investment };
        let values: Vec<Option<Money>> = projects.iter().map(value).collect();
        let mut under = vec![GroupSum::default(); table.headings.len()];
        for (entry, value) in table.entries.iter().zip(&values) {
            entry.path.iter().for_each(|place| under[*place].add(*value));
        }
        Self { uses_total, whole: values.iter().copied().collect(), values, under }
    }

    fn stated(
        &self,
        total: Option<DeclaredAmount>,
        planned: Option<DeclaredAmount>,
    ) -> Option<DeclaredAmount> {
        if self.uses_total { total } else { planned.or(total) }
    }
}

impl GroupSum {
    fn add(&mut self, value: Option<Money>) {
        self.found += 1;
        if let Some(value) = value {
            self.amounts += 1;
            self.sum = self.sum + value;
        }
    }

    fn beside(
        self,
        heading: String,
        path: Vec<String>,
        line: Option<u32>,
        count: Option<u32>,
        stated: Option<DeclaredAmount>,
    ) -> Declaration {
        let found_sum = (self.amounts > 0).then_some(self.sum);
        let counts = count.is_none_or(|c| c as usize == self.found);
        let sums = match (stated, found_sum) {
            (Some(stated), Some(found)) => stated.agrees(found, self.amounts),
            (Some(stated), None) => stated.money == Money::ZERO,
            (None, _) => true,
        };
        let sum = stated.map(|s| s.money);
        Declaration { heading, path, line, count, found: self.found, sum, found_sum, agrees: counts && sums }
    }
}

/// What the notice's sentences declare for each category, beside what was read.
pub fn declare_categories(facts: &prose::Facts, built: &[Built], declared: &mut Vec<Declaration>) {
    for (stated, sum) in &facts.declared {
        let of_category: Vec<&Built> =
            built.iter().filter(|b| b.project.id.category == stated.category).collect();
        let amounts: Vec<Money> = of_category.iter().filter_map(|b| b.project.total_investment).collect();
        let found_sum: Option<Money> = (!amounts.is_empty()).then(|| amounts.iter().copied().sum());
        let sums = found_sum.zip(*sum).is_none_or(|(found, stated)| stated.agrees(found, amounts.len()));
        declared.push(Declaration {
            heading: stated.category.title().to_owned(),
            path: Vec::new(),
            line: None,
            count: Some(stated.count),
            found: of_category.len(),
            sum: stated.total_investment,
            found_sum,
            agrees: stated.count as usize == of_category.len() && sums,
        });
    }
}

pub fn mismatch(declaration: &Declaration, file: &str) -> Finding {
    let Declaration { heading, count, found, sum, found_sum, line, .. } = declaration;
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if let Some(count) = count.filter(|c| *c as usize != *found) {
        zh.push(format!("自报 {count} 个，读到 {found} 个"));
        en.push(format!("declares {count} projects, {found} were read"));
    }
    if let Some(sum) = sum.filter(|_| zh.is_empty()) {
        let found = found_sum.map_or("—".to_owned(), |m| format!("{}万元", m.in_wan()));
        let sum = sum.in_wan();
        zh.push(format!("自报合计 {sum}万元，读到 {found}"));
        en.push(format!("declares a sum of {sum}万元, {found} were read"));
    }
    let (zh, en) = (zh.join("；"), en.join("; "));
    let mut finding =
        Finding::warning(codes::DECLARED_MISMATCH, words!("{zh}", "{en}")).in_file(file).on_field(heading);
    finding.line = *line;
    finding
}
