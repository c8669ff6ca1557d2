//! What a row of a list is: a project, a heading, a total, a note, or the next line of the project above.
//!
//! A heading carries no facts of a project: beside its title it has at most a count and sums. A row with a
//! content, a goal, a unit, a stage or years is a project whatever its name begins with, so that
//! `（三）李家岩水库` stays one.

mod sentences;

use sentences::bare;
pub use sentences::{annex_of, is_dash, is_mark, is_note, legend, total_in};

use super::grid::{Grid, Kind, Row};
use super::header::{Field, Header};
use super::heading::{self, Style};
use crate::domain::amount::Amount;
use crate::domain::project::ProjectId;
use crate::domain::stage::Stage;
use crate::domain::text::to_half_width;

/// What a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// No text, or a bare serial without a project.
    Nothing,
    /// 附件2
    Annex(u8),
    /// 合计: a label, and a count that stands in the label.
    Total { label: String, count: Option<u32> },
    /// A heading.
    Heading(Heading),
    /// A sentence, a legend, a unit line.
    Note(String),
    /// A project.
    Project { serial: String, name: String },
    /// More of the project above.
    More,
    /// Facts of a project without its name.
    Nameless,
}

/// A heading row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// How it is numbered.
    pub style: Style,
    /// The title without number and count.
    pub title: String,
    /// The title with its numbering, as it would be named were it a project after all.
    pub printed: String,
    /// A count in the title or in a cell.
    pub count: Option<u32>,
    /// A sum in the title.
    pub sum: Option<crate::domain::money::Money>,
    /// It could be a project without a serial: if no project follows under it, it is one.
    pub doubtful: bool,
}

/// How the rows of one table usually look, told before any is judged.
#[derive(Clone, Copy, Debug, Default)]
pub struct Habit {
    /// Projects carry serials.
    pub serials: bool,
    /// Projects fill two cells at most.
    pub narrow: bool,
    /// The header is not Chinese: every row is a record of its own, a name alone is no heading.
    pub foreign: bool,
}

impl Habit {
    /// Looks at every row below a header.
    pub fn of(rows: &[Row], header: &Header) -> Self {
        let (name, serial) = (header.column(Field::Name), header.column(Field::Serial));
        let (mut named, mut numbered, mut filled) = (0_usize, 0_usize, Vec::new());
        for row in rows {
            if name.is_none_or(|c| row.cell(c).is_empty()) {
                continue;
            }
            named += 1;
            numbered += usize::from(serial.is_some_and(|c| is_serial(row.cell(c))));
            filled.push(row.filled().count().min(9) as u8);
        }
        filled.sort_unstable();
        Self {
            serials: numbered * 10 >= named * 3 && numbered > 0,
            narrow: filled.get(filled.len() / 2).is_none_or(|usual| *usual <= 2),
            foreign: name.is_some_and(|c| header.columns[c].label.is_ascii()),
        }
    }
}

/// A printed serial: `431`, `12.`, `(3)`, `3-1`, `★7`, `附1`. Chinese numerals are headings' numbers.
pub fn is_serial(text: &str) -> bool {
    let half = to_half_width(text);
    let bare = half
        .trim_matches(|c: char| c.is_whitespace() || is_mark(c) || matches!(c, '.' | '、' | '(' | ')' | '*'));
    let bare = bare.strip_prefix('附').unwrap_or(bare);
    !bare.is_empty()
        && bare.len() <= 12
        && bare.starts_with(|c: char| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '/'))
}

fn is_number(row: &Row, at: usize) -> bool {
    let text = row.cell(at);
    row.kind(at) == Kind::Number || Amount::parse(text.trim_end_matches('%'), Some(1)).is_ok()
}

/// A row's cells as the judge sees them.
struct View<'a> {
    row: &'a Row,
    header: &'a Header,
    serial: &'a str,
    name: &'a str,
    name_at: usize,
    filled: Vec<(usize, &'a str)>,
    /// The serial cell of the next row with text.
    next_serial: &'a str,
}

