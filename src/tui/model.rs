//! What the screen knows: a plain value that update changes and the view draws. It never does I/O and
//! never asks the clock.

pub mod answer;
pub mod board;
pub mod book;
pub mod chase;
pub mod choice;
pub mod columns;
pub mod facets;
pub mod finder;
pub mod form;
pub mod import;
pub mod list;
pub mod picker;
pub mod reading;
pub mod reconcile;
pub mod round;
pub mod sheet;

use std::sync::Arc;

use jiff::Timestamp;

use super::keymap::Mode;
use super::layout::Size;
use super::theme::Theme;
use crate::desk::detail::Detail;
use crate::desk::due::{Due, Overdue};
use crate::desk::month::{MonthRow, MonthRows};
use crate::desk::presence::OpenForm;
use crate::desk::report::FileOutcome;
use crate::desk::saved::SavedQuery;
use crate::desk::sheet::RegisterKind;
use crate::domain::category::Category;
use crate::domain::deadline::Deadline;
use crate::domain::finding::{Failure, Finding, Severity};
use crate::domain::lang::{Bilingual, Lang};
use crate::domain::month::Month;
use crate::domain::permission::{self, Rights, Target};
use crate::domain::project::{Project, ProjectId};

pub use book::CatalogueView;
pub use chase::{ChaseBoard, ChaseUnit};
pub use choice::{Choice, ChoiceKind};
pub use columns::ListColumn;
pub use facets::{FacetGroup, FacetMenu};
pub use finder::{Chip, SearchBar, SearchRequest};
pub use form::{Conflict, Form, FormField, Side};
pub use import::ImportView;
pub use list::{ListRows, Listing, TabList};
pub use picker::{Picker, Purpose};
pub use reading::{OptionList, TextPopup};
pub use reconcile::ReconcileView;
pub use round::{Round, RoundScope};
pub use sheet::{Prompt, PromptKind, SheetView};

/// The whole screen.
#[derive(Debug)]
pub struct Model {
    /// The language of every word on it.
    pub lang: Lang,
    /// Its looks.
    pub theme: Theme,
    /// The terminal's size.
    pub size: Size,
    /// The moment of the last tick.
    pub now: Timestamp,
    /// What is loaded.
    pub book: CatalogueView,
    /// While only the beginning of the list is loaded: how far the rest is.
    pub reading: Option<ReadingOn>,
    /// The tab that is shown.
    pub tab: Category,
    /// A list per tab.
    pub lists: [TabList; 3],
    /// The search line.
    pub finder: SearchBar,
    /// What has the keys below the layers.
    pub focus: Focus,
    /// The first line of the detail that is shown.
    pub detail_top: usize,
    /// What lies over the main screen, the uppermost last.
    pub layers: Vec<Layer>,
    /// The deadline panel.
    pub deadline: DeadlineView,
    /// What the desk adds to the chosen project's facts, once read.
    pub detail: Option<Box<Detail>>,
    /// The project and month that the detail was last asked for.
    pub looked_at: Option<(ProjectId, Month)>,
    /// Who sits here and what they may do, once read.
    pub rights: Option<(String, Rights)>,
    /// What others do.
    pub around: OthersActivity,
    /// The project to be chosen when the search that runs is answered.
    pub to_choose: Option<ProjectId>,
    /// Whether the answer to come is looked at in the tab that has something of it.
    pub to_tab: bool,
    /// What is closed to this person or this session, with the reasons.
    pub closed: Closed,
    /// How many lists were asked to be read; the last one's answer is waited for.
    pub lists_read: u64,
    /// A report was filed and the next one is wanted at once: what is to be said of it.
    pub going_on: Option<Bilingual>,
    /// The report filed last: the month's rows may not know of it yet.
    pub just_filed: Option<(ProjectId, Month)>,
    /// The round of filing that the form opened last belongs to.
    pub round: Option<Round>,
    /// What was said so far, oldest first.
    pub said: Vec<Message>,
    /// Whether the last thing said is still shown.
    pub saying: bool,
    /// Set when the screen is to close.
    pub over: bool,
    /// A demonstration's ledger is being filled: nothing is known of it yet, and soon will be.
    pub awaits_ledger: bool,
}

/// A list that is still being read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadingOn {
    /// How many projects each category will have, where that is known.
    pub totals: [Option<u32>; 3],
    /// How much is read.
    pub percent: u8,
}

/// What has the keys when no layer is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Focus {
    /// The list of projects.
    #[default]
    List,
    /// The search field.
    Query,
    /// The detail beside the list.
    Detail,
}

