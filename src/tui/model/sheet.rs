//! A sheet over the main screen (issues, milestones, pools), and the one-line question that an action
//! may ask first.

use std::sync::Arc;

use crate::desk::sheet::{Deed, Sheet, SheetAsk, Topic};
use crate::domain::issue::IssueKind;
use crate::domain::lang::{Lang, Words};
use crate::domain::project::ProjectId;
use crate::tui::editor::Editor;
use crate::words;

/// A sheet as it is looked at.
#[derive(Clone, Debug)]
pub struct SheetView {
    /// What is asked for.
    pub ask: SheetAsk,
    /// What was read; `None` while it is being read.
    pub sheet: Option<Arc<Sheet>>,
    /// The chosen row.
    pub chosen: usize,
    /// The first row shown.
    pub top: usize,
}

impl SheetView {
    /// A sheet that has yet to be read.
    pub fn new(topic: Topic, view: usize, project: Option<ProjectId>, lang: Lang) -> Self {
        Self { ask: SheetAsk { topic, view, project, lang }, sheet: None, chosen: 0, top: 0 }
    }

    /// The chosen row.
    pub fn row(&self) -> Option<&crate::desk::sheet::SheetRow> {
        self.sheet.as_ref()?.rows.get(self.chosen)
    }
}

/// A question with a one-line answer.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What is asked.
    pub question: Words,
    /// The answer so far.
    pub field: Editor,
    /// What is done with the answer.
    pub wish: Wish,
}

/// What an answer completes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// What is stuck on a project.
    OpenIssue(ProjectId),
    /// Why an issue goes up.
    Escalate(String),
    /// What was decided.
    Decide(String),
    /// What came of it.
    Close(String),
}

impl Wish {
    /// The question it asks.
    pub fn question(&self) -> Words {
        match self {
            Self::OpenIssue(id) => words!("{id} 什么卡住了", "{id}: what is stuck"),
            Self::Escalate(item) => words!("问题 {item} 为何上报", "issue {item}: why it goes up"),
            Self::Decide(item) => words!("问题 {item} 的决定", "issue {item}: the decision"),
            Self::Close(item) => words!("问题 {item} 的结果", "issue {item}: what came of it"),
        }
    }

    /// The deed that an answer makes of it. An issue's kind is told by the word before a colon
    /// (`用地：地块未交付`), else it is 其他.
    pub fn with(self, answer: &str) -> Deed {
        let answer = answer.trim().to_owned();
        match self {
            Self::OpenIssue(id) => {
                let split = answer.split_once(['：', ':']);
                match split.and_then(|(kind, text)| Some((IssueKind::parse(kind)?, text.trim()))) {
                    Some((kind, text)) => Deed::OpenIssue(id, kind, text.to_owned()),
                    None => Deed::OpenIssue(id, IssueKind::Other, answer),
                }
            }
            Self::Escalate(item) => Deed::Escalate(item, None, answer),
            Self::Decide(item) => Deed::Decide(item, answer),
            Self::Close(item) => Deed::Close(item, answer),
        }
    }
}
