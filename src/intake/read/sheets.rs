//! The sheets of a workbook that are no list of their own: the same projects shown again, what explains the columns of
//! the list, lists of another annex than was asked for; and sheet names that tell nothing of their projects.

use std::collections::{HashMap, HashSet};

use super::super::build::{self, Remarks};
use super::super::grid::Grid;
use super::super::header::ProjectField;
use super::super::list::ListTable;
use super::told::{category_told, year_in};
use crate::domain::category::Category;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::text::to_half_width;
use crate::words;

/// What a sheet's name is made of that only says which annex or category it holds, longest first.
const EMPTY_WORDS: [&str; 66] = [
    "政府投资",
    "一览表",
    "明细表",
    "汇总表",
    "总台账",
    "工作表",
    "附件",
    "附表",
    "重大",
    "重点",
    "建设",
    "前期",
    "规划",
    "研究",
    "招商",
    "引资",
    "项目",
    "工程",
    "清单",
    "名单",
    "名录",
    "列表",
    "目录",
    "台账",
    "计划",
    "投资",
    "年度",
    "市级",
    "省级",
    "区级",
    "县级",
    "全市",
    "全省",
    "全区",
    "全县",
    "推进",
    "谋划",
    "储备",
    "工作",
    "安排",
    "汇总",
    "明细",
    "总表",
    "基本",
    "情况",
    "数据",
    "construction",
    "promotion",
    "planning",
    "appendix",
    "projects",
    "project",
    "annex",
    "major",
    "sheet",
    "table",
    "list",
    "data",
    "key",
    "and",
    "of",
    "表",
    "年",
    "类",
    "市",
    "和",
];

/// What sheets are called that help to fill in a list.
const AIDS: [&str; 11] =
    ["说明", "须知", "选项", "下拉", "字典", "参数", "代码", "示例", "样例", "模板", "数据源"];

/// Whether a sheet's name says more of its projects than which annex or category they belong to: 交通 heads them,
/// 附件1 重大建设项目 and Sheet1 do not. A year's group (2020年重点前期) is one; a year's list is not.
pub fn tells_something(name: &str) -> bool {
    let lower = to_half_width(name).to_lowercase();
    if ["sheet", "工作表", "table"].iter().any(|w| lower.starts_with(w)) {
        return false;
    }
    if year_in(name).is_some() && !["项目", "工程", "名单", "清单"].iter().any(|w| name.contains(w)) {
        return true;
    }
    let mut rest = lower;
    for word in EMPTY_WORDS {
        rest = rest.replace(word, " ");
    }
    let numbers = |word: &str| word.chars().all(|c| c.is_numeric() || "一二三四五六七八九十".contains(c));
    let tells = |word: &str| word.chars().any(char::is_alphabetic) && word.len() > 1 && !numbers(word);
    rest.split(|c: char| !c.is_alphanumeric()).any(tells)
}

fn pass_over(walked: &mut Vec<(Grid, Vec<ListTable>)>, dropped: &[usize]) {
    let mut at = 0;
    walked.retain(|_| {
        at += 1;
        !dropped.contains(&(at - 1))
    });
}

/// The labels of a table's header.
fn labels(table: &ListTable) -> impl Iterator<Item = &str> {
    let columns = table.header.iter().flat_map(|h| &h.columns);
    columns.map(|c| c.label.as_str()).filter(|label| !label.is_empty())
}

/// How many fields the header of a sheet's list names, at most.
fn fields(tables: &[ListTable]) -> usize {
    let count = |t: &ListTable| {
        t.header.as_ref().map_or(0, |h| h.columns.iter().filter(|c| c.field.is_some()).count())
    };
    tables.iter().map(count).max().unwrap_or(0)
}

/// Sheets that explain the columns of the list, or hold what its cells may be chosen from: their names are the
/// headers of another sheet, or they have nothing but names beside a sheet that has everything else.
pub fn pass_over_explanations(walked: &mut Vec<(Grid, Vec<ListTable>)>, file: &str, remarks: &mut Remarks) {
    if walked.iter().filter(|(_, tables)| !tables.is_empty()).count() < 2 {
        return;
    }
    let same = |text: &str| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let heads: Vec<HashSet<String>> = walked
        .iter()
        .map(|(_, tables)| tables.iter().flat_map(labels).map(same).filter(|l| !l.is_empty()).collect())
        .collect();
    let most = walked.iter().map(|(_, tables)| fields(tables)).max().unwrap_or(0);
    let mut dropped = Vec::new();
    for (at, (grid, tables)) in
        walked.iter().enumerate().filter(|(_, (g, t))| !g.name.is_empty() && !t.is_empty())
    {
        let names: Vec<String> = tables
            .iter()
            .flat_map(|t| t.entries.iter().map(move |e| same(t.name(e, grid))))
            .filter(|name| !name.is_empty())
            .collect();
        let explains = heads.iter().enumerate().any(|(other, heads)| {
            let known = names.iter().filter(|name| heads.contains(*name)).count();
            other != at && known > 0 && known * 2 >= names.len()
        });
        let is_aid = AIDS.iter().any(|word| grid.name.contains(word));
        // One column of names, or in a sheet of choices several; with serials, or of an annex, it is a list.
        let only_names = tables.iter().all(|t| {
            let mut known = t.header.iter().flat_map(|h| &h.columns).filter_map(|c| c.field);
            let may_help = if is_aid {
                known.all(|f| f != ProjectField::Serial) && fields(tables) < most
            } else {
                known.all(|f| f == ProjectField::Name) && labels(t).count() == 1
            };
            may_help && category_told(t, grid, "").is_none()
        });
        let is_choice = only_names && most >= 3;
        if explains || is_choice {
            dropped.push(at);
            let finding = if explains {
                let message = words!(
                    "是对各列的说明，不是项目名单，未读取",
                    "it explains the columns of the list and holds no projects; passed over"
                );
                Finding::note(codes::SHEET_PASSED_OVER, message)
            } else {
                let message = words!(
                    "只有项目名称一列，而另有工作表为项目名单，未读取",
                    "it holds names alone beside a sheet that is the list; passed over"
                );
                let hint = words!(
                    "确为项目的，用 --sheet 单独读取",
                    "if these are projects, read it alone with --sheet"
                );
                let finding = if is_aid {
                    Finding::note(codes::SHEET_PASSED_OVER, message)
                } else {
                    Finding::warning(codes::SHEET_PASSED_OVER, message)
                };
                finding.hint(hint)
            };
            remarks.push(finding.in_file(file).on_field(&grid.name));
        }
    }
    // All of them cannot be explanations.
    if dropped.len() < walked.iter().filter(|(_, tables)| !tables.is_empty()).count() {
        pass_over(walked, &dropped);
    }
}

