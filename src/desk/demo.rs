//! An invented workspace of the notice's full size, to look at and to practise on.
//!
//! The same year and size always give the same files. Everything is marked as invented, in every file and
//! wherever it is shown; nothing of it is a fact.

mod around;
mod dice;
mod project;
mod reports;
mod words;

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jiff::civil::date;

use super::App;
use super::books::LazyLedger;
use super::settings::Settings;
use crate::catalogue::{Catalogue, Year, YearFile, write_list, write_year};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::deadline::ReportingRule;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::money::Money;
use crate::domain::notice::{Declared, Notice, Section};
use crate::domain::project::{Project, ProjectId};
use crate::ledger::{Ledger, Location};
use crate::words;

/// The most projects a demo is made with.
pub const MOST_PROJECTS: u32 = 1_000_000;

/// The notice's own counts: 894 + 258 + 100.
pub const FULL_SIZE: u32 = 1_252;

/// A demo's year and size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demo {
    year: i16,
    counts: [u32; 3],
}

impl Demo {
    /// So many projects of a year, shared among the categories as the notice's 894, 258 and 100 are.
    /// At least one and at most [`MOST_PROJECTS`].
    pub fn new(year: i16, projects: u32) -> Self {
        let all = u64::from(projects.clamp(1, MOST_PROJECTS));
        let share = |weight: u64| (all * weight / u64::from(FULL_SIZE)) as u32;
        let (planning, promotion) = (share(258), share(100));
        Self { year, counts: [all as u32 - planning - promotion, planning, promotion] }
    }

    /// How many projects of a category.
    pub fn count(&self, category: Category) -> u32 {
        self.counts[category.index()]
    }

    /// One category's projects, made as they are asked for.
    pub fn projects(&self, category: Category) -> impl Iterator<Item = Project> + use<> {
        let (year, count) = (self.year, self.count(category));
        let districts = Catalogue::built_in().districts;
        (1..=count)
            .map(move |serial| project::project(ProjectId { year, category, serial }, count, &districts))
    }

    /// The whole demo in memory, for `--demo`, tests and benches.
    pub fn catalogue(&self) -> Catalogue {
        let shipped = Catalogue::built_in();
        let projects = Category::ALL.into_iter().flat_map(|category| self.projects(category)).collect();
        let mut alone = Catalogue::default();
        alone.calendar = shipped.calendar;
        alone.districts = shipped.districts;
        alone.board = shipped.board;
        alone.insert(Year::new(self.year, Some(self.notice()), true, projects));
        alone
    }

    /// Writes the workspace into a folder that is new or empty, and returns the files written. `progress`
    /// is told how many projects are done.
    pub fn write(&self, folder: &Path, mut progress: impl FnMut(u32)) -> Result<Vec<PathBuf>, Failure> {
        refuse_a_used_folder(folder)?;
        let notice = Year::new(self.year, Some(self.notice()), true, Vec::new());
        let mut written = write_year(folder, &notice, &[YearFile::Notice])?;
        let mut done = 0;
        for category in Category::ALL {
            let projects = self.projects(category).inspect(|_| {
                done += 1;
                progress(done);
            });
            written.push(write_list(folder, self.year, category, true, projects)?);
        }
        // A workspace is one folder: what is filed to practise on never reaches a real ledger.
        Ledger::open(&Location::File(folder.join("ledger.db")))?;
        written.push(PathBuf::from("ledger.db"));
        Ok(written)
    }

    /// The invented notice: it declares exactly what the demo holds, and the rule we read the real one by.
    fn notice(&self) -> Notice {
        let year = self.year;
        let declared = Category::ALL.map(|category| self.declared(category));
        Notice {
            year,
            title: format!("演示数据·虚构：{year}年市级重大项目（并非任何已公布的通知）"),
            number: format!("演示〔{year}〕0号（虚构）"),
            issuer: "演示单位（虚构）".to_owned(),
            date: Some(date(year, 1, 5)),
            source: format!("diaodu demo --year {year} --projects {}", self.counts.iter().sum::<u32>()),
            declared: declared.to_vec(),
            sections: Category::ALL.into_iter().flat_map(|category| self.sections(category)).collect(),
            legends: vec![("★".to_owned(), "百项重点关注项目（虚构）".to_owned())],
            reporting: ReportingRule::default(),
        }
    }

    fn declared(&self, category: Category) -> Declared {
        let (mut total, mut planned) = (Money::ZERO, Money::ZERO);
        for project in self.projects(category) {
            total = total + project.total_investment.unwrap_or_default();
            planned = planned + project.planned_investment.unwrap_or_default();
        }
        Declared {
            category,
            count: self.count(category),
            // A million invented projects add up to more than a notice may say.
            total_investment: (total <= Money::MOST).then_some(total),
            total_is_about: false,
            planned_investment: (category == Category::Construction && planned <= Money::MOST)
                .then_some(planned),
            channel: "演示平台（虚构）".to_owned(),
            statistics_must_agree: category != Category::Promotion,
        }
    }

