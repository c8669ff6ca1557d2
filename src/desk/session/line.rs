//! A client's command line as words. It knows no shell: `;`, `|`, `$(…)`, backticks, `*`, `~` and `>` are
//! letters like any other.

use crate::domain::text::is_forbidden;

/// A command line may be this long. A long report with its problems and next steps stays far below.
pub const MOST_BYTES: usize = 64 * 1024;

/// A command line may have this many words.
pub const MOST_WORDS: usize = 512;

/// Why a command line cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    /// A line break, a tab, an escape, a bidi control: nothing a person types.
    #[error("control characters")]
    Control,
    /// A quotation mark that is never closed.
    #[error("an open quotation mark")]
    OpenQuote,
    /// A backslash with nothing behind it.
    #[error("a backslash at the end")]
    OpenEscape,
    /// More than [`MOST_BYTES`] or [`MOST_WORDS`].
    #[error("too long")]
    TooLong,
}

/// Splits a command line into words. Spaces separate; `'…'` is literal; in `"…"` a backslash takes `"` and
/// `\` literally; outside, a backslash takes the next character literally. Nothing else has a meaning.
pub fn split(line: &str) -> Result<Vec<String>, BadLine> {
    if line.len() > MOST_BYTES {
        return Err(BadLine::TooLong);
    }
    if line.chars().any(is_forbidden) {
        return Err(BadLine::Control);
    }
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            ' ' => words.extend(word.take()),
            '\'' => quoted(&mut chars, word.get_or_insert_default())?,
            '"' => quoted_with_escapes(&mut chars, word.get_or_insert_default())?,
            '\\' => word.get_or_insert_default().push(chars.next().ok_or(BadLine::OpenEscape)?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    if words.len() > MOST_WORDS { Err(BadLine::TooLong) } else { Ok(words) }
}

fn quoted(chars: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), BadLine> {
    loop {
        match chars.next().ok_or(BadLine::OpenQuote)? {
            '\'' => return Ok(()),
            c => word.push(c),
        }
    }
}

fn quoted_with_escapes(chars: &mut std::str::Chars<'_>, word: &mut String) -> Result<(), BadLine> {
    loop {
        match chars.next().ok_or(BadLine::OpenQuote)? {
            '"' => return Ok(()),
            '\\' => match chars.next().ok_or(BadLine::OpenQuote)? {
                c @ ('"' | '\\') => word.push(c),
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(line: &str) -> Vec<String> {
        split(line).unwrap()
    }

    #[test]
    fn quotes_hold_words_together() {
        assert_eq!(words("find 博世  氢"), ["find", "博世", "氢"]);
        assert_eq!(words("find '博世 氢' \"a b\""), ["find", "博世 氢", "a b"]);
        assert_eq!(words(r#"a\ b "say \"hi\" \n" 'it''s'"#), ["a b", r#"say "hi" \n"#, "its"]);
        assert_eq!(words("--text=''"), ["--text="]);
        assert_eq!(words("'' x"), ["", "x"]);
        assert!(words("   ").is_empty());
    }

    #[test]
    fn what_a_shell_would_obey_is_only_letters() {
        assert_eq!(
            words("find a;id|sh $(id) `id` $HOME * ~ >x &"),
            ["find", "a;id|sh", "$(id)", "`id`", "$HOME", "*", "~", ">x", "&"]
        );
    }

    #[test]
    fn half_a_line_and_control_characters_are_refused() {
        assert_eq!(split("find 'a"), Err(BadLine::OpenQuote));
        assert_eq!(split("find \"a\\"), Err(BadLine::OpenQuote));
        assert_eq!(split("find a\\"), Err(BadLine::OpenEscape));
        for bad in ["find a\nsh", "find\ta", "find \u{1b}[2J", "find \u{202e}x", "find a\r"] {
            assert_eq!(split(bad), Err(BadLine::Control), "{bad:?}");
        }
        assert_eq!(split(&"x ".repeat(MOST_WORDS + 1)), Err(BadLine::TooLong));
        assert_eq!(split(&"x".repeat(MOST_BYTES + 1)), Err(BadLine::TooLong));
    }

    proptest! {
        #[test]
        fn words_that_are_quoted_come_back(words in proptest::collection::vec("[^\\p{C}\u{2028}\u{2029}']{0,12}", 0..6)) {
            let line = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(split(&line).unwrap(), words);
        }
    }
}
