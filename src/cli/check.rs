//! `check`: everything that is wrong in the catalogue's files.

use serde::Serialize;

use super::context::Context;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Severity};
use crate::words;

/// 检查目录文件，列出全部问题 // Check the catalogue's files and list every problem
#[derive(clap::Args, Debug)]
pub struct Args {}

#[derive(Serialize)]
struct CheckJson {
    years: Vec<i16>,
    projects: usize,
    problems: usize,
}

impl Args {
    /// Answers; any problem, a warning too, is a no.
    #[allow(clippy::unused_self, reason = "every verb has the same shape")]
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.fresh_desk();
        let problems: Vec<_> =
            desk.findings().iter().filter(|f| f.severity > Severity::Note).cloned().collect();
        if !problems.is_empty() {
            return Err(Failure { exit: Exit::No, findings: problems });
        }
        let checked = CheckJson {
            years: desk.catalogue().years().map(|year| year.year).collect(),
            projects: desk.catalogue().years().map(|year| year.projects().len()).sum(),
            problems: 0,
        };
        context.answer(&checked, |plain| {
            let (projects, years) = (checked.projects, checked.years.len());
            plain.line(
                words!(
                    "{years} 年 {projects} 个项目，没有问题",
                    "{projects} projects of {years} year(s), no problems"
                )
                .get(plain.lang),
            )
        })
    }
}
