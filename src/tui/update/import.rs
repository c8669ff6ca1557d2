//! A list on its way in: reading it, turning its pages, saying what the document does not say, confirming
//! what was renamed, storing it or leaving it. Before it is stored nothing is written anywhere.

use std::sync::Arc;

use super::browse::{self, stride};
use super::{layers, query, sheet};
use crate::desk::import::{ChangeKind, MAP_KEYS, ReadProgress, SeenColumn};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::finding::{Failure, Severity};
use crate::domain::interned::SharedStr;
use crate::domain::lang::{Bilingual, Lang};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::import::{ImportPage, ImportSetting, ImportSettings, ImportState, PreviewRow, Review};
use crate::tui::model::sheet::PromptKind as Asked;
use crate::tui::model::{CatalogueView, Choice, ChoiceKind, ImportView, Layer, Model, TabList, TextPopup};
use crate::words;

/// Encodings to choose from; the first is to find it out.
const ENCODINGS: [&str; 5] = ["utf-8", "gbk", "gb18030", "utf-16le", "windows-1252"];

/// Reads a document.
pub fn start(model: &mut Model, path: String) -> Vec<Effect> {
    model.lists_read += 1;
    let view = ImportView::new(model.lists_read, ImportSettings { path, ..ImportSettings::default() });
    let effect = Effect::ReadList(view.generation, view.wishes.clone(), view.accept());
    model.layers.push(Layer::Import(Box::new(view)));
    vec![effect]
}

/// Reads it once more: something else is said of it.
fn again(model: &mut Model) -> Vec<Effect> {
    model.lists_read += 1;
    let generation = model.lists_read;
    let Some(view) = view(model) else { return Vec::new() };
    view.generation = generation;
    view.was_refused = matches!(view.state, ImportState::Refused(..));
    view.state = ImportState::Reading(ReadProgress::default());
    vec![Effect::ReadList(generation, view.wishes.clone(), view.accept())]
}

/// How far it is.
pub fn so_far(model: &mut Model, generation: u64, progress: ReadProgress) {
    if let Some(view) = view(model).filter(|view| view.generation == generation)
        && let ImportState::Reading(shown) = &mut view.state
    {
        *shown = progress;
    }
}

/// Shows what was read.
pub fn read(model: &mut Model, generation: u64, review: Arc<Review>) {
    let Some(view) = view(model).filter(|view| view.generation == generation) else { return };
    view.state = ImportState::Read(review);
    if std::mem::take(&mut view.was_refused) {
        view.go(ImportPage::Preview, 0);
    }
    view.chosen = view.chosen.min(view.rows().saturating_sub(1));
}

/// Shows why it could not be read, on the page where that can be mended.
pub fn refused(model: &mut Model, generation: u64, failure: Failure, columns: Arc<Vec<SeenColumn>>) {
    let Some(view) = view(model).filter(|view| view.generation == generation) else { return };
    let wish = |wish: ImportSetting| ImportSetting::ALL.iter().position(|w| *w == wish).unwrap_or(0);
    let code = failure.findings.first().map(|finding| finding.code);
    let (page, row) = match code {
        Some(codes::NO_NAME_COLUMN | codes::BAD_MAP) if !columns.is_empty() => (ImportPage::Columns, 0),
        Some(codes::YEAR_NOT_TOLD) => (ImportPage::Wishes, wish(ImportSetting::Year)),
        Some(codes::ANNEX_NOT_TOLD) => (ImportPage::Wishes, wish(ImportSetting::Annex)),
        Some(codes::NO_SUCH_SHEET) => (ImportPage::Wishes, wish(ImportSetting::Sheet)),
        Some(codes::ENCODING_IN_DOUBT | codes::BAD_ENCODING) => {
            (ImportPage::Wishes, wish(ImportSetting::Encoding))
        }
        _ => (ImportPage::Problems, 0),
    };
    view.state = ImportState::Refused(failure, columns);
    view.go(page, row);
}

