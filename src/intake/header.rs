//! The header row: where it stands, which columns it names, in what unit. Synonyms are those observed in
//! published lists of many provinces and cities; a header may run over lines, hold spaces, be merged or
//! have two storeys.

mod words;

use words::{Meaning, bare, meaning, tidy};

use super::grid::{Grid, Kind, Row};
use crate::domain::amount::unit_in;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::text::to_half_width;
use crate::words;

/// A field of a project that a column can fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Field {
    /// 项目名称
    Name,
    /// 序号
    Serial,
    /// 主要建设内容及规模
    Content,
    /// 年度建设目标
    Goal,
    /// 牵头单位
    LeadUnit,
    /// 当年建设阶段
    Stage,
    /// 开工年份
    StartYear,
    /// 拟建成年份
    FinishYear,
    /// 建设起止年限
    Years,
    /// 总投资
    TotalInvestment,
    /// 年度计划投资
    PlannedInvestment,
    /// 所在区县
    District,
    /// A column of marks.
    Mark,
    /// Our own export's heading path.
    Headings,
    /// Our own export's printed serial.
    PrintedSerial,
}

/// What our own export puts before a source column whose header is also one of ours.
const ORIGINAL: &str = "原列：";

/// Whether a header is read back as it is written and as no field of its own.
pub fn is_plain(header: &str) -> bool {
    let lines = !header.contains('\n') && header.chars().count() <= 30;
    lines && tidy(header) == header && meaning(header).is_none_or(|(field, _)| field.is_none())
}

/// The keys of `--map`, in the order that help prints them.
pub const MAP_KEYS: [(&str, Field); 12] = [
    ("name", Field::Name),
    ("serial", Field::Serial),
    ("content", Field::Content),
    ("goal", Field::Goal),
    ("lead_unit", Field::LeadUnit),
    ("stage", Field::Stage),
    ("start_year", Field::StartYear),
    ("finish_year", Field::FinishYear),
    ("total_investment", Field::TotalInvestment),
    ("planned_investment", Field::PlannedInvestment),
    ("district", Field::District),
    ("mark", Field::Mark),
];

/// Which field each printed header fills, as said by a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map(pub Vec<(Field, String)>);

impl Map {
    /// Reads `name=Project Name,total_investment=Cost`. A comma inside a header is no end unless a key and
    /// `=` follow it.
    ///
    /// # Errors
    /// A finding that names what is not a key.
    pub fn parse(text: &str) -> Result<Self, Finding> {
        let bad = |message| {
            let keys = MAP_KEYS.map(|(key, _)| key).join(" ");
            Finding::error(codes::BAD_MAP, message).on_field("--map").got(text).expected(words!(
                "键为 {keys} 之一，如 name=项目名称",
                "keys among {keys}, e.g. name=Project Name"
            ))
        };
        let mut found: Vec<(Field, String)> = Vec::new();
        for piece in text.split([',', '，']) {
            let key = piece.split_once('=').and_then(|(key, header)| {
                let (_, field) = MAP_KEYS.iter().find(|(name, _)| *name == key.trim())?;
                Some((*field, header.trim().to_owned()))
            });
            if let Some(pair) = key {
                if found.iter().any(|(field, _)| *field == pair.0) {
                    return Err(bad(words!("同一字段对应了两次", "a field is mapped twice")));
                }
                found.push(pair);
            } else if let Some((_, header)) = found.last_mut().filter(|_| !piece.contains('=')) {
                header.push(',');
                header.push_str(piece.trim_end());
            } else {
                return Err(bad(words!("不是“字段=表头”", "not field=header")));
            }
        }
        if found.iter().any(|(_, header)| header.is_empty()) {
            return Err(bad(words!("表头为空", "a header is empty")));
        }
        Ok(Self(found))
    }

    fn field(&self, label: &str) -> Option<Field> {
        self.0.iter().find(|(_, header)| same(header, label)).map(|(field, _)| *field)
    }
}

/// Whether two headers are the same but for case, spaces, width and line breaks.
fn same(one: &str, other: &str) -> bool {
    bare(one).eq_ignore_ascii_case(&bare(other))
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The printed header, storeys joined with `-`; unique within the table.
    pub label: String,
    /// The field it fills; others go to `extra` under their label.
    pub field: Option<Field>,
    /// The unit printed in the header, in 元.
    pub unit: Option<i64>,
    /// A remarks column, where some lists put counts and stages.
    pub is_remark: bool,
}

