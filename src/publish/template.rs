//! Templates of bulletins: an office's own sentences with the desk's figures put in.
//!
//! A figure is named in Chinese (`{{ 累计完成投资|亿 }}亿元`); docs/indicators.md lists the names. A name
//! that does not exist is a finding with its line, never an empty place in a sentence; a figure that the
//! ledger does not hold prints "—", and a template asks `is 已知` before it says a sentence about it.

use std::collections::BTreeMap;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr, Value};
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

use super::document;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::domain::money::{Money, WAN, YI};
use crate::domain::ratio::Ratio;
use crate::words;

/// A figure as a template sees it.
#[derive(Clone, Debug)]
pub enum TemplateFigure {
    /// Not held by the ledger: prints "—".
    Unknown,
    /// An amount; prints as 35.32亿元, or by `|亿(1)` and `|万(0)` without the unit.
    Money(Money),
    /// A ratio; prints as 54.8%, or by `|百分(2)`; `|点(1)` prints percentage points without a sign.
    Ratio(Ratio),
    /// A count.
    Count(u64),
    /// Text.
    Text(String),
    /// Yes or no.
    Flag(bool),
    /// Rows.
    List(Vec<TemplateFigure>),
    /// Named parts.
    Fields(Figures),
}

/// Figures by name.
pub type Figures = BTreeMap<&'static str, TemplateFigure>;

impl<T: Into<TemplateFigure>> From<Option<T>> for TemplateFigure {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Unknown, Into::into)
    }
}

impl From<Money> for TemplateFigure {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}

impl From<Ratio> for TemplateFigure {
    fn from(ratio: Ratio) -> Self {
        Self::Ratio(ratio)
    }
}

impl From<u64> for TemplateFigure {
    fn from(count: u64) -> Self {
        Self::Count(count)
    }
}

impl From<String> for TemplateFigure {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// Renders a template called `name` (its file) over the figures. The text is Markdown in which nothing
/// that a figure brought has a meaning.
pub fn render(name: &str, template: &str, figures: &Figures) -> Result<String, Vec<Finding>> {
    let environment = environment();
    let parsed = environment.template_from_named_str(name, template).map_err(|e| vec![broken(name, &e)])?;
    let unknown = unknown_names(name, template, figures, &parsed.undeclared_variables(false));
    if !unknown.is_empty() {
        return Err(unknown);
    }
    parsed.render(fields(figures)).map_err(|e| vec![broken(name, &e)])
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    if let Ok(syntax) = environment.syntax().to_builder().trim_blocks(true).lstrip_blocks(true).build() {
        environment.set_syntax(syntax);
    }
    environment.set_formatter(|out, _, value| {
        if value.is_undefined() {
            return Err(Error::from(ErrorKind::UndefinedError));
        }
        let text = if value.is_none() { "—".to_owned() } else { value.to_string() };
        out.write_str(&document::escape(&text)).map_err(Error::from)
    });
    environment.add_filter("亿", |value: &Value, decimals: Option<u32>| amount(value, YI, decimals));
    environment.add_filter("万", |value: &Value, decimals: Option<u32>| amount(value, WAN, decimals));
    environment.add_filter("百分", |value: &Value, decimals: Option<u32>| {
        ratio(value, |r| format!("{}%", r.percent(places(decimals, 1))))
    });
    environment.add_filter("点", |value: &Value, decimals: Option<u32>| {
        ratio(value, |r| r.percent(places(decimals, 1)).trim_start_matches('-').to_owned())
    });
    environment.add_test("已知", |value: &Value| !value.is_none());
    environment.add_test("负", |value: &Value| {
        value.downcast_object_ref::<ExactNumber>().is_some_and(|exact| match exact {
            ExactNumber::Ratio(ratio) => ratio.is_negative(),
            ExactNumber::Money(money) => money.0 < 0,
        })
    });
    environment
}

fn places(asked: Option<u32>, usual: u32) -> u32 {
    asked.unwrap_or(usual).min(6)
}

fn amount(value: &Value, unit: i64, decimals: Option<u32>) -> Result<Value, Error> {
    if value.is_none() {
        return Ok(Value::from(()));
    }
    match value.downcast_object_ref::<ExactNumber>() {
        Some(ExactNumber::Money(money)) => {
            Ok(Value::from(money.rounded(unit, places(decimals, if unit == YI { 2 } else { 0 }))))
        }
        _ => Err(Error::new(ErrorKind::InvalidOperation, "亿 and 万 take an amount")),
    }
}

fn ratio(value: &Value, print: impl Fn(Ratio) -> String) -> Result<Value, Error> {
    if value.is_none() {
        return Ok(Value::from(()));
    }
    match value.downcast_object_ref::<ExactNumber>() {
        Some(ExactNumber::Ratio(ratio)) => Ok(Value::from(print(*ratio))),
        _ => Err(Error::new(ErrorKind::InvalidOperation, "百分 and 点 take a ratio")),
    }
}

/// Numbers that stay exact until a filter prints them.
#[derive(Clone, Copy, Debug)]
enum ExactNumber {
    Money(Money),
    Ratio(Ratio),
}

impl Object for ExactNumber {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match **self {
            Self::Money(money) => f.write_str(&money.friendly()),
            Self::Ratio(ratio) => write!(f, "{}%", ratio.percent(1)),
        }
    }
}

fn fields(figures: &Figures) -> Value {
    figures.iter().map(|(name, figure)| (*name, value(figure))).collect::<BTreeMap<_, _>>().into()
}