/// It is stored: the screen goes on with what is loaded now.
pub fn stored(model: &mut Model, said: Bilingual, book: CatalogueView) -> Vec<Effect> {
    model.layers.retain(|layer| !matches!(layer, Layer::Import(_)));
    model.lists = Category::ALL.map(|category| TabList::of(book.range(category)));
    model.book = book;
    model.round = None;
    model.detail = None;
    if model.list().rows.is_empty()
        && let Some(category) = Category::ALL.into_iter().find(|c| !model.book.range(*c).is_empty())
    {
        model.tab = category;
    }
    let month = model.book.month_in_hand(model.now);
    let mut effects = query::clear(model);
    effects.extend(if model.deadline.follows {
        browse::show_month(model, month)
    } else {
        browse::show_month(model, model.deadline.month)
    });
    model.say(Severity::Note, said);
    effects
}

/// It was not stored, and nothing was written.
pub fn not_stored(model: &mut Model, generation: u64, failure: &Failure) {
    if let Some(view) = view(model).filter(|view| view.generation == generation)
        && let ImportState::Storing(review) = &view.state
    {
        view.state = ImportState::Read(Arc::clone(review));
    }
    model.say_failure(failure);
}

/// Whether an action would do something now; why not.
pub fn available(model: &Model, action: Action) -> Result<(), Bilingual> {
    let Some(Layer::Import(view)) = model.layers.last() else { return Ok(()) };
    let reading = || words!("还在读取", "it is still being read");
    match (action, &view.state) {
        (Action::Store, ImportState::Refused(..)) => {
            Err(words!("没有读成，先改设定或列", "it could not be read; mend settings or columns first"))
        }
        (Action::Store | Action::Open | Action::Mark, ImportState::Reading(_) | ImportState::Storing(_)) => {
            Err(reading())
        }
        (Action::Store, ImportState::Read(review)) if !review.changes_something() => {
            Err(words!("与现有名单相同，没有可写的", "the same as the list that is loaded; nothing to write"))
        }
        (Action::Mark, _) if view.page != ImportPage::Alike || view.rows() == 0 => {
            Err(words!("在“疑同”页上才能认作同一项目", "pairs are taken on the page of the alike"))
        }
        (Action::Left | Action::Right, _) if view.page != ImportPage::Preview => Err(Bilingual::same("")),
        (Action::Open, _) if view.rows() == 0 => Err(words!("这一页是空的", "this page is empty")),
        _ => Ok(()),
    }
}

/// An action of the import on top.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let shown = rows_shown(model);
    let Some(view) = view(model) else { return Vec::new() };
    match action {
        Action::Back => return leave(model),
        Action::Next => view.go(view.page.turned(1), 0),
        Action::Previous => view.go(view.page.turned(-1), 0),
        Action::Left => view.first_column = view.first_column.saturating_sub(1),
        Action::Right => view.first_column = (view.first_column + 1).min(LAST_COLUMN),
        Action::Open => return enter(model),
        Action::Mark => return agree(view),
        Action::Store => return ask_to_store(model),
        Action::Help => layers::open_help(model),
        Action::Palette => layers::open_palette(model),
        movement => {
            view.chosen = stride(movement, view.chosen, view.rows().saturating_sub(1), shown);
            view.top = view.top.clamp(view.chosen.saturating_sub(shown - 1), view.chosen);
        }
    }
    Vec::new()
}

/// Columns of the preview that can be scrolled past.
const LAST_COLUMN: usize = 7;

/// Rows that a page shows at this size.
pub fn rows_shown(model: &Model) -> usize {
    usize::from(model.size.body().height.saturating_sub(6)).max(1)
}

fn leave(model: &mut Model) -> Vec<Effect> {
    let said = match view(model).map(|view| &view.state) {
        Some(ImportState::Storing(_)) => {
            model.say(Severity::Note, words!("正在写入，请稍候", "it is being written; one moment"));
            return Vec::new();
        }
        Some(ImportState::Reading(_)) => words!("已取消，什么也没有写入", "called off; nothing was written"),
        _ => words!("没有写入", "nothing was written"),
    };
    model.layers.pop();
    model.say(Severity::Note, said);
    vec![Effect::CallOff]
}

