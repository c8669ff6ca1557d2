//! A project's detail: every field of the annex, then what the desk adds. Long texts wrap; the pane
//! scrolls.

mod around;

use std::ops::Range;

use super::canvas::Canvas;
use super::words::{lamp, percent, short_state};
use crate::desk::detail::Detail;
use crate::desk::rows::{FieldHighlights, SearchField, matched};
use crate::desk::states::ReportState;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::project::Project;
use crate::domain::time::{date_in_shanghai, in_shanghai};
use crate::tui::layout::Area;
use crate::tui::model::{Focus, Layer, Model};
use crate::tui::theme::TextRole;
use crate::words;

/// A stretch of text in one role.
type StyledText = (String, TextRole);
/// One line of the pane.
type DetailRow = Vec<StyledText>;

/// Draws the chosen project's detail.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let Some(project) = model.chosen() else {
        let words = words!("没有选中项目", "no project is chosen");
        canvas.line(area.row(0)).put(words.get(model.lang), TextRole::Quiet);
        return;
    };
    let rows = rows(model, project, usize::from(area.width));
    let shown = usize::from(area.height);
    let top = model.detail_top.min(rows.len().saturating_sub(shown));
    for (n, row) in rows.iter().skip(top).take(shown).enumerate() {
        let mut line = canvas.line(area.row(n as u16));
        for (text, role) in row {
            line.put(text, *role);
        }
    }
    let focused = model.focus == Focus::Detail || matches!(model.layers.last(), Some(Layer::Detail));
    if rows.len() > shown {
        let below = rows.len() - shown - top;
        let arrows = model.theme.signs().arrows;
        let role = if focused { TextRole::Accent } else { TextRole::Quiet };
        let x = area.x + area.width.saturating_sub(1);
        if below > 0 {
            canvas.put(x, area.y + area.height - 1, 1, arrows[1], role);
        }
        if top > 0 {
            canvas.put(x, area.y, 1, arrows[0], role);
        }
    }
}

fn rows(model: &Model, project: &Project, width: usize) -> Vec<DetailRow> {
    let matched =
        model.finder.listing.as_ref().map_or_else(Vec::new, |listing| matched(&listing.query, project));
    let mut page = DetailPane { model, width, rows: Vec::new(), project, matched };
    page.head();
    page.facts();
    page.texts();
    page.money();
    page.extra();
    page.months();
    page.desk();
    around::add(&mut page);
    page.history();
    page.rows
}

struct DetailPane<'m> {
    model: &'m Model,
    project: &'m Project,
    width: usize,
    rows: Vec<DetailRow>,
    /// What the search matched.
    matched: Vec<FieldHighlights>,
}

impl<'m> DetailPane<'m> {
    fn head(&mut self) {
        let (model, project) = (self.model, self.project);
        let ambiguous = model.theme.ambiguous;
        let annex = project.category().annex();
        let id = project.id;
        let place = words!("附件{annex} {id}", "annex {annex} {id}");
        let place = place.get(model.lang).to_owned();
        let mark = project.mark.as_ref().map(|m| format!("{m} ")).unwrap_or_default();
        let room = self.width.saturating_sub(ambiguous.width(&place) + 2);
        let name = &project.name;
        let head = ambiguous.width(&mark) + ambiguous.width(name);
        if head <= room {
            let gap = " ".repeat(self.width - head - ambiguous.width(&place));
            let mut row = vec![(mark, TextRole::Accent)];
            row.extend(self.lit(name, SearchField::Name, TextRole::Strong));
            row.push((gap + &place, TextRole::Quiet));
            self.rows.push(row);
        } else {
            let indent = ambiguous.width(&mark);
            for (n, range) in ambiguous.wrap(name, self.width - indent).into_iter().enumerate() {
                let lead = if n == 0 { mark.clone() } else { " ".repeat(indent) };
                self.rows.push(vec![(lead, TextRole::Accent), (name[range].to_owned(), TextRole::Strong)]);
            }
            self.rows.push(vec![(place, TextRole::Quiet)]);
        }
        if let (Some(mark), Some(year)) = (&project.mark, model.book.shown()) {
            let legends = year.notice.iter().flat_map(|n| &n.legends);
            if let Some((_, meaning)) = legends.into_iter().find(|(m, _)| mark == m) {
                self.rows.push(vec![(format!("{mark} {meaning}"), TextRole::Quiet)]);
            }
        }
        let step = model.theme.signs().step;
        if !project.headings.is_empty() {
            // The path as the search counts its characters, so that highlights fall on the right ones.
            let path = project.headings.join(" › ");
            let lit = self.ranges(SearchField::Headings).to_vec();
            for range in ambiguous.wrap(&path, self.width) {
                let before = path[..range.start].chars().count();
                let row = pieces(&path[range], before, &lit, TextRole::Text);
                self.rows.push(row.into_iter().map(|(t, r)| (t.replace('›', step), r)).collect());
            }
        }
    }

