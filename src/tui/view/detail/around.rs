//! The detail's part on the work around a project: the watch list and supervision, the stages of
//! promotion, issues, missing permits, the next step, money, the site, who stands behind it. Only what is
//! there takes a line; `t` shows the rest.

use super::DetailPane;
use crate::desk::milestone::standing;
use crate::desk::sheet::project::total;
use crate::domain::money::Money;
use crate::domain::roster::PartyRole as Party;
use crate::domain::time::{date_in_shanghai, in_shanghai};
use crate::tui::theme::TextRole;
use crate::words;

/// Adds the lines.
pub fn add(page: &mut DetailPane<'_>) {
    let Some(detail) = page.detail() else { return };
    let around = &detail.around;
    if around.is_empty() {
        return;
    }
    let (lang, today) = (page.model.lang, date_in_shanghai(page.model.now));
    page.rows.push(Vec::new());
    let title = words!("项目台账（t 查看和登记）", "Around the project (t shows and adds)");
    page.rows.push(vec![(title.get(lang).to_owned(), TextRole::Quiet)]);
    if let Some(watched) = &around.watched {
        let day = in_shanghai(watched.at).date();
        let line = format!("{day} {} {}", watched.reason, watched.document);
        page.labelled(lang.pick("关注", "Watched"), line.trim_end(), None);
    }
    if let Some(last) = around.visits.last() {
        let (seen, count) = (&last.value, around.visits.len());
        let state = match (seen.answered, seen.days_over(today).filter(|days| *days > 0)) {
            (Some(day), _) => words!("{day} 办结", "answered {day}"),
            (None, Some(days)) => words!("逾期{days}天未办结", "{days}d over"),
            (None, None) if seen.is_open() => words!("未办结", "open"),
            (None, None) => words!("共 {count} 次", "{count} in all"),
        };
        let line = [seen.on.to_string().as_str(), &seen.text, &seen.demand, state.get(lang)]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        page.labelled(lang.pick("督查", "Visit"), &line, None);
    }
    stages(page);
    for record in around.issues.iter().filter(|record| record.value.is_open()) {
        let issue = &record.value;
        let over = issue.days_over(today).filter(|days| *days > 0);
        let (kind, level, text) = (issue.kind.title(lang), issue.level.title(lang), &issue.text);
        let (item, limit) = (&record.item, issue.limit);
        let line = match over {
            Some(days) => words!(
                "{item} {kind} {text}（{level}，逾期{days}天）",
                "{item} {kind}: {text} ({level}, {days}d over)"
            ),
            None => words!(
                "{item} {kind} {text}（{level}，时限 {limit}）",
                "{item} {kind}: {text} ({level}, by {limit})"
            ),
        };
        page.labelled(lang.pick("问题", "Issue"), line.get(lang), None);
    }
    permits(page);
    if let Some(schedule) = &around.schedule {
        page.labelled(lang.pick("节点", "Steps"), &standing(schedule, today, lang), None);
    }
    if !around.funding.is_empty() {
        let sums = total(&around.funding);
        let amount = |money: Option<Money>| money.map_or_else(|| "—".to_owned(), Money::friendly);
        let (planned, available, used) = (amount(sums.planned), amount(sums.available), amount(sums.used));
        let line = words!(
            "计划 {planned}，到位 {available}，使用 {used}",
            "planned {planned}, arrived {available}, used {used}"
        );
        page.labelled(lang.pick("资金", "Money"), line.get(lang), None);
    }
    for note in around.site_notes.iter().filter(|note| note.value.settled.is_none()) {
        let seen = &note.value;
        let line = format!("{} {} {} {}", seen.on, seen.topic.title(lang), seen.text, seen.follow_up);
        page.labelled(lang.pick("现场", "Site"), line.trim_end(), None);
    }
    for role in Party::ALL {
        let who = around.roster.get(role);
        page.labelled(role.title(lang), &who, None);
    }
}

/// 洽谈 1月 → 签约 3月 → …
fn stages(page: &mut DetailPane<'_>) {
    let Some(detail) = page.detail().filter(|detail| !detail.around.stages.is_empty()) else { return };
    let (lang, step) = (page.model.lang, page.model.theme.signs().step);
    let steps: Vec<String> = detail
        .around
        .stages
        .iter()
        .map(|at| {
            let month = at.month;
            format!("{} {month}", at.stage.title(lang))
        })
        .collect();
    page.labelled(lang.pick("招商阶段", "Stages"), &steps.join(&format!(" {step} ")), None);
}

/// What a start still waits for and for how long; nothing while nobody recorded a permit.
fn permits(page: &mut DetailPane<'_>) {
    let lang = page.model.lang;
    let Some(detail) = page.detail() else { return };
    let Some(permits) = detail.around.permits.as_ref().filter(|p| !p.known.is_empty()) else { return };
    let missing: Vec<String> = permits
        .waiting
        .iter()
        .map(|waiting| {
            let kind = waiting.kind.title(lang);
            match waiting.days_over.filter(|days| *days > 0) {
                Some(days) => words!("{kind}（逾期{days}天）", "{kind} ({days}d over)"),
                None if waiting.after_start => words!("{kind}（晚于开工）", "{kind} (after the start)"),
                None => words!("{kind}", "{kind}"),
            }
            .get(lang)
            .to_owned()
        })
        .collect();
    if missing.is_empty() {
        page.labelled(lang.pick("手续", "Permits"), lang.pick("齐全", "complete"), None);
    } else {
        page.labelled(lang.pick("缺手续", "Waits for"), &missing.join(lang.pick("、", ", ")), None);
    }
}
