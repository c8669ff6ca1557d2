//! The form of one month's report: a text field for each of the report's fields, checked at every
//! keystroke against what the ledger held when it was opened.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use jiff::Timestamp;

use crate::desk::form::FormContext;
use crate::desk::presence::{OpenForm, Present};
use crate::desk::report::FileRequest;
use crate::domain::finding::{Finding, Severity};
use crate::domain::report::Report;
use crate::domain::report::draft::Draft;
use crate::domain::report::field::{Field, FieldKind};
use crate::domain::report::rules::CheckedDraft;
use crate::tui::editor::Editor;

/// An open form.
#[derive(Clone, Debug)]
pub struct Form {
    /// What it stands on.
    pub basis: Arc<FormContext>,
    /// The report's fields in the form's order.
    pub fields: Vec<FormField>,
    /// The field that has the keys.
    pub at: usize,
    /// What follows from the texts, and what is wrong with them.
    pub checked: CheckedDraft,
    /// When the draft that it began with was kept, if it did.
    pub recovered: Option<Timestamp>,
    /// Filing was tried: what is missing is now said too.
    pub tried: bool,
    /// Filing is under way.
    pub filing: bool,
    /// When it was opened.
    pub since: Timestamp,
    /// Who else has it open.
    pub others: Vec<Present>,
    /// What somebody else filed while it was open.
    pub newer: Option<Report>,
    /// Once it is filed the next one is wanted at once.
    pub then_next: bool,
}

/// One field.
#[derive(Clone, Debug)]
pub struct FormField {
    /// Which.
    pub field: Field,
    /// Its text.
    pub editor: Editor,
    /// Something was typed into it.
    pub touched: bool,
}

/// Which of two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What was typed here.
    Mine,
    /// What somebody else filed meanwhile.
    Theirs,
}

/// A report that two people changed: the fields that differ, and whose text is to stand.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// What stands in the ledger now.
    pub basis: Arc<FormContext>,
    /// Field, mine, theirs, and which is chosen.
    pub rows: Vec<(Field, String, String, Side)>,
    /// The chosen row.
    pub chosen: usize,
}

impl Form {
    /// The form as it opens: with what was being typed, where it was kept, else with what stands or is
    /// carried forward.
    pub fn new(basis: Arc<FormContext>, now: Timestamp) -> Self {
        let kept = basis.typed.as_ref().filter(|kept| kept.draft != basis.begin);
        let draft = kept.map_or_else(|| basis.begin.clone(), |kept| kept.draft.clone());
        let recovered = kept.map(|kept| kept.saved_at);
        let mut form = Self::with(basis, &draft, now);
        form.recovered = recovered;
        if recovered.is_none() {
            form.go(0);
        }
        form
    }

    /// A form that holds a draft.
    pub fn with(basis: Arc<FormContext>, draft: &Draft, now: Timestamp) -> Self {
        let fields: Vec<FormField> = Field::of(basis.project.category())
            .map(|field| {
                let text = draft.get(field);
                let several = matches!(field.kind(), FieldKind::Lines | FieldKind::Permits);
                let editor = if several { Editor::lines(text) } else { Editor::line(text) };
                FormField { field, editor, touched: false }
            })
            .collect();
        let checked = basis.check(draft, now);
        let mut form = Self {
            basis,
            fields,
            at: 0,
            checked,
            recovered: None,
            tried: false,
            filing: false,
            since: now,
            others: Vec::new(),
            newer: None,
            then_next: false,
        };
        form.check(now);
        form
    }

    /// Gives the keys to a field. A figure that stands there is chosen whole, since it is corrected by another.
    pub fn go(&mut self, at: usize) {
        self.at = at.min(self.fields.len().saturating_sub(1));
        if let Some(field) = self.fields.get_mut(self.at) {
            let figure = matches!(
                field.field.kind(),
                FieldKind::Money
                    | FieldKind::Date
                    | FieldKind::Percent
                    | FieldKind::YesNo
                    | FieldKind::Choice
            );
            if figure {
                field.editor.choose_all();
            }
        }
    }

