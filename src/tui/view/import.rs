//! A list on its way in: how far it is read, then its pages. Only the rows that are visible are formatted.

mod preview;

use super::canvas::Canvas;
use crate::desk::import::{ChangeKind, Declaration, ReadProgress, ReadStage};
use crate::domain::finding::{Finding, Severity};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::tui::layout::Area;
use crate::tui::model::import::{ImportPage, ImportSetting, ImportState, Review};
use crate::tui::model::{ImportView, Model};
use crate::tui::theme::TextRole;
use crate::tui::update::import::{field_title, rows_shown};
use crate::words;

/// Draws it over the body.
pub fn draw(model: &Model, view: &ImportView, canvas: &mut Canvas<'_>) {
    let body = model.size.body();
    let name = view.wishes.path.rsplit('/').next().unwrap_or_default();
    let title = words!("导入 {name}", "Import {name}");
    let title = canvas.theme().ambiguous.fit(title.get(model.lang), usize::from(body.width - 8)).into_owned();
    let inside = canvas.popup(body, &title);
    if let ImportState::Reading(progress) = &view.state {
        reading(model, *progress, inside, canvas);
        return;
    }
    tabs(model, view, inside.row(0), canvas);
    summary(model, view, inside.row(1), canvas);
    let heads = inside.row(2);
    let rows = Area { height: rows_shown(model) as u16, ..inside.below(3) };
    let foot = inside.row(inside.height.saturating_sub(1));
    match view.page {
        ImportPage::Preview => match view.review() {
            Some(review) => preview::draw(model, view, review, (heads, rows, foot), canvas),
            None => not_read(model, view, rows, canvas),
        },
        ImportPage::Declared => declared(model, view, heads, rows, canvas),
        ImportPage::Changes => changes(model, view, heads, rows, canvas),
        ImportPage::Alike => alike(model, view, heads, rows, foot, canvas),
        ImportPage::Columns => columns(model, view, heads, rows, foot, canvas),
        ImportPage::Wishes => wishes(model, view, rows, foot, canvas),
        ImportPage::Problems => problems(model, view, heads, rows, foot, canvas),
    }
}

/// A bar where the end is known, a count where it is not.
fn reading(model: &Model, progress: ReadProgress, area: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let what = match progress.stage {
        ReadStage::Reading => words!("正在读取文件", "reading the file"),
        ReadStage::Telling => words!("正在识别各行", "telling the rows apart"),
        ReadStage::Building => words!("正在整理项目", "putting the projects together"),
    };
    let middle = area.below(area.height.saturating_sub(3) / 2);
    canvas.line(middle.row(0)).put(what.get(lang), TextRole::Strong);
    let mut line = canvas.line(middle.row(1));
    if progress.total > 0 {
        let signs = model.theme.signs();
        let width = area.width.saturating_sub(8).clamp(10, 60);
        let done = progress.done.min(progress.total);
        let full = (done * u64::from(width) / progress.total) as u16;
        line.put(&signs.full.repeat(usize::from(full)), TextRole::Accent);
        line.put(&signs.empty.repeat(usize::from(width - full)), TextRole::Rule);
        line.figure(&format!("{}%", done * 100 / progress.total), 5, TextRole::Text);
    } else if progress.done > 0 {
        line.put(&progress.done.to_string(), TextRole::Text);
    }
    let words = words!("Esc 取消，什么也不会写入", "Esc calls it off; nothing is written");
    canvas.line(middle.row(2)).put(words.get(lang), TextRole::Quiet);
}

fn tabs(model: &Model, view: &ImportView, area: Area, canvas: &mut Canvas<'_>) {
    let mut line = canvas.line(area);
    for page in ImportPage::ALL {
        let role = if page == view.page { TextRole::Chosen } else { TextRole::Quiet };
        let count = match page {
            ImportPage::Declared => {
                view.review().map_or(0, |r| r.outcome.declared.iter().filter(|d| !d.agrees).count())
            }
            ImportPage::Changes => view.review().map_or(0, |r| r.outcome.compared.changes.len()),
            ImportPage::Alike => view.review().map_or(0, |r| {
                r.outcome.compared.proposals.iter().filter(|p| !p.exact && !p.accepted).count()
            }),
            ImportPage::Problems => view.findings().len(),
            _ => 0,
        };
        let count = if count > 0 { format!(" {count}") } else { String::new() };
        // On a narrow screen one column of air is all there is room for.
        let before = if area.width < 66 { "" } else { " " };
        line.put(&format!("{before}{}{count} ", page.title(model.lang)), role);
    }
}

