//! The form of a report: labels and fields with what is wrong below each, and beside them the figures
//! that follow; the note after filing; two versions side by side.

use ratatui::layout::Position;

use super::canvas::Canvas;
use super::words::{lamp, percent, points};
use crate::desk::report::FileOutcome;
use crate::domain::finding::{Finding, Severity};
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::report::field::{Field, FieldKind};
use crate::domain::time::in_shanghai;
use crate::tui::layout::Area;
use crate::tui::model::{Conflict, Form, FormField, Model, RoundScope, Side};
use crate::tui::theme::TextRole;
use crate::words;

/// Columns of the figures beside the fields, where there is room for them.
const FIGURES: u16 = 30;
const ROOM_FOR_FIGURES: u16 = 96;

/// One line of the form's text.
struct FormRow {
    label: String,
    text: String,
    role: TextRole,
    after: String,
    field: Option<usize>,
}

/// Draws the form; returns the cursor's place.
pub fn form(model: &Model, form: &Form, canvas: &mut Canvas<'_>) -> Option<Position> {
    let area = model.size.body();
    let project = &form.basis.project;
    let (month, id, name) = (form.basis.month, project.id, &project.name);
    let mark = project.mark.as_deref().unwrap_or_default();
    let title = words!("填报 {month} {mark}{name} {id}", "Report {month} {mark}{name} {id}");
    let title = canvas.theme().ambiguous.fit(title.get(model.lang), usize::from(area.width - 8)).into_owned();
    let inside = canvas.popup(area, &title);
    let inside = notes(model, form, inside, canvas);
    let beside = inside.width >= ROOM_FOR_FIGURES;
    let mut fields = inside;
    if beside {
        fields.width -= FIGURES + 2;
        figures_beside(
            model,
            form,
            Area { x: fields.x + fields.width + 2, width: FIGURES, ..inside },
            canvas,
        );
    } else {
        fields.height -= 1;
        figures_line(model, form, inside.row(inside.height - 1), canvas);
    }
    draw_fields(model, form, fields, canvas)
}

fn draw_fields(model: &Model, form: &Form, area: Area, canvas: &mut Canvas<'_>) -> Option<Position> {
    let label = if area.width < 70 { 18 } else { model.lang.pick(22, 30) };
    let width = usize::from(area.width.saturating_sub(label + 2));
    let (rows, cursor) = lay_out(model, form, width);
    let shown = usize::from(area.height);
    let here = cursor.map_or(0, |(row, _)| row);
    let top = here.saturating_sub(shown / 2).min(rows.len().saturating_sub(shown));
    let bar = model.theme.signs().bar;
    for (n, row) in rows.iter().skip(top).take(shown).enumerate() {
        let at = area.row(n as u16);
        let chosen = row.field == Some(form.at);
        let mut line = canvas.line(at);
        line.put(if chosen { bar } else { " " }, TextRole::Accent);
        line.cell(&row.label, label, if chosen { TextRole::Strong } else { TextRole::Quiet }).gap(1);
        line.put(&row.text, row.role);
        line.gap(u16::from(!row.text.is_empty())).put(&row.after, TextRole::Quiet);
    }
    let (row, column) = cursor?;
    let x = area.x + label + 2 + column as u16;
    Some(Position::new(x.min(area.x + area.width), area.y + (row - top) as u16))
}

/// The form's lines, and the line and column of the cursor.
fn lay_out(model: &Model, form: &Form, width: usize) -> (Vec<FormRow>, Option<(usize, usize)>) {
    let ambiguous = model.theme.ambiguous;
    let mut rows = Vec::new();
    let mut cursor = None;
    for finding in form.said_about_none() {
        rows.extend(said(finding, model, width));
    }
    for (at, field) in form.fields.iter().enumerate() {
        let text = field.editor.text();
        let lines = ambiguous.wrap(text, width);
        let place = field.editor.cursor();
        let on = lines.iter().rposition(|l| l.start <= place).unwrap_or(0);
        for (n, range) in lines.iter().enumerate() {
            if at == form.at && n == on {
                let column = ambiguous.width(&text[range.start..place.clamp(range.start, range.end)]);
                cursor = Some((rows.len(), column.min(width)));
            }
            let first = n == 0;
            rows.push(FormRow {
                label: if first { label(field, form, model.lang) } else { String::new() },
                text: text[range.clone()].to_owned(),
                role: if at == form.at && field.editor.is_chosen() {
                    TextRole::Chosen
                } else {
                    TextRole::Text
                },
                after: if first && lines.len() == 1 { hint(field, form, model.lang) } else { String::new() },
                field: Some(at),
            });
        }
        for finding in form.said_about(field) {
            rows.extend(said(finding, model, width));
        }
    }
    (rows, cursor)
}

