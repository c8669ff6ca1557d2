//! Plays a script of keys against the screen and lets a story look at what is drawn.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use diaodu::desk::demo::Demo;
use diaodu::desk::settings::{CliOverrides, Environment, Settings};
use diaodu::desk::{App, Catalogue};
use diaodu::domain::lang::Lang;
use diaodu::domain::time::parse_moment;
use diaodu::tui::effect::Effect;
use diaodu::tui::event::{Answer, Event};
use diaodu::tui::key::{Key, KeyCode};
use diaodu::tui::layout::Size;
use diaodu::tui::model::{CatalogueView, Model};
use diaodu::tui::runtime::worker::EffectHandler;
use diaodu::tui::theme::Theme;
use diaodu::tui::update::{opening, update};
use diaodu::tui::view;
use jiff::Timestamp;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Position;

/// Noon on the day before the first deadline of the notice's year.
pub const NOON: &str = "2021-03-24T12:00:00+08:00";

pub fn moment(text: &str) -> Timestamp {
    parse_moment(text).unwrap()
}

fn noon() -> Timestamp {
    moment(NOON)
}

/// A screen under a script.
pub struct Driver {
    pub model: Model,
    bench: EffectHandler,
    /// The desk, for what somebody else does meanwhile.
    pub desk: Arc<App>,
    /// What was put on the clipboard.
    pub copied: Vec<String>,
    /// Effects for the terminal itself, in order.
    pub asked: Vec<Effect>,
}

/// How a story begins.
pub struct Opening {
    pub catalogue: Catalogue,
    pub lang: Lang,
    pub theme: Theme,
    pub size: (u16, u16),
    /// Where the ledger and the drafts are; none where `None`.
    pub place: Option<PathBuf>,
    /// Who sits there.
    pub login: &'static str,
    /// Over SSH, as whom the ledger knows; else the keeper of the ledger's file.
    pub session: bool,
    /// A folder of lists to be read instead of `catalogue`.
    pub data: Option<PathBuf>,
}

impl Default for Opening {
    /// The shipped catalogue in Chinese at 100×30.
    fn default() -> Self {
        Self {
            catalogue: Catalogue::built_in(),
            lang: Lang::Zh,
            theme: Theme::default(),
            size: (100, 30),
            place: None,
            login: "li",
            session: false,
            data: None,
        }
    }
}

impl Opening {
    /// An invented list of so many projects.
    pub fn demo(projects: u32) -> Self {
        Self { catalogue: Demo::new(2021, projects).catalogue(), ..Self::default() }
    }

    pub fn size(self, width: u16, height: u16) -> Self {
        Self { size: (width, height), ..self }
    }

    /// With a ledger and drafts in a folder.
    pub fn ledger(self, folder: &Path) -> Self {
        Self { place: Some(folder.to_owned()), ..self }
    }

    /// As somebody else.
    pub fn login(self, login: &'static str) -> Self {
        Self { login, ..self }
    }

    /// As somebody's session over SSH.
    pub fn session(self, person: &'static str) -> Self {
        Self { login: person, session: true, ..self }
    }

    /// With the lists of a folder.
    pub fn data(self, folder: &Path) -> Self {
        Self { data: Some(folder.to_owned()), ..self }
    }

    pub fn english(self) -> Self {
        Self { lang: Lang::En, ..self }
    }

    pub fn theme(self, theme: Theme) -> Self {
        Self { theme, ..self }
    }

    pub fn open(self) -> Driver {
        let around = Environment {
            login: self.login.into(),
            here: PathBuf::from("/nowhere"),
            user_state: self.place.clone(),
            ..Environment::default()
        };
        let ledger = self.place.as_ref().map(|folder| folder.join("ledger.db").display().to_string());
        let from_folder = self.data.is_some();
        let person = self.session.then(|| self.login.to_owned());
        let wanted = CliOverrides { ledger, data: self.data, person, ..CliOverrides::default() };
        let (settings, _) = Settings::decide(wanted, &around);
        let desk =
            if from_folder { App::open(settings) } else { App::new(settings, self.catalogue, Vec::new()) };
        let desk = Arc::new(desk);
        let year = desk.year().unwrap().year;
        let book = CatalogueView { catalogue: Arc::clone(desk.catalogue()), year };
        let size = Size { width: self.size.0, height: self.size.1 };
        let mut model = Model::new(book, self.lang, self.theme, size, noon());
        let effects = opening(&mut model);
        let bench = EffectHandler::new(Arc::clone(&desk), year, noon);
        let mut driver = Driver { model, bench, desk, copied: Vec::new(), asked: Vec::new() };
        driver.run(effects);
        driver
    }
}

