//! A category's file: a YAML list that is cut into its records by indentation alone, so that each is
//! parsed by itself. One bad record never hides the rest, every line number is right, and a large file is
//! read on all cores.

use std::collections::{HashMap, HashSet};
use std::thread;

use super::LoadProgress;
use super::fields::SourceSpan;
use super::record::{self, ListKey};
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::interned::Interner;
use crate::domain::project::Project;
use crate::words;

/// Findings kept for one file; a last one says how many more there were.
pub const MOST_FINDINGS: usize = 1_000;

/// From so many records on, a second thread pays.
const WORTH_A_THREAD: usize = 400;

/// What a category's file holds.
#[derive(Debug, Default)]
pub struct ListFile {
    /// The projects, in file order, each id once.
    pub projects: Vec<Project>,
    /// Marked as made up in its header.
    pub invented: bool,
    /// Everything found wrong.
    pub findings: Vec<Finding>,
}

/// One record's text.
struct RecordText<'a> {
    /// Its first line, from 1.
    line: u32,
    text: &'a str,
    /// Lines in it that stand left of its content, as offset and line: most likely no part of it.
    stray: Vec<(usize, u32)>,
}

/// The first projects of a file of which the beginning is known. Where that is `cut`, its last record may
/// be cut too and is left out.
pub fn read_head(text: &str, home: ListKey, most: usize, is_cut: bool) -> Vec<Project> {
    let pieces = cut(text).unwrap_or_default();
    let whole = pieces.len() - usize::from(is_cut && !pieces.is_empty());
    let first = pieces[..whole.min(most)].iter();
    let read = first.filter_map(|piece| read_piece("", piece, Some(home)).0);
    let mut projects: Vec<Project> = read.collect();
    let mut seen = HashSet::new();
    projects.retain(|project| seen.insert(project.id));
    projects
}