    fn sections(&self, category: Category) -> Vec<Section> {
        let mut counts: Vec<(String, u32)> = Vec::new();
        for project in self.projects(category) {
            let heading = project.headings.first().cloned().unwrap_or_default();
            match counts.last_mut().filter(|(last, _)| *last == heading) {
                Some((_, count)) => *count += 1,
                None => counts.push((heading, 1)),
            }
        }
        let source = "演示数据（虚构）".to_owned();
        counts
            .into_iter()
            .map(|(heading, count)| Section { category, heading, count, source: source.clone() })
            .collect()
    }
}

impl App {
    /// A desk over an invented workspace that lives in this process only. Its ledger, reported up to `now`,
    /// is filled by [`Desk::fill_demonstration`] or the first write.
    pub fn demonstration(settings: &Settings, demo: Demo, now: Timestamp) -> Self {
        let settings = Settings { year: Some(demo.year), ..settings.demonstration() };
        let books = std::sync::Arc::new(LazyLedger::invented(demo, now));
        Self { books, ..Self::new(settings, demo.catalogue(), Vec::new()) }
    }
}

/// A demo never mixes with somebody's work.
fn refuse_a_used_folder(folder: &Path) -> Result<(), Failure> {
    // Missing is fine; unreadable will be told by the first write.
    let used = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    if !used {
        return Ok(());
    }
    let message = words!("文件夹不是空的", "the folder is not empty");
    let hint = words!("演示数据只写进新的或空的文件夹", "a demo is written into a new or empty folder only");
    let finding = Finding::error(codes::FOLDER_IN_USE, message).in_file(folder.display().to_string());
    Err(Failure::new(Exit::No, finding.hint(hint)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stage::Stage;

    #[test]
    fn the_full_size_is_the_notices() {
        let demo = Demo::new(2021, FULL_SIZE);
        assert_eq!(demo.counts, [894, 258, 100]);
        let counts: Vec<u32> = demo.sections(Category::Construction).iter().map(|s| s.count).collect();
        assert_eq!(counts, [45, 367, 233, 125, 124], "the sections as the press counted them");
        for size in [1, 2, 7, 1_000, MOST_PROJECTS] {
            assert_eq!(Demo::new(2021, size).counts.iter().sum::<u32>(), size);
        }
    }

    #[test]
    fn every_field_is_filled_and_makes_sense() {
        for project in Category::ALL.into_iter().flat_map(|c| Demo::new(2021, FULL_SIZE).projects(c)) {
            let id = project.id;
            assert!(project.start_year <= project.finish_year, "{id}");
            assert!(project.stage.as_deref().and_then(Stage::of).is_some(), "{id}");
            assert!(project.headings.len() >= 2 && !project.lead_units.is_empty(), "{id}");
            assert!(project.district().is_some(), "{id}");
            assert!(!project.name.contains(['{', '}']) && !project.content.contains(['{', '}']), "{id}");
            assert!(project.planned_investment <= project.total_investment, "{id}");
            assert!(project.extra["项目业主"].contains("虚构"), "{id}");
        }
    }

    #[test]
    fn a_large_demonstration_declares_only_amounts_that_can_be_read() {
        let declared = Demo::new(2021, 60_000).declared(Category::Construction);
        assert_eq!(declared.count, 42_844);
        assert_eq!(declared.total_investment, None);
        assert!(Demo::new(2021, FULL_SIZE).declared(Category::Construction).total_investment.is_some());
    }

    #[test]
    fn a_demonstration_lives_in_memory_only() {
        let house = tempfile::tempdir().unwrap();
        let around = crate::desk::settings::Environment {
            user_data: Some(house.path().join("share")),
            user_state: Some(house.path().join("state")),
            ..Default::default()
        };
        let (settings, _) = Settings::decide(crate::desk::settings::CliOverrides::default(), &around);
        let now = crate::domain::time::parse_moment("2021-06-27T12:00:00+08:00").unwrap();
        let demo = Demo::new(2021, 20);
        let desk = App::demonstration(&settings, demo, now);
        assert!(desk.look().unwrap().is_none(), "none until it is filled");
        assert!(desk.fill_demonstration().unwrap() && !desk.fill_demonstration().unwrap(), "once");
        assert_eq!(desk.look().unwrap().unwrap().head(), desk.ledger().unwrap().head(), "the same one");
        let file = tempfile::NamedTempFile::new().unwrap().into_temp_path();
        std::fs::remove_file(&file).unwrap();
        demo.fill(&file, now).unwrap();
        let written = Ledger::look(&Location::from(&*file)).unwrap().unwrap();
        assert_eq!(written.head(), desk.ledger().unwrap().head(), "what `demo DIR` writes");
        let (id, month) = ("2021-1-1".parse().unwrap(), "2021-06".parse().unwrap());
        desk.keep_typed(id, month, &crate::domain::report::draft::Draft::default(), now).unwrap();
        assert!(desk.typed(id, month).unwrap().is_some() && desk.forget_typed(id, month).unwrap());
        assert!(desk.typed(id, month).unwrap().is_none(), "given up");
        assert_eq!(std::fs::read_dir(house.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_same_demo_comes_again() {
        let demo = Demo::new(2021, 50);
        let once: Vec<Project> = demo.projects(Category::Construction).collect();
        let again: Vec<Project> = demo.projects(Category::Construction).collect();
        assert_eq!(once, again);
    }
}
