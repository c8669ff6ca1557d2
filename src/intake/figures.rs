//! Amounts of lists in Chinese, read as [`Amount`] reads them; most are plain digits, and most cells are no amounts at all,
//! which a look at the first character tells.

use crate::domain::amount::Amount;
use crate::domain::money::{Money, MoneyError};

/// As [`Amount::parse`] with a unit.
///
/// # Errors
/// As there.
pub fn amount(text: &str, unit: i64) -> Result<Amount, MoneyError> {
    match text.chars().next() {
        // 2021-2025 is none.
        Some('0'..='9') if text.contains('-') => return Err(MoneyError::NotANumber),
        Some(first) if may_begin(first) => {}
        _ => return Err(MoneyError::NotANumber),
    }
    match plain(text, unit) {
        Some(money) => Ok(Amount { money, about: false, rounded: false, has_unit: false }),
        None => Amount::parse(text, Some(unit)),
    }
}

/// Whether an amount may begin with a character: a figure, a sign, a currency, 约 and its like.
fn may_begin(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '0'..='9' | '０'..='９')
        || "+-−－＋.．,，_＿大约近超逾不≈~～人RC¥￥ＲＣ".contains(c)
}

/// `1234` and `1234.5`, where nothing has to be rounded.
fn plain(text: &str, unit: i64) -> Option<Money> {
    if text.len() > 15 || unit < 1 {
        return None;
    }
    let (mut value, mut decimals) = (0_i64, None);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                decimals = decimals.map(|d| d + 1);
            }
            b'.' if decimals.is_none() => decimals = Some(0),
            _ => return None,
        }
    }
    let decimals = decimals.unwrap_or(0);
    let scale = 10_i64.pow(decimals);
    let has_digits = text.len() as u32 > decimals && text.as_bytes()[0] != b'.';
    let yuan = value.checked_mul(unit)?;
    (has_digits && yuan % scale == 0 && yuan / scale <= Money::MOST.0).then_some(Money(yuan / scale))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::money::{WAN, YI};

    proptest! {
        #[test]
        fn what_is_read_is_what_the_careful_reader_reads(
            text in "[0-9.]{1,16}|[约近超￥¥+－−0-9０-９.,， _]{0,10}[万亿元余左右]{0,3}|\\PC{0,6}",
        ) {
            for unit in [1, WAN, YI] {
                prop_assert_eq!(amount(&text, unit), Amount::parse(&text, Some(unit)));
            }
        }
    }
}
