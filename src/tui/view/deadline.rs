//! The deadline: a line on small screens, a panel on larger ones. It counts to the moment that the rule
//! gives, says the rule in words, and shows who has not filed; without a ledger it says that instead.

use super::canvas::Canvas;
use crate::desk::due::{CategoryDue, Due, Filed};
use crate::domain::category::Category;
use crate::domain::deadline::{Deadline, weekday_words};
use crate::domain::lang::Lang;
use crate::tui::layout::Area;
use crate::tui::model::{Model, ReadingOn};
use crate::tui::theme::Role;
use crate::words;

/// Draws it.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>) {
    let area = model.size.regions().deadline;
    if area.height > 1 {
        panel(model, area.inset(1), canvas);
    } else {
        line(model, area.inset(1), canvas);
    }
}

/// How near the deadline is. The word says what the colour says.
fn urgency(days: i64, seconds: i64) -> (Role, &'static str, &'static str) {
    match days {
        _ if seconds < 0 => (Role::Bad, "已截止", "passed"),
        ..=3 => (Role::Bad, "紧急", "urgent"),
        4..=7 => (Role::Care, "临近", "near"),
        _ => (Role::Text, "", ""),
    }
}

/// `1天 12:00:00`; for a passed one how long ago in days.
fn countdown(seconds: i64, lang: Lang) -> String {
    let left = seconds.max(0);
    let (days, hours, minutes, secs) = (left / 86_400, left / 3_600 % 24, left / 60 % 60, left % 60);
    let clock = format!("{hours:02}:{minutes:02}:{secs:02}");
    match lang {
        Lang::Zh => format!("{days}天 {clock}"),
        Lang::En => format!("{days}d {clock}"),
    }
}

/// Month, countdown and urgency: the line's beginning on every screen.
fn clock(model: &Model, area: Area, canvas: &mut Canvas<'_>) -> u16 {
    let deadline = model.target();
    let seconds = deadline.seconds_left(model.now);
    let (role, zh, en) = urgency(deadline.days_left(model.now), seconds);
    let month = deadline.month.number();
    let year = deadline.month.year();
    let title = match model.lang {
        Lang::Zh if year == model.book.year => format!("{month}月月报"),
        Lang::Zh => format!("{year}年{month}月月报"),
        Lang::En => format!("Report {}", deadline.month),
    };
    let mut line = canvas.line(area);
    line.put(&title, Role::Strong).gap(1);
    if seconds < 0 {
        let days = (-deadline.days_left(model.now)).max(1);
        let words = words!("已截止 {days} 天", "closed {days} d ago");
        line.put(words.get(model.lang), role);
    } else {
        line.put(model.lang.pick("距截止 ", "due in "), Role::Quiet);
        line.put(&countdown(seconds, model.lang), if role == Role::Text { Role::Strong } else { role });
        let word = model.lang.pick(zh, en);
        if !word.is_empty() {
            line.gap(1).put(word, role);
        }
    }
    line.x()
}

fn line(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let x = clock(model, area, canvas);
    let mut rest = canvas.line(area);
    rest.to(x).gap(3);
    let deadline = model.target();
    let passed = model.has_passed();
    match model.deadline.due.as_deref() {
        Some(due) => {
            let total = total(due);
            let owed: u32 = due.categories.iter().map(|c| c.due).sum();
            if let Some(filed) = total {
                let (done, open) = (filed.filed, filed.outstanding);
                rest.put(&of_month(model), Role::Quiet);
                rest.put(words!("已报 ", "filed ").get(model.lang), Role::Quiet);
                rest.put(&format!("{done}/{owed}"), Role::Text).gap(2);
                let (word, role) = open_word(passed, model.lang);
                let shown = open.to_string();
                if model.theme.ambiguous.width(word) + 1 + shown.len() <= usize::from(rest.room()) {
                    rest.put(word, Role::Quiet).gap(1);
                    rest.put(&shown, if open > 0 { role } else { Role::Good });
                }
            } else {
                let room = usize::from(rest.room());
                let loaded = due.categories.iter().map(|c| c.loaded).sum();
                let text = no_ledger(model, owed, loaded);
                rest.put(&model.theme.ambiguous.fit(&text, room), Role::Quiet);
            }
        }
        None => {
            rest.put(&reading(model), Role::Quiet);
        }
    }
    rest.gap(2);
    rest.right(&until(&deadline, model.lang), Role::Quiet);
}

