//! Deadlines as an iCalendar file (RFC 5545), with an alarm on the reminder date.
//!
//! All-day events: a calendar shows them on the right date in whatever zone it runs.

use icalendar::{
    Alarm, Calendar, CalendarDateTime, Component as _, Event, EventLike as _, Property, Trigger, ValueType,
};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::deadline::{Deadline, ReportingRule};
use crate::domain::lang::Lang;
use crate::domain::time::start_of_day;
use crate::words;

/// When on the reminder date the alarm rings, Shanghai's clock. Our decision: the start of office hours.
const ALARM_HOUR: i64 = 9;

/// The calendar file; one event a deadline, stable uids, so that importing again updates.
pub fn deadlines(deadlines: &[Deadline], rule: ReportingRule, now: Timestamp, lang: Lang) -> String {
    let mut calendar = Calendar::new();
    calendar.name(lang.pick("市级重大项目月报", "Monthly reports of the major projects"));
    for deadline in deadlines {
        calendar.push(event(deadline, rule, now, lang));
    }
    calendar.to_string()
}

fn event(deadline: &Deadline, rule: ReportingRule, now: Timestamp, lang: Lang) -> Event {
    let month = deadline.month;
    let summary = words!("{month} 月报截止", "Monthly reports {month} are due");
    let rule = rule.in_words();
    let (rule_zh, rule_en) = (rule.zh, rule.en);
    let about = words!("规则：{rule_zh}。当日 24:00 截止。", "Rule: {rule_en}. Ends at 24:00 that day.");
    let after = deadline.last_day.tomorrow().unwrap_or(deadline.last_day);
    let mut event = Event::with_uid(&format!("{month}-deadline@diaodu"));
    event
        .summary(summary.get(lang))
        .description(about.get(lang))
        .append_property(Property::new("DTSTAMP", utc(now)))
        .append_property(day("DTSTART", deadline.last_day))
        .append_property(day("DTEND", after));
    let rings = start_of_day(deadline.reminder) + jiff::SignedDuration::from_hours(ALARM_HOUR);
    if let Ok(moment) = utc(rings).parse::<CalendarDateTime>() {
        let mut alarm = Alarm::display(summary.get(lang), Trigger::from(moment));
        // Otherwise the library takes a random uid and the host's clock.
        alarm.append_property(Property::new("UID", format!("{month}-reminder@diaodu")));
        alarm.append_property(Property::new("DTSTAMP", utc(now)));
        event.alarm(alarm);
    }
    event.done()
}

fn day(name: &str, date: Date) -> Property {
    Property::new(name, date.strftime("%Y%m%d").to_string()).append_parameter(ValueType::Date).done()
}

fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use icalendar::parser::{read_calendar, unfold};

    use super::*;
    use crate::domain::calendar::Calendar as WorkingDays;
    use crate::domain::time::parse_moment;

    #[test]
    fn a_calendar_program_reads_the_deadline_and_its_alarm() {
        let rule = ReportingRule::default();
        let month = "2021-07".parse().unwrap();
        let now = parse_moment("2021-07-01 12:00").unwrap();
        let text = deadlines(&[rule.deadline(month, &WorkingDays::default())], rule, now, Lang::Zh);
        let unfolded = unfold(&text);
        let read = read_calendar(&unfolded).unwrap();
        let event = &read.components[0];
        let value = |name: &str| event.find_prop(name).map(|p| p.val.to_string());
        assert_eq!(value("DTSTART").as_deref(), Some("20210725"), "a Sunday, and no shift");
        assert_eq!(value("DTEND").as_deref(), Some("20210726"));
        assert_eq!(value("UID").as_deref(), Some("2021-07-deadline@diaodu"));
        let alarm = &event.components[0];
        let trigger = alarm.find_prop("TRIGGER").unwrap().val.to_string();
        assert_eq!(trigger, "20210723T010000Z", "the Friday before, nine o'clock in Shanghai");
    }
}