    /// What is typed: fields that hold something, and emptied ones that began with something.
    pub fn draft(&self) -> Draft {
        let mut draft = Draft::default();
        for field in &self.fields {
            if !field.editor.is_empty() || self.basis.begin.has(field.field) {
                draft.set(field.field, field.editor.text());
            }
        }
        draft
    }

    /// Where this person sits while it is open.
    pub fn seat(&self) -> OpenForm {
        OpenForm { project: self.basis.project.id, month: self.basis.month, since: self.since }
    }

    /// Whether something is typed that is not what it began with.
    pub fn is_changed(&self) -> bool {
        self.fields.iter().any(|f| f.editor.text() != self.basis.begin.get(f.field))
    }

    /// Checks it anew.
    pub fn check(&mut self, now: Timestamp) {
        self.checked = self.basis.check(&self.draft(), now);
    }

    /// What is to be said about a field. An empty field that nobody has touched is not called missing
    /// before filing is tried.
    pub fn said_about(&self, field: &FormField) -> impl Iterator<Item = &Finding> {
        let quiet = !self.tried && !field.touched && field.editor.is_empty();
        let key = field.field.key();
        self.checked.findings.iter().filter(move |f| !quiet && f.field.as_deref() == Some(key))
    }

    /// What is to be said about no field of the form in particular, such as the month.
    pub fn said_about_none(&self) -> impl Iterator<Item = &Finding> {
        self.checked.findings.iter().filter(|f| {
            f.field
                .as_deref()
                .and_then(Field::of_key)
                .is_none_or(|key| self.fields.iter().all(|x| x.field != key))
        })
    }

    /// The first field with an error.
    pub fn first_error(&self) -> Option<usize> {
        self.fields.iter().position(|f| {
            let of =
                |x: &&Finding| x.severity == Severity::Error && x.field.as_deref() == Some(f.field.key());
            self.checked.findings.iter().any(|x| of(&x))
        })
    }

    /// The report to be filed. Asking again with the same texts is recognised as the same request.
    pub fn filing(&self) -> FileRequest {
        let draft = self.draft();
        let (project, month, revision) = (self.basis.project.id, self.basis.month, self.basis.revision);
        let mut hasher = DefaultHasher::new();
        for (field, text) in draft.given() {
            (field.key(), text).hash(&mut hasher);
        }
        let request = format!("form-{project}-{month}-{revision}-{:016x}", hasher.finish());
        FileRequest {
            project,
            month,
            given: draft,
            as_draft: false,
            request_id: Some(request),
            expect_revision: Some(revision),
        }
    }

    /// The two versions after somebody else's change. Fields that only they changed are theirs already.
    pub fn conflict(&self, basis: Arc<FormContext>) -> Conflict {
        let rows = self
            .fields
            .iter()
            .filter(|f| f.field != Field::Reason)
            .map(|f| (f, basis.begin.get(f.field).to_owned()))
            .filter(|(f, theirs)| f.editor.text() != theirs)
            .map(|(f, theirs)| {
                let untouched = f.editor.text() == self.basis.begin.get(f.field);
                let side = if untouched { Side::Theirs } else { Side::Mine };
                (f.field, f.editor.text().to_owned(), theirs, side)
            })
            .collect();
        Conflict { basis, rows, chosen: 0 }
    }
}

impl Conflict {
    /// The form over what stands now, with the texts that were chosen.
    pub fn settle(&self, form: &Form, now: Timestamp) -> Form {
        let mut draft = self.basis.begin.clone();
        for (field, mine, _, side) in &self.rows {
            if *side == Side::Mine {
                draft.set(*field, mine.clone());
            }
        }
        if let Some(reason) = form.fields.iter().find(|f| f.field == Field::Reason) {
            draft.set(Field::Reason, reason.editor.text());
        }
        Form {
            at: form.at,
            tried: true,
            since: form.since,
            others: form.others.clone(),
            ..Form::with(Arc::clone(&self.basis), &draft, now)
        }
    }
}
