//! `import FILE`: a published list becomes a year's catalogue.

use std::io;
use std::path::PathBuf;

use serde::{Serialize, Serializer};

use super::asked::DocumentArgs;
use super::context::{Context, MOST_FINDINGS, MOST_ON_THE_WAY};
use super::json::{FindingJson, ProjectJson};
use super::plain::{ColumnAlign, TextCell, TextWriter};
use super::values;
use crate::desk::import::{
    Accept, ChangeKind, Declaration, FieldChange, ImportRequest, MatchProposal, Outcome, ProjectChange,
};
use crate::domain::category::Category;
use crate::domain::exit::Exit;
use crate::domain::finding::Failure;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::project::{Project, ProjectId};
use crate::domain::text::cut;
use crate::words;

/// 导入公布的名单：xlsx、xls、ods、csv、docx、文本 // Import a published list: xlsx, xls, ods, csv, docx, text
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 文件；- 为标准输入 // The file; - for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// 只说明会怎样，不写入 // Say what would change, write nothing
    #[arg(long)]
    dry_run: bool,
    /// 第几个附件：1 建设、2 前期、3 招商；不写则看文件 // The annex: 1 construction, 2 planning, 3 promotion; the document's unless said
    #[arg(long, value_name = "N", value_parser = values::annex)]
    annex: Option<Category>,
    #[command(flatten)]
    reading: DocumentArgs,
    /// 指明列名，如 name=Project Name,serial=No // Which column is which, e.g. name=Project Name,serial=No
    #[arg(long, value_name = "KEY=HEADER,…")]
    map: Option<String>,
    /// 表是横着的：一列一个项目 // The sheet lies on its side: a project is a column
    #[arg(long)]
    transpose: bool,
    /// 公布的数目对不上即拒绝 // Refuse when a declared count or sum does not agree
    #[arg(long)]
    strict: bool,
    /// 名称略有出入的，认作同一项目 // Take a project whose name drifted for the earlier one
    #[arg(long)]
    accept: bool,
}

impl Args {
    /// Imports.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let source = self.reading.open(&self.file)?;
        let request = ImportRequest {
            source,
            year: context.global.year,
            annex: self.annex.map(Category::annex),
            map: self.map.clone(),
            transpose: self.transpose,
            dry_run: self.dry_run,
            strict: self.strict,
            accept: if self.accept { Accept::Everything } else { Accept::Nothing },
            ..ImportRequest::default()
        };
        // The folder may be new: that nothing is in it yet is no news.
        let desk = context.quiet_desk();
        if desk.catalogue().years().next().is_some() {
            context.say(desk.findings(), MOST_ON_THE_WAY);
        }
        let outcome = desk.import(request, context.now)?;
        context.say_aside(&outcome.findings, MOST_FINDINGS);
        context.answer(&ImportJson::new(&outcome, self.dry_run, context.lang), |plain| {
            print(&outcome, self.dry_run, plain)
        })
    }
}

#[derive(Serialize)]
struct ImportJson<'a> {
    dry_run: bool,
    year: i16,
    category: Option<Category>,
    categories: &'a [Category],
    encoding: Option<&'a str>,
    sheet: Option<&'a str>,
    sheets: &'a [String],
    rows: RowCountsJson,
    declared: Vec<DeclaredJson<'a>>,
    written: Vec<String>,
    changes: Counts,
    #[serde(serialize_with = "changes")]
    details: &'a [ProjectChange],
    proposals: Vec<ProposalJson<'a>>,
    notice_changed: bool,
    findings: Vec<FindingJson<'a>>,
    #[serde(serialize_with = "projects")]
    projects: &'a [Project],
}

// Long lists are serialised as they are walked; serde asks for a reference to the field.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn changes<S: Serializer>(changes: &&[ProjectChange], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(changes.iter().map(ChangeJson::from))
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as above
fn projects<S: Serializer>(projects: &&[Project], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(projects.iter().map(ProjectJson::from))
}

#[derive(Serialize)]
struct RowCountsJson {
    read: usize,
    projects: usize,
    headings: usize,
    notes: usize,
    rejected: usize,
}

#[derive(Serialize)]
struct Counts {
    added: usize,
    changed: usize,
    removed: usize,
    unchanged: usize,
}

