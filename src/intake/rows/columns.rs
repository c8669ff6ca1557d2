//! The row of column numbers that many forms print below their header: `(1) (2) (3)`, `甲 乙 1 2`, `栏次 1 2 3=1+2`.
//! It names no project.

use super::super::grid::GridRow;
use super::super::heading::{self, NumberingStyle};
use super::is_dash;
use super::sentences::bare;

/// How a column is numbered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Series {
    /// 1, 2, 3 and the same in brackets, 第1列
    Figures,
    /// ①
    Circled,
    /// 甲乙丙
    Stems,
    /// A B C
    Letters,
    /// Ⅰ Ⅱ Ⅲ
    Roman,
    /// 一二三
    Chinese,
}

/// What one cell of such a row says.
enum Cell {
    /// 栏次, or a stroke where a column has no number.
    Blank,
    /// One number, or two ways to read it: `I` is a letter or a Roman one.
    Number([Option<(Series, u32)>; 2]),
}

/// Whether a row numbers its columns. `begins`: no project stands between it and the header, so that a few cells
/// tell it; elsewhere it must be a longer row.
pub fn numbers_columns(row: &GridRow, name_at: usize, begins: bool) -> bool {
    let name = row.cell(name_at);
    // Most rows are told by their names alone.
    if name.len() > 40 || !name.is_empty() && cell(name).is_none() {
        return false;
    }
    let mut series: Vec<(Series, u32)> = Vec::new();
    let (mut first, mut filled, mut numbers, mut figures) = (None, 0_usize, 0_usize, false);
    for (_, text) in row.filled() {
        filled += 1;
        let readings = match cell(text) {
            None => return false,
            Some(Cell::Blank) => {
                first = first.or(Some(None));
                continue;
            }
            Some(Cell::Number(readings)) => readings,
        };
        let fits = readings.into_iter().flatten().find(|(kind, number)| {
            match series.iter().find(|(known, _)| known == kind) {
                // A column without a number may stand between two that have one.
                Some((_, last)) => (last + 1..=last + 2).contains(number),
                None => *number <= 1,
            }
        });
        let Some((kind, number)) = fits else { return false };
        series.retain(|(known, _)| *known != kind);
        series.push((kind, number));
        first = first.or(Some(Some(kind)));
        figures |= text.chars().all(|c| c.is_ascii_digit()) && numbers == 0;
        numbers += 1;
    }
    let strokes = numbers == 0 && filled >= 2 && row.filled().all(|(_, text)| is_dash(text));
    if strokes {
        return true;
    }
    let alone = series.len() == 1;
    // A project 甲 with the serial 1 is none: a plain figure before another series asks for a longer row.
    let enough = match (alone, figures) {
        (true, _) => 2,
        (false, false) => 3,
        (false, true) => 5,
    };
    let plain = !matches!(first, Some(Some(Series::Stems | Series::Letters | Series::Chinese)));
    let least = if plain { enough } else { enough.max(3) };
    if begins { numbers >= least } else { numbers >= least.max(4) && !name.is_empty() }
}

