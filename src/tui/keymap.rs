//! The one table of keys. Dispatch, the footer's hints, `?` help, the `:` palette and docs/keys.md are
//! all read from [`TABLE`], so none of them can say what the others do not do.

use std::fmt::Write as _;

use super::action::Action;
use super::key::{Key, KeyCode};
use crate::domain::lang::Lang;

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// The list of projects.
    List,
    /// A project's detail.
    Detail,
    /// The search field.
    Query,
    /// The facets.
    Facets,
    /// The choice of order.
    Sort,
    /// Help.
    Help,
    /// The palette.
    Palette,
    /// A text to be read.
    Reading,
    /// The form of a report.
    Form,
    /// A report has just been filed.
    Filed,
    /// Two versions of a report side by side.
    Conflict,
    /// The chase board.
    Chase,
    /// Issues, milestones, pools.
    Sheet,
    /// A question with a one-line answer.
    Prompt,
    /// The board.
    Board,
    /// The watch list.
    Watch,
    /// What is kept around one project.
    Around,
    /// The saved searches.
    Queries,
    /// Choosing a document.
    Picker,
    /// A list on its way in.
    Import,
    /// One of a few lines to choose.
    Choice,
    /// Our figures beside those of statistics.
    Reconcile,
}

impl Mode {
    /// All places, in the order of docs/keys.md.
    pub const ALL: [Self; 22] = [
        Self::List,
        Self::Detail,
        Self::Query,
        Self::Facets,
        Self::Sort,
        Self::Help,
        Self::Palette,
        Self::Reading,
        Self::Form,
        Self::Filed,
        Self::Conflict,
        Self::Chase,
        Self::Sheet,
        Self::Prompt,
        Self::Board,
        Self::Watch,
        Self::Around,
        Self::Queries,
        Self::Picker,
        Self::Import,
        Self::Choice,
        Self::Reconcile,
    ];

    /// Whether characters belong to a text field here.
    pub fn types(self) -> bool {
        matches!(self, Self::Query | Self::Help | Self::Palette | Self::Form | Self::Prompt | Self::Picker)
    }

    /// Its name.
    pub fn name(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Self::List => ("列表", "list"),
            Self::Detail => ("详情", "detail"),
            Self::Query => ("搜索", "search"),
            Self::Facets => ("筛选", "facets"),
            Self::Sort => ("排序", "order"),
            Self::Help => ("帮助", "help"),
            Self::Palette => ("命令", "commands"),
            Self::Reading => ("阅读", "reading"),
            Self::Form => ("填报", "form"),
            Self::Filed => ("已报", "filed"),
            Self::Conflict => ("冲突", "conflict"),
            Self::Chase => ("催报", "chase"),
            Self::Sheet => ("台账表", "sheet"),
            Self::Prompt => ("提问", "question"),
            Self::Board => ("看板", "board"),
            Self::Watch => ("重点关注", "watch list"),
            Self::Around => ("项目台账", "around the project"),
            Self::Queries => ("保存的搜索", "saved searches"),
            Self::Picker => ("选文件", "file"),
            Self::Import => ("导入", "import"),
            Self::Choice => ("选择", "choice"),
            Self::Reconcile => ("核对", "reconcile"),
        };
        lang.pick(zh, en)
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// What happens.
    pub action: Action,
    /// By which keys; the first is shown in the footer.
    pub keys: &'static [Key],
    /// Where.
    pub places: &'static [Mode],
    /// What it is called.
    pub zh: &'static str,
    /// What it is called.
    pub en: &'static str,
    /// A word or two for the footer, where it deserves a place there.
    pub hint: Option<(&'static str, &'static str)>,
}

