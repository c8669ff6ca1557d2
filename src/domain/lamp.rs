//! 红黄绿灯: lamps by profiles that offices write themselves, each able to show its arithmetic.
//!
//! A profile measures one thing and cuts it into bands. Overlaps and gaps between bands are findings,
//! not choices made silently. The profiles stand in `data/lamps/`; nothing about a city is in the code.

use std::cmp::Ordering;

use super::codes;
use super::finding::Finding;
use super::lang::Bilingual;
use super::money::Money;
use super::month::Month;
use super::plan::version_title;
use super::ratio::Ratio;
use crate::words;

/// A lamp; later is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lamp {
    /// 绿灯
    Green,
    /// 黄灯
    Yellow,
    /// 红灯
    Red,
}

impl Lamp {
    /// From the best to the worst.
    pub const ALL: [Self; 3] = [Self::Green, Self::Yellow, Self::Red];

    /// The stable name in JSON and profile files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Yellow => "yellow",
            Self::Red => "red",
        }
    }

    /// The lamp of that stable name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|l| l.name() == text)
    }

    /// 绿灯, green.
    pub fn words(self) -> Bilingual {
        let (zh, en) = match self {
            Self::Green => ("绿灯", "green"),
            Self::Yellow => ("黄灯", "yellow"),
            Self::Red => ("红灯", "red"),
        };
        Bilingual { zh: zh.into(), en: en.into() }
    }
}

/// A lamp as lit for one project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rag {
    /// Which lamp.
    pub lamp: Lamp,
    /// The band is our own addition to a published rule, which the screen marks.
    pub marked: bool,
}

/// What a profile measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// T − P in percentage points; behind is above zero.
    PointsBehind,
    /// P / T in percent.
    PercentOfSchedule,
    /// How many months running the planned start is missed: 1 in the planned month itself.
    MonthsPastStart,
}

/// One end of a band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BandEnd {
    /// Where, in the measure's own unit.
    pub at: Ratio,
    /// Whether the value itself belongs to the band.
    pub inclusive: bool,
}

/// A stretch of the measure and its lamp. An edge left out is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The lamp it lights.
    pub lamp: Lamp,
    /// The lower end.
    pub low: Option<BandEnd>,
    /// The upper end.
    pub high: Option<BandEnd>,
    /// Not in the published rule; ours.
    pub marked: bool,
}

/// A rule for lamps.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Its file's name.
    pub name: String,
    /// What people call it.
    pub title: Bilingual,
    /// Where the rule was published, or that it is ours.
    pub source: String,
    /// What it measures.
    pub measure: Measure,
    /// The bands, from low to high.
    pub bands: Vec<Band>,
}

/// What a lamp is judged by: one project at a month's end.
#[derive(Clone, Copy, Debug)]
pub struct RatingInput {
    /// The month.
    pub month: Month,
    /// 时序进度 T
    pub schedule: Ratio,
    /// 年内累计完成投资
    pub ytd: Money,
    /// The year plan in force and its version.
    pub plan: Option<(Money, u32)>,
    /// 计划开工月份
    pub planned_start: Option<Month>,
    /// Started by the end of the month.
    pub started: bool,
}

impl RatingInput {
    fn progress(&self) -> Option<Ratio> {
        super::indicator::progress(self.ytd, self.plan.map(|(plan, _)| plan))
    }
}

/// A lamp with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RatingExplanation {
    /// The lamp.
    pub light: Rag,
    /// The profile that lit it.
    pub profile: String,
    /// One sentence with the numbers.
    pub sentence: Bilingual,
}

/// The worst lamp of several profiles; `None` where none of them can tell.
pub fn worst(profiles: &[Profile], signs: &RatingInput) -> Option<Rag> {
    profiles.iter().filter_map(|p| p.light(signs)).max_by(|a, b| worse(*a, *b))
}

/// The readings of every profile that can tell, worst first.
pub fn readings(profiles: &[Profile], signs: &RatingInput) -> Vec<RatingExplanation> {
    let mut all: Vec<_> = profiles.iter().filter_map(|p| p.read(signs)).collect();
    all.sort_by(|a, b| worse(b.light, a.light));
    all
}

fn worse(a: Rag, b: Rag) -> Ordering {
    (a.lamp, a.marked).cmp(&(b.lamp, b.marked))
}

impl Profile {
    /// The lamp, or `None` where the measure does not apply (no plan, no planned start).
    pub fn light(&self, signs: &RatingInput) -> Option<Rag> {
        let value = self.measure.of(signs)?;
        self.band(value).map(Band::light)
    }