/// A cell that numbers a column; `None` for any other text.
fn cell(text: &str) -> Option<Cell> {
    // A look that spares most names the rest.
    let is_sum = text.contains(['=', '＝']);
    let signs = text.chars().filter(|c| !c.is_whitespace()).take(7).count();
    if text.len() > 60 || signs > 6 && !is_sum && !is_dash(text) {
        return None;
    }
    let whole = bare(text);
    let label = whole.trim_end_matches([':', '、']);
    if is_dash(text) || matches!(label, "栏次" | "栏目" | "栏号" | "列次" | "列号" | "项次" | "行次")
    {
        return Some(Cell::Blank);
    }
    // 3=1+2: what the column is reckoned from says nothing of its number.
    let number = match whole.split_once('=') {
        Some((number, sum)) if !sum.is_empty() && sum.chars().all(is_of_sum) => number,
        Some(_) => return None,
        None => whole.as_str(),
    };
    let number = ["第", "栏", "列"].iter().find_map(|w| number.strip_prefix(w)).unwrap_or(number);
    let number = number.trim_end_matches(['列', '栏']);
    let inside = number.trim_matches(['(', ')', '[', ']', '〔', '〕', '【', '】', '.', '、']);
    if (1..=3).contains(&inside.len()) && inside.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Cell::Number([inside.parse().ok().map(|n| (Series::Figures, n)), None]));
    }
    let mut chars = inside.chars();
    let (only, rest) = (chars.next()?, chars.next());
    let letter = (rest.is_none() && only.is_ascii_alphabetic())
        .then(|| (Series::Letters, u32::from(only.to_ascii_uppercase()) - u32::from('A') + 1));
    let stem = "甲乙丙丁戊己庚辛壬癸".chars().position(|c| c == only).filter(|_| rest.is_none());
    let stem = stem.map(|at| (Series::Stems, at as u32 + 1));
    let numbered = heading::numbering_alone(inside).and_then(|(style, number)| {
        let series = match style {
            NumberingStyle::Han | NumberingStyle::HanParen => Series::Chinese,
            NumberingStyle::Roman => Series::Roman,
            NumberingStyle::Circled => Series::Circled,
            NumberingStyle::ArabicParen => Series::Figures,
            _ => return None,
        };
        Some((series, number))
    });
    let readings = [letter.or(stem), numbered];
    readings.iter().any(Option::is_some).then_some(Cell::Number(readings))
}

fn is_of_sum(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(
            c,
            '+' | '-' | '−' | '*' | '×' | '/' | '÷' | '%' | '(' | ')' | '.' | ',' | '~' | '∑' | 'Σ'
        )
        || ('①'..='⑳').contains(&c)
        || "甲乙丙丁戊己庚辛壬癸一二三四五六七八九十栏列第至和".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_column_numbers_are_told_in_every_style() {
        for row in [
            &["(1)", "(2)", "(3)", "(4)"][..],
            &["1", "2", "3"],
            &["1", "2"],
            &["A", "B", "C", "D"],
            &["a", "b", "c"],
            &["①", "②", "③"],
            &["甲", "乙", "丙"],
            &["甲", "乙", "1", "2", "3"],
            &["甲", "乙", "1", "2", "丙"],
            &["—", "—", "1", "2", "3"],
            &["—", "—", "—"],
            &["栏次", "1", "2", "3"],
            &["栏  次", "", "1", "2"],
            &["1", "2", "3=1+2", "4=3/2×100%"],
            &["（1）", "（2）", "（3）＝（1）＋（2）"],
            &["Ⅰ", "Ⅱ", "Ⅲ"],
            &["I", "II", "III", "IV"],
            &["第1列", "第2列", "第3列"],
            &["第一栏", "第二栏", "第三栏"],
            &["一", "二", "三"],
            &["0", "1", "2"],
            &["1", "2", "4", "5"],
            &["A", "B", "C=A+B"],
            &["(一)", "(二)", "(三)"],
            &["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"],
        ] {
            assert!(numbers_columns(&GridRow::of(1, row), 1, true), "{row:?}");
        }
    }

    #[test]
    fn projects_are_no_column_numbers() {
        for row in [
            &["1", "甲"][..],
            &["1", "甲", "2"],
            &["甲", "1"],
            &["甲", "乙"],
            &["1", "甲路", "2"],
            &["1", "2号楼", "3"],
            &["1", "3", "7"],
            &["2021", "2022", "2023"],
            &["1", "甲", "100", "2021"],
            &["A", "x", "P1", "2009"],
            &["1"],
            &["(3)", "(4)"],
            &["1", "一", "甲"],
        ] {
            assert!(!numbers_columns(&GridRow::of(1, row), 1, true), "{row:?}");
        }
        // Below projects three cells are not enough.
        assert!(!numbers_columns(&GridRow::of(1, ["1", "2", "3"]), 1, false));
        assert!(numbers_columns(&GridRow::of(1, ["1", "2", "3", "4"]), 1, false));
    }
}