fn value(figure: &TemplateFigure) -> Value {
    match figure {
        TemplateFigure::Unknown => Value::from(()),
        TemplateFigure::Money(money) => Value::from_object(ExactNumber::Money(*money)),
        TemplateFigure::Ratio(ratio) => Value::from_object(ExactNumber::Ratio(*ratio)),
        TemplateFigure::Count(count) => Value::from(*count),
        TemplateFigure::Text(text) => Value::from(text.as_str()),
        TemplateFigure::Flag(flag) => Value::from(*flag),
        TemplateFigure::List(list) => list.iter().map(value).collect::<Vec<_>>().into(),
        TemplateFigure::Fields(parts) => fields(parts),
    }
}

/// Names that the template functions themselves bring.
const OWN: [&str; 6] = ["range", "dict", "namespace", "loop", "lipsum", "debug"];

fn unknown_names(
    file: &str,
    template: &str,
    figures: &Figures,
    used: &std::collections::HashSet<String>,
) -> Vec<Finding> {
    let mut unknown: Vec<&String> = used
        .iter()
        .filter(|name| !figures.contains_key(name.as_str()) && !OWN.contains(&name.as_str()))
        .collect();
    unknown.sort();
    unknown.into_iter().map(|name| unknown_figure(file, template, name, figures)).collect()
}

fn unknown_figure(file: &str, template: &str, name: &str, figures: &Figures) -> Finding {
    let words = words!("模板用了不存在的指标", "the template names a figure that does not exist");
    let finding = Finding::error(codes::UNKNOWN_FIGURE, words).in_file(file).got(name);
    let line = template.lines().position(|line| line.contains(name)).map(|at| at as u32 + 1);
    let finding = match line {
        Some(line) => finding.at_line(line),
        None => finding,
    };
    let known: Vec<&str> = nearest(name, figures);
    let known = known.join("、");
    finding.expected(words!("指标名，如 {known}", "the name of a figure such as {known}"))
}

/// The few known names that share most characters with a wrong one.
fn nearest(wrong: &str, figures: &Figures) -> Vec<&'static str> {
    let shared = |name: &str| name.chars().filter(|c| wrong.contains(*c)).count();
    let mut names: Vec<&'static str> = figures.keys().copied().collect();
    names.sort_by_key(|name| (std::cmp::Reverse(shared(name)), name.len()));
    names.truncate(3);
    names
}

fn broken(file: &str, error: &Error) -> Finding {
    let (code, words) = if error.kind() == ErrorKind::UndefinedError {
        let words = words!(
            "模板用了不存在的指标或其中没有的部分",
            "the template names a figure, or a part of one, that does not exist"
        );
        (codes::UNKNOWN_FIGURE, words)
    } else {
        let what = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
        (codes::BAD_TEMPLATE, words!("模板有误：{what}", "the template is wrong: {what}"))
    };
    let finding = Finding::error(code, words).in_file(file);
    match error.line().and_then(|line| u32::try_from(line).ok()) {
        Some(line) => finding.at_line(line),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures() -> Figures {
        let row = Figures::from([
            ("名称", TemplateFigure::Text("氢能|检测#中心".into())),
            ("投资进度", TemplateFigure::Ratio(Ratio::new(1, 3).unwrap())),
        ]);
        Figures::from([
            ("累计完成投资", TemplateFigure::Money(Money::parse("1958.2", YI).unwrap())),
            ("投资进度", TemplateFigure::Ratio(Ratio::new(548, 1000).unwrap())),
            ("偏差", TemplateFigure::Ratio(Ratio::new(-71, 1000).unwrap())),
            ("同比", TemplateFigure::Unknown),
            ("分类", TemplateFigure::List(vec![TemplateFigure::Fields(row)])),
        ])
    }

    #[test]
    fn a_standard_sentence_is_written() {
        let template = "完成投资{{ 累计完成投资|亿(1) }}亿元，占年度计划的{{ 投资进度 }}，{% if 偏差 is 负 %}慢于{% else %}快于{% endif %}时序进度{{ 偏差|点 }}个百分点{% if 同比 is 已知 %}，同比{{ 同比 }}{% endif %}。{{ 同比 }}";
        assert_eq!(
            render("a.md", template, &figures()).unwrap(),
            "完成投资1958.2亿元，占年度计划的54.8%，慢于时序进度7.1个百分点。—"
        );
    }

    #[test]
    fn what_a_figure_brings_is_no_markup() {
        let rows = "{% for 项 in 分类 %}\n| {{ 项.名称 }} | {{ 项.投资进度|百分(2) }} |\n{% endfor %}";
        assert_eq!(render("a.md", rows, &figures()).unwrap(), "| 氢能\\|检测\\#中心 | 33.33% |\n");
    }

    #[test]
    fn an_unknown_name_is_found_with_its_line() {
        let found = render("a.md", "一\n{{ 累计完成资 }}", &figures()).unwrap_err();
        assert_eq!((found[0].code.id(), found[0].line), ("E1505", Some(2)));
        assert!(found[0].expected.as_ref().unwrap().zh.contains("累计完成投资"));
        let part = render("a.md", "一\n{% for 项 in 分类 %}\n{{ 项.计划 }}{% endfor %}", &figures());
        assert_eq!((part.as_ref().unwrap_err()[0].code.id(), part.unwrap_err()[0].line), ("E1505", Some(3)));
    }

    #[test]
    fn a_broken_template_is_found_with_its_line() {
        for wrong in ["一\n{% if 投资进度 %}", "一\n{{ 投资进度|亿 }}", "一\n{{ 投资进度|没有 }}"]
        {
            let found = render("a.md", wrong, &figures()).unwrap_err();
            assert_eq!((found[0].code.id(), found[0].line), ("E1506", Some(2)), "{wrong}");
        }
    }
}
