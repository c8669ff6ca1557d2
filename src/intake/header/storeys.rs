//! Headers of several rows: which rows belong to one, and what a column is called whose label is parted.

use super::super::grid::{CellKind, Grid, GridRow};
use super::ProjectField;
use super::words::{HeaderMeaning, bare, meaning};
use crate::domain::text::to_half_width;

/// Whether the row `top + height - 1` may be one more storey of a header that begins at `top`.
pub fn may_be_storey(grid: &Grid, top: usize, height: usize) -> bool {
    let lower = &grid.rows[top + height - 1];
    let above = &grid.rows[top + height - 2];
    if lower.is_empty() || grid.rows[top].filled().count() < 2 {
        return false;
    }
    let merged_down =
        grid.merges.reaching(top).any(|m| m.top == top && m.bottom >= top + height - 1 && m.left == m.right);
    let texts: Vec<_> = lower.filled().collect();
    if texts.iter().any(|(at, t)| lower.kind(*at) != CellKind::Text || t.chars().count() > 24 || is_number(t))
    {
        return false;
    }
    if merged_down {
        return true;
    }
    // Without merges: every lower cell stands below a filled one, or to the right of one.
    let first = above.filled().next().map_or(usize::MAX, |(at, _)| at);
    let below_gap = texts.iter().any(|(at, _)| above.cell(*at).is_empty());
    let splits =
        texts.len() >= 2 && texts.iter().all(|(at, t)| !above.cell(*at).is_empty() && t.chars().count() <= 8);
    let heading = texts.len() == 1 && texts[0].0 <= 1 && !is_unit(texts[0].1);
    // 合计 below 总投资 is a column's; below 序号 or 项目名称 it is a row of sums.
    let labels = |text: &str| {
        text.is_empty() || matches!(meaning(text), Some((Some(ProjectField::Serial | ProjectField::Name), _)))
    };
    let total = texts
        .iter()
        .any(|(at, t)| matches!(bare(t).as_str(), "合计" | "总计" | "共计") && labels(above.cell(*at)));
    !heading
        && !total
        && texts.iter().all(|(at, _)| *at >= first)
        && (below_gap || splits || texts.iter().all(|(_, t)| is_unit(t)))
}

/// Whether all that a row says are units.
pub fn is_storey_of_units(row: &GridRow) -> bool {
    !row.is_empty() && row.filled().all(|(_, text)| is_unit(text))
}

/// A unit or a kind of figure that stands in a storey of its own.
pub fn is_unit(text: &str) -> bool {
    let bare = bare(text);
    let inside = bare.trim_start_matches('(').trim_end_matches(')');
    matches!(inside, "万元" | "亿元" | "元" | "年" | "个" | "亩" | "公里" | "平方米" | "%" | "年月")
}

fn is_number(text: &str) -> bool {
    let half = to_half_width(text);
    let compact = half.trim().trim_end_matches('%');
    !compact.is_empty()
        && compact.parse::<f64>().is_ok()
        && !(compact.len() == 4 && compact.starts_with("20"))
}

/// The text of the storey above that spans a blank cell.
pub fn parent<'a>(
    grid: &Grid,
    row: usize,
    column: usize,
    above: &'a GridRow,
    below: &GridRow,
    has_merges: bool,
) -> &'a str {
    if let Some(merge) = grid.merges.reaching(row).find(|m| (m.left..=m.right).contains(&column)) {
        return if merge.top == row { above.cell(merge.left) } else { "" };
    }
    if has_merges || below.cell(column).is_empty() {
        return "";
    }
    let left = (0..column).rev().find(|c| !above.cell(*c).is_empty());
    // Only a cell that itself has something below can be a parent.
    left.filter(|c| (*c..column).all(|c| !below.cell(c).is_empty())).map_or("", |c| above.cell(c))
}

/// The label of a column from its storeys, and what it means. `is_phrase`: the storeys stand over each other in this
/// column alone, so that they are one phrase wrapped over rows.
pub fn joined(parts: &[String], is_phrase: bool) -> (String, Option<HeaderMeaning>) {
    let words: Vec<&str> = parts.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => (String::new(), None),
        [one] => ((*one).to_owned(), meaning(one)),
        [above @ .., last] => {
            let whole = words.concat();
            let parent = above.concat();
            let label = words.join("-");
            let monthly = ["月", "季度"].iter().any(|w| parent.contains(w)) && !parent.contains("投资");
            if monthly {
                return (label, Some((None, 0)));
            }
            if is_unit(last) {
                return (format!("{parent}{last}"), meaning(&parent));
            }
            // A header that is one phrase split over two rows: 项目 / 名称.
            let alone = meaning(last).filter(|(f, s)| f.is_some() && *s == 2);
            let together = meaning(&whole).filter(|(f, s)| f.is_some() && *s == 2);
            let split = last.chars().count() <= 4 && parent.chars().count() <= 6;
            let own = meaning(&parent).and_then(|(field, sureness)| field.filter(|_| sureness == 2));
            let fits = own.is_none() || own == together.and_then(|(field, _)| field);
            if alone.is_none() && (split || is_phrase) && together.is_some() && fits {
                return (whole, together);
            }
            if is_phrase && alone.is_none() && own.is_none() && last.chars().count() <= 8 {
                return (whole.clone(), meaning(&whole).or(Some((None, 0))));
            }
            if matches!(bare(last).as_str(), "合计" | "小计" | "总计" | "总额" | "金额") {
                return (label, meaning(&parent));
            }
            let of_the_year = ["计划投资", "投资计划", "年度投资"].iter().any(|w| parent.contains(w));
            if of_the_year && last.contains("总投资") {
                return (label, Some((Some(ProjectField::PlannedInvestment), 2)));
            }
            // 2021年投资计划 over 主要建设内容: what that year's money builds.
            if parent.contains("计划") && last.contains("建设内容") {
                return (label, Some((Some(ProjectField::Goal), 1)));
            }
            if let Some(found) = meaning(last).filter(|(f, _)| f.is_some()) {
                return (label, Some(found));
            }
            let turned = meaning(&format!("{last}{parent}"))
                .filter(|(f, _)| *f == Some(ProjectField::PlannedInvestment) && last.contains('年'));
            (label, turned.or(Some((None, 0))))
        }
    }
}
