//! What a piece of the screen means, and how that looks: sixteen colours that follow the terminal's own
//! palette, for dark and light grounds, and none at all under NO_COLOR. Nothing is told by colour alone:
//! every role that carries meaning also has a weight, a word or a sign of its own.
//!
//! Palettes differ: bright black is the ground itself on one and nearly so on others, bright green is grey,
//! green cannot be read on white. Words therefore take the terminal's own colour, which its owner can read,
//! or one that is readable on every common palette; the chosen row exchanges that colour with the ground.

use super::cells::Ambiguous;

/// Light or dark ground.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    /// Light text on dark.
    #[default]
    Dark,
    /// Dark text on light.
    Light,
}

/// One of the terminal's own colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// 1
    Red,
    /// 9
    BrightRed,
    /// 2
    Green,
    /// 3
    Yellow,
    /// 4
    Blue,
    /// 6
    Cyan,
}

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TextRole {
    /// Ordinary text.
    Text,
    /// Less than text: labels, units. To be read all the same.
    Quiet,
    /// No words: rules between regions, frames, the empty part of a gauge.
    Rule,
    /// Titles and the chosen tab.
    Strong,
    /// The accent: keys in the hints, the marker of the chosen row.
    Accent,
    /// Matched characters.
    Match,
    /// The chosen row or button.
    Chosen,
    /// The chosen row where the focus is elsewhere.
    ChosenAside,
    /// In order: filed, green lamp.
    Good,
    /// To look at: three to seven days, yellow lamp.
    Care,
    /// Wrong, late, under three days, red lamp.
    Bad,
    /// The banner of invented data.
    Invented,
}

/// How a role is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoleStyle {
    /// Foreground; the terminal's own when `None`.
    pub colour: Option<Colour>,
    /// Bold
    pub bold: bool,
    /// Fainter than the terminal's own colour
    pub dim: bool,
    /// Foreground and background exchanged
    pub reverse: bool,
    /// Underlined
    pub underline: bool,
}

/// The choices that hold for a whole session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Light or dark ground.
    pub ground: Background,
    /// False under NO_COLOR: weight, underline and reverse only.
    pub colour: bool,
    /// Width of ambiguous characters.
    pub ambiguous: Ambiguous,
}

impl Default for Theme {
    fn default() -> Self {
        Self { ground: Background::Dark, colour: true, ambiguous: Ambiguous::Narrow }
    }
}

impl Theme {
    /// How a role looks.
    pub fn look(self, role: TextRole) -> RoleStyle {
        let plain = RoleStyle::default();
        let mut look = match role {
            TextRole::Text | TextRole::Quiet => plain,
            TextRole::Rule => RoleStyle { dim: true, ..plain },
            TextRole::Strong | TextRole::ChosenAside => RoleStyle { bold: true, ..plain },
            TextRole::Accent => RoleStyle { colour: Some(self.accent()), ..plain },
            TextRole::Match => {
                RoleStyle { colour: Some(self.accent()), bold: true, underline: true, ..plain }
            }
            TextRole::Chosen => RoleStyle { bold: true, reverse: true, ..plain },
            TextRole::Good => RoleStyle { colour: self.good(), ..plain },
            TextRole::Care => RoleStyle { colour: Some(self.care()), bold: true, ..plain },
            TextRole::Bad => RoleStyle { colour: Some(self.bad()), bold: true, ..plain },
            TextRole::Invented => RoleStyle { colour: Some(self.care()), bold: true, reverse: true, ..plain },
        };
        if !self.colour {
            look.colour = None;
        }
        look
    }

    fn accent(self) -> Colour {
        match self.ground {
            Background::Dark => Colour::Cyan,
            Background::Light => Colour::Blue,
        }
    }

    /// Green on white cannot be read; there what is in order looks like text.
    fn good(self) -> Option<Colour> {
        match self.ground {
            Background::Dark => Some(Colour::Green),
            Background::Light => None,
        }
    }

    /// The brighter red on dark, where the other is too dark on most palettes.
    fn bad(self) -> Colour {
        match self.ground {
            Background::Dark => Colour::BrightRed,
            Background::Light => Colour::Red,
        }
    }

