//! Accepting and returning the reports of the list: which can be, which cannot and why, and the question that
//! says it in numbers before anything is done to several.

use super::sheet;
use crate::desk::sheet::RowCommand;
use crate::desk::states::ReportState;
use crate::domain::lang::Bilingual;
use crate::domain::permission;
use crate::domain::project::ProjectId;
use crate::domain::report::ReportAction;
use crate::tui::editor::Editor;
use crate::tui::effect::Effect;
use crate::tui::model::{Choice, ChoiceKind, Layer, Model, Prompt, PromptKind};
use crate::words;

/// The projects at hand, sorted by whether their reports can be accepted or returned.
#[derive(Default)]
struct Sorted {
    can: Vec<ProjectId>,
    /// So many cannot, by reason.
    cannot: Vec<(Bilingual, usize)>,
    /// Why the first of those that are somebody else's to judge cannot be.
    refused: Option<Bilingual>,
}

impl Sorted {
    /// `；461 份不可（未报 300，已审 161）`; nothing where all can.
    fn rest(&self) -> Bilingual {
        let count: usize = self.cannot.iter().map(|(_, count)| count).sum();
        if count == 0 {
            return Bilingual::default();
        }
        let Bilingual { zh, en } = self.reasons();
        words!("；{count} 份不可（{zh}）", "; {count} cannot ({en})")
    }

    fn reasons(&self) -> Bilingual {
        let zh: Vec<_> = self.cannot.iter().map(|(why, count)| format!("{} {count}", why.zh)).collect();
        let en: Vec<_> = self.cannot.iter().map(|(why, count)| format!("{count} {}", why.en)).collect();
        Bilingual { zh: zh.join("，"), en: en.join(", ") }
    }
}

fn sorted(model: &Model, act: ReportAction) -> Sorted {
    let right =
        if act == ReportAction::Accept { permission::Action::Accept } else { permission::Action::Return };
    let mut sorted = Sorted::default();
    for id in model.at_hand() {
        let at = model.book.projects().binary_search_by_key(&id, |p| p.id).ok();
        let row = at.and_then(|at| model.deadline.rows.as_ref()?.get(at));
        let why = match row.map(|row| row.state) {
            Some(ReportState::Accepted { .. }) if act == ReportAction::Accept => {
                words!("已审", "accepted already")
            }
            Some(ReportState::Filed { .. } | ReportState::Accepted { .. }) => {
                match model.book.catalogue.project(id).map_or(Ok(()), |project| model.may(right, project)) {
                    Ok(()) => {
                        sorted.can.push(id);
                        continue;
                    }
                    Err(why) => sorted.refused.get_or_insert(why),
                };
                words!("无权", "not yours to judge")
            }
            Some(ReportState::Returned) => words!("已退回", "returned already"),
            Some(ReportState::NotDue) => words!("本月不必报", "not due"),
            Some(ReportState::Outstanding) | None => words!("未报", "not filed"),
        };
        match sorted.cannot.iter_mut().find(|(said, _)| *said == why) {
            Some((_, count)) => *count += 1,
            None => sorted.cannot.push((why, 1)),
        }
    }
    sorted.cannot.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sorted
}

/// Whether a report at hand can be accepted or returned; why not, where none can.
pub fn may(model: &Model, act: ReportAction) -> Result<(), Bilingual> {
    if model.at_hand().is_empty() {
        return Err(words!("列表里没有项目", "the list is empty"));
    }
    let sorted = sorted(model, act);
    if !sorted.can.is_empty() {
        return Ok(());
    }
    if let Some(why) = sorted.refused {
        return Err(why);
    }
    let Bilingual { zh, en } = sorted.reasons();
    Err(match act {
        ReportAction::Accept if sorted.cannot.iter().any(|(why, _)| why.zh == "已审") => {
            words!("没有待审的月报（{zh}）", "no report is waiting to be accepted ({en})")
        }
        _ => words!("这里没有已报的月报（{zh}）", "no report is filed here ({en})"),
    })
}

/// Accepts the chosen project's report at once; asks first where several are marked.
pub fn accept(model: &mut Model) -> Vec<Effect> {
    let sorted = sorted(model, ReportAction::Accept);
    let month = model.deadline.month;
    if is_plain(model) {
        return vec![Effect::Perform(RowCommand::Judge(
            sorted.can,
            month,
            ReportAction::Accept,
            String::new(),
        ))];
    }
    let (count, Bilingual { zh, en }) = (sorted.can.len(), sorted.rest());
    let (hidden_zh, hidden_en) = hidden(model);
    model.layers.push(Layer::Choice(Choice {
        title: words!("审核通过 {month} 月报{hidden_zh}", "Accept reports of {month}{hidden_en}"),
        options: vec![words!("审核通过 {count} 份{zh}", "accept {count}{en}"), words!("先不审", "not yet")],
        // What is done to many is not done by pressing Enter twice.
        chosen: 1,
        about: ChoiceKind::Accept(sorted.can, month),
    }));
    Vec::new()
}

/// Asks why the reports at hand go back, and says how many do.
pub fn send_back(model: &mut Model) {
    let sorted = sorted(model, ReportAction::Return);
    let plain = is_plain(model);
    let (count, Bilingual { zh, en }) = (sorted.can.len(), sorted.rest());
    let (hidden_zh, hidden_en) = hidden(model);
    let wish = PromptKind::Return(sorted.can, model.deadline.month);
    if plain || (zh.is_empty() && hidden_zh.is_empty()) {
        sheet::ask(model, wish, "");
        return;
    }
    let question = words!("为何退回 {count} 份{zh}{hidden_zh}", "why {count} go back{en}{hidden_en}");
    model.layers.push(Layer::Prompt(Prompt { question, field: Editor::line(""), wish }));
}

/// It was asked whether to accept them.
pub fn answered(about: ChoiceKind, line: usize) -> Vec<Effect> {
    match about {
        ChoiceKind::Accept(ids, month) if line == 0 => {
            vec![Effect::Perform(RowCommand::Judge(ids, month, ReportAction::Accept, String::new()))]
        }
        _ => Vec::new(),
    }
}

/// They are accepted or returned: those done are marked no longer.
pub fn done(model: &mut Model, ids: &[ProjectId], said: Bilingual) -> Vec<Effect> {
    for list in &mut model.lists {
        list.marked.retain(|id| !ids.contains(id));
    }
    sheet::done(model, said)
}

/// Whether it is about the chosen project alone, as anybody sees.
fn is_plain(model: &Model) -> bool {
    let chosen = model.chosen().map(|project| project.id);
    model.at_hand().as_slice() == chosen.as_slice() && model.marked_elsewhere() == 0
}

/// What is marked and not shown stays out of it, and is told.
fn hidden(model: &Model) -> (String, String) {
    match model.marked_elsewhere() {
        0 => (String::new(), String::new()),
        more => {
            (format!("；另勾选 {more} 项不在列表，不动"), format!("; {more} more marked out of view stay"))
        }
    }
}
