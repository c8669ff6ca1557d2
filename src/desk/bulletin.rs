//! 通报 and 阶段性进展情况: a month's figures put into an office's own template and laid out as Markdown,
//! HTML, Word or a workbook.
//!
//! It says only what the ledger holds and names what is missing; it never writes a file.

mod around;
mod figures;
mod gaps;
mod lists;
pub mod page;

use std::fs;

use jiff::Timestamp;

use super::App;
use super::board::{BoardData, ProjectLine};
use super::settings::DataSource;
use crate::domain::board::{Board, GroupBy};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::domain::month::Month;
use crate::domain::trouble::told;
pub use crate::publish::document::Document;
use crate::publish::document::{html, markdown, sheets, text, word};
use crate::publish::template::{self, Figures};
use crate::words;

/// Whom a bulletin is for, by which channel its projects report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Audience {
    /// 发展改革委: construction and planning.
    #[default]
    Commission,
    /// 招商投资局: promotion.
    Bureau,
}

impl Audience {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Commission, Self::Bureau];

    /// The stable name, and its template's file without `.md`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Commission => "commission",
            Self::Bureau => "bureau",
        }
    }

    /// The audience of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.name() == text)
    }

    /// The projects it is about.
    pub fn categories(self) -> &'static [Category] {
        match self {
            Self::Commission => &[Category::Construction, Category::Planning],
            Self::Bureau => &[Category::Promotion],
        }
    }

    fn shipped(self) -> &'static str {
        match self {
            Self::Commission => include_str!("../../data/templates/commission.md"),
            Self::Bureau => include_str!("../../data/templates/bureau.md"),
        }
    }
}

/// What a bulletin is written as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BulletinFormat {
    /// Markdown.
    #[default]
    Markdown,
    /// Plain lines for a terminal.
    Text,
    /// One HTML page.
    Html,
    /// Word.
    Docx,
    /// A workbook.
    Xlsx,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct BulletinRequest {
    /// The month.
    pub month: Month,
    /// Whom it is for.
    pub audience: Audience,
    /// A template given in full, with its name, instead of the office's or the shipped one.
    pub template: Option<(String, String)>,
}

/// Everything the figures are taken from.
struct BulletinContext<'a> {
    desk: &'a App,
    month: Month,
    audience: Audience,
    now: Timestamp,
    sheets: BoardData,
    board: Board,
    lines: Vec<ProjectLine<'a>>,
}

impl App {
    /// A month's bulletin, ready to be laid out.
    ///
    /// # Errors
    /// [`Exit::Malformed`] when the template is wrong or names a figure that does not exist.
    pub fn bulletin(&self, asked: &BulletinRequest, now: Timestamp) -> Result<Document, Failure> {
        let (name, text) = match &asked.template {
            Some((name, text)) => (name.clone(), text.clone()),
            None => self.template(asked.audience)?,
        };
        let figures = self.figures(asked.month, asked.audience, now)?;
        let rendered = template::render(&name, &text, &figures)
            .map_err(|findings| Failure { exit: Exit::Malformed, findings })?;
        Ok(Document::parse(&rendered))
    }

    /// Every figure a template may name, with its value.
    pub fn figures(&self, month: Month, audience: Audience, now: Timestamp) -> Result<Figures, Failure> {
        let sheets = self.sheets_of(month, audience.categories())?;
        let board = sheets.board(month, GroupBy::Category);
        let lines = self.projects_behind(&sheets, month, None);
        let ground = BulletinContext { desk: self, month, audience, now, sheets, board, lines };
        figures::all(&ground)
    }

    /// The office's template, else the shipped one, with the name findings show.
    pub fn template(&self, audience: Audience) -> Result<(String, String), Failure> {
        self.own_template(audience.name(), audience.shipped())
    }

    /// The template of that name in the office's folder, else the shipped text.
    fn own_template(&self, name: &str, shipped: &str) -> Result<(String, String), Failure> {
        let file = format!("templates/{name}.md");
        if let DataSource::Folder(folder) = &self.settings().data {
            let path = folder.join(&file);
            match fs::read_to_string(&path) {
                Ok(text) => return Ok((path.display().to_string(), text)),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    let words = told(words!("模板读不出来", "the template cannot be read"), &error);
                    let finding = Finding::error(codes::BAD_TEMPLATE, words);
                    let finding = finding.in_file(path.display().to_string());
                    return Err(Failure::new(Exit::Malformed, finding));
                }
            }
        }
        Ok((format!("data/{file}"), shipped.to_owned()))
    }
}

/// A document as the bytes of a file.
pub fn write(document: &Document, format: BulletinFormat) -> Result<Vec<u8>, Failure> {
    let broken = |error: String| {
        let words = words!("文件无法生成：{error}", "the file cannot be made: {error}");
        Failure::new(Exit::Bug, Finding::error(codes::BAD_TEMPLATE, words))
    };
    match format {
        BulletinFormat::Markdown => Ok(markdown::write(document).into_bytes()),
        BulletinFormat::Text => Ok(text::write(document).into_bytes()),
        BulletinFormat::Html => Ok(html::write(document).into_bytes()),
        BulletinFormat::Docx => word::write(document).map_err(|e| broken(e.to_string())),
        BulletinFormat::Xlsx => sheets::write(document).map_err(|e| broken(e.to_string())),
    }
}
