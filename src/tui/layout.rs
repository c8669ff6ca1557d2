//! Where the regions of the main screen lie for a given size. Update needs it to page and to know
//! whether the detail stands beside the list; the view draws into the same numbers.

/// The terminal's size in columns and rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// The smallest terminal that the screen can be used on.
pub const SMALLEST: Size = Size { width: 60, height: 15 };
/// From this width the detail stands beside the list.
const BESIDE: u16 = 100;
/// From this height (and [`BESIDE`]) the deadline panel has [`PANEL`] lines instead of one.
const TALL: u16 = 28;
const PANEL: u16 = 3;

/// A rectangle in columns and rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// Leftmost column.
    pub x: u16,
    /// Topmost row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Area {
    /// Whether a cell lies in it.
    pub fn holds(self, x: u16, y: u16) -> bool {
        (self.x..self.x.saturating_add(self.width)).contains(&x)
            && (self.y..self.y.saturating_add(self.height)).contains(&y)
    }

    /// So many columns less on either side.
    #[must_use]
    pub fn inset(self, columns: u16) -> Self {
        Self { x: self.x + columns.min(self.width), width: self.width.saturating_sub(columns * 2), ..self }
    }

    /// So many rows less at the top.
    #[must_use]
    pub fn below(self, rows: u16) -> Self {
        let rows = rows.min(self.height);
        Self { y: self.y + rows, height: self.height - rows, ..self }
    }

    /// One of its rows; empty past its end.
    #[must_use]
    pub fn row(self, n: u16) -> Self {
        Self { y: self.y + n.min(self.height), height: u16::from(n < self.height), ..self }
    }

    /// An area of that size in the middle of this one, cut to fit.
    #[must_use]
    pub fn centred(self, width: u16, height: u16) -> Self {
        let (width, height) = (width.min(self.width), height.min(self.height));
        Self { x: self.x + (self.width - width) / 2, y: self.y + (self.height - height) / 2, width, height }
    }
}

/// The main screen's regions, from top to bottom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regions {
    /// Title, tabs and clock.
    pub header: Area,
    /// The search line.
    pub query: Area,
    /// The row of the upper rule.
    pub upper_rule: u16,
    /// Column titles and rows.
    pub list: Area,
    /// The column of the rule between list and detail.
    pub divider: Option<u16>,
    /// The detail, where it stands beside the list.
    pub detail: Option<Area>,
    /// The row of the lower rule.
    pub lower_rule: u16,
    /// The deadline: one line or a panel.
    pub deadline: Area,
    /// The last line.
    pub hints: Area,
}

impl Size {
    /// Whether the screen can be used at all.
    pub fn is_enough(self) -> bool {
        self.width >= SMALLEST.width && self.height >= SMALLEST.height
    }

    /// Everything.
    pub fn area(self) -> Area {
        Area { x: 0, y: 0, width: self.width, height: self.height }
    }

    /// Everything between the two rules: where popups lie, so that tabs, banner and deadline stay in sight.
    pub fn body(self) -> Area {
        let regions = self.regions();
        let y = regions.upper_rule + 1;
        Area { x: 0, y, width: self.width, height: regions.lower_rule.saturating_sub(y) }
    }

    /// The regions. Only for sizes that are [enough](Size::is_enough).
    pub fn regions(self) -> Regions {
        let panel = if self.width >= BESIDE && self.height >= TALL { PANEL } else { 1 };
        let hints = self.height.saturating_sub(1);
        let deadline = hints.saturating_sub(panel);
        let lower_rule = deadline.saturating_sub(1);
        let top = 3;
        let middle = lower_rule.saturating_sub(top);
        let line = |y, height| Area { x: 0, y, width: self.width, height };
        let beside = self.width >= BESIDE;
        let list_width = if beside { self.width * 59 / 100 } else { self.width };
        Regions {
            header: line(0, 1),
            query: line(1, 1),
            upper_rule: 2,
            list: Area { x: 0, y: top, width: list_width, height: middle },
            divider: beside.then_some(list_width),
            detail: beside.then(|| Area {
                x: list_width + 1,
                y: top,
                width: self.width - list_width - 1,
                height: middle,
            }),
            lower_rule,
            deadline: line(deadline, panel),
            hints: line(hints, 1),
        }
    }

    /// Rows of projects that the list shows, below its column titles.
    pub fn list_rows(self) -> usize {
        usize::from(self.regions().list.height.saturating_sub(1)).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_cover_the_screen_without_overlap_at_every_size() {
        for width in 60..=220 {
            for height in 15..=80 {
                let r = Size { width, height }.regions();
                assert_eq!(r.list.y, r.upper_rule + 1);
                assert_eq!(r.list.y + r.list.height, r.lower_rule);
                assert_eq!(r.deadline.y, r.lower_rule + 1);
                assert_eq!(r.deadline.y + r.deadline.height, r.hints.y);
                assert_eq!(r.hints.y + 1, height);
                if let (Some(divider), Some(detail)) = (r.divider, r.detail) {
                    assert_eq!(r.list.width, divider);
                    assert_eq!(detail.x + detail.width, width);
                }
                assert!(r.list.height >= 8, "{width}×{height}");
            }
        }
    }
}
