//! The text of a heading: its style, its title without number and count, whether it is a stage.

use super::super::heading::{self, NumberingStyle};
use super::Heading;
use crate::domain::stage::Stage;

/// A title that shows by its number, its brackets or its count that it is one.
pub fn title(text: &str) -> Option<Heading> {
    let numbered = heading::numbering(text);
    let body = numbered.map_or(text, |(_, _, rest)| rest);
    let mut counted = heading::counted(body);
    if counted.count.is_none()
        && matches!(
            numbered,
            Some((NumberingStyle::Han | NumberingStyle::HanParen | NumberingStyle::Part, ..))
        )
    {
        counted = heading::counted_in_sentence(body).unwrap_or(counted);
    }
    let style = match numbered {
        Some((style, _, _)) => style,
        None if counted.count.is_some() => stage_or(NumberingStyle::Bare, &counted.title),
        None => return None,
    };
    let title = match style {
        NumberingStyle::Bracket => counted.title.trim_start_matches('【').trim_end_matches('】').to_owned(),
        _ => counted.title,
    };
    (!title.is_empty()).then(|| Heading {
        style,
        title,
        printed: text.to_owned(),
        count: counted.count,
        sum: counted.sum,
        doubtful: counted.count.is_none()
            && !matches!(style, NumberingStyle::Han | NumberingStyle::Part | NumberingStyle::Bracket),
    })
}

/// A title with 一、 or （一） before it, or the like.
pub fn numbered_title(text: &str) -> Option<Heading> {
    title(text).filter(|h| {
        let numbered = matches!(
            h.style,
            NumberingStyle::Han | NumberingStyle::HanParen | NumberingStyle::Part | NumberingStyle::Bracket
        );
        numbered && h.title.chars().count() <= 30
    })
}

/// A title without a number.
pub fn bare_heading(text: &str) -> Heading {
    Heading {
        style: stage_or(NumberingStyle::Bare, text),
        title: text.replace('\n', ""),
        printed: text.to_owned(),
        count: None,
        sum: None,
        doubtful: false,
    }
}

fn stage_or(style: NumberingStyle, title: &str) -> NumberingStyle {
    if stage_of_title(title).is_some() { NumberingStyle::Stage } else { style }
}

/// The stage that a heading is: 续建项目, 【收尾】, 计划新开工项目.
pub fn stage_of_title(title: &str) -> Option<&str> {
    let bare = title.trim_start_matches('【').trim_end_matches('】').trim();
    let bare = bare.strip_suffix("类").unwrap_or(bare);
    let bare = bare.strip_suffix("项目").unwrap_or(bare);
    Stage::of(bare).map(|_| bare)
}