/// Enter: what it does depends on the page.
fn enter(model: &mut Model) -> Vec<Effect> {
    let Some(view) = view(model) else { return Vec::new() };
    let row = view.chosen;
    match view.page {
        ImportPage::Preview => look_closer(model),
        ImportPage::Alike => return agree(view),
        ImportPage::Columns => ask_for_field(model, row),
        ImportPage::Wishes => {
            return change(model, ImportSetting::ALL[row.min(ImportSetting::ALL.len() - 1)]);
        }
        ImportPage::Declared => {
            if let Some(review) = view.review().cloned()
                && let Some(line) = review.outcome.declared.get(row).and_then(|d| d.line)
            {
                view.go(ImportPage::Preview, review.row_at(line));
            }
        }
        ImportPage::Changes => {
            if let Some(review) = view.review().cloned()
                && let Some((change, _)) = review.changes.get(row)
            {
                let id = review.outcome.compared.changes[*change].id;
                let wanted =
                    |r: &PreviewRow| matches!(r, PreviewRow::Project(at) if review.project(*at).id == id);
                if let Some(at) = review.rows.iter().position(wanted) {
                    view.go(ImportPage::Preview, at);
                }
            }
        }
        ImportPage::Problems => {
            let line = view.findings().get(row).and_then(|finding| finding.line);
            match (line, view.review().cloned()) {
                (Some(line), Some(review)) => view.go(ImportPage::Preview, review.row_at(line)),
                _ => read_problem(model, row),
            }
        }
    }
    keep_in_sight(model);
    Vec::new()
}

fn keep_in_sight(model: &mut Model) {
    let shown = rows_shown(model);
    if let Some(view) = view(model) {
        view.top = view.top.clamp(view.chosen.saturating_sub(shown - 1), view.chosen);
    }
}

/// A problem in full.
fn read_problem(model: &mut Model, row: usize) {
    let Some(finding) = view(model).and_then(|view| view.findings().get(row).cloned()) else { return };
    let paragraphs = vec![Bilingual { zh: finding.line(Lang::Zh), en: finding.line(Lang::En) }];
    model.layers.push(Layer::Reading(TextPopup { title: words!("问题", "Problem"), paragraphs, top: 0 }));
}

/// Everything of one line: every field as it was understood, and what is wrong with it.
fn look_closer(model: &mut Model) {
    let Some(view) = view(model) else { return };
    let Some(review) = view.review().cloned() else { return };
    let Some(row) = review.rows.get(view.chosen).copied() else { return };
    let mut paragraphs = Vec::new();
    if let PreviewRow::Project(at) = row {
        let project = review.project(at);
        let mut add = |zh: &str, en: &str, text: String| {
            if !text.is_empty() {
                paragraphs.push(words!("{zh}：{text}", "{en}: {text}"));
            }
        };
        let year = |year: Option<i16>| year.map(|y| y.to_string()).unwrap_or_default();
        let money = |money: Option<crate::domain::money::Money>| {
            money.map(crate::domain::money::Money::friendly).unwrap_or_default()
        };
        let text = |text: &Option<SharedStr>| text.as_deref().unwrap_or_default().to_owned();
        add("编号", "id", project.id.to_string());
        add("序号", "printed serial", text(&project.printed_serial));
        add("标记", "mark", text(&project.mark));
        add("项目名称", "name", project.name.clone());
        add("所属标题", "headings", project.headings.join(" › "));
        add("开工年份", "start year", year(project.start_year));
        add("建成年份", "finish year", year(project.finish_year));
        add("建设阶段", "stage", text(&project.stage));
        add("内容及规模", "content", project.content.clone());
        add("年度目标", "goal", project.goal.to_string());
        add("牵头单位", "lead units", project.lead_units.join("、"));
        add("区县", "district", text(&project.printed_district));
        add("总投资", "total investment", money(project.total_investment));
        add("年度计划投资", "planned investment", money(project.planned_investment));
        for (header, value) in &project.extra {
            add(header, header, value.clone());
        }
    }
    for finding in review.problems(review.line(row)) {
        paragraphs.push(Bilingual { zh: finding.line(Lang::Zh), en: finding.line(Lang::En) });
    }
    let line = review.line(row);
    let title = if line == 0 { words!("项目", "Project") } else { words!("第 {line} 行", "Line {line}") };
    model.layers.push(Layer::Reading(TextPopup { title, paragraphs, top: 0 }));
}

