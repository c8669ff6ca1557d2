//! `due`: the countdown, the month's duties, and the deadlines as a calendar file.

use std::io;

use jiff::Timestamp;
use serde::Serialize;

use super::context::Context;
use super::plain::{ColumnAlign, TextCell, TextWriter};
use super::values;
use crate::desk::App;
use crate::desk::due::{CategoryDue, Due, FilingCounts, Overdue};
use crate::domain::category::Category;
use crate::domain::deadline::weekday_words;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::month::Month;
use crate::domain::time::{in_shanghai, rfc3339};
use crate::words;

/// 本月月报：截止时间、应报与未报 // The month's reports: the deadline, what is due and what is outstanding
#[derive(clap::Args, Debug, Default)]
pub struct Args {
    /// 填报月份，如 2021-03；不写则为下一个截止月 // The month, e.g. 2021-03; the next deadline's unless said
    #[arg(long, value_name = "MONTH", value_parser = values::month)]
    month: Option<Month>,
    /// 按另一时刻回答，只读 // Answer for another moment; reads only
    #[arg(long, value_name = "TIME", value_parser = values::moment)]
    at: Option<Timestamp>,
    /// 输出日历文件，提醒日响铃 // Print a calendar file with an alarm on the reminder date
    #[arg(long)]
    ics: bool,
}

impl Args {
    /// Answers.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let now = self.at.unwrap_or(context.now);
        if self.ics {
            let file = desk.deadline_calendar(now, self.month, context.lang)?;
            if context.global.json {
                return context.answer(&serde_json::json!({ "ics": file }), |_| Ok(()));
            }
            return context.hand_out(file.as_bytes());
        }
        let due = desk.due(now, self.month)?;
        // A month that was named is the whole question.
        let overdue = if self.month.is_none() { desk.overdue(&due)? } else { None };
        say(context, &due, overdue)
    }
}

/// The summary for a desk that is open already.
pub fn answer(context: &Context, desk: &App) -> Result<Exit, Failure> {
    let due = desk.due(context.now, None)?;
    say(context, &due, desk.overdue(&due)?)
}

fn say(context: &Context, due: &Due, overdue: Option<Overdue>) -> Result<Exit, Failure> {
    context.answer(&DueJson::new(due, overdue, context.lang), |plain| print(due, overdue, plain))
}

#[derive(Serialize)]
struct DueJson<'a> {
    now: String,
    year: i16,
    invented: bool,
    month: Month,
    deadline: String,
    last_day: String,
    reminder_date: String,
    calendar_known: bool,
    rule: String,
    seconds_left: i64,
    days_left: i64,
    categories: Vec<CategoryJson>,
    units: Vec<DueUnitJson<'a>>,
    overdue: Option<OverdueJson>,
}

#[derive(Serialize)]
struct OverdueJson {
    month: Month,
    outstanding: u32,
}

#[derive(Serialize)]
struct CategoryJson {
    category: Category,
    declared: Option<u32>,
    loaded: u32,
    due: u32,
    filed: Option<u32>,
    late: Option<u32>,
    returned: Option<u32>,
    outstanding: Option<u32>,
}

#[derive(Serialize)]
struct DueUnitJson<'a> {
    unit: &'a str,
    due: u32,
    filed: Option<u32>,
    outstanding: Option<u32>,
}

impl<'a> DueJson<'a> {
    fn new(due: &'a Due, overdue: Option<Overdue>, lang: Lang) -> Self {
        let deadline = &due.deadline;
        Self {
            now: rfc3339(due.now),
            year: due.year,
            invented: due.invented,
            month: deadline.month,
            deadline: rfc3339(deadline.end),
            last_day: deadline.last_day.to_string(),
            reminder_date: deadline.reminder.to_string(),
            calendar_known: due.calendar_known,
            rule: due.rule.in_words().get(lang).to_owned(),
            seconds_left: deadline.seconds_left(due.now),
            days_left: deadline.days_left(due.now),
            categories: due.categories.iter().map(CategoryJson::from).collect(),
            units: due
                .units
                .iter()
                .map(|unit| DueUnitJson {
                    unit: &unit.unit,
                    due: unit.due,
                    filed: unit.filed.map(|f| f.filed),
                    outstanding: unit.filed.map(|f| f.outstanding),
                })
                .collect(),
            overdue: overdue.map(|Overdue { month, outstanding }| OverdueJson { month, outstanding }),
        }
    }
}

impl From<&CategoryDue> for CategoryJson {
    fn from(category: &CategoryDue) -> Self {
        Self {
            category: category.category,
            declared: category.declared,
            loaded: category.loaded,
            due: category.due,
            filed: category.filed.map(|f| f.filed),
            late: category.filed.map(|f| f.late),
            returned: category.filed.map(|f| f.returned),
            outstanding: category.filed.map(|f| f.outstanding),
        }
    }
}

/// Units printed in plain text; `--json` has them all.
const MOST_UNITS: usize = 10;

