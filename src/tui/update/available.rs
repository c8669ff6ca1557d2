//! Whether an action can be done now and, where not, why. The footer hides what cannot be done and greys
//! out what is not permitted, help and the palette say why, and pressing the key says it too.

use crate::desk::sheet::{RegisterKind, project, watch};
use crate::domain::lang::Bilingual;
use crate::domain::permission;
use crate::domain::report::ReportAction;
use crate::tui::action::Action;
use crate::tui::keymap::Mode;
use crate::tui::model::{Layer, ListRows, Model};
use crate::words;

/// `Ok` when the action would do something.
pub fn available(model: &Model, action: Action) -> Result<(), Bilingual> {
    let some_row = || match model.chosen() {
        Some(_) => Ok(()),
        None => Err(words!("列表里没有项目", "the list is empty")),
    };
    permitted(model, action)?;
    match action {
        Action::Store | Action::Open | Action::Mark | Action::Left | Action::Right
            if model.place() == Mode::Import =>
        {
            super::import::available(model, action)
        }
        Action::MarkAll | Action::NextMissing if model.reading.is_some() => {
            Err(words!("目录还在载入，稍候", "the list is still being read; in a moment"))
        }
        Action::MarkAll if !model.list().is_whole => {
            Err(words!("还在查找其余各项", "the rest is still being found"))
        }
        Action::CopyId if !matches!(model.place(), Mode::List | Mode::Detail) => Ok(()),
        Action::CopyId
        | Action::CopyName
        | Action::Mark
        | Action::MarkAll
        | Action::Fill
        | Action::Around
        | Action::IssueFromReport => some_row(),
        Action::Open if matches!(model.place(), Mode::List) => some_row(),
        Action::Accept => super::judging::may(model, ReportAction::Accept),
        Action::Return => super::judging::may(model, ReportAction::Return),
        Action::NextMissing => may_go_on(model),
        Action::SaveQuery if !model.finder.is_narrowed() => {
            Err(words!("没有搜索可保存", "there is no search to keep"))
        }
        Action::ClearFilters if !model.finder.is_active() => {
            Err(words!("没有搜索和筛选", "nothing is searched or filtered"))
        }
        Action::Reverse if model.list().rows.len() < 2 => {
            Err(words!("不足两行，无从倒序", "fewer than two rows to reverse"))
        }
        Action::MonthNow if model.deadline.follows => {
            Err(words!("已是当期月份", "this is the month that is due"))
        }
        Action::Messages if model.said.is_empty() => Err(words!("还没有消息", "nothing was said so far")),
        Action::Import => model.closed.import.clone().map_or(Ok(()), Err),
        Action::Statistics => model.closed.documents.clone().map_or(Ok(()), Err),
        Action::Explain => super::reconcile::may_explain(model),
        Action::Escalate | Action::Decide | Action::Finish if !takes(model, action) => {
            Err(words!("对这一行没有这个操作", "there is no such thing to do to this row"))
        }
        Action::Back if model.place() == Mode::List && !anything_to_leave(model) => {
            Err(words!("已在最外层，按 q 退出", "this is the outermost step; q quits"))
        }
        Action::Next | Action::Previous if model.place() == Mode::Query && model.list().rows.is_empty() => {
            Err(words!("没有匹配的项目", "nothing matches"))
        }
        _ => Ok(()),
    }
}

/// Whether the sheet on top has something to take up, decide or finish in the chosen row.
fn takes(model: &Model, action: Action) -> bool {
    let Some(Layer::Sheet(view)) = model.layers.last() else { return true };
    match (view.ask.topic, action) {
        (RegisterKind::Issues, _) | (RegisterKind::Watch | RegisterKind::Project, Action::Finish) => true,
        (RegisterKind::Milestones, Action::Finish) => view.row().is_some_and(|row| !row.item.is_empty()),
        _ => false,
    }
}

/// Whether the person may do it to the project in hand, by the one table of permissions; why not, where
/// not. The commit asks again.
pub fn permitted(model: &Model, action: Action) -> Result<(), Bilingual> {
    let (row, topic, view) = match model.layers.last() {
        Some(Layer::Sheet(view)) => (view.row(), Some(view.ask.topic), view.ask.view),
        _ => (None, None, 0),
    };
    let needed = match (action, topic) {
        (Action::Fill, _) => permission::Action::File,
        (Action::AddIssue | Action::IssueFromReport, _) => permission::Action::OpenIssue,
        (Action::Finish, Some(RegisterKind::Watch)) if view == watch::VISITS => permission::Action::Supervise,
        (Action::Supervise, _) => permission::Action::Supervise,
        (Action::Add | Action::Finish, Some(RegisterKind::Watch)) => permission::Action::Watch,
        (Action::Add, Some(RegisterKind::Project)) => match view {
            project::PERMITS => permission::Action::SetPermit,
            project::SITE => permission::Action::WriteNote,
            project::PARTIES => permission::Action::SetParties,
            project::FUNDING => permission::Action::SetFunding,
            project::VISITS => permission::Action::Supervise,
            _ => return Ok(()),
        },
        (Action::Finish, Some(RegisterKind::Project)) => match view {
            project::SITE => permission::Action::WriteNote,
            project::VISITS => permission::Action::Supervise,
            _ => return Ok(()),
        },
        (Action::Escalate, Some(RegisterKind::Issues)) => permission::Action::EscalateIssue,
        (Action::Decide, Some(RegisterKind::Issues)) => permission::Action::DecideIssue,
        (Action::Finish, Some(RegisterKind::Issues)) => permission::Action::CloseIssue,
        (Action::Finish, Some(RegisterKind::Milestones)) => permission::Action::SetMilestone,
        (Action::Open, Some(RegisterKind::Pools)) if row.is_some_and(|row| row.offer.is_some()) => {
            permission::Action::PoolMatch
        }
        _ => return Ok(()),
    };
    let about = match topic {
        Some(topic)
            if topic != RegisterKind::Project && (topic, action) != (RegisterKind::Watch, Action::Add) =>
        {
            row.and_then(|row| model.book.catalogue.project(row.project?))
        }
        // What is added is about the project in hand, whatever row is chosen.
        _ => model.chosen(),
    };
    about.map_or(Ok(()), |project| model.may(needed, project))
}

/// Whether there is a next project to be filed for: of the round after filing, else in the list.
fn may_go_on(model: &Model) -> Result<(), Bilingual> {
    let going = model.round.as_ref().filter(|_| model.place() == Mode::Filed);
    let next = match going {
        Some(_) => model.left_of_round().first().copied(),
        None => model.next_here(),
    };
    if next.is_some() {
        return Ok(());
    }
    Err(match &model.deadline.rows {
        Some(rows) if rows.is_known() => {
            going.map_or_else(|| model.end_of_round(&model.round_here()), |round| model.end_of_round(round))
        }
        _ => words!("尚无台账，无从得知哪些未报", "no ledger yet to tell what is missing"),
    })
}

/// Whether Esc in the list has something to take back: a search, an order, marks.
fn anything_to_leave(model: &Model) -> bool {
    model.finder.is_active()
        || model.marked().next().is_some()
        || matches!(model.list().rows, ListRows::Picked(_))
}