    /// The lamp and its arithmetic.
    pub fn read(&self, signs: &RatingInput) -> Option<RatingExplanation> {
        let value = self.measure.of(signs)?;
        let band = self.band(value)?;
        let (range, lamp, title) = (band.range(self.measure), band.lamp.words(), &self.title);
        let facts = self.measure.say(signs, value)?;
        let own = if band.marked {
            words!(
                "，该段原规则未定，为本台补充",
                ", a band the published rule leaves open and the desk fills"
            )
        } else {
            Bilingual::default()
        };
        let sentence = Bilingual {
            zh: format!("{}；{}为{}（{}{}）", facts.zh, range.zh, lamp.zh, title.zh, own.zh),
            en: format!("{}; {} is {} ({}{})", facts.en, range.en, lamp.en, title.en, own.en),
        };
        Some(RatingExplanation { light: band.light(), profile: self.name.clone(), sentence })
    }

    fn band(&self, value: Ratio) -> Option<&Band> {
        self.bands.iter().find(|b| b.contains(value))
    }

    /// Overlaps, gaps and empty bands, as findings.
    pub fn check(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        let mut bands: Vec<&Band> = self.bands.iter().collect();
        for band in &bands {
            if let (Some(low), Some(high)) = (band.low, band.high) {
                let order = low.at.compare(high.at);
                if order.is_gt() || (order.is_eq() && !(low.inclusive && high.inclusive)) {
                    let range = band.range(self.measure);
                    let words = words!("这一段内没有任何值", "nothing lies in this band");
                    found.push(Finding::error(codes::LAMP_EMPTY_BAND, words).got(range.zh));
                }
            }
        }
        bands.sort_by(|a, b| compare_low(a.low, b.low));
        for pair in bands.windows(2) {
            let (Some(end), Some(start)) = (pair[0].high, pair[1].low) else {
                found.push(self.overlap(pair[0], pair[1]));
                continue;
            };
            match self.measure.meet(end, start) {
                Ordering::Equal => {}
                Ordering::Greater => found.push(self.overlap(pair[0], pair[1])),
                Ordering::Less => {
                    let (a, b) = (pair[0].range(self.measure), pair[1].range(self.measure));
                    let (zh_a, zh_b, en_a, en_b) = (a.zh, b.zh, a.en, b.en);
                    let words = words!(
                        "“{zh_a}”与“{zh_b}”之间有空缺，落在其中的项目没有灯",
                        "between “{en_a}” and “{en_b}” there is a gap; a project in it has no lamp"
                    );
                    found.push(Finding::error(codes::LAMP_GAP, words).hint(words!(
                        "补一段；若是原规则没有的，标 marked: true",
                        "add a band; mark it `marked: true` if the published rule has none"
                    )));
                }
            }
        }
        found.extend(self.open_ends(&bands));
        found
    }

    fn open_ends(&self, bands: &[&Band]) -> Option<Finding> {
        let low_open = match (bands.first().and_then(|b| b.low), self.measure) {
            (None, _) => !bands.is_empty(),
            (Some(low), Measure::MonthsPastStart) => low.inclusive && low.at.scaled(0) == 1,
            _ => false,
        };
        let high_open = bands.last().is_some_and(|b| b.high.is_none());
        (!(low_open && high_open)).then(|| {
            let words = words!(
                "最低一段须不设下限、最高一段须不设上限，否则有的项目没有灯",
                "the lowest band needs no lower and the highest no upper end, or some projects have no lamp"
            );
            Finding::error(codes::LAMP_GAP, words)
        })
    }

    fn overlap(&self, a: &Band, b: &Band) -> Finding {
        let (a, b) = (a.range(self.measure), b.range(self.measure));
        let (zh_a, zh_b, en_a, en_b) = (a.zh, b.zh, a.en, b.en);
        let words = words!("“{zh_a}”与“{zh_b}”重叠", "the bands “{en_a}” and “{en_b}” overlap");
        Finding::error(codes::LAMP_OVERLAP, words)
    }
}

fn compare_low(a: Option<BandEnd>, b: Option<BandEnd>) -> Ordering {
    match (a, b) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Less,
        (Some(_), None) => Ordering::Greater,
        (Some(a), Some(b)) => a.at.compare(b.at).then(b.inclusive.cmp(&a.inclusive)),
    }
}

