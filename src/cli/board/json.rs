//! The board's fields in the JSON contract (docs/json.md).

use serde::Serialize;

use crate::desk::board::ProjectLine;
use crate::domain::board::{Board, Group, UnitFilings};
use crate::domain::forecast::Forecast;
use crate::domain::indicator::{EventCount, Schedule};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::ratio::Ratio;

/// The whole answer.
#[derive(Serialize)]
pub struct BoardJson<'a> {
    month: Month,
    list_year: i16,
    invented: bool,
    by: &'static str,
    schedule_percent: f64,
    groups: Vec<GroupJson>,
    total: GroupJson,
    months: Vec<MonthJson>,
    deviations: Vec<BinJson>,
    filing: Vec<FilingJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    projects: Option<Vec<LineJson<'a>>>,
}

#[derive(Serialize)]
struct GroupJson {
    key: Option<String>,
    label: String,
    projects: u64,
    with_plan: u64,
    coverage_percent: Option<f64>,
    plan: Option<Money>,
    ytd: Money,
    ytd_with_plan: Money,
    month_investment: Money,
    progress_percent: Option<f64>,
    deviation_points: Option<f64>,
    progress_change_points: Option<f64>,
    ytd_year_on_year_percent: Option<f64>,
    progress_year_on_year_points: Option<f64>,
    starts: CountJson,
    completions: CountJson,
    lamps: Lamps,
    due: u64,
    filed: u64,
    filed_percent: Option<f64>,
    on_time_percent: Option<f64>,
    beyond_plan: u64,
    forecast: Option<ForecastJson>,
}

#[derive(Serialize)]
struct CountJson {
    planned: u64,
    done: u64,
    percent: Option<f64>,
    due: u64,
    done_of_due: u64,
    due_percent: Option<f64>,
}

#[derive(Serialize)]
struct Lamps {
    green: u64,
    yellow: u64,
    red: u64,
    none: u64,
}

/// An estimate, with its formula in words.
#[derive(Serialize)]
pub struct ForecastJson {
    required_monthly: Option<Money>,
    months_left: u8,
    year_end: Money,
    shortfall: Money,
    will_miss: bool,
    formula: String,
}

#[derive(Serialize)]
struct MonthJson {
    month: Month,
    invested: Option<Money>,
    cumulative: Money,
    even_plan: Option<Money>,
}

#[derive(Serialize)]
struct BinJson {
    from_points: Option<i16>,
    below_points: Option<i16>,
    projects: u64,
}

#[derive(Serialize)]
struct FilingJson<'a> {
    unit: Option<&'a str>,
    months: Vec<CellJson>,
}

#[derive(Serialize)]
struct CellJson {
    due: u32,
    filed: u32,
    on_time: u32,
}

/// One project behind a figure.
#[derive(Serialize)]
struct LineJson<'a> {
    id: ProjectId,
    name: &'a str,
    plan: Option<Money>,
    plan_version: Option<u32>,
    ytd: Money,
    month_investment: Option<Money>,
    progress_percent: Option<f64>,
    deviation_points: Option<f64>,
    lamp: Option<&'static str>,
    reasons: Vec<LampJson>,
    missing_months: &'a [Month],
    forecast: Option<ForecastJson>,
}

/// A lamp with its arithmetic.
#[derive(Serialize)]
pub struct LampJson {
    lamp: &'static str,
    marked: bool,
    rule: String,
    sentence: String,
}

fn percent(ratio: Option<Ratio>) -> Option<f64> {
    ratio.map(Ratio::percent_number)
}

