//! What the screen asks the runtime to do: data, never a call. The runtime performs an effect through
//! the desk and answers with an event.

use crate::desk::import::Accept;
use crate::desk::presence::OpenForm;
use crate::desk::report::FileRequest;
use crate::desk::sheet::{RowCommand, TableQuery};
use crate::domain::board::GroupBy;
use crate::domain::category::Category;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::domain::report::draft::Draft;

use super::model::SearchRequest;
use super::model::import::ImportSettings;

/// One thing to do outside the model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Search, filter and sort; answered by `Found` with the same generation.
    Search(SearchRequest),
    /// Count the facets of a search in one tab.
    Facets(SearchRequest, Category),
    /// Read a month's deadline panel.
    Due(Month),
    /// Read a month's row for every project.
    Month(Month),
    /// Read what the desk adds to a project's facts, as of a month.
    Detail(ProjectId, Month),
    /// Ask who sits here and what they may do.
    Rights,
    /// Read what a form stands on.
    Form(ProjectId, Month),
    /// Read anew what an open form stands on.
    Renew(ProjectId, Month),
    /// Keep what is being typed, within two seconds.
    Keep(ProjectId, Month, Draft),
    /// Forget what was being typed.
    Forget(ProjectId, Month),
    /// File a report.
    File(FileRequest),
    /// Read who is to be chased.
    Chase(Month),
    /// Read a sheet: issues, milestones, pools.
    Sheet(TableQuery),
    /// Do something that changes the ledger; answered by `Done` or `Failed`.
    Perform(RowCommand),
    /// Read this person's saved searches.
    Queries,
    /// Keep a query under a name.
    SaveQuery(String, String),
    /// Forget a saved search.
    ForgetQuery(String),
    /// Draw up a project's print-ready page.
    Page(ProjectId),
    /// Draw up a month's board.
    Board(Month, GroupBy),
    /// Look at what others do, with this form open.
    Pulse(Option<OpenForm>),
    /// Read what lies where a path leads.
    Shelf(String),
    /// Read a list; answered by `ReadSoFar`, then `ListRead` or `ListRefused`, with the same generation.
    ReadList(u64, ImportSettings, Accept),
    /// Call the running read off, and forget what was read.
    CallOff,
    /// Compare the list that was read once more, with these proposals taken.
    CompareList(u64, Accept),
    /// Store the list that was read, all of it or nothing.
    StoreList(u64, Accept),
    /// Compare a month with statistics: with those of a file, or with what its reports say.
    Reconcile(Month, Option<String>),
    /// Put a text on the person's own clipboard, through the terminal (OSC 52).
    Copy(String),
    /// Paint everything anew.
    Redraw,
    /// Stop until the shell continues us.
    Suspend,
}