/// What was read, in one line.
fn summary(model: &Model, view: &ImportView, area: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let Some(review) = view.review() else {
        let words = words!("没有读成一份名单", "it could not be read as a list");
        canvas.line(area).put(words.get(lang), TextRole::Bad);
        return;
    };
    let outcome = &review.outcome;
    let year = outcome.year;
    let categories: Vec<&str> = outcome.categories.iter().map(|c| c.short(lang)).collect();
    let categories = categories.join(lang.pick("、", ", "));
    let encoding = outcome.encoding.as_deref().map(|e| format!("({e}) ")).unwrap_or_default();
    let (read, projects, rejected) = (outcome.rows.read, outcome.rows.projects, outcome.rows.rejected);
    let [added, changed, removed] = [ChangeKind::Added, ChangeKind::Changed, ChangeKind::Removed]
        .map(|kind| outcome.compared.count(kind));
    let unchanged = outcome.compared.unchanged;
    let mut line = canvas.line(area);
    if area.width >= 72 {
        let what = words!("{year} {categories} {encoding}", "{year} {categories} {encoding}");
        line.put(what.get(lang), TextRole::Strong);
        line.put(words!("{read} 行 ", "{read} rows, ").get(lang), TextRole::Text);
    }
    line.put(words!("{projects} 个项目", "{projects} projects").get(lang), TextRole::Text);
    if rejected > 0 {
        line.gap(1).put(words!("未识别 {rejected}", "{rejected} rejected").get(lang), TextRole::Bad);
    }
    let dot = model.theme.signs().dot;
    line.put(&format!(" {dot} "), TextRole::Quiet);
    line.put(
        words!(
            "新增 {added} 变更 {changed} 移除 {removed} 不变 {unchanged}",
            "{added} added, {changed} changed, {removed} removed, {unchanged} same"
        )
        .get(lang),
        TextRole::Text,
    );
}

fn not_read(model: &Model, view: &ImportView, rows: Area, canvas: &mut Canvas<'_>) {
    let mut at = 0;
    for finding in view.findings().iter().take(3) {
        at += folded(model, finding, rows.below(at), canvas);
    }
}

/// A finding over as many lines as it takes; how many those were.
fn folded(model: &Model, finding: &Finding, area: Area, canvas: &mut Canvas<'_>) -> u16 {
    let text = problem(finding, model.lang);
    let lines = model.theme.ambiguous.wrap(&text, usize::from(area.width));
    let mut at = 0;
    for range in lines.into_iter().take(usize::from(area.height)) {
        canvas.line(area.row(at)).put(&text[range], severity(finding.severity));
        at += 1;
    }
    at
}

fn severity(severity: Severity) -> TextRole {
    match severity {
        Severity::Note => TextRole::Quiet,
        Severity::Warning => TextRole::Care,
        Severity::Error => TextRole::Bad,
    }
}

/// The chosen row, if it is that one.
fn mark_chosen(model: &Model, view: &ImportView, row: usize, area: Area, canvas: &mut Canvas<'_>) {
    if row == view.chosen {
        canvas.restyle(area, TextRole::Chosen);
        canvas.put(area.x, area.y, 1, model.theme.signs().bar, TextRole::Accent);
    }
}

/// Says that a page is empty.
fn empty(model: &Model, area: Area, zh: &str, en: &str, canvas: &mut Canvas<'_>) {
    canvas.line(area.row(0)).gap(1).put(model.lang.pick(zh, en), TextRole::Quiet);
}

fn declared(model: &Model, view: &ImportView, heads: Area, rows: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let Some(review) = view.review() else { return not_read(model, view, rows, canvas) };
    let all = &review.outcome.declared;
    if all.is_empty() {
        return empty(
            model,
            rows,
            "文件没有自报数目或合计",
            "the document declares no counts or sums",
            canvas,
        );
    }
    let with_sums = heads.width >= 76;
    let mut widths = vec![9, 7];
    if with_sums {
        widths.extend([13, 13]);
    }
    let verdict = lang.pick(6, 9);
    let heading = heads.width.saturating_sub(2 + verdict + widths.iter().map(|w| w + 1).sum::<u16>());
    let titles = lang.pick(
        ["公布个数", "读到", "公布合计", "读到合计"],
        ["declared", "found", "declared sum", "found sum"],
    );
    let mut line = canvas.line(heads);
    line.gap(1).cell(lang.pick("标题", "heading"), heading, TextRole::Quiet);
    for (title, width) in titles.iter().zip(&widths) {
        line.gap(1).figure(title, *width, TextRole::Quiet);
    }
    let money = |m: Option<Money>| m.map_or(model.theme.signs().dash.to_owned(), Money::friendly);
    for (n, of) in all.iter().enumerate().skip(view.top).take(usize::from(rows.height)) {
        let Declaration { heading: title, path, count, found, sum, found_sum, agrees, .. } = of;
        let row = rows.row((n - view.top) as u16);
        let role = if *agrees { TextRole::Text } else { TextRole::Bad };
        let mut line = canvas.line(row);
        line.gap(1).cell(&format!("{}{title}", "  ".repeat(path.len().min(4))), heading, role);
        let count = count.map_or(model.theme.signs().dash.to_owned(), |n| n.to_string());
        let cells = [count, found.to_string(), money(*sum), money(*found_sum)];
        for (cell, width) in cells.iter().zip(&widths) {
            line.gap(1).figure(cell, *width, role);
        }
        line.gap(1)
            .put(if *agrees { lang.pick("相符", "agrees") } else { lang.pick("不符", "differs") }, role);
        mark_chosen(model, view, n, row, canvas);
    }
}