/// Judges one row. `after_project` tells whether a project stands right above.
pub fn judge(grid: &Grid, at: usize, header: &Header, habit: Habit, after_project: bool) -> What {
    let row = &grid.rows[at];
    let name_at = header.column(Field::Name).unwrap_or(0);
    let serial_at = header.column(Field::Serial);
    let filled: Vec<_> =
        row.filled().filter(|(c, t)| row.kind(*c) != Kind::Error && !t.starts_with("#REF!")).collect();
    if filled.is_empty() {
        return What::Nothing;
    }
    let view = View {
        row,
        header,
        serial: serial_at.map_or("", |c| row.cell(c)),
        name: row.cell(name_at),
        name_at,
        filled,
        next_serial: serial_at
            .and_then(|c| grid.rows[at + 1..].iter().take(20).find(|r| !r.is_empty()).map(|r| r.cell(c)))
            .unwrap_or_default(),
    };
    let first_body = header.top + header.height;
    let covered = |column: usize| {
        grid.merges.iter().any(|m| {
            m.top < at && at <= m.bottom && m.top >= first_body && (m.left..=m.right).contains(&column)
        })
    };
    if !grid.merges.is_empty()
        && (covered(name_at) || (serial_at.is_some_and(covered) && !view.is_heading_like()))
    {
        return if after_project { What::More } else { What::Note(view.joined()) };
    }
    if let Some(annex) = annex_line(&view) {
        return What::Annex(annex);
    }
    if let Some(total) = view.total() {
        return total;
    }
    if habit.foreign {
        return view.record();
    }
    if let [(column, text)] = view.filled[..] {
        return view.single(column, text, habit, after_project);
    }
    view.several(habit, after_project)
}

fn annex_line(view: &View<'_>) -> Option<u8> {
    let [(_, text)] = view.filled[..] else { return None };
    (text.chars().count() < 40).then(|| annex_of(text))?
}