/// Lists that say that they belong to another annex than the one asked for, where one of it is there.
pub fn pass_over_others(
    walked: &mut Vec<(Grid, Vec<ListTable>)>,
    wanted: Category,
    file: &str,
    remarks: &mut Remarks,
) {
    let told = |(grid, tables): &(Grid, Vec<ListTable>)| {
        let mut told = tables.iter().filter_map(|t| category_told(t, grid, ""));
        // One sheet with lists of several annexes is read whole.
        told.next().filter(|first| !grid.name.is_empty() && told.all(|other| other == *first))
    };
    let annexes: Vec<Option<Category>> = walked.iter().map(told).collect();
    if !annexes.contains(&Some(wanted)) {
        return;
    }
    let other = |at: &usize| annexes[*at].is_some_and(|category| category != wanted);
    let dropped: Vec<usize> = (0..walked.len()).filter(other).collect();
    for at in &dropped {
        let message = words!(
            "不是 --annex 所指附件的名单，未读取",
            "it is no list of the annex named by --annex; passed over"
        );
        let finding = Finding::note(codes::SHEET_PASSED_OVER, message).in_file(file);
        remarks.push(finding.on_field(&walked[*at].0.name));
    }
    pass_over(walked, &dropped);
}

/// Workbooks often show the same projects again, sorted another way. A sheet whose names all stand in the
/// others is such a view.
pub fn pass_over_views(walked: &mut Vec<(Grid, Vec<ListTable>)>, file: &str, remarks: &mut Remarks) {
    let names = |(grid, tables): &(Grid, Vec<ListTable>)| -> Vec<String> {
        let name = |t: &ListTable, e| build::unmarked(t.name(e, grid)).1.split_whitespace().collect();
        tables.iter().flat_map(|t| t.entries.iter().map(move |e| name(t, e))).collect()
    };
    if walked.len() < 2 {
        return;
    }
    let mut order: Vec<(usize, usize)> =
        walked.iter().enumerate().map(|(at, (_, t))| (t.iter().map(|t| t.entries.len()).sum(), at)).collect();
    order.sort_by_key(|(size, at)| (*size, usize::MAX - at));
    // How many sheets hold a name.
    let mut sheets = HashMap::<String, usize>::new();
    for one in walked.iter() {
        for name in names(one).into_iter().collect::<HashSet<_>>() {
            *sheets.entry(name).or_default() += 1;
        }
    }
    let mut dropped: Vec<usize> = Vec::new();
    for (size, at) in order {
        if size < 3 || walked[at].0.name.is_empty() {
            continue;
        }
        let own = names(&walked[at]);
        let known = own.iter().filter(|name| sheets[*name] > 1).count();
        if known * 20 >= own.len() * 19 {
            dropped.push(at);
            for name in own.into_iter().collect::<HashSet<_>>() {
                sheets.entry(name).and_modify(|count| *count -= 1);
            }
        }
    }
    for at in &dropped {
        let message = words!(
            "其中项目在其他工作表中都有，未重复读取",
            "all its projects stand in other sheets; not read twice"
        );
        let finding =
            Finding::warning(codes::SHEET_PASSED_OVER, message).in_file(file).on_field(&walked[*at].0.name);
        remarks
            .push(finding.hint(words!("用 --sheet 只读某一个工作表", "read one sheet alone with --sheet")));
    }
    pass_over(walked, &dropped);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_of_annexes_and_categories_head_nothing() {
        for name in [
            "附件1 重大建设项目",
            "附件2",
            "附件3：重大招商项目",
            "附件一",
            "附件A 建设项目",
            "一、重大建设项目",
            "附件二 前期规划研究",
            "附表2-前期",
            "建设项目",
            "招商",
            "招商引资项目",
            "重大前期规划研究项目",
            "2026年重点项目清单",
            "Sheet1",
            "sheet 2",
            "Sheet1 (2)",
            "工作表1",
            "Annex 3",
            "Construction projects",
            "项目",
            "1",
            "（1）重大建设项目",
        ] {
            assert!(!tells_something(name), "{name}");
        }
        for name in [
            "交通",
            "农业",
            "附件1 交通",
            "基础设施项目",
            "续建项目",
            "Transport",
            "水利建设",
            "南山区",
            "产业项目",
            "2020年重点前期",
        ] {
            assert!(tells_something(name), "{name}");
        }
    }
}