/// A header found in a grid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its first row in the grid.
    pub top: usize,
    /// How many rows it takes.
    pub height: usize,
    /// Its columns.
    pub columns: Vec<Column>,
}

impl Header {
    /// The column that fills a field.
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|c| c.field == Some(field))
    }
}

/// Finds the first header at or below a row. `year` tells which of several plan columns is this year's.
pub fn find(grid: &Grid, from: usize, map: &Map, year: Option<i16>) -> Option<Header> {
    (from..grid.rows.len()).find_map(|top| at(grid, top, map, year))
}

/// The header that begins at a row, if one does.
pub fn at(grid: &Grid, top: usize, map: &Map, year: Option<i16>) -> Option<Header> {
    let row = grid.rows.get(top)?;
    if row.is_empty() || !could_begin(row, map) {
        return None;
    }
    if map.0.iter().any(|(field, _)| *field == Field::Name) {
        return mapped(grid, top, map, year);
    }
    let mut best: Option<(usize, Header)> = None;
    for height in 1..=3.min(grid.rows.len() - top) {
        if height > 1 && !may_be_storey(grid, top, height) {
            break;
        }
        let columns = columns(grid, top, height, map, year);
        let score = score(&columns);
        if score > 0 && best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, Header { top, height, columns }));
        }
    }
    let (most, header) = best?;
    // A title or a unit line above a header is no storey of it: without it the header is as good.
    let below = columns(grid, top + 1, header.height - 1, map, year);
    (header.height == 1 || score(&below) < most).then_some(header)
}

/// A quick look that spares most rows the full one.
fn could_begin(row: &Row, map: &Map) -> bool {
    !map.0.is_empty()
        || row
            .filled()
            .any(|(_, text)| text.len() < 90 && ["项", "名", "工", "序"].iter().any(|w| text.contains(w)))
}

/// The header named by a person: the row that holds every mapped header, or the storeys that do together.
fn mapped(grid: &Grid, top: usize, map: &Map, year: Option<i16>) -> Option<Header> {
    let try_at = |top: usize, height: usize| {
        let columns = (top + height <= grid.rows.len()).then(|| columns(grid, top, height, map, year))?;
        let all = map.0.iter().all(|(field, _)| columns.iter().any(|c| c.field == Some(*field)));
        all.then_some(Header { top, height, columns })
    };
    // A title above the header would else become its first storey.
    try_at(top, 1).or_else(|| if try_at(top + 1, 1).is_some() { None } else { try_at(top, 2) })
}

/// Whether the row `top + height - 1` may be one more storey of a header that begins at `top`.
fn may_be_storey(grid: &Grid, top: usize, height: usize) -> bool {
    let lower = &grid.rows[top + height - 1];
    let above = &grid.rows[top + height - 2];
    if lower.is_empty() || grid.rows[top].filled().count() < 2 {
        return false;
    }
    let merged_down =
        grid.merges.iter().any(|m| m.top == top && m.bottom >= top + height - 1 && m.left == m.right);
    let texts: Vec<_> = lower.filled().collect();
    if texts.iter().any(|(at, t)| lower.kind(*at) != Kind::Text || t.chars().count() > 24 || is_number(t)) {
        return false;
    }
    if merged_down {
        return true;
    }
    // Without merges: every lower cell stands below a filled one, or to the right of one.
    let first = above.filled().next().map_or(usize::MAX, |(at, _)| at);
    let below_gap = texts.iter().any(|(at, _)| above.cell(*at).is_empty());
    let splits =
        texts.len() >= 2 && texts.iter().all(|(at, t)| !above.cell(*at).is_empty() && t.chars().count() <= 6);
    let heading = texts.len() == 1 && texts[0].0 <= 1 && !is_unit(texts[0].1);
    let total = texts.iter().any(|(_, t)| matches!(bare(t).as_str(), "合计" | "总计" | "共计"));
    !heading
        && !total
        && texts.iter().all(|(at, _)| *at >= first)
        && (below_gap || splits || texts.iter().all(|(_, t)| is_unit(t)))
}

fn is_unit(text: &str) -> bool {
    let bare = bare(text);
    let inside = bare.trim_start_matches('(').trim_end_matches(')');
    matches!(inside, "万元" | "亿元" | "元" | "年" | "个" | "亩" | "公里" | "平方米" | "%" | "年月")
}

fn is_number(text: &str) -> bool {
    let half = to_half_width(text);
    let compact = half.trim().trim_end_matches('%');
    !compact.is_empty()
        && compact.parse::<f64>().is_ok()
        && !(compact.len() == 4 && compact.starts_with("20"))
}