impl View<'_> {
    fn joined(&self) -> String {
        self.filled.iter().map(|(_, t)| *t).collect::<Vec<_>>().join(" ")
    }

    fn is_heading_like(&self) -> bool {
        self.filled
            .first()
            .is_some_and(|(_, t)| heading::numbering(t).is_some() || heading::counted(t).count.is_some())
    }

    /// The facts of a project beside serial and name: what no heading carries.
    fn facts(&self) -> usize {
        self.filled
            .iter()
            .filter(|(at, text)| {
                let Some(column) = self.header.columns.get(*at) else { return false };
                if matches!(column.field, Some(Field::Serial | Field::Name)) || is_dash(text) {
                    return false;
                }
                if column.is_remark || heading::count_alone(text).is_some() {
                    return false;
                }
                match column.field {
                    Some(Field::StartYear | Field::FinishYear | Field::Years) => !is_small_count(text),
                    _ => !is_number(self.row, *at),
                }
            })
            .count()
    }

    /// A count that stands in a cell of its own: `64` under a text column, `59项` anywhere.
    fn count_in_cells(&self) -> Option<u32> {
        self.filled.iter().find_map(|(at, text)| {
            let column = self.header.columns.get(*at)?;
            let amount = matches!(column.field, Some(Field::TotalInvestment | Field::PlannedInvestment));
            if matches!(column.field, Some(Field::Serial | Field::Name)) {
                return None;
            }
            if let Some(count) = heading::count_alone(text) {
                return Some(count);
            }
            let half = to_half_width(text);
            let whole = half.len() <= 6 && half.bytes().all(|b| b.is_ascii_digit());
            (whole && !amount && column.unit.is_none()).then(|| half.parse().ok())?
        })
    }

    fn total(&self) -> Option<What> {
        let serial_counts = is_serial(self.serial);
        self.filled.iter().take(2).find_map(|(at, text)| {
            let column = self.header.columns.get(*at).and_then(|c| c.field);
            let labels = matches!(column, Some(Field::Serial | Field::Name)) || *at <= self.name_at;
            if !labels || serial_counts || text.chars().count() > 30 {
                return None;
            }
            let counted = heading::counted(text);
            let plain = bare(&counted.title);
            let words = ["合计", "总计", "共计", "小计", "总合计", "total", "grandtotal", "subtotal"];
            let lower = plain.to_lowercase();
            let label = lower.trim_end_matches([':', '：', '、']);
            let is_total = words.contains(&label)
                || (counted.count.is_some() && (plain.ends_with("合计") || bare(text).contains("合计")))
                || (label.chars().count() <= 12
                    && words.iter().any(|w| label.ends_with(w))
                    && self.facts() == 0);
            let count = counted.count.or_else(|| {
                let rest = bare(text);
                let rest = rest
                    .trim_start_matches("合计")
                    .trim_start_matches("总计")
                    .trim_start_matches([':', '：']);
                heading::count_alone(rest)
            });
            let by_colon = words.iter().any(|w| bare(text).starts_with(&format!("{w}:"))) && count.is_some();
            (is_total || by_colon).then(|| What::Total {
                label: if counted.count.is_some() { text.to_string() } else { label.to_owned() },
                count: count.or_else(|| self.count_in_cells()),
            })
        })
    }

    /// A row of a list that is not Chinese.
    fn record(&self) -> What {
        let sentence =
            |text: &str| ["note", "source", "total:"].iter().any(|w| text.to_lowercase().starts_with(w));
        if self.name.is_empty() {
            let lonely = self.filled.len() == 1;
            return if lonely { What::Note(self.joined()) } else { What::Nameless };
        }
        if self.filled.len() == 1 && sentence(self.name) {
            return What::Note(self.name.to_owned());
        }
        What::Project { serial: self.serial.to_owned(), name: self.name.to_owned() }
    }

    /// A row with one filled cell.
    fn single(&self, column: usize, text: &str, habit: Habit, after_project: bool) -> What {
        if is_note(text) {
            return What::Note(text.to_owned());
        }
        let serial_at = self.header.column(Field::Serial);
        if serial_at == Some(column) && is_serial(text) {
            return What::Nothing;
        }
        let may_name = column == self.name_at || serial_at == Some(column) || column < self.name_at;
        if let Some(heading) = title(text) {
            let counted = heading.count.is_some();
            let names_only = !habit.serials && habit.narrow && column == self.name_at;
            let listed = matches!(heading.style, Style::Arabic | Style::ArabicParen | Style::Bare);
            let placed = may_name || counted || heading.style != Style::Bare;
            if placed && (counted || !names_only || !listed) {
                return What::Heading(heading);
            }
        }
        if !may_name {
            return if after_project { What::More } else { What::Note(text.to_owned()) };
        }
        if habit.serials || !habit.narrow {
            return What::Heading(bare_heading(text));
        }
        let (serial, name) = split_serial(text);
        What::Project { serial, name }
    }

    /// A row with several filled cells.
    fn several(&self, habit: Habit, after_project: bool) -> What {
        let facts = self.facts();
        if let Some((style, _)) = heading::numbering_alone(self.serial) {
            let label = if self.name.is_empty() { self.first_other() } else { self.name };
            // Beside Arabic serials a plain 一 is a heading even where a unit stands behind it.
            let allowed = usize::from(style == Style::Han && habit.serials);
            if facts > allowed && !self.name.is_empty() {
                return What::Project { serial: self.serial.to_owned(), name: self.name.to_owned() };
            }
            let counted = heading::counted(label);
            let own = counted.count.or_else(|| self.count_in_cells());
            return What::Heading(Heading {
                style,
                title: counted.title,
                printed: label.to_owned(),
                count: own,
                sum: counted.sum,
                doubtful: own.is_none() && style != Style::Han,
            });
        }
        if is_serial(self.serial) {
            if self.name.is_empty() {
                return if facts > 0 || self.filled.len() > 2 { What::Nameless } else { What::Nothing };
            }
            let counted = heading::counted(self.name);
            // Our own export's ids leave no doubt.
            let ours = self.serial.parse::<ProjectId>().is_ok();
            // 1 above 1.1 is a heading.
            let parent = self.serial.trim_end_matches(['.', '、']);
            let children =
                self.next_serial.strip_prefix(parent).is_some_and(|rest| rest.starts_with(['.', '-']));
            let heads = counted.count.is_some() && counted.title != self.name || children;
            if !ours && facts == 0 && heads {
                return What::Heading(Heading {
                    style: Style::Arabic,
                    title: counted.title,
                    printed: self.name.to_owned(),
                    count: counted.count,
                    sum: counted.sum,
                    doubtful: true,
                });
            }
            return What::Project { serial: self.serial.to_owned(), name: self.name.to_owned() };
        }
        // The serial cell may hold a heading's whole text, or a group's name.
        let label = if self.name.is_empty() { self.serial } else { self.name };
        if label.is_empty() {
            let (at, text) = self.filled[0];
            if at < self.name_at
                && facts == 0
                && let Some(heading) = title(text)
            {
                return What::Heading(Heading {
                    count: heading.count.or_else(|| self.count_in_cells()),
                    ..heading
                });
            }
            return if after_project { What::More } else { What::Note(self.joined()) };
        }
        if !self.serial.is_empty() && !self.name.is_empty() {
            return What::Project { serial: self.serial.to_owned(), name: self.name.to_owned() };
        }
        if facts == 0 {
            let in_cells = self.count_in_cells();
            if let Some(heading) = title(label) {
                let count = heading.count.or(in_cells);
                let doubtful = count.is_none() && heading.style != Style::Han;
                if habit.serials || heading.style != Style::Arabic || count.is_some() {
                    return What::Heading(Heading { count, doubtful, ..heading });
                }
            } else if habit.serials || in_cells.is_some() {
                let heading = bare_heading(label);
                return What::Heading(Heading { count: in_cells, doubtful: in_cells.is_none(), ..heading });
            }
        }
        if self.name.is_empty() {
            return if after_project { What::More } else { What::Nameless };
        }
        if bare(self.name).starts_with("其中") && after_project {
            return What::More;
        }
        if self.header.column(Field::Serial).is_none() {
            let (serial, name) = split_serial(self.name);
            return What::Project { serial, name };
        }
        What::Project { serial: String::new(), name: self.name.to_owned() }
    }

    fn first_other(&self) -> &str {
        self.filled.iter().map(|(_, t)| *t).find(|t| *t != self.serial).unwrap_or(self.serial)
    }
}

