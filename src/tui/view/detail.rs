//! A project's detail: every field of the annex, then what the desk adds. Long texts wrap; the pane
//! scrolls.

use super::canvas::Canvas;
use crate::desk::rows::{Field, matched};
use crate::domain::month::Month;
use crate::domain::project::Project;
use crate::tui::layout::Area;
use crate::tui::model::{Focus, Layer, Model};
use crate::tui::theme::Role;
use crate::words;

/// A stretch of text in one role.
type Piece = (String, Role);
/// One line of the pane.
type Row = Vec<Piece>;

/// Draws the chosen project's detail.
pub fn draw(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let Some(project) = model.chosen() else {
        let words = words!("没有选中项目", "no project is chosen");
        canvas.line(area.row(0)).put(words.get(model.lang), Role::Quiet);
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
        let role = if focused { Role::Accent } else { Role::Quiet };
        let x = area.x + area.width.saturating_sub(1);
        if below > 0 {
            canvas.put(x, area.y + area.height - 1, 1, arrows[1], role);
        }
        if top > 0 {
            canvas.put(x, area.y, 1, arrows[0], role);
        }
    }
}

fn rows(model: &Model, project: &Project, width: usize) -> Vec<Row> {
    let mut page = Page { model, width, rows: Vec::new(), project };
    page.head();
    page.facts();
    page.texts();
    page.money();
    page.extra();
    page.months();
    page.rows
}

struct Page<'m> {
    model: &'m Model,
    project: &'m Project,
    width: usize,
    rows: Vec<Row>,
}

impl Page<'_> {
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
            let mut row = vec![(mark, Role::Accent)];
            row.extend(self.lit(name, Field::Name, Role::Strong));
            row.push((gap + &place, Role::Quiet));
            self.rows.push(row);
        } else {
            let indent = ambiguous.width(&mark);
            for (n, range) in ambiguous.wrap(name, self.width - indent).into_iter().enumerate() {
                let lead = if n == 0 { mark.clone() } else { " ".repeat(indent) };
                self.rows.push(vec![(lead, Role::Accent), (name[range].to_owned(), Role::Strong)]);
            }
            self.rows.push(vec![(place, Role::Quiet)]);
        }
        if let (Some(mark), Some(year)) = (&project.mark, model.book.shown()) {
            let legends = year.notice.iter().flat_map(|n| &n.legends);
            if let Some((_, meaning)) = legends.into_iter().find(|(m, _)| m == mark) {
                self.rows.push(vec![(format!("{mark} {meaning}"), Role::Quiet)]);
            }
        }
        let step = model.theme.signs().step;
        if !project.headings.is_empty() {
            // The path as the search counts its characters, so that highlights fall on the right ones.
            let path = project.headings.join(" › ");
            let lit = self.ranges(Field::Headings);
            for range in ambiguous.wrap(&path, self.width) {
                let before = path[..range.start].chars().count();
                let row = pieces(&path[range], before, &lit, Role::Text);
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
        for (text, role) in [(years, Role::Text), (project.stage.clone(), Role::Strong)] {
            if let Some(text) = text {
                row.push((text, role));
                row.push(("   ".to_owned(), Role::Text));
            }
        }
        row.pop();
        if !row.is_empty() {
            self.rows.push(row);
        }
        let label = words!("牵头", "Lead");
        let units = project.lead_units.join("、");
        self.labelled(label.get(model.lang), &units, Some(Field::LeadUnit));
        if let Some(district) = project.district() {
            let label = words!("区县", "District");
            self.labelled(label.get(model.lang), &district, None);
        }
    }

    fn texts(&mut self) {
        let (model, project) = (self.model, self.project);
        let content = words!("内容", "Content");
        let goal = words!("目标", "Goal");
        self.labelled(content.get(model.lang), &project.content, Some(Field::Content));
        self.labelled(goal.get(model.lang), &project.goal, Some(Field::Goal));
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

    /// The year's reports as a strip of twelve months.
    fn months(&mut self) {
        let model = self.model;
        let label = words!("月报", "Reports");
        let label = label.get(model.lang);
        let words = words!("尚无台账", "no ledger yet");
        let current = model.deadline.month;
        let first = Month::new(self.project.id.year, 1).unwrap_or(current);
        let mut row = vec![(format!("{label} "), Role::Quiet)];
        for n in 0..12 {
            let month = first.plus(n);
            let role = if month == current { Role::Strong } else { Role::Quiet };
            row.push((format!("{:>2} ", month.number()), role));
        }
        self.rows.push(Vec::new());
        self.rows.push(row);
        self.rows.push(vec![(words.get(model.lang).to_owned(), Role::Quiet)]);
    }

    /// A label and a text beside it, wrapped with a hanging indent. Nothing for an empty text.
    fn labelled(&mut self, label: &str, text: &str, field: Option<Field>) {
        if text.is_empty() {
            return;
        }
        let ambiguous = self.model.theme.ambiguous;
        let indent = ambiguous.width(label) + 1;
        let indent = if indent * 2 > self.width { 2 } else { indent };
        let lit = field.map(|f| self.ranges(f)).unwrap_or_default();
        let mut lead = vec![(format!("{label} "), Role::Quiet)];
        if indent <= 2 {
            self.rows.push(std::mem::take(&mut lead));
        }
        for range in ambiguous.wrap(text, self.width.saturating_sub(indent)) {
            let mut row = std::mem::take(&mut lead);
            if row.is_empty() {
                row.push((" ".repeat(indent), Role::Text));
            }
            let before = text[..range.start].chars().count();
            row.extend(pieces(&text[range], before, &lit, Role::Text));
            self.rows.push(row);
        }
    }

    fn lit(&self, text: &str, field: Field, role: Role) -> Vec<Piece> {
        pieces(text, 0, &self.ranges(field), role)
    }

    /// The characters of a field that the search matched.
    fn ranges(&self, field: Field) -> Vec<std::ops::Range<u32>> {
        let Some(listing) = &self.model.finder.listing else { return Vec::new() };
        let all = matched(&listing.query, self.project);
        all.into_iter().find(|m| m.field == field).map(|m| m.ranges).unwrap_or_default()
    }
}

/// Splits a text, whose first character is number `before` of its field, into lit and plain pieces.
fn pieces(text: &str, before: usize, lit: &[std::ops::Range<u32>], role: Role) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    for (n, c) in text.chars().enumerate() {
        let at = (before + n) as u32;
        let role = if lit.iter().any(|r| r.contains(&at)) { Role::Match } else { role };
        match out.last_mut() {
            Some((piece, same)) if *same == role => piece.push(c),
            _ => out.push((c.to_string(), role)),
        }
    }
    out
}
