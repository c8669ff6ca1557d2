//! 审批手续: the approvals a project needs before it may start, as a planning report lists them.

use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::date::parse_date;
use super::lang::Lang;
use super::text::{clean, to_half_width};

/// 手续种类, in the order in which they are usually obtained.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PermitKind {
    /// 立项
    Approval,
    /// 可行性研究
    Feasibility,
    /// 初步设计
    PreliminaryDesign,
    /// 规划许可
    Planning,
    /// 用地
    Land,
    /// 环境影响评价
    Environment,
    /// 施工许可
    Construction,
}

impl PermitKind {
    /// In the usual order.
    pub const ALL: [Self; 7] = [
        Self::Approval,
        Self::Feasibility,
        Self::PreliminaryDesign,
        Self::Planning,
        Self::Land,
        Self::Environment,
        Self::Construction,
    ];

    /// The stable name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Feasibility => "feasibility",
            Self::PreliminaryDesign => "preliminary_design",
            Self::Planning => "planning",
            Self::Land => "land",
            Self::Environment => "environment",
            Self::Construction => "construction",
        }
    }

    /// The notice's short word.
    pub fn title(self, lang: Lang) -> &'static str {
        match self {
            Self::Approval => lang.pick("立项", "project approval"),
            Self::Feasibility => lang.pick("可研", "feasibility study"),
            Self::PreliminaryDesign => lang.pick("初设", "preliminary design"),
            Self::Planning => lang.pick("规划", "planning permission"),
            Self::Land => lang.pick("用地", "land"),
            Self::Environment => lang.pick("环评", "environmental assessment"),
            Self::Construction => lang.pick("施工许可", "construction permit"),
        }
    }

    /// The kind named by its stable name, its title, or a longer word for the same paper.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim();
        let known = Self::ALL.into_iter().find(|k| {
            word.eq_ignore_ascii_case(k.name())
                || word == k.title(Lang::Zh)
                || word.eq_ignore_ascii_case(k.title(Lang::En))
        });
        known.or(match word {
            "项目建议书" => Some(Self::Approval),
            "可行性研究" | "可研报告" => Some(Self::Feasibility),
            "设计" | "初步设计" | "design" => Some(Self::PreliminaryDesign),
            "规划许可" | "规划许可证" => Some(Self::Planning),
            "用地预审" | "土地" | "用地手续" => Some(Self::Land),
            "环境影响评价" | "环评批复" => Some(Self::Environment),
            "施工许可证" => Some(Self::Construction),
            _ => None,
        })
    }

    /// What is hinted at as coming first; 《建筑法》第八条 asks for land and planning before the
    /// construction permit. A hint only: parallel handling (并联审批) is common.
    pub fn usually_after(self) -> &'static [Self] {
        match self {
            Self::Construction => &[Self::Planning, Self::Land],
            Self::Feasibility => &[Self::Approval],
            Self::PreliminaryDesign => &[Self::Feasibility],
            _ => &[],
        }
    }
}

/// One approval's dates and number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Permit {
    /// 计划取得日期
    #[serde(with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub planned: Option<Date>,
    /// 实际取得日期
    #[serde(with = "super::date::optional", skip_serializing_if = "Option::is_none")]
    pub actual: Option<Date>,
    /// 批准文号
    #[serde(skip_serializing_if = "String::is_empty")]
    pub number: String,
}

/// An approval that a start still waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MissingPermit {
    /// Which.
    pub kind: PermitKind,
    /// When it is planned, if that was said.
    pub planned: Option<Date>,
    /// Days past the planned date; 0 or less while in time, `None` without a planned date.
    pub days_over: Option<i32>,
    /// The planned date lies after the planned start.
    pub after_start: bool,
}

/// What a planned start still waits for on a day, in the usual order: every approval in `needed` that
/// has no actual date.
pub fn waiting_for(
    permits: &std::collections::BTreeMap<PermitKind, Permit>,
    needed: &[PermitKind],
    start: Option<Date>,
    today: Date,
) -> Vec<MissingPermit> {
    let open = |kind: &&PermitKind| permits.get(kind).is_none_or(|p| p.actual.is_none());
    needed
        .iter()
        .filter(open)
        .map(|kind| {
            let planned = permits.get(kind).and_then(|p| p.planned);
            MissingPermit {
                kind: *kind,
                planned,
                days_over: planned.map(|day| (today - day).get_days()),
                after_start: planned.zip(start).is_some_and(|(planned, start)| planned > start),
            }
        })
        .collect()
}

