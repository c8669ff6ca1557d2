//! A demo's ledger: its list's year of invented reports, up to the present where that is the year, some
//! late, some returned, some that differ from statistics. The same demo at the same moment always gives the
//! same entries.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;

use super::dice::Rng;
use super::{Demo, around};
use crate::desk::contact::CONTACT;
use crate::desk::report::stored_body;
use crate::domain::calendar::Calendar;
use crate::domain::category::Category;
use crate::domain::contact::Contact;
use crate::domain::deadline::ReportingRule;
use crate::domain::finding::Failure;
use crate::domain::lang::Lang;
use crate::domain::money::Money;
use crate::domain::month::Month;
use crate::domain::percent::Percent;
use crate::domain::project::Project;
use crate::domain::promotion::PromotionStage;
use crate::domain::report::{Content, Report, ReportAction, Status};
use crate::domain::statistics::{Statistics, StatisticsState, compare};
use crate::domain::time::{date_in_shanghai, start_of_day};
use crate::ledger::{Ledger, LedgerError, Location, NewEntry, REPORT};

/// Who signs everything invented.
pub const AUTHOR: &str = "演示";
/// The kind of the one entry that says so of the whole ledger.
const MARK: &str = "demo";
/// Above so many projects only the last month is filled, so that a demo is made in seconds.
const WHOLE_YEAR_UP_TO: u32 = 5_000;
/// Above so many none is.
const ANY_UP_TO: u32 = 100_000;

impl Demo {
    /// The months that [`Demo::fill`] writes reports for, oldest first: those of the list's year that have
    /// begun, from its notice on.
    pub fn months(&self, now: Timestamp) -> Vec<Month> {
        let present = Month::of(date_in_shanghai(now));
        let projects: u32 = self.counts.iter().sum();
        let most = if projects <= WHOLE_YEAR_UP_TO { 12 } else { usize::from(projects <= ANY_UP_TO) };
        let year = (1..=12).filter_map(|number| Month::new(self.year, number));
        let begun: Vec<Month> = year.filter(|month| *month <= present).collect();
        begun[begun.len().saturating_sub(most)..].to_vec()
    }

    /// The moment up to which anything is invented: now, or the end of the list's year.
    fn end(&self, now: Timestamp) -> Timestamp {
        Month::new(self.year + 1, 1).map_or(now, |next| start_of_day(next.first_day()).min(now))
    }

    /// Fills a new ledger with invented reports; how many entries.
    pub fn fill(&self, file: &Path, now: Timestamp) -> Result<usize, Failure> {
        if self.months(now).is_empty() {
            return Ok(0);
        }
        self.fill_ledger(&Ledger::open(&Location::from(file))?, now)
    }

    /// As [`Demo::fill`], into a ledger that is open.
    pub(in crate::desk) fn fill_ledger(&self, ledger: &Ledger, now: Timestamp) -> Result<usize, Failure> {
        let months = self.months(now);
        let now = self.end(now);
        let Some(first) = months.first() else { return Ok(0) };
        let mut courses: Vec<ProjectSimulation> = Category::ALL
            .into_iter()
            .flat_map(|c| self.projects(c))
            .map(|p| ProjectSimulation::new(p, *first))
            .collect();
        let begun = start_of_day(first.first_day());
        let mark = NewEntry::new(MARK, "invented", "", "mark", AUTHOR, begun)
            .body(serde_json::json!({ "invented": true, "虚构": "演示数据，并非事实" }));
        let mut count = 0;
        let mut append = |entries: &[NewEntry]| -> Result<(), LedgerError> {
            count += entries.len();
            ledger.append(entries).map(|_| ())
        };
        append(&[mark])?;
        append(&courses.iter().filter_map(|course| course.contact(begun)).collect::<Vec<_>>())?;
        // What is kept around the projects stands among the reports in the order of time.
        let mut work = around::entries(courses.iter().map(|c| &c.project), first.first_day(), now);
        for month in months {
            let mut reports: Vec<(Timestamp, Report)> =
                courses.iter_mut().flat_map(|course| course.month(month, now)).map(|r| (r.at, r)).collect();
            reports.sort_by_key(|(at, report)| (*at, report.project, report.revision));
            let end = start_of_day(month.plus(1).first_day());
            let due = work.partition_point(|entry| entry.at() < end);
            append(&work.drain(..due).collect::<Vec<_>>())?;
            append(&reports.iter().map(|(_, report)| entry(report)).collect::<Vec<_>>())?;
        }
        append(&work)?;
        Ok(count)
    }
}