fn is_small_count(text: &str) -> bool {
    let half = to_half_width(text);
    half.len() <= 6 && half.parse::<u32>().is_ok_and(|n| !(1900..2200).contains(&n))
}

/// `1、某项目` in a list without a serial column: the number is the printed serial.
fn split_serial(text: &str) -> (String, String) {
    match heading::numbering(text) {
        Some((Style::Arabic, Some(number), rest)) if !rest.is_empty() => {
            (number.to_string(), rest.to_owned())
        }
        _ => (String::new(), text.to_owned()),
    }
}

/// A title that shows by its number, its brackets or its count that it is one.
fn title(text: &str) -> Option<Heading> {
    let numbered = heading::numbering(text);
    let body = numbered.map_or(text, |(_, _, rest)| rest);
    let counted = heading::counted(body);
    let style = match numbered {
        Some((style, _, _)) => style,
        None if counted.count.is_some() => stage_or(Style::Bare, &counted.title),
        None => return None,
    };
    let title = match style {
        Style::Bracket => counted.title.trim_start_matches('【').trim_end_matches('】').to_owned(),
        _ => counted.title,
    };
    (!title.is_empty()).then(|| Heading {
        style,
        title,
        printed: text.to_owned(),
        count: counted.count,
        sum: counted.sum,
        doubtful: counted.count.is_none() && !matches!(style, Style::Han | Style::Part | Style::Bracket),
    })
}

fn bare_heading(text: &str) -> Heading {
    Heading {
        style: stage_or(Style::Bare, text),
        title: text.replace('\n', ""),
        printed: text.to_owned(),
        count: None,
        sum: None,
        doubtful: false,
    }
}

fn stage_or(style: Style, title: &str) -> Style {
    if stage_of_title(title).is_some() { Style::Stage } else { style }
}

/// The stage that a heading is: 续建项目, 【收尾】, 计划新开工项目.
pub fn stage_of_title(title: &str) -> Option<&str> {
    let bare = title.trim_start_matches('【').trim_end_matches('】').trim();
    let bare = bare.strip_suffix("类").unwrap_or(bare);
    let bare = bare.strip_suffix("项目").unwrap_or(bare);
    Stage::of(bare).map(|_| bare)
}

#[cfg(test)]
mod tests {
    use super::super::header::{Map, find};
    use super::*;

    const HEADER: [&str; 6] = ["序号", "项目名称", "建设阶段", "主要建设内容", "总投资(万元)", "备注"];