/// The label, with a star where the report cannot be filed without it.
fn label(field: &FormField, form: &Form, lang: Lang) -> String {
    let star = if field.field.required(form.basis.project.category()) { " *" } else { "" };
    format!("{}{star}", field.field.label(lang))
}

/// The unit, or how an empty field is to be filled in.
fn hint(field: &FormField, form: &Form, lang: Lang) -> String {
    let empty = field.editor.is_empty();
    let promotion = form.basis.project.category() == crate::domain::category::Category::Promotion;
    let words = match (field.field, field.field.kind()) {
        (_, FieldKind::Money) => words!("万元", "x 10,000 yuan"),
        (_, FieldKind::Percent) => words!("%", "%"),
        (_, FieldKind::Date) if empty => words!("如 2021-03-10", "e.g. 2021-03-10"),
        (_, FieldKind::YesNo) if empty => words!("是 / 否", "是 / 否 (yes / no)"),
        (Field::StatisticsState, _) if empty => {
            words!("待核 / 未入统", "待核 (pending) / 未入统 (unregistered)")
        }
        (Field::Stage, _) if empty && promotion => {
            words!("洽谈 签约 注册 开工 投产", "洽谈 签约 注册 开工 投产")
        }
        (_, FieldKind::Funds) if empty => {
            words!("来源=万元，如 专项债券=500", "source=x 10,000 yuan, e.g. 专项债券=500")
        }
        (_, FieldKind::Permits) if empty => {
            words!("手续:计划=日期,实际=日期,文号=…", "permit:计划=date,实际=date,文号=…")
        }
        _ => return String::new(),
    };
    words.get(lang).to_owned()
}

/// A finding below its field, folded.
fn said(finding: &Finding, model: &Model, width: usize) -> Vec<FormRow> {
    let lang = model.lang;
    let (sign, role) = match finding.severity {
        Severity::Error => (model.theme.signs().cross, TextRole::Bad),
        Severity::Warning => ("!", TextRole::Care),
        Severity::Note => (model.theme.signs().dot, TextRole::Quiet),
    };
    let mut text = format!("{sign} {}", finding.message.get(lang));
    if let Some(got) = finding.got.as_ref().filter(|got| !got.is_empty()) {
        text.push_str(lang.pick("：", ": "));
        text.push_str(got);
    }
    if let Some(expected) = &finding.expected {
        text.push_str(lang.pick("，应为 ", ", expected "));
        text.push_str(expected.get(lang));
    }
    let folded = model.theme.ambiguous.wrap(&text, width);
    let row = |range: std::ops::Range<usize>| FormRow {
        label: String::new(),
        text: text[range].to_owned(),
        role,
        after: String::new(),
        field: None,
    };
    folded.into_iter().map(row).collect()
}

/// What there is to say of others, above the fields, where it stays while they scroll; answers what is left.
fn notes(model: &Model, form: &Form, area: Area, canvas: &mut Canvas<'_>) -> Area {
    let mut rest = area;
    for note in around(form, model) {
        let text = format!("! {}", note.get(model.lang));
        for line in model.theme.ambiguous.wrap(&text, usize::from(area.width)).into_iter().take(2) {
            canvas.line(rest.row(0)).put(&text[line], TextRole::Care);
            rest = rest.below(1);
        }
    }
    rest
}

