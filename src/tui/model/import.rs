//! A list on its way in: what is asked of the document, what was read, and which page of it is looked at.
//! Nothing of it is in the catalogue before it is stored.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::desk::import::{Accept, ChangeKind, ListField, Outcome, ReadProgress, SeenColumn};
use crate::domain::codes;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Lang;
use crate::domain::project::{Project, ProjectId};

/// What a person says of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportSettings {
    /// Its path as typed.
    pub path: String,
    /// The list's year, where the document does not say it.
    pub year: Option<i16>,
    /// Its annex, likewise.
    pub annex: Option<u8>,
    /// The sheet to read alone.
    pub sheet: Option<String>,
    /// A text's encoding.
    pub encoding: Option<String>,
    /// A project is a column.
    pub transpose: bool,
    /// A declared count or sum that does not agree refuses it.
    pub strict: bool,
    /// Which printed header fills which field.
    pub columns: Vec<(ListField, String)>,
}

/// The open import.
#[derive(Clone, Debug)]
pub struct ImportView {
    /// Counts up with every read; an older answer is dropped.
    pub generation: u64,
    /// What is asked.
    pub wishes: ImportSettings,
    /// How far it is.
    pub state: ImportState,
    /// Which page is looked at.
    pub page: ImportPage,
    /// The chosen row.
    pub chosen: usize,
    /// The first row shown.
    pub top: usize,
    /// The first column shown, of a preview that is scrolled sideways.
    pub first_column: usize,
    /// The read before this one was refused: when this one is not, its preview is what a person waits for.
    pub was_refused: bool,
    /// Pairs that were confirmed to be one project.
    pub agreed: BTreeSet<(ProjectId, ProjectId)>,
}

/// How far it is.
#[derive(Clone, Debug)]
pub enum ImportState {
    /// It is being read.
    Reading(ReadProgress),
    /// It could not be read as a list; with the columns it shows, where it shows any.
    Refused(Failure, Arc<Vec<SeenColumn>>),
    /// It was read.
    Read(Arc<Review>),
    /// It is being stored.
    Storing(Arc<Review>),
}

/// One page of an import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportPage {
    /// Every project as it was understood, with what is wrong beside its cells.
    #[default]
    Preview,
    /// Declared counts and sums beside those found.
    Declared,
    /// What would be added, changed, removed, field by field.
    Changes,
    /// Names that drifted, to be confirmed one by one.
    Alike,
    /// Which printed header fills which field.
    Columns,
    /// What is asked of the document.
    Wishes,
    /// Everything that was found on the way.
    Problems,
}

impl ImportPage {
    /// In the order they are turned.
    pub const ALL: [Self; 7] = [
        Self::Preview,
        Self::Declared,
        Self::Changes,
        Self::Alike,
        Self::Columns,
        Self::Wishes,
        Self::Problems,
    ];

    /// What it is called.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Preview => lang.pick("预览", "preview"),
            Self::Declared => lang.pick("对数", "totals"),
            Self::Changes => lang.pick("变更", "changes"),
            Self::Alike => lang.pick("疑同", "alike"),
            Self::Columns => lang.pick("列", "fields"),
            Self::Wishes => lang.pick("设定", "setup"),
            Self::Problems => lang.pick("问题", "problems"),
        }
    }

    /// So many pages on.
    #[must_use]
    pub fn turned(self, by: isize) -> Self {
        Self::ALL[(self as isize + by).rem_euclid(Self::ALL.len() as isize) as usize]
    }
}

/// What can be said of a document, in the order of its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportSetting {
    /// The path.
    Path,
    /// The year.
    Year,
    /// The annex.
    Annex,
    /// The sheet.
    Sheet,
    /// The encoding.
    Encoding,
    /// Lying on its side.
    Transpose,
    /// Refuse what does not add up.
    Strict,
}

impl ImportSetting {
    /// All.
    pub const ALL: [Self; 7] =
        [Self::Path, Self::Year, Self::Annex, Self::Sheet, Self::Encoding, Self::Transpose, Self::Strict];

    /// What it is called.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Path => lang.pick("文件", "file"),
            Self::Year => lang.pick("年份", "year"),
            Self::Annex => lang.pick("附件", "annex"),
            Self::Sheet => lang.pick("工作表", "sheet"),
            Self::Encoding => lang.pick("文本编码", "encoding"),
            Self::Transpose => lang.pick("横表（一列一个项目）", "on its side (a project a column)"),
            Self::Strict => lang.pick("公布的数目对不上即拒绝", "refuse what does not add up"),
        }
    }
}

/// One line of the preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreviewRow {
    /// A project of the outcome, by its place there.
    Project(usize),
    /// A line that could not be understood, by the place of its finding.
    Rejected(usize),
}

/// What was read, arranged to be looked at.
#[derive(Clone, Debug)]
pub struct Review {
    /// What came of reading and comparing.
    pub outcome: Outcome,
    /// The preview's lines as the document has them.
    pub rows: Vec<PreviewRow>,
    /// The changes' lines: which change, and which of its fields.
    pub changes: Vec<(usize, Option<usize>)>,
    /// The findings that concern a line of the document.
    pub by_line: BTreeMap<u32, Vec<usize>>,
    /// Added and changed projects.
    pub kinds: HashMap<ProjectId, ChangeKind>,
}