    fn judged(header: &[&str], rows: &[&[&str]]) -> Vec<What> {
        let all: Vec<Row> = std::iter::once(header)
            .chain(rows.iter().copied())
            .enumerate()
            .map(|(at, r)| Row::of(at as u32 + 1, r.iter()))
            .collect();
        let grid = Grid { rows: all, ..Grid::default() };
        let header = find(&grid, 0, &Map::default(), None).unwrap();
        let habit = Habit::of(&grid.rows[1..], &header);
        let mut after = false;
        (1..grid.rows.len())
            .map(|at| {
                let what = judge(&grid, at, &header, habit, after);
                after = matches!(what, What::Project { .. } | What::More);
                what
            })
            .collect()
    }

    fn heading(what: &What) -> Option<(Style, &str, Option<u32>)> {
        match what {
            What::Heading(h) => Some((h.style, h.title.as_str(), h.count)),
            _ => None,
        }
    }

    #[test]
    fn every_observed_heading_style_is_a_heading() {
        let filler: [&[&str]; 2] =
            [&["1", "甲项目", "续建", "建设内容", "100"], &["2", "乙项目", "续建", "建设内容", "100"]];
        let cases: [(&[&str], Style, &str, Option<u32>); 20] = [
            (&["三、重大产业项目"], Style::Han, "重大产业项目", None),
            (&["(一) 工业支柱产业"], Style::HanParen, "工业支柱产业", None),
            (&["汽车产业"], Style::Bare, "汽车产业", None),
            (&["", "一、基础设施", "64", "", "8393887.27"], Style::Han, "基础设施", Some(64)),
            (&["", "（一）交通", "14", "", "1584946"], Style::HanParen, "交通", Some(14)),
            (&["", "——铁路", "2", "", "402600"], Style::Dash, "铁路", Some(2)),
            (&["一", "科技产业类67项"], Style::Han, "科技产业类", Some(67)),
            (&["(一)", "科创中心 ( 8项)"], Style::HanParen, "科创中心", Some(8)),
            (&["一", "科技产业类", "", "", "", "59项"], Style::Han, "科技产业类", Some(59)),
            (&["续建项目(597个)"], Style::Stage, "续建项目", Some(597)),
            (&["", "1、合肥市(915个)"], Style::Arabic, "合肥市", Some(915)),
            (&["一、工业(321项)"], Style::Han, "工业", Some(321)),
            (&["Ⅰ、机场（9项）"], Style::Roman, "机场", Some(9)),
            (&["（Ⅱ）铁路"], Style::Roman, "铁路", None),
            (&["", "① 交通项目7个"], Style::Circled, "交通项目", Some(7)),
            (&["-1 信息基础设施项目"], Style::Minus, "信息基础设施项目", None),
            (&["(1)高速公路项目"], Style::ArabicParen, "高速公路项目", None),
            (&["【预备】(1个)"], Style::Bracket, "预备", Some(1)),
            (&["", "南宁市人民政府", "16", "", "1528601.56"], Style::Bare, "南宁市人民政府", Some(16)),
            (
                &["郑州市中心城区新建道路及城市功能提升打捆项目"],
                Style::Bare,
                "郑州市中心城区新建道路及城市功能提升打捆项目",
                None,
            ),
        ];
        for (row, style, title, count) in cases {
            let found = judged(&HEADER, &[filler[0], row, filler[1]]);
            assert_eq!(heading(&found[1]), Some((style, title, count)), "{row:?}: {:?}", found[1]);
        }
    }

    #[test]
    fn totals_notes_and_prose_are_no_projects() {
        let filler: &[&str] = &["1", "甲项目", "续建", "建设内容", "100"];
        for row in [
            &["", "合计", "241", "", "32890747.21", "#REF!"][..],
            &["正式项目合计173项"],
            &["合计：246个"],
            &["", "总 计", "", "", "100"],
        ] {
            let found = judged(&HEADER, &[filler, row]);
            assert!(matches!(&found[1], What::Total { .. }), "{row:?}: {:?}", found[1]);
        }
        for row in [
            &["重大前期项目92个,总投资494亿元。其中,政府投资项目54个"][..],
            &["项目总数246个（新开工73个、续建73个、完工62个、重大前期38个）"],
            &["备注：标\"★\"的为2025年重大项目。"],
            &["单位：万元"],
            &["项目名称前带有“☆”的项目属省重点建设项目"],
        ] {
            let found = judged(&HEADER, &[filler, row]);
            assert!(matches!(&found[1], What::Note(_)), "{row:?}: {:?}", found[1]);
        }
    }