/// Who else has the form open, and what somebody filed meanwhile.
fn around(form: &Form, model: &Model) -> Vec<Bilingual> {
    let since = |at| in_shanghai(at).strftime("%H:%M").to_string();
    let me = |who: &str| model.rights.as_ref().is_some_and(|(me, _)| me == who);
    let listed = |lang: Lang| {
        let each = form.others.iter().map(|other| {
            let who =
                if me(&other.person) { lang.pick("你在另一处", "you elsewhere") } else { &other.person };
            format!("{who} {}", since(other.since))
        });
        each.collect::<Vec<_>>().join(lang.pick("、", ", "))
    };
    let mut notes = Vec::new();
    if !form.others.is_empty() {
        let (zh, en) = (listed(Lang::Zh), listed(Lang::En));
        notes.push(words!("也打开着这份月报：{zh} 起", "also open, since: {en}"));
    }
    if let Some(newer) = &form.newer {
        let (who, at, revision) = (&newer.author, since(newer.at), newer.revision);
        notes.push(words!(
            "{who} {at} 已改为第{revision}版；你写的都在，报送时并排对照",
            "{who} made revision {revision} at {at}; what you typed is kept, filing shows both side by side"
        ));
    }
    notes
}

/// Name, value and role of the figures that follow from what is typed.
fn figures(model: &Model, form: &Form) -> Vec<(String, String, TextRole)> {
    let lang = model.lang;
    let derived = &form.checked.derived;
    let dash = model.theme.signs().dash;
    let mut out = Vec::new();
    let mut add = |words: crate::domain::lang::Bilingual, value: String, role| {
        out.push((words.get(lang).to_owned(), value, role));
    };
    let plan = form.basis.plan.and_then(|(plan, _)| plan);
    add(words!("年累计", "Year to date"), derived.ytd.friendly(), TextRole::Strong);
    add(words!("进度", "Progress"), percent(derived.progress, dash), TextRole::Strong);
    add(words!("时序", "Schedule"), percent(Some(derived.schedule), dash), TextRole::Text);
    add(words!("偏差", "Deviation"), points(derived.deviation, lang, dash), TextRole::Text);
    let (text, role) = lamp(form.basis.light(&form.checked), lang, model.theme);
    add(words!("灯", "Lamp"), text, role);
    add(
        words!("年计划", "Year plan"),
        plan.map_or_else(|| dash.to_owned(), crate::domain::money::Money::friendly),
        TextRole::Text,
    );
    add(words!("开工以来", "Since start"), derived.since_start.friendly(), TextRole::Text);
    if derived.funds_rate.is_some() {
        add(words!("资金到位率", "Funds in place"), percent(derived.funds_rate, dash), TextRole::Text);
    }
    if let Some(last) = &form.basis.last
        && let Some(amount) = last.content.completed_investment
    {
        let month = last.month.number();
        add(words!("{month}月完成", "Month {month}"), amount.friendly(), TextRole::Quiet);
    }
    out
}

fn figures_beside(model: &Model, form: &Form, area: Area, canvas: &mut Canvas<'_>) {
    let mut at = 0;
    for (name, value, role) in figures(model, form) {
        let mut line = canvas.line(area.row(at));
        line.cell(&name, 14, TextRole::Quiet).figure(&value, area.width - 14, role);
        at += 1;
    }
    let mut notes = Vec::new();
    if let Some(standing) = &form.basis.standing {
        let (status, revision) = (standing.status.title(model.lang), standing.revision);
        let (author, when) = (&standing.author, in_shanghai(standing.at).strftime("%m-%d %H:%M").to_string());
        notes.push(words!(
            "现为第{revision}版 {status} {author} {when}",
            "stands: rev. {revision} {status} {author} {when}"
        ));
        if !standing.reason.is_empty() {
            let reason = &standing.reason;
            notes.push(words!("理由：{reason}", "reason: {reason}"));
        }
    }
    at += 1;
    let ambiguous = model.theme.ambiguous;
    for note in notes {
        let text = note.get(model.lang);
        for range in ambiguous.wrap(text, usize::from(area.width)) {
            canvas.line(area.row(at)).put(&text[range], TextRole::Text);
            at += 1;
        }
    }
}

fn figures_line(model: &Model, form: &Form, area: Area, canvas: &mut Canvas<'_>) {
    let mut line = canvas.line(area);
    for (name, value, role) in figures(model, form).into_iter().take(5) {
        line.put(&name, TextRole::Quiet).gap(1).put(&value, role).gap(2);
    }
}