fn kind_words(kind: ChangeKind, lang: Lang) -> (&'static str, TextRole) {
    match kind {
        ChangeKind::Added => (lang.pick("新增", "added"), TextRole::Good),
        ChangeKind::Changed => (lang.pick("变更", "changed"), TextRole::Care),
        ChangeKind::Removed => (lang.pick("移除", "removed"), TextRole::Bad),
    }
}

/// A field of a project, as `compare` names it.
fn field_words(field: &str, lang: Lang) -> &str {
    if let Some(header) = field.strip_prefix("extra.") {
        return header;
    }
    let zh = match field {
        "name" => "项目名称",
        "printed_serial" => "序号",
        "mark" => "标记",
        "headings" => "所属标题",
        "start_year" => "开工年份",
        "finish_year" => "建成年份",
        "stage" => "建设阶段",
        "content" => "内容",
        "goal" => "目标",
        "lead_units" => "牵头单位",
        "district" => "区县",
        "total_investment" => "总投资",
        "planned_investment" => "年计划",
        other => other,
    };
    lang.pick(zh, field)
}

fn changes(model: &Model, view: &ImportView, heads: Area, rows: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let Some(review) = view.review() else { return not_read(model, view, rows, canvas) };
    if review.changes.is_empty() {
        return empty(model, rows, "与现有名单相同，没有变更", "the same as the list that is loaded", canvas);
    }
    let kind = lang.pick(5, 8);
    let id = 13;
    let name = (heads.width.saturating_sub(kind + id) / 3).clamp(12, 40);
    let field = lang.pick(10, 18).min(heads.width / 5);
    let mut line = canvas.line(heads);
    line.gap(1).cell("", kind, TextRole::Quiet).cell(lang.pick("编号", "id"), id, TextRole::Quiet);
    line.cell(lang.pick("项目名称", "project"), name, TextRole::Quiet).gap(1);
    line.cell(lang.pick("哪一项", "field"), field, TextRole::Quiet);
    line.put(lang.pick("原为、改为", "before, after"), TextRole::Quiet);
    for (n, (change, of)) in review.changes.iter().enumerate().skip(view.top).take(usize::from(rows.height)) {
        let change = &review.outcome.compared.changes[*change];
        let row = rows.row((n - view.top) as u16);
        let (word, role) = kind_words(change.kind, lang);
        let first = of.is_none_or(|field| field == 0) || n == view.top;
        let mut line = canvas.line(row);
        line.gap(1).cell(if first { word } else { "" }, kind, role);
        line.cell(&if first { change.id.to_string() } else { String::new() }, id, TextRole::Quiet);
        line.cell(if first { &change.name } else { "" }, name, TextRole::Text).gap(1);
        if let Some(of) = of.and_then(|at| change.fields.get(at)) {
            line.cell(field_words(&of.field, lang), field, TextRole::Quiet);
            let nothing = lang.pick("（空）", "(empty)");
            let shown =
                |text: &str| if text.is_empty() { nothing.to_owned() } else { text.replace('\n', " ") };
            let half = usize::from(line.room().saturating_sub(3) / 2);
            let ambiguous = model.theme.ambiguous;
            let (before, after) = (shown(&of.before), shown(&of.after));
            // What one side leaves free the other may use.
            let left = half.max((2 * half).saturating_sub(ambiguous.width(&after)));
            let step = format!(" {} ", model.theme.signs().step);
            line.put(&ambiguous.fit(&before, left), TextRole::Quiet).put(&step, TextRole::Quiet);
            let room = usize::from(line.room());
            line.put(&ambiguous.fit(&after, room), TextRole::Text);
        }
        mark_chosen(model, view, n, row, canvas);
    }
}

