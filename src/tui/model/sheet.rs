//! A sheet over the main screen (issues, milestones, pools), and the one-line question that an action
//! may ask first.

use std::sync::Arc;

use crate::desk::sheet::{RegisterKind, RegisterTable, TableQuery};
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::roster::PartyRole;
use crate::tui::editor::Editor;
use crate::words;

/// A sheet as it is looked at.
#[derive(Clone, Debug)]
pub struct SheetView {
    /// What is asked for.
    pub ask: TableQuery,
    /// What was read; `None` while it is being read.
    pub sheet: Option<Arc<RegisterTable>>,
    /// The chosen row.
    pub chosen: usize,
    /// The first row shown.
    pub top: usize,
}

impl SheetView {
    /// A sheet that has yet to be read.
    pub fn new(topic: RegisterKind, view: usize, project: Option<ProjectId>, lang: Lang) -> Self {
        Self { ask: TableQuery { topic, view, project, lang }, sheet: None, chosen: 0, top: 0 }
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
    pub question: Bilingual,
    /// The answer so far.
    pub field: Editor,
    /// What is done with the answer.
    pub wish: PromptKind,
}

/// What an answer completes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PromptKind {
    /// What is stuck on a project, from a month's report where it comes from one.
    OpenIssue(ProjectId, Option<Month>),
    /// Why an issue goes up.
    Escalate(String),
    /// What was decided.
    Decide(String),
    /// What came of it.
    Close(String),
    /// Why a project is watched.
    Watch(ProjectId),
    /// Why it no longer is.
    Unwatch(ProjectId),
    /// What a visit saw and asked for.
    Supervise(ProjectId),
    /// What came of a visit's demand.
    Answer(ProjectId, String),
    /// A permit's dates and number.
    Permit(ProjectId),
    /// What was seen on the site.
    Note(ProjectId),
    /// How a note was settled.
    Settle(ProjectId, String),
    /// Who stands in a role.
    Party(ProjectId, PartyRole),
    /// What is known of a source of money.
    Funding(ProjectId),
    /// The name that the search on the screen is kept under.
    SaveQuery(String),
    /// Why the reports of a month go back.
    Return(Vec<ProjectId>, Month),
    /// Why our figure is not that of statistics, which a file may have said.
    Explain(ProjectId, Month, Option<Money>),
    /// The year of a list on its way in.
    ListYear,
    /// The sheet of a document to be read alone.
    ListSheet,
}

impl PromptKind {
    /// The question it asks.
    pub fn question(&self) -> Bilingual {
        match self {
            Self::OpenIssue(id, _) => {
                words!("{id} 什么卡住了（类别：内容）", "{id}: what is stuck (kind: text)")
            }
            Self::Escalate(item) => words!("问题 {item} 为何上报", "issue {item}: why it goes up"),
            Self::Decide(item) => words!("问题 {item} 的决定", "issue {item}: the decision"),
            Self::Close(item) => words!("问题 {item} 的结果", "issue {item}: what came of it"),
            Self::Return(ids, month) => {
                if let [id] = ids.as_slice() {
                    words!("退回 {id} {month} 的理由", "why the report {id} {month} goes back")
                } else {
                    let count = ids.len();
                    words!("退回 {count} 份 {month} 月报的理由", "why {count} reports of {month} go back")
                }
            }
            Self::Explain(id, month, _) => {
                words!("{id} {month} 为何与统计数不一致", "{id} {month}: why it differs from statistics")
            }
            Self::ListYear => words!("名单的年份，如 2022", "the list's year, e.g. 2022"),
            Self::ListSheet => words!("只读哪个工作表（名称或序号）", "which sheet alone (name or number)"),
            Self::Watch(id) => {
                words!("{id} 为何列入（理由；依据）", "{id}: why it is watched (reason; document)")
            }
            Self::Unwatch(id) => words!("{id} 为何移出", "{id}: why it is taken off"),
            Self::Supervise(id) => {
                words!("{id} 督查所见；要求；时限", "{id}: what was seen; the demand; by when")
            }
            Self::Answer(id, item) => {
                words!("{id} 督查记录 {item} 如何办结", "{id}: what came of demand {item}")
            }
            Self::Permit(id) => {
                words!("{id} 手续：计划=日期,实际=日期,文号=…", "{id} KIND:planned=DATE,actual=DATE,number=…")
            }
            Self::Note(id) => words!(
                "{id} 质量/安全/文明施工：所见；整改",
                "{id} quality/safety/civilised: seen; follow-up"
            ),
            Self::Settle(id, item) => {
                words!("{id} 记录 {item} 如何整改", "{id}: how note {item} was settled")
            }
            Self::Party(id, role) => {
                let (zh, en) = (role.title(Lang::Zh), role.title(Lang::En));
                words!("{id} {zh}", "{id}: {en}")
            }
            Self::Funding(id) => words!(
                "{id} 来源：计划=万元,到位=万元,使用=万元",
                "{id} SOURCE:planned=N,arrived=N,used=N (10k yuan)"
            ),
            Self::SaveQuery(query) => words!("把“{query}”存为", "keep \"{query}\" as"),
        }
    }

    /// Whether nothing is an answer too: it takes somebody out of a role.
    pub fn takes_nothing(&self) -> bool {
        matches!(self, Self::Party(..))
    }
}
