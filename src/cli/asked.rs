//! What many verbs ask for in the same words: the project, the month, how a sheet is read, a narrowed
//! list, a page of it. Each stands once here, with its help.

use std::path::Path;

use super::context::Context;
use super::{input, values};
use crate::desk::find::Narrowed;
use crate::desk::{App, DocumentSource};
use crate::domain::category::Category;
use crate::domain::finding::Failure;
use crate::domain::month::Month;
use crate::domain::project::Project;

/// The one project that is asked about.
#[derive(clap::Args, Debug)]
pub struct OneProject {
    /// 编号（2021-1-431）或只对应一个项目的词 // An id such as 2021-1-431, or words that name one project
    #[arg(required = true, value_name = "PROJECT")]
    project: Vec<String>,
}

impl OneProject {
    /// The project of that id, or the one that the words name.
    pub fn find<'d>(&self, desk: &'d App) -> Result<&'d Project, Failure> {
        desk.project_named(&self.project.join(" "))
    }
}

/// The one project that is asked about, or every one.
#[derive(clap::Args, Debug)]
pub struct AnyProject {
    /// 编号（2021-1-431）或只对应一个项目的词；不写则列出全部 // An id such as 2021-1-431, or words that name one project; all unless named
    #[arg(value_name = "PROJECT")]
    project: Vec<String>,
}

impl AnyProject {
    /// The project that is named; `None` where none is.
    pub fn find<'d>(&self, desk: &'d App) -> Result<Option<&'d Project>, Failure> {
        let named = (!self.project.is_empty()).then(|| desk.project_named(&self.project.join(" ")));
        named.transpose()
    }
}

/// The month of the reports.
#[derive(clap::Args, Debug)]
pub struct MonthArg {
    /// 填报月份；不写则为当前应报的月份 // The month; the one in hand unless said
    #[arg(long, value_name = "MONTH", value_parser = values::month)]
    pub month: Option<Month>,
}

impl MonthArg {
    /// The month that was said, else the one in hand.
    pub fn or_in_hand(&self, desk: &App, context: &Context) -> Result<Month, Failure> {
        self.month.map_or_else(|| desk.month_in_hand(context.now), Ok)
    }
}

/// How a document is read.
#[derive(clap::Args, Debug)]
pub struct DocumentArgs {
    /// 文本编码，如 gbk；不写则自行判断 // The text's encoding, e.g. gbk; found out unless said
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,
    /// 工作表 // The sheet
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
}

impl DocumentArgs {
    /// Reads the document, `-` for standard input.
    pub fn open(&self, file: &Path) -> Result<DocumentSource, Failure> {
        input::source(file, self.encoding.clone(), self.sheet.clone())
    }
}

/// A list narrowed by a query and by parts.
#[derive(clap::Args, Debug)]
pub struct FilterArgs {
    /// 查询式，如 unit:九龙坡 is:watched，或 @名字 // A query such as unit:九龙坡 is:watched, or @NAME
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    #[command(flatten)]
    parts: FilterParts,
}

impl FilterArgs {
    /// As the desk takes it.
    pub fn narrowed(&self) -> Narrowed {
        Narrowed { query: self.query.join(" "), ..self.parts.narrowed() }
    }
}

/// The parts that a list is narrowed to, each a flag.
#[derive(clap::Args, Debug)]
pub struct FilterParts {
    /// 按类别：建设、前期、招商 // Only one category: construction, planning, promotion
    #[arg(long, value_name = "CATEGORY", value_parser = values::category)]
    category: Option<Category>,
    /// 按牵头单位（名称的一部分或拼音） // Only a lead unit's, by part of its name or pinyin
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// 按建设阶段 // Only of a stage
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// 按标题（行业） // Only below a heading
    #[arg(long, value_name = "HEADING")]
    sector: Option<String>,
    /// 按区县 // Only of a district
    #[arg(long, value_name = "DISTRICT")]
    district: Option<String>,
}

impl FilterParts {
    /// As the desk takes it.
    pub fn narrowed(&self) -> Narrowed {
        Narrowed {
            category: self.category,
            query: String::new(),
            unit: self.unit.clone(),
            stage: self.stage.clone(),
            sector: self.sector.clone(),
            district: self.district.clone(),
        }
    }
}

/// A page of a long list.
#[derive(clap::Args, Debug)]
pub struct PageArgs {
    /// 最多几个 // At most so many
    #[arg(long, value_name = "N", value_parser = values::count)]
    pub limit: Option<usize>,
    /// 跳过前几个 // Skip so many
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = values::count)]
    pub offset: usize,
}

impl PageArgs {
    /// The rows on the page.
    pub fn of<I: Iterator>(&self, rows: I) -> impl Iterator<Item = I::Item> + use<I> {
        rows.skip(self.offset).take(self.limit.unwrap_or(usize::MAX))
    }
}