fn alike(model: &Model, view: &ImportView, heads: Area, rows: Area, foot: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let Some(review) = view.review() else { return not_read(model, view, rows, canvas) };
    let all = &review.outcome.compared.proposals;
    if all.is_empty() {
        return empty(
            model,
            rows,
            "没有疑为改名的项目",
            "no project looks like an earlier one under another name",
            canvas,
        );
    }
    let state = lang.pick(9, 15);
    let id = 13;
    let name = (heads.width.saturating_sub(state + 2 * id + 5)) / 2;
    let mut line = canvas.line(heads);
    line.gap(1).cell("", state, TextRole::Quiet).cell(lang.pick("原编号", "earlier"), id, TextRole::Quiet);
    line.cell(lang.pick("原名称", "its name"), name, TextRole::Quiet).gap(3);
    line.cell(lang.pick("文件中", "in the file"), id, TextRole::Quiet);
    line.put(lang.pick("名称", "its name"), TextRole::Quiet);
    for (n, proposal) in all.iter().enumerate().skip(view.top).take(usize::from(rows.height)) {
        let row = rows.row((n - view.top) as u16);
        let tick = model.theme.signs().tick;
        let (word, role) = match (proposal.exact, proposal.accepted) {
            (true, _) => (format!("{tick} {}", lang.pick("同名", "same name")), TextRole::Quiet),
            (false, true) => (format!("{tick} {}", lang.pick("认作同一", "taken as one")), TextRole::Good),
            (false, false) => (format!("  {}", lang.pick("待定", "to decide")), TextRole::Care),
        };
        let mut line = canvas.line(row);
        line.gap(1).cell(&word, state, role);
        line.cell(&proposal.from.to_string(), id, TextRole::Quiet).cell(
            &proposal.from_name,
            name,
            TextRole::Text,
        );
        line.put(&format!(" {} ", model.theme.signs().step), TextRole::Quiet);
        line.cell(&proposal.to.to_string(), id, TextRole::Quiet);
        let room = line.room();
        line.cell(&proposal.to_name, room, TextRole::Text);
        mark_chosen(model, view, n, row, canvas);
    }
    let words = words!(
        "认作同一项目的，编号和已报的月报都跟着走；不认的，原项目移除，新项目另编号",
        "taken as one, id and reports stay with it; else the earlier one leaves and a new one comes"
    );
    canvas.line(foot).put(words.get(lang), TextRole::Quiet);
}

fn columns(model: &Model, view: &ImportView, heads: Area, rows: Area, foot: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    if view.columns().is_empty() {
        return empty(model, rows, "没有看到表头", "no header was seen", canvas);
    }
    let label = (heads.width / 3).clamp(14, 36);
    let field = lang.pick(20, 24);
    let mut line = canvas.line(heads);
    line.gap(1).cell(lang.pick("文件中的表头", "header in the file"), label, TextRole::Quiet).gap(1);
    line.cell(lang.pick("作为", "is"), field, TextRole::Quiet);
    line.put(lang.pick("内容样例", "its first cells"), TextRole::Quiet);
    for (n, column) in view.columns().iter().enumerate().skip(view.top).take(usize::from(rows.height)) {
        let row = rows.row((n - view.top) as u16);
        let said = view.wishes.columns.iter().find(|(_, header)| *header == column.label);
        let mut line = canvas.line(row);
        line.gap(1).cell(&column.label, label, TextRole::Text).gap(1);
        let (word, role) = match (said, column.field) {
            (Some((field, _)), _) => (field_title(*field), TextRole::Strong),
            (None, Some(field)) => (field_title(field), TextRole::Text),
            (None, None) => (words!("其他（照原样保留）", "other (kept as it is)"), TextRole::Quiet),
        };
        line.cell(word.get(lang), field, role);
        let dot = format!(" {} ", model.theme.signs().dot);
        let room = line.room();
        line.cell(&column.samples.join(&dot), room, TextRole::Quiet);
        mark_chosen(model, view, n, row, canvas);
    }
    let wrong = view.findings().first().filter(|_| view.review().is_none());
    let words = words!("Enter 选定这一列是哪一项", "Enter: say which field the column is");
    match wrong {
        Some(finding) => canvas.line(foot).put(finding.message.get(lang), TextRole::Bad),
        None => canvas.line(foot).put(words.get(lang), TextRole::Quiet),
    };
}