/// The columns of a header of that height.
fn columns(grid: &Grid, top: usize, height: usize, map: &Map, year: Option<i16>) -> Vec<Column> {
    let rows = grid.rows.get(top..top + height).unwrap_or_default();
    let width = rows.iter().map(Row::len).max().unwrap_or(0);
    let has_merges = grid.merges.iter().any(|m| m.top >= top && m.top < top + height);
    let mut found: Vec<(Column, u8)> = Vec::with_capacity(width);
    let mut labels: Vec<String> = Vec::with_capacity(width);
    for column in 0..width {
        if let Some(original) = rows[0].cell(column).strip_prefix(ORIGINAL) {
            labels.push(String::new());
            let column = Column { label: original.to_owned(), field: None, unit: None, is_remark: false };
            found.push((column, 0));
            continue;
        }
        let mut parts: Vec<String> = Vec::new();
        for storey in 0..height {
            let own = rows[storey].cell(column);
            let text = if own.is_empty() && storey + 1 < height {
                parent(grid, top + storey, column, &rows[storey], &rows[storey + 1], has_merges)
            } else {
                own
            };
            let text = tidy(text);
            if !text.is_empty() && parts.last() != Some(&text) {
                parts.push(text);
            }
        }
        let (label, meaning) = joined(&parts);
        let mapped = map.field(&label).or_else(|| parts.iter().find_map(|p| map.field(p)));
        let other_year = mapped.is_none()
            && year.is_some_and(|year| {
                let stated = leading_year(&parts);
                meaning.is_some_and(|(f, _)| f == Some(Field::PlannedInvestment))
                    && stated.is_some_and(|s| s != year)
            });
        let (field, sureness) = match (mapped, meaning) {
            (Some(field), _) => (Some(field), 9),
            (None, Some((field, sureness))) if !other_year => (field, sureness + u8::from(field.is_some())),
            (None, Some(_)) => (None, 1),
            (None, None) => (None, 0),
        };
        let unit = parts.iter().rev().find_map(|p| unit_in(p));
        let is_remark = bare(&label).starts_with("备注");
        labels.push(label);
        found.push((Column { label: String::new(), field, unit, is_remark }, sureness));
    }
    for (label, (column, _)) in super::apart(labels.into_iter()).into_iter().zip(&mut found) {
        // A column behind the mark has its label already, whatever the others are called.
        if column.label.is_empty() {
            column.label = label;
        }
    }
    settle(&mut found);
    found
        .into_iter()
        .map(|(column, _)| if column.label.is_empty() { Column { field: None, ..column } } else { column })
        .collect()
}

/// The year that a header begins with.
fn leading_year(parts: &[String]) -> Option<i16> {
    parts.iter().find_map(|p| {
        let half = to_half_width(p);
        let digits: String = half.chars().take_while(char::is_ascii_digit).collect();
        (digits.len() == 4 && half[4..].starts_with('年')).then(|| digits.parse().ok())?
    })
}

/// Each field is filled by one column: the surest, and of equals the first. The rest keep their text in
/// `extra`.
fn settle(found: &mut [(Column, u8)]) {
    for (_, field) in MAP_KEYS.iter().copied().chain([
        ("", Field::Years),
        ("", Field::Headings),
        ("", Field::PrintedSerial),
    ]) {
        let best = found
            .iter()
            .enumerate()
            .filter(|(_, (c, _))| c.field == Some(field))
            .max_by_key(|(at, (_, sureness))| (*sureness, usize::MAX - at))
            .map(|(at, _)| at);
        for (at, (column, _)) in found.iter_mut().enumerate() {
            if column.field == Some(field) && Some(at) != best {
                column.field = None;
            }
        }
    }
}

/// The text of the storey above that spans a blank cell.
fn parent<'a>(
    grid: &Grid,
    row: usize,
    column: usize,
    above: &'a Row,
    below: &Row,
    has_merges: bool,
) -> &'a str {
    if let Some(merge) =
        grid.merges.iter().find(|m| (m.top..=m.bottom).contains(&row) && (m.left..=m.right).contains(&column))
    {
        return if merge.top == row { above.cell(merge.left) } else { "" };
    }
    if has_merges || below.cell(column).is_empty() {
        return "";
    }
    let left = (0..column).rev().find(|c| !above.cell(*c).is_empty());
    // Only a cell that itself has something below can be a parent.
    left.filter(|c| (*c..column).all(|c| !below.cell(c).is_empty())).map_or("", |c| above.cell(c))
}