    fn facts(&mut self) {
        let (model, project) = (self.model, self.project);
        let mut row = Vec::new();
        let years = match (project.start_year, project.finish_year) {
            (Some(start), Some(finish)) => Some(format!("{start}–{finish}")),
            (Some(start), None) => Some(words!("{start} 开工", "starts {start}").get(model.lang).to_owned()),
            (None, Some(finish)) => {
                Some(words!("{finish} 建成", "finishes {finish}").get(model.lang).to_owned())
            }
            (None, None) => None,
        };
        let years = years.map(|y| {
            if model.theme.ambiguous == crate::tui::cells::Ambiguous::Wide {
                y.replace('–', "-")
            } else {
                y
            }
        });
        for (text, role) in
            [(years, TextRole::Text), (project.stage.clone().map(String::from), TextRole::Strong)]
        {
            if let Some(text) = text {
                row.push((text, role));
                row.push(("   ".to_owned(), TextRole::Text));
            }
        }
        row.pop();
        if !row.is_empty() {
            self.rows.push(row);
        }
        let label = words!("牵头", "Lead");
        let units = project.lead_units.join("、");
        self.labelled(label.get(model.lang), &units, Some(SearchField::LeadUnit));
        if let Some(district) = project.district() {
            let label = words!("区县", "District");
            self.labelled(label.get(model.lang), &district, None);
        }
    }

    fn texts(&mut self) {
        let (model, project) = (self.model, self.project);
        let content = words!("内容", "Content");
        let goal = words!("目标", "Goal");
        self.labelled(content.get(model.lang), &project.content, Some(SearchField::Content));
        self.labelled(goal.get(model.lang), &project.goal, Some(SearchField::Goal));
    }

    fn money(&mut self) {
        let (model, project) = (self.model, self.project);
        let total = words!("总投资", "Total");
        let plan = words!("年计划", "Year plan");
        for (label, amount) in [(total, project.total_investment), (plan, project.planned_investment)] {
            if let Some(amount) = amount {
                self.labelled(label.get(model.lang), &amount.friendly(), None);
            }
        }
    }

    fn extra(&mut self) {
        for (header, value) in &self.project.extra {
            self.labelled(header, value, None);
        }
    }

    /// The year's reports as a strip of twelve months, with the investment of each as a small column.
    fn months(&mut self) {
        let model = self.model;
        let at_work = model.deadline.month;
        let year = at_work.year();
        let label = words!("{year}年月报", "Reports of {year}");
        self.rows.push(Vec::new());
        let Some(detail) = self.detail() else { return };
        let Some(months) = &detail.months else {
            let words = if model.awaits_ledger {
                words!("月报 正在编演示台账", "Reports: the demo's ledger is being made")
            } else {
                words!("月报 尚无台账", "Reports: no ledger yet")
            };
            self.rows.push(vec![(words.get(model.lang).to_owned(), TextRole::Quiet)]);
            return;
        };
        let signs = model.theme.signs();
        let most = months.iter().filter_map(|m| m.invested).max().unwrap_or_default().0.max(1);
        let mut numbers = Vec::new();
        let mut states = Vec::new();
        let mut columns = Vec::new();
        for (n, mark) in months.iter().enumerate() {
            let month = at_work.plus(n as i32 + 1 - i32::from(at_work.number()));
            let begun = month <= Month::of(date_in_shanghai(model.now));
            let passed = model.book.rule().deadline(month, &model.book.catalogue.calendar).is_late(model.now);
            let role = if month == at_work { TextRole::Strong } else { TextRole::Quiet };
            numbers.push((format!("{:>2} ", month.number()), role));
            let state = if begun { mark.state } else { ReportState::NotDue };
            let (text, role) = short_state(state, passed, model.lang, signs.dot);
            let pad = " ".repeat(2usize.saturating_sub(model.theme.ambiguous.width(text)));
            states.push((format!("{pad}{text} "), role));
            let height = mark.invested.map(|m| (m.0.max(0) * 7 / most) as usize);
            let column = height.map_or(" ", |h| signs.columns[h.min(7)]);
            columns.push((format!(" {column} "), TextRole::Accent));
        }
        self.rows.push(vec![(label.get(model.lang).to_owned(), TextRole::Quiet)]);
        if months.iter().any(|m| m.invested.is_some_and(|m| m.0 > 0)) {
            self.rows.push(columns);
        }
        self.rows.push(numbers);
        self.rows.push(states);
    }

