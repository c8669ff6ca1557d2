//! The deadline: a line on small screens, a panel on larger ones. It counts to the moment that the rule
//! gives, says the rule in words, and shows who has not filed; without a ledger it says that instead.

use super::canvas::Canvas;
use crate::desk::due::{CategoryDue, Due, FilingCounts};
use crate::domain::category::Category;
use crate::domain::deadline::{Deadline, weekday_words};
use crate::domain::lang::Lang;
use crate::domain::month::Month;
use crate::tui::layout::Area;
use crate::tui::model::{Model, ReadingOn};
use crate::tui::theme::TextRole;
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
fn urgency(days: i64, seconds: i64) -> (TextRole, &'static str, &'static str) {
    match days {
        _ if seconds < 0 => (TextRole::Bad, "已截止", "passed"),
        ..=3 => (TextRole::Bad, "紧急", "urgent"),
        4..=7 => (TextRole::Care, "临近", "near"),
        _ => (TextRole::Text, "", ""),
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

/// A text and its role.
type Piece = (String, TextRole);

/// What the line may say, in groups; see [`Parts::groups`] for what gives way where it does not fit.
struct Parts {
    title: [String; 2],
    word: Option<Piece>,
    left: Vec<Piece>,
    date: [String; 2],
    filed: Vec<Piece>,
    open: Vec<Piece>,
    overdue: [Option<Piece>; 2],
}

impl Parts {
    /// How many steps there are until only month and countdown are left.
    const STEPS: usize = 9;

    fn of(model: &Model) -> Self {
        let deadline = model.target();
        let seconds = deadline.seconds_left(model.now);
        let (role, zh, en) = urgency(deadline.days_left(model.now), seconds);
        let (year, month) = (deadline.month.year(), deadline.month.number());
        let title = match model.lang {
            Lang::Zh if year == model.book.year => [format!("{month}月月报"), format!("{month}月")],
            // The date and the countdown tell the year where there is no room for it.
            Lang::Zh => [format!("{year}年{month}月月报"), format!("{month}月")],
            Lang::En => [format!("Report {}", deadline.month), deadline.month.to_string()],
        };
        let mut parts = Self {
            title,
            word: None,
            left: Vec::new(),
            date: [until(&deadline, model.lang), day_words(&deadline, model.lang)],
            filed: Vec::new(),
            open: Vec::new(),
            overdue: [None, None],
        };
        if seconds < 0 {
            let days = (-deadline.days_left(model.now)).max(1);
            let words = words!("已截止 {days} 天", "closed {days} d ago");
            parts.left.push((words.get(model.lang).to_owned(), role));
        } else {
            parts.word = Some((model.lang.pick("距截止", "due in").to_owned(), TextRole::Quiet));
            let shown = if role == TextRole::Text { TextRole::Strong } else { role };
            parts.left.push((countdown(seconds, model.lang), shown));
            let word = model.lang.pick(zh, en);
            if !word.is_empty() {
                parts.left.push((word.to_owned(), role));
            }
        }
        parts.count(model);
        parts
    }

    /// What is filed, open and overdue, of the month at work and of the one before it.
    fn count(&mut self, model: &Model) {
        let lang = model.lang;
        self.overdue = [overdue(model), overdue(model)];
        let Some(due) = model.deadline.due.as_deref() else {
            self.filed.push((reading(model), TextRole::Quiet));
            return;
        };
        let owed: u32 = due.categories.iter().map(|c| c.due).sum();
        let Some(filed) = total(due).filter(|_| owed > 0) else {
            let loaded = due.categories.iter().map(|c| c.loaded).sum();
            self.filed.push((no_ledger(model, owed, loaded), TextRole::Quiet));
            return;
        };
        let of_month = of_month(model);
        let word = words!("{of_month}已报", "{of_month}filed").get(lang).to_owned();
        self.filed = vec![(word, TextRole::Quiet), (format!("{}/{owed}", filed.filed), TextRole::Text)];
        let open = filed.outstanding;
        let (word, role) = open_word(model.has_passed(), lang);
        if open > 0 && model.has_passed() {
            let alone = owing(model.deadline.month, open, lang);
            self.overdue = [Some((format!("{word} {open}"), role)), Some(alone)];
        } else {
            let role = if open > 0 { role } else { TextRole::Good };
            self.open = vec![(word.to_owned(), TextRole::Quiet), (open.to_string(), role)];
        }
    }

    /// What is counted is not known, and why is said in a sentence, which may be cut.
    fn is_sentence(&self) -> bool {
        self.filed.len() == 1
    }

    /// The line with so many steps of what matters less left out: the hour, which is the same for every
    /// month; what is open, which follows from what is filed; the word before the countdown; half the title;
    /// instead of that what is filed; both; the word before the date; what is overdue; the date.
    fn groups(&self, less: usize) -> Vec<Vec<Piece>> {
        let has = |step: usize| less < step;
        let (whole, filed) = match less {
            0..=3 => (true, true),
            4 => (self.is_sentence(), !self.is_sentence()),
            _ => (less == 5, false),
        };
        let mut head = vec![(self.title[usize::from(!whole)].clone(), TextRole::Strong)];
        head.extend(self.word.clone().filter(|_| has(3)));
        head.extend(self.left.iter().cloned());
        let mut groups = vec![head];
        if has(9) {
            let (date, hour) = (&self.date[usize::from(!has(7))], if has(1) { HOUR } else { "" });
            groups.push(vec![(format!("{date}{hour}"), TextRole::Text)]);
        }
        if filed {
            groups.push(self.filed.clone());
        }
        if has(2) {
            groups.push(self.open.clone());
        }
        if has(8) {
            groups.push(self.overdue[usize::from(!filed)].clone().into_iter().collect());
        }
        groups.retain(|group| !group.is_empty());
        groups
    }
}

/// Month, countdown and urgency: the panel's beginning.
fn clock(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let parts = Parts::of(model);
    let mut line = canvas.line(area);
    line.put(&parts.title[0], TextRole::Strong);
    for (text, role) in parts.word.iter().chain(&parts.left) {
        line.gap(1).put(text, *role);
    }
}

fn line(model: &Model, area: Area, canvas: &mut Canvas<'_>) {
    let ambiguous = model.theme.ambiguous;
    let parts = Parts::of(model);
    let width = |groups: &[Vec<Piece>]| -> usize {
        let pieces = groups.iter().flatten().map(|(text, _)| ambiguous.width(text)).sum::<usize>();
        pieces + groups.iter().map(|group| group.len() + 1).sum::<usize>() - 2
    };
    let room = usize::from(area.width);
    let less = (0..Parts::STEPS).find(|less| width(&parts.groups(*less)) <= room).unwrap_or(Parts::STEPS);
    let mut line = canvas.line(area);
    for (n, group) in parts.groups(less).iter().enumerate() {
        line.gap(if n == 0 { 0 } else { 2 });
        for (n, (text, role)) in group.iter().enumerate() {
            line.gap(u16::from(n > 0)).put(text, *role);
        }
    }
    // A sentence about the figures is still one when it is cut.
    let cut = parts.filed.first().filter(|_| less >= 4 && parts.is_sentence());
    if let Some((text, role)) = cut.filter(|_| line.room() >= LEAST_SENTENCE) {
        line.gap(2);
        let fitted = ambiguous.fit(text, usize::from(line.room())).into_owned();
        line.put(&fitted, *role);
    }
}

/// The hour of every deadline.
const HOUR: &str = " 24:00";
/// Columns in which a sentence still says something.
const LEAST_SENTENCE: u16 = 12;

/// `11月逾期 64`: what the month before the one at work still owes. Where that one has passed itself, its own
/// figures say what is overdue.
fn overdue(model: &Model) -> Option<Piece> {
    let overdue = model.deadline.overdue.filter(|_| !model.has_passed())?;
    Some(owing(overdue.month, overdue.outstanding, model.lang))
}

fn owing(month: Month, outstanding: u32, lang: Lang) -> Piece {
    let (number, name) = (month.number(), month.first_day().strftime("%b"));
    let words = words!("{number}月逾期 {outstanding}", "{name} overdue {outstanding}");
    (words.get(lang).to_owned(), TextRole::Bad)
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
fn open_word(passed: bool, lang: Lang) -> (&'static str, TextRole) {
    if passed {
        (lang.pick("逾期", "overdue"), TextRole::Bad)
    } else {
        (lang.pick("未报", "open"), TextRole::Strong)
    }
}

/// 截止 3月25日(周四)
fn until(deadline: &Deadline, lang: Lang) -> String {
    let day = day_words(deadline, lang);
    lang.pick(day.clone(), format!("until {day}"))
}

/// As [`until`], in English without its word; the Chinese one would not be understood without.
fn day_words(deadline: &Deadline, lang: Lang) -> String {
    let day = deadline.last_day;
    let weekday = weekday_words(day);
    match lang {
        Lang::Zh => format!("截止 {}月{}日({})", day.month(), day.day(), weekday.zh),
        Lang::En => format!("{} {}", weekday.en, day.strftime("%-d %b")),
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

fn total(due: &Due) -> Option<FilingCounts> {
    due.categories.iter().map(|c| c.filed).try_fold(FilingCounts::default(), |sum, filed| {
        let filed = filed?;
        Some(FilingCounts {
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
    let mut line = canvas.line(left.row(1));
    line.put(&until(&deadline, model.lang), TextRole::Text).put(HOUR, TextRole::Text);
    if let Some((text, role)) = overdue(model) {
        line.gap(2).put(&text, role);
    }
    let words = model.book.rule().in_words();
    let rule = canvas.theme().ambiguous.fit(words.get(model.lang), usize::from(left.width)).into_owned();
    canvas.line(left.row(2)).put(&rule, TextRole::Quiet);
    let rest = Area { x: left.x + left.width + 2, width: area.width.saturating_sub(left.width + 2), ..area };
    let Some(due) = model.deadline.due.as_deref() else {
        canvas.line(rest).put(&reading(model), TextRole::Quiet);
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
    line.cell(&name, label, TextRole::Text);
    let Some(filed) = due.filed else {
        line.put(&no_ledger(model, due.due, due.loaded), TextRole::Quiet);
        return;
    };
    if due.due == 0 {
        line.put(&nothing_due(due.loaded, model.lang), TextRole::Quiet);
        return;
    }
    let bar = area.width.saturating_sub(label + 38).clamp(6, 24);
    let full = (u64::from(filed.filed) * u64::from(bar) / u64::from(due.due)) as u16;
    line.put(&signs.full.repeat(usize::from(full)), TextRole::Accent);
    line.put(&signs.empty.repeat(usize::from(bar - full)), TextRole::Rule);
    line.figure(&format!("{}/{}", filed.filed, due.due), 11, TextRole::Text).gap(2);
    let open = open_word(model.has_passed(), model.lang);
    let figures = [
        (open.0, filed.outstanding, open.1),
        (model.lang.pick("退回", "back"), filed.returned, TextRole::Bad),
        (model.lang.pick("补报", "late"), filed.late, TextRole::Care),
    ];
    let ambiguous = model.theme.ambiguous;
    for (word, count, role) in figures {
        let shown = count.to_string();
        // A word without its figure says nothing: what does not fit whole is left out.
        if ambiguous.width(word) + 1 + shown.len() > usize::from(line.room()) {
            break;
        }
        line.put(word, TextRole::Quiet).gap(1);
        let role = if count > 0 { role } else { TextRole::Quiet };
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
        line.cell(if n == 0 { title } else { "" }, label, TextRole::Quiet);
        line.cell(&unit.unit, area.width.saturating_sub(label + 5), TextRole::Text);
        line.figure(&filed.outstanding.to_string(), 5, TextRole::Strong);
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
        assert_eq!(urgency(8, 9), (TextRole::Text, "", ""));
        assert_eq!(urgency(7, 9).1, "临近");
        assert_eq!(urgency(3, 9).1, "紧急");
        assert_eq!(urgency(0, 9).1, "紧急");
        assert_eq!(urgency(-1, -9).1, "已截止");
    }
}