impl Review {
    /// Arranges an outcome.
    pub fn of(outcome: Outcome) -> Self {
        let mut by_line: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, finding) in outcome.findings.iter().enumerate() {
            if let Some(line) = finding.line {
                by_line.entry(line).or_default().push(at);
            }
        }
        let line = |at: usize| outcome.lines.get(at).copied().unwrap_or(0);
        let mut rows: Vec<(u32, PreviewRow)> =
            (0..outcome.projects.len()).map(|at| (line(at), PreviewRow::Project(at))).collect();
        let rejected = outcome.findings.iter().enumerate().filter(|(_, f)| f.code == codes::ROW_REJECTED);
        rows.extend(rejected.map(|(at, f)| (f.line.unwrap_or(0), PreviewRow::Rejected(at))));
        // Stable: without lines the order of ids stays.
        rows.sort_by_key(|(line, _)| *line);
        let rank = |kind: ChangeKind| match kind {
            ChangeKind::Changed => 0,
            ChangeKind::Removed => 1,
            ChangeKind::Added => 2,
        };
        let mut order: Vec<usize> = (0..outcome.compared.changes.len()).collect();
        order.sort_by_key(|at| rank(outcome.compared.changes[*at].kind));
        let changes = order
            .into_iter()
            .flat_map(|at| {
                let fields = outcome.compared.changes[at].fields.len();
                let whole = (fields == 0).then_some((at, None));
                whole.into_iter().chain((0..fields).map(move |field| (at, Some(field))))
            })
            .collect();
        let kinds = outcome.compared.changes.iter().map(|change| (change.id, change.kind)).collect();
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        Self { outcome, rows, changes, by_line, kinds }
    }

    /// A project of the preview.
    pub fn project(&self, at: usize) -> &Project {
        &self.outcome.projects[at]
    }

    /// The line that a row of the preview begins at; 0 where it is not known.
    pub fn line(&self, row: PreviewRow) -> u32 {
        match row {
            PreviewRow::Project(at) => self.outcome.lines.get(at).copied().unwrap_or(0),
            PreviewRow::Rejected(at) => self.outcome.findings[at].line.unwrap_or(0),
        }
    }

    /// What is wrong on a line of the document.
    pub fn problems(&self, line: u32) -> impl Iterator<Item = &Finding> {
        self.by_line.get(&line).into_iter().flatten().map(|at| &self.outcome.findings[*at])
    }

    /// The field that a printed header fills.
    pub fn field_of(&self, label: &str) -> Option<ListField> {
        self.outcome.columns.iter().find(|column| column.label == label)?.field
    }

    /// The preview's row at or after a line.
    pub fn row_at(&self, line: u32) -> usize {
        let at = self.rows.partition_point(|row| self.line(*row) < line);
        at.min(self.rows.len().saturating_sub(1))
    }

    /// Whether storing it would change anything.
    pub fn changes_something(&self) -> bool {
        !self.outcome.compared.changes.is_empty() || self.outcome.notice_changed
    }
}

impl ImportView {
    /// A document that is being read.
    pub fn new(generation: u64, wishes: ImportSettings) -> Self {
        Self {
            generation,
            wishes,
            state: ImportState::Reading(ReadProgress::default()),
            page: ImportPage::default(),
            chosen: 0,
            top: 0,
            first_column: 0,
            was_refused: false,
            agreed: BTreeSet::new(),
        }
    }

    /// What was read, once it is.
    pub fn review(&self) -> Option<&Arc<Review>> {
        match &self.state {
            ImportState::Read(review) | ImportState::Storing(review) => Some(review),
            ImportState::Reading(_) | ImportState::Refused(..) => None,
        }
    }

    /// The columns that the document shows.
    pub fn columns(&self) -> &[SeenColumn] {
        match &self.state {
            ImportState::Refused(_, columns) => columns,
            ImportState::Read(review) | ImportState::Storing(review) => &review.outcome.columns,
            ImportState::Reading(_) => &[],
        }
    }

    /// Everything that was found on the way.
    pub fn findings(&self) -> &[Finding] {
        match &self.state {
            ImportState::Refused(failure, _) => &failure.findings,
            ImportState::Read(review) | ImportState::Storing(review) => &review.outcome.findings,
            ImportState::Reading(_) => &[],
        }
    }

    /// Which proposals were confirmed.
    pub fn accept(&self) -> Accept {
        Accept::These(self.agreed.clone())
    }

    /// How many rows the page has.
    pub fn rows(&self) -> usize {
        let review = self.review();
        match self.page {
            ImportPage::Preview => review.map_or(0, |r| r.rows.len()),
            ImportPage::Declared => review.map_or(0, |r| r.outcome.declared.len()),
            ImportPage::Changes => review.map_or(0, |r| r.changes.len()),
            ImportPage::Alike => review.map_or(0, |r| r.outcome.compared.proposals.len()),
            ImportPage::Columns => self.columns().len(),
            ImportPage::Wishes => ImportSetting::ALL.len(),
            ImportPage::Problems => self.findings().len(),
        }
    }

    /// Turns to a page and a row of it.
    pub fn go(&mut self, page: ImportPage, row: usize) {
        (self.page, self.chosen, self.top) = (page, row, 0);
    }
}
