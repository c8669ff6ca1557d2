//! Amounts of lists that are not Chinese: `($m)`, `Mio. €`, `1.234,5`, `US$ 1.2 billion`. Currencies are not
//! exchanged: a figure stays in its own.

use super::grid::{CellKind, Grid};
use super::header::Header;
use crate::domain::amount::Amount;
use crate::domain::text::to_half_width;

/// Words for powers of ten, longest first.
const SCALES: [(&str, i64); 22] = [
    ("milliarden", 1_000_000_000),
    ("milliards", 1_000_000_000),
    ("millionen", 1_000_000),
    ("millions", 1_000_000),
    ("millones", 1_000_000),
    ("milliard", 1_000_000_000),
    ("billions", 1_000_000_000),
    ("thousands", 1_000),
    ("thousand", 1_000),
    ("billion", 1_000_000_000),
    ("million", 1_000_000),
    ("milhões", 1_000_000),
    ("mrd.", 1_000_000_000),
    ("mrd", 1_000_000_000),
    ("mio.", 1_000_000),
    ("mio", 1_000_000),
    ("mln", 1_000_000),
    ("tsd.", 1_000),
    ("tsd", 1_000),
    ("bn", 1_000_000_000),
    ("mn", 1_000_000),
    ("mm", 1_000_000),
];

/// Names of currencies that may stand before or after a figure or a scale.
const CURRENCIES: [&str; 24] = [
    "us$", "usd", "a$", "aud", "c$", "cad", "nz$", "nzd", "s$", "sgd", "hk$", "hkd", "eur", "gbp", "jpy",
    "inr", "brl", "r$", "zar", "chf", "$", "€", "£", "¥",
];

/// Whether a header is not written in Chinese or Japanese.
pub fn is_foreign(label: &str) -> bool {
    !label.chars().any(|c| ('\u{3040}'..='\u{30ff}').contains(&c) || ('\u{3400}'..='\u{9fff}').contains(&c))
}

/// What one figure under a header counts: `Value ($m)` is a million; 1 where it says nothing. `None` for a Chinese
/// header.
pub fn scale_of(label: &str) -> Option<i64> {
    let yen = [("億円", 100_000_000), ("百万円", 1_000_000), ("千円", 1_000), ("円", 1)];
    if let Some((_, scale)) = yen.iter().find(|(word, _)| label.contains(word)) {
        return Some(*scale);
    }
    if !is_foreign(label) {
        return None;
    }
    let lower = label.to_lowercase();
    let words = lower
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | '/' | '_' | ':'));
    Some(words.filter(|w| !w.is_empty()).find_map(scale_word).unwrap_or(1))
}

/// `m`, `$m`, `m€`, `million`, `'000`, `$000s`.
fn scale_word(word: &str) -> Option<i64> {
    let quotes = ['\'', '’', '.'];
    let bare = without_currency(word.trim_matches(quotes)).trim_matches(quotes);
    if let Some((_, scale)) = SCALES.iter().find(|(name, _)| *name == bare) {
        return Some(*scale);
    }
    match bare {
        "m" => Some(1_000_000),
        "b" => Some(1_000_000_000),
        "k" | "000" | "000s" => Some(1_000),
        _ => None,
    }
}

fn without_currency(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some(inner) =
        CURRENCIES.iter().find_map(|c| rest.strip_prefix(c).or_else(|| rest.strip_suffix(c))).map(str::trim)
    {
        rest = inner;
    }
    rest
}

/// Whether a column writes its decimals after a comma: told by any cell that leaves no doubt.
pub fn has_decimal_commas(grid: &Grid, header: &Header, column: usize) -> bool {
    let body = grid.rows.iter().skip(header.top + header.height).take(2_000);
    body.filter(|row| row.kind(column) == CellKind::Text).any(|row| {
        let text = row.cell(column);
        let Some((before, after)) = text.rsplit_once(',') else { return text.matches('.').count() > 1 };
        let decimals = after.bytes().take_while(u8::is_ascii_digit).count();
        decimals > 0 && !after.contains('.') && (decimals != 3 || before.contains('.'))
    })
}