impl Binding {
    /// What it is called.
    pub fn title(&self, lang: Lang) -> &'static str {
        lang.pick(self.zh, self.en)
    }

    /// The footer's word.
    pub fn hint(&self, lang: Lang) -> Option<&'static str> {
        self.hint.map(|(zh, en)| lang.pick(zh, en))
    }

    /// Its keys as help shows them: `j ↓`.
    pub fn keys_shown(&self) -> String {
        self.keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

use Mode::{
    Around, Board, Chase, Choice, Conflict, Detail, Facets, Filed, Form, Help, Import, List, Palette, Picker,
    Prompt, Queries, Query, Reading, Reconcile, Sheet, Sort, Watch,
};

const READING: &[Mode] = &[
    List, Detail, Facets, Sort, Reading, Conflict, Chase, Sheet, Board, Watch, Around, Queries, Import,
    Choice, Reconcile,
];
const CALM: &[Mode] = &[
    List, Detail, Facets, Sort, Reading, Filed, Conflict, Chase, Sheet, Board, Watch, Around, Queries,
    Import, Choice, Reconcile,
];
const MONTHS: &[Mode] = &[List, Detail, Chase, Board, Reconcile];
const EVERYWHERE: &[Mode] = &Mode::ALL;
const MAIN: &[Mode] = &[List, Detail];
/// From where the sheets are reached, and which of them they are.
const SHEETS: &[Mode] = &[List, Detail, Sheet, Watch, Around];
const KEPT: &[Mode] = &[Sheet, Watch, Around];

const fn c(c: char) -> Key {
    Key::char(c)
}

const fn ctrl(c: char) -> Key {
    Key::ctrl(c)
}

const fn k(code: KeyCode) -> Key {
    Key::plain(code)
}

const fn row(
    action: Action,
    keys: &'static [Key],
    places: &'static [Mode],
    zh: &'static str,
    en: &'static str,
) -> Binding {
    Binding { action, keys, places, zh, en, hint: None }
}

const fn hinted(binding: Binding, zh: &'static str, en: &'static str) -> Binding {
    Binding { hint: Some((zh, en)), ..binding }
}

/// Every action with its keys. The order is that of the footer, of help and of docs/keys.md.
pub const TABLE: &[Binding] = &[
    hinted(row(Action::Search, &[c('/')], MAIN, "搜索项目", "Search for projects"), "搜索", "search"),
    hinted(row(Action::Open, &[k(KeyCode::Enter)], &[List], "打开详情", "Open the detail"), "详情", "detail"),
    hinted(
        row(
            Action::Open,
            &[k(KeyCode::Enter)],
            &[Query],
            "到列表中去，保留搜索",
            "Go to the list, keep the search",
        ),
        "到列表",
        "to the list",
    ),
    hinted(
        row(
            Action::Open,
            &[k(KeyCode::Enter), c(' ')],
            &[Facets],
            "加上或去掉这个筛选条件",
            "Add or remove this filter",
        ),
        "选用",
        "use",
    ),
    hinted(
        row(Action::Open, &[k(KeyCode::Enter)], &[Sort], "按此排序", "Sort by this"),
        "按此排序",
        "sort by this",
    ),
    hinted(row(Action::Open, &[k(KeyCode::Enter)], &[Palette], "执行", "Do it"), "执行", "do it"),
    hinted(row(Action::Fill, &[c('r')], MAIN, "填报月报", "File the month's report"), "填报", "report"),
    row(Action::NextMissing, &[c('n')], MAIN, "下一个未报项目", "The next project not filed"),
    row(
        Action::Accept,
        &[c('a')],
        MAIN,
        "审核通过月报（勾选了多项先问）",
        "Accept the report (asks where several are marked)",
    ),
    row(
        Action::Return,
        &[c('x')],
        MAIN,
        "退回月报，写明理由（勾选的一并退回）",
        "Return the report with a reason (those marked together)",
    ),
    hinted(row(Action::Facets, &[c('f')], MAIN, "筛选", "Filter by facets"), "筛选", "filter"),
    hinted(row(Action::Chase, &[c('c')], MAIN, "催报", "Who has not filed, to be chased"), "催报", "chase"),
    hinted(
        row(Action::Board, &[c('b')], MAIN, "看板：进度、挂图、报送", "The board: progress, map, filing"),
        "看板",
        "board",
    ),
    hinted(
        row(
            Action::Open,
            &[k(KeyCode::Enter)],
            &[Board],
            "看这个数后面的项目",
            "The projects behind the figure",
        ),
        "看项目",
        "projects",
    ),
    hinted(
        row(
            Action::View,
            &[c('v')],
            &[Board],
            "下一页：进度、挂图、报送、按月、偏差",
            "Next page: progress, map, filing, months, deviation",
        ),
        "换页",
        "page",
    ),
    hinted(
        row(Action::Next, &[k(KeyCode::Tab)], &[Board], "换一种分组", "Group by the next"),
        "换分组",
        "group by",
    ),
    row(Action::Previous, &[k(KeyCode::BackTab)], &[Board], "换回上一种分组", "Group by the one before"),
    hinted(row(Action::File, &[ctrl('s')], &[Form], "报送", "File it"), "报送", "file"),
    hinted(
        row(
            Action::FileOn,
            &[ctrl('n')],
            &[Form],
            "报送，随即填报下一个未报项目",
            "File it, and on to the next project not filed",
        ),
        "报送并填下一个",
        "file, next",
    ),
    hinted(
        row(
            Action::Next,
            &[k(KeyCode::Tab), k(KeyCode::Down), k(KeyCode::Enter)],
            &[Form],
            "下一项",
            "Next field",
        ),
        "下一项",
        "next field",
    ),
    row(Action::Previous, &[k(KeyCode::BackTab), k(KeyCode::Up)], &[Form], "上一项", "Previous field"),
    hinted(
        row(
            Action::StartOver,
            &[ctrl('r')],
            &[Form],
            "放弃草稿，恢复原样",
            "Give the draft up and begin anew",
        ),
        "放弃草稿",
        "start over",
    ),
    hinted(
        row(
            Action::NextMissing,
            &[k(KeyCode::Enter), c('n')],
            &[Filed],
            "填报下一个未报项目",
            "On to the next project not filed",
        ),
        "下一个未报",
        "next one",
    ),
    hinted(
        row(Action::Mine, &[c('h'), k(KeyCode::Left)], &[Conflict], "这一项用我的", "Mine for this field"),
        "用我的",
        "mine",
    ),
    hinted(
        row(
            Action::Theirs,
            &[c('l'), k(KeyCode::Right)],
            &[Conflict],
            "这一项用对方的",
            "Theirs for this field",
        ),
        "用对方的",
        "theirs",
    ),
    hinted(
        row(
            Action::Open,
            &[k(KeyCode::Enter)],
            &[Conflict],
            "按所选回到表单，再报送",
            "Back to the form with what was chosen",
        ),
        "回到表单",
        "to the form",
    ),
    hinted(
        row(
            Action::Open,
            &[k(KeyCode::Enter)],
            &[Chase],
            "看这个单位的未报项目",
            "This unit's missing projects",
        ),
        "看项目",
        "projects",
    ),
    hinted(
        row(Action::CopyId, &[c('y')], &[Chase], "复制催报消息", "Copy the message"),
        "复制消息",
        "copy message",
    ),
    hinted(
        row(
            Action::Open,
            &[k(KeyCode::Enter)],
            &[Picker],
            "打开这个文件，或进这个文件夹",
            "Open this file, or go into this folder",
        ),
        "打开",
        "open",
    ),
    hinted(
        row(Action::Next, &[k(KeyCode::Tab)], &[Picker], "补全路径", "Complete the path"),
        "补全",
        "complete",
    ),
    hinted(
        row(
            Action::Store,
            &[c('w')],
            &[Import],
            "写入：全部写入，或者一点不写",
            "Write it: all of it, or nothing",
        ),
        "写入",
        "write",
    ),
    hinted(
        row(
            Action::Open,
            &[k(KeyCode::Enter)],
            &[Import],
            "细看这一行，或改这一项",
            "Look closer at the line, or change it",
        ),
        "细看/改",
        "look/change",
    ),
    hinted(row(Action::Next, &[k(KeyCode::Tab)], &[Import], "下一页", "Next page"), "换页", "page"),
    row(Action::Previous, &[k(KeyCode::BackTab)], &[Import], "上一页", "Page before"),
    hinted(
        row(
            Action::Mark,
            &[c(' ')],
            &[Import],
            "认作同一项目，或取消",
            "Take the two for one project, or not",
        ),
        "认作同一",
        "take as one",
    ),
    hinted(row(Action::Open, &[k(KeyCode::Enter)], &[Choice], "就选这个", "This one"), "选定", "choose"),
    hinted(
        row(Action::Open, &[k(KeyCode::Enter)], &[Reconcile], "打开这个项目", "Open the project"),
        "看项目",
        "project",
    ),
    hinted(
        row(Action::Explain, &[c('e')], &[Reconcile], "写明为何不一致", "Explain the difference"),
        "说明",
        "explain",
    ),
    hinted(
        row(Action::Statistics, &[c('o')], &[Reconcile], "读统计数文件", "Read a file of statistics"),
        "统计文件",
        "file",
    ),
    hinted(
        row(Action::Next, &[k(KeyCode::Tab)], &[Reconcile], "只看下一种状态", "Only the next state"),
        "换状态",
        "state",
    ),
    row(Action::Previous, &[k(KeyCode::BackTab)], &[Reconcile], "只看上一种状态", "Only the state before"),
    hinted(row(Action::Sort, &[c('s')], &[Reconcile], "换一种顺序", "Another order"), "换顺序", "order"),
    row(
        Action::Reconcile,
        &[c('d')],
        &[List, Detail, Chase],
        "与统计数核对",
        "Compare the month with statistics",
    ),
    row(Action::Import, &[c('I')], MAIN, "导入名单文件", "Import a list from a file"),
    row(Action::ClearFilters, &[c('F')], MAIN, "清除搜索和筛选", "Clear search and filters"),
    row(Action::Queries, &[c('v')], MAIN, "保存的搜索", "Saved searches"),
    row(Action::SaveQuery, &[c('V')], MAIN, "保存当前搜索", "Keep this search under a name"),
    hinted(row(Action::Sort, &[c('s')], MAIN, "排序", "Sort"), "排序", "sort"),
    row(Action::Reverse, &[c('S')], MAIN, "倒序", "Reverse the order"),
    hinted(row(Action::Mark, &[c(' ')], MAIN, "勾选或取消", "Mark or unmark"), "勾选", "mark"),
    hinted(
        row(
            Action::Open,
            &[k(KeyCode::Enter)],
            &[Sheet],
            "到该项目，或看排期、接受建议",
            "Go to the project, see its schedule, accept a proposal",
        ),
        "打开",
        "open",
    ),
    hinted(row(Action::Open, &[k(KeyCode::Enter)], &[Prompt], "提交", "Submit"), "提交", "submit"),
    hinted(
        row(Action::Open, &[k(KeyCode::Enter)], &[Watch], "到该项目", "Go to the project"),
        "到项目",
        "project",
    ),
    hinted(
        row(Action::Open, &[k(KeyCode::Enter)], &[Queries], "用这个搜索", "Use this search"),
        "选用",
        "use",
    ),
    hinted(row(Action::Next, &[k(KeyCode::Tab)], KEPT, "下一个视图", "Next view"), "换视图", "view"),
    row(Action::Previous, &[k(KeyCode::BackTab)], KEPT, "上一个视图", "Previous view"),
    row(Action::Issues, &[c('i')], SHEETS, "问题（卡点难点）", "Issues: what holds projects up"),
    row(Action::Milestones, &[c('m')], SHEETS, "节点（倒排工期）", "Milestones, scheduled backwards"),
    row(Action::Pools, &[c('p')], SHEETS, "三池对接", "Pools: needs, offers, matches"),
    row(Action::Watch, &[c('w')], SHEETS, "重点关注和督查", "The watch list and its supervision"),
    row(
        Action::Around,
        &[c('t')],
        SHEETS,
        "项目台账：手续、现场、责任、资金、督查、阶段",
        "Around the project: permits, site, parties, money, supervision, stages",
    ),
    row(
        Action::IssueFromReport,
        &[c('o')],
        &[List, Detail, Filed],
        "登记问题，取自月报所写",
        "Open an issue, from the report's words",
    ),
    hinted(row(Action::AddIssue, &[c('a')], &[Sheet], "登记一个问题", "Open an issue"), "登记", "open one"),
    hinted(
        row(Action::Add, &[c('a')], &[Watch], "把选中的项目列入名单", "Put the chosen project on the list"),
        "列入",
        "watch",
    ),
    hinted(row(Action::Add, &[c('a')], &[Around], "登记一条", "Add to this view"), "登记", "add"),
    hinted(
        row(Action::Supervise, &[c('d')], &[Watch], "记一次督查", "Write a supervision entry"),
        "督查",
        "supervise",
    ),
    hinted(
        row(
            Action::Finish,
            &[c('x')],
            &[Watch],
            "移出名单，或办结一项要求",
            "Take off the list, or answer a demand",
        ),
        "移出/办结",
        "off/answer",
    ),
    hinted(
        row(
            Action::Finish,
            &[c('x')],
            &[Around],
            "整改完成，或办结要求",
            "Settle a follow-up, answer a demand",
        ),
        "完成",
        "done",
    ),
    hinted(row(Action::Finish, &[c('x')], &[Queries], "不再保存", "Forget it"), "删除", "forget"),
    hinted(
        row(Action::Page, &[c('o')], &[Watch, Around], "该项目的督查单", "The project's print-ready page"),
        "督查单",
        "page",
    ),
    row(
        Action::CopyId,
        &[c('y')],
        KEPT,
        "复制整张表（可粘贴到电子表格）",
        "Copy the table, for a spreadsheet",
    ),
    row(Action::CopyId, &[c('y')], &[Board], "复制本页的表（可粘贴到电子表格）", "Copy the page as a table"),
    row(Action::CopyId, &[c('y')], &[Reading], "复制全文", "Copy the text"),
    hinted(
        row(Action::Escalate, &[c('u')], &[Sheet], "上报一级", "Take the issue up a level"),
        "上报",
        "escalate",
    ),
    hinted(row(Action::Decide, &[c('d')], &[Sheet], "写明决定", "Record a decision"), "决定", "decide"),
    hinted(
        row(Action::Finish, &[c('x')], &[Sheet], "销号，或勾掉一步", "Close the issue, or tick the step off"),
        "销号/完成",
        "close/done",
    ),
    row(Action::MarkAll, &[c('*')], MAIN, "全部勾选或取消", "Mark or unmark everything listed"),
    row(Action::CopyId, &[c('y')], MAIN, "复制项目编号", "Copy the project id"),
    row(Action::CopyName, &[c('Y')], MAIN, "复制项目名称", "Copy the project name"),
    row(Action::Construction, &[c('1')], MAIN, "建设项目", "Construction projects"),
    row(Action::Planning, &[c('2')], MAIN, "前期项目", "Planning projects"),
    row(Action::Promotion, &[c('3')], MAIN, "招商项目", "Promotion projects"),
    row(Action::MonthBefore, &[c('[')], MONTHS, "上一个月", "The month before"),
    row(Action::MonthAfter, &[c(']')], MONTHS, "下一个月", "The month after"),
    row(Action::MonthNow, &[c('=')], MONTHS, "回到当期月份", "Back to the month that is due"),
    hinted(
        row(
            Action::Next,
            &[k(KeyCode::Tab)],
            &[List, Detail, Query],
            "下一栏：列表、详情、搜索",
            "Next pane: list, detail, search",
        ),
        "换栏",
        "pane",
    ),
    row(Action::Previous, &[k(KeyCode::BackTab)], &[List, Detail, Query], "上一栏", "Previous pane"),
    row(Action::Next, &[k(KeyCode::Tab)], &[Facets], "下一组", "Next group"),
    row(Action::Previous, &[k(KeyCode::BackTab)], &[Facets], "上一组", "Previous group"),
    row(Action::Down, &[c('j'), k(KeyCode::Down)], READING, "下移", "Down"),
    row(Action::Up, &[c('k'), k(KeyCode::Up)], READING, "上移", "Up"),
    row(
        Action::Down,
        &[k(KeyCode::Down), ctrl('n')],
        &[Query, Help, Palette, Picker],
        "下移（输入时）",
        "Down (while typing)",
    ),
    row(
        Action::Up,
        &[k(KeyCode::Up), ctrl('p')],
        &[Query, Help, Palette, Picker],
        "上移（输入时）",
        "Up (while typing)",
    ),
    row(Action::Left, &[c('h'), k(KeyCode::Left)], &[List, Import], "向左滚动各列", "Scroll columns left"),
    row(Action::Right, &[c('l'), k(KeyCode::Right)], &[List, Import], "向右滚动各列", "Scroll columns right"),
    row(
        Action::Left,
        &[c('h'), k(KeyCode::Left)],
        &[Board],
        "左边的数（灯、月份、区县）",
        "The figure to the left: a lamp, a month, a district",
    ),
    row(
        Action::Right,
        &[c('l'), k(KeyCode::Right)],
        &[Board],
        "右边的数（灯、月份、区县）",
        "The figure to the right: a lamp, a month, a district",
    ),
    row(Action::Top, &[c('g'), k(KeyCode::Home)], READING, "到第一行", "First row"),
    row(Action::Bottom, &[c('G'), k(KeyCode::End)], READING, "到最后一行", "Last row"),
    row(Action::PageDown, &[k(KeyCode::PageDown)], EVERYWHERE, "下一页", "Page down"),
    row(Action::PageUp, &[k(KeyCode::PageUp)], EVERYWHERE, "上一页", "Page up"),
    row(Action::HalfDown, &[ctrl('d')], READING, "下移半页", "Half a page down"),
    row(Action::HalfUp, &[ctrl('u')], READING, "上移半页", "Half a page up"),
    hinted(row(Action::Palette, &[c(':')], CALM, "命令面板", "Every action by name"), "命令", "commands"),
    row(Action::Messages, &[c('e')], MAIN, "看全部消息", "All messages so far"),
    hinted(row(Action::Help, &[c('?')], CALM, "帮助", "Help"), "帮助", "help"),
    row(Action::Redraw, &[ctrl('l')], EVERYWHERE, "重画屏幕", "Paint the screen anew"),
    row(Action::Suspend, &[ctrl('z')], EVERYWHERE, "挂起到后台", "Suspend"),
    hinted(row(Action::Back, &[k(KeyCode::Esc)], EVERYWHERE, "退一步", "One step back"), "返回", "back"),
    hinted(row(Action::Quit, &[c('q')], CALM, "退出", "Quit"), "退出", "quit"),
    row(Action::Quit, &[ctrl('c')], EVERYWHERE, "立即退出", "Quit at once"),
];

/// The action of a key at a place.
pub fn action_of(place: Mode, key: Key) -> Option<Action> {
    let key = key.half_width();
    TABLE.iter().find(|b| b.places.contains(&place) && b.keys.contains(&key)).map(|b| b.action)
}

/// The rows that hold at a place, in the table's order.
pub fn at(place: Mode) -> impl Iterator<Item = &'static Binding> {
    TABLE.iter().filter(move |b| b.places.contains(&place))
}

