//! `find QUERY…`: the projects that words, pinyin or filters mean, best first.

use std::io;
use std::ops::Range;

use serde::Serialize;

use super::asked::FilterParts;
use super::context::{Context, MOST_FINDINGS};
use super::json::ProjectJson;
use super::plain::{ColumnAlign, TextCell, TextWriter};
use super::values;
use crate::desk::find::{FieldHighlights, FindResult, FoundProject, Narrowed, SearchField};
use crate::domain::codes;
use crate::domain::exit::Exit;
use crate::domain::finding::{Failure, Finding};
use crate::words;

/// 查找项目：汉字、拼音、首字母、筛选式 // Find projects by Chinese, pinyin, initials or filters
#[derive(clap::Args, Debug)]
pub struct Args {
    /// 要找的词，如 博世、jlp、unit:九龙坡、!完工、@名字 // What to look for, e.g. 博世, jlp, unit:九龙坡, !完工, @NAME
    #[arg(required = true, value_name = "QUERY", allow_hyphen_values = false)]
    query: Vec<String>,
    #[command(flatten)]
    parts: FilterParts,
    /// 最多几个 // At most so many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = values::count)]
    limit: usize,
}

#[derive(Serialize)]
struct FindJson<'a> {
    query: &'a str,
    total: usize,
    hits: Vec<HitJson<'a>>,
}

#[derive(Serialize)]
struct HitJson<'a> {
    project: ProjectJson<'a>,
    score: i32,
    matched: Vec<MatchedJson>,
}

#[derive(Serialize)]
struct MatchedJson {
    field: &'static str,
    ranges: Vec<[u32; 2]>,
}

impl Args {
    /// Answers; finding nothing is a plain no.
    pub fn run(&self, context: &Context) -> Result<Exit, Failure> {
        let desk = context.desk()?;
        let typed = self.query.join(" ");
        let narrowed = Narrowed { query: typed.clone(), ..self.parts.narrowed() };
        let found = desk.find_narrowed(&narrowed, self.limit, context.now)?;
        if found.total == 0 {
            let nothing =
                Finding::error(codes::NOTHING_FOUND, words!("没有找到", "nothing found")).got(&typed);
            let nothing = match desk.nearest(&typed) {
                Some(near) => nothing.hint(near),
                None => nothing,
            };
            return Err(Failure { exit: Exit::No, findings: [vec![nothing], found.findings].concat() });
        }
        context.say(&found.findings, MOST_FINDINGS);
        let hits = found.hits.iter().map(HitJson::from).collect();
        let answer = FindJson { query: &typed, total: found.total, hits };
        context.answer(&answer, |plain| print(&found, plain, context.global.quiet))
    }
}

impl<'a> From<&'a FoundProject<'a>> for HitJson<'a> {
    fn from(hit: &'a FoundProject<'a>) -> Self {
        let matched = hit.matched.iter().map(|m| MatchedJson {
            field: m.field.name(),
            ranges: m.ranges.iter().map(|r| [r.start, r.end]).collect(),
        });
        Self { project: hit.project.into(), score: hit.score, matched: matched.collect() }
    }
}

fn print(found: &FindResult<'_>, plain: &mut TextWriter<'_>, quiet: bool) -> io::Result<()> {
    let rows = found.hits.iter().map(|hit| {
        let project = hit.project;
        let mark = project.mark.as_deref().unwrap_or_default();
        let name = TextCell::from(format!("{mark}{}", project.name));
        vec![
            project.id.to_string().into(),
            name.emphasised(ranges(&hit.matched, SearchField::Name, mark.chars().count())),
            project.stage.as_deref().unwrap_or("—").into(),
            TextCell::from(project.lead_units.join("、")).emphasised(ranges(
                &hit.matched,
                SearchField::LeadUnit,
                0,
            )),
        ]
    });
    plain.table(
        &[ColumnAlign::Left, ColumnAlign::Flexible, ColumnAlign::Left, ColumnAlign::Left],
        &["", "", "", ""],
        rows,
    )?;
    let (total, shown) = (found.total, found.hits.len());
    if shown < total && !quiet {
        plain.line(words!("{total} 个中的前 {shown} 个", "the first {shown} of {total}").get(plain.lang))?;
    }
    Ok(())
}

/// The emphasised characters of one field, moved right by what is printed before it.
fn ranges(matched: &[FieldHighlights], field: SearchField, before: usize) -> Vec<Range<usize>> {
    let shift = |range: &Range<u32>| range.start as usize + before..range.end as usize + before;
    matched.iter().filter(|m| m.field == field).flat_map(|m| m.ranges.iter().map(shift)).collect()
}