impl Driver {
    /// Presses keys: characters, and `<Enter> <Esc> <Tab> <Ctrl-D> <PgDn> <Space> <Up>` and so on.
    pub fn keys(&mut self, script: &str) -> &mut Self {
        let mut rest = script;
        while let Some(c) = rest.chars().next() {
            let named = rest.strip_prefix('<').and_then(|r| r.split_once('>'));
            match named.and_then(|(name, after)| Some((name.parse::<Key>().ok()?, after))) {
                Some((key, after)) if rest.starts_with('<') => {
                    self.event(Event::Key(key));
                    rest = after;
                }
                _ => {
                    self.event(Event::Key(Key::plain(KeyCode::Char(c))));
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        self
    }

    /// Lets one thing happen and everything that follows from it.
    pub fn event(&mut self, event: Event) -> &mut Self {
        let effects = update(&mut self.model, event);
        self.run(effects);
        self
    }

    /// Lets the clock arrive at a moment.
    pub fn at(&mut self, when: &str) -> &mut Self {
        self.event(Event::Tick(moment(when)))
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.event(Event::Resize(Size { width, height }))
    }

    fn run(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let answers = match effect {
                Effect::Copy(text) => {
                    self.copied.push(text);
                    Vec::new()
                }
                Effect::Redraw | Effect::Suspend => {
                    self.asked.push(effect);
                    Vec::new()
                }
                other => self.bench.perform(other),
            };
            for answer in answers {
                self.event(Event::Answer(answer));
            }
        }
    }

    /// What the worker answers to an effect, for a story that tells it in parts.
    pub fn answers(&mut self, effect: Effect) -> Vec<Answer> {
        self.bench.perform(effect)
    }

    pub fn frame(&self) -> (Buffer, Option<Position>) {
        view::draw(&self.model)
    }

    /// The screen as lines of text, without trailing space.
    pub fn lines(&self) -> Vec<String> {
        let (buffer, _) = self.frame();
        let ambiguous = self.model.theme.ambiguous;
        let mut lines = Vec::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut x = 0;
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += ambiguous.of(symbol).max(1) as u16;
            }
            lines.push(line.trim_end().to_owned());
        }
        lines
    }

    pub fn text(&self) -> String {
        self.lines().join("\n")
    }

    /// Says that a text stands somewhere on the screen.
    #[track_caller]
    pub fn sees(&mut self, text: &str) -> &mut Self {
        assert!(self.text().contains(text), "no {text:?} on\n{}", self.text());
        self
    }

    /// Says that a text stands nowhere on the screen.
    #[track_caller]
    pub fn sees_no(&mut self, text: &str) -> &mut Self {
        assert!(!self.text().contains(text), "{text:?} on\n{}", self.text());
        self
    }

    /// The line that holds a text.
    #[track_caller]
    pub fn line_with(&self, text: &str) -> String {
        let found = self.lines().into_iter().find(|l| l.contains(text));
        found.unwrap_or_else(|| panic!("no {text:?} on\n{}", self.text()))
    }

    /// The cells of a text, the first time it stands on the screen.
    #[track_caller]
    pub fn cells_of(&self, text: &str) -> Vec<Cell> {
        let (buffer, _) = self.frame();
        let ambiguous = self.model.theme.ambiguous;
        for y in 0..buffer.area.height {
            let cells: Vec<(u16, &str)> = {
                let mut cells = Vec::new();
                let mut x = 0;
                while x < buffer.area.width {
                    let symbol = buffer[(x, y)].symbol();
                    cells.push((x, symbol));
                    x += ambiguous.of(symbol).max(1) as u16;
                }
                cells
            };
            let wanted: Vec<String> = text.chars().map(String::from).collect();
            for at in 0..cells.len().saturating_sub(wanted.len() - 1) {
                if wanted.iter().zip(&cells[at..]).all(|(w, (_, s))| w == s) {
                    return cells[at..at + wanted.len()]
                        .iter()
                        .map(|(x, _)| buffer[(*x, y)].clone())
                        .collect();
                }
            }
        }
        panic!("no {text:?} on\n{}", self.text());
    }
}
