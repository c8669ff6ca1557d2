//! `demo DIR`: writes an invented workspace.

use std::path::PathBuf;

use serde::Serialize;

use super::context::Context;
use crate::desk::demo::{Demo, FULL_SIZE, MOST_PROJECTS};
use crate::domain::category::Category;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::month::Month;
use crate::domain::time::date_in_shanghai;
use crate::words;

/// 写出一套虚构的演示数据（894/258/100） // Write an invented workspace of the notice's full size
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 新的或空的文件夹 // A new or empty folder
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// 共多少个项目 // How many projects in all
    #[arg(long, value_name = "N", default_value_t = FULL_SIZE,
        value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_PROJECTS)))]
    projects: u32,
}

/// A workspace's own ledger, found there without being named.
const LEDGER: &str = "ledger.db";

#[derive(Serialize)]
struct Made {
    invented: bool,
    folder: String,
    year: i16,
    projects: u32,
    categories: Vec<CategoryCount>,
    entries: usize,
    months: Vec<Month>,
    written: Vec<String>,
}

#[derive(Serialize)]
struct CategoryCount {
    category: Category,
    projects: u32,
}

impl Args {
    /// Writes it.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let year = context.global.year.unwrap_or_else(|| date_in_shanghai(context.now).year());
        let demo = Demo::new(year, self.projects);
        let bar = self.progress(context);
        let written = demo.write(&self.dir, |done| {
            if done.is_multiple_of(1_000) {
                bar.set_position(done.into());
            }
        });
        bar.finish_and_clear();
        let written = written?;
        let entries = demo.fill(&self.dir.join(LEDGER), context.now)?;
        let answer = Made {
            invented: true,
            folder: self.dir.display().to_string(),
            year,
            projects: self.projects,
            categories: Category::ALL.map(|c| CategoryCount { category: c, projects: demo.count(c) }).into(),
            entries,
            months: demo.months(context.now),
            written: written.iter().map(|path| path.display().to_string()).collect(),
        };
        context.answer(&answer, |plain| {
            let files = if context.global.quiet { &[] } else { answer.written.as_slice() };
            for file in files {
                plain.line(self.dir.join(file).display().to_string())?;
            }
            let (projects, folder) = (answer.projects, &answer.folder);
            plain.line(
                words!(
                    "{year} 年 {projects} 个虚构项目。查看：diaodu --data {folder}",
                    "{projects} invented projects of {year}. Look at them: diaodu --data {folder}"
                )
                .get(plain.lang),
            )
        })
    }

    /// A bar for long work, where somebody is looking.
    fn progress(&self, context: &Context) -> indicatif::ProgressBar {
        if context.watched() && self.projects > 20_000 {
            indicatif::ProgressBar::new(self.projects.into())
        } else {
            indicatif::ProgressBar::hidden()
        }
    }
}