fn entry(report: &Report) -> NewEntry {
    let Content { completed_investment, statistics, .. } = report.content;
    let comparison = compare(report.project.category, completed_investment, statistics);
    let (project, month) = (report.project.to_string(), report.month.to_string());
    NewEntry::new(REPORT, &project, &month, report.act.name(), &report.author, report.at)
        .reason(&report.reason)
        .body(stored_body(report, comparison))
}

/// One project's year.
struct ProjectSimulation {
    project: Project,
    start: Date,
    finish: Month,
    /// Percent of an even pace.
    pace: i64,
    registered: bool,
    before: Money,
    year_to_date: Money,
    physical: Percent,
    stage: usize,
    done: bool,
}

impl ProjectSimulation {
    fn new(project: Project, first: Month) -> Self {
        let mut dice = Rng::of(&[
            i64::from(project.id.year),
            project.id.category.index() as i64,
            i64::from(project.id.serial),
            7,
        ]);
        let year = project.start_year.unwrap_or(first.year());
        let month = dice.between(2, 9) as i8;
        let start = jiff::civil::date(year, month, dice.between(1, 28) as i8);
        let finish =
            Month::new(project.finish_year.unwrap_or(year), dice.between(6, 12) as i8).unwrap_or(first);
        let total = project.total_investment.unwrap_or_default();
        let years = i64::from(first.year() - year).clamp(0, 4);
        let before = Money(total.0 / 5 * years / 10_000 * 10_000);
        Self {
            start,
            finish,
            pace: dice.between(55, 118),
            registered: !dice.chance(1, 12),
            before,
            year_to_date: Money::ZERO,
            physical: Percent::default(),
            stage: dice.below(3) as usize,
            done: false,
            project,
        }
    }

    fn dice(&self, month: Month) -> Rng {
        let id = self.project.id;
        let at = i64::from(month.year()) * 12 + i64::from(month.number());
        Rng::of(&[i64::from(id.year), id.category.index() as i64, i64::from(id.serial), at])
    }

    /// Most projects have a named contact; the rest shows who lacks one.
    fn contact(&self, at: Timestamp) -> Option<NewEntry> {
        let mut dice =
            Rng::of(&[i64::from(self.project.id.serial), self.project.id.category.index() as i64, 3]);
        if dice.chance(1, 8) {
            return None;
        }
        let contact = Contact {
            name: format!("演示联系人{}", dice.between(1, 99)),
            phone: format!("000-{:08}", dice.below(100_000_000)),
            ..Contact::default()
        };
        let subject = self.project.id.to_string();
        Some(NewEntry::new(CONTACT, &subject, "", "set", AUTHOR, at).body(serde_json::json!(contact)))
    }

    /// The revisions of one month's report that had been made by `now`.
    fn month(&mut self, month: Month, now: Timestamp) -> Vec<Report> {
        if self.done {
            return Vec::new();
        }
        let mut dice = self.dice(month);
        let content = self.content(month, &mut dice);
        // One in forty is forgotten; one in twenty comes after the 25th.
        if dice.chance(1, 40) {
            return Vec::new();
        }
        let day = if dice.chance(1, 20) { dice.between(26, 28) } else { dice.between(8, 25) };
        let filed = moment(month, day as i8, &mut dice);
        self.year_to_date = self.year_to_date + content.completed_investment.unwrap_or_default();
        self.done = content.completed_on.is_some() && filed < now;
        let mut revisions = vec![self.filed(month, filed, content)];
        let recent = month.plus(2) > Month::of(date_in_shanghai(now));
        if dice.chance(1, 30) {
            let back = later(filed, 30);
            revisions.push(follow(
                &revisions[0],
                ReportAction::Return,
                back,
                "形象进度与投资不符，请核实（演示）",
            ));
            if !recent {
                let again = later(back, 20);
                let mut fixed = follow(&revisions[1], ReportAction::Submit, again, "已核实（演示）");
                (fixed.filed_at, fixed.filed_by) = (Some(again), Some(AUTHOR.to_owned()));
                revisions.push(fixed);
            }
        }
        let unexplained = {
            let last = &revisions[revisions.len() - 1].content;
            compare(self.project.category(), last.completed_investment, last.statistics)
                .is_some_and(|c| c.state == StatisticsState::Inconsistent)
                && last.explanation.is_empty()
        };
        let last = &revisions[revisions.len() - 1];
        if last.status == Status::Submitted && !unexplained && (!recent || dice.chance(1, 3)) {
            let accepted = follow(last, ReportAction::Accept, later(last.at, 40), "");
            revisions.push(accepted);
        }
        revisions.retain(|report| report.at < now);
        revisions
    }

