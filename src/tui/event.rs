//! What can happen to the screen: a closed list. Time arrives here too, so update knows no clock.

use std::sync::Arc;

use jiff::Timestamp;

use super::key::Key;
use super::layout::Size;
use super::model::import::Review;
use super::model::reconcile::ReconcileBoard;
use super::model::{CatalogueView, ChaseBoard, Closed, FacetGroup, Listing};
use crate::desk::detail::Detail;
use crate::desk::documents::Directory;
use crate::desk::due::{Due, Overdue};
use crate::desk::form::FormContext;
use crate::desk::import::{ReadProgress, SeenColumn};
use crate::desk::month::MonthRows;
use crate::desk::presence::PresenceSnapshot;
use crate::desk::report::FileOutcome;
use crate::desk::saved::SavedQuery;
use crate::desk::sheet::RegisterTable;
use crate::domain::board::Board;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Bilingual;
use crate::domain::month::Month;
use crate::domain::permission::Rights;
use crate::domain::project::ProjectId;

/// One thing that happened.
#[derive(Clone, Debug)]
pub enum Event {
    /// A key.
    Key(Key),
    /// A bracketed paste.
    Paste(String),
    /// The terminal has another size.
    Resize(Size),
    /// The second changed.
    Tick(Timestamp),
    /// The mouse, with `--mouse` only.
    Mouse(Mouse),
    /// A worker answers an effect.
    Answer(Answer),
}

/// What the mouse did, at a column and row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mouse {
    /// The left button.
    Click(u16, u16),
    /// The wheel, away from the person.
    WheelUp,
    /// The wheel, towards the person.
    WheelDown,
}

/// What a worker found or did.
#[derive(Clone, Debug)]
pub enum Answer {
    /// The list is being read; so many percent of it.
    Reading(u8),
    /// The whole list is read, with what was found wrong in it.
    Read(CatalogueView, Vec<Finding>),
    /// The search of that generation.
    Found {
        /// Counts up with every search; an older answer is dropped.
        generation: u64,
        /// The rows of all three tabs.
        listing: Arc<Listing>,
    },
    /// The facets of the current search.
    Facets(Vec<FacetGroup>),
    /// A month's deadline and who has filed, and what the month before still owes.
    Due(Arc<Due>, Option<Overdue>),
    /// A month's row for every project of the list.
    Month(Arc<MonthRows>),
    /// What the desk adds to a project's facts.
    Detail(Box<Detail>),
    /// Who sits here, and what they may do.
    Rights(String, Rights, Box<Closed>),
    /// What a form stands on.
    Form(Arc<FormContext>),
    /// What an open form stands on, read anew.
    Renewed(Arc<FormContext>),
    /// A report was filed; it is durable.
    Filed(Box<FileOutcome>),
    /// The form's report was not filed. Nothing that was typed is lost.
    Refused(Failure),
    /// Somebody else changed the report meanwhile: why it was not filed, and what stands now.
    Conflict(Failure, Arc<FormContext>),
    /// Who is to be chased.
    Chase(Arc<ChaseBoard>),
    /// A sheet.
    Sheet(Arc<RegisterTable>),
    /// A deed was done, in these words.
    Done(Bilingual),
    /// These projects' reports are accepted or returned.
    Judged(Vec<ProjectId>, Bilingual),
    /// This person's saved searches, with what was done to them just now.
    Queries(Vec<SavedQuery>, Option<Bilingual>),
    /// A project's page as lines of text.
    Page(Bilingual, Vec<String>),
    /// The board of a month.
    Board(Arc<Board>),
    /// What others do has changed.
    Pulse(PresenceSnapshot),
    /// What lies where a path leads.
    Shelf(Arc<Directory>),
    /// Why nothing can be shown there.
    NoShelf(String, Failure),
    /// How far the list of that generation is read.
    ReadSoFar(u64, ReadProgress),
    /// The list of that generation, read and compared.
    ListRead(u64, Arc<Review>),
    /// It could not be read as a list; with the columns it shows.
    ListRefused(u64, Failure, Arc<Vec<SeenColumn>>),
    /// A list was stored; it is durable. What is loaded now.
    Stored(Bilingual, CatalogueView),
    /// The list of that generation was not stored; nothing was written.
    NotStored(u64, Failure),
    /// A month beside statistics.
    Reconciled(Arc<ReconcileBoard>),
    /// A month could not be compared with that file.
    NotReconciled(Month, Option<String>, Failure),
    /// Something could not be done. Nothing that was typed is lost by it.
    Failed(Failure),
    /// What is to be said beside what was done.
    Noted(Box<Finding>),
}
