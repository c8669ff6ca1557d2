//! The board as one self-contained HTML page: figures, table, charts and the rules they were made by.
//! It needs no network and no script.

use std::fmt::Write as _;

use super::chart;
use super::document::html::escape;
use crate::domain::board::{Board, Group};
use crate::domain::district::District;
use crate::domain::indicator::EventCount;
use crate::domain::lang::Lang;
use crate::domain::money::YI;
use crate::domain::ratio::Ratio;

const STYLE: &str = include_str!("page.css");

/// Units shown in the filing map; the page says how many are left out.
const UNITS: usize = 40;

/// The page. `rules` are the lamp rules in use, said in words.
pub fn write(board: &Board, districts: &[District], rules: &[String], lang: Lang) -> String {
    let schedule = board.schedule.at(board.month);
    let title =
        format!("{} {}", lang.pick("市级重大项目看板", "Board of the city's major projects"), board.month);
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n",
        lang.pick("zh-CN", "en")
    );
    header(&mut out, board, &title, lang);
    headline(&mut out, board, schedule, lang);
    section(
        &mut out,
        lang.pick("投资进度与时序进度（慢者在前）", "Progress against schedule, slowest first"),
    );
    out.push_str(&chart::progress(&board.groups, board.by, schedule, lang));
    table(&mut out, board, schedule, lang);
    section(&mut out, lang.pick("逐月完成投资与均衡计划", "Investment by month against an even plan"));
    out.push_str(&chart::months(&board.months, lang));
    section(&mut out, lang.pick("偏差分布", "Deviation from schedule"));
    out.push_str(&chart::spread(&board.spread, lang));
    section(&mut out, lang.pick("区县挂图", "Districts"));
    let (map, elsewhere) = chart::tiles::map(districts, &board.districts, schedule, lang);
    out.push_str(&map);
    off_the_map(&mut out, &elsewhere, lang);
    section(&mut out, lang.pick("报送情况：单位 × 月份", "Filing: units × months"));
    out.push_str(&chart::filing::heat(&board.filing, UNITS, lang));
    footer(&mut out, rules, lang);
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn section(out: &mut String, title: &str) {
    let _ = writeln!(out, "<h2>{}</h2>", escape(title));
}

fn header(out: &mut String, board: &Board, title: &str, lang: Lang) {
    let _ = write!(out, "<header>\n<h1>{title}</h1>\n");
    let list = match lang {
        Lang::Zh => format!("{}年名单，按{}分组", board.list_year, board.by.title(lang)),
        Lang::En => format!("list of {}, by {}", board.list_year, board.by.title(lang).to_lowercase()),
    };
    let invented = if board.invented {
        lang.pick("。演示数据，并非真实。", ". Demonstration data, not real.")
    } else {
        ""
    };
    let _ = write!(out, "<p class=\"quiet\">{list}{invented}</p>\n</header>\n");
}

fn headline(out: &mut String, board: &Board, schedule: Ratio, lang: Lang) {
    let total = &board.total;
    let percent =
        |ratio: Option<Ratio>| ratio.map_or_else(|| "—".to_owned(), |r| format!("{}%", r.percent(1)));
    let deviation = total.now.deviation(schedule).map(|d| {
        let (_, sign) = chart::pace(Some(d));
        format!("{sign}{} {}", chart::points(d), lang.pick("百分点", "points"))
    });
    let growth =
        total.year_on_year().map(|g| format!("{} {}%", lang.pick("同比", "on a year ago"), chart::points(g)));
    let covered =
        format!("{} {}/{}", lang.pick("有计划", "with a plan"), total.now.with_plan, total.now.projects);
    let count = |count: &EventCount| format!("{}/{}", count.done, count.planned);
    let [green, yellow, red, none] = total.now.lamps;
    let amount = |money: crate::domain::money::Money| {
        format!("{} {}", money.rounded(YI, 2), lang.pick("亿元", "× 100m yuan"))
    };
    let facts = [
        (lang.pick("累计完成投资", "Completed this year"), amount(total.now.ytd), growth.unwrap_or_default()),
        (lang.pick("当月完成", "This month"), amount(total.now.month), String::new()),
        (lang.pick("投资进度", "Progress"), percent(total.now.progress()), covered),
        (
            lang.pick("时序进度", "Schedule"),
            format!("{}%", schedule.percent(1)),
            deviation.unwrap_or_default(),
        ),
        (lang.pick("开工", "Started"), count(&total.now.starts), percent(total.now.starts.rate())),
        (
            lang.pick("完工", "Completed"),
            count(&total.now.completions),
            percent(total.now.completions.rate()),
        ),
        (
            lang.pick("灯：绿 / 黄 / 红 / 无", "Green / yellow / red / none"),
            format!("{green} / {yellow} / {red} / {none}"),
            String::new(),
        ),
        (
            lang.pick("报送率", "Filed"),
            percent(total.now.filed_rate()),
            format!("{} {}", lang.pick("及时率", "in time"), percent(total.now.on_time_rate())),
        ),
    ];
    out.push_str("<dl>\n");
    for (name, figure, beside) in facts {
        let _ = writeln!(
            out,
            "<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>",
            escape(name),
            escape(&figure),
            escape(&beside)
        );
    }
    out.push_str("</dl>\n");
}

