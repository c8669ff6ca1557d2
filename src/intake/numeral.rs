//! 一、二、三 and Ⅰ、Ⅱ、Ⅲ ⇄ numbers.

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// A number below 10,000 in Chinese: 十二, 二十, 一百零三.
pub fn chinese(number: u32) -> String {
    if number == 0 || number > 9_999 {
        return number.to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / unit % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        if !(digit == 1 && unit == 10 && out.is_empty()) {
            out.push(DIGITS[digit as usize]);
        }
        out.push_str(name);
    }
    out
}

/// The number that Chinese numerals write, below 10,000; `None` for anything else.
pub fn of_chinese(text: &str) -> Option<u32> {
    let mut total = 0;
    let mut digit = None;
    for c in text.chars() {
        let unit = match c {
            '零' | '〇' => {
                digit = None;
                continue;
            }
            '两' => {
                digit = Some(2);
                continue;
            }
            '十' => 10,
            '百' => 100,
            '千' => 1000,
            other => {
                let value = DIGITS.iter().position(|d| *d == other)? as u32;
                if digit.is_some() {
                    return None;
                }
                digit = Some(value);
                continue;
            }
        };
        total += digit.take().unwrap_or(1) * unit;
    }
    let total: u32 = total + digit.unwrap_or(0);
    (total > 0 && total < 10_000).then_some(total)
}

/// A number below 4,000 in Roman numerals.
pub fn roman(mut number: u32) -> String {
    if number == 0 || number > 3_999 {
        return number.to_string();
    }
    let mut out = String::new();
    for (value, text) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while number >= value {
            out.push_str(text);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_numerals_go_both_ways() {
        for number in 1..1200 {
            assert_eq!(of_chinese(&chinese(number)), Some(number), "{}", chinese(number));
        }
        assert_eq!(
            (chinese(12), chinese(20), chinese(103)),
            ("十二".into(), "二十".into(), "一百零三".into())
        );
        for bad in ["", "甲", "一二", "两江"] {
            assert_eq!(of_chinese(bad), None, "{bad}");
        }
        assert_eq!(roman(1994), "MCMXCIV");
    }
}
