//! The order of hits: which field a term was found in, how, and how far in.
//!
//! Contiguous beats scattered; name beats lead unit beats headings beats goal beats content. Ties go to the
//! earlier, then the shorter name, then the catalogue's own order. Every order is total, so that threads,
//! masks and narrowing cannot change it.

use std::borrow::Cow;

use crate::domain::project::Project;

/// A text of a project that a term can be found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SearchField {
    /// 项目名称
    Name,
    /// 牵头单位, several joined with `、`
    LeadUnit,
    /// The heading path, joined with ` › `
    Headings,
    /// 年度建设目标
    Goal,
    /// 主要建设内容及规模
    Content,
    /// The serial or the whole id
    Serial,
}

impl SearchField {
    /// The fields that hold text, best first.
    pub const TEXTS: [Self; 5] = [Self::Name, Self::LeadUnit, Self::Headings, Self::Goal, Self::Content];

    /// The stable name in JSON, the project's own field name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::LeadUnit => "lead_units",
            Self::Headings => "headings",
            Self::Goal => "goal",
            Self::Content => "content",
            Self::Serial => "serial",
        }
    }

    /// The text whose characters the ranges of a match count.
    pub fn text(self, project: &Project) -> Cow<'_, str> {
        match self {
            Self::Name => Cow::Borrowed(&project.name),
            Self::LeadUnit => joined(&project.lead_units, "、"),
            Self::Headings => joined(&project.headings, " › "),
            Self::Goal => Cow::Borrowed(&project.goal),
            Self::Content => Cow::Borrowed(&project.content),
            Self::Serial => project.serial(),
        }
    }

    /// The most points that a term found in it can have.
    pub(super) fn most_points(self) -> i32 {
        match self {
            Self::Serial => 9_000,
            Self::Name => 7_999,
            Self::LeadUnit => 6_999,
            Self::Headings => 5_000,
            Self::Goal => 4_000,
            Self::Content => 3_000,
        }
    }

    /// Whether terms may be found scattered in it. Only short fields: over a hundred characters three
    /// scattered letters are in nearly every text.
    pub(super) fn is_short(self) -> bool {
        matches!(self, Self::Name | Self::LeadUnit)
    }
}

fn joined<'a>(parts: &'a [String], with: &str) -> Cow<'a, str> {
    match parts {
        [one] => Cow::Borrowed(one),
        many => Cow::Owned(many.join(with)),
    }
}

/// How one term was found in one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TermMatch {
    /// Points of the matcher, before the field's tier.
    pub inner: i32,
    /// Unbroken.
    pub contiguous: bool,
    /// By pinyin initials alone, the weakest evidence in a long text.
    pub initials: bool,
    /// Where, in characters; earlier is better.
    pub at: u32,
}

impl TermMatch {
    /// The best of some worth: unbroken from the first character on.
    pub fn at_head(inner: i32) -> Self {
        Self { inner, contiguous: true, initials: false, at: 0 }
    }
}

/// A term's points for a project, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Score {
    pub score: i32,
    pub at: u32,
}

impl Score {
    /// A serial or id named exactly: before everything else.
    pub const SERIAL: Self = Self { score: 9_000, at: 0 };

    /// A term as it stands in a content.
    pub const CONTENT: Self = Self { score: 3_000, at: 0 };

    /// A touch in its field's tier.
    pub fn of(field: SearchField, touch: TermMatch) -> Self {
        let inner = touch.inner.clamp(0, 999);
        let score = match (field, touch.contiguous) {
            (SearchField::Name, true) => 7_000 + inner,
            (SearchField::LeadUnit, true) => 6_000 + inner,
            // How far into a long text, and how long a run, says little: one class each.
            (SearchField::Headings, true) if !touch.initials => 5_000,
            (SearchField::Goal, true) if !touch.initials => 4_000,
            (SearchField::Content, true) if !touch.initials => 3_000,
            (SearchField::Name, false) => 2_000 + inner,
            (SearchField::LeadUnit, false) => 1_000 + inner,
            _ => 500,
        };
        let at = if field.is_short() { touch.at } else { 0 };
        Self { score, at }
    }

    /// Whether these come before those.
    pub fn beat(self, other: Self) -> bool {
        (self.score, std::cmp::Reverse(self.at)) > (other.score, std::cmp::Reverse(other.at))
    }
}

/// What hits are ordered by: greater is better, ties by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u64);

impl Rank {
    const MOST: u32 = 0xfff;

    /// The rank of what no term was asked of: all alike, so in catalogue order.
    pub const CATALOGUE: Self = Self(0);

    /// The rank of a score found `at` a character of a name of `length` characters.
    pub fn new(score: i32, at: u32, length: u32) -> Self {
        let late = u64::from(Self::MOST - at.min(Self::MOST));
        let long = u64::from(Self::MOST - length.min(Self::MOST));
        Self((u64::from(score.max(0) as u32) << 24) | (late << 12) | long)
    }

    /// As a number of the same order.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// How far in; `None` where it is farther than told apart.
    pub fn at(self) -> Option<u32> {
        let late = (self.0 >> 12) as u32 & Self::MOST;
        (late > 0).then_some(Self::MOST - late)
    }

    /// How long the name; `None` where it is longer than told apart.
    pub fn length(self) -> Option<u32> {
        let long = self.0 as u32 & Self::MOST;
        (long > 0).then_some(Self::MOST - long)
    }

    /// The score within.
    pub fn score(self) -> i32 {
        (self.0 >> 24) as i32
    }
}
