//! Charts as SVG that stands by itself: every mark carries its number or a sign, so a black-and-white
//! print says the same as the screen. Colours are the page's style (see `page.css`).

pub mod filing;
pub mod tiles;

use std::fmt::Write as _;

use super::document::html::escape;
use crate::domain::board::{Bin, Group, GroupBy, MonthBar};
use crate::domain::lang::Lang;
use crate::domain::money::{Money, YI};
use crate::domain::ratio::Ratio;

/// An open SVG figure.
pub(super) struct Svg(String);

impl Svg {
    fn new(width: f64, height: f64, title: &str) -> Self {
        let title = escape(title);
        Self(format!(
            "<svg viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{title}\"><title>{title}</title>\n"
        ))
    }

    fn rect(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64), tip: &str) {
        let (width, height, tip) = (width.max(0.0), height.max(0.0), escape(tip));
        let _ = writeln!(
            self.0,
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\"><title>{tip}</title></rect>"
        );
    }

    fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = writeln!(
            self.0,
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        );
    }

    fn text(&mut self, class: &str, (x, y): (f64, f64), text: &str) {
        let text = escape(text);
        let _ = writeln!(self.0, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{text}</text>");
    }

    fn end(mut self) -> String {
        self.0.push_str("</svg>\n");
        self.0
    }
}

/// Ahead of, on or behind schedule, as a class and a sign that need no colour.
pub(super) fn pace(deviation: Option<Ratio>) -> (&'static str, &'static str) {
    match deviation.map(|d| d.times(100).scaled(2)) {
        None => ("none", "·"),
        Some(hundredths) if hundredths >= 0 => ("ahead", "▲"),
        Some(hundredths) if hundredths > -1_000 => ("near", "▽"),
        Some(_) => ("behind", "▼"),
    }
}

/// `+7.1` or `−7.1` points.
pub(super) fn points(deviation: Ratio) -> String {
    let text = deviation.percent(1);
    match text.strip_prefix('-') {
        Some(rest) => format!("−{rest}"),
        None => format!("+{text}"),
    }
}

const WIDE: f64 = 760.0;

/// P by group against T, slowest first: a bar a group, a line at T.
pub fn progress(groups: &[Group], by: GroupBy, schedule: Ratio, lang: Lang) -> String {
    const ROW: f64 = 26.0;
    let (left, right) = (170.0, 600.0);
    let most = groups
        .iter()
        .filter_map(|g| g.now.progress())
        .map(Ratio::approximate)
        .fold(1.0_f64, f64::max)
        .min(2.0);
    let at = |ratio: f64| left + (right - left) * ratio.clamp(0.0, most) / most;
    let height = groups.len() as f64 * ROW + 30.0;
    let title = lang.pick("投资进度与时序进度", "Progress against schedule");
    let mut svg = Svg::new(WIDE, height, title);
    for (row, group) in groups.iter().enumerate() {
        let y = row as f64 * ROW + 24.0;
        let label = group.label(by, lang);
        svg.text("label end", (left - 8.0, y + 15.0), &crate::domain::text::cut(&label, 13));
        let Some(progress) = group.now.progress() else {
            let none = lang.pick("— 无年度计划", "— no year plan");
            svg.text("quiet", (left + 4.0, y + 15.0), none);
            continue;
        };
        let deviation = progress.minus(schedule);
        let (class, sign) = pace(Some(deviation));
        let said = format!("{}% {sign}{}", progress.percent(1), points(deviation));
        svg.rect(
            class,
            (left, y + 3.0),
            (at(progress.approximate()) - left, ROW - 8.0),
            &format!("{label} {said}"),
        );
        let covered = format!("{said}  {}/{}", group.now.with_plan, group.now.projects);
        svg.text("figure", (right + 10.0, y + 15.0), &covered);
    }
    let t = at(schedule.approximate());
    svg.line("schedule", (t, 18.0), (t, height - 4.0));
    let schedule = format!("{} {}%", lang.pick("时序", "T"), schedule.percent(1));
    svg.text("quiet middle", (t, 13.0), &schedule);
    svg.end()
}