fn table(out: &mut String, board: &Board, schedule: Ratio, lang: Lang) {
    let heads = [
        board.by.title(lang),
        lang.pick("项目", "Projects"),
        lang.pick("有计划", "With plan"),
        lang.pick("计划(亿元)", "Plan"),
        lang.pick("累计(亿元)", "Completed"),
        lang.pick("有计划者(亿元)", "Of those with a plan"),
        lang.pick("当月(亿元)", "Month"),
        lang.pick("进度", "Progress"),
        lang.pick("偏差", "Deviation"),
        lang.pick("开工", "Started"),
        lang.pick("完工", "Completed"),
        lang.pick("绿/黄/红/无", "G/Y/R/none"),
        lang.pick("报送", "Filed"),
    ];
    out.push_str("<div class=\"wide\"><table>\n<thead><tr>");
    for head in heads {
        let _ = write!(out, "<th>{head}</th>");
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for group in &board.groups {
        row(out, "", &group.label(board.by, lang), group, schedule);
    }
    row(out, " class=\"total\"", lang.pick("合计", "Total"), &board.total, schedule);
    out.push_str("</tbody></table></div>\n");
}

fn row(out: &mut String, class: &str, label: &str, group: &Group, schedule: Ratio) {
    let now = &group.now;
    let dash = || "—".to_owned();
    let percent = |r: Option<Ratio>| r.map_or_else(dash, |r| format!("{}%", r.percent(1)));
    let plan = if now.with_plan == 0 { dash() } else { now.plan.rounded(YI, 2) };
    let [green, yellow, red, none] = now.lamps;
    let count =
        |c: &EventCount| if c.planned + c.done == 0 { dash() } else { format!("{}/{}", c.done, c.planned) };
    let cells = [
        escape(label),
        now.projects.to_string(),
        now.with_plan.to_string(),
        plan,
        now.ytd.rounded(YI, 2),
        if now.with_plan == 0 { dash() } else { now.ytd_planned.rounded(YI, 2) },
        now.month.rounded(YI, 2),
        percent(now.progress()),
        now.deviation(schedule)
            .map_or_else(dash, |d| format!("{}{}", chart::pace(Some(d)).1, chart::points(d))),
        count(&now.starts),
        count(&now.completions),
        format!("{green}/{yellow}/{red}/{none}"),
        percent(now.filed_rate()),
    ];
    let _ = write!(out, "<tr{class}>");
    for cell in cells {
        let _ = write!(out, "<td>{cell}</td>");
    }
    out.push_str("</tr>\n");
}

fn off_the_map(out: &mut String, elsewhere: &[&Group], lang: Lang) {
    if elsewhere.is_empty() {
        return;
    }
    let said: Vec<String> = elsewhere
        .iter()
        .map(|group| {
            let label = group.label(crate::domain::board::GroupBy::District, lang);
            let progress =
                group.now.progress().map_or_else(|| "—".to_owned(), |p| format!("{}%", p.percent(1)));
            format!("{label} {} {progress}", group.now.projects)
        })
        .collect();
    let before = lang.pick("不在图上（项目数、进度）：", "Not on the map (projects, progress): ");
    let _ = writeln!(out, "<p class=\"quiet\">{before}{}</p>", escape(&said.join(lang.pick("；", "; "))));
}

fn footer(out: &mut String, rules: &[String], lang: Lang) {
    let method = lang.pick(
        "投资进度＝有计划项目的Σ累计÷Σ年度计划；偏差＝投资进度−时序进度；无计划记“—”。▲ 不慢于时序，▽ 落后不足 10 个百分点，▼ 落后 10 个百分点及以上；报送图中 * 表示有补报。",
        "Progress is ΣYTD ÷ Σplan over the projects that have a plan; deviation is progress minus schedule; without a plan “—”. ▲ on or ahead of schedule, ▽ less than 10 points behind, ▼ 10 points or more; * late reports.",
    );
    let _ = writeln!(out, "<footer>\n<p>{method}</p>");
    for rule in rules {
        let _ = writeln!(out, "<p>{}</p>", escape(rule));
    }
    out.push_str("</footer>\n");
}
