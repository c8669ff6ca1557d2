//! What performs effects: the desk with its searchable list and its year's figures, and how each answer of
//! the desk becomes the screen's. Knows no thread but the one that makes the list searchable.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread::{self, JoinHandle};

use jiff::Timestamp;

use crate::desk::App;
use crate::desk::board::BoardData;
use crate::desk::bulletin;
use crate::desk::chase::UnitChase;
use crate::desk::import::ProgressToken as Listener;
use crate::desk::month::MonthRows;
use crate::desk::reconcile::{Reconciled, StatisticsFile};
use crate::desk::report::FileRequest;
use crate::desk::rows::{Facets, ListSearcher, TabResults};
use crate::desk::sheet::RowCommand;
use crate::domain::board::Figure;
use crate::domain::category::Category;
use crate::domain::contact::Contact;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::lang::Bilingual;
use crate::domain::month::Month;
use crate::domain::project::ProjectId;
use crate::tui::effect::Effect;
use crate::tui::event::Answer;
use crate::tui::model::facets::FacetValue;
use crate::tui::model::reconcile::{ReconcileBoard, ReconcileRow};
use crate::tui::model::{
    CatalogueView, ChaseBoard, ChaseUnit, Chip, Closed, FacetGroup, ListRows, Listing, SearchRequest,
};
use crate::tui::runtime::lectern::ImportSession;
use crate::tui::runtime::watcher::SeenPresence;
use crate::words;

/// What performs effects: the desk and its searchable list. Tests drive it without threads.
pub struct EffectHandler {
    desk: Arc<App>,
    year: i16,
    clock: fn() -> Timestamp,
    shelf: Option<ListSearcher>,
    preparing: Option<JoinHandle<ListSearcher>>,
    month: Option<Arc<MonthRows>>,
    /// The month's rows with a figure's projects flagged.
    figured: Option<((Month, Figure), Arc<MonthRows>)>,
    sheets: Option<BoardData>,
    watch: SeenPresence,
    pub(super) lectern: Arc<ImportSession>,
}

impl EffectHandler {
    /// Over an open desk; the list is made searchable when first searched.
    pub fn new(desk: Arc<App>, year: i16, clock: fn() -> Timestamp) -> Self {
        let lectern = Arc::new(ImportSession::new(Arc::clone(&desk)));
        Self {
            desk,
            year,
            clock,
            shelf: None,
            preparing: None,
            month: None,
            figured: None,
            sheets: None,
            watch: SeenPresence::default(),
            lectern,
        }
    }

    /// Begins to make the list searchable beside everything else, so that the first search need not.
    pub fn prepare(&mut self) {
        let (catalogue, year) = (Arc::clone(self.desk.catalogue()), self.year);
        let index = thread::Builder::new().name("index".into());
        self.preparing = index.spawn(move || ListSearcher::new(catalogue, year)).ok();
    }

    /// Searches; nothing when it was stopped on the way.
    pub fn search(&mut self, ask: &SearchRequest, stop: &AtomicBool) -> Vec<Answer> {
        let (query, month) = self.asked(ask);
        let Some(mut found) = self.shelf().rows(&query, ask.order, month.as_deref(), stop) else {
            return Vec::new();
        };
        let findings = std::mem::take(&mut found.findings);
        let mut answers = vec![shown(ask, found)];
        if !findings.is_empty() {
            answers.push(Answer::Failed(Failure { exit: Exit::No, findings }));
        }
        answers
    }

    /// The first rows of a search over a long list, to be looked at while the rest is found.
    pub(super) fn search_first(&mut self, ask: &SearchRequest, stop: &AtomicBool) -> Option<Answer> {
        let (query, month) = self.asked(ask);
        let found = self.shelf().first_rows(&query, ask.order, month.as_deref(), stop)?;
        Some(shown(ask, found))
    }

    /// Counts facets; nothing when it was stopped on the way.
    pub fn facets(&mut self, ask: &SearchRequest, category: Category, stop: &AtomicBool) -> Option<Answer> {
        let (query, month) = self.asked(ask);
        let flags = month.as_deref().map_or(&[][..], MonthRows::flags);
        let facets = self.shelf().facets(&query, category, flags, stop)?;
        Some(Answer::Facets(groups(&facets)))
    }