    fn filed(&self, month: Month, at: Timestamp, content: Content) -> Report {
        let deadline = ReportingRule::default().deadline(month, &Calendar::default());
        Report {
            project: self.project.id,
            month,
            revision: 1,
            status: Status::Submitted,
            act: ReportAction::Submit,
            author: AUTHOR.to_owned(),
            at,
            reason: String::new(),
            content,
            filed_at: Some(at),
            filed_by: Some(AUTHOR.to_owned()),
            first_filed_at: Some(at),
            late: deadline.is_late(at),
            discarded: false,
            request_id: None,
        }
    }

    fn content(&mut self, month: Month, dice: &mut Rng) -> Content {
        let text = format!("{}（演示）", dice.word(self.words(month)));
        let problems = if dice.chance(1, 9) { dice.word(PROBLEMS).to_owned() } else { String::new() };
        let next_steps = dice.word(NEXT).to_owned();
        let content = Content { text, problems, next_steps, ..Content::default() };
        match self.project.category() {
            Category::Construction => self.construction(month, dice, content),
            Category::Planning => {
                Content { ready: Some(dice.chance(1, 10)), stage: "前期".to_owned(), ..content }
            }
            Category::Promotion => self.promotion(dice, content),
        }
    }

    fn started(&self, month: Month) -> bool {
        month > Month::of(self.start)
    }

    fn words(&self, month: Month) -> &'static [&'static str] {
        match self.project.category() {
            Category::Construction if self.started(month) => RUNNING,
            Category::Construction => STARTING,
            Category::Planning => PLANNING,
            Category::Promotion => PROMOTION,
        }
    }

    fn construction(&mut self, month: Month, dice: &mut Rng, content: Content) -> Content {
        let plan = self.project.planned_investment.unwrap_or_default().0;
        let total = self.project.total_investment.unwrap_or_default();
        let started = self.started(month);
        let months_left =
            if self.start.year() == month.year() { 13 - i64::from(self.start.month()) } else { 12 };
        let even = plan / months_left.max(1);
        let invested = Money(even / 100 * self.pace / 100 * dice.between(75, 125) / 10_000 * 10_000);
        let room = Money((total - self.before - self.year_to_date).0.max(0) / 10_000 * 10_000);
        let invested = if started { invested.min(room) } else { Money::ZERO };
        let since = self.before + self.year_to_date + invested;
        let reached = if total.0 > 0 { since.0 * 9_500 / total.0 } else { 0 };
        let completed = month == self.finish && started;
        self.physical = self.physical.max(Percent(reached.clamp(0, 9_900) as i32 / 50 * 50));
        let statistics = match dice.below(20) {
            _ if !self.registered => Statistics::Unregistered,
            0..2 => Statistics::Pending,
            2..4 => Statistics::Value(Money((invested.0 * dice.between(85, 99) / 100) / 10_000 * 10_000)),
            _ => Statistics::Value(invested),
        };
        let explained = dice.chance(1, 2);
        let differs = statistics != Statistics::Value(invested) && matches!(statistics, Statistics::Value(_));
        Content {
            completed_investment: Some(invested),
            invested_before: (self.start.year() < month.year()).then_some(self.before),
            stage: if completed {
                "完工"
            } else if started {
                "在建"
            } else {
                "未开工"
            }
            .to_owned(),
            started_on: started.then_some(self.start),
            completed_on: completed.then(|| jiff::civil::date(month.year(), month.number(), 5)),
            statistics: Some(statistics),
            explanation: if differs && explained {
                "统计口径不含设备预付款（演示）".to_owned()
            } else {
                String::new()
            },
            physical_percent: Some(if completed { Percent::FULL } else { self.physical }),
            ..content
        }
    }

    fn promotion(&mut self, dice: &mut Rng, content: Content) -> Content {
        if dice.chance(1, 5) {
            self.stage = (self.stage + 1).min(3);
        }
        let contract = self.project.total_investment.map(|total| Money(total.0 / 10_000 * 10_000));
        let share = self.stage as i64 * 8 * self.pace / 100;
        Content {
            stage: PromotionStage::ALL[self.stage].title(Lang::Zh).to_owned(),
            contract: contract.filter(|_| self.stage > 0),
            funds_in: contract.filter(|_| self.stage > 0).map(|c| Money(c.0 / 100 * share / 10_000 * 10_000)),
            leader: "演示负责人".to_owned(),
            ..content
        }
    }
}

