//! Words and signs that several views share: percentages, lamps, states. Nothing is told by colour
//! alone: each has its word.

use crate::desk::states::ReportState;
use crate::domain::lamp::{Lamp, Rag};
use crate::domain::lang::Lang;
use crate::domain::ratio::Ratio;
use crate::tui::theme::{TextRole, Theme};

/// `54.8%`, `105%`, or a dash where there is no plan.
pub fn percent(ratio: Option<Ratio>, dash: &str) -> String {
    match ratio {
        Some(ratio) if ratio.scaled(2) >= 100 => format!("{}%", ratio.percent(0)),
        Some(ratio) => format!("{}%", ratio.percent(1)),
        None => dash.to_owned(),
    }
}

/// `+3.2点`: a difference in percentage points.
pub fn points(ratio: Option<Ratio>, lang: Lang, dash: &str) -> String {
    match ratio {
        Some(ratio) => {
            let sign = if ratio.scaled(3) > 0 { "+" } else { "" };
            format!("{sign}{}{}", ratio.percent(1), lang.pick("个百分点", " points"))
        }
        None => dash.to_owned(),
    }
}

/// The lamp's sign and word.
pub fn lamp(light: Option<Rag>, lang: Lang, theme: Theme) -> (String, TextRole) {
    let Some(light) = light else { return (theme.signs().dash.to_owned(), TextRole::Quiet) };
    let sign = theme.signs().lamp;
    let word = light.lamp.words();
    let mark = if light.marked { "*" } else { "" };
    (format!("{sign} {}{mark}", word.get(lang)), lamp_role(light.lamp))
}

/// As [`lamp`], as short as a column of the list: 绿, 黄, 红.
pub fn short_lamp(light: Option<Rag>, lang: Lang, theme: Theme) -> (&'static str, TextRole) {
    match light.map(|l| l.lamp) {
        None => (theme.signs().dash, TextRole::Quiet),
        Some(lamp @ Lamp::Green) => (lang.pick("绿", "green"), lamp_role(lamp)),
        Some(lamp @ Lamp::Yellow) => (lang.pick("黄", "yellow"), lamp_role(lamp)),
        Some(lamp @ Lamp::Red) => (lang.pick("红", "red"), lamp_role(lamp)),
    }
}

fn lamp_role(lamp: Lamp) -> TextRole {
    match lamp {
        Lamp::Green => TextRole::Good,
        Lamp::Yellow => TextRole::Care,
        Lamp::Red => TextRole::Bad,
    }
}

/// A report's state in the list: 未报, 逾期, 退回, 已报, 补报, 已审.
pub fn state(state: ReportState, passed: bool, lang: Lang) -> (&'static str, TextRole) {
    match state {
        ReportState::NotDue => (lang.pick("不报", "not due"), TextRole::Quiet),
        ReportState::Returned => (lang.pick("退回", "returned"), TextRole::Bad),
        ReportState::Outstanding if passed => (lang.pick("逾期", "overdue"), TextRole::Bad),
        ReportState::Outstanding => (lang.pick("未报", "open"), TextRole::Strong),
        ReportState::Filed { late: true } | ReportState::Accepted { late: true } => {
            (lang.pick("补报", "late"), TextRole::Care)
        }
        ReportState::Filed { .. } => (lang.pick("已报", "filed"), TextRole::Good),
        ReportState::Accepted { .. } => (lang.pick("已审", "accepted"), TextRole::Good),
    }
}

/// As [`state`], in one Chinese or two Latin characters, for the strip of twelve months.
pub fn short_state(of: ReportState, passed: bool, lang: Lang, dot: &'static str) -> (&'static str, TextRole) {
    let role = state(of, passed, lang).1;
    let text = match of {
        ReportState::NotDue => dot,
        ReportState::Returned => lang.pick("退", "re"),
        ReportState::Outstanding if passed => lang.pick("逾", "!!"),
        ReportState::Outstanding => lang.pick("未", "op"),
        ReportState::Filed { late: true } | ReportState::Accepted { late: true } => lang.pick("补", "la"),
        ReportState::Filed { .. } => lang.pick("报", "fi"),
        ReportState::Accepted { .. } => lang.pick("审", "ok"),
    };
    (text, role)
}