#[derive(Serialize)]
struct DeclaredJson<'a> {
    heading: &'a str,
    path: &'a [String],
    line: Option<u32>,
    count: Option<u32>,
    found: usize,
    sum: Option<Money>,
    found_sum: Option<Money>,
    agrees: bool,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    change: &'static str,
    id: ProjectId,
    name: &'a str,
    fields: Vec<FieldJson<'a>>,
}

#[derive(Serialize)]
struct FieldJson<'a> {
    field: &'a str,
    before: &'a str,
    after: &'a str,
}

#[derive(Serialize)]
struct ProposalJson<'a> {
    from: ProjectId,
    from_name: &'a str,
    to: ProjectId,
    to_name: &'a str,
    exact: bool,
    accepted: bool,
}

impl<'a> ImportJson<'a> {
    fn new(outcome: &'a Outcome, dry_run: bool, lang: Lang) -> Self {
        let rows = &outcome.rows;
        let compared = &outcome.compared;
        Self {
            dry_run,
            year: outcome.year,
            category: outcome.category,
            categories: &outcome.categories,
            encoding: outcome.encoding.as_deref(),
            sheet: outcome.sheets.first().map(String::as_str),
            sheets: &outcome.sheets,
            rows: RowCountsJson {
                read: rows.read,
                projects: rows.projects,
                headings: rows.headings,
                notes: rows.notes,
                rejected: rows.rejected,
            },
            declared: outcome.declared.iter().map(DeclaredJson::from).collect(),
            written: outcome.written.iter().map(|file| file.display().to_string()).collect(),
            changes: Counts {
                added: compared.count(ChangeKind::Added),
                changed: compared.count(ChangeKind::Changed),
                removed: compared.count(ChangeKind::Removed),
                unchanged: compared.unchanged,
            },
            details: &compared.changes,
            proposals: compared.proposals.iter().map(ProposalJson::from).collect(),
            notice_changed: outcome.notice_changed,
            findings: outcome
                .findings
                .iter()
                .take(MOST_FINDINGS)
                .map(|f| FindingJson::new(f, lang))
                .collect(),
            projects: &outcome.projects,
        }
    }
}

impl<'a> From<&'a Declaration> for DeclaredJson<'a> {
    fn from(declared: &'a Declaration) -> Self {
        let Declaration { heading, path, line, count, found, sum, found_sum, agrees } = declared;
        Self {
            heading,
            path,
            line: *line,
            count: *count,
            found: *found,
            sum: *sum,
            found_sum: *found_sum,
            agrees: *agrees,
        }
    }
}

impl<'a> From<&'a ProjectChange> for ChangeJson<'a> {
    fn from(change: &'a ProjectChange) -> Self {
        let field = |f: &'a FieldChange| FieldJson { field: &f.field, before: &f.before, after: &f.after };
        Self {
            change: kind(change.kind).0,
            id: change.id,
            name: &change.name,
            fields: change.fields.iter().map(field).collect(),
        }
    }
}

impl<'a> From<&'a MatchProposal> for ProposalJson<'a> {
    fn from(proposal: &'a MatchProposal) -> Self {
        let MatchProposal { from, from_name, to, to_name, exact, accepted } = proposal;
        Self { from: *from, from_name, to: *to, to_name, exact: *exact, accepted: *accepted }
    }
}

/// The stable name, and the words in Chinese and English.
fn kind(kind: ChangeKind) -> (&'static str, [&'static str; 2]) {
    match kind {
        ChangeKind::Added => ("added", ["新增", "added"]),
        ChangeKind::Changed => ("changed", ["变更", "changed"]),
        ChangeKind::Removed => ("removed", ["移除", "removed"]),
    }
}

/// Changes printed; `--json` has them all.
const MOST_CHANGES: usize = 30;