/// The next revision of a report, its content kept.
fn follow(before: &Report, act: ReportAction, at: Timestamp, reason: &str) -> Report {
    Report {
        revision: before.revision + 1,
        status: act.follows(Some(before.status)).unwrap_or(before.status),
        act,
        at,
        reason: reason.to_owned(),
        ..before.clone()
    }
}

/// Some minute of office hours on that day.
fn moment(month: Month, day: i8, dice: &mut Rng) -> Timestamp {
    let date = jiff::civil::date(month.year(), month.number(), day);
    later(start_of_day(date), 8) + jiff::SignedDuration::from_secs(dice.between(0, 10 * 3_600))
}

fn later(at: Timestamp, hours: i64) -> Timestamp {
    at + jiff::SignedDuration::from_hours(hours)
}

const STARTING: &[&str] =
    &["办理施工许可，开展场地平整前准备", "施工图审查中，招标准备就绪", "征地拆迁协议签订过半"];
const RUNNING: &[&str] = &[
    "主体结构按计划推进，本月完成主要节点",
    "基础施工完成大半，材料供应正常",
    "土石方基本完成，转入主体施工",
    "设备安装与装饰装修同步进行",
    "路基、管网分段施工",
];
const PLANNING: &[&str] = &["可行性研究报告编制中", "完成专家评审，修改完善方案", "用地预审材料已上报"];
const PROMOTION: &[&str] = &["与投资方就合同条款磋商", "项目公司注册手续办理中", "选址踏勘，落实要素保障"];
const PROBLEMS: &[&str] = &["用地指标尚未落实", "管线迁改进度滞后", "资金到位慢于计划"];
const NEXT: &[&str] = &["下月完成下一节点", "加快办理手续", "组织推进会协调"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::parse_moment;

    #[test]
    fn a_demos_year_has_everything_to_look_at_and_comes_again() {
        let now = parse_moment("2021-06-27T12:00:00+08:00").unwrap();
        let demo = Demo::new(2021, 300);
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("one.db"), folder.path().join("two.db"));
        assert_eq!(demo.fill(&one, now).unwrap(), demo.fill(&two, now).unwrap());
        let open = |file: &Path| Ledger::look(&Location::from(file)).unwrap().unwrap();
        let ledger = open(&one);
        assert_eq!(ledger.verify(None).unwrap(), open(&two).verify(None).unwrap(), "the same chain");
        let (january, june) = ("2021-01".parse().unwrap(), "2021-06".parse().unwrap());
        let rows = ledger.read(|view| view.reports(january, june)).unwrap();
        let count =
            |wanted: &dyn Fn(&crate::ledger::ReportRow) -> bool| rows.iter().filter(|r| wanted(r)).count();
        assert!(count(&|r| r.late) > 5);
        assert!(count(&|r| r.status == "returned") > 0);
        assert!(count(&|r| r.status == "accepted") > 500);
        assert!(count(&|r| r.statistics_state.as_deref() == Some("inconsistent")) > 10);
        assert!(count(&|r| r.month == june) < 300, "some are still outstanding");
        assert!(ledger.list(REPORT).unwrap().iter().all(|entry| entry.author == AUTHOR && entry.at < now));
    }

    #[test]
    fn large_demos_are_filled_less() {
        let now = parse_moment("2026-11-23").unwrap();
        assert_eq!(Demo::new(2026, 1_252).months(now).len(), 11);
        let old = Demo::new(2021, 1_252);
        assert_eq!(
            old.months(now),
            old.months(parse_moment("2021-12-31").unwrap()),
            "an old list's own year"
        );
        assert_eq!(old.months(now).len(), 12);
        assert_eq!(Demo::new(2026, 50_000).months(now).len(), 1);
        assert_eq!(Demo::new(2026, 1_000_000).months(now).len(), 0);
        assert_eq!(Demo::new(2027, 10).months(now).len(), 0, "a list of next year");
    }
}