impl<'a> BoardJson<'a> {
    /// Takes the fields of a board; `behind` are the projects asked for.
    pub fn new(board: &'a Board, behind: Option<&'a [ProjectLine<'a>]>, lang: Lang) -> Self {
        let schedule = board.schedule.at(board.month);
        let group = |group: &Group, label: String| GroupJson::new(group, label, board, lang);
        let planned = board.total.now.with_plan > 0;
        Self {
            month: board.month,
            list_year: board.list_year,
            invented: board.invented,
            by: board.by.name(),
            schedule_percent: schedule.percent_number(),
            groups: board.groups.iter().map(|g| group(g, g.label(board.by, lang))).collect(),
            total: group(&board.total, lang.pick("合计", "total").to_owned()),
            months: board
                .months
                .iter()
                .map(|m| MonthJson {
                    month: m.month,
                    invested: m.invested,
                    cumulative: m.cumulative,
                    even_plan: planned.then_some(m.even),
                })
                .collect(),
            deviations: board
                .spread
                .iter()
                .map(|b| BinJson { from_points: b.low, below_points: b.high, projects: b.projects })
                .collect(),
            filing: board
                .filing
                .iter()
                .map(|row| FilingJson {
                    unit: row.unit.as_deref(),
                    months: row.months.iter().map(CellJson::from).collect(),
                })
                .collect(),
            projects: behind.map(|lines| {
                lines.iter().map(|line| LineJson::new(line, board.month, board.schedule, lang)).collect()
            }),
        }
    }
}

impl GroupJson {
    fn new(group: &Group, label: String, board: &Board, lang: Lang) -> Self {
        let now = &group.now;
        let schedule = board.schedule.at(board.month);
        let [green, yellow, red, none] = now.lamps;
        Self {
            key: group.key.clone(),
            label,
            projects: now.projects,
            with_plan: now.with_plan,
            coverage_percent: percent(now.coverage()),
            plan: (now.with_plan > 0).then_some(now.plan),
            ytd: now.ytd,
            ytd_with_plan: now.ytd_planned,
            month_investment: now.month,
            progress_percent: percent(now.progress()),
            deviation_points: percent(now.deviation(schedule)),
            progress_change_points: percent(group.progress_since_last_month()),
            ytd_year_on_year_percent: percent(group.year_on_year()),
            progress_year_on_year_points: percent(group.progress_year_on_year()),
            starts: (&now.starts).into(),
            completions: (&now.completions).into(),
            lamps: Lamps { green, yellow, red, none },
            due: now.due,
            filed: now.filed,
            filed_percent: percent(now.filed_rate()),
            on_time_percent: percent(now.on_time_rate()),
            beyond_plan: now.beyond_plan,
            forecast: group
                .forecast(board.month, board.schedule)
                .map(|f| ForecastJson::new(&f, board.month, board.schedule, lang)),
        }
    }
}

impl From<&EventCount> for CountJson {
    fn from(count: &EventCount) -> Self {
        Self {
            planned: count.planned,
            done: count.done,
            percent: percent(count.rate()),
            due: count.due,
            done_of_due: count.done_of_due,
            due_percent: percent(count.rate_of_due()),
        }
    }
}

impl From<&UnitFilings> for CellJson {
    fn from(filing: &UnitFilings) -> Self {
        Self { due: filing.due, filed: filing.filed, on_time: filing.on_time }
    }
}

impl ForecastJson {
    /// Takes an outlook.
    pub fn new(forecast: &Forecast, month: Month, schedule: Schedule, lang: Lang) -> Self {
        Self {
            required_monthly: forecast.required_monthly,
            months_left: forecast.months_left,
            year_end: forecast.year_end,
            shortfall: forecast.shortfall(),
            will_miss: forecast.will_miss(),
            formula: forecast.explain(month, schedule).get(lang).to_owned(),
        }
    }
}

impl<'a> LineJson<'a> {
    fn new(line: &'a ProjectLine<'a>, month: Month, schedule: Schedule, lang: Lang) -> Self {
        let standing = &line.standing;
        let progress = crate::domain::indicator::progress(standing.ytd, standing.plan);
        Self {
            id: line.project.id,
            name: &line.project.name,
            plan: standing.plan,
            plan_version: standing.plan_version,
            ytd: standing.ytd,
            month_investment: standing.month,
            progress_percent: percent(progress),
            deviation_points: percent(progress.map(|p| p.minus(schedule.at(month)))),
            lamp: standing.light.map(|light| light.lamp.name()),
            reasons: lamps(line, lang),
            missing_months: &line.missing,
            forecast: line.forecast.map(|f| ForecastJson::new(&f, month, schedule, lang)),
        }
    }
}

/// A project's lamps with their arithmetic, worst first.
pub fn lamps(line: &ProjectLine<'_>, lang: Lang) -> Vec<LampJson> {
    line.readings
        .iter()
        .map(|reading| LampJson {
            lamp: reading.light.lamp.name(),
            marked: reading.light.marked,
            rule: reading.profile.clone(),
            sentence: reading.sentence.get(lang).to_owned(),
        })
        .collect()
}