fn print(due: &Due, overdue: Option<Overdue>, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    let invented =
        if due.invented { lang.pick(" · 演示数据（虚构）", " · demo data, invented") } else { "" };
    let (year, month) = (due.year, due.deadline.month);
    let title = words!("市级重大项目 {year} · {month} 月报", "Major projects {year} · reports of {month}");
    plain.strong(format!("{}{invented}", title.get(lang)))?;
    plain.line(countdown(due).get(lang))?;
    plain.line(deadline_words(due).get(lang))?;
    if let Some(Overdue { month, outstanding }) = overdue {
        plain.strong(
            words!(
                "{month} 已过截止，仍有 {outstanding} 个项目逾期未报：diaodu chase --month {month}",
                "{month} is past its deadline with {outstanding} reports outstanding: diaodu chase --month {month}"
            )
            .get(lang),
        )?;
    }
    plain.gap()?;

    let ledger = due.categories.iter().any(|c| c.filed.is_some());
    let heading = lang.pick(
        ["类别", "公布", "载入", "应报", "已报", "补报", "退回", "未报"],
        ["category", "declared", "loaded", "due", "filed", "late", "returned", "outstanding"],
    );
    let columns = [
        ColumnAlign::Left,
        ColumnAlign::Right,
        ColumnAlign::Right,
        ColumnAlign::Right,
        ColumnAlign::Right,
        ColumnAlign::Right,
        ColumnAlign::Right,
        ColumnAlign::Right,
    ];
    let rows = due.categories.iter().map(|c| {
        let declared = c.declared.map_or("–".to_owned(), |n| n.to_string());
        let mut row: Vec<TextCell> = vec![c.category.short(lang).into(), declared.into()];
        row.extend([c.loaded, c.due].map(|n| TextCell::from(n.to_string())));
        row.extend(filed_cells(c.filed));
        row
    });
    plain.table(&columns, &heading, rows)?;
    if !ledger {
        plain.line(lang.pick(
            "尚无台账：已报、补报、退回、未报未知。",
            "No ledger yet: what has been filed is unknown.",
        ))?;
    }
    if !due.units.is_empty() {
        plain.gap()?;
        let heading =
            lang.pick(["牵头单位", "应报", "已报", "未报"], ["lead unit", "due", "filed", "outstanding"]);
        let rows = due.units.iter().take(MOST_UNITS).map(|unit| {
            let [filed, _, _, outstanding] = filed_cells(unit.filed);
            vec![TextCell::from(&unit.unit), unit.due.to_string().into(), filed, outstanding]
        });
        plain.table(
            &[ColumnAlign::Flexible, ColumnAlign::Right, ColumnAlign::Right, ColumnAlign::Right],
            &heading,
            rows,
        )?;
        if let Some(more) = due.units.len().checked_sub(MOST_UNITS).filter(|more| *more > 0) {
            plain.line(words!("……另有 {more} 个单位", "… and {more} more units").get(lang))?;
        }
    }
    Ok(())
}

fn filed_cells(filed: Option<FilingCounts>) -> [TextCell; 4] {
    match filed {
        None => ["–"; 4].map(TextCell::from),
        Some(f) => [f.filed, f.late, f.returned, f.outstanding].map(|n| TextCell::from(n.to_string())),
    }
}

/// 距截止 1天 12:00:00, or by how much it has passed.
fn countdown(due: &Due) -> Bilingual {
    let left = due.deadline.seconds_left(due.now);
    let seconds = left.abs();
    let (days, hours, minutes, seconds) =
        (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    if left >= 0 {
        words!(
            "距截止 {days}天 {hours:02}:{minutes:02}:{seconds:02}",
            "{days}d {hours:02}:{minutes:02}:{seconds:02} left"
        )
    } else {
        words!(
            "已过截止 {days}天 {hours:02}:{minutes:02}:{seconds:02}",
            "passed {days}d {hours:02}:{minutes:02}:{seconds:02} ago"
        )
    }
}

/// 截止 3月25日(周四) 24:00（规则），提醒日.
fn deadline_words(due: &Due) -> Bilingual {
    let day = |date: jiff::civil::Date| {
        let weekday = weekday_words(date);
        Bilingual {
            zh: format!("{}月{}日({})", date.month(), date.day(), weekday.zh),
            en: format!("{} {date}", weekday.en),
        }
    };
    let (last, reminder, rule) =
        (day(due.deadline.last_day), day(due.deadline.reminder), due.rule.in_words());
    let now = in_shanghai(due.now).strftime("%Y-%m-%d %H:%M").to_string();
    let calendar = if due.calendar_known {
        Bilingual::default()
    } else {
        words!("（当年节假日表未载入，只计周末）", " (holidays of that year unknown: weekends only)")
    };
    Bilingual {
        zh: format!(
            "截止 {} 24:00（{}） · 提醒日 {}{} · 现在 {now}",
            last.zh, rule.zh, reminder.zh, calendar.zh
        ),
        en: format!(
            "deadline {} 24:00 ({}) · remind on {}{} · now {now}, Shanghai",
            last.en, rule.en, reminder.en, calendar.en
        ),
    }
}