impl Measure {
    /// The name in a profile file.
    pub fn name(self) -> &'static str {
        match self {
            Self::PointsBehind => "points_behind",
            Self::PercentOfSchedule => "percent_of_schedule",
            Self::MonthsPastStart => "months_past_start",
        }
    }

    /// The measure of that name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::PointsBehind, Self::PercentOfSchedule, Self::MonthsPastStart]
            .into_iter()
            .find(|m| m.name() == text)
    }

    /// The value for a project, in the measure's unit.
    pub fn of(self, signs: &RatingInput) -> Option<Ratio> {
        match self {
            Self::PointsBehind => Some(signs.schedule.minus(signs.progress()?).times(100)),
            Self::PercentOfSchedule => signs.progress()?.over(signs.schedule).map(|r| r.times(100)),
            Self::MonthsPastStart => {
                let months = signs.month.since(signs.planned_start?) + 1;
                (!signs.started && months >= 1).then(|| Ratio::of(months, 1)).flatten()
            }
        }
    }

    /// How an upper end meets the next band's lower end: Equal when they touch, Less when there is a
    /// gap, Greater when they overlap. Months are whole, so 2 touches 3.
    fn meet(self, end: BandEnd, start: BandEnd) -> Ordering {
        if self == Self::MonthsPastStart {
            let last = end.at.scaled(0) - i128::from(!end.inclusive);
            let first = start.at.scaled(0) + i128::from(!start.inclusive);
            return (last + 1).cmp(&first);
        }
        end.at.compare(start.at).then_with(|| match (end.inclusive, start.inclusive) {
            (true, true) => Ordering::Greater,
            (false, false) => Ordering::Less,
            _ => Ordering::Equal,
        })
    }

    fn say(self, signs: &RatingInput, value: Ratio) -> Option<Bilingual> {
        let month = signs.month;
        if self == Self::MonthsPastStart {
            let (start, months) = (signs.planned_start?, value.decimal(0));
            return Some(words!(
                "计划 {start} 开工，至 {month} 未开工，连续 {months} 个月",
                "planned to start in {start}, not started by {month}, {months} months running"
            ));
        }
        let (plan, version) = signs.plan?;
        let (done, plan, version) = (signs.ytd.friendly(), plan.friendly(), version_title(version));
        let (p, t) = (signs.progress()?.percent(2), signs.schedule.percent(2));
        let (zh, en) = (version.zh, version.en);
        let against = words!(
            "投资进度 {p}%（{done} ÷ {plan}，{zh}），时序进度 {t}%",
            "progress {p} % ({done} ÷ {plan}, {en}) against {t} % of the year"
        );
        let by = if self == Self::PercentOfSchedule {
            let percent = value.decimal(2);
            words!("为时序的 {percent}%", "{percent} % of schedule")
        } else if value.is_negative() {
            let points = value.times(-1).decimal(2);
            words!("超前 {points} 个百分点", "{points} points ahead")
        } else {
            let points = value.decimal(2);
            words!("落后 {points} 个百分点", "{points} points behind")
        };
        Some(Bilingual {
            zh: format!("{}，{}", against.zh, by.zh), en: format!("{}, {}", against.en, by.en)
        })
    }
}

impl Band {
    fn light(&self) -> Rag {
        Rag { lamp: self.lamp, marked: self.marked }
    }

    fn contains(&self, value: Ratio) -> bool {
        let above = self.low.is_none_or(|e| match value.compare(e.at) {
            Ordering::Greater => true,
            Ordering::Equal => e.inclusive,
            Ordering::Less => false,
        });
        let below = self.high.is_none_or(|e| match value.compare(e.at) {
            Ordering::Less => true,
            Ordering::Equal => e.inclusive,
            Ordering::Greater => false,
        });
        above && below
    }

    /// The band in words: 落后 10 至 30 个百分点.
    fn range(&self, measure: Measure) -> Bilingual {
        let (lead, unit, unit_en) = match measure {
            Measure::PointsBehind => ("落后", " 个百分点", " points behind"),
            Measure::PercentOfSchedule => ("进度为时序的", "%", " % of schedule"),
            Measure::MonthsPastStart => ("连续", " 个月", " months running"),
        };
        match (self.low, self.high) {
            (None, None) => words!("任何值", "any value"),
            (None, Some(high)) if measure == Measure::PointsBehind && high.at.scaled(4) == 0 => {
                words!("未落后", "not behind")
            }
            (None, Some(BandEnd { at, inclusive })) => {
                let at = plain(at);
                let (zh, en) = if inclusive { ("不超过", "at most") } else { ("不足", "less than") };
                words!("{lead}{zh} {at}{unit}", "{en} {at}{unit_en}")
            }
            (Some(BandEnd { at, inclusive: true }), None) => {
                let at = plain(at);
                words!("{lead} {at}{unit}及以上", "{at}{unit_en} or more")
            }
            (Some(BandEnd { at, inclusive: false }), None) => {
                let at = plain(at);
                words!("{lead}超过 {at}{unit}", "more than {at}{unit_en}")
            }
            (Some(low), Some(high)) => {
                let out: Vec<String> =
                    [low, high].iter().filter(|e| !e.inclusive).map(|e| plain(e.at)).collect();
                let (low, high) = (plain(low.at), plain(high.at));
                let (but, but_en) = if out.is_empty() {
                    Default::default()
                } else {
                    (format!("（不含 {}）", out.join("、")), format!(" ({} excluded)", out.join(", ")))
                };
                words!("{lead} {low} 至 {high}{unit}{but}", "{low} to {high}{unit_en}{but_en}")
            }
        }
    }
}

/// An edge as its file wrote it, without trailing zeros.
fn plain(at: Ratio) -> String {
    let text = at.decimal(4);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests;