/// Takes a proposal, or takes it back.
fn agree(view: &mut ImportView) -> Vec<Effect> {
    let Some(review) = view.review().cloned() else { return Vec::new() };
    let Some(proposal) = review.outcome.compared.proposals.get(view.chosen) else { return Vec::new() };
    if proposal.exact {
        return Vec::new();
    }
    let pair = (proposal.from, proposal.to);
    if !view.agreed.remove(&pair) {
        view.agreed.insert(pair);
    }
    vec![Effect::CompareList(view.generation, view.accept())]
}

fn ask_for_field(model: &mut Model, column: usize) {
    let Some(view) = view(model) else { return };
    let Some(seen) = view.columns().get(column) else { return };
    let label = seen.label.clone();
    let mut options = vec![words!("由程序判断", "as the program tells it")];
    options.extend(MAP_KEYS.iter().map(|(_, field)| field_title(*field)));
    let chosen = MAP_KEYS.iter().position(|(_, field)| seen.field == Some(*field)).map_or(0, |at| at + 1);
    let title = words!("“{label}”是哪一项", "Which field is \"{label}\"");
    model.layers.push(Layer::Choice(Choice { title, options, chosen, about: ChoiceKind::Column(column) }));
}

/// What a field of a list is called.
pub fn field_title(field: crate::desk::import::ListField) -> Bilingual {
    use crate::desk::import::ListField as F;
    match field {
        F::Name => words!("项目名称", "project name"),
        F::Serial => words!("序号", "serial"),
        F::Content => words!("建设内容及规模", "content"),
        F::Goal => words!("年度目标", "goal"),
        F::LeadUnit => words!("牵头单位", "lead unit"),
        F::Stage => words!("建设阶段", "stage"),
        F::StartYear => words!("开工年份", "start year"),
        F::FinishYear => words!("建成年份", "finish year"),
        F::Years => words!("起止年限", "years"),
        F::TotalInvestment => words!("总投资", "total investment"),
        F::PlannedInvestment => words!("年度计划投资", "planned investment"),
        F::District => words!("所在区县", "district"),
        F::Mark => words!("标记", "mark"),
        F::Headings => words!("所属标题", "headings"),
        F::Continues => words!("接续的往年项目", "the earlier project it continues"),
        F::PrintedSerial => words!("原序号", "printed serial"),
    }
}

fn ask_to_store(model: &mut Model) -> Vec<Effect> {
    let Some(review) = view(model).and_then(|view| view.review().cloned()) else { return Vec::new() };
    let outcome = &review.outcome;
    let [added, changed, removed] = [ChangeKind::Added, ChangeKind::Changed, ChangeKind::Removed]
        .map(|kind| outcome.compared.count(kind));
    let year = outcome.year;
    let wrong = outcome.declared.iter().filter(|d| !d.agrees).count();
    let mut write = words!(
        "写入：新增 {added}，变更 {changed}，移除 {removed}",
        "write: {added} added, {changed} changed, {removed} removed"
    );
    if wrong > 0 {
        let (zh, en) = (write.zh, write.en);
        write = words!("{zh}（{wrong} 处数目对不上）", "{en} ({wrong} totals do not agree)");
    }
    let options = vec![write, words!("先不写", "not yet")];
    // What takes projects away is not done by pressing Enter twice.
    let chosen = usize::from(removed > 0);
    let title = words!("写入 {year} 年名单", "Write the list of {year}");
    model.layers.push(Layer::Choice(Choice { title, options, chosen, about: ChoiceKind::Store }));
    Vec::new()
}