    /// The month's report, the plan, the lamps with their arithmetic, whom to call.
    fn desk(&mut self) {
        let Some(detail) = self.detail() else { return };
        let lang = self.model.lang;
        let dash = self.model.theme.signs().dash;
        if let Some((report, derived)) = &detail.report {
            let month = report.month.number();
            let done = report.content.completed_investment.map_or_else(|| dash.to_owned(), Money::friendly);
            let (ytd, progress) = (derived.ytd.friendly(), percent(derived.progress, dash));
            let (status, revision) = (report.status.title(lang), report.revision);
            let line = words!(
                "{status}，第{revision}版；完成 {done}，年累计 {ytd}，进度 {progress}",
                "{status}, revision {revision}; done {done}, year to date {ytd}, progress {progress}"
            );
            let label = words!("{month}月", "Month {month}");
            self.labelled(label.get(lang), line.get(lang), None);
            let problems = words!("问题", "Problems");
            let progress = words!("进展", "Text");
            let reason = words!("理由", "Reason");
            self.labelled(progress.get(lang), &report.content.text, None);
            self.labelled(problems.get(lang), &report.content.problems, None);
            self.labelled(reason.get(lang), &report.reason, None);
        }
        for version in detail.plans.iter().filter(|v| v.number > 0).rev().take(3) {
            let amount = version.plan.year_plan.map_or_else(|| dash.to_owned(), Money::friendly);
            let (number, from, reason) = (version.number, version.from, &version.reason);
            let label = words!("计划{number}", "Plan {number}");
            let line = words!("{from} 起 {amount} {reason}", "from {from}: {amount} {reason}");
            self.labelled(label.get(lang), line.get(lang), None);
        }
        for reading in &detail.readings {
            let (text, role) = lamp(Some(reading.light), lang, self.model.theme);
            let mut row = vec![(format!("{text} "), role)];
            let indent = self.model.theme.ambiguous.width(&text) + 1;
            let sentence = reading.sentence.get(lang);
            for range in self.model.theme.ambiguous.wrap(sentence, self.width.saturating_sub(indent).max(10))
            {
                row.push((sentence[range].to_owned(), TextRole::Text));
                self.rows.push(std::mem::replace(&mut row, vec![(" ".repeat(indent), TextRole::Text)]));
            }
        }
        if let Some(contact) = &detail.contact {
            let label = words!("联系人", "Contact");
            self.labelled(label.get(lang), &contact.line(), None);
        }
    }

    /// Every revision, newest first, with its author.
    fn history(&mut self) {
        let Some(detail) = self.detail() else { return };
        if detail.history.is_empty() {
            return;
        }
        let lang = self.model.lang;
        self.rows.push(Vec::new());
        let title = words!("历次变更", "History");
        self.rows.push(vec![(title.get(lang).to_owned(), TextRole::Quiet)]);
        for report in &detail.history {
            let when = in_shanghai(report.at).strftime("%m-%d %H:%M").to_string();
            let (month, revision) = (report.month.number(), report.revision);
            let (act, author, reason) = (report.act.title(lang), &report.author, &report.reason);
            let late = if report.late { lang.pick("（补报）", " (late)") } else { "" };
            let line = words!(
                "{when} {author} {act} {month}月第{revision}版{late} {reason}",
                "{when} {author} {act} month {month} rev. {revision}{late} {reason}"
            );
            let text = line.get(lang).trim_end().to_owned();
            for range in self.model.theme.ambiguous.wrap(&text, self.width) {
                self.rows.push(vec![(text[range].to_owned(), TextRole::Text)]);
            }
        }
    }

    /// What the desk knows of this project, once it is read.
    fn detail(&self) -> Option<&'m Detail> {
        self.model.detail.as_deref().filter(|d| d.project == self.project.id)
    }

    /// A label and a text beside it, wrapped with a hanging indent. Nothing for an empty text.
    fn labelled(&mut self, label: &str, text: &str, field: Option<SearchField>) {
        if text.is_empty() {
            return;
        }
        let ambiguous = self.model.theme.ambiguous;
        let indent = ambiguous.width(label) + 1;
        let indent = if indent * 2 > self.width { 2 } else { indent };
        let lit = field.map(|f| self.ranges(f).to_vec()).unwrap_or_default();
        let mut lead = vec![(format!("{label} "), TextRole::Quiet)];
        if indent <= 2 {
            self.rows.push(std::mem::take(&mut lead));
        }
        for range in ambiguous.wrap(text, self.width.saturating_sub(indent)) {
            let mut row = std::mem::take(&mut lead);
            if row.is_empty() {
                row.push((" ".repeat(indent), TextRole::Text));
            }
            let before = text[..range.start].chars().count();
            row.extend(pieces(&text[range], before, &lit, TextRole::Text));
            self.rows.push(row);
        }
    }

    fn lit(&self, text: &str, field: SearchField, role: TextRole) -> Vec<StyledText> {
        pieces(text, 0, self.ranges(field), role)
    }

    /// The characters of a field that the search matched.
    fn ranges(&self, field: SearchField) -> &[Range<u32>] {
        self.matched.iter().find(|m| m.field == field).map_or(&[][..], |m| &m.ranges)
    }
}

/// Splits a text, whose first character is number `before` of its field, into lit and plain pieces.
fn pieces(text: &str, before: usize, lit: &[std::ops::Range<u32>], role: TextRole) -> Vec<StyledText> {
    let mut out: Vec<StyledText> = Vec::new();
    for (n, c) in text.chars().enumerate() {
        let at = (before + n) as u32;
        let role = if lit.iter().any(|r| r.contains(&at)) { TextRole::Match } else { role };
        match out.last_mut() {
            Some((piece, same)) if *same == role => piece.push(c),
            _ => out.push((c.to_string(), role)),
        }
    }
    out
}
