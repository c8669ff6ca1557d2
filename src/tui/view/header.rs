//! The first two lines: title, tabs and clock; the search line with its chips.

use ratatui::layout::Position;

use super::canvas::Canvas;
use crate::desk::rows::Order;
use crate::domain::category::Category;
use crate::domain::deadline::weekday_words;
use crate::domain::lang::Lang;
use crate::domain::time::in_shanghai;
use crate::tui::layout::Area;
use crate::tui::model::finder::order_title;
use crate::tui::model::{Focus, Model};
use crate::tui::theme::TextRole;
use crate::words;

/// Draws both lines; returns where the cursor of the search field stands when it has the keys.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>) -> Option<Position> {
    let regions = model.size.regions();
    title(model, regions.header, canvas);
    search(model, regions.query, canvas)
}

fn title(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let ambiguous = model.theme.ambiguous;
    let year = model.book.year;
    let full = words!("市级重大项目 {year}", "Major projects {year}").get(model.lang).to_owned();
    let clock = clock(model);
    let tabs = |short: bool| Category::ALL.map(|c| format!(" {} ", tab(model, c, short)));
    let width = |tabs: &[String]| tabs.iter().map(|t| ambiguous.width(t) + 1).sum::<usize>();
    // What matters least goes first: the title's words, the clock, then the tabs' full names.
    let long = tabs(false);
    let need = |name: &str, tabs: &[String], clock: &str| {
        ambiguous.width(name) + 3 + width(tabs) + ambiguous.width(clock)
    };
    let room = usize::from(area.width);
    let (name, clock, tabs) = if need(&full, &long, &clock) <= room {
        (full, clock, long)
    } else if need(&year.to_string(), &long, &clock) <= room {
        (year.to_string(), clock, long)
    } else if need(&year.to_string(), &long, "") <= room {
        (year.to_string(), String::new(), long)
    } else {
        (year.to_string(), String::new(), tabs(true))
    };
    let mut line = canvas.line(area);
    line.gap(1).put(&name, TextRole::Strong).gap(2);
    for (category, label) in Category::ALL.into_iter().zip(tabs) {
        line.put(&label, if category == model.tab { TextRole::Chosen } else { TextRole::Text }).gap(1);
    }
    line.right(&clock, TextRole::Quiet);
}

/// 周三 3月24日 12:00
fn clock(model: &Model) -> String {
    let now = in_shanghai(model.now);
    let weekday = weekday_words(now.date());
    match model.lang {
        Lang::Zh => format!("{} {}月{}日 {} ", weekday.zh, now.month(), now.day(), now.strftime("%H:%M")),
        Lang::En => format!("{} {} ", weekday.en, now.strftime("%-d %b %H:%M")),
    }
}

/// `1 建设 2/894`: loaded and declared; hits while something is searched.
fn tab(model: &Model, category: Category, short: bool) -> String {
    let (loaded, declared) = model.counts(category);
    let unknown = model.theme.ambiguous.fit("…", 3).into_owned();
    let loaded = loaded.map_or_else(|| unknown.clone(), |loaded| loaded.to_string());
    let name = category.short(model.lang);
    let name: String = if short { name.chars().take(4).collect() } else { name.to_owned() };
    let annex = category.annex();
    if model.finder.is_narrowed() {
        let hits = match model.reading {
            Some(_) => unknown,
            None => model.lists[category.index()].total(),
        };
        return words!("{annex} {name} {hits}项", "{annex} {name} {hits} hits").get(model.lang).to_owned();
    }
    match declared {
        Some(declared) => format!("{annex} {name} {loaded}/{declared}"),
        None => format!("{annex} {name} {loaded}"),
    }
}

fn search(model: &Model, area: Area, canvas: &mut Canvas<'_>) -> Option<Position> {
    let finder = &model.finder;
    let focused = model.focus == Focus::Query;
    let cross = model.theme.signs().cross;
    let chips: Vec<String> =
        finder.chips.iter().map(|c| format!(" {} {cross} ", c.label.get(model.lang))).collect();
    let ambiguous = model.theme.ambiguous;
    let mut side = Vec::new();
    if finder.is_narrowed() && model.reading.is_none() {
        let total = model.list().total();
        let words = match total.as_str() {
            // What is counted still belongs to what was typed before.
            _ if finder.is_waiting() => words!("正在搜索…", "searching…"),
            "1" => words!("1 项匹配", "1 match"),
            _ => words!("{total} 项匹配", "{total} matches"),
        };
        side.push((words.get(model.lang).to_owned(), TextRole::Text));
    }
    side.extend(chips.into_iter().map(|chip| (chip, TextRole::Accent)));
    let marked = model.marked().count();
    if marked > 0 {
        side.push((
            words!("已勾选 {marked}", "{marked} marked").get(model.lang).to_owned(),
            TextRole::Strong,
        ));
    }
    if finder.order != Order::default() {
        let arrow = model.theme.signs().arrows[usize::from(finder.order.reverse)];
        let title = order_title(finder.order.by, model.lang);
        let title = title.split(['（', '(']).next().unwrap_or(title).trim_end();
        side.push((format!("{arrow}{title}"), TextRole::Quiet));
    }
    // The field keeps at least a third of the line; what does not fit beside it is left out.
    let most = area.width * 2 / 3;
    let mut used = 1;
    side.retain(|(text, _)| {
        let width = ambiguous.width(text) as u16 + 1;
        let fits = used + width <= most;
        if fits {
            used += width;
        }
        fits
    });
    let mut line = canvas.line(area);
    line.gap(1).put("/", if focused { TextRole::Accent } else { TextRole::Quiet }).gap(1);
    let field = Area { x: line.x(), width: line.room().saturating_sub(used), ..area };
    line.to(area.x + area.width - used.min(area.width));
    for (text, role) in &side {
        line.put(text, *role).gap(1);
    }
    text_field(model, field, focused, canvas)
}

fn text_field(model: &Model, area: Area, focused: bool, canvas: &mut Canvas<'_>) -> Option<Position> {
    let field = &model.finder.field;
    if field.is_empty() && !focused {
        let words =
            words!("搜索：名称、单位、内容；拼音、首字母", "search: names, units, text; pinyin, initials");
        canvas.put(area.x, area.y, area.width, words.get(model.lang), TextRole::Quiet);
        return None;
    }
    let cursor = super::popups::one_line(field, area, canvas);
    focused.then_some(cursor)
}