/// The month of the figures, where it is not the countdown's.
fn of_month(model: &Model) -> String {
    let (month, number) = (model.deadline.month, model.deadline.month.number());
    if model.target().month == month {
        return String::new();
    }
    words!("{number}月 ", "{month} ").get(model.lang).to_owned()
}

/// What is missing is outstanding before the deadline and overdue after it.
fn open_word(passed: bool, lang: Lang) -> (&'static str, Role) {
    if passed {
        (lang.pick("逾期", "overdue"), Role::Bad)
    } else {
        (lang.pick("未报", "open"), Role::Strong)
    }
}

/// 截止 3月25日(周四) 24:00
fn until(deadline: &Deadline, lang: Lang) -> String {
    let day = deadline.last_day;
    let weekday = weekday_words(day);
    match lang {
        Lang::Zh => format!("截止 {}月{}日({}) 24:00", day.month(), day.day(), weekday.zh),
        Lang::En => format!("until {} {} 24:00", weekday.en, day.strftime("%-d %b")),
    }
}

/// What is waited for: the list, then the ledger.
fn reading(model: &Model) -> String {
    match model.reading {
        Some(ReadingOn { percent, .. }) => words!("正在载入目录 {percent}%", "reading the list {percent}%"),
        None => words!("正在读取", "reading"),
    }
    .get(model.lang)
    .to_owned()
}

fn no_ledger(model: &Model, owed: u32, loaded: u32) -> String {
    let words = match owed {
        0 => return nothing_due(loaded, model.lang),
        _ if model.awaits_ledger => {
            words!("应报 {owed}，正在编演示台账", "{owed} due, the demo's ledger is being made")
        }
        _ => words!("应报 {owed}，尚无台账", "{owed} due, no ledger yet"),
    };
    words.get(model.lang).to_owned()
}

/// Why nothing is due: no list of the category is loaded, or the month owes nothing.
fn nothing_due(loaded: u32, lang: Lang) -> String {
    let words = match loaded {
        0 => words!("名单未载入", "list not loaded"),
        _ => words!("本月无填报任务", "nothing is due this month"),
    };
    words.get(lang).to_owned()
}

fn total(due: &Due) -> Option<Filed> {
    due.categories.iter().map(|c| c.filed).try_fold(Filed::default(), |sum, filed| {
        let filed = filed?;
        Some(Filed {
            filed: sum.filed + filed.filed,
            late: sum.late + filed.late,
            returned: sum.returned + filed.returned,
            outstanding: sum.outstanding + filed.outstanding,
        })
    })
}

/// Columns of the left part: countdown and rule.
const CLOCK: u16 = 44;

fn panel(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let left = Area { width: CLOCK.min(area.width), ..area };
    clock(model, left.row(0), canvas);
    let deadline = model.target();
    canvas.line(left.row(1)).put(&until(&deadline, model.lang), Role::Text);
    let words = model.book.rule().in_words();
    let rule = canvas.theme().ambiguous.fit(words.get(model.lang), usize::from(left.width)).into_owned();
    canvas.line(left.row(2)).put(&rule, Role::Quiet);
    let rest = Area { x: left.x + left.width + 2, width: area.width.saturating_sub(left.width + 2), ..area };
    let Some(due) = model.deadline.due.as_deref() else {
        canvas.line(rest).put(&reading(model), Role::Quiet);
        return;
    };
    let units = if rest.width >= 84 { 34 } else { 0 };
    let gauges = Area { width: rest.width - units, ..rest };
    for (n, category) in Category::ALL.into_iter().enumerate() {
        if let Some(of) = due.categories.iter().find(|c| c.category == category) {
            gauge(model, of, gauges.row(n as u16), canvas);
        }
    }
    if units > 0 {
        let area = Area { x: gauges.x + gauges.width + 2, width: units - 2, ..rest };
        busiest(model, due, area, canvas);
    }
}