/// The note after filing.
pub fn filed(model: &Model, filed: &FileOutcome, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let report = &filed.shown.report;
    let project = model.book.catalogue.project(report.project);
    let name = project.map(|p| p.name.as_str()).unwrap_or_default();
    let (id, month, revision) = (report.project, report.month, report.revision);
    let mut lines = vec![
        (words!("{id} {name}", "{id} {name}"), TextRole::Strong),
        (
            words!(
                "{month} 月报，第{revision}版，已入台账",
                "report {month}, revision {revision}, in the ledger"
            ),
            TextRole::Good,
        ),
    ];
    if report.late {
        lines.push((
            words!("首报已过截止，记为补报", "first filed after the deadline: marked late"),
            TextRole::Care,
        ));
    }
    let derived = &filed.shown.derived;
    let dash = model.theme.signs().dash;
    let (ytd, progress) = (derived.ytd.friendly(), percent(derived.progress, dash));
    lines.push((
        words!("年累计 {ytd}，进度 {progress}", "year to date {ytd}, progress {progress}"),
        TextRole::Text,
    ));
    for warning in &filed.warnings {
        lines.push((warning.message.clone(), TextRole::Care));
    }
    let left = model.left_of_round();
    let next = left.first().and_then(|at| model.book.projects().get(*at)).map(|p| &p.name);
    match (next, &model.round) {
        (Some(next), Some(round)) => {
            let left = left.len();
            let within = match round.scope {
                RoundScope::Marked => words!("勾选的", " of the marked"),
                RoundScope::Searched => words!("本搜索内", " within this search"),
                RoundScope::Listed => words!("", ""),
            };
            let (zh, en) = (within.zh, within.en);
            lines.push((
                words!(
                    "{zh}还有 {left} 项未报，下一个：{next}（回车）",
                    "{left}{en} not filed yet; next: {next} (Enter)"
                ),
                TextRole::Text,
            ));
        }
        (_, Some(round)) => lines.push((model.end_of_round(round), TextRole::Good)),
        _ => {}
    }
    let body = model.size.body();
    let width = body.width.min(72) - 2;
    let ambiguous = model.theme.ambiguous;
    let mut folded = Vec::new();
    for (words, role) in &lines {
        let text = words.get(lang);
        folded.extend(ambiguous.wrap(text, usize::from(width - 4)).into_iter().map(|r| (&text[r], *role)));
    }
    let area = body.centred(width, folded.len() as u16 + 2);
    let inside = canvas.popup(area, words!("已报送", "Filed").get(lang));
    for (n, (text, role)) in folded.into_iter().enumerate() {
        canvas.line(inside.row(n as u16)).put(text, role);
    }
}

/// Two versions side by side; the chosen side of each field is ticked.
pub fn conflict(model: &Model, conflict: &Conflict, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let body = model.size.body();
    let title = words!("别人先改了这份月报", "Somebody changed this report first");
    let inside = canvas.popup(body.centred(body.width.min(120), body.height), title.get(lang));
    let signs = model.theme.signs();
    let label = lang.pick(14, 18);
    let side = (inside.width.saturating_sub(label + 4)) / 2;
    let theirs = conflict.basis.standing.as_ref().map_or_else(
        || words!("对方的", "theirs"),
        |r| {
            let (author, when, revision) =
                (&r.author, in_shanghai(r.at).strftime("%m-%d %H:%M").to_string(), r.revision);
            words!("{author} {when} 第{revision}版", "{author} {when} rev. {revision}")
        },
    );
    let mut line = canvas.line(inside.row(0));
    line.gap(label + 2).cell(words!("我的", "mine").get(lang), side, TextRole::Quiet).gap(1);
    line.cell(theirs.get(lang), side, TextRole::Quiet);
    let rows = inside.below(1);
    let top = conflict.chosen.saturating_sub(usize::from(rows.height).saturating_sub(1));
    for (n, (field, mine, other, chosen)) in
        conflict.rows.iter().enumerate().skip(top).take(usize::from(rows.height))
    {
        let row = rows.row((n - top) as u16);
        let mut line = canvas.line(row);
        line.gap(1).cell(field.label(lang), label, TextRole::Text);
        for (text, this) in [(mine, Side::Mine), (other, Side::Theirs)] {
            let picked = *chosen == this;
            line.cell(if picked { signs.tick } else { " " }, 1, TextRole::Accent);
            line.cell(
                &text.replace('\n', " "),
                side,
                if picked { TextRole::Strong } else { TextRole::Quiet },
            );
        }
        if n == conflict.chosen {
            canvas.restyle(row, TextRole::Chosen);
            canvas.put(row.x, row.y, 1, signs.bar, TextRole::Accent);
        }
    }
}
