//! Text that is safe to store and to show, and the small foldings that every reader needs.
//!
//! Everything that enters the program (YAML, sheets, keys, a database) goes through [`clean`] or
//! [`clean_multiline`]: terminals obey control and bidi characters, and the screen library passes them on.

use std::borrow::Cow;

use unicode_normalization::char::is_combining_mark;

/// Combining marks kept after one base character; more is an attack on the line height.
pub const MAX_COMBINING: usize = 4;

/// Whether a character must never be stored or shown: C0, DEL, C1, line and paragraph separators,
/// bidi controls, tag characters, private use, BOM and noncharacters.
pub fn is_forbidden(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}'
        | '\u{2028}' | '\u{2029}' | '\u{061c}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}'
        | '\u{e0000}'..='\u{e007f}'
        | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// One line of safe text: forbidden characters are removed, tabs and line breaks become one space,
/// runs of combining marks are capped, both ends are trimmed. Borrowed when nothing changes.
pub fn clean(text: &str) -> Cow<'_, str> {
    clean_with(text, false)
}

/// As [`clean`], but line breaks stay, as `\n`.
pub fn clean_multiline(text: &str) -> Cow<'_, str> {
    clean_with(text, true)
}

fn clean_with(text: &str, keep_lines: bool) -> Cow<'_, str> {
    let trimmed = text.trim();
    if !needs_cleaning(trimmed, keep_lines) {
        return Cow::Borrowed(trimmed);
    }
    let mut out = String::with_capacity(trimmed.len());
    let mut marks = 0;
    let mut chars = trimmed.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\r' || c == '\n' || c == '\u{2028}' || c == '\u{2029}' || c == '\u{85}' {
            if c == '\r' && chars.peek() == Some(&'\n') {
                chars.next();
            }
            push_break(&mut out, keep_lines);
            marks = 0;
            continue;
        }
        if c == '\t' {
            push_space(&mut out);
            continue;
        }
        if is_forbidden(c) {
            continue;
        }
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks <= MAX_COMBINING {
            out.push(c);
        }
    }
    let end = out.trim_end().len();
    out.truncate(end);
    let start = out.len() - out.trim_start().len();
    Cow::Owned(out.split_off(start))
}

fn needs_cleaning(text: &str, keep_lines: bool) -> bool {
    let mut marks = 0;
    for c in text.chars() {
        if is_forbidden(c) && !(keep_lines && c == '\n') {
            return true;
        }
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MAX_COMBINING {
            return true;
        }
    }
    false
}

fn push_space(out: &mut String) {
    if !out.ends_with([' ', '\n']) {
        out.push(' ');
    }
}

fn push_break(out: &mut String, keep_lines: bool) {
    if keep_lines { out.push('\n') } else { push_space(out) }
}

/// Shows forbidden characters as `\u{202e}` escapes instead of removing them, for messages that must
/// say what stood there. Plain stdout, stderr and logs filter nothing by themselves.
pub fn escape_controls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_forbidden(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// At most `most` characters, with `…` where text was cut.
pub fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).chain(['…']).collect(),
    }
}

/// Full-width ASCII (`Ａ１．，：`) and the ideographic space as their ASCII counterparts; all else
/// as it is. For numbers, ids, dates and flags that people type with an input method on.
pub fn to_half_width(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| matches!(c, '\u{ff01}'..='\u{ff5e}' | '\u{3000}')) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(half_width).collect())
}

fn half_width(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn escape_sequences_and_bidi_never_survive() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c"), "a[31mbc");
        assert_eq!(clean(" 两\t江\r\n新区 "), "两 江 新区");
        assert_eq!(clean_multiline("一\r\n二\u{2028}三"), "一\n二\n三");
        assert!(matches!(clean("九龙坡博世"), Cow::Borrowed(_)));
    }

    #[test]
    fn zalgo_is_capped() {
        let zalgo: String = std::iter::once('e').chain(std::iter::repeat_n('\u{301}', 50)).collect();
        assert_eq!(clean(&zalgo).chars().count(), 1 + MAX_COMBINING);
    }

    #[test]
    fn full_width_typing_is_understood() {
        assert_eq!(to_half_width("２０２１－０３　１２．５"), "2021-03 12.5");
    }

    proptest! {
        #[test]
        fn clean_text_holds_nothing_forbidden(text in "\\PC*|.*|[\\u{0}-\\u{ffff}]{0,40}") {
            prop_assert!(!clean(&text).chars().any(is_forbidden));
            prop_assert!(!clean_multiline(&text).chars().any(|c| is_forbidden(c) && c != '\n'));
            prop_assert!(!escape_controls(&text).chars().any(is_forbidden));
            let once = clean(&text).into_owned();
            prop_assert_eq!(clean(&once), once.as_str());
        }
    }
}