/// Something over the main screen; Esc closes the uppermost.
#[derive(Clone, Debug)]
pub enum Layer {
    /// The detail, where the screen is too narrow to have it beside the list.
    Detail,
    /// The facets.
    Facets(FacetMenu),
    /// The choice of order: the chosen line.
    Sort(usize),
    /// Help.
    Help(OptionList),
    /// The palette.
    Palette(OptionList),
    /// A text to be read.
    Reading(TextPopup),
    /// Issues, milestones or pools.
    Sheet(SheetView),
    /// A question with a one-line answer.
    Prompt(Prompt),
    /// The form of a report.
    Form(Box<Form>),
    /// A report has just been filed.
    Filed(Box<FileOutcome>),
    /// Two versions of a report side by side, over the form.
    Conflict(Conflict),
    /// The chase board.
    Chase(ChaseState),
    /// The board.
    Board(board::BoardView),
    /// Choosing a document.
    Picker(Picker),
    /// A list on its way in.
    Import(Box<ImportView>),
    /// One of a few lines to choose.
    Choice(Choice),
    /// Our figures beside those of statistics.
    Reconcile(Box<ReconcileView>),
    /// The saved searches.
    Queries(QueryMenu),
}

/// The open list of saved searches.
#[derive(Clone, Debug, Default)]
pub struct QueryMenu {
    /// By name; `None` while they are read.
    pub saved: Option<Vec<SavedQuery>>,
    /// The chosen line.
    pub chosen: usize,
    /// The first line shown.
    pub top: usize,
}

/// What cannot be done here at all, and why not; open where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// Importing a list.
    pub import: Option<Bilingual>,
    /// Opening documents by their path.
    pub documents: Option<Bilingual>,
}

/// The open chase board.
#[derive(Clone, Debug, Default)]
pub struct ChaseState {
    /// What is read, once it is.
    pub board: Option<Arc<ChaseBoard>>,
    /// The chosen unit.
    pub chosen: usize,
    /// The first unit shown.
    pub top: usize,
}

/// The deadline panel's month and figures.
#[derive(Clone, Debug)]
pub struct DeadlineView {
    /// The month at work: of the gauges, the list's report column, the form and the chase board.
    pub month: Month,
    /// Whether it follows the calendar: the month in hand.
    pub follows: bool,
    /// Its figures, once read.
    pub due: Option<Arc<Due>>,
    /// What the month before still owes although its deadline has passed.
    pub overdue: Option<Overdue>,
    /// Its row for every project, once read.
    pub rows: Option<Arc<MonthRows>>,
}

/// What is known of others' doings.
#[derive(Clone, Copy, Debug, Default)]
pub struct OthersActivity {
    /// The form that others were last told is open.
    pub seat: Option<OpenForm>,
    /// Whether it was looked at all.
    pub looked: bool,
    /// The ledger's change counter when it was last looked at; `None` before there is a ledger.
    pub counter: Option<u64>,
}

/// Something said to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// How much it weighs.
    pub severity: Severity,
    /// The sentence.
    pub words: Bilingual,
    /// When.
    pub at: Timestamp,
}

impl Model {
    /// The screen as it opens.
    pub fn new(book: CatalogueView, lang: Lang, theme: Theme, size: Size, now: Timestamp) -> Self {
        let month = book.month_in_hand(now);
        let lists = Category::ALL.map(|c| TabList::of(book.range(c)));
        let tab =
            Category::ALL.into_iter().find(|c| !book.range(*c).is_empty()).unwrap_or(Category::Construction);
        Self {
            lang,
            theme,
            size,
            now,
            book,
            reading: None,
            tab,
            lists,
            finder: SearchBar::default(),
            focus: Focus::List,
            detail_top: 0,
            layers: Vec::new(),
            deadline: DeadlineView { month, follows: true, due: None, overdue: None, rows: None },
            detail: None,
            looked_at: None,
            rights: None,
            around: OthersActivity::default(),
            to_choose: None,
            to_tab: false,
            closed: Closed::default(),
            lists_read: 0,
            going_on: None,
            just_filed: None,
            round: None,
            said: Vec::new(),
            saying: false,
            over: false,
            awaits_ledger: false,
        }
    }

    /// Says that only the beginning of the list is loaded.
    #[must_use]
    pub fn reading_on(mut self, totals: [Option<u32>; 3]) -> Self {
        self.reading = Some(ReadingOn { totals, percent: 0 });
        self
    }

    /// Loaded and declared projects of a category; loaded is `None` while that is not known yet, declared
    /// without a notice.
    pub fn counts(&self, category: Category) -> (Option<u32>, Option<u32>) {
        let (loaded, declared) = self.book.counts(category);
        match self.reading {
            Some(reading) => (reading.totals[category.index()], declared),
            None => (Some(loaded as u32), declared),
        }
    }

    /// Whether far fewer projects are loaded than the notice declares.
    pub fn is_far_short(&self) -> bool {
        self.reading.is_none() && self.book.is_far_short()
    }

    /// The list of the tab that is shown.
    pub fn list(&self) -> &TabList {
        &self.lists[self.tab.index()]
    }

    /// The list of the tab that is shown.
    pub fn list_mut(&mut self) -> &mut TabList {
        &mut self.lists[self.tab.index()]
    }

    /// The project of the chosen row.
    pub fn chosen(&self) -> Option<&Project> {
        let list = self.list();
        self.book.projects().get(list.rows.get(list.chosen)? as usize)
    }

    /// The row of the shown list that holds a project.
    pub fn row_of(&self, id: ProjectId) -> Option<usize> {
        let at = self.book.projects().binary_search_by_key(&id, |p| p.id).ok()?;
        self.list().rows.find(at as u32)
    }