/// Reads one figure. `unit` is what its header says; words in the cell go before it.
pub fn amount(text: &str, unit: i64, decimal_commas: bool) -> Option<Amount> {
    let lower = to_half_width(text).to_lowercase();
    let mut rest = lower.trim();
    let mut about = false;
    for word in ["approximately", "approx.", "approx", "circa", "ca.", "about", "~", "≈"] {
        if let Some(after) = rest.strip_prefix(word) {
            (rest, about) = (after.trim_start(), true);
        }
    }
    let rest = without_currency(rest);
    let negative = rest.starts_with(['-', '−']);
    let figure = rest.trim_start_matches(['-', '−']);
    let end = figure
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’') || c.is_whitespace()))
        .unwrap_or(figure.len());
    let (number, word) = (figure[..end].trim(), without_currency(figure[end..].trim()));
    let is_plain = word.is_empty() || scientific(figure).is_some();
    let (unit, has_unit) = if is_plain { (unit, false) } else { (scale_word(word)?, true) };
    let plain = match scientific(figure) {
        Some(plain) => plain,
        None => plain_number(number, decimal_commas)?,
    };
    let sign = if negative { "-" } else { "" };
    let read = Amount::parse(&format!("{sign}{plain}"), Some(unit)).ok()?;
    Some(Amount { about, has_unit, ..read })
}

/// `7e+05` and `1.25E6`, as programs write large figures, in plain digits.
fn scientific(figure: &str) -> Option<String> {
    let (number, power) = figure.split_once('e')?;
    let power: usize = power.strip_prefix('+').unwrap_or(power).parse().ok().filter(|p| *p <= 15)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || !digits(whole) || !digits(fraction) || fraction.len() > power {
        return None;
    }
    Some(format!("{whole}{fraction}{}", "0".repeat(power - fraction.len())))
}

/// `1.234.567,8` and `1,234,567.8` as `1234567.8`.
fn plain_number(number: &str, decimal_commas: bool) -> Option<String> {
    let compact: String = number.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’')).collect();
    if !compact.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (dots, commas) = (compact.matches('.').count(), compact.matches(',').count());
    let last = compact.rfind(['.', ',']);
    let decimals = last.map_or(0, |at| compact.len() - at - 1);
    let mark = last.map(|at| &compact[at..=at]);
    let is_decimal = match (mark, dots, commas) {
        (Some(_), d, c) if d > 0 && c > 0 => true,
        (Some("."), 1, 0) => !decimal_commas || decimals != 3,
        (Some(","), 0, 1) => decimals != 3 || decimal_commas && compact.starts_with("0,"),
        _ => false,
    };
    let (whole, fraction) = match last.filter(|_| is_decimal) {
        Some(at) => (&compact[..at], &compact[at + 1..]),
        None => (compact.as_str(), ""),
    };
    let groups: Vec<&str> = whole.split(['.', ',']).collect();
    // 12,34,567 is how India groups.
    let grouped = groups[1..].iter().all(|g| matches!(g.len(), 2 | 3));
    let digits = groups.concat();
    (grouped && digits.len() <= 18)
        .then(|| if fraction.is_empty() { digits } else { format!("{digits}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn headers_name_their_scale() {
        for (label, scale) in [
            ("Value ($m)", 1_000_000),
            ("Cost (US$ million)", 1_000_000),
            ("Gesamtkosten (Mio. €)", 1_000_000),
            ("Coût (M€)", 1_000_000),
            ("Capex A$bn", 1_000_000_000),
            ("Budget ($'000)", 1_000),
            ("ESTIMATED_COST", 1),
            ("Valor (R$)", 1),
            ("事業費(億円)", 100_000_000),
        ] {
            assert_eq!(scale_of(label), Some(scale), "{label}");
        }
        assert_eq!(scale_of("总投资"), None);
    }

    #[test]
    fn figures_are_read_as_their_country_writes_them() {
        let read = |text: &str, comma| amount(text, 1, comma).map(|a| a.money.0);
        for (text, comma, value) in [
            ("1,234.5", false, Some(1235)),
            ("1.234,5", false, Some(1235)),
            ("1.234.567,89", true, Some(1_234_568)),
            ("12.000", true, Some(12_000)),
            ("12,000", false, Some(12_000)),
            ("5 600,5", true, Some(5601)),
            ("1'250'000", false, Some(1_250_000)),
            ("US$ 1.2 million", false, Some(1_200_000)),
            ("€3.5bn", false, Some(3_500_000_000)),
            ("A$450m", false, Some(450_000_000)),
            ("12,34,567", false, Some(1_234_567)),
            ("-5", false, Some(-5)),
            ("TBC", false, None),
            ("100-200", false, None),
            ("10 km", false, None),
            ("1.2.3", false, None),
            ("7e+05", false, Some(700_000)),
            ("1.25E6", false, Some(1_250_000)),
            ("2e", false, None),
        ] {
            assert_eq!(read(text, comma), value, "{text}");
        }
        assert!(amount("approx. $5m", 1, false).unwrap().about);
    }

    proptest! {
        #[test]
        fn no_figure_panics(text in "[0-9.,' $€£mkbn-]{0,16}|\\PC{0,12}", comma: bool) {
            let _ = (amount(&text, 1_000_000, comma), scale_of(&text));
        }
    }
}