/// Why a text is not `KIND:planned=D,actual=D,number=X`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAPermit {
    /// The part before the colon names no approval.
    #[error("unknown kind {0}")]
    Kind(String),
    /// A part names none of `planned`, `actual`, `number`.
    #[error("unknown part {0}")]
    Part(String),
    /// A date cannot be read.
    #[error("not a date: {0}")]
    Date(String),
}

/// A kind with its approval: `环评:planned=2021-05-01,actual=2021-05-20,number=渝环准〔2021〕1号`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPermit(pub PermitKind, pub Permit);

impl FromStr for NamedPermit {
    type Err = NotAPermit;

    /// Also with 计划, 实际, 文号 and full-width punctuation. A comma inside a number stays in it.
    fn from_str(text: &str) -> Result<Self, NotAPermit> {
        let half = to_half_width(text);
        let (kind, rest) = half.split_once(':').unwrap_or((&half, ""));
        let kind = PermitKind::parse(kind).ok_or_else(|| NotAPermit::Kind(kind.trim().to_owned()))?;
        let mut permit = Permit::default();
        let mut in_number = false;
        for part in rest.split([',', '、']).filter(|p| !p.trim().is_empty()) {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let date = || match value.trim() {
                "" => Ok(None),
                text => parse_date(text).map(Some).ok_or_else(|| NotAPermit::Date(text.to_owned())),
            };
            match key.trim() {
                "planned" | "计划" => permit.planned = date()?,
                "actual" | "实际" => permit.actual = date()?,
                "number" | "文号" => {
                    permit.number = clean(value).into_owned();
                    in_number = true;
                    continue;
                }
                _ if in_number => {
                    permit.number.push(',');
                    permit.number.push_str(&clean(part));
                    continue;
                }
                other => return Err(NotAPermit::Part(other.to_owned())),
            }
            in_number = false;
        }
        Ok(Self(kind, permit))
    }
}

impl std::fmt::Display for NamedPermit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(kind, permit) = self;
        let mut parts = Vec::new();
        parts.extend(permit.planned.map(|d| format!("计划={d}")));
        parts.extend(permit.actual.map(|d| format!("实际={d}")));
        if !permit.number.is_empty() {
            parts.push(format!("文号={}", permit.number));
        }
        write!(f, "{}:{}", kind.title(Lang::Zh), parts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_permit_is_read_and_written() {
        let read: NamedPermit =
            "环评：planned=2021-05-01，actual=2021年5月20日，number=渝环准〔2021〕1号".parse().unwrap();
        assert_eq!(read.0, PermitKind::Environment);
        assert_eq!(read.1.actual, Some(date(2021, 5, 20)));
        assert_eq!(read.to_string().parse(), Ok(read));
        assert_eq!("彩票:planned=2021-05-01".parse::<NamedPermit>(), Err(NotAPermit::Kind("彩票".into())));
        assert_eq!("land:planned=soon".parse::<NamedPermit>(), Err(NotAPermit::Date("soon".into())),);
        let listed: NamedPermit = "land:number=甲1号,乙2号".parse().unwrap();
        assert_eq!(listed.1.number, "甲1号,乙2号");
    }

    #[test]
    fn a_start_says_what_it_still_waits_for_and_for_how_long() {
        let read = |text: &str| text.parse::<NamedPermit>().unwrap();
        let known = ["用地:计划=2021-03-01", "规划:计划=2021-02-01,实际=2021-02-03", "环评:计划=2021-07-01"];
        let permits = known.iter().map(|t| read(t)).map(|NamedPermit(k, p)| (k, p)).collect();
        let needed =
            [PermitKind::Planning, PermitKind::Land, PermitKind::Environment, PermitKind::Construction];
        let waiting = waiting_for(&permits, &needed, Some(date(2021, 6, 1)), date(2021, 3, 11));
        let kinds: Vec<_> = waiting.iter().map(|w| (w.kind, w.days_over, w.after_start)).collect();
        assert_eq!(
            kinds,
            [
                (PermitKind::Land, Some(10), false),
                (PermitKind::Environment, Some(-112), true),
                (PermitKind::Construction, None, false)
            ]
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(land|环评|x)?[:：]?(planned=|实际=|文号=|,|2021-01-01|\\PC){0,6}") {
            if let Ok(read) = text.parse::<NamedPermit>() {
                let again: NamedPermit = read.to_string().parse().unwrap();
                prop_assert_eq!(again.0, read.0);
                prop_assert_eq!(again.1.planned, read.1.planned);
            }
        }
    }
}