    /// Yellow on white cannot be read; there the warning is red too and its word tells it apart.
    fn care(self) -> Colour {
        match self.ground {
            Background::Dark => Colour::Yellow,
            Background::Light => Colour::Red,
        }
    }

    /// The signs that lines, gauges and markers are drawn with.
    pub fn signs(self) -> &'static Glyphs {
        match self.ambiguous {
            Ambiguous::Narrow => &FINE,
            Ambiguous::Wide => &ASCII,
        }
    }
}

/// Signs for lines, gauges and markers. All take one column in their mode.
#[derive(Debug)]
pub struct Glyphs {
    /// ─
    pub horizontal: &'static str,
    /// │
    pub vertical: &'static str,
    /// ┬
    pub tee_down: &'static str,
    /// ┴
    pub tee_up: &'static str,
    /// ┌ ┐ └ ┘
    pub corners: [&'static str; 4],
    /// The full part of a gauge.
    pub full: &'static str,
    /// The empty part of a gauge.
    pub empty: &'static str,
    /// The marker of the chosen row.
    pub bar: &'static str,
    /// Marked rows.
    pub tick: &'static str,
    /// ›
    pub step: &'static str,
    /// Nothing known.
    pub dash: &'static str,
    /// ·
    pub dot: &'static str,
    /// ×
    pub cross: &'static str,
    /// ▲ ▼ for the direction of sorting.
    pub arrows: [&'static str; 2],
    /// ● for a lamp, always beside its word.
    pub lamp: &'static str,
    /// Eight heights of a small column chart.
    pub columns: [&'static str; 8],
}

const FINE: Glyphs = Glyphs {
    horizontal: "─",
    vertical: "│",
    tee_down: "┬",
    tee_up: "┴",
    corners: ["┌", "┐", "└", "┘"],
    full: "█",
    empty: "░",
    bar: "▌",
    tick: "✓",
    step: "›",
    dash: "–",
    dot: "·",
    cross: "×",
    arrows: ["▲", "▼"],
    lamp: "●",
    columns: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
};

const ASCII: Glyphs = Glyphs {
    horizontal: "-",
    vertical: "|",
    tee_down: "+",
    tee_up: "+",
    corners: ["+", "+", "+", "+"],
    full: "#",
    empty: ".",
    bar: ">",
    tick: "+",
    step: ">",
    dash: "-",
    dot: ".",
    cross: "x",
    arrows: ["^", "v"],
    lamp: "*",
    columns: [".", ":", "-", "=", "+", "*", "%", "#"],
};

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [TextRole; 12] = [
        TextRole::Text,
        TextRole::Quiet,
        TextRole::Rule,
        TextRole::Strong,
        TextRole::Accent,
        TextRole::Match,
        TextRole::Chosen,
        TextRole::ChosenAside,
        TextRole::Good,
        TextRole::Care,
        TextRole::Bad,
        TextRole::Invented,
    ];

    #[test]
    fn without_colour_the_selection_is_still_reversed_and_matches_underlined() {
        let theme = Theme { colour: false, ..Theme::default() };
        assert!(ROLES.iter().all(|role| theme.look(*role).colour.is_none()));
        assert!(theme.look(TextRole::Chosen).reverse);
        assert!(theme.look(TextRole::Match).underline);
    }

    #[test]
    fn every_sign_takes_one_column_in_its_mode() {
        for (signs, ambiguous) in [(&FINE, Ambiguous::Narrow), (&ASCII, Ambiguous::Wide)] {
            let single =
                [signs.horizontal, signs.vertical, signs.tee_down, signs.tee_up, signs.full, signs.empty];
            let more = [signs.bar, signs.tick, signs.step, signs.dash, signs.dot, signs.cross, signs.lamp];
            let all =
                single.iter().chain(&more).chain(&signs.corners).chain(&signs.arrows).chain(&signs.columns);
            for sign in all {
                assert_eq!(ambiguous.of(sign), 1, "{sign}");
            }
        }
    }
}