fn wishes(model: &Model, view: &ImportView, rows: Area, foot: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let said = &view.wishes;
    let outcome = view.review().map(|review| &review.outcome);
    let found = |text: Option<String>| match text {
        Some(text) => words!("{text}（文件所示）", "{text} (the document's)").get(lang).to_owned(),
        None => model.theme.signs().dash.to_owned(),
    };
    let yes = |on: bool| (if on { lang.pick("是", "yes") } else { lang.pick("否", "no") }).to_owned();
    let label = lang.pick(26, 34).min(rows.width / 2);
    for (n, wish) in ImportSetting::ALL.into_iter().enumerate().take(usize::from(rows.height)) {
        let value = match wish {
            ImportSetting::Path => said.path.clone(),
            ImportSetting::Year => {
                said.year.map_or_else(|| found(outcome.map(|o| o.year.to_string())), |y| y.to_string())
            }
            ImportSetting::Annex => said.annex.map_or_else(
                || {
                    found(outcome.map(|o| {
                        let all: Vec<&str> = o.categories.iter().map(|c| c.short(lang)).collect();
                        all.join(lang.pick("、", ", "))
                    }))
                },
                |annex| annex.to_string(),
            ),
            ImportSetting::Sheet => said.sheet.clone().unwrap_or_else(|| {
                found(outcome.map(|o| o.sheets.join(", ")).filter(|sheets| !sheets.is_empty()))
            }),
            ImportSetting::Encoding => {
                said.encoding.clone().unwrap_or_else(|| found(outcome.and_then(|o| o.encoding.clone())))
            }
            ImportSetting::Transpose => yes(said.transpose),
            ImportSetting::Strict => yes(said.strict),
        };
        let row = rows.row(n as u16);
        canvas
            .line(row)
            .gap(1)
            .cell(wish.title(lang), label, TextRole::Quiet)
            .gap(1)
            .put(&value, TextRole::Text);
        mark_chosen(model, view, n, row, canvas);
    }
    let Some(finding) = view.findings().first().filter(|_| view.review().is_none()) else {
        let words = words!("Enter 改这一项，随即重读", "Enter changes it; the document is read again");
        canvas.line(foot).put(words.get(lang), TextRole::Quiet);
        return;
    };
    let area = rows.below(ImportSetting::ALL.len() as u16 + 1);
    if folded(model, finding, area, canvas) == 0 {
        canvas.line(foot).put(finding.message.get(lang), TextRole::Bad);
    } else {
        let words = words!("选中这一项，按 Enter 填写", "Enter on the line that is chosen says it");
        canvas.line(foot).put(words.get(lang), TextRole::Text);
    }
}

fn problems(model: &Model, view: &ImportView, heads: Area, rows: Area, foot: Area, canvas: &mut Canvas<'_>) {
    let lang = model.lang;
    let findings = view.findings();
    if findings.is_empty() {
        return empty(model, rows, "没有发现问题", "nothing was found amiss", canvas);
    }
    let field = (heads.width / 5).clamp(8, 22);
    let mut line = canvas.line(heads);
    line.gap(1).figure(lang.pick("行", "line"), 6, TextRole::Quiet).gap(1);
    line.cell(lang.pick("列", "column"), field, TextRole::Quiet).gap(1);
    line.put(lang.pick("问题", "problem"), TextRole::Quiet);
    for (n, finding) in findings.iter().enumerate().skip(view.top).take(usize::from(rows.height)) {
        let row = rows.row((n - view.top) as u16);
        let mut line = canvas.line(row);
        let at = finding.line.map_or(model.theme.signs().dash.to_owned(), |line| line.to_string());
        line.gap(1).figure(&at, 6, TextRole::Quiet).gap(1);
        line.cell(finding.field.as_deref().unwrap_or_default(), field, TextRole::Text).gap(1);
        let room = line.room();
        line.cell(&problem(finding, lang), room, severity(finding.severity));
        mark_chosen(model, view, n, row, canvas);
    }
    if let Some(hint) = findings.get(view.chosen).and_then(|finding| finding.hint.as_ref()) {
        canvas.line(foot).put(hint.get(lang), TextRole::Quiet);
    }
}

/// A problem in a few words: what it is, and of what.
fn problem(finding: &Finding, lang: Lang) -> String {
    let mut text = finding.message.get(lang).to_owned();
    if let Some(got) = finding.got.as_ref().filter(|got| !got.is_empty()) {
        text.push_str(lang.pick("：", ": "));
        text.push_str(&got.replace('\n', " "));
    }
    if let Some(expected) = &finding.expected {
        text.push_str(lang.pick("；应为 ", "; expected "));
        text.push_str(expected.get(lang));
    }
    text
}

/// The problem of a line, for the preview.
fn of_line(review: &Review, line: u32) -> Option<&Finding> {
    review.problems(line).max_by_key(|finding| finding.severity)
}