    /// The whole query in the language, and the rows it goes by: with a figure's projects flagged where one
    /// is meant.
    fn asked(&mut self, ask: &SearchRequest) -> (String, Option<Arc<MonthRows>>) {
        let query = self.desk.expand_typed(&ask.query);
        let Some((month, figure)) = &ask.figure else { return (query, self.month.clone()) };
        if self.figured.as_ref().is_none_or(|(of, _)| Some(of) != ask.figure.as_ref()) {
            let (desk, year, rows) = (Arc::clone(&self.desk), self.year, self.month.clone());
            let behind = self.with_sheets(*month, |sheets| {
                let list = desk.catalogue().year(year);
                Ok(rows.zip(list).map(|(rows, list)| rows.behind(list, sheets, *month, figure)))
            });
            // Sheets that cannot be read are told of where the month is.
            self.figured = behind.ok().flatten().map(|rows| ((*month, figure.clone()), Arc::new(rows)));
        }
        let rows = self.figured.as_ref().map(|(_, rows)| Arc::clone(rows));
        (format!("is:figure {query}"), rows)
    }

    /// Performs anything that is not the terminal's.
    pub fn perform(&mut self, effect: Effect) -> Vec<Answer> {
        let books = self.desk.books();
        let mut answers = self.do_it(effect);
        // Where a first entry made the ledger is said beside what was done.
        answers.extend(books.news().map(|note| Answer::Noted(Box::new(note))));
        answers
    }

    fn do_it(&mut self, effect: Effect) -> Vec<Answer> {
        let now = (self.clock)();
        let desk = Arc::clone(&self.desk);
        let answered = match effect {
            Effect::Search(ask) => return self.search(&ask, &AtomicBool::new(false)),
            Effect::Facets(ask, category) => {
                return self.facets(&ask, category, &AtomicBool::new(false)).into_iter().collect();
            }
            Effect::Due(month) => self.with_sheets(month, |sheets| {
                let due = desk.due_of(sheets, now, month)?;
                let overdue = desk.overdue_of(sheets, &due)?;
                Ok(Answer::Due(Arc::new(due), overdue))
            }),
            Effect::Month(month) => self.month(month, now),
            Effect::Detail(id, month) => desk.detail(id, month, now).map(|d| Answer::Detail(Box::new(d))),
            Effect::Rights => desk.rights().map(|rights| {
                let refused = |failure: Failure| failure.findings.into_iter().next();
                let import = desk.may_import(now).err().and_then(refused);
                let documents = desk.may_open_documents().err().and_then(refused);
                let why = |finding: Option<Finding>| finding.map(|finding| finding.message);
                let closed = Box::new(Closed { import: why(import), documents: why(documents) });
                Answer::Rights(desk.person().to_owned(), rights, closed)
            }),
            Effect::Shelf(typed) => Ok(match desk.shelf(&typed) {
                Ok(shelf) => Answer::Shelf(Arc::new(shelf)),
                Err(failure) => Answer::NoShelf(typed, failure),
            }),
            Effect::ReadList(generation, wishes, accept) => {
                return vec![self.lectern.read(generation, &wishes, &accept, &Listener::default())];
            }
            Effect::CallOff => {
                self.lectern.call_off();
                return Vec::new();
            }
            Effect::CompareList(generation, accept) => {
                return self.lectern.compare(generation, &accept).into_iter().collect();
            }
            Effect::StoreList(generation, accept) => {
                return match self.lectern.store(generation, &accept, now) {
                    Ok(stored) => stored.into_iter().map(|(desk, words)| self.move_to(desk, words)).collect(),
                    Err(failure) => vec![Answer::NotStored(generation, failure)],
                };
            }
            Effect::Reconcile(month, path) => Ok(match reconcile(&desk, month, path.as_deref()) {
                Ok(board) => Answer::Reconciled(Arc::new(board)),
                Err(failure) => Answer::NotReconciled(month, path, failure),
            }),
            Effect::Form(id, month) => desk.form(id, month, now).map(|basis| Answer::Form(Arc::new(basis))),
            Effect::Renew(id, month) => {
                desk.form(id, month, now).map(|basis| Answer::Renewed(Arc::new(basis)))
            }
            Effect::File(filing) => Ok(file(&desk, &filing, now)),
            Effect::Chase(month) => chase(&desk, month, now),
            Effect::Board(month, by) => {
                self.with_sheets(month, |sheets| Ok(Answer::Board(Arc::new(sheets.board(month, by)))))
            }
            Effect::Keep(id, month, draft) => match desk.keep_typed(id, month, &draft, now) {
                Ok(()) => return Vec::new(),
                Err(failure) => Err(failure),
            },
            Effect::Forget(id, month) => match desk.forget_typed(id, month) {
                Ok(_) => return Vec::new(),
                Err(failure) => Err(failure),
            },
            Effect::Sheet(ask) => desk.sheet(ask, now).map(|sheet| Answer::Sheet(Arc::new(sheet))),
            Effect::Perform(RowCommand::Judge(ids, month, act, reason)) => desk
                .judge(&ids, month, act, &reason, now)
                .map(|judged| Answer::Judged(judged.done, judged.said)),
            Effect::Perform(deed) => desk.perform(&deed, now).map(Answer::Done),
            Effect::Pulse(seat) => return self.watch.look(&desk, seat).into_iter().collect(),
            Effect::Queries => desk.saved_queries().map(|saved| Answer::Queries(saved, None)),
            Effect::SaveQuery(name, query) => save_query(&desk, &name, &query, now),
            Effect::ForgetQuery(name) => forget_query(&desk, &name, now),
            Effect::Page(id) => page(&desk, id, now),
            Effect::Copy(_) | Effect::Redraw | Effect::Suspend => return Vec::new(),
        };
        vec![answered.unwrap_or_else(Answer::Failed)]
    }