    /// What has the keys.
    pub fn place(&self) -> Mode {
        match self.layers.last() {
            None => self.place_below(),
            Some(Layer::Detail) => Mode::Detail,
            Some(Layer::Facets(_)) => Mode::Facets,
            Some(Layer::Sort(_)) => Mode::Sort,
            Some(Layer::Help(_)) => Mode::Help,
            Some(Layer::Palette(_)) => Mode::Palette,
            Some(Layer::Reading(_)) => Mode::Reading,
            Some(Layer::Form(_)) => Mode::Form,
            Some(Layer::Filed(_)) => Mode::Filed,
            Some(Layer::Conflict(_)) => Mode::Conflict,
            Some(Layer::Chase(_)) => Mode::Chase,
            Some(Layer::Sheet(view)) => match view.ask.topic {
                RegisterKind::Watch => Mode::Watch,
                RegisterKind::Project => Mode::Around,
                RegisterKind::Issues | RegisterKind::Milestones | RegisterKind::Pools => Mode::Sheet,
            },
            Some(Layer::Queries(_)) => Mode::Queries,
            Some(Layer::Prompt(_)) => Mode::Prompt,
            Some(Layer::Board(_)) => Mode::Board,
            Some(Layer::Picker(_)) => Mode::Picker,
            Some(Layer::Import(_)) => Mode::Import,
            Some(Layer::Choice(_)) => Mode::Choice,
            Some(Layer::Reconcile(_)) => Mode::Reconcile,
        }
    }

    /// What would have the keys without any layer.
    pub fn place_below(&self) -> Mode {
        match self.focus {
            Focus::List => Mode::List,
            Focus::Query => Mode::Query,
            Focus::Detail => Mode::Detail,
        }
    }

    /// Whether the detail stands beside the list.
    pub fn has_detail_beside(&self) -> bool {
        self.size.is_enough() && self.size.regions().detail.is_some()
    }

    /// Says something in the last line, until the next key.
    pub fn say(&mut self, severity: Severity, words: Bilingual) {
        const MOST: usize = 200;
        if self.said.len() >= MOST {
            self.said.remove(0);
        }
        self.said.push(Message { severity, words, at: self.now });
        self.saying = true;
    }

    /// Says why something was not done.
    pub fn say_failure(&mut self, failure: &Failure) {
        for finding in &failure.findings {
            let words = Bilingual { zh: finding.line(Lang::Zh), en: finding.line(Lang::En) };
            self.say(finding.severity, words);
        }
    }

    /// Says something beside the message that stands there, which it does not take the place of.
    pub fn say_beside(&mut self, finding: &Finding) {
        match self.said.last_mut() {
            Some(last) if self.saying => {
                last.words.zh.extend(["；", &finding.line(Lang::Zh)]);
                last.words.en.extend(["; ", &finding.line(Lang::En)]);
            }
            _ => self
                .say(finding.severity, Bilingual { zh: finding.line(Lang::Zh), en: finding.line(Lang::En) }),
        }
    }

    /// The month's row of a project, where there is a ledger.
    pub fn month_row(&self, position: u32) -> Option<&MonthRow> {
        self.deadline.rows.as_ref()?.get(position as usize)
    }

    /// The deadline that the countdown runs to: the next one while the month follows the calendar, else
    /// the chosen month's.
    pub fn target(&self) -> Deadline {
        let (rule, calendar) = (self.book.rule(), &self.book.catalogue.calendar);
        if self.deadline.follows {
            rule.next(self.now, calendar)
        } else {
            rule.deadline(self.deadline.month, calendar)
        }
    }

    /// Whether the deadline of the month at work has passed.
    pub fn has_passed(&self) -> bool {
        self.book.rule().deadline(self.deadline.month, &self.book.catalogue.calendar).is_late(self.now)
    }

    /// Whether this person may do something to a project; why not, where not.
    pub fn may(&self, action: permission::Action, project: &Project) -> Result<(), Bilingual> {
        let Some((person, rights)) = &self.rights else { return Ok(()) };
        rights.may(person, action, Target::of(project), self.now).map_err(|failure| {
            failure.findings.into_iter().next().map(|finding| finding.message).unwrap_or_default()
        })
    }

    /// Whether this person may file for a project.
    pub fn may_file(&self, project: &Project) -> Result<(), Bilingual> {
        self.may(permission::Action::File, project)
    }

    /// Every marked project, over all tabs.
    pub fn marked(&self) -> impl Iterator<Item = ProjectId> {
        self.lists.iter().flat_map(|list| list.marked.iter().copied())
    }

    /// What an action is about: the marked projects that the list shows, else the chosen one.
    pub fn at_hand(&self) -> Vec<ProjectId> {
        let mut ids = self.marked_here();
        if ids.is_empty() {
            ids.extend(self.chosen().map(|p| p.id));
        }
        ids
    }

    /// Whether the countdown is on the screen, so that the runtime need wake up for it every second.
    pub fn shows_countdown(&self) -> bool {
        self.size.is_enough()
    }
}