/// Investment month by month beside an even twelfth of the plan.
pub fn months(months: &[MonthBar], lang: Lang) -> String {
    let (left, bottom, top) = (54.0, 210.0, 24.0);
    let step = (WIDE - left) / 12.0;
    let amounts = months.iter().flat_map(|m| [m.invested.unwrap_or_default(), m.even]);
    let most = amounts.max().filter(|m| m.0 > 0).unwrap_or(Money(1));
    let y = |money: Money| bottom - (bottom - top) * (money.0.max(0) as f64 / most.0 as f64);
    let title = lang.pick("逐月完成投资与均衡计划", "Investment by month against an even plan");
    let mut svg = Svg::new(WIDE, 240.0, title);
    for part in 0..=4 {
        let line = Money(most.0 / 4 * part);
        svg.line("grid", (left, y(line)), (WIDE, y(line)));
        svg.text("quiet end", (left - 6.0, y(line) + 4.0), &line.rounded(YI, 1));
    }
    svg.text("quiet end", (left - 6.0, 12.0), lang.pick("亿元", "100m yuan"));
    for (at, month) in months.iter().enumerate() {
        let x = left + step * at as f64;
        let number = month.month.number();
        svg.text(
            "quiet middle",
            (x + step / 2.0, bottom + 18.0),
            &format!("{number}{}", lang.pick("月", "")),
        );
        match month.invested {
            Some(invested) => {
                let tip = format!("{} {}", month.month, invested.friendly());
                svg.rect("bar", (x + 8.0, y(invested)), (step - 16.0, bottom - y(invested)), &tip);
                svg.text(
                    "figure middle",
                    (x + step / 2.0, y(invested) - 5.0),
                    &invested.rounded(YI, if most.0 < 10 * YI { 2 } else { 1 }),
                );
            }
            None => svg.text("quiet middle", (x + step / 2.0, bottom - 5.0), "—"),
        }
        svg.line("schedule", (x + 2.0, y(month.even)), (x + step - 2.0, y(month.even)));
    }
    svg.line("axis", (left, bottom), (WIDE, bottom));
    svg.end()
}

/// How many projects lie how far from schedule.
pub fn spread(bins: &[Bin], lang: Lang) -> String {
    let (bottom, top) = (170.0, 24.0);
    let step = WIDE / bins.len().max(1) as f64;
    let most = bins.iter().map(|b| b.projects).max().unwrap_or(0).max(1);
    let title = lang.pick("偏差分布（项目数）", "Projects by deviation from schedule");
    let mut svg = Svg::new(WIDE, 205.0, title);
    for (at, bin) in bins.iter().enumerate() {
        let x = step * at as f64;
        let height = (bottom - top) * bin.projects as f64 / most as f64;
        let class = match bin.low {
            Some(low) if low >= 0 => "ahead",
            Some(-10) => "near",
            _ => "behind",
        };
        let label = bin.label();
        svg.rect(
            class,
            (x + 6.0, bottom - height),
            (step - 12.0, height),
            &format!("{label}: {}", bin.projects),
        );
        svg.text("figure middle", (x + step / 2.0, bottom - height - 5.0), &bin.projects.to_string());
        svg.text("quiet middle", (x + step / 2.0, bottom + 16.0), &label);
    }
    svg.line("axis", (0.0, bottom), (WIDE, bottom));
    let unit =
        lang.pick("百分点：左落后，右超前", "percentage points: behind on the left, ahead on the right");
    svg.text("quiet middle", (WIDE / 2.0, 200.0), unit);
    svg.end()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::indicator::{ProjectFigures, Schedule};

    fn group(key: &str, plan: i64, ytd: i64) -> Group {
        let mut group = Group { key: Some(key.into()), ..Group::default() };
        group.now.add(&ProjectFigures {
            plan: (plan > 0).then_some(Money::wan(plan)),
            ytd: Money::wan(ytd),
            ..ProjectFigures::default()
        });
        group
    }

    #[test]
    fn bars_say_their_numbers_and_a_group_without_a_plan_has_no_bar() {
        let schedule = Schedule::WholeMonths.at("2021-06".parse().unwrap());
        let chart =
            progress(&[group("甲<区>", 100, 35), group("乙区", 0, 5)], GroupBy::District, schedule, Lang::Zh);
        assert!(chart.contains("甲&lt;区&gt; 35.0% ▼−15.0"), "{chart}");
        assert!(chart.contains("— 无年度计划"), "{chart}");
        assert_eq!(chart.matches("<rect").count(), 1);
    }

    #[test]
    fn a_month_without_reports_is_a_dash_not_a_zero() {
        let bar = |n: i8, invested| MonthBar {
            month: crate::domain::month::Month::new(2021, n).unwrap(),
            invested,
            cumulative: Money::ZERO,
            even: Money::wan(100),
        };
        let chart = months(&[bar(1, None), bar(2, Some(Money::wan(200)))], Lang::Zh);
        assert_eq!((chart.matches("<rect").count(), chart.matches(">—<").count()), (1, 1));
    }
}
