//! Everything a person can tell the screen to do: a closed list. What an action is called and which keys
//! it has stands in the keymap; what it does stands in update.

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Action {
    /// One row down.
    Down,
    /// One row up.
    Up,
    /// Columns to the left.
    Left,
    /// Columns to the right.
    Right,
    /// A screenful down.
    PageDown,
    /// A screenful up.
    PageUp,
    /// Half a screenful down.
    HalfDown,
    /// Half a screenful up.
    HalfUp,
    /// The first row.
    Top,
    /// The last row.
    Bottom,
    /// 建设
    Construction,
    /// 前期
    Planning,
    /// 招商
    Promotion,
    /// The next pane or field.
    Next,
    /// The pane or field before.
    Previous,
    /// The chosen thing.
    Open,
    /// One step back.
    Back,
    /// Into the search field.
    Search,
    /// Facets with counts.
    Facets,
    /// No search, no filters.
    ClearFilters,
    /// Choose the order.
    Sort,
    /// The other way round.
    Reverse,
    /// Mark or unmark the row.
    Mark,
    /// Mark everything listed.
    MarkAll,
    /// Copy the id, of all marked projects where some are marked.
    CopyId,
    /// Copy the name.
    CopyName,
    /// The month before.
    MonthBefore,
    /// The month after.
    MonthAfter,
    /// The month that is due now.
    MonthNow,
    /// 填报
    Fill,
    /// The next project whose report is missing and that this person may file.
    NextMissing,
    /// File what the form holds.
    File,
    /// File what the form holds and go on to the next one.
    FileOn,
    /// 审核通过
    Accept,
    /// 退回
    Return,
    /// The form as it began.
    StartOver,
    /// This side of a conflict.
    Mine,
    /// The other side of a conflict.
    Theirs,
    /// 催报
    Chase,
    /// 问题: what holds projects up.
    Issues,
    /// 节点: back-scheduled steps.
    Milestones,
    /// 三池
    Pools,
    /// 重点关注
    Watch,
    /// 项目台账: permits, site, parties, money, supervision of one project.
    Around,
    /// Open an issue.
    AddIssue,
    /// Open an issue with the words of the month's report.
    IssueFromReport,
    /// Add to what the sheet shows.
    Add,
    /// Write a supervision entry down.
    Supervise,
    /// The print-ready page of one project.
    Page,
    /// The saved searches.
    Queries,
    /// Keep the search on the screen under a name.
    SaveQuery,
    /// Take an issue up a level.
    Escalate,
    /// Record a decision.
    Decide,
    /// Close an issue, tick a step off, take off the list, answer a demand, forget a search.
    Finish,
    /// 看板
    Board,
    /// The next page of the board.
    View,
    /// 导入
    Import,
    /// Store the list that was read.
    Store,
    /// 与统计数核对
    Reconcile,
    /// A statistics file.
    Statistics,
    /// Why a figure differs from that of statistics.
    Explain,
    /// Help.
    Help,
    /// Every action by name.
    Palette,
    /// The messages so far.
    Messages,
    /// Paint everything anew.
    Redraw,
    /// Into the background.
    Suspend,
    /// The end.
    Quit,
}

impl Action {
    /// Whether it only walks about, which needs no place in the palette.
    pub fn is_movement(self) -> bool {
        matches!(
            self,
            Self::Down
                | Self::Up
                | Self::Left
                | Self::Right
                | Self::PageDown
                | Self::PageUp
                | Self::HalfDown
                | Self::HalfUp
                | Self::Top
                | Self::Bottom
                | Self::Back
                | Self::Palette
        )
    }
}
