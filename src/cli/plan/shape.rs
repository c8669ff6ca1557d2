//! How a plan's version is printed.

use std::io;

use serde::Serialize;

use crate::cli::plain::{ColumnAlign, TextCell, TextWriter};
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::plan::PlanVersion;
use crate::domain::time::rfc3339;

/// One version, as in `show`, `plan set` and `plan history`.
#[derive(Debug, Serialize)]
pub struct VersionJson<'a> {
    version: u32,
    year_plan: Option<Money>,
    total_investment: Option<Money>,
    start_month: Option<Month>,
    finish_month: Option<Month>,
    from: String,
    reason: &'a str,
    by: Option<&'a str>,
    at: Option<String>,
    listed: bool,
}

impl<'a> From<&'a PlanVersion> for VersionJson<'a> {
    fn from(version: &'a PlanVersion) -> Self {
        Self {
            version: version.number,
            year_plan: version.plan.year_plan,
            total_investment: version.plan.total,
            start_month: version.plan.start,
            finish_month: version.plan.finish,
            from: version.from.to_string(),
            reason: &version.reason,
            by: (!version.by.is_empty()).then_some(version.by.as_str()),
            at: version.at.map(rfc3339),
            listed: version.number == 0,
        }
    }
}

/// The versions as a table, oldest first.
pub fn print(versions: &[PlanVersion], plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    let heading = lang.pick(
        ["版本", "生效", "年度计划", "总投资", "计划开工", "计划完工", "经办", "原因"],
        ["version", "from", "year plan", "total", "start", "finish", "by", "reason"],
    );
    let columns = [
        ColumnAlign::Left,
        ColumnAlign::Left,
        ColumnAlign::Right,
        ColumnAlign::Right,
        ColumnAlign::Left,
        ColumnAlign::Left,
        ColumnAlign::Left,
        ColumnAlign::Flexible,
    ];
    plain.table(&columns, &heading, versions.iter().map(|v| row(v, lang)))
}

fn row(version: &PlanVersion, lang: Lang) -> Vec<TextCell> {
    let dash = || "—".to_owned();
    let money = |m: Option<Money>| m.map_or_else(dash, Money::friendly);
    let month = |m: Option<Month>| m.map_or_else(dash, |m| m.to_string());
    let reason = if version.number == 0 { String::new() } else { version.reason.clone() };
    [
        version.title().get(lang).to_owned(),
        version.from.to_string(),
        money(version.plan.year_plan),
        money(version.plan.total),
        month(version.plan.start),
        month(version.plan.finish),
        version.by.clone(),
        reason,
    ]
    .map(TextCell::from)
    .into()
}