/// `建设 ███░░░ 450/894  未报 444  退回 3  补报 0`
fn gauge(model: &Model, due: &CategoryDue, area: Area, canvas: &mut Canvas<'_>) {
    let signs = model.theme.signs();
    let name = format!("{}{}", of_month(model), due.category.short(model.lang));
    let label = canvas.theme().ambiguous.width(&of_month(model)) as u16 + model.lang.pick(5, 13);
    let mut line = canvas.line(area);
    line.cell(&name, label, Role::Text);
    let Some(filed) = due.filed else {
        line.put(&no_ledger(model, due.due, due.loaded), Role::Quiet);
        return;
    };
    if due.due == 0 {
        line.put(&nothing_due(due.loaded, model.lang), Role::Quiet);
        return;
    }
    let bar = area.width.saturating_sub(label + 38).clamp(6, 24);
    let full = (u64::from(filed.filed) * u64::from(bar) / u64::from(due.due)) as u16;
    line.put(&signs.full.repeat(usize::from(full)), Role::Accent);
    line.put(&signs.empty.repeat(usize::from(bar - full)), Role::Quiet);
    line.figure(&format!("{}/{}", filed.filed, due.due), 11, Role::Text).gap(2);
    let open = open_word(model.has_passed(), model.lang);
    let figures = [
        (open.0, filed.outstanding, open.1),
        (model.lang.pick("退回", "back"), filed.returned, Role::Bad),
        (model.lang.pick("补报", "late"), filed.late, Role::Care),
    ];
    let ambiguous = model.theme.ambiguous;
    for (word, count, role) in figures {
        let shown = count.to_string();
        // A word without its figure says nothing: what does not fit whole is left out.
        if ambiguous.width(word) + 1 + shown.len() > usize::from(line.room()) {
            break;
        }
        line.put(word, Role::Quiet).gap(1);
        let role = if count > 0 { role } else { Role::Quiet };
        line.cell(&shown, 4, role);
    }
}

/// The units with most outstanding.
fn busiest(model: &Model, due: &Due, area: Area, canvas: &mut Canvas<'_>) {
    let with: Vec<_> =
        due.units.iter().filter_map(|u| Some((u, u.filed?))).filter(|(_, f)| f.outstanding > 0).collect();
    if with.is_empty() {
        return;
    }
    let title = match (model.has_passed(), model.lang) {
        (false, Lang::Zh) => "未报最多",
        (true, Lang::Zh) => "逾期最多",
        (false, Lang::En) => "most open",
        (true, Lang::En) => "most overdue",
    };
    let label = model.theme.ambiguous.width(title) as u16 + 1;
    for (n, (unit, filed)) in with.into_iter().take(usize::from(area.height)).enumerate() {
        let mut line = canvas.line(area.row(n as u16));
        line.cell(if n == 0 { title } else { "" }, label, Role::Quiet);
        line.cell(&unit.unit, area.width.saturating_sub(label + 5), Role::Text);
        line.figure(&filed.outstanding.to_string(), 5, Role::Strong);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_countdown_is_said_in_days_hours_minutes_and_seconds() {
        assert_eq!(countdown(86_400 + 12 * 3_600, Lang::Zh), "1天 12:00:00");
        assert_eq!(countdown(59, Lang::En), "0d 00:00:59");
    }

    #[test]
    fn urgency_has_a_word_besides_its_colour() {
        assert_eq!(urgency(8, 9), (Role::Text, "", ""));
        assert_eq!(urgency(7, 9).1, "临近");
        assert_eq!(urgency(3, 9).1, "紧急");
        assert_eq!(urgency(0, 9).1, "紧急");
        assert_eq!(urgency(-1, -9).1, "已截止");
    }
}
