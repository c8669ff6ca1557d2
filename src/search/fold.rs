//! Folding: the form in which texts and queries are compared. One character always folds to one
//! character, so that a position in folded text is a position in the printed text.
//!
//! Full-width becomes half-width, capitals small, traditional simplified, ü becomes v as typed on a
//! keyboard, accents fall away. It never joins or splits characters: `㎡` stays `㎡`.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// The first and last character of the block that holds nearly all Chinese text.
const FIRST: u32 = 0x4e00;
const LAST: u32 = 0x9fff;

/// The simplified character for every character of the block, most of them themselves.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut table: Vec<char> = (FIRST..=LAST).filter_map(char::from_u32).collect();
    let pairs = include_str!("fold/traditional.txt").lines().filter(|line| !line.starts_with('#'));
    for pair in pairs.flat_map(str::split_whitespace) {
        let mut chars = pair.chars();
        if let (Some(traditional), Some(simplified)) = (chars.next(), chars.next()) {
            table[(u32::from(traditional) - FIRST) as usize] = simplified;
        }
    }
    table
});

/// The folded form of one character.
pub(super) fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    if (FIRST..=LAST).contains(&u32::from(c)) {
        return SIMPLIFIED[(u32::from(c) - FIRST) as usize];
    }
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => fold(char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)),
        'ü' | 'Ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        '“' | '”' | '„' => '"',
        '‘' | '’' => '\'',
        '—' | '–' | '−' => '-',
        '、' => ',',
        '【' | '〔' | '〈' | '《' => '(',
        '】' | '〕' | '〉' | '》' => ')',
        _ => other(c),
    }
}

/// Every character of a text, folded.
pub(super) fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().map(fold)
}

fn other(c: char) -> char {
    // Compatibility forms that are one character (㈠ is three and stays); accents fall away.
    let mut forms = std::iter::once(c).nfkd();
    match (forms.next(), forms.next()) {
        (Some(base), None) if base != c => fold(base),
        (Some(base), Some(mark)) if base.is_ascii_alphabetic() && is_mark(mark) => base.to_ascii_lowercase(),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> String {
        folded(text).collect()
    }

    #[test]
    fn full_width_and_capitals_fall_together() {
        assert_eq!(of("ＡＭＯＬＥＤ（Ｔ３Ｂ）　５Ｇ"), "amoled(t3b) 5g");
        assert_eq!(of("LÜ lǘ é 12㎡ Ⅲ"), "lv lv e 12㎡ ⅲ");
    }

    #[test]
    fn traditional_falls_with_simplified() {
        assert_eq!(of("重慶長壽區發電廠擴能（兩江）後續"), "重庆长寿区发电厂扩能(两江)后续");
        // Simplified characters that are also traditional ones for others stay.
        assert_eq!(of("乾坤 著名 云南 征收"), "乾坤 著名 云南 征收");
        assert!(SIMPLIFIED.iter().all(|&c| fold(c) == c), "folding twice changes nothing");
    }

    proptest! {
        #[test]
        fn folding_keeps_positions_and_is_settled(text in "\\PC{0,40}") {
            let once = of(&text);
            prop_assert_eq!(once.chars().count(), text.chars().count());
            prop_assert_eq!(of(&once), once);
        }
    }
}