fn print(outcome: &Outcome, dry_run: bool, plain: &mut TextWriter<'_>) -> io::Result<()> {
    let lang = plain.lang;
    let (year, rows) = (outcome.year, &outcome.rows);
    let categories: Vec<&str> = outcome.categories.iter().map(|c| c.short(lang)).collect();
    let categories = categories.join("、");
    let encoding = outcome.encoding.as_deref().unwrap_or("–");
    let title =
        words!("{year} 年 {categories}（编码 {encoding}）", "{year} {categories} (encoding {encoding})");
    plain.strong(title.get(lang))?;
    let (read, projects, headings) = (rows.read, rows.projects, rows.headings);
    let (notes, rejected) = (rows.notes, rows.rejected);
    plain.line(
        words!(
            "读 {read} 行：项目 {projects}，标题 {headings}，说明 {notes}，未识别 {rejected}",
            "{read} rows: {projects} projects, {headings} headings, {notes} notes, {rejected} rejected"
        )
        .get(lang),
    )?;
    let compared = &outcome.compared;
    let [added, changed, removed] =
        [ChangeKind::Added, ChangeKind::Changed, ChangeKind::Removed].map(|kind| compared.count(kind));
    let unchanged = compared.unchanged;
    plain.line(
        words!(
            "新增 {added}，变更 {changed}，移除 {removed}，不变 {unchanged}",
            "{added} added, {changed} changed, {removed} removed, {unchanged} unchanged"
        )
        .get(lang),
    )?;
    print_declared(&outcome.declared, plain)?;
    print_changes(&compared.changes, plain)?;
    plain.gap()?;
    for file in &outcome.written {
        let folder = outcome.folder.as_deref().unwrap_or_else(|| std::path::Path::new(""));
        let file = folder.join(file).display().to_string();
        plain.line(words!("已写入 {file}", "written: {file}").get(lang))?;
    }
    if dry_run {
        plain.line(lang.pick("试运行，什么也没有写入。", "A dry run: nothing was written."))?;
    } else if outcome.written.is_empty() {
        plain.line(lang.pick("没有变化，什么也没有写入。", "Nothing changed, nothing was written."))?;
    }
    Ok(())
}

/// Declared counts and sums beside what was found.
fn print_declared(declared: &[Declaration], plain: &mut TextWriter<'_>) -> io::Result<()> {
    if declared.is_empty() {
        return Ok(());
    }
    let lang = plain.lang;
    plain.gap()?;
    let money = |m: Option<Money>| m.map_or("–".to_owned(), |m| m.to_string());
    let rows = declared.iter().map(|d| -> Vec<TextCell> {
        let heading = format!("{}{}", "  ".repeat(d.path.len()), d.heading);
        let verdict = if d.agrees { lang.pick("相符", "agrees") } else { lang.pick("不符", "differs") };
        vec![
            heading.into(),
            d.count.map_or("–".to_owned(), |n| n.to_string()).into(),
            d.found.to_string().into(),
            money(d.sum).into(),
            money(d.found_sum).into(),
            verdict.into(),
        ]
    });
    let heading = lang.pick(
        ["标题", "公布个数", "读到", "公布合计", "读到合计", ""],
        ["heading", "declared", "found", "declared sum", "found sum", ""],
    );
    let columns = [
        ColumnAlign::Flexible,
        ColumnAlign::Right,
        ColumnAlign::Right,
        ColumnAlign::Right,
        ColumnAlign::Right,
        ColumnAlign::Left,
    ];
    plain.table(&columns, &heading, rows)
}

fn print_changes(changes: &[ProjectChange], plain: &mut TextWriter<'_>) -> io::Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let lang = plain.lang;
    plain.gap()?;
    let rows = changes.iter().take(MOST_CHANGES).map(|change| -> Vec<TextCell> {
        let [zh, en] = kind(change.kind).1;
        let field = |f: &FieldChange| format!("{}: {} → {}", f.field, cut(&f.before, 20), cut(&f.after, 20));
        let fields: Vec<String> = change.fields.iter().map(field).collect();
        vec![
            lang.pick(zh, en).into(),
            change.id.to_string().into(),
            TextCell::from(&change.name),
            fields.join("; ").into(),
        ]
    });
    plain.table(
        &[ColumnAlign::Left, ColumnAlign::Left, ColumnAlign::Flexible, ColumnAlign::Left],
        &["", "", "", ""],
        rows,
    )?;
    match changes.len().checked_sub(MOST_CHANGES) {
        Some(more) if more > 0 => plain.line(words!("……另有 {more} 处", "… and {more} more").get(lang)),
        _ => Ok(()),
    }
}
