//! Words and signs that several views share: percentages, lamps, states. Nothing is told by colour
//! alone: each has its word.

use crate::desk::states::State;
use crate::domain::lamp::{Lamp, Light};
use crate::domain::lang::Lang;
use crate::domain::ratio::Ratio;
use crate::tui::theme::{Role, Theme};

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
pub fn lamp(light: Option<Light>, lang: Lang, theme: Theme) -> (String, Role) {
    let Some(light) = light else { return (theme.signs().dash.to_owned(), Role::Quiet) };
    let sign = theme.signs().lamp;
    let word = light.lamp.words();
    let mark = if light.marked { "*" } else { "" };
    (format!("{sign} {}{mark}", word.get(lang)), lamp_role(light.lamp))
}

/// As [`lamp`], as short as a column of the list: 绿, 黄, 红.
pub fn short_lamp(light: Option<Light>, lang: Lang, theme: Theme) -> (&'static str, Role) {
    match light.map(|l| l.lamp) {
        None => (theme.signs().dash, Role::Quiet),
        Some(lamp @ Lamp::Green) => (lang.pick("绿", "green"), lamp_role(lamp)),
        Some(lamp @ Lamp::Yellow) => (lang.pick("黄", "yellow"), lamp_role(lamp)),
        Some(lamp @ Lamp::Red) => (lang.pick("红", "red"), lamp_role(lamp)),
    }
}

fn lamp_role(lamp: Lamp) -> Role {
    match lamp {
        Lamp::Green => Role::Good,
        Lamp::Yellow => Role::Care,
        Lamp::Red => Role::Bad,
    }
}

/// A report's state in the list: 未报, 逾期, 退回, 已报, 补报, 已审.
pub fn state(state: State, passed: bool, lang: Lang) -> (&'static str, Role) {
    match state {
        State::NotDue => (lang.pick("不报", "not due"), Role::Quiet),
        State::Returned => (lang.pick("退回", "returned"), Role::Bad),
        State::Outstanding if passed => (lang.pick("逾期", "overdue"), Role::Bad),
        State::Outstanding => (lang.pick("未报", "open"), Role::Strong),
        State::Filed { late: true } | State::Accepted { late: true } => {
            (lang.pick("补报", "late"), Role::Care)
        }
        State::Filed { .. } => (lang.pick("已报", "filed"), Role::Good),
        State::Accepted { .. } => (lang.pick("已审", "accepted"), Role::Good),
    }
}

/// As [`state`], in one Chinese or two Latin characters, for the strip of twelve months.
pub fn short_state(of: State, passed: bool, lang: Lang, dot: &'static str) -> (&'static str, Role) {
    let role = state(of, passed, lang).1;
    let text = match of {
        State::NotDue => dot,
        State::Returned => lang.pick("退", "re"),
        State::Outstanding if passed => lang.pick("逾", "!!"),
        State::Outstanding => lang.pick("未", "op"),
        State::Filed { late: true } | State::Accepted { late: true } => lang.pick("补", "la"),
        State::Filed { .. } => lang.pick("报", "fi"),
        State::Accepted { .. } => lang.pick("审", "ok"),
    };
    (text, role)
}