/// Reads a whole file.
pub fn read(file: &str, text: &str, home: Option<ListKey>, progress: Option<&LoadProgress>) -> ListFile {
    let mut list = ListFile { invented: is_marked_invented(text), ..ListFile::default() };
    let pieces = match cut(text) {
        Ok(pieces) => pieces,
        Err((line, got)) => {
            list.findings.push(no_record(file, line, got));
            return list;
        }
    };
    let parse = |pieces: &[RecordText<'_>]| -> Vec<(u32, Option<Project>, Vec<Finding>)> {
        let mut interner = Interner::default();
        pieces
            .iter()
            .map(|piece| {
                let (mut project, findings) = read_piece(file, piece, home);
                if let Some(project) = &mut project {
                    interner.share(project);
                }
                progress.inspect(|progress| progress.advance(piece.text.len() as u64));
                (piece.line, project, findings)
            })
            .collect()
    };
    let read = if pieces.len() < WORTH_A_THREAD {
        parse(&pieces)
    } else {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let mut shares = pieces.chunks(pieces.len().div_ceil(threads).max(WORTH_A_THREAD / 2));
        let own = shares.next().unwrap_or_default();
        thread::scope(|scope| {
            let others: Vec<_> = shares.map(|share| scope.spawn(move || parse(share))).collect();
            let mut all = parse(own);
            for other in others {
                // A panic there is a bug of ours; it goes on here, as it would on one thread.
                all.append(&mut other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            all
        })
    };
    let mut seen = HashMap::with_capacity(read.len());
    let mut more = 0;
    for (line, project, findings) in read {
        let duplicate = project.as_ref().and_then(|p| {
            let first = *seen.entry(p.id).or_insert(line);
            (first != line).then(|| {
                let id = p.id;
                let message = words!("编号 {id} 与第 {first} 行重复", "{id} stands already on line {first}");
                Finding::error(codes::DUPLICATE_ID, message).in_file(file).at_line(line).on_field("serial")
            })
        });
        if duplicate.is_none() {
            list.projects.extend(project);
        }
        for finding in findings.into_iter().chain(duplicate) {
            if list.findings.len() < MOST_FINDINGS {
                list.findings.push(finding);
            } else {
                more += 1;
            }
        }
    }
    if more > 0 {
        let message = words!("另有 {more} 处问题未列出", "{more} more findings are not listed");
        list.findings.push(Finding::error(codes::OVER_LIMIT, message).in_file(file));
    }
    list
}

/// Reads one record; if stray lines spoil it, without them.
fn read_piece(file: &str, piece: &RecordText<'_>, home: Option<ListKey>) -> (Option<Project>, Vec<Finding>) {
    let &RecordText { line, text, ref stray } = piece;
    let (project, findings) = record::read(SourceSpan { file, line, text }, home);
    let (None, Some(&(end, _))) = (&project, stray.first()) else { return (project, findings) };
    let (project, mut findings) = record::read(SourceSpan { file, line, text: &text[..end] }, home);
    findings.extend(
        stray.iter().map(|&(at, line)| {
            no_record(file, line, text[at..].lines().next().unwrap_or_default().trim_end())
        }),
    );
    (project, findings)
}

fn no_record(file: &str, line: u32, got: &str) -> Finding {
    let message = words!("此处应为以“- ”开头的记录", "a record that begins with \"- \" is expected here");
    Finding::error(codes::BAD_YAML, message).in_file(file).at_line(line).got(got)
}

/// The line that marks a made-up file, in its leading comments.
pub const INVENTED: &str = "# invented: true";

fn is_marked_invented(text: &str) -> bool {
    header(text).lines().any(|line| line.trim() == INVENTED)
}

/// The leading comments and blank lines of a file.
pub fn header(text: &str) -> &str {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start_matches('\u{feff}').trim();
        if !bare.is_empty() && !bare.starts_with('#') {
            break;
        }
        end += line.len();
    }
    &text[..end]
}

/// Cuts at every line that begins with the first record's `-`. An empty list (`[]`, or nothing but
/// comments) has no pieces; any other start is returned with its line.
fn cut(text: &str) -> Result<Vec<RecordText<'_>>, (u32, &str)> {
    let mut pieces = Vec::new();
    let mut stray = Vec::new();
    let mut indent: Option<usize> = None;
    let (mut start, mut start_line) = (0, 0);
    let mut line_number = 0;
    let mut at = 0;
    let mut closed = false;
    for line in text.split_inclusive('\n') {
        line_number += 1;
        let here = at;
        at += line.len();
        let bare = line.trim_end();
        let trimmed = bare.trim_start_matches(' ');
        if trimmed.is_empty() || trimmed.starts_with('#') {
            continue;
        }
        let depth = bare.len() - trimmed.len();
        let is_item = trimmed == "-" || trimmed.starts_with("- ");
        match indent {
            None if is_item && !closed => {
                indent = Some(depth);
                (start, start_line) = (here, line_number);
            }
            None if bare == "---" => {}
            None if bare == "[]" && !closed => closed = true,
            None => return Err((line_number, bare)),
            Some(list) if is_item && depth == list => {
                pieces.push(RecordText {
                    line: start_line,
                    text: &text[start..here],
                    stray: std::mem::take(&mut stray),
                });
                (start, start_line) = (here, line_number);
            }
            // Left of the list's content, as a merge leaves it. A text in quotes may go on there, so the
            // record before it decides.
            Some(list) if depth <= list => stray.push((here - start, line_number)),
            Some(_) => {}
        }
    }
    if indent.is_some() {
        pieces.push(RecordText { line: start_line, text: &text[start..], stray });
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::category::Category;

    fn read_text(text: &str) -> ListFile {
        read("f.yaml", text, Some((2021, Category::Construction)), None)
    }

    #[test]
    fn one_bad_record_never_hides_the_rest() {
        let list = read_text(
            "# header\n- serial: 1\n  name: 甲\n- serial: [\n  name: 乙\n- serial: 3\n  name: 丙\n  nmae: 丙\n- serial: 3\n  name: 丁\n",
        );
        let names: Vec<_> = list.projects.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["甲", "丙"]);
        let lines: Vec<_> = list.findings.iter().map(|f| (f.code.id(), f.line)).collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert_eq!(lines[0].0, "E1003");
        assert_eq!(lines[1], ("E1005", Some(8)));
        assert_eq!(lines[2], ("E1008", Some(9)));
    }

    #[test]
    fn what_a_merge_left_behind_hides_no_record() {
        let list = read_text(
            "- serial: 1\n  name: 甲\n<<<<<<< HEAD\n- serial: 2\n  name: 乙\n=======\n- serial: 3\n  name: 丙\n>>>>>>> x\n",
        );
        let names: Vec<_> = list.projects.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["甲", "乙", "丙"]);
        let lines: Vec<_> = list.findings.iter().map(|f| f.line).collect();
        assert_eq!(lines, [Some(3), Some(6), Some(9)]);
        assert_eq!(list.findings[0].got.as_deref(), Some("<<<<<<< HEAD"));
    }

    #[test]
    fn a_mistake_says_the_files_line() {
        let list = read_text("- serial: 1\n  name: 甲\n\n\n- serial: 2\n  name: \"乙\n  goal: x\n");
        let said = &list.findings[0];
        assert!(said.message.en.contains(" line 6 ") || said.message.en.contains(" line 7 "), "{said:?}");
    }

    #[test]
    fn empty_lists_and_other_texts() {
        assert!(read_text("").findings.is_empty());
        assert!(read_text("# nothing yet\n[]\n").findings.is_empty());
        assert_eq!(read_text("name: x\n").findings[0].line, Some(1));
        assert_eq!(read_text("[]\n- serial: 1\n").findings[0].line, Some(2));
        assert!(read_text("# invented: true\n[]\n").invented);
        assert!(!read_text("- serial: 1\n  name: a\n# invented: true\n").invented);
    }

    #[test]
    fn indented_lists_and_nested_lists_are_one_record_each() {
        let list = read_text(
            "  - serial: 1\n    name: 甲\n    headings:\n    - a\n    - b\n  - serial: 2\n    name: 乙\n",
        );
        assert_eq!(list.findings, []);
        assert_eq!(list.projects[0].headings, ["a", "b"]);
        assert_eq!(list.projects[1].name, "乙");
    }
}
