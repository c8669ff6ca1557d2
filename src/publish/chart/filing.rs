//! Units × months: who filed, in time or late. A cell says filed/due; late ones are underlined.

use std::fmt::Write as _;

use super::{Svg, escape};
use crate::domain::board::FilingRow;
use crate::domain::lang::Lang;

/// The heat map of the first `most` units.
pub fn heat(rows: &[FilingRow], most: usize, lang: Lang) -> String {
    let (left, cell, line) = (180.0, 46.0, 24.0);
    let shown = &rows[..rows.len().min(most)];
    let title = lang.pick("各单位逐月报送（已报/应报）", "Reports by unit and month (filed/due)");
    let mut svg = Svg::new(left + cell * 12.0, 26.0 + line * shown.len() as f64, title);
    for month in 1..=12 {
        let x = left + cell * (f64::from(month) - 0.5);
        svg.text("quiet middle", (x, 16.0), &format!("{month}{}", lang.pick("月", "")));
    }
    for (at, row) in shown.iter().enumerate() {
        let y = 24.0 + line * at as f64;
        let unit = row.unit.as_deref().unwrap_or(lang.pick("名单未列", "not in the list"));
        svg.text("label end", (left - 8.0, y + 16.0), &crate::domain::text::cut(unit, 13));
        for (month, filing) in row.months.iter().enumerate() {
            let x = left + cell * month as f64;
            if filing.due == 0 {
                svg.text("quiet middle", (x + cell / 2.0, y + 16.0), "·");
                continue;
            }
            let class = match filing.filed * 4 / filing.due {
                4 if filing.on_time == filing.filed => "heat4",
                4 => "heat3",
                quarter => ["heat0", "heat1", "heat2", "heat2"][quarter.min(3) as usize],
            };
            let tip = format!("{unit} {}{}: {}/{}", month + 1, lang.pick("月", ""), filing.filed, filing.due);
            svg.rect(class, (x + 1.0, y + 1.0), (cell - 2.0, line - 2.0), &tip);
            let late = filing.filed - filing.on_time;
            let text = format!("{}/{}{}", filing.filed, filing.due, if late > 0 { "*" } else { "" });
            svg.text(&format!("figure middle on{class}"), (x + cell / 2.0, y + 16.0), &text);
        }
    }
    let mut out = svg.end();
    if rows.len() > shown.len() {
        let more = rows.len() - shown.len();
        let text = match lang {
            Lang::Zh => format!("另有 {more} 个单位未列。"),
            Lang::En => format!("{more} more units not shown."),
        };
        let _ = writeln!(out, "<p class=\"quiet\">{}</p>", escape(&text));
    }
    out
}