/// The label of a column from its storeys, and what it means.
fn joined(parts: &[String]) -> (String, Option<Meaning>) {
    let words: Vec<&str> = parts.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] => (String::new(), None),
        [one] => ((*one).to_owned(), meaning(one)),
        [above @ .., last] => {
            let whole = words.concat();
            let parent = above.concat();
            let label = words.join("-");
            let monthly = ["月", "季度"].iter().any(|w| parent.contains(w)) && !parent.contains("投资");
            if monthly {
                return (label, Some((None, 0)));
            }
            if is_unit(last) {
                return (format!("{parent}{last}"), meaning(&parent));
            }
            // A header that is one phrase split over two rows: 项目 / 名称.
            let alone = meaning(last).filter(|(f, s)| f.is_some() && *s == 2);
            let together = meaning(&whole).filter(|(f, s)| f.is_some() && *s == 2);
            let split = last.chars().count() <= 4 && parent.chars().count() <= 6;
            let own = meaning(&parent).and_then(|(field, sureness)| field.filter(|_| sureness == 2));
            let fits = own.is_none() || own == together.and_then(|(field, _)| field);
            if alone.is_none() && split && together.is_some() && fits {
                return (whole, together);
            }
            if matches!(bare(last).as_str(), "合计" | "小计" | "总计" | "总额" | "金额") {
                return (label, meaning(&parent));
            }
            if let Some(found) = meaning(last).filter(|(f, _)| f.is_some()) {
                return (label, Some(found));
            }
            let turned = meaning(&format!("{last}{parent}"))
                .filter(|(f, _)| *f == Some(Field::PlannedInvestment) && last.contains('年'));
            (label, turned.or(Some((None, 0))))
        }
    }
}