    /// A month's rows, kept for the searches that go by them.
    fn month(&mut self, month: Month, now: Timestamp) -> Result<Answer, Failure> {
        let (desk, year) = (Arc::clone(&self.desk), self.year);
        let rows =
            self.with_sheets(month, |sheets| desk.month_rows_of(sheets, year, month, now).map(Arc::new))?;
        (self.month, self.figured) = (Some(Arc::clone(&rows)), None);
        Ok(Answer::Month(rows))
    }

    /// The year's sheets, which are kept and brought up to date, so that another month, another board or
    /// a report filed meanwhile does not read the whole year again.
    fn with_sheets<T>(
        &mut self,
        month: Month,
        look: impl FnOnce(&BoardData) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        // Taken out: sheets that could not be brought up to date are not looked at again.
        let sheets = match self.sheets.take() {
            Some(mut sheets) => self.desk.refresh(&mut sheets, month).map(|()| sheets),
            None => self.desk.sheets(month),
        }?;
        look(self.sheets.insert(sheets))
    }

    /// Goes on with a desk over other lists.
    fn move_to(&mut self, desk: Arc<App>, words: Bilingual) -> Answer {
        self.year = desk.year().map_or(self.year, |year| year.year);
        (self.shelf, self.preparing, self.month, self.sheets) = (None, None, None, None);
        self.figured = None;
        let book = CatalogueView { catalogue: Arc::clone(desk.catalogue()), year: self.year };
        self.watch = SeenPresence::default();
        self.desk = desk;
        Answer::Stored(words, book)
    }

    fn shelf(&mut self) -> &mut ListSearcher {
        let (desk, year, preparing) = (&self.desk, self.year, self.preparing.take());
        self.shelf.get_or_insert_with(|| {
            let prepared = preparing.and_then(|thread| thread.join().ok());
            prepared.unwrap_or_else(|| ListSearcher::new(Arc::clone(desk.catalogue()), year))
        })
    }
}

