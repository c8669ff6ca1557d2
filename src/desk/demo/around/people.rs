//! Whom and what a demonstration's projects have around them: people, notes of the site, units to call, needs and offers.

use jiff::Span;
use serde_json::json;

use super::words::{DEPARTMENTS, NOTES, OFFERS};
use super::{InventedRecord, Item, RecordGenerator};
use crate::desk::contact::CONTACT;
use crate::desk::demo::dice::Rng;
use crate::desk::records::OF_THE_DESK;
use crate::domain::category::Category;
use crate::domain::contact::Contact;
use crate::domain::funding::FundingSource;
use crate::domain::pool::{Need, Offer, Quantity, Resource};
use crate::domain::project::Project;
use crate::domain::roster::{Roster, SiteNote};

impl RecordGenerator<'_> {
    pub(super) fn need(&mut self, project: &Project, dice: &mut Rng) {
        if !dice.chance(1, 12) {
            return;
        }
        let Some((_, at)) = self.on(dice.between(10, 120), dice) else { return };
        let (resource, amount) = match dice.below(6) {
            0..2 => (Resource::Money(FundingSource::SpecialBonds), dice.between(20, 600) * 100),
            2 => (Resource::Money(FundingSource::BankCredit), dice.between(50, 900) * 100),
            3 => (Resource::Money(FundingSource::CentralBudget), dice.between(5, 80) * 100),
            4 => (Resource::Land, dice.between(20, 900)),
            _ => (Resource::Energy, dice.between(5, 120) * 100),
        };
        let by = self.first.checked_add(Span::new().days(dice.between(90, 330))).ok();
        let need = Need {
            project: project.id.to_string(),
            resource,
            amount: Quantity(amount * 10_000),
            by,
            note: "演示需求".to_owned(),
        };
        let number = self.numbered();
        self.needs.push(project.clone());
        self.put_with(at, &project.id.to_string(), Item::Numbered("n", number), "add", &need, "演示需求");
    }

    pub(super) fn roster(&mut self, project: &Project, dice: &mut Rng) {
        if !dice.chance(2, 3) {
            return;
        }
        let Some((_, at)) = self.on(dice.between(2, 30), dice) else { return };
        let promotion = project.category() == Category::Promotion;
        let member = |dice: &mut Rng| format!("演示成员{}", dice.between(1, 80));
        let roster = Roster {
            legal_entity: project.extra.get("项目业主").cloned().unwrap_or_default(),
            supervising_department: dice.word(DEPARTMENTS).to_owned(),
            district: project.district().unwrap_or_default().into_owned(),
            cooperating: vec![dice.word(DEPARTMENTS).to_owned()],
            task_force_leader: if promotion {
                format!("演示组长{}", dice.between(1, 40))
            } else {
                String::new()
            },
            task_force: if promotion { vec![member(dice), member(dice)] } else { Vec::new() },
        };
        self.put(at, &project.id.to_string(), Item::Named("roster"), "set", &roster);
    }

    pub(super) fn site(&mut self, project: &Project, dice: &mut Rng) {
        let running = project.start_year.is_some_and(|year| year < project.id.year);
        if project.category() != Category::Construction || !running || !dice.chance(1, 5) {
            return;
        }
        for _ in 0..dice.between(1, 2) {
            let day = dice.between(15, self.span());
            let Some((on, at)) = self.on(day, dice) else { continue };
            let (topic, text, follow_up) = *dice.one(NOTES);
            let mut note = SiteNote {
                topic,
                on,
                text: format!("{text}（演示）"),
                follow_up: follow_up.to_owned(),
                settled: None,
            };
            let subject = project.id.to_string();
            let number = self.numbered();
            self.put(at, &subject, Item::Numbered("", number), "add", &note);
            let after = dice.between(3, 20);
            if !follow_up.is_empty()
                && dice.chance(2, 3)
                && let Some((settled, at)) = self.on(day + after, dice)
            {
                note.settled = Some(settled);
                self.put(at, &subject, Item::Numbered("", number), "settle", &note);
            }
        }
    }

    /// Most units can be reached; the rest shows who cannot.
    pub(super) fn unit_contacts(&mut self) {
        let mut dice = Rng::of(&[i64::from(self.first.year()), 109]);
        for unit in std::mem::take(&mut self.units) {
            let contact = Contact {
                name: format!("演示值班员{}", dice.between(1, 99)),
                unit: unit.clone(),
                post: "调度员".to_owned(),
                phone: format!("000-{:08}", dice.below(100_000_000)),
                email: String::new(),
            };
            let Some((_, at)) = self.on(0, &mut dice) else { return };
            if dice.chance(5, 6) {
                self.lines.push(InventedRecord {
                    at,
                    kind: CONTACT,
                    subject: format!("unit:{unit}"),
                    item: Item::Named(""),
                    action: "set",
                    reason: String::new(),
                    body: json!(contact),
                });
            }
        }
    }

    pub(super) fn offers(&mut self) {
        let mut dice = Rng::of(&[i64::from(self.first.year()), 110]);
        for (name, resource, amount, day) in OFFERS {
            let Some((_, at)) = self.on(*day, &mut dice) else { continue };
            let offer = Offer {
                name: format!("{name}（演示）"),
                resource: *resource,
                amount: Quantity(amount * 10_000),
                category: None,
                district: String::new(),
                until: self.first.checked_add(Span::new().days(360)).ok(),
            };
            let number = self.numbered();
            self.put(at, OF_THE_DESK, Item::Numbered("o", number), "add", &offer);
        }
    }
}