    #[test]
    fn hierarchical_serials_make_headings_and_foreign_lists_have_none() {
        let found = judged(
            &HEADER,
            &[&["1", "交通"], &["1.1", "甲路", "续建", "六车道"], &["1.2", "乙桥", "续建", "斜拉桥"]],
        );
        assert_eq!(heading(&found[0]), Some((Style::Arabic, "交通", None)));
        assert!(matches!(&found[1], What::Project { .. }));
        let units = judged(&HEADER, &[&["一", "交通类", "", "市交通局"], &["1", "甲路", "续建", "六车道"]]);
        assert_eq!(heading(&units[0]), Some((Style::Han, "交通类", None)));

        let rows: [&[&str]; 5] = [
            &["7", "Bridge"],
            &["", "V. Road"],
            &["8", "", "East"],
            &["", "Total", "", "3"],
            &["Source: the ministry"],
        ];
        let grid = Grid {
            rows: std::iter::once(&["Id", "Name", "Region", "Cost"][..])
                .chain(rows)
                .map(|r| Row::of(1, r.iter()))
                .collect(),
            ..Grid::default()
        };
        let header = find(&grid, 0, &Map::parse("name=Name").unwrap(), None).unwrap();
        let habit = Habit::of(&grid.rows[1..], &header);
        let found: Vec<What> = (1..6).map(|at| judge(&grid, at, &header, habit, true)).collect();
        assert!(
            matches!(found[0], What::Project { .. }) && matches!(found[1], What::Project { .. }),
            "{found:?}"
        );
        assert_eq!(found[2], What::Nameless, "never added to the record above");
        assert!(matches!(found[3], What::Total { .. }) && matches!(found[4], What::Note(_)), "{found:?}");
    }

    #[test]
    fn projects_that_look_like_headings_stay_projects() {
        let project = |what: &What| matches!(what, What::Project { .. });
        for row in [
            &["3", "（三）李家岩水库", "续建", "坝高100米", "2000"][..],
            &["（三）", "李家岩水库", "续建", "坝高100米", "2000"],
            &["", "（三）李家岩水库", "续建", "坝高100米", "2000"],
            &["4", "充电桩建设项目100个", "新开工", "", ""],
            &["5", "一、二期合并工程", "", "", "300"],
        ] {
            let found = judged(&HEADER, &[&["1", "甲项目", "续建", "建设内容", "100"], row]);
            assert!(project(&found[1]), "{row:?}: {:?}", found[1]);
        }
        let names = judged(&["项目名称"], &[&["甲"], &["1、乙"], &["一、工业(2项)"]]);
        assert!(project(&names[0]) && project(&names[1]), "{names:?}");
        assert_eq!(names[1], What::Project { serial: "1".into(), name: "乙".into() });
        assert_eq!(heading(&names[2]), Some((Style::Han, "工业", Some(2))));
    }

    #[test]
    fn a_project_over_several_rows_goes_on() {
        let found =
            judged(&HEADER, &[&["1", "甲项目", "续建", "一期", "100"], &["", "", "", "二期", "200"], &["2"]]);
        assert_eq!((&found[1], &found[2]), (&What::More, &What::Nothing));
    }

    #[test]
    fn legends_are_read() {
        assert_eq!(
            legend("备注：标\"★\"的为2025年重大项目。"),
            Some(("★".into(), "标\"★\"的为2025年重大项目。".into()))
        );
        assert!(legend("项目名称前带有“☆”的项目属省重点建设项目").is_some());
        assert_eq!(legend("★九龙坡博世氢材料发动机"), None);
        assert_eq!(annex_of("附件 2"), Some(2));
        assert_eq!(total_in("项目总数246个（新开工73个、续建73个）"), Some(246));
        assert_eq!(total_in("2022年重大建设项目清单（共173项）"), Some(173));
        assert_eq!(total_in("2022年重大建设项目清单"), None);
        assert_eq!(annex_of("附件：1.2021年市级重大建设项目"), None);
    }
}
