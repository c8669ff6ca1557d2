//! What happens to the steps after one that is finished later than planned: they move, or they are
//! squeezed so that the completion holds.

use jiff::civil::Date;

use super::{Milestone, bad, completion, mark_critical};
use crate::domain::calendar::Calendar;
use crate::domain::codes;
use crate::domain::finding::Finding;
use crate::words;

/// What a slip does to the steps after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// 顺延: later steps keep their durations and move; the completion moves with them.
    Move,
    /// 压缩: the completion stays; later steps become shorter, in proportion, down to one day each.
    Squeeze,
}

/// Puts the plan right after a step was, or will be, finished later than planned. `finished` is that
/// step's new last day. With [`Slip::Squeeze`] the completion stays, or the finding says how many days
/// are missing even when every later step takes one day.
pub fn slip(
    milestones: &[Milestone],
    step: &str,
    finished: Date,
    how: Slip,
    calendar: &Calendar,
) -> Result<Vec<Milestone>, Finding> {
    let Some(at) = milestones.iter().position(|m| m.step == step) else {
        let steps = milestones.iter().map(|m| m.step.as_str()).collect::<Vec<_>>().join("、");
        return Err(
            bad(words!("没有这个步骤", "there is no such step"), step).expected(words!("{steps}", "{steps}"))
        );
    };
    let target = completion(milestones).unwrap_or(finished);
    let later = followers(milestones, at);
    // Finished earlier than planned there is nothing to make up for: the steps after it stay as planned.
    let late = finished > milestones[at].finish;
    let mut moved = milestones.to_vec();
    moved[at].start = moved[at].start.min(finished);
    moved[at].finish = finished;
    moved[at].days = (calendar.working_days(moved[at].start, finished) as i32).max(1);
    if how == Slip::Squeeze && late {
        squeeze(&mut moved, &later, finished, target, calendar)?;
    }
    let mut pushed = walk_from(&moved, &later, calendar);
    mark_critical(&mut pushed, calendar);
    Ok(pushed)
}

/// Every open step that directly or indirectly comes after `at`. A finished step is left alone and passes
/// nothing on: what comes after it can start.
fn followers(milestones: &[Milestone], at: usize) -> Vec<usize> {
    let mut found = vec![at];
    let mut next = 0;
    while next < found.len() {
        let name = &milestones[found[next]].step;
        for (index, milestone) in milestones.iter().enumerate() {
            if milestone.done.is_none() && milestone.after.contains(name) && !found.contains(&index) {
                found.push(index);
            }
        }
        next += 1;
    }
    found.split_off(1)
}

/// Moves the open followers to after what they come after, never earlier than planned.
fn walk_from(milestones: &[Milestone], later: &[usize], calendar: &Calendar) -> Vec<Milestone> {
    let mut walked = milestones.to_vec();
    for _ in 0..later.len() {
        for &at in later {
            let earliest = walked
                .iter()
                .filter(|other| walked[at].after.contains(&other.step))
                .map(|other| calendar.plus_working_days(other.done.unwrap_or(other.finish), 1))
                .max();
            let start = earliest.map_or(milestones[at].start, |after| after.max(milestones[at].start));
            walked[at].start = start;
            walked[at].finish = calendar.plus_working_days(start, walked[at].days - 1);
        }
    }
    walked
}

/// Shortens the open followers until the plan ends by `target`: always the longest first, so that the
/// loss is spread in proportion.
fn squeeze(
    milestones: &mut [Milestone],
    later: &[usize],
    finished: Date,
    target: Date,
    calendar: &Calendar,
) -> Result<(), Finding> {
    let planned: Vec<i32> = milestones.iter().map(|m| m.days).collect();
    for &at in later {
        // Squeezed steps may start as soon as they can: the plan's late start no longer binds.
        milestones[at].start = finished;
    }
    loop {
        let walked = walk_from(milestones, later, calendar);
        let end = completion(&walked).unwrap_or(target);
        if end <= target {
            return Ok(());
        }
        let longest = later
            .iter()
            .copied()
            .filter(|at| milestones[*at].days > 1)
            .filter(|at| walked[*at].finish > finished)
            .max_by_key(|at| {
                (i64::from(milestones[*at].days) * 1000 / i64::from(planned[*at]), milestones[*at].days)
            });
        let Some(at) = longest else {
            let missing = calendar.working_days(target, end) as i32 - 1;
            return Err(Finding::error(
                codes::CANNOT_SQUEEZE,
                words!("压缩后仍赶不上完成日期", "even squeezed, the completion cannot be held"),
            )
            .got(end.to_string())
            .expected(words!(
                "{target}（还差 {missing} 个工作日）",
                "{target} ({missing} working days short)"
            ))
            .hint(words!("改用顺延，或改完成日期", "move the later steps, or set a later completion")));
        };
        milestones[at].days -= 1;
    }
}
