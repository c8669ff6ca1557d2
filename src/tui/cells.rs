//! Text measured in terminal columns: cutting, fitting and wrapping that never splits a character in
//! half. It knows no terminal and draws nothing.

use std::borrow::Cow;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns the terminal gives to characters of ambiguous width (★ … — “ ” Ⅲ).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ambiguous {
    /// One, as most terminals do.
    #[default]
    Narrow,
    /// Two, as terminals configured for Chinese may.
    Wide,
}

/// The graphemes of a text, each with its place in bytes. Text of Chinese characters and ASCII alone, nearly all that
/// there is, needs no tables to be cut.
pub fn graphemes(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut by_tables = (!text.chars().all(stands_alone)).then(|| text.grapheme_indices(true));
    let mut by_chars = text.char_indices();
    std::iter::from_fn(move || match &mut by_tables {
        Some(graphemes) => graphemes.next(),
        None => by_chars.next().map(|(at, c)| (at, &text[at..at + c.len_utf8()])),
    })
}

/// Whether a character is a grapheme of its own among others of which this is true: ASCII that is printed, Chinese
/// characters, Chinese punctuation, full-width forms.
fn stands_alone(c: char) -> bool {
    matches!(c, ' '..='~') || is_wide(c)
}

/// Characters of two columns on every terminal.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3000}'..='\u{3029}' | '\u{ff01}'..='\u{ff60}')
}

impl Ambiguous {
    /// Columns of one grapheme: 0, 1 or 2.
    pub fn of(self, grapheme: &str) -> usize {
        if let [byte] = grapheme.as_bytes() {
            return usize::from((0x20..0x7f).contains(byte));
        }
        let mut chars = grapheme.chars();
        if let (Some(c), None) = (chars.next(), chars.next())
            && is_wide(c)
        {
            return 2;
        }
        let width = match self {
            Self::Narrow => grapheme.width(),
            Self::Wide => grapheme.width_cjk(),
        };
        width.min(2)
    }

    /// Columns of a text.
    pub fn width(self, text: &str) -> usize {
        if text.is_ascii() {
            return text.len();
        }
        graphemes(text).map(|(_, g)| self.of(g)).sum()
    }

    /// As much of the text as fits, with an ellipsis where it was cut.
    pub fn fit(self, text: &str, columns: usize) -> Cow<'_, str> {
        if self.width(text) <= columns {
            return Cow::Borrowed(text);
        }
        let ellipsis = match self {
            Self::Narrow => "…",
            Self::Wide => "..",
        };
        let room = columns.saturating_sub(self.width(ellipsis));
        let head = &text[..self.prefix(text, room)];
        let mut out = head.to_owned();
        if self.width(ellipsis) <= columns {
            out.push_str(ellipsis);
        }
        Cow::Owned(out)
    }

    /// The length in bytes of the longest beginning that fits into so many columns.
    pub fn prefix(self, text: &str, columns: usize) -> usize {
        let mut used = 0;
        for (at, grapheme) in graphemes(text) {
            used += self.of(grapheme);
            if used > columns {
                return at;
            }
        }
        text.len()
    }

    /// Breaks a text into lines of at most so many columns: at `\n`, after a space, between Chinese
    /// characters; a line never begins with closing punctuation. Ranges are in bytes.
    pub fn wrap(self, text: &str, columns: usize) -> Vec<Range<usize>> {
        let columns = columns.max(2);
        let mut lines = Vec::new();
        let mut from = 0;
        for line in text.split('\n') {
            self.wrap_line(text, from..from + line.len(), columns, &mut lines);
            from += line.len() + 1;
        }
        lines
    }

    fn wrap_line(self, text: &str, line: Range<usize>, columns: usize, out: &mut Vec<Range<usize>>) {
        let mut start = line.start;
        let mut used = 0;
        let mut break_at = start;
        let mut previous: Option<&str> = None;
        for (at, grapheme) in graphemes(&text[line.clone()]) {
            let at = line.start + at;
            if previous.is_some_and(|p| may_break_between(p, grapheme)) {
                break_at = at;
            }
            let width = self.of(grapheme);
            while used + width > columns && at > start && grapheme != " " {
                let end = if break_at > start { break_at } else { at };
                out.push(start..end);
                start = end;
                used = self.width(&text[start..at]);
            }
            used += width;
            previous = Some(grapheme);
        }
        out.push(start..line.end);
    }
}

fn may_break_between(before: &str, after: &str) -> bool {
    let closing =
        |g: &str| g.chars().next().is_some_and(|c| "，。、；：？！）》」』】”’,.;:?!)]}%".contains(c));
    let opening = |g: &str| g.chars().next().is_some_and(|c| "（《「『【“‘([{".contains(c));
    if before == " " {
        return after != " ";
    }
    let wide = |g: &str| g.chars().next().is_some_and(|c| c.width() == Some(2));
    (wide(before) || wide(after)) && !closing(after) && !opening(before)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NARROW: Ambiguous = Ambiguous::Narrow;

    #[test]
    fn a_cut_name_says_so_and_keeps_whole_characters() {
        assert_eq!(NARROW.fit("九龙坡博世", 10), "九龙坡博世");
        assert_eq!(NARROW.fit("九龙坡博世", 9), "九龙坡博…");
        assert_eq!(NARROW.fit("九龙坡博世", 8), "九龙坡…");
        assert_eq!(NARROW.fit("九龙坡", 1), "…");
        assert_eq!(Ambiguous::Wide.fit("九龙坡博世", 8), "九龙坡..");
        assert_eq!(Ambiguous::Wide.width("★a"), 3);
    }

    #[test]
    fn lines_break_between_characters_but_not_before_a_full_stop() {
        let lines = |text: &str, columns| {
            NARROW.wrap(text, columns).into_iter().map(|r| text[r].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(lines("建设辐射全国的。", 14), ["建设辐射全国", "的。"]);
        assert_eq!(lines("one two three", 8), ["one two ", "three"]);
        assert_eq!(lines("一\n\n二", 8), ["一", "", "二"]);
        assert_eq!(lines("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    proptest! {
        #[test]
        fn the_quick_way_cuts_and_measures_as_the_tables_do(text in "[ -~一-鿿、-〩！-｠★é\u{301}\u{fe0f}\u{200d}\u{3099}👷]{0,12}") {
            let cut: Vec<(usize, &str)> = graphemes(&text).collect();
            prop_assert_eq!(cut, text.grapheme_indices(true).collect::<Vec<_>>());
            for (_, one) in graphemes(&text) {
                prop_assert_eq!(Ambiguous::Narrow.of(one), one.width().min(2));
                prop_assert_eq!(Ambiguous::Wide.of(one), one.width_cjk().min(2));
            }
        }

        #[test]
        fn wrapping_loses_nothing_and_overflows_nowhere(text in "[a-z 九龙坡，。（★\n]{0,60}", columns in 2usize..20) {
            let lines = NARROW.wrap(&text, columns);
            let mut joined = String::new();
            for (n, range) in lines.iter().enumerate() {
                let line = &text[range.clone()];
                prop_assert!(NARROW.width(line.trim_end_matches(' ')) <= columns, "{line:?}");
                if n > 0 && range.start > lines[n - 1].end {
                    joined.push('\n');
                }
                joined.push_str(line);
            }
            prop_assert_eq!(joined, text);
        }

        #[test]
        fn fitting_never_overflows(text in "\\PC{0,30}", columns in 0usize..20) {
            for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
                prop_assert!(ambiguous.width(&ambiguous.fit(&text, columns)) <= columns);
            }
        }
    }
}