/// Changes what is said of the document.
fn change(model: &mut Model, wish: ImportSetting) -> Vec<Effect> {
    let Some(view) = view(model) else { return Vec::new() };
    match wish {
        ImportSetting::Path => {
            model.layers.pop();
            let effects = super::picker::open(model, crate::tui::model::Purpose::List);
            return [vec![Effect::CallOff], effects].concat();
        }
        ImportSetting::Year => sheet::ask(model, Asked::ListYear, ""),
        ImportSetting::Sheet => sheet::ask(model, Asked::ListSheet, ""),
        ImportSetting::Annex => {
            let chosen = view.wishes.annex.map_or(0, usize::from);
            let mut options = vec![words!("看文件", "as the document says")];
            options.extend(Category::ALL.map(|c| {
                let (annex, zh, en) = (c.annex(), c.short(Lang::Zh), c.short(Lang::En));
                words!("附件{annex} {zh}", "annex {annex} {en}")
            }));
            let title = words!("哪个附件", "Which annex");
            model.layers.push(Layer::Choice(Choice { title, options, chosen, about: ChoiceKind::Annex }));
        }
        ImportSetting::Encoding => {
            let current = view.wishes.encoding.as_deref();
            let chosen = ENCODINGS.iter().position(|e| Some(*e) == current).map_or(0, |at| at + 1);
            let mut options = vec![words!("由程序判断", "as the program tells it")];
            options.extend(ENCODINGS.map(Bilingual::same));
            let title = words!("文本编码", "The text's encoding");
            model.layers.push(Layer::Choice(Choice { title, options, chosen, about: ChoiceKind::Encoding }));
        }
        ImportSetting::Transpose => {
            view.wishes.transpose = !view.wishes.transpose;
            return again(model);
        }
        ImportSetting::Strict => {
            view.wishes.strict = !view.wishes.strict;
            return again(model);
        }
    }
    Vec::new()
}

/// A line of a choice was chosen.
pub fn chosen(model: &mut Model, about: &ChoiceKind, line: usize) -> Vec<Effect> {
    let Some(view) = view(model) else { return Vec::new() };
    match about {
        ChoiceKind::Store if line == 0 => {
            let effect = Effect::StoreList(view.generation, view.accept());
            if let Some(review) = view.review().cloned() {
                view.state = ImportState::Storing(review);
                return vec![effect];
            }
            return Vec::new();
        }
        ChoiceKind::Store | ChoiceKind::Accept(..) => return Vec::new(),
        ChoiceKind::Annex => view.wishes.annex = u8::try_from(line).ok().filter(|annex| *annex > 0),
        ChoiceKind::Encoding => {
            view.wishes.encoding = line.checked_sub(1).map(|at| ENCODINGS[at].to_owned());
        }
        ChoiceKind::Column(column) => {
            let Some(label) = view.columns().get(*column).map(|seen| seen.label.clone()) else {
                return Vec::new();
            };
            let columns = &mut view.wishes.columns;
            columns.retain(|(_, header)| *header != label);
            if let Some((_, field)) = line.checked_sub(1).and_then(|at| MAP_KEYS.get(at)) {
                columns.retain(|(taken, _)| taken != field);
                columns.push((*field, label));
            }
        }
    }
    again(model)
}

/// Whether an answer can be used; why not.
pub fn would_take(asked: &Asked, answer: &str) -> Result<(), Bilingual> {
    if *asked == Asked::ListYear && year(answer).is_none() {
        return Err(words!("年份是四位数，如 2022", "a year has four digits, e.g. 2022"));
    }
    Ok(())
}

/// A question about the document was answered.
pub fn answered(model: &mut Model, asked: &Asked, answer: &str) -> Vec<Effect> {
    let Some(view) = view(model) else { return Vec::new() };
    match asked {
        Asked::ListYear => view.wishes.year = year(answer),
        Asked::ListSheet => view.wishes.sheet = Some(answer.trim().to_owned()),
        _ => return Vec::new(),
    }
    again(model)
}

fn year(text: &str) -> Option<i16> {
    let half = crate::domain::text::to_half_width(text);
    half.trim().trim_end_matches('年').parse().ok().filter(|year| (1990..2100).contains(year))
}

fn view(model: &mut Model) -> Option<&mut ImportView> {
    model.layers.iter_mut().rev().find_map(|layer| match layer {
        Layer::Import(view) => Some(&mut **view),
        _ => None,
    })
}