/// What the palette offers at a place: everything but walking about, as positions in the table.
pub fn commands(place: Mode) -> impl Iterator<Item = usize> {
    let offered = move |b: &Binding| b.places.contains(&place) && !b.action.is_movement();
    TABLE.iter().enumerate().filter(move |(_, b)| offered(b)).map(|(at, _)| at)
}

/// docs/keys.md, generated.
pub fn document() -> String {
    let mut out = String::from(
        "# 按键 · Keys\n\n由程序的按键表生成，勿手改：`diaodu` 里的 `?` 与 `:` 用的是同一张表。\n\
         Generated from the program's key table; `?` and `:` on the screen read the same one.\n",
    );
    for place in Mode::ALL {
        let _ = write!(
            out,
            "\n## {} · {}\n\n| 键 key | 作用 | what it does |\n|---|---|---|\n",
            place.name(Lang::Zh),
            place.name(Lang::En)
        );
        for binding in at(place) {
            let keys: Vec<String> =
                binding.keys.iter().map(|k| format!("`{}`", k.to_string().replace('|', "\\|"))).collect();
            let _ = writeln!(out, "| {} | {} | {} |", keys.join(" "), binding.zh, binding.en);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_key_means_two_things_at_one_place() {
        for place in Mode::ALL {
            let mut seen = HashSet::new();
            for binding in at(place) {
                for key in binding.keys {
                    assert!(seen.insert(*key), "{key} twice in {place:?}");
                }
            }
        }
    }

    #[test]
    fn a_place_that_types_claims_no_character_for_a_command() {
        for place in Mode::ALL.into_iter().filter(|p| p.types()) {
            for binding in at(place) {
                assert!(binding.keys.iter().all(|k| k.typed().is_none()), "{:?} in {place:?}", binding.keys);
            }
        }
    }

    #[test]
    fn everywhere_leads_one_step_back_and_out() {
        for place in Mode::ALL {
            assert_eq!(action_of(place, Key::plain(KeyCode::Esc)), Some(Action::Back));
            assert_eq!(action_of(place, Key::ctrl('c')), Some(Action::Quit));
            assert_eq!(action_of(place, Key::ctrl('l')), Some(Action::Redraw));
        }
        assert_eq!(action_of(Mode::List, Key::char('？')), Some(Action::Help));
    }
}