/// How much a row looks like a header: 0 unless it names the projects and at least one thing more (or
/// nothing but the names).
fn score(columns: &[Column]) -> usize {
    let Some(name) = columns.iter().find(|c| c.field == Some(Field::Name)) else { return 0 };
    let filled = columns.iter().filter(|c| !c.label.is_empty()).count();
    let known = columns.iter().filter(|c| c.field.is_some() || meaning(&c.label).is_some()).count();
    let fields = columns.iter().filter(|c| c.field.is_some()).count();
    let sure = meaning(&name.label).is_some_and(|(_, sureness)| sureness == 2);
    let enough = known >= 2 || (filled == 1 && sure);
    if !enough || known * 3 < filled {
        return 0;
    }
    fields * 4 + known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[&str]]) -> Grid {
        let rows = rows.iter().enumerate().map(|(at, r)| Row::of(at as u32 + 1, r.iter())).collect();
        Grid { rows, ..Grid::default() }
    }

    fn fields(rows: &[&[&str]]) -> Vec<(String, Option<Field>)> {
        let header = find(&grid(rows), 0, &Map::default(), Some(2021)).expect("a header");
        header.columns.into_iter().map(|c| (c.label, c.field)).collect()
    }

    fn field_of(label: &str) -> Option<Field> {
        meaning(label).and_then(|(f, _)| f)
    }

    #[test]
    fn every_observed_synonym_is_known() {
        let observed: [(Field, &str); 12] = [
            (Field::Name, "项目名称；项 目 名 称；项目名；工程名称；工程名；名称；项目单位及名称"),
            (Field::Serial, "序号；编号；序次；总序号；分序号"),
            (
                Field::Content,
                "主要建设内容及规模；建设规模及内容；建设内容；主要建设内容；建设规模；建设规模和内容；建设规模及主要内容；拟建设规模；项目内容；项目简介",
            ),
            (
                Field::Goal,
                "年度建设目标；年度工作目标；年度目标；当年工作目标；进度目标或新增效益；年工作目标；年主要建设任务；年工作计划；年目标任务；工程形象进度；计划形象进度；2022年前期工作或工程\n形象进度目标",
            ),
            (Field::StartYear, "开工年份；开工时间；开工年度；计划开工；开工"),
            (Field::FinishYear, "拟建成年份；竣工年份；竣工时间；完工年份；计划竣工；竣工"),
            (
                Field::Years,
                "建设起止年限；建设起止时间；建设年限；建设周期；起止年限；计划工期；计划建设期限",
            ),
            (Field::TotalInvestment, "总投资；项目总投资；总投资额；投资额；总投资(亿元)；总投资\n（万元）"),
            (
                Field::PlannedInvestment,
                "年度计划投资；年度投资；本年度计划投资；年计划投资；计划投资；预计投资；投资计划；计划完成投资；2021年投资计划-小计",
            ),
            (Field::LeadUnit, "牵头单位；责任单位；项目主管单位；监管单位；主管部门；主管单位；主责单位"),
            (
                Field::District,
                "建设地点；项目地点；建设地址；所在市县；所在地；所在盟市；项目位置；隶属区县；所在省辖市、县区；所在区县",
            ),
            (Field::Stage, "当年建设阶段；建设性质；建设阶段；建设批次；项目性质"),
        ];
        for (field, labels) in observed {
            for label in labels.split('；') {
                assert_eq!(field_of(label), Some(field), "{label}");
            }
        }
        let extras = "项目业主；业主单位；业主；建设单位；实施单位；项目单位；项目法人；建设主体；法人单位；项目实施主体；项目（法人）单位；投资主体；\
            项目类别；产业类别；项目分类；项目大类；行业分类；项目类型；项目领域；领域分类；所属行业；行业类别；九大领域；领域；用途分类；备注；\
            3月形象进度；3月实际完成投资；自开始累积完成投资；存在问题；资金来源；形象进度照片；用地总面积；是否通过预审；难点卡点问题";
        for label in extras.split('；') {
            assert_eq!(field_of(label), None, "{label}");
        }
    }

    #[test]
    fn two_storeys_with_and_without_merges() {
        let rows: &[&[&str]] = &[
            &["序号", "项目名称", "投资（亿元）", "", "", "备注"],
            &["", "", "总投资", "2021年计划投资", "累计完成", ""],
            &["1", "甲", "3", "1", "2", ""],
        ];
        let expected = [
            ("序号", Some(Field::Serial)),
            ("项目名称", Some(Field::Name)),
            ("投资（亿元）-总投资", Some(Field::TotalInvestment)),
            ("投资（亿元）-2021年计划投资", Some(Field::PlannedInvestment)),
            ("投资（亿元）-累计完成", None),
            ("备注", None),
        ];
        let found = fields(rows);
        assert_eq!(found.iter().map(|(l, f)| (l.as_str(), *f)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_header_split_over_rows_and_one_with_spaces() {
        let split = fields(&[
            &["序", "项目", "建设", "牵头"],
            &["号", "名称", "内容", "单位"],
            &["1", "甲", "乙", "丙"],
        ]);
        assert_eq!(
            split.iter().map(|(l, f)| (l.as_str(), *f)).collect::<Vec<_>>(),
            [
                ("序号", Some(Field::Serial)),
                ("项目名称", Some(Field::Name)),
                ("建设内容", Some(Field::Content)),
                ("牵头单位", Some(Field::LeadUnit))
            ]
        );
        let spaced = fields(&[&["序 号", "项 目 名 称", "建设\n性质"], &["1", "甲", "续建"]]);
        assert_eq!(spaced[1], ("项目名称".into(), Some(Field::Name)));
        assert_eq!(spaced[2].1, Some(Field::Stage));
    }

    #[test]
    fn titles_and_rows_are_no_headers() {
        let none =
            grid(&[&["2021年市级重大建设项目名单"], &["1", "某项目", "续建"], &["合计", "894", "3532"]]);
        assert_eq!(find(&none, 0, &Map::default(), None), None);
        let one = grid(&[&["项目名称"], &["甲"]]);
        assert!(find(&one, 0, &Map::default(), None).is_some());
    }

    #[test]
    fn this_years_plan_column_wins_and_duplicates_stay_apart() {
        let found = fields(&[
            &["项目名称", "2020年计划投资", "2021年计划投资", "备注", "备注"],
            &["甲", "1", "2", "", ""],
        ]);
        assert_eq!(found[1].1, None);
        assert_eq!(found[2].1, Some(Field::PlannedInvestment));
        assert_eq!(found[4].0, "备注 (2)");
    }

    #[test]
    fn a_map_is_read_and_used() {
        let map = Map::parse("name=Project Name, total_investment=Cost, USD").unwrap();
        assert_eq!(
            map.0,
            [(Field::Name, "Project Name".into()), (Field::TotalInvestment, "Cost, USD".into())]
        );
        for bad in ["nmae=x", "name", "name=", "name=a,name=b", ""] {
            assert!(Map::parse(bad).is_err(), "{bad}");
        }
        let grid = grid(&[&["Inventory"], &["Id", "project  name", "Cost, USD"], &["7", "Bridge", "12"]]);
        let header = find(&grid, 0, &map, None).unwrap();
        assert_eq!((header.top, header.column(Field::Name)), (1, Some(1)));
        assert_eq!(header.column(Field::TotalInvestment), Some(2));
    }
}