fn shown(ask: &SearchRequest, found: TabResults) -> Answer {
    let TabResults { rows, is_whole, query, .. } = found;
    let listing = Arc::new(Listing { query, rows: rows.map(ListRows::Picked), is_whole });
    Answer::Found { generation: ask.generation, listing }
}

/// Files a report. When somebody else was quicker, the answer holds what stands now.
fn file(desk: &App, filing: &FileRequest, now: Timestamp) -> Answer {
    match desk.file(filing, now) {
        Ok(filed) => Answer::Filed(Box::new(filed)),
        Err(failure) if failure.exit == Exit::Conflict => {
            match desk.form(filing.project, filing.month, now) {
                Ok(basis) => Answer::Conflict(failure, Arc::new(basis)),
                Err(_) => Answer::Refused(failure),
            }
        }
        Err(failure) => Answer::Refused(failure),
    }
}

fn save_query(desk: &App, name: &str, query: &str, now: Timestamp) -> Result<Answer, Failure> {
    let name = desk.save_query(name, query, now)?.name;
    let said = words!("已存为 @{name}；v 选用", "kept as @{name}; v uses it");
    Ok(Answer::Queries(desk.saved_queries()?, Some(said)))
}

fn forget_query(desk: &App, name: &str, now: Timestamp) -> Result<Answer, Failure> {
    let name = desk.forget_query(name, now)?.name;
    Ok(Answer::Queries(desk.saved_queries()?, Some(words!("@{name} 已删除", "@{name} is forgotten"))))
}

fn page(desk: &App, id: ProjectId, now: Timestamp) -> Result<Answer, Failure> {
    let document = desk.project_page(id, now)?;
    let text =
        String::from_utf8_lossy(&bulletin::write(&document, bulletin::BulletinFormat::Text)?).into_owned();
    Ok(Answer::Page(Bilingual::same(document.title), text.lines().skip(2).map(str::to_owned).collect()))
}

fn chase(desk: &App, month: Month, now: Timestamp) -> Result<Answer, Failure> {
    let chase = desk.chase(month, None, now)?;
    let unit = |unit: &UnitChase<'_>| ChaseUnit {
        unit: unit.unit.to_owned(),
        contact: unit.contact.as_ref().map(Contact::line).unwrap_or_default(),
        missing: unit.missing.iter().map(|m| (m.project.id, m.project.name.clone(), m.how)).collect(),
        message: chase.message(unit),
    };
    let units = chase.units.iter().map(unit).collect();
    Ok(Answer::Chase(Arc::new(ChaseBoard { month, ledger: chase.ledger, total: chase.total(), units })))
}

fn reconcile(desk: &App, month: Month, path: Option<&str>) -> Result<ReconcileBoard, Failure> {
    let done = match path {
        Some(path) => desk.reconcile(desk.document(path)?, &StatisticsFile::default(), month)?,
        None => desk.reconcile_reports(month)?,
    };
    let row = |row: &Reconciled<'_>| ReconcileRow {
        project: row.project.id,
        name: row.project.name.clone(),
        ours: row.ours,
        statistics: row.statistics,
        difference: row.difference,
        state: row.state,
        explanation: row.explanation.clone(),
    };
    Ok(ReconcileBoard {
        month,
        file: path.map(str::to_owned),
        rows: done.rows.iter().map(row).collect(),
        counts: done.counts,
        sums: done.sums(),
        findings: done.findings,
    })
}

fn groups(facets: &Facets) -> Vec<FacetGroup> {
    let group = |(facet, counts): &(crate::desk::rows::Facet, Vec<crate::desk::rows::FacetCount>)| {
        let title = facet.words();
        let values = counts
            .iter()
            .map(|counted| {
                let value = &counted.value;
                let label =
                    Bilingual { zh: format!("{}:{value}", title.zh), en: format!("{}:{value}", title.en) };
                FacetValue {
                    label: Bilingual::same(value.clone()),
                    chip: Chip::new(label, facet.filter(value)),
                    count: counted.count as usize,
                }
            })
            .collect();
        FacetGroup { title, values }
    };
    facets.groups.iter().map(group).collect()
}
